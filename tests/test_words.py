"""What the results say is so: of the example that newcomers start with, and of workbooks at the edge."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

from inputs.build import quickstart
from model import Plan, Problem
from model.cli.solve import first_lines
from model.docs.pages import inputs_page
from model.reports.answers.answer import rate
from model.reports.answers.four import robust
from model.reports.html.pictures.over_time import draw_timeline
from model.reports.results.summary import with_room
from model.reports.styles import SHARE_FORMAT
from model.results.first_stage import Commitment, DueNow, due_first, due_now, named, row_of
from model.results.optimality import Spread
from model.rolling import KEEP
from model.rolling.locks import lock
from model.sheets.names import count
from model.testing import SHEET_OF, Decision, Disruption
from tests.books import put
from tests.conftest import TIME_LIMIT, solved
from tests.figures import answer_in_words, compare_plans, decide, decisions, percent, shown
from tests.inline import tables
from tests.jobs import plan_of, plan_record
from tests.micro.case import CITY, WORKS
from tests.micro.disruptions import TWO_SELLERS
from tests.shipped import INPUTS
from tests.steps import View, main, results_book, results_bytes, run_checks, show_problems, write_inputs
from tests.studies import findings

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group")  # which openpyxl cannot read


@cache
def quick_start() -> Plan:
    return solved(quickstart.tables())


def said(plan: Plan, *sheets: str) -> str:
    """All that stands on some sheets of the results, or on all of them, a row a line."""
    book = openpyxl.load_workbook(io.BytesIO(results_bytes(plan)), read_only=True)
    return "\n".join(
        " ".join(str(cell) for cell in row if cell is not None)
        for sheet in sheets or book.sheetnames
        for row in book[sheet].iter_rows(values_only=True)
    )


def test_nothing_is_said_of_when_in_a_year_a_shortfall_begins() -> None:
    """The quick start keeps no stock and loses half its supply on the first day; a plan by years cannot date that."""
    text = said(quick_start())
    assert "China stops exporting in 2030" in text
    assert "months" not in said(quick_start(), "Stress test", "Summary") and "survive" not in text


# ---------------------------------------------------------------------------------------------- disruptions

HARMLESS = """
    Disruptions
    disruption | action   | target | value | start
    flood      | capacity | near   | 0     | 2026
