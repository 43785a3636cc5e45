"""What may be built: sizes, capital, lead times. Study figures are raised by what earlier projects overran."""

from __future__ import annotations

from typing import NamedTuple

from inputs.build.sources import cite
from model.families.investment.rows import LeadTime, Project
from model.sheets.common import CostRow
from model.sheets.schema import Row

OVERRUN = 1.3
OVERRUN_NOTE = (
    "Study figure x 1.3: of five projects with two published figures, four ended 1.6 to 1.8 times dearer "
    "(Kalgoorlie 1.60, Eneabba 1.59, Nolans 1.59, Saskatoon 1.84), about half of it inflation and scope."
)
SALVAGE = 0.8


class Times(NamedTuple):
    """Years for permits and construction, usable share in the first three years, why."""

    permit: float
    construction: float
    ramp: tuple[float, float, float]
    why: str


TIMES = {
    "mine": Times(2, 3, (0.5, 0.8, 1.0),
                  "Studies promise three years from feasibility; delivered schedules take five (3 to 8)."),
    "mine, licensed": Times(1, 2.5, (0.5, 0.8, 1.0),
                            "Permits far advanced; construction as planned and half a year of slip."),
    "expansion": Times(0.5, 2, (0.6, 1.0, 1.0), "On a running site: 2 to 4 years."),
    "light": Times(1.5, 3, (0.4, 0.7, 0.9), "1.5 to 5.2 years: White Mesa plans 3.1, Eneabba took 5.2."),
    "heavy": Times(1.5, 2.5, (0.35, 0.65, 0.9), "0.9 to 4.3 years: Vinton plans 2.7, Mountain Pass took 4.3."),
    "metal": Times(0.5, 2, (0.5, 0.8, 1.0), "Lacq plans 2, Saskatoon took 4 with separation."),
    "magnet": Times(0.5, 2.5, (0.3, 0.6, 0.85),
                    "1.9 to 3.7 years (Sumter 1.9, Columbus 2.3, Narva 2.5, Independence 3.7); customers qualify "
                    "magnets for years."),
    "line": Times(0, 1.5, (0.5, 0.85, 1.0), "A further line in a standing hall."),
    "recycling": Times(0.5, 2, (0.5, 0.8, 1.0), "1.8 to 3 years."),
}  # fmt: skip


class Entry(NamedTuple):
    """A project as a line of data. ``most`` modules of ``size``, or (0) any size between ``least`` and ``size``."""

    project: str
    plant: str
    most: int
    size: float
    least: float
    capital: float
    """Million USD: a module, such as one line of a plant, or the part of a size that does not depend on it."""
    per_unit: float
    """USD per t/y, of a size."""
    fixed_opex: float
    """USD/y per t/y."""
    times: str
    life: float
    group: str
    needs: str
    earliest: int | None
    ids: tuple[str, ...]
    why: str


