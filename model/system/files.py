"""Result files: never an input of the command, only a new file or one of the same kind, written whole or not at all."""

from __future__ import annotations

import datetime
import gzip
import os
import re
import secrets
import stat
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from enum import StrEnum
from html import unescape
from importlib.metadata import distribution
from itertools import count
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from model.errors import OutputRefused
from model.system.processes import ROOT

# ----------------------------------------------------------------------------------------------------------------------
# Permitted output files: never an input of the command, and only a new file or one of the same kind that the program
# wrote itself. A slip in the command line does not replace a planner's workbook, or a plan.


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
    if path.exists() and any(source is not None and source.exists() and path.samefile(source) for source in inputs):
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


def unfinished_beside(results: Path) -> Path:
    """The best plan of a search that has not ended, beside its future results."""
    return results.with_name(f"{results.stem}_unfinished.json")


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
    subject, title, texts = (_match(rf"<dc:{name}>([^<]*)<", text) for name in ("subject", "title", "description"))
    is_ours = subject in {str(kind) for kind in Output} - {str(Output.INPUTS)}
    return (subject, unescape(texts or title)) if is_ours else ("", "")


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
    match = re.search(f'<meta name="generator" content="{GENERATOR.format("([^<>]*?)")}"', head)
    return match[1] if match else ""


def _format(path: Path) -> str:
    """Format of a compressed file of this program; empty for any other file."""
    try:
        with gzip.open(path) as file:
            return _match(r'^\{"format":"([^"]*)"', file.read(LONGEST).decode("utf-8", "replace"))
    except (OSError, EOFError, zlib.error):
        return ""


def _properties(path: Path) -> tuple[str, str]:
    """Subject and last modification of a workbook or document; empty if not given."""
    text = _core(path)
    return _match(r"<dc:subject[^>]*>([^<]*)<", text), _match(r"<dcterms:modified[^>]*>([^<Z]*)", text)


def _core(path: Path) -> str:
    """The part with a file's properties; empty if it has none."""
    try:
        with ZipFile(path) as file, file.open(PROPERTIES) as part:
            return part.read(LONGEST).decode("utf-8", "replace")
    except (BadZipFile, zlib.error, EOFError, KeyError, OSError, RuntimeError, ValueError):
        return ""


