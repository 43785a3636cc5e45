"""Pyomo Params and Sets that take their contents unchecked.

Pyomo checks a Param value by value and makes an object for each Set of an indexed Set, which takes as long as all the
rest of building a model (docs/decisions/0003). The contents come from an Instance, which makes them over the very sets
they are indexed by. Everything else of Pyomo works on them as usual.

A model has hundreds of them, most of them empty for a small workbook. Pyomo derives the same options for all components
of a kind, so they are derived once and copied.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pyomo.core import Any as AnyValue
from pyomo.core import Component, ConcreteModel
from pyomo.core.base.indexed_component import IndexedComponent
from pyomo.core.base.initializer import Initializer
from pyomo.core.base.param import IndexedParam, Param
from pyomo.core.base.set import (
    IndexedSet,
    InsertionOrderSetData,
    OrderedScalarSet,
    Set,
    TuplizeValuesInitializer,
    UnknownSetDimen,
)


class UniqueNames(ConcreteModel):  # type: ignore[misc]  # Pyomo is untyped
    """A model in which each name is defined once. Pyomo itself only warns and replaces the earlier component."""

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(value, Component) and self.component(name) is not None:
            raise ValueError(f"a component named {name!r} is there already; a model has each name once")
        super().__setattr__(name, value)


@cache
def _param() -> Mapping[str, Any]:
    """The attributes of a Pyomo Param of any values."""
    return dict(vars(IndexedParam([0], within=AnyValue)))


@cache
def _set(dimen: int) -> Mapping[str, Any]:
    """The attributes of a Pyomo Set of ``dimen`` labels a member, indexed by another."""
    return dict(vars(IndexedSet([0], dimen=dimen)))


def _indexed(component: Any, index: Iterable[Any], ctype: Any) -> None:
    """Index a component by sets; those that are plain lists are not checked either."""
    sets = (keys if isinstance(keys, Component) else GivenTuples(values=keys, dimen=UnknownSetDimen) for keys in index)
    IndexedComponent.__init__(component, *sets, ctype=ctype)


def _construct_index(component: Any) -> None:
    for index_set in component._anonymous_sets or ():
        index_set.construct()
    component._constructed = True


class GivenParam(IndexedParam):  # type: ignore[misc]  # Pyomo is untyped
    """A Param with the given values by index."""

    def __init__(self, *index: Any, values: Mapping[Any, Any], default: float | None) -> None:
        # In place of Pyomo's own __init__, which makes anew for each component what is the same for all of its kind.
        self.__dict__.update(_param())
        _indexed(self, index, Param)
        self._default_val = Param.NoValue if default is None else default
        self.given = values

    def construct(self, data: Any = None) -> None:  # Pyomo's signature
        _construct_index(self)
        self._data = self.given if type(self.given) is dict else dict(self.given)  # as Pyomo asks


class GivenSet(IndexedSet):  # type: ignore[misc]  # Pyomo is untyped
    """A Set for each index, empty unless members are given; Pyomo's object of one is made on first use."""

    _ComponentDataClass = InsertionOrderSetData

    def __init__(self, *index: Any, values: Mapping[Any, list[Any]], dimen: int) -> None:
        self.__dict__.update(_set(dimen))
        _indexed(self, index, Set)
        self._init_values = TuplizeValuesInitializer(Initializer(self._members_at))
        self.given = values

    def _members_at(self, block: Any, *index: Any) -> list[Any]:  # Pyomo's signature
        return self.given.get(index if len(index) > 1 else index[0], [])

    def construct(self, data: Any = None) -> None:  # Pyomo's signature
        _construct_index(self)


class GivenTuples(OrderedScalarSet):  # type: ignore[misc]  # Pyomo is untyped
    """A Set of the given members, in their order."""

    def __init__(self, *, values: Iterable[Any], dimen: Any) -> None:
        InsertionOrderSetData.__init__(self, component=self)
        self.__dict__.update(_set(dimen))
        IndexedComponent.__init__(self, ctype=Set)
        self._dimen = dimen
        self.given = values

    def construct(self, data: Any = None) -> None:  # Pyomo's signature
        _construct_index(self)
        self._data = {None: self}
        self._values = dict.fromkeys(self.given)
        if self._dimen is UnknownSetDimen and self._values:
            first = next(iter(self._values))
            self._dimen = len(first) if isinstance(first, tuple) else 1
