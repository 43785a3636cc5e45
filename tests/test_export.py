"""The program in files for other solvers: with the shared columns at the plan, they cost what the plan costs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import highspy
import pytest
from syrupy.assertion import SnapshotAssertion

from tests.inline import tables
from tests.steps import ExitCode, carried_plan, main, write_inputs
from tests.test_results_risk import TWO_SELLERS

TAIL = "    tail | CVaR of unmet | magnet | City | 90"


def solved_beside(tmp_path: Path, text: str) -> tuple[Path, dict[str, Any], float]:
    """The folder of a program, its JSON, and the cost of its plan."""
    book, out, folder = (tmp_path / name for name in ("book.xlsx", "plan.xlsx", "program"))
    write_inputs(book, tables(text))
    assert main(["solve", str(book), "--out", str(out), "--export", str(folder), "--quiet"]) == ExitCode.OPTIMAL
    return folder, json.loads((folder / "columns.json").read_text(encoding="utf-8")), carried_plan(out).objective


def least_cost(file: Path, fixed: dict[str, float]) -> float:
    """Least cost of a program with some columns fixed, by HiGHS as anybody has it."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.readModel(str(file))
    for number, name in enumerate(highs.getLp().col_names_):
        if name in fixed:
            highs.changeColBounds(number, fixed[name], fixed[name])
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(highs.getInfo().objective_function_value)


@pytest.mark.parametrize(("text", "apart"), [(TWO_SELLERS, 2), (TWO_SELLERS + TAIL, 0)], ids=["apart", "joined"])
def test_recourse_read_back_costs_what_the_plan_costs(tmp_path: Path, text: str, apart: int) -> None:
    """The core, and each branch by its probability; branches that a CVaR joins are in the core."""
    folder, program, cost = solved_beside(tmp_path, text)
    fixed = {each["column"]: each["value"] for each in program["columns"]}
    files = {each["file"]: each["probability"] for each in program["branches"] if each["file"] != program["core"]}
    recourse = sum(probability * least_cost(folder / file, fixed) for file, probability in files.items())
    assert least_cost(folder / program["core"], fixed) + recourse == pytest.approx(cost, rel=1e-6)
    assert {path.name for path in folder.iterdir()} == {"columns.json", program["core"], *files}
    assert len(program["branches"]) == 2 and len(files) == apart


def test_a_folder_with_files_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is known before the plan is sought."""
    monkeypatch.chdir(tmp_path)
    Path("mine").mkdir()
    Path("mine", "core.mps").write_text("mine")
    write_inputs(Path("book.xlsx"), tables(TWO_SELLERS))
    assert main(["solve", "book.xlsx", "--export", "mine"]) == ExitCode.OUTPUT
    assert Path("mine", "core.mps").read_text() == "mine"
    assert capsys.readouterr().err == snapshot
