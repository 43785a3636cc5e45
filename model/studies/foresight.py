"""What to decide now, and what to leave until it is known which future comes.

A future is a what-if with a probability that is known from a year on; until then it cannot be distinguished from the
workbook as it is. The plan decides once what comes before, and by future what comes after: a multistage stochastic
program (J. R. Birge and F. Louveaux, *Introduction to Stochastic Programming*, sections 2.4 and 4.3). Compared are

- all decided at once: what is decided in advance is the same in all futures, also after it is known which one comes.
  The additional cost is the value of waiting;
- without foresight: planned as if the workbook as it is were certain, and planned anew when another future is known.
  The additional cost is the value of preparing, the value of the stochastic solution (VSS) of these futures;
- known from the start: no plan can be cheaper. The saving is the expected value of perfect information (EVPI) on them.

`model.planning.value` has both measures for the disruptions of one workbook, during which advance decisions stay.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from model.errors import Infeasible, InputError, SolveFailed
from model.planning.information import Interval
from model.planning.solving import Request, unless_stopped
from model.results.plan import Plan
from model.rolling.drift import decided
from model.solver.arrays import Array
from model.solver.gap import gap_of
from model.solver.joined import Joined, Label, Owner, joined, labels_of
from model.solver.learning import Learning
from model.solver.rounds import Rounds
from model.solver.solve import Solution
from model.studies.futures import Future
from model.studies.one_future import OneFuture, too_early_in

NOW, LATER, BY_FUTURE, NEVER = "now", "later", "by future", "only planned alone"
"""When something is decided: before anything is known; later and the same in every future; in every future, but not as
much; or in none, though it would be if the workbook as it is were certain."""

TOGETHER, AT_ONCE, UNAWARE = "With all futures", "All decided at once", "Without foresight"
"""What is being solved."""

NO_PLAN, NOT_FOUND = "no plan", "not found"
"""What there is of a way of deciding that cannot be compared with."""

SAME = 1e-6
"""Relative; what differs by less is the same."""


@dataclass(frozen=True)
class Way:
    """What is expected to be spent in one way of deciding [amount], and the plan of each future."""

    cost: Interval
    plans: Sequence[Plan]


@dataclass(frozen=True)
class Missing:
    """A way of deciding without a plan."""

    said: str
    """NO_PLAN where some future cannot be met that way; NOT_FOUND where the solver found none, or not in time."""
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
        """That of every future in which it is decided; None where these differ."""
        sizes = [self.sizes[at] for at in _taken(self.sizes)]
        return None if _differ(sizes) else max(sizes, default=0.0)

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
    is_compared: bool = True
    """Whether a plan was found of all futures together; otherwise it is the cheaper one of the other ways."""

    @property
    def waiting(self) -> Interval | Missing:
        """What it is worth to decide once it is known [amount]."""
        return _more(self.at_once, self.staged)

    @property
    def preparing(self) -> Interval | Missing:
        """What it is worth to foresee the futures [amount]."""
        return _more(self.unaware, self.staged)

    @property
    def knowing(self) -> Interval | Missing:
        """What it would be worth to know now which one comes [amount]."""
        return _more(self.staged, self.perfect)

    @property
    def is_whole(self) -> bool:
        """Whether of each way of deciding a plan was found, or that there is none."""
        return self.is_compared and all(each.said != NOT_FOUND for each in self.missing)

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
        """When so much is decided in each future."""
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


def foresight(futures: Sequence[Future], request: Request) -> Foresight:
    """The plan of futures of which the first is the workbook as it is, and the other ways of deciding. Raises
    InputError where a future differs before it is known, Infeasible where there is no plan, SolveFailed where none is
    found in time in any way, or not of one future alone, KeyboardInterrupt where any solve is stopped."""
    progress = request.progress
    progress.stage("Building the models")
    worlds = [OneFuture.of(future) for future in futures]
    too_early = [differs for world in worlds[1:] if (differs := too_early_in(worlds[0], world))]
    if too_early:
        raise InputError("\n".join(too_early))
    alone = []
    for world in worlds:
        stage = f"If '{world.future.name}' were known from the start"
        progress.stage(stage)
        try:
            alone.append(world.plan(request))
        except (Infeasible, SolveFailed) as error:
            raise type(error)(f"{stage}: {error}") from error
    perfect = Way(_expected(futures, [plan for plan, _ in alone]), [plan for plan, _ in alone])
    ways: dict[str, Callable[[], Way | Missing]] = {
        TOGETHER: lambda: _together(worlds, lambda number, at: _indistinguishable(worlds, number, at), request),
        AT_ONCE: lambda: _together(worlds, lambda number, at: _by_all(worlds, number, at), request),
        UNAWARE: lambda: _unaware(worlds, alone[0], request),
    }
    staged, at_once, unaware = (_tried(name, find, request) for name, find in ways.items())
    best = cheapest(staged, at_once, unaware, least=perfect.cost.least)
    return Foresight(futures, best, at_once, unaware, perfect, isinstance(staged, Way))


def _tried(name: str, find: Callable[[], Way | Missing], request: Request) -> Way | Missing:
    """One way of deciding. What was found of the others stays true where there is none."""
    request.progress.stage(name)
    try:
        return find()
    except Infeasible as error:
        return Missing(NO_PLAN, _short(error))
    except SolveFailed as error:
        return Missing(NOT_FOUND, _short(error))


def cheapest(staged: Way | Missing, *others: Way | Missing, least: float = -math.inf) -> Way:
    """The plan with futures, or where that is cheaper one of others: they know no more than it. No plan costs less than
    ``least``. Raises what says why there is none."""
    found = [way for way in (staged, *others) if isinstance(way, Way)]
    if not found:
        raise _failed(staged)
    best = min(found, key=lambda way: way.cost.most)
    least = max(least, staged.cost.least if isinstance(staged, Way) else -math.inf)
    return Way(Interval(min(least, best.cost.most), best.cost.most), best.plans)


def _failed(staged: Way | Missing) -> Infeasible | SolveFailed:
    """Why there is no plan with all futures."""
    missing = staged if isinstance(staged, Missing) else Missing(NOT_FOUND, "")
    return (Infeasible if missing.said == NO_PLAN else SolveFailed)(f"{TOGETHER}: {missing.why}")


def _short(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _expected(futures: Sequence[Future], plans: Sequence[Plan]) -> Interval:
    pairs = list(zip(futures, plans, strict=True))
    return Interval(*(sum(f.probability * cost for f, cost in each) for each in (
        [(f, plan.bound) for f, plan in pairs], [(f, plan.objective) for f, plan in pairs])))  # fmt: skip


def _indistinguishable(worlds: Sequence[OneFuture], number: int, at: Label) -> int:
    """The first future that cannot be distinguished from one when a column is decided."""
    period = worlds[number].period(at[1])
    if period is None or worlds[number].future.known <= period:
        return number
    return next(other for other, world in enumerate(worlds) if world.future.known > period)


def _by_all(worlds: Sequence[OneFuture], number: int, at: Label) -> int:
    """The same where all that is decided in advance is decided once."""
    return 0 if at in worlds[number].ahead.columns else _indistinguishable(worlds, number, at)


def _together(worlds: Sequence[OneFuture], owner: Owner, request: Request) -> Way:
    """The plans of all futures in which what has one owner is the same."""
    whole = joined([world.part for world in worlds], owner)
    rounds = Rounds(Learning(whole.program, whole.tangents, screen=True))
    solution = unless_stopped(
        lambda interrupt: rounds.solve(
            gap=request.gap, time_limit=request.time_limit, progress=request.progress, interrupt=interrupt
        ),
        request.interrupt,
    )
    plans = list(_plans(worlds, whole, solution, request))
    expected = _expected([world.future for world in worlds], plans)
    if expected.most > solution.objective + SAME * max(1.0, abs(solution.objective)):
        raise SolveFailed(
            f"The plans of all futures cost {expected.most:,.9g} together, and {solution.objective:,.9g} when found: "
            "what was found for one future does not hold in it."
        )
    return Way(Interval(min(solution.bound, expected.most), expected.most), plans)


def _plans(worlds: Sequence[OneFuture], whole: Joined, solution: Solution, request: Request) -> Iterator[Plan]:
    """The plan of each future with what was decided: in advance, and before it was known."""
    for number, (world, places) in enumerate(zip(worlds, whole.columns, strict=True)):
        values = dict(zip(labels_of(world.matrix), solution.values[places].tolist(), strict=True))
        apart = world.future.known if number else max(other.future.known for other in worlds[1:])
        shared = (at for at in values if world.is_before(at[1], apart))
        yield world.plan(request, {at: values[at] for at in {*shared, *world.ahead.columns}})[0]


def _unaware(worlds: Sequence[OneFuture], planned: tuple[Plan, Array], request: Request) -> Way | Missing:
    """Planned for the workbook as it is, and anew once another future is known."""
    values = dict(zip(labels_of(worlds[0].matrix), planned[1].tolist(), strict=True))
    plans = [planned[0]]
    for world in worlds[1:]:
        early = {at: value for at, value in values.items() if world.is_before(at[1], world.future.known)}
        try:
            plans.append(world.plan(request, early)[0])
        except Infeasible as error:
            return Missing(NO_PLAN, f"if '{world.future.name}': {_short(error)}")
        except SolveFailed as error:
            return Missing(NOT_FOUND, f"if '{world.future.name}': {_short(error)}")
    return Way(_expected([world.future for world in worlds], plans), plans)
