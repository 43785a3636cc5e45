"""Plants that stand, are being built or could be built, what they run and what running them costs."""

from __future__ import annotations

from inputs.build.conversion import mine, separate, split_heavy
from inputs.build.ledger import sponsor
from inputs.build.sources import cite, converted
from model.families.conversion.rows import Operation
from model.sheets.columns import ByYear
from model.sheets.common import CostRow, Plant
from model.sheets.schema import ASSUMED, Row

CLAY, ROCK = "Clay mine", "Hard-rock mine"
CRACK = "Cracking"
LIGHT, LARGE_LIGHT = "Light separation", "Light separation, large"
HEAVY, METAL, MAGNET = "Heavy separation", "Metal making", "Magnet making"
ENTRANT = "Magnet making, new entrant"
"""As magnet making, by a firm that has made none yet: it needs the know-how and the licence of one that has."""
SMCO, SM_METAL = "Samarium-cobalt making", "Samarium reduction"
SHORT_LOOP, LONG_LOOP = "Recycling, short loop", "Recycling, long loop"

REO = "t REO"

# plant, site, technology, existing t REO/y, from, until, feed, variable opex USD/t, sources of capacity, why
MINES = (
    ("Mountain Pass mine", "Mountain Pass", ROCK, 50_692, None, None, "Mountain Pass concentrate", 1_900, ("MP-FY25",),
     "Output of 2025. Opex: company figures of 2021-22, recalled."),
    ("Mt Weld mine", "Mt Weld", ROCK, 48_000, None, None, "Mt Weld concentrate", 3_500, ("LYC-MRE24",),
     "Feed for 12,000 t/y NdPr at 23.8 % would be 50,400 t; 48,000, five per cent less, assumed. Opex assumed."),
    ("Eneabba stockpile", "Eneabba", ROCK, 12_000, 2028, None, "Eneabba concentrate", 1_500, ("ILU-APP", "ILU-STOCK"),
     "Stockpile of one million tonnes (sheet Reserves); yearly rate and opex assumed."),
    ("Browns Range mine", "Browns Range", ROCK, 0, None, None, "Browns Range concentrate", 20_300, ("NTU-DFS",),
     "Opex of the study: A$31.25/kg."),
    ("Nolans mine", "Nolans", ROCK, 0, None, None, "Nolans concentrate", 3_200, ("ARU-22",),
     "Mine and concentrator: a third, assumed, of the integrated A$61.6/kg NdPr, of which the feed gives 0.2366."),
    ("Serra Verde mine", "Serra Verde", CLAY, 5_000, 2027, None, "Serra Verde carbonate", 25_000, ("SVERDE-24",),
     "Phase 1 at full rate; sold to China until 2026. Opex near that of Carina (28 USD/kg): assumed."),
    ("Caldeira mine", "Caldeira", CLAY, 0, None, None, "Caldeira carbonate", 8_910, ("MEI-PFS",),
     "Opex of the first five years."),
    ("Carina mine", "Carina", CLAY, 0, None, None, "Carina carbonate", 28_000, ("ARA-PEA",), "Opex assumed."),
    ("Strange Lake mine", "Strange Lake", ROCK, 0, None, None, "Strange Lake concentrate", 20_000, ("TORNGAT",),
     "Remote arctic site; opex assumed."),
    ("Lofdal mine", "Lofdal", ROCK, 0, None, None, "Lofdal concentrate", 20_000, ("LOFDAL",),
     "Opex as at Browns Range, assumed."),
    ("Khalzan Buregtei mine", "Khalzan Buregtei", ROCK, 0, None, None, "Khalzan Buregtei concentrate", 16_000,
     ("KB-MNREC",), "Opex assumed between light and heavy deposits."),
    ("Songwe mine", "Songwe Hill", ROCK, 0, None, None, "Songwe carbonate", 9_000, ("MKANGO",),
     "Mine and carbonate plant; opex at the upper end of light deposits (4 to 9 USD/kg), assumed."),
    ("Donald mine", "Donald", ROCK, 0, None, None, "Monazite sand", 3_000, ("DONALD",),
     "Phase 1: 8,000 t/y of concentrate hold 4,700 t of oxides. Opex of a by-product, assumed."),
    ("Vara Mada mine", "Vara Mada", ROCK, 0, None, None, "Monazite sand", 3_000, ("VARA-MADA",),
     "24,000 t/y of monazite. Opex of a by-product, assumed."),
    ("Bahia mine", "Bahia", ROCK, 0, None, None, "Monazite sand", 3_500, ("BAHIA",),
     "3,000 to 10,000 t/y of monazite. Opex of a by-product, assumed; more by road."),
    ("Kangankunde mine", "Kangankunde", ROCK, 0, None, None, "Kangankunde concentrate", 3_000, ("LIN-ILU",),
     "15,300 t/y of concentrate in stage 1. Opex assumed."),
    ("Longonjo mine", "Longonjo", CLAY, 0, None, None, "Longonjo carbonate", 7_000, ("PENSANA",),
     "Mine and carbonate plant, under construction. Opex assumed between Caldeira and Ngualla."),
    ("Ngualla mine", "Ngualla", ROCK, 0, None, None, "Ngualla concentrate", 4_730, ("PEAK",),
     "76.7 million a year for 16,200 t REO."),
    ("Round Top mine", "Round Top", CLAY, 0, None, None, "Round Top concentrate", 30_000, ("RT-PEA19",),
     "Heap leach; two thirds of an opex of 45 USD/kg REO with separation, assumed."),
    ("Dubbo mine", "Dubbo", CLAY, 0, None, None, "Dubbo concentrate", 2_800, ("ASM-HL2",),
     "Mine and heap leach: a third, assumed, of A$93m a year for 7,150 t REO."),
    ("Tanbreez mine", "Tanbreez", ROCK, 0, None, None, "Tanbreez concentrate", 8_000, ("TANBREEZ", "TANBREEZ2"),
     "85,000 t/y of concentrate at about 1.8 % REO; grade of the concentrate and opex assumed."),
    ("Dong Pao mine", "Dong Pao", ROCK, 0, None, None, "Dong Pao concentrate", 4_700, ("DONGPAO",),
     "Part of the national target for 2030; size assumed, opex as at Ngualla."),
    ("Mushgai Khudag mine", "Mushgai Khudag", ROCK, 0, None, None, "Mushgai Khudag concentrate", 4_700,
     ("MN-EURASIA",), "Under exploration; size assumed, opex as at Ngualla."),
    ("Jabal Sayid mine", "Jabal Sayid", ROCK, 0, None, None, "Jabal Sayid concentrate", 16_000, ("JABAL",),
     "Under exploration: 552,000 t of heavy and 355,000 t of light oxides. Size and opex assumed as at Khalzan "
     "Buregtei."),
    ("IREL sands", "OSCOM", ROCK, 0, None, None, "IREL chloride", 6_000, ("IREL-15",),
     "For export, beside the 2,900 t REO/y that India makes and keeps; opex with cracking assumed."),
)  # fmt: skip

