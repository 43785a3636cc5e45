"""Tables → one plan: priorities before cost, then the cheapest plan; and its audit."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from model.errors import Infeasible, SolveFailed, Unbounded
from model.planning.request import Held, Request
from model.progress import FOR_EVERY_DISRUPTION, NO_COST, Progress
from model.results.plan import AuditFailed, amount_text
from model.scenario.limits import AT_MOST, Limit, in_order, with_value
from model.sheets.names import count
from model.sheets.tables import Tables

if TYPE_CHECKING:
    from model.families.instance import Instance
    from model.proof.certify import Proven
    from model.results.decisions import Ahead, Incumbent
    from model.results.plan import AuditLine, Plan
    from model.solver.arrays import Array, Matrix
    from model.solver.highs import Interrupt
    from model.solver.master import Learning
    from model.solver.program import Program
    from model.solver.reader import Reader
    from model.solver.solve import Solution
    from model.solver.warm_start import Learned

# ----------------------------------------------------------------------------------------------------------------------
# Lexicographic priorities: bounds tightened one after the other, before the cheapest plan that holds them all.


ROOM = 1e-8
"""Relative slack of a tightened bound, without which rounding would make the program infeasible."""

PRECISION = 1e-6
"""Relative gap to which the tightest bound is found."""


def settled(tables: Tables, request: Request) -> Tables:
    """The tables with the tightest value of every limit with a priority, in their order: earlier ones take precedence.

    Raises Infeasible if no value has a plan, Unbounded if a bound can be tightened for ever, SolveFailed if none is
    found in time.
    """
    for row in in_order(tables):
        request.progress.stage(f"Tightening '{row.limit}' as far as possible")
        tables = with_value(tables, row, _tightest(tables, row, request))
    return tables


def _tightest(tables: Tables, row: Limit, request: Request) -> float:
    """The tightest value of a limit that some plan satisfies at all its moments, without other limits with a
    priority."""
    from model.families.assemble import build_model
    from model.families.instance import read_instance
    from model.solver.matrix import read_matrix
    from model.solver.solve import solve

    lines = [limit for limit in tables[Limit] if limit.limit == row.limit or limit.priority is None]
    alone = replace(tables, rows={**tables.rows, Limit: lines})
    zero, one = (read_matrix(build_model(read_instance(with_value(alone, row, v))))[0] for v in (0.0, 1.0))
    sign = 1.0 if row.sense == AT_MOST else -1.0
    matrix = _for_the_bound(zero, one.row_upper - zero.row_upper, sign)
    try:
        value = solve(
            matrix,
            gap=PRECISION,
            time_limit=request.time_limit,
            progress=request.progress.other(),
            interrupt=request.interrupt,
            polish=False,
        ).values[-1]
    except Infeasible:
        raise Infeasible(f"No plan can satisfy the workbook, whatever the value of '{row.limit}'.") from None
    except Unbounded:
        raise Unbounded(
            f"'{row.limit}' is unbounded: it can grow without limit. In its row of Limits give it a value instead of "
            "the priority, or limit what can be bought, made or shipped."
        ) from None
    return max(0.0, float(value) + sign * ROOM * max(1.0, math.fabs(value)))


def _for_the_bound(matrix: Matrix, moves: Array, sign: float) -> Matrix:
    """The program that minimises (or maximises, sign −1) a bound, a column of its own at the end. ``moves`` is the
    change of each row's right-hand side per unit of the bound."""
    from model.solver.arrays import LinearRows, stack

    moved = np.flatnonzero(np.nan_to_num(moves))
    column = len(matrix.cost)
    rows = [matrix.rows.take(np.array([r])) for r in moved]
    wider = [
        (np.append(row.columns, column), np.append(row.values, -moves[r])) for r, row in zip(moved, rows, strict=True)
    ]
    others = np.setdiff1d(np.arange(len(matrix.row_lower)), moved)
    order = np.concatenate([others, moved])
    return replace(
        matrix,
        cost=np.append(np.zeros(column), sign),
        offset=0.0,
        lower=np.append(matrix.lower, 0.0),
        upper=np.append(matrix.upper, np.inf),
        integer=np.append(matrix.integer, False),
        rows=stack([matrix.rows.take(others), LinearRows.of(wider)]),
        row_lower=matrix.row_lower[order],
        row_upper=matrix.row_upper[order],
        constraints={},
    )


