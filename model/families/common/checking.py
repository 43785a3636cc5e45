"""Shared parts of checks between sheets: problems made from rows, and sheets that a check must see whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from model.errors import Problem, Replacement
from model.families.conversion.terms import existing_in
from model.families.investment.lead_times import BuildDecision, Timing, timings
from model.families.investment.rows import Project
from model.scenario.build_context import BuildContext
from model.scenario.calendar import Calendar
from model.scenario.effects import Effects
from model.scenario.tree import trunk
from model.sheets.common import Commodity, Plant
from model.sheets.names import CommodityName, Names, PlantName, ProjectName, shown
from model.sheets.schema import SHEET_OF, ByYear, Row
from model.sheets.tables import Directory, Tables
from model.system.memoise import remembered

Check = Callable[[Tables, Directory], Iterable[Problem]]

NEEDS: dict[Check, frozenset[type[Any]]] = {}
"""Row classes that must be complete for a check's verdict to hold."""


def needs(*row_classes: type[Any]) -> Callable[[Check], Check]:
    """Declare that a check draws conclusions from missing rows, so that it must see all of a sheet.

    Where rows of such a sheet could not be read, only subjects unrelated to the lost rows are reported: a plant counts
    as without operations unless a lost row of Operations names it.
    """

    def declare(check: Check) -> Check:
        NEEDS[check] = frozenset(row_classes)
        return check

    return declare


BY_SHEET: dict[Check, frozenset[type[Any]]] = {}
"""Checks that look at the numbers of each sheet by themselves, but for those of some row classes."""


def by_sheet(*row_classes: type[Any]) -> Callable[[Check], Check]:
    """Declare that a check's problems of a sheet depend on its own numbers, on those of some row classes, and on the
    words of all sheets."""

    def declare(check: Check) -> Check:
        BY_SHEET[check] = frozenset(row_classes)
        return check

    return declare


@dataclass(frozen=True)
class Doubts:
    """Sheets and words that could not be read.

    Row classes that lost rows, that have problems of their own, that are wholly absent; and every word in the lost
    rows."""

    incomplete: Set[type[Any]] = frozenset()
    doubtful: Set[type[Any]] = frozenset()
    absent: Set[type[Any]] = frozenset()
    lost_words: Set[str] = frozenset()

    def explain(self, subject: str) -> bool:
        """Whether a lost row may be about the subject; always true without a subject, such as for a sheet as a
        whole."""
        if not subject:
            return True
        if subject in self.lost_words or self._names.meant(subject) is not None:
            return True
        return not self._names.was_sought(subject)

    @cached_property
    def _names(self) -> Names:
        return Names(self.lost_words)


NO_DOUBTS = Doubts()


def problem(
    row: Row,
    attribute: str,
    expected: str,
    fix: str = "",
    *,
    value: str | None = None,
    meant: str | None = None,
    is_warning: bool = False,
) -> Problem:
    """A problem of one field of a row; of one year's value if a year follows the field. ``meant`` is the name that its
    text was meant to be."""
    sheet = SHEET_OF[type(row)]
    if value is None:
        name, _, year = attribute.partition(" ")
        entry = getattr(row, name)
        if isinstance(entry, ByYear) and (year or len(entry.points) == 1):
            entry = entry.at(int(year or 0))
        is_simple = isinstance(entry, (str, int, float)) and entry != ""
        value = shown(entry, is_percent=sheet.column(name).is_percent) if is_simple else ""
    replacement = None if meant is None else Replacement.by_name(value, meant)
    return Problem(sheet.name, row.cell(attribute), value, expected, fix, is_warning, replacement)


class CheckSubjects:
    """Subjects of problems between sheets, found without comparing every row with every problem."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self._by_cell: dict[str, dict[str, tuple[Row, str]]] = {}

    def of(self, problem: Problem) -> str:
        """The name in a problem's cell, else the first name of its row."""
        if problem.sheet not in self._by_cell:
            self._by_cell[problem.sheet] = self._cells(problem.sheet)
        row, attribute = self._by_cell[problem.sheet].get(problem.cell, (None, ""))
        if row is None:
            return ""
        value = getattr(row, attribute.split()[0])
        return value if isinstance(value, str) else str(getattr(row, SHEET_OF[type(row)].key[0].attribute))

    def _cells(self, name: str) -> dict[str, tuple[Row, str]]:
        """Row and field of every cell of a sheet."""
        row_class = next(row_class for row_class, sheet in SHEET_OF.items() if sheet.name == name)
        by_cell: dict[str, tuple[Row, str]] = {}
        for row in self.tables[row_class]:
            for attribute, cell in row.cells.items():
                by_cell.setdefault(cell, (row, attribute))
        return by_cell


def listed(names: Any, most: int = 6) -> str:
    """Names in order, the first few of them."""
    names = list(dict.fromkeys(names))
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def of_one_unit(tables: Tables, row: Row, attribute: str, goods: Iterable[CommodityName]) -> Iterator[Problem]:
    """Goods of several units whose amounts a row adds up."""
    unit = {commodity.commodity: commodity.unit for commodity in tables[Commodity]}
    with_unit = [good for good in sorted(set(goods)) if good in unit]
    if len({unit[good] for good in with_unit}) > 1:
        fix = f"{listed(f'{good} is in {unit[good]}' for good in with_unit)}: add a row for the goods of each unit"
        yield problem(row, attribute, "goods with one unit, which can be added up", fix)


def is_outside(first: int | None, last: int | None, calendar: Calendar) -> bool:
    """Whether a window of years lies before or after the horizon, where it has no effect."""
    return (first or calendar.first_year) > calendar.last_year or (last or calendar.last_year) < calendar.first_year


def calendar_of(tables: Tables) -> Calendar:
    return Calendar.of(tables.settings)


def context_of(tables: Tables, directory: Directory) -> BuildContext:
    """The world shared by the families, nothing registered yet, without disruptions."""
    calendar = calendar_of(tables)
    tree = trunk(calendar)
    return BuildContext(tables, calendar, tree, directory, Effects(calendar, tree, directory))


@remembered
def timings_of(directory: Directory) -> dict[BuildDecision, Timing]:
    """Decisions of a workbook that come online within the horizon, worked out once for all checks."""
    return timings(context_of(directory.tables, directory))


def projects_in_time(directory: Directory) -> set[ProjectName]:
    """Projects that some decision brings online within the horizon."""
    return {project for project, _ in timings_of(directory)}


def plants_that_can_run(directory: Directory) -> set[PlantName]:
    """Plants that have capacity in some year, standing or built."""
    tables = directory.tables
    calendar = calendar_of(tables)
    in_time = projects_in_time(directory)
    built = {project.plant for project in tables[Project] if project.project in in_time}
    standing = {
        plant.plant for plant in tables[Plant] if any(existing_in(calendar, plant, t) > 0 for t in calendar.periods)
    }
    return built | standing
