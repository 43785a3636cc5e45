"""Demand, capacity, stocks and people by year: need, availability and use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from model.families.stockpiles.rows import Stockpile
from model.families.workforce.rows import Skill
from model.reports.book import Book
from model.reports.charts import Chart, Series, columns_and_line, stacked
from model.reports.page import Page
from model.reports.palette import DELIVERED, HAVE, HUES, NEED, OTHER, SHORT
from model.reports.phrases import percent
from model.reports.styles import ROW, Block
from model.results.build import MONTHS, Service, covered_use, people_over_horizon, services
from model.results.view import Line, View, by_year, largest, lines_of, ratio, summed, text, total_of

# ----------------------------------------------------------------------------------------------------------------------
# Demand, deliveries and shortage of each market.


DEMAND_SHEET, MOST_PRODUCTS_DRAWN, MOST_MARKETS_NAMED = "Demand", 3, 6


def write_demand(book: Book) -> None:
    """The sheet 'Demand'."""
    view = book.view
    products = demand_by_product(market_lines(view))
    if not products:
        book.absent.append((DEMAND_SHEET, "No market has any demand."))
        return
    about = (
        "Delivered is demand less shortage, of all markets together; each of them is in 'Demand by market'."
        + view.undisrupted
    )
    page = Page(book, DEMAND_SHEET, "Demand", "Demand, and what is delivered of it", about)
    page.lay_out(["product", "measure"], products, totals=[f"total {view.horizon}"], all_on_paper=True)
    names = list(dict.fromkeys((line.labels[0], line.unit) for line in products if line.labels[1] == "demand"))
    slots = page.reserve(len(names[:MOST_PRODUCTS_DRAWN]), 240)
    block = page.years_block(products, heading="All markets")
    page.place(slots, _product_pictures(block, names[:MOST_PRODUCTS_DRAWN]))
    rates = "; ".join(map(_rates_in_words, services(view)[:MOST_MARKETS_NAMED]))
    page.note(f"Lowest fill rates over {view.horizon}: {rates}.")


def market_lines(view: View) -> list[Line]:
    """Demand, delivered, shortage and fill rate of each market and product."""
    return with_service(lines_of(view, "service", ("market", "product"), ("demand", "shortage")))


def _rates_in_words(service: Service) -> str:
    worst = f"{percent(service.worst)} in {service.worst_year}"
    return f"{service.market}, {service.product} {percent(service.overall)} ({worst})"


def with_service(lines: list[Line]) -> list[Line]:
    """From demand and shortage of each market and product: demand, delivered, shortage, share delivered."""
    demands = {line.labels[:-1]: line for line in lines if line.labels[-1] == "demand"}
    shortages = {line.labels[:-1]: line for line in lines if line.labels[-1] == "shortage"}
    service_lines: list[Line] = []
    for key, demand in demands.items():
        short = shortages.get(key)
        delivered = _delivered(demand, short, (*key, "delivered"))
        service_lines += [demand, delivered, *([short] if short else []), ratio(delivered, demand, (*key, "fill rate"))]
    return service_lines


def _delivered(demand: Line, short: Line | None, labels: tuple[str, ...]) -> Line:
    if short is None:
        return Line(labels, demand.unit, demand.values, demand.totals)
    values = tuple((need or 0.0) - (gap or 0.0) for need, gap in zip(demand.values, short.values, strict=True))
    totals = tuple((need or 0.0) - (gap or 0.0) for need, gap in zip(demand.totals, short.totals, strict=True))
    return Line(labels, demand.unit, values, totals)


def demand_by_product(markets: list[Line]) -> list[Line]:
    """The same lines for all markets together."""
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in markets:
        if line.labels[-1] in ("demand", "shortage"):
            groups.setdefault((line.labels[1], line.labels[2]), []).append(line)
    ordered = sorted(groups, key=lambda key: list(groups).index((key[0], "demand")))
    return with_service([summed(groups[key], key) for key in ordered])


def _product_pictures(block: Block, names: Sequence[tuple[str, str]]) -> list[Chart]:
    pictures = []
    for product, unit in names:
        series = [
            Series(block, at, name, colour)
            for name, colour in (("delivered", DELIVERED), ("shortage", SHORT))
            if (at := block.find(product, name)) is not None
        ]
        pictures.append(stacked(f"Demand for {product}, {unit}", series))
    return pictures


# ----------------------------------------------------------------------------------------------------------------------
# Use against capacity, by stage.


CAPACITY_SHEET, BY_STAGE = "Capacity", "By stage"
PLANT_LABELS = ("plant", "site", "country", "technology", "stage")


def write_capacity(book: Book) -> None:
    """The sheet 'Capacity'."""
    stages = plants_by_stage(plant_lines(book.view))
    if not stages:
        book.absent.append((CAPACITY_SHEET, "No plant has capacity."))
        return
    about = (
        "Usable capacity in each year, existing and new, and how much of it is used; each plant is in 'Capacity by "
        "plant'." + book.view.undisrupted
    )
    page = Page(book, CAPACITY_SHEET, "Capacity", "Capacity and utilisation by stage", about, pages=2)
    names = list(dict.fromkeys((line.labels[0], line.unit) for line in stages if line.labels[1] == "used"))
    page.lay_out(["stage", "measure"], stages, all_on_paper=True)
    slots = page.reserve(len(names), 12 * ROW)
    block = page.years_block(stages, heading=BY_STAGE)
    page.place(slots, [_stage_picture(block, stage, unit) for stage, unit in names])


def plant_lines(view: View) -> list[Line]:
    """Capacity, use and utilisation of every plant."""
    return with_use(lines_of(view, "capacity", PLANT_LABELS, ("capacity", "used")))


def _stage_picture(block: Block, stage: str, unit: str) -> Chart:
    """Use against capacity of a stage, side by side."""
    used, have = block.find(stage, "used") or 0, block.find(stage, "capacity") or 0
    columns = [Series(block, used, "used", NEED)]
    title = f"{stage or 'no stage'}: capacity and use" + ("" if stage.endswith(unit) else f", {unit}")
    return columns_and_line(title, columns, Series(block, have, "capacity", HAVE))


def with_use(lines: list[Line]) -> list[Line]:
    """Adds the share of capacity that is used after each pair of lines."""
    lines_with_use: list[Line] = []
    have: Line | None = None
    for line in lines:
        lines_with_use.append(line)
        if line.labels[-1] == "capacity":
            have = line
        elif have is not None and have.labels[:-1] == line.labels[:-1]:
            lines_with_use.append(ratio(line, have, (*line.labels[:-1], "utilisation")))
    return lines_with_use


def plants_by_stage(plants: list[Line]) -> list[Line]:
    """Capacity and use of all plants of a stage; for several units, one unit at a time."""
    groups: dict[tuple[str, str], dict[str, list[Line]]] = {}
    for line in plants:
        if line.look != "share":
            groups.setdefault((line.labels[4], line.unit), {}).setdefault(line.labels[5], []).append(line)
    doubled = [stage for stage, _ in groups]
    lines_by_stage = []
    for (stage, unit), measures in groups.items():
        name = f"{stage}, {unit}" if doubled.count(stage) > 1 else stage
        lines_by_stage += [summed(lines, (name, measure)) for measure, lines in measures.items()]
    return with_use(lines_by_stage)


# ----------------------------------------------------------------------------------------------------------------------
# Inventory by year, and its cover.


STOCKPILES_SHEET, BY_COMMODITY, COVER, BY_STOCKPILE = "Stockpiles", "By commodity", "Cover", "By stockpile"
COVER_UNIT, COVER_REACHED, COVER_REQUIRED = "months", "cover", "cover required"


def write_stockpiles(book: Book) -> None:
    """The sheet 'Stockpiles'."""
    view = book.view
    lines = lines_of(view, "stock", ("stockpile", "site", "country", "commodity"), ("stock",))
    if not lines:
        book.absent.append((STOCKPILES_SHEET, "Nothing is stored."))
        return
    groups: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        groups.setdefault((line.labels[3], line.unit), []).append(line)
    commodities = [summed(group, (commodity,)) for (commodity, _), group in groups.items()]
    cover = list(cover_lines(view, lines))
    piles = [Line((line.labels[0], line.labels[3]), line.unit, line.values) for line in lines]
    about = (
        "Stock at year end, and its cover: for how many months it would meet the year's demand and use in the place "
        "that it covers." + view.undisrupted
    )
    page = Page(book, STOCKPILES_SHEET, "Demand", "Stockpiles", about)
    page.lay_out(["stockpile", "measure"], piles, cover, all_on_paper=True)
    page.keep_title()
    units = list(dict.fromkeys(line.unit for line in commodities))
    slots = page.reserve(len(units), 220)
    block = page.years_block(commodities, ["commodity", ""], heading=BY_COMMODITY)
    page.place(slots, [_stock_picture(block, commodities, unit) for unit in units])
    if cover:
        page.years_block(cover, ["stockpile", "measure"], heading=COVER)
    page.years_block(piles, ["stockpile", "commodity"], heading=BY_STOCKPILE, filters=True)


def _stock_picture(block: Block, commodities: Sequence[Line], unit: str) -> Chart:
    """Stock of a unit by commodity."""
    biggest = largest([line for line in commodities if line.unit == unit], 8, ("other",))
    series = [
        Series(block, at, line.labels[0], HUES[place])
        for place, line in enumerate(biggest)
        if (at := block.find(line.labels[0])) is not None
    ]
    return stacked(f"Stock at year end, {unit}", series)


def cover_lines(view: View, stocks: Sequence[Line]) -> Iterator[Line]:
    """Months of cover of each stockpile, if there is demand or use in the covered places; and the required cover."""
    stock_of = {line.labels[0]: line.values for line in stocks}
    for row in view.plan.tables[Stockpile]:
        use = [covered_use(view, row, t) for t in view.periods]
        stock = stock_of.get(row.stockpile)
        if stock is None or not any(use):
            continue
        months = tuple(
            MONTHS * (amount or 0.0) / used if used > 0 else None for amount, used in zip(stock, use, strict=True)
        )
        yield Line((row.stockpile, COVER_REACHED), COVER_UNIT, months)
        if row.cover:
            since = row.cover_from or view.periods[0]
            required = tuple(row.cover if view.calendar.after(t) > since else None for t in view.periods)
            yield Line((row.stockpile, COVER_REQUIRED), COVER_UNIT, required)


# ----------------------------------------------------------------------------------------------------------------------
# People: who must start, who is there, who is needed.


WORKFORCE_SHEET, MOST_SKILLS_DRAWN = "Workforce", 6
WORKFORCE_MEASURES = ("people", "need", "trainees", "recruits", "releases")
JOINING = ("trainees", "recruits")
STARTS = "People who enter training or are recruited"
BY_SKILL = f"{STARTS}, by skill"
MOST_SKILLS, MOST_LABOUR_MARKETS = 6, 12
OTHER_PEOPLE = "all others"


def write_workforce(book: Book) -> None:
    """The sheet 'Workforce'."""
    view = book.view
    lines = lines_of(view, "workforce", ("skill", "market"), WORKFORCE_MEASURES)
    if not lines:
        book.absent.append((WORKFORCE_SHEET, "No labour market is defined."))
        return
    about = (
        "Skilled people employed and needed, and those who enter training, are recruited from abroad or are released."
    )
    page = Page(book, WORKFORCE_SHEET, "Skills", "Workforce and skills", about)
    starts = starting(view)
    page.lay_out(["skill", "labour market", "measure"], lines, starts, ruler=True, all_on_paper=True)
    if starts:
        _write_starts(page, starts)
    tight = labour_markets(view)[:MOST_SKILLS_DRAWN]
    drawn = [line for line in lines if line.labels[2] in ("people", "need")]
    shown = [line for pair in tight for line in drawn if line.labels[:2] == pair]
    slots = page.reserve(len(tight), 220)
    if shown:
        block = page.years_block(shown, heading="Labour markets with most training and recruitment")
        page.place(slots, [_labour_picture(block, skill, market) for skill, market in tight])
    page.years_block(lines, heading="All labour markets", filters=True)


def _write_starts(page: Page, starts: Sequence[Line]) -> None:
    """Who must start when: a chart by skill, then a line for each skill and labour market."""
    page.paragraph(starting_in_words(page.view))
    skills = dict.fromkeys(line.labels[0] for line in starts)
    by_skill = [summed([line for line in starts if line.labels[0] == skill], (skill,)) for skill in skills]
    (slot,) = page.reserve(1, 200, across=1)
    block = page.years_block(largest(by_skill, MOST_SKILLS, (OTHER_PEOPLE,)), ["skill"], heading=BY_SKILL)
    hues = dict(zip(skills, HUES, strict=False))
    columns = [
        Series(block, at, line.labels[0], hues.get(line.labels[0], OTHER)) for at, line in enumerate(block.lines)
    ]
    page.place([slot], [stacked(f"{STARTS} ({block.lines[0].unit})", columns)])
    labels = ["skill", "labour market", "training"]
    page.years_block(largest(starts, MOST_LABOUR_MARKETS, (OTHER_PEOPLE,)), labels, heading=STARTS)


def starting(view: View) -> list[Line]:
    """People who enter training or are recruited, by skill and labour market with its training time, if any."""
    times = {(row.skill, row.market): row.training_time for row in view.plan.tables[Skill]}
    unit, starts = view.unit("workforce", JOINING[0]), []
    for pair in labour_markets(view):
        rows = [row for row in view.trunk("workforce") if (text(row["skill"]), text(row["market"])) == pair]
        parts = [by_year(view, rows, measure) for measure in JOINING]
        values = tuple(sum(value or 0.0 for value in amounts) for amounts in zip(*parts, strict=True))
        if any(values):
            took = f"{times[pair]:g} {'year' if times[pair] == 1 else 'years'}" if pair in times else ""
            starts.append(Line((*pair, took), unit, values, (total_of(view, values, unit),)))
    return starts


def starting_in_words(view: View) -> str:
    """Number of starting people, their main skills, and training times; empty if there are none."""
    starts = starting(view)
    if not starts:
        return ""
    trained, recruited = (people_over_horizon(view, measure) for measure in JOINING)
    sums = [sum(value or 0.0 for value in line.values) for line in starts]
    share, (skill, market, took) = max(sums) / sum(sums), starts[sums.index(max(sums))].labels
    return (
        f"People over {view.horizon}: {round(trained):,} enter training and {round(recruited):,} are recruited. "
        f"The largest group: {skill}, {market} ({percent(share)} of them"
        f"{f'; training takes {took}' if took else ''})."
    )


def _labour_picture(block: Block, skill: str, market: str) -> Chart:
    """People against need; missing lines count as 0."""
    people, need = block.find(skill, market, "people"), block.find(skill, market, "need")
    columns = [Series(block, need or 0, "needed", NEED)]
    line = Series(block, people if people is not None else need or 0, "employed", HAVE)
    return columns_and_line(f"{skill}, {market} (people)", columns, line)


def labour_markets(view: View) -> list[tuple[str, str]]:
    """Labour markets that need people, those with most trainees and recruits first, then those with most need."""
    efforts: dict[tuple[str, str], tuple[float, float]] = {}
    for row in view.trunk("workforce"):
        pair = text(row["skill"]), text(row["market"])
        effort, need = efforts.get(pair, (0.0, 0.0))
        more = (row.get("trainees") or 0.0) + (row.get("recruits") or 0.0)
        efforts[pair] = effort + more, need + (row.get("need") or 0.0)
    needed = [pair for pair in efforts if efforts[pair][1] > 0]
    return sorted(needed, key=lambda pair: (-efforts[pair][0], -efforts[pair][1], pair))
