"""Decisions of one plan as values of another program's columns, and reasons why a plan cannot be held in another
scenario."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from model.errors import Infeasible
from model.families import load
from model.sheets.names import count
from model.solver.arrays import Array, IndexedBlock, Matrix
from model.solver.highs import Solver, Status, elastic
from model.tolerances import FLOAT, SOLVED

if TYPE_CHECKING:
    from model.scenario.tree import Tree
    from model.solver.round import Found

# ----------------------------------------------------------------------------------------------------------------------
# Decisions of one plan as values of another program's columns: to fix them there, or to start from.


Decisions = Mapping[tuple[str, Any], float]
"""Values by variable and index."""

T = TypeVar("T")

WHOLE = 0.5
"""A whole number of at least this is not 0."""


@dataclass(frozen=True)
class Incumbent:
    """The best plan of an unfinished search, as much of it as another search needs to find it again."""

    decided: Decisions
    """Nonzero integer decisions."""
    cost: float
    """[amount]"""
    round: int
    is_settled: bool
    """Whether it holds in every disruption; otherwise it may cost more than stated, or fail."""

    def is_worse(self, other: Incumbent) -> bool:
        """Whether to replace it by another one of the same program. Costs are those of the program of a round, so that
        among two that are not settled the later round counts."""
        if self.is_settled != other.is_settled:
            return other.is_settled
        if not self.is_settled and self.round != other.round:
            return self.round < other.round
        return other.cost <= self.cost


@dataclass(frozen=True)
class Ahead:
    """First-stage columns of a program: decided before it is known which future comes.

    These are the variables whose last label is no node of the tree, except those that a family declares to follow from
    others; so the period decisions of a new family are fixed without being named.
    """

    matrix: Matrix
    columns: Mapping[tuple[str, Any], int]
    """By variable and index."""
    following: Sequence[int]
    """Columns without a node that follow from these."""
    unasked: Mapping[str, float | None]
    """By variable, the value of a decision that a plan did not have to take; 0 unless given. None: it is free."""

    @classmethod
    def of(cls, model: Any, matrix: Matrix, tree: Tree) -> Ahead:
        nodes = set(tree.nodes)
        follows = {
            follow.variable: set(model.component(follow.over)) if follow.over else None for follow in model.follows
        }
        nothing: set[Any] = set()
        columns: dict[tuple[str, Any], int] = {}
        following: list[int] = []
        for name, block in matrix.variables.items():
            keys = follows.get(name, nothing)
            for column, key in enumerate(block.index_set, start=block.start):  # its keys would stay in memory
                if moment(key) in nodes:
                    continue
                if keys is None or key in keys:
                    following.append(column)
                else:
                    columns[name, key] = column
        return cls(matrix, columns, following, model.unasked)

    def decided(self, values: Array) -> Decisions:
        """Decisions, 0 included: a rejected option is a decision, too."""
        is_integer = self.matrix.integer
        return {
            decision: float(round(values[column])) if is_integer[column] else _clean(float(values[column]))
            for decision, column in self.columns.items()
        }

    def adopted(self, decided: Decisions, until: float = math.inf) -> Decisions:
        """Decisions of a plan for another world in this one, up to a year."""
        values = {decision: decided.get(decision, self.unasked.get(decision[0], 0.0)) for decision in self.columns}
        return up_to(until, {decision: value for decision, value in values.items() if value is not None})

    def left_out(self, decided: Decisions) -> list[tuple[str, Any]]:
        """Decisions of a plan that do not exist here, or not at that time."""
        return [
            decision
            for decision, value in decided.items()
            if decision not in self.columns and self.unasked.get(decision[0], 0.0) is not None
            if abs(value - (self.unasked.get(decision[0]) or 0.0)) > SOLVED
        ]

    def beyond(self, decided: Decisions) -> list[tuple[tuple[str, Any], float]]:
        """Decisions of a plan that exceed their maximum here, with the maximum."""
        excess = []
        for decision, column in self.columns.items():
            value, most = decided.get(decision, 0.0), float(self.matrix.upper[column])
            if value > most + SOLVED * max(1.0, most):
                excess.append((decision, most))
        return excess


def up_to(year: float, decided: Decisions) -> Decisions:
    """Decisions up to a year; those without a year follow from the others, unless the year is infinite."""
    if year == math.inf:
        return decided
    years = {decision: at for decision in decided if isinstance(at := moment(decision[1]), int)}
    return {decision: decided[decision] for decision, at in years.items() if at <= year}


def _clean(value: float) -> float:
    """The value without the solver's rounding noise."""
    return value if abs(value) > SOLVED / 10 else 0.0


TOLERANCES = (0.0, 1e-7)
"""Relative tolerances of a fixed continuous decision: none, or a little, if rounding alone would make the program
infeasible."""


def up_to_rounding(find: Callable[[float], T]) -> T:
    """Result with the least of TOLERANCES for which a plan with fixed decisions exists. Raises Infeasible if there is
    none for any."""
    for tolerance in TOLERANCES[:-1]:
        with suppress(Infeasible):
            return find(tolerance)
    return find(TOLERANCES[-1])


