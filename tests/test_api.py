"""The program from Python: documented, typed, quick to import, and checked as a workbook is."""

from __future__ import annotations

import doctest
import gc
import logging
import math
import re
import shutil
import subprocess
import sys
import threading
import weakref
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from syrupy.assertion import SnapshotAssertion

import model
from model.testing import SHEET_OF, Change, Entry, Operation, Range, Row, Stockpile
from tests.inline import tables
from tests.micro.case import CITY
from tests.shipped import shipped, together
from tests.steps import ExitCode
from tests.studies import catalogue

ROOT = Path(__file__).parents[1]
QUICKSTART = ROOT / "inputs" / "quickstart.xlsx"


def test_the_page_of_the_api_says_what_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = doctest.testfile(str(ROOT / "docs" / "api.md"), module_relative=False, encoding="utf-8")
    assert found.attempted > 10 and not found.failed


@pytest.mark.parametrize(
    ("script", "says", "plot"),
    [
        ("notebook.py", "8", "training_seats.png"),
        ("notebook_chains.py antibiotics", "fill rate", "antibiotics_prices.png"),
    ],
)
def test_a_notebook_runs_and_plots(script: str, says: str, plot: str, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    shutil.copytree(ROOT / "inputs", tmp_path / "inputs")
    (tmp_path / "outputs").mkdir()
    name, *chain = script.split()
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / name, *chain], cwd=tmp_path, env=_with_path(), capture_output=True, text=True,
        encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert says in done.stdout and (tmp_path / "outputs" / plot).stat().st_size > 5_000


def _with_path() -> dict[str, str]:
    import os

    return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


def test_importing_it_imports_nothing_else() -> None:
    code = "import sys, model; print(sorted({'pandas', 'pyomo', 'highspy', 'openpyxl'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_name_is_there_and_documented() -> None:
    for name in model.__all__:
        found = getattr(model, name)
        assert found.__doc__, name
        if name.islower():
            assert "Parameters\n" in found.__doc__ and "Returns\n" in found.__doc__, name
    assert set(model.__all__) == set(dir(model))
    with pytest.raises(AttributeError, match="solver_of_all"):
        _ = model.solver_of_all
    assert (ROOT / "model" / "py.typed").exists()


def values(tables: model.Tables) -> dict[str, list[Row]]:
    """All rows without their places, changes aside, whose numbers have a format in a workbook only."""
    rows = {**tables.without(Change, Range).rows, type(tables.settings): [tables.settings]}
    return {SHEET_OF[each].name: [replace(row, line=0) for row in some] for each, some in rows.items() if some}


@together
@pytest.mark.parametrize("name", ["quickstart", "rare_earths", "gallium_germanium", "graphite_anode", "antibiotics"])
def test_tables_survive_being_frames(name: str) -> None:
    tables = shipped(name)
    assert values(model.from_frames(model.to_frames(tables))) == values(tables)


def test_frames_are_in_the_order_of_the_sheets_whatever_was_imported_first() -> None:
    """Rows of the program, and so remedies among equals, follow the order of the sheets."""
    says = "import model; print(list(model.to_frames(model.load('inputs/quickstart.xlsx'))))"
    orders = {
        subprocess.run([sys.executable, "-c", f"{first}; {says}"], cwd=ROOT, env=_with_path(), capture_output=True,
                       text=True, check=True).stdout
        for first in ("pass", "import model.families.workforce.rows, model.families.demand.rows")
    }  # fmt: skip
    assert len(orders) == 1


def test_a_share_is_a_fraction_in_a_frame() -> None:
    """1.1 in a workbook could be 1.1 % or 110 %, which has to be asked; in a frame it is 110 %."""
    sheets = model.to_frames(model.load(QUICKSTART))
    sheets["Routes"]["tariff"] = [0.0, 0.0, 1.1, 0.0]
    tariff = model.to_frames(model.from_frames(sheets))["Routes"]["tariff"]
    assert tariff[2] == 1.1


def test_settings_may_have_their_names_in_a_column_as_in_a_workbook() -> None:
    """As pandas reads them from one; a discount rate is a fraction there, too."""
    sheets = model.to_frames(model.load(QUICKSTART))
    sheets["Settings"].loc["discount rate", "value"] = 1.0
    for name in ("setting", "Setting"):
        given = sheets | {"Settings": sheets["Settings"].rename_axis(name).reset_index()}
        assert values(model.from_frames(given)) == values(model.from_frames(sheets))


