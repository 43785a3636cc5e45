"""The sheets of workforce."""

from __future__ import annotations

from model.sheets.schema import ANY, ByYear, Row, choice, key, number, percent, sheet, yearly

FIRST_PERIOD, SECOND_PERIOD = "first period", "second period"
"""From when on people leave who are there, or join."""

MARKETS = ("Countries", "Groups")
"""What a labour market may be."""

LIKE_SKILLS = "As in the column 'market' of Skills."


@sheet("Skills", tab="Skills", core=True)
class Skill(Row):
    """A skill in a labour market: who is there, who can be trained, who can be recruited abroad."""

    skill: str = key()
    market: str = key(of=MARKETS, note="A country, or a group or bloc of countries that share people.")
    headcount: float = number("people", default=0.0, at_least=0, note="At the start of the first year.")
    other_need: ByYear = yearly("people", default=0.0, note="People needed for other work than that of the plants.")
    attrition: float = percent(default=0.0, unit="%/y", note="Share that leaves each year.")
    attrition_from: str = choice(
        (SECOND_PERIOD, FIRST_PERIOD),
        default=SECOND_PERIOD,
        note="'second period': the headcount, and whoever joins, counts in full in the first period that it is there. "
        "'first period': who leaves in it does not count.",
    )
    attrition_of_recruits: float | None = percent(
        default=None,
        note="Share of recruits who leave in their first year. Only with 'first period'. Empty: as of others.",
    )
    wage: ByYear = yearly("{currency}/y", default=0.0, note="Paid to everybody employed, needed or not.")
    training_time: float = number("years", default=1.0, above=0, at_most=20, note="From start to counting as skilled.")
    training_cost: ByYear = yearly("{currency} per person", default=0.0)
    training_seats: ByYear = yearly("people", default=0.0, note="Places; a trainee keeps one until skilled.")
    trainees_per_trainer: float | None = number(
        "people per person",
        default=None,
        at_least=0,
        note="Trainees at a time for each skilled person. Empty: no limit.",
    )
    recruits_abroad: ByYear = yearly("people/y", default=0.0, note="Skilled people who can be brought in from outside.")
    recruiting_cost: ByYear = yearly("{currency} per person", default=0.0)
    term_of_service: float | None = number(
        "years",
        default=None,
        above=0,
        note="Who joins stays so long, attrition aside, is not released before, and then leaves. The headcount stays. "
        "Empty: no end.",
    )
    redundancy_cost: ByYear = yearly(
        "{currency} per person", default=0.0, note="For each person released; none at the end of a term."
    )


@sheet("Staffing", tab="Skills", core=True)
class Staffing(Row):
    """What a technology needs of a skill. A need is met in the labour market of the plant's country."""

    technology: str = key(note="As in the column 'technology' of Capacity.")
    skill: str = key(note="As in the column 'skill' of Skills.")
    operation: float = number("people per 1000 {unit}/y", default=0.0, at_least=0, note="By usable capacity.")
    per_plant: float = number(
        "people", default=0.0, at_least=0, note="For each existing plant and each module or size built."
    )
    construction: float = number(
        "people per 1000 {unit}/y", default=0.0, at_least=0, note="While it is under construction."
    )
    commissioning: float = number(
        "people per 1000 {unit}/y", default=0.0, at_least=0, note="By capacity that is online but not yet ramped up."
    )


@sheet("Recruiting", tab="Skills")
class RecruitingContract(Row):
    """A further way to recruit people of a skill, beside 'recruits abroad' in Skills. They are paid the same wage."""

    skill: str = key(of="Skills")
    market: str = key(of=MARKETS, note=LIKE_SKILLS)
    contract: str = key(note="A name for it, such as 'two years'.")
    recruits: ByYear | None = yearly("people/y", default=None, note="Empty: no limit.")
    recruiting_cost: ByYear = yearly("{currency} per person", default=0.0, note="When they come.")
    term_of_service: float | None = number(
        "years", default=None, above=0, note="As in Skills, for who comes on this contract. Empty: no end."
    )


@sheet("Retraining", tab="Skills")
class Retraining(Row):
    """People who change from one skill to another, in one labour market. Downgrading is retraining too."""

    skill: str = key(of="Skills", note="What they can do now.")
    new_skill: str = key(of="Skills", note="What they learn.")
    market: str = key(of=MARKETS, note=LIKE_SKILLS)
    limit: ByYear | None = yearly("people/y", default=None, note="Who may start. Empty: no limit.")
    greatest_share: float | None = percent(
        default=None, unit="%/y", note="Who may start, by people of the new skill. Empty: no limit."
    )
    retraining_time: float = number(
        "years", default=0.0, at_least=0, at_most=20, note="They count for neither skill in between, and get no wage."
    )
    success_rate: float = percent(default=1.0, note="Share that counts for the new skill; the others leave.")
    retraining_cost: ByYear = yearly("{currency} per person", default=0.0, note="For each who starts.")


@sheet("Short time", tab="Skills")
class ShortTime(Row):
    """People who are kept on for less work. No row: everybody works full time."""

    skill: str = key(of="Skills")
    market: str = key(of=MARKETS, note=LIKE_SKILLS)
    limit: ByYear | None = yearly("people", default=None, note="People on short time. Empty: no limit.")
    share_of_work: float = percent(default=0.5, note="What they do of a full-time person's work.")
    pay: ByYear | None = yearly("{currency}/y", default=None, note="Instead of the wage. Empty: the wage.")


@sheet("Overmanning", tab="Skills")
class Overmanning(Row):
    """People beyond those needed: what they cost on top of wages, and how many there may be. No row: any number."""

    skill: str = key(of="Skills", default=ANY, any=True, note="'any' or empty: all skills of the market together.")
    market: str = key(of=MARKETS, note=LIKE_SKILLS)
    limit: ByYear | None = yearly("people", default=None, note="Empty: no limit.")
    overmanning_cost: ByYear = yearly(
        "{currency}/y per person", default=0.0, note="On top of the wage. That of 'any' comes on top of a skill's own."
    )
