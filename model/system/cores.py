"""Number of available cores, and of threads for this process."""

from __future__ import annotations

import os

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
