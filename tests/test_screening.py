"""A plan found by screening is the plan of the whole program: the same cost, and the same in all that it risks."""

from __future__ import annotations

import math
import random
import re
import threading
from contextlib import nullcontext
from dataclasses import replace
from functools import cache
from typing import Any

import highspy
import numpy as np
import pandas as pd
import pytest
from syrupy.assertion import SnapshotAssertion

from model import Contradiction, Plan, SolveFailed, Tables
from model.solver import fixed_integer_lp
from model.solver.fixed_integer_lp import Enough, Settling
from model.solver.handover import Presolved
from model.solver.highs import Report
from model.solver.program import program_of
from model.solver.relaxation import Stage, approach, relaxed
from model.solver.root_bound import dual_solution
from model.solver.subproblems import Point
from tests.conftest import TIME_LIMIT, solved
from tests.figures import audit
from tests.inline import tables
from tests.micro import MICRO
from tests.search import (
    Array,
    Deadline,
    Interrupt,
    Learning,
    LinearRows,
    Matrix,
    Program,
    Recourse,
    Rounds,
    Solution,
    Solver,
    Tangents,
    as_large,
    with_bound,
)
from tests.shipped import shipped
from tests.steps import (
    Held,
    Progress,
    Request,
    build_model,
    read_instance,
    read_matrix,
    solve_instance,
    solve_tables,
    too_late,
)
from tests.test_solving import is_plan

SEEDS = [*range(13), *range(14, 51)]
"""Of fifty workbooks that have a plan."""

LIMITS = [
    "supply   | share         | magnet | each country | {0.7:0.95} |             ",
    "spread   | HHI           | magnet | any          | {5600:9000} |            ",
    "shelf    | cover         | magnet | City         | {0.1:0.6}  |             ",
    "kept     | unmet         | magnet | City         | {10:50}    | every disruption",
    "the bill | cost          |        |              | {2500:6000} | every disruption",
    "tail     | CVaR of unmet | magnet | City         | {2:15}     |             ",
]
"""Of which each workbook has some, besides a service that every disruption has to leave."""


def generated(seed: int) -> Tables:
    """Cheap ore and magnets from A, which may keep them; dearer ore from B; works in C and D that may be built, and
    time enough to fill a store. Amounts are drawn between bounds, ``{least:most}``, so that no two plans cost the same.
    """
    chance = random.Random(seed)

    def drawn(text: str) -> Tables:
        parts = text.replace("{", "}").split("}")
        return tables("".join(_amount(part, chance) if at % 2 else part for at, part in enumerate(parts)))

    def some(lines: list[str], most: int) -> str:
        return "\n".join(chance.sample(lines, chance.randint(0, most)))

    probabilities = iter(chance.sample([0, 0, 0.02, 0.04, 0.06], 5))
    blocks = [
        "Settings\nlast year | 2030\namounts | thousands\ndiscount rate | 0.05",
        "Countries\ncountry\nA\nB\nC\nD",
        "Sites\nsite | country\nPit | A\nHill | B\nWorks | C\nMill | D\nCity | C",
        "Commodities\ncommodity | reference value\nore | 100\nmagnet | 1000",
        """Suppliers
        supplier | site | commodity | price       | limit
        pit      | Pit  | ore       | {40:60}     |
        presses  | Pit  | magnet    | {400:500}   | {80:140}
        hill     | Hill | ore       | {70:160}    | {80:300}
        friend   | City | magnet    | {2000:3000} | {5:20}""",
        """Routes
        from | to    | commodity | freight
        Pit  | Works | ore       | {5:9}
        Pit  | Mill  | ore       | {1:9}
        Hill | Works | ore       | {1:5}
        Hill | Mill  | ore       | {6:9}
        Pit  | City  | magnet    | {5:20}
        Mill | City  | magnet    | {5:20}""",
        """Capacity
        plant | site  | technology | existing capacity
        Press | Works | pressing   | {0:30}
        Drop  | Mill  | forging    |
        Roll  | City  | pressing   |""",
        "Recipes\nrecipe | commodity | quantity\nmake | ore | -2\nmake | magnet | 1",
        "Operations\nplant | recipe\nPress | make\nDrop | make",
        """Projects
        project | plant | kind    | module size | maximum modules | maximum size
        Line    | Press | modules | {20:40}     | 2               |
        Hall    | Drop  | size    |             |                 | {60:120}""",
        "Lead times\nproject | construction\nLine | 1\nHall | 1",
        """Costs
        item  | fixed opex | variable opex | fixed capex | capex per unit
        Press | {20:40}    | {200:260}     |             |
        Drop  | {10:30}    | {200:300}     |             |
        Line  |            |               | {20:60}     |
        Hall  |            |               | {20:60}     | {300:900}""",
        "Stockpiles\nstockpile | site | commodity | capacity | holding cost\nshed | City | magnet | {40:90} | {10:60}",
        "Demand\nmarket | product | 2026 | 2030 | shortage cost\nCity | magnet | {60:100} | {90:150} | {900:2500}",
        f"""Disruptions
        disruption | action   | target       | value     | start      | duration  | recovery | probability
        closed     | exports  | each country | {{0:0.3}} | 2028; 2030 | {{1:2}}   | 1        | {next(probabilities)}
        fire       | capacity | each plant   | {{0:0.5}} | 2028       | {{0.3:1}} |          | {next(probabilities)}
        bad ore    | yield    | Press        | {{.5:.8}} | 2029       | 1         |          | {next(probabilities)}
        boom       | demand   | City         | {{1.1:1.3}} | 2028     | {{0.5:2}} |          | {next(probabilities)}
        dear       | price    | any          | {{1.2:2}} | 2027       | 2         |          | {next(probabilities)}""",
        "Limits\nlimit | measure | of | scope | value | during\n"
        + "served | service | magnet | any | {0.5:0.9} | every disruption\n"
        + some(LIMITS, 2),
    ]
    parts = [drawn(block) for block in blocks]
    return Tables.of(parts[0].settings, [row for part in parts for rows in part.rows.values() for row in rows])


