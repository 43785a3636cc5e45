"""Plants that stand, are being built or could be built, what they run and what running them costs."""

from __future__ import annotations

from inputs.build.conversion import mine, separate, split_heavy
from inputs.build.sources import ESTIMATE, cite
from model.families.conversion.rows import Operation
from model.sheets.common import CostRow, Plant
from model.sheets.schema import Row

CLAY, ROCK = "Clay mine", "Hard-rock mine"
CRACK = "Cracking"
LIGHT, LARGE_LIGHT = "Light separation", "Light separation, large"
HEAVY, METAL, MAGNET = "Heavy separation", "Metal making", "Magnet making"
SHORT_LOOP, LONG_LOOP = "Recycling, short loop", "Recycling, long loop"

REO = "t REO"

# plant, site, technology, existing t REO/y, from, until, feed, variable opex USD/t, sources of capacity, why
MINES = (
    ("Mountain Pass mine", "Mountain Pass", ROCK, 45_500, None, None, "Mountain Pass concentrate", 1_900, ("MP-FY24",),
     "Output of 2024. Opex: company figures of 2021-22, recalled."),
    ("Mt Weld mine", "Mt Weld", ROCK, 48_000, None, None, "Mt Weld concentrate", 3_500, ("LYC-MRE24",),
     "Feed for 12,000 t/y NdPr at 23.8 % NdPr. Opex assumed."),
    ("Eneabba stockpile", "Eneabba", ROCK, 12_000, 2028, 2036, "Eneabba concentrate", 1_500, ("ILU-APP", "ILU-STOCK"),
     "Stockpile of one million tonnes, indicative life nine years; yearly rate and opex assumed."),
    ("Browns Range mine", "Browns Range", ROCK, 0, None, None, "Browns Range concentrate", 20_300, ("NTU-DFS",),
     "Opex A$31.25/kg."),
    ("Nolans mine", "Nolans", ROCK, 0, None, None, "Nolans concentrate", 4_500, ("ARU-22",),
     "Mine and concentrator part of the integrated A$61.6/kg NdPr; split assumed."),
    ("Serra Verde mine", "Serra Verde", CLAY, 5_000, 2027, None, "Serra Verde carbonate", 15_000, ("SVERDE-24",),
     "Phase 1 at full rate; sold to China until 2026. Opex assumed between Caldeira (9 USD/kg) and Carina (28): at 22 "
     "it would stand still while oxide is plenty around 2031, which lenders of 565 million do not expect."),
    ("Caldeira mine", "Caldeira", CLAY, 0, None, None, "Caldeira carbonate", 8_910, ("MEI-PFS",),
     "Opex of the first five years."),
    ("Carina mine", "Carina", CLAY, 0, None, None, "Carina carbonate", 28_000, ("ARA-PEA",), "Opex assumed."),
    ("Strange Lake mine", "Strange Lake", ROCK, 0, None, None, "Strange Lake concentrate", 20_000, ("TORNGAT",),
     "Remote arctic site; opex assumed."),
    ("Lofdal mine", "Lofdal", ROCK, 0, None, None, "Lofdal concentrate", 20_000, ("LOFDAL",), "Opex as Browns Range."),
    ("Khalzan Buregtei mine", "Khalzan Buregtei", ROCK, 0, None, None, "Khalzan Buregtei concentrate", 16_000,
     ("KB-MNREC",), "Opex assumed between light and heavy deposits."),
    ("Songwe mine", "Songwe Hill", ROCK, 0, None, None, "Songwe carbonate", 9_000, ("MKANGO",),
     "Mine and carbonate plant; opex at the upper end of light deposits."),
)  # fmt: skip

