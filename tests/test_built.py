"""The Pyomo model of tables: looked at, added to, written, and solved by others."""

from __future__ import annotations

import math
from importlib.util import find_spec
from pathlib import Path

import highspy
import pyomo.environ as pyo
import pytest

import model
from bench import mps
from tests.inline import tables
from tests.micro import CASES
from tests.shipped import shipped
from tests.steps import FAMILIES
from tests.test_results_risk import TWO_SELLERS

PRIORITY = (
    TWO_SELLERS.partition("    Limits")[0]
    + "    Limits\n    limit | measure | of | scope | bound | priority\n"
    + "    most | unmet | magnet | City | at most | 1\n"
)
OTHERS = ["appsi_highs", "scip", *(["gurobi"] if find_spec("gurobipy") else [])]
CONE = "concentration.an_hhi_of_three_countries"


def test_every_constraint_and_variable_is_described() -> None:
    built = model.build(shipped("quickstart"))
    constraints, variables = built.constraints, built.variables
    assert built.families == FAMILIES
    assert constraints["about"].all() and constraints["mathematics"].all() and variables["about"].all()
    assert list(constraints.index[constraints["family"] == ""]) == ["mass_balance"]
    assert variables["family"].all() and set(variables["family"]) | set(constraints["family"]) <= {*FAMILIES, ""}
    assert constraints["rows"].sum() == 104 and variables["columns"].sum() == 92
    assert variables.loc["build", "domain"] == "NonNegativeIntegers"
    assert len(repr(built)) < 120


@pytest.mark.parametrize("solver", ["highs", *OTHERS])
def test_each_solver_finds_the_same_audited_plan(solver: str, tmp_path: Path) -> None:
    plan = model.build(shipped("quickstart")).solve(solver)
    assert plan.objective == pytest.approx(39.05) and plan.bound == pytest.approx(39.05)
    assert plan.outcome == "optimal" and all(check.passed for check in plan.audit)
    assert plan.frames["builds"]["size"].sum() == 20 and "held" not in plan.statistics
    assert model.write(plan, tmp_path / "plan.xlsx").exists()


@pytest.mark.parametrize("solver", ["highs", *OTHERS])
def test_a_constraint_of_your_own_is_obeyed(solver: str) -> None:
    """At most 30 t of Chinese oxide in all. Nothing else of the plan's tables says so, and the audit passes."""
    built = model.build(shipped("quickstart"))
    bought = sum(built.model.purchase["Chinese oxide", n] for n in built.model.TRUNK)
    built.model.mine = pyo.Constraint(expr=bought <= 30)
    plan = built.solve(solver)
    purchases = plan.frames["purchases"]
    chinese = purchases[(purchases["supplier"] == "Chinese oxide") & purchases["node"].isin(list(built.model.TRUNK))]
    assert chinese["bought"].sum() == pytest.approx(30) and plan.objective > 39.06
    assert all(check.passed for check in plan.audit)
    assert "mine" in built.constraints.index and "changed in code" in str(plan.statistics["held"])
    with pytest.raises(model.InputError):
        model.prove(plan)


@pytest.mark.parametrize("solver", ["highs", "scip"])
def test_what_is_fixed_bounded_or_switched_off_is_obeyed(solver: str) -> None:
    built = model.build(shipped("quickstart"))
    built.model.build["Separation module", 2026].fix(0)
    later = built.solve(solver)
    assert later.frames["builds"]["decided"].min() > 2026 and later.objective > 39.06
    built.model.build["Separation module", 2026].unfix()
    built.model.build["Separation module", 2026].setub(0)
    assert built.solve(solver).objective == pytest.approx(later.objective)
    built.model.build["Separation module", 2026].setub(None)
    assert built.solve(solver).objective == pytest.approx(39.05)
    built.model.staffing.deactivate()
    with pytest.raises(model.AuditFailed):
        built.solve(solver)


def test_a_row_that_was_looked_at_or_replaced_is_read_as_it_is() -> None:
    built = model.build(shipped("quickstart"))
    row = built.model.supplier_limit["Chinese oxide", "2026"]
    assert "purchase" in str(row.expr)
    assert "held" not in built.solve().statistics
    row.set_value(row.body <= 10)
    plan = built.solve()
    assert plan.values["purchase"][0] == pytest.approx(10) and "held" in plan.statistics


def test_variables_and_blocks_of_your_own_are_part_of_the_program() -> None:
    """A stock of permits: a block with a variable, which no table shows."""
    built = model.build(shipped("quickstart"))
    built.model.permits = pyo.Block()
    built.model.permits.given = pyo.Var(domain=pyo.NonNegativeReals, bounds=(0, 10))
    bought = sum(built.model.purchase["Chinese oxide", n] for n in built.model.TRUNK)
    built.model.permits.needed = pyo.Constraint(expr=bought <= 2 * built.model.permits.given)
    found = [built.solve(solver).objective for solver in ("highs", "scip")]
    assert found[0] == pytest.approx(found[1]) and found[0] > 39.06