"""
"""Who is dear and not needed may be out."""


def test_one_harmless_disruption_leaves_no_more_unmet(snapshot: SnapshotAssertion) -> None:
    text = said(solved(tables(CITY, TWO_SELLERS, HARMLESS)), "Summary")
    assert text == snapshot


def test_a_disruption_that_only_costs_is_said_to_cost(snapshot: SnapshotAssertion) -> None:
    """Far is out, near sells at 30 what far sold at 10."""
    text = said(solved(tables(CITY, TWO_SELLERS, HARMLESS.replace("near", "far "))), "Summary")
    assert text == snapshot


def test_an_action_that_sets_in_later_is_told_with_its_own_year(snapshot: SnapshotAssertion) -> None:
    late = """
        Settings
        last year | 2028

        Disruptions
        disruption | action   | target | value | start | after
        row        | capacity | far    | 0     | 2026  |
        row        | price    | far    | 2     |       | 1
    """
    text = said(solved(tables(CITY, TWO_SELLERS, late)), "Stress test")
    assert text == snapshot


def test_demand_of_a_disruption_is_that_of_all_years_it_is_counted_over(snapshot: SnapshotAssertion) -> None:
    """Half a year in a period of five: what is unmet is a share of the demand of that year."""
    long = """
        Settings
        last year        | 2030
        years per period | 5

        Demand
        market | product | 2026 | shortage cost
        City   | magnet  | 100  | 99

        Suppliers
        supplier | site | commodity | price | limit
        far      | City | magnet    | 10    | 100

        Disruptions
        disruption | action   | target | value | start | duration
        strike     | capacity | far    | 0     | 2028  | 0.5
    """
    text = said(solved(tables(CITY, long)), "Stress test")
    assert text == snapshot


def test_what_is_short_in_several_units_is_told_by_product(snapshot: SnapshotAssertion) -> None:
    """Kilograms of ore and tonnes of magnets are no sum."""
    both = """
        Demand
        market | product | 2026 | shortage cost
        City   | magnet  | 100  | 99
        City   | ore     | 7000 | 99

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 1
        pit      | City | ore       | 1

        Disruptions
        disruption | action   | target | value | start
        strike     | capacity | far    | 0.5   | 2026
        strike     | capacity | pit    | 0     |
    """
    limited = both.replace("price\n", "price | limit\n").replace("| magnet    | 1", "| magnet | 1 | 100")
    limited = limited.replace("| ore       | 1", "| ore | 1 | 7000")
    units = CITY.replace("commodity\n    ore\n    magnet", "commodity | unit\n    ore | kg\n    magnet | t")
    plan = solved(tables(units, limited))
    assert said(plan, "Stress test", "Summary") == snapshot
    assert "the product" in said(plan, "Stress test")


def test_a_shortfall_that_moves_to_another_product_is_not_hidden_by_the_total(snapshot: SnapshotAssertion) -> None:
    """Ten magnets are short anyway. Where ten fewer are needed and the pit sells ten less, it is ten of ore instead."""
    both = """
        Demand
        market | product | 2026 | shortage cost
        City   | magnet  | 50   | 9
        City   | ore     | 50   | 5

        Suppliers
        supplier | site | commodity | price | limit
        far      | City | magnet    | 1     | 40
        pit      | City | ore       | 1     | 50

        Disruptions
        disruption | action   | target | commodity | value | start
        turn       | demand   | City   | magnet    | 0.8   | 2026
        turn       | capacity | pit    |           | 0.8   |
    """
    text = said(solved(tables(CITY, both)), "Stress test")
    assert text == snapshot


def test_it_is_said_that_disruptions_exclude_each_other(snapshot: SnapshotAssertion) -> None:
    assert said(solved(tables(CITY, TWO_SELLERS, HARMLESS)), "Stress test") == snapshot
    assert SHEET_OF[Disruption].about == snapshot
    several = solved(tables(CITY, TWO_SELLERS, HARMLESS.replace("near  ", "each supplier")))
    assert said(several, "Summary") == snapshot


# ---------------------------------------------------------------------------------------------- money


def test_how_money_is_discounted_within_a_period_stands_where_it_is_summed(snapshot: SnapshotAssertion) -> None:
    """Five years at 25 %: 1000 a year counts 1, 0.8, 0.64, 0.512, 0.4096; in all 3,361.6 of 5,000."""
    periods = """
        Settings
        last year        | 2030
        years per period | 5
        discount rate    | 25 %
    """
    plan = solved(tables(CITY, TWO_SELLERS, periods))
    assert plan.objective == pytest.approx(3361.6)
    text = said(plan, "Costs")
    assert text == snapshot
    assert "the mean of their factors" in inputs_page()
    assert said(solved(tables(CITY, TWO_SELLERS)), "Costs") == snapshot


PROFIT = """
    Settings
    last year | 2027

    Suppliers
    supplier | site | commodity | price
    mine     | City | magnet    | 1

    Outlets
    outlet | site | commodity | price | limit
    shop   | City | magnet    | 3     | 10
