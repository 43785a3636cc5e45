"""Kinds of small chains, each drawn by a seed: the tables, and the least cost by a program written from the docs."""

from __future__ import annotations

from collections.abc import Callable

from tests.unequal.chain import Chain
from tests.unequal.horizon import Draw, Horizon

GRADUAL = (0.0, 0.2, 0.4, 0.6, 1.0, 1.4, 2.2)
"""Years under way, in days a whole number."""


def trade(draw: Draw, horizon: Horizon) -> Chain:
    """Suppliers, lanes with transit, goods in transit, stock, outlets, demand that is lost."""
    goods = {"ore": {"reference_value": draw.number(1, 9)} | ({"disposal_cost": 0.5} if draw.chance(0.8) else {})}
    chain = Chain(horizon, goods, {"Mine": "Far", "Port": "Away", "City": "Home"})
    for name, site in (("cheap", "Mine"), ("dear", "Port")):
        low = 2 if name == "cheap" else 5
        chain.supplier(name, site, "ore", draw.yearly(horizon, low, low + 6), draw.yearly(horizon, 2, 14))
        chain.lane(
            site,
            "City",
            "ore",
            freight=draw.yearly(horizon, 0, 2),
            tariff=draw.yearly(horizon, 0, 0.5),
            transit=draw.random.choice(GRADUAL),
            loss=draw.random.choice((0, 0.1)),
            **({"capacity": draw.yearly(horizon, 3, 12)} if draw.chance() else {}),
        )
    chain.transit("City", "ore", draw.yearly(horizon, 0, 4))
    if draw.chance(0.8):
        chain.stockpile(
            "Shed",
            "City",
            "ore",
            opening_stock=draw.number(0, 8),
            holding_cost=draw.number(0, 0.4),
            minimum_closing_stock=draw.number(0, 5),
            capacity=draw.number(5, 30),
        )
    if draw.chance():
        chain.stockpile("Heap", "Mine", "ore", opening_stock=draw.number(0, 8), holding_cost=draw.number(0, 0.4))
    if draw.chance():
        chain.outlet("spot", "City", "ore", draw.yearly(horizon, 2, 16), draw.yearly(horizon, 0, 5))
    costs = {"shortage_cost": draw.number(20, 60)} if draw.chance(0.8) else {}
    service = {"minimum_service": draw.number(0.1, 0.5)} if costs and draw.chance(0.3) else {}
    chain.demand("City", "ore", draw.yearly(horizon, 4, 14), **costs, **service)
    return chain


KINDS: dict[str, Callable[[Draw, Horizon], Chain]] = {"trade": trade}


def drawn(kind: str, seed: int, horizon_class: type[Horizon] = Horizon) -> Chain:
    """An instance of a kind; with a class of horizon whose rules are others, the program of those."""
    draw = Draw(kind, seed)
    horizon = draw.horizon()
    return KINDS[kind](draw, horizon_class(horizon.lengths, horizon.rate, horizon.is_mid_year))
