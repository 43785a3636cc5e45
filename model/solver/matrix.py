"""Pyomo model → arrays for HiGHS, one constraint family at a time.

Pyomo can run a rule once on placeholders instead of once an index (a *template*). Such a template is read here for
all its indices together: an index becomes an integer array, ``m.ship[a, n]`` a look-up of column numbers, and
``sum(... for a in m.ARRIVALS[i, k])`` a ragged repeat. What a template cannot say (an ``if``, a ``Skip``) is built by
Pyomo a row at a time and read by its standard representation, so that every Pyomo rule works and the usual ones are
fast. See docs/decisions/0003-hand-over-by-templates.md for the measurements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import numpy as np
from pyomo.core.base import constraint as pyomo_constraint
from pyomo.core.base import objective as pyomo_objective
from pyomo.core.base.set import IndexedSet, SetProduct
from pyomo.core.expr import numeric_expr, relational_expr, template_expr
from pyomo.environ import Constraint, Objective, Param, Set, Var, minimize
from pyomo.repn import generate_standard_repn

Array = np.ndarray[Any, Any]


class UnreadableTemplate(Exception):
    """A template holds something that this reader does not know; the rule is then built row by row."""


@contextmanager
def templates(enabled: bool = True) -> Iterator[None]:
    """Within this context Pyomo runs each rule once, on placeholders."""
    before = pyomo_constraint.TEMPLATIZE_CONSTRAINTS, pyomo_objective.TEMPLATIZE_OBJECTIVES
    pyomo_constraint.TEMPLATIZE_CONSTRAINTS = pyomo_objective.TEMPLATIZE_OBJECTIVES = enabled
    template_expr._reduce_template_to_component = _component_of
    try:
        yield
    finally:
        pyomo_constraint.TEMPLATIZE_CONSTRAINTS, pyomo_objective.TEMPLATIZE_OBJECTIVES = before
        template_expr._reduce_template_to_component = _PYOMO_COMPONENT_OF


_PYOMO_COMPONENT_OF = template_expr._reduce_template_to_component


def _component_of(expression: Any) -> Any:
    """What Pyomo asks a template for before it sums over ``m.SET[...]``: only how many labels its members have.

    Pyomo itself looks for an example of an index, and finds none where the index comes from another such sum.
    """
    if isinstance(expression, template_expr.GetItemExpression) and isinstance(expression.args[0], IndexedSet):
        return SimpleNamespace(dimen=_members_width(expression.args[0]))
    return _PYOMO_COMPONENT_OF(expression)


def _members_width(indexed_set: Any) -> Any:
    """How many labels a member of an indexed set has, as it was declared."""
    return indexed_set._init_dimen(indexed_set.parent_block(), None)


@dataclass(frozen=True)
class Block:
    """Consecutive columns of one Var, or rows of one Constraint."""

    name: str
    start: int
    size: int
    index_set: Any

    @cached_property
    def keys(self) -> list[Any]:
        """Index of each column or row, in order."""
        return list(self.index_set)

    @property
    def stop(self) -> int:
        return self.start + self.size

    @property
    def span(self) -> slice:
        return slice(self.start, self.stop)


@dataclass(frozen=True)
class Rows:
    """Linear expressions, one a row: ``constant[r] + Σ value · x[column]``, compressed by row."""

    starts: Array
    columns: Array
    values: Array
    constants: Array

    def at(self, x: Array) -> Array:
        """Value of each row at the point x."""
        if not len(self.columns):
            return self.constants.copy()
        row = np.repeat(np.arange(len(self.constants)), np.diff(self.starts))
        return self.constants + np.bincount(row, self.values * x[self.columns], minlength=len(self.constants))


@dataclass
class Matrix:
    """min offset + cost·x  over  row_lower ≤ A x ≤ row_upper, lower ≤ x ≤ upper, x[integer] whole."""

    cost: Array
    offset: float
    lower: Array
    upper: Array
    integer: Array
    rows: Rows
    row_lower: Array
    row_upper: Array
    variables: dict[str, Block] = field(default_factory=dict)
    constraints: dict[str, Block] = field(default_factory=dict)

    @property
    def nonzeros(self) -> int:
        return len(self.rows.values)

    def column_name(self, column: int) -> str:
        return _name_of(self.variables, column)

    def row_name(self, row: int) -> str:
        return _name_of(self.constraints, row)


def _name_of(blocks: dict[str, Block], number: int) -> str:
    for block in blocks.values():
        if block.start <= number < block.stop:
            return f"{block.name}[{block.keys[number - block.start]}]"
    raise IndexError(number)


class _Lookup:
    """Position of an index tuple among given ones, for whole arrays of tuples (integer codes, n × d)."""

    def __init__(self, codes: Array, labels: int) -> None:
        self.size, dimensions = codes.shape
        self.ranks: list[Array] = []
        self.cardinalities: list[int] = []
        for d in range(dimensions):
            rank = np.full(labels, -1, dtype=np.int64)
            unique = np.unique(codes[:, d])
            rank[unique] = np.arange(len(unique))
            self.ranks.append(rank)
            self.cardinalities.append(len(unique))
        keys, _ = self._keys(codes)
        possible = int(np.prod([float(c) for c in self.cardinalities], initial=1.0))
        self.table: Array | None = None
        if possible <= 8 * self.size + 1024:
            self.table = np.full(possible, -1, dtype=np.int64)
            self.table[keys] = np.arange(self.size)
        else:
            if possible > 2**62:
                raise UnreadableTemplate("index set too wide")
            self.order = np.argsort(keys, kind="stable")
            self.sorted = keys[self.order]

    def _keys(self, codes: Array) -> tuple[Array, Array]:
        """One integer a tuple, and whether every part of the tuple occurs at all."""
        keys = np.zeros(len(codes), dtype=np.int64)
        known = np.ones(len(codes), dtype=bool)
        for d, (rank, cardinality) in enumerate(zip(self.ranks, self.cardinalities, strict=True)):
            code = codes[:, d]
            part = np.where(code < len(rank), rank[np.minimum(code, len(rank) - 1)], -1) if len(rank) else code - code - 1
            known &= part >= 0
            keys = keys * cardinality + part
        return keys, known

    def __call__(self, codes: Array) -> Array:
        """Positions of the given tuples, −1 where absent."""
        if not self.size:
            return np.full(len(codes), -1, dtype=np.int64)
        keys, known = self._keys(codes)
        keys = np.where(known, keys, 0)
        if self.table is not None:
            position = self.table[keys]
        else:
            place = np.minimum(np.searchsorted(self.sorted, keys), self.size - 1)
            position = np.where(self.sorted[place] == keys, self.order[place], -1)
        return np.where(known, position, -1)


@dataclass
class _Frame:
    """Rows under evaluation: what each index placeholder stands for in each of them."""

    size: int
    row: Array | None  # None: the identity
    indices: dict[int, Array]

    def rows(self) -> Array:
        return np.arange(self.size) if self.row is None else self.row


class _Terms:
    """Collects coefficients while an expression is walked."""

    def __init__(self, rows: int) -> None:
        self.constants = np.zeros(rows)
        self.parts: list[tuple[Array, Array, Array]] = []

    def add_constant(self, frame: _Frame, values: Array) -> None:
        if frame.row is None:
            self.constants += values
        else:
            self.constants += np.bincount(frame.row, np.broadcast_to(values, frame.size), minlength=len(self.constants))

    def add(self, frame: _Frame, columns: Array, values: Array) -> None:
        self.parts.append((frame.rows(), columns, np.broadcast_to(values, frame.size)))

    def compress(self, column_count: int) -> Rows:
        """Sort by row and column, add up what falls on one place, drop zeros."""
        count = len(self.constants)
        if not self.parts:
            return Rows(np.zeros(count + 1, np.int64), np.zeros(0, np.int64), np.zeros(0), self.constants)
        row, column, value = (np.concatenate(part) for part in zip(*self.parts, strict=True))
        place = row * column_count + column
        order = np.argsort(place, kind="stable")
        place, value = place[order], value[order]
        first = np.empty(len(place), dtype=bool)
        first[:1] = True
        np.not_equal(place[1:], place[:-1], out=first[1:])
        if not first.all():
            value = np.add.reduceat(value, np.flatnonzero(first))
            place = place[first]
        keep = value != 0
        if not keep.all():
            place, value = place[keep], value[keep]
        row, column = np.divmod(place, column_count)
        starts = np.zeros(count + 1, np.int64)
        np.cumsum(np.bincount(row, minlength=count), out=starts[1:])
        return Rows(starts, column, value, self.constants)


def _stack(blocks: list[Rows]) -> Rows:
    starts, shift = [np.zeros(1, np.int64)], 0
    for block in blocks:
        starts.append(block.starts[1:] + shift)
        shift += len(block.values)
    return Rows(
        np.concatenate(starts),
        np.concatenate([b.columns for b in blocks] or [np.zeros(0, np.int64)]),
        np.concatenate([b.values for b in blocks] or [np.zeros(0)]),
        np.concatenate([b.constants for b in blocks] or [np.zeros(0)]),
    )


class Reader:
    """Reads the rules of one Pyomo model as arrays. Columns are numbered Var by Var, in the order of declaration."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self._code: dict[Any, int] = {}
        self._set_codes: dict[int, Array] = {}
        self._lookups: dict[int, _Lookup] = {}
        self._params: dict[int, tuple[_Lookup, list[Any], Any]] = {}
        self._param_arrays: dict[tuple[int, str], Array] = {}
        self._members: dict[int, tuple[_Lookup, Array, Array]] = {}
        self._keep: list[Any] = []
        self.variables: dict[str, Block] = {}
        self._start: dict[int, int] = {}
        self._data_columns: dict[int, int] | None = None
        start = 0
        for var in model.component_objects(Var, active=True):
            size = len(self.codes_of(var.index_set()))
            block = self.variables[var.name] = Block(var.name, start, size, var.index_set())
            self._start[id(var)] = start
            start = block.stop
        self.column_count = start

    # --- index sets as integer codes ---------------------------------------------------------------

    def _encode(self, labels: Iterable[Any]) -> Array:
        code = self._code
        return np.fromiter((code.setdefault(label, len(code)) for label in labels), dtype=np.int64)

    def codes_of(self, index_set: Any) -> Array:
        """Codes of a Pyomo Set's members, shape (members, dimensions)."""
        known = self._set_codes.get(id(index_set))
        if known is not None:
            return known
        if not index_set.is_indexed() and index_set.dimen == 0:
            codes = np.zeros((1, 0), dtype=np.int64)
        elif isinstance(index_set, SetProduct):
            codes = np.zeros((1, 0), dtype=np.int64)
            for subset in index_set.subsets():
                part = self.codes_of(subset)
                codes = np.hstack([np.repeat(codes, len(part), axis=0), np.tile(part, (len(codes), 1))])
        else:
            codes = self._encode_members(list(index_set), index_set.dimen)
        self._set_codes[id(index_set)] = codes
        self._keep.append(index_set)
        return codes

    def _encode_members(self, members: list[Any], dimensions: Any) -> Array:
        width = dimensions if isinstance(dimensions, int) else _width(members)
        if width == 1:
            return self._encode(members).reshape(-1, 1)
        flat = self._encode(label for member in members for label in member)
        return flat.reshape(len(members), width)

    def _lookup(self, owner: Any, codes: Array) -> _Lookup:
        lookup = self._lookups.get(id(owner))
        if lookup is None:
            lookup = self._lookups[id(owner)] = _Lookup(codes, len(self._code))
        return lookup

    def _members_of(self, indexed_set: Any) -> tuple[_Lookup, Array, Array]:
        """(look-up of the index, first member of each, member codes) of a Set indexed by a Set."""
        known = self._members.get(id(indexed_set))
        if known is None:
            keys = list(indexed_set._data)
            sets = [indexed_set._data[key].ordered_data() for key in keys]
            dimensions = _members_width(indexed_set)
            index = self._encode_members(keys, indexed_set.index_set().dimen)
            members = self._encode_members([member for each in sets for member in each], dimensions)
            first = np.zeros(len(keys) + 1, np.int64)
            np.cumsum([len(each) for each in sets], out=first[1:])
            known = self._members[id(indexed_set)] = (_Lookup(index, len(self._code)), first, members)
        return known

    # --- walking an expression ---------------------------------------------------------------------

    def linear(self, expression: Any, indices: Iterable[Any], codes: Array) -> Rows:
        """Rows of a template expression for every index tuple in codes."""
        terms = _Terms(len(codes))
        frame = _Frame(len(codes), None, {id(t): codes[:, d] for d, t in enumerate(indices)})
        self._walk(expression, frame, np.ones(1), terms)
        return terms.compress(self.column_count)

    def rows_of(self, rule: Any, index_set: Any) -> Rows:
        """Rows of ``rule(model, *index)`` over a Pyomo Set, run once on placeholders."""
        with templates():
            expression, indices = template_expr.templatize_rule(
                self.model, lambda block, index: rule(block, *index), index_set
            )
        return self.linear(expression, indices, self.codes_of(index_set))

    def _walk(self, node: Any, frame: _Frame, factor: Array, terms: _Terms) -> None:
        """Add factor × node to the terms of the frame's rows."""
        kind = node.__class__
        if kind in _NUMBERS or not node.is_potentially_variable():
            terms.add_constant(frame, factor * self._value(node, frame))
        elif kind is template_expr.Numeric_GetItemExpression:
            terms.add(frame, self._column(node, frame), factor)
        elif isinstance(node, numeric_expr.SumExpression):
            for part in node.args:
                self._walk(part, frame, factor, terms)
        elif isinstance(node, numeric_expr.NegationExpression):
            self._walk(node.args[0], frame, -factor, terms)
        elif isinstance(node, numeric_expr.ProductExpression):
            left, right = node.args
            if right.__class__ in _NUMBERS or not right.is_potentially_variable():
                left, right = right, left
            if left.__class__ not in _NUMBERS and left.is_potentially_variable():
                raise UnreadableTemplate("a product of variables")
            self._walk(right, frame, factor * self._value(left, frame), terms)
        elif isinstance(node, numeric_expr.DivisionExpression):
            over = node.args[1]
            if over.__class__ not in _NUMBERS and over.is_potentially_variable():
                raise UnreadableTemplate("a division by a variable")
            self._walk(node.args[0], frame, factor / self._value(over, frame), terms)
        elif kind is template_expr.TemplateSumExpression:
            inner, origin = self._expand(node, frame)
            self._walk(node.template_args()[0], inner, factor if len(factor) == 1 else factor[origin], terms)
        elif node.is_variable_type():
            terms.add(frame, np.full(frame.size, self._start[id(node.parent_component())]), factor)
        else:
            raise UnreadableTemplate(kind.__name__)

    def _expand(self, node: Any, frame: _Frame) -> tuple[_Frame, Array]:
        """The frame in which every row is repeated for every member that the sum runs over."""
        origin = np.arange(frame.size)
        for group in sorted(node.template_iters(), key=lambda group: group[0]._group):  # outermost first
            over = group[0]._set
            if over.is_expression_type():
                lookup, first, members = self._members_of(over.args[0])
                where = lookup(self._index(over.args[1:], frame))
                begin = np.where(where >= 0, first[where], 0)
                count = np.where(where >= 0, first[where + 1] - begin, 0)
            else:
                members = self.codes_of(over)
                begin = np.zeros(frame.size, np.int64)
                count = np.full(frame.size, len(members))
            repeat = np.repeat(np.arange(frame.size), count)
            offset = np.arange(len(repeat)) - np.repeat(np.cumsum(count) - count, count)
            member = members[begin[repeat] + offset]
            indices = {key: code[repeat] for key, code in frame.indices.items()}
            indices |= {id(t): member[:, d] for d, t in enumerate(group)}
            frame = _Frame(len(repeat), frame.rows()[repeat], indices)
            origin = origin[repeat]
        return frame, origin

    def _index(self, parts: Iterable[Any], frame: _Frame) -> Array:
        """Codes of an index tuple, shape (rows, dimensions)."""
        columns = [self._label(part, frame) for part in parts]
        return np.stack(columns, axis=1) if columns else np.zeros((frame.size, 0), np.int64)

    def _label(self, node: Any, frame: _Frame) -> Array:
        if node.__class__ is template_expr.IndexTemplate:
            return frame.indices[id(node)]
        if isinstance(node, template_expr.GetItemExpression):
            return self._parameter(node, frame, "label")
        if node.__class__ in _NUMBERS or isinstance(node, str):
            return np.full(frame.size, self._code.setdefault(node, len(self._code)))
        raise UnreadableTemplate("a computed index")

    def _column(self, node: Any, frame: _Frame) -> Array:
        component = node.args[0]
        start = self._start.get(id(component))
        if start is None:
            raise UnreadableTemplate(f"{component} is not a variable of the model")
        lookup = self._lookup(component, self.codes_of(component.index_set()))
        where = lookup(self._index(node.args[1:], frame))
        if len(where) and where.min() < 0:
            raise KeyError(f"{component.name} has no entry for some index it is asked for")
        return where + start

    def _value(self, node: Any, frame: _Frame) -> Array:
        """Numbers of an expression without variables: one a row, or one for all."""
        kind = node.__class__
        if kind in _NUMBERS:
            return np.array([float(node)])
        if isinstance(node, template_expr.GetItemExpression):
            return self._parameter(node, frame, "number")
        if isinstance(node, numeric_expr.SumExpression):
            return np.asarray(sum((self._value(part, frame) for part in node.args[1:]), self._value(node.args[0], frame)))
        if isinstance(node, numeric_expr.NegationExpression):
            return -self._value(node.args[0], frame)
        if isinstance(node, numeric_expr.ProductExpression):
            return self._value(node.args[0], frame) * self._value(node.args[1], frame)
        if isinstance(node, numeric_expr.DivisionExpression):
            return self._value(node.args[0], frame) / self._value(node.args[1], frame)
        if kind is template_expr.TemplateSumExpression:
            inner, origin = self._expand(node, frame)
            values = np.broadcast_to(self._value(node.template_args()[0], inner), inner.size)
            return np.bincount(origin, values, minlength=frame.size)
        if node.is_parameter_type():
            return np.array([float(node.value)])
        raise UnreadableTemplate(kind.__name__)

    def _parameter(self, node: Any, frame: _Frame, what: str) -> Array:
        param = node.args[0]
        if not isinstance(param, Param):
            raise UnreadableTemplate(f"{param} is not a parameter")
        known = self._params.get(id(param))
        if known is None:
            values = dict(param.sparse_items())
            default = param._default_val if param._default_val is not Param.NoValue else None
            index = self._encode_members(list(values), param.index_set().dimen)
            known = self._params[id(param)] = (_Lookup(index, len(self._code)), list(values.values()), default)
        lookup, values, default = known
        array = self._param_arrays.get((id(param), what))
        if array is None:
            ending = [0.0 if default is None else default]
            read = self._encode if what == "label" else (lambda v: np.array(v, dtype=float))
            array = self._param_arrays[id(param), what] = read(values + ending)
        where = lookup(self._index(node.args[1:], frame))
        if default is None and len(where) and where.min() < 0:
            raise KeyError(f"{param.name} has no value for some index it is asked for")
        return array[where]

    # --- rows that no template can say -------------------------------------------------------------

    def plain(self, expressions: list[Any]) -> Rows:
        """Rows of ordinary Pyomo expressions, one at a time."""
        if self._data_columns is None:
            self._data_columns = {}
            for name, block in self.variables.items():
                var = self.model.find_component(name)
                for position, key in enumerate(block.keys):
                    self._data_columns[id(var[key])] = block.start + position
        terms = _Terms(len(expressions))
        for row, expression in enumerate(expressions):
            standard = generate_standard_repn(expression, compute_values=True, quadratic=False)
            if standard.nonlinear_expr is not None:
                raise ValueError("a constraint or cost is not linear")
            terms.constants[row] = standard.constant
            columns = [self._data_columns[id(v)] for v in standard.linear_vars]
            size = len(columns)
            terms.parts.append((np.full(size, row), np.array(columns, np.int64), np.array(standard.linear_coefs, float)))
        return terms.compress(self.column_count)


