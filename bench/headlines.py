"""Every figure of the four answers, recomputed from the frames and rows of plans.

    python -m bench.headlines                                fifty random workbooks, solved
    python -m bench.headlines --count 200 --seed 7
    python -m bench.headlines --count 0 outputs/*_plan.xlsx  the plans of results workbooks

With ``--marks`` the pages of these are opened in Chromium, too, and the marks of the map, the flows and the demand
behind them are counted against the plan, for every disruption and year that it touches.

A workbook without a plan is passed over, and another one is drawn for it. Ends with exit code 1 if a figure is wrong.
"""

from __future__ import annotations

import argparse
import warnings
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from bench.fuzzing.workbook import random_workbook
from bench.report import shown_in
from model import Plan
from model.errors import PlannerError
from model.pipeline import solve_tables
from model.reports.embedded_plan import carried_plan
from model.reports.html.page import report_bytes
from model.reports.results.book import results_book
from tests.headlines import disagreements
from tests.marks import miscounted

TIME_LIMIT = 60.0
GAP = 0.01


def drawn(seed: int, wanted: int) -> Iterator[tuple[str, Plan]]:
    """Plans of random workbooks, with their comparison with doing nothing."""
    numbers = count()
    while wanted:
        name = f"headlines {seed}-{next(numbers)}"
        try:
            plan = solve_tables(random_workbook(name), gap=GAP, time_limit=TIME_LIMIT, is_compared=True, why=False)
        except PlannerError:
            continue
        wanted -= 1
        yield name, plan


def main() -> int:
    parser = argparse.ArgumentParser(description="Recompute the figures of the four answers.")
    parser.add_argument("results", type=Path, nargs="*", help="results workbooks")
    parser.add_argument("--count", type=int, default=50, help="random workbooks (default: 50)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--marks", action="store_true", help="also count the marks of the pages of results workbooks")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    number = wrong = compared = tested = 0
    shipped = ((path.name, carried_plan(path)) for path in options.results)
    for plans in (shipped, drawn(options.seed, options.count)):
        for name, plan in plans:
            number += 1
            compared += len(plan.frames.get("without the plan", ())) > 0
            tested += len(plan.frames.get("branches", ())) > 0
            for words in disagreements(plan):
                wrong += 1
                print(f"{name}: {words}", flush=True)
    for path in options.results if options.marks else ():
        plan = carried_plan(path)
        with shown_in(report_bytes(results_book(plan))) as (window, file):
            window.open(file)
            cases, differing = miscounted(window, plan)
        wrong += len(differing)
        print(
            *differing, f"{path.name}: {cases} years of disruptions, {len(differing)} miscounted", sep="\n", flush=True
        )
    kinds = f"{compared} compared with doing nothing, {tested} with disruptions"
    print(f"{number} plans, {kinds}: {wrong} figures are wrong")
    return int(wrong > 0)


if __name__ == "__main__":
    raise SystemExit(main())
