"""What markets need, year by year, and what it costs them not to get it."""

from __future__ import annotations

from typing import Any, NamedTuple

from inputs.build.risk import COVERED_COUNTRIES, EXCLUDED_FROM, RARE_EARTHS
from inputs.build.sources import cite
from model.families.demand.rows import Demand, Substitute
from model.families.recycling.rows import Recycling
from model.sheets.columns import ByYear
from model.sheets.periods import lengths_of
from model.sheets.schema import ASSUMED, Row

FIRST, TURN, SLOWER, LAST = 2026, 2030, 2040, 2050
"""The horizon, and the years from which demand grows more slowly."""

PERIODS = f"1 to 2031, 3 to {SLOWER}, 5 to {LAST}"
"""Years per period: by year while plants are decided that are already known, then in long ones, so that break-evens and
what plants are worth at the end do not depend on the year in which the plan ends."""

SHOWN = (2026, 2028, 2030, 2035, 2046)
"""First years of the periods that tables show."""

LATE = 0.5
"""Growth of demand after ``SLOWER`` by that before, assumed: outlooks of magnets end in 2040."""

US_FROM_CHINA = 5_933.0
"""t: Chinese customs, 2025."""
US_BASE, US_GROWTH, US_LATER = US_FROM_CHINA + 2_000.0, 0.087, 0.052
US_NOTE = (
    f"US base of {US_BASE:,.0f} t of magnets in 2025: {US_FROM_CHINA:,.0f} t from China (customs; a fifth less than in "
    "2024, which had no licences) and some 2,000 t made at home or bought in Japan and Germany, estimated; magnets "
    "inside imported goods left out. Adamas expects the world's to grow by 8.7 % a year to 2040: the same to 2030, "
    "less after."
)

EU_FROM_CHINA, EU_SHARE = 21_500.0, 0.98
"""t in 2025: 37.5 % of the 57,392 t that China exported, as in the first half of the year; and its share of demand."""
EU_BASE, EU_GROWTH, EU_LATER = EU_FROM_CHINA / EU_SHARE, 0.05, 0.035
EU_NOTE = (
    f"EU base of {EU_BASE:,.0f} t of magnets in 2025: {EU_FROM_CHINA:,.0f} t from China (8,360 of its 22,319 t in the "
    "first half of 2025, 2,140 of 5,577 t in July; as much of the year's 57,392 t), 98 % of demand."
)
"""What markets took in 2025, from which all later years are derived."""


def period(year: int) -> str:
    """'2030', or '2035–37': the years of the period that begins in a year."""
    last = year + lengths_of(PERIODS, FIRST, LAST)[year] - 1
    return str(year) if last == year else f"{year}–{last % 100:02d}"


class Growing(NamedTuple):
    """Demand of the first year, growth to 2030 and after; half of that from 2041 on."""

    first: float
    growth: float
    later: float

    def by_year(self) -> ByYear:
        """In tens of tonnes."""
        values = {}
        for year in range(FIRST, LAST + 1):
            early, late = min(year, TURN) - FIRST, min(max(year - TURN, 0), SLOWER - TURN)
            last = (1 + LATE * self.later) ** max(year - SLOWER, 0)
            values[year] = float(round(self.first * (1 + self.growth) ** early * (1 + self.later) ** late * last, -1))
        return ByYear.of(values)

    def note(self) -> str:
        after = "" if self.later == self.growth else f" to 2030 and {100 * self.later:g} % after"
        return f"Growth: {100 * self.growth:g} % a year{after}, from {SLOWER + 1} on half of that; assumed."


def us(share: float) -> Growing:
    """A share of US demand."""
    return Growing(share * US_BASE * (1 + US_GROWTH), US_GROWTH, US_LATER)


def eu(share: float) -> Growing:
    """A share of European demand."""
    return Growing(share * EU_BASE * (1 + EU_GROWTH), EU_GROWTH, EU_LATER)


def growing(first: float, growth: float) -> Growing:
    """Growth at one rate from the first year."""
    return Growing(first, growth, growth)


HC, STANDARD = "High-coercivity magnet", "Standard magnet"

