"""From tables to a plan by way of a workbook on disk, as a planner would."""

from __future__ import annotations

from pathlib import Path

from model import Plan
from model.sheets.tables import Tables
from tests.steps import load_tables, solve_tables, write_inputs


def planned(tables: Tables, folder: Path, gap: float = 0.0) -> Plan:
    """The plan of the workbook that holds the tables; its audit passes."""
    path = folder / "golden.xlsx"
    write_inputs(path, tables)
    read, _ = load_tables(path)
    return solve_tables(read, gap=gap)
