"""Do-nothing baseline and plan side by side, also in each future: cost and benefit of security."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from model.reports.book import Book
from model.reports.page import Page
from model.reports.phrases import in_words, money, percent, some
from model.reports.styles import SHARE_FORMAT, Field, number_format
from model.results.view import Record, View
from model.results.without import (
    BREACHES,
    COST,
    SHORTAGE,
    WITHOUT,
    InFuture,
    OneSide,
    expected,
    in_futures,
)

# ----------------------------------------------------------------------------------------------------------------------
# The plan and doing nothing in each future, in words and as a table.


FUTURES_HEADING = "In each future"
ABOUT_FUTURES = (
    "Futures are what-ifs with a probability (sheet What-ifs); the rest is the workbook as it is. The plan is held "
    "there in all that it decides in advance; purchases, production and shipments adapt, on both sides. It keeps its "
    "limits unless the remark names those that it breaks, which are then measured only. Disruptions without a "
    "probability are left out there. 'At least' and 'at most' allow for the gaps of the solves."
)


def future_rows(futures: Sequence[InFuture]) -> list[InFuture]:
    """Every future and, if all are known, their expectation."""
    mean = expected(futures)
    return [*futures, *([mean] if mean else [])]


def future_columns(futures: Sequence[InFuture]) -> list[Field[InFuture]]:
    """Columns of the table."""
    sides = [side for future in futures for side in (future.without, future.with_plan)]
    form = number_format(max((abs(side.cost) for side in sides if _has_figure(side)), default=0.0))

    def of_side(side: Callable[[InFuture], OneSide], figure: str) -> Callable[[InFuture], float | None]:
        return lambda future: getattr(side(future), figure) if _has_figure(side(future)) else None

    def if_known(figure: Callable[[InFuture], float]) -> Callable[[InFuture], float | None]:
        return lambda future: figure(future) if future.is_known else None

    return [
        Field("future", lambda future: future.future, "text"),
        Field("probability", lambda future: future.probability, form=SHARE_FORMAT),
        Field("without", of_side(lambda future: future.without, "cost"), form=form),
        Field("of it shortage", of_side(lambda future: future.without, "shortage"), form=form),
        Field("with", of_side(lambda future: future.with_plan, "cost"), form=form),
        Field("shortage with", of_side(lambda future: future.with_plan, "shortage"), form=form),
        Field("saved", if_known(lambda future: future.saved), form=form),
        Field("at least", if_known(lambda future: future.saved_range.least), form=form),
        Field("at most", if_known(lambda future: future.saved_range.most), form=form),
        Field("remark", remark, "text"),
    ]


def remark(future: InFuture) -> str:
    """Remarks on either side."""
    sides = (("without", future.without.remark), ("with", future.with_plan.remark))
    return " ".join(f"{name}: {words}" for name, words in sides if words)


def _has_figure(side: OneSide) -> bool:
    return side.cost == side.cost


def breaks_in_futures(view: View) -> list[str]:
    """Each future in which the plan cannot keep its limits: which they are, and its cost without them, if known."""
    return [_failure(view, future) for future in in_futures(view) if future.with_plan.breaks]


def _failure(view: View, future: InFuture) -> str:
    cost = (
        f"; without these limits it costs {in_words(view, future.with_plan.cost)}"
        if _has_figure(future.with_plan)
        else ""
    )
    breaks = some(future.with_plan.breaks.split("; "), 160)
    return f"In '{future.future}' ({percent(future.probability)}) the plan as fixed breaks {breaks}{cost}."


def span_of(futures: Sequence[InFuture], figure: Callable[[InFuture], float]) -> str:
    """'64,030 to 103,769 in 5 futures', for a tile."""
    values = [figure(future) for future in futures if future.is_known]
    return f"{money(min(values))} to {money(max(values))} in {len(values)} futures" if values else ""


# ----------------------------------------------------------------------------------------------------------------------
# Do-nothing baseline and plan side by side: cost and benefit of security.


WITHOUT_SHEET = "Without the plan"
ABOUT_WITHOUT = (
    "Existing plants, contracts and technology, and what has already been decided, go on; people who leave are "
    "replaced as far as these need them, and stocks are not built up. Nothing new is decided. Limits, minimum "
    "service, cover and budgets are measured, not held. Purchases, production and shipments are at least cost; "
    "disruptions are the same."
)
COMPARISON_HEADING, BREACHED = "Without the plan and with it", "Limits that would be breached"
RATE_FORMAT = "0.0%"
"""Of a share of which none is a figure, and the worst: not a dash."""
NOTHING = 5e-4
"""Money below this is shown as 0."""


NOT_ASKED = "Nothing is decided in advance, or it was not asked for."


def write_without(book: Book) -> None:
    """The sheet 'Without the plan'."""
    view = book.view
    rows = view.rows(WITHOUT)
    if not rows:
        why = view.plan.statistics.get(WITHOUT)
        words = f"What there would be without the plan is {why}" if why else NOT_ASKED
        book.absent.append((WITHOUT_SHEET, words))
        return
    page = Page(book, WITHOUT_SHEET, "Risk", WITHOUT_SHEET, ABOUT_WITHOUT)
    page.table(rows, compared(), heading=COMPARISON_HEADING)
    if all_futures := in_futures(view):
        page.table(future_rows(all_futures), future_columns(all_futures), heading=FUTURES_HEADING, sized=False)
        page.note(ABOUT_FUTURES)
    breaches = view.rows(BREACHES)
    if breaches:
        page.table(breaches, _breached(), heading=BREACHED, sized=False)
    else:
        page.note("No limit would be breached.")


UNIT_OR_SCOPE = 18.0
"""Width of a column that has the unit of a figure in one table and the scope of a limit in the other."""


def compared() -> list[Field[Record]]:
    """Columns of the comparison; a difference is a cost or a benefit of security."""
    return [
        Field("figure", lambda row: row["figure"], "text"),
        Field("unit", lambda row: "%" if row["unit"] == "share" else row["unit"], "text", UNIT_OR_SCOPE),
        *(_compared_figure(name, column) for name, column in (("without", "without_plan"), ("with", "with_plan"))),
        Field("difference", difference, form=lambda row: _compared_format(row, difference(row))),
        Field("without: of", lambda row: row["where_without"], "text"),
        Field("with: of", lambda row: row["where_with"], "text"),
    ]


def _compared_figure(name: str, column: str) -> Field[Record]:
    return Field(
        name,
        lambda row: row[column],
        form=lambda row: RATE_FORMAT if row["unit"] == "share" else _compared_format(row, row[column]),
    )


def _compared_format(row: Record, value: float | None) -> str:
    return SHARE_FORMAT if row["unit"] == "share" else number_format(abs(value or 0.0))


def difference(row: Record) -> float | None:
    """With the plan less without it."""
    if row["with_plan"] is None or row["without_plan"] is None:
        return None
    return float(row["with_plan"] - row["without_plan"])


def _breached() -> list[Field[Record]]:
    def form(row: Record) -> str:
        return RATE_FORMAT if row["unit"] == "share" else number_format(abs(row["value"] or 0.0))

    return [
        Field("limit", lambda row: row["limit"], "text"),
        Field("scope", lambda row: row["scope"], "text"),
        Field("sense", lambda row: row["sense"], "text"),
        Field("limit value", lambda row: row["value"], form=form),
        Field("without the plan", lambda row: row["actual"], form=form),
        Field("unit", lambda row: "%" if row["unit"] == "share" else row["unit"], "text"),
        Field("worst in", lambda row: row["node"], "text"),
        Field("breached (times)", lambda row: row["times"]),
    ]


# ---------------------------------------------------------------------------------------------- on the summary


def spent(rows: Mapping[str, Record]) -> str:
    """Cost of the plan relative to the do-nothing baseline, shortage cost aside; empty without shortage cost."""
    shortage = difference(rows[SHORTAGE]) or 0.0 if SHORTAGE in rows else 0.0
    if abs(shortage) <= NOTHING:
        return ""
    aside = (difference(rows[COST]) or 0.0) - shortage
    return f"shortage cost aside, it costs {money(abs(aside))} {'more' if aside > 0 else 'less'}"
