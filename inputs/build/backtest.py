"""What a plan made with the data of 2019 would have decided, beside what happened from 2020 to 2025.

``python -m inputs.build.backtest`` solves it, keeps its figures in a file and writes docs/backtest.md. The workbook is
that of today, moved back by six years: its rules, targets and costs are those that a planner would have written then,
as much ahead of their time as they are today. What was not known in 2019 is taken out, and what stands today and did
not then may be built, at the cost that was announced.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import model
from inputs.build import rare_earths
from inputs.build.figures import by_year, table, undisturbed, whole, wrapped
from inputs.build.lines import numbered
from inputs.build.projects import OVERRUN
from inputs.build.risk import WITHHELD
from model.families.contracts.rows import Contract
from model.families.decisions.rows import Decision
from model.families.demand.rows import Demand
from model.families.investment.rows import MODULES, LeadTime, Project, ProjectStatus
from model.families.origin.rows import Origin
from model.families.public_money.rows import PublicMoney
from model.families.routes.rows import Route
from model.families.stockpiles.rows import Stockpile
from model.results.plan import Plan
from model.results.without import COST, LOWEST_FILL, SHORTAGE, WITHOUT
from model.scenario.disruptions import Disruption
from model.scenario.limits import Limit
from model.sheets.columns import ByYear
from model.sheets.common import CostRow, Plant, Supplier
from model.sheets.schema import Row
from model.sheets.tables import Tables
from model.sheets.whatifs import OF_WHAT_IFS

KEPT = Path(__file__).resolve().parent / "backtest.json"
BACK, FIRST, LAST = 6, 2020, 2034
MAGNETS = ("Standard magnet", "High-coercivity magnet")

WANTED = {"US automotive": 0.87, "US other": 0.87, "US defence": 0.9, "EU market": 0.63, "Japan market": 0.95,
          "Korea market": 0.6}  # fmt: skip
"""Demand for magnets in 2020 by that of 2026: as what China sent in 2020 (Germany 5,488 t, USA 4,924, Korea 3,722, in
all 35,982) by what it sends now, with what each market made itself."""

EXPORTED = 35_982 / 57_392
"""China's exports of magnets in 2020 by those of 2025, held flat as they are today."""

PRICES = {"Chinese NdPr oxide": 34_600.0, "Chinese Dy oxide": 235_000.0, "Chinese Tb oxide": 500_000.0,
          "Chinese NdPr metal": 44_000.0, "Chinese standard magnets": 38_000.0,
          "Chinese high-coercivity magnets": 50_000.0}  # fmt: skip
"""USD/t: oxide as quoted in January 2020 without VAT, metal at the same margin; heavy rare earths below their mean of
2020 (261 and 670 USD/kg); magnets around the 47 USD/kg of Chinese exports in 2020. Held flat."""

STOOD = {"Mt Weld mine": 27_700, "Gebeng separation": 28_000, "Mountain Pass mine": 28_000, "Silmet separation": 3_000,
         "Ellesmere Port metal": 1_500, "Japanese metal makers": 6_200, "Korean metal makers": 0,
         "Hanau magnets": 280, "Japanese magnet makers": 11_800, "Korean magnet makers": 0,
         "US samarium-cobalt makers": 330, "European samarium-cobalt makers": 220,
         "Japanese samarium-cobalt makers": 170, "Ellesmere Port samarium": 40, "Japanese samarium": 60,
         "Japanese recyclers": 5_500}  # fmt: skip
"""Plants of 2019 and their capacity: Lynas as of its 5,900 t of NdPr, Mountain Pass as mined; others as today."""