@pytest.mark.parametrize(
    ("sheet", "frame", "says"),
    [
        ("Settings", pd.DataFrame({"setting": ["no such"], "value": [1]}), "column 'setting' holds 'no such'"),
        ("Settings", pd.DataFrame({"setting": ["gap"], "value": [[0.1]]}), "holds '[0.1]'"),
        ("Settings", pd.DataFrame(), "the column 'value', required"),
        ("Demand", pd.DataFrame(), "Demand: at least one row"),
        (
            "Demand",
            pd.DataFrame({"market": [["Detroit"]], "product": ["Magnet"], 2026: [1.0]}),
            "holds \"['Detroit']\"",
        ),
    ],
)
def test_frames_of_any_shape_have_errors_in_words(sheet: str, frame: pd.DataFrame, says: str) -> None:
    errors = errors_of(model.to_frames(model.load(QUICKSTART)) | {sheet: frame})
    assert any(says in error for error in errors), errors


def errors_of(sheets: dict[str, pd.DataFrame]) -> list[str]:
    with pytest.raises(model.InputError) as caught:
        model.from_frames(sheets)
    return [str(problem) for problem in caught.value.problems if not problem.is_warning]


def test_all_errors_of_frames_are_told_by_row_and_column(snapshot: SnapshotAssertion) -> None:
    """Of rows that messages name in passing, too."""
    sheets = model.to_frames(model.load(QUICKSTART))
    sheets["Sites"] = sheets["Sites"].set_axis(["mine", "port", "works", "home", "away"])
    sheets["Sites"].loc["port", "country"] = "Nowhere"
    sheets["Sites"].loc["home", "site"] = "Texas Works"
    sheets["Skills"]["training seats"] = -1
    sheets["Settings"].loc["last year", "value"] = "soon"
    del sheets["Projects"]["kind"]
    errors = errors_of(sheets)
    for start in (
        "Sites, row 'port', column 'country' holds 'Nowhere'", "Skills, row 0, column 'training seats' holds '-1'",
        "Settings, row 'last year', column 'value' holds 'soon'", "Projects, a new column: the column 'kind', required",
    ):  # fmt: skip
        assert any(error.startswith(start) for error in errors), (start, errors)
    assert errors == snapshot
    assert not any("!" in error for error in errors)


def test_tables_of_frames_know_where_their_rows_stand(snapshot: SnapshotAssertion) -> None:
    sheets = model.to_frames(model.load(QUICKSTART))
    sheets["Commodities"].loc[1, "storable"] = "no"
    sheets["Stockpiles"] = pd.DataFrame(
        {"stockpile": ["Cave"], "site": ["Detroit"], "commodity": ["Oxide"], "capacity": [5]}, index=["store"]
    )
    (error,) = errors_of(sheets)
    assert error == snapshot
    sheets["Commodities"].loc[1, "storable"] = "yes"
    tables = model.from_frames(sheets)
    (row,) = tables[Stockpile]
    assert row.where("capacity") == snapshot


def test_what_refers_to_a_row_without_a_name_is_not_told_again(snapshot: SnapshotAssertion) -> None:
    """Unless more names are unknown than rows lack one."""
    sheets = model.to_frames(model.load(QUICKSTART))
    sheets["Recipes"]["recipe"] = sheets["Recipes"]["recipe"].astype(object)
    sheets["Recipes"].loc[0, "recipe"] = True
    (error,) = errors_of(sheets)
    assert error == snapshot
    sheets["Operations"].loc[2, "recipe"] = "Alchemy"
    assert len(errors_of(sheets)) == 3


def test_a_change_to_a_share_is_a_fraction_in_a_frame() -> None:
    """And stays per cent in what was typed."""
    sheets = model.to_frames(model.load(QUICKSTART))
    sheets["What-ifs"] = pd.DataFrame({"what-if": ["free trade"]})
    sheets["Changes"] = pd.DataFrame({
        "what-if": "free trade", "sheet": ["Routes", "Routes", "Settings"], "rows": ["any", "any", "discount rate"],
        "column": ["tariff", "freight", "value"], "operation": "set", "value": [1.1, 5.0, 0.03],
    })  # fmt: skip
    typed = [change.value for change in model.from_frames(sheets)[Change]]
    assert typed == [Entry(1.1, "0%"), Entry(5.0), Entry(0.03, "0%")]


