"""Effects of disruptions: the stress test, responses by month, and the do-nothing baseline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from model.reports.answers.against import against
from model.reports.book import Book
from model.reports.html.elements import PageChart, Picture
from model.reports.html.pictures.over_time import BAR, DASH, LINE, Curve, Panel, panels
from model.reports.html.tables import content_at, table_data
from model.reports.phrases import percent
from model.reports.results.months import (
    FILL,
    SURVIVAL,
    USUAL,
    heading,
    month_columns,
    sentence,
    stock_column,
    stocks_shown,
)
from model.reports.results.stress import STRESS_SHEET, WORST_STARTS, all_scenarios
from model.reports.results.without import BREACHED, COMPARISON_HEADING, FUTURES_HEADING, WITHOUT_SHEET
from model.reports.results.words import risk
from model.results.columns import Outcome
from model.results.risk import ByMonth, by_month, outcomes, worst_starts
from model.results.view import View, text
from model.sheets.names import count

# ----------------------------------------------------------------------------------------------------------------------
# The stress grid: demand met in every disruption, by the year in which it starts; and how supply recovers.


STRESS = "stress"


def draw_stress_test(book: Book) -> Picture | None:
    """Fill rates of all disruption scenarios."""
    results = outcomes(book.view)
    if not results:
        return None
    names = [start.name for start in worst_starts(results)]
    starts = sorted({outcome.start for outcome in results})
    data = {
        "rows": names,
        "columns": starts,
        "value": "fill rate",
        "across": "start of the disruption",
        "cells": [
            [starts.index(outcome.start), names.index(outcome.name), at, outcome.branch, outcome.hurts]
            for at, outcome in enumerate(results)
        ],
    }
    says = [
        risk(book.view),
        "Each square is a disruption that starts in that year, with the share of demand met while it lasts [%]; framed "
        "where it leaves more unmet than there is anyway. Rows are in order of that. Choose a square to see the "
        "disruption in all pictures.",
    ]
    tables = [table_data(book, "Stress test", heading) for heading in (all_scenarios(len(results)), WORST_STARTS)]
    return Picture(STRESS, _when_unmet(results), says, [PageChart("stress", data)], tables)


def _when_unmet(results: Sequence[Outcome]) -> str:
    """'Until 2031 an export stop leaves demand unmet': the worst disruption, and the starts at which it hurts."""
    worst = results[0]
    if not worst.hurts:
        return f"None of {count(len(results), 'disruption scenario')} leaves more demand unmet"
    starts = {
        outcome.start: outcome.hurts
        for outcome in sorted(results, key=lambda outcome: outcome.start)
        if outcome.name == worst.name
    }
    hurting = [start for start, hurts in starts.items() if hurts]
    if len(starts) == 1:
        when = f"In {worst.start}"
    elif len(hurting) == len(starts):
        when = "At any start"
    elif hurting == list(starts)[: len(hurting)]:
        when = f"Until {hurting[-1]}"
    else:
        when = f"At {len(hurting)} of {len(starts)} starts"
    of = f" of {worst.product}" if worst.product else ""
    return f"{when}, ‘{worst.name}’ leaves more demand unmet; in {worst.start} {percent(worst.service)}{of} is met"


# ----------------------------------------------------------------------------------------------------------------------
# The worst disruptions month by month: the fill rate with and without them, and stocks.


MONTHS = "months"


def draw_months(book: Book) -> Picture | None:
    """Two small charts for each disruption."""
    view, months = book.view, by_month(book.view)
    if not months:
        return None
    shown = [panel for at, month in enumerate(months) for panel in panels_of(view, at, month)]
    says = [
        *map(sentence, months[1:]),
        "The chain responds month by month, with plants, contracts and people as planned. Stocks need be back only by "
        "the last month shown: where they refill late, waiting costs less.",
    ]
    tables = [table_data(book, STRESS_SHEET, title) for title in map(heading, months)]
    survival = table_data(book, STRESS_SHEET, SURVIVAL) if (STRESS_SHEET, SURVIVAL) in book.tables else None
    return Picture(MONTHS, sentence(months[0]).removesuffix("."), says, [panels(shown, across=2)], [*tables, survival])


def panels_of(view: View, at: int, by_months: ByMonth) -> Iterator[Panel]:
    """The fill rate with and without a disruption, and stocks; ``at`` is the number of its table."""
    headers = [column.header for column in month_columns(view, by_months)]
    fill = [
        Curve(name, mark, "demand", columns=(0, headers.index(column)))
        for name, mark, column in (("without the disruption", DASH, USUAL), ("in the disruption", LINE, FILL))
    ]
    yield Panel(f"{heading(by_months)}: share of demand met", at, fill, is_share=True, case=by_months.branch)
    stocks = [
        Curve(stock.of, LINE, "good", columns=(0, headers.index(stock_column(stock).header)))
        for stock in stocks_shown(view, by_months)
    ]
    if stocks:
        yield Panel("Stocks, share of those at the start", at, stocks, is_share=True, case=by_months.branch)


# ----------------------------------------------------------------------------------------------------------------------
# The plan beside doing nothing: costs, fill rates and concentration.


SIDES = {"without the plan": 2, "with the plan": 3}
"""Columns of the comparison."""


def draw_without(book: Book) -> Picture | None:
    """A small chart for each figure, with a column for either side."""
    rows = content_at(book.tables, WITHOUT_SHEET, COMPARISON_HEADING)
    if rows is None:
        return None
    shown = [
        Panel(
            f"{text(row['figure'])} ({'%' if row['unit'] == 'share' else row['unit']})",
            0,
            [Curve(side, BAR, "side", row=at, columns=(column,)) for side, column in SIDES.items()],
            is_share=row["unit"] == "share",
        )
        for at, row in enumerate(rows.rows)
    ]
    breached = table_data(book, WITHOUT_SHEET, BREACHED) if (WITHOUT_SHEET, BREACHED) in book.tables else None
    in_futures = (
        table_data(book, WITHOUT_SHEET, FUTURES_HEADING) if (WITHOUT_SHEET, FUTURES_HEADING) in book.tables else None
    )
    says = ["Without the plan what exists goes on and nothing new is decided; disruptions are the same."]
    return Picture(
        "without",
        against(book.view).headline,
        says,
        [panels(shown, across=5)],
        [table_data(book, WITHOUT_SHEET, COMPARISON_HEADING), in_futures, breached],
    )
