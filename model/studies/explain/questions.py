"""Questions about subjects, as bounds on a prepared program."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from model.families.decisions.rows import ACQUIRE, AT_LEAST, BUILD, SIGN, Decision
from model.families.investment.rows import EXPANSION, MODULES, SIZE, SMALLEST, Project
from model.planning.reoptimise import Prepared, Question
from model.results.decisions import Decisions
from model.scenario.limits import Limit
from model.sheets.schema import NEVER
from model.studies.explain.subjects import VARIABLES, WHOLE, Subject, with_capex
from model.tolerances import SOLVED

if TYPE_CHECKING:
    from model.sheets.tables import Tables
    from model.solver.arrays import Array
    from model.solver.program import Program


class Query(StrEnum):
    """Kind of question."""

    NEARNESS = "how near each is that is not decided for"
    ALONE = "without it, all other decisions held"
    WITHOUT = "without it"
    LATER = "a period later"
    HALF = "half as much"
    WITH = "with it"
    FORBIDDEN = "which cells forbid it"
    LEAST = "its least size"
    MOST = "its greatest size"
    DIFFERENT = "a plan that differs"


LEAST_PART = 0.1
"""Share of the maximum size built of a free size without a minimum, in questions that force it."""

HOLDS = (
    "'All other decisions held': the other rows of the sheet Decisions stay but for those that add to stockpiles, and "
    "nothing else is built, signed or acquired; what is no such row, as further training or redundancy, may respond."
)
CHOICES = (*VARIABLES.values(), "size")
"""Variables whose zeros are held, too, so that rejected options stay rejected."""

REQUIRED = "(asked for)"
"""Name of the row of Decisions that requires a subject."""

SKETCHED = (Query.ALONE, Query.WITHOUT, Query.LATER, Query.HALF, Query.WITH)
"""Questions whose plans are described: their sketches are kept, too."""

OF_COST = (Query.NEARNESS, *SKETCHED)
"""Questions answered by the least cost; the others are answered by near-optimal decisions."""


@dataclass(frozen=True)
class Asked:
    """A question about some subjects."""

    kind: Query
    subjects: tuple[Subject, ...] = ()
    capex: float = 1.0
    """Capital cost of the first subject, as a share of that in the workbook."""
    at_cost: float = math.inf
    """Maximum cost of a plan, if cost is not the objective [amount]."""
    weights: tuple[float, ...] = ()
    """Weight of each subject's size, if the answer is a plan that differs."""

    @property
    def title(self) -> str:
        """'Eneabba: half as much'."""
        if self.kind in (Query.NEARNESS, Query.DIFFERENT):
            return str(self.kind)
        names = " and ".join(subject.title for subject in self.subjects)
        capex = f" at {self.capex:.2%} of its capital cost" if self.capex != 1.0 else ""
        return f"{names}: {self.kind}{capex}"

    def content(self) -> list[Any]:
        """All that the answer depends on but the base, as plain JSON."""
        subjects = [[subject.action, *subject.labels] for subject in self.subjects]
        at_cost = self.at_cost if math.isfinite(self.at_cost) else None
        return [self.kind, subjects, self.capex, at_cost, list(self.weights)]


