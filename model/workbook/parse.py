"""An input workbook as tables, or every problem in it.

Sheets → header → rows → references. Reading does not end at the first problem: obvious misspellings are read as
intended, and unreadable rows are left out, so that one run reports the problems everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from model import families
from model.errors import Problem
from model.families.workforce.rows import Skill
from model.sheets.common import Commodity, Country, Group, Settings, Site
from model.sheets.names import CALLED, Names, did_you_mean
from model.sheets.schema import SHEET_OF, Kind, Sheet
from model.sheets.tables import RowUnits, Tables, in_reading_order
from model.workbook.cells import NOTHING, Terms
from model.workbook.grid import SheetGrid, load_grid
from model.workbook.headers import TITLE_LINES, KnownHeaders, normal, read_header, read_units
from model.workbook.references import Bodies, Registries, check_keys, check_references
from model.workbook.rows import Body, read_rows
from model.workbook.settings_sheet import SettingsRead, read_settings
from model.workbook.unseen import seen, unseen

DOCUMENTATION = "about"
EMPTY = ("at least one row", "a table", "the sheet '")
"""Beginnings of the expected content of a required sheet that is empty or missing."""
ALIKE = 0.6
"""Share of its headers by which a sheet is recognised that has another name."""
MOST_SETTINGS = 100
"""Lines in which the names of settings are looked for."""
WORKINGS = "_"
"""A sheet whose name starts so is the planner's own and is not read."""


@dataclass
class Reading:
    """All that could be read. ``tables`` lacks rows, or values in rows, of the sheets in ``incomplete``."""

    tables: Tables
    problems: list[Problem]
    incomplete: set[type[Any]]
    patched: set[tuple[str, int]]
    """(sheet, line) of rows with a placeholder for a required value."""
    titles: list[str] = field(default_factory=list)
    """Sheets in the planner's order."""
    lost_words: set[str] = field(default_factory=set)
    """Every text in lost or patched lines: possible subjects of a conclusion from their absence."""
    absent: set[type[Any]] = field(default_factory=set)
    """Row classes without any readable row."""
    sheets: dict[str, SheetRead] = field(default_factory=dict)
    """Each sheet of rows by its title, as it was read before references were looked up."""

    @property
    def has_errors(self) -> bool:
        return any(not problem.is_warning for problem in self.problems)


@dataclass(frozen=True)
class SheetRead:
    """A sheet by itself, and the cells and terms from which it was read."""

    grid: SheetGrid
    terms: Terms
    body: Body | None
    problems: list[Problem]

    @property
    def words(self) -> list[list[Any]]:
        """Words of its rows: on these depends how other sheets are read, as units are."""
        body = self.body
        return [] if body is None else [[draft.values.get(w) for w in body.sheet.words] for draft in body.drafts]

    def copied(self) -> Body | None:
        """Its rows, of which references may be corrected."""
        drafts = [replace(draft, values=dict(draft.values)) for draft in self.body.drafts] if self.body else []
        return self.body and replace(self.body, drafts=drafts)


def read_workbook(path: Path) -> tuple[Tables | None, list[Problem]]:
    """The tables of a workbook, None if any sheet has a problem, and all problems and warnings of sheets and
    references. Raises FileRefused if the file cannot be read."""
    reading = read(path)
    return (None if reading.has_errors else reading.tables), in_order(reading.problems, reading.titles)


def wrong_cells(problems: Iterable[Problem]) -> set[tuple[str, str]]:
    """(sheet, cell) of every problem that is not a warning."""
    return {(normal(problem.sheet), problem.cell) for problem in problems if not problem.is_warning}


def read(path: Path) -> Reading:
    """Read as much of a workbook as possible. Raises FileRefused if the file cannot be read."""
    return read_grids(load_grid(path))


