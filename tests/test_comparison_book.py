"""What the workbook of a comparison promises, and plans carried in results workbooks, checked by reading back."""

from __future__ import annotations

import io
import json
import math
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from syrupy.assertion import SnapshotAssertion

from bench.tampering import MARKED, REFUSED, SAME, STORED, tampered
from inputs.build import quickstart
from model import AuditFailed, FileRefused, InputError, Plan, Tables
from model.cli.study import names_of
from model.reports import embedded_plan
from model.reports.phrases import some
from model.reports.results.words import STORED as AS_STORED
from model.studies.comparison.overview import by_weight
from model.studies.comparison.regret_pages import fails, ranked
from model.studies.comparison.styles import listed, signed
from model.testing import ByYear, Supplier
from tests.conftest import solved
from tests.example_plan import example_plan
from tests.figures import AuditLine, Case, Comparison, Regret, answers, compare_plans
from tests.jobs import plan_record
from tests.office import needs_office, printed
from tests.steps import ExitCode, carried_plan, main, report_bytes, results_book, results_bytes
from tests.studies import comparison_bytes, findings, regret_sentences
from tests.test_compare import compared, plan_of

SHEETS = [
    "Comparison", "Contents", "Measures", "Index", "Builds", "Builds by year", "Timelines", "Plan differences",
    "Cost bridge", "Risk", "Regret", "No-regret", "Inputs", "Run log",
]  # fmt: skip
NAMES = (
    "Price collapse", "Demand high", "Capex 1.7x", "Two years of permit delay", "No recruiting abroad",
    "Half the training seats", "Tariff 25 %", "Magnet floor price", "No Malaysian plant", "Brazil opens up",
)  # fmt: skip


def read(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def texts(book: openpyxl.Workbook, sheet: str) -> list[str]:
    return [str(cell.value) for row in book[sheet].iter_rows() for cell in row if cell.value is not None]


def rows(book: openpyxl.Workbook, sheet: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in book[sheet].iter_rows(values_only=True)]


def regret_of(comparison: Comparison, step: float = 1.0) -> Regret:
    """Each plan costs a step more under the next what-if, two steps more under the one after it."""
    names = tuple(plan.name for plan in comparison.solved)
    best = {plan.name: plan.objective for plan in comparison.solved}
    cost = {
        (one, other): best[other] + step * abs(i - j) for i, one in enumerate(names) for j, other in enumerate(names)
    }
    return Regret(names, cost, {}, best)


@cache
def eleven() -> Comparison:
    """Ten what-ifs with names as planners give them, some of them like the base, one a limit ended, one infeasible."""
    plans = [plan_of("dear"), plan_of("few seats"), plan_of("base"), plan_of("base")]
    base = ("base", plan_of("base"))
    found = compare_plans("quickstart", [base, *((name, plans[at % 4]) for at, name in enumerate(NAMES))])
    vague = found.others[3]
    assert vague.digest is not None
    loose = replace(
        vague.digest,
        objective=vague.digest.objective + 0.5,
        bound=vague.digest.bound - 1,
        costs={**vague.digest.costs, "freight": vague.digest.costs["freight"] + 0.5},
        figures=tuple(
            replace(each, value=(each.value or 0) + 0.5) if each.is_minimised else each for each in vague.digest.figures
        ),
    )
    failed = Case(NAMES[9], None, "infeasible", "Demand!D3 asks for more than there is")
    return replace(found, others=(*found.others[:3], replace(vague, digest=loose), *found.others[4:9], failed))


@cache
def whole() -> bytes:
    """The workbook of all eleven, with regret."""
    return comparison_bytes(eleven(), regret_of(eleven()))


@cache
def opened(which: str) -> openpyxl.Workbook:
    """To be looked at, not changed."""
    if which == "whole":
        return read(whole())
    return read(comparison_bytes({"eleven": eleven, "compared": compared}[which]()))


# ---------------------------------------------------------------------------------------------- the workbook


def test_every_sheet_is_there_and_says_something() -> None:
    book = opened("whole")
    assert book.sheetnames == SHEETS
    for sheet in SHEETS:
        assert len(texts(book, sheet)) > 5, sheet
        assert "column" not in texts(book, sheet) or sheet == "Inputs", f"{sheet} has a header without a word"
    assert "Regret" not in opened("eleven").sheetnames


def test_no_formulas_and_the_same_bytes() -> None:
    content = whole()
    assert content == comparison_bytes(eleven(), regret_of(eleven()))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
        ways = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".rels")]
    assert sheets and not any("<f>" in sheet for sheet in sheets)
    assert ways and not any("External" in way for way in ways)


