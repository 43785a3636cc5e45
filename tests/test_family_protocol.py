"""What every family promises without being named: a new one inherits these tests, and one of another package the same
checks, in `model.testing`."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

import model.testing
from model import Tables
from model.testing import SHEET_OF, Column, Settings
from model.testing import family as promises
from tests.conftest import solved
from tests.inline import tables
from tests.micro import MICRO
from tests.micro.solved import constraints, of, rule_named, tables_of
from tests.steps import FAMILIES, load

MODULES = dict(zip(FAMILIES, load(), strict=True))


def home_of(constraint: str) -> str:
    """The family that declares a constraint."""
    return family_of(rule_named(constraint).__module__)


def family_of(module: str) -> str:
    """The family whose file or folder a module is in; empty where that is no family's."""
    return module.removeprefix("model.families.").partition(".")[0] if module.startswith("model.families.") else ""


@cache
def in_turn(home: str) -> list[str]:
    """The micro instances: those of a family, then the first of every other one, then the second: of what all share
    and few use, the few are soon come to."""
    families = [name.partition(".")[0] for name in MICRO]
    places = {
        name: (family != home, families[:at].count(family))
        for at, (name, family) in enumerate(zip(MICRO, families, strict=True))
    }
    return sorted(MICRO, key=lambda name: places[name])


def beside(group: str, value: Any) -> Any:
    """A parameter whose test shares its process with those of a family's micro instances, which it needs, too."""
    return pytest.param(value, marks=pytest.mark.xdist_group(group))


# --- families ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_declares_what_the_protocol_asks_for(family: str) -> None:
    assert [*promises.declarations(family)] == []


@pytest.mark.parametrize("family", [beside(family, family) for family in FAMILIES])
def test_costs_and_reports_are_well_formed(family: str) -> None:
    assert [*promises.uses(family, [of(name) for name in MICRO if name.startswith(family)])] == []


def test_names_of_costs_and_reports_are_unique() -> None:
    for what in ("COSTS", "REPORTS"):
        names = [each.name for module in MODULES.values() for each in getattr(module, what, ())]
        assert len(names) == len(set(names))


def test_row_types_of_all_sheets_are_offered_by_their_names() -> None:
    """To authors of families; no name stands for two of them, or for something else that is offered."""
    names = [row_type.__name__ for row_type in SHEET_OF]
    assert len({*names, *model.testing.__all__}) == len(names) + len(model.testing.__all__)
    assert {getattr(model.testing, name) for name in names} == {*SHEET_OF}
    assert {*dir(model.testing)} >= {*names}
    with pytest.raises(AttributeError, match="has no attribute 'Demnad'; the nearest row type is 'Demand'"):
        _ = model.testing.Demnad


# --- constraints -------------------------------------------------------------------------------------


@pytest.mark.parametrize("constraint", [beside(home_of(name), name) for name in constraints()])
def test_a_constraint_states_what_it_asks_for_and_binds_somewhere(constraint: str) -> None:
    """Without the constraint, the answer of some micro instance is another."""
    assert [*promises.rule_problems(rule_named(constraint), map(of, in_turn(home_of(constraint))))] == []


# --- prefixes of the families ------------------------------------------------------------------------

ADDED = {
    "supply": -20,
    "conversion": -60,
    "investment": -100,
    "workforce": 52,
    "stockpiles": -40,
    "demand": 32,
    "routes": -27,
    "origin": 380,
    "funds": 19,
    "concentration": 15,
    "resilience": 8,
    "tail_risk": 129.5,
}
"""What a family adds to the least cost of `chain`; one that is not here finds nothing in it, and changes nothing."""


