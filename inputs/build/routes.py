"""Who can ship what to whom: rules by country, and named lanes where a refinery takes a certain mine's feed."""

from __future__ import annotations

from inputs.build.sources import cite
from model.families.routes.rows import Route
from model.sheets.columns import ByYear
from model.sheets.schema import ASSUMED, Row

CARBONATE_DUTY = 0.037
METAL_DUTY, MAGNET_DUTY = 0.05, 0.021
SEA, NEAR, LAND = 40, 15, 5
"""Days door to door: between continents, within a region, within a country."""

# from, to, commodity, freight USD/t REO, tariff, days, why
FEED_LANES = (
    ("Mt Weld", "Kalgoorlie", "Mt Weld concentrate", 150, 0.0, LAND, "By road, some 380 km."),
    ("Mt Weld", "Gebeng", "Mt Weld concentrate", 900, 0.0, 30,
     "0.35 USD/kg of concentrate at 40 % REO. Capacity: cracking in Malaysia ends by 2031 under the licence of "
     "March 2026; the "
     "quantity until then is assumed."),
    ("Kalgoorlie", "Gebeng", "Mt Weld carbonate", 600, 0.0, 30, "0.35 USD/kg of carbonate at some 58 % REO."),
    ("Browns Range", "Eneabba", "Browns Range concentrate", 1_600, 0.0, 20,
     "Road and coastal ship, some 0.40 USD/kg of concentrate at 25 % REO."),
    ("Serra Verde", "White Mesa", "Serra Verde carbonate", 700, CARBONATE_DUTY, SEA, ""),
    ("Serra Verde", "Vinton", "Serra Verde carbonate", 550, CARBONATE_DUTY, SEA, ""),
    ("Serra Verde", "La Rochelle", "Serra Verde carbonate", 550, 0.0, SEA, ""),
    ("Serra Verde", "Jubail", "Serra Verde carbonate", 650, 0.0, SEA, ""),
    ("Caldeira", "White Mesa", "Caldeira carbonate", 700, CARBONATE_DUTY, SEA, ""),
    ("Caldeira", "Sillamae", "Caldeira carbonate", 600, 0.0, SEA, ""),
    ("Carina", "Vinton", "Carina carbonate", 550, CARBONATE_DUTY, SEA, ""),
    ("Strange Lake", "Sept-Iles", "Strange Lake concentrate", 900, 0.0, 15,
     "Road to the coast and ship, open in summer only."),
    ("Lofdal", "Gebeng", "Lofdal concentrate", 700, 0.0, SEA, ""),
    ("Lofdal", "La Rochelle", "Lofdal concentrate", 700, 0.0, SEA, ""),
    ("Khalzan Buregtei", "Jubail", "Khalzan Buregtei concentrate", 1_600, 0.0, 70,
     "Landlocked: a surcharge of 0.25 USD/kg of concentrate at some 38 % REO, and transit through China or Russia."),
    ("Songwe Hill", "La Rochelle", "Songwe carbonate", 900, 0.0, 55, "Landlocked: surcharge of 0.25 USD/kg."),
    ("Songwe Hill", "Sillamae", "Songwe carbonate", 950, 0.0, 60, "Landlocked: surcharge of 0.25 USD/kg."),
    ("Songwe Hill", "Jubail", "Songwe carbonate", 800, 0.0, 45, "Landlocked: surcharge of 0.25 USD/kg."),
    ("Donald", "White Mesa", "Monazite sand", 1_400, 0.0, SEA, "0.80 USD/kg of a naturally radioactive concentrate."),
    ("Vara Mada", "White Mesa", "Monazite sand", 1_400, 0.0, 50, "0.80 USD/kg of a naturally radioactive concentrate."),
    ("Bahia", "White Mesa", "Monazite sand", 1_400, 0.0, SEA, "0.80 USD/kg of a naturally radioactive concentrate."),
    ("Kangankunde", "Eneabba", "Kangankunde concentrate", 1_900, 0.0, 45,
     "0.80 USD/kg as for other monazite, and as landlocked 0.25 more, at 55 % REO."),
    ("Longonjo", "La Rochelle", "Longonjo carbonate", 700, 0.0, SEA, "By rail to Lobito."),
    ("Longonjo", "Sillamae", "Longonjo carbonate", 750, 0.0, SEA, "By rail to Lobito."),
    ("Longonjo", "Jubail", "Longonjo carbonate", 750, 0.0, SEA, "By rail to Lobito."),
    ("Ngualla", "Jubail", "Ngualla concentrate", 1_300, 0.0, 35, "0.35 USD/kg of concentrate at 45 % REO, and 0.25 "
     "by road to the coast."),
    ("Round Top", "Vinton", "Round Top concentrate", 150, 0.0, LAND, "By road."),
    ("Tanbreez", "Vinton", "Tanbreez concentrate", 19_400, 0.0, SEA,
     "0.35 USD/kg of a concentrate that holds 1.8 % REO."),
    ("Dong Pao", "Jubail", "Dong Pao concentrate", 1_000, 0.0, 35,
     "0.35 USD/kg of concentrate at 45 % REO and 0.10 by road; Vietnam means to separate at home, so this would have "
     "to "
     "be agreed."),
    ("Mushgai Khudag", "Jubail", "Mushgai Khudag concentrate", 1_600, 0.0, 70,
     "Landlocked: a surcharge of 0.25 USD/kg of concentrate at some 38 % REO, and transit through China."),
    ("Jabal Sayid", "Jubail", "Jabal Sayid concentrate", 400, 0.0, 10, "By road and rail across the country."),
    ("OSCOM", "Sillamae", "IREL chloride", 700, 0.0, SEA, "If India lets it go."),
)  # fmt: skip

