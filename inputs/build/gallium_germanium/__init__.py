"""Gallium and germanium: by-products of alumina and zinc, an export ban, and what to stock against it, 2026-2040.

Goods are counted in kg of contained metal, money in US dollars of 2025. Each row says how far its figure can be trusted
and where it stands (:mod:`inputs.build.grades`).
"""

from __future__ import annotations

from inputs.build.gallium_germanium import ledger, places, plants, risk, trade, whatifs
from inputs.build.lines import DISCOUNT_RATE, SETTINGS_LINE, numbered
from inputs.build.status import checked
from model.sheets.common import Settings
from model.sheets.tables import Tables

TITLE = "Gallium and germanium: by-products under an export ban, 2026-2040"
PARTS = (places, plants, ledger, trade, risk, whatifs)


def tables() -> Tables:
    settings = Settings(
        first_year=2026, last_year=2040, discount_rate=DISCOUNT_RATE, gap=0.005, time_limit=300, line=SETTINGS_LINE
    )
    made = Tables.of(settings, numbered(row for part in PARTS for row in part.rows()))
    return checked(made, ledger.LEDGER, ledger.DATA_DATE)
