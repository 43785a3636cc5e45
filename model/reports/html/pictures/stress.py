"""The stress grid: demand met in every disruption, by the year in which it starts; and how supply recovers."""

from __future__ import annotations

from collections.abc import Sequence

from model.reports.book import Book
from model.reports.html.drawing import PageChart, Picture
from model.reports.html.tables import table_data
from model.reports.phrases import percent
from model.reports.results.risk_words import risk
from model.reports.results.stress import WORST_STARTS, all_scenarios
from model.results.outcome import Outcome
from model.results.risk import outcomes, worst_starts
from model.sheets.wording import count

NAME = "stress"


def draw(book: Book) -> Picture | None:
    """Fill rates of all disruption scenarios."""
    found = outcomes(book.view)
    if not found:
        return None
    names = [each.name for each in worst_starts(found)]
    starts = sorted({each.start for each in found})
    data = {
        "rows": names, "columns": starts, "value": "fill rate", "across": "start of the disruption",
        "cells": [[starts.index(each.start), names.index(each.name), at, each.branch, each.hurts]
                  for at, each in enumerate(found)],
    }  # fmt: skip
    says = [
        risk(book.view),
        "Each square is a disruption that starts in that year, with the share of demand met while it lasts [%]; framed "
        "where it leaves more unmet than there is anyway. Rows are in order of that. Choose a square to see the "
        "disruption in all pictures.",
    ]
    tables = [table_data(book, "Stress test", heading) for heading in (all_scenarios(len(found)), WORST_STARTS)]
    return Picture(NAME, _finding(found), says, [PageChart("stress", data)], tables)


def _finding(found: Sequence[Outcome]) -> str:
    """'Until 2031 an export stop leaves demand unmet': the worst disruption, and the starts at which it hurts."""
    worst = found[0]
    if not worst.hurts:
        return f"None of {count(len(found), 'disruption scenario')} leaves more demand unmet"
    starts = {each.start: each.hurts for each in sorted(found, key=lambda each: each.start) if each.name == worst.name}
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
