"""People: six skills in every labour market that hosts a plant, and what each technology needs of them."""

from __future__ import annotations

import math
from typing import NamedTuple

from inputs.build import capacity as works
from inputs.build.network import GROUPS, SITES
from inputs.build.projects import ENTRIES, UNDER_WAY
from inputs.build.sources import cite
from model.families.decisions.rows import ALREADY_MADE, TRAIN, Decision
from model.families.workforce.rows import Skill, Staffing
from model.sheets.columns import ByYear
from model.sheets.schema import ASSUMED, Row

SX_ENGINEER, SX_OPERATOR, METALLURGIST = "SX engineer", "SX operator", "Metallurgist"
ELECTROLYSIS, MAGNET_ENGINEER, MAGNET_TECHNICIAN = "Electrolysis technician", "Magnet engineer", "Magnet technician"


class Trade(NamedTuple):
    """A skill wherever it is: US wage, training years and cost, attrition, trainees for each skilled person, why."""

    wage: float
    years: float
    cost: float
    attrition: float
    trainees: float
    ids: tuple[str, ...]
    why: str


TRADES = {
    SX_ENGINEER: Trade(115_000, 4, 160_000, 0.05, 1.0, ("PROMMIS", "CN-TECH23"),
                       "A degree and circuit experience; Chinese know-how may not be exported since 2023."),
    SX_OPERATOR: Trade(66_000, 1.5, 35_000, 0.08, 2.0, ("BLS-8091", "PROMMIS"), "18 months."),
    METALLURGIST: Trade(110_000, 4, 140_000, 0.05, 1.0, ("CSIS-MIN", "NASEM-24", "PROMMIS"),
                        "A degree and plant experience; 162 US mining engineers graduated in 2023."),
    ELECTROLYSIS: Trade(66_000, 1, 30_000, 0.08, 2.0, ("BLS-3314",), "12 months."),
    MAGNET_ENGINEER: Trade(112_000, 3, 120_000, 0.05, 3.0, ("PROMMIS",), "A degree and powder metallurgy."),
    MAGNET_TECHNICIAN: Trade(72_000, 0.75, 20_000, 0.10, 2.0, ("VULCAN-W", "JSLINK-W", "BLS-3314"),
                             "9 months. Plants announce averages of 82,000 and 89,000 for all staff."),
}  # fmt: skip

WAGE_LEVEL = {
    "USA": 1.0, "Canada": 0.9, "Australia": 1.03, "Europe": 0.85, "Japan": 0.7, "Korea": 0.65, "Malaysia": 0.25,
    "Brazil": 0.3, "Saudi Arabia": 0.5, "Namibia": 0.3, "Malawi": 0.25, "Mongolia": 0.3, "Madagascar": 0.25,
    "Angola": 0.3, "Tanzania": 0.25, "Vietnam": 0.25, "India": 0.25, "Greenland": 0.9,
}  # fmt: skip
"""Of the US wage: labour-cost index by country, nearer to the US for scarce people in poorer countries."""

# market: for each skill, in the order of TRADES: headcount, training seats in 2026 and 2030, recruits a year
PEOPLE = {
    "USA": (
        (40, 50, 100, 8), (150, 45, 110, 12), (60, 50, 80, 8), (15, 20, 60, 8), (60, 110, 150, 80), (300, 250, 450, 30),
    ),
    "Canada": ((12, 10, 40, 4), (20, 20, 50, 8), (25, 16, 40, 4), (25, 10, 25, 4), (0, 3, 6, 1), (0, 5, 10, 3)),
    "Australia": ((85, 24, 60, 6), (185, 30, 60, 10), (150, 40, 80, 8), (5, 5, 10, 2), (2, 3, 6, 1), (0, 5, 10, 3)),
    "Europe": (
        (40, 20, 50, 6), (80, 30, 60, 10), (12, 16, 40, 5), (10, 20, 50, 8), (52, 45, 120, 8), (120, 120, 280, 30),
    ),
    "Malaysia": ((115, 30, 50, 6), (270, 40, 70, 10), (40, 16, 24, 3), (5, 5, 10, 2), (2, 3, 6, 1), (0, 10, 20, 4)),
    "Japan": (
        (20, 8, 16, 2), (60, 12, 20, 3), (40, 20, 40, 4), (140, 30, 50, 6), (280, 80, 140, 8), (1_500, 200, 300, 30),
    ),
    "Korea": ((8, 4, 8, 2), (8, 5, 10, 3), (25, 12, 30, 4), (45, 15, 40, 6), (40, 30, 100, 8), (180, 80, 250, 25)),
    "Brazil": ((4, 8, 16, 2), (6, 10, 20, 4), (40, 30, 60, 5), (0, 5, 10, 2), (0, 3, 6, 1), (0, 5, 10, 3)),
    "Saudi Arabia": ((4, 8, 30, 8), (6, 15, 40, 15), (20, 10, 20, 4), (0, 5, 10, 3), (0, 3, 6, 2), (0, 5, 10, 3)),
}  # fmt: skip
METALLURGISTS_ONLY = {
    "Namibia": (8, 6, 12, 4),
    "Malawi": (10, 6, 12, 6),
    "Mongolia": (8, 8, 16, 4),
    "Madagascar": (4, 6, 12, 6),
    "Angola": (20, 6, 12, 6),
    "Tanzania": (6, 6, 12, 6),
    "Vietnam": (6, 6, 12, 4),
    "India": (8, 8, 16, 2),
    "Greenland": (0, 2, 4, 6),
}

