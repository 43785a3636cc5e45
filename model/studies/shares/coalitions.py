"""A coalition of payers as a workbook: their own markets, plants and limits, and their share of everything else.

A payer has its own resources in full; those of no payer are available in proportion to demand: such rights add up, so
that in a convex program no coalition can do better than all together (Owen, Mathematical Programming 9, 1975)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import Any

from model.errors import InputError, Problem
from model.families.common.checking import problem
from model.families.decisions.rows import Decision
from model.families.demand.rows import Demand
from model.families.investment.rows import Project
from model.families.public_money.rows import Loan, PublicMoney
from model.families.stockpiles.rows import Stockpile
from model.scenario.limits import EACH_MARKET, OF_NEED, Limit
from model.sheets.columns import ByYear
from model.sheets.common import Commodity, Plant
from model.sheets.names import SiteName
from model.sheets.schema import MORE, SHEET_OF, UNBOUND, Sheet
from model.sheets.tables import Directory, Tables
from model.sheets.whatifs import OF_WHAT_IFS, Payer

MOST_PAYERS = 6
"""Payers of a joint plan: each further one doubles the number of solves."""

RATIOS = ("share", "HHI", "service", "cover", *OF_NEED)
"""Measures of Limits that do not depend on the size of a coalition."""

QUANTITY = "{unit}/y"
"""Unit of the bounds that are shared in proportion to demand wherever they are: those of suppliers, outlets, contracts,
routes, and all others on any sheet without a place."""

Members = frozenset[str]


@dataclass(frozen=True)
class Payers:
    """Payers of a workbook with their sites. Raises InputError where these do not divide all demand."""

    tables: Tables

    def __post_init__(self) -> None:
        problems = list(self._problems())
        if problems:
            raise InputError("The sheet Payers does not divide the demand.", problems)
        if len(self.names) < 2:
            raise InputError(f"The sheet Payers names {len(self.names)} of the 2 to {MOST_PAYERS} payers.")
        if not any(row.quantity.greatest > 0 for row in self.tables[Demand]):
            raise InputError("Without demand there is nothing to divide.")

    @cached_property
    def directory(self) -> Directory:
        return Directory(self.tables)

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.payer for row in self.tables[Payer]))

    @cached_property
    def sites(self) -> dict[str, frozenset[SiteName]]:
        """Sites of each payer."""
        places = {name: [row.place for row in self.tables[Payer] if row.payer == name] for name in self.names}
        return {name: _union(map(self.directory.sites, own)) for name, own in places.items()}

    def _problems(self) -> Iterator[Problem]:
        taken: dict[SiteName, Payer] = {}
        for row in self.tables[Payer]:
            if row.payer in self.names[MOST_PAYERS:]:
                yield problem(row, "payer", f"at most {MOST_PAYERS} payers", "Combine some of them")
            sites = self.directory.sites(row.place)
            other = next((taken[site] for site in sorted(sites & set(taken)) if taken[site].payer != row.payer), None)
            if other is not None:
                fix = f"Some of its sites are those of '{other.payer}' ({other.where('place')})"
                yield problem(row, "place", "a place of one payer only", fix)
            taken |= dict.fromkeys(sites, row)
        for demand in self.tables[Demand]:
            if demand.market not in taken:
                yield problem(demand, "market", "a market of a payer", "Add its place to Payers")

    @property
    def coalitions(self) -> list[Members]:
        """All of them, the joint plan first."""
        sizes = range(len(self.names), 0, -1)
        return [frozenset(members) for size in sizes for members in combinations(self.names, size)]

    def share(self, members: Members) -> float:
        """Share of demand over the horizon; where it has several units, the mean of the shares in each."""
        settings = self.tables.settings
        own = _union(self.sites[name] for name in members)
        unit = {row.commodity: row.unit for row in self.tables[Commodity]}
        served: dict[str, float] = {}
        total: dict[str, float] = {}
        for row in self.tables[Demand]:
            amount = sum(row.quantity.at(year) for year in range(settings.first_year, settings.last_year + 1))
            total[unit[row.product]] = total.get(unit[row.product], 0.0) + amount
            if row.market in own:
                served[unit[row.product]] = served.get(unit[row.product], 0.0) + amount
        shares = [served.get(measure, 0.0) / amount for measure, amount in total.items() if amount > 0]
        return sum(shares) / len(shares)

    def listed(self, members: Members) -> str:
        """Members in the order of the sheet."""
        return ", ".join(name for name in self.names if name in members)


def tables_of(payers: Payers, members: Members) -> Tables:
    """The workbook of a coalition, without public money: a grant of one's own saves nothing."""
    tables = payers.tables.without(*OF_WHAT_IFS, PublicMoney, Loan)
    rights = _Rights(payers, members)
    changed: dict[type[Any], list[Any]] = {
        row_class: [part for row in tables[row_class] for part in rights.part(row, sheet)]
        for row_class, sheet in SHEET_OF.items()
        if sheet.divided
    }
    changed |= {
        row_class: [rights.scaled(row, _bounds(row_class), rights.share) for row in tables[row_class]]
        for row_class in tables.rows
        if row_class not in changed
    }
    changed |= {
        Plant: [rights.built_on(row, part) for row, part in zip(tables[Plant], changed[Plant], strict=True)],
        Demand: [row for row in tables[Demand] if row.market in rights.own],
        Project: [row if rights.at(row.plant) > 0 else _never(row, tables) for row in tables[Project]],
        Decision: [*map(rights.decided, rights.without_others(tables[Decision], lambda row: row.place or row.subject))],
        Limit: [
            row
            if row.measure in RATIOS or row.scope == EACH_MARKET
            else rights.scaled(row, ("value",), rights.at(row.scope))
            for row in rights.without_others(tables[Limit], lambda row: row.scope)
        ],
    }
    rows = {row_class: lines for row_class, lines in changed.items() if tables.rows.get(row_class)}
    return replace(tables, rows={**tables.rows, **rows})


