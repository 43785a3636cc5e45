"""Conversion: plants share their capacity between the recipes that they can run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, TypeVar

from model.families.common.describing import Described, Frame
from model.families.common.protocol import SPONSOR, Cost, Measure, Report, total
from model.families.common.pyomo import members, parameter, pyo, tuples, unless_trivial, variable
from model.families.conversion.rows import Operation, Recipe
from model.families.conversion.terms import existing_in
from model.scenario.build_context import BuildContext, Place, grouped, ordered
from model.scenario.calendar import Calendar
from model.sheets.common import Commodity, CostRow, Plant
from model.sheets.names import CommodityName, Node, Period, PlantName, RecipeName, SiteName
from model.sheets.schema import ANY, ByYear
from model.sheets.tables import Tables
from model.system.memoise import remembered

Quantity = tuple[PlantName, RecipeName, CommodityName]
"""(plant, recipe, input or output)"""


@dataclass(frozen=True)
class Conversion:
    """Index sets and coefficients of conversion. A run is (plant, recipe)."""

    plants: list[PlantName]
    runs: list[tuple[PlantName, RecipeName]]
    capacity_use: dict[tuple[PlantName, RecipeName, Period], float]
    """Capacity per unit run."""
    quantity: dict[Quantity, float]
    """Quantity of each commodity per unit run at the plant, yield included: inputs < 0 < outputs."""
    site: dict[PlantName, SiteName]
    existing: dict[tuple[PlantName, Node], float]
    """Existing capacity in service [unit/y]."""
    availability: dict[tuple[PlantName, Node], float]
    """Share of its capacity that a plant can use at a node, if outages or a disruption reduce it."""
    yielding: dict[tuple[PlantName, RecipeName, CommodityName, Node], float]
    """Factor on the output of a plant's recipe, at nodes of a disruption that changes it."""
    prompt: dict[Quantity, float]
    """Share of an output that comes in the step of the run, where some of it is delayed."""
    fixed_opex: dict[tuple[PlantName, Period], float]
    variable_opex: dict[tuple[PlantName, RecipeName, Period], float]
    minimum_share: dict[tuple[PlantName, RecipeName], float]
    maximum_share: dict[tuple[PlantName, RecipeName], float]


def coefficients(context: BuildContext) -> Conversion:
    """Conversion of the tables; registers inputs and outputs of recipes, and sites of plants."""
    plants = context.tables[Plant]
    site = {plant.plant: plant.site for plant in plants}
    for plant in plants:
        context.own(plant.plant, plant.site)
    operations = context.tables[Operation]
    quantity, late = quantities(context.tables), delays(context.tables)
    for (p, _, k), amount in quantity.items():
        (context.makers if amount > 0 else context.users).add((site[p], k))
    costs = {(row.item, row.recipe): row for row in context.tables[CostRow]}
    by_name = {plant.plant: plant for plant in plants}
    makes = grouped(site, ((p, k) for (p, _, k), amount in quantity.items() if amount > 0))
    fixed_opex = context.by_time({p: costs[p, ANY].fixed_opex for p in site if (p, ANY) in costs})
    produced = [key for key, amount in quantity.items() if amount > 0]
    existing = {(p.plant, t): existing_in(context.calendar, p, t) for p, t in product(plants, context.times)}
    return Conversion(
        plants=list(site),
        runs=[(o.plant, o.recipe) for o in operations],
        capacity_use=context.by_time({(o.plant, o.recipe): o.capacity_use for o in operations}),
        quantity=quantity,
        site=site,
        existing={(p, n): existing[p, t] for p, (n, t) in product(site, context.tree.period.items())},
        availability=sparse_factors(
            ((p, n), share * context.effects.capacity_of_plant(by_name[p], makes[p], n))
            for (p, n), share in context.by_node({plant.plant: plant.availability for plant in plants}).items()
        ),
        yielding=sparse_factors(
            ((p, r, k, n), context.effects.yield_of(by_name[p], k, n))
            for (p, r, k), n in product(produced, context.tree.branch_of or context.effects.averaged)
        ),
        prompt={output: dict(Calendar.lags(delay, context.lags.step)).get(0, 0.0) for output, delay in late.items()},
        fixed_opex={key: context.money(cost) for key, cost in fixed_opex.items()},
        variable_opex=_variable_opex(context, operations, costs),
        minimum_share={(o.plant, o.recipe): o.minimum_share for o in operations if o.minimum_share > 0},
        maximum_share={(o.plant, o.recipe): o.maximum_share for o in operations if o.maximum_share < 1},
    )


