"""The command ``template``: an empty workbook in the asked currency, scale and years; mandates for a workbook."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace
from importlib.metadata import distribution
from pathlib import Path

from model.errors import ExitCode, InputError
from model.rolling.locks import with_rows
from model.rolling.mandates import with_mandates
from model.scenario.limits import Limit
from model.sheets.names import CALLED, count
from model.sheets.schema import NO
from model.sheets.tables import Tables
from model.system.files import Output, claim, save
from model.system.processes import ROOT
from model.workbook.template import DEFAULT_SETTINGS, write_inputs, write_template


def run(options: argparse.Namespace) -> int:
    """Write an empty workbook in the asked currency, scale and years, or a copy with rows for mandates."""
    workbook: Path = options.workbook
    start: Path | None = options.mandates
    claim(workbook, Output.INPUTS)
    first, last = options.years or (DEFAULT_SETTINGS.first_year, DEFAULT_SETTINGS.last_year)
    asked = {"currency": options.currency, "amounts": options.amounts, "first_year": first, "last_year": last}
    is_new = options.years or any(asked[name] for name in ("currency", "amounts"))
    if options.example:
        if is_new or start is not None:
            raise InputError("An example has its own currency, scale, years and limits: leave the other options out.")
        save(workbook, shipped(options.example).read_bytes())
        print(f"Wrote {workbook}, a copy of the example. Solve it: {CALLED} solve {workbook}")
        return ExitCode.OPTIMAL
    if start is not None and start != Path():
        if is_new:
            raise InputError(f"A copy of {start} has its currency, scale and years: leave these options out.")
        rows = with_rows(start, with_mandates, "mandates")
        save(workbook, rows.content)
        lines = [*rows.tables[Limit], *rows.tables.off.get(Limit, [])]
        print(f"Wrote {workbook}, a copy of {start}. {_told(row for row in lines if row.mandate)}")
        return ExitCode.OPTIMAL
    settings = replace(DEFAULT_SETTINGS, **{name: value for name, value in asked.items() if value})
    if start is None:
        write_template(workbook, settings)
    else:
        write_inputs(workbook, Tables.of(settings, with_mandates(Tables(settings))))
    print(f"Wrote {workbook}. Fill it in, then: {CALLED} check {workbook}")
    return ExitCode.OPTIMAL


def shipped(name: str) -> Path:
    """A workbook that comes with the program, in the repository or among the files of its installed package."""
    here = ROOT / "inputs" / f"{name}.xlsx"
    files = () if here.exists() else distribution("supply-diversification-planner").files or ()
    return next((Path(str(file.locate())) for file in files if file.name == here.name), here)


def _told(rows: Iterable[Limit]) -> str:
    """How many mandates are in use, and how many wait for names or equivalents."""
    rows = list(rows)
    idle = sum(row.in_use == NO for row in rows)
    text = f"Limits has {count(len(rows), 'row')} with a mandate"
    return f"{text}, {idle} of them not in use: see 'notes'." if idle else f"{text}."
