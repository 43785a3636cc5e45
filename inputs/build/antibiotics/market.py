"""Patients, suppliers, stocks, lanes, disruptions, limits and what-ifs of the amoxicillin chain."""

from __future__ import annotations

from collections.abc import Iterable

from inputs.build.antibiotics.making import (
    APA,
    BUILDS,
    DOCS,
    DRUG,
    EUROPE,
    OF_CHINA,
    PENICILLIN,
    SIDE_CHAIN,
    TABLET_MAKERS,
    TABLETS,
)
from inputs.build.questions import Question, rows_of
from inputs.build.whatifs import Step
from model.families.demand.rows import Demand
from model.families.routes.rows import Route
from model.families.stockpiles.rows import Stockpile
from model.families.strategic_stocks.rows import StrategicStock
from model.scenario.disruptions import Disruption
from model.scenario.limits import Limit
from model.sheets.columns import ByYear
from model.sheets.common import Supplier
from model.sheets.schema import ANY, NO, YES, Row
from model.sheets.whatifs import SET

SHORTAGE = "Shortage: 10 USD for the second-best antibiotic in place of a course of 10 g, assumed."
# market, t/y, grade, documents, why
DEMAND = (
    ("European patients", 1_850, "measured", ("ESAC", "ESAC-11"),
     "8.7 doses per 1,000 people and day in 2018, 86 % of them broad-spectrum, 1.5 g each, 450 million people."),
    ("US patients", 1_250, "estimated", ("BRISTOL-21",), "What Bristol can make, which is all of the demand."),
    ("Indian patients", 1_500, "estimated", ("INDIA-DDD",),
     "1,370 million doses of the group 'access' in 2019, three quarters of them amoxicillin (assumed), 1.5 g each."),
    ("Patients abroad", 2_500, "assumed", (), "India serves more people abroad than at home. Grows by 3 % a year."),
)  # fmt: skip

GROWTH = {"Patients abroad": 0.03}
"""A year; elsewhere use is constant. Assumed."""

# supplier, site, good, USD/t, limit t/y, grade, documents, why
SUPPLIERS = (
    ("Chinese penicillin G", "Bayannur", PENICILLIN, 12_000, None, "estimated", ("PENG-20", "INDIA-24"),
     "7.5 USD per billion units, between the prices of 2019 and March 2020. India alone imports 30,000 t/y."),
    ("Chinese 6-APA", "Bayannur", APA, 25_000, None, "estimated", ("PRICE-25",),
     "What amoxicillin at its price leaves, less side chain and synthesis."),
    ("Chinese amoxicillin", "Zhuhai", DRUG, 21_300, None, "measured", ("PRICE-25",), "Third quarter of 2025."),
    ("Chinese side chain", "Zhuhai", SIDE_CHAIN, 8_000, None, "assumed", (), "Recalled."),
    ("Indian side chain", "Hyderabad", SIDE_CHAIN, 11_000, 5_000, "assumed", (), "A third dearer."),
)  # fmt: skip

# stock: site, largest t, grade, documents, why
RESERVES = {
    "US reserve": ("Bristol", 2_000, "reported", ("SAPIR", "BRISTOL-21"),
                   "The order of August 2025 asks for six months of critical drug substances."),
    "European reserve": ("Kundl", 4_000, "reported", ("CMA",), "The act lets states ask for stocks; none is counted."),
}  # fmt: skip
KEEPING = " Holding 3 % of the value; a quarter is used and replaced each year, as it keeps four years: assumed."

FROM = 2027
ANY_YEAR = "; ".join(map(str, (*range(FROM, 2040, 2), 2040)))
OFF = "Switched on by a what-if."
STOP, WINTER = "China stops selling", "Winter of infections"
# disruption, action, target, good, value, start, years, probability, grade, documents, why
DISRUPTIONS = (
    (STOP, "exports", "China", OF_CHINA, 0, ANY_YEAR, 1, 0.02, "reported", ("STOP-18",),
     "A year. China named antibiotics in the trade war of 2018. Once in fifty years at each start, assumed."),
    (STOP, "exports", "India", ANY, 0.75, "", 1, 0, "reported", ("CURB-20",), OFF),
    ("India keeps its own", "exports", "India", ANY, 0.5, "2030; 2034", 0.5, 0.1, "reported", ("CURB-20",),
     "In March 2020 India put the export of 26 drugs under licence, amoxicillin not among them. Half of what it "
     "sells, half a year and the probability are assumed."),
    *((WINTER, "demand", f"{market} patients", ANY, 1.2, "2028; 2033" if market == "US" else "", 1,
       0.2 if market == "US" else 0, "reported", ("BRISTOL-3",),
       "The US shortage that began in October 2022. A fifth more, for a year, once in five: assumed.")
      for market in ("US", "European")),
)  # fmt: skip