def _lines(tables: Tables) -> Mapping[RecipeName, list[Recipe]]:
    """Inputs and outputs of each recipe."""
    lines = tables[Recipe]
    return grouped(ordered(line.recipe for line in lines), ((line.recipe, line) for line in lines))


def quantities(tables: Tables) -> dict[Quantity, float]:
    """Inputs (−) and outputs (+) of a unit run, the plant's yield included."""
    recipes = _lines(tables)
    amounts: dict[Quantity, float] = {}
    for o in tables[Operation]:
        for line in recipes.get(o.recipe, ()):  # while checked, rows may be missing
            if line.quantity:
                factor = o.yield_factor if line.quantity > 0 else 1.0
                amounts[o.plant, o.recipe, line.commodity] = line.quantity * factor
    return amounts


def capacity_uses(tables: Tables) -> dict[tuple[PlantName, RecipeName], ByYear]:
    """Capacity that a unit run of each recipe uses at its plant."""
    return {(row.plant, row.recipe): row.capacity_use for row in tables[Operation]}


def delayed(tables: Tables) -> dict[Quantity, Operation | Recipe]:
    """Outputs that come later than inputs, with the row whose delay it is."""
    recipes = _lines(tables)
    delays_of: dict[Quantity, Operation | Recipe] = {}
    for o in tables[Operation]:
        for line in recipes[o.recipe]:
            if line.quantity > 0:
                delays_of[o.plant, o.recipe, line.commodity] = o if line.delay is None else line
    return {output: row for output, row in delays_of.items() if row.delay}


def delays(tables: Tables) -> dict[Quantity, float]:
    """Outputs that come later than inputs [years]."""
    return {output: row.delay or 0.0 for output, row in delayed(tables).items()}


def outputs(tables: Tables) -> dict[tuple[PlantName, RecipeName, CommodityName], SiteName]:
    """Site of everything that plants can make."""
    site = {plant.plant: plant.site for plant in tables[Plant]}
    return {(p, r, k): site[p] for (p, r, k), amount in quantities(tables).items() if amount > 0}


def capacity_units(tables: Tables) -> dict[str, str]:
    """The unit of each plant's capacity: its own, else that of its outputs; empty if these have several, or none."""
    unit, units = {row.commodity: row.unit for row in tables[Commodity]}, dict[str, set[str]]()
    for (plant, _, commodity), amount in quantities(tables).items():
        if amount > 0 and commodity in unit:
            units.setdefault(plant, set()).add(unit[commodity])
    only = {plant: of_outputs.pop() for plant, of_outputs in units.items() if len(of_outputs) == 1}
    return {row.plant: row.capacity_unit or only.get(row.plant, "") for row in tables[Plant]}


Index = TypeVar("Index")


def sparse_factors(factors: Iterable[tuple[Index, float]]) -> dict[Index, float]:
    """Factors other than 1."""
    return {index: factor for index, factor in factors if factor != 1.0}


def _variable_opex(
    context: BuildContext, operations: Iterable[Operation], costs: Mapping[tuple[str, str], CostRow]
) -> dict[tuple[PlantName, RecipeName, Period], float]:
    """Cost by capacity used: the plant's own row, plus the row for the recipe."""
    opex = {}
    for o in operations:
        rows = [costs[item] for item in ((o.plant, ANY), (o.plant, o.recipe)) if item in costs]
        for t in context.times:
            both = sum(context.calendar.mean(row.variable_opex, t) for row in rows)
            opex[o.plant, o.recipe, t] = context.money(both)
    return opex


