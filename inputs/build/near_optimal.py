"""``python -m inputs.build.near_optimal outputs/rare_earths_plan.xlsx`` finds how different near-optimal plans can be.

A whole ``explain --within`` of the example asks two questions of each of its 77 projects. The brief needs to know how
much is built of what, so a few sums are asked about: the least and the greatest new capacity by stage and country over
all plans that cost at most one per cent more. Each question is a solve; what is answered stays beside the results, so
that a stopped run resumes where it was.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from inputs.build import brief, network
from inputs.build.capacity import ENTRANT, LARGE_LIGHT, LIGHT, MAGNET
from model.explaining.alternatives import cap
from model.explaining.answers import Answer
from model.explaining.questions import Asked, Kind, constant_of
from model.explaining.subjects import Subject, Subjects
from model.explaining.why import Interview
from model.families.decisions.rows import BUILD
from model.families.investment.rows import Project
from model.reports.carried import carried_plan
from model.results.decisions import Decisions
from model.results.plan import Plan
from model.runs import Store
from model.sheets.common import Plant, Site
from model.sheets.tables import Tables

KEPT = Path(__file__).resolve().parent / "near_optimal.json"
WITHIN = 0.01
MAGNETS, SEPARATION = (MAGNET, ENTRANT), (LIGHT, LARGE_LIGHT)
EUROPE = next(members for name, members, _ in network.GROUPS if name == "Europe")

# name, technologies, countries
GROUPS = (
    ("magnet lines, USA", MAGNETS, ("USA",)),
    ("magnet lines, Europe", MAGNETS, EUROPE),
    ("magnet lines, Japan and Korea", MAGNETS, ("Japan", "Korea")),
    ("light separation, USA", SEPARATION, ("USA",)),
    ("light separation, Saudi Arabia", SEPARATION, ("Saudi Arabia",)),
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


def sizes(plan: Plan, store: Store) -> list[list[Any]]:
    """Of each group: its name, its size in the plan, the least and the greatest found, and what is proven. Raises
    SystemExit where Ctrl-C came first."""
    interview = Interview(plan, store, workers=1)
    at_cost = cap(plan.objective, WITHIN)
    groups = {name: members(plan.tables, interview.subjects.all, *which) for name, *which in GROUPS}
    asked = {
        (name, kind): Asked(kind, some, at_cost=at_cost, weights=(1.0,) * len(some))
        for name, some in groups.items()
        for kind in (Kind.LEAST, Kind.MOST)
    }
    answers = interview.ask(list(asked.values()))
    if interview.explanation.is_stopped:
        raise SystemExit("Stopped: run it again to go on.")
    known = [plan.decided, *(each.decided for each in answers.values() if each.has_plan)]
    return [
        [name, *_range(interview.subjects, groups[name], known, answers, asked[name, Kind.LEAST],
                       asked[name, Kind.MOST])]
        for name in groups
    ]  # fmt: skip


def _range(
    subjects: Subjects, some: tuple[Subject, ...], known: list[Decisions], answers: Mapping[Asked, Answer],
    least: Asked, most: Asked,
) -> list[float]:  # fmt: skip
    """All plans found count, whatever was asked; a bound is that of the question, without the constant of its sum."""
    found = [sum(subjects.taken(each, decided).size for each in some) for decided in known]
    greatest = sum(subjects.most(each).size for each in some)
    low, high = answers.get(least), answers.get(most)
    proven = (
        0.0 if low is None or not math.isfinite(low.bound) else low.bound - constant_of(Kind.LEAST, greatest),
        greatest if high is None or not math.isfinite(high.bound) else constant_of(Kind.MOST, greatest) - high.bound,
    )
    return [round(each) for each in (found[0], min(found), max(found), max(proven[0], 0.0), min(proven[1], greatest))]


def write(results: Path) -> None:
    """Keep the ranges of the plan in a workbook of results."""
    plan = carried_plan(results)
    found = {"workbook": brief.fingerprint(plan.tables), "within": WITHIN,
             "sizes": sizes(plan, Store(results.parent / ".runs"))}  # fmt: skip
    KEPT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
