"""Public money promises: more of it never costs the planner more, none of it changes nothing, loans are repaid."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from model import Tables
from model.families.public_money.algebra import CATEGORY
from model.families.public_money.terms import repayments
from model.reports.palette import CATEGORIES
from model.reports.results.reactions import shown_branches
from model.testing import ByYear, Disruption, PublicMoney
from tests.conftest import cost_is, least_cost, matrix_of, solved
from tests.figures import audit, changed_figures
from tests.inline import tables
from tests.micro import MICRO
from tests.micro.public_money import TWO_YEARS_WITH_A_GLUT
from tests.steps import FAMILIES, Calendar, View, run_checks
from tests.test_audit_public_money import paid
from tests.test_properties import at_most, chains, disruptions, together

KINDS = {
    "grant": "grant | B | {share} % | | | | |",
    "loan": "loan | Line | {share} % | {rate} % | {term} | | |",
    "tax credit": "tax credit | Plant | | | | {money} | |",
    "price floor": "price floor | City | | | | | {money} |",
    "price protection": "price protection | Plant | | | | | {money} | importer",
}

HEADER = "programme | kind | scope | share | rate | term | credit | floor | market | total | limit"


@st.composite
def funded(draw: st.DrawFn) -> Tables:
    """A chain and two programmes for it, with a total and a limit; prices may fall in a disruption."""

    def some(least: int, most: int) -> int:
        return draw(st.integers(least, most))

    lines = []
    for at, kind in enumerate(draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=2, max_size=2, unique=True))):
        terms = {"share": some(10, 100), "rate": some(0, 9), "term": some(1, 9), "money": some(100, 900)}
        total, limit = draw(st.sampled_from(["", "2", "20"])), draw(st.sampled_from(["", "1", "5"]))
        lines.append(f"{kind} {at} | {KINDS[kind].format(**terms)} | {total} | {limit}")
    programmes = tables("\n".join(["Public money", HEADER, *lines]))
    return together(draw(chains()), programmes, disruptions(draw, ["a price"], 10))


@pytest.mark.parametrize(
    ("terms", "worth", "in_glut"),
    [("15 | far | |", 9, 45), ("10 | far | 50 % |", -60, 20), ("15 | far | | 4", -21.6, 36)],
)
def test_what_a_contract_is_worth_to_a_plant(terms: str, worth: float, in_glut: float) -> None:
    """The press of ten at 12, ore at 5, 3 a unit: −110 + 40 + 0.6 · 40 + 0.2 · (−10) = −48, and with the contract 57,
    −12 or 26.4 more."""
    plan = solved(tables(TWO_YEARS_WITH_A_GLUT.format(terms=terms)))
    accounts = plan.frames["accounts"]
    own = accounts[accounts["subject"] == "Works"]
    assert own["present_value"].sum() == pytest.approx(worth)
    paid_in = plan.frames["public money"].set_index("node")["paid"]
    assert paid_in["Glut, 2027 / 2027"] == pytest.approx(in_glut)


def test_a_disruption_without_probability_has_its_cheapest_response() -> None:
    """At twice the price, 24, half of 14 is paid back for 4 of the 5 that are made: 28."""
    given_tables = tables(TWO_YEARS_WITH_A_GLUT.format(terms="10 | far | 50 % | 4"))
    value = {"price": 2.0, "capacity": 0.5}
    rows = [replace(row, value=value[row.action], probability=0.0) for row in given_tables[Disruption]]
    plan = solved(given_tables.replaced(Disruption, rows))
    assert plan.frames["public money"].set_index("node")["repaid"]["Glut, 2027 / 2027"] == pytest.approx(28)


def with_programmes(given_tables: Tables, change: Any) -> Tables:
    """The tables with another row for each programme."""
    rows = [change(row) for row in given_tables[PublicMoney]]
    return replace(given_tables, rows={**given_tables.rows, PublicMoney: rows})


def none_of_it(given_tables: Tables) -> Tables:
    return given_tables.without(PublicMoney)


MORE = {
    "share": lambda row: replace(row, share=None if row.share is None else min(1.0, 1.5 * row.share)),
    "total": lambda row: replace(row, total=None if row.total is None else 1.5 * row.total),
    "limit": lambda row: replace(row, limit=None if row.limit is None else times(row.limit, 1.5)),
    "credit": lambda row: replace(row, credit=None if row.credit is None else times(row.credit, 1.5)),
    "floor": lambda row: replace(row, floor=None if row.floor is None else times(row.floor, 1.5)),
    "no total": lambda row: replace(row, total=None),
    "no limit": lambda row: replace(row, limit=None),
}
"""Programmes that pay more, or longer."""


def times(values: ByYear, factor: float) -> ByYear:
    return ByYear(tuple((year, factor * value) for year, value in values.points))


@pytest.mark.parametrize("what", MORE)
@settings(max_examples=6)
@given(given_tables=funded())
def test_a_bigger_programme_never_costs_the_planner_more(what: str, given_tables: Tables) -> None:
    bigger = with_programmes(given_tables, MORE[what])
    assert (
        least_cost(bigger) <= at_most(least_cost(given_tables)) <= at_most(least_cost(none_of_it(given_tables)) + 1e-4)
    )


@settings(max_examples=10)
@given(given_tables=funded())
def test_a_programme_with_a_total_of_nothing_changes_nothing(given_tables: Tables) -> None:
    empty = with_programmes(given_tables, lambda row: replace(row, total=0.0))
    assert least_cost(empty) == cost_is(least_cost(none_of_it(given_tables)))


@settings(max_examples=10)
@given(given_tables=funded())
def test_what_the_planner_pays_and_is_paid_adds_up(given_tables: Tables) -> None:
    """No more is granted and lent than is built for, by project and year."""
    plan = solved(given_tables)
    pays, costs = plan.frames["who pays"], plan.frames["costs"]
    assume(not pays.empty)
    capital = costs[costs["cost"] == "capital"].groupby("period")["amount"].sum()
    assert pays.groupby("period")["capital"].sum().to_dict() == pytest.approx(capital.to_dict())
    assert (pays["capital"] >= 0).all()


@pytest.mark.parametrize("name", [name for name in MICRO if name.startswith(("funds", "investment", "disruptions"))])
def test_without_programmes_the_family_adds_nothing(name: str) -> None:
    """The matrix is that of the other families, column for column and row for row."""
    others = tuple(family for family in FAMILIES if family != "public_money")
    found, expected = matrix_of(MICRO[name](), FAMILIES), matrix_of(MICRO[name](), others)
    for part in ("cost", "lower", "upper", "integer", "row_lower", "row_upper"):
        assert np.array_equal(getattr(found, part), getattr(expected, part))
    for part in ("starts", "columns", "values"):
        assert np.array_equal(getattr(found.rows, part), getattr(expected.rows, part))


@given(rate=st.floats(0, 0.3), term=st.integers(1, 30), each=st.sampled_from([1, 2, 5]), start=st.integers(0, 3))
def test_what_is_repaid_is_worth_what_was_lent(rate: float, term: int, each: int, start: int) -> None:
    """At the loan's own interest, whatever its term and the horizon; with periods of one year to the cent."""
    calendar = Calendar(2026, 2045, each, rate)
    received = calendar.periods[start]
    row = PublicMoney(programme="bank", kind="loan", share=1.0, rate=rate, term=term)
    repaid = repayments(row, calendar, received)
    assert min(repaid) >= received and sum(repaid.values()) >= 1 - 1e-9
    if each == 1:
        worth = sum(share * calendar.discount(period) for period, share in repaid.items())
        assert worth == pytest.approx(calendar.discount(received))


