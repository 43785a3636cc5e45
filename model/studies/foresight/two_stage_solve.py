"""How a plan for several futures is found, and what it is compared with (`model.studies.foresight.question`)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from model.errors import Infeasible, InputError, SolveFailed
from model.planning.request import Request
from model.planning.solve import unless_stopped
from model.results.optimality import Interval
from model.results.plan import Plan
from model.sheets.names import NO_PLAN, NOT_KNOWN
from model.solver.arrays import Array
from model.solver.decomposition import Rounds
from model.solver.master import Learning
from model.solver.program import SHARED, Joined, Label, Owner, joined, labels_of
from model.solver.termination import bound_below
from model.studies.foresight.question import SAME, Foresight, Future, Missing, Way
from model.studies.foresight.scenario_program import Decided, OneFuture, Reacts, reacting, too_early_in

TOGETHER, AT_ONCE, UNAWARE = "With all futures", "All decided at once", "Without foresight"
"""Names of the stages of solving."""

MANY = 20_000
"""Number of columns of all futures together, without disruptions, from which on integers that are not shared are left
to each future. On the example's 41,000 rounding had done less than half of the years when its limit of iterations ended
it, and a search had no plan after as long again."""


def foresight(futures: Sequence[Future], request: Request, may_react: str = "") -> Foresight:
    """The plan of futures, the first of which is the unchanged workbook, and the other ways of deciding. ``may_react``
    names the only decisions that may differ by future, such as 'Line A; Line B*'; empty: all. Raises InputError if a
    future differs before it is known or a name matches no decision, Infeasible if there is no plan, SolveFailed if none
    is found in time in any way, or for one future alone, KeyboardInterrupt if any solve is stopped."""
    progress = request.progress
    progress.stage("Building the models")
    scenarios = [OneFuture.of(future) for future in futures]
    too_early = [differs for scenario in scenarios[1:] if (differs := too_early_in(scenarios[0], scenario))]
    if too_early:
        raise InputError("\n".join(too_early))
    reacts = reacting(scenarios, may_react)
    alone: list[Decided] = []
    for scenario in scenarios:
        stage = f"If '{scenario.future.name}' were known from the start"
        progress.stage(stage)
        try:
            alone.append(
                scenario.plan(request, None, scenario.knows(alone[0].learned, scenarios[0]) if alone else None)
            )
        except (Infeasible, SolveFailed) as error:
            raise type(error)(f"{stage}: {error}") from error
    plans = [solved.plan for solved in alone]
    perfect = Way(_expected(futures, plans), plans)
    ways: dict[str, Callable[[], Way | Missing]] = {
        TOGETHER: lambda: _together(scenarios, alone, _shared(scenarios, reacts), request),
        AT_ONCE: lambda: _together(scenarios, alone, _shared(scenarios, lambda at: False), request, alone[0]),
        UNAWARE: lambda: _unaware(scenarios, alone, reacts, request),
    }
    staged, at_once, unaware = (_tried(name, find, request) for name, find in ways.items())
    best = cheapest(staged, at_once, unaware, least=perfect.cost.least)
    why = staged.why if isinstance(staged, Missing) else ""
    return Foresight(futures, best, at_once, unaware, perfect, why, may_react)


def _tried(name: str, find: Callable[[], Way | Missing], request: Request) -> Way | Missing:
    """One way of deciding. Results of the others remain valid if it has none."""
    request.progress.stage(name)
    try:
        return find()
    except Infeasible as error:
        return Missing(NO_PLAN, _short(error))
    except SolveFailed as error:
        return Missing(NOT_KNOWN, _short(error))


def cheapest(staged: Way | Missing, *others: Way | Missing, least: float = -math.inf) -> Way:
    """The plan with futures, or a cheaper one of others, which have no more information. No plan costs less than
    ``least``. Raises the error that explains why there is none,
    Contradiction if one costs less."""
    ways = [way for way in (staged, *others) if isinstance(way, Way)]
    if not ways:
        raise _failed(staged)
    best = min(ways, key=lambda way: way.cost.most)
    least = max(least, staged.cost.least if isinstance(staged, Way) else -math.inf)
    return Way(Interval(bound_below(best.cost.most, least), best.cost.most), best.plans)


def _failed(staged: Way | Missing) -> Infeasible | SolveFailed:
    """Why there is no plan with all futures."""
    missing = staged if isinstance(staged, Missing) else Missing(NOT_KNOWN, "")
    return (Infeasible if missing.state == NO_PLAN else SolveFailed)(f"{TOGETHER}: {missing.why}")


def _short(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _expected(futures: Sequence[Future], plans: Sequence[Plan]) -> Interval:
    pairs = list(zip(futures, plans, strict=True))
    least = sum(future.probability * plan.bound for future, plan in pairs)
    return Interval(least, sum(future.probability * plan.objective for future, plan in pairs))


def _indistinguishable(scenarios: Sequence[OneFuture], number: int, at: Label) -> int:
    """The first future that cannot be distinguished from one when a column is decided."""
    period = scenarios[number].period(at[1])
    if period is None or scenarios[number].future.known_from <= period:
        return number
    return next(other for other, scenario in enumerate(scenarios) if scenario.future.known_from > period)


def _shared(scenarios: Sequence[OneFuture], reacts: Reacts) -> Owner:
    """The same with only the reacting first-stage decisions made by future."""

    def owner(number: int, at: Label) -> int:
        is_once = at in scenarios[number].ahead.columns and not reacts(at)
        return 0 if is_once else _indistinguishable(scenarios, number, at)

    return owner


def _together(
    scenarios: Sequence[OneFuture],
    alone: Sequence[Decided],
    owner: Owner,
    request: Request,
    start: Decided | None = None,
) -> Way:
    """The plans of all futures in which decisions with one owner are the same. For a large program only these are
    integer for all futures together, and the rest for each separately; the decisions of ``start`` are accepted for all
    futures, if within the gap."""
    together = joined([scenario.part for scenario in scenarios], owner)
    is_large = int((together.program.branch == SHARED).sum()) >= MANY
    rounds = Rounds(Learning(together.of_shared if is_large else together.program, together.tangents, screen=True))
    near = None if start is None or not is_large else _in_all(scenarios, together, start)
    solution = unless_stopped(
        lambda interrupt: rounds.solve(
            gap=request.gap, time_limit=request.time_limit, near=near, progress=request.progress, interrupt=interrupt
        ),
        request.interrupt,
    )
    plans = list(_plans(scenarios, alone, together, solution.values, request, is_large))
    expected = _expected([scenario.future for scenario in scenarios], plans)
    if not is_large and expected.most > solution.objective + SAME * max(1.0, abs(solution.objective)):
        raise SolveFailed(
            f"The plans of all futures cost {expected.most:,.9g} together, and {solution.objective:,.9g} when found: "
            "what was found for one future does not hold in it."
        )
    return Way(Interval(bound_below(expected.most, solution.bound), expected.most), plans)


def _in_all(scenarios: Sequence[OneFuture], together: Joined, planned: Decided) -> Array:
    """Integers of the plan for the unchanged workbook, in all futures, in the order of the columns."""
    values = dict(zip(labels_of(scenarios[0].matrix), planned.values.tolist(), strict=True))
    start = np.zeros(len(together.program.matrix.cost))
    for scenario, places in zip(scenarios, together.columns, strict=True):
        start[places] = [values.get(at, 0.0) for at in labels_of(scenario.matrix)]
    return np.round(start[together.program.matrix.integer & together.is_shared])


def _plans(
    scenarios: Sequence[OneFuture],
    alone: Sequence[Decided],
    together: Joined,
    values: Array,
    request: Request,
    is_open: bool,
) -> Iterator[Plan]:
    """The plan of each future with its shared decisions, and unless that is still ``is_open`` with all its other
    first-stage decisions. Raises SolveFailed if there is none."""
    for scenario, own, places in zip(scenarios, alone, together.columns, strict=True):
        labels = labels_of(scenario.matrix)
        shared = together.is_shared[places].tolist()
        fixed = {
            at: value
            for at, value, is_shared in zip(labels, values[places].tolist(), shared, strict=True)
            if is_shared or (at in scenario.ahead.columns and not is_open)
        }
        try:
            yield scenario.plan(request, fixed, own.learned).plan
        except Infeasible as error:  # another plan may exist
            name = scenario.future.name
            raise SolveFailed(f"What was decided together leaves '{name}' without a plan: {_short(error)}") from error


def _unaware(
    scenarios: Sequence[OneFuture], alone: Sequence[Decided], reacts: Reacts, request: Request
) -> Way | Missing:
    """Planned for the unchanged workbook, with reacting decisions re-planned once another future is known."""
    values = dict(zip(labels_of(scenarios[0].matrix), alone[0].values.tolist(), strict=True))
    plans = [alone[0].plan]
    for scenario, own in zip(scenarios[1:], alone[1:], strict=True):
        year, ahead = scenario.future.known_from, scenario.ahead.columns
        stays = {
            at: value
            for at, value in values.items()
            if scenario.is_before(at[1], year) or (at in ahead and not reacts(at))
        }
        try:
            plans.append(scenario.plan(request, stays, own.learned).plan)
        except Infeasible as error:
            return Missing(NO_PLAN, f"if '{scenario.future.name}': {_short(error)}")
        except SolveFailed as error:
            return Missing(NOT_KNOWN, f"if '{scenario.future.name}': {_short(error)}")
    return Way(_expected([scenario.future for scenario in scenarios], plans), plans)
