"""Export quotas: rows without effect, and goods of different units."""

from __future__ import annotations

from collections.abc import Iterator

from model.errors import Problem
from model.families.common.checking import needs, of_one_unit, problem
from model.families.common.reach import EVERYTHING, reach_of
from model.families.export_quotas.algebra import exports
from model.families.export_quotas.rows import ExportQuota
from model.sheets.names import CommodityName
from model.sheets.schema import ANY
from model.sheets.tables import Directory, Tables


@needs(*EVERYTHING)
def nothing_leaves(tables: Tables, directory: Directory) -> list[Problem]:
    """A quota on a commodity that is not exported."""
    return [
        problem(row, "country", f"a country that exports '{row.commodity}'", _why(row, directory), is_warning=True)
        for row in tables[ExportQuota]
        if not _exported(row, directory)
    ]


def _exported(row: ExportQuota, directory: Directory) -> list[CommodityName]:
    """Goods of a quota that can leave its country."""
    lanes = {lane.label: lane.ends for lane in reach_of(directory).lanes}
    return sorted({lanes[a][2] for a in exports(directory, row, lanes)})


def _why(row: ExportQuota, directory: Directory) -> str:
    if directory.sites(row.to) <= directory.sites(row.country):
        return f"This row has no effect: all of '{row.to}' is in {row.country}, and domestic shipments are not exports"
    abroad = "abroad" if row.to == ANY else f"to '{row.to}'"
    return f"This row has no effect: no route carries '{row.commodity}' from {row.country} {abroad}"


def duty_of_nothing(tables: Tables, directory: Directory) -> list[Problem]:
    """A duty of 0 in every year: exports beyond the quota cost nothing."""
    fix = "This row has no effect: give the duty, or clear the cell if nothing may leave beyond the quota"
    return [
        problem(row, "duty", "a duty above 0 in some year", fix, is_warning=True)
        for row in tables[ExportQuota]
        if row.duty is not None and row.duty.is_zero
    ]


@needs(*EVERYTHING)
def units(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Goods of several units under one quota."""
    for row in tables[ExportQuota]:
        yield from of_one_unit(tables, row, "commodity", _exported(row, directory))


CHECKS = (nothing_leaves, duty_of_nothing, units)
