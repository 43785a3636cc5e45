"""The audit passes what the model solves, and finds what is wrong with a plan that was tampered with."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import Infeasible, Plan, Tables
from model.testing import (
    ByYear,
    Commodity,
    CostRow,
    Country,
    Demand,
    Fund,
    Group,
    LeadTime,
    Operation,
    Outlet,
    Plant,
    Project,
    Recipe,
    Route,
    Row,
    Settings,
    Site,
    Skill,
    Staffing,
    Stockpile,
    Substitute,
    Supplier,
)
from tests.conftest import solved
from tests.figures import Ledger, audit

by = ByYear.of


def problems_of(plan: Plan) -> dict[str, str]:
    """Details of the checks that fail, by name."""
    return {check.name: check.detail for check in audit(plan) if not check.passed}


# --- instances --------------------------------------------------------------------------------------------------


def chain(horizon: Settings | None = None) -> Tables:
    """Ore from A is separated there, or oxide bought in C; magnets are made and used in B. Periods of two years,
    fractions of years everywhere, and every sheet in use."""
    return Tables.of(
        horizon or years(2026, 2037, each=2),
        [*places(), *lanes(), *plants(), *projects(), *people(), *markets(), *budgets()],
    )


def years(first: int, last: int, each: int = 1, amounts: str = "thousands") -> Settings:
    return Settings(first_year=first, last_year=last, years_per_period=each, discount_rate=0.06, amounts=amounts)


def places() -> list[Row]:
    return [
        Country(country="A", bloc="ally"), Country(country="B", bloc="ally"), Country(country="C"),
        Group(group="coast", member="Port"), Group(group="coast", member="City"),
        Site(site="Mine", country="A", latitude=-28.0, longitude=122.0),
        Site(site="Works", country="A", latitude=-32.0, longitude=115.8),
        Site(site="Port", country="B", latitude=33.0, longitude=-118.0),
        Site(site="City", country="B", latitude=42.3, longitude=-83.0),
        Site(site="Rival", country="C", latitude=31.2, longitude=121.5),
        Commodity(commodity="ore", stage="mining"),
        Commodity(commodity="oxide", stage="separation", reference_value=60.0),
        Commodity(commodity="waste", disposal_cost=3.0),
        Commodity(commodity="magnet"), Commodity(commodity="ferrite"),
    ]  # fmt: skip


def lanes() -> list[Row]:
    return [
        Route(origin="Mine", destination="Works", commodity="ore", freight=1.5, transit=30, loss=0.01),
        Route(origin="any", destination="any", commodity="any", freight=by({2026: 50.0, 2035: 45.0}),
              tariff=by({2028: 0.5, 2034: 0.4})),
        Route(origin="A", destination="coast", commodity="separation", freight=4.0, transit=500, loss=0.02,
              capacity=by({2026: 25, 2037: 30})),
        Route(origin="Rival", destination="Port", commodity="oxide", freight_by_distance=0.5, tariff=0.25, transit=90),
        Route(origin="Port", destination="City", commodity="any", freight=0.5, capacity=by(8.0)),
    ]  # fmt: skip


def plants() -> list[Row]:
    return [
        Plant(plant="Sep", site="Works", technology="separation", existing_capacity=ByYear.of(40.0),
              in_service_until=2030, maximum_capacity=130.0),
        Plant(plant="Mag", site="City", technology="magnets"),
        Plant(plant="Old mag", site="City", technology="magnets", existing_capacity=ByYear.of(30.0),
              in_service_from=2027),
        Recipe(recipe="separate", commodity="ore", quantity=-2.0),
        Recipe(recipe="separate", commodity="oxide", quantity=1.0),
        Recipe(recipe="separate", commodity="waste", quantity=0.5),
        Recipe(recipe="leach", commodity="ore", quantity=-2.2), Recipe(recipe="leach", commodity="oxide", quantity=1.2),
        Recipe(recipe="sinter", commodity="oxide", quantity=-0.4),
        Recipe(recipe="sinter", commodity="magnet", quantity=1.0),
        Operation(plant="Sep", recipe="separate", maximum_share=0.8),
        Operation(plant="Sep", recipe="leach", capacity_use=1.4, yield_factor=0.9, minimum_share=0.1),
        Operation(plant="Mag", recipe="sinter", yield_factor=1.05), Operation(plant="Old mag", recipe="sinter"),
        CostRow(item="Sep", variable_opex=by({2026: 6.0, 2036: 5.0}), fixed_opex=by({2030: 1.0, 2036: 1.5})),
        CostRow(item="Sep", recipe="leach", variable_opex=1.0),
        CostRow(item="Mag", variable_opex=8.0), CostRow(item="Old mag", variable_opex=11.0, fixed_opex=2.0),
    ]  # fmt: skip


def projects() -> list[Row]:
    return [
        Project(project="Line", plant="Sep", kind="modules", module_size=45.0, maximum_modules=2, life=6.3),
        LeadTime(project="Line", permitting=1.0, construction=1.5, ramp_up_year_1=0.4, ramp_up_year_2=0.8,
                 spend_permitting=0.1, spend_year_1=0.7, spend_year_2=0.3),
        CostRow(item="Line", fixed_capex=by({2026: 0.8, 2036: 0.6}), capex_per_unit=by({2028: 20.0, 2040: 15.0}),
                fixed_opex=by({2026: 1.5, 2036: 1.2}), salvage=0.5),
        Project(project="Small", plant="Mag", kind="modules", module_size=40.0, maximum_modules=3, choice_group="scale",
                needs="Line", life=20.0),
        LeadTime(project="Small", permitting=1.0, construction=1.75, ramp_up_year_1=0.5),
        CostRow(item="Small", fixed_capex=2.0, capex_per_unit=30.0, salvage=0.3),
        Project(project="Large", plant="Mag", kind="size", minimum_size=70.0, maximum_size=160.0, choice_group="scale",
                earliest_decision=2028, latest_decision=2032, life=15.0),
        LeadTime(project="Large", permitting=0.0, construction=2.5, ramp_up_year_1=0.3, ramp_up_year_3=0.9),
        CostRow(item="Large", fixed_capex=2.5, capex_per_unit=18.0, fixed_opex=0.5, salvage=0.25),
    ]  # fmt: skip


def people() -> list[Row]:
    return [
        Skill(skill="chemist", market="ally", headcount=12.0, attrition=0.08, wage=by(9.0), training_time=1.5,
              training_cost=by(3.0), training_seats=by({2026: 6, 2037: 9}), trainees_per_trainer=1.0,
              recruits_from_abroad=by(1.5), recruiting_cost=by(15.0)),
        Skill(skill="operator", market="B", headcount=8.0, attrition=0.05, wage=by(6.0), training_time=0.25,
              training_cost=by(1.0), training_seats=by(10.0)),
        Skill(skill="operator", market="ally", headcount=9.0, wage=by(5.0), training_seats=by(4.0)),
        Staffing(technology="separation", skill="chemist", operation=90.0, per_plant=1.0, construction=40.0,
                 commissioning=60.0),
        Staffing(technology="separation", skill="operator", operation=100.0, construction=30.0),
        Staffing(technology="magnets", skill="operator", operation=120.0, per_plant=0.5, commissioning=80.0),
    ]  # fmt: skip


def markets() -> list[Row]:
    return [
        Supplier(supplier="Ore", site="Mine", commodity="ore", price=by({2026: 5, 2037: 8}), limit=by(400.0)),
        Supplier(supplier="Rival oxide", site="Rival", commodity="oxide", price=by({2026: 40, 2037: 80}),
                 limit=by({2026: 60, 2032: 20})),
        Supplier(supplier="Ferrite", site="City", commodity="ferrite", price=by(25.0)),
        Outlet(outlet="Backfill", site="Works", commodity="waste", price=by(2.0), limit=by({2026: 4, 2037: 10})),
        Demand(market="City", product="magnet", quantity=by({2026: 100, 2037: 180}), shortage_cost=400.0,
               minimum_service=0.05),
        Demand(market="City", product="ferrite", quantity=by(10.0)),
        Substitute(market="coast", product="magnet", substitute="ferrite", replacement_ratio=0.5, maximum_share=0.3,
                   extra_cost=20.0, from_year=2029),
        Stockpile(stockpile="Reserve", site="City", commodity="oxide", opening_stock=25.0, capacity=60.0,
                  holding_cost=0.7, minimum_closing_stock=8.0, cover=3.0, cover_of="B", cover_from=2029),
        Stockpile(stockpile="Shelf", site="City", commodity="magnet", opening_stock=15.0, holding_cost=0.4, cover=0.5),
    ]  # fmt: skip


def budgets() -> list[Row]:
    return [
        Fund(fund="Capital of B", pays_for="capital", scope="B", limit=by(4.0), total=9.0),
        Fund(fund="Everything", pays_for="everything", total=1e6),
        Fund(fund="People", pays_for="people", scope="ally", limit=by({2026: 400, 2037: 500})),
        Fund(fund="Works", pays_for="operation", scope="Works", limit=by(900.0)),
        Fund(fund="Port", pays_for="freight", scope="Port", limit=by(900.0)),
        Fund(fund="Line", pays_for="capital", scope="Line", total=4.0),
        Fund(fund="Mag", pays_for="capital", scope="Mag"),
    ]  # fmt: skip


def bottleneck() -> Tables:
    """Two lanes from one mine, one of them limited: rows without line numbers, as a notebook makes them."""
    return Tables.of(
        Settings(first_year=2026, last_year=2027, amounts="ones"),
        [
            Country(country="A"), Site(site="Mine", country="A"),
            Site(site="City", country="A"), Site(site="Town", country="A"),
            Commodity(commodity="ore"),
            Supplier(supplier="Ore", site="Mine", commodity="ore", price=by(1.0)),
            Route(origin="Mine", destination="City", commodity="ore", capacity=by(10.0)),
            Route(origin="Mine", destination="Town", commodity="ore"),
            Demand(market="City", product="ore", quantity=by(50.0), shortage_cost=100.0),
            Demand(market="Town", product="ore", quantity=by(50.0), shortage_cost=100.0),
        ],
    )  # fmt: skip


def free_size() -> Tables:
    """The chain without the small scale, and with chemists only from abroad: a plant of free size is built."""
    kept = [row for rows in chain().rows.values() for row in rows if getattr(row, "project", "") != "Small"]
    return Tables.of(
        years(2026, 2037, each=3),
        [replace(row, headcount=0.0, recruits_from_abroad=by(9.0)) if isinstance(row, Skill) else row for row in kept],
    )


CASES: dict[str, Callable[[], Tables]] = {
    "periods of two years": chain,
    "single years": lambda: chain(years(2026, 2034)),
    "periods of four years": lambda: chain(years(2026, 2037, each=4, amounts="millions")),
    "one period": lambda: chain(years(2027, 2030, each=4, amounts="ones")),
    "a free size": free_size,
    "two routes, one limited": bottleneck,
}


@cache
def plan_of(case: str) -> Plan:
    return solved(CASES[case]())


def chain_plan() -> Plan:
    return plan_of("periods of two years")


# --- what holds ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_a_plan_of_the_model_passes(case: str) -> None:
    assert problems_of(plan_of(case)) == {}


def test_the_plans_that_pass_do_something() -> None:
    """Modules and a free size are built, people trained and recruited, goods sent by all kinds of route."""
    modules, size = Ledger.of(chain_plan()), Ledger.of(plan_of("a free size"))
    assert {build.project.kind for build in (*modules.builds, *size.builds)} == {"modules", "size"}
    people = chain_plan().frames["workforce"], plan_of("a free size").frames["workforce"]
    assert people[0]["trainees"].sum() > 1 and people[1]["recruits"].sum() > 1
    lanes = {(origin, destination) for origin, destination, *_ in modules.lines.shipped}
    assert lanes >= {("Mine", "Works"), ("Works", "City"), ("Rival", "City"), ("Rival", "Port"), ("Port", "City")}


def test_a_lane_without_limit_is_not_held_by_the_limit_of_another() -> None:
    """10 of 50 t/y pass to the city, all 50 to the town."""
    shipped = Ledger.of(plan_of("two routes, one limited")).lines.shipped
    assert shipped["Mine", "City", "ore", "2026"] == pytest.approx(10)
    assert shipped["Mine", "Town", "ore", "2026"] == pytest.approx(50)


def test_the_audit_needs_neither_the_modelling_language_nor_the_solver() -> None:
    code = "import model.audit, sys; print(sorted({'pyomo', 'highspy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_rounding_of_the_solver_passes() -> None:
    change = told("flows", None, shipped=lambda each: each * (1 + 1e-9))
    assert problems_of(change(chain_plan())) == {}


# --- what does not -------------------------------------------------------------------------------------------------


Change = Callable[[Plan], Plan]


def told(name: str, line: int | None, **values: Any) -> Change:
    """A result table says something else in one line, or in all: values by column, or functions of what is there."""

    def change(plan: Plan) -> Plan:
        frame = plan.frames[name].copy()
        for column, value in values.items():
            cells = frame[column].tolist()
            for each in range(len(cells)) if line is None else [line]:
                cells[each] = value(cells[each]) if callable(value) else value
            frame[column] = cells
        return replace(plan, frames={**plan.frames, name: frame})

    return change


def asked(row_class: type[Row], which: dict[str, object], **changes: Any) -> Change:
    """The workbook says something else in the rows of a sheet whose fields are as in ``which``."""
    return _rows(row_class, which, lambda row: [replace(row, **changes)])


def unasked(row_class: type[Row], which: dict[str, object]) -> Change:
    """The workbook lacks the rows of a sheet whose fields are as in ``which``."""
    return _rows(row_class, which, lambda row: [])


def _rows(row_class: type[Row], which: dict[str, object], edit: Callable[[Row], list[Row]]) -> Change:
    def change(plan: Plan) -> Plan:
        rows, hit = [], 0
        for row in plan.tables[row_class]:
            is_meant = all(getattr(row, name) == value for name, value in which.items())
            rows += edit(row) if is_meant else [row]
            hit += is_meant
        assert hit, "no such row"
        return replace(plan, tables=replace(plan.tables, rows={**plan.tables.rows, row_class: rows}))

    return change


def more(value: float) -> float:
    return value + 1.0


def less(value: float) -> float:
    return value - 1.0


TAMPERED: tuple[tuple[str, str, Change], ...] = (
    ("names", "an unknown supplier", told("purchases", 0, supplier="Nobody")),
    ("names", "a node outside the plan", told("purchases", 0, node="2099")),
    ("names", "a period that is no number", told("workforce", 0, period=float("nan"))),
    ("places", "a supplier elsewhere", told("purchases", 0, site="City")),
    ("places", "a flow from another country", told("flows", 0, origin_country="C")),
    ("quantities not negative", "a negative sale", told("sales", 0, sold=-1.0)),
    ("quantities not negative", "a sale that is no number", told("sales", 0, sold=float("nan"))),
    ("mass balance", "one flow", told("flows", 0, shipped=more)),
    ("mass balance", "one purchase", told("purchases", 0, bought=more)),
    ("mass balance", "one run", told("runs", 0, run=less)),
    ("mass balance", "one stock", told("stock", 0, stock=less)),
    ("mass balance", "one disposal", told("disposal", 0, disposed=more)),
    ("mass balance", "one sale", told("sales", 0, sold=less)),
    ("mass balance", "loss on the way", asked(Route, {"origin": "Mine"}, loss=0.02)),
    ("mass balance", "time on the way", asked(Route, {"origin": "Mine"}, transit=31.0)),
    ("mass balance", "opening stock", asked(Stockpile, {"opening_stock": 25}, opening_stock=24.0)),
    ("mass balance", "a yield", asked(Operation, {"plant": "Mag"}, yield_factor=1.0)),
    ("conversion reported", "output", told("conversion", 8, made=more)),
    ("flows on routes", "no route", unasked(Route, {"origin": "Port"})),
    ("route capacity", "less of it", asked(Route, {"origin": "A"}, capacity=by(1.0))),
    ("supplier limits", "less to buy", asked(Supplier, {"supplier": "Ore"}, limit=by(9.0))),
    ("supplier limits", "another limit told", told("purchases", 0, limit=more)),
    ("outlet limits", "less to sell", asked(Outlet, {}, limit=by(1.0))),
    ("disposal allowed", "waste kept", asked(Commodity, {"commodity": "waste"}, disposal_cost=None)),
    ("recipes at plants", "cannot leach", unasked(Operation, {"recipe": "leach"})),
    ("plant capacity", "a smaller plant", asked(Plant, {"plant": "Old mag"}, existing_capacity=ByYear.of(9.0))),
    ("plant capacity", "out of service", asked(Plant, {"plant": "Old mag"}, in_service_until=2029)),
    ("plant capacity", "slower ramp", asked(LeadTime, {"project": "Small"}, ramp_up_year_1=0.2)),
    ("capacity reported", "one capacity", told("capacity", 0, capacity=more)),
    ("capacity reported", "one use", told("capacity", 0, used=less)),
    ("capacity reported", "one run", told("runs", 0, run=more)),
    ("capacity reported", "one build year", told("builds", 0, decided=2028)),
    ("recipe shares", "less of one", asked(Operation, {"recipe": "separate"}, maximum_share=0.5)),
    ("recipe shares", "more of one", asked(Operation, {"recipe": "leach"}, minimum_share=0.9)),
    ("maximum capacity", "less room", asked(Plant, {"plant": "Sep"}, maximum_capacity=60.0)),
    ("build sizes", "half a module", told("builds", 0, modules=0.5)),
    ("build sizes", "another size", told("builds", 0, size=more)),
    ("build sizes", "fewer to have", asked(Project, {"project": "Line"}, maximum_modules=1)),
    ("build dates", "one build year", told("builds", 0, decided=2028)),
    ("build dates", "a year that starts no period", told("builds", 0, decided=2027)),
    ("build dates", "too early", asked(Project, {"project": "Small"}, earliest_decision=2027)),
    ("build dates", "too late", asked(Project, {"project": "Line"}, latest_decision=2031)),
    ("build dates", "slower", asked(LeadTime, {"project": "Line"}, construction=1.6)),
    ("build dates", "online too late", asked(LeadTime, {"project": "Line"}, permitting=12.0)),
    ("choice groups", "two of one", asked(Project, {"project": "Line"}, choice_group="scale")),
    ("prerequisites", "not before", asked(Project, {"project": "Line"}, needs="Small")),
    ("prerequisites", "never built", asked(Project, {"project": "Line"}, needs="Large")),
    ("headcount balance", "one headcount", told("workforce", 1, people=more)),
    ("headcount balance", "one release", told("workforce", 0, releases=more)),
    ("headcount balance", "attrition", asked(Skill, {"attrition": 0.08}, attrition=0.09)),
    ("headcount balance", "training time", asked(Skill, {"training_time": 1.5}, training_time=1.6)),
    ("training seats", "fewer", asked(Skill, {"market": "B"}, training_seats=by(0.5))),
    ("trainers", "fewer", asked(Skill, {"skill": "chemist"}, trainees_per_trainer=0.01)),
    ("recruiting limit", "more recruits", told("workforce", 1, recruits=5.0)),
    ("staffing", "more at each", asked(Staffing, {"technology": "magnets"}, per_plant=9.0)),
    ("staffing", "more to run in", asked(Staffing, {"per_plant": 1}, commissioning=99.0)),
    ("staffing", "nobody there", unasked(Skill, {"skill": "chemist"})),
    ("need reported", "one need", told("workforce", 1, need=more)),
    ("need reported", "more to build", asked(Staffing, {"construction": 40}, construction=41.0)),
    ("demand met", "one shortage", told("service", 0, shortage=more)),
    ("demand met", "one delivery", told("deliveries", 0, delivered=more)),
    ("demand met", "another demand told", told("service", 0, demand=more)),
    ("demand met", "more demand", asked(Demand, {"product": "magnet"}, quantity=by(150.0))),
    ("shortage allowed", "more service", asked(Demand, {"product": "magnet"}, minimum_service=0.9)),
    ("shortage allowed", "none", asked(Demand, {"product": "magnet"}, shortage_cost=None)),
    ("substitutes allowed", "later", asked(Substitute, {}, from_year=2034)),
    ("substitutes allowed", "less", asked(Substitute, {}, maximum_share=0.1)),
    ("substitutes allowed", "none", unasked(Substitute, {})),
    ("stock capacity", "less room", asked(Stockpile, {"stockpile": "Reserve"}, capacity=9.0)),
    ("closing stock", "more left", asked(Stockpile, {}, minimum_closing_stock=70.0)),
    ("stock cover", "longer", asked(Stockpile, {"stockpile": "Shelf"}, cover=6.0)),
    ("cost lines", "one cost line", told("costs", 0, amount=more, present_value=more)),
    ("cost lines", "another country", told("costs", 0, country="C")),
    ("cost lines", "capital", asked(CostRow, {"item": "Line"}, capex_per_unit=21.0)),
    ("cost lines", "salvage", asked(CostRow, {"item": "Line"}, salvage=0.4)),
    ("cost lines", "spending", asked(LeadTime, {"project": "Line"}, spend_permitting=0.2)),
    ("cost lines", "a tariff", asked(Route, {"origin": "any"}, tariff=0.6)),
    ("cost lines", "distance", asked(Site, {"site": "Rival"}, longitude=122.0)),
    ("capital of builds", "one told", told("builds", 0, capex=more)),
    ("discounting", "one line", told("costs", 0, present_value=more)),
    ("total cost", "another total", lambda p: replace(p, objective=p.objective * 1.001)),
    ("total cost", "a bound above it", lambda p: replace(p, bound=p.objective + 1.0)),
    ("optimality", "another gap", lambda p: replace(p, gap=p.gap + 0.01)),
    ("optimality", "a bound that the gap does not know", lambda p: replace(p, bound=p.bound - 1.0)),
    ("optimality", "no bound", lambda p: replace(p, bound=-math.inf, gap=math.inf)),
    ("funds", "another spending told", told("funds", 0, spent=more)),
    ("funds", "less money a year", asked(Fund, {"fund": "People"}, limit=by(0.01))),
    ("funds", "less money in all", asked(Fund, {"fund": "Line"}, total=1.0)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "tamper"), [(n, f) for n, _, f in TAMPERED], ids=[f"{n}: {w}" for n, w, _ in TAMPERED]
)
def test_a_plan_that_was_tampered_with_fails(name: str, tamper: Callable[[Plan], Plan]) -> None:
    assert name in problems_of(tamper(chain_plan()))


def test_the_worst_place_is_named() -> None:
    """20 too many in the seventh line, 1 in the second: the seventh is named, and that there is another."""
    plan = told("workforce", 6, need=lambda each: each + 20)(chain_plan())
    detail = problems_of(told("workforce", 1, need=more)(plan))["need reported"]
    assert detail.startswith("operator, B, 2026: ") and detail.endswith("(and 1 more)")


def test_a_line_that_is_missing_counts_as_nobody() -> None:
    """One poet is needed and there, and the plan does not tell."""
    given = chain()
    poet = replace(given[Skill][0], skill="poet", headcount=1.0, attrition=0.0, other_need=ByYear.of(1.0))
    plan = solved(replace(given, rows={**given.rows, Skill: [*given[Skill], poet]}))
    assert not problems_of(plan)
    told = plan.frames["workforce"]
    without = replace(plan, frames={**plan.frames, "workforce": told[told["skill"] != "poet"]})
    assert problems_of(without)["need reported"].startswith("poet, ally, 2026: ")


# --- properties ------------------------------------------------------------------------------------------------------


def share(low: float = 0.0, high: float = 1.0) -> st.SearchStrategy[float]:
    return st.floats(low, high).map(lambda x: round(x, 3))


def at(values: st.SearchStrategy[float]) -> st.SearchStrategy[ByYear]:
    """A quantity in 2026 and another in 2032."""
    return st.tuples(values, values).map(lambda pair: by(dict(zip((2026, 2032), pair, strict=True))))


VARIED: dict[type[Row], dict[str, st.SearchStrategy[Any]]] = {
    Route: {"transit": share(0, 1500), "loss": share(0, 0.5), "tariff": share()},
    Plant: {
        "in_service_from": st.none() | st.integers(2024, 2030),
        "in_service_until": st.none() | st.integers(2030, 2036),
    },
    Operation: {"capacity_use": share(0.5, 2), "yield_factor": share(0.5, 1.1)},
    Project: {"life": share(0.5, 12), "needs": st.just("")},
    LeadTime: {
        "permitting": share(0.1, 3), "construction": share(1.1, 3.5), "spend_permitting": share(),
        "ramp_up_year_1": share(), "ramp_up_year_2": share(), "ramp_up_year_3": share(),
    },
    CostRow: {"fixed_opex": share(0, 3), "salvage": share()},
    Skill: {"attrition": share(0, 0.4), "training_time": share(0.1, 7), "recruits_from_abroad": st.just(by(20.0))},
    Stockpile: {"minimum_closing_stock": st.just(0.0), "cover": share(0, 2), "cover_from": st.integers(2026, 2032)},
    Substitute: {"from_year": st.integers(2025, 2033), "replacement_ratio": share(0.3, 2)},
    Demand: {"minimum_service": st.just(0.0), "quantity": at(share(0, 200))},
}  # fmt: skip
"""What is drawn of each sheet: people can be hired and shortage has a price, so that nearly all have a plan."""


@st.composite
def chains(draw: st.DrawFn) -> Tables:
    """The chain with other horizons, dates, shares and prices; people can be hired, shortage has a price."""
    each, count = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    tables = chain(years(2026, 2025 + each * count, each))

    def vary(row: Row) -> Row:
        changes = VARIED.get(type(row), {})
        if isinstance(row, Demand) and row.product == "ferrite":
            return row  # no shortage of it is allowed
        return replace(row, **{name: draw(values) for name, values in changes.items()})

    return Tables.of(tables.settings, [vary(row) for rows in tables.rows.values() for row in rows])


@settings(max_examples=15)
@given(chains())
def test_the_audit_agrees_with_the_model(tables: Tables) -> None:
    try:
        plan = solved(tables)
    except Infeasible:
        return
    assert problems_of(plan) == {}
