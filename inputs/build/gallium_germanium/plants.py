"""Hosts, recovery, refining, recycling: what stands, what can be built, and whom it takes.

A by-product cannot outgrow its host. The hosts are plants of fixed size; what their stream holds is the yield of their
recipe, in grams for each tonne of alumina or zinc.
"""

from __future__ import annotations

from typing import NamedTuple

from inputs.build.gallium_germanium.ledger import KNOWN
from inputs.build.gallium_germanium.places import (
    CONCENTRATE,
    CRUDE_GALLIUM,
    DIOXIDE,
    DOCS,
    EUROPE,
    GALLIUM_RESIDUE,
    GALLIUM_SCRAP,
    GERMANIUM_RESIDUE,
    GERMANIUM_SCRAP,
    LIQUOR,
    METAL,
    PURE_GALLIUM,
)
from model.families.conversion.rows import Operation, Recipe
from model.families.investment.rows import LeadTime, Project
from model.families.workforce.rows import Skill, Staffing
from model.sheets.columns import ByYear
from model.sheets.common import CostRow, Plant
from model.sheets.schema import ASSUMED, Row

ALUMINA, ZINC = "Alumina refinery", "Zinc smelter"
GALLIUM_CIRCUIT, GERMANIUM_CIRCUIT = "Gallium circuit", "Germanium circuit"
GALLIUM_REFINING, GERMANIUM_REFINING, RECYCLING = "Gallium refining", "Germanium refining", "Recycling"

# host, site, technology, t/y, from, g/t of gallium, g/t of germanium, grade, documents, why
HOSTS = (
    ("Wagerup alumina", "Wagerup", ALUMINA, 2_900_000, None, 34.5, 0, "estimated", ("WAGERUP",),
     "100 t of gallium from 2.9 Mt of alumina (recalled)."),
    ("Gramercy alumina", "Gramercy", ALUMINA, 1_000_000, None, 50, 0, "reported", ("ATALCO",),
     "50 t from 1.0 Mt: the upper end of what is found."),
    ("Agios Nikolaos alumina", "Agios Nikolaos", ALUMINA, 1_265_000, None, 39.6, 0, "reported", ("METLEN-25",),
     "50 t from 1.265 Mt after the expansion."),
    ("Vaudreuil alumina", "Vaudreuil", ALUMINA, 1_500_000, None, 26.7, 0, "estimated", ("RIO-25",),
     "40 t from 1.5 Mt (recalled)."),
    ("Onsan zinc", "Onsan", ZINC, 640_000, None, 24.3, 18.8, "estimated", ("KZ-GA", "KZ-GE2"),
     "15.5 t of gallium and 12 t of germanium from 640,000 t (recalled)."),
    ("Trail zinc", "Trail", ZINC, 270_000, None, 0, 148.2, "assumed", (),
     "20 t of germanium are made from 270,000 t of zinc (recalled): 74 g/t. Twice that, so that the circuit can be "
     "doubled on the same feed."),
    ("Clarksville zinc", "Clarksville", ZINC, 300_000, 2029, 133.4, 100, "estimated", ("CRU-TN", "KZ-13", "NYRSTAR-23"),
     "Korea Zinc's smelter of 300,000 t/y, from 2029. What its feed holds is not published: 40 t of gallium and 30 t "
     "of germanium a year as in the plan of 2023 that Nyrstar did not build, most of it from the ponds."),
    ("Hobart zinc", "Hobart", ZINC, 250_000, None, 0, 40, "assumed", (),
     "10 t from about 250,000 t of zinc; a study, no figure published."),
)  # fmt: skip

HOST_RECIPES = {
    ALUMINA: (("Bayer process", LIQUOR, 0.001),),
    ZINC: (("Zinc leach, germanium", GERMANIUM_RESIDUE, 0.001),),
}
"""Recipes in kg for each tonne at 1 g/t; the yield factor of Operations is the grade in g/t."""

