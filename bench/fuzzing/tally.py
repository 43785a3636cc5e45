"""Statistics of workbooks and verdicts: counts that can be kept, added up and printed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bench.fuzzing.draw import sheets_of_rows
from bench.fuzzing.outcome import INFEASIBLE, PLAN
from bench.fuzzing.rules import Trial
from model.scenario.limits import Limit
from model.sheets.schema import SHEET_OF
from model.sheets.tables import Tables
from model.solver.arrays import LinearRows

CLOSE = 1e-6


@dataclass
class Tally:
    """Counts of some workbooks, each by name."""

    columns: Counter[str] = field(default_factory=Counter)
    """Workbooks with a plan in which some cell of 'Sheet: column' says other than an empty one."""
    constraints: Counter[str] = field(default_factory=Counter)
    """Workbooks in whose program a constraint has rows."""
    binding: Counter[str] = field(default_factory=Counter)
    """Workbooks in whose plan a constraint is binding, by something."""
    shares: Counter[str] = field(default_factory=Counter)
    """Workbooks by verdict, and plans by their features."""

    def add(self, other: Tally) -> None:
        for name in vars(self):
            getattr(self, name).update(getattr(other, name))

    @classmethod
    def of(cls, trial: Trial) -> Tally:
        """Tally of one workbook after its trial."""
        found = cls()
        found.shares[trial.screened.verdict] = 1
        solution = trial.screened.solution
        if trial.screened.verdict != PLAN or trial.plan is None or solution is None:
            return found
        found.columns.update(columns_of(trial.given))
        matrix, values = trial.program.matrix, solution.values
        rows = trial.program.matrix.rows
        level, size = (
            rows.at(values) - rows.constants,
            LinearRows(rows.starts, rows.columns, abs(rows.values), 0 * rows.constants),
        )
        is_met = (abs(level - matrix.row_lower) < CLOSE) | (abs(level - matrix.row_upper) < CLOSE)
        is_met &= size.at(abs(values)) > CLOSE
        for name, block in matrix.constraints.items():
            if block.size:
                found.constraints[name] = 1
                found.binding[name] = int(is_met[block.span].any())
        frames = trial.plan.frames
        found.shares.update(what for what, is_so in deeds(frames, trial).items() if is_so)
        return found

    def as_json(self) -> dict[str, dict[str, int]]:
        return {name: dict(counts) for name, counts in vars(self).items()}

    @classmethod
    def from_json(cls, counts: dict[str, dict[str, int]]) -> Tally:
        return cls(**{name: Counter(each) for name, each in counts.items()})


def deeds(frames: Any, trial: Trial) -> dict[str, bool]:
    """Features of a plan, to show that it is not trivial."""
    demand = frames.get("service")
    is_some_served = demand is None or demand["shortage"].sum() < 0.99 * demand["demand"].sum()
    return {
        "builds": len(frames["builds"]) > 0,
        "buys": len(frames["purchases"]) > 0,
        "serves": bool(is_some_served),
        "in whole numbers": bool(trial.program.matrix.integer.any()),
        "has disruptions": bool(trial.program.instance.tree.branches),
        "has priorities": any(row.priority is not None for row in trial.given[Limit]),
        "in several periods": len(trial.plan.periods) > 1 if trial.plan else False,
    }


def columns_of(tables: Tables) -> set[str]:
    """'Sheet: column' of every column in which some cell says other than an empty one."""
    return {
        f"{SHEET_OF[row_class].name}: {column.header}"
        for row_class, rows in tables.rows.items()
        for column in SHEET_OF[row_class].columns
        if any(getattr(row, column.attribute) != column.if_empty for row in rows)
    }


def all_columns() -> list[str]:
    return [f"{sheet.name}: {column.header}" for sheet in sheets_of_rows() for column in sheet.columns]


def report(tally: Tally, count: int) -> str:
    """Coverage and shares, in a few lines."""
    columns, plans = all_columns(), tally.shares[PLAN]
    seen = [name for name in columns if tally.columns[name]]
    sheets = {name.split(":")[0] for name in columns}
    met = {name.split(":")[0] for name in seen}
    bound = [name for name in tally.constraints if tally.binding[name]]
    missing = [name for name in columns if not tally.columns[name]]
    rows = [
        f"{count} workbooks: {plans} with a plan ({plans / max(count, 1):.0%}), {tally.shares[INFEASIBLE]} infeasible, "
        f"{count - plans - tally.shares[INFEASIBLE]} other",
        "of the plans: " + ", ".join(f"{what} {n / max(plans, 1):.0%}" for what, n in sorted(tally.shares.items())
                                     if what not in (PLAN, INFEASIBLE)),
        f"sheets {len(met)} of {len(sheets)}, columns {len(seen)} of {len(columns)}, constraints with rows "
        f"{len(tally.constraints)}, of which bind {len(bound)}",
    ]  # fmt: skip
    rare = sorted((tally.columns[name], name) for name in seen)[:5]
    rows.append("rarest columns: " + ", ".join(f"{name} {n}" for n, name in rare))
    if missing:
        rows.append("columns not met: " + ", ".join(missing))
    never = sorted(set(tally.constraints) - set(bound))
    if never:
        rows.append("constraints that never bind: " + ", ".join(never))
    return "\n".join(rows)
