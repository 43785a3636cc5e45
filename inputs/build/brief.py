"""The figures of the brief on the rare-earth example, taken from a results workbook.

The example takes minutes to solve, so its figures are kept in a file beside this one, with a fingerprint of the
workbook that they are of. The pages (:mod:`inputs.build.brief_blocks`) are written from the file, and a test holds the
three together without a solve.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import pandas as pd

from inputs.build import review
from inputs.build.assumptions import assumptions
from inputs.build.calibration import first_year
from inputs.build.demand import SHOWN, period
from inputs.build.facts import results
from inputs.build.figures import by_year, cost, undisturbed, whole, worst_starts
from model.families.investment.rows import Project, ProjectStatus
from model.reports.answers.answer import PlanAnswer
from model.reports.answers.four import answers
from model.reports.phrases import gap_text
from model.results.accounts import NOBODY
from model.results.doubts import oddities
from model.results.plan import Plan
from model.results.view import View
from model.scenario.disruptions import Disruption
from model.sheets.periods import lengths_of
from model.sheets.schema import SAID, Row
from model.sheets.tables import Tables
from model.sheets.whatifs import Change, Range, WhatIf

Figures = dict[str, Any]

MAGNETS = ("Standard magnet", "High-coercivity magnet")
CHINA = "China"
MARKETS = ("US defence", "US automotive", "US other", "EU market", "Japan market", "Korea market")
DEFENCE, SMCO = "US defence", "SmCo magnet"
IN_A_STOP = ("US defence, NdFeB", "US defence, SmCo", *MARKETS[1:])
"""Columns of a table of Chinese stops."""

PARTNERS = (
    "Saudi Arabia", "Brazil", "Mongolia", "Malaysia", "Malawi", "Madagascar", "Angola", "Tanzania", "Namibia",
    "India", "Vietnam", "Greenland", "Australia", "Canada", "Japan", "Korea",
)  # fmt: skip


NOT_THE_CASE = (Disruption, WhatIf, Change, Range, ProjectStatus)
"""Sheets that say what else could be, or what is known, not what is planned: the page tells how many disruptions a plan
was held to."""


def fingerprint(tables: Tables) -> str:
    """Of all rows that a plan is made from. Cells that say what an empty one means are left out, so that a column that
    a sheet gains changes nothing."""
    planned = (each for each in tables.rows.items() if each[0] not in NOT_THE_CASE)
    said = sorted(f"{sheet.__name__} {_told(row)}" for sheet, rows in planned for row in rows)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def identity(cost: float, built: Sequence[Figures]) -> str:
    """Of a plan: what it costs and what is built when."""
    told = [round(cost), *([each[name] for name in ("project", "decided", "size")] for each in built)]
    return hashlib.sha256(str(told).encode()).hexdigest()[:16]


def _told(row: Row) -> list[tuple[str, object]]:
    """Cells of a row but its place in the sheet and what is only said of it: no plan is made from a source."""
    unplanned = {"line", *(column.attribute for column in SAID)}
    told = [(each, getattr(row, each.name)) for each in fields(row) if each.compare and each.name not in unplanned]
    return [(each.name, value) for each, value in told if value != each.default]


# ---------------------------------------------------------------------------------------------- from the plan


def in_facts(answer: PlanAnswer) -> str:
    """The facts of an answer, and its payers, as sentences."""
    facts = [f"{fact.figure} {fact.words}." for fact in answer.facts]
    payers = [f"{item.name} {item.figure}: {item.words}." for item in answer.picture.key if item.figure]
    return " ".join([*facts, *payers])


def figures(plan: Plan) -> Figures:
    """All that the page states."""
    return {
        "workbook": fingerprint(plan.tables), "oddities": [each.words for each in oddities(plan)],
        "answers": [[each.question, each.headline, in_facts(each)] for each in answers(View(plan))],
        "cost": round(plan.objective), "gap": gap_text(plan.gap),
        "outcome": plan.verdict,
        "disruptions": len(plan.frames["branches"]),
        "categories": {name: round(cost(plan, name)) for name in
                       ("operation", "purchases", "capital", "people", "freight", "shortage", "income",
                        "public money")},
        "premium": premium(plan), "builds": builds(plan), "people": people(plan), "first year": first_year(plan),
        "filled": filled(plan), "stops": stops(plan), "worst": worst(plan), "defence": defence(plan),
        "leaders": leaders(plan),
        "binding": binding(plan), "partners": partners(plan), "by country": capital_by_country(plan),
        "facts": results(plan), "assumptions": assumptions(plan), "review": review.figures(plan),
    }  # fmt: skip


def _discount(plan: Plan, period: int) -> float:
    """Sum of the discount factors of a period's years."""
    settings = plan.tables.settings
    years = lengths_of(settings.years_per_period, settings.first_year, settings.last_year)[period]
    return sum((1 + settings.discount_rate) ** (settings.first_year - period - later) for later in range(years))


