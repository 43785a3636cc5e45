"""The desk: how long it takes in processor time, and the pictures of its page in the documentation.

    python -m bench.desk [--pictures | --users N | --rows N] [RESULTS]

Times are those of the quick start; with a results workbook of the example also those of a page with its decisions.
Processor time counts the processes that the desk starts, the browser not. --users: so many users of a server type into
their workbooks at once, and two tabs of each into the same one; whatever is not refused must be in the file. --rows: a
sheet with so many rows is scrolled and edited in the browser.
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
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
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
PORT = 18766
"""Of a server for a team."""
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


def users(folder: Path, number: int) -> None:
    """Edits of users at once, each in two tabs. Raises AssertionError if one is lost without a word."""
    options = ("--origin=https://plan.example.org", "--user-header=X-Remote-User", f"--port={PORT}")
    with served(folder, *options, port=PORT) as desk, ThreadPoolExecutor(number) as at_once:
        proxied = {"Host": "plan.example.org", "Origin": "https://plan.example.org"}
        desks = [replace(desk, headers={**proxied, "X-Remote-User": f"user{user}"}) for user in range(number)]
        counts = list(at_once.map(both_tabs, desks))
    took = sorted(second for _, seconds in counts for second in seconds)
    print(
        f"{number} users, {len(took)} edits: median {1000 * statistics.median(took):.0f} ms, at worst {took[-1]:.1f} s"
    )
    print(f"{sum(refused for refused, _ in counts)} of the edits were refused with a message; none was lost")


def both_tabs(desk: ServedDesk) -> tuple[int, list[float]]:
    """Edits of two tabs in one workbook without looking: how many were refused, and how long each took [s]."""
    place = desk.dropped("own.xlsx", QUICK_START.read_bytes())
    versions = [json.loads(desk.get(f"{place}/sheet?sheet=Settings").text)["version"]] * 2
    refused, seconds, expected = 0, [], None
    for turn in range(6):
        began, year = time.monotonic(), 2040 + turn
        form = {"version": versions[turn // 2 % 2], "sheet": "Settings", "edits": json.dumps([[3, 2, str(year)]])}
        answer = desk.post(f"{place}/sheet/cells", form)
        seconds.append(time.monotonic() - began)
        if answer.status == 200:
            expected, versions[turn // 2 % 2] = year, json.loads(answer.text)["version"]
        else:
            assert answer.status == 409 and "been changed elsewhere" in answer.text, answer.text
            refused += 1
            versions[turn // 2 % 2] = json.loads(desk.get(f"{place}/sheet?sheet=Settings").text)["version"]
    book = openpyxl.load_workbook(io.BytesIO(desk.get(f"{place}/file").content))
    assert book["Settings"]["B3"].value == expected
    return refused, seconds


STEP = """(async () => {
  const holder = document.querySelector('.tabulator-tableholder'), times = [];
  for (let step = 0; step < 30; step++) {
    const began = performance.now();
    holder.scrollTop += 900;
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    times.push(performance.now() - began);
  }
  return times;
})()"""
EDIT = """(async () => {
  const line = grid.getRows('visible')[3].getData().line, began = performance.now();
  show({ lines: { [line]: { A: String(began) } }, problems: [...marks.values()], version, errors: {} });
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  return [performance.now() - began];
})()"""


def rows(folder: Path, number: int) -> None:
    """Print how long a step of scrolling and an edit take in a sheet with so many rows [ms]."""
    book = openpyxl.load_workbook(QUICK_START)
    cells = [cell.value for cell in book["Demand"][3]]
    for line in range(4, number + 3):
        for column, value in enumerate([f"Market {line}", *cells[1:]], 1):
            book["Demand"].cell(line, column).value = value
    content = io.BytesIO()
    book.save(content)
    with served(folder) as desk, browser(folder / "profile") as window:
        desk.log_in()
        name, _, value = desk.cookie.partition("=")
        window("Network.setCookie", name=name, value=value, url=desk.address)
        window.look(width=1400)
        place = desk.dropped("large.xlsx", content.getvalue())
        window.open_address(f"{desk.address}{place}/sheets?sheet=Demand")
        while not window.run("typeof grid !== 'undefined' && Boolean(grid?.getDataCount())"):
            time.sleep(0.2)
        time.sleep(1)
        for title, script, count in (("a step of scrolling", STEP, 1), ("an edit, until it is painted", EDIT, 20)):
            took = [second for _ in range(count) for second in window.run(script)]
            print(f"{title:<44} {statistics.median(took):6.0f} ms, at worst {max(took):.0f} ms")


def taken(window: Browser, address: str, name: str, height: int) -> None:
    """A picture of a page."""
    window.look(width=1100, height=height)
    window.open_address(address)
    window.run("new Promise(done => setTimeout(done, 2500))")
    low = window.run("document.querySelector('main').lastElementChild.getBoundingClientRect().bottom")
    clip = {"x": 0, "y": 0, "width": 1100, "height": min(height, low + 24), "scale": 1}
    shot = window("Page.captureScreenshot", format="webp", quality=80, clip=clip)
    (DOCS / f"{name}.webp").write_bytes(base64.b64decode(shot["data"]))


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the desk, or make its pictures.")
    parser.add_argument("results", nargs="?", type=Path, help="a results workbook with many decisions")
    parser.add_argument("--users", type=int, help="edits of so many users at once")
    parser.add_argument("--rows", type=int, help="scroll and edit a sheet with so many rows")
    parser.add_argument("--pictures", action="store_true", help="write the pictures of docs/desk.md")
    options = parser.parse_args()
    # What Chromium still writes as it ends may stay behind.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        if options.pictures:
            pictures(Path(folder))
        elif options.users:
            users(Path(folder), options.users)
        elif options.rows:
            rows(Path(folder), options.rows)
        else:
            times(Path(folder), options.results)


if __name__ == "__main__":
    main()
