"""What the report promises, in a browser: it asks for nothing, its figures are the workbook's, names are text."""

from __future__ import annotations

import base64
import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

from model import Plan, write
from model.audit import Check
from model.cli.app import main
from model.reports import palette
from model.reports.html.elements import FAINTEST, PAPERS, contrast, seen
from model.reports.html.pictures import PICTURES
from tests.browser import Browser, browser, needs_browser
from tests.example_plan import empty_frames, example_frames, example_plan
from tests.steps import load_tables, report_bytes, results_book, results_bytes, solve_tables

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group")  # which openpyxl cannot read

QUICKSTART = Path(__file__).parents[1] / "inputs" / "quickstart.xlsx"
TURN = "\u202e"
"""Turns what follows from right to left."""

HOSTILE = (
    "</script><script>window.hacked=1</script>",
    '"><img src=x onerror="window.hacked=1">',
    f"' & {TURN}abc",
    "a|b",
)

WIDTHS = (360, 800, 1400)
LARGEST = 2_000_000
"""Bytes of a report."""

PAGES = 4
"""Of a printed report."""

READ_TABLES = """[...document.querySelectorAll("table[data-sheet]")].map(table => [table.dataset.sheet,
    [...table.querySelectorAll("thead th")].slice(1).map(each => each.textContent),
    [...table.querySelectorAll("tbody tr")].map(row =>
        [Number(row.dataset.row), [...row.querySelectorAll("td")].map(each => each.textContent)])])"""


@cache
def solved_plan() -> Plan:
    """A small plan with a disruption, a build and people."""
    return solve_tables(load_tables(QUICKSTART)[0], is_compared=True)


def hostile_plan() -> Plan:
    """A plan whose names try to be something else than text."""
    frames = example_frames()
    for name, column in (("builds", "project"), ("purchases", "supplier"), ("service", "market"), ("flows", "lane")):
        frames[name].loc[: len(HOSTILE) - 1, column] = list(HOSTILE)
    return example_plan(frames=frames)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The reports that are opened."""
    folder = tmp_path_factory.mktemp("reports")
    made = {"solved": solved_plan(), "hostile": hostile_plan()}
    for name, plan in made.items():
        (folder / f"{name}.html").write_bytes(report_bytes(results_book(plan)))
    return {name: folder / f"{name}.html" for name in made}


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


# ---------------------------------------------------------------------------------------------- in a browser


@needs_browser
@pytest.mark.parametrize("name", ["solved", "hostile"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_asks_for_nothing_and_complains_of_nothing(
    window: Browser, pages: dict[str, Path], name: str, scheme: str
) -> None:
    """No request but for the page itself, no error in the console, nothing that its own content policy refuses."""
    window.look(scheme=scheme)
    window.open(pages[name])
    assert window.requests == [pages[name].as_uri()]
    assert not window.problems


@needs_browser
def test_every_picture_is_drawn(window: Browser, pages: dict[str, Path]) -> None:
    """Each has a title, a sentence, something that can be seen, and the table behind it."""
    window.look()
    window.open(pages["solved"])
    found = window.run("""[...document.querySelectorAll("section")].map(each => [each.className,
        each.querySelector("h2").textContent, each.querySelector(".says p").textContent,
        [...each.querySelectorAll("svg path, svg rect")].filter(mark => mark.getBoundingClientRect().width > 0).length,
        each.querySelectorAll("details table").length])""")
    assert [name for name, *_ in found] == list(PICTURES)
    assert all(title and says and marks and tables for _, title, says, marks, tables in found)


@needs_browser
def test_the_slider_shows_a_year(window: Browser, pages: dict[str, Path]) -> None:
    """One year is drawn at a time; a key chooses the one before, and it is named."""
    seen_years = 'document.querySelectorAll("section.map [data-year]:not(.off)")'
    state = f'[[...{seen_years}].map(each => each.dataset.year), document.querySelector("section.map output").value]'
    window.look()
    window.open(pages["solved"])
    assert window.run(state) == [["0.4"], "2030"]
    window.run('document.querySelector("section.map input").focus()')
    window.press("ArrowLeft")
    assert window.run(state) == [["0.3"], "2029"]


@needs_browser
def test_the_flows_of_a_disruption_can_be_chosen(window: Browser, pages: dict[str, Path]) -> None:
    """While China exports nothing its bar is gone, and half of the market's bar is empty."""
    window.look()
    window.open(pages["solved"])
    window.run("""document.querySelector(".flows select").value = 1;
        document.querySelector(".flows select").dispatchEvent(new Event("change"))""")
    year, names, empty, bars = window.run("""(() => {
        const [year] = document.querySelectorAll(".flows [data-year]:not(.off)");
        return [document.querySelector(".flows output").value, year.textContent,
            [...year.querySelectorAll(".unmet")].map(bar => Number(bar.getAttribute("height"))),
            [...year.querySelectorAll("rect:not(.unmet)")].map(bar => Number(bar.getAttribute("height")))];
    })()""")
    assert year == "2030" and "Detroit" in names and "China" not in names
    assert empty == pytest.approx([0.5 * max(bars)], abs=0.1)


