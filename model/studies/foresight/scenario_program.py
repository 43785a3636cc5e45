"""One future as a program of its own, and whether it differs from another before it can be known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from model.errors import Infeasible, InputError, SolveFailed
from model.families.assemble import build_model
from model.families.instance import Instance, read_instance
from model.families.workforce.rows import Skill
from model.planning.reoptimise import elsewhere
from model.planning.request import Request
from model.planning.solve import audited, unless_stopped, worth_keeping
from model.results.decisions import Ahead, Decisions, moment, with_fixed
from model.results.plan import Plan, read_plan
from model.sheets.names import Node, place
from model.solver.arrays import Array, Matrix
from model.solver.cone_cuts import Tangents
from model.solver.decomposition import Rounds
from model.solver.master import Learning
from model.solver.matrix import read_matrix
from model.solver.program import Label, Program, ScenarioPart, labels_of, program_of
from model.solver.reader import Reader
from model.solver.relaxation import knowing
from model.solver.termination import Deadline
from model.solver.warm_start import Learned, Names
from model.studies.foresight.question import Future
from model.whatif.selectors import NotReadable, conditions

MOST = 3
"""Cells that an error names."""

ROOMS = (0.0, 1e-6)
"""Relative tolerances of fixed values: none, or a little if no plan is found otherwise. With flows fixed exactly HiGHS
found no plan of the gallium chain or of the example, and no violation in them either."""


@dataclass(frozen=True)
class Decided:
    """The plan of a future, as it was found."""

    plan: Plan
    values: Array
    """Values of all columns."""
    learned: Learned | None
    """Warm-start data of its program, if worth keeping."""


@dataclass(frozen=True)
class OneFuture:
    """One future as a program."""

    future: Future
    instance: Instance
    model: Any
    matrix: Matrix
    reader: Reader
    ahead: Ahead

    @classmethod
    def of(cls, future: Future) -> OneFuture:
        instance = read_instance(future.tables)
        model = build_model(instance)
        matrix, reader = read_matrix(model)
        return cls(future, instance, model, matrix, reader, Ahead.of(model, matrix, instance.tree))

    def period(self, key: Any) -> float | None:
        """Period of an index; None if it has neither a period nor a node."""
        at = moment(key)
        if isinstance(at, str):
            return self.instance.tree.period.get(Node(at))
        return at if isinstance(at, int) else None

    def is_before(self, key: Any, year: float) -> bool:
        """Whether an index is of a time before a year."""
        period = self.period(key)
        return period is not None and period < year

    @property
    def part(self) -> ScenarioPart:
        return ScenarioPart(self._program, Tangents.of(self.reader, self.model), self.future.probability)

    @property
    def _program(self) -> Program:
        return program_of(self.model, self.matrix, self.reader, self.instance.tree)

    def plan(self, request: Request, fixed: Decisions | None = None, learned: Learned | None = None) -> Decided:
        """The plan with some columns fixed, audited; ``learned`` is warm-start data of the program, with any numbers.
        Raises Infeasible."""
        if fixed is None:
            return self._decide(request, self.matrix, learned, False)
        is_held = all(at in fixed for at in self.ahead.columns)
        # Stocks may move by the tolerance, so that fixed replacements would not match them.
        fixed = {at: value for at, value in fixed.items() if at[0] not in self._follows}

        def find(room: float) -> Decided:
            return self._decide(request, with_fixed(self.matrix, fixed, room), learned, is_held)

        until = Deadline.after(request.time_limit)
        for room in ROOMS[:-1]:
            try:
                return find(room)
            except (Infeasible, SolveFailed):
                if until.is_over:
                    raise
        return find(ROOMS[-1])

    @cached_property
    def _follows(self) -> frozenset[str]:
        """Variables that are no decision."""
        return frozenset(follow.variable for follow in self.model.follows if not follow.over)

    def knows(self, learned: Learned | None, of: OneFuture) -> Learned | None:
        """Warm-start data of another future, for this one."""
        if learned is None or of is self:
            return learned
        return elsewhere(learned, Names.of(of.matrix, of.instance.tree.branches), self.matrix, self.instance.tree)

    def _decide(self, request: Request, matrix: Matrix, learned: Learned | None, is_held: bool) -> Decided:
        learning = Learning(self._program, Tangents.of(self.reader, self.model), screen=True)
        program = replace(learning.program, matrix=matrix)
        if learned is None:
            rounds = Rounds(Learning(program, learning.tangents, screen=True))
        else:
            rounds = Rounds(knowing(learning, learned, program))
        solve = rounds.hold if is_held else rounds.solve
        solution = unless_stopped(
            lambda interrupt: solve(
                gap=request.gap, time_limit=request.time_limit, progress=request.progress, interrupt=interrupt
            ),
            request.interrupt,
        )
        plan = read_plan(self.future.tables, self.instance, self.reader, solution)
        asked = {"gap": request.gap, "time limit": request.time_limit}
        plan = audited(replace(plan, decided=self.ahead.decided(solution.values), asked=asked))
        is_new = learned is None and matrix is self.matrix
        return Decided(plan, solution.values, worth_keeping(rounds.learning, request.progress) if is_new else learned)


def too_early_in(base: OneFuture, scenario: OneFuture) -> str:
    """Differences before the future can be known, as an error; empty if there are none."""
    year = scenario.future.known_from
    theirs = dict(_early(scenario, year))
    for name, what in _early(base, year):
        if not _is_same(what, theirs.pop(name, None)):
            return _too_early(scenario.future, name)
    return _too_early(scenario.future, next(iter(theirs))) if theirs else ""


def _too_early(future: Future, name: str) -> str:
    cells = [f"{place(cell.sheet, cell.cell)} '{cell.column}' (by {cell.by})" for cell in future.changed_early]
    more = f" and {len(cells) - MOST} more" if len(cells) > MOST else ""
    where = f"in {', '.join(cells[:MOST])}{more}" if cells else f"in {name}"
    return (
        f"--future '{future.name}': it differs from the workbook as it is before {future.known_from}, {where}, so that "
        "it would be known earlier. Give its changes a 'from year', or say that it is known earlier."
    )


Early = tuple[str, tuple[Mapping[Label, float], float, float]]


def _early(scenario: OneFuture, year: float) -> Iterator[Early]:
    """Rows of decisions before a year, by name: coefficients and bounds; and their costs."""
    labels = labels_of(scenario.matrix)
    for block in scenario.matrix.constraints.values():
        for row, key in enumerate(block.keys, block.start):
            if scenario.is_before(key, year):
                columns, values = scenario.matrix.rows.one(row)
                terms = {labels[c]: float(v) for c, v in zip(columns.tolist(), values.tolist(), strict=True)}
                bounds = float(scenario.matrix.row_lower[row]), float(scenario.matrix.row_upper[row])
                yield f"{block.name}[{key}]", (terms, *bounds)
    for column, (name, key) in enumerate(labels):
        if moment(key) in scenario.instance.tree.period and scenario.is_before(key, year):
            cost = float(scenario.matrix.cost[column])
            yield f"the cost of {name}[{key}]", ({(name, key): cost}, 0.0, 0.0)


def _is_same(one: tuple[Any, float, float], other: tuple[Any, float, float] | None) -> bool:
    if other is None or one[0].keys() != other[0].keys():
        return False
    pairs = [*((one[0][at], other[0][at]) for at in one[0]), one[1:2] + other[1:2], one[2:] + other[2:]]
    return all(a == b or abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b)) for a, b in pairs)


Reacts = Callable[[Label], bool]
"""Whether a first-stage column may differ between futures that are known."""

MOST_NAMED = 8
"""Names that an error lists."""


def reacting(scenarios: Sequence[OneFuture], typed: str) -> Reacts:
    """Columns that may react: all if none is ``typed``, otherwise those of the projects, contracts, plants,
    technologies and stockpiles named, and people, who follow the builds. Raises InputError if a name matches no
    decision."""
    if not typed.strip():
        return lambda at: True
    skills = {row.skill for scenario in scenarios for row in scenario.future.tables[Skill]}
    subjects = {_subject(at) for scenario in scenarios for at in scenario.ahead.columns} - skills
    try:
        asked = conditions(typed)
    except NotReadable as error:
        raise InputError(f"--may-react: expected {error.expected}. {error.fix}.") from error
    if any(condition.header is not None for condition in asked):
        raise InputError("--may-react: expected names alone, such as 'Line A; Line B*'.")
    patterns = [pattern for condition in asked for pattern in condition.patterns]
    if vain := [pattern.text for pattern in patterns if not pattern.hits(subjects)]:
        listed = sorted(subjects)
        more = f" and {len(listed) - MOST_NAMED} more" if len(listed) > MOST_NAMED else ""
        named = ", ".join(listed[:MOST_NAMED])
        raise InputError(
            f"--may-react: nothing is decided on {', '.join(map(repr, vain))}. Decided is on {named}{more}."
        )
    free = skills | {name for name in subjects if not patterns or any(pattern.hits([name]) for pattern in patterns)}
    return lambda at: _subject(at) in free


def _subject(at: Label) -> str:
    """The project, contract, plant, technology, stockpile or skill that is decided on: the first label of an index."""
    _, key = at
    return str(key[0] if isinstance(key, tuple) else key)
