"""The worst disruptions month by month: fill rate, stocks and production, time to survive and time to recover."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import cycle

from model.reports.charts import PLACES, UPWARDS, Chart, Drawn, Look
from model.reports.page import Page
from model.reports.palette import DELIVERED, HUES, OTHER
from model.reports.phrases import percent
from model.reports.results.annex import frame_column
from model.reports.styles import Cells, Field, Slot
from model.results.risk import BY_MONTHS, Amount, ByMonth, MonthlyService, by_month, unmet_unit
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
    view, responses = page.view, by_month(page.view)
    if not responses:
        if remark := text(view.plan.statistics.get(BY_MONTHS)):
            page.note(f"What the worst disruptions cause month by month is {remark}")
        return []
    page.section(TITLE, [f"•  {sentence(response)}" for response in responses])
    page.note(ABOUT)
    return _room(page, responses[0])


def _room(page: Page, response: ByMonth) -> Sequence[Slot]:
    return page.reserve(1 + bool(stocks_shown(page.view, response)), HIGH, across=2)


def write_months(page: Page, room: Sequence[Slot]) -> None:
    """The figures of each month, and the charts of them: those of the worst in the ``room`` kept for them, those of the
    others above their figures."""
    view, responses = page.view, by_month(page.view)
    if short := [*_short(responses)]:
        page.table(short, short_columns(view), heading=SURVIVAL, sized=False)
    hues = hues_of(view, responses)
    for response in responses:
        slots = room if response is responses[0] else _room(page, response)
        fields = month_columns(view, response)
        cells = page.table(months_of(response), fields, heading=heading(response), sized=False)
        page.place(slots, list(_charts(view, response, cells, fields, hues)))
    differ = [row for row in view.rows(BY_MONTHS) if abs(row["disrupted"] - row["undisrupted"]) > SOLVED]
    if differ:
        columns = [frame_column(view, BY_MONTHS, column) for column in view.columns(BY_MONTHS)]
        page.table(differ, columns, heading=FIGURES, sized=False)


def heading(response: ByMonth) -> str:
    return f"{response.name}, from {response.start}"


def sentence(response: ByMonth) -> str:
    """When customers go short, and when they no longer do."""
    overall, first = response.overall, response.first
    start = f"{heading(response)}: {f'{overall.of}: ' if overall.of else ''}"
    if overall.survives is None or first is None:
        return f"{start}with {LEFT_OUT} left out, there is no additional shortage in any month."
    who = f"{first.of} in {first.market}"
    survives = f"customers go short in the first month ({who})"
    if overall.survives:
        survives = f"customers are served for {count(overall.survives, 'month')}, then go short, {who} first"
    rates = ((rate, at) for at, rate in enumerate(overall.fill(overall.unmet), start=1) if rate is not None)
    lowest = min(rates, default=None)
    recovers = f"supply is not back to normal after {count(response.count, 'month')}"
    if overall.recovers is not None:
        recovers = f"supply is back to normal from month {overall.recovers + 1}"
    low = "" if lowest is None else f"the fill rate is lowest in month {lowest[1]}, {percent(lowest[0])}; "
    return f"{start}{survives}; {low}{recovers}."


# ---------------------------------------------------------------------------------------------- tables


def months_of(response: ByMonth) -> Sequence[int]:
    return range(1, response.count + 1)


def month_columns(view: View, response: ByMonth) -> list[Field[int]]:
    """The columns of the table of a disruption, a row a month."""
    overall = response.overall
    fill, usual = overall.fill(overall.unmet), overall.fill(overall.baseline)
    unit = f"{overall.of}, {overall.unit}" if overall.of else unmet_unit(view)
    return [
        Field("month", response.label, "text"),
        Field("since the start (months)", lambda at: at),
        Field(f"demand ({unit})", lambda at: overall.demand[at - 1]),
        Field(f"additional shortfall ({unit})", lambda at: overall.more[at - 1]),
        Field(USUAL, lambda at: usual[at - 1], "share"),
        Field(FILL, lambda at: fill[at - 1], "share"),
        *(stock_column(stock) for stock in stocks_shown(view, response)),
        *(_share(f"{output.of} made", "usual", _of_usual(output)) for output in made_shown(view, response)),
    ]


def _share(what: str, base: str, get: Callable[[int], float | None]) -> Field[int]:
    return Field(f"{what} (share of {base})", get, "share")


def stock_column(stock: Amount) -> Field[int]:
    return _share(f"stock of {stock.of}", "the start", _of_start(stock))


def _of_start(stock: Amount) -> Callable[[int], float | None]:
    return lambda at: stock.now[at] / stock.now[0]


def _of_usual(output: Amount) -> Callable[[int], float | None]:
    return lambda at: output.now[at - 1] / output.usual[at - 1] if output.usual[at - 1] > 0 else None


def stocks_shown(view: View, response: ByMonth) -> list[Amount]:
    """Stocks with the greatest drawdown, by value."""
    fall = {
        stock.of: _worth(view, stock.of) * (stock.now[0] - min(stock.now)) for stock in response.stocks if stock.now[0]
    }
    return _most(response.stocks, fall, MOST_STOCKS)


def hues_of(view: View, responses: Iterable[ByMonth]) -> dict[str, str]:
    """A colour for each stock that is shown, the same in all disruptions."""
    return dict(
        zip(dict.fromkeys(stock.of for response in responses for stock in stocks_shown(view, response)), cycle(HUES))
    )


def made_shown(view: View, response: ByMonth) -> list[Amount]:
    """Goods with the greatest loss of output, by value."""
    losses = {
        output.of: _worth(view, output.of) * sum(max(0.0, b - a) for a, b in zip(output.now, output.usual, strict=True))
        for output in response.outputs
    }
    return _most(response.outputs, losses, MOST_MADE)


def _worth(view: View, good: str) -> float:
    return view.commodities[good].reference_value or 1.0


def _most(amounts: Iterable[Amount], by: dict[str, float], most: int) -> list[Amount]:
    positive = [amount for amount in amounts if by.get(amount.of, 0.0) > 0]
    return sorted(positive, key=lambda amount: -by[amount.of])[:most]


ShortService = tuple[ByMonth, MonthlyService]


def _short(responses: Sequence[ByMonth]) -> Iterator[ShortService]:
    """Whoever goes short in a disruption, first those who do so first."""
    for response in responses:
        short = [service for service in response.services if service.survives is not None]
        yield from ((response, service) for service in sorted(short, key=lambda service: service.survives or 0))


def short_columns(view: View) -> list[Field[ShortService]]:
    """The columns of the table of those who go short."""
    return [
        Field("product", lambda line: line[1].of, "text"),
        Field("market", lambda line: line[1].market, "text"),
        Field("time to survive (months)", lambda line: line[1].survives),
        Field("time to recover (months)", lambda line: _recovered(line), "mixed"),
        Field("lowest fill rate", lambda line: line[1].lowest, "share"),
        Field("additional shortfall (unit)", lambda line: sum(line[1].more)),
        Field("unit", lambda line: view.commodities[line[1].of].unit, "text"),
        Field("disruption", lambda line: heading(line[0]), "text"),
    ]


def _recovered(line: ShortService) -> int | str:
    response, service = line
    return f"over {response.count}" if service.recovers is None else service.recovers


# ---------------------------------------------------------------------------------------------- charts


def _charts(
    view: View, response: ByMonth, cells: Cells, fields: Sequence[Field[int]], hues: Mapping[str, str]
) -> Iterator[Chart]:
    """The fill rate with the disruption and without it; stocks as shares of their initial level."""
    headers = [field.header for field in fields]
    lines = [(headers.index(name), name, hue) for name, hue in ((FILL, DELIVERED), (USUAL, OTHER))]
    yield _chart(f"Fill rate by month: {heading(response)}", cells, lines, {"max": 1})
    stocks = stocks_shown(view, response)
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