@needs_browser
def test_the_pointer_tells_what_a_mark_stands_for(window: Browser, pages: dict[str, Path]) -> None:
    window.look()
    window.open(pages["solved"])
    window.point(".timeline [data-tip]")
    shown = '[document.getElementById("tip").hidden, document.getElementById("tip").textContent]'
    assert window.run(shown) == [False, window.run('document.querySelector(".timeline [data-tip]").dataset.tip')]
    window.press("Escape")
    assert window.run(shown)[0] is True


@needs_browser
def test_people_stand_below_the_investments_that_need_them(window: Browser, pages: dict[str, Path]) -> None:
    """The same years stand above both; under each year so many as the workbook says start, and none where it says
    none."""
    window.look()
    window.open(pages["solved"])
    bars, people, drawn, rows = window.run("""(() => {
        const [bars, people] = document.querySelectorAll(".timeline .wide svg");
        const place = mark => { const box = mark.getBoundingClientRect(); return Math.round(box.x + box.width / 2) };
        const years = picture => [...picture.querySelectorAll("text.q")].map(year => [place(year), year.textContent]);
        const cells = row => [...row.querySelectorAll("td")].map(cell => cell.textContent);
        return [years(bars), years(people),
            [...people.querySelectorAll("text.told")].map(mark => [place(mark), mark.textContent]),
            [...document.querySelectorAll("table[data-sheet=Workforce] tbody tr")].map(cells)];
    })()""")
    assert bars == people and len(rows) == 1
    starts = {year: float(text.replace(",", "")) for (_, year), text in zip(people, rows[0][4:], strict=False)
              if text != "–"}  # fmt: skip
    named = dict(people)
    assert {named[x]: float(number) for x, number in drawn} == pytest.approx(starts, abs=0.5) and drawn


@needs_browser
def test_the_bars_of_each_stage_add_up_to_all_of_it(window: Browser, pages: dict[str, Path]) -> None:
    """In every year and case the stages, each with its bars and the gaps between them, end at the same height."""
    window.open(pages["solved"])
    bars = window.run("""[...document.querySelectorAll(".flows [data-year]")].map(year =>
        [...year.querySelectorAll("rect:not(.unmet)")].map(bar =>
            ["x", "y", "height"].map(name => Number(bar.getAttribute(name)))))""")
    assert len(bars) == 6
    for year in bars:
        lowest = {x: max(y + height for left, y, height in year if left == x) for x, *_ in year}
        assert 3 <= len(lowest) <= 4 and max(lowest.values()) == pytest.approx(min(lowest.values()), abs=0.2)


