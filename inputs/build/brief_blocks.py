"""The blocks of the brief on the rare-earth example and of the tables behind it, written from figures that are kept.

The brief, docs/example.md, is two printed pages for an adviser; docs/example_tables.md holds all that stands behind it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inputs.build import drivers, ledger, review, tested
from inputs.build.assumptions import assumption_table
from inputs.build.brief import (
    IN_A_STOP,
    PARTNERS,
    Figures,
    identity,
)
from inputs.build.calibration import first_year_table
from inputs.build.demand import FIRST, LAST, SHOWN, period
from inputs.build.facts import fact_table
from inputs.build.figures import listed, table, wrapped
from inputs.build.risk import ALLIES
from inputs.build.robust import HEADER, Decisions, line
from model.families.decisions.rows import ALREADY_MADE, Decision
from model.scenario.coincidence import branches
from model.sheets.tables import Tables
from model.sheets.whatifs import Range, WhatIf

LARGEST, WORST, HANGS_ON = 3, 2, 3
"""How many decisions, disruptions and assumptions the brief names; the tables have all."""

STARTS = ("2027", "2028", "2031", "2038", "2043")
"""Of a Chinese stop, on the brief."""

SERVED = 95
"""Per cent of demand from which a market counts as served."""

NOT_VARIED = "Not computed for this plan yet (`python -m inputs.build.drivers outputs/rare_earths_tornado.xlsx`)."

SPOKEN = {"price": "price", "running": "operating cost", "capital": "capital cost", "wage": "wage"}
"""Kinds of assumptions, in a sentence."""


def blocks(
    found: Mapping[str, Any], near: Mapping[str, Any], driven: Mapping[str, Any], plans: Mapping[str, Any],
    tables: Tables,
) -> dict[str, str]:  # fmt: skip
    """The text of each block of both pages, from the figures alone; ``near`` are the ranges of near-optimal plans,
    ``driven`` what drives the result, ``plans`` those of what-ifs."""
    begun = frozenset(
        row.subject for row in tables[Decision] if row.rule == ALREADY_MADE and row.action == "build"
    )  # decided before the plan begins
    first = tables.settings.first_year
    new = [each for each in found["builds"] if each["project"] not in begun]
    now = sorted((each for each in new if each["decided"] <= first + 1), key=lambda each: -each["capital"])
    later = [each for each in new if each["decided"] > first + 1]
    scenarios = len(branches(tables))
    decided = Decisions(now, first + 1, found, near, plans)
    return {
        "the answer": answer(found), "to start": decided.told(LARGEST), "choices": decided.told(),
        "the cost": the_cost(found, scenarios),
        "what fails": what_fails(found, now), "partners": partner_table(found), "means": means(found),
        "near-optimal plans": near_optimal(near, found), "hangs on": hangs_on(found, driven),
        "decisions": decisions(found, [each for each in found["builds"] if each["project"] in begun], now, later),
        "first year": first_year_table(found["first year"]), "operation": operation(found["review"]),
        "who is served": served(found),
        "worst": table(("disruption", "worst start", "more missing, t", "delivered, %", "more cost, million USD"),
                       found["worst"]),
        "leaders": table(("largest share", *map(period, SHOWN)), found["leaders"]), "what binds": what_binds(found),
        "facts": fact_table(found, tables, plans, NEEDED), "assumptions": assumption_table(found["assumptions"]),
        "drivers": (drivers.drivers_table(driven, [row.input for row in tables[Range]])
                    if drivers.is_of(driven, found) else NOT_VARIED),
        "what-ifs": (tested.what_if_table(plans, [row.what_if for row in tables[WhatIf]])
                     if tested.is_of(plans, found) else tested.NOT_TESTED),
    }  # fmt: skip


# ---------------------------------------------------------------------------------------------- the brief


def answer(found: Mapping[str, Any]) -> str:
    """The four answers, as the first page of the results has them; the first says by itself what it is about."""
    dated = wrapped(
        f"Facts as known on {ledger.DATA_DATE}; the newest is of {max(each.as_of for each in ledger.LEDGER)}. "
        "What has no date of 2026 is older (sheet Project status)."
    )
    heads = [lead if at == 0 else f"{question}: {lead}" for at, (question, lead, _) in enumerate(found["answers"])]
    parts = [wrapped(f"**{head}.** {said}") for head, (_, _, said) in zip(heads, found["answers"], strict=True)]
    return "\n\n".join((*parts, dated))


def _billion(million: float) -> str:
    return f"{million / 1e3:.1f}"


def the_cost(found: Mapping[str, Any], scenarios: int) -> str:
    """What the plan costs, and its premium. ``scenarios`` are the disruptions of the workbook: the
    plan may have been tested against fewer of them."""
    seen, price, split = found["disruptions"], found["premium"], found["categories"]
    tested = f"{scenarios}" if seen == scenarios else f"{seen} of the workbook's {scenarios}"
    parts = listed([f"{_billion(split[name])} {name}" for name in
                    ("operation", "purchases", "capital", "people", "shortage")])  # fmt: skip
    rest = sum(split[name] for name in ("operation", "purchases", "capital", "people", "shortage")) - found["cost"]
    share, country = next(row for row in found["leaders"] if row[0] == "magnets")[-1].split(" % ")
    return wrapped(
        f"**Cost: USD {_billion(found['cost'])} billion to {LAST}** (present value at 8 %): {parts}, less "
        f"{_billion(rest)} of income and public money net of freight and stores. "
        f"Within {found['gap']} of the optimum (proven), stress-tested against {tested} disruption scenarios. "
        f"Magnets cost {price['plan']:g} USD per kg delivered; bought from China at the workbook's prices, "
        f"{price['chinese']:g}. The premium is {price['plan'] - price['chinese']:.1f} USD per kg over all magnets, "
        "those still bought in China included; the price of leaving China is on [a page of its own](example_maker.md). "
        f"In {period(SHOWN[-1])} {share} % of them still come from {country}, if nothing stops them."
    )


def what_fails(found: Mapping[str, Any], now: Sequence[Figures]) -> str:
    """Markets that a Chinese stop leaves short, until when, and the worst other disruptions."""
    online = [int(each["online"]) for each in now]
    stops = {row[0]: [int(cell) for cell in row[1:]] for row in found["stops"]}
    until = listed([_until(market, {start: row[at] for start, row in stops.items()})
                    for at, market in enumerate(IN_A_STOP)])  # fmt: skip
    least = listed([f"all of its {kind}" if share == 100 else f"{share} % of its {kind} ({name}, {start})"
                    for kind, share, name, start in found["defence"]])  # fmt: skip
    rows = [row for row in found["stops"] if row[0] in STARTS]
    others = [row for row in found["worst"] if "xport stop" not in row[0]][:WORST]
    worst = listed([f"{name.partition(' (')[0]} from {start} ({missing} t)" for name, start, missing, *_ in others])
    parts = [
        wrapped(f"At least {SERVED} % of magnets are delivered in a two-year Chinese export stop: {until}. What is "
                f"decided now is online between {min(online)} and {max(online)}; until then such a stop is met from "
                "stocks and shipments under way."),
        table(("magnets delivered in the two years of a stop from, %", *IN_A_STOP), rows),
        wrapped(f"US defence gets at least, in any disruption: {least}. Shares met are of tests that start in a given "
                "year, not forecasts."),
        wrapped(f"Of other disruptions {worst} leave most unmet."),
    ]  # fmt: skip
    return "\n\n".join(parts)


def _until(market: str, met: Mapping[str, int]) -> str:
    """The first start from which on a market is served, or how much it is at the last."""
    late = [start for start, share in met.items() if share < SERVED]
    if not late:
        return f"{market} at any start"
    after = [start for start in met if start > max(late)]
    if not after:
        share, least = met[max(met)], 100 * ALLIES[max(ALLIES)]
        floor = ", no more than the workbook asks for" if share == round(least) else ""
        return f"{market} not by {max(met)} ({share} %{floor})"
    return f"{market} from {min(after)}"


NEEDED = {
    "Saudi Arabia": "feed from others, until its own deposit is drilled; none is promised yet",
    "Brazil": "clay mines first; finance for separation beside them",
    "Mongolia": "transit through China or Russia, and cracking abroad",
    "Malaysia": "Gebeng, the largest separation outside China, keeps its licence; cracking there ends by 2031",
    "Malawi": "Kangankunde, committed to Eneabba for fifteen years, is built",
    "Madagascar": "the permit for monazite at Vara Mada",
    "Angola": "a refinery bound to take Longonjo's carbonate",
    "Tanzania": "Ngualla's output, promised to Shenghe of China, is released",
    "Namibia": "a price for Lofdal's heavy half: it is small and expensive",
    "India": "export of chloride from a second monazite plant; it keeps its NdPr (500 t/y) and magnets at home",
    "Vietnam": "a lasting sponsor for Dong Pao, and separation abroad, which Vietnam does not want",
    "Greenland": "leaching at the coast: freight of Tanbreez concentrate alone is 19 USD per kg of oxides",
    "Australia": "mines and refineries on public loans, on time",
    "Canada": "a road to Strange Lake; Saskatoon makes metal",
    "Japan": "5,000 t/y of NdPr under contract from Lynas to 2038",
    "Korea": "a licence, equipment and a sponsor for magnet lines",
}
"""What each partner takes, or would take."""


def partner_table(found: Mapping[str, Any]) -> str:
    rows = [(name, _shortened(found["partners"][name]) or "nothing", NEEDED[name]) for name in PARTNERS]
    return table(("partner", "under way or built", "what it takes, or would take"), rows, text_columns=3)


def _shortened(names: Sequence[str]) -> str:
    """'Korean magnet and metal lines': names that begin and end alike are said once."""
    alike: dict[tuple[str, str], list[str]] = {}
    for name in names:
        first, _, rest = name.partition(" ")
        middle, _, last = rest.rpartition(" ")
        alike.setdefault((first, last) if middle else (name, ""), []).append(middle)
    return listed([f"{first} {listed(middles)} {last}" if last else first for (first, last), middles in alike.items()])


def means(found: Mapping[str, Any]) -> str:
    """Capital, know-how and people."""
    full, people = found["facts"]["full funds"], found["people"]
    budgets = f"Budgets are full in some year in {listed(full)}" if full else "No budget is full in any year"
    return wrapped(
        f"**Capital, know-how, people.** {budgets} (sheet Funds). New makers of magnets need a licence and the "
        "know-how of an established one (sheet Technology); heavy separation and metal making are held in the USA "
        f"since 2025-26. Skilled people in the USA: {people['usa first']:,} in {FIRST}, {people['usa last']:,} in "
        f"{period(SHOWN[-1])}; engineers train for three to four years, and {people['recruits']:,} people are "
        "recruited abroad in all countries together (sheet Skills)."
    )


def is_of(near: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Whether near-optimal plans were looked for near the plan that the figures are of."""
    return bool(near.get("plan") == identity(found["cost"], found["builds"]))