_NUMBERS = {int, float, bool, np.float64, np.int64, np.int32}


def _width(members: list[Any]) -> int:
    return len(members[0]) if members and isinstance(members[0], tuple) else 1


def _bounds_of(reader: Reader, var: Any, block: Block) -> tuple[Array, Array, Array]:
    """Lower bounds, upper bounds, whether whole numbers: for the columns of one Var."""
    size = block.size
    key = next(iter(block.index_set))
    first = var[key]
    domain_lower, domain_upper, step = first.domain.get_interval()
    lower = np.full(size, -np.inf if domain_lower is None else domain_lower)
    upper = np.full(size, np.inf if domain_upper is None else domain_upper)
    rule = var._rule_bounds
    if rule is not None:
        if rule.constant():
            low, high = rule(reader.model, key)
            sides = [None if side is None else np.array([float(side)]) for side in (low, high)]
        else:
            (low, high), indices = template_expr.templatize_rule(
                reader.model, lambda b, index: rule(b, index if len(index) > 1 else index[0]), var.index_set()
            )
            codes = reader.codes_of(var.index_set())
            frame = _Frame(size, None, {id(t): codes[:, d] for d, t in enumerate(indices)})
            sides = [None if side is None else reader._value(side, frame) for side in (low, high)]
        if sides[0] is not None:
            lower = np.maximum(lower, sides[0])
        if sides[1] is not None:
            upper = np.minimum(upper, sides[1])
    return lower, upper, np.full(size, step == 1)


