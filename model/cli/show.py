"""What commands share: where results go, and how faults are shown."""

from __future__ import annotations

import sys
from pathlib import Path

from model.cli.listing import listing
from model.errors import Fault

OUTPUTS = Path("outputs")
RUNS = ".runs"
"""Folder of finished solves, beside the results."""


def show_faults(faults: list[Fault], most: int | None = None) -> None:
    """Print faults, errors before warnings, on standard error; of a kind the first ones, and where the others stand."""
    lines = listing(faults)
    for line in lines[:most]:
        print(line, file=sys.stderr)
    if most is not None and len(lines) > most:
        print(f"and {len(lines) - most} more; see: python run.py check", file=sys.stderr)
