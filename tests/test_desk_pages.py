"""The desk in Chromium: by mouse and by keyboard alone, wide and narrow, light and dark, under its content policy."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib import resources
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.books import put
from tests.browser import Browser, browser, needs_browser
from tests.desk import LONGEST, ServedDesk, served
from tests.shipped import INPUTS

pytestmark = needs_browser

QUICK_START = INPUTS / "quickstart.xlsx"
WIDTHS = (1400, 390)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with served(tmp_path_factory.mktemp("desk")) as one:
        yield one


@pytest.fixture(scope="module")
def window(desk: ServedDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A window that has opened the address that was printed."""
    with browser(tmp_path_factory.mktemp("chromium")) as opened:
        opened.look(width=1400)
        opened.open_address(f"{desk.address}/?token={desk.token}")
        (cookie,) = opened("Network.getCookies", urls=[desk.address])["cookies"]
        assert cookie["httpOnly"] and cookie["sameSite"] == "Strict"
        desk.cookie = f"{cookie['name']}={cookie['value']}"
        yield opened


def until(window: Browser, script: str) -> Any:
    """Wait until a script on the page comes to something; in between, pages come and go."""
    end = time.monotonic() + LONGEST
    while True:
        with suppress(AssertionError):
            if found := window.run(f"document.readyState === 'complete' && ({script})"):
                return found
        assert time.monotonic() < end, (script, window.run("document.body.innerText"))
        time.sleep(0.05)


def says(window: Browser, words: str) -> None:
    until(window, f"document.body.innerText.includes({json.dumps(words)})")


def drop(window: Browser, path: Path) -> None:
    """Choose a file on the page, as dropping it does."""
    until(window, "!!document.querySelector('input[type=file]')")
    field = window("Runtime.evaluate", expression="document.querySelector('input[type=file]')")["result"]["objectId"]
    window("DOM.setFileInputFiles", objectId=field, files=[str(path)])


def follow(window: Browser, words: str, where: str = "main") -> None:
    """Press the link or button with some words."""
    named = f"each => each.textContent.trim() === {json.dumps(words)}"
    found = f"[...document.querySelectorAll('{where} a, {where} button')].find({named})"
    mark = "each?.setAttribute('data-pressed', 'now')"
    until(window, f"(() => {{ const each = {found}; {mark}; return !!each; }})()")
    try:
        place = window.point("[data-pressed]")
    except AssertionError:  # the page has just been loaded again
        return follow(window, words, where)
    with suppress(AssertionError):  # the next page may be there before this one is painted
        window.click_at(*place)
    return None


def letter(window: Browser, key: str) -> None:
    for kind in ("keyDown", "keyUp"):
        window("Input.dispatchKeyEvent", type=kind, key=key, text=key if kind == "keyDown" else "")


def test_from_a_workbook_to_a_second_plan_and_a_download(desk: ServedDesk, window: Browser, tmp_path: Path) -> None:
    window.look(width=1400)
    book = openpyxl.load_workbook(QUICK_START)
    put("Settings!B3", "soon")(book)
    broken = tmp_path / "my plan.xlsx"
    book.save(broken)
    drop(window, broken)
    says(window, "1 error must be corrected first")
    until(window, "document.querySelector('tbody').innerText.includes('B3')")
    broken.write_bytes(QUICK_START.read_bytes())
    drop(window, broken)
    says(window, "no errors")
    follow(window, "Solve")
    says(window, "No plan yet")
    follow(window, "Solve")
    says(window, "The plan costs")
    follow(window, "Decide")
    says(window, "Separation module")
    follow(window, "Not in 2026")
    says(window, "1 change: not in 2026: Separation module.")
    window.click("summary:has(+ .inner)")
    until(window, "!!document.querySelector('.people tr.row')")
    window.click(".people tr.row [data-key=k]")
    says(window, "2 changes")
    window.open_address(window.run("location.href"))
    says(window, "2 changes")
    window.click(".people summary")
    until(window, "!!document.querySelector('.people tr.row [data-key=u]')")
    window.click(".people tr.row [data-key=u]")
    says(window, "1 change: not in 2026")
    follow(window, "Solve again with these")
    says(window, "The new plan")
    says(window, "2027 instead of 2026")
    follow(window, "Keep as new plan")
    until(window, "!document.body.innerText.includes('The new plan')")
    follow(window, "Ask", "nav")
    until(window, "document.querySelector('h1').innerText === 'Ask'")
    asked = window.run("document.querySelector('form[action$=explain]').action")
    assert asked.startswith(desk.address)
    files = window.run("[...document.querySelectorAll('.menu a')].map(each => each.getAttribute('href'))")
    assert len(files) == 4 and all(desk.get(place).status == 200 for place in files)
    rows = openpyxl.load_workbook(io.BytesIO(desk.get(files[-1]).content))["Decisions"].iter_rows(values_only=True)
    assert any("not in 2026" in str(row) for row in rows)
    assert window.problems == []


