"""Accounts of parties and the transfer prices that they are kept at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from model.audit.costs import Expense, expenses, weights
from model.audit.goods import arrivals, built_in, converted, drawn, sent_before
from model.audit.horizon import Array
from model.audit.lanes import Lane, Routing, freight
from model.audit.ledger import Ledger, figures
from model.audit.public_money import given_back, owed_back, received
from model.audit.tally import Tally
from model.audit.workforce import needs
from model.results.plan import AuditLine
from model.sheets.common import Supplier
from model.system.memoise import remembered

# ----------------------------------------------------------------------------------------------------------------------
# Accounts of parties: each party's sums follow from the plan's quantities at the sheets' prices and the plan's
# transfer prices, and together they are the plan's cost.


Head = tuple[str, str, str]
"""(party, plant or technology, line)"""

Sums = dict[Head, Array]
"""Sums by party and line at every node [amount]."""

OUTSIDE = ("treasury", "rounding")
"""Roles of those whose money the objective does not count."""


@remembered
def owners(ledger: Ledger) -> dict[str, str]:
    """Name of each plant's sponsor."""
    owners_of = {}
    for name, plant in ledger.rows.plants.items():
        firms = [plant.sponsor, *(row.sponsor for row in ledger.rows.projects.values() if row.plant == name)]
        owners_of[name] = next((firm for firm in firms if firm), f"no sponsor yet: {name}")
    return owners_of


