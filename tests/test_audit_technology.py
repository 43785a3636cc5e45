"""The audit of technologies: it finds what is built without them, paid wrongly, or used before they are held."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import Infeasible, Plan, Tables
from model.families.technology.rows import HELD
from model.testing import ByYear, Disruption, LeadTime, Plant, Project, Technology
from tests.conftest import solved
from tests.figures import Ledger
from tests.inline import tables
from tests.steps import LICENCE, OWN
from tests.test_audit import Change, asked, chain, less, more, problems_of, share, told, unasked, years
from tests.test_audit_risk import told_of, with_risk

ALLIES = """
    Settings
    last year     | 2032
    discount rate | 5 %

    Countries
    country | bloc
    A       | ally
    B       | ally

    Sites
    site | country
    City | A
    Town | B

    Commodities
    commodity
    ore
    magnet

    Demand
    market | product | 2026 | 2028 | 2029 | shortage cost
    City   | magnet  | 100  | 100  | 100  | 30
    Town   | magnet  | 20   | 20   | 60   | 30

    Suppliers
    supplier | site | commodity | price
    far      | City | magnet    | 10
    other    | Town | magnet    | 12
    digger   | City | ore       | 1
    miner    | Town | ore       | 1

    Capacity
    plant | site | technology | existing capacity
    Works | City | pressing   | 20
    Mill  | Town | pressing   |

    Recipes
    recipe | commodity | quantity
    press  | ore       | -1
    press  | magnet    | 1

    Operations
    plant | recipe
    Works | press
    Mill  | press

    Projects
    project | plant | kind    | module size | maximum modules | maximum size
    Hall    | Works | size    |             |                 | 80
    Row     | Mill  | modules | 20          | 3               |

    Lead times
    project | construction | ramp up year 1 | ramp up year 2
    Hall    | 0.5          | 40 %           | 80 %
    Row     | 0.25         | 50 %           |

    Costs
    item | fixed capex | capex per unit | fixed opex
    Hall | 50          | 1              |
    Row  | 30          |                | 4

    Technology
    technology | place | way             | cost | years | royalty | experience | earliest decision
    pressing   | ally  | licence         | 60   | 0.75  | 2       | 1.25       |
    pressing   | A     | own development | 200  | 2.5   |         |            | 2026
    sintering  | B     | held            |      |       |         |            |

    Disruptions
    disruption | action  | target   | value | start | after | duration | recovery | probability
    ban        | licence | pressing |       | each  | 0.25  | 1.5      | 2        | 5 %
    late       | delay   | Hall     | 0.5   | 2027  |       | 2        |          |
    ban in B   | licence | B        |       | 2026  |       | 1        | 1        |
