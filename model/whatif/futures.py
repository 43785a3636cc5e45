"""Checks of futures: what-ifs with a probability, of which one or none materialises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from model.errors import Problem
from model.families.common.checking import problem
from model.scenario.calendar import Calendar
from model.sheets.schema import YES
from model.sheets.tables import Tables
from model.sheets.whatifs import NEW, WhatIf
from model.whatif.variants import Variant

FIXED = ("first_year", "last_year", "years_per_period", "discount_rate", "discounting", "currency", "amounts")
"""Settings that all futures share, as their costs are added."""


def of_rows(tables: Tables) -> Iterator[Problem]:
    """Problems of the rows themselves."""
    later, total = Calendar.of(tables.settings).periods[1:], 0.0
    for row in tables[WhatIf]:
        total += row.probability
        if row.known_from is not None and not row.probability:
            fix = "This cell has no effect: give a probability, or clear it"
            yield problem(row, "known_from", "a what-if with a probability", fix, is_warning=True)
        elif row.known_from is not None and row.known_from not in later:
            yield problem(row, "known_from", f"the start of a later period: {some(later)}")
        for column, needed in (("run", YES), ("plan", NEW)) if row.probability else ():
            if getattr(row, column) != needed:
                yield problem(row, column, f"'{needed}', as it has a probability", "Or clear the probability")
        if row.probability and total >= 1:
            wanted = "probabilities that leave something to the workbook as it is: less than 100 % in total"
            yield problem(row, "probability", wanted)
            return


def of_variants(tables: Tables, variants: Sequence[Variant]) -> Iterator[Problem]:
    """Problems of what they change."""
    rows = {row.what_if: row for row in tables[WhatIf]}
    for variant in variants:
        moved = moved_settings(tables, variant.tables) if variant.probability else ""
        if moved:
            fix = f"It changes {moved}: clear the probability, or delete the change"
            yield problem(rows[variant.name], "probability", "a what-if with the same settings", fix)


def moved_settings(tables: Tables, other: Tables) -> str:
    """Settings that futures have to share and these do not, in words."""
    moved = [setting for setting in FIXED if getattr(other.settings, setting) != getattr(tables.settings, setting)]
    return ", ".join(moved).replace("_", " ")


def some(years: Sequence[int]) -> str:
    """Years in words: the first, the second and the last of many."""
    return ", ".join(map(str, years)) if len(years) < 5 else f"{years[0]}, {years[1]}, …, {years[-1]}"
