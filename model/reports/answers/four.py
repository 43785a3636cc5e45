"""The four answers, and how firm they are."""

from __future__ import annotations

from model.reports.answers.against import against
from model.reports.answers.answer import PlanAnswer
from model.reports.answers.decide import decide
from model.reports.answers.fails import fails
from model.reports.answers.pays import pays
from model.reports.phrases import exactly, joined, listed
from model.results.build import new_builds
from model.results.limits import limits, tightest_parties
from model.results.optimality import Spread
from model.results.view import View


def answers(view: View) -> list[PlanAnswer]:
    """The four, in the order in which they are asked."""
    return [decide(view), against(view), fails(view), pays(view)]


def robust(view: View, spread: Spread | None) -> str:
    """Decisions in all plans that cost little more, and those that are a choice; the command to ask, if unknown."""
    if spread is None:
        return "Not asked: 'explain' with --within 1% finds what every plan within 1 % of this cost has in common."
    first = view.periods[0]
    now = {build.project: build.is_kept for build in new_builds(view) if build.decided == first}
    is_sure = {
        name: is_kept or (name in spread.sizes and spread.sizes[name].is_proven) for name, is_kept in now.items()
    }
    sure = [f"{name} (kept)" if now[name] else name for name in now if is_sure[name]]
    open_ = [name for name in now if not is_sure[name]]
    within = f"plans within {exactly(spread.tolerance)} of this cost"
    words = (
        f"Built in all {within} (proven): {joined(sure)}"
        if sure
        else f"Nothing decided in {first} is proven of all {within}"
    )
    return f"{words}. A choice: {joined(open_)}." if open_ else f"{words}."


def hangs_on(view: View) -> str:
    """The limits that hold the plan, each at its tightest."""
    tight = [limit.limit for limit in tightest_parties(limits(view)) if limit.tightest.binds]
    return f"Limits that the plan just meets: {listed(tight)}." if tight else "No limit holds the plan."
