"""Blending: the average feed of plants, from their runs and recipes."""

from __future__ import annotations

from model.audit.check import Tally
from model.audit.ledger import Ledger
from model.families.blending import Blending, Property
from model.results.plan import Check
from model.sheets.schema import ANY


def blends(ledger: Ledger) -> Check:
    """The average feed of a plant meets its rows of Blending [property × units per year]."""
    tally = Tally("blending")
    value: dict[tuple[str, str], float] = {
        (row.commodity, row.property): row.value for row in ledger.plan.tables[Property]
    }
    for row in ledger.plan.tables[Blending]:
        for node, period in ledger.horizon.period.items():
            feed = _feed(ledger, row, node, value)
            amount = sum(feed.values())
            content = sum(value[k, row.property] * quantity for k, quantity in feed.items())
            size = sum(abs(value[k, row.property]) * quantity for k, quantity in feed.items())
            where = f"{row.property} at {row.plant}, {row.recipe}, {node}"
            if row.at_least is not None:
                tally.at_least(content, ledger.horizon.mean(row.at_least, period) * amount, where, size)
            if row.at_most is not None:
                tally.at_most(content, ledger.horizon.mean(row.at_most, period) * amount, where, size)
    return tally.check()


def _feed(ledger: Ledger, row: Blending, node: str, value: dict[tuple[str, str], float]) -> dict[str, float]:
    """Use of each commodity that has the property [units per year]."""
    feed: dict[str, float] = {}
    for recipe in ledger.rows.operated.get(row.plant, ()):
        if row.recipe in (ANY, recipe):
            run = ledger.lines.ran.get((row.plant, recipe, node), 0.0)
            for line in ledger.rows.recipes.get(recipe, ()):
                if line.quantity < 0 and (line.commodity, row.property) in value:
                    feed[line.commodity] = feed.get(line.commodity, 0.0) - line.quantity * run
    return feed


AUDITS = {"blending": (blends,)}

__all__ = ["blends"]