BOTH = {"Onsan zinc": "Zinc leach, Onsan", "Clarksville zinc": "Zinc leach, Tennessee"}
"""Hosts whose residue holds both metals: a recipe of their own."""

# recipe, inputs and outputs in kg, grade, documents, why
RECIPES = (
    ("Recover gallium from liquor", {LIQUOR: -1.0, CRUDE_GALLIUM: 1.0}, "reported", ("SUNRESIN",),
     "Ion exchange. Grades of the hosts count what is recovered, so nothing more is lost here."),
    ("Recover gallium from residue", {GALLIUM_RESIDUE: -1.0, CRUDE_GALLIUM: 1.0}, "reported", ("SRA-08",),
     "82 % of what the residue holds; grades count what is recovered."),
    ("Recover germanium", {GERMANIUM_RESIDUE: -1.0, DIOXIDE: 1.0}, "reported", ("SRA-08",),
     "84 % of what the residue holds; grades count what is recovered."),
    ("Recover both metals", {GALLIUM_RESIDUE: -4 / 7, GERMANIUM_RESIDUE: -3 / 7, CRUDE_GALLIUM: 4 / 7, DIOXIDE: 3 / 7},
     "reported", ("NYRSTAR-23",), "40 t of gallium and 30 t of germanium from one circuit."),
    ("Refine gallium", {CRUDE_GALLIUM: -1.0, PURE_GALLIUM: 0.95}, "assumed", (),
     "95 %: zone refining or crystal growth; what is lost comes back as scrap of the refiner."),
    ("Refine concentrate", {CONCENTRATE: -1.0, DIOXIDE: 0.95}, "assumed", (), "Chlorination and distillation: 95 %."),
    ("Make metal", {DIOXIDE: -1.0, METAL: 0.98}, "assumed", (), "Reduction with hydrogen and zone refining: 98 %."),
    ("Recycle gallium", {GALLIUM_SCRAP: -1.0, PURE_GALLIUM: 0.9}, "assumed", (), "90 % of the scrap's gallium."),
    ("Recycle germanium", {GERMANIUM_SCRAP: -1.0, DIOXIDE: 0.9}, "assumed", (), "90 % of the scrap's germanium."),
)  # fmt: skip

GALLIUM_COST, GERMANIUM_COST, REFINING_COST, METAL_COST = 200.0, 750.0, 150.0, 70.0
"""USD/kg. Recovery outside China at 300 and 900 USD/kg all in, assumed, less some 100 and 150 of wages that are counted
by head; refining by half of the spread between grades; metal by the spread between metal and dioxide in 2024."""


class Works(NamedTuple):
    """A plant: what stands of it in kg/y, its recipes and cost."""

    plant: str
    site: str
    technology: str
    standing: float
    recipes: tuple[str, ...]
    cost: float
    grade: str
    ids: tuple[str, ...]
    why: str
    since: int | None = None


