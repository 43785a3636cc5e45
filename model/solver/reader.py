"""Pyomo model → arrays for HiGHS, one constraint family at a time.

Pyomo can run a rule once on placeholders instead of once an index (a *template*). Such a template is read here for all
its indices together: an index becomes an integer array, ``m.ship[a, n]`` a look-up of column numbers, and ``sum(... for
a in m.ARRIVALS[i, k])`` a ragged repeat. Rules that a template cannot express (an ``if``, a ``Skip``) are built by
Pyomo a row at a time and read by their standard representation, so that every Pyomo rule works and the usual ones are
fast. See docs/decisions/0003-hand-over-by-templates.md for the measurements.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

import numpy as np
from pyomo.core import Param, Var
from pyomo.core.base.global_set import UnindexedComponent_set
from pyomo.core.base.set import SetProduct
from pyomo.core.expr import numeric_expr, template_expr
from pyomo.repn import generate_standard_repn

from model.families.common.given import GivenParam, GivenSet
from model.families.common.templates import UnreadableTemplate, members_width, template_of
from model.solver.arrays import Array, Frame, IndexedBlock, LinearRows, LinearTerms, Lookup, stack

_NUMBERS = {int, float, bool, np.float64, np.int64, np.int32}

PORTION = 2**16
"""Rows of a template that are evaluated together."""


def _width(members: list[Any]) -> int:
    return len(members[0]) if members and isinstance(members[0], tuple) else 1


def members_at(index_set: Any, positions: Array) -> list[tuple[Any, ...]]:
    """Members of a Pyomo Set at some positions, without going through a product of sets."""
    parts = list(index_set.subsets()) if isinstance(index_set, SetProduct) else [index_set]
    members = [[label if isinstance(label, tuple) else (label,) for label in part] for part in parts]
    at = np.unravel_index(positions, [len(member) for member in members])
    columns = [[part[place] for place in places.tolist()] for part, places in zip(members, at, strict=True)]
    return [tuple(chain.from_iterable(keys)) for keys in zip(*columns, strict=True)]


class Reader:
    """Reads the rules of one Pyomo model as arrays. Columns are numbered Var by Var, in the order of declaration."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self._code: dict[Any, int] = {}
        self._set_codes: dict[int, Array] = {}
        self._lookups: dict[int, Lookup] = {}
        self._params: dict[int, tuple[Lookup, list[Any], Any]] = {}
        self._param_arrays: dict[tuple[int, str], Array] = {}
        self._members: dict[int, tuple[Lookup, Array, Array]] = {}
        self._keep: list[Any] = []
        self.variables: dict[str, IndexedBlock] = {}
        self.constraints: dict[str, IndexedBlock] = {}
        """Once the matrix has been read."""
        self._start: dict[int, int] = {}
        self._data_columns: dict[int, int] | None = None
        start = 0
        for var in model.component_objects(Var, active=True):
            size = len(self.codes_of(var.index_set()))
            block = self.variables[var.name] = IndexedBlock(var.name, start, size, var.index_set())
            self._start[id(var)] = start
            start = block.stop
        self.column_count = start

    def forget(self) -> None:
        """Discard cached look-ups; they are repeated when needed."""
        for cache in (self._set_codes, self._lookups, self._params, self._param_arrays, self._members):
            cache.clear()
        self._keep.clear()

    # --- index sets as integer codes ---------------------------------------------------------------

    def _encode(self, labels: list[Any]) -> Array:
        """The integer that stands for each label, a new one for a label not seen before."""
        code = self._code
        for label in set(labels).difference(code):
            code[label] = len(code)
        return np.fromiter(map(code.__getitem__, labels), dtype=np.int32, count=len(labels))

    def codes_of(self, index_set: Any) -> Array:
        """Codes of a Pyomo Set's members, shape (members, dimensions)."""
        codes_so_far = self._set_codes.get(id(index_set))
        if codes_so_far is not None:
            return codes_so_far
        if index_set is UnindexedComponent_set:
            codes = np.zeros((1, 0), dtype=np.int32)
        elif isinstance(index_set, SetProduct):
            codes = np.zeros((1, 0), dtype=np.int32)
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
        flat = self._encode(list(chain.from_iterable(members)))
        return flat.reshape(len(members), width)

    def by_last_label(self, index_set: Any, numbers: Mapping[Any, int], default: int) -> Array:
        """For each member of a Pyomo Set the number of its last label, without making the members."""
        codes = self.codes_of(index_set)
        if not codes.shape[1]:
            return np.full(len(codes), default)
        of_code = np.full(len(self._code), default)
        for label, number in numbers.items():
            if label in self._code:
                of_code[self._code[label]] = number
        return of_code[codes[:, -1]]

    def _lookup(self, owner: Any, codes: Array) -> Lookup:
        lookup = self._lookups.get(id(owner))
        if lookup is None:
            lookup = self._lookups[id(owner)] = Lookup(codes, len(self._code))
        return lookup

    def _members_of(self, indexed_set: Any) -> tuple[Lookup, Array, Array]:
        """(look-up of the index, first member of each, member codes) of a Set indexed by a Set."""
        so_far = self._members.get(id(indexed_set))
        if so_far is None:
            if isinstance(indexed_set, GivenSet):
                keys, sets = list(indexed_set.given), list(indexed_set.given.values())
            else:
                keys = list(indexed_set._data)
                sets = [list(indexed_set._data[key].ordered_data()) for key in keys]
            dimensions = members_width(indexed_set)
            index = self._entry_codes(indexed_set, keys)
            members = self._encode_members(list(chain.from_iterable(sets)), dimensions)
            first = np.zeros(len(keys) + 1, np.int64)
            np.cumsum([len(index_set) for index_set in sets], out=first[1:])
            so_far = self._members[id(indexed_set)] = (Lookup(index, len(self._code)), first, members)
        return so_far

    # --- walking an expression ---------------------------------------------------------------------

    def linear(self, expression: Any, indices: Iterable[Any], codes: Array) -> LinearRows:
        """Rows of a template expression for every index tuple in codes, in portions: the terms of a row take several
        times the memory of its coefficients."""
        portions, placeholders = [], list(indices)
        for first in range(0, len(codes) or 1, PORTION):
            part = codes[first : first + PORTION]
            terms = LinearTerms(len(part))
            frame = Frame(len(part), None, {id(t): part[:, d] for d, t in enumerate(placeholders)})
            self._walk(expression, frame, np.ones(1), terms)
            portions.append(terms.compress(self.column_count))
        return portions[0] if len(portions) == 1 else stack(portions)

    def rows_of(self, rule: Any, index_set: Any) -> LinearRows:
        """Rows of ``rule(model, *index)`` over a Pyomo Set, run once on placeholders if possible."""
        try:
            expression, indices = template_of(self.model, lambda block, index: rule(block, *index), index_set)
            return self.linear(expression, indices, self.codes_of(index_set))
        except (KeyError, IndexError, TypeError) as error:  # a rule asks for what is not there
            error.add_note(f"in the rule '{getattr(rule, '__name__', rule)}'")
            raise
        except UnreadableTemplate:
            members = [member if isinstance(member, tuple) else (member,) for member in index_set]
            return self.plain([rule(self.model, *member) for member in members])

    def _walk(self, node: Any, frame: Frame, factor: Array, terms: LinearTerms) -> None:
        """Add factor × node to the terms of the frame's rows."""
        kind = node.__class__
        if kind in _NUMBERS or not node.is_potentially_variable():
            terms.add_constant(frame, factor * self.value(node, frame))
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
            self._walk(right, frame, factor * self.value(left, frame), terms)
        elif isinstance(node, numeric_expr.DivisionExpression):
            over = node.args[1]
            if over.__class__ not in _NUMBERS and over.is_potentially_variable():
                raise UnreadableTemplate("a division by a variable")
            self._walk(node.args[0], frame, factor / self.value(over, frame), terms)
        elif kind is template_expr.TemplateSumExpression:
            inner, origin = self._expand(node, frame)
            self._walk(node.template_args()[0], inner, factor if len(factor) == 1 else factor[origin], terms)
        elif node.is_variable_type():
            terms.add(frame, np.full(frame.size, self._start[id(node.parent_component())]), factor)
        else:
            raise UnreadableTemplate(kind.__name__)

    def _expand(self, node: Any, frame: Frame) -> tuple[Frame, Array]:
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
            frame = Frame(len(repeat), frame.rows()[repeat], indices)
            origin = origin[repeat]
        return frame, origin

    def _index(self, parts: Iterable[Any], frame: Frame) -> Array:
        """Codes of an index tuple, shape (rows, dimensions)."""
        columns = [self._label(part, frame) for part in parts]
        return np.stack(columns, axis=1) if columns else np.zeros((frame.size, 0), np.int32)

    def _label(self, node: Any, frame: Frame) -> Array:
        if node.__class__ is template_expr.IndexTemplate:
            return frame.indices[id(node)]
        if isinstance(node, template_expr.GetItemExpression):
            return self._parameter(node, frame, "label")
        if node.__class__ in _NUMBERS or isinstance(node, str):
            return np.full(frame.size, self._code.setdefault(node, len(self._code)), np.int32)
        raise UnreadableTemplate("a computed index")

    def _column(self, node: Any, frame: Frame) -> Array:
        component = node.args[0]
        start = self._start.get(id(component))
        if start is None:
            raise UnreadableTemplate(f"{component} is not a variable of the model")
        lookup = self._lookup(component, self.codes_of(component.index_set()))
        where = lookup(self._index(node.args[1:], frame))
        if len(where) and where.min() < 0:
            raise KeyError(f"{component.name} has no entry for some index it is asked for")
        return where + start

    def value(self, node: Any, frame: Frame) -> Array:
        """Numbers of an expression without variables: one a row, or one for all."""
        kind = node.__class__
        if kind in _NUMBERS:
            return np.array([float(node)])
        if isinstance(node, template_expr.GetItemExpression):
            return self._parameter(node, frame, "number")
        if isinstance(node, numeric_expr.SumExpression):
            return np.asarray(sum((self.value(part, frame) for part in node.args[1:]), self.value(node.args[0], frame)))
        if isinstance(node, numeric_expr.NegationExpression):
            return -self.value(node.args[0], frame)
        if isinstance(node, numeric_expr.ProductExpression):
            return self.value(node.args[0], frame) * self.value(node.args[1], frame)
        if isinstance(node, numeric_expr.DivisionExpression):
            return self.value(node.args[0], frame) / self.value(node.args[1], frame)
        if kind is template_expr.TemplateSumExpression:
            inner, origin = self._expand(node, frame)
            values = np.broadcast_to(self.value(node.template_args()[0], inner), inner.size)
            return np.bincount(origin, values, minlength=frame.size)
        if node.is_parameter_type():
            return np.array([float(node.value)])
        raise UnreadableTemplate(kind.__name__)

    def _parameter(self, node: Any, frame: Frame, what: str) -> Array:
        param = node.args[0]
        if not isinstance(param, Param):
            raise UnreadableTemplate(f"{param} is not a parameter")
        so_far = self._params.get(id(param))
        if so_far is None:
            entries = param.given if isinstance(param, GivenParam) else dict(param.sparse_items())
            default = param._default_val if param._default_val is not Param.NoValue else None
            index = self._entry_codes(param, list(entries))
            so_far = self._params[id(param)] = (Lookup(index, len(self._code)), list(entries.values()), default)
        lookup, values, default = so_far
        array = self._param_arrays.get((id(param), what))
        if array is None:
            ending = [0.0 if default is None else default]
            listed = values + ending
            array = self._encode(listed) if what == "label" else np.array(listed, dtype=float)
            self._param_arrays[id(param), what] = array
        where = lookup(self._index(node.args[1:], frame))
        if default is None and len(where) and where.min() < 0:
            raise KeyError(f"{param.name} has no value for some index it is asked for")
        return array[where]

    def _entry_codes(self, component: Any, entries: list[Any]) -> Array:
        """Codes of a component's entries: those of its index set if it has an entry for each index."""
        index_set = component.index_set()
        if len(entries) == len(index_set):
            codes = self.codes_of(index_set)
            if entries == list(index_set):
                return codes
        return self._encode_members(entries, index_set.dimen)

    # --- rows that no template can say -------------------------------------------------------------

    def plain(self, expressions: list[Any]) -> LinearRows:
        """Rows of ordinary Pyomo expressions, one at a time."""
        if self._data_columns is None and expressions:
            self._data_columns = {}
            for name, block in self.variables.items():
                var = self.model.find_component(name)
                for position, key in enumerate(block.keys):
                    self._data_columns[id(var[key])] = block.start + position
        columns_so_far = self._data_columns or {}
        terms = LinearTerms(len(expressions))
        for row, expression in enumerate(expressions):
            standard = generate_standard_repn(expression, compute_values=True, quadratic=False)
            if standard.nonlinear_expr is not None:
                raise ValueError("a constraint or cost is not linear")
            terms.constants[row] = standard.constant
            columns = [columns_so_far[id(v)] for v in standard.linear_vars]
            size = len(columns)
            terms.parts.append(
                (np.full(size, row), np.array(columns, np.int64), np.array(standard.linear_coefs, float))
            )
        return terms.compress(self.column_count)