def read_matrix(model: Any) -> tuple[Matrix, Reader]:
    """Arrays of a model, and the reader that can evaluate further rules (costs, reports) on the same columns.

    Raises ValueError if a rule is not linear.
    """
    with templates():
        return _read_matrix(model)


def _read_matrix(model: Any) -> tuple[Matrix, Reader]:
    reader = Reader(model)
    lower, upper = np.zeros(reader.column_count), np.zeros(reader.column_count)
    integer = np.zeros(reader.column_count, dtype=bool)
    for name, block in reader.variables.items():
        if block.size:
            var = model.find_component(name)
            lower[block.span], upper[block.span], integer[block.span] = _bounds_of(reader, var, block)

    blocks: list[Rows] = []
    constraints: dict[str, Block] = {}
    row_lower: list[Array] = []
    row_upper: list[Array] = []
    start = 0
    for component in model.component_objects(Constraint, active=True):
        keys, rows, low, high = _constraint(reader, component)
        constraints[component.name] = Block(component.name, start, len(keys), keys)
        start += len(keys)
        blocks.append(rows)
        row_lower.append(low - rows.constants)
        row_upper.append(high - rows.constants)

    cost, offset = _objective(reader, model)
    matrix = Matrix(
        cost=cost,
        offset=offset,
        lower=lower,
        upper=upper,
        integer=integer,
        rows=_stack(blocks),
        row_lower=np.concatenate(row_lower or [np.zeros(0)]),
        row_upper=np.concatenate(row_upper or [np.zeros(0)]),
        variables=reader.variables,
        constraints=constraints,
    )
    return matrix, reader


