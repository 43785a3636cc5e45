"""The four answers: the same words in the workbook, on the page and in the brief, and true of the plan."""

from __future__ import annotations

import html
import io
import re

import docx
import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

from model import Plan
from tests.conftest import solved
from tests.inline import tables
from tests.micro.case import CITY
from tests.micro.disruptions import TWO_SELLERS
from tests.micro.public_money import a_grant_for_one_plant
from tests.steps import brief_bytes, report_bytes, results_book
from tests.test_words import quick_start

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group")  # which openpyxl cannot read


def answers(plan: Plan) -> list[str]:
    """Question, lead and sentences of each answer, as they stand in the workbook."""
    sheet = openpyxl.load_workbook(io.BytesIO(results_book(plan).content()))["Summary"]
    pairs = [[sheet.cell(row, column).value for row in rows] for rows in ((4, 5, 6), (7, 8, 9)) for column in (1, 23)]
    return [" | ".join(str(each) for each in pair if each) for pair in pairs]


def test_workbook_page_and_brief_say_the_same() -> None:
    plan = quick_start()
    book = results_book(plan)
    page = html.unescape(re.sub("<[^>]*>", "", report_bytes(book).decode()))
    brief = "\n".join(each.text for each in docx.Document(io.BytesIO(brief_bytes(book, "Plan"))).paragraphs)
    given = answers(plan)
    assert len(given) == 4
    for parts in (each.split(" | ") for each in given):
        assert len(parts) == 3
        assert all(part in page and part in brief for part in parts)


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


def what_fails(*texts: str) -> str:
    return answers(solved(tables(CITY, *texts)))[2]


def test_a_market_is_short_until_the_first_start_that_leaves_it_served(snapshot: SnapshotAssertion) -> None:
    """From 2028 somebody else sells 97 of 100, which counts as served: above 95 %."""
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
    assert answers(solved(a_grant_for_one_plant())) == snapshot
