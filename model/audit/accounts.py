"""Accounts of parties: each party's sums follow from the plan's quantities at the sheets' prices and the plan's
transfer prices, and together they are the plan's cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np

from model.audit.balance import arrivals, converted, drawn, sent_before
from model.audit.check import Tally
from model.audit.construction_goods import built_in
from model.audit.costs import expenses, weights
from model.audit.expense import Expense
from model.audit.horizon import Array
from model.audit.ledger import Ledger, figures
from model.audit.public_money_terms import given_back, owed_back, received
from model.audit.workforce import needs
from model.results.plan import Check
from model.system.memoise import remembered

Head = tuple[str, str, str]
"""(party, plant or technology, line)"""

Sums = dict[Head, Array]
"""Sums by party and line at every node [amount]."""

LATER = frozenset({"training", "recruiting", "redundancy", "hiring", "retraining"})
"""Costs of people who work in later periods, too."""

OUTSIDE = ("treasury", "rounding")
"""Roles of those whose money the objective does not count."""


@remembered
def owners(ledger: Ledger) -> dict[str, str]:
    """Name of each plant's sponsor."""
    found = {}
    for name, plant in ledger.rows.plants.items():
        firms = [plant.sponsor, *(row.sponsor for row in ledger.rows.projects.values() if row.plant == name)]
        found[name] = next((firm for firm in firms if firm), f"no sponsor yet: {name}")
    return found


