"""Where to have depots: problem 20 of H. P. Williams, *Model Building in Mathematical Programming*, 5th edition; the
Gurobi modelling example "Supply Network Design 2". A year stands for a month.

Two factories serve six customers, over depots or directly; only listed lanes exist. A depot is a plant without
recipes, whose capacity lanes from it take: it is what may pass through. There are at most four depots. Birmingham and
London stay. Newcastle and Exeter cost something to keep; of them, and Bristol and Northampton, which would be new, up
to two may be there: the third and the fourth depot, each a choice group of all four. The book counts what closing
saves; here what is kept costs, so that cost is higher by what keeping both costs.
"""

from __future__ import annotations

from model import Tables
from tests.inline import tables

COST = 174_000.0

CHOSEN = {"keep Exeter", "build Northampton", "expand Birmingham"}

COUNTRY = """
    Countries
    country
    A

    Commodities
    commodity | unit
    goods     | t

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

    Demand
    market | product | 2026
    C1     | goods   | 50000
    C2     | goods   | 10000
    C3     | goods   | 40000
    C4     | goods   | 35000
    C5     | goods   | 60000
    C6     | goods   | 20000
"""

DEPOTS = """
    Routes
    from        | to          | commodity | freight | capacity of
    Liverpool   | Newcastle   | goods     | 0.5     |
    Liverpool   | Birmingham  | goods     | 0.5     |
    Brighton    | Birmingham  | goods     | 0.3     |
    Liverpool   | London      | goods     | 1.0     |
    Brighton    | London      | goods     | 0.5     |
    Liverpool   | Exeter      | goods     | 0.2     |
    Brighton    | Exeter      | goods     | 0.2     |
    Liverpool   | C1          | goods     | 1.0     |
    Brighton    | C1          | goods     | 2.0     |
    Liverpool   | C3          | goods     | 1.5     |
    Liverpool   | C4          | goods     | 2.0     |
    Liverpool   | C6          | goods     | 1.0     |
    Birmingham  | C1          | goods     | 1.0     | Birmingham depot
    Newcastle   | C2          | goods     | 1.5     | Newcastle depot
    Birmingham  | C2          | goods     | 0.5     | Birmingham depot
    London      | C2          | goods     | 1.5     | London depot
    Newcastle   | C3          | goods     | 0.5     | Newcastle depot
    Birmingham  | C3          | goods     | 0.5     | Birmingham depot
    London      | C3          | goods     | 2.0     | London depot
    Exeter      | C3          | goods     | 0.2     | Exeter depot
    Newcastle   | C4          | goods     | 1.5     | Newcastle depot
    Birmingham  | C4          | goods     | 1.0     | Birmingham depot
    Exeter      | C4          | goods     | 1.5     | Exeter depot
    Birmingham  | C5          | goods     | 0.5     | Birmingham depot
    London      | C5          | goods     | 0.5     | London depot
    Exeter      | C5          | goods     | 0.5     | Exeter depot
    Newcastle   | C6          | goods     | 1.0     | Newcastle depot
    London      | C6          | goods     | 1.5     | London depot
    Exeter      | C6          | goods     | 1.5     | Exeter depot
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

    Routes
    from        | to          | commodity | freight | capacity of
    Liverpool   | Bristol     | goods     | 0.6     |
    Brighton    | Bristol     | goods     | 0.4     |
    Liverpool   | Northampton | goods     | 0.4     |
    Brighton    | Northampton | goods     | 0.3     |
    Bristol     | C1          | goods     | 1.2     | Bristol depot
    Bristol     | C2          | goods     | 0.6     | Bristol depot
    Bristol     | C3          | goods     | 0.5     | Bristol depot
    Bristol     | C5          | goods     | 0.3     | Bristol depot
    Bristol     | C6          | goods     | 0.8     | Bristol depot
    Northampton | C2          | goods     | 0.4     | Northampton depot
    Northampton | C4          | goods     | 0.5     | Northampton depot
    Northampton | C5          | goods     | 0.6     | Northampton depot
    Northampton | C6          | goods     | 0.9     | Northampton depot

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