def places(desk: ServedDesk) -> dict[str, str]:
    """Pages of a workbook with a plan."""
    found = re.findall(r'href="(/w/\w+)"', desk.get("/").text)
    book = found[0] if found else desk.dropped("plan.xlsx", QUICK_START.read_bytes())
    if not found:
        desk.solved(book)
    pages = {name: f"{book}/{name}" for name in ("solve", "decide", "explore", "ask", "compare")}
    return {"home": "/", "workbook": book, "foresight": f"{book}/ask?study=foresight", **pages}


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_fit_and_anybody_can_read_them(width: int, desk: ServedDesk, window: Browser) -> None:
    """Nothing beside the screen, nothing that axe finds, nothing that the content policy refuses."""
    axe = (resources.files("axe_core_python") / "axe.min.js").read_text("utf-8")
    for name, place in places(desk).items():
        window.look(width=width)
        window.open_address(f"{desk.address}{place}")
        until(window, "!document.querySelector('[aria-busy] > p:only-child')")
        assert window.run("document.documentElement.scrollWidth") <= width, name
        window.run(f"{axe}; 0")
        for scheme in ("light", "dark"):
            window.look(width=width, scheme=scheme)
            found = "axe.run(document, {iframes: false}).then(found => found.violations.map(each => each.id))"
            assert window.run(found) == [], (name, scheme)
        assert window.problems == [], name
        assert all(address.startswith(desk.address) for address in window.requests)


def test_the_report_holds_under_the_policy_with_its_filter(desk: ServedDesk, window: Browser) -> None:
    window.look(width=1400)
    window.open_address(f"{desk.address}{places(desk)['explore']}")
    frame = "document.querySelector('iframe').contentDocument"
    until(window, f"{frame} && {frame}.querySelectorAll('#filter select').length > 2")
    window.run(f"{frame}.getElementById('map').scrollIntoView()")
    until(window, f"{frame}.querySelectorAll('#map .chart svg').length > 0")
    assert window.problems == []


@pytest.mark.parametrize("width", WIDTHS)
def test_keys_alone_lock_and_the_focus_stays(width: int, desk: ServedDesk, window: Browser) -> None:
    window.look(width=width)
    desk.post(f"{places(desk)['workbook']}/undo")
    window.open_address(f"{desk.address}{places(desk)['decide']}")
    for key in ("Tab", "Tab", "Enter"):
        window.press(key)
    focus = "document.activeElement.id"
    row = window.run(focus)
    assert window.run("document.activeElement.matches('tr.row')"), "three stops lead to the table"
    for key, words in (("k", "keep"), ("x", "not at all"), ("u", ""), ("n", "not in")):
        letter(window, key)
        wish = f"document.getElementById('{row}').querySelector('.wish').innerText"
        until(window, f"{wish}.startsWith('{words}')" if words else f"{wish} === ''")
        said = window.run("document.getElementById('announced').innerText")
        until(window, f"{focus} === '{row}'")
        window.settle()
        assert said.startswith(words or "open again")
    window.press("ArrowDown")
    window.press("ArrowUp")
    assert window.run(focus) == row
    letter(window, "u")
    says(window, "No changes.")
    assert window.problems == []


def test_a_lost_connection_is_said_and_found_again(desk: ServedDesk, window: Browser) -> None:
    window.open_address(f"{desk.address}{places(desk)['decide']}")
    hidden = "document.getElementById('lost').hidden"
    assert window.run(hidden)
    window("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=-1, uploadThroughput=-1)
    until(window, f"!{hidden}")
    window("Network.emulateNetworkConditions", offline=False, latency=0, downloadThroughput=-1, uploadThroughput=-1)
    until(window, hidden)