RECRUITED = (
    " Eighty recruits a year, from Japan, Korea and Germany: with few of them 10X, Benson and the expansion of "
    "Independence, all financed, could not all be staffed, and there would be no plan."
)

COUNTED = ("USA", "Europe")
"""Where plants ramp up far from what they need by 2030: people are those of the rate at which they run in 2026."""

COUNTED_NOTE = (
    "Headcount: who works in 2026 at the plants of this workbook, at the rate at which they run then; users, "
    "institutes and makers of other alloys keep theirs."
)
NEEDED_NOTE = (
    "Headcount: a tenth more than plants that stand or are being built need by 2030 (sheet Staffing), or some people "
    "to begin with. Staffing counts light and heavy separation apart, which is more than plants with both announce "
    "(Eneabba some 490 jobs, not 270): a generous figure."
)
ASSUMED_NOTE = (
    "Assumed: headcount, attrition, training time and cost, seats, trainees per trainer, recruits and what they cost, "
    "and the level of wages."
)

# skill, year in which they entered training, people: for plants that ramp up or are under construction
IN_TRAINING = (
    (MAGNET_ENGINEER, 2024, 40), (MAGNET_ENGINEER, 2025, 60), (SX_ENGINEER, 2023, 10), (SX_ENGINEER, 2024, 15),
    (SX_ENGINEER, 2025, 20), (METALLURGIST, 2023, 10), (METALLURGIST, 2024, 15), (METALLURGIST, 2025, 20),
)  # fmt: skip
TRAINING_NOTE = "US programmes and plants' own schools already train for plants under construction; number assumed."

# technology: jobs per 1000 units/y, share of each skill, source and why; then people in commissioning and construction
OPERATION = (
    (works.ROCK, 12.7, {METALLURGIST: 0.07}, ("USGS-MCS25", "ARU-19"), "13 to 21 jobs per 1,000 t/y REO."),
    (works.CLAY, 21.0, {METALLURGIST: 0.07}, ("ARU-19",), "21 jobs per 1,000 t/y REO."),
    (works.CRACK, 3.0, {METALLURGIST: 0.15}, ("LYC-KALG",), "Kalgoorlie: 115 jobs for 38,000 t/y."),
    (works.LIGHT, 16.0, {SX_ENGINEER: 0.15, SX_OPERATOR: 0.45, METALLURGIST: 0.04}, ("ILU-FID", "TORNGAT-J"),
     "15.4 jobs at Eneabba, 16.7 at Sept-Iles per 1,000 t/y."),
    (works.LARGE_LIGHT, 8.5, {SX_ENGINEER: 0.14, SX_OPERATOR: 0.45, METALLURGIST: 0.04}, ("MP-10K24", "USGS-MCS25"),
     "Little more than half of Eneabba's 15.4 jobs per 1,000 t/y, as a large site; assumed, as a figure for feed, and "
     "generous: Eneabba's jobs include heavy separation."),
    (works.HEAVY, 16.0, {SX_ENGINEER: 0.27, SX_OPERATOR: 0.45}, ("CAREMAG2", "ARA-LA"),
     "92 jobs at Lacq for 7,000 t/y of feed, 140 at Vinton for 230 t of Dy and Tb with light separation; between them: "
     "assumed."),
    (works.METAL, 35.0, {ELECTROLYSIS: 0.60, METALLURGIST: 0.15}, ("LCM-JOBS",),
     "120 jobs at Lacq for 3,750 t/y, recalled; a little more assumed."),
    (works.MAGNET, 150.0, {MAGNET_ENGINEER: 0.13, MAGNET_TECHNICIAN: 0.70}, ("EVAC2", "VULCAN", "JSLINK", "MP-10X"),
     "100 to 214 jobs per 1,000 t/y: Benson 100, Sumter 150, Columbus 173, 10X 214."),
    (works.ENTRANT, 150.0, {MAGNET_ENGINEER: 0.13, MAGNET_TECHNICIAN: 0.70}, ("VULCAN", "JSLINK"),
     "As magnet making."),
    (works.SMCO, 200.0, {MAGNET_ENGINEER: 0.15, MAGNET_TECHNICIAN: 0.65}, (), "A third more than NdFeB; assumed."),
    (works.SM_METAL, 60.0, {ELECTROLYSIS: 0.50, METALLURGIST: 0.20}, (), "Small furnaces; assumed."),
    (works.SHORT_LOOP, 120.0, {MAGNET_ENGINEER: 0.10, MAGNET_TECHNICIAN: 0.60}, (), "Assumed below magnet making."),
    (works.LONG_LOOP, 20.0, {SX_ENGINEER: 0.10, SX_OPERATOR: 0.45, METALLURGIST: 0.05}, ("CAREMAG2",),
     "Heavy separation, and people who take apart: assumed."),
)  # fmt: skip

