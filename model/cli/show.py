"""Shared parts of commands: paths of results, and display of problems."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from model import __version__
from model.cli.listing import listing
from model.errors import Problem

if TYPE_CHECKING:
    from model.results.describing import Source

OUTPUTS = Path("outputs")
RUNS = ".runs"
"""Folder of finished solves, beside the results."""


def source_of(workbook: Path) -> Source:
    """Where a plan comes from that is solved now."""
    from model.results.describing import Source, at_minute, now
    from model.runs.file import program_version

    program = f"{__version__} ({program_version()[:8]})"
    return Source(workbook.name, at_minute(workbook.stat().st_mtime), program, at_minute(now()))


MOST_WARNINGS = 5
"""Maximum number of warnings printed with a result; ``check`` lists all."""


def show_warnings(warnings: list[Problem], *, quiet: bool) -> None:
    """Print the first warnings on the inputs of a successful command, on standard error; none if quiet."""
    if not quiet:
        show_problems(warnings, most=MOST_WARNINGS)


def show_problems(problems: list[Problem], most: int | None = None) -> None:
    """Print problems, errors before warnings, on standard error; of a kind the first ones, and where the others are."""
    lines = listing(problems)
    for line in lines[:most]:
        print(line, file=sys.stderr)
    if most is not None and len(lines) > most:
        print(f"and {len(lines) - most} more; see: python run.py check", file=sys.stderr)
