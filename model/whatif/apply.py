"""The what-ifs of a workbook as tables ready to be solved, or all their problems; of futures, which are what-ifs with a
probability, one or none materialises."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from model.errors import InputError, Problem
from model.families.common.checking import NO_DOUBTS, Doubts, problem
from model.families.demand.rows import Demand
from model.scenario.calendar import Calendar
from model.sheets.names import count
from model.sheets.schema import NO, SHEET_OF, YES
from model.sheets.tables import Tables
from model.sheets.whatifs import BASE, NEW, NONE, OF_WHAT_IFS, Change, WhatIf
from model.whatif.changes import Making, in_order
from model.whatif.validation import Blame, KnownRows
from model.whatif.variants import EditableTables, Variant


def base(tables: Tables) -> Variant:
    """The unchanged workbook; its probability is what futures leave to it."""
    others = sum(row.probability for row in tables[WhatIf])
    rest = 1.0 - others if others else 0.0
    return Variant(BASE, Tables(tables.settings, tables.without(*OF_WHAT_IFS).rows), probability=rest)


def variants(tables: Tables, *, are_checked: bool = False) -> list[Variant]:
    """Every what-if to be run, in the order of the sheet. Raises InputError with all problems of all of them.

    Changed tables need not be checked again if reading the workbook has just done so.
    """
    review_result = review(tables, Unread(looks_at_tables=not are_checked))
    errors = [problem for problem in review_result.problems if not problem.is_warning]
    if errors:
        raise InputError(f"The what-ifs have {count(len(errors), 'error')}.", review_result.problems)
    return list(review_result.variants)


def futures(tables: Tables) -> list[Variant]:
    """The what-ifs with a probability. Raises InputError with all problems of these."""
    rows = [row if row.probability else replace(row, run=NO) for row in tables[WhatIf]]
    if all(row.run == NO for row in rows):
        return []
    return variants(replace(tables, rows={**tables.rows, WhatIf: rows}), are_checked=True)


@dataclass(frozen=True)
class Review:
    """Usable what-ifs, and the problems of all."""

    variants: tuple[Variant, ...]
    problems: list[Problem]


@dataclass(frozen=True)
class Unread:
    """Unreadable parts of a workbook, which limit the checks of its what-ifs."""

    doubts: Doubts = NO_DOUBTS
    changes: frozenset[int] = frozenset()
    """Lines of Changes with problems of their own,"""
    patched: frozenset[int] = frozenset()
    """and those with a placeholder for a missing value."""
    looks_at_tables: bool = True
    """Whether changed tables are worth checking: not if the workbook has errors without any what-if."""
    only_futures: bool = False
    """If so, only those of what-ifs with a probability."""
    base: KnownRows | None = None
    """The workbook without any what-if, if it has been checked."""


def review(tables: Tables, unread: Unread | None = None) -> Review:
    """Make every what-if, and check those to be run as if their cells had been typed."""
    review_state = _Reviewing(tables, unread or Unread())
    review_state.run()
    return Review(tuple(review_state.variants), review_state.problems)


@dataclass
class _Reviewing:
    tables: Tables
    unread: Unread
    problems: list[Problem] = field(default_factory=list)
    variants: list[Variant] = field(default_factory=list)

    def run(self) -> None:
        rows = {row.what_if: row for row in self.tables[WhatIf]}
        changes: dict[str, list[Change]] = {name: [] for name in rows}
        for change in self.tables[Change]:
            changes.setdefault(change.what_if, []).append(change)
        self.problems += [*self._without_changes(rows, changes), *_problems_of_futures(self.tables)]
        chains = {name: _chain(row, rows) for name, row in rows.items()}
        self.problems += [
            _circle(rows[name], chain) for name, chain in chains.items() if name in chain[:1] and chain[1:]
        ]
        sound = {name: chain for name, chain in chains.items() if len(set(chain)) == len(chain)}
        self._make_all(rows, changes, sound)
        self.problems += _problems_of_shared_settings(self.tables, self.variants)

    def _make_all(
        self, rows: Mapping[str, WhatIf], changes: Mapping[str, Sequence[Change]], chains: Mapping[str, Sequence[str]]
    ) -> None:
        """Make each what-if after the one that it is based on."""
        original = EditableTables.of(self.tables)
        books: dict[str, EditableTables] = {"": original}
        broken: set[str] = set()
        blame = Blame(original, self.unread.base)
        for name in sorted(chains, key=lambda name: len(chains[name])):
            parent = chains[name][-2] if len(chains[name]) > 1 else ""
            making = Making(books[parent].copy())
            own = [change for change in changes[name] if change.line not in self.unread.patched or not change.line]
            making.make(own, unread=frozenset(SHEET_OF[doubt].name for doubt in self.unread.doubts.incomplete))
            books[name] = making.book
            errors = [problem for problem in making.problems if not problem.is_warning]
            self.problems += making.problems + ([] if errors else making.idle(own))
            if errors or parent in broken or self._is_doubtful(name, changes[name]):
                broken.add(name)
        for name, row in rows.items():
            if row.run != YES or name not in chains or name in broken:
                continue
            book = books[name]
            changed = book.changed_from(original)
            tables = book.tables()
            if self.unread.looks_at_tables and changed and (row.probability or not self.unread.only_futures):
                story = [step for part in chains[name] for step in in_order(changes[part])]
                self.problems += blame.problems(name, story, tables, changed)
            based_on = "" if len(chains[name]) == 1 else chains[name][-2]
            all_tables = Tables(tables.settings, tables.rows)
            if row.plan == NONE:
                from model.planning.do_nothing import as_it_stands  # it needs what solving needs

                self.problems += _without_a_price(row, all_tables)
                all_tables = as_it_stands(all_tables, {})
            self.variants.append(
                Variant(
                    name,
                    all_tables,
                    row.description,
                    based_on,
                    changed,
                    row.plan,
                    probability=row.probability,
                    known_from=row.known_from,
                )
            )

    def _is_doubtful(self, name: str, changes: Sequence[Change]) -> bool:
        """Whether some of a what-if's changes were unreadable."""
        is_lost = Change in self.unread.doubts.incomplete and self.unread.doubts.explain(name)
        return is_lost or any(change.line in self.unread.changes for change in changes)

    def _without_changes(self, rows: Mapping[str, WhatIf], changes: Mapping[str, Sequence[Change]]) -> list[Problem]:
        """Warnings of what-ifs without changes of their own."""
        if Change in self.unread.doubts.incomplete:
            return []
        return [
            problem(
                row, "what_if", "a what-if with rows in Changes", "Add a change for it, or delete it", is_warning=True
            )
            for name, row in rows.items()
            if not changes[name] and row.plan != NONE
        ]


