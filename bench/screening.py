"""Benefit of screening: time and memory to a plan that holds in every disruption, against the whole program.

    python -m bench.screening              the shipped example, screened and whole
    python -m bench.screening BOOK.xlsx
    python -m bench.screening --growth     generated chains with 10 to 3,000 branches, screened and (up to 100) whole
    python -m bench.screening --growth 100 1000

Every solve is a process of its own, one after the other, to the gap of the workbook (growth: 1 %). Processor time is
counted, memory is the peak of the process. What does not get there within the limit is shown with the gap that it has.
"""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from bench.generate import supply_chain
from model.errors import PlannerError
from model.scenario.disruptions import Disruption
from model.scenario.limits import Limit
from model.sheets.common import Country
from model.sheets.schema import ByYear
from model.sheets.tables import Tables

EXAMPLE = Path(__file__).parents[1] / "inputs" / "rare_earths.xlsx"

TIME_LIMIT = 900.0

SIZES = (10, 30, 100, 300, 1000, 3000)
"""Branches of the generated chains."""

WHOLE_UP_TO = 100

COUNTRIES, YEARS = 20, 15


def with_branches(count: int, tables: Tables | None = None) -> Tables:
    """A generated chain with a number of (country, year) cut off for a year; beyond the possible number, each country
    is also cut off in part, in as many steps as that takes."""
    tables = tables or supply_chain(8, countries=COUNTRIES, years=YEARS, seed=3)
    settings = tables.settings
    first, countries = settings.first_year, len(tables[Country])
    pairs = [(country, year) for year in range(first, settings.last_year + 1) for country in range(countries)]
    steps = -(-count // len(pairs))
    events = [(step / steps, country, year) for step in range(steps) for country, year in pairs]
    every = len(events) / count
    chosen = [events[int(at * every)] for at in range(count)]
    starts: dict[tuple[float, int], list[str]] = {}
    for left, country, year in chosen:
        starts.setdefault((left, country), []).append(str(year))
    rows = [
        Disruption(disruption=f"country {country} cut to {left:.0%}", action="exports", target=f"country {country}",
                   value=left, start="; ".join(years))
        for (left, country), years in sorted(starts.items())
    ]  # fmt: skip
    limit = Limit(limit="service", measure="service", of="magnet", value=ByYear.of(0.8), from_year=first + 5)
    return replace(tables, rows={**tables.rows, Disruption: rows, Limit: [limit]})


def tables_of(book: str) -> Tables:
    from model.whatif.load import load_tables

    return with_branches(int(book)) if book.isdigit() else load_tables(Path(book))[0]


def one(tables: Tables, how: str) -> str:
    """Solve in this process; returns branches, those in the program, seconds, megabytes, cost and gap as text."""
    from model.families.instance import read_instance
    from model.planning.request import Request
    from model.planning.solve import solve_instance

    began = time.process_time()
    instance = read_instance(tables)
    try:
        request = Request(tables.settings.gap, TIME_LIMIT, screen=how == "screened")
        plan = solve_instance(tables, instance, request)
    except PlannerError as error:
        return f"{len(instance.tree.branches)} 0 {time.process_time() - began} {peak()} nan nan {type(error).__name__}"
    inside = plan.statistics.get("disruptions in the program", 0)
    seconds = time.process_time() - began
    return f"{len(instance.tree.branches)} {inside} {seconds} {peak()} {plan.objective} {plan.gap} ok"


def peak() -> float:
    """Peak memory of this process so far [MB]; 0 if the system does not report it."""
    try:
        import resource
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


HEADER = f"{'':>10} {'how':>9} {'branches':>9} {'inside':>7} {'s':>8} {'MB':>7} {'cost':>12} {'gap':>7}"


def measured(book: str, how: str, name: str, module: str = "bench.screening") -> tuple[float, float]:
    """Seconds and megabytes of a solve in a process of its own, which a module here starts, printed."""
    command = [sys.executable, "-m", module, "--one", book, how]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    branches, inside, seconds, memory, cost, gap, note = done.stdout.split()[-7:]
    note = "" if note == "ok" else note
    print(f"{name:>10} {how:>9} {branches:>9} {inside:>7} {float(seconds):8.1f} {float(memory):7.0f} "
          f"{float(cost):12,.1f} {float(gap):7.2%} {note}", flush=True)  # fmt: skip
    return float(seconds), float(memory)


def compare(book: str, name: str) -> None:
    (quick, small), (slow, large) = (measured(book, how, name) for how in ("screened", "whole"))
    print(f"{name:>10} screened / whole: time {quick / slow:.2f}, memory {small / max(large, 1e-9):.2f}", flush=True)


def main(arguments: list[str]) -> None:
    print(HEADER)
    if arguments[:1] == ["--growth"]:
        for size in map(int, arguments[1:] or SIZES):
            if size <= WHOLE_UP_TO:
                compare(str(size), str(size))
            else:
                measured(str(size), "screened", str(size))
    else:
        compare(arguments[0] if arguments else str(EXAMPLE), "workbook")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(one(tables_of(sys.argv[2]), sys.argv[3]))
    else:
        main(sys.argv[1:])
