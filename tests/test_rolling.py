"""Rolling promises: the later workbook is that of the plan. Carried on in it, the plan costs what it cost, whatever
families have carried over; what cannot be rolled is refused by cell; of the planner's file nothing else changes."""

from __future__ import annotations

import inspect
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

from model import InputError, SolveFailed, Tables
from model.families import load_rolls
from model.rolling.reconcile import CENT
from model.studies.drift.question import DecisionShift, Drift, decided, with_group
from model.studies.drift.study import findings, what
from model.testing import SHEET_OF, Decision, Demand, Skill, WhatIf
from model.testing import Change as ChangedCells
from tests.jobs import Job, Result, Solve, State, Store
from tests.micro import MICRO
from tests.micro.solved import instance_of, matrix_named, plan_of, tables_of
from tests.search import Diagnosis
from tests.steps import (
    FAMILIES,
    Calendar,
    ExitCode,
    Held,
    Patch,
    Progress,
    Request,
    carried_on,
    carried_plan,
    load,
    load_tables,
    main,
    rolled,
    solve_tables,
    write_inputs,
)
from tests.studies import DriftStudy, answered, asked

ROOT = Path(__file__).parents[1]
LONGER = [name for name in MICRO if len(Calendar.of(tables_of(name).settings).periods) > 1]
"""Micro instances that can be rolled."""

CANNOT = {
    "contracts.made_up_in_a_disruption": ("Contracts", 2),
    "tail_risk.a_tail_that_splits_a_scenario": ("Limits", 1),
}
"""Instances of what no workbook can say, with the sheet that is named, in a roll over so many periods."""


def refused(name: str, periods: int = 1) -> set[str]:
    """Sheets of cells that cannot be rolled; none where the instance can be."""
    plan = plan_of(name)
    try:
        rolled(plan, plan.periods[periods])
    except InputError as error:
        assert all(each.cell for each in error.problems), error.problems
        return {each.sheet for each in error.problems}
    return set()


@pytest.mark.parametrize("name", LONGER)
def test_a_plan_that_is_carried_on_costs_what_it_cost(name: str) -> None:
    """From each year on but the first: to the cent but for what two solves leave to rounding and what disruptions that
    did not come allow; and no other plan of the later workbook is cheaper."""
    plan = plan_of(name)
    for to in plan.periods[1:]:
        try:
            made = rolled(plan, to)
        except InputError as error:
            assert error.problems and all(each.cell for each in error.problems), (to, str(error))
            continue
        statement = carried_on(plan, made, Progress.silent())
        size = max(1.0, sum(abs(item.before) for item in statement.items))
        assert abs(statement.cents) < CENT
        if not any(abs(item.spared) > 1e-9 for item in statement.items):
            assert statement.total("otherwise") == pytest.approx(0.0, abs=1e-6 * size), to


def test_unchanged_data_make_the_same_plan() -> None:
    """Solved freely the later workbook costs as much as the earlier plan's rest."""
    for name in LONGER[::7]:
        plan, to = plan_of(name), plan_of(name).periods[1]
        if refused(name):
            continue
        made = rolled(plan, to)
        rest = solve_tables(made.tables, held=Held(plan.decided), gap=0.0)
        free = solve_tables(made.tables, gap=0.0)
        assert free.objective == pytest.approx(rest.objective, rel=1e-6, abs=1e-6), name


@pytest.mark.parametrize("name", CANNOT)
def test_what_cannot_be_said_is_refused_by_cell(name: str) -> None:
    sheet, periods = CANNOT[name]
    assert refused(name, periods) == {sheet}


@pytest.mark.parametrize(("name", "to", "owed"), [
    ("demand.owed_until_delivered", 2027, 6.0), ("demand.owed_until_delivered", 2028, 4.0),
    ("demand.owed_from_before", 2028, 2.0), ("demand.owed_in_a_disruption", 2028, 0.0),
])  # fmt: skip
def test_what_is_owed_is_the_opening_backlog_of_the_later_workbook(name: str, to: int, owed: float) -> None:
    """Worked out at the instances: what is still owed when the year begins, by the undisturbed plan. It is demanded and
    paid for as if the plan had gone on. Forgotten, the later plan would cost less than any can, and is refused."""
    plan = plan_of(name)
    made = rolled(plan, to)
    (row,) = made.tables[Demand]
    assert row.opening_backlog == pytest.approx(owed)
    later, years = carried_on(plan, made, Progress.silent()).later, made.past.calendar.step
    assert later.frames["service"]["owed"].iloc[0] * years == pytest.approx(owed)
    forgotten = replace(made.tables, rows={**made.tables.rows, Demand: [replace(row, opening_backlog=0.0)]})
    if owed:
        with pytest.raises(SolveFailed, match="something that it owes is not carried over"):
            carried_on(plan, replace(made, tables=forgotten), Progress.silent())


