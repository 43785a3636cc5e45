"""Runs of HiGHS: interrupts, progress, starts, results, and fallbacks if it ends without a verdict."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Mapping
from typing import Any

import highspy
import numpy as np

from model.errors import SolveFailed
from model.solver.arrays import Array, LinearRows, Matrix
from model.solver.handover import Basis, Handover
from model.solver.termination import Deadline
from model.system.processes import give_back

# ----------------------------------------------------------------------------------------------------------------------
# Fallbacks if HiGHS ends without a verdict: one change of method after the other, then an elastic program.


_STATUS = highspy.HighsModelStatus

NO_VERDICT = (_STATUS.kUnknown, _STATUS.kSolveError, _STATUS.kPresolveError, _STATUS.kPostsolveError)
"""HiGHS's statuses without a verdict."""

PRIMAL, UNSCALED = 4, 0
"""HiGHS's codes for primal simplex, and for no scaling, since rows of cuts that it scaled led to tiny pivots."""

LINEAR: tuple[Mapping[str, object], ...] = (
    {"presolve": "off"},
    {"simplex_scale_strategy": UNSCALED},
    {"presolve": "off", "simplex_strategy": PRIMAL},
    {"solver": "ipx", "run_crossover": "on"},
)
"""Options with which a linear program is solved again."""

IN_WHOLE_NUMBERS: tuple[Mapping[str, object], ...] = (
    {"presolve": "off"},
    {"simplex_scale_strategy": UNSCALED},
    {"mip_lp_solver": "ipx", "random_seed": 1},
)
"""The same of a program in whole numbers."""

MISSED = 1e-6
"""Tolerance of a row relative to its size: a program whose rows must be violated by more has no solution."""

ELASTIC_NODES = 10_000
"""For an elastic program in whole numbers."""

HELP = (
    "Not decided whether a plan exists: HiGHS ends with '{status}', also without presolve, with other scaling, by "
    "another algorithm, and with all rows relaxed. Numbers of very different size make this likely: choose "
    "larger units (kt in place of t), and clear limits far above what can be reached."
)
"""Message about a program on which no fallback gives a verdict."""


def elastic(matrix: Matrix, rows: Array) -> Matrix:
    """The program that misses some of its rows by as little as it can."""
    count, width = len(rows), len(matrix.cost)
    size = np.maximum(1.0, np.minimum(np.abs(matrix.row_lower), np.abs(matrix.row_upper)))[rows]
    size[~np.isfinite(size)] = 1.0
    a = matrix.rows
    pairs = np.concatenate([a.row, rows, rows])
    columns = np.concatenate([a.columns, width + np.arange(count), width + count + np.arange(count)])
    values = np.concatenate([a.values, size, -size])
    order = np.lexsort((columns, pairs))
    starts = np.concatenate([[0], np.cumsum(np.bincount(pairs, minlength=len(a.constants)))])
    slack = np.zeros(2 * count)
    return Matrix(
        cost=np.concatenate([np.zeros(width), slack + 1]),
        offset=0.0,
        lower=np.concatenate([matrix.lower, slack]),
        upper=np.concatenate([matrix.upper, slack + np.inf]),
        integer=np.concatenate([matrix.integer, slack > 0]),
        rows=LinearRows(starts, columns[order], values[order], a.constants),
        row_lower=matrix.row_lower,
        row_upper=matrix.row_upper,
    )


# ----------------------------------------------------------------------------------------------------------------------
# Runs of HiGHS: interrupts, progress, starts, results.


Status = highspy.HighsModelStatus

DEVEX = 1
"""HiGHS's code for weights of edges that start at 1: rows that were added took 0.2 s with it, 10.5 s without."""

STUCK = 1.5e6
"""Looks at whether simplex is to stop, times columns, without a step between them: it has lost its way. Where a program
has no solution that it can prove, HiGHS tries one row after another for its next step, each with a new factorization;
in the example's plan of less demand, held as the workbook is, that took minutes, which no limit on steps ends. Programs
of 18,000 columns that end well have fewer than 20 such looks, small ones up to a hundred."""

FEW_LOOKS = 50
"""Looks that are allowed in any program: of 340,000 columns those that end well have up to 24."""

DRIFTED = 1e-7
"""Relative error of a row from which simplex values are recalculated; HiGHS's own tolerance."""

FEASIBLE = 2
"""HiGHS's code for a primal solution that satisfies all rows."""

PATIENCE = 0.2
"""Seconds that HiGHS has to stop after an interrupt; within a heuristic it may not look for seconds."""

LARGE = 5_000
"""Columns from which a linear program is solved by interior point, which is several times as fast as simplex there."""

