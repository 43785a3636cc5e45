"""Returns and support as a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from model.audit.money import FLOOR, GRANT, OFFTAKE
from model.reports.document import (
    ChartScale,
    Document,
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
from model.results.investor import sponsor_name
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


def document(found: Returned) -> Document:
    view = View(found.plan)
    made = returns(view)
    says = list(findings(found, view, made))
    table = returns_table(view, made)
    sheets = [
        DocumentSheet(
            "Investors", "Costs", "The investor's view", ABOUT_INVESTORS,
            [Paragraphs(says), *NOTES_ON_RETURNS[:2], table], papers=2,
        ),
        DocumentSheet("Support", "Costs", f"Support to break even, {found.case}", SUPPORT_ABOUT,
                      [VERIFIED_NOTE, _support(found, view)]),
        DocumentSheet("Price ranges", "Costs", "What goods are worth", WORTH_ABOUT,
                      [_ranges(found, view), _ends(found, view, made)]),
        DocumentSheet("Returns by case", "Costs", "Returns in each case", ABOUT_INVESTORS, [_by_case(view, made)],
                      is_annex=True),
        DocumentSheet("Cash flows", "Costs", "Cash flows by year", ABOUT_INVESTORS, [_flows(view, made)],
                      is_annex=True),
    ]  # fmt: skip
    title, about = "The investor's view", f"Net present values in {view.amount}"
    return Document(title, title, about, Output.RETURNS, view, says, sheets, [_chart(view, made, table)])


def findings(found: Returned, view: View, made: list[Returns]) -> Iterator[str]:
    """How many ventures earn their hurdle rate, and how much the others lack."""
    plants = [each for each in made if not each.venture.is_project]
    losing = [each for each in plants if each.npv(EXPECTED) < 0]
    lost = sum(each.npv(EXPECTED) for each in losing)
    if not losing:
        yield f"All {count(len(plants), 'plant', 'plants')} earn the hurdle rate (expected net present value)."
    else:
        some = f"{len(losing)} of {len(plants)} plants {'does' if len(losing) == 1 else 'do'} not earn"
        who = "No plant earns" if len(losing) == len(plants) else some
        yield f"{who} the hurdle rate: {money(-lost)} {view.amount} are missing (expected net present value)."
    for each in found.verified:
        yield _said(each, view)


def _said(each: Verified, view: View) -> str:
    venture, unit = each.venture, price_unit_of(view, each.venture)
    ways = []
    if each.support.grant is not None:
        ways.append(f"a grant of {percent(each.support.grant)} of capital")
    if each.support.offtake is not None:
        ways.append(f"an offtake price of {money(each.support.offtake)} {unit}")
    if each.support.floor is not None:
        ways.append(f"a floor of {money(each.support.floor)} {unit} ({_verdict(each)})")
    said = f"{venture.name} lacks {money(-each.support.npv)} {view.amount} ({each.support.case.name})"
    return f"{said}; it breaks even with {' or '.join(ways)}." if ways else f"{said}; no support suffices."


def _verdict(each: Verified) -> str:
    if each.solved is None:
        return NO_FLOOR
    return REACTING if each.reacts else HELD_ONLY


def _support(found: Returned, view: View) -> DocumentTable[Verified]:
    def signs(kind: str, at: int) -> Field[Verified]:
        return Field(f"{kind} {SIGNS[at]}1 %", lambda each: each.recomputed.get(kind, (None, None))[at])

    def reacting(at: int) -> Field[Verified]:
        return Field(f"re-solved {SIGNS[at]}1 %", lambda each: each.reacting and each.reacting[at])

    fields: list[Field[Verified]] = [
        Field("plant", lambda each: each.venture.plant, "text"),
        Field("sponsor", lambda each: sponsor_name(each.venture), "text"),
        Field(f"NPV ({view.amount})", lambda each: each.support.npv),
        Field("grant, of capital", lambda each: each.support.grant, "share"),
        Field(f"grant ({view.amount})", lambda each: each.support.granted),
        Field("unit", lambda each: price_unit_of(view, each.venture), "text"),
        Field("offtake price", lambda each: each.support.offtake),
        Field("floor", lambda each: each.support.floor),
        Field("market", lambda each: each.support.market.supplier if each.support.market else "", "text"),
        Field("verified", lambda each: "yes" if each.holds else "no", "text"),
        Field("floor, operation free", _verdict, "text"),
        *(signs(kind, at) for kind in (GRANT, OFFTAKE, FLOOR) for at in (0, 1)),
        reacting(0),
        reacting(1),
    ]
    return DocumentTable(found.verified, fields, nothing="Every plant asked about earns its hurdle rate.")


def _ranges(found: Returned, view: View) -> DocumentTable[PriceRange]:
    fields: list[Field[PriceRange]] = [
        Field("site", lambda each: each.at[0], "text"),
        Field("product", lambda each: each.at[1], "text"),
        Field("year", lambda each: int(each.at[2]), "year"),
        Field("unit", lambda each: f"{view.settings.currency}/{view.commodities[each.at[1]].unit}", "text"),
        Field("transfer price", lambda each: each.price),
        Field("from", lambda each: each.basis, "text"),
        Field("one more saves", lambda each: each.more),
        Field("one less costs", lambda each: each.less),
        Field("middle", lambda each: each.middle),
    ]
    return DocumentTable(found.ranges, fields, "Prices of the largest sales", nothing="No price was probed.")


def _ends(found: Returned, view: View, made: list[Returns]) -> DocumentTable[Returns]:
    """Plants whose value depends on the probed prices."""
    low, high = (defaultdict(float, each) for each in found.at_ends)  # without an account at these prices: 0
    plants = [
        each for each in made
        if not each.venture.is_project and abs(low[each.venture.name] - high[each.venture.name]) > SOLVED
    ]  # fmt: skip
    fields: list[Field[Returns]] = [
        Field("plant", lambda each: each.venture.name, "text"),
        Field("sponsor", lambda each: sponsor_name(each.venture), "text"),
        Field(f"NPV, expected ({view.amount})", lambda each: each.npv(EXPECTED)),
        Field("prices at the lower end", lambda each: low[each.venture.name]),
        Field("at the upper end", lambda each: high[each.venture.name]),
    ]
    return DocumentTable(plants, fields, "Returns at both ends of these prices", is_sized=False)


def _by_case(view: View, made: list[Returns]) -> DocumentTable[tuple[Returns, Course]]:
    rows = [(each, case) for each in made for case in each.investor.cases]

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


def _flows(view: View, made: list[Returns]) -> DocumentTable[tuple[Returns, Course]]:
    rows = [(each, case) for each in made for case in each.investor.cases]

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


def _chart(view: View, made: list[Returns], table: DocumentTable[Returns]) -> Shown:
    """Net present values as expected, the lowest first, and without public money."""
    plants = [each for each in made if not each.venture.is_project]
    plants = sorted(plants, key=lambda each: each.npv(EXPECTED))[:CHARTED]
    colours = dict(zip(("expected", "without public money"), HUES, strict=False))
    bars = []
    for each in plants:
        values = each.npv(EXPECTED), each.without_public
        tips = [f"{each.venture.name}, {name}: {money(value)}" for name, value in zip(colours, values, strict=True)]
        bars.append(DrawnBar(each.venture.name, values, tips))
    heading = f"Net present value of plants ({view.amount})"
    says = f"The {len(plants)} lowest, at each plant's hurdle rate."
    return bar_chart("returns", heading, says, colours, bars, [table], "grouped", ChartScale("#,##0"))