def _chain(row: WhatIf, rows: Mapping[str, WhatIf]) -> list[str]:
    """The what-ifs beneath one, the lowest first, itself last; in a circle one appears at both ends."""
    chain = [row.what_if]
    while (below := rows[chain[0]].based_on) not in ("", BASE) and below in rows:
        is_circle = below in chain
        chain.insert(0, below)
        if is_circle:
            break
    return chain


def _circle(row: WhatIf, chain: Sequence[str]) -> Problem:
    """A what-if that is based on itself."""
    way = " on ".join(f"'{name}'" for name in reversed(chain))
    return problem(row, "based_on", "what-ifs that are not based on each other in a circle", f"It is {way}: clear one")


__all__ = ["BASE", "Review", "Unread", "base", "futures", "review", "variants"]


def _without_a_price(row: WhatIf, tables: Tables) -> list[Problem]:
    """Unmet demand needs a cost if no new decision may be taken."""
    demand = next((row for row in tables[Demand] if row.shortage_cost is None), None)
    if demand is None:
        return []
    where = f"of {demand.product} in {demand.market}"
    return [problem(row, "plan", f"a shortage cost {where}, as demand may go unmet", "Give one in Demand")]


# ----------------------------------------------------------------------------------------------------------------------
# Futures.

FIXED = ("first_year", "last_year", "years_per_period", "discount_rate", "discounting", "currency", "amounts")
"""Settings that all futures share, as their costs are added."""


def _problems_of_futures(tables: Tables) -> Iterator[Problem]:
    """Problems of the rows of futures themselves."""
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


def _problems_of_shared_settings(tables: Tables, variants: Sequence[Variant]) -> Iterator[Problem]:
    """Futures that change what all of them share."""
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
