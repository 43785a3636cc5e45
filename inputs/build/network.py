"""Places and goods of the rare-earth example."""

from __future__ import annotations

import math
from functools import cache

from inputs.build.capacity import DOWNSTREAM
from inputs.build.conversion import ALLOYING, COBALT_ALLOY, OTHER_RECIPES
from inputs.build.demand import DEMAND, FIRST, LAST
from inputs.build.purchases import MATERIALS, SUPPLIERS
from inputs.build.risk import COVERED_COUNTRIES, RARE_EARTHS
from inputs.build.routes import FROM_CHINA
from inputs.build.sources import cite
from model.families.origin.rows import Origin
from model.families.stockpiles.rows import Stockpile
from model.sheets.common import Commodity, Country, Group, Site
from model.sheets.names import StockpileName
from model.sheets.schema import ASSUMED, Row

# country, bloc, political stability, rule of law, regulatory quality, government effectiveness, control of corruption
COUNTRIES = (
    ("USA", "home", 0.03, 1.33, 1.39, 1.22, 1.12),
    ("Canada", "ally", 0.82, 1.47, 1.64, 1.52, 1.67),
    ("Australia", "ally", 0.92, 1.52, 1.94, 1.59, 1.78),
    ("Japan", "ally", 0.95, 1.54, 1.47, 1.63, 1.40),
    ("Korea", "ally", 0.61, 1.25, 1.12, 1.40, 0.89),
    ("United Kingdom", "ally", 0.51, 1.40, 1.54, 1.16, 1.48),
    ("France", "ally", 0.34, 1.18, 1.15, 1.14, 1.18),
    ("Germany", "ally", 0.59, 1.55, 1.46, 1.19, 1.66),
    ("Estonia", "ally", 0.66, 1.43, 1.43, 1.26, 1.54),
    ("Malaysia", "partner", 0.17, 0.57, 0.66, 0.88, 0.30),
    ("Brazil", "partner", -0.41, -0.31, -0.30, -0.55, -0.50),
    ("Saudi Arabia", "partner", -0.21, 0.41, 0.52, 0.80, 0.54),
    ("Namibia", "partner", 0.54, 0.45, -0.06, 0.03, 0.11),
    ("Malawi", "partner", -0.24, -0.16, -0.77, -0.86, -0.60),
    ("Mongolia", "partner", 0.59, -0.18, -0.18, -0.47, -0.49),
    ("Madagascar", "partner", -0.69, -0.97, -0.80, -1.02, -1.00),
    ("Angola", "partner", -0.34, -1.10, -0.76, -1.01, -0.61),
    ("Tanzania", "partner", -0.05, -0.37, -0.59, -0.46, -0.32),
    ("Vietnam", "partner", -0.04, -0.09, -0.38, 0.13, -0.42),
    ("India", "partner", -0.64, 0.19, -0.14, 0.48, -0.37),
    ("Greenland", "ally", 1.50, 1.68, 1.21, 0.76, 1.03),
    ("China", "rival", -0.51, -0.04, -0.36, 0.68, -0.01),
)

STANDING = {
    "China": (
        ("USGS-MCS25", "IEA-GCMO24", "IEA-OCT25"),
        "Reserves of 44 of more than 90 million t REO, 49 % at most and about 40 % in the press; 270,000 of "
        "390,000 t mined in 2024; 92 % of refining in 2023 and 91 % of separation in 2024; 94 % of magnets.",
    ),
    "USA": (
        ("USGS-MCS25",),
        "Reserves of 1.9 million t REO, 45,000 t mined in 2024; 70 % of the imports of "
        "compounds and metals of 2020-23 came from China.",
    ),
    "Brazil": (("USGS-MCS25",), "Reserves of 21 million t REO, 20 t mined in 2024."),
    "India": (("USGS-MCS25",), "Reserves of 6.9 million t REO, 2,900 t mined in 2024."),
    "Australia": (("USGS-MCS25",), "Reserves of 5.7 million t REO, 13,000 t mined in 2024."),
    "Vietnam": (("USGS-MCS25",), "Reserves of 3.5 million t REO, 300 t mined in 2024."),
    "Greenland": (("USGS-MCS25",), "Reserves of 1.5 million t REO, nothing mined."),
    "Tanzania": (("USGS-MCS25",), "Reserves of 0.89 million t REO, nothing mined."),
    "Canada": (("USGS-MCS25",), "Reserves of 0.83 million t REO, nothing mined."),
    "Malaysia": (("IEA-GCMO24",), "5 % of refining in 2023."),
}
"""Where a country stands: documents and what they say."""

