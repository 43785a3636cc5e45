"""Graphite for battery anodes: a price that no new plant can live on, and what a floor, a credit or a duty would buy.

The workbook holds two views of one chain. As it is, markets have a demand that Chinese anode can serve, and targets ask
for plants elsewhere: what does that cost? Its what-ifs switch to the investor's view: plants sell at market prices, and
what is built is what pays. Tonnes, US dollars of 2025. Each row says how far its figure can be trusted and where it
stands (:mod:`inputs.build.grades`).
"""

from __future__ import annotations

from inputs.build.graphite_anode import places, plants, risk, support, trade, whatifs
from inputs.build.lines import SETTINGS_LINE, numbered
from model.sheets.common import Settings
from model.sheets.tables import Tables

TITLE = "Graphite anode: dumping, a price floor and the investor's view, 2026-2040"
PARTS = (places, plants, trade, support, risk, whatifs)


def tables() -> Tables:
    settings = Settings(
        first_year=2026, last_year=2040, discount_rate=0.08, gap=0.005, time_limit=300, line=SETTINGS_LINE
    )
    return Tables.of(settings, numbered(row for part in PARTS for row in part.rows()))