def chain() -> Tables:
    """What families add, one after the other:

    supply      ore at 1 is sold on at 3, up to 10: −20.
    conversion  10 magnets out of ore are sold at 8, keeping the plant costs 10: −70 + 10.
    investment  two lines of 10, for 20 each, fill the outlet of 30: −2 · (70 − 20).
    workforce   two smiths, paid 1 each, run the plant and one line only: + 50 + 2.
    stockpiles  5 magnets in store are sold as well: −40.
    demand      4 magnets go to the market instead of the outlet: + 32.
    routes      the 9 that the outlet still takes come from the mine at 5: −9 · 3.
    origin      the market refuses all that is sold: 4 are short at 100, and not bought: + 400 − 20.
    funds       no money for the line: 10 more come from the mine, + 50, instead of 20 + 10 and a smith at 1.
    concentration  the mine may supply half, 10 and not 15; 5 fewer are sold at 8: + 40 − 25.
    resilience  a tenth of a year of what the mine sends stays in store, and is not sold: + 8.
    tail_risk   half of the mean of the worst outcomes comes on top: as nothing can happen, half of all: + 129.5.
    """
    return tables(
        """
        Countries
        country
        A

        Sites
        site | country
        City | A
        Mine | A

        Commodities
        commodity
        ore
        magnet

        Capacity
        plant | site | technology | existing capacity
        Works | City | pressing   | 10

        Costs
        item  | fixed opex | fixed capex
        Works | 1          |
        Line  |            | 20

        Suppliers
        supplier | site | commodity | price
        digger   | City | ore       | 1
        seller   | Mine | magnet    | 4

        Outlets
        outlet | site | commodity | price | limit
        smelter| City | ore       | 3     | 10
        maker  | City | magnet    | 8     | 30

        Recipes
        recipe | commodity | quantity
        press  | ore       | -1
        press  | magnet    | 1

        Operations
        plant | recipe
        Works | press

        Projects
        project | plant | kind    | module size | maximum modules
        Line    | Works | modules | 10          | 5

        Skills
        skill | market | headcount | wage
        smith | A      | 2         | 1

        Staffing
        technology | skill | operation
        pressing   | smith | 100

        Stockpiles
        stockpile | site | commodity | opening stock
        shed      | City | magnet    | 5

        Demand
        market | product | 2026 | shortage cost | excluded origins | excluded goods
        City   | magnet  | 4    | 100           | A                | magnet

        Routes
        from | to   | commodity | freight
        Mine | City | magnet    | 1

        Funds
        fund   | pays for | total
        public | capital  | 15

        Limits
        limit   | measure      | of     | scope | against | value | weight
        variety | share        | magnet | Mine  |         | 50 %  |
        reserve | cover        | magnet | City  | Mine    | 1.2   |
        worst   | CVaR of cost |        |       |         |       | 0.5
        """
    )


def without_families(whole: Tables, families: tuple[str, ...]) -> Tables:
    """The tables without the sheets that some families declare."""
    kept = {each: rows for each, rows in whole.rows.items() if family_of(each.__module__) not in families}
    return Tables(whole.settings, kept)


@pytest.mark.parametrize("last", FAMILIES)
def test_every_prefix_of_the_families_is_a_model(last: str) -> None:
    """Without the families that come later, and without their sheets, a plan is found and read."""
    count = FAMILIES.index(last) + 1
    families, later = FAMILIES[:count], FAMILIES[count:]
    cost = sum(ADDED.get(family, 0) for family in families)
    assert solved(without_families(chain(), later), families).objective == pytest.approx(cost)


def test_what_families_add_is_added_by_families() -> None:
    assert set(ADDED) <= set(FAMILIES)


# --- columns -----------------------------------------------------------------------------------------