GROUPS = (
    ("Europe", ("United Kingdom", "France", "Germany", "Estonia"), "One labour market and one region for freight."),
    ("US markets", ("US defence", "US automotive", "US other"), "All that is used in the United States."),
    ("US magnet makers", ("Fort Worth", "Northlake", "San Marcos", "Sumter", "Stillwater", "Benson", "Columbus"),
     "Whose magnets go to every market of the country; markets send none on."),
    ("European magnet makers", ("Narva", "Hanau", "Lacq"), "Whose magnets go to the European market."),
    ("Frontier", ("Namibia", "Malawi", "Mongolia", "Madagascar", "Angola", "Tanzania", "Vietnam", "India", "Greenland"),
     "New mining countries, for a budget."),
)  # fmt: skip

# commodity, stage, reference value USD/t, disposal cost USD/t, what it is
FEEDS = (
    ("Mountain Pass concentrate", 7_000, "Bastnaesite flotation concentrate, about 60 % REO."),
    ("Mt Weld concentrate", 12_000, "Monazite flotation concentrate, about 40 % REO."),
    ("Mt Weld carbonate", 15_000, "Mt Weld concentrate after cracking and leaching in Kalgoorlie."),
    ("Eneabba concentrate", 10_000, "Monazite and xenotime from the stockpile."),
    ("Browns Range concentrate", 25_000, "Xenotime concentrate, 25 % REO."),
    ("Nolans concentrate", 10_000, "Phosphate concentrate, treated at the mine."),
    ("Serra Verde carbonate", 22_000, "Mixed carbonate from ionic clay."),
    ("Caldeira carbonate", 18_000, "Mixed carbonate from ionic clay, cerium partly removed."),
    ("Carina carbonate", 30_000, "Mixed carbonate from ionic clay, cerium partly removed."),
    ("Strange Lake concentrate", 20_000, "Concentrate of a peralkaline granite, half of it heavy."),
    ("Lofdal concentrate", 30_000, "Xenotime concentrate, leached at the mine."),
    ("Khalzan Buregtei concentrate", 20_000, "Concentrate of a peralkaline granite."),
    ("Songwe carbonate", 20_000, "Mixed carbonate, cerium partly removed."),
    (
        "Monazite sand",
        9_000,
        "By-product of mineral sands, about 55 % REO, naturally radioactive. SMM quoted some 13,000 in February 2026.",
    ),
    ("Kangankunde concentrate", 10_000, "Monazite concentrate of a carbonatite, about 55 % REO, low in thorium."),
    ("Longonjo carbonate", 18_000, "Mixed carbonate of a weathered carbonatite, cerium partly removed."),
    ("Ngualla concentrate", 10_000, "Bastnaesite concentrate, about 45 % REO."),
    ("Round Top concentrate", 30_000, "Heap-leach concentrate of a rhyolite, seven tenths of it heavy."),
    ("Dubbo concentrate", 12_000, "Heap-leach solution of a trachyte, separated at the mine."),
    ("Tanbreez concentrate", 20_000, "Eudialyte concentrate, about 1.8 % REO, a quarter of it heavy."),
    ("Dong Pao concentrate", 10_000, "Bastnaesite concentrate, about 45 % REO."),
    ("Mushgai Khudag concentrate", 10_000, "Apatite and bastnaesite concentrate."),
    ("Jabal Sayid concentrate", 20_000, "Concentrate of a peralkaline granite, six tenths of it heavy."),
    ("IREL chloride", 15_000, "Mixed chloride of Indian beach monazite, already cracked."),
)
SEG = (
    ("SEG+ bastnaesite type", 8_000),
    ("SEG+ monazite type", 18_000),
    ("SEG+ clay type", 22_000),
    ("SEG+ xenotime type", 24_000),
)
GOODS = (
    ("NdPr oxide", "oxide", 95_000, None, "Neodymium and praseodymium together, 'didymium'."),
    ("Dy oxide", "oxide", 260_000, None, ""),
    ("Tb oxide", "oxide", 1_000_000, None, ""),
    ("Sm oxide", "oxide", 15_000, 100.0, "Most of what is separated finds no buyer and is stored in drums."),
    ("Y oxide", "oxide", 30_000, 100.0, "Most of what is separated finds no buyer and is stored in drums."),
    ("La-Ce oxide", "by-product", 1_000, 400.0,
     "The surplus of every light deposit: disposal is neutralising and landfill."),
    ("NdPr metal", "metal", 115_000, None, "Also as strip-cast alloy; counted as contained metal."),
    ("Dy-Tb metal", "metal", 450_000, None, "Heavy rare earths for magnets, as alloy or for grain-boundary diffusion."),
    ("Sm metal", "metal", 60_000, None, "By reduction with lanthanum; the step that only China has run at scale."),
    (ALLOYING, "material", MATERIALS[ALLOYING], None, "Iron and ferroboron with some cobalt and copper: 70 % of a "
     "magnet."),
    (COBALT_ALLOY, "material", MATERIALS[COBALT_ALLOY], None,
     "Cobalt with iron, copper and zirconium: three quarters of a samarium-cobalt magnet."),
    ("Standard magnet", "magnet", 55_000, None, "Sintered NdFeB without heavy rare earths."),
    ("High-coercivity magnet", "magnet", 75_000, None,
     "Sintered NdFeB with dysprosium and terbium: motors, defence, wind."),
    ("SmCo magnet", "special magnet", 120_000, None, "Samarium-cobalt: missiles, aero engines, what runs hot."),
    ("Thorium residue", "residue", 0, 3_000.0,
     "What cracking of monazite leaves, radioactive: disposal in a licensed cell."),
    ("Magnet swarf", "scrap", 17_500, 100.0, "Grinding sludge and rejects of magnet making, about 30 % rare earths, "
     "less what recycling costs: 0.33 t of oxide less some 7,000 USD."),
    ("High-coercivity swarf", "scrap", 24_000, 100.0, "The same of high-coercivity magnets, with their Dy and Tb: "
     "oxides of some 31,000 USD less 7,000."),
    ("End-of-life magnets", "scrap", 15_000, 100.0, "Collected from motors, drives and hard disks."),
)  # fmt: skip

