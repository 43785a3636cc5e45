"""Tornados worked by hand: what each end costs, where a decision changes, what a step of a limit is worth."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

from bench.killing import cells
from inputs.build.drivers import drivers, drivers_table
from model import Tables
from model.sheets.whatifs import HIGH, LOW
from model.studies.tornado.break_even import LOOSER, TIGHTER
from model.studies.tornado.question import Tornado, findings
from model.studies.tornado.study import TornadoStudy
from model.testing import SHEET_OF, Entry, Range
from model.whatif.ranges import ranges_of
from tests.inline import tables
from tests.jobs import State, Store
from tests.micro.concentration import TWO_SELLERS
from tests.steps import ExitCode, main, write_inputs
from tests.studies import asked, written
from tests.studies import tornado_document as document
from tests.test_regret import WORKS

RANGES = """
    Ranges
    input        | sheet     | rows     | column    | operation | low | high
    ore price    | Suppliers | digger   | price     | set       | 0.5 | 2
    import price | Suppliers | importer | price     | set       | 5   | 30
    demand       | Demand    | any      | quantity  | multiply  | 0.5 | 3
"""
"""10 t are imported for 10 each, which is 100. A line of 20 t costs 150 and makes a tonne for 1, so that imports at p
cost more than it where 10 p > 160, p > 16, and a demand of q where 10 q > 150 + q, q > 16.7. At p = 30 the line costs
160; at q = 30, 20 t of it and 10 t of imports, 150 + 20 + 100 = 270. At p = 5, and at q = 5, imports cost 50."""

SELLERS = """
    Limits
    limit | measure | of     | scope | value
    port  | share   | magnet | B     | 45 %
    home  | share   | magnet | A     | 90 %

    Ranges
    input | sheet  | rows | column | operation | low  | high
    cap   | Limits | port | value  | set       | 15 % | 60 %
"""
"""100 magnets, from B at 10, at most 45 of them, or from A at 30: 45 x 10 + 55 x 30 = 2,100. One per cent of them more
from B saves 20; at 15 % they cost 2,700, at 60 % 1,800."""


AT_HOME = """
    Limits
    limit | measure | of     | scope | bound    | value
    home  | share   | magnet | A     | at least | 5 %
