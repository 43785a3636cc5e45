"""Demand, purchases, sales, the reserve and lanes of the graphite anode chain."""

from __future__ import annotations

from inputs.build.graphite_anode.places import (
    ANODE,
    COKE,
    DOCS,
    FINES,
    FLAKE,
    MAKERS,
    NATURAL,
    NORTH_AMERICA,
    SPHERICAL,
    SYNTHETIC,
)
from model.families.demand.rows import Demand, Substitute
from model.families.routes.rows import Route
from model.families.stockpiles.rows import Stockpile
from model.families.strategic_stocks.rows import StrategicStock
from model.families.supply.rows import Outlet
from model.sheets.columns import ByYear
from model.sheets.common import Supplier
from model.sheets.schema import ANY, NO, YES, Row

FIRST, TURN, LAST = 2026, 2032, 2040

SHORTAGE = "Shortage: a kWh of cells takes 1.1 kg and is worth some 20 USD to who makes it; assumed."

# market, t in 2025, growth to 2032, growth after, grade, documents, why
DEMAND = (
    ("US cell makers", 65_000, 0.12, 0.05, "measured", ("USGS-C26", "FASTM-US"),
     "43,400 t imported in eight months of 2025, grown to a year. 12 % a year to 2032, below the 21 % that was "
     "forecast before the credit for cars ended, then 5 %, assumed."),
    ("European cell makers", 200_000, 0.08, 0.03, "assumed", ("IEA-25",),
     "170 GWh of cells at 1.2 kg/kWh. 8 % a year to 2032 (the world's graphite grew by 7 to 10 %), then 3 %."),
    ("Korean cell makers", 65_000, 0.08, 0.03, "assumed", ("IEA-25",), "Planning value; growth as in Europe."),
    ("Japanese cell makers", 40_000, 0.08, 0.03, "assumed", ("IEA-25",), "Planning value; growth as in Europe."),
)  # fmt: skip

# supplier, site, good, price USD/t, limit t/y, grade, documents, why
SUPPLIERS = (
    ("Chinese synthetic anode", "Shanghai", SYNTHETIC, {2026: 3_280}, None, "estimated", ("MYSTEEL-25",),
     "26,470 CNY/t less VAT in August 2025, with 3 % of profit. No limit: 4.3 million t/y of capacity ran at 63 %."),
    ("Chinese natural anode", "Shanghai", NATURAL, {2026: 3_820}, None, "estimated", ("MYSTEEL-25", "JUXING"),
     "A sixth above synthetic, as in June 2024."),
    ("Kendal anode", "Kendal", SYNTHETIC, {2026: 3_500}, {2026: 120_000, 2027: 160_000}, "reported", ("KENDAL",),
     "80,000 t/y since 2024, 160,000 with the second phase. Price: a little above China, assumed."),
    ("Tangier anode", "Tangier", SYNTHETIC, {2026: 3_500}, {2026: 0, 2027: 20_000, 2029: 60_000}, "reported",
     ("TANGIER",), "60,000 t/y; its start in 2027 and the price are assumed."),
    ("Chinese spherical graphite", "Shanghai", SPHERICAL, {2026: 1_850}, None, "measured", ("FASTM-C24",),
     "1,700 to 2,000 USD/t fob in October 2024."),
    ("Lake Charles coke", "Lake Charles", COKE, {2026: 1_500}, {2026: 60_000}, "assumed", (),
     "For 30,000 t/y of anode and a little more; electrodes compete for it."),
    ("Gwangyang coke", "Gwangyang", COKE, {2026: 1_200}, {2026: 60_000}, "assumed", (), "Recalled; price assumed."),
    ("Other coke", "Gelsenkirchen", COKE, {2026: 1_400}, {2026: 200_000}, "assumed", (),
     "Cokers of Europe and Japan; nothing published. Chinese coke and flake are left out: plants that are to be free "
     "of China do not buy them."),
)  # fmt: skip

US_PRICE = "The Chinese price with 35 % of duty and 190 USD/t of freight: what a buyer in the USA would pay instead."
OPEN_PRICE = "The Chinese price with freight."
OFFTAKE = "The price of the Abu Dhabi study, 6,500 USD/t. "

