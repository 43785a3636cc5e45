"""What can be bought and sold, and the budgets: above all what a plan may count on from China."""

from __future__ import annotations

from inputs.build.capacity import DOWNSTREAM, ENTRANT, MAGNET, SMCO
from inputs.build.conversion import ALLOYING, COBALT_ALLOY
from inputs.build.demand import EU_FROM_CHINA, US_FROM_CHINA
from inputs.build.sources import cite, converted
from model.families.funds import Fund
from model.families.supply.rows import Outlet
from model.sheets.columns import ByYear
from model.sheets.common import Supplier
from model.sheets.schema import ASSUMED, Row

LICENCES = (
    "Limit: as much as under the licences of 2025, and no more; assumed. Since April 2025 heavy rare earths and "
    "magnets need a licence (13 to 25 % of European applications were approved by October)."
)

RUN_RATE = (57_392 - 22_319) * 2 / 57_392
"""China's exports of magnets in the second half of 2025 at a yearly rate, by those of the year."""

MAGNETS_IN_2025 = {
    "EU market": EU_FROM_CHINA, "Japan market": 2_800.0, "Korea market": 6_300.0, "US markets": US_FROM_CHINA,
}  # fmt: skip
"""t from China by market: customs; of Japan and Korea estimated from months."""

SUPPLIED = RUN_RATE * sum(MAGNETS_IN_2025.values())
"""t/y that these markets can have together."""

HIGH_COERCIVITY = 0.475
"""Share of it, assumed."""

MAGNET_NOTE = (
    "the limit, assumed, are of this kind. Limit: what these markets took in 2025 (EU 21,500, USA 5,933, Korea some "
    "6,300, Japan some 2,800 t) at the rate "
    f"of the second half of that year (35,073 of 57,392 t: {RUN_RATE:.2f} times), held flat, since no announced policy "
    "lets it grow or fall; what-ifs do both."
)


def magnets(share: float) -> dict[int, float]:
    """Of what these markets can have from China, in hundreds of tonnes [t/y]."""
    return {2026: round(share * SUPPLIED, -2)}


IN_2026 = 19_200.0
"""t of standard magnets: what these markets took in 2025, 52.5 % of it; the rate of the second half is reached by 2035,
since orders under licence do not jump from year to year."""

COBALT, COBALT_SHARE, OTHER_ALLOY = 56_000.0, 0.65, 6_000.0
"""USD/t of cobalt in January 2026; its share of the alloy, as half of the magnet is cobalt and three quarters are
alloy; and USD/t of iron, copper and zirconium together."""

COBALT_NOTE = (
    f"{100 * COBALT_SHARE:.0f} % cobalt at {COBALT:,.0f} USD/t (January 2026, twice as dear as a year before, under "
    f"Congo's limits on exports), the rest iron, copper and zirconium at {OTHER_ALLOY:,.0f}: estimated."
)

MATERIALS = {ALLOYING: 2_500.0, COBALT_ALLOY: round(COBALT_SHARE * COBALT + (1 - COBALT_SHARE) * OTHER_ALLOY, -2)}
"""USD/t of what magnets hold beside rare earths."""

BENCHMARK = "Chinese NdPr oxide, benchmark"

