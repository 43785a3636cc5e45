"""The fuzzer of workbooks: it draws what there is, notices what is wrong, and shrinks it. `bench.fuzzing` runs long."""

from __future__ import annotations

import math
import subprocess
import sys
from inspect import unwrap
from typing import Any

import pytest

from bench.fuzzing import outcome, second, wild
from bench.fuzzing.draw import MEASURED, SCALES, sheets_of_rows
from bench.fuzzing.outcome import INFEASIBLE, PLAN, Outcome, differ, is_cheaper
from bench.fuzzing.rules import RULES, Trial
from bench.fuzzing.shrink import shrunk
from bench.fuzzing.workbook import all_rows, numbered, random_workbook
from model import Tables
from model.testing import SHEET_OF, Kind, Limit, Supplier
from tests.conftest import program
from tests.micro import CASES, MICRO

NUMBERS = (Kind.NUMBER, Kind.PERCENT, Kind.YEARLY)

SEEDS = range(4)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_workbook_holds_to_every_rule(seed: int) -> None:
    trial = Trial(random_workbook(f"quick-{seed}"), f"quick-{seed}")
    assert {rule: said for rule, check in RULES.items() if (said := check(trial))} == {}


@pytest.mark.parametrize(
    ("number", "became"),
    [(1, "spoiled: refused"), (6, "cramped: plan"), (9, "cramped: infeasible"), (7, "disrupted: plan")],
)
def test_a_workbook_as_people_get_it_wrong_ends_in_words(number: int, became: str) -> None:
    """A few; `bench.fuzzing --wild` tries thousands."""
    assert wild.becomes(f"sample-{number}") == (became, "")


def test_a_seed_has_one_workbook() -> None:
    one, again = (random_workbook("quick-0") for _ in range(2))
    assert all_rows(one) == all_rows(again)
    assert one.settings == again.settings


def test_a_seed_has_one_workbook_whatever_is_imported_first() -> None:
    """The order in which sheets are declared is that of imports."""
    draw = "from bench.fuzzing.workbook import random_workbook; print(repr(random_workbook('quick-0').rows))"
    first = ("", "import model.families.workforce.terms; ")
    one, other = (
        subprocess.run([sys.executable, "-c", each + draw], capture_output=True, check=True).stdout for each in first
    )
    assert one and one == other


def test_every_unit_and_measure_has_a_size() -> None:
    """A family that declares a unit of its own says in bench/fuzzing/draw.py how large such numbers are."""
    units = {column.unit for sheet in sheets_of_rows() for column in sheet.columns if column.kind in NUMBERS}
    assert units - SCALES.keys() == {"see measure"}
    assert [{*MEASURED}] == [{*column.options} for column in SHEET_OF[Limit].columns if column.header == "measure"]


@pytest.mark.parametrize("name", ["concentration.an_hhi_of_three_countries", "supply.sellers_cut_off"])
def test_the_second_solver_finds_what_is_worked_out_by_hand(name: str) -> None:
    assert second.optimum(*second.program_by_rows(MICRO[name]())) == (
        PLAN,
        pytest.approx(CASES[name].objective, rel=1e-5),
    )


def test_the_second_solver_knows_when_there_is_no_plan_and_when_no_end() -> None:
    none = program(cost=[1], rows=[[1]], row_lower=[2], upper=1)
    endless = program(cost=[-1], rows=[[1]], row_lower=[2])
    assert second.optimum(none, [])[0] == "infeasible"
    assert second.optimum(endless, [])[0] == "unbounded"
    assert second.optimum(program(cost=[1], rows=[[2]], row_lower=[3], whole=True), []) == ("plan", 2.0)


def test_verdicts_differ_by_more_than_rounding() -> None:
    one, rounded, other = (Outcome(PLAN, cost) for cost in (100.0, 100.0001, 99.0))
    none = Outcome(INFEASIBLE)
    assert not differ(one, rounded) and differ(one, other) and differ(one, none) and not differ(none, none)
    assert is_cheaper(other, one) and not is_cheaper(rounded, one) and is_cheaper(one, none)
    assert not is_cheaper(none, one) and math.isnan(none.cost)


def test_a_constraint_that_is_gone_is_noticed_and_shrunk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the limit of suppliers a plan is cheaper than what SCIP finds, and fails the audit; the smallest workbook
    that shows it has one supplier with a limit, and nothing that it does not need."""

    build_model = unwrap(outcome.build_model)  # models that tests share stay as they are

    def without_limit(instance: Any) -> Any:
        model = build_model(instance)
        model.supplier_limit.deactivate()
        return model

    monkeypatch.setattr(outcome, "build_model", without_limit)
    given = numbered(MICRO["supply.the_cheaper_seller_up_to_its_limit"]())

    def is_wrong(tried: Tables) -> bool:
        trial = Trial(tried, "planted")
        return bool(RULES["second solver"](trial) and RULES["audit"](trial))

    assert is_wrong(given)
    small = shrunk(given, is_wrong)
    assert [row.limit is not None for row in small[Supplier]] == [True]
    assert len(all_rows(small)) < len(all_rows(given))
