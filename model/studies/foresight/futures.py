"""Futures of a workbook: what-ifs with a probability that are known from a year on, and whether they can be planned
together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from model.errors import InputError
from model.scenario.calendar import Calendar
from model.scenario.limits import in_order
from model.sheets.tables import Tables
from model.sheets.whatifs import NEW
from model.whatif.apply import base, variants
from model.whatif.futures import moved_settings, some
from model.whatif.variants import Changed, Variant


@dataclass(frozen=True)
class Future:
    """A possible future, and the year from which it is known."""

    name: str
    tables: Tables = field(repr=False)
    probability: float
    known: float = math.inf
    """Year; infinite for the unchanged workbook, which is left when no other future materialises."""
    changed: tuple[Changed, ...] = field(default=(), repr=False)
    """Cells that differ from the unchanged workbook."""

    @property
    def changed_early(self) -> list[Changed]:
        """Cells of years before it is known, or of no year."""
        years = (each.column.rpartition(" ")[2] for each in self.changed)
        return [
            each
            for each, year in zip(self.changed, years, strict=True)
            if not year.isdecimal() or int(year) < self.known
        ]


def futures_of(tables: Tables, asked: Sequence[tuple[str, float, int]]) -> list[Future]:
    """The unchanged workbook and what-ifs given as (name, probability, year from which it is known); if none is, those
    with a probability in the workbook. Raises InputError with all errors."""
    known = {variant.name: variant for variant in variants(tables, are_checked=True)}
    asked = asked or _of_workbook(tables, known.values())
    wrong = list(_wrong(tables, known, asked))
    if wrong:
        raise InputError("\n".join(wrong))
    of, rest = base(tables), 1.0 - sum(probability for _, probability, _ in asked)
    others = [
        Future(name, known[name].tables, probability, year, known[name].changed) for name, probability, year in asked
    ]
    return [Future(of.name, of.tables, rest), *others]


def _of_workbook(tables: Tables, known: Iterable[Variant]) -> list[tuple[str, float, int]]:
    later = Calendar.of(tables.settings).periods[1:]
    found = [each for each in known if each.probability]
    if not found or not later:
        raise InputError("foresight takes what-ifs with a probability: by --future, or in What-ifs.")
    return [(each.name, each.probability, each.known_from or later[0]) for each in found]


def _wrong(tables: Tables, known: Mapping[str, Variant], asked: Sequence[tuple[str, float, int]]) -> Iterator[str]:
    later = Calendar.of(tables.settings).periods[1:]
    if len({name for name, _, _ in asked}) < len(asked):
        yield "--future: each what-if once."
    if sum(probability for _, probability, _ in asked) >= 1:
        yield "--future: probabilities must leave something to the workbook as it is: less than 100 % in total."
    for name, probability, year in asked:
        if name not in known:
            yield f"--future: there is no what-if '{name}' that is to be run. There are: {', '.join(known) or 'none'}."
            continue
        if not 0 < probability < 1:
            yield f"--future '{name}': expected a probability above 0 and below 100 %."
        if year not in later:
            yield f"--future '{name}': it cannot be known from {year} on; starts of later periods are {some(later)}."
        if known[name].plan != NEW:
            yield f"--future '{name}': its 'plan' in What-ifs must be '{NEW}'."
        if moved := moved_settings(tables, known[name].tables):
            yield f"--future '{name}': it must not change the settings {moved}."
    for each in (tables, *(known[name].tables for name, _, _ in asked if name in known)):
        for row in in_order(each):
            yield f"{row.cell('priority')} of Limits: futures cannot be planned together where a limit has a priority."
