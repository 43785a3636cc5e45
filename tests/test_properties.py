"""What holds for every workbook, tried on small generated ones: looser, dearer, more, and the same in other words."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from model import Infeasible, Tables
from model.testing import SHEET_OF, Disruption, Stockpile
from tests.changing import (
    in_kilograms,
    in_yen,
    is_expense,
    renamed,
    scaled,
    with_amounts,
)
from tests.conftest import cost_is, least_cost, solved
from tests.figures import audit
from tests.inline import tables

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
        project | plant | kind    | module size    | maximum modules
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
        market | product | substitute | replacement ratio | maximum share  | extra cost
        City   | magnet  | ferrite    | {some(3, 9) / 10} | {some(0, 30)} % | {some(0, 100)}

        Outlets
        outlet | site | commodity | price           | limit
        maker  | City | magnet    | {some(300, 900)} | {some(1, 30)}

        Funds
        fund   | pays for | total         | 2026
        public | capital  | {some(5, 60)} | {some(5, 40)}
        """,
        "Skills\n"
        "skill | market | headcount | attrition | wage | training time | training cost | training seats"
        " | recruits from abroad | recruiting cost\n"
        f"smith | B | {some(2, 3)} | {some(0, 5)} % | {some(100, 900)} | {some(1, 4) / 2} | {some(10, 900)}"
        f" | {some(1, 4)} | {some(0, 1)} | {some(100, 1500)}",
    )


# --- changes of a workbook ---------------------------------------------------------------------------


def at_most(cost: float) -> float:
    return cost + 1e-5 * abs(cost) + 1e-4


# --- bounds and options ------------------------------------------------------------------------------

