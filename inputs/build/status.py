"""Ledgers of projects: rows of the sheet Project status, and whether they agree with each other and with the plan.

A chain keeps its ledger as entries of a table, each of one firm's plants or projects on one date. Sponsors, first years
of decision and what is already made follow from it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from model.families.decisions.rows import ALREADY_MADE, BUILD, Decision
from model.families.investment.rows import FINANCED, RUNNING, UNDER_CONSTRUCTION, Project, ProjectStatus
from model.families.public_money.rows import LOAN, PublicMoney
from model.sheets.common import CostRow, Plant
from model.sheets.schema import Row
from model.sheets.tables import Tables

OLDEST = datetime.timedelta(days=365)
"""Age of an entry on the date of the data from which it is stale."""

ROUNDING = 1e-3
"""Of a cost by unit, as a share."""

BEGUN = (RUNNING, UNDER_CONSTRUCTION, FINANCED)
"""What may count as already made."""


@dataclass(frozen=True)
class Known:
    """What is known of plants and projects of one firm on a date."""

    status: str
    as_of: str
    sponsor: str
    items: tuple[str, ...]
    """Names of projects and plants."""
    ids: tuple[str, ...]
    """Documents."""
    why: str
    owner: str = ""
    """Empty: the sponsor alone."""
    offtake: Mapping[str, float] = field(default_factory=dict)
    """Share of output by buyer; 0 where the share is not published."""
    loan: float | None = None
    """Million USD, of all items together."""
    permit: str = ""
    first: int | None = None
    """Year of the first output, as promised."""
    earliest: int | None = None
    """First year in which the project can be decided."""

    @property
    def owned_by(self) -> str:
        return self.owner or self.sponsor

    @property
    def buyers(self) -> str:
        if len(self.offtake) == 1:
            return next(iter(self.offtake))
        return ", ".join(f"{buyer} ({share:.0%})" if share else buyer for buyer, share in self.offtake.items())


def rows_of(ledger: Sequence[Known], cite: Callable[[Known], str]) -> list[Row]:
    """A row for each item; what all have together stands in the first."""
    return [
        ProjectStatus(
            item=item, status=each.status, as_of=each.as_of, owner=each.owned_by,
            offtake=round(sum(each.offtake.values()), 4) or None, buyers=each.buyers,
            loan=each.loan if at == 0 else None, permit=each.permit, first_output=each.first, source=cite(each),
            notes=each.why + (" The loan is for all of them." if each.loan and len(each.items) > 1 else ""),
        )
        for each in ledger
        for at, item in enumerate(each.items)
    ]  # fmt: skip


def of_item(ledger: Sequence[Known]) -> dict[str, Known]:
    return {item: each for each in ledger for item in each.items}


def checked(tables: Tables, ledger: Sequence[Known], date: str, shared: Iterable[str] = ()) -> Tables:
    """The tables. Raises ValueError if their ledger is stale on the date of the data, or contradicts itself or them.

    ``shared`` are sites of several owners, such as industrial parks.
    """
    if wrong := [*_stale(ledger, date), *_repeated(ledger), *_beyond(tables, ledger),
                 *_owners(tables, ledger, frozenset(shared)), *_made(tables, ledger)]:  # fmt: skip
        raise ValueError("the ledger of projects: " + "; ".join(wrong))
    return tables


def older(ledger: Sequence[Known], tables: Tables, date: str) -> list[tuple[str, str, str]]:
    """Items of the ledger whose entry is more than a year old on a date: item, date of the entry, what it decides."""
    day = datetime.date.fromisoformat(date)
    under_way = {row.subject for row in tables[Decision] if row.rule == ALREADY_MADE and row.action == BUILD}
    plants = {row.plant for row in tables[Plant]}
    return [
        (item, each.as_of, _decides(item, each, under_way, plants))
        for each in sorted(ledger, key=lambda each: each.as_of)
        if day - datetime.date.fromisoformat(each.as_of) > OLDEST
        for item in each.items
    ]


def _decides(item: str, entry: Known, under_way: Container[str], plants: Container[str]) -> str:
    """What in the plan depends on an entry."""
    if item in under_way:
        return "is already made in the plan, with its size and date"
    if item in plants:
        return f"is {entry.status}: its existing capacity"
    if entry.earliest is not None:
        return f"cannot be decided before {entry.earliest}"
    return "its sponsor; when it is decided is up to the plan"


def _stale(ledger: Sequence[Known], date: str) -> Iterator[str]:
    day = datetime.date.fromisoformat(date)
    for each in ledger:
        age = day - datetime.date.fromisoformat(each.as_of)
        if not datetime.timedelta() <= age <= OLDEST:
            yield f"{each.items[0]} is of {each.as_of}, not of the year before {date}"
        if each.status == RUNNING and each.first is not None and each.first > day.year:
            yield f"{each.items[0]} is running, but its first output is promised for {each.first}"


def _repeated(ledger: Sequence[Known]) -> Iterator[str]:
    items = [item for each in ledger for item in each.items]
    yield from (f"{item} has two entries" for item in sorted(set(items)) if items.count(item) > 1)


def _beyond(tables: Tables, ledger: Sequence[Known]) -> Iterator[str]:
    """Entries of nothing in the workbook, output sold twice, and loans beyond what they may pay."""
    projects = {row.project: row for row in tables[Project]}
    known = {*projects, *(row.plant for row in tables[Plant])}
    costs = {row.item: row for row in tables[CostRow]}
    shares = {row.scope: row.share for row in tables[PublicMoney] if row.kind == LOAN and row.share is not None}
    for each in ledger:
        yield from (f"{item} is neither a project nor a plant" for item in each.items if item not in known)
        if sum(each.offtake.values()) > 1:
            yield f"{each.items[0]} has sold more than it makes"
        if each.loan is None or not set(each.items) <= projects.keys():
            continue  # a loan for a running plant refinances what no project of the workbook costs
        most = sum(
            _capital(projects[item], costs[item]) * shares.get(item, shares.get(projects[item].plant, 1.0))
            for item in each.items
        )
        if each.loan > most * (1 + ROUNDING):
            yield f"{each.items[0]} has a loan of {each.loan:g} million, but may borrow {most:.0f}"


def _capital(project: Project, cost: CostRow) -> float:
    """Of all that can be built [million]."""
    size = project.maximum_size or 0.0
    return cost.fixed_capex.greatest * project.maximum_modules + cost.capex_per_unit.greatest * size / 1e6


def _owners(tables: Tables, ledger: Sequence[Known], shared: frozenset[str]) -> Iterator[str]:
    site = {row.plant: row.site for row in tables[Plant]}
    at = {**site, **{row.project: site[row.plant] for row in tables[Project]}}
    owners: dict[str, str] = {}
    for each in ledger:
        for where in {at[item] for item in each.items if item in at} - shared:
            if owners.setdefault(where, each.owned_by) != each.owned_by:
                yield f"{where} belongs to {owners[where]} and to {each.owned_by}"


def _made(tables: Tables, ledger: Sequence[Known]) -> Iterator[str]:
    """Builds already made that have not begun, or are online before their owner promises; and what has begun, but is
    neither already made nor must be built."""
    known, made = of_item(ledger), {row.project for row in tables[Project] if row.minimum_modules}
    for row in tables[Decision]:
        if row.rule != ALREADY_MADE or row.action != BUILD:
            continue
        made.add(row.subject)
        each = known.get(row.subject)
        if each is None or each.status not in BEGUN:
            yield f"{row.subject} is already made, but {f'of status {each.status}' if each else 'has no entry'}"
        elif each.first is not None and row.effective is not None and row.effective < each.first:
            yield f"{row.subject} is online in {row.effective:g}, but promised for {each.first}"
    for row in tables[Project]:
        each = known.get(row.project)
        if each is not None and each.status in (RUNNING, UNDER_CONSTRUCTION) and row.project not in made:
            yield f"{row.project} is {each.status}, but not already made"
