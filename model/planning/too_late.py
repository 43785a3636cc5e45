"""Advice after a search that came to no plan in time."""

from __future__ import annotations

import math

from model.families.instance import Instance
from model.progress import FOR_EVERY_DISRUPTION, NO_COST
from model.results.plan import amount_text
from model.sheets.names import count
from model.sheets.tables import Tables
from model.solver.highs import LARGE
from model.solver.program import SHARED, Program


def too_late(tables: Tables, instance: Instance, program: Program, longest: tuple[str, float], bound: float) -> str:
    """The longest stage, the bound on any plan, the size of the program, and the dimension to thin out first."""
    stage, seconds = longest
    branches, periods = len(instance.tree.branches), len(instance.calendar.periods)
    undisrupted = program.branch == SHARED
    ship = program.matrix.variables.get("ship")
    shipped = 0 if ship is None else int(undisrupted[ship.span].sum())
    columns, usual = len(undisrupted), int(undisrupted.sum())
    texts = [f"The longest stage was '{stage}', {seconds:,.0f} s."]
    if math.isfinite(bound) and abs(bound) < NO_COST:
        texts.append(f"Every plan costs at least {bound:,.1f} {amount_text(tables)}.")
    texts.append(
        f"The program has {columns:,} columns: {usual:,} undisrupted in {count(periods, 'period')}, {shipped:,} of "
        f"them shipments, and {columns - usual:,} of {count(branches, 'disruption')} by year of start."
    )
    if branches and (stage == FOR_EVERY_DISRUPTION or usual < LARGE):
        texts.append("Thin out Disruptions first: fewer rows, or fewer years of start.")
    elif shipped > usual / 2:
        texts.append("Thin out lanes first: routes by name in place of rules, or sites of one country as one.")
    else:
        texts.append("Thin out periods first: 'years per period' in Settings.")
    return " ".join(texts)
