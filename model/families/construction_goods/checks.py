"""Construction goods: rows without effect, and goods that cannot be had where the project is built."""

from __future__ import annotations

from collections.abc import Iterator

from model.errors import Problem
from model.families.common.checking import needs, problem
from model.families.common.reach import EVERYTHING, reach_of
from model.families.construction_goods.rows import ConstructionGood
from model.families.investment.rows import Project
from model.scenario.build_context import Place
from model.sheets.common import Plant
from model.sheets.names import ProjectName, SiteName
from model.sheets.tables import Directory, Tables


def _sites(tables: Tables) -> dict[ProjectName, SiteName]:
    """Sites at which projects are built."""
    site_of = {row.plant: row.site for row in tables[Plant]}
    return {row.project: site_of[row.plant] for row in tables[Project] if row.plant in site_of}


def places(tables: Tables) -> Iterator[Place]:
    """Where construction takes goods."""
    built_at = _sites(tables)
    for row in tables[ConstructionGood]:
        if row.project in built_at:
            yield built_at[row.project], row.commodity


@needs(*EVERYTHING)
def not_to_be_had(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Rows without a quantity; goods that no supplier, plant or stock can bring to the site."""
    built_at, reach = _sites(tables), reach_of(directory)
    for row in tables[ConstructionGood]:
        site = built_at.get(row.project)
        if row.per_module == 0 and row.per_unit == 0:
            wanted = "a quantity per module or per unit of capacity"
            yield problem(row, "per_module", wanted, "This row has no effect: fill in what is taken", is_warning=True)
        elif site is not None and (site, row.commodity) not in reach.available:
            why = reach.why_not(site, row.commodity)
            wanted = f"a way to bring '{row.commodity}' to {site}"
            fix = f"'{row.project}' can never be built: {why}"
            yield problem(row, "commodity", wanted, fix, is_warning=True)


CHECKS = (not_to_be_had,)
USED_AT = {ConstructionGood: places}
