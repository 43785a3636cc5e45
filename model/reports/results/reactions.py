"""Response of the plan to each disruption: its worst branch against the undisturbed case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd

from model.families import load
from model.ledger.accounts import in_advance
from model.reports.book import Book
from model.reports.page import Page
from model.reports.palette import BAD
from model.reports.results.annex import COMPLIANT, sheet_of
from model.reports.styles import Field, number_format
from model.results.columns import ACCOUNTS, PRICES
from model.results.risk import outcomes, worst_of_each
from model.results.riskframes import REPORTED
from model.results.view import RATE, Record, View, text
from model.sheets.names import branch_name, count
from model.system.memoise import remembered

RESPONSES_SHEET = "Responses"
MOST_LINES = 10_000
"""On the sheet. Beyond it a file is slow to open, and of little use."""

SMALL = 0.01
"""Share of a figure below which changes are left out: other plans of the same cost would differ there."""

FIRST = ("service", "deliveries", "purchases", "stock", "flows", "conversion", "production", "capacity", "sales")
"""Frames in the order in which a reader wants them; all others follow, costs last."""

NOT_DONE = ("limit", "limits", REPORTED, "branches", "builds", "present_value")
"""Columns and frames that are no reaction,"""
IMPLIED = ("runs", "disposal", PRICES, ACCOUNTS, *COMPLIANT)
"""and frames whose figures follow from production, shipments and costs."""


@dataclass(frozen=True)
class ChangedFigure:
    """One figure in a branch that differs from the undisturbed case."""

    branch: str
    period: int
    frame: str
    what: str
    who: str
    unit: str
    undisturbed: float
    disturbed: float


def write_responses(book: Book) -> None:
    """The sheet 'Responses'."""
    view = book.view
    shown = shown_branches(view)
    differences = changed_figures(view, shown)
    if not differences:
        why = "No disruption changes what the plan does." if shown else "The sheet 'Disruptions' is empty."
        book.absent.append((RESPONSES_SHEET, why))
        return
    about = (
        "Each disruption at its worst start, in the order of the sheet 'Stress test': figures that differ from the "
        f"undisrupted case by more than {100 * SMALL:g} %. Runs of recipes, disposal and goods by origin are omitted; "
        "they follow from production and shipments."
    )
    page = Page(book, RESPONSES_SHEET, "Risk", "Response to each disruption", about)
    if not view.calendar.is_yearly:
        page.note("Undisrupted, each year is as its period; stocks and other levels are between the ends of two.")
    listed = differences[:MOST_LINES]
    if len(listed) < len(differences):
        more = count(len(differences) - len(listed), "more difference is", "more differences are")
        page.note(f"{more} omitted: those of the least severe disruptions.", BAD)
    page.table(listed, change_columns(), all_on_paper=True)  # a response without its figures says nothing


def shown_branches(view: View) -> list[str]:
    """Branches shown in full: the worst of each disruption; all of them if their outcomes are unknown."""
    worst = [outcome.branch for outcome in worst_of_each(outcomes(view))]
    if worst or not view.has_branches:
        return worst
    return list(dict.fromkeys(branch for name in view.plan.frames for branch in _names(view, name)))


def _names(view: View, name: str) -> list[str]:
    """Branches of a frame, from its nodes."""
    frame = view.branches(name)
    if name in NOT_DONE or frame.empty:
        return []
    return [branch_name(node) for node in frame["node"]]


def changed_figures(view: View, shown: Sequence[str]) -> list[ChangedFigure]:
    """Every figure of some branches that differs from the undisturbed plan's in the same year or period: by branch and
    period, then in the order of the frames."""
    differences: list[ChangedFigure] = []
    for name in _ordered(view):
        for branch in shown:
            differences += _of_frame(view, name, branch)
    rank = {branch: at for at, branch in enumerate(shown)}
    return sorted(differences, key=lambda change: (rank[change.branch], change.period))


def _of_frame(view: View, name: str, branch: str) -> Iterator[ChangedFigure]:
    labels, measures = _columns(view, name)
    if not measures:
        return
    rows = _reacting(view.branch(name, branch))
    if not rows:
        return
    years = {row["period"] for row in rows}
    now, (undisturbed, first) = _by_key(rows, labels, measures), _undisturbed(view, name)
    usual: dict[tuple[str, ...], str] = {}
    for period, *labels_of in undisturbed:
        own_years = (year for year in view.calendar.years_of(int(period)) if year in years)
        usual |= {(str(year), *labels_of): period for year in own_years}
    own = {_key(row, labels): row for row in rows}
    parts = {year: _parts(view, name, measures, year) for year in years}
    nothing = [0.0] * len(measures)
    for key in [*usual, *(key for key in now if key not in usual)]:
        of_period = usual.get(key, ""), *key[1:]
        row = first[of_period] if of_period in first else own[key]
        for at, measure in enumerate(measures):
            if (of_periods := parts[int(key[0])][at]) is None:
                continue
            before = sum(part * undisturbed.get((at_end, *key[1:]), nothing)[at] for at_end, part in of_periods.items())
            after = now.get(key, nothing)[at]
            if abs(after - before) > SMALL * max(abs(after), abs(before)):
                unit = view.unit(name, measure, row) or view.unit(name, measures[0], row)
                yield ChangedFigure(branch, int(key[0]), name, measure, scope(key[1:]), unit, before, after)


def _parts(view: View, name: str, measures: Sequence[str], year: int) -> list[dict[str, float] | None]:
    """By measure the parts of the undisturbed figures of periods that a year has: all of a rate, an even part of an
    amount; a level lies between those at the ends of two periods, and is None where one of them is the beginning."""
    period = view.calendar.period_of(year)
    ends = view.calendar.parts_at(year + 1)
    level = None if any(end is None for end, _ in ends) else {str(end): part for end, part in ends}
    parts: list[dict[str, float] | None] = []
    for measure in measures:
        unit = view.unit(name, measure) or view.unit(name, measures[0])
        if unit.endswith(RATE):
            parts.append({str(period): 1.0})
        elif unit == view.amount or (name, measure) in _changes():
            parts.append({str(period): 1.0 / view.calendar.length(period)})
        else:
            parts.append(level)
    return parts


@remembered
def _undisturbed(view: View, name: str) -> tuple[dict[tuple[str, ...], list[float]], dict[tuple[str, ...], Record]]:
    """Sums of a frame's measures in the undisturbed case, and a row of each, by period and labels."""
    (labels, measures), rows = _columns(view, name), _reacting(view.trunk(name))
    return _by_key(rows, labels, measures), {_key(row, labels): row for row in rows}


