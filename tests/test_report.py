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
from model.reports import palette
from model.reports.html.data import FAINTEST, PAPERS, contrast, seen
from tests.browser import Browser, browser, needs_browser
from tests.example_plan import empty_frames, example_frames, example_plan
from tests.figures import AuditLine
from tests.steps import load_tables, main, report_bytes, results_book, results_bytes, solve_tables

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group")  # which openpyxl cannot read

ROOT = Path(__file__).parents[1]
QUICKSTART = ROOT / "inputs" / "quickstart.xlsx"
TURN = "\u202e"
"""Turns what follows from right to left."""

HOSTILE = (
    "</script><script>window.hacked=1</script>",
    '"><img src=x onerror="window.hacked=1">',
    f"' & {TURN}abc",
    "a|b",
)

WIDTHS = (360, 800, 1400)
LARGEST = 2_500_000
"""Bytes of a report."""

PAGES = 5
"""Of a printed report."""

READ_TABLES = """[...[...document.querySelectorAll("table[data-sheet]")].map(table => [
    table.dataset.sheet,
    [...table.querySelectorAll("thead th")].slice(1).map(each => each.textContent),
    [...table.querySelectorAll("tbody tr")].map(row =>
        [Number(row.dataset.row), [...row.querySelectorAll("td")].map(each => each.textContent)])]),
    ...[...document.querySelectorAll(".tabulated")].map(table => [
    table.dataset.sheet,
    table.held.getColumns().slice(1).map(each => each.getElement().querySelector("button").textContent),
    table.held.getRows().map(row =>
        [row.getData().row, row.getCells().slice(1).map(cell => cell.getElement().textContent)])]),
].filter(([sheet]) => sheet)"""
"""Sheet, headers and rows of every table of the workbook; also rows that are not in view."""


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


PICTURES = (
    "map", "flows", "timeline", "stress", "months", "without", "payers", "costs", "parties", "concentration", "limits",
    "capacity", "people",
)  # fmt: skip
"""The pictures of the report, in their order."""


def see(window: Browser, name: str) -> None:
    """Bring a picture into view and wait until it is drawn."""
    window.run(f"""(async () => {{
        document.getElementById("{name}").scrollIntoView({{behavior: "instant"}});
        const isThere = () => document.querySelector("#{name} :is(svg path, .tabulator-row, .tabulator-placeholder)");
        for (let n = 0; n < 500 && !isThere(); n++) await new Promise(done => setTimeout(done, 10));
    }})()""")


def turn(window: Browser, name: str, tab: str = "Table") -> None:
    """Click a tab of a picture."""
    window.click(f"#{name}-{tab}")
    window.run(f"""(async () => {{
        const isThere = () => document.querySelector("#{name} .figures :is(.tabulator-row, .tabulator-placeholder)");
        for (let n = 0; n < 500 && !isThere(); n++) await new Promise(done => setTimeout(done, 10));
    }})()""")


@needs_browser
def test_every_picture_is_drawn(window: Browser, pages: dict[str, Path]) -> None:
    """Each has a title, a sentence, shapes, a name that is read aloud, and the table behind it."""
    window.look()
    window.open(pages["solved"])
    names = window.run("[...document.querySelectorAll('.picture')].map(each => each.id)")
    assert names == list(PICTURES)
    for name in names:
        see(window, name)
        title, says, marks, spoken = window.run(f"""(each => [each.querySelector("h2").textContent,
            each.querySelector(".says p").textContent, [...each.querySelectorAll("svg path")].filter(mark =>
            mark.getBoundingClientRect().width > 0).length, each.querySelector(".chart").getAttribute("aria-label")])
            (document.getElementById("{name}"))""")
        assert title and says and marks and title in spoken
        turn(window, name)
        assert window.run(f"document.querySelector('#{name} .drawing').hidden")
        assert window.run(f"document.querySelectorAll('#{name} .figures .tabulator-row').length")