# plant, site, technology, existing t/y of feed, from, feeds, variable opex USD/t feed, sources, why
SEPARATION = (
    ("Kalgoorlie cracking", "Kalgoorlie", CRACK, 38_000, None, (), 3_000, ("LYC-KALG", "LYC-KALG2"),
     "Feed for 9,000 t/y NdPr at 23.8 %, that is 38,000 t REO, estimated."),
    ("Mountain Pass separation", "Mountain Pass", LARGE_LIGHT, 27_400, None, ("Mountain Pass concentrate",), 6_500,
     ("MP-CALL25", "MP-Q1-26"),
     "4,000 t/y NdPr, the run rate at the end of 2025, which is 0.1461 of the feed; with outages 3,683 t, as the 917 t "
     "of the first quarter of 2026 are a rate of 3,668. Design rate 6,075 t, recalled."),
    ("White Mesa separation", "White Mesa", LIGHT, 5_000, None,
     ("Monazite sand", "Serra Verde carbonate", "Caldeira carbonate"), 2_500, ("UUUU-P1", "UUUU-BFS"),
     "Phase 1: 850-1,000 t/y NdPr, 5,000 t of feed at 0.2009. Opex 2,500 USD/t, estimated: with monazite at 3,500 "
     "USD/t REO that is some 30 USD/kg NdPr, near the 29.4 of the study."),
    ("Vinton separation", "Vinton", LIGHT, 0, None,
     ("Carina carbonate", "Serra Verde carbonate", "Round Top concentrate", "Tanbreez concentrate"), 7_200,
     ("ARA-LA2",), "Planned for Carina carbonate; other heavy feeds assumed."),
    ("Sept-Iles separation", "Sept-Iles", LIGHT, 0, None, ("Strange Lake concentrate",), 10_200, ("TORNGAT",),
     "Planned for Strange Lake."),
    ("Eneabba separation", "Eneabba", LIGHT, 17_500, 2028,
     ("Eneabba concentrate", "Browns Range concentrate", "Kangankunde concentrate"), 10_200,
     ("ILU-FID", "LIN-ILU", "ILU-FUND"),
     "Under construction, commissioning in 2027; counted from 2028. 17,500 t/y are what was decided on; up to 23,000 "
     "have been spoken of since. Takes xenotime of Browns Range (offtake signed)."),
    ("Nolans separation", "Nolans", LIGHT, 0, None, ("Nolans concentrate",), 6_300, ("ARU-22",),
     "Two thirds, assumed, of the integrated A$61.6/kg NdPr, of which the feed gives 0.2366."),
    ("Gebeng separation", "Gebeng", LARGE_LIGHT, 46_000, None,
     ("Mt Weld carbonate", "Mt Weld concentrate", "Lofdal concentrate"),
     6_000, ("LYC-DY", "LYC-KALG"), "Nameplate about 10,500 t/y NdPr (recalled), which is 0.2263 of the feed."),
    ("La Rochelle separation", "La Rochelle", LIGHT, 1_500, None,
     ("Songwe carbonate", "Serra Verde carbonate", "Lofdal concentrate", "Longonjo carbonate"), 7_200, ("SOLVAY",),
     "Several hundred tonnes of oxides in 2025; capacity in feed assumed."),
    ("Silmet separation", "Sillamae", LIGHT, 3_000, None, ("Caldeira carbonate", "Songwe carbonate",
     "Longonjo carbonate", "IREL chloride"), 7_200, ("NEO-ARGUS",),
     "3,000 t/y of light rare earths; short of feed since Russian supply ended."),
    ("Jubail separation", "Jubail", LIGHT, 0, None,
     ("Songwe carbonate", "Khalzan Buregtei concentrate", "Serra Verde carbonate", "Ngualla concentrate",
      "Longonjo carbonate", "Jabal Sayid concentrate", "Dong Pao concentrate", "Mushgai Khudag concentrate"), 8_200,
     ("MAADEN",), "Announced without a capacity; feeds of others assumed until Saudi deposits are drilled."),
    ("Dubbo separation", "Dubbo", LIGHT, 0, None, ("Dubbo concentrate",), 5_650, ("ASM-HL2",),
     "Two thirds, assumed, of A$93m a year for 7,150 t REO."),
    ("Brazilian separation", "Caldeira", LIGHT, 0, None, ("Caldeira carbonate",), 7_200, ("MEI-PFS",),
     "Separation beside the mine in Minas Gerais, which Brazil asks for; none is financed."),
    ("Mountain Pass heavy", "Mountain Pass", HEAVY, 3_000, 2027,
     ("SEG+ bastnaesite type", "SEG+ monazite type", "SEG+ clay type"), 4_500, ("REEX-MPHREE", "MP-DOD", "MP-HEAVY"),
     "Built for 200 t/y Dy and Tb from about 3,000 t/y of feed, which has to be bought; commissioning in mid-2026, "
     "counted from 2027."),
    ("White Mesa heavy", "White Mesa", HEAVY, 0, None, ("SEG+ monazite type", "SEG+ clay type"), 4_500, ("UUUU-BFS",),
     "Part of Phase 2: 240 t Dy and 66 t Tb a year."),
    ("Vinton heavy", "Vinton", HEAVY, 0, None, ("SEG+ clay type", "SEG+ xenotime type"), 4_500, ("ARA-LA2",),
     "200 t Dy and 30 t Tb a year."),
    ("Eneabba heavy", "Eneabba", HEAVY, 7_500, 2028,
     ("SEG+ clay type", "SEG+ xenotime type", "SEG+ monazite type"), 4_500, ("ILU-OUT",),
     "At most 750 t/y Dy and Tb, some tenth of the SEG+ feed: capacity estimated from it."),
    ("Gebeng heavy circuit", "Gebeng", HEAVY, 1_500, None, ("SEG+ bastnaesite type, Dy and Tb only",), 3_000,
     ("LYC-HRE1", "LYC-DY"),
     "Reconfigured circuit; first Dy in May 2025. It takes out Dy and Tb only. In service until the new facility runs "
     "in full, assumed."),
    ("Gebeng heavy facility", "Gebeng", HEAVY, 5_000, 2028,
     ("SEG+ bastnaesite type", "SEG+ clay type", "SEG+ xenotime type"), 4_000, ("LYC-HRE2",),
     "Under construction; samarium first, counted in full from 2028."),
    ("Sept-Iles heavy", "Sept-Iles", HEAVY, 0, None, ("SEG+ xenotime type",), 5_000, ("TORNGAT",),
     "Planned for Strange Lake."),
    ("Jubail heavy", "Jubail", HEAVY, 0, None, ("SEG+ monazite type", "SEG+ xenotime type", "SEG+ clay type"), 4_000,
     ("MAADEN",), "The joint venture is to separate light and heavy; size of the heavy part assumed."),
    ("Lacq heavy", "Lacq", HEAVY, 5_000, 2027, ("SEG+ monazite type", "SEG+ clay type", "SEG+ xenotime type"), 4_500,
     ("CAREMAG", "CAREMAG2"), "Caremag, 5,000 t/y of concentrates; plan says end of 2026, counted from 2027."),
)  # fmt: skip

