"""Time to draw the report of a plan and, in Chromium, to open it, and its size; also for a plan many times as large.

    python -m bench.report outputs/rare_earths_plan.xlsx
    python -m bench.report outputs/rare_earths_plan.xlsx --sites 5 --scenarios 20

'Opened' is from asking for the page until it is painted, after an empty page: the fastest of five times, which other
work on the machine disturbs least, and their median.

Every site, plant and market is there as often as ``--sites`` says, every disruption scenario as ``--scenarios`` does.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd

from model.families.investment.rows import Project
from model.reports.embedded_plan import carried_plan
from model.reports.html.page import report_bytes
from model.reports.results.book import results_book
from model.results.plan import Plan
from model.results.view import in_branch
from model.sheets.common import Plant, Site
from tests.browser import Browser, browser

NAMES = ("site", "origin", "destination", "market", "plant", "project", "supplier", "lane", "stockpile", "outlet")
"""Columns of result tables, and of rows, that a copy has names of its own in."""

CHANGES = 9
"""Years, and disruptions, that are chosen one after the other."""

TIMES = 5
"""That a page is opened."""


def enlarged(plan: Plan, sites: int, scenarios: int) -> Plan:
    """The plan with copies of its contents; only its undisturbed part, which is drawn."""
    frames = {}
    for name, frame in plan.frames.items():
        if name == "branches":
            frames[name] = _copies(frame, scenarios, ("branch", "subject"))
        else:
            frames[name] = _copies(frame[~in_branch(frame)], sites, [each for each in NAMES if each in frame])
    rows = {row_class: list(given) for row_class, given in plan.tables.rows.items()}
    for row_class in (Site, Plant, Project):
        rows[row_class] = [
            replace(row, **{name: _named(getattr(row, name), copy) for name in NAMES if hasattr(row, name)})
            for copy in range(sites)
            for row in rows[row_class]
        ]
    return replace(plan, frames=frames, tables=replace(plan.tables, rows=rows))


def _copies(frame: pd.DataFrame, copies: int, columns: tuple[str, ...] | list[str]) -> pd.DataFrame:
    made = [frame.assign(**{each: frame[each].map(lambda name, at=at: _named(name, at)) for each in columns})
            for at in range(copies)]  # fmt: skip
    return pd.concat(made, ignore_index=True)


def _named(name: object, copy: int) -> str:
    return f"{name} {copy}" if copy else str(name)


@contextmanager
def shown_in(page: bytes) -> Iterator[tuple[Browser, Path]]:
    """A window of Chromium, and the page as a file."""
    with tempfile.TemporaryDirectory() as folder, browser(Path(folder) / "profile") as window:
        file = Path(folder) / "report.html"
        file.write_bytes(page)
        window.look(width=1100)
        yield window, file


def opened(page: bytes) -> list[float]:
    """Seconds on the clock until the page is painted, each time it is opened, the fastest first."""
    with shown_in(page) as (window, file):
        empty = file.with_name("empty.html")
        empty.write_text("<!DOCTYPE html><title>empty</title>", encoding="utf-8")
        taken = []
        for _ in range(TIMES):
            window.open(empty)
            began = time.perf_counter()
            window.open(file)
            window.run("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
            taken.append(time.perf_counter() - began)
    return sorted(taken)


def changed(page: bytes) -> dict[str, float]:
    """Seconds of processor time that the page takes to show another year, and another disruption, with the map in view:
    the median of them."""
    with shown_in(page) as (window, file):
        window("Performance.enable", timeDomain="threadTicks")
        window.open(file)
        window.run("document.getElementById('map').scrollIntoView({behavior: 'instant'}); unpacked")
        window.run("new Promise(done => setTimeout(done, 2000))")
        taken = {}
        for kind, names in (("year", "D.years"), ("case", "D.cases")):
            found = window.run(f"{names}.slice(0, {CHANGES})")
            times = [_busy(window, f"choose({{ {kind}: {json.dumps(name)} }})") for name in found]
            if times:
                taken[kind] = statistics.median(times)
    return taken


def _busy(window: Browser, script: str) -> float:
    """Seconds of processor time that the page's thread takes for a script and all that follows from it."""

    def total() -> float:
        metrics = window("Performance.getMetrics")["metrics"]
        return next(float(each["value"]) for each in metrics if each["name"] == "TaskDuration")

    before = total()
    window.run(script)
    window.settle()
    return total() - before


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the report of a plan.")
    parser.add_argument("results", type=Path)
    parser.add_argument("--sites", type=int, default=1, metavar="N", help="copies of each site (default: 1)")
    parser.add_argument("--scenarios", type=int, default=1, metavar="N", help="copies of each scenario (default: 1)")
    options = parser.parse_args()
    plan = carried_plan(options.results)
    if options.sites > 1 or options.scenarios > 1:
        plan = enlarged(plan, options.sites, options.scenarios)
    book = results_book(plan)
    began = time.process_time()
    page = report_bytes(book)
    seconds = time.process_time() - began
    counts = f"{len(plan.tables[Site])} sites, {len(plan.frames['branches'])} disruption scenarios"
    print(f"{counts}: drawn in {seconds:.2f} s of processor time, {len(page):,} bytes")
    times = opened(page)
    print(f"opened in {times[0]:.2f} s on the clock, median {statistics.median(times):.2f}")
    print(", ".join(f"another {kind} in {seconds:.3f} s of processor time" for kind, seconds in changed(page).items()))


if __name__ == "__main__":
    main()
