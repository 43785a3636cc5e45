"""New workbooks: from the template, or copies of examples."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from model.errors import InputError
from model.system.files import shipped
from model.system.processes import environment

PATIENCE = 300.0
"""Timeout of a command such as the check of a workbook [s]."""

NEW = ("currency", "amounts", "years")
"""Options of an empty workbook."""


@dataclass(frozen=True)
class Example:
    """A workbook that comes with the program."""

    title: str
    shows: str
    takes: str
    """How long a solve takes."""
    page: str
    """Its page of the help."""


EXAMPLES: Mapping[str, Example] = {
    "quickstart": Example(
        "Quick start: one oxide plant",
        "Six sites, one project, one limit, invented figures: small enough to check by hand.",
        "a few seconds",
        "tutorial",
    ),
    "gallium_germanium": Example(
        "Gallium and germanium",
        "By-products of aluminium and zinc, an export ban, and stocks for it.",
        "about ten seconds",
        "gallium_germanium",
    ),
    "graphite_anode": Example(
        "Graphite anode for batteries",
        "Natural and synthetic graphite that replace each other, and tariffs.",
        "about ten seconds",
        "graphite_anode",
    ),
    "antibiotics": Example(
        "Amoxicillin",
        "A medicine from fermenter to tablet, without a mine: what supply outside China costs by the tablet.",
        "a few seconds",
        "antibiotics",
    ),
    "rare_earths": Example(
        "Rare-earth magnets",
        "The full chain from mine to magnet in 20 countries, with people, contracts, technology and public money.",
        "about four minutes",
        "example",
    ),
}


def ran(folder: Path, *command: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command and return the completed process. Raises InputError after `PATIENCE`."""
    how: dict[str, Any] = {"cwd": folder, "env": environment(), "stdin": subprocess.DEVNULL, "capture_output": True}
    try:
        return subprocess.run([sys.executable, "-m", "model", *command], timeout=PATIENCE, check=False, **how)
    except subprocess.TimeoutExpired:
        raise InputError(f"The command '{command[0]}' took too long and was ended.") from None


def new_workbook(chain: str, options: Mapping[str, str]) -> bytes:
    """Content of an empty workbook in a currency, scale and years, or of the copy of an example. Raises InputError for
    invalid options."""
    words = [f"--example={chain}"] if chain in EXAMPLES else []
    words += [f"--{name}={options[name]}" for name in NEW if options.get(name)]
    with TemporaryDirectory() as folder:
        done = ran(Path(folder), "template", "new.xlsx", *words)
        if done.returncode:
            raise InputError(done.stderr.decode("utf-8", "replace").strip().rpartition("error: ")[2])
        return (Path(folder) / "new.xlsx").read_bytes()


def example(name: str) -> bytes:
    """A workbook that comes with the program."""
    return shipped(f"inputs/{name}.xlsx").read_bytes()