METAL_RECIPES = ("Make NdPr metal",)
HEAVY_METAL_RECIPES = ("Make NdPr metal", "Make Dy-Tb metal", "Make Dy metal in place of Tb")
SMCO_RECIPES, SM_RECIPES = ("Make SmCo magnets",), ("Make Sm metal",)
SWARF_RECIPES = ("Recycle swarf", "Recycle high-coercivity swarf")
MAGNET_RECIPES = ("Sinter standard magnets", "Sinter high-coercivity magnets")

CLOSES = {"Gebeng heavy circuit": 2027}
"""Last years in service."""

# plant, site, technology, existing t/y of product, from, recipes, variable opex USD/t, sources, why
DOWNSTREAM = (
    ("Independence metal", "Fort Worth", METAL, 500, None, HEAVY_METAL_RECIPES, 16_000, ("MP-METAL",),
     "Commercial since January 2025; sized for its first 1,000 t/y of magnets."),
    ("10X metal", "Northlake", METAL, 0, None, HEAVY_METAL_RECIPES, 16_000, ("MP-10X",),
     "Metal and alloy of the 10X campus."),
    ("Benson metal", "Benson", METAL, 0, None, METAL_RECIPES, 16_000, ("VULCAN",), "Vulcan Elements; size assumed."),
    ("Saskatoon metal", "Saskatoon", METAL, 400, None, METAL_RECIPES, 16_000, ("SRC-24",), "400 t/y NdPr metal."),
    ("Ellesmere Port metal", "Ellesmere Port", METAL, 330, None, HEAVY_METAL_RECIPES, 16_000, ("MMTA-LCM",),
     "Two cells of 55 t/y, going to six as demand rises."),
    ("Lacq metal", "Lacq", METAL, 0, None, HEAVY_METAL_RECIPES, 16_000, ("LCM-LACQ", "LCM-2027"), "Planned for 2027."),
    ("Japanese metal makers", "Osaka", METAL, 6_200, None, HEAVY_METAL_RECIPES, 14_000, (),
     "Enough for the magnet makers beside them; includes their plants in Vietnam and the Philippines. Assumed."),
    ("Korean metal makers", "Yesan", METAL, 1_000, None, METAL_RECIPES, 14_000, (),
     "Assumed from plants announced or running."),
    ("Independence magnets", "Fort Worth", MAGNET, 0, None, MAGNET_RECIPES, 21_500, ("MP-10K24", "MP-FY25"),
     "First magnets on commercial equipment at the end of 2025."),
    ("10X magnets", "Northlake", MAGNET, 0, None, MAGNET_RECIPES, 21_500, ("MP-10X", "KHELRE-MP"),
     "7,000 t/y committed for 2028."),
    ("San Marcos magnets", "San Marcos", MAGNET, 0, None, MAGNET_RECIPES, 21_500, ("NOVEON",),
     "Noveon, the only US maker since 2023; 2,000 t/y is its nameplate."),
    ("Sumter magnets", "Sumter", MAGNET, 0, None, MAGNET_RECIPES, 21_500, ("EVAC", "EVAC2"),
     "Commissioned late in 2025; 2,000 t/y recalled."),
    ("Stillwater magnets", "Stillwater", ENTRANT, 1_200, 2027, MAGNET_RECIPES, 21_500, ("USAR-GOV",),
     "First line, commissioning in 2026; counted from 2027."),
    ("Benson magnets", "Benson", ENTRANT, 0, None, MAGNET_RECIPES, 21_500, ("VULCAN",), "10,000 t/y planned."),
    ("Columbus magnets", "Columbus", ENTRANT, 0, None, MAGNET_RECIPES, 21_500, ("JSLINK",), "3,000 t/y planned."),
    ("Narva magnets", "Narva", MAGNET, 0, None, MAGNET_RECIPES, 19_000, ("NEO-NARVA", "NEO-PREM"),
     "First magnets in May 2025."),
    ("Hanau magnets", "Hanau", MAGNET, 440, None, MAGNET_RECIPES, 21_500, ("EU-98",),
     "European makers that never closed: about 2 % of European demand in 2025, 21,939 t; size estimated."),
    ("Lacq magnets", "Lacq", ENTRANT, 0, None, MAGNET_RECIPES, 21_500, (),
     "A second European plant, beside metal and recycling. Assumed."),
    ("Japanese magnet makers", "Osaka", MAGNET, 11_800, None, MAGNET_RECIPES, 19_000, ("CN-SEP25",),
     "Estimated from the balance of 2026: some 12,360 t wanted less 3,000 from China and 1,500 more for the USA, at an "
     "availability of 0.92. High-coercivity lines would need some 4 % more, which stocks bridge."),
    ("Korean magnet makers", "Yesan", MAGNET, 1_000, None, MAGNET_RECIPES, 19_000, ("JSLINK",), "JS Link Yesan."),
    ("US samarium-cobalt makers", "Landisville", SMCO, 330, None, SMCO_RECIPES, 45_000, (),
     "Electron Energy and Arnold. Size: the demand of 2026 in the sheet Demand at an availability of 0.92, assumed."),
    ("European samarium-cobalt makers", "Hanau", SMCO, 220, None, SMCO_RECIPES, 45_000, (),
     "Size: the demand of 2026 in the sheet Demand, 200 t, at an availability of 0.92; assumed."),
    ("Japanese samarium-cobalt makers", "Osaka", SMCO, 170, None, SMCO_RECIPES, 40_000, (),
     "Size: the demand of 2026 in the sheet Demand at an availability of 0.92; assumed."),
    ("Ellesmere Port samarium", "Ellesmere Port", SM_METAL, 40, None, SM_RECIPES, 25_000, ("SM-STOCK",),
     "The one furnace outside China that the press names; size estimated."),
    ("Landisville samarium", "Landisville", SM_METAL, 0, None, SM_RECIPES, 30_000, ("SM-STOCK",),
     "What the US government looks for; there is none yet."),
    ("Japanese samarium", "Osaka", SM_METAL, 60, None, SM_RECIPES, 25_000, (),
     "Size: what Japan's samarium-cobalt makers take, assumed."),
    ("Fort Worth recycling", "Fort Worth", SHORT_LOOP, 0, None, ("Remake magnets from scrap",), 22_000,
     ("HYPROMAG", "HYPROMAG2"), "Hydrogen process of HyProMag USA."),
    ("Mountain Pass recycling", "Mountain Pass", LONG_LOOP, 0, None, (*SWARF_RECIPES, "Recycle end-of-life magnets"),
     7_000, (), "Back to oxide in the separation plant beside it. Assumed."),
    ("Lacq recycling", "Lacq", LONG_LOOP, 2_000, 2027, (*SWARF_RECIPES, "Recycle end-of-life magnets"), 7_000,
     ("CAREMAG", "CAREMAG2"), "Caremag, 2,000 t/y of magnets."),
    ("Japanese recyclers", "Osaka", LONG_LOOP, 5_500, None, SWARF_RECIPES, 7_000, ("SMM-REC22",),
     "Swarf of the magnet makers, as in China, where recycling is 30 % of NdPr supply. Assumed."),
)  # fmt: skip

