"""Digest of a plan for comparisons, small, so that many are kept; and differences between two plans: builds, flows,
stock and training."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from model.families.demand.rows import Demand
from model.results.build import Build, StageSupply, Taken, new_builds, supplies, taken
from model.results.optimality import Solved
from model.results.plan import Plan
from model.results.view import RATE, Line, View, lines_of
from model.scenario.calendar import Calendar
from model.sheets.tables import Tables
from model.tolerances import SOLVED
from model.whatif.figures import Figure, LimitFigure, figures_of, limit_figures

# ----------------------------------------------------------------------------------------------------------------------
# Digest of a plan for comparisons: its figures, builds, shipments, stocks and training. Small, so that a hundred of
# them fit into memory where a hundred plans would not.


WEIGHTED_RISK = "weight on risk"
"""Contribution of a weight on a CVaR to the objective."""


@dataclass(frozen=True)
class Digest:
    """A plan in short. Money is in ``amount``, such as 'million USD'."""

    name: str
    amount: str
    periods: tuple[int, ...]
    calendar: Calendar
    outcome: str
    objective: float
    """Objective: expected cost, and other risk with its weight in a limit [amount]."""
    bound: float
    """No plan costs less [amount]."""
    gap: float
    seconds: float
    audit: str
    """'passed', the failed checks, or empty without an audit."""
    costs: Mapping[str, float]
    """Discounted, by category; they sum to the objective [amount]."""
    figures: tuple[Figure, ...]
    builds: tuple[Build, ...]
    flows: tuple[Line, ...]
    """By origin, destination and commodity, undisrupted."""
    stock: tuple[Line, ...]
    """By stockpile, site and commodity."""
    trainees: tuple[Line, ...]
    """By skill and labour market, and so the recruits."""
    recruits: tuple[Line, ...]
    shares: tuple[Line, ...]
    """Share of the largest supply country, by stage."""
    hhi: tuple[Line, ...]
    """Herfindahl–Hirschman index of the supply countries, by stage, 0 to 10000."""
    limits: tuple[LimitFigure, ...]
    products: frozenset[str] = frozenset()
    """Products in demand: plans without one in common are of different chains."""

    @property
    def solved(self) -> Solved:
        """Its cost and bound, which define its gap."""
        return Solved(self.objective, self.bound)

    @property
    def is_audited(self) -> bool:
        """Whether no check of the audit failed."""
        return self.audit in ("", "passed")

    @cached_property
    def projects(self) -> dict[str, tuple[Build, ...]]:
        """Decisions by project, the first one first."""
        projects_by_name: dict[str, tuple[Build, ...]] = {}
        for build in self.builds:
            projects_by_name[build.project] = (*projects_by_name.get(build.project, ()), build)
        return projects_by_name


def products_of(tables: Tables) -> frozenset[str]:
    """Products in demand."""
    return frozenset(row.product for row in tables[Demand])


def digest(name: str, plan: Plan, since: int | None = None) -> Digest:
    """A plan in short; with builds that were already made from a year on, if one is given."""
    view = View(plan)
    supplied = supplies(view)
    return Digest(
        name=name,
        amount=view.amount,
        periods=view.periods,
        calendar=view.calendar,
        outcome=str(plan.outcome),
        objective=float(plan.objective),
        bound=float(plan.bound),
        gap=float(plan.gap),
        seconds=float(plan.seconds),
        audit=_audit(plan),
        costs=_costs(view, float(plan.objective)),
        figures=tuple(figures_of(view, supplied)),
        builds=tuple(new_builds(view, since)),
        flows=tuple(lines_of(view, "flows", ("origin", "destination", "commodity"), ("shipped",))),
        stock=tuple(lines_of(view, "stock", ("stockpile", "site", "commodity"), ("stock",))),
        trainees=tuple(lines_of(view, "workforce", ("skill", "market"), ("trainees",))),
        recruits=tuple(lines_of(view, "workforce", ("skill", "market"), ("recruits",))),
        shares=tuple(_over_time(view, supplied, "share")),
        hhi=tuple(_over_time(view, supplied, "HHI")),
        limits=tuple(limit_figures(view)),
        products=products_of(plan.tables),
    )


def _audit(plan: Plan) -> str:
    failed = [check.name for check in plan.audit if not check.passed]
    return f"FAILED: {', '.join(failed)}" if failed else "passed" * bool(plan.audit)


def _costs(view: View, objective: float) -> dict[str, float]:
    costs = {category: amount for (category,), amount in view.sums("costs", ("category",), "present_value").items()}
    weighted = objective - sum(costs.values())
    if abs(weighted) > SOLVED * max(1.0, abs(objective)):
        costs[WEIGHTED_RISK] = weighted
    return costs


def _over_time(view: View, supplied: Iterable[StageSupply], measure: str) -> Iterable[Line]:
    for supply in supplied:
        leaders = [supply.leader(at) for at in range(len(view.periods))]
        if measure == "share":
            shares = tuple(None if leader is None else leader[1] for leader in leaders)
            yield Line((supply.stage,), "%", shares, look="share")
        else:
            yield Line((supply.stage,), "", tuple(supply.hhi(at) for at in range(len(view.periods))))


# ----------------------------------------------------------------------------------------------------------------------
# Differences between two plans: builds added, dropped, moved and resized; flows, stock and training.


SAME_SIZE = 1e-4
"""Sizes that differ by less, as part of the larger, are the same."""

SAME_FLOW = 1e-6
"""And so do quantities, as part of all of their kind."""

ADDED, DROPPED, LARGER, SMALLER, EARLIER, LATER, SPREAD = (
    "added",
    "dropped",
    "larger",
    "smaller",
    "earlier",
    "later",
    "other years",
)


@dataclass(frozen=True)
class BuildChange:
    """A project that is not built as in the base."""

    project: str
    words: tuple[str, ...]
    before: Taken | None
    after: Taken | None


@dataclass(frozen=True)
class Shift:
    """A flow, a stock or people that are not as in the base: sums over the horizon, of stock the mean of the years."""

    kind: str
    labels: tuple[str, ...]
    unit: str
    before: float
    after: float
    part: float
    """The largest difference in a year, as part of all of its kind in a year."""

    @property
    def change(self) -> float:
        return self.after - self.before


def build_changes(base: Digest, other: Digest) -> list[BuildChange]:
    """Differences of another plan's builds from the base's."""
    return changes(taken(base.builds), taken(other.builds))


def changes(ours: Mapping[str, Taken], theirs: Mapping[str, Taken]) -> list[BuildChange]:
    """Builds added, dropped, resized and moved, in the order of our decisions, then of theirs."""
    difference_lines = []
    for project in dict.fromkeys([*ours, *theirs]):
        before, after = ours.get(project), theirs.get(project)
        words = change_words(before, after)
        if words:
            difference_lines.append(BuildChange(project, words, before, after))
    return difference_lines


def change_words(before: Taken | None, after: Taken | None) -> tuple[str, ...]:
    """Changes of a project's builds in words; empty if unchanged."""
    if before is None or after is None:
        return () if before is after else ((ADDED,) if before is None else (DROPPED,))
    words = []
    resized = abs(after.size - before.size) > SAME_SIZE * max(after.size, before.size)
    if resized:
        words.append(LARGER if after.size > before.size else SMALLER)
    if after.decided != before.decided:
        words.append(EARLIER if after.decided < before.decided else LATER)
    elif not resized and abs(after.mean - before.mean) > SAME_SIZE:
        words.append(EARLIER if after.mean < before.mean else LATER)
    elif not resized and after.years != before.years:
        words.append(SPREAD)
    return tuple(words)


