"""Responses to disruptions: of least cost, audited by linear programs of their own, and compared with the same time in
which nothing happens."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from syrupy.assertion import SnapshotAssertion

from model import Plan, Tables
from model.audit.limit_hits import hits
from model.testing import SHEET_OF, Commodity, Disruption, Limit
from tests.conftest import solved
from tests.figures import Ledger, not_compared, unsettled
from tests.inline import tables
from tests.micro import MICRO
from tests.micro.case import CITY
from tests.micro.solved import matrix_named, of
from tests.search import UNSETTLED, Reaction, Recourse
from tests.shipped import shipped, together
from tests.steps import (
    HELD_UNLESS_HIT,
    UNLESS_HIT,
    Directory,
    View,
    solve_tables,
    tree_of,
    uneventful,
    unless_hit,
    with_responses_checked,
)
from tests.test_audit import by, problems_of
from tests.test_audit_risk import told_of

TWO_STOPS = """
    Settings
    last year | 2028

    Suppliers
    supplier | site | commodity | price | limit
    near     | City | magnet    | 1     | 100
    far      | City | magnet    | 5     |

    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 100  | 20

    Disruptions
    disruption | action   | target | value | start | duration | probability
    stop       | capacity | near   | 0     | 2027  | 1        |
    trickle    | capacity | far    | 0.5   | 2027  | 1        | 10 %

    Limits
    limit  | measure | of     | scope | bound    | value | during
    served | service | magnet | City  | at least | 60 %  | every disruption
    offtake | supply | magnet | City  | at least | 100   | undisturbed
"""
"""100 a year at 1 from near, or without it at 5 from far; of far 'trickle' leaves half of no limit."""


def given() -> Tables:
    return tables(CITY, TWO_STOPS)


@cache
def plan() -> Plan:
    return solve_tables(given(), gap=0.0)


# ------------------------------------------------------------------------------------------ least cost


def expensive(stop: Plan) -> float:
    """What the stop of near costs."""
    return next(each.cost for each in stop.outcomes if each.disruption == "stop")


def test_a_response_without_probability_is_of_least_cost() -> None:
    """In the program from the start it costs nothing there, so that 60 may go unmet less than bought."""
    assert expensive(solved(given(), screen=False)) == pytest.approx(500)


def called_infeasible(monkeypatch: pytest.MonkeyPatch, name: str = "stop") -> None:
    """HiGHS takes the recourse of a branch for infeasible, as where a limit is only just held."""
    react = Recourse.reaction

    def missed(self: Recourse, *asked: object) -> Reaction:
        answer = react(self, *asked)  # type: ignore[arg-type]
        number = list(tree_of(given()).branches).index(f"{name}, 2027")
        if self.branch != number:
            return answer
        none = np.zeros(0)
        return replace(answer, cost=math.inf, values=none, cut=None, duals=none, basis=None, violation=2.7e-5)

    monkeypatch.setattr(Recourse, "reaction", missed)


def test_a_response_that_only_just_holds_is_of_least_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own values show that it is feasible: none better within what they attain is left out."""
    called_infeasible(monkeypatch)
    assert expensive(solved(given(), screen=False)) == pytest.approx(500)