def test_charts_draw_what_stands_on_visible_sheets() -> None:
    content, book = whole(), opened("whole")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        charts = [
            archive.read(name).decode() for name in archive.namelist() if re.search(r"charts/chart\d+\.xml$", name)
        ]
    assert len(charts) == 7, "index, bridge and scatter on two sheets each, and the timelines"
    for chart in charts:
        references = re.findall(r"<c:(?:val|yVal)><c:numRef><c:f>([^<]*)</c:f>", chart)
        assert references
        for reference in references:
            sheet, cells = reference.rsplit("!", 1)
            area = book[sheet.strip("'")][cells.replace("$", "")]
            found = [cell for row in area for cell in row] if isinstance(area, tuple) else [area]
            assert all(isinstance(cell.value, (int, float)) or cell.value is None for cell in found), reference
            assert any(cell.value is not None for cell in found), reference


def test_the_chart_of_the_index_is_not_torn_on_paper() -> None:
    """It stands on the page that is printed, with its table."""
    sheet = opened("eleven")["Index"]
    (chart,) = sheet._charts
    assert chart.anchor.to.row < int(str(sheet.print_area).rpartition("$")[2])


def test_the_first_page_has_every_case_and_its_finding(snapshot: SnapshotAssertion) -> None:
    """A line each of those that tell something, with the difference; the others are named together."""
    said = {str(row[0]): [each for each in row if each is not None] for row in rows(opened("whole"), "Comparison")}
    (faint,) = (text for text in said if text.startswith("Not significant: "))
    for name in ("base", *NAMES):
        assert (name in said) is not (name in faint), name
    assert any(each == pytest.approx(3.5) for each in said["Price collapse"] if isinstance(each, float))
    assert faint == snapshot
    assert "Capex 1.7x" in faint
    assert "no plan" in said["Brazil opens up"]
    assert len(said["Brazil opens up"]) == 2, "a failed run has no figures"


def test_what_is_within_the_gaps_is_grey_and_marked() -> None:
    """In the table of differences and on the first page, and nowhere among the findings."""
    book = opened("eleven")
    sheet = book["Measures"]
    start = next(row[0].row for row in sheet.iter_rows() if str(row[0].value).startswith("Differences from"))
    headers = {cell.value: cell.column for cell in sheet[start + 1]}
    cost = sheet.cell(start + 2, headers["Two years of permit delay"])
    assert cost.value == pytest.approx(0.5) and cost.number_format.startswith('"≈ "')
    assert cost.font.color.rgb == "FF8C8C8C"
    dear = sheet.cell(start + 2, headers["Price collapse"])
    assert dear.value == pytest.approx(3.5) and "≈" not in dear.number_format
    assert dear.font.color.rgb == "FFB3261E", "dearer is worse"
    said = [words for words in findings(eleven()) if "Two years of permit delay" in words]
    assert said == [words for words in said if words.startswith("Within solver tolerance")] and said


def test_changes_of_shares_are_percentage_points() -> None:
    """25 of 500 t are short with few seats: 100 % become 95 %."""
    found = [row for row in rows(opened("compared"), "Measures") if row[0] == "fill rate"]
    assert [row[2] for row in found] == ["%", "pp"]
    assert found[0][4:8] == pytest.approx((1, 1, 0.95, 1)) and found[1][4:8] == pytest.approx((0, 0, -5, 0))


def test_inputs_that_differ_are_listed_cell_by_cell(snapshot: SnapshotAssertion) -> None:
    book = opened("compared")
    found = [row[:8] for row in rows(book, "Inputs") if row[0] in ("dear", "few seats")]
    assert [(row[0], row[1], row[3], row[4], row[5], row[6], row[7]) for row in found] == snapshot
    assert texts(book, "Inputs") == snapshot


def test_timelines_put_like_decisions_together(snapshot: SnapshotAssertion) -> None:
    book = opened("compared")
    labels = [str(row[0]) for row in rows(book, "Timelines")]
    assert [label for label in labels if label.startswith("Separation module")] == snapshot
    grid = [row for row in rows(book, "Builds by year") if row[1] in ("all but few seats", "few seats")]
    assert [row[3:8] for row in grid] == [("p", "c", "r", "s", "s"), (None, "p", "c", "r", "s")]


