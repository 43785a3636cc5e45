"""Pyomo's templates: a rule run once on placeholders, instead of once an index.

The switch is not public API of Pyomo, so pyproject.toml pins the minor version, and tests hold the matrix read from
templates against the one that Pyomo builds row by row.
"""

from __future__ import annotations

import gc
import inspect
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from types import SimpleNamespace
from typing import Any
from weakref import ref

from pyomo.core.base import constraint as pyomo_constraint
from pyomo.core.base import initializer as pyomo_initializer
from pyomo.core.base import objective as pyomo_objective
from pyomo.core.base.indexed_component import IndexedComponent
from pyomo.core.base.set import IndexedSet, _FiniteSetMixin
from pyomo.core.expr import template_expr


class UnreadableTemplate(Exception):
    """A template holds something that this reader does not know; the rule is then built row by row."""


_ONE_AT_A_TIME = threading.RLock()


@contextmanager
def templates(enabled: bool = True) -> Iterator[None]:
    """Within this context Pyomo runs each rule once, on placeholders; rules that do not allow it run once per index.
    One thread at a time is in it, as Pyomo's own functions are replaced."""
    with _ONE_AT_A_TIME:
        yield from _replaced(enabled)


def _replaced(enabled: bool) -> Iterator[None]:
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in _REPLACED]
    switches = pyomo_constraint.TEMPLATIZE_CONSTRAINTS, pyomo_objective.TEMPLATIZE_OBJECTIVES
    pyomo_constraint.TEMPLATIZE_CONSTRAINTS = pyomo_objective.TEMPLATIZE_OBJECTIVES = enabled
    for owner, name, ours in _REPLACED:
        setattr(owner, name, ours)
    template_expr._template_iter_context.thread = threading.get_ident()
    try:
        yield
    finally:
        pyomo_constraint.TEMPLATIZE_CONSTRAINTS, pyomo_objective.TEMPLATIZE_OBJECTIVES = switches
        for owner, name, theirs in before:
            setattr(owner, name, theirs)


def template_of(model: Any, rule: Callable[..., Any], index_set: Any) -> tuple[Any, tuple[Any, ...]]:
    """(expression, placeholders) of a rule run once. Raises UnreadableTemplate if it cannot run on placeholders."""
    try:
        with templates():
            expression, placeholders = template_expr.templatize_rule(model, rule, index_set)
    except Exception as error:  # a rule is any code: real errors show when it is run on an index
        raise UnreadableTemplate(str(error)) from error
    return expression, placeholders


_PYOMO_COMPONENT_OF = template_expr._reduce_template_to_component
_PYOMO_TEMPLATE_OF = template_expr.templatize_constraint
_PYOMO_CONSTRUCT = pyomo_constraint.Constraint.construct
_PYOMO_SUM = template_expr._template_iter_context.sum_template
_PYOMO_ITERATION = template_expr._template_iter_context.get_iter
_MEMBERS = [
    (kind, kind.__iter__)
    for kind in (_FiniteSetMixin, template_expr.GetItemExpression, template_expr.GetAttrExpression)
]
"""What Pyomo iterates over, and how it does so outside templates."""


def _component_of(expression: Any) -> Any:
    """The properties of ``m.SET[...]`` that Pyomo needs before summing over it: only how many labels its members have.

    Pyomo itself looks for an example of an index, and finds none where the index comes from another such sum.
    """
    if isinstance(expression, template_expr.GetItemExpression) and isinstance(expression.args[0], IndexedSet):
        return SimpleNamespace(dimen=members_width(expression.args[0]))
    if isinstance(expression, IndexedComponent):
        return expression
    return _PYOMO_COMPONENT_OF(expression)


def _constraint_template(constraint: Any) -> Any:
    """Pyomo's own, but a rule that fails on placeholders is run once an index instead; one without any, not at all."""
    if not len(constraint.index_set()):
        raise template_expr.TemplateExpressionError(None, "no rows")
    try:
        return _PYOMO_TEMPLATE_OF(constraint)
    except Exception as error:  # as in template_of
        raise template_expr.TemplateExpressionError(None, str(error)) from error


def _construct(constraint: Any, data: Any = None) -> None:
    """Pyomo's own, after which rows of a template are dropped: an object a row takes as much as its coefficients.

    The template is kept, and `with_row_objects` makes them again where they are asked for one by one.
    """
    _PYOMO_CONSTRUCT(constraint, data)
    first = next(iter(constraint._data.values()), None)
    if constraint.is_indexed() and isinstance(first, pyomo_constraint.TemplateConstraintData):
        constraint.template, constraint._data = first.template_expr(), {}


def with_row_objects(constraint: Any) -> Any:
    """The constraint with an object for each row, as Pyomo has it."""
    if has_template_only(constraint):
        row = partial(pyomo_constraint.TemplateConstraintData, constraint.template, ref(constraint))
        constraint._data = {index: row(index) for index in constraint.index_set()}
    return constraint


def count_rows(constraint: Any) -> int:
    """Number of rows of a constraint, made or not."""
    return len(constraint.index_set() if has_template_only(constraint) else constraint)


def has_template_only(constraint: Any) -> bool:
    """Whether a constraint has a template only, and no rows."""
    return hasattr(constraint, "template") and not constraint._data


def _sum(context: Any, values: Any, *start: Any) -> Any:
    """Pyomo's own, which takes the place of Python's ``sum`` for all threads: another one, such as that which draws
    progress, adds as ever."""
    if start or threading.get_ident() != context.thread:
        return template_expr._TemplateIterManager.builtin_sum(values, *start)
    return _PYOMO_SUM(context, values)


def _iteration(context: Any, over: Any) -> Any:
    """Pyomo's own, which yields placeholders to all threads: another one, such as that which reads a plan, gets the
    members."""
    if threading.get_ident() == context.thread:
        return _PYOMO_ITERATION(context, over)
    return next(own(over) for kind, own in _MEMBERS if isinstance(over, kind))


def _no_comparison(placeholder: Any, other: object) -> bool:
    """A placeholder is neither equal to a label nor different: a rule that compares is no template.

    Pyomo answers False if the label is a text, and the rule would be misread.
    """
    raise template_expr.TemplateExpressionError(None, f"an index is compared with {other!r}")


class _Inspect:
    """Python's own ``inspect`` with a short cut for the number of arguments of a rule: Pyomo asks for it for each rule
    of each model, and inspecting the full signature takes a tenth of building a small one."""

    def __getattr__(self, name: str) -> Any:
        return getattr(inspect, name)

    @staticmethod
    def getfullargspec(rule: Any) -> Any:
        return inspect.getargs(rule.__code__) if inspect.isfunction(rule) else inspect.getfullargspec(rule)


_REPLACED = (
    (pyomo_initializer, "inspect", _Inspect()),
    (template_expr, "_reduce_template_to_component", _component_of),
    (pyomo_constraint, "templatize_constraint", _constraint_template),
    (pyomo_constraint.Constraint, "construct", _construct),
    (template_expr.IndexTemplate, "__eq__", _no_comparison),
    (template_expr._template_iter_context, "sum_template", _sum),
    (template_expr._template_iter_context, "get_iter", _iteration),
)
"""Replacements of Pyomo's own functions within `templates`."""


def members_width(indexed_set: Any) -> Any:
    """Declared number of labels of a member of an indexed set."""
    return indexed_set._init_dimen(indexed_set.parent_block(), None)


@contextmanager
def collector_off() -> Iterator[None]:
    """Without garbage collection, which costs a tenth or more while many small objects are made."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
