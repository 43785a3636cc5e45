"""What the plan hangs on: figures that are estimated or assumed, ranked by the costs that they set in the plan.

By how much the least cost changes with a price or a cost is, to first order, what the plan pays by it (the envelope
theorem). So ten per cent of a cost line is what the plan's cost is wrong by if the figure behind it is, before anything
is decided otherwise. Quantities, such as demand or what China will sell, have no cost line: a tornado ranks those.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from inputs.build.demand import LAST
from inputs.build.figures import table
from inputs.build.projects import SALVAGE
from model.families.demand.rows import Demand
from model.families.investment.rows import Project
from model.results.plan import Plan
from model.sheets.common import CostRow, Plant, Supplier
from model.sheets.schema import ASSUMED, ESTIMATED

MOST = 20
AFTERWARDS = f"value of plants after {LAST}: {100 * SALVAGE:g} % of what is left"


class Behind(NamedTuple):
    """What stands behind a cost line: the assumption in words, its sheet and the worst grade of its rows."""

    name: str
    sheet: str
    grade: str


def assumptions(plan: Plan) -> list[list[str | int]]:
    """Name, sheet, grade and the sum of the cost lines that it sets [million, present value], largest first."""
    behind = Lines(plan)
    sums: dict[Behind, float] = {}
    for each in plan.frames["costs"].groupby(["cost", "item"], sort=False)["present_value"].sum().items():
        (cost, item), amount = each
        found = behind.of(str(cost), str(item))
        if found is not None and found.grade in (ESTIMATED, ASSUMED):
            sums[found] = sums.get(found, 0.0) + float(amount)
    ranked = sorted(sums.items(), key=lambda pair: -abs(pair[1]))[:MOST]
    return [[*each, round(amount)] for each, amount in ranked]


class Lines:
    """The rows of the workbook that cost lines go back to."""

    def __init__(self, plan: Plan) -> None:
        tables = plan.tables
        self.technology = {row.plant: str(row.technology) for row in tables[Plant]}
        self.plant_of = {row.project: row.plant for row in tables[Project]}
        self.cost = {row.item: row.grade for row in tables[CostRow] if not row.recipe or row.recipe == "any"}
        self.supplier = {row.supplier: row.grade for row in tables[Supplier]}
        self.demand = {f"{row.market} · {row.product}": row.grade for row in tables[Demand]}
        self.by_cost: Mapping[str, Callable[[str], Behind | None]] = {
            "variable operation": self._opex, "capital": self._capital, "purchases": self._price,
            "shortage": self._shortage, "wages": lambda item: Behind(f"wage: {_first(item)}", "Skills", ESTIMATED),
            "freight": lambda item: Behind("freight, all lanes", "Routes", ASSUMED),
            "salvage": lambda item: Behind(AFTERWARDS, "Costs", ASSUMED),
            "restocking": lambda item: Behind("what stock costs that a disruption used up", "Commodities", ESTIMATED),
            "built plants": lambda item: Behind("upkeep and insurance of plants", "Costs", ASSUMED),
        }  # fmt: skip

    def of(self, cost: str, item: str) -> Behind | None:
        """What stands behind a cost line; None of what has no row that could be wrong, such as a cash flow."""
        found = self.by_cost.get(cost)
        return found(item) if found else None

    def _opex(self, item: str) -> Behind | None:
        plant = _first(item)
        return self._of_technology(plant, plant, "running")

    def _capital(self, item: str) -> Behind | None:
        project = _first(item)
        return self._of_technology(project, str(self.plant_of.get(project, "")), "capital")

    def _of_technology(self, item: str, plant: str, what: str) -> Behind | None:
        technology = self.technology.get(plant)
        return Behind(f"{what}: {technology.lower()}", "Costs", self.cost.get(item, "")) if technology else None

    def _price(self, item: str) -> Behind:
        name = "price: alloying metals" if item.startswith("Alloying") else f"price: {item}"
        return Behind(name, "Suppliers", self.supplier.get(item, ""))

    def _shortage(self, item: str) -> Behind:
        market, _, product = item.partition(" · ")
        return Behind(f"cost of a shortage: {product}, {market}", "Demand", self.demand.get(item, ""))


def _first(item: str) -> str:
    return item.partition(" · ")[0]


def assumption_table(found: list[list[str | int]]) -> str:
    rows = [
        (str(rank), str(name), str(sheet), str(grade), f"{amount:,}", f"{abs(float(amount)) / 10:,.0f}")
        for rank, (name, sheet, grade, amount) in enumerate(found, start=1)
    ]
    header = ("", "assumption", "sheet", "grade", "in the plan, million USD", "10 % of it")
    return table(header, rows, text_columns=4)
