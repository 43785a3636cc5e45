"""Colours of the results: distinguishable for colour-blind readers, and the same thing in the same colour on every
page.

Hues after Okabe and Ito (2008) and Tol (2021); stages are steps of viridis, so that their order shows in grey print.
"""

from __future__ import annotations

from collections.abc import Iterable

CHINA = "#D55E00"
"""China is the subject of these plans: it keeps this colour in every workbook."""

HUES = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#56B4E9",
    "#CC79A7",
    "#332288",
    "#999933",
    "#882255",
    "#44AA99",
    "#DDCC77",
    "#6699CC",
    "#117733",
    "#AA4499",
    "#997700",
)
OTHER = "#BFBFBF"

CATEGORIES = {
    "capital": "#7A9CC6",
    "operation": "#A9C9DB",
    "people": "#D9A3B8",
    "purchases": "#D9B86C",
    "freight": "#B5B56B",
    "storage": "#8FBFB0",
    "shortage": "#E07A5F",
    "income": "#86B98A",
    "public money": "#9A8FBF",
    "salvage": "#8C8C8C",
    "payments after the plan": "#B5B5B5",
}
"""Categories of cost, in the order in which they are stacked."""

VIRIDIS = (
    "#440154",
    "#481A6C",
    "#472F7D",
    "#414487",
    "#39568C",
    "#31688E",
    "#2A788E",
    "#23888E",
    "#1F988B",
    "#22A884",
    "#35B779",
    "#54C568",
    "#7AD151",
    "#A5DB36",
)

PAYERS = ("#5B4636", "#9C7A55", "#C8A97E", "#7A5C61", "#B08D93", "#6B705C", "#A5A58D")
SKILLS = ("#8E5C8A", "#C58FC0", "#5E548E", "#9F86C0", "#E0A1CF", "#6D597A", "#B56576")
GOODS = ("#4A6FA5", "#D08C60", "#5C946E", "#A44A3F", "#7F7CAF", "#B89B3E", "#3D8B99")
SIDES = ("#A08C7B", "#2F6F6A")
"""Colours of payers, skills and goods, of doing nothing and of the plan: none of them is also that of a country, a
stage or a category of cost."""

PERMIT, CONSTRUCTION, RAMP_UP, IN_OPERATION = "#C9C9C9", "#E69F00", "#56B4E9", "#0072B2"
HAVE, NEED = "#0072B2", "#B9CFE4"
DELIVERED, SHORT = "#0072B2", "#D55E00"

LOOKS = {
    "served": "#E4EBF1",
    "untested": "#F2F2F2",
    "fair": "#FFD9A0",
    "poor": "#E9803A",
    "bad": "#A31515",
    "permits": "#E1E3E6",
    "rest": "#E4EBF1",
    "gain": "#A9C6E6",
    "ramp": "#A9C6E6",
    "building": "#0B57A4",
    "plan": "#0B57A4",
    "idle": "#6F7F92",
    "sponsor": "#6F7F92",
    "public": "#0B57A4",
    "short": "#F4C7C3",
    "gap": "#F4C7C3",
}
"""Marks of the small pictures on white paper; in a cell shared by two the later one shows."""
POINTS = {"online": "○", "nothing": "○", "planned": "●", "unknown": "?", "fails": "✕"}
DARK = {"bad", "building", "plan", "idle", "sponsor", "public"}
"""Marks with white text on them."""

INK, QUIET, RULE, PAPER = "#203864", "#595959", "#D9D9D9", "#F3F6FA"
GOOD, BAD, NEUTRAL = "#1E7B4F", "#B3261E", "#7F7F7F"


def country_colours(countries: Iterable[str]) -> dict[str, str]:
    """A colour a country, China's fixed. The first 14 others differ; name the largest first."""
    others = [country for country in dict.fromkeys(countries) if not is_china(country)]
    colours = {country: HUES[at % len(HUES)] for at, country in enumerate(others)}
    return colours | {country: CHINA for country in countries if is_china(country)}


def is_china(country: str) -> bool:
    return country.strip().lower() in {"china", "chn", "cn", "people's republic of china", "pr china", "prc"}


def stage_colours(stages: Iterable[str]) -> dict[str, str]:
    """Steps of viridis along the chain, as far apart as their number allows."""
    names = list(dict.fromkeys(stages))
    step = (len(VIRIDIS) - 1) / max(len(names) - 1, 1)
    return {name: VIRIDIS[round(at * step) % len(VIRIDIS)] for at, name in enumerate(names)}


def category_colours(categories: Iterable[str]) -> dict[str, str]:
    """The fixed colours, and spare ones for categories that a later family adds."""
    names = list(categories)
    spare = iter([hue for hue in HUES if hue not in CATEGORIES.values()] * (1 + len(names) // 5))
    return {name: CATEGORIES.get(name) or next(spare) for name in names}