"""


def test_a_plan_that_earns_is_not_said_to_cost(snapshot: SnapshotAssertion) -> None:
    """Ten a year are bought at 1 and sold at 3; within 10 % of that, 4 may still be earned."""
    plan = solved(tables(CITY, PROFIT))
    text = said(plan, "Summary")
    assert text == snapshot
    loose = replace(plan, gap=0.1, bound=-44.0)
    assert said(loose, "Summary") == snapshot


def test_a_plan_without_cost_and_a_horizon_of_one_year(snapshot: SnapshotAssertion) -> None:
    free = solved(tables(CITY, TWO_SELLERS.replace("| 10 ", "| 0  ")))
    assert said(free, "Summary") == snapshot
    assert "2026–2026" not in said(free)


def test_what_is_paid_for_unmet_demand_is_told_apart_from_what_is_spent(snapshot: SnapshotAssertion) -> None:
    short = "Demand\nmarket | product | 2026 | shortage cost\nCity | magnet | 100 | 5"
    text = said(solved(tables(CITY, short)), "Summary")
    assert text == snapshot


def test_what_is_decided_ahead_is_no_reaction_to_a_disruption(snapshot: SnapshotAssertion) -> None:
    """Ten guards earn 9 a year, disrupted or not."""
    guards = "Skills\nskill | market | headcount | wage | other need\nguard | A | 10 | 9 | 10"
    dear = HARMLESS.replace("near", "far ")
    plan = solved(tables(CITY, TWO_SELLERS, dear, guards))
    assert {line["cost"] for line in plan.frames["costs"].to_dict("records")} == {"purchases", "wages"}
    text = said(plan, "Responses")
    assert text == snapshot
    assert "people" not in text


def test_periods_of_several_years_are_told_with_all_their_years(snapshot: SnapshotAssertion) -> None:
    """People trained in the first of two periods of five years are due in 2026–2030, not in the first three years."""
    long = PEOPLE_ONLY.replace("last year | 2027", "last year | 2035\n    years per period | 5")
    text = said(solved(tables(CITY, long.replace("other need 2027", "other need 2031"))), "Summary", "Decisions")
    assert text == snapshot


# ---------------------------------------------------------------------------------------------- decisions

PEOPLE_ONLY = """
    Settings
    last year | 2027

    Skills
    skill | market | headcount | wage | other need 2026 | other need 2027 | redundancy cost | training seats
    guard | A      | 30        | 9    | 20              | 20              | 2               |
    cook  | A      | 4         | 9    | 4               | 6               | 2               | 5
"""
"""Ten guards are too many, two cooks too few: released at 2 each, since a year's wage is 9, and trained in 2026."""


def test_people_are_among_the_decisions_due_first(snapshot: SnapshotAssertion) -> None:
    plan = solved(tables(CITY, PEOPLE_ONLY))
    text = said(plan, "Summary")
    assert text == snapshot
    assert "No decisions" not in text and "no investments" not in text
    rows = said(plan, "Decisions").splitlines()
    assert rows[-2:] == snapshot


def test_what_a_row_of_decisions_settles_is_marked_as_kept() -> None:
    """Training of two cooks is fixed in the inputs: it is a decision of the plan, and kept; releases are open."""
    settled = """
        Decisions
        decision | action | subject | place | rule  | year | people
        cooks    | train  | cook    | A     | fixed | 2026 | 2
    """
    plan = solved(tables(CITY, PEOPLE_ONLY, settled))
    assert [each.marked for each in due_first(View(plan))] == ["train cook (kept)", "release guard"]
    free = due_now(View(solved(tables(CITY, PEOPLE_ONLY))))
    assert due_now(View(plan)) == DueNow(2, pytest.approx(free.outlay), pytest.approx(free.spent))
    open_to_more = tables(CITY, PEOPLE_ONLY, settled.replace("fixed | 2026 | 2", "at least | 2026 | 1"))
    assert [each.marked for each in due_first(View(solved(open_to_more)))] == ["train cook", "release guard"]


def test_decisions_of_all_kinds_find_room_beside_many_builds() -> None:
    builds = [Commitment(2026, "build", f"line {number}", "A", 1.0, "t/y", 9.0) for number in range(9)]
    due = [
        *builds,
        Commitment(2026, "close", "Works", "A", None, "", None),
        Commitment(2027, "train", "cook", "A", 2.0, "", 1),
    ]
    shown = with_room(due, 6)
    assert [each.kind for each in shown[:5]] == ["build"] * 3 + ["close", "train"] and len(shown) == len(due)
    assert with_room(due, 11) == due