# ----------------------------------------------------------------------------------------------------------------------
# Tables → one plan: priorities before cost, then the cheapest plan; and its audit.


T = TypeVar("T")


def solve_once(
    tables: Tables,
    request: Request,
    better: Callable[[Incumbent], None] | None = None,
    exported: Path | None = None,
) -> Plan:
    """The plan of validated tables, not audited: bounds with a priority first, then cost. ``better`` gets each better
    plan, the folder ``exported`` the program; neither is part of the request, which also goes to solves of other
    workbooks."""
    from model.families.instance import read_instance
    from model.system.processes import give_back

    request.progress.stage("Building the model")
    if in_order(tables):
        tables = settled(tables, request)
        request.progress.stage("Building the model")
    plan = solve_instance(tables, read_instance(tables), request, better, exported)
    give_back(cycles=is_large(plan))
    return plan


def is_large(plan: Plan) -> bool:
    """Whether the program of a plan is a large one, after which memory is tidied up."""
    from model.solver.highs import LARGE

    return sum(map(len, plan.values.values())) >= LARGE


def solve_instance(
    tables: Tables,
    instance: Instance,
    request: Request,
    better: Callable[[Incumbent], None] | None = None,
    exported: Path | None = None,
) -> Plan:
    """The plan of an instance, not audited; ``better`` and ``exported`` as in ``solve_once``."""
    from model.families.assemble import build_model
    from model.solver.matrix import read_matrix

    return solve_matrix(tables, instance, *read_matrix(build_model(instance)), request, better, exported)


def solve_matrix(
    tables: Tables,
    instance: Instance,
    matrix: Matrix,
    reader: Reader,
    request: Request,
    better: Callable[[Incumbent], None] | None = None,
    exported: Path | None = None,
) -> Plan:
    """The plan of an instance whose model has been read, not audited; ``better`` and ``exported`` as in
    ``solve_once``."""
    from model.families.common.templates import collector_off
    from model.results.decisions import LEFT_OUT, Ahead, incumbent
    from model.results.optimality import without_limit
    from model.results.plan import read_plan
    from model.solver.decomposition import Rounds
    from model.solver.highs import LARGE
    from model.solver.relaxation import knowing

    model = reader.model
    if not len(matrix.cost):
        raise SolveFailed("There is nothing to plan: no plant, supplier, project or stock to decide on.")
    ahead = Ahead.of(model, matrix, instance.tree)
    rounds = Rounds.of(model, matrix, reader, instance.tree, screen=request.screen)
    learned = None if request.warm_start is None else request.warm_start(matrix, instance.tree)
    if len(matrix.cost) >= LARGE:
        reader.forget()
    request.built(len(matrix.cost))
    left_out: list[str] = []
    try:
        if request.hold is not None:
            solution, left_out = _holding(model, ahead, request.hold, rounds.learning, learned, request)
        else:
            if learned is not None:
                rounds.learning = knowing(rounds.learning, learned)
            if better is not None:
                rounds.better = lambda plan: better(incumbent(matrix, plan))
            solution = without_tokens_of(matrix, rounds.solve(**_asked(request), near=_near(matrix, request)))
    except Unbounded as unbounded:
        raise Unbounded(f"{unbounded} {without_limit(tables)}".strip()) from None
    except SolveFailed as failed:
        if not failed.is_late:
            raise
        reason = too_late(tables, instance, rounds.learning.program, request.progress.longest, failed.bound)
        raise SolveFailed(f"{failed} {reason}", failed.bound, is_late=True) from None
    is_stopped = request.interrupt is not None and request.interrupt.is_set
    is_proven = request.is_proven and request.hold is None and not is_stopped
    if exported is not None:
        from model.solver.mps import export

        request.progress.stage("Writing the program")
        export(rounds.learning.program, list(instance.tree.branches), solution.values, exported)
    request.progress.stage("Reading and auditing the plan")
    with collector_off():
        plan = read_plan(tables, instance, reader, solution, has_accounts=request.has_accounts)
    return replace(
        plan,
        proven=_proven(matrix, rounds.learning, plan) if is_proven else None,
        decided=ahead.decided(solution.values),
        asked={"gap": request.gap, "time limit": request.time_limit},
        statistics={**plan.statistics, **({LEFT_OUT: left_out} if left_out else {})},
        learned=None if is_stopped or not request.is_base else _with_names(rounds.learning, matrix, instance, request),
    )


