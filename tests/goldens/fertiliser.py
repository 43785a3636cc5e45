"""Fertiliser plants of T. Vietorisz and A. S. Manne, "Chemical processes, plant location, and economies of scale", in
Manne and Markowitz (eds), *Studies in Process Analysis*, 1963, p. 136; model VIETMAN of the GAMS Model Library.

Ammonia is made into fertiliser one for one. A plant of either may stand at any of five sites, at a fixed cost whatever
its size; both may be imported. Tables of cost hold production and shipping together. With ammonia, what a plant asks
for its own site is the cost of production, and the rest is freight; it is the same both ways. Fertiliser has no such
site, so that all of its cost is freight here. No optimum was published: 64926.46 is from a full enumeration of what may
be open.
"""

from __future__ import annotations

from model.tables import Tables
from tests.inline import tables

COST = 64_926.46

BUILT = {"build ammonia 2", "build fertiliser 2"}

AMMONIA_FIXED = (1760, 1656, 1626, 1784, 1782)

FERTILISER_FIXED = (810, 951, 754, 856, 852)

AMMONIA_COST = (
    (20.4, 33.6, 34.5, 26.9, 29.5),
    (33.4, 20.2, 26.7, 31.3, 28.1),
    (35.3, 27.7, 21.2, 35.0, 32.2),
    (41.8, 46.4, 49.1, 35.3, 42.1),
    (43.0, 41.8, 44.9, 40.7, 33.9),
)
"""From each site to each."""

AMMONIA_IMPORTED = (56.0, 47.4, 47.6, 54.4, 51.0)

FERTILISER_COST = (
    (32.2, 44.0, 45.8, 31.5, 34.1, 42.0, 43.0, 40.3, 37.8, 42.9, 36.6, 30.8),
    (36.6, 24.4, 29.2, 37.6, 34.2, 41.0, 26.1, 24.2, 29.9, 48.9, 31.9, 37.6),
    (37.0, 27.9, 23.1, 41.3, 38.4, 40.9, 24.7, 26.8, 29.6, 52.8, 32.6, 41.3),
    (38.5, 41.9, 48.0, 23.2, 32.2, 48.5, 44.6, 44.1, 43.1, 34.5, 42.4, 28.9),
    (44.0, 35.3, 41.1, 33.2, 29.8, 54.1, 37.7, 37.1, 42.8, 44.6, 44.4, 32.6),
)
"""From each site to each market."""

FERTILISER_IMPORTED = (86.1, 76.4, 76.8, 87.0, 83.6, 90.3, 75.4, 76.4, 81.2, 96.4, 82.4, 86.4)

DEMAND = (9.2, 59.9, 95.8, 185.3, 344.1, 66.1, 168.6, 50.0, 34.0, 11.1, 109.5, 47.0)

SITES, MARKETS = range(5), range(12)

CHAIN = """
    Settings
    first year | 2026
    last year  | 2026

    Countries
    country
    Home
    Abroad

    Commodities
    commodity  | unit
    ammonia    | unit
    fertiliser | unit

    Recipes
    recipe          | commodity  | quantity
    make ammonia    | ammonia    | 1
    make fertiliser | ammonia    | -1
    make fertiliser | fertiliser | 1

    Suppliers
    supplier            | site   | commodity  | price
    imported ammonia    | Abroad | ammonia    | 0
    imported fertiliser | Abroad | fertiliser | 0
"""


def fertiliser() -> Tables:
    """Nothing stands; every plant may be built once, as large as all demand."""
    sites, markets = [f"Site {i + 1}" for i in SITES], [f"Market {j + 1}" for j in MARKETS]
    plants = [(k, i) for k in ("ammonia", "fertiliser") for i in SITES]
    fixed = {"ammonia": AMMONIA_FIXED, "fertiliser": FERTILISER_FIXED}
    freight = {
        **{("Abroad", sites[j], "ammonia"): AMMONIA_IMPORTED[j] for j in SITES},
        **{(sites[i], sites[j], "ammonia"): AMMONIA_COST[i][j] - AMMONIA_COST[i][i] for i in SITES for j in SITES},
        **{("Abroad", markets[j], "fertiliser"): FERTILISER_IMPORTED[j] for j in MARKETS},
        **{(sites[i], markets[j], "fertiliser"): FERTILISER_COST[i][j] for i in SITES for j in MARKETS},
    }
    return tables(
        CHAIN,
        "Sites\nsite | country\nAbroad | Abroad\n" + "".join(f"{each} | Home\n" for each in (*sites, *markets)),
        "Capacity\nplant | site | capacity unit\n" + "".join(f"{k} {i + 1} | {sites[i]} | unit\n" for k, i in plants),
        "Operations\nplant | recipe\n" + "".join(f"{k} {i + 1} | make {k}\n" for k, i in plants),
        "Projects\nproject | plant | kind | module size\n"
        + "".join(f"build {k} {i + 1} | {k} {i + 1} | modules | {sum(DEMAND)}\n" for k, i in plants),
        "Costs\nitem | fixed capex\n" + "".join(f"build {k} {i + 1} | {fixed[k][i]}\n" for k, i in plants),
        "Costs\nitem | variable opex\n" + "".join(f"ammonia {i + 1} | {AMMONIA_COST[i][i]}\n" for i in SITES),
        "Routes\nfrom | to | commodity | freight\n"
        + "".join(f"{i} | {j} | {k} | {cost}\n" for (i, j, k), cost in freight.items() if i != j),
        "Demand\nmarket | product | 2026\n" + "".join(f"{markets[j]} | fertiliser | {DEMAND[j]}\n" for j in MARKETS),
    )