KNOWN = frozenset((
    "Mt Weld further expansion", "Gebeng expansion", "Nolans mine build", "Nolans refinery", "Dubbo mine build",
    "Dubbo refinery", "Songwe Hill", "Round Top build", "Longonjo build", "Lofdal",
    "Strange Lake, full", "Strange Lake, half", "Sept-Iles, full", "Sept-Iles, half", "Sept-Iles heavy build",
    "Ellesmere Port lines", "Japanese metal lines", "Korean metal lines", "San Marcos lines", "Hanau lines",
    "Japanese magnet lines", "Korean magnet lines", "US samarium-cobalt lines", "European samarium-cobalt lines",
    "Japanese samarium-cobalt lines", "Landisville samarium furnaces", "Ellesmere Port samarium furnaces",
    "Japanese recycling lines", "Vinton", "Vinton heavy, large", "Vinton heavy, small",
))  # fmt: skip
"""Projects of today's workbook that had a study or a sponsor in 2019, or need none."""

# project, plant, t/y, million USD announced, like which project of today, in service, source
SINCE = (
    ("Kalgoorlie", "Kalgoorlie cracking", 38_000.0, 325.0, "Nolans refinery", "2024", "A$500m announced in 2019"),
    ("Mountain Pass restart", "Mountain Pass separation", 27_000.0, 200.0, "Gebeng expansion", "2023", "US$200m"),
    ("Mountain Pass heavy build", "Mountain Pass heavy", 3_000.0, 100.0, "Sept-Iles heavy build", "2026", "estimated"),
    ("Independence", "Independence magnets", 1_000.0, 200.0, "San Marcos lines", "2026", "estimated"),
    ("Independence metal lines", "Independence metal", 500.0, 30.0, "Ellesmere Port lines", "2025", "assumed"),
    ("Narva", "Narva magnets", 2_000.0, 113.0, "Hanau lines", "2026", "EUR 100m"),
)  # fmt: skip
"""What was built since, as it could have been decided."""

Kept = dict[str, Any]


def tables() -> Tables:
    """Today's workbook as a planner would have written it in 2019."""
    today = rare_earths.tables()
    settings = replace(today.settings, first_year=FIRST, last_year=LAST, years_per_period=1, gap=0.05)
    stay = {*STOOD, *(plant for _, plant, *_ in SINCE), *(row.plant for row in today[Project] if row.project in KNOWN)}
    known = {row.technology for row in today[Plant] if row.plant in stay}
    gone = {row.plant for row in today[Plant]} - stay | {row.project for row in today[Project]} - KNOWN
    rows: list[Row] = []
    for sheet, some in today.rows.items():
        if sheet in (Decision, Contract, ProjectStatus, PublicMoney, *OF_WHAT_IFS):
            continue
        rows += [_as_of_then(_back(row)) for row in some if not _names(row) & gone]
    plants = today[Plant]
    never = {row.technology for row in plants} - known
    never |= {row.site for row in plants} - {row.site for row in plants if row.plant in stay}
    said = [row for row in rows if not {getattr(row, "technology", ""), getattr(row, "target", "")} & never]
    return Tables.of(settings, numbered([*_whole_disruptions(today, rows, said), *_since(today)]))


def _names(row: Row) -> set[str]:
    """Names that a row holds."""
    return {str(getattr(row, each.name)) for each in fields(row) if isinstance(getattr(row, each.name), str)}


def _back(row: Row) -> Row:
    """A row with its years moved back."""
    changed: dict[str, Any] = {}
    for each in fields(row):
        value = getattr(row, each.name)
        if isinstance(value, ByYear):
            changed[each.name] = ByYear(tuple((max(year - BACK, 0), amount) for year, amount in value.points))
        elif isinstance(value, int) and 2000 < value < 2100:
            changed[each.name] = value - BACK
    if isinstance(row, Disruption) and row.start:
        changed["start"] = re.sub(r"\d{4}", lambda found: str(int(found[0]) - BACK), row.start)
    return replace(row, **changed)