KINDS: Mapping[str, str] = {
    "flows": "shipped",
    "stock": "in stock",
    "trainees": "enter training",
    "recruits": "recruited",
}
"""Quantities compared by year, and their verbs."""


def shifts(base: Digest, other: Digest, kind: str) -> list[Shift]:
    """Differences in one of the KINDS, the largest first: as a share of all of the same goods or skill, so that ore
    does not hide magnets."""
    ours, theirs = ({_place(line): line for line in getattr(plan, kind)} for plan in (base, other))
    before_sums: dict[tuple[str, str], list[float]] = {}
    for plan, lines in ((base, ours), (other, theirs)):
        sums: dict[tuple[str, str], dict[int, float]] = {}
        for line in lines.values():
            sums_of = sums.setdefault((_subject(kind, line), line.unit), {})
            for year, value in _values(plan, line, line.unit).items():
                sums_of[year] = sums_of.get(year, 0.0) + value
        for place, by_period in sums.items():
            before_sums.setdefault(place, []).append(max(by_period.values(), default=0.0))
    moved = [
        shift
        for place in dict.fromkeys([*ours, *theirs])
        if (shift := _shift(base, other, kind, ours.get(place), theirs.get(place), before_sums)) is not None
    ]
    return sorted(moved, key=lambda shift: (-round(shift.part, 6), -abs(shift.change), shift.labels))


