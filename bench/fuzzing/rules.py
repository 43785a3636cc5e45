"""Rules that hold for any workbook: functions of it that return a disagreement in words, or an empty text.

for name, rule in RULES.items():
    print(name, rule(Trial(tables, "a seed")))
"""

from __future__ import annotations

import random
import tempfile
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bench.fuzzing import history
from bench.fuzzing.changes import NOBODYS, option_that_nobody_takes, reordered, tightened
from bench.fuzzing.outcome import (
    FAILED,
    INFEASIBLE,
    PLAN,
    Outcome,
    Program,
    differ,
    found,
    in_order_of_priority,
    is_cheaper,
    outcome,
    without_presolve,
)
from bench.fuzzing.second import holds, optimum, program_by_rows
from model.audit import audit
from model.errors import Infeasible
from model.results.plan import Plan
from model.scenario.build_context import MONEY
from model.sheets.columns import ByYear
from model.sheets.schema import SHEET_OF
from model.sheets.tables import Tables
from model.whatif.load import check_workbook
from model.workbook.template import write_inputs
from tests.changing import in_yen, with_amounts

FILES = 0.1
"""Share of workbooks that are written and read."""

YEN = 150.0
"""Factor on money of `in_yen`."""


@dataclass
class Trial:
    """A workbook, its verdict, and a seed for the draws of a rule."""

    given: Tables
    seed: str

    @cached_property
    def _settled(self) -> Tables | Outcome:
        return in_order_of_priority(self.given)

    @property
    def is_settled(self) -> bool:
        """Whether priorities before cost could be settled, so that there is a program to examine."""
        return isinstance(self._settled, Tables)

    @property
    def tables(self) -> Tables:
        """The tables with priorities before cost settled."""
        return self._settled if isinstance(self._settled, Tables) else self.given

    @cached_property
    def program(self) -> Program:
        return Program(self.tables)

    @cached_property
    def screened(self) -> Outcome:
        if isinstance(self._settled, Outcome):
            return self._settled
        return found(lambda: self.program.solved(screen=True))

    @cached_property
    def whole(self) -> Outcome:
        return found(lambda: self.program.solved(screen=False))

    @cached_property
    def plan(self) -> Plan | None:
        """The plan that screening finds."""
        return None if self.screened.solution is None else self.program.plan(self.screened.solution)

    def chance(self) -> random.Random:
        """The same chances for every rule and each time."""
        return random.Random(self.seed)


def fails_in_no_way(trial: Trial) -> str:
    """There is a plan, or it is proven that there is none."""
    return trial.screened.said if trial.screened.verdict == FAILED else ""


def screened_as_whole(trial: Trial) -> str:
    """Screening finds what the program of all disruptions does."""
    if not trial.is_settled or not differ(trial.screened, trial.whole):
        return ""
    return f"screened: {trial.screened}; whole: {trial.whole}"


def presolve_changes_nothing(trial: Trial) -> str:
    """HiGHS finds the same without presolve."""
    if not trial.is_settled:
        return ""
    with without_presolve():
        bare = found(lambda: trial.program.solved(screen=False))
    return f"with presolve: {trial.whole}; without: {bare}" if differ(trial.whole, bare) else ""


def second_solver_agrees(trial: Trial) -> str:
    """SCIP finds the same from rows that Pyomo has built. A cheaper plan that satisfies all of these rows is proof that
    SCIP is wrong: it cut off 757.37 of one workbook, which it finds itself once the one whole number is fixed."""
    if not trial.is_settled:
        return ""
    try:
        matrix, cones = program_by_rows(trial.tables)
    except Infeasible:
        return f"HiGHS: {trial.whole}; a row cannot hold" if differ(trial.whole, Outcome(INFEASIBLE)) else ""
    second, solution = Outcome(*optimum(matrix, cones)), trial.whole.solution
    is_dearer = second.verdict == INFEASIBLE or (second.verdict == PLAN and second.cost > trial.whole.cost)
    is_proven = is_dearer and solution is not None and holds(matrix, cones, solution.values)
    return f"HiGHS: {trial.whole}; SCIP: {second}" if differ(trial.whole, second) and not is_proven else ""


def history_comes_year_by_year(trial: Trial) -> str:
    """What was begun, sold and received before the plan comes in its periods as curves of it say."""
    return "; ".join(history.unlike(trial.program.instance, trial.tables)) if trial.is_settled else ""


