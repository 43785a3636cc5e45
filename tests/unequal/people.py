"""A skill in a labour market: people, training, recruits and redundancies, and the plants that they run."""

from __future__ import annotations

from typing import Any

from tests.unequal.horizon import Node, coming, overlap
from tests.unequal.program import Term
from tests.unequal.works import Works


def seats(entry: Node, node: Node, time: float) -> float:
    """Mean number of places held in a node by those of whom one a year enters."""
    places = (overlap(year, year + time, at, at + 1) for year in entry.years for at in node.years)
    return sum(places) / node.length


def staff(works: Works, technology: str, cells: dict[str, Any], staffing: dict[str, Any]) -> None:
    """People of one skill run a plant of a technology: so many per unit of capacity, and of output."""
    chain, h, program = works.chain, works.chain.horizon, works.chain.program
    chain.write("Skills", skill="operator", market="Home", **cells)
    chain.write("Staffing", technology=technology, skill="operator", **staffing)
    stays, time = 1 - cells["attrition"], cells["training_time"]
    from_first = cells.get("attrition_from") == "first period"
    for at, node in enumerate(h.trunk):
        names = {what: (what, node) for what in ("people", "trainees", "recruits", "released")}
        for what, header in (("people", "wage"), ("trainees", "training cost"), ("recruits", "recruiting cost")):
            price = h.mean(cells[header.replace(" ", "_")], node, f"Skills {header}")
            program.cost(names[what], price * node.length * h.discount(node))
        program.cost(
            names["released"], h.mean(cells["redundancy_cost"], node, "Skills redundancy cost") * h.discount(node)
        )
        years = node.length if from_first else h.trunk[at - 1].length if at else 0
        terms: list[Term] = [(names["people"], 1), (names["released"], 1)]
        joining = sum(stays ** (year + from_first) for year in range(node.length)) if from_first else node.length
        terms.append((names["recruits"], -joining))
        if at:
            terms.append((("people", h.trunk[at - 1]), -(stays**years)))
        for entry in h.trunk[: at + 1]:
            skilled = coming(entry.first, entry.end, node.first, node.end, time)
            terms.append((("trainees", entry), -skilled * joining / node.length))
        start = cells["headcount"] * (stays**years if from_first else 1) if not at else 0.0
        program.row(terms, start, start)
        places = [(("trainees", entry), seats(entry, node, time)) for entry in h.trunk[: at + 1]]
        program.row(places, high=h.mean(cells["training_seats"], node, "Skills training seats"))
        program.column(names["recruits"], h.mean(cells["recruits_from_abroad"], node, "Skills recruits from abroad"))
        need = h.mean(cells["other_need"], node, "Skills other need")
        need += staffing["operation"] / 1000 * works.existing(node)
        per_unit = 1 / h.mean(staffing["output_per_person"], node, "Staffing output per person")
        used = [(name, -per_unit * share) for name, share in works.use[node]]
        program.row([(names["people"], 1), *used], low=need)
