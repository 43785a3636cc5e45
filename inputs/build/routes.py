"""Who can ship what to whom: rules by country, and named lanes where a refinery takes a certain mine's feed."""

from __future__ import annotations

from inputs.build.sources import ESTIMATE, cite
from model.families.routes.rows import Route
from model.sheets.byyear import ByYear
from model.sheets.schema import Row

CARBONATE_DUTY = 0.037
SEA, NEAR, LAND = 40, 15, 5
"""Days door to door: between continents, within a region, within a country."""

# from, to, commodity, freight USD/t REO, tariff, days, why
FEED_LANES = (
    ("Mt Weld", "Kalgoorlie", "Mt Weld concentrate", 150, 0.0, LAND, "By road, 380 km."),
    ("Mt Weld", "Gebeng", "Mt Weld concentrate", 900, 0.0, 30,
     "0.35 USD/kg of concentrate at 40 % REO. Capacity: what the Malaysian licence leaves for cracking there, since "
     "Kalgoorlie was built to take that step out of the country; assumed."),
    ("Kalgoorlie", "Gebeng", "Mt Weld carbonate", 600, 0.0, 30, "0.35 USD/kg of carbonate."),
    ("Browns Range", "Eneabba", "Browns Range concentrate", 1_600, 0.0, 20,
     "Road and coastal ship, concentrate at 25 % REO."),
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
    ("Khalzan Buregtei", "Gebeng", "Khalzan Buregtei concentrate", 1_500, 0.0, 60,
     "Landlocked: a surcharge of 0.25 USD/kg of concentrate, and transit through China or Russia."),
    ("Khalzan Buregtei", "Jubail", "Khalzan Buregtei concentrate", 1_600, 0.0, 70,
     "Landlocked: a surcharge of 0.25 USD/kg of concentrate, and transit through China or Russia."),
    ("Songwe Hill", "La Rochelle", "Songwe carbonate", 900, 0.0, 55, "Landlocked: surcharge of 0.25 USD/kg."),
    ("Songwe Hill", "Sillamae", "Songwe carbonate", 950, 0.0, 60, "Landlocked: surcharge of 0.25 USD/kg."),
    ("Songwe Hill", "Jubail", "Songwe carbonate", 800, 0.0, 45, "Landlocked: surcharge of 0.25 USD/kg."),
    ("Kachin", "Gebeng", "Kachin carbonate", 900, 0.0, 30,
     "Overland through Thailand: hypothetical, since the belt's whole output goes to China."),
)  # fmt: skip

CAPACITIES = {("Mt Weld", "Gebeng"): ByYear.of({2026: 15_000, 2030: 10_000})}
"""t REO/y of a lane, where something limits it."""