ENTRIES = tuple(Entry(*each) for each in (
    # Mines, t REO/y
    ("Mountain Pass 60K", "Mountain Pass mine", 1, 14_500, 0, 130, 0, 300, "expansion", 25, "", "", None, ("MP-10K24",),
     "Upstream 60K plan; capital assumed at 9 USD per kg/y."),
    ("Mt Weld further expansion", "Mt Weld mine", 1, 12_000, 0, 250, 0, 400, "expansion", 20, "", "", 2027,
     ("LYC-MTWELD",),
     "A further step like the A$570m expansion; assumed."),
    ("Browns Range", "Browns Range mine", 1, 4_350, 0, 385 * OVERRUN, 0, 1_500, "mine, licensed", 11, "", "", None,
     ("NTU-DFS", "NTU-DFS2"), "A$592m, life 11 years. " + OVERRUN_NOTE),
    ("Nolans mine build", "Nolans mine", 1, 13_343, 0, 412 * OVERRUN, 0, 600, "mine, licensed", 38, "", "", None,
     ("ARU-22", "ARU-DFS"), "40 % of A$1,586m, the split assumed. " + OVERRUN_NOTE),
    ("Serra Verde 6,500", "Serra Verde mine", 1, 1_500, 0, 60, 0, 1_000, "expansion", 25, "", "", None,
     ("SVERDE-27", "SVERDE-26"),
     "Optimisation to 6,500 t/y; part of the US$565m loan refinances, so capital is assumed."),
    ("Caldeira", "Caldeira mine", 1, 13_584, 0, 443 * OVERRUN, 0, 800, "mine", 20, "", "", None, ("MEI-PFS",),
     "US$443m. " + OVERRUN_NOTE),
    ("Carina", "Carina mine", 1, 4_400, 0, 593 * OVERRUN, 0, 2_500, "mine", 22, "", "", None, ("ARA-PEA",),
     "US$593m. " + OVERRUN_NOTE),
    ("Strange Lake, full", "Strange Lake mine", 1, 15_000, 0, 864 * OVERRUN, 0, 2_000, "mine", 30, "Strange Lake", "",
     None, ("TORNGAT",), "C$2,000m with road and separation, less C$800m for Sept-Iles. " + OVERRUN_NOTE),
    ("Strange Lake, half", "Strange Lake mine", 1, 7_500, 0, 620 * OVERRUN, 0, 2_800, "mine", 30, "Strange Lake", "",
     None,
     ("TORNGAT",), "The road costs the same: capital falls with the 0.5th power of size, assumed. " + OVERRUN_NOTE),
    ("Lofdal", "Lofdal mine", 1, 2_000, 0, 207 * OVERRUN, 0, 2_000, "mine", 16, "", "", None, ("LOFDAL",),
     "US$207m with 30 % contingency, 2022. " + OVERRUN_NOTE),
    ("Khalzan Buregtei", "Khalzan Buregtei mine", 1, 4_000, 0, 500 * OVERRUN, 0, 2_000, "mine", 25, "", "", 2027,
     ("KB-MNREC", "MN-EURASIA"), "More than US$500m; capacity is a placeholder. " + OVERRUN_NOTE),
    ("Songwe Hill", "Songwe mine", 1, 5_954, 0, 311 * OVERRUN, 0, 1_500, "mine", 18, "", "", None,
     ("MKANGO", "MKANGO2"),
     "US$277.4m and contingency. " + OVERRUN_NOTE),
    # Light separation, t REO/y of feed
    ("Mountain Pass design rate", "Mountain Pass separation", 1, 14_600, 0, 150, 0, 400, "expansion", 25, "", "", None,
     ("RJ-MP22",), "Debottlenecking to 6,075 t/y NdPr; 10 USD per kg/y, the low end of light separation."),
    ("White Mesa 2, large", "White Mesa separation", 1, 22_000, 0, 260 * OVERRUN, 0, 600, "light", 25, "White Mesa 2",
     "", None, ("UUUU-BFS", "UUUU-MIN"), "5,000 t/y NdPr more; US$410m less 150 for heavy separation. " + OVERRUN_NOTE),
    ("White Mesa 2, small", "White Mesa separation", 1, 10_000, 0, 162 * OVERRUN, 0, 800, "light", 25, "White Mesa 2",
     "", None, ("UUUU-BFS",), "Capital falls with the 0.6th power of size. " + OVERRUN_NOTE),
    ("Vinton", "Vinton separation", 1, 5_900, 0, 80 * OVERRUN, 0, 1_000, "light", 25, "", "", None,
     ("ARA-LA", "ARA-LA2"),
     "US$277m less 197 for heavy separation. " + OVERRUN_NOTE),
    ("Sept-Iles, full", "Sept-Iles separation", 1, 15_000, 0, 400 * OVERRUN, 0, 1_000, "light", 25, "Sept-Iles", "",
     None, ("TORNGAT",), "C$800m less 176 for heavy separation. " + OVERRUN_NOTE),
    ("Sept-Iles, half", "Sept-Iles separation", 1, 7_500, 0, 265 * OVERRUN, 0, 1_400, "light", 25, "Sept-Iles", "",
     None, ("TORNGAT",), "Capital falls with the 0.6th power of size. " + OVERRUN_NOTE),
    ("Nolans refinery", "Nolans separation", 1, 13_343, 0, 619 * OVERRUN, 0, 1_200, "light", 25, "",
     "Nolans mine build", None, ("ARU-22",), "60 % of A$1,586m. " + OVERRUN_NOTE),
    ("Gebeng expansion", "Gebeng separation", 1, 12_000, 0, 180, 0, 500, "expansion", 25, "", "", 2027, ("UCU-LED",),
     "15 USD per kg/y on a running site; assumed."),
    ("La Rochelle full scale", "La Rochelle separation", 0, 6_000, 2_000, 20, 16_000, 900, "expansion", 25, "", "",
     None, ("SOLVAY2",), "About EUR 100m for the full scale."),
    ("Jubail, large", "Jubail separation", 1, 10_000, 0, 300, 0, 800, "light", 25, "Jubail", "", 2027,
     ("MAADEN", "ILU-COST"),
     "Nothing published; 30 USD per kg/y, below Sept-Iles (38) for cheap energy and a ready site."),
    ("Jubail, small", "Jubail separation", 1, 5_000, 0, 198, 0, 1_000, "light", 25, "Jubail", "", 2027,
     ("MAADEN", "ILU-COST"),
     "Capital falls with the 0.6th power of size."),
    # Heavy separation, t SEG+/y
    ("Mountain Pass heavy 2", "Mountain Pass heavy", 1, 3_000, 0, 90, 0, 2_500, "heavy", 25, "", "", 2027,
     ("LYC-HRE2", "CAREMAG"),
     "30 USD per kg/y of feed, between Gebeng (23) and Lacq (35)."),
    ("White Mesa heavy build", "White Mesa heavy", 1, 3_500, 0, 150 * OVERRUN, 0, 2_500, "heavy", 25, "", "", None,
     ("UUUU-BFS",),
     "Heavy part of the US$410m, assumed. " + OVERRUN_NOTE),
    ("Vinton heavy, large", "Vinton heavy", 1, 3_000, 0, 197 * OVERRUN, 0, 2_500, "heavy", 25, "Vinton heavy", "", None,
     ("ARA-LA", "ARA-LA2"), "Heavy part of the US$277m, assumed. " + OVERRUN_NOTE),
    ("Vinton heavy, small", "Vinton heavy", 1, 1_500, 0, 130 * OVERRUN, 0, 3_200, "heavy", 25, "Vinton heavy", "", None,
     ("ARA-LA",), "Capital falls with the 0.6th power of size. " + OVERRUN_NOTE),
    ("Sept-Iles heavy build", "Sept-Iles heavy", 0, 7_500, 2_000, 40, 18_000, 2_500, "heavy", 25, "", "", None,
     ("TORNGAT",),
     "C$244m at full size; assumed share of the C$800m."),
    # Metal, t/y
    ("10X metal lines", "10X metal", 12, 300, 0, 55 / 3, 0, 2_000, "metal", 20, "", "", None, ("MP-10X",),
     "60 USD per kg/y, the base value for metal; part of the US$1,250m of 10X."),
    ("Benson metal lines", "Benson metal", 16, 275, 0, 16.25, 0, 2_000, "metal", 20, "", "", None, ("VULCAN",),
     "60 USD per kg/y; assumed."),
    ("Saskatoon metal lines", "Saskatoon metal", 6, 300, 0, 18, 0, 2_500, "line", 20, "", "", None, ("SRC-24",),
     "60 USD per kg/y, the base value for metal."),
    ("Ellesmere Port lines", "Ellesmere Port metal", 6, 250, 0, 34 / 3, 0, 2_500, "line", 20, "", "", None,
     ("LCM-LACQ",), "45 USD per kg/y on a running site; assumed."),
    ("Lacq metal build", "Lacq metal", 15, 250, 0, 124 * OVERRUN / 15, 0, 2_000, "metal", 20, "", "", None,
     ("LCM-LACQ", "LCM-2027"),
     "EUR 110m. " + OVERRUN_NOTE),
    ("Japanese metal lines", "Japanese metal makers", 16, 250, 0, 10, 0, 2_000, "line", 20, "", "", None, (),
     "40 USD per kg/y at makers who know how; assumed."),
    ("Korean metal lines", "Korean metal makers", 12, 250, 0, 11.25, 0, 2_000, "metal", 20, "", "", None, (),
     "45 USD per kg/y; assumed."),
    # Magnets, t/y
    ("10X phase 1", "10X magnets", 7, 500, 0, 520 / 7, 0, 4_000, "magnet", 20, "", "", None, ("MP-10X", "KHELRE-MP"),
     "Half of the US$1,250m without metal; 150 USD per kg/y, dear against 92 on average."),
    ("10X phase 2", "10X magnets", 7, 500, 0, 60, 0, 4_000, "magnet", 20, "", "10X phase 1", 2027, ("MP-10X",),
     "Halls and utilities stand."),
    ("Benson phase 1", "Benson magnets", 10, 500, 0, 48, 0, 4_000, "magnet", 20, "", "", None, ("VULCAN",),
     "Rather more than half of US$918m."),
    ("Benson phase 2", "Benson magnets", 10, 500, 0, 44, 0, 4_000, "magnet", 20, "", "Benson phase 1", 2027,
     ("VULCAN",),
     "Rather less than half of US$918m."),
    ("Columbus lines", "Columbus magnets", 18, 500, 0, 223 * OVERRUN / 6, 0, 4_000, "magnet", 20, "", "", None,
     ("JSLINK",),
     "US$223m for 3,000 t/y. " + OVERRUN_NOTE),
    ("Stillwater lines", "Stillwater magnets", 6, 600, 0, 55, 0, 4_000, "line", 20, "", "", None,
     ("USAR-LCM", "USAR-GOV"),
     "Towards 5,000 t/y; 92 USD per kg/y, the base value for magnets."),
    ("Stillwater campus", "Stillwater magnets", 8, 500, 0, 47.5, 0, 4_000, "magnet", 20, "", "Stillwater lines", 2029,
     ("USAR-LCM", "MP-10X"), "A second hall beyond the 5,000 t/y planned; 95 USD per kg/y, assumed."),
    ("Sumter phase 2", "Sumter magnets", 4, 500, 0, 75, 0, 4_000, "magnet", 20, "", "", None, ("EVAC",),
     "150 USD per kg/y: below the first phase's 253."),
    ("Narva phase 2", "Narva magnets", 6, 500, 0, 170 / 6, 0, 3_500, "magnet", 20, "", "", None, ("NEO-NARVA",),
     "EUR 150m more."),
    ("Hanau lines", "Hanau magnets", 6, 500, 0, 130 / 3, 0, 4_000, "line", 20, "", "", None, ("JSLINK", "VULCAN"),
     "87 USD per kg/y, near the base value for magnets."),
    ("Lacq magnets, large", "Lacq magnets", 12, 500, 0, 40, 0, 4_000, "magnet", 20, "Lacq magnets", "", None,
     ("VULCAN", "NEO-NARVA"),
     "80 USD per kg/y, between Narva (57) and the base value (92)."),
    ("Lacq magnets, small", "Lacq magnets", 5, 500, 0, 50, 0, 4_500, "magnet", 20, "Lacq magnets", "", None,
     ("NEO-NARVA",),
     "100 USD per kg/y: a small plant is dearer by the tonne."),
    ("Japanese magnet lines", "Japanese magnet makers", 16, 500, 0, 35, 0, 3_500, "line", 20, "", "", None,
     ("JSLINK",),
     "70 USD per kg/y at makers who know how."),
    ("Korean magnet lines", "Korean magnet makers", 20, 500, 0, 37.5, 0, 3_500, "magnet", 20, "", "", None, ("JSLINK",),
     "74 USD per kg/y as in Columbus."),
    # Recycling, t/y of magnets made or of scrap taken
    ("Fort Worth recycling lines", "Fort Worth recycling", 6, 250, 0, 125 / 3, 0, 4_000, "recycling", 20, "", "", None,
     ("HYPROMAG", "HYPROMAG2"), "US$125m for 750 t/y."),
    ("Mountain Pass recycling lines", "Mountain Pass recycling", 20, 500, 0, 12.5, 0, 1_500, "recycling", 20, "", "",
     None, ("CAREMAG",), "25 USD per kg/y of scrap: Caremag's EUR 216m shared with its concentrates. Twenty lines "
     "would take the swarf of all US magnet plants: what is ground off is too rich to be thrown away."),
    ("Lacq recycling lines", "Lacq recycling", 12, 500, 0, 12.5, 0, 1_500, "recycling", 20, "", "", 2027,
     ("CAREMAG", "SMM-REC22"), "As at Mountain Pass; for the swarf of the magnet plants that are built in Europe."),
    ("Japanese recycling lines", "Japanese recyclers", 16, 500, 0, 10, 0, 1_500, "recycling", 20, "", "", None,
     ("CAREMAG", "SMM-REC22"), "20 USD per kg/y at makers who know how, for swarf from Japan and Korea; assumed."),
))  # fmt: skip


