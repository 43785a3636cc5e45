"""Scenario discovery: the space of uncertain inputs, the workbook at a point of it, the outcome of a plan at each, and
where it fails."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from model.errors import ExitCode
from model.results.plan import Plan
from model.runs import Result, State, exit_code_of
from model.sheets.tables import Tables
from model.sheets.whatifs import Change, WhatIf
from model.solver.arrays import Array
from model.studies.discover.prim import FailureBox, proven_share
from model.studies.discover.sampling import Influence
from model.studies.study import OfSolves
from model.whatif.apply import base
from model.whatif.changes import Making
from model.whatif.ranges import Ranged, change_of
from model.whatif.validation import KnownRows, problems_of
from model.whatif.variants import EditableTables


@dataclass(frozen=True)
class UncertainInput(ABC):
    """An input that is not known. ``words`` are the values of one that is no number."""

    name: str
    words: tuple[str, ...]

    def value(self, part: float) -> float:
        """A number between the ends, in displayed digits; the place of a word."""
        return float(min(int(part * len(self.words)), len(self.words) - 1))

    def text(self, value: float, nearest: Callable[[float], float] = float) -> str:
        """A value in words; a limit between two whole numbers as the ``nearest`` within it."""
        return self.words[int(value)]

    @abstractmethod
    def changes_to(self, value: float) -> Sequence[Sequence[Change]]:
        """The changes of cells that give it a value, one list after the other."""


@dataclass(frozen=True)
class UncertainNumber(UncertainInput):
    """A row of Ranges with numbers."""

    ranged: Ranged
    span: tuple[float, float]

    def value(self, part: float) -> float:
        low, high = self.span
        return self.ranged.rounded(low + part * (high - low))

    def text(self, value: float, nearest: Callable[[float], float] = float) -> str:
        is_whole = self.ranged.rounded(0.5) != 0.5
        return self.ranged.figure(nearest(value) if is_whole else self.ranged.rounded(value))

    def changes_to(self, value: float) -> Sequence[Sequence[Change]]:
        return ([self.ranged.change(value)],)


@dataclass(frozen=True)
class UncertainWord(UncertainInput):
    """A row of Ranges with words: those of the workbook come first."""

    ranged: Ranged

    def changes_to(self, value: float) -> Sequence[Sequence[Change]]:
        return () if value == 0 else ([change_of(self.ranged.row, list(self.ranged.ends)[int(value) - 1])],)


@dataclass(frozen=True)
class UncertainWhatIf(UncertainInput):
    """A what-if that comes or does not: its changes, after those of the one that it is based on."""

    changes: tuple[Sequence[Change], ...]

    def changes_to(self, value: float) -> Sequence[Sequence[Change]]:
        return self.changes if value else ()


def uncertain(ranged: Ranged) -> UncertainInput:
    """The input of a row of Ranges."""
    if ranged.span is not None:
        return UncertainNumber(ranged.name, (), ranged, ranged.span)
    return UncertainWord(ranged.name, (ranged.base_said, *map(ranged.typed, ranged.ends)), ranged)


@dataclass(frozen=True)
class Space:
    """The uncertain inputs of a workbook."""

    tables: Tables
    inputs: tuple[UncertainInput, ...]

    @cached_property
    def words(self) -> dict[int, int]:
        """Number of words of the inputs that are no numbers, by place."""
        return {at: len(variable.words) for at, variable in enumerate(self.inputs) if variable.words}

    def values(self, parts: Array) -> Array:
        """Values of the inputs at points of the unit cube. Shape: points, inputs."""
        rows = [zip(self.inputs, point, strict=True) for point in parts]
        return np.array([[variable.value(part) for variable, part in row] for row in rows])

    def at(self, values: Sequence[float]) -> Tables | None:
        """The workbook with a value for each input; None if that breaks it."""
        book = self._original.copy()
        for variable, value in zip(self.inputs, values, strict=True):
            for changes in variable.changes_to(float(value)):
                making = Making(book)
                making.make(changes)
                if any(not problem.is_warning for problem in making.problems):
                    return None
                book = making.book
        changed = book.tables()
        if any(not problem.is_warning for problem in problems_of(changed, self._known_rows)):
            return None
        return base(Tables(changed.settings, changed.rows)).tables

    @cached_property
    def _original(self) -> EditableTables:
        return EditableTables.of(self.tables)

    @cached_property
    def _known_rows(self) -> KnownRows:
        return KnownRows(self.tables)

    def restrictions(self, box: FailureBox) -> list[str]:
        """The restrictions of a box in words."""
        return [text for at, within in box.within.items() for text in self._restriction(self.inputs[at], within)]

    def _restriction(self, variable: UncertainInput, within: tuple[float, float] | frozenset[int]) -> Iterator[str]:
        if isinstance(within, frozenset):
            yield f"{variable.name}: {' or '.join(variable.words[at] for at in sorted(within))}"
            return
        low, high = variable.text(within[0], math.ceil), variable.text(within[1], math.floor)
        if math.isinf(within[0]):
            yield f"{variable.name} at most {high}"
        elif math.isinf(within[1]):
            yield f"{variable.name} at least {low}"
        else:
            yield f"{variable.name} from {low} to {high}"


def what_if_inputs(tables: Tables, names: Sequence[str]) -> list[UncertainWhatIf]:
    """What-ifs that come or do not, with all changes of those that they are based on."""
    rows = {row.what_if: row for row in tables[WhatIf]}
    what_ifs: list[UncertainWhatIf] = []
    for name in names:
        chain = [name]
        while (below := rows[chain[0]].based_on) in rows:
            chain.insert(0, below)
        parts = tuple([row for row in tables[Change] if row.what_if == part] for part in chain)
        what_ifs.append(UncertainWhatIf(name, ("no", "yes"), parts))
    return what_ifs


# ---------------------------------------------------------------------------------------------- the question


FEW = 10
"""Failures and successes below which no box is looked for."""
CHECKED, INSIDE, OUTSIDE = 10, 8, 2
"""Fresh points inside a box, and outside all; of a reported box the minimum number of failures inside, and the maximum
outside."""


@dataclass(frozen=True)
class SamplePoint:
    """A point, and the outcome there."""

    values: Array
    result: Result


@dataclass(frozen=True)
class CheckedBox:
    """A box, with fresh points inside it, and the limits that fail at one of its points."""

    box: FailureBox
    inside: tuple[SamplePoint, ...]
    reason: str


@dataclass(frozen=True)
class Discovery(OfSolves):
    """Where a plan fails. It also fails if it costs more than in the workbook by ``cost_overrun``, a share; if that is
    infinite, cost does not count."""

    plan: Plan
    space: Space
    points: tuple[SamplePoint, ...]
    redrawn: int
    """Points that broke the workbook, in place of which others were drawn."""
    cost_overrun: float
    is_replanned: bool
    boxes: tuple[CheckedBox, ...] = ()
    outside: tuple[SamplePoint, ...] = ()
    ranking: tuple[Influence, ...] = ()
    walked: tuple[SamplePoint, ...] = ()
    """Those that the ranking is from."""

    def fails(self, point: SamplePoint) -> bool | None:
        """Whether the plan fails at a point: no reaction holds every limit, proven, or it costs too much; None if
        unknown."""
        return failed(point.result, self.plan, self.cost_overrun)

    def failing(self, points: Sequence[SamplePoint]) -> tuple[int, int]:
        """How many points fail, and of how many it is not known."""
        outcomes = [self.fails(point) for point in points]
        return sum(outcome is True for outcome in outcomes), sum(outcome is None for outcome in outcomes)

    @cached_property
    def is_open(self) -> bool:
        """Whether there are too few failures, or successes, to look for a box."""
        failing, unknown = self.failing(self.points)
        return min(failing, len(self.points) - failing - unknown) < FEW

    def is_reported(self, checked: CheckedBox) -> bool:
        """Whether fresh points confirm a box."""
        inside, _ = self.failing(checked.inside)
        outside, unknown = self.failing(self.outside)
        return inside >= INSIDE and outside + unknown <= OUTSIDE

    def coverage(self, box: FailureBox) -> float:
        """Share of all failures that lie in a box."""
        return box.failing / max(1, self.failing(self.points)[0])

    def proven(self, checked: CheckedBox) -> float:
        """Share of a box that fails at least, by its fresh points [95 % confidence]."""
        return proven_share(self.failing(checked.inside)[0], len(checked.inside))

    @property
    def reported(self) -> list[CheckedBox]:
        return [checked for checked in self.boxes if self.is_reported(checked)]

    @property
    def results(self) -> list[Result]:
        inside = [point for checked in self.boxes for point in checked.inside]
        return [point.result for point in (*self.points, *inside, *self.outside, *self.walked)]

    @property
    def exit_code(self) -> ExitCode:
        """That a plan fails at a point is a finding, no failure of the command."""
        states = [result for result in self.results if result.state != State.INFEASIBLE]
        return exit_code_of(states) if states else ExitCode.OPTIMAL


def failed(result: Result, plan: Plan, cost_overrun: float) -> bool | None:
    if result.state == State.INFEASIBLE:
        return True
    if not result.has_plan:
        return None
    if math.isinf(cost_overrun):
        return False
    most = plan.objective + cost_overrun * abs(plan.objective)
    return True if result.bound > most else False if result.objective <= most else None


def as_known(points: Sequence[SamplePoint], plan: Plan, cost_overrun: float) -> tuple[list[Array], Array]:
    """Values by input, and whether the plan fails, at the points where that is known."""
    outcomes = [(point.values, failed(point.result, plan, cost_overrun)) for point in points]
    solved = [(values, fails) for values, fails in outcomes if fails is not None]
    if not solved:
        return [], np.zeros(0, dtype=bool)
    return list(np.array([values for values, _ in solved]).T), np.array([fails for _, fails in solved])
