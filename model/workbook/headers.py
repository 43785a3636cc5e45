"""The header of a sheet: position and year of each column, the first line of the rows; and the unit row under it,
which is informative only."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from model.errors import Problem, Replacement
from model.sheets.common import Settings
from model.sheets.names import Names, cleaned, did_you_mean, skeleton
from model.sheets.schema import SHEET_OF, Column, Kind, Sheet
from model.sheets.tables import unit_text
from model.workbook.cells import FIRST_YEAR, LAST_YEAR, Terms, year_of_date
from model.workbook.grid import RawCell, SheetGrid, address

# ----------------------------------------------------------------------------------------------------------------------
# The header of a sheet: position and year of each column, and the first line of the rows.


TITLE_LINES = 20
"""Number of lines searched for a header."""

WITH_YEAR = re.compile(r"(.*?)[\s_\-–(]*(\d{4})\)?", re.DOTALL)

Place = tuple[Column, int | None]
"""A column of the schema and, of a yearly one, its year; None: all years."""

Name = tuple[str, int | None]
"""The same, by attribute."""


@dataclass
class ColumnLayout:
    """Positions of a sheet's columns, by number in the sheet, and the lines of its header and units."""

    header: int
    first: int
    """Line in which the rows start."""
    places: dict[int, Place] = field(default_factory=dict)
    ignored: set[int] = field(default_factory=set)
    """Columns under a header that is a problem already."""

    @property
    def leftmost(self) -> int:
        return min([*self.places, *self.ignored])

    @property
    def rightmost(self) -> int:
        return max([*self.places, *self.ignored])

    def at(self, attribute: str) -> int | None:
        """Number of a column's first cell; None if the sheet lacks it."""
        return next((at for at, (column, _) in self.places.items() if column.attribute == attribute), None)


def read_header(
    grid: SheetGrid, sheet: Sheet, columns: Sequence[Column], terms: Terms
) -> tuple[ColumnLayout | None, list[Problem]]:
    """The layout of a sheet with these columns, and problems of its header. None if it has no header."""
    headers = KnownHeaders(columns)
    row, problems = _header_row(grid, sheet, columns, headers)
    if row is None:
        return None, problems
    layout = ColumnLayout(header=row[0].line, first=row[0].line + 1)
    problems += _place_columns(row, layout, sheet, columns, headers)
    problems += _missing_columns(layout, sheet, columns)
    problems += _years(row, layout, sheet, terms, filled(grid, layout))
    return layout, problems


