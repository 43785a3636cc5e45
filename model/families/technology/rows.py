"""The sheet of technology."""

from __future__ import annotations

from model.sheets.schema import DECISION, EARLIER, HARDLY, SOONER, Row, choice, key, number, sheet, year

HELD, OWN, LICENCE = "held", "own development", "licence"


@sheet("Technology", tab="Lead times", in_months=False, own_place=("place", "a place of a technology"), is_a=DECISION)
class Technology(Row):
    """How a technology is held, or can be acquired, in a place. A technology without rows is freely available. One with
    rows is held only as they state, and projects at its plants cannot come online there earlier. Existing capacity is
    not affected."""

    technology: str = key(note="As in the column 'technology' of Capacity.")
    place: str = key(of=("Countries", "Groups"), note="A country, or a group or bloc of countries that share it.")
    way: str = choice(
        (HELD, OWN, LICENCE),
        is_key=True,
        note=f"'{HELD}': from the start. The others: once acquired, by a one-off decision. A '{LICENCE}' "
        "can be banned, by that action in Disruptions.",
    )
    cost: float = number("{amount}", default=0.0, at_least=0, note="Spent evenly from the decision until it is held.")
    years: float = number(
        "years", default=0.0, at_least=0, at_most=50, note="From the decision to holding it.", gives=SOONER, ease=HARDLY
    )
    earliest_decision: int | None = year(default=None, note="Empty: first year.", gives=EARLIER)
    royalty: float = number(
        "{currency}/{unit}",
        default=0.0,
        at_least=0,
        note="Of a licence, per unit of new capacity used, until the technology is held without royalty.",
    )
    experience: float = number(
        "years",
        default=0.0,
        at_least=0,
        note="Years of ramp-up that a project skips if another plant or project of the technology is already online in "
        "its country; not at a plant in Closures. Staffing, and the date of full capacity in the results, ignore this.",
    )
