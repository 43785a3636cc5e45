"""The audit of contracts: it works out terms, volumes and payments again, and finds what is owed and not paid."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from model import Plan, Tables
from model.testing import Contract, Disruption, Supplier
from tests.conftest import solved
from tests.inline import tables
from tests.test_audit import Change, asked, by, less, more, problems_of, told, years
from tests.test_audit_risk import told_of

OFFTAKES = """
    Settings
    last year        | 2033
    years per period | 2
    discount rate    | 6 %
    amounts          | thousands

    Countries
    country
    A
    B

    Sites
    site | country
    Mine | A
    City | B

    Commodities
    commodity
    magnet

    Routes
    from | to   | commodity | freight
    Mine | City | magnet    | 1

    Demand
    market | product | 2026 | 2027 | 2028 | 2029 | 2030 | shortage cost
    City   | magnet  | 32   | 32   | 8    | 8    | 24   | 500

    Suppliers
    supplier | site | commodity | price 2026 | price 2033 | limit
    mine     | Mine | magnet    | 40         | 54         | 16
    pit      | Mine | magnet    | 60         |            | 0
    far      | City | magnet    | 90         |            |

    Funds
    fund   | pays for   | scope | total | 2026
    mining | purchases  | Mine  | 20    | 9
    all    | everything | any   | 90    | 90

    Limits
    limit | measure      | value | weight
    worst | cost         | 90    |
    tail  | CVaR of cost |       | 0.1

    Disruptions
    disruption | action   | target | value | start | duration | recovery | probability
    strike     | capacity | A      | 0.5   | 2027  | 1.5      |          | 5 %
    boom       | demand   | City   | 1.5   | 2028  | 2        |          | 5 %
    boom       | price    | A      | 1.6   |       | 1.5      |          |
    ban        | exports  | A      | 0.2   | 2030  | 1        | 1        | 2 %
"""

SIGNED = (
    "Contracts\n"
    "contract | supplier | volume 2026 | volume 2033 | price | index | floor | ceiling | take or pay | make up"
    " | earliest start | latest start | length | signing cost | cancellation fee | beyond limit\n"
    "long  | mine | 10 | 14 |    | 60 % | 20 | 45 | 50 %  | 3.5 | 2026 | 2028 | 7 | 0.02 | 3    | no\n"
    "short | mine | 3  | 3  | 30 |      |    |    |       |     | 2029 |      | 3 |      |      | no\n"
    "top   | pit  | 9  | 9  | 35 |      |    |    | 100 % |     |      | 2027 | 6 | 0.01 | 0.05 | yes\n"
    "brief | far  | 6  | 6  | 50 |      |    |    | 100 % |     | 2026 | 2026 | 8 |      | 0.01 | no\n"
)
"""One by index with make-up, one that is never owed, one on top of a limit, one that is ended."""


@cache
def offtakes() -> Plan:
    return solved(tables(OFFTAKES, SIGNED))


def of(contract: str, node: str) -> dict[str, object]:
    """The line of a contract's deliveries at a node."""
    return {"contract": contract, "node": node}


def test_the_plan_passes_and_does_something() -> None:
    """Contracts are signed, ended, left, made up in a disruption and without one, and cut by a strike."""
    plan = offtakes()
    assert problems_of(plan) == {}
    signed = plan.frames["contracts"]
    assert signed[["contract", "start", "until"]].to_numpy().tolist() == [
        ["long", 2026, 2033], ["short", 2030, 2033], ["top", 2026, 2032], ["brief", 2026, 2028],
    ]  # fmt: skip
    costs = {"contract prices", "take or pay", "make-up restored", "contract signing", "contract cancellation"}
    assert costs <= set(plan.frames["costs"]["cost"])
    made_up = plan.frames["contract deliveries"].query("made_up > 0")
    assert set(made_up["contract"]) == {"long"} and {"2030", "ban, 2030 / 2031"} <= set(made_up["node"])


