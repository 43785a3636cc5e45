"""Recipes: how each deposit's own element split becomes oxides, and oxides become magnets."""

from __future__ import annotations

from functools import reduce
from operator import add

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
SPLIT_FROM: dict[str, tuple[tuple[str, ...], str]] = {
    "Mountain Pass concentrate": (("USGS-MYB",), "the table's but for traces of Tb and Dy"),
    "Mt Weld concentrate": ((), "that of the company for its central deposit, recalled"),
    "Mt Weld carbonate": ((), "that of the company for its central deposit, recalled"),
    "Eneabba concentrate": (("USGS-MYB",), "that of Western Australian monazite with some xenotime, assumed"),
    "Monazite sand": (("USGS-MYB",), "that of Green Cove Springs, Florida; for other countries' sands assumed"),
    "IREL chloride": ((), "that of Indian beach monazite, recalled from literature"),
    "Browns Range concentrate": ((), "that of the company for Wolverine, recalled"),
    "Nolans concentrate": (("ARU-RES",), "26.4 % Nd and Pr of the company, the rest recalled"),
    "Serra Verde carbonate": ((), "by analogy with clays that hold little cerium, recalled"),
    "Caldeira carbonate": (("MEI-PFS", "MEI-SS"), "63,899 of 271,687 t Nd and Pr in the studies, the rest assumed"),
    "Carina carbonate": (("ARA-PEA",), "191 t Dy and Tb of about 4,400 t in the study, the rest recalled"),
    "Strange Lake concentrate": (("TORNGAT-H",), "more than half of it heavy, the shares recalled"),
    "Lofdal concentrate": (
        ("LOFDAL", "LOFDAL-A4"),
        "117 t Dy and 17.5 t Tb of 2,000 t and 76 % heavy, the rest recalled",
    ),
    "Khalzan Buregtei concentrate": ((), "by analogy with other peralkaline granites"),
    "Songwe carbonate": (
        ("MKANGO",),
        "1,953 t Nd and Pr and 56 t Dy and Tb of 5,954 t in the study, the rest recalled",
    ),
    "Kangankunde concentrate": ((), "by analogy with other monazite carbonatites, with a fifth Nd and Pr"),
    "Longonjo carbonate": (("PENSANA",), "4,400 t Nd and Pr of 14,000 t, the rest recalled"),
    "Ngualla concentrate": (("PEAK", "PEAK-INT"), "3,700 t Nd and Pr of 16,200 t, the rest recalled"),
    "Round Top concentrate": (("RT-JRE14",), "72 % heavy with yttrium, the shares recalled"),
    "Dubbo concentrate": (("ASM-HL",), "72 t Dy and 13 t Tb with 1,157 t Nd and Pr in the study, the rest recalled"),
    "Tanbreez concentrate": (("TANBREEZ2",), "27 % heavy, the shares recalled"),
    "Dong Pao concentrate": ((), "by analogy with other bastnaesite carbonatites"),
    "Mushgai Khudag concentrate": ((), "by analogy with other light carbonatites"),
    "Jabal Sayid concentrate": (("JABAL",), "552 of 907 thousand t heavy, the shares recalled"),
}
"""Documents on the split of a deposit, and what they tell of it."""
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

PER_TONNE = "By definition: all quantities are by tonne of feed."