def test_public_money_has_a_colour_of_its_own() -> None:
    assert len(set(CATEGORIES.values())) == len(CATEGORIES) and CATEGORY in CATEGORIES


def test_grants_and_loans_are_no_reaction_to_a_disruption() -> None:
    """They are decided ahead and go on; what is paid by what is run and sold may change."""
    plan = paid()
    view = View(plan)
    kinds = set(plan.frames["public money"]["kind"])
    assert kinds & {"grant", "loan"} and kinds & {"tax credit", "price floor"}
    branches = shown_branches(view)
    told = [each for each in changed_figures(view, branches) if each.frame == "public money"]
    assert told and not any("grant" in each.who or "loan" in each.who for each in told)


def test_a_tax_credit_is_paid_for_a_plants_own_recipes_only() -> None:
    """Of the kiln's 50 units set-ups take 10, the mill's recipe 20 and its own 20: those earn 4 each."""
    plan = solved(
        tables("""
        Countries
        country
        A

        Sites
        site | country
        City | A

        Commodities
        commodity
        brick
        tile

        Capacity
        plant | site | existing capacity
        Kiln  | City | 50
        Mill  | City | 20

        Recipes
        recipe | commodity | quantity
        fire   | brick     | 1
        glaze  | tile      | 1

        Operations
        plant | recipe
        Kiln  | fire
        Mill  | glaze

        Shared capacity
        plant | recipe | takes from
        Mill  | glaze  | Kiln

        Operating rules
        plant | set up capacity
        Kiln  | 10

        Public money
        programme | kind       | scope | credit
        credit    | tax credit | Kiln  | 4

        Demand
        market | product | quantity
        City   | brick   | 20
        City   | tile    | 20
        """)
    )
    assert plan.objective == pytest.approx(-80)
    assert [check for check in audit(plan) if not check.passed] == []


BANK = """
    Public money
    programme | kind   | payer   | scope   | share | rate   | term
    bank      | {kind} | {payer} | {scope} | 50 %  | {rate} | {term}
"""


def with_a_bank(scope: str = "Line", kind: str = "loan", payer: str = "State") -> Tables:
    """A loan of 2025 that is owed to a bank, whose terms have changed since."""
    rate, term = ("10 %", "3") if kind == "loan" else ("", "")
    programme = tables(BANK.format(kind=kind, payer=payer, scope=scope, rate=rate, term=term))
    return together(MICRO["public_money.a_loan_that_was_drawn_before_the_plan"](), programme)


def test_what_is_lent_no_more_for_a_project_is_still_repaid() -> None:
    plan = solved(with_a_bank("elsewhere"))
    assert plan.frames["public money"]["repaid"].tolist() == pytest.approx([72, 72])
    assert [check for check in audit(plan) if not check.passed] == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"kind": "grant"}, "Public money has it as a grant"),
        ({"payer": "state"}, "Public money has the payer 'state'"),
    ],
)
def test_a_loan_is_of_a_programme_that_lends(changed: dict[str, str], says: str) -> None:
    def told(given_tables: Tables) -> list[str]:
        return [each.fix for each in run_checks(given_tables) if each.sheet == "Loans"]

    assert told(with_a_bank()) == []
    (fix,) = told(with_a_bank(**changed))
    assert says in fix
