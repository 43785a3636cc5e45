"""A question that leaves things out one by one is a few lines on the engine of ``mandates`` and ``contributions``: the
study of docs/adding-a-study.md, as quoted there."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from model.studies.with_without import UNKNOWN, Names, consistent
from tests.inline import tables
from tests.jobs import Store
from tests.steps import ExitCode, main
from tests.studies import answered, asked, catalogue, noting, saving, stopped_after, written_both
from tests.test_adding_a_study import quoted

CITY = """
    Countries
    country
    Home

    Sites
    site | country
    City | Home

    Commodities
    commodity
    metal

    Suppliers
    supplier | site | commodity | price | limit
    near     | City | metal     | 4     | 5
    far      | City | metal     | 10    | 20
    dear     | City | metal     | 30    | 20

    Demand
    market | product | 2026
    City   | metal   | 12
"""
"""Five at 4 and seven at 10 cost 90. Without near twelve at 10 cost 120, without far five at 4 and seven at 30 cost
230; nothing is bought of dear."""


@pytest.fixture
def supplier_worth(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The study as the page has it."""
    module = ModuleType("model.studies.suppliers")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(quoted("suppliers.py"), "suppliers.py", "exec"), module.__dict__)
    return module.SupplierWorth


def test_a_new_question_is_sixty_lines() -> None:
    assert quoted("suppliers.py").count("\n") <= 60


@pytest.mark.usefixtures("in_this_process")
def test_the_study_is_a_command_by_its_entry(
    supplier_worth: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = eval(quoted("the entry of suppliers"), dict(vars(catalogue)))
    monkeypatch.setitem(catalogue.STUDIES, entry.name, entry)
    out = tmp_path / "suppliers.xlsx"
    assert main(["suppliers", "inputs/quickstart.xlsx", "--out", str(out), "--quiet"]) == ExitCode.OPTIMAL
    assert "Without" in capsys.readouterr().out and out.exists()


def test_each_supplier_left_out(supplier_worth: Any, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """Dear takes no solve: the plan of all uses none of it."""
    study, names = supplier_worth(tables(CITY)), list[str]()
    sets = asked(study, Store(tmp_path), pool=noting(names))
    assert [sets.last(name) for name in ("near", "far", "dear")] == [
        pytest.approx((30, 30)), pytest.approx((140, 140)), (0, pytest.approx(0)),
    ]  # fmt: skip
    assert names == ["With all suppliers", "Without near", "Without far"]
    document = study.document(sets)
    written_both(document)
    assert document.findings == snapshot and sets.exit_code == ExitCode.OPTIMAL


def test_a_supplier_without_which_there_is_no_plan_and_one_not_known(
    supplier_worth: Any, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """Near and far have twelve in all, and dear four: without near eleven are left of twelve. Ctrl-C comes before
    far is left out."""
    study = supplier_worth(tables(CITY.replace("10    | 20", "10    | 7").replace("30    | 20", "30    | 4")))
    sets = answered(study, Store(tmp_path), stopped_after(1))
    assert study.document(sets).findings == snapshot
    assert sets.last("far")[0] == 0 and sets.exit_code == ExitCode.LIMIT


def test_what_may_cost_proves_nothing_of_others() -> None:
    """A set costs no less than a larger one, unless that has an item that may cost."""
    costs = {Names(): UNKNOWN, Names("a"): (5.0, 6.0), Names("b"): (1.0, 9.0), Names("ab"): (3.0, 4.0)}
    assert consistent(costs)[Names("b")] == (3.0, 9.0) and consistent(costs)[Names()] == (5.0, float("inf"))
    assert consistent(costs, Names("a"))[Names("b")] == (1.0, 9.0)
    assert saving(Names("b"), Names("ab"), consistent(costs, Names("a")), Names("a")) == (-3.0, 6.0)
    assert saving(Names("b"), Names("ab"), costs) == (0.0, 6.0)