# plant, site, technology, existing t/y of feed, from, feeds, variable opex USD/t feed, sources, why
SEPARATION = (
    ("Kalgoorlie cracking", "Kalgoorlie", CRACK, 38_000, None, (), 3_000, ("LYC-KALG", "LYC-KALG2"),
     "With Malaysia for 9,000 t/y NdPr, that is 38,000 t REO."),
    ("Mountain Pass separation", "Mountain Pass", LARGE_LIGHT, 27_000, None, ("Mountain Pass concentrate",), 6_500,
     ("MP-FY24", "CEMI-MP"),
     "About 4,000 t/y NdPr: 1,294 t in 2024 and ramping towards a design rate of 6,075 t (recalled)."),
    ("White Mesa separation", "White Mesa", LIGHT, 5_000, None,
     ("Monazite sand", "Serra Verde carbonate", "Caldeira carbonate"), 6_500, ("UUUU-P1",),
     "Phase 1: 850-1,000 t/y NdPr."),
    ("Vinton separation", "Vinton", LIGHT, 0, None, ("Carina carbonate", "Serra Verde carbonate"), 7_500, ("ARA-LA2",),
     "Planned for Carina carbonate."),
    ("Sept-Iles separation", "Sept-Iles", LIGHT, 0, None, ("Strange Lake concentrate",), 9_500, ("TORNGAT",),
     "Planned for Strange Lake."),
    ("Eneabba separation", "Eneabba", LIGHT, 17_500, 2028,
     ("Eneabba concentrate", "Browns Range concentrate"), 9_500, ("ILU-FID", "ILU-FUND"),
     "Under construction, commissioning in 2027; counted from 2028. Takes xenotime of Browns Range (offtake signed)."),
    ("Nolans separation", "Nolans", LIGHT, 0, None, ("Nolans concentrate",), 9_000, ("ARU-22",),
     "Part of the integrated project."),
    ("Gebeng separation", "Gebeng", LARGE_LIGHT, 46_000, None,
     ("Mt Weld carbonate", "Mt Weld concentrate", "Lofdal concentrate", "Kachin carbonate",
      "Khalzan Buregtei concentrate"),
     6_000, ("LYC-DY", "LYC-KALG"), "Nameplate about 10,500 t/y NdPr (recalled)."),
    ("La Rochelle separation", "La Rochelle", LIGHT, 1_500, None,
     ("Songwe carbonate", "Serra Verde carbonate", "Lofdal concentrate"), 9_000, ("SOLVAY",),
     "Several hundred tonnes of oxides in 2025; capacity in feed assumed."),
    ("Silmet separation", "Sillamae", LIGHT, 3_000, None, ("Caldeira carbonate", "Songwe carbonate"), 6_500,
     ("NEO-ARGUS",),
     "3,000 t/y of light rare earths; short of feed since Russian supply ended."),
    ("Jubail separation", "Jubail", LIGHT, 0, None,
     ("Songwe carbonate", "Khalzan Buregtei concentrate", "Serra Verde carbonate"), 7_000, ("MAADEN",),
     "Announced without a capacity; feeds assumed until Saudi deposits are drilled."),
    ("Mountain Pass heavy", "Mountain Pass", HEAVY, 3_000, 2027,
     ("SEG+ bastnaesite type", "SEG+ monazite type", "SEG+ clay type"), 4_500, ("REEX-MPHREE", "MP-DOD"),
     "Built for 200 t/y Dy and Tb, which needs bought feed; commissioning in mid-2026, counted from 2027."),
    ("White Mesa heavy", "White Mesa", HEAVY, 0, None, ("SEG+ monazite type", "SEG+ clay type"), 4_500, ("UUUU-BFS",),
     "Part of Phase 2: 240 t Dy and 66 t Tb a year."),
    ("Vinton heavy", "Vinton", HEAVY, 0, None, ("SEG+ clay type", "SEG+ xenotime type"), 4_500, ("ARA-LA2",),
     "200 t Dy and 30 t Tb a year."),
    ("Eneabba heavy", "Eneabba", HEAVY, 7_500, 2028,
     ("SEG+ clay type", "SEG+ xenotime type", "SEG+ monazite type"), 4_500, ("ILU-OUT",),
     "At most 750 t/y Dy and Tb; capacity in SEG+ feed follows from it."),
    ("Gebeng heavy circuit", "Gebeng", HEAVY, 1_500, None, ("SEG+ bastnaesite type",), 4_500, ("LYC-HRE1", "LYC-DY"),
     "Reconfigured circuit; first Dy in May 2025. Smaller and so a little dearer than the facility that follows it."),
    ("Gebeng heavy facility", "Gebeng", HEAVY, 5_000, 2028,
     ("SEG+ bastnaesite type", "SEG+ clay type", "SEG+ xenotime type"), 4_000, ("LYC-HRE2",),
     "Under construction; samarium first, counted in full from 2028."),
    ("Sept-Iles heavy", "Sept-Iles", HEAVY, 0, None, ("SEG+ xenotime type",), 5_000, ("TORNGAT",),
     "Planned for Strange Lake."),
    ("Lacq heavy", "Lacq", HEAVY, 5_000, 2027, ("SEG+ monazite type", "SEG+ clay type", "SEG+ xenotime type"), 4_500,
     ("CAREMAG", "CAREMAG2"), "Caremag, 5,000 t/y of concentrates; plan says end of 2026, counted from 2027."),
)  # fmt: skip

