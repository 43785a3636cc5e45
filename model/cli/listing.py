"""Faults as they are told: the first few of each kind one by one, the rest counted, whatever a workbook holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from model.errors import Fault

MOST_ERRORS, MOST_WARNINGS = 10, 3
"""Of one kind that are told one by one; of more, where the others stand."""
MOST_LINES = 1_000
"""In all: there are hardly a hundred kinds."""

PARTICULAR = re.compile(r"'[^']*'|\"[^\"]*\"|\d[\d.,]*")
"""What differs between faults of one kind: names and numbers."""


def listing(faults: Iterable[Fault]) -> list[str]:
    """A line a fault, errors before warnings; the last that is told of a kind says where there are more.

    Of a kind are those of one column of which the same was expected but for names and numbers.
    """
    told = sorted(first_of_kinds(faults), key=lambda fault: fault.is_warning)
    lines = [f"{'warning' if fault.is_warning else 'fault'}  {fault}" for fault in told]
    rest = len(lines) - MOST_LINES
    return [*lines[:MOST_LINES], f"and {rest:,} more lines like these"] if rest > 0 else lines


def first_of_kinds(faults: Iterable[Fault]) -> list[Fault]:
    """Faults in order, at most so many of a kind."""
    listed: list[Fault] = []
    kinds: dict[tuple[bool, str, str, str], list[tuple[int, Fault]]] = {}
    for fault in faults:
        expected = PARTICULAR.sub("", fault.told[1])
        same = kinds.setdefault((fault.is_warning, fault.sheet, fault.cell.rstrip("0123456789"), expected), [])
        same.append((len(listed), fault))
        if len(same) <= most_of(fault):
            listed.append(fault)
    for same in kinds.values():
        at, last = same[min(len(same), most_of(same[0][1])) - 1]
        more = [fault for _, fault in same[most_of(last) :]]
        if more:
            cells = more[0].cell if len(more) == 1 else f"{more[0].cell} to {more[-1].cell}"
            fix = f"{last.told[2]}. The same of {len(more):,} more, {more[0].sheet}!{cells}".removeprefix(". ")
            listed[at] = replace(last, fix=fix)
    return listed


def most_of(fault: Fault) -> int:
    return MOST_WARNINGS if fault.is_warning else MOST_ERRORS