CAPACITIES = {
    ("Mt Weld", "Gebeng"): ByYear.of({2026: 15_000, 2030: 15_000, 2031: 0}),
    ("Osaka", "US markets"): ByYear.of({2026: 1_500, 2028: 1_500, 2035: 6_000}),
}
"""t/y of the lanes of a row, where something limits them: customers do not change their maker for a duty at once."""

CHINESE_MAGNETS = {"EU market": 25_700, "Japan market": 3_000, "Korea market": 8_000, "US markets": 7_000}
"""t/y: rates of the second half of 2025 (EU 2,140 t in July, USA 3,423 t in six months, Korea 854 t in September and
Japan 228 to 305 t a month from September); two fifths more by 2030, as demand grows, whatever the duties of others. A
market's own makers keep customers who have qualified their magnets."""
DUTY_NOTE = (
    "2.1 % base and 25 % under section 301 since January 2026; the emergency duties of 20 % ended on 24 February "
    "2026, and the "
    "surcharge of 10 % until July is left out."
)

# from, to, commodity or stage, freight USD/t, USD/t per 1000 km, tariff, days
RULES = (
    ("USA", "USA", "SEG+ concentrate", 150, 80, 0.0, LAND),
    ("Caldeira", "Vinton", "SEG+ concentrate", 600, 0, CARBONATE_DUTY, SEA),
    ("Caldeira", "Lacq", "SEG+ concentrate", 600, 0, 0.0, SEA),
    ("Brazil", "USA", "oxide", 600, 0, 0.0, SEA),
    ("Brazil", "Europe", "oxide", 600, 0, 0.0, SEA),
    ("Nolans", "Eneabba", "SEG+ concentrate", 500, 0, 0.0, 10),
    ("Dubbo", "Eneabba", "SEG+ concentrate", 500, 0, 0.0, 10),
    ("Europe", "Lacq", "SEG+ concentrate", 200, 100, 0.0, NEAR),
    ("Jubail", "Lacq", "SEG+ concentrate", 600, 0, 0.0, 30),
    ("Jubail", "Mountain Pass", "SEG+ concentrate", 700, 0, CARBONATE_DUTY, SEA),
    ("Sept-Iles", "Vinton", "SEG+ concentrate", 500, 0, 0.0, 20),
    ("Sept-Iles", "Lacq", "SEG+ concentrate", 500, 0, 0.0, 30),
    ("USA", "USA", "oxide", 150, 80, 0.0, LAND),
    ("Mountain Pass", "Japan", "NdPr oxide", 600, 0, 0.0, 30),
    ("Mountain Pass", "Korea", "NdPr oxide", 600, 0, 0.0, 30),
    ("Mountain Pass", "Europe", "NdPr oxide", 600, 0, 0.0, SEA),
    ("Mountain Pass", "Saskatoon", "NdPr oxide", 150, 80, 0.0, 10),
    ("Gebeng", "Baotou", "NdPr oxide", 350, 0, 0.0, 25),
    ("Canada", "Canada", "NdPr oxide", 150, 80, 0.0, LAND),
    ("Canada", "USA", "oxide", 250, 80, 0.0, LAND),
    ("Australia", "USA", "oxide", 600, 0, 0.0, SEA),
    ("Australia", "Japan", "oxide", 600, 0, 0.0, 30),
    ("Australia", "Korea", "NdPr oxide", 600, 0, 0.0, 30),
    ("Australia", "Europe", "NdPr oxide", 600, 0, 0.0, 45),
    ("Malaysia", "USA", "oxide", 600, 0, 0.0, SEA),
    ("Malaysia", "Japan", "oxide", 600, 0, 0.0, 25),
    ("Malaysia", "Korea", "NdPr oxide", 600, 0, 0.0, 25),
    ("Malaysia", "Europe", "oxide", 600, 0, 0.0, SEA),
    ("Saudi Arabia", "USA", "oxide", 600, 0, 0.0, SEA),
    ("Saudi Arabia", "Europe", "oxide", 600, 0, 0.0, 30),
    ("Saudi Arabia", "Japan", "oxide", 600, 0, 0.0, 30),
    ("Europe", "Europe", "oxide", 200, 100, 0.0, NEAR),
    ("Lacq", "Japan", "Dy oxide", 600, 0, 0.0, 45),
    ("USA", "USA", "metal", 150, 80, 0.0, LAND),
    ("Canada", "USA", "metal", 250, 80, 0.0, LAND),
    ("United Kingdom", "Stillwater", "metal", 600, 0, METAL_DUTY, SEA),
    ("United Kingdom", "Sumter", "metal", 600, 0, METAL_DUTY, SEA),
    ("United Kingdom", "San Marcos", "metal", 600, 0, METAL_DUTY, SEA),
    ("United Kingdom", "Landisville", "metal", 600, 0, METAL_DUTY, SEA),
    ("Landisville", "US defence", "SmCo magnet", 250, 80, 0.0, LAND),
    ("Hanau", "EU market", "SmCo magnet", 250, 100, 0.0, NEAR),
    ("Hanau", "US defence", "SmCo magnet", 700, 0, MAGNET_DUTY, SEA),
    ("Osaka", "Japan market", "SmCo magnet", 250, 80, 0.0, LAND),
    ("Europe", "Europe", "metal", 200, 100, 0.0, NEAR),
    ("Japan", "Korea", "metal", 300, 0, 0.0, NEAR),
    ("US magnet makers", "US markets", "magnet", 250, 80, 0.0, LAND),
    ("European magnet makers", "EU market", "magnet", 250, 100, 0.0, NEAR),
    ("Osaka", "Japan market", "magnet", 250, 80, 0.0, LAND),
    ("Osaka", "Korea market", "magnet", 400, 0, 0.0, NEAR),
    ("Osaka", "US markets", "magnet", 700, 0, MAGNET_DUTY, SEA),
    ("Yesan", "Korea market", "magnet", 250, 80, 0.0, LAND),
    ("USA", "USA", "scrap", 150, 80, 0.0, LAND),
    ("Europe", "Lacq", "scrap", 200, 100, 0.0, NEAR),
    ("Korea", "Japan", "scrap", 300, 0, 0.0, NEAR),
)

