"""One filter for all pictures, by clicking and typing: year, disruption, country, decision; the address; files."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from model import Plan, Tables
from model.testing import Site
from tests.browser import Browser, browser, needs_browser
from tests.steps import load_tables, report_bytes, results_book, solve_tables
from tests.test_report import QUICKSTART, hostile_plan, see, solved_plan

pytestmark = needs_browser

CASE = "China export stop, 2030"


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    page = tmp_path_factory.mktemp("reports") / "page.html"
    page.write_bytes(report_bytes(results_book(solved_plan())))
    return page


@pytest.fixture
def page(window: Browser, file: Path) -> Browser:
    window.look(width=1400)
    window.open(file)
    return window


def held(window: Browser, picture: str, part: str) -> Any:
    """A part of what ECharts holds of a picture."""
    see(window, picture)
    chart = f"echarts.getInstanceByDom(document.querySelector('#{picture} .chart'))"
    return window.run(f"(option => {part})({chart}.getOption())")


def choose(window: Browser, name: str, value: str) -> None:
    """Choose in the filter by keys; in a field for many names by typing."""
    if window.run(f"document.querySelector('#filter [name={name}]').tagName") == "INPUT":
        window.click(f"#filter [name={name}]")
        window.run("document.activeElement.select()")
        window.type(value)
        window.press("Enter")
        window.press("Tab")
        window.settle()
        return
    window.run(f"document.querySelector('#filter [name={name}]').focus()")
    names, now = window.run(f"""(field => [[...field.options].map(each => each.value), field.selectedIndex])
        (document.querySelector('#filter [name={name}]'))""")
    steps = names.index(value) - now
    for _ in range(abs(steps)):
        window.press("ArrowDown" if steps > 0 else "ArrowUp")
    window.settle()


def circles(window: Browser) -> list[float]:
    series = held(window, "map", "option.series.filter(each => each.type === 'scatter' && !each.silent)")
    return sorted(mark["value"][2] for each in series for mark in each["data"])


def capacity(year: int) -> list[float]:
    frame = solved_plan().frames["capacity"]
    return sorted(frame[frame.node.astype(str) == str(year)].capacity[lambda found: found > 1e-9])


def address(window: Browser) -> str:
    return str(window.run("decodeURIComponent(location.hash.replaceAll('+', ' '))"))


def place_of(window: Browser, picture: str, values: str) -> tuple[float, float]:
    """Where a point of a chart is in the window."""
    see(window, picture)
    x, y = window.run(f"""(() => {{ const frame = document.querySelector("#{picture} .chart");
        frame.scrollIntoView({{block: "center", behavior: "instant"}});
        const chart = echarts.getInstanceByDom(frame), option = chart.getOption(), box = frame.getBoundingClientRect();
        const [x, y] = chart.convertToPixel({{ xAxisIndex: 0, yAxisIndex: 0 }}, {values});
        return [box.x + x, box.y + y]; }})()""")
    return x, y


def test_a_year_is_chosen_by_keys_and_back_undoes_it(page: Browser) -> None:
    assert circles(page) == pytest.approx(capacity(2030))
    choose(page, "year", "2026")
    assert address(page) == "#year=2026" and circles(page) == pytest.approx(capacity(2026))
    assert capacity(2026) != capacity(2030)
    page.run("history.back(); new Promise(done => setTimeout(done, 100))")
    assert address(page) == "" and circles(page) == pytest.approx(capacity(2030))


def test_a_disruption_is_found_by_a_part_of_its_name(page: Browser) -> None:
    """In small letters, too; what is part of no name changes nothing."""
    for typed in ("china exp", "no such disruption"):
        choose(page, "case", typed)
        assert address(page) == f"#case={CASE}"
        assert page.run("document.querySelector('#filter [name=case]').value") == CASE


LINKS = (
    "option.series[0].links.map(each => [...each.source.split('\\u0000'), ...each.target.split('\\u0000'), each.value])"
)


def test_the_flows_of_a_disruption_can_be_chosen(page: Browser) -> None:
    """While China exports nothing its bar is gone, and half of the market's demand is unmet."""
    assert "China" in {name for link in held(page, "flows", LINKS) for name in link}
    choose(page, "case", CASE)
    choose(page, "year", "2030")
    links = held(page, "flows", LINKS)
    assert "China" not in {name for link in links for name in link}
    market = [(source, value) for _, source, stage, _, value in links if stage == "market"]
    unmet = sum(value for source, value in market if source == "unmet demand")
    assert unmet == pytest.approx(0.5 * sum(value for _, value in market), rel=1e-2)


