"""Processor cores and threads of this process, and memory given back to the system."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Environment variables that set the number of threads of numerical libraries; here the first counts."""


def usable_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def threads() -> int:
    """Threads that this process may use: as many as the environment sets, else one a core."""
    told = os.environ.get(THREADS[0], "")
    return int(told) if told.isdecimal() and int(told) > 0 else usable_cores()


def use_threads(count: int) -> None:
    """Tell this process, and those that it starts, how many threads to have."""
    os.environ.update(dict.fromkeys(THREADS, str(count)))


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
