"""Recipes: how each deposit's own element split becomes oxides, and oxides become magnets."""

from __future__ import annotations

from inputs.build.sources import cite
from model.families.conversion.rows import Recipe
from model.sheets.schema import ASSUMED, Row

ALLOYING, COBALT_ALLOY = "Alloying metals", "Cobalt alloy"
"""What a magnet holds beside rare earths."""

# Element splits, per cent of total rare-earth oxide: feed, La, Ce, Pr, Nd, Sm, Eu, Gd, Tb, Dy, Ho to Lu, Y
SPLITS = {
    "Mountain Pass concentrate": (33.2, 49.1, 4.34, 12.0, 0.8, 0.1, 0.2, 0.01, 0.04, 0.01, 0.1),
    "Mt Weld concentrate": (25.5, 46.74, 5.32, 18.5, 2.27, 0.44, 0.75, 0.07, 0.12, 0.04, 0.25),
    "Eneabba concentrate": (21.5, 43.5, 4.9, 17.2, 2.9, 0.1, 2.0, 0.2, 1.0, 1.0, 5.7),
    "Browns Range concentrate": (2.1, 4.9, 0.7, 3.2, 2.2, 0.4, 5.8, 1.28, 8.7, 13.4, 57.2),
    "Nolans concentrate": (19.1, 48.7, 5.9, 20.6, 2.3, 0.4, 1.0, 0.08, 0.33, 0.25, 1.34),
    "Serra Verde carbonate": (41.0, 5.0, 6.5, 18.0, 3.2, 0.3, 2.8, 0.4, 2.2, 3.1, 17.5),
    "Caldeira carbonate": (47.5, 12.0, 6.3, 17.2, 2.3, 0.6, 1.6, 0.17, 0.77, 1.06, 10.5),
    "Carina carbonate": (22.0, 7.0, 5.2, 20.5, 4.2, 0.3, 4.3, 0.65, 3.7, 5.15, 27.0),
    "Strange Lake concentrate": (11.0, 23.5, 2.7, 9.8, 2.4, 0.1, 2.8, 0.6, 4.4, 9.2, 33.5),
    "Lofdal concentrate": (6.5, 11.0, 1.2, 4.0, 1.5, 0.6, 4.0, 0.88, 5.85, 10.0, 54.47),
    "Khalzan Buregtei concentrate": (12.0, 27.0, 3.3, 12.5, 3.4, 0.3, 3.6, 0.7, 4.5, 8.0, 24.7),
    "Songwe carbonate": (36.0, 19.66, 8.0, 24.8, 3.8, 1.0, 2.2, 0.2, 0.74, 0.4, 3.2),
    "Monazite sand": (17.5, 43.7, 5.0, 17.5, 4.9, 0.2, 6.6, 0.3, 0.9, 0.2, 3.2),
    "Kangankunde concentrate": (27.0, 48.0, 4.4, 15.8, 1.9, 0.4, 0.9, 0.06, 0.14, 0.05, 0.35),
    "Longonjo carbonate": (33.5, 26.0, 7.2, 24.2, 3.4, 0.9, 2.0, 0.2, 0.5, 0.3, 1.8),
    "Ngualla concentrate": (27.6, 46.8, 5.0, 17.8, 1.6, 0.3, 0.55, 0.03, 0.05, 0.02, 0.25),
    "Round Top concentrate": (3.8, 15.1, 2.0, 5.4, 2.0, 0.04, 2.0, 0.66, 5.9, 21.4, 41.7),
    # Dy and Tb of Dubbo: as the study gets them out (72 and 13 t with 1,157 t of NdPr), half of what the ore holds
    "Dubbo concentrate": (19.5, 36.7, 4.0, 14.1, 2.2, 0.06, 2.1, 0.20, 1.13, 3.05, 15.8),
    "Tanbreez concentrate": (18.5, 35.0, 3.6, 13.0, 2.5, 0.3, 2.6, 0.5, 2.9, 4.0, 17.1),
    "Dong Pao concentrate": (32.4, 50.4, 4.0, 10.7, 0.9, 0.2, 0.5, 0.03, 0.07, 0.1, 0.7),
    "Mushgai Khudag concentrate": (28.0, 47.0, 4.6, 15.0, 1.8, 0.4, 1.1, 0.1, 0.3, 0.2, 1.5),
    "Jabal Sayid concentrate": (7.5, 17.5, 2.2, 8.6, 3.0, 0.3, 4.5, 0.9, 6.0, 11.0, 38.5),
    "IREL chloride": (23.0, 46.5, 5.6, 20.3, 2.5, 0.02, 1.2, 0.06, 0.18, 0.09, 0.45),
}
SPLIT_FROM: dict[str, tuple[str, ...]] = {
    "Browns Range concentrate": ("NTU-DFS",), "Nolans concentrate": ("ARU-DFS",),
    "Serra Verde carbonate": ("SVERDE-24",),
    "Caldeira carbonate": ("MEI-PFS",), "Carina carbonate": ("ARA-PEA",), "Strange Lake concentrate": ("TORNGAT",),
    "Lofdal concentrate": ("LOFDAL",), "Khalzan Buregtei concentrate": ("KB-MNREC",), "Songwe carbonate": ("MKANGO",),
    "Kangankunde concentrate": ("LIN-ILU",), "Longonjo carbonate": ("PENSANA",), "Ngualla concentrate": ("PEAK",),
    "Round Top concentrate": ("RT-PEA19",), "Dubbo concentrate": ("ASM-HL",), "Tanbreez concentrate": ("TANBREEZ2",),
    "Dong Pao concentrate": ("DONGPAO",), "Jabal Sayid concentrate": ("JABAL",), "Mushgai Khudag concentrate": (),
}  # fmt: skip
"""Documents on deposits that the table of the Geological Survey does not hold; one is assumed, as of rocks like it."""
SPLITS["Mt Weld carbonate"] = SPLITS["Mt Weld concentrate"]

