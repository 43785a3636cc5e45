"""What holds for every workbook, tried on small generated ones: looser, dearer, more, and the same in other words."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from model.audit import audit
from model.schema import ANY, SHEET_OF, ByYear, Column, Kind
from model.tables import Tables
from tests.conftest import least_cost, solved
from tests.inline import tables
from tests.micro import MICRO

few = settings(max_examples=6)
"""Of properties that are tried for many columns or options each."""


@st.composite
def chains(draw: st.DrawFn) -> Tables:
    """Ore from a mine, magnets from works that may grow; a city that may import them, do without or use ferrite."""

    def some(least: int, most: int) -> int:
        return draw(st.integers(least, most))

    return tables(
        f"""
        Settings
        last year     | {2026 + some(0, 2)}
        amounts       | thousands
        discount rate | {some(0, 10)} %

        Countries
        country | bloc
        A       | south
        B       |
        C       |

        Sites
        site  | country
        Mine  | A
        Works | B
        City  | C

        Commodities
        commodity | reference value | disposal cost
        ore       | 100             | 10
        magnet    | 1000            | 0
        ferrite   |                 | 0

        Suppliers
        supplier | site | commodity | price 2026        | price 2028        | limit
        digger   | Mine | ore       | {some(50, 200)}   |                   | {some(150, 400)}
        importer | City | magnet    | {some(500, 1000)} | {some(500, 2000)} | {some(50, 150)}
        potter   | City | ferrite   | {some(100, 900)}  |                   |

        Routes
        from  | to   | commodity | freight        | tariff          | transit        | loss         | capacity
        south | B    | ore       | {some(0, 50)}  | {some(0, 20)} % | {some(0, 100)} | {some(0, 9)} % | {some(50, 300)}
        Works | City | magnet    | {some(0, 100)} | {some(0, 20)} % |                |              |

        Capacity
        plant | site  | technology | existing capacity | maximum capacity
        Plant | Works | pressing   | {some(0, 40)}     | {some(60, 200)}

        Recipes
        recipe | commodity | quantity
        press  | ore       | -2
        press  | magnet    | 1

        Operations
        plant | recipe | yield factor
        Plant | press  | {some(6, 10) / 10}

        Projects
        project | plant | kind    | module size    | most modules
        Line    | Plant | modules | {some(20, 60)} | {some(1, 3)}

        Lead times
        project | construction     | ramp up year 1
        Line    | {some(0, 4) / 4} | {some(5, 10) * 10} %

        Costs
        item  | fixed opex     | variable opex  | fixed capex   | capex per unit | salvage
        Plant | {some(0, 50)}  | {some(0, 100)} |               |                |
        Line  | {some(0, 50)}  |                | {some(1, 10)} | {some(0, 200)} | {some(0, 50)} %

        Staffing
        technology | skill | operation
        pressing   | smith | 50

        Stockpiles
        stockpile | site | commodity | opening stock | capacity       | holding cost
        shed      | City | magnet    | {some(0, 10)} | {some(10, 40)} | {some(0, 50)}

        Demand
        market | product | 2026            | 2028            | shortage cost
        City   | magnet  | {some(50, 150)} | {some(50, 150)} | {some(1000, 4000)}

        Substitutes
        market | product | substitute | units per unit   | greatest share  | extra cost
        City   | magnet  | ferrite    | {some(3, 9) / 10} | {some(0, 30)} % | {some(0, 100)}

        Sales
        outlet | site | commodity | price           | limit
        maker  | City | magnet    | {some(300, 900)} | {some(1, 30)}

        Funds
        fund   | pays for | total         | 2026
        public | capital  | {some(5, 60)} | {some(5, 40)}
        """,
        "Skills\n"
        "skill | market | headcount | attrition | wage | training time | training cost | training seats"
        " | recruits abroad | recruiting cost\n"
        f"smith | B | {some(2, 3)} | {some(0, 5)} % | {some(100, 900)} | {some(1, 4) / 2} | {some(10, 900)}"
        f" | {some(1, 4)} | {some(0, 1)} | {some(100, 1500)}",
    )


# --- changes of a workbook ---------------------------------------------------------------------------


def with_rows(given: Tables, change: Callable[[Any], Any]) -> Tables:
    """The tables with every row changed, settings aside."""
    return replace(given, rows={each: [change(row) for row in rows] for each, rows in given.rows.items()})


def scaled(given: Tables, factor: Callable[[str, Column], float]) -> Tables:
    """The tables with every number times a factor that depends on its sheet and column."""

    def change(row: Any) -> Any:
        sheet = SHEET_OF[type(row)]
        columns = [column for column in sheet.columns if factor(sheet.name, column) != 1]
        return replace(row, **{c.attribute: times(getattr(row, c.attribute), factor(sheet.name, c)) for c in columns})

    return with_rows(given, change)


def times(value: Any, factor: float) -> Any:
    if isinstance(value, ByYear):
        return ByYear(tuple((year, factor * each) for year, each in value.points))
    return value if value is None else type(value)(factor * value)


def cost_is(cost: float) -> Any:
    return pytest.approx(cost, rel=1e-5, abs=1e-4)


def at_most(cost: float) -> float:
    return cost + 1e-5 * abs(cost) + 1e-4


def power_of(unit: str, mark: str) -> int:
    """How often a mark such as {unit} stands above the line of a unit, less how often below it."""
    above, *below = unit.replace(" per ", "/").split("/")
    return (mark in above) - any(mark in part for part in below)


def money_in(column: Column) -> int:
    return power_of(column.unit, "{currency}") + power_of(column.unit, "{amount}")


# --- bounds and options ------------------------------------------------------------------------------

BOUNDS = [
    ("Suppliers", "limit"),
    ("Sales", "limit"),
    ("Routes", "capacity"),
    ("Capacity", "maximum capacity"),
    ("Projects", "most modules"),
    ("Skills", "training seats"),
    ("Skills", "recruits abroad"),
    ("Stockpiles", "capacity"),
    ("Substitutes", "greatest share"),
    ("Funds", "total"),
    ("Funds", "limit"),
]


@pytest.mark.parametrize("bound", BOUNDS, ids=" · ".join)
@few
@given(given=chains(), share=st.sampled_from([0.0, 0.4, 0.9]))
def test_a_looser_bound_never_costs_more(bound: tuple[str, str], given: Tables, share: float) -> None:
    tight = scaled(given, lambda sheet, column: share if (sheet, column.header) == bound else 1.0)
    assert least_cost(given) <= at_most(least_cost(tight))


OPTIONS = {
    "a supplier": """
        Suppliers
        supplier | site | commodity | price | limit
        friend   | City | magnet    | 700   | 20
    """,
    "an outlet": """
        Sales
        outlet | site | commodity | price | limit
        friend | Mine | ore       | 150   | 30
    """,
    "a project": """
        Projects
        project | plant | kind | least size | greatest size
        Hall    | Plant | size | 10         | 80

        Costs
        item | fixed capex | capex per unit
        Hall | 5           | 200
    """,
    "a plant": """
        Capacity
        plant | site | technology
        Mill  | City | pressing

        Operations
        plant | recipe
        Mill  | press

        Projects
        project | plant | kind | greatest size
        Hall    | Mill  | size | 80

        Costs
        item | fixed capex
        Hall | 5

        Suppliers
        supplier | site | commodity | price
        friend   | City | ore       | 90
    """,
    "a route": """
        Sites
        site | country
        Port | B

        Routes
        from | to    | commodity | freight
        Mine | Port  | ore       | 1
        Port | Works | ore       | 1
    """,
    "a substitute": """
        Commodities
        commodity
        bonded

        Suppliers
        supplier | site | commodity | price
        friend   | City | bonded    | 400

        Substitutes
        market | product | substitute | greatest share
        any    | magnet  | bonded     | 10 %
    """,
    "a stockpile": """
        Stockpiles
        stockpile | site  | commodity | holding cost
        silo      | Works | ore       | 1
    """,
}


@pytest.mark.parametrize("option", OPTIONS)
@few
@given(given=chains())
def test_a_voluntary_option_never_costs_more(option: str, given: Tables) -> None:
    more = tables(OPTIONS[option])
    rows = [row for each in (given, more) for rows in each.rows.values() for row in rows]
    assert least_cost(Tables.of(given.settings, rows)) <= at_most(least_cost(given))


def is_expense(column: Column) -> bool:
    """Whether a column is a price that is paid, never earned."""
    return money_in(column) == 1 and column.at_least == 0 and column.header not in ("limit", "total")


EXPENSES = [(s.name, c.header) for s in SHEET_OF.values() for c in s.columns if is_expense(c)]


@settings(max_examples=30)
@given(given=chains(), where=st.sampled_from(EXPENSES))
def test_dearer_never_costs_less(given: Tables, where: tuple[str, str]) -> None:
    dearer = scaled(given, lambda sheet, column: 1.5 if (sheet, column.header) == where else 1.0)
    assert least_cost(given) <= at_most(least_cost(dearer))


@given(given=chains(), factor=st.sampled_from([1.1, 1.5, 3.0]))
def test_more_demand_never_costs_less(given: Tables, factor: float) -> None:
    """Where what is made too much may be thrown away for nothing, as it may in `chains`."""
    more = scaled(given, lambda sheet, column: factor if (sheet, column.header) == ("Demand", "quantity") else 1.0)
    assert least_cost(given) <= at_most(least_cost(more))


# --- units and names ---------------------------------------------------------------------------------


def in_kilograms(given: Tables) -> Tables:
    """Every quantity a thousand times as large, every price a thousandth."""
    return scaled(given, lambda _, column: 1000.0 ** power_of(column.unit, "{unit}"))


def in_yen(given: Tables) -> Tables:
    """All money 150 times as much."""
    return scaled(given, lambda _, column: 150.0 ** money_in(column))


def with_amounts(given: Tables, amounts: str) -> Tables:
    """The same workbook with its large amounts in ones, thousands or millions."""
    size = {"ones": 1.0, "thousands": 1e3, "millions": 1e6}
    factor = size[given.settings.amounts] / size[amounts]
    changed = scaled(given, lambda _, column: factor ** power_of(column.unit, "{amount}"))
    return replace(changed, settings=replace(given.settings, amounts=amounts))


def renamed(given: Tables) -> Tables:
    """Every name spelt backwards: so their order changes too."""

    def change(row: Any) -> Any:
        names = {c.attribute: getattr(row, c.attribute) for c in SHEET_OF[type(row)].columns if is_name(c)}
        return replace(row, **{name: value if value == ANY else value[::-1] for name, value in names.items()})

    return with_rows(given, change)


def is_name(column: Column) -> bool:
    return column.kind in (Kind.NAME, Kind.REFERENCE) or (column.kind is Kind.TEXT and "unit" not in column.attribute)


@given(given=chains())
def test_kilograms_instead_of_tonnes_cost_the_same(given: Tables) -> None:
    assert least_cost(in_kilograms(given)) == cost_is(least_cost(given))


@given(given=chains())
def test_another_currency_rescales_the_cost(given: Tables) -> None:
    assert least_cost(in_yen(given)) == cost_is(150 * least_cost(given))


@given(given=chains(), amounts=st.sampled_from(["ones", "millions"]))
def test_another_unit_of_money_rescales_the_cost(given: Tables, amounts: str) -> None:
    rescaled = least_cost(with_amounts(given, amounts)) * {"ones": 1e-3, "millions": 1e3}[amounts]
    assert rescaled == cost_is(least_cost(given))


@given(given=chains())
def test_names_change_nothing(given: Tables) -> None:
    assert least_cost(renamed(given)) == cost_is(least_cost(given))


@pytest.mark.parametrize("name", MICRO)
def test_units_and_names_change_no_micro_instance(name: str) -> None:
    given = MICRO[name]()
    cost = least_cost(given)
    assert least_cost(in_kilograms(given)) == cost_is(cost)
    assert least_cost(in_yen(given)) == cost_is(150 * cost)
    assert 1e6 * least_cost(with_amounts(given, "millions")) == cost_is(cost)
    assert least_cost(renamed(given)) == cost_is(cost)


# --- the audit ---------------------------------------------------------------------------------------


@given(given=chains())
def test_the_audit_agrees_with_the_model(given: Tables) -> None:
    assume(math.isfinite(least_cost(given)))
    assert [check for check in audit(solved(given)) if not check.passed] == []
