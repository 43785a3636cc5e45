"""What may happen to the graphite anode chain, and what the plan is held to."""

from __future__ import annotations

from inputs.build.graphite_anode.places import (
    ANODE,
    CHINESE_OWNED,
    CONTROLLED,
    DOCS,
    NORTH_AMERICA,
    SPHERICAL,
    SYNTHETIC,
)
from model.scenario.disruptions import Disruption
from model.scenario.limits import Limit
from model.sheets.columns import ByYear
from model.sheets.schema import ANY, NO, Row

DUMPING, FALLING = "Dumping", "Dumping, for sellers"
SELLING = "US contract pool", "NextSource buyers", "European cell makers", "Korean cell makers"
STARTS = "2030; 2034"
FALL = (
    "Mid-grade anode fell by three fifths from May 2022 to August 2025; two fifths more, for four years. Once in "
    "four at each of two starts, assumed."
)

# disruption, action, target, good, value, start, years, probability, grade, documents, why
DISRUPTIONS = (
    ("Controls return", "exports", "China", CONTROLLED, 0, "2028; 2030; 2032; 2034; 2036; 2038", 1, 0, "reported",
     ("MOFCOM-58", "PAUSE-25"),
     "Announcement 58 on anode, with that of 2023 on spherical graphite, suspended to November 2026: nothing "
     "leaves China for a year. Without a probability: the plan must withstand it, within the sheet Limits."),
    ("Balama closed", "capacity", "Balama", ANY, 0, "2028; 2032; 2036", 0.75, 0.1, "reported", ("SYRAH-BAL",),
     "Protests: closed from September 2024 to June 2025. Once in ten years, assumed."),
    ("Power cut in Inner Mongolia", "price", "China", SYNTHETIC, 1.35, "2029; 2033; 2037", 0.25, 0.1, "reported",
     ("MONGOLIA",), "In September 2021 a third to a half of graphitisation stood still and fees rose by 77 %; the fee "
     "is a third of the price, and coke rose too. Once in ten years, assumed."),
    ("Offtake lost", "demand", "US cell makers", ANY, 0.8, "2029; 2033", 2, 0.2, "reported", ("NVX-STELL",),
     "Stellantis ended an offtake of 86,000 to 115,000 t over six years: a fifth of demand, for two years. Probability "
     "assumed."),
    (DUMPING, "price", "China", ANODE, 0.6, STARTS, 4, 0.25, "measured", ("SMM-22", "MYSTEEL-25"),
     FALL),
    ("Riverside late", "delay", "Riverside build", ANY, 3.75, "2027", 4, 0.3, "estimated", ("NVX-26",),
     "Full capacity slipped by 45 months, from December 2027 to September 2031. Probability assumed."),
)  # fmt: skip

FIRST_BOUND = 2029
"""First year for which the sheet Limits has a column."""

HALF = {FIRST_BOUND: 15_000, 2030: 30_000, 2031: 50_000, 2032: 72_000, 2035: 83_000, 2040: 106_000}

# limit, measure, of, scope, value, from, grade, documents, why
LIMITS = (
    ("North American anode", "supply", ANODE, NORTH_AMERICA, HALF, 2029, "assumed", (),
     "Half of US demand from 2032 on: the target whose price is asked."),
    ("Chinese-owned anode", "share", ANODE, CHINESE_OWNED, {FIRST_BOUND: 0.7}, 2032, "estimated", ("CRMA",),
     "Wherever it stands; near the European benchmark of 65 % for one country."),
    ("Chinese spherical graphite", "share", SPHERICAL, "China", {FIRST_BOUND: 0.65}, 2028, "reported", ("CRMA",),
     "The European benchmark for one country."),
    *((f"{place} in any disruption", "service", SYNTHETIC, market, {FIRST_BOUND: share}, 2032, "assumed", (),
       "A planning choice.")
      for place, market, share in (("USA", "US cell makers", 0.75), ("Europe", "European cell makers", 0.5),
                                   ("Korea", "Korean cell makers", 0.5), ("Japan", "Japanese cell makers", 0.5))),
)  # fmt: skip


def rows() -> list[Row]:
    return [*disruptions(), *limits()]


def disruptions() -> list[Row]:
    made: list[Row] = [
        Disruption(disruption=name, action=action, target=target, commodity=good, value=value, start=start,
                   duration=years, probability=probability, source=DOCS.graded(grade, *ids), notes=why)
        for name, action, target, good, value, start, years, probability, grade, ids, why in DISRUPTIONS
    ]  # fmt: skip
    made += [
        Disruption(disruption=FALLING, action="price", target=market, commodity=ANODE, value=0.6,
                   start="" if at else STARTS, duration=4, probability=0.0 if at else 0.25, in_use=NO,
                   source=DOCS.measured("SMM-22", "MYSTEEL-25"),
                   notes="The investor's view, switched on by what-ifs: market prices follow, and offtakes do not hold "
                   f"against them. {FALL}")
        for at, market in enumerate(SELLING)
    ]  # fmt: skip
    return made


def limits() -> list[Row]:
    return [
        Limit(limit=name, measure=measure, of=of, scope=scope, value=ByYear.of(value), from_year=start,
              source=DOCS.graded(grade, *ids), notes=why)
        for name, measure, of, scope, value, start, grade, ids, why in LIMITS
    ]  # fmt: skip
