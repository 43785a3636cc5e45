"""The audit of what may go wrong: it works out disruptions and limits again, and finds a plan that hides something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import Infeasible, Plan, Tables
from model.audit.markets import tail_mean
from model.testing import Demand, Disruption, Limit, Row
from tests.conftest import solved
from tests.figures import Ledger, audit
from tests.inline import tables
from tests.micro.case import BUY_ALL, CITY
from tests.test_audit import (
    Change,
    asked,
    by,
    chain,
    chain_plan,
    free_size,
    less,
    more,
    problems_of,
    share,
    years,
)

DISRUPTIONS = """
    Disruptions
    disruption | action   | target       | commodity | to | value | start      | after | duration | recovery
    cut        | exports  | each country |           |    | 0.1   | 2029; 2032 |       | 2.5      | 1
    cut        | price    | any          |           |    | 1.7   |            | 0.5   | 1.5      |
    strike     | capacity | magnets      |           |    | 0.3   | each       |       | 1.5      |
    bad ore    | yield    | Sep          | oxide     |    | 0.6   | 2032       | 1     | 1        |
    bad ore    | capacity | Ore          |           |    | 0.05  |            |       | 2        |
    late       | delay    | Line         |           |    | 1.3   | 2028       |       | 4        |
    late       | demand   | City         | magnet    |    | 1.2   |            |       | 3        |
    no rival   | capacity | C            | oxide     |    | 0     | 2034       |       | 3        |
    no rival   | exports  | C            | oxide     | B  | 0     |            |       | 2        |
"""
"""Every action; times that are no whole periods, several actions at once."""

PROBABILITIES = {"cut": 0.02, "strike": 0.01, "bad ore": 0.005, "late": 0.0, "no rival": 0.1}

LIMITS = """
    Limits
    limit   | measure       | of         | scope        | value | from year | during      | against      | confidence
    rival   | share         | oxide      | C            | 0.3   |           |             |              |
    each    | share         | separation | each country | 0.9   | 2029      | cut         |              |
    mix     | HHI           | oxide      |              | 6000  | 2032      |             |              |
    magnets | capacity      | magnets    | B            | 60    | 2030      | always      |              |
    oxide   | capacity      | oxide      | each country | 0     |           | late        |              |
    months  | cover         | oxide      | B            | 5     |           | undisturbed | each country |
    served  | service       | magnet     |              | 0.4   | 2028      |             |              |
    short   | unmet         |            | B            | 120   | 2028      | strike      |              |
    bill    | cost          |            |              | 60    | 2028      |             |              |
    tail    | CVaR of unmet | magnet     | City         | 9     | 2034      |             |              | 0.95
    dear    | CVaR of cost  |            |              | 163   |           |             |              | 0.9

    Limits
    limit   | measure       | scope        | confidence | weight
    priced  | CVaR of unmet | each country | 0.9        | 0.001
    dearest | CVaR of cost  |              | 0.99       | 0.2
