"""What can go wrong, as one tree. Each kind of end has its own exit code.

    PlannerError
    ├── InputError            2  the workbook has faults, all of them listed by cell
    │   └── FileRefused       2  the file is not one that can be read: missing, broken, encrypted, hostile
    ├── Infeasible            4  no plan can satisfy the workbook
    ├── Unbounded             5  the plan could earn without end: a price or a limit is missing
    ├── SolveFailed           6  the solver gave no plan: failure, or a limit before the first plan
    ├── AuditFailed           7  the plan does not hold against the workbook when recomputed
    └── OutputRefused         8  a result cannot be written: folder missing, file open elsewhere

Exit code 0 is a plan within the asked gap, 3 a plan at a time limit or an interrupt, with its gap stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from model.plan import Plan


class ExitCode(IntEnum):
    """How the command ends."""

    OPTIMAL = 0
    CRASH = 1
    INPUT = 2
    LIMIT = 3
    INFEASIBLE = 4
    UNBOUNDED = 5
    FAILED = 6
    AUDIT = 7
    OUTPUT = 8


@dataclass(frozen=True)
class Fault:
    """Something wrong with a cell: where, what stands there, what was expected, what would mend it.

    A warning is a fault that does not stop the plan.
    """

    sheet: str
    cell: str
    value: str
    expected: str
    fix: str = ""
    is_warning: bool = False

    @property
    def where(self) -> str:
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet

    def __str__(self) -> str:
        found = f" holds {self.value!r}" if self.value else ""
        fix = f". {self.fix}" if self.fix else ""
        return f"{self.where}{found}: {self.expected}{fix}"


MOST_OF_A_KIND = 3
"""Warnings that are told one by one; of more, where the others stand."""

NAMES = re.compile(r"'[^']*'|\"[^\"]*\"|\d[\d.,]*")
"""What differs between warnings of one kind: names and numbers."""


def first_of_kinds(faults: Iterable[Fault]) -> list[Fault]:
    """Warnings in order, at most a few of a kind; the last of these says where there are more. Of a kind are those of
    one column that say the same but for names and numbers."""
    kinds: dict[tuple[str, ...], list[Fault]] = {}
    for each in faults:
        if each.is_warning:
            said = (NAMES.sub("", text) for text in (each.expected, each.fix))
            kinds.setdefault((each.sheet, each.cell.rstrip("0123456789"), *said), []).append(each)
    found = []
    for same in kinds.values():
        shown, more = same[:MOST_OF_A_KIND], same[MOST_OF_A_KIND:]
        if more:
            cells = more[0].cell if len(more) == 1 else f"{more[0].cell} to {more[-1].cell}"
            fix = f"{shown[-1].fix}. The same of {len(more)} more, {more[0].sheet}!{cells}".removeprefix(". ")
            shown = [*shown[:-1], replace(shown[-1], fix=fix)]
        found += shown
    return found


class PlannerError(Exception):
    """Base of every error that the program reports in one line instead of a traceback."""

    exit_code = ExitCode.CRASH


class InputError(PlannerError):
    """The workbook has faults."""

    exit_code = ExitCode.INPUT

    def __init__(self, message: str, faults: list[Fault] | None = None) -> None:
        super().__init__(message)
        self.faults = faults or []


class FileRefused(InputError):
    """The file is not a workbook that can be read safely."""


class Infeasible(PlannerError):
    exit_code = ExitCode.INFEASIBLE


class Unbounded(PlannerError):
    exit_code = ExitCode.UNBOUNDED


class SolveFailed(PlannerError):
    exit_code = ExitCode.FAILED


class AuditFailed(PlannerError):
    """The plan was found, and is wrong: whoever shows it all the same says so."""

    exit_code = ExitCode.AUDIT

    def __init__(self, message: str, plan: Plan) -> None:
        super().__init__(message)
        self.plan = plan

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.plan)


class OutputRefused(PlannerError):
    exit_code = ExitCode.OUTPUT
