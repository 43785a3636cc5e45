"""What is wrong between sheets. A check is a function ``(tables, directory) -> faults``, each fault by cell.

A new concern is a new file with its own tuple CHECKS, and a word in the tuple here. What only a family of the model can
know it may check itself, in a function ``check`` of the same form.
"""

from __future__ import annotations

from model import families
from model.checks import (
    amounts,
    branches,
    costs,
    disruptions,
    limits,
    paths,
    places,
    proportions,
    shares,
    subjects,
    unused,
)
from model.errors import Fault
from model.families.careers import checks as careers
from model.families.closure import checks as closures
from model.families.common.checking import NEEDS, NO_DOUBTS, Check, Doubts, Subjects
from model.families.common.reach import EVERYTHING
from model.families.contracts import checks as contracts
from model.families.conversion import checks as recipes
from model.families.demand import checks as markets
from model.families.footprint import checks as footprints
from model.families.inventory import checks as stock
from model.families.investment import checks as projects
from model.families.network import checks as routes
from model.families.operating import checks as operating
from model.families.origin import checks as origins
from model.families.public_money import checks as programmes
from model.families.recycling import checks as returns
from model.families.reserves import checks as reserves
from model.families.strategic_stock import checks as strategic_stocks
from model.families.technology import checks as capabilities
from model.families.workforce import checks as people
from model.sheets.common import Settings
from model.sheets.directory import Directory
from model.sheets.tables import Tables

CHECKS: tuple[Check, ...] = (
    *places.CHECKS, *recipes.CHECKS, *projects.CHECKS, *costs.CHECKS, *people.CHECKS, *careers.CHECKS, *stock.CHECKS,
    *markets.CHECKS, *returns.CHECKS, *strategic_stocks.CHECKS, *routes.CHECKS, *paths.CHECKS, *disruptions.CHECKS,
    *branches.CHECKS, *limits.CHECKS, *amounts.CHECKS, *subjects.CHECKS, *shares.CHECKS, *origins.CHECKS,
    *contracts.CHECKS, *reserves.CHECKS, *closures.CHECKS, *capabilities.CHECKS, *footprints.CHECKS,
    *programmes.CHECKS, *operating.CHECKS, *proportions.CHECKS, *unused.CHECKS,
)  # fmt: skip


def run_checks(tables: Tables, doubts: Doubts = NO_DOUBTS) -> list[Fault]:
    """Every fault between sheets that holds whatever could not be read, the first one of each cell."""
    directory, subjects = Directory(tables), Subjects(tables)
    faults: dict[tuple[str, str, bool], Fault] = {}
    for check in CHECKS:
        for fault in _certain(check, tables, directory, doubts, subjects):
            faults.setdefault((fault.sheet, fault.cell, fault.is_warning), fault)
    found = list(faults.values())
    if not doubts.incomplete:
        for module in families.load():
            if hasattr(module, "check"):
                found += module.check(tables, directory)
    return found


def _certain(check: Check, tables: Tables, directory: Directory, doubts: Doubts, subjects: Subjects) -> list[Fault]:
    """What a check finds, less what rows that could not be read might explain."""
    needed = NEEDS.get(check, frozenset())
    if Settings in needed and Settings in doubts.incomplete:
        return []
    if needed & doubts.absent or (needed >= set(EVERYTHING) and needed & doubts.incomplete):
        return []
    found = check(tables, directory)
    if needed & (doubts.incomplete | doubts.doubtful):
        found = [fault for fault in found if not fault.is_warning]
    if needed & doubts.incomplete:
        found = [fault for fault in found if not doubts.explain(subjects.of(fault))]
    return found


__all__ = ["CHECKS", "Check", "Doubts", "run_checks"]
