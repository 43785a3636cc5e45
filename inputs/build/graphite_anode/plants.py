"""Mines, spherical graphite and anode: what stands, what can be built, and whom it takes."""

from __future__ import annotations

from typing import NamedTuple

from inputs.build.graphite_anode.ledger import sponsor
from inputs.build.graphite_anode.places import (
    COKE,
    DOCS,
    EUROPE,
    FINES,
    FLAKE,
    NATURAL,
    SPHERICAL,
    SYNTHETIC,
)
from model.families.conversion.rows import Operation, Recipe
from model.families.investment.rows import LeadTime, Project
from model.families.workforce.rows import Skill, Staffing
from model.sheets.columns import ByYear
from model.sheets.common import CostRow, Plant
from model.sheets.schema import Row

MINING, SHAPING = "Graphite mine", "Spherical graphite"
NATURAL_WORKS, SYNTHETIC_WORKS = "Natural anode plant", "Synthetic anode plant"

# recipe, inputs and outputs in t, grade, documents, why
RECIPES = {
    "Mine flake": ({FLAKE: 1.0}, "reported", ("SYRAH-BAL",), "Concentrate of 94 to 95 % carbon."),
    "Shape and purify": ({FLAKE: -2.0, SPHERICAL: 1.0, FINES: 0.9}, "estimated", ("NMG-25",),
                         "1.98 t of concentrate for each tonne of product and as much of fines; Chinese practice is "
                         "2.5, the study of 2022 had 1.5."),
    "Coat": ({SPHERICAL: -1.05, NATURAL: 1.0}, "assumed", (), "5 % is lost in coating and sieving."),
    "Flake to anode": ({FLAKE: -2.1, NATURAL: 1.0, FINES: 0.95}, "estimated", ("NMG-25", "NMG-REC"),
                       "Shaping, purifying and coating in one plant."),
    "Own ore to anode": ({NATURAL: 1.0}, "reported", ("TALGA",), "Mine and plant are one project."),
    "Graphitise coke": ({COKE: -1.7, SYNTHETIC: 1.0}, "assumed", (),
                        "Volatiles, sizing and furnace losses: 1.5 to 2.0 t of green coke."),
}  # fmt: skip


class Works(NamedTuple):
    """A plant: what stands of it in t/y from which year, its recipe, its cost in USD/t without feed and wages."""

    plant: str
    site: str
    technology: str
    standing: float
    start: int | None
    recipe: str
    cost: float
    grade: str
    ids: tuple[str, ...]
    why: str


NATURAL_COST = "Cost: 4,500 USD/t all in, assumed, less flake and wages."
SYNTHETIC_COST = "Cost: 6,000 USD/t all in, assumed (power at 60 USD/MWh, coke at 1,500 USD/t), less coke and wages."

