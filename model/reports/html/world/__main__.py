"""Makes ``shapes.json`` again: ``python -m model.reports.html.world world-atlas-2.0.2.tgz``.

The package is got with ``npm pack world-atlas@2.0.2``. Outlines are those of its map at 1:110 million, with fewer
points; the middles of countries are of its map at 1:50 million, which has the small ones, too.
"""

from __future__ import annotations

import json
import sys
import tarfile
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from model.reports.html.world import SHAPES

Point = tuple[float, float]
Ring = list[Point]

TOLERANCE = 0.25
"""Degrees by which an outline may be off: less than a pixel of a map 1,000 pixels wide."""

ANTARCTICA = "Antarctica"

ALSO = {
    "United States of America": ("USA", "US", "U.S.", "U.S.A.", "United States"),
    "United Kingdom": ("UK", "Great Britain"),
    "South Korea": ("Korea", "Republic of Korea", "Korea, Rep."),
    "North Korea": ("DPR Korea",),
    "China": ("PRC", "People's Republic of China", "PR China", "Mainland China"),
    "Dem. Rep. Congo": ("DRC", "DR Congo", "Congo, Dem. Rep.", "Democratic Republic of the Congo", "Congo-Kinshasa"),
    "Congo": ("Republic of the Congo", "Congo, Rep.", "Congo-Brazzaville"),
    "Russia": ("Russian Federation",),
    "Turkey": ("Türkiye", "Turkiye"),
    "Czechia": ("Czech Republic",),
    "Vietnam": ("Viet Nam",),
    "Myanmar": ("Burma",),
    "Laos": ("Lao PDR",),
    "Macedonia": ("North Macedonia",),
    "Bosnia and Herz.": ("Bosnia and Herzegovina", "Bosnia"),
    "Côte d'Ivoire": ("Ivory Coast", "Cote d'Ivoire"),
    "eSwatini": ("Eswatini", "Swaziland"),
    "United Arab Emirates": ("UAE", "Emirates"),
    "Dominican Rep.": ("Dominican Republic",),
    "Central African Rep.": ("Central African Republic",),
    "Eq. Guinea": ("Equatorial Guinea",),
    "S. Sudan": ("South Sudan",),
    "Solomon Is.": ("Solomon Islands",),
    "Netherlands": ("Holland", "The Netherlands"),
    "Iran": ("Islamic Republic of Iran",),
    "Syria": ("Syrian Arab Republic",),
    "Tanzania": ("United Republic of Tanzania",),
    "Hong Kong": ("Hong Kong SAR",),
    "Slovakia": ("Slovak Republic",),
    "Kyrgyzstan": ("Kyrgyz Republic",),
}
"""Other names of countries, by that of the map."""


def shapes(coarse: Any, fine: Any) -> dict[str, Any]:
    """Outlines and middles by country, in tenths of a degree, and the other names that countries go by."""
    outlines = {name: [ring for ring in rings if len(ring) > 3] for name, rings in _countries(coarse, TOLERANCE)}
    middles = {name: _middle(max(rings, key=lambda ring: abs(_area(ring)))) for name, rings in _countries(fine, 0.0)}
    return {
        "outlines": {name: [_tenths(ring) for ring in rings] for name, rings in sorted(outlines.items()) if rings},
        "middles": {name: _tenths([middle]) for name, middle in sorted(middles.items())},
        "also": {other.lower(): name for name, others in ALSO.items() for other in others},
    }


def _countries(atlas: Any, tolerance: float) -> Iterator[tuple[str, list[Ring]]]:
    """Name and outer rings of each country of a TopoJSON atlas."""
    (across, down), (left, bottom) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs = []
    for arc in atlas["arcs"]:
        places = accumulate(arc, lambda at, step: [at[0] + step[0], at[1] + step[1]])
        arcs.append(_thinned([(left + x * across, bottom + y * down) for x, y in places], tolerance))
    for country in atlas["objects"]["countries"]["geometries"]:
        name = country["properties"]["name"]
        if name != ANTARCTICA:
            parts = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
            yield name, [_stitched(part[0], arcs) for part in parts]


def _stitched(numbers: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    """Arcs end to end; one with a number below zero runs the other way."""
    ring: Ring = []
    for number in numbers:
        for x, y in (arcs[number] if number >= 0 else arcs[~number][::-1])[1 if ring else 0 :]:
            # Shapes that cross the date line continue beyond it, not all the way around the globe.
            ring.append((x + 360 * round((ring[-1][0] - x) / 360) if ring else x, y))
    return ring


def _thinned(line: Ring, tolerance: float) -> Ring:
    """The line with fewer points, nowhere farther off than the tolerance (Douglas and Peucker 1973)."""
    if len(line) < 3:
        return line
    (x, y), (right, top) = line[0], line[-1]
    length = ((right - x) ** 2 + (top - y) ** 2) ** 0.5

    def off(point: Point) -> float:
        if length == 0:
            return float(((point[0] - x) ** 2 + (point[1] - y) ** 2) ** 0.5)
        return float(abs((right - x) * (y - point[1]) - (x - point[0]) * (top - y)) / length)

    at = max(range(1, len(line) - 1), key=lambda at: off(line[at]))
    if off(line[at]) <= tolerance:
        return [line[0], line[-1]]
    return _thinned(line[: at + 1], tolerance)[:-1] + _thinned(line[at:], tolerance)


def _area(ring: Ring) -> float:
    return sum(x * top - right * y for (x, y), (right, top) in pairwise(ring)) / 2


def _middle(ring: Ring) -> Point:
    """The centre of gravity of a ring."""
    area = _area(ring)
    pairs = [(one, other, one[0] * other[1] - other[0] * one[1]) for one, other in pairwise(ring)]
    return (
        sum((one[0] + other[0]) * cross for one, other, cross in pairs) / (6 * area),
        sum((one[1] + other[1]) * cross for one, other, cross in pairs) / (6 * area),
    )


def _tenths(ring: Ring) -> list[int]:
    return [round(10 * part) for point in ring for part in point]


if __name__ == "__main__":
    with tarfile.open(sys.argv[1]) as package:
        coarse, fine = (
            json.load(package.extractfile(f"package/countries-{scale}.json"))  # type: ignore[arg-type]
            for scale in ("110m", "50m")
        )
    Path(SHAPES).write_text(json.dumps(shapes(coarse, fine), separators=(",", ":"), ensure_ascii=False) + "\n", "utf-8")
