"""Plans and tables as plain JSON and back, so that reading a file runs no code; all tables are recomputed from the
values of the program's columns."""

from __future__ import annotations

import dataclasses
import math
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from model.families import load
from model.results.columns import BREACHED, IN_FUTURES
from model.results.describing import Source
from model.results.optimality import FIGURES
from model.results.plan import EXPECTED, AuditFailed, AuditLine, Plan
from model.results.risk import BY_MONTHS, frame_of, series_of
from model.results.without import BREACHES, FUTURES, WITHOUT, beside, futures_frame, futures_of_frame, known_without
from model.scenario.limits import AT_LEAST, AT_MOST, Limit, in_order, with_value
from model.sheets.columns import ByYear
from model.sheets.common import Settings
from model.sheets.schema import EVERYWHERE, SHEET_OF, Row
from model.sheets.tables import Tables
from model.sheets.whatifs import OF_WHAT_IFS
from model.solver.termination import gap_of

if TYPE_CHECKING:
    from model.solver.arrays import Array, Matrix
    from model.solver.reader import Reader

# ----------------------------------------------------------------------------------------------------------------------
# Plans recomputed from their solution: a file keeps the values of the program's columns, and all tables follow.


WITHOUT_SIDE = ["figure", "without_plan", "where_without"]
"""Columns about the do-nothing baseline; the others are recomputed."""


ROOM = 1e-5
"""By how much a row of the program may be broken, relative to its largest term; HiGHS's own tolerance is 1e-6."""


TEXTS = ("object", "str", "string")
"""Types of columns that may hold anything."""


def solution_record(plan: Plan) -> Json:
    """The solution, and additional results of other solves."""
    frames = plan.frames
    return {
        "values": {name: _sparse(values) for name, values in plan.values.items()},
        "marginal costs": plain(frames["limits"]["marginal_cost"].tolist()) if "limits" in frames else [],
        "references": [_none_if_nan(outcome.reference_cost) for outcome in plan.outcomes],
        "information": {name: plain(value) for name, value in plan.measures.items() if name != EXPECTED},
        "without": _frame_record(frames[WITHOUT][WITHOUT_SIDE]) if WITHOUT in frames else None,
        "breaches": _frame_record(frames[BREACHES]) if BREACHES in frames else None,
        "futures": _frame_record(frames[FUTURES]) if FUTURES in frames else None,
        "months": plain(series_of(frames[BY_MONTHS])) if BY_MONTHS in frames else None,
    }


def _sparse(values: Array) -> Json:
    """Length, and positions and values of nonzero entries."""
    places = np.flatnonzero(values)
    return [len(values), places.tolist(), values[places].tolist()]


def _frame_record(frame: pd.DataFrame) -> Json:
    return {str(name): [str(frame[name].dtype), [plain(v) for v in frame[name].tolist()]] for name in frame}


def plain(value: Any) -> Json:
    """A value as plain JSON. Raises TypeError if it is none."""
    if hasattr(value, "item"):
        value = value.item()
    if value is None or value is pd.NA:
        return None
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (str, bool, int, float)):
        return value
    raise TypeError(f"a {type(value).__name__} cannot be kept")


def rebuilt(record: Json, tables: Tables, stored: Tables) -> Plan:
    """The plan of a record, with all statements of its search; ``kept`` has the tightened limits with a priority.
    Raises AuditFailed if the values break a row of the program, ValueError if the record is not one of this program."""
    from model.families.assemble import build_model
    from model.families.instance import read_instance
    from model.results.decisions import Ahead
    from model.results.plan import read_plan
    from model.solver.matrix import read_matrix
    from model.solver.solve import Solution
    from model.solver.termination import gap_of

    tables = _as_tight(tables, stored)
    instance = read_instance(tables)
    matrix, reader = read_matrix(build_model(instance))
    values = _values(record["values"], reader)
    objective, bound = float(record["objective"]), float(record["bound"])
    solution = Solution("optimal", values, objective, bound, gap_of(objective, bound), 0.0)
    plan = read_plan(tables, instance, reader, solution)
    plan = replace(plan, decided=Ahead.of(reader.model, matrix, instance.tree).decided(values))
    if broken := _broken(matrix, values):
        raise AuditFailed(broken, plan)
    return replace(plan, measures={**plan.measures, **_information(record)}, frames=_with_found(plan, record))


def _as_tight(tables: Tables, stored: Tables) -> Tables:
    tight = {row.limit: row.value for row in stored[Limit]}
    for row in in_order(tables):
        if (value := tight[row.limit]) is not None:
            tables = with_value(tables, row, value.points[0][1])
    return tables


def _values(record: Json, reader: Reader) -> Array:
    """Values of all columns. Raises ValueError if they are not those of this program."""
    blocks = reader.variables
    if {name: size for name, (size, _, _) in record.items()} != {name: block.size for name, block in blocks.items()}:
        raise ValueError("its variables are not those of this program")
    values = np.zeros(reader.column_count)
    for name, (_, places, amounts) in record.items():
        values[blocks[name].span][np.array(places, int)] = np.array(amounts, float)
    if not np.isfinite(values).all():
        raise ValueError("not all of its values are numbers")
    return values


