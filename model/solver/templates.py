"""Pyomo's templates: a rule run once on placeholders, instead of once an index.

The switch is not public API of Pyomo, so pyproject.toml pins the minor version, and tests hold the matrix read from
templates against the one that Pyomo builds row by row.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from pyomo.core.base import constraint as pyomo_constraint
from pyomo.core.base import objective as pyomo_objective
from pyomo.core.base.set import IndexedSet
from pyomo.core.expr import template_expr


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
        return SimpleNamespace(dimen=members_width(expression.args[0]))
    return _PYOMO_COMPONENT_OF(expression)


def members_width(indexed_set: Any) -> Any:
    """How many labels a member of an indexed set has, as it was declared."""
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