WITHOUT_AGREEMENT = separate("Longonjo carbonate")
"""What nobody is known to have agreed to take: the memorandum is with Toyota Tsusho, for a plant in India."""

MAGNET_OPEX = (
    "35 USD/kg outside China (25 to 50), less 11 for people in sheet Skills (wages of 9.7 at full capacity, training "
    "and recruits) and 2.5 for alloying metals; 2.5 less in Japan, Korea and Estonia: assumed."
)

OPEX_NOTE = {
    CRACK: "3 USD/kg REO (2 to 5): assumed.",
    LIGHT: "8 USD/kg REO for separation (5 to 12), 3 more where it cracks too (1 at Jubail, which cracks some "
    "feeds), less 0.8 for the skills paid in sheet Skills: assumed.",
    LARGE_LIGHT: "As light separation, 7.2 USD/kg REO, less about one for the economies of a large site: assumed.",
    HEAVY: "35 USD/kg of separated Dy and Tb (20 to 60) and the cost of separating Sm and Y, less the skills in sheet "
    "Skills: together 3 to 5 USD/kg of SEG+, assumed.",
    METAL: "18 USD/kg metal outside China (12 to 30), less 2 for the skills paid in sheet Skills, and 2 less in Asia: "
    "assumed.",
    MAGNET: MAGNET_OPEX,
    ENTRANT: MAGNET_OPEX,
    SMCO: "Skills and materials aside, about twice sintering of NdFeB, for brittle and hard alloys: assumed.",
    SM_METAL: "Vacuum reduction and distillation in small batches, 5 USD/kg more where there is no furnace yet: "
    "assumed.",
    SHORT_LOOP: "22 USD/kg beside skills, some 6 USD/kg in sheet Skills: within 15 to 40 together, assumed.",
    LONG_LOOP: "Dismantling and leaching; separation and metal are on top. Assumed.",
}