def _broken(matrix: Matrix, values: Array) -> str:
    """The most violated rule of the program; empty if all hold."""
    rows = matrix.rows
    terms = rows.values * values[rows.columns]
    activity = np.bincount(rows.row, terms, rows.count)
    size = np.ones(rows.count)
    np.maximum.at(size, rows.row, np.abs(terms))
    over = np.maximum(activity - matrix.row_upper, matrix.row_lower - activity) / size
    for name, block in matrix.constraints.items():
        if block.size and over[block.span].max() > ROOM:
            key = block.keys[int(over[block.span].argmax())]
            return f"{name}: the stored values break it at {key}"
    size = np.maximum(1.0, np.abs(values))
    off = np.maximum(values - matrix.upper, matrix.lower - values) / size
    off[matrix.integer] = np.maximum(off, np.abs(values - np.round(values)))[matrix.integer]
    for name, block in matrix.variables.items():
        if block.size and off[block.span].max() > ROOM:
            return f"{name}: the stored value at {block.keys[int(off[block.span].argmax())]} is not possible"
    return ""


def _information(record: Json) -> dict[str, float]:
    """The value of information. Raises ValueError if a figure is none of it."""
    figures = {str(name): float(value) for name, value in record["information"].items()}
    if not figures.keys() <= FIGURES:
        raise ValueError(f"{', '.join(figures.keys() - FIGURES)} is no figure of a plan")
    return figures


def _with_found(plan: Plan, record: Json) -> dict[str, Any]:
    """The frames, with marginal costs and results of other solves."""
    frames = dict(plan.frames)
    if "limits" in frames:
        marginal = [float(row) for row in record["marginal costs"]]
        if not all(math.isfinite(row) and row >= 0 for row in marginal):
            raise ValueError("a marginal cost is not a number of at least 0")
        frames["limits"] = frames["limits"].assign(marginal_cost=marginal)
    if any(row is not None for row in record["references"]):
        frames["branches"] = frames["branches"].assign(reference_cost=[_cost(row) for row in record["references"]])
    if record["without"] is not None:
        nothing = known_without(_frame_of(record["without"], WITHOUT_SIDE))
        frames[WITHOUT] = beside(nothing, plan)
    if record["breaches"] is not None:
        frames[BREACHES] = _breaches(_frame_of(record["breaches"], list(BREACHED)))
    if record.get("futures") is not None:
        frames[FUTURES] = futures_frame(futures_of_frame(_frame_of(record["futures"], list(IN_FUTURES))))
    if record["months"] is not None:
        frames[BY_MONTHS] = frame_of(record["months"], plan)
    return frames


def _none_if_nan(cost: float) -> float | None:
    return None if math.isnan(cost) else cost


def _cost(recorded: float | None) -> float:
    """A cost that may not be known. Raises ValueError if it is infinite."""
    cost = math.nan if recorded is None else float(recorded)
    if math.isinf(cost):
        raise ValueError("a cost if nothing happens is infinite")
    return cost


def _breaches(frame: pd.DataFrame) -> pd.DataFrame:
    """Limits that are breached without the plan. Raises ValueError if a line cannot be one."""
    senses, figures = set(frame["sense"]), [*frame["value"], *frame["actual"]]
    if not (senses <= {AT_LEAST, AT_MOST} and all(map(math.isfinite, figures)) and all(frame["times"] >= 1)):
        raise ValueError("a limit that is breached without the plan has no such value")
    return frame


def _frame_of(record: Json, columns: list[str]) -> pd.DataFrame:
    """The frame of a record. Raises ValueError if it has other columns."""
    if list(record) != columns:
        raise ValueError(f"its columns are {', '.join(record)}")
    return pd.DataFrame({name: pd.array(_cells(kind, values), dtype=kind) for name, (kind, values) in record.items()})


def _cells(kind: str, values: list[Any]) -> list[Any]:
    if kind in TEXTS:
        return values
    return [math.nan if value is None and kind.startswith("float") else value for value in values]


# ----------------------------------------------------------------------------------------------------------------------
# Plans and tables as plain JSON and back, so that reading a file runs no code.


Json = Any

SAID = tuple(column.attribute for column in EVERYWHERE)
"""Fields of a row that no solve depends on (all of its rows are in use),"""
PLACE = ("line", "cells")
"""and those that name a place in a file."""

PLAIN = ("outcome", "objective", "bound", "seconds")


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
    values = {field.name: getattr(row, field.name) for field in dataclasses.fields(row) if field.name not in without}
    return {name: _value_record(value) for name, value in values.items()}


def _value_record(value: Any) -> Json:
    if isinstance(value, ByYear):
        return {"by year": [[year, figure] for year, figure in value.points]}
    return dict(value) if isinstance(value, Mapping) else value


def tables_of(record: Json) -> Tables:
    """The tables of a record."""
    load()
    classes = {sheet.name: row_class for row_class, sheet in SHEET_OF.items()}
    rows = [_row_of(classes[name], line) for name, lines in record.items() for line in lines]
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
    record = {name: plain(getattr(plan, name)) for name in PLAIN} | {
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

    stored = tables_of(record["tables"])
    tables_used = stored if tables is None else tables
    plan = rebuilt(record, tables_used, stored) if "values" in record else _sketched(record, tables_used)
    if record["outcome"] not in ENDS:
        raise ValueError(f"'{record['outcome']}' is no way in which a search ends")
    return dataclasses.replace(
        plan,
        outcome=record["outcome"],
        seconds=float(record["seconds"]),
        statistics=dict(record["statistics"]),
        asked={name: float(item) for name, item in record["asked"].items()},
        source=None if record["source"] is None else _source(record["source"]),
        learned=Learned.unpacked(b64decode(record["learned"])) if record["learned"] else None,
        audit=tuple(AuditLine(**check) for check in record["audit"]),
    )


def _source(record: Json) -> Source:
    """Raises ValueError if a part of it is no text."""
    if not all(isinstance(item, str) for item in record.values()):
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