QUOTED = frozenset(("NdPr oxide", "Dy oxide", "Tb oxide", "La-Ce oxide", "NdPr metal", "Dy-Tb metal"))
"""Goods whose quotations the documents hold, or those of what they are made of."""

MADE_BY = {"Dy-Tb metal": "Make Dy-Tb metal", "SmCo magnet": "Make SmCo magnets"}
"""Recipes of what is not bought in China."""


@cache
def replacement(good: str) -> float:
    """USD/t that is paid for what is bought back after a disruption, in full thousands: the dearest price that is
    planned with, the highest duty and freight; or what is not bought made of what is, at its dearest plant."""
    if good in MADE_BY:
        recipe = next(each for each in OTHER_RECIPES if each[0] == MADE_BY[good])
        inputs = sum(-amount * _bought(each) for each, amount in recipe[1].items() if amount < 0)
        cost = inputs + max(opex for *_, recipes, opex, _, _ in DOWNSTREAM if recipe[0] in recipes)
    else:
        cost = _bought(good)
    return 1_000.0 * math.ceil(cost / 1_000)


def _bought(good: str) -> float:
    if good in MATERIALS:
        return MATERIALS[good]
    price = max(max(prices.values()) for _, _, sold, prices, *_ in SUPPLIERS if sold == good)
    stage = next(stage for name, stage, *_ in GOODS if name == good)
    lanes = [(freight, duty) for _, goods, freight, duty, *_ in FROM_CHINA if goods in (good, stage)]
    return max(price * (1 + duty) + freight for freight, duty in lanes)


REPLACED = frozenset((
    "NdPr oxide", "Dy oxide", "Tb oxide", "Sm oxide", "Y oxide", "NdPr metal", "Dy-Tb metal", "Sm metal",
    "SmCo magnet", "Standard magnet", "High-coercivity magnet",
))  # fmt: skip
"""What is stored, and would be bought back."""