def read_grids(grids: Mapping[str, SheetGrid], earlier: Mapping[str, SheetRead] | None = None) -> Reading:
    """The same of cells by sheet. Sheets whose grids are those of an ``earlier`` reading are not read again."""
    families.load()
    problems: list[Problem] = []
    sheets, problems = match_sheets(grids)
    settings, bodies = SettingsRead(), {}
    for sheet, title in sheets.items():
        if sheet.row_class is Settings:
            settings = read_settings(grids[title], replace(sheet, name=title))
            problems += settings.problems
    units, sheets_read = RowUnits(), dict[str, SheetRead]()
    earlier = earlier or {}
    for sheet, title in in_reading_order(sheets):
        if not sheet.vertical:
            before, grid, terms = earlier.get(title), grids[title], settings.terms
            if before is None or before.grid is not grid or before.terms != terms:
                now = SheetRead(grid, terms, *read_sheet(grid, replace(sheet, name=title), settings, units))
                earlier = earlier if before is not None and before.words == now.words else {}
                before = now
            sheets_read[title] = before
            problems += before.problems
            body = before.copied()
            if body is not None:
                bodies[sheet.row_class] = body
                units.add(sheet, (draft.values for draft in body.drafts))
    bodies = {sheet.row_class: bodies[sheet.row_class] for sheet in sheets if sheet.row_class in bodies}
    waived = _needed_by_goods_only(bodies)
    problems = [
        problem for problem in problems if not (normal(problem.sheet) in waived and problem.expected.startswith(EMPTY))
    ]
    required = {sheet for sheet in SHEET_OF.values() if sheet.required and normal(sheet.name) not in waived}
    missing = {sheet for sheet in required if sheet not in sheets}
    unreadable = missing | {
        sheet for sheet, title in sheets.items() if not sheet.vertical and _is_unreadable(sheet, grids[title], bodies)
    }
    problems += check_references(bodies, settings.terms, {sheet.name for sheet in unreadable})
    wrong = wrong_cells(problems)
    problems += [problem for problem in check_keys(bodies) if (normal(problem.sheet), problem.cell) not in wrong]
    problems += unseen(seen(sheets, grids, bodies.values()))
    tables, incomplete = make_tables(bodies, settings, is_whole=not unreadable)
    patched: set[tuple[str, int]] = set()
    for body in bodies.values():
        name = normal(body.sheet.name)
        patched |= {(name, draft.line) for draft in body.drafts if draft.missing(body.sheet)}
    incomplete |= {sheet.row_class for sheet in unreadable}
    incomplete |= {row_class for row_class, body in bodies.items() if any(d.missing(body.sheet) for d in body.drafts)}
    words = _lost_words(tables, incomplete, patched, {sheet.row_class: grids[title] for sheet, title in sheets.items()})
    absent = {sheet.row_class for sheet in unreadable}
    return Reading(tables, problems, incomplete, patched, list(grids), words, absent, sheets_read)


def _needed_by_goods_only(bodies: Bodies) -> set[str]:
    """Names of the sheets that are required for goods, if a workbook is of people alone."""
    filled = {row_class for row_class, body in bodies.items() if body.drafts}
    is_of_people = Skill in filled and not any(
        SHEET_OF[row_class].tab != SHEET_OF[Skill].tab for row_class in filled - {Country, Group}
    )
    return {normal(SHEET_OF[row_class].name) for row_class in (Commodity, Site)} if is_of_people else set()


def _lost_words(
    tables: Tables, incomplete: set[type[Any]], patched: set[tuple[str, int]], grids: Mapping[type[Any], SheetGrid]
) -> set[str]:
    """Every text in the lines of incomplete sheets that are not in the tables, or only patched up."""
    words: set[str] = set()
    for row_class in incomplete & grids.keys():
        name = normal(SHEET_OF[row_class].name)
        read = (*tables.rows.get(row_class, ()), *tables.off.get(row_class, ()))
        lines_read = {row.line for row in read if (name, row.line) not in patched}
        cells = (cell for row in grids[row_class].rows for cell in row if cell.line not in lines_read)
        words.update(cell.value for cell in cells if isinstance(cell.value, str))
    return words


def _is_unreadable(sheet: Sheet, grid: SheetGrid, bodies: Bodies) -> bool:
    """Whether a sheet holds something but no names can be read from it: no header, or no key under it."""
    if sheet.row_class not in bodies:
        return bool(grid.rows) or sheet.required
    return any(column.required and bodies[sheet.row_class].layout.at(column.attribute) is None for column in sheet.key)


def read_sheet(
    grid: SheetGrid, sheet: Sheet, settings: SettingsRead, units: RowUnits
) -> tuple[Body | None, list[Problem]]:
    """The rows of one sheet; None if it has no header."""
    layout, problems = read_header(grid, sheet, sheet.all_columns, settings.terms)
    if layout is None:
        if sheet.required and not problems:
            problems = [Problem(sheet.name, "A1", "", "a table", f"Fill in the sheet. {sheet.about}")]
        return None, problems
    problems += read_units(grid, layout, sheet, settings.terms)
    body = read_rows(grid, layout, sheet, settings.terms, units)
    problems += body.problems
    if sheet.required and not any(draft.is_in_use for draft in body.drafts):
        wanted = "at least one row" + (" in use" if body.drafts else "")
        problems.append(Problem(sheet.name, f"A{layout.first}", "", wanted, f"Fill in the sheet. {sheet.about}"))
    return body, problems


# ------------------------------------------------------------------------------------------ sheets


