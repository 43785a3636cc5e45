"""Promises of every constraint family, whoever wrote it. Each check yields its problems, in words."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from traceback import extract_tb
from types import ModuleType
from typing import Any

from pyomo.core import Constraint

from model.audit import AuditLine, Ledger, audit, audits
from model.errors import PlannerError
from model.families import family_of, in_order, load
from model.families.common.months import in_months
from model.families.common.protocol import PARTIES, Cone, Cost, LimitRows, Measure, Report, index_set
from model.results.plan import Plan
from model.scenario.limits import Limit
from model.scenario.months import factor_of
from model.sheets.common import Settings
from model.sheets.periods import PeriodsRefused, lengths_of
from model.sheets.schema import LESS, MORE, SHEET_OF, ByYear, Column, Kind
from model.sheets.tables import Tables
from model.testing.solved import SolvedTables, differs

PROTOCOL = {
    "coefficients",
    "build",
    "close",
    "check",
    "BALANCE",
    "INFLOW",
    "CAPACITY",
    "USE",
    "COSTS",
    "REPORTS",
    "LIMITS",
    "CONES",
    "CHOICES",
    "ROLL",
    "CHECKS",
    "STATE",
    "WINDOWS",
    "DO_NOTHING",
    "MEASURED",
    "USES_OF_COMMODITIES",
    "USED_AT",
    "IN_MONTHS",
    "ARRIVING",
}
"""Names of a family that are read by others, of those that may hold functions or declarations."""

QUANTITIES = (Kind.NUMBER, Kind.PERCENT, Kind.YEAR, Kind.YEARLY)

Solved = Sequence[SolvedTables]

PARTS: dict[str, Callable[[SolvedTables], Any]] = {
    "matrix": lambda solved: solved.matrix,
    "plan": lambda solved: solved.plan,
    "audit": lambda solved: audit(solved.plan),
}
"""Stages of an instance, one from the other."""


def check_family(family: str, instances: Iterable[Tables], apart: Iterable[tuple[str, str]] = ()) -> None:
    """Check the promises of a family. ``instances`` are small tables in which its constraints bind and its columns
    matter; ``apart`` are columns, by sheet and header, that no plan depends on. Raises AssertionError with every
    problem."""
    solved = [SolvedTables(instance) for instance in instances]
    wrong = [*declarations(family), *failures(family, solved, "model", lambda instance: instance.model)]
    _report(wrong)
    wrong += uses(family, solved)
    for part, make in PARTS.items():
        wrong += [] if wrong else failures(family, solved, part, make)
    _report(wrong)
    for constraint in constraints_of(solved[0]) if solved else ():
        rule = getattr(_module(family), constraint, None)
        wrong += rule_problems(rule, solved) if rule else ()
    for row_class, column in columns_of(family):
        wrong += time_problems(row_class, column)
        if (SHEET_OF[row_class].name, column.header) not in apart:
            wrong += column_problems(row_class, column, solved)
        wrong += direction_problems(row_class, column, solved)
    for plan in solved:
        wrong += instance_problems(plan)
    _report(wrong)


def _report(problems: Sequence[str]) -> None:
    assert not problems, "\n".join(problems)


def failures(family: str, solved: Solved, part: str, make: Callable[[SolvedTables], Any]) -> Iterator[str]:
    """Instances of which a ``part`` cannot be made: why, in which rule, and the last line of the family on the way
    there. A wrong label of an index ends so."""
    folder = Path(str(_module(family).__file__)).parent
    for number, instance in enumerate(solved, start=1):
        try:
            make(instance)
        except Exception as error:  # whatever the code of others leads to
            lines = [line for line in extract_tb(error.__traceback__) if Path(line.filename).parent == folder]
            place = f", in {Path(lines[-1].filename).name}, line {lines[-1].lineno}" if lines else ""
            notes = "".join(f", {note}" for note in getattr(error, "__notes__", ()))
            yield f"instance {number} has no {part}: {type(error).__name__}: {error}{notes}{place}"


# ---------------------------------------------------------------------------------------------- what it declares


def declarations(family: str) -> Iterator[str]:
    """It has the functions of the protocol, misspells no shared name, and explains itself."""
    module = _module(family)
    for name in ("coefficients", "build"):
        if not callable(getattr(module, name, None)):
            yield f"{family} has no function '{name}'"
    for name, value in vars(module).items():
        if _is_shared(value) and name not in PROTOCOL:
            yield f"{family}: nothing reads '{name}'"
    for name, value in inspect.getmembers(module, callable):
        if value.__module__ == module.__name__ and not name.startswith("_") and not inspect.getdoc(value):
            yield f"{family}: '{name}' has no docstring"
    if not module.__doc__:
        yield f"{family} has no docstring"


def _module(family: str) -> ModuleType:
    return load([family])[0]


def _is_shared(value: object) -> bool:
    """Whether a name holds what families share: terms, costs or reports."""
    return isinstance(value, tuple) and any(
        callable(member) or isinstance(member, Cost | Report | LimitRows | Cone) for member in value
    )


def uses(family: str, own: Solved) -> Iterator[str]:
    """Costs state their formula, category and party, are indexed by a moment and an owner, and come before budgets;
    reports name a column for each label of their index, and a unit for each measure."""
    module = _module(family)
    for cost in getattr(module, "COSTS", ()):
        if in_order().index(family) > in_order().index("funds"):
            yield f"{family} is built after 'funds', whose budgets do not count its cost '{cost.name}'"
        if not (cost.name and cost.category and cost.party in PARTIES):
            yield f"the cost '{cost.name}' lacks its category or party"
        if ":math:" not in (inspect.getdoc(cost.rule) or ""):
            yield f"the cost '{cost.name}' does not state its formula"
        for row in own:
            yield from _index_problems(cost, row)
    for report in getattr(module, "REPORTS", ()):
        yield from _report_problems(report, own)


def _index_problems(cost: Cost, solved: SolvedTables) -> Iterator[str]:
    if not 0 <= cost.owner < index_set(solved.model, cost).dimen - 1:
        yield f"the cost '{cost.name}' has the owner {cost.owner}, which is no label before its moment"
        return
    moments = solved.model.PERIODS if cost.by_period else solved.model.NODES
    for member in index_set(solved.model, cost):
        if member[-1] not in moments:
            yield f"the cost '{cost.name}' at {member}: the last label is no moment"
        if member[:-1][cost.owner] not in solved.instance.owners:
            yield f"the cost '{cost.name}' at {member}: no owner says in which country it is counted"


def _report_problems(report: Report, own: Solved) -> Iterator[str]:
    columns = [*report.index, *(measure.name for measure in report.measures)]
    if len(columns) > len(set(columns)):
        yield f"the report '{report.name}' has a column twice"
    if not all(isinstance(measure, Measure) and measure.unit for measure in report.measures):
        yield f"a measure of the report '{report.name}' has no unit"
    sets = {name: row.model.component(name) for row in own[:1] for name in report.over}
    if missing := [name for name, members in sets.items() if members is None]:
        yield f"the report '{report.name}' is over {' and '.join(missing)}, which the model does not have"
    elif own and len(report.index) != sum(members.dimen for members in sets.values()):
        yield f"the report '{report.name}' has not one column for each label of its index"


# ---------------------------------------------------------------------------------------------- constraints


def constraints_of(solved: SolvedTables) -> list[str]:
    """Every constraint of the model: a family makes the same ones whatever the tables hold."""
    return [component.name for component in solved.model.component_objects(Constraint)]


def rule_problems(rule: Callable[..., Any], solved: Iterable[SolvedTables]) -> Iterator[str]:
    """The rule of a constraint is stated in words, in LaTeX and with its unit in brackets, and without it some plan is
    cheaper."""
    words, is_there, _ = (inspect.getdoc(rule) or "").partition(".. math::")
    if not is_there:
        yield f"{rule.__name__} does not state its mathematics"
    if not re.search(r"\[[a-z][^\]]*\]\.", words):
        yield f"{rule.__name__} does not state its unit in brackets"
    if not any(plan.has_rows_of(rule.__name__) and plan.is_cheaper_without(rule.__name__) for plan in solved):
        yield f"{rule.__name__} binds in no instance: without it each plan costs the same"


# ---------------------------------------------------------------------------------------------- instances


def instance_problems(solved: SolvedTables) -> Iterator[str]:
    """The plan passes the audit, its costs sum to the objective, and the audit finds what each constraint forbids."""
    plan = solved.plan
    yield from (f"the audit fails: {check.name}: {check.detail}" for check in audit(plan) if not check.passed)
    cost = float(plan.frames["costs"]["present_value"].sum()) + weighted_risk(plan)
    if not math.isclose(cost, plan.objective, rel_tol=1e-9, abs_tol=1e-6):
        yield f"costs sum to {cost:,.6g} and the objective is {plan.objective:,.6g}"
    yield from (f"a cheaper plan without {text} passes the audit" for text in slipping_by(solved))


def weighted_risk(plan: Plan) -> float:
    """Risk in the objective: the limits with a weight, each times its weight."""
    weight = {row.limit: row.weight for row in plan.tables[Limit] if row.weight > 0}
    lines: Iterable[Any] = plan.frames["limits"].itertuples() if weight else ()
    return sum(weight.get(line.limit, 0.0) * float(line.actual) for line in lines)


def slipping_by(solved: SolvedTables, checks: Sequence[Callable[[Ledger], AuditLine]] | None = None) -> list[str]:
    """Constraints without which a cheaper plan passes all checks of the audit. The first that fails is enough."""
    names = [
        constraint
        for constraint in constraints_of(solved)
        if solved.has_rows_of(constraint) and solved.is_cheaper_without(constraint)
    ]
    ledgers = ((name, Ledger.of(solved.plan_without(name))) for name in names)
    return [tables for tables, ledger in ledgers if all(check(ledger).passed for check in checks or audits())]


# ---------------------------------------------------------------------------------------------- columns


def columns_of(family: str) -> Iterator[tuple[type[Any], Column]]:
    """Columns of the sheets that a family declares."""
    for row_class, sheet in SHEET_OF.items():
        if family_of(row_class.__module__) == family:
            yield from ((row_class, column) for column in sheet.columns)


def time_problems(row_class: type[Any], column: Column) -> Iterator[str]:
    """Disruptions are also solved by month: the time in the unit of a column must be known, and a column that holds
    undisrupted alone is reset."""
    if column.undisturbed and SHEET_OF[row_class].in_months and row_class not in in_months():
        yield f"{SHEET_OF[row_class].name}, {column.header} holds undisrupted alone: IN_MONTHS has to reset it"
    try:
        factor_of(column)
    except KeyError:
        yield f"{SHEET_OF[row_class].name}, {column.header}: the time in '{column.unit}' is unknown"


def column_problems(row_class: type[Any], column: Column, solved: Iterable[SolvedTables]) -> Iterator[str]:
    """Another number in a column changes the cost of some instance, another word the plan: nothing is ignored."""
    has_effect = _changes_cost if column.kind in QUANTITIES else _changes_plan
    for instance in solved:
        changes = with_another_cell(instance.tables, row_class, column)
        if any(has_effect(instance, changed) for changed in changes):
            return
    yield f"{SHEET_OF[row_class].name}, {column.header}: another value changes no instance"


def direction_problems(row_class: type[Any], column: Column, solved: Iterable[SolvedTables]) -> Iterator[str]:
    """A bound that is declared to give way to a greater value makes some plan cheaper where it is greater, or more
    expensive where it is smaller; one that gives way to a smaller value the other way about. It may do the contrary
    elsewhere, as a size that is also paid for."""
    if not column.gives or column.kind not in (Kind.NUMBER, Kind.PERCENT, Kind.YEARLY):
        return
    contrary = ""
    for instance in solved:
        for changed in with_another_cell(instance.tables, row_class, column):
            pairs = zip(instance.tables[row_class], changed[row_class], strict=True)
            before, after = next(pair for pair in pairs if pair[0] != pair[1])
            gives = column.gives if isinstance(column.gives, str) else column.gives(before)
            rise = _rise(getattr(before, column.attribute), getattr(after, column.attribute))
            cost = SolvedTables(changed).cost
            if gives not in (MORE, LESS) or not rise or not differs(cost, instance.cost):
                continue
            costs_more = cost > instance.cost
            if costs_more != ((rise > 0) == (gives == MORE)):
                return
            size = "greater" if rise > 0 else "smaller"
            contrary = f"{gives}, but with a {size} value a plan costs {'more' if costs_more else 'less'}"
    if contrary:
        yield f"{SHEET_OF[row_class].name}, {column.header}: declared to give way to {contrary}"


def _rise(before: ByYear | float, after: ByYear | float) -> float:
    """By how much a value rises in every year [its unit]; 0 if it rises in some years and falls in others."""
    old = before if isinstance(before, ByYear) else ByYear.of(before)
    new = after if isinstance(after, ByYear) else ByYear.of(after)
    changes = [new.at(year) - old.at(year) for year, _ in (*old.points, *new.points)]
    return min(changes) if min(changes) > 0 else min(0.0, max(changes))


def _changes_cost(solved: SolvedTables, changed: Tables) -> bool:
    return differs(SolvedTables(changed).cost, solved.cost)


def _changes_plan(solved: SolvedTables, changed: Tables) -> bool:
    """Whether the plan reads differently; a name that leads nowhere is noticed, too."""
    try:
        return _reading(SolvedTables(changed).plan) != _reading(solved.plan)
    except (PlannerError, KeyError, ValueError):
        return True


def _reading(plan: Plan) -> list[str]:
    return [str(plan.units), *(f"{name}\n{frame.round(6).to_csv()}" for name, frame in plan.frames.items())]


def with_another_cell(tables: Tables, row_class: type[Any], column: Column) -> Iterator[Tables]:
    """The tables with one cell of a column changed, row by row and value by value."""
    if row_class is Settings:
        for value in _other_values(tables, column, getattr(tables.settings, column.attribute)):
            settings = replace(tables.settings, **{column.attribute: value})
            with suppress(PeriodsRefused):  # a horizon that no periods fill
                if lengths_of(settings.years_per_period, settings.first_year, settings.last_year):
                    yield replace(tables, settings=settings)
    for at, row in enumerate(tables[row_class]):
        for value in _other_values(tables, column, getattr(row, column.attribute)):
            rows = [*tables[row_class]]
            rows[at] = replace(row, **{column.attribute: value})
            yield replace(tables, rows={**tables.rows, row_class: rows})


def _other_values(tables: Tables, column: Column, value: Any) -> list[Any]:
    """Some other values that a column may hold; none for a cell that is empty."""
    if value == column.default and not column.required:
        return []
    if column.kind is Kind.CHOICE:
        some: list[Any] = list(column.options)
    elif column.kind is Kind.REFERENCE:
        some = [*column.words, *sorted(_names_in(tables, column.of))]
    elif column.kind in (Kind.NAME, Kind.TEXT):
        some = ["something else"]
    elif column.kind is Kind.PERIODS:
        some = [1, 2, 3]
    elif column.kind is Kind.YEARLY:
        some = [ByYear.of(number) for number in (0.0, 7.0) if _allowed(column, number)]
    elif column.kind is Kind.YEAR or column.whole:
        some = [value + 1, value - 1]
    else:
        some = [number for number in (0.0, 0.3, 1.0, 3.0, 30.0) if _allowed(column, number)]
    return [other for other in some if other != value]


def _allowed(column: Column, number: float) -> bool:
    above = -math.inf if column.above is None else column.above
    least = -math.inf if column.at_least is None else column.at_least
    most = math.inf if column.at_most is None else column.at_most
    return least <= number <= most and number > above


def _names_in(tables: Tables, sheets: tuple[str, ...]) -> set[str]:
    """Names of the first column of some sheets."""
    classes = {sheet.name: row_class for row_class, sheet in SHEET_OF.items()}
    columns = {name: SHEET_OF[classes[name]].columns[0].attribute for name in sheets if name in classes}
    return {getattr(row, columns[name]) for name in columns for row in tables[classes[name]]}
