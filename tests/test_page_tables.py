"""Tables of the page, used as a reader does: sorted, filtered, searched, copied, saved, with the mouse and by keys."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import Browser, browser, needs_browser
from tests.steps import report_bytes, results_book
from tests.test_report import see, solved_plan, turn

pytestmark = needs_browser

PICTURE = "map"
TABLE = f"document.querySelector('#{PICTURE} .tabulated')"


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    folder = tmp_path_factory.mktemp("tables")
    page = folder / "page.html"
    page.write_bytes(report_bytes(results_book(solved_plan())))
    with browser(folder / "profile") as opened:
        opened.look()
        opened.page = page  # type: ignore[attr-defined]
        yield opened


@pytest.fixture
def table(window: Browser) -> Browser:
    """The page with the tables of a picture in view."""
    window.open(window.page)  # type: ignore[attr-defined]
    see(window, PICTURE)
    turn(window, PICTURE)
    return window


def column(window: Browser, name: str) -> list[Any]:
    """Values of a column in the order in which they are shown."""
    return window.run(  # type: ignore[no-any-return]
        f"(held => held.getRows('active').map(row => row.getCells().find(cell => "
        f"cell.getColumn().getDefinition().title === {json.dumps(name)}).getValue()))({TABLE}.held)"
    )


def header(name: str) -> str:
    """A script that finds the header of a column."""
    return f"[...{TABLE}.querySelectorAll('.tabulator-col')].find({of('button', name)})"


def of(selector: str, text: str) -> str:
    """A condition on an element: one within it has a text."""
    return f"each => each.querySelector('{selector}')?.textContent === '{text}'"


def button(name: str) -> str:
    """A script that finds a button above the table."""
    return f"[...{TABLE}.querySelectorAll('.bar button')].find(each => each.textContent === '{name}')"


def click(window: Browser, element: str) -> None:
    window.run(f"({element}).id = 'aimed'")
    window.click("#aimed")
    window.run("document.getElementById('aimed').removeAttribute('id')")


def fill(window: Browser, element: str, text: str) -> None:
    """Type into a field, as if it had been empty."""
    window.run(f"({element}).focus()")
    window.run(f"({element}).value = ''")
    for letter in text:
        for kind in ({"type": "keyDown", "text": letter}, {"type": "keyUp"}):
            window("Input.dispatchKeyEvent", key=letter, **kind)
    window.run("new Promise(done => setTimeout(done, 400))")  # a header's filter waits for the last letter


def test_a_header_sorts_up_down_and_not_at_all(table: Browser) -> None:
    whole = column(table, "plant")
    assert len(whole) > 2 and whole != sorted(whole, reverse=True)
    for expected in (sorted(whole), sorted(whole, reverse=True), whole):
        click(table, f"{header('plant')}.querySelector('button')")
        assert column(table, "plant") == expected


def test_keys_sort_figures_as_figures(table: Browser) -> None:
    table.run(f"{header('2030')}.querySelector('button').focus()")
    table.press("Enter")
    figures = [value for value in column(table, "2030") if value is not None]
    assert len(set(figures)) > 2 and figures == sorted(figures)


def test_a_column_is_filtered_by_what_it_contains_and_from_a_figure_on(table: Browser) -> None:
    whole = column(table, "plant")
    fill(table, f"{header('plant')}.querySelector('input')", whole[0][:4].upper())
    kept = column(table, "plant")
    assert kept and len(kept) < len(whole) and all(whole[0][:4].lower() in each.lower() for each in kept)
    fill(table, f"{header('plant')}.querySelector('input')", " ")
    most = max(value for value in column(table, "2030") if value is not None)
    fill(table, f"{header('2030')}.querySelector('input')", f"{most:,.0f}")
    assert set(column(table, "2030")) == {most}


def test_search_looks_at_every_column(table: Browser) -> None:
    country = column(table, "country")[-1]
    fill(table, f"{TABLE}.querySelector('[type=search]')", country)
    kept = column(table, "country")
    assert kept and set(kept) == {country}
    fill(table, f"{TABLE}.querySelector('[type=search]')", "nowhere at all")
    assert column(table, "country") == []
    assert table.run(f"{TABLE}.querySelector('.tabulator-placeholder').textContent") == "No row"


def test_search_for_a_figure_keeps_rows_that_show_it(table: Browser) -> None:
    """Not those with larger figures, as a column's filter does."""
    figures = [value for value in column(table, "2030") if value is not None]
    least = min(figures)
    assert max(figures) > least
    fill(table, f"{TABLE}.querySelector('[type=search]')", f"{least:,.0f}")
    kept = [value for value in column(table, "2030") if value is not None]
    assert least in kept and len(kept) < len(figures)


def test_columns_are_chosen(table: Browser) -> None:
    click(table, f"{TABLE}.querySelector('.chooser summary')")
    labels = f"[...{TABLE}.querySelectorAll('.chooser label')]"
    click(table, f"{labels}.find(each => each.textContent === 'site').querySelector('input')")
    seen = "getComputedStyle({0}).display !== 'none'"
    assert not table.run(seen.format(header("site"))) and table.run(seen.format(header("plant")))


def test_the_header_stays_while_rows_move(table: Browser) -> None:
    top = f"{header('plant')}.getBoundingClientRect().top"
    before = table.run(top)
    table.run(f"{TABLE}.querySelector('.tabulator-tableholder').scrollTop = 200")
    table.settle()
    assert table.run(top) == before


def test_a_file_has_the_rows_that_are_shown(table: Browser, tmp_path: Path) -> None:
    """Filtered and sorted, with a mark before what a spreadsheet would take for a formula."""
    table("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path), eventsEnabled=False)
    country = column(table, "country")[-1]
    fill(table, f"{header('country')}.querySelector('input')", country)
    click(table, f"{header('plant')}.querySelector('button')")
    plants = column(table, "plant")
    click(table, button("CSV"))
    for _ in range(200):
        if found := [each for each in tmp_path.glob("*.csv") if each.stat().st_size]:
            break
        table.run("new Promise(done => setTimeout(done, 20))")
    (line, *lines) = csv.reader(io.StringIO(found[0].read_text("utf-8-sig")))
    assert line[0] == "plant" and [each[0] for each in lines] == plants


def test_rows_are_copied(table: Browser) -> None:
    copied = f"""(() => {{ let text = "";
        const keep = event => {{ text = event.clipboardData.getData("text/plain"); }};
        document.addEventListener("copy", keep, {{ once: true }});
        {button("Copy")}.click(); return text; }})()"""
    lines = table.run(copied).splitlines()
    assert lines[0].split("\t")[1] == "plant" and len(lines) == 1 + len(column(table, "plant"))


def test_nothing_is_complained_of(table: Browser) -> None:
    """Neither by the content policy nor by the library."""
    assert not table.problems and len(table.requests) == 1
