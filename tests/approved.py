"""What the program said when it was last approved, but for folders of a run and for what the clock and versions say.

    python -m pytest --snapshot-update

approves what it says now.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from syrupy.extensions.amber import AmberSnapshotExtension

ROOT = Path(__file__).parents[1]


class Approved(AmberSnapshotExtension):
    """Snapshots as text."""

    temporary = Path("pytest")
    """The folder of this run, in which each test has one of its own."""

    def serialize(self, data: Any, **options: Any) -> Any:
        text = super().serialize(data, **options)
        for pattern, instead in (
            (rf"{re.escape(str(self.temporary))}[/\\][^/\\\s]+", "<folder>"),
            (r"plan-[\w]{8}(?=[/\\])", "plan-<random>"),
            (re.escape(str(ROOT)), "<root>"),
            (r"\d{4}-\d\d-\d\d( \d\d:\d\d(\+00:00)?)?", "<moment>"),
            (r"\b\d+\.\d+ s\b", "<seconds>"),
            (r"version [\d.]+ \(\w+\)", "<version>"),
            (r"\b[0-9a-f]{40}\b", "<key>"),
            (r", line \d+", ", <line>"),
        ):
            text = re.sub(pattern, instead, text)
        return text