@needs_browser
def test_a_table_is_reached_by_keys(window: Browser, pages: dict[str, Path]) -> None:
    """The arrow keys turn the tabs; after the buttons the picture is a stop of the tab key."""
    window.look()
    window.open(pages["solved"])
    see(window, "timeline")
    window.run('document.getElementById("timeline-Picture").focus()')
    window.press("ArrowRight")
    assert window.run("document.activeElement.id") == "timeline-Table"
    hidden = "[...document.querySelectorAll('#timeline [role=tabpanel]')].map(each => each.hidden)"
    assert window.run(hidden) == [True, False]
    window.press("ArrowRight")
    reached = []
    for _ in range(3):
        window.press("Tab")
        reached.append(window.run("document.activeElement.className || document.activeElement.textContent"))
    assert reached == ["PNG", "CSV", "chart"]


@needs_browser
def test_a_table_is_as_wide_as_the_page(window: Browser, pages: dict[str, Path]) -> None:
    """No style of the small pictures, which have columns of figures, too, narrows it."""
    window.look(width=1200)
    window.open(pages["solved"])
    for name in PICTURES:
        see(window, name)
        turn(window, name)
        assert window.run(f"document.querySelector('#{name} .figures').clientWidth") > 1000, name


@needs_browser
@pytest.mark.parametrize("width", [390, 1200])
def test_nothing_moves_when_the_map_is_drawn(window: Browser, pages: dict[str, Path], width: int) -> None:
    """Its room is kept free from the beginning. The window is so low that the map is not near at first."""
    window.look(width=width, height=100)
    try:
        window.open(pages["solved"])
        place = "document.getElementById('flows').getBoundingClientRect().top + scrollY"
        before = window.run(f"document.querySelector('#map svg') ? -1 : {place}")
        see(window, "map")
        assert window.run(place) == pytest.approx(before, abs=30 if width < 600 else 2)  # a heading of two lines
    finally:
        window.look(width=1200)


@needs_browser
def test_the_pointer_tells_what_a_mark_stands_for(window: Browser, pages: dict[str, Path]) -> None:
    window.look()
    window.open(pages["solved"])
    see(window, "timeline")
    x, y = window.run("""(() => {
        const frame = document.querySelector("#timeline .chart"), chart = echarts.getInstanceByDom(frame);
        const [left, right, row] = chart.getOption().series[3].data[0].value, box = frame.getBoundingClientRect();
        const [x, y] = chart.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, [(left + right) / 2, row]);
        return [box.x + x, box.y + y]; })()""")
    window("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
    window.settle()
    said = window.run("document.querySelector('#timeline svg').textContent")
    assert "operation: Jan 20" in said and "million USD" in said


@needs_browser
def test_every_figure_is_that_of_the_workbook(window: Browser, pages: dict[str, Path]) -> None:
    """Of each table all headers and cells, where it says that they stand, to the digits that are shown."""
    window.look()
    window.open(pages["solved"])
    for name in PICTURES:
        turn(window, name)
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
    scripts = window.run("document.scripts.length")
    for name in window.run("[...document.querySelectorAll('.picture')].map(each => each.id)"):
        see(window, name)
        turn(window, name)
    assert window.run("[typeof window.hacked, document.images.length]") == ["undefined", 0]
    assert scripts == window.run("document.scripts.length") == 9
    said = window.run("document.querySelector('main').innerText + document.querySelector('main').textContent")
    assert [name for name in HOSTILE if name.replace(TURN, "") in said] == list(HOSTILE)
    assert TURN not in said


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1024, 1400])
def test_it_can_be_read_by_everybody(window: Browser, pages: dict[str, Path], width: int, scheme: str) -> None:
    """No violation that axe finds: contrast, names, order of headings, focus, tables."""
    window.look(width=width, scheme=scheme)
    window.open(pages["solved"])
    assert violations(window) == []
    for name in PICTURES:
        turn(window, name)
    assert violations(window, "document.querySelectorAll('.figures')") == []


