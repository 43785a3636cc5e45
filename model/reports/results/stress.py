"""Effects of each disruption on the plan."""

from __future__ import annotations

import math
from collections.abc import Sequence

from model.reports.book import Book
from model.reports.charts import stacked_bars
from model.reports.page import Page
from model.reports.palette import OTHER, SHORT
from model.reports.phrases import known
from model.reports.results.knowing import write_knowing
from model.reports.results.months import write_curves, write_months
from model.reports.results.near_optimal_columns import unmet_columns, unmet_said
from model.reports.results.risk_words import Events, not_compared, relief, unsettled
from model.reports.styles import Field
from model.results.outcome import Outcome
from model.results.risk import (
    BY_PRODUCT,
    Shortfall,
    named,
    outcomes,
    shortfalls,
    unmet_unit,
    worst_of_each,
    worst_starts,
)
from model.results.significance import Spread
from model.results.view import View
from model.sheets.names import count
from model.tolerances import SOLVED

SHEET = "Stress test"
SENTENCES, MOST_BARS, MOST_PARTS = 5, 10, 4
PART_COLOURS = (SHORT, "#E69F00", "#F0C97A", "#C9B08A")
EXCLUSIVE = (
    "Disruptions are mutually exclusive: each is tested alone, and none starts while another is under way. Events that "
    "may coincide are marked as independent; those of a common cause are one disruption of several rows."
)
INDEPENDENT = (
    "Independent disruptions that start in the same year may coincide, up to {most} at once: 'A + B' is both. The "
    "probability of 'A' is that it starts alone. All else is mutually exclusive: none starts while another is under "
    "way."
)
BASELINE = "baseline shortfall"
RELIEF = "limits and cover not held in a disruption"
LESS_AGAIN = (
    "In some years a disruption leaves less short than there is undisrupted; additional shortfalls by year leave that "
    "out, those in sentences and of all scenarios count it."
)
WORST_STARTS = "Each disruption at its worst start"
WIDTHS = (28, 15, 8, 8, 9.5, 11, 9.5, 9.5, 8, 11, 11, 11)


def write(book: Book) -> None:
    """The sheet 'Stress test'."""
    view = book.view
    found = outcomes(view)
    if not found:
        book.absent.append((SHEET, "The sheet 'Disruptions' is empty, so the plan was not stress-tested."))
        return
    page = Page(
        book, SHEET, "Risk", "What each disruption would cause",
        "Disruptions come without warning: construction and training go on as planned; purchases, production, "
        "shipments and stocks respond. Cost includes unmet demand at its shortage cost.",
        pages=2 if book.spread is None else 3,
    )  # fmt: skip
    is_several = any(map(Events(view).is_combination, found))
    page.note(INDEPENDENT.format(most=view.settings.coinciding_disruptions) if is_several else EXCLUSIVE)
    page.set_widths(WIDTHS)
    if book.spread is not None:
        page.note(unmet_said(book.spread))
        page.set_widths((*WIDTHS, WIDTHS[-1]))
        page.needed = len(page.widths)
    page.keep_title()
    _write_sentences(page, worst_of_each(found))
    room = write_curves(page)
    page.skip()
    _write_worst(page, worst_starts(found))
    write_knowing(page)
    page.table(found, outcome_columns(view, book.spread), heading=all_scenarios(len(found)), sized=False)
    for remark in (relief(view), not_compared(found), unsettled(view)):
        if remark:
            page.note(remark)
    write_months(page, room)


def all_scenarios(number: int) -> str:
    """The heading of the table of all of them."""
    return f"All {number} disruption scenarios, the worst first" if number > 1 else "The disruption scenario"


def _write_sentences(page: Page, worst: Sequence[Outcome]) -> None:
    events = Events(page.view)
    for outcome in worst[:SENTENCES]:
        page.paragraph("•  " + events.sentence(outcome))
    if len(worst) > SENTENCES:
        page.note(f"and {count(len(worst) - SENTENCES, 'more disruption')}: see the tables below")


Told = tuple[Outcome, Shortfall]


