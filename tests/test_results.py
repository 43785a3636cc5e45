"""What the results workbook promises, checked by reading back what was written."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from syrupy.assertion import SnapshotAssertion

from model import Plan, Tables
from model.reports.book import CUT, LONGEST_TEXT, unique_headers
from model.reports.phrases import gap_text, money
from model.reports.results.annex import MOVEMENTS, SHEET_OF_FRAME, sheet_of
from model.reports.results.book import NARRATIVE
from model.reports.results.capacity import BY_SKILL, STARTS
from model.reports.styles import number_format
from model.testing import Change, Entry, LeadTime, Settings, WhatIf
from tests.conftest import solved
from tests.example_plan import YEARS, empty_frames, example_frames, example_plan, example_tables
from tests.figures import AuditLine, percent, supplies
from tests.micro import MICRO
from tests.office import needs_office, printed
from tests.steps import View, results_bytes

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group")  # which openpyxl cannot read

HOSTILE = ("=1+1", "@SUM(A1)", "-x", "+cmd|' /C calc'!A0", "http://example.org", "0123")


def read(plan: Plan) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(results_bytes(plan)))


def texts(book: openpyxl.Workbook, sheet: str) -> list[str]:
    """Cells as text, numbers to twelve digits: sums of floats round otherwise since Python 3.12."""
    values = [cell.value for row in book[sheet].iter_rows() for cell in row if cell.value is not None]
    return [f"{value:.12g}" if isinstance(value, float) else str(value) for value in values]


def parts(plan: Plan, pattern: str) -> dict[str, str]:
    """The parts of the file whose names match."""
    with zipfile.ZipFile(io.BytesIO(results_bytes(plan))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if re.search(pattern, name)}


def with_frame(name: str, frame: pd.DataFrame) -> Plan:
    return example_plan(frames=example_frames() | {name: frame})


def test_every_frame_has_its_sheet() -> None:
    """Nothing that a plan reports is left out, also what a family adds that the workbook knows nothing of."""
    frame = pd.DataFrame({"supplier": ["A"], "node": ["2026"], "period": [2026], "signed": [1.0]})
    plan = with_frame("permits", frame)
    book = read(plan)
    assert {sheet_of(name) for name, each in plan.frames.items() if not each.empty} <= set(book.sheetnames)
    assert len(SHEET_OF_FRAME.keys() & plan.frames.keys()) > 8 and "Permits" in book.sheetnames
    assert {"Summary", "Contents", "Concentration", "Glossary", "Input as used", "Solver"} <= set(book.sheetnames)
    assert book.sheetnames[0] == "Summary"


@pytest.mark.parametrize("payments_after", ["counted", "left out"])
def test_payments_due_after_the_plan_are_stated(payments_after: str, snapshot: SnapshotAssertion) -> None:
    """Of three payments of 110 for a line the third is after the plan."""
    stated = MICRO["investment.payments_after_the_plan_that_count"]()
    leads = [replace(row, payments_after=payments_after) for row in stated[LeadTime]]
    notes = texts(read(solved(stated.replaced(LeadTime, leads))), "Builds")
    assert [note for note in notes if "annuities" in note] == snapshot


def test_names_stay_text() -> None:
    """A name that looks like a formula, an address or a number is a name; no formula stands anywhere, and no link leads
    out of the workbook."""
    frames = example_frames()
    frames["purchases"].loc[: len(HOSTILE) - 1, "supplier"] = list(HOSTILE)
    frames["builds"].loc[: len(HOSTILE) - 1, "project"] = list(HOSTILE)
    plan = example_plan(frames=frames)
    assert not [name for name, part in parts(plan, r"sheet\d+\.xml$").items() if "<f>" in part]
    assert not [part for part in parts(plan, r"\.rels$").values() if "External" in part]
    book = read(plan)
    for sheet in ("Purchases", "Builds"):
        assert set(HOSTILE) <= set(texts(book, sheet))


def test_same_plan_gives_the_same_bytes() -> None:
    assert results_bytes(example_plan()) == results_bytes(example_plan())


def test_empty_frames_say_so() -> None:
    """A plan without anything still makes a whole workbook: no sheet is empty, and the contents say what is missing."""
    plan = example_plan(frames=empty_frames(), audit=[], objective=1.0)
    book = read(plan)
    moved = [page.sheet for page in MOVEMENTS.values()]
    for sheet in ("Builds", "Capacity", "Demand", "Workforce", "Costs", "Who pays", *moved):
        assert sheet not in book.sheetnames and sheet in texts(book, "Contents"), sheet
    assert "Nothing is sold." in texts(book, "Contents")
    assert "Not audited" in texts(book, "Summary")


def test_unknown_frames_are_shown_as_they_are() -> None:
    """With periods the years go across; without, one row is one line. Sheet names are made to fit."""
    by_year = pd.DataFrame(
        {"contract": ["C1", "C1"], "node": ["2026", "2027"], "period": [2026, 2027], "volume": [3.5, 7.25]}
    )
    flat = pd.DataFrame({"who": ["A"], "is signed": [True], "share": [0.25]})
    frames = example_frames() | {"take_or_pay": by_year, "a/very*long[name]:that no sheet could have": flat}
    book = read(example_plan(frames=frames))
    cells = [cell.value for row in book["Take or pay"].iter_rows() for cell in row]
    assert 3.5 in cells and 7.25 in cells
    odd = next(name for name in book.sheetnames if name.startswith("A-very-long-name"))
    assert len(odd) <= 31 and "yes" in texts(book, odd)


def test_branches_get_their_own_sheet_and_stay_out_of_charts() -> None:
    """What happens in a disruption is told apart from the plan: it never adds to the trunk's figures."""
    frames = example_frames()
    extra = frames["flows"].iloc[:1].assign(node="China cut off, 2028 / 2029", period=2029, shipped=987654.0)
    frames["flows"] = pd.concat([frames["flows"], extra], ignore_index=True)
    book = read(example_plan(frames=frames))
    told = [tuple(cell.value for cell in row) for row in book["Responses"].iter_rows()]
    assert any(row[:4] == ("China cut off, 2028", 2029, "Flows", "shipped") and 987654 in row for row in told)
    trunk = [cell.value for row in book["Flows"].iter_rows() for cell in row if isinstance(cell.value, (int, float))]
    assert max(trunk) < 987654


