"""How far a figure can be trusted and where it stands: what the column 'source' holds.

A source begins with a grade (:data:`model.sheets.schema.GRADES`); what is assumed is so for the reason that the row's
note gives. The grade is that of the figure that matters most in its row; the note says which others are assumed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from model.sheets.common import Country
from model.sheets.schema import ASSUMED, ESTIMATED, MEASURED, REPORTED, Row

SHARED = {
    "WGI-24": "World Bank, Worldwide Governance Indicators (year 2023), 2024, https://www.govindicators.org",
    "BLS-20": "US Bureau of Labor Statistics, OEWS 51-8091 (chemical plant and system operators), 2020-05, "
    "https://www.bls.gov/oes/2020/may/oes518091.htm",
    "WCI-25": "Drewry World Container Index, 2025-03-27, "
    "https://shippingandreceiving.bar/2025/03/drewry-reports-4-decline-in-world-container-index-last-week",
    "CRMA": "Regulation (EU) 2024/1252 (Critical Raw Materials Act), article 5, 2024-04-11, "
    "https://eur-lex.europa.eu/eli/reg/2024/1252/oj",
}
"""Documents that several chains cite."""

GOVERNANCE = {
    "USA": 1.02, "Canada": 1.42, "Australia": 1.55, "Japan": 1.40, "Korea": 1.05, "Germany": 1.29, "Norway": 1.65,
    "Sweden": 1.54, "Kazakhstan": -0.15, "Madagascar": -0.90, "Tanzania": -0.36, "China": -0.05,
}  # fmt: skip
"""Mean of five indicators: stability, rule of law, regulation, effectiveness of government, control of corruption."""


class Documents:
    """The documents of a chain, by short name, and the text of a source with its grade."""

    def __init__(self, own: Mapping[str, str]) -> None:
        self.by_name = {**SHARED, **own}

    def measured(self, *names: str) -> str:
        return self._told(MEASURED, names)

    def reported(self, *names: str) -> str:
        return self._told(REPORTED, names)

    def estimated(self, *names: str) -> str:
        return self._told(ESTIMATED, names)

    def graded(self, grade: str, *names: str) -> str:
        """As told by a table: nothing is cited for what is assumed."""
        return self._told(grade, names) if names else ASSUMED

    def of_cost(self, grade: str, names: Sequence[str], why: str) -> str:
        """The source of a cost, which may be known less well than what it is of: as its note says, assumed, or
        estimated where it is recalled or in part assumed."""
        if re.search(r"\b(cost|capital)\b[^.]*\bassumed", why, re.IGNORECASE):
            return ASSUMED
        is_estimated = grade == REPORTED and re.search(r"\b(assumed|recalled)\b", why)
        return self.graded(ESTIMATED if is_estimated else grade, *names)

    def _told(self, grade: str, names: Iterable[str]) -> str:
        return f"{grade}: " + "; ".join(self.by_name[name] for name in names)

    def country(self, country: str, bloc: str) -> Row:
        known = GOVERNANCE.get(country)
        return Country(
            country=country, bloc=bloc, governance=known,
            source=ASSUMED if known is None else self.measured("WGI-24"),
            notes="Bloc: a planning choice." + (" No score at hand: left empty." if known is None else ""),
        )  # fmt: skip