METAL_RECIPES = ("Make NdPr metal",)
HEAVY_METAL_RECIPES = ("Make NdPr metal", "Make Dy-Tb metal", "Make Dy metal in place of Tb")
MAGNET_RECIPES = ("Sinter standard magnets", "Sinter high-coercivity magnets")

# plant, site, technology, existing t/y of product, from, recipes, variable opex USD/t, sources, why
DOWNSTREAM = (
    ("Independence metal", "Fort Worth", METAL, 500, None, HEAVY_METAL_RECIPES, 16_000, ("MP-10K24",),
     "Sized for its own 1,000 t/y of magnets."),
    ("10X metal", "Northlake", METAL, 0, None, HEAVY_METAL_RECIPES, 16_000, ("MP-10X",),
     "Metal and alloy of the 10X campus."),
    ("Benson metal", "Benson", METAL, 0, None, METAL_RECIPES, 16_000, ("VULCAN",), "Vulcan Elements; size assumed."),
    ("Saskatoon metal", "Saskatoon", METAL, 400, None, METAL_RECIPES, 16_000, ("SRC-24",), "400 t/y NdPr metal."),
    ("Ellesmere Port metal", "Ellesmere Port", METAL, 1_500, None, HEAVY_METAL_RECIPES, 16_000, ("LCM-LACQ",),
     "Capacity assumed."),
    ("Lacq metal", "Lacq", METAL, 0, None, HEAVY_METAL_RECIPES, 16_000, ("LCM-LACQ", "LCM-2027"), "Planned for 2027."),
    ("Japanese metal makers", "Osaka", METAL, 5_000, None, HEAVY_METAL_RECIPES, 14_000, (),
     "Enough for the magnet makers beside them; includes their plants in Vietnam and the Philippines. Assumed."),
    ("Korean metal makers", "Yesan", METAL, 1_000, None, METAL_RECIPES, 14_000, (),
     "Assumed from plants announced or running."),
    ("Independence magnets", "Fort Worth", MAGNET, 1_000, None, MAGNET_RECIPES, 21_500, ("MP-10K24",),
     "First magnets at the end of 2025."),
    ("10X magnets", "Northlake", MAGNET, 0, None, MAGNET_RECIPES, 21_500, ("MP-10X", "KHELRE-MP"),
     "7,000 t/y planned for 2028."),
    ("Sumter magnets", "Sumter", MAGNET, 2_000, None, MAGNET_RECIPES, 21_500, ("EVAC", "EVAC2"),
     "Commissioned late in 2025; 2,000 t/y recalled."),
    ("Stillwater magnets", "Stillwater", MAGNET, 1_200, 2027, MAGNET_RECIPES, 21_500, ("USAR-GOV",),
     "First line, commissioning in 2026; counted from 2027."),
    ("Benson magnets", "Benson", MAGNET, 0, None, MAGNET_RECIPES, 21_500, ("VULCAN",), "10,000 t/y planned."),
    ("Columbus magnets", "Columbus", MAGNET, 0, None, MAGNET_RECIPES, 21_500, ("JSLINK",), "3,000 t/y planned."),
    ("Narva magnets", "Narva", MAGNET, 2_000, None, MAGNET_RECIPES, 19_000, ("NEO-NARVA", "NEO-PREM"),
     "First magnets in May 2025."),
    ("Hanau magnets", "Hanau", MAGNET, 1_500, None, MAGNET_RECIPES, 21_500, (),
     "European makers that never closed; size assumed."),
    ("Lacq magnets", "Lacq", MAGNET, 0, None, MAGNET_RECIPES, 21_500, (),
     "A second European plant, beside metal and recycling. Assumed."),
    ("Japanese magnet makers", "Osaka", MAGNET, 10_000, None, MAGNET_RECIPES, 19_000, ("ARGUS-WP20",),
     "About 4 % of world output. Assumed."),
    ("Korean magnet makers", "Yesan", MAGNET, 1_000, None, MAGNET_RECIPES, 19_000, ("JSLINK",), "JS Link Yesan."),
    ("Fort Worth recycling", "Fort Worth", SHORT_LOOP, 0, None, ("Remake magnets from scrap",), 22_000,
     ("HYPROMAG", "HYPROMAG2"), "Hydrogen process of HyProMag USA."),
    ("Mountain Pass recycling", "Mountain Pass", LONG_LOOP, 0, None, ("Recycle swarf", "Recycle end-of-life magnets"),
     7_000, (), "Back to oxide in the separation plant beside it. Assumed."),
    ("Lacq recycling", "Lacq", LONG_LOOP, 2_000, 2027, ("Recycle swarf", "Recycle end-of-life magnets"), 7_000,
     ("CAREMAG", "CAREMAG2"), "Caremag, 2,000 t/y of magnets."),
    ("Japanese recyclers", "Osaka", LONG_LOOP, 5_000, None, ("Recycle swarf",), 7_000, ("SMM-REC22",),
     "Swarf of the magnet makers, as in China, where recycling is 30 % of NdPr supply. Assumed."),
)  # fmt: skip

