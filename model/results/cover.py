"""Stock cover in time."""

from __future__ import annotations

from model.families.stockpiles.rows import Stockpile
from model.results.view import View

MONTHS = 12
"""In a year."""


def covered_use(view: View, row: Stockpile, period: int) -> float:
    """Covered demand and use of a stored good [units per year]."""
    sites = view.directory.sites(row.cover_of or row.site)
    asked = (
        (each["demand"] or 0.0) - (each["owed"] or 0.0)
        for each in view.trunk("service")
        if each["period"] == period and each["product"] == row.commodity and each["market"] in sites
    )
    taken = (
        each["taken"] or 0.0
        for each in view.trunk("production")
        if each["period"] == period and each["commodity"] == row.commodity and each["site"] in sites
    )
    return float(sum(asked) + sum(taken))
