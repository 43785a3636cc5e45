"""Whether what an explanation says holds in solves from nothing, and its ranges contain the plans of other seeds.

    python -m bench.claims inputs/graphite_anode.xlsx              five claims, and the plans of ten seeds
    python -m bench.claims inputs/graphite_anode.xlsx --claims 2 --seeds 0

A claim is that a plan without a decision, or with another one, costs at least so much (proven) and at most so much
(found): the workbook with a row in Decisions is solved from nothing, and its plan may not be cheaper than what is
proven, nor what is proven of it more expensive than what was found. Seeds begin HiGHS's random numbers elsewhere; of
each plan that costs no more than the tolerance allows, every size has to lie in its range. Ends with exit code 1 where
something does not hold.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from dataclasses import replace
from pathlib import Path

from bench.seconds import seeded
from model.errors import Infeasible
from model.explaining.alternatives import Alternatives
from model.explaining.others import ask_alternatives
from model.explaining.questions import Asked, Kind
from model.explaining.subjects import Subject
from model.explaining.why import Interview
from model.families.decisions.rows import ACQUIRE, AT_LEAST, FORBIDDEN, Decision
from model.pipeline import solve_tables
from model.results.plan import Plan
from model.results.significance import ROUNDING
from model.runs import Store
from model.runs.serial import one_by_one
from model.sheets.tables import Tables
from model.whatif.load import load_tables

TIME_LIMIT = 36_000.0

RULES = {Kind.WITHOUT: FORBIDDEN, Kind.WITH: AT_LEAST}


def deciding(given: Tables, subject: Subject, rule: str) -> Tables:
    """The workbook with a row of Decisions about a subject."""
    place, way = subject.labels[1:] if subject.action == ACQUIRE else ("", "")
    row = Decision(decision="claim", action=subject.action, subject=subject.name, place=place, way=way, rule=rule)
    return replace(given, rows={**given.rows, Decision: [*given[Decision], row]})


def claims(interview: Interview, most: int) -> bool:
    """Ask about the largest decisions and rejected projects in turn, and solve each from nothing; whether all hold."""
    subjects = interview.subjects
    others = [each for each in subjects.rejected if subjects.is_any(each)]
    wanted = [(each, Kind.WITHOUT) for each in subjects.chosen]
    wanted[1:1] = [(each, Kind.WITH) for each in others[:1]]
    holds = True
    for subject, kind in wanted[:most]:
        asked = Asked(kind, (subject,))
        answer = interview.ask([asked])[asked]
        try:
            plan = solve_tables(deciding(interview.plan.tables, subject, RULES[kind]), time_limit=TIME_LIMIT, why=False)
            cost, bound = plan.objective, plan.bound
        except Infeasible:
            cost = bound = math.inf
        found = answer.cost if answer.has_plan else math.inf
        rounding = ROUNDING * abs(interview.plan.objective)
        this = answer.bound <= cost + rounding and bound <= found + rounding
        holds &= this
        print(f"{'holds' if this else 'DOES NOT HOLD'}: {asked.title}: said {answer.bound:,.2f} to {found:,.2f}, "
              f"from nothing {bound:,.2f} to {cost:,.2f}", flush=True)  # fmt: skip
    return holds


def lies_in_ranges(found: Alternatives, plan: Plan) -> list[str]:
    """What of a plan does not."""
    subjects = found.explanation.subjects
    outside = []
    for each in found.ranges:
        size, room = subjects.taken(each.subject, plan.decided).size, 1e-6 * max(1.0, each.most)
        if not each.proven[0] - room <= size <= each.proven[1] + room:
            outside.append(f"{each.subject.title}: {size:,.6g} of {each.proven}")
    return outside


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("workbook", type=Path)
    options.add_argument("--claims", type=int, default=5)
    options.add_argument("--seeds", type=int, default=10)
    options.add_argument("--within", type=float, default=0.01, help="tolerance of the ranges")
    given = options.parse_args()
    tables, _ = load_tables(given.workbook)
    with tempfile.TemporaryDirectory() as folder:
        plan = solve_tables(tables, time_limit=TIME_LIMIT, is_base=True)
        interview = Interview(plan, Store(Path(folder)), time_limit=TIME_LIMIT, workers=1, pool=one_by_one)
        holds = claims(interview, given.claims)
        found = ask_alternatives(interview, given.within) if given.seeds else None
        for seed in range(1, given.seeds + 1):
            with seeded(seed):
                other = solve_tables(tables, time_limit=TIME_LIMIT)
            is_counted = found is not None and other.objective <= found.at_cost
            outside = lies_in_ranges(found, other) if found is not None and is_counted else []
            holds &= not outside
            said = "outside the tolerance" if not is_counted else "; ".join(outside) or "in all ranges"
            print(f"seed {seed}: {other.objective:,.2f}, {said}", flush=True)
    return 0 if holds else 1


if __name__ == "__main__":
    raise SystemExit(main())
