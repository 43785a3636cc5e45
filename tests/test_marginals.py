"""Marginal values of plans: prices of goods, duals and reduced costs, against what a little more really costs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import highspy
import numpy as np
import pytest

import model
from tests.micro import CASES
from tests.shipped import shipped
from tests.steps import solve_tables

STEP = 1e-4
"""Of the right-hand side, relative to its size."""
NEAR = 1e-5
"""Relative tolerance of a slope: HiGHS holds rows to 1e-9 here, and steps are small."""
ROWS = 4
"""Rows of an instance that are compared, those with the largest duals first."""
EACH = 4
"""Instances of which one is solved. Of all of them, 1,316 rows of 338 instances agree, 431 of them at a kink."""
ENOUGH = 50
"""Instances with a price of goods."""
SMALL = 300
"""Columns of those that are compared."""


class Program:
    """The program of a plan as anybody reads it from a file, with its whole numbers fixed."""

    def __init__(self, plan: model.Plan, file: Path) -> None:
        built = model.build(plan.tables)
        self.highs: Any = highspy.Highs()
        for name, value in {"output_flag": False, "primal_feasibility_tolerance": 1e-9, "presolve": "off"}.items():
            self.highs.setOptionValue(name, value)
        self.highs.readModel(str(built.write(file)))
        program = self.highs.getLp()
        self.values = np.concatenate(list(plan.values.values()))
        self.columns, self.rows = list(program.col_names_), list(program.row_names_)
        self.lower, self.upper = np.array(program.row_lower_), np.array(program.row_upper_)
        rows = built.constraints["rows"]
        self.duals = np.concatenate([plan.duals(name)["dual"] for name in rows.index if rows[name]])
        self.is_whole = np.array([each == highspy.HighsVarType.kInteger for each in program.integrality_])
        for at in np.flatnonzero(self.is_whole).tolist():
            self.highs.changeColIntegrality(at, highspy.HighsVarType.kContinuous)
            self.fix(at, self.values[at])
        assert len(self.duals) == len(self.rows) and len(self.values) == len(self.columns)

    def fix(self, column: int, value: float) -> None:
        self.highs.changeColBounds(column, value, value)

    def cost(self, row: int = 0, by: float = 0.0) -> float:
        """Least cost with a right-hand side changed; infinite if there is no plan."""
        self.highs.changeRowBounds(row, self.lower[row] + by, self.upper[row] + by)
        self.highs.run()
        is_optimal = self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        found = float(self.highs.getInfo().objective_function_value) if is_optimal else math.inf
        self.highs.changeRowBounds(row, self.lower[row], self.upper[row])
        return found

    def slopes(self, row: int) -> tuple[float, float]:
        """What a little less of a right-hand side saves and a little more costs, for each unit of it."""
        bound = self.upper[row] if np.isfinite(self.upper[row]) else self.lower[row]
        step = STEP * max(1.0, abs(bound))
        return (self.cost() - self.cost(row, -step)) / step, (self.cost(row, step) - self.cost()) / step


def programs(folder: Path) -> Iterator[tuple[str, Program]]:
    """Of every fourth micro instance, those without cones that have a plan."""
    for name, case in list(CASES.items())[::EACH]:
        try:
            found = Program(solve_tables(case.tables()), folder / f"{name}.mps")
        except (model.Infeasible, model.InputError):
            continue
        if len(found.columns) <= SMALL:
            yield name, found


def test_duals_are_what_a_little_more_costs(tmp_path: Path) -> None:
    """Of balances and of other constraints. Where the cost has a kink the dual lies between what a little less saves
    and what a little more costs."""
    compared = with_price = 0
    for name, program in programs(tmp_path):
        order = np.argsort(-np.abs(program.duals), kind="stable")
        rows = [row for row in order[:ROWS].tolist() if program.duals[row]]
        with_price += any(program.rows[row].startswith("mass_balance.") for row in rows)
        for row in rows:
            less, more = program.slopes(row)
            dual, room = program.duals[row], NEAR * max(1.0, abs(program.duals[row]))
            assert less - room <= dual <= more + room, (name, program.rows[row], less, dual, more)
            compared += 1
    assert with_price >= ENOUGH and compared >= 3 * ENOUGH, (with_price, compared)


@pytest.fixture(scope="module")
def plan() -> model.Plan:
    return model.solve(shipped("quickstart"))


def test_a_price_is_that_of_its_year_undiscounted(plan: model.Plan) -> None:
    """The quick start mines concentrate at 4,000 USD/t each year: that is its price there."""
    prices = plan.duals("mass_balance")
    at_mine = prices[(prices["site"] == "Mine Hill") & (prices["disruption"] == "")]
    assert list(at_mine["price"]) == pytest.approx([4000.0] * len(at_mine))
    assert prices.attrs["units"]["price"] == "USD/unit" and prices.attrs["cost"] == pytest.approx(plan.objective)


def test_a_price_is_without_discount_and_years_of_a_period() -> None:
    """The same at another discount rate, in money of the year, and in periods of two years, a unit each year."""
    for change in ({"discount rate": 0.25}, {"years per period": 2, "last year": 2031}):
        frames = model.to_frames(shipped("quickstart"))
        for name, value in change.items():
            frames["Settings"].loc[name, "value"] = value
        prices = model.solve(model.from_frames(frames)).duals("mass_balance")
        at_mine = prices[(prices["site"] == "Mine Hill") & (prices["disruption"] == "")]
        assert list(at_mine["price"]) == pytest.approx([4000.0] * len(at_mine)), change


def test_a_disruption_without_probability_has_duals_and_no_price(plan: model.Plan) -> None:
    prices = plan.duals("mass_balance")
    assert prices[prices["disruption"] == ""]["price"].notna().all()
    assert prices[prices["disruption"] != ""]["price"].isna().all()


def test_labels_have_the_names_of_the_field(plan: model.Plan) -> None:
    assert list(plan.duals("staffing")) == ["skill", "labour market", "period", "dual", "undiscounted"]
    named = ["plant", "recipe", "year", "disruption", "value", "reduced_cost", "undiscounted"]
    assert list(plan.reduced_costs("run")) == named


def test_every_constraint_and_variable_has_marginal_values(plan: model.Plan) -> None:
    built = model.build(plan.tables)
    sizes: Mapping[str, int] = built.constraints["rows"].to_dict()
    assert {name: len(plan.duals(name)) for name in sizes} == sizes
    sizes = built.variables["columns"].to_dict()
    assert {name: len(plan.reduced_costs(name)) for name in sizes} == sizes


def test_whole_numbers_are_fixed_and_have_no_reduced_cost(plan: model.Plan) -> None:
    assert plan.reduced_costs("build")["reduced_cost"].isna().all()
    assert plan.reduced_costs("purchase")["reduced_cost"].notna().all()


def test_a_name_that_is_not_there_is_answered_with_similar_ones(plan: model.Plan) -> None:
    with pytest.raises(model.InputError, match=r"no constraint 'mass balance'\. Similar: mass_balance, "):
        plan.duals("mass balance")
    with pytest.raises(model.InputError, match=r"no variable 'builds'\. Similar: build, "):
        plan.reduced_costs("builds")


def test_a_plan_with_held_decisions_has_no_marginal_values(plan: model.Plan) -> None:
    held = model.solve(plan.tables, hold=plan)
    with pytest.raises(model.InputError, match="another plan"):
        held.duals("mass_balance")


def test_of_a_plan_with_a_cone_the_tangents_are_part_of_the_program() -> None:
    plan = solve_tables(CASES["concentration.an_hhi_of_three_countries"].tables())
    assert plan.duals("mass_balance").attrs["cost"] == pytest.approx(plan.objective, rel=1e-6)
