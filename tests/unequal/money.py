"""Public money and reserves of a plant, its outlet and its projects."""

from __future__ import annotations

import math
from typing import Any

from tests.unequal.chain import Chain
from tests.unequal.horizon import Node
from tests.unequal.program import Term
from tests.unequal.works import ZERO, Project, Works


def span(cells: dict[str, Any]) -> tuple[float, float]:
    """From the beginning of the first year in which a programme pays to the end of the last."""
    return cells.get("from_year", -math.inf), cells.get("until_year", math.inf) + 1


def active(cells: dict[str, Any], year: int) -> bool:
    """Whether a programme pays in a year."""
    return bool(cells.get("from_year", year) <= year <= cells.get("until_year", year))


def window(cells: dict[str, Any], node: Node) -> Node:
    """The years of a node in which a programme pays."""
    years = [year for year in node.years if active(cells, year)]
    return Node(years[0], len(years)) if years else Node(node.first, 0)


def limited(chain: Chain, name: str, cells: dict[str, Any], amounts: dict[Node, list[Term]]) -> None:
    """Payments stay within the limits of a period and in total."""
    for node, terms in amounts.items():
        if "limit" in cells:
            most = node.length * chain.horizon.during(cells["limit"], node, *span(cells))
            chain.program.row(terms, high=most)
    for path in chain.horizon.paths if "total" in cells else []:
        terms = [(name, share * part) for node, part in path.items() for name, share in amounts.get(node, [])]
        chain.program.row(terms, high=cells["total"])


def support(chain: Chain, name: str, scope: str, cells: dict[str, Any], used: dict[Node, list[Term]]) -> None:
    """A tax credit on capacity used, or a price floor on sales."""
    chain.write("Public money", programme=name, scope=scope, **cells)
    h, amounts = chain.horizon, dict[Node, list[Term]]()
    price = next((row["price"] for row in chain.rows.get("Outlets", []) if row["outlet"] == scope), ZERO)
    for node in h.nodes:
        paid = "support", name, node
        if cells["kind"] == "tax credit":
            most = node.length * h.during(cells["credit"], node, *span(cells))
        else:
            years = [year for year in node.years if active(cells, year)]
            most = sum(max(0.0, cells["floor"].at(year) - price.at(year)) for year in years)
            back = sum(max(0.0, price.at(year) - cells["floor"].at(year)) for year in years) * cells["upside_share"]
            for term, share in used[node]:
                chain.program.cost(term, back * share * h.weight(node))
        chain.program.row([(paid, 1), *((term, -most * share) for term, share in used[node])], high=0)
        chain.program.cost(paid, -h.weight(node))
        amounts[node] = [(paid, 1.0)]
    limited(chain, name, cells, amounts)


def awards(chain: Chain, project: Project, programmes: dict[str, dict[str, Any]]) -> None:
    """Grants and loans for the capital of one project."""
    h = chain.horizon
    capital: dict[Node, list[Term]] = {}
    for name, cells in programmes.items():
        chain.write("Public money", programme=name, scope=project.name, **cells)
        amounts: dict[Node, list[Term]] = {}
        for node in h.trunk:
            received = "award", name, node
            amounts[node] = [(received, 1.0)]
            years = window(cells, node)
            eligible = spending(chain, project, years) if years.length else []
            chain.program.row([(received, 1), *((term, -cells["share"] * cost) for term, cost in eligible)], high=0)
            chain.program.cost(received, -h.discount(node))
            if cells["kind"] == "loan":
                repay(chain, received, node, cells)
            capital.setdefault(node, []).append((received, 1))
        limited(chain, name, cells, amounts)
    for node, terms in capital.items():
        chain.program.row([*terms, *((term, -cost) for term, cost in spending(chain, project, node))], high=0)


def spending(chain: Chain, project: Project, node: Node) -> list[Term]:
    """Capital spent on a project within some years."""
    terms: list[Term] = []
    for decided in project.decisions():
        share = project.spent(decided, node)
        for what, header in (("build", "fixed capex"), ("size", "capex per unit")):
            price = chain.horizon.mean(project.costs[header.replace(" ", "_")], decided, f"Costs {header}")
            terms.append(((what, project.name, decided), share * price))
    return terms


def repay(chain: Chain, received: tuple[Any, ...], node: Node, cells: dict[str, Any]) -> None:
    """Equal annuities from a year after each year's share of a loan, and the balance at the end."""
    h, rate, term = chain.horizon, cells["rate"], cells["term"]
    annuity = 1 / sum((1 + rate) ** -at for at in range(1, term + 1))
    for year in node.years:
        due = [at for at in range(year + 1, year + term + 1) if at < h.end]
        left = annuity * sum((1 + rate) ** -at for at in range(1, term - len(due) + 1))
        worth = annuity * sum(h.discount(h.period(at)) for at in due) + left * h.discount(h.trunk[-1])
        chain.program.cost(received, worth / node.length)


def reserves(works: Works, rows: dict[str, dict[str, Any]]) -> None:
    """Deposits and cost steps that a plant draws on, all its recipes together."""
    chain, h = works.chain, works.chain.horizon
    for name, cells in rows.items():
        chain.write("Reserves", reserve=name, plant=works.name, **cells)
    for node in h.nodes:
        drawn: list[Term] = [(("mined", name, node), -1) for name in rows]
        chain.program.row([*works.use[node], *drawn], 0, 0)
        for name, cells in rows.items():
            mined = "mined", name, node
            chain.pay(mined, node, cells["extra_cost"])
            if "limit" in cells:
                chain.program.column(mined, h.mean(cells["limit"], node, "Reserves limit"))
            if "limit_share" in cells:
                usable = cells["limit_share"] * works.available(node)
                room = [(term, -usable * share) for term, share in works.room.get(node, [])]
                chain.program.row([(mined, 1), *room], high=usable * works.existing(node))
            if "available" in cells:
                deplete(chain, name, cells["available"], node)
    for name in [name for name, cells in rows.items() if "available" in cells]:
        for nodes in h.branches.values():
            own, last = (("left", name, node) for node in (nodes[-1], h.trunk[-1]))
            if nodes[-1].end < h.end:
                standing = h.standing(nodes[-1].end)
                terms = [(("left", name, node), -part) for node, part in standing if node]
                opening = sum(part * rows[name]["available"] for node, part in standing if not node)
                chain.program.row([(own, 1), *terms, (last, 1)], low=opening)


def deplete(chain: Chain, name: str, available: float, node: Node) -> None:
    """What is left of a deposit at the end of a node."""
    terms: list[Term] = [(("left", name, node), 1), (("mined", name, node), node.length)]
    opening = 0.0
    for end, part in chain.horizon.opens(node):
        if end is None:
            opening += part * available
        else:
            terms.append((("left", name, end), -part))
    chain.program.row(terms, opening, opening)