STARTING_UP = {
    (works.LIGHT, SX_ENGINEER): (2.0, 0.5),
    (works.LARGE_LIGHT, SX_ENGINEER): (1.0, 0.3),
    (works.HEAVY, SX_ENGINEER): (4.0, 1.0),
    (works.METAL, METALLURGIST): (3.0, 0.5),
    (works.MAGNET, MAGNET_ENGINEER): (6.0, 2.0),
    (works.ENTRANT, MAGNET_ENGINEER): (12.0, 3.0),
    (works.ROCK, METALLURGIST): (0.5, 0.2),
    (works.CLAY, METALLURGIST): (0.8, 0.3),
}
"""People per 1,000 units/y while a plant is commissioned, and while it is built."""
STARTING_NOTE = " Construction and commissioning: assumed."


def rows() -> list[Row]:
    return [*skills(), *in_training(), *staffing()]


def in_training() -> list[Row]:
    """Who has entered training in the USA before the plan begins."""
    return [
        Decision(decision=f"{name}s in training since {entered}", action=TRAIN, subject=name, place="USA",
                 rule=ALREADY_MADE, year=entered, people=people, source=ASSUMED, notes=TRAINING_NOTE)
        for name, entered, people in IN_TRAINING
    ]  # fmt: skip


PLANT_OF = {entry.project: entry.plant for entry in ENTRIES}

FEW = 20
"""Of a skill that no plant of a market needs yet."""


def needed(market: str, name: str) -> float:
    """People of a skill that plants which stand, or are being built, need in a market by 2030."""
    country = {site: country for site, country, *_ in SITES}
    members = next((members for group, members, _ in GROUPS if group == market), (market,))
    jobs = {(technology, each): by_unit * share for technology, by_unit, shares, *_ in OPERATION
            for each, share in shares.items()}  # fmt: skip
    under_way = {plant: size for project, _, size, *_ in UNDER_WAY for plant in (PLANT_OF[project],)}
    return sum(
        (each.existing_capacity.greatest + under_way.get(each.plant, 0.0))
        * jobs.get((each.technology, name), 0.0)
        / 1_000
        for each in works.plants()
        if country[each.site] in members and (each.in_service_until is None or each.in_service_until >= 2030)
    )


def skills() -> list[Row]:
    made: list[Row] = []
    for market, people in PEOPLE.items():
        made += [skill(name, market, *numbers) for name, numbers in zip(TRADES, people, strict=True)]
    made += [skill(METALLURGIST, market, *numbers) for market, numbers in METALLURGISTS_ONLY.items()]
    return made


def skill(name: str, market: str, headcount: float, seats: float, later_seats: float, recruits: float) -> Skill:
    trade, level = TRADES[name], WAGE_LEVEL[market]
    if market not in COUNTED:
        headcount = max(math.ceil(1.1 * needed(market, name)), min(headcount, FEW))
    return Skill(
        skill=name, market=market, headcount=headcount, attrition=trade.attrition,
        wage=ByYear.of(round(trade.wage * level, -3)), training_time=trade.years,
        training_cost=ByYear.of(round(trade.cost * max(level, 0.4), -3)),
        training_seats=ByYear.of({2026: seats, 2030: later_seats}),
        trainees_per_trainer=None if headcount == 0 else trade.trainees,
        recruits_from_abroad=ByYear.of(recruits), recruiting_cost=ByYear.of(round(1.5 * trade.wage, -3)),
        source=cite(*trade.ids, why=ASSUMED_NOTE),
        notes=f"{trade.why} Wage: some {trade.wage:,.0f} USD in the USA, estimated after the documents, x {level:g}. "
        f"Training: {trade.cost:,.0f} USD in the USA x {max(level, 0.4):g}. A recruit costs one and a half US wages. "
        f"{COUNTED_NOTE if market in COUNTED else NEEDED_NOTE} {ASSUMED_NOTE}"
        + (RECRUITED if (name, market) == (MAGNET_ENGINEER, "USA") else ""),
    )  # fmt: skip


def staffing() -> list[Row]:
    made: list[Row] = []
    for technology, jobs, shares, ids, why in OPERATION:
        for name, share in shares.items():
            commissioning, construction = STARTING_UP.get((technology, name), (0.0, 0.0))
            made.append(Staffing(
                technology=technology, skill=name, operation=round(jobs * share, 2), commissioning=commissioning,
                construction=construction, source=cite(*ids, why="estimated"),
                notes=f"{why} Operation: {jobs:g} jobs per 1,000 units/y x {100 * share:.0f} % of this skill, assumed; "
                "other jobs are in the operating cost." + (STARTING_NOTE if commissioning else ""),
            ))  # fmt: skip
    return made