# site, country, latitude, longitude, what is there
SITES = (
    ("Mountain Pass", "USA", 35.5, -115.5, "Mine, separation, heavy separation of MP Materials, California"),
    ("White Mesa", "USA", 37.5, -109.5, "Mill of Energy Fuels, Utah"),
    ("Vinton", "USA", 30.2, -93.6, "Heavy rare-earth plant planned by Aclara, Louisiana"),
    ("Fort Worth", "USA", 32.9, -97.3, "Independence metal and magnets; HyProMag recycling, Texas"),
    ("Northlake", "USA", 33.1, -97.3, "10X magnets, Texas"),
    ("San Marcos", "USA", 29.9, -97.9, "Noveon magnets, Texas"),
    ("Landisville", "USA", 40.1, -76.4, "US makers of samarium-cobalt magnets, taken together, Pennsylvania"),
    ("Round Top", "USA", 31.3, -105.5, "Deposit of USA Rare Earth, Texas"),
    ("Sumter", "USA", 33.9, -80.3, "eVAC magnets, South Carolina"),
    ("Stillwater", "USA", 36.1, -97.1, "USA Rare Earth magnets, Oklahoma"),
    ("Benson", "USA", 35.4, -78.5, "Vulcan Elements metal and magnets, North Carolina"),
    ("Columbus", "USA", 32.5, -84.9, "JS Link magnets, Georgia"),
    ("US defence", "USA", 32.8, -97.4, "Market: prime contractors; placed in Fort Worth"),
    ("US automotive", "USA", 42.3, -83.0, "Market: cars; placed in Detroit"),
    ("US other", "USA", 41.9, -87.6, "Market: industry, robots, electronics, wind; placed in Chicago"),
    ("Strange Lake", "Canada", 56.3, -64.1, "Deposit of Torngat, Quebec and Labrador"),
    ("Sept-Iles", "Canada", 50.2, -66.4, "Separation planned by Torngat, Quebec"),
    ("Saskatoon", "Canada", 52.1, -106.7, "Metal making of the Saskatchewan Research Council"),
    ("Mt Weld", "Australia", -28.9, 122.5, "Mine of Lynas, Western Australia"),
    ("Kalgoorlie", "Australia", -30.8, 121.5, "Cracking and leaching of Lynas, Western Australia"),
    ("Eneabba", "Australia", -29.8, 115.3, "Stockpile and refinery of Iluka, Western Australia"),
    ("Browns Range", "Australia", -18.9, 128.9, "Deposit of Northern Minerals, Western Australia"),
    ("Nolans", "Australia", -22.6, 133.2, "Deposit and planned refinery of Arafura, Northern Territory"),
    ("Donald", "Australia", -36.6, 142.7, "Mineral sands of Astron and Energy Fuels, Victoria"),
    ("Dubbo", "Australia", -32.5, 148.6, "Deposit and planned refinery of Australian Strategic Materials, NSW"),
    ("Gebeng", "Malaysia", 4.0, 103.4, "Separation of Lynas, Pahang"),
    ("Serra Verde", "Brazil", -13.5, -48.3, "Ionic clay mine, Goias"),
    ("Caldeira", "Brazil", -21.8, -46.6, "Ionic clay deposit of Meteoric, Minas Gerais"),
    ("Carina", "Brazil", -13.6, -47.2, "Ionic clay deposit of Aclara, Goias"),
    ("Bahia", "Brazil", -17.3, -39.3, "Mineral sands of Energy Fuels, Bahia"),
    ("Lofdal", "Namibia", -20.3, 14.8, "Xenotime deposit of Namibia Critical Metals"),
    ("Songwe Hill", "Malawi", -15.7, 35.7, "Carbonatite deposit of Mkango"),
    ("Khalzan Buregtei", "Mongolia", 48.4, 91.9, "Peralkaline granite deposit of MNREC"),
    ("Kangankunde", "Malawi", -15.1, 34.9, "Carbonatite deposit of Lindian"),
    ("Vara Mada", "Madagascar", -23.1, 43.6, "Mineral sands of Energy Fuels, formerly Toliara"),
    ("Longonjo", "Angola", -12.9, 15.2, "Weathered carbonatite deposit of Pensana"),
    ("Ngualla", "Tanzania", -7.7, 32.9, "Carbonatite deposit of Peak and Shenghe"),
    ("Tanbreez", "Greenland", 60.9, -45.9, "Deposit of Critical Metals, southern Greenland"),
    ("Dong Pao", "Vietnam", 22.3, 103.6, "Bastnaesite deposit, Lai Chau"),
    ("Mushgai Khudag", "Mongolia", 44.4, 104.0, "Carbonatite deposit, southern Gobi"),
    ("Jabal Sayid", "Saudi Arabia", 23.9, 40.9, "Deposit of Maaden, under exploration"),
    ("OSCOM", "India", 19.3, 85.0, "Beach sands and monazite plant of IREL, Odisha"),
    ("Jubail", "Saudi Arabia", 27.0, 49.6, "Refinery planned by Maaden and MP Materials; place assumed"),
    ("La Rochelle", "France", 46.2, -1.2, "Separation of Solvay"),
    ("Lacq", "France", 43.4, -0.6, "Caremag heavy separation and recycling; planned metal and magnets"),
    ("Sillamae", "Estonia", 59.4, 27.8, "Silmet separation of Neo"),
    ("Narva", "Estonia", 59.4, 28.2, "Magnets of Neo"),
    ("Ellesmere Port", "United Kingdom", 53.3, -2.9, "Metal and alloy of Less Common Metals"),
    ("Hanau", "Germany", 50.1, 8.9, "Vacuumschmelze and other central European magnet makers, taken together"),
    ("EU market", "Germany", 48.8, 9.2, "Market: placed in Stuttgart"),
    ("Osaka", "Japan", 34.7, 135.5, "Japanese metal and magnet makers, taken together"),
    ("Japan market", "Japan", 35.2, 136.9, "Market: placed in Nagoya"),
    ("Yesan", "Korea", 36.7, 126.8, "Korean metal and magnet makers, taken together"),
    ("Korea market", "Korea", 37.5, 127.0, "Market: placed in Seoul"),
    ("Baotou", "China", 40.6, 109.8, "Chinese metal makers, who buy oxide that allies cannot use yet"),
    ("Shanghai", "China", 31.2, 121.5, "Where Chinese exports are handed over"),
)


