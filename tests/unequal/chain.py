"""A chain that grows sheet by sheet: each method writes a row of a sheet, and its part of the program beside it."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

from tests.unequal.horizon import FIRST, Event, Horizon, Node, Yearly
from tests.unequal.program import Program, Term
from tests.unequal.sheets import Rows

DAYS = 365


class Chain:
    """Rows of a workbook, and its program from the docs."""

    def __init__(self, horizon: Horizon, commodities: dict[str, dict[str, Any]], sites: dict[str, str]) -> None:
        self.horizon, self.program, self.rows = horizon, Program(), Rows()
        self.commodities = commodities
        self.balance: dict[tuple[str, str, Node], list[Term]] = {}
        self.constants: dict[tuple[str, str, Node], float] = {}
        self.taken: dict[Hashable, list[Term]] = {}
        """Purchase from a supplier → what contracts take of it."""
        for country in sorted(set(sites.values())):
            self.write("Countries", country=country)
        for site, country in sites.items():
            self.write("Sites", site=site, country=country)
        for commodity, cells in commodities.items():
            self.write("Commodities", commodity=commodity, **cells)
            for site in sites if "disposal_cost" in cells else []:
                for node in horizon.nodes:
                    self.flow(site, commodity, node, ("disposed", site, commodity, node), -1, cells["disposal_cost"])

    def write(self, sheet: str, **cells: Any) -> None:
        self.rows.setdefault(sheet, []).append({name.replace("_", " "): cell for name, cell in cells.items()})

    def pay(self, name: Hashable, node: Node, price: float) -> None:
        """A price per unit and year of the node."""
        self.program.cost(name, price * node.length * self.horizon.weight(node))

    def flow(self, site: str, commodity: str, node: Node, name: Hashable, share: float, price: float = 0.0) -> None:
        """A flow [units a year] that adds to a place, or takes from it, at a price."""
        self.balance.setdefault((site, commodity, node), []).append((name, share))
        self.pay(name, node, price)

    def constant(self, site: str, commodity: str, node: Node, amount: float) -> None:
        at = site, commodity, node
        self.constants[at] = self.constants.get(at, 0.0) + amount

    def least_cost(self) -> float:
        for at in self.balance.keys() | self.constants.keys():
            amount = -self.constants.get(at, 0.0)
            self.program.row(self.balance.get(at, []), amount, amount)
        for bought, terms in self.taken.items():
            self.program.row([(bought, 1), *terms], low=0)
        return self.program.least_cost()

    def effect(self, node: Node, action: str, target: str, value: float = 1.0) -> float:
        """Factor of a disruption on a target at a node, by the rows that were written."""
        if not node.event:
            return value
        for row in self.rows.get("Disruptions", []):
            if (row["disruption"], row["action"], row["target"]) == (node.event, action, target):
                event = self.horizon.event[node.event]
                value *= 1 - (1 - row["value"]) * event.share(node)
        return value

    def disrupt(self, event: Event, action: str, target: str, value: float, **cells: Any) -> None:
        rows = self.rows.get("Disruptions", [])
        if all(row["disruption"] != event.name for row in rows):
            cells |= {"start": event.start, "recovery": event.recovery, "probability": event.probability}
        own = {"disruption": event.name, "action": action, "target": target, "value": value, "duration": event.effect}
        self.write("Disruptions", **own, **cells)

    # --- trade

    def supplier(self, name: str, site: str, commodity: str, price: Yearly, limit: Yearly | None = None) -> None:
        self.write("Suppliers", supplier=name, site=site, commodity=commodity, price=price, limit=limit)
        for node in self.horizon.nodes:
            cost = self.horizon.mean(price, node, "Suppliers price") * self.effect(node, "price", name)
            self.flow(site, commodity, node, ("bought", name, node), 1, cost)
            if limit is not None:
                most = self.horizon.mean(limit, node, "Suppliers limit") * self.effect(node, "capacity", name)
                self.program.row([(("bought", name, node), 1)], high=most)

    def outlet(self, name: str, site: str, commodity: str, price: Yearly, limit: Yearly) -> None:
        self.write("Outlets", outlet=name, site=site, commodity=commodity, price=price, limit=limit)
        for node in self.horizon.nodes:
            income = self.horizon.mean(price, node, "Outlets price")
            self.flow(site, commodity, node, ("sold", name, node), -1, -income)
            self.program.column(("sold", name, node), self.horizon.mean(limit, node, "Outlets limit"))

    def lane(self, start: str, end: str, commodity: str, **cells: Any) -> None:
        """Freight, tariff and capacity by year; transit in years, which the sheet has in days, and loss."""
        lag, loss = cells.get("transit", 0.0), cells.get("loss", 0.0)
        value = self.commodities[commodity].get("reference_value", 0.0)
        filled = cells | {"transit": lag * DAYS or None}
        self.write("Routes", **{"from": start, "to": end, "commodity": commodity}, **filled)
        h, zero = self.horizon, Yearly({FIRST: 0.0})
        for node in h.nodes:
            name = "sent", start, end, commodity, node
            freight = h.mean(cells.get("freight", zero), node, "Routes freight")
            tariff = h.mean(cells.get("tariff", zero), node, "Routes tariff")
            self.flow(start, commodity, node, name, -1, freight + tariff * value)
            for source, share in h.arrivals(node, lag).items():
                arrived = "sent", start, end, commodity, source
                self.flow(end, commodity, node, arrived, share * (1 - loss))
            if "capacity" in cells:
                self.program.column(name, h.mean(cells["capacity"], node, "Routes capacity"))

    def transit(self, site: str, commodity: str, arriving: Yearly) -> None:
        self.write("Goods in transit", site=site, commodity=commodity, arriving=arriving)
        for node in self.horizon.nodes:
            for part, at in self.horizon.moved(node):
                amount = part * self.horizon.mean(arriving, at, "Goods in transit arriving")
                self.constant(site, commodity, node, amount)

    def stockpile(self, name: str, site: str, commodity: str, **cells: Any) -> None:
        """Opening stock, capacity, holding cost, minimum closing stock."""
        self.write("Stockpiles", stockpile=name, site=site, commodity=commodity, **cells)
        opening = cells.get("opening_stock", 0.0)
        for node in self.horizon.nodes:
            stock = "stock", name, node
            self.flow(site, commodity, node, stock, -1 / node.length, cells.get("holding_cost", 0.0))
            self.program.column(stock, cells.get("capacity", math.inf))
            for end, part in self.horizon.opens(node):
                if end is None:
                    self.constant(site, commodity, node, opening * part / node.length)
                else:
                    self.flow(site, commodity, node, ("stock", name, end), part / node.length)
        last = "stock", name, self.horizon.trunk[-1]
        self.program.row([(last, 1)], cells.get("minimum_closing_stock", 0.0))

    def demand(self, market: str, product: str, quantity: Yearly, **cells: Any) -> None:
        """Shortage cost, owed or lost, opening backlog, minimum service."""
        self.write("Demand", market=market, product=product, quantity=quantity, **cells)
        h, is_owed = self.horizon, cells.get("unmet_demand") == "owed"
        for node in h.nodes:
            short, delivered = ("short", market, product, node), ("delivered", market, product, product, node)
            self.flow(market, product, node, delivered, -1)
            due = h.mean(quantity, node, "Demand quantity") * self.effect(node, "demand", market)
            terms: list[Term] = [(delivered, 1.0), *self.substitutes(market, product, node, due)]
            if "shortage_cost" in cells:
                terms.append((short, 1.0))
                self.pay(short, node, cells["shortage_cost"] * (node.length if is_owed else 1))
                service = cells.get("minimum_service", 0.0)
                if service and not node.event:
                    self.program.row([(short, 1)], high=(1 - service) * due)
            for end, part in h.opens(node) if is_owed else []:
                if end is None:
                    due += part * cells.get("opening_backlog", 0.0) / node.length
                else:
                    terms.append((("short", market, product, end), -part * end.length / node.length))
            self.program.row(terms, due, due)

    def substitutes(self, market: str, product: str, node: Node, due: float) -> list[Term]:
        terms: list[Term] = []
        for row in self.rows.get("Substitutes", []):
            if (row["market"], row["product"]) == (market, product):
                name = "delivered", market, product, row["substitute"], node
                self.flow(market, row["substitute"], node, name, -1, row["extra cost"])
                most = row["maximum share"] * due * self.horizon.share(node, row.get("from year") or FIRST)
                self.program.row([(name, row["replacement ratio"])], high=most)
                terms.append((name, row["replacement ratio"]))
        return terms
