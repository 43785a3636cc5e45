"""What markets need, year by year, and what it costs them not to get it."""

from __future__ import annotations

from typing import Any

from inputs.build.risk import COVERED_COUNTRIES, EXCLUDED_FROM, RARE_EARTHS
from inputs.build.sources import cite
from model.families.demand.rows import Demand, Substitute
from model.families.recycling.rows import Recycling
from model.sheets.byyear import ByYear
from model.sheets.schema import ASSUMED, Row

FIRST, TURN, LAST = 2026, 2030, 2040

US_FROM_CHINA = 5_933.0
"""t: Chinese customs, 2025."""
US_BASE, US_GROWTH, US_LATER = US_FROM_CHINA + 2_000.0, 0.087, 0.052
US_NOTE = (
    f"US base of {US_BASE:,.0f} t of magnets in 2025: {US_FROM_CHINA:,.0f} t from China (customs; a fifth less than in "
    "2024, which had no licences) and some 2,000 t made at home or bought in Japan and Germany, estimated; magnets "
    "inside imported goods left out. Growth: to 2030 8.7 % a year, which Adamas expects of the world to 2040; 5.2 % "
    "after, assumed: below it."
)

EU_FROM_CHINA, EU_SHARE = 21_500.0, 0.98
"""t in 2025: 37.5 % of the 57,392 t that China exported, as in the first half of the year; and its share of demand."""
EU_BASE, EU_GROWTH, EU_LATER = EU_FROM_CHINA / EU_SHARE, 0.05, 0.035
EU_NOTE = (
    f"EU base of {EU_BASE:,.0f} t of magnets in 2025: {EU_FROM_CHINA:,.0f} t from China (8,360 of its 22,319 t in the "
    "first half of 2025, 2,140 of 5,577 t in July; as much of the year's 57,392 t), 98 % of demand."
)
GROWTH_NOTE = "Growth from 2026 on assumed."
"""What markets took in 2025, from which all later years are derived."""


def us(share: float) -> ByYear:
    """A share of US demand."""
    return growing(share * US_BASE * (1 + US_GROWTH), US_GROWTH, US_LATER)


def eu(share: float) -> ByYear:
    """A share of European demand."""
    return growing(share * EU_BASE * (1 + EU_GROWTH), EU_GROWTH, EU_LATER)


def growing(first: float, growth: float, later: float | None = None) -> ByYear:
    """Growth from the first year, at another rate after 2030, in tens of tonnes."""
    values = {}
    for year in range(FIRST, LAST + 1):
        early, late = min(year, TURN) - FIRST, max(year - TURN, 0)
        values[year] = float(round(first * (1 + growth) ** early * (1 + (later or growth)) ** late, -1))
    return ByYear.of(values)


HC, STANDARD = "High-coercivity magnet", "Standard magnet"

# market, product, quantity, shortage cost USD/t, sources, why
DEMAND = (
    ("US defence", HC, growing(200, 0.05), 1_500_000, ("MTN-DOD", "SM-F35"),
     "An F-35 holds 417 kg of rare-earth material, a destroyer 2.4 t, a submarine 4.2 t: some 190 aircraft, two or "
     "three "
     "ships and missiles a year, estimated. Shortage: 1.5 million per tonne is 2 % of a fighter's price."),
    ("US automotive", HC, us(0.28), 500_000, ("CN-2025", "ADAMAS-24", "PMR-EV", "CN-JUN25"),
     "40 % of US demand, seven tenths of it traction: assumed. Shortage: 2 to 3 kg a car; 500 USD/kg is 1,250 USD "
     "of margin "
     "a car, after motors without magnets have taken some of it. Ford stood still for a week in May 2025."),
    ("US automotive", STANDARD, us(0.12), 300_000, ("CN-2025", "ADAMAS-24", "ARGUS-WP20"),
     "Small motors and sensors, 0.35 kg a car: assumed; ferrite replaces some."),
    ("US other", HC, us(0.25), 350_000, ("CN-2025", "ADAMAS-24"),
     "Wind, industry, robots and drones: assumed. Shortage assumed."),
    ("US other", STANDARD, us(0.33), 250_000, ("CN-2025", "ADAMAS-24", "MDPI-1274"),
     "Electronics and industry: assumed. Shortage assumed."),
    ("EU market", HC, eu(0.5), 400_000, ("CN-H1-25", "CN-JUL25", "CN-2025", "EU-98"),
     "Half of it high-coercivity, assumed."),
    ("EU market", STANDARD, eu(0.5), 250_000, ("CN-H1-25", "CN-JUL25", "CN-2025", "EU-98"), "The other half; assumed."),
    ("Japan market", HC, growing(7_400, 0.03), 400_000, (),
     "12,000 t of magnets in 2025, 60 % high-coercivity; assumed."),
    ("Japan market", STANDARD, growing(4_960, 0.03), 250_000, (), "The rest; assumed."),
    ("Korea market", HC, growing(4_000, 0.04), 400_000, ("NEO-PREM",),
     "7,000 t of magnets in 2025, 55 % high-coercivity; assumed."),
    ("Korea market", STANDARD, growing(3_280, 0.04), 250_000, ("NEO-PREM",), "The rest; assumed."),
    ("US defence", "SmCo magnet", growing(300, 0.05), 2_000_000, ("SM-F35", "SM-STOCK"),
     "Missiles, radar, aero engines; 22 kg in an F-35. Quantity assumed."),
    ("EU market", "SmCo magnet", growing(200, 0.03), 1_000_000, ("SM-STOCK",), "Aero engines, pumps; assumed."),
    ("Japan market", "SmCo magnet", growing(150, 0.02), 1_000_000, (), "Assumed."),
    ("US other", "Y oxide", growing(470, 0.02), 400_000, ("Y-EU-NOV25",),
     "Imports of 470 t in 2024: thermal barriers, ceramics, lasers. Shortage above the peak price of 270 USD/kg."),
    ("EU market", "Y oxide", growing(350, 0.02), 400_000, ("Y-EU-NOV25",), "Thermal barriers, ceramics; assumed."),
    ("Japan market", "Y oxide", growing(500, 0.01), 400_000, (), "Ceramics for chip plants; assumed."),
)  # fmt: skip


