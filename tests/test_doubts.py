"""What a planner would question is found where it is, with its figures, and not where it is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pandas as pd
import pytest
from syrupy.assertion import SnapshotAssertion

from inputs.build.quickstart import tables as quickstart
from model import Plan
from model.reports.results.investors import questioned, questions_in_words
from model.reports.results.words import plain_words
from model.results.doubts import Doubt, Emptied, Rehired, Salvaged, Shut, Underused
from tests.conftest import solved
from tests.figures import Losing, doubts
from tests.inline import tables
from tests.steps import View
from tests.test_operating_profit import plan as chain

Kind = TypeVar("Kind", bound=Doubt)


def found(plan: Plan, kind: type[Kind]) -> list[Kind]:
    return [doubt for doubt in doubts(View(plan)) if isinstance(doubt, kind)]


def changed(plan: Plan, name: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Plan:
    """The plan with a frame that has been changed."""
    return replace(plan, frames={**plan.frames, name: change(plan.frames[name].copy())})


def idle(plant: str, period: int) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def change(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[(frame.plant == plant) & (frame.period == period), "used"] = 0.0
        return frame

    return change


def test_who_loses_money_and_that_nobody_pays_it() -> None:
    """Works loses 40 · (43 − 30) = 520 in 2027, which no programme pays."""
    (works,) = (each for each in found(chain(), Losing) if each.subject == "Works")
    assert (works.subject, works.periods) == ("Works", (2027,))
    assert (works.amount, works.supported) == pytest.approx((0.52, 0.0))
    said = "2 plants have years with a loss, most of all Works (0.520 of 0.880 thousand USD; no payer is named)"
    assert said in questions_in_words(View(chain())), "the mine loses 0.36"


def test_an_existing_plant_that_is_idle_though_cheap_to_run() -> None:
    """The mine loses 0.36 thousand in two years, far less than a thousandth of a plan that costs 2,000 thousand."""
    plan = chain()
    assert found(plan, Shut) == []
    stopped = changed(plan, "capacity", idle("Mine", 2026))
    assert found(stopped, Shut) == [], "and more than that of a plan that costs 4"
    dear = changed(stopped, "costs", lambda costs: pd.concat([costs, costs.iloc[:1].assign(present_value=2000.0)]))
    (mine,) = found(dear, Shut)
    assert (mine.subject, mine.periods) == ("Mine", (2026,))


def test_a_plant_whose_product_nobody_could_use_may_be_idle() -> None:
    """In the quick start the separation module that takes concentrate comes online in 2028, and no outlet buys it."""
    plan = solved(quickstart())
    assert (plan.frames["capacity"].query("plant == 'Hill mine' and period < 2028")["used"] == 0).all()
    assert found(plan, Shut) == []
    opened = changed(plan, "capacity", idle("Hill mine", 2029))
    assert [(each.subject, each.periods) for each in found(opened, Shut)] == [("Hill mine", (2029,))]


def test_a_plant_that_hardly_runs_does_not_show_what_full_use_would_cost() -> None:
    """Works makes 90 in 2026, 5 in 2027, which bear the fixed cost of 300 and lose 51 each, and none in 2028. At full
    use it would earn."""
    existing = LINE[: LINE.index("Projects")].replace("| technology", "| technology | existing capacity")
    existing = existing.replace("| pressing", "| pressing   | 100").replace("| 2029", "| 2028")
    rest = """
    Costs
    item  | fixed opex
    Works | 3

    Demand
    market | product | 2026 | 2027 | 2028 | shortage cost
    City   | magnet  | 90   | 5    | 0    | 900
    """
    (works,) = found(solved(tables(existing + rest)), Shut)
    assert (works.subject, works.periods) == ("Works", (2028,)) and works.cost_of_running < 0


def test_a_plant_that_is_dear_to_run_may_be_idle() -> None:
    """At a loss of a thousand times the cost of the plan nobody asks why it is shut."""
    plan = changed(chain(), "capacity", idle("Works", 2026))
    dear = changed(plan, "costs", lambda frame: frame.assign(present_value=frame.present_value * 1e-9))
    assert found(dear, Shut) == []


LINE = """
    Settings
    last year | 2029

    Countries
    country
    A

    Sites
    site | country
    City | A

    Commodities
    commodity | unit | reference value | disposal cost
    ore       | t    | 1               |
    magnet    | t    | 10              | 0

    Suppliers
    supplier | site | commodity | price
    digger   | City | ore       | 1

    Capacity
    plant | site | technology
    Works | City | pressing

    Recipes
    recipe | commodity | quantity
    press  | ore       | -1
    press  | magnet    | 1

    Operations
    plant | recipe
    Works | press

    Projects
    project | plant | kind    | module size | maximum modules | life
    Line    | Works | modules | 100         | 1               | 20

    Costs
    item | fixed capex | salvage
    Line | 1000        | 80 %

    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 40   | 900
