"""Payments and earnings of parties over the years, and the value of plants to their sponsors."""

from __future__ import annotations

from model.families.common.protocol import BUYERS, SPONSOR
from model.reports.book import Book
from model.reports.html.elements import Picture, undisrupted
from model.reports.html.pictures.panels import BAR, Panel, curves, panels
from model.reports.html.tables import block_data, lines_data, table_data
from model.reports.phrases import money
from model.reports.results.costs import BY_COUNTRY, BY_DISRUPTION, FILL_RATES, PARTIES_SHEET, PROFIT
from model.reports.results.investors import INVESTORS_SHEET as INVESTORS
from model.reports.results.investors import RETURNS
from model.results.accounts import EXPECTED, party_results
from model.results.view import Line, summed

MOST_SPONSORS = 12
"""Sponsors that are drawn."""


def draw_parties(book: Book) -> Picture | None:
    """Profit and loss by role, of the largest sponsors, and of buyers by country."""
    block = book.blocks.get((PARTIES_SHEET, PROFIT))
    if block is None:
        return None
    groups: dict[str, list[Line]] = {}
    for line in block.lines:
        if line.look != "total":
            groups.setdefault(line.labels[0], []).append(line)
    roles = [summed(lines, (role,)) for role, lines in groups.items()]
    largest = {line.labels for line in groups.get(SPONSOR, [])[:MOST_SPONSORS]}
    unit = roles[0].unit if roles else ""
    shown = [
        Panel(f"By role ({unit})", 0, curves(roles, BAR, "payer")),
        Panel(
            f"Sponsors, the largest ({unit})",
            1,
            curves(block.lines, BAR, "payer", lambda line: line.labels in largest, label=1),
        ),
        Panel(
            f"Buyers by country ({unit})",
            1,
            curves(block.lines, BAR, "payer", lambda line: line.labels[0] == BUYERS, label=1),
        ),
    ]
    says = [f"Received less paid in each period, at transfer prices, undiscounted.{undisrupted(book.view)}"]
    tables_found = (
        (PARTIES_SHEET, BY_DISRUPTION),
        (PARTIES_SHEET, BY_COUNTRY),
        (PARTIES_SHEET, FILL_RATES),
        (INVESTORS, RETURNS),
    )
    tables = [
        lines_data(book, "By role", ("role",), roles),
        block_data(book, PARTIES_SHEET, PROFIT),
        *(table_data(book, *table) for table in tables_found if table in book.tables),
    ]
    return Picture("parties", _parties_title(book), says, [panels([table for table in shown if table.curves])], tables)


def _parties_title(book: Book) -> str:
    """Payments of buyers and earnings of sponsors, as expected."""
    results, amount = party_results(book.view), book.view.amount
    rate = results.calendar.discount_rate
    paid, earned = (
        sum(results.of_party(result, EXPECTED).npv(rate) for result in results.of_role(role))
        for role in (BUYERS, SPONSOR)
    )
    verb = "earn" if earned >= 0 else "lose"
    return f"Buyers pay {money(-paid)} {amount} (present value); sponsors {verb} {money(abs(earned))}"
