"""Disruptions in plain words: what happens, and what becomes of the plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from model.disruptions import Disruption, branches
from model.leadtime import Project
from model.schema import ANY
from model.sheets import Plant
from model.workbook.phrases import count, money, percent
from model.workbook.risk import Outcome, outcomes, unmet_unit
from model.workbook.view import View

MOST_ACTIONS = 3


class Events:
    """What happens in each branch, from the rows of the sheet Disruptions."""

    def __init__(self, view: View) -> None:
        self.view = view
        tables = view.plan.tables
        self._actions = {branch.name: branch.actions for branch in branches(tables)}
        self._single = {plant.plant for plant in tables[Plant]} | {project.project for project in tables[Project]}
        self._technologies = {plant.technology for plant in tables[Plant]}

    def what(self, outcome: Outcome) -> str:
        """'China stops exporting', or the name of the disruption where its rows are not known."""
        actions = self._actions.get(outcome.branch, ())
        said = list(dict.fromkeys(self._phrase(row) for row in actions))
        if not said:
            return f"'{outcome.disruption}' happens"
        more = f" and {count(len(said) - MOST_ACTIONS, 'more thing')} happen" if len(said) > MOST_ACTIONS else ""
        shown = said[:MOST_ACTIONS]
        return (", ".join(shown) if more else listed(shown)) + more

    def _phrase(self, row: Disruption) -> str:
        if row.action == "delay":
            word = "of" if row.target in self._technologies else "in"
            who = row.target if row.target in self._single else f"what is being built {word} {place(row.target)}"
            return f"{who} is {row.value:g} years late" if row.value != 1 else f"{who} is a year late"
        if row.action == "licence":
            word = "for" if row.target in self._technologies else "in"
            return f"no licence is given {word} {place(row.target)}"
        return PHRASES[row.action](row)

    def sentence(self, outcome: Outcome) -> str:
        """What happens, what it leaves unmet, what it costs."""
        view, unit = self.view, unmet_unit(self.view)
        start = f"If {self.what(outcome)} in {outcome.start}"
        cost = more_cost(outcome.extra_cost, view.amount)
        if not outcome.hurts:
            return f"{start}, nothing more is short than without it{cost}."
        short = f"{money(outcome.extra_unmet)} {unit}"
        share = f" ({percent(outcome.extra_unmet / outcome.demand)})" if outcome.demand > 0 else ""
        also = ", beyond what is short anyway" if outcome.undisturbed_unmet > 1e-6 * outcome.demand else ""
        return f"{start}, {short}{share} of what is asked in that time stay unmet{also}{cost}."


def more_cost(extra: float, amount: str) -> str:
    if abs(extra) < 1e-3:
        return ""
    return f"; it costs {money(extra)} {amount} more" if extra > 0 else f"; {money(-extra)} {amount} less is spent"


def listed(words: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


# ---------------------------------------------------------------------------------------------- what happens


def place(target: str) -> str:
    return "any place" if target == ANY else target


def goods(row: Disruption, otherwise: str = "") -> str:
    return otherwise if row.commodity == ANY else row.commodity


def _exports(row: Disruption) -> str:
    who = "every country" if row.target == ANY else row.target
    to = "" if row.to == ANY else f" to {row.to}"
    what = f" {goods(row)}" if goods(row) else ""
    if row.value == 0:
        return f"{who} stops exporting{what}{to}"
    return f"{who} exports {percent(row.value)} of the usual{what}{to}"


def _capacity(row: Disruption) -> str:
    of = f" for {goods(row)}" if goods(row) else ""
    if row.value == 0:
        return f"{place(row.target)} is out{of}"
    return f"{place(row.target)} has {percent(row.value)} of its capacity{of}"


def _yield(row: Disruption) -> str:
    return f"{place(row.target)} makes {percent(row.value)} of the usual {goods(row, 'goods')} from what it takes"


def _price(row: Disruption) -> str:
    return f"prices of {goods(row, 'everything')} in {place(row.target)} are {row.value:g} times the usual"


def _demand(row: Disruption) -> str:
    return f"{place(row.target)} needs {percent(row.value)} of the usual {goods(row, 'goods')}"


PHRASES: dict[str, Callable[[Disruption], str]] = {
    "exports": _exports, "capacity": _capacity, "yield": _yield, "price": _price, "demand": _demand,
}  # fmt: skip


# ---------------------------------------------------------------------------------------------- on the summary


def risk(view: View) -> str:
    """How many disruptions hurt, and what the worst one does."""
    found = outcomes(view)
    if not found:
        return ""
    hurting = sum(outcome.hurts for outcome in found)
    looked = f"{len(found)} ways in which something could go wrong" if len(found) > 1 else "one thing that may go wrong"
    start = f"The plan was held against {looked}: "
    if not hurting:
        return start + f"{'none' if len(found) > 1 else 'it'} leaves more demand unmet."
    most = f"{hurting} would leave more demand unmet" if len(found) > 1 else "it would leave more demand unmet"
    return f"{start}{most}. {Events(view).sentence(found[0])}"
