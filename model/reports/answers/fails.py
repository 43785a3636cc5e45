"""Remaining failures, and their end."""

from __future__ import annotations

import math

from model.reports.answers.answer import (
    AnswerPicture,
    Fact,
    Key,
    Mark,
    MarkedRow,
    PlanAnswer,
    Strip,
    capital,
    fits,
    in_letters,
    rate,
)
from model.reports.document import DocumentTable
from model.reports.phrases import joined
from model.reports.results.words import plain_event
from model.reports.styles import Field
from model.results.build import services
from model.results.columns import Outcome
from model.results.risk import outcomes
from model.results.shortages import SERVED, Shortage, ShortMarket, last_short, short_markets, shortages
from model.results.view import View
from model.scenario.coincidence import branches
from model.scenario.disruptions import Disruption
from model.sheets.names import count
from model.tolerances import SOLVED

FIELDS: list[Field[ShortMarket]] = [
    Field("in", lambda market: market.disruption or "undisrupted", "text"),
    Field("market", lambda market: market.market, "text"),
    Field("product", lambda market: market.product, "text"),
    Field("lowest fill rate", lambda market: market.lowest, "share"),
    Field("in the year", lambda market: market.lowest_in, "year"),
    Field("short until", lambda market: market.until, "year"),
    Field("last year tested", lambda market: "yes" if market.is_open else "", "text"),
]

STEPS = {"bad": 0.5, "poor": 0.75, "fair": SERVED}
"""Fill rate up to which a cell has a look."""
KEY = (
    Key("served", "95 or more"),
    Key("fair", "75–94"),
    Key("poor", "50–74"),
    Key("bad", "under 50"),
    Key("untested", "not tested"),
)
MOST_MARKETS, MOST_UNDISRUPTED = 7, 4
"""Rows of the two strips."""


def fails(view: View) -> PlanAnswer:
    """Markets that the worst disruption leaves short, and those short undisrupted."""
    calm, *cases = shortages(view)
    worst = next((case for case in cases if case.damage), None)
    event, duration = _event(view, worst.outcomes[0]) if worst else ("", "")
    if worst and worst.markets.keys() <= calm.markets.keys():  # the disruption alone is not to blame
        headline = _shorter(worst, event)
    elif worst:
        headline = _short(view, worst, event)
    elif calm.damage:
        headline = _undisrupted_headline(view, calm)
    else:
        headline = _all_served(view, calm)
    facts = [_lowest(view, worst) if worst else None, _calm(view, calm) if worst else None, _tests(view)]
    return PlanAnswer(
        "What still fails, and until when",
        headline,
        [fact for fact in facts if fact],
        _picture(view, worst, calm, f"{event}{duration}"),
        DocumentTable(short_markets(view), FIELDS),
        "All short markets" if worst or calm.damage else "No rows",
        "Stress test" if view.has_branches else "Demand",
    )


# ---------------------------------------------------------------------------------------------- headlines


def _event(view: View, outcome: Outcome) -> tuple[str, str]:
    """'China stops exporting' and ' for two years'; the name in quotation marks if it has no plain words."""
    rows = next((branch.actions for branch in branches(view.plan.tables) if branch.name == outcome.branch), ())
    event = plain_event(rows)
    return (event, _duration(rows)) if event else (f"‘{outcome.name}’", "")


def _duration(rows: tuple[Disruption, ...]) -> str:
    years = {row.duration for row in rows}
    if len(years) != 1:
        return ""
    time = years.pop()
    if time >= 1 and time == int(time):
        return f" for {'a year' if time == 1 else f'{in_letters(int(time))} years'}"
    return f" for {count(round(12 * time), 'month')}"


