"""Declarations collected from all files of a package, so that no list of them has to be kept."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any


def declared(package: str, name: str) -> Iterator[Any]:
    """The members of the tuples of a name in the files of a package, in the order of the files' names."""
    for each in iter_modules(import_module(package).__path__):
        yield from getattr(import_module(f"{package}.{each.name}"), name, ())
