"""Limits, export quotas, funds and footprints of a chain whose suppliers, lanes and demand are there; and stock that
ages, covers months of use or is held as insurance."""

from __future__ import annotations

import math
from typing import Any

from tests.unequal.chain import DAYS, Chain
from tests.unequal.horizon import FIRST, Horizon, Node, Yearly, overlap
from tests.unequal.program import Term


def countries(chain: Chain) -> dict[str, str]:
    return {row["site"]: row["country"] for row in chain.rows["Sites"]}


def bought_in(chain: Chain, country: str, node: Node) -> list[Term]:
    """Purchases in a country, or in any."""
    at = countries(chain)
    return [
        (("bought", row["supplier"], node), 1.0)
        for row in chain.rows["Suppliers"]
        if country in (at[row["site"]], "any")
    ]


def sent_from(chain: Chain, country: str, node: Node) -> list[Term]:
    """Shipments that leave a country."""
    at, rows = countries(chain), chain.rows["Routes"]
    lanes = [(row["from"], row["to"], row["commodity"]) for row in rows if at[row["from"]] == country != at[row["to"]]]
    return [(("sent", *lane, node), 1.0) for lane in lanes]


def limit(chain: Chain, name: str, measure: str, scope: str, value: Yearly, **cells: Any) -> None:
    """A limit where nothing is disturbed: supply and share of a country's suppliers, flow from it, months of cover."""
    years = {"from": cells.get("from_year", FIRST), "until": cells.get("until_year", chain.horizon.end)}
    places = {"flow": ("Home", scope), "cover": ("Home", scope)}.get(measure, (scope, None))
    chain.write(
        "Limits", limit=name, measure=measure, of="ore", scope=places[0], against=places[1], value=value, **cells
    )
    for node in chain.horizon.trunk:
        if not years["from"] <= node.first <= years["until"]:
            continue
        bound = chain.horizon.mean(value, node, "Limits value")
        if measure == "cover":
            stock = [(("stock", row["stockpile"], node), 1.0) for row in chain.rows["Stockpiles"]]
            flows = [(sent, -bound / 12) for sent, _ in sent_from(chain, scope, node)]
            chain.program.row([*stock, *flows], low=0)
            continue
        own = sent_from(chain, scope, node) if measure == "flow" else bought_in(chain, scope, node)
        if measure == "share":
            own += [(term, -bound) for term, _ in bought_in(chain, "any", node)]
            bound = 0.0
        is_least = cells.get("bound") == "at least"
        chain.program.row(own, bound if is_least else -math.inf, math.inf if is_least else bound)


def quota(chain: Chain, country: str, **cells: Any) -> None:
    """An export quota, with a duty beyond it or none."""
    chain.write("Export quotas", country=country, commodity="ore", **cells)
    h = chain.horizon
    for node in h.nodes:
        terms = sent_from(chain, country, node)
        if "duty" in cells:
            beyond = "beyond", country, node
            terms.append((beyond, -1))
            chain.pay(beyond, node, h.mean(cells["duty"], node, "Export quotas duty"))
        chain.program.row(terms, high=h.mean(cells["quota"], node, "Export quotas quota"))


def fund(chain: Chain, name: str, limit: Yearly, total: float) -> None:
    """A budget for all purchases, by year and over all undisturbed years."""
    chain.write("Funds", fund=name, pays_for="purchases", limit=limit, total=total)
    h, all_terms = chain.horizon, list[Term]()
    for node in h.nodes:
        terms: list[Term] = []
        for row in chain.rows["Suppliers"]:
            price = h.mean(row["price"], node, "Suppliers price") * chain.effect(node, "price", row["supplier"])
            terms.append((("bought", row["supplier"], node), price * node.length))
        chain.program.row(terms, high=node.length * h.mean(limit, node, "Funds limit"))
        all_terms += [] if node.event else terms
    chain.program.row(all_terms, high=total)


def footprint(chain: Chain, amounts: dict[str, float], **cells: Any) -> None:
    """A footprint of suppliers, with a charge and limits."""
    for supplier, amount in amounts.items():
        chain.write("Footprints", footprint="CO2", item=supplier, amount=amount, unit="t")
    chain.write("Footprint limits", name="law", footprint="CO2", **cells)
    h, total = chain.horizon, list[Term]()
    for node in h.nodes:
        terms: list[Term] = [(("bought", supplier, node), amount) for supplier, amount in amounts.items()]
        for name, amount in terms:
            chain.pay(name, node, amount * h.mean(cells["charge"], node, "Footprint limits charge"))
        chain.program.row(terms, high=h.mean(cells["limit"], node, "Footprint limits limit"))
        total += [] if node.event else [(name, amount * node.length) for name, amount in terms]
    chain.program.row(total, high=cells["total"])


# --- stock


