"""The reaction to a disruption month by month, worked out by hand."""

from __future__ import annotations

import math
from functools import cache

import pytest

from model import Plan
from model.monthly.respond import Response, of_years, respond
from model.monthly.tables import UNDISRUPTED
from model.monthly.worst_cases import LICENCE, failed
from model.reports.html.pictures.disruptions import panels_of
from model.reports.results.months import sentence
from model.results.risk import BY_MONTHS
from model.scenario.months import FIRST, Months
from model.testing import SHEET_OF, ByYear
from model.testing.family import time_problems
from tests.conftest import EXACT, solved
from tests.figures import ByMonth, MonthlyService, by_month
from tests.inline import tables
from tests.micro.construction_goods import A_LINE_IN_TWO_YEARS
from tests.search import Deadline
from tests.steps import View, branches, by_months, load, solve_tables

FOREVER = Deadline.after(math.inf)

CHAIN = """
    Settings
    last year | 2028

    Countries
    country
    Here
    There

    Commodities
    commodity | stage | unit | reference value
    ore       | ore   | t    | 1
    magnet    | good  | t    | 2

    Sites
    site | country
    City | Here
    Port | There

    Suppliers
    supplier | site | commodity | price | limit
    digger   | City | ore       | 1     |
    seller   | Port | magnet    | 2     | 132

    Capacity
    plant | site
    Works | City

    Recipes
    recipe | commodity | quantity
    press  | ore       | -1
    press  | magnet    | 1

    Operations
    plant | recipe
    Works | press

    Projects
    project | plant | kind    | module size | maximum modules | minimum modules | latest decision
    Line    | Works | modules | 24          | 1               | 1               | 2026

    Lead times
    project | construction
    Line    | 1.5

    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 120  | 100
"""
"""Each month 10 magnets are in demand. 11 can be bought abroad; from the middle of 2027 a line at home makes 2."""

STOCK = """
    Stockpiles
    stockpile | site | commodity | opening stock | cover
    Store     | City | magnet    | 30            | 3
"""

STOP = """
    Disruptions
    disruption | action   | target | start | duration
    Stop       | capacity | seller | 2027  | 0.666666666666666666
"""


STRUCK = """
    Demand
    market | product | 2026 | shortage cost
    City   | steel   | 12   | 50

    Stockpiles
    stockpile | site | commodity | capacity
    yard      | City | steel     | 18

    Disruptions
    disruption | action   | target | value | start | probability
    strike     | capacity | mill   | 0     | 2027  | 10 %
"""


def lane(transit: float = 0.0) -> str:
    """From abroad, with a transit in days."""
    return f"""
    Routes
    from | to   | commodity | freight | transit
    Port | City | magnet    | 0.5     | {transit}
    """


@cache
def plan(*texts: str) -> Plan:
    return solved(tables(CHAIN, *texts))


def response(found: Plan) -> Response:
    """To its first disruption."""
    made = respond(found, of_years(found), branches(found.tables)[0], {}, FOREVER)
    assert made is not None
    assert not list(failed(made.plan))
    return made


def told(found: Plan) -> ByMonth:
    (only,) = by_month(View(by_months(found, EXACT, FOREVER)))
    return only


def test_stock_lasts_for_three_months_and_supply_is_back_after_eight() -> None:
    """Stock of 30 serves three months of 10. Months 4 to 6 have nothing, months 7 and 8 the 2 of the new line, which by
    year would be 12 from the start of the year on. From month 9 on there are 13 for 10."""
    each = told(plan(STOCK, lane(), STOP))
    assert [*each.overall.unmet[:9]] == pytest.approx([0, 0, 0, 10, 10, 10, 8, 8, 0], abs=1e-6)
    assert not any(each.overall.baseline) and each.count == 24
    assert (each.overall.survives, each.overall.recovers) == (3, 8)
    assert each.overall.lowest == pytest.approx(0)
    (stock,) = each.stocks
    assert [*stock.now[:5]] == pytest.approx([30, 20, 10, 0, 0], abs=1e-6)
    assert stock.now[-1] == pytest.approx(30)
    assert stock.usual == pytest.approx([30] * 25)
    assert each.label(1) == "2027-01" and each.label(15) == "2028-03"


