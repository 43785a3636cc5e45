"""The example: rare earths for magnets, from two dozen deposits to the markets of the USA, Europe, Japan and Korea.

Figures come from public documents up to early 2026, named in each row; what is marked 'estimate' or 'assumed' is a
planning value of this project and no statement about a company. Money is in real US dollars of 2025.
"""

from __future__ import annotations

from inputs.build import (
    agreements,
    capacity,
    conversion,
    demand,
    ledger,
    network,
    projects,
    purchases,
    reserves,
    risk,
    routes,
    skills,
    technology,
    whatifs,
)
from inputs.build.demand import FIRST, LAST, PERIODS
from inputs.build.lines import DISCOUNT_RATE, SETTINGS_LINE, numbered
from inputs.build.status import checked
from model.sheets.common import Settings
from model.sheets.tables import Tables

TITLE = f"Rare earths: magnets that do not depend on one country, {FIRST}-{LAST}"
PARTS = (
    network, routes, capacity, reserves, conversion, projects, ledger, technology, purchases, agreements, skills,
    demand, risk, whatifs,
)  # fmt: skip


def tables() -> Tables:
    settings = Settings(
        first_year=FIRST,
        last_year=LAST,
        years_per_period=PERIODS,
        discount_rate=DISCOUNT_RATE,
        gap=0.01,
        time_limit=3_600,
        line=SETTINGS_LINE,
    )
    made = Tables.of(settings, numbered(row for part in PARTS for row in part.rows()))
    return checked(made, ledger.LEDGER, ledger.DATA_DATE, ledger.SHARED_SITES)