WORKS = (
    Works("Wagerup gallium", "Wagerup", GALLIUM_CIRCUIT, 0, ("Recover gallium from liquor",), GALLIUM_COST,
          "reported", ("WAGERUP",), "Up to 100 t/y."),
    Works("Gramercy gallium", "Gramercy", GALLIUM_CIRCUIT, 0, ("Recover gallium from liquor",), GALLIUM_COST,
          "reported", ("ATALCO",), "Up to 50 t/y."),
    Works("Agios Nikolaos gallium", "Agios Nikolaos", GALLIUM_CIRCUIT, 5_000, ("Recover gallium from liquor",),
          GALLIUM_COST, "reported", ("METLEN-26",), "First 5 kg in January 2026; 5 to 10 t expected in 2027.", 2027),
    Works("Vaudreuil gallium", "Vaudreuil", GALLIUM_CIRCUIT, 3_500, ("Recover gallium from liquor",), GALLIUM_COST,
          "reported", ("RIO-24",), "Demonstration plant."),
    Works("Onsan gallium", "Onsan", GALLIUM_CIRCUIT, 0, ("Recover gallium from residue",), GALLIUM_COST, "reported",
          ("KZ-GA",), "15.5 t/y."),
    Works("Onsan germanium", "Onsan", GERMANIUM_CIRCUIT, 0, ("Recover germanium",), GERMANIUM_COST, "reported",
          ("KZ-GE2",), "12 t/y; Lockheed Martin has priority by a memorandum."),
    Works("Clarksville metals", "Clarksville", "Gallium and germanium circuit", 0, ("Recover both metals",), 435.0,
          "estimated", ("NYRSTAR-23",), "70 t/y of the two metals: Nyrstar's plan of 2023, not built. Cost: of either, "
          "by weight."),
    Works("Trail germanium", "Trail", GERMANIUM_CIRCUIT, 20_000, ("Recover germanium",), GERMANIUM_COST, "estimated",
          ("OFR-114",), "Output of 20 t; the capacity of 30 t is not reached with the present feed."),
    Works("Hobart germanium", "Hobart", GERMANIUM_CIRCUIT, 0, ("Recover germanium",), GERMANIUM_COST, "reported",
          ("HOBART",), "A study with public support."),
    Works("Olen refinery", "Olen", GERMANIUM_REFINING, 40_000, ("Refine concentrate", "Make metal"), METAL_COST,
          "estimated", ("OFR-114", "STL-CAP"), "10 t of its own and the 30 t that Lubumbashi may send; assumed."),
    Works("Olen recycling", "Olen", RECYCLING, 25_000, ("Recycle germanium",), 200.0, "estimated", ("USGS-GE20",),
          "30 % of all use comes from scrap; most of it is recycled here, assumed."),
    Works("St. George refinery", "St. George", GERMANIUM_REFINING, 3_000, ("Make metal",), METAL_COST, "estimated",
          ("5NPLUS",), "'Sevenfold to more than 20 t' implies 3 t."),
    Works("Trail metal", "Trail", GERMANIUM_REFINING, 10_000, ("Make metal",), METAL_COST, "assumed", (),
          "Sells dioxide and metal; half of its output."),
    Works("Tobyhanna recycling", "Tobyhanna", RECYCLING, 3_000, ("Recycle germanium",), 200.0, "reported",
          ("DLA-22",), "2.2 to 3 t/y. Cost assumed, as for all germanium scrap."),
    Works("Utica refining", "Utica", GALLIUM_REFINING, 40_000, ("Refine gallium",), REFINING_COST, "assumed", (),
          "Twice what the USA uses."),
    Works("Utica recycling", "Utica", RECYCLING, 15_000, ("Recycle gallium",), 150.0, "estimated", ("USGS-GA25",),
          "A share of the 280 t/y in which scrap can be recycled worldwide; share assumed."),
    Works("Ziar refining", "Ziar", GALLIUM_REFINING, 30_000, ("Refine gallium",), REFINING_COST, "assumed", (),
          "USGS names the country only."),
    Works("Ziar recycling", "Ziar", RECYCLING, 25_000, ("Recycle gallium",), 150.0, "estimated", ("USGS-GA25",),
          "A share of the 280 t/y in which scrap can be recycled worldwide; share assumed."),
    Works("Japanese gallium refiners", "Kosaka", GALLIUM_REFINING, 110_000, ("Refine gallium",), REFINING_COST,
          "estimated", ("JT-25",), "What Japan imports, with some to spare."),
    Works("Japanese gallium recyclers", "Kosaka", RECYCLING, 90_000, ("Recycle gallium",), 150.0, "estimated",
          ("JT-25",), "70 t recycled in 2021: 167 t used, 97 t imported; with some to spare."),
    Works("Japanese germanium makers", "Kosaka", GERMANIUM_REFINING, 25_000, ("Make metal",), METAL_COST, "assumed",
          (), "For Japan and Korea, from imported dioxide."),
    Works("Japanese germanium recyclers", "Kosaka", RECYCLING, 12_000, ("Recycle germanium",), 200.0, "assumed", (),
          "For Japan and Korea."),
)  # fmt: skip