def _write_worst(page: Page, worst: Sequence[Outcome]) -> None:
    """The worst start of each disruption and subject, as a chart and a table."""
    view, unit = page.view, unmet_unit(page.view)
    short = shortfalls(view, worst)
    hurting = sum(outcome.hurts for outcome in worst)
    names = part_names(short, view.years)
    shown = 0 if unit == BY_PRODUCT else min(hurting, MOST_BARS)
    slots = page.reserve(1, 120 + 20 * shown, across=1, width=page.width) if shown else []
    columns: list[Field[Told]] = [
        Field("disruption", lambda told: named(view, told[0]), "wrapped"),
        Field("worst start (year)", lambda told: told[0].start, "year"),
        *(_part(f"{name}, additional ({unit})", at) for at, name in enumerate(names)),
        Field(f"{BASELINE} ({unit})", lambda told: told[1].anyway),
        Field("fill rate", lambda told: told[0].service, "share"),
        Field(f"additional cost ({view.amount})", lambda told: told[0].extra_cost),
        *([] if page.book.spread is None else [Field[Told](f"unmet ({unit})", lambda told: told[0].unmet)]),
        *unmet_columns(page.book.spread, unit, lambda told: told[0].branch),
    ]
    told = list(zip(worst, short, strict=True))
    cells = page.table(told, columns, heading=WORST_STARTS, sized=False)
    if any(map(has_less_again, told)):
        page.note(LESS_AGAIN)
    if not hurting:
        page.note("No disruption increases unmet demand.")
    if not shown:
        page.skip()
        return
    drawn = [
        (2 + at, name, PART_COLOURS[at]) for at, name in enumerate(names) if any(in_part(each, at) for each in short)
    ]
    if any(each.anyway for each in short[:shown]):
        drawn.append((2 + len(names), BASELINE, OTHER))
    title = f"Unmet demand, {unit}" + (f": worst {shown} of {hurting}" if shown < hurting else "")
    page.place(slots, [stacked_bars(title, cells.part(0, shown), drawn, {"min": 0, "num_format": "#,##0.##"})])


def has_less_again(told: Told) -> bool:
    """Whether in some year less is short than undisrupted, so that years do not sum up to the whole."""
    outcome, short = told
    return sum(short.more) > outcome.extra_unmet + SOLVED * max(outcome.demand, 1.0)


def _part(header: str, at: int) -> Field[Told]:
    return Field(header, lambda told: in_part(told[1], at))


def in_part(short: Shortfall, at: int) -> float:
    """Additional shortage on top of the baseline in a period since the start; the last part has all later ones."""
    return sum(short.more[at:] if at == MOST_PARTS - 1 else short.more[at : at + 1])


def part_names(short: Sequence[Shortfall], years: int) -> list[str]:
    """Names of the periods since the start, the last ones together."""
    longest = max((len(each.more) for each in short), default=0)
    span = "year" if years == 1 else f"{years} years"
    names = [f"{ordinal} {span}" for ordinal in ORDINALS[:longest]]
    return [*names[:-1], "later"] if longest > MOST_PARTS else names


ORDINALS = ("first", "second", "third", "fourth")


def outcome_columns(view: View, spread: Spread | None = None) -> list[Field[Outcome]]:
    """The columns of the table of all branches."""
    unit, has_relief = unmet_unit(view), any(not math.isnan(each.relief) for each in view.plan.outcomes)
    return [
        Field("disruption", lambda each: named(view, each, each.disruption), "text"),
        Field("affected", lambda each: each.subject, "text"),
        Field("start (year)", lambda each: each.start, "year"),
        Field("end (year)", lambda each: each.end, "date"),
        Field("probability", lambda each: each.probability, "share"),
        Field(f"demand ({unit})", lambda each: each.demand),
        Field(f"unmet ({unit})", lambda each: each.unmet),
        Field(f"{BASELINE} ({unit})", lambda each: each.undisturbed_unmet),
        Field("fill rate", lambda each: each.service, "share"),
        Field(f"additional cost ({view.amount})", lambda each: each.extra_cost),
        *([Field(f"{RELIEF} ({view.amount})", lambda each: known(each.relief))] if has_relief else []),
        *unmet_columns(spread, unit, lambda each: each.branch),
    ]
