"""Neighbours of a plan: an answer is what a solve of the changed program finds, whatever was known and asked before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from model import Infeasible, SolveFailed
from model.planning.reoptimise import Prepared, Question
from model.results.decisions import near_to
from model.solver.decomposition import FEW_ROUNDS
from model.solver.relaxation import knowing, learned_of
from model.solver.round import Round
from model.solver.warm_start import Learned, WarmStart
from model.testing import ByYear, Route, Supplier
from tests.conftest import TIME_LIMIT, failing
from tests.search import Interrupt, Learning, LinearRows, Matrix, Program, Rounds, Tangents, as_large, solve
from tests.steps import Progress, Request, audited, least_costs, read_instance, solve_instance, solve_tables
from tests.test_screening import assert_true, generated

EXACTLY = Request(gap=0.0, time_limit=TIME_LIMIT)

SEEDS = range(6)
"""Of workbooks with all kinds of limits and disruptions."""


@cache
def base(seed: int) -> Prepared:
    return Prepared.of(generated(seed), EXACTLY)


def questions(base: Prepared) -> Iterator[tuple[str, Question]]:
    """One of each kind."""
    matrix = base.matrix
    builds = base.columns("build")
    decided = dict(zip(np.flatnonzero(matrix.integer), base.whole, strict=True))
    built = [key for key, column in builds.items() if decided[column] > 0]
    other = [key for key, column in builds.items() if decided[column] == 0 and matrix.upper[column] >= 1]
    yield "nothing is otherwise", Question()
    for key in built[:1]:
        yield f"without {key}", base.at_most({("build", key): 0.0})
    for key in other[:1]:
        yield f"with {key}", base.at_least({("build", key): 1.0})
    bought = base.columns("purchase").values()
    dearer = {at: 1.3 * matrix.cost[at] for at in bought if matrix.cost[at]}
    yield "dearer goods", Question(cost=dearer)
    scarce = {at: 0.8 * matrix.upper[at] for at in bought if np.isfinite(matrix.upper[at])}
    yield "scarce goods, in disruptions, too", Question(upper=scarce)
    limits = np.flatnonzero(base.learning.program.is_limit[: len(matrix.row_lower)])
    lower = {at: 0.97 * matrix.row_lower[at] for at in limits if np.isfinite(matrix.row_lower[at])}
    yield "limits are lower", Question(row_lower=lower)
    sides = matrix.row_lower == matrix.row_upper
    owned = base.learning.program.row_branch[: len(matrix.row_lower)] >= 0
    moved = np.flatnonzero(sides & owned & (matrix.row_lower > 0))
    more = {at: 1.02 * matrix.row_lower[at] for at in moved}
    yield "more in disruptions", Question(row_lower=more, row_upper=more)


@cache
def expected_of(seed: int) -> dict[str, float]:
    """What each question about a base costs from nothing."""
    return {name: from_nothing(base(seed), question) for name, question in questions(base(seed))}


def from_nothing(base: Prepared, question: Question) -> float:
    program = question.of(base.learning.program)
    try:
        known = Learning(program, base.learning.tangents, screen=True)
        return Rounds(known).solve(gap=0.0, time_limit=TIME_LIMIT).objective
    except Infeasible:
        return np.inf


def answer(base: Prepared, question: Question) -> tuple[float, float]:
    """Cost, and the bound on it."""
    try:
        found = base.ask(question, EXACTLY)
        return found.objective, found.bound
    except Infeasible:
        return np.inf, np.inf


@pytest.mark.parametrize("seed", SEEDS)
def test_an_answer_is_that_of_a_solve_from_nothing(seed: int) -> None:
    for name, question in questions(base(seed)):
        cost, bound = answer(base(seed), question)
        expected = expected_of(seed)[name]
        assert cost == pytest.approx(expected, rel=1e-6), name
        assert bound == pytest.approx(expected, rel=1e-6), name


@pytest.mark.parametrize("seed", SEEDS)
def test_with_little_effort_what_is_proven_and_what_is_found_still_hold(seed: int) -> None:
    """No bound lies above the cheapest plan and no plan below it; nothing is called impossible that is not."""
    found = []
    for name, question in questions(base(seed)):
        expected = expected_of(seed)[name]
        rounds = base(seed).rounds(question.of(base(seed).learning.program))
        rounds.leaves_unlikely = True
        try:
            solution = rounds.solve(gap=0.0, time_limit=TIME_LIMIT, near=base(seed).whole, effort=0.0)
        except Infeasible:
            assert expected == np.inf, name
            continue
        except SolveFailed:
            continue
        assert rounds.count <= FEW_ROUNDS, name
        rounding = 1e-6 * max(1.0, abs(expected))
        assert solution.bound <= expected + rounding and expected <= solution.objective + rounding, name
        found.append(name)
    assert found


@pytest.mark.parametrize("seed", SEEDS)
def test_a_search_that_finds_no_plan_tells_what_it_has_proven(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The relaxation was solved before it: no plan is cheaper."""
    failing(monkeypatch, Round, "plan", SolveFailed("none was found"))
    tried = 0
    for name, question in questions(base(seed)):
        rounds = base(seed).rounds(question.of(base(seed).learning.program))
        try:
            rounds.solve(gap=0.0, time_limit=TIME_LIMIT)
        except Infeasible:
            continue
        except SolveFailed as failed:
            assert np.isfinite(failed.bound) and failed.bound <= expected_of(seed)[name] + 1e-6, name
            tried += 1
    assert tried


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_learned_of_a_plan_is_what_its_solve_would_have_learned(seed: int) -> None:
    """Its decisions stay, and answers come out the same."""
    plan = solve_tables(generated(seed), gap=0.0)
    learned = Prepared.of(generated(seed), EXACTLY, plan)
    assert learned.learned is not None and learned.whole is not None
    assert (learned.whole == near_to(learned.matrix, plan.decided)).all()
    same = dict(questions(base(seed)))
    for name, question in questions(learned):
        is_same = question == same.get(name)
        expected = expected_of(seed)[name] if is_same else from_nothing(learned, question)
        assert answer(learned, question)[0] == pytest.approx(expected, rel=1e-6), name