def test_long_and_odd_texts_are_kept_or_said_to_be_cut() -> None:
    frames = example_frames()
    frames["builds"].loc[0, "project"] = "x" * 40000
    frames["builds"].loc[1, "project"] = "tab\x00 and \ud800 half a letter"
    found = max(texts(read(example_plan(frames=frames)), "Builds"), key=len)
    assert found.endswith(CUT) and len(found) == LONGEST_TEXT


def test_headers_of_tables_are_unique_and_filled() -> None:
    """Excel repairs a file whose table headers are empty or alike in any case of letters."""
    made = unique_headers(["a", "A", "", "", "a"])
    assert len({header.lower() for header in made}) == 5 and all(made)
    names = parts(example_plan(), r"tables/table\d+\.xml$")
    assert len(names) > 10
    for part in names.values():
        headers = re.findall(r'<tableColumn id="\d+" name="([^"]*)"', part)
        assert headers and all(headers) and len({header.lower() for header in headers}) == len(headers)


MOST_VISIBLE = 14


def test_few_tabs_are_visible_and_the_contents_list_the_others_by_topic() -> None:
    """Also of a plan with something on every sheet. Each hidden sheet is in the contents, which say in one line how to
    show it; the guide says the same."""
    assert len(NARRATIVE) + len(("Summary", "Contents")) <= MOST_VISIBLE
    book = read(example_plan())
    visible = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "hidden"]
    assert visible[:3] == ["Summary", "Contents", "Decisions"] and len(visible) <= MOST_VISIBLE
    assert {"Flows", "Cost items", "Solver", "Input as used"} <= set(hidden)
    lines = [row[0].value for row in book["Contents"].iter_rows()]
    how = "right-click any tab, choose Unhide (LibreOffice: Show Sheet) and select all"
    start = next(at for at, line in enumerate(lines) if line and how in line)
    assert book["Contents"].row_dimensions[start + 1].height is None  # as usual: of one line
    guide = (Path(__file__).parents[1] / "docs" / "your-own-plan.md").read_text("utf-8")
    assert how in " ".join(guide.replace("*", "").split())
    assert sorted(line for line in lines[start + 1 :] if line in book.sheetnames) == sorted(hidden)
    order = ("Production and trade", "Flows", "Markets", "Demand by market", "Money", "Cost items")
    assert sorted(order, key=lines.index) == list(order)


