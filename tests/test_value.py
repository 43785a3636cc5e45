"""What knowing would be worth, worked out by hand and as published."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.byyear import ByYear
from model.disruptions import Disruption
from model.limits import Limit
from model.pipeline import solve_tables
from model.solver.highs import Interrupt
from model.tables import Tables
from model.value import Value, finding, value_of_information
from tests.conftest import solved
from tests.goldens import farmer, lands
from tests.inline import tables
from tests.micro.case import CITY, MINE_AND_CITY

FIND = finding(0.0, 60.0)


def value_of(given: Tables) -> Value:
    return value_of_information(solved(given), FIND)


WORKS = """
    Recipes
    recipe | commodity | quantity
    press  | ore       | -1
    press  | magnet    | 1

    Operations
    plant | recipe
    Works | press

    Capacity
    plant | site
    Works | City

    Projects
    project | plant | kind | greatest size | life
    press   | Works | size | 1000          | 1

    Costs
    item  | capex per unit
    press | 6

    Suppliers
    supplier | site | commodity | price
    digger   | City | ore       | 0
"""
"""Works of any size, at 6 a unit."""


def boom(probability: str = "50 %", shortage_cost: str = "10") -> Tables:
    """Demand of 100, or of 200 with a probability."""
    return tables(
        CITY,
        WORKS,
        f"""
        Demand
        market | product | 2026 | shortage cost
        City   | magnet  | 100  | {shortage_cost}

        Disruptions
        disruption | action | target | value | start | probability
        boom       | demand | City   | 2     | 2026  | {probability}
        """,
    )


def test_value_worked_out_by_hand() -> None:
    """Works cost 6 a unit, a shortage 10. The plan builds 100, 600, and is short of 100 in a boom, 0.5 · 1000: in all
    1100. Who knows builds 100 or 200, 0.5 · 600 + 0.5 · 1200 = 900: knowing is worth 200. Who plans for the mean of
    150 builds 150, 900, and is short of 50 in a boom, 0.5 · 500: 1150, or 50 more."""
    value = value_of(boom())
    assert value.measures == pytest.approx({"EVPI": 200.0, "VSS": 50.0})
    assert not value.remarks


@pytest.mark.parametrize(
    ("given", "case"), [(farmer.farmer(), farmer), (lands.lands(), lands)], ids=["farmer", "lands"]
)
def test_published_values(given: Tables, case: object) -> None:
    value = value_of(given)
    assert value.measures["EVPI"] == pytest.approx(case.EVPI, abs=1e-4)  # type: ignore[attr-defined]
    assert value.measures["VSS"] == pytest.approx(case.VSS, abs=1e-4)  # type: ignore[attr-defined]


def test_a_plan_for_the_mean_that_fails() -> None:
    """Where no shortage is allowed, works for the mean are too small for a boom."""
    value = value_of(boom(shortage_cost=""))
    assert value.measures.keys() == {"EVPI"}
    assert "fails" in value.remarks["VSS"]


def test_nothing_is_to_be_known_without_probabilities() -> None:
    value = value_of(boom("0 %"))
    assert not value.measures
    assert all("no disruption has a probability" in remark for remark in value.remarks.values())


def test_probabilities_that_are_no_scenarios() -> None:
    """In each of three years a boom of 40 %: the years may be averaged, but 120 % of scenarios are none."""
    given = boom("40 %")
    every_year = replace(
        given,
        settings=replace(given.settings, last_year=2028),
        rows={**given.rows, Disruption: [replace(row, start="each") for row in given[Disruption]]},
    )
    value = value_of(every_year)
    assert "more than 1" in value.remarks["EVPI"]
    assert value.measures["VSS"] >= -1e-6


def test_a_limit_on_the_tail_is_no_part_of_a_scenario() -> None:
    """At a confidence of 0 the tail is everything: on average costs are at most 1150, which both plans hold. Works for
    a boom cost 1200, which only a scenario on its own would call too much."""
    given = boom()
    mean = Limit(limit="mean", measure="CVaR of cost", value=ByYear.of(1150), confidence=0.0)
    bounded = replace(given, rows={**given.rows, Limit: [mean]})
    assert value_of(bounded).measures == pytest.approx({"EVPI": 200.0, "VSS": 50.0}, abs=1e-4)


def test_knowing_of_a_ban_does_not_raise_what_it_leaves() -> None:
    """The City needs 100: from home at 1, which a disruption of half a chance takes away, or from a Mine abroad at 8,
    of whose exports it leaves half; a shortage costs 10. Nothing is bought abroad, so half of nothing is left: nothing
    is to be decided, and knowing is worth nothing. There is no mean of what hangs on what would be sent."""
    value = value_of(
        tables(
            MINE_AND_CITY,
            """
            Demand
            market | product | 2026 | shortage cost
            City   | magnet  | 100  | 10

            Suppliers
            supplier | site | commodity | price
            abroad   | Mine | magnet    | 8
            home     | City | magnet    | 1

            Routes
            from | to   | commodity
            Mine | City | magnet

            Disruptions
            disruption | action   | target | value | start | probability
            cut        | exports  | A      | 0.5   | 2026  | 50 %
            cut        | capacity | home   | 0     |       |
            """,
        )
    )
    assert value.measures == pytest.approx({"EVPI": 0.0}, abs=1e-6)
    assert "exports" in value.remarks["VSS"]


def test_what_is_under_way_is_no_gift_to_those_who_know() -> None:
    """Three years, a transit of a fifth of a year, a price that doubles in the second with half a chance: there is
    nothing to decide, though in the undisturbed second year, which does not come, one could send as much as one likes
    for the third."""
    given = tables(
        MINE_AND_CITY,
        """
        Settings
        last year | 2028

        Commodities
        commodity | disposal cost | reference value
        gem       | 0             | 15

        Demand
        market | product | 2026
        City   | gem     | 100

        Suppliers
        supplier | site | commodity | price
        digger   | Mine | gem       | 10

        Routes
        from | to   | commodity | transit
        Mine | City | gem       | 73

        Disruptions
        disruption | action | target | value | start | probability
        dear       | price  | digger | 2     | 2027  | 50 %
        """,
    )
    assert value_of(given).measures == pytest.approx({"EVPI": 0.0, "VSS": 0.0}, abs=1e-6)


def test_stock_before_a_disruption_is_part_of_the_plan_for_the_mean() -> None:
    """In 2026 stock can be laid in at 1, kept for 2027, when 100 are needed at a price of 10, or of 0 with a chance of
    95 %. The mean price is 0.5: who plans for it lays in nothing and pays 0.05 · 1000 = 50. That is what the plan does
    too, since stock of 100 would cost 100. At a chance of 80 % the mean is 2, both lay in 100, and knowing is worth
    100 − 0.2 · 100 = 80."""
    assert value_of(cheap(0.95)).measures == pytest.approx({"EVPI": 50.0 - 0.05 * 100, "VSS": 0.0})
    assert value_of(cheap(0.80)).measures == pytest.approx({"EVPI": 80.0, "VSS": 0.0})


def cheap(probability: float) -> Tables:
    return tables(
        CITY,
        f"""
        Settings
        last year | 2027

        Demand
        market | product | 2026 | 2027
        City   | magnet  | 0    | 100

        Suppliers
        supplier | site | commodity | price 2026 | price 2027
        seller   | City | magnet    | 1          | 10

        Stockpiles
        stockpile | site | commodity
        store     | City | magnet

        Disruptions
        disruption | action | target | value | start | probability
        glut       | price  | seller | 0     | 2027  | {probability}
        """,
    )


def test_what_is_only_known_within_a_gap_says_so() -> None:
    plan = solved(boom())
    remarks = value_of_information(replace(plan, bound=plan.objective - 30), FIND).remarks
    assert remarks["EVPI"].startswith("between 170.0 and 200.0") and remarks["VSS"].startswith("within 30.0")


def test_an_interrupt_leaves_the_measures_out() -> None:
    interrupt = Interrupt()
    interrupt.set()
    value = value_of_information(solved(boom()), finding(0.0, 60.0, interrupt=interrupt))
    assert not value.measures
    assert all("stopped" in remark for remark in value.remarks.values())


def test_a_plan_carries_its_value_where_settings_ask_for_it() -> None:
    given = boom()
    asked = replace(given, settings=replace(given.settings, value_of_information="yes"))
    assert solve_tables(asked).measures == pytest.approx({"expected cost": 1100.0, "EVPI": 200.0, "VSS": 50.0})
    assert solve_tables(given).measures == pytest.approx({"expected cost": 1100.0})


def test_screening_finds_the_same_value() -> None:
    assert value_of_information(solved(boom()), finding(0.0, 60.0, screen=False)).measures == pytest.approx(
        value_of(boom()).measures
    )
