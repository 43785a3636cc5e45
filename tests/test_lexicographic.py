"""What comes before cost is made as tight as can be, in its order, and the cheapest plan that holds it is the plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model import Infeasible, Plan, Tables, Unbounded
from model.testing import ByYear, Demand, Limit
from tests.inline import tables
from tests.steps import run_checks, solve_tables

TWO_SELLERS = """
    Settings
    last year | 2027

    Countries
    country
    A
    B

    Sites
    site | country
    City | A
    Port | B

    Commodities
    commodity
    magnet

    Suppliers
    supplier | site | commodity | price | limit
    near     | City | magnet    | 10    | 30
    far      | Port | magnet    | 1     | 100

    Routes
    from | to   | commodity
    Port | City | magnet

    Demand
    market | product | 2026 | 2027 | shortage cost
    City   | magnet  | 100  | 120  | 5
"""
"""Cheapest is 100 of the far seller and, at 5, 20 short in 2027, where the near one asks 10."""


def bought(plan: Plan) -> dict[tuple[str, int], float]:
    frame = plan.frames["purchases"]
    return dict(zip(zip(frame["supplier"], frame["period"], strict=True), frame["bought"], strict=True))


def asking(*rows: str) -> Tables:
    header = "Limits\nlimit | measure | of | scope | against | bound | during | priority\n"
    return tables(TWO_SELLERS, header + "".join(f"{row}\n" for row in rows))


SUPPLY = "home | supply | magnet | A | | at least | | {}"
FLOW = "sea | flow | magnet | City | Port | at most | | {}"


def test_without_a_priority_cost_comes_first() -> None:
    plan = solve_tables(tables(TWO_SELLERS))
    assert plan.objective == pytest.approx(100 + 100 + 20 * 5)


def test_a_priority_comes_before_cost() -> None:
    """The near seller supplies the 30 that it can in both years: 600, and 70 + 90 of the far one."""
    plan = solve_tables(asking(SUPPLY.format(1)))
    assert bought(plan) == pytest.approx(
        {("near", 2026): 30, ("near", 2027): 30, ("far", 2026): 70, ("far", 2027): 90}, abs=1e-5
    )
    assert plan.objective == pytest.approx(600 + 160)
    assert plan.frames["limits"]["actual"].tolist() == pytest.approx([30, 30])


@pytest.mark.parametrize(("first", "second"), [(1, 2), (2, 1)])
def test_two_priorities(first: int, second: int) -> None:
    """Least over sea is nothing and most of home 30, whichever comes first: 600, and 70 + 90 are short at 5."""
    plan = solve_tables(asking(FLOW.format(first), SUPPLY.format(second)))
    assert plan.objective == pytest.approx(600 + 5 * 160, abs=1e-3)


def test_the_first_gives_way_to_nothing() -> None:
    """First of all as much as can be comes over sea, 100 a year: then home can supply 20 in 2027, but none in 2026."""
    plan = solve_tables(asking("sea | flow | magnet | City | Port | at least | | 1", SUPPLY.format(2)))
    assert plan.frames["limits"].set_index("limit")["actual"].min() == pytest.approx(0, abs=1e-5)
    assert bought(plan)["far", 2026] == pytest.approx(100, abs=1e-4)


def test_unmet_demand_before_cost_in_every_disruption() -> None:
    """A stop of 2027 leaves the near seller: 90 of 120 are unmet at least, undisturbed none, which costs 20 · 10."""
    given = tables(
        TWO_SELLERS,
        """
        Disruptions
        disruption | action  | target | value | start
        stop       | exports | B      | 0     | 2027

        Limits
        limit    | measure | during           | priority
        in peace | unmet   | undisturbed      | 1
        in a stop| unmet   | every disruption | 2
        """,
    )
    plan = solve_tables(given)
    found = plan.frames["limits"].groupby("limit")["actual"].max()
    assert found["in peace"] == pytest.approx(0, abs=1e-5) and found["in a stop"] == pytest.approx(90)
    assert plan.objective == pytest.approx(100 + 100 + 20 * 10)


def test_where_nothing_can_be_held_the_answer_names_the_limit() -> None:
    given = asking(SUPPLY.format(1))
    larger = [replace(row, quantity=ByYear.of(500.0), shortage_cost=None) for row in given[Demand]]
    impossible = replace(given, rows={**given.rows, Demand: larger})
    with pytest.raises(Infeasible, match="whatever the value of 'home'"):
        solve_tables(impossible)


@pytest.mark.parametrize(
    ("rows", "cell", "says"),
    [
        ((SUPPLY.format(1), FLOW.format(1)), "H4", "of its own"),
        (("home | share | magnet | A | | at least | | 1",), "H3", "'share'"),
        (("home | HHI | magnet | | | | | 1",), "H3", "HHI"),
    ],
)
def test_lexicographic_that_mean_nothing_are_problems(rows: tuple[str, ...], cell: str, says: str) -> None:
    problems = [each for each in run_checks(asking(*rows)) if each.cell == cell and not each.is_warning]
    assert any(says in str(each) for each in problems)


def test_a_value_beside_a_priority_is_a_problem() -> None:
    given = asking(SUPPLY.format(1))
    rows = [replace(row, value=ByYear.of(5.0)) for row in given[Limit]]
    problems = run_checks(replace(given, rows={**given.rows, Limit: rows}))
    assert any("has a priority" in str(each) for each in problems)


def test_what_is_too_little_to_be_told_costs_nothing() -> None:
    """A bound of nothing is held with room for rounding: what is shipped, pressed and paid by it is left out alike."""
    plan = solve_tables(
        tables("""
        Countries
        country
        A
        B

        Sites
        site | country
        Mine | A
        City | B

        Commodities
        commodity
        ore
        magnet

        Suppliers
        supplier | site | commodity | price
        digger   | Mine | ore       | 0

        Routes
        from | to   | commodity
        Mine | City | ore

        Capacity
        plant | site | existing capacity
        Works | City | 100

        Recipes
        recipe | commodity | quantity
        press  | ore       | -1
        press  | magnet    | 1

        Operations
        plant | recipe
        Works | press

        Costs
        item  | variable opex
        Works | 2000

        Demand
        market | product | quantity | shortage cost
        City   | magnet  | 50       | 9000

        Limits
        limit   | measure | of  | bound   | priority
        imports | flow    | ore | at most | 1
        """)
    )
    assert plan.objective == pytest.approx(450_000)


def test_what_can_grow_without_limit_has_no_tightest_value() -> None:
    """Something is bought to be thrown away, as much as one likes: that it 'could earn without end' would be false."""
    given = tables("""
        Countries
        country
        A

        Sites
        site | country
        City | A

        Commodities
        commodity | disposal cost
        ore       | 0

        Suppliers
        supplier | site | commodity | price
        digger   | City | ore       | 1

        Demand
        market | product | quantity
        City   | ore     | 10

        Limits
        limit  | measure | of  | bound    | priority
        plenty | supply  | ore | at least | 1
        """)
    with pytest.raises(Unbounded, match="'plenty' is unbounded"):
        solve_tables(given)
