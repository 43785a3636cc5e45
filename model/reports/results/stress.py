"""Effects of each disruption on the plan, how far they differ over other plans, and the value of information."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from model.reports.book import Book
from model.reports.charts import stacked_bars
from model.reports.page import Page
from model.reports.palette import OTHER, SHORT
from model.reports.phrases import exactly, if_finite
from model.reports.results.months import write_curves, write_months
from model.reports.results.words import Events, not_compared, relief, unsettled
from model.reports.styles import MARK, Field, R
from model.results.build import Build
from model.results.columns import Outcome
from model.results.optimality import ABOUT, MEASURED_IN, Span, Spread, information
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
from model.results.view import View
from model.sheets.names import count
from model.tolerances import SOLVED

# ----------------------------------------------------------------------------------------------------------------------
# Beside lines of results: how far they differ over other plans that cost little more.


LATEST_FOUND = "first decided in other plans: latest found"
"""Header of the last column of sizes and years."""


def _plans_in_words(plans: int, spread: Spread) -> str:
    return f"'Other plans' are those found that cost at most {exactly(spread.tolerance)} more ({plans} in number)"


def note_on_sizes(spread: Spread, first: int) -> str:
    """Remark on the columns of sizes."""
    return (
        f"{_plans_in_words(spread.others, spread)}; sizes are of what is decided of a project from {first} on, and "
        "this plan counts, too. 'Must be built' is proven of every such plan; what differs between them is a choice, "
        "no finding."
    )


def size_columns(spread: Spread, first: int) -> list[Field[Build]]:
    """Size and first year of each line's project over other plans, from a ``first`` year on."""

    def size(row: Build) -> Span | None:
        return spread.sizes.get(row.project) if row.decided >= first else None

    def decided(row: Build) -> Span | None:
        return spread.decided.get(row.project) if row.decided >= first else None

    def is_proven(row: Build) -> bool:
        return (span := size(row)) is not None and span.is_proven

    return [
        Field(
            "in other plans",
            lambda row: "" if (span := size(row)) is None else span.says,
            "text",
            accent=lambda row: MARK if is_proven(row) else {},
        ),
        Field("size in other plans: least found", lambda row: _least(size(row))),
        Field("size in other plans: greatest found", lambda row: _greatest(size(row))),
        Field("first decided in other plans: earliest found", lambda row: _least(decided(row)), "year"),
        Field(LATEST_FOUND, lambda row: _greatest(decided(row)), "year"),
    ]


def _least(span: Span | None) -> float | None:
    return None if span is None else span.least


def _greatest(span: Span | None) -> float | None:
    return None if span is None else span.greatest


def note_on_unmet(spread: Spread) -> str:
    """Remark on the columns of unmet demand."""
    return f"{_plans_in_words(spread.reacting, spread)} and whose cheapest reactions are known; this plan counts, too."


def unmet_columns(spread: Spread | None, unit: str, branch: Callable[[R], str]) -> list[Field[R]]:
    """Shortage of each line's branch over other plans; empty if not requested."""
    if spread is None:
        return []

    def unmet(row: R) -> Span | None:
        return spread.unmet.get(branch(row))

    return [
        Field(f"unmet in other plans: least found ({unit})", lambda row: _least(unmet(row))),
        Field(f"unmet in other plans: greatest found ({unit})", lambda row: _greatest(unmet(row))),
    ]


# ----------------------------------------------------------------------------------------------------------------------
# The value of information, if Settings ask for it: all six figures, in one measure.


