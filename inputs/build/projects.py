"""What may be built: sizes, capital, lead times. Study figures are raised by what earlier projects overran."""

from __future__ import annotations

from typing import NamedTuple

from inputs.build.ledger import KNOWN, sponsor
from inputs.build.sources import cite, converted
from model.families.decisions.rows import ALREADY_MADE, BUILD, Decision
from model.families.investment.rows import LeadTime, Project
from model.sheets.columns import ByYear
from model.sheets.common import CostRow
from model.sheets.schema import Row

OVERRUN = 1.3
OVERRUN_NOTE = (
    " Planning figure of {study:,.1f} million USD x 1.3, assumed: of five projects with two published figures, four "
    "ended 1.6 to 1.8 times dearer (Kalgoorlie 1.60, Eneabba 1.59, Nolans 1.59, Saskatoon 1.84), about half of it "
    "inflation and scope."
)
BENSON_METAL = 0.06 * 275
BENSON_LINE = (918 - 16 * BENSON_METAL) / 20
"""Million USD: a line of metal of 275 t/y, and what the study of Benson leaves for each of twenty of magnets."""

NOLANS_FEED = (
    "The study's 4,440 t/y of NdPr need 18,800 t REO of feed at 0.2366, estimated; its 13,343 t REO are what is sold, "
    "with little of the cerium."
)

SALVAGE = 0.25
SALVAGE_NOTE = (
    " Salvage: a quarter of capital for the life left, assumed. Half of a plant's capital is equipment, half of which "
    "a buyer pays; ground, buildings and permits of a specialised site find none. Mountain Pass was sold for 20.5 "
    "million in 2017; its owner had 1,700 million of debt (Mining.com, June 2017)."
)


def scaled(capital: float, share: float, power: float = 0.6, overrun: float = OVERRUN) -> float:
    """Capital of a plant of a share of the size of another."""
    return overrun * capital * share**power


class Times(NamedTuple):
    """Years for permits and construction, usable share in the first three years, documents, why."""

    permit: float
    construction: float
    ramp: tuple[float, float, float]
    ids: tuple[str, ...]
    why: str


TIMES = {
    "mine": Times(2, 3, (0.5, 0.8, 1.0), ("NTU-DFS2", "ARU-19"),
                  "Studies promise three years from feasibility; delivered schedules take five (3 to 8)."),
    "mine, licensed": Times(1, 2.5, (0.5, 0.8, 1.0), (),
                            "Permits far advanced; construction as planned and half a year of slip."),
    "expansion": Times(0.5, 2, (0.6, 1.0, 1.0), (), "On a running site: 2 to 4 years."),
    "light": Times(1.5, 3, (0.4, 0.7, 0.9), ("UUUU-BFS", "ILU-FID", "ILU-FUND"),
                   "1.5 to 5.2 years: White Mesa plans 3.1, Eneabba took 5.2."),
    "heavy": Times(1.5, 2.5, (0.35, 0.65, 0.9), ("LYC-DY", "ARA-LA", "GCC-MPHREE"),
                   "0.9 to 4.3 years: Vinton plans 2.7, Mountain Pass took 4.3."),
    "metal": Times(0.5, 2, (0.5, 0.8, 1.0), ("LCM-2027", "SRC-24"),
                   "Lacq plans 2, Saskatoon took 4 with separation."),
    "magnet": Times(0.5, 2.5, (0.3, 0.6, 0.85), ("EVAC2", "JSLINK", "NEO-PREM", "RJ-MP22"),
                    "Three years for any plant, of 1.9 to 3.7 (Sumter 1.9, Columbus 2.3, Narva 2.5, Independence 3.7); "
                    "customers qualify magnets for years."),
    "hall": Times(0.5, 2.5, (0.3, 0.6, 0.85), ("NOVEON-STAFF",),
                  "A hall that stands: some 100 people at the end of 2023, of 150 per 1,000 t/y, run a third of it; "
                  "three tenths in 2026, estimated."),
    "line": Times(0, 1.5, (0.5, 0.85, 1.0), (), "A further line in a standing hall."),
    "recycling": Times(0.5, 2, (0.5, 0.8, 1.0), ("CAREMAG2", "HYPROMAG2"), "1.8 to 3 years."),
}  # fmt: skip


LIFE_PUBLISHED = (
    "Vara Mada", "Dubbo mine build", "Browns Range", "Nolans mine build", "Serra Verde 6,500", "Caldeira", "Carina",
    "Lofdal", "Songwe Hill", "Round Top build",
)  # fmt: skip
"""Projects whose documents tell how long the deposit lasts."""

