"""Staff that each plant needs, by skill, labour market and period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from model.families.conversion.algebra import capacity_uses
from model.families.instance import Instance, context_of
from model.families.investment.rows import Project
from model.families.workforce.rows import Skill
from model.families.workforce.terms import Workforce, existing_need
from model.scenario.calendar import Calendar
from model.sheets.common import Plant
from model.sheets.names import node_name
from model.sheets.tables import Tables

if TYPE_CHECKING:
    import pandas as pd

OTHER = ""
"""Who needs people for other work, among the plants that need them."""

Staff = dict[tuple[str, str, int], dict[str, float]]
"""By skill, labour market and period, the people that each plant needs."""


def staff(tables: Tables, instance: Instance, frames: Mapping[str, pd.DataFrame]) -> Staff:
    """People that each plant needs while it is open, existing or built, and those that other work needs."""
    context, data = context_of(tables, instance.tree), instance.part(Workforce)
    skills = {(row.skill, row.market): row for row in tables[Skill]}
    people_by_plant: Staff = defaultdict(lambda: defaultdict(float))
    for plant in tables[Plant]:
        for (s, l, t), people in existing_need(context, skills, [plant]).items():
            people_by_plant[s, l, t][plant.plant] += people
    plant_of = {row.project: row.plant for row in tables[Project]}
    for by_decision, measure in ((data.crew_by_size, "size"), (data.crew_by_build, "modules")):
        built = _built(frames.get("builds"), measure)
        for (s, l, j, b, t), people in by_decision.items():
            if (j, b) in built:
                people_by_plant[s, l, t][plant_of[j]] += people * built[j, b]
    _without_closed(people_by_plant, frames.get("closures"))
    used = used_by_plants(tables, instance.calendar, frames.get("runs"))
    for (s, l, p, t), people in data.crew_by_output.items():
        people_by_plant[s, l, t][p] += people * used.get((p, t), 0.0)
    for labour, row in skills.items():
        for t in instance.calendar.periods:
            people_by_plant[(*labour, t)][OTHER] += instance.calendar.mean(row.other_need, t)
    return people_by_plant


def later(need: Staff) -> Staff:
    """Staff of a period and all later ones together."""
    people_later: Staff = defaultdict(lambda: defaultdict(float))
    for s, l, t in need:
        for (skill, market, period), people in need.items():
            if (skill, market) == (s, l) and period >= t:
                for plant, item in people.items():
                    people_later[s, l, t][plant] += item
    return people_later


def _built(builds: pd.DataFrame | None, measure: str) -> dict[tuple[str, int], float]:
    if builds is None or builds.empty:
        return {}
    return {
        (str(j), int(b)): float(amount)
        for j, b, amount in zip(builds["project"], builds["decided"], builds[measure], strict=True)
    }


def used_by_plants(tables: Tables, calendar: Calendar, runs: pd.DataFrame | None) -> dict[tuple[str, int], float]:
    """Capacity that recipes use, undisturbed, by plant and period [units/y]."""
    if runs is None or runs.empty:
        return {}
    period, use = {node_name("", t): t for t in calendar.periods}, capacity_uses(tables)
    by_plant: dict[tuple[str, int], float] = defaultdict(float)
    for p, r, node, run in zip(runs["plant"], runs["recipe"], runs["node"], runs["run"], strict=True):
        if node in period:
            by_plant[p, period[node]] += run * calendar.mean(use[p, r], period[node])
    return by_plant


def _without_closed(found: Staff, closures: pd.DataFrame | None) -> None:
    """A plant that is closed or mothballed needs no staff."""
    if closures is None or closures.empty:
        return
    is_open = dict(zip(zip(closures["plant"], closures["period"], strict=True), closures["open"], strict=True))
    for (_, _, t), people in found.items():
        for plant in people:
            people[plant] *= is_open.get((plant, t), 1.0)
