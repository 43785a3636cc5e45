"""Value of information: the expected value of perfect information and the value of the stochastic solution.

*EVPI* is the cost of the best plan above plans that each know their disruption from the start (wait and see): the value
of a perfect forecast. *VSS* is the additional cost of deciding ahead as if the mean of all disruptions were certain,
and adapting later (J. R. Birge and F. Louveaux, *Introduction to Stochastic Programming*, chapter 4). All six figures
are in one measure.

Every scenario is a solve of its own. Unfinished ones are bounded: a scenario costs no more than the plan does there,
and no less than the bound at which its solve ended.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from model.families.instance import tree_of
from model.planning.request import Request
from model.planning.scenario_solves import EEV as USED
from model.planning.scenario_solves import (
    EEV_BOUND,
    EEV_FAILS,
    NO_REST,
    WITHOUT_MEAN,
    MeanJob,
    ScenarioJob,
    SolveCounter,
    TimedJob,
    beside_of,
    probabilities_of,
)
from model.planning.solve import audited, solve_once
from model.progress import Progress
from model.results.optimality import ABOUT, EEV, EV, EVPI, MEASURED_IN, RP, VSS, WS, Interval, measures_of
from model.results.plan import Plan
from model.results.riskframes import mean_of_worst
from model.runs import Job, Result, State, Store, solve_all
from model.runs.engine import one_by_one, solve_in_processes
from model.runs.job import Asking, drive, key_of, values_of
from model.scenario.calendar import Calendar
from model.scenario.disruptions import Disruption
from model.scenario.limits import Limit
from model.scenario.tree import NOTHING_HAPPENS, Tree
from model.sheets.names import NOT_KNOWN
from model.sheets.tables import Tables
from model.solver.highs import Interrupt

NOBODY_CAN_KNOW = "no disruption has a probability."
TOO_LIKELY = (
    "probabilities of all disruptions and starts add up to more than 1, so they are not mutually exclusive scenarios."
)
NO_MEAN = "a disruption of exports has no mean."
NO_MEAN_PLAN = "there is no plan for the mean of all disruptions."
MEAN_PLAN_FAILS = (
    "the plan for the mean of all disruptions is infeasible: it breaks a limit, or cannot respond to one of them."
)
NOT_IN_TIME = "was not solved before the time limit or Ctrl-C."


@dataclass
class Value:
    """Value of information, by name of the figure, and why a figure is missing or imprecise."""

    intervals: dict[str, Interval] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    measure: str = ""

    @property
    def measures(self) -> dict[str, float]:
        return measures_of(self.intervals)


@dataclass(frozen=True)
class Workers:
    """Parallel execution of solves, keeping finished results."""

    store: Store
    count: int | None = None


@dataclass(frozen=True)
class InformationMeasure:
    """Common measure of all six figures."""

    tables: Tables
    """Tables with this measure as objective,"""
    is_plans: bool
    """and whether that is the objective of the plan."""
    weights: tuple[tuple[float, float], ...]
    """Weight and probability of the tail of each CVaR of cost in it."""
    phrase: str

    @classmethod
    def of(cls, tables: Tables, *, are_scenarios: bool) -> InformationMeasure:
        """The plan's own objective if it follows from the cost of each scenario: expected cost, with weighted CVaR of
        cost. A weight on unmet demand has no meaning in a single scenario: then expected cost."""
        weighted = [row for row in tables[Limit] if row.weight > 0]
        bounds = any(row.measure.startswith("CVaR") and row.value is not None for row in tables[Limit])
        more = "; limits on CVaR, which cover all scenarios, do not apply in EV and WS" if bounds else ""
        if not weighted:
            return cls(tables, True, (), f"expected discounted cost{more}")
        if are_scenarios and all(row.measure == "CVaR of cost" for row in weighted):
            terms = "".join(f" + {row.weight:g} × CVaR of cost at {100 * row.confidence:g} %" for row in weighted)
            weights = tuple((row.weight, 1 - row.confidence) for row in weighted)
            return cls(tables, True, weights, f"expected discounted cost{terms}, as the plan minimises it{more}")
        rows = [replace(row, weight=0.0) for row in tables[Limit] if not (row.weight > 0 and row.value is None)]
        neutral = Tables(tables.settings, {**tables.rows, Limit: rows})
        text = "expected discounted cost without the CVaR weights: RP is the lowest possible, not the cost of this plan"
        return cls(neutral, False, (), text + more)

    def at(self, costs: Mapping[str, float], probability: Mapping[str, float]) -> float:
        """Its value given the costs of scenarios, in which it is nondecreasing."""
        if any(cost == -math.inf for cost in costs.values()):
            return -math.inf
        outcomes = [(costs[name], item) for name, item in probability.items()]
        tails = sum(weight * mean_of_worst(outcomes, share) for weight, share in self.weights)
        return sum(cost * outcome for cost, outcome in outcomes) + tails

    def of_certain(self, cost: float) -> float:
        """Its value for a certain cost, which is its own CVaR."""
        return cost * (1 + sum(weight for weight, _ in self.weights))


# ---------------------------------------------------------------------------------------------- a plan with its value


def valued(plan: Plan, request: Request, *, until: float = math.inf, workers: Workers | None = None) -> Plan:
    """The plan with EV, EEV, RP, WS, EVPI and VSS among its measures, and remarks on them among its statistics. Solves
    run here, one after the other, unless there are ``workers``; ``until`` is a time of the wall clock."""
    board = SolveCounter(request.progress, request.interrupt or Interrupt(), until)
    with TemporaryDirectory() as folder:

        def solve(jobs: Sequence[Job]) -> list[Result]:
            if workers is None:
                return solve_all(jobs, Store(Path(folder)), workers=1, board=board, pool=one_by_one)
            return solve_all(jobs, workers.store, workers=workers.count, board=board, pool=solve_in_processes)

        value = drive(value_of_information(plan, gap=request.gap, until=until), solve)
    text = {MEASURED_IN: value.measure} if value.measure else {}
    return replace(
        plan, measures={**plan.measures, **value.measures}, statistics={**plan.statistics, **text, **value.remarks}
    )


# ---------------------------------------------------------------------------------------------- the six figures


def value_of_information(plan: Plan, *, gap: float | None = None, until: float = math.inf) -> Asking[Value]:
    """EV, EEV, RP, WS, EVPI and VSS of a plan, by solves of their own."""
    tree = tree_of(plan.tables)
    probability = probabilities_of(tree)
    value = Value()
    if set(probability) <= {NOTHING_HAPPENS}:
        value.remarks |= dict.fromkeys((EVPI, VSS), f"{NOT_KNOWN}: {NOBODY_CAN_KNOW}")
        return value
    are_scenarios = sum(probability.values()) <= 1 + NO_REST
    measure = InformationMeasure.of(plan.tables, are_scenarios=are_scenarios)
    value.measure = measure.phrase
    of = key_of(values_of(measure.tables, gap))
    exports = any(row.action == WITHOUT_MEAN for name in probability for row in _actions(tree, name))
    mean = [] if exports else [MeanJob("plan for the mean", measure.tables, gap, until=until, of=of)]
    best: Plan | None = plan
    results: list[Result] = []
    if measure.is_plans:
        jobs = _scenario_jobs(plan, measure, tree, probability, gap, until, of) if are_scenarios else []
        results = yield [*mean, *jobs]
        value.intervals[RP] = Interval(plan.bound, plan.objective)
    else:
        neutral = LeastCostJob("least expected cost", _asking_nothing(measure.tables), gap, until=until)
        first = yield [neutral, *mean]
        best = first[0].plan() if first[0].has_plan else None
        value.intervals[RP] = _interval(first[0])
        jobs = _scenario_jobs(best, measure, tree, probability, gap, until, of) if best and are_scenarios else []
        results = [*first[1:], *((yield jobs) if jobs else [])]
    if exports:
        value.remarks[VSS] = f"{NOT_KNOWN}: {NO_MEAN}"
    else:
        _with_mean(value, measure, results[0])
    if not are_scenarios:
        value.remarks[EVPI] = f"{NOT_KNOWN}: {TOO_LIKELY}"
    elif best is None:
        value.remarks[EVPI] = f"{NOT_KNOWN}: the plan of least expected cost {NOT_IN_TIME}"
    else:
        _with_scenarios(value, measure, results[len(mean) :], probability, scenario_costs(best, tree, probability))
    scale = max(
        (abs(bound) for bound in (value.intervals[RP].least, value.intervals[RP].most) if math.isfinite(bound)),
        default=1,
    )
    value.intervals = {name: value.intervals[name].rounded(scale) for name in ABOUT if name in value.intervals}
    return value


def _with_mean(value: Value, measure: InformationMeasure, result: Result) -> None:
    """EV, EEV and VSS from the solve of the plan for the mean."""
    if result.state == State.INFEASIBLE:
        value.remarks[VSS] = f"{NOT_KNOWN}: {NO_MEAN_PLAN}"
        return
    if not result.has_plan:
        value.remarks[VSS] = f"{NOT_KNOWN}: the plan for the mean {_why_not(result)}"
        return
    value.intervals[EV] = Interval(measure.of_certain(result.bound), measure.of_certain(result.objective))
    if EEV_FAILS in result.measures:
        value.remarks[VSS] = f"{NOT_KNOWN}: {MEAN_PLAN_FAILS}"
    elif USED not in result.measures:
        value.remarks[VSS] = f"{NOT_KNOWN}: the cost of the plan for the mean under disruptions {NOT_IN_TIME}"
    else:
        best = value.intervals[RP]
        used = Interval(max(result.measures[EEV_BOUND], best.least), result.measures[USED])
        value.intervals[EEV] = used
        value.intervals[VSS] = Interval(max(0.0, used.least - best.most), max(0.0, used.most - best.least))


def _with_scenarios(
    value: Value,
    measure: InformationMeasure,
    results: Sequence[Result],
    probability: Mapping[str, float],
    planned: Mapping[str, float],
) -> None:
    """WS and EVPI from the solves of scenarios, and the plan's cost in each."""
    least, most = dict.fromkeys(probability, -math.inf), dict(planned)
    for result in results:
        job = result.job
        if isinstance(job, ScenarioJob) and result.has_plan:
            least[job.scenario] = result.bound
            most[job.scenario] = min(most[job.scenario], result.objective)
    best = value.intervals[RP]
    waited = Interval(measure.at(least, probability), measure.at(most, probability))
    value.intervals[WS] = waited
    value.intervals[EVPI] = Interval(max(0.0, best.least - waited.most), max(0.0, best.most - waited.least))
    left = [result for result in results if not result.has_plan]
    if left:
        value.remarks[EVPI] = (
            f"{len(results) - len(left):,} of {len(results):,} scenarios are solved; the others cost no more than with "
            f"this plan. The first of them {_why_not(left[0])}"
        )


