"""The facts that the example was made for: where each stands in the workbook, and what the plan makes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inputs.build.figures import by_year, table, undisturbed
from inputs.build.grades import ASSUMED
from model.families.demand.rows import Demand
from model.families.funds import Fund
from model.families.investment.rows import Project
from model.families.reserves.rows import Reserve
from model.families.routes.rows import Route
from model.families.technology.rows import HELD, Technology
from model.families.workforce.rows import Skill
from model.results.plan import Plan
from model.sheets.common import Country, Plant, Supplier
from model.sheets.schema import SHEET_OF, Row
from model.sheets.tables import Tables

SHOWN = (2026, 2030, 2035, 2040)
US_MARKETS = ("US defence", "US automotive", "US other")
MAGNETS = ("Standard magnet", "High-coercivity magnet")
Results = dict[str, Any]


def results(plan: Plan) -> Results:
    """What the plan makes of each fact."""
    return {
        "mined": _mined(plan), "chinese oxide": _chinese(plan, ("NdPr oxide", "Dy oxide", "Tb oxide")),
        "chinese magnets in the USA": _into_the_usa(plan),
        "dysprosium of the USA": _made_there(plan, "Dy oxide", "USA"),
        "people in the USA": _people(plan, "USA"), "capital": round(float(plan.frames["builds"]["capex"].sum())),
        "full funds": _full_funds(plan), "defence at worst": _worst(plan, "US defence"),
        "cars at worst": _worst(plan, "US automotive"), "samarium": _samarium(plan),
    }  # fmt: skip


def _mined(plan: Plan) -> dict[str, int]:
    """Share of each reserve that is mined by the end, %."""
    last = undisturbed(plan, "reserves")
    last = last[last["period"] == last["period"].max()]
    available = {row.reserve: row.available for row in plan.tables[Reserve]}
    return {str(each.plant): round(100 * (1 - each.left / available[each.reserve])) for each in last.itertuples()}


def _shares(part: dict[int, float], whole: dict[int, float]) -> list[int]:
    return [round(100 * part.get(year, 0.0) / whole[year]) if whole.get(year) else 0 for year in SHOWN]


def _chinese(plan: Plan, goods: tuple[str, ...]) -> list[int]:
    """Share of what is bought in China in all that is bought and made of some goods, by year, %."""
    made, bought = undisturbed(plan, "conversion"), undisturbed(plan, "purchases")
    made, bought = made[made["commodity"].isin(goods)], bought[bought["commodity"].isin(goods)]
    there = by_year(bought[bought["country"] == "China"], "bought")
    total = by_year(bought, "bought")
    for year, amount in by_year(made, "made").items():
        total[year] = total.get(year, 0.0) + amount
    return _shares(there, total)


def _into_the_usa(plan: Plan) -> list[int]:
    """Chinese share of the magnets that arrive at US markets, by year, %."""
    flows = undisturbed(plan, "flows")
    here = flows[flows["commodity"].isin(MAGNETS) & flows["destination"].isin(US_MARKETS)]
    return _shares(by_year(here[here["origin_country"] == "China"], "shipped"), by_year(here, "shipped"))


def _made_there(plan: Plan, good: str, country: str) -> list[int]:
    output = undisturbed(plan, "conversion")
    found = by_year(output[output["commodity"].eq(good) & output["country"].eq(country)], "made")
    return [round(found.get(year, 0.0)) for year in SHOWN]


def _people(plan: Plan, market: str) -> list[int]:
    force = plan.frames["workforce"]
    found = by_year(force[force["market"] == market], "people")
    return [round(found.get(year, 0.0)) for year in SHOWN]


def _full_funds(plan: Plan) -> list[str]:
    """Funds of which nothing is left in some year while nothing happens."""
    funds = undisturbed(plan, "funds")
    full = funds[(funds["limit"] > 0) & (funds["spent"] > 0.999 * funds["limit"])]
    return sorted({str(each.fund).removeprefix("Capital, ") for each in full.itertuples()})


def _worst(plan: Plan, market: str) -> int:
    """Lowest share of magnets that a market gets in a Chinese stop that starts in 2030 or later, %."""
    service, lowest = plan.frames["service"], 100.0
    service = service[(service["market"] == market) & service["product"].isin(MAGNETS)]
    for each in plan.frames["branches"].itertuples():
        if (
            each.start >= 2030
            and "xport stop" in str(each.disruption)
            and "China" in f"{each.disruption}{each.subject}"
        ):
            part = service[service["node"].str.startswith(f"{each.branch} / ")]
            lowest = min(lowest, 100 * (1 - part["shortage"].sum() / part["demand"].sum()))
    return round(lowest)


def _samarium(plan: Plan) -> list[int]:
    """The year in which US defence gets least of its samarium magnets while nothing happens, and the share, %."""
    service = undisturbed(plan, "service")
    service = service[(service["market"] == "US defence") & service["product"].eq("SmCo magnet")]
    wanted, missing = by_year(service, "demand"), by_year(service, "shortage")
    met = {year: 100 * (1 - missing[year] / wanted[year]) for year in wanted}
    year = min(met, key=lambda each: met[each])
    return [year, round(met[year])]


# ---------------------------------------------------------------------------------------------- onto the page


def _cell(tables: Tables, sheet: type[Row], attribute: str, holds: Callable[[Any], bool]) -> str:
    """Sheet and cell of the first row for which something holds."""
    row = next(each for each in tables[sheet] if holds(each))
    return f"{SHEET_OF[sheet].name}!{row.cell(attribute)}"


def _series(figures: list[int], unit: str) -> str:
    return ", ".join(f"{figure:,}{unit} in {year}" for figure, year in zip(figures, SHOWN, strict=True))


def _names(tables: Tables, sheet: type[Row]) -> int:
    return len(tables[sheet])


def fact_table(found: Results, tables: Tables) -> str:
    """Each fact, its cell with its source, and its result."""
    lane = _cell(tables, Route, "capacity", lambda row: (row.origin, row.destination) == ("Shanghai", "US markets"))
    exhausted = [plant for plant, share in found["mined"].items() if share >= 99]
    rest = {plant: share for plant, share in found["mined"].items() if share < 99}
    mined = (
        f"mined by 2040: {', '.join(f'{plant} {share} %' for plant, share in rest.items())}"
        if rest
        else "no deposit is limited before 2040, but the life of each mine is"
    )
    acquired = [row for row in tables[Technology] if row.way != HELD]
    is_china = lambda row: row.country == "China"  # noqa: E731
    rows = (
        ("China holds about 40 % of reserves, at most 49 %", _cell(tables, Country, "notes", is_china),
         f"{mined}{'; exhausted: ' + ', '.join(exhausted) if exhausted else ''}. Ore is not what is short"),
        ("China refines 90 %", _cell(tables, Country, "notes", is_china),
         f"Chinese share of the magnet oxides that allies use: {_series(found['chinese oxide'], ' %')}"),
        ("70 % of US imports came from China",
         _cell(tables, Country, "notes", lambda row: row.country == "USA"),
         f"Chinese share of magnets that reach US markets (at most {lane}): "
         f"{_series(found['chinese magnets in the USA'], ' %')}"),
        ("417 kg in an F-35", _cell(tables, Demand, "quantity", lambda row: row.market == "US defence"),
         f"US defence gets at least {found['defence at worst']} % of its NdFeB magnets in a Chinese stop from 2030"),
        ("no heavy separation in the USA", _cell(tables, Plant, "in_service_from",
                                                 lambda row: row.plant == "Mountain Pass heavy"),
         f"Dy oxide made in the USA: {_series(found['dysprosium of the USA'], ' t')}"),
        ("partners", _cell(tables, Project, "project", lambda row: True),
         f"{_names(tables, Project)} projects in {_names(tables, Country)} countries; those built are listed above"),
        ("technology", _cell(tables, Technology, "technology", lambda row: row.way != HELD),
         f"{len(acquired)} ways to acquire a capability; the brief names those taken"),
        ("capital", _cell(tables, Fund, "limit", lambda row: row.fund == "Capital, USA"),
         f"{found['capital']:,} million USD in all; "
         + (f"budgets are full in some year in {', '.join(found['full funds'])}" if found["full funds"]
            else "no budget is full in any year")),
        ("skills", _cell(tables, Skill, "headcount", lambda row: row.market == "USA"),
         f"skilled people in the USA: {_series(found['people in the USA'], '')}"),
        ("cars", _cell(tables, Demand, "quantity", lambda row: row.market == "US automotive"),
         f"US cars get at least {found['cars at worst']} % in a Chinese stop from 2030"),
        ("samarium for missiles", _cell(tables, Demand, "quantity", lambda row: row.product == "SmCo magnet"),
         f"US defence gets least of it in {found['samarium'][0]}: {found['samarium'][1]} %, since Chinese metal counts "
         "for it until 2026 only"),
        ("what China may still sell", _cell(tables, Supplier, "limit", lambda row: "magnets" in row.supplier),
         f"{ASSUMED}; its price comes first among the assumptions below"),
    )  # fmt: skip
    return table(("fact", "cell", "what the plan makes of it"), rows, text_columns=3)
