"""Effects of disruptions: actions without a target or too late, capacity of suppliers without limit, probabilities; and
of those that coincide: marks without effect, more combinations than can be planned for, and more at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from model.checks.disruptions import KINDS
from model.errors import Problem
from model.families.common.checking import listed, needs, problem
from model.families.common.events import MOST_COMBINATIONS, Risk, Trader, kinds_of, risk_of, trader_name, wider
from model.families.common.reach import EVERYTHING
from model.families.common.timeline import timeline_of
from model.families.investment.rows import Project
from model.families.supply.rows import Outlet
from model.scenario.coincidence import beyond, groups
from model.scenario.disruptions import GENERATORS, Branch, Disruption
from model.sheets.common import Plant, Settings, Site, Supplier
from model.sheets.names import spans
from model.sheets.schema import ANY, YES
from model.sheets.tables import Directory, Tables
from model.tolerances import FLOAT, MOMENT

WHOM = {
    "capacity": "a plant or supplier in or of",
    "yield": "a plant that makes something in or of",
    "exports": "a route that leads out of",
    "price": "a supplier or outlet in or of",
    "demand": "demand in",
    "delay": "a project in or of",
    "licence": "a plant with a licence in Technology in or of",
    "sales": "an outlet in",
}
"""Targets of each action."""


@needs(*EVERYTHING, Disruption)
def hits_nothing(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """An action without any object to act on; for an 'each …', none anywhere."""
    risk = risk_of(directory)
    for row, filled_in in risk.filled_in():
        if not kinds_of(row.target, directory) & set(KINDS[row.action]):
            continue
        if not any(map(risk.hits, filled_in)):
            attribute = _culprit(row, filled_in, risk)
            of = f" for '{row.commodity}'" if row.commodity != ANY and row.action != "delay" else ""
            to = f" to '{row.to}'" if row.to != ANY and row.action == "exports" else ""
            wanted = f"{WHOM[row.action]} '{row.target}'{of}{to}"
            fix = f"'{row.action}' has no effect: correct the {attribute}, or delete the row"
            yield problem(row, attribute, wanted, fix)


def _culprit(row: Disruption, filled_in: list[Disruption], risk: Risk) -> str:
    """The column that leaves an action without objects."""
    for attribute in ("to", "commodity"):
        if getattr(row, attribute) != ANY and any(risk.hits(wider(action, attribute)) for action in filled_in):
            return attribute
    return "target"


@needs(*EVERYTHING, Disruption)
def each_of_nothing(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """An 'each …' without members."""
    risk = risk_of(directory)
    fix = "Nothing ever happens: name a target, or delete the row"
    for name, rows in risk.events.items():
        if all(map(risk.can_start, rows)) and not risk.of(name):
            for row in rows:
                if row.target in GENERATORS:
                    wanted = f"at least one {row.target.removeprefix('each ')} with something to disrupt"
                    yield problem(row, "target", wanted, fix)


@needs(Settings)
def too_late(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """An action that sets in after the horizon, whenever the disruption starts."""
    risk = risk_of(directory)
    for name, rows in risk.events.items():
        begins = [branch.start for branch in risk.of(name)]
        for row in rows:
            if begins and min(begins) + row.after >= risk.calendar.end - MOMENT:
                fix = f"'{name}' starts in {min(begins)} at the earliest: this row has no effect"
                wanted = f"an action that starts by {risk.calendar.last_year}"
                yield problem(row, "after", wanted, fix, is_warning=True)


@needs(*EVERYTHING, Disruption)
def nothing_under_way(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A delay that never finds a project decided and not yet online, or is over before it would be."""
    risk = risk_of(directory)
    for row in tables[Disruption]:
        if row.action != "delay" or row.target in GENERATORS:
            continue
        late = {project.project for project in tables[Project] if risk.is_late(row, project)}
        branches = risk.of(row.disruption)
        if not late or not branches or not row.value:
            continue
        decided = [timing for (project, _), timing in timeline_of(directory).timings.items() if project in late]
        under_way = [
            (timing.online, branch.end)
            for timing, branch in product(decided, branches)
            if timing.decided <= branch.start + row.after < timing.online
        ]
        if not under_way:
            fix = "This row has no effect: check its start against windows and lead times of the projects"
            wanted = f"a project of '{row.target}' that can be under way when it starts"
            yield problem(row, "target", wanted, fix, is_warning=True)
        elif all(end <= online for online, end in under_way):
            fix = "A project is delayed only until duration and recovery are over: lengthen the duration"
            wanted = "a duration that reaches to when a project under way would be online"
            yield problem(row, "duration", wanted, fix, is_warning=True)


