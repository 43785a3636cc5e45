"""Findings of a diagnosis: conflicts, smallest repairs, how the search ended; and their wording in the planner's
cells and units."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from model.checks.worth import unit_of, units_of
from model.diagnosis.cells import Cell
from model.diagnosis.figures import Remedy
from model.errors import Changes
from model.results.plan import Plan, amount_text
from model.scenario.limits import MEASURES, Limit
from model.sheets.names import count, shown
from model.sheets.schema import ANY, IN_USE, NEVER, SHEET_OF
from model.sheets.tables import Tables, unit_text

if TYPE_CHECKING:
    from model.proof.certify import Proven

# ----------------------------------------------------------------------------------------------------------------------
# Findings of a diagnosis: conflicts, smallest repairs, and how the search ended.


@dataclass(frozen=True)
class Conflict:
    """Irreducible set of cells that cannot all hold, even if all others are relaxed."""

    cells: Sequence[Cell]
    disruptions: Sequence[str]
    """Disruptions in which, each alone, they conflict; empty if they conflict even undisturbed."""
    is_relaxed: bool
    """Whether linear programs alone say that each cell is necessary; that the cells conflict is proven in any case."""
    is_irreducible: bool = True
    """Whether each cell is necessary; else the search for fewer was ended."""
    suspects: Mapping[Cell, int] = field(default_factory=dict)
    """First years of its limits, each with the earliest later one with which it ends."""


@dataclass(frozen=True)
class Diagnosis:
    """Result of a diagnosis."""

    tables: Tables
    conflicts: Sequence[Conflict]
    remedies: Sequence[Remedy]
    unfinished: Sequence[str] = ()
    """Why there may be more conflicts or remedies, in sentences; empty if the search was complete."""
    plan: Plan | None = None
    """Plan of the unchanged tables, if one exists: no change is needed."""
    slips: Mapping[Cell, float] = field(default_factory=dict)
    """Facts that have a plan if their decimal point is moved, with the figure then."""
    proven: Proven | None = None
    """Certificate that there is no plan."""

    @property
    def is_complete(self) -> bool:
        """Whether the search was complete."""
        return not self.unfinished


CELL = ("sheet", "cell", "column", "year", "value")


def frames_of(answer: Diagnosis) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Conflicts and remedies, a line for each of their cells."""
    conflicts, remedies = [], []
    for number, conflict in enumerate(answer.conflicts, start=1):
        disruptions = "; ".join(conflict.disruptions)
        conflicts += [(number, *_cell(cell), disruptions) for cell in conflict.cells]
    for number, remedy in enumerate(answer.remedies, start=1):
        plan = remedy.plan.objective, remedy.plan.gap
        remedies += [(number, *_cell(cell), value, *plan) for cell, value in remedy.values.items()]
    lines = pd.DataFrame(conflicts, columns=["conflict", *CELL, "disruptions"])
    frames = pd.DataFrame(remedies, columns=["remedy", *CELL, "change to", "cost", "gap"])
    for frame in (lines, frames):
        frame.attrs["unfinished"] = list(answer.unfinished)
    return lines, frames


def _cell(cell: Cell) -> tuple[object, ...]:
    where = f"{cell.attribute} {cell.year or ''}".rstrip()
    return cell.sheet, cell.row.cell(where), cell.column.header, cell.year, cell.value


# ----------------------------------------------------------------------------------------------------------------------
# Wording of a diagnosis, in the planner's cells and units.


MAY_BE_MORE = "There may be more conflicts or remedies."

RELAXED = "even if all other limits, dates, campaigns and construction goods give, and capacity, stocks and people grow"
"""Remark that facts are relaxed in one direction only: lower values may help, too, and are not searched."""

KEPT = (
    "all else is kept as typed, such as recipes, yields, lead times, training times, staffing needs, years in service, "
    "disruptions, decisions already made, and plants not yet built"
)
"""Remark on inputs that no search relaxes."""

CERTAIN = 1e-6
"""Gap of a plan whose cost is known."""

MOST_LINES, MOST_DISRUPTIONS = 12, 2
"""Cells that are listed of a conflict that need not have all of them, and disruptions named in one sentence."""


