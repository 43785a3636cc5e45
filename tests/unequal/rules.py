"""Contracts, recycling, limits and public money: rows of their sheets, and their rows of the program, for a chain whose
suppliers, lanes, outlets and demand are there."""

from __future__ import annotations

import math
from typing import Any

from tests.unequal.chain import Chain
from tests.unequal.horizon import FIRST, Node, coming, overlap
from tests.unequal.program import Term


def row_of(chain: Chain, sheet: str, name: str) -> dict[str, Any]:
    """The row whose first cell is a name."""
    return next(row for row in chain.rows[sheet] if next(iter(row.values())) == name)


def recycle(chain: Chain, supplier: str, market: str, product: str, **cells: Any) -> None:
    """Purchases from a supplier come from earlier deliveries; with a take-back duty and a charge below it."""
    chain.write("Recycling", supplier=supplier, market=market, product=product, **cells)
    h, past = chain.horizon, cells["past_sales"]
    lag, spread = cells["lag"], cells.get("spread", 0.0)
    for node in h.nodes:
        before = sum(
            part * past.at(year) * coming(year, year + 1, at.first, at.end, lag, spread) / node.length
            for part, at in h.moved(node)
            for year in range(FIRST - 30, FIRST)
        )
        sources = h.arrivals(node, lag, spread)
        delivered = [(("delivered", market, product, product, source), share) for source, share in sources.items()]
        rate = h.mean(cells["collection_rate"], node, "Recycling collection rate") * cells["scrap_per_unit"]
        terms = [(name, -rate * share) for name, share in delivered]
        chain.program.row([(("bought", supplier, node), 1), *terms], high=rate * before)
        if "minimum_collection" in cells:
            least = h.mean(cells["minimum_collection"], node, "Recycling minimum collection") * cells["scrap_per_unit"]
            terms = [(name, -least * share) for name, share in delivered]
            missed = "missed", supplier, node
            chain.program.row([(("bought", supplier, node), 1), (missed, 1), *terms], low=least * before)
            chain.pay(missed, node, cells["shortfall_cost"])


def contract(chain: Chain, name: str, supplier: str, **cells: Any) -> None:
    """A contract within the limit of its supplier, with take or pay, make-up, signing and cancelling."""
    chain.write("Contracts", contract=name, supplier=supplier, **cells)
    h, program = chain.horizon, chain.program
    latest = cells.get("latest_start", h.end)
    starts = [node for node in h.trunk if cells.get("earliest_start", FIRST) <= node.first <= latest]
    if starts:
        program.row([(("signed", name, start), 1) for start in starts], high=1)
    for start in starts:
        program.column(("signed", name, start), is_integer=True)
        program.cost(("signed", name, start), cells.get("signing_cost", 0.0) * h.discount(start))
        stops = [t for t in h.trunk if start.first < t.first < start.first + cells["length"]]
        if "cancellation_fee" in cells and stops:
            for stop in stops:
                program.column(("cancelled", name, start, stop), is_integer=True)
                program.cost(("cancelled", name, start, stop), cells["cancellation_fee"] * h.discount(stop))
            terms = [(("cancelled", name, start, stop), 1.0) for stop in stops]
            program.row([*terms, (("signed", name, start), -1)], high=0)
    for node in h.nodes:
        deliver(chain, name, cells | {"supplier": supplier, "starts": starts}, node)
    for event in h.events if "make_up" in cells else []:
        restore(chain, name, cells | {"supplier": supplier}, h.branches[event.name][-1])


def restore(chain: Chain, name: str, cells: dict[str, Any], end: Node) -> None:
    """What a disruption made up is paid for again when it is over, at the undisturbed price."""
    missing, twin = ("restored", name, end), chain.horizon.twin(end)
    own, usual = ("to make up", name, end), chain.horizon.standing(end.end)
    others = [(("to make up", name, node), -part) for node, part in usual if node]
    chain.program.row([(missing, 1), (own, 1), *others], low=0)
    chain.pay(missing, end, price_of(chain, cells, twin))


def price_of(chain: Chain, cells: dict[str, Any], node: Node) -> float:
    """Its price in a node: its own, or by that of the supplier."""
    if "price" in cells:
        return chain.horizon.mean(cells["price"], node, "Contracts price")
    indexed = cells["index"] * spot_price(chain, cells["supplier"], node)
    return min(cells.get("ceiling", math.inf), max(cells.get("floor", 0.0), indexed))


def spot_price(chain: Chain, supplier: str, node: Node) -> float:
    price = row_of(chain, "Suppliers", supplier)["price"]
    return chain.horizon.mean(price, node, "Suppliers price") * chain.effect(node, "price", supplier)


def volume_of(chain: Chain, name: str, cells: dict[str, Any], node: Node) -> list[Term]:
    """Its volume in a node, by the decisions to sign and to cancel it."""
    h, terms = chain.horizon, list[Term]()
    for start in cells["starts"]:
        end = start.first + cells["length"]
        running = h.during(cells["volume"], node, start.first, end) * chain.effect(node, "capacity", cells["supplier"])
        stops = [t for t in h.trunk if start.first < t.first <= node.first and t.first < end]
        terms.append((("signed", name, start), running))
        if "cancellation_fee" in cells:
            terms += [(("cancelled", name, start, stop), -running) for stop in stops]
    return terms


def deliver(chain: Chain, name: str, cells: dict[str, Any], node: Node) -> None:
    """What is taken of it and paid for in a node, and the balance that may be made up."""
    h, program, supplier = chain.horizon, chain.program, cells["supplier"]
    taken, paid = ("taken", name, node), ("paid", name, node)
    volumes, share = volume_of(chain, name, cells, node), cells.get("take_or_pay", 0.0)
    program.row([(taken, 1), *((term, -value) for term, value in volumes)], high=0)
    chain.taken.setdefault(("bought", supplier, node), []).append((taken, -1))
    program.row([(paid, 1), *((term, -share * value) for term, value in volumes)], low=0)
    chain.pay(paid, node, price_of(chain, cells, node))
    chain.pay(taken, node, -spot_price(chain, supplier, node))
    if "make_up" not in cells:
        program.row([(paid, 1), (taken, -1)], low=0)
        return
    program.row([(paid, 1), (taken, share - 1), *((term, -share * value) for term, value in volumes)], high=0)
    balance = "to make up", name, node
    terms: list[Term] = [(balance, 1), (paid, -node.length), (taken, node.length)]
    terms += [(("to make up", name, end), -part) for end, part in h.opens(node) if end]
    program.row(terms, high=0)
    terms = [(balance, 1)]
    for part, at, course in h.courses(node):
        for source, start, end in course:
            years = part * overlap(start, end, at.end - cells["make_up"], at.end)
            volumes = volume_of(chain, name, cells, source) if years else []
            terms += [(term, -years * share * value) for term, value in volumes]
            terms += [(("taken", name, source), years * share)] if years else []
    program.row(terms, high=0)
