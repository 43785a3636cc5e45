"""The blocks of the pages for a minister, a maker of cars or jets and a mining firm, from the figures that are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import ascii_uppercase
from typing import Any

from inputs.build.agreements import COMMITTED, LOANS, price_protection
from inputs.build.brief import IN_A_STOP
from inputs.build.brief_blocks import SERVED
from inputs.build.demand import FIRST, LAST, period
from inputs.build.figures import listed, table, wrapped
from inputs.build.purchases import BENCHMARK, SUPPLIERS
from inputs.build.readers import CONTENTS, HIGH, MAKERS_OF, MONTHS, SMCO, STOCKED, Content, Kept
from inputs.build.routes import FROM_CHINA

STARTS = ("2027", "2031")
"""Of a Chinese stop, on the minister's page."""
ELSEWHERE = ("US other",)
"""Markets without makers of cars and jets."""
US_DUTY, US_FREIGHT = next((duty, freight) for to, _, freight, duty, *_ in FROM_CHINA if to == "US markets")
"""Of magnets from China; the freight in USD/t."""
BOUND = "F-35"
"""A product that may hold no Chinese magnets in the USA."""
BOOKED = 42.3
"""Million USD of price protection for the first quarter of 2026, of the company's results of 7 May 2026."""
UNTIL = {price_protection().programme: price_protection().until_year or LAST}
"""Last year of a programme that ends within a period."""
NOT_PAID = "No programme of the sheet Public money pays one of these mines; loans granted before are in Project status."
PLACES = {"Germany": "EU, in Germany"}


def blocks(found: Mapping[str, Any]) -> dict[str, str]:
    """The text of each block of the three pages; ``found`` are the figures of the brief, with those of the readers."""
    kept = found["readers"]
    return {
        "minister: who pays": who_pays(kept), "minister: the floor": the_floor(found),
        "minister: until when": until_when(kept), "minister: side by side": side_by_side(found),
        "maker: exposure": exposure(kept), "maker: cover": cover(kept), "maker: leaving China": leaving(found),
        "miner: offtake": offtake(kept), "miner: what it hangs on": hangs_on(kept),
    }  # fmt: skip


def _cell(kept: Kept, decimals: int = 0) -> str:
    """'1,234 (`Parties!C5`)'."""
    return f"{kept[0]:,.{decimals}f} (`{kept[1]}`)"


def _whole(kept: Kept) -> str:
    return f"{kept[0]:,.0f}"


def _row(kept: Kept) -> str:
    """'`Investors!12`': sheet and row of a line, whose figures are in that row."""
    sheet, _, cell = kept[1].partition("!")
    return f"`{sheet}!{cell.lstrip(ascii_uppercase)}`"


def _per_kg(kept: Kept) -> str:
    """A price in USD/t, for a kilogram."""
    return _cell([kept[0] / 1e3, kept[1]], 1)


# ---------------------------------------------------------------------------------------------- a minister


def who_pays(kept: Mapping[str, Any]) -> str:
    capital = dict(kept["capital"])
    rows = [(PLACES.get(name, name), *map(_whole, cells[:-1]), _row(cells[0])) for name, *cells in kept["buyers"]]
    others = "; ".join(
        f"{payer}, for {listed([f'{what} {amount}' for other, what, amount, _ in COMMITTED if other == payer])}"
        for payer in dict.fromkeys(payer for payer, *_ in COMMITTED)
    )
    drawn = sum(each[4][0] for each in kept["programmes"] if each[0] == LOANS[0][0])
    header = ("million USD", "buyers pay", "unserved", "plants earn", "state receives", "capital there", "row")
    return "\n\n".join((
        wrapped(f"To {LAST} plants take {_cell(capital['total'])} million USD of capital; "
                f"{_cell(capital['no sponsor yet'])} of it has no sponsor yet. Buyers bear most of the rest of the "
                "cost, in the price of magnets:"),
        table(header, rows),
        wrapped(f"Committed to sponsors before the plan, in million USD: {others}. Of these the sums above have "
                f"{drawn:,} of the loan for Benson, and nothing of the others."),
    ))  # fmt: skip


def the_floor(found: Mapping[str, Any]) -> str:
    """The price that new magnet lines need, beside the market's."""
    lines, begun = _new(found)
    low, high = lines[0], lines[-1]
    losses = [sum(-each[4][0] for each in some if each[4][0] < 0) for some in (lines, begun)]
    return wrapped(
        f"New lines for high-coercivity magnets break even at {_per_kg(low[5])} USD/kg ({_name(low)}) to "
        f"{_per_kg(high[5])} ({_name(high)}); they get {_per_kg(low[6])}. Without a floor, an offtake or a buyer who "
        f"pays more, these {len(lines)} lose {losses[0]:,.0f} million USD (sheet Investors, column NPV), and their "
        f"sponsors do not build them; {len(begun)} that stand or are under way lose {losses[1]:,.0f}. A floor has to "
        f"last until they are paid back: to {LAST} here."
    )