EXCLUSION_NOTE = (
    " From 2027 nothing counts that was mined, separated, made into metal or sintered in the covered countries."
)


def excluded(market: str) -> dict[str, Any]:
    """What defence procurement does not accept."""
    if market != "US defence":
        return {}
    return {"excluded_origins": COVERED_COUNTRIES, "excluded_goods": RARE_EARTHS, "exclusion_from": EXCLUDED_FROM}


def remarks(market: str, product: str) -> str:
    """What is said of several rows."""
    is_magnet = product in (HC, STANDARD)
    if market.startswith("US") and market != "US defence" and is_magnet:
        base = US_NOTE
    else:
        base = f"{EU_NOTE} {GROWTH_NOTE}" if market == "EU market" and is_magnet else GROWTH_NOTE
    return f" {base}" + (EXCLUSION_NOTE if excluded(market) else "")


# supplier, markets, sales of magnets in 2025 t, growth before a year
RETURNED = (
    ("US end-of-life magnets", "USA", US_BASE, US_GROWTH),
    ("European end-of-life magnets", "EU market", EU_BASE, EU_GROWTH),
)

COLLECTED = {2026: 0.02, 2030: 0.10, 2040: 0.25}

RETURN_NOTE = (
    "Less than 1 % is recycled today; collected are 10 % by 2030 (5 to 25 %, the figure of an example model) and 25 % "
    "by 2040, assumed. Twelve years from sale to scrap, between five years before and after (electronics sooner, wind "
    "later), assumed. Past sales: those of 2025 at the growth of the years to 2030, backwards; half of each grade."
)


def recycling() -> list[Row]:
    """Magnets that come back, of both grades."""
    return [
        Recycling(supplier=supplier, market=market, product=product, collection_rate=ByYear.of(COLLECTED), lag=12,
               spread=10, past_sales=past(sold / 2, growth), source=cite("NOVEON-REC", "PROMMIS", "ADAMAS-24",
                why="estimated"),
               notes=RETURN_NOTE)
        for supplier, market, sold, growth in RETURNED
        for product in (HC, STANDARD)
    ]  # fmt: skip


def past(latest: float, growth: float) -> ByYear:
    """Sales before the plan, every fifth year from 2005 to 2025, in tens of tonnes."""
    return ByYear.of({year: float(round(latest * (1 + growth) ** (year - 2025), -1)) for year in range(2005, 2026, 5)})


def rows() -> list[Row]:
    made: list[Row] = [
        Demand(market=market, product=product, quantity=quantity, shortage_cost=cost, **excluded(market),
               source=cite(*ids, *(("DFARS-24",) if excluded(market) else ()), why=why + remarks(market, product)),
               notes=why + remarks(market, product))
        for market, product, quantity, cost, ids, why in DEMAND
    ]  # fmt: skip
    made.append(Substitute(market="any", product=STANDARD, substitute=HC, source=ASSUMED,
                           notes="A better magnet does the work of a plain one; only its price speaks against "
                           "it."))  # fmt: skip
    return [*made, *recycling()]
