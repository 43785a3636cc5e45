"""Places and goods of the graphite anode chain."""

from __future__ import annotations

from inputs.build.grades import Documents
from inputs.build.graphite_anode.documents import DOCUMENTS
from model.sheets.common import Commodity, Group, Site
from model.sheets.schema import ASSUMED, Row

DOCS = Documents(DOCUMENTS)

CONTROLLED = "controlled graphite"
NORTH_AMERICA, EUROPE, CHINESE_OWNED = "North America", "Europe", "Chinese-owned"
US_MAKERS, MAKERS = "US anode makers", "Anode makers"

BLOCS = {
    "USA": NORTH_AMERICA, "Canada": NORTH_AMERICA, "Korea": "ally", "Japan": "ally", "Germany": "ally",
    "Sweden": "ally", "Norway": "ally", "Mozambique": "partner", "Madagascar": "partner", "Tanzania": "partner",
    "United Arab Emirates": "partner", "Indonesia": "partner", "Morocco": "partner", "China": "rival",
}  # fmt: skip

FLAKE, COKE, FINES = "Flake concentrate", "Needle coke", "Graphite fines"
SPHERICAL, NATURAL, SYNTHETIC = "Spherical graphite", "Natural anode", "Synthetic anode"
ANODE = "anode"
"""The stage of both."""

# site, country, latitude, longitude, what is there, grade, documents
SITES = (
    ("Balama", "Mozambique", -13.3, 38.6, "Mine of Syrah.", "reported", ("SYRAH-BAL",)),
    ("Molo", "Madagascar", -24.0, 45.0, "Mine of NextSource.", "reported", ("NEXT-MOLO",)),
    ("Lindi Jumbo", "Tanzania", -9.9, 38.9, "Mine of Walkabout.", "reported", ("USGS-C25",)),
    ("Mahenge", "Tanzania", -8.7, 36.7, "Deposit of Black Rock, with POSCO.", "reported", ("SAEMAN-T",)),
    ("Matawinie", "Canada", 46.6, -73.9, "Deposit of Nouveau Monde Graphite.", "reported", ("NMG-25",)),
    ("Kilbourne", "USA", 44.3, -75.4, "Mine of Titan, New York.", "reported", ("TITAN",)),
    ("Lake Charles", "USA", 30.2, -93.2, "Coker of Phillips 66.", "reported", ("EPS-COKE",)),
    ("Gwangyang", "Korea", 34.9, 127.7, "Pitch coke of POSCO MC Materials; steel makers.", "reported", ("POSCO-SYN",)),
    ("Gelsenkirchen", "Germany", 51.5, 7.1, "Stands for other coke outside China; steel makers.", "assumed", ()),
    ("Saemangeum", "Korea", 35.8, 126.6, "Spherical graphite of POSCO Future M.", "reported", ("SAEMAN",)),
    ("Sejong", "Korea", 36.5, 127.3, "Natural anode of POSCO Future M.", "reported", ("POSCO-24",)),
    ("Pohang", "Korea", 36.0, 129.4, "Synthetic anode of POSCO Future M.", "reported", ("POSCO-SYN",)),
    ("Sakaide", "Japan", 34.3, 133.9, "Natural anode of Mitsubishi Chemical.", "reported", ("MCC-KAGAWA",)),
    ("Omachi", "Japan", 36.5, 137.9, "Stands for the synthetic anode of Resonac and others.", "assumed", ()),
    ("Vidalia", "USA", 31.6, -91.4, "Natural anode of Syrah, Louisiana.", "reported", ("VID-48C",)),
    ("Kellyton", "USA", 33.0, -86.0, "Natural anode of Westwater, Alabama.", "reported", ("WWR-24",)),
    ("Chattanooga", "USA", 35.0, -85.3, "Synthetic anode of Novonix: Riverside and Enterprise South.", "reported",
     ("NVX-26", "NVX-LOAN")),
    ("Bainbridge", "USA", 30.9, -84.6, "Synthetic anode of Anovion, Georgia.", "reported", ("ANOVION",)),
    ("Brunswick County", "USA", 34.2, -78.0, "Synthetic anode of Epsilon, North Carolina.", "reported", ("EPS-CAP",)),
    ("Warren", "USA", 41.2, -80.8, "Anode of Graphite One, Ohio.", "reported", ("G1-OHIO",)),
    ("Becancour", "Canada", 46.4, -72.4, "Natural anode of Nouveau Monde Graphite.", "reported", ("NMG-25",)),
    ("St. Thomas", "Canada", 42.8, -81.2, "Synthetic anode of Vianode.", "reported", ("VIANODE",)),
    ("Lulea", "Sweden", 65.6, 22.1, "Natural anode of Talga, from its own ore.", "reported", ("TALGA",)),
    ("Heroya", "Norway", 59.1, 9.6, "First plant of Vianode.", "assumed", ()),
    ("Abu Dhabi", "United Arab Emirates", 24.4, 54.5, "Natural anode of NextSource.", "reported", ("NEXT-UAE",)),
    ("Kendal", "Indonesia", -6.9, 110.2, "Anode of BTR.", "reported", ("KENDAL",)),
    ("Tangier", "Morocco", 35.8, -5.8, "Anode of BTR.", "reported", ("TANGIER",)),
    ("Shanghai", "China", 31.2, 121.5, "Where Chinese exporters deliver.", "measured", ("FASTM-C24",)),
    ("US cell makers", "USA", 39.5, -119.5, "All cells that are made in North America.", "measured", ("USGS-C26",)),
    ("European cell makers", "Germany", 52.3, 10.5, "All cells that are made in Europe.", "assumed", ()),
    ("US contract pool", "USA", 39.0, -95.0, "Offtakes and a price floor for plants in North America alone.",
     "assumed", ()),
    ("NextSource buyers", "Korea", 36.0, 129.4, "POSCO and, in Japan, Mitsubishi Chemical.", "reported",
     ("NEXT-OFF",)),
    ("Pittsburgh", "USA", 40.4, -80.0, "Steel makers, who take fines.", "assumed", ()),
    ("Korean cell makers", "Korea", 36.7, 127.4, "All cells that are made in Korea.", "measured", ("KR-DEP",)),
    ("Japanese cell makers", "Japan", 34.7, 135.5, "All cells that are made in Japan.", "assumed", ()),
)  # fmt: skip

