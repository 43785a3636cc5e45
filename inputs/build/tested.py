"""``python -m inputs.build.tested outputs/rare_earths_comparison.xlsx`` keeps what the example's what-ifs found.

The workbook is that of ``run.py batch inputs/rare_earths.xlsx --skip-regret``; several workbooks, each of some what-ifs
(``--only``), are taken together. Each what-if is a solve that takes minutes, so cost and investments of its plan are
kept in a file, with the cost of the plan that they are compared with.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from inputs.build.figures import listed, table
from inputs.build.readers import ResultsBook

KEPT = Path(__file__).resolve().parent / "tested.json"
LOG_COST, LOG_BOUND = "minimised cost (", "proven lower bound ("
"""Of the sheet 'Run log': how headers begin; the unit of money follows."""
NOT_TESTED = "not computed for this plan yet (`python -m inputs.build.tested outputs/rare_earths_comparison.xlsx`)"


class Extra(NamedTuple):
    """Additional cost under a what-if, found, and bounds that the gaps of both solves prove [million]."""

    found: float
    least: float
    most: float

    @property
    def said(self) -> str:
        """In words; what the gaps leave open is told."""
        if self.least <= 0 <= self.most:
            return f"{self.found:+,.0f} million USD, within what the gaps leave open"
        return f"{self.found:+,.0f} million USD (proven: {self.least:+,.0f} to {self.most:+,.0f})"


def tested(workbooks: Iterable[Path]) -> dict[str, Any]:
    """Cost and bound of the base, and of each what-if its status, cost, bound, audit and first years of investments.
    Raises ValueError for batches of different plans."""
    base: set[tuple[int, int]] = set()
    plans: dict[str, Any] = {}
    for each in workbooks:
        book = ResultsBook(each)
        log = list(book.table("Run log", "plan", "based on"))
        cost, bound = (next(name for name in log[0].columns if str(name).startswith(begin))
                       for begin in (LOG_COST, LOG_BOUND))  # fmt: skip
        builds = list(book.table("Builds", "project", "country"))
        for row in log:
            known = [None if row[name] is None else round(row[name]) for name in (cost, bound)]
            plans[row["plan"]] = {"status": row["status"], "cost": known[0], "bound": known[1], "audit": row["audit"],
                                  "builds": {line["project"]: _first(line[row["plan"]]) for line in builds
                                             if row["plan"] in line.columns and line[row["plan"]]}}  # fmt: skip
        base.add((plans["base"]["cost"], plans["base"]["bound"]))
    if len(base) != 1:
        raise ValueError(f"what-ifs of one plan are taken together, not of plans that cost {sorted(base)}")
    return plans


def _first(told: object) -> int:
    """The first year of '2026, 2029: 20' or '2028–2032: 20'."""
    found = re.match(r"\d{4}", str(told))
    if found is None:
        raise ValueError(f"'{told}' does not begin with a year")
    return int(found[0])


def is_of(plans: Mapping[str, Any], figures: Mapping[str, Any]) -> bool:
    """Whether what-ifs are compared with the plan that the figures are of."""
    return bool(plans and plans["base"]["cost"] == figures["cost"])


def extra(plans: Mapping[str, Any], name: str) -> Extra | None:
    """Additional cost under a what-if; None if it has no plan."""
    base, other = plans["base"], plans[name]
    if other["cost"] is None:
        return None
    return Extra(other["cost"] - base["cost"], other["bound"] - base["cost"], other["cost"] - base["bound"])


def against(plans: Mapping[str, Any], name: str) -> str:
    """What a what-if costs more than the plan, in words; that its audit does not pass is told."""
    if name not in plans:
        return "not computed"
    if (more := extra(plans, name)) is None:
        state = plans[name]["status"]
        return "no plan meets every target (proven)" if state == "infeasible" else str(state)
    audit = plans[name]["audit"]
    return more.said if audit == "passed" else f"{more.said}; its audit: {audit or 'none'}"


def told(plans: Mapping[str, Any], names: Iterable[str]) -> str:
    """What some what-ifs cost, in a sentence's words."""
    return listed([f"'{name}': {against(plans, name)}" for name in names])


def what_if_table(plans: Mapping[str, Any], names: Iterable[str]) -> str:
    """All what-ifs of the workbook, in its order."""
    return table(("what-if", "against this plan"), [(name, against(plans, name)) for name in names], 2)


def write(workbooks: Iterable[Path]) -> None:
    """Keep what batches of the example found."""
    KEPT.write_text(json.dumps(tested(workbooks), indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(map(Path, sys.argv[1:]))