class Translator:
    """Translator of questions about subjects into modifications of a prepared program; ``decided`` has its plan's
    decisions."""

    def __init__(self, base: Prepared, decided: Decisions) -> None:
        self.base, self.decided = base, decided
        self.first = base.instance.calendar.periods[0]
        self.projects: dict[str, Project] = {row.project: row for row in base.tables[Project]}

    def question(self, asked: Asked) -> Question:
        """Raises KeyError if a subject is unknown."""
        if asked.kind == Query.NEARNESS:
            return Question()
        if asked.kind not in OF_COST:
            return self._aimed(asked)
        of_each = {
            Query.ALONE: self._alone,
            Query.WITHOUT: self._without,
            Query.LATER: self._later,
            Query.HALF: self._half,
            Query.WITH: self._with,
        }[asked.kind]
        question = Question()
        for subject in asked.subjects:
            question = question | of_each(subject)
        return question

    def program(self, asked: Asked) -> Program:
        """The program that is asked about: the base's, or one with another capital cost."""
        program = self.base.learning.program
        if asked.capex == 1.0:
            return program
        return self.at_capex(asked.subjects[0], asked.capex)

    def at_capex(self, subject: Subject, share: float) -> Program:
        """The base's program with the capital cost of a project at a share, including everything that depends on it,
        such as the spending of a fund."""
        from model.families.assemble import build_model
        from model.families.instance import read_instance
        from model.solver.matrix import read_matrix
        from model.solver.program import program_of

        instance = read_instance(with_capex(self.base.tables, subject.name, share))
        model = build_model(instance)
        matrix, reader = read_matrix(model)
        unchanged = self.base.learning.program
        tangents = np.arange(len(self.base.matrix.row_lower), len(unchanged.matrix.row_lower))
        program = program_of(model, matrix, reader, instance.tree)
        return program.with_tangents(unchanged.matrix.rows.take(tangents))

    def nearness(self, duals: Array, subjects: Iterable[Subject]) -> dict[Subject, float]:
        """Reduced cost of a first module, or a signature, at the duals of a plan: the cheapest of all decisions on a
        subject [amount]. Only a guide to the order of questions."""
        matrix, columns = self.base.matrix, self.base.ahead.columns
        rows = matrix.rows
        prices = duals[: rows.count][rows.row]
        reduced = matrix.cost - np.bincount(rows.columns, rows.values * prices, minlength=len(matrix.cost))
        return {subject: min(float(reduced[columns[key]]) for key in self._keys(subject)) for subject in subjects}

    def required(self, subject: Subject) -> Tables:
        """The tables with as much of a subject as `Query.WITH` asks for, by a row of Decisions that never gives way;
        nor do the bounds with a priority, which have no value in the workbook."""
        place, way = subject.labels[1:] if subject.action == ACQUIRE else ("", "")
        least = None
        if subject.action == BUILD and (project := self.projects[subject.name]).kind != MODULES:
            least = project.minimum_size or LEAST_PART * (project.maximum_size or 0.0)
        row = Decision(
            decision=REQUIRED,
            action=subject.action,
            subject=subject.name,
            place=place,
            way=way,
            rule=AT_LEAST,
            size=least,
            may_give=NEVER,
        )
        tables = self.base.tables
        limits = [limit if limit.priority is None else replace(limit, may_give=NEVER) for limit in tables[Limit]]
        return tables.replaced(Limit, limits).replaced(Decision, [*tables[Decision], row])

    # ----------------------------------------------------------------------------------------------- by kind

    def _keys(self, subject: Subject) -> list[tuple[str, Any]]:
        return subject.keys(self.decided, self.first)

    def _without(self, subject: Subject) -> Question:
        return self.base.at_most(dict.fromkeys([*self._keys(subject), *self._additions(subject)], 0.0))

    def _additions(self, subject: Subject) -> list[tuple[str, Any]]:
        """Sizes of an expansion, which may go on after a year in which it is opened, or was before the plan."""
        is_expansion = subject.action == BUILD and self.projects[subject.name].kind == EXPANSION
        return [("size", key) for _, key in self._keys(subject)] if is_expansion else []

    def _alone(self, subject: Subject) -> Question:
        """As `HOLDS` says, except the subject; continuous decisions may move within the zero tolerance, without which
        HiGHS calls many such programs of the example infeasible though no limit is violated."""
        unasked = self.base.ahead.unasked
        decided = {
            key: value
            for key, value in self.base.ahead.adopted(self.decided).items()
            if key[0] in CHOICES or abs(value - (unasked.get(key[0]) or 0.0)) > SOLVED
        }
        keys = self._keys(subject)
        sizes = [("size", key) for _, key in keys if ("size", key) in decided]
        nothing = dict.fromkeys([*keys, *sizes], 0.0)
        return self.base.with_fixed(decided, SOLVED) | self.base.with_fixed(nothing)

    def _later(self, subject: Subject) -> Question:
        """Not before the period after that of its first decision; expansions of openings before the plan likewise."""
        keys, additions = self._keys(subject), self._additions(subject)
        first = [int(key[-1]) for name, key in keys if self.decided[name, key] > WHOLE]
        first += [int(key[-1]) for name, key in additions if self.decided[name, key] > SMALLEST]
        until = min(first, default=int(keys[-1][1][-1]))
        return self.base.at_most({key: 0.0 for key in (*keys, *additions) if int(key[1][-1]) <= until})

    def _half(self, subject: Subject) -> Question:
        """Half as many modules, rounded down; half of a free size; half of each addition of an expansion."""
        keys = self._keys(subject)
        kind = self.projects[subject.name].kind
        if kind == MODULES:
            half = math.floor(sum(self.decided[key] for key in keys) / 2)
            row = self.base.rows("build_limit")[subject.name]
            return Question(row_upper={row: float(self._modules_before(subject) + half)})
        sizes = [("size", key) for _, key in keys]
        if kind == EXPANSION:
            return self.base.at_most({key: self.decided[key] / 2 for key in sizes})
        return self.base.at_most(dict.fromkeys(sizes, sum(self.decided[key] for key in sizes) / 2))

    def _with(self, subject: Subject) -> Question:
        """At least one module; of a free size without a minimum a part of its maximum; signed or acquired some time."""
        keys = self._keys(subject)
        if subject.action == BUILD:
            return self._built(subject, keys)
        rows = self.base.rows("one_start") if subject.action == SIGN else {}
        if subject.name in rows:
            return Question(row_lower={rows[subject.name]: 1.0})
        return self.base.at_least({keys[-1]: 1.0})

    def _built(self, subject: Subject, keys: Iterable[tuple[str, Any]]) -> Question:
        row = self.base.rows("build_limit")[subject.name]
        project, modules = self.projects[subject.name], self._modules_before(subject)
        if project.kind == EXPANSION and modules:
            return self._expanded(subject)
        question = Question(row_lower={row: float(modules + 1)})
        if project.kind == MODULES or project.minimum_size > 0:
            return question
        # The row bounds additions by the maximum size; a lower bound makes them at least a part of it.
        left = (1 - LEAST_PART) * (project.maximum_size or 0.0)
        if project.kind == SIZE:
            rows = self.base.rows("size_at_most")
            return question | Question(row_lower={rows[key]: -left for _, key in keys})
        return question | Question(row_lower={self._last_limit(keys): -left})

    def _expanded(self, subject: Subject) -> Question:
        """For openings before the plan: a minimum addition relative to the maximum size, or all of the remainder."""
        most = self.projects[subject.name].maximum_size or 0.0
        left = max(0.0, (1 - LEAST_PART) * most - self._total_before("size", subject))
        return Question(row_lower={self._last_limit(self._keys(subject)): -left})

    def _last_limit(self, keys: Iterable[tuple[str, Any]]) -> int:
        """The row that limits an expansion over all periods."""
        last = max((key for _, key in keys), key=lambda key: int(key[-1]))
        return self.base.rows("expansion_limit")[last]

    def _modules_before(self, subject: Subject) -> int:
        """Modules decided before the first period."""
        return round(self._total_before(subject.variable, subject))

    def _total_before(self, variable: str, subject: Subject) -> float:
        """Total of a variable before the first period."""
        lower, columns = self.base.matrix.lower, self.base.columns(variable).items()
        return sum(float(lower[at]) for key, at in columns if key[:-1] == subject.labels and key[-1] < self.first)

    def _aimed(self, asked: Asked) -> Question:
        """The least or greatest size, or a weighted sum of sizes. The constant keeps the sum away from 0, since a gap
        is relative."""
        sign = -1.0 if asked.kind == Query.MOST else 1.0
        weights: dict[tuple[str, Any], float] = {}
        most = 0.0
        for subject, weight in zip(asked.subjects, asked.weights or (1.0,), strict=True):
            for key, factor, greatest in self._sizes(subject):
                weights[key] = sign * weight * factor
                most += abs(weight) * greatest
        return self.base.least(weights, at_cost=asked.at_cost, constant=constant_of(asked.kind, most))

    def _sizes(self, subject: Subject) -> list[tuple[tuple[str, Any], float, float]]:
        """Decisions that make up a subject's size, the size of one of each, and the part of the greatest size that is
        counted with it."""
        keys = self._keys(subject)
        if subject.action == ACQUIRE:
            return [(keys[-1], 1.0, 1.0)]
        if subject.action != BUILD:
            return [(key, 1.0, 1.0 / len(keys)) for key in keys]
        project = self.projects[subject.name]
        if project.kind == MODULES:
            size = project.module_size or 0.0
            return [(key, size, size * project.maximum_modules / len(keys)) for key in keys]
        return [(("size", key), 1.0, (project.maximum_size or 0.0) / len(keys)) for _, key in keys]


def constant_of(kind: Query, most: float) -> float:
    """Constant added to a sum of sizes that is at most ``most``, so that its gap is meaningful for the size."""
    return most if kind == Query.LEAST else 2 * most
