"""Processes, threads, memory and requests to stop, on Windows, macOS and Linux."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

# ----------------------------------------------------------------------------------------------------------------------
# Requests to stop: Ctrl-C, and all other signals by which a user, a scheduler or a system shutdown ends the program.


SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))

Handler = Callable[[int, FrameType | None], Any]


def answer(handler: Handler) -> None:
    """Handle every stop signal. One that the caller has set to be ignored, as ``nohup`` does, stays ignored. Outside of
    the main thread, which alone receives signals, nothing is changed."""
    if threading.current_thread() is not threading.main_thread():
        return
    for signal_number in SIGNALS:
        if signal_number == signal.SIGINT or signal.getsignal(signal_number) is not signal.SIG_IGN:
            signal.signal(signal_number, handler)


@contextmanager
def as_ctrl_c() -> Iterator[None]:
    """Every signal to stop raises KeyboardInterrupt meanwhile, unless it is answered otherwise."""
    before = {signal_number: signal.getsignal(signal_number) for signal_number in SIGNALS}
    answer(signal.default_int_handler)
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            for item, handler in before.items():
                if handler is not None:  # one that Python did not set, and does not know
                    signal.signal(item, handler)


# ----------------------------------------------------------------------------------------------------------------------
# Waiting for threads.


T = TypeVar("T")

TICK = 0.1
"""Seconds between looks at whether they have ended."""


def results(futures: Sequence[Future[T]]) -> list[T]:
    """Results of threads, awaited with a timeout: on Windows an endless wait does not notice Ctrl-C."""
    while wait(futures, TICK).not_done:
        pass
    return [future.result() for future in futures]


# ----------------------------------------------------------------------------------------------------------------------
# Processor cores and threads of this process, and memory given back to the system.


THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Environment variables that set the number of threads of numerical libraries; here the first counts."""


def usable_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def threads() -> int:
    """Threads that this process may use: as many as the environment sets, else one a core."""
    text = os.environ.get(THREADS[0], "")
    return int(text) if text.isdecimal() and int(text) > 0 else usable_cores()


def use_threads(count: int) -> None:
    """Tell this process, and those that it starts, how many threads to have."""
    os.environ.update(dict.fromkeys(THREADS, str(count)))


def give_back(*, cycles: bool = False) -> None:
    """Return free memory of the C library to the system; it takes milliseconds, and has no effect on other systems.

    With ``cycles`` objects that refer to each other are freed before, as those of a Pyomo model do: Python looks for
    them seldom. In the example that is 430 MB after a solve; it takes about as long as freeing them would.
    """
    if cycles:
        gc.collect()
    with contextlib.suppress(OSError, AttributeError):
        if sys.platform == "win32":
            import msvcrt

            msvcrt.heapmin()
        elif sys.platform == "darwin":
            ctypes.CDLL(None).malloc_zone_pressure_relief(None, ctypes.c_size_t(0))
        else:
            ctypes.CDLL(None).malloc_trim(ctypes.c_size_t(0))  # glibc has it, musl not


# ----------------------------------------------------------------------------------------------------------------------
# Processes of runs: started apart from the desk, found again by id and start time, stopped as by Ctrl-C.


NEW_GROUP = 0x00000200
"""CREATE_NEW_PROCESS_GROUP of Windows, without which Ctrl-Break would reach the desk, too."""
QUERY, STILL_ACTIVE = 0x1000, 259
"""Constants of Windows: the right to query a process, and the exit code of a running one."""


ROOT = Path(__file__).parents[2]


def environment() -> dict[str, str]:
    """The environment in which a process finds this program, from whatever folder."""
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    return {**os.environ, "PYTHONPATH": paths}


def start(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a process in a group of its own, which outlives this one."""
    apart: dict[str, Any] = {"creationflags": NEW_GROUP} if sys.platform == "win32" else {"start_new_session": True}
    return subprocess.Popen(
        command,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **apart,
    )


def began(pid: int) -> str:
    """When a process started, in the system's own form; empty if there is none. Ids alone are given again."""
    if sys.platform == "win32":
        return _began_on_windows(pid)
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return "" if Path("/proc/self/stat").exists() else _began_by_ps(pid)
    return "" if stat[0] in "ZX" else f"{boot} {stat[19]}"


def _began_by_ps(pid: int) -> str:
    """As ``ps`` of macOS says."""
    asked = subprocess.run(["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    state, _, moment = asked.stdout.strip().partition(" ")
    return "" if state.startswith("Z") else moment.strip()


def _began_on_windows(pid: int) -> str:
    """As the kernel says."""
    import ctypes
    from ctypes import wintypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  # only Windows has it
    handle = kernel.OpenProcess(QUERY, False, pid)
    if not handle:
        return ""
    moments, code = [wintypes.FILETIME() for _ in range(4)], wintypes.DWORD()
    try:
        is_read = kernel.GetProcessTimes(handle, *map(ctypes.byref, moments))
        runs = kernel.GetExitCodeProcess(handle, ctypes.byref(code)) and code.value == STILL_ACTIVE
    finally:
        kernel.CloseHandle(handle)
    return f"{moments[0].dwHighDateTime} {moments[0].dwLowDateTime}" if is_read and runs else ""


def is_alive(pid: int, moment: str) -> bool:
    """Whether the process of that id is still the one that started then."""
    return bool(moment) and began(pid) == moment


def stop(pid: int) -> None:
    """Ask a process and those that it started to end, as Ctrl-C does."""
    if sys.platform == "win32":
        os.kill(pid, getattr(signal, "CTRL_BREAK_EVENT"))  # noqa: B009  # only Windows has it
    else:
        os.killpg(pid, signal.SIGINT)


def end(pid: int) -> None:
    """End a process and those that it started, at once."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(pid)], capture_output=True, check=False)
    else:
        os.killpg(pid, signal.SIGKILL)
