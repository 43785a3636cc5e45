"""Checks between sheets: functions ``(tables, directory) -> problems``, each problem by cell.

A family has its own checks in a tuple CHECKS, in its file or its folder's ``checks``. Checks between sheets of several
families are in files here, in CHECKS by their subject, in alphabetical order of which they come. Both are discovered
automatically.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import chain

from model.errors import Problem
from model.families import load_checks
from model.families.common.checking import NEEDS, NO_DOUBTS, Check, CheckSubjects, Doubts
from model.families.common.choices import sheets_of_choices
from model.families.common.reach import EVERYTHING, used_at
from model.sheets.common import Settings
from model.sheets.tables import Directory, Tables
from model.system.declared import declared


@cache
def all_checks() -> tuple[Check, ...]:
    """All checks: those of the families, then those between them."""
    own = [check for module in load_checks() for check in getattr(module, "CHECKS", ())]
    return (*own, *declared(__name__, "CHECKS"))


def run_checks(tables: Tables, doubts: Doubts = NO_DOUBTS) -> list[Problem]:
    """Every certain problem between sheets, the first one of each cell."""
    directory, subjects = Directory(tables), CheckSubjects(tables)
    problems = (_certain(check, tables, directory, doubts, subjects) for check in all_checks())
    return first_of_each_cell(chain.from_iterable(problems))


def first_of_each_cell(candidates: Iterable[Problem]) -> list[Problem]:
    """The first error and the first warning of each cell."""
    problems: dict[tuple[str, str, bool], Problem] = {}
    for problem in candidates:
        problems.setdefault((problem.sheet, problem.cell, problem.is_warning), problem)
    return list(problems.values())


def _certain(
    check: Check, tables: Tables, directory: Directory, doubts: Doubts, subjects: CheckSubjects
) -> list[Problem]:
    """Problems of a check, except those that unreadable rows might explain."""
    needed = NEEDS.get(check, frozenset()) | sheets_of_choices(check)
    if Settings in needed and Settings in doubts.incomplete:
        return []
    is_of_reach = needed >= set(EVERYTHING)
    if is_of_reach:
        needed |= frozenset(used_at())
    if needed & doubts.absent or (is_of_reach and needed & doubts.incomplete):
        return []
    problems = list(check(tables, directory))
    if needed & (doubts.incomplete | doubts.doubtful):
        problems = [problem for problem in problems if not problem.is_warning]
    if needed & doubts.incomplete:
        problems = [problem for problem in problems if not doubts.explain(subjects.of(problem))]
    return problems


__all__ = ["Check", "Doubts", "all_checks", "run_checks"]
