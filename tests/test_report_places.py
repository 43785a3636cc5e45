"""Where sites are drawn on the map."""

from __future__ import annotations

import math

import pytest

from model import Tables
from model.reports.html.world import map_name, middle, outlines, projected
from model.reports.html.world.__main__ import ALSO
from model.testing import Country, Settings, Site
from tests.example_plan import empty_frames, example_plan
from tests.figures import places
from tests.steps import View


def test_a_site_is_where_it_says_or_around_the_middle_of_its_country_or_nowhere() -> None:
    rows = [Country(country="Korea"), Country(country="Atlantis")]
    rows += [Site(site="Osaka", country="Japan", latitude=34.7, longitude=135.5)]
    rows += [Site(site=f"Works {number}", country="Korea") for number in range(3)]
    rows += [Site(site="Deep", country="Atlantis")]
    tables = Tables.of(Settings(first_year=2026, last_year=2026), rows)  # type: ignore[arg-type]
    found = places(View(example_plan(tables=tables, frames=empty_frames(), objective=1.0, bound=1.0)))
    assert found.known["Osaka"] == projected(135.5, 34.7)
    assert found.guessed == ["Works 0", "Works 1", "Works 2"] and found.missing == ["Deep"]
    assert len({found.known[site] for site in found.guessed}) == 3
    seoul = projected(*(middle("South Korea") or ()))
    assert all(math.dist(found.known[site], seoul) < 0.1 for site in found.guessed)


def test_countries_are_known_by_their_other_names() -> None:
    assert map_name("usa") == map_name("United  States") == "United States of America"
    assert map_name("Atlantis") == "" and middle("Atlantis") is None
    assert all(middle(name) is not None for name in ALSO)


@pytest.mark.parametrize(("country", "longitude", "latitude"), [
    ("Australia", 134, -25), ("Chile", -71, -36), ("Singapore", 104, 1), ("Fiji", 178, -18),
])  # fmt: skip
def test_the_middle_of_a_country_is_in_it(country: str, longitude: float, latitude: float) -> None:
    assert middle(country) == pytest.approx((longitude, latitude), abs=3)


def test_a_map_keeps_the_proportions_of_areas() -> None:
    """Brazil has 8.5 million km2, Algeria 2.4 and Greenland 2.2, which many maps show as large as Africa."""
    area = {name: abs(sum(map(_area, outlines()[name]))) for name in ("Brazil", "Algeria", "Greenland")}
    assert area["Brazil"] / area["Algeria"] == pytest.approx(3.6, rel=0.03)
    assert area["Greenland"] / area["Algeria"] == pytest.approx(0.91, rel=0.05)


def _area(ring: list[tuple[float, float]]) -> float:
    return sum(x * low - right * y for (x, y), (right, low) in zip(ring, ring[1:] + ring[:1], strict=True)) / 2