@remembered
def _crews(ledger: Ledger) -> dict[tuple[str, str], dict[str, dict[int, float]]]:
    """By skill and labour market, then by plant, people needed in each period."""
    found: dict[tuple[str, str], dict[str, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
    for skill, market, period, plant, people in needs(ledger):
        crew = found[skill, market][plant]
        crew[period] = crew.get(period, 0.0) + people
    return found


def _paying(ledger: Ledger, each: Expense, node: str) -> dict[tuple[str, str], float]:
    """Who pays a cost item at a node, as (party, plant), and the share of each."""
    if each.category == "people":
        return _employers(ledger, each, ledger.horizon.period[node])
    if each.cost == "technology":
        return _built_with(ledger, each)
    if each.shared_by:
        total = sum(each.shared_by.values())
        return {(f"buyers of {country}", ""): amount / total for country, amount in each.shared_by.items()}
    plants = sorted(each.names & ledger.rows.plants.keys())
    if plants:
        return {(owners(ledger)[plants[0]], plants[0]): 1.0}
    kind = {"shortage": "unserved", "storage": "stockholders"}.get(each.category, "buyers")
    country = ledger.country(each.site) if each.site else each.market
    return {(f"{'buyers' if each.cost == 'resupply' else kind} of {country}", ""): 1.0}


def _employers(ledger: Ledger, each: Expense, period: int) -> dict[tuple[str, str], float]:
    found = (skill for skill, market in _crews(ledger) if market == each.market)
    skills = [skill for skill in found if each.item.startswith(f"{skill} · ")]
    crews = _crews(ledger)[max(skills, key=len), each.market] if skills else {}
    people = {
        plant: sum(n for t, n in crew.items() if t == period or (t > period and each.cost in LATER))
        for plant, crew in crews.items()
    }
    total = sum(people.values())
    if total <= 0:
        return {(f"other employers of {each.market}", ""): 1.0}
    return {
        (owners(ledger)[plant] if plant else f"other employers of {each.market}", plant): n / total
        for plant, n in people.items()
    }


def _built_with(ledger: Ledger, each: Expense) -> dict[tuple[str, str], float]:
    sizes: dict[tuple[str, str], float] = defaultdict(float)
    for build in ledger.builds:
        is_of = each.item.startswith(f"{build.plant.technology} · {each.market} · ")
        if is_of and ledger.country(build.plant.site) in ledger.directory.countries(each.market):
            sizes[owners(ledger)[build.plant.plant], build.plant.plant] += build.size
    total, technology = sum(sizes.values()), each.item.split(f" · {each.market} · ")[0]
    if total <= 0:
        return {(f"no sponsor yet: {technology}", technology): 1.0}
    return {who: size / total for who, size in sizes.items()}


def _is_shared(each: Expense) -> bool:
    return bool(each.market)


def _add(sums: Sums, ledger: Ledger, head: Head, nodes: Array, amounts: Array | float) -> None:
    if head not in sums:
        sums[head] = np.zeros(len(ledger.horizon.at))
    np.add.at(sums[head], nodes, amounts)


def spent(ledger: Ledger) -> Sums:
    """Cost items by the party that pays."""
    sums: Sums = {}
    names = list(ledger.horizon.at)
    due = expenses(ledger)
    for each in due.items:
        at = due.at[each.node] if isinstance(each.node, str) else each.node
        nodes = np.atleast_1d(np.asarray(at, dtype=int))
        amounts = np.broadcast_to(np.asarray(each.amount, dtype=float), nodes.shape)
        known = (nodes < len(names)) & (amounts != 0)
        if not known.any():
            continue
        for one in [np.array([n]) for n in np.flatnonzero(known)] if _is_shared(each) else [known]:
            for (party, plant), share in _paying(ledger, each, names[nodes[one][0]]).items():
                _add(sums, ledger, (party, plant, each.cost), nodes[one], -share * amounts[one])
    return sums


def _treasuries(ledger: Ledger) -> Sums:
    sums: Sums = {}
    payers = {
        (name, who): (payer, kind)
        for name, kind, payer, who, _ in figures(
            ledger.plan, "public money", ("programme", "kind", "payer", "recipient", "node"), "paid"
        )
    }
    for sign, paid in ((-1.0, received(ledger)), (1.0, owed_back(ledger)), (1.0, given_back(ledger))):
        for (name, who, node), amount in paid.items():
            if amount and (name, who) in payers and node in ledger.horizon.at:
                payer, kind = payers[name, who]
                _add(sums, ledger, (payer, name, kind), np.array([ledger.horizon.at[node]]), sign * amount)
    return sums


def traded(ledger: Ledger, prices: Mapping[tuple[str, str], Array]) -> Sums:
    """Goods at transfer prices, and the rounding of mass balances."""
    sums: Sums = {}
    for head, place, nodes, amounts in _moved(ledger):
        money = amounts * prices.get(place, np.zeros(len(ledger.horizon.at)))[nodes] * ledger.horizon.years
        _add(sums, ledger, head, nodes, money)
        _add(sums, ledger, ("rounding", "", "rounding"), nodes, -money)
    return sums


def _moved(ledger: Ledger) -> Iterator[tuple[Head, tuple[str, str], Array, Array]]:
    """Who gives goods to a place, or takes them: (head, place, nodes, units per year)."""
    rows = ledger.rows

    def of(site: str) -> Head:
        return f"buyers of {ledger.directory.country_of.get(site, '')}", "", "goods"

    for series, known, sign in (("bought", rows.suppliers, 1.0), ("sold", rows.outlets, -1.0)):
        for (name,), (nodes, amounts) in ledger.series(series).items():
            if (row := known.get(name)) is not None:
                yield of(row.site), (row.site, row.commodity), nodes, sign * amounts
    for (site, commodity), (nodes, amounts) in (*ledger.series("disposed").items(), *ledger.series("stranded").items()):
        yield of(site), (site, commodity), nodes, -amounts
    for (market, _, commodity), (nodes, amounts) in ledger.series("delivered").items():
        yield of(market), (market, commodity), nodes, -amounts
    for plant, _, commodity, nodes, amounts in converted(ledger):
        for line, part in (("goods sold", np.maximum(amounts, 0)), ("goods bought", np.minimum(amounts, 0))):
            yield (owners(ledger)[plant], plant, line), (rows.plants[plant].site, commodity), nodes, part
    for build, commodity, amounts in built_in(ledger):
        who = owners(ledger)[build.plant.plant], build.plant.plant, "goods bought"
        yield who, (build.plant.site, commodity), np.arange(len(amounts)), -amounts
    for (origin, destination, commodity), (nodes, amounts) in ledger.series("shipped").items():
        yield of(destination), (origin, commodity), nodes, -amounts
    for (_, destination, commodity), nodes, _, amounts in arrivals(ledger):
        yield of(destination), (destination, commodity), nodes, amounts
    for place, nodes, amounts in sent_before(ledger):
        yield of(place[0]), place, nodes, amounts
    for name, store in rows.stores.items():
        head = f"stockholders of {ledger.country(store.site)}", "", "stock"
        series_of = ledger.series("stock").get((name,))
        yield head, (store.site, store.commodity), *drawn(ledger.horizon, series_of, store.opening_stock)


@remembered
def prices_told(ledger: Ledger) -> dict[tuple[str, str], Array]:
    found: dict[tuple[str, str], Array] = {}
    for (site, commodity, node), price in figures(
        ledger.plan, "transfer prices", ("site", "commodity", "node"), "price"
    ).items():
        if node in ledger.horizon.at:
            prices = found.setdefault((site, commodity), np.zeros(len(ledger.horizon.at)))
            prices[ledger.horizon.at[node]] = ledger.large(price)
    return found


def accounts_reported(ledger: Ledger) -> Check:
    """Every sum of every party follows from the plan's quantities [amount]."""
    tally, due, goods = Tally("accounts"), spent(ledger), traded(ledger, prices_told(ledger))
    told: Sums = {}
    for (party, subject, line, node), amount in figures(
        ledger.plan, "accounts", ("party", "subject", "line", "node"), "amount"
    ).items():
        tally.require(node in ledger.horizon.at, f"{party}, {line}", f"the plan has no node {node}")
        _add(told, ledger, (party, subject, line), np.array([ledger.horizon.at.get(node, 0)]), amount)
    expected, nothing = due | _treasuries(ledger) | goods, np.zeros(len(ledger.horizon.at))
    gross = sum((np.abs(each) for each in (*due.values(), *goods.values())), nothing)
    names = list(ledger.horizon.at)
    for head in expected | told:

        def where(place: int, head: Head = head) -> str:
            return f"{', '.join(each for each in head if each)}, {names[place]}"

        # Sums of goods are differences of larger ones, and rounding is of all of them.
        size = gross if head[0] == "rounding" else np.abs(expected.get(head, nothing)) + 1e-3 * gross
        tally.equal(told.get(head, nothing), expected.get(head, nothing), where, size)
    return tally.check()


def accounts_add_up(ledger: Ledger) -> Check:
    """All parties inside have together the plan's cost, at each node and in all [amount]."""
    tally, frame = Tally("accounts add up"), ledger.plan.frames.get("accounts")
    at, due = ledger.horizon.at, expenses(ledger)
    if frame is None or frame.empty:
        return tally.check()
    inside = (frame["role"] != OUTSIDE[0]).to_numpy()
    node = np.array([at.get(each, 0) for each in frame["node"]])
    amount, value = frame["amount"].to_numpy(float), frame["present_value"].to_numpy(float)
    together = np.bincount(node[inside], amount[inside], len(at))
    lines = np.flatnonzero(due.is_known)
    cost, size = (np.bincount(due.node[lines], each[lines], len(at)) for each in (due.amount, np.abs(due.amount)))
    gross = np.bincount(node, np.abs(amount), len(at))
    tally.equal(together, -cost, lambda place: f"parties inside, {list(at)[place]}", size)
    rounding = (frame["role"] == OUTSIDE[1]).to_numpy()
    left = np.bincount(node[rounding], np.abs(amount[rounding]), len(at))
    tally.at_most(left, np.zeros(len(at)), lambda place: f"rounding, {list(at)[place]}", gross)
    chance = weights(ledger, [each.cost for each in due.items], due.of[lines], due.node[lines])
    present = chance * ledger.horizon.by_period(ledger.horizon.present)[due.node[lines]] * due.amount[lines]
    tally.equal(float(value[inside].sum()), -float(present.sum()), "present value", float(np.abs(present).sum()))
    return tally.check()


AUDITS = {"accounts": (accounts_reported, accounts_add_up)}

__all__ = ["accounts_add_up", "accounts_reported", "owners", "prices_told", "spent", "traded"]