EARLIEST = {
    "Dong Pao build": 2027, "Khalzan Buregtei": 2027, "Mushgai Khudag build": 2028, "Brazilian separation build": 2027,
    "Lacq magnet lines": 2027, **{item: each.earliest for item, each in KNOWN.items() if each.earliest},
}  # fmt: skip
"""First years of decision: of projects that no firm is known to be working on, and those of the ledger."""

BETWEEN = (
    "Within that, permitting and construction are assumed, and so are the ramp-up and the share of capital spent on "
    "permits."
)
"""What documents on lead times do not tell."""


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
    ids: tuple[str, ...]
    why: str


ENTRIES = tuple(Entry(*each) for each in (
    # Mines, t REO/y
    ("Mountain Pass 60K", "Mountain Pass mine", 1, 9_300, 0, 84, 0, 300, "expansion", 25, "", "", ("MP-10K24",),
     "Upstream 60K plan, from the 50,692 t of 2025; capital assumed at 9 USD per kg/y."),
    ("Mt Weld further expansion", "Mt Weld mine", 1, 12_000, 0, 250, 0, 400, "expansion", 20, "", "",
     ("LYC-MTWELD",),
     "A further step like the A$570m expansion: size and 250 million assumed."),
    ("Donald", "Donald mine", 1, 4_700, 0, 76.4 * OVERRUN, 0, 400, "mine, licensed", 40, "", "", ("DONALD",),
     "A$392m for all minerals; three tenths of it for monazite, assumed." + OVERRUN_NOTE),
    ("Vara Mada", "Vara Mada mine", 1, 13_700, 0, 258 * OVERRUN, 0, 500, "mine", 38, "", "", ("VARA-MADA",),
     "US$1,032m for all minerals; a quarter of it for monazite, assumed; 57 % REO in 24,000 t/y." + OVERRUN_NOTE),
    ("Bahia", "Bahia mine", 1, 3_500, 0, 60 * OVERRUN, 0, 400, "mine", 25, "", "", ("BAHIA",),
     "6,500 t/y of monazite, the middle of 3,000 to 10,000, at about 55 % REO, and 60 million of capital for it: "
     "assumed." + OVERRUN_NOTE),
    ("Kangankunde stage 1", "Kangankunde mine", 1, 8_400, 0, 40, 0, 200, "expansion", 40, "", "", ("LIN-ILU",),
     "15,300 t/y of concentrate at 55 % REO; capital of about 40 million, estimated."),
    ("Longonjo build", "Longonjo mine", 1, 10_000, 0, 217 * OVERRUN, 0, 600, "mine, licensed", 20, "", "",
     ("PENSANA-25", "PENSANA-CAPEX"), "US$217m for stage 1: 20,000 t/y of carbonate, half of it oxides, estimated."
     + OVERRUN_NOTE),
    ("Longonjo stage 2", "Longonjo mine", 1, 4_000, 0, 105 * OVERRUN, 0, 600, "expansion", 20, "", "Longonjo build",
     ("PENSANA",), "US$105m deferred to the third year, after which it makes 14,000 t/y." + OVERRUN_NOTE),
    ("Ngualla build", "Ngualla mine", 1, 16_200, 0, 287 * OVERRUN, 0, 500, "mine", 24, "", "", ("PEAK",),
     "US$287m; its output is promised to Shenghe of China, so that it would have to be bought free." + OVERRUN_NOTE),
    ("Round Top build", "Round Top mine", 1, 2_212, 0, 250 * OVERRUN, 0, 3_000, "mine", 20, "", "", ("RT-PEA19",),
     "250 of the US$350m, which are with separation, for mine and leach: assumed." + OVERRUN_NOTE),
    ("Dubbo mine build", "Dubbo mine", 1, 7_150, 0, 240 * OVERRUN, 0, 900, "mine, licensed", 42, "", "",
     ("ASM-HL", "ASM-HL2"), "Half of A$740m, the split assumed; 7,150 t REO give 1,169 t NdPr, the study has 1,157."
     + OVERRUN_NOTE),
    ("Tanbreez build", "Tanbreez mine", 1, 1_500, 0, 290 * OVERRUN, 0, 7_500, "mine", 25, "", "", ("TANBREEZ",),
     "US$290m for 85,000 t/y of concentrate; REO in it assumed." + OVERRUN_NOTE),
    ("Dong Pao build", "Dong Pao mine", 1, 8_000, 0, 100 * OVERRUN, 0, 400, "mine", 25, "", "", ("DONGPAO",),
     "US$100m is what one foreign partner would invest; size assumed." + OVERRUN_NOTE),
    ("Mushgai Khudag build", "Mushgai Khudag mine", 1, 6_000, 0, 500 * OVERRUN, 0, 2_200, "mine", 25, "", "",
     ("MN-EURASIA",), "More than US$500m; size assumed." + OVERRUN_NOTE),
    ("Jabal Sayid build", "Jabal Sayid mine", 1, 4_000, 0, 500 * OVERRUN, 0, 4_000, "mine", 25, "", "",
     ("JABAL",), "Nothing published: capital and size assumed as of Khalzan Buregtei, a rock of the same kind; still "
     "to be drilled." + OVERRUN_NOTE),
    ("IREL for export", "IREL sands", 1, 5_000, 0, 75, 0, 600, "mine", 25, "", "", ("IREL-15", "IREL-NDPR"),
     "A second monazite plant of the size of the one at OSCOM, 10,000 t of monazite for 5,000 t REO; India would have "
     "to let its chloride go. 15 USD per kg/y, assumed."),
    ("Browns Range", "Browns Range mine", 1, 4_350, 0, 385 * OVERRUN, 0, 2_500, "mine, licensed", 11, "", "",
     ("NTU-DFS", "NTU-DFS2"), "A$592m, life 11 years." + OVERRUN_NOTE),
    ("Nolans mine build", "Nolans mine", 1, 18_800, 0, 412 * OVERRUN, 0, 600, "mine, licensed", 38, "", "",
     ("ARU-22", "ARU-21", "ARU-DFS"), "40 % of A$1,586m, the split assumed. " + NOLANS_FEED + OVERRUN_NOTE),
    ("Serra Verde 6,500", "Serra Verde mine", 1, 1_500, 0, 60, 0, 1_000, "expansion", 25, "", "",
     ("SVERDE-27", "SVERDE-26", "SVERDE-23"),
     "Optimisation to 6,500 t/y; part of the US$565m loan refinances, so capital is assumed."),
    ("Caldeira", "Caldeira mine", 1, 13_584, 0, 443 * OVERRUN, 0, 800, "mine", 20, "", "", ("MEI-PFS",),
     "US$443m." + OVERRUN_NOTE),
    ("Carina", "Carina mine", 1, 4_400, 0, 593 * OVERRUN, 0, 3_500, "mine", 22, "", "", ("ARA-PEA",),
     "US$593m; 4,400 t/y recalled." + OVERRUN_NOTE),
    ("Strange Lake, full", "Strange Lake mine", 1, 15_000, 0, 864 * OVERRUN, 0, 2_000, "mine", 30, "Strange Lake", "",
     ("TORNGAT",), "C$2,000m with road and separation, less C$800m for Sept-Iles." + OVERRUN_NOTE),
    ("Strange Lake, half", "Strange Lake mine", 1, 7_500, 0, scaled(864, 0.5, 0.5), 0, 2_800, "mine", 30,
     "Strange Lake", "", ("TORNGAT",),
     "The road costs the same: capital falls with the 0.5th power of size, assumed." + OVERRUN_NOTE),
    ("Lofdal", "Lofdal mine", 1, 2_000, 0, 207 * OVERRUN, 0, 2_700, "mine", 16, "", "", ("LOFDAL",),
     "US$207m with 30 % contingency, 2022." + OVERRUN_NOTE),
    ("Khalzan Buregtei", "Khalzan Buregtei mine", 1, 4_000, 0, 500 * OVERRUN, 0, 4_000, "mine", 25, "", "",
     ("KB-MNREC", "MN-EURASIA"), "More than US$500m; capacity is a placeholder, assumed." + OVERRUN_NOTE),
    ("Songwe Hill", "Songwe mine", 1, 5_954, 0, 311 * OVERRUN, 0, 1_500, "mine", 18, "", "",
     ("MKANGO", "MKANGO2"),
     "US$277.4m and 33.8 of contingency." + OVERRUN_NOTE),
    # Light separation, t REO/y of feed
    ("Mountain Pass design rate", "Mountain Pass separation", 1, 14_600, 0, 150, 0, 400, "expansion", 25, "", "",
     ("RJ-MP22",), "Debottlenecking to 6,075 t/y NdPr, recalled, at 0.1461 of the feed; 150 million assumed, about "
     "10 USD per kg/y, the low end of light separation."),
    ("White Mesa 2, large", "White Mesa separation", 1, 24_900, 0, 260 * OVERRUN, 0, 600, "light", 25, "White Mesa 2",
     "", ("UUUU-BFS", "UUUU-MIN"), "5,000 t/y NdPr more, for which 24,900 t REO of monazite "
     "are taken in, estimated; US$410m less 150 for heavy "
     "separation, assumed." + OVERRUN_NOTE),
    ("White Mesa 2, small", "White Mesa separation", 1, 10_000, 0, scaled(260, 10_000 / 24_900), 0, 800, "light", 25,
     "White Mesa 2", "", ("UUUU-BFS",), "Size assumed; capital falls with the 0.6th power of size." + OVERRUN_NOTE),
    ("Vinton", "Vinton separation", 1, 5_900, 0, 80 * OVERRUN, 0, 800, "light", 25, "", "",
     ("ARA-LA", "ARA-LA2"),
     "US$277m less 197 for heavy separation; feed for some 1,400 t/y of NdPr at 0.2441 of it, estimated."
     + OVERRUN_NOTE),
    ("Sept-Iles, full", "Sept-Iles separation", 1, 15_000, 0, 400 * OVERRUN, 0, 1_000, "light", 25, "Sept-Iles", "",
     ("TORNGAT",), "C$800m less US$176m for heavy separation, assumed." + OVERRUN_NOTE),
    ("Sept-Iles, half", "Sept-Iles separation", 1, 7_500, 0, scaled(400, 0.5), 0, 1_400, "light", 25, "Sept-Iles",
     "", ("TORNGAT",), "Half the size, assumed: capital falls with its 0.6th power." + OVERRUN_NOTE),
    ("Nolans refinery", "Nolans separation", 1, 18_800, 0, 619 * OVERRUN, 0, 1_200, "light", 25, "",
     "Nolans mine build", ("ARU-22", "ARU-21", "ARU-DFS"),
     "60 % of A$1,586m, the split assumed. " + NOLANS_FEED + OVERRUN_NOTE),
    ("Dubbo refinery", "Dubbo separation", 1, 7_150, 0, 241 * OVERRUN, 0, 1_200, "light", 25, "", "Dubbo mine build",
     ("ASM-HL",), "The other half of A$740m, assumed." + OVERRUN_NOTE),
    ("Kalgoorlie expansion", "Kalgoorlie cracking", 1, 15_000, 0, 205, 0, 300, "expansion", 25, "", "",
     ("LYC-KALG", "LYC-LIC26"), "What Malaysia no longer cracks after 2030: at the A$800m for 38,000 t/y of the "
      "first plant, estimated."),
    ("Brazilian separation build", "Brazilian separation", 1, 13_600, 0, 300 * OVERRUN, 0, 900, "light", 25, "",
     "Caldeira", ("MEI-PFS", "TORNGAT"), "What Caldeira makes a year: 271,687 t in 20 years. 22 USD per kg/y "
     "without cracking, assumed." + OVERRUN_NOTE),
    ("Gebeng expansion", "Gebeng separation", 1, 12_000, 0, 180, 0, 500, "expansion", 25, "", "", ("LYC-KALG",),
     "15 USD per kg/y on a running site, near the 14 of Kalgoorlie (A$800m for 38,000 t/y); assumed."),
    ("La Rochelle full scale", "La Rochelle separation", 0, 4_500, 2_000, 20, 20_700, 900, "expansion", 25, "", "",
     ("SOLVAY2",), "About EUR 100m for the full scale of 4,500 t/y; 20 million USD of it whatever the size, assumed."),
    ("Jubail, large", "Jubail separation", 1, 10_000, 0, 300, 0, 800, "light", 25, "Jubail", "",
     ("MAADEN", "ILU-COST"),
     "Nothing published: size and 30 USD per kg/y assumed, below Sept-Iles (38) for cheap energy and a ready site."),
    ("Jubail, small", "Jubail separation", 1, 5_000, 0, scaled(300, 0.5, overrun=1), 0, 1_000, "light", 25,
     "Jubail", "", ("MAADEN", "ILU-COST"),
     "Size assumed; capital falls with the 0.6th power of size."),
    # Heavy separation, t SEG+/y
    ("Mountain Pass heavy 2", "Mountain Pass heavy", 1, 3_000, 0, 200, 0, 2_500, "heavy", 25, "", "",
     ("MP-DOD",), "Three quarters of it a loan of US$150m, which is what stands; the rest assumed."),
    ("White Mesa heavy build", "White Mesa heavy", 1, 3_500, 0, 150 * OVERRUN, 0, 2_500, "heavy", 25, "", "",
     ("UUUU-BFS",),
     "Heavy part of the US$410m, assumed; sized for the SEG+ of Phase 2, 0.138 of 24,900 t." + OVERRUN_NOTE),
    ("Vinton heavy, large", "Vinton heavy", 1, 3_000, 0, 197 * OVERRUN, 0, 2_500, "heavy", 25, "Vinton heavy", "",
     ("ARA-LA", "ARA-LA2"), "Heavy part of the US$277m, assumed; some 2,700 t/y of SEG+ hold 200 t of Dy and 30 of Tb."
     + OVERRUN_NOTE),
    ("Vinton heavy, small", "Vinton heavy", 1, 1_500, 0, scaled(197, 0.5), 0, 3_200, "heavy", 25, "Vinton heavy", "",
     ("ARA-LA",), "Half the size, assumed: capital falls with its 0.6th power, from 197 of the US$277m "
     "announced, the heavy part, assumed." + OVERRUN_NOTE),
    ("Jubail heavy build", "Jubail heavy", 1, 3_000, 0, 105 * OVERRUN, 0, 2_000, "heavy", 25, "", "", ("MAADEN",),
     "35 USD per kg/y as at Lacq, assumed." + OVERRUN_NOTE),
    ("Sept-Iles heavy build", "Sept-Iles heavy", 0, 7_500, 2_000, 40 * OVERRUN, 18_000 * OVERRUN, 1_500, "heavy", 25,
     "", "", ("TORNGAT",),
     "C$244m at full size; assumed share of the C$800m." + OVERRUN_NOTE),
    # Metal, t/y
    ("10X metal lines", "10X metal", 11, 300, 0, 20, 0, 2_000, "metal", 20, "", "", ("MP-10X",),
     "Part of the US$1,250m of 10X; the split is assumed."),
    ("Benson metal lines", "Benson metal", 16, 275, 0, BENSON_METAL, 0, 2_000, "metal", 20, "", "", ("VULCAN",),
     "60 USD per kg/y, assumed; part of the US$918m of Benson, and not raised: lines in a standing hall."),
    ("Saskatoon metal lines", "Saskatoon metal", 6, 300, 0, 18, 0, 2_500, "line", 20, "", "", ("SRC-24",),
     "60 USD per kg/y, the base value for metal, assumed."),
    ("Ellesmere Port lines", "Ellesmere Port metal", 6, 250, 0, 11.25, 0, 2_000, "line", 20, "", "",
     ("LCM-LACQ",), "45 USD per kg/y on a running site; assumed."),
    ("Lacq metal build", "Lacq metal", 15, 250, 0, 124 * OVERRUN / 15, 0, 2_000, "metal", 20, "", "",
     ("LCM-LACQ", "LCM-2027", "USAR-LACQ"),
     "EUR 110m as of May 2025 for 3,750 t/y. Since January 2026 France offers up to EUR 130m for real estate and 45 % "
     "of equipment, so that the whole will cost more; no sum is published." + OVERRUN_NOTE),
    ("Japanese metal lines", "Japanese metal makers", 16, 250, 0, 10, 0, 2_000, "line", 20, "", "", (),
     "40 USD per kg/y at makers who know how; assumed."),
    ("Korean metal lines", "Korean metal makers", 12, 250, 0, 11.25, 0, 2_000, "metal", 20, "", "", (),
     "45 USD per kg/y; assumed."),
    # Magnets, t/y
    ("Independence", "Independence magnets", 1, 1_000, 0, 200, 0, 4_000, "magnet", 20, "", "", ("MP-10K24",),
     "1,000 t/y, built from 2022; capital is spent, estimated."),
    ("Independence expansion", "Independence magnets", 1, 2_000, 0, 300, 0, 4_000, "line", 20, "", "",
     ("MP-SEC-Q3", "MP-APPLE", "MP-PREPAY"), "To 3,000 t/y, as agreed with the US government and Apple, whose "
     "prepayment of 200 million is most of what it costs: 300 million, estimated."),
    ("Independence metal lines", "Independence metal", 4, 250, 0, 15, 0, 2_000, "line", 20, "", "",
     ("MP-SEC-Q3",), "60 USD per kg/y, the base value for metal, assumed; metal for the expansion."),
    ("Sumter phase 1", "Sumter magnets", 1, 2_000, 0, 506, 0, 5_000, "magnet", 20, "", "", ("EVAC", "EVAC2"),
     "2,000 t/y, recalled; capital is spent."),
    ("San Marcos hall", "San Marcos magnets", 1, 2_000, 0, 100, 0, 2_500, "hall", 20, "", "",
     ("NOVEON", "NOVEON-STAFF"),
     "2,000 t/y of nameplate since 2023, little of it used; capital of 100 million estimated, and spent."),
    ("Narva phase 1", "Narva magnets", 1, 2_000, 0, 85, 0, 2_800, "magnet", 20, "", "",
     ("AW-NARVA", "NEO-NARVA"), "EUR 75m when it opened, spent; 100 was the budget of 2023."),
    ("10X", "10X magnets", 14, 500, 0, 1_030 / 14, 0, 4_000, "magnet", 20, "", "", ("MP-10X", "KHELRE-MP"),
     "US$1,250m less 220 for metal, for 7,000 t/y. The US government takes all that it makes for ten years."),
    ("San Marcos lines", "San Marcos magnets", 8, 500, 0, 46 * OVERRUN, 0, 4_000, "magnet", 20, "", "",
     ("NOVEON", "VULCAN"), "No cost of its own is published: 92 USD per kg/y, that of Benson, estimated."
     + OVERRUN_NOTE),
    ("Benson phase 1", "Benson magnets", 10, 500, 0, BENSON_LINE * OVERRUN, 0, 4_000, "magnet", 20, "", "", ("VULCAN",),
     "Half of US$918m less 264 for metal; the split assumed. The building stands." + OVERRUN_NOTE),
    ("Benson phase 2", "Benson magnets", 10, 500, 0, BENSON_LINE * OVERRUN, 0, 4_000, "magnet", 20, "",
     "Benson phase 1", ("VULCAN",), "The other half." + OVERRUN_NOTE),
    ("Columbus lines", "Columbus magnets", 6, 500, 0, 223 * OVERRUN / 6, 0, 4_000, "magnet", 20, "", "",
     ("JSLINK",), "US$223m for 3,000 t/y." + OVERRUN_NOTE),
    ("Stillwater lines", "Stillwater magnets", 15, 600, 0, 55.2 * OVERRUN, 0, 4_000, "magnet", 20, "", "",
     ("USAR-GOV", "USAR-LCM"), "Towards the 10,000 t/y of the letter of intent; 92 USD per kg/y, the base value."
     + OVERRUN_NOTE),
    ("Sumter phase 2", "Sumter magnets", 4, 500, 0, 126.5, 0, 5_000, "magnet", 20, "", "", ("EVAC",),
     "253 USD per kg/y, as the first phase cost."),
    ("Narva phase 2", "Narva magnets", 6, 500, 0, 170 * OVERRUN / 6, 0, 3_500, "magnet", 20, "", "",
     ("NEO-NARVA",), "EUR 150m more: 250 in all less the 100 of the first plans for phase 1." + OVERRUN_NOTE),
    ("Hanau lines", "Hanau magnets", 20, 500, 0, 46 * OVERRUN, 0, 4_000, "magnet", 20, "", "", ("VULCAN",),
     "No sponsor yet: 92 USD per kg/y, the base value." + OVERRUN_NOTE),
    ("Lacq magnet lines", "Lacq magnets", 20, 500, 0, 46 * OVERRUN, 0, 4_000, "magnet", 20, "", "", ("VULCAN",),
     "No sponsor yet: beside metal and recycling, 92 USD per kg/y." + OVERRUN_NOTE),
    ("Japanese magnet lines", "Japanese magnet makers", 20, 500, 0, 46, 0, 3_500, "line", 20, "", "", ("VULCAN",),
     "No sponsor yet: 92 USD per kg/y, the base value, at makers who know how."),
    ("Korean magnet lines", "Korean magnet makers", 24, 500, 0, 223 * OVERRUN / 6, 0, 3_500, "magnet", 20, "", "",
     ("JSLINK",), "No sponsor for most of it: 74 USD per kg/y as in Columbus." + OVERRUN_NOTE),
    # Samarium, t/y
    ("Landisville samarium furnaces", "Landisville samarium", 4, 50, 0, 10, 0, 5_000, "metal", 20, "", "",
     ("SM-STOCK",), "200 USD per kg/y, the high end for metal: small furnaces, assumed."),
    ("Ellesmere Port samarium furnaces", "Ellesmere Port samarium", 4, 30, 0, 5, 0, 5_000, "line", 20, "", "",
     ("SM-STOCK",), "5 million for a furnace on a running site: assumed."),
    ("US samarium-cobalt lines", "US samarium-cobalt makers", 10, 50, 0, 8, 0, 5_000, "line", 20, "", "",
     ("SM-F35",), "160 USD per kg/y, near the high end for magnets; assumed."),
    ("European samarium-cobalt lines", "European samarium-cobalt makers", 6, 50, 0, 8, 0, 5_000, "line", 20, "", "",
     ("SM-F35",), "As in the USA; assumed."),
    ("Japanese samarium-cobalt lines", "Japanese samarium-cobalt makers", 4, 50, 0, 8, 0, 5_000, "line", 20, "", "",
     ("SM-F35",), "As in the USA; assumed."),
    # Recycling, t/y of magnets made or of scrap taken
    ("Fort Worth recycling lines", "Fort Worth recycling", 6, 250, 0, 125 / 3, 0, 4_000, "recycling", 20, "", "",
     ("HYPROMAG", "HYPROMAG2"), "US$125m for 750 t/y, not raised; twice that size at most, assumed."),
    ("Mountain Pass recycling lines", "Mountain Pass recycling", 20, 500, 0, 12.5, 0, 1_000, "recycling", 20, "", "",
     ("CAREMAG", "MP-APPLE"), "Agreed with Apple; its size is not published. 25 USD per kg/y of scrap, assumed: "
     "Caremag's EUR 216m shared with its concentrates. Twenty lines "
     "would take the swarf of all US magnet plants: what is ground off is too rich to be thrown away."),
    ("Lacq recycling lines", "Lacq recycling", 12, 500, 0, 12.5, 0, 1_000, "recycling", 20, "", "",
     ("CAREMAG", "SMM-REC22"), "As at Mountain Pass; for the swarf of the magnet plants that are built in Europe."),
    ("Japanese recycling lines", "Japanese recyclers", 16, 500, 0, 10, 0, 800, "recycling", 20, "", "",
     ("CAREMAG", "SMM-REC22"), "20 USD per kg/y at makers who know how, for swarf from Japan and Korea; assumed."),
))  # fmt: skip