class Build(NamedTuple):
    """An investment: kg/y, million USD, years of permits and construction, whether it is under way already."""

    project: str
    plant: str
    size: float
    capital: float
    permits: float
    construction: float
    is_committed: bool
    grade: str
    ids: tuple[str, ...]
    why: str


BUILDS = (
    Build("Wagerup circuit", "Wagerup gallium", 100_000, 150, 0, 2, False, "reported", ("WAGERUP", "ALCOA-25"),
          "Framework of October 2025, not binding; the decision has slipped once. Capital: not published, 1,500 USD "
          "per kg/y, between Pavlodar (1,333) and Onsan (2,516), assumed."),
    Build("Gramercy circuit", "Gramercy gallium", 50_000, 95, 0, 2, False, "reported", ("ATALCO",),
          "150 million of public and 300 of private money for alumina and gallium together. Capital: 1,900 USD per "
          "kg/y for the gallium part, assumed. Start in 2028, assumed."),
    Build("Agios Nikolaos circuit", "Agios Nikolaos gallium", 45_000, 86, 0, 2, True, "reported",
          ("METLEN-25", "METLEN-26"), "Decided in January 2025; some 50 t/y planned for 2028, ramp-up assumed. EUR "
          "295.5 million with bauxite and alumina. Capital: 1,900 USD per kg/y for the gallium part, assumed."),
    Build("Vaudreuil circuit", "Vaudreuil gallium", 36_500, 80, 1, 2, False, "reported", ("RIO-25",),
          "Under study. Capital: 2,000 USD per kg/y, assumed."),
    Build("Onsan gallium circuit", "Onsan gallium", 15_500, 39, 0, 2, True, "reported", ("KZ-GA", "KZ-GA2"),
          "Decided in October 2025; trial in the first half of 2028."),
    Build("Onsan germanium circuit", "Onsan germanium", 12_000, 101, 0, 2, True, "reported", ("KZ-GE", "KZ-GE2"),
          "Memorandum of August 2025; full output in the first half of 2028."),
    Build("Clarksville circuit", "Clarksville metals", 70_000, 150, 1, 2, False, "estimated",
          ("NYRSTAR-23", "MINT-23", "KZ-13"),
          "Korea Zinc plans both metals in its smelter of 6.6 billion and publishes neither size nor cost: both are "
          "those of Nyrstar's plan of 2023, which was not built, 150 million after 90 a year before."),
    Build("Trail expansion", "Trail germanium", 20_000, 80, 1, 2, False, "assumed", (),
          "Doubling: 4,000 USD per kg/y, an addition to a running circuit."),
    Build("Hobart", "Hobart germanium", 10_000, 101, 2, 3, False, "estimated", ("HOBART", "KZ-GE"),
          "Feasibility study. Size assumed, capital as at Onsan."),
    Build("St. George expansion", "St. George refinery", 17_000, 36, 0, 2, False, "reported", ("5NPLUS", "DOW-GE"),
          "To more than 20 t/y with 18.1 million of public money; as much again of its own is assumed."),
    Build("Utica refining line", "Utica refining", 40_000, 20, 0, 1, False, "assumed", (),
          "500 USD per kg/y: ovens and clean rooms, far less than recovery."),
    Build("Ziar refining line", "Ziar refining", 40_000, 20, 0, 1, False, "assumed", (), "As in Utica."),
    Build("Japanese refining line", "Japanese gallium refiners", 50_000, 25, 0, 1, False, "assumed", (),
          "As in Utica."),
    Build("Japanese recycling line", "Japanese gallium recyclers", 40_000, 12, 0, 1, False, "assumed", (),
          "300 USD per kg/y: below refining from crude."),
    Build("Olen recycling line", "Olen recycling", 20_000, 20, 0, 1, False, "assumed", (), "1,000 USD per kg/y."),
)  # fmt: skip

QUALIFICATION = "First year at 30 %: customers take twelve months to qualify a new source, assumed."
LEAD = "Onsan takes 32 months from decision to full output, Agios Nikolaos 42."

