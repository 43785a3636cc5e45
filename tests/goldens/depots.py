"""Where to have depots: problem 20 of H. P. Williams, *Model Building in Mathematical Programming*, 5th edition; the
Gurobi modelling example "Supply Network Design 2". A year stands for a month.

Two factories serve six customers, over depots or directly; only listed lanes exist. A depot is a plant that turns
'goods' into 'goods from depot', so that its capacity is what may pass through it; customers take either. There are at
most four depots. Birmingham and London stay. Newcastle and Exeter cost something to keep; of them, and Bristol
and Northampton, which would be new, up to two may be there: the third and the fourth depot, each a choice group of all
four. The book counts what closing saves; here what is kept costs, so that cost is higher by what keeping both costs.
"""

from __future__ import annotations

from model.sheets.tables import Tables
from tests.inline import tables

COST = 174_000.0

CHOSEN = {"keep Exeter", "build Northampton", "expand Birmingham"}

COUNTRY = """
    Countries
    country
    A

    Commodities
    commodity        | unit
    goods            | t
    goods from depot | t

    Sites
    site       | country
    Liverpool  | A
    Brighton   | A
    Newcastle  | A
    Birmingham | A
    London     | A
    Exeter     | A
    C1         | A
    C2         | A
    C3         | A
    C4         | A
    C5         | A
    C6         | A

    Suppliers
    supplier          | site      | commodity | price | limit
    Liverpool factory | Liverpool | goods     | 0     | 150000
    Brighton factory  | Brighton  | goods     | 0     | 200000

    Recipes
    recipe       | commodity        | quantity
    pass through | goods            | -1
    pass through | goods from depot | 1

    Demand
    market | product | 2026
    C1     | goods   | 50000
    C2     | goods   | 10000
    C3     | goods   | 40000
    C4     | goods   | 35000
    C5     | goods   | 60000
    C6     | goods   | 20000

    Substitutes
    market | product | substitute
    any    | goods   | goods from depot
"""

DEPOTS = """
    Operations
    plant            | recipe
    Newcastle depot  | pass through
    Birmingham depot | pass through
    London depot     | pass through
    Exeter depot     | pass through

    Routes
    from       | to         | commodity        | freight
    Liverpool  | Newcastle  | goods            | 0.5
    Liverpool  | Birmingham | goods            | 0.5
    Brighton   | Birmingham | goods            | 0.3
    Liverpool  | London     | goods            | 1.0
    Brighton   | London     | goods            | 0.5
    Liverpool  | Exeter     | goods            | 0.2
    Brighton   | Exeter     | goods            | 0.2
    Liverpool  | C1         | goods            | 1.0
    Brighton   | C1         | goods            | 2.0
    Liverpool  | C3         | goods            | 1.5
    Liverpool  | C4         | goods            | 2.0
    Liverpool  | C6         | goods            | 1.0
    Birmingham | C1         | goods from depot | 1.0
    Newcastle  | C2         | goods from depot | 1.5
    Birmingham | C2         | goods from depot | 0.5
    London     | C2         | goods from depot | 1.5
    Newcastle  | C3         | goods from depot | 0.5
    Birmingham | C3         | goods from depot | 0.5
    London     | C3         | goods from depot | 2.0
    Exeter     | C3         | goods from depot | 0.2
    Newcastle  | C4         | goods from depot | 1.5
    Birmingham | C4         | goods from depot | 1.0
    Exeter     | C4         | goods from depot | 1.5
    Birmingham | C5         | goods from depot | 0.5
    London     | C5         | goods from depot | 0.5
    Exeter     | C5         | goods from depot | 0.5
    Newcastle  | C6         | goods from depot | 1.0
    London     | C6         | goods from depot | 1.5
    Exeter     | C6         | goods from depot | 1.5
"""

CHANGES = """
    Sites
    site        | country
    Bristol     | A
    Northampton | A

    Capacity
    plant             | site        | existing capacity | maximum capacity
    Newcastle depot   | Newcastle   | 0                 | 70000
    Birmingham depot  | Birmingham  | 50000             | 70000
    London depot      | London      | 100000            |
    Exeter depot      | Exeter      | 0                 | 40000
    Bristol depot     | Bristol     | 0                 | 30000
    Northampton depot | Northampton | 0                 | 25000

    Operations
    plant             | recipe
    Bristol depot     | pass through
    Northampton depot | pass through

    Routes
    from        | to          | commodity        | freight
    Liverpool   | Bristol     | goods            | 0.6
    Brighton    | Bristol     | goods            | 0.4
    Liverpool   | Northampton | goods            | 0.4
    Brighton    | Northampton | goods            | 0.3
    Bristol     | C1          | goods from depot | 1.2
    Bristol     | C2          | goods from depot | 0.6
    Bristol     | C3          | goods from depot | 0.5
    Bristol     | C5          | goods from depot | 0.3
    Bristol     | C6          | goods from depot | 0.8
    Northampton | C2          | goods from depot | 0.4
    Northampton | C4          | goods from depot | 0.5
    Northampton | C5          | goods from depot | 0.6
    Northampton | C6          | goods from depot | 0.9

    Projects
    project           | plant            | kind    | module size
    expand Birmingham | Birmingham depot | modules | 20000

    Costs
    item              | fixed capex
    expand Birmingham | 3000
"""

THROUGHPUT = {"Newcastle": 70_000, "Exeter": 40_000, "Bristol": 30_000, "Northampton": 25_000}

DECISION = {"Newcastle": "keep", "Exeter": "keep", "Bristol": "build", "Northampton": "build"}

FIXED_COST = {"Newcastle": 10_000, "Exeter": 5_000, "Bristol": 12_000, "Northampton": 4_000}

KEEPING_BOTH = FIXED_COST["Newcastle"] + FIXED_COST["Exeter"]
"""What closing both would save."""


def depot_location() -> Tables:
    """Problem 20: up to two more depots than Birmingham and London."""
    projects = [
        (f"{DECISION[place]} {place} as {which} depot", place, f"{which} depot")
        for which in ("third", "fourth")
        for place in THROUGHPUT
    ]
    return tables(
        COUNTRY,
        DEPOTS,
        CHANGES,
        "Projects\nproject | plant | kind | module size | choice group\n"
        + "".join(f"{j} | {place} depot | modules | {THROUGHPUT[place]} | {group}\n" for j, place, group in projects),
        "Costs\nitem | fixed capex\n" + "".join(f"{j} | {FIXED_COST[place]}\n" for j, place, _ in projects),
    )
