"""Limits on shares and on the HHI that cannot hold together, or that no supply could meet. A plan without any supply of
the goods satisfies all of them. So this is an error if a required service depends on the goods, and a warning
otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from model.checks.limits import GREATEST, problem_of_year, year_of
from model.errors import Problem
from model.families.common.checking import listed, needs
from model.families.common.reach import EVERYTHING
from model.families.common.timeline import Timeline, timeline_of
from model.scenario.disruptions import EACH_COUNTRY
from model.scenario.limits import AT_MOST, Limit, bound_at, must_hold, parties, periods_of
from model.sheets.names import rows_named, spans
from model.sheets.tables import Directory, Tables
from model.tolerances import FLOAT

Goods = frozenset[str]


@dataclass(frozen=True)
class Cap:
    """A share that a row bounds, of the sites that can supply in a period."""

    row: Limit
    scope: str
    sites: frozenset[str]
    share: float


@dataclass(frozen=True)
class ShareConflict:
    """A row for which others leave no room in a period: expected value and reason."""

    row: Limit
    period: int
    expected: str
    why: str
    left: tuple[str, ...] = ()
    """Countries that can still supply, as the row does not limit them."""


@needs(*EVERYTHING, Limit)
def impossible_shares(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Shares that cannot add up to 100 %, by period; an HHI that is unreachable with the number of countries."""
    timeline = timeline_of(directory)
    by_goods: dict[Goods, list[Limit]] = {}
    for row in must_hold(tables):
        if row.measure in ("share", "HHI") and not row.counted_at and _is_sound(row):
            by_goods.setdefault(directory.commodities(row.of), []).append(row)
    for goods, rows in by_goods.items():
        conflicts = [c for t in timeline.calendar.periods for c in _conflicts(rows, goods, t, timeline)]
        barred = {conflict.period for conflict in conflicts if not conflict.left}
        harm = timeline.hurt(goods, barred) if barred else None
        conflicts.sort(key=_subject)
        for (_, left), alike in groupby(conflicts, key=_subject):
            first, *others = alike
            hurt = None if left else harm
            later = {other.period for other in others} - {first.period}
            also = f" (so too in {spans(later)})" if later else ""
            if hurt:
                duty, t = hurt
                so = f"But {duty.what} must be met in {t} and depends on it"
            else:
                so = f"Then only {listed(left)} can supply it, as exempt" if left else "It cannot be supplied then"
            fix = f"In {first.period}{also} {first.why}. {so}"
            bound = bound_at(first.row, [first.period], timeline.calendar)
            yield problem_of_year(
                first.row, year_of(first.row, first.period), first.expected, fix, bound, is_warning=hurt is None
            )


def _subject(conflict: ShareConflict) -> tuple[int, tuple[str, ...]]:
    """Grouping key of messages: the row, and the countries left."""
    return conflict.row.line, conflict.left


def _is_sound(row: Limit) -> bool:
    """Whether a row has values that can be, and holds undisturbed."""
    return (
        row.holds_undisturbed and row.value is not None and all(v <= GREATEST[row.measure] for _, v in row.value.points)
    )


def _conflicts(rows: Iterable[Limit], goods: Goods, t: int, timeline: Timeline) -> Iterator[ShareConflict]:
    """Shares that cannot hold in a period unless there is no supply."""
    calendar, country_of = timeline.calendar, timeline.directory.country_of
    sites = frozenset(timeline.sources(goods, t))
    if not sites:
        return
    in_force = [row for row in rows if t in periods_of(row, calendar)]
    countries = sorted({country_of[site] for site in sites})
    for row in in_force:
        free = exempt(row, timeline.directory)
        others = [country for country in countries if country not in free]
        least = 1e4 / max(len(others), 1)
        if row.measure == "HHI" and others and bound_at(row, [t], calendar) < least * (1 - FLOAT):
            wanted = f"an HHI of at least {least:.5g}, what {_countries(others)} can reach"
            left = tuple(country for country in countries if country in free)
            besides = f", {listed(left)} apart," if left else ""
            only = f"'{row.of}' can{besides} be supplied from {listed(others)} only"
            yield ShareConflict(row, t, wanted, f"{only}: raise it, start it later, or add others", left)
    ever = _sites_ever(goods, timeline)
    shares = [cap for row in in_force if row.measure == "share" for cap in _caps(row, sites, ever, t, timeline)]
    most = [cap for cap in shares if cap.row.sense == AT_MOST]
    least_ones = [cap for cap in shares if cap.row.sense != AT_MOST]
    yield from _at_most(most, sites, t, countries)
    yield from _at_least(least_ones, most, sites, t)


def _caps(row: Limit, sites: frozenset[str], ever: frozenset[str], t: int, timeline: Timeline) -> Iterator[Cap]:
    """Bounds of a row for each party that can have a share at some time."""
    directory = timeline.directory
    countries = sorted({directory.country_of[site] for site in ever})
    for scope, places in parties(row.scope, directory, countries).items():
        if places & ever and not (row.scope == EACH_COUNTRY and scope in exempt(row, directory)):
            yield Cap(row, scope, places & sites, bound_at(row, [t], timeline.calendar))


