"""Solved model → Plan: tidy frames of what the model's own expressions are worth, one a result table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from model.disruptions import Disruption
from model.families import load
from model.families.reserves import Reserve
from model.family import Cost, Report, index_set
from model.instance import Instance
from model.leadtime import LeadTime, Project, Timing
from model.limits import Limit
from model.riskframes import branches_frame, limits_frame
from model.sheets import Commodity, Plant
from model.tables import Tables

if TYPE_CHECKING:
    from model.solver.reader import Reader
    from model.solver.solve import Solution

NEGLIGIBLE = 1e-7
"""Below this a reported quantity counts as zero."""


@dataclass(frozen=True)
class Check:
    """One line of the audit: what was checked, how often, and how far off the worst place was."""

    name: str
    passed: bool
    checked: int
    worst: float
    detail: str = ""


@dataclass(frozen=True)
class Plan:
    """What to do, and how good it is. Money is in ``amount``, such as 'million USD'."""

    outcome: str
    objective: float
    bound: float
    gap: float
    seconds: float
    tables: Tables
    periods: tuple[int, ...]
    frames: Mapping[str, pd.DataFrame]
    units: Mapping[tuple[str, str], str]
    measures: Mapping[str, float] = field(default_factory=dict)
    """What the whole comes to, such as 'expected cost' and 'EVPI' [amount]."""
    statistics: Mapping[str, object] = field(default_factory=dict)
    audit: Sequence[Check] = ()
    decided: Mapping[tuple[str, Any], float] = field(default_factory=dict)
    """What is decided in whole numbers, by variable and index, where that is not 0."""

    @property
    def currency(self) -> str:
        return self.tables.settings.currency

    @property
    def amount(self) -> str:
        return amount_text(self.tables)

    def unit_of(self, frame: str, column: str) -> str:
        """Unit of a column, empty where it has none."""
        return self.units.get((frame, column), "")


def amount_text(tables: Tables) -> str:
    """Name of the large unit of money, such as 'million USD'."""
    settings = tables.settings
    prefix = {"ones": "", "thousands": "thousand ", "millions": "million "}[settings.amounts]
    return prefix + settings.currency


def read_plan(tables: Tables, instance: Instance, reader: Reader, solution: Solution) -> Plan:
    """The plan of a solution: every report of every family, and the cost items that the objective sums."""
    frames: dict[str, pd.DataFrame] = {}
    units: dict[tuple[str, str], str] = {}
    for module in load(tuple(instance.parts)):
        for report in getattr(module, "REPORTS", ()):
            frames[report.name] = _frame(report, reader, solution.values)
            for measure in report.measures:
                units[report.name, measure.name] = measure.unit.replace("{amount}", amount_text(tables))
    frames["costs"] = _costs(instance, reader, solution.values)
    units["costs", "amount"] = units["costs", "present_value"] = amount_text(tables)
    if tables[Disruption]:
        decided_ahead = {cost.name for cost in reader.model.costs if cost.by_period}
        frames["branches"] = branches_frame(instance, frames, decided_ahead)
    if tables[Limit]:
        frames["limits"] = limits_frame(
            tables, instance, reader, values=solution.values, duals=solution.duals, tangents=solution.tangents
        )
    describe = _Describer(tables, instance, frames)
    return Plan(
        outcome=solution.outcome,
        objective=solution.objective,
        bound=solution.bound,
        gap=solution.gap,
        seconds=solution.seconds,
        tables=tables,
        periods=instance.calendar.periods,
        frames={name: describe(name, frame) for name, frame in frames.items()},
        units=units,
        measures={"expected cost": float(frames["costs"]["present_value"].sum())},
        statistics=solution.statistics,
    )


def _members(reader: Reader, names: Sequence[str]) -> Any:
    """The set that a report or cost is counted over, and its members as columns."""
    sets = [reader.model.component(name) for name in names]
    index = sets[0]
    for other in sets[1:]:
        index = index * other
    index.construct()
    return index


def _frame(report: Report, reader: Reader, values: Any) -> pd.DataFrame:
    index = _members(reader, report.over)
    members = list(index)
    frame = pd.DataFrame(
        [member if isinstance(member, tuple) else (member,) for member in members], columns=list(report.index)
    )
    for measure in report.measures:
        frame[measure.name] = reader.rows_of(measure.rule, index).at(values) if members else np.zeros(0)
    names = [measure.name for measure in report.measures]
    frame[names] = frame[names].where(frame[names].abs() > NEGLIGIBLE, 0.0)
    if not report.keep_zero:
        frame = frame[(frame[names] != 0).any(axis=1)]
    return frame.reset_index(drop=True)


def _costs(instance: Instance, reader: Reader, values: Any) -> pd.DataFrame:
    """One line a cost item: what, whose, when, undiscounted and as it stands in the objective."""
    from model.assemble import present_value

    parts = []
    for cost in reader.model.costs:
        index = index_set(reader.model, cost)
        members = list(index)
        if not members:
            continue

        def discounted(m: Any, *at: Any, cost: Cost = cost) -> Any:
            return present_value(m, cost, *at)

        frame = pd.DataFrame(
            {"cost": cost.name, "category": cost.category, "item": [_item(member) for member in members]}
        )
        owners = [instance.owners[member[cost.owner]] for member in members]
        frame["country"] = [owner.country for owner in owners]
        frame["node"] = [str(member[-1]) for member in members]
        frame["amount"] = reader.rows_of(cost.rule, index).at(values)
        frame["present_value"] = reader.rows_of(discounted, index).at(values)
        parts.append(frame[(frame["present_value"] != 0) | (frame["amount"].abs() > NEGLIGIBLE)])
    columns = ["cost", "category", "item", "country", "node", "amount", "present_value"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _item(member: Any) -> str:
    return " · ".join(str(part) for part in member[:-1])


class _Describer:
    """Adds to each frame what a reader wants beside a name: where it lies, its stage, its period."""

    def __init__(self, tables: Tables, instance: Instance, frames: Mapping[str, pd.DataFrame]) -> None:
        self.tables, self.instance, self.frames = tables, instance, frames
        self.commodities = {row.commodity: row for row in tables[Commodity]}
        self.plants = {row.plant: row for row in tables[Plant]}
        self.projects = {row.project: row for row in tables[Project]}
        self.country = {name: owner.country for name, owner in instance.owners.items()}
        self.site = {name: owner.site for name, owner in instance.owners.items()}
        self.described: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
            "builds": self._builds,
            "capacity": self._capacity,
            "contract deliveries": self._contract_deliveries,
            "contracts": self._contracts,
            "conversion": self._conversion,
            "disposal": self._disposal,
            "flows": self._flows,
            "footprint": lambda frame: self._place(frame, "item"),
            "footprint limits": self._footprint_limits,
            "funds": self._funds,
            "purchases": self._purchases,
            "returns": self._returns,
            "reserves": self._reserves,
            "sales": self._sales,
            "stock": self._stock,
            "strategic stocks": self._strategic_stocks,
        }

    def __call__(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        frame = frame.copy()
        if name in self.described:
            frame = self.described[name](frame)
        if "node" in frame and "period" not in frame:
            frame["period"] = frame["node"].map(self.instance.tree.period).astype("Int64")
        return frame

    def _stage_of(self, commodity: str) -> str:
        return self.commodities[commodity].stage or commodity

    def _stage_of_plant(self, plant: str) -> str:
        """Stage of what is worth most in a unit run of the plant's first recipe."""
        quantities = self.instance.parts["conversion"].quantity.items()
        made = [(r, k, q) for (p, r, k), q in quantities if p == plant and q > 0]
        if not made:
            return ""
        worth = {k: q * (self.commodities[k].reference_value or 1e-9) for r, k, q in made if r == made[0][0]}
        return self._stage_of(max(worth, key=lambda k: worth[k]))

    def _place(self, frame: pd.DataFrame, column: str) -> pd.DataFrame:
        """Insert site and country after a column of names."""
        at = list(frame.columns).index(column) + 1
        frame.insert(at, "site", frame[column].map(self.site))
        frame.insert(at + 1, "country", frame[column].map(self.country))
        return frame

    def _placed(self, frame: pd.DataFrame, column: str, places: Mapping[str, tuple[str, str]]) -> pd.DataFrame:
        """Insert site, country and commodity after the first column, of names."""
        frame = self._place(frame, column)
        frame.insert(3, "commodity", [places[name][1] for name in frame[column]])
        return frame

    def _capacity(self, frame: pd.DataFrame) -> pd.DataFrame:
        frame = self._place(frame, "plant")
        frame.insert(3, "technology", [self.plants[p].technology for p in frame["plant"]])
        frame.insert(4, "stage", [self._stage_of_plant(p) for p in frame["plant"]])
        return frame

    def _builds(self, frame: pd.DataFrame) -> pd.DataFrame:
        plants = [self.projects[j].plant for j in frame["project"]]
        frame.insert(1, "plant", plants)
        frame = self._place(frame, "plant")
        frame.insert(4, "stage", [self._stage_of_plant(p) for p in plants])
        timing: dict[tuple[str, int], Timing] = self.instance.parts["investment"].timing
        spans = [timing[j, b] for j, b in zip(frame["project"], frame["decided"], strict=True)]
        leads = {row.project: row for row in self.tables[LeadTime]}
        ramp = [_ramp_years(leads.get(j)) for j in frame["project"]]
        frame.insert(6, "construction_from", [span.construction for span in spans])
        frame.insert(7, "online", [span.online for span in spans])
        frame.insert(8, "ramped", [span.online + years for span, years in zip(spans, ramp, strict=True)])
        return frame.sort_values(["decided", "project"], ignore_index=True)

    def _flows(self, frame: pd.DataFrame) -> pd.DataFrame:
        lanes = self.instance.parts["network"].lanes
        ends = [lanes[a] for a in frame["lane"]]
        frame.insert(1, "origin", [i for i, _, _ in ends])
        frame.insert(2, "destination", [j for _, j, _ in ends])
        frame.insert(3, "origin_country", [self.country[i] for i, _, _ in ends])
        frame.insert(4, "destination_country", [self.country[j] for _, j, _ in ends])
        frame.insert(5, "commodity", [k for _, _, k in ends])
        return frame

    def _purchases(self, frame: pd.DataFrame) -> pd.DataFrame:
        supply = self.instance.parts["supply"]
        limits = dict(supply.limit)
        for key, volume in self._volumes_on_top().items():
            if key in limits:
                limits[key] += volume
        return self._traded(frame, "supplier", supply.suppliers, limits)

    def _volumes_on_top(self) -> dict[tuple[str, str], float]:
        """Volume of contracts that is on top of the limit of each supplier, by node."""
        if "contract deliveries" not in self.frames:
            return {}
        on_top: dict[str, str] = self.instance.parts["contracts"].on_top
        frame = self.frames["contract deliveries"]
        volumes: dict[tuple[str, str], float] = {}
        for c, n, volume in zip(frame["contract"], frame["node"], frame["volume"].astype(float), strict=True):
            if c in on_top:
                volumes[on_top[c], str(n)] = volumes.get((on_top[c], str(n)), 0.0) + volume
        return volumes

    def _contracts(self, frame: pd.DataFrame) -> pd.DataFrame:
        data = self.instance.parts
        suppliers = [data["contracts"].supplier[c] for c in frame["contract"]]
        frame.insert(1, "supplier", suppliers)
        frame = self._place(frame, "supplier")
        frame.insert(4, "commodity", [data["supply"].suppliers[u][1] for u in suppliers])
        return frame

    def _contract_deliveries(self, frame: pd.DataFrame) -> pd.DataFrame:
        frame["made_up"] = frame["made_up"].clip(lower=0.0)
        return self._contracts(frame)

    def _sales(self, frame: pd.DataFrame) -> pd.DataFrame:
        supply = self.instance.parts["supply"]
        return self._traded(frame, "outlet", supply.outlets, supply.sale_limit)

    def _traded(
        self,
        frame: pd.DataFrame,
        who: str,
        places: Mapping[str, tuple[str, str]],
        limits: Mapping[tuple[str, str], float],
    ) -> pd.DataFrame:
        frame["limit"] = [limits.get((u, n), np.nan) for u, n in zip(frame[who], frame["node"], strict=True)]
        frame = self._placed(frame, who, places)
        frame.insert(4, "stage", [self._stage_of(places[u][1]) for u in frame[who]])
        return frame

    def _disposal(self, frame: pd.DataFrame) -> pd.DataFrame:
        frame.insert(1, "country", frame["site"].map(self.country))
        return frame

    def _stock(self, frame: pd.DataFrame) -> pd.DataFrame:
        return self._placed(frame, "stockpile", self.instance.parts["inventory"].stores)

    def _strategic_stocks(self, frame: pd.DataFrame) -> pd.DataFrame:
        """What is added is not released: each is shown where it is above 0."""
        frame[["added", "released"]] = frame[["added", "released"]].clip(lower=0.0)
        return self._stock(frame)

    def _returns(self, frame: pd.DataFrame) -> pd.DataFrame:
        return self._placed(frame, "supplier", self.instance.parts["supply"].suppliers)

    def _conversion(self, frame: pd.DataFrame) -> pd.DataFrame:
        frame["taken"] = (-frame["made"]).clip(lower=0.0)
        frame["made"] = frame["made"].clip(lower=0.0)
        frame = self._place(frame, "plant")
        frame.insert(5, "stage", [self._stage_of(k) for k in frame["commodity"]])
        return frame

    def _footprint_limits(self, frame: pd.DataFrame) -> pd.DataFrame:
        limits = self.instance.parts["footprint"].limit
        frame["limit"] = [limits.get((l, n), np.nan) for l, n in zip(frame["name"], frame["node"], strict=True)]
        return frame

    def _reserves(self, frame: pd.DataFrame) -> pd.DataFrame:
        plants = {row.reserve: row.plant for row in self.tables[Reserve]}
        frame.insert(1, "plant", frame["reserve"].map(plants))
        return frame

    def _funds(self, frame: pd.DataFrame) -> pd.DataFrame:
        limits = self.instance.parts["finance"].limit
        frame["limit"] = [limits.get((f, n), np.nan) for f, n in zip(frame["fund"], frame["node"], strict=True)]
        return frame


def _ramp_years(lead: LeadTime | None) -> int:
    """Years until the full capacity is usable."""
    if lead is None:
        return 0
    below = [year for year, share in enumerate(lead.ramp_up, start=1) if share < 1]
    return max(below, default=0)
