"""From tables to a plan by way of a workbook on disk, as a planner would."""

from __future__ import annotations

from pathlib import Path

from model.pipeline import solve_tables
from model.results.plan import Plan
from model.sheets.tables import Tables
from model.whatif.load import load_tables
from model.workbook.template import write_inputs


def planned(tables: Tables, folder: Path, gap: float = 0.0) -> Plan:
    """The plan of the workbook that holds the tables; its audit passes."""
    path = folder / "golden.xlsx"
    write_inputs(path, tables)
    read, _ = load_tables(path)
    return solve_tables(read, gap=gap)
