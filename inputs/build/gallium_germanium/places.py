"""Places and goods of the gallium and germanium chain."""

from __future__ import annotations

from inputs.build.gallium_germanium.documents import DOCUMENTS
from inputs.build.grades import Documents
from model.sheets.common import Commodity, Group, Site
from model.sheets.schema import ASSUMED, Row

DOCS = Documents(DOCUMENTS)

BLOCS = {
    "USA": "home", "Canada": "ally", "Australia": "ally", "Japan": "ally", "Korea": "ally", "Germany": "ally",
    "Greece": "ally", "Belgium": "ally", "Slovakia": "ally", "Kazakhstan": "partner", "DR Congo": "partner",
    "China": "rival",
}  # fmt: skip

EUROPE = "Europe"

LIQUOR, GALLIUM_RESIDUE, GERMANIUM_RESIDUE = "Ga in Bayer liquor", "Ga in zinc residue", "Ge in zinc residue"
CRUDE_GALLIUM, PURE_GALLIUM = "Gallium 4N", "Gallium 6N"
CONCENTRATE, DIOXIDE, METAL = "Germanium concentrate", "Germanium dioxide", "Germanium metal"
GALLIUM_SCRAP, GERMANIUM_SCRAP = "Gallium scrap", "Germanium scrap"

# site, country, latitude, longitude, what is there, grade, documents
SITES = (
    ("Wagerup", "Australia", -32.9, 115.9, "Alumina refinery of Alcoa.", "reported", ("WAGERUP",)),
    ("Gramercy", "USA", 30.1, -90.7, "Alumina refinery of Atalco, the only one of the USA.", "reported", ("ATALCO",)),
    ("Agios Nikolaos", "Greece", 38.4, 22.7, "Alumina refinery of Metlen.", "reported", ("METLEN-25",)),
    ("Vaudreuil", "Canada", 48.4, -71.2, "Alumina refinery of Rio Tinto.", "reported", ("RIO-25",)),
    ("Pavlodar", "Kazakhstan", 52.3, 77.0, "Alumina refinery of ERG.", "reported", ("ERG-25",)),
    ("Onsan", "Korea", 35.4, 129.3, "Zinc smelter of Korea Zinc.", "reported", ("KZ-GA", "KZ-GE")),
    ("Trail", "Canada", 49.1, -117.7, "Zinc smelter of Teck, fed from Red Dog in Alaska.", "reported", ("OFR-114",)),
    ("Clarksville", "USA", 36.5, -87.4, "Zinc smelter bought by Korea Zinc, with forty years of residue in ponds.",
     "reported", ("KZ-TN",)),
    ("Hobart", "Australia", -42.8, 147.3, "Zinc smelter of Nyrstar.", "reported", ("HOBART",)),
    ("Lubumbashi", "DR Congo", -11.7, 27.5, "Slag of Big Hill, treated by STL.", "reported", ("UMICORE-STL",)),
    ("Olen", "Belgium", 51.1, 4.9, "Germanium refinery and recycling of Umicore.", "reported", ("UMICORE-STL",)),
    ("St. George", "USA", 37.1, -113.6, "Germanium refinery of 5N Plus, Utah.", "reported", ("5NPLUS",)),
    ("Tobyhanna", "USA", 41.2, -75.4, "Recycling of military optics.", "reported", ("DLA-22",)),
    ("Utica", "USA", 43.1, -75.2, "Gallium refining of Indium Corporation, New York.", "reported", ("RIO-25",)),
    ("Ziar", "Slovakia", 48.6, 18.9, "Gallium refining.", "estimated", ("USGS-GA25",)),
    ("Kosaka", "Japan", 40.3, 140.7, "Stands for the refiners and recyclers of Japan: Dowa, Rasa, Nippon Rare Metal.",
     "estimated", ("JT-25",)),
    ("US defence", "USA", 38.9, -77.0, "Radar, infrared sights; and the National Defense Stockpile.", "estimated",
     ("OFR-GDP",)),
    ("US industry", "USA", 33.4, -112.1, "Chips, light-emitting diodes, fibre.", "estimated", ("USGS-GA25",)),
    ("European users", "Germany", 50.9, 13.3, "Wafers, fibre, optics.", "reported", ("METLEN-EU",)),
    ("Japanese users", "Japan", 35.7, 139.7, "Wafers, magnets, optics.", "measured", ("JT-25",)),
    ("Korean users", "Korea", 37.3, 127.0, "Chips and displays.", "estimated", ("USGS-GA25",)),
    ("Shanghai", "China", 31.2, 121.5, "Where Chinese exporters deliver.", "measured", ("SMM-GA25",)),
)  # fmt: skip

