"""Kinds of small chains, each drawn by a seed: the tables, and the least cost by a program written from the docs."""

from __future__ import annotations

from collections.abc import Callable

from tests.unequal.chain import Chain
from tests.unequal.horizon import FIRST, Draw, Horizon, Yearly
from tests.unequal.laws import age, cover, exclude, footprint, fund, insure, limit, quota
from tests.unequal.responses import replace, stop_exports
from tests.unequal.rules import contract, recycle
from tests.unequal.smelters import blends, crews, plants, programmes, projects

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
            capacity=draw.number(8, 30),
        )
    if draw.chance():
        chain.stockpile("Heap", "Mine", "ore", opening_stock=draw.number(0, 8), holding_cost=draw.number(0, 0.4))
    if draw.chance():
        chain.outlet("spot", "City", "ore", draw.yearly(horizon, 2, 16), draw.yearly(horizon, 0, 5))
    costs = {"shortage_cost": draw.number(20, 60)} if draw.chance(0.8) else {}
    service = {"minimum_service": draw.number(0.1, 0.5)} if costs and draw.chance(0.3) else {}
    chain.demand("City", "ore", draw.yearly(horizon, 4, 14), **costs, **service)
    return chain


def orders(draw: Draw, horizon: Horizon) -> Chain:
    """Demand that is owed, with an opening backlog; stock and transit; substitutes and an exclusion from a year on."""
    goods = {good: {"disposal_cost": draw.number(0, 1)} for good in ("magnet", "motor")}
    chain = Chain(horizon, goods, {"Plant": "Far", "Depot": "Away", "City": "Home"})
    for site in ("Plant", "Depot"):
        low = 2 if site == "Plant" else 5
        for good in goods:
            most = draw.yearly(horizon, 0, 14 if good == "magnet" else 5)
            chain.supplier(f"{site} {good}", site, good, draw.yearly(horizon, low, low + 8), most)
            chain.lane(site, "City", good, freight=draw.yearly(horizon, 0, 2), transit=draw.random.choice(GRADUAL))
    for good in goods:
        if draw.chance(0.7):
            opening, holding = draw.number(0, 8), draw.number(0, 0.4)
            chain.stockpile(f"Shed of {good}", "City", good, opening_stock=opening, holding_cost=holding)
    chain.write(
        "Substitutes",
        market="City",
        product="magnet",
        substitute="motor",
        replacement_ratio=draw.number(0.5, 1.5),
        maximum_share=draw.number(0.1, 0.9),
        extra_cost=draw.number(0, 5),
        from_year=draw.year(horizon) if draw.chance(0.8) else None,
    )
    chain.demand(
        "City",
        "magnet",
        draw.yearly(horizon, 3, 16),
        shortage_cost=draw.number(2, 30),
        unmet_demand="owed",
        opening_backlog=draw.number(0, 9),
        **({"minimum_service": draw.number(0.1, 0.4)} if draw.chance(0.3) else {}),
    )
    return chain


