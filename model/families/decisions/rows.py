"""The sheet of decisions."""

from __future__ import annotations

from collections.abc import Callable

from model.sheets.schema import (
    EARLIER,
    LATER,
    LESS,
    MORE,
    RULE,
    ByYear,
    Row,
    choice,
    key,
    number,
    reference,
    sheet,
    text,
    yearly,
)

BUILD, SIGN, CANCEL, ACQUIRE = "build", "sign", "cancel", "acquire"
CLOSE, MOTHBALL, OPERATE = "close", "mothball", "operate"
TRAIN, RECRUIT, RETRAIN, RELEASE, SHORT_TIME = "train", "recruit", "retrain", "release", "put on short time"
ADD = "add to"
ACTIONS = (BUILD, SIGN, CANCEL, ACQUIRE, CLOSE, MOTHBALL, OPERATE, TRAIN, RECRUIT, RETRAIN, RELEASE, SHORT_TIME, ADD)
SIZED, OF_PEOPLE = (BUILD, ADD), (TRAIN, RECRUIT, RETRAIN, RELEASE, SHORT_TIME)
"""These have a size or concern people; the others are done once or not."""
STATES = (MOTHBALL, OPERATE, SHORT_TIME, ADD)
"""These are so in a year; the others are counted over years."""
BEFORE = (BUILD, SIGN, ACQUIRE, TRAIN, RETRAIN, RECRUIT, CLOSE, MOTHBALL, OPERATE)
"""These may have been done before the first year and have consequences in it."""

FIXED, AT_LEAST, AT_MOST = "fixed", "at least", "at most"
NOT_BEFORE, NOT_AFTER, FORBIDDEN = "not before", "not after", "forbidden"
ALREADY_MADE = "already made"
RULES = (FIXED, AT_LEAST, AT_MOST, NOT_BEFORE, NOT_AFTER, FORBIDDEN, ALREADY_MADE)


def _gives_amount(*actions: str) -> Callable[[Decision], str]:
    """Direction in which an amount of some actions is relaxed, if it is a bound."""
    return lambda row: {AT_LEAST: LESS, AT_MOST: MORE}.get(row.rule, "") if row.action in actions else ""


def _gives_year(row: Decision) -> str:
    """Direction in which the year of a row is relaxed, if it is a date."""
    return {NOT_BEFORE: EARLIER, NOT_AFTER: LATER}.get(row.rule, "")


@sheet("Decisions", tab="Capacity", is_a=RULE)
class Decision(Row):
    """A decision that is fixed, bounded or forbidden, or that was made before the first year. Other sheets say what can
    be decided; a row here narrows it. The page Decisions of a results workbook has these columns too: its rows can be
    copied here."""

    decision: str = key(note="Any name, such as 'No smelter before 2030'.")
    action: str = choice(ACTIONS)
    subject: str = reference(
        ("Projects", "Contracts", "Technology", "Capacity", "Stockpiles", "Skills"),
        note="Project to build; contract to sign or cancel; technology to acquire; plant to close, mothball or "
        "operate; stockpile to add to; skill to train, recruit, retrain, release or put on short time.",
    )
    place: str = reference(
        ("Countries", "Groups"),
        default="",
        note="Of a technology the place, of a skill the labour market. Empty: all of them combined.",
    )
    way: str = text(
        note="Of a technology the way to acquire it, of recruits the contract, of retraining the new skill, of a plant "
        "operated the recipe. Empty: all of them combined."
    )
    rule: str = choice(
        RULES,
        note=f"'{FIXED}', '{AT_LEAST}', '{AT_MOST}': the size or people, or once. '{NOT_BEFORE}', '{NOT_AFTER}': the "
        f"year. '{FORBIDDEN}': not at all or, with a year, not in that year. '{ALREADY_MADE}': in a year before the "
        "first, with consequences from it on.",
    )
    year: int | None = number(
        "year",
        default=None,
        whole=True,
        at_least=1900,
        at_most=2200,
        note="Year of the decision, at the start of a period; other years stay open. Empty: all combined; to "
        "mothball, operate, put on short time or add to: each year.",
        gives=_gives_year,
    )
    size: float | None = number(
        "{unit}/y",
        default=None,
        at_least=0,
        note="Capacity built; of a stockpile, the quantity added [{unit}]. Empty: one module.",
        gives=_gives_amount(*SIZED),
    )
    people: float | None = number(
        "people",
        default=None,
        at_least=0,
        note="People in the period, or of what is already made in its year. To recruit: of the headcount, who joined "
        "for a term in that year, recruited or otherwise, as many as they were then.",
        gives=_gives_amount(*OF_PEOPLE),
    )
    effective: float | None = number(
        "year",
        default=None,
        note=f"Of a project '{ALREADY_MADE}', when it comes online, and of a technology, from when it is held; 2027.5 "
        "is mid-2027. Empty: by its lead time.",
    )
    prepaid: float | None = number(
        "{unit}",
        default=None,
        at_least=0,
        note=f"Of a contract '{ALREADY_MADE}' with make-up: volume paid for and not taken in the year before the "
        "first.",
    )
    still_to_pay: ByYear | None = yearly(
        "{amount}/y",
        default=None,
        note=f"Of a project '{ALREADY_MADE}': capital due in each year until it is online. Empty: what Costs and Lead "
        "times say. What was spent before the first year is not counted.",
    )
