"""The stress grid: demand met in every disruption, by the year in which it starts; and how supply recovers."""

from __future__ import annotations

from collections.abc import Sequence

from model.reports.book import Book
from model.reports.html.elements import PageChart, Picture
from model.reports.html.tables import table_data
from model.reports.phrases import percent
from model.reports.results.stress import WORST_STARTS, all_scenarios
from model.reports.results.words import risk
from model.results.columns import Outcome
from model.results.risk import outcomes, worst_starts
from model.sheets.names import count

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
