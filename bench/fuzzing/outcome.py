"""Verdict on a workbook: a plan and its cost, or infeasible; and whether two verdicts agree."""

from __future__ import annotations

import math
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unittest.mock import patch

from model.errors import Infeasible, SolveFailed, Unbounded
from model.families.assemble import build_model
from model.families.instance import read_instance
from model.planning.request import Request
from model.planning.solve import settled
from model.results.plan import Plan, read_plan
from model.sheets.tables import Tables
from model.solver.decomposition import Rounds
from model.solver.highs import Solver
from model.solver.matrix import read_matrix
from model.solver.solve import Solution

SECONDS = 30.0
"""For one solve; where it takes longer nothing is said."""

CLOSE, PART = 1e-5, 1e-6
"""Costs are alike within CLOSE of them, or PART of all that is paid and earned."""

PLAN, INFEASIBLE, UNBOUNDED, UNDECIDED, FAILED = "plan", "infeasible", "unbounded", "undecided", "failed"


@dataclass(frozen=True)
class Outcome:
    """A verdict, and its basis."""

    verdict: str
    cost: float = math.nan
    turnover: float = 0.0
    """All that is paid and earned, present value [amount]."""
    solution: Solution | None = None
    said: str = ""
    """By an error."""

    def times(self, factor: float) -> Outcome:
        return Outcome(self.verdict, self.cost * factor, self.turnover * factor, self.solution, self.said)

    def __str__(self) -> str:
        return f"{self.verdict} {self.cost:.10g}" if self.verdict == PLAN else f"{self.verdict} {self.said}".strip()


class Program:
    """The program of some tables, made once for all that is solved of it."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.instance = read_instance(tables)
        self.model = build_model(self.instance)
        self.matrix, self.reader = read_matrix(self.model)

    def solved(self, *, screen: bool) -> Solution:
        rounds = Rounds.of(self.model, self.matrix, self.reader, self.instance.tree, screen=screen)
        return rounds.solve(gap=0.0, time_limit=SECONDS)

    def plan(self, solution: Solution) -> Plan:
        return read_plan(self.tables, self.instance, self.reader, solution)


def outcome(tables: Tables) -> Outcome:
    """Verdict of the program, screened and to gap 0."""
    return found(lambda: Program(tables).solved(screen=True))


def found(solve: Callable[[], Solution]) -> Outcome:
    """Verdict of a solve. An unforeseen error is a verdict, too."""
    try:
        solution = solve()
    except Infeasible:
        return Outcome(INFEASIBLE)
    except Unbounded:
        return Outcome(UNBOUNDED)
    except SolveFailed as error:
        return Outcome(UNDECIDED if "limit" in str(error) else FAILED, said=str(error))
    except Exception:
        return Outcome(FAILED, said=traceback.format_exc(limit=-3))
    return Outcome(PLAN if solution.outcome == "optimal" else UNDECIDED, solution.objective, solution=solution)


def in_order_of_priority(tables: Tables) -> Tables | Outcome:
    """The tables with priorities before cost settled, or the verdict that this is impossible."""
    try:
        return settled(tables, Request(0.0, SECONDS))
    except Infeasible:
        return Outcome(INFEASIBLE)
    except Unbounded:
        return Outcome(UNBOUNDED)
    except SolveFailed as error:
        return Outcome(UNDECIDED, said=str(error))
    except Exception:
        return Outcome(FAILED, said=traceback.format_exc(limit=-3))


def room(one: Outcome, other: Outcome) -> float:
    """By how much two costs may differ and still be alike."""
    return CLOSE * max(abs(one.cost), abs(other.cost)) + PART * max(one.turnover, other.turnover) + 1e-9


def differ(one: Outcome, other: Outcome) -> bool:
    """Whether two verdicts, both of them decided, contradict each other."""
    if UNDECIDED in (one.verdict, other.verdict):
        return False
    if one.verdict != other.verdict or FAILED in (one.verdict, other.verdict):
        return True
    return one.verdict == PLAN and abs(one.cost - other.cost) > room(one, other)


def is_cheaper(one: Outcome, other: Outcome) -> bool:
    """Whether a workbook costs less than another; an infeasible one costs more than any, an unbounded one less."""
    if UNDECIDED in (one.verdict, other.verdict):
        return False
    cost, of_other = (worth(each) for each in (one, other))
    return cost < of_other - (room(one, other) if one.verdict == other.verdict == PLAN else 0.0)


def worth(given: Outcome) -> float:
    return {PLAN: given.cost, UNBOUNDED: -math.inf}.get(given.verdict, math.inf)


@contextmanager
def without_presolve() -> Iterator[None]:
    """HiGHS solves without presolve."""
    load = Solver.load

    def loaded(self: Solver) -> None:
        self.option("presolve", "off")
        load(self)

    with patch.object(Solver, "load", loaded):
        yield