def _bounds(row_class: type[Any]) -> list[str]:
    """Bounds on quantities; a greater value is a looser one."""
    return [
        column.attribute for column in SHEET_OF[row_class].columns if column.gives == MORE and column.unit == QUANTITY
    ]


class _Rights:
    """Resources that a coalition may use."""

    def __init__(self, payers: Payers, members: Members) -> None:
        self._directory, self.share = payers.directory, payers.share(members)
        self.own = _union(payers.sites[name] for name in members)
        self._others = _union(sites for name, sites in payers.sites.items() if name not in members)
        tables = payers.tables
        self._site: dict[str, str] = {row.plant: row.site for row in tables[Plant]}
        self._site |= {row.stockpile: row.site for row in tables[Stockpile]}
        self._site |= {row.project: self._site[row.plant] for row in tables[Project]}

    def at(self, place: str) -> float:
        """Part of the resources at a place, plant, project or stockpile: all of a coalition's own, none of other
        payers', else its share of demand."""
        sites = self._directory.sites(self._site.get(place, place))
        if not sites or not (sites <= self.own or sites <= self._others):
            return self.share
        return 1.0 if sites <= self.own else 0.0

    def without_others(self, rows: Iterable[Any], place: Callable[[Any], str]) -> list[Any]:
        """Rows but those about other payers alone."""
        return [row for row in rows if self.at(place(row)) > 0]

    def part(self, row: Any, sheet: Sheet) -> list[Any]:
        """The part of a resource, or of a limit: those of other payers do not bind this coalition."""
        factor = self.at(getattr(row, sheet.at))
        if factor > 0 or not sheet.elsewhere:
            return [self.scaled(row, sheet.divided, factor)]
        return [replace(row, **dict.fromkeys(sheet.divided))] if sheet.elsewhere == UNBOUND else []

    def scaled(self, row: Any, columns: Sequence[str], factor: float) -> Any:
        if factor == 1.0:
            return row
        return replace(row, **{column: _times(getattr(row, column), factor) for column in columns})

    def built_on(self, row: Plant, scaled: Plant) -> Plant:
        """A plant with the same room for new capacity: projects are open to each coalition."""
        if row.maximum_capacity is None or scaled is row:
            return scaled
        room = max(0.0, row.maximum_capacity - row.existing_capacity.greatest)
        return replace(scaled, maximum_capacity=room + scaled.existing_capacity.greatest)

    def decided(self, row: Decision) -> Decision:
        columns = ("people", "prepaid") if row.subject not in self._site else ("size",)
        is_built = row.subject in self._site and row.action == "build"
        return row if is_built else self.scaled(row, columns, self.at(row.place or row.subject))


def _never(row: Project, tables: Tables) -> Project:
    """A project of another payer."""
    return replace(row, latest_decision=tables.settings.first_year - 1, minimum_modules=0)


def _times(value: ByYear | float | None, factor: float) -> ByYear | float | None:
    if value is None:
        return None
    return value.times(factor) if isinstance(value, ByYear) else factor * value


def _union(sites: Iterable[frozenset[SiteName]]) -> frozenset[SiteName]:
    return frozenset().union(*sites)