def test_charts_draw_what_stands_on_sheets_that_can_be_shown() -> None:
    """A reader who asks where a curve comes from can go to the cells."""
    plan = example_plan()
    book = read(plan)
    charts = parts(plan, r"charts/chart\d+\.xml$")
    assert len(charts) >= 15
    for chart in charts.values():
        for reference in re.findall(r"<c:val><c:numRef><c:f>([^<]*)</c:f>", chart):
            sheet, cells = reference.rsplit("!", 1)
            assert sheet.strip("'") != "Plan record"
            area = book[sheet.strip("'")][cells.replace("$", "")]
            rows = area if isinstance(area, tuple) else ((area,),)
            assert any(cell.value is not None for row in rows for cell in (row if isinstance(row, tuple) else (row,)))


def test_summary_is_honest_about_the_search(snapshot: SnapshotAssertion) -> None:
    """A plan at a limit is never called optimal, a failed audit never passes unseen."""
    failed = [AuditLine("mass balance", False, 10, 3.0, "t missing"), AuditLine("cost", True, 9, 0.0)]
    cut = read(example_plan(outcome="time limit", gap=0.07, audit=failed))
    said = " ".join(texts(cut, "Summary"))
    assert said == snapshot
    assert "ptimal" not in said
    blind = example_plan(outcome="interrupted", objective=22000.0, gap=float("inf"), bound=float("-inf"))
    unknown = " ".join(texts(read(blind), "Summary"))
    assert "not known" in unknown and "no proven bound" in unknown and "inf" not in unknown.replace("inflation", "")


@pytest.mark.parametrize(
    ("amount", "said"), [(22272.5, "22,273"), (39.05, "39.1"), (5.0, "5.00"), (-0.0625, "-0.063"), (0.0, "0.000")]
)
def test_words_and_cells_round_alike(amount: float, said: str) -> None:
    """The sentence of the summary and the cell below it never show two figures for one sum."""
    assert money(amount) == said
    decimals = number_format(abs(amount)).split(";")[0].partition(".")[2]
    assert len(said.partition(".")[2]) == len(decimals)


def test_verdict_of_a_long_audit_stays_legible(snapshot: SnapshotAssertion) -> None:
    """It says where all of them stand, each of which is listed there."""
    audit = [AuditLine(f"check number {at}", True, 10, 0.0) for at in range(40)]
    book = read(example_plan(audit=audit))
    (verdict,) = (text for text in texts(book, "Summary") if text.startswith("Audit passed"))
    assert verdict == snapshot
    assert len(verdict) < 60
    assert {each.name for each in audit} <= set(texts(book, "Solver"))


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (1.0, "100 %"),
        (0.99999, "99.9 %"),
        (0.9965, "99.7 %"),
        (0.557, "55.7 %"),
        (0.44251, "44.3 %"),
        (0.9996, "99.9 %"),
        (0.5, "50 %"),
        (0.001, "0.1 %"),
        (1e-5, "under 0.1 %"),
    ],
)
def test_almost_all_is_not_all(share: float, said: str) -> None:
    assert percent(share) == said


def test_summary_prints_on_one_landscape_page() -> None:
    sheet = read(example_plan())["Summary"]
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize in (9, "9")
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight or 1) == (1, 1)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_concentration_by_hand() -> None:
    """40 t made in A and 60 t bought in B: shares 40 and 60 %, HHI 1600 + 3600 = 5200.

    With governance 0.5 and −0.5 the weights are 0.4 and 0.6: 640 + 2160 = 2800. Kilograms count as tonnes.
    """
    frames = empty_frames()
    frames["production"].loc[0] = ["p", "s", "A", "NdPr oxide", "separation", "2026", 2026, 40.0, 0.0]
    frames["purchases"].loc[0] = ["u", "s", "B", "NdPr oxide", "separation", "2026", 2026, 60.0, None]
    view = View(example_plan(frames=frames, objective=1.0))
    (supply,) = supplies(view)
    assert supply.shares(0) == pytest.approx({"A": 0.4, "B": 0.6})
    assert supply.hhi(0) == pytest.approx(5200)
    assert supply.weighted_hhi(0, {"A": 0.5, "B": -0.5}) == pytest.approx(2800)
    assert supply.weighted_hhi(0, {"A": 0.5}) is None
    assert supply.leader(1) is None