def _why_not(result: Result) -> str:
    """Why a solve has no plan."""
    if result.state in (State.STOPPED, State.FAILED):
        return NOT_IN_TIME
    return f"ended without a result: {result.state}. {result.reason}".strip()


def _interval(result: Result) -> Interval:
    return Interval(result.bound, result.objective) if result.has_plan else Interval()


@dataclass(frozen=True)
class LeastCostJob(TimedJob):
    """The least expected cost, if the plan has another objective."""

    def find(self, progress: Progress) -> Plan:
        return audited(solve_once(self.tables, Request(self.precision, self.longest, progress)))


def _asking_nothing(tables: Tables) -> Tables:
    return replace(tables, settings=replace(tables.settings, value_of_information="no"))


def _actions(tree: Tree, name: str) -> Sequence[Disruption]:
    return () if name == NOTHING_HAPPENS else tree.branch_of[tree.branches[name][0]].actions


def _scenario_jobs(
    plan: Plan,
    measure: InformationMeasure,
    tree: Tree,
    probability: Mapping[str, float],
    gap: float | None,
    until: float,
    of: str,
) -> list[Job]:
    """A job for each scenario, the likeliest first, so that the least is open when time ends."""
    flows = plan.frames["flows"]
    sent: dict[str, list[tuple[str, str, float]]] = {}
    for lane, node, amount in zip(flows["lane"], flows["node"], flows["shipped"], strict=True):
        sent.setdefault(str(node), []).append((str(lane), str(node), float(amount)))
    jobs: list[Job] = []
    for name in probability:
        beside = () if name == NOTHING_HAPPENS else sorted(beside_of(tree, name))
        has_ban = any(row.action == WITHOUT_MEAN for row in _actions(tree, name))
        shipped = tuple(job for node in beside for job in sent.get(node, ())) if has_ban else ()
        job = ScenarioJob(name, measure.tables, gap, until=until, of=of, scenario=name, shipped=shipped)
        jobs.append(job)
    return jobs


def scenario_costs(plan: Plan, tree: Tree, probability: Mapping[str, float]) -> dict[str, float]:
    """Discounted cost of a plan in each scenario: the trunk, with the branch in its place within the branch's
    window."""
    calendar, costs = Calendar.of(plan.tables.settings), plan.frames["costs"]
    spent = costs.groupby("node")["amount"].sum()
    usual = sum(float(spent.get(node, 0.0)) * calendar.discount(tree.period[node]) for node in tree.trunk)
    cost_of = dict.fromkeys(probability, usual)
    branches = plan.frames["branches"]
    for name, cost, instead in zip(branches["branch"], branches["cost"], branches["undisturbed_cost"], strict=True):
        if name in cost_of:
            cost_of[name] = usual + float(cost) - float(instead)
    return cost_of
