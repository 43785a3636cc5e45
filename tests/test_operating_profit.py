"""Operating profit promises: it is what it is by hand, and the same wherever it is printed."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from model import Plan
from tests.conftest import solved
from tests.figures import Losing, decide, doubts, figures_of, operating_profits, services, short_markets
from tests.inline import tables
from tests.steps import View, results_bytes
from tests.studies import cash

ROOT = Path(__file__).resolve().parents[1]

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
50, later for 30; that nobody sells any at 1 is no market. Metal has no price."""


@cache
def plan() -> Plan:
    return solved(tables(CHAIN))


def profit_of(plant: str, of: Plan) -> dict[int, float]:
    """Operating profit of a plant by year."""
    return next(dict(row.earnings) for row in operating_profits(View(of)) if row.plant == plant)


def rows(of: Plan, sheet: str) -> list[list[Any]]:
    """The cells of a sheet, row by row, without empty ones."""
    page = openpyxl.load_workbook(io.BytesIO(results_bytes(of)), read_only=True)[sheet]
    return [[cell for cell in row if cell is not None] for row in page.iter_rows(values_only=True)]


def test_operating_profit_is_that_by_hand() -> None:
    """40 t: ore 4 × 3, operation 6, fixed cost 2 × 100 / 40, wages of 20 people 20 × 50 / 40, less slag 0.5 × 10."""
    cost = 12 + 6 + 5 + 25 - 5
    assert profit_of("Works", plan()) == pytest.approx({2026: 40 * (50 - cost) / 1000, 2027: 40 * (30 - cost) / 1000})
    works = next(row for row in operating_profits(View(plan())) if row.plant == "Works")
    assert (works.losing, works.loss) == ((2027,), pytest.approx(0.52))


def test_people_that_a_plant_needs_as_such_are_paid() -> None:
    """Besides 20 chemists for 100 t a year, 2 for the plant and 2 for each of two modules, which add 40 t and so 8."""
    staff = "    separation | chemist | 200"
    larger = CHAIN.replace("skill   | operation", "skill   | operation | per plant")
    larger = larger.replace(staff, f"{staff} | 2").replace("West   | 30 ", "West   | 60 ")
    cost = 12 + 6 + (200 + 34 * 50) / 40 - 5
    assert profit_of("Works", solved(tables(larger, ANNEX)))[2026] == pytest.approx(40 * (50 - cost) / 1000)


ANNEX = """
    Projects
    project | plant | kind    | module size | maximum modules | minimum modules | latest decision
    Annex   | Works | modules | 20          | 2               | 2               | 2026
"""


def test_a_plant_whose_product_has_no_price_is_not_said_to_lose() -> None:
    """The account counts metal as 0, and says so; that Still loses is not known."""
    still = next(row for row in operating_profits(View(plan())) if row.plant == "Still")
    assert (still.product, still.running, still.losing) == ("metal", (), ())
    assert "Still" not in {row.subject for row in doubts(View(plan())) if isinstance(row, Losing)}
    assert any("no price of metal" in str(cell) for row in rows(plan(), "Investors") for cell in row)


def test_another_product_without_a_price_leaves_it_open() -> None:
    """Works makes slag, which roads buy, and oxide that nobody trades: what slag costs is not all that Works spends."""
    without_trade = CHAIN.replace("    nobody   | City | oxide     | 1          | 1          | 0\n", "").replace(
        "    abroad   | City | oxide     | 50         | 30         | 10\n",
        "    abroad   | City | metal     | 90         | 90         | 1\n",
    )
    works = next(row for row in operating_profits(View(solved(tables(without_trade)))) if row.plant == "Works")
    assert works.running == () and not works.losing


def test_the_reference_value_stands_in_where_nobody_trades() -> None:
    """Of 160 t at 3: 1 a tonne for digging, and fixed cost 0.5 × 1000."""
    assert profit_of("Mine", plan())[2026] == pytest.approx((160 * (3 - 1) - 500) / 1000)


# --- one basis -------------------------------------------------------------------------------------

OVERSEAS = (
    CHAIN.replace("City | A\n", "City | A\n    Port | A\n", 1)
    .replace("| City | oxide     | 1 ", "| Port | oxide     | 1 ")
    .replace("| City | oxide     | 50", "| Port | oxide     | 50")
    .replace("    Pit  | City | ore       | 0\n", "    Pit  | City | ore       | 0\n    Port | City | oxide     | 7\n")
)
"""Oxide from abroad is landed for 7: at the works it is worth 57, later 37, as Still pays; the market price is 50."""