def test_what_is_owed_is_written_and_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """The planner's cell, in its column, and nothing drifts from it."""
    monkeypatch.chdir(tmp_path)
    write_inputs("start.xlsx", tables_of("demand.owed_until_delivered"))
    assert main(["solve", "start.xlsx", "--quiet", "--out", "plan.xlsx"]) == ExitCode.OPTIMAL
    assert roll(tmp_path, "--to", "2027") == ExitCode.OPTIMAL
    (row,) = load_tables(tmp_path / "start_2027.xlsx")[0][Demand]
    assert row.opening_backlog == pytest.approx(6.0)
    assert main(["drift", "start_2027.xlsx", "plan.xlsx", "--quiet"]) == ExitCode.OPTIMAL
    assert capsys.readouterr().out == snapshot


def carrying() -> dict[str, set[str]]:
    """By family its constraints in which stand decisions of several periods: what it carries from one to the next."""
    families = zip(FAMILIES, load(), strict=True)
    owner = {
        name: family
        for family, part in families
        for name, rule in vars(part).items()
        if inspect.isfunction(rule) and rule.__module__ == part.__name__
    }
    found: dict[str, set[str]] = {}
    for instance in LONGER:
        matrix, period = matrix_named(instance), instance_of(instance).tree.period
        moment = np.full(len(matrix.cost), -1)
        for block in matrix.variables.values():
            for column, key in enumerate(block.keys, start=block.start):
                last = key[-1] if isinstance(key, tuple) and key else key
                moment[column] = period.get(last, last if isinstance(last, int) else -1)
        rows, moments = matrix.rows.row, moment[matrix.rows.columns]
        early, late = np.full(len(matrix.row_lower), 10_000), np.full(len(matrix.row_lower), -1)
        np.minimum.at(early, rows[moments > 0], moments[moments > 0])
        np.maximum.at(late, rows[moments > 0], moments[moments > 0])
        for block in matrix.constraints.values():
            if (late > early)[block.start : block.start + block.size].any() and block.name in owner:
                found.setdefault(owner[block.name], set()).add(block.name)
    return found


