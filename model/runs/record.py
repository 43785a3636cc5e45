"""Plans and tables as plain JSON and back, so that reading a file runs no code."""

from __future__ import annotations

import dataclasses
import math
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from model.families import load
from model.results.describing import Source
from model.results.plan import Check, Plan
from model.runs.rebuilt import plain, rebuilt, solution_record
from model.sheets.byyear import ByYear
from model.sheets.common import Settings
from model.sheets.schema import EVERYWHERE, SHEET_OF, Row
from model.sheets.tables import Tables
from model.sheets.whatifs import OF_WHAT_IFS
from model.solver.termination import gap_of

Json = Any

SAID = tuple(column.attribute for column in EVERYWHERE)
"""Fields of a row that no solve depends on (all of its rows are in use),"""
PLACE = ("line", "cells")
"""and those that name a place in a file."""

FIGURES = ("outcome", "objective", "bound", "seconds")


# ---------------------------------------------------------------------------------------------- tables


def effective(tables: Tables) -> Json:
    """All inputs of a solve: every value of every row in its order, except remarks and places."""
    return tables_record(tables, without=(*SAID, *PLACE))


def places(tables: Tables) -> Json:
    """Place of each row, for messages."""
    return tables_record(tables, without=tuple(name for name in _fields(tables) if name not in PLACE))


def _fields(tables: Tables) -> set[str]:
    classes: list[type[Any]] = [Settings, *tables.rows]
    return {field.name for row_class in classes for field in dataclasses.fields(row_class)}


def tables_record(tables: Tables, without: tuple[str, ...] = ()) -> Json:
    """Rows by the name of their sheet, in the order of the names, without those of what-ifs, which no plan depends
    on."""
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
    """A plan with its tables, as the data from which the rest can be recomputed. One without result tables is kept
    unchanged."""
    record = {name: plain(getattr(plan, name)) for name in FIGURES} | {
        "tables": tables_record(plan.tables),
        "statistics": {name: plain(value) for name, value in plan.statistics.items()},
        "asked": dict(plan.asked),
        "source": None if plan.source is None else dataclasses.asdict(plan.source),
        "learned": None if plan.learned is None else b64encode(plan.learned.packed()).decode(),
        "audit": [plain(dataclasses.asdict(check)) for check in plan.audit],
    }
    if plan.frames:
        return record | solution_record(plan)
    return record | {
        "periods": list(plan.periods),
        "measures": {name: plain(value) for name, value in plan.measures.items()},
        "decided": [[name, plain(key), plain(value)] for (name, key), value in plan.decided.items()],
    }


def plan_of(record: Json, tables: Tables | None = None) -> Plan:
    """The plan of a record, recomputed from its values; with ``tables`` in place of the recorded ones, which may have
    other places in a file. Raises AuditFailed if the values break a rule of the model, ValueError and others if the
    record is of another program."""
    from model.solver.solve import ENDS
    from model.solver.warm_start import Learned

    kept = tables_of(record["tables"])
    given = kept if tables is None else tables
    plan = rebuilt(record, given, kept) if "values" in record else _sketched(record, given)
    if record["outcome"] not in ENDS:
        raise ValueError(f"'{record['outcome']}' is no way in which a search ends")
    return dataclasses.replace(
        plan,
        outcome=record["outcome"],
        seconds=float(record["seconds"]),
        statistics=dict(record["statistics"]),
        asked={name: float(each) for name, each in record["asked"].items()},
        source=None if record["source"] is None else _source(record["source"]),
        learned=Learned.unpacked(b64decode(record["learned"])) if record["learned"] else None,
        audit=tuple(Check(**check) for check in record["audit"]),
    )


def _source(record: Json) -> Source:
    """Raises ValueError if a part of it is no text."""
    if not all(isinstance(each, str) for each in record.values()):
        raise ValueError("its source is not in words")
    return Source(**record)


def _sketched(record: Json, tables: Tables) -> Plan:
    """A plan without result tables, as it was kept."""
    objective, bound = float(record["objective"]), float(record["bound"])
    return Plan(
        record["outcome"],
        objective,
        bound,
        gap_of(objective, bound),
        math.nan,
        tables,
        tuple(record["periods"]),
        frames={},
        units={},
        measures=record["measures"],
        decided={(name, _index(key)): value for name, key, value in record["decided"]},
    )


def _index(key: Json) -> Any:
    return tuple(key) if isinstance(key, list) else key
