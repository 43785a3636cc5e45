"""Which program found a result: its own source, and the libraries that a plan depends on."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
"""Where the program is."""
LIBRARIES = ("pyomo", "highspy", "numpy", "pandas")


@cache
def program_version() -> str:
    """A hash over every module of the program and the versions of its libraries; the same on every machine."""
    made = hashlib.sha256()
    for file in sorted(ROOT.rglob("*.py"), key=lambda file: file.relative_to(ROOT).as_posix()):
        # Git may check files out with other line ends.
        content = file.read_bytes().replace(b"\r\n", b"\n")
        made.update(f"{file.relative_to(ROOT).as_posix()} {len(content)}\n".encode() + content)
    libraries = [f"{name} {version(name)}" for name in LIBRARIES]
    made.update(f"python {sys.version_info.major}.{sys.version_info.minor}, {', '.join(libraries)}".encode())
    return made.hexdigest()
