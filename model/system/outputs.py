"""Permitted output files: never an input of the command, and only a new file or one of the same kind that the program
wrote itself. A slip in the command line does not replace a planner's workbook, or a plan."""

from __future__ import annotations

import datetime
import gzip
import re
import zlib
from collections.abc import Iterable
from enum import StrEnum
from html import unescape
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from model.errors import OutputRefused
from model.system.save import ready, reason

CREATED = datetime.datetime(2026, 1, 1)
"""Creation and modification time of every file: the same plan gives the same bytes, and an edited file differs."""

PROPERTIES, LONGEST = "docProps/core.xml", 100_000
"""The part of a workbook or document with its properties, and the maximum number of bytes read of it, or of a page."""

GENERATOR = "supply-plan: {}"
"""Generator in the head of a page: the program, and the kind of page."""


STORE = "SUPPLY_PLAN_STORE"
"""Environment variable that names the folder of finished solves, which else is beside the results."""

SUFFIX = "_plan"
"""Suffix that 'solve' adds to the name of a workbook,"""
NO_PLAN = "_no_plan"
"""that of a diagnosis,"""
EXPLAINED = "_explained"
"""the suffix of 'explain',"""
RELAXED = "_relaxed"
"""and that of a workbook with the change of 'solve --relax'."""


class Output(StrEnum):
    """Kind of an output file; the subject among a workbook's or document's properties, which Excel and Word keep, and
    the generator in the head of a page."""

    PLAN = "plan"
    NO_PLAN = "diagnosis"
    COMPARISON = "comparison"
    FRONTIER = "frontier"
    TORNADO = "tornado"
    EXPLANATION = "explanation"
    FORESIGHT = "plan for several futures"
    ROLL = "statement of a roll"
    DRIFT = "drift"
    CLOSURES = "closures"
    SECURITY = "cost of security"
    SHARES = "shares of a joint plan"
    GOALS = "stock goals"
    MANDATES = "cost of mandates"
    RETURNS = "investor's view"
    PACK = "accreditation pack"
    DISCOVERY = "scenario discovery"
    CONTRIBUTIONS = "contributions of candidates"
    BUDGET = "budget"
    INPUTS = "workbook of inputs"
    PROPOSALS = "proposals of an import"
    REPORT = "report"
    BRIEF = "brief"
    PROGRAM = "supply plan program 1"
    """The program in numbers, and"""
    PROOF = "supply plan proof 1"
    """a proof about it; in the first letters of a compressed file."""

    @property
    def endings(self) -> tuple[str, ...]:
        """Permitted file extensions."""
        endings = {Output.REPORT: (".html", ".htm"), Output.BRIEF: (".docx",)}
        return (".gz",) if self in PROOFS else endings.get(self, (".xlsx",))


PROOFS = (Output.PROGRAM, Output.PROOF)


def claim(path: Path, output: Output, inputs: Iterable[Path | None] = ()) -> None:
    """Raise OutputRefused, in one line, if ``path`` must not or cannot become such an output of a command that reads
    ``inputs``. Makes its folder, nothing else."""
    if path.exists() and any(each is not None and each.exists() and path.samefile(each) for each in inputs):
        raise OutputRefused(f"{path} is an input of this command; choose another file for the {output}.")
    if path.suffix.lower() not in output.endings:
        raise OutputRefused(f"{path} is no name for the {output}; choose one that ends in {output.endings[0]}.")
    if output is Output.INPUTS and path.exists():
        raise OutputRefused(f"{path} exists; an existing file is never overwritten. Choose another name.")
    ready(path)
    if not path.exists():
        return
    if output in PROOFS:
        subject, changed = _format(path), ""
    else:
        subject, changed = (_generated(path), "") if output is Output.REPORT else _properties(path)
    if subject != output:
        raise OutputRefused(f"{path} exists and is no {output} of this program; choose another file for the {output}.")
    if output in (Output.BRIEF, Output.PROPOSALS) and changed != CREATED.isoformat():
        raise OutputRefused(f"{path} was edited since it was written; move or rename it, so that no edits are lost.")


def claim_folder(folder: Path) -> None:
    """Make a folder. Raises OutputRefused if it is not empty: its files may be of another program."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        is_empty = not any(folder.iterdir())
    except OSError as error:
        raise OutputRefused(f"cannot make the folder {folder}: {reason(error)}") from error
    if not is_empty:
        raise OutputRefused(f"{folder} is not empty; choose a new folder for the program.")


def report_beside(results: Path) -> Path:
    """The report that goes with a workbook of results."""
    return results.with_name(f"{results.stem.removesuffix(SUFFIX)}_report.html")


def relaxed_beside(results: Path) -> Path:
    """The workbook with the changed cells with which the results have a plan."""
    return results.with_name(f"{results.stem.removesuffix(SUFFIX)}{RELAXED}.xlsx")


def report_of_plan(results: Path) -> Path:
    """The report of the plan in a workbook of results; the page of an explanation, which goes with that, stays."""
    return report_beside(results.with_name(f"{results.stem.removesuffix(EXPLAINED)}{results.suffix}"))


def brief_beside(results: Path) -> Path:
    """The document that goes with a workbook of results."""
    return results.with_name(f"{results.stem.removesuffix(SUFFIX)}_brief.docx")


def program_beside(results: Path) -> Path:
    """The program in numbers that goes with a workbook of results,"""
    return results.with_name(f"{results.stem.removesuffix(SUFFIX)}_program.json.gz")


def proof_beside(results: Path) -> Path:
    """and the proof about it."""
    return results.with_name(f"{results.stem.removesuffix(SUFFIX)}_proof.json.gz")


def described(path: Path) -> tuple[str, str]:
    """Kind and description of a results workbook; empty for any other file."""
    text = _core(path)
    subject, title, said = (_found(rf"<dc:{name}>([^<]*)<", text) for name in ("subject", "title", "description"))
    is_ours = subject in {str(each) for each in Output} - {str(Output.INPUTS)}
    return (subject, unescape(said or title)) if is_ours else ("", "")


def holds_plan(path: Path) -> bool:
    """Whether a file is a result of this program with a plan and all its pages, whatever its name."""
    return _properties(path)[0] in (Output.PLAN, Output.EXPLANATION)


def _generated(path: Path) -> str:
    """Kind of a page written by this program; empty for any other file."""
    try:
        with path.open("rb") as page:
            head = page.read(LONGEST).decode("utf-8", "replace")
    except OSError:
        return ""
    found = re.search(f'<meta name="generator" content="{GENERATOR.format("([^<>]*?)")}"', head)
    return found[1] if found else ""


def _format(path: Path) -> str:
    """Format of a compressed file of this program; empty for any other file."""
    try:
        with gzip.open(path) as file:
            return _found(r'^\{"format":"([^"]*)"', file.read(LONGEST).decode("utf-8", "replace"))
    except (OSError, EOFError, zlib.error):
        return ""


def _properties(path: Path) -> tuple[str, str]:
    """Subject and last modification of a workbook or document; empty if not given."""
    text = _core(path)
    return _found(r"<dc:subject[^>]*>([^<]*)<", text), _found(r"<dcterms:modified[^>]*>([^<Z]*)", text)


def _core(path: Path) -> str:
    """The part with a file's properties; empty if it has none."""
    try:
        with ZipFile(path) as file, file.open(PROPERTIES) as part:
            return part.read(LONGEST).decode("utf-8", "replace")
    except (BadZipFile, zlib.error, EOFError, KeyError, OSError, RuntimeError, ValueError):
        return ""


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[1] if found else ""
