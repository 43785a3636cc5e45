"""Checks promise: what is said of how plants run, and has no effect or cannot be, is told by cell before anything is
solved."""

from __future__ import annotations

from syrupy.assertion import SnapshotAssertion

from model import Problem
from tests.books import told
from tests.inline import tables
from tests.micro.case import BUY_ALL, CITY, PRESS
from tests.steps import run_checks

WORKS = """
    Capacity
    plant | site | existing capacity
    Works | City | 100
"""


def problems(sheet: str, text: str) -> list[Problem]:
    """Those of a sheet."""
    found = run_checks(tables(CITY, BUY_ALL, PRESS, WORKS, f"{sheet}\n{text}"))
    return [each for each in found if each.sheet == sheet]


def test_a_campaign_within_a_period_has_no_effect(snapshot: SnapshotAssertion) -> None:
    found = problems("Operating rules", "plant | cost in use | minimum campaign\nWorks | 1 | 1")
    assert told(found) == snapshot
    assert problems("Operating rules", "plant | minimum campaign\nWorks | 1.5") == []


def test_a_needed_recipe_is_another_with_a_row(snapshot: SnapshotAssertion) -> None:
    rules = "plant | recipe | needs recipe\nWorks | press | press\nWorks | any | press"
    assert told(problems("Operating rules", rules)) == snapshot
    rules = "plant | recipe | needs recipe\nWorks | any | press"
    assert told(problems("Operating rules", rules)) == snapshot


def test_an_input_is_taken_at_once_and_an_output_comes_in_time(snapshot: SnapshotAssertion) -> None:
    recipes = PRESS.split("Recipes")[0]
    lines = "recipe | commodity | quantity | delay\npress | ore | -1 | 1\npress | magnet | 1 | 60"
    runs = "Operations\nplant | recipe\nWorks | press"
    found = run_checks(tables(CITY, BUY_ALL, recipes, WORKS, f"Recipes\n{lines}", runs))
    assert told([problem for problem in found if problem.sheet == "Recipes"]) == snapshot


def test_recipes_that_are_counted_have_rules_and_are_there(snapshot: SnapshotAssertion) -> None:
    limits = "limit | measure | of | value\nfew | recipes in use | magnet | 1\nnone | recipes in use | ore | 1"
    assert told(problems("Limits", limits)) == snapshot


LINE = """
    Projects
    project | plant | kind    | module size
    Line    | Works | modules | 10

    Costs
    item | fixed capex | salvage
    Line | 10          | 20 %

    Lead times
    project | construction | spend year 1 | annuity years | annuity rate
    Line    | 1            | 90 %         | {years}       | 5 %
"""


def test_an_annuity_takes_the_place_of_a_spend_profile(snapshot: SnapshotAssertion) -> None:
    """Nor does anything come back of it; and a rate without years is none."""
    found = run_checks(tables(CITY, BUY_ALL, PRESS, WORKS, LINE.format(years=10)))
    assert told([each for each in found if each.sheet in ("Costs", "Lead times")]) == snapshot
    found = run_checks(tables(CITY, BUY_ALL, PRESS, WORKS, LINE.format(years="")))
    assert told([each for each in found if each.sheet in ("Costs", "Lead times")]) == snapshot


STORES = """
    Commodities
    commodity | disposal cost
    ore       | 0
    scrap     |

    Stockpiles
    stockpile | site | commodity | shelf life | received 2025
    heap      | City | ore       | 2          | 20
    pile      | City | ore       |            | 20
    bin       | City | scrap     | 2          |
"""


def test_what_expires_is_disposed_of_and_lies_in_one_stockpile(snapshot: SnapshotAssertion) -> None:
    found = run_checks(tables(CITY.split("Commodities")[0], STORES))
    assert told([each for each in found if each.sheet == "Stockpiles"]) == snapshot


LATER = """
    Operations
    plant | recipe | delay   | begun 2025
    Works | press  | {delay} | {begun}
"""


def test_a_delay_ends_within_the_plan_and_no_origin_is_traced(snapshot: SnapshotAssertion) -> None:
    """Runs begun before it need a delay."""
    last = "Settings\nlast year | 2028"
    without = PRESS.split("Operations")[0]

    def of(*more: str, delay: str = "", begun: str = "") -> str:
        found = run_checks(tables(CITY, BUY_ALL, without, WORKS, last, LATER.format(delay=delay, begun=begun), *more))
        return told([each for each in found if each.sheet == "Operations"])

    assert of(delay="1") == of(delay="3", begun="5") == told([])
    assert of(delay="3") == snapshot
    assert of(begun="5") == snapshot
    traced = "Limits\nlimit | measure | of | scope | counted at | value\nx | share | magnet | A | ore | 0.5"
    assert of(traced, delay="1") == snapshot
