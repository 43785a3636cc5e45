"""The four answers: the same words in the workbook, on the page and in the brief, and true of the plan."""

from __future__ import annotations

import html
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest
from syrupy.assertion import SnapshotAssertion

from model import Plan
from tests.conftest import solved
from tests.example_plan import example_plan
from tests.figures import answer_in_words, answers
from tests.headlines import Recomputed, disagreements
from tests.inline import tables
from tests.micro.case import CITY
from tests.micro.disruptions import TWO_SELLERS
from tests.micro.public_money import a_grant_for_one_plant
from tests.micro.solved import plan_of
from tests.steps import View, brief_bytes, main, report_bytes, results_book, results_bytes
from tests.test_report import solved_plan
from tests.test_words import quick_start

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group")  # which openpyxl cannot read


def answered(plan: Plan) -> list[list[str]]:
    """The four answers in words."""
    return [answer_in_words(answer) for answer in answers(View(plan))]


def words_of(text: str) -> int:
    """Number of words; a figure with its currency and unit counts as one."""
    return len(re.sub(r"(USD )?[\d.,–]+( bn| m| %)?", "9", text).split())


def test_workbook_page_brief_and_record_say_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Headline and every fact of the four answers; the desk shows those of the record."""
    book = results_book(quick_start())
    page = html.unescape(re.sub("<[^>]*>", "", report_bytes(book).decode())).replace("\u00a0", " ")
    document = docx.Document(io.BytesIO(brief_bytes(book)))
    brief = [each.text for each in document.paragraphs]
    brief += [each.text for table in document.tables for each in table._cells]
    (tmp_path / "plan.xlsx").write_bytes(results_bytes(quick_start()))
    capsys.readouterr()
    assert main(["report", str(tmp_path / "plan.xlsx"), "--json"]) == 0
    record = json.dumps(json.loads(capsys.readouterr().out), ensure_ascii=False)
    texts = {cell for row in openpyxl.load_workbook(io.BytesIO(book.content()))["Summary"].values for cell in row}
    four_answers = answers(book.view)
    assert len(four_answers) == 4
    for answer in four_answers:
        words = [
            answer.question,
            answer.headline,
            *(part for each in answer.facts for part in (each.figure, each.words)),
        ]
        assert len(words) > 2
        for part in words:
            assert part in page and part in record and part in texts and any(part in text for text in brief), part


RECOMPUTED = (
    "disruptions.each_country", "coincidence.three_at_once", "public_money.a_grant_for_one_plant",
)  # fmt: skip


@pytest.mark.parametrize("name", RECOMPUTED)
def test_every_figure_is_that_of_the_frames(name: str) -> None:
    """Of three micro instances and the quick start; ``bench.headlines`` does the same for many more."""
    assert disagreements(plan_of(name)) == []


def test_every_figure_of_a_compared_plan_is_that_of_the_frames() -> None:
    """And the answers of another plan disagree, each of the four."""
    assert disagreements(solved_plan()) == []
    others = answers(View(plan_of("public_money.a_grant_for_one_plant")))
    recomputed = Recomputed(solved_plan(), others)
    for part in (recomputed.decide, recomputed.against, recomputed.fails, recomputed.pays):
        assert [*part()], part.__name__


def test_headlines_and_facts_are_short() -> None:
    for plan in (quick_start(), solved(a_grant_for_one_plant()), example_plan()):
        for answer in answers(View(plan)):
            assert words_of(answer.headline) <= 12, answer.headline
            assert len(answer.facts) <= 3 and all(words_of(fact.words) <= 12 for fact in answer.facts), answer.facts


STOPS = """
    Settings
    last year | 2029

    Suppliers
    supplier | site | commodity | price | limit 2026 | limit 2027 | limit 2028 | limit 2029
    later    | City | magnet    | 20    | 0          | 0          | 97         | 100

    Disruptions
    disruption | action   | target | value | start
    stop       | capacity | far    | 0     | {start}
"""
ONE_SELLER = """
    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 100  | 90

    Suppliers
    supplier | site | commodity | price
    far      | City | magnet    | 10