def audit_passes(trial: Trial) -> str:
    """The audit, which does not know the model, finds every plan right: what screening finds, and the whole."""
    plans = {} if trial.plan is None else {"screened": trial.plan}
    if trial.whole.solution is not None and trial.program.instance.tree.branches:
        plans["whole"] = trial.program.plan(trial.whole.solution)
    return "\n".join(
        f"{how}: {check.name}: {check.detail}"
        for how, plan in plans.items()
        for check in audit(plan)
        if not check.passed
    )


def money_rescales_cost(trial: Trial) -> str:
    """Rows in another order, all money in another currency and large amounts in another scale: the same cost."""
    amounts = trial.chance().choice([each for each in MONEY if each != trial.given.settings.amounts])
    factor = YEN * MONEY[trial.given.settings.amounts] / MONEY[amounts]
    told = Trial(reordered(in_yen(with_amounts(trial.given, amounts)), trial.chance()), trial.seed)
    other = told.screened.times(1 / factor)
    if not differ(trial.screened, other):
        return ""
    return f"as given: {trial.screened}; in another order and currency, in {amounts}, converted back: {other}"


def tighter_is_never_cheaper(trial: Trial) -> str:
    """A bound that is tightened never costs less."""
    changed = tightened(trial.tables, trial.chance()) if trial.is_settled else None
    if changed is None:
        return ""
    tighter, what = changed
    tight = outcome(tighter)
    return f"{what}: {trial.screened} becomes {tight}" if is_cheaper(tight, trial.screened) else ""


def options_are_free(trial: Trial) -> str:
    """An offer never raises cost, and changes nothing if nobody takes it."""
    changed = option_that_nobody_takes(trial.tables, trial.chance()) if trial.is_settled else None
    if changed is None or trial.screened.verdict != PLAN:
        return ""
    offered, what = changed
    other = Trial(offered, trial.seed)
    is_wrong = differ(trial.screened, other.screened)
    if is_wrong and other.plan is not None and other.plan.frames["costs"]["item"].str.contains(NOBODYS).any():
        is_wrong = is_cheaper(trial.screened, other.screened)  # somebody takes it after all
    return f"{what}: {trial.screened} becomes {other.screened}" if is_wrong else ""


def file_holds_the_same(trial: Trial) -> str:
    """Written as a file and read again it is the same workbook, without problems. Tried on a tenth: files take long."""
    if trial.chance().random() > FILES:
        return ""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        write_inputs(path, trial.given)
        tables, problems = check_workbook(path)
    if tables is None:
        return "; ".join(str(problem) for problem in problems if not problem.is_warning)
    return "; ".join(unlike(trial.given, tables))


def unlike(given: Tables, read: Tables) -> Iterator[str]:
    """Cells that differ from their intended values."""
    years = range(given.settings.first_year - 5, given.settings.last_year + 5)
    for row_class, rows in given.rows.items():
        sheet, others = SHEET_OF[row_class], read[row_class]
        if len(rows) != len(others):
            yield f"{sheet.name}: {len(rows)} rows written, {len(others)} read"
            continue
        for row, other in zip(rows, others, strict=True):
            for column in sheet.columns:
                one, two = (getattr(each, column.attribute) for each in (row, other))
                if isinstance(one, ByYear) and isinstance(two, ByYear):
                    one, two = ([each.at(year) for year in years] for each in (one, two))
                if one != two:
                    yield f"{sheet.name}: '{column.header}' in row {other.line}: {one} written, {two} read"


def told_by(rule: str, trial: Trial) -> str:
    """Disagreement of a rule on a workbook; an error on the way is one, too."""
    try:
        return RULES[rule](trial)
    except Exception:
        return traceback.format_exc(limit=-4)


RULES: dict[str, Callable[[Trial], str]] = {
    "fails in no way": fails_in_no_way,
    "screened as whole": screened_as_whole,
    "presolve": presolve_changes_nothing,
    "second solver": second_solver_agrees,
    "history": history_comes_year_by_year,
    "audit": audit_passes,
    "order and money": money_rescales_cost,
    "tighter": tighter_is_never_cheaper,
    "options": options_are_free,
    "file": file_holds_the_same,
}
"""By what they are called where they fail."""
