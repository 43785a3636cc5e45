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
    """'Until 2031 an export stop leaves demand unmet': the worst disruption, and the last start with which it hurts."""
    worst = found[0]
    if not worst.hurts:
        return f"No disruption out of {len(found)} leaves more demand unmet"
    same = [each for each in found if each.name == worst.name]
    last = max(each.start for each in same if each.hurts)
    until = f"Until {last}" if last < max(each.start for each in same) else "At any start up to the end"
    if len(same) == 1:
        until = f"In {last}"
    return f"{until}, ‘{worst.name}’ leaves demand short; in {worst.start} {percent(worst.service)} is met"