def build(m: Any, data: Conversion) -> None:
    """Adds the units run of each recipe at each plant [units run per year, by node]."""
    m.PLANTS = pyo.Set(dimen=1, initialize=data.plants)
    m.RUNS = pyo.Set(dimen=2, initialize=data.runs)
    m.RECIPES_OF = members(m.PLANTS, dimen=1, values=grouped(data.plants, data.runs))
    places: list[Place] = list(m.PLACES)
    at = [((data.site[p], k), (p, r), amount) for (p, r, k), amount in data.quantity.items()]
    m.RUNS_AT = members(m.PLACES, dimen=2, values=grouped(places, ((place, run) for place, run, _ in at)))
    makers = ((place, run) for place, run, amount in at if amount > 0)
    m.MAKERS_AT = members(m.PLACES, dimen=2, values=grouped(places, makers))
    m.QUANTITIES = tuples(dimen=3, values=data.quantity)
    m.quantity = parameter(m.QUANTITIES, values=data.quantity)
    m.capacity_use = parameter(m.RUNS, m.TIMES, values=data.capacity_use)
    m.existing_capacity = parameter(m.PLANTS, m.NODES, values=data.existing)
    m.availability = parameter(m.PLANTS, m.NODES, values=data.availability, default=1.0)
    m.yielding = parameter(m.QUANTITIES, m.NODES, values=data.yielding, default=1.0)
    m.prompt = parameter(m.QUANTITIES, values=data.prompt, default=1.0)
    m.fixed_opex = parameter(m.PLANTS, m.TIMES, values=data.fixed_opex, default=0.0)
    m.variable_opex = parameter(m.RUNS, m.TIMES, values=data.variable_opex)
    m.run = variable(m.RUNS, m.NODES, doc="x: units run of a recipe at a plant [1/y]")

    m.LEAST_SHARED = pyo.Set(dimen=2, initialize=list(data.minimum_share))
    m.minimum_share = parameter(m.LEAST_SHARED, values=data.minimum_share)
    m.least_recipe_share = pyo.Constraint(m.LEAST_SHARED, m.NODES, rule=least_recipe_share)
    m.MOST_SHARED = pyo.Set(dimen=2, initialize=list(data.maximum_share))
    m.maximum_share = parameter(m.MOST_SHARED, values=data.maximum_share)
    m.greatest_recipe_share = pyo.Constraint(m.MOST_SHARED, m.NODES, rule=greatest_recipe_share)


def close(m: Any) -> None:
    """Adds the capacity limit, once every family has added the capacity it provides."""
    m.capacity_limit = pyo.Constraint(m.PLANTS, m.NODES, rule=unless_trivial(capacity_limit))


def used_by(m: Any, p: PlantName, r: RecipeName, n: Node) -> Any:
    """Capacity of its plant that a recipe uses [units per year]."""
    return m.capacity_use[p, r, m.period[n]] * m.run[p, r, n]


def used_by_recipes(m: Any, p: PlantName, n: Node) -> Any:
    """Capacity used by a plant's own recipes [units per year]."""
    return sum(used_by(m, p, r, n) for r in m.RECIPES_OF[p])


def capacity_used(m: Any, p: PlantName, n: Node) -> Any:
    """Capacity of a plant in use, by its recipes and all other uses [units per year]."""
    return total(m.terms["USE"], m, p, n)


def existing_capacity(m: Any, p: PlantName, n: Node) -> Any:
    """Capacity that exists before the plan [units per year]."""
    return m.existing_capacity[p, n]


def capacity_provided(m: Any, p: PlantName, n: Node) -> Any:
    """Usable capacity of a plant: existing and built, times the availability that a disruption leaves [units per
    year]."""
    return m.availability[p, n] * total(m.terms["CAPACITY"], m, p, n)


def capacity_limit(m: Any, p: PlantName, n: Node) -> Any:
    r"""Recipes share the usable capacity of their plant [units per year].

    .. math:: \sum_{r \in R_p} u_{pr\tau(n)} \, x_{prn} \le \eta_{pn}
              \Big( K_{pn} + \sum_{(j,b)} a_{jbn} \, z_{jb} \Big) \qquad \forall p, n
    """
    return capacity_used(m, p, n) <= capacity_provided(m, p, n)


def least_recipe_share(m: Any, p: PlantName, r: RecipeName, n: Node) -> Any:
    r"""A recipe takes at least its minimum share of used capacity [units per year].

    .. math:: u_{pr\tau(n)} \, x_{prn} \ge \underline\sigma_{pr} \sum_{q \in R_p} u_{pq\tau(n)} \, x_{pqn}
              \qquad \forall p, r, n
    """
    return used_by(m, p, r, n) >= m.minimum_share[p, r] * used_by_recipes(m, p, n)


def greatest_recipe_share(m: Any, p: PlantName, r: RecipeName, n: Node) -> Any:
    r"""A recipe takes at most its maximum share of used capacity [units per year].

    .. math:: u_{pr\tau(n)} \, x_{prn} \le \bar\sigma_{pr} \sum_{q \in R_p} u_{pq\tau(n)} \, x_{pqn}
              \qquad \forall p, r, n
    """
    return used_by(m, p, r, n) <= m.maximum_share[p, r] * used_by_recipes(m, p, n)


