"""The Gantt of decisions: permits, construction, ramp-up and operation of each investment, its size, outlay, payer."""

from __future__ import annotations

from collections.abc import Sequence

from model.reports.answers.pays import WHO_PAYS_SHEET
from model.reports.book import Book
from model.reports.charts import GANTT_NAMES
from model.reports.html.elements import PageChart, Picture
from model.reports.html.tables import block_data, shown, table_data
from model.reports.phrases import joined, money
from model.reports.results.costs import BY_PROJECT
from model.reports.results.decisions import BUILDS
from model.reports.results.words import building
from model.results.build import Build, builds
from model.sheets.names import count

TIMELINE = "timeline"
MOST_PAYERS = 2
"""Maximum number of payers named in a line."""


def draw_timeline(book: Book) -> Picture | None:
    """Investments in order of decision."""
    view, rows = book.view, builds(book.view)
    table = table_data(book, "Builds", BUILDS)
    if not rows or table is None:
        return None
    payers = _payers_of_projects(book)
    lines = [
        [
            f"{shown(row.size, '#,##0')} {row.unit}",
            row.capex and f"{money(row.capex)} {view.amount}",
            payers.get(row.project, ""),
        ]
        for row in rows
    ]
    data = {
        "names": _names_of_builds(rows),
        "lines": lines,
        "phases": GANTT_NAMES[1:],
        "first": len(table.headers) - 4,
        "decided": table.headers.index("decided (year)"),
        "from": view.periods[0],
        "to": view.periods[-1] + view.years,
    }
    says = [
        building(view),
        "In order of decision. A bar begins when permitting does, which is when the decision is due: what is decided "
        "later comes online later. On the right: capacity added, capital, and who pays. Choose a bar to see the "
        "decision in all pictures.",
    ]
    return Picture(
        TIMELINE,
        _when_decided(rows, view.periods[0]),
        says,
        [PageChart("gantt", data)],
        [table, *([block_data(book, WHO_PAYS_SHEET, BY_PROJECT)] if payers else [])],
    )


def _when_decided(rows: Sequence[Build], first: int) -> str:
    """How many are due at once, how many were decided before, and when all of them come online."""
    now, before = (sum(row.is_opening for row in rows if keep(row.decided)) for keep in (first.__eq__, first.__gt__))
    online = sorted(int(row.online) for row in rows)
    when = f"in {online[0]}" if online[0] == online[-1] else f"between {online[0]} and {online[-1]}"
    earlier = f", {before} were decided before" if before else ""
    of = count(sum(row.is_opening for row in rows), "investment")
    return f"{now or 'None'} of {of} must be decided in {first}{earlier}; online {when}"


def _names_of_builds(rows: Sequence[Build]) -> list[str]:
    """Project and country, with the year where a project is enlarged more than once."""
    names = [f"{row.project}, {row.country}{' (kept)' if row.is_kept else ''}" for row in rows]
    return [
        name if names.count(name) == 1 else f"{name} ({row.decided})" for name, row in zip(names, rows, strict=True)
    ]


def _payers_of_projects(book: Book) -> dict[str, str]:
    """By project who pays its capital, the largest first."""
    block = book.blocks.get((WHO_PAYS_SHEET, BY_PROJECT))
    sums: dict[str, dict[str, float]] = {}
    for line in block.lines if block else ():
        who, _, project = line.labels
        of_project = sums.setdefault(project, {})
        of_project[who] = of_project.get(who, 0.0) + sum(value or 0.0 for value in line.values)
    return {project: joined(sorted(paid, key=lambda who: -paid[who])[:MOST_PAYERS]) for project, paid in sums.items()}