def test_a_disruption_is_seen_in_its_own_years(page: Browser, snapshot: SnapshotAssertion) -> None:
    """The first of them, unless another year is chosen; outside of them it is said that nothing is changed."""
    said = "document.querySelector('#flows .tabs strong').textContent"
    choose(page, "case", CASE)
    see(page, "flows")
    assert page.run(said) == snapshot
    choose(page, "year", "2027")
    assert page.run(said) == snapshot


def test_as_much_leaves_a_stage_as_gets_there(page: Browser) -> None:
    """In every year and case, so that bars of all stages can be compared."""
    for case in ("", CASE):
        choose(page, "case", case)
        for year in ("2026", "2029", "2030"):
            choose(page, "year", year)
            links = held(page, "flows", LINKS)
            for stage in {link[2] for link in links} - {"market"}:
                takers = {link[3] for link in links if link[2] == stage}
                arrives = sum(link[4] for link in links if link[2] == stage)
                leaves = sum(link[4] for link in links if link[0] == stage and link[1] in takers)
                assert arrives == pytest.approx(leaves, rel=1e-3)


def test_an_address_opens_the_same_view(page: Browser, file: Path) -> None:
    choose(page, "case", CASE)
    choose(page, "year", "2030")
    links, sent = held(page, "flows", LINKS), page.run("location.href")
    page.open_address("about:blank")
    page.open_address(sent)
    assert held(page, "flows", LINKS) == links
    fields = "[...document.querySelectorAll('#filter select, #filter input')]"
    assert page.run(f"{fields}.map(each => each.value).filter(Boolean)") == [
        CASE, "2030",
    ]  # fmt: skip


UNKNOWN = ("case=constructor", "decision=constructor", "decision=__proto__", "year=1999", "country=%")


@pytest.mark.parametrize("asked", UNKNOWN)
def test_an_address_that_asks_for_what_is_not_there_asks_for_nothing(page: Browser, file: Path, asked: str) -> None:
    before = circles(page)
    page.open_address("about:blank")
    page.open_address(f"{file.as_uri()}#{asked}")
    for picture in ("limits", "flows", "map"):
        see(page, picture)
    assert circles(page) == before and not page.problems


def test_a_link_to_a_picture_leaves_what_is_chosen(page: Browser) -> None:
    choose(page, "year", "2028")
    page.click("nav a[href='#flows']")
    assert page.run("[location.hash, chosen.year, bar.elements.year.value]") == ["#flows", "2028", "2028"]
    page.run("history.back(); new Promise(done => setTimeout(done, 100))")
    assert address(page) == "#year=2028"


ODD = {"Mine Hill": "constructor", "Australia": "a  b", "China export stop": "China \u202estop"}


@cache
def odd_plan() -> Plan:
    """A site that is not on the map, and a country and a disruption, of names that are no trouble in a workbook."""
    given = load_tables(QUICKSTART)[0]

    def renamed(row: Any) -> Any:
        changed = {name: ODD[value] for name, value in vars(row).items() if isinstance(value, str) and value in ODD}
        nowhere = {"latitude": None, "longitude": None} if changed.get("site") and isinstance(row, Site) else {}
        return replace(row, **changed, **nowhere)

    rows = {row_class: [renamed(row) for row in rows] for row_class, rows in given.rows.items()}
    return solve_tables(Tables(given.settings, rows, given.off), is_compared=True)


def test_names_of_all_kinds_can_be_chosen(window: Browser, tmp_path: Path) -> None:
    """A name that every object of scripts has, one with two spaces, one with a letter that turns what follows."""
    file = tmp_path / "page.html"
    file.write_bytes(report_bytes(results_book(odd_plan())))
    window.look(width=1400)
    window.open(file)
    frame = odd_plan().frames["capacity"]
    now = frame[(frame.node.astype(str) == "2030") & (frame.capacity > 1e-9)]
    assert "constructor" in {*now.site}
    assert circles(window) == pytest.approx(sorted(now[now.site != "constructor"].capacity))
    window.run("choose({country: 'a  b'})")
    assert window.run("bar.elements.country.value") == "a  b"
    window.run("choose({country: '', case: D.cases[0]})")
    window.settle()
    assert window.run("tables.some(table => chosen.case && table.cases[chosen.case])")
    assert not window.problems


