"""A report for a server that permits nothing inline: its styles and scripts as files of their own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

INLINE = re.compile(r"<(style|script)>(.*?)</\1>", re.DOTALL)
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
KINDS = {"style": ("css", "text/css"), "script": ("js", "text/javascript")}


@dataclass(frozen=True)
class SplitReport:
    """A page without anything inline, and its parts by name."""

    page: str
    parts: dict[str, tuple[str, str]]
    """Content and type."""


def split(path: Path, place: str) -> SplitReport:
    """A report that refers to its parts, which are at a place beside it."""
    return _split(path, path.stat().st_mtime_ns, place)


@lru_cache(maxsize=4)
def _split(path: Path, written: int, place: str) -> SplitReport:
    parts: dict[str, tuple[str, str]] = {}

    def apart(match: re.Match[str]) -> str:
        ending, kind = KINDS[match[1]]
        name = f"{len(parts)}.{ending}"
        parts[name] = match[2], kind
        at = f"{place}/{name}"
        return f'<link rel="stylesheet" href="{at}">' if ending == "css" else f'<script src="{at}"></script>'

    page = INLINE.sub(apart, POLICY.sub("", path.read_text("utf-8"), count=1))
    return SplitReport(page, parts)
