"""Sites and commodities that nothing uses: a leftover, or a name that was meant elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from model.errors import Problem
from model.families.common.checking import listed, needs, problem
from model.families.common.reach import EVERYTHING
from model.families.conversion.rows import Recipe
from model.families.demand.rows import Demand, Substitute
from model.families.recycling.rows import Recycling
from model.families.routes.rows import Route
from model.families.stockpiles.rows import Stockpile
from model.families.supply.rows import Outlet
from model.sheets.common import Commodity, Plant, Site, Supplier
from model.sheets.directory import Directory
from model.sheets.schema import Row
from model.sheets.tables import Tables

USES_OF_SITES: tuple[tuple[type[Row], str], ...] = (
    (Supplier, "site"), (Outlet, "site"), (Plant, "site"), (Stockpile, "site"), (Demand, "market"),
    (Route, "origin"), (Route, "destination"),
)  # fmt: skip
USES_OF_COMMODITIES: tuple[tuple[type[Row], str], ...] = (
    (Supplier, "commodity"), (Outlet, "commodity"), (Recipe, "commodity"), (Stockpile, "commodity"),
    (Demand, "product"), (Substitute, "substitute"), (Recycling, "product"),
)  # fmt: skip
"""Columns that count as uses of a commodity; a rule of Routes, a group or a limit is none."""


@needs(*EVERYTHING)
def unused(tables: Tables, directory: Directory) -> list[Problem]:
    """Sites and commodities without a row that uses them, rows not in use included: a what-if may switch them on."""
    places, used = _named(tables, USES_OF_SITES), _named(tables, USES_OF_COMMODITIES)
    sites = [row for row in tables[Site] if row.site not in places]
    goods = [row for row in tables[Commodity] if row.commodity not in used]
    return [
        *_told(sites, "site", [row.site for row in sites], "a site where something is bought, made, stored or used"),
        *_told(goods, "commodity", [row.commodity for row in goods],
               "a commodity that is bought, made, stored, sold or used"),
    ]  # fmt: skip


def _named(tables: Tables, uses: Iterable[tuple[type[Row], str]]) -> set[str]:
    return {
        getattr(row, attribute)
        for row_class, attribute in uses
        for part in (tables.rows, tables.off)
        for row in part.get(row_class, ())
    }


def _told(
    rows: list[Row] | list[Site] | list[Commodity], attribute: str, names: list[str], wanted: str
) -> list[Problem]:
    if not rows:
        return []
    fix = f"Not used: {listed(names)}. Is a row missing, or is another name meant? This has no effect on the plan"
    return [problem(rows[0], attribute, wanted, fix, is_warning=True)]


CHECKS = (unused,)
