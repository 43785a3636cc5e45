"""A small chain that has something to decide: ore, works that may be built or grow, a market that may import or do
without. What else may be in a workbook is added to it by `bench.fuzzing.workbook`.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from model.tables import Tables
from tests.inline import tables

HORIZONS = ((1, 1), (2, 1), (3, 1), (4, 1), (4, 2), (6, 2), (6, 3))
"""Years, and years per period."""


def chain(chance: random.Random) -> Tables:
    """Tables of such a chain, of one to four periods."""

    def some(least: float, most: float) -> str:
        return f"{chance.uniform(least, most):.3g}"

    def maybe(value: str, share: float = 0.5) -> str:
        return value if chance.random() < share else ""

    years, each = chance.choice(HORIZONS)
    blocks = [
        f"""Settings
        last year        | {2025 + years}
        years per period | {each}
        discount rate    | {chance.choice(("0 %", "5 %", "8 %"))}
        discounting      | {chance.choice(("start of year", "mid-year"))}
        amounts          | {chance.choice(("ones", "thousands"))}""",
        f"""Countries
        country | bloc            | governance
        A       | {maybe("bloc")} | {maybe(some(-2, 2))}
        B       | {maybe("bloc")} |
        C       |                 |""",
        f"""Sites
        site  | country                 | latitude | longitude
        Mine  | A                       | -28      | 122
        Works | {chance.choice("BBC")}  | 32       | -97
        City  | C                       | 42       | -83""",
        f"""Commodities
        commodity | stage            | reference value | disposal cost     | replacement cost
        ore       | mining           | {some(20, 90)}  | {maybe(some(0, 9), 0.7)} |
        magnet    | {maybe("goods", 0.8)} | {some(200, 700)} | {maybe(some(0, 9), 0.7)} | {maybe(some(200, 900))}""",
        f"""Suppliers
        supplier | site | commodity | price 2026       | price 2028       | limit
        digger   | Mine | ore       | {some(20, 90)}   | {maybe(some(20, 90))} | {maybe(some(80, 300))}
        importer | City | magnet    | {some(500, 1400)} | {maybe(some(500, 1400))} | {maybe(some(30, 120))}""",
        f"""Routes
        from | to | commodity | freight | tariff | transit | loss
        any  | any | any     | {some(0, 40)} | {maybe("15 %")} | {maybe(some(10, 300), 0.3)} | {maybe("3 %", 0.3)}
        """,
        f"""Capacity
        plant | site  | technology | existing capacity       | maximum capacity
        Plant | Works | pressing   | {maybe(some(5, 40))}    | {maybe(some(60, 200), 0.3)}""",
        "Recipes\nrecipe | commodity | quantity\npress | ore | -1.5\npress | magnet | 1",
        f"Operations\nplant | recipe | yield factor\nPlant | press | {maybe(some(0.7, 1))}",
        projects(chance, some, maybe),
        f"""Demand
        market | product | 2026            | 2030            | shortage cost      | least service
        City   | magnet  | {some(30, 120)} | {some(30, 160)} | {some(1200, 4000)} | {maybe("20 %", 0.2)}
        """,
    ]
    if chance.random() < 0.6:
        blocks.append(people(some, maybe))
    return tables(*blocks)


def projects(chance: random.Random, some: Callable[[float, float], str], maybe: Callable[..., str]) -> str:
    """One or two projects that pay within the horizon, most of the time."""
    scale = chance.choice((1.0, 1.0, 3.0))
    costs = f"""
        Costs
        item  | fixed opex     | variable opex  | fixed capex   | capex per unit | salvage
        Plant | {some(0, 40)}  | {some(5, 90)}  |               |                |
        Line  | {maybe(some(0, 30))} | | {{line}} | {some(50 * scale, 300 * scale)} | {maybe("40 %")}"""
    unit = 1e-3 if chance.random() < 0.5 else 1.0
    costs = costs.format(line=some(500 * unit, 9000 * unit))
    kind = chance.choice((
        f"Line | Plant | modules | {some(15, 50)} | {chance.randint(1, 4)} | |",
        f"Line | Plant | size | | | {maybe(some(5, 30))} | {some(40, 120)}",
    ))  # fmt: skip
    lines = ["Projects\nproject | plant | kind | module size | most modules | least size | greatest size", kind]
    leads = f"""
        Lead times
        project | permit | construction | ramp up year 1
        Line    | {maybe("0.5", 0.3)} | {maybe(some(0.2, 1.5))} | {maybe("60 %")}"""
    return "\n".join(lines) + "\n" + costs + "\n" + leads


def people(some: Callable[[float, float], str], maybe: Callable[..., str]) -> str:
    """Smiths whom the works need, and who can be trained or recruited."""

    def smiths(market: str, time: str) -> str:
        there = f"smith | {market} | {some(1, 6)} | {maybe('5 %')} | {some(50, 900)} | {maybe(time)}"
        return f"{there} | {some(10, 600)} | {some(1, 4)} | {maybe(some(1, 4))} | {some(50, 900)}"

    return "\n".join((
        "Skills",
        "skill | market | headcount | attrition | wage | training time | training cost | training seats"
        " | recruits abroad | recruiting cost",
        smiths("B", "0.5"),
        smiths("C", "1.5"),
        "",
        "Staffing",
        "technology | skill | operation | per plant | construction",
        f"pressing | smith | {some(10, 60)} | {maybe('1')} | {maybe(some(5, 30))}",
    ))  # fmt: skip