@cache
def overseas() -> Plan:
    return solved(tables(OVERSEAS))


def printed(sheet: str, *labels: str) -> list[float]:
    """The figures by year of a row with a unit that begins so."""
    begins = [row[: len(labels)] == [*labels] and row[len(labels)] in UNITS for row in rows(overseas(), sheet)]
    row = rows(overseas(), sheet)[begins.index(True)]
    return [float(cell) for cell in row[len(labels) + 1 :][:2]]


UNITS = ("USD/t", "thousand USD")


@pytest.mark.parametrize("plant, product", [("Works", "oxide"), ("Mine", "ore")])
def test_a_profit_is_one_figure_wherever_it_is_printed(plant: str, product: str) -> None:
    """On Investors, less the price at which it closes; on Parties, where it is all of the account; in questions,
    comparisons and the rule of closures."""
    profit = printed("Investors", plant, product, "operating profit")
    price, closes = (printed("Investors", plant, product, measure) for measure in ("price", "closes below"))
    amount = {"Works": 40, "Mine": 160}[plant]
    assert profit == pytest.approx([amount * (p - c) / 1000 for p, c in zip(price, closes, strict=True)])
    assert profit == pytest.approx(list(profit_of(plant, overseas()).values()))
    assert printed("Parties", "sponsor", f"no sponsor yet: {plant}") == pytest.approx(profit)
    assert list(cash(overseas())[plant].values()) == pytest.approx(profit)
    loss = -sum(amount for amount in profit if amount < 0)
    (doubt,) = (row for row in doubts(View(overseas())) if isinstance(row, Losing) and row.subject == plant)
    (compared,) = (row for row in figures_of(View(overseas()), []) if row.name == f"{plant}, {product}: operating loss")
    assert (doubt.amount, compared.value) == pytest.approx((loss, loss)) and loss > 0


def test_support_pays_a_loss_of_its_own_year_once() -> None:
    """Of the 240 that Works loses in 2027, a credit of 2 a tonne pays 80; that of 2026, in which it earns, pays none.
    What public money pays for sales is in the price, and so in the loss."""
    credit = """
        Public money
        programme | payer | kind       | scope | credit
        bonus     | A     | tax credit | Works | 2
    """
    works = next(row for row in operating_profits(View(solved(tables(OVERSEAS, credit)))) if row.plant == "Works")
    assert (works.loss, works.supported) == pytest.approx((0.24, 0.08))


def test_the_main_product_is_that_of_most_worth_on_every_sheet() -> None:
    """Works makes three tonnes of slag, worth 4, with one of oxide, worth 50 or 30."""
    slag = CHAIN.replace("| slag      | 0.5", "| slag      | 3")
    plan = solved(tables(slag, ANNEX))
    table = decide(View(plan)).table
    (product,) = (
        field.get(row) for row in table.rows for field in table.fields if field.header == "for" if row.outlay == 0
    )
    assert product == "oxide"
    assert {row[1] for row in rows(plan, "Investors") if row[:1] == ["Works"] and "price" in row} == {"oxide"}


def test_a_fill_rate_is_never_below_nothing() -> None:
    """With backlog, shortage may exceed demand: all sheets then say 0 %."""
    service = plan().frames["service"]
    backlog = replace(plan(), frames={**plan().frames, "service": service.assign(shortage=service["demand"] * 1.5)})
    (served,) = services(View(backlog))
    assert (served.overall, served.worst) == (0, 0)
    assert [row.lowest for row in short_markets(View(backlog))] == [0]


def test_each_figure_has_one_formula() -> None:
    """One fill rate, one main product and one cheapest supplier in the program; the audit, a second implementation,
    has its own."""
    formulas = {
        r"1(\.0)? - .*(short|unmet)\w* / ": ["results/columns.py"],
        r"def \w*main_product": ["results/investor.py"],
        r"in (self\.)?(\w+\.)?tables\[Supplier\] if row\.commodity ==": ["results/investor.py"],
    }
    sources = {path.relative_to(ROOT / "model"): path.read_text("utf-8") for path in (ROOT / "model").rglob("*.py")}
    for formula, places in formulas.items():
        having = [
            path.as_posix() for path, text in sources.items() if re.search(formula, text) and "audit" not in path.parts
        ]
        assert having == places, formula
