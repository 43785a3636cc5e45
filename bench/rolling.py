"""Verification of rolls: with unchanged data, and with changes whose causes are known.

    python -m bench.rolling                     fifty rolls of generated chains and of random workbooks
    python -m bench.rolling --count 5 --seed 3
    python -m bench.rolling --workbook inputs/graphite_anode.xlsx --count 3 --gap 0.005

Each roll goes to a random year. With unchanged data the plan is carried on in the rolled workbook, solved and audited,
and both costs have to agree to the cent; solved freely the rolled workbook must cost as much, within the gap, and
decide the same. Then some of its inputs change (prices, demand, a delay, a plant that is late), and of each difference
that Drift gives a cause the plan with this change alone, typed by itself and solved again, has to show it. A workbook
that cannot be rolled has to say so by cell; it counts as refused. Ends with 1 where anything disagrees.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bench.fuzzing.workbook import random_workbook
from bench.generate import supply_chain
from model.errors import InputError, PlannerError
from model.families.decisions.rows import ALREADY_MADE, BUILD, Decision
from model.families.demand.rows import Demand
from model.families.investment.rows import LeadTime
from model.pipeline import solve_tables
from model.progress import Progress
from model.results.decisions import Decisions
from model.results.plan import Plan
from model.rolling.reconcile import CENT, Statement, carried_on
from model.rolling.roll import rolled
from model.runs import Store
from model.runs.engine import one_by_one
from model.sheets.common import Supplier
from model.sheets.schema import SHEET_OF
from model.sheets.tables import Tables
from model.studies.drift.question import Drift, decided
from model.studies.drift.study import DriftStudy
from model.studies.study import RunContext, run
from model.whatif.load import load_tables

CLOSE = 1e-6
"""Relative; costs that differ by less are the same."""


def workbook(number: int, seed: int) -> Tables:
    """A generated chain, with lines as in a workbook, or, every other time, a random workbook over all families."""
    name = f"{seed}-{number}"
    draw = random.Random(name)
    if number % 2:
        return random_workbook(name)
    made = supply_chain(sites=draw.randint(2, 4), kinds=draw.randint(1, 2), countries=3, years=6, seed=number)
    rows = {of: [replace(row, line=line) for line, row in enumerate(lines, 3)] for of, lines in made.rows.items()}
    return replace(made, rows=rows)


def changed(tables: Tables, draw: random.Random) -> tuple[Tables, dict[str, Tables]]:
    """The tables with two or three changes of prices, demand, a longer construction, and earlier decisions coming
    later; and those with each of these alone, by the name of the group that Drift should give it."""
    becomes: dict[str, tuple[type[Any], str, Any]] = {
        "price": (Supplier, "price", lambda row: row.price.times(draw.choice([0.5, 0.8, 1.3, 2.0]))),
        "demand": (Demand, "quantity", lambda row: row.quantity.times(draw.choice([0.7, 1.2, 1.5]))),
        "delay": (LeadTime, "construction", lambda row: row.construction + 1),
        "late": (Decision, "effective", lambda row: float(tables.settings.first_year + 1)),
    }
    whole, alone = tables, {}
    for kind in draw.sample(list(becomes), draw.randint(2, 3)):
        row_class, attribute, value = becomes[kind]
        found = [row for row in tables.rows.get(row_class, []) if kind != "late" or _is_built(row)]
        if found := [row for row in found if kind == "late" or getattr(row, attribute) is not None]:
            row = draw.choice(found)
            new = replace(row, **{attribute: value(row)})
            column = SHEET_OF[row_class].column(attribute)
            name = f"{SHEET_OF[row_class].name}: {'by year' if column.bare else column.header}"
            alone[name], whole = _with(tables, row, new), _with(whole, row, new)
    return whole, alone


def _is_built(row: Decision) -> bool:
    return (row.rule, row.action) == (ALREADY_MADE, BUILD)


def _with(tables: Tables, row: Any, new: Any) -> Tables:
    rows = [new if each is row else each for each in tables.rows[type(row)]]
    return replace(tables, rows={**tables.rows, type(row): rows})


@dataclass
class Rolls:
    """Rolls of plans, and how they ended."""

    gap: float
    time_limit: float
    tally: Counter[str] = field(default_factory=Counter)

    def plan_of(self, tables: Tables) -> Plan | None:
        """The plan of some tables; None if there is none."""
        try:
            return solve_tables(tables, gap=self.gap, time_limit=self.time_limit, why=False)
        except PlannerError:
            return None

    def wrong(self, plan: Plan | None, draw: random.Random) -> Iterator[str]:
        """Disagreements of one roll."""
        if plan is None or len(plan.periods) < 2:
            self.tally["without a plan" if plan is None else "of one period"] += 1
            return
        to = draw.choice(plan.periods[1:])
        try:
            made = rolled(plan, to)
        except InputError as error:
            self.tally["refused"] += 1
            print(*(f"to {to}: {each}" for each in error.problems), sep="\n", flush=True)
            if not error.problems or not all(each.cell for each in error.problems):
                yield f"refused without a cell: {error}"
            return
        tables, alone = changed(made.tables, draw)
        try:
            with tempfile.TemporaryDirectory() as folder:
                context = RunContext(Store(Path(folder)), self.gap, self.time_limit, 1, pool=one_by_one)
                found = run(DriftStudy(tables, plan=plan), context)
        except PlannerError:
            self.tally["no plan with the changes"] += 1
            found = None
        try:
            statement = carried_on(plan, made, Progress.silent()) if found is None else found.statement
        except PlannerError as error:
            yield f"to {to}: {error}"
            return
        self.tally["carried on"] += 1
        near = statement.later.decided
        free = self._near(made.tables, near) if found is None else found.unchanged
        yield from self._disagreements(plan, statement, free)
        if found is not None:
            yield from self._unconfirmed(found, alone)

    def _near(self, tables: Tables, near: Decisions) -> Plan:
        return solve_tables(tables, gap=self.gap, time_limit=self.time_limit, near=near, why=False)

    def _disagreements(self, plan: Plan, statement: Statement, free: Plan) -> Iterator[str]:
        """Whether unchanged data make the same plan."""
        past = statement.rolled.past
        size = max(1.0, sum(abs(item.before) for item in statement.items))
        if abs(statement.cents) >= CENT:
            yield f"to {past.to}: the statement is {statement.cents} off"
        if any(abs(item.spared) > CLOSE for item in statement.items):
            self.tally["with disruptions that did not come"] += 1
            return
        if abs(statement.total("otherwise")) > CLOSE * size:
            yield f"to {past.to}: done otherwise for {statement.total('otherwise'):.6g}"
        room = (plan.gap + free.gap + CLOSE) * size * past.growth
        if abs(free.objective - statement.later.objective) > room:
            yield f"to {past.to}: free {free.objective:.9g}, carried on {statement.later.objective:.9g}"
        ours, theirs = decided(statement.later)[0], decided(free)[0]
        if others := [key for key in {*ours, *theirs} if not _near(ours.get(key, {}), theirs.get(key, {}))]:
            yield f"to {past.to}: free decides otherwise {others}"

    def _unconfirmed(self, found: Drift, alone: dict[str, Tables]) -> Iterator[str]:
        """Differences whose causes do not bring them about."""
        self.tally["differences"] += len(found.shifts)
        for name in sorted({name for shift in found.shifts for name in shift.causes}):
            if name not in alone:
                yield f"'{name}' has not been changed"
                continue
            plan = self._near(alone[name], found.before.decided)
            for shift in (each for each in found.shifts if name in each.causes):
                key = (shift.kind, shift.subject, shift.place, shift.way)
                self.tally["causes confirmed"] += 1
                if not _near(decided(plan)[0].get(key, {}), shift.after):
                    yield f"'{name}' alone does not make {key} {dict(shift.after)}"


def _near(one: Any, other: Any) -> bool:
    return all(abs(one.get(y, 0.0) - other.get(y, 0.0)) <= 1e-3 * max(1.0, other.get(y, 0.0)) for y in {*one, *other})


def _told(tally: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in tally.items())


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=50, help="rolls (default: 50)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workbook", type=Path, help="roll this one instead, to random years")
    parser.add_argument("--gap", type=float, default=0.0, help="of each solve (default: 0)")
    parser.add_argument("--time-limit", type=float, default=120.0, help="seconds of each solve (default: 120)")
    options = parser.parse_args()
    rolls, failed, plan = Rolls(options.gap, options.time_limit), 0, None
    if options.workbook is not None:
        plan = rolls.plan_of(load_tables(options.workbook)[0])
    began = time.perf_counter()
    for number in range(options.count):
        draw = random.Random(f"{options.seed}-{number}")
        if options.workbook is None:
            plan = rolls.plan_of(workbook(number, options.seed))
        for said in rolls.wrong(plan, draw):
            failed += 1
            print(f"{options.seed}-{number}: {said}", flush=True)
        print(f"{number + 1} of {options.count}: {_told(rolls.tally)}; {failed} disagree", file=sys.stderr, flush=True)
    print(f"{options.count} rolls in {time.perf_counter() - began:.0f} s: {_told(rolls.tally)}; {failed} disagree")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
