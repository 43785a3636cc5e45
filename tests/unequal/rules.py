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
            past.at(year) * coming(year, year + 1, node.first, node.end, lag, spread) / node.length
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
    """A contract within the limit of its supplier: volume, price or index, take or pay, make-up, signing, cancelling."""
    chain.write("Contracts", contract=name, supplier=supplier, **cells)
    h, program = chain.horizon, chain.program
    latest = cells.get("latest_start", h.end)
    starts = [node for node in h.trunk if cells.get("earliest_start", FIRST) <= node.first <= latest]
    if starts:
        program.row([(("signed", name, start), 1) for start in starts], high=1)
    for start in starts:
        program.column(("signed", name, start), whole=True)
        program.cost(("signed", name, start), cells.get("signing_cost", 0.0) * h.discount(start))
        stops = [t for t in h.trunk if start.first < t.first < start.first + cells["length"]]
        if "cancellation_fee" in cells and stops:
            for stop in stops:
                program.column(("cancelled", name, start, stop), whole=True)
                program.cost(("cancelled", name, start, stop), cells["cancellation_fee"] * h.discount(stop))
            terms = [(("cancelled", name, start, stop), 1.0) for stop in stops]
            program.row([*terms, (("signed", name, start), -1)], high=0)
    for node in h.nodes:
        volumes = volume_of(chain, name, cells, starts, node)
        deliver(chain, name, supplier, cells, node, volumes)


def volume_of(chain: Chain, name: str, cells: dict[str, Any], starts: list[Node], node: Node) -> list[Term]:
    """Its volume in a node, by the decisions to sign and to cancel it."""
    h, terms = chain.horizon, list[Term]()
    for start in starts:
        end = start.first + cells["length"]
        running = h.during(cells["volume"], node, start.first, end)
        stops = [t for t in h.trunk if start.first < t.first <= node.first and t.first < end]
        terms.append((("signed", name, start), running))
        if "cancellation_fee" in cells:
            terms += [(("cancelled", name, start, stop), -running) for stop in stops]
    return terms


def deliver(chain: Chain, name: str, supplier: str, cells: dict[str, Any], node: Node, volumes: list[Term]) -> None:
    """What is taken of it and paid for in a node, and the balance that may be made up."""
    h, program = chain.horizon, chain.program
    spot = row_of(chain, "Suppliers", supplier)["price"]
    taken, paid = ("taken", name, node), ("paid", name, node)
    share = cells.get("take_or_pay", 0.0)
    program.row([(taken, 1), *((term, -value) for term, value in volumes)], high=0)
    chain.taken.setdefault(("bought", supplier, node), []).append((taken, -1))
    program.row([(paid, 1), *((term, -share * value) for term, value in volumes)], low=0)
    if "price" in cells:
        per_unit = h.mean(cells["price"], node, "Contracts price")
    else:
        per_unit = max(cells.get("floor", 0.0), cells["index"] * h.mean(spot, node, "Suppliers price"))
        per_unit = min(cells.get("ceiling", math.inf), per_unit)
    chain.pay(paid, node, per_unit)
    chain.pay(taken, node, -h.mean(spot, node, "Suppliers price"))
    if "make_up" not in cells:
        program.row([(paid, 1), (taken, -1)], low=0)
        return
    program.row([(paid, 1), (taken, share - 1), *((term, -share * value) for term, value in volumes)], high=0)
    balance = "to make up", name, node
    terms: list[Term] = [(balance, 1), (paid, -node.length), (taken, node.length)]
    terms += [(("to make up", name, end), -part) for end, part in h.opens(node) if end]
    program.row(terms, high=0)
    terms = [(balance, 1)]
    for source in h.trunk[: h.trunk.index(node) + 1]:
        years = overlap(source.first, source.end, node.end - cells["make_up"], node.end)
        own = row_of(chain, "Contracts", name)
        starts = [t for t in h.trunk if ("signed", name, t) in program.columns]
        volume = volume_of(chain, name, {key.replace(" ", "_"): cell for key, cell in own.items()}, starts, source)
        terms += [(term, -years * share * value) for term, value in volume]
        terms.append((("taken", name, source), years * share))
    program.row(terms, high=0)
