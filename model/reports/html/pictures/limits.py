"""Targets and constraints: how much of each limit is used, and which concern a decision."""

from __future__ import annotations

from collections.abc import Sequence

from model.reports.book import Book
from model.reports.html.elements import PageChart, Picture
from model.reports.html.tables import table_data
from model.reports.phrases import some
from model.reports.results.limits import LIMITS_SHEET, TIGHTEST
from model.results.build import Build, builds
from model.results.limits import PartyLimit, limits, tightest_first
from model.results.view import View
from model.sheets.names import count

LIMITS, MOST_LIMITS, LETTERS_OF_NAMES = "limits", 25, 60
"""Limits that are drawn, and letters for the names of those that bind."""


def draw_limits(book: Book) -> Picture | None:
    """The tightest limits; of a decision that is chosen, its own."""
    view = book.view
    tightest = tightest_first(limits(view))
    if not tightest:
        return None
    concerned = {
        build.project: [at for at, limit in enumerate(tightest) if _concerns(view, limit, build)]
        for build in builds(view)
    }
    says = [
        "Actual as a share of the limit, or of a minimum the limit as a share of the actual, where it is tightest: at "
        f"100 % it binds. The {MOST_LIMITS} tightest are drawn; with a decision chosen, limits on its goods and country.",
    ]
    chart = PageChart(LIMITS, {"concerned": concerned, "most": MOST_LIMITS})
    return Picture(LIMITS, _how_many_bind(tightest), says, [chart], [table_data(book, LIMITS_SHEET, TIGHTEST)])


def _how_many_bind(tightest: Sequence[PartyLimit]) -> str:
    """How many bind, and which."""
    names = list(dict.fromkeys(limit.limit for limit in tightest if limit.binds))
    binding = sum(limit.binds for limit in tightest)
    if not names:
        return f"None of {count(len(tightest), 'limit')} binds"
    return f"{binding} of {count(len(tightest), 'limit')} {'binds' if binding == 1 else 'bind'}: {some(names, LETTERS_OF_NAMES)}"


def _concerns(view: View, limit: PartyLimit, build: Build) -> bool:
    """Whether a limit is on goods of the stage of a build, and on its country."""
    places, goods = view.directory, view.directory.commodities
    in_place = limit.scope in ("", build.site) or build.country in places.countries(limit.scope)
    return in_place and bool(goods(limit.of or build.stage) & goods(build.stage))
