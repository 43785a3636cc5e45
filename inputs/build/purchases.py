"""What can be bought and sold, and the budgets: above all what a plan may count on from China."""

from __future__ import annotations

from inputs.build.capacity import DOWNSTREAM, ENTRANT, MAGNET, SMCO
from inputs.build.grades import ASSUMED
from inputs.build.sources import cite
from model.families.funds import Fund
from model.families.supply.rows import Outlet
from model.sheets.byyear import ByYear
from model.sheets.common import Supplier
from model.sheets.schema import Row

LICENCES = (
    "Limit: what a plan should count on, not what is shipped in a good year; it halves by 2030-35. Since April 2025 "
    "heavy rare earths and magnets need a licence (13 to 25 % of European applications were approved, magnet exports "
    "fell by 74 % in May 2025)."
)

# supplier, site, commodity, price by year USD/t, limit by year t/y, sources, why
SUPPLIERS = (
    ("Chinese NdPr oxide", "Shanghai", "NdPr oxide", {2026: 115_000, 2028: 95_000, 2030: 90_000, 2040: 100_000},
     {2026: 6_000, 2030: 4_000, 2035: 3_000, 2040: 2_000}, ("SMM-FEB26", "NEO-PREM2"),
     "92.9 USD/kg without VAT at the start of February 2026, more than 110 at its end; 75 to 105 is what enough "
     "capacity outside China needs. Limit assumed: "
     "light rare earths are not licensed, but October 2025 showed how fast that can change."),
    ("Chinese Dy oxide", "Shanghai", "Dy oxide", {2026: 173_000},
     {2026: 120, 2030: 60, 2035: 30}, ("SMM-FEB26", "ARGUS-MAY25", "CN-DYOCT", "CN-EU25"),
     "Who has a licence pays the price in China, 173; without one it was 850 in Europe in May 2025. 3.5 t were "
     "exported in October 2025. " + LICENCES),
    ("Chinese Tb oxide", "Shanghai", "Tb oxide", {2026: 756_000},
     {2026: 35, 2030: 18, 2035: 9}, ("SUNSIRS-FEB26", "ARGUS-MAY25", "CN-EU25"),
     "Who has a licence pays the price in China, 756; without one it was 3,000 in Europe in May 2025. " + LICENCES),
    ("Chinese Sm oxide", "Shanghai", "Sm oxide", {2026: 15_000}, {2026: 150, 2030: 80, 2035: 40},
     ("CN-EU25",),
     "No quotation found; 2 USD/kg in China, 15 to 60 outside during the controls, assumed. For civil use only. "
     "" + LICENCES),
    ("Chinese Y oxide", "Shanghai", "Y oxide", {2026: 9_500}, {2026: 500, 2030: 300, 2035: 150},
     ("Y-EU-NOV25", "Y-NOV25", "CN-EU25"), "Who has a licence pays about 9.5 USD/kg as in China; without one it was "
      "126 to 270 in "
     "November 2025. " + LICENCES),
    ("Chinese NdPr metal", "Shanghai", "NdPr metal", {2026: 137_000, 2028: 115_000, 2030: 110_000, 2040: 120_000},
     {2026: 5_000, 2030: 3_000, 2035: 2_000}, ("SUNSIRS-FEB26",),
     "111.4 USD/kg without VAT in February 2026. Limit assumed."),
    ("Chinese standard magnets", "Shanghai", "Standard magnet", {2026: 62_000, 2030: 60_000, 2040: 62_000},
     {2026: 24_000, 2030: 18_000, 2035: 12_000, 2040: 10_000}, ("NEO-PREM", "ADAMAS-JUN25"),
     "Chinese exports of all kinds averaged 49 USD/kg in 2024, at half the price of oxide: assumed. " + LICENCES),
    ("Chinese high-coercivity magnets", "Shanghai", "High-coercivity magnet",
     {2026: 75_000, 2030: 72_000, 2040: 75_000},
     {2026: 18_000, 2028: 17_000, 2030: 11_000, 2035: 5_000, 2040: 3_000}, ("NEO-PREM", "CN-MAY25", "CN-EU25"),
     "Assumed: some 10 USD/kg more than standard magnets. " + LICENCES),
    ("Chinese Sm metal", "Shanghai", "Sm metal", {2026: 40_000}, {2026: 80, 2030: 50, 2035: 25}, ("SM-F35",),
     "None for military use; for civil use under licence, price and limit assumed."),
    ("Monazite sand", "White Mesa", "Monazite sand", {2026: 3_500}, {2026: 1_200}, ("UUUU-MIN",),
     "Chemours' by-product of Florida and Georgia, 1,200 t REO/y. Price: what makes the study's 29.4 USD/kg NdPr "
     "with the "
     "cost of White Mesa; estimated."),
    ("US end-of-life magnets", "Fort Worth", "End-of-life magnets", {2026: 15_000},
     None, ("PROMMIS",), "What a tonne costs to collect and take apart, assumed; how much there is says Recycling."),
    ("European end-of-life magnets", "Lacq", "End-of-life magnets", {2026: 15_000},
     None, ("PROMMIS",), "As in the USA."),
)  # fmt: skip

