"""Location of facilities and the loss of one: L. V. Snyder and M. S. Daskin, "Reliability models for facility location:
the expected failure cost case", *Transportation Science* 39, 2005, 400-416; 48 US state capitals and Washington DC.

Every node is a customer, and a candidate site of a facility without limit of capacity; transport costs demand times
great-circle distance in miles. The data are read from the folder of published cases beside the project and are no part
of it; where the folder is absent, the tests of this case are skipped.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from model import Tables
from model.testing import (
    ANY,
    ByYear,
    Commodity,
    CostRow,
    Country,
    Demand,
    Disruption,
    Limit,
    Operation,
    Plant,
    Project,
    Recipe,
    Route,
    Row,
    Settings,
    Site,
    Supplier,
)
from tests.goldens.cases import CASES

FOLDER = CASES / "n1_facility_49"

EARTH_RADIUS = 6371.0
"""In kilometres, as great circles are computed from coordinates."""

BEST_COST, BEST_SITES = 856_810, (1, 3, 5, 8, 22, 30)

REFERENCE_SITES = (1, 3, 5, 6, 22)
"""A design whose losses are published:"""

NO_LOSS = 508_858
"""its cost of transport,"""

LOSSES = {1: 1_081_229, 5: 917_332, 6: 696_947, 22: 639_631, 3: 636_858}
"""and that after the loss of a site."""

BOUNDED_15 = {
    800_000: (555_048.001, (1, 3, 4, 5, 14)),
    600_000: (565_651.7712, (1, 3, 4, 5, 6, 8)),
    500_000: (699_704.6759, (1, 2, 3, 4, 5, 6, 7, 8, 12)),
}
"""Least cost and sites of the first 15 nodes by bound on the cost of transport after any loss: computed independently,
not published."""

BOUNDED_49 = {700_000: (880_387.8865, (1, 3, 5, 8, 22, 29, 30)), 600_000: (891_640.913, (1, 3, 5, 6, 7, 22, 29))}
"""The same of all nodes."""

MILES = 3956.0
"""Radius of the earth [miles] in the published distances."""

MATERIAL, GOOD, SERVE = "material", "good", "serve"


@dataclass(frozen=True)
class Cities:
    """Demand, fixed cost and position [degrees north and east] of the cities."""

    demand: dict[int, float]
    fixed_cost: dict[int, float]
    position: dict[int, tuple[float, float]]

    @classmethod
    def read(cls) -> Cities:
        with (FOLDER / "nodes.csv").open() as file:
            rows = {int(row["node"]): row for row in csv.DictReader(file)}
        return cls(
            demand={node: float(row["demand"]) for node, row in rows.items()},
            fixed_cost={node: float(row["fixed_cost"]) for node, row in rows.items()},
            position={node: (float(row["latitude"]), -float(row["longitude_west"])) for node, row in rows.items()},
        )

    @cached_property
    def total(self) -> float:
        """What one facility may have to serve."""
        return sum(self.demand.values())


def location(
    cities: Cities,
    *,
    customers: Iterable[int],
    candidates: Iterable[int] = (),
    standing: Iterable[int] = (),
    losses: bool = False,
    loss_at_most: float | None = None,
) -> Tables:
    """Customers that are served from facilities: standing ones and what is built of the candidates.

    Losses are of one facility each, without probability; with a bound, transport costs at most so much after any.
    """
    towns, candidates, standing = list(customers), list(candidates), list(standing)
    places = {i: cities.position[i] for i in towns}
    facilities = [*standing, *candidates]
    rows: list[Row] = [
        Country(country="A"),
        Commodity(commodity=MATERIAL, unit="piece"),
        Commodity(commodity=GOOD, unit="piece"),
        Recipe(recipe=SERVE, commodity=MATERIAL, quantity=-1.0),
        Recipe(recipe=SERVE, commodity=GOOD, quantity=1.0),
        *(Site(site=_city(i), country="A", latitude=north, longitude=east) for i, (north, east) in places.items()),
        *(Demand(market=_city(i), product=GOOD, quantity=ByYear.of(cities.demand[i])) for i in towns),
        *(
            Plant(
                plant=_facility(i), site=_city(i), existing_capacity=ByYear.of(cities.total if i in standing else 0.0)
            )
            for i in facilities
        ),
        *(
            Supplier(supplier=f"free at {i}", site=_city(i), commodity=MATERIAL, price=ByYear.of(0.0))
            for i in facilities
        ),
        *(Operation(plant=_facility(i), recipe=SERVE) for i in facilities),
        *(Project(project=_open(i), plant=_facility(i), kind="modules", module_size=cities.total) for i in candidates),
        *(CostRow(item=_open(i), fixed_capex=cities.fixed_cost[i]) for i in candidates),
        Route(origin=ANY, destination=ANY, commodity=GOOD, freight_by_distance=1000 * MILES / EARTH_RADIUS),
    ]
    if losses or loss_at_most is not None:
        rows.append(Disruption(disruption="loss", action="capacity", target="each plant", start="2026"))
    if loss_at_most is not None:
        rows.append(Limit(limit="loss", measure="cost", value=ByYear.of(loss_at_most)))
    settings = Settings(first_year=2026, last_year=2026, discount_rate=0.0, amounts="ones", gap=0.0)
    return Tables.of(settings, rows)


def _city(node: int) -> str:
    return f"city {node}"


def _facility(node: int) -> str:
    return f"facility {node}"


def _open(node: int) -> str:
    return f"open {node}"


def opened(names: Iterable[str]) -> tuple[int, ...]:
    """Nodes of the projects that are built."""
    return tuple(sorted(int(name.removeprefix("open ")) for name in names))