def test_a_plan_without_decisions_says_what_there_is_none_of(snapshot: SnapshotAssertion) -> None:
    text = said(solved(tables(CITY, TWO_SELLERS)), "Summary")
    assert text == snapshot


def test_stages_that_are_equally_concentrated_are_all_named(snapshot: SnapshotAssertion) -> None:
    text = said(quick_start(), "Summary")
    assert text == snapshot


# ---------------------------------------------------------------------------------------------- how it was found


def test_what_the_command_line_asked_for_is_what_the_sheet_solver_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """A gap of 7 % and 33 s, where Settings says 0.01 % and 600 s; and what is carried to be compared says the same."""
    inputs, out = tmp_path / "quickstart.xlsx", tmp_path / "plan.xlsx"
    write_inputs(inputs, quickstart.tables())
    assert main(["solve", str(inputs), "--out", str(out), "--gap", "7%", "--time-limit", "33", "--quiet"]) == 0
    told = re.search(r"in ([\d.]+) s, of which the solver took ([\d.]+) s\.", capsys.readouterr().out)
    assert told and float(told[1]) > float(told[2])
    rows = openpyxl.load_workbook(out)["Solver"].iter_rows(values_only=True)
    facts = {row[0]: row[1:3] for row in rows if row[0]}
    assert facts["gap requested"] == (pytest.approx(7), "%") and facts["time limit requested"] == (33, "s")
    assert (pytest.approx(0.01), "%") == snapshot
    assert snapshot == (600, "s")
    assert plan_of(json.loads(json.dumps(plan_record(quick_start())))).asked == {"gap": 0.0, "time limit": TIME_LIMIT}


# ---------------------------------------------------------------------------------------------- warnings


def projects(costs: str) -> list[Problem]:
    """Warnings of a works that ten projects could enlarge."""
    names = [f"line {number}" for number in range(10)]
    rows = "\n".join(f"{name} | Works | modules | 1" for name in names)
    given = tables(
        CITY,
        WORKS,
        f"Projects\nproject | plant | kind | module size\n{rows}",
        "Costs\nitem | fixed capex | fixed opex\n" + "\n".join(f"{name} | {costs}" for name in names) if costs else "",
    )
    return [problem for problem in run_checks(given) if problem.is_warning and "no capital cost" in problem.fix]


def test_a_project_with_fixed_opex_only_is_not_free(snapshot: SnapshotAssertion) -> None:
    assert projects("| 5") == [] == projects("5 |")
    assert len(projects("")) == len(projects("0 | 0")) == 10
    assert projects("0 | 0")[0].fix == snapshot
    assert projects("")[0].fix == snapshot


def test_a_plan_within_a_gap_is_not_called_optimal(snapshot: SnapshotAssertion) -> None:
    assert quick_start().verdict == "optimal"
    assert replace(quick_start(), gap=0.05).verdict == snapshot
    assert replace(quick_start(), gap=0.05, outcome="time limit").verdict == "time limit"


def test_warnings_of_a_kind_are_told_once(capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion) -> None:
    """Of ten the first three, and where the seven others stand; of a kind are those of a column that say the same."""
    other = replace(projects("")[0], cell="B3")
    show_problems([*projects(""), other])
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 4
    assert told == snapshot
    assert "Projects!B3" in told[3]


