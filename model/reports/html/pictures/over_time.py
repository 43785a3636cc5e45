"""Small charts over the years: investments, costs, payers and parties, capacity and people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from model.families.common.protocol import BUYERS, SPONSOR
from model.families.investment.rows import PAYMENTS_AFTER
from model.ledger.parties import NOBODY
from model.reports.answers.pays import WHO_PAYS_SHEET
from model.reports.book import Book
from model.reports.charts import GANTT_NAMES
from model.reports.html.elements import PageChart, Picture, undisrupted
from model.reports.html.tables import block_data, content_at, lines_data, shown, table_data
from model.reports.phrases import joined, money, percent
from model.reports.results.capacity import BY_SKILL, BY_STAGE, STARTS, starting_in_words
from model.reports.results.costs import (
    BY_COUNTRY,
    BY_DISRUPTION,
    BY_PAYER,
    BY_PROJECT,
    FILL_RATES,
    PARTIES_SHEET,
    PROFIT,
    cost_lines,
    in_category_order,
)
from model.reports.results.decisions import BUILDS
from model.reports.results.investors import INVESTORS_SHEET as INVESTORS
from model.reports.results.investors import RETURNS
from model.reports.results.words import building, cost
from model.reports.styles import Block
from model.results.accounts import EXPECTED, party_results
from model.results.build import Build, builds
from model.results.view import Line, money_by_year, summed
from model.sheets.names import count

# ----------------------------------------------------------------------------------------------------------------------
# Small charts over years or months, side by side: each names the rows or columns of a table that it draws.


BAR, LINE, DASH = "bar", "line", "dash"


@dataclass(frozen=True)
class Curve:
    """One series: the row of a table with years across or one of its cells, or two columns."""

    name: str
    mark: str
    kind: str
    """Kind of its colour, ``country``, or with its name, ``stage:oxide``."""
    row: int | None = None
    columns: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Panel:
    """A small chart: its title with the unit, the number of its table among those of the picture, its series."""

    title: str
    table: int
    curves: Sequence[Curve]
    is_share: bool = False
    case: str = ""
    """The disruption that it is of."""


def curves(
    lines: Sequence[Line], mark: str, kind: str, keep: Callable[[Line], bool] = bool, label: int = 0
) -> list[Curve]:
    """The series of those lines of a block that are kept, named by a label."""
    return [Curve(line.labels[label], mark, kind, row=at) for at, line in enumerate(lines) if keep(line)]


def panels(panels_drawn: Sequence[Panel], across: int = 3) -> PageChart:
    """The charts side by side, at most ``across`` of them."""
    return PageChart("panels", {"across": across, "panels": [asdict(panel) for panel in panels_drawn]})


# ----------------------------------------------------------------------------------------------------------------------
# The Gantt of decisions: permits, construction, ramp-up and operation of each investment, its size, outlay, payer.


TIMELINE = "timeline"
MOST_PAYERS = 2
"""Maximum number of payers named in a line."""


def draw_timeline(book: Book) -> Picture | None:
    """Investments in order of decision."""
    view, rows = book.view, builds(book.view)
    table = table_data(book, "Builds", BUILDS)
    if not rows or table is None:
        return None
    payers = _payers_of_projects(book)
    lines = [
        [
            f"{shown(row.size, '#,##0')} {row.unit}",
            row.capex and f"{money(row.capex)} {view.amount}",
            payers.get(row.project, ""),
        ]
        for row in rows
    ]
    data = {
        "names": _names_of_builds(rows),
        "lines": lines,
        "phases": GANTT_NAMES[1:],
        "first": len(table.headers) - 4,
        "decided": table.headers.index("decided (year)"),
        "from": view.periods[0],
        "to": view.calendar.end,
    }
    says = [
        building(view),
        "In order of decision. A bar begins when permitting does, which is when the decision is due: what is decided "
        "later comes online later. On the right: capacity added, capital, and who pays. Choose a bar to see the "
        "decision in all pictures.",
    ]
    return Picture(
        TIMELINE,
        _when_decided(rows, view.periods[0]),
        says,
        [PageChart("gantt", data)],
        [table, *([block_data(book, WHO_PAYS_SHEET, BY_PROJECT)] if payers else [])],
    )


def _when_decided(rows: Sequence[Build], first: int) -> str:
    """How many are due at once, how many were decided before, and when all of them come online."""
    now, before = (sum(row.is_opening for row in rows if keep(row.decided)) for keep in (first.__eq__, first.__gt__))
    online = sorted(int(row.online) for row in rows)
    when = f"in {online[0]}" if online[0] == online[-1] else f"between {online[0]} and {online[-1]}"
    earlier = f", {before} were decided before" if before else ""
    of = count(sum(row.is_opening for row in rows), "investment")
    return f"{now or 'None'} of {of} must be decided in {first}{earlier}; online {when}"


def _names_of_builds(rows: Sequence[Build]) -> list[str]:
    """Project and country, with the year where a project is enlarged more than once."""
    names = [f"{row.project}, {row.country}{' (kept)' if row.is_kept else ''}" for row in rows]
    return [
        name if names.count(name) == 1 else f"{name} ({row.decided})" for name, row in zip(names, rows, strict=True)
    ]


def _payers_of_projects(book: Book) -> dict[str, str]:
    """By project who pays its capital, the largest first."""
    block = book.blocks.get((WHO_PAYS_SHEET, BY_PROJECT))
    sums: dict[str, dict[str, float]] = {}
    for line in block.lines if block else ():
        who, _, project = line.labels
        of_project = sums.setdefault(project, {})
        of_project[who] = of_project.get(who, 0.0) + sum(value or 0.0 for value in line.values)
    return {project: joined(sorted(paid, key=lambda who: -paid[who])[:MOST_PAYERS]) for project, paid in sums.items()}


# ----------------------------------------------------------------------------------------------------------------------
# Costs, payers, capacity and people over the years.


SALVAGE = "salvage"
PEOPLE = {"people": ("employed", LINE), "need": ("needed", BAR)}
BY_CATEGORY = "Cost by category, salvage apart"


def draw_costs(book: Book) -> Picture | None:
    """Costs by kind and by country, and salvage apart."""
    view = book.view
    unit = money_by_year(view)
    groups: dict[str, list[Line]] = {}
    for line in in_category_order(cost_lines(view, ("category", "cost"), unit)):
        category, name = line.labels[:2]
        groups.setdefault(name if name in (SALVAGE, PAYMENTS_AFTER) else category, []).append(line)
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


# ----------------------------------------------------------------------------------------------------------------------
# Payments and earnings of parties over the years, and the value of plants to their sponsors.


MOST_SPONSORS = 12
"""Sponsors that are drawn."""


def draw_parties(book: Book) -> Picture | None:
    """Profit and loss by role, of the largest sponsors, and of buyers by country."""
    block = book.blocks.get((PARTIES_SHEET, PROFIT))
    if block is None:
        return None
    groups: dict[str, list[Line]] = {}
    for line in block.lines:
        if line.look != "total":
            groups.setdefault(line.labels[0], []).append(line)
    roles = [summed(lines, (role,)) for role, lines in groups.items()]
    largest = {line.labels for line in groups.get(SPONSOR, [])[:MOST_SPONSORS]}
    unit = roles[0].unit if roles else ""
    shown = [
        Panel(f"By role ({unit})", 0, curves(roles, BAR, "payer")),
        Panel(
            f"Sponsors, the largest ({unit})",
            1,
            curves(block.lines, BAR, "payer", lambda line: line.labels in largest, label=1),
        ),
        Panel(
            f"Buyers by country ({unit})",
            1,
            curves(block.lines, BAR, "payer", lambda line: line.labels[0] == BUYERS, label=1),
        ),
    ]
    says = [f"Received less paid in each period, at transfer prices, undiscounted.{undisrupted(book.view)}"]
    tables_found = (
        (PARTIES_SHEET, BY_DISRUPTION),
        (PARTIES_SHEET, BY_COUNTRY),
        (PARTIES_SHEET, FILL_RATES),
        (INVESTORS, RETURNS),
    )
    tables = [
        lines_data(book, "By role", ("role",), roles),
        block_data(book, PARTIES_SHEET, PROFIT),
        *(table_data(book, *table) for table in tables_found if table in book.tables),
    ]
    return Picture("parties", _parties_title(book), says, [panels([table for table in shown if table.curves])], tables)


def _parties_title(book: Book) -> str:
    """Payments of buyers and earnings of sponsors, as expected."""
    results, amount = party_results(book.view), book.view.amount
    rate = results.calendar.discount_rate
    paid, earned = (
        sum(results.of_party(result, EXPECTED).npv(rate) for result in results.of_role(role))
        for role in (BUYERS, SPONSOR)
    )
    verb = "earn" if earned >= 0 else "lose"
    return f"Buyers pay {money(-paid)} {amount} (present value); sponsors {verb} {money(abs(earned))}"
