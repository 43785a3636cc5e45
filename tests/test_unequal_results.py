"""Results of periods of several lengths: a stretch of years has the same sums in one period as in several, a disruption
the same years, and a roll and months go on from within."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from functools import cache

import openpyxl
import pytest

from model import InputError, Plan
from model.testing import Skill, Supplier
from tests.conftest import EXACT, solved
from tests.figures import (
    Investor,
    StageSupply,
    by_month,
    capital_by_year,
    changed_figures,
    compare_plans,
    oddities,
    party_results,
    people_over_horizon,
    served,
    served_markets,
    services,
    shifts,
    shortfalls,
    supplies,
)
from tests.inline import tables
from tests.micro.case import CITY
from tests.search import Deadline
from tests.steps import (
    Calendar,
    Progress,
    View,
    by_months,
    carried_on,
    report_bytes,
    results_book,
    results_bytes,
    rolled,
    staying_since,
)
from tests.studies import drawn

YEARLY, LATE, EARLY, ONE = 1, "1 to 2027, 3 to 2030", "2 to 2027, 1 to 2030", 5
GRIDS = (LATE, EARLY, "2 to 2027, 3 to 2030", ONE)

CHAIN = """
    Settings
    last year     | 2030
    discount rate | 5 %

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
    plant | site | existing capacity
    Works | City | 24

    Recipes
    recipe | commodity | quantity
    press  | ore       | -1
    press  | magnet    | 1

    Operations
    plant | recipe
    Works | press

    Routes
    from | to   | commodity | freight
    Port | City | magnet    | 0.5

    Stockpiles
    stockpile | site | commodity | opening stock | capacity | cover
    Store     | City | magnet    | 30            | 30       | 3

    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 120  | 100
"""
"""120 magnets a year are in demand: 24 are pressed at home, 96 come from abroad. 30 are in store all the time."""

STOP = """
    Disruptions
    disruption | action   | target | start | duration | probability
    Stop       | capacity | seller | 2029  | 1        | 10 %
