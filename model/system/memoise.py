"""Memoisation of results within the object that they belong to."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

Owner = TypeVar("Owner")
More = ParamSpec("More")
Result = TypeVar("Result")


def remembered(function: Callable[Concatenate[Owner, More], Result]) -> Callable[Concatenate[Owner, More], Result]:
    """The function, called once for each object and further arguments. Its result is kept in the object: a global cache
    would keep the last object, in a notebook a whole plan, in memory."""
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def looked_up(owner: Owner, /, *more: More.args, **named: More.kwargs) -> Result:
        cache: dict[Any, Result] = vars(owner)
        key = (name, *more, *named.items()) if more or named else name
        if key not in cache:
            cache[key] = function(owner, *more, **named)
        return cache[key]

    return looked_up