OPEX_PUBLISHED = ("Browns Range mine", "Nolans mine", "Caldeira mine", "Ngualla mine")
"""Mines whose documents tell what running them costs."""

AVAILABILITY = {
    CRACK: 0.92, LIGHT: 0.92, LARGE_LIGHT: 0.92, HEAVY: 0.92, METAL: 0.92, MAGNET: 0.92, ENTRANT: 0.92, SMCO: 0.92,
    SM_METAL: 0.92, SHORT_LOOP: 0.92, LONG_LOOP: 0.92,
}  # fmt: skip
"""Share of nameplate that a plant can use: a month a year for planned outages. A mine's capacity is its output."""

STARTING = {
    "Saskatoon metal": {2026: 0.5, 2027: 0.92},
    "Mt Weld mine": {2026: 0.80, 2028: 1.0}, "Kalgoorlie cracking": {2026: 0.75, 2028: 0.92},
    "White Mesa separation": {2026: 0.3, 2029: 0.92}, "La Rochelle separation": {2026: 0.4, 2029: 0.92},
    "Gebeng heavy circuit": {2026: 0.6, 2028: 0.92}, "Mountain Pass heavy": {2027: 0.35, 2028: 0.65, 2029: 0.92},
    "Gebeng heavy facility": {2028: 0.35, 2029: 0.65, 2030: 0.92}, "Lacq heavy": {2027: 0.35, 2028: 0.65, 2029: 0.92},
    "Eneabba separation": {2028: 0.3, 2029: 0.55, 2030: 0.75, 2031: 0.92},
    "Eneabba heavy": {2028: 0.35, 2029: 0.65, 2030: 0.92}, "Lacq recycling": {2027: 0.5, 2029: 0.92},
    "Stillwater magnets": {2027: 0.3, 2028: 0.6, 2029: 0.85, 2030: 0.92},
    "Korean magnet makers": {2026: 0.6, 2028: 0.92}, "Ellesmere Port metal": {2026: 0.33, 2028: 0.92},
}  # fmt: skip
"""Of plants that stand, but do not run in full when the plan begins: shares of nameplate by year, as for new ones."""
AVAILABLE_NOTE = {
    True: " Availability: ramping up as new plants do, after what is reported for 2025-26; shares by year assumed.",
    False: " Availability: a month a year for planned outages, assumed.",
}


