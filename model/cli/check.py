"""The command ``check``: every problem and warning of a workbook."""

from __future__ import annotations

import argparse

from model.cli.show import show_problems
from model.errors import ExitCode
from model.sheets.whatifs import OF_WHAT_IFS
from model.sheets.wording import count
from model.whatif.load import load_tables


def run(options: argparse.Namespace) -> int:
    """Report every problem and warning of a workbook."""
    _, warnings = load_tables(options.workbook, OF_WHAT_IFS)
    show_problems(warnings)
    print(f"{options.workbook.name}: no errors" + (f", {count(len(warnings), 'warning')}." if warnings else "."))
    return ExitCode.OPTIMAL
