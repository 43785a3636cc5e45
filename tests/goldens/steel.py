"""Steel in Mexico, 1979: D. Kendrick, A. Meeraus and J. Alatorre, *The Planning of Investment Programs in the Steel
Industry*, 1984; model MEXSS of the GAMS Model Library.

Five works with blast furnaces, open hearths, converters, direct reduction and arc furnaces serve three markets; steel
may be imported, and a million tonnes exported. Freight follows the railway: 2.48 USD/t and 0.0084 by km. Hylsa and
Fundidora stand in Monterrey, and Sicartsa at its port: nothing is paid for freight there.
"""

from __future__ import annotations

from model import Tables
from tests.inline import tables

COST = 538.8112
"""[million USD]"""

FREIGHT, FREIGHT_BY_KM = 2.48, 0.0084

CAPACITY = {
    "Ahmsa": {"blast furnace": 3.25, "open hearth": 1.5, "converter": 2.07},
    "Fundidora": {"blast furnace": 1.4, "open hearth": 0.85, "converter": 1.5},
    "Sicartsa": {"blast furnace": 1.1, "converter": 1.3},
    "Hylsa": {"direct reduction": 0.98, "arc furnace": 1.13},
    "Hylsap": {"direct reduction": 1.0, "arc furnace": 0.56},
}
"""[million t/y]"""

KILOMETRES = {
    "Ahmsa": {"Mexico City": 1204, "Monterrey": 218, "Guadalajara": 1125, "Abroad": 739},
    "Fundidora": {"Mexico City": 1017, "Monterrey": 0, "Guadalajara": 1030, "Abroad": 521},
    "Sicartsa": {"Mexico City": 819, "Monterrey": 1305, "Guadalajara": 704, "Abroad": 0},
    "Hylsa": {"Mexico City": 1017, "Monterrey": 0, "Guadalajara": 1030, "Abroad": 521},
    "Hylsap": {"Mexico City": 185, "Monterrey": 1085, "Guadalajara": 760, "Abroad": 315},
    "Abroad": {"Mexico City": 428, "Monterrey": 521, "Guadalajara": 300},
}

PRICES = {"pellets": 18.7, "coke": 52.17, "natural gas": 14.0, "electricity": 24.0, "scrap": 105.0}

DEMAND = 5.209 * 1.4
"""Of steel, in terms of raw steel [million t/y]"""

MARKET_SHARE = {"Mexico City": 0.55, "Monterrey": 0.30, "Guadalajara": 0.15}

INDUSTRY = """
    Settings
    first year | 1979
    last year  | 1979
    amounts    | millions

    Countries
    country
    Mexico
    World

    Commodities
    commodity   | unit
    pellets     | t
    coke        | t
    natural gas | 1000 m3
    electricity | MWh
    scrap       | t
    pig iron    | t
    sponge iron | t
    steel       | t

    Recipes
    recipe           | commodity   | quantity
    blast furnace    | pellets     | -1.58
    blast furnace    | coke        | -0.63
    blast furnace    | pig iron    | 1
    direct reduction | pellets     | -1.38
    direct reduction | natural gas | -0.57
    direct reduction | sponge iron | 1
    open hearth      | pig iron    | -0.77
    open hearth      | scrap       | -0.33
    open hearth      | steel       | 1
    arc furnace      | sponge iron | -1.09
    arc furnace      | electricity | -0.58
    arc furnace      | steel       | 1
    converter        | pig iron    | -0.95
    converter        | scrap       | -0.12
    converter        | steel       | 1

    Suppliers
    supplier       | site   | commodity | price
    imported steel | Abroad | steel     | 150

    Outlets
    outlet         | site | commodity | price | limit
    exported steel | Port | steel     | 140   | 1000000
"""


def steel() -> Tables:
    """Abroad is where imports come from, Port where exports leave."""
    places = "Sites\nsite | country\nAbroad | World\nPort | Mexico\n"
    places += "".join(f"{each} | Mexico\n" for each in (*CAPACITY, *MARKET_SHARE))
    plants = [(works, unit, size) for works, units in CAPACITY.items() for unit, size in units.items()]
    return tables(
        INDUSTRY,
        places,
        "Suppliers\nsupplier | site | commodity | price\n"
        + "".join(f"{k} at {works} | {works} | {k} | {price}\n" for works in CAPACITY for k, price in PRICES.items()),
        "Capacity\nplant | site | existing capacity\n"
        + "".join(f"{works} {unit} | {works} | {size * 1e6}\n" for works, unit, size in plants),
        "Operations\nplant | recipe\n" + "".join(f"{works} {unit} | {unit}\n" for works, unit, _ in plants),
        "Routes\nfrom | to | commodity | freight\n"
        + "".join(
            f"{i} | {'Port' if j == 'Abroad' else j} | steel | {FREIGHT + FREIGHT_BY_KM * km if km else 0}\n"
            for i, each in KILOMETRES.items()
            for j, km in each.items()
        ),
        "Demand\nmarket | product | 1979\n"
        + "".join(f"{j} | steel | {share * DEMAND * 1e6}\n" for j, share in MARKET_SHARE.items()),
    )
