"""Whether a plan goes on from one year to the next: rolls with unchanged data, and with changes whose causes are known.

    python -m bench.rolling                     fifty rolls of generated chains and of random workbooks
    python -m bench.rolling --count 5 --seed 3
    python -m bench.rolling --workbook inputs/graphite_anode.xlsx --count 3

Each roll goes to a random year. With unchanged data the plan is carried on in the rolled workbook, solved and audited,
and both costs have to agree to the cent; solved freely the rolled workbook must cost as much, within the gap. Then some
of its inputs change (prices, demand, a delay, a plant that is late), and of each difference that Drift gives a cause
the plan with this group of changes alone, solved again, has to show it. A workbook that cannot be rolled has to say so
by cell; it counts as refused. Ends with 1 where anything disagrees.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
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
from model.results.plan import Plan
from model.rolling.agree import CENT, carried_on
from model.rolling.drift import decided, drift, with_group
from model.rolling.roll import Rolled, rolled
from model.sheets.common import Supplier
from model.sheets.tables import Tables
from model.whatif.load import load_tables

CLOSE = 1e-6
"""Relative; costs that differ by less are the same."""
LONGEST = 120.0
"""Seconds of a solve."""


def workbook(number: int, seed: int) -> Tables:
    """A generated chain or, every other time, a random workbook over all families."""
    name = f"{seed}-{number}"
    draw = random.Random(name)
    if number % 2:
        return random_workbook(name)
    return supply_chain(sites=draw.randint(2, 4), kinds=draw.randint(1, 2), countries=3, years=6, seed=number)


def changed(tables: Tables, draw: random.Random) -> Tables:
    """The tables with two or three of: prices, demand, a longer construction, what was decided comes later."""
    rows = dict(tables.rows)

    def change(row_class: type[Any], attribute: str, becomes: Any) -> None:
        found = [row for row in rows.get(row_class, []) if getattr(row, attribute) is not None]
        if found:
            chosen = draw.choice(found)
            rows[row_class] = [
                replace(row, **{attribute: becomes(row)}) if row is chosen else row for row in rows[row_class]
            ]

    kinds = draw.sample(["price", "demand", "delay", "late"], draw.randint(2, 3))
    if "price" in kinds:
        factor = draw.choice([0.5, 0.8, 1.3, 2.0])
        change(Supplier, "price", lambda row: row.price.times(factor))
    if "demand" in kinds:
        factor = draw.choice([0.7, 1.2, 1.5])
        change(Demand, "quantity", lambda row: row.quantity.times(factor))
    if "delay" in kinds:
        change(LeadTime, "construction", lambda row: row.construction + 1)
    made = [row for row in rows.get(Decision, []) if (row.rule, row.action) == (ALREADY_MADE, BUILD)]
    if "late" in kinds and made:
        late = draw.choice(made)
        moved = replace(late, effective=float(tables.settings.first_year + 1))
        rows[Decision] = [moved if row is late else row for row in rows[Decision]]
    return replace(tables, rows=rows)


def wrong(tables: Tables, draw: random.Random, tally: Counter[str], gap: float) -> Iterator[str]:
    """What disagrees in one roll."""
    try:
        plan = solve_tables(tables, gap=gap, time_limit=LONGEST, why=False)
    except PlannerError:
        tally["without a plan"] += 1
        return
    if len(plan.periods) < 2:
        tally["of one period"] += 1
        return
    to = draw.choice(plan.periods[1:])
    try:
        made = rolled(plan, to)
    except InputError as error:
        tally["refused"] += 1
        if not error.problems or not all(each.cell for each in error.problems):
            yield f"refused without a cell: {error}"
        return
    yield from _disagreements(plan, made, tally, gap)
    yield from _unconfirmed(plan, changed(made.tables, draw), tally, gap)


def _disagreements(plan: Plan, made: Rolled, tally: Counter[str], gap: float) -> Iterator[str]:
    """Whether unchanged data make the same plan."""
    try:
        statement = carried_on(plan, made, Progress.silent())
    except PlannerError as error:
        yield f"to {made.past.to}: {error}"
        return
    tally["carried on"] += 1
    size = max(1.0, sum(abs(item.before) for item in statement.items))
    if abs(statement.cents) >= CENT:
        yield f"to {made.past.to}: the statement is {statement.cents} off"
    is_spared = any(abs(item.spared) > CLOSE for item in statement.items)
    if not is_spared and abs(statement.total("otherwise")) > CLOSE * size:
        yield f"to {made.past.to}: done otherwise for {statement.total('otherwise'):.6g}"
    free = solve_tables(made.tables, gap=gap, time_limit=LONGEST, near=plan.decided, why=False)
    room = (plan.gap + free.gap + CLOSE) * size * made.past.growth
    if not is_spared and abs(free.objective - statement.later.objective) > room:
        yield f"to {made.past.to}: free {free.objective:.9g}, carried on {statement.later.objective:.9g}"


def _unconfirmed(plan: Plan, tables: Tables, tally: Counter[str], gap: float) -> Iterator[str]:
    """Differences whose causes do not bring them about."""
    try:
        found = drift(plan, tables, Progress.silent(), gap=gap, time_limit=LONGEST)
    except PlannerError:
        tally["no plan with the changes"] += 1
        return
    tally["differences"] += len(found.shifts)
    for name in {name for shift in found.shifts for name in shift.causes}:
        near = found.before.decided
        alone = solve_tables(
            with_group(found.rolled.tables, tables, name), gap=gap, time_limit=LONGEST, near=near, why=False
        )
        for shift in (each for each in found.shifts if name in each.causes):
            tally["confirmed"] += 1
            key = (shift.kind, shift.subject, shift.place, shift.way)
            if decided(alone)[0].get(key, {}) != shift.after and not _near(decided(alone)[0].get(key, {}), shift.after):
                yield f"'{name}' alone does not make {key} {dict(shift.after)}"


def _near(one: Any, other: Any) -> bool:
    return all(abs(one.get(y, 0.0) - other.get(y, 0.0)) <= 1e-3 * max(1.0, other.get(y, 0.0)) for y in {*one, *other})


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=50, help="rolls (default: 50)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workbook", type=Path, help="roll this one instead, to random years")
    parser.add_argument("--gap", type=float, default=0.0, help="of each solve (default: 0)")
    options = parser.parse_args()
    tally: Counter[str] = Counter()
    failed = 0
    began = time.perf_counter()
    for number in range(options.count):
        draw = random.Random(f"{options.seed}-{number}")
        tables = workbook(number, options.seed) if options.workbook is None else load_tables(options.workbook)[0]
        for said in wrong(tables, draw, tally, options.gap):
            failed += 1
            print(f"{options.seed}-{number}: {said}", flush=True)
    told = ", ".join(f"{count} {name}" for name, count in tally.items())
    print(f"{options.count} rolls in {time.perf_counter() - began:.0f} s: {told}; {failed} disagree")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
