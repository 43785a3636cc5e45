"""Plans under other what-ifs, worked by hand: what is built stays, the rest is decided anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from model.assemble import build_model
from model.decisions import Commitments, builds_of, held, of_builds
from model.errors import SolveFailed
from model.families.demand import Demand
from model.families.supply import Supplier
from model.instance import read_instance
from model.pipeline import solve_tables
from model.progress import Progress
from model.runs import Job, State, Store, solve_all
from model.schema import ByYear
from model.solver.highs import Interrupt, Solver, Status
from model.solver.matrix import read_matrix
from model.solver.rounds import Rounds
from model.tables import Tables
from model.whatif.regret import HeldJob, regret_jobs, regret_of
from tests.inline import tables
from tests.micro import MICRO

WORKS = """
    Countries
    country
    A

    Sites
    site | country
    City | A

    Commodities
    commodity
    ore
    magnet

    Suppliers
    supplier | site | commodity | price
    importer | City | magnet    | 10
    digger   | City | ore       | 1

    Capacity
    plant | site | technology
    Works | City | pressing

    Recipes
    recipe | commodity | quantity
    press  | ore       | -1
    press  | magnet    | 1

    Operations
    plant | recipe
    Works | press

    Projects
    project | plant | kind    | module size | most modules
    Line    | Works | modules | 20          | 1

    Costs
    item | fixed capex
    Line | 150

    Demand
    market | product | quantity | shortage cost
    City   | magnet  | 10       | 1000
