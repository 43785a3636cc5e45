"""Returns and support as a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import Any

from model.audit.money import FLOOR, GRANT, OFFTAKE
from model.reports.document import (
    ChartScale,
    Document,
    DocumentBlock,
    DocumentSheet,
    DocumentTable,
    DrawnBar,
    Paragraphs,
    Shown,
    bar_chart,
)
from model.reports.palette import HUES
from model.reports.phrases import money, percent
from model.reports.results.investors import (
    ABOUT_INVESTORS,
    NOTES_ON_RETURNS,
    Returns,
    price_unit_of,
    rate_in_words,
    returns,
    returns_table,
)
from model.reports.styles import Field
from model.results.accounts import EXPECTED, CashFlow, Course
from model.results.investor import Venture, sponsor_name
from model.results.view import View
from model.sheets.names import count
from model.studies.investor.question import Returned, Verified
from model.studies.investor.worth import PriceRange
from model.system.files import Output
from model.tolerances import SOLVED

HELD_ONLY, REACTING, NO_FLOOR = "held only", "holds if operation reacts", "no floor suffices"
WORTH_ABOUT = (
    "Duals of mass balances with all decisions held: what is saved by a little more of a good at a place, and what a "
    "little less costs, 0.1 % of the sales. They hold premiums of limits that nobody pays, and capital only where "
    "capacity binds. Goods without any other price have their dual as transfer price."
)
SIGNS = ("−", "+")
CHARTED = 25
"""Plants in the chart at most."""
SUPPORT_ABOUT = (
    "Support on top of the public money that there is, at which the net present value is zero: a share of capital, a "
    "constant price for all of the main product, or a floor on the market price. Operation is held as in the plan."
)
VERIFIED_NOTE = (
    "Verified a per cent below and above: by the second implementation, operation held; and floors by solving again, "
    f"decisions held and operation free. '{REACTING}': the sign of the net present value changes there, too; "
    f"'{HELD_ONLY}': it does not. A plan made under this support may still build something else: it minimises its own "
    "cost, not the sponsor's."
)


def document(returned: Returned) -> Document:
    view = View(returned.plan)
    all_returns = returns(view)
    says = list(findings(returned, view, all_returns))
    table = returns_table(view, all_returns)

    def sheet(name: str, title: str, about: str, *blocks: DocumentBlock, **options: Any) -> DocumentSheet:
        return DocumentSheet(name, "Costs", title, about, blocks, **options)

    first = Paragraphs(says), *NOTES_ON_RETURNS[:2], table
    support, prices = _support(returned, view), _ranges(returned, view)
    sheets = [
        sheet("Investors", "The investor's view", ABOUT_INVESTORS, *first, papers=2),
        sheet("Support", f"Support to break even, {returned.case}", SUPPORT_ABOUT, VERIFIED_NOTE, support),
        sheet("Price ranges", "What goods are worth", WORTH_ABOUT, prices, _ends(returned, view, all_returns)),
        sheet("Returns by case", "Returns in each case", ABOUT_INVESTORS, _by_case(view, all_returns), is_annex=True),
        sheet("Cash flows", "Cash flows by year", ABOUT_INVESTORS, _flows(view, all_returns), is_annex=True),
    ]
    title, about = "The investor's view", f"Net present values in {view.amount}"
    return Document(title, title, about, Output.RETURNS, view, says, sheets, [_chart(view, all_returns, table)])


def findings(returned: Returned, view: View, all_returns: list[Returns]) -> Iterator[str]:
    """How many ventures earn their hurdle rate, and how much the others lack."""
    plants = [plant for plant in all_returns if not plant.venture.is_project]
    losing = [plant for plant in plants if plant.npv(EXPECTED) < 0]
    total = sum(plant.npv(EXPECTED) for plant in losing)
    if not losing:
        yield f"All {count(len(plants), 'plant', 'plants')} earn the hurdle rate (expected net present value)."
    else:
        some = f"{len(losing)} of {len(plants)} plants {'does' if len(losing) == 1 else 'do'} not earn"
        who = "No plant earns" if len(losing) == len(plants) else some
        yield f"{who} the hurdle rate: {money(-total)} {view.amount} are missing (expected net present value)."
    for verified in returned.verified:
        yield _sentence(verified, view)


def _sentence(verified: Verified, view: View) -> str:
    venture, unit = verified.venture, price_unit_of(view, verified.venture)
    ways = []
    if verified.support.grant is not None:
        ways.append(f"a grant of {percent(verified.support.grant)} of capital")
    if verified.support.offtake is not None:
        ways.append(f"an offtake price of {money(verified.support.offtake)} {unit}")
    if verified.support.floor is not None:
        ways.append(f"a floor of {money(verified.support.floor)} {unit} ({_verdict(verified)})")
    lacks = f"{venture.name} lacks {money(-verified.support.npv)} {view.amount} ({verified.support.case.name})"
    return f"{lacks}; it breaks even with {' or '.join(ways)}." if ways else f"{lacks}; no support suffices."


def _verdict(verified: Verified) -> str:
    if verified.solved is None:
        return NO_FLOOR
    return REACTING if verified.reacts else HELD_ONLY


def _support(returned: Returned, view: View) -> DocumentTable[Verified]:
    def signs(kind: str, at: int) -> Field[Verified]:
        return Field(f"{kind} {SIGNS[at]}1 %", lambda row: row.recomputed.get(kind, (None, None))[at])

    def reacting(at: int) -> Field[Verified]:
        return Field(f"re-solved {SIGNS[at]}1 %", lambda row: row.reacting and row.reacting[at])

    fields: list[Field[Verified]] = [
        Field("plant", lambda row: row.venture.plant, "text"),
        Field("sponsor", lambda row: sponsor_name(row.venture), "text"),
        Field(f"NPV ({view.amount})", lambda row: row.support.npv),
        Field("grant, of capital", lambda row: row.support.grant, "share"),
        Field(f"grant ({view.amount})", lambda row: row.support.granted),
        Field("unit", lambda row: price_unit_of(view, row.venture), "text"),
        Field("offtake price", lambda row: row.support.offtake),
        Field("floor", lambda row: row.support.floor),
        Field("market", lambda row: row.support.market.supplier if row.support.market else "", "text"),
        Field("verified", lambda row: "yes" if row.holds else "no", "text"),
        Field("floor, operation free", _verdict, "text"),
        *(signs(kind, at) for kind in (GRANT, OFFTAKE, FLOOR) for at in (0, 1)),
        reacting(0),
        reacting(1),
    ]
    return DocumentTable(returned.verified, fields, nothing="Every plant asked about earns its hurdle rate.")


def _ranges(returned: Returned, view: View) -> DocumentTable[PriceRange]:
    fields: list[Field[PriceRange]] = [
        Field("site", lambda row: row.at[0], "text"),
        Field("product", lambda row: row.at[1], "text"),
        Field("year", lambda row: int(row.at[2]), "year"),
        Field("unit", lambda row: f"{view.settings.currency}/{view.commodities[row.at[1]].unit}", "text"),
        Field("transfer price", lambda row: row.price),
        Field("from", lambda row: row.basis, "text"),
        Field("one more saves", lambda row: row.more),
        Field("one less costs", lambda row: row.less),
        Field("middle", lambda row: row.middle),
    ]
    return DocumentTable(returned.ranges, fields, "Prices of the largest sales", nothing="No price was probed.")


def _ends(returned: Returned, view: View, all_returns: list[Returns]) -> DocumentTable[Returns]:
    """Plants whose value depends on the probed prices."""
    low, high = (defaultdict(float, values) for values in returned.at_ends)  # without an account at these prices: 0

    def moves(venture: Venture) -> bool:
        return not venture.is_project and abs(low[venture.name] - high[venture.name]) > SOLVED

    plants = [row for row in all_returns if moves(row.venture)]
    fields: list[Field[Returns]] = [
        Field("plant", lambda row: row.venture.name, "text"),
        Field("sponsor", lambda row: sponsor_name(row.venture), "text"),
        Field(f"NPV, expected ({view.amount})", lambda row: row.npv(EXPECTED)),
        Field("prices at the lower end", lambda row: low[row.venture.name]),
        Field("at the upper end", lambda row: high[row.venture.name]),
    ]
    return DocumentTable(plants, fields, "Returns at both ends of these prices", is_sized=False)


def _by_case(view: View, all_returns: list[Returns]) -> DocumentTable[tuple[Returns, Course]]:
    rows = [(venture, case) for venture in all_returns for case in venture.investor.cases]

    def flow(row: tuple[Returns, Course]) -> CashFlow:
        return row[0].investor.earned(row[0].venture, row[1])

    fields: list[Field[tuple[Returns, Course]]] = [
        Field("plant or project", lambda row: row[0].venture.name, "text"),
        Field("case", lambda row: row[1].name, "text"),
        Field(f"NPV ({view.amount})", lambda row: flow(row).npv(row[0].venture.hurdle)),
        Field("IRR", lambda row: rate_in_words(flow(row)), "value", form="0.0 %"),
        Field("break-even price", lambda row: row[0].investor.break_even(row[0].venture, row[1])),
    ]
    return DocumentTable(rows, fields)


def _flows(view: View, all_returns: list[Returns]) -> DocumentTable[tuple[Returns, Course]]:
    rows = [(venture, case) for venture in all_returns for case in venture.investor.cases]

    def value(row: tuple[Returns, Course], at: int) -> float:
        return row[0].investor.earned(row[0].venture, row[1]).values[at]

    years: list[Field[tuple[Returns, Course]]] = [
        Field(label, partial(value, at=at)) for at, label in enumerate(view.year_labels)
    ]
    names: list[Field[tuple[Returns, Course]]] = [
        Field("plant or project", lambda row: row[0].venture.name, "text"),
        Field("case", lambda row: row[1].name, "text"),
    ]
    return DocumentTable(rows, [*names, *years])


def _chart(view: View, all_returns: list[Returns], table: DocumentTable[Returns]) -> Shown:
    """Net present values as expected, the lowest first, and without public money."""
    plants = [plant for plant in all_returns if not plant.venture.is_project]
    plants = sorted(plants, key=lambda plant: plant.npv(EXPECTED))[:CHARTED]
    colours = dict(zip(("expected", "without public money"), HUES, strict=False))
    bars = []
    for plant in plants:
        values = plant.npv(EXPECTED), plant.without_public
        tips = [f"{plant.venture.name}, {name}: {money(value)}" for name, value in zip(colours, values, strict=True)]
        bars.append(DrawnBar(plant.venture.name, values, tips))
    heading = f"Net present value of plants ({view.amount})"
    says = f"The {len(plants)} lowest, at each plant's hurdle rate."
    return bar_chart("returns", heading, says, colours, bars, [table], "grouped", ChartScale("#,##0"))
