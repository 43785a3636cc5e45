"""Standard output and error that never end the program: a closed reader or a full disk only drops the text, and is
reported at the end."""

from __future__ import annotations

import errno
import io
import os
import sys
from pathlib import Path
from typing import Any, TextIO

from model.errors import ExitCode

CLOSED = {errno.EPIPE, errno.EBADF} | ({errno.EINVAL} if os.name == "nt" else set())
"""Error codes of a reader that has gone, as ``head`` does once it has read enough; it is no error."""


class _Outlet(io.RawIOBase):
    """A stream whose failures are noted, not raised."""

    def __init__(self, stream: TextIO) -> None:
        buffer: Any = getattr(stream, "buffer", stream)
        self._stream = stream  # releasing it would close the underlying stream
        self._raw = getattr(buffer, "raw", buffer)
        self.failure: OSError | None = None

    def write(self, data: Any) -> int | None:
        try:
            written: int | None = self._raw.write(data)
            return written
        except OSError as error:
            self.failure = self.failure or error
            return len(data)

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return bool(self._raw.isatty())

    def fileno(self) -> int:
        return int(self._raw.fileno())


class Streams:
    """Standard output and error, both steady from here on."""

    def __init__(self) -> None:
        _open_what_is_closed()
        sys.stdout, self._out = _steady(sys.stdout)
        sys.stderr, self._err = _steady(sys.stderr)

    def ended(self, code: int) -> int:
        """Exit code of a command after a failure of standard output: the printed text may be its only result."""
        sys.stdout.flush()
        failure = self._out.failure
        if failure is not None and failure.errno not in CLOSED and code in (ExitCode.OPTIMAL, ExitCode.LIMIT):
            print(f"standard output cannot be written: {(failure.strerror or str(failure)).lower()}", file=sys.stderr)
            code = ExitCode.OUTPUT
        sys.stderr.flush()
        return code


def _steady(stream: TextIO | None) -> tuple[TextIO, _Outlet]:
    """A stream that never raises, and a record of why it could not write."""
    if stream is None:  # it was closed when the program started
        stream = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  # it stays open to the end
    outlet = _Outlet(stream)
    is_line_buffered = bool(getattr(stream, "line_buffering", False)) or outlet.isatty()
    buffer = io.BufferedWriter(outlet)
    return io.TextIOWrapper(buffer, stream.encoding, errors="replace", line_buffering=is_line_buffered), outlet


def _open_what_is_closed() -> None:
    """Open each closed standard file: the next file opened would get its number, and any output of a library would go
    into a result."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