def violations(window: Browser, within: str = "document") -> list[list[object]]:
    """What axe finds on the page that is open, or within some elements, everything unfolded."""
    axe = (resources.files("axe_core_python") / "axe.min.js").read_text("utf-8")
    window.run('document.querySelectorAll("details").forEach(each => each.open = true)')
    for name in window.run("[...document.querySelectorAll('.picture')].map(each => each.id)"):
        see(window, name)
    window.run(axe + "; 0")
    found: list[list[object]] = window.run(
        f"axe.run({within}).then(found => found.violations.map(each => [each.id, each.nodes.map(n => n.html)]))"
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


HEADING = "document.querySelector('#{} h2').textContent"


@needs_browser
def test_headings_follow_the_filter(window: Browser, pages: dict[str, Path], snapshot: SnapshotAssertion) -> None:
    """Findings of the map and the flows are of what is drawn; other headings name what is chosen, or stay."""
    window.look()
    headings = []
    for chosen in ("", "case=China+export+stop%2C+2030", "country=USA", "year=2026&product=magnet"):
        window.open_address("about:blank")
        window.open_address(f"{pages['solved'].as_uri()}#{chosen}")
        names = ("map", "flows", "timeline", "stress", "costs", "capacity")
        for name in names:
            see(window, name)
        headings.append([window.run(HEADING.format(name)) for name in names])
    assert headings == snapshot


@needs_browser
def test_a_disruption_that_is_not_there_is_said(
    window: Browser, pages: dict[str, Path], snapshot: SnapshotAssertion
) -> None:
    window.look()
    window.open(pages["solved"])
    window.run("document.querySelector('#filter input[name=case]').focus()")
    window.type("Flood")
    window.press("Enter")
    assert window.run("document.querySelector('#filter output').value") == snapshot
    assert window.run("document.querySelector('#filter input[name=case]').value") == ""


@needs_browser
def test_the_four_answers_are_on_one_page_of_paper(window: Browser, pages: dict[str, Path]) -> None:
    """At the width of A4 less its margins, all of them end above its foot."""
    window.look(width=703)
    window.open(pages["solved"])
    window("Emulation.setEmulatedMedia", media="print")
    ends = window.run("[...document.querySelectorAll('.card')].map(each => each.getBoundingClientRect().bottom)")
    window("Emulation.setEmulatedMedia", media="")
    assert len(ends) == 4 and max(ends) < 1030


# ---------------------------------------------------------------------------------------------- without one


def test_a_report_is_small_and_the_same_each_time() -> None:
    one, other = (report_bytes(results_book(example_plan())) for _ in range(2))
    assert one == other and len(one) < LARGEST


KINDS = {
    "country": [*palette.HUES, palette.CHINA], "stage": palette.VIRIDIS, "category": palette.CATEGORIES.values(),
    "payer": palette.PAYERS, "skill": palette.SKILLS, "good": palette.GOODS, "side": palette.SIDES,
}  # fmt: skip
"""Colours by what they are of."""


@pytest.mark.parametrize("paper", PAPERS)
def test_every_colour_is_seen_on_both_papers_and_has_one_meaning(paper: str) -> None:
    shown = {kind: {seen(colour, PAPERS[paper]) for colour in colours} for kind, colours in KINDS.items()}
    assert all(contrast(colour, PAPERS[paper]) >= FAINTEST for colours in shown.values() for colour in colours)
    assert len(set().union(*shown.values())) == sum(map(len, shown.values()))


def test_a_plan_that_fails_its_audit_says_so_at_once(snapshot: SnapshotAssertion) -> None:
    failed = example_plan(audit=[AuditLine("mass balance", False, 10, 3.0, "Works")])
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
    assert "<h1>" in page and 'class="picture"' not in page


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
