"""Water permits: basins that share their name with something else, and permits without effect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from model.errors import Problem
from model.families.common.checking import needs, problem
from model.families.investment.rows import Project
from model.sheets.common import Country, Plant, Site
from model.sheets.tables import Directory, Tables
from water_permits.rows import WaterPermit, WaterUse


def names(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A basin named like a country, site, plant or project, in whose country its fee would be counted."""
    kinds: dict[str, type[Any]] = {"country": Country, "site": Site, "plant": Plant, "project": Project}
    for row in tables[WaterPermit]:
        for what, row_class in kinds.items():
            if row.basin in {getattr(other, what) for other in tables[row_class]}:
                fix = f"There is a {what} '{row.basin}': call it '{row.basin} basin'"
                yield problem(row, "basin", "a name of nothing else", fix)


@needs(WaterUse)
def unused(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A permit that no plant uses."""
    used = {row.basin for row in tables[WaterUse]}
    for row in tables[WaterPermit]:
        if row.basin not in used:
            fix = "This row has no effect: name the plants in Water use"
            yield problem(row, "basin", "a basin that some plant uses", fix, is_warning=True)


CHECKS = (names, unused)