@remembered
def _crews(ledger: Ledger) -> dict[tuple[str, str], dict[str, dict[int, float]]]:
    """By skill and labour market, then by plant, people needed in each period."""
    crews: dict[tuple[str, str], dict[str, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
    for skill, market, period, plant, people in needs(ledger):
        crew = crews[skill, market][plant]
        crew[period] = crew.get(period, 0.0) + people
    return crews


def _paying(ledger: Ledger, expense: Expense, node: str) -> dict[tuple[str, str], float]:
    """Who pays a cost item at a node, as (party, plant), and the share of each."""
    if expense.category == "people":
        return _employers(ledger, expense, ledger.horizon.period[node])
    if expense.cost == "technology":
        return _built_with(ledger, expense)
    if expense.shared_by:
        total = sum(expense.shared_by.values())
        return {(f"buyers of {country}", ""): amount / total for country, amount in expense.shared_by.items()}
    plants = sorted(expense.names & ledger.rows.plants.keys())
    if plants:
        return {(owners(ledger)[plants[0]], plants[0]): 1.0}
    kind = {"shortage": "unserved", "storage": "stockholders"}.get(expense.category, "buyers")
    country = ledger.country(expense.site) if expense.site else expense.market
    return {(f"{'buyers' if expense.cost == 'resupply' else kind} of {country}", ""): 1.0}


def _employers(ledger: Ledger, expense: Expense, period: int) -> dict[tuple[str, str], float]:
    crew_skills = (skill for skill, market in _crews(ledger) if market == expense.market)
    skills = [skill for skill in crew_skills if expense.item.startswith(f"{skill} · ")]
    crews = _crews(ledger)[max(skills, key=len), expense.market] if skills else {}
    people = {
        plant: sum(n for t, n in crew.items() if t == period or (t > period and expense.for_later))
        for plant, crew in crews.items()
    }
    total = sum(people.values())
    if total <= 0:
        return {(f"other employers of {expense.market}", ""): 1.0}
    return {
        (owners(ledger)[plant] if plant else f"other employers of {expense.market}", plant): n / total
        for plant, n in people.items()
    }


def _built_with(ledger: Ledger, expense: Expense) -> dict[tuple[str, str], float]:
    sizes: dict[tuple[str, str], float] = defaultdict(float)
    for build in ledger.builds:
        is_of = expense.item.startswith(f"{build.plant.technology} · {expense.market} · ")
        if is_of and ledger.country(build.plant.site) in ledger.directory.countries(expense.market):
            sizes[owners(ledger)[build.plant.plant], build.plant.plant] += build.size
    total, technology = sum(sizes.values()), expense.item.split(f" · {expense.market} · ")[0]
    if total <= 0:
        return {(f"no sponsor yet: {technology}", technology): 1.0}
    return {who: size / total for who, size in sizes.items()}


def _add(sums: Sums, ledger: Ledger, head: Head, nodes: Array, amounts: Array | float) -> None:
    if head not in sums:
        sums[head] = np.zeros(len(ledger.horizon.at))
    np.add.at(sums[head], nodes, amounts)


def spent(ledger: Ledger) -> Sums:
    """Cost items by the party that pays."""
    sums: Sums = {}
    names = list(ledger.horizon.at)
    due = expenses(ledger)
    for item in due.items:
        at = due.at[item.node] if isinstance(item.node, str) else item.node
        nodes = np.atleast_1d(np.asarray(at, dtype=int))
        amounts = np.broadcast_to(np.asarray(item.amount, dtype=float), nodes.shape)
        is_counted = (nodes < len(names)) & (amounts != 0)
        if not is_counted.any():
            continue
        for one in [np.array([n]) for n in np.flatnonzero(is_counted)] if item.market else [is_counted]:
            for (party, plant), share in _paying(ledger, item, names[nodes[one][0]]).items():
                _add(sums, ledger, (party, plant, item.cost), nodes[one], -share * amounts[one])
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
        money = amounts * (prices.get(place, np.zeros(len(ledger.horizon.at))) * ledger.horizon.years)[nodes]
        _add(sums, ledger, head, nodes, money)
        _add(sums, ledger, ("rounding", "", "rounding"), nodes, -money)
    return sums


def _moved(ledger: Ledger) -> Iterator[tuple[Head, tuple[str, str], Array, Array]]:
    """Who gives goods to a place, or takes them: (head, place, nodes, units per year)."""
    rows = ledger.rows

    def of(site: str) -> Head:
        return f"buyers of {ledger.directory.country_of.get(site, '')}", "", "goods"

    for series, traders, sign in (("bought", rows.suppliers, 1.0), ("sold", rows.outlets, -1.0)):
        for (name,), (nodes, amounts) in ledger.series(series).items():
            if (row := traders.get(name)) is not None:
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
    price_by_place: dict[tuple[str, str], Array] = {}
    for (site, commodity, node), price in figures(
        ledger.plan, "transfer prices", ("site", "commodity", "node"), "price"
    ).items():
        if node in ledger.horizon.at:
            prices = price_by_place.setdefault((site, commodity), np.zeros(len(ledger.horizon.at)))
            prices[ledger.horizon.at[node]] = ledger.large(price)
    return price_by_place


def accounts_reported(ledger: Ledger) -> AuditLine:
    """Every sum of every party follows from the plan's quantities [amount]."""
    tally, due, goods = Tally("accounts"), spent(ledger), traded(ledger, prices_told(ledger))
    reported: Sums = defaultdict(lambda: np.zeros(len(ledger.horizon.at)))
    for (party, subject, line, node), amount in figures(
        ledger.plan, "accounts", ("party", "subject", "line", "node"), "amount"
    ).items():
        tally.require(node in ledger.horizon.at, f"{party}, {line}", f"the plan has no node {node}")
        reported[party, subject, line][ledger.horizon.at.get(node, 0)] += amount
    expected, nothing = due | _treasuries(ledger) | goods, np.zeros(len(ledger.horizon.at))
    gross = sum((np.abs(flow) for flow in (*due.values(), *goods.values())), nothing)
    names = list(ledger.horizon.at)
    for head in expected | reported:

        def where(place: int, head: Head = head) -> str:
            return f"{', '.join(label for label in head if label)}, {names[place]}"

        # Sums of goods are differences of larger ones, and rounding is of all of them.
        size = gross if head[0] == "rounding" else np.abs(expected.get(head, nothing)) + 1e-3 * gross
        tally.equal(reported.get(head, nothing), expected.get(head, nothing), where, size)
    return tally.check()


def accounts_add_up(ledger: Ledger) -> AuditLine:
    """All parties inside have together the plan's cost, at each node and in all [amount]."""
    tally, frame = Tally("accounts add up"), ledger.plan.frames.get("accounts")
    at, due = ledger.horizon.at, expenses(ledger)
    if frame is None or frame.empty:
        return tally.check()
    inside = (frame["role"] != OUTSIDE[0]).to_numpy()
    node = np.array([at.get(node, 0) for node in frame["node"]])
    amount, value = frame["amount"].to_numpy(float), frame["present_value"].to_numpy(float)
    together = np.bincount(node[inside], amount[inside], len(at))
    lines = np.flatnonzero(due.is_known)
    cost, size = (np.bincount(due.node[lines], amounts[lines], len(at)) for amounts in (due.amount, np.abs(due.amount)))
    gross = np.bincount(node, np.abs(amount), len(at))
    tally.equal(together, -cost, lambda place: f"parties inside, {list(at)[place]}", size)
    rounding = (frame["role"] == OUTSIDE[1]).to_numpy()
    left = np.bincount(node[rounding], np.abs(amount[rounding]), len(at))
    tally.at_most(left, np.zeros(len(at)), lambda place: f"rounding, {list(at)[place]}", gross)
    chance = weights(ledger, [item.cost for item in due.items], due.of[lines], due.node[lines])
    present = chance * ledger.horizon.presents[due.node[lines]] * due.amount[lines]
    tally.equal(float(value[inside].sum()), -float(present.sum()), "present value", float(np.abs(present).sum()))
    return tally.check()


# ----------------------------------------------------------------------------------------------------------------------
# Transfer prices by their rules, from the sheets and the plan's quantities.


NAMES = ("site", "commodity", "node", "basis")

At = tuple[str, str]
"""(site, commodity)"""

GIVEN = ("dual", "given")
"""Prices that come from elsewhere."""


def transfer_prices(ledger: Ledger) -> AuditLine:
    """Every transfer price follows from its rule [currency per unit]."""
    tally, at = Tally("transfer prices"), ledger.horizon.at
    reported: dict[tuple[str, At], tuple[list[int], list[float]]] = {}
    for (site, commodity, node, basis), price in figures(ledger.plan, "transfer prices", NAMES, "price").items():
        if node in at and basis not in GIVEN:
            nodes, prices = reported.setdefault((basis, (site, commodity)), ([], []))
            nodes.append(at[node])
            prices.append(price)
    for (basis, place), (nodes, prices) in reported.items():
        where = np.array(nodes)
        rule = RULES.get(basis)
        tally.require(rule is not None, f"{place[0]}, {place[1]}", f"there is no rule {basis!r}")
        if rule is not None:
            expected = rule(ledger, place)[where]
            names = list(at)

            def where_of(number: int, place: At = place, where: Array = where, names: list[str] = names) -> str:
                return f"{place[0]}, {place[1]}, {names[where[number]]}"

            tally.equal(np.array(prices), expected, where_of, np.abs(expected))
    return tally.check()


def _everywhere(ledger: Ledger, value: float) -> Array:
    return np.full(len(ledger.horizon.at), value)


def _reference(ledger: Ledger, place: At) -> Array:
    return _everywhere(ledger, ledger.rows.commodities[place[1]].reference_value)


def _market(ledger: Ledger, place: At) -> Array:
    price = ledger.rows.commodities[place[1]].market_price
    return _everywhere(ledger, np.nan) if price is None else ledger.horizon.means(price)


def _disposal(ledger: Ledger, place: At) -> Array:
    cost = ledger.rows.commodities[place[1]].disposal_cost
    disposed = ledger.at_nodes("disposed", *place)
    return np.where(disposed > 0, -(np.nan if cost is None else cost), np.nan)


def _outlet(ledger: Ledger, place: At) -> Array:
    """Mean received from outlets, price floors included."""
    names = {name for name, row in ledger.rows.outlets.items() if (row.site, row.commodity) == place}
    sold = sum((ledger.at_nodes("sold", name) for name in names), _everywhere(ledger, 0.0))
    received = _everywhere(ledger, 0.0)
    for cost, item in _spent(ledger):
        if (cost == "sales" and item in names) or (cost == "price floors" and item.split(" · ")[-1] in names):
            received = received - _spent(ledger)[cost, item]
    return _ratio(received, sold)


@remembered
def _spent(ledger: Ledger) -> dict[tuple[str, str], Array]:
    """Money of trade by cost and item, at each node [currency per year]."""
    spending: dict[tuple[str, str], Array] = {}
    for item in expenses(ledger).items:
        is_known = not isinstance(item.node, str) or item.node in ledger.horizon.at
        if is_known and item.cost in ("sales", "price floors", "purchases", "contract prices"):
            nodes = ledger.horizon.at[item.node] if isinstance(item.node, str) else item.node
            amounts = spending.setdefault((item.cost, item.item), _everywhere(ledger, 0.0))
            np.add.at(amounts, nodes, np.asarray(item.amount) * ledger.money / ledger.horizon.years[nodes])
    return spending


def _ratio(money: Array, quantity: Array) -> Array:
    ratio: Array = np.divide(money, quantity, out=np.full(len(money), np.nan), where=quantity > 0)
    return ratio


@remembered
def _routing(ledger: Ledger) -> Routing:
    return Routing(ledger)


@remembered
def _cost(ledger: Ledger, lane: Lane) -> tuple[Array, Array] | None:
    """Cost by unit sent [currency], infinite while exports are stopped, and the share that arrives; None without a
    route."""
    route = _routing(ledger).route(lane)
    if route is None or lane[0] == lane[1]:
        return None
    value = ledger.rows.commodities[lane[2]].reference_value
    cost = freight(ledger, lane, route) + ledger.horizon.means(route.tariff) * value
    closed = [
        any(left <= 0 and ledger.effects.is_export(stop, *lane) for stop, left in ledger.effects.stops(node).items())
        for node in ledger.horizon.at
    ]
    return np.where(closed, np.inf, cost), _everywhere(ledger, 1.0 - route.loss)


def _imported(ledger: Ledger, place: At) -> Array:
    """The least that a supplier with anything to sell asks for, delivered."""
    landed = _everywhere(ledger, np.inf)
    for row in ledger.rows.suppliers.values():
        if row.commodity == place[1]:
            price = np.where(_sells(ledger, row), ledger.horizon.means(row.price) * ledger.effects.price(row), np.inf)
            if row.site == place[0]:
                landed = np.minimum(landed, price)
            elif (way := _cost(ledger, (row.site, *place))) is not None:
                landed = np.minimum(landed, (price + way[0]) / way[1])
    return landed


def _sells(ledger: Ledger, row: Supplier) -> Array:
    left = ledger.effects.capacity_of_supplier(row)
    is_open: Array = (left if row.limit is None else ledger.horizon.means(row.limit) * left) > 0
    return is_open


def _exported(ledger: Ledger, place: At) -> Array:
    """The most that an outlet with room pays, less the way to it."""
    netback = _everywhere(ledger, -np.inf)
    for row in ledger.rows.outlets.values():
        if row.commodity == place[1]:
            left = ledger.effects.sales(row)
            is_open = left > 0 if row.limit is None else ledger.horizon.means(row.limit) * left > 0
            price = np.where(is_open, ledger.horizon.means(row.price) * ledger.effects.price(row), -np.inf)
            if row.site == place[0]:
                netback = np.maximum(netback, price)
            elif (way := _cost(ledger, (place[0], row.site, place[1]))) is not None:
                netback = np.maximum(netback, price * way[1] - way[0])
    return netback


def _paid(ledger: Ledger, place: At) -> Array:
    """Mean landed cost of purchases there, contracts included, and of arrivals."""
    spent, received = _everywhere(ledger, 0.0), _everywhere(ledger, 0.0)
    names = {name for name, row in ledger.rows.suppliers.items() if (row.site, row.commodity) == place}
    of = {row.contract for row in ledger.rows.contracts.values() if row.supplier in names}
    for (cost, item), money in _spent(ledger).items():
        if (cost == "purchases" and item in names) or (cost == "contract prices" and item in of):
            spent += money
    received += sum((ledger.at_nodes("bought", name) for name in names), _everywhere(ledger, 0.0))
    for lane in _lanes_to(ledger).get(place, ()):
        sent, way = ledger.at_nodes("shipped", *lane), _cost(ledger, lane)
        if way is not None:
            price = _reported_prices(ledger).get((lane[0], lane[2]), _everywhere(ledger, 0.0))
            spent += np.where(sent > 0, sent * (price + np.where(np.isfinite(way[0]), way[0], 0.0)), 0.0)
            received += sent * way[1]
    return _ratio(spent, received)


@remembered
def _lanes_to(ledger: Ledger) -> dict[At, list[Lane]]:
    lanes: dict[At, list[Lane]] = {}
    for origin, destination, commodity in ledger.series("shipped"):
        lanes.setdefault((destination, commodity), []).append((origin, destination, commodity))
    return lanes


@remembered
def _reported_prices(ledger: Ledger) -> dict[At, Array]:
    """The plan's own prices, for those that depend on others."""
    return dict(_series(ledger))


def _series(ledger: Ledger) -> Iterator[tuple[At, Array]]:
    series: dict[At, Array] = {}
    for (site, commodity, node), price in figures(ledger.plan, "transfer prices", NAMES[:3], "price").items():
        if node in ledger.horizon.at:
            prices = series.setdefault((site, commodity), _everywhere(ledger, 0.0))
            prices[ledger.horizon.at[node]] = price
    yield from series.items()


RULES: Mapping[str, Callable[[Ledger, At], Array]] = {
    "not known": lambda ledger, place: _everywhere(ledger, 0.0),
    "disposal cost": _disposal,
    "outlet": _outlet,
    "market price": _market,
    "cost paid": _paid,
    "import parity": _imported,
    "export parity": _exported,
    "reference value": _reference,
}


AUDITS = {
    "accounts": (accounts_reported, accounts_add_up),
    "transfer prices": (transfer_prices,),
}
OF_ACCOUNTS = [check for checks in AUDITS.values() for check in checks]
