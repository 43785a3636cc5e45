"""Export quotas: exports of each country, as reported and against the quota, and the duty on exports beyond it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from model.audit.check import Tally
from model.audit.costs import Expense
from model.audit.ledger import Ledger, figures
from model.families.export_quotas.rows import ExportQuota
from model.results.plan import Check
from model.system.memoise import remembered

NAMES = ("country", "goods", "to", "node")


@remembered
def leaving(ledger: Ledger, row: ExportQuota) -> dict[str, dict[str, float]]:
    """Exports that count towards a quota, by node and by country of destination [units sent per year]."""
    country, to = ledger.directory.country_of, ledger.directory.sites(row.to)
    goods = ledger.directory.commodities(row.commodity)
    exported: dict[str, dict[str, float]] = {node: {} for node in ledger.horizon.nodes}
    for (origin, destination, commodity, node), sent in ledger.lines.shipped.items():
        crosses = country.get(origin) == row.country and country.get(destination) != row.country
        if crosses and destination in to and commodity in goods and node in exported:
            exported[node][country[destination]] = exported[node].get(country[destination], 0.0) + sent
    return exported


def allowed(ledger: Ledger, row: ExportQuota, node: str) -> float:
    """The quota in the period of a node [units per year]."""
    return ledger.horizon.mean(row.quota, ledger.horizon.spans[node])


def export_quotas(ledger: Ledger) -> Check:
    """Exports stay within each quota at every node, unless they pay a duty; the report of each quota is right [units
    sent per year]."""
    tally = Tally("export quotas")
    reported = {
        measure: figures(ledger.plan, "export quotas", NAMES, measure) for measure in ("exported", "quota", "beyond")
    }
    rows = {(row.country, row.commodity, row.to): row for row in ledger.plan.tables[ExportQuota]}
    for key in reported["exported"]:
        is_known = key[:3] in rows and key[3] in ledger.horizon.period
        tally.require(is_known, ", ".join(key), "no row of Export quotas is about this")
    for names, row in rows.items():
        for node, exports in leaving(ledger, row).items():
            sent = sum(exports.values())
            key, quota = (*names, node), allowed(ledger, row, node)
            if row.duty is None:
                tally.at_most(sent, quota, ", ".join(key))
            if key in reported["exported"] or sent > 0:  # a quota that no lane counts for is not reported
                for measure, amount in {"exported": sent, "quota": quota, "beyond": max(0.0, sent - quota)}.items():
                    actual = reported[measure].get(key, math.nan)
                    tally.equal(actual, amount, f"{measure} of {', '.join(key)}", max(sent, quota))
    return tally.check()


def duties_reported(ledger: Ledger) -> Check:
    """The reported duty of each quota is that among the costs [amount]."""
    tally = Tally("export duties reported")
    reported = figures(ledger.plan, "export quotas", NAMES, "duty")
    due: dict[tuple[str, str], float] = {}
    for _, item, node, amount, _ in _duties(ledger):
        due[item, node] = due.get((item, node), 0.0) + amount
    for *key, node in reported:
        item = " · ".join(key)
        tally.equal(reported[*key, node], due.get((item, node), 0.0), f"duty of {item}, {node}")
    return tally.check()


def duty_expenses(ledger: Ledger) -> Iterator[Expense]:
    """Duty on exports beyond a quota, counted in the country that levies it."""
    for row, item, node, paid, size in _duties(ledger):
        yield Expense(
            "export duties", "freight", item, node, paid, size, market=row.country, shared_by=leaving(ledger, row)[node]
        )


def _duties(ledger: Ledger) -> Iterator[tuple[ExportQuota, str, str, float, float]]:
    """(quota, item, node, amount, size)"""
    for row in ledger.plan.tables[ExportQuota]:
        if row.duty is not None:
            item = f"{row.country} · {row.commodity} · {row.to}"
            for node, exports in leaving(ledger, row).items():
                sent = sum(exports.values())
                span = ledger.horizon.spans[node]
                rate = ledger.large(ledger.horizon.mean(row.duty, span)) * span.length
                paid = rate * max(0.0, sent - allowed(ledger, row, node))
                yield row, item, node, paid, rate * max(sent, 1.0)


AUDITS = {"export quotas": (export_quotas, duties_reported)}
EXPENSES = {"export quotas": (duty_expenses,)}

__all__ = ["duties_reported", "duty_expenses", "export_quotas", "leaving"]