def decisions(matrix: Matrix, values: Array, moments: set[object]) -> Decisions:
    """Decisions at some moments: the last label of an index is its moment."""
    taken: dict[tuple[str, Any], float] = {}
    for name, block in matrix.variables.items():
        for column, key in enumerate(block.keys, start=block.start):
            if moment(key) in moments:
                taken[name, key] = float(values[column])
    return taken


def past(matrix: Matrix, values: Mapping[str, Array], nodes: Collection[str]) -> Decisions:
    """Values at some nodes, given those of all columns by variable; of a variable with other columns here none."""
    past_values: dict[tuple[str, Any], float] = {}
    for name, block in matrix.variables.items() if nodes else ():
        if len(amounts := values.get(name, ())) == block.size:
            at = zip(block.keys, map(float, amounts), strict=True)
            past_values |= {(name, key): value for key, value in at if moment(key) in nodes}
    return past_values


def moment(key: Any) -> object:
    """The last label of an index: a period, a node, or another label."""
    return key[-1] if isinstance(key, tuple) and key else key


def _integer_blocks(matrix: Matrix) -> list[IndexedBlock]:
    """Variables that hold whole numbers."""
    return [block for block in matrix.variables.values() if block.size and matrix.integer[block.span].any()]


def decided_in(matrix: Matrix, values: Array) -> Decisions:
    """Nonzero integer decisions."""
    taken: dict[tuple[str, Any], float] = {}
    for block in _integer_blocks(matrix):
        for column, key in enumerate(block.keys, start=block.start):
            if abs(values[column]) >= WHOLE:
                taken[block.name, key] = float(round(values[column]))
    return taken


def incumbent(matrix: Matrix, best: Found) -> Incumbent:
    """The best plan so far, as decisions."""
    values = np.zeros(len(matrix.cost))
    values[np.flatnonzero(matrix.integer)] = best.integers
    return Incumbent(decided_in(matrix, values), best.cost, best.round, best.is_settled)


def near_to(matrix: Matrix, decided: Decisions) -> Array:
    """Integers of the matrix, in the order of its columns, as decided in another plan; 0 if missing there."""
    wanted = np.flatnonzero(matrix.integer)
    values = np.zeros(len(matrix.cost))
    for block in _integer_blocks(matrix):
        values[block.span] = [decided.get((block.name, key), 0.0) for key in block.keys]
    return np.clip(values[wanted], matrix.lower[wanted], matrix.upper[wanted])


def without_tokens(matrix: Matrix, values: Array) -> Array:
    """The values without needless builds at no more than minimum size, or openings at size 0: every row holds without
    them, and no cost rises. Within its gap a solver may leave such builds."""
    if "size" not in matrix.variables:
        return values
    least, rows = matrix.constraints.get("size_at_least"), matrix.rows
    at_least = {} if least is None else dict(zip(least.keys, range(least.start, least.stop), strict=True))
    build, size = (
        {key: at for at, key in enumerate(matrix.variables[name].keys, matrix.variables[name].start)}
        for name in ("build", "size")
    )
    activity = rows.at(values) - rows.constants
    for key in build:
        pair = [build[key], size[key]]
        beyond = activity[at_least[key]] if key in at_least else values[pair[1]]
        if values[pair[0]] < WHOLE or abs(beyond) > FLOAT * max(1.0, values[pair[1]]):
            continue
        entries = np.flatnonzero(np.isin(rows.columns, pair))
        change = np.bincount(rows.row[entries], -rows.values[entries] * values[rows.columns[entries]], rows.count)
        touched = np.flatnonzero(change)
        after = activity[touched] + change[touched]
        room = FLOAT * np.maximum(1.0, np.abs(change[touched]))
        holds = (after >= matrix.row_lower[touched] - room) & (after <= matrix.row_upper[touched] + room)
        if holds.all() and (matrix.lower[pair] <= 0).all() and matrix.cost[pair] @ values[pair] >= 0:
            values = values.copy()
            values[pair] = 0.0
            activity = activity + change
    return values


def with_fixed(matrix: Matrix, decided: Decisions, tolerance: float) -> Matrix:
    """The matrix with columns fixed at their decided values, with a tolerance for continuous ones."""
    lower, upper = matrix.lower.copy(), matrix.upper.copy()
    for block in matrix.variables.values():
        for column, key in enumerate(block.keys, start=block.start):
            if (block.name, key) in decided:
                at = min(max(decided[block.name, key], lower[column]), upper[column])
                room = 0.0 if matrix.integer[column] else tolerance * max(1.0, math.fabs(at))
                lower[column], upper[column] = max(lower[column], at - room), min(upper[column], at + room)
    return replace(matrix, lower=lower, upper=upper)


# ----------------------------------------------------------------------------------------------------------------------
# Reasons why a plan cannot be held in another scenario.


LEFT_OUT = "left out"
"""Name, among the statistics of a plan, of the held plan's decisions that do not exist here."""

MOST_NAMED = 4
"""Rows that a reason names; the others are counted."""