def _match(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    return match[1] if match else ""


# ----------------------------------------------------------------------------------------------------------------------
# Writing a result file: whole or not at all, and known to be possible before the solver starts.


MODE = 0o666
"""Mode of a new file, before the umask."""
PERMISSIONS = 0o777
"""Permissions that a file takes over from the one it replaces."""
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
DAMAGED = ".damaged-"
"""Ending, before a number, of a file that was put aside."""
NAME_LENGTH = 40
"""Letters of a file's name in that of its unfinished one."""


def ready(path: Path | str) -> None:
    """Raise OutputRefused, in one line, if a file could not be written to ``path``.

    Makes its folder, nothing else. A plan may take hours to find; that its file is open in Excel should be known
    before, not after.
    """
    target = followed(path)
    if target.is_dir():
        raise OutputRefused(f"cannot write {target}: it is a folder")
    if target.exists() and not target.is_file():
        raise OutputRefused(f"cannot write {target}: it is a device")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputRefused(f"cannot make the folder {target.parent}: {reason(error)}") from error
    lock = open_elsewhere(target)
    if lock is not None:
        raise OutputRefused(
            f"cannot write {target}: it is open in another program; close it there "
            f"(if it is not open, delete {lock.name} beside it)"
        )
    if target.exists() and not os.access(target, os.W_OK):
        raise OutputRefused(f"cannot write {target}: the file is read-only")
    _try_to_write(target)


def open_elsewhere(target: Path) -> Path | None:
    """The lock file of Excel or LibreOffice next to an open workbook."""
    locks = [target.with_name(f"~${target.name}"), target.with_name(f".~lock.{target.name}#")]
    return next((lock for lock in locks if lock.exists()), None)


def followed(path: Path | str) -> Path:
    """Target of a symbolic link, which is written in its place; any other path unchanged."""
    target = Path(path)
    return Path(os.path.realpath(target)) if target.is_symlink() else target


def save(path: Path | str, content: bytes, *, is_lasting: bool = True) -> None:
    """Write ``content`` to ``path``, or to its link target, atomically: it holds the old file or the whole new one at
    every moment, under the permissions of the old one. It outlasts the end of the process, and a power failure, if it
    ``is_lasting``: a busy disk may take seconds for that.

    Raises OutputRefused on failure.
    """
    target = followed(path)
    try:
        _replace(target, content, is_lasting)
    except OSError as error:
        raise OutputRefused(f"cannot write {target}: {reason(error)}") from error


def deliver(path: Path | str, content: bytes) -> None:
    """Save content that took long to compute: if ``path`` cannot be written, it is written elsewhere, and OutputRefused
    says where."""
    try:
        save(path, content)
    except OutputRefused as refused:
        is_rescued = rescue(path, content)
        if is_rescued is None:
            raise
        raise OutputRefused(f"{refused}. The content is not lost: it was written to {is_rescued}") from refused


def keep_dated(paths: Iterable[Path]) -> None:
    """Copy results of an earlier day to names with that day, so that they are not replaced. Raises OutputRefused on
    failure."""
    for path in paths:
        if path.exists():
            day = datetime.date.fromtimestamp(path.stat().st_mtime)
            ending = ".json.gz" if path.suffix == ".gz" else path.suffix
            copy = path.with_name(f"{path.name.removesuffix(ending)}_{day}{ending}")
            if day < datetime.date.today() and not copy.exists():
                save(copy, path.read_bytes())


def put_aside(path: Path) -> Path:
    """Rename a damaged file, so that a new one can take its place and nothing is lost; returns its new place."""
    place = next(
        target for number in count(1) if not (target := path.with_name(f"{path.name}{DAMAGED}{number}")).exists()
    )
    return path.replace(place)


def rescue(path: Path | str, content: bytes) -> Path | None:
    """Alternative path to which the content was written: next to ``path`` under another name, else in the folder for
    temporary files or that of the user; None if all of them fail."""
    target = followed(path)
    for place in _other_places(target):
        with suppress(OSError):
            _replace(place, content)
            return place
    return None


def _other_places(target: Path) -> Iterator[Path]:
    beside = (target.with_name(f"{target.stem} ({number}){target.suffix}") for number in count(2))
    yield next(place for place in beside if not place.exists())
    for folder in (tempfile.gettempdir, Path.home):
        with suppress(OSError, RuntimeError):  # there is none, or it cannot be written
            folder_made = Path(tempfile.mkdtemp(prefix="plan-", dir=folder()))
            yield folder_made / target.name
            folder_made.rmdir()


def _replace(target: Path, content: bytes, is_lasting: bool = True) -> None:
    """Write to a temporary file, then rename. Raises OSError; no temporary file is left then."""
    temporary = _unfinished(target)
    try:
        with os.fdopen(os.open(temporary, NEW, MODE), "wb") as stream:
            stream.write(content)
            stream.flush()
            if is_lasting:
                os.fsync(stream.fileno())
        with suppress(FileNotFoundError):
            temporary.chmod(stat.S_IMODE(target.stat().st_mode) & PERMISSIONS)
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def _unfinished(target: Path) -> Path:
    """A new temporary file next to the target."""
    return target.with_name(f".{target.stem[:NAME_LENGTH]}-{secrets.token_hex(4)}.part")


def _try_to_write(target: Path) -> None:
    """Make a file next to the target and remove it; open the target if it exists, without changing it."""
    try:
        beside = _unfinished(target)
        os.close(os.open(beside, NEW, MODE))
        beside.unlink()
        if target.exists():
            # Windows refuses this while another program holds the file, whichever program that is.
            with target.open("r+b"):
                pass
    except OSError as error:
        raise OutputRefused(f"cannot write {target}: {reason(error)}") from error


def reason(error: OSError) -> str:
    """Why the system refused, in its own words and without the path."""
    return (error.strerror or str(error)).lower()


# ----------------------------------------------------------------------------------------------------------------------
# Files that come with the program.


def shipped(name: str) -> Path:
    """A file that comes with the program, such as ``docs/desk.md``: in the repository, or among the files of its
    installed package."""
    here = ROOT / name
    files = () if here.exists() else distribution("supply-diversification-planner").files or ()
    return next((Path(str(file.locate())) for file in files if str(file).endswith(f"share/supply-plan/{name}")), here)