def _amount(bounds: str, chance: random.Random) -> str:
    return str(chance.uniform(*(float(bound) for bound in bounds.split(":"))))


@cache
def planned(seed: int, *, screen: bool) -> Plan:
    given = generated(seed)
    return solve_instance(given, read_instance(given), Request(0.0, TIME_LIMIT, screen=screen))


RISK = {
    "branches": ["branch", "cost", "unmet", "undisturbed_unmet", "service"],
    "limits": ["limit", "scope", "node", "value", "actual", "slack"],
    "service": ["market", "product", "node", "shortage"],
    "conversion": ["plant", "commodity", "node", "made"],
    "stock": ["stockpile", "node", "stock"],
}
"""What is reported of a plan's risk, but marginal costs: where whole numbers jump a limit has several."""


@pytest.mark.parametrize("seed", SEEDS)
def test_screening_finds_the_plan_of_the_whole_program(seed: int) -> None:
    screened, whole = planned(seed, screen=True), planned(seed, screen=False)
    assert screened.objective == pytest.approx(whole.objective, rel=1e-6)
    for frame, columns in RISK.items():
        one, other = (plan.frames[frame][columns] for plan in (screened, whole))
        pd.testing.assert_frame_equal(one, other, rtol=1e-5, atol=1e-4, obj=frame)
    assert [check for plan in (screened, whole) for check in audit(plan) if not check.passed] == []


