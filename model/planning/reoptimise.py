"""A program prepared for re-optimisation with one limit, price or decision changed.

Most of a solve goes into finding which disruptions matter and the cost of the others. If only numbers differ, that
remains valid, or its duals prove valid cuts (`solver.relaxation.knowing`), simplex continues from the known vertex, and
the base plan with its integers unchanged is often within the gap at once. So a neighbour costs a part of a solve.

An answer starts from the state after solving the base, whatever was asked since: it is a function of base and question
alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np

from model.families.assemble import build_model
from model.families.instance import read_instance
from model.planning.request import Request
from model.progress import Progress
from model.results.decisions import Ahead, Decisions, near_to
from model.sheets.tables import Tables
from model.solver.arrays import Array, IndexedBlock, Matrix
from model.solver.decomposition import Rounds
from model.solver.master import Learning
from model.solver.matrix import read_matrix
from model.solver.program import Aim, Program
from model.solver.relaxation import knowing, learned_of
from model.solver.solve import Solution
from model.solver.warm_start import UNKNOWN, Learned, Names, places

if TYPE_CHECKING:
    from model.results.plan import Plan
    from model.scenario.tree import Tree


@dataclass(frozen=True)
class Base:
    """A plan, its first-stage decisions, and warm-start data of its program."""

    key: str
    """Equal for equal contents."""
    tables: Tables = field(compare=False, repr=False)
    decided: Decisions = field(compare=False, repr=False)
    learned: Learned | None = field(compare=False, repr=False)
    """None if there is no warm-start data worth keeping."""

    @classmethod
    def of(cls, plan: Plan, key: str) -> Base | None:
        """A plan found by the job with this key; None if it has no warm-start data worth keeping."""
        if plan.learned is None:
            return None
        return cls(
            f"{key} {sha256(plan.learned.packed()).hexdigest()}",
            plan.tables,
            plan.decided,
            replace(plan.learned, names=None),
        )


Numbers = Mapping[int, float]
"""By column, or by row."""


@dataclass(frozen=True)
class Question:
    """A modification of the base program: bounds of columns and rows, costs, or the objective."""

    lower: Numbers = field(default_factory=dict)
    upper: Numbers = field(default_factory=dict)
    row_lower: Numbers = field(default_factory=dict)
    row_upper: Numbers = field(default_factory=dict)
    cost: Numbers = field(default_factory=dict)
    """Cost of each unit of a column, expected and discounted."""
    aim: Aim | None = None
    """An objective in place of cost, and the maximum cost of the plan."""

    def __or__(self, other: Question) -> Question:
        """Both modifications together; in a contradiction the other one counts."""
        parts = {name: {**getattr(self, name), **getattr(other, name)} for name in NUMBERS}
        return Question(**parts, aim=other.aim or self.aim)

    def of(self, program: Program) -> Program:
        """The program that it asks about."""
        matrix = replace(program.matrix)
        for name in NUMBERS:
            setattr(matrix, name, _changed(getattr(matrix, name), getattr(self, name)))
        program = replace(program, matrix=matrix, aim=self.aim)
        return (
            replace(program, unit_cost=_changed(program.unit_cost, self._unit_cost(program))) if self.cost else program
        )

    def _unit_cost(self, program: Program) -> Numbers:
        """Unit costs of columns of a branch, if the branch is certain."""
        probability = {at: program.probability[program.branch[at]] for at in self.cost if program.branch[at] >= 0}
        return {at: self.cost[at] / pair for at, pair in probability.items() if pair > 0}


NUMBERS = ("lower", "upper", "row_lower", "row_upper", "cost")


def _changed(values: Array, others: Numbers) -> Array:
    if not others:
        return values
    values = values.copy()
    values[list(others)] = list(others.values())
    return values


class Prepared:
    """A base with its warm-start data. Questions name its columns and rows by number; ``columns`` and ``rows`` identify
    these. First-stage decisions are in ``ahead.columns``, by variable and index."""

    def __init__(self, tables: Tables, learned: Learned | None = None, decided: Decisions | None = None) -> None:
        """``learned`` and ``decided`` are those of the plan of just these tables."""
        self.tables = tables
        self.instance = read_instance(tables)
        self.model = build_model(self.instance)
        self.matrix, self.reader = read_matrix(self.model)
        self.learning = Rounds.of(self.model, self.matrix, self.reader, self.instance.tree).learning
        """The program, without warm-start data."""
        self.reader.forget()
        self.learned = learned if learned is not None and learned.fits(self.matrix) else None
        if self.learned is not None and self.learned.relaxed_at is None:
            self.learned = learned_of(knowing(self.learning, self.learned), Progress.silent())
        self.whole = None if decided is None else near_to(self.matrix, decided)
        """Whole numbers of the base plan, in the order of the matrix's columns."""
        self.ahead = Ahead.of(self.model, self.matrix, self.instance.tree)

    @classmethod
    def of(cls, tables: Tables, request: Request, plan: Plan | None = None) -> Prepared:
        """A base with the results of its solve; ``plan`` is its plan, if it has been solved, and is not improved then.
        Raises as a solve does."""
        base = cls(tables, None, request.near if plan is None else plan.decided)
        learning = Learning(base.learning.program, base.learning.tangents, screen=True)
        rounds = Rounds(learning)
        if plan is None or base.whole is None:
            solution = base._solved(rounds, request)
            base.whole = np.round(solution.values[base.matrix.integer])
        else:
            rounds.learn(
                base.whole,
                gap=request.gap,
                time_limit=request.time_limit,
                progress=request.progress,
                interrupt=request.interrupt,
            )
        base.learned = learned_of(learning, request.progress)
        return base

    def ask(self, question: Question, request: Request) -> Solution:
        """The cheapest plan under a modification, within the gap of ``request``: its ``objective``, and the proven
        ``bound`` on all plans.

        Raises Infeasible if there is none, SolveFailed if none is found in time.
        """
        program = question.of(self.learning.program)
        return self._solved(self.rounds(program), request)

    def hold(self, decided: Decisions, request: Request, tolerance: float) -> Solution:
        """Cost with given first-stage decisions fixed; continuous ones may move by a tolerance. Raises as ``ask``."""
        program = self.with_fixed(decided, tolerance).of(self.learning.program)
        return self.rounds(program).hold(
            gap=request.gap, time_limit=request.time_limit, progress=request.progress, interrupt=request.interrupt
        )

    def rounds(self, program: Program) -> Rounds:
        """Rounds of a program with the same rows and columns."""
        if self.learned is None:
            return Rounds(Learning(program, self.learning.tangents, screen=True))
        return Rounds(knowing(self.learning, self.learned, program))

    def _solved(self, rounds: Rounds, request: Request) -> Solution:
        return rounds.solve(
            gap=request.gap,
            time_limit=request.time_limit,
            near=self.whole,
            progress=request.progress,
            interrupt=request.interrupt,
        )

    def elsewhere(self, matrix: Matrix, tree: Tree) -> Learned | None:
        """Warm-start data for the program of another workbook, matched by name."""
        if self.learned is None:
            return None
        return elsewhere(self.learned, Names.of(self.matrix, self.instance.tree.branches), matrix, tree)

    # --- questions by name -------------------------------------------------------------------------

    def columns(self, variable: str) -> Mapping[Any, int]:
        """Columns of a variable by its index."""
        return _places(self.matrix.variables, variable)

    def rows(self, constraint: str) -> Mapping[Any, int]:
        """Rows of a constraint by its index."""
        return _places(self.matrix.constraints, constraint)

    def at_least(self, decisions: Decisions) -> Question:
        """Question with lower bounds on decisions."""
        return Question(lower={self.ahead.columns[item]: value for item, value in decisions.items()})

    def at_most(self, decisions: Decisions) -> Question:
        """Question with upper bounds on decisions: 0 forbids one."""
        return Question(upper={self.ahead.columns[item]: value for item, value in decisions.items()})

    def with_fixed(self, decisions: Decisions, tolerance: float = 0.0) -> Question:
        """Question with decisions fixed, as far as bounds allow; continuous ones may move by a share of themselves."""
        lower: dict[int, float] = {}
        upper: dict[int, float] = {}
        for item, value in decisions.items():
            column = self.ahead.columns[item]
            least, most = self.matrix.lower[column], self.matrix.upper[column]
            at = min(max(value, least), most)
            room = 0.0 if self.matrix.integer[column] else tolerance * max(1.0, abs(at))
            lower[column], upper[column] = max(least, at - room), min(most, at + room)
        return Question(lower=lower, upper=upper)

    def least(self, weights: Decisions, *, at_cost: float, constant: float = 0.0) -> Question:
        """Question for the least weighted sum of first-stage decisions in a plan within a cost; negative weights
        maximise. ``constant`` is added, since a gap is relative to the sum."""
        values = np.zeros(len(self.matrix.cost))
        values[[self.ahead.columns[weight] for weight in weights]] = list(weights.values())
        return Question(aim=Aim(values, constant, at_cost))


def elsewhere(learned: Learned, names: Names, other: Matrix, other_tree: Tree) -> Learned:
    """Warm-start data of one program for another, matched by name."""
    tangents = names.rows + np.arange(len(learned.touches))
    numbers = {name: number for number, name in enumerate(names.branches)}
    return learned.elsewhere(
        places(other.variables, names.variables),
        np.append(places(other.constraints, names.constraints), tangents),
        [numbers.get(name, UNKNOWN) for name in other_tree.branches],
    )


@lru_cache(maxsize=1)
def prepared(base: Base) -> Prepared:
    """The program of a base; the last one is kept, since jobs near the same base come one after the other."""
    return Prepared(base.tables, base.learned, base.decided)


def _places(blocks: Mapping[str, IndexedBlock], name: str) -> Mapping[Any, int]:
    block = blocks.get(name)
    return {} if block is None else {key: at for at, key in enumerate(block.keys, block.start)}
