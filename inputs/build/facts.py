"""The facts that the example was made for: where each stands in the workbook, and what the plan makes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from inputs.build import tested
from inputs.build.demand import LAST, SHOWN, period
from inputs.build.figures import by_year, table, undisturbed
from model.families.demand.rows import Demand
from model.families.funds import Fund
from model.families.investment.rows import Project
from model.families.reserves.rows import Reserve
from model.families.routes.rows import Route
from model.families.technology.rows import HELD, Technology
from model.families.workforce.rows import Skill
from model.results.plan import Plan
from model.sheets.common import Country, Plant, Supplier
from model.sheets.schema import ASSUMED, SHEET_OF, Row
from model.sheets.tables import Tables

US_MARKETS = ("US defence", "US automotive", "US other")
MAGNETS = ("Standard magnet", "High-coercivity magnet")
ASKED = ("Saudi Arabia", "Mongolia", "Brazil")
"""Partners that the question names."""
LICENCES, MEANS = ("Licence refused",), ("Capital 1.7 times", "Capital twice", "No loans")
"""What-ifs that test technology and capital."""
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
        "heavy of the USA": _partner(plan, "USA", "heavy"), "chinese refining": _refined(plan),
        "imports of the USA": _tonnes_into_the_usa(plan),
        "mined tonnes": round(sum(_of_raw(plan).values())), "partners": {name: _partner(plan, name) for name in ASKED},
        "served": {market: _served_tonnes(plan, market) for market in ("US automotive", "US defence")},
    }  # fmt: skip


def _refined(plan: Plan) -> list[int]:
    """Share of the magnets delivered that was refined in China, what is inside Chinese magnets and Chinese metal
    included, by year, %."""
    flows, made = undisturbed(plan, "flows"), undisturbed(plan, "conversion")
    markets = {row.market for row in plan.tables[Demand]}
    sold = flows[flows["commodity"].isin(MAGNETS) & flows["destination"].isin(markets)]
    bought = undisturbed(plan, "purchases")
    there = bought[bought["country"] == "China"]
    delivered, chinese = by_year(sold, "shipped"), by_year(sold[sold["origin_country"] == "China"], "shipped")
    oxide, metal = (by_year(there[there["commodity"] == name], "bought") for name in ("NdPr oxide", "NdPr metal"))
    own = by_year(made[made["commodity"] == "NdPr oxide"], "made")
    shares = []
    for year in SHOWN:
        refined = oxide.get(year, 0.0) + metal.get(year, 0.0)
        inside = refined / (refined + own.get(year, 0.0)) if refined else 0.0
        bought_there = chinese.get(year, 0.0) / delivered[year] if delivered.get(year) else 0.0
        shares.append(round(100 * (bought_there + (1 - bought_there) * inside)))
    return shares


def _tonnes_into_the_usa(plan: Plan) -> list[int]:
    """Chinese magnets that arrive at US markets, t."""
    flows = undisturbed(plan, "flows")
    here = flows[flows["commodity"].isin(MAGNETS) & flows["destination"].isin(US_MARKETS)]
    found = by_year(here[here["origin_country"] == "China"], "shipped")
    return [round(found.get(year, 0.0)) for year in SHOWN]


def _of_raw(plan: Plan) -> dict[str, float]:
    """What each deposit gives to the end of the horizon, t."""
    last = undisturbed(plan, "reserves")
    last = last[last["period"] == last["period"].max()]
    available = {row.reserve: row.available for row in plan.tables[Reserve]}
    return {str(each.plant): available[each.reserve] - each.left for each in last.itertuples()}


def _partner(plan: Plan, country: str, called: str = "") -> dict[str, Any]:
    """What is built there, or called so: names, first year online, capital [million], and what plants make, t."""
    built, made = plan.frames["builds"], undisturbed(plan, "conversion")
    there = built[(built["country"] == country) & built["project"].str.contains(called, regex=False)]
    goods = made[made["country"] == country].groupby(["commodity", "period"])["made"].sum()
    most = {good: round(float(goods[good].max())) for good in dict.fromkeys(goods.index.get_level_values(0))}
    return {
        "projects": list(dict.fromkeys(map(str, there["project"]))),
        "online": round(float(there["online"].min()), 1) if len(there) else None,
        "capital": round(float(there["capex"].sum())),
        "makes": {good: t for good, t in most.items() if t > 0},
    }


def _served_tonnes(plan: Plan, market: str) -> list[int]:
    """Magnets of all kinds delivered to a market while nothing happens, t."""
    service = undisturbed(plan, "service")
    here = service[service["market"] == market]
    wanted, missing = by_year(here, "demand"), by_year(here, "shortage")
    return [round(wanted.get(year, 0.0) - missing.get(year, 0.0)) for year in SHOWN]


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


def _is_country(name: str, row: Any) -> bool:
    return bool(row.country == name)


def _series(figures: list[int], unit: str) -> str:
    return ", ".join(f"{figure:,}{unit} in {period(year)}" for figure, year in zip(figures, SHOWN, strict=True))


def _names(tables: Tables, sheet: type[Row]) -> int:
    return len(tables[sheet])


def partner_line(found: Results, name: str, needed: str) -> str:
    """What a partner gives: tonnes, dollars and year, or why nothing."""
    each = found["partners"][name]
    if not each["projects"]:
        return f"nothing is built there to {LAST}: {needed}"
    makes = ", ".join(f"{tonnes:,} t/y of {good}" for good, tonnes in each["makes"].items()) or "nothing yet"
    return f"{_built(each)}; at most {makes}"


def _built(each: Mapping[str, Any]) -> str:
    """Names, capital and year; empty if nothing is built."""
    projects = ", ".join(each["projects"])
    return f"{projects}: {each['capital']:,} million USD, online from {each['online']:g}" if projects else ""


def fact_table(figures: Mapping[str, Any], tables: Tables, plans: Mapping[str, Any], needed: Mapping[str, str]) -> str:
    """Each fact, its cell with its source, and its result; ``plans`` are those of what-ifs, ``needed`` what each
    partner would take."""
    found = figures["facts"]
    tests = {names: tested.told(plans, names) if tested.is_of(plans, figures) else tested.NOT_TESTED
             for names in (LICENCES, MEANS)}  # fmt: skip
    lane = _cell(tables, Route, "capacity", lambda row: (row.origin, row.destination) == ("Shanghai", "US markets"))
    exhausted = [plant for plant, share in found["mined"].items() if share >= 99]
    rest = {plant: share for plant, share in found["mined"].items() if share < 99}
    mined = (
        f"mined by {LAST}: {', '.join(f'{plant} {share} %' for plant, share in rest.items())}"
        if rest
        else f"no deposit is limited before {LAST}, but the life of each mine is"
    )
    acquired = [row for row in tables[Technology] if row.way != HELD]
    is_china = lambda row: row.country == "China"  # noqa: E731
    rows = (
        ("China holds about 40 % of reserves, at most 49 %", _cell(tables, Country, "notes", is_china),
         f"{found['mined tonnes']:,} t are taken from deposits to {LAST}; {mined}"
         f"{'; exhausted: ' + ', '.join(exhausted) if exhausted else ''}. Ore is not what is short"),
        ("China refines 90 %", _cell(tables, Country, "notes", is_china),
         f"refined in China of all magnets delivered, what is inside Chinese magnets and metal included: "
         f"{_series(found['chinese refining'], ' %')}; of the oxides that allies themselves use: "
         f"{_series(found['chinese oxide'], ' %')}"),
        ("70 % of US imports came from China",
         _cell(tables, Country, "notes", lambda row: row.country == "USA"),
         f"Chinese share of magnets that reach US markets (at most {lane}): "
         f"{_series(found['chinese magnets in the USA'], ' %')}; {_series(found['imports of the USA'], ' t')}"),
        ("417 kg in an F-35", _cell(tables, Demand, "quantity", lambda row: row.market == "US defence"),
         f"US defence gets {_series(found['served']['US defence'], ' t')} of magnets, and at least "
         f"{found['defence at worst']} % of its NdFeB magnets in a Chinese stop from 2030"),
        ("no heavy separation in the USA", _cell(tables, Plant, "in_service_from",
                                                 lambda row: row.plant == "Mountain Pass heavy"),
         f"Dy oxide made in the USA: {_series(found['dysprosium of the USA'], ' t')}; "
         f"{_built(found['heavy of the USA']) or 'no plant is added'}"),
        ("partners", _cell(tables, Project, "project", lambda row: True),
         f"{_names(tables, Project)} projects in {_names(tables, Country)} countries; those built are listed above"),
        *((name, _cell(tables, Country, "notes", partial(_is_country, name)), partner_line(found, name, needed[name]))
          for name in ASKED),
        ("technology", _cell(tables, Technology, "technology", lambda row: row.way != HELD),
         f"{len(acquired)} ways to acquire a capability; {tests[LICENCES]}"),
        ("capital", _cell(tables, Fund, "limit", lambda row: row.fund == "Capital, USA"),
         f"{found['capital']:,} million USD in all; "
         + (f"budgets are full in some year in {', '.join(found['full funds'])}" if found["full funds"]
            else "no budget is full in any year") + f"; {tests[MEANS]}"),
        ("skills", _cell(tables, Skill, "headcount", lambda row: row.market == "USA"),
         f"skilled people in the USA: {_series(found['people in the USA'], '')}"),
        ("cars", _cell(tables, Demand, "quantity", lambda row: row.market == "US automotive"),
         f"US cars get {_series(found['served']['US automotive'], ' t')}, and at least {found['cars at worst']} % in a "
         "Chinese stop from 2030"),
        ("samarium for missiles", _cell(tables, Demand, "quantity", lambda row: row.product == "SmCo magnet"),
         f"US defence gets least of it in {found['samarium'][0]}: {found['samarium'][1]} %, since Chinese metal counts "
         "for it until 2026 only"),
        ("what China may still sell", _cell(tables, Supplier, "limit", lambda row: "magnets" in row.supplier),
         f"{ASSUMED}; its price comes first among the assumptions below"),
    )  # fmt: skip
    return table(("fact", "cell", "what the plan makes of it"), rows, text_columns=3)