"""
"""In 2029 only the 24 and the 30 of the store are left: 66 are short."""


@cache
def plan(cell: int | str, *texts: str) -> Plan:
    given = tables(CHAIN, *texts)
    return solved(replace(given, settings=replace(given.settings, years_per_period=cell)))


@pytest.mark.parametrize("cell", GRIDS)
def test_a_stretch_of_years_has_the_same_sums_in_any_periods(cell: int | str) -> None:
    """The plan is the same in each year: 5 · 96 bought, 5 · 24 made, and each party gets and pays as much."""
    one, other = (View(plan(each)) for each in (YEARLY, cell))
    for name, measure, amount in (("purchases", "bought", 600.0), ("flows", "shipped", 480.0)):
        assert sum(view_sum(other, name, measure)) == pytest.approx(amount)
        assert sum(view_sum(one, name, measure)) == pytest.approx(amount)
    assert other.plan.objective == pytest.approx(one.plan.objective)
    assert other.plan.frames["costs"]["present_value"].sum() == pytest.approx(other.plan.objective)
    assert other.plan.frames["costs"]["amount"].sum() == pytest.approx(one.plan.frames["costs"]["amount"].sum())
    assert (served(other), [each.overall for each in services(other)]) == (served(one), [1.0])
    assert {each.stage: totals(each, other) for each in supplies(other)} == pytest.approx(
        {each.stage: totals(each, one) for each in supplies(one)}
    )
    assert people_over_horizon(other, "trainees") == 0
    assert sum(capital_by_year(other)) == sum(capital_by_year(one)) == 0
    ours, theirs = (
        {(each.role, each.name): results.value(each, "expected") for each in results.parties}
        for results in map(party_results, (other, one))
    )
    assert ours == pytest.approx(theirs)


def view_sum(view: View, name: str, measure: str) -> list[float]:
    return [view.years_of(row) * row[measure] for row in view.trunk(name)]


def totals(supply: StageSupply, view: View) -> float:
    return sum(years * total for years, total in zip(view.calendar.lengths.values(), supply.totals, strict=True))


@pytest.mark.parametrize("cell", GRIDS)
def test_a_plant_is_worth_as_much_in_any_periods(cell: int | str) -> None:
    one, other = (Investor(View(plan(each))) for each in (YEARLY, cell))
    values = []
    for investor in (one, other):
        (venture,) = [each for each in investor.ventures if each.plant == "Works"]
        case = investor.case("undisturbed")
        flow = investor.earned(venture, case)
        values.append(
            (flow.npv(0.1), flow.total, investor.break_even(venture, case), investor.extrapolated(venture, case))
        )
    assert values[1] == pytest.approx(values[0])


@pytest.mark.parametrize("cell", GRIDS)
def test_a_disruption_has_the_years_of_its_window(cell: int | str) -> None:
    """Of the 120 in demand in 2029, 66 are short, whatever the period that 2029 falls into; the years around it do not
    count as disrupted. (Costs differ: a branch may prepare from the start of its period.)"""
    view = View(plan(cell, STOP))
    (outcome,) = view.plan.outcomes
    assert (outcome.start, outcome.demand, outcome.undisturbed_unmet) == (2029, pytest.approx(120), 0.0)
    assert outcome.unmet == pytest.approx(66)
    (short,) = shortfalls(view, [outcome])
    assert (short.anyway, short.more) == (0.0, (pytest.approx(66),))
    (market,) = served_markets(view)
    assert market.lowest == pytest.approx(54 / 120)
    costs = view.plan.frames["costs"]
    assert costs["present_value"].sum() == pytest.approx(view.plan.objective)
    results = party_results(view)
    worth = sum(results.value(each, "expected") for each in results.parties)
    assert worth == pytest.approx(-view.plan.objective)


def test_tables_and_the_page_show_the_years_of_a_period() -> None:
    found = plan(LATE, STOP)
    assert View(found).year_labels == ["2026", "2027", "2028–30"]
    assert View(found).spans([2026, 2028]) == "2026, 2028"
    assert View(found).spans([2027, 2028]) == "2027–2028"
    book = openpyxl.load_workbook(io.BytesIO(results_bytes(found)))
    headers = {cell.value for row in book["Purchases"].iter_rows(max_row=12) for cell in row}
    assert {"2026", "2027", "2028–30"} <= set(map(str, headers))
    costs = " ".join(str(cell.value) for row in book["Costs"].iter_rows(max_row=6) for cell in row if cell.value)
    assert "to 3 years" in costs
    page = report_bytes(results_book(found)).decode()
    assert "2028–30" in page and View(found).in_disruptions.strip() in page


@pytest.mark.parametrize("cell", [LATE, EARLY])
def test_months_begin_in_any_year_of_a_period(cell: int | str) -> None:
    """The store lasts for some months: the response to a stop in 2029 is that of the yearly plan."""
    forever = Deadline.after(math.inf)
    found = [by_month(View(by_months(plan(each, STOP), EXACT, forever))) for each in (YEARLY, cell)]
    (one,), (other,) = found
    assert other.start == 2029
    assert [*other.overall.unmet] == pytest.approx([*one.overall.unmet], abs=1e-6)
    assert [[*each.now] for each in other.stocks] == [pytest.approx([*each.now], abs=1e-6) for each in one.stocks]


def test_a_plan_is_rolled_to_the_start_of_a_period() -> None:
    found = plan(LATE, STOP)
    with pytest.raises(InputError, match="can be rolled to 2027, 2028, the start of a period"):
        rolled(found, 2029)
    made = rolled(found, 2028)
    assert Calendar.of(made.tables.settings).lengths == {2028: 3}
    statement = carried_on(found, made, Progress.silent())
    assert statement.total("otherwise") == pytest.approx(0, abs=1e-6)
    assert abs(statement.cents) < 0.01


def test_goods_under_way_from_a_long_period_arrive_in_their_years() -> None:
    """Half a year under way: of 96 a year sent in 2026–2027 the last half comes in 2028, none in the years after."""
    slow = """
    Routes
    from | to   | commodity | freight | transit
    Port | City | magnet    | 0.5     | 182.5

    Goods in transit
    site | commodity | 2026 | 2027
    City | magnet    | 48   | 0
    """
    given = tables(
        CHAIN.replace("Routes\n    from | to   | commodity | freight\n    Port | City | magnet    | 0.5\n", ""), slow
    )
    settings = replace(given.settings, years_per_period="2 to 2027, 1 to 2030")
    found = solved(replace(given, settings=settings))
    made = rolled(found, 2028)
    (row,) = [each for rows in made.tables.rows.values() for each in rows if type(each).__name__ == "GoodsInTransit"]
    sent = float(found.frames["flows"].query("node == '2026'")["shipped"].iloc[0])
    assert [row.arriving.at(year) for year in (2028, 2029, 2030)] == pytest.approx([sent / 2, 0, 0])
    assert abs(carried_on(found, made, Progress.silent()).cents) < 0.01


@pytest.mark.parametrize("cell", [LATE, "2 to 2027, 3 to 2030"])
def test_plans_of_other_periods_are_compared_by_year(cell: int | str) -> None:
    """Every year is the same, so nothing is shifted; with ore at 3 all 120 come from abroad, 24 a year more."""
    compared = compare_plans("Grids", [("yearly", plan(YEARLY)), ("coarse", plan(cell))])
    base, other = compared.solved
    for kind in ("flows", "stock"):
        assert shifts(base, other, kind) == []
    given = plan(cell).tables
    dear = given.replaced(
        Supplier, [replace(row, price=row.price.times(3 if row.commodity == "ore" else 1)) for row in given[Supplier]]
    )
    compared = compare_plans("Grids", [("yearly", plan(YEARLY)), ("dear", solved(dear))])
    (shift,) = [each for each in shifts(*compared.solved, "flows") if each.labels[-1] == "magnet"]
    assert (shift.before, shift.after, shift.part) == pytest.approx((480, 600, 24 / 120))


@pytest.mark.parametrize(("counted", "left"), [("second period", 0.9**2), ("first period", 0.9**4)])
def test_people_of_years_that_are_over_leave_as_in_the_periods_of_the_cell(counted: str, left: float) -> None:
    """Joined in 2026: rolled to 2028, two periods of one year have passed, not one of three."""
    row = Skill(skill="Chemist", market="Here", headcount=1.0, attrition=0.1, attrition_from=counted)
    later = Calendar(2028, 2030, LATE, 0.0)
    assert staying_since(row, later, 2026, 2028) == pytest.approx(left)
    assert staying_since(row, Calendar(2026, 2030, LATE, 0.0), 2026, 2028) == pytest.approx(left)


# --- a disruption that begins or ends within a period

SHED = """
    Settings
    last year        | 2030
    years per period | 1 to 2027, 3 to 2030

    Suppliers
    supplier | site | commodity | price | limit
    seller   | City | ore       | 1     | 14

    Stockpiles
    stockpile | site | commodity | opening stock | minimum closing stock | holding cost
    Shed      | City | ore       | 4             | 10                    | 0.01

    Demand
    market | product | 2026 | shortage cost
    City   | ore     | 12   | 100

    Disruptions
    disruption | action   | target | value | start
    stop       | capacity | seller | 0     | 2028; 2029; 2030
