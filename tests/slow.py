"""A workbook with a plan that is found at once and takes minutes to be proven: what ends a search can end this one."""

from __future__ import annotations

import random

from model import Tables
from tests.inline import tables

PROJECTS, GOODS = 60, 15


def slow_tables(seed: int = 1) -> Tables:
    """A knapsack of many dimensions: which of 60 plants, each of which makes 15 goods at once, cover half of what all
    would make. It takes HiGHS a minute and more to close the last 2 %."""
    draw = random.Random(seed)
    made = [[draw.randint(10, 99) for _ in range(GOODS)] for _ in range(PROJECTS)]
    cost = [sum(row) // GOODS + draw.randint(0, 20) for row in made]
    need = [sum(row[good] for row in made) // 2 for good in range(GOODS)]
    recipes = [f"R{at} | G{good} | {row[good]}" for at, row in enumerate(made) for good in range(GOODS)]
    return tables(
        "Countries\ncountry\nA",
        "Sites\nsite | country\nCity | A",
        _block("Commodities", "commodity | unit | disposal cost", [f"G{good} | piece | 0" for good in range(GOODS)]),
        _block("Commodities", "commodity | unit", ["ore | piece"]),
        _block("Suppliers", "supplier | site | commodity | price", ["digger | City | ore | 0"]),
        _block("Capacity", "plant | site | technology", [f"P{at} | City | T{at}" for at in range(PROJECTS)]),
        _block("Recipes", "recipe | commodity | quantity", [f"R{at} | ore | -1" for at in range(PROJECTS)] + recipes),
        _block("Operations", "plant | recipe", [f"P{at} | R{at}" for at in range(PROJECTS)]),
        _block(
            "Projects",
            "project | plant | kind | module size | maximum modules",
            [f"J{at} | P{at} | modules | 1 | 1" for at in range(PROJECTS)],
        ),
        _block("Costs", "item | fixed capex", [f"J{at} | {each}" for at, each in enumerate(cost)]),
        _block(
            "Demand",
            "market | product | quantity | shortage cost",
            [f"City | G{good} | {each} | 1000" for good, each in enumerate(need)],
        ),
    )


def _block(name: str, header: str, rows: list[str]) -> str:
    return "\n".join([name, header, *rows])
