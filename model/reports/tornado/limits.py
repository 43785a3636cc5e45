"""The long-run value of each binding limit, next to its marginal value with everything as built."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from model.reports.book import Book
from model.reports.comparison.styles import planless
from model.reports.frontier.words import PERCENT_POINT, known
from model.reports.page import Page
from model.reports.styles import FAINT, MARK, Field
from model.reports.tornado.words import unit_said
from model.runs import State
from model.studies.limit_path import is_share, said, subject
from model.studies.limit_value import LOOSER, TIGHTER, Worth, step_said
from model.studies.tornado import Tornado


def write_worth(book: Book, tornado: Tornado) -> None:
    """Write the sheet 'Limits', if there are any."""
    if not tornado.worths:
        return
    page = Page(
        book, "Limits", "Risk", "What a step of each limit is worth",
        "Each limit that binds, one step looser and one step tighter in all years, all decided anew, beside the shadow "
        "price, which is for a little more room with everything as built.",
    )  # fmt: skip
    comparison = tornado.comparison

    def price(worth: Worth, way: str) -> Any:
        if way in worth.cases and worth.cases[way].digest is None:
            return planless(worth.cases[way])
        return _scaled(worth, worth.per_unit(comparison, way))

    def accent(worth: Worth, way: str) -> Mapping[str, Any]:
        if way in worth.cases and worth.cases[way].state == State.INFEASIBLE:
            return MARK
        return {} if worth.is_significant(comparison, way) else FAINT

    def moved(header: str, way: str) -> Field[Worth]:
        return Field(
            header, lambda each: price(each, way), "mixed", 13, form="#,##0.###", accent=lambda each: accent(each, way)
        )

    columns: list[Field[Worth]] = [
        Field("limit", lambda each: each.limit.limit, "text", 26),
        Field("on", lambda each: subject(each.limit), "text", 30),
        Field("value at the end", lambda each: said(each.tables, each.limit, _last(each)), "mixed", 12),
        Field("step", lambda each: step_said(each.tables, each.limit), "mixed", 19),
        Field("unit of the figures", lambda each: unit_said(tornado, each), "text", 26),
        moved("a step looser saves, found", LOOSER),
        Field("shadow price, all as built", lambda each: _scaled(each, each.marginal), "mixed", 13, form="#,##0.###"),
        moved("a step tighter costs, found", TIGHTER),
    ]
    page.table(tornado.worths, columns, whole=True)
    page.note("Grey: not significant, the difference is within what the solves leave open.")


def _last(worth: Worth) -> float | None:
    return None if worth.limit.value is None else worth.limit.value.points[-1][1]


def _scaled(worth: Worth, per_unit: float) -> float | None:
    """Value per unit, for shares per percentage point; None if unknown."""
    return known(per_unit * PERCENT_POINT if is_share(worth.limit) and math.isfinite(per_unit) else per_unit)
