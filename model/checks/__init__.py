"""What is wrong between sheets. A check is a function ``(tables, directory) -> faults``, each fault by cell.

A new concern is a new file with its own tuple CHECKS, and a word in the tuple here. What only a family of the model can
know it may check itself, in a function ``check`` of the same form.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Any

from model import families
from model.checks import costs, markets, paths, people, places, projects, recipes, routes, stock
from model.checks.base import NEEDS, Check
from model.directory import Directory
from model.errors import Fault
from model.tables import Tables

CHECKS: tuple[Check, ...] = (
    *places.CHECKS, *recipes.CHECKS, *projects.CHECKS, *costs.CHECKS, *people.CHECKS, *stock.CHECKS, *markets.CHECKS,
    *routes.CHECKS, *paths.CHECKS,
)  # fmt: skip


def run_checks(
    tables: Tables, incomplete: Set[type[Any]] = frozenset(), doubtful: Set[type[Any]] = frozenset()
) -> list[Fault]:
    """Every fault between sheets. Checks that must see all of a sheet in ``incomplete`` are left out, and warnings of
    checks that must see all of one in ``doubtful``, which has faults of its own."""
    directory = Directory(tables)
    faults = []
    for check in CHECKS:
        needed = NEEDS.get(check, frozenset())
        if not needed & incomplete:
            found = check(tables, directory)
            faults += [fault for fault in found if not (fault.is_warning and needed & doubtful)]
    if not incomplete:
        for module in families.load():
            if hasattr(module, "check"):
                faults += module.check(tables, directory)
    return faults


__all__ = ["CHECKS", "Check", "run_checks"]
