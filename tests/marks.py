"""Marks of a page's pictures in every disruption, counted against the plan's frames."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from model import Plan
from tests.browser import Browser
from tests.figures import Chain, in_branch, places
from tests.steps import View

MOST_ARCS = 100
DIGITS = 6e-3
"""Relative: the page has figures of disruptions to three digits."""
ROUNDING = 1e-6
"""Shipments below it are those of the solver's tolerance."""
TINY = 1e-3
"""Tonnes a year below which a band is rounding."""

COUNTED = """(async years => {
    await unpacked;
    const drawn = name => {
        const picture = D.pictures[name], [chart] = picture.charts;
        return charts[chart.kind](parts(picture, chart, 1200)).series;
    };
    const size = marks => marks.map(mark => mark.value[2]);
    const counts = years.map(([name, year]) => {
        Object.assign(chosen, { case: name, year });
        const map = drawn("map"), circles = map.filter(each => each.type === "scatter").slice(1, -1);
        const [{ links }] = drawn("flows");
        const own = D.pictures.flows.tables.map(at => tables[at]).find(table => table.sheet === "Demand by market");
        const sum = measure => own.rows.filter(row => row.cells.includes(measure))
            .reduce((total, row) => total + (row.at_(year) || 0), 0);
        return { capacity: circles.flatMap(each => size(each.data)),
            arcs: map.filter(each => each.type === "lines").reduce((total, each) => total + each.data.length, 0),
            links: links.length, demand: sum("demand"), shortage: sum("shortage") };
    });
    Object.assign(chosen, { case: "", year: "" });
    return counts;
})"""
"""What the charts of the map and the flows are given in a case and a year, and the demand behind their headings."""


def miscounted(window: Browser, plan: Plan) -> tuple[int, list[str]]:
    """Number of years of disruptions, and those in which the page that is open has other marks than the plan, by
    circles, arcs, bands, demand and shortage."""
    view = View(plan)
    wanted = {
        (outcome.branch, label): of_year
        for outcome in plan.outcomes
        for label, of_year in _expected(view, outcome.branch).items()
    }
    counts = window.run(f"{COUNTED}({json.dumps(list(wanted))})")
    differing = []
    for (case, label), drawn in zip(wanted, counts, strict=True):
        expected = wanted[case, label]
        differing += [
            f"{case}, {label}: {name} {drawn[name]}, not {value}"
            for name, value in expected.items()
            if not _is_same(drawn[name], value)
        ]
    return len(wanted), differing


def _is_same(drawn: Any, value: Any) -> bool:
    if isinstance(value, list):
        pairs = zip(sorted(drawn), sorted(value), strict=False)
        return len(drawn) == len(value) and all(_is_same(one, other) for one, other in pairs)
    return drawn == value if isinstance(value, int) else bool(abs(drawn - value) <= DIGITS * max(abs(value), TINY))


def _expected(view: View, case: str) -> dict[str, dict[str, Any]]:
    """By heading of the year: capacities of plants on the map, numbers of arcs and bands, demand and shortage."""
    known, chain, calendar = places(view).sites, Chain(view, case), view.calendar
    frames = {}
    for name in ("capacity", "flows", "service"):
        frame = view.plan.frames[name]
        rows = frame[in_branch(frame)]
        rows = rows[rows.node.astype(str).str.startswith(f"{case} / ")]
        period = [calendar.period_of(int(year)) for year in rows.period]
        rows = rows.assign(of=period)
        frames[name] = rows.assign(part=1 / rows.groupby("of").period.transform("nunique"))  # a mean of its years
    by_year = {}
    for period in sorted(set(frames["service"].of)):
        capacity, flows, service = (frame[frame.of == period] for frame in frames.values())
        plants = (capacity.capacity * capacity.part).groupby(capacity.plant).sum()
        sites = capacity.groupby("plant").site.first()
        shipped = (flows.shipped * flows.part).groupby([flows.commodity, flows.origin, flows.destination]).sum()
        lanes = [ends for ends, amount in shipped.items() if amount > ROUNDING and {*ends[1:]} <= set(known)]
        needs, links = chain.demands(period), chain.links(period)
        supplied: dict[Any, float] = {}
        for (_, user), amount in links.items():
            supplied[user] = supplied.get(user, 0.0) + amount
        bands = [amount for amount in links.values() if amount > ROUNDING]
        bands += [short for _, short in needs.values() if short > TINY]
        bands += [1 for market, (need, short) in needs.items() if need - short - supplied.get(market, 0.0) > TINY]
        label = view.year_labels[view.periods.index(period)]
        by_year[label] = {
            "capacity": [float(size) for plant, size in plants.items() if size > 1e-9 and sites[plant] in known],
            "arcs": min(len(lanes), MOST_ARCS),
            "links": len(bands),
            "demand": _sum(service, "demand"),
            "shortage": _sum(service, "shortage"),
        }
    return by_year


def _sum(service: pd.DataFrame, column: str) -> float:
    return float((service[column] * service.part).sum())
