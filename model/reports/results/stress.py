"""What each disruption does to the plan."""

from __future__ import annotations

from collections.abc import Sequence

from model.reports import charts
from model.reports.book import Book
from model.reports.charts import Bars
from model.reports.looks import Field
from model.reports.page import Page
from model.reports.palette import OTHER, SHORT
from model.reports.results.knowing import write_knowing
from model.reports.results.risk_words import Events
from model.results.risk import Outcome, Shortfall, outcomes, shortfalls, unmet_unit, worst_of_each, worst_starts
from model.results.view import View

SENTENCES, MOST_BARS, MOST_PARTS = 8, 20, 4
PART_COLOURS = (SHORT, "#E69F00", "#F0C97A", "#C9B08A")
EXCLUSIVE = (
    "Disruptions are mutually exclusive: each is tested alone, and none starts while another is under way. Events that "
    "may coincide are one disruption of several rows."
)
BASELINE = "baseline shortfall"
WIDTHS = (44, 18, 12, 12, 12, 12, 12, 14, 14, 16, 16)


def write_stress(book: Book) -> None:
    """The sheet 'Stress test'."""
    view = book.view
    found = outcomes(view)
    page = Page(
        book, "Stress test", "Risk", "What each disruption would cause",
        "Disruptions come without warning: construction and training go on as planned; purchases, production, "
        "shipments and stocks respond. Cost includes unmet demand at its shortage cost.",
    )  # fmt: skip
    if not found:
        page.note("None: the sheet 'Disruptions' is empty, so the plan was not stress-tested.")
        return
    page.note(EXCLUSIVE)
    page.set_widths(WIDTHS)
    page.keep_title()
    _write_sentences(page, worst_of_each(found))
    page.skip()
    _write_worst(page, worst_starts(found))
    heading = f"All {len(found)} disruption scenarios, the worst first" if len(found) > 1 else "The disruption scenario"
    page.table(outcome_fields(view, found), heading=heading, sized=False)
    write_knowing(page)


def _write_sentences(page: Page, worst: Sequence[Outcome]) -> None:
    events = Events(page.view)
    for outcome in worst[:SENTENCES]:
        page.paragraph("•  " + events.sentence(outcome))
    if len(worst) > SENTENCES:
        page.note(f"and {len(worst) - SENTENCES} more disruptions: see the tables below")


def _write_worst(page: Page, worst: Sequence[Outcome]) -> None:
    """Of each disruption and subject the worst start, drawn and told."""
    view, unit = page.view, unmet_unit(page.view)
    short = shortfalls(view, worst)
    hurting = sum(outcome.hurts for outcome in worst)
    parts = part_fields(short, view.years, unit)
    shown = min(hurting, MOST_BARS)
    slots = page.reserve(1, 120 + 24 * shown, across=1, width=page.width) if shown else []
    columns = [
        Field("disruption", [outcome.name for outcome in worst], look="text"),
        Field("worst start (year)", [outcome.start for outcome in worst], look="year"),
        *parts,
        Field(f"{BASELINE} ({unit})", [each.anyway for each in short]),
        Field("fill rate", [outcome.service for outcome in worst], look="share"),
        Field(f"additional cost ({view.amount})", [outcome.extra_cost for outcome in worst]),
    ]
    block = page.table(columns, heading="Each disruption at its worst start", sized=False)
    if not shown:
        page.note("No disruption increases unmet demand.")
        page.skip()
        return
    names = [field.header.rpartition(" (")[0] for field in parts]
    drawn = [(2 + at, names[at], PART_COLOURS[at]) for at, field in enumerate(parts) if any(field.values)]
    if any(each.anyway for each in short[:shown]):
        drawn.append((2 + len(parts), BASELINE, OTHER))
    bars = Bars(block.sheet, block.first, block.first + shown - 1, 0, drawn)
    title = f"Unmet demand, {unit}" + (f": worst {shown} of {hurting}" if shown < hurting else "")
    page.place(slots, [charts.lying_bars(page.book, title, bars)])


def part_fields(short: Sequence[Shortfall], years: int, unit: str) -> list[Field]:
    """What is short beyond what is short anyway, in each period since the start, the last ones together."""
    longest = max((len(each.more) for each in short), default=0)
    span = "year" if years == 1 else f"{years} years"
    parts = []
    for at in range(min(longest, MOST_PARTS)):
        last = at == MOST_PARTS - 1 and longest > MOST_PARTS
        values = [sum(each.more[at:]) if last else sum(each.more[at : at + 1]) for each in short]
        name = "later" if last else f"{ORDINALS[at]} {span}"
        parts.append(Field(f"{name} ({unit})", values))
    return parts


ORDINALS = ("first", "second", "third", "fourth")


def outcome_fields(view: View, found: Sequence[Outcome]) -> list[Field]:
    """The columns of the table of all branches."""
    unit = unmet_unit(view)
    return [
        Field("disruption", [each.disruption for each in found], look="text"),
        Field("affected", [each.subject for each in found], look="text"),
        Field("start (year)", [each.start for each in found], look="year"),
        Field("end (year)", [each.end for each in found], look="date"),
        Field("probability", [each.probability for each in found], look="share"),
        Field(f"demand ({unit})", [each.demand for each in found]),
        Field(f"unmet ({unit})", [each.unmet for each in found]),
        Field(f"{BASELINE} ({unit})", [each.undisturbed_unmet for each in found]),
        Field("fill rate", [each.service for each in found], look="share"),
        Field(f"additional cost ({view.amount})", [each.extra_cost for each in found]),
    ]