def _constraint(reader: Reader, component: Any) -> tuple[list[Any], Rows, Array, Array]:
    keys = list(component._data)
    if not keys:
        empty = np.zeros(0)
        return keys, reader.plain([]), empty, empty
    first = component._data[keys[0]]
    if isinstance(first, pyomo_constraint.TemplateDataMixin):
        expression, indices = first.template_expr()
        try:
            low, body, high = _sides(expression)
            rows = reader.linear(body, indices, reader.codes_of(component.index_set()))
            return keys, rows, np.full(len(keys), low), np.full(len(keys), high)
        except UnreadableTemplate:
            for data in component._data.values():
                _ = data.expr  # builds the ordinary row in place
    data = [component._data[key] for key in keys]
    triples = [row.to_bounded_expression(evaluate_bounds=True) for row in data]
    rows = reader.plain([body for _, body, _ in triples])
    low = np.array([-np.inf if low is None else low for low, _, _ in triples])
    high = np.array([np.inf if high is None else high for _, _, high in triples])
    return keys, rows, low, high


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
        if rule is None:
            raise UnreadableTemplate("an objective without a rule")
        expression, indices = template_expr.templatize_rule(model, rule, parent.index_set())
        rows = reader.linear(expression, indices, np.zeros((1, 0), np.int64))
    except (UnreadableTemplate, template_expr.TemplateExpressionError):
        rows = reader.plain([objectives[0].expr])
    cost = np.zeros(reader.column_count)
    cost[rows.columns] = sense * rows.values
    return cost, sense * float(rows.constants[0])


__all__ = ["Block", "Matrix", "Reader", "Rows", "Set", "read_matrix", "templates"]
