"""Kinds of small chains, each drawn by a seed: the tables, and the least cost by a program written from the docs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.unequal.chain import Chain
from tests.unequal.horizon import FIRST, Draw, Horizon, Yearly
from tests.unequal.laws import age, cover, exclude, footprint, fund, insure, limit, quota
from tests.unequal.money import awards, reserves, support
from tests.unequal.people import staff
from tests.unequal.responses import replace, stop_exports
from tests.unequal.rules import contract, recycle
from tests.unequal.works import Works

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


def smelter(draw: Draw, horizon: Horizon) -> tuple[Chain, Works]:
    """A plant that makes metal of ore, for a demand that may also be met from elsewhere."""
    goods = {
        good: {"disposal_cost": draw.number(0, 1), "replacement_cost": draw.number(5, 30)} for good in ("ore", "metal")
    }
    goods["ingot"] = goods["metal"]
    chain = Chain(horizon, goods, {"City": "Home"})
    for event in horizon.events:
        chain.disrupt(event, "capacity", "Smelter", draw.number(0, 0.7))
        if draw.chance():
            chain.disrupt(event, "capacity", "trader", draw.number(0, 0.7))
    chain.supplier("mine", "City", "ore", draw.yearly(horizon, 1, 3))
    chain.supplier("trader", "City", "metal", draw.yearly(horizon, 12, 30), draw.yearly(horizon, 0, 9))
    chain.demand("City", "metal", draw.yearly(horizon, 4, 14), shortage_cost=draw.number(30, 70))
    if draw.chance():
        opening, holding = draw.number(0, 8), draw.number(0, 0.4)
        chain.stockpile("Shed", "City", "metal", opening_stock=opening, holding_cost=holding)
    from_year, until_year = (draw.year(horizon) if draw.chance() else None for _ in range(2))
    if from_year and until_year:
        from_year, until_year = min(from_year, until_year), max(from_year, until_year)
    cells = {
        "existing_capacity": draw.yearly(horizon, 0, 10),
        "availability": draw.yearly(horizon, 0.6, 1),
        **({"in_service_from": from_year} if from_year else {}),
        **({"in_service_until": until_year} if until_year else {}),
    }
    costs = {"variable_opex": draw.yearly(horizon, 0, 3), "fixed_opex": draw.yearly(horizon, 0, 2)}
    return chain, Works(chain, "Smelter", "City", cells, costs)


def plants(draw: Draw, horizon: Horizon) -> Chain:
    """Capacity by year and in service for a time, recipes with delays and what was begun."""
    chain, works = smelter(draw, horizon)
    for recipe, metal in (("roast", 0.8), ("leach", 0.5)):
        begun = Yearly({year: draw.number(0, 9) for year in range(FIRST - draw.random.randint(1, 4), FIRST)})
        works.operation(
            recipe,
            {"ore": -1, "metal": metal},
            capacity_use=draw.yearly(horizon, 0.5, 1.5),
            yield_factor=draw.number(0.7, 1.1),
            **({"delay": draw.random.choice((0.25, 0.5, 1, 1.5, 2.5)), "begun": begun} if draw.chance(0.7) else {}),
        )
    works.close()
    return chain


def projects(draw: Draw, horizon: Horizon) -> Chain:
    """Modules, sizes and expansions, with lead times, ramp-up, spending, annuities, salvage and a life."""
    chain, works = smelter(draw, horizon)
    works.operation("roast", {"ore": -1, "metal": 0.8})
    for kind in draw.random.sample(("modules", "size", "expansion"), 2):
        lead = {"construction": draw.random.choice((0.5, 1, 1.5, 2, 3))}
        if draw.chance():
            lead |= {"permitting": draw.random.choice((0.5, 1)), "spend_permitting": draw.number(0, 0.3)}
        if draw.chance():
            lead |= {"ramp_up_year_1": draw.number(0.2, 0.6), "ramp_up_year_2": draw.number(0.6, 1)}
        if draw.chance(0.3):
            lead |= {"annuity_years": draw.random.choice((2, 4)), "annuity_rate": draw.number(0, 0.1)}
        elif lead["construction"] in (2, 3) and draw.chance(0.7):
            lead |= {"spend_year_1": 0.25, "spend_year_2": 0.75}
        costs = {
            "fixed_capex": draw.yearly(horizon, 5, 30),
            "capex_per_unit": draw.yearly(horizon, 1, 20),
            "fixed_opex": draw.yearly(horizon, 0, 2),
            **({} if "annuity_years" in lead else {"salvage": draw.number(0, 0.8)}),
        }
        size = {
            "modules": {"module_size": draw.number(1, 4), "maximum_modules": draw.random.randint(1, 3)},
            "size": {"minimum_size": draw.number(1, 3), "maximum_size": draw.number(4, 10)},
            "expansion": {"maximum_size": draw.number(4, 10), "maximum_addition": draw.number(0.5, 3)},
        }[kind]
        size |= draw.window(horizon, "earliest_decision", "latest_decision")
        works.project(kind, kind, lead, costs, life=draw.random.choice((2, 3.5, 6, 25)), **size)
    works.close()
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


def programmes(draw: Draw, horizon: Horizon) -> Chain:
    """Tax credits, price floors, grants and loans; reserves of the plant."""
    chain, works = smelter(draw, horizon)
    works.operation("roast", {"ore": -1, "metal": 0.8}, capacity_use=draw.yearly(horizon, 0.5, 1.5))
    price = draw.yearly(horizon, 4, 12)
    chain.outlet("exchange", "City", "metal", price, draw.yearly(horizon, 0, 6))
    lead = {"construction": draw.random.choice((0.5, 1, 2, 3))}
    costs = {"fixed_capex": draw.yearly(horizon, 5, 30), "capex_per_unit": draw.yearly(horizon, 1, 20)}
    size = {"maximum_size": draw.number(4, 10), "minimum_size": draw.number(1, 3)}
    project = works.project("mill", "size", lead, costs, life=25, **size)

    def bounds(most: float) -> dict[str, Any]:
        limits = {"limit": draw.yearly(horizon, 0, most), "total": draw.number(most, 4 * most)}
        years = sorted((draw.year(horizon), draw.year(horizon)))
        limits |= dict(zip(("from_year", "until_year"), years, strict=True))
        return {name: cell for name, cell in limits.items() if draw.chance()}

    credit = {"kind": "tax credit", "credit": draw.yearly(horizon, 0, 5)} | bounds(20)
    support(chain, "credit", "Smelter", credit, works.use)
    floor = {"kind": "price floor", "floor": draw.yearly(horizon, 4, 14), "upside_share": draw.number(0, 1)}
    sold = {node: [(("sold", "exchange", node), 1.0)] for node in horizon.nodes}
    support(chain, "floor", "exchange", floor | bounds(20), sold)
    grant = {"kind": "grant", "share": draw.number(0.1, 0.6)} | bounds(20)
    loan = {"kind": "loan", "share": draw.number(0.2, 0.9), "rate": draw.number(0, 0.08)} | bounds(30)
    awards(chain, project, {"grant": grant, "loan": loan | {"term": draw.random.choice((2, 4, 9))}})
    if draw.chance():
        first = {"available": draw.number(10, 50), "extra_cost": draw.number(0, 1)}
        first |= {"limit": draw.yearly(horizon, 1, 8)} if draw.chance() else {}
        second = {"extra_cost": draw.number(1, 5), "limit_share": draw.number(0.2, 0.8)}
        reserves(works, {"vein": first, "tailings": second})
    works.close()
    return chain


def crews(draw: Draw, horizon: Horizon) -> Chain:
    """People who run a plant, with attrition, training, recruits and redundancies."""
    chain, works = smelter(draw, horizon)
    works.cells |= {"technology": "furnace"}
    chain.rows["Capacity"][-1]["technology"] = "furnace"
    works.operation("roast", {"ore": -1, "metal": 0.8}, capacity_use=draw.yearly(horizon, 0.5, 1.5))
    cells = {
        "headcount": draw.number(2, 9),
        "other_need": draw.yearly(horizon, 0, 1),
        "attrition": draw.number(0, 0.3),
        "wage": draw.yearly(horizon, 0.2, 2),
        "training_time": draw.random.choice((0.5, 1, 1.5, 3)),
        "training_cost": draw.yearly(horizon, 0, 3),
        "training_seats": draw.yearly(horizon, 0, 4),
        "recruits_from_abroad": draw.yearly(horizon, 0, 2),
        "recruiting_cost": draw.yearly(horizon, 1, 6),
        "redundancy_cost": draw.yearly(horizon, 0, 3),
        **({"attrition_from": "first period"} if draw.chance(0.4) else {}),
    }
    staffing = {"operation": draw.number(0, 200), "output_per_person": draw.yearly(horizon, 0.8, 3)}
    staff(works, "furnace", cells, staffing)
    works.close()
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


def blends(draw: Draw, horizon: Horizon) -> Chain:
    """A plant that is in use for whole periods, on feeds of two grades."""
    chain, works = smelter(draw, horizon)
    works.operation("roast", {"ore": -1, "metal": 0.8})
    works.operation("remelt", {"metal": -1, "ingot": draw.number(0.9, 1)})
    works.blend({"roast": ("ore", 0.2), "remelt": ("metal", 0.8)}, at_most=draw.yearly(horizon, 0.25, 0.7))
    works.use_in_periods(
        minimum_run=draw.number(0, 4),
        cost_in_use=draw.yearly(horizon, 5, 60),
        start_up_cost=draw.number(0, 60),
        minimum_campaign=draw.random.choice((0, 1, 2, 3, 4.5)),
    )
    chain.outlet("exchange", "City", "ingot", draw.yearly(horizon, 15, 40), draw.yearly(horizon, 0, 6))
    works.close()
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