"""


def test_a_new_plant_that_is_little_used_and_one_that_lives_by_its_salvage() -> None:
    """40 of 100 are used. It earns 4 · 40 · (10 − 1) = 1,440; with magnets at 2 it earns 160, and less than salvage."""
    plan = solved(tables(LINE))
    (works,) = found(plan, Underused)
    assert works.subject == "Works" and works.share_used == pytest.approx(0.4)
    assert found(plan, Salvaged) == []
    (sold,) = found(solved(tables(LINE.replace("magnet    | t    | 10 ", "magnet    | t    | 2  "))), Salvaged)
    assert sold.amount > 160 and sold.earnings == pytest.approx(160)
    assert found(solved(tables(LINE.replace("| 40   |", "| 70   |"))), Underused) == []


STORE = """
    Settings
    last year | 2028

    Countries
    country
    A
    B

    Sites
    site | country
    City | A
    Port | B

    Commodities
    commodity | unit
    magnet    | t

    Suppliers
    supplier | site | commodity | price
    far      | Port | magnet    | 5

    Routes
    from | to   | commodity
    Port | City | magnet

    Stockpiles
    stockpile | site | commodity | opening stock | holding cost
    shed      | City | magnet    | 10            | 1

    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 40   | 6

    Disruptions
    disruption | action  | target | value | start | duration
    stop       | exports | B      | 0     | 2027  | 1
"""


def test_a_store_that_is_emptied_before_a_disruption_may_start() -> None:
    """10 of 40 are taken from the store in 2026; a stop may start in 2027, where the shed would help."""
    plan = solved(tables(STORE))
    (shed,) = found(plan, Emptied)
    assert (shed.subject, shed.periods, shed.first_disruption) == ("shed", (2026,), 2027)
    assert found(solved(tables(STORE.replace("| 2027  |", "| 2026  |"))), Emptied) == []


def test_people_who_are_released_and_hired_again() -> None:
    frame = pd.DataFrame(
        {
            "skill": "cook", "market": "A", "period": [2026, 2027, 2028], "people": 5.0, "need": 5.0,
            "trainees": [0.0, 0.0, 3.0], "recruits": 0.0, "releases": [4.0, 0.0, 0.0], "node": ["2026", "2027", "2028"],
        }
    )  # fmt: skip
    plan = changed(solved(tables(STORE)), "workforce", lambda _: frame)
    (cook,) = found(plan, Rehired)
    assert (cook.subject, cook.periods, cook.amount, cook.hired) == ("cook in A", (2026, 2028), 4.0, 3.0)
    later = changed(plan, "workforce", lambda given: given.assign(releases=[0.0, 0.0, 4.0], trainees=[3.0, 0.0, 0.0]))
    assert found(later, Rehired) == []


def test_the_first_page_says_it(snapshot: SnapshotAssertion) -> None:
    words = plain_words(View(solved(tables(STORE))), [])
    assert [each for each in words if each.startswith("Questions before signing")] == snapshot


def test_of_people_hired_again_only_the_next_are_counted(snapshot: SnapshotAssertion) -> None:
    """4 go in 2026 and 3 come in 2027; another 90 by 2028 are for what is built, not in place of the 4."""
    frame = pd.DataFrame(
        {
            "skill": "cook", "market": "A", "period": [2026, 2027, 2028], "people": 5.0, "need": 5.0,
            "trainees": [0.0, 3.0, 90.0], "recruits": 0.0, "releases": [4.0, 0.0, 7.0],
            "node": ["2026", "2027", "2028"],
        }
    )  # fmt: skip
    plan = changed(solved(tables(STORE)), "workforce", lambda _: frame)
    (cook,) = found(plan, Rehired)
    assert (cook.periods, cook.amount, cook.hired) == ((2026, 2027), 4.0, 3.0)
    (field,) = (each for each in questioned(View(plan)) if each.header == "what")
    assert field.get(cook) == snapshot


def test_an_idle_plant_does_not_lose_money_as_well() -> None:
    """2.5 t of 1,000 would each bear a four-hundredth of the fixed cost, against a price of 50."""

    def little(frame: pd.DataFrame) -> pd.DataFrame:
        columns = [each for each in ("used", "made", "taken") if each in frame]
        frame.loc[(frame.plant == "Works") & (frame.period == 2027), columns] *= 0.005
        return frame

    plan = chain()
    assert [each.periods for each in found(plan, Losing) if each.subject == "Works"] == [(2027,)]
    idled = changed(changed(plan, "capacity", little), "conversion", little)
    assert [each for each in found(idled, Losing) if each.subject == "Works"] == []
