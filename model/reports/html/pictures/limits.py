"""Limits, mandates, and who supplies how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from model.reports.book import Book
from model.reports.html.elements import PageChart, Picture, undisrupted
from model.reports.html.pictures.over_time import DASH, LINE, Curve, Panel, panels
from model.reports.html.tables import block_data, table_data
from model.reports.phrases import some
from model.reports.results.concentration import BOUND, REST
from model.reports.results.limits import ABOUT_MANDATES, LATEST, LIMITS_SHEET, MANDATES_SHEET, TIGHTEST
from model.reports.results.words import concentration
from model.results.build import Build, builds, supplies
from model.results.limits import PartyLimit, holds, limits, mandates, tightest_first
from model.results.view import View
from model.sheets.names import count

# ----------------------------------------------------------------------------------------------------------------------
# Targets and constraints: how much of each limit is used, and which concern a decision.


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
        f"100 % it binds. The {MOST_LIMITS} tightest are drawn; with a decision chosen, limits on its goods and "
        "country."
    ]
    chart = PageChart(LIMITS, {"concerned": concerned, "most": MOST_LIMITS})
    return Picture(LIMITS, _how_many_bind(tightest), says, [chart], [table_data(book, LIMITS_SHEET, TIGHTEST)])


def _how_many_bind(tightest: Sequence[PartyLimit]) -> str:
    """How many bind, and which."""
    names = list(dict.fromkeys(limit.limit for limit in tightest if limit.binds))
    binding = sum(limit.binds for limit in tightest)
    if not names:
        return f"None of {count(len(tightest), 'limit')} binds"
    verb = "binds" if binding == 1 else "bind"
    return f"{binding} of {count(len(tightest), 'limit')} {verb}: {some(names, LETTERS_OF_NAMES)}"


def _concerns(view: View, limit: PartyLimit, build: Build) -> bool:
    """Whether a limit is on goods of the stage of a build, and on its country."""
    places, goods = view.directory, view.directory.commodities
    in_place = limit.scope in ("", build.site) or build.country in places.countries(limit.scope)
    return in_place and bool(goods(limit.of or build.stage) & goods(build.stage))


# ----------------------------------------------------------------------------------------------------------------------
# Mandates: the values of laws and rules in this plan, as a table.


MANDATES = "mandates"


def draw_mandates(book: Book) -> Picture | None:
    """The table of the workbook, with the number of limits that hold."""
    required = [
        mandate for mandate in mandates(book.view) if mandate.last is not None and mandate.last.slack is not None
    ]
    if not required:
        return None
    met = sum(holds(mandate.last) for mandate in required if mandate.last is not None)
    title = f"{met} of {count(len(required), 'limit')} of mandates met in the last year, in this plan"
    return Picture(MANDATES, title, [ABOUT_MANDATES], [], [table_data(book, MANDATES_SHEET, LATEST)])


# ----------------------------------------------------------------------------------------------------------------------
# Shares of single countries in the supply of each stage, and in other limited amounts, against their limits.


CONCENTRATION, CONCENTRATION_SHEET = "concentration", "Concentration"
SHARES, BY_STAGE, LIMITED = "Share of supply by country", "Concentration by stage", "Shares with a limit"


def draw_concentration(book: Book) -> Picture | None:
    """A small chart for each stage and limit; those with a limit come first."""
    if (CONCENTRATION_SHEET, SHARES) not in book.blocks:
        return None
    tables = [
        block_data(book, CONCENTRATION_SHEET, name)
        for name in (SHARES, LIMITED, BY_STAGE)
        if (CONCENTRATION_SHEET, name) in book.blocks
    ]
    drawn = sorted(_share_panels(book), key=lambda panel: all(curve.mark != DASH for curve in panel.curves))
    has_limits = any(curve.mark == DASH for panel in drawn for curve in panel.curves)
    limit = "Dashed lines are limits." if has_limits else "No limit is set on single countries."
    says = [
        "Lines are the shares of countries in a supply: made in their plants or bought there. A share near 100 % is a "
        f"single source. {limit}{undisrupted(book.view)}"
    ]
    title = concentration(book.view, supplies(book.view)).partition(". ")[0].removesuffix(".")
    return Picture(CONCENTRATION, title or "Who supplies how much", says, [panels(drawn)], tables)


def _share_panels(book: Book) -> Iterator[Panel]:
    """Panels of each stage, then of other limited shares."""
    lines = book.blocks[CONCENTRATION_SHEET, SHARES].lines
    for stage in dict.fromkeys(line.labels[0] for line in lines):
        curves = [
            Curve(line.labels[1], LINE, "country", row=at)
            for at, line in enumerate(lines)
            if line.labels[0] == stage and line.labels[1] != REST
        ]
        yield Panel(f"{stage}, share of supply", 0, curves, is_share=True)
    limited = book.blocks.get((CONCENTRATION_SHEET, LIMITED))
    for title in dict.fromkeys(line.labels[0] for line in limited.lines) if limited else ():
        curves = [
            Curve(line.labels[1], DASH if line.labels[1].startswith(BOUND) else LINE, "country", row=at)
            for at, line in enumerate(limited.lines if limited else ())
            if line.labels[0] == title
        ]
        yield Panel(title, 1, curves, is_share=True)
