"""Gallium and germanium: by-products of alumina and zinc, an export ban, and what to stock against it, 2026-2040.

Goods are counted in kg of contained metal, money in US dollars of 2025. Each row says how far its figure can be trusted
and where it stands (:mod:`inputs.build.grades`).
"""

from __future__ import annotations

from inputs.build.gallium_germanium import places, plants, risk, trade, whatifs
from inputs.build.lines import SETTINGS_LINE, numbered
from model.sheets.common import Settings
from model.sheets.tables import Tables

TITLE = "Gallium and germanium: by-products under an export ban, 2026-2040"
PARTS = (places, plants, trade, risk, whatifs)


def tables() -> Tables:
    settings = Settings(
        first_year=2026, last_year=2040, discount_rate=0.05, gap=0.005, time_limit=300, line=SETTINGS_LINE
    )
    return Tables.of(settings, numbered(row for part in PARTS for row in part.rows()))
