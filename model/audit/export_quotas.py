"""Export quotas: exports of each country, as reported and against the quota, and the duty on exports beyond it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from model.audit.books import Books, figures
from model.audit.expense import Expense
from model.audit.tally import Tally
from model.families.export_quotas.rows import ExportQuota
from model.results.plan import Check

NAMES = ("country", "goods", "to", "node")


def leaving(books: Books, row: ExportQuota) -> dict[str, float]:
    """Exports that count towards a quota, by node [units sent per year]."""
    country, to = books.directory.country_of, books.directory.sites(row.to)
    goods = books.directory.commodities(row.commodity)
    found = dict.fromkeys(books.horizon.nodes, 0.0)
    for (origin, destination, commodity, node), sent in books.lines.shipped.items():
        crosses = country.get(origin) == row.country and country.get(destination) != row.country
        if crosses and destination in to and commodity in goods and node in found:
            found[node] += sent
    return found


def allowed(books: Books, row: ExportQuota, node: str) -> float:
    """The quota in the period of a node [units per year]."""
    return books.horizon.mean(row.quota, books.horizon.period[node])


def export_quotas(books: Books) -> Check:
    """Exports stay within each quota at every node, unless they pay a duty; the report of each quota is right [units
    sent per year]."""
    tally = Tally("export quotas")
    told = {each: figures(books.plan, "export quotas", NAMES, each) for each in ("exported", "quota", "beyond")}
    rows = {(row.country, row.commodity, row.to): row for row in books.plan.tables[ExportQuota]}
    for key in told["exported"]:
        is_known = key[:3] in rows and key[3] in books.horizon.period
        tally.require(is_known, ", ".join(key), "no row of Export quotas is about this")
    for names, row in rows.items():
        for node, sent in leaving(books, row).items():
            key, quota = (*names, node), allowed(books, row, node)
            if row.duty is None:
                tally.at_most(sent, quota, ", ".join(key))
            if key in told["exported"] or sent > 0:  # a quota that no lane counts for is not reported
                for measure, amount in {"exported": sent, "quota": quota, "beyond": max(0.0, sent - quota)}.items():
                    found = told[measure].get(key, math.nan)
                    tally.equal(found, amount, f"{measure} of {', '.join(key)}", max(sent, quota))
    return tally.check()


def duties_reported(books: Books) -> Check:
    """The reported duty of each quota is that among the costs [amount]."""
    tally = Tally("export duties reported")
    told = figures(books.plan, "export quotas", NAMES, "duty")
    due: dict[tuple[str, str], float] = {}
    for each in duty_expenses(books):
        due[each.item, each.node] = due.get((each.item, each.node), 0.0) + each.amount
    for *key, node in told:
        item = " · ".join(key)
        tally.equal(told[*key, node], due.get((item, node), 0.0), f"duty of {item}, {node}")
    return tally.check()


def duty_expenses(books: Books) -> Iterator[Expense]:
    """Duty on exports beyond a quota, counted in the country that levies it."""
    for row in books.plan.tables[ExportQuota]:
        if row.duty is not None:
            item = f"{row.country} · {row.commodity} · {row.to}"
            for node, sent in leaving(books, row).items():
                rate = books.large(books.horizon.mean(row.duty, books.horizon.period[node])) * books.horizon.years
                paid = rate * max(0.0, sent - allowed(books, row, node))
                yield Expense("export duties", "freight", item, node, paid, rate * max(sent, 1.0), market=row.country)


AUDITS = (export_quotas, duties_reported)
EXPENSES = (duty_expenses,)

__all__ = ["duties_reported", "duty_expenses", "export_quotas", "leaving"]
