"""Every picture shows what its tables say: what ECharts holds and what is drawn, against the plan, on all workbooks
that are shipped."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from inputs.build import quickstart, rare_earths
from model import Plan
from model.testing import Disruption, Limit
from tests.browser import Browser, browser, needs_browser
from tests.figures import Chain, answers, by_month, in_branch, limits, outcomes, places, short_markets
from tests.marks import miscounted
from tests.steps import View, as_it_stands, report_bytes, results_book, solve_tables
from tests.test_chains import plan_of
from tests.test_report import see

pytestmark = [needs_browser, pytest.mark.xdist_group("chains")]  # whose plans are these, too

SHIPPED = ("quickstart", "gallium_germanium", "graphite_anode", "antibiotics", "rare_earths")
shipped_books = pytest.mark.parametrize("name", SHIPPED)

HELD = """(async name => {
    const MARKS = `svg path:not(defs path):not([fill="none"]:not([stroke])):not([fill="transparent"]:not([stroke]))`;
    const section = document.getElementById(name);
    if (!section) return null;
    section.scrollIntoView({behavior: "instant"});
    const frame = section.querySelector(".chart");
    const isThere = () => frame.querySelector("svg path");
    for (let n = 0; n < 500 && !isThere(); n++) await new Promise(done => setTimeout(done, 10));
    const chart = echarts.getInstanceByDom(frame), option = chart.getOption();
    const drawn = () => { chart.getZr().flush(); return frame.querySelectorAll(MARKS).length; };
    chart.setOption({ legend: { show: false } });
    const all = drawn();
    const series = option.series.map(each => ({ name: each.name, type: each.type, links: each.links,
        data: (each.data || []).map(mark => mark.value ?? mark.name ?? null) }));
    chart.setOption({ series: option.series.map(each => each.links ? { data: [], links: [] } : { data: [] }) });
    const marks = all - drawn();
    window.dispatchEvent(new Event("resize"));
    return { series, marks, title: section.querySelector("h2").textContent };
})"""
"""What the chart of a picture holds, and how many shapes go if it holds nothing."""


@cache
def solved(name: str) -> Plan:
    """The plan of a shipped workbook; of the large one what there is without new decisions, disruptions and limits."""
    if name in ("gallium_germanium", "graphite_anode", "antibiotics"):
        return plan_of(name)
    if name == "rare_earths":
        return solve_tables(as_it_stands(rare_earths.tables().without(Disruption, Limit), {}), gap=0.05)
    return solve_tables(quickstart.tables())


@cache
def book(name: str) -> Any:
    """Its results, which all tests of a workbook read."""
    return results_book(solved(name))


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reports")


@pytest.fixture
def page(request: pytest.FixtureRequest, window: Browser, pages: Path) -> Browser:
    """The page of the workbook that a test asks for, opened."""
    name = request.getfixturevalue("name")
    file = pages / f"{name}.html"
    if not file.exists():
        file.write_bytes(report_bytes(book(name)))
    window.look(width=1400)
    window.open(file)
    return window


def held(window: Browser, picture: str) -> Any:
    return window.run(f"{HELD}({picture!r})")


def of_type(found: Any, kind: str) -> list[Any]:
    return [mark for each in found["series"] if each["type"] == kind for mark in each["data"]]


def undisturbed(plan: Plan, frame: str) -> pd.DataFrame:
    return plan.frames[frame][~in_branch(plan.frames[frame])]


@shipped_books
@pytest.mark.parametrize(("width", "most", "below"), [(1400, 900, 1000), (1280, 1000, 1100), (390, 2000, 2500)])
def test_the_four_answers_come_first_and_the_map_next(
    name: str, width: int, most: int, below: int, page: Browser
) -> None:
    """All four end at the first height, the map begins at the second; the filter is as wide as the page."""
    page.look(width=width)
    try:
        page.run("scrollTo(0, 0)")
        place = "each.getBoundingClientRect()"
        ends = page.run(f"[...document.querySelectorAll('.card')].map(each => {place}.bottom + scrollY)")
        assert len(ends) == 4 and max(ends) <= most
        assert page.run(f"(each => {place}.top + scrollY)(document.getElementById('map'))") <= below
        across = "document.querySelector('#filter').scrollWidth - document.querySelector('#filter').clientWidth"
        assert page.run(across) == 0
    finally:
        page.look(width=1400)


CELLS = """[...document.querySelectorAll(".heat tr")].filter(row => row.querySelector("svg[role=img]")).map(row => [
    row.querySelector("th").firstChild.textContent.trim(),
    [...row.querySelectorAll("rect")].map(each => each.getAttribute("class").slice(3)),
    [...row.querySelectorAll("svg text")].map(each => Number(each.textContent))])"""


@shipped_books
def test_small_pictures_have_a_mark_for_each_figure(name: str, page: Browser) -> None:
    """Bars of the investments of the first period, cells of markets and periods, payers of capital."""
    plan = solved(name)
    view = View(plan)
    builds = plan.frames["builds"]
    now = builds[builds.decided == view.periods[0]]
    circles = page.run("document.querySelectorAll('.gantt table .is-online').length")
    assert circles == min(len(now), 7)
    service = plan.frames["service"]
    for market, looks, figures in page.run(CELLS):
        assert len(looks) == len(view.periods), market
        assert len(figures) == sum(look in ("fair", "poor", "bad") for look in looks)
        of_market = service[(service.market == market) & (service.demand > 0)]
        rates = 100 * (1 - of_market.shortage / of_market.demand).clip(lower=0)
        assert all((rates - figure).abs().min() < 0.51 + (figure == 94) for figure in figures), market
    sponsors = page.run("document.querySelectorAll('.stacked .is-sponsor').length")
    assert sponsors == 0 or sponsors == sum(each.role == "sponsor" for each in answers(view)[3].table.rows) + 1


@shipped_books
def test_headlines_have_the_figures_of_the_tables(name: str, page: Browser) -> None:
    """Worked out again from frames and rows: investments, spending and shortage, short markets, capital."""
    plan = solved(name)
    view = View(plan)
    texts = page.run("[...document.querySelectorAll('.card h2')].map(each => each.textContent)")
    heads = [text.replace("\u00a0", " ") for text in texts]
    builds = plan.frames["builds"]
    now = builds[(builds.decided == view.periods[0]) & (builds.capex > 0)]
    if len(now):
        assert spoken(now.capex.sum()) in heads[0]
        assert str(len(now)) in heads[0] or "one investment" in heads[0]
    capital = sum(each.amount for each in answers(view)[3].table.rows)
    assert not capital or spoken(capital) in heads[3]
    short = {row.market for row in short_markets(view) if row.disruption == worst_names(view)}
    said = re.search(r"(\d+)(?: of \d+)? markets? (?:go |are )?short", heads[2])
    assert not said or int(said[1]) == len(short)
    if short:
        assert said or next(iter(short)) in heads[2]


def spoken(millions: float) -> str:
    """An amount as headlines have it."""
    if millions >= 999.5:
        return f"USD {millions / 1000:.1f} bn"
    return f"USD {millions:.0f} m" if millions >= 10 else f"USD {millions:.1f} m"


def worst_names(view: View) -> str:
    """Names of the disruptions that do the same as the worst."""
    rows = [row.disruption for row in short_markets(view) if row.disruption]
    return rows[0] if rows else ""


@shipped_books
def test_every_plant_with_capacity_is_a_circle(name: str, page: Browser) -> None:
    """And every shipment between sites on the map an arc, up to as many as are drawn; in the last year, and for
    comparison the capacity of the first."""
    plan = solved(name)
    known, periods = places(View(plan)).sites, View(plan).periods
    capacity, shipped = undisturbed(plan, "capacity"), undisturbed(plan, "flows")
    capacity = capacity[capacity.site.isin(known) & (capacity.capacity > 1e-9)]
    lanes = shipped[shipped.origin.isin(known) & shipped.destination.isin(known) & (shipped.shipped > 1e-9)]
    lanes = lanes.groupby(["period", "commodity", "origin", "destination"]).size().reset_index()
    found = held(page, "map")
    *stages, first = [each for each in found["series"] if each["type"] == "scatter" and each["name"] != "countries"]
    circles = [mark for each in stages for mark in each["data"]]
    now = capacity[capacity.period == periods[-1]]
    assert sorted(mark[2] for mark in circles) == pytest.approx(sorted(now.capacity), rel=1e-9)
    assert len(first["data"]) == (capacity.period == periods[0]).sum()
    arcs = min((lanes.period == periods[-1]).sum(), 100)
    assert len(of_type(found, "lines")) == arcs
    assert found["marks"] >= len(circles) + len(first["data"]) + arcs > arcs


@pytest.mark.parametrize("name", ["quickstart", "graphite_anode"])
def test_marks_are_those_of_the_plan_in_every_disruption(name: str, page: Browser) -> None:
    """Circles, arcs, bands, demand and shortage in each year that a disruption touches; ``bench.headlines --marks``
    does the same for the example."""
    years, differing = miscounted(page, solved(name))
    assert differing == [] and years >= len(solved(name).outcomes) > 0


@shipped_books
def test_plants_of_one_site_lie_side_by_side(name: str, page: Browser) -> None:
    see(page, "map")
    spots = page.run("""echarts.getInstanceByDom(document.querySelector("#map .chart")).getOption().series
        .filter(each => each.type === "scatter" && each.name !== "countries").slice(0, -1)
        .flatMap(each => each.data.map(mark => [...mark.value.slice(0, 2), ...mark.symbolOffset]))""")
    assert len(set(map(tuple, spots))) == len(spots) > 0


@shipped_books
def test_every_limit_is_a_bar(name: str, page: Browser) -> None:
    """The tightest first, with how much of them is used."""
    bounds = [each for each in limits(View(solved(name))) if each.tightest.actual is not None and each.tightest.bound]
    found = held(page, "limits")
    if not bounds:
        assert found is None
        return
    used = [each.tightest.actual / each.tightest.bound for each in bounds]
    pairs = zip(bounds, used, strict=True)
    used = sorted((1 / part if each.sense == "at least" and part else part for each, part in pairs), reverse=True)
    drawn = sorted((mark[1] for mark in of_type(found, "custom")), reverse=True)
    assert drawn == pytest.approx([part for part in used if math.isfinite(part)][: len(drawn)], rel=1e-6)
    assert len(drawn) == min(len(used), 25) <= found["marks"]


@shipped_books
def test_every_country_that_supplies_is_a_bar(name: str, page: Browser) -> None:
    """Each link a band; and demand that is not met, or met from stock, a band of its own."""
    chain, period = Chain(View(solved(name))), View(solved(name)).periods[-1]
    links = chain.links(period)
    stations = {station for pair in links for station in pair}
    missed = {market for market, (_, short) in chain.demands(period).items() if short > 1e-3}
    supplied = {market: sum(links[pair] for pair in links if pair[1] == market) for market in chain.demands(period)}
    needs = chain.demands(period).items()
    stocked = {market for market, (need, short) in needs if need - short - supplied[market] > 1e-3}
    found = held(page, "flows")
    (sankey,) = found["series"]
    assert len(sankey["links"]) == len(links) + len(missed) + len(stocked) > 0
    assert len(sankey["data"]) == len(stations | missed | stocked) + bool(missed) + bool(stocked)
    assert found["marks"] == len(sankey["links"]) + len(sankey["data"])


@shipped_books
def test_every_investment_is_a_row(name: str, page: Browser) -> None:
    """With as many spans as phases that last."""
    builds, found = solved(name).frames["builds"], held(page, "timeline")
    rows = {mark[2] for mark in of_type(found, "custom")}
    assert len(rows) == len(builds) > 0
    assert found["marks"] == len([mark for mark in of_type(found, "custom") if mark[2] < 40])


@shipped_books
def test_every_disruption_and_start_is_a_square(name: str, page: Browser) -> None:
    outcomes_ = outcomes(View(solved(name)))
    found = held(page, "stress")
    if not outcomes_:
        assert name == "rare_earths" and found is None
        return
    assert sorted(mark[2] for mark in of_type(found, "heatmap")) == pytest.approx(
        sorted(1 - min(max(each.service, 0.0), 1.0) for each in outcomes_)
    )
    assert found["marks"] == len(outcomes_) > 0


@shipped_books
def test_every_month_is_a_mark(name: str, page: Browser) -> None:
    months = by_month(View(solved(name)))
    found = held(page, "months")
    if not months:
        assert found is None
        return
    shares = [share for each in months for share in each.overall.fill(each.overall.unmet) if share is not None]
    drawn = [mark for each in found["series"] if each["name"] == "in the disruption" for mark in each["data"]]
    assert [mark for mark in drawn if mark is not None] == pytest.approx(shares)
    assert found["marks"] >= len(of_type(found, "line"))


@shipped_books
@pytest.mark.parametrize(("picture", "sheet", "heading"), [
    ("concentration", "Concentration", "Share of supply by country"), ("capacity", "Capacity", "By stage"),
    ("costs", "Costs", "By country"), ("people", "Workforce", "People who enter training or are recruited, by skill"),
])  # fmt: skip
def test_every_line_of_a_block_is_drawn(name: str, picture: str, sheet: str, heading: str, page: Browser) -> None:
    """Shares, capacity and costs as the workbook has them, rests and sums aside."""
    block = book(name).blocks.get((sheet, heading))
    if block is None:
        assert picture == "people" and held(page, picture) is None
        return
    lines = [
        line for line in block.lines
        if line.look != "total" and line.labels[-1] not in ("utilisation", "other countries" * (picture != "costs"))
        and any(line.values)  # not so if all of it is in disruptions
    ]  # fmt: skip
    found = held(page, picture)
    drawn = [tuple(each["data"]) for each in found["series"]]
    for line in lines:
        assert any(each == pytest.approx(line.values) for each in drawn if len(each) == len(line.values)), line.labels
    known = sum(bool(value) for each in found["series"] for value in each["data"])
    assert found["marks"] >= known > 0


@shipped_books
def test_every_payer_and_kind_of_cost_is_drawn(name: str, page: Browser) -> None:
    """Columns of payers add up to the plan's capital, those of costs by kind to all its spending."""
    plan = solved(name)
    paid = held(page, "payers")
    costs = undisturbed(plan, "costs")
    capital = costs[costs.cost.isin(("capital", "capital still due"))].amount.sum()
    whole = 0.0 if paid is None else sum(value or 0.0 for each in paid["series"] for value in each["data"])
    assert whole == pytest.approx(capital)
    kinds = held(page, "costs")["series"]
    countries = {line.labels[0] for line in book(name).blocks["Costs", "By country"].lines}
    spent = sum(value or 0.0 for each in kinds if each["name"] not in countries for value in each["data"])
    assert spent == pytest.approx(costs.amount.sum(), rel=1e-6)
