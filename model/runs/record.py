"""Plans and tables as plain JSON and back, so that nothing that is read from a file can run."""

from __future__ import annotations

import dataclasses
import math
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

import pandas as pd

from model.families import load
from model.results.plan import Check, Plan
from model.sheets.byyear import ByYear
from model.sheets.common import Settings
from model.sheets.schema import EVERYWHERE, SHEET_OF, Row
from model.sheets.tables import Tables
from model.sheets.whatifs import OF_WHAT_IFS

Json = Any

SAID = tuple(column.attribute for column in EVERYWHERE)
"""Fields of a row that no solve depends on (all of its rows are in use),"""
PLACE = ("line", "cells")
"""and those that say where in a file it stands."""

TEXTS = ("object", "str", "string")
"""Types of columns that may hold anything."""

FIGURES = ("outcome", "objective", "bound", "gap", "seconds")


# ---------------------------------------------------------------------------------------------- tables


def effective(tables: Tables) -> Json:
    """What a solve depends on: every value of every row in its order, but for remarks and places."""
    return tables_record(tables, without=(*SAID, *PLACE))


def places(tables: Tables) -> Json:
    """Where each row stands, which messages name."""
    return tables_record(tables, without=tuple(name for name in _fields(tables) if name not in PLACE))


def _fields(tables: Tables) -> set[str]:
    classes: list[type[Any]] = [Settings, *tables.rows]
    return {field.name for row_class in classes for field in dataclasses.fields(row_class)}


def tables_record(tables: Tables, without: tuple[str, ...] = ()) -> Json:
    """Rows by the name of their sheet, in the order of the names, but for those of what-ifs: no plan is about them."""
    tables = tables.without(*OF_WHAT_IFS)
    rows = {SHEET_OF[row_class].name: list(rows) for row_class, rows in tables.rows.items() if rows}
    rows[SHEET_OF[Settings].name] = [tables.settings]
    return {name: [_row_record(row, without) for row in rows[name]] for name in sorted(rows)}


def _row_record(row: Row, without: tuple[str, ...]) -> Json:
    values = {each.name: getattr(row, each.name) for each in dataclasses.fields(row) if each.name not in without}
    return {name: _value_record(value) for name, value in values.items()}


def _value_record(value: Any) -> Json:
    if isinstance(value, ByYear):
        return {"by year": [[year, figure] for year, figure in value.points]}
    return dict(value) if isinstance(value, Mapping) else value


def tables_of(record: Json) -> Tables:
    """The tables of a record."""
    load()
    classes = {sheet.name: row_class for row_class, sheet in SHEET_OF.items()}
    rows = [_row_of(classes[name], each) for name, lines in record.items() for each in lines]
    settings = next(row for row in rows if isinstance(row, Settings))
    return Tables.of(settings, [row for row in rows if row is not settings])


def _row_of(row_class: type[Any], record: Json) -> Row:
    row: Row = row_class(**{name: _value_of(value) for name, value in record.items()})
    return row


def _value_of(value: Json) -> Any:
    if isinstance(value, dict) and "by year" in value:
        return ByYear(tuple((year, figure) for year, figure in value["by year"]))
    return value


# ---------------------------------------------------------------------------------------------- plans


def plan_record(plan: Plan) -> Json:
    """A plan with its tables."""
    return {name: _plain(getattr(plan, name)) for name in FIGURES} | {
        "tables": tables_record(plan.tables),
        "periods": list(plan.periods),
        "frames": {name: _frame_record(frame) for name, frame in plan.frames.items()},
        "units": [[*key, unit] for key, unit in plan.units.items()],
        "measures": {name: _plain(value) for name, value in plan.measures.items()},
        "statistics": {name: _plain(value) for name, value in plan.statistics.items()},
        "decided": [[name, _plain(key), _plain(value)] for (name, key), value in plan.decided.items()],
        "asked": dict(plan.asked),
        "learned": None if plan.learned is None else b64encode(plan.learned.packed()).decode(),
        "audit": [_plain(dataclasses.asdict(check)) for check in plan.audit],
    }


def _frame_record(frame: pd.DataFrame) -> Json:
    return [[str(name), str(frame[name].dtype), [_plain(v) for v in frame[name].tolist()]] for name in frame]


def _plain(value: Any) -> Json:
    """A value as JSON knows it. Raises TypeError where it does not."""
    if hasattr(value, "item"):
        value = value.item()
    if value is None or value is pd.NA:
        return None
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, (str, bool, int, float)):
        return value
    raise TypeError(f"a {type(value).__name__} cannot be kept")


def plan_of(record: Json, tables: Tables | None = None) -> Plan:
    """The plan of a record; with ``tables`` in place of the recorded ones, which may stand elsewhere in a file."""
    from model.solver.learned import Learned

    return Plan(
        **{name: record[name] for name in FIGURES},
        tables=tables_of(record["tables"]) if tables is None else tables,
        periods=tuple(record["periods"]),
        frames={name: _frame_of(columns) for name, columns in record["frames"].items()},
        units={(frame, column): unit for frame, column, unit in record["units"]},
        measures=record["measures"],
        statistics=record["statistics"],
        decided={(name, _index(key)): value for name, key, value in record.get("decided", ())},
        asked=record.get("asked", {}),
        learned=Learned.unpacked(b64decode(record["learned"])) if record.get("learned") else None,
        audit=tuple(Check(**check) for check in record["audit"]),
    )


def _index(key: Json) -> Any:
    return tuple(key) if isinstance(key, list) else key


def _frame_of(columns: Json) -> pd.DataFrame:
    return pd.DataFrame({name: pd.array(_cells(kind, values), dtype=kind) for name, kind, values in columns})


def _cells(kind: str, values: list[Any]) -> list[Any]:
    if kind in TEXTS:
        return values
    return [math.nan if value is None and kind.startswith("float") else value for value in values]
