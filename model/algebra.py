"""Pyomo, imported when the first model is built.

Families declare their sheets and their algebra in one file. ``--help``, ``template`` and ``check`` need the sheets
only, so the half second that Pyomo takes to import is paid when an attribute of `pyo` is first used.
"""

from importlib import import_module
from typing import Any


class _LazyModule:
    """Stands for a module until one of its names is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)


pyo: Any = _LazyModule("pyomo.environ")