def exempt(row: Limit, directory: Directory) -> frozenset[str]:
    """Countries that a row does not limit."""
    return directory.countries(row.exempt) if row.exempt else frozenset()


def _sites_ever(goods: Goods, timeline: Timeline) -> frozenset[str]:
    """Sites with a supplier of some goods or a plant with a recipe for them, whether or not it can run."""
    sold = (seller.site for k in goods for seller in timeline.reach.selling.get(k, ()))
    return frozenset((*sold, *(run.site for k in goods for run in timeline.reach.making.get(k, ()))))


def _at_most(caps: list[Cap], sites: frozenset[str], t: int, countries: list[str]) -> Iterator[ShareConflict]:
    """Caps on shares that together do not reach 100 %."""
    total, used = most_of(sites, caps)
    if total < 1 - FLOAT:
        row = max((cap.row for cap in used), key=lambda row: row.line)
        of = f"limits on shares of '{row.of}' that can add up to 100 %"
        where = f"{rows_named(sorted({cap.row.line for cap in used}))}"
        why = (
            f"they add up to {_percent(total)} at most ({where}), since only {listed(countries)} can supply it: "
            "raise them, start them later, or add others"
        )
        yield ShareConflict(row, t, of, why)


def _at_least(floors: list[Cap], caps: list[Cap], sites: frozenset[str], t: int) -> Iterator[ShareConflict]:
    """Minimum shares that together exceed 100 %, or the room that others leave."""
    total, used = least_of(sites, floors)
    if total > 1 + FLOAT:
        row = max((cap.row for cap in used), key=lambda row: row.line)
        where = rows_named(sorted({cap.row.line for cap in used}))
        why = f"they add up to {_percent(total)} ({where}): lower some"
        yield ShareConflict(row, t, f"minimum shares of '{row.of}' that add up to at most 100 %", why)
        return
    for floor in floors:
        most, used = most_of(floor.sites, caps)
        if floor.share > most + FLOAT and not floor.sites:
            why = "nobody there can make or sell it: start it later, or add a supplier or project"
            yield ShareConflict(floor.row, t, f"a share of '{floor.row.of}' that {floor.scope} can have", why)
        elif floor.share > most + FLOAT:
            where = rows_named(sorted({cap.row.line for cap in used}))
            wanted = f"at most {_percent(most)}, what other rows leave for {floor.scope}"
            yield ShareConflict(floor.row, t, wanted, f"{where} of Limits allow no more: lower it, or raise them")
    for cap in caps:
        least, used = least_of(cap.sites, floors)
        if cap.share < least - FLOAT and len({floor.row.line for floor in used}) > 1:
            where = rows_named(sorted({floor.row.line for floor in used}))
            wanted = f"at least {_percent(least)}, what other rows require of {cap.scope}"
            yield ShareConflict(cap.row, t, wanted, f"{where} of Limits require more: raise it, or lower them")


def most_of(sites: Collection[str], caps: Iterable[Cap]) -> tuple[float, list[Cap]]:
    """An upper bound on the share that some sites can have together, and the caps that make it. Exact where any two
    caps are of places apart or one within the other."""
    blocks: dict[frozenset[str], float] = {frozenset((site,)): 1.0 for site in sites}
    used: dict[frozenset[str], list[Cap]] = {block: [] for block in blocks}
    for cap in sorted(caps, key=lambda cap: len(cap.sites)):
        place = cap.sites & frozenset(sites)
        inner = [block for block in blocks if block <= place]
        if place and frozenset().union(*inner) == place and cap.share < sum(blocks[block] for block in inner):
            for block in inner:
                del blocks[block], used[block]
            blocks[place], used[place] = cap.share, [cap]
    total = sum(blocks.values())
    return min(total, 1.0), [cap for group in used.values() for cap in group]


def least_of(sites: Collection[str], floors: Iterable[Cap]) -> tuple[float, list[Cap]]:
    """A lower bound on the share that some sites must have together, and the rows that make it."""
    blocks: dict[frozenset[str], float] = {}
    used: dict[frozenset[str], list[Cap]] = {}
    for floor in sorted(floors, key=lambda floor: len(floor.sites)):
        inner = [block for block in blocks if block <= floor.sites]
        is_apart = all(block <= floor.sites or block.isdisjoint(floor.sites) for block in blocks)
        if floor.sites and floor.sites <= set(sites) and is_apart and floor.share > sum(blocks[b] for b in inner):
            for block in inner:
                del blocks[block], used[block]
            blocks[floor.sites], used[floor.sites] = floor.share, [floor]
    return sum(blocks.values()), [floor for group in used.values() for floor in group]


def _countries(names: list[str]) -> str:
    return f"{len(names)} countries" if len(names) > 1 else "one country"


def _percent(share: float) -> str:
    return f"{100 * share:.6g} %"


CHECKS = {"shares": (impossible_shares,)}