def before(chain: Chain, name: str, node: Node) -> tuple[list[Term], float]:
    """The stock at the start of a node, as terms and a number."""
    row = next(row for row in chain.rows["Stockpiles"] if row["stockpile"] == name)
    ends = chain.horizon.opens(node)
    terms: list[Term] = [(("stock", name, end), part) for end, part in ends if end is not None]
    return terms, sum(row["opening stock"] * part for end, part in ends if end is None)


def arriving(chain: Chain, node: Node) -> float:
    """Goods a year that were in transit before all."""
    moved, rows = chain.horizon.moved(node), chain.rows.get("Goods in transit", [])
    return sum(
        part * chain.horizon.mean(row["arriving"], at, "Goods in transit arriving")
        for part, at in moved
        for row in rows
    )


def age(chain: Chain, name: str, life: float, received: Yearly | None) -> None:
    """Stock is of goods that came to the site within their shelf life."""
    row = next(row for row in chain.rows["Stockpiles"] if row["stockpile"] == name)
    row |= {"shelf life": life, "received": received}
    h, site, commodity = chain.horizon, row["site"], row["commodity"]
    opening = row["opening stock"]
    came = received or Yearly({FIRST - 2: 0.0, FIRST - 1: opening})
    for node in h.nodes:
        limit = 0.0
        terms: list[Term] = [(("stock", name, node), 1)]
        for part, at, course in h.courses(node):
            fresh = sum(came.at(y) * overlap(y, y + 1, at.end - life, at.end) for y in range(FIRST - 40, FIRST))
            limit += part * min(opening, fresh)
            for source, start, end in course:
                years = part * overlap(start, end, at.end - life, at.end)
                flows = chain.balance[site, commodity, source]
                terms += [(flow, -years * share) for flow, share in flows if share > 0 and flow[0] != "stock"]
                limit += years * arriving(chain, source)
        chain.program.row(terms, high=limit)


def cover(chain: Chain, name: str, months: float, from_year: int | None, quantity: Yearly) -> None:
    """Months of the demand of its own period, from the period of a year on."""
    row = next(row for row in chain.rows["Stockpiles"] if row["stockpile"] == name)
    row |= {"cover": months, "cover from": from_year}
    for node in chain.horizon.trunk:
        if from_year is None or node.end > from_year:
            due = chain.horizon.mean(quantity, node, "Demand quantity")
            chain.program.row([(("stock", name, node), 1)], low=months / 12 * due)


def insure(chain: Chain, name: str, value: float, **cells: Any) -> None:
    """A strategic stock: release, rotation and budgets."""
    chain.write("Strategic stocks", stockpile=name, **cells)
    h: Horizon = chain.horizon
    for node in h.nodes:
        stock, added = ("stock", name, node), ("added", name, node)
        terms, opening = before(chain, name, node)
        years = h.disturbed(node) if cells.get("release") == "disruptions only" else node.length
        stays = (1 - cells["release_rate"]) ** years
        chain.program.row([(stock, 1), *((term, -stays * part) for term, part in terms)], low=stays * opening)
        chain.pay(stock, node, cells["rotation"] * cells["rotation_cost"])
        grown = [(stock, value), *((term, -value * part) for term, part in terms)]
        budget = node.length * h.mean(cells["budget"], node, "Strategic stocks budget")
        chain.program.row(grown, high=budget + value * opening)
        chain.program.row([(added, value), *((term, -number) for term, number in grown)], low=-value * opening)
    for number, path in enumerate(h.paths):
        until = h.branches[h.events[number - 1].name][-1].end if number else h.end
        additions: list[Term] = [(("added", name, n), value * part) for n, part in path.items() if n.end <= until]
        chain.program.row(additions, high=cells["total_budget"])


def exclude(chain: Chain, year: int | None, opening: float, arriving: Yearly) -> None:
    """The city accepts no goods of the far country from a year on; part of what it has and awaits is compliant."""
    chain.rows["Demand"][0] |= {"excluded origins": "Far", "exclusion from": year}
    name, h = "no goods from Far", chain.horizon
    chain.write("Origin", exclusion=name, stockpile="Shed", quantity=opening)
    chain.write("Origin", exclusion=name, site="City", commodity="ore", arriving=arriving)
    lag = next(row["transit"] or 0.0 for row in chain.rows["Routes"] if row["from"] == "Port") / DAYS
    for node in h.nodes:
        stock = "compliant", node
        chain.program.row([(stock, 1), (("stock", "Shed", node), -1)], high=0)
        terms: list[Term] = [(stock, -1 / node.length)]
        terms += [(("sent", "Port", "City", "ore", source), share) for source, share in h.arrivals(node, lag).items()]
        least = -sum(part * h.mean(arriving, at, "Origin arriving") for part, at in h.moved(node))
        for end, part in h.opens(node):
            if end is None:
                least -= part * opening / node.length
            else:
                terms.append((("compliant", end), part / node.length))
        due = h.share(node, year or FIRST)
        chain.program.row([*terms, (("delivered", "City", "ore", "ore", node), -due)], low=least)