def match_sheets(grids: Mapping[str, SheetGrid]) -> tuple[dict[Sheet, str], list[Problem]]:
    """Which declared sheet each sheet of the workbook is, and problems of those unknown, doubled and missing."""
    sheets = {normal(sheet.name): sheet for sheet in SHEET_OF.values()}
    names = Names(sheet.name for sheet in SHEET_OF.values())
    matched: dict[Sheet, str] = {}
    problems, strange = [], []
    for title, grid in grids.items():
        sheet = sheets.get(normal(title))
        if normal(title) == DOCUMENTATION or title.startswith(WORKINGS):
            continue
        if sheet is None:
            strange += [title] if grid.rows else []
        elif sheet in matched:
            wanted, fix = "each sheet once", f"'{matched[sheet]}' is the same: delete or rename one of them"
            problems.append(Problem(title, "", title, wanted, fix))
        else:
            matched[sheet] = title
    for title in strange:
        alike = {sheet: _likeness(grids[title], sheet) for sheet in SHEET_OF.values() if sheet not in matched}
        likest = max(alike, key=alike.__getitem__, default=None)
        if likest is not None and alike[likest] >= ALIKE:
            matched[likest] = title
            fix = f"Rename {title} to {likest.name}?"
            problems.append(Problem(title, "", "", f"sheet {likest.name} is missing", fix))
            continue
        meant = names.meant(title)
        if meant and sheets[normal(meant)] in matched:
            meant = None
        fix = did_you_mean(title, meant) if meant else f"Delete it, or start its name with '{WORKINGS}' to keep it"
        wanted = "one of the program's sheets" + ("" if meant else f": {', '.join(names.all)}")
        problems.append(Problem(title, "", title, wanted, fix))
        if meant:
            matched[sheets[normal(meant)]] = title
    for sheet in SHEET_OF.values():
        if sheet.required and sheet not in matched:
            fix = f"Add it. {sheet.about} '{CALLED} template' writes an empty one"
            problems.append(Problem(sheet.name, "", "", f"the sheet '{sheet.name}', required", fix))
    return matched, problems


def _likeness(grid: SheetGrid, sheet: Sheet) -> float:
    """Share of a grid's headers that belong to a sheet; 0 if a required one is missing. For Settings, its names of
    settings."""
    headers = KnownHeaders(sheet.all_columns)
    required = {column.attribute for column in sheet.columns if column.required}
    lines = [tuple(row[0] for row in grid.rows[:MOST_SETTINGS])] if sheet.vertical else grid.rows[:TITLE_LINES]
    likeness = 0.0
    for line in lines:
        places = [headers.place(cell) for cell in line if not cell.is_blank]
        named = {place[0].attribute for place in places if place is not None}
        if required <= named and len(named) > 1:
            likeness = max(likeness, sum(place is not None for place in places) / len(places))
    return likeness


# ------------------------------------------------------------------------------------------ rows


def make_tables(bodies: Bodies, settings: SettingsRead, *, is_whole: bool) -> tuple[Tables, set[type[Any]]]:
    """Tables of the readable rows whose references lead to such rows, and the classes that lost any; ``is_whole`` if
    every sheet could be read."""
    drafts_kept = {
        row_class: [d for d in body.drafts if not d.is_lost(body.sheet)] for row_class, body in bodies.items()
    }
    incomplete = {row_class for row_class, body in bodies.items() if len(drafts_kept[row_class]) < len(body.drafts)}
    is_settled = is_whole and not incomplete
    while not is_settled:
        registries = Registries.of(
            {row_class: replace(body, drafts=drafts_kept[row_class]) for row_class, body in bodies.items()}
        )
        dangling = {
            row_class: _dangling(body.sheet, drafts_kept[row_class], registries) for row_class, body in bodies.items()
        }
        for row_class, lines in dangling.items():
            drafts_kept[row_class] = [draft for draft in drafts_kept[row_class] if draft.line not in lines]
        dangling_classes = {row_class for row_class, lines in dangling.items() if lines}
        incomplete |= dangling_classes
        is_settled = not dangling_classes
    rows = [draft.row_of(body.sheet) for row_class, body in bodies.items() for draft in drafts_kept[row_class]]
    return Tables.of(settings.terms.settings, rows), incomplete | (set() if settings.is_complete else {Settings})


def _dangling(sheet: Sheet, drafts: Iterable[Any], registries: Registries) -> set[int]:
    """Lines of rows that refer to omitted rows."""
    columns = [column for column in sheet.columns if column.kind is Kind.REFERENCE]
    lines = set()
    for draft in drafts:
        for column in columns:
            name = draft.values.get(column.attribute, NOTHING)
            is_free = name in (NOTHING, "", None) or name in column.words
            if not is_free and name not in registries.seen_by(draft).names(column.of):
                lines.add(draft.line)
    return lines


def in_order(problems: Iterable[Problem], titles: list[str]) -> list[Problem]:
    """Errors before warnings; by sheet as the planner has them, then line by line."""
    place = {normal(title): at for at, title in enumerate(titles)}

    def rank(problem: Problem) -> tuple[bool, int, int, int]:
        return problem.is_warning, place.get(normal(problem.sheet), -1), *position(problem.cell)

    return sorted(problems, key=rank)


def position(cell: str) -> tuple[int, int]:
    """Line and column of a cell, an area or a 'row 7'; zeros of a whole sheet."""
    if not cell or cell.startswith("row "):
        return int(cell.removeprefix("row ") or 0), 0
    letters, line = coordinate_from_string(cell.split(":")[0])
    return line, column_index_from_string(letters)