"""


def what_fails(*texts: str) -> list[str]:
    return answered(solved(tables(CITY, *texts)))[2]


def test_a_market_is_short_until_the_first_start_that_leaves_it_served(snapshot: SnapshotAssertion) -> None:
    """From 2028 another seller has 97 of 100, which counts as served: above 95 %."""
    assert what_fails(ONE_SELLER, STOPS.format(start="each")) == snapshot


def test_a_market_short_in_the_last_start_is_still_short_then(snapshot: SnapshotAssertion) -> None:
    assert what_fails(ONE_SELLER, STOPS.format(start="2026; 2027")) == snapshot


TRINKET = """
    Commodities
    commodity
    trinket

    Demand
    market | product | 2026 | shortage cost
    City   | trinket | 10   | 1

    Suppliers
    supplier | site | commodity | price | limit
    far      | City | trinket   | 0.5   | 10
    near     | City | magnet    | 50    | 50

    Disruptions
    disruption | action   | target | value | start
    stop       | capacity | far    | 0     | 2026
"""


def test_the_product_named_first_is_the_one_whose_shortage_costs_most(snapshot: SnapshotAssertion) -> None:
    """No trinket is sold, which costs 10; half of the magnets are, and the other half costs 4,500."""
    sellers = ONE_SELLER.replace("far  ", "large")
    stop = TRINKET + "    stop       | capacity | large  | 0     |\n"
    assert what_fails(sellers, stop) == snapshot


def test_what_is_short_by_little_is_not_said_to_be_met(snapshot: SnapshotAssertion) -> None:
    """A stop in 2028 leaves 3 of 100 unmet: no market is short, and all demand is not met."""
    assert what_fails(ONE_SELLER, STOPS.format(start="2028")) == snapshot


def test_what_is_short_anyway_is_no_effect_of_a_disruption(snapshot: SnapshotAssertion) -> None:
    """Half of the demand is never met; a stop of somebody who sells nothing changes nothing."""
    half = ONE_SELLER.replace("| price", "| price | limit").replace("| 10\n", "| 10 | 50\n")
    assert what_fails(half, STOPS.format(start="2026").replace("far ", "later ")) == snapshot


def test_nothing_fails(snapshot: SnapshotAssertion) -> None:
    stop = STOPS.format(start="each")
    assert what_fails(TWO_SELLERS, stop[stop.index("    Disruptions") :]) == snapshot


def test_who_pays_by_payer_sponsor_and_project(snapshot: SnapshotAssertion) -> None:
    """Two lines: the dearer one is half granted and has a sponsor."""
    assert answered(solved(a_grant_for_one_plant())) == snapshot


# ---------------------------------------------------------------------------------------------- special cases

TWICE = """
    Disruptions
    disruption | action  | target | value | start | duration
    stop       | exports | Abroad | 0     | 2026  | 1
    again      | exports | Abroad | 0     | 2028  | 1
"""
ABROAD = """
    Settings
    last year | 2029

    Countries
    country
    Abroad

    Sites
    site | country
    Port | Abroad

    Routes
    from | to   | commodity
    Port | City | magnet

    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 100  | 90

    Suppliers
    supplier | site | commodity | price
    far      | Port | magnet    | 10