def rows() -> list[Row]:
    return [*countries(), *groups(), *commodities(), *sites(), *stockpiles(), *origins()]


def countries() -> list[Row]:
    return [
        Country(country=name, bloc=bloc, governance=round(sum(scores) / len(scores), 2),
                source=cite("WGI-2024", *(STANDING[name][0] if name in STANDING else ())),
                notes="Mean of five of the six scores for 2023, without voice and accountability; the bloc is a "
                    "planning choice."
                + (f" {STANDING[name][1]}" if name in STANDING else ""))
        for name, bloc, *scores in COUNTRIES
    ]  # fmt: skip


def groups() -> list[Row]:
    return [
        Group(group=name, member=member, source=ASSUMED, notes=why)
        for name, members, why in GROUPS
        for member in members
    ]


def commodities() -> list[Row]:
    value = "Reference value: a planning value, assumed, of the order of prices of early 2026, which lie far apart."
    disposed = " Cost of disposal assumed."
    haste = " Replacement: the dearest price that is planned with, freight and the highest duty, or of inputs."
    content = (
        "Counted in t of rare-earth oxide contained. Reference value: a planning value, assumed, at some three to nine "
        "tenths of the value of the oxides that it gives."
    )
    made: list[Row] = [
        Commodity(
            commodity=name,
            stage="concentrate",
            reference_value=worth,
            source=cite("SMM-FEB26", why="estimated"),
            notes=f"{what} {content}",
        )
        for name, worth, what in FEEDS
    ]
    made += [
        Commodity(commodity=name, stage="SEG+ concentrate", reference_value=worth, disposal_cost=100,
                  source=cite("SMM-FEB26", why="estimated"),
                  notes="Samarium to lutetium and yttrium, from light separation; "
                  "where no heavy circuit takes it, it is drummed and stored. " + content + disposed)
        for name, worth in SEG
    ]  # fmt: skip
    made += [
        Commodity(commodity=name, stage=stage, reference_value=worth,
                  replacement_cost=replacement(name) if name in REPLACED else None, disposal_cost=disposal,
                  source=cite("SMM-FEB26", "SUNSIRS-FEB26", why="estimated") if name in QUOTED else ASSUMED,
                  notes=f"{what} {value}".strip() + (haste if name in REPLACED else "")
                  + (disposed if disposal else ""))
        for name, stage, worth, disposal, what in GOODS
    ]  # fmt: skip
    return made