def too_late(tables: Tables, instance: Instance, program: Program, longest: tuple[str, float], bound: float) -> str:
    """The longest stage, the bound on any plan, the size of the program, and the dimension to thin out first."""
    from model.solver.highs import LARGE
    from model.solver.program import SHARED

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


def _with_names(learning: Learning, matrix: Matrix, instance: Instance, request: Request) -> Learned | None:
    """Warm-start data of a program, if worth keeping, with its names."""
    from model.solver.warm_start import ProgramNames

    learned = worth_keeping(learning, request.progress)
    return None if learned is None else replace(learned, names=ProgramNames.of(matrix, instance.tree.branches))


def worth_keeping(learning: Learning, progress: Progress) -> Learned | None:
    """Warm-start data of a program, unless that is solved before it is read."""
    from model.solver.relaxation import learned_of
    from model.solver.solve import TINY

    is_large = len(learning.program.matrix.cost) >= TINY
    is_known = learning.relaxed_at is not None or bool(learning.cuts)
    return learned_of(learning, progress, is_draft=True) if is_large and is_known else None


def _proven(matrix: Matrix, learning: Learning, plan: Plan) -> Proven | None:
    """The certificate of a plan's bound, where that is found quickly and shows about as much as is stated."""
    from model.planning.proving import whole_program
    from model.proof.certify import FEW, NEAR, QUICK, NotProven, proven_bound

    if matrix.nonzeros > QUICK:
        return None
    values = np.concatenate([plan.values[name] for name in matrix.variables])
    with suppress(NotProven):
        program = whole_program(plan.tables, matrix, learning.tangents)
        bound = proven_bound(program, learning, values, plan.bound, plan.objective, FEW)
        if bound.certificate.bound >= plan.bound - NEAR * abs(plan.objective):
            return bound
    return None


def _asked(request: Request) -> dict[str, Any]:
    """Arguments of a search from a request."""
    names = ("gap", "time_limit", "progress", "interrupt", "reactor", "effort")
    return {name: getattr(request, name) for name in names}


def _near(matrix: Matrix, request: Request) -> Array | None:
    from model.results.decisions import near_to

    return None if request.near is None else near_to(matrix, request.near)


def _holding(
    model: Any, ahead: Ahead, hold: Held, learning: Learning, learned: Learned | None, request: Request
) -> tuple[Solution, list[str]]:
    """The cheapest plan with fixed decisions, and in words those that cannot be kept here. Raises Infeasible, naming
    them, if there is none.

    If all decisions are fixed no integers are sought. They are fixed exactly first: with room of 1e-7 for continuous
    ones, HiGHS's presolve called the example infeasible at once, and without presolve HiGHS solved the same linear
    program.
    """
    from model.results.decisions import TOLERANCES, broken, not_held, past, too_much, up_to, up_to_rounding, with_fixed
    from model.solver.decomposition import Rounds
    from model.solver.master import Learning
    from model.solver.relaxation import knowing

    decided = up_to(hold.until, hold.decided)
    if reason := too_much(model, ahead, decided):
        raise Infeasible(f"The plan cannot be held. {reason}")
    fixed = {**ahead.adopted(decided, hold.until), **past(ahead.matrix, hold.past, hold.at)}

    def solution_at(room: float) -> Solution:
        program = replace(learning.program, matrix=with_fixed(ahead.matrix, fixed, room))
        if learned is not None:
            rounds = Rounds(knowing(learning, learned, program))
        else:
            rounds = Rounds(Learning(program, learning.tangents, screen=request.screen))
        if hold.until == math.inf:
            return rounds.hold(**_asked(request), doubts=room == TOLERANCES[-1])  # else it is tried with more room
        return rounds.solve(**_asked(request), near=_near(ahead.matrix, request))

    try:
        solution = up_to_rounding(solution_at)
    except Infeasible as error:
        reason = broken(ahead, decided) if hold.until == math.inf else ""
        raise Infeasible(reason or str(error)) from error
    solution = without_tokens_of(with_fixed(ahead.matrix, fixed, TOLERANCES[-1]), solution)
    return solution, not_held(model, ahead.left_out(decided))


