"""Processes of runs: started apart from the desk, found again by id and start time, stopped as by Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

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
        known = kernel.GetProcessTimes(handle, *map(ctypes.byref, moments))
        runs = kernel.GetExitCodeProcess(handle, ctypes.byref(code)) and code.value == STILL_ACTIVE
    finally:
        kernel.CloseHandle(handle)
    return f"{moments[0].dwHighDateTime} {moments[0].dwLowDateTime}" if known and runs else ""


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
