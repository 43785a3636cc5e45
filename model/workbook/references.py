"""Names across sheets: references to rows that do not exist, keys that are there twice, one name in two spellings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from model.errors import Problem, Replacement
from model.families.routes.rows import Route
from model.sheets.common import Commodity, Country, Plant
from model.sheets.names import Names, cleaned, did_you_mean, oddities, skeleton
from model.sheets.schema import IN_USE, NO, SHEET_OF, YES, Column, Kind
from model.workbook.cells import NOTHING, Terms, expected
from model.workbook.rows import Body, Draft

Bodies = Mapping[type, Body]
"""Bodies read, by row class; sheets that are missing or without header are left out."""

PLACES = {"Sites", "Countries"}


class Registry:
    """Names that references may use, by the sheets that they may refer to."""

    def __init__(self, bodies: Bodies, *, with_off: bool = False) -> None:
        """Register the rows in use, or all of them."""

        def drafts(row_class: type[Any]) -> list[Draft]:
            body = bodies.get(row_class)
            return [draft for draft in body.drafts if with_off or draft.is_in_use] if body else []

        self.of_sheet = {
            sheet.name: _names(drafts(row_class), sheet.key[0].attribute)
            for row_class, sheet in SHEET_OF.items()
            if sheet.key and sheet.key[0].kind is Kind.NAME
        }
        self.technologies = _names(drafts(Plant), "technology")
        self.corridors = _names(drafts(Route), "corridor")
        self.blocs = _names(drafts(Country), "bloc")
        self.stages = _names(drafts(Commodity), "stage")
        self._names: dict[tuple[str, ...], Names] = {}
        self._sheets: dict[str, list[str]] = {}
        for sheet, names in self.of_sheet.items():
            for name in names:
                self._sheets.setdefault(name, []).append(sheet)

    def names(self, of: tuple[str, ...]) -> Names:
        """Names that a reference to these sheets may use. Blocs and stages are groups without rows of their own."""
        if of not in self._names:
            names = [name for sheet in of for name in self.of_sheet.get(sheet, ())]
            if "Groups" in of:
                names += self.blocs if PLACES & set(of) else []
                names += self.stages if "Commodities" in of else []
            names += self.technologies if "Technologies" in of else []
            names += self.corridors if "Corridors" in of else []
            self._names[of] = Names(names)
        return self._names[of]

    def sheets_of(self, name: str) -> list[str]:
        """Sheets that have a row of this name."""
        return self._sheets.get(name, [])


def _names(drafts: Iterable[Draft], attribute: str) -> list[str]:
    values = (draft.values.get(attribute, NOTHING) for draft in drafts)
    return list(dict.fromkeys(value for value in values if isinstance(value, str) and value))


def check_references(bodies: Bodies, terms: Terms, unreadable: set[str]) -> list[Problem]:
    """Problems of references, each replaced by the intended name where that is clear.

    Unreadable sheets and rows without a name are problems already; references to them are not reported again.
    """
    registries = Registries.of(bodies)
    nameless = _nameless(bodies)
    problems: list[Problem] = []
    unknown: dict[str, list[Problem]] = {}
    """By a sheet in which a row without a name may be the one that is meant."""
    for body in bodies.values():
        for column in body.sheet.columns:
            if column.kind is Kind.REFERENCE and not unreadable & set(column.of):
                suspect = next((name for name in column.of if nameless[name]), "")
                for draft in body.drafts:
                    mistake = _check_reference(draft, column, body, registries, terms)
                    is_lost = suspect and draft.values.get(column.attribute) is NOTHING
                    (unknown.setdefault(suspect, []) if is_lost else problems).extend(mistake)
    for name, mistake in unknown.items():
        if len({problem.value for problem in mistake}) > nameless[name]:
            problems += mistake
    return problems


def _nameless(bodies: Bodies) -> Counter[str]:
    """By sheet, how many rows have no name that could be read."""
    nameless: Counter[str] = Counter()
    for body in bodies.values():
        if body.sheet.key and (key := body.sheet.key[0]).kind is Kind.NAME:
            absent = sum(draft.values.get(key.attribute) is NOTHING for draft in body.drafts)
            nameless[SHEET_OF[body.sheet.row_class].name] += absent
    return nameless


@dataclass(frozen=True)
class Registries:
    """Possible targets of references: rows in use for a row in use, all rows for one that is not."""

    in_use: Registry
    all: Registry

    @classmethod
    def of(cls, bodies: Bodies) -> Registries:
        return cls(Registry(bodies), Registry(bodies, with_off=True))

    def seen_by(self, draft: Draft) -> Registry:
        return self.in_use if draft.is_in_use else self.all


def _check_reference(draft: Draft, column: Column, body: Body, registries: Registries, terms: Terms) -> list[Problem]:
    registry = registries.seen_by(draft)
    text = draft.values.get(column.attribute, NOTHING)
    if not isinstance(text, str) or column.attribute not in draft.raw:
        return []
    names = registry.names(column.of)
    if text in names:
        return []
    word = word_of(text, column)
    if word is not None:
        draft.values[column.attribute] = word
        return []
    if text in registries.all.names(column.of):
        draft.values[column.attribute] = NOTHING
        fix = f"'{text}' is not in use: type '{YES}' in that row's '{IN_USE.header}', or '{NO}' in this row's"
        return [Problem(body.sheet.name, draft.cells[column.attribute], text, expected(column, terms), fix)]
    meant, fix = _what_was_meant(text, column, names, registry)
    draft.values[column.attribute] = meant if meant is not None else NOTHING
    replacement = None if meant is None else Replacement.by_name(text, meant)
    cell = draft.cells[column.attribute]
    return [Problem(body.sheet.name, cell, text, expected(column, terms), fix, replacement=replacement)]


def word_of(text: str, column: Column) -> str | None:
    """The word in place of a name in a reference."""
    return next((word for word in column.words if cleaned(text).casefold() == word), None)


def _what_was_meant(text: str, column: Column, names: Names, registry: Registry) -> tuple[str | None, str]:
    """The name that a reference was meant to be, if clear, and a hint."""
    alike = names.alike(text)
    if alike is not None:
        return alike, did_you_mean(text, alike)
    elsewhere = registry.sheets_of(text)
    if elsewhere:
        return None, f"'{text}' is a row of {elsewhere[0]}; choose {_some(names, column)}"
    meant = names.meant(text) or Names(column.words).meant(text)
    if meant is not None:
        return meant, did_you_mean(text, meant)
    if not names.all:
        return None, f"Add a row for it to {column.of[0]}, which has none"
    return None, f"Add it to {column.of[0]}, or choose {_some(names, column)}"


def _some(names: Names, column: Column) -> str:
    return f"one of: {names.some()}" if names.all else f"a row of {column.of[0]}, which has none yet"


# ------------------------------------------------------------------------------------------ keys


def check_keys(bodies: Bodies) -> list[Problem]:
    """Problems of duplicate rows, of which the first is kept, and of names in two spellings."""
    problems = []
    for body in bodies.values():
        problems += _doubled(body)
        for column in body.sheet.columns:
            if column.kind is Kind.NAME:
                problems += _spellings(body, column, is_warning=False)
            elif column.kind is Kind.TEXT:
                problems += _spellings(body, column, is_warning=True)
    return problems


def _doubled(body: Body) -> list[Problem]:
    key = body.sheet.key
    first: dict[tuple[str, ...], Draft] = {}
    problems, distinct = [], []
    for draft in body.drafts:
        values = tuple(draft.values.get(column.attribute, NOTHING) for column in key)
        if not key or NOTHING in values or values not in first:
            first.setdefault(values, draft)
            distinct.append(draft)
            continue
        names = " and ".join(column.header for column in key)
        earlier = first[values].line
        fix = f"Rows {earlier} and {draft.line} have the same key: delete or rename one of them"
        cell, value = draft.cells.get(key[0].attribute, ""), ", ".join(map(str, values))
        problems.append(Problem(body.sheet.name, cell, value, f"each {names} once", fix))
    body.drafts[:] = distinct
    return problems


def _spellings(body: Body, column: Column, *, is_warning: bool) -> list[Problem]:
    """Names of a column that look the same but are not: the rarer ones, most likely slips."""
    uses: dict[str, dict[str, list[Draft]]] = {}
    for draft in body.drafts:
        text = draft.values.get(column.attribute, NOTHING)
        if isinstance(text, str) and any(map(str.isalpha, text)):  # years have no spelling
            uses.setdefault(skeleton(text), {}).setdefault(text, []).append(draft)
    problems = []
    for spellings in uses.values():
        usual = max(spellings, key=lambda text: len(spellings[text]))
        for text, drafts in spellings.items():
            if text != usual and not oddities(drafts[0].raw[column.attribute].text):
                wanted = f"one spelling of each {column.header}"
                fix = f"{did_you_mean(text, usual)}, as in row {spellings[usual][0].line}"
                cell = drafts[0].cells[column.attribute]
                usual_name = Replacement(usual, is_certain=False)
                problems.append(Problem(body.sheet.name, cell, text, wanted, fix, is_warning, usual_name))
    return problems
