"""What holds of recycling whatever the figures: more scrap never costs more, and primary goods are bought less."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import Tables
from model.families.recycling.algebra import return_shares
from model.testing import ByYear, Recycling, Supplier
from tests.changing import with_rows
from tests.conftest import least_cost, solved
from tests.inline import tables
from tests.test_properties import at_most, chains, together

SCRAP = """
    Commodities
    commodity | disposal cost
    scrap     | 0

    Recipes
    recipe | commodity | quantity
    remelt | scrap     | -1
    remelt | magnet    | 1

    Operations
    plant | recipe
    Plant | remelt

    Suppliers
    supplier  | site | commodity | price
    collector | City | scrap     | 50

    Routes
    from | to    | commodity
    City | Works | scrap
"""
"""On top of `chains`: what City was delivered comes back, and the plant that presses magnets can also remelt them."""


def returns(rate: float, lag: float, spread: float, past: float) -> Tables:
    return tables(f"""
        Recycling
        supplier  | market | product | collection rate | lag   | spread         | past sales
        collector | City   | magnet  | {rate}          | {lag} | {spread * lag} | {past}
        """)


shares = st.floats(0, 1).map(lambda x: round(x, 2))


@settings(max_examples=8)
@given(given=chains(), rates=st.tuples(shares, shares), lag=st.floats(0, 3), spread=shares, past=st.integers(0, 90))
def test_more_scrap_never_costs_more(
    given: Tables, rates: tuple[float, float], lag: float, spread: float, past: int
) -> None:
    """A higher rate, more past sales: what comes back may be left."""
    whole = together(given, tables(SCRAP))
    low, high = (least_cost(together(whole, returns(rate, lag, spread, past))) for rate in sorted(rates))
    assert high <= at_most(low)
    assert least_cost(together(whole, returns(max(rates), lag, spread, past + 20))) <= at_most(high)


def city(quantity: list[int], rate: float, past: int, years: int) -> Tables:
    """All demand must be served, of goods that are bought at 10 or remelted of scrap for 1 + 2."""
    return tables(f"""
        Settings
        last year        | 2031
        years per period | {years}

        Countries
        country
        A

        Sites
        site | country
        City | A

        Commodities
        commodity
        magnet
        scrap

        Suppliers
        supplier  | site | commodity | price
        primary   | City | magnet    | 10
        collector | City | scrap     | 1

        Capacity
        plant   | site | existing capacity
        Furnace | City | 1000

        Costs
        item    | variable opex
        Furnace | 2

        Recipes
        recipe | commodity | quantity
        remelt | scrap     | -1
        remelt | magnet    | 1

        Operations
        plant   | recipe
        Furnace | remelt

        Demand
        market | product | 2026          | 2029          | 2031
        City   | magnet  | {quantity[0]} | {quantity[1]} | {quantity[2]}

        Recycling
        supplier  | market | product | collection rate | lag | spread | past sales
        collector | City   | magnet  | {rate}          | 2.5 | 3      | {past}
        """)


@settings(max_examples=8)
@given(
    quantity=st.lists(st.integers(0, 100), min_size=3, max_size=3),
    rates=st.tuples(shares, shares),
    past=st.tuples(st.integers(0, 200), st.integers(0, 200)),
    years=st.sampled_from([1, 2, 3]),
)
def test_more_scrap_never_raises_primary_demand(
    quantity: list[int], rates: tuple[float, float], past: tuple[int, int], years: int
) -> None:
    """Where deliveries are given, plants are free to remelt and scrap is the cheaper source, period by period. (Where
    demand may be left unserved, cheap scrap may serve more of it, and draw in what else that takes.)"""
    less, more = (city(quantity, rate, sold, years) for rate, sold in zip(sorted(rates), sorted(past), strict=True))
    bought_before, bought_after = primary(less), primary(more)
    for node, bought in bought_after.items():
        assert bought <= bought_before.get(node, 0.0) + 1e-6


def primary(given: Tables) -> dict[str, float]:
    bought = solved(given).frames["purchases"]
    return {row.node: row.bought for row in bought.itertuples() if row.supplier == "primary"}


@given(lag=st.floats(0, 30), part=shares, years=st.sampled_from([1, 2, 5]))
def test_all_comes_back_and_on_average_after_the_lag(lag: float, part: float, years: int) -> None:
    found = return_shares(lag, 2 * lag * part, years)
    assert all(step >= 0 and share > 0 for step, share in found)
    assert math.fsum(share for _, share in found) == pytest.approx(1, abs=1e-6)
    assert math.fsum(share * step * years for step, share in found) == pytest.approx(lag, abs=1e-4)


@settings(max_examples=6)
@given(given=chains(), rate=shares, lag=st.floats(0, 2))
def test_a_limit_of_the_supplier_holds_as_well(given: Tables, rate: float, lag: float) -> None:
    """Whichever of the two is less: a supplier with both costs no less than with either."""
    whole = together(given, tables(SCRAP), returns(rate, lag, 0, 40))

    def limited(limit: float | None) -> Tables:
        value = None if limit is None else ByYear.of(limit)

        def change(row: object) -> object:
            is_meant = isinstance(row, Supplier) and row.supplier == "collector"
            return replace(row, limit=value) if is_meant else row

        return with_rows(whole, change)

    both, one = least_cost(limited(15.0)), least_cost(limited(None))
    other = least_cost(limited(15.0).without(Recycling))
    assert max(one, other) <= at_most(both)