def scrap(draw: Draw, horizon: Horizon) -> Chain:
    """Magnets that come back years after they were delivered, of past sales too, and a duty to take them back."""
    goods = {good: {"disposal_cost": draw.number(0, 1)} for good in ("magnet", "scrap")}
    chain = Chain(horizon, goods, {"City": "Home"})
    for event in horizon.events:
        chain.disrupt(event, "capacity", "maker", draw.number(0, 0.8))
    chain.supplier("maker", "City", "magnet", draw.yearly(horizon, 12, 30), draw.yearly(horizon, 4, 14))
    chain.demand("City", "magnet", draw.yearly(horizon, 4, 14), shortage_cost=draw.number(20, 50))
    limit = draw.yearly(horizon, 1, 6) if draw.chance(0.3) else None
    chain.supplier("collector", "City", "scrap", draw.yearly(horizon, 0, 5), limit)
    chain.outlet("smelter", "City", "scrap", draw.yearly(horizon, 0, 8), draw.yearly(horizon, 0, 9))
    if draw.chance():
        chain.stockpile("Heap", "City", "scrap", opening_stock=draw.number(0, 3), holding_cost=draw.number(0, 0.4))
    lag = draw.random.choice((0.5, 1, 2, 3.5, 6))
    sold = {year: draw.number(0, 12) for year in range(FIRST - 5, FIRST)} | {FIRST - 6: 0.0}
    duty = {"minimum_collection": draw.yearly(horizon, 0.1, 0.7), "shortfall_cost": draw.number(1, 9)}
    recycle(
        chain,
        "collector",
        "City",
        "magnet",
        scrap_per_unit=draw.number(0.5, 1),
        collection_rate=draw.yearly(horizon, 0.2, 1),
        lag=lag,
        past_sales=Yearly(sold),
        **({"spread": draw.random.choice((0.5, 1, 2)) if lag > 1 else lag} if draw.chance(0.6) else {}),
        **(duty if draw.chance() and limit is None else {}),
    )
    return chain


def contracts(draw: Draw, horizon: Horizon) -> Chain:
    """Two contracts, one with make-up or a price by index, beside a spot market and stock."""
    ore = {"disposal_cost": draw.number(0, 1), "replacement_cost": draw.number(5, 30)}
    chain = Chain(horizon, {"ore": ore}, {"City": "Home"})
    for event in horizon.events:
        chain.disrupt(event, "capacity", "mine", draw.number(0, 0.8))
        if draw.chance():
            chain.disrupt(event, "price", "mine", draw.number(1.1, 2))
    chain.supplier("mine", "City", "ore", draw.yearly(horizon, 5, 20), draw.yearly(horizon, 6, 14))
    chain.supplier("spot", "City", "ore", draw.yearly(horizon, 10, 30), draw.yearly(horizon, 0, 5))
    chain.demand("City", "ore", draw.yearly(horizon, 4, 14), shortage_cost=draw.number(20, 50))
    if draw.chance():
        chain.stockpile("Shed", "City", "ore", opening_stock=draw.number(0, 8), holding_cost=draw.number(0, 0.4))
    for name in ("old", "new"):
        cells = {"price": draw.yearly(horizon, 4, 12)} if draw.chance() else {"index": draw.number(0.4, 1)}
        if "index" in cells and draw.chance():
            cells |= {"floor": draw.number(4, 8), "ceiling": draw.number(8, 12)}
        if draw.chance(0.7):
            cells |= {"take_or_pay": draw.number(0.4, 1)}
            cells |= {"make_up": draw.random.choice((0.5, 1, 2, 3))} if draw.chance() else {}
        if draw.chance(0.4):
            cells |= {"cancellation_fee": draw.number(0, 20)}
        cells |= draw.window(horizon, "earliest_start", "latest_start")
        length = draw.random.choice((1, 2.5, 4, 7))
        cells |= {"signing_cost": draw.number(0, 15)}
        contract(chain, name, "mine", volume=draw.yearly(horizon, 1, 8), length=length, **cells)
    return chain


