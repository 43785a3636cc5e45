"""Production, shipments, purchases, sales, disposal and stockpiles; and every frame that no other page shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from model.reports.book import Book
from model.reports.charts import Series, stacked
from model.reports.looks import Field
from model.reports.page import Page
from model.reports.palette import HUES
from model.results.lines import Line, largest, lines_of, summed
from model.results.view import Record, View, text


@dataclass(frozen=True)
class Movement:
    """A sheet that shows one frame with years across."""

    sheet: str
    tab: str
    frame: str
    title: str
    about: str
    nothing: str
    labels: tuple[str, ...]
    measures: tuple[str, ...]


MOVEMENTS = (
    Movement(
        "Production", "Network", "production", "Production and inputs of plants",
        "Output made and input taken, by plant and commodity, per year.", "None: no plant runs.",
        ("plant", "site", "country", "commodity", "stage"), ("made", "taken"),
    ),
    Movement(
        "Flows", "Network", "flows", "Shipments", "Quantities dispatched, before losses in transit, per year.",
        "None: nothing is shipped.",
        ("commodity", "origin", "destination", "origin_country", "destination_country"), ("shipped",),
    ),
    Movement(
        "Purchases", "Network", "purchases", "Purchases, and what suppliers could deliver",
        "By supplier, per year. A supplier without a line 'limit' has no limit.", "None: nothing is purchased.",
        ("supplier", "site", "country", "commodity", "stage"), ("bought", "limit"),
    ),
    Movement(
        "Sales", "Network", "sales", "Sales",
        "By outlet, per year. An outlet without a line 'limit' has no limit.",
        "None: nothing is sold.", ("outlet", "site", "country", "commodity"), ("sold", "limit"),
    ),
    Movement(
        "Disposal", "Network", "disposal", "Disposal", "Surplus that is neither used, stored nor sold, per year.",
        "None: nothing is disposed of.", ("site", "country", "commodity"), ("disposed",),
    ),
    Movement(
        "Stockpiles", "Demand", "stock", "Stockpiles", "Stock at year end.", "None: nothing is stored.",
        ("stockpile", "site", "country", "commodity"), ("stock",),
    ),
)  # fmt: skip


YEARS = {"period": "year", "decided": "year", "start": "year", "until": "date"}
"""Columns of other frames that are moments, and how they look."""


def write_movement(book: Book, movement: Movement) -> None:
    """One of the sheets above."""
    view = book.view
    lines = lines_of(view, movement.frame, movement.labels, movement.measures)
    page = Page(book, movement.sheet, movement.tab, movement.title, movement.about + view.undisrupted)
    if not lines:
        page.note(movement.nothing)
        return
    labels = [label.replace("_", " ") for label in movement.labels]
    labels += ["measure"] if len(movement.measures) > 1 else []
    rates = any(line.totals[0] is not None for line in lines)
    is_stock = movement.frame == "stock"
    page.lay_out(labels, lines, totals=[f"total {view.horizon}"] if rates else [], ruler=is_stock)
    if is_stock:
        _draw_stock(page, lines)
    page.years_block(lines, filters=True, heading="By stockpile" if is_stock else "")


def _draw_stock(page: Page, lines: Sequence[Line]) -> None:
    """Stock of each unit by commodity, stacked."""
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        groups.setdefault((line.labels[3], line.unit), []).append(line)
    commodities = [summed(group, (commodity,)) for (commodity, _), group in groups.items()]
    units = list(dict.fromkeys(line.unit for line in commodities))
    slots = page.reserve(len(units), 260)
    block = page.years_block(commodities, ["commodity"], heading="By commodity")
    pictures = []
    for unit in units:
        biggest = largest([each for each in commodities if each.unit == unit], 8, ("other",))
        series = [
            Series(block, at, line.labels[0], HUES[place])
            for place, line in enumerate(biggest)
            if (at := block.find(line.labels[0])) is not None
        ]
        pictures.append(stacked(f"Stock at year end, {unit}", series))
    page.place(slots, pictures)


# ---------------------------------------------------------------------------------------------- other frames


def write_other(book: Book, name: str) -> None:
    """A frame that no other page knows: years across where it has periods, else as it is."""
    view = book.view
    page = Page(book, name.replace("_", " ").capitalize(), "What-if", name.replace("_", " ").capitalize())
    rows = view.trunk(name)
    if not rows:
        page.note("None." if view.branches(name).empty else "None in the undisrupted case.")
        return
    measures = [column for column in view.columns(name) if column != "period" and is_figure(view, name, column)]
    labels = [column for column in view.columns(name) if column not in (*measures, "node", "period")]
    if "period" not in view.columns(name) or not measures or not labels:
        page.table(rows, [frame_column(view, name, column) for column in view.columns(name)])
        return
    lines = lines_of(view, name, labels, measures)
    if not lines:
        page.note("All values are zero.")
        return
    headers = [label.replace("_", " ") for label in labels] + (["measure"] if len(measures) > 1 else [])
    page.lay_out(headers, lines)
    page.years_block(lines, filters=True)


def frame_column(view: View, name: str, column: str) -> Field[Record]:
    """A column of a frame as one of a table, with its unit."""
    words = column.replace("_", " ")
    if column in YEARS:
        return Field(f"{column} (year)", itemgetter(column), YEARS[column])
    if is_figure(view, name, column):
        unit = view.common_unit(name, column)
        look = "date" if unit == "year" else "number"
        return Field(words + (f" ({unit})" if unit else ""), itemgetter(column), look)
    return Field(words, lambda row: _as_text(row[column]), "text")


def is_figure(view: View, name: str, column: str) -> bool:
    """True of a column that holds numbers and nothing else."""
    values = [row[column] for row in view.trunk(name) or view.rows(name) if row[column] is not None]
    return bool(values) and all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values)


def _as_text(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else text(value)