"""
"""A stop of one of the three years of the last period."""


@cache
def stopped() -> Plan:
    return solved(tables(CITY, SHED))


def test_stock_lies_between_the_ends_of_a_period() -> None:
    """What a scenario finds, what is put back after it, and the level that a response is compared with."""
    plan = stopped()
    view = View(plan)
    usual = {row["period"]: row["stock"] for row in view.trunk("stock")}
    for start in (2028, 2029, 2030):
        passed = (start - 2028) / 3
        found = usual[2027] + passed * (usual[2028] - usual[2027])
        assert view.level(usual, start, 4.0) == pytest.approx(found)
        (row,) = view.branch("stock", f"stop, {start}")
        (served,) = view.branch("service", f"stop, {start}")
        assert row["stock"] == pytest.approx(found - (12 - served["shortage"]))
    (depot,) = drawn(plan)
    level = view.level(usual, depot.start, 4.0)
    assert depot.before == pytest.approx(level) and depot.since == depot.start
    assert depot.refill == pytest.approx(view.level(usual, depot.start + 1, 4.0) - depot.left)
    changes = {(change.branch, change.frame): change for change in changed_figures(view, ["stop, 2028"])}
    assert changes["stop, 2028", "stock"].undisturbed == pytest.approx(view.level(usual, 2029, 4.0))


def test_a_year_of_a_period_shows_its_own_rates() -> None:
    """Of one year of three, not a third of them."""
    view = View(stopped())
    (row,) = view.branch("service", "stop, 2029")
    assert [(period, part) for period, part, _ in view.in_periods([row])] == [(2028, 1.0)]


def test_a_store_that_helps_in_a_late_year_of_a_period_is_no_doubt() -> None:
    assert all(oddity.kind != "never used" for oddity in oddities(stopped()))