def test_each_family_that_carries_a_state_says_how_it_is_rolled() -> None:
    """Where a constraint holds decisions of several periods, what was decided in the earlier ones has to become an
    input of the later workbook; a family that leaves this to another says so, too."""
    said = {family for family, part in zip(FAMILIES, load_rolls(), strict=True) if hasattr(part, "ROLL")}
    found = carrying()
    assert {"workforce", "contracts", "investment"} <= set(found)
    assert set(found) <= said


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The quick start and its plan."""
    path = tmp_path_factory.mktemp("rolling")
    (path / "start.xlsx").write_bytes((ROOT / "inputs" / "quickstart.xlsx").read_bytes())
    solving = ["solve", str(path / "start.xlsx"), "--quiet", "--out", str(path / "plan.xlsx")]
    assert main(solving) == ExitCode.OPTIMAL
    return path


def roll(folder: Path, *more: str, book: str = "start.xlsx", plan: str = "plan.xlsx") -> int:
    return main(["roll", str(folder / book), str(folder / plan), "--quiet", *more])


def test_next_years_workbook(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    monkeypatch.chdir(folder)
    assert roll(folder, "--to", "2028") == ExitCode.OPTIMAL
    said = capsys.readouterr().out
    assert "in 2026–2027" in said
    assert said == snapshot
    tables, _ = load_tables(folder / "start_2028.xlsx")
    assert tables.settings.first_year == 2028
    before, after = (openpyxl.load_workbook(folder / name) for name in ("start.xlsx", "start_2028.xlsx"))
    assert before.sheetnames == after.sheetnames
    changed = {
        f"{page.title}!{cell.coordinate}"
        for page in before
        for row in page.iter_rows()
        for cell in row
        if cell.value != after[page.title][cell.coordinate].value
    }
    assert changed and {each.partition("!")[0] for each in changed} <= {"Settings", "Decisions"}
    page, other = before["Skills"], after["Skills"]
    assert page["A1"].comment.text == other["A1"].comment.text
    assert len(page.data_validations.dataValidation) == len(other.data_validations.dataValidation)
    statement = openpyxl.load_workbook(folder / "outputs" / "start_2028_rolled.xlsx")
    assert statement.sheetnames == ["Reconciliation", "Changed cells"]


def test_a_plan_is_held_in_a_later_year(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """Who was in training in 2027 is in the headcount of 2028: no decision of that workbook, so it is counted only."""
    monkeypatch.chdir(folder)
    assert roll(folder, "--to", "2028", "--out", "held.xlsx") == ExitCode.OPTIMAL
    assert main(["solve", "held.xlsx", "--hold", "plan.xlsx", "--quiet", "--out", "on.xlsx"]) == ExitCode.OPTIMAL
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Not held")]
    assert line == snapshot


def test_what_is_asked_wrongly_ends_with_2(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """A year outside the horizon, its first; a plan of another workbook. Nothing is written."""
    monkeypatch.chdir(folder)
    for year in ("2026", "2031", "1999"):
        assert roll(folder, "--to", year, "--out", str(folder / "no.xlsx")) == ExitCode.INPUT
        assert capsys.readouterr().err == snapshot
    book = openpyxl.load_workbook(folder / "start.xlsx")
    book["Suppliers"]["D3"] = 77
    book.save(folder / "other.xlsx")
    assert roll(folder, "--to", "2027", book="other.xlsx") == ExitCode.INPUT
    told = capsys.readouterr()
    assert "Suppliers!D3" in told.out + told.err
    assert told.err == snapshot
    assert roll(folder, "--to", "2027", plan="start.xlsx") == ExitCode.INPUT
    assert not (folder / "no.xlsx").exists() and not (folder / "other_2027.xlsx").exists()


def test_no_file_is_overwritten(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    (folder / "there.xlsx").write_bytes(b"mine")
    assert roll(folder, "--to", "2027", "--out", str(folder / "there.xlsx")) == ExitCode.OUTPUT
    assert (folder / "there.xlsx").read_bytes() == b"mine"


def test_what_goes_with_a_workbook_lies_beside_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert roll(folder, "--to", "2030", "--out", str(tmp_path / "there" / "next.xlsx")) == ExitCode.OPTIMAL
    assert {each.name for each in tmp_path.iterdir()} == {"there"}
    names = {each.name for each in (tmp_path / "there").iterdir()}
    assert names == {"next.xlsx", "next_rolled.xlsx", "next_rolled_report.html"}


def test_a_rolled_workbook_says_what_is_spent_and_older_than_its_notes(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """Years that are over are no warning; who has been trained is no row any more; a note is about an older figure."""
    monkeypatch.chdir(tmp_path)
    given, _ = load_tables(folder / "start.xlsx")
    trained = Decision(
        decision="in training", action="train", subject="Operator", place="Australia", rule="already made", year=2025,
        people=1.0, line=3,
    )  # fmt: skip
    write_inputs(tmp_path / "begun.xlsx", Tables(given.settings, {**given.rows, Decision: [trained]}, given.off))
    assert main(["solve", "begun.xlsx", "--quiet", "--out", "plan.xlsx"]) == ExitCode.OPTIMAL
    for book, plan, to in (("begun.xlsx", "plan.xlsx", "2029"), ("on.xlsx", "on_plan.xlsx", "2030")):
        assert main(["roll", book, plan, "--to", to, "--out", f"next_{to}.xlsx", "--quiet"]) == ExitCode.OPTIMAL
        tables, warnings = load_tables(Path(f"next_{to}.xlsx"))
        assert warnings == []
        assert [row.year for row in tables.off[Decision]][:1] == [2025]
        (skill,) = tables[Skill]
        assert skill.notes == snapshot
        assert skill.notes.count("[Rolled to") == 1
        Path(f"next_{to}.xlsx").rename("on.xlsx")
        if to == "2029":
            assert main(["solve", "on.xlsx", "--quiet", "--out", "on_plan.xlsx"]) == ExitCode.OPTIMAL


def test_the_horizon_moves_on_with_copies_that_say_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """Costs are those of the horizon as it was; the years that are added are for the planner to revise."""
    monkeypatch.chdir(folder)
    assert roll(folder, "--to", "2028", "--extend", "2030", "--out", "no.xlsx") == ExitCode.INPUT
    assert capsys.readouterr().err == snapshot
    assert not Path("no.xlsx").exists()
    assert roll(folder, "--to", "2028", "--extend", "2032", "--out", "longer.xlsx") == ExitCode.OPTIMAL
    told = capsys.readouterr().out
    assert told == snapshot
    assert "Their rows" not in told
    tables, warnings = load_tables(Path("longer.xlsx"))
    assert (tables.settings.first_year, tables.settings.last_year, warnings) == (2028, 2032, [])
    (demand,) = tables[Demand]
    years = dict(demand.quantity.points)
    assert years[2031] == years[2032] == years[2030]
    assert demand.notes == snapshot
    statement = openpyxl.load_workbook("longer_rolled.xlsx")["Changed cells"]
    assert [str(cell.value) for row in statement.iter_rows() for cell in row if "copied" in str(cell.value)] == snapshot
    assert solve_tables(tables).periods == (2028, 2029, 2030, 2031, 2032)


ENDED: dict[str, dict[str, str | float]] = {
    "Limits": {"limit": "Early", "measure": "unmet", "of": "any", "bound": "at most", "value": 1e6, "during": "always"},
    "Public money": {"programme": "Early", "kind": "grant", "payer": "State", "scope": "any", "share": 0.1},
    "Changes": {"what-if": "More", "sheet": "Demand", "rows": "any", "column": "quantity", "operation": "add",
                "value": 1},
    "Ranges": {"input": "Early", "sheet": "Demand", "rows": "any", "column": "quantity", "operation": "add", "low": 1},
}  # fmt: skip
"""Rows of every sheet that has a column 'until year'."""


def test_rows_whose_years_are_over_are_switched_off_and_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their years stay as they were typed: the workbook that is written has no errors."""
    monkeypatch.chdir(tmp_path)
    book = openpyxl.load_workbook(ROOT / "inputs" / "quickstart.xlsx")
    has_end = [page.title for page in book if "until year" in [cell.value for cell in page[1]]]
    assert has_end == [*ENDED]
    book["What-ifs"].cell(3, 1).value = "More"
    lines = {}
    for title, cells in ENDED.items():
        page = book[title]
        lines[title] = next(line for line in range(3, 99) if page.cell(line, 1).value is None)
        column = {cell.value: cell.column for cell in page[1]}
        for header, value in {**cells, "until year": 2026}.items():
            page.cell(lines[title], column[header]).value = value
    book.save("start.xlsx")
    assert main(["solve", "start.xlsx", "--quiet", "--out", "plan.xlsx"]) == ExitCode.OPTIMAL
    assert roll(tmp_path, "--to", "2027") == ExitCode.OPTIMAL
    tables, _ = load_tables(tmp_path / "start_2027.xlsx")
    off = {SHEET_OF[of].name: [(row.line, row.until_year) for row in rows] for of, rows in tables.off.items()}
    assert off == {title: [(line, 2026)] for title, line in lines.items()}