@pytest.mark.parametrize(
    "change",
    [
        lambda found: replace(found, others=()),
        lambda found: replace(found, base=Case("base", None, "infeasible", "why")),
        lambda found: replace(found, others=(Case("bad", None, "failed", "why"),)),
        lambda found: replace(
            found, base=Case("base", None, "infeasible", "why"), others=(Case("bad", None, "died", "why"),)
        ),
        lambda found: replace(found, others=tuple(replace(each, inputs=()) for each in found.others)),
    ],
)
def test_a_comparison_of_little_is_a_whole_workbook(change: Callable[[Comparison], Comparison]) -> None:
    """No other plan, no base, no plan at all: every sheet is there and says why it is empty."""
    found = change(compared())
    book = read(comparison_bytes(found, Regret((), {}, {}, {})))
    assert set(book.sheetnames) >= set(SHEETS) - {"Builds by year", "Timelines"}
    for case in found.failed:
        assert any(case.name in text and "why" in text for text in texts(book, "Run log"))


def test_plans_that_build_nothing_and_have_no_frames() -> None:
    empty = example_plan(frames={name: frame.iloc[:0] for name, frame in example_plan().frames.items()})
    book = read(comparison_bytes(compare_plans("empty", [("one", empty), ("other", empty)])))
    assert any(text.startswith("None:") for text in texts(book, "Builds"))


def test_a_hundred_plans_fit() -> None:
    base = ("base", plan_of("base"))
    many = [(f"what-if number {at}", plan_of("dear" if at % 3 else "few seats")) for at in range(100)]
    found = compare_plans("many", [base, *many])
    book = read(comparison_bytes(found, regret_of(found)))
    said = texts(book, "Comparison")
    assert any(re.search(r"and \d+ more: see 'Measures'", text) for text in said)
    assert "what-if number 99" in texts(book, "Measures")
    assert book["Index"].page_setup.fitToHeight == 0, "all on one page would be too small to read"


def test_names_stay_text() -> None:
    """A what-if is called what the planner calls it."""
    hostile = ("=1+1", "http://example.org", "0123", "[x]:*?/\\")
    found = compare_plans("=x", [("base", plan_of("base")), *((name, plan_of("dear")) for name in hostile)])
    assert set(hostile) <= set(texts(read(comparison_bytes(found)), "Comparison"))


def test_a_failed_audit_is_said(snapshot: SnapshotAssertion) -> None:
    plan = replace(plan_of("dear"), audit=[AuditLine("mass balance", False, 1, 3.0, "t missing")])
    found = compare_plans("x", [("base", plan_of("base")), ("dear", plan)])
    assert findings(found) == snapshot


@needs_office
def test_opens_in_libreoffice(tmp_path: Path) -> None:
    """LibreOffice opens the file without repair, and its first page is the director's."""
    file = tmp_path / "comparison.xlsx"
    file.write_bytes(whole())
    assert printed(tmp_path, file)[0].stat().st_size > 20_000


# ---------------------------------------------------------------------------------------------- regret in words

COSTS = {
    ("a", "a"): 10.0, ("a", "b"): 25.0, ("a", "c"): 30.0,
    ("b", "a"): 14.0, ("b", "b"): 20.0, ("b", "c"): 33.0,
    ("c", "a"): 11.0, ("c", "b"): 28.0, ("c", "c"): 30.0,
}  # fmt: skip
"""Regrets of a: 0, 5, 0; of b: 4, 0, 3; of c: 1, 8, 0."""
MATRIX = Regret(("a", "b", "c"), COSTS, {}, {"a": 10.0, "b": 20.0, "c": 30.0})


def of_matrix() -> Comparison:
    names = zip("abc", ("base", "dear", "few seats"), strict=True)
    return compare_plans("x", [(name, plan_of(which)) for name, which in names])


def test_the_compromise_has_the_least_worst_regret(snapshot: SnapshotAssertion) -> None:
    assert ranked(MATRIX) == ["b", "a", "c"] and MATRIX.compromise == "b"
    assert regret_sentences(of_matrix(), MATRIX) == snapshot
    book = read(comparison_bytes(of_matrix(), MATRIX))
    found = {row[0]: row[1:6] for row in rows(book, "Regret")[:14] if row[0] in ("a", "b", "c")}
    assert found == {"a": (0, 5, 0, 5, "b"), "b": (4, 0, 3, 4, "a"), "c": (1, 8, 0, 8, "b")}