""" + (
    WORKS.replace("    A\n", "    A\n    B\n", 1)
    .replace("    City | A\n", "    City | A\n    Port | B\n", 1)
    .replace("importer | City | magnet    | 10", "importer | Port | magnet    | 8")
    .replace("digger   | City | ore       | 1", "digger   | City | ore       | 9")
    .replace("magnet  | 10 ", "magnet  | 20 ")
    + "\n    Routes\n    from | to   | commodity\n    Port | City | magnet\n"
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """What several tests ask for is solved once."""
    return Store(tmp_path_factory.mktemp("runs"))


def tornado(store: Store, given: Tables, **options: Any) -> Tornado:
    return asked(TornadoStudy(given, "it", **options), store, workers=1)


def extras(found: Tornado) -> dict[str, dict[str, float | None]]:
    return {bar.name: {end: found.extra(case) for end, case in bar.ends.items()} for bar in found.bars}


# ---------------------------------------------------------------------------------------------- worked by hand


def test_the_input_that_moves_the_cost_most_comes_first(store: Store) -> None:
    found = tornado(store, tables(WORKS, RANGES))
    assert extras(found) == {
        "demand": pytest.approx({LOW: -50, HIGH: 170}),
        "import price": pytest.approx({LOW: -50, HIGH: 60}),
        "ore price": {LOW: 0.0, HIGH: 0.0},
    }
    assert [bar.name for bar in found.bars] == ["demand", "import price", "ore price"]
    assert [found.swing(bar) for bar in found.bars] == pytest.approx([220, 110, 0])
    assert [found.matters(bar) for bar in found.bars] == [True, True, False]
    dear = found.bars[1].ends[HIGH]
    assert found.proven(dear) == pytest.approx((60, 60), abs=1e-3)
    assert found.exit_code == ExitCode.OPTIMAL


def test_a_break_even_value_is_enclosed_and_proven(store: Store, snapshot: SnapshotAssertion) -> None:
    """16 and 16.7 t, which is 1.67 times 10: sixteenths of the way lie at 15 and 16.25, at 1.625 and 1.75."""
    found = tornado(store, tables(WORKS, RANGES))
    switches = {each.ranged.name: each for each in found.switches}
    assert set(switches) == {"import price", "demand"}
    price, demand = switches["import price"], switches["demand"]
    between = [price.ranged.value(HIGH, part) for part in (price.near, price.far)]
    assert between == pytest.approx([15, 16.25]) and between[0] <= 16 <= between[1]
    assert price.project == "Line" and price.is_built and price.is_proven
    between = [demand.ranged.value(HIGH, part) for part in (demand.near, demand.far)]
    assert between == pytest.approx([1.625, 1.75]) and demand.is_proven
    assert findings(found) == snapshot


def test_what_is_built_may_leave_the_plan(store: Store, snapshot: SnapshotAssertion) -> None:
    """With imports at 20 the line is built, 160. It leaves the plan where they cost 16, on the way to 11."""
    row = "dear | Suppliers | importer | price | set | 11 |"
    given = tables(WORKS.replace("importer | City | magnet    | 10", "importer | City | magnet    | 20"),
                   RANGES.split("ore price")[0] + row)  # fmt: skip
    (switch,) = tornado(store, given).switches
    assert not switch.is_built and switch.end == LOW and switch.is_proven
    values = [switch.ranged.value(LOW, part) for part in (switch.near, switch.far)]
    assert values == pytest.approx([16.062, 15.5])
    assert findings(tornado(store, given)) == snapshot
    assert set(extras(tornado(store, given))["dear"]) == {LOW}


def test_where_plans_end_is_a_break_even_value(store: Store, snapshot: SnapshotAssertion) -> None:
    """Each may send so much: B 10 t, and A of 100 asked at most 95. So demand may be 105 t and no more."""
    limits = """
        Limits
        limit | measure | of     | scope | bound   | value
        port  | supply  | magnet | B     | at most | 10
        home  | supply  | magnet | A     | at most | 95
    """
    rows = RANGES.split("ore price")[0] + "demand | Demand | any | quantity | add | -10 | 8"
    found = tornado(store, tables(TWO_SELLERS, limits, rows))
    assert found.bars[0].ends[HIGH].state == State.INFEASIBLE and found.bars[0].without == [HIGH]
    (switch,) = found.switches
    assert switch.project == "" and switch.is_proven
    between = [switch.ranged.value(HIGH, part) for part in (switch.near, switch.far)]
    assert between == pytest.approx([5, 5.5])
    assert findings(found) == snapshot


def test_a_step_of_a_limit_is_worth_its_shadow_price_where_nothing_is_built(
    store: Store, snapshot: SnapshotAssertion
) -> None:
    found = tornado(store, tables(TWO_SELLERS, SELLERS))
    (worth,) = found.worths
    assert worth.limit.limit == "port" and worth.step == 0.05
    assert worth.marginal == pytest.approx(2000)
    assert {way: worth.per_unit(found.comparison, way) for way in worth.cases} == pytest.approx(
        {LOOSER: 2000, TIGHTER: 2000}
    )
    assert extras(found) == {"cap": pytest.approx({LOW: 600, HIGH: -300})}
    assert findings(found) == snapshot


def test_a_limit_has_no_step_beyond_its_values(store: Store) -> None:
    """All of them from A: there is no share above 100 %."""
    limits = """
        Limits
        limit | measure | of     | scope | bound    | value
        all   | share   | magnet | A     | at least | 100 %
    """
    (worth,) = tornado(store, tables(TWO_SELLERS, limits)).worths
    assert set(worth.cases) == {LOOSER}


def test_in_the_long_run_a_limit_may_be_worth_far_more_than_its_shadow_price(
    store: Store, snapshot: SnapshotAssertion
) -> None:
    """Of 20 t one must be made at home, for 9 of ore in a line of 150, where imports cost 8: 150 + 9 + 19 x 8 = 311.
    With the line as built a per cent less saves 0.2 t x 1. A step of five per cent less needs no line: 20 x 8 = 160,
    which is 151 less or 30.2 for each of the five. A step more costs another 1."""
    (worth,) = (found := tornado(store, tables(AT_HOME))).worths
    assert worth.marginal / 100 == pytest.approx(0.2)
    per_cent = {way: worth.per_unit(found.comparison, way) / 100 for way in worth.cases}
    assert per_cent == pytest.approx({LOOSER: 30.2, TIGHTER: 0.2})
    assert findings(found) == snapshot


def test_what_is_within_the_gaps_is_no_finding(store: Store, snapshot: SnapshotAssertion) -> None:
    """At a gap of 40 % the difference of 3 is what the solves leave open, unless both are solved exactly."""
    given = tables(WORKS, RANGES.split("ore price")[0] + "dear | Suppliers | importer | price | set | 9.7 | 30")
    found = tornado(store, given)
    case = found.bars[0].ends[LOW]
    assert found.is_significant(case)
    base = found.comparison.base
    assert base.digest is not None
    vague = replace(found.comparison, base=replace(base, digest=replace(base.digest, bound=60.0)))
    found = replace(found, comparison=vague, in_order=tuple(replace(bar, ends={LOW: case}) for bar in found.in_order))
    assert not found.is_significant(case) and not found.matters(found.bars[0])
    assert found.proven(case) == pytest.approx((-3, 37), abs=1e-3)
    assert findings(found) == snapshot


# ---------------------------------------------------------------------------------------------- ranges


OTHERWISE: dict[str, Any] = {
    "input": "another name", "sheet": "Outlets", "rows": "digger", "column": "limit", "from_year": 2026,
    "until_year": 2020, "operation": "multiply", "low": Entry(6.0), "high": Entry(31.0),
}  # fmt: skip


@pytest.mark.parametrize("attribute", [each.attribute for each in SHEET_OF[Range].columns])
def test_every_column_does_something(attribute: str) -> None:
    """Another value gives other ends, or a problem: nothing is read and ignored."""

    def made(**otherwise: Any) -> Any:
        given = tables(WORKS, "Settings\n        last year | 2027", RANGES)
        row = replace(given[Range][1], **otherwise)
        try:
            (ranged,) = ranges_of(replace(given, rows={**given.rows, Range: [row]}))
        except Exception as error:
            return str(error)
        return ranged.name, [(end, each.changed) for end, each in ranged.ends.items()]

    assert made() != made(**{attribute: OTHERWISE[attribute]})


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("it | Suppliers | importer | price | set | 5 | 30", ("10", "5", "30", "20")),
        ("it | Suppliers | any | price | set | 5 | 30", ("2 values", "5", "30", None)),
        ("it | Suppliers | any | price | multiply | 0.5 | 3", ("× 1", "× 0.5", "× 3", "× 2")),
        ("it | Suppliers | any | price | add | -1 | 4", ("+ 0", "− 1", "+ 4", "+ 2")),
        ("it | Settings | discount rate | value | set | 0 % | 8 %", ("4 %", "0 %", "8 %", "6 %")),
        ("it | Projects | Line | maximum modules | set | 1 | 4", ("1", "1", "4", "2")),
        ("it | Projects | Line | in use | set | no | ", ("yes", "no", None, None)),
    ],
)  # fmt: skip
def test_values_are_said_as_they_are_typed(row: str, expected: tuple[str | None, ...]) -> None:
    """In the workbook, low, high, and half of the way to high, where there is something between."""
    given = tables(WORKS, "Settings\n        discount rate | 4 %", RANGES.split("ore price")[0] + row)
    (ranged,) = ranges_of(given)
    said = [ranged.typed(end) if end in ranged.ends else None for end in (LOW, HIGH)]
    half = ranged.value_said(HIGH, 0.5) if HIGH in ranged.ends and ranged.is_continuous(HIGH) else None
    assert (ranged.base_said, *said, half) == expected


# ---------------------------------------------------------------------------------------------- command, workbook


@pytest.mark.usefixtures("in_this_process")
def test_the_command_resumes_and_writes_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    book, out = tmp_path / "works.xlsx", tmp_path / "out" / "tornado.xlsx"
    write_inputs(book, tables(WORKS, RANGES))
    ask = ["tornado", str(book), "--out", str(out), "--jobs", "1"]
    assert main([*ask, "--skip-break-even"]) == ExitCode.OPTIMAL
    said = capsys.readouterr()
    assert "demand matters most" in said.out and "enters the plan" not in said.out
    assert "from an earlier run" not in said.err
    assert main(ask) == ExitCode.OPTIMAL
    said = capsys.readouterr()
    assert said.out == snapshot
    assert "demand: low: optimal (from an earlier run)" in said.err
    first = cells(out)
    assert main([*ask, "--quiet"]) == ExitCode.OPTIMAL
    assert cells(out) == first
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("in_this_process")
def test_ranges_are_chosen_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    book, out = tmp_path / "works.xlsx", tmp_path / "tornado.xlsx"
    write_inputs(book, tables(WORKS, RANGES))
    ask = ["tornado", str(book), "--out", str(out), "--jobs", "1", "--quiet", "--skip-break-even", "--only"]
    assert main([*ask, "*price"]) == ExitCode.OPTIMAL
    said = capsys.readouterr().out
    assert said == snapshot
    assert "demand" not in said
    assert main([*ask, "prise"]) == ExitCode.INPUT
    assert capsys.readouterr().err == snapshot


@pytest.mark.usefixtures("in_this_process")
def test_a_workbook_without_ranges_or_a_plan_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    book = tmp_path / "works.xlsx"
    write_inputs(book, tables(WORKS))
    assert main(["tornado", str(book), "--skip-limits", "--out", str(tmp_path / "out.xlsx")]) == ExitCode.INPUT
    assert capsys.readouterr().err == snapshot
    none = tables(WORKS, "Limits\n        limit | measure | of | value\n        never | supply | ore | 30")
    write_inputs(book, none)
    ask = ["tornado", str(book), "--out", str(tmp_path / "out.xlsx"), "--quiet"]
    assert main(ask) == ExitCode.INFEASIBLE
    assert not (tmp_path / "out.xlsx").exists()


def test_the_batch_and_the_plan_do_not_depend_on_ranges() -> None:
    from model.runs.job import values_of
    from tests.steps import base, variants

    given, plain = tables(WORKS, RANGES), tables(WORKS)
    assert values_of(given) == values_of(plain)
    assert base(given).tables == base(plain).tables
    assert variants(given) == []


def test_the_workbook_says_what_was_found_and_what_is_proven(store: Store, snapshot: SnapshotAssertion) -> None:
    book = openpyxl.load_workbook(BytesIO(written(document(tornado(store, tables(TWO_SELLERS, SELLERS))))))
    assert book.sheetnames == ["Tornado", "Ends", "Limits", "Measures", "Plan differences", "Inputs", "Run log"]
    why = "No page 'Break-even': no end adds or drops an investment significantly, or none was looked for."
    assert any(str(row[0]).startswith(why) for row in book["Tornado"].values)  # it would be empty
    rows = [[each for each in row if each is not None] for row in book["Ends"].values]
    low = next(row for row in rows if row[:2] == ["cap", "low"])
    assert low[2:4] == ["15 %", "optimal"] and low[4:8] == pytest.approx([2700, 600, 600, 600])
    limits = [[each for each in row if each is not None] for row in book["Limits"].values]
    port = next(row for row in limits if row[:1] == ["port"])
    assert port[2:5] == snapshot
    assert port[5:] == pytest.approx([20, 20, 20])
    assert len(book["Tornado"]._charts) == 1


def test_what_was_not_solved_is_not_said_to_have_no_plan(store: Store) -> None:
    """'no plan' is proven; of what Ctrl-C or the time limit left over it is said that it is not known."""
    found = tornado(store, tables(TWO_SELLERS, SELLERS))
    told = {}
    for state in (State.INFEASIBLE, State.STOPPED):
        (bar,) = found.in_order
        ends = {**bar.ends, LOW: replace(bar.ends[LOW], state=state, digest=None)}
        book = openpyxl.load_workbook(BytesIO(written(document(replace(found, in_order=(replace(bar, ends=ends),))))))
        told[state] = next(row[4] for row in book["Tornado"].values if row[0] == "cap" and row[1] == "15 %")
    assert told == {State.INFEASIBLE: "no plan", State.STOPPED: "not known"}


def test_what_drives_the_result_is_read_from_the_workbook(store: Store) -> None:
    """Of several workbooks the ends that are solved in either; those of different plans are not taken together."""
    found = tornado(store, tables(TWO_SELLERS, SELLERS))
    (bar,) = found.in_order
    stopped = {end: replace(case, state=State.STOPPED, digest=None) for end, case in bar.ends.items()}
    halves = []
    for end in (LOW, HIGH):
        ends = {**stopped, end: bar.ends[end]}
        halves.append(BytesIO(written(document(replace(found, in_order=(replace(bar, ends=ends),))))))
    both = drivers(halves)
    assert both == {"cost": 2100, "inputs": {"cap": {LOW: ["15 %", "optimal", 600, 600, 600],
                                                     HIGH: ["60 %", "optimal", -300, -300, -300]}}}  # fmt: skip
    assert drivers_table(both, ["cap", "US tariff"]).splitlines()[2:] == [
        "| cap | 15 %: +600 | 60 %: -300 | 900 |", "", "Not solved: 'US tariff'."
    ]  # fmt: skip
    both["inputs"]["quota"] = {end: ["0 t", "infeasible", None, None, None] for end in (LOW, HIGH)}
    assert drivers_table(both).splitlines()[-1].endswith("(proven): 'quota'.")
    other = tornado(store, tables(TWO_SELLERS, SELLERS.replace("45 %", "40 %")))
    with pytest.raises(ValueError, match="one plan"):
        drivers([*halves, BytesIO(written(document(other)))])


def test_all_figures_are_printed(store: Store) -> None:
    """What is built otherwise is a list for the screen; no page is shrunk to fit."""
    book = openpyxl.load_workbook(BytesIO(written(document(tornado(store, tables(TWO_SELLERS, SELLERS))))))
    left_out = {name: book[name].oddFooter.center.text for name in ("Tornado", "Ends", "Limits")}
    assert left_out == {"Tornado": "", "Ends": "Not printed: column L", "Limits": ""}
    assert [book[name].page_setup.fitToHeight for name in left_out] == [0, 0, 0]


@pytest.mark.usefixtures("in_this_process")
def test_the_report_shows_the_tornado_of_its_plan(tmp_path: Path) -> None:
    """With the plan in the workbook of results beside it, or the tornado's own; the report of another plan stays."""
    book, out = tmp_path / "works.xlsx", tmp_path / "works_tornado.xlsx"
    report, results = tmp_path / "works_report.html", tmp_path / "works_plan.xlsx"
    write_inputs(book, tables(WORKS, RANGES))
    ask = ["tornado", str(book), "--out", str(out), "--jobs", "1", "--quiet", "--skip-break-even"]
    assert main(ask) == ExitCode.OPTIMAL
    assert "demand matters most" in report.read_text("utf-8")
    assert main(["solve", str(book), "--out", str(results), "--quiet"]) == ExitCode.OPTIMAL
    assert "demand matters most" not in report.read_text("utf-8")
    assert main(ask) == ExitCode.OPTIMAL
    page = report.read_text("utf-8")
    assert "demand matters most" in page and "without the plan" in page.lower()
    assert page.count('"demand × 3: +170 USD"') == 1
    cheaper = WORKS.replace("importer | City | magnet    | 10", "importer | City | magnet    | 9")
    write_inputs(book, tables(cheaper, RANGES))
    before = report.read_bytes()
    assert main(ask) == ExitCode.OPTIMAL
    assert report.read_bytes() == before