# outlet, site, good, price USD/t, limit t/y, is it in the plan as it is, grade, documents, why
OUTLETS = (
    ("Fines, America", "Pittsburgh", FINES, 300, 100_000, YES, "assumed", (), "Two thirds of the price of flake."),
    ("Fines, Korea", "Gwangyang", FINES, 300, 60_000, YES, "assumed", (), "Two thirds of the price of flake."),
    ("Fines, Europe", "Gelsenkirchen", FINES, 300, 60_000, YES, "assumed", (), "Two thirds of the price of flake."),
    ("US offtakes, synthetic", "US contract pool", SYNTHETIC, 6_500, 2_500, NO, "reported",
     ("NVX-PAN", "NVX-STELL", "NEXT-UAE"),
     OFFTAKE + "Panasonic with Novonix: 10,000 t over four years. Stellantis ended its own in November 2025."),
    ("US offtakes, natural", "US contract pool", NATURAL, 6_500, 45_000, NO, "reported",
     ("NMG-25", "VID-TESLA", "SYRAH-APR25", "NEXT-UAE"),
     OFFTAKE + "Panasonic and GM with Nouveau Monde for four fifths of 44,100 t/y, Tesla and Lucid with Syrah."),
    ("Asian offtakes, natural", "NextSource buyers", NATURAL, 6_500, 24_000, NO, "reported",
     ("NEXT-OFF", "NEXT-UAE"), OFFTAKE + "POSCO 15,000 and Mitsubishi 9,000 t/y with NextSource."),
    ("US market, synthetic", "US contract pool", SYNTHETIC, 4_620, 200_000, NO, "estimated",
     ("MYSTEEL-25", "TAR-SYN"), US_PRICE),
    ("US market, natural", "US contract pool", NATURAL, 5_350, 100_000, NO, "estimated", ("JUXING", "TAR-NAT"),
     US_PRICE),
    ("European market, synthetic", "European cell makers", SYNTHETIC, 3_430, 400_000, NO, "estimated",
     ("MYSTEEL-25",), OPEN_PRICE),
    ("European market, natural", "European cell makers", NATURAL, 3_970, 200_000, NO, "estimated", ("JUXING",),
     OPEN_PRICE),
    ("Asian market, synthetic", "Korean cell makers", SYNTHETIC, 3_340, 200_000, NO, "estimated", ("MYSTEEL-25",),
     OPEN_PRICE),
    ("Asian market, natural", "Korean cell makers", NATURAL, 3_880, 100_000, NO, "estimated", ("JUXING",),
     OPEN_PRICE),
)  # fmt: skip

BY_SEA = "60 USD/t and 12 per 1,000 km: 190 from China to America, a container of 20 t at 3,600 USD."
SECTION_301 = "25 % under section 301 and 10 % of other duties (assumed; the law is moving)."

ONLY_THEY = "The investor's view, switched on by what-ifs: what these plants have sold, only they can deliver."

# market: largest reserve, t
RESERVES = {"US cell makers": 100_000, "European cell makers": 250_000, "Korean cell makers": 80_000,
            "Japanese cell makers": 50_000}  # fmt: skip

