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

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from model.errors import InputError
from model.results.optimality import Interval
from model.results.plan import Plan
from model.scenario.calendar import Calendar
from model.scenario.limits import in_order
from model.sheets.names import NOT_KNOWN
from model.sheets.tables import Tables
from model.sheets.whatifs import NEW
from model.solver.termination import gap_of
from model.studies.drift.question import decided
from model.whatif.apply import base, moved_settings, some, variants
from model.whatif.variants import Changed, Variant


@dataclass(frozen=True)
class Future:
    """A possible future, and the year from which it is known."""

    name: str
    tables: Tables = field(repr=False)
    probability: float
    known_from: float = math.inf
    """Year; infinite for the unchanged workbook, which is left when no other future materialises."""
    changed: tuple[Changed, ...] = field(default=(), repr=False)
    """Cells that differ from the unchanged workbook."""

    @property
    def changed_early(self) -> list[Changed]:
        """Cells of years before it is known, or of no year."""
        years = (cell.column.rpartition(" ")[2] for cell in self.changed)
        return [
            cell
            for cell, year in zip(self.changed, years, strict=True)
            if not year.isdecimal() or int(year) < self.known_from
        ]


def futures_of(tables: Tables, asked: Sequence[tuple[str, float, int]]) -> list[Future]:
    """The unchanged workbook and what-ifs given as (name, probability, year from which it is known); if none is, those
    with a probability in the workbook. Raises InputError with all errors."""
    what_ifs = {variant.name: variant for variant in variants(tables, are_checked=True)}
    asked = asked or _of_workbook(tables, what_ifs.values())
    wrong = list(_wrong(tables, what_ifs, asked))
    if wrong:
        raise InputError("\n".join(wrong))
    of, rest = base(tables), 1.0 - sum(probability for _, probability, _ in asked)
    others = [
        Future(name, what_ifs[name].tables, probability, year, what_ifs[name].changed)
        for name, probability, year in asked
    ]
    return [Future(of.name, of.tables, rest), *others]


def _of_workbook(tables: Tables, what_ifs: Iterable[Variant]) -> list[tuple[str, float, int]]:
    later = Calendar.of(tables.settings).periods[1:]
    likely = [what_if for what_if in what_ifs if what_if.probability]
    if not likely or not later:
        raise InputError("foresight takes what-ifs with a probability: by --future, or in What-ifs.")
    return [(what_if.name, what_if.probability, what_if.known_from or later[0]) for what_if in likely]


def _wrong(tables: Tables, what_ifs: Mapping[str, Variant], asked: Sequence[tuple[str, float, int]]) -> Iterator[str]:
    later = Calendar.of(tables.settings).periods[1:]
    if len({name for name, _, _ in asked}) < len(asked):
        yield "--future: each what-if once."
    if sum(probability for _, probability, _ in asked) >= 1:
        yield "--future: probabilities must leave something to the workbook as it is: less than 100 % in total."
    for name, probability, year in asked:
        if name not in what_ifs:
            listed = ", ".join(what_ifs) or "none"
            yield f"--future: there is no what-if '{name}' that is to be run. There are: {listed}."
            continue
        if not 0 < probability < 1:
            yield f"--future '{name}': expected a probability above 0 and below 100 %."
        if year not in later:
            yield f"--future '{name}': it cannot be known from {year} on; starts of later periods are {some(later)}."
        if what_ifs[name].plan != NEW:
            yield f"--future '{name}': its 'plan' in What-ifs must be '{NEW}'."
        if moved := moved_settings(tables, what_ifs[name].tables):
            yield f"--future '{name}': it must not change the settings {moved}."
    for workbook in (tables, *(what_ifs[name].tables for name, _, _ in asked if name in what_ifs)):
        for row in in_order(workbook):
            yield f"{row.cell('priority')} of Limits: futures cannot be planned together where a limit has a priority."


# ---------------------------------------------------------------------------------------------- the question


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

    state: str
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
        return not self.not_together and all(way.state != NOT_KNOWN for way in self.missing)

    @property
    def missing(self) -> list[Missing]:
        """Ways of deciding without a plan."""
        return [way for way in (self.at_once, self.unaware) if isinstance(way, Missing)]

    @property
    def first_known(self) -> int:
        """The first year in which anything is known."""
        return int(min(future.known_from for future in self.futures))

    def is_within(self, gap: float) -> bool:
        """Whether the plan, as all of them, is proven to be within a gap."""
        return gap_of(self.staged.cost.most, self.staged.cost.least) <= gap + SAME

    def choices(self) -> list[Choice]:
        """Every decision taken in advance, by year."""
        by_future = [decided(plan) for plan in self.staged.plans]
        alone = decided(self.perfect.plans[0])
        units = {key: unit for _, own in (*by_future, alone) for key, unit in own.items()}
        choices = []
        for key in {key for by_year, _ in (*by_future, alone) for key in by_year}:
            years = {year for by_year, _ in (*by_future, alone) for year in by_year.get(key, {})}
            for year in years:
                sizes = [by_year.get(key, {}).get(year, 0.0) for by_year, _ in by_future]
                planned = alone[0].get(key, {}).get(year, 0.0)
                choices.append(Choice(*key, units[key], year, sizes, planned, self.when(year, sizes)))
        return sorted(choices, key=lambda choice: (choice.year, choice.kind, choice.subject, choice.place, choice.way))

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
