"""Demand, purchases, scrap, contracts, stores and lanes of the gallium and germanium chain."""

from __future__ import annotations

from inputs.build.gallium_germanium.places import (
    CONCENTRATE,
    CRUDE_GALLIUM,
    DIOXIDE,
    DOCS,
    EUROPE,
    GALLIUM_SCRAP,
    GERMANIUM_SCRAP,
    METAL,
    PURE_GALLIUM,
)
from model.families.contracts.rows import Contract
from model.families.demand.rows import DEFENCE, OTHER, Demand
from model.families.export_quotas.rows import ExportQuota
from model.families.public_money.rows import GRANT, LOAN, PublicMoney
from model.families.recycling.rows import Recycling
from model.families.routes.rows import Route
from model.families.stockpiles.rows import Stockpile
from model.families.strategic_stocks.rows import StrategicStock
from model.sheets.columns import ByYear
from model.sheets.common import Supplier
from model.sheets.schema import ANY, Row

FIRST, LAST = 2026, 2040
GALLIUM_GROWTH, GERMANIUM_GROWTH = 0.03, 0.05

GALLIUM_NOTE = "3 % a year: half-way between DOE's trajectories A (0) and B (6 %)."
GERMANIUM_NOTE = "5 % a year, assumed: fibre for data centres and infrared."
SHORTAGE = (
    "Shortage: a full stop would cost the US economy 3.1 billion USD of gallium use and 0.4 of germanium, 160,000 and "
    "13,000 USD/kg on average; those who lose least go short first, so a tenth and three quarters of that, assumed. "
    "Each market receives at least half: contracts and rationing, assumed."
)
DEFENCE_SHORTAGE = (
    "Shortage: ten times what other germanium users lose, assumed. Chinese metal counts: US law (DFARS 225.7018) "
    "excludes it from magnets, tantalum and tungsten only."
)

# market, product, kg in 2026, shortage USD/kg, grade, documents, why
DEMAND = (
    ("US defence", PURE_GALLIUM, 2_000, 100_000, "assumed", (), "A tenth of US use of 19 t: radar."),
    ("US defence", METAL, 9_000, 100_000, "estimated", ("USGS-GE20",), "30 % of US use of 30 t: infrared; share "
     "assumed."),
    ("US industry", PURE_GALLIUM, 17_000, 16_000, "estimated", ("USGS-GA22",),
     "19 t (recalled; 16 t on average of 2016-20) less defence."),
    ("US industry", METAL, 9_000, 10_000, "estimated", ("USGS-GE20", "OFR-114"), "30 % of 30 t: electronics, other."),
    ("US industry", DIOXIDE, 12_000, 10_000, "estimated", ("USGS-GE20", "OFR-114"), "Fibre: 40 % of 30 t."),
    ("European users", PURE_GALLIUM, 50_000, 16_000, "reported", ("METLEN-EU",), "Metlen's view of the market."),
    ("European users", METAL, 21_000, 10_000, "assumed", (), "60 % of 35 t; planning value."),
    ("European users", DIOXIDE, 14_000, 10_000, "assumed", (), "Fibre: 40 % of 35 t; planning value."),
    ("Japanese users", PURE_GALLIUM, 167_000, 16_000, "measured", ("JT-25",), "Use of 2021, taken for 2026."),
    ("Japanese users", METAL, 12_000, 10_000, "assumed", (), "60 % of 20 t; planning value."),
    ("Japanese users", DIOXIDE, 8_000, 10_000, "assumed", (), "Fibre: 40 % of 20 t; planning value."),
    ("Korean users", PURE_GALLIUM, 25_000, 16_000, "assumed", (), "Planning value."),
    ("Korean users", METAL, 6_000, 10_000, "assumed", (), "60 % of 10 t; planning value."),
    ("Korean users", DIOXIDE, 4_000, 10_000, "assumed", (), "Fibre: 40 % of 10 t; planning value."),
)  # fmt: skip

COLLECTORS = (("US industry", "US"), ("European users", "European"), ("Japanese users", "Japanese"),
              ("Korean users", "Korean"))  # fmt: skip
"""Who collects new scrap, where it falls."""

COLLECTED = 0.8
"""Share of new scrap that is collected; assumed, so that the totals are those published."""