def test_a_what_if_about_what_is_decided_by_now_is_switched_off_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What if the module is not built makes no sense once it is; the one based on it goes along, others stay."""
    monkeypatch.chdir(tmp_path)
    book = openpyxl.load_workbook(ROOT / "inputs" / "quickstart.xlsx")
    page = book["What-ifs"]
    column = {cell.value: cell.column for cell in page[1]}
    for line, (name, base) in enumerate((("None", ""), ("Nor more", "None"), ("More", "")), 3):
        page.cell(line, column["what-if"]).value = name
        page.cell(line, column["based on"]).value = base or None
    page = book["Changes"]
    column = {cell.value: cell.column for cell in page[1]}
    module = {"what-if": "None", "column": "in use", "operation": "set", "value": "no"}
    more = {"sheet": "Demand", "rows": "any", "column": "quantity", "operation": "add", "value": 1}
    rows = {"Projects": "", "Costs": "item = ", "Lead times": ""}
    changes = [{**module, "sheet": sheet, "rows": f"{key}Separation module"} for sheet, key in rows.items()]
    changes += [{**more, "what-if": name} for name in ("Nor more", "More")]
    for line, cells in enumerate(changes, 3):
        for header, value in cells.items():
            page.cell(line, column[header]).value = value
    book.save("start.xlsx")
    assert main(["solve", "start.xlsx", "--quiet", "--out", "plan.xlsx"]) == ExitCode.OPTIMAL
    assert roll(tmp_path, "--to", "2027") == ExitCode.OPTIMAL
    told = [line for line in capsys.readouterr().out.splitlines() if "is switched off" in line]
    assert len(told) == 2 and told[0].startswith("What-if 'None'") and told[1].startswith("What-if 'Nor more'")
    tables, _ = load_tables(tmp_path / "start_2027.xlsx")
    assert [row.what_if for row in tables[WhatIf]] == ["More"]
    assert [row.what_if for row in tables[ChangedCells]] == ["More"]


def test_an_empty_cell_is_written_without_touching_the_next() -> None:
    """A cell without a value is a tag that has no end tag, wherever the parser says that it ends."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "One"
    for column, value in enumerate((None, 1, None, None, 5), 1):
        cell = book.active.cell(1, column, value)
        cell.number_format = "0.00"
    content = io.BytesIO()
    book.save(content)
    patch = Patch(content.getvalue())
    patch.put("One", {(1, 1): "first", (1, 3): 3.0, (1, 4): None})
    (line,) = openpyxl.load_workbook(io.BytesIO(patch.content()))["One"].iter_rows(values_only=True)
    assert line == ("first", 1, 3, None, 5)


