"""The pictures of the report, in the order of the page."""

from __future__ import annotations

from collections.abc import Callable

from model.reports.book import Book
from model.reports.html.elements import Picture
from model.reports.html.pictures import (
    concentration,
    earning,
    flows,
    limits,
    mandates,
    map,
    months,
    over_time,
    stress,
    timeline,
    without,
)

PICTURES: tuple[Callable[[Book], Picture | None], ...] = (
    map.draw,
    flows.draw,
    timeline.draw,
    limits.draw,
    mandates.draw,
    without.draw,
    stress.draw,
    months.draw,
    concentration.draw,
    over_time.costs,
    over_time.payers,
    earning.draw,
    over_time.capacity,
    over_time.people,
)
