"""A plan as plain data for other programs; and differences between two such records, in sentences."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any
from xml.etree.ElementTree import tostring

from model.reports.answers.answer import PlanAnswer
from model.reports.answers.four import answers
from model.reports.book import Book
from model.reports.html.answers import picture
from model.reports.html.tables import shown
from model.reports.phrases import gap_text, in_words, month, spoken
from model.reports.results.tiles import badges
from model.reports.styles import SHARE_FORMAT, number_format
from model.results.build import Build, new_builds, supplies
from model.results.first_stage import PEOPLE, Commitment, decisions, row_of
from model.results.investor import main_products
from model.results.optimality import Solved, is_significant, noise
from model.results.view import View
from model.scenario.build_context import MONEY
from model.sheets.names import count
from model.sheets.names import shown as cell_text
from model.sheets.schema import EVERYWHERE, SHEET_OF
from model.whatif.figures import Figure, figures_of
from model.whatif.inputs import InputDifference, differences
from model.whatif.variants import Changed

# ----------------------------------------------------------------------------------------------------------------------
# A plan as plain data for other programs: its quality, the four answers, and every decision with a stable name.


PLACE = ("line", "cells", *(column.attribute for column in EVERYWHERE))
"""Fields of a row of Decisions that say nothing of the decision."""

MOST = 12
"""Rows behind an answer; the others are in the workbook."""


def plan_data(book: Book) -> dict[str, Any]:
    """The plan of a results workbook. Sums of money are in ``amount``."""
    view, plan = book.view, book.view.plan
    products = main_products(view)
    builds = {(build.project, build.decided): build for build in new_builds(view)}
    return {
        "workbook": plan.source.workbook if plan.source else "",
        "verdict": plan.verdict,
        "cost": plan.objective,
        "bound": plan.bound if math.isfinite(plan.bound) else None,
        "gap": gap_text(plan.gap),
        "amount": plan.amount,
        "currency": plan.currency,
        "scale": view.settings.amounts,
        "cost_in_words": in_words(view, plan.objective),
        "columns": plan.statistics.get("columns"),
        "first_year": view.periods[0],
        "years": list(view.periods),
        "audit": bool(plan.audit) and all(check.passed for check in plan.audit),
        "changed": plan.changed_cells,
        "badges": [words for words, _ in badges(view)],
        "answers": [_answer(answer) for answer in answers(view)],
        "decisions": [
            _decision(view, decision, builds.get((decision.subject, decision.year)), products)
            for decision in decisions(view)
        ],
    }


def _answer(plan_answer: PlanAnswer) -> dict[str, Any]:
    return {
        "question": plan_answer.question,
        "headline": plan_answer.headline,
        "facts": [asdict(fact) for fact in plan_answer.facts],
        "picture": tostring(picture(plan_answer.picture), "unicode", method="html"),
        "link": plan_answer.link,
        "sheet": plan_answer.sheet,
        "headers": [field.header for field in plan_answer.table.fields],
        "is_figure": plan_answer.is_figure,
        "rows": plan_answer.shown(MOST),
        "more": max(0, len(plan_answer.table.rows) - MOST),
    }


def _decision(view: View, commitment: Commitment, build: Build | None, products: Mapping[str, str]) -> dict[str, Any]:
    """A decision: the row of Decisions that fixes it, and its description in words."""
    is_build = commitment.kind == "build" and build is not None
    row = {name: value for name, value in asdict(row_of(commitment)).items() if value is not None and name not in PLACE}
    return {
        "row": row,
        "kind": commitment.kind,
        "words": commitment.words,
        "where": commitment.where,
        "size": ""
        if commitment.size is None
        else f"{shown(commitment.size, number_format(commitment.size))} {commitment.unit}",
        "outlay": commitment.outlay,
        "outlay_in_words": in_words(view, commitment.outlay) if commitment.outlay else "",
        "online": month(build.online) if is_build and build else "",
        "for": products.get(build.plant, build.stage) if is_build and build else "",
        "is_kept": commitment.is_kept,
        "is_people": commitment.unit == PEOPLE,
    }


# ----------------------------------------------------------------------------------------------------------------------
# Differences between two plans as plain data, in sentences: cost, decisions, remaining failures.


SAME_SIZE = 1e-4
"""Sizes that differ by less, as part of the larger, are the same."""

FAILS = 2
"""Position of the answer on remaining failures."""

PlanData = Mapping[str, Any]
"""As ``plan_data`` makes it."""


def changed(before: PlanData, after: PlanData) -> list[str]:
    """Changes from an earlier plan: cost and number of decisions, then remaining failures and each decision."""
    decisions = list(_decisions(before, after))
    people = _people(before) != _people(after)
    number = count(len(decisions), "decision") + " changed" if decisions else "No decision changed"
    texts = [f"{_cost(before, after)} {number}{', and those on people' if people else ''}."]
    fails, failed = (plan["answers"][FAILS]["headline"] for plan in (after, before))
    if fails != failed:
        texts.append(f"Still fails: {fails}; before: {failed}.")
    return [*texts, *decisions]


def _cost(before: PlanData, after: PlanData) -> str:
    if before["amount"] != after["amount"]:
        return "Costs cannot be compared: they are in different units."
    more = after["cost"] - before["cost"]
    solved = [Solved(plan["cost"], _bound(plan)) for plan in (before, after)]
    if not is_significant(more, noise(*solved)):
        return "Costs the same within the gaps of both solves."
    text = spoken(abs(more) * MONEY[after["scale"]], after["currency"])
    return f"Costs {text} {'more' if more > 0 else 'less'}."


def _bound(plan: PlanData) -> float:
    return float("-inf") if plan["bound"] is None else float(plan["bound"])


Key = tuple[str, ...]


def _taken(plan: PlanData, *, is_people: bool) -> dict[Key, list[tuple[int, float]]]:
    """Year and size of each decision on a subject."""
    groups: dict[Key, list[tuple[int, float]]] = {}
    for decision in plan["decisions"]:
        row = decision["row"]
        if decision["is_people"] == is_people:
            key = decision["kind"], decision["words"], row.get("place", "")
            groups.setdefault(key, []).append((row["year"], row.get("size", row.get("people", 0.0))))
    return groups


def _people(plan: PlanData) -> list[tuple[Key, list[tuple[int, int]]]]:
    """Decisions on people, in whole ones."""
    taken = _taken(plan, is_people=True)
    return sorted((key, [(year, round(size)) for year, size in people]) for key, people in taken.items())


def _decisions(before: PlanData, after: PlanData) -> Iterator[str]:
    """Each decision that is added, dropped, moved or resized."""
    earlier, later = (_taken(plan, is_people=False) for plan in (before, after))
    for key in dict.fromkeys([*earlier, *later]):
        words = key[1] + (f" in {key[2]}" if key[2] else "")
        old, new = earlier.get(key, []), later.get(key, [])
        (was, had), (now, has) = _spread(old), _spread(new)
        if not old:
            yield f"{words}: added, {now}."
        elif not new:
            yield f"{words}: dropped, was {was}."
        elif was != now:
            yield f"{words}: {now} instead of {was}."
        elif abs(has - had) > SAME_SIZE * max(has, had):
            yield f"{words}: {has:,.6g} instead of {had:,.6g}."


def _spread(taken: list[tuple[int, float]]) -> tuple[str, float]:
    """Years and total size."""
    return ", ".join(str(year) for year, _ in taken), sum(size for _, size in taken)


# ----------------------------------------------------------------------------------------------------------------------
# Two plans side by side as plain data: key figures, and the input cells that differ.


SHEETS = {sheet.name: sheet for sheet in SHEET_OF.values()}


def side_by_side(before: View, after: View) -> dict[str, Any]:
    """Figures of an earlier plan and of this one, and the input cells that differ from the one to the other."""
    ours, theirs = ({figure.key: figure for figure in figures_of(view, supplies(view))} for view in (before, after))
    figures = []
    for key in dict.fromkeys([*ours, *theirs]):
        both = [figures_of_one.get(key) for figures_of_one in (ours, theirs)]
        values = ["" if figure is None or figure.value is None else _figure_text(figure) for figure in both]
        is_main = any(figure is not None and figure.is_main for figure in both)
        if is_main or values[0] != values[1]:
            group, name, unit = key
            figures.append({"group": group, "name": name, "unit": unit, "values": values})
    return {"figures": figures, "inputs": cells_changed(differences(before.plan.tables, after.plan.tables))}


def cells_changed(cells: Iterable[InputDifference | Changed]) -> list[dict[str, str]]:
    """Changed cells of a workbook, with their values as a reader sees them."""
    rows = []
    for cell in cells:
        column = next((one for one in SHEETS[cell.sheet].columns if cell.column.startswith(one.header)), None)
        is_percent = column is not None and column.is_percent
        old, new = ("" if value is None else cell_text(value, is_percent=is_percent) for value in (cell.old, cell.new))
        place = {"sheet": cell.sheet, "cell": cell.cell, "key": cell.key, "column": cell.column}
        rows.append({**place, "old": old, "new": new})
    return rows


def _figure_text(figure: Figure) -> str:
    value = figure.value or 0.0
    if figure.is_share:
        return shown(value, SHARE_FORMAT)
    return f"{value:,.0f}" if value == round(value) else shown(value, number_format(value))