def test_tables_made_in_code_are_checked() -> None:
    tables = model.load(QUICKSTART)
    assert model.check(tables) == []
    from model.testing import Site

    alone = tables.without(Site)
    assert any(problem.sheet == "Sites" for problem in model.check(alone))


def test_warnings_and_stages_go_to_one_logger(caplog: pytest.LogCaptureFixture) -> None:
    sheets = model.to_frames(model.load(QUICKSTART))
    sheets["Sites"] = pd.concat([sheets["Sites"], pd.DataFrame([{"site": "Leftover", "country": "USA"}])])
    with caplog.at_level(logging.DEBUG, "model"):
        plan = model.solve(model.from_frames(sheets))
    told = [(record.levelname, record.getMessage()) for record in caplog.records]
    assert any(level == "WARNING" and "Leftover" in text for level, text in told)
    assert ("INFO", "Solving") in told
    assert {record.name for record in caplog.records} == {"model"}
    assert plan.objective == pytest.approx(39.05)


def test_a_plan_is_short_in_a_terminal_and_rich_in_a_notebook(tmp_path: Path) -> None:
    plan = model.solve(model.load(QUICKSTART))
    assert len(repr(plan)) < 120 and len(repr(plan.tables)) < 120
    html = plan._repr_html_()
    assert "39.05 million USD" in html and "Separation module" in html and "audit passed" in html
    frames = plan.to_frames()
    frames["builds"]["size"] = 0
    assert plan.frames["builds"]["size"].sum() > 0, "what a reader does with a copy changes no plan"
    assert model.write(plan, tmp_path / "plan.xlsx").stat().st_size > 10_000
    whole, short = (model.write(plan, tmp_path / f"plan{ending}") for ending in (".html", ".htm"))
    assert whole.read_bytes() == short.read_bytes() and b"<html" in short.read_bytes()


def test_nothing_keeps_a_plan_that_nobody_has() -> None:
    tables = model.load(QUICKSTART)
    plan = model.solve(tables)
    model.check(tables)
    kept = weakref.ref(plan), weakref.ref(tables)
    del plan, tables
    gc.collect()
    assert [each() for each in kept] == [None, None]


def test_what_is_given_by_mistake_is_told_in_words() -> None:
    sheets = model.to_frames(model.load(QUICKSTART))
    plan = model.solve(model.from_frames(sheets))
    for wrong in (sheets, QUICKSTART):
        with pytest.raises(TypeError, match="solve takes Tables"):
            model.solve(wrong)  # type: ignore[arg-type]
    for wrong in (QUICKSTART, {"Skills": [1]}, {5: sheets["Demand"]}):
        with pytest.raises(TypeError, match="from_frames takes DataFrames"):
            model.from_frames(wrong)  # type: ignore[arg-type]
    for gap in (1, -0.1, "1%"):
        with pytest.raises(ValueError, match="gap is a fraction"):
            model.solve(plan.tables, gap=gap)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="time_limit"):
        model.solve(plan.tables, time_limit=0)
    with pytest.raises(ValueError, match="name the plan with hold"):
        model.solve(plan.tables, until=2027)
    with pytest.raises(ValueError, match="two plans or more"):
        model.compare({"base": plan})


def test_a_number_that_its_column_does_not_allow_is_told_of_tables_made_in_code() -> None:
    """Before anything is divided by it."""
    tables = model.load(QUICKSTART)
    changed = [replace(row, capacity_use=0.0) for row in tables[Operation]]
    found = model.check(replace(tables, rows={**tables.rows, Operation: changed}))
    assert [each.sheet for each in found if not each.is_warning] == ["Operations"] * len(changed)
    assert not [each for each in model.check(tables) if not each.is_warning]


def test_an_error_says_all_problems(snapshot: SnapshotAssertion) -> None:
    """So does a traceback: there is no other place to read them."""
    sheets = model.to_frames(model.load(QUICKSTART))
    sheets["Sites"]["country"] = [f"Nowhere {at}" for at in range(len(sheets["Sites"]))]
    sheets["Skills"]["training seats"] = -1
    with pytest.raises(model.InputError) as caught:
        model.from_frames(sheets)
    errors = [each for each in caught.value.problems if not each.is_warning]
    assert str(caught.value) == snapshot
    assert all(str(each) in str(caught.value) for each in errors) and len(errors) > 5