# from, to, commodity or stage, freight USD/t, tariff, sources, why; all from Shanghai
FROM_CHINA = (
    ("Europe", "oxide", 600, 0.0, (), "Oxides are bought by metal makers and by users of Sm and Y."),
    ("Japan", "oxide", 600, 0.0, (), ""),
    ("Korea", "oxide", 600, 0.0, (), ""),
    ("USA", "oxide", 600, 0.0, ("USGS-MCS25", "TAR-FEB26"),
     "No base duty on oxides (HTS 2846.90.20); critical minerals are exempt from the others."),
    ("Europe", "NdPr metal", 600, 0.0, (), ""),
    ("Japan", "NdPr metal", 600, 0.0, (), ""),
    ("Osaka", "Sm metal", 600, 0.0, (), ""),
    ("Hanau", "Sm metal", 600, 0.0, (), ""),
    ("Korea", "NdPr metal", 600, 0.0, (), ""),
    ("EU market", "magnet", 600, 0.0, ("CN-JUL25", "EU-98"), "2,140 t in July 2025: 25,700 t/y."),
    ("Japan market", "magnet", 600, 0.0, ("CN-2025", "CN-SEP25"),
     "228 t in September 2025, 305 in November, 280 in December; none for military use since January: estimated."),
    ("Korea market", "magnet", 600, 0.0, ("CN-SEP25",),
     "854 t in September 2025, 463 a year before: between the two, estimated."),
    ("US markets", "magnet", 600, 0.271, ("CN-2025", "CN-H1-25", "TAR-FEB26", "TAR-301"),
     "3,423 t in the second half of 2025, at that rate some 6,850: 7,000 allowed. " + DUTY_NOTE),
)  # fmt: skip

