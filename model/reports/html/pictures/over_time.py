"""Costs, payers, capacity and people over the years."""

from __future__ import annotations

from model.ledger.parties import NOBODY
from model.reports.answers.pays import WHO_PAYS_SHEET
from model.reports.book import Book
from model.reports.html.elements import Picture, undisrupted
from model.reports.html.pictures.panels import BAR, LINE, Curve, Panel, curves, panels
from model.reports.html.tables import block_data, content_at, lines_data
from model.reports.phrases import money, percent
from model.reports.results.capacity import BY_SKILL, BY_STAGE, STARTS, starting_in_words
from model.reports.results.costs import BY_PAYER, BY_PROJECT, cost_lines, in_category_order
from model.reports.results.words import cost
from model.reports.styles import Block
from model.results.view import Line, money_by_year, summed

SALVAGE = "salvage"
PEOPLE = {"people": ("employed", LINE), "need": ("needed", BAR)}
BY_CATEGORY = "Cost by category, salvage apart"


def draw_costs(book: Book) -> Picture | None:
    """Costs by kind and by country, and salvage apart."""
    view = book.view
    unit = money_by_year(view)
    groups: dict[str, list[Line]] = {}
    for line in in_category_order(cost_lines(view, ("category", "cost"), unit)):
        groups.setdefault(SALVAGE if line.labels[1] == SALVAGE else line.labels[0], []).append(line)
    if not groups:
        return None
    lines = [summed(of, (name,)) for name, of in groups.items()]
    spent = curves(lines, BAR, "category", lambda line: line.labels[0] != SALVAGE)
    left = curves(lines, BAR, "category", lambda line: line.labels[0] == SALVAGE)
    where = curves(book.blocks["Costs", "By country"].lines, BAR, "country", lambda line: line.look != "total")
    shown = [
        Panel(f"By kind, salvage apart ({unit})", 0, spent),
        Panel(f"By country ({unit})", 1, where),
        *([Panel(f"Salvage: value of what is left at the end ({unit})", 0, left)] if left else []),
    ]
    says = [f"Sums of each period, undiscounted; what lies below the line comes in.{undisrupted(view)}"]
    tables = [
        lines_data(book, BY_CATEGORY, ("category",), lines),
        block_data(book, "Costs", "By country"),
        block_data(book, "Costs", "By category"),
    ]
    return Picture("costs", cost(view).partition(";")[0].removesuffix("."), says, [panels(shown)], tables)


def draw_payers(book: Book) -> Picture | None:
    """Capital by who pays it."""
    block = book.blocks.get((WHO_PAYS_SHEET, BY_PAYER))
    if block is None:
        return None
    lines = [line for line in block.lines if line.look != "total"]
    sums = {line.labels[0]: line.totals[0] or 0.0 for line in lines}
    most, most_and_total = max(sums, key=sums.__getitem__), sum(sums.values())
    share = f"{percent(sums[most] / most_and_total)} of {money(most_and_total)} {book.view.amount} of capital"
    title = f"{share} has {NOBODY}" if most == NOBODY else f"{most} pays {share}"
    chart = panels([Panel(f"Capital ({lines[0].unit})", 0, curves(lines, BAR, "payer"))])
    tables = [block_data(book, WHO_PAYS_SHEET, BY_PAYER), block_data(book, WHO_PAYS_SHEET, BY_PROJECT)]
    return Picture("payers", title, ["Capital in the year in which it is paid."], [chart], tables)


def draw_capacity(book: Book) -> Picture | None:
    """Capacity of each stage as a line, its use as columns."""
    block = content_at(book.blocks, "Capacity", BY_STAGE)
    if block is None:
        return None
    shown = []
    for name, unit in dict.fromkeys((line.labels[0], line.unit) for line in block.lines if line.look != "share"):
        stage = name.removesuffix(f", {unit}")
        measures = [
            Curve(line.labels[1], LINE if line.labels[1] == "capacity" else BAR, f"stage:{stage}", row=at)
            for at, line in enumerate(block.lines)
            if (line.labels[0], line.unit) == (name, unit)
        ]
        shown.append(Panel(f"{stage or 'no stage'} ({unit})", 0, measures))
    says = [f"Usable capacity as a line, what is used of it as columns.{undisrupted(book.view)}"]
    return Picture("capacity", _most_grown(block), says, [panels(shown)], [block_data(book, "Capacity", BY_STAGE)])


def _most_grown(block: Block) -> str:
    """The stage whose capacity grows most."""
    grown = {
        line.labels[0]: (line.values[-1] or 0.0, line.values[0] or 0.0, line.unit)
        for line in block.lines
        if line.labels[1] == "capacity"
    }
    name = max(grown, key=lambda name: grown[name][0] / max(grown[name][1], 1e-3 * grown[name][0], 1e-9), default="")
    if not name or grown[name][0] <= grown[name][1]:
        return "Capacity and its use by stage"
    after, before, unit = grown[name]
    stage = name.removesuffix(f", {unit}")
    return f"Capacity grows most, in proportion, at the stage {stage}, from {money(before)} to {money(after)} {unit}"


def draw_people(book: Book) -> Picture | None:
    """Who enters training or is recruited, by skill; people employed and needed in the markets with most of them."""
    block = book.blocks.get(("Workforce", BY_SKILL))
    if block is None:
        return None
    shown = [Panel(f"{STARTS} ({block.lines[0].unit})", 0, curves(block.lines, BAR, "skill"))]
    tight = "Labour markets with most training and recruitment"
    if ("Workforce", tight) in book.blocks:
        lines = book.blocks["Workforce", tight].lines
        for skill, market in dict.fromkeys((line.labels[0], line.labels[1]) for line in lines):
            measures = [
                Curve(*PEOPLE[line.labels[2]], f"skill:{skill}", row=at)
                for at, line in enumerate(lines)
                if line.labels[:2] == (skill, market)
            ]
            shown.append(Panel(f"{skill}, {market} (people)", 1, measures))
    title, _, rest = starting_in_words(book.view).partition(". ")
    headings = (BY_SKILL, tight, STARTS, "All labour markets")
    tables = [block_data(book, "Workforce", heading) for heading in headings if ("Workforce", heading) in book.blocks]
    return Picture("people", title, [rest], [panels(shown)], tables)
