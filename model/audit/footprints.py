"""Footprints of runs, purchases and shipments, as reported and against their limits."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from model.audit.check import Tally
from model.audit.expense import Expense, sized
from model.audit.ledger import At, Ledger, figures
from model.audit.routes import Lane, distance
from model.families.footprints.rows import Footprint, FootprintLimit, TransportFootprint
from model.results.plan import Check
from model.sheets.schema import ANY
from model.system.memoise import remembered


@remembered
def caused(ledger: Ledger) -> Mapping[tuple[str, str, str], float]:
    """By footprint, plant or supplier or lane, and node [footprint units per year]."""
    found: dict[tuple[str, str, str], float] = {}
    for footprint, item, node, amount in (*_by_runs(ledger), *_by_purchases(ledger), *_by_shipments(ledger)):
        if node in ledger.horizon.period and amount:
            found[footprint, item, node] = found.get((footprint, item, node), 0.0) + amount
    return found


Line = tuple[str, str, str, float]
"""(footprint, item, node, amount)"""


def _by_runs(ledger: Ledger) -> Iterator[Line]:
    """Footprint of capacity used, by the most specific row for the recipe at the plant."""
    rows = ledger.plan.tables[Footprint]
    for (plant, recipe, node), run in ledger.lines.ran.items():
        operation = ledger.rows.operations.get((plant, recipe))
        if operation is None:
            continue
        best: dict[str, tuple[int, float]] = {}
        for row in rows:
            about = _about(ledger, row, plant, recipe)
            if about is not None and about > best.get(row.footprint, (-1, 0.0))[0]:
                best[row.footprint] = about, row.amount
        for footprint, (_, amount) in best.items():
            used = ledger.horizon.mean(operation.capacity_use, ledger.horizon.period[node])
            yield footprint, plant, node, amount * used * run


def _about(ledger: Ledger, row: Footprint, plant: str, recipe: str) -> int | None:
    """Specificity of a row for a recipe at a plant; None if it does not apply."""
    if row.recipe not in (ANY, recipe) or row.item not in (ANY, plant, ledger.rows.plants[plant].technology):
        return None
    of_item = 0 if row.item == ANY else 2 if row.item in ledger.rows.plants else 1
    return of_item + (1 if row.recipe == recipe else 0)


def _by_purchases(ledger: Ledger) -> Iterator[Line]:
    rows = [row for row in ledger.plan.tables[Footprint] if row.recipe == ANY]
    for (supplier, node), bought in ledger.lines.bought.items():
        if supplier in ledger.rows.suppliers:
            for row in rows:
                if row.item == supplier:
                    yield row.footprint, supplier, node, row.amount * bought


def _by_shipments(ledger: Ledger) -> Iterator[Line]:
    """Footprint per unit sent and distance, by the most specific row for the lane."""
    known: dict[Lane, dict[str, float]] = {}
    for (i, j, k, node), sent in ledger.lines.shipped.items():
        if (i, j, k) not in known:
            known[i, j, k] = _by_unit(ledger, (i, j, k))
        for footprint, amount in known[i, j, k].items():
            yield footprint, _label(i, j, k), node, amount * sent


def _by_unit(ledger: Ledger, lane: Lane) -> dict[str, float]:
    """Footprint of a unit on a lane."""
    directory, (i, j, k) = ledger.directory, lane
    best: dict[str, tuple[int, float]] = {}
    for row in ledger.plan.tables[TransportFootprint]:
        is_meant = i in directory.sites(row.origin) and j in directory.sites(row.destination)
        if is_meant and k in directory.commodities(row.commodity):
            one = 2 if directory.commodities(row.commodity) == {row.commodity} else int(row.commodity != ANY)
            rank = _place(ledger, row.origin) + _place(ledger, row.destination) + one
            if rank > best.get(row.footprint, (-1, 0.0))[0]:
                best[row.footprint] = rank, row.amount
    return {footprint: each * distance(ledger, i, j) / 1000 for footprint, (_, each) in best.items() if each}


def _place(ledger: Ledger, name: str) -> int:
    """Points of a place: a site 3, a country 2, a group 1."""
    if name in ledger.rows.sites:
        return 3
    return 2 if name in ledger.directory.country_of.values() else int(name != ANY)


def _label(origin: str, destination: str, commodity: str) -> str:
    return f"{origin} → {destination}: {commodity}"


@remembered
def sites(ledger: Ledger) -> Mapping[str, str]:
    """Site where a footprint counts: of the plant or supplier, for shipping the destination."""
    rows = ledger.rows
    found = {_label(i, j, k): j for i, j, k, _ in ledger.lines.shipped}
    found |= {name: row.site for name, row in rows.suppliers.items()}
    return found | {name: row.site for name, row in rows.plants.items()}


def counts(ledger: Ledger, row: FootprintLimit, footprint: str, item: str) -> bool:
    """Whether an item's footprint counts for a row of Footprint limits."""
    if footprint != row.footprint:
        return False
    places = ledger.directory.sites(row.scope)
    return row.scope == ANY or (sites(ledger)[item] in places if places else item == row.scope)


