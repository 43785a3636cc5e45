"""The command ``template``: an empty workbook in the asked currency, scale and years."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from model.errors import ExitCode
from model.system.outputs import Output, claim
from model.workbook.template import DEFAULT_SETTINGS, write_template


def run(options: argparse.Namespace) -> int:
    """Write an empty workbook in the asked currency, scale and years."""
    workbook: Path = options.workbook
    claim(workbook, Output.INPUTS)
    first, last = options.years or (DEFAULT_SETTINGS.first_year, DEFAULT_SETTINGS.last_year)
    asked = {"currency": options.currency, "amounts": options.amounts, "first_year": first, "last_year": last}
    write_template(workbook, replace(DEFAULT_SETTINGS, **{name: value for name, value in asked.items() if value}))
    print(f"Wrote {workbook}. Fill it in, then: python run.py check {workbook}")
    return ExitCode.OPTIMAL
