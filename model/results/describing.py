"""Descriptive columns of result tables besides names: location, stage, period."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from model.families.contracts.terms import Contracts
from model.families.conversion.algebra import Conversion
from model.families.footprints.algebra import Footprints
from model.families.funds import Funds
from model.families.instance import Instance
from model.families.investment.rows import LeadTime, Project
from model.families.investment.terms import Investment
from model.families.reserves.rows import Reserve
from model.families.routes.algebra import Routes
from model.families.stockpiles.algebra import Stockpiles
from model.families.supply.terms import Supply
from model.scenario.build_context import Place
from model.sheets.common import Commodity, Plant
from model.sheets.names import CommodityName, Node, PlantName, RecipeName, SupplierName
from model.sheets.tables import Tables


@dataclass(frozen=True)
class Source:
    """Workbook, program and time of a solve; times as 'YYYY-MM-DD HH:MM', local."""

    workbook: str
    saved: str
    program: str
    solved: str

    @property
    def words(self) -> str:
        """In one line."""
        return f"{self.workbook}, saved {self.saved}; solved {self.solved} by version {self.program}"


def at_minute(moment: float) -> str:
    """A time in seconds since the epoch, in words."""
    return datetime.datetime.fromtimestamp(moment).isoformat(" ", "minutes")


def now() -> float:
    """This moment, in seconds since the epoch: no result but the line that names it depends on it."""
    return datetime.datetime.now().timestamp()


_EMPTY: dict[tuple[str, ...], pd.DataFrame] = {}
"""Described frames without rows, by name and columns: the same for every plan, and most frames have none."""


class Describer:
    """Adds it to each frame of a plan."""

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
            "construction goods": self._construction_goods,
            "contract deliveries": self._contract_deliveries,
            "contracts": self._contracts,
            "conversion": self._conversion,
            "disposal": self._disposal,
            "flows": self._flows,
            "footprints": lambda frame: self._place(frame, "item"),
            "footprint limits": self._footprint_limits,
            "funds": self._funds,
            "purchases": self._purchases,
            "received": self._stock,
            "recycling": self._recycling,
            "take-back": self._recycling,
            "reserves": self._reserves,
            "sales": self._sales,
            "stock": self._stock,
            "strategic stocks": self._strategic_stocks,
        }

    def __call__(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        if not frame.empty:
            return self._with_all(name, frame)
        key = name, *frame.columns
        if key not in _EMPTY:
            _EMPTY[key] = self._with_all(name, frame)
        return _EMPTY[key].copy(deep=False)  # there is no value in it that anybody could change

    def _with_all(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        frame = frame.copy(deep=False)
        if name in self.described:
            frame = self.described[name](frame)
        if "node" in frame and "period" not in frame:
            period = self.instance.tree.period
            frame["period"] = pd.array([period.get(n) for n in frame["node"].tolist()], dtype="Int64")
        return frame

    def _stage_of(self, commodity: CommodityName) -> str:
        return self.commodities[commodity].stage or commodity

    @cached_property
    def _stage_of_plant(self) -> Mapping[PlantName, str]:
        """Stage of the most valuable output of each plant's first recipe; none for plants without output."""
        outputs: dict[PlantName, list[tuple[RecipeName, CommodityName, float]]] = {}
        for (plant, recipe, commodity), quantity in self.instance.part(Conversion).quantity.items():
            if quantity > 0:
                outputs.setdefault(plant, []).append((recipe, commodity, quantity))
        stages = dict.fromkeys(self.plants, "")
        for plant, lines in outputs.items():
            first = [(k, q * (self.commodities[k].reference_value or 1e-9)) for r, k, q in lines if r == lines[0][0]]
            stages[plant] = self._stage_of(max(first, key=lambda output: output[1])[0])
        return stages

    def _place(self, frame: pd.DataFrame, column: str) -> pd.DataFrame:
        """Insert site and country after a column of names."""
        at = list(frame.columns).index(column) + 1
        names = frame[column].tolist()
        frame.insert(at, "site", pd.Series([self.site[name] for name in names], dtype=str))
        frame.insert(at + 1, "country", pd.Series([self.country[name] for name in names], dtype=str))
        return frame

    def _placed(self, frame: pd.DataFrame, column: str, places: Mapping[Any, Place]) -> pd.DataFrame:
        """Insert site, country and commodity after the first column, of names."""
        frame = self._place(frame, column)
        frame.insert(3, "commodity", [places[name][1] for name in frame[column].tolist()])
        return frame

    def _capacity(self, frame: pd.DataFrame) -> pd.DataFrame:
        frame = self._place(frame, "plant")
        frame.insert(3, "technology", [self.plants[p].technology for p in frame["plant"].tolist()])
        frame.insert(4, "stage", [self._stage_of_plant[p] for p in frame["plant"].tolist()])
        return frame

    def _builds(self, frame: pd.DataFrame) -> pd.DataFrame:
        plants = [self.projects[j].plant for j in frame["project"].tolist()]
        frame.insert(1, "plant", plants)
        frame = self._place(frame, "plant")
        frame.insert(4, "stage", [self._stage_of_plant[p] for p in plants])
        timing = self.instance.part(Investment).timing
        spans = [timing[j, b] for j, b in zip(frame["project"], frame["decided"], strict=True)]
        leads = {row.project: row for row in self.tables[LeadTime]}
        ramp = [_ramp_years(leads.get(j)) for j in frame["project"].tolist()]
        frame.insert(6, "construction_from", [span.construction for span in spans])
        frame.insert(7, "online", [span.online for span in spans])
        frame.insert(8, "ramped", [span.online + years for span, years in zip(spans, ramp, strict=True)])
        return frame.sort_values(["decided", "project"], ignore_index=True)

    def _construction_goods(self, frame: pd.DataFrame) -> pd.DataFrame:
        frame.insert(1, "plant", [self.projects[j].plant for j in frame["project"].tolist()])
        return self._place(frame, "plant")

    def _flows(self, frame: pd.DataFrame) -> pd.DataFrame:
        lanes = self.instance.part(Routes).lanes
        ends = [lanes[a] for a in frame["lane"].tolist()]
        frame.insert(1, "origin", [i for i, _, _ in ends])
        frame.insert(2, "destination", [j for _, j, _ in ends])
        frame.insert(3, "origin_country", [self.country[i] for i, _, _ in ends])
        frame.insert(4, "destination_country", [self.country[j] for _, j, _ in ends])
        frame.insert(5, "commodity", [k for _, _, k in ends])
        return frame

    def _purchases(self, frame: pd.DataFrame) -> pd.DataFrame:
        supply = self.instance.part(Supply)
        limits = dict(supply.limit)
        for key, volume in self._volumes_on_top().items():
            if key in limits:
                limits[key] += volume
        return self._traded(frame, "supplier", supply.suppliers, limits)

    def _volumes_on_top(self) -> dict[tuple[SupplierName, Node], float]:
        """Volume of contracts that is on top of the limit of each supplier, by node."""
        if "contract deliveries" not in self.frames:
            return {}
        beyond_limit = self.instance.part(Contracts).beyond_limit
        frame = self.frames["contract deliveries"]
        volumes: dict[tuple[SupplierName, Node], float] = {}
        for c, n, volume in zip(frame["contract"], frame["node"], frame["volume"].astype(float), strict=True):
            if c in beyond_limit:
                volumes[beyond_limit[c], n] = volumes.get((beyond_limit[c], n), 0.0) + volume
        return volumes

    def _contracts(self, frame: pd.DataFrame) -> pd.DataFrame:
        data = self.instance.parts
        suppliers = [data["contracts"].supplier[c] for c in frame["contract"].tolist()]
        frame.insert(1, "supplier", suppliers)
        frame = self._place(frame, "supplier")
        frame.insert(4, "commodity", [data["supply"].suppliers[u][1] for u in suppliers])
        return frame

    def _contract_deliveries(self, frame: pd.DataFrame) -> pd.DataFrame:
        frame["made_up"] = frame["made_up"].clip(lower=0.0)
        return self._contracts(frame)

    def _sales(self, frame: pd.DataFrame) -> pd.DataFrame:
        supply = self.instance.part(Supply)
        return self._traded(frame, "outlet", supply.outlets, supply.sale_limit)

    def _traded(
        self, frame: pd.DataFrame, who: str, places: Mapping[Any, Place], limits: Mapping[tuple[Any, Node], float]
    ) -> pd.DataFrame:
        frame["limit"] = [
            limits.get((u, n), np.nan) for u, n in zip(frame[who].tolist(), frame["node"].tolist(), strict=True)
        ]
        frame = self._placed(frame, who, places)
        frame.insert(4, "stage", [self._stage_of(places[u][1]) for u in frame[who].tolist()])
        return frame

    def _disposal(self, frame: pd.DataFrame) -> pd.DataFrame:
        frame.insert(1, "country", frame["site"].map(self.country))
        return frame

    def _stock(self, frame: pd.DataFrame) -> pd.DataFrame:
        return self._placed(frame, "stockpile", self.instance.part(Stockpiles).stores)

    def _strategic_stocks(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Additions and releases, each shown where it is above 0."""
        frame[["added", "released"]] = frame[["added", "released"]].clip(lower=0.0)
        return self._stock(frame)

    def _recycling(self, frame: pd.DataFrame) -> pd.DataFrame:
        return self._placed(frame, "supplier", self.instance.part(Supply).suppliers)

    def _conversion(self, frame: pd.DataFrame) -> pd.DataFrame:
        frame["taken"] = (-frame["made"]).clip(lower=0.0)
        frame["made"] = frame["made"].clip(lower=0.0)
        frame = self._place(frame, "plant")
        frame.insert(5, "stage", [self._stage_of(k) for k in frame["commodity"].tolist()])
        return frame

    def _footprint_limits(self, frame: pd.DataFrame) -> pd.DataFrame:
        limits = self.instance.part(Footprints).limit
        frame["limit"] = [limits.get((l, n), np.nan) for l, n in zip(frame["name"], frame["node"], strict=True)]
        return frame

    def _reserves(self, frame: pd.DataFrame) -> pd.DataFrame:
        plants = {row.reserve: row.plant for row in self.tables[Reserve]}
        frame.insert(1, "plant", frame["reserve"].map(plants))
        return frame

    def _funds(self, frame: pd.DataFrame) -> pd.DataFrame:
        limits = self.instance.part(Funds).limit
        frame["limit"] = [limits.get((f, n), np.nan) for f, n in zip(frame["fund"], frame["node"], strict=True)]
        return frame


def _ramp_years(lead: LeadTime | None) -> int:
    """Years until the full capacity is usable."""
    if lead is None:
        return 0
    below = [year for year, share in enumerate(lead.ramp_up, start=1) if share < 1]
    return max(below, default=0)
