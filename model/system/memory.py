"""Memory that was freed goes back to the system, which C libraries put off.

HiGHS allocates and frees much in small pieces, on several threads. On the example a tenth of a gigabyte was held for
nothing when the largest programs were taken up (docs/decisions/0009).
"""

from __future__ import annotations

import contextlib
import ctypes
import sys


def give_back() -> None:
    """Return free memory of the C library to the system; it takes milliseconds, and has no effect on other systems."""
    with contextlib.suppress(OSError, AttributeError):
        if sys.platform == "win32":
            import msvcrt

            msvcrt.heapmin()
        elif sys.platform == "darwin":
            ctypes.CDLL(None).malloc_zone_pressure_relief(None, ctypes.c_size_t(0))
        else:
            ctypes.CDLL(None).malloc_trim(ctypes.c_size_t(0))  # glibc has it, musl not
