"""A plan that its audit does not pass is never taken for one that does, whichever way it was asked for."""

from __future__ import annotations

import pickle
from inspect import unwrap
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from syrupy.assertion import SnapshotAssertion

import model.families.assemble
from model import AuditFailed, Tables
from tests.inline import tables
from tests.jobs import PlanJob, State, Store, read_plan, solve_job
from tests.micro.case import CITY
from tests.steps import ExitCode, Progress, main, solve_tables, write_inputs


@pytest.fixture(autouse=True)
def _a_model_that_forgets_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model lets every supplier sell as much as one likes."""
    build = unwrap(model.families.assemble.build_model)  # those that tests share stay as they are

    def forgetful(*given: Any, **options: Any) -> Any:
        m = build(*given, **options)
        m.supplier_limit.deactivate()
        return m

    monkeypatch.setattr(model.families.assemble, "build_model", forgetful)


def shop() -> Tables:
    """100 magnets at 1, of which the near seller has 60; the rest at 2: 140."""
    return tables(
        CITY,
        """
        Suppliers
        supplier | site | commodity | price | limit
        near     | City | magnet    | 1     | 60
        far      | City | magnet    | 2     |

        Demand
        market | product | 2026
        City   | magnet  | 100
        """,
    )


def test_whoever_asks_for_a_plan_is_told() -> None:
    with pytest.raises(AuditFailed, match="supplier limits: near, 2026: 100 is above 60") as told:
        solve_tables(shop())
    assert told.value.plan.objective == pytest.approx(100)
    assert [check.name for check in told.value.plan.audit if not check.passed] == ["supplier limits"]


def test_another_process_is_told_the_same() -> None:
    """An error that is sent to another process arrives with its plan."""
    with pytest.raises(AuditFailed) as told:
        solve_tables(shop())
    heard = pickle.loads(pickle.dumps(told.value))
    assert str(heard) == str(told.value)
    assert heard.plan.objective == told.value.plan.objective


def test_a_job_keeps_the_plan_and_says_what_is_wrong_with_it(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    job = PlanJob("shop", shop())
    result, content = solve_job(job, Progress.silent())
    assert result.state is State.OPTIMAL and not result.is_audited
    assert result.reason == snapshot
    file = Store(tmp_path).keep(result, job.key(), content)
    assert file is not None
    assert read_plan(file).objective == pytest.approx(100)


def test_the_command_writes_the_plan_as_what_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    workbook, out = tmp_path / "shop.xlsx", tmp_path / "plan.xlsx"
    write_inputs(workbook, shop())
    assert main(["solve", str(workbook), "--out", str(out), "--quiet"]) == ExitCode.AUDIT
    assert capsys.readouterr().err == snapshot
    said = [cell for row in load_workbook(out)["Summary"].iter_rows(values_only=True) for cell in row if cell]
    assert any("AUDIT FAILED" in str(cell) for cell in said)
