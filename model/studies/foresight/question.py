"""Two-stage foresight: decisions due now, and those to leave until the future is known.

A future is a what-if with a probability that is known from a year on; until then it cannot be distinguished from the
unchanged workbook. Decisions before that year are shared, later ones are made by future: a multistage stochastic
program (J. R. Birge and F. Louveaux, *Introduction to Stochastic Programming*, sections 2.4 and 4.3). It is compared
with

- all decided at once: first-stage decisions are the same in all futures, also after the future is known. The additional
  cost is the value of waiting;
- without foresight: planned as if the unchanged workbook were certain, and re-planned when another future is known. The
  additional cost is the value of preparing, the value of the stochastic solution (VSS) of these futures;
- known from the start: no plan can be cheaper. The saving is the expected value of perfect information (EVPI) on them.

`model.planning.value` has both measures for the disruptions of one workbook, during which advance decisions stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from model.results.evpi_vss import Interval
from model.results.plan import Plan
from model.sheets.names import NOT_KNOWN
from model.solver.termination import gap_of
from model.studies.drift.question import decided
from model.studies.foresight.futures import Future

NOW, LATER, BY_FUTURE, NEVER = "now", "later", "by future", "only planned alone"
"""When something is decided: before anything is known; later and the same in every future; in every future, but not as
much; or in none, though it would be if the workbook as it is were certain."""

"""States of a way of deciding without a plan to compare."""

SAME = 1e-6
"""Relative difference below which values count as equal."""


@dataclass(frozen=True)
class Way:
    """Expected cost of one way of deciding [amount], and the plan of each future."""

    cost: Interval
    plans: Sequence[Plan]


@dataclass(frozen=True)
class Missing:
    """A way of deciding without a plan."""

    said: str
    """NO_PLAN where some future cannot be met that way; NOT_KNOWN where the solver found none, or not in time."""
    why: str


@dataclass(frozen=True)
class Choice:
    """A decision of one year, in each future."""

    kind: str
    subject: str
    place: str
    way: str
    unit: str
    year: int
    sizes: Sequence[float]
    planned: float
    """As much would be decided if the workbook as it is were certain."""
    when: str
    """NOW, LATER, BY_FUTURE, NEVER, or in which futures alone."""

    @property
    def depends(self) -> bool:
        """Whether it depends on the future."""
        return self.when not in (NOW, LATER, NEVER)

    @property
    def size(self) -> float | None:
        """Common size in all futures in which it is decided; None if these differ."""
        sizes = [self.sizes[at] for at in _taken(self.sizes)]
        return None if _differ(sizes) else max(sizes, default=0.0)

    def is_in(self, future: int) -> bool:
        """Whether it is decided in a future, by number."""
        return future in _taken(self.sizes)

    @property
    def prepares(self) -> bool:
        """Whether it is decided now for the sake of other futures."""
        return self.when == NOW and max(self.sizes) - self.planned > SAME * max(1.0, self.planned)


@dataclass(frozen=True)
class Foresight:
    """The plan with its futures, and other ways of deciding."""

    futures: Sequence[Future]
    staged: Way
    at_once: Way | Missing
    unaware: Way | Missing
    perfect: Way
    """Known from the start: perfect information."""
    not_together: str = ""
    """Why no plan was found of all futures together, if none was; it is the cheaper one of the other ways then."""
    may_react: str = ""
    """Decisions that alone may differ by future, as typed; empty: all."""

    @property
    def waiting(self) -> Interval | Missing:
        """Value of waiting until the future is known [amount]."""
        return _more(self.at_once, self.staged)

    @property
    def preparing(self) -> Interval | Missing:
        """Value of preparing for the futures [amount]."""
        return _more(self.unaware, self.staged)

    @property
    def knowing(self) -> Interval | Missing:
        """Value of perfect information now [amount]."""
        return _more(self.staged, self.perfect)

    @property
    def is_whole(self) -> bool:
        """Whether every way of deciding was solved or proven infeasible."""
        return not self.not_together and all(each.said != NOT_KNOWN for each in self.missing)

    @property
    def missing(self) -> list[Missing]:
        """Ways of deciding without a plan."""
        return [each for each in (self.at_once, self.unaware) if isinstance(each, Missing)]

    @property
    def first_known(self) -> int:
        """The first year in which anything is known."""
        return int(min(future.known for future in self.futures))

    def is_within(self, gap: float) -> bool:
        """Whether the plan, as all of them, is proven to be within a gap."""
        return gap_of(self.staged.cost.most, self.staged.cost.least) <= gap + SAME

    def choices(self) -> list[Choice]:
        """Every decision taken in advance, by year."""
        made = [decided(plan) for plan in self.staged.plans]
        alone = decided(self.perfect.plans[0])
        units = {key: unit for _, each in (*made, alone) for key, unit in each.items()}
        found = []
        for key in {key for by_year, _ in (*made, alone) for key in by_year}:
            years = {year for by_year, _ in (*made, alone) for year in by_year.get(key, {})}
            for year in years:
                sizes = [by_year.get(key, {}).get(year, 0.0) for by_year, _ in made]
                planned = alone[0].get(key, {}).get(year, 0.0)
                found.append(Choice(*key, units[key], year, sizes, planned, self.when(year, sizes)))
        return sorted(found, key=lambda each: (each.year, each.kind, each.subject, each.place, each.way))

    def when(self, year: int, sizes: Sequence[float]) -> str:
        """Year of a decision in each future, by its sizes."""
        where = _taken(sizes)
        if not where:
            return NEVER
        if year < self.first_known:
            return NOW
        if len(where) == len(sizes):
            return BY_FUTURE if _differ(sizes) else LATER
        names = [f"'{self.futures[at].name}'" for at in where]
        return f"if {' or '.join(names)}"


def _taken(sizes: Sequence[float]) -> list[int]:
    """In which futures something is decided, by number."""
    return [at for at, size in enumerate(sizes) if size > SAME * max(1.0, *sizes)]


def _differ(sizes: Sequence[float]) -> bool:
    return bool(sizes) and max(sizes) - min(sizes) > SAME * max(1.0, *sizes)


def _more(one: Way | Missing, other: Way) -> Interval | Missing:
    """By how much one way costs more than another that cannot cost more."""
    if isinstance(one, Missing):
        return one
    scale = max(abs(one.cost.most), abs(other.cost.most))
    least, most = one.cost.least - other.cost.most, one.cost.most - other.cost.least
    return Interval(max(0.0, least), max(0.0, most)).rounded(scale)