# SEG+ concentrates by type, shares of their mass: Sm, Tb, Dy, Y; and the feeds that give them
SEG_TYPES = {
    "SEG+ bastnaesite type": (0.60, 0.0130, 0.031, 0.07),
    "SEG+ monazite type": (0.38, 0.0165, 0.061, 0.25),
    "SEG+ clay type": (0.11, 0.0142, 0.078, 0.60),
    "SEG+ xenotime type": (0.035, 0.0135, 0.092, 0.64),
}
SEG_OF = {
    "SEG+ bastnaesite type": (
        "Mountain Pass concentrate", "Mt Weld concentrate", "Mt Weld carbonate", "Ngualla concentrate",
        "Dong Pao concentrate",
    ),
    "SEG+ monazite type": (
        "Nolans concentrate", "Songwe carbonate", "Monazite sand", "Kangankunde concentrate", "Longonjo carbonate",
        "Mushgai Khudag concentrate", "IREL chloride",
    ),
    "SEG+ clay type": (
        "Eneabba concentrate", "Serra Verde carbonate", "Caldeira carbonate", "Carina carbonate", "Dubbo concentrate",
        "Tanbreez concentrate",
    ),
    "SEG+ xenotime type": (
        "Browns Range concentrate", "Strange Lake concentrate", "Lofdal concentrate", "Khalzan Buregtei concentrate",
        "Round Top concentrate", "Jabal Sayid concentrate",
    ),
}  # fmt: skip

CRACKING, LIGHT, HEAVY = 0.94, 0.95, 0.92
"""Recoveries of cracking with leaching (88 to 97 %), light separation (80 to 98 %) and heavy (85 to 97 %)."""

ALREADY_CRACKED = (
    "Mt Weld carbonate", "Serra Verde carbonate", "Caldeira carbonate", "Carina carbonate", "Songwe carbonate",
    "Longonjo carbonate", "Lofdal concentrate", "Round Top concentrate", "IREL chloride",
)  # fmt: skip