WORKS = (
    Works("Balama mine", "Balama", MINING, 276_000, None, "Mine flake", 450, "reported",
          ("SYRAH-BAL", "SYRAH-Q4", "SYRAH-APR25"),
          "The best rate after the restart, of 350,000 t/y in name. 1,159 USD/t fob at 4,000 t a month, about 500 at "
          "full rate (recalled)."),
    Works("Molo mine", "Molo", MINING, 17_000, None, "Mine flake", 550, "reported", ("NEXT-MOLO",), "Cost assumed."),
    Works("Lindi Jumbo mine", "Lindi Jumbo", MINING, 40_000, None, "Mine flake", 500, "reported", ("USGS-C25",),
          "Cost assumed."),
    Works("Mahenge mine", "Mahenge", MINING, 0, None, "Mine flake", 450, "reported", ("SAEMAN-T",), "Cost assumed."),
    Works("Matawinie mine", "Matawinie", MINING, 0, None, "Mine flake", 500, "reported", ("NMG-25",),
          "Cost: its part of 168 million USD a year for mine and plant, assumed."),
    Works("Kilbourne mine", "Kilbourne", MINING, 1_200, None, "Mine flake", 700, "reported", ("TITAN", "TITAN-OPEX"),
          "19 USD per tonne of ore, some 35 t of it for a tonne of concentrate, assumed."),
    Works("Saemangeum", "Saemangeum", SHAPING, 0, None, "Shape and purify", 900, "reported", ("SAEMAN",),
          "Cost assumed: with feed at the Chinese price of 1,850 USD/t it only just pays."),
    Works("Sejong", "Sejong", NATURAL_WORKS, 62_000, None, "Coat", 1_300, "reported", ("POSCO-24", "POSCO-SYN"),
          "More than 80,000 t/y with Pohang, at a low rate because of Chinese prices. Cost assumed."),
    Works("Sakaide", "Sakaide", NATURAL_WORKS, 11_000, 2027, "Coat", 1_300, "reported", ("MCC-KAGAWA",),
          "11,000 t/y from October 2026. Cost assumed."),
    Works("Vidalia", "Vidalia", NATURAL_WORKS, 11_250, 2027, "Flake to anode", 2_500, "reported",
          ("VID-48C", "VID-TESLA"), "Stands since 2024; customers were still qualifying it in 2026. " + NATURAL_COST),
    Works("Kellyton", "Kellyton", NATURAL_WORKS, 0, None, "Flake to anode", 2_500, "reported", ("WWR-24",),
          NATURAL_COST),
    Works("Becancour", "Becancour", NATURAL_WORKS, 0, None, "Flake to anode", 2_000, "reported", ("NMG-25",),
          "168 million USD a year for mine and plant, 3,810 USD/t, less flake and wages."),
    Works("Lulea", "Lulea", NATURAL_WORKS, 0, None, "Own ore to anode", 2_800, "reported", ("TALGA",),
          "Mine included. Cost assumed."),
    Works("Abu Dhabi", "Abu Dhabi", NATURAL_WORKS, 0, None, "Flake to anode", 2_300, "reported", ("NEXT-UAE",),
          "Cheap energy; cost assumed."),
    Works("Pohang", "Pohang", SYNTHETIC_WORKS, 18_000, None, "Graphitise coke", 2_300, "reported", ("POSCO-SYN",),
          "18,000 t/y in 2024. Cost: a tenth below the USA, assumed."),
    Works("Omachi", "Omachi", SYNTHETIC_WORKS, 25_000, None, "Graphitise coke", 2_500, "assumed", (),
          "Japan makes some 2 % of the world's battery-grade graphite."),
    Works("Riverside", "Chattanooga", SYNTHETIC_WORKS, 3_000, 2028, "Graphitise coke", 2_650, "reported", ("NVX-26",),
          "First mass production for Panasonic in the second half of 2027; 3,000 t/y of the 20,000, assumed. "
          + SYNTHETIC_COST),
    Works("Enterprise South", "Chattanooga", SYNTHETIC_WORKS, 0, None, "Graphitise coke", 2_650, "reported",
          ("NVX-LOAN",), SYNTHETIC_COST),
    Works("Bainbridge", "Bainbridge", SYNTHETIC_WORKS, 0, None, "Graphitise coke", 2_650, "reported", ("ANOVION",),
          SYNTHETIC_COST),
    Works("Brunswick County", "Brunswick County", SYNTHETIC_WORKS, 0, None, "Graphitise coke", 2_650, "reported",
          ("EPS-CAP",), SYNTHETIC_COST),
    Works("Warren", "Warren", SYNTHETIC_WORKS, 0, None, "Graphitise coke", 2_650, "reported", ("G1-OHIO",),
          "Counted as synthetic. " + SYNTHETIC_COST),
    Works("St. Thomas", "St. Thomas", SYNTHETIC_WORKS, 0, None, "Graphitise coke", 2_400, "reported", ("VIANODE",),
          "Power at two thirds of the US price, assumed. " + SYNTHETIC_COST),
    Works("Heroya", "Heroya", SYNTHETIC_WORKS, 2_000, None, "Graphitise coke", 2_400, "assumed", (),
          "Recalled; cost as at St. Thomas."),
)  # fmt: skip


class Build(NamedTuple):
    """An investment: t/y, million USD, years of permits and construction."""

    project: str
    plant: str
    size: float
    capital: float
    permits: float
    construction: float
    needs: str
    grade: str
    ids: tuple[str, ...]
    why: str
    is_committed: bool = False