# outlet, site, commodity, price USD/t, limit t/y, why
OUTLETS = tuple(
    (f"La-Ce, {site}", site, "La-Ce oxide", price, limit,
     "La 0.6 and Ce 1.5 USD/kg in China; catalysts and glass take little.")
    for site, price, limit in (
        ("Mountain Pass", 800, 6_000), ("White Mesa", 600, 1_500), ("Gebeng", 800, 12_000), ("Eneabba", 500, 2_000),
        ("Sillamae", 900, 2_500), ("La Rochelle", 1_200, 2_500), ("Sept-Iles", 600, 1_500),
    )
)  # fmt: skip

CHINESE_BUYERS = (
    {2026: 95_000.0, 2028: 80_000.0},
    {2026: 3_000, 2030: 0},
    "Where oxide goes that metal makers outside China cannot take yet, ending in 2030. Price: a sixth below that of "
    "Chinese oxide. Limit: about what Lynas makes (8,000 to 8,300 t expected for 2026) beyond the 5,000 t of its "
    "Japanese contract, estimated. From Malaysia only: Mountain Pass stopped sales to China in 2025. They close when "
    "China closes.",
)

# fund, whose capital, by year MUSD, why
FUNDS = (
    ("Capital, USA", "USA", {2026: 1_000, 2030: 1_200}, None,
     "Public programmes (loans of 150 and 620, equity of 400 million so far) and the private capital that follows "
     "them; "
     "10X alone takes 480 in 2026."),
    ("Capital, Canada", "Canada", {2026: 150}, None, "Federal, provincial and export-credit finance."),
    ("Capital, Australia", "Australia", {2026: 300}, None, "A$1,650m for Eneabba and the critical-minerals facility."),
    ("Capital, Europe", "Europe", {2026: 300, 2030: 600}, None,
     "European and national programmes: EUR 216m for Caremag."),
    ("Capital, Brazil", "Brazil", {2026: 200}, None, "A loan of 565 million for Serra Verde."),
    ("Capital, Malaysia", "Malaysia", {2026: 100}, None, "Lynas."),
    ("Capital, Japan", "Japan", {2026: 250}, None, "Makers' own investment and public stockpile money."),
    ("Capital, Korea", "Korea", {2026: 250}, None, "Makers' own investment."),
    ("Capital, Saudi Arabia", "Saudi Arabia", {2026: 150}, None, "Maaden."),
    ("Capital, Africa and Mongolia", "Frontier", {2026: 200}, 1_000,
     "What mining finance lends there; the total is for all years."),
)  # fmt: skip


def rows() -> list[Row]:
    return [*suppliers(), *outlets(), *funds()]


def suppliers() -> list[Row]:
    made: list[Row] = [
        Supplier(supplier=name, site=site, commodity=good, price=ByYear.of(prices),
                 limit=None if limits is None else ByYear.of(limits), source=cite(*ids, why=why), notes=why)
        for name, site, good, prices, limits, ids, why in SUPPLIERS
    ]  # fmt: skip
    for site in sorted({site for _, site, technology, *_ in DOWNSTREAM if technology in (MAGNET, ENTRANT, SMCO)}):
        made.append(Supplier(supplier=f"Alloying metals, {site}", site=site, commodity="Alloying metals",
                             price=ByYear.of({2026: 2_500}), source=ASSUMED,
                             notes="Iron, ferroboron, cobalt and copper: no bottleneck, bought on the "
                             "spot."))  # fmt: skip
    return made


def outlets() -> list[Row]:
    made: list[Row] = [
        Outlet(outlet=name, site=site, commodity=good, price=ByYear.of({2026: price}), limit=ByYear.of({2026: limit}),
               source=cite("SMM-FEB26", why="estimated"), notes=f"{why} Limits assumed.")
        for name, site, good, price, limit, why in OUTLETS
    ]  # fmt: skip
    price, limit, why = CHINESE_BUYERS
    made.append(Outlet(outlet="Chinese metal makers", site="Baotou", commodity="NdPr oxide", price=ByYear.of(price),
                       limit=ByYear.of(limit), source=cite("SMM-FEB26", "LYC-NDPR", why=why), notes=why))  # fmt: skip
    return made


def funds() -> list[Row]:
    return [
        Fund(fund=name, pays_for="capital", scope=scope, total=total, limit=ByYear.of(limits), source=ASSUMED,
             notes=f"{why} What can be raised each year is assumed.")
        for name, scope, limits, total, why in FUNDS
    ]  # fmt: skip