UNIT = re.compile(r"\s*\[([^\]]*)\]\s*\.?$")
"""Unit at the end of a rule's sentence."""


def too_much(model: Any, ahead: Ahead, decided: Decisions) -> str:
    """Decisions of a plan that exceed their maximum here; empty if there are none."""
    lines = [
        f"{_what(model, name)} {_labels(key)} {_figure(decided[name, key])}, where at most {_figure(most)} is possible"
        for (name, key), most in ahead.beyond(decided)
    ]
    return f"Its commitments exceed what is possible: {_some(lines)}." if lines else ""


def broken(ahead: Ahead, decided: Decisions) -> str:
    """Violated rows over first-stage decisions, irrespective of later ones; empty if all hold.

    Variables that follow from the decisions are computed by their equations; so a violation is not a matter of choice.
    """
    matrix = ahead.matrix
    early = _early(matrix, ahead)
    if not len(early):
        return ""
    program = replace(
        with_fixed(matrix, ahead.adopted(decided), 0.0),
        cost=np.zeros(len(matrix.cost)),
        integer=np.zeros(len(matrix.cost), bool),
        rows=matrix.rows.take(early),
        row_lower=matrix.row_lower[early],
        row_upper=matrix.row_upper[early],
    )
    is_equation = program.row_lower == program.row_upper
    for soft in (np.flatnonzero(~is_equation), np.arange(len(early))):
        solver = Solver(elastic(program, soft))
        if solver.run_linear(vertex=True) == Status.kOptimal:
            lines = list(_missed(matrix, early, program, solver.values[: len(matrix.cost)]))
            return f"Its commitments are incompatible here: {_some(lines)}." if lines else ""
    return ""


def _early(matrix: Matrix, ahead: Ahead) -> Array:
    """Rows over first-stage decisions, and variables that follow from them, alone."""
    is_early = np.zeros(len(matrix.cost), bool)
    is_early[list(ahead.columns.values())] = True
    is_early[ahead.following] = True
    late = np.bincount(matrix.rows.row, ~is_early[matrix.rows.columns], minlength=len(matrix.row_lower))
    return np.flatnonzero((late == 0) & (np.diff(matrix.rows.starts) > 0))


def _missed(matrix: Matrix, early: Array, program: Matrix, values: Array) -> Iterator[str]:
    """Each broken row: its rule's sentence, whose and when, and by how much."""
    sentences = _sentences()
    activity = program.rows.at(values) - program.rows.constants
    lacking = np.maximum(program.row_lower - activity, activity - program.row_upper)
    size = np.maximum(1.0, np.minimum(np.abs(program.row_lower), np.abs(program.row_upper)))
    size[~np.isfinite(size)] = 1.0
    for place in np.flatnonzero(lacking > SOLVED * size):
        block = next(block for block in matrix.constraints.values() if block.start <= early[place] < block.stop)
        sentence, unit = sentences.get(block.name, (block.name, ""))
        by = f"{_figure(lacking[place])} {unit}".strip()
        yield f"{sentence}: violated for {_labels(block.keys[early[place] - block.start])}, by {by}"


def _sentences() -> Mapping[str, tuple[str, str]]:
    """Meaning and unit of each constraint by name: the first sentence of its rule."""
    rules = {name: rule for module in load() for name, rule in vars(module).items() if inspect.isfunction(rule)}
    meanings = {}
    for name, rule in rules.items():
        words = " ".join((inspect.getdoc(rule) or name).partition(".. math::")[0].split())
        unit = UNIT.search(words.rstrip("."))
        meanings[name] = (UNIT.sub("", words.rstrip(".")), unit.group(1) if unit else "")
    return meanings


def _what(model: Any, variable: str) -> str:
    """Description of a variable, without its symbol and its unit."""
    words = str(model.component(variable).doc or variable)
    return UNIT.sub("", words.partition(": ")[2] or words)


def _labels(key: Any) -> str:
    return " · ".join(map(str, key if isinstance(key, tuple) else (key,)))


def _figure(value: float) -> str:
    return f"{value:,.6g}" if math.isfinite(value) else "any number"


def _some(lines: list[str]) -> str:
    rest = len(lines) - MOST_NAMED
    return "; ".join(lines[:MOST_NAMED]) + (f"; and {rest} more" if rest > 0 else "")


def not_held(model: Any, left_out: Sequence[tuple[str, Any]]) -> list[str]:
    """Decisions that cannot be taken here, in words. Those of years that are over are counted: their effect is for the
    workbook to state, such as people who were in training in a headcount."""
    first = min(model.PERIODS)
    past = [decision for decision in left_out if isinstance(year := moment(decision[1]), int) and year < first]
    names = [named(model, decision) for decision in left_out if decision not in past]
    number = count(len(past), "decision")
    return [*names, *([f"{number} before {first}, of which the workbook says what is left"] if past else [])]


def named(model: Any, decision: tuple[str, Any]) -> str:
    """A decision in words."""
    name, key = decision
    what = _what(model, name) if model.component(name) is not None else name
    return f"{_labels(key)} ({what})"