def availability(plant: str, technology: str) -> ByYear:
    """Usable share of capacity."""
    return ByYear.of(STARTING.get(plant) or {2026: AVAILABILITY.get(technology, 1.0)})


def available(plant: str, technology: str) -> str:
    """What a plant's note says of its availability."""
    known = plant in STARTING or technology in AVAILABILITY
    return AVAILABLE_NOTE[plant in STARTING] if known else " Availability: capacity is what the mine delivers."


def rows() -> list[Row]:
    return [*plants(), *operations(), *costs()]


def plants() -> list[Plant]:
    made = []
    for name, site, technology, existing, start, end, _, _, ids, why in MINES:
        made.append(plant(name, site, technology, existing, start, REO, ids, why, end))
    for name, site, technology, existing, start, _, _, ids, why in SEPARATION:
        unit, end = "t SEG+" if technology == HEAVY else REO, CLOSES.get(name)
        made.append(plant(name, site, technology, existing, start, unit, ids, why, end))
    for name, site, technology, existing, start, _, _, ids, why in DOWNSTREAM:
        made.append(plant(name, site, technology, existing, start, "t", ids, why))
    return made


def plant(
    name: str, site: str, technology: str, existing: float, start: int | None, unit: str, ids: tuple[str, ...],
    why: str, end: int | None = None,
) -> Plant:  # fmt: skip
    return Plant(
        plant=name, site=site, technology=technology, capacity_unit=unit, existing_capacity=ByYear.of(existing),
        in_service_from=start, in_service_until=end, availability=availability(name, technology), sponsor=sponsor(name),
        source=cite(*ids, why=why + available(name, technology)) if existing or start or end else ASSUMED,
        notes=converted(why) + available(name, technology),
    )  # fmt: skip


