"""People who retrain, and those whose term of service runs."""

from __future__ import annotations

from collections.abc import Iterator

from model.families.careers.rows import Recruiting, Retraining
from model.families.common.past import NOTHING, Added, Cannot, Change, Past
from model.families.decisions.rows import RETRAIN
from model.families.workforce.rows import Skill


def retraining(past: Past) -> Iterator[Change]:
    """People who began to retrain and have not acquired the new skill."""
    rows = {(row.skill, row.new_skill, row.market): row for row in past.tables[Retraining]}
    for line in past.lines("retraining", "period"):
        row, years = rows[line.skill, line.new_skill, line.market], past.calendar.years
        if line.people <= NOTHING or line.at + years + row.retraining_time <= past.to + NOTHING:
            continue
        for year in range(line.at, line.at + years):
            begun = past.made(RETRAIN, row.skill, year, place=row.market, way=row.new_skill, people=line.people)
            yield Added(begun, f"began to retrain in {year}")


def terms(past: Past) -> Iterator[Change]:
    """People who have joined for a term."""
    joined = {(line.skill, line.market) for line in past.lines("workforce", "period") if line.recruits > NOTHING}
    joined |= {(line.skill, line.market) for line in past.lines("workforce", "period") if line.trainees > NOTHING}
    joined |= {(line.new_skill, line.market) for line in past.lines("retraining", "period") if line.people > NOTHING}
    rows: list[Skill | Recruiting] = [*past.tables[Skill], *past.tables[Recruiting]]
    for row in rows:
        if row.term_of_service is not None and (row.skill, row.market) in joined:
            yield Cannot(row, "term_of_service", "when those leave who have joined for a term cannot be said yet")


ROLL = (retraining, terms)