class KnownHeaders:
    """The headers that a sheet may have."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.by_name = {normal(column.header): column for column in columns}
        self.names = Names(column.header for column in columns)
        self.bare = next((column for column in columns if column.bare), None)
        self.yearly = [column for column in columns if column.kind is Kind.YEARLY]

    def place(self, cell: RawCell) -> Place | None:
        """The column and year named by a header cell; None if it is no header of the sheet."""
        year = header_year(cell)
        if year is not None:
            return (self.bare, year) if self.bare else None
        if not isinstance(cell.value, str):
            return None
        text = normal(cell.value)
        if text in self.by_name:
            return self.by_name[text], None
        stem, _, last = text.rpartition(" ")
        column = self.by_name.get(stem)
        if column is not None and column.kind is Kind.YEARLY and re.fullmatch(r"\d{4}", last):
            return column, int(last)
        return None


def header_of(column: Column, year: int | None) -> str | int:
    """The header of a column, or of one of its years."""
    return column.header if year is None else year if column.bare else f"{column.header} {year}"


def normal(text: str) -> str:
    """A header or sheet name regardless of capitals and spaces."""
    return cleaned(text).casefold()


def header_year(cell: RawCell) -> int | None:
    """The year that a header is, typed as number, as text or turned into a date by Excel."""
    if cell.is_date:
        return year_of_date(cell)
    if isinstance(cell.value, str):
        text = cleaned(cell.value).removesuffix(".0")
        return int(text) if re.fullmatch(r"\d{4}", text) else None
    if isinstance(cell.value, bool) or not isinstance(cell.value, (int, float)):
        return None
    return int(cell.value) if float(cell.value).is_integer() and 1000 <= cell.value <= 9999 else None


# ------------------------------------------------------------------------------------------ finding the header


def _header_row(
    grid: SheetGrid, sheet: Sheet, columns: Sequence[Column], headers: KnownHeaders
) -> tuple[tuple[RawCell, ...] | None, list[Problem]]:
    """The line that holds most headers: line 1, or, as a problem, one below titles."""
    top = [row for row in grid.rows[:TITLE_LINES] if row[0].line <= 2 * TITLE_LINES]
    if not top:
        return None, []
    scores = [sum(isinstance(cell.value, str) and headers.place(cell) is not None for cell in row) for row in top]
    best = max(range(len(top)), key=lambda at: (scores[at], -at))
    if scores[best] == 0 or (scores[best] < 2 and top[best][0].line > 1):
        wanted = f"the header of the table in row 1: {_listing(columns)}"
        return None, [Problem(sheet.name, top[0][0].address, top[0][0].text[:60], wanted, "Name the columns in row 1")]
    row = top[best]
    line = row[0].line
    if line == 1:
        return row, []
    above = f"rows 1 to {line - 1}" if line > 2 else "row 1"
    value = top[0][0].text[:60] if top[0][0].line < line else ""
    fix = f"Delete {above}: the header is in row {line}. A title can go to the sheet 'About'"
    return row, [Problem(sheet.name, top[0][0].address if value else "A1", value, "the header in row 1", fix)]


# ------------------------------------------------------------------------------------------ columns


def _place_columns(
    row: Sequence[RawCell], layout: ColumnLayout, sheet: Sheet, columns: Sequence[Column], headers: KnownHeaders
) -> list[Problem]:
    """Enter every header cell into the layout. Obvious misspellings are read as the intended header."""
    problems: list[Problem] = []
    taken: dict[Name, RawCell] = {}
    unknown: list[RawCell] = []
    for cell in row:
        place = headers.place(cell)
        if cell.is_blank:
            continue
        if place is None:
            unknown.append(cell)
            layout.ignored.add(cell.column)
            continue
        name = (place[0].attribute, place[1])
        if name in taken:
            layout.ignored.add(cell.column)
            fix = f"{taken[name].address} has the same header: delete or rename one of them"
            problems.append(Problem(sheet.name, cell.address, cell.text, "each column once", fix))
            continue
        taken[name] = cell
        layout.places[cell.column] = place
    for cells, fix, replacement in _unknown_columns(unknown, layout, headers, taken):
        wanted = f"a column of {sheet.name}" + ("" if '"' in fix else f": {_listing(columns)}")
        problems.append(Problem(sheet.name, cells[0].address, cells[0].text, wanted, fix, replacement=replacement))
    return problems


def _unknown_columns(
    unknown: Sequence[RawCell], layout: ColumnLayout, headers: KnownHeaders, taken: dict[Name, RawCell]
) -> list[tuple[list[RawCell], str, Replacement | None]]:
    """Headers that are not known, a hint, and the header that the first was meant to be. Several years of one misspelt
    column go together."""
    groups: dict[str, list[RawCell]] = {}
    for cell in unknown:
        stem = WITH_YEAR.fullmatch(cell.text)
        groups.setdefault(skeleton(stem[1]) if stem and stem[1] else cell.text, []).append(cell)
    hints: list[tuple[list[RawCell], str, Replacement | None]] = []
    for cells in groups.values():
        fix, places = _what_was_meant(cells, headers)
        for cell, place in zip(cells, places, strict=False):
            name = (place[0].attribute, place[1])
            if name not in taken:
                taken[name] = cell
                layout.places[cell.column] = place
                layout.ignored.discard(cell.column)
        header = header_of(*places[0]) if places else None
        replacement = Replacement.by_name(cells[0].text, header) if isinstance(header, str) else None
        hints.append((cells, f"{fix} (and so on to {cells[-1].address})" if len(cells) > 1 else fix, replacement))
    return hints


def _listing(columns: Sequence[Column]) -> str:
    """The headers of columns, for a message."""
    return ", ".join("years" if column.bare else f"'{column.header}'" for column in columns)


def _what_was_meant(cells: Sequence[RawCell], headers: KnownHeaders) -> tuple[str, list[Place]]:
    """A hint for headers of one stem, and the intended places, if clear."""
    first = cells[0]
    if first.is_error or first.is_uncalculated:
        return "Type the name of the column in place of the formula", []
    if isinstance(first.value, bool) or not isinstance(first.value, str):
        return _misplaced_year(first, headers), []
    with_year = WITH_YEAR.fullmatch(first.text)
    if with_year is None:
        meant = headers.names.meant(first.text)
        if meant is None:
            return "Delete the column, or move what it says to 'notes'", []
        return did_you_mean(first.text, meant), [(headers.by_name[normal(meant)], None)]
    return _meant_with_year(cells, with_year[1], headers)


def _meant_with_year(cells: Sequence[RawCell], stem: str, headers: KnownHeaders) -> tuple[str, list[Place]]:
    first = cells[0]
    year = int(first.text.strip(") ")[-4:])
    if not stem:
        return _misplaced_year(first, headers), []
    meant = headers.names.meant(stem)
    if meant is None:
        hint = f"Type the year alone, {year}" if headers.bare else "Delete the column, or move what it says to 'notes'"
        return hint, [(headers.bare, year)] if headers.bare and len(cells) == 1 else []
    column = headers.by_name[normal(meant)]
    if column.kind is not Kind.YEARLY:
        return f"'{column.header}' does not vary by year: keep one column '{column.header}'", []
    years = [WITH_YEAR.fullmatch(cell.text) for cell in cells]
    name = f"{year}" if column.bare else f"{column.header} {year}"
    return f'Did you mean "{name}"?', [(column, int(year[2])) for year in years if year]


def _misplaced_year(cell: RawCell, headers: KnownHeaders) -> str:
    """A hint for a year, or a similar text, in a column that takes no plain year."""
    if headers.bare:
        return f"Type a year from {FIRST_YEAR} to {LAST_YEAR}, such as 2030"
    year = header_year(cell)
    if headers.yearly and year is not None:
        return "Name the quantity: " + " or ".join(f"'{column.header} {year}'" for column in headers.yearly)
    return "Type the name of a column"


def _missing_columns(layout: ColumnLayout, sheet: Sheet, columns: Sequence[Column]) -> list[Problem]:
    """Problems of columns that a sheet must have and does not."""
    present = {column.attribute for column, _ in layout.places.values()}
    where = address(max([*layout.places, *layout.ignored], default=0) + 1, layout.header)
    missing = []
    for column in columns:
        if column.required and column.attribute not in present:
            fix = f"Type {'a year, such as 2030,' if column.bare else repr(column.header)} in {where}"
            missing.append(Problem(sheet.name, where, "", f"the column '{column.header}', required", fix))
    return missing


# ------------------------------------------------------------------------------------------ years


def filled(grid: SheetGrid, layout: ColumnLayout) -> set[int]:
    """Columns that hold values; a text right below a header may be a unit."""
    below = (cell for row in grid.rows if row[0].line > layout.header for cell in row if not cell.is_blank)
    return {cell.column for cell in below if cell.line > layout.header + 1 or not isinstance(cell.value, str)}


def _years(
    row: Sequence[RawCell], layout: ColumnLayout, sheet: Sheet, terms: Terms, in_use: Collection[int]
) -> list[Problem]:
    """A nonsense year is a problem; years outside the horizon that hold values are a warning for each yearly column,
    and years within it for one that is about the time before."""
    problems = []
    outside: dict[str, list[RawCell]] = {}
    late: dict[str, list[RawCell]] = {}
    for cell in row:
        column, year = layout.places.get(cell.column, (None, None))
        if column is None or year is None:
            continue
        if not FIRST_YEAR <= year <= LAST_YEAR:
            del layout.places[cell.column]
            layout.ignored.add(cell.column)
            fix = "Type the year that was meant"
            problems.append(
                Problem(sheet.name, cell.address, cell.text, f"a year from {FIRST_YEAR} to {LAST_YEAR}", fix)
            )
        elif cell.column not in in_use:
            continue
        elif terms.horizon and column.past:
            if year >= terms.horizon[0]:
                late.setdefault(column.header, []).append(cell)
        elif terms.horizon and year > terms.horizon[1]:  # earlier years are history: each year is rolled to the next
            outside.setdefault(column.header, []).append(cell)
    for cells in outside.values():
        wanted = "years of the horizon {}–{}".format(*terms.horizon or ("", ""))
        years = ", ".join(cell.text for cell in cells)
        fix = "Years outside it are used only to interpolate or extend values"
        problems.append(Problem(sheet.name, cells[0].address, years, wanted, fix, is_warning=True))
    for cells in late.values():
        wanted = "years before the first of the plan, {}".format(*terms.horizon or ("",))
        years = ", ".join(cell.text for cell in cells)
        fix = "Later years are used only to interpolate or extend values"
        problems.append(Problem(sheet.name, cells[0].address, years, wanted, fix, is_warning=True))
    return problems


# ----------------------------------------------------------------------------------------------------------------------
# The unit row under a header. It is informative only: a changed unit has no effect, and is a problem.


AS_NEW = {name: str(SHEET_OF[Settings].column(name).default) for name in ("currency", "amounts")}
"""Money of a template that was not asked for in another."""


def read_units(grid: SheetGrid, layout: ColumnLayout, sheet: Sheet, terms: Terms) -> list[Problem]:
    """Problems of the unit row, if the line under the header is one; the rows then start below it."""
    line = layout.header + 1
    cells = next((row for row in grid.rows if row[0].line == line), ())
    texts = [(cell, layout.places[cell.column][0]) for cell in cells if cell.column in layout.places]
    first = next((cell for cell in cells if cell.column == layout.leftmost), None)
    if first is None and not _are_units(texts, terms):
        return []
    if first is not None and normal(first.text) not in ("unit", "units"):
        return []
    layout.first = line + 1
    problems = []
    if first is None:
        where = address(layout.leftmost, line)
        fix = f"Type 'unit' in {where}: the row holds the units"
        problems.append(Problem(sheet.name, where, "", "the word 'unit'", fix, replacement=Replacement("unit")))
    filled = {cell.column for row in grid.rows if row[0].line > line for cell in row if not cell.is_blank}
    others = [
        (cell, column)
        for cell, column in texts
        if cell is not first and cell.column in filled and is_other_unit(cell.text, column, terms)
    ]
    if not terms.knows_units:
        return problems
    named = [(cell, column) for cell, column in others if is_as_new(cell.text, column, terms)]
    for cell, column in others:
        if (cell, column) not in named:
            restored = Replacement(terms.unit(column), is_certain=False)
            wanted, fix = _restore(column, terms)
            problems.append(Problem(sheet.name, cell.address, cell.text, wanted, fix, replacement=restored))
    for cell, column in named[:1]:
        wanted = f"the unit '{terms.unit(column)}'"
        is_scaled = "{amount}" in column.unit and terms.settings.amounts != AS_NEW["amounts"]
        money = f"'{terms.unit(column)}'" if is_scaled else terms.settings.currency
        setting = "currency and amounts" if is_scaled else "the currency"
        fix = f"Money is read in {money}, as Settings says: correct the unit row, or {setting} there"
        problems.append(Problem(sheet.name, cell.address, cell.text, wanted, fix, is_warning=True))
    return problems


def is_as_new(text: str, column: Column, terms: Terms) -> bool:
    """Whether a text is the column's unit in the currency or the scale of a new template: then the planner did not type
    it, and Settings have changed since."""
    settings = terms.settings
    currencies, scales = (AS_NEW["currency"], settings.currency), (AS_NEW["amounts"], settings.amounts)
    as_new = [replace(settings, currency=name, amounts=scale) for name in currencies for scale in scales]
    return _plain(text) in {_plain(unit_text(column, unit)) for unit in as_new}


def is_other_unit(text: str, column: Column, terms: Terms) -> bool:
    """Whether a text is another unit than the column's; in a column without a unit any text is accepted."""
    plain = _plain(text)
    return bool(column.unit and plain) and plain not in (_plain(terms.unit(column)), _plain(column.unit))


def _are_units(cells: Sequence[tuple[RawCell, Column]], terms: Terms) -> bool:
    """Whether cells of a line without a name are the units of their columns."""
    return bool(cells) and all(
        column.unit and isinstance(cell.value, str) and not is_other_unit(cell.text, column, terms)
        for cell, column in cells
    )


def _restore(column: Column, terms: Terms) -> tuple[str, str]:
    """Correct content of a unit cell, and how to achieve the intended effect."""
    unit = terms.unit(column)
    fix = f"Restore '{unit}': changing a unit here has no effect. Convert the values instead"
    if "{unit}" in column.unit:
        fix += ". Units are set in Commodities and Capacity"
    elif "{" in column.unit:
        fix += ". Currency and scale are set in Settings"
    return f"the unit '{unit}'", fix


def _plain(text: str) -> str:
    """A unit regardless of capitals and spaces."""
    return skeleton(text).replace(" ", "")
