"""Four answers for whoever signs a plan: what to decide now, against doing nothing, what still fails and until when,
who pays. The first page of the workbook, the first screen of the report and the brief say the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.reports.document import DocumentTable
from model.reports.number_formats import number_format
from model.reports.phrases import joined, money, month, percent, spoken
from model.reports.results.without import NOTHING, SHEET, compared, difference
from model.reports.styles import Field
from model.results.build import Build, new_builds
from model.results.doubts import LOSING, doubts
from model.results.figures import services
from model.results.first_stage import Commitment, due_first, due_now, open_first
from model.results.payers import NOBODY, PUBLIC, SPONSOR, Payer, payers
from model.results.risk import outcomes
from model.results.short_markets import ShortMarket, short_markets
from model.results.view import Record, View, text
from model.results.without import BREACHES, COST, LOWEST_FILL, SHORTAGE, UNPRICED, WITHOUT
from model.scenario.build_context import MONEY
from model.sheets.wording import count
from model.tolerances import SOLVED

NAMED = 3
"""Names in a sentence; the others are counted."""


@dataclass(frozen=True)
class Answer:
    """A question, its answer in a few sentences, and the rows behind it."""

    question: str
    said: str
    table: DocumentTable[Any]
    sheet: str
    """Sheet of the results workbook that has all of it."""


def answers(view: View) -> list[Answer]:
    """The four, in the order in which they are asked."""
    return [_decide(view), _against(view), _fails(view), _pays(view)]


def _spoken(view: View, amount: float) -> str:
    return spoken(amount * MONEY[view.settings.amounts], str(view.plan.currency))


def whole(share: float) -> str:
    """A share in whole per cent, '100 %' and '0 %' only for all and none; tables have tenths."""
    if SOLVED < share < 0.01:
        return "under 1 %"
    return f"{min(round(100 * share), 100 if share >= 1 - SOLVED else 99)} %"


def _listed(said: Sequence[str], more: str = "more") -> str:
    """The first names, and how many more there are."""
    rest = len(said) - NAMED
    return joined([*said[:NAMED], f"{rest} {more}"] if rest > 1 else said[: NAMED + 1])


# ---------------------------------------------------------------------------------------------- decide now


def _decide(view: View) -> Answer:
    first = view.periods[0]
    now = sorted(
        (each for each in open_first(view) if each.year == first), key=lambda each: (each.kind != "build", -_paid(each))
    )
    return Answer(
        f"What to decide in {view.year_labels[0]}", _to_decide(view, now), _decision_table(view, now), "Decisions"
    )


def _paid(each: Commitment) -> float:
    return each.outlay or 0.0


def _to_decide(view: View, now: Sequence[Commitment]) -> str:
    if not now:
        return f"Nothing. {_later(view, 0)}"
    due, first = due_now(view), view.year_labels[0]
    builds = [each for each in now if each.kind == "build"]
    others = [each.words for each in due_first(view) if each.year == view.periods[0] and each.kind != "build"]
    largest = _listed([f"{each.subject} ({each.where}, {_spoken(view, _paid(each))})" for each in builds], "smaller")
    said = [f"{count(len(builds), 'investment')}: {largest}"] if builds else []
    said += [joined(others)] if others else []
    spent = _spoken(view, due.spent) if due.spent > NOTHING else "nothing"
    paid = f", {spent} of it paid in {first}" if due.outlay > due.spent + NOTHING else ""
    whole = f"; {_spoken(view, due.outlay)} in all{paid}" if due.outlay > NOTHING else ""
    words = "; ".join(said)
    return f"{words[0].upper()}{words[1:]}{whole}. {_later(view, len(builds))}"


def _later(view: View, now: int) -> str:
    """Investments that follow."""
    later = [each for each in new_builds(view) if each.decided > view.periods[0]]
    if not later:
        return "No investment follows." if now else "The plan makes no investments."
    first, last = min(each.decided for each in later), max(each.decided for each in later)
    when = f"in {first}" if first == last else f"from {first} to {last}"
    verb, capital = "follows" if len(later) == 1 else "follow", sum(each.capex for each in later)
    return f"{count(len(later), 'investment')} for {_spoken(view, capital)} {verb} {when}."


def _decision_table(view: View, now: Sequence[Commitment]) -> DocumentTable[Commitment]:
    builds = {each.project: each for each in new_builds(view) if each.decided == view.periods[0]}
    product = main_products(view)

    def of(each: Commitment) -> Build | None:
        return builds.get(each.subject) if each.kind == "build" else None

    def needed_for(each: Commitment) -> str:
        build = of(each)
        return "" if build is None else product.get(build.plant) or build.stage

    def online(each: Commitment) -> str:
        build = of(each)
        return "" if build is None else month(build.online)

    def sponsor(each: Commitment) -> str:
        build = of(each)
        return "" if build is None else build.sponsor or NOBODY

    fields: list[Field[Commitment]] = [
        Field("decision", lambda each: each.words, "text"),
        Field("place", lambda each: each.where, "text"),
        Field("size", lambda each: each.size, form=lambda each: number_format(each.size or 0.0)),
        Field("unit", lambda each: each.unit, "text"),
        Field("online", online, "text"),
        Field(f"outlay, all years ({view.amount})", lambda each: each.outlay),
        Field("for", needed_for, "text"),
        Field("sponsor", sponsor, "text"),
    ]
    return DocumentTable(now, fields)


def main_products(view: View) -> dict[str, str]:
    """The commodity of which each plant makes most, undisrupted."""
    sums: dict[tuple[str, str], float] = {}
    for row in view.trunk("conversion"):
        key = text(row["plant"]), text(row["commodity"])
        sums[key] = sums.get(key, 0.0) + (row["made"] or 0.0)
    return {plant: commodity for (plant, commodity), _ in sorted(sums.items(), key=lambda each: each[1])}


# ---------------------------------------------------------------------------------------------- against nothing


def _against(view: View) -> Answer:
    rows = view.rows(WITHOUT)
    by_figure = {text(row["figure"]): row for row in rows}
    said = _compared(view, by_figure) if by_figure else _unknown(view)
    return Answer("Against doing nothing", said, DocumentTable(rows, compared()), SHEET)


def _unknown(view: View) -> str:
    remark = view.plan.statistics.get(WITHOUT)
    return f"What there would be without the plan is {remark}" if remark else (
        "Nothing is decided in advance, or it was not asked what there would be without the plan."
    )  # fmt: skip


def _compared(view: View, rows: Mapping[str, Record]) -> str:
    breached = len({text(row["limit"]) for row in view.rows(BREACHES)})
    worse = [f"{count(breached, 'limit')} would be breached"] if breached else []
    lowest = rows.get(LOWEST_FILL)
    if lowest is not None and None not in (lowest["with_plan"], lowest["without_plan"]):
        rates = " against ".join(whole(lowest[side]) for side in ("without_plan", "with_plan"))
        worse.append(f"{rates} of demand is met in the worst disruption")
    return f"{_price(view, rows)}.{f' Without it {joined(worse)}.' if worse else ''}"


def _price(view: View, rows: Mapping[str, Record]) -> str:
    """Cost with the plan and without it. A baseline that is cheaper only by unserved demand is not compared."""
    if UNPRICED in rows:
        missing = f"{money(rows[UNPRICED]['without_plan'])} {rows[UNPRICED]['unit']}"
        return (
            f"Costs cannot be compared: {missing} of demand that must be met, and has no shortage cost, would go unmet "
            "without the plan"
        )
    shortage = difference(rows[SHORTAGE]) or 0.0 if SHORTAGE in rows else 0.0
    more = (difference(rows[COST]) or 0.0) - shortage
    spend = f"Spend {_spoken(view, more)} {'more' if more > 0 else 'less'}" if abs(more) > NOTHING else "Spend as much"
    avoided = f" and avoid {_spoken(view, shortage)} of shortage cost" if shortage < -NOTHING else ""
    with_it, without = (_spoken(view, rows[COST][side]) for side in ("with_plan", "without_plan"))
    return f"{spend}{avoided}: {with_it} with the plan, {without} without it (present values)"


# ---------------------------------------------------------------------------------------------- what fails


def _fails(view: View) -> Answer:
    short = short_markets(view)
    fields: list[Field[ShortMarket]] = [
        Field("in", lambda each: each.disruption or "undisrupted", "text"),
        Field("market", lambda each: each.market, "text"),
        Field("product", lambda each: each.product, "text"),
        Field("lowest fill rate", lambda each: each.lowest, "share"),
        Field("in, or if it starts in", lambda each: each.lowest_from, "year"),
        Field("served from", lambda each: each.until, "year"),
        Field("last fill rate", lambda each: each.last, "share"),
        Field("last year or start", lambda each: each.last_from, "year"),
    ]
    sheet = "Stress test" if view.has_branches else "Demand"
    return Answer("What still fails, and until when", _failing(view, short), DocumentTable(short, fields), sheet)


def _failing(view: View, short: Sequence[ShortMarket]) -> str:
    """The worst disruption, how many there are, and what is short undisrupted."""
    calm = [each for each in short if not each.disruption]
    worst = next((each.disruption for each in short if each.disruption), "")
    said = [f"{worst} leaves short {_markets(view, short, worst)}"] if worst else []
    found = outcomes(view)
    hurting = sum(each.hurts for each in found)
    if len(found) > 1:
        said.append(f"{hurting or 'None'} of {len(found)} disruption scenarios tested add to unmet demand")
    elif found and not worst:
        said.append(f"The disruption tested {'adds' if hurting else 'does not add'} to unmet demand")
    usual = f"short are {_markets(view, calm, '')}" if calm else _undisrupted(view)
    return ". ".join([*said, f"Undisrupted, {usual}" if found else usual[0].upper() + usual[1:]]) + "."


def _undisrupted(view: View) -> str:
    least = min(services(view), key=lambda each: each.worst, default=None)
    if least is None:
        return "there is no demand"
    if least.worst >= 1 - SOLVED:
        return "all demand is met"
    where = f"{least.product}, {least.market}, {least.worst_year}"
    return f"at least {percent(least.worst)} of each demand is met ({where})"


def _markets(view: View, short: Sequence[ShortMarket], disruption: str) -> str:
    """Markets that a disruption leaves short, until when, and the lowest fill rate; with the product if only one of
    several is short."""
    when = "from" if disruption else "in"
    several = len({text(row["product"]) for row in view.trunk("service")}) > 1
    by_market: dict[str, list[ShortMarket]] = {}
    for each in short:
        if each.disruption == disruption:
            by_market.setdefault(each.market, []).append(each)
    said = []
    for market, rows in by_market.items():
        least, longest = rows[0], max(rows, key=lambda each: each.until or math.inf)
        what = f" of {least.product}" if several and len(rows) == 1 else ""
        rate = f"{whole(least.lowest)} met {when} {least.lowest_from}"
        if longest.until is not None:
            said.append(f"{market}{what} until {longest.until} ({rate})")
        elif longest.last_from == least.lowest_from:
            said.append(f"{market}{what} ({rate})")
        else:
            said.append(
                f"{market}{what} to the end ({rate}, {whole(longest.last)} {'from' if disruption else 'in'} {longest.last_from})"
            )
    return _listed(said)


# ---------------------------------------------------------------------------------------------- who pays


def _pays(view: View) -> Answer:
    found = payers(view)
    fields: list[Field[Payer]] = [
        Field("who", lambda each: "no sponsor yet" if each.role == NOBODY else each.name, "text"),
        Field("as", lambda each: each.role, "text"),
        Field(f"capital ({view.amount})", lambda each: each.amount),
        Field("for", lambda each: _listed(each.projects), "text"),
    ]
    return Answer("Who pays", f"{_capital(view, found)}{_losses(view)}", DocumentTable(found, fields), "Who pays")


def _capital(view: View, found: Sequence[Payer]) -> str:
    if not found:
        return "No capital is spent."
    said = []
    for role, words in ((PUBLIC, "public money pays"), (SPONSOR, "sponsors pay"), (NOBODY, "")):
        of_role = [each for each in found if each.role == role]
        amount = _spoken(view, sum(each.amount for each in of_role))
        if of_role and words:
            named = _listed([f"{each.name} {_spoken(view, each.amount)}" for each in of_role], "others")
            said.append(f"{words} {amount} ({named})")
        elif of_role:
            said.append(f"{amount} has no sponsor yet ({_listed([each.name for each in of_role], 'more projects')})")
    return f"Of {_spoken(view, sum(each.amount for each in found))} of capital, {'; '.join(said)}."


def _losses(view: View) -> str:
    """Plants that would lose money at market prices, and how much of it public money pays."""
    found = [each for each in doubts(view) if each.kind == LOSING]
    if not found:
        return ""
    lost, paid = sum(each.amount for each in found), sum(each.other for each in found)
    who = f"public money for output pays {_spoken(view, paid)} of it" if paid > 0 else "no payer is named"
    return f" At market prices {count(len(found), 'plant loses', 'plants lose')} {_spoken(view, lost)}; {who}."
