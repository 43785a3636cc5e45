"""Result files: key, contents, compression, and verification that a file is whole, of its job and audited."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sys
import zlib
from dataclasses import replace
from functools import cache
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any

from model.errors import FileRefused
from model.results.plan import RESPONSES, Plan
from model.runs.record import plan_of
from model.sheets.names import count
from model.sheets.tables import Tables
from model.system.declared import extensions, provider, sources
from model.system.files import reason

ROOT = Path(__file__).resolve().parents[1]
"""Where the program is."""
LIBRARIES = ("pyomo", "highspy", "numpy", "pandas")


@cache
def program_version() -> str:
    """A hash over every module of the program, those of other packages' families and studies included, and the versions
    of its libraries; the same on every machine."""
    digest = hashlib.sha256()
    own = ((file.relative_to(ROOT).as_posix(), file) for file in ROOT.rglob("*.py"))
    for name, file in sorted({*own, *chain.from_iterable(map(sources, extensions()))}):
        # Git may check files out with other line ends.
        content = file.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{name} {len(content)}\n".encode() + content)
    libraries = [*(f"{name} {version(name)}" for name in LIBRARIES), *map(provider, extensions())]
    digest.update(f"python {sys.version_info.major}.{sys.version_info.minor}, {', '.join(libraries)}".encode())
    return digest.hexdigest()


MEGABYTE = 1 << 20
MOST_PACKED = 64 * MEGABYTE
MOST_BYTES = 512 * MEGABYTE
"""Maximum size of a plan, unpacked."""
MOST_RATIO = 300
"""Maximum compression ratio beyond `RATIO_FROM`. Tables of equal rows reach 100."""
RATIO_FROM = 8 * MEGABYTE

DAMAGE = (OSError, EOFError, zlib.error)
"""Exceptions when unpacking truncated or corrupt data."""


def packed(content: bytes, level: int) -> bytes:
    """Compressed; the same content always gives the same bytes."""
    return gzip.compress(content, compresslevel=level, mtime=0)


def unpacked(content: bytes, most: int = MOST_BYTES) -> bytes:
    """Unpacked content. Raises EOFError, OSError or zlib.error if it is damaged, ValueError if it would fill the
    memory."""
    source, pieces, size = io.BytesIO(content), [], 0
    with gzip.GzipFile(fileobj=source) as stream:
        while piece := stream.read(MEGABYTE):
            pieces.append(piece)
            size += len(piece)
            if size > most or (size > RATIO_FROM and size > MOST_RATIO * source.tell()):
                raise ValueError("it unpacks to far more than a plan holds")
    return b"".join(pieces)


def read(file: Path) -> bytes:
    """Content of a packed file. Raises as ``unpacked`` does."""
    size = file.stat().st_size
    if size > MOST_PACKED:
        raise ValueError(f"it has {size // MEGABYTE} MB")
    return unpacked(file.read_bytes())


FORMAT = 3
SUFFIX = ".json.gz"


def seal(content: bytes) -> bytes:
    """Hash that verifies that a file is whole, whatever its name."""
    return hashlib.sha256(content).hexdigest().encode()


def read_plan(file: Path, tables: Tables | None = None) -> Plan:
    """The plan in a result's file, with ``tables`` in place of those that it was found for. Raises FileRefused if it
    holds none."""
    try:
        header, record = parts(file)
        if header["format"] == FORMAT and header["program"] == program_version() and record is not None:
            return plan_of(record, tables)
    except Exception as error:  # whatever a file that someone changed leads to
        raise FileRefused(f"{file} cannot be read ({complaint_of(error)})") from error
    raise FileRefused(f"{file} holds no plan of this version of the program")


def parts(file: Path) -> tuple[dict[str, Any], Any]:
    """Outcome of the job of a file, and the record of its plan. Raises an error if the file is not whole."""
    lines, content = read(file).split(b"\n", 1)
    if lines != seal(content):
        raise ValueError("it was changed after it was written")
    header, record = content.split(b"\n", 1)
    return json.loads(header), json.loads(record)


def complaint_of(error: Exception) -> str:
    """Reason why a file is unusable, in a line."""
    if isinstance(error, EOFError):
        return "it is truncated"
    if isinstance(error, OSError) and error.strerror:
        return f"it cannot be read: {reason(error)}"
    words = str(error).splitlines()[0] if str(error) else "without a message"
    return words if type(error) is ValueError else f"it is damaged, {type(error).__name__}: {words}"


MOST = 3
"""Failed checks that are listed; a plan that was changed can fail every one."""


def recomputed(plan: Plan, *, is_whole: bool = True) -> Plan:
    """The plan with a new audit; the check of its responses, which takes linear programs, is as it was kept. One that
    is not ``is_whole`` has no result tables, so that only its own statements can be checked."""
    from model.audit import audit
    from model.audit.tally import proven

    if not is_whole:
        return replace(plan, audit=[proven(plan)])
    return replace(plan, audit=[*audit(plan), *(check for check in plan.audit if check.name == RESPONSES)])


def complaints(plan: Plan) -> list[str]:
    """Failed checks of a plan's audit; the first ones, and the number of others."""
    failed = [f"{check.name}: {check.detail}" for check in plan.audit if not check.passed]
    more = [f"and {count(len(failed) - MOST, 'more check')}"] if len(failed) > MOST else []
    return failed[:MOST] + more
