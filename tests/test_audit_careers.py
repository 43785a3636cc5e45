"""The audit of careers: it passes what the model plans, whatever terms and times are, and finds what does not hold."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import Infeasible, Plan, Tables
from model.testing import Country, Overstaffing, Recruiting, Retraining, Row, Settings, ShortTime, Skill
from tests.changing import scaled
from tests.conftest import least_cost, solved
from tests.test_audit import Change, asked, at, by, less, more, problems_of, share, unasked
from tests.test_audit_risk import left_out, told_of
from tests.test_properties import at_most, few


def guild(first: int = 2026, last: int = 2033, each: int = 2) -> Tables:
    """Apprentices, smiths and masters of one country over periods of two years: terms and times are no whole periods,
    people come in every way, and are too many in some years."""
    settings = Settings(
        first_year=first, last_year=last, years_per_period=each, discount_rate=0.04, amounts="thousands"
    )
    return Tables.of(settings, [Country(country="A"), *skills(), *ways()])


def skills() -> list[Row]:
    return [
        Skill(skill="apprentice", market="A", headcount=60.0, other_need=by({2026: 40, 2028: 25, 2031: 30}),
              attrition=0.1, attrition_from="first period", attrition_of_recruits=0.3, wage=by({2026: 20, 2033: 27}),
              training_time=0.75, training_seats=by(5.0), training_cost=by({2026: 3, 2033: 6}),
              redundancy_cost=by({2026: 15, 2033: 25})),
        Skill(skill="smith", market="A", headcount=30.0, other_need=by({2026: 32, 2029: 60, 2032: 40}),
              attrition=0.06, wage=by(40.0), training_time=2.5, training_seats=by(6.0), training_cost=by(9.0),
              recruits_from_abroad=by(2.0), recruiting_cost=by({2026: 30, 2030: 20}), term_of_service=5.0,
              redundancy_cost=by(60.0)),
        Skill(skill="master", market="A", headcount=15.0, other_need=by({2026: 10, 2029: 16, 2032: 8}),
              attrition=0.04, attrition_from="first period", wage=by(70.0), redundancy_cost=by(300.0)),
    ]  # fmt: skip


def ways() -> list[Row]:
    return [
        Recruiting(skill="smith", market="A", contract="journeyman", recruits=by({2026: 3, 2030: 8}),
                 recruiting_cost=by({2026: 25, 2033: 35}), term_of_service=3.0),
        Recruiting(skill="smith", market="A", contract="for good", recruiting_cost=by(150.0)),
        Recruiting(skill="apprentice", market="A", contract="a year", recruiting_cost=by(2.0),
                           term_of_service=1.0),
        Recruiting(skill="apprentice", market="A", contract="for good", recruiting_cost=by(40.0)),
        Recruiting(skill="master", market="A", contract="for good", recruiting_cost=by(500.0)),
        Retraining(skill="apprentice", new_skill="smith", market="A", limit=by({2026: 4, 2030: 7}),
                   retraining_time=1.5, success_rate=0.8, retraining_cost=by({2026: 5, 2033: 8})),
        Retraining(skill="smith", new_skill="master", market="A", maximum_share=0.05, retraining_time=0.5,
                   retraining_cost=by(12.0)),
        Retraining(skill="master", new_skill="smith", market="A", limit=by(0.3), success_rate=0.5),
        ShortTime(skill="apprentice", market="A", limit=by({2026: 8, 2030: 3}), share_of_work=0.6,
                  pay=by({2026: 10, 2033: 17})),
        ShortTime(skill="master", market="A", limit=by(1.0), share_of_work=0.25),
        Overstaffing(skill="any", market="A", limit=by({2026: 9, 2030: 2}), overstaffing_cost=by(1.0)),
        Overstaffing(skill="master", market="A", limit=by(2.0), overstaffing_cost=by({2026: 5, 2033: 9})),
    ]  # fmt: skip


@cache
def guild_plan() -> Plan:
    return solved(guild())


# --- what holds ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("horizon", [(2026, 2033, 2), (2026, 2033, 1), (2026, 2034, 3), (2026, 2029, 4)], ids=str)
def test_a_plan_of_careers_passes(horizon: tuple[int, int, int]) -> None:
    assert problems_of(solved(guild(*horizon))) == {}


def test_people_to_spare_where_nothing_limits_them_are_no_error() -> None:
    """Masters abroad, of whom half have nothing to do: the rows are about those of A."""
    abroad = Skill(skill="master", market="B", headcount=8.0, other_need=by(4.0), wage=by(70.0),
                   redundancy_cost=by(1e6))  # fmt: skip
    given = guild()
    plan = solved(
        Tables.of(
            given.settings, [Country(country="B"), abroad, *(row for rows in given.rows.values() for row in rows)]
        )
    )
    assert problems_of(plan) == {}
    told = plan.frames["workforce"]
    assert told[told["market"] == "B"].eval("people - need").min() > 3


def test_the_plan_that_passes_does_something() -> None:
    """People come on contracts, for a term and for good, retrain, work short time, are idle and are released."""
    frames = guild_plan().frames
    for name, measure in (("recruiting", "recruits"), ("retraining", "people"), ("short time", "people"),
                          ("overstaffing", "people"),
                          ("workforce", "trainees"), ("workforce", "releases")):  # fmt: skip
        assert frames[name][measure].sum() > 0.5, name
    assert set(frames["recruiting"]["contract"]) >= {"journeyman", "a year"}


# --- what does not ---------------------------------------------------------------------------------------------------

SMITH = {"skill": "smith"}
APPRENTICE = {"skill": "apprentice"}
JOURNEYMAN = {"contract": "journeyman"}

TAMPERED: tuple[tuple[str, str, Change], ...] = (
    ("names", "an unknown new skill", told_of("retraining", SMITH, new_skill="knight")),
    ("headcount balance", "retraining", told_of("retraining", {"new_skill": "smith", "period": 2028}, people=more)),
    ("headcount balance", "a shorter term", asked(Skill, SMITH, term_of_service=4.0)),
    ("headcount balance", "a term without end", asked(Skill, SMITH, term_of_service=None)),
    ("headcount balance", "a shorter contract", asked(Recruiting, JOURNEYMAN, term_of_service=2.0)),
    ("headcount balance", "attrition later", asked(Skill, {"skill": "master"}, attrition_from="second period")),
    ("headcount balance", "attrition of recruits", asked(Skill, APPRENTICE, attrition_of_recruits=0.1)),
    ("headcount balance", "fewer succeed", asked(Retraining, {"success_rate": 0.8}, success_rate=0.7)),
    ("headcount balance", "later", asked(Retraining, {"success_rate": 0.8}, retraining_time=1.75)),
    ("recruiting limit", "fewer on contracts", told_of("recruiting", JOURNEYMAN, recruits=less)),
    ("staffing", "more work", asked(Skill, SMITH, other_need=by(70.0))),
    ("staffing", "less work on short time", asked(ShortTime, APPRENTICE, share_of_work=0.1)),
    ("need reported", "more work", asked(Skill, SMITH, other_need=by(10.0))),
    ("recruiting contracts", "more on one", told_of("recruiting", JOURNEYMAN, recruits=9.0)),
    ("recruiting contracts", "none of the name", unasked(Recruiting, JOURNEYMAN)),
    ("terms of service", "released before", told_of("workforce", {"skill": "smith", "period": 2032}, people=5.0)),
    ("retraining", "more than may", told_of("retraining", APPRENTICE, people=9.0)),
    ("retraining", "fewer may", asked(Retraining, {"maximum_share": 0.05}, maximum_share=0.001)),
    ("retraining", "not allowed", unasked(Retraining, APPRENTICE)),
    ("short time", "more than may", told_of("short time", APPRENTICE, people=9.0)),
    ("short time", "more than there are", told_of("short time", {"skill": "master"}, people=99.0)),
    ("short time", "not allowed", unasked(ShortTime, APPRENTICE)),
    ("overstaffing", "fewer of a skill", asked(Overstaffing, {"skill": "master"}, limit=by(0.0))),
    ("overstaffing", "fewer of all", asked(Overstaffing, {"skill": "any"}, limit=by(0.0))),
    ("overstaffing reported", "one told", told_of("overstaffing", {}, people=more)),
    ("overstaffing reported", "some left out", left_out("overstaffing", skill="master")),
    ("cost lines", "redundancy", asked(Skill, APPRENTICE, redundancy_cost=by(16.0))),
    ("cost lines", "wages", asked(Skill, SMITH, wage=by({2026: 40, 2033: 41}))),
    ("cost lines", "training", asked(Skill, SMITH, training_cost=by(10.0))),
    ("cost lines", "contracts", asked(Recruiting, JOURNEYMAN, recruiting_cost=by(25.0))),
    ("cost lines", "retraining", asked(Retraining, {"success_rate": 0.8}, retraining_cost=by(5.0))),
    ("cost lines", "short time", asked(ShortTime, APPRENTICE, pay=by(10.0))),
    ("cost lines", "short time at the wage", asked(ShortTime, APPRENTICE, pay=None)),
    ("cost lines", "overstaffing", asked(Overstaffing, {"skill": "any"}, overstaffing_cost=by(2.0))),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "tamper"), [(n, f) for n, _, f in TAMPERED], ids=[f"{n}: {w}" for n, w, _ in TAMPERED]
)
def test_a_plan_of_careers_that_was_tampered_with_fails(name: str, tamper: Change) -> None:
    assert name in problems_of(tamper(guild_plan()))


# --- properties ------------------------------------------------------------------------------------------------------

TIMES = share(0.1, 6)

VARIED: dict[type[Row], dict[str, st.SearchStrategy[Any]]] = {
    Skill: {
        "attrition": share(0, 0.4), "attrition_from": st.sampled_from(("first period", "second period")),
        "attrition_of_recruits": st.none() | share(0, 0.6), "training_time": TIMES,
        "term_of_service": st.none() | TIMES, "other_need": at(share(0, 50)), "redundancy_cost": at(share(0, 300)),
    },
    Recruiting: {"term_of_service": st.none() | TIMES, "recruiting_cost": at(share(0, 200))},
    Retraining: {
        "retraining_time": share(0, 4), "success_rate": share(), "maximum_share": st.none() | share(),
        "limit": st.none() | at(share(0, 9)), "retraining_cost": at(share(0, 20)),
    },
    ShortTime: {
        "share_of_work": share(0, 0.9), "pay": st.none() | at(share(0, 90)), "limit": st.none() | at(share(0, 9)),
    },
    Overstaffing: {"limit": st.none() | at(share(0, 60)), "overstaffing_cost": at(share(0, 60))},
}  # fmt: skip


@st.composite
def guilds(draw: st.DrawFn) -> Tables:
    """The guild with other horizons, terms, times and prices; people can always be recruited, so there is a plan."""
    each, count = draw(st.integers(1, 3)), draw(st.integers(1, 5))
    tables = guild(2026, 2025 + each * count, each)

    def vary(row: Row) -> Row:
        return replace(row, **{name: draw(values) for name, values in VARIED.get(type(row), {}).items()})

    return Tables.of(tables.settings, [vary(row) for rows in tables.rows.values() for row in rows])


@given(guilds())
def test_the_audit_agrees_with_the_model_about_careers(tables: Tables) -> None:
    try:
        plan = solved(tables)
    except Infeasible:
        return
    assert problems_of(plan) == {}


BOUNDS = [
    ("Recruiting", "recruits"),
    ("Retraining", "limit"),
    ("Retraining", "maximum share"),
    ("Short time", "limit"),
    ("Overstaffing", "limit"),
]


@pytest.mark.parametrize("bound", BOUNDS, ids=" · ".join)
@few
@given(given=guilds(), part=st.sampled_from([0.0, 0.4, 0.9]))
def test_a_looser_bound_on_people_never_costs_more(bound: tuple[str, str], given: Tables, part: float) -> None:
    tight = scaled(given, lambda sheet, column: part if (sheet, column.header) == bound else 1.0)
    assert least_cost(given) <= at_most(least_cost(tight))


PRICES = [("Skills", "redundancy cost"), ("Skills", "wage"), ("Recruiting", "recruiting cost"),
          ("Retraining", "retraining cost"), ("Short time", "pay"), ("Overstaffing", "overstaffing cost")]  # fmt: skip


@given(given=guilds(), where=st.sampled_from(PRICES))
def test_dearer_people_never_cost_less(given: Tables, where: tuple[str, str]) -> None:
    dearer = scaled(given, lambda sheet, column: 1.5 if (sheet, column.header) == where else 1.0)
    assert least_cost(given) <= at_most(least_cost(dearer))