THORIUM = {
    "Mt Weld concentrate": 0.003, "Eneabba concentrate": 0.06, "Nolans concentrate": 0.02, "Monazite sand": 0.06,
    "Kangankunde concentrate": 0.001, "Khalzan Buregtei concentrate": 0.01,
}  # fmt: skip
"""Tonnes of thorium oxide that cracking leaves in residue, by tonne of rare-earth oxide in the feed."""

# recipe: what it takes and makes, source, note
OTHER_RECIPES = (
    ("Crack Mt Weld concentrate",
     {"Mt Weld concentrate": -1, "Mt Weld carbonate": CRACKING, "Thorium residue": THORIUM["Mt Weld concentrate"]},
     cite("LYC-KALG", why="estimated"), "Recovery 94 % (88 to 97). Thorium estimated from the ore."),
    ("Make NdPr metal", {"NdPr oxide": -1.19, "NdPr metal": 1}, cite("SRC-24"),
     "1.166 t of oxide hold 1 t of metal; yield 98 %."),
    ("Make Sm metal", {"Sm oxide": -1.22, "Sm metal": 1}, cite("SM-STOCK", why="estimated"),
     "1.16 t of oxide hold 1 t of metal, reduced with lanthanum and distilled; yield 95 %, estimated."),
    ("Make SmCo magnets", {"Sm metal": -0.34, COBALT_ALLOY: -0.99, "SmCo magnet": 1},
     cite("SM-F35", why="estimated"), "25.5 % samarium in the magnet, the rest cobalt, iron and copper; material "
     "yield 75 %, estimated."),
    ("Separate SEG+ bastnaesite type, Dy and Tb only",
     {"SEG+ bastnaesite "
     "type": -1, "Tb oxide": 0.01196, "Dy oxide": 0.02852}, cite("LYC-HRE1", "LYC-DY", why="estimated"),
     "The circuit of 2025 takes out Dy and Tb alone; Sm, Eu, Gd and Y stay in a mixed product. Contents estimated."),
    ("Make Dy-Tb metal", {"Dy oxide": -0.925, "Tb oxide": -0.252, "Dy-Tb metal": 1}, ASSUMED,
     "Four parts dysprosium to one part terbium; 1.15 and 1.18 t of oxide hold 1 t of metal; yield 98 %."),
    ("Make Dy metal in place of Tb", {"Dy oxide": -1.33, "Dy-Tb metal": 1}, ASSUMED,
     "Where terbium lacks: terbium raises coercivity about 1.6 times as much as dysprosium, so more is needed."),
    ("Sinter standard magnets",
     {"NdPr metal": -0.43, ALLOYING: -0.98, "Standard magnet": 1, "Magnet swarf": 0.40},
     cite("RECYC-YIELD", "JLMAG2"),
     "30.5 % rare earth in the magnet; 71 % of the material ends in the magnet (20,900 t of magnets from 29,300 t of "
     "blanks), the rest is swarf."),
    ("Sinter high-coercivity magnets",
     {"NdPr metal": -0.40, "Dy-Tb metal": -0.027, ALLOYING: -0.98, "High-coercivity magnet": 1,
      "High-coercivity swarf": 0.40},
     cite("RECYC-YIELD", "JLMAG2", "COURAGE"),
     "1.5 % Dy and 0.4 % Tb in the magnet: a mix of traction (0.9 and 0.4), wind (1.5 and 0.1) and defence grades (4.0 "
     "and 0.5), which are estimates; material yield 71 %."),
    ("Recycle swarf", {"Magnet swarf": -1, "NdPr oxide": 0.33}, cite("PROMMIS"),
     "About 30 % rare earth in the swarf, 95 % recovered as oxide (90 to 98.5)."),
    ("Recycle high-coercivity swarf",
     {"High-coercivity swarf": -1, "NdPr oxide": 0.31, "Dy oxide": 0.015, "Tb oxide": 0.004}, cite("PROMMIS"),
     "As swarf of standard magnets; it holds the Dy and Tb of the grade, 95 % recovered."),
    ("Recycle end-of-life magnets",
     {"End-of-life magnets": -1, "NdPr oxide": 0.31, "Dy oxide": 0.011, "Tb oxide": 0.001},
     cite("PROMMIS", why="estimated"), "About 30 % rare earth in old magnets, 90 % recovered as oxide after "
     "dismantling; seven tenths of them of high coercivity. Terbium: a third of that of today's magnets, since it came "
     "with grain-boundary diffusion; assumed."),
    ("Remake magnets from scrap", {"End-of-life magnets": -1.08, "NdPr metal": -0.03, "Standard magnet": 1},
     cite("HYPROMAG", why="estimated"), "Hydrogen decrepitation and re-sintering, with a little fresh metal; "
     "quantities are estimates."),
)  # fmt: skip