def test_input_is_recorded_whole() -> None:
    """Every value of every row is there with its sheet, line and source."""
    book = read(example_plan())
    rows = [tuple(cell.value for cell in row) for row in book["Input as used"].iter_rows()]
    assert ("Demand", None, "Japan site · NdFeB magnets", "quantity 2026", 12000, "unit/y", "estimate") in rows
    assert ("Countries", None, "China", "governance", -0.3, "score", "World Bank 2023") in rows
    assert sum(row[0] == "Capacity" and row[3] == "technology" for row in rows) == 16


def test_periods_of_several_years_are_named_by_their_span() -> None:
    tables = example_tables()
    settings = Settings(first_year=2026, last_year=2040, years_per_period=3)
    periods = YEARS[::3]
    frames = {
        name: frame[frame["period"].isin(periods)] if "period" in frame else frame
        for name, frame in example_frames().items()
    }
    book = read(example_plan(tables=Tables(settings, tables.rows), periods=periods, frames=frames))
    assert {"2026–28", "2038–40"} <= set(texts(book, "Capacity"))


FRAMES = {"full": example_frames, "empty": empty_frames}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The results as LibreOffice prints them, of plans with all frames and with empty ones."""
    folder = tmp_path_factory.mktemp("office")
    books = [folder / f"{name}.xlsx" for name in FRAMES]
    for book, frames in zip(books, FRAMES.values(), strict=True):
        book.write_bytes(results_bytes(example_plan(frames=frames(), objective=22000.0)))
    return dict(zip(FRAMES, printed(folder, *books), strict=True))


@needs_office
@pytest.mark.parametrize("frames", FRAMES)
def test_opens_in_libreoffice(pages: dict[str, Path], frames: str) -> None:
    """LibreOffice opens the file without repair and prints each sheet, the summary on its first page."""
    assert pages[frames].stat().st_size > 20_000


def test_what_ifs_are_shown_as_they_were_typed() -> None:
    """In the inputs of a plan, '3' and '30 %' and not what they are in Python."""
    plan = example_plan()
    rows = {WhatIf: [WhatIf(what_if="Few")], Change: [
        Change(what_if="Few", sheet="Skills", rows="any", column="training seats", operation="set", value=Entry(3.0)),
        Change(what_if="Few", sheet="Routes", rows="any", column="tariff", operation="set", value=Entry(0.3, "0%")),
    ]}  # fmt: skip
    book = read(replace(plan, tables=replace(plan.tables, rows={**plan.tables.rows, **rows})))
    lines = [[cell.value for cell in row] for row in book["Input as used"].iter_rows()]
    assert [line[4:6] for line in lines if line[0] == "Changes" and line[3] == "value"] == [[3, None], [30, "%"]]
    assert not [text for name in book.sheetnames for text in texts(book, name) if "Entry(" in text]


def test_people_who_must_start_are_trainees_and_recruits() -> None:
    """By skill and labour market, and by skill: each table has all who enter training or are recruited in a year."""
    plan = example_plan()
    frame = plan.frames["workforce"]
    starts = {str(year): part["trainees"].sum() + part["recruits"].sum() for year, part in frame.groupby("period")}
    rows = list(read(plan)["Workforce"].iter_rows(values_only=True))
    for heading in (STARTS, BY_SKILL):
        first = next(at for at, row in enumerate(rows) if row[0] == heading) + 1
        header = rows[first]
        body = list(itertools.takewhile(lambda row: row[0] is not None, rows[first + 1 :]))
        told = {year: sum(row[header.index(year)] for row in body) for year in starts}
        assert told == pytest.approx(starts) and len(body) > 1


@pytest.mark.parametrize(
    ("gap", "said"),
    [(0.0184844, "1.9 %"), (0.0038, "0.38 %"), (0.00384, "0.39 %"), (0.02, "2 %"), (0.996, "100 %"), (1.5, "150 %"),
     (0.0, "0 %"), (float("inf"), "unknown")],
)  # fmt: skip
def test_a_gap_is_rounded_up_since_it_is_said_to_be_proven(gap: float, said: str) -> None:
    assert gap_text(gap) == said