def sites() -> list[Row]:
    return [
        Site(
            site=name,
            country=country,
            latitude=north,
            longitude=east,
            source=ASSUMED,
            notes=what + ". Approximate place, for freight by road.",
        )
        for name, country, north, east, what in SITES
    ]


# stockpile, site, commodity, opening t (None: WORKING_MONTHS of demand), capacity t, holding cost, months of cover, of
# whom, from, why
STOCKPILES = (
    ("US defence magnets", "US defence", "High-coercivity magnet", 50, 1_000, 1_500, 6, "US defence", 2028,
     "Half a year of defence demand: licences took 45 business days and more, and the stop of 2025 lasted two months."),
    ("US defence SmCo magnets", "US defence", "SmCo magnet", None, 600, 2_400, 6, "US defence", 2030,
     "As of NdFeB, half a year of defence demand, from the year in which furnaces and lines decided now can have "
     "filled "
     "it. Two months of demand at the start."),
    ("US dysprosium", "Fort Worth", "Dy oxide", 10, 400, 6_000, 6, "USA", 2030,
     "Half a year of US use, in the manner of the National Defense Stockpile."),
    ("US terbium", "Fort Worth", "Tb oxide", 2, 100, 25_000, 6, "USA", 2030,
     "Half a year of US use, in the manner of the National Defense Stockpile."),
    ("Japan dysprosium", "Osaka", "Dy oxide", 100, 600, 6_000, 4, "Japan", None,
     "Japan has stocked since 2010; size assumed."),
    ("Japan terbium", "Osaka", "Tb oxide", 30, 150, 25_000, 4, "Japan", None,
     "Japan has stocked since 2010; size assumed."),
    ("Japan NdPr", "Osaka", "NdPr oxide", 1_500, 10_000, 2_000, 2, "Japan", None,
     "Japan has stocked since 2010; size assumed."),
    ("US automotive magnets", "US automotive", "High-coercivity magnet", None, 3_000, 1_500, 1, "", 2028,
     "Two months of demand at the start, of which one stays; may be filled before licences tighten."),
    ("European samarium", "Ellesmere Port", "Sm metal", 100, 400, 1_000, 0, "", None,
     "Made from material stored in France since the 1970s: about a year of US need."),
    ("EU magnets", "EU market", "High-coercivity magnet", None, 6_000, 1_500, 1, "", 2028,
     "Two months of demand at the start, of which one stays; may be filled before licences tighten."),
)  # fmt: skip

WORKING_MONTHS, ROOM = 2, 3
"""Months of demand that lie at a market when the plan begins, and that have room there."""

# site, commodity, opening t (None: WORKING_MONTHS of demand): what is under way or on the shelf when the plan begins;
# room for as much as one likes
WORKING_STOCKS = (
    ("US automotive", "Standard magnet", None),
    ("US other", "High-coercivity magnet", None),
    ("US other", "Standard magnet", None),
    ("EU market", "Standard magnet", None),
    ("Japan market", "High-coercivity magnet", None),
    ("Japan market", "Standard magnet", None),
    ("Korea market", "High-coercivity magnet", None),
    ("Korea market", "Standard magnet", None),
    ("EU market", "SmCo magnet", None),
    ("Japan market", "SmCo magnet", None),
    ("Landisville", "Sm metal", 20),
    ("US other", "Y oxide", None),
    ("EU market", "Y oxide", None),
    ("Japan market", "Y oxide", None),
    ("Gebeng", "Mt Weld carbonate", 3_000),
    ("Yesan", "NdPr metal", 70),
    ("Narva", "NdPr metal", 15),
    ("Hanau", "NdPr metal", 20),
    ("Sumter", "NdPr metal", 40),
    ("San Marcos", "NdPr metal", 35),
    ("Ellesmere Port", "NdPr oxide", 45),
    ("Mountain Pass", "NdPr oxide", 600),
    ("Gebeng", "NdPr oxide", 700),
    ("Fort Worth", "NdPr oxide", 100),
)
STAYS = {"Standard magnet": 1.0, "High-coercivity magnet": 1.0, "NdPr metal": 0.5, "NdPr oxide": 0.5,
         "Mt Weld carbonate": 0.5}  # fmt: skip