def _new(found: Mapping[str, Any]) -> tuple[list[Any], list[Any]]:
    """Lines for high-coercivity magnets that the plan decides, the cheapest first; and those decided before it."""
    earlier = {each["project"] for each in found["builds"] if each["decided"] < FIRST}
    lines = [each for each in _investments(found["readers"]["makers"]) if each[3] == HIGH]
    lines.sort(key=lambda each: float(each[5][0]))
    is_new = [each[1] not in earlier if each[1] else not each[-1] for each in lines]
    return ([each for each, new in zip(lines, is_new, strict=True) if new],
            [each for each, new in zip(lines, is_new, strict=True) if not new])  # fmt: skip


def until_when(kept: Mapping[str, Any]) -> str:
    rows = []
    for name in dict.fromkeys(each[0] for each in kept["programmes"]):
        of_it = [each for each in kept["programmes"] if each[0] == name]
        paid_in = sorted(years for each in of_it for years in each[5])
        last = int(f"{paid_in[-1][:2]}{paid_in[-1][-2:]}")
        years = f"{paid_in[0][:4]}–{min(last, UNTIL.get(name, last))}"
        places = ", ".join(f"`{each[4][1]}`" for each in of_it)
        rows.append((name, of_it[0][2], f"{sum(each[4][0] for each in of_it):,}", years, places))
    costs = listed([
        f"{name} {_cell([-expected[0], expected[1]])}"
        + (f", at worst {_cell([-worst[0], worst[1]])} ({where})" if worst[0] < expected[0] - 1 else "")
        for name, expected, worst, where in kept["treasuries"]
    ])  # fmt: skip
    return "\n\n".join((
        table(("programme", "payer", "paid, million USD", "years", "row"), rows, text_columns=2),
        wrapped(f"Present value to treasuries, million USD: {costs}." + _protected(kept["programmes"])),
    ))  # fmt: skip


def _protected(programmes: Sequence[Any]) -> str:
    """Price protection of the first year beside what was booked for its first quarter."""
    paid = next((each[5].get(str(FIRST)) for each in programmes if each[0] == "Price protection"), None)
    if paid is None:
        return ""
    year = next(prices[FIRST] for name, _, _, prices, *_ in SUPPLIERS if name == BENCHMARK) / 1e3
    return f" Price protection in {FIRST}: {paid} at {year:.0f} USD/kg; {BOOKED:g} booked for its first quarter."


def side_by_side(found: Mapping[str, Any]) -> str:
    """All markets in a Chinese stop: shares of demand, and the first start from which on they are served."""
    rows = [row for row in found["stops"] if row[0] in STARTS]
    late = [[int(row[0]) for row in found["stops"] if int(row[at]) < SERVED] for at in range(1, len(IN_A_STOP) + 1)]
    last = max(int(row[0]) for row in found["stops"])
    starts = [int(row[0]) for row in found["stops"]]
    served = ["any" if not each else str(min(start for start in starts if start > max(each))) if max(each) < last
              else f">{last}" for each in late]  # fmt: skip
    return table(("met in a stop from, %", *IN_A_STOP), [*rows, (f"{SERVED} % from", *served)])


# ---------------------------------------------------------------------------------------------- a maker


def exposure(kept: Mapping[str, Any]) -> str:
    if not kept["months"]:
        return "Responses by month are not computed for this plan."
    branch = kept["months"][0][0]
    rows = [(f"{market}, {product}", *map(str, met), f"{lowest} ({month})")
            for name, market, product, *met, lowest, month in kept["months"]
            if name == branch and product in MAKERS_OF and market not in ELSEWHERE and lowest < 100]  # fmt: skip
    lacking = [f"{market} has no {product.lower()}s" for name, market, product, first, *_ in kept["months"]
               if name == branch and product in MAKERS_OF and market not in ELSEWHERE and first == 0]  # fmt: skip
    why = (
        f" {listed(lacking)} from month 1 on: cover counts both kinds of NdFeB together (sheet Limits, 'Stock of "
        "magnets'), so it may lie in one alone. Who needs both has to ask for both."
    )
    return "\n\n".join(
        (
            table((f"met in month, % ({branch})", *map(str, MONTHS), "lowest (month)"), rows),
            wrapped("The months are those of the sheet Stress test, 'The worst month by month'."
                    + (why if lacking else "")),
        )
    )  # fmt: skip


def cover(kept: Mapping[str, Any]) -> str:
    rows = [(name, *map(_whole, cells), _row(cells[0])) for name, *cells in kept["cover"]]
    cost = sum(cells[-1][0] for _, *cells in kept["buyers"])
    where = listed([f"`{cells[-1][1]}`" for _, *cells in kept["buyers"]])
    return "\n\n".join(
        (
            table(("stock at the end of, t", *map(period, STOCKED), "row"), rows),
            wrapped(f"All stocks of the four countries cost {cost:,.0f} million USD in present value ({where})."),
        )
    )