def test_what_there_is_one_of_is_told_in_the_singular(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    book = openpyxl.load_workbook(INPUTS / "quickstart.xlsx")
    put("Demand!H3", 700)(book)
    book.save(tmp_path / "plan.xlsx")
    main(["check", str(tmp_path / "plan.xlsx")])
    assert capsys.readouterr().out == snapshot
    assert [count(each, "row") for each in (0, 1, 2, 1200)] == ["0 rows", "1 row", "2 rows", "1,200 rows"]


def test_the_last_lines_say_what_to_decide_first(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    assert main(["solve", "inputs/quickstart.xlsx", "--quiet", "--out", str(tmp_path / "plan.xlsx")]) == 0
    said = capsys.readouterr().out
    assert said == snapshot


def test_what_of_the_inputs_is_estimated_is_said_where_sources_are(snapshot: SnapshotAssertion) -> None:
    """Of five rows one is an estimate and one names no source; a workbook that names none says nothing."""
    given = """
        Countries
        country | source
        A       | World Bank 2024

        Sites
        site | country | source
        City | A       | Estimate: nearest port

        Commodities
        commodity | source
        magnet    | USGS 2025

        Demand
        market | product | 2026 | shortage cost | source
        City   | magnet  | 10   | 9             | USGS 2025

        Suppliers
        supplier | site | commodity | price | source
        near     | City | magnet    | 1     |
    """
    text = said(solved(tables(given)), "Summary")
    assert text == snapshot
    assert "What is uncertain" not in said(solved(tables(CITY, TWO_SELLERS)), "Summary")


@pytest.mark.parametrize("nothing", [0.0, -0.0, -1e-9, 1e-9])
def test_nothing_is_0_per_cent(nothing: float) -> None:
    """In a sentence and in a table, where a dash would be no figure."""
    assert percent(nothing) == rate(nothing) == "0 %"
    assert shown(0.0, SHARE_FORMAT) == shown(-0.0, SHARE_FORMAT) == "0%"


# ---------------------------------------------------------------------------------------------- what is kept


@cache
def kept() -> Plan:
    """The quick start with all decisions of its plan kept, as 'lock --keep' writes them."""
    rows = [lock(row_of(each), KEEP) for each in decisions(View(quick_start()))]
    inputs = quickstart.tables()
    return solved(inputs.replaced(Decision, [*inputs[Decision], *rows]))


def test_a_kept_decision_is_a_decision_and_marked(snapshot: SnapshotAssertion) -> None:
    """In the terminal, in the answers, in the list of decisions, in its picture, and where plans are compared."""
    assert kept().objective == pytest.approx(quick_start().objective)
    assert first_lines(kept()) == snapshot
    answer = decide(View(kept()))
    assert [*answer_in_words(answer), *answer.shown(9)] == snapshot
    assert "kept" not in " ".join(answer_in_words(decide(View(quick_start()))))
    book = openpyxl.load_workbook(io.BytesIO(results_bytes(kept())))
    rows = [row for row in book["Decisions"].iter_rows(values_only=True) if row[1] in ("build", "train")]
    assert len(rows) == len(decisions(View(kept()))) and {row[-1] for row in rows} == {"kept"}
    picture = draw_timeline(results_book(kept()))
    assert picture is not None and "Australia (kept)" in str(picture.charts[0].data["names"])
    for others in (("locked", kept()), ("free", quick_start())):
        assert findings(compare_plans("both", [("kept", kept()), others])) == snapshot


def test_what_is_kept_is_in_every_plan_within_a_cost(snapshot: SnapshotAssertion) -> None:
    """It is no choice, and proven by the workbook alone."""
    assert robust(View(kept()), Spread(0.01)) == snapshot


def test_what_a_row_leaves_open_is_not_marked() -> None:
    """A row without a year, or one that asks for less than is built."""
    build = row_of(next(each for each in decisions(View(quick_start())) if each.kind == "build"))
    inputs = quickstart.tables()
    for row in (replace(build, year=None), replace(build, rule="at least", size=(build.size or 0.0) / 2)):
        plan = solved(inputs.replaced(Decision, [*inputs[Decision], row]))
        made = {named(each): each.is_kept for each in decisions(View(plan))}
        assert made["build Separation module, 2026"] is False
