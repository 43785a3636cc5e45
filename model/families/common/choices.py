"""First-stage decisions that a plan may take: each family offers its own in a tuple CHOICES, against which the rows of
Decisions are checked."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from model.families import load_checks
from model.families.common.checking import Check, calendar_of
from model.scenario.calendar import Calendar
from model.sheets.columns import ByYear
from model.sheets.tables import Directory, Tables
from model.system.memoise import remembered


def without_limit(period: int) -> float:
    """No limit on a number of people."""
    return math.inf


@dataclass(frozen=True)
class DatedChoice:
    """Something that can be decided, and when."""

    subject: str
    place: str
    """Empty for all places; so is the next for all ways."""
    way: str
    periods: frozenset[int]
    most: Callable[[int], float] = without_limit
    """The most people whom it can be about in a period [people]."""
    term: float | None = None
    """Term of service of people who join by it [years]."""


@dataclass(frozen=True)
class Choices:
    """An action of the sheet Decisions that a family offers."""

    action: str
    subject: str
    """Its subject, as messages name it."""
    dated: Callable[[Tables, Directory], Iterator[DatedChoice]]
    sheets: tuple[type[Any], ...]
    """Row classes, besides Settings, that determine the choices."""
    limited_by: tuple[str, str] | None = None
    """Sheet and column that limit the number of people."""


def every_period(
    row_class: type[Any], subject: str, place: str = "", way: str = "", *, limit: str = "", term: str = ""
) -> Callable[[Tables, Directory], Iterator[DatedChoice]]:
    """A choice in every period for each row of a sheet, of which the fields are named; ``limit`` is a year."""

    def dated(tables: Tables, directory: Directory) -> Iterator[DatedChoice]:
        calendar = calendar_of(tables)
        for row in tables[row_class]:
            yield DatedChoice(
                getattr(row, subject),
                getattr(row, place) if place else "",
                getattr(row, way) if way else "",
                frozenset(calendar.periods),
                _most(getattr(row, limit), calendar) if limit else without_limit,
                getattr(row, term) if term else None,
            )

    return dated


def _most(limit: ByYear | None, calendar: Calendar) -> Callable[[int], float]:
    """The most people in each period under a limit a year; none if the cell is empty [people]."""
    return without_limit if limit is None else lambda period: calendar.length(period) * calendar.mean(limit, period)


@cache
def offered() -> dict[str, list[Choices]]:
    """Choices of the families, by action; a family that adds to an action of one built after it comes after that."""
    by_action: dict[str, list[Choices]] = {}
    for module in reversed(load_checks()):
        for choice in getattr(module, "CHOICES", ()):
            by_action.setdefault(choice.action, []).append(choice)
    return by_action


@remembered
def choices(directory: Directory, action: str) -> list[DatedChoice]:
    """All that can be decided by an action."""
    return [dated for choice in offered()[action] for dated in choice.dated(directory.tables, directory)]


ACTIONS_OF: dict[Check, tuple[str, ...]] = {}
"""Checks of Decisions, with the actions whose choices they compare with rows."""


def needs_choices(*actions: str) -> Callable[[Check], Check]:
    """Declare that a check must have seen whole the sheets that determine the choices of some actions."""

    def declare(check: Check) -> Check:
        ACTIONS_OF[check] = actions
        return check

    return declare


def sheets_of_choices(check: Check) -> frozenset[type[Any]]:
    """Row classes that a check needs because of the choices that it looks at."""
    choices = (choice for action in ACTIONS_OF.get(check, ()) for choice in offered()[action])
    return frozenset(row_class for choice in choices for row_class in choice.sheets)
