"""The warning of what nobody would do: found where it is, and not where it is not."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

import model
from model.results.doubts import BOTH_WAYS, CIRCLE, SOLD_WHILE_SHORT, Oddity, circle
from tests.figures import oddities
from tests.inline import tables

PLACES = """
    Settings
    first year | 2026
    last year  | 2028

    Countries
    country
    A
    B

    Sites
    site | country
    City | A
    Port | B
    Dock | B

    Commodities
    commodity | unit | disposal cost
    magnet    | t    |
    oxide     | t    |
"""


def found(*texts: str) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(each.kind, each.commodity, each.places) for each in oddities(model.solve(tables(PLACES, *texts)))]


ROUTES = """
    Routes
    from | to   | commodity
    Port | City | magnet
    City | Port | magnet

    Demand
    market | product | 2026
    City   | magnet  | 10

    Suppliers
    supplier | site | commodity | price
    far      | Port | magnet    | 5
"""


def test_an_ordinary_plan_has_none() -> None:
    assert found(ROUTES) == []


def test_goods_that_must_flow_both_ways() -> None:
    """A least flow out of the city, where nothing is made, sends back what has just come."""
    limit = """
        Limits
        limit | measure | of     | scope | against | bound    | value
        back  | flow    | magnet | Port  | City    | at least | 3
    """
    assert found(ROUTES, limit) == [(BOTH_WAYS, "magnet", ("City", "Port"))]


def test_goods_that_circle() -> None:
    lanes = """
        Routes
        from | to   | commodity
        Port | City | magnet
        City | Dock | magnet
        Dock | Port | magnet

        Demand
        market | product | 2026
        City   | magnet  | 10

        Suppliers
        supplier | site | commodity | price
        far      | Port | magnet    | 5

        Limits
        limit | measure | of     | scope | against | bound    | value
        round | flow    | magnet | Port  | Dock    | at least | 3
    """
    assert found(lanes) == [(CIRCLE, "magnet", ("City", "Dock", "Port"))]


def test_a_circle_of_thousands_of_sites() -> None:
    """A walk as long as this is no recursion."""
    chain = {f"s{at}": {f"s{at + 1}": 1.0} for at in range(3000)}
    assert circle(chain) is None
    assert circle({**chain, "s3000": {"s5": 1.0}}) == tuple(f"s{at}" for at in range(5, 3001))


SALES = """
    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 10   | 8

    Recipes
    recipe | commodity | quantity
    press  | oxide     | -1
    press  | magnet    | 1

    Capacity
    plant | site | existing capacity
    Works | City | 10

    Operations
    plant | recipe
    Works | press

    Suppliers
    supplier | site | commodity | price | limit
    digger   | City | oxide     | 1     | 10

    Routes
    from | to   | commodity
    City | Port | oxide

    Outlets
    outlet | site | commodity | price
    buyer  | Port | oxide     | 20

    Disruptions
    disruption | action  | target | start | duration
    stop       | exports | B      | 2027  | 1
"""
"""Oxide fetches 20 abroad, a magnet that is missing costs 8: all is sold, and magnets are short."""

NOTHING_TO_STOP = """
    Suppliers
    supplier | site | commodity | price | limit
    far      | Port | magnet    | 30    | 1

    Routes
    from | to   | commodity
    Port | City | magnet
"""
"""B has something that it could stop exporting."""


def test_sales_to_whom_one_is_being_protected_from() -> None:
    assert found(SALES, NOTHING_TO_STOP) == [(SOLD_WHILE_SHORT, "oxide", ("B",))]


@pytest.mark.parametrize("column", ["value | 0.5", "commodity | magnet"])
def test_who_exports_less_or_less_of_all_has_not_stopped(column: str) -> None:
    header, value = column.split(" | ")
    part = f"""
        Disruptions
        disruption | action  | target | start | duration | {header}
        stop       | exports | B      | 2027  | 1        | {value}
    """
    without = SALES[: SALES.index("    Disruptions")]
    assert found(without, NOTHING_TO_STOP, part) == []


def test_no_sales_where_the_outlet_closes() -> None:
    closed = """
        Disruptions
        disruption | action | target | duration | start
        stop       | sales  | B      | 1        |
    """
    assert found(SALES, NOTHING_TO_STOP, closed) == []


def test_a_store_that_is_filled_and_never_used() -> None:
    """A decision adds to the store, and no row says what for."""
    store = """
        Stockpiles
        stockpile | site | commodity | holding cost
        shed      | City | magnet    | 1

        Strategic stocks
        stockpile | release
        shed      | disruptions only

        Decisions
        decision | action | subject | rule     | year | size
        fill     | add to | shed    | at least | 2026 | 2
    """
    assert found(ROUTES, store) == [("never used", "magnet", ("shed",))]


@pytest.mark.parametrize(
    ("oddity", "words"),
    [
        (Oddity(BOTH_WAYS, "oxide", ("A", "B"), "2030", 4), "oxide travels both ways between A and B (2030: 4 a year)"),
        (Oddity(CIRCLE, "oxide", ("A", "B", "C"), "2030", 4), "oxide circles: A → B → C → A (2030: 4 a year)"),
        (
            Oddity("never used", "oxide", ("shed",), "2040", 9),
            "shed builds up oxide that nothing ever uses (in 2040: 9)",
        ),
    ],
)  # fmt: skip
def test_what_is_said(oddity: Oddity, words: str) -> None:
    assert oddity.words == words


def test_the_summary_warns(snapshot: SnapshotAssertion) -> None:
    from model.reports.results.words import oddities_in_words
    from tests.steps import View

    said = oddities_in_words(View(model.solve(tables(PLACES, SALES, NOTHING_TO_STOP))))
    assert said == snapshot