def _short(view: View, worst: Shortage, event: str) -> str:
    """'If China stops exporting, 6 markets go short, 5 still in 2039', in fewer words where it is too long."""
    number, markets = len(worst.markets), {market for market, _ in worst.rates}
    who = count(number, "market") if number > 1 else next(iter(worst.markets))
    verb, end = "go" if number > 1 else "goes", _end(view, worst)
    is_plain = not event.startswith("‘")
    few = f"all {who}" if number == len(markets) > 1 else who
    headlines = [f"If {event}, {who} {verb} short{end}"] if is_plain else []
    headlines += [f"{capital(event)}: {who} {verb} short{end}"] if not is_plain or number == 1 else []
    headlines += [f"{capital(event)}: {few} short{end}"]
    least = "one market" if number == 1 else who
    return next(filter(fits, headlines), f"In the worst disruption {least} {verb} short{end}")


def _shorter(worst: Shortage, event: str) -> str:
    """'4 markets are short, more so if China stops exporting'."""
    number = len(worst.markets)
    who = f"{number} markets are" if number > 1 else f"{next(iter(worst.markets))} is"
    within = f"in {event}" if event.startswith("‘") else f"if {event}"
    headline = f"{capital(who)} short, more so {within}"
    return headline if fits(headline) else f"{capital(who)} short, more so in the worst disruption"


def _end(view: View, shortage: Shortage) -> str:
    """Until when markets are short: those still short in the last year tested are counted."""
    ends = {market: last_short(shortage.of_market(market)) for market in shortage.markets}
    tested = {period for rates in shortage.rates.values() for period in rates}
    still, last = sum(is_open for _, is_open in ends.values()), _label(view, max(until for until, _ in ends.values()))
    if len(tested) == 1:
        return f" in {last}"
    if not still:
        return f" until {last}"
    return f", still in {last}" if still == len(ends) else f", {still} still in {last}"


def _label(view: View, period: int) -> str:
    return view.year_labels[view.periods.index(period)]


def _undisrupted_headline(view: View, calm: Shortage) -> str:
    number, markets = len(calm.markets), len({market for market, _ in calm.rates})
    last, is_open = max(last_short(calm.of_market(market)) for market in calm.markets)
    end = f"{'still in' if is_open else 'until'} {_label(view, last)}"
    if len(view.periods) == 1:
        end = f"in {_label(view, last)}"
    who = f"{number} of {markets} markets" if markets > 1 else next(iter(calm.markets))
    return f"{who} {'is' if number == 1 else 'are'} short {end}"


def _all_served(view: View, calm: Shortage) -> str:
    """The headline if no market is short."""
    tested, least = outcomes(view), _least(calm)
    if least is None:
        return "No market has any demand"
    if any(outcome.hurts for outcome in tested):
        lowest = _floor(min(case.service for case in tested))
        return f"Little: at least {lowest} of demand is met in every disruption tested"
    if least < 1 - SOLVED:
        where = "disrupted or not" if tested else "no disruption was tested"
        return f"At least {_floor(least)} of each demand is met; {where}"
    return (
        "Nothing fails: all demand is met, in every disruption tested"
        if tested
        else "All demand is met; no disruption was tested"
    )


def _least(shortage: Shortage) -> float | None:
    return min((rate for rates in shortage.rates.values() for rate in rates.values()), default=None)


def _floor(share: float) -> str:
    """A share that is reached, in whole per cent."""
    return f"{math.floor(100 * share + SOLVED)} %"


# ---------------------------------------------------------------------------------------------- facts


def _lowest(view: View, worst: Shortage) -> Fact:
    """The lowest fill rate, the largest damage first."""
    lowest = {key: min(worst.rates[key].values()) for key in worst.damage}
    market, product = min(lowest, key=lambda key: round(lowest[key], 2))
    rates = worst.rates[market, product]
    year = _label(view, min(rates, key=lambda period: (rates[period], period)))
    what = f"{product}, " if _has_products(view) else ""
    return Fact(rate(lowest[market, product]), f"met at the lowest: {what}{market}, {year}")


def _has_products(view: View) -> bool:
    return len({service.product for service in services(view)}) > 1