def near_optimal(near: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    """How far plans that cost little more differ; or that this is not known of the plan on the page."""
    if not is_of(near, found):
        return wrapped(
            "Plans that cost little more are not computed for this plan yet "
            "(`python -m inputs.build.near_optimal outputs/rare_earths_plan.xlsx`)."
        )
    differ = listed([f"{name} {size:,} ({least:,} to {most:,})" for name, size, least, most in near["sizes"]])
    return wrapped(
        f"**Near-optimal plans.** New capacity in t/y, in this plan and, in brackets, over the {near['plans']} plans "
        f"found that cost at most {100 * near['within']:g} % more: {differ}."
    )


def hangs_on(found: Mapping[str, Any], driven: Mapping[str, Any]) -> str:
    """The inputs that drive the cost most, and the assumptions that set most of it."""
    most = listed(
        [f"{_spoken(name)} ({abs(amount) / 10:,.0f})" for name, _, _, amount in found["assumptions"][:HANGS_ON]]
    )
    varied = drivers.drivers_named(driven) if drivers.is_of(driven, found) else ""
    swings = f" One input at a time, the plan re-optimised, changes the cost by, in million USD: {varied}."
    return wrapped(
        f"**What it hangs on.**{swings if varied else ''} Ten per cent of a price or cost that is estimated or assumed "
        f"is, to first order, in million USD: {most}."
    )


def _spoken(name: str) -> str:
    """'capital cost of magnet making' for 'capital: magnet making'."""
    kind, _, rest = name.partition(": ")
    return f"{SPOKEN[kind]} of {rest}" if rest and kind in SPOKEN else name


# ---------------------------------------------------------------------------------------------- the tables


def decisions(
    found: Mapping[str, Any], begun: Sequence[Figures], now: Sequence[Figures], later: Sequence[Figures]
) -> str:
    """All investments: under way, of the first two years, and later ones by project."""
    whole = [line(each) for each in (*begun, *now)]
    by_project: dict[str, list[Figures]] = {}
    for each in later:
        by_project.setdefault(each["project"], []).append(each)
    rest = [
        (name, some[0]["with"], some[0]["country"], listed([str(each["decided"]) for each in some]),
         f"{sum(each['size'] for each in some):,}", f"{sum(each['capital'] for each in some):,}")
        for name, some in by_project.items()
    ]  # fmt: skip
    return "\n\n".join((
        table(("under way or decided now", *HEADER[1:-1]), whole, text_columns=3),
        table(("later", "with", "country", "decide", "t/y in all", "million USD"), rest, text_columns=4),
    ))  # fmt: skip


def operation(found: Mapping[str, Any]) -> str:
    """Plants that hardly run, and what lies in stock."""
    idle = wrapped(
        f"**Plants that stood at the start and run below {100 * review.HARDLY:.0f} %**, undisrupted: "
        f"{review.hardly_told(found['hardly running'])}. What each takes, and from where: sheets Capacity by plant, "
        "Production and Flows."
    )
    return f"{idle}\n\n{review.stock_table(found['months in stock'])}"


def served(found: Mapping[str, Any]) -> str:
    parts = [table(("magnets met in a Chinese stop from, %", *IN_A_STOP), found["stops"])]
    if found["filled"]:
        header = ("short even if nothing happens: met, %", *map(period, SHOWN), "worst")
        parts.append(table(header, found["filled"]))
    return "\n\n".join(parts)


def what_binds(found: Mapping[str, Any]) -> str:
    told = [
        f"{name} ({scope}, {year})" if scope not in ("any", "") else f"{name} ({year})"
        for name, year, scope in found["binding"]
    ]
    return wrapped(f"**Limits that cost something**, each where it costs most: {listed(told)}.")
