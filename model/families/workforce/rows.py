"""The sheets of workforce."""

from __future__ import annotations

from model.sheets.names import LabourMarket, SkillName
from model.sheets.schema import HARDLY, LESS, MORE, NO, YES, ByYear, Row, choice, key, number, percent, sheet, yearly

FIRST_PERIOD, SECOND_PERIOD = "first period", "second period"
"""From when on people leave who are there, or join."""

MARKETS = ("Countries", "Groups")
"""Sheets that may name a labour market."""

LIKE_SKILLS = "As in the column 'market' of Skills."


@sheet(
    "Skills",
    tab="Skills",
    core=True,
    in_months=False,
    at="market",
    divided=("headcount", "other_need", "training_seats", "recruits_from_abroad"),
    own_place=("market", "a labour market"),
)
class Skill(Row):
    """A skill in a labour market: headcount, training and recruitment."""

    skill: SkillName = key()
    market: LabourMarket = key(of=MARKETS, note="A country, or a group or bloc of countries that share a workforce.")
    headcount: float = number(
        "people", default=0.0, at_least=0, note="At the start of the first year.", gives=MORE, ease=HARDLY
    )
    other_need: ByYear = yearly("people", default=0.0, note="People needed outside the plants.", gives=LESS)
    attrition: float = percent(default=0.0, unit="%/y", note="Share that leaves each year.")
    attrition_from: str = choice(
        (SECOND_PERIOD, FIRST_PERIOD),
        default=SECOND_PERIOD,
        note=(
            "'second period': the headcount and new staff count in full in their first period. 'first period': "
            "leavers of that period are deducted."
        ),
    )
    attrition_of_recruits: float | None = percent(
        default=None,
        note="Share of recruits who leave in their first year. Only with 'first period'. Empty: the general rate.",
    )
    wage: ByYear = yearly("{currency}/y", default=0.0, note="Paid to all employees, needed or not.")
    training_time: float = number(
        "years", default=1.0, above=0, at_most=20, note="From entering training to being skilled."
    )
    training_cost: ByYear = yearly("{currency} per person", default=0.0)
    training_seats: ByYear = yearly(
        "people",
        default=0.0,
        note="Training places; a trainee holds one until skilled. In a period of several years as many enter each "
        "year, and the mean of the places held counts.",
        gives=MORE,
    )
    trainees_per_trainer: float | None = number(
        "people per person",
        default=None,
        at_least=0,
        note="Trainees at a time per skilled person. Empty: no limit.",
        gives=MORE,
    )
    recruits_from_abroad: ByYear = yearly(
        "people/y",
        default=0.0,
        note="Skilled people who can be recruited from abroad.",
        gives=MORE,
    )
    recruiting_cost: ByYear = yearly("{currency} per person", default=0.0)
    term_of_service: float | None = number(
        "years",
        default=None,
        above=0,
        note=(
            "New staff stay this long (attrition aside), cannot be released earlier, and then leave. The headcount "
            "stays. Empty: unlimited."
        ),
    )
    redundancy_cost: ByYear = yearly(
        "{currency} per person", default=0.0, note="Per person released; none at the end of a term."
    )
    whole_people: str = choice(
        (NO, YES), default=NO, note="'yes': a whole number of people is employed in each period."
    )


@sheet("Staffing", tab="Skills", core=True, in_months=False)
class Staffing(Row):
    """Staff of a skill that a technology needs, from the labour market of the plant's country."""

    technology: str = key(note="As in the column 'technology' of Capacity.")
    skill: SkillName = key(note="As in the column 'skill' of Skills.")
    operation: float = number(
        "people per 1000 {unit}/y",
        default=0.0,
        at_least=0,
        note="Per unit of capacity that is ramped up, before 'availability': outages do not lower the need.",
    )
    per_plant: float = number(
        "people", default=0.0, at_least=0, note="Per existing plant and per module or size built."
    )
    construction: float = number(
        "people per 1000 {unit}/y", default=0.0, at_least=0, note="While it is under construction."
    )
    commissioning: float = number(
        "people per 1000 {unit}/y", default=0.0, at_least=0, note="Per unit of capacity online but not yet ramped up."
    )
    output_per_person: ByYear | None = yearly(
        "{unit}/y per person",
        default=None,
        at_least=None,
        above=0,
        gives=MORE,
        ease=HARDLY,
        divides=True,
        note="A plant runs as far as people allow: capacity used per person, in addition to people in the columns "
        "before. Also in disruptions. Empty: output needs no more people.",
    )