def premium(plan: Plan) -> Figures:
    """What a kilogram of magnets costs in the plan, and if China sold all of them at the workbook's prices."""
    from model.sheets.common import Supplier

    service = undisturbed(plan, "service")
    wanted = service[service["product"].isin(MAGNETS)]
    weight = wanted["period"].map(lambda year: _discount(plan, int(year)))
    tonnes = float(((wanted["demand"] - wanted["shortage"]) * weight).sum())
    price = {
        row.commodity: row.price
        for row in plan.tables[Supplier]
        if row.supplier.startswith("Chinese") and row.commodity in MAGNETS
    }
    bought = sum(
        each.demand * _discount(plan, int(each.period)) * price[each.product].at(int(each.period))
        for each in wanted.itertuples()
    )
    demand = float((wanted["demand"] * weight).sum())
    ours, theirs = 1e3 * plan.objective / tonnes, bought / demand / 1e3
    return {"plan": round(ours, 1), "chinese": round(theirs, 1)}


def builds(plan: Plan) -> list[Figures]:
    """What is under way and what is decided, by year and capital."""
    sponsors = {str(row.project): row.sponsor for row in plan.tables[Project]}
    made = plan.frames["builds"].sort_values(["decided", "capex"], ascending=[True, False])
    return [
        {"project": each.project, "with": sponsors.get(str(each.project)) or NOBODY, "country": each.country,
         "stage": each.stage, "decided": int(each.decided), "online": round(float(each.online), 1),
         "size": round(float(each.size)), "capital": round(float(each.capex))}
        for each in made.itertuples()
    ]  # fmt: skip


def people(plan: Plan) -> Figures:
    force = plan.frames["workforce"]
    by_market = force[force["period"] == force["period"].max()].groupby("market")["people"].sum()
    start = force[force["period"] == force["period"].min()].groupby("market")["people"].sum()
    return {"recruits": round(float(force["recruits"].sum())),
     "releases 2026": round(float(force.loc[force["period"] == 2026, "releases"].sum())),
            "usa first": round(float(start.get("USA", 0.0))), "usa last": round(float(by_market.get("USA",
             0.0)))}  # fmt: skip


def filled(plan: Plan) -> list[list[str]]:
    """Demand that is met if nothing happens, by market and product, where some of it is not."""
    service = undisturbed(plan, "service")
    rows = []
    for (market, product), part in service.groupby(["market", "product"], sort=False):
        wanted, missing = by_year(part, "demand"), by_year(part, "shortage")
        if sum(missing.values()) > 0.005 * sum(wanted.values()):
            met = {year: 100 * (1 - missing[year] / wanted[year]) for year in wanted}
            least = min(met, key=lambda year: met[year])
            cells = [f"{met[year]:.0f}" for year in SHOWN]
            rows.append([f"{market}, {product}", *cells, f"{met[least]:.0f} ({period(least)})"])
    return rows