def test_empty_frames_have_every_sheet_and_can_be_filled_in() -> None:
    """With the rows of the quick start they are its tables."""
    tables = model.load(QUICKSTART)
    empty, filled = model.template_frames(2026, 2030), model.to_frames(tables)
    assert set(filled) <= set(empty) and empty["Suppliers"].attrs["units"]["limit"] == "{unit}/y"
    for name, frame in filled.items():
        if name != "Settings":
            assert (empty[name].empty and not {2026, 2030} - set(empty[name])) or name != "Demand"
            empty[name] = pd.DataFrame(columns=empty[name].columns, index=frame.index).combine_first(frame)
    empty["Settings"]["value"] = filled["Settings"]["value"]
    assert values(model.from_frames(empty)) == values(tables)


def test_a_light_plan_costs_the_same() -> None:
    tables = model.load(QUICKSTART)
    whole, light = model.solve(tables), model.solve(tables, light=True)
    assert light.objective == whole.objective and all(check.passed for check in light.audit)
    assert {"without the plan", "response by month"} <= whole.frames.keys() - light.frames.keys()
    assert whole.proven is not None and light.proven is None


def test_progress_is_told_to_a_function_and_a_mistake_in_it_ends_nothing(caplog: pytest.LogCaptureFixture) -> None:
    told: list[tuple[str, float, float]] = []
    plan = model.solve(model.load(QUICKSTART), progress=lambda *each: told.append(each))
    assert {"Building the model", "Solving"} <= {stage for stage, _, _ in told}
    assert any(bound == pytest.approx(plan.bound) and gap < 1e-6 for _, bound, gap in told)
    again = model.solve(model.load(QUICKSTART), progress=lambda stage, bound, gap: 1 / 0)
    assert again.objective == plan.objective and "no longer called" in caplog.text


def test_a_solve_can_be_cancelled() -> None:
    """Before a first plan it fails; later the best plan so far is the result."""
    event = threading.Event()
    event.set()
    for cancel in (event, lambda: True):
        with pytest.raises(model.SolveFailed):
            model.solve(model.load(QUICKSTART), cancel=cancel)
    stages: list[str] = []
    tables = model.load(QUICKSTART)
    plan = model.solve(
        tables, progress=lambda stage, *_: stages.append(stage), cancel=lambda: "Without the plan" in stages
    )
    assert plan.objective == pytest.approx(39.05) and "without the plan" not in plan.frames


PRESSED = """
import model
from model import pipeline

waiting = pipeline.results

def pressed(tasks):
    pipeline.results = waiting
    raise KeyboardInterrupt

pipeline.results = pressed
plan = model.solve(model.load("inputs/quickstart.xlsx"))
print(round(plan.objective, 2), "without the plan" in plan.frames)
"""


def test_ctrl_c_after_the_search_keeps_the_plan() -> None:
    """In the months, which come before the comparison with doing nothing: that is left out then."""
    ended = subprocess.run([sys.executable, "-c", PRESSED], capture_output=True, text=True, check=True)
    assert ended.stdout.split() == ["39.05", "False"]


def test_what_follows_and_cancels_does_what_the_page_says(caplog: pytest.LogCaptureFixture) -> None:
    """A progress that raises ends nothing; a cancel at once leaves no plan; a cancel that raises is heard."""
    tables = model.load("inputs/quickstart.xlsx")

    def broken(*_given: object) -> bool:
        raise ZeroDivisionError("broken")

    assert model.solve(tables, light=True, progress=broken).objective == pytest.approx(39.05)
    assert sum("no longer called" in record.getMessage() for record in caplog.records) == 1
    with pytest.raises(model.SolveFailed, match="Stopped before a first plan"):
        model.solve(tables, light=True, cancel=lambda: True)
    with pytest.raises(ZeroDivisionError):
        model.solve(tables, light=True, cancel=broken)
    page = (Path(__file__).parents[1] / "docs" / "api.md").read_text("utf-8").partition("## Names")[2]
    rows = {line.split("`")[1].partition("(")[0] for line in page.splitlines() if line.startswith("| `")}
    assert {name for name in model.__all__ if name[0].islower()} - rows == {"to_frames"}