def test_without_a_compromise_it_is_said_which_plan_fails_least_often(snapshot: SnapshotAssertion) -> None:
    cost = COSTS | {("a", "b"): math.nan, ("b", "c"): math.nan, ("b", "a"): math.nan, ("c", "b"): math.nan}
    why = {("a", "b"): "no ore", ("b", "c"): "no staff", ("b", "a"): "no staff", ("c", "b"): "no ore"}
    found = Regret(MATRIX.names, cost, why, MATRIX.best)
    assert ranked(found) == ["a", "c", "b"] and fails(found, "b") == ["a", "c"]
    assert regret_sentences(of_matrix(), found) == snapshot
    book = read(comparison_bytes(of_matrix(), found))
    assert texts(book, "Regret") == snapshot


# ---------------------------------------------------------------------------------------------- small words


def test_lists_of_names_are_short(snapshot: SnapshotAssertion) -> None:
    names = ["a", "b", "c", "d"]
    assert listed(names, names) == "all plans"
    assert listed(["a", "b", "c"], names) == "all but d"
    assert listed(["a"], names) == "a"
    assert some(["long name", "another", "third"], 12) == snapshot
    assert signed('#,##0.0;-#,##0.0;"–"') == '+#,##0.0;-#,##0.0;"–"'


# ---------------------------------------------------------------------------------------------- plans in workbooks


@cache
def results_of(plan: str) -> bytes:
    return results_bytes(plan_of(plan))


def results(folder: Path, name: str, plan: Plan | str) -> Path:
    """The results of a plan, or of one of the quick start's by its name."""
    file = folder / f"{name}_plan.xlsx"
    file.write_bytes(results_of(plan) if isinstance(plan, str) else results_bytes(plan))
    return file


def edited(file: Path, change: Callable[[openpyxl.worksheet.worksheet.Worksheet], None]) -> Path:
    """The workbook with its record changed, as a tool that saves it anew would."""
    book = openpyxl.load_workbook(file)
    change(book[embedded_plan.SHEET])
    book.save(file)
    return file


@pytest.mark.filterwarnings("ignore:Sparkline Group")
def test_a_plan_comes_back_whole(tmp_path: Path) -> None:
    """Also after another program has saved the file, with every frame and unit as it was, but for how long it took."""
    plan = replace(plan_of("base"), seconds=math.nan)
    file = results(tmp_path, "one", plan)
    for path in (file, edited(file, lambda sheet: None)):
        back = carried_plan(path)
        assert json.dumps(plan_record(back)) == json.dumps(plan_record(plan))
        for name, frame in plan.frames.items():
            pd.testing.assert_frame_equal(back.frames[name], frame, check_dtype=False)


def test_a_long_plan_is_cut_into_texts_that_a_cell_holds(tmp_path: Path) -> None:
    file = results(
        tmp_path, "long", replace(plan_of("base"), statistics={"log": [[at, at * math.pi] for at in range(20_000)]})
    )
    book = openpyxl.load_workbook(file, read_only=True)
    lengths = [len(value) for (value,) in book[embedded_plan.SHEET].iter_rows(min_row=2, max_col=1, values_only=True)]
    assert len(lengths) > 3 and max(lengths) == embedded_plan.LONGEST
    assert len(carried_plan(file).statistics["log"]) == 20_000  # type: ignore[arg-type]