def _calm(view: View, calm: Shortage) -> Fact | None:
    """Markets that are short undisrupted; without any, the lowest fill rate."""
    least = _least(calm)
    if least is None:
        return None
    if not calm.damage:
        return Fact(
            rate(least),
            f"of {'each demand met undisrupted, or more' if least < 1 - SOLVED else 'demand met undisrupted'}",
        )
    last, is_open = max(last_short(calm.of_market(market)) for market in calm.markets)
    end = f"{'the last in' if is_open else 'until'} {_label(view, last)}"
    all_markets = {market for market, _ in calm.rates}
    products = {product for _, product in calm.damage}
    of = f" of {products.pop()}" if len(products) == 1 and _has_products(view) else ""
    return Fact(f"{len(calm.markets)} of {len(all_markets)}", f"markets short{of} even undisrupted, {end}")


def _tests(view: View) -> Fact | None:
    tested = outcomes(view)
    hurting = sum(outcome.hurts for outcome in tested)
    verb = "adds" if 1 in (hurting, len(tested)) else "add"
    test = f"disruption {'test' if len(tested) == 1 else 'tests'} (event and start year) {verb} to shortages"
    return Fact(f"{hurting} of {len(tested)}", test) if tested else None


# ---------------------------------------------------------------------------------------------- picture


def _picture(view: View, worst: Shortage | None, calm: Shortage, event: str) -> AnswerPicture:
    """Markets by years: the worst disruption, then undisrupted."""
    caption = "Share of demand met by market and year, %"
    strips = [_strip(view, worst, f"{capital(event)}: lowest fill rate by year, %", MOST_MARKETS)] if worst else []
    if calm.damage:
        most = MOST_UNDISRUPTED if worst else MOST_MARKETS
        strips.append(_strip(view, calm, "No disruption: lowest fill rate by year, %", most))
    if not strips:
        return AnswerPicture("heat", caption, note="No market falls below 95 % in any year or disruption tested.")
    notes = ["Lowest of a market’s products, at the worst start." if worst else "Lowest of a market’s products."]
    notes += ["+: short in the last year tested, too."]
    notes += [f"In the workbook: {joined([f'‘{name}’' for name in worst.names])}."] if worst else []
    return AnswerPicture("heat", caption, strips, KEY if worst else KEY[:-1], " ".join(notes))


def _strip(view: View, shortage: Shortage, title: str, most: int) -> Strip:
    """A row a market and a cell a period."""
    rest = len(shortage.markets) - most
    places = {period: at for at, period in enumerate(view.periods)}
    rows = []
    for market, short in list(shortage.markets.items())[:most]:
        rates = shortage.of_market(market)
        until, is_open = last_short(rates)
        products = {product for place, product in shortage.rates if place == market}
        several = f"{len(short)} of {count(len(products), 'product')}" if len(products) > 1 else ""
        detail = (short[0][1] if len(short) == 1 else several) if _has_products(view) else ""
        marks = [_cell(at, rates.get(period)) for period, at in places.items()]
        below = [f"{rate(share)} in {_label(view, period)}" for period, share in rates.items() if share < SERVED]
        words = joined(below) + ("; 95 % or more in the other years tested" if len(rates) > len(below) else "")
        rows.append(MarkedRow(market, detail, marks, f"{_label(view, until)}{'+' if is_open else ''}", words))
    ticks = [(at + 0.5, label[2:4]) for at, label in enumerate(view.year_labels)]
    more = f"and {count(rest, 'more market')}" if rest > 0 else ""
    return Strip(title, 0, len(places), ticks, rows, "until", more)


def _cell(at: int, share: float | None) -> Mark:
    if share is None:
        return Mark("untested", at, at + 1)
    look = next((look for look, below in STEPS.items() if share < below), "served")
    if look == "served":
        return Mark(look, at, at + 1, "")
    shown = min(round(100 * share), 94)  # a cell has the colour of the figure in it
    return Mark(next(look for look, below in STEPS.items() if shown < 100 * below), at, at + 1, str(shown))
