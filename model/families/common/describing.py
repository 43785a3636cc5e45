"""Descriptive columns of result tables besides names: location, stage, limit. A report of a family says by its
``describe`` which it gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import nan
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from model.sheets.common import Commodity
from model.sheets.names import CommodityName, Node
from model.sheets.tables import Tables

if TYPE_CHECKING:
    from pandas import DataFrame

    from model.scenario.build_context import Owner, Place

Part = TypeVar("Part")


@dataclass(frozen=True, eq=False)
class Described:
    """A plan whose tables are described: its workbook, its coefficients, and its tables as they are read."""

    tables: Tables
    owners: Mapping[str, Owner]
    parts: Mapping[str, Any]
    """Coefficients of the families by name."""
    frames: Mapping[str, DataFrame]

    def part(self, kind: type[Part]) -> Part:
        """Coefficients of a family by their class."""
        return next(part for part in self.parts.values() if isinstance(part, kind))

    @cached_property
    def commodities(self) -> dict[CommodityName, Commodity]:
        """Rows of Commodities by name."""
        return {row.commodity: row for row in self.tables[Commodity]}

    def stage_of(self, commodity: CommodityName) -> str:
        """The stage of a commodity; its own name where it has none."""
        return self.commodities[commodity].stage or commodity

    def place(self, frame: DataFrame, column: str) -> DataFrame:
        """Insert site and country after a column of names."""
        at = list(frame.columns).index(column) + 1
        owners = [self.owners[name] for name in frame[column].tolist()]
        frame.insert(at, "site", as_text([owner.site for owner in owners]))
        frame.insert(at + 1, "country", as_text([owner.country for owner in owners]))
        return frame

    def placed(self, frame: DataFrame, column: str, places: Mapping[Any, Place]) -> DataFrame:
        """Insert site, country and commodity after the first column, of names."""
        frame = self.place(frame, column)
        frame.insert(3, "commodity", [places[name][1] for name in frame[column].tolist()])
        return frame


Frame: TypeAlias = "DataFrame"
"""A result table. Pandas is imported once there is one."""

Describe = Callable[[Described, Frame], Frame]
"""Adds columns to the table of a report, and returns it."""


def as_text(values: list[str]) -> Any:
    """A column of text, also where it is empty."""
    import pandas as pd

    return pd.Series(values, dtype=str)


def located(column: str) -> Describe:
    """Site and country after a column of names."""
    return lambda plan, frame: plan.place(frame, column)


def located_goods(column: str, kind: type[Any], places: str) -> Describe:
    """Site, country and commodity after the first column, of names, whose places are in a field of the coefficients of
    a class."""
    return lambda plan, frame: plan.placed(frame, column, getattr(plan.part(kind), places))


def with_limit(column: str, kind: type[Any]) -> Describe:
    """The limit of each name and node, which is in the field ``limit`` of the coefficients of a class."""

    def describe(plan: Described, frame: DataFrame) -> DataFrame:
        return limited(frame, column, plan.part(kind).limit)

    return describe


def limited(frame: DataFrame, column: str, limits: Mapping[tuple[Any, Node], float]) -> DataFrame:
    """A column with the limit of each name and node, empty without one."""
    keys = zip(frame[column].tolist(), frame["node"].tolist(), strict=True)
    frame["limit"] = [limits.get(key, nan) for key in keys]
    return frame