NOT_IN_THE_PLAN = {
    ("Settings", "currency"): "names the money of every result; test_currency_names_the_money",
    ("Settings", "gap"): "when to stop; test_solving",
    ("Settings", "time limit"): "when to stop; test_solving",
    ("Settings", "value of information"): "what is reported beside the plan; test_value",
    ("Settings", "without the plan"): "what is reported beside the plan; test_without",
    ("Decisions", "decision"): "names the row in what is told of it; test_decisions",
    ("Countries", "governance"): "weighs the concentration index of the results workbook",
    ("Limits", "mandate"): "names the law in the results workbook; test_mandates",
    ("Limits", "priority"): "what is found before the plan; test_lexicographic",
    ("Capacity", "closes after"): "when its sponsor closes a plant in a study; test_closing",
    ("Projects", "sponsor"): "names who pays in the results workbook; test_audit_public_money",
    ("Commodities", "unit"): "names the unit of quantities in the results workbook; the check of masses reads it",
    ("Commodities", "market price"): "shares out money between parties; test_accounts",
    ("Capacity", "sponsor"): "names who pays in the results workbook; test_accounts",
    ("Capacity", "hurdle rate"): "discounts what a sponsor earns; test_investor",
    ("Commodities", "storable"): "a check of the workbook: no stockpile of what cannot be stored",
    **dict.fromkeys(
        (("Projects", "candidate"), ("Contracts", "candidate"), ("Public money", "candidate")),
        "names what a study compares; test_contributions",
    ),
    ("Footprints", "unit"): "names the unit of footprints in the results workbook",
    ("Transport footprints", "unit"): "names the unit of footprints in the results workbook",
    ("Capacity", "capacity unit"): "names the unit of capacity in the results workbook",
    **{
        (sheet, header): "says what other plans or imports there are; test_whatifs, test_tornado, test_import"
        for sheet, headers in {
            "What-ifs": ("what-if", "description", "run", "plan", "based on", "probability", "known from"),
            "Changes": ("what-if", "sheet", "rows", "column", "from year", "until year", "operation", "value"),
            "Ranges": ("input", "sheet", "rows", "column", "from year", "until year", "operation", "low", "high"),
            "Payers": ("payer", "place"),
            "Imports": ("import", "sheet", "format", "only", "year"),
            "Import columns": ("import", "column", "take", "value", "per", "factor"),
            "Import names": ("import", "found", "name"),
        }.items()
        for header in headers
    },
    **{
        ("Project status", header): "says what is known of a project; test_results"
        for header in ("item", "status", "as of", "owner", "offtake", "buyers", "loan", "permit", "first output")
    },
}
"""Columns that no plan depends on, and what they are for."""

ALL_COLUMNS = [(sheet.name, column.header) for sheet in SHEET_OF.values() for column in sheet.columns]


def first_that_gives(where: tuple[str, str]) -> str:
    """The family of the first micro instance that gives a column another value than its default."""
    row_class, column = column_of(where)
    return next(
        (
            name.partition(".")[0]
            for name in in_turn(family_of(row_class.__module__))
            if any(getattr(row, column.attribute) != column.default for row in rows_of(tables_of(name), row_class))
        ),
        "none",
    )


def rows_of(given: Tables, row_class: type[Any]) -> tuple[Any, ...]:
    return (given.settings,) if row_class is Settings else tuple(given[row_class])


def column_of(where: tuple[str, str]) -> tuple[type[Any], Column]:
    """The row class of a sheet, and its column of a header."""
    sheet = next(sheet for sheet in SHEET_OF.values() if sheet.name == where[0])
    return sheet.row_class, next(column for column in sheet.columns if column.header == where[1])


@pytest.mark.parametrize("family", [beside(family, family) for family in FAMILIES])
def test_bounds_give_way_to_the_side_that_they_declare(family: str) -> None:
    """As its own micro instances show."""
    own = [of(name) for name in MICRO if name.partition(".")[0] == family]
    for row_class, column in promises.columns_of(family):
        assert [*promises.direction_problems(row_class, column, own)] == []


@pytest.mark.parametrize(
    "where",
    [
        pytest.param(each, marks=pytest.mark.xdist_group(first_that_gives(each)), id=" · ".join(each))
        for each in ALL_COLUMNS
        if each not in NOT_IN_THE_PLAN
    ],
)
def test_every_column_does_something(where: tuple[str, str]) -> None:
    """Nothing is read and ignored."""
    row_class, column = column_of(where)
    assert [*promises.column_problems(row_class, column, map(of, in_turn(family_of(row_class.__module__))))] == []


@pytest.mark.parametrize("where", NOT_IN_THE_PLAN, ids=" · ".join)
def test_columns_outside_the_plan_are_columns(where: tuple[str, str]) -> None:
    assert where in ALL_COLUMNS


def test_currency_names_the_money() -> None:
    whole = chain()
    plan = solved(replace(whole, settings=replace(whole.settings, currency="AUD", amounts="thousands")))
    assert plan.amount == plan.unit_of("costs", "amount") == "thousand AUD"