def stops(plan: Plan) -> list[list[str]]:
    """Demand for magnets that is met in a Chinese stop, by its start, and by market as in ``IN_A_STOP`` [%]."""
    service = plan.frames["service"]
    goods = {"NdFeB": service[service["product"].isin(MAGNETS)],
             "SmCo": service[service["product"].eq(SMCO) & service["market"].eq(DEFENCE)]}  # fmt: skip
    rows: dict[str, list[str]] = {}
    for each in plan.frames["branches"].sort_values("start").itertuples():
        if "export stop" not in str(each.disruption).lower() or CHINA not in f"{each.disruption} {each.subject}":
            continue
        sums = {kind: _of_branch(part, str(each.branch)).groupby("market")[["demand", "shortage"]].sum()
                for kind, part in goods.items()}  # fmt: skip
        first, *others = (f"{_met(sums['NdFeB'].loc[market]):.0f}" for market in MARKETS)
        rows[f"{each.start:.0f}"] = [first, f"{_met(sums['SmCo'].loc[DEFENCE]):.0f}", *others]
    return [[start, *cells] for start, cells in rows.items()]


def _of_branch(frame: pd.DataFrame, branch: str) -> pd.DataFrame:
    return frame[frame["node"].str.startswith(f"{branch} / ")]


def _met(sums: Any) -> float:
    """Per cent of demand that is met."""
    return float(100 * (1 - sums["shortage"] / sums["demand"]))


def defence(plan: Plan) -> list[list[Any]]:
    """NdFeB and SmCo magnets for US defence in the disruption that leaves least of them: kind, share met over its
    assessment period [%], disruption, start."""
    service = plan.frames["service"]
    service = service[service["market"].eq(DEFENCE)]
    rows = []
    for kind, products in (("NdFeB", MAGNETS), ("SmCo", (SMCO,))):
        part, lowest = service[service["product"].isin(products)], (101.0, "", 0)
        for each in plan.frames["branches"].itertuples():
            sums = _of_branch(part, str(each.branch))[["demand", "shortage"]].sum()
            name = str(each.disruption) + (f": {each.subject}" if each.subject else "")
            lowest = min(lowest, (_met(sums), name, int(each.start)))
        rows.append([kind, round(lowest[0]), *lowest[1:]])
    return rows


def worst(plan: Plan) -> list[list[str]]:
    rows = [
        [str(each.disruption) + (f", {each.subject}" if each.subject else ""), f"{each.start:.0f}", whole(each.more),
         f"{100 * each.service:.0f}", whole(each.dearer)]
        for each in worst_starts(plan).itertuples()
    ]  # fmt: skip
    return rows[:8]


def leaders(plan: Plan) -> list[list[str]]:
    """The country with the largest share of what is made and bought, by stage and year."""
    output = undisturbed(plan, "conversion").rename(columns={"made": "t"})
    bought = undisturbed(plan, "purchases").rename(columns={"bought": "t"})
    both = pd.concat([each[["country", "commodity", "period", "t"]] for each in (output, bought)])
    rows = []
    for name, goods in (
        ("NdPr oxide", ["NdPr oxide"]),
        ("Dy oxide", ["Dy oxide"]),
        ("NdPr metal", ["NdPr metal"]),
        ("magnets", list(MAGNETS)),
    ):
        cells = []
        for year in SHOWN:
            part = both[both["commodity"].isin(goods) & both["period"].eq(year)].groupby("country")["t"].sum()
            cells.append(
                f"{100 * part.max() / part.sum():.0f} % {part.idxmax()}" if len(part) and part.sum() > 0 else ""
            )
        rows.append([name, *cells])
    return rows


def binding(plan: Plan) -> list[list[str]]:
    """Limits without slack, and what one unit less would save where it saves most [million]."""
    limits = plan.frames["limits"]
    tight = limits[limits["marginal_cost"].abs() > 1e-6].copy()
    tight["saving"] = tight["marginal_cost"].abs()
    best = tight.sort_values("saving", ascending=False).drop_duplicates("limit")
    return [[str(each.limit), str(each.period), str(each.scope)] for each in best.itertuples()]


def partners(plan: Plan) -> dict[str, list[str]]:
    found = plan.frames["builds"]
    return {name: list(dict.fromkeys(map(str, found.loc[found["country"] == name, "project"]))) for name in PARTNERS}


def capital_by_country(plan: Plan) -> dict[str, int]:
    spent = plan.frames["builds"].groupby("country")["capex"].sum().sort_values(ascending=False)
    return {str(country): round(float(amount)) for country, amount in spent.items() if amount >= 1}