def write_value_of_information(page: Page) -> None:
    """Write the table of the value of information at the end of a page, with its remarks; none if it was not
    requested."""
    view = page.view
    statistics = {str(name): str(value) for name, value in view.plan.statistics.items()}
    intervals = information(view.measures)
    names = [name for name in ABOUT if name in intervals or name in statistics]
    if not names:
        return
    amount = view.amount
    page.table(
        names,
        [
            Field("figure", str, "text"),
            Field(f"lower bound ({amount})", lambda name: _bound(intervals[name].least) if name in intervals else None),
            Field(f"upper bound ({amount})", lambda name: _bound(intervals[name].most) if name in intervals else None),
        ],
        heading="Value of information, and of planning for risk",
        sized=False,
    )
    if MEASURED_IN in statistics:
        page.note(f"All in {statistics[MEASURED_IN]}. Where both bounds are equal, the figure is exact.")
    for name in names:
        reason = f" Here: {statistics[name]}" if name in statistics else ""
        page.note(f"{name}, {ABOUT[name]}.{reason}")


def _bound(value: float) -> float | None:
    return value if math.isfinite(value) else None


# ----------------------------------------------------------------------------------------------------------------------
# Effects of each disruption on the plan.


STRESS_SHEET = "Stress test"
MOST_SENTENCES, MOST_BARS, MOST_PARTS = 5, 10, 4
PART_COLOURS = (SHORT, "#E69F00", "#F0C97A", "#C9B08A")
DISRUPTIONS_ALONE = (
    "Disruptions are mutually exclusive: each is tested alone, and none starts while another is under way. Events that "
    "may coincide are marked as independent; those of a common cause are one disruption of several rows."
)
DISRUPTIONS_TOGETHER = (
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
STRESS_WIDTHS = (28, 15, 8, 8, 9.5, 11, 9.5, 9.5, 8, 11, 11, 11)


def write_stress_test(book: Book) -> None:
    """The sheet 'Stress test'."""
    view = book.view
    all_outcomes = outcomes(view)
    if not all_outcomes:
        book.absent.append((STRESS_SHEET, "The sheet 'Disruptions' is empty, so the plan was not stress-tested."))
        return
    about = (
        "Disruptions come without warning: construction and training go on as planned; purchases, production, "
        "shipments and stocks respond. Cost includes unmet demand at its shortage cost."
    )
    page = Page(
        book, STRESS_SHEET, "Risk", "What each disruption would cause", about, pages=2 if book.spread is None else 3
    )
    is_several = any(map(Events(view).is_combination, all_outcomes))
    page.note(
        DISRUPTIONS_TOGETHER.format(most=view.settings.coinciding_disruptions) if is_several else DISRUPTIONS_ALONE
    )
    page.set_widths(STRESS_WIDTHS)
    if book.spread is not None:
        page.note(note_on_unmet(book.spread))
        page.set_widths((*STRESS_WIDTHS, STRESS_WIDTHS[-1]))
        page.needed = len(page.widths)
    page.keep_title()
    _write_sentences(page, worst_of_each(all_outcomes))
    room = write_curves(page)
    page.skip()
    _write_worst(page, worst_starts(all_outcomes))
    write_value_of_information(page)
    page.table(all_outcomes, outcome_columns(view, book.spread), heading=all_scenarios(len(all_outcomes)), sized=False)
    for remark in (relief(view), not_compared(all_outcomes), unsettled(view)):
        if remark:
            page.note(remark)
    write_months(page, room)


def all_scenarios(number: int) -> str:
    """The heading of the table of all of them."""
    return f"All {number} disruption scenarios, the worst first" if number > 1 else "The disruption scenario"


def _write_sentences(page: Page, worst: Sequence[Outcome]) -> None:
    events = Events(page.view)
    for outcome in worst[:MOST_SENTENCES]:
        page.paragraph("•  " + events.sentence(outcome))
    if len(worst) > MOST_SENTENCES:
        page.note(f"and {count(len(worst) - MOST_SENTENCES, 'more disruption')}: see the tables below")


WorstStart = tuple[Outcome, Shortfall]


def _write_worst(page: Page, worst: Sequence[Outcome]) -> None:
    """The worst start of each disruption and subject, as a chart and a table."""
    view, unit = page.view, unmet_unit(page.view)
    short = shortfalls(view, worst)
    hurting = sum(outcome.hurts for outcome in worst)
    names = part_names(short)
    shown = 0 if unit == BY_PRODUCT else min(hurting, MOST_BARS)
    slots = page.reserve(1, 120 + 20 * shown, across=1, width=page.width) if shown else []
    columns: list[Field[WorstStart]] = [
        Field("disruption", lambda line: named(view, line[0]), "wrapped"),
        Field("worst start (year)", lambda line: line[0].start, "year"),
        *(_part_column(f"{name}, additional ({unit})", at) for at, name in enumerate(names)),
        Field(f"{BASELINE} ({unit})", lambda line: line[1].anyway),
        Field("fill rate", lambda line: line[0].service, "share"),
        Field(f"additional cost ({view.amount})", lambda line: line[0].extra_cost),
        *([] if page.book.spread is None else [Field[WorstStart](f"unmet ({unit})", lambda line: line[0].unmet)]),
        *unmet_columns(page.book.spread, unit, lambda line: line[0].branch),
    ]
    lines = list(zip(worst, short, strict=True))
    cells = page.table(lines, columns, heading=WORST_STARTS, sized=False)
    if any(map(has_less_again, lines)):
        page.note(LESS_AGAIN)
    if not hurting:
        page.note("No disruption increases unmet demand.")
    if not shown:
        page.skip()
        return
    drawn = [
        (2 + at, name, PART_COLOURS[at])
        for at, name in enumerate(names)
        if any(in_part(shortfall, at) for shortfall in short)
    ]
    if any(shortfall.anyway for shortfall in short[:shown]):
        drawn.append((2 + len(names), BASELINE, OTHER))
    title = f"Unmet demand, {unit}" + (f": worst {shown} of {hurting}" if shown < hurting else "")
    page.place(slots, [stacked_bars(title, cells.part(0, shown), drawn, {"min": 0, "num_format": "#,##0.##"})])


def has_less_again(line: WorstStart) -> bool:
    """Whether in some year less is short than undisrupted, so that years do not sum up to the whole."""
    outcome, short = line
    return sum(short.more) > outcome.extra_unmet + SOLVED * max(outcome.demand, 1.0)


def _part_column(header: str, at: int) -> Field[WorstStart]:
    return Field(header, lambda line: in_part(line[1], at))


def in_part(short: Shortfall, at: int) -> float:
    """Additional shortage on top of the baseline in a period since the start; the last part has all later ones."""
    return sum(short.more[at:] if at == MOST_PARTS - 1 else short.more[at : at + 1])


def part_names(short: Sequence[Shortfall]) -> list[str]:
    """Names of the years since the start, the last ones together."""
    longest = max((len(shortfall.more) for shortfall in short), default=0)
    names = [f"{ordinal} year" for ordinal in ORDINALS[:longest]]
    return [*names[:-1], "later"] if longest > MOST_PARTS else names


ORDINALS = ("first", "second", "third", "fourth")


def outcome_columns(view: View, spread: Spread | None = None) -> list[Field[Outcome]]:
    """The columns of the table of all branches."""
    unit, has_relief = unmet_unit(view), any(not math.isnan(outcome.relief) for outcome in view.plan.outcomes)
    return [
        Field("disruption", lambda outcome: named(view, outcome, outcome.disruption), "text"),
        Field("affected", lambda outcome: outcome.subject, "text"),
        Field("start (year)", lambda outcome: outcome.start, "year"),
        Field("end (year)", lambda outcome: outcome.end, "date"),
        Field("probability", lambda outcome: outcome.probability, "share"),
        Field(f"demand ({unit})", lambda outcome: outcome.demand),
        Field(f"unmet ({unit})", lambda outcome: outcome.unmet),
        Field(f"{BASELINE} ({unit})", lambda outcome: outcome.undisturbed_unmet),
        Field("fill rate", lambda outcome: outcome.service, "share"),
        Field(f"additional cost ({view.amount})", lambda outcome: outcome.extra_cost),
        *([Field(f"{RELIEF} ({view.amount})", lambda outcome: if_finite(outcome.relief))] if has_relief else []),
        *unmet_columns(spread, unit, lambda outcome: outcome.branch),
    ]
