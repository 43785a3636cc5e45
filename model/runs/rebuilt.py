"""Plans recomputed from their solution: a file keeps the values of the program's columns, and all tables follow.

Values that no solution determines are kept with it and taken unchecked: the bound, marginal costs, results of other
solves, and statistics of the search. Whoever shows them for a plan from a file must say so (``Plan.is_stored``).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from model.results.columns import BREACHED, IN_FUTURES
from model.results.evpi_vss import FIGURES
from model.results.futures import FUTURES, futures_frame, futures_of_frame
from model.results.months import BY_MONTHS, frame_of, series_of
from model.results.plan import EXPECTED, AuditFailed, Plan
from model.results.without import BREACHES, WITHOUT, beside, known_without
from model.scenario.limits import AT_LEAST, AT_MOST, Limit, in_order, with_value
from model.sheets.tables import Tables

if TYPE_CHECKING:
    from model.solver.arrays import Array, Matrix
    from model.solver.reader import Reader

Json = Any

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
        "references": [_known(outcome.reference_cost) for outcome in plan.outcomes],
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
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, (str, bool, int, float)):
        return value
    raise TypeError(f"a {type(value).__name__} cannot be kept")


def rebuilt(record: Json, tables: Tables, kept: Tables) -> Plan:
    """The plan of a record, with all statements of its search; ``kept`` has the tightened limits with a priority.
    Raises AuditFailed if the values break a row of the program, ValueError if the record is not one of this program."""
    from model.families.assemble import build_model
    from model.families.instance import read_instance
    from model.results.decisions import Ahead
    from model.results.plan import read_plan
    from model.solver.matrix import read_matrix
    from model.solver.solve import Solution
    from model.solver.termination import gap_of

    tables = _as_tight(tables, kept)
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


def _as_tight(tables: Tables, kept: Tables) -> Tables:
    tight = {row.limit: row.value for row in kept[Limit]}
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
    found = {str(name): float(value) for name, value in record["information"].items()}
    if not found.keys() <= FIGURES:
        raise ValueError(f"{', '.join(found.keys() - FIGURES)} is no figure of a plan")
    return found


def _with_found(plan: Plan, record: Json) -> dict[str, Any]:
    """The frames, with marginal costs and results of other solves."""
    frames = dict(plan.frames)
    if "limits" in frames:
        marginal = [float(each) for each in record["marginal costs"]]
        if not all(math.isfinite(each) and each >= 0 for each in marginal):
            raise ValueError("a marginal cost is not a number of at least 0")
        frames["limits"] = frames["limits"].assign(marginal_cost=marginal)
    if any(each is not None for each in record["references"]):
        frames["branches"] = frames["branches"].assign(reference_cost=[_cost(each) for each in record["references"]])
    if record["without"] is not None:
        known = known_without(_frame_of(record["without"], WITHOUT_SIDE))
        frames[WITHOUT] = beside(known, plan)
    if record["breaches"] is not None:
        frames[BREACHES] = _breaches(_frame_of(record["breaches"], list(BREACHED)))
    if record.get("futures") is not None:
        frames[FUTURES] = futures_frame(futures_of_frame(_frame_of(record["futures"], list(IN_FUTURES))))
    if record["months"] is not None:
        frames[BY_MONTHS] = frame_of(record["months"], plan)
    return frames


def _known(cost: float) -> float | None:
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