# supplier, site, good, price USD/kg, limit kg/y, grade, documents, why
SUPPLIERS = (
    ("Chinese gallium", "Shanghai", CRUDE_GALLIUM, {2026: 580, 2030: 500, 2034: 394}, {2026: 67_000}, "measured",
     ("USGS-GA26", "CNA-23", "SMM-GA25", "RAWM-26"),
     "Price: 580 USD/kg in 2025, back to that of 2022 (394) as others start, assumed. Limit: the mean of what "
     "was exported from 2022 to 2025, 94, 45, 65 and 62.6 t."),
    ("Chinese germanium metal", "Shanghai", METAL, {2026: 5_000, 2030: 3_000, 2034: 2_100}, {2026: 14_000}, "measured",
     ("FT-GE", "USGS-GE25", "RAWM-26", "ROHSTOFF"),
     "Price: Rotterdam in September 2025, back to that of 2024 (2,100) as others start, assumed. Limit: two thirds of "
     "the mean of 29.4 t exported in 2024 and 12 in 2025; 43.7 in 2022."),
    ("Chinese germanium dioxide", "Shanghai", DIOXIDE, {2026: 4_800, 2030: 2_900, 2034: 2_030}, {2026: 6_700},
     "estimated", ("FT-GE", "USGS-GE25", "RAWM-26"), "As metal, less the cost of making it. Limit: the last third."),
    ("Pavlodar gallium", "Pavlodar", CRUDE_GALLIUM, {2026: 580, 2030: 500, 2034: 394},
     {2026: 1_000, 2027: 5_000}, "reported", ("ERG-25",),
     "15 t/y from the third quarter of 2026, not confirmed; a third of it on the spot market, the share assumed."),
    ("Lubumbashi concentrate", "Lubumbashi", CONCENTRATE, {2026: 3_000, 2030: 1_800, 2034: 1_260}, {2026: 2_000},
     "reported", ("UMICORE-STL", "STL-24"),
     "Ships to Umicore alone since October 2024; what others get is assumed. Price: 60 % of metal, assumed."),
    ("Belgian concentrate", "Olen", CONCENTRATE, {2026: 900}, {2026: 4_000}, "estimated", ("OFR-114",),
     "Primary output of Belgium in 2022: 4 t. Price assumed: what recovery costs."),
    ("Japanese zinc residue", "Kosaka", CRUDE_GALLIUM, {2026: 300}, {2026: 3_000}, "estimated", ("USGS-GA25",),
     "Output of 3 t; cost assumed."),
    ("Korean zinc residue", "Onsan", CRUDE_GALLIUM, {2026: 300}, {2026: 3_000, 2028: 0}, "estimated", ("USGS-GA25",),
     "Output of 3 t, until the new circuit takes the residue; cost assumed."),
)  # fmt: skip

PAST_GALLIUM = {"US industry": 17_000, "European users": 50_000, "Japanese users": 167_000, "Korean users": 25_000}
PAST_METAL = {"US industry": 9_000, "European users": 20_000, "Japanese users": 11_500, "Korean users": 5_700}

# contract, supplier, volume kg/y, terms, documents, why
CONTRACTS = (
    ("Umicore and Lubumbashi", "Lubumbashi concentrate", {2026: 8_000, 2028: 18_000, 2030: 28_000},
     {"index": 0.95, "floor": 900.0, "take_or_pay": 0.7, "latest_start": 2028, "length": 15},
     ("STL-CAP", "UMICORE-STL"),
     "Up to 30 t/y. Terms and ramp assumed; the floor keeps the slag worth treating when the price falls."),
    ("Mitsubishi and Pavlodar", "Pavlodar gallium", {2026: 2_000, 2027: 10_000},
     {"index": 1.05, "floor": 350.0, "take_or_pay": 0.8, "latest_start": 2028, "length": 15}, ("ERG-25",),
     "Offtake signed in December 2025; two thirds of 15 t/y and the terms are assumed."),
)  # fmt: skip