INTERIOR = 100
"""Iterations of simplex in a large program that take as long as one of interior points."""

TICK = 0.1
"""Seconds between looks at whether HiGHS has finished or Ctrl-C was pressed."""

SHORTEST = 0.1
"""Seconds that HiGHS has when time is already up."""

ODDS = 1e-6
"""Tolerance between HiGHS's objective of a MIP and the cost of its values, relative to the cost."""

_KINDS = highspy.cb.HighsCallbackType

QUESTIONS = (_KINDS.kCallbackSimplexInterrupt, _KINDS.kCallbackIpmInterrupt)
"""HiGHS's questions whether to stop a linear program: at every step of simplex, and some 400 times in one of interior
points. Beside a thread at work in Python each waits for its turn, so that 15 s of interior points took 41. They are
heard once a tick, and of simplex always only where steps are counted."""

Report = Callable[[float, float, float], None]
"""Called with (incumbent, bound, relative gap) while a MIP is solved; infinite while unknown."""

Better = Callable[[Array], None]
"""Called with the values of each better plan while a MIP is solved."""


ABANDONED: list[Any] = []
"""Abandoned solvers that are still running; kept, because HiGHS must not lose its model meanwhile."""


class Interrupt:
    """A request to stop, set by Ctrl-C or by a caller, read by HiGHS many times a second. One ``of`` another is set
    when that is, too, and one with ``asks`` once that says so."""

    def __init__(self, of: Interrupt | None = None, asks: Callable[[], bool] = lambda: False) -> None:
        self._event, self._of, self._asks = threading.Event(), of, asks

    def set(self) -> None:
        self._event.set()

    @property
    def is_set(self) -> bool:
        return self._event.is_set() or (self._of is not None and self._of.is_set) or self._asks()


def _listener(solver: Solver) -> Callable[..., None]:
    """A callback that does not keep its solver: HiGHS would hold both, and their memory, for ever."""
    reference = weakref.ref(solver)

    def listen(*arguments: Any) -> None:
        heard = reference()
        if heard is not None:
            heard._callback(*arguments)

    return listen


