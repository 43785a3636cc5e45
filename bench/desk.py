"""The desk: how long it takes in processor time, and the pictures of its page in the documentation.

    python -m bench.desk [--pictures] [RESULTS]

Times are those of the quick start; with a results workbook of the example also those of a page with its decisions.
Processor time counts the processes that the desk starts, the browser not.
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl

from model.cli.app import main as command
from tests.books import put
from tests.browser import Browser, browser
from tests.desk import ServedDesk, records, served

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
QUICK_START = ROOT / "inputs" / "quickstart.xlsx"
MODULE = "build Separation module, 2026"
TICKS = 100
"""Of processor time a second, as Linux counts it."""


def spent(desk: ServedDesk) -> float:
    """Processor time of the desk and of all processes that it has waited for [s]."""
    stat = Path(f"/proc/{desk.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return sum(map(int, stat[11:15])) / TICKS


def measured(name: str, desk: ServedDesk, act: Callable[[], object]) -> None:
    before, began = spent(desk), time.monotonic()
    act()
    took = time.monotonic() - began
    time.sleep(1)  # until what has ended is counted
    print(f"{name:<44} {spent(desk) - before:6.2f} s of processor time, {took:6.2f} s in all")


def asked(name: str, act: Callable[[], object], times: int = 40) -> None:
    """Median and worst of an answer [ms]."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        found.append(1000 * (time.perf_counter() - began))
    print(f"{name:<44} {statistics.median(found):6.0f} ms, at worst {max(found):.0f} ms")


def times(folder: Path, results: Path | None) -> None:
    """Print the times."""
    with served(folder) as desk:
        desk.log_in()
        place: list[str] = []

        def drop() -> None:
            place.append(desk.dropped("quickstart.xlsx", QUICK_START.read_bytes()))
            desk.get(f"{place[0]}/check")

        measured("drop to 'no errors'", desk, drop)
        (book,) = place
        measured("solve to plan", desk, lambda: desk.solved(book))

        def locked() -> None:
            desk.post(f"{book}/wish/not-then", {"name": MODULE})
            desk.solved(book)

        measured("lock to new plan", desk, locked)
        asked("a lock", lambda: desk.post(f"{book}/wish/keep", {"name": MODULE}))
        desk.post(f"{book}/undo")
        desk.post(f"{book}/run/solve")
        asked("a page in a solve", lambda: desk.get(f"{book}/decide"))
        desk.ended(book)
        if results is not None:
            many(desk, book, results)


def many(desk: ServedDesk, book: str, results: Path) -> None:
    """The same with the decisions of a large plan in place of those of the last one."""
    page = desk.folder / "large.html"
    with (desk.folder / "large.json").open("w", encoding="utf-8") as file:
        import contextlib

        with contextlib.redirect_stdout(file):
            command(["report", str(results), "--out", str(page), "--json"])
    plan = json.loads((desk.folder / "large.json").read_text("utf-8"))
    run = records(desk)[-1]["id"]
    said = next(desk.folder.glob(f"users/*/runs/{run}/said-0.txt"))
    said.write_text(json.dumps(plan), "utf-8")
    name = plan["decisions"][0]["row"]["decision"]
    print(f"with {len(plan['decisions'])} decisions:")
    asked("  the page Decide", lambda: desk.get(f"{book}/decide"), 10)
    asked("  decisions on people", lambda: desk.get(f"{book}/rows?people=1"), 10)
    asked("  a lock", lambda: desk.post(f"{book}/wish/keep", {"name": name}))


def pictures(folder: Path) -> None:
    """Write the pictures of docs/desk.md."""
    wrong = openpyxl.load_workbook(QUICK_START)
    put("Projects!E3", "two")(wrong)
    content = io.BytesIO()
    wrong.save(content)
    with served(folder) as desk, browser(folder / "profile") as window:
        desk.log_in()
        name, _, value = desk.cookie.partition("=")
        window("Network.setCookie", name=name, value=value, url=desk.address)
        book = desk.dropped("my_plan.xlsx", content.getvalue())
        taken(window, f"{desk.address}{book}", "desk-workbook", 620)
        desk.dropped("my_plan.xlsx", QUICK_START.read_bytes())
        desk.solved(book)
        desk.post(f"{book}/wish/not-then", {"name": MODULE})
        taken(window, f"{desk.address}{book}/decide", "desk-decide", 960)
        desk.solved(book)
        taken(window, f"{desk.address}{book}/decide", "desk-again", 480)
        desk.post(f"{book}/run/frontier", {"steps": "5"})
        desk.ended(book)
        (run,) = set(re.findall(r"/r/(\w+)", desk.get(f"{book}/ask?study=frontier").text)) - {
            each["id"] for each in records(desk) if each["command"] == "solve"
        }
        taken(window, f"{desk.address}/r/{run}", "desk-answer", 900)


def taken(window: Browser, address: str, name: str, height: int) -> None:
    """A picture of a page."""
    window.look(width=1100, height=height)
    window.open_address(address)
    window.run("new Promise(done => setTimeout(done, 2500))")
    shot = window("Page.captureScreenshot", format="webp", quality=80)
    (DOCS / f"{name}.webp").write_bytes(base64.b64decode(shot["data"]))


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the desk, or make its pictures.")
    parser.add_argument("results", nargs="?", type=Path, help="a results workbook with many decisions")
    parser.add_argument("--pictures", action="store_true", help="write the pictures of docs/desk.md")
    options = parser.parse_args()
    # What Chromium still writes as it ends may stay behind.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        if options.pictures:
            pictures(Path(folder))
        else:
            times(Path(folder), options.results)


if __name__ == "__main__":
    main()