# --- drift -----------------------------------------------------------------------------------------------------------


def edited(folder: Path, name: str, **cells: float) -> Path:
    """The rolled workbook with other values in some cells, such as ``Demand_G3``."""
    book = openpyxl.load_workbook(folder / "start_2027.xlsx")
    for place, value in cells.items():
        sheet, _, cell = place.partition("_")
        book[sheet][cell] = value
    book.save(folder / name)
    return folder / name


@pytest.fixture(scope="module")
def next_year(folder: Path) -> Path:
    """The workbook of 2027, beside the earlier one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert roll(folder, "--to", "2027") == ExitCode.OPTIMAL
    return folder


def drifted(folder: Path, tables: Tables) -> Drift:
    return asked(DriftStudy(tables, plan=carried_plan(folder / "plan.xlsx")), Store(folder / ".runs"))


def test_nothing_drifts_without_a_change(next_year: Path) -> None:
    tables, _ = load_tables(next_year / "start_2027.xlsx")
    found = drifted(next_year, tables)
    assert not found.groups and not found.shifts
    assert found.after.objective == pytest.approx(found.before.objective)


def test_drift_from_a_workbook_of_the_same_year_says_which_is_wanted(next_year: Path) -> None:
    """It spoke of an option --to, which is another command's."""
    tables, _ = load_tables(next_year / "start.xlsx")
    with pytest.raises(InputError, match="the workbook begins in 2026, no later than the earlier plan") as found:
        drifted(next_year, tables)
    assert "--to" not in str(found.value)


def test_a_drift_that_is_stopped_has_no_answer(next_year: Path, snapshot: SnapshotAssertion) -> None:
    """Ctrl-C ends one of its solves: the others are compared with nothing, and nothing more is solved."""
    solved: list[str] = []

    def stopped(jobs: Sequence[Job], solve: Solve) -> list[Result]:
        solved.extend(job.name for job in jobs)
        return [Result(job, State.STOPPED) for job in jobs] if len(solved) > 1 else solve(jobs)

    tables, _ = load_tables(edited(next_year, "stopped.xlsx", Demand_G3=150))
    study = DriftStudy(tables, plan=carried_plan(next_year / "plan.xlsx"))
    with pytest.raises(SolveFailed, match="With all changes: stopped"):
        answered(study, Store(next_year / ".runs"), stopped)
    assert solved == snapshot


