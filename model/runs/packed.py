"""Plans as bytes: compression, and decompression of untrusted input."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path

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