# market, product, quantity, shortage cost USD/t, sources, why
DEMAND = (
    ("US defence", HC, growing(200, 0.05), 1_500_000, ("MTN-DOD", "SM-F35"),
     "An F-35 holds 417 kg of rare-earth material, a destroyer 2.4 t, a submarine 4.2 t: some 190 aircraft, two or "
     "three "
     "ships and missiles a year, estimated. Shortage: 1.5 million per tonne is some 1 % of a fighter's price."),
    ("US automotive", HC, us(0.28), 500_000, ("CN-2025", "ADAMAS-24", "PMR-EV", "CN-JUN25"),
     "40 % of US demand, seven tenths of it traction: assumed. Shortage: 2 to 3 kg a car; 500 USD/kg is 1,250 USD "
     "of margin "
     "a car, after motors without magnets have taken some of it. Ford stood still for a week in May 2025."),
    ("US automotive", STANDARD, us(0.12), 300_000, ("CN-2025", "ADAMAS-24", "ARGUS-WP20"),
     "The other three tenths of those 40 %, small motors and sensors of 0.35 kg a car: assumed; ferrite replaces "
     "some."),
    ("US other", HC, us(0.25), 350_000, ("CN-2025", "ADAMAS-24"),
     "25 % of US demand, assumed: wind, industry, robots and drones."),
    ("US other", STANDARD, us(0.33), 250_000, ("CN-2025", "ADAMAS-24", "MDPI-1274"),
     "33 % of US demand, assumed: electronics and industry. 2 % are of defence."),
    ("EU market", HC, eu(0.5), 400_000, ("CN-H1-25", "CN-JUL25", "CN-2025", "EU-98"),
     "Half of it high-coercivity, assumed."),
    ("EU market", STANDARD, eu(0.5), 250_000, ("CN-H1-25", "CN-JUL25", "CN-2025", "EU-98"), "The other half; assumed."),
    ("Japan market", HC, growing(7_400, 0.03), 400_000, (),
     "12,000 t of magnets in 2025, 60 % high-coercivity; assumed."),
    ("Japan market", STANDARD, growing(4_960, 0.03), 250_000, (), "The rest; assumed."),
    ("Korea market", HC, growing(4_000, 0.04), 400_000, ("CN-SEP25",),
     "7,000 t of magnets in 2025, of which 854 t came from China in September alone, 55 % high-coercivity; assumed."),
    ("Korea market", STANDARD, growing(3_280, 0.04), 250_000, ("CN-SEP25",), "The rest; assumed."),
    ("US defence", "SmCo magnet", growing(300, 0.05), 2_000_000, ("SM-F35", "SM-STOCK"),
     "Missiles, radar, aero engines; 22 kg in an F-35. Quantity assumed."),
    ("EU market", "SmCo magnet", growing(200, 0.03), 1_000_000, (), "Aero engines, pumps; assumed."),
    ("Japan market", "SmCo magnet", growing(150, 0.02), 1_000_000, (), "Assumed."),
    ("US other", "Y oxide", growing(470, 0.02), 400_000, ("Y-EU-NOV25",),
     "Imports of 470 t in 2024, taken as of 2026: thermal barriers, ceramics, lasers. Shortage "
     "above the peak price of 270 USD/kg."),
    ("EU market", "Y oxide", growing(350, 0.02), 400_000, (), "Thermal barriers, ceramics; assumed."),
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


BASES = {"US automotive": US_NOTE, "US other": US_NOTE, "EU market": EU_NOTE}


def remarks(market: str, product: str, demand: Growing) -> str:
    """What is said of several rows."""
    base = f" {BASES[market]}" if market in BASES and product in (HC, STANDARD) else ""
    return f"{base} {demand.note()} Cost of shortage assumed." + (EXCLUSION_NOTE if excluded(market) else "")


# supplier, markets, sales of magnets in 2025 t, growth before a year
RETURNED = (
    ("US end-of-life magnets", "USA", US_BASE, US_GROWTH),
    ("European end-of-life magnets", "EU market", EU_BASE, EU_GROWTH),
)

COLLECTED = {2026: 0.02, 2030: 0.10, 2040: 0.25}

RETURN_NOTE = (
    "Less than 1 % is recycled today; collected are 10 % by 2030 (5 to 25 %, the figure of an example model) and 25 % "
    "by 2040 and from then on, assumed. Twelve years from sale to scrap, between five years before and after "
    "(electronics sooner, wind later), assumed. Past sales: those of 2025 at the growth of the years to 2030, "
    "backwards; half of each grade."
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
        Demand(market=market, product=product, quantity=demand.by_year(), shortage_cost=cost, **excluded(market),
               source=ASSUMED if "Quantity assumed" in why
               else cite(*ids, *(("DFARS-24",) if excluded(market) else ()), why=demand.note()),
               notes=why + remarks(market, product, demand))
        for market, product, demand, cost, ids, why in DEMAND
    ]  # fmt: skip
    made.append(Substitute(market="any", product=STANDARD, substitute=HC, source=ASSUMED,
                           notes="A better magnet does the work of a plain one; only its price speaks against "
                           "it."))  # fmt: skip
    return [*made, *recycling()]