# from, to, goods, tariff, grade, documents, why
ROUTES = (
    (ANY, ANY, COKE, 0.0, "estimated", ("WCI-25",), BY_SEA),
    *((ANY, plant, FLAKE, 0.0, "estimated", ("WCI-25",), BY_SEA)
      for plant in ("Vidalia", "Kellyton", "Saemangeum", "Abu Dhabi")),
    ("Matawinie", "Becancour", FLAKE, 0.0, "reported", ("NMG-25",), f"Mine and plant are one project. {BY_SEA}"),
    (ANY, ANY, "spherical", 0.0, "estimated", ("WCI-25",), BY_SEA),
    (ANY, ANY, FINES, 0.0, "estimated", ("WCI-25",), BY_SEA),
    *((MAKERS, market, ANODE, 0.0, "estimated", ("WCI-25",), BY_SEA)
      for market in ("US cell makers", "European cell makers", "Korean cell makers", "Japanese cell makers")),
    (NORTH_AMERICA, "US contract pool", ANODE, 0.0, "estimated", ("WCI-25",), ONLY_THEY),
    ("Abu Dhabi", "NextSource buyers", ANODE, 0.0, "estimated", ("WCI-25",), ONLY_THEY),
    ("China", "USA", SYNTHETIC, 0.35, "measured", ("TAR-SYN",), f"{SECTION_301} {BY_SEA}"),
    ("China", "USA", NATURAL, 0.35, "reported", ("TAR-NAT",), f"{SECTION_301} {BY_SEA}"),
    ("Kendal", "US cell makers", ANODE, 0.0, "reported", ("ADCVD",), f"Outside the duties on Chinese goods. {BY_SEA}"),
    ("Tangier", "US cell makers", ANODE, 0.0, "reported", ("ADCVD",), f"Outside the duties on Chinese goods. {BY_SEA}"),
)  # fmt: skip


def growing(first: float, growth: float, later: float) -> ByYear:
    """Growth from 2025, at another rate after 2032, in hundreds of tonnes."""
    values = {}
    for year in range(FIRST, LAST + 1):
        early, late = min(year, TURN) - FIRST + 1, max(year - TURN, 0)
        values[year] = float(round(first * (1 + growth) ** early * (1 + later) ** late, -2))
    return ByYear.of(values)


def rows() -> list[Row]:
    return [*demand(), *purchases(), *sales(), *reserves(), *routes()]


def demand() -> list[Row]:
    made: list[Row] = [
        Demand(market=market, product=SYNTHETIC, quantity=growing(first, growth, later), shortage_cost=20_000,
               source=DOCS.graded(grade, *ids), notes=f"{why} {SHORTAGE}")
        for market, first, growth, later, grade, ids, why in DEMAND
    ]  # fmt: skip
    made.append(Substitute(market=ANY, product=SYNTHETIC, substitute=NATURAL, maximum_share=0.5,
                           source=DOCS.graded("assumed"),
                           notes="Makers blend the two; China's output is a tenth natural. Half at most."))  # fmt: skip
    return made


def purchases() -> list[Row]:
    return [
        Supplier(supplier=name, site=site, commodity=good, price=ByYear.of(price),
                 limit=ByYear.of(limit) if limit else None, source=DOCS.graded(grade, *ids), notes=why)
        for name, site, good, price, limit, grade, ids, why in SUPPLIERS
    ]  # fmt: skip


def sales() -> list[Row]:
    return [
        Outlet(outlet=name, site=site, commodity=good, price=ByYear.of(float(price)), limit=ByYear.of(float(limit)),
               in_use=in_use, source=DOCS.graded(grade, *ids),
               notes=why if in_use == YES else f"The investor's view, switched on by what-ifs. {why}")
        for name, site, good, price, limit, in_use, grade, ids, why in OUTLETS
    ]  # fmt: skip


def reserves() -> list[Row]:
    made: list[Row] = []
    for market, size in RESERVES.items():
        name, source = f"Reserve of {market}", DOCS.graded("assumed")
        why = "None exists. Size and cost are planning choices."
        made.append(Stockpile(stockpile=name, site=market, commodity=SYNTHETIC, capacity=size, holding_cost=60,
                              source=source, notes=f"{why} Holding: 2 % of the value a year."))  # fmt: skip
        made.append(StrategicStock(
            stockpile=name, release="disruptions only", rotation=0.2, rotation_cost=300, source=source,
            notes=f"{why} A fifth is used and replaced each year, since cell makers change what they qualify.",
        ))  # fmt: skip
    return made


def routes() -> list[Row]:
    return [
        Route(origin=origin, destination=destination, commodity=goods, freight=60.0, freight_by_distance=12.0,
              tariff=tariff, in_use=NO if why == ONLY_THEY else YES, source=DOCS.graded(grade, *ids), notes=why)
        for origin, destination, goods, tariff, grade, ids, why in ROUTES
    ]  # fmt: skip
