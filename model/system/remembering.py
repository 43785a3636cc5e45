"""What is worked out once for each object, and forgotten with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

Argument = TypeVar("Argument")
Result = TypeVar("Result")


def remembered(function: Callable[[Argument], Result]) -> Callable[[Argument], Result]:
    """The function of one object, called once for each. What it returns is kept in the object: a cache of its own would
    keep the last object, in a notebook a whole plan, in memory."""
    name = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def looked_up(argument: Argument) -> Result:
        known: dict[str, Result] = vars(argument)
        if name not in known:
            known[name] = function(argument)
        return known[name]

    return looked_up