# group, members, why
GROUPS = (
    (EUROPE, ("Germany", "Sweden", "Norway"), "One labour market."),
    (CHINESE_OWNED, ("Shanghai", "Kendal", "Tangier"), "Plants in China and those of BTR abroad."),
    (CONTROLLED, (SPHERICAL, ANODE), "Under Chinese export licence since December 2023; synthetic "
     "anode by announcement 58 of October 2025, suspended before it took effect."),
    (MAKERS, ("Sejong", "Pohang", "Sakaide", "Omachi", US_MAKERS, "Becancour", "St. Thomas", "Lulea", "Heroya",
              "Abu Dhabi", CHINESE_OWNED), "Who ships anode. Cell makers send none on: otherwise Chinese anode would "
     "reach America as Korean."),
    (US_MAKERS, ("Vidalia", "Kellyton", "Chattanooga", "Bainbridge", "Brunswick County", "Warren"),
     "Whose output the US tax credit pays for."),
)  # fmt: skip

# commodity, stage, value USD/t, to buy back USD/t, what it is, grade, documents
GOODS = (
    (FLAKE, "feed", 460, 700, "94 % carbon, minus 100 mesh: 450 to 470 USD/t fob China in October 2024.", "measured",
     ("FASTM-C24",)),
    (COKE, "feed", 754, 1_500, "Green needle coke: 6,090 CNY/t with VAT in August 2025.", "measured", ("MYSTEEL-25",)),
    (SPHERICAL, "spherical", 1_850, 2_500, "99.95 %, uncoated: 1,700 to 2,000 USD/t fob China in October 2024.",
     "measured", ("FASTM-C24",)),
    (SYNTHETIC, ANODE, 3_280, 6_500, "Mid grade: 26,470 CNY/t with VAT in August 2025.", "estimated", ("MYSTEEL-25",)),
    (NATURAL, ANODE, 3_820, 6_500, "Coated spherical graphite: a sixth above synthetic, as in June 2024.", "estimated",
     ("MYSTEEL-25", "JUXING")),
    (FINES, "by-product", 300, 300, "What spheronising leaves, for steel and batteries of other kinds. Two thirds of "
     "the price of flake, assumed.", "assumed", ()),
)  # fmt: skip


def places_of() -> dict[str, tuple[str, ...]]:
    """The countries of each group of makers, as the page tells them."""
    return {
        NORTH_AMERICA: tuple(name for name, bloc in BLOCS.items() if bloc == NORTH_AMERICA),
        "Korea and Japan": ("Korea", "Japan"),
        "Europe and the Emirates": ("Germany", "Sweden", "Norway", "United Arab Emirates"),
        CHINESE_OWNED: ("China", "Indonesia", "Morocco"),
    }


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
        Commodity(commodity=name, stage=stage, reference_value=value, replacement_cost=back,
                  disposal_cost=0.0 if name == FINES else None, source=DOCS.graded(grade, *ids), notes=what)
        for name, stage, value, back, what, grade, ids in GOODS
    ]  # fmt: skip
