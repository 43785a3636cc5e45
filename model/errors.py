"""The errors of the program, as one tree. Each has its own exit code.

    PlannerError
    ├── InputError            2  the workbook has errors, all of them listed by cell
    │   └── FileRefused       2  the file is not one that can be read: missing, broken, encrypted, hostile
    ├── Infeasible            4  no plan can satisfy the workbook
    ├── Unbounded             5  profit has no limit: a price or a limit is missing
    ├── SolveFailed           6  the solver gave no plan: failure, or a limit before the first plan
    ├── Contradiction         6  the solver's bound is above the cost of a plan: one of the two is wrong
    ├── AuditFailed           7  the plan does not hold against the workbook when recomputed
    └── OutputRefused         8  a result cannot be written: folder missing, file open elsewhere

Exit code 0 is a plan within the requested gap, 3 a plan at a time limit or an interrupt, with its gap stated.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from model.sheets.names import place, skeleton

if TYPE_CHECKING:
    import pandas as pd


class ExitCode(IntEnum):
    """Exit codes of the command."""

    OPTIMAL = 0
    CRASH = 1
    INPUT = 2
    LIMIT = 3
    INFEASIBLE = 4
    UNBOUNDED = 5
    FAILED = 6
    AUDIT = 7
    OUTPUT = 8


LONGEST_VALUE, LONGEST_TEXT = 200, 2_000
"""Maximum number of letters shown of a cell, and of the text about it."""


@dataclass(frozen=True)
class Replacement:
    """A value in place of the wrong one of a cell."""

    value: str | float | None
    """None empties the cell."""
    is_certain: bool = True
    """Whether nothing else can be meant; otherwise it is a guess, which the planner has to confirm."""

    @classmethod
    def by_name(cls, text: str, name: str) -> Replacement:
        """The name that a text is meant to be: certain if it looks the same."""
        return cls(name, skeleton(text) == skeleton(name))


@dataclass(frozen=True)
class Problem:
    """A problem of a cell: address, content, expected content, fix, and the value by which it is corrected, if the
    reader knows one.

    A warning is a problem that does not stop the plan.
    """

    sheet: str
    cell: str
    value: str
    expected: str
    fix: str = ""
    is_warning: bool = False
    replacement: Replacement | None = None

    @property
    def where(self) -> str:
        return place(self.sheet, self.cell)

    @property
    def shortened(self) -> tuple[str, str, str]:
        """Value, expectation and fix, cut to a readable length."""
        return _cut(self.value, LONGEST_VALUE), _cut(self.expected, LONGEST_TEXT), _cut(self.fix, LONGEST_TEXT)

    @property
    def fields(self) -> dict[str, Any]:
        """The problem as JSON has it."""
        value, expected, fix = self.shortened
        replacement = None if self.replacement is None else vars(self.replacement)
        text = {"sheet": self.sheet, "cell": self.cell, "value": value, "expected": expected, "fix": fix}
        return {**text, "is_warning": self.is_warning, "replacement": replacement}

    def __str__(self) -> str:
        value, expected, fix = self.shortened
        holds = f" holds {value!r}" if value else ""
        return f"{self.where}{holds}: {expected}{f'. {fix}' if fix else ''}"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


Changes = Sequence[Sequence[Mapping[str, str]]]
"""Changed cells of remedies as plain data."""


class PlannerError(Exception):
    """Base of every error that the program reports in one line instead of a traceback."""

    exit_code = ExitCode.CRASH


class InputError(PlannerError):
    """The workbook has errors."""

    exit_code = ExitCode.INPUT

    def __init__(self, message: str, problems: list[Problem] | None = None) -> None:
        super().__init__(message)
        self.problems = problems or []


class FileRefused(InputError):
    """The file is not a workbook that can be read safely."""


class Infeasible(PlannerError):
    """No plan can hold every limit."""

    exit_code = ExitCode.INFEASIBLE

    changes: Changes = ()
    """Cells of each remedy as fields of a what-if, if remedies were sought."""

    diagnosed: Callable[[], tuple[pd.DataFrame, pd.DataFrame]] | None = None
    """Finds conflicts and remedies; `model.solve` says how."""

    @cached_property
    def _diagnosis(self) -> tuple[pd.DataFrame | None, pd.DataFrame | None]:
        return (None, None) if self.diagnosed is None else self.diagnosed()

    @property
    def conflicts(self) -> pd.DataFrame | None:
        """Cells that cannot all hold, by number of the conflict; sought when first asked for. None unless raised by
        `model.solve`."""
        return self._diagnosis[0]

    @property
    def remedies(self) -> pd.DataFrame | None:
        """Smallest changes of cells that have a plan, by number of the remedy, with its cost; as ``conflicts``."""
        return self._diagnosis[1]


class Unbounded(PlannerError):
    """Profit has no limit: a price or a limit is missing."""

    exit_code = ExitCode.UNBOUNDED


class SolveFailed(PlannerError):
    """The solver gave no plan: it failed, or a limit came before the first plan."""

    exit_code = ExitCode.FAILED

    def __init__(self, message: str, bound: float = -math.inf, *, is_late: bool = False) -> None:
        """``bound`` is a proven lower bound on the cost of every plan [amount]; ``is_late`` if the time was over."""
        super().__init__(message)
        self.bound, self.is_late = bound, is_late


class Contradiction(PlannerError):
    """The solver states that no plan costs as little as one that was found.

    Not a SolveFailed: a search that tries something else after a failure must not pass over it.
    """

    exit_code = ExitCode.FAILED


class OutputRefused(PlannerError):
    """A file cannot be written."""

    exit_code = ExitCode.OUTPUT
