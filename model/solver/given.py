"""Pyomo Params and Sets that take their contents as they are.

Pyomo checks a Param value by value and makes an object for each Set of an indexed Set, which takes as long as all the
rest of building a model (docs/decisions/0003). The contents come from an Instance, which makes them over the very sets
they are indexed by. Everything else of Pyomo works on them as usual.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pyomo.core.base.param import IndexedParam, Param
from pyomo.core.base.set import IndexedSet, InsertionOrderSetData, OrderedScalarSet
from pyomo.environ import Any as AnyValue
from pyomo.environ import Component, ConcreteModel


class UniqueNames(ConcreteModel):  # type: ignore[misc]  # Pyomo is untyped
    """A model that gives a name once. Pyomo itself warns, and replaces what had the name before."""

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, Component) and self.component(name) is not None:
            raise ValueError(f"two families make a component named {name!r}")
        super().__setattr__(name, value)


class GivenParam(IndexedParam):  # type: ignore[misc]  # Pyomo is untyped
    """A Param with the given values by index."""

    def __init__(self, *index: Any, values: Mapping[Any, Any], default: float | None) -> None:
        super().__init__(*index, within=AnyValue, default=Param.NoValue if default is None else default)
        self.given = values

    def construct(self, data: Any = None) -> None:
        super().construct(data)
        self._data = dict(self.given)


class GivenSet(IndexedSet):  # type: ignore[misc]  # Pyomo is untyped
    """A Set for each index; Pyomo's object of one is made when somebody asks for it."""

    _ComponentDataClass = InsertionOrderSetData

    def __init__(self, *index: Any, values: Mapping[Any, list[Any]], dimen: int) -> None:
        super().__init__(*index, dimen=dimen, initialize=values)
        self.given = values

    def construct(self, data: Any = None) -> None:  # Pyomo's signature
        for index_set in self._anonymous_sets or ():
            index_set.construct()
        self._constructed = True


class GivenTuples(OrderedScalarSet):  # type: ignore[misc]  # Pyomo is untyped
    """A Set of the given members, in their order."""

    def __init__(self, *, values: Iterable[Any], dimen: int) -> None:
        super().__init__(dimen=dimen)
        self.given = values

    def construct(self, data: Any = None) -> None:
        super().construct(data)
        self._values = dict.fromkeys(self.given)
