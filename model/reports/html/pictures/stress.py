"""Shortage in each disruption, by the year in which it starts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from model.reports.book import Book
from model.reports.html.drawing import (
    LINE,
    WIDTH,
    Bar,
    Part,
    Picture,
    bars,
    drawing,
    fitted,
    frame,
    label,
    legend,
    shade,
    square,
)
from model.reports.html.elements import tag
from model.reports.html.tables import shown, table_data
from model.reports.phrases import percent
from model.reports.results.risk_words import risk
from model.reports.results.stress import (
    MOST_BARS,
    PART_COLOURS,
    WORST_STARTS,
    all_scenarios,
    in_part,
    part_names,
)
from model.results.outcome import Outcome
from model.results.risk import outcomes, shortfalls, unmet_unit, worst_starts
from model.results.view import View
from model.sheets.wording import count

NAME = "stress"
TOP, LEFT = 24.0, 290.0
WIDEST = 90.0
MOST_ROWS = 20


def draw(book: Book) -> Picture | None:
    """Fill rates of all disruption scenarios."""
    view = book.view
    found = outcomes(view)
    if not found:
        return None
    worst = worst_starts(found)
    rows = worst[:MOST_ROWS]
    starts = sorted({outcome.start for outcome in found})
    height = TOP + LINE * len(rows) + 4
    calm = len(worst) - len(rows)
    says = [
        risk(view),
        "Each square is a disruption that starts in that year, with the share of demand met while it lasts [%]. A "
        "frame marks the worst start of a disruption that increases unmet demand; rows are in order of what "
        "is then unmet on top of the baseline shortfall.",
    ]
    if calm:
        says.append(f"{count(calm, 'further row is', 'further rows are')} in the table.")
    drawn = [drawing(NAME, height, _cells(view, found, rows, starts)), _scale(), *_recovery(view, rows)]
    tables = [table_data(book, "Stress test", heading) for heading in (WORST_STARTS, all_scenarios(len(found)))]
    return Picture(NAME, "Stress test: demand met in each disruption", says, drawn, tables)


def _recovery(view: View, worst: Sequence[Outcome]) -> Iterator[Element]:
    """Time to recover: shortage on top of the baseline, by year since the start."""
    hurting = [outcome for outcome in worst if outcome.hurts][:MOST_BARS]
    short = shortfalls(view, hurting)
    names = part_names(short, view.years)
    if not names:
        return
    unit = unmet_unit(view)
    rows = []
    for outcome, each in zip(hurting, short, strict=True):
        parts, start = [], 0.0
        for at, name in enumerate(names):
            if more := in_part(each, at):
                tip = f"{outcome.name}, from {outcome.start}, {name}: {shown(more, '#,##0')} {unit}"
                parts.append(Part(start + more, PART_COLOURS[at], tip, start))
                start += more
        rows.append(Bar(f"{outcome.name}, {outcome.start}", parts))
    yield tag("h3", f"How supply recovers: unmet demand beyond the baseline, by year since the start ({unit})")
    yield bars(NAME, rows, shown, region="recovery")
    yield legend(dict(zip(names, PART_COLOURS, strict=False)))


def _cells(
    view: View, found: Sequence[Outcome], rows: Sequence[Outcome], starts: Sequence[int]
) -> Iterator[Element]:  # fmt: skip
    width = min((WIDTH - LEFT) / len(starts), WIDEST)
    for at, start in enumerate(starts):
        yield label(LEFT + (at + 0.5) * width, 14, str(start), anchor="middle", class_="q")
    unit = unmet_unit(view)
    by_place = {(each.name, each.start): each for each in found}
    for line, worst in enumerate(rows):
        top = TOP + LINE * line
        yield label(LEFT - 8, top + 16, fitted(worst.name, LEFT - 12), anchor="end")
        for at, start in enumerate(starts):
            outcome = by_place.get((worst.name, start))
            if outcome is not None and outcome.service is not None:
                yield from _square(unit, outcome, LEFT + at * width, top, width)
        if worst.hurts and worst.service is not None:
            yield frame(LEFT + starts.index(worst.start) * width, top, width)


def _square(unit: str, outcome: Outcome, x: float, y: float, width: float) -> Iterator[Element]:
    """One scenario: how much of demand is met, as a shade and in figures."""
    share = min(max(outcome.service or 0.0, 0.0), 1.0)
    met = percent(share)
    unmet, baseline = (shown(each, "#,##0") for each in (outcome.unmet, outcome.undisturbed_unmet))
    tip = (
        f"{outcome.name}, from {outcome.start}: {met} of demand met; {unmet} {unit} unmet, "
        f"{baseline} of it also without the disruption"
    )
    yield from square(x, y, width, 1 - share, met.removesuffix(" %"), tip)


def _scale() -> Element:
    """Key of the shades."""
    keys = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        box = tag("svg", shade(0.5, 0.5, 11.0, 11.0, 1 - share), viewBox="0 0 12 12", aria_hidden="true")
        keys.append(tag("li", box, f"{100 * share:.0f} % of demand met"))
    return tag("ul", *keys, class_="legend")