def separate(feed: str) -> str:
    """Name of the recipe that separates a feed."""
    return f"Separate {feed}"


def split_heavy(seg: str) -> str:
    """Name of the recipe that separates a SEG+ concentrate."""
    return f"Separate {seg}"


def mine(feed: str) -> str:
    """Name of the recipe that mines a feed."""
    return f"Mine {feed}"


def rows() -> list[Row]:
    made: list[Row] = []
    for feed in SPLITS:
        if feed != "Mt Weld carbonate":
            made.append(Recipe(recipe=mine(feed), commodity=feed, quantity=1, source=cite("USGS-MYB"),
                               notes="By definition: capacity counts rare-earth oxide in what is "
                               "delivered."))  # fmt: skip
    for seg, feeds in SEG_OF.items():
        for feed in feeds:
            made += light(feed, seg)
    for seg in SEG_TYPES:
        made += heavy(seg)
    for name, quantities, source, note in OTHER_RECIPES:
        made += [Recipe(recipe=name, commodity=each, quantity=amount, source=source, notes=note)
                 for each, amount in quantities.items()]  # fmt: skip
    return made


def light(feed: str, seg: str) -> list[Row]:
    """One tonne of feed in light separation. SEG+ is counted so that its Dy and Tb are those of the deposit."""
    la, ce, pr, nd, *_, tb, dy, _, _ = SPLITS[feed]
    total = sum(SPLITS[feed])
    recovery = LIGHT if feed in ALREADY_CRACKED else LIGHT * CRACKING
    _, tb_share, dy_share, _ = SEG_TYPES[seg]
    ndpr, heavies = (pr + nd) / total, (tb + dy) / total / (tb_share + dy_share)
    made = {"NdPr oxide": ndpr, "La-Ce oxide": min((la + ce) / total, 1 - ndpr - heavies), seg: heavies}
    how = f"Recovery {recovery:.0%} of the deposit's own split" + ("" if feed in ALREADY_CRACKED else ", with cracking")
    note = f"{how}. SEG+ is counted so that its Dy and Tb are the deposit's. The split is recalled: verify it."
    quantities = {feed: -1.0} | {name: round(recovery * share, 4) for name, share in made.items()}
    if feed in THORIUM:
        quantities["Thorium residue"] = THORIUM[feed]
    return [Recipe(recipe=separate(feed), commodity=name, quantity=amount,
                   source=cite(*SPLIT_FROM.get(feed, ("USGS-MYB",)), why="recalled"), notes=note)
            for name, amount in quantities.items()]  # fmt: skip


def heavy(seg: str) -> list[Row]:
    """One tonne of SEG+ in heavy separation; gadolinium, holmium and the others stay in a mixed residue."""
    shares = dict(zip(("Sm oxide", "Tb oxide", "Dy oxide", "Y oxide"), SEG_TYPES[seg], strict=True))
    note = f"Recovery {HEAVY:.0%} (85 to 97). Eu, Gd and Ho to Lu are left in a residue and not valued."
    quantities = {seg: -1.0} | {name: round(HEAVY * share, 5) for name, share in shares.items()}
    return [Recipe(recipe=split_heavy(seg), commodity=name, quantity=amount,
                   source=cite("USGS-MYB", why="estimated"), notes=note)
            for name, amount in quantities.items()]  # fmt: skip
