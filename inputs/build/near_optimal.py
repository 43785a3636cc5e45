"""``python -m inputs.build.near_optimal outputs/rare_earths_plan.xlsx`` asks what else would do nearly as well.

It asks what the plan would be without each investment of its first two years, as ``explain`` does: what has been
answered beside the results is not asked again, and Ctrl-C keeps what was answered. Plans that were found so show how
much of what is built can differ, as far as they cost little more; the brief says what doing without each costs. What is
kept already of the same plan stays true: of both the narrower interval is kept.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from inputs.build import brief, network
from inputs.build.capacity import ENTRANT, LARGE_LIGHT, LIGHT, MAGNET
from model.families.decisions.rows import BUILD
from model.families.investment.rows import Project
from model.reports.embedded_plan import carried_plan
from model.results.decisions import Decisions
from model.results.plan import Plan
from model.runs import Store
from model.runs.job import drive
from model.sheets.common import Plant, Site
from model.sheets.names import NO_PLAN
from model.sheets.tables import Tables
from model.studies.explain.alternatives import cap
from model.studies.explain.answers import Answer, Extra
from model.studies.explain.questions import Asked, Query
from model.studies.explain.subjects import Subject, Subjects
from model.studies.explain.why import Interview
from model.studies.study import RunContext

KEPT = Path(__file__).resolve().parent / "near_optimal.json"
WITHIN = 0.02
"""Of the cost: the gap to which the example is solved."""

NEARBY = 0.01
"""Of the cost: what plans within it decide in the first two years is kept for :mod:`inputs.build.robust`."""

MAGNETS, SEPARATION = (MAGNET, ENTRANT), (LIGHT, LARGE_LIGHT)
EUROPE = next(members for name, members, _ in network.GROUPS if name == "Europe")

# name, technologies, countries
GROUPS = (
    ("US magnet lines", MAGNETS, ("USA",)),
    ("European magnet lines", MAGNETS, EUROPE),
    ("Japanese and Korean magnet lines", MAGNETS, ("Japan", "Korea")),
    ("US light separation", SEPARATION, ("USA",)),
    (
        "light separation elsewhere",
        SEPARATION,
        ("Saudi Arabia", "France", "Estonia", "Malaysia", "Australia", "Canada"),
    ),
)


def members(
    tables: Tables, subjects: Iterable[Subject], technologies: Iterable[str], countries: Iterable[str]
) -> tuple[Subject, ...]:
    """Investments in plants of some technologies in some countries."""
    country = {row.site: row.country for row in tables[Site]}
    plants = {row.plant for row in tables[Plant]
              if row.technology in set(technologies) and country[row.site] in set(countries)}  # fmt: skip
    projects = {row.project for row in tables[Project] if row.plant in plants}
    return tuple(each for each in subjects if each.action == BUILD and each.name in projects)


def asked_of(plan: Plan, store: Store) -> dict[str, Any]:
    """What doing without some decisions costs, at least (proven) and in the plan found [million]; and of each group its
    size in the plan, and the least and the greatest over all plans found that cost little more. After Ctrl-C, of those
    that were answered."""
    interview = Interview(plan)
    subjects, until = interview.subjects, plan.tables.settings.first_year + 1
    solve = RunContext(store).solve
    told = [each for each in subjects.chosen
            if each.action == BUILD and subjects.taken(each, plan.decided).years[0] <= until]  # fmt: skip
    drive(interview.ask([Asked(Query.WITHOUT, (each,)) for each in told]), solve)
    answers = {asked: each for asked, each in interview.answers.items() if each.has_plan or each.is_impossible}
    without = [[each.title, *_extra(plan, answers[asked])] for each in told
               if (asked := Asked(Query.WITHOUT, (each,))) in answers]  # fmt: skip
    plans = [plan.decided, *(each.decided for asked, each in answers.items() if asked.capex == 1.0
                             and each.has_plan and each.cost <= cap(plan.objective, WITHIN))]  # fmt: skip
    sizes = [[name, *_sizes(subjects, members(plan.tables, subjects.all, *which), plans)] for name, *which in GROUPS]
    nearby = [plan.decided, *(each.decided for asked, each in answers.items() if asked.capex == 1.0
                              and each.has_plan and each.cost <= cap(plan.objective, NEARBY))]  # fmt: skip
    now = [_early(subjects, decided, until) for decided in nearby]
    return {"within": WITHIN, "without": without, "plans": len(plans), "sizes": sizes, "now": now}


def _early(subjects: Subjects, decided: Decisions, until: int) -> list[str]:
    """Investments of a plan that begin by a year."""
    builds = [each for each in subjects.all if each.action == BUILD]
    return sorted(each.name for each in builds if min(subjects.taken(each, decided).years, default=until + 1) <= until)


def _extra(plan: Plan, answer: Answer) -> list[int | str]:
    """Additional cost at least (proven), and in the plan found."""
    extra = Extra.of(plan, answer)
    if extra.is_impossible:
        return [NO_PLAN, NO_PLAN]
    least, most = (max(each, 0.0) for each in (extra.at_least, extra.attained))
    return [round(least), round(most) if math.isfinite(most) else "not found"]


def _sizes(subjects: Subjects, some: tuple[Subject, ...], plans: list[Decisions]) -> list[int]:
    """In the plan, the least, and the greatest."""
    found = [round(sum(subjects.taken(each, decided).size for each in some)) for decided in plans]
    return [found[0], min(found), max(found)]


def narrowed(found: dict[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """With what was known of the same plan before: of each decision the narrower interval."""
    if known.get("plan") != found["plan"]:
        return found
    before = {title: extra for title, *extra in known["without"]}
    return found | {"without": [[title, *_both(extra, before.get(title, extra))] for title, *extra in found["without"]]}


def _both(one: Sequence[int | str], other: Sequence[int | str]) -> list[int | str]:
    """At least, and at most, where both hold."""
    if NO_PLAN in (*one, *other):
        return [NO_PLAN, NO_PLAN]
    most = [each for each in (one[1], other[1]) if isinstance(each, int)]
    return [max(int(one[0]), int(other[0])), min(most) if most else one[1]]


def write(results: Path) -> None:
    """Keep what is asked of the plan in a workbook of results."""
    plan = carried_plan(results)
    this = brief.identity(plan.objective, brief.builds(plan))
    found = {"plan": this, **asked_of(plan, Store(results.parent / ".runs"))}
    known = json.loads(KEPT.read_text(encoding="utf-8"))
    KEPT.write_text(json.dumps(narrowed(found, known), indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
