"""The audit of limits on supply, flow and throughput: it counts again what is made, bought and carried."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from model import Plan, Tables
from model.testing import Route
from tests.conftest import solved
from tests.test_audit import Change, asked, by, chain, more, problems_of, told
from tests.test_audit_risk import DISRUPTIONS, left_out, limit, told_of, with_risk

LIMITS = """
    Limits
    limit   | measure    | of         | scope        | bound    | value | during           | against      | from year
    made    | supply     | oxide      | A            |          | 27    |                  |              | 2032
    ever    | supply     | oxide      | A            |          | 2     | always           |              | 2032
    most    | supply     | separation | each country | at most  | 28    |                  |              |
    pressed | supply     | magnet     | City         | at least | 20    | every disruption |              | 2030
    imports | flow       | oxide      | B            |          | 36    | always           |              |
    sent    | flow       | oxide      | coast        |          | 29    |                  | each country |
    abroad  | flow       | oxide      | each country |          | 15    | cut              | C            |
    all     | flow       |            |              |          | 100   |                  |              |
    strait  | flow       | oxide      | strait       | at least | 20    |                  |              | 2030
    by      | flow       |            | strait       |          | 26    | strike           | each country |
    port    | throughput | oxide      | coast        |          | 6     |                  |              |
    leave   | throughput |            | each country |          | 86    | always           |              |
"""
"""Every kind of party and moment; some bind, some do not."""


def given() -> Tables:
    """The chain, whose routes from A or Rival to Port pass a strait."""
    whole = with_risk(chain(), DISRUPTIONS, LIMITS)
    routes = [replace(row, corridor="strait" if row.destination in ("coast", "Port") else "") for row in whole[Route]]
    return replace(whole, rows={**whole.rows, Route: routes})


@cache
def plan() -> Plan:
    return solved(given())


def test_a_plan_with_limits_on_amounts_passes() -> None:
    assert problems_of(plan()) == {}


def test_the_plan_that_passes_is_held() -> None:
    """Something of each measure binds, undisturbed and in disruptions."""
    limits = plan().frames["limits"]
    tight = limits[limits["slack"] < 1e-6]
    assert {"supply", "flow", "throughput"} <= set(tight["measure"])
    assert (tight["node"] != tight["period"].astype(str)).any()
    assert set(limits["unit"]) == {"unit/y"} and not limits["actual"].isna().any()
    assert (limits["marginal_cost"] > 1e-6).any()


def test_screening_changes_nothing() -> None:
    """Limits on amounts hold in branches that are left out of the program, too."""
    whole = solved(given(), screen=False)
    assert plan().objective == pytest.approx(whole.objective, rel=1e-6)


BROKEN: tuple[tuple[str, Change], ...] = (
    ("least supply", limit("made", value=by(40.0))),
    ("most supply", limit("most", value=by(9.0))),
    ("supply in disruptions", limit("pressed", value=by(99.0))),
    ("supply of others", limit("made", scope="B")),
    ("flow", limit("imports", value=by(9.0))),
    ("flow from each", limit("sent", value=by(5.0))),
    ("flow to each, in a disruption", limit("abroad", value=by(5.0))),
    ("all flows", limit("all", value=by(9.0))),
    ("flow within", limit("imports", scope="City")),
    ("least flow through a corridor", limit("strait", value=by(30.0))),
    ("another corridor", asked(Route, {"corridor": "strait"}, corridor="cape")),
    ("flow through a corridor from each", limit("by", value=by(0.5))),
    ("throughput", limit("port", value=by(1.0))),
    ("throughput of each", limit("leave", value=by(3.0))),
    ("flows of the plan", told("flows", None, shipped=lambda each: 9 * each)),
)


@pytest.mark.parametrize("tamper", [change for _, change in BROKEN], ids=[what for what, _ in BROKEN])
def test_an_amount_that_is_not_held_is_found(tamper: Change) -> None:
    assert "limits" in problems_of(tamper(plan()))


MISREPORTED: tuple[tuple[str, Change], ...] = (
    ("one left out", left_out("limits", limit="leave", scope="A", node="2030")),
    ("a party", told_of("limits", {"limit": "sent", "scope": "C"}, scope="A")),
    *((name, told_of("limits", {"limit": name}, actual=more)) for name in (
        "made", "most", "pressed", "imports", "sent", "abroad", "all", "strait", "by", "port", "leave",
    )),
)  # fmt: skip


@pytest.mark.parametrize("tamper", [change for _, change in MISREPORTED], ids=[what for what, _ in MISREPORTED])
def test_an_amount_that_is_misreported_is_found(tamper: Change) -> None:
    assert "limits reported" in problems_of(tamper(plan()))