HYDRO, ZONE = "Hydrometallurgy operator", "Refining operator"
US_WAGE = 65_000.0

# market: level of wages against the USA, people for circuits that run, for refining and recycling, seats a year
MARKETS = {
    "USA": (1.0, 0, 45, 60), "Canada": (0.9, 125, 11, 40), "Australia": (1.03, 0, 0, 40), "Korea": (0.65, 0, 0, 60),
    EUROPE: (0.85, 62, 72, 40), "Japan": (0.7, 0, 115, 40),
}  # fmt: skip

# technology, skill, people per t/y, people per plant, grade, documents, why
CREWS = (
    (GALLIUM_CIRCUIT, HYDRO, 0.2, 60, "reported", ("ERG-25",), "70 jobs for 15 t/y at Pavlodar; little more for 50."),
    (GERMANIUM_CIRCUIT, HYDRO, 0.5, 50, "assumed", (), "60 for 20 t/y, in shifts."),
    ("Gallium and germanium circuit", HYDRO, 0.5, 70, "assumed", (), "The two circuits share halls and shifts."),
    (GALLIUM_REFINING, ZONE, 0.4, 5, "assumed", (), "Ovens in shifts."),
    (GERMANIUM_REFINING, ZONE, 0.6, 5, "assumed", (), "Zone refining in shifts."),
    (RECYCLING, ZONE, 0.3, 5, "assumed", (), "Leaching and electrowinning in shifts."),
)  # fmt: skip


def rows() -> list[Row]:
    return [*hosts(), *recipes(), *works(), *builds(), *people()]


def hosts() -> list[Row]:
    made: list[Row] = []
    for plant, site, technology, size, start, gallium, germanium, grade, ids, why in HOSTS:
        source = DOCS.graded(grade, *ids)
        made.append(Plant(plant=plant, site=site, technology=technology, existing_capacity=ByYear.of(size),
                          in_service_from=start, source=source, notes=why))  # fmt: skip
        recipe = BOTH.get(plant)
        if recipe:
            made += [
                Recipe(
                    recipe=recipe,
                    commodity=good,
                    quantity=round(grams / 1000, 6),
                    source=source,
                    notes=f"{grams} g/t. {why}",
                )
                for good, grams in ((GALLIUM_RESIDUE, gallium), (GERMANIUM_RESIDUE, germanium))
            ]
        [(usual, *_)] = HOST_RECIPES[technology]
        made.append(Operation(plant=plant, recipe=recipe or usual, yield_factor=1.0 if recipe else gallium or germanium,
                              source=source, notes=f"Yield: g/t. {why}"))  # fmt: skip
    return made


def recipes() -> list[Row]:
    made: list[Row] = [
        Recipe(recipe=name, commodity=good, quantity=quantity, source=DOCS.estimated("FRENZEL"),
               notes="1 g/t: the grade is in Operations.")
        for each in HOST_RECIPES.values()
        for name, good, quantity in each
    ]  # fmt: skip
    made += [
        Recipe(recipe=name, commodity=good, quantity=round(quantity, 4), source=DOCS.graded(grade, *ids), notes=why)
        for name, goods, grade, ids, why in RECIPES
        for good, quantity in goods.items()
    ]
    return made


def works() -> list[Row]:
    made: list[Row] = []
    for each in WORKS:
        source = DOCS.graded(each.grade, *each.ids)
        made.append(Plant(plant=each.plant, site=each.site, technology=each.technology, capacity_unit="kg",
                          existing_capacity=ByYear.of(each.standing), in_service_from=each.since, source=source,
                          notes=each.why))  # fmt: skip
        made += [Operation(plant=each.plant, recipe=recipe, source=source, notes=each.why) for recipe in each.recipes]
        made.append(CostRow(item=each.plant, variable_opex=ByYear.of(each.cost), source=cost_source(each),
                            notes=COST_NOTES[each.technology]))  # fmt: skip
    return made