BUILDS = (
    Build("Molo expansion", "Molo mine", 133_000, 161.7, 1, 2, "", "reported", ("NEXT-161", "NEXT-MOLO"),
          "To 150,000 t/y; waits for finance. 161.7 million in the study of December 2023."),
    Build("Mahenge phase 1", "Mahenge mine", 89_000, 182, 0, 2, "", "assumed", (), "Recalled from the study of 2022."),
    Build("Matawinie build", "Matawinie mine", 105_882, 426, 0, 3, "", "reported", ("NMG-22", "NMG-25", "NMG-TIME"),
          "CAD 481 million in 2022, 23 % more as the whole project has become."),
    Build("Kilbourne full scale", "Kilbourne mine", 38_800, 150, 1, 1, "", "reported", ("TITAN", "TITAN-PEA"),
          "40,000 t/y in 2028. A letter of interest over 120 million would pay for most of it; the rest is assumed."),
    Build("Saemangeum build", "Saemangeum", 37_000, 300, 0, 1, "", "reported", ("SAEMAN", "SAEMAN-T"),
          "277 to 321 million; decided in April 2025, 26 months to output.", True),
    Build("Vidalia expansion", "Vidalia", 33_750, 539, 0, 3, "", "reported", ("SYRAH-OCT25", "VID-48C", "VID-COST"),
          "To 45,000 t/y; waits for sales. Capital recalled from the study of 2023, 16,000 USD per t/y; the first "
          "stage cost 18,578."),
    Build("Kellyton phase 1", "Kellyton", 12_500, 271, 0, 2, "", "reported", ("WWR-24", "WWR-DFS"),
          "Half built; what is spent is not deducted."),
    Build("Becancour build", "Becancour", 44_100, 900, 0, 3, "", "reported", ("NMG-25", "NMG-TIME"),
          "1,326 million with the mine, less the mine."),
    Build("Lulea build", "Lulea", 19_500, 484, 1, 2, "", "reported", ("TALGA",),
          "Capital of mine and plant recalled from the study of 2021."),
    Build("Abu Dhabi phase 1", "Abu Dhabi", 14_000, 150, 0, 1, "", "reported", ("NEXT-UAE",), "First output late in "
          "2026."),
    Build("Abu Dhabi phase 2", "Abu Dhabi", 16_000, 141, 0, 2, "Abu Dhabi phase 1", "reported", ("NEXT-UAE",),
          "291 million for 30,000 t/y, less the first phase."),
    Build("Pohang expansion", "Pohang", 18_000, 300, 0, 2, "", "reported", ("POSCO-SYN",),
          "400 billion won for 18,000 t/y; planned in 2024, completion not confirmed."),
    Build("Riverside build", "Riverside", 17_000, 340, 0, 3, "", "reported", ("NVX-26", "ANOVION"),
          "To 20,000 t/y, now in 2031 and not in 2027; under way. Capital: 20,000 USD per t/y, as at Bainbridge.",
          True),
    Build("Enterprise South build", "Enterprise South", 31_500, 865, 0, 3, "", "estimated", ("NVX-LOAN",),
          "A loan of 692 million would be four fifths of the cost."),
    Build("Bainbridge build", "Bainbridge", 40_000, 800, 0, 3, "", "reported", ("ANOVION",),
          "Was to start in 2025; no sign that it did."),
    Build("Brunswick stage 1", "Brunswick County", 30_000, 390, 0, 2, "", "reported", ("EPS-WIL", "EPS-CAP"),
          "649.9 million for 50,000 t/y, three fifths of it. Broke ground late."),
    Build("Brunswick stage 2", "Brunswick County", 20_000, 260, 0, 2, "Brunswick stage 1", "reported",
          ("EPS-FULL", "EPS-CAP"), "The rest of 649.9 million."),
    Build("Warren phase 1", "Warren", 25_000, 435, 1, 2, "", "reported", ("G1-OHIO",), "17,400 USD per t/y."),
    Build("St. Thomas phase 1", "St. Thomas", 35_000, 537, 0, 3, "", "reported", ("VIANODE", "VIANODE-C"),
          "2,300 million for 150,000 t/y, by size."),
    Build("St. Thomas phase 2", "St. Thomas", 57_500, 882, 0, 3, "St. Thomas phase 1", "reported",
          ("VIANODE", "VIANODE-C"), "2,300 million for 150,000 t/y, by size; half of the second phase."),
)  # fmt: skip

RAMPS = {
    MINING: (0.5, 0.8, "Half in the first year, assumed."),
    SHAPING: (0.4, 0.8, "Two fifths in the first year, assumed."),
    NATURAL_WORKS: (0.15, 0.5, "Cell makers take 24 to 48 months to qualify an anode: 15 % and 50 %, assumed."),
    SYNTHETIC_WORKS: (0.15, 0.5, "Cell makers take 24 to 48 months to qualify an anode: 15 % and 50 %, assumed."),
}
FIXED_OPEX = {MINING: 30.0, SHAPING: 200.0, NATURAL_WORKS: 400.0, SYNTHETIC_WORKS: 400.0}

BY_LINE = "Built line by line: at least 5,000 t/y, assumed, and at most what is published."
LEAST = 5_000
"""The smallest stage of a plant that is built line by line, t/y; assumed."""