@pytest.mark.parametrize("seed", SEEDS)
def test_so_is_one_that_moves_the_whole_plan(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where simplex loses its way from the vertex of the base at once, the relaxation is approached by cuts."""
    prepared, expected = base(seed), expected_of(seed)
    monkeypatch.setattr("model.solver.relaxation.few_iterations", lambda *given: 0)
    as_large(monkeypatch, "cuts")
    for name, question in questions(prepared):
        cost, bound = answer(prepared, question)
        assert cost == pytest.approx(expected[name], rel=1e-6), name
        assert bound == pytest.approx(expected[name], rel=1e-6), name


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_ranges_of_plans_that_cost_little_more(seed: int, sign: float) -> None:
    """The least and the greatest number of modules that a plan within 10 % of the cheapest one builds."""
    prepared = base(seed)
    cheapest = prepared.ask(Question(), EXACTLY).objective
    weights = {("build", key): sign for key in prepared.columns("build")}
    most = cheapest + 0.1 * abs(cheapest)
    found = prepared.ask(prepared.least(weights, at_cost=most, constant=10.0), EXACTLY)
    assert prepared.matrix.cost_of(found.values) <= most * (1 + 1e-6)
    assert found.objective == pytest.approx(
        10 + sum(sign * found.values[at] for at in prepared.columns("build").values())
    )
    whole = prepared.learning.program
    assert not whole.matrix.integer.all()
    spent = np.flatnonzero(whole.matrix.cost)
    limit = whole.matrix.with_rows(
        LinearRows.of([(spent, whole.matrix.cost[spent])]), np.array([-np.inf]), np.array([most - whole.matrix.offset])
    )
    aim = np.zeros(len(whole.matrix.cost))
    aim[list(prepared.columns("build").values())] = sign
    expected = solve(replace(limit, cost=aim, offset=10.0), gap=0.0, time_limit=TIME_LIMIT).objective
    assert found.objective == pytest.approx(expected, abs=1e-4)
    assert found.bound == pytest.approx(expected, abs=1e-4)


def test_an_answer_does_not_depend_on_what_was_asked_before() -> None:
    """To the last digit: it begins from what was known of the base."""
    prepared = base(3)
    asked = [question for _, question in questions(prepared)]
    before = prepared.ask(asked[-1], EXACTLY)
    for question in asked[:-1]:
        answer(prepared, question)
    after = prepared.ask(asked[-1], EXACTLY)
    assert (before.values == after.values).all() and before.bound == after.bound


def test_a_cut_is_proven_anew_where_more_is_needed() -> None:
    """Stock x of at most 4 costs 1; a disruption with probability 1/2 needs 5, and what lacks costs 10: its cost is at
    least 10 · (5 − x). Where it needs 8, the same dual proves 10 · (8 − x), and where a lack costs 20, as much as
    before."""
    rows = LinearRows.of([(np.array([0, 1]), np.array([1.0, 1.0]))])
    none, most = np.zeros(2), np.array([4, np.inf])
    matrix = Matrix(np.array([1.0, 5.0]), 0.0, none, most, np.zeros(2, bool), rows, np.array([5.0]), np.array([np.inf]))
    program = Program(matrix, np.array([-1, 0]), np.array([0.0, 10.0]), [0.5], np.zeros(1, bool), np.zeros(2, int))
    cones = Tangents([])
    known = Learning(program, cones, screen=True)
    known.learn(known.point(known.master(), np.zeros(1), 0.0, np.zeros(0), Interrupt()))
    learned = learned_of(known, Progress.silent())

    def cut(question: Question) -> tuple[float, list[float]]:
        (family,) = knowing(known, learned, question.of(program)).cuts
        return family[0].constant, list(family[0].values)

    assert cut(Question()) == (50, [-10])
    assert cut(Question(row_lower={0: 8.0})) == (80, [-10])
    assert cut(Question(cost={1: 10.0})) == (50, [-10])
    cheaper = Question(cost={1: 2.0})
    assert cut(cheaper) == (20, [-4])  # the dual of 10 proves nothing where a lack costs 4: there the branch is asked
    dearer = knowing(known, learned, Question(cost={1: 10.0}).of(program))
    dearer.cut_at_base(Interrupt())
    assert dearer.cuts[-1][0].constant == 100  # 20 · (5 − x), as a future needs it


def test_a_held_plan_that_its_cuts_rule_out_is_not_looked_for_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stock x is held at 2, and a disruption needs 5. Undisturbed that is a plan; once the disruption has said that it
    needs x ≥ 5, a linear program says that there is none."""
    as_large(monkeypatch, "cuts")
    rows = LinearRows.of([(np.array([0, 1]), np.array([1.0, 1.0]))])
    sides = np.array([2.0, 0.0]), np.array([2.0, 0.0])
    matrix = Matrix(np.array([1.0, 0.0]), 0.0, *sides, np.zeros(2, bool), rows, np.array([5.0]), np.array([np.inf]))
    program = Program(matrix, np.array([-1, 0]), np.array([0.0, 0.0]), [0.5], np.ones(1, bool), np.zeros(2, int))
    failing(monkeypatch, Rounds, "_solve", AssertionError("looked for elsewhere"))
    rounds = Rounds(Learning(program, Tangents([]), screen=True))
    with pytest.raises(Infeasible):
        rounds.hold(gap=0.01, time_limit=TIME_LIMIT, effort=0.0, doubts=False)


def any_start(start: WarmStart | None, draw: np.random.Generator) -> WarmStart | None:
    """A vertex of nothing."""
    return start and replace(start, columns=draw.permutation(start.columns), rows=draw.permutation(start.rows))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_least_costs_of_responses_are_the_same_wherever_simplex_begins(seed: int) -> None:
    """Also where it begins at a vertex of nothing, and where the audit has a row more than the search."""
    known, given = base(seed).learned, generated(seed)
    assert known is not None and known.reacted_at is not None and (known.reacted_at.rows >= 0).any()
    plan = solve_instance(given, read_instance(given), EXACTLY)
    start = any_start(known.reacted_at, np.random.default_rng(seed))
    nothing, settled, *_ = least_costs(plan)
    for learned in (known, replace(known, reacted_at=start)):
        costs, held, *_ = least_costs(replace(plan, learned=learned))
        assert costs == pytest.approx(nothing, nan_ok=True) and held == settled
    assert (known.reacted_at.of_rows(np.array([len(known.reacted_at.rows)])) < 0).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_that_is_known_has_to_be_true(seed: int) -> None:
    """Whatever stands in the file of a result: duals prove what they prove, and simplex may begin anywhere."""
    prepared, draw = base(seed), np.random.default_rng(seed)
    known = prepared.learned
    assert known is not None
    false = replace(
        Learned.unpacked(known.packed()),
        active=frozenset([0, 10_000]),
        touches=[replace(each, values=draw.normal(0, 1, len(each.values))) for each in known.touches],
        proofs=[draw.normal(0, 1e3, len(each)) for each in known.proofs],
        needs=[draw.normal(0, 1, len(each)) for each in known.needs],
        relaxed=draw.uniform(0, 100, len(known.relaxed)),
        relaxed_at=any_start(known.relaxed_at, draw),
        settled_at=any_start(known.settled_at, draw),
        reacted_at=any_start(known.reacted_at, draw),
    )
    other = Prepared(prepared.tables, false)
    assert other.learned is false
    assert other.ask(Question(), EXACTLY).objective == pytest.approx(prepared.ask(Question(), EXACTLY).objective)
    assert Prepared(generated(seed + 1), replace(known, relaxed=np.zeros(1))).learned is None


@pytest.mark.parametrize("seed", SEEDS)
def test_a_what_if_without_tariffs_passes_its_audit(seed: int) -> None:
    """Only costs move: the base plan is tried first, and what comes out costs what it costs from nothing. All is
    cheaper than in the base, whose cuts would be false as they are; proven anew they hold in the cheapest plan."""
    given = generated(seed)
    routes = [replace(row, tariff=ByYear.of(0.25)) for row in given[Route]]
    assert routes and all(row.tariff != ByYear.of(0.25) for row in given[Route])
    taxed = Prepared.of(replace(given, rows={**given.rows, Route: routes}), EXACTLY)
    decided = solve_instance(taxed.tables, taxed.instance, EXACTLY).decided
    near = audited(
        solve_instance(given, read_instance(given), replace(EXACTLY, warm_start=taxed.elsewhere, near=decided))
    )
    there = Prepared(given)
    everything = Learning(there.learning.program, there.learning.tangents, screen=False)
    whole = Rounds(everything).solve(gap=0.0, time_limit=TIME_LIMIT)
    assert near.objective == pytest.approx(whole.objective, rel=1e-6)
    learned = taxed.elsewhere(there.matrix, there.instance.tree)
    assert learned is not None
    known = knowing(there.learning, learned)
    assert known.cuts
    assert_true(known, whole.values)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_learned_serves_another_workbook(seed: int) -> None:
    """One with other prices, and without one of its suppliers."""
    given = generated(seed)
    suppliers = [replace(row, price=row.price.times(0.9)) for row in given[Supplier] if row.supplier != "friend"]
    other = replace(given, rows={**given.rows, Supplier: suppliers})
    near = audited(solve_instance(other, read_instance(other), replace(EXACTLY, warm_start=base(seed).elsewhere)))
    assert near.objective == pytest.approx(solve_instance(other, read_instance(other), EXACTLY).objective, rel=1e-6)
