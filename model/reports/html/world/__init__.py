"""The shapes of countries, their middles, and the projection."""

from __future__ import annotations

import json
import math
from functools import cache
from pathlib import Path
from typing import Any

SHAPES = Path(__file__).parent / "shapes.json"

Place = tuple[float, float]
"""Longitude and latitude in degrees, or across and down in units of the globe's radius."""

A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
"""The polynomial of the Equal Earth projection (Šavrič, Patterson and Jenny 2018): areas keep their proportions."""


def projected(longitude: float, latitude: float) -> Place:
    """Across and down on an Equal Earth map."""
    slope = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    square = slope * slope
    power = square**3
    narrowing = 9 * A4 * power * square + 7 * A3 * power + 3 * A2 * square + A1
    across = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(slope) / (3 * narrowing)
    return across, -slope * (A4 * power * square + A3 * power + A2 * square + A1)


@cache
def _shapes() -> Any:
    return json.loads(SHAPES.read_text("utf-8"))


def map_name(country: str) -> str:
    """Name of a country on the map; empty if unknown."""
    names = {name.lower(): name for name in _shapes()["middles"]} | _shapes()["also"]
    return str(names.get(" ".join(country.lower().split()), ""))


def middle(country: str) -> Place | None:
    """Longitude and latitude of the middle of a country, by any of its names; None if unknown."""
    name = map_name(country)
    if not name:
        return None
    across, up = _shapes()["middles"][name]
    return across / 10, up / 10


@cache
def outlines() -> dict[str, list[list[Place]]]:
    """The rings of each country on an Equal Earth map."""
    return {
        name: [[projected(x / 10, y / 10) for x, y in zip(ring[::2], ring[1::2], strict=True)] for ring in rings]
        for name, rings in _shapes()["outlines"].items()
    }