@pytest.mark.parametrize("name", list(CASES)[5::40])
def test_with_a_constraint_of_your_own_two_solvers_agree(name: str) -> None:
    """Nine tenths of what the plan without it has of its first variable."""
    built = model.build(CASES[name].tables())
    try:
        before = built.solve()
    except model.Infeasible:
        return
    first = next((each for each, values in before.values.items() if values.sum() > 1e-6), "")
    if not first:
        return
    variable = getattr(built.model, first)
    built.model.mine = pyo.Constraint(expr=pyo.quicksum(variable.values()) <= 0.9 * float(before.values[first].sum()))
    costs = []
    for solver in ("highs", "scip"):
        try:
            costs.append(built.solve(solver, gap=1e-9).objective)
        except model.Infeasible:
            costs.append(math.inf)
    assert costs[0] == pytest.approx(costs[1], rel=1e-6)


def test_another_objective_and_what_is_not_linear_are_refused() -> None:
    built = model.build(shipped("quickstart"))
    first, second = list(built.model.purchase.values())[:2] or built.model.purchase.values()
    built.model.odd = pyo.Constraint(expr=first * second <= 1)
    with pytest.raises(model.InputError, match="linear"):
        built.solve()
    built.model.del_component("odd")
    built.model.total_cost.deactivate()
    built.model.other = pyo.Objective(expr=first)
    with pytest.raises(model.InputError, match="objective"):
        built.solve()
    built.model.other.deactivate()
    with pytest.raises(model.InputError, match="one objective"):
        built.solve()
    built.model.total_cost.activate()
    built.model.order = pyo.SOSConstraint(var=built.model.purchase, sos=2)
    with pytest.raises(model.InputError, match="SOSConstraint"):
        built.solve()


def test_a_solver_that_is_not_there_is_told_with_those_that_are() -> None:
    built = model.build(shipped("quickstart"))
    with pytest.raises(model.InputError, match=r"'hihgs' is no solver .* Available: .*appsi_highs"):
        built.solve("hihgs")
    with pytest.raises(model.InputError, match=r"'glpk' is not installed"):
        built.solve("glpk")
    with pytest.raises(model.SolveFailed, match="scip failed"):
        built.solve("scip", options={"no/such/option": 1})
    with pytest.raises(model.InputError, match="Options"):
        built.solve(options={"mip_rel_gap": 0.1})


@pytest.mark.parametrize("solver", ["highs", *OTHERS])
def test_that_there_is_no_plan_is_an_error(solver: str) -> None:
    built = model.build(shipped("quickstart"))
    built.model.never = pyo.Constraint(expr=sum(built.model.build[each] for each in built.model.DECISIONS) >= 1000)
    with pytest.raises(model.Infeasible, match="a model that was changed in code"):
        built.solve(solver)


def test_a_cone_is_solved_here_and_in_no_file(tmp_path: Path) -> None:
    built = model.build(CASES[CONE].tables())
    assert all(check.passed for check in built.solve().audit)
    for refused in (lambda: built.write(tmp_path / "x.mps"), lambda: built.solve("scip")):
        with pytest.raises(model.InputError, match="'variety' of Limits is a second-order cone"):
            refused()


def optimum(file: Path) -> float:
    """Least cost of a file, by HiGHS as anybody has it."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    assert highs.readModel(str(file)) == highspy.HighsStatus.kOk
    highs.run()
    return float(highs.getInfo().objective_function_value)


@pytest.mark.parametrize("ending", ["mps", "lp"])
@pytest.mark.parametrize("text", [TWO_SELLERS, TWO_SELLERS + "    tail | CVaR of unmet | magnet | City | 90"])
def test_a_file_has_the_whole_program(tmp_path: Path, ending: str, text: str) -> None:
    built = model.build(tables(text))
    file = built.write(tmp_path / f"program.{ending}")
    assert optimum(file) == pytest.approx(built.solve().objective, rel=1e-6)
    assert built.write(file) == file
    assert "mass_balance." in file.read_text(encoding="utf-8")


def test_a_file_of_another_program_is_left_alone(tmp_path: Path) -> None:
    built = model.build(shipped("quickstart"))
    (tmp_path / "mine.mps").write_text("* mine")
    with pytest.raises(model.OutputRefused, match="choose another file"):
        built.write(tmp_path / "mine.mps")
    with pytest.raises(model.OutputRefused, match=r"ends in \.mps or \.lp"):
        built.write(tmp_path / "program.xlsx")


def test_limits_with_a_priority_have_no_single_model() -> None:
    with pytest.raises(model.InputError, match="priority"):
        model.build(tables(PRIORITY))


@pytest.mark.parametrize("name", ["farmer", "sparta", "quickstart"])
def test_the_written_program_has_the_optimum_of_the_plan_by_other_readers(name: str, tmp_path: Path) -> None:
    """HiGHS's own reading and SCIP's, each in a process of its own; all others by ``python -m bench.mps``."""
    program, gap = next((read(), gap) for each, read, gap in mps.cases(has_largest=False) if name in each)
    plan = model.solve(program, gap=gap, light=True)
    file = model.build(program).write(tmp_path / "program.mps")
    for solver in mps.SOLVERS:
        cost, bound = mps.interval(solver, file, plan.asked["gap"])
        assert mps.agree(plan, cost, bound) and cost == pytest.approx(plan.objective, rel=1e-6)
    assert not mps.agree(plan, plan.bound - 1, plan.bound - 1) and not mps.agree(plan, math.inf, plan.objective + 1)
