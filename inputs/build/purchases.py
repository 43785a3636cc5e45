"""What can be bought and sold, and the budgets: above all what a plan may count on from China."""

from __future__ import annotations

from inputs.build.capacity import DOWNSTREAM, MAGNET
from inputs.build.sources import ESTIMATE, cite
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
    ("Chinese NdPr oxide", "Shanghai", "NdPr oxide", {2026: 95_000, 2030: 90_000, 2040: 100_000},
     {2026: 9_000, 2030: 5_000, 2035: 3_000, 2040: 2_000}, ("SMM-FEB26", "NEO-PREM2"),
     "92.9 USD/kg without VAT in February 2026; 75 to 105 is what enough capacity outside China needs. Limit assumed: "
     "light rare earths are not licensed, but October 2025 showed how fast that can change."),
    ("Chinese Dy oxide", "Shanghai", "Dy oxide", {2026: 500_000, 2030: 350_000, 2035: 300_000},
     {2026: 120, 2030: 60, 2035: 30}, ("SMM-FEB26", "ARGUS-MAY25", "CN-DYOCT", "CN-EU25"),
     "173 in China, 850 in Europe in May 2025, 280 before controls. 3.5 t were exported in October 2025. " + LICENCES),
    ("Chinese Tb oxide", "Shanghai", "Tb oxide", {2026: 2_000_000, 2030: 1_400_000, 2035: 1_200_000},
     {2026: 35, 2030: 18, 2035: 9}, ("SUNSIRS-FEB26", "ARGUS-MAY25", "CN-EU25"),
     "756 in China, 3,000 in Europe in May 2025, 965 before the controls. " + LICENCES),
    ("Chinese Sm oxide", "Shanghai", "Sm oxide", {2026: 45_000, 2030: 30_000}, {2026: 300, 2030: 150, 2035: 80},
     ("CN-EU25",),
     "No quotation found; 2 USD/kg in China, 15 to 60 outside during the controls, assumed. " + LICENCES),
    ("Chinese Y oxide", "Shanghai", "Y oxide", {2026: 126_000, 2030: 50_000}, {2026: 500, 2030: 300, 2035: 150},
     ("Y-NOV25", "Y-EU-NOV25", "CN-EU25"), "126 USD/kg in November 2025, under 8 a year before. " + LICENCES),
    ("Chinese NdPr metal", "Shanghai", "NdPr metal", {2026: 115_000, 2030: 110_000, 2040: 120_000},
     {2026: 5_000, 2030: 3_000, 2035: 2_000}, ("SUNSIRS-FEB26",),
     "111.4 USD/kg without VAT in February 2026. Limit assumed."),
    ("Chinese standard magnets", "Shanghai", "Standard magnet", {2026: 65_000, 2030: 65_000, 2040: 70_000},
     {2026: 24_000, 2030: 18_000, 2035: 12_000, 2040: 10_000}, ("NEO-PREM", "ADAMAS-JUN25"),
     "Assumed: oxide at 95 USD/kg alone makes 48 USD per kg of magnet. " + LICENCES),
    ("Chinese high-coercivity magnets", "Shanghai", "High-coercivity magnet",
     {2026: 90_000, 2030: 85_000, 2040: 90_000},
     {2026: 16_000, 2028: 13_000, 2030: 9_000, 2035: 4_000, 2040: 3_000}, ("NEO-PREM", "CN-MAY25", "CN-EU25"),
     "Assumed, with the premium of 10 to 30 USD/kg that is paid outside China. " + LICENCES),
    ("Kachin carbonate", "Kachin", "Kachin carbonate", {2026: 36_000}, {2026: 1_000, 2030: 2_000},
     ("SMM-JAN26", "KIA-TAX"),
     "30.5 USD/kg REO for such ore in China, and the export tax of 4,900 USD/t. 31,000 to 50,000 t/y go to China; what "
     "others could buy is assumed, and so is that they would."),
    ("Monazite sand", "White Mesa", "Monazite sand", {2026: 5_000}, {2026: 3_000, 2028: 8_000, 2032: 22_000},
     ("UUUU-MIN", "BAHIA"),
     "Chemours 1,200 t REO/y, Bahia 3,500, and further mineral sands that Energy Fuels develops; path assumed. Price: "
     "between the market, about 9 USD/kg REO, and the cost of a by-product from its own mines; assumed."),
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
    75_000.0,
    {2026: 9_000, 2030: 8_000, 2035: 4_000, 2040: 2_000},
    "Where oxide goes that metal makers outside China cannot take yet, as today; it keeps plants running. Price: "
    "below the 93 USD/kg of February 2026 and above the 49 to 56 of 2023-24. Limit assumed, falling as supply security "
    "asks for the oxide at home. From Malaysia and Australia only: Mountain Pass stopped sales to China in 2025.",
)
RESERVE_OUTLET = "US reserve under the price floor"
US_RESERVE = (
    70_000.0,
    {2026: 3_500, 2033: 3_500, 2036: 0},
    "Oxide of US plants that finds no metal maker is stored under the ten-year price protection of July 2025, which "
    "covers what Mountain Pass sells or stores; so its mine does not stop and start with the market. Price: below the "
    "market; the rest up to the floor of 110 USD/kg is paid by the programme in Public money. It is not released again "
    "in the plan. Limit: nine tenths of what Mountain Pass makes, ending with the protection, so that nothing is built "
    "to be stored; assumed.",
)

