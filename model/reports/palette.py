"""Colours of the results: distinguishable for colour-blind readers, and the same thing in the same colour on every
page.

Hues after Okabe and Ito (2008) and Tol (2021); stages are steps of viridis, so that their order shows in grey print.
"""

from __future__ import annotations

from collections.abc import Iterable

CHINA = "#D55E00"
"""China is the subject of these plans: it keeps this colour in every workbook."""

HUES = (
    "#0072B2", "#E69F00", "#009E73", "#56B4E9", "#CC79A7", "#332288", "#999933", "#882255", "#44AA99", "#DDCC77",
    "#6699CC", "#117733", "#AA4499", "#997700",
)  # fmt: skip
OTHER = "#BFBFBF"

CATEGORIES = {
    "capital": "#0072B2",
    "operation": "#56B4E9",
    "people": "#CC79A7",
    "purchases": "#E69F00",
    "freight": "#999933",
    "storage": "#44AA99",
    "shortage": "#D55E00",
    "income": "#009E73",
    "public money": "#332288",
}
"""Categories of cost, in the order in which they are stacked."""

VIRIDIS = (
    "#440154", "#472D7B", "#3B528B", "#2C728E", "#21918C", "#28AE80", "#5EC962", "#ADDC30",
)  # fmt: skip

PERMIT, CONSTRUCTION, RAMP_UP, IN_OPERATION = "#C9C9C9", "#E69F00", "#56B4E9", "#0072B2"
HAVE, NEED = "#0072B2", "#B9CFE4"
DELIVERED, SHORT = "#0072B2", "#D55E00"

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
