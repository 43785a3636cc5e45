"""Disruptions in plain words: events, and effects on the plan."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from model.families.demand.rows import Demand
from model.families.investment.rows import Project
from model.reports.phrases import joined, money, percent, some
from model.results.build import expected_cost
from model.results.columns import Outcome
from model.results.risk import BY_PRODUCT, expected_relief, outcomes, short_by_product, unmet_unit
from model.results.view import View
from model.scenario.coincidence import branches
from model.scenario.disruptions import Disruption
from model.sheets.common import Plant
from model.sheets.names import count
from model.sheets.schema import ANY
from model.solver.decomposition import UNSETTLED
from model.tolerances import SOLVED

MOST_ACTIONS = 3


class Events:
    """Events of each branch, from the rows of the sheet Disruptions."""

    def __init__(self, view: View) -> None:
        self.view = view
        tables = view.plan.tables
        self._branches = {branch.name: branch for branch in branches(tables)}
        self._single = {plant.plant for plant in tables[Plant]} | {project.project for project in tables[Project]}
        self._technologies = {plant.technology for plant in tables[Plant]}

    def what(self, outcome: Outcome) -> str:
        """'China stops exporting in 2030 and Works is out from 2031', or the name of the disruption if its rows are
        unknown."""
        branch = self._branches.get(outcome.branch)
        rows = branch.actions if branch else ()
        phrases = sorted(dict.fromkeys((row.after, self._phrase(row)) for row in rows), key=lambda change: change[0])
        if not phrases:
            return f"'{outcome.disruption}' occurs in {outcome.start}"
        if branch and branch.is_combination and len(phrases) > MOST_ACTIONS:
            return f"'{outcome.name}' occur together in {outcome.start}"
        shown = phrases[:MOST_ACTIONS]
        at_once = [phrase for after, phrase in shown if after == 0]
        later = [f"{phrase} from {outcome.start + after:g}" for after, phrase in shown if after > 0]
        more = [f"{count(len(phrases) - len(shown), 'further change')}"] if len(phrases) > len(shown) else []
        parts = [f"{joined(at_once)} in {outcome.start}"] if at_once else []
        return joined([*parts, *later, *more])

    def is_combination(self, outcome: Outcome) -> bool:
        """Whether several disruptions coincide."""
        branch = self._branches.get(outcome.branch)
        return branch is not None and branch.is_combination

    def _phrase(self, row: Disruption) -> str:
        if row.action == "delay":
            word = "of" if row.target in self._technologies else "in"
            who = row.target if row.target in self._single else f"construction {word} {place(row.target)}"
            return f"{who} is delayed by {f'{row.value:g} years' if row.value != 1 else 'a year'}"
        if row.action == "licence":
            word = "for" if row.target in self._technologies else "in"
            return f"no licence is granted {word} {place(row.target)}"
        return PHRASES[row.action](row)

    def sentence(self, outcome: Outcome) -> str:
        """Event, shortage and cost."""
        view = self.view
        start = f"If {self.what(outcome)}"
        if not outcome.hurts:
            total = " in total" if len(view.plan.tables[Demand]) > 1 else ""
            moved = [f"{money(more)} {unit} of {product}" for product, unit, more in short_by_product(view, outcome)]
            total += f", but an additional {joined(moved)}" if moved else ""
            return f"{start}, there is no additional shortfall{total}{more_cost(outcome.extra_cost, view.amount)}."
        if unmet_unit(view) == BY_PRODUCT:
            by_product = [
                f"{money(more)} {unit} of {product}" for product, unit, more in short_by_product(view, outcome)
            ]
            short, share = f"{joined(by_product or ['demand'])} go unmet", ""
        else:
            short = f"{money(outcome.extra_unmet)} {unmet_unit(view)} of demand go unmet"
            share = f" ({percent(outcome.extra_unmet / outcome.demand)} of the demand of {years_of(view, outcome)})"
        baseline = ", on top of the baseline shortfall" if outcome.undisturbed_unmet > SOLVED * outcome.demand else ""
        cost = more_cost(outcome.extra_cost, view.amount, ", shortage cost included")
        return f"{start}, {short}{share}{baseline}{cost}."


def years_of(view: View, outcome: Outcome) -> str:
    """The years of the periods that a disruption touches, over which its demand and its cost are counted."""
    touched = [t for t in view.periods if t < outcome.end - 1e-9 and t + view.years > outcome.start + 1e-9]
    last = touched[-1] + view.years - 1
    return str(last) if touched[0] == last else f"{touched[0]}–{last}"


def more_cost(extra: float, amount: str, included: str = "") -> str:
    """Cost added or saved by a disruption."""
    if abs(extra) < 1e-3:
        return ""
    if extra < 0:
        return f"; cost falls by {money(-extra)} {amount}{included}"
    return f"; additional cost: {money(extra)} {amount}{included}"


def relief(view: View) -> str:
    """Effect on the expected cost of limits, cover and minimum service that are not held in disruptions; empty without
    any."""
    all_outcomes = outcomes(view)
    saved, total = -expected_relief(all_outcomes), abs(expected_cost(view))
    if abs(saved) <= SOLVED * total:
        return ""
    change = "lower" if saved > 0 else "higher"
    return (
        f"Limits, cover and minimum service of undisturbed years are not held in a disruption: that alone makes the "
        f"expected cost {money(abs(saved))} {view.amount} ({percent(abs(saved) / total)}) {change}."
    )


def unsettled(view: View) -> str:
    """How many responses may cost more than they must; empty if none."""
    number = view.plan.statistics.get(UNSETTLED)
    if not isinstance(number, int) or not number:
        return ""
    return (
        f"For {count(number, 'disruption scenario')} without probability no least-cost response was found: the one "
        "shown is feasible, and may cost more than it must."
    )


def not_compared(all_outcomes: Sequence[Outcome]) -> str:
    """Disruptions whose additional cost is against the undisrupted plan; empty if there are none."""
    names = [outcome.branch for outcome in all_outcomes if math.isnan(outcome.reference_cost)]
    if not names:
        return ""
    if len(names) == len(all_outcomes):
        return "Additional cost is against the undisrupted plan."
    return f"Additional cost is against the undisrupted plan, as nothing else is known: {some(names, 200)}."


# ---------------------------------------------------------------------------------------------------- events


def place(target: str) -> str:
    return "every location" if target == ANY else target


def goods(row: Disruption, otherwise: str = "") -> str:
    return otherwise if row.commodity == ANY else row.commodity


def _exports(row: Disruption) -> str:
    who = "every country" if row.target == ANY else row.target
    to = "" if row.to == ANY else f" to {row.to}"
    what = f" {goods(row)}" if goods(row) else ""
    if row.value == 0:
        return f"{who} stops exporting{what}{to}"
    return f"{who} exports {percent(row.value)} of its usual{what or ' volume'}{to}"


def _capacity(row: Disruption) -> str:
    of = f" for {goods(row)}" if goods(row) else ""
    if row.value == 0:
        return f"{place(row.target)} is out of operation{of}"
    return f"{place(row.target)} has {percent(row.value)} of its capacity{of}"


def _yield(row: Disruption) -> str:
    return f"yields of {goods(row, 'all goods')} at {place(row.target)} are {percent(row.value)} of the usual"


def _price(row: Disruption) -> str:
    return f"prices of {goods(row, 'all goods')} in {place(row.target)} are {row.value:g} times the usual"


def _demand(row: Disruption) -> str:
    return f"demand of {place(row.target)} for {goods(row, 'all goods')} is {percent(row.value)} of the usual"


def _sales(row: Disruption) -> str:
    if row.value == 0:
        return f"buyers in {place(row.target)} take no {goods(row, 'goods')}"
    return f"buyers in {place(row.target)} take {percent(row.value)} of {goods(row, 'all goods')}"


PHRASES: dict[str, Callable[[Disruption], str]] = {
    "exports": _exports,
    "capacity": _capacity,
    "yield": _yield,
    "price": _price,
    "demand": _demand,
    "sales": _sales,
}


# ---------------------------------------------------------------------------------------------- on the summary


def risk(view: View) -> str:
    """Number of disruptions with shortages, and the effect of the worst one."""
    all_outcomes = outcomes(view)
    if not all_outcomes:
        return ""
    hurting, events = sum(outcome.hurts for outcome in all_outcomes), Events(view)
    several = sum(map(events.is_combination, all_outcomes))
    if len(all_outcomes) == 1:
        end = "increase unmet demand" if hurting else "not increase unmet demand"
        tested = f"The plan was stress-tested against one disruption, which would {end}."
    else:
        how = f"{several} of them combinations of disruptions" if several else "one at a time"
        tested = (
            f"The plan was stress-tested against {len(all_outcomes)} disruption scenarios, {how}: "
            f"{hurting or 'none'} would increase unmet demand."
        )
    return f"{tested} {events.sentence(all_outcomes[0])}" if hurting or len(all_outcomes) == 1 else tested