def test_a_study_can_be_followed_and_cancelled() -> None:
    tables, told = model.load(QUICKSTART), list[str]()
    asked = {"limit": "Magnets without China", "values": [0.6, 1.0]}
    model.run("frontier", tables, progress=lambda stage, *_: told.append(stage), **asked)
    assert any("Solving" in each for each in told) and any("100" in each for each in told)
    told.clear()
    cancelled = model.run(
        "frontier", tables, progress=lambda stage, *_: told.append(stage),
        cancel=lambda: any(each.startswith("≥ 60 %: Reading") for each in told), **asked,
    )  # fmt: skip
    assert [point.value for point in cancelled.found.solved] == [0.6]


def test_a_study_has_the_name_of_its_command() -> None:
    """Also the one that help shows, and names in the list of all."""
    found = model.run("what-if", model.load(QUICKSTART), skip_regret=True)
    assert found.findings == model.run("batch", model.load(QUICKSTART), skip_regret=True).findings
    with pytest.raises(model.InputError, match=r"There are: what-if, compare,.* stocks,"):
        model.run("whatif", model.load(QUICKSTART))


def test_tables_are_written_as_a_workbook_of_inputs(tmp_path: Path) -> None:
    tables = model.load(QUICKSTART)
    path = model.write(tables, tmp_path / "own.xlsx")
    frames, again = model.to_frames(tables), model.to_frames(model.load(path))
    assert frames.keys() == again.keys() and all(frame.equals(again[name]) for name, frame in frames.items())
    with pytest.raises(model.OutputRefused, match="never overwritten"):
        model.write(tables, path)


def test_a_study_names_arguments_as_python_does() -> None:
    """And no options of the command line."""
    tables = model.load(QUICKSTART)
    with pytest.raises(model.InputError, match=r"by future="):
        model.run("foresight", tables)
    found = model.run("discover", tables, points=4, skip_ranking=True)
    assert any("points=" in each for each in found.findings) and not any("--" in each for each in found.findings)


def test_a_sweep_has_a_plan_and_measures_for_each_value() -> None:
    """Fewer than three seats have no plan; each plan is that of the changed tables alone."""
    tables = model.load(QUICKSTART)
    found = model.sweep(tables, "Skills!training seats[skill = Operator]", [2, 3, 8])
    assert list(found.index) == [2, 3, 8] and list(found["outcome"]) == ["infeasible", "optimal", "optimal"]
    assert found["objective"][3] == pytest.approx(46.24) and math.isnan(found["objective"][2])
    costs = found["expected cost, present value"]
    for seats in (3, 8):
        sheets = model.to_frames(tables)
        sheets["Skills"]["training seats"] = seats
        alone = model.solve(model.from_frames(sheets))
        assert found["plan"][seats].objective == pytest.approx(alone.objective)
        assert costs[seats] == pytest.approx(alone.objective)
    assert found.attrs["units"]["fill rate"] == "share"


@pytest.mark.parametrize(("cell", "operation", "values", "costs"), [
    ("Settings!value[discount rate]", "set", [0.0, 0.1], (39.05, 33.134155)),
    ("Demand!2030[market = Detroit]", "multiply", [1.0, 1.1], (39.05, 42.05)),
    ("Suppliers!price[Chinese*]", "add", [0, 1000.0], (39.05, 39.2)),
])  # fmt: skip
def test_a_sweep_changes_cells_as_a_what_if_does(
    cell: str, operation: str, values: list[float], costs: tuple[float, float]
) -> None:
    found = model.sweep(model.load(QUICKSTART), cell, values, operation=operation)
    assert tuple(found["objective"]) == pytest.approx(costs)


@pytest.mark.parametrize(("cell", "values"), [
    ("Suppliers!prise[Chinese oxide]", [1]), ("Supplier!price", [1]), ("Suppliers!price[Chnese oxide]", [1]),
    ("Suppliers", [1]), ("Suppliers!price[Chinese oxide]", [1, -5, "a"]), ("Suppliers!supplier", ["a"]),
    ("Settings!value[last year]", [2020]),
])  # fmt: skip
def test_a_sweep_that_cannot_be_made_is_refused_before_anything_is_solved(
    cell: str, values: list[Any], snapshot: SnapshotAssertion
) -> None:
    with pytest.raises(model.InputError) as caught:
        model.sweep(model.load(QUICKSTART), cell, values)
    assert str(caught.value) == snapshot