def stops(draw: Draw, horizon: Horizon) -> Chain:
    """Lanes with transit, stock and a demand that is lost or owed, in disruptions that start in any year."""
    ore = {"reference_value": draw.number(1, 9), "replacement_cost": draw.number(2, 40)}
    chain = Chain(
        horizon, {"ore": ore | {"disposal_cost": draw.number(0, 1)}}, {"Mine": "Far", "Port": "Away", "City": "Home"}
    )
    for event in horizon.events:
        for action, target in (("capacity", "dear"), ("price", "dear"), ("demand", "City")):
            if draw.chance(0.3):
                chain.disrupt(event, action, target, draw.number(0, 0.8) if action == "capacity" else draw.number(1, 2))
    for name, site in (("cheap", "Mine"), ("dear", "Port")):
        low = 2 if name == "cheap" else 7
        chain.supplier(name, site, "ore", draw.yearly(horizon, low, low + 6), draw.yearly(horizon, 2, 14))
        freight, transit = draw.yearly(horizon, 0, 2), draw.random.choice(GRADUAL)
        chain.lane(site, "City", "ore", freight=freight, transit=transit, loss=draw.random.choice((0, 0.1)))
    if draw.chance():
        chain.transit("City", "ore", draw.yearly(horizon, 0, 4))
    opening, holding = draw.number(0, 8), draw.number(0, 0.4)
    chain.stockpile("Shed", "City", "ore", opening_stock=opening, holding_cost=holding, capacity=draw.number(8, 30))
    owed = {"unmet_demand": "owed", "opening_backlog": draw.number(0, 5)} if draw.chance(0.4) else {}
    service = {"minimum_service": draw.number(0.3, 0.9)} if draw.chance(0.3) else {}
    chain.demand("City", "ore", draw.yearly(horizon, 4, 14), shortage_cost=draw.number(3, 40), **owed, **service)
    for event in horizon.events:
        stop_exports(chain, event, "Far", draw.random.choice((0, 0, 0.5)))
        replace(chain, event)
    return chain


def network(draw: Draw, horizon: Horizon, opening: float) -> tuple[Chain, Yearly]:
    """Two suppliers abroad, a market and a store; and the demand."""
    ore = {"reference_value": draw.number(1, 9), "disposal_cost": draw.number(0, 1)}
    chain = Chain(horizon, {"ore": ore}, {"Mine": "Far", "Port": "Away", "City": "Home"})
    for event in horizon.events:
        chain.disrupt(event, "demand", "City", draw.number(1, 1.6))
        chain.disrupt(event, "price", "dear", draw.number(1.1, 1.6))
    for name, site in (("cheap", "Mine"), ("dear", "Port")):
        low = 2 if name == "cheap" else 7
        chain.supplier(name, site, "ore", draw.yearly(horizon, low, low + 6), draw.yearly(horizon, 2, 14))
        chain.lane(site, "City", "ore", freight=draw.yearly(horizon, 0, 2), transit=draw.random.choice(GRADUAL))
    chain.stockpile("Shed", "City", "ore", opening_stock=opening, holding_cost=draw.number(0, 0.4))
    quantity = draw.yearly(horizon, 4, 14)
    chain.demand("City", "ore", quantity, shortage_cost=draw.number(20, 60))
    return chain, quantity


def laws(draw: Draw, horizon: Horizon) -> Chain:
    """Limits from and until the ends of periods, export quotas, funds and footprints, in disruptions, too."""
    chain, _ = network(draw, horizon, draw.number(0, 8))
    for measure in draw.random.sample(("supply", "share", "flow", "cover"), 2):
        span = sorted(
            (draw.random.choice(horizon.trunk), draw.random.choice(horizon.trunk)), key=lambda node: node.first
        )
        years = {"from_year": span[0].first, "until_year": span[1].end - 1} if draw.chance(0.7) else {}
        low, high = {"share": (0.1, 0.8), "cover": (1, 8)}.get(measure, (1, 7))
        value = draw.yearly(horizon, low, high)
        if measure == "supply" and draw.chance():
            limit(chain, measure, measure, "Away", Yearly({FIRST: draw.number(0.2, 2)}), bound="at least", **years)
        else:
            limit(
                chain, measure, measure, "Far", value, **({} if measure == "cover" else {"bound": "at most"}), **years
            )
    if draw.chance():
        duty = {"duty": draw.yearly(horizon, 0, 9)} if draw.chance(0.7) else {}
        quota(chain, "Far", quota=draw.yearly(horizon, 1, 9), **duty)
    if draw.chance():
        fund(chain, "fund", draw.yearly(horizon, 10, 80), draw.number(100, 600))
    if draw.chance():
        amounts = {"cheap": draw.number(1, 3), "dear": draw.number(0, 1)}
        cells = {"charge": draw.yearly(horizon, 0, 4), "limit": draw.yearly(horizon, 5, 30)}
        footprint(chain, amounts, **cells, total=draw.number(50, 200))
    for event in horizon.events:
        replace(chain, event)
    return chain


