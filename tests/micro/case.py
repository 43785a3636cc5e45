"""A micro instance: small enough to solve by hand, with the answer beside it.

@micro(objective=1200, plan='''
    purchases
    supplier | bought
    near     | 60
    far      | 40
''')
def cheaper_seller_first() -> Tables:
    '''The arithmetic.'''
    return tables(CITY, ...)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from model import Tables

Maker = Callable[[], Tables]


@dataclass(frozen=True)
class Case:
    """What a micro instance promises: the least cost, and the rows of some result tables."""

    tables: Maker
    objective: float
    plan: str


CASES: dict[str, Case] = {}
"""Every micro instance by 'family.name'."""


def micro(*, objective: float, plan: str) -> Callable[[Maker], Maker]:
    """Register the decorated tables with their optimum."""

    def register(maker: Maker) -> Maker:
        family = maker.__module__.rpartition(".")[2]
        CASES[f"{family}.{maker.__name__}"] = Case(maker, objective, plan)
        return maker

    return register


CITY = """
    Countries
    country
    A

    Sites
    site | country
    City | A

    Commodities
    commodity
    ore
    magnet
"""
"""One site, at which nothing has to be shipped."""

MINE_AND_CITY = """
    Countries
    country
    A
    B

    Sites
    site | country
    Mine | A
    City | B

    Commodities
    commodity
    ore
    magnet
"""
"""A mine in one country, a market in another."""

BUY_ALL = """
    Demand
    market | product | 2026
    City   | magnet  | 100

    Suppliers
    supplier | site | commodity | price
    far      | City | magnet    | 10
"""
"""Demand of 100 a year, which may always be bought at 10."""

PRESS = """
    Suppliers
    supplier | site | commodity | price
    digger   | City | ore       | 1

    Recipes
    recipe | commodity | quantity
    press  | ore       | -1
    press  | magnet    | 1

    Operations
    plant | recipe
    Works | press
"""
"""The recipe of Works: a magnet out of an ore at 1."""

WORKS = """
    Capacity
    plant | site | technology
    Works | City | pressing
"""
"""Works, yet to be built."""
