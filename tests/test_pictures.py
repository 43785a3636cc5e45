"""Every picture shows what its table says: marks are counted against the plan, on all workbooks that are shipped."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from xml.etree.ElementTree import Element

import pandas as pd
import pytest

from inputs.build import quickstart, rare_earths
from model import Plan
from model.planning.do_nothing import as_it_stands
from model.reports.book import Book
from model.reports.html.drawing import Picture, moments
from model.reports.html.pictures import concentration, costs, flows, map, stress, timeline
from model.reports.html.places import places
from model.results.months import by_month
from model.results.risk import outcomes
from model.results.view import View, in_branch
from model.scenario.disruptions import Disruption
from model.scenario.limits import Limit
from tests.steps import results_book, solve_tables
from tests.test_chains import plan_of

pytestmark = pytest.mark.xdist_group("chains")  # whose plans are these, too

SHIPPED = ("quickstart", "gallium_germanium", "graphite_anode", "rare_earths")
shipped_books = pytest.mark.parametrize("name", SHIPPED)


@cache
def book_of(name: str) -> Book:
    return results_book(solved(name))


@cache
def solved(name: str) -> Plan:
    """The plan of a shipped workbook; of the large one what there is without new decisions, disruptions and limits."""
    if name in ("gallium_germanium", "graphite_anode"):
        return plan_of(name)
    if name == "rare_earths":
        return solve_tables(as_it_stands(rare_earths.tables().without(Disruption, Limit), {}), gap=0.05)
    return solve_tables(quickstart.tables())


def drawn(name: str, picture: str) -> Picture | None:
    found: Picture | None = import_module(f"model.reports.html.pictures.{picture}").draw(book_of(name))
    return found


def marks(root: Element | str | None, kind: str, style: str | None = None) -> Iterator[Element]:
    """Elements of a kind, of a class if one is given, below another."""
    if isinstance(root, Element):
        yield from (each for each in root.iter(kind) if style is None or style in each.get("class", "").split())


def in_picture(picture: Picture, kind: str, style: str | None = None) -> list[Element]:
    return [mark for part in picture.drawn for mark in marks(part, kind, style)]


def years(picture: Picture) -> list[Element]:
    """What is drawn of each year, the undisturbed case first."""
    return [
        each for part in picture.drawn if isinstance(part, Element) for each in part.iter("g") if each.get("data-year")
    ]


def undisturbed(plan: Plan, frame: str) -> pd.DataFrame:
    return plan.frames[frame][~in_branch(plan.frames[frame])]


@shipped_books
def test_every_plant_with_capacity_is_a_circle_in_its_year(name: str) -> None:
    """And every shipment between sites on the map an arc, up to as many as are drawn."""
    picture, plan = drawn(name, "map"), solved(name)
    assert picture is not None
    known = places(View(plan)).known
    capacity, shipped_ = undisturbed(plan, "capacity"), undisturbed(plan, "flows")
    capacity = capacity[capacity.site.isin(known) & (capacity.capacity > 1e-9)]
    lanes = shipped_[shipped_.origin.isin(known) & shipped_.destination.isin(known) & (shipped_.shipped > 1e-9)]
    lanes = lanes.groupby(["period", "commodity", "origin", "destination"]).size().reset_index()
    shown = [View(plan).periods[at] for at in moments(View(plan).year_labels)]
    assert len(years(picture)) == len(shown)
    for year, period in zip(years(picture), shown, strict=True):
        circles = list(marks(year, "circle", "plant"))
        assert len(circles) == min((capacity.period == period).sum(), map.MOST_PLANTS), period
        assert len(list(marks(year, "path", "arc"))) == min((lanes.period == period).sum(), map.MOST_ARCS), period
    assert in_picture(picture, "circle", "plant"), "there is a plant to be drawn"


@shipped_books
def test_every_country_that_supplies_is_a_bar(name: str) -> None:
    picture, plan = drawn(name, "flows"), solved(name)
    assert picture is not None
    chain = flows.Chain(View(plan))
    links = [chain.links(View(plan).periods[at]) for at in moments(View(plan).year_labels)]
    drawn_years = [each for each in links if each]
    assert drawn_years and len(years(picture)) >= len(drawn_years), "cases of disruptions follow"
    for year, each in zip(years(picture), drawn_years, strict=False):
        stations = {station for pair in each for station in pair}
        bars = [mark for mark in marks(year, "rect") if "unmet" not in mark.get("class", "")]
        assert len(bars) == len(stations) and len(list(marks(year, "path"))) == len(each)


@shipped_books
def test_every_investment_is_a_row(name: str) -> None:
    picture, builds = drawn(name, "timeline"), solved(name).frames["builds"]
    assert picture is not None
    rows = {mark.get("y") for mark in in_picture(picture, "rect") if mark.get("height") == f"{timeline.THICK:g}"}
    assert len(rows) == min(len(builds), timeline.MOST_BARS) > 0


@shipped_books
def test_every_disruption_and_start_is_a_square(name: str) -> None:
    picture, view = drawn(name, "stress"), View(solved(name))
    found = outcomes(view)
    if not found:
        assert name == "rare_earths" and picture is None
        return
    assert picture is not None
    rows = {each.name for each in stress.worst_starts(found)[: stress.MOST_ROWS]}
    expected = sum(each.name in rows and each.service is not None for each in found)
    tips = [mark.get("data-tip", "") for mark in picture.drawn[0].iter() if isinstance(picture.drawn[0], Element)]
    assert sum("of demand met" in tip for tip in tips) == expected > 0


@shipped_books
def test_every_month_is_a_mark(name: str) -> None:
    picture, found = drawn(name, "months"), by_month(View(solved(name)))
    if not found:
        assert picture is None
        return
    assert picture is not None
    marks_of_fill = [mark for mark in in_picture(picture, "circle") if mark.get("data-tip", "").startswith("with it")]
    assert len(marks_of_fill) == sum(share is not None for each in found for share in each.whole.fill(each.whole.unmet))


@shipped_books
def test_every_share_with_a_line_is_a_mark(name: str) -> None:
    picture = drawn(name, "concentration")
    assert picture is not None
    panels = sorted(concentration._panels(book_of(name)), key=lambda each: each.bound is None)[
        : concentration.MOST_PANELS
    ]
    lines = [line for panel in panels for line in panel.shares[: concentration.MOST_COUNTRIES]]
    assert len(in_picture(picture, "circle")) == sum(value is not None for line in lines for value in line.values) > 0


@shipped_books
def test_every_cost_is_a_bar(name: str) -> None:
    """Of each year and kind, each year and country, and each year and payer of capital."""
    picture = drawn(name, "costs")
    assert picture is not None
    lines = [line for heading in ("By category", "By country")
             for line in book_of(name).blocks["Costs", heading].lines if line.look != "total"]  # fmt: skip
    cells = sum(bool(value) for line in [*lines, *costs._payers(book_of(name))] for value in line.values)
    assert len(in_picture(picture, "rect", "span")) == cells > 0