# project, decided, size, online, still to pay MUSD by year, why
UNDER_WAY = (
    ("Independence", 2022, 1_000, 2026.0, {2026: 0}, "First magnets at the end of 2025: ramps up from 2026. Nothing "
     "left to pay, estimated."),
    ("Sumter phase 1", 2023, 2_000, 2026.0, {2026: 0}, "Commissioned late in 2025: ramps up from 2026. Nothing left to "
     "pay, estimated."),
    ("San Marcos hall", 2023, 2_000, 2026.0, {2026: 0},
     "Few of its lines run: counted as if it ramped up from 2026, estimated."),
    ("Narva phase 1", 2023, 2_000, 2026.5, {2026: 0},
     "Opened in 2025; first series in 2026: ramps up from the middle of 2026, estimated."),
    ("Independence expansion", 2025, 2_000, 2028.0, {2026: 140, 2027: 100, 2028: 0},
     "Agreed in July 2025 with the US government and Apple, which gets its first magnets in 2027; counted from 2028, "
     "and what is still to pay, after 60 million, assumed."),
    ("10X", 2025, 7_000, 2028.5, {2026: 400, 2027: 400, 2028: 200, 2029: 0},
     "Site chosen in February 2026; US$500-600m is what the whole company spends in 2026, most of it here; on line in "
     "2028, the half-year and the split by year assumed."),
    ("10X metal lines", 2025, 3_300, 2028.5, {2026: 80, 2027: 80, 2028: 40, 2029: 0}, "With 10X; split assumed."),
    ("Benson phase 1", 2025, 5_000, 2028.0, {2026: 200, 2027: 200, 2028: 0},
     "Under its loan of 620 million; promised for 2027, counted from 2028 as nothing is known of its progress. Some 25 "
     "of the capital of 425 paid by 2025, assumed."),
    ("Kangankunde stage 1", 2025, 8_400, 2027.0, {2026: 30, 2027: 0},
     "Under construction; first output promised for late 2026, counted from 2027. What is still to pay assumed."),
    ("Longonjo build", 2025, 10_000, 2027.5, {2026: 130, 2027: 78, 2028: 0},
     "Financed with 268 million and under construction; what is still to pay and the half-year assumed."),
    ("Serra Verde 6,500", 2025, 1_500, 2028.0, {2026: 25, 2027: 25, 2028: 0},
     "Financed in February 2026 for 6,500 t/y by the end of 2027; split assumed."),
    ("Mountain Pass heavy 2", 2025, 3_000, 2028.0, {2026: 100, 2027: 90, 2028: 0},
     "The loan of 150 million is granted; date and split assumed."),
)  # fmt: skip