# limit, measure, of, scope, value, from, grade, documents, why
LIMITS = (
    ("Every patient, in any disruption", "service", TABLETS, "each market", 0.95, FROM, "assumed", (),
     "A planning choice."),
    ("Six months in America", "cover", DRUG, "USA", 6, FROM, "reported", ("SAPIR",),
     "The executive order on a reserve of drug substances."),
    ("Tablets made in Europe", "supply", TABLETS, EUROPE, 900, FROM, "estimated", ("CMA",),
     "Some half of its demand; the act rewards European production in tenders."),
)  # fmt: skip

NO_DEMAND, NOTHING, TWO, INDIA_TOO, NO_KUNDL = (
    "No requirement",
    "Nothing is built",
    "Two years without China",
    "India keeps its own, too",
    "Without Kundl",
)


def without(projects: Iterable[str]) -> tuple[Step, ...]:
    """Projects out of use, with their times and costs."""
    names = "; ".join(f'"{name}"' for name in projects)
    scopes = {"Projects": names, "Lead times": names, "Costs": f"item = {names}"}
    return tuple(Step(sheet, rows, "in use", SET, NO) for sheet, rows in scopes.items())


QUESTIONS = (
    Question(NO_DEMAND, "What buyers do of their own accord: no limit, and a tablet that is missing costs its price.",
             (Step("Limits", "any", "in use", SET, NO), Step("Demand", "any", "shortage cost", SET, 60_000.0))),
    Question(NOTHING, "Plants that stand and stocks have to do.", without(BUILDS)),
    Question(TWO, "China sells nothing for two years.",
             (Step("Disruptions", f"disruption = {STOP}", "duration", SET, 2.0),), ("STOP-18",)),
    Question(INDIA_TOO, "When China stops, India keeps a quarter of what it exports, as of other drugs in March 2020.",
             (Step("Disruptions", f"disruption = {STOP}; target = India", "in use", SET, YES),), ("CURB-20",)),
    Question(NO_KUNDL, "Sandoz gives up Kundl when its promise of ten years ends.",
             (Step("Capacity", "Kundl *", "in service until", SET, 2030.0),
              *without(name for name in BUILDS if name.startswith("Kundl"))), ("KUNDL-22",)),
)  # fmt: skip


def rows() -> list[Row]:
    return [*demand(), *purchases(), *reserves(), *lanes(), *risks(), *rows_of(QUESTIONS, DOCS)]


def growing(quantity: float, growth: float) -> ByYear:
    """In tens of tonnes."""
    return ByYear.of({year: round(quantity * (1 + growth) ** (year - 2026), -1) for year in (2026, 2030, 2035, 2040)})


def demand() -> list[Row]:
    return [
        Demand(market=market, product=TABLETS, quantity=growing(quantity, GROWTH.get(market, 0.0)), shortage_cost=1e6,
               source=DOCS.graded(grade, *ids), notes=f"{why} {SHORTAGE}")
        for market, quantity, grade, ids, why in DEMAND
    ]  # fmt: skip


def purchases() -> list[Row]:
    return [
        Supplier(supplier=name, site=site, commodity=good, price=ByYear.of(float(price)),
                 limit=ByYear.of(float(limit)) if limit else None, source=DOCS.graded(grade, *ids), notes=why)
        for name, site, good, price, limit, grade, ids, why in SUPPLIERS
    ]  # fmt: skip


def reserves() -> list[Row]:
    made: list[Row] = []
    for name, (site, size, grade, ids, why) in RESERVES.items():
        source = DOCS.graded(grade, *ids)
        made += [
            Stockpile(stockpile=name, site=site, commodity=DRUG, capacity=size, holding_cost=640, source=source,
                      notes=why + KEEPING),
            StrategicStock(stockpile=name, release="disruptions only", rotation=0.25, rotation_cost=1_000,
                           source=source, notes=why + KEEPING),
        ]  # fmt: skip
    return made


def lanes() -> list[Row]:
    return [
        Route(origin=origin, destination=ANY, commodity=good, freight=300.0, freight_by_distance=60.0,
              source=DOCS.estimated("WCI-25"),
              notes="Five times what a container costs: small lots, cooled and insured. Duties are left out.")
        for origin, good in ((ANY, PENICILLIN), (ANY, APA), (ANY, SIDE_CHAIN), (ANY, DRUG), (TABLET_MAKERS, TABLETS))
    ]  # fmt: skip


def risks() -> list[Row]:
    made: list[Row] = [
        Disruption(disruption=name, action=action, target=target, commodity=good, value=value, start=start,
                   duration=years, probability=probability, in_use=NO if why == OFF else YES,
                   source=DOCS.graded(grade, *ids), notes=why)
        for name, action, target, good, value, start, years, probability, grade, ids, why in DISRUPTIONS
    ]  # fmt: skip
    made += [
        Limit(limit=name, measure=measure, of=of, scope=scope, value=ByYear.of(float(value)), from_year=start,
              source=DOCS.graded(grade, *ids), notes=why)
        for name, measure, of, scope, value, start, grade, ids, why in LIMITS
    ]  # fmt: skip
    return made
