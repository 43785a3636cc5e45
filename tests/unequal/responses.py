"""Disruptions of a chain of lanes: exports that stop, and what is replaced at the end."""

from __future__ import annotations

from functools import partial
from typing import Any

from tests.unequal.chain import DAYS, Chain
from tests.unequal.horizon import FIRST, Event, Node, coming
from tests.unequal.program import Term


def stop_exports(chain: Chain, event: Event, country: str, value: float) -> None:
    """Shipments from a country to elsewhere are at most a share of those of the undisturbed period."""
    chain.disrupt(event, "exports", country, value)
    countries = {row["site"]: row["country"] for row in chain.rows["Sites"]}
    lanes = [(row["from"], row["to"], row["commodity"]) for row in chain.rows["Routes"]]
    leaving = [lane for lane in lanes if countries[lane[0]] == country != countries[lane[1]]]
    for node in chain.horizon.branches[event.name]:
        if event.share(node):
            left = 1 - (1 - value) * event.share(node)
            terms: list[Term] = [(("sent", *lane, node), 1) for lane in leaving]
            terms += [(("sent", *lane, chain.horizon.twin(node)), -left) for lane in leaving]
            chain.program.row(terms, high=0)


def lanes_to(chain: Chain, site: str, commodity: str) -> list[tuple[str, float, float]]:
    """(start, years under way, share that arrives) of each lane with transit to a place."""
    rows = [row for row in chain.rows["Routes"] if (row["to"], row["commodity"]) == (site, commodity)]
    return [(row["from"], row["transit"] / DAYS, 1 - row.get("loss", 0.0)) for row in rows if row["transit"]]


def replace(chain: Chain, event: Event) -> None:
    """Stock used up, and goods missing in transit, at their replacement cost when it is over."""
    h = chain.horizon
    end = h.branches[event.name][-1]
    for row in chain.rows.get("Stockpiles", []):
        name, price = row["stockpile"], cost_of(chain, row["commodity"])
        missing = "restocked", name, end
        usual = h.standing(end.end)
        twins = [(("stock", name, node), -part) for node, part in usual if node]
        opening = sum(part * row.get("opening stock", 0.0) for node, part in usual if not node)
        chain.program.row([(missing, 1), (("stock", name, end), 1), *twins], low=opening)
        chain.pay(missing, end, price)
    for row in chain.rows.get("Operations", []):
        replace_work(chain, row, end)
    for site, commodity in sorted({(row["to"], row["commodity"]) for row in chain.rows.get("Routes", [])}):
        missing, price = ("resupplied", site, commodity, end), cost_of(chain, commodity)
        terms: list[Term] = [(missing, 1)]
        for start, lag, left in lanes_to(chain, site, commodity):
            terms += coming_to(chain, (start, site, commodity), lag, left, end)
            for node, part in h.standing(end.end):
                terms += coming_to(chain, (start, site, commodity), lag, -left * part, node) if node else []
        transits = [
            row["arriving"]
            for row in chain.rows.get("Goods in transit", [])
            if (row["site"], row["commodity"]) == (site, commodity)
        ]
        ahead = sum(h.lead(end, lambda year, of=of: sum(map(of.at, range(FIRST, year)))) for of in transits)
        chain.program.row(terms, low=ahead)
        chain.pay(missing, end, price)


def replace_work(chain: Chain, row: dict[str, Any], end: Node) -> None:
    """Output of a recipe that is missing among work in progress."""
    plant, recipe = row["plant"], row["recipe"]
    for output in chain.rows["Recipes"]:
        delay = output.get("delay", row.get("delay", 0.0))
        if output["recipe"] == recipe and output["quantity"] > 0 and delay:
            missing = "work", plant, recipe, output["commodity"], end
            terms: list[Term] = [(missing, 1)]
            usual = [(node, -part) for node, part in chain.horizon.standing(end.end)]
            output_share = output["quantity"] * row["yield factor"]
            for node, sign in [(end, 1.0), *usual]:
                amounts = chain.horizon.under_way(node, delay) if node else {}
                terms += [
                    (("run", plant, recipe, source), sign * output_share * amount) for source, amount in amounts.items()
                ]

            chain.program.row(terms, low=output_share * chain.horizon.lead(end, partial(begun_over, row, delay)))
            chain.pay(missing, end, cost_of(chain, output["commodity"]))


def begun_over(row: dict[str, Any], delay: float, until: int) -> float:
    """Runs begun before all that are over by the start of a year."""
    begun, years = row.get("begun"), range(FIRST - 12, FIRST)
    return sum(begun.at(year) * coming(year, year + 1, FIRST, until, delay) for year in years) if begun else 0.0


def coming_to(chain: Chain, lane: tuple[str, str, str], lag: float, share: float, node: Node) -> list[Term]:
    """What is under way on a lane at the end of a node."""
    amounts = chain.horizon.under_way(node, lag)
    return [(("sent", *lane, source), share * amount) for source, amount in amounts.items() if amount]


def cost_of(chain: Chain, commodity: str) -> float:
    cells = chain.commodities[commodity]
    price: float = cells.get("replacement_cost", cells.get("reference_value", 0.0))
    return price
