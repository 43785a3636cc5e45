"""The command ``check``: every problem and warning of a workbook."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import Any

from model.cli.show import first_of_kinds, show_problems
from model.errors import ExitCode, InputError, Problem
from model.sheets.names import count
from model.sheets.schema import SHEET_OF, Row, Sheet
from model.sheets.tables import Tables
from model.sheets.whatifs import OF_WHAT_IFS
from model.whatif.inputs import SEPARATOR, key_of
from model.whatif.load import load_tables

NAMED = ("Limits", "What-ifs", "Ranges", "Projects", "Capacity", "Contracts", "Technology")
"""Sheets whose names questions are about."""


def run(options: argparse.Namespace) -> int:
    """Report every problem and warning of a workbook."""
    if options.json:
        return _as_json(options)
    _, warnings = load_tables(options.workbook, OF_WHAT_IFS)
    show_problems(warnings)
    print(f"{options.workbook.name}: no errors" + (f", {count(len(warnings), 'warning')}." if warnings else "."))
    return ExitCode.OPTIMAL


def _as_json(options: argparse.Namespace) -> int:
    """Print the problems as JSON, errors first, of a kind the first ones; names that questions can be about; and
    the unit of money."""
    try:
        tables, problems = load_tables(options.workbook, OF_WHAT_IFS)
    except InputError as error:
        print(json.dumps({"said": str(error), **_told(error.problems), "names": {}}))
        return ExitCode.INPUT
    text = f"{options.workbook.name}: no errors."
    money = {"currency": tables.settings.currency, "scale": tables.settings.amounts}
    print(json.dumps({"said": text, **_told(problems), "names": _names(tables), **money}))
    return ExitCode.OPTIMAL


def _told(problems: Sequence[Problem]) -> dict[str, Any]:
    listed = sorted(first_of_kinds(problems), key=lambda problem: problem.is_warning)
    rows = []
    for one in listed:
        value, expected, fix = one.shortened
        fields = {"value": value, "expected": expected, "fix": fix, "is_warning": one.is_warning}
        rows.append({"sheet": one.sheet, "cell": one.cell, **fields})
    warnings = sum(problem.is_warning for problem in problems)
    return {"errors": len(problems) - warnings, "warnings": warnings, "problems": rows}


def _names(tables: Tables) -> dict[str, list[str]]:
    """Names of rows by sheet."""
    sheets = {sheet.name: (sheet, tables.rows.get(row_class, [])) for row_class, sheet in SHEET_OF.items()}
    return {name: _keys(*sheets[name]) for name in NAMED if name in sheets}


def _keys(sheet: Sheet, rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(key_of(sheet, row).split(SEPARATOR)[0] for row in rows))
