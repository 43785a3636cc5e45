"""Drift: attribution of differences between a later plan and the rest of the earlier one to changed inputs.

Without any change the later plan is the earlier one. So the changed inputs are taken group by group: a column of a
sheet, or all rows that are new or gone. Each group alone is put into the rolled workbook and solved, while all others
are kept unchanged. A difference is attributed to the groups that alone produce it; if none does, to several together.
The unchanged workbook is solved as well: differences even then are equally cheap within the gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from model.errors import ExitCode
from model.results.first_stage import KINDS, decisions
from model.results.optimality import Solved, is_significant, noise
from model.results.view import View
from model.rolling.reconcile import Statement
from model.rolling.roll import Rolled
from model.runs import Result
from model.sheets.common import Settings
from model.sheets.schema import SHEET_OF, Row
from model.sheets.tables import Tables
from model.whatif.inputs import SEARCH, WHAT_IFS, WHOLE_ROW, InputDifference, differences
from model.whatif.validation import problems_of

if TYPE_CHECKING:
    from model.results.decisions import Decisions
    from model.results.plan import Plan

ROWS = "rows that are new or gone"
SAME = 1e-4
"""Relative to the larger; sizes that differ by less are the same."""

Decided = Mapping[tuple[str, str, str, str], Mapping[int, float]]
"""Size by year of first-stage decisions: (kind, subject, place, way)."""


@dataclass(frozen=True)
class ChangeGroup:
    """Changed inputs, and their effect alone."""

    name: str
    cells: Sequence[InputDifference]
    plan: Plan | None = None
    why_not: str = ""
    """Reason if there is no plan with this group alone."""

    def solved(self, result: Result) -> ChangeGroup:
        """With the plan of its solve, or why there is none."""
        if result.has_plan and result.is_audited:
            return replace(self, plan=result.plan())
        return replace(self, why_not=(result.reason or str(result.state)).splitlines()[0])


@dataclass(frozen=True)
class DecisionShift:
    """Something that is decided otherwise, with the groups that alone bring it about."""

    kind: str
    subject: str
    place: str
    way: str
    unit: str
    before: Mapping[int, float]
    after: Mapping[int, float]
    causes: Sequence[str]
    in_part: Sequence[str]
    """Groups that alone change it, but to something else."""
    is_noise: bool = False
    """Whether it differs without any change: both are as cheap within the gap."""

    @property
    def years(self) -> list[int]:
        """In which another size is decided."""
        sizes = {year: (self.before.get(year, 0.0), self.after.get(year, 0.0)) for year in {*self.before, *self.after}}
        return sorted(year for year, pair in sizes.items() if not _is_same(*pair))


@dataclass(frozen=True)
class Drift:
    """Differences between the rest of an earlier plan and a later one."""

    statement: Statement
    """Statement of the earlier plan, rolled."""
    unchanged: Plan
    """The plan of the rolled workbook without any change."""
    after: Plan
    groups: Sequence[ChangeGroup]
    shifts: Sequence[DecisionShift]
    exit_code: ExitCode = ExitCode.OPTIMAL

    @property
    def rolled(self) -> Rolled:
        return self.statement.rolled

    @property
    def before(self) -> Plan:
        """The earlier plan, carried on."""
        return self.statement.later

    def cost(self, group: ChangeGroup) -> float | None:
        """Change of the cost by a group alone [amount]."""
        return None if group.plan is None else group.plan.objective - self.unchanged.objective

    def is_significant(self, plan: Plan | None) -> bool:
        """Whether a plan differs in cost from that without any change by more than the two solves leave open."""
        if plan is None:
            return False
        one, other = (Solved(compared.objective, compared.bound) for compared in (plan, self.unchanged))
        return is_significant(one.cost - other.cost, noise(one, other))

    @property
    def together(self) -> float:
        """Interaction: cost of all changes beyond the sum of their separate effects [amount]."""
        alone = sum(self.cost(group) or 0.0 for group in self.groups)
        return self.after.objective - self.unchanged.objective - alone


def together(before: Decisions, groups: Sequence[ChangeGroup]) -> Decisions:
    """The earlier decisions with the changes by each group alone: without interaction this is the later plan, otherwise
    a cheaper one replaces it."""
    merged = dict(before)
    for group in groups:
        if group.plan is not None:
            theirs = group.plan.decided
            merged |= {at: value for at, value in theirs.items() if value != before.get(at, 0.0)}
    return merged


def changed(base: Tables, other: Tables) -> dict[str, list[InputDifference]]:
    """Cells that differ, by group; addresses are those of the later workbook."""
    groups: dict[str, list[InputDifference]] = {}
    for difference in differences(other, base):
        cell = replace(difference, old=difference.new, new=difference.old)
        if cell.sheet == SHEET_OF[Settings].name and cell.year is None:  # how long and how precisely is searched
            continue
        name = ROWS if cell.column == WHOLE_ROW else f"{cell.sheet}: {_header(cell)}"
        groups.setdefault(name, []).append(cell)
    return groups


def _header(cell: InputDifference) -> str:
    """The column without its year."""
    stem, _, last = cell.column.rpartition(" ")
    if cell.column.isdecimal():
        return "by year"
    return stem if last.isdecimal() and len(last) == 4 else cell.column


def group_alone(base: Tables, other: Tables, name: str, cells: Sequence[InputDifference]) -> ChangeGroup:
    """A group of changes, with the error if it makes sense only with others."""
    errors = [problem for problem in problems_of(with_group(base, other, name)) if not problem.is_warning]
    in_base = {(problem.sheet, problem.cell) for problem in problems_of(base)}
    wrong = [error for error in errors if (error.sheet, error.cell) not in in_base]
    return ChangeGroup(name, cells, None, f"it makes sense only with other changes: {wrong[0]}" if wrong else "")


def with_group(base: Tables, other: Tables, name: str) -> Tables:
    """The base with one group of changes."""
    settings = _mixed(SHEET_OF[Settings].name, base.settings, other.settings, name)
    rows, off = dict(base.rows), dict(base.off)
    for row_class in {**base.rows, **other.rows, **base.off, **other.off}:
        sheet = SHEET_OF[row_class]
        if sheet.tab == WHAT_IFS:
            continue
        ours = _by_key(row_class, base)
        theirs = _by_key(row_class, other)
        keys = [key for key in theirs if key in ours or name == ROWS]
        keys += [key for key in ours if key not in theirs and name != ROWS]
        pairs = [(ours.get(key, theirs.get(key)), theirs.get(key, ours.get(key))) for key in keys]
        mixed = [_mixed(sheet.name, *pair, name) for pair in pairs]
        rows[row_class] = [row for row in mixed if row.in_use != "no"]
        off[row_class] = [row for row in mixed if row.in_use == "no"]
    return Tables(settings, rows, off)


def _by_key(row_class: type[Any], tables: Tables) -> dict[Any, Any]:
    """Rows by key and, if several share it, by their order."""
    key, rows = SHEET_OF[row_class].key, {}
    lines = [*tables.rows.get(row_class, []), *tables.off.get(row_class, [])]
    for row in sorted(lines, key=lambda row: row.line):
        named, number = tuple(getattr(row, column.attribute) for column in key), 0
        while (*named, number) in rows:
            number += 1
        rows[(*named, number)] = row
    return rows


def _mixed(sheet: str, one: Any, other: Any, name: str) -> Any:
    """A row with the other's values in the column of a group."""
    row: Row = one
    for column in SHEET_OF[type(row)].all_columns:
        header = "by year" if column.bare else column.header
        if name == f"{sheet}: {header}" and column.attribute not in SEARCH:
            row = replace(row, **{column.attribute: getattr(other, column.attribute)})
    return row