"""
"""A licence for both countries of a bloc, and own development of one, where works stand already."""


@cache
def allied() -> Plan:
    return solved(tables(ALLIES))


# --- what holds ---------------------------------------------------------------------------------------------------


def test_a_plan_with_technologies_passes() -> None:
    assert problems_of(allied()) == {}


def test_the_plan_that_passes_acquires_learns_and_is_held_up() -> None:
    """Both ways are taken, since own development makes an end of royalties; the last modules learn of the first, and
    in a ban the mill stands still until a quarter of 2028."""
    plan = allied()
    ledger = Ledger.of(plan)
    assert {way for _, _, way, _ in ledger.lines.acquired} == {LICENCE, OWN}
    assert ledger.lines.experienced == {("Hall", 2027): pytest.approx(80), ("Row", 2029): pytest.approx(40)}
    assert (
        ledger.lines.licensed["Works", "2028"] == pytest.approx(38) and ("Works", "2029") not in ledger.lines.licensed
    )
    assert ("Mill", "press", "ban, 2026 / 2027") not in ledger.lines.ran
    assert ledger.lines.ran["Mill", "press", "ban, 2026 / 2028"] == pytest.approx(15)


# --- what does not --------------------------------------------------------------------------------------------------


def twice(plan: Plan) -> Plan:
    """The plan acquires what it acquires first again in a later year."""
    frame = plan.frames["technology"]
    again = frame.head(1).assign(decided=2028, held_from=frame["held_from"].iloc[0] + 2)
    return replace(plan, frames={**plan.frames, "technology": pd.concat([frame, again], ignore_index=True)})


UNHELD: tuple[tuple[str, str, Change], ...] = (
    ("acquisitions", "by whom there is no row for", told("technology", 0, place="B")),
    ("acquisitions", "what is held", asked(Technology, {"way": LICENCE}, way=HELD)),
    ("acquisitions", "too early", asked(Technology, {"way": OWN}, earliest_decision=2027)),
    ("acquisitions", "in no period", told("technology", 0, decided=2033, held_from=2033.75)),
    ("acquisitions", "in less time", told("technology", 0, held_from=2026.5)),
    ("acquisitions", "for less", told("technology", 1, cost=less)),
    ("acquisitions", "twice", twice),
    ("technology held", "a slower licence", asked(Technology, {"way": LICENCE}, years=1.3)),
    ("technology held", "a later one", told("technology", 0, decided=2027, held_from=2027.75)),
    ("technology held", "not there", asked(Technology, {"way": LICENCE}, place="A")),
    ("licences in disruptions", "a longer ban", asked(Disruption, {"disruption": "ban in B"}, duration=1.75,
                                                       recovery=0.25)),
    ("licences in disruptions", "a ban elsewhere too", asked(Disruption, {"disruption": "ban in B"}, target="ally")),
    ("licences in disruptions", "what runs too soon", told_of("runs", {"plant": "Mill", "node": "ban, 2026 / 2028"},
                                                              run=more)),
    ("royalties", "of less", told_of("royalties", {"plant": "Mill", "node": "2029"}, licensed=less)),
    ("royalties", "for longer", asked(Technology, {"way": OWN}, years=2.6)),
    ("royalties", "of what stood", asked(Plant, {"plant": "Works"}, existing_capacity=ByYear.of(19.0))),
    ("experience", "of more", told_of("experience", {"project": "Row"}, size=more)),
    ("experience", "of nothing before", told_of("experience", {"project": "Row"}, decided=2027)),
    ("experience", "of what is not built", told_of("experience", {"project": "Row"}, decided=2028)),
    ("experience", "of what stands no more", asked(Plant, {"plant": "Works"}, in_service_until=2026)),
    ("capacity reported", "less experience told", told_of("experience", {"project": "Row"}, size=less)),
    ("capacity reported", "less experience", asked(Technology, {"way": LICENCE}, experience=0.5)),
    ("capacity reported", "a slower ramp", asked(LeadTime, {"project": "Hall"}, ramp_up_year_2=0.7)),
    ("cost lines", "another royalty", asked(Technology, {"way": LICENCE}, royalty=2.1)),
    ("cost lines", "another cost", asked(Technology, {"way": OWN}, cost=201.0)),
    ("cost lines", "spent faster", asked(Technology, {"way": OWN}, years=2.4)),
    ("cost lines", "royalties of less", told_of("royalties", {"plant": "Mill", "node": "2029"}, licensed=less)),
)  # fmt: skip


@pytest.mark.parametrize(("name", "tamper"), [(n, f) for n, _, f in UNHELD], ids=[f"{n}: {w}" for n, w, _ in UNHELD])
def test_a_plan_that_lacks_a_technology_fails(name: str, tamper: Change) -> None:
    assert name in problems_of(tamper(allied()))


def test_what_is_free_needs_no_technology() -> None:
    """Without rows of the technology anybody may build; the lines that say otherwise are what is wrong then."""
    free = unasked(Technology, {"technology": "pressing"})(allied())
    assert "technology held" not in problems_of(free) and "acquisitions" in problems_of(free)


# --- properties ------------------------------------------------------------------------------------------------------


def some_years(high: float) -> st.SearchStrategy[float]:
    """Whole years, quarters, and others."""
    return st.sampled_from([0.0, 0.25, 1.0, 2.0]) | share(0, high)


@st.composite
def allies(draw: st.DrawFn) -> Tables:
    """The bloc with other times, ramps, royalties and bans, and magnets dear enough that it builds."""
    each = draw(st.sampled_from([1, 2, 3]))
    given = tables(ALLIES)
    horizon = replace(given.settings, last_year=2025 + each * draw(st.integers(2, 4)), years_per_period=each)

    def vary(row: Any) -> Any:
        if isinstance(row, Technology) and row.way != HELD:
            return replace(
                row, years=draw(some_years(3)), cost=draw(share(0, 80)),
                experience=draw(st.sampled_from([0.0, 1.0]) | share(0, 3.5)),
                royalty=draw(share(0, 4)) if row.way == LICENCE else 0.0,
            )  # fmt: skip
        if isinstance(row, LeadTime):
            return replace(
                row, construction=draw(some_years(2)), ramp_up_year_1=draw(share()), ramp_up_year_2=draw(share())
            )
        if isinstance(row, Project):
            return replace(row, life=draw(share(1, 8)))
        if isinstance(row, Disruption):
            return replace(
                row, after=draw(some_years(1)), duration=draw(share(0.2, 3)), value=draw(share(0, 2)) * (row.value > 0)
            )
        return row

    return Tables.of(horizon, [vary(row) for rows in given.rows.values() for row in rows])


@settings(max_examples=25)
@given(allies())
def test_the_audit_agrees_with_the_model(given: Tables) -> None:
    assert problems_of(solved(given)) == {}


@settings(max_examples=8)
@given(st.data(), st.sampled_from([1, 2]))
def test_the_audit_agrees_on_a_whole_chain(data: st.DataObject, each: int) -> None:
    """With people, contracts of all kinds, and a licence for what a bloc builds."""
    given = with_risk(
        chain(years(2026, 2033, each)),
        f"""
        Technology
        technology | place | way             | cost                    | years                        | experience
        separation | A     | own development | {data.draw(share()):f}  | {data.draw(share(0, 2)):f}   | 0.75
        magnets    | ally  | licence         | {data.draw(share()):f}  | {data.draw(share(0, 1.5)):f} | 1.5

        Disruptions
        disruption | action  | target  | start      | duration | recovery
        late       | licence | magnets | 2026; 2028 | 1.3      | 1.5
        """,
    )
    try:
        plan = solved(given)
    except Infeasible:
        return
    assert problems_of(plan) == {}
