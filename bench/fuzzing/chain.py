"""A small chain with decisions to make: ore, works that may be built or grow, a market that may import or go short.
`bench.fuzzing.workbook` adds everything else that a workbook may have."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from itertools import product

from model.sheets.tables import Tables
from tests.inline import tables

HORIZONS = ((1, 1), (2, 1), (3, 1), (4, 1), (4, 2), (6, 2), (6, 3), (8, 2), (9, 3), (10, 5))
"""Years, and years per period."""

UNEQUAL = 0.25
"""Share of horizons of three or more years whose periods have two lengths, one after the other."""

HISTORY = 0.4
"""Share of chains with a history in periods of several years; of those in single years half as many."""

GROUP = "one of them"
"""The choice group of two projects."""


def lengths(years: int, chance: random.Random) -> str:
    """Years per period of a first part of a horizon, and of the rest."""
    until, first, then = chance.choice(
        [
            (until, first, then)
            for until in range(1, years)
            for first, then in product(divisors(until), divisors(years - until))
            if first != then
        ]
    )
    return f"{first} to {2025 + until}, {then} to {2025 + years}"


def divisors(years: int) -> list[int]:
    """Lengths of equal periods that fill some years."""
    return [length for length in range(1, years + 1) if years % length == 0]


def chain(chance: random.Random, of_lengths: random.Random | None = None) -> Tables:
    """Tables of such a chain, mostly of one to four periods; of several lengths only with a chance for these."""

    def some(least: float, most: float) -> str:
        return f"{chance.uniform(least, most):.3g}"

    def maybe(value: str, share: float = 0.5) -> str:
        return value if chance.random() < share else ""

    years, each = chance.choice(HORIZONS)
    is_unequal = of_lengths is not None and years > 2 and of_lengths.random() < UNEQUAL
    per_period = lengths(years, of_lengths) if of_lengths is not None and is_unequal else each
    blocks = [
        f"""Settings
        last year        | {2025 + years}
        years per period | {per_period}
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
        market | product | 2026            | 2030            | shortage cost      | minimum service
        City   | magnet  | {some(30, 120)} | {some(30, 160)} | {some(1200, 4000)} | {maybe("20 %", 0.2)}
        """,
    ]
    has_people = chance.random() < 0.6
    if has_people:
        blocks.append(people(some, maybe))
    if chance.random() < 0.4:
        blocks.append(second_plant(chance, some, maybe))
    if has_people and chance.random() < 0.4:
        blocks.append(second_skill(chance, some, maybe))
    if chance.random() < HISTORY * (1.0 if each > 1 else 0.5):
        blocks += history(chance, some)
    return tables(*blocks)


def history(chance: random.Random, some: Callable[[float, float], str]) -> list[str]:
    """What the years before the plan leave to it: work in progress, scrap of goods sold, and goods that do not keep."""
    years = sorted(chance.sample(range(2018, 2026), chance.randint(1, 4)))

    def past(column: str, least: float, most: float) -> tuple[str, str]:
        amounts = [chance.choice(("0", some(least, most))) for _ in years]
        return "".join(f" | {column} {year}" for year in years), "".join(f" | {amount}" for amount in amounts)

    headers, begun = past("begun", 5, 60)
    cured = f"""
        Capacity
        plant | site  | existing capacity
        Oven  | Works | {some(5, 40)}

        Recipes
        recipe | commodity | quantity
        cure   | ore       | -1.4
        cure   | magnet    | 1

        Operations
        plant | recipe | yield factor | delay{headers}
        Oven  | cure   | {some(0.7, 1)} | {some(0.2, 6)}{begun}"""
    headers, sold = past("past sales", 20, 200)
    lag = chance.uniform(0.3, 7)
    times = f"{lag + 0.01:.3g} | {chance.choice(('', f'{chance.uniform(0.1, 2 * lag):.3g}'))}"
    scrapped = f"""
        Suppliers
        supplier  | site | commodity | price
        collector | City | ore       | {some(5, 60)}

        Recycling
        supplier  | market | product | collection rate | scrap per unit | lag | spread{headers}
        collector | City   | magnet  | {chance.randint(20, 90)} % | {some(0.2, 0.9)} | {times}{sold}"""
    headers, received = past("received", 2, 60)
    stored = f"""
        Stockpiles
        stockpile | site | commodity | opening stock | capacity | shelf life{headers}
        shed      | {chance.choice(("City", "Works"))} | magnet | {some(1, 40)} | 100 | {some(0.3, 6)}{received}"""
    return chance.sample([cured, scrapped, stored], chance.randint(1, 3))


def projects(chance: random.Random, some: Callable[[float, float], str], maybe: Callable[..., str]) -> str:
    """One or two projects that pay within the horizon, most of the time."""
    scale = chance.choice((0.5, 1.0, 2.0))
    costs = f"""
        Costs
        item  | fixed opex     | variable opex  | fixed capex   | capex per unit | salvage
        Plant | {some(0, 40)}  | {some(5, 90)}  |               |                |
        Line  | {maybe(some(0, 30))} | | {{line}} | {some(50 * scale, 300 * scale)} | {maybe("40 %")}"""
    unit = 1e-3 if chance.random() < 0.5 else 1.0
    costs = costs.format(line=some(500 * unit, 9000 * unit))
    group = maybe(GROUP, 0.3)
    kind = chance.choice((
        f"Line | Plant | modules | {some(15, 50)} | {chance.randint(1, 4)} | | | {group}",
        f"Line | Plant | size | | | {maybe(some(5, 30))} | {some(40, 120)} | {group}",
    ))  # fmt: skip
    header = "project | plant | kind | module size | maximum modules | minimum size | maximum size | choice group"
    lines = ["Projects", header, kind]
    permit = maybe("0.5", 0.3)
    construction = chance.choice(("", some(0.2, 1.5), some(0.2, 1.5), some(1.5, 3.5)))
    leads = f"""
        Lead times
        project | permitting | construction   | ramp up year 1  | ramp up year 2  {spend_header(construction)}
        Line    | {permit} | {construction} | {maybe("60 %")} | {maybe("80 %")} {spend(construction, chance)}"""
    return "\n".join(lines) + "\n" + costs + "\n" + leads


def spend_header(construction: str) -> str:
    return "".join(f"| spend year {year} " for year in range(1, building_years(construction) + 1))


def spend(construction: str, chance: random.Random) -> str:
    """Shares of capital by year of construction, that of the first year the rest; mostly none: evenly."""
    years = building_years(construction)
    later = [chance.randint(0, 30) for _ in range(years - 1)]
    shares = [100 - sum(later), *later] if chance.random() < 0.4 else []
    return "".join(f"| {share} % " for share in shares) or "| " * years


def building_years(construction: str) -> int:
    return max(1, math.ceil(float(construction or 0)))


def people(some: Callable[[float, float], str], maybe: Callable[..., str]) -> str:
    """Smiths whom the works need, and who can be trained or recruited."""

    def smiths(market: str, time: str) -> str:
        there = f"smith | {market} | {some(1, 6)} | {maybe('5 %')} | {some(50, 900)} | {maybe(time)}"
        return f"{there} | {some(10, 600)} | {some(1, 4)} | {maybe(some(1, 4))} | {some(50, 900)}"

    return "\n".join((
        "Skills",
        "skill | market | headcount | attrition | wage | training time | training cost | training seats"
        " | recruits from abroad | recruiting cost",
        smiths("B", "0.5"),
        smiths("C", "1.5"),
        "",
        "Staffing",
        "technology | skill | operation | per plant | construction",
        f"pressing | smith | {some(10, 60)} | {maybe('1')} | {maybe(some(5, 30))}",
    ))  # fmt: skip


def second_plant(chance: random.Random, some: Callable[[float, float], str], maybe: Callable[..., str]) -> str:
    """A mill that presses, too, or rolls; the other works may roll as well."""
    mill, works = chance.choice((("press", ""), ("press", "roll"), ("roll", ""), ("roll", "roll")))
    others = """
        Recipes
        recipe | commodity | quantity
        roll   | ore       | -1.2
        roll   | magnet    | 1
        """
    return f"""{others if "roll" in (mill, works) else ""}
        Capacity
        plant | site | technology | existing capacity
        Mill  | {chance.choice(("Works", "City", "Mine"))} | {chance.choice(("pressing", "rolling"))} | {some(5, 60)}

        Operations
        plant | recipe
        Mill  | {mill}
        {f"Plant | {works}" if works else ""}

        Projects
        project | plant | kind    | module size    | choice group
        Annex   | Mill  | modules | {some(10, 40)} | {GROUP}

        Costs
        item  | fixed capex   | capex per unit  | variable opex
        Annex | {some(1, 9)}  | {some(20, 200)} |
        Mill  |               |                 | {some(20, 200)}"""


def second_skill(chance: random.Random, some: Callable[[float, float], str], maybe: Callable[..., str]) -> str:
    """Clerks, of whom the works need some."""
    market = chance.choice("BC")
    return f"""
        Skills
        skill | market   | headcount  | wage           | training seats | training cost
        clerk | {market} | {some(1, 9)} | {some(20, 500)} | {some(0.5, 3)} | {some(10, 300)}

        Staffing
        technology | skill | operation
        pressing   | clerk | {maybe(some(2, 20), 0.3) or "0"}"""
