"""What the page of the graphite anode chain says of its plan."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from inputs.build.figures import (
    built,
    by_year,
    changes,
    cost,
    costs,
    disruptions,
    listed,
    table,
    undisturbed,
    wrapped,
)
from inputs.build.graphite_anode.places import ANODE, NORTH_AMERICA, places_of
from inputs.build.graphite_anode.whatifs import FREE, OF_INVESTORS
from model.results.plan import Plan

PARTNERS = {
    "Molo expansion": "NextSource in Madagascar", "Mahenge phase 1": "Black Rock and POSCO in Tanzania",
    "Matawinie build": "Nouveau Monde Graphite in Quebec", "Kilbourne full scale": "Titan in New York",
    "Saemangeum build": "POSCO Future M in Korea", "Vidalia expansion": "Syrah in Louisiana",
    "Kellyton phase 1": "Westwater in Alabama", "Becancour build": "Nouveau Monde Graphite in Quebec",
    "Lulea build": "Talga in Sweden", "Abu Dhabi phase 1": "NextSource in the Emirates",
    "Abu Dhabi phase 2": "NextSource in the Emirates", "Pohang expansion": "POSCO Future M in Korea",
    "Riverside build": "Novonix in Tennessee", "Enterprise South build": "Novonix in Tennessee",
    "Bainbridge build": "Anovion in Georgia", "Brunswick stage 1": "Epsilon in North Carolina",
    "Brunswick stage 2": "Epsilon in North Carolina", "Warren phase 1": "Graphite One in Ohio",
    "St. Thomas phase 1": "Vianode in Ontario", "St. Thomas phase 2": "Vianode in Ontario",
}  # fmt: skip
YEARS = (2026, 2029, 2032, 2035, 2040)
TONNE, KILOTONNE, RATE, FIRST = 1.0, 1_000.0, 0.08, 2026
SPENT = ("purchases", "operation", "capital", "people", "freight")
READ_IN = 2035
"""The year in which policies are compared: what is decided now has ramped up."""

KG_PER_KWH, KG_PER_CAR = 1.1, 75


def answer(plan: Plan) -> str:
    """What to start, what it costs, what fails all the same."""
    return "\n\n".join((
        starts(plan), costs(plan, SPENT), "**Anode** by maker, thousand t/y, if nothing happens:", makers(plan),
        "**Disruptions at their worst start:**", disruptions(plan, KILOTONNE, "thousand t"),
    ))  # fmt: skip


def starts(plan: Plan) -> str:
    made = plan.frames["builds"].sort_values(["decided", "capex"], ascending=[True, False])
    now, soon = (made[made["decided"] == year] for year in (FIRST, FIRST + 1))
    told = (
        f"**Under way** in {FIRST}: {listed(list(now['project']))}. **Decide in {FIRST + 1}**: "
        f"{listed(list(soon['project']))}, for {soon['capex'].sum():,.0f} million USD. All "
        f"{len(made)} plants cost {made['capex'].sum():,.0f} million."
    )
    return f"{wrapped(told)}\n\n{built(plan, PARTNERS, TONNE)}"


def supplied(plan: Plan) -> pd.DataFrame:
    """Anode that is made or bought, by country and year [t]."""
    bought = undisturbed(plan, "purchases").query("stage == @ANODE", local_dict={"ANODE": ANODE})
    output = undisturbed(plan, "conversion").query("stage == @ANODE", local_dict={"ANODE": ANODE})
    return pd.concat([
        bought.rename(columns={"bought": "t"})[["country", "period", "t"]],
        output.rename(columns={"made": "t"})[["country", "period", "t"]],
    ])  # fmt: skip


def makers(plan: Plan) -> str:
    anode = supplied(plan)
    rows = []
    for name, countries in places_of().items():
        totals = by_year(anode[anode["country"].isin(countries)], "t")
        rows.append((name, *(f"{totals.get(year, 0.0) / KILOTONNE:,.0f}" for year in YEARS)))
    wanted = by_year(undisturbed(plan, "service"), "demand")
    rows.append(("demand", *(f"{wanted[year] / KILOTONNE:,.0f}" for year in YEARS)))
    return table(("", *map(str, YEARS)), rows)


def what_ifs(base: Plan, plans: Mapping[str, Plan | None]) -> str:
    """What the target costs; the buyers' what-ifs; then what investors build under each policy."""
    found = {name: plan for name, plan in plans.items() if plan is not None}
    parts = [premium(base, found[FREE])] if FREE in found else []
    buyers = [("the plan", *of_buyers(base), "")]
    buyers += [
        (name, *of_buyers(plan), changes(base, plan)) for name, plan in found.items() if name not in OF_INVESTORS
    ]
    parts.append(
        table(("what if", "cost, million USD", f"made in North America, {READ_IN}", "Chinese-owned", "built"), buyers)
    )
    investors = [(name, *of_investors(base, found[name])) for name in OF_INVESTORS if name in found]
    header = ("investor's view", "built, thousand t/y", f"made, {READ_IN}", "of US demand, %",
              "public money, million USD", "a tonne, USD", "plants in North America")  # fmt: skip
    parts.append(table(header, investors))
    return "\n\n".join(parts)


def premium(base: Plan, free: Plan) -> str:
    """What anode that is not Chinese costs more, by tonne, kWh and car."""
    more = base.objective - free.objective
    tonnes = discounted(not_chinese(base)) - discounted(not_chinese(free))
    by_tonne = 1e6 * more / tonnes
    return wrapped(
        f"**The targets cost {more:,.0f} million USD** more than buying of one's own accord, {by_tonne:,.0f} USD for "
        f"each tonne made elsewhere on their account: {by_tonne * KG_PER_KWH / 1_000:,.1f} USD a kWh of cells, "
        f"{by_tonne * KG_PER_CAR / 1_000:,.0f} USD a car."
    )


def not_chinese(plan: Plan) -> dict[int, float]:
    anode = supplied(plan)
    return by_year(anode[~anode["country"].isin(places_of()["Chinese-owned"])], "t")


def discounted(totals: Mapping[int, float]) -> float:
    return sum(total * (1 + RATE) ** (FIRST - year) for year, total in totals.items())


def american(plan: Plan) -> float:
    anode = supplied(plan)
    return by_year(anode[anode["country"].isin(places_of()[NORTH_AMERICA])], "t").get(READ_IN, 0.0)


def of_buyers(plan: Plan) -> tuple[str, str, str]:
    total = by_year(supplied(plan), "t")[READ_IN]
    chinese = total - not_chinese(plan).get(READ_IN, 0.0)
    return f"{plan.objective:,.0f}", f"{american(plan) / KILOTONNE:,.0f}", f"{100 * chinese / total:.0f} %"


def of_investors(base: Plan, plan: Plan) -> tuple[str, str, str, str, str, str]:
    """What is built and made in North America, against US demand, and what the public pays."""
    frame, anode, here = plan.frames["builds"], supplied(plan), places_of()[NORTH_AMERICA]
    works = frame[frame["country"].isin(here) & (frame["stage"] == ANODE)]
    service = undisturbed(base, "service")
    wanted = by_year(service[service["market"] == "US cell makers"], "demand")[READ_IN]
    paid = -cost(plan, "public money")
    by_tonne = 1e6 * paid / discounted(by_year(anode[anode["country"].isin(here)], "t"))
    return (f"{works['size'].sum() / KILOTONNE:,.0f}", f"{american(plan) / KILOTONNE:,.0f}",
            f"{100 * american(plan) / wanted:.0f}", f"{paid:,.0f}", f"{by_tonne:,.0f}",
            listed(sorted(works["project"])))  # fmt: skip
