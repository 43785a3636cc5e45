"""Result files: contents, and verification that they are whole and belong to their job."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from model.errors import FileRefused
from model.results.plan import Plan
from model.runs import packed
from model.runs.cache_key import program_version
from model.runs.record import plan_of
from model.sheets.tables import Tables
from model.system.save import reason

FORMAT = 3
SUFFIX = ".json.gz"


def seal(content: bytes) -> bytes:
    """A hash by which a file is known to be whole, whatever its name."""
    return hashlib.sha256(content).hexdigest().encode()


def read_plan(file: Path, tables: Tables | None = None) -> Plan:
    """The plan in a result's file, with ``tables`` in place of those that it was found for. Raises FileRefused where it
    holds none."""
    try:
        header, record = parts(file)
        if header["format"] == FORMAT and header["program"] == program_version() and record is not None:
            return plan_of(record, tables)
    except Exception as error:  # whatever a file that someone changed leads to
        raise FileRefused(f"{file} cannot be read ({said(error)})") from error
    raise FileRefused(f"{file} holds no plan of this version of the program")


def parts(file: Path) -> tuple[dict[str, Any], Any]:
    """Outcome of the job of a file, and the record of its plan. Raises an error if the file is not whole."""
    found, content = packed.read(file).split(b"\n", 1)
    if found != seal(content):
        raise ValueError("it was changed after it was written")
    header, record = content.split(b"\n", 1)
    return json.loads(header), json.loads(record)


def said(error: Exception) -> str:
    """Reason why a file is unusable, in a line."""
    if isinstance(error, EOFError):
        return "it is truncated"
    if isinstance(error, OSError) and error.strerror:
        return f"it cannot be read: {reason(error)}"
    words = str(error).splitlines()[0] if str(error) else "without a message"
    return words if type(error) is ValueError else f"it is damaged, {type(error).__name__}: {words}"