def test_a_decision_that_is_clicked_shows_in_all_pictures(page: Browser) -> None:
    """Others are faint on the map and in the Gantt; limits are its own; a second click shows all again."""
    builds = solved_plan().frames["builds"]
    x, y = place_of(page, "timeline", "(v => [(v[0] + v[1]) / 2, v[2]])(option.series[3].data[0].value)")
    page.click_at(x, y)
    assert address(page) == f"#decision={builds.project[0]}"
    faint = held(page, "map", """option.series.filter(each => each.type === 'scatter' && !each.silent)
        .flatMap(each => each.data).filter(mark => mark.itemStyle.opacity).map(mark => mark.decision)""")  # fmt: skip
    assert faint and builds.plant[0] not in faint
    bands = held(page, "flows", """option.series[0].links.map(link =>
        [link.lineStyle.opacity < 0.1, [link.source, link.target].includes("oxide\\u0000Australia")])""")  # fmt: skip
    assert {True, False} == {is_faint for is_faint, _ in bands} and all(is_faint != own for is_faint, own in bands)
    own = page.run("D.pictures.limits.charts[0].concerned[D.decisions && chosen.decision]")
    assert len(held(page, "limits", "option.yAxis[0].data")) == len(own)
    page.click_at(*place_of(page, "timeline", "(v => [(v[0] + v[1]) / 2, v[2]])(option.series[3].data[0].value)"))
    assert address(page) == ""


def test_a_square_of_the_stress_grid_chooses_its_disruption(page: Browser) -> None:
    x, y = place_of(page, "stress", "option.series[0].data[0].value.slice(0, 2)")
    page.click_at(x, y)
    case = held(page, "stress", "option.series[0].data[0].case")
    assert address(page) == f"#case={case}"
    assert page.run("document.querySelector('#filter [name=case]').value") == case


def test_a_country_narrows_pictures_and_tables(page: Browser) -> None:
    choose(page, "country", "China")
    page.click("#map-Table")
    page.settle()
    rows = page.run("""[...document.querySelectorAll("#map .tabulated")].flatMap(table => table.held.getRows())
        .map(row => row.getCells().map(cell => cell.getElement().textContent))""")
    assert rows and all("China" in row for row in rows)
    page.click("#map-Picture")
    frame = solved_plan().frames["capacity"]
    now = frame[(frame.node.astype(str) == "2030") & (frame.country == "China") & (frame.capacity > 1e-9)]
    assert circles(page) == pytest.approx(sorted(now.capacity))


def test_what_does_not_follow_the_filter_says_so(page: Browser) -> None:
    """Answers and sentences are about the whole plan, as is said above the filter; headings name what is chosen."""
    words = "[...document.querySelectorAll('header.answer, .follows, .says, #figures')].map(each => each.textContent)"
    headings = "['map', 'flows'].map(name => document.querySelector(`#${name} h2`).textContent)"
    said = page.run("(line => line.checkVisibility() && line.textContent)(document.querySelector('.follows'))")
    assert all(part in said for part in ("Answers and sentences", "whole plan"))

    def found() -> list[str]:
        for picture in ("map", "flows"):
            see(page, picture)
        return list(page.run(headings))

    whole, before = page.run(words), found()
    for name, value in (("year", "2026"), ("country", "China"), ("case", CASE)):
        choose(page, name, value)
        assert all(value in heading for heading in found()) and page.run(words) == whole
        page.click("#filter [type=reset]")
        page.settle()
        assert found() == before


def test_the_side_without_the_plan_is_put_first(page: Browser) -> None:
    """Columns of the other are faint."""
    looks = "option.series.map(each => [each.name, each.itemStyle.opacity])"
    assert dict(held(page, "without", looks)) == {"without the plan": 1, "with the plan": 1}
    choose(page, "side", "without the plan")
    assert dict(held(page, "without", looks)) == {"without the plan": 1, "with the plan": 0.15}


