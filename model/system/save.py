"""Writing a result file: whole or not at all, and known to be possible before the solver starts.

Where it is not possible after all, since the disk became full or the file was opened meanwhile, the content goes to
another place, which is reported.
"""

from __future__ import annotations

import datetime
import os
import secrets
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

from model.errors import OutputRefused

MODE = 0o666
"""Mode of a new file, before the umask."""
PERMISSIONS = 0o777
"""Permissions that a file takes over from the one it replaces."""
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
DAMAGED = ".damaged-"
"""Ending, before a number, of a file that was put aside."""
LONGEST = 40
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


def save(path: Path | str, content: bytes) -> None:
    """Write ``content`` to ``path``, or to its link target, atomically: it holds the old file or the whole new one at
    every moment, under the permissions of the old one.

    Raises OutputRefused on failure.
    """
    target = followed(path)
    try:
        _replace(target, content)
    except OSError as error:
        raise OutputRefused(f"cannot write {target}: {reason(error)}") from error


def deliver(path: Path | str, content: bytes) -> None:
    """Save content that took long to compute: if ``path`` cannot be written, it is written elsewhere, and OutputRefused
    says where."""
    try:
        save(path, content)
    except OutputRefused as refused:
        kept = rescue(path, content)
        if kept is None:
            raise
        raise OutputRefused(f"{refused}. The content is not lost: it was written to {kept}") from refused


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
    place = next(each for number in count(1) if not (each := path.with_name(f"{path.name}{DAMAGED}{number}")).exists())
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
            made = Path(tempfile.mkdtemp(prefix="plan-", dir=folder()))
            yield made / target.name
            made.rmdir()


def _replace(target: Path, content: bytes) -> None:
    """Write to a temporary file, then rename. Raises OSError; no temporary file is left then."""
    temporary = _unfinished(target)
    try:
        with os.fdopen(os.open(temporary, NEW, MODE), "wb") as stream:
            stream.write(content)
            stream.flush()
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
    return target.with_name(f".{target.stem[:LONGEST]}-{secrets.token_hex(4)}.part")


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