class Solver(Handover):
    """One HiGHS model.

    It runs in a thread of its own, so that Ctrl-C is noticed immediately, ``tick`` is called, and ``better`` with each
    better plan.
    """

    def __init__(
        self,
        matrix: Matrix,
        interrupt: Interrupt | None = None,
        tick: Callable[[], None] = lambda: None,
        better: Better = lambda values: None,
    ) -> None:
        is_large = len(matrix.cost) >= LARGE
        if is_large:
            give_back()
        super().__init__(matrix)
        if is_large:
            # The root of a program with many branches takes less by interior point than by the simplex method.
            self.option("mip_lp_solver", "ipx")
        self._tick, self._better = tick, better
        self._passed_on: Array | None = None
        self.interrupt = interrupt or Interrupt()
        self._report: Report | None = None
        self._incumbent: Array | None = None
        self._bound = -np.inf
        self._step: int | None = None
        """Simplex iterations at the last report; none from other methods."""
        self._looks = 0
        self._steps_before = 0
        """Simplex iterations before a recalculation."""
        self.is_abandoned = False
        self.highs.setCallback(_listener(self), None)
        for kind in (_KINDS.kCallbackMipInterrupt, _KINDS.kCallbackMipLogging, _KINDS.kCallbackMipImprovingSolution):
            self.highs.startCallback(kind)

    def run_on(self, iterations: int) -> Any:
        """Solve by a limited number of simplex iterations from the last vertex; as ``run_from``."""
        self.option("simplex_iteration_limit", iterations)
        return self._run_by_simplex()

    def start_from(self, values: Array, bound: float) -> None:
        """Give a MIP start, a value for every column of a feasible plan; and a bound on any plan."""
        self._incumbent, self._bound = values, bound
        solution = highspy.HighsSolution()
        solution.col_value = values.tolist()
        self.highs.setSolution(solution)

    def aim_at(self, cost: float) -> None:
        """Stop a MIP at the first plan that costs no more than this."""
        self.option("objective_target", cost * self.cost_scale)

    def keep_start(self) -> None:
        """Accept the start as the result: its cost and the bound are close enough."""
        self.is_abandoned = True

    def run(self, report: Report | None = None) -> Any:
        """Solve; returns HiGHS's model status. Ctrl-C becomes a request to stop with the best plan so far.

        If HiGHS does not stop in time it is abandoned, and the best plan that it has reported counts. Behind presolve
        it may have found a cheaper solution than the start and yet returned the start: then it runs again without. If
        it ends without a verdict, other methods are tried (`ladder`).
        """
        status = self._once(report)
        for options in LINEAR if self.is_relaxed else IN_WHOLE_NUMBERS:
            if status not in NO_VERDICT or self.interrupt.is_set:
                return status
            with self.changed(options):
                status = self._once(report)
        return self._by_elastic(status) if status in NO_VERDICT else status

    def _by_elastic(self, status: Any) -> Any:
        """Infeasible, if the rows together must be violated by more than rounding; else the given status."""
        left = self.highs.getOptionValue("time_limit")[1] - self.highs.getRunTime()
        for is_relaxed in (True,) if self.is_relaxed else (True, False):
            solver = Solver(elastic(self.matrix, np.arange(len(self.matrix.row_lower))), self.interrupt, self._tick)
            solver.option("time_limit", max(SHORTEST, left))
            solver.option("mip_max_nodes", ELASTIC_NODES)
            if is_relaxed:
                solver.relax()
            relaxed = solver._once(None)
            missed = 0.0 if is_relaxed else solver.bound
            if is_relaxed and relaxed == Status.kOptimal:
                missed = solver.objective
            if MISSED < missed < np.inf:
                return Status.kInfeasible
        return status

    def undecided(self, status: Any) -> SolveFailed:
        """The error of a program without a verdict from HiGHS, with advice."""
        return SolveFailed(HELP.format(status=self.highs.modelStatusToString(status)))

    def _once(self, report: Report | None) -> Any:
        self._steps_before = 0
        status = self._run(report)
        if status == Status.kOptimal and self._incumbent is not None and self._is_at_odds:
            self.option("presolve", "off")
            status = self._run(report)
        return status

    def _run(self, report: Report | None) -> Any:
        self._report = report
        if self.interrupt.is_set:
            self.is_abandoned = True
            return highspy.HighsModelStatus.kInterrupt
        if self._is_recourse:
            self.highs.run()
            return self.highs.getModelStatus()
        patience = PATIENCE
        thread = threading.Thread(target=self.highs.run, daemon=True)
        thread.start()
        while thread.is_alive():
            try:
                thread.join(TICK)
                for kind in QUESTIONS:
                    self.highs.startCallback(kind)
                self._tick()
                self._pass_on()
                patience -= TICK if self.interrupt.is_set else 0.0
                if patience < 0:
                    self.is_abandoned = True
                    ABANDONED.append(self)
                    return highspy.HighsModelStatus.kInterrupt
            except KeyboardInterrupt:
                self.interrupt.set()
        return self.highs.getModelStatus()

    @property
    def _is_recourse(self) -> bool:
        """Whether this is one of many small linear programs, in a thread that Ctrl-C does not reach: a thread for each
        would take a sixth of the time."""
        is_main = threading.current_thread() is threading.main_thread()
        return self.is_relaxed and not is_main and len(self.matrix.cost) < LARGE

    def _pass_on(self) -> None:
        """Report the best plan from the waiting thread: the receiver may be slow."""
        best = self._incumbent
        # HiGHS's callback makes an array of each better plan: another object is another plan.
        if best is not None and best is not self._passed_on:
            self._passed_on = best
            self._better(best)

    def _callback(self, kind: Any, message: str, out: Any, into: Any, data: object) -> None:
        if kind == _KINDS.kCallbackMipImprovingSolution:
            self._incumbent = np.array(out.mip_solution)
        elif kind == _KINDS.kCallbackMipLogging:
            self._bound = out.mip_dual_bound / self.cost_scale
            if self._report is not None and not self.is_abandoned:
                self._report(out.mip_primal_bound / self.cost_scale, self._bound, out.mip_gap)
            return
        if kind in QUESTIONS and self._step is None and not self.interrupt.is_set:
            self.highs.stopCallback(_KINDS(kind))
        if self.interrupt.is_set or (self._step is not None and self._is_stuck_at(int(out.simplex_iteration_count))):
            into.user_interrupt = True

    def _is_stuck_at(self, step: int) -> bool:
        """Whether simplex has been at a step for too long."""
        self._looks = self._looks + 1 if step == self._step else 0
        self._step = step
        return self._is_stuck

    @property
    def _is_stuck(self) -> bool:
        return self._looks > max(FEW_LOOKS, STUCK / len(self.matrix.cost))

    def allow(self, until: Deadline) -> None:
        """Let all that follows take so long: HiGHS counts from its first run."""
        self.option("time_limit", float(self.highs.getRunTime()) + max(SHORTEST, until.left))

    def run_linear(self, *, vertex: bool) -> Any:
        """Solve with integrality dropped; as ``run``.

        Without ``vertex`` any optimal point is accepted; if interior points end before they are precise, crossover
        makes them so, much sooner than simplex from scratch.
        """
        for crosses in (True,) if vertex else (False, True):
            if len(self.matrix.cost) >= LARGE:
                status = self.run_inside(crosses=crosses)
                if status in (Status.kOptimal, Status.kInfeasible, Status.kInterrupt, Status.kTimeLimit):
                    return status
        self.relax()
        self.option("solver", "choose")
        return self.run()

    def run_inside(self, *, crosses: bool = False) -> Any:
        """Solve with integrality dropped by interior points, which may end before they are precise; as ``run``."""
        self.relax()
        if not crosses:
            self._scale_costs(1.0)
        self.option("solver", "ipx")
        self.option("run_crossover", "on" if crosses else "off")
        return self._once(None)

    @property
    def basis(self) -> Basis:
        """Basis of a linear program solved to a vertex."""
        return self.highs.getBasis()

    def run_from(self, basis: Basis, iterations: int | None = None) -> Any:
        """Solve with integrality dropped by simplex from a basis that lacks only the last rows; as ``run``.

        Few steps are to be taken: to find weights of steepest edges for that basis would take longer than all of them,
        and perturbed costs would add to them (of a program near gallium_germanium.xlsx 953, and no verdict, in place of
        353). Updates of the factorization accumulate rounding errors: with 2,300 columns rows were violated by up to
        1.3e-5 after 275 steps. A new factorization of the last basis then corrects the values.
        """
        self.relax()
        if iterations is not None:
            self.option("simplex_iteration_limit", iterations)
            self.option("dual_simplex_cost_perturbation_multiplier", 0.0)
        self.stand_at(basis)
        status = self._run_by_simplex()
        if status == Status.kOptimal and not self.matrix.holds(self.values, DRIFTED):
            end, steps = self.basis, self.iterations
            self.highs.clearSolver()
            self.stand_at(end)
            status = self._run_by_simplex()
            self._steps_before = steps
        return status

    def _run_by_simplex(self) -> Any:
        self.option("solver", "simplex")
        self.option("simplex_dual_edge_weight_strategy", DEVEX)
        self._step, self._looks = -1, 0
        self.highs.startCallback(_KINDS.kCallbackSimplexInterrupt)
        status = self._once(None)
        self.highs.stopCallback(_KINDS.kCallbackSimplexInterrupt)
        self._step = None
        if self._is_stuck and not self.interrupt.is_set:
            status = Status.kUnknown
        if status == Status.kUnknown:  # its memory of a cycle misleads it later (its issue 1534)
            self.highs.clearSolver()
        return status

    @property
    def is_optimal(self) -> bool:
        return bool(self.highs.getModelStatus() == Status.kOptimal)

    @property
    def has_solution(self) -> bool:
        return self._incumbent is not None or self._highs_has_solution

    @property
    def _highs_has_solution(self) -> bool:
        return bool(self.highs.getInfo().primal_solution_status == FEASIBLE)

    @property
    def values(self) -> Array:
        if self._incumbent is not None and (self.is_abandoned or not self._highs_has_solution):
            return self._incumbent
        return np.array(self.highs.getSolution().col_value)

    @property
    def row_duals(self) -> Array:
        """Duals of a linear program: change of the objective per unit that a row's bound rises."""
        duals = np.array(self.highs.getSolution().row_dual) / self.cost_scale
        return duals if len(duals) else np.zeros(len(self.matrix.row_lower))

    @property
    def reduced_costs(self) -> Array:
        """Reduced costs of a linear program."""
        return np.array(self.highs.getSolution().col_dual) / self.cost_scale

    @property
    def iterations(self) -> int:
        """Simplex iterations of the last run."""
        return max(0, int(self.highs.getInfo().simplex_iteration_count)) + self._steps_before

    @property
    def work(self) -> float:
        """Work of the last run of a linear program: iterations times columns, those of interior points in units of
        simplex iterations."""
        interior = max(0, int(self.highs.getInfo().ipm_iteration_count))
        return float(len(self.matrix.cost)) * (self.iterations + INTERIOR * interior)

    @property
    def objective(self) -> float:
        """Cost of the values; for a MIP the objective that HiGHS reports."""
        return self._reported_cost if self._incumbent is None else self.matrix.cost_of(self.values)

    @property
    def _reported_cost(self) -> float:
        return float(self.highs.getInfo().objective_function_value) / self.cost_scale

    @property
    def _is_at_odds(self) -> bool:
        """Whether HiGHS's values cost more than its objective."""
        return self.objective - self._reported_cost > ODDS * max(1.0, abs(self._reported_cost))

    @property
    def bound(self) -> float:
        """The best bound on a MIP's objective."""
        return float(self._bound if self.is_abandoned else self.highs.getInfo().mip_dual_bound / self.cost_scale)