def test_the_map_is_zoomed_and_moved(page: Browser) -> None:
    """By buttons and by dragging; another year leaves the view as it is."""
    view = "[option.geo[0].zoom, option.geo[0].center]"
    see(page, "map")
    for _ in range(2):
        page.run("[...document.querySelectorAll('#map .tabs button')].find(b => b.textContent === 'Zoom in').focus()")
        page.press("Enter")
    zoom, center = held(page, "map", view)
    assert zoom == pytest.approx(2.25)
    x, y = page.point("#map .chart")
    for kind, at in (("mousePressed", x), ("mouseMoved", x + 80), ("mouseReleased", x + 80)):
        page("Input.dispatchMouseEvent", type=kind, x=at, y=y, button="left", clickCount=1)
    moved = held(page, "map", view)
    assert moved[1][0] < center[0]
    choose(page, "year", "2028")
    assert held(page, "map", view) == moved


def downloaded(window: Browser, picture: str, name: str, folder: Path) -> bytes:
    """The file that a button of a picture gives."""
    see(window, picture)
    window("Page.setDownloadBehavior", behavior="allow", downloadPath=str(folder))
    window.run(f"""[...document.querySelectorAll("#{picture} .tabs button")].find(b => b.textContent === "{name}")
        .scrollIntoView({{block: "center", behavior: "instant"}})""")
    x, y = window.run(f"""(b => {{ const box = b.getBoundingClientRect(); return [box.x + 5, box.y + 5]; }})
        ([...document.querySelectorAll("#{picture} .tabs button")].find(b => b.textContent === "{name}"))""")
    window.click_at(x, y)
    path = folder / f"{picture}.{name.lower()}"
    for _ in range(200):
        if path.exists() and path.stat().st_size:
            break
        time.sleep(0.02)
    return path.read_bytes()


def test_a_picture_is_taken_away_as_a_file(page: Browser, tmp_path: Path) -> None:
    picture = downloaded(page, "map", "PNG", tmp_path)
    assert picture.startswith(b"\x89PNG") and len(picture) > 20_000
    lines = list(csv.reader(io.StringIO(downloaded(page, "map", "CSV", tmp_path).decode("utf-8-sig"))))
    plants = {line[0] for line in lines if len(line) > 6 and line[5] == "capacity"}
    frame = solved_plan().frames["capacity"]
    assert plants == set(frame[frame.capacity > 0].plant)


def test_a_table_that_is_taken_away_has_no_formulas(window: Browser, tmp_path: Path) -> None:
    """A name that a spreadsheet would compute is given as text."""
    plan = hostile_plan()
    plan.frames["builds"].loc[0, "project"] = "=1+1"
    file = tmp_path / "page.html"
    file.write_bytes(report_bytes(results_book(plan)))
    window.look(width=1400)
    window.open(file)
    cells = list(csv.reader(io.StringIO(downloaded(window, "timeline", "CSV", tmp_path).decode("utf-8-sig"))))
    names = [cell for line in cells for cell in line]
    assert "'=1+1" in names and not any(name.startswith(("=", "+", "@")) for name in names)


def test_nothing_is_asked_for_and_nothing_complained_of(page: Browser, file: Path) -> None:
    """Whatever is chosen, and in both tabs of every picture."""
    for name, value in (("case", CASE), ("year", "2029"), ("country", "China")):
        choose(page, name, value)
    for picture in page.run("[...document.querySelectorAll('.picture')].map(each => each.id)"):
        see(page, picture)
        page.click(f"#{picture}-Table")
    assert page.requests == [file.as_uri()] and not page.problems
    policy = page.run("document.querySelector('meta[http-equiv]').content")
    assert "default-src 'none'" in policy and "unsafe" not in policy


def test_without_scripts_answers_and_tables_are_shown(window: Browser, file: Path, snapshot: SnapshotAssertion) -> None:
    window("Emulation.setScriptExecutionDisabled", value=True)
    try:
        window.open(file)
        tree = window("DOMSnapshot.captureSnapshot", computedStyles=[])
    finally:
        window("Emulation.setScriptExecutionDisabled", value=False)
    shown = [tree["strings"][at] for at in tree["documents"][0]["layout"]["text"] if at >= 0]
    assert [text for text in shown if "Scripts are off" in text] == snapshot
    assert "Detroit" in shown and any("cells A" in text for text in shown)