def _as_of_then(row: Row) -> Row:
    """Amounts and prices of 2019 in place of today's."""
    if isinstance(row, Demand) and row.product in MAGNETS:
        return replace(row, quantity=row.quantity.times(WANTED[row.market]))
    if isinstance(row, Origin) and row.quantity is not None:
        return replace(row, quantity=WANTED["US defence"] * row.quantity)
    if isinstance(row, Stockpile) and row.site in WANTED:
        share = WANTED[row.site]
        return replace(row, opening_stock=share * row.opening_stock, minimum_closing_stock=share *
                       row.minimum_closing_stock)  # fmt: skip
    if isinstance(row, Supplier):
        price = PRICES.get(row.supplier)
        is_magnet = row.commodity in MAGNETS and row.limit is not None
        return replace(row, price=row.price if price is None else ByYear.of(price),
                       limit=row.limit.times(EXPORTED) if is_magnet and row.limit else row.limit)  # fmt: skip
    if isinstance(row, Plant):
        return replace(row, existing_capacity=ByYear.of(STOOD.get(row.plant, 0.0)), in_service_from=None,
                       availability=ByYear.of(row.availability.greatest))  # fmt: skip
    return row


def _whole_disruptions(today: Tables, rows: list[Row], said: list[Row]) -> list[Row]:
    """What is ``said``, without disruptions that lost one of their ``rows``, and without contracts of later years."""
    before = [row.disruption for row in today[Disruption]]
    now = [row.disruption for row in rows if isinstance(row, Disruption)]
    return [
        _tried(row) for row in said
        if not (isinstance(row, Disruption) and before.count(row.disruption) != now.count(row.disruption))
        and not (isinstance(row, Limit) and (row.measure == "flow" or row.limit.endswith("as it runs")))
    ]  # fmt: skip


def _tried(row: Row) -> Row:
    """What came in 2025 is tried in 2025; and what Malaysia may crack ends in 2023, as its licence of 2019 said."""
    if isinstance(row, Disruption) and row.disruption == WITHHELD:
        return replace(row, start=row.start and "2023; 2025; 2029")
    if isinstance(row, Route) and (row.origin, row.destination) == ("Mt Weld", "Gebeng"):
        return replace(row, capacity=ByYear.of({2020: 28_000, 2023: 28_000, 2024: 0}))
    return row


def _since(today: Tables) -> Iterator[Row]:
    """Projects of what was built since then, each with lead times and other costs of one like it."""
    sponsors = {row.plant: row.sponsor for row in today[Plant]}
    for name, plant, size, capital, like, *_ in SINCE:
        project = next(row for row in today[Project] if row.project == like)
        times = next(row for row in today[LeadTime] if row.project == like)
        cost = next(row for row in today[CostRow] if row.item == like)
        yield replace(project, project=name, plant=plant, kind=MODULES, module_size=size, maximum_modules=1,
                      minimum_size=0.0, maximum_size=None, choice_group="", needs="", earliest_decision=None,
                      sponsor=sponsors[plant])  # fmt: skip
        yield replace(times, project=name)
        yield replace(cost, item=name, fixed_capex=ByYear.of(OVERRUN * capital), capex_per_unit=ByYear.of(0.0))


# ---------------------------------------------------------------------------------------------- figures and page

OUTSIDE = (("NdPr oxide", ("NdPr oxide",)), ("Dy and Tb oxide", ("Dy oxide", "Tb oxide")),
           ("NdPr metal", ("NdPr metal",)), ("Magnets", MAGNETS))  # fmt: skip

# t made outside China in 2025, source
HAPPENED = {
    "NdPr oxide": (9_200, "Lynas some 6,600 t in the year to June, Mountain Pass 2,599 t; others small"),
    "Dy and Tb oxide": (10, "first at Gebeng in May 2025, estimated"),
    "NdPr metal": (6_000, "Japan's makers, Ellesmere Port, Saskatoon, Fort Worth; estimated"),
    "Magnets": (12_500, "Japan some 10,000 t, China 94 % of the world; estimated"),
}
EVENTS = (
    ("Kalgoorlie", "decided in December 2019, first carbonate in June 2024, A$800m in place of A$500m"),
    ("Mountain Pass restart", "decided in 2020 to 2022, separated oxide from late 2023: 1,294 t NdPr in 2024"),
    ("Mountain Pass heavy build", "contract of 2022, commissioning in 2026"),
    ("Independence", "decided in 2022, first magnets at the end of 2025"),
    ("Independence metal lines", "metal from January 2025"),
    ("Narva", "decided in 2023, first magnets in 2025"),
)
"""What happened to what could be decided."""