# stockpile, site, good, opening kg, capacity kg, holding USD/kg, budget of a reserve MUSD/y, grade, documents, why
STOCKS = (
    ("Japanese gallium stock", "Kosaka", CRUDE_GALLIUM, 60_000, 150_000, 12, None, "estimated", ("YOMIURI", "JT-25"),
     "After the controls 10 t came from China in place of 55; stocks and scrap bridged it. 60 t left, assumed."),
    ("European gallium stock", "Ziar", CRUDE_GALLIUM, 0, 60_000, 12, None, "assumed", (), "Nothing published."),
    ("US gallium reserve", "Utica", CRUDE_GALLIUM, 0, 60_000, 12, 12, "reported", ("NDS-23",),
     "The National Defense Stockpile holds none. Budget and size are planning choices."),
    ("US germanium reserve", "US defence", METAL, 14_000, 60_000, 50, 30, "reported", ("NDS-23",),
     "The National Defense Stockpile holds germanium; 14 t recalled. It also serves US industry. Budget and size are "
     "planning choices."),
    ("European germanium stock", "Olen", DIOXIDE, 4_000, 40_000, 50, None, "assumed", (), "A stock of some weeks."),
)  # fmt: skip

BY_SEA = "0.1 USD/kg and 0.05 per 1,000 km: 0.6 from Asia to Europe or America, door to door."

# from, to, goods, tariff, documents, why
ROUTES = (
    (ANY, ANY, "crude", 0.0, ("WCI-25",), ""),
    (ANY, ANY, "refined", 0.0, ("WCI-25",), ""),
    ("USA", "USA", "scrap", 0.0, ("WCI-25",), "Scrap stays in its region."),
    ("USA", "Olen", GERMANIUM_SCRAP, 0.0, ("WCI-25",), "Umicore recycles for its customers everywhere."),
    (EUROPE, EUROPE, "scrap", 0.0, ("WCI-25",), "Scrap stays in its region."),
    ("Japan", "Japan", "scrap", 0.0, ("WCI-25",), "Scrap stays in its region."),
    ("Korea", "Japan", "scrap", 0.0, ("WCI-25",), "Scrap stays in its region."),
    ("China", "USA", CRUDE_GALLIUM, 0.03, (), "US duty on unwrought gallium, recalled."),
    ("China", "USA", DIOXIDE, 0.037, (), "US duty on germanium dioxide, recalled."),
    ("China", "USA", METAL, 0.026, (), "US duty on unwrought germanium, recalled."),
    ("US defence", "US industry", METAL, 0.0, (), "What the reserve releases to industry."),
)  # fmt: skip

# programme, kind, payer, project, share, total MUSD, terms, documents, why
PROGRAMMES = (
    ("Loan to Metlen", LOAN, "European Investment Bank", "Agios Nikolaos circuit", 0.5, 50,
     {"rate": 0.02, "term": 12}, ("METLEN-EIB",), "EUR 90 million for bauxite and gallium; half of it here, assumed."),
    ("Gallium from Gramercy", LOAN, "US Department of War", "Gramercy circuit", 0.5, 50, {"rate": 0.03, "term": 15},
     ("ATALCO",), "150 million of preferred equity for the refinery; a third of it here, as a loan at 3 %, assumed."),
    ("Award to 5N Plus", GRANT, "US Department of War", "St. George expansion", 0.5, 18.1, {}, ("DOW-GE",),
     "18.1 million under the Defense Production Act."),
    ("Grants, Clarksville", GRANT, "US Department of Commerce", "Clarksville circuit", 0.25, 37.5, {}, ("KZ-TN",),
     "210 million for the whole smelter; a quarter of this part's capital, assumed."),
)  # fmt: skip


def growing(first: float, growth: float) -> ByYear:
    """Growth from the first year, in hundreds of kg."""
    years = range(FIRST, LAST + 1)
    return ByYear.of({year: float(round(first * (1 + growth) ** (year - FIRST), -2)) for year in years})


def rows() -> list[Row]:
    return [*demand(), *purchases(), *scrap(), *contracts(), *stocks(), *routes(), *money()]