def net_output(m: Any, p: PlantName, r: RecipeName, k: CommodityName, n: Node) -> Any:
    """Output of a commodity by a plant's recipe, when it comes; negative for inputs [units per year]."""
    prompt = m.prompt[p, r, k] * m.yielding[p, r, k, n] * m.quantity[p, r, k] * m.run[p, r, n]
    return prompt + total(m.terms["MATURED"], m, p, r, k, n)


def converted(m: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    """Net output of the runs at a place [units per year]."""
    return sum(net_output(m, p, r, k, n) for p, r in m.RUNS_AT[i, k])


def produced(m: Any, i: SiteName, k: CommodityName, n: Node) -> Any:
    """Output of the runs at a place [units per year]."""
    return sum(net_output(m, p, r, k, n) for p, r in m.MAKERS_AT[i, k])


def variable_operation(m: Any, p: PlantName, r: RecipeName, n: Node) -> Any:
    r"""Cost of running, by capacity used: :math:`L \, c_{pr \tau(n)} \, u_{pr\tau(n)} \, x_{prn}`."""
    return m.years[n] * m.variable_opex[p, r, m.period[n]] * m.capacity_use[p, r, m.period[n]] * m.run[p, r, n]


def existing_operation(m: Any, p: PlantName, n: Node) -> Any:
    r"""Fixed cost of existing capacity: :math:`L \, f_{p \tau(n)} \, K_{pn}`."""
    return m.years[n] * m.fixed_opex[p, m.period[n]] * m.existing_capacity[p, n]


BALANCE = (converted,)

INFLOW = (produced,)

CAPACITY = (existing_capacity,)

USE = (used_by_recipes,)

COSTS = (
    Cost("variable operation", "operation", SPONSOR, ("RUNS", "NODES"), variable_operation, varies=True),
    Cost("existing plants", "operation", SPONSOR, ("PLANTS", "NODES"), existing_operation),
)


@remembered
def stages(plan: Described) -> Mapping[PlantName, str]:
    """Stage of the most valuable output of each plant's first recipe; none for plants without output."""
    outputs: dict[PlantName, list[tuple[RecipeName, CommodityName, float]]] = {}
    for (plant, recipe, commodity), quantity in plan.part(Conversion).quantity.items():
        if quantity > 0:
            outputs.setdefault(plant, []).append((recipe, commodity, quantity))
    stage_of = {row.plant: "" for row in plan.tables[Plant]}
    for plant, lines in outputs.items():
        # Where no output has a reference value, that of which most is made counts.
        first = [(k, q * (plan.commodities[k].reference_value or 1e-9)) for r, k, q in lines if r == lines[0][0]]
        stage_of[plant] = plan.stage_of(max(first, key=lambda output: output[1])[0])
    return stage_of


def with_technology(plan: Described, frame: Frame) -> Frame:
    """Location, technology and stage of each plant."""
    frame, technology = plan.place(frame, "plant"), {row.plant: row.technology for row in plan.tables[Plant]}
    frame.insert(3, "technology", [technology[plant] for plant in frame["plant"].tolist()])
    frame.insert(4, "stage", [stages(plan)[plant] for plant in frame["plant"].tolist()])
    return frame


def made_and_taken(plan: Described, frame: Frame) -> Frame:
    """Outputs and inputs of a recipe, each above 0; location of the plant, and stage of the commodity."""
    frame["taken"] = (-frame["made"]).clip(lower=0.0)
    frame["made"] = frame["made"].clip(lower=0.0)
    frame = plan.place(frame, "plant")
    frame.insert(5, "stage", [plan.stage_of(commodity) for commodity in frame["commodity"].tolist()])
    return frame


REPORTS = (
    Report(
        "capacity",
        ("PLANTS", "NODES"),
        ("plant", "node"),
        (Measure("capacity", "{unit}/y", capacity_provided), Measure("used", "{unit}/y", capacity_used)),
        describe=with_technology,
    ),
    Report("runs", ("RUNS", "NODES"), ("plant", "recipe", "node"), (Measure("run", "units/y", "run"),)),
    Report(
        "conversion",
        ("QUANTITIES", "NODES"),
        ("plant", "recipe", "commodity", "node"),
        (Measure("made", "{unit}/y", net_output, "Output of a recipe."),),
        describe=made_and_taken,
    ),
)