OPERATOR = "Furnace and coating operator"
US_WAGE = 65_000.0
# market: level of wages against the USA, headcount, seats a year
MARKETS = {
    "USA": (1.0, 110, 300), "Canada": (0.9, 0, 300), "Korea": (0.65, 700, 200), "Japan": (0.7, 300, 100),
    EUROPE: (1.0, 20, 150), "United Arab Emirates": (0.4, 0, 200),
}  # fmt: skip


def rows() -> list[Row]:
    return [*recipes(), *works(), *builds(), *people()]


def recipes() -> list[Row]:
    return [
        Recipe(recipe=name, commodity=good, quantity=quantity, source=DOCS.graded(grade, *ids), notes=why)
        for name, (goods, grade, ids, why) in RECIPES.items()
        for good, quantity in goods.items()
    ]


def works() -> list[Row]:
    made: list[Row] = []
    for each in WORKS:
        source = DOCS.graded(each.grade, *each.ids)
        made.append(Plant(plant=each.plant, site=each.site, technology=each.technology,
                          existing_capacity=ByYear.of(each.standing), in_service_from=each.start,
                          source=source, notes=each.why))  # fmt: skip
        made.append(Operation(plant=each.plant, recipe=each.recipe, source=source, notes=each.why))
        made.append(CostRow(item=each.plant, variable_opex=ByYear.of(float(each.cost)),
                            fixed_opex=ByYear.of(130.0) if each.plant == "Balama mine" else ByYear.of(0.0),
                            source=DOCS.of_cost(each.grade, each.ids, each.why), notes=cost_note(each)))  # fmt: skip
    return made


def cost_note(each: Works) -> str:
    """What the cost of a plant is made of."""
    fixed = " Fixed: 3 million USD a month while it stood still in 2025." if each.plant == "Balama mine" else ""
    return each.why + fixed


def builds() -> list[Row]:
    made: list[Row] = []
    technology = {each.plant: each.technology for each in WORKS}
    for each in BUILDS:
        source = DOCS.graded(each.grade, *each.ids)
        first, second, why = RAMPS[technology[each.plant]]
        made.append(Project(
            project=each.project, plant=each.plant, kind="size", maximum_size=each.size,
            minimum_size=each.size if each.is_committed else LEAST, minimum_modules=int(each.is_committed),
            latest_decision=2026 if each.is_committed else None, needs=each.needs, life=25,
            sponsor=sponsor(each.project), source=source,
            notes=f"{each.why} {BY_LINE}",
        ))  # fmt: skip
        made.append(LeadTime(project=each.project, permitting=each.permits, construction=each.construction,
                             ramp_up_year_1=first, ramp_up_year_2=second,
                             source=DOCS.estimated("VID-TESLA") if "anode" in technology[each.plant] else source,
                             notes=f"{each.why} {why}"))  # fmt: skip
        made.append(CostRow(item=each.project, capex_per_unit=ByYear.of(round(1e6 * each.capital / each.size)),
                            salvage=0.8, fixed_opex=ByYear.of(FIXED_OPEX[technology[each.plant]]),
                            source=DOCS.of_cost(each.grade, each.ids, each.why),
                            notes=f"{each.why} Fixed opex, 2 % of capital, and salvage, four fifths of the "
                            "capital for the life left, are assumed."))  # fmt: skip
    return made


def people() -> list[Row]:
    made: list[Row] = [
        Skill(skill=OPERATOR, market=market, headcount=headcount, attrition=0.08, wage=ByYear.of(US_WAGE * level),
              training_time=0.75, training_cost=ByYear.of(20_000.0), training_seats=ByYear.of(float(seats)),
              redundancy_cost=ByYear.of(US_WAGE * level), source=DOCS.measured("BLS-20"),
              notes="Wage: the mean of US chemical operators in 2020, times the level of labour cost. Headcount: what "
              "the plants that stand need. Nine months of training, its cost, seats, attrition and a year of wages for "
              "who is released are assumed.")
        for market, (level, headcount, seats) in MARKETS.items()
    ]  # fmt: skip
    made += [
        Staffing(technology=technology, skill=OPERATOR, operation=people, source=DOCS.estimated(*ids), notes=why)
        for technology, people, ids, why in (
            (NATURAL_WORKS, 8.7, ("SYRAH-22",), "Vidalia: 98 people for 11,250 t/y."),
            (
                SYNTHETIC_WORKS,
                10.0,
                ("ANOVION", "NVX-LOAN", "VIANODE-J"),
                "10 at Bainbridge, 14 at Enterprise South, 7 at St. Thomas by 1,000 t/y.",
            ),
        )
    ]
    return made