# fund, whose capital, by year MUSD, why
FUNDS = (
    ("Capital, USA", "USA", {2026: 1_200, 2028: 1_600}, None,
     "Public programmes (loans of 150 and 620, equity of 400, tax credits of 58 and 112 million so far) and the "
     "private capital that follows them."),
    ("Capital, Canada", "Canada", {2026: 500, 2028: 700}, None, "Federal, provincial and export-credit finance."),
    ("Capital, Australia", "Australia", {2026: 700, 2028: 900}, None,
     "A$1,650m for Eneabba and the critical-minerals facility."),
    ("Capital, Europe", "Europe", {2026: 500, 2028: 700}, None,
     "European and national programmes: EUR 216m for Caremag."),
    ("Capital, Brazil", "Brazil", {2026: 400, 2028: 500}, None, "A loan of 565 million for Serra Verde."),
    ("Capital, Malaysia", "Malaysia", {2026: 300}, None, "Lynas."),
    ("Capital, Japan", "Japan", {2026: 500}, None, "Makers' own investment and public stockpile money."),
    ("Capital, Korea", "Korea", {2026: 400}, None, "Makers' own investment."),
    ("Capital, Saudi Arabia", "Saudi Arabia", {2026: 300}, None, "Maaden."),
    ("Capital, Africa and Mongolia", "Frontier", {2026: 250}, 1_200,
     "What mining finance lends there; the total is for all years."),
)  # fmt: skip


def rows() -> list[Row]:
    return [*suppliers(), *outlets(), *funds()]


def suppliers() -> list[Row]:
    made: list[Row] = [
        Supplier(supplier=name, site=site, commodity=good, price=ByYear.of(prices),
                 limit=None if limits is None else ByYear.of(limits), source=cite(*ids), notes=why)
        for name, site, good, prices, limits, ids, why in SUPPLIERS
    ]  # fmt: skip
    for site in sorted({site for _, site, technology, *_ in DOWNSTREAM if technology == MAGNET}):
        made.append(Supplier(supplier=f"Alloying metals, {site}", site=site, commodity="Alloying metals",
                             price=ByYear.of({2026: 2_500}), source=ESTIMATE,
                             notes="Iron, ferroboron, cobalt and copper: no bottleneck, bought on the "
                             "spot."))  # fmt: skip
    return made


def outlets() -> list[Row]:
    made: list[Row] = [
        Outlet(outlet=name, site=site, commodity=good, price=ByYear.of(price), limit=ByYear.of({2026: limit}),
               source=cite("SMM-FEB26"), notes=f"{why} Limits assumed.")
        for name, site, good, price, limit, why in OUTLETS
    ]  # fmt: skip
    price, limit, why = CHINESE_BUYERS
    made.append(Outlet(outlet="Chinese metal makers", site="Baotou", commodity="NdPr oxide", price=ByYear.of(price),
                       limit=ByYear.of(limit), source=cite("SMM-FEB26", "LYC-NDPR"), notes=why))  # fmt: skip
    price, limit, why = US_RESERVE
    made.append(Outlet(outlet=RESERVE_OUTLET, site="Fort Worth", commodity="NdPr oxide",
                       price=ByYear.of(price), limit=ByYear.of(limit), source=cite("MP-DOD"), notes=why))  # fmt: skip
    return made


def funds() -> list[Row]:
    return [
        Fund(fund=name, pays_for="capital", scope=scope, total=total, limit=ByYear.of(limits), source=ESTIMATE,
             notes=f"{why} What can be raised each year is assumed.")
        for name, scope, limits, total, why in FUNDS
    ]  # fmt: skip