def leaving(found: Mapping[str, Any]) -> str:
    """Extra price of a kilogram, a car and a jet, NdFeB and SmCo apart."""
    kept = found["readers"]
    chinese = kept["chinese"][HIGH]
    lines, _ = _new(found)
    low, middle, high = lines[0], lines[len(lines) // 2], lines[-1]
    landed = chinese[0] * (1 + US_DUTY) + US_FREIGHT
    extra = [[(each[5][0] - price) / 1e3 for each in (low, middle)] for price in (chinese[0], landed)]

    def more(content: Content, prices: Sequence[float]) -> str:
        return f"{prices[0] * content.least:,.0f} to {prices[1] * content.most:,.0f}"

    rows = [
        (each.product, each.magnet, each.weight, more(each, extra[0]),
         "no choice" if each.product == BOUND else more(each, extra[1]), each.source)
        for each in CONTENTS if each.magnet == "NdFeB"
    ]  # fmt: skip
    jet = next(each for each in CONTENTS if each.magnet == "SmCo")
    parts = [
        wrapped(f"A Chinese high-coercivity magnet costs {_per_kg(chinese)} USD/kg in the workbook, and in the USA, "
                f"with its duty of {100 * US_DUTY:.1f} % and freight, {landed / 1e3:.1f}. New lines outside China need "
                f"{_per_kg(low[5])} ({_name(low)}) to {_per_kg(high[5])} ({_name(high)}) over their lives to {LAST}, "
                f"capital included; the line in the middle {_per_kg(middle[5])} ({_name(middle)}). From the cheapest "
                f"to that in the middle: {extra[0][0]:.0f} to {extra[0][1]:.0f} more per kg, {extra[1][0]:.0f} to "
                f"{extra[1][1]:.0f} in the USA, before any floor or offtake. US weapons may not hold Chinese magnets "
                "from 2027."),
        table(("product", "magnet", "kg", "extra, USD", "in the USA", "content from"), rows, text_columns=2),
    ]  # fmt: skip
    smco = next((each for each in _investments(kept["makers"]) if each[3] == SMCO), None)
    if smco is not None:
        total = [smco[5][0] / 1e3 * weight for weight in (jet.least, jet.most)]
        parts.append(wrapped(
            f"SmCo apart: an F-35 holds {jet.weight} kg ({jet.source}); at the {_per_kg(smco[5])} USD/kg that "
            f"{_name(smco)} need, {total[0]:,.0f} to {total[1]:,.0f} USD in all. The workbook has no price of Chinese "
            "SmCo to compare with."
        ))  # fmt: skip
    return "\n\n".join(parts)


# ---------------------------------------------------------------------------------------------- a mining firm


def offtake(kept: Mapping[str, Any]) -> str:
    rows = [
        (_name(each), each[3], each[8], *map(_whole, (each[5], each[6], each[4], each[7])), _row(each[4]))
        for each in _investments(kept["mines"], standing=True)
    ]
    header = (
        "mine",
        "product",
        "worst case",
        "NPV 0 at, USD/t",
        "transfer price, USD/t",
        "NPV, million USD",
        "worst",
        "row",
    )
    return table(header, rows, text_columns=3)


def hangs_on(kept: Mapping[str, Any]) -> str:
    mines = _investments(kept["mines"], standing=True)
    paid, lost = ([_name(each) for each in mines if (each[4][0] >= 0) is earns] for earns in (True, False))
    public = [f"{_name(each)} ({_cell(each[9])} without)" for each in mines if abs(each[9][0] - each[4][0]) > 1]
    earning = [each for each in mines if each[4][0] >= 0]
    closest = max(earning, key=lambda each: each[5][0] / each[6][0], default=None)
    limit = "" if closest is None else (
        f"Of those that earn it, {_name(closest)} is nearest to its limit: its price may fall by "
        f"{100 * (1 - closest[5][0] / closest[6][0]):.0f} %. "
    )  # fmt: skip
    return wrapped(
        f"At the plan's prices {listed(paid) or 'none'} earn their hurdle rate. {listed(lost) or 'None'} do not: they "
        f"need an offtake at the price above, or an owner who earns it further down the chain. {limit}"
        + (f"Public money decides for {listed(public)}." if public else NOT_PAID)
    )


def _investments(made: Sequence[Any], *, standing: bool = False) -> list[Any]:
    """Projects of plants, and plants that have no project of their own line, or also those ``standing``."""
    with_project = {each[0] for each in made if each[1]}
    return [each for each in made if each[1] or each[0] not in with_project or (standing and each[10])]


def _name(each: Sequence[Any]) -> str:
    return str(each[1] or each[0])
