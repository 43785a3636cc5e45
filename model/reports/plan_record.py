"""A plan as plain data for other programs: its quality, the four answers, and every decision with a stable name."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from model.reports.answers.answer import PlanAnswer, in_words
from model.reports.answers.four import answers
from model.reports.book import Book
from model.reports.html.tables import shown
from model.reports.number_formats import number_format
from model.reports.phrases import gap_text, month
from model.reports.results.tiles import badges
from model.results.build import Build, new_builds
from model.results.first_stage import PEOPLE, Commitment, decisions, row_of
from model.results.investor import main_products
from model.results.view import View
from model.sheets.schema import EVERYWHERE

PLACE = ("line", "cells", *(column.attribute for column in EVERYWHERE))
"""Fields of a row of Decisions that say nothing of the decision."""

MOST = 12
"""Rows behind an answer; the others are in the workbook."""


def plan_data(book: Book) -> dict[str, Any]:
    """The plan of a results workbook. Sums of money are in ``amount``."""
    view, plan = book.view, book.view.plan
    products = main_products(view)
    builds = {(each.project, each.decided): each for each in new_builds(view)}
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
        "answers": [_answer(each) for each in answers(view)],
        "decisions": [
            _decision(view, each, builds.get((each.subject, each.year)), products) for each in decisions(view)
        ],
    }


def _answer(each: PlanAnswer) -> dict[str, Any]:
    return {
        "question": each.question,
        "lead": each.lead,
        "said": each.said,
        "sheet": each.sheet,
        "headers": [field.header for field in each.table.fields],
        "is_figure": each.is_figure,
        "rows": each.shown(MOST),
        "more": max(0, len(each.table.rows) - MOST),
    }


def _decision(view: View, each: Commitment, build: Build | None, products: Mapping[str, str]) -> dict[str, Any]:
    """A decision: the row of Decisions that fixes it, and its description in words."""
    is_build = each.kind == "build" and build is not None
    row = {name: value for name, value in asdict(row_of(each)).items() if value is not None and name not in PLACE}
    return {
        "row": row,
        "kind": each.kind,
        "words": each.words,
        "where": each.where,
        "size": "" if each.size is None else f"{shown(each.size, number_format(each.size))} {each.unit}",
        "outlay": each.outlay,
        "outlay_in_words": in_words(view, each.outlay) if each.outlay else "",
        "online": month(build.online) if is_build and build else "",
        "for": products.get(build.plant, build.stage) if is_build and build else "",
        "is_kept": each.is_kept,
        "is_people": each.unit == PEOPLE,
    }
