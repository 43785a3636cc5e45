"""What was acquired, or is on its way."""

from __future__ import annotations

from collections.abc import Iterator

from model.families.common.past import Added, Change, Past
from model.families.decisions.rows import ACQUIRE


def acquisitions(past: Past) -> Iterator[Change]:
    """Each technology that was acquired by a decision of the years that are over."""
    for line in past.lines("technology", "decided"):
        made = past.made(ACQUIRE, line.technology, line.decided, place=line.place, way=line.way)
        yield Added(made, f"decided in {line.decided}, held from {line.held_from:.6g}")


ROLL = (acquisitions,)
