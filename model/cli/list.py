"""The command ``list``: solved workbooks and their locations."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from model.cli.show import OUTPUTS, RUNS
from model.errors import ExitCode, InputError
from model.results.describing import at_minute
from model.runs.file import SUFFIX
from model.system.files import described


def run_list(options: argparse.Namespace) -> int:
    """Print a line for each results workbook in a folder, the latest first. Raises InputError if there is no such
    folder; the default one exists from the first solve on."""
    folder: Path = options.folder
    if not folder.is_dir() and (folder != OUTPUTS or folder.exists()):
        raise InputError(f"{folder} is not a folder. Name the folder of the results, such as {OUTPUTS}.")
    lines = [line for _, line in sorted(_lines(folder), reverse=True)]
    stored = len([*(folder / RUNS).glob(f"*{SUFFIX}")])
    print("\n".join(lines) or f"Nothing has been solved yet: there are no results in {folder}.")
    if stored:
        print(f"{stored} finished solves are kept in {folder / RUNS}, for commands that would solve the same again.")
    return ExitCode.OPTIMAL


def _lines(folder: Path) -> Iterator[tuple[float, str]]:
    """Time of writing and content of each results workbook."""
    for path in folder.glob("*.xlsx"):
        subject, text = described(path)
        if subject:
            written = path.stat().st_mtime
            yield written, f"{at_minute(written)}  {subject:<12}  {path}  {text}"
