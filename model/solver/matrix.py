"""Pyomo model → Matrix, ready for HiGHS."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from pyomo.core import Constraint, Objective, Var, minimize
from pyomo.core.base import constraint as pyomo_constraint
from pyomo.core.base import objective as pyomo_objective
from pyomo.core.expr import relational_expr

from model.families.common.templates import (
    UnreadableTemplate,
    collector_off,
    has_template_only,
    template_of,
    templates,
    with_row_objects,
)
from model.solver.arrays import Array, Frame, IndexedBlock, LinearRows, Matrix, stack
from model.solver.reader import Reader


def _bounds_of(reader: Reader, var: Any, block: IndexedBlock) -> tuple[Array, Array, Array]:
    """Lower bounds, upper bounds, whether whole numbers: for the columns of one Var."""
    size = block.size
    key = next(iter(block.index_set))
    first = var[key]
    domain_lower, domain_upper, step = first.domain.get_interval()
    lower = np.full(size, -np.inf if domain_lower is None else domain_lower)
    upper = np.full(size, np.inf if domain_upper is None else domain_upper)
    least, most = _declared_bounds(reader, var, block)
    return np.maximum(lower, least), np.minimum(upper, most), np.full(size, step == 1)


def _declared_bounds(reader: Reader, var: Any, block: IndexedBlock) -> tuple[Array, Array]:
    """Lower and upper bounds that a Var was declared with: one each for all columns, or one a column."""
    rule = var._rule_bounds
    if rule is None:
        return np.array([-np.inf]), np.array([np.inf])
    if rule.constant():
        pairs = [rule(reader.model, None)]
    else:
        try:
            sides, indices = template_of(
                reader.model, lambda b, index: rule(b, index if len(index) > 1 else index[0]), var.index_set()
            )
            codes = reader.codes_of(var.index_set())
            frame = Frame(block.size, None, {id(t): codes[:, d] for d, t in enumerate(indices)})
            low, high = (side if side is None else reader.value(side, frame) for side in sides)
            return np.array([-np.inf]) if low is None else low, np.array([np.inf]) if high is None else high
        except UnreadableTemplate:
            pairs = [rule(reader.model, key) for key in block.keys]
    least = [-np.inf if low is None else low for low, _ in pairs]
    most = [np.inf if high is None else high for _, high in pairs]
    return np.array(least, float), np.array(most, float)


def read_matrix(model: Any, reader_class: type[Reader] = Reader) -> tuple[Matrix, Reader]:
    """Arrays of a model, and the reader that can evaluate further rules (costs, reports) on the same columns.

    Raises ValueError if a rule is not linear.
    """
    with templates(), collector_off():
        return _read_matrix(reader_class(model), model)


def read_current(model: Any) -> tuple[Matrix, Reader]:
    """Arrays and reader of a model in its present state: also with variables that were fixed or given other bounds,
    and rows that were switched off, since it was built."""
    fixed = [data for data in model.component_data_objects(Var, active=True) if data.fixed]
    for data in fixed:
        data.unfix()  # else Pyomo reads its part of a row as a constant
    try:
        matrix, reader = read_matrix(model)
    finally:
        for data in fixed:
            data.fix()
    lower, upper, integer = matrix.lower.copy(), matrix.upper.copy(), matrix.integer.copy()
    row_lower, row_upper = matrix.row_lower.copy(), matrix.row_upper.copy()
    for block in matrix.variables.values():
        touched = model.find_component(block.name)._data  # others have the bounds of their rule
        for at, key in enumerate(block.keys if touched else (), block.start):
            if (data := touched.get(key)) is not None:
                least, most = (data.value, data.value) if data.fixed else data.bounds
                lower[at], upper[at] = -np.inf if least is None else least, np.inf if most is None else most
                integer[at] = not data.is_continuous()
    for block in matrix.constraints.values():
        rows = model.find_component(block.name)._data  # none of a template: nothing was switched off
        for at, key in enumerate(block.keys if rows else (), block.start):
            if not rows[key].active:
                row_lower[at], row_upper[at] = -np.inf, np.inf
    return replace(matrix, lower=lower, upper=upper, integer=integer, row_lower=row_lower, row_upper=row_upper), reader


def _read_matrix(reader: Reader, model: Any) -> tuple[Matrix, Reader]:
    lower, upper = np.zeros(reader.column_count), np.zeros(reader.column_count)
    integer = np.zeros(reader.column_count, dtype=bool)
    for name, block in reader.variables.items():
        if block.size:
            var = model.find_component(name)
            lower[block.span], upper[block.span], integer[block.span] = _bounds_of(reader, var, block)

    blocks: list[LinearRows] = []
    constraints: dict[str, IndexedBlock] = {}
    row_lower: list[Array] = []
    row_upper: list[Array] = []
    start = 0
    for component in model.component_objects(Constraint, active=True):
        name, index = component.name, component.index_set() if has_template_only(component) else list(component._data)
        constraints[name] = IndexedBlock(name, start, len(index), index)
        if not len(index):
            continue
        try:
            rows, low, high = _constraint(reader, component)
        except Exception as error:
            error.add_note(f"in the constraint '{name}'")
            raise
        start += len(index)
        blocks.append(rows)
        row_lower.append(low - rows.constants)
        row_upper.append(high - rows.constants)

    reader.constraints = constraints
    cost, offset = _objective(reader, model)
    matrix = Matrix(
        cost=cost,
        offset=offset,
        lower=lower,
        upper=upper,
        integer=integer,
        rows=stack(blocks),
        row_lower=np.concatenate(row_lower or [np.zeros(0)]),
        row_upper=np.concatenate(row_upper or [np.zeros(0)]),
        variables=reader.variables,
        constraints=constraints,
    )
    return matrix, reader


def _constraint(reader: Reader, component: Any) -> tuple[LinearRows, Array, Array]:
    data = list(component._data.values())
    if all(isinstance(row, pyomo_constraint.TemplateDataMixin) for row in data):
        expression, indices = data[0].template_expr() if data else component.template
        try:
            least, body, most = _sides(expression)
            rows = reader.linear(body, indices, reader.codes_of(component.index_set()))
            return rows, np.full(rows.count, least), np.full(rows.count, most)
        except UnreadableTemplate:
            data = data or list(with_row_objects(component)._data.values())
    for row in data:
        _ = row.expr  # builds the ordinary row in place
    triples = [row.to_bounded_expression(evaluate_bounds=True) for row in data]
    rows = reader.plain([body for _, body, _ in triples])
    low = np.array([-np.inf if low is None else low for low, _, _ in triples])
    high = np.array([np.inf if high is None else high for _, _, high in triples])
    return rows, low, high


def _sides(expression: Any) -> tuple[float, Any, float]:
    """(lower, body, upper) of a relation, everything but constants moved into the body."""
    if isinstance(expression, relational_expr.EqualityExpression):
        left, right = expression.args
        return 0.0, left - right, 0.0
    if isinstance(expression, relational_expr.InequalityExpression):
        left, right = expression.args
        return -np.inf, left - right, 0.0
    raise UnreadableTemplate(type(expression).__name__)


def _objective(reader: Reader, model: Any) -> tuple[Array, float]:
    objectives = list(model.component_data_objects(Objective, active=True))
    if len(objectives) != 1:
        raise ValueError(f"a model has one objective, this one has {len(objectives)}")
    sense = 1.0 if objectives[0].sense == minimize else -1.0
    parent = objectives[0].parent_component()
    rule = parent.rule
    try:
        if not isinstance(objectives[0], pyomo_objective.TemplateDataMixin):
            raise UnreadableTemplate("an objective that was given, or looked at")
        expression, indices = template_of(model, rule, parent.index_set())
        rows = reader.linear(expression, indices, np.zeros((1, 0), np.int64))
    except UnreadableTemplate:
        rows = reader.plain([objectives[0].expr])
    cost = np.zeros(reader.column_count)
    cost[rows.columns] = sense * rows.values
    return cost, sense * float(rows.constants[0])