def stores(draw: Draw, horizon: Horizon) -> Chain:
    """Stock that ages, covers months of demand, or is held as insurance."""
    opening = draw.number(0, 12)
    chain, quantity = network(draw, horizon, opening)
    if draw.chance():
        chain.transit("City", "ore", draw.yearly(horizon, 0, 6))
    if draw.chance(0.6):
        cover(chain, "Shed", draw.number(1, 12), draw.year(horizon) if draw.chance() else None, quantity)
    if draw.chance(0.6):
        received = Yearly({year: draw.number(0, 9) for year in range(FIRST - 3, FIRST)}) if draw.chance() else None
        age(chain, "Shed", draw.random.choice((0.5, 1, 1.5, 3)), received)
    if draw.chance(0.6):
        insure(
            chain,
            "Shed",
            chain.commodities["ore"]["reference_value"],
            release_rate=draw.number(0.1, 0.6),
            rotation=draw.number(0, 0.5),
            rotation_cost=draw.number(0, 2),
            budget=draw.yearly(horizon, 1, 15),
            total_budget=draw.number(20, 100),
            **({"release": "disruptions only"} if draw.chance(0.3) else {}),
        )
    return chain


def origins(draw: Draw, horizon: Horizon) -> Chain:
    """A market that accepts no goods of one country from a year on."""
    chain, _ = network(draw, horizon, opening := draw.number(1, 9))
    arriving = draw.yearly(horizon, 0, 5)
    chain.transit("City", "ore", arriving)
    part = draw.number(0, 1)
    compliant = Yearly({year: value * part for year, value in arriving.points.items()})
    exclude(chain, draw.year(horizon) if draw.chance(0.8) else None, draw.number(0, opening), compliant)
    return chain


def disrupted(kind: Callable[[Draw, Horizon], Chain]) -> Callable[[Draw, Horizon], Chain]:
    """A kind whose disruptions leave stock and work in progress to be replaced."""

    def drawn_kind(draw: Draw, horizon: Horizon) -> Chain:
        chain = kind(draw, horizon)
        for event in horizon.events:
            replace(chain, event)
        return chain

    return drawn_kind


UNDISTURBED: dict[str, Callable[[Draw, Horizon], Chain]] = {
    "trade": trade,
    "orders": orders,
    "plants": plants,
    "projects": projects,
    "scrap": scrap,
    "contracts": contracts,
    "stores": stores,
    "origins": origins,
    "programmes": programmes,
    "crews": crews,
    "blends": blends,
}

DISRUPTED: dict[str, Callable[[Draw, Horizon], Chain]] = {
    "stops": stops,
    "laws": laws,
    "outages": disrupted(plants),
    "cushions": disrupted(projects),
    "scrap, disrupted": disrupted(scrap),
    "contracts, disrupted": disrupted(contracts),
    "stores, disrupted": disrupted(stores),
    "origins, disrupted": disrupted(origins),
    "programmes, disrupted": disrupted(programmes),
    "blends, disrupted": disrupted(blends),
}

KINDS = UNDISTURBED | DISRUPTED


def drawn(kind: str, seed: int, horizon_class: type[Horizon] = Horizon) -> Chain:
    """An instance of a kind; with a class of horizon whose rules are others, the program of those."""
    draw = Draw(kind, seed)
    horizon = draw.horizon()
    events = draw.events(horizon) if kind in DISRUPTED else ()
    return KINDS[kind](draw, horizon_class(horizon.lengths, horizon.rate, horizon.is_mid_year, events))
