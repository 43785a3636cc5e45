"""The pictures of the report, in the order of the page."""

from __future__ import annotations

from collections.abc import Callable

from model.reports.book import Book
from model.reports.html.elements import Picture
from model.reports.html.pictures.chain import draw_flows, draw_map
from model.reports.html.pictures.disruptions import draw_months, draw_stress_test, draw_without
from model.reports.html.pictures.limits import draw_concentration, draw_limits, draw_mandates
from model.reports.html.pictures.over_time import (
    draw_capacity,
    draw_costs,
    draw_parties,
    draw_payers,
    draw_people,
    draw_timeline,
)

PICTURES: tuple[Callable[[Book], Picture | None], ...] = (
    draw_map,
    draw_flows,
    draw_timeline,
    draw_stress_test,
    draw_months,
    draw_without,
    draw_payers,
    draw_costs,
    draw_parties,
    draw_concentration,
    draw_limits,
    draw_mandates,
    draw_capacity,
    draw_people,
)
