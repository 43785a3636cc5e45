"""Pyomo, imported when the first model is built.

Families declare their sheets and their algebra in one file. ``--help``, ``template`` and ``check`` need the sheets
only, so the half second that Pyomo takes to import is paid when an attribute of `pyo` is first used.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from importlib import import_module
from typing import Any

from model.errors import Infeasible


class _LazyModule:
    """Stands for a module until one of its names is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        value = getattr(import_module(self._name), attribute)
        self.__dict__[attribute] = value  # which is not asked for again
        return value


pyo: Any = _LazyModule("pyomo.core")
"""Lightweight substitute for `pyomo.environ`, which also loads solvers and extensions that are not used here, in twice
the time."""


def unless_trivial(rule: Callable[..., Any]) -> Callable[..., Any]:
    """The rule without rows over an empty sum: Pyomo takes no row without a variable.

    Raises Infeasible if the sum is empty and the row cannot hold: 0 is never 10. (Rules that are read as templates
    leave such a row to the solver.)
    """

    @wraps(rule)
    def guarded(m: Any, *index: Any) -> Any:
        row = rule(m, *index)
        if row is False:
            raise Infeasible(
                f"No plan can satisfy the workbook: nothing can be counted for {', '.join(map(str, index))}."
            )
        return pyo.Constraint.Feasible if row is True else row

    return guarded


def binding(m: Any, rows: Iterable[Any]) -> Any:
    """A Pyomo Set of those (limit, scope, moment) whose limit must hold; the others are reported only."""
    return pyo.Set(dimen=3, initialize=[row for row in rows if row[0] not in m.reported_only])


def variable(*index: Any, doc: str, within: Any = None, bounds: Callable[..., Any] | None = None) -> Any:
    """A Pyomo Var over the index sets, non-negative unless ``within`` says otherwise; ``doc`` has its symbol, meaning
    and unit."""
    return pyo.Var(*index, within=within or pyo.NonNegativeReals, bounds=bounds, dense=False, doc=doc)


def parameter(*index: Any, values: Mapping[Any, Any], default: float | None = None) -> Any:
    """A Pyomo Param over the index sets with the given values; without a default, each index needs one."""
    from model.families.common.given import GivenParam

    return GivenParam(*index, values=values, default=default)


def members(*index: Any, values: Mapping[Any, list[Any]], dimen: int) -> Any:
    """A Pyomo Set for each index, such as the lanes to each place, empty unless members are given; ``dimen`` labels
    name a member."""
    from model.families.common.given import GivenSet

    return GivenSet(*index, values=values, dimen=dimen)


def tuples(*, values: Iterable[Any], dimen: int) -> Any:
    """A large Pyomo Set of ``dimen`` labels a member; for small ones ``pyo.Set`` will do."""
    from model.families.common.given import GivenTuples

    return GivenTuples(values=values, dimen=dimen)
