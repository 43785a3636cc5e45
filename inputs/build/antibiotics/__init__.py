"""Amoxicillin: what a year without Chinese penicillin takes, from the fermenter to the tablet, 2026-2040.

Tonnes, US dollars of 2025; tablets are counted by the amoxicillin in them. Each row says how far its figure can be
trusted and where it stands (:mod:`inputs.build.grades`).
"""

from __future__ import annotations

from inputs.build.antibiotics import making, market
from inputs.build.lines import DISCOUNT_RATE, SETTINGS_LINE, numbered
from inputs.build.status import checked
from model.sheets.common import Settings
from model.sheets.tables import Tables

TITLE = "Amoxicillin: penicillin without China, from fermenter to tablet, 2026-2040"


def tables() -> Tables:
    settings = Settings(
        first_year=2026, last_year=2040, discount_rate=DISCOUNT_RATE, gap=0.005, time_limit=300, line=SETTINGS_LINE
    )
    made = Tables.of(settings, numbered(row for part in (making, market) for row in part.rows()))
    return checked(made, making.LEDGER, making.DATA_DATE)