# supplier, site, commodity, price by year USD/t, limit by year t/y, sources, why
SUPPLIERS = (
    ("Chinese NdPr oxide", "Shanghai", "NdPr oxide", {2026: 115_000, 2028: 95_000, 2030: 90_000, 2040: 100_000},
     {2026: 6_000}, ("SMM-FEB26", "NEO-PREM2"),
     "92.9 USD/kg without VAT at the start of February 2026, more than 110 at its end; 75 to 105 is what enough "
     "capacity outside China needs: prices from 2028 on between them, assumed. Limit assumed: light rare earths are "
     "not "
     "licensed."),
    (BENCHMARK, "Shanghai", "NdPr oxide", {2026: 90_000, 2028: 84_000, 2030: 80_000, 2040: 88_000}, {2026: 0},
     ("BMI-FEB26", "SMM-FEB26"),
     "Nothing is sold at it: the price in China without its tax of 13 %, to which the price protection of Mountain "
     "Pass "
     "refers. 2026 as forecast in February; later that of 'Chinese NdPr oxide' without the tax, assumed."),
    ("Chinese Dy oxide", "Shanghai", "Dy oxide", {2026: 173_000},
     {2026: 120}, ("SMM-FEB26", "ARGUS-MAY25", "CN-DYOCT", "CN-EU25"),
     "Who has a licence pays the price in China, 173; without one it was 850 in Europe in May 2025. 3.5 t were "
     "exported in October 2025. " + LICENCES),
    ("Chinese Tb oxide", "Shanghai", "Tb oxide", {2026: 756_000},
     {2026: 35}, ("SUNSIRS-FEB26", "ARGUS-MAY25", "CN-EU25"),
     "Who has a licence pays the price in China, 756; without one it was 3,000 in Europe in May 2025. " + LICENCES),
    ("Chinese Sm oxide", "Shanghai", "Sm oxide", {2026: 15_000}, {2026: 150},
     ("CN-EU25",),
     "No quotation found; 2 USD/kg in China, 15 to 60 outside during the controls, assumed. For civil use only. "
     "" + LICENCES),
    ("Chinese Y oxide", "Shanghai", "Y oxide", {2026: 9_500}, {2026: 500},
     ("Y-EU-NOV25", "Y-NOV25", "CN-EU25"), "Who has a licence pays about 9.5 USD/kg as in China; without one it was "
      "126 to 270 in "
     "November 2025. " + LICENCES),
    ("Chinese NdPr metal", "Shanghai", "NdPr metal", {2026: 137_000, 2028: 115_000, 2030: 110_000, 2040: 120_000},
     {2026: 6_000}, ("SUNSIRS-FEB26", "CN-SEP25B"),
     "111.4 USD/kg without VAT in February 2026; here 1.19 t of oxide at its price, in full thousands and more, "
     "assumed. "
     "Limit: Japan alone took 494 t of powder and alloys in September 2025, "
     "some 6,000 t a year, estimated."),
    ("Chinese standard magnets", "Shanghai", "Standard magnet", {2026: 62_000, 2030: 60_000, 2040: 62_000},
     {2026: IN_2026, 2031: IN_2026, 2035: magnets(1 - HIGH_COERCIVITY)[2026]},
     ("CN-2025", "CN-H1-25", "NEO-PREM", "ADAMAS-JUN25"),
     "Chinese exports of all kinds averaged 49 USD/kg in 2024, at half the price of oxide: prices assumed. To 2031 "
     "as much as in 2025, growing to the limit by 2035, assumed. 52.5 % of " + MAGNET_NOTE),
    ("Chinese high-coercivity magnets", "Shanghai", "High-coercivity magnet",
     {2026: 75_000, 2030: 72_000, 2040: 75_000},
     magnets(HIGH_COERCIVITY), ("CN-2025", "CN-H1-25", "NEO-PREM"),
     "Price assumed: some 10 to 15 USD/kg more than standard magnets. 47.5 % of " + MAGNET_NOTE),
    ("Chinese Sm metal", "Shanghai", "Sm metal", {2026: 40_000}, {2026: 80}, ("SM-F35",),
     "None for military use; for civil use under licence, price and limit assumed."),
    ("Monazite sand", "White Mesa", "Monazite sand", {2026: 3_500}, {2026: 1_200}, ("UUUU-MIN",),
     "Chemours' by-product of Florida and Georgia, 1,200 t REO/y. Price: near what makes the study's 29.4 USD/kg "
     "NdPr with the cost of White Mesa; estimated."),
    ("US end-of-life magnets", "Fort Worth", "End-of-life magnets", {2026: 15_000},
     None, ("PROMMIS",), "What a tonne costs to collect and take apart, assumed; how much there is says Recycling."),
    ("European end-of-life magnets", "Lacq", "End-of-life magnets", {2026: 15_000},
     None, ("PROMMIS",), "As in the USA, assumed."),
)  # fmt: skip

# outlet, site, commodity, price USD/t, limit t/y, why
OUTLETS = tuple(
    (f"La-Ce, {site}", site, "La-Ce oxide", price, limit,
     "La 0.6 and Ce 1.5 USD/kg in China; catalysts and glass take little. Prices within that and")
    for site, price, limit in (
        ("Mountain Pass", 800, 6_000), ("White Mesa", 600, 1_500), ("Gebeng", 800, 12_000), ("Eneabba", 500, 2_000),
        ("Sillamae", 900, 2_500), ("La Rochelle", 1_200, 2_500), ("Sept-Iles", 600, 1_500),
    )
)  # fmt: skip