def rows() -> list[Row]:
    made: list[Row] = []
    for entry in ENTRIES:
        made += [project(entry), lead_time(entry), cost(entry)]
    return made


def by_line(entry: Entry) -> str:
    """How a plant of several modules is built."""
    if entry.most <= 1:
        return entry.why
    whole, capital = entry.most * entry.size, entry.most * entry.capital
    return (
        f"{entry.why} Built line by line, {entry.most} at most, together {whole:,.0f} t/y for {capital:,.0f} million "
        "USD; the size of a line is assumed."
    )


def project(entry: Entry) -> Project:
    is_size = entry.most == 0
    return Project(
        project=entry.project, plant=entry.plant, kind="size" if is_size else "modules",
        module_size=None if is_size else entry.size, maximum_modules=max(entry.most, 1), minimum_size=entry.least,
        maximum_size=entry.size if is_size else None, choice_group=entry.group, needs=entry.needs,
        earliest_decision=entry.earliest, life=entry.life, source=cite(*entry.ids), notes=by_line(entry),
    )  # fmt: skip


def lead_time(entry: Entry) -> LeadTime:
    times = TIMES[entry.times]
    return LeadTime(
        project=entry.project, permitting=times.permit, construction=times.construction, ramp_up_year_1=times.ramp[0],
        ramp_up_year_2=times.ramp[1], ramp_up_year_3=times.ramp[2], spend_permitting=0.03 if times.permit else 0.0,
        source=cite(*entry.ids), notes=times.why,
    )  # fmt: skip


def cost(entry: Entry) -> CostRow:
    return CostRow(
        item=entry.project, fixed_capex=round(entry.capital, 2), capex_per_unit=entry.per_unit,
        fixed_opex=entry.fixed_opex,
        salvage=SALVAGE, source=cite(*entry.ids),
        notes=by_line(entry) + " Fixed opex: upkeep and insurance, assumed. Salvage: 80 % of capital for the life "
        "left, so that what is built late is not judged by the few years that are planned.",
    )  # fmt: skip