BROKEN: tuple[tuple[str, str, Change], ...] = (
    ("names", "an unknown contract", told("contract deliveries", 0, contract="nothing")),
    ("places", "delivered elsewhere", told("contract deliveries", 0, site="City")),
    ("places", "of something else", told("contracts", 0, commodity="ore")),
    ("contract terms", "half a contract", told("contracts", 0, signed=0.5)),
    ("contract terms", "signed twice", told("contracts", 1, contract="long")),
    ("contract terms", "with another supplier", told("contracts", 2, supplier="mine")),
    ("contract terms", "delivered by another", told_of("contract deliveries", of("top", "2026"), supplier="far")),
    ("contract terms", "from a year that starts no period", told("contracts", 0, start=2027)),
    ("contract terms", "too early", asked(Contract, {"contract": "long"}, earliest_start=2027)),
    ("contract terms", "too late", asked(Contract, {"contract": "short"}, latest_start=2029)),
    ("contract terms", "longer than it is", told("contracts", 0, until=more)),
    ("contract terms", "ended within a period", told("contracts", 3, until=more)),
    ("contract terms", "ended when it began", told("contracts", 3, until=2026.0)),
    ("contract terms", "that cannot be ended", asked(Contract, {"contract": "brief"}, cancellation_fee=None)),
    ("contract volumes", "less of it", asked(Contract, {"contract": "long"}, volume=by(9.0))),
    ("contract terms", "longer than it may be", asked(Contract, {"contract": "short"}, length=2.5)),
    ("contract volumes", "after its end", told("contracts", 2, until=2030.0)),
    ("contract volumes", "a worse strike", asked(Disruption, {"disruption": "strike"}, value=0.4)),
    ("contract volumes", "another volume told", told("contract deliveries", 2, volume=more)),
    ("contract volumes", "more taken", told_of("contract deliveries", of("top", "2026"), taken=more)),
    ("contract volumes", "less bought", told_of("purchases", {"supplier": "pit", "node": "2028"}, bought=less)),
    ("take or pay", "what is owed is not paid", told_of("contract deliveries", of("long", "2028"), paid=less)),
    ("take or pay", "nor in a ban", told_of("contract deliveries", of("top", "ban, 2030 / 2030"), paid=8.9)),
    ("take or pay", "more is owed", asked(Contract, {"contract": "long"}, take_or_pay=0.55)),
    ("take or pay", "more paid than taken", told_of("contract deliveries", of("short", "2030"), paid=more)),
    ("take or pay", "taken and not paid", told_of("contract deliveries", of("brief", "2026"), paid=less)),
    ("take or pay", "more made up", told_of("contract deliveries", of("long", "2030"), made_up=more)),
    ("make-up", "more kept than left", told_of("contract deliveries", of("long", "2028"), kept=more)),
    ("make-up", "less kept than made up", told_of("contract deliveries", of("long", "2028"), kept=less)),
    ("make-up", "for a shorter time", asked(Contract, {"contract": "long"}, make_up=1.5)),
    ("make-up", "not at all", asked(Contract, {"contract": "long"}, make_up=0.0)),
    ("make-up", "more left than is owed", told_of("contract deliveries", of("long", "2028"), paid=more)),
    ("make-up", "kept without make-up", told_of("contract deliveries", of("top", "2028"), kept=1.0)),
    ("supplier limits", "nothing on top", asked(Contract, {"contract": "top"}, beyond_limit="no")),
    ("supplier limits", "another limit told", told_of("purchases", {"supplier": "pit", "node": "2028"}, limit=more)),
    ("supplier limits", "more bought", told_of("purchases", {"supplier": "pit", "node": "2028"}, bought=8.5)),
    ("cost lines", "another price", asked(Contract, {"contract": "top"}, price=by(36.0))),
    ("cost lines", "another index", asked(Contract, {"contract": "long"}, index=0.61)),
    ("cost lines", "a higher floor", asked(Contract, {"contract": "long"}, floor=28.0)),
    ("cost lines", "a lower ceiling", asked(Contract, {"contract": "long"}, ceiling=30.0)),
    ("cost lines", "a dearer supplier", asked(Supplier, {"supplier": "far"}, price=by(91.0))),
    ("cost lines", "a higher price in a boom", asked(Disruption, {"action": "price"}, value=1.7)),
    ("cost lines", "dearer to sign", asked(Contract, {"contract": "top"}, signing_cost=0.02)),
    ("cost lines", "dearer to end", asked(Contract, {"contract": "brief"}, cancellation_fee=0.02)),
    ("cost lines", "make-up for nothing", told_of("costs", {"cost": "make-up restored"}, amount=0.0)),
)  # fmt: skip


@pytest.mark.parametrize(("name", "tamper"), [(n, f) for n, _, f in BROKEN], ids=[f"{n}: {w}" for n, w, _ in BROKEN])
def test_a_contract_that_is_broken_is_found(name: str, tamper: Change) -> None:
    assert name in problems_of(tamper(offtakes()))


def test_what_is_owed_is_told(snapshot: SnapshotAssertion) -> None:
    """Of 9 that are owed in a ban, 8 are paid."""
    change = told_of("contract deliveries", of("top", "ban, 2030 / 2030"), paid=8.0)
    assert problems_of(change(offtakes()))["take or pay"] == snapshot


@st.composite
def any_offtakes(draw: st.DrawFn) -> Tables:
    """Contracts of all kinds, over periods of other lengths."""

    def some(least: float, most: float) -> float:
        return draw(st.integers(int(10 * least), int(10 * most))) / 10

    def contract(name: str, supplier: str) -> str:
        price = f"{some(20, 60)} | |" if draw(st.booleans()) else f" | {some(40, 90):.0f} % | {some(0, 60)}"
        fee = draw(st.sampled_from(["", "0", "0.02", "0.2"]))
        return (
            f"{name} | {supplier} | {some(2, 15)} | {some(2, 15)} | {price} | {some(0, 10) * 10} % | {some(0, 5)}"
            f" | {some(0.3, 7)} | {some(0, 0.1)} | {fee} | {draw(st.sampled_from(['yes', 'no']))}"
        )

    header = (
        "contract | supplier | volume 2026 | volume 2031 | price | index | floor | take or pay | make up | length"
        " | signing cost | cancellation fee | beyond limit"
    )
    lines = [contract(name, draw(st.sampled_from(["mine", "pit", "far"]))) for name in ("one", "other", "third")]
    given = tables(OFFTAKES, "\n".join(["Contracts", header, *lines]))
    each, count = draw(st.sampled_from([(1, 5), (1, 7), (2, 3), (2, 4), (3, 2), (3, 3)]))
    return Tables.of(years(2026, 2025 + each * count, each), [row for rows in given.rows.values() for row in rows])


@settings(max_examples=25)
@given(any_offtakes())
def test_the_audit_agrees_with_the_model(given: Tables) -> None:
    assert problems_of(solved(given)) == {}
