"""The headcount when the later year begins, and people in training."""

from __future__ import annotations

from collections.abc import Iterator

from model.families.common.past import Added, Change, Edit, Off, Past
from model.families.decisions.rows import TRAIN
from model.families.decisions.terms import is_meant
from model.families.workforce.rows import FIRST_PERIOD, Skill
from model.families.workforce.terms import staying
from model.tolerances import FLOAT


def headcount(past: Past) -> Iterator[Change]:
    """People at the end of the last year, but for those who leave before the next is counted."""
    people = past.at_end("workforce", ("skill", "market"), "people", "period")
    for row in past.tables[Skill]:
        there = people.get((row.skill, row.market), 0.0)
        stay = 1.0 if row.attrition_from == FIRST_PERIOD else staying(row, past.calendar, past.to)
        yield Edit(row, "headcount", there * stay, f"{there:.6g} in {past.last}, less attrition")


def in_training(past: Past) -> Iterator[Change]:
    """People who entered training and are not skilled yet, or become so in a year to come."""
    skills = {(row.skill, row.market): row for row in past.tables[Skill]}
    for line in past.lines("workforce", "period"):
        row, end = skills[line.skill, line.market], past.calendar.after(line.at)
        if line.trainees <= FLOAT or end + row.training_time <= past.to + FLOAT:
            continue
        for year in range(line.at, end):
            entered = past.already_made(TRAIN, row.skill, year, place=row.market, people=line.trainees)
            yield Added(entered, f"entered training in {year}")


def trained(past: Past) -> Iterator[Change]:
    """Rows about people who were in training before the plan, and whom the headcount counts by now."""
    for row in past.made_before(TRAIN):
        years = [
            skill.training_time
            for skill in past.tables[Skill]
            if skill.skill == row.subject and is_meant(row, skill.market)
        ]
        if row.year is not None and years and row.year + 1 + max(years) <= past.to + FLOAT:
            yield Off(row, f"who entered training in {row.year} is in the headcount")


ROLL = (headcount, in_training, trained)