class Words:
    """Wording of the cells of some tables."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._units = units_of(tables)

    def what(self, cell: Cell) -> str:
        """Description of a cell, such as 'training seats 2028 of SX engineer, USA'."""
        sheet = SHEET_OF[type(cell.row)]
        names = ", ".join(str(getattr(cell.row, column.attribute)) for column in sheet.key)
        if cell.is_switch:
            return f"{IN_USE.header} of {names}"
        year = f" {cell.year}" if cell.year else ""
        return f"{cell.column.header}{year} of {names}"

    def value(self, cell: Cell, value: Any) -> str:
        """A value of a cell with its unit."""
        if not cell.is_number:
            return shown(value)
        if self._is_share(cell):
            return shown(value, is_percent=True)
        return f"{value:,.12g} {self.unit(cell)}".rstrip()

    def unit(self, cell: Cell) -> str:
        """The unit of a cell's values."""
        unit = unit_of(cell.row, self._units)
        if isinstance(cell.row, Limit):
            measured = MEASURES[cell.row.measure].unit
            return (
                "" if "–" in measured else measured.replace("unit", unit).replace("amount", amount_text(self._tables))
            )
        return unit_text(cell.column, self._tables.settings, unit)

    def _is_share(self, cell: Cell) -> bool:
        if isinstance(cell.row, Limit):
            return MEASURES[cell.row.measure].unit == "share"
        return cell.column.is_percent

    def bound(self, cell: Cell) -> str:
        """A cell with its value, such as 'Funds!E5 limit of Capital, USA: 30 million USD/y'."""
        return f"{cell.place} {self.what(cell)}: {self.value(cell, cell.value)}"

    @staticmethod
    def changed_by(cell: Cell, answer: Diagnosis) -> str:
        """Which remedies change a cell, such as ' (remedies 1, 3)'."""
        numbers = [str(at) for at, remedy in enumerate(answer.remedies, start=1) if cell in remedy.values]
        return f" (remed{'y' if len(numbers) == 1 else 'ies'} {', '.join(numbers)})" if numbers else ""

    def changes(self, remedy: Remedy) -> str:
        """All cells that a remedy changes."""
        return "; ".join(self.change(cell, new) for cell, new in remedy.values.items())

    @staticmethod
    def cannot(conflict: Conflict) -> str:
        """The verdict on a conflict, such as 'These 2 cells cannot all be met in the disruption 'Stop''."""
        named = [f"'{name}'" for name in conflict.disruptions[:MOST_DISRUPTIONS]]
        more = len(conflict.disruptions) - len(named)
        rest = f" and in {count(more, 'other disruption')}" if more else ""
        when = f" in the disruption {' and in '.join(named)}{rest}" if named else ""
        if not conflict.cells:
            return f"There is no plan{when}"
        if len(conflict.cells) == 1:
            return f"This cell cannot be met{when}"
        return f"These {len(conflict.cells)} cells cannot all be met{when}"

    def conflict(self, conflict: Conflict) -> str:
        """A conflict in one sentence, before its cells."""
        if not conflict.cells:
            return f"{self.cannot(conflict)}, {RELAXED.replace(' other', '')} ({self.never_relaxed()})."
        return f"{self.cannot(conflict)}, {RELAXED} ({self.never_relaxed()}):"

    def never_relaxed(self) -> str:
        """Remark that the rest of the workbook is never relaxed."""
        has_never = any(row.may_give == NEVER for rows in self._tables.rows.values() for row in rows)
        return f"{KEPT}{'; and rows that may never give' if has_never else ''}"

    @staticmethod
    def unfinished(answer: Diagnosis) -> list[str]:
        """Remarks that the search is incomplete, and why."""
        return [MAY_BE_MORE, *answer.unfinished] if answer.unfinished else []

    @staticmethod
    def no_conflict(answer: Diagnosis) -> str:
        """Sentence in place of conflicts, if none was identified."""
        return "" if answer.conflicts or answer.plan else "The conflicting cells could not be identified."

    def slips(self, answer: Diagnosis) -> list[str]:
        """Facts with which there is a plan if their decimal point is moved."""
        return [
            f"Is a decimal misplaced? {self.bound(cell)}. With {self.value(cell, figure)} there is a plan."
            for cell, figure in answer.slips.items()
        ]

    def remedy(self, remedy: Remedy) -> str:
        """A remedy in one sentence."""
        return f"{self.changes(remedy)}. Cost of the plan then: {self._cost(remedy.plan)}."

    def has_plan(self, plan: Plan) -> str:
        """Sentence that no change is needed."""
        return f"The workbook has a plan: no change is needed. Cost of the plan: {self._cost(plan)}."

    @staticmethod
    def _cost(plan: Plan) -> str:
        return f"{Words._figure(plan.objective)} {plan.amount} (gap {plan.gap:.2%})"

    @staticmethod
    def _figure(cost: float) -> str:
        return f"{float(f'{cost:.6g}'):,.12g}"

    def necessity(self, conflict: Conflict) -> str:
        """Proof that every cell of a conflict is necessary."""
        if not conflict.is_irreducible:
            return "Some of them may not be part of the conflict: the search for fewer was ended."
        if len(conflict.cells) < 2:
            return ""
        caveat = " (without whole numbers, which would be too slow to check here)" if conflict.is_relaxed else ""
        return f"Each is part of the conflict: leave out any one of them, and the others can be met{caveat}."

    def cells(self, conflict: Conflict, answer: Diagnosis) -> list[str]:
        """The cells of a conflict, a line each; of one that need not have all of them only some."""
        most = len(conflict.cells) if conflict.is_irreducible else MOST_LINES
        lines = [f"{self.bound(cell)}{self.changed_by(cell, answer)}" for cell in conflict.cells[:most]]
        lines += [f"and {more:,} more"] if (more := len(conflict.cells[most:])) else []
        return lines + self.suspects(conflict, answer)

    def suspects(self, conflict: Conflict, answer: Diagnosis) -> list[str]:
        """First years of limits, with which the conflict ends if they are later."""
        return [
            f"Or is it too early? {self.bound(cell)}{self.changed_by(cell, answer)}. With {year} the conflict ends."
            for cell, year in conflict.suspects.items()
        ]

    def remedies(self, answer: Diagnosis) -> list[str]:
        """The repairs, numbered; empty if there are none."""
        many = "Any one of these remedies is enough (each was typed into the cells, solved and audited):"
        one = "This remedy is enough (it was typed into the cells, solved and audited):"
        text = many if len(answer.remedies) > 1 else one
        numbered = [f"{at}. {line}" for at, line in enumerate(self.by_kind(answer, self.remedy), start=1)]
        return [text, *numbered, *self.uncertain(answer)] if numbered else []

    @staticmethod
    def by_kind(answer: Diagnosis, words_of: Callable[[Remedy], str]) -> list[str]:
        """Each remedy in words; if there are several kinds, after its own."""
        is_told = len({remedy.kind for remedy in answer.remedies}) > 1
        return [f"{remedy.kind}: {words_of(remedy)}" if is_told else words_of(remedy) for remedy in answer.remedies]

    def uncertain(self, answer: Diagnosis) -> Iterator[str]:
        """Which remedies the gaps leave open to be the cheaper ones."""
        plans = list(enumerate((remedy.plan for remedy in answer.remedies), start=1))
        first, cheapest = min(plans, key=lambda item: item[1].objective)
        open_ = [at for at, plan in plans if at != first and plan.bound < cheapest.objective and plan.gap > CERTAIN]
        if open_:
            least = min(plan.bound for _, plan in plans)
            yield (
                f"Which of them has the cheapest plan is uncertain: by the gaps of these plans, remed"
                f"{'y' if len(open_) == 1 else 'ies'} {', '.join(map(str, open_))} may cost less than remedy {first}. "
                f"Proven is at least {self._figure(least)} {cheapest.amount}."
            )

    def lines(self, answer: Diagnosis) -> list[str]:
        """The whole diagnosis, a line each; remedies last, where the end of a long answer is in view."""
        lines = [self.has_plan(answer.plan)] if answer.plan else []
        lines += [self.no_conflict(answer)] if self.no_conflict(answer) else []
        for conflict in answer.conflicts:
            lines.append(self.conflict(conflict))
            lines += [f"  {cell}" for cell in [*self.cells(conflict, answer), self.necessity(conflict)] if cell]
        lines += self.slips(answer)
        lines += [remedy if at == 0 else f"  {remedy}" for at, remedy in enumerate(self.remedies(answer))]
        return lines + self.unfinished(answer)

    def change(self, cell: Cell, new: Any) -> str:
        """A cell and its change, such as 'Funds!E5 limit of Capital, USA: 30 → 57 million USD/y'."""
        return f"{cell.place} {self.what(cell)}: {self.arrow(cell, new)}"

    def as_data(self, remedies: Iterable[Remedy]) -> Changes:
        """The cells of each remedy as the fields of a what-if that changes them."""
        return [[self._what_if(cell, new) for cell, new in remedy.values.items()] for remedy in remedies]

    def _what_if(self, cell: Cell, new: Any) -> dict[str, str]:
        keys = [(column.header, getattr(cell.row, column.attribute)) for column in SHEET_OF[type(cell.row)].key]
        names = [(header, '"{}"'.format(str(name).replace('"', '""'))) for header, name in keys if name != ""]
        rows = names[0][1] if len(keys) == 1 else "; ".join(f"{header} = {name}" for header, name in names)
        value = f"{new:.12g}" if cell.is_number and not self._is_share(cell) else self.value(cell, new)
        column = f"{cell.column.header} {cell.year or ''}".rstrip()
        change = {"sheet": cell.sheet, "rows": rows or ANY, "column": column, "operation": "set", "value": value}
        return {"place": cell.place, **change}

    def brief(self, cell: Cell, new: Any) -> str:
        """The name of a cell's row, and the change: 'Capital, USA: 30 → 57 million USD/y'."""
        names = [str(getattr(cell.row, column.attribute)) for column in SHEET_OF[type(cell.row)].key]
        return f"{', '.join(names) or cell.column.header}: {self.arrow(cell, new)}"

    def arrow(self, cell: Cell, new: Any) -> str:
        """A change in the unit of its cell: '30 → 57 million USD/y'."""
        old, becomes = self.value(cell, cell.value), self.value(cell, new)
        unit = self.unit(cell)
        if unit and old.endswith(f" {unit}"):
            old = old.removesuffix(f" {unit}")
        return f"{old} → {becomes}"