@pytest.mark.parametrize("gap", [0.0, 0.02])
@pytest.mark.parametrize("seed", SEEDS[::4])
def test_what_is_settled_by_cuts_is_as_near_to_the_best_as_is_said(
    seed: int, gap: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a large program, whose relaxation and plan are looked for with cuts before all probable branches are in,
    whose lanes are merged, and whose whole numbers are rounded: its cost and bound have the cheapest plan of the whole
    program between them."""
    as_large(monkeypatch, "merged lanes", "relaxation", "first plan", "cuts", "rounding")
    given = generated(seed)
    plan = solve_instance(given, read_instance(given), Request(gap, TIME_LIMIT))
    best = planned(seed, screen=False).objective
    rounding = 1e-6 * abs(best)
    assert plan.bound - rounding <= best <= plan.objective + rounding
    assert plan.objective - best <= gap * abs(plan.objective) + rounding
    assert [check for check in audit(plan) if not check.passed] == []


class Shown(Progress):
    """The costs of plans that the progress line has shown."""

    def __init__(self) -> None:
        super().__init__(quiet=True)
        self.costs: list[float] = []

    def bounds(self, incumbent: float, bound: float, gap: float) -> None:
        self.costs.append(incumbent)


def test_the_best_plan_shown_holds_in_every_disruption(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program that HiGHS searches knows some disruptions only: its plans may fail in the others, or cost more."""
    run = Solver.run

    def searching(solver: Solver, report: Report | None = None) -> Any:
        if report is not None:
            report(1.0, 0.0, 1.0)  # as of a plan of that program, much cheaper than any that holds
        return run(solver, report)

    monkeypatch.setattr(Solver, "run", searching)
    given, progress = generated(SEEDS[0]), Shown()
    plan = solve_instance(given, read_instance(given), Request(0.0, TIME_LIMIT, progress))
    assert plan.statistics["disruptions in the program"] < plan.statistics["disruptions"]
    assert math.inf in progress.costs, "HiGHS has told of plans before one was settled"
    assert min(progress.costs) >= plan.objective * (1 - 1e-9)


@pytest.mark.parametrize("share", [0.05, 1e-4])
def test_a_bound_above_the_cost_of_a_plan_is_an_error(share: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the plan nor the bound is right then; with the bound cut to the cost the gap would be 0."""
    given = generated(SEEDS[0])
    too_high = planned(SEEDS[0], screen=True).objective * (1 + share)
    with_bound(monkeypatch, too_high)
    with pytest.raises(Contradiction, match=r"Contradiction: a plan was found that costs .* no plan costs less than"):
        solve_instance(given, read_instance(given), Request(0.0, TIME_LIMIT))


@pytest.mark.parametrize(("share", "is_wrong"), [(1e-4, False), (0.5e-4, True)])
def test_a_bound_may_be_above_the_cost_by_what_its_cuts_overstate(
    share: float, is_wrong: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reduced costs that cuts take as 0, times large flows, put a bound above the plan; by more it is wrong."""
    given, cost = generated(SEEDS[0]), planned(SEEDS[0], screen=True).objective
    with_bound(monkeypatch, cost * (1 + 1e-4))
    monkeypatch.setattr(Learning, "overstated", lambda *_: share * cost)
    with pytest.raises(Contradiction) if is_wrong else nullcontext():
        assert solve_instance(given, read_instance(given), Request(0.0, TIME_LIMIT)).objective == pytest.approx(cost)


def test_screening_has_something_to_decide() -> None:
    """In most of the workbooks some branches matter and some do not; in some it takes more than one round."""
    counts = [planned(seed, screen=True).statistics for seed in SEEDS]
    inside = [each["disruptions in the program"] for each in counts]
    assert sum(0 < some < each["disruptions"] for some, each in zip(inside, counts, strict=True)) > len(SEEDS) / 2
    assert sum(each["rounds"] > 1 for each in counts) > 0


@pytest.mark.parametrize("ends", ["", "time limit", "Ctrl-C"])
def test_between_two_plans_what_is_missing_is_replaced_and_no_more(ends: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stock x costs 1 a unit. A disruption with probability 1/2 needs 5; what is missing, y ≥ max(0, 5 − x), costs 10.
    Another one needs 3, costs nothing, and is not in the program. Halfway between a stock of 0 and one of 8, y is 1,
    not 2.5, which is halfway between 5 and 0; and however the search ends, y is max(0, 5 − x)."""
    as_large(monkeypatch, "cuts")
    rows = LinearRows.of([(np.array([0, 1]), np.array([1.0, 1.0])), (np.array([0, 2]), np.array([1.0, 1.0]))])
    matrix = Matrix(
        np.array([1.0, 5.0, 0.0]), 0.0, np.zeros(3), np.full(3, np.inf), np.zeros(3, bool), rows, np.array([5.0, 3.0]),
        np.full(2, np.inf),
    )  # fmt: skip
    costs = np.array([0.0, 10.0, 0.0])
    program = Program(matrix, np.array([-1, 0, 1]), costs, [0.5, 0.5], np.zeros(2, bool), np.zeros(3, int))
    known = Learning(program, Tangents([]), screen=True)
    known.active.add(0)
    none, interrupt, find = np.zeros(0, int), Interrupt(), fixed_integer_lp.cheapest_vertex

    def stopped(*given: Any) -> Any:
        interrupt.set()
        return find(*given)

    if ends == "Ctrl-C":  # in the first program
        monkeypatch.setattr(fixed_integer_lp, "cheapest_vertex", stopped)
    settling = Settling(
        known,
        none,
        none,
        enough=Enough(0.0),
        progress=Progress.silent(),
        interrupt=interrupt,
        until=Deadline(0.0) if ends == "time limit" else Deadline(),
        columns_fixed=np.array([4.0, 2.5]) if ends else None,
    )
    halfway = Point(np.array([4.0, 2.5, 0.0]), 4 + 12.5, [], np.zeros(2), is_whole=True)
    found = settling.plan() if ends else settling.tightened(halfway)
    assert found is not None
    stock, missing, _ = found.values
    assert missing == pytest.approx(5 - stock, abs=1e-5) and found.cost == pytest.approx(stock + 5 * missing, abs=1e-4)
    assert stock == pytest.approx(4.5 if ends == "time limit" else 4, abs=1e-5)


def one_branch(least: float, most: float = 1.0) -> Recourse:
    """The reaction of a branch with one bounded column, which has to reach this much of a limit."""
    program = Program(
        matrix=Matrix(
            cost=np.zeros(1), offset=0.0, lower=np.zeros(1), upper=np.array([most]), integer=np.zeros(1, bool),
            rows=LinearRows.of([(np.array([0]), np.array([1.0]))]),
            row_lower=np.array([least]), row_upper=np.array([np.inf]),
        ),
        branch=np.zeros(1, int), unit_cost=np.ones(1), probability=[0.0], is_limit=np.ones(1, bool),
        order=np.zeros(1, int),
    )  # fmt: skip
    return Recourse(program, 0)


def test_a_branch_without_a_reaction_is_missed_by_what_its_limits_miss() -> None:
    reaction = one_branch(3.0).to(np.zeros(1))
    assert not reaction.holds and reaction.violation == pytest.approx(2 / 3)
    assert one_branch(1.0).to(np.zeros(1)).holds


def test_reduced_costs_that_a_cut_takes_as_nought_are_counted() -> None:
    """A dual that is 1e-7 too high leaves that much on a column without a bound."""
    cut = one_branch(3.0, most=math.inf).cut(np.array([1 + 1e-7]))
    assert cut is not None and cut.ignored_at(np.array([5.0])) == pytest.approx(5e-7)
    assert one_branch(3.0, most=math.inf).cut(np.array([1 + 1e-3])) is None
    bounded = one_branch(1.0).cut(np.array([1 + 1e-7]))
    assert bounded is not None and bounded.ignored_at(np.array([1.0])) == 0


def test_a_branch_whose_reaction_is_not_found_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that miss nothing, and no values either: the branch is missed by however little, not taken to hold."""
    monkeypatch.setattr(Recourse, "_nearest", lambda *given: (0.0, None, 0.0))
    reaction = one_branch(3.0).to(np.zeros(1))
    assert not reaction.holds and not reaction.values.size and 0 < reaction.violation < 1e-3


def test_a_tangent_learned_after_the_plan_has_no_part_in_its_marginal_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when time runs out, or later rounds find nothing cheaper."""
    name = "concentration.an_hhi_of_two_countries"
    before = solved(MICRO[name]()).frames["limits"]
    made = Rounds._solution

    def later(self: Rounds, *given: Any) -> Solution:
        values = np.zeros(len(self.learning.program.matrix.cost))
        values[self.learning.tangents.cones[0].parts.columns[0]] = 1.0
        assert self.learning.touch(values, 1e-6).count == 1
        return made(self, *given)

    monkeypatch.setattr(Rounds, "_solution", later)
    after = solve_tables(MICRO[name](), gap=0.0).frames["limits"]
    assert after["marginal_cost"].tolist() == pytest.approx(before["marginal_cost"].tolist(), rel=1e-6)


def test_a_branch_without_probability_holds_its_hhi_in_the_whole_program_too() -> None:
    """Its cheapest reaction is looked for once the plan is known, and its tangents with it."""
    given = MICRO["concentration.an_hhi_in_a_disruption_without_probability"]()
    plan = solve_instance(given, read_instance(given), Request(0.0, TIME_LIMIT, screen=False))
    assert [check for check in audit(plan) if not check.passed] == []


def assert_true(known: Learning, values: Array) -> None:
    """What cuts and needs say holds in a plan, given by values of all columns."""
    assert all(need.at(values) <= 1e-5 for _, need in known.needs)
    program = known.program
    for family in known.cuts:
        for branch, cut in family.items():
            own = np.flatnonzero(program.branch == branch)
            assert cut.at(values) <= program.unit_cost[own] @ values[own] + 1e-5


@pytest.mark.parametrize("seed", SEEDS[::4])
def test_a_plan_that_is_held_is_as_exact_as_is_asked(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a large program, after a few steps with cuts: what the plan of given decisions costs is what it costs in
    the program that has all branches."""
    given = generated(seed)
    kept = Held(planned(seed, screen=False).decided)
    whole = solve_instance(given, read_instance(given), Request(0.0, TIME_LIMIT, hold=kept, screen=False))
    as_large(monkeypatch, "cuts", "few steps")
    plan = solve_instance(given, read_instance(given), Request(0.0, TIME_LIMIT, hold=kept))
    assert plan.objective == pytest.approx(whole.objective, rel=1e-6)
    assert plan.gap <= 1e-6


@pytest.mark.parametrize("seed", SEEDS[::5])
def test_what_is_learned_from_a_large_relaxation_holds_in_the_cheapest_plan(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its bound, what every branch needs, and what cuts say that its recourse costs; and the relaxation is known as
    nearly as was asked."""
    given = read_instance(generated(seed))
    model = build_model(given)
    matrix, reader = read_matrix(model)
    whole, large = (Rounds.of(model, matrix, reader, given.tree, screen=screen) for screen in (False, True))
    best = whole.solve(gap=0.0, time_limit=TIME_LIMIT)
    as_large(monkeypatch, "cuts")
    known = large.learning
    bound = approach(known, 1e-3, Progress.silent(), Interrupt(), Deadline())
    if bound is None:
        assert known.probable <= known.active
        return
    assert bound <= best.objective + 1e-6 * abs(best.objective)
    assert_true(known, best.values)
    monkeypatch.undo()
    exact = Learning(known.program, known.tangents, screen=True)
    truly = relaxed(exact, Progress.silent(), Interrupt(), Deadline(), tuple(Stage))
    assert bound == pytest.approx(truly, rel=2e-3)


@pytest.mark.parametrize("seed", SEEDS[::5])
def test_duals_of_a_master_and_its_cuts_prove_the_bound_in_the_whole_program(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = read_instance(generated(seed))
    model = build_model(given)
    matrix, reader = read_matrix(model)
    known = Rounds.of(model, matrix, reader, given.tree).learning
    as_large(monkeypatch, "cuts")
    approach(known, 1e-3, Progress.silent(), Interrupt(), Deadline())
    reduced = known.master()
    found = dual_solution(reduced.matrix, Deadline(), Interrupt())
    assert found is not None
    duals = known.duals_of_all(reduced, found.duals)
    links = replace(found.links, columns=reduced.columns[found.links.columns])
    assert proven_by(known.program.matrix, duals, links, found.link_duals) == pytest.approx(found.bound, rel=1e-6)


def proven_by(matrix: Matrix, duals: Array, links: LinearRows, link_duals: Array) -> float:
    """The bound that duals of rows and of links, each at most 0, prove on the cost."""
    rows, count = matrix.rows, len(matrix.cost)
    reduced = matrix.cost - np.bincount(rows.columns, rows.values * duals[rows.row], count)
    reduced -= np.bincount(links.columns, links.values * link_duals[links.row], count)
    sides = np.where(duals > 0, matrix.row_lower, matrix.row_upper)[duals != 0]
    bounds = np.where(reduced > 0, matrix.lower, matrix.upper)
    is_free = ~np.isfinite(bounds)
    assert np.abs(reduced[is_free]).max(initial=0.0) < 1e-6 and (link_duals < 1e-9).all()
    return matrix.offset + float(sides @ duals[duals != 0]) + float(bounds[~is_free] @ reduced[~is_free])


@pytest.mark.parametrize("seed", SEEDS[::5])
def test_a_plan_of_what_presolve_leaves_is_one_of_the_program_at_the_same_cost(seed: int) -> None:
    matrix, _ = read_matrix(build_model(read_instance(generated(seed))))
    left = Presolved.of(matrix)
    assert left is not None and len(left.matrix.cost) < len(matrix.cost)
    solver = Solver(left.matrix)
    solver.option("mip_rel_gap", 0.0)
    solver.run()
    restored = left.restored(solver.values)
    assert is_plan(matrix, restored)
    assert matrix.cost_of(restored) == pytest.approx(solver.objective)
    best = Solver(matrix)
    best.option("mip_rel_gap", 0.0)
    best.run()
    assert solver.objective == pytest.approx(best.objective)


def test_presolve_is_of_use_beside_other_users_of_highs_in_the_process() -> None:
    """Who has used HiGHS with several threads in a thread gets no answer there with one."""
    matrix, _ = read_matrix(build_model(read_instance(generated(0))))
    found: list[Presolved | None] = []

    def beside_another() -> None:
        other = highspy.Highs()
        other.setOptionValue("output_flag", False)
        other.setOptionValue("threads", 4)
        other.addVar(0.0, 1.0)
        other.run()
        found.append(Presolved.of(matrix))

    thread = threading.Thread(target=beside_another)
    thread.start()
    thread.join()
    assert found[0] is not None and len(found[0].restored(np.zeros(len(found[0].columns)))) == len(matrix.cost)


@pytest.mark.parametrize("seed", SEEDS[::5])
def test_a_large_program_begins_with_a_wider_gap_and_ends_within_the_one_asked_for(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    given, best = generated(seed), planned(seed, screen=False)
    as_large(monkeypatch, "wider gap")
    plan = solve_instance(given, read_instance(given), Request(0.0, TIME_LIMIT))
    assert plan.objective == pytest.approx(best.objective, rel=1e-6)
    assert plan.gap <= 1e-6
    assert [check for check in audit(plan) if not check.passed] == []


@pytest.mark.parametrize("seed", [0, 3, 9])
def test_a_limit_in_a_branch_that_is_left_out_has_its_shadow_price(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """That of the whole program, from the row of what the branch needs."""
    as_large(monkeypatch, "relaxation", "first plan", "cuts", "rounding")
    given = generated(seed)
    plan = solve_instance(given, read_instance(given), Request(0.0, TIME_LIMIT))
    monkeypatch.undo()
    of_plan, of_whole = (each.frames["limits"] for each in (plan, planned(seed, screen=False)))
    in_branch = ~of_whole["node"].str.isdigit()
    assert plan.statistics["disruptions in the program"] == 0
    assert of_whole["marginal_cost"][in_branch].abs().max() > 0
    assert of_plan["marginal_cost"].tolist() == pytest.approx(of_whole["marginal_cost"].tolist(), abs=1e-5)


def test_a_search_without_a_plan_in_time_tells_its_stage_and_what_to_thin_out(snapshot: SnapshotAssertion) -> None:
    workbook = shipped("gallium_germanium")
    with pytest.raises(SolveFailed) as failed:
        solve_instance(workbook, read_instance(workbook), Request(0.0, 1e-3))
    assert failed.value.is_late
    assert re.sub(r"'[^']+', [\d,]+ s", "'<stage>', <seconds>", str(failed.value)) == snapshot


@pytest.mark.parametrize("bound", [-math.inf, 123.45])
@pytest.mark.parametrize(
    "name", ["conversion.the_yield_of_a_plant", "routes.the_rest_goes_by_a_port", "investment.whole_modules"]
)
def test_advice_after_a_late_search_is_about_the_largest_dimension(
    name: str, bound: float, snapshot: SnapshotAssertion
) -> None:
    """Disruptions, lanes, periods; with the bound on the cost where there is one."""
    workbook = MICRO[name]()
    model = build_model(instance := read_instance(workbook))
    built = program_of(model, *read_matrix(model), instance.tree)
    assert too_late(workbook, instance, built, ("Reading", 12.4), bound) == snapshot