def test_what_is_owed_is_delivered_later() -> None:
    """The same where unmet demand is owed: from month 9 on 3 of what is left of 13 are delivered late, in month 24 the
    last one, and stock gets the other 2. A month late costs a twelfth of a year, 8.33, and stock counts 4."""
    owed = CHAIN.replace("| shortage cost", "| shortage cost | unmet demand").replace("| 100", "| 100 | owed")
    each = told(solved(tables(owed, STOCK, lane(), STOP)))
    assert [*each.overall.unmet[:9]] == pytest.approx([0, 0, 0, 10, 20, 30, 38, 46, 43], abs=1e-6)
    assert (each.overall.survives, each.overall.recovers) == (3, 23)
    assert each.stocks[0].now[-1] == pytest.approx(2)


def test_goods_on_their_way_arrive() -> None:
    """Two months of transit: what was sent in the last two months before exports stop serves two, and what is sent
    from month 9 on comes in month 11."""
    stop = STOP.replace("capacity | seller", "exports | There")
    each = told(plan(lane(365 / 6), stop))
    assert [*each.overall.unmet[:12]] == pytest.approx([0, 0, 10, 10, 10, 10, 8, 8, 8, 8, 0, 0], abs=1e-6)
    assert (each.overall.survives, each.overall.recovers) == (2, 10)


def test_output_begun_before_a_disruption_arrives() -> None:
    """All is pressed a year earlier, and nothing else is sold. Without ore in 2027 customers have all they need in that
    year, from what was begun before it, and nothing in 2028."""
    late = CHAIN.split("Projects")[0].replace("132", "0").replace("Works | City", "Works | City | 200")
    late = late.replace("plant | site\n", "plant | site | existing capacity\n")
    operations = "plant | recipe | delay | begun 2025\n    Works | press | 1 | 120"
    late = late.replace("plant | recipe\n    Works | press", operations)
    demand = CHAIN[CHAIN.index("    Demand") :]
    stop = "Disruptions\ndisruption | action | target | start | duration\nStop | capacity | digger | 2027 | 2"
    each = told(solved(tables(late, demand, stop)))
    assert [*each.overall.unmet] == pytest.approx([0] * 12 + [10] * 12, abs=1e-6)


def test_a_share_of_exports_is_one_of_the_plans_rate() -> None:
    """The plan buys 120 in 2026, and 108 in 2027, when the line makes 12: half of that is 4.5 a month."""
    stop = STOP.replace("capacity | seller", "exports | There").replace("| start", "| value | start")
    each = told(plan(lane(), stop.replace("There | 2027", "There | 0.5 | 2027")))
    assert [*each.overall.unmet[:8]] == pytest.approx([5.5] * 6 + [3.5] * 2)


def test_a_late_project_is_capacity_that_comes_later() -> None:
    """The line is three months late: nothing is short, as 11 are bought, until sales from abroad stop in month 7."""
    stop = """
        Disruptions
        disruption | action   | target | start | after | duration             | value
        Late       | delay    | Line   | 2027  |       | 1                    | 0.25
        Late       | capacity | seller |       | 0.5   | 0.333333333333333333 | 0
    """
    each = told(plan(lane(), stop))
    assert [*each.overall.unmet[:11]] == pytest.approx([0] * 6 + [10] * 3 + [8, 0], abs=1e-6)


def test_a_disruption_that_delays_nothing_has_months() -> None:
    """The line is there when the delay starts. A minimum service of 70 % holds only in undisrupted years: 36 more go
    unmet by year, none by month, where nothing but the price of shortage counts, which is below that of a magnet."""
    cheap = CHAIN.replace("| shortage cost", "| shortage cost | minimum service").replace("| 100\n", "| 1 | 70 %\n")
    late = """
        Disruptions
        disruption | action | target | start | value
        Late       | delay  | Line   | 2028  | 1
    """
    found = by_months(solved(tables(cheap, lane(), late)), EXACT, FOREVER)
    (each,) = by_month(View(found))
    assert [*each.overall.demand] == pytest.approx([10] * 12)
    assert not any(each.overall.more)
    assert "minimum service" in sentence(each)
    assert list(panels_of(View(found), 0, each))