FREIGHT_NOTE = (
    "Days and freight are planning values, assumed: 0.35 USD/kg for concentrate and carbonate, by their content of "
    "oxides, and 0.60 for oxide, metal and magnets between continents; less on short ways, more on long ones."
)
DUTIES = {
    CARBONATE_DUTY: "Duty: 3.7 % on mixed compounds (HTS 2846.90.80).",
    METAL_DUTY: "Duty: 5 % on metals (HTS 2805.30).",
    MAGNET_DUTY: "Duty: the base of 2.1 % on magnets (HTS 8505.11); duties for a limited time are left out.",
}
DUTY_FROM = {CARBONATE_DUTY: "USGS-MCS25", METAL_DUTY: "USGS-MCS25", MAGNET_DUTY: "TAR-JUN25"}
FREE = {("Canada", "USA"), ("Sept-Iles", "Vinton")}
"""Lanes of goods that originate in North America."""
FREE_NOTE = "No duty on what originates in Canada (USMCA)."
LAND_NOTE = "By road and rail 80 USD per 1,000 km, 100 in Europe, assumed."
SWITCH_NOTE = "Capacity: customers do not change their maker at once; quantities assumed."
LATER_NOTE = "Capacity: two fifths more by 2030, as demand grows, assumed."


def chinese_magnets(market: str) -> ByYear:
    """What a market can have from China [t/y]."""
    now = CHINESE_MAGNETS[market]
    return ByYear.of({2026: now, 2030: round(1.4 * now)})


def told(*sentences: str | None) -> str:
    return " ".join(filter(None, sentences))


def duty_source(tariff: float) -> str:
    """The document that has the duty of a lane, of which the rest is assumed."""
    return cite(DUTY_FROM[tariff], why=FREIGHT_NOTE) if tariff else ASSUMED


def rows() -> list[Row]:
    made: list[Row] = [
        Route(origin=origin, destination=destination, commodity=good, freight=freight, tariff=tariff, transit=days,
              loss=0.005, capacity=CAPACITIES.get((origin, destination)),
              source=duty_source(tariff),
              notes=told(why, DUTIES.get(tariff), FREIGHT_NOTE, "Loss in handling assumed."))
        for origin, destination, good, freight, tariff, days, why in FEED_LANES
    ]  # fmt: skip
    made += [
        Route(origin=origin, destination=destination, commodity=good, freight=freight, freight_by_distance=by_distance,
              tariff=tariff, transit=days, capacity=CAPACITIES.get((origin, destination)) if good == "magnet" else None,
              source=duty_source(tariff),
              notes=told(DUTIES.get(tariff), FREE_NOTE if (origin, destination) in FREE else None,
                         SWITCH_NOTE if good == "magnet" and (origin, destination) in CAPACITIES else None,
                         FREIGHT_NOTE, LAND_NOTE if by_distance else None))
        for origin, destination, good, freight, by_distance, tariff, days in RULES
    ]  # fmt: skip
    made += [
        Route(origin="Shanghai", destination=destination, commodity=good, freight=freight, tariff=tariff, transit=SEA,
              capacity=chinese_magnets(destination) if good == "magnet" else None, source=cite(*ids, why=FREIGHT_NOTE),
              notes=told(why, LATER_NOTE if good == "magnet" else None, FREIGHT_NOTE))
        for destination, good, freight, tariff, ids, why in FROM_CHINA
    ]  # fmt: skip
    return made
