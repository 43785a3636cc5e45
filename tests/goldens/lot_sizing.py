"""Lot sizing: when to set up, and how much to make of each item.

wagner_whitin  H. M. Wagner and T. M. Whitin, "Dynamic version of the economic lot size model", *Management Science* 5,
               1958.
snyder_shen    L. V. Snyder and Z.-J. M. Shen, *Fundamentals of Supply Chain Theory*, example 3.9.
three_items    The capacitated example of the public GAMSPy test models: three items that share two machines.
trigeiro       G53 of W. W. Trigeiro, L. J. Thomas and J. O. McClain, "Capacitated lot sizing with setup times",
               *Management Science* 35, 1989; tr12-15 of LotSizeLib. Read from the folder of published cases.

An item is a recipe of its machine. Its set-up is the cost, and for Trigeiro the capacity, of being in use; a period is
a year without discounting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from model import Tables
from model.testing import (
    ByYear,
    Commodity,
    Country,
    Demand,
    OperatingRule,
    Operation,
    Plant,
    Recipe,
    Row,
    Settings,
    SharedCapacity,
    Site,
    Stockpile,
    Supplier,
)
from tests.goldens.cases import CASES, data_of

FOLDER = CASES / "lot_sizing"

COST = {"wagner_whitin": 864.0, "snyder_shen": 1380.0, "three_items": 1694.0, "trigeiro": 74634.0}

FAIR_GAP = 1e-3
"""Of Trigeiro's: what the case says is fair of a formulation without inequalities of its own."""

FIRST = 2026

MACHINE, SECOND, MATERIAL, CITY = "machine", "second machine", "material", "City"


@dataclass(frozen=True)
class Lots:
    """Items and the machine that makes them. By item; by period where there are several figures."""

    demand: Mapping[str, Sequence[float]]
    set_up_cost: Mapping[str, Sequence[float] | float]
    holding_cost: Mapping[str, float]
    capacity: Sequence[float] | float
    set_up_time: Mapping[str, float] | None = None
    machines: int = 1

    def __post_init__(self) -> None:
        assert set(self.demand) == set(self.set_up_cost) == set(self.holding_cost)

    @property
    def periods(self) -> int:
        return len(next(iter(self.demand.values())))


def wagner_whitin() -> Lots:
    """Twelve months; the machine makes whatever is wanted."""
    demand = (69, 29, 36, 61, 61, 26, 34, 67, 45, 67, 79, 56)
    cost = (85, 102, 102, 101, 98, 114, 105, 86, 119, 110, 98, 114)
    return Lots({"item": demand}, {"item": cost}, {"item": 1}, capacity=sum(demand))


def snyder_shen() -> Lots:
    """Four periods."""
    demand = (90, 120, 80, 70)
    return Lots({"item": demand}, {"item": 500}, {"item": 2}, capacity=sum(demand))


def three_items() -> Lots:
    """Every item takes a unit of each of two machines."""
    return Lots(
        demand={"A": (100, 150, 120, 180), "B": (80, 100, 90, 120), "C": (50, 60, 70, 80)},
        set_up_cost={"A": 100, "B": 200, "C": 300},
        holding_cost={"A": 0.2, "B": 0.1, "C": 0.6},
        capacity=(340, 330, 300, 380),
        machines=2,
    )


def trigeiro() -> Lots:
    """Twelve items, fifteen periods, set-ups that take time. Raises FileNotFoundError where the folder is absent."""
    data = data_of("lot_sizing", "trigeiro_g53")
    assert set(data["time_per_unit"]) == {1}
    items = [f"item {number}" for number in range(1, data["items"] + 1)]
    by_item = zip(*data["demand_period_by_item"], strict=True)
    return Lots(
        demand=dict(zip(items, by_item, strict=True)),
        set_up_cost=dict(zip(items, data["setup_cost"], strict=True)),
        holding_cost=dict(zip(items, data["holding_cost"], strict=True)),
        capacity=data["capacity_per_period"],
        set_up_time=dict(zip(items, data["setup_time"], strict=True)),
    )


INSTANCES = {"wagner_whitin": wagner_whitin, "snyder_shen": snyder_shen, "three_items": three_items,
             "trigeiro": trigeiro}  # fmt: skip


def lot_sizing(lots: Lots) -> Tables:
    """One site with its machines, a market and a store for each item."""
    last = FIRST + lots.periods - 1
    capacity = _by_year(lots.capacity)
    most = max(value for _, value in capacity.points)
    machines = [MACHINE, SECOND][: lots.machines]
    rows: list[Row] = [
        Country(country="A"),
        Site(site=CITY, country="A"),
        Commodity(commodity=MATERIAL, unit="piece"),
        Supplier(supplier="free material", site=CITY, commodity=MATERIAL, price=ByYear.of(0.0)),
        *(
            Plant(
                plant=machine, site=CITY, existing_capacity=ByYear.of(most), capacity_unit="piece",
                availability=ByYear(tuple((year, value / most) for year, value in capacity.points)),
            )
            for machine in machines
        ),
    ]  # fmt: skip
    for item, demand in lots.demand.items():
        recipe = f"make {item}"
        rows += [
            Commodity(commodity=item, unit="piece"),
            Recipe(recipe=recipe, commodity=MATERIAL, quantity=-1.0),
            Recipe(recipe=recipe, commodity=item, quantity=1.0),
            Operation(plant=MACHINE, recipe=recipe),
            *(SharedCapacity(plant=MACHINE, recipe=recipe, takes_from=other) for other in machines[1:]),
            OperatingRule(
                plant=MACHINE, recipe=recipe, cost_in_use=_by_year(lots.set_up_cost[item]),
                set_up_capacity=lots.set_up_time[item] if lots.set_up_time else 0.0,
            ),
            Demand(market=CITY, product=item, quantity=_by_year(demand)),
            Stockpile(stockpile=f"store of {item}", site=CITY, commodity=item, holding_cost=lots.holding_cost[item]),
        ]  # fmt: skip
    settings = Settings(first_year=FIRST, last_year=last, discount_rate=0.0, amounts="ones", gap=0.0)
    return Tables.of(settings, rows)


def _by_year(values: Sequence[float] | float) -> ByYear:
    if isinstance(values, Sequence):
        return ByYear.of({FIRST + at: float(value) for at, value in enumerate(values)})
    return ByYear.of(float(values))