def demand() -> list[Row]:
    made: list[Row] = []
    for market, product, first, shortage, grade, ids, why in DEMAND:
        is_gallium, is_defence = product == PURE_GALLIUM, market == "US defence"
        growth, note = (GALLIUM_GROWTH, GALLIUM_NOTE) if is_gallium else (GERMANIUM_GROWTH, GERMANIUM_NOTE)
        made.append(Demand(
            market=market, product=product, quantity=growing(first, growth), shortage_cost=shortage,
            minimum_service=1.0 if is_defence else 0.5, tier=DEFENCE if is_defence else OTHER,
            source=DOCS.graded(grade, *ids), notes=f"{why} {note} {DEFENCE_SHORTAGE if is_defence else SHORTAGE}",
        ))  # fmt: skip
    return made


def purchases() -> list[Row]:
    return [
        Supplier(supplier=name, site=site, commodity=good, price=ByYear.of(price), limit=ByYear.of(limit),
                 source=DOCS.graded(grade, *ids), notes=why)
        for name, site, good, price, limit, grade, ids, why in SUPPLIERS
    ]  # fmt: skip


def scrap() -> list[Row]:
    made: list[Row] = []
    for market, whose in COLLECTORS:
        for product, good, price, past, source, why in (
            (PURE_GALLIUM, GALLIUM_SCRAP, 300.0, PAST_GALLIUM, DOCS.estimated("JT-25"),
             "60 % of a wafer's gallium leaves as new scrap (recalled); with four fifths of it collected and 90 % "
             "recovered, Japan recycles 72 t; it is known to recycle 70."),
            (METAL, GERMANIUM_SCRAP, 1_000.0, PAST_METAL, DOCS.estimated("USGS-GE20"),
             "More than 60 % of a lens blank comes back as new scrap; with four fifths of it collected, 30 % of all "
             "use is met from scrap, as published."),
        ):  # fmt: skip
            name = f"{whose} {good.lower()}"
            made.append(Supplier(supplier=name, site=market, commodity=good, price=ByYear.of({FIRST: price}),
                                 source=source,
                                 notes="Price: half of the metal, assumed."))  # fmt: skip
            made.append(Recycling(supplier=name, market=market, product=product, scrap_per_unit=0.6,
                               collection_rate=ByYear.of(COLLECTED), lag=1, past_sales=ByYear.of(float(past[market])),
                               source=source, notes=why))  # fmt: skip
    return made


def contracts() -> list[Row]:
    return [
        Contract(contract=name, supplier=supplier, volume=ByYear.of(volume), beyond_limit="yes",
                 source=DOCS.reported(*ids), notes=why, **terms)
        for name, supplier, volume, terms, ids, why in CONTRACTS
    ]  # fmt: skip


def stocks() -> list[Row]:
    made: list[Row] = []
    for name, site, good, opening, capacity, holding, budget, grade, ids, why in STOCKS:
        source = DOCS.graded(grade, *ids)
        made.append(Stockpile(stockpile=name, site=site, commodity=good, opening_stock=opening, capacity=capacity,
                              holding_cost=holding, source=source,
                              notes=f"{why} Holding: 2 % of the value a year, assumed."))  # fmt: skip
        if budget is not None:
            made.append(StrategicStock(stockpile=name, release="disruptions only", budget=ByYear.of(float(budget)),
                                       source=source, notes=why))  # fmt: skip
    return made


def routes() -> list[Row]:
    made: list[Row] = [
        Route(origin=origin, destination=destination, commodity=goods, freight=0.1, freight_by_distance=0.05,
              tariff=tariff, source=DOCS.graded("estimated", *ids), notes=f"{BY_SEA} {why}".strip())
        for origin, destination, goods, tariff, ids, why in ROUTES
    ]  # fmt: skip
    made.append(ExportQuota(
        country="China", commodity=ANY, to="USA", quota=ByYear.of({FIRST: 100_000.0, FIRST + 1: 0.0}), in_use="no",
        source=DOCS.reported("SMM-GA25", "BAN-PAUSE"),
        notes="Switched on by a what-if: the ban of December 2024, suspended to 27 November 2026, returns for good.",
    ))  # fmt: skip
    return made


def money() -> list[Row]:
    return [
        PublicMoney(programme=name, kind=kind, payer=payer, scope=project, share=share, total=total,
                  source=DOCS.reported(*ids), notes=why, **terms)
        for name, kind, payer, project, share, total, terms, ids, why in PROGRAMMES
    ]  # fmt: skip
