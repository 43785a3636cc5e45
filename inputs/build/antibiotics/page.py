"""What the page of the amoxicillin chain says of its plan."""

from __future__ import annotations

from collections.abc import Mapping

from inputs.build.antibiotics.making import BUILDS, DRUG, KNOWN, PENICILLIN, TABLETS, WORKS
from inputs.build.antibiotics.market import FROM, NO_DEMAND, STOP
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
    what_if_rows,
    wrapped,
)
from inputs.build.lines import DISCOUNT_RATE
from model.results.plan import Plan

TONNE = 1.0
SPENT = ("purchases", "operation", "people", "storage", "capital", "freight")
YEARS = (2026, 2027, 2030, 2035, 2040)
TABLETS_IN_TONNE = 2e6
"""Of half a gram."""


def partners() -> dict[str, str]:
    """Project: whose plant it is, and where."""
    made = {}
    for project, (plant, *_) in BUILDS.items():
        known = KNOWN.get(plant)
        made[project] = f"{known.sponsor}, {WORKS[plant][0]}" if known else WORKS[plant][0]
    return made


def answer(plan: Plan) -> str:
    """What to keep running, what to store and build, what it costs, what fails all the same."""
    return "\n\n".join((
        starts(plan), costs(plan, SPENT), "**Made and bought**, t/y, if nothing happens:", made_and_bought(plan),
        "**Disruptions at their worst start:**", disruptions(plan, TONNE, "t"),
    ))  # fmt: skip


def starts(plan: Plan) -> str:
    stock = by_year(undisturbed(plan, "stock"), "stock")
    made = plan.frames["builds"]
    running = undisturbed(plan, "conversion").query("made > 0 and period == @FROM + 1", global_dict={"FROM": FROM})
    kept = [plant for plant in WORKS if plant in set(running["plant"]) and "tablets" not in plant]
    told = (
        f"**Keep running**: {listed(kept)}. **Store** {max(stock.values()):,.0f} t of amoxicillin from "
        f"{min(year for year, held in stock.items() if held > 0)} on. **Build** {listed(list(made['project']))}, for "
        f"{made['capex'].sum():,.0f} million USD."
    )
    return f"{wrapped(told)}\n\n{built(plan, partners(), TONNE)}"


def made_and_bought(plan: Plan) -> str:
    output, bought = undisturbed(plan, "conversion"), undisturbed(plan, "purchases")
    rows = []
    for good in (PENICILLIN, DRUG):
        here = by_year(output[(output["commodity"] == good) & (output["made"] > 0)], "made")
        china = by_year(bought[bought["commodity"] == good], "bought")
        rows.append((f"{good}, made in India and Europe", *(f"{here.get(year, 0.0):,.0f}" for year in YEARS)))
        rows.append((f"{good}, Chinese", *(f"{china.get(year, 0.0):,.0f}" for year in YEARS)))
    wanted = by_year(undisturbed(plan, "service"), "demand")
    rows.append((TABLETS, *(f"{wanted[year]:,.0f}" for year in YEARS)))
    return table(("", *map(str, YEARS)), rows)


def what_ifs(base: Plan, plans: Mapping[str, Plan | None]) -> str:
    """What withstanding costs by tablet; then each what-if."""
    free = plans.get(NO_DEMAND)
    rows = what_if_rows(base, plans, short, changes)
    header = ("what if", "cost, million USD", "missing if China stops, t", "delivered, %", "built")
    return "\n\n".join(([premium(base, free)] if free else []) + [table(header, rows)])


def premium(base: Plan, free: Plan) -> str:
    """What the requirements cost, over all tablets of the years in which they hold."""
    more = (base.objective - cost(base, "shortage")) - (free.objective - cost(free, "shortage"))
    wanted = by_year(undisturbed(base, "service"), "demand")
    tonnes = sum(each * (1 + DISCOUNT_RATE) ** (2026 - year) for year, each in wanted.items() if year >= FROM)
    return wrapped(
        f"**The requirements cost {more:,.0f} million USD** more, shortages not counted, than what buyers do of their "
        f"own accord, who leave {short(free)[0]} t of a year's medicine missing if China stops: "
        f"{more / tonnes * 1e3:,.2f} USD a kilogram, "
        f"{more * 1e8 / (tonnes * TABLETS_IN_TONNE):,.2f} US cents a tablet."
    )


def short(plan: Plan) -> tuple[str, str]:
    """Tonnes missing in the worst year without China, and what is delivered then."""
    stops = plan.frames["branches"].query("disruption == @STOP", local_dict={"STOP": STOP})
    worst = stops.loc[stops["unmet"].idxmax()]
    return f"{worst['unmet']:,.0f}", f"{100 * worst['service']:.0f}"