def test_a_cancelled_sweep_has_the_values_so_far() -> None:
    stages: list[str] = []

    def heard(stage: str, bound: float, gap: float) -> None:
        stages.extend([stage] if math.isnan(bound) else [])

    def two_are_read() -> bool:
        return stages.count("Reading and auditing the plan") > 1

    found = model.sweep(
        model.load(QUICKSTART), "Skills!training seats[skill = Operator]", [8, 7, 6],
        progress=heard, cancel=two_are_read,
    )  # fmt: skip
    assert list(found.index) == [8, 7]


def test_what_conflicts_is_data() -> None:
    tables = model.load(QUICKSTART)
    sheets = model.to_frames(tables)
    sheets["Skills"]["training seats"] = 1
    for light in (False, True):
        with pytest.raises(model.Infeasible) as caught:
            model.solve(model.from_frames(sheets), light=light)
        conflicts, remedies = caught.value.conflicts, caught.value.remedies
        assert conflicts is not None and remedies is not None
        assert "training seats" in set(conflicts["column"]) and set(conflicts["conflict"]) == {1}
        assert len(remedies) and (remedies["cost"] > 0).all()
    least = remedies[remedies["remedy"] == 1].iloc[0]
    sheets[least["sheet"]].loc[0, least["column"]] = least["change to"]
    assert least["cell"].startswith("row 0") and model.solve(model.from_frames(sheets)).objective > 0
    assert model.Infeasible("by others").conflicts is None


def test_tables_as_files_of_columns(tmp_path: Path) -> None:
    plan = model.solve(model.load(QUICKSTART), light=True)
    if find_spec("pyarrow") is None:
        with pytest.raises(ImportError, match="planner\\[parquet\\]"):
            plan.to_parquet(tmp_path)
        return
    files = plan.to_parquet(tmp_path / "plan")
    assert {file.stem for file in files} == {name for name, frame in plan.frames.items() if len(frame)}
    builds = pd.read_parquet(tmp_path / "plan" / "builds.parquet")
    assert builds["size"].tolist() == plan.frames["builds"]["size"].tolist()


def test_tables_of_nothing_are_told_to_be_that() -> None:
    settings = model.load(QUICKSTART).settings
    with pytest.raises(model.SolveFailed, match="There is nothing to plan"):
        model.solve(model.Tables(settings))


@pytest.mark.parametrize(("name", "options", "error"), [
    ("nothing", {}, model.InputError), ("frontier", {"nothing": 1}, model.InputError),
    ("foresight", {}, model.InputError), ("drift", {}, model.InputError),
    ("tornado", {"only": "Price"}, model.InputError), ("compare", {}, TypeError),
    ("tornado", {"skip_limits": "no"}, model.InputError), ("batch", {"only": [1]}, model.InputError),
    ("frontier", {"values": 0.8}, model.InputError), ("frontier", {"values": ["80%"]}, model.InputError),
    ("frontier", {"steps": 0}, model.InputError), ("frontier", {"steps": "3"}, model.InputError),
    ("frontier", {"first": math.nan}, model.InputError), ("frontier", {"limit": 1}, model.InputError),
    ("explain", {"plan": "outputs/quickstart_plan.xlsx"}, model.InputError),
    ("explain", {"within": -0.01}, model.InputError),
    ("foresight", {"future": ("Tariff", 0.2, 2028)}, model.InputError),
    ("foresight", {"future": []}, model.InputError), ("foresight", {"future": [("Tariff", 0.2)]}, model.InputError),
    ("batch", {"is_alone": False}, model.InputError), ("explain", {"source": None}, model.InputError),
    ("tornado", {"gap": 2}, ValueError), ("tornado", {"time_limit": 0}, ValueError),
])  # fmt: skip
def test_a_study_that_is_asked_wrongly_says_so(name: str, options: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error, match=r"no study|no option|needs (future|plan)\.|takes|gap is|time_limit is"):
        model.run(name, model.load(QUICKSTART), **options)