def operations() -> list[Row]:
    made: list[Row] = [
        Operation(plant=name, recipe=mine(feed), source=cite(*ids), notes="Its own ore.")
        for name, _, _, _, _, _, feed, _, ids, _ in MINES
    ]
    for name, _, technology, _, _, feeds, _, ids, _ in SEPARATION:
        recipe = split_heavy if technology == HEAVY else separate
        recipes = ["Crack Mt Weld concentrate"] if technology == CRACK else [recipe(feed) for feed in feeds]
        made += [Operation(plant=name, recipe=each, source=cite(*ids),
                           notes="Feeds that the site is built for or has agreed or been reported to take.")
                 for each in recipes if each != WITHOUT_AGREEMENT]  # fmt: skip
        if WITHOUT_AGREEMENT in recipes:
            made.append(Operation(plant=name, recipe=WITHOUT_AGREEMENT, source=ASSUMED,
                                  notes="No agreement is known: a carbonate like others that it takes."))  # fmt: skip
    for name, _, _, _, _, recipes_run, _, ids, _ in DOWNSTREAM:
        for each in recipes_run:
            use = 1.1 if each == "Sinter high-coercivity magnets" else 1.0
            note = (
                "Diffusion and longer ageing take a tenth more of the line: assumed." if use > 1
                else "Of metals and alloys; that dysprosium and terbium are among them is assumed." if "Dy" in each
                else "What it makes."
            )  # fmt: skip
            source = ASSUMED if "assumed" in note else cite(*ids)
            made.append(Operation(plant=name, recipe=each, capacity_use=use, source=source, notes=note))
    return made


def costs() -> list[Row]:
    made: list[Row] = [
        CostRow(item=name, variable_opex=opex, source=cite(*ids, why=why if name in OPEX_PUBLISHED else "estimated"),
                notes=converted(why))
        for name, _, _, _, _, _, _, opex, ids, why in MINES
    ]  # fmt: skip
    for name, _, technology, _, _, _, opex, ids, why in (*SEPARATION, *DOWNSTREAM):
        published = name in ("White Mesa separation", "Nolans separation", "Dubbo separation")
        note = converted(f"{why} All in.") if published else OPEX_NOTE[technology]
        made.append(CostRow(item=name, variable_opex=opex, notes=note,
                            source=cite(*ids, why=note) if published else ASSUMED))  # fmt: skip
    made.append(CostRow(item="Gebeng separation", recipe=separate("Mt Weld concentrate"), variable_opex=3_000,
                        source=ASSUMED,
                        notes="On top: cracking and leaching, 3 USD/kg REO (2 to 5), assumed."))  # fmt: skip
    return made