@needs_browser
def test_every_figure_is_that_of_the_workbook(window: Browser, pages: dict[str, Path]) -> None:
    """Of each table all headers and cells, where it says that they stand, to the digits that are shown."""
    window.open(pages["solved"])
    tables, figures = held_to(window, results_bytes(solved_plan()))
    assert tables > len(PICTURES) and figures > 200


def held_to(window: Browser, workbook: bytes) -> tuple[int, int]:
    """Hold every table of the page that is open to a workbook. Returns how many tables and figures it has."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    figures = 0
    tables = window.run(READ_TABLES)
    for sheet, headers, rows in tables:
        first = rows[0][0] - 1
        above = [[cell.value or "" for cell in row] for row in book[sheet].iter_rows(max_row=first)]
        assert any(row[: len(headers)] == headers for row in above), (sheet, headers)
        for number, texts in rows:
            for at, text in enumerate(texts, start=1):
                figures += agrees(text, book[sheet].cell(number, at).value)
    return len(tables), figures


def agrees(text: str, value: Any) -> bool:
    """Hold a cell of the page to that of the workbook. Returns whether it is a figure."""
    if not isinstance(value, (int, float)):
        assert text == (value or "")
        return False
    if text == "–":
        assert value == 0
        return True
    shown = text.replace(",", "").removesuffix("%")
    half = 0.5 * 10.0 ** -len(shown.partition(".")[2])
    assert float(shown) == pytest.approx(100 * value if text.endswith("%") else value, abs=half * (1 + 1e-9)), text
    return True


@needs_browser
def test_names_are_text(window: Browser, pages: dict[str, Path]) -> None:
    """Tags and quotes are shown as they were typed; what would turn the direction of the figures after it is not."""
    window.open(pages["hostile"])
    assert window.run("[typeof window.hacked, document.scripts.length, document.images.length]") == ["undefined", 1, 0]
    tips = '[...document.querySelectorAll("[data-tip]")].map(each => each.dataset.tip)'
    said = window.run(f"document.body.textContent + {tips}")
    assert [name for name in HOSTILE if name.replace(TURN, "") in said] == list(HOSTILE)
    assert TURN not in said


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_read_by_everybody(window: Browser, pages: dict[str, Path], scheme: str) -> None:
    """No violation that axe finds: contrast, names, order of headings, focus, tables."""
    window.look(scheme=scheme)
    window.open(pages["solved"])
    assert violations(window) == []


def violations(window: Browser) -> list[list[object]]:
    """What axe finds on the page that is open, everything unfolded."""
    axe = (resources.files("axe_core_python") / "axe.min.js").read_text("utf-8")
    window.run('document.querySelectorAll("details").forEach(each => each.open = true)')
    window.run(axe + "; 0")
    found: list[list[object]] = window.run(
        "axe.run().then(found => found.violations.map(each => [each.id, each.nodes.map(n => n.html)]))"
    )
    return found


@needs_browser
@pytest.mark.parametrize("width", WIDTHS)
def test_it_fits_every_screen(window: Browser, pages: dict[str, Path], width: int) -> None:
    """Only pictures and tables scroll sideways, in frames of their own."""
    window.look(width=width)
    window.open(pages["solved"])
    assert window.run("document.documentElement.scrollWidth") <= width


@needs_browser
def test_it_prints_on_few_pages(window: Browser, pages: dict[str, Path]) -> None:
    window.look()
    window.open(pages["solved"])
    printed = base64.b64decode(window("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"])
    assert 1 < len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) <= PAGES


# ---------------------------------------------------------------------------------------------- without one


def test_a_report_is_small_and_the_same_each_time() -> None:
    one, other = (report_bytes(results_book(example_plan())) for _ in range(2))
    assert one == other and len(one) < LARGEST


def test_every_colour_is_seen_on_both_papers() -> None:
    used = [*palette.HUES, *palette.VIRIDIS, *palette.CATEGORIES.values(), palette.CHINA, palette.PERMIT, palette.OTHER]
    for paper in PAPERS.values():
        assert all(contrast(seen(colour, paper), paper) >= FAINTEST for colour in used)


def test_a_plan_that_fails_its_audit_says_so_at_once(snapshot: SnapshotAssertion) -> None:
    failed = example_plan(audit=[Check("mass balance", False, 10, 3.0, "Works")])
    page = report_bytes(results_book(failed)).decode()
    assert re.findall(r'<li class="verdict bad">[^<]*', page) == snapshot
    assert "verdict bad" not in report_bytes(results_book(example_plan())).decode()


def test_where_the_sentences_are_in_the_workbook() -> None:
    """The key figures are above them there, and some of the sentences have no room."""
    book = results_book(example_plan())
    page = report_bytes(book).decode()
    (first, last, which) = re.findall(r"the key figures, and below them, in cells A(\d+):A(\d+), ([^<]*)\.</p>", page)[
        0
    ]
    cells = [row[0].value for row in openpyxl.load_workbook(io.BytesIO(book.content()))["Summary"].iter_rows()]
    sentences = [cell for cell in cells if str(cell).startswith("•")]
    assert cells[int(first) - 1] == sentences[0] and cells[int(last) - 1] == sentences[-1]
    said = page.partition("The plan in figures and words")[2].partition("</ul>")[0].count("<li>")
    assert which == ("these sentences" if said == len(sentences) else f"{len(sentences)} of these sentences")


def test_what_it_costs_without_and_with_the_plan_is_seen_at_once(snapshot: SnapshotAssertion) -> None:
    """Both and their difference are the first large figures of the page, and those of the workbook's table."""
    book = results_book(solve_tables(load_tables(QUICKSTART)[0], is_compared=True))
    head = report_bytes(book).decode().partition("The plan in figures and words")[2].partition("<ul>")[0]
    assert "<details" not in head
    labels, figures = (re.findall(f"<{name}>([^<]*)</{name}>", head)[:3] for name in ("dt", "b"))
    assert labels == snapshot
    rows = openpyxl.load_workbook(io.BytesIO(book.content()))["Without the plan"].iter_rows(values_only=True)
    without, planned, difference = next(row[2:5] for row in rows if row[0] == "expected cost")
    shown = [float(figure.replace(",", "")) for figure in figures]
    assert shown == pytest.approx([without, planned, abs(difference)], abs=0.5)
    assert without - planned == pytest.approx(-difference)


