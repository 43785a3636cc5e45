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
        "lead": plan_answer.lead,
        "said": plan_answer.said,
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
