"""Workforce: people by skill and labour market, who like plants have a lead time."""

from __future__ import annotations

from model.schema import ByYear, Row, key, number, percent, sheet, yearly


@sheet("Skills", tab="Skills")
class Skill(Row):
    """A skill in a labour market: who is there, who can be trained, who can be recruited abroad."""

    skill: str = key()
    market: str = key(of=("Countries", "Groups"), note="A country, or a group or bloc of countries that share people.")
    headcount: float = number("people", 0.0, at_least=0, note="At the start of the first year.")
    attrition: float = percent(0.0, unit="%/y", note="Share that leaves each year.")
    wage: float = number("{currency}/y", 0.0, at_least=0, note="Paid to everybody employed, needed or not.")
    training_time: float = number("years", 0.0, at_least=0, at_most=20, note="From start to counting as skilled.")
    training_cost: float = number("{currency} per person", 0.0, at_least=0)
    training_seats: ByYear = yearly("people", 0.0, note="Places; a trainee keeps one until skilled.")
    trainees_per_trainer: float | None = number(
        "people per person", None, at_least=0, note="Trainees at a time for each skilled person. Empty: no limit."
    )
    recruits_abroad: ByYear = yearly("people/y", 0.0, note="Skilled people who can be brought in from outside.")
    recruiting_cost: float = number("{currency} per person", 0.0, at_least=0)


@sheet("Staffing", tab="Skills")
class Staffing(Row):
    """What a technology needs of a skill. A need is met in the labour market of the plant's country."""

    technology: str = key(note="As in the column 'technology' of Capacity.")
    skill: str = key(note="As in the column 'skill' of Skills.")
    operation: float = number("people per 1000 {unit}/y", 0.0, at_least=0, note="By usable capacity.")
    per_plant: float = number("people", 0.0, at_least=0, note="For each existing plant and each module or size built.")
    construction: float = number("people per 1000 {unit}/y", 0.0, at_least=0, note="While it is under construction.")
    commissioning: float = number(
        "people per 1000 {unit}/y", 0.0, at_least=0, note="By capacity that is online but not yet ramped up."
    )