"""


def test_rows_that_do_the_same_are_one_event_whatever_they_are_called(snapshot: SnapshotAssertion) -> None:
    """Both stop the exports of a country for a year, one in 2026, the other in 2028: short in either, of four years."""
    assert what_fails(ABROAD, TWICE) == snapshot


@pytest.mark.parametrize(("action", "value"), [("price", "3"), ("demand", "2"), ("capacity", "0.4"), ("capacity", "0")])
def test_an_event_without_plain_words_has_the_planners_name(
    action: str, value: str, snapshot: SnapshotAssertion
) -> None:
    """Prices cause no shortage; twice the demand does where a seller has no more, as does 40 % of its capacity."""
    seller = ONE_SELLER.replace("| price", "| price | limit").replace("| 10\n", "| 10 | 100\n")
    target = "far " if action == "capacity" else "City"
    stop = STOPS.format(start="2027").replace("capacity | far    | 0 ", f"{action} | {target} | {value} ")
    assert what_fails(seller, stop) == snapshot


def test_nothing_was_tested(snapshot: SnapshotAssertion) -> None:
    half = ONE_SELLER.replace("| price", "| price | limit").replace("| 10\n", "| 10 | 50\n")
    assert [what_fails(ONE_SELLER), what_fails(half)] == snapshot


def test_nothing_is_decided_spent_or_compared(snapshot: SnapshotAssertion) -> None:
    assert answered(solved(tables(CITY, ONE_SELLER))) == snapshot


def future(name: str, probability: float, without: float, planned: float, remark: str = "") -> tuple[object, ...]:
    """A row of the comparison in futures; of one without a cost the remark says why."""
    return name, probability, without, 0.0, 0.0, "", planned, 0.0, 0.0, remark


NONE = float("nan")
AS_IT_IS, CAP = "the workbook as it is", "The plan as fixed breaks cap."
FUTURES = {
    "all worse": [future(AS_IT_IS, 0.5, 50, 60), future("calm", 0.3, 40, 60), future("boom", 0.2, 30, 50)],
    "one unknown": [future(AS_IT_IS, 0.5, 60, 50), future("calm", 0.3, 60, 50), future("war", 0.2, 70, NONE, "late")],
    "all unknown": [future(AS_IT_IS, 0.5, 60, NONE, "late"), future("war", 0.5, 70, NONE, "late")],
    "fails in both": [future(AS_IT_IS, 0.5, 60, NONE, CAP), future("war", 0.5, 70, NONE, CAP)],
}  # fmt: skip
COLUMNS = [
    "future", "probability", "without_plan", "shortage_without", "open_without", "remark_without",
    "with_plan", "shortage_with", "open_with", "remark_with",
]  # fmt: skip


def in_made_up_futures(name: str) -> Plan:
    """The quick start with a comparison in futures that nobody solved."""
    plan = solved_plan()
    frame = pd.DataFrame(FUTURES[name], columns=COLUMNS)
    return replace(plan, frames={**plan.frames, "futures without the plan": frame})


@pytest.mark.parametrize("name", FUTURES)
def test_futures_that_are_worse_unknown_or_fail_are_in_the_headline(name: str, snapshot: SnapshotAssertion) -> None:
    assert answered(in_made_up_futures(name))[1] == snapshot


def test_a_sign_is_not_written_over_the_name_of_its_row() -> None:
    """That of the cheapest future, at the left end, is at the right of its point, and the other way round."""
    drawn = report_bytes(results_book(in_made_up_futures("fails in both"))).decode()
    anchors = re.findall(r'text-anchor="(\w+)" class="is-bad"', drawn)
    assert anchors == ["end", "start"]


def test_several_markets_are_short_undisrupted(snapshot: SnapshotAssertion) -> None:
    """Two of three: one seller has enough for one market only, the cheapest to serve."""
    sites = "    Sites\n    site | country\n    Town | A\n    Port | A\n    City | A\n"
    demand = "    Demand\n    market | product | 2026 | shortage cost\n"
    demand += "".join(
        f"    {name} | magnet | 100 | {cost}\n" for name, cost in (("City", 90), ("Town", 60), ("Port", 50))
    )
    lanes = "    Routes\n    from | to | commodity\n    City | Town | magnet\n    City | Port | magnet\n"
    seller = "    Suppliers\n    supplier | site | commodity | price | limit\n    far | City | magnet | 10 | 130\n"
    countries = CITY.replace("    Sites\n    site | country\n    City | A\n", sites)
    assert answered(solved(tables(countries, demand, lanes, seller)))[2] == snapshot


def test_a_plan_that_stopped_early_says_so_first(snapshot: SnapshotAssertion) -> None:
    page = report_bytes(results_book(example_plan(outcome="time limit", gap=0.0791))).decode()
    assert re.findall(r'<li class="verdict[^<]*', page) == snapshot


def test_a_picture_in_cells_has_every_mark() -> None:
    """Cells of a strip are its periods; if there are more periods than cells, the worst of each cell shows."""
    (strip,) = answers(View(solved(tables(CITY, ONE_SELLER, STOPS.format(start="each")))))[2].picture.strips
    (row,) = strip.rows
    assert strip.cells(row, 15) == [("0", "bad"), ("0", "bad"), ("", "served"), ("", "served")]
    first, *others = row.marks
    assert replace(strip, rows=[row]).cells(replace(row, marks=[first]), 15)[1:] == [("", "")] * 3 and others
    assert [look for _, look in strip.cells(row, 2)] == ["bad", "served"]
    assert [look for _, look in strip.cells(row, 3)] == ["bad", "bad", "served"]