@needs(Supplier, Outlet, Settings)
def without_limit(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A share left of a supplier or an outlet without limit: the share of an unlimited amount is undefined."""
    risk = risk_of(directory)
    for row, filled_in in risk.filled_in():
        if row.action not in ("capacity", "sales") or row.value == 1:
            continue
        traders: list[Trader] = [*(tables[Supplier] if row.action == "capacity" else tables[Outlet])]
        boundless = [trader for trader in traders if trader.limit is None]
        hit = [trader for trader in boundless if any(risk.is_trader(action, trader) for action in filled_in)]
        unlimited = next(_shares_of_no_limit(risk, row, hit), None)
        if unlimited is not None:
            trader, period = unlimited
            where = f"'{trader_name(trader)}' ({trader.where('limit')})"
            if row.value > 0:
                wanted = f"0, or a limit of {where}: it has no limit"
                yield problem(row, "value", wanted, f"Give {where} a limit, of which {row.value:.6g} is left")
            else:
                wanted = f"whole years, or a limit of {where}: it has no limit"
                trades = "sell" if row.action == "capacity" else "buy"
                fix = f"In {period} it could {trades} for only part of the year: give it a limit"
                yield problem(row, "duration", wanted, fix)


def _shares_of_no_limit(risk: Risk, row: Disruption, hit: list[Trader]) -> Iterator[tuple[Trader, int]]:
    """Unlimited suppliers or outlets that a disruption reduces to a share, and when."""
    for branch in risk.of(row.disruption) if hit else []:
        for node in risk.tree.branches[branch.name]:
            begins, period = branch.start + row.after, risk.tree.period[node]
            if risk.calendar.share(begins, begins + row.duration, period) <= MOMENT:
                continue
            for trader in hit:
                factor = risk.effects.capacity_of_supplier if row.action == "capacity" else risk.effects.sales
                left = factor(trader_name(trader), trader.site, trader.commodity, node)
                if left > FLOAT and abs(left - 1) > FLOAT:
                    yield trader, period


@needs(Settings)
def probabilities(tables: Tables, directory: Directory) -> list[Problem]:
    """Disruptions that together are more than certain to be under way in some period."""
    risk = risk_of(directory)
    under_way: dict[int, list[Branch]] = {}
    for branch in risk.branches:
        for node in risk.tree.branches[branch.name]:
            under_way.setdefault(int(risk.tree.period[node]), []).append(branch)
    total = {t: sum(branch.probability for branch in branches) for t, branches in under_way.items()}
    over = [t for t, probability in total.items() if probability > 1 + FLOAT]
    if not over:
        return []
    worst = max(over, key=lambda t: total[t])
    parts: dict[str, float] = {}
    for branch in under_way[worst]:
        parts[branch.disruption] = parts.get(branch.disruption, 0.0) + branch.probability
    largest = sorted(parts, key=lambda name: -parts[name])
    leading = next(branch for branch in under_way[worst] if branch.disruption == largest[0])
    row = max(risk.events[leading.members[0]], key=lambda row: row.probability)
    breakdown = listed((f"'{name}' {_percent(parts[name])} ({_count(name, under_way[worst])})" for name in largest), 3)
    others = f", and over 100 % in {spans(over)}" if len(over) > 1 else ""
    fix = f"In {worst} they add up to {_percent(total[worst])}: {breakdown}{others}. "
    fix += "Lower some, or shorten the disruptions"
    return [problem(row, "probability", "probabilities that add up to at most 100 % in every period", fix)]


def _count(name: str, branches: list[Branch]) -> str:
    """Number of active branches of a disruption, with the probability of each if it is the same."""
    chances = [_percent(branch.probability) for branch in branches if branch.disruption == name]
    return f"{len(chances)} × {chances[0]}" if len(set(chances)) == 1 else f"{len(chances)} branches"


def _percent(share: float) -> str:
    return f"{100 * share:.6g} %"


# ----------------------------------------------------------------------------------------------------------------------
# Disruptions that coincide.

MANY = 300
"""Combinations from which on a solve takes notably longer."""

NOTABLE = 0.01
"""Minimum probability of more coinciding disruptions than counted that is worth a warning."""


@needs(Settings, Plant, Supplier, Site)
def never_coincide(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A mark without another one that starts in the same year."""
    risk = risk_of(directory)
    paired = {branch.disruption for group in groups(risk.alone).values() if len(group) > 1 for branch in group}
    if not risk.is_whole:
        return
    for name, rows in risk.events.items():
        marked = [row for row in rows if row.independent == YES]
        if marked and name not in paired:
            fix = f"'{name}' coincides with none: mark another one that starts in the same year, or clear this cell"
            wanted = "another independent disruption that starts in the same year"
            yield problem(marked[0], "independent", wanted, fix, is_warning=True)


@needs(Settings, Plant, Supplier, Site)
def too_many(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """More combinations than can be planned for, or so many that it takes long."""
    risk = risk_of(directory)
    if risk.combinations <= MANY:
        return
    group = max(groups(risk.alone).values(), key=len)
    are = f"{risk.combinations:,} combinations of up to {risk.most} disruptions, {len(group)} of which can start in "
    fix = f"{are}{group[0].start}: lower 'coinciding disruptions', mark fewer, or give them fewer starts"
    is_warning = risk.combinations <= MOST_COMBINATIONS
    wanted = f"at most {MOST_COMBINATIONS:,} combinations" + (f", as a rule up to {MANY}" if is_warning else "")
    yield problem(_marked(tables, group), "independent", wanted, fix, is_warning=is_warning)


def _marked(tables: Tables, group: list[Branch]) -> Disruption:
    """The row that marks the first disruption of a group."""
    return next(row for row in tables[Disruption] if row.disruption == group[0].disruption and row.independent == YES)


@needs(Settings, Plant, Supplier, Site)
def more_at_once(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """More coinciding disruptions than counted, with a notable probability; a number of coinciding disruptions without
    any."""
    risk = risk_of(directory)
    exceeded = [(chance, start, size) for start, size, chance in beyond(risk.alone, risk.most)]
    chance, start, size = max(exceeded, default=(0.0, 0, 0))
    if chance > NOTABLE:
        fix = (
            f"In {start} more than {risk.most} of {size} would start with a probability of {100 * chance:.3g} %, which "
            f"is counted as {risk.most} at once: costs of rarer combinations are understated. Raise it, or accept this"
        )
        wanted = f"a number that is exceeded with a probability of at most {100 * NOTABLE:.0f} %"
        yield problem(tables.settings, "coinciding_disruptions", wanted, fix, is_warning=True)
    elif (
        not exceeded and risk.is_whole and risk.most != Settings.__dataclass_fields__["coinciding_disruptions"].default
    ):
        fix = "This cell has no effect: mark disruptions as independent in Disruptions, or clear it"
        yield problem(tables.settings, "coinciding_disruptions", "an independent disruption", fix, is_warning=True)


CHECKS = {
    "branches": (hits_nothing, each_of_nothing, too_late, nothing_under_way, without_limit, probabilities),
    "coincidence": (never_coincide, too_many, more_at_once),
}
