"""Graphite for battery anodes: a price that no new plant can live on, and what a floor, a credit or a duty would buy.

The workbook holds two views of one chain. As it is, markets have a demand that Chinese anode can serve, and targets ask
for plants elsewhere: what does that cost? Its what-ifs switch to the investor's view: plants sell at market prices, and
what is built is what pays. Tonnes, US dollars of 2025. Each row says how far its figure can be trusted and where it
stands (:mod:`inputs.build.grades`).
"""

from __future__ import annotations

from inputs.build.graphite_anode import ledger, places, plants, risk, support, trade, whatifs
from inputs.build.lines import DISCOUNT_RATE, SETTINGS_LINE, numbered
from inputs.build.status import checked
from model.sheets.common import Settings
from model.sheets.tables import Tables

TITLE = "Graphite anode: dumping, a price floor and the investor's view, 2026-2040"
PARTS = (places, plants, ledger, trade, support, risk, whatifs)


def tables() -> Tables:
    settings = Settings(
        first_year=2026, last_year=2040, discount_rate=DISCOUNT_RATE, gap=0.005, time_limit=300, line=SETTINGS_LINE
    )
    made = Tables.of(settings, numbered(row for part in PARTS for row in part.rows()))
    return checked(made, ledger.LEDGER, ledger.DATA_DATE)