def no_record(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    sheet["A1"] = "something else"


def other_format(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    sheet["B1"] = "99"


def cut(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    sheet["A2"] = str(sheet["A2"].value)[:-8]


def spoilt(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    text = str(sheet["A2"].value)
    sheet["A2"] = text[:40] + ("A" if text[40] != "A" else "B") + text[41:]


@pytest.mark.filterwarnings("ignore:Sparkline Group")
@pytest.mark.parametrize(
    ("change", "says"),
    [
        (no_record, "holds no plan"),
        (other_format, "is of format '99'"),
        (cut, "damaged: parts of it are lost"),
        (spoilt, "damaged: parts of it are lost"),
    ],
)
def test_a_plan_that_cannot_be_read_is_refused_by_the_name_of_its_file(
    tmp_path: Path, change: Callable[[object], None], says: str
) -> None:
    file = edited(results(tmp_path, "odd", "base"), change)
    with pytest.raises(InputError, match=says) as refused:
        carried_plan(file)
    assert str(file) in str(refused.value) and "python run.py solve" in str(refused.value)


def test_a_record_of_another_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = plan_record(plan_of("base"))
    record["tables"]["Sites"][0]["altitude"] = 3
    monkeypatch.setattr(embedded_plan, "plan_record", lambda plan: record)
    with pytest.raises(InputError, match="another version"):
        carried_plan(results(tmp_path, "old", plan_of("base")))


def test_a_record_that_would_fill_the_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = results(tmp_path, "bomb", "base")
    monkeypatch.setattr(embedded_plan, "MOST_BYTES", 1000)
    with pytest.raises(InputError, match="damaged"):
        carried_plan(file)


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="does not exist"):
        carried_plan(tmp_path / "nothing.xlsx")
    text = tmp_path / "text.xlsx"
    text.write_text("a;b;c")
    with pytest.raises(FileRefused, match="CSV"):
        carried_plan(text)


# ---------------------------------------------------------------------------------------------- the command


def test_compare_writes_what_differs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    one, other = results(tmp_path, "quick", "base"), results(tmp_path, "dear", "dear")
    out = tmp_path / "out" / "found.xlsx"
    assert main(["compare", str(one), str(other), "--out", str(out)]) == ExitCode.OPTIMAL
    assert capsys.readouterr().out.splitlines() == snapshot
    assert out.with_name("found_report.html").exists()
    book = read(out.read_bytes())
    assert book.sheetnames == [name for name in SHEETS if name != "Regret"]
    assert any(row[:2] == ("dear", "Costs") and row[5:7] == (5, 8.5) for row in rows(book, "Inputs"))


def test_compare_names_every_file_that_it_cannot_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    good = results(tmp_path, "good", "base")
    missing, inputs = tmp_path / "missing.xlsx", Path(quickstart.__file__).parents[1] / "quickstart.xlsx"
    out = tmp_path / "found.xlsx"
    assert main(["compare", str(good), str(missing), str(inputs), "--out", str(out)]) == ExitCode.INPUT
    said = capsys.readouterr().err
    assert said == snapshot
    assert not out.exists()
    assert main(["compare", str(missing), "--out", str(out)]) == ExitCode.INPUT
    assert str(missing) not in capsys.readouterr().err, "it is not even read"
    assert main(["compare", str(good), str(good), "--out", str(out)]) == ExitCode.INPUT
    assert main(["compare", str(good), str(missing), "--out", str(good)]) == ExitCode.OUTPUT


CHANGES: dict[str, Callable[[Plan], Plan]] = {
    "cost": lambda plan: replace(plan, objective=plan.objective / 2, bound=plan.bound / 2),
    "bound": lambda plan: replace(plan, bound=plan.bound + 1),
    "quantities": lambda plan: replace(plan, values={**plan.values, "ship": plan.values["ship"] * 0.9}),
    "price": lambda plan: replace(plan, tables=_dearer(plan.tables)),
}  # fmt: skip


def _dearer(given: Tables) -> Tables:
    rows = [replace(row, price=ByYear.of(2 * row.price.points[0][1])) for row in given[Supplier]]
    return Tables(given.settings, {**given.rows, Supplier: rows})


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_plan_that_was_changed_is_not_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: Callable[[Plan], Plan], snapshot: SnapshotAssertion
) -> None:
    """The hash of the record is right: whoever changed the plan has made it again. Its file is named, and no other."""
    one, other = results(tmp_path, "one", "base"), results(tmp_path, "other", change(plan_of("dear")))
    out = tmp_path / "x.xlsx"
    assert main(["compare", str(one), str(other), "--out", str(out)]) == ExitCode.AUDIT
    said = capsys.readouterr().err
    assert said == snapshot
    assert "when recomputed (" in said
    assert str(one) not in said
    assert not out.exists()
    bad = tmp_path / "missing.xlsx"
    assert main(["compare", str(one), str(other), str(bad), "--out", str(out)]) == ExitCode.INPUT
    said = capsys.readouterr().err
    assert "when recomputed (" in said
    assert said == snapshot


def test_a_plan_that_cannot_be_recomputed_is_refused(tmp_path: Path) -> None:
    plan = plan_of("dear")
    values = {name: each for name, each in plan.values.items() if name != "purchase"}
    with pytest.raises(InputError, match="not those of this program") as refused:
        carried_plan(results(tmp_path, "odd", replace(plan, values=values)))
    assert "odd_plan.xlsx" in str(refused.value)


def test_no_changed_leaf_of_a_record_is_believed() -> None:
    """A sample of ``python -m bench.tampering``, which changes every leaf: refused, as it was, or called as stored."""
    for name, found in tampered(6, seed=4).items():
        assert set(found) <= {REFUSED, SAME, MARKED}, name
    assert {"bound", "without", "months", "tables"} <= STORED
    assert all(word in AS_STORED for word in ("bound", "without the plan", "by month", "inputs", "marginal costs"))


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("statistics", ["x"]),
        ("asked", {"gap": "x"}),
        ("source", {"workbook": 5, "saved": "", "program": "", "solved": ""}),
    ],
)
def test_a_part_of_a_record_that_is_of_another_type_is_refused(part: str, value: object) -> None:
    record = plan_record(plan_of("base")) | {part: value}
    with pytest.raises(InputError, match=r"x_plan\.xlsx: the plan in it was changed"):
        embedded_plan.recorded_plan(record, Path("x_plan.xlsx"))


