"""The sheets of careers."""

from __future__ import annotations

from model.families.workforce.rows import LIKE_SKILLS, MARKETS
from model.sheets.names import LabourMarket, SkillName
from model.sheets.schema import ANY, MORE, ByYear, Row, key, number, percent, sheet, yearly


@sheet("Recruiting", tab="Skills", in_months=False, at="market", divided=("recruits",))
class Recruiting(Row):
    """Recruitment on a fixed-term contract, in addition to 'recruits from abroad' in Skills, at the same
    wage."""

    skill: SkillName = key(of="Skills")
    market: LabourMarket = key(of=MARKETS, note=LIKE_SKILLS)
    contract: str = key(note="Name of the contract, such as 'two years'.")
    recruits: ByYear | None = yearly("people/y", default=None, note="Empty: no limit.", gives=MORE)
    recruiting_cost: ByYear = yearly("{currency} per person", default=0.0, note="On arrival.")
    term_of_service: float | None = number(
        "years", default=None, above=0, note="As in Skills, for recruits on this contract. Empty: unlimited."
    )


@sheet("Retraining", tab="Skills", in_months=False, at="market", divided=("limit",))
class Retraining(Row):
    """Retraining from one skill to another in a labour market; also downgrading."""

    skill: SkillName = key(of="Skills", note="Present skill.")
    new_skill: SkillName = key(of="Skills", note="Skill acquired.")
    market: LabourMarket = key(of=MARKETS, note=LIKE_SKILLS)
    limit: ByYear | None = yearly(
        "people/y", default=None, note="Maximum number who start. Empty: no limit.", gives=MORE
    )
    maximum_share: float | None = percent(
        default=None,
        unit="%/y",
        note="Maximum who start, as a share of people with the new skill. Empty: no limit.",
        gives=MORE,
    )
    retraining_time: float = number(
        "years",
        default=0.0,
        at_least=0,
        at_most=20,
        note="They count for neither skill meanwhile, and are paid no wage.",
    )
    success_rate: float = percent(default=1.0, note="Share that acquires the new skill; the others leave.")
    retraining_cost: ByYear = yearly("{currency} per person", default=0.0, note="Per person who starts.")


@sheet("Short time", tab="Skills", in_months=False, at="market", divided=("limit",))
class ShortTime(Row):
    """Short-time work instead of redundancy. No row: everybody works full time."""

    skill: SkillName = key(of="Skills")
    market: LabourMarket = key(of=MARKETS, note=LIKE_SKILLS)
    limit: ByYear | None = yearly("people", default=None, note="People on short time. Empty: no limit.", gives=MORE)
    share_of_work: float = percent(default=0.5, note="Share of full-time work.")
    pay: ByYear | None = yearly("{currency}/y", default=None, note="Instead of the wage. Empty: the full wage.")


@sheet("Overstaffing", tab="Skills", in_months=False, at="market", divided=("limit",))
class Overstaffing(Row):
    """Staff beyond need: cost in addition to wages, and maximum number. No row: no limit."""

    skill: str = key(of="Skills", default=ANY, any=True, note="'any' or empty: all skills of the market combined.")
    market: LabourMarket = key(of=MARKETS, note=LIKE_SKILLS)
    limit: ByYear | None = yearly("people", default=None, note="Empty: no limit.", gives=MORE)
    overstaffing_cost: ByYear = yearly(
        "{currency}/y per person", default=0.0, note="In addition to the wage. That of 'any' is added to a skill's own."
    )
