"""Manpower planning of H. P. Williams, *Model Building in Mathematical Programming*, 5th edition, problem 12.5; also an
example in Gurobi's collection of models.

A company needs fewer unskilled people and more who are semi-skilled or skilled. It may recruit, train people for the
next skill, downgrade them (half of those leave), release them, employ more than it needs, and put people on short time.
Either as few as can be are released, or all of it costs as little as can be. Wages are left out, as in the book.

Who leaves in a year is not counted in it: attrition is from the first period. Those who are trained for a skill have
its attrition in the same year: a success rate of 95 %.
"""

from __future__ import annotations

from typing import NamedTuple

from model import Tables
from model.testing import (
    ANY,
    ByYear,
    Commodity,
    Country,
    Demand,
    Overstaffing,
    Retraining,
    Row,
    Settings,
    ShortTime,
    Site,
    Skill,
)

by = ByYear.of


class Prices(NamedTuple):
    """Of releases, of training for the next skill, of short time and of overstaffing, by skill."""

    redundancy: tuple[float, float, float]
    training: tuple[float, float] = (0, 0)
    short_time: tuple[float, float, float] = (0, 0, 0)
    overstaffing: tuple[float, float, float] = (0, 0, 0)


FEWEST_RELEASED = Prices(redundancy=(1, 1, 1))
"""One for each: the cost is the number of people released."""

LEAST_COST = Prices((200, 500, 500), (400, 500), (500, 400, 400), (1500, 2000, 3000))

RELEASED = 841.796_875
"""As few as can be."""

COST = 498_677.285_319

RELEASED_AT_LEAST_COST = {
    ("unskilled", 2026): 812.5,
    ("unskilled", 2027): 257.617_729,
    ("unskilled", 2028): 353.601_108,
}

RECRUITED_AT_LEAST_COST = {
    ("skilled", 2026): 55.555_556,
    ("skilled", 2027): 500.0,
    ("skilled", 2028): 500.0,
    ("semi-skilled", 2027): 800.0,
    ("semi-skilled", 2028): 800.0,
}

SKILLS = ("unskilled", "semi-skilled", "skilled")

HEADCOUNT = (2000, 1500, 1000)

NEEDED = ((1000, 500, 0), (1400, 2000, 2500), (1000, 1500, 2000))
"""By skill and year."""

LEAVING = (0.1, 0.05, 0.05)
"""Each year; of recruits, in the first:"""
LEAVING_FIRST = (0.25, 0.2, 0.1)

RECRUITS = (500, 800, 500)


def manpower(prices: Prices) -> Tables:
    """The company at some prices. A workbook must have a site and a market as well, where nothing is needed."""
    rows: list[Row] = [
        Country(country="A"), Site(site="Factory", country="A"), Commodity(commodity="goods"),
        Demand(market="Factory", product="goods", quantity=by(0.0)),
        *(
            Skill(
                skill=skill, market="A", headcount=HEADCOUNT[s],
                other_need=by(dict(zip((2026, 2027, 2028), NEEDED[s], strict=True))),
                attrition=LEAVING[s], attrition_from="first period", attrition_of_recruits=LEAVING_FIRST[s],
                recruits_from_abroad=by(RECRUITS[s]), redundancy_cost=by(prices.redundancy[s]),
            )
            for s, skill in enumerate(SKILLS)
        ),
        Retraining(skill="unskilled", new_skill="semi-skilled", market="A", limit=by(200), success_rate=0.95,
                   retraining_cost=by(prices.training[0])),
        Retraining(skill="semi-skilled", new_skill="skilled", market="A", maximum_share=0.25, success_rate=0.95,
                   retraining_cost=by(prices.training[1])),
        *(
            Retraining(skill=skill, new_skill=lower, market="A", success_rate=0.5)
            for skill, lower in (("skilled", "semi-skilled"), ("skilled", "unskilled"), ("semi-skilled", "unskilled"))
        ),
        *(
            ShortTime(skill=skill, market="A", limit=by(50), share_of_work=0.5, pay=by(prices.short_time[s]))
            for s, skill in enumerate(SKILLS)
        ),
        *(
            Overstaffing(skill=skill, market="A", overstaffing_cost=by(prices.overstaffing[s]))
            for s, skill in enumerate(SKILLS)
        ),
        Overstaffing(skill=ANY, market="A", limit=by(150)),
    ]  # fmt: skip
    settings = Settings(first_year=2026, last_year=2028, discount_rate=0.0, amounts="ones", currency="GBP", gap=0.0)
    return Tables.of(settings, rows)