def _reacting(rows: Iterable[Record]) -> list[Record]:
    """Rows without first-stage decisions, such as capital, wages, grants and loans: these are at the nodes of the
    undisturbed plan only, and continue in a disruption."""
    ahead = in_advance()
    return [row for row in rows if row.get("kind") not in ahead and row.get("cost") not in ahead]


@cache
def _changes() -> frozenset[tuple[str, str]]:
    """Result tables and their measures of how much a level changes."""
    reports = [report for module in load() for report in getattr(module, "REPORTS", ())]
    measures = [(report.name, measure) for report in reports for measure in report.measures]
    return frozenset((name, measure.name) for name, measure in measures if measure.is_change)


def _by_key(
    rows: Iterable[Record], labels: Sequence[str], measures: Sequence[str]
) -> dict[tuple[str, ...], list[float]]:
    """Sums of the measures by period and labels; unreported values are 0."""
    sums: dict[tuple[str, ...], list[float]] = {}
    for row in rows:
        totals = sums.setdefault(_key(row, labels), [0.0] * len(measures))
        for at, measure in enumerate(measures):
            totals[at] += row[measure] or 0.0
    return sums


def scope(labels: Sequence[str]) -> str:
    """Labels in one, without repetitions."""
    parts: list[str] = []
    for label in labels:
        if not any(label in part for part in parts):
            parts.append(label)
    return " · ".join(parts)


def _ordered(view: View) -> list[str]:
    names = [name for name in view.plan.frames if name not in (*NOT_DONE, *IMPLIED)]
    rank = {name: at for at, name in enumerate(FIRST)} | {"costs": len(FIRST) + 1}
    return sorted(names, key=lambda name: rank.get(name, len(FIRST)))


@remembered
def _columns(view: View, name: str) -> tuple[list[str], list[str]]:
    """Labels and measures of a frame with nodes; empty for others."""
    columns = view.columns(name)
    if not {"node", "period"} <= set(columns):
        return [], []
    frame = view.plan.frames[name]
    figures = [column for column in columns if column != "period" and pd.api.types.is_numeric_dtype(frame[column])]
    if name == "costs":
        return ["category"], ["amount"]  # its items would be half of the sheet
    labels = [column for column in columns if column not in (*figures, "node", "period")]
    return labels, [column for column in figures if column not in NOT_DONE]


def _key(row: Record, labels: Sequence[str]) -> tuple[str, ...]:
    return (text(row["period"]), *(text(row[label]) for label in labels))


def change_columns() -> list[Field[ChangedFigure]]:
    def form(change: ChangedFigure) -> str:
        return number_format(max(abs(change.undisturbed), abs(change.disturbed)))

    return [
        Field("disruption", lambda change: change.branch, "text"),
        Field("period (year)", lambda change: change.period, "year"),
        Field("sheet", lambda change: sheet_of(change.frame), "text"),
        Field("measure", lambda change: change.what.replace("_", " "), "text"),
        Field("scope", lambda change: change.who, "text", 60),
        Field("unit", lambda change: change.unit, "text"),
        Field("undisrupted", lambda change: change.undisturbed, form=form),
        Field("disrupted", lambda change: change.disturbed, form=form),
        Field("difference", lambda change: change.disturbed - change.undisturbed, form=form),
    ]