BOUNDS = [
    ("Suppliers", "limit"),
    ("Outlets", "limit"),
    ("Routes", "capacity"),
    ("Capacity", "maximum capacity"),
    ("Projects", "maximum modules"),
    ("Skills", "training seats"),
    ("Skills", "recruits from abroad"),
    ("Stockpiles", "capacity"),
    ("Substitutes", "maximum share"),
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
        Outlets
        outlet | site | commodity | price | limit
        friend | Mine | ore       | 150   | 30
    """,
    "a project": """
        Projects
        project | plant | kind | minimum size | maximum size
        Hall    | Plant | size | 10           | 80

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
        project | plant | kind | maximum size
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
        market | product | substitute | maximum share
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


# --- what may go wrong -------------------------------------------------------------------------------

HARD = {
    "a ban": "ban | exports | A | ore | {share}",
    "an embargo": "embargo | capacity | importer | | {share}",
    "a fire": "fire | capacity | Plant | | {share}",
    "bad ore": "bad ore | yield | B | magnet | {share}",
    "a boom": "boom | demand | City | magnet | {more}",
    "a price": "price | price | importer | | {more}",
}
"""Disruptions that are hard on `chains`, none of them impossible to live with."""


def disruptions(draw: st.DrawFn, names: Iterable[str], probability: int) -> Tables:
    """Disruptions of so many per cent, of any start and length."""
    lines = []
    for name in names:
        start = draw(st.sampled_from(["each", "2026"]))
        duration, recovery = draw(st.sampled_from([0.5, 1, 1.5])), draw(st.sampled_from([0, 1]))
        what = HARD[name].format(share=draw(st.integers(0, 8)) / 10, more=1 + draw(st.integers(0, 8)) / 10)
        lines.append(f"{what} | {start} | {duration} | {recovery} | {probability} %")
    header = "disruption | action | target | commodity | value | start | duration | recovery | probability"
    return tables("\n".join(["Disruptions", header, *lines]))


@st.composite
def tempting(draw: st.DrawFn) -> Tables:
    """A chain in which it is cheap to leave demand unmet, and dear to meet it all."""
    cheap = scaled(draw(chains()), lambda _, column: 0.3 if column.header == "shortage cost" else 1.0)
    friend = f"friend | City | magnet | 3000 | {draw(st.integers(30, 150))}"
    return together(cheap, tables(f"Suppliers\nsupplier | site | commodity | price | limit\n{friend}"))


@st.composite
def risky(draw: st.DrawFn, probability: int = 10) -> Tables:
    """Such a chain, and two disruptions of it."""
    names = draw(st.lists(st.sampled_from(sorted(HARD)), min_size=2, max_size=2, unique=True))
    return together(draw(tempting()), disruptions(draw, names, probability))


def together(*parts: Tables) -> Tables:
    """The rows of several tables, under the settings of the first."""
    return Tables.of(parts[0].settings, [row for each in parts for rows in each.rows.values() for row in rows])


def limited(given: Tables, limit: str, value: float) -> Tables:
    """The tables with a limit: measure, of, whose and bound in one line."""
    return together(given, tables(f"Limits\nlimit | measure | of | scope | bound | value\nit | {limit} | {value}"))


LIMITS = {
    "share | magnet | each country | at most": (0.5, 1.0),
    "share | magnet | B | at least": (0.0, 0.5),
    "supply | magnet | B | at least": (0.0, 40.0),
    "flow | ore | B | at most": (0.0, 200.0),
    "throughput | magnet | each country | at most": (0.0, 60.0),
    "capacity | pressing | B | at least": (0.0, 80.0),
    "capacity | magnet | any | at most": (20.0, 100.0),
    "cover | magnet | C | at least": (0.0, 6.0),
    "service | magnet | any | at least": (0.2, 1.0),
    "unmet | magnet | City | at most": (0.0, 100.0),
    "cost | any | any | at most": (0.5, 2.0),
    "CVaR of unmet | magnet | any | at most": (0.0, 80.0),
    "CVaR of cost | any | any | at most": (1.0, 1.3),
}
"""Limits, and between which values they are tried; of cost, as shares of the least cost without a limit."""


@pytest.mark.parametrize("limit", LIMITS)
@settings(max_examples=4)
@given(given=risky(), first=st.floats(0, 1), second=st.floats(0, 1))
def test_a_tighter_limit_never_costs_less(limit: str, given: Tables, first: float, second: float) -> None:
    free = least_cost(given)
    least, most = (each * (free if "cost" in limit else 1) for each in LIMITS[limit])
    low, high = sorted(round(least + each * (most - least), 3) for each in (first, second))
    tight, wide = (low, high) if limit.endswith("at most") else (high, low)
    held, held_tighter = (least_cost(limited(given, limit, each)) for each in (wide, tight))
    assert free <= at_most(held) and held <= at_most(held_tighter)


@settings(max_examples=5)
@given(given=chains(), first=st.integers(5000, 10000), second=st.integers(5000, 10000))
def test_a_tighter_hhi_never_costs_less(given: Tables, first: int, second: int) -> None:
    tight, wide = sorted([first, second])
    limit = "HHI | magnet | any | at most"
    assert cost_with_cones(limited(given, limit, wide)) <= at_most(cost_with_cones(limited(given, limit, tight)))


def cost_with_cones(given: Tables) -> float:
    """Cost of the cheapest plan that also holds its limits of the HHI; infinite where there is none."""
    try:
        return solved(given).objective
    except Infeasible:
        return math.inf


@given(given=chains(), service=st.integers(40, 90), left=st.lists(st.integers(0, 5), min_size=3, max_size=3))
def test_more_disruptions_never_cost_less(given: Tables, service: int, left: list[int]) -> None:
    """Of all capacity a share is left in a later year: a service is promised even then, for which a large store may be
    filled."""
    large = scaled(given, lambda *where: 10.0 if where[0] == "Stockpiles" and where[1].header == "capacity" else 1.0)
    longer = replace(large, settings=replace(given.settings, last_year=2028))
    tried = limited(longer, "service | magnet | any | at least", service / 100)
    cost = least_cost(tried)
    for number, (year, tenths) in enumerate(zip((2028, 2027, 2027), left, strict=True)):
        war = f"war {number} | capacity | any | {tenths / 10} | {year}"
        tried = together(tried, tables(f"Disruptions\ndisruption | action | target | value | start\n{war}"))
        before, cost = cost, least_cost(tried)
        assert before <= at_most(cost)


@given(given=risky(probability=0))
def test_what_has_no_probability_and_no_limit_costs_nothing(given: Tables) -> None:
    assert least_cost(given) == cost_is(least_cost(without(given, Disruption)))


def without(given: Tables, row_class: type[Any]) -> Tables:
    return replace(given, rows={each: rows for each, rows in given.rows.items() if each is not row_class})


@given(given=risky())
def test_two_halves_of_a_disruption_cost_as_much_as_the_whole(given: Tables) -> None:
    """As likely together: two branches of half the weight, which may react alike and cannot do better otherwise."""
    rows = given[Disruption]
    halves = [replace(row, probability=row.probability / 2) for row in rows]
    others = [replace(row, disruption=f"{row.disruption} again") for row in halves]
    again = together(without(given, Disruption), rows_of(halves + others))
    whole, split = (limited(each, "CVaR of unmet | magnet | any | at most", 20) for each in (given, again))
    assert least_cost(split) == cost_is(least_cost(whole))


def rows_of(rows: list[Any]) -> Tables:
    return Tables.of(tables().settings, rows)


@given(given=risky(), share=st.sampled_from([0.25, 0.5]))
def test_cost_is_concave_in_a_probability(given: Tables, share: float) -> None:
    """What a plan costs changes in proportion; the least cost at each probability is the lowest of these lines."""
    never, partly = (with_probability(given, each * 0.1) for each in (0, share))
    chord = (1 - share) * least_cost(never) + share * least_cost(given)
    assert chord <= at_most(least_cost(partly))


def with_probability(given: Tables, probability: float) -> Tables:
    rows = [replace(row, probability=probability) for row in given[Disruption]]
    return together(without(given, Disruption), rows_of(rows))


(ACTIONS,) = (column.options for column in SHEET_OF[Disruption].columns if column.header == "action")

NOTHING = [
    (action, target, 0.0 if action in ("delay", "licence") else 1.0)
    for action, target in zip(ACTIONS, ("B", "Plant", "A", "importer", "City", "Line", "B", "City"), strict=True)
]


@given(given=chains(), what=st.sampled_from(NOTHING), start=st.sampled_from(["each", "2026"]))
def test_a_disruption_that_changes_nothing_costs_nothing(given: Tables, what: Any, start: str) -> None:
    """Without stock and goods in transit, which a branch may leave otherwise at its end."""
    action, target, value = what
    bare = scaled(without(given, Stockpile), lambda _, column: 0.0 if column.header == "transit" else 1.0)
    nothing = tables(f"""
        Disruptions
        disruption | action   | target   | value   | start   | duration | probability
        nothing    | {action} | {target} | {value} | {start} | 1.5      | 20 %
        """)
    assert least_cost(together(bare, nothing)) == cost_is(least_cost(bare))


# --- the audit ---------------------------------------------------------------------------------------


@given(given=chains())
def test_the_audit_agrees_with_the_model(given: Tables) -> None:
    assume(math.isfinite(least_cost(given)))
    assert [check for check in audit(solved(given)) if not check.passed] == []