# from, to, commodity or stage, freight USD/t, USD/t per 1000 km, tariff, days
RULES = (
    ("USA", "USA", "SEG+ concentrate", 150, 80, 0.0, LAND),
    ("Nolans", "Eneabba", "SEG+ concentrate", 500, 0, 0.0, 10),
    ("Europe", "Lacq", "SEG+ concentrate", 200, 100, 0.0, NEAR),
    ("Jubail", "Lacq", "SEG+ concentrate", 600, 0, 0.0, 30),
    ("Jubail", "Mountain Pass", "SEG+ concentrate", 700, 0, CARBONATE_DUTY, SEA),
    ("Sept-Iles", "Vinton", "SEG+ concentrate", 500, 0, CARBONATE_DUTY, 20),
    ("Sept-Iles", "Lacq", "SEG+ concentrate", 500, 0, 0.0, 30),
    ("USA", "USA", "oxide", 150, 80, 0.0, LAND),
    ("Mountain Pass", "Japan", "NdPr oxide", 600, 0, 0.0, 30),
    ("Mountain Pass", "Korea", "NdPr oxide", 600, 0, 0.0, 30),
    ("Mountain Pass", "Europe", "NdPr oxide", 600, 0, 0.0, SEA),
    ("Mountain Pass", "Saskatoon", "NdPr oxide", 150, 80, 0.0, 10),
    ("Gebeng", "Baotou", "NdPr oxide", 350, 0, 0.0, 25),
    ("Eneabba", "Baotou", "NdPr oxide", 400, 0, 0.0, 30),
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
    ("Saudi Arabia", "USA", "NdPr oxide", 600, 0, 0.0, SEA),
    ("Saudi Arabia", "Europe", "NdPr oxide", 600, 0, 0.0, 30),
    ("Europe", "Europe", "oxide", 200, 100, 0.0, NEAR),
    ("USA", "USA", "metal", 150, 80, 0.0, LAND),
    ("Canada", "USA", "metal", 250, 80, 0.05, LAND),
    ("United Kingdom", "Stillwater", "metal", 600, 0, 0.05, SEA),
    ("United Kingdom", "Sumter", "metal", 600, 0, 0.05, SEA),
    ("Europe", "Europe", "metal", 200, 100, 0.0, NEAR),
    ("Japan", "Korea", "metal", 300, 0, 0.0, NEAR),
    ("US magnet makers", "US markets", "magnet", 250, 80, 0.0, LAND),
    ("European magnet makers", "EU market", "magnet", 250, 100, 0.0, NEAR),
    ("Osaka", "Japan market", "magnet", 250, 80, 0.0, LAND),
    ("Osaka", "Korea market", "magnet", 400, 0, 0.0, NEAR),
    ("Osaka", "US markets", "magnet", 700, 0, 0.021, SEA),
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
    ("USA", "oxide", 600, 0.25, ("USGS-MCS25",), "No base duty on oxides (HTS 2846.90.20); 25 % other duties assumed."),
    ("Europe", "NdPr metal", 600, 0.0, (), ""),
    ("Japan", "NdPr metal", 600, 0.0, (), ""),
    ("Korea", "NdPr metal", 600, 0.0, (), ""),
    ("EU market", "magnet", 600, 0.0, (), ""),
    ("Japan market", "magnet", 600, 0.0, (), ""),
    ("Korea market", "magnet", 600, 0.0, (), ""),
    ("US markets", "magnet", 600, 0.47, ("TAR-301", "TAR-JUN25"),
     "2.1 % base, 25 % under section 301 since January 2026, 20 % other duties whose legal status is uncertain."),
)  # fmt: skip

FREIGHT_NOTE = (
    "Planning value: 0.35 USD/kg for concentrate and carbonate, 0.60 for oxide, metal and magnets between continents."
)


def rows() -> list[Row]:
    made: list[Row] = [
        Route(origin=origin, destination=destination, commodity=good, freight=freight, tariff=tariff, transit=days,
              loss=0.005, capacity=CAPACITIES.get((origin, destination)),
              source=cite("USGS-MCS25") if tariff else ESTIMATE,
              notes=f"{why} {FREIGHT_NOTE} Loss in handling assumed.".strip())
        for origin, destination, good, freight, tariff, days, why in FEED_LANES
    ]  # fmt: skip
    made += [
        Route(origin=origin, destination=destination, commodity=good, freight=freight, freight_by_distance=by_distance,
              tariff=tariff, transit=days, source=cite("USGS-MCS25") if tariff in (0.05, CARBONATE_DUTY) else ESTIMATE,
              notes=FREIGHT_NOTE + " By road and rail 80 USD per 1,000 km.")
        for origin, destination, good, freight, by_distance, tariff, days in RULES
    ]  # fmt: skip
    made += [
        Route(origin="Shanghai", destination=destination, commodity=good, freight=freight, tariff=tariff, transit=SEA,
              source=cite(*ids), notes=f"{why} {FREIGHT_NOTE}".strip())
        for destination, good, freight, tariff, ids, why in FROM_CHINA
    ]  # fmt: skip
    return made