CHINESE_BUYERS = (
    {2026: 95_000.0, 2028: 80_000.0},
    {2026: 3_200},
    "Where oxide goes that metal makers outside China do not take. Price: a sixth below that of Chinese oxide, "
    "assumed. Limit: "
    "what Lynas sold there in 2024 (3,261 t), and about what it makes (8,000 to 8,300 t expected for 2026) beyond the "
    "5,000 t of its Japanese contract, estimated. From Malaysia only: Mountain Pass stopped sales to China in 2025. "
    "They close when China closes.",
)

# fund, whose capital, by year MUSD, why
FUNDS = (
    ("Capital, USA", "USA", {2026: 1_500}, None,
     "Public programmes (loans of 150 and 620, equity of 400 million so far) and the private capital that follows: "
     "USA Rare Earth alone raised 1,500 in January 2026. What is already made takes 780 in 2026 (10X 480, Benson 200, "
     "Mountain Pass heavy 100)."),
    ("Capital, Canada", "Canada", {2026: 150}, None, "Federal, provincial and export-credit finance."),
    ("Capital, Australia", "Australia", {2026: 300}, None, "A$1,650m for Eneabba and the critical-minerals facility."),
    ("Capital, Europe", "Europe", {2026: 300, 2030: 600}, None,
     "European and national programmes: EUR 216m for Caremag."),
    ("Capital, Brazil", "Brazil", {2026: 200}, None, "A loan of 565 million for Serra Verde."),
    ("Capital, Malaysia", "Malaysia", {2026: 100}, None, "Lynas."),
    ("Capital, Japan", "Japan", {2026: 250}, None, "Makers' own investment and public stockpile money."),
    ("Capital, Korea", "Korea", {2026: 250}, None, "Makers' own investment."),
    ("Capital, Saudi Arabia", "Saudi Arabia", {2026: 150}, None, "Maaden."),
    ("Capital, Africa and Mongolia", "Frontier", {2026: 200}, 1_700,
     "What mining finance lends there; the total is for all years, 68 a year."),
)  # fmt: skip


def rows() -> list[Row]:
    return [*suppliers(), *outlets(), *funds()]


def suppliers() -> list[Row]:
    made: list[Row] = [
        Supplier(supplier=name, site=site, commodity=good, price=ByYear.of(prices),
                 limit=None if limits is None else ByYear.of(limits), source=cite(*ids, why=why), notes=why)
        for name, site, good, prices, limits, ids, why in SUPPLIERS
    ]  # fmt: skip
    for site in sorted({site for _, site, technology, *_ in DOWNSTREAM if technology in (MAGNET, ENTRANT)}):
        made.append(Supplier(supplier=f"{ALLOYING}, {site}", site=site, commodity=ALLOYING,
                             price=ByYear.of({2026: MATERIALS[ALLOYING]}), source=ASSUMED,
                             notes="Iron and ferroboron, some cobalt and copper: no bottleneck, bought on the "
                             "spot; price assumed."))  # fmt: skip
    for site in sorted({site for _, site, technology, *_ in DOWNSTREAM if technology == SMCO}):
        made.append(Supplier(supplier=f"{COBALT_ALLOY}, {site}", site=site, commodity=COBALT_ALLOY,
                             price=ByYear.of({2026: MATERIALS[COBALT_ALLOY]}), source=cite("CO-JAN26", why=COBALT_NOTE),
                             notes=COBALT_NOTE))  # fmt: skip
    return made


def outlets() -> list[Row]:
    made: list[Row] = [
        Outlet(outlet=name, site=site, commodity=good, price=ByYear.of({2026: price}), limit=ByYear.of({2026: limit}),
               source=cite("SMM-FEB26", why="estimated"), notes=f"{why} limits assumed.")
        for name, site, good, price, limit, why in OUTLETS
    ]  # fmt: skip
    price, limit, why = CHINESE_BUYERS
    source = cite("SMM-FEB26", "TREO-24", "LYC-NDPR", why=why)
    made.append(Outlet(outlet="Chinese metal makers", site="Baotou", commodity="NdPr oxide", price=ByYear.of(price),
                       limit=ByYear.of(limit), source=source, notes=why))  # fmt: skip
    return made


def funds() -> list[Row]:
    return [
        Fund(fund=name, pays_for="capital", scope=scope, total=total, limit=ByYear.of(limits), source=ASSUMED,
             notes=converted(f"{why} What can be raised each year is assumed."))
        for name, scope, limits, total, why in FUNDS
    ]  # fmt: skip
