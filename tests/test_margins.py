"""Margins promise: cash cost, price and margin of each plant are what they are by hand; who loses money is seen."""

from __future__ import annotations

import io
from functools import cache

import openpyxl
import pytest

from model import Plan
from model.reports.results.margins import BY_YEAR, LOSING, SHEET
from model.results.margins import Maker, makers
from model.results.view import View
from model.whatif.figures import MARGINS, figures_of
from tests.conftest import solved
from tests.inline import tables
from tests.steps import results_bytes

CHAIN = """
    Settings
    last year | 2027
    amounts   | thousands

    Countries
    country
    A

    Groups
    group | member
    West  | A

    Sites
    site | country
    Pit  | A
    City | A

    Commodities
    commodity | reference value
    ore       | 3
    oxide     |
    slag      |
    metal     |

    Capacity
    plant | site | technology | existing capacity | availability
    Mine  | Pit  | mining     | 1000              | 100 %
    Works | City | separation | 100               | 80 %
    Still | City | distilling | 100               | 100 %

    Recipes
    recipe   | commodity | quantity
    dig      | ore       | 1
    separate | ore       | -4
    separate | oxide     | 1
    separate | slag      | 0.5
    distil   | oxide     | -1
    distil   | metal     | 1

    Operations
    plant | recipe
    Mine  | dig
    Works | separate
    Still | distil

    Costs
    item  | variable opex | fixed opex
    Mine  | 1             | 0.5
    Works | 6             | 2
    Still | 1             |

    Skills
    skill   | market | headcount | wage
    chemist | West   | 30        | 50

    Staffing
    technology | skill   | operation
    separation | chemist | 200

    Suppliers
    supplier | site | commodity | price 2026 | price 2027 | limit
    nobody   | City | oxide     | 1          | 1          | 0
    abroad   | City | oxide     | 50         | 30         | 10

    Routes
    from | to   | commodity | freight
    Pit  | City | ore       | 0

    Outlets
    outlet | site | commodity | price
    roads  | City | slag      | 10
    heaps  | City | slag      | 4

    Demand
    market | product | 2026 | shortage cost
    City   | metal   | 40   | 9000
"""


"""Ore of 3 is separated: 4 for a tonne of oxide, with half a tonne of slag that roads take for 10. Oxide is sold for
50, later for 30; that nobody sells any at 1 is no market."""


@cache
def plan() -> Plan:
    return solved(tables(CHAIN))


def maker(name: str) -> Maker:
    (found,) = (each for each in makers(View(plan())) if each.first.plant == name)
    return found


def test_cash_cost_price_and_margin_are_those_by_hand() -> None:
    """40 t: ore 4 × 3, operation 6, fixed cost 2 × 100 / 40, wages of 20 people 20 × 50 / 40, less slag 0.5 × 10."""
    works = maker("Works")
    cash = 12 + 6 + 5 + 25 - 5
    assert [each.made for each in works.margins] == pytest.approx([40, 40])
    assert [each.cash_cost for each in works.margins] == pytest.approx([cash, cash])
    assert [each.each for each in works.margins] == pytest.approx([50 - cash, 30 - cash])
    assert [each.price and each.price.source for each in works.margins] == ["supplier abroad"] * 2
    assert [each.period for each in works.losing] == [2027]
    assert works.lost == pytest.approx(40 * (30 - cash) / 1000)


def test_people_that_a_plant_needs_as_such_are_paid() -> None:
    """Besides 20 chemists for 100 t a year, 2 for the plant and 2 for each of two modules, which add 40 t and so 8."""
    staff = "    separation | chemist | 200"
    larger = CHAIN.replace("skill   | operation", "skill   | operation | per plant")
    larger = larger.replace(staff, f"{staff} | 2").replace("West   | 30 ", "West   | 60 ")
    project = """
        Projects
        project | plant | kind    | module size | maximum modules | minimum modules | latest decision
        Annex   | Works | modules | 20          | 2               | 2               | 2026
    """
    (works,) = (each for each in makers(View(solved(tables(larger, project)))) if each.first.plant == "Works")
    assert [each.cash_cost for each in works.margins] == pytest.approx([12 + 6 + (200 + 34 * 50) / 40 - 5] * 2)


def test_what_has_no_price_has_no_margin() -> None:
    """Metal is neither sold nor bought: cash cost is known, the margin is not."""
    still = maker("Still")
    assert [each.cash_cost for each in still.margins] == pytest.approx([51, 31])
    assert [each.each for each in still.margins] == [None, None]
    assert still.losing == []


def test_the_reference_value_stands_in_where_nobody_trades() -> None:
    """Fixed cost 0.5 × 1000 is spread over the 160 t that are dug."""
    mine = maker("Mine")
    assert [each.each for each in mine.margins] == pytest.approx([3 - 1 - 0.5 * 1000 / 160] * 2)


def test_who_loses_money_is_seen_in_the_workbook_and_in_comparisons() -> None:
    page = openpyxl.load_workbook(io.BytesIO(results_bytes(plan())), read_only=True)[SHEET]
    cells = [[cell for cell in row if cell is not None] for row in page.iter_rows(values_only=True)]
    first = cells.index([LOSING]) + 2
    assert [row[0] for row in cells[first : cells.index([BY_YEAR])] if row] == ["Works", "Mine"]
    assert any("metal" in str(cell) for row in cells for cell in row if str(cell).startswith("Without a market price"))
    shown = {figure.name: figure.value for figure in figures_of(View(plan()), []) if figure.group == MARGINS}
    assert shown["plants with a negative margin"] == 2
    assert shown["Works, oxide: loss at market prices"] == pytest.approx(0.52)


def test_another_product_without_a_price_leaves_the_margin_open() -> None:
    """Works makes slag, which roads buy, and oxide that nobody trades: what slag costs is not all that Works spends."""
    without_trade = CHAIN.replace("    nobody   | City | oxide     | 1          | 1          | 0\n", "").replace(
        "    abroad   | City | oxide     | 50         | 30         | 10\n",
        "    abroad   | City | metal     | 90         | 90         | 1\n",
    )
    (works,) = (each for each in makers(View(solved(tables(without_trade)))) if each.first.plant == "Works")
    assert {each.unpriced for each in works.margins} == {("oxide",)}
    assert [each.each for each in works.margins] == [None, None]