GERMANIUM = "Germanium"

# group, members, why
GROUPS = (
    (EUROPE, ("Germany", "Greece", "Belgium", "Slovakia"), "One labour market and one customs area."),
    (GERMANIUM, (DIOXIDE, METAL), "Both forms in which it is used."),
)

# commodity, stage, value USD/kg, to buy back USD/kg, what it is, grade, documents
GOODS = (
    (LIQUOR, "host stream", 0, 0, "What the resin can take out of the liquor. It circulates until somebody does.",
     "reported", ("SUNRESIN",)),
    (GALLIUM_RESIDUE, "host stream", 0, 0, "Leach residue of the zinc smelter.", "reported", ("SRA-08",)),
    (GERMANIUM_RESIDUE, "host stream", 0, 0, "Leach residue of the zinc smelter.", "reported", ("SRA-08",)),
    (CONCENTRATE, "crude", 1_200, 3_000, "Germanium hydroxide or leached slag; valued at 60 % of metal, assumed.",
     "assumed", ()),
    (CRUDE_GALLIUM, "crude", 580, 724, "99.99 %, the traded grade. To buy back: what May 2025 implied.", "measured",
     ("USGS-GA26",)),
    (PURE_GALLIUM, "refined", 730, 900, "99.9999 % and more, for wafers: the crude grade and 150 USD/kg of refining.",
     "estimated", ("USGS-GA25", "USGS-GA26")),
    (DIOXIDE, "refined", 2_030, 5_000, "Contained germanium: 1,400 USD/kg of dioxide in 2024 at 69 %. For fibre.",
     "measured", ("USGS-GE25", "GEO2")),
    (METAL, "refined", 2_100, 7_000, "Zone-refined, for infrared and wafers. To buy back: the price of early 2026.",
     "measured", ("USGS-GE25", "FT-GE")),
    (GALLIUM_SCRAP, "scrap", 300, 300, "Cuttings and etch sludge of wafers. Value assumed: half of the metal.",
     "assumed", ()),
    (GERMANIUM_SCRAP, "scrap", 1_000, 1_000, "Cuttings of lenses. Value assumed: half of the metal.", "assumed", ()),
)  # fmt: skip


def rows() -> list[Row]:
    return [*(DOCS.country(name, bloc) for name, bloc in BLOCS.items()), *sites(), *groups(), *goods()]


def sites() -> list[Row]:
    return [
        Site(site=site, country=country, latitude=latitude, longitude=longitude, source=DOCS.graded(grade, *ids),
             notes=what)
        for site, country, latitude, longitude, what, grade, ids in SITES
    ]  # fmt: skip


def groups() -> list[Row]:
    return [
        Group(group=group, member=member, source=ASSUMED, notes=why)
        for group, members, why in GROUPS
        for member in members
    ]


def goods() -> list[Row]:
    return [
        Commodity(
            commodity=name, stage=stage, unit="kg", reference_value=value, replacement_cost=back,
            disposal_cost=0.0 if stage in ("host stream", "scrap") else None, storable="yes" if value else "no",
            source=DOCS.graded(grade, *ids), notes=what,
        )
        for name, stage, value, back, what, grade, ids in GOODS
    ]  # fmt: skip