"""
"""Every measure; undisturbed, in disruptions and always; some bind, some do not, some have a weight."""


def with_risk(chained: Tables, *texts: str) -> Tables:
    """The chain, where anything may be short, with sheets on top."""
    rows = [row for each in chained.rows.values() for row in each]
    rows += [row for each in tables(*texts).rows.values() for row in each]
    return Tables.of(chained.settings, [_with_odds(row) for row in rows])


def _with_odds(row: Row) -> Row:
    if isinstance(row, Demand) and row.product == "ferrite":
        return replace(row, shortage_cost=300.0)
    return replace(row, probability=PROBABILITIES[row.disruption]) if isinstance(row, Disruption) else row


CASES: dict[str, Callable[[], Tables]] = {
    "periods of two years": lambda: with_risk(chain(), DISRUPTIONS),
    "single years": lambda: with_risk(chain(years(2026, 2034)), DISRUPTIONS),
    "a free size": lambda: with_risk(free_size(), DISRUPTIONS),
    "limits": lambda: with_risk(chain(), DISRUPTIONS, LIMITS),
}


@cache
def plan_of(case: str) -> Plan:
    return solved(CASES[case]())


def disrupted() -> Plan:
    return plan_of("periods of two years")


def limited() -> Plan:
    return plan_of("limits")


# --- what holds ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_a_plan_with_disruptions_passes(case: str) -> None:
    assert problems_of(plan_of(case)) == {}


def test_the_plan_that_passes_is_hurt() -> None:
    """Exports are cut, stock is used up, more is short, there is no cover."""
    ledger = Ledger.of(disrupted())
    lines = ledger.lines
    lane = "Works", "City", "oxide"
    assert lines.shipped[*lane, "cut: A, 2029 / 2030"] == pytest.approx(0.1 * lines.shipped[*lane, "2030"])
    assert lines.stock["Shelf", "strike, 2030 / 2030"] < 1 < lines.stock["Shelf", "2030"]
    assert lines.short["City", "magnet", "strike, 2030 / 2030"] > 30 > lines.short["City", "magnet", "2030"]
    assert lines.stock["Reserve", "cut: A, 2029 / 2032"] < lines.stock["Reserve", "2032"]


def test_nodes_follow_the_trunk_and_each_other() -> None:
    """2029 lies in the period of 2028; 2.5 years and one to recover end in the middle of 2032. The nodes are the years
    that this touches."""
    horizon = Ledger.of(disrupted()).horizon
    assert horizon.trunk == ["2026", "2028", "2030", "2032", "2034", "2036"]
    nodes = [f"cut: B, 2029 / {year}" for year in range(2029, 2033)]
    assert [horizon.parent[node] for node in nodes] == ["2028", *nodes[:3]]
    assert horizon.weight("cut: B, 2029 / 2030") == 0.02
    assert horizon.chances["2026"] == pytest.approx([1 - 0.01, 1 - 2 * 0.01])  # strikes of 2026, and of 2027 too
    # The cuts of 2029 end within 2032, those of 2032 and the bad ore go on; two strikes are on in both years.
    assert horizon.chances["2032"] == pytest.approx([1 - cuts * 0.02 - 2 * 0.01 - 0.005 for cuts in (6, 3)])


def test_effects_count_for_the_part_of_a_year_in_which_they_act() -> None:
    """Exports at a tenth in 2029, in 2030 and for half of 2031: 0.1, 0.1 and 0.55, whatever the periods.

    Prices × 1.7 from the middle of 2029 to the end of 2030: half of the first of these years, all of the second."""
    ledger = Ledger.of(disrupted())
    nodes = [f"cut: A, 2029 / {year}" for year in range(2029, 2033)]
    stop = ("A", "any", "any")
    assert [ledger.effects.stops(node).get(stop, 1.0) for node in nodes] == pytest.approx([0.1, 0.1, 0.55, 1])
    ore = ledger.rows.suppliers["Ore"]
    prices = [ledger.effects.price(ore)[ledger.horizon.at[node]] for node in nodes]
    assert prices == pytest.approx([1.35, 1.7, 1, 1])


def test_the_tail_may_split_an_outcome() -> None:
    """Worst 20 %: all of the 5 % at 100, all of the 10 % at 50 and 5 of the 25 % at 20, so (5 + 5 + 1) / 0.2."""
    assert tail_mean([(0.25, 20), (0.6, 0), (0.05, 100), (0.1, 50)], 0.8) == pytest.approx(55)
    assert tail_mean([(0.25, 20), (0.6, 0), (0.05, 100), (0.1, 50)], 0.0) == pytest.approx(15)


# --- what does not -------------------------------------------------------------------------------------------------


def told_of(name: str, which: dict[str, object], **values: Any) -> Change:
    """A result table says something else in the lines whose cells are as in ``which``."""

    def change(plan: Plan) -> Plan:
        frame = plan.frames[name].copy()
        meant = [all(line[column] == value for column, value in which.items()) for line in frame.to_dict("records")]
        assert any(meant), "no such line"
        for column, value in values.items():
            cells = frame[column].tolist()
            frame[column] = [
                (value(cell) if callable(value) else value) if is_meant else cell
                for cell, is_meant in zip(cells, meant, strict=True)
            ]
        return replace(plan, frames={**plan.frames, name: frame})

    return change


def action(disruption: str, kind: str, **changes: Any) -> Change:
    """The sheet Disruptions says something else in one row."""
    return asked(Disruption, {"disruption": disruption, "action": kind}, **changes)


def untold(name: str) -> Change:
    """A result table is missing."""
    return lambda plan: replace(plan, frames={each: frame for each, frame in plan.frames.items() if each != name})


def left_out(name: str, **which: object) -> Change:
    """A result table lacks the lines whose cells are as in ``which``."""

    def change(plan: Plan) -> Plan:
        frame = plan.frames[name]
        meant = [all(line[column] == value for column, value in which.items()) for line in frame.to_dict("records")]
        assert any(meant), "no such line"
        kept = frame[[not each for each in meant]]
        return replace(plan, frames={**plan.frames, name: kept})

    return change


CUT, LATE, STRIKE = {"node": "cut: A, 2029 / 2030"}, {"node": "late, 2028 / 2030"}, {"node": "strike, 2030 / 2030"}


def limit(name: str, **changes: Any) -> Change:
    """The sheet Limits says something else in one row."""
    return asked(Limit, {"limit": name}, **changes)


HIDDEN: tuple[tuple[str, str, Change], ...] = (
    ("names", "a node of no disruption", told_of("flows", CUT, node="cut: D, 2029 / 2030")),
    ("places", "another period", told_of("flows", CUT, period=2032)),
    ("mass balance", "a flow", told_of("flows", CUT, shipped=more)),
    ("mass balance", "stock", told_of("stock", CUT, stock=more)),
    ("mass balance", "yield", action("bad ore", "yield", value=0.5)),
    ("conversion reported", "yield", action("bad ore", "yield", duration=0.5)),
    ("conversion reported", "yield of another", action("bad ore", "yield", commodity="waste")),
    ("plant capacity", "use of it", told_of("runs", STRIKE, run=more)),
    ("plant capacity", "less of it", action("strike", "capacity", value=0.0)),
    ("capacity reported", "a figure", told_of("capacity", STRIKE, capacity=less)),
    ("capacity reported", "longer", action("strike", "capacity", duration=2.0)),
    ("capacity reported", "a plant", action("strike", "capacity", target="Mag")),
    ("capacity reported", "later", action("late", "delay", value=1.0)),
    ("capacity reported", "not under way", action("late", "delay", after=0.6)),
    ("supplier limits", "less of it", action("cut", "price", action="capacity", value=0.5)),
    ("supplier limits", "nothing left", asked(Disruption, {"target": "Ore"}, target="Ferrite", value=0.0)),
    ("exports in disruptions", "none", action("cut", "exports", value=0.0)),
    ("exports in disruptions", "a flow", told_of("flows", CUT | {"origin": "Works"}, shipped=more)),
    ("exports in disruptions", "longer", action("cut", "exports", duration=3.0)),
    ("mass balance", "less stranded", told_of("stranded", {}, stranded=0.0)),
    ("stranded goods", "more than arrived", told_of("stranded", {}, stranded=lambda each: each + 30)),
    ("stranded goods", "sent by who knew", told_of("stranded", {}, node="cut: A, 2029 / 2032")),
    ("demand met", "more of it", action("late", "demand", value=1.3)),
    ("demand met", "shortage", told_of("service", LATE, shortage=less)),
    ("substitutes allowed", "less demand", action("late", "demand", value=0.5)),
    ("resupply", "nothing sent after", told_of("costs", {"cost": "resupply"}, amount=0.0, present_value=0.0)),
    ("restocking", "nothing bought back", told_of("costs", {"cost": "restocking"}, amount=0.0, present_value=0.0)),
    ("cost lines", "restocking", told_of("costs", {"cost": "restocking"}, amount=more)),
    ("cost lines", "prices", action("cut", "price", value=1.6)),
    ("cost lines", "prices of one", action("cut", "price", target="Ore")),
    ("cost lines", "keeping what is late", action("late", "delay", value=1.0)),
    ("discounting", "probability", action("strike", "capacity", probability=0.02)),
    ("discounting", "recovery", action("cut", "exports", recovery=2.0)),
    ("disruptions reported", "none", untold("branches")),
    ("disruptions reported", "one left out", left_out("branches", branch="strike, 2030")),
    ("disruptions reported", "one made up", told_of("branches", {"branch": "strike, 2030"}, branch="strike, 2031")),
    ("disruptions reported", "its kind", told_of("branches", {"branch": "strike, 2030"}, disruption="cut")),
    ("disruptions reported", "whom it hits", told_of("branches", {"branch": "cut: A, 2029"}, subject="B")),
    *(("disruptions reported", column, told_of("branches", {"branch": "strike, 2030"}, **{column: change}))
      for column, change in (
          ("start", 2031), ("end", 2032), ("probability", 0.02), ("cost", more), ("undisturbed_cost", more),
          ("demand", more), ("unmet", less), ("undisturbed_unmet", more), ("service", 0.99),
      )),
    ("total cost", "expected cost", lambda plan: replace(plan, measures={"expected cost": plan.objective + 1})),
    ("total cost", "probability", action("no rival", "capacity", probability=0.2)),
)  # fmt: skip

BROKEN: tuple[tuple[str, Change], ...] = (
    ("share", limit("rival", value=by(0.29))),
    ("share of each", limit("each", value=by(0.85))),
    ("minimum share", limit("each", bound="at least", during="undisturbed")),
    ("HHI", limit("mix", value=by(5000.0))),
    ("capacity", limit("magnets", value=by(120.0))),
    ("capacity of a technology", limit("magnets", of="separation")),
    ("capacity that makes something", limit("oxide", scope="A", value=by(66.0))),
    ("capacity that is late", limit("oxide", scope="A", value=by(58.0))),
    ("cover", limit("months", value=by(5.1))),
    ("cover against others", limit("months", against="any")),
    ("service", limit("served", value=by(0.5))),
    ("service before", limit("served", from_year=None)),
    ("unmet", limit("short", value=by(119.0))),
    ("unmet before", limit("short", from_year=2027)),
    ("cost", limit("bill", value=by(48.0))),
    ("cost of a year", limit("bill", during="undisturbed", value=by(27.0))),
    ("CVaR of unmet", limit("tail", value=by(7.8))),
    ("CVaR of unmet, worse", limit("tail", confidence=0.97)),
    ("CVaR of cost", limit("dear", value=by(155.0))),
    ("CVaR of cost, worse", limit("dear", confidence=0.95)),
)


@pytest.mark.parametrize("tamper", [change for _, change in BROKEN], ids=[what for what, _ in BROKEN])
def test_a_limit_that_does_not_hold_is_found(tamper: Change) -> None:
    assert "limits" in problems_of(tamper(limited()))


MISREPORTED: tuple[tuple[str, Change], ...] = (
    ("none", untold("limits")),
    ("one left out", left_out("limits", limit="rival", node="2030")),
    ("one made up", told_of("limits", {"limit": "rival", "node": "2030"}, node="2029")),
    ("of another", told_of("limits", {"limit": "oxide", "scope": "A"}, scope="C")),
    ("another kind", told_of("limits", {"limit": "rival"}, measure="HHI")),
    ("another time", told_of("limits", {"limit": "rival"}, during="always")),
    ("another period", told_of("limits", {"limit": "rival", "node": "2030"}, period=2032)),
    ("another sense", told_of("limits", {"limit": "rival"}, sense="at least")),
    ("bound", told_of("limits", {"limit": "rival", "node": "2030"}, value=0.31)),
    ("bound of none", told_of("limits", {"limit": "dearest"}, value=200.0)),
    ("slack", told_of("limits", {"limit": "rival", "node": "2026"}, slack=0.06)),
    ("price", told_of("limits", {"limit": "rival"}, marginal_cost=-1.0)),
    *((name, told_of("limits", {"limit": name}, actual=lambda each: each * (1 + 1e-4))) for name in (
        "rival", "each", "mix", "magnets", "oxide", "months", "served", "short", "bill", "tail", "priced", "dear",
        "dearest",
    )),
)  # fmt: skip


@pytest.mark.parametrize("tamper", [change for _, change in MISREPORTED], ids=[what for what, _ in MISREPORTED])
def test_a_limit_that_is_misreported_is_found(tamper: Change) -> None:
    assert "limits reported" in problems_of(tamper(limited()))


def test_limits_need_no_table_where_there_are_none() -> None:
    assert "limits reported" not in problems_of(untold("limits")(disrupted()))
    assert "disruptions reported" not in problems_of(untold("branches")(chain_plan()))


@pytest.mark.parametrize("change", [{"weight": 0.3}, {"confidence": 0.8}])
def test_risk_in_the_objective_is_recomputed(change: dict[str, float]) -> None:
    assert "total cost" in problems_of(limit("dearest", **change)(limited()))
    assert "total cost" in problems_of(limit("priced", **change)(limited()))


@pytest.mark.parametrize(("name", "tamper"), [(n, f) for n, _, f in HIDDEN], ids=[f"{n}: {w}" for n, w, _ in HIDDEN])
def test_a_plan_that_hides_something_fails(name: str, tamper: Change) -> None:
    assert name in problems_of(tamper(disrupted()))


# --- properties ------------------------------------------------------------------------------------------------------


TARGETS = {
    "capacity": ("A", "B", "C", "ally", "any", "Mag", "separation", "Ore", "Rival oxide", "each plant"),
    "yield": ("A", "Sep", "magnets", "City", "any"),
    "exports": ("A", "B", "C", "Works", "coast", "any", "each country"),
    "price": ("A", "any", "Rival oxide", "each supplier"),
    "demand": ("B", "any"),
    "sales": ("A", "City", "any"),
    "delay": ("Line", "Small", "Large", "Mag", "magnets", "A", "any"),
}


@st.composite
def disruption(draw: st.DrawFn) -> Disruption:
    action = draw(st.sampled_from(sorted(TARGETS)))
    return Disruption(
        disruption=draw(st.sampled_from(("one", "two"))) if action == "demand" else action,
        action=action,
        target=draw(st.sampled_from(TARGETS[action])),
        commodity=draw(st.sampled_from(("any", "oxide", "magnet", "separation"))),
        to=draw(st.sampled_from(("any", "B", "City"))) if action == "exports" else "any",
        value=draw(share(0, 2)),
        start=draw(st.sampled_from(("2027", "2028; 2030", "2029-2031", "each"))),
        after=draw(share(0, 1.5)),
        duration=draw(share(0.2, 4)),
        recovery=draw(share(0, 2)),
        probability=draw(st.sampled_from((0.0, 0.005))),
        independent=draw(st.sampled_from(("", "yes"))),
    )


LAX = {
    "share": (1.0, ("oxide", "magnet", "separation"), ("A", "C", "ally", "each country")),
    "HHI": (10_000.0, ("oxide", "separation", "any"), ("any",)),
    "capacity": (0.0, ("oxide", "separation", "magnets", "any"), ("A", "coast", "each country")),
    "cover": (0.0, ("oxide", "any"), ("B", "City", "any")),
    "service": (0.0, ("magnet", "any"), ("City", "B", "each country")),
    "unmet": (1e9, ("magnet", "ferrite", "any"), ("coast", "any")),
    "cost": (1e9, ("any",), ("any",)),
    "CVaR of unmet": (1e9, ("magnet", "any"), ("City", "each country")),
    "CVaR of cost": (1e9, ("any",), ("any",)),
}
"""By measure: a value that always holds, of what and whose it may be."""


@st.composite
def lax_limit(draw: st.DrawFn, measure: str) -> Limit:
    value, of, scope = LAX[measure]
    is_tail = measure.startswith("CVaR")
    return Limit(
        limit=measure,
        measure=measure,
        of=draw(st.sampled_from(of)),
        scope=draw(st.sampled_from(scope)),
        value=by(value),
        from_year=draw(st.none() | st.integers(2026, 2029)),
        until_year=draw(st.none() | st.integers(2030, 2033)),
        during="" if is_tail else draw(st.sampled_from(("", "undisturbed", "every disruption", "always"))),
        counted_at=draw(st.sampled_from(("", "mining"))) if measure == "share" else "",
        against=draw(st.sampled_from(("any", "C", "each country"))) if measure == "cover" else "any",
        confidence=draw(share(0.0, 0.99)) if is_tail else 0.95,
        weight=draw(st.sampled_from((0.0, 0.01))) if is_tail else 0.0,
    )


@st.composite
def disrupted_chains(draw: st.DrawFn) -> Tables:
    chained = with_risk(chain(years(2026, 2033, draw(st.sampled_from((1, 2, 4))))))
    rows = draw(st.lists(disruption(), min_size=1, max_size=4, unique_by=lambda row: row.action))
    limits = [draw(lax_limit(measure)) for measure in LAX]
    return replace(chained, rows={**chained.rows, Disruption: rows, Limit: limits})


@settings(max_examples=12)
@given(disrupted_chains())
def test_the_audit_agrees_with_the_model(chained: Tables) -> None:
    try:
        plan = solved(chained)
    except Infeasible:
        return
    assert problems_of(plan) == {}


@pytest.mark.parametrize("measure", ["service", "unmet", "CVaR of unmet"])
def test_a_country_in_which_nothing_lies_has_no_part_in_each_country(measure: str) -> None:
    """Neither in what the plan is held to nor in what is told of it, nor to the audit."""
    plan = solved(
        tables(
            CITY,
            BUY_ALL,
            f"""
            Countries
            country
            Nowhere

            Limits
            limit | measure   | of     | scope        | value | during
            held  | {measure} | magnet | each country | 1     | {"" if "CVaR" in measure else "always"}
            """,
        )
    )
    assert plan.frames["limits"]["scope"].unique().tolist() == ["A"]
    assert [check for check in audit(plan) if not check.passed] == []