def limits_to_break(tables: Tables, request: Request) -> list[str]:
    """Limits that the held decisions of a request break undisturbed, with the least total violation relative to the
    bounds; none if it takes more than limits."""
    from model.families.assemble import build_model
    from model.families.instance import read_instance
    from model.results.decisions import TOLERANCES, Ahead, with_fixed
    from model.scenario.disruptions import Disruption
    from model.solver.highs import MISSED, Solver, Status, elastic
    from model.solver.matrix import read_matrix
    from model.solver.program import program_of

    instance = read_instance(tables.without(Disruption))
    matrix, reader = read_matrix(build_model(instance))
    ahead = Ahead.of(reader.model, matrix, instance.tree)
    decided = {} if request.hold is None else ahead.adopted(request.hold.decided)
    rows = np.flatnonzero(program_of(reader.model, matrix, reader, instance.tree).is_limit)
    fixed = replace(with_fixed(matrix, decided, TOLERANCES[-1]), integer=np.zeros(len(matrix.cost), bool))
    solver = Solver(elastic(fixed, rows), request.interrupt)
    if solver.run() != Status.kOptimal:
        return []
    missed = solver.values[len(matrix.cost) :].reshape(2, -1).sum(axis=0) > MISSED
    blocks = [block for block in matrix.constraints.values() if block.size]
    keys = {at: key for block in blocks for at, key in enumerate(block.keys, block.start)}
    return list(dict.fromkeys(str(keys[row][0]) for row in rows[missed].tolist()))


def without_tokens_of(matrix: Matrix, solution: Solution) -> Solution:
    """The solution without needless tiny builds and their cost."""
    from model.results.decisions import without_tokens
    from model.solver.termination import bound_below, gap_of

    values = without_tokens(matrix, solution.values)
    objective = solution.objective - float(matrix.cost @ (solution.values - values))
    bound = bound_below(objective, solution.bound)
    return replace(solution, values=values, objective=objective, bound=bound, gap=gap_of(objective, bound))


def unless_stopped(solve: Callable[[Interrupt], T], interrupt: Interrupt | None = None) -> T:
    """Result of one of several solves to be compared. Raises KeyboardInterrupt if it is stopped: otherwise the others
    would continue and be compared with a partial result."""
    from model.solver.highs import Interrupt

    interrupt = interrupt or Interrupt()
    try:
        return solve(interrupt)
    finally:
        if interrupt.is_set:
            raise KeyboardInterrupt


def audited(plan: Plan, responses: Callable[[Plan], tuple[Plan, AuditLine]] | None = None) -> Plan:
    """The plan with its audit; with ``responses``, those are audited by linear programs, too, and compared with those
    of a time in which nothing happens.

    Raises AuditFailed, which carries the plan and names the failed checks.
    """
    from model.audit import audit
    from model.families.common.templates import collector_off

    with collector_off():
        checks = audit(plan)
        if responses is not None and plan.outcomes:
            plan, check = responses(plan)
            checks.append(check)
    plan = replace(plan, audit=checks)
    failed = [check for check in plan.audit if not check.passed]
    if failed:
        lines = "\n".join(f"  {check.name}: {check.detail}" for check in failed)
        raise AuditFailed(f"The plan fails the audit, which recomputes it from the workbook:\n{lines}", plan)
    return plan