def test_months_in_which_nothing_is_in_demand_have_words_and_a_picture() -> None:
    """A backlog is late after demand has ended: no fill rate can be told."""
    each = ByMonth(
        "Stop, 2027", 2027, [MonthlyService("magnet", "City", [0.0] * 12, [5.0] * 12, [0.0] * 12, "t")], [], []
    )
    assert "fill rate" not in sentence(each)
    assert list(panels_of(View(plan(STOCK, lane(), STOP)), 0, each))


def test_months_without_a_disruption_add_up_to_the_year() -> None:
    """Where nothing changes within the year: deliveries, output and what is spent on them."""
    found = plan(STOCK, lane(), STOP.replace("2027", "2028"))
    made = response(found).plan
    nodes = [f"{UNDISRUPTED}, {FIRST} / {number}" for number in range(FIRST, FIRST + 12)]
    for table, column in (("deliveries", "delivered"), ("conversion", "made"), ("flows", "shipped")):
        year, months = found.frames[table], made.frames[table]
        assert months[months["node"].isin(nodes)][column].sum() == pytest.approx(
            year[year["node"] == "2028"][column].sum()
        )
    for cost in ("purchases", "freight"):
        year, months = (frames["costs"][frames["costs"]["cost"] == cost] for frames in (found.frames, made.frames))
        spent = year[year["node"] == "2028"]["amount"].sum()
        assert spent > 0
        assert months[months["node"].isin(nodes)]["amount"].sum() == pytest.approx(spent)


def test_construction_goes_on_in_the_months_of_a_disruption() -> None:
    """Each month 1.5 of the 18 in the yard, beside the 1 that is in demand and short."""
    months = by_months(solved(tables(A_LINE_IN_TWO_YEARS, STRUCK)), EXACT, FOREVER).frames[BY_MONTHS]
    needed = months[(months["measure"] == "demand") & (months["of"] == "steel") & (months["month"] == 1)]
    assert needed["disrupted"].tolist() == pytest.approx([2.5])


def test_a_plan_has_months_only_where_customers_are_worse_off() -> None:
    calm = tables(CHAIN, STOCK, lane(), STOP.replace("0.666666666666666666", "0.1"))
    assert BY_MONTHS not in by_months(solved(calm), EXACT, FOREVER).frames
    assert BY_MONTHS in solve_tables(tables(CHAIN, STOCK, lane(), STOP), is_compared=True).frames
    licence = f"{STOP}    Stop | {LICENCE} | There | | 1\n"
    assert BY_MONTHS not in by_months(solved(tables(CHAIN, STOCK, lane(), licence)), EXACT, FOREVER).frames


def test_a_check_finds_what_does_not_hold() -> None:
    """A tonne that is delivered and comes from nowhere."""
    made = response(plan(STOCK, lane(), STOP)).plan
    frame = made.frames["deliveries"]
    assert len(frame)
    frame.loc[frame.index[0], "delivered"] += 1
    assert "mass balance" in {check.name for check in failed(made)}


def test_what_responses_cost_is_checked() -> None:
    """Strategic stock, and goods of which fewer are in transit at the end, cost something in the undisturbed months,
    too; a cost that is wrong is seen."""
    reserve = """
        Strategic stocks
        stockpile | release | rotation | rotation cost
        Store     | always  | 0.2      | 5
    """
    made = response(plan(STOCK, reserve, lane(365 / 6), STOP)).plan
    costs = made.frames["costs"]
    assert costs[costs["cost"] == "rotating stock"]["amount"].sum() > 0
    costs.loc[costs.index[0], "amount"] += 1
    assert {check.name for check in failed(made)} == {"cost lines"}


def test_every_column_with_a_time_in_its_unit_can_be_told_in_months() -> None:
    load()
    for row_class, sheet in SHEET_OF.items():
        if sheet.in_months and sheet.name not in ("Settings", "Decisions"):
            for column in sheet.columns:
                assert [*time_problems(row_class, column)] == []


def test_values_by_year_are_those_of_its_months() -> None:
    months = Months(2027, 24)
    found = months.by_month(ByYear.of({2026: 12.0, 2028: 36.0}), 1 / 12)
    assert [found.at(FIRST + at) for at in (0, 11, 12, 23)] == [2.0, 2.0, 3.0, 3.0]
    assert months.by_month(ByYear.of(6.0)).points == ByYear.of(6.0).points
