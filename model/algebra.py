"""Pyomo, imported when the first model is built.

Families declare their sheets and their algebra in one file. ``--help``, ``template`` and ``check`` need the sheets
only, so the half second that Pyomo takes to import is paid when an attribute of `pyo` is first used.
"""

from collections.abc import Callable
from functools import wraps
from importlib import import_module
from typing import Any


class _LazyModule:
    """Stands for a module until one of its names is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)


pyo: Any = _LazyModule("pyomo.environ")


def unless_trivial(rule: Callable[..., Any]) -> Callable[..., Any]:
    """The rule, but no row where nothing at all is summed: Pyomo takes no row without a variable."""

    @wraps(rule)
    def guarded(m: Any, *index: Any) -> Any:
        row = rule(m, *index)
        return pyo.Constraint.Feasible if row is True else row

    return guarded