@pytest.mark.parametrize("plans", [[], {"base": 1, "other": 2}])
def test_plans_to_compare_have_names_and_are_plans(plans: Any) -> None:
    with pytest.raises(TypeError, match="plans by name"):
        model.run("compare", plans)


def test_a_comparison_is_named_after_the_first_plan(tmp_path: Path) -> None:
    plan = model.solve(model.load(QUICKSTART))
    file = model.run("compare", {"Kaolin": plan, "again": plan}).write(tmp_path / "compared.xlsx")
    page = file.with_name("compared_report.html").read_text(encoding="utf-8")
    assert page.partition("</title>")[0].endswith("Kaolin")


def test_a_plan_of_other_tables_is_not_explained() -> None:
    tables = model.load(QUICKSTART)
    plan = model.solve(tables)
    model.run("explain", tables, plan=plan, why=["Separation module"])
    sheets = model.to_frames(tables)
    sheets["Skills"]["training seats"] += 1
    with pytest.raises(model.InputError, match="plan of these tables"):
        model.run("explain", model.from_frames(sheets), plan=plan)


ENDLESS = """
    Settings
    last year | 2027

    Countries
    country
    B

    Sites
    site | country
    Port | B

    Suppliers
    supplier | site | commodity | price
    far      | City | magnet    | 10
    near     | City | magnet    | 12

    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 100  | 100
    Port   | magnet  | 0    | 100

    Outlets
    outlet | site | commodity | price
    maker  | City | magnet    | 11

    Contracts
    contract | supplier | volume | price | length | signing cost | candidate
    option   | near     | 6      | 10    | 1      | 54           | option

    Capacity
    plant | site
    Works | City

    Projects
    project | plant | kind    | module size | candidate
    Line    | Works | modules | 10          | Line

    Costs
    item | fixed capex
    Line | 10

    Public money
    programme | kind  | payer | scope | share
    aid       | grant | A     | Line  | 10 %

    Payers
    payer | place
    A     | A
    B     | B

    Disruptions
    disruption | action   | target | value
    cut        | capacity | near   | 0

    Limits
    limit  | measure | of     | value | mandate | binding
    served | service | magnet | 10 %  | act     | no
    port   | unmet   | magnet | 50    |         | yes

    What-ifs
    what-if | probability | known from
    dear    | 10 %        | 2027

    Changes
    what-if | sheet     | rows | column | from year | operation | value
    dear    | Suppliers | near | price  | 2027      | set       | 20

    Ranges
    input | sheet     | rows | column | operation | low | high
    price | Suppliers | near | price  | set       | 12  | 14
"""

ENDLESS_OPTIONS: dict[str, dict[str, Any]] = {
    "foresight": {"future": [("dear", 0.1, 2027)]}, "frontier": {"limit": "port"},
    "goals": {"scenario": ["cut"]},
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in catalogue.STUDIES if name not in ("batch", "compare", "drift")])
def test_a_workbook_of_unlimited_profit_is_unbounded_in_every_study(name: str) -> None:
    given, options = tables(CITY, ENDLESS), dict(ENDLESS_OPTIONS.get(name, {}))
    with pytest.raises(model.Unbounded, match="has no limit"):
        model.run(name, given, **options)


def test_a_comparison_of_nothing_but_unlimited_profit_ends_as_that() -> None:
    assert model.run("batch", tables(CITY, ENDLESS)).found.exit_code == ExitCode.UNBOUNDED


@pytest.mark.parametrize("name", catalogue.STUDIES)
def test_an_option_that_does_not_exist_is_answered_with_those_that_do(name: str) -> None:
    """What the page of the API says of options by other names is so: `--from` is `first` and `from_year`."""
    names = [each.name for each in catalogue.STUDIES[name].options]
    with pytest.raises(model.InputError, match=f"has no option 'nothing'. It has: {', '.join([*names, 'gap'])}"):
        catalogue.new_study(name, None, nothing=1)
    page = " ".join((ROOT / "docs" / "api.md").read_text(encoding="utf-8").split())
    odd = [each for each in catalogue.STUDIES[name].options if each.flag]
    for each in odd:
        shown = catalogue.SHOWN.get(name, name)
        assert re.search(rf"`{each.flag}`[^;]*`{shown}`[^;]*`{each.name}`", page), (name, each.name)