def figures(plan: Plan) -> Kept:
    """What the page tells of the plan."""
    built = plan.frames["builds"].sort_values(["decided", "capex"], ascending=[True, False])
    output = undisturbed(plan, "conversion")
    service, branches = plan.frames["service"], plan.frames["branches"]
    met = {}
    for each in branches[branches["start"] == 2025].itertuples():
        if each.disruption == WITHHELD:
            there = service["node"].str.startswith(f"{each.branch} / ") & service["product"].isin(MAGNETS)
            part = service[there]
            met[str(each.disruption)] = round(100 * (1 - part["shortage"].sum() / part["demand"].sum()))
    return {
        "cost": round(plan.objective), "gap": round(plan.gap, 4),
        "built": [[str(each.project), int(each.decided), float(each.online), round(float(each.size)),
                   round(float(each.capex))] for each in built.itertuples() if each.decided <= 2024],
        "made": {name: round(by_year(output[output["commodity"].isin(goods)], "made").get(2025, 0.0))
                 for name, goods in OUTSIDE},
        "met in 2025": met, "nothing": _against_nothing(plan),
    }  # fmt: skip


def _against_nothing(plan: Plan) -> list[list[Any]] | str:
    """Cost, shortage cost and the lowest fill rate in a disruption: planned, and doing nothing; or why that is
    unknown."""
    if WITHOUT not in plan.frames:
        return str(plan.statistics.get(WITHOUT, "not compared"))
    compared = plan.frames[WITHOUT].set_index("figure")
    return [[name, *(round(float(compared.at[name, side]) * scale) for side in ("with_plan", "without_plan"))]
            for name, scale in ((COST, 1), (SHORTAGE, 1), (LOWEST_FILL, 100)) if name in compared.index]  # fmt: skip


def page(found: Kept) -> str:
    """The tables of the page."""
    decided = {name: (year, online) for name, year, online, *_ in reversed(found["built"])}
    made = table(("made outside China in 2025, t", "plan with the data of 2019", "what happened", "from"),
                 [(name, whole(found["made"][name]), whole(amount), source)
                  for name, (amount, source) in HAPPENED.items()])  # fmt: skip
    events = table(("decision", "plan with the data of 2019", "what happened"),
                   [(name, "{}, online {:.1f}".format(*decided[name]) if name in decided else "not by 2024", then)
                    for name, then in EVENTS], text_columns=3)  # fmt: skip
    built = table(("decided by 2024", "year", "online", "t/y", "million USD"),
                  [(name, str(year), f"{online:.1f}", whole(size), whole(capital))
                   for name, year, online, size, capital in found["built"]])  # fmt: skip
    met = table(("magnets delivered, %", "plan with the data of 2019"),
                [(f"{name}, from 2025", str(share)) for name, share in found["met in 2025"].items()])  # fmt: skip
    return "\n\n".join((made, events, met, _nothing(found["nothing"]), built))


def _nothing(found: list[list[Any]] | str) -> str:
    if isinstance(found, str):
        return wrapped(f"What doing nothing would have cost is {found}")
    rows = [(f"{name}, {'%' if name == LOWEST_FILL else 'million USD'}", whole(planned), whole(idle))
            for name, planned, idle in found]  # fmt: skip
    return table(("in present value, 2020 to 2034", "plan with the data of 2019", "doing nothing"), rows)


if __name__ == "__main__":
    KEPT.write_text(json.dumps(figures(model.solve(tables())), indent=1) + "\n", encoding="utf-8", newline="\n")
