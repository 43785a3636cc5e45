"""Writing a result file: whole or not at all, and known to be possible before the solver starts."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from model.errors import OutputRefused

MODE = 0o644
"""Readable by colleagues: temporary files are made for the owner alone."""


def ready(path: Path | str) -> None:
    """Raise OutputRefused, in one line, if a file could not be written to ``path``. Makes its folder, nothing else.

    A plan may take hours to find; that its file is open in Excel should be known before, not after.
    """
    target = Path(path)
    if target.is_dir():
        raise OutputRefused(f"cannot write {target}: it is a folder")
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
    """The file that Excel or LibreOffice keeps beside a workbook while it is open there."""
    locks = [target.with_name(f"~${target.name}"), target.with_name(f".~lock.{target.name}#")]
    return next((lock for lock in locks if lock.exists()), None)


def save(path: Path | str, content: bytes) -> None:
    """Write ``content`` to ``path``, which holds the old file or the whole new one at every moment.

    Raises OutputRefused where that cannot be done.
    """
    target = Path(path)
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.stem}-", suffix=".part")
    except OSError as error:
        raise OutputRefused(f"cannot write {target}: {reason(error)}") from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(MODE)
        temporary.replace(target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise OutputRefused(f"cannot write {target}: {reason(error)}") from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _try_to_write(target: Path) -> None:
    """Make a file beside the target and remove it; open the target where it exists, without changing it."""
    try:
        with tempfile.TemporaryFile(dir=target.parent):
            pass
        if target.exists():
            # Windows refuses this while another program holds the file, whichever program that is.
            with target.open("r+b"):
                pass
    except OSError as error:
        raise OutputRefused(f"cannot write {target}: {reason(error)}") from error


def reason(error: OSError) -> str:
    """Why the system refused, in its own words and without the path."""
    return (error.strerror or str(error)).lower()
