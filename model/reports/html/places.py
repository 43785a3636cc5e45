"""Positions on the map: from the sheet Sites, else around the middle of the country."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from model.reports.html.world import Place, middle, projected
from model.results.view import View
from model.sheets.common import Site

AROUND = 2.0
"""Degrees from the middle of a country at which sites without coordinates are put."""


@dataclass(frozen=True)
class Places:
    """Sites on the map by name, those placed around the middle of their country, and those left out."""

    sites: Mapping[str, Place]
    guessed: Sequence[str]
    missing: Sequence[str]


def places(view: View) -> Places:
    """Where each site is, in units of the globe's radius."""
    located: dict[str, Place] = {}
    guessed, missing, of_country = [], [], dict[str, int]()
    for site in view.plan.tables[Site]:
        if site.latitude is not None and site.longitude is not None:
            located[site.site] = projected(site.longitude, site.latitude)
        elif point := middle(site.country):
            at = of_country[site.country] = of_country.get(site.country, -1) + 1
            located[site.site] = projected(*_around(point, at))
            guessed.append(site.site)
        else:
            missing.append(site.site)
    return Places(located, guessed, missing)


def _around(centre: Place, at: int) -> Place:
    """The next of many places around a middle, each as far from the others as sunflower seeds are."""
    angle, far = at * math.pi * (3 - math.sqrt(5)), AROUND * math.sqrt(at)
    return centre[0] + far * math.cos(angle), centre[1] + far * math.sin(angle)