"""Months of use that stay in a working stock, undisrupted: not of what is short when the plan begins."""
STAYS_FROM = 2028
"""From this year on, since high-coercivity magnets are short until then."""
AT_THE_MAKER = ("Mountain Pass", "Gebeng")
"""Where oxide is made, not used."""

WORKING_NOTE = (
    "About two months of demand in 2026, at makers one to three of use at their full rate (a plant that ramps up has "
    "more months of its first year's: Ellesmere Port 4.2, Yesan 3.3), assumed; at Mountain Pass what "
    "it made and did not sell in 2025, at Gebeng a month of output: customary working stock and what is "
    "under way when the plan begins, since the first year's shipments arrive a transit time late. As much is left at "
    "the end of the plan, and half a month of use or a month of a market's demand stays while nothing happens, "
    "assumed. "
    "At markets three months of the last year's demand have room: magnets are made to order; "
    "assumed. Holding cost: 2 % of the reference value, for store and insurance, assumed."
)


def stockpiles() -> list[Row]:
    value = {name: worth for name, worth, _ in FEEDS} | {name: worth for name, _, worth, *_ in GOODS}
    strategic = [
        Stockpile(stockpile=name, site=site, commodity=good, capacity=capacity,
                  opening_stock=working_stock(site, good) if opening is None else opening,
                  holding_cost=cost,
                  cover=months, cover_of=scope, cover_from=year, source=ASSUMED,
                  notes=why + " Capacity, opening stock and months of cover are planning values, assumed. Holding "
                      "cost is store "
                  "and insurance, about 2 % of value (1.7 to 2.7), assumed; interest is in the discount rate.")
        for name, site, good, opening, capacity, cost, months, scope, year, why in STOCKPILES
    ]  # fmt: skip
    working = [
        Stockpile(stockpile=f"Working stock, {site}, {good}", site=site, commodity=good, opening_stock=opening,
                  capacity=months_of_demand(site, good, ROOM, LAST) if stated is None else None,
                  minimum_closing_stock=opening, cover=stays, cover_from=STAYS_FROM if stays else None,
                  holding_cost=round(0.02 * value[good], -1), source=ASSUMED,
                  notes=WORKING_NOTE)
        for site, good, stated in WORKING_STOCKS
        for opening in [working_stock(site, good) if stated is None else stated]
        for stays in [0.0 if site in AT_THE_MAKER else STAYS.get(good, 0.0)]
    ]  # fmt: skip
    return [*strategic, *working]


def working_stock(market: str, product: str) -> float:
    """What lies at a market when the plan begins [t]."""
    return months_of_demand(market, product, WORKING_MONTHS, FIRST)


def months_of_demand(market: str, product: str, months: float, year: int) -> float:
    """Some months of a year's demand [t]."""
    wanted = next(amount for where, what, amount, *_ in DEMAND if (where, what) == (market, product))
    return float(round(wanted.by_year().at(year) * months / 12))


# stockpile, t: not Chinese, why
KNOWN_ORIGIN = (
    ("European samarium", 100, ("SM-STOCK",), "Made from material stored in France since the 1970s; quantity assumed."),
    ("US defence SmCo magnets", working_stock("US defence", "SmCo magnet"), ("SM-F35",),
     "Bought for programmes under the specialty-metals clause; that all of it complies is assumed."),
    ("US defence magnets", 50, ("DFARS-24",), "As much as the rule of 2027 lets be used; assumed."),
)  # fmt: skip


def origins() -> list[Row]:
    """Opening stock that does not come from a covered country."""
    return [
        Origin(exclusion=f"no {RARE_EARTHS} from {COVERED_COUNTRIES}", stockpile=StockpileName(name), quantity=amount,
               source=cite(*ids, why=why), notes=why)
        for name, amount, ids, why in KNOWN_ORIGIN
    ]  # fmt: skip