def test_what_a_plan_decides_is_that_of_its_solution() -> None:
    """No record says it a second time, so that nothing else can be held."""
    record = plan_record(plan_of("base"))
    assert not {"decided", "measures", "units", "periods", "gap", "frames"} & set(record)
    size, places, values = record["values"]["build"]
    record["values"]["build"] = [size, places, [0.0 for _ in values]]
    with pytest.raises(AuditFailed, match="does not hold when recomputed"):
        embedded_plan.recorded_plan(record, Path("x_plan.xlsx"))


def test_pages_of_a_plan_from_a_file_say_what_is_as_stored() -> None:
    plan = embedded_plan.recorded_plan(json.loads(json.dumps(plan_record(plan_of("base")))), Path("x_plan.xlsx"))
    book = results_book(plan)
    page = report_bytes(book).decode()
    assert AS_STORED in page and "Bound as stored: " in page and "Proven" not in page
    assert AS_STORED in " ".join(texts(read(book.content()), "Solver"))
    notes = {each.question: each.picture.note for each in answers(book.view)}
    assert notes["Against doing nothing"].endswith("stored, not verified.")
    assert AS_STORED not in report_bytes(results_book(plan_of("base"))).decode()


def test_plans_are_named_by_their_files(tmp_path: Path) -> None:
    paths = [tmp_path / "a" / "x_plan.xlsx", tmp_path / "b" / "x_plan.xlsx", tmp_path / "b" / "y.xlsx"]
    assert names_of(paths) == ["a/x", "b/x", "y"]


def test_plans_of_workbooks_that_share_little(tmp_path: Path) -> None:
    """However they came about: other years, other projects."""
    settings = replace(quickstart.tables().settings, last_year=2030)
    short = Tables(settings, quickstart.tables().rows)
    plans = [("example", example_plan()), ("short", solved(short))]
    book = read(comparison_bytes(compare_plans("odd", plans)))
    assert {"dropped", "added"} <= set(texts(book, "Plan differences"))


def test_what_matters_comes_first_and_noise_is_folded() -> None:
    """On the first page the base, what has no plan, then what differs significantly, the largest difference first; what
    does not is one line, which names it."""
    lines = [[cell for cell in row if cell is not None] for row in rows(opened("whole"), "Comparison")]
    start = next(at for at, line in enumerate(lines) if line and str(line[0]).startswith("What matters"))
    end = next(at for at, line in enumerate(lines) if line and str(line[0]).startswith("Not significant"))
    names = [str(line[0]) for line in lines[start + 2 : end]]
    told, folded = by_weight(eleven())
    assert names == [case.name for case in told] and names[0] == "base"
    extras = [abs(eleven().extra(case.digest) or 0.0) for case in told[1:] if case.digest is not None]
    assert extras == sorted(extras, reverse=True) and len(extras) >= 3
    assert folded and all(case.name in str(lines[end][0]) for case in folded)
    assert {case.name for case in (*told, *folded)} == {case.name for case in eleven().cases}
