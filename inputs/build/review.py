"""What an expert looks at first in the example's plan: plants that hardly run, stocks after a year, who pays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inputs.build.calibration import MAGNETS
from inputs.build.demand import period
from inputs.build.figures import by_year, listed, table, undisturbed
from model.results.plan import Plan
from model.sheets.common import Plant
from model.sheets.periods import lengths_of

HARDLY = 0.2
"""Share of its capacity below which a plant hardly runs."""

WHY = {
    "Eneabba stockpile": "begins late in 2028; in the last period the limit that holds it to what is announced has "
    "ended",
    "Eneabba separation": "has little feed once the limit on the stockpile beside it has ended",
    "Eneabba heavy": "has only the heavy part of what the refinery beside it treats",
    "Lacq heavy": "has only the SEG+ that Silmet and La Rochelle leave; no contract for more is known",
    "Lacq recycling": "has only the high-coercivity swarf of Hanau and Narva; old magnets come later",
    "La Rochelle separation": "has no feed before Serra Verde's contracts with China end",
    "Silmet separation": "has no feed before Longonjo",
}
"""Reasons of plants that hardly run, for all that are known; what each takes beside it is of the plan."""

STEADY = ("10X magnets", "Independence magnets", "Sumter magnets", "San Marcos magnets", "Benson magnets",
          "Hanau magnets", "Narva magnets", "Stillwater magnets", "Serra Verde mine", "Mountain Pass mine")  # fmt: skip
"""Plants under contracts or with customers, which nobody switches on and off."""

MARKETS = ("US defence", "US automotive", "US other", "EU market", "Japan market", "Korea market")
STOCKED = (2026, 2027, 2028, 2030, 2035)
SMALL = 0.5
"""Tonnes a year that round to nothing."""


def hardly_running(plan: Plan) -> list[list[Any]]:
    """Plants that stood when the plan began, the years in which they run below ``HARDLY``, undisrupted, and what they
    take in the least of these."""
    settings = plan.tables.settings
    standing = {row.plant for row in plan.tables[Plant] if row.existing_capacity.at(row.in_service_from or 0) > 0}
    frame = undisturbed(plan, "capacity")
    low = frame[frame["plant"].isin(standing) & (frame["used"] < HARDLY * frame["capacity"])]
    lengths = lengths_of(settings.years_per_period, settings.first_year, settings.last_year)
    return [
        [str(name), [year for first in part["period"] for year in range(first, first + lengths[first])],
         _taken(plan, part.loc[part["used"].idxmin()])]
        for name, part in low.groupby("plant", sort=False)
    ]  # fmt: skip


def _taken(plan: Plan, least: Any) -> list[Any]:
    """Period, what a plant treats and can treat in it [t/y], and its feeds with the sites that they come from."""
    taken, flows = undisturbed(plan, "conversion"), undisturbed(plan, "flows")
    here = taken[taken["plant"].eq(least["plant"]) & taken["period"].eq(least["period"]) & (taken["taken"] > SMALL)]
    into = flows[flows["destination"].eq(least["site"]) & flows["period"].eq(least["period"])
                 & (flows["shipped"] > SMALL)]  # fmt: skip
    feeds = [[str(name), sorted(into.loc[into["commodity"].eq(name), "origin"]) or [str(least["site"])]]
             for name in dict.fromkeys(here["commodity"])]  # fmt: skip
    return [int(least["period"]), round(least["used"]), round(least["capacity"]), feeds]


def months_in_stock(plan: Plan) -> list[list[Any]]:
    """Magnets at each market at the end of a year, in months of that year's demand, undisrupted."""
    stock, service = undisturbed(plan, "stock"), undisturbed(plan, "service")
    rows = []
    for market in MARKETS:
        held = by_year(stock[stock["site"].eq(market) & stock["commodity"].isin(MAGNETS)], "stock")
        wanted = by_year(service[service["market"].eq(market) & service["product"].isin(MAGNETS)], "demand")
        rows.append([market, *(round(12 * held.get(year, 0.0) / wanted[year], 1) for year in STOCKED)])
    return rows


def steady(plan: Plan) -> list[list[Any]]:
    """Plants of ``STEADY``, the least share of capacity that they run at undisrupted [%], and its period."""
    frame = undisturbed(plan, "capacity")
    frame = frame[frame["plant"].isin(STEADY) & (frame["capacity"] > 0)]
    shares = (100 * frame["used"] / frame["capacity"]).round()
    return [
        [str(name), int(part.min()), int(frame.loc[part.idxmin(), "period"])]
        for name, part in shares.groupby(frame["plant"], sort=False)
    ]


def figures(plan: Plan) -> dict[str, Any]:
    """All of them; what Mountain Pass makes of ore by period [t/y NdPr oxide]; Chinese magnets bought by period [t/y];
    the least share of its capacity that a magnet plant or mine of ``STEADY`` runs at, with the period."""
    made, bought = undisturbed(plan, "conversion"), undisturbed(plan, "purchases")
    here = made[made["plant"].eq("Mountain Pass separation") & made["commodity"].eq("NdPr oxide")]
    chinese = bought[bought["country"].eq("China") & bought["commodity"].isin(MAGNETS)]
    return {"hardly running": hardly_running(plan), "months in stock": months_in_stock(plan),
            "Mountain Pass": {str(year): round(amount) for year, amount in by_year(here, "made").items()},
            "Chinese magnets": {str(year): round(amount) for year, amount in by_year(chinese, "bought").items()},
            "steady": steady(plan)}  # fmt: skip


def stock_table(found: Sequence[Sequence[Any]]) -> str:
    return table(("magnets in stock at the end of the year, months of demand", *map(period, STOCKED)),
                 [(str(name), *(f"{each:.1f}" for each in months)) for name, *months in found])  # fmt: skip


def hardly_told(found: Sequence[Sequence[Any]]) -> str:
    """'Silmet separation (2026: has no feed before Longonjo; 0 of 2,760 t in 2026)': plants, the years, why, and what
    they take in the least of these."""
    told = [f"{name} ({spans(years)}: {f'{WHY[name]}; ' if name in WHY else ''}{_taken_told(least)})"
            for name, years, least in found]  # fmt: skip
    return listed(told) if found else "none"


def _taken_told(least: Sequence[Any]) -> str:
    """'235 of 4,600 t in 2031, SEG+ clay type from La Rochelle'."""
    first, used, capacity, feeds = least
    goods = [f"{name} from {listed(sites)}" for name, sites in feeds]
    return f"{used:,} of {capacity:,} t in {period(first)}" + (f", {listed(goods)}" if goods and used else "")


def spans(years: Sequence[int]) -> str:
    """'2026-2028, 2031': years as stretches."""
    stretches: list[list[int]] = []
    for year in years:
        if stretches and year == stretches[-1][-1] + 1:
            stretches[-1].append(year)
        else:
            stretches.append([year])
    return ", ".join(f"{each[0]}-{each[-1]}" if len(each) > 1 else str(each[0]) for each in stretches)