"""
"""A line of 20 t costs 150 and makes a tonne from ore for 1; an imported tonne costs 10."""


def with_demand(quantity: float, more: str = "") -> Tables:
    given = tables(WORKS, more)
    rows = [replace(row, quantity=ByYear.of(quantity)) for row in given[Demand]]
    return replace(given, rows={**given.rows, Demand: rows})


def test_regret_of_two_plans(tmp_path: Path) -> None:
    """Of 10 t all are bought: 100, where a line would make it 150 + 10 = 160. Of 30 t a line makes 20 and 10 are
    bought: 150 + 20 + 100 = 270, where buying all would cost 300. So the plan without a line regrets 30 if much is
    needed, the plan with a line 60 if little is: the first is the compromise."""
    jobs = [Job("little", with_demand(10)), Job("much", with_demand(30))]
    own = solve_all(jobs, Store(tmp_path), workers=1)
    commitments = {result.name: Commitments.of(result.plan()) for result in own}
    assert {name: dict(each.builds) for name, each in commitments.items()} == {
        "little": {},
        "much": {("Line", 2026): (1, 20)},
    }
    regret = regret_of(own, solve_all(regret_jobs(jobs, commitments), Store(tmp_path), workers=1))
    assert regret.cost == pytest.approx(
        {("little", "little"): 100, ("much", "much"): 270, ("little", "much"): 300, ("much", "little"): 160}
    )
    assert regret.regret("little", "much") == pytest.approx(30) and regret.worst("little") == pytest.approx(30)
    assert regret.regret("much", "little") == pytest.approx(60) and regret.worst("much") == pytest.approx(60)
    assert regret.compromise == "little"


def test_what_is_closed_is_decided_anew(tmp_path: Path) -> None:
    """A mill of 10 t costs 50 to keep, or nothing closed. Of 10 t it makes all: 60; of 30 t a line makes the other 20:
    60 + 170. Without the line 20 are bought: 260. With it, if little is needed, the mill is closed: 150 + 10.

    Of 25 t the mill makes 10 and the rest is bought: 60 + 150. With a line 5 t are left, for 5 + 50 in the mill, for 50
    without, so that it is closed: 220. To close half of it would seem to cost 30, but a mill is open or is not."""
    mill = """
        Capacity
        plant | site | existing capacity
        Mill  | City | 10

        Operations
        plant | recipe
        Mill  | press

        Costs
        item | fixed opex
        Mill | 5

        Closures
        plant | closing cost
        Mill  | 0
        """
    quantities = {"little": 10, "middle": 25, "much": 30}
    jobs = [Job(name, with_demand(quantity, mill)) for name, quantity in quantities.items()]
    own = solve_all(jobs, Store(tmp_path), workers=1)
    commitments = {result.name: Commitments.of(result.plan()) for result in own}
    regret = regret_of(own, solve_all(regret_jobs(jobs, commitments), Store(tmp_path), workers=1))
    by_what_if = {"little": (60, 60, 160), "middle": (210, 210, 220), "much": (260, 260, 230)}
    assert regret.cost == pytest.approx(
        {(plan, comes): cost for comes, row in by_what_if.items() for plan, cost in zip(quantities, row, strict=True)}
    )


def test_a_plan_that_cannot_be_held_says_why(tmp_path: Path) -> None:
    """At least half of 30 t is to be made at home, which the plan without a line cannot."""
    limits = tables(WORKS, "Limits\nlimit | measure | of | bound | value\nhome | capacity | magnet | at least | 15")
    jobs = [Job("little", with_demand(10)), Job("at home", limits)]
    own = solve_all(jobs, Store(tmp_path), workers=1)
    commitments = {result.name: Commitments.of(result.plan()) for result in own}
    found = solve_all(regret_jobs(jobs, commitments), Store(tmp_path), workers=1)
    assert [result.state for result in found] == [State.OPTIMAL, State.INFEASIBLE]
    regret = regret_of(own, found)
    assert "no plan that holds every limit" in regret.reason["little", "at home"]
    assert regret.compromise == "at home"


def test_contracts_stay_signed(tmp_path: Path) -> None:
    """A contract for 10 t at 5 is worth 20 to sign: 10 t cost 70, 30 t with a line 150 + 20 + 70. Without a line 30 t
    cost 70 + 200 under the contract; with one, 10 t are made, for 160, and the 20 for the contract are lost."""
    offtake = tables("""
        Contracts
        contract | supplier | volume | price | length | signing cost
        offtake  | importer | 10     | 5     | 1      | 20
        """)
    jobs = [
        Job(name, replace(given, rows={**given.rows, **offtake.rows}))
        for name, given in (("little", with_demand(10)), ("much", with_demand(30)))
    ]
    own = solve_all(jobs, Store(tmp_path), workers=1)
    commitments = {result.name: Commitments.of(result.plan()) for result in own}
    regret = regret_of(own, solve_all(regret_jobs(jobs, commitments), Store(tmp_path), workers=1))
    assert regret.cost == pytest.approx(
        {("little", "little"): 70, ("much", "much"): 240, ("little", "much"): 270, ("much", "little"): 180}
    )


def test_who_signs_nothing_does_without(tmp_path: Path) -> None:
    """Where 10 t cost 4 each the contract of 20 and 5 each is not signed: 40. Where they cost 10 the plan without pays
    100, with it 70; held where they cost 4, it has cost 20 for nothing."""
    offtake = tables("""
        Contracts
        contract | supplier | volume | price | length | signing cost
        offtake  | importer | 10     | 5     | 1      | 20
        """)
    dear = replace(with_demand(10), rows={**with_demand(10).rows, **offtake.rows})
    sellers = [replace(row, price=4) if row.supplier == "importer" else row for row in dear[Supplier]]
    jobs = [Job("dear", dear), Job("cheap", replace(dear, rows={**dear.rows, Supplier: sellers}))]
    own = solve_all(jobs, Store(tmp_path), workers=1)
    commitments = {result.name: Commitments.of(result.plan()) for result in own}
    regret = regret_of(own, solve_all(regret_jobs(jobs, commitments), Store(tmp_path), workers=1))
    assert regret.cost == pytest.approx(
        {("dear", "dear"): 70, ("cheap", "cheap"): 40, ("cheap", "dear"): 100, ("dear", "cheap"): 60}
    )


def test_a_plan_that_was_not_found_in_time_is_not_impossible() -> None:
    """What was stopped is not known, and must not be kept as 'infeasible'."""
    stopped = Interrupt()
    stopped.set()
    instance = read_instance(with_demand(10))
    model = build_model(instance)
    matrix, reader = read_matrix(model)
    nothing = held(matrix, of_builds(matrix, {}), 0.0)
    with pytest.raises(SolveFailed, match="before the limit"):
        Rounds.of(model, nothing, reader, instance.tree).hold(gap=0.0, time_limit=10.0, interrupt=stopped)


def test_simplex_that_loses_its_way_from_another_vertex_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """By rounding alone: that there were no plan must not be concluded from it."""
    asked: list[Solver] = []

    def lost(solver: Solver, basis: object) -> object:
        asked.append(solver)
        return Status.kUnknown

    monkeypatch.setattr(Solver, "run_from", lost)
    held_plan = HeldJob("held", MICRO["concentration.an_hhi_of_three_countries"]()).find(Progress.silent())
    assert asked and held_plan.objective == pytest.approx(2200, rel=1e-6)


def test_a_plan_that_the_solver_is_at_a_loss_about_is_not_impossible(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Solver, "run_linear", lambda solver, *, vertex: Status.kUnknown)
    with pytest.raises(SolveFailed, match="HiGHS stopped with"):
        HeldJob("held", with_demand(10)).find(Progress.silent())


def test_a_plan_near_another_keeps_what_it_builds_within_the_gap() -> None:
    """Of 25 t: with a line 150 + 20 + 50 = 220, without 250. A gap of 20 % leaves either; the one it starts from
    stays."""
    given = with_demand(25)
    built = solve_tables(given, gap=0.0)
    assert built.objective == pytest.approx(220)
    kept = solve_tables(given, gap=0.2, near={})
    assert kept.objective == pytest.approx(250) and kept.bound <= 220
    assert builds_of(solve_tables(given, gap=0.2, near=built.decided)) == {("Line", 2026): (1, 20)}
    assert solve_tables(given, gap=0.0, near={}).objective == pytest.approx(220)