def footprints_reported(ledger: Ledger) -> Check:
    """Reported footprints follow from runs, purchases and shipments [footprint units per year]."""
    tally = Tally("footprints reported")
    reported = figures(ledger.plan, "footprints", ("footprint", "item", "node"), "amount")
    expected = caused(ledger)
    for key in dict.fromkeys((*expected, *reported)):
        footprint, item, node = key
        found = reported.get((footprint, item, node), 0.0)
        tally.equal(found, expected.get((footprint, item, node), 0.0), ", ".join(map(str, key)))
    in_country: dict[tuple[str, str, str], float] = {}
    for (footprint, item, node), amount in expected.items():
        where = (footprint, ledger.country(sites(ledger)[item]), node)
        in_country[where] = in_country.get(where, 0.0) + amount
    told = figures(ledger.plan, "footprint by country", ("footprint", "country", "node"), "amount")
    for footprint, country, node in dict.fromkeys((*in_country, *told)):
        key = (footprint, country, node)
        tally.equal(told.get(key, 0.0), in_country.get(key, 0.0), ", ".join(map(str, key)))
    return tally.check()


def footprint_limits(ledger: Ledger) -> Check:
    """The counted footprint of each row of Footprint limits stays within its limit at every node, and within its total
    over the undisturbed years; both are reported [footprint units]."""
    tally, horizon = Tally("footprint limits"), ledger.horizon
    reported, limits = (_reported(ledger, measure) for measure in ("amount", "limit"))
    rows = {row.name: row for row in ledger.plan.tables[FootprintLimit]}
    for name, footprint, _ in reported:
        is_known = name in rows and rows[name].footprint == footprint
        tally.require(is_known, f"{name}, {footprint}", "no row of Footprint limits is about this")
    for row in rows.values():
        of_row = {(item, n): each for (f, item, n), each in caused(ledger).items() if counts(ledger, row, f, item)}
        amounts = {node: sum(each for (_, n), each in of_row.items() if n == node) for node in horizon.nodes}
        for node, period in horizon.period.items():
            key, where = (row.name, row.footprint, node), f"{row.name}, {node}"
            tally.equal(reported.get(key, 0.0), amounts[node], f"amount of {where}")
            limit = math.nan if row.limit is None else horizon.mean(row.limit, period)
            if row.limit is not None:
                tally.at_most(amounts[node], limit, where)
            if key in limits and math.isnan(limit):
                tally.require(math.isnan(limits[key]), f"limit of {where}", "one is reported where there is none")
            elif key in limits:
                tally.equal(limits[key], limit, f"limit of {where}")
        if row.total is not None:
            total = sum(horizon.years * amounts[node] for node in horizon.trunk)
            tally.at_most(total, row.total, f"{row.name}, in total")
    return tally.check()


def _reported(ledger: Ledger, measure: str) -> At:
    return figures(ledger.plan, "footprint limits", ("name", "footprint", "node"), measure)


def footprint_expenses(ledger: Ledger) -> Iterator[Expense]:
    """Charges on footprints."""
    horizon, years = ledger.horizon, ledger.horizon.years
    for row in ledger.plan.tables[FootprintLimit]:
        if row.charge is not None:
            for (footprint, item, node), amount in caused(ledger).items():
                if counts(ledger, row, footprint, item):
                    rate = ledger.large(horizon.mean(row.charge, horizon.period[node])) * years
                    yield Expense("footprint charges", "operation", f"{row.name} · {footprint} · {item}", node,
                                  *sized(rate, amount), site=sites(ledger)[item], names=frozenset({item}))  # fmt: skip


EXPENSES = {"footprints": (footprint_expenses,)}
AUDITS = {"footprints": (footprints_reported, footprint_limits)}

__all__ = ["caused", "counts", "footprint_limits", "footprints_reported", "sites"]
