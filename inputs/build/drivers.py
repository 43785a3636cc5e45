"""``python -m inputs.build.drivers outputs/rare_earths_tornado.xlsx`` keeps what drives the example's result.

The workbook is that of ``run.py tornado inputs/rare_earths.xlsx --skip-break-even --skip-limits``; several workbooks,
each of some rows of Ranges (``--only``), are taken together. Every end is a solve that takes a minute or two, so what
was found is kept in a file, with the cost of the plan that inputs were varied around.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

from inputs.build.figures import listed, table, wrapped

KEPT = Path(__file__).resolve().parent / "drivers.json"
COLUMNS = ("input", "end", "value", "status", "cost (", "additional cost, found", "at least, proven", "at most, proven")
"""Of the sheet 'Ends': how their headers begin; of some, the unit of money follows."""

NAMED = 4
"""How many inputs the brief names."""


def ends_of(workbook: Path | BytesIO) -> Iterator[tuple[Any, ...]]:
    """Rows of the sheet 'Ends', with the values of COLUMNS."""
    rows = iter(openpyxl.load_workbook(workbook, read_only=True)["Ends"].values)
    header = next(row for row in rows if row[0] == COLUMNS[0])
    places = [next(at for at, name in enumerate(header) if name.startswith(begin)) for begin in COLUMNS]
    for row in rows:
        if row[0] and row[1]:
            yield tuple(row[at] for at in places)


def drivers(workbooks: Iterable[Path | BytesIO]) -> dict[str, Any]:
    """Cost of the plan [million], and of each input its ends: value, status, additional cost found, at least and at
    most (proven) [million]. Raises ValueError for tornados of different plans."""
    inputs: dict[str, dict[str, list[Any]]] = {}
    costs = set()
    for each in workbooks:
        for name, end, value, state, cost, *extra in ends_of(each):
            known = inputs.setdefault(name, {})
            if extra[0] is not None:
                costs.add(round(cost - extra[0]))
            if extra[0] is not None or end not in known:
                known[end] = [value, state, *(None if amount is None else round(amount) for amount in extra)]
    if len(costs) != 1:
        raise ValueError(f"tornados of one plan are taken together, not of plans that cost {sorted(costs)}")
    return {"cost": costs.pop(), "inputs": inputs}


def is_of(found: Mapping[str, Any], figures: Mapping[str, Any]) -> bool:
    """Whether inputs were varied around the plan that the figures are of."""
    return bool(found.get("cost") == figures["cost"])


def _swing(ends: Mapping[str, Sequence[Any]]) -> float:
    costs = [0, *(end[2] for end in ends.values() if end[2] is not None)]
    return max(costs) - min(costs)


def _ranked(found: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Sequence[Any]]]]:
    """Inputs with an end that was solved, by swing."""
    known = [(name, ends) for name, ends in found["inputs"].items() if any(end[2] is not None for end in ends.values())]
    return sorted(known, key=lambda pair: -_swing(pair[1]))


def _said(end: Sequence[Any]) -> str:
    """The additional cost at an end; that it differs is proven, or may be within what the solves leave open."""
    value, state, extra, least, most = end
    if extra is None:
        return f"{value}: {'no plan (proven)' if state == 'infeasible' else 'not known'}"
    return f"{value}: {extra:+,}" + (" (not significant)" if least <= 0 <= most else "")


def drivers_table(found: Mapping[str, Any], ranges: Iterable[str] = ()) -> str:
    """All inputs that were solved, the largest swing first; and those of the sheet Ranges that were not."""
    rows = [
        (
            name,
            *(_said(ends[end]) if end in ends else "" for end in ("low", "high")),
            ("at least " if any(end[2] is None for end in ends.values()) else "") + f"{_swing(ends):,}",
        )
        for name, ends in _ranked(found)
    ]
    without = [name for name, ends in found["inputs"].items() if all(end[2] is None for end in ends.values())]
    proven = [name for name in without if {end[1] for end in found["inputs"][name].values()} == {"infeasible"}]
    unknown = [*without, *(name for name in ranges if name not in found["inputs"])]
    made = table(("input", "low", "high", "swing, million USD"), rows, text_columns=3)
    parts = {"No plan at either end (proven)": proven, "Not solved": [name for name in unknown if name not in proven]}
    said = [f"{what}: {listed([f'{name!r}' for name in names])}." for what, names in parts.items() if names]
    return f"{made}\n\n{wrapped(' '.join(said))}" if said else made


def _small(name: str) -> str:
    """A name within a sentence."""
    return name[0].lower() + name[1:]


def drivers_named(found: Mapping[str, Any]) -> str:
    """The inputs that swing the cost most, with the ends at which it is proven to differ, in a sentence's words."""
    named = []
    for name, ends in _ranked(found)[:NAMED]:
        if told := [_said(end) for end in ends.values() if end[2] is not None and not end[3] <= 0 <= end[4]]:
            named.append(f"{_small(name)} ({', '.join(told)})")
    return listed(named)


def write(workbooks: Iterable[Path]) -> None:
    """Keep what tornados of the example found."""
    KEPT.write_text(json.dumps(drivers(workbooks), indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(map(Path, sys.argv[1:]))