def _place(line: Line) -> tuple[tuple[str, ...], str]:
    return line.labels, line.unit


def _subject(kind: str, line: Line) -> str:
    return line.labels[0] if kind in ("trainees", "recruits") else line.labels[-1]


def _values(plan: Digest, line: Line | None, unit: str) -> dict[int, float]:
    """By year; of a stock at the ends of periods alone, as no plan says what it is between them."""
    values = [0.0] * len(plan.periods) if line is None else [value or 0.0 for value in line.values]
    by_year: dict[int, float] = {}
    for period, value in zip(plan.periods, values, strict=True):
        years = plan.calendar.years_of(period)
        by_year |= dict.fromkeys(years if unit.endswith(RATE) else years[-1:], value)
    return by_year


def _shift(
    base: Digest,
    other: Digest,
    kind: str,
    ours: Line | None,
    theirs: Line | None,
    sums: Mapping[tuple[str, str], Sequence[float]],
) -> Shift | None:
    line = ours or theirs
    if line is None:
        return None
    before, after = _values(base, ours, line.unit), _values(other, theirs, line.unit)
    most = max(sums[_subject(kind, line), line.unit])
    either = [
        year
        for year in dict.fromkeys([*before, *after])
        if _is_known(base, before, year) and _is_known(other, after, year)
    ]
    largest = max((abs(after.get(year, 0.0) - before.get(year, 0.0)) for year in either), default=0.0)
    if most <= 0 or largest <= SAME_FLOW * most:
        return None
    return Shift(
        kind=kind,
        labels=line.labels,
        unit=line.unit.removesuffix("/y"),
        before=_over_horizon(base, before, line.unit),
        after=_over_horizon(other, after, line.unit),
        part=largest / most,
    )


def _is_known(plan: Digest, values: Mapping[int, float], year: int) -> bool:
    """Whether a plan has a value in a year; beyond its horizon it has nothing."""
    return year in values or not plan.periods[0] <= year < plan.calendar.end


def _over_horizon(plan: Digest, values: Mapping[int, float], unit: str) -> float:
    """Sum of a yearly rate over all years, mean of a stock, which counts for the years of the period that it ends."""
    if unit.endswith(RATE):
        return sum(values.values())
    years = plan.calendar.lengths.values()
    return sum(value * of for value, of in zip(values.values(), years, strict=True)) / sum(years)


def counted(changes: Sequence[BuildChange]) -> Iterator[tuple[str, int]]:
    """Number of projects added, dropped, and so on, omitting zeros."""
    for word in (ADDED, DROPPED, LARGER, SMALLER, EARLIER, LATER, SPREAD):
        number = sum(word in change.words for change in changes)
        if number:
            yield word, number