def test_each_difference_names_its_cause(next_year: Path) -> None:
    """Demand of 2030 has grown, a plant is two years late and a price has moved: another module and its crew are there
    for the demand, as a plan with that alone confirms; what each change costs by itself is told."""
    book = edited(next_year, "later.xlsx", Demand_G3=150, Decisions_J3=2029, Suppliers_D3=99_000)
    tables, _ = load_tables(book)
    found = drifted(next_year, tables)
    assert {group.name for group in found.groups} == {
        "Demand: by year", "Decisions: effective", "Suppliers: price",
    }  # fmt: skip
    causes = {(shift.kind, shift.subject): list(shift.causes) for shift in found.shifts}
    assert causes["build", "Separation module"] == ["Demand: by year"]
    alone = solve_tables(with_group(found.rolled.tables, tables, "Demand: by year"), gap=0.0)
    for shift in found.shifts:
        key = (shift.kind, shift.subject, shift.place, shift.way)
        assert shift.causes == ["Demand: by year"] and decided(alone)[0][key] == shift.after
    cost = {group.name: found.cost(group) for group in found.groups}
    assert cost["Demand: by year"] is not None and cost["Demand: by year"] > 0
    assert cost["Suppliers: price"] is not None and cost["Suppliers: price"] < 0
    assert found.after.objective - found.unchanged.objective == pytest.approx(
        sum(each or 0.0 for each in cost.values()) + found.together
    )


def test_of_many_years_that_differ_the_sum_is_said(snapshot: SnapshotAssertion) -> None:
    """Those that are the same are left out; a few are said one by one."""
    before = {2027: 4.0, 2028: 10.0, 2029: 10.0, 2030: 10.0, 2031: 10.0}
    shift = DecisionShift(
        "train", "Operator", "USA", "", "people", before, {**before, 2028: 11.0}, ["Demand: by year"], []
    )
    assert what(shift) == snapshot
    added = DecisionShift("train", "Operator", "USA", "", "people", before, before | {2032: 5.0}, [], [])
    assert what(added) == snapshot
    more = replace(shift, after={2027: 4.0, 2029: 12.0, 2030: 12.0, 2031: 12.0, 2032: 4.0})
    assert what(more) == snapshot


def test_a_difference_within_what_the_solves_leave_open_is_no_finding(
    next_year: Path, snapshot: SnapshotAssertion
) -> None:
    """With a proven bound as low as nothing it is said of the same costs that they are not significant."""
    tables, _ = load_tables(edited(next_year, "grown.xlsx", Demand_G3=150))
    found = drifted(next_year, tables)
    assert found.is_significant(found.after) and "significant" not in findings(found)[0]
    open_ = replace(found, after=replace(found.after, bound=0.0))
    assert not open_.is_significant(open_.after)
    assert findings(open_) == snapshot


def test_drift_of_a_workbook_without_a_plan_names_its_cells(
    next_year: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """As solve does: conflicts and remedies, also beside the results."""
    monkeypatch.chdir(next_year)
    edited(next_year, "much.xlsx", Limits_F3=0.9)
    assert main(["drift", "much.xlsx", "plan.xlsx", "--quiet"]) == ExitCode.INFEASIBLE
    said = capsys.readouterr().err
    assert said == snapshot
    assert (next_year / "outputs" / "much_no_plan.xlsx").exists()


def test_the_search_for_conflicts_of_a_drift_is_seen(
    next_year: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(next_year)
    edited(next_year, "seen.xlsx", Limits_F3=0.9)

    def searched(given: Tables, out: Path, request: Request, *, is_json: bool = False) -> tuple[Diagnosis, str]:
        request.progress.stage("Conflicts")
        return Diagnosis(given, (), ()), "Nothing was found."

    monkeypatch.setattr("model.cli.no_plan.answered", searched)
    for options, is_seen in (([], True), (["--quiet"], False)):
        assert main(["drift", "seen.xlsx", "plan.xlsx", *options]) == ExitCode.INFEASIBLE
        assert ("Conflicts" in capsys.readouterr().err) == is_seen


def test_drift_is_written(
    next_year: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    monkeypatch.chdir(next_year)
    edited(next_year, "grown.xlsx", Demand_G3=150)
    assert main(["drift", "grown.xlsx", "plan.xlsx", "--quiet"]) == ExitCode.OPTIMAL
    assert capsys.readouterr().out == snapshot
    book = openpyxl.load_workbook(next_year / "outputs" / "grown_drift.xlsx")
    assert book.sheetnames == ["Drift", "Cost of changes", "Changed inputs"]
    (cause,) = (cell.column_letter for row in book["Drift"].iter_rows() for cell in row if cell.value == "cause")
    assert f":${cause}$" in str(book["Drift"].print_area)  # a difference without its cause says nothing
    cells = [row[1] for row in book["Changed inputs"].iter_rows(values_only=True) if row[1]]
    assert "Demand!G3" in cells
    assert main(["drift", "start.xlsx", "plan.xlsx", "--quiet"]) == ExitCode.INPUT