# -------------------------------------------------------------------------------------------------------- differences


def decided(plan: Plan) -> tuple[Decided, dict[tuple[str, str, str, str], str]]:
    """First-stage decisions of a plan, by year; and the units."""
    sizes: dict[tuple[str, str, str, str], dict[int, float]] = {}
    units: dict[tuple[str, str, str, str], str] = {}
    for decision in decisions(View(plan)):
        key = (decision.kind, decision.subject, decision.place, decision.way)
        by_year = sizes.setdefault(key, {})
        by_year[decision.year] = by_year.get(decision.year, 0.0) + (1.0 if decision.size is None else decision.size)
        units[key] = decision.unit
    return sizes, units


def shifts_of(before: Plan, unchanged: Plan, after: Plan, groups: Sequence[ChangeGroup]) -> Iterator[DecisionShift]:
    (ours, units), (theirs, more) = decided(before), decided(after)
    still = decided(unchanged)[0]
    alone = {group.name: decided(group.plan)[0] for group in groups if group.plan is not None}
    for key in sorted({*ours, *theirs}, key=lambda decision: (KINDS.index(decision[0]), decision[1:])):
        was, becomes = ours.get(key, {}), theirs.get(key, {})
        if _same(was, becomes):
            continue
        causes = [name for name, sizes in alone.items() if _same(sizes.get(key, {}), becomes)]
        in_part = [name for name, sizes in alone.items() if name not in causes and not _same(sizes.get(key, {}), was)]
        is_noise = _same(still.get(key, {}), becomes)
        unit = units.get(key) or more.get(key, "")
        yield DecisionShift(*key, unit, was, becomes, [] if is_noise else causes, in_part, is_noise)


def _same(one: Mapping[int, float], other: Mapping[int, float]) -> bool:
    """Whether as much is decided in each year."""
    return all(_is_same(one.get(year, 0.0), other.get(year, 0.0)) for year in {*one, *other})


def _is_same(one: float, other: float) -> bool:
    return abs(one - other) <= SAME * max(one, other)
