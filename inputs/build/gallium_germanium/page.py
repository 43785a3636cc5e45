"""What the page of the gallium and germanium chain says of its plan."""

from __future__ import annotations

from collections.abc import Mapping

from inputs.build.figures import (
    built,
    by_year,
    changes,
    costs,
    disruptions,
    listed,
    table,
    undisturbed,
    what_if_rows,
    wrapped,
)
from inputs.build.gallium_germanium.places import CONCENTRATE, CRUDE_GALLIUM, DIOXIDE, METAL, PURE_GALLIUM
from model.results.plan import Plan

PARTNERS = {
    "Wagerup circuit": "Alcoa and JAGA in Australia", "Gramercy circuit": "Atalco in Louisiana",
    "Agios Nikolaos circuit": "Metlen in Greece", "Vaudreuil circuit": "Rio Tinto in Quebec",
    "Onsan gallium circuit": "Korea Zinc in Korea", "Onsan germanium circuit": "Korea Zinc in Korea",
    "Clarksville circuit": "Korea Zinc in Tennessee", "Trail expansion": "Teck in British Columbia",
    "Hobart": "Nyrstar in Tasmania", "St. George expansion": "5N Plus in Utah",
    "Utica refining line": "Indium Corporation in New York", "Ziar refining line": "a refiner in Slovakia",
    "Japanese refining line": "Dowa and others in Japan", "Japanese recycling line": "Dowa and others in Japan",
    "Olen recycling line": "Umicore in Belgium",
}  # fmt: skip
YEARS = (2026, 2027, 2028, 2029, 2030, 2035, 2040)
NAMES = {PURE_GALLIUM: "gallium", METAL: "germanium metal", DIOXIDE: "germanium dioxide"}
NAMES_IN_STOCK = {**NAMES, CRUDE_GALLIUM: "crude gallium", CONCENTRATE: "germanium concentrate"}
TONNE = 1_000.0
"""kg."""
SPENT = ("shortage", "purchases", "operation", "capital", "people", "storage")


def answer(plan: Plan) -> str:
    """What to start, what it costs, what fails all the same."""
    return "\n\n".join((
        starts(plan), costs(plan, SPENT), "**Delivered, if nothing happens**, % of demand:", filled(plan), stocks(plan),
        "**Disruptions at their worst start:**", disruptions(plan, TONNE, "t"),
    ))  # fmt: skip


def starts(plan: Plan) -> str:
    made = plan.frames["builds"]
    now = made[made["decided"] == made["decided"].min()]
    signed = listed([f"{each.contract} ({each.start:.0f})" for each in plan.frames["contracts"].itertuples()])
    told = (
        f"**Start {len(now)} plants in {now['decided'].min():.0f}**, for {now['capex'].sum():,.0f} million USD, and "
        f"{len(made) - len(now)} more by {made['decided'].max():.0f}, {made['capex'].sum():,.0f} million in all. "
        f"Contracts, signed already, volumes and terms assumed: {signed}."
    )
    return f"{wrapped(told)}\n\n{built(plan, PARTNERS, TONNE, decimals=1)}"


def filled(plan: Plan) -> str:
    service = undisturbed(plan, "service")
    rows = []
    for product, name in NAMES.items():
        part = service[service["product"] == product]
        wanted, missing = by_year(part, "demand"), by_year(part, "shortage")
        rows.append((name, *(f"{100 * (1 - missing[year] / wanted[year]):.0f}" for year in YEARS)))
    crude = undisturbed(plan, "purchases").query("commodity == @good", local_dict={"good": CRUDE_GALLIUM})
    made = undisturbed(plan, "conversion").query("commodity == @good", local_dict={"good": CRUDE_GALLIUM})
    chinese, bought = by_year(crude[crude["country"] == "China"], "bought"), by_year(crude, "bought")
    recovered = by_year(made, "made")
    rows.append(("new gallium that is Chinese", *(
        f"{100 * chinese.get(year, 0.0) / (bought.get(year, 0.0) + recovered.get(year, 0.0)):.0f}" for year in YEARS
    )))  # fmt: skip
    return table(("", *map(str, YEARS)), rows)


def stocks(plan: Plan) -> str:
    held = undisturbed(plan, "stock").query("stock > 500")
    told = []
    for good, part in held.groupby("commodity", sort=False):
        totals = by_year(part, "stock")
        most = max(totals, key=lambda year: totals[year])
        told.append(f"{totals[most] / TONNE:,.0f} t of {NAMES_IN_STOCK[str(good)]} in {most}")
    return wrapped(f"**Stocks** at their largest: {listed(told)}.")


def what_ifs(base: Plan, plans: Mapping[str, Plan | None]) -> str:
    """What each what-if costs, leaves short and builds otherwise."""
    rows = what_if_rows(base, plans, short, changes)
    return table(("what if", "cost, million USD", "gallium short, t", "germanium short, t", "built"), rows)


def short(plan: Plan) -> tuple[str, str]:
    """What is not delivered over all years if nothing happens: gallium and germanium."""
    service = undisturbed(plan, "service")
    is_gallium = service["product"] == PURE_GALLIUM
    return tuple(f"{part['shortage'].sum() / TONNE:,.0f}" for part in (service[is_gallium], service[~is_gallium]))