def test_a_report_is_written_from_python(tmp_path: Path) -> None:
    page = write(example_plan(), tmp_path / "plan.html")
    assert page.read_bytes() == report_bytes(results_book(example_plan()))


def test_a_plan_without_anything_has_a_report() -> None:
    page = report_bytes(results_book(example_plan(frames=empty_frames(), objective=1.0, bound=1.0))).decode()
    assert "<h1>" in page and "<section" not in page


def test_the_command_draws_what_was_solved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """Beside the results, under their name, and never over a workbook; the workbook that was solved stands for its
    results as long as both say the same."""
    monkeypatch.chdir(tmp_path)
    results, page = tmp_path / "outputs" / "works_plan.xlsx", tmp_path / "outputs" / "works_report.html"
    results.parent.mkdir()
    results.write_bytes(results_bytes(solved_plan()))
    assert main(["report", str(results)]) == 0
    assert page.read_bytes() == report_bytes(results_book(replace(solved_plan(), is_stored=True)))
    assert main(["report", str(results), "--out", str(results)]) == 8
    assert "choose another file" in capsys.readouterr().err
    page.unlink()
    works = tmp_path / "works.xlsx"
    shutil.copy(QUICKSTART, works)
    assert main(["report", str(works)]) == 0 and page.exists()
    book = openpyxl.load_workbook(works)
    book["Suppliers"]["D4"] = 123.0
    book.save(works)
    assert main(["report", str(works)]) == 2
    assert capsys.readouterr().err == snapshot
