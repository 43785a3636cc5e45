"""Kinds of chains around one plant: its capacity, recipes, projects, people and public money."""

from __future__ import annotations

from typing import Any

from tests.unequal.chain import Chain
from tests.unequal.horizon import FIRST, Draw, Horizon, Yearly
from tests.unequal.money import awards, reserves, support
from tests.unequal.people import staff
from tests.unequal.works import Works


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
            own_delay=draw.random.choice((0, 0.5, 2)) if draw.chance(0.3) else None,
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
            lead |= {"payments_after": "counted"} if draw.chance() else {}
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
    chain.outlet("exchange", "City", "ingot", draw.yearly(horizon, 50, 90), draw.yearly(horizon, 2, 8))
    works.close()
    return chain
