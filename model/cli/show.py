"""Shared parts of commands: paths of results, and display of problems."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from model import __version__
from model.errors import Changes, Problem
from model.progress import JsonLines, Progress
from model.sheets.names import CALLED, count
from model.system.declared import extensions, provider
from model.system.files import STORE

if TYPE_CHECKING:
    from model.results.describing import Source
    from model.runs import Store


OUTPUTS = Path("outputs")
RUNS = ".runs"
"""Folder of finished solves, beside the results."""


def store_beside(results: Path) -> Store:
    """The store of finished solves for a workbook of results."""
    from model.runs import Store

    return Store(Path(os.environ.get(STORE) or results.parent / RUNS))


def progress_of(options: argparse.Namespace) -> Progress:
    """Progress as the options of a command ask for it."""
    kind = JsonLines if options.progress == "json" else Progress
    return kind(quiet=options.quiet, is_run=options.command == "solve")


def show_remedies(changes: Changes) -> None:
    """Print the changed cells of remedies as a line of JSON, for other programs."""
    print(json.dumps({"remedies": changes}), file=sys.stderr, flush=True)


def source_of(workbook: Path) -> Source:
    """Where a plan comes from that is solved now."""
    from model.results.describing import Source, at_minute, now

    return Source(workbook.name, at_minute(workbook.stat().st_mtime), program(), at_minute(now()))


def program() -> str:
    """Version and hash of the program, and families and studies of other packages, on which results depend, too."""
    from model.runs.file import program_version

    others = "".join(f"; {part.name} of {provider(part)}" for part in extensions())
    return f"{__version__} ({program_version()[:8]}{others})"


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
        print(f"and {len(lines) - most} more; see: {CALLED} check", file=sys.stderr)


MOST_ERRORS, FEW_WARNINGS = 10, 3
"""Maximum number of errors and warnings of one kind that are listed one by one; for further ones, where they are."""
MOST_LINES = 1_000
"""In all: there are hardly a hundred kinds."""

PARTICULAR = re.compile(r"'[^']*'|\"[^\"]*\"|\d[\d.,]*")
"""Varying parts of problems of one kind: names and numbers."""


def listing(problems: Iterable[Problem]) -> list[str]:
    """A line a problem, errors before warnings; the last one listed of a kind names the places of the others.

    Problems of a kind are those of one column with the same expectation apart from names and numbers.
    """
    shown = sorted(first_of_kinds(problems), key=lambda problem: problem.is_warning)
    lines = [f"{'warning' if problem.is_warning else 'error'}  {problem}" for problem in shown]
    rest = len(lines) - MOST_LINES
    more = count(rest, "more line like this", "more lines like these")
    return [*lines[:MOST_LINES], f"and {more}"] if rest > 0 else lines


def first_of_kinds(problems: Iterable[Problem]) -> list[Problem]:
    """Problems in order, at most a few of a kind."""
    listed: list[Problem] = []
    kinds: dict[tuple[bool, str, str, str], list[tuple[int, Problem]]] = {}
    for problem in problems:
        expected = PARTICULAR.sub("", problem.shortened[1])
        same = kinds.setdefault((problem.is_warning, problem.sheet, problem.cell.rstrip("0123456789"), expected), [])
        same.append((len(listed), problem))
        if len(same) <= most_of(problem):
            listed.append(problem)
    for same in kinds.values():
        at, last = same[min(len(same), most_of(same[0][1])) - 1]
        more = [problem for _, problem in same[most_of(last) :]]
        if more:
            cells = more[0].cell if len(more) == 1 else f"{more[0].cell} to {more[-1].cell}"
            fix = f"{last.shortened[2]}. The same of {len(more):,} more, {more[0].sheet}!{cells}".removeprefix(". ")
            listed[at] = replace(last, fix=fix)
    return listed


def most_of(problem: Problem) -> int:
    return FEW_WARNINGS if problem.is_warning else MOST_ERRORS