COST_NOTES = {
    GALLIUM_CIRCUIT: "300 USD/kg all in outside China, assumed, less 100 of wages that are counted by head.",
    GERMANIUM_CIRCUIT: "900 USD/kg all in, below the price of 2020-21 at which Trail ran, assumed, less 150 of wages.",
    "Gallium and germanium circuit": "The mean of the two circuits, by weight.",
    GALLIUM_REFINING: "Half of the spread of 280 USD/kg between the two grades in 2024.",
    GERMANIUM_REFINING: "The spread between metal (2,100 USD/kg) and dioxide (1,400 at 69 %) in 2024.",
    RECYCLING: "Assumed: as refining for gallium, a little more for germanium, which has to be distilled.",
}


def cost_source(each: Works) -> str:
    """Where the operating cost of a plant comes from."""
    if each.technology == GALLIUM_REFINING:
        return DOCS.estimated("USGS-GA25")
    return DOCS.estimated("USGS-GE25", "GEO2") if each.technology == GERMANIUM_REFINING else ASSUMED


def builds() -> list[Row]:
    made: list[Row] = []
    for each in BUILDS:
        source = DOCS.graded(each.grade, *each.ids)
        made.append(build(each, source))
        made.append(LeadTime(
            project=each.project, permitting=each.permits, construction=each.construction, ramp_up_year_1=0.3,
            ramp_up_year_2=0.7, source=DOCS.estimated("KZ-GA", "METLEN-25"),
            notes=f"{LEAD} {QUALIFICATION} Second year at 70 %, assumed.",
        ))  # fmt: skip
        capital = (
            {"capex_per_unit": ByYear.of(1e6 * each.capital / each.size)}
            if is_line(each)
            else {"fixed_capex": ByYear.of(float(each.capital))}
        )
        made.append(CostRow(item=each.project, salvage=0.5, **capital,
                            source=DOCS.of_cost(each.grade, each.ids, each.why),
                            notes=f"{each.why} Salvage: half of the capital for the life left, assumed."))  # fmt: skip
    return made


def is_line(each: Build) -> bool:
    """Refining and recycling grow by furnaces, to any size; a circuit is built or not."""
    return each.project.endswith("line")


def build(each: Build, source: str) -> Project:
    if is_line(each):
        return Project(project=each.project, plant=each.plant, kind="size", minimum_size=1_000, maximum_size=each.size,
                       life=25, source=source, notes=f"{each.why} In furnaces of 1,000 kg/y and more.")  # fmt: skip
    return Project(project=each.project, plant=each.plant, kind="modules", module_size=each.size, maximum_modules=1,
                   minimum_modules=int(each.is_committed), latest_decision=2026 if each.is_committed else None,
                   life=25, sponsor=KNOWN[each.project].sponsor, source=source, notes=each.why)  # fmt: skip


def people() -> list[Row]:
    made: list[Row] = []
    for market, (level, hydro, refining, seats) in MARKETS.items():
        for skill, headcount, time, cost in ((HYDRO, hydro, 0.5, 15_000.0), (ZONE, refining, 1.0, 30_000.0)):
            made.append(Skill(
                skill=skill, market=market, headcount=headcount, attrition=0.06, wage=ByYear.of(US_WAGE * level),
                training_time=time, training_cost=ByYear.of(cost), training_seats=ByYear.of(float(seats)),
                redundancy_cost=ByYear.of(US_WAGE * level),
                source=DOCS.measured("BLS-20"),
                notes="Wage: the mean of US chemical operators in 2020, times the level of labour cost. Headcount: "
                "what the circuits that stand need. Training time, its cost, seats, attrition and a year of wages for "
                "who is released are assumed.",
            ))  # fmt: skip
    made += [
        Staffing(technology=technology, skill=skill, operation=operation, per_plant=plant,
                 source=DOCS.graded(grade, *ids), notes=why)
        for technology, skill, operation, plant, grade, ids, why in CREWS
    ]  # fmt: skip
    return made