def test_a_response_that_cannot_be_settled_is_counted_and_said(
    monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    assert not unsettled(View(plan()))
    called_infeasible(monkeypatch)
    monkeypatch.setattr(Recourse, "no_more_expensive", lambda self, x, interrupt=None: None)
    left = solved(given(), screen=False)
    assert left.statistics[UNSETTLED] == 1
    assert unsettled(View(left)) == snapshot


def test_the_audit_refuses_a_response_that_costs_more_than_it_must(snapshot: SnapshotAssertion) -> None:
    """Found by a linear program that is built anew: 60 bought at 5 and 40 short at 20 in place of 100 at 5."""
    assert with_responses_checked(plan())[1].passed
    dear = [replace(each, cost=1100.0) if each.disruption == "stop" else each for each in plan().outcomes]
    frame = plan().frames["branches"].assign(cost=[each.cost for each in dear])
    check = with_responses_checked(replace(plan(), frames={**plan().frames, "branches": frame}))[1]
    assert not check.passed
    assert check.detail == snapshot


def test_the_audit_refuses_it_where_the_recourse_is_called_infeasible(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the case that was stored: the plan's own values show that it is not."""
    dear = [replace(each, cost=1100.0) if each.disruption == "stop" else each for each in plan().outcomes]
    unknown = plan().frames["branches"].assign(reference_cost=math.nan)  # its recourse is called infeasible, too
    called_infeasible(monkeypatch)
    assert with_responses_checked(replace(plan(), frames={**plan().frames, "branches": unknown}))[1].passed
    frame = unknown.assign(cost=[each.cost for each in dear])
    check = with_responses_checked(replace(plan(), frames={**plan().frames, "branches": frame}))[1]
    assert "response to stop" in check.detail


def test_the_audit_refuses_another_reference() -> None:
    frame = plan().frames["branches"].assign(reference_cost=90.0)
    assert not with_responses_checked(replace(plan(), frames={**plan().frames, "branches": frame}))[1].passed


@cache
def disposing() -> Plan:
    """150 come to City in every disruption, too, which needs 100 and disposes of the rest."""
    book = given().replaced(Commodity, [replace(row, disposal_cost=1.0) for row in given()[Commodity]])
    rows = [replace(row, value=by(150.0), during="always") if row.limit == "offtake" else row for row in book[Limit]]
    return solve_tables(book.replaced(Limit, rows), gap=0.0)


AUDITED = (disposing,)
TAMPERED = (
    ("disposed of where it is short", "short", told_of("service", {"node": "stop, 2027 / 2027"}, shortage=10.0)),
)


def test_what_is_disposed_of_where_it_is_short_fails_the_audit(snapshot: SnapshotAssertion) -> None:
    ((name, _, change),) = TAMPERED
    assert problems_of(change(disposing()))[name] == snapshot
    assert name not in problems_of(disposing())


# ------------------------------------------------------------------------------------------- reference


def test_a_disruption_that_touches_nothing_costs_nothing() -> None:
    """Far has no limit, and nothing is bought there: the offtake, which holds undisturbed only, is no saving."""
    by_name = {each.disruption: each for each in plan().outcomes}
    assert (by_name["trickle"].extra_cost, by_name["stop"].extra_cost) == pytest.approx((0, 400))
    assert not not_compared(plan().outcomes)


def test_disruptions_over_the_same_time_have_one_reference() -> None:
    tree = tree_of(given())
    assert len(set(uneventful(given(), tree).values())) == 1
    named = given().replaced(Limit, [replace(row, during="stop") for row in given()[Limit]])
    assert len(set(uneventful(named, tree_of(named)).values())) == 2


@pytest.mark.parametrize("name", ["quickstart", "gallium_germanium", "graphite_anode"])
@together
def test_every_response_of_a_shipped_workbook_is_of_least_cost(name: str) -> None:
    found = solve_tables(shipped(name))
    check = next(check for check in found.audit if check.name == "least-cost responses")
    assert check.passed and check.checked == 2 * len(found.outcomes)


# ------------------------------------------------------------------------------------------ unless hit


@together
@pytest.mark.parametrize("name", ["quickstart", "gallium_germanium", "graphite_anode", "rare_earths"])
def test_model_and_audit_agree_on_what_is_hit(name: str) -> None:
    """Every limit of a shipped workbook 'unless hit', in every disruption, by two searches that share no code."""
    book = shipped(name)
    rows = [replace(row, during=UNLESS_HIT) if row.measure in HELD_UNLESS_HIT else row for row in book[Limit]]
    book = book.replaced(Limit, rows)
    ledger = Ledger.of(Plan("", 0.0, 0.0, 0.0, 0.0, book, (), {}, {}))
    events = {event.name: event for event in ledger.horizon.events}
    tree = tree_of(book)
    verdicts = set()
    for branch, nodes in tree.branches.items():
        for row in (row for row in rows if row.during == UNLESS_HIT):
            is_hit = hits(ledger, row, events[branch])
            assert (row.limit in tree.branch_of[nodes[0]].spared) != is_hit, (branch, row.limit)
            verdicts.add(is_hit)
    assert True in verdicts


@pytest.mark.parametrize(
    ("action", "is_hit"),
    [
        ("capacity | digger |        | 0.99", True),
        ("capacity | rival  |        | 0.5 ", False),
        ("capacity | Works  |        | 0.5 ", True),
        ("capacity | Works  | ore    | 0.5 ", False),
        ("yield    | Works  | magnet | 0.9 ", True),
        ("exports  | A      | ore    | 0.5 ", True),
        ("exports  | A      | magnet | 0.5 ", False),
        ("exports  | B      |        | 0.5 ", False),
        ("price    | digger |        | 2   ", False),
        ("demand   | City   | magnet | 0.5 ", True),
        ("capacity | Mine   |        | 1   ", False),
    ],
)
def test_what_hits_a_plant_as_it_runs(action: str, is_hit: bool) -> None:
    book = MICRO["concentration.a_plant_runs_on_unless_what_it_is_made_from_is_hit"]()
    rows = tables(CITY, f"Disruptions\ndisruption | action | target | commodity | value\nit | {action}")[Disruption]
    book = book.replaced(Disruption, rows)
    (branch,) = tree_of(book).branch_of.values()
    ledger = Ledger.of(Plan("", 0.0, 0.0, 0.0, 0.0, book, (), {}, {}))
    (event,) = ledger.horizon.events
    assert ("as runs" not in branch.spared) is is_hit
    assert hits(ledger, book[Limit][0], event) is is_hit


# ----------------------------------------------------------------------------- what holds in a disruption

NOT_REACHED = {"make_up_expiry", "greatest_tail"}
"""Constraints that hold in disruptions, too, but of which no hand-solved instance has a row there."""


def test_columns_say_which_constraints_hold_only_undisturbed() -> None:
    """Those that in no hand-solved instance have a row in a branch, though it has branches."""
    declared = {column.undisturbed for sheet in SHEET_OF.values() for column in sheet.columns if column.undisturbed}
    undisturbed, disturbed, every = set(), set(), set()
    for name in MICRO:
        tree = of(name).instance.tree
        for constraint, block in matrix_named(name).constraints.items():
            every.add(constraint)
            moments = {key[-1] if isinstance(key, tuple) else key for key in block.keys}
            if tree.branch_of and moments & set(tree.trunk):
                undisturbed.add(constraint)
            if moments & (set(tree.branch_of) | set(tree.branches)):
                disturbed.add(constraint)
    assert declared <= every and not declared & disturbed
    assert undisturbed - disturbed <= declared | NOT_REACHED


def test_unless_hit_is_for_flows_and_stock() -> None:
    limit = "Limits\nlimit | measure | of | scope | value | during\nx | capacity | magnet | City | 1 | unless hit"
    book = tables(CITY, limit)
    (problem,) = unless_hit(book, Directory(book))
    assert "'undisturbed' or 'always'" in problem.fix