OPEX_NOTE = {
    CRACK: "3 USD/kg REO (2 to 5).",
    LIGHT: "8 USD/kg REO for separation (5 to 12), 3 more where it cracks too, less 0.8 for the skills paid in sheet "
    "Skills.",
    LARGE_LIGHT: "As light separation, with the economies of a large site.",
    HEAVY: "35 USD/kg of separated Dy and Tb (20 to 60) and the cost of separating Sm and Y, less the skills in sheet "
    "Skills.",
    METAL: "18 USD/kg metal outside China (12 to 30), less 2 for the skills paid in sheet Skills; 14 in Asia.",
    MAGNET: "35 USD/kg outside China (25 to 50), less 11 for skills paid in sheet Skills and 2.5 for alloying metals.",
    SHORT_LOOP: "25 USD/kg (15 to 40), less skills.",
    LONG_LOOP: "Dismantling and leaching; separation and metal are on top. Assumed.",
}


def rows() -> list[Row]:
    return [*plants(), *operations(), *costs()]


def plants() -> list[Row]:
    made = [
        Plant(plant=name, site=site, technology=technology, capacity_unit=REO, existing_capacity=existing,
              in_service_from=start, in_service_until=end, source=cite(*ids), notes=why)
        for name, site, technology, existing, start, end, _, _, ids, why in MINES
    ]  # fmt: skip
    for name, site, technology, existing, start, _, _, ids, why in SEPARATION:
        unit = "t SEG+" if technology == HEAVY else REO
        made.append(Plant(plant=name, site=site, technology=technology, capacity_unit=unit, existing_capacity=existing,
                          in_service_from=start, source=cite(*ids), notes=why))  # fmt: skip
    for name, site, technology, existing, start, _, _, ids, why in DOWNSTREAM:
        made.append(Plant(plant=name, site=site, technology=technology, existing_capacity=existing,
                          in_service_from=start, source=cite(*ids), notes=why))  # fmt: skip
    return list(made)


def operations() -> list[Row]:
    made: list[Row] = [
        Operation(plant=name, recipe=mine(feed), source=ESTIMATE) for name, _, _, _, _, _, feed, *_ in MINES
    ]
    for name, _, technology, _, _, feeds, *_ in SEPARATION:
        recipe = split_heavy if technology == HEAVY else separate
        recipes = ["Crack Mt Weld concentrate"] if technology == CRACK else [recipe(feed) for feed in feeds]
        made += [Operation(plant=name, recipe=each, source=ESTIMATE,
                           notes="Feeds that the site is built for or has agreed or been reported to take.")
                 for each in recipes]  # fmt: skip
    for name, _, _, _, _, recipes_run, *_ in DOWNSTREAM:
        for each in recipes_run:
            use = 1.1 if each == "Sinter high-coercivity magnets" else 1.0
            note = "Diffusion and longer ageing take a tenth more of the line. Assumed." if use > 1 else ""
            made.append(Operation(plant=name, recipe=each, capacity_use=use, source=ESTIMATE, notes=note))
    return made


def costs() -> list[Row]:
    made: list[Row] = [
        CostRow(item=name, variable_opex=opex, source=cite(*ids), notes=why)
        for name, _, _, _, _, _, _, opex, ids, why in MINES
    ]
    for name, _, technology, _, _, _, opex, *_ in (*SEPARATION, *DOWNSTREAM):
        made.append(CostRow(item=name, variable_opex=opex, source=ESTIMATE, notes=OPEX_NOTE[technology]))
    made.append(CostRow(item="Gebeng separation", recipe=separate("Mt Weld concentrate"), variable_opex=3_000,
                        source=ESTIMATE, notes="On top: cracking and leaching, 3 USD/kg REO (2 to 5)."))  # fmt: skip
    return made