def rows() -> list[Row]:
    made: list[Row] = []
    for entry in ENTRIES:
        made += [project(entry), lead_time(entry), cost(entry)]
    return [*made, *under_way()]


OF_DECISION = (
    " Size: that of the project, see its row in Projects. What is still to pay, and its split by year: assumed. Year: "
    "of the decision or, where that is not published, of the first work; without effect, as the date online is given."
)


def under_way() -> list[Row]:
    """What is being built when the plan begins."""
    return [
        Decision(decision=f"{name}, under way", action=BUILD, subject=name, rule=ALREADY_MADE, year=decided, size=size,
                 effective=online, still_to_pay=ByYear.of(due), source=cite(*KNOWN[name].ids, why=why),
                 notes=why + OF_DECISION)
        for name, decided, size, online, due, why in UNDER_WAY
    ]  # fmt: skip


def by_line(entry: Entry) -> str:
    """How a plant of several modules is built."""
    if entry.most <= 1:
        return ""
    whole = entry.most * entry.size
    return f" {entry.most} lines at most, together {whole:,.0f} t/y: their size and number are assumed."


def of_size(entry: Entry) -> str:
    """What is known of size, life and first decision."""
    life = "of the study" if entry.project in LIFE_PUBLISHED else "a planning value, assumed"
    note = f"{entry.why.replace(OVERRUN_NOTE, '')}{by_line(entry)} Life: {life}."
    note += " The least size is assumed." if entry.least else ""
    return converted(note + (" First year of decision: assumed." if entry.project in EARLIEST else ""))