# recipe: what it takes and makes, source, note
OTHER_RECIPES = (
    ("Crack Mt Weld concentrate",
     {"Mt Weld concentrate": -1, "Mt Weld carbonate": CRACKING, "Thorium residue": THORIUM["Mt Weld concentrate"]},
     cite("LYC-KALG", why="estimated"),
     "Per tonne of feed; recovery 94 % (88 to 97), assumed. Thorium estimated from the ore."),
    ("Make NdPr metal", {"NdPr oxide": -1.19, "NdPr metal": 1}, cite("SRC-24"),
     "1.166 t of oxide hold 1 t of metal, divided by a yield of 98 %."),
    ("Make Sm metal", {"Sm oxide": -1.22, "Sm metal": 1}, cite("SM-STOCK", why="estimated"),
     "1.16 t of oxide hold 1 t of metal, reduced with lanthanum and distilled; divided by a yield of 95 %, "
     "estimated."),
    ("Make SmCo magnets", {"Sm metal": -0.34, COBALT_ALLOY: -0.99, "SmCo magnet": 1},
     cite("SM-F35", why="estimated"), "25.5 % samarium in the magnet and 74.5 % of cobalt, iron and copper, divided by "
     "a material yield of 75 %. All estimated: the document has only the weight of magnets in an aircraft."),
    ("Separate SEG+ bastnaesite type, Dy and Tb only",
     {"SEG+ bastnaesite "
     "type": -1, "Tb oxide": 0.01196, "Dy oxide": 0.02852}, cite("LYC-HRE1", "LYC-DY", why="estimated"),
     "The circuit of 2025 takes out Dy and Tb alone; Sm, Eu, Gd and Y stay in a mixed product. Per tonne of "
     "feed: 1.3 % Tb and 3.1 % Dy x 0.92, estimated."),
    ("Make Dy-Tb metal", {"Dy oxide": -0.925, "Tb oxide": -0.252, "Dy-Tb metal": 1}, ASSUMED,
     "1.5 parts dysprosium to 0.4 of terbium, as in the magnet: 0.789 x 1.148 and 0.211 x 1.176 t of oxide for 1 t of "
     "metal, divided by a yield of 98 %, assumed."),
    ("Make Dy metal in place of Tb", {"Dy oxide": -1.33, "Dy-Tb metal": 1}, ASSUMED,
     "Where terbium lacks: it raises coercivity some 1.65 times as much as dysprosium, assumed, so that 0.789 + 0.211 "
     "x 1.65 t of Dy replace 1 t: x 1.148, divided by a yield of 98 %."),
    ("Sinter standard magnets",
     {"NdPr metal": -0.43, ALLOYING: -0.98, "Standard magnet": 1, "Magnet swarf": 0.40},
     cite("RECYC-YIELD", "JLMAG2", why="estimated"),
     "30.5 % rare earth in the magnet, estimated, and 69.5 % of alloying metals, divided by the 71 % of the material "
     "that end in the magnet (20,900 t of magnets from 29,300 t of blanks). The rest is swarf, of which 0.40 of 0.41 t "
     "is collected, assumed."),
    ("Sinter high-coercivity magnets",
     {"NdPr metal": -0.40, "Dy-Tb metal": -0.027, ALLOYING: -0.98, "High-coercivity magnet": 1,
      "High-coercivity swarf": 0.40},
     cite("RECYC-YIELD", "JLMAG2", "COURAGE", why="estimated"),
     "28.6 % Nd and Pr, 69.5 % alloying metals, 1.5 % Dy and 0.4 % Tb in the magnet, assumed: estimates of grades are "
     "0.9 and 0.4 for traction, 1.5 and 0.1 for wind, 4.0 and 0.5 for defence and the hottest motors, which would be "
     "some 1.0 and 0.35 as demand is mixed here. More, since not all makers diffuse dysprosium into the surface alone. "
     "Divided by a material yield of 71 %. Swarf as of standard magnets."),
    ("Recycle swarf", {"Magnet swarf": -1, "NdPr oxide": 0.33}, cite("PROMMIS", why="estimated"),
     "About 30 % rare earth in the swarf, estimated, 95 % recovered (90 to 98.5), x 1.166 as oxide."),
    ("Recycle high-coercivity swarf",
     {"High-coercivity swarf": -1, "NdPr oxide": 0.31, "Dy oxide": 0.015, "Tb oxide": 0.004},
     cite("PROMMIS", why="estimated"),
     "28.1 % Nd and Pr, 95 % recovered, x 1.166 as oxide; of the 1.5 % Dy and 0.4 % Tb of the grade a tenth less, "
     "since part is diffused in after grinding: estimated."),
    ("Recycle end-of-life magnets",
     {"End-of-life magnets": -1, "NdPr oxide": 0.31, "Dy oxide": 0.011, "Tb oxide": 0.001},
     cite("PROMMIS", why="estimated"), "About 30 % rare earth in old magnets, 90 % recovered after "
     "dismantling, x 1.15 to 1.18 as oxide; seven tenths of them of high coercivity. Terbium: a third of that of "
     "today's magnets, since it came with grain-boundary diffusion; assumed."),
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
            made.append(Recipe(recipe=mine(feed), commodity=feed, quantity=1, source=ASSUMED,
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
    total = reduce(add, SPLITS[feed])  # sum adds otherwise since Python 3.12, and a quantity is a tie in rounding
    recovery = LIGHT if feed in ALREADY_CRACKED else LIGHT * CRACKING
    _, tb_share, dy_share, _ = SEG_TYPES[seg]
    ndpr, heavies = (pr + nd) / total, (tb + dy) / total / (tb_share + dy_share)
    made = {"NdPr oxide": ndpr, "La-Ce oxide": min((la + ce) / total, 1 - ndpr - heavies), seg: heavies}
    ids, told = SPLIT_FROM[feed]
    cracked = "x 0.95" if feed in ALREADY_CRACKED else "x 0.94 in cracking x 0.95"
    shares = {
        "NdPr oxide": f"{100 * ndpr:.2f} % Nd and Pr", "La-Ce oxide": f"{100 * made['La-Ce oxide']:.2f} % La and Ce",
        seg: f"{100 * (tb + dy) / total:.3f} % Tb and Dy, of which {seg} holds {tb_share + dy_share:.4f},",
    }  # fmt: skip
    notes = {name: f"{share} {cracked} in separation, recoveries assumed." for name, share in shares.items()}
    split = f"Split: {told}."
    made_rows = [
        Recipe(recipe=separate(feed), commodity=name, quantity=round(recovery * made[name], 4),
               source=cite(*ids, why="recalled"), notes=f"{note} {split}")
        for name, note in notes.items()
    ]  # fmt: skip
    rows = [Recipe(recipe=separate(feed), commodity=feed, quantity=-1, source=ASSUMED, notes=PER_TONNE), *made_rows]
    if feed in THORIUM:
        rows.append(Recipe(recipe=separate(feed), commodity="Thorium residue", quantity=THORIUM[feed], source=ASSUMED,
                           notes="Thorium oxide by tonne of rare-earth oxide: assumed."))  # fmt: skip
    return rows


def heavy(seg: str) -> list[Row]:
    """One tonne of SEG+ in heavy separation; gadolinium, holmium and the others stay in a mixed residue."""
    shares = dict(zip(("Sm oxide", "Tb oxide", "Dy oxide", "Y oxide"), SEG_TYPES[seg], strict=True))
    left = "Eu, Gd and Ho to Lu are left in a residue and not valued."
    return [
        Recipe(recipe=split_heavy(seg), commodity=seg, quantity=-1, source=ASSUMED, notes=PER_TONNE),
        *(Recipe(recipe=split_heavy(seg), commodity=name, quantity=round(HEAVY * share, 5),
                 source=cite("USGS-MYB", why="estimated"),
                 notes=f"{100 * share:.2f} % of the type, estimated from the splits of its deposits, x {HEAVY:g} "
                 f"(0.85 to 0.97), assumed. {left}")
          for name, share in shares.items()),
    ]  # fmt: skip
