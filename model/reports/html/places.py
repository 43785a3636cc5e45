"""Positions on the map: from the sheet Sites, else around the middle of the country."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from model.reports.html.drawing import WIDTH
from model.reports.html.elements import group, path, tag
from model.reports.html.world import Place, map_name, middle, outlines, projected
from model.results.view import View
from model.sheets.common import Site

AROUND = 2.0
"""Degrees from the middle of a country at which sites without coordinates are put."""

MARGIN = 0.12
"""Margin around the sites, as a share of the visible part of the globe."""

ROUNDS = 40
"""In which circles that overlap move apart."""


@dataclass(frozen=True)
class Places:
    """Sites on the map by name, those placed around the middle of their country, and those left out."""

    known: Mapping[str, Place]
    guessed: Sequence[str]
    missing: Sequence[str]


def places(view: View) -> Places:
    """Where each site is, in units of the globe's radius."""
    known: dict[str, Place] = {}
    guessed, missing, of_country = [], [], dict[str, int]()
    for site in view.plan.tables[Site]:
        if site.latitude is not None and site.longitude is not None:
            known[site.site] = projected(site.longitude, site.latitude)
        elif found := middle(site.country):
            at = of_country[site.country] = of_country.get(site.country, -1) + 1
            known[site.site] = projected(*_around(found, at))
            guessed.append(site.site)
        else:
            missing.append(site.site)
    return Places(known, guessed, missing)


def _around(centre: Place, at: int) -> Place:
    """The next of many places around a middle, each as far from the others as sunflower seeds are."""
    angle, far = at * math.pi * (3 - math.sqrt(5)), AROUND * math.sqrt(at)
    return centre[0] + far * math.cos(angle), centre[1] + far * math.sin(angle)


def apart(wanted: Sequence[Place], sizes: Sequence[float], gap: float = 1.0) -> list[Place]:
    """Circles near their wanted places, moved until none covers another."""
    at = [list(place) for place in wanted]
    for _ in range(ROUNDS):
        moved = False
        for one in range(len(at)):
            for other in range(one):
                moved |= _push(at, one, other, sizes[one] + sizes[other] + gap)
        if not moved:
            break
    return [(x, y) for x, y in at]


def _push(at: list[list[float]], one: int, other: int, least: float) -> bool:
    """Move two circles apart that are nearer than they may be."""
    x, y = at[one][0] - at[other][0], at[one][1] - at[other][1]
    far = math.hypot(x, y)
    if far >= least:
        return False
    if far < 1e-6:  # in the same place: in a direction of their own
        x, y, far = math.cos(one * 2.4), math.sin(one * 2.4), 1.0
        need = least / 2
    else:
        need = (least - far) / 2
    for index, sign in ((one, 1), (other, -1)):
        at[index][0] += sign * need * x / far
        at[index][1] += sign * need * y / far
    return True


@dataclass(frozen=True)
class MapFrame:
    """The part of the globe that is drawn: from its radius to the units of the drawing."""

    left: float
    top: float
    scale: float
    height: float

    @classmethod
    def around(cls, sites: Sequence[Place]) -> MapFrame:
        """The part of the globe that contains all sites."""
        xs, ys = [x for x, _ in sites], [y for _, y in sites]
        across = max((max(xs) - min(xs)) * (1 + 2 * MARGIN), 0.6)
        down = max((max(ys) - min(ys)) * (1 + 2 * MARGIN), 0.42 * across)
        across = max(across, down / 0.75)
        left, top = (max(xs) + min(xs) - across) / 2, (max(ys) + min(ys) - down) / 2
        return cls(left, top, WIDTH / across, WIDTH * down / across)

    def __call__(self, place: Place) -> Place:
        return (place[0] - self.left) * self.scale, (place[1] - self.top) * self.scale


def land(view: View, sheet: MapFrame) -> Element:
    """Countries; those that the plan knows are darker."""
    known = {map_name(site.country) for site in view.plan.tables[Site]}
    made = []
    for name, rings in outlines().items():
        drawn = [[sheet(point) for point in ring] for ring in rings]
        inside = [ring for ring in drawn if any(0 < x < WIDTH and 0 < y < sheet.height for x, y in ring)]
        if inside:
            line = "".join(path(ring, "Z") for ring in inside)
            made.append(tag("path", d=line, class_="land known" if name in known else "land"))
    return group(made)