def of_capital(entry: Entry) -> str:
    """What is known of capital: of all lines together, as a study has it and as it is raised."""
    whole = entry.capital * max(entry.most, 1)
    note = entry.why.replace(OVERRUN_NOTE, OVERRUN_NOTE.format(study=whole / OVERRUN)) + by_line(entry)
    return converted(note + (f" All of them: {whole:,.1f} million USD." if entry.most > 1 else ""))


def project(entry: Entry) -> Project:
    is_size = entry.most == 0
    return Project(
        project=entry.project, plant=entry.plant, kind="size" if is_size else "modules",
        module_size=None if is_size else entry.size, maximum_modules=max(entry.most, 1), minimum_size=entry.least,
        maximum_size=entry.size if is_size else None, choice_group=entry.group, needs=entry.needs,
        earliest_decision=EARLIEST.get(entry.project), life=entry.life, sponsor=sponsor(entry.project),
        source=cite(*entry.ids, why=of_size(entry)), notes=of_size(entry),
    )  # fmt: skip


def lead_time(entry: Entry) -> LeadTime:
    times = TIMES[entry.times]
    return LeadTime(
        project=entry.project, permitting=times.permit, construction=times.construction, ramp_up_year_1=times.ramp[0],
        ramp_up_year_2=times.ramp[1], ramp_up_year_3=times.ramp[2], spend_permitting=0.03 if times.permit else 0.0,
        source=cite(*times.ids, why=BETWEEN), notes=f"{times.why} {BETWEEN}",
    )  # fmt: skip


def of_upkeep(entry: Entry) -> str:
    """Fixed opex by capital of the whole size."""
    by_unit = entry.capital * 1e6 / entry.size + entry.per_unit
    return f" Fixed opex: upkeep and insurance, {100 * entry.fixed_opex / by_unit:.1f} % of capital a year, assumed."


def cost(entry: Entry) -> CostRow:
    return CostRow(
        item=entry.project, fixed_capex=round(entry.capital, 2), capex_per_unit=entry.per_unit,
        fixed_opex=entry.fixed_opex,
        salvage=SALVAGE,
        source=cite(*entry.ids, why=of_capital(entry) + of_upkeep(entry)),
        notes=of_capital(entry) + of_upkeep(entry) + SALVAGE_NOTE,
    )  # fmt: skip
