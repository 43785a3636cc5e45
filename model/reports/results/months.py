"""The worst disruptions month by month: fill rate, stocks and production, time to survive and time to recover."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import cycle

from model.reports.charts import PLACES, UPWARDS, Chart, Drawn, Look
from model.reports.page import Page
from model.reports.palette import DELIVERED, HUES, OTHER
from model.reports.phrases import percent
from model.reports.results.generic_tables import frame_column
from model.reports.styles import Cells, Field, Slot
from model.results.months import BY_MONTHS, Amount, ByMonth, MonthlyService, by_month
from model.results.risk import unmet_unit
from model.results.view import View, text
from model.sheets.names import count
from model.tolerances import SOLVED

TITLE = "The worst month by month"
LEFT_OUT = "minimum service, limits and public money"
ABOUT = (
    "The chain responds month by month, with plants, contracts and people as planned; the whole disruption is known "
    f"when it starts. Supply, demand and quotas are a twelfth of the year's; {LEFT_OUT} are left out. "
    "Stocks need be back only by the last month shown: where they refill late, waiting costs less."
)
SURVIVAL, FIGURES = "Time to survive and time to recover", "Figures by month that differ from the undisrupted case"
MOST_STOCKS, MOST_MADE = 4, 4
FILL, USUAL = "fill rate", "fill rate without it"
HIGH = 180
"""Height of a chart, in pixels."""


def write_curves(page: Page) -> Sequence[Slot]:
    """When customers go short in the worst disruptions and when they no longer do, with room for charts of one."""
    view, found = page.view, by_month(page.view)
    if not found:
        if remark := text(view.plan.statistics.get(BY_MONTHS)):
            page.note(f"What the worst disruptions cause month by month is {remark}")
        return []
    page.section(TITLE, [f"•  {sentence(each)}" for each in found])
    page.note(ABOUT)
    return _room(page, found[0])


def _room(page: Page, each: ByMonth) -> Sequence[Slot]:
    return page.reserve(1 + bool(stocks_shown(page.view, each)), HIGH, across=2)


def write_months(page: Page, room: Sequence[Slot]) -> None:
    """The figures of each month, and the charts of them: those of the worst in the ``room`` kept for them, those of the
    others above their figures."""
    view, found = page.view, by_month(page.view)
    if short := [*_short(found)]:
        page.table(short, short_columns(view), heading=SURVIVAL, sized=False)
    hues = hues_of(view, found)
    for each in found:
        slots = room if each is found[0] else _room(page, each)
        fields = month_columns(view, each)
        cells = page.table(months_of(each), fields, heading=heading(each), sized=False)
        page.place(slots, list(_charts(view, each, cells, fields, hues)))
    differ = [row for row in view.rows(BY_MONTHS) if abs(row["disrupted"] - row["undisrupted"]) > SOLVED]
    if differ:
        columns = [frame_column(view, BY_MONTHS, column) for column in view.columns(BY_MONTHS)]
        page.table(differ, columns, heading=FIGURES, sized=False)


def heading(each: ByMonth) -> str:
    return f"{each.name}, from {each.start}"


def sentence(each: ByMonth) -> str:
    """When customers go short, and when they no longer do."""
    whole, first = each.whole, each.first
    start = f"{heading(each)}: {f'{whole.of}: ' if whole.of else ''}"
    if whole.survives is None or first is None:
        return f"{start}with {LEFT_OUT} left out, there is no additional shortage in any month."
    who = f"{first.of} in {first.market}"
    survives = f"customers go short in the first month ({who})"
    if whole.survives:
        survives = f"customers are served for {count(whole.survives, 'month')}, then go short, {who} first"
    rates = ((rate, at) for at, rate in enumerate(whole.fill(whole.unmet), start=1) if rate is not None)
    lowest = min(rates, default=None)
    recovers = f"supply is not back to normal after {count(each.count, 'month')}"
    if whole.recovers is not None:
        recovers = f"supply is back to normal from month {whole.recovers + 1}"
    low = "" if lowest is None else f"the fill rate is lowest in month {lowest[1]}, {percent(lowest[0])}; "
    return f"{start}{survives}; {low}{recovers}."


# ---------------------------------------------------------------------------------------------- tables


def months_of(each: ByMonth) -> Sequence[int]:
    return range(1, each.count + 1)


def month_columns(view: View, each: ByMonth) -> list[Field[int]]:
    """The columns of the table of a disruption, a row a month."""
    whole = each.whole
    fill, usual = whole.fill(whole.unmet), whole.fill(whole.baseline)
    unit = f"{whole.of}, {whole.unit}" if whole.of else unmet_unit(view)
    return [
        Field("month", each.label, "text"),
        Field("since the start (months)", lambda at: at),
        Field(f"demand ({unit})", lambda at: whole.demand[at - 1]),
        Field(f"additional shortfall ({unit})", lambda at: whole.more[at - 1]),
        Field(USUAL, lambda at: usual[at - 1], "share"),
        Field(FILL, lambda at: fill[at - 1], "share"),
        *(stock_column(stock) for stock in stocks_shown(view, each)),
        *(_share(f"{made.of} made", "usual", _of_usual(made)) for made in made_shown(view, each)),
    ]


def _share(what: str, base: str, get: Callable[[int], float | None]) -> Field[int]:
    return Field(f"{what} (share of {base})", get, "share")


def stock_column(stock: Amount) -> Field[int]:
    return _share(f"stock of {stock.of}", "the start", _of_start(stock))


def _of_start(stock: Amount) -> Callable[[int], float | None]:
    return lambda at: stock.now[at] / stock.now[0]


def _of_usual(made: Amount) -> Callable[[int], float | None]:
    return lambda at: made.now[at - 1] / made.usual[at - 1] if made.usual[at - 1] > 0 else None


def stocks_shown(view: View, each: ByMonth) -> list[Amount]:
    """Stocks with the greatest drawdown, by value."""
    fall = {stock.of: _worth(view, stock.of) * (stock.now[0] - min(stock.now)) for stock in each.stocks if stock.now[0]}
    return _most(each.stocks, fall, MOST_STOCKS)


def hues_of(view: View, found: Iterable[ByMonth]) -> dict[str, str]:
    """A colour for each stock that is shown, the same in all disruptions."""
    return dict(zip(dict.fromkeys(stock.of for each in found for stock in stocks_shown(view, each)), cycle(HUES)))


def made_shown(view: View, each: ByMonth) -> list[Amount]:
    """Goods with the greatest loss of output, by value."""
    lost = {
        made.of: _worth(view, made.of) * sum(max(0.0, b - a) for a, b in zip(made.now, made.usual, strict=True))
        for made in each.made
    }
    return _most(each.made, lost, MOST_MADE)


def _worth(view: View, good: str) -> float:
    return view.commodities[good].reference_value or 1.0


def _most(amounts: Iterable[Amount], by: dict[str, float], most: int) -> list[Amount]:
    known = [each for each in amounts if by.get(each.of, 0.0) > 0]
    return sorted(known, key=lambda each: -by[each.of])[:most]


Told = tuple[ByMonth, MonthlyService]


def _short(found: Sequence[ByMonth]) -> Iterator[Told]:
    """Whoever goes short in a disruption, first those who do so first."""
    for each in found:
        short = [service for service in each.services if service.survives is not None]
        yield from ((each, service) for service in sorted(short, key=lambda service: service.survives or 0))


def short_columns(view: View) -> list[Field[Told]]:
    """The columns of the table of those who go short."""
    return [
        Field("product", lambda told: told[1].of, "text"),
        Field("market", lambda told: told[1].market, "text"),
        Field("time to survive (months)", lambda told: told[1].survives),
        Field("time to recover (months)", lambda told: _recovered(told), "mixed"),
        Field("lowest fill rate", lambda told: told[1].lowest, "share"),
        Field("additional shortfall (unit)", lambda told: sum(told[1].more)),
        Field("unit", lambda told: view.commodities[told[1].of].unit, "text"),
        Field("disruption", lambda told: heading(told[0]), "text"),
    ]


def _recovered(told: Told) -> int | str:
    each, service = told
    return f"over {each.count}" if service.recovers is None else service.recovers


# ---------------------------------------------------------------------------------------------- charts


def _charts(
    view: View, each: ByMonth, cells: Cells, fields: Sequence[Field[int]], hues: Mapping[str, str]
) -> Iterator[Chart]:
    """The fill rate with the disruption and without it; stocks as shares of their initial level."""
    headers = [field.header for field in fields]
    lines = [(headers.index(name), name, hue) for name, hue in ((FILL, DELIVERED), (USUAL, OTHER))]
    yield _chart(f"Fill rate by month: {heading(each)}", cells, lines, {"max": 1})
    stocks = stocks_shown(view, each)
    drawn = [(headers.index(stock_column(stock).header), stock.of, hues[stock.of]) for stock in stocks]
    if drawn:
        is_within = all(max(stock.now) <= stock.now[0] for stock in stocks)
        yield _chart("Stocks by month, share of those at the start", cells, drawn, {"max": 1} if is_within else {})


def _chart(title: str, cells: Cells, lines: Sequence[tuple[int, str, str]], ends: Look) -> Chart:
    drawn = [Drawn(name, cells.column(1), cells.column(at), _line(colour)) for at, name, colour in lines]
    scale: Look = {**UPWARDS, "num_format": "0%", "min": 0, **ends}
    return Chart("line", title, drawn, {**PLACES, "interval_unit": 3, "interval_tick": 3}, scale)


def _line(colour: str) -> Look:
    return {"line": {"color": colour, "width": 2.25}, "marker": {"type": "none"}}
