"""Declarations collected from files of the program and from other installed packages, so that no list of them has to
be kept.

A package announces a constraint family by an entry point, whose name is that of the family and whose value is a module
or a folder with the files of one:

    [project.entry-points."supply_plan.families"]
    water_permits = "water_permits"

A study likewise by one of ``supply_plan.studies``: see `model.studies.other_packages`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

FAMILIES, STUDIES = "supply_plan.families", "supply_plan.studies"
"""Groups of entry points."""


@cache
def declared(package: str, name: str, part: str = "") -> tuple[Any, ...]:
    """The members that files of a package declare under a name, as tuples by subject, in alphabetical order of these:
    it makes no difference which file they are in. Then those of the tuples in the file ``part`` of families of other
    packages, by name of the family. Raises ValueError if two files have one subject."""
    subjects: dict[str, tuple[Any, ...]] = {}
    for module in iter_modules(import_module(package).__path__):
        declarations = getattr(import_module(f"{package}.{module.name}"), name, {})
        if twice := subjects.keys() & declarations.keys():
            raise ValueError(f"{name} of two files in {package} are about {', '.join(sorted(twice))}")
        subjects |= declarations
    members = [member for subject in sorted(subjects) for member in subjects[subject]]
    for family in announced() if part else ():
        members += getattr(part_of(family.module, part), name, ())
    return tuple(members)


@cache
def part_of(package: str, part: str) -> ModuleType | None:
    """A file of a package's folder; None if it does not exist."""
    is_there = hasattr(import_module(package), "__path__") and find_spec(f"{package}.{part}") is not None
    return import_module(f"{package}.{part}") if is_there else None


@cache
def announced(group: str = FAMILIES) -> tuple[EntryPoint, ...]:
    """Families of other packages, or what they announce in another group, by name."""
    from importlib.metadata import entry_points  # which takes as long to import as all the rest of 'list'

    return tuple(sorted(entry_points(group=group), key=lambda entry_point: (entry_point.name, entry_point.value)))


def extensions() -> tuple[EntryPoint, ...]:
    """All families and studies of other packages."""
    return (*announced(FAMILIES), *announced(STUDIES))


def provider(extension: EntryPoint) -> str:
    """The package of a family or study, and its version."""
    return f"{extension.dist.name} {extension.dist.version}" if extension.dist else extension.module


def sources(extension: EntryPoint) -> Iterator[tuple[str, Path]]:
    """The modules of a family's or study's package, by their paths in it; none if it is not there."""
    top = extension.module.partition(".")[0]
    spec = find_spec(top)
    for folder in map(Path, spec.submodule_search_locations or () if spec else ()):
        yield from ((f"{top}/{file.relative_to(folder).as_posix()}", file) for file in folder.rglob("*.py"))
    if spec and not spec.submodule_search_locations and spec.origin:
        yield f"{top}.py", Path(spec.origin)
