"""Decisions promise: everything that is decided ahead can be narrowed; mistakes in the sheet are told by cell; the
audit finds a plan that does otherwise; decisions copied from the results make the same plan."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

import model
from model import Infeasible, Plan
from model.families import load_checks
from model.families.common.protocol import FirstStage
from model.families.decisions.rows import ACTIONS, ALREADY_MADE, AT_MOST, BEFORE, FIXED, RULES
from model.pipeline import NOT_OF_HELD
from model.results.build import new_builds
from model.results.decisions import LEFT_OUT
from model.testing import SHEET_OF, CostRow, Decision, Demand, Project, Supplier
from tests.books import SHEETS, Change, Sheets, put, put_row, told, write
from tests.conftest import solved
from tests.figures import Ahead, audit, building, decisions
from tests.micro import MICRO
from tests.micro.decisions import narrowed
from tests.micro.solved import instance_of, matrix_named, model_of, plan_of, tables_of
from tests.search import what_must_give
from tests.steps import (
    AT_LEAST,
    FAMILIES,
    FORBIDDEN,
    NOT_BEFORE,
    ExitCode,
    Held,
    Request,
    View,
    carried_plan,
    check_workbook,
    load,
    main,
    results_bytes,
    save,
    solve_tables,
    variants,
    write_inputs,
)
from tests.test_audit import asked, more, unasked
from tests.test_audit import told as said

# --- what can be decided ---------------------------------------------------------------------------------------------

OWN = [name for name in MICRO if name.startswith("decisions.")]

NOT_IN_THE_SHEET = {
    "build": "the capacity that is built says it",
    "chosen": "which project of a choice group is built follows from what is built",
}
"""Variables that are decided ahead and that no row speaks of."""


@pytest.mark.xdist_group("decisions")
def test_all_that_is_decided_ahead_can_be_narrowed() -> None:
    """Of each family that declares what it decides, and of all others, the first instance, and those of expansions and
    of what is owed: their variables without a node are bounded by a row of an instance of this family, or it is said
    why not."""
    narrowed = set().union(*(bounded_in(name) for name in OWN))
    first = {name.partition(".")[0]: name for name in reversed(MICRO) if name.partition(".")[0] in FAMILIES}
    later = ("investment.expansion_year_by_year", "demand.owed_until_delivered")
    ahead = set().union(*(decided_ahead(name) for name in (*first.values(), *later, *OWN)))
    assert ahead - narrowed == set(NOT_IN_THE_SHEET)


def decided_ahead(name: str) -> set[str]:
    """Variables of an instance that are decided ahead."""
    return {each for each, _ in Ahead.of(model_of(name), matrix_named(name), instance_of(name).tree).columns}


def bounded_in(name: str) -> set[str]:
    """Variables of an instance that rows of Decisions bound."""
    matrix, found = matrix_named(name), set()
    for constraint in ("decided_at_least", "decided_at_most"):
        block = matrix.constraints.get(constraint)
        if block is not None:
            inside = (matrix.rows.row >= block.start) & (matrix.rows.row < block.start + block.size)
            columns = set(matrix.rows.columns[inside].tolist())
            found |= {
                each.name
                for each in matrix.variables.values()
                if columns & set(range(each.start, each.start + each.size))
            }
    return found


def test_each_action_is_of_a_family_and_in_an_instance() -> None:
    declared = {each.action for family in load() for each in getattr(family, "DECIDED", ())}
    rows = [row for name in OWN for row in tables_of(name)[Decision]]
    offered = {choice.action for family in load_checks() for choice in getattr(family, "CHOICES", ())}
    assert declared == set(ACTIONS) == offered
    assert {row.action for row in rows} == set(ACTIONS)
    assert {row.rule for row in rows} == set(RULES)
    assert {row.action for row in rows if row.rule == ALREADY_MADE} == set(BEFORE)


def test_what_a_family_decides_has_a_subject_and_a_period() -> None:
    for family in load():
        for each in getattr(family, "DECIDED", ()):
            assert isinstance(each, FirstStage)
            assert each.names[0] == "subject" and each.names[-1] == "period"


# --- checks ----------------------------------------------------------------------------------------------------------

BOOK: Sheets = SHEETS | {
    "Decisions": [
        ["decision", "action", "subject", "place", "way", "rule", "year", "size", "people", "effective", "prepaid",
         "still to pay"],
        ["unit", None, None, None, None, None, "year", "unit/y", "people", "year", "unit", "million USD/y"],
        ["Module", "build", "Separation module", None, None, FIXED, 2026, 20],
        ["No block", "build", "Separation block", None, None, FORBIDDEN],
        ["Begun", "build", "Magnet line", None, None, ALREADY_MADE, 2024, 20, None, 2027.5, None, 5],
        ["Few", "train", "Operator", "Australia", None, AT_MOST, 2027, None, 3],
    ]
}  # fmt: skip


def cells(**values: object) -> tuple[Change, ...]:
    return tuple(put(f"Decisions!{cell}", value) for cell, value in values.items())


def build(project: str, rule: str, year: int | None = None, size: float | None = None) -> tuple[Change, ...]:
    """Another row, the seventh of the sheet."""
    return (put_row("Decisions", "Other", "build", project, None, None, rule, year, size),)


MODULE, LINE = "Separation module", "Magnet line"

WRONG: dict[str, tuple[str, tuple[str, ...], tuple[Change, ...]]] = {
    "misspelt subject": ("C3", (f'Did you mean "{MODULE}"?',), cells(C3="Seperation module")),
    "misspelt rule": ("F3", ('Did you mean "fixed"?',), cells(F3="fixd")),
    "another kind of subject": ("C3", ("a contract, as in Contracts",), cells(B3="sign")),
    "another labour market": ("D6", ("a place of 'Operator'", "Australia"), cells(D6="USA")),
    "a place of a project": ("D3", ("an empty cell",), cells(D3="USA")),
    "no year": ("G3", ("a year, as the rule is 'not before'",), cells(F3=NOT_BEFORE, G3=None, H3=None)),
    "already made in the plan": ("G5", ("a year before 2026", "make the rule 'fixed'"), cells(G5=2027)),
    "already released": ("F6", ("'already made' is for",), cells(B6="release", F6=ALREADY_MADE, G6=2025)),
    "in which place": ("D6", ("the place in which it was decided",), cells(D6=None, F6=ALREADY_MADE, G6=2025)),
    "a year outside the horizon": ("G3", ("the first year of a period",), cells(G3=2040)),
    "later than it may be": ("G3", (f"a time at which to build '{MODULE}'", "2026, 2027, 2028"), cells(G3=2029)),
    "no people": ("I6", ("a number, as the rule is 'at most'",), cells(I6=None)),
    "half a module": ("H3", ("a multiple", f"A module of '{MODULE}' is 20"), cells(H3=30)),
    "too large": ("H3", ("at most 40",), cells(H3=60)),
    "too many": ("H7", ("at most 40", "come to 60"), build(MODULE, FIXED, 2028, 40)),
    "a second one": ("H7", ("at most 0", "with 20 already made"), build(LINE, AT_LEAST, size=10)),
    "fixed and forbidden": ("F7", ("'Module'", "contradicts"), build(MODULE, FORBIDDEN)),
    "fixed before it may be": ("F7", ("'Module'",), build(MODULE, NOT_BEFORE, 2027)),
    "demanded and forbidden": (
        "F4", ("'minimum modules' in Projects",), (put("Projects!M1", "minimum modules"), put("Projects!M4", 1))
    ),
    "online before it was decided": ("J5", ("at least 2024",), cells(J5=2023)),
    "online after the horizon": ("J5", ("before 2031",), cells(J5=2031)),
    "under construction for too long": ("G5", ("online before 2031",), (*cells(J5=None), put("Lead times!C5", 9))),
    "made of nothing": ("H5", ("above 0",), cells(H5=0)),
    "made twice": ("C7", ("another one than in 'Begun'",), build(LINE, ALREADY_MADE, 2024, 5)),
    "more than the seats": ("I6", ("the 5 seats", "6 are in training in 2026"), cells(F6=ALREADY_MADE, G6=2025, I6=6)),
    "more than the seats of a year": (
        "I6", ("at most 5", "raise 'training seats' in Skills"), cells(F6=AT_LEAST, I6=50)
    ),
    "more than the seats of all years": ("I6", ("at most 25",), cells(F6=AT_LEAST, G6=None, I6=26)),
    "more than can be recruited": ("I6", ("at most 0.5", "in 2027"), cells(B6="recruit", F6=FIXED, I6=2)),
    "two of a name": ("A4", ("Rows 3 and 4",), cells(A4="Module")),
}  # fmt: skip

DOUBTFUL: dict[str, tuple[str, tuple[str, ...], tuple[Change, ...]]] = {
    "a cell that is not read": ("K3", ("an empty cell, with 'build' and 'fixed'",), cells(K3=5)),
    "begun with more than seats ever were": ("I6", ("at most 5", "In no year"), cells(F6=ALREADY_MADE, G6=2023, I6=50)),
    "as early as can be": ("G3", ("a year within the horizon",), cells(F3=NOT_BEFORE, H3=None)),
}


@pytest.mark.parametrize("name", [*WRONG, *DOUBTFUL])
def test_a_mistake_about_decisions_is_reported_at_a_cell(tmp_path: Path, name: str) -> None:
    where, words, changes = (WRONG | DOUBTFUL)[name]
    tables, problems = check_workbook(write(tmp_path / "plan.xlsx", *changes, sheets=BOOK))
    here = [each for each in problems if each.where == f"Decisions!{where}" and each.is_warning == (name in DOUBTFUL)]
    for word in words:
        assert any(word in str(each) for each in here), f"{word!r} is not said:\n{told(problems)}"
    assert (tables is None) == (name in WRONG), told(problems)


def test_a_sound_book_has_nothing_to_tell_about_decisions(tmp_path: Path) -> None:
    tables, problems = check_workbook(write(tmp_path / "plan.xlsx", sheets=BOOK))
    assert tables is not None
    assert [str(each) for each in problems if each.sheet == "Decisions"] == []


def test_a_size_gives_way_where_no_plan_exists() -> None:
    """30 are needed and cannot be bought; lines for 10 at most are allowed."""
    given = tables_of("decisions.at_most_one_in_all")
    needed = [replace(row, minimum_service=1.0) for row in given[Demand]]
    sold = [row for row in given[Supplier] if row.supplier != "far"]
    found = what_must_give(replace(given, rows={**given.rows, Demand: needed, Supplier: sold}), Request(0.0, 60.0))
    assert {"Decisions!F3": 30.0} in [
        {each.place: to for each, to in remedy.values.items()} for remedy in found.remedies
    ]


def test_a_what_if_changes_a_rule_like_any_cell() -> None:
    """What is forbidden is fixed in 2026: one line then, and the others a year later."""
    whole = narrowed(
        tables_of("decisions.one_row_forbids_a_project"),
        """
        What-ifs
        what-if
        after all

        Changes
        what-if   | sheet     | rows  | column | operation | value
        after all | Decisions | never | rule   | set       | fixed
        after all | Decisions | never | year   | set       | 2026
        """,
    )
    (variant,) = variants(whole)
    assert model.solve(variant.tables).objective == pytest.approx(420 + 2 * 90)


# --- audit -----------------------------------------------------------------------------------------------------------


def other(**values: Any) -> Callable[[Plan], Plan]:
    """The sheet says something else in all its rows."""
    return asked(Decision, {}, **values)


TAMPERED: tuple[tuple[str, str, Callable[[Plan], Plan]], ...] = (
    ("decisions", "two_now_and_one_later", other(size=30.0)),
    ("decisions", "two_now_and_one_later", said("builds", 0, size=30.0)),
    ("decisions", "two_now_and_one_later", other(rule=FORBIDDEN)),
    ("decisions", "at_most_one_in_all", said("builds", None, size=20.0)),
    ("decisions", "one_row_forbids_a_project", other(rule=AT_LEAST)),
    ("decisions", "not_after_a_year_in_which_it_is_cheaper", other(year=2025)),
    ("decisions", "a_contract_is_kept", said("contracts", None, until=2028.0)),
    ("decisions", "a_technology_is_not_acquired", other(rule=FIXED)),
    ("decisions", "a_mine_is_closed_a_year_later", other(year=2027)),
    ("decisions", "a_mine_stays_open", said("closures", 1, open=0.0, mothballed=1.0)),
    ("decisions", "no_lot_in_a_year", other(year=2027)),
    ("decisions", "four_are_trained_at_most", said("workforce", 0, trainees=more)),
    ("decisions", "one_contract_for_recruits_is_not_used", other(way="a year")),
    ("decisions", "three_are_recruited_at_once", said("workforce", 0, recruits=2.0)),
    ("decisions", "two_retrain_at_most", said("retraining", 0, people=more)),
    ("decisions", "one_is_released_at_most", said("workforce", 0, releases=more)),
    ("decisions", "one_is_on_short_time", said("short time", 0, people=more)),
    ("decisions", "two_a_year_are_added_to_a_stock", said("stock", 0, stock=more)),
    ("already made", "under_construction", unasked(Decision, {})),
    ("already made", "under_construction", other(size=20.0)),
    ("build dates", "under_construction", other(effective=2026.0)),
    ("cost lines", "later_and_dearer_than_planned", other(still_to_pay=None)),
    ("capital of builds", "later_and_dearer_than_planned", said("builds", 0, capex=more)),
    ("already made", "smaller_than_may_be_built_today", said("builds", 0, size=20.0)),
    ("already made", "a_running_contract", said("contracts", 0, signed=0.0)),
    ("make-up", "a_running_contract", other(prepaid=5.0)),
    ("acquisitions", "own_development_under_way", other(effective=None)),
    ("already made", "own_development_under_way", other(place="B")),
    ("cost lines", "mothballed_when_the_plan_begins", unasked(Decision, {})),
    ("cost lines", "in_use_when_the_plan_begins", unasked(Decision, {})),
    ("headcount balance", "clerks_who_retrain", other(people=3.0)),
    ("headcount balance", "smiths_in_training", other(people=4.0)),
    ("training seats", "smiths_in_training", other(people=6.0)),
)
"""Checks, micro instances of whose plans they must fail, and what was done to these."""

AUDITED = tuple(partial(plan_of, f"decisions.{name}") for name in dict.fromkeys(name for _, name, _ in TAMPERED))
"""Plans in which every check of the sheet Decisions looks at something."""


@pytest.mark.parametrize(
    ("check", "name", "tamper"), TAMPERED, ids=[f"{at} {name}" for at, (_, name, _) in enumerate(TAMPERED)]
)
@pytest.mark.xdist_group("decisions")
def test_a_plan_that_was_tampered_with_fails(check: str, name: str, tamper: Callable[[Plan], Plan]) -> None:
    failed = {each.name: each.detail for each in audit(tamper(plan_of(f"decisions.{name}"))) if not each.passed}
    assert check in failed


def test_what_fails_is_named_like_its_row() -> None:
    tamper = asked(Decision, {"decision": "now"}, size=30.0)
    failed = [each for each in audit(tamper(plan_of("decisions.two_now_and_one_later"))) if not each.passed]
    assert [each.detail.partition(":")[0] for each in failed] == ["now"]


def test_what_is_already_made_is_no_commitment_of_the_plan(snapshot: SnapshotAssertion) -> None:
    """It stands among the builds, with what is still to pay, and nowhere among what the plan decides."""
    plan = plan_of("decisions.under_construction")
    view = View(plan)
    assert plan.frames["builds"]["capex"].tolist() == [50.0]
    assert list(decisions(view)) == [] and list(new_builds(view)) == []
    assert building(view) == snapshot


def test_a_contract_that_is_cancelled_is_a_decision_of_the_plan() -> None:
    """Signed for 2027 and the three years after, and ended a year later for its fee of 50."""
    made = decisions(View(plan_of("contracts.ended_for_good")))
    assert [(each.year, each.kind, each.subject, each.outlay) for each in made] == [
        (2027, "sign", "deal", None), (2028, "cancel", "deal", 50.0)
    ]  # fmt: skip


# --- copied from the results -----------------------------------------------------------------------------------------


def copied(plan: Plan) -> list[Decision]:
    """The rows of the page Decisions of a results workbook, as they are copied into the sheet."""
    page = openpyxl.load_workbook(io.BytesIO(results_bytes(plan)), read_only=True)["Decisions"]
    rows = list(page.iter_rows(values_only=True))
    header = next(at for at, row in enumerate(rows) if row[0] == "decision")
    names = [str(name) for name in rows[header][:9]]
    assert names == [column.header for column in SHEET_OF[Decision].columns[:9]]
    given = (dict(zip(names, row, strict=False)) for row in rows[header + 1 :] if row[0])
    return [Decision(**{name: cell for name, cell in row.items() if cell is not None}) for row in given]


@pytest.mark.filterwarnings("ignore:Sparkline Group")  # which openpyxl cannot read
@pytest.mark.xdist_group("decisions")
@pytest.mark.parametrize(
    "name",
    [
        "careers.terms_of_the_trained_and_the_retrained",
        "closures.mothballed_for_a_period",
        "contracts.ended_for_good",
        "technology.a_licence_is_quicker_than_own_development",
    ],
)
def test_decisions_that_are_copied_from_the_results_make_the_same_plan(name: str) -> None:
    given, plan = tables_of(name), plan_of(name)
    rows = copied(plan)
    again = solved(replace(given, rows={**given.rows, Decision: rows}))
    assert len(rows) > 1 and again.objective == pytest.approx(plan.objective)
    assert [each.name for each in audit(again) if not each.passed] == []


# --- held ------------------------------------------------------------------------------------------------------------

EARLIER = "decisions.two_now_and_one_later"
"""Two lines in 2026 and one in 2028, for 600; left alone all three are built in 2026."""


@pytest.mark.xdist_group("decisions")
@pytest.mark.parametrize(("until", "cost"), [(None, 600.0), (2028, 600.0), (2027, 600.0), (2026, 510.0), (2025, 420.0)])
def test_what_a_plan_decides_is_held_up_to_a_year(until: int | None, cost: float) -> None:
    """Up to 2026 two lines are kept and the third comes a year later; up to 2027 it comes in 2028."""
    alone = tables_of(EARLIER).without(Decision)
    assert model.solve(alone, hold=plan_of(EARLIER), until=until).objective == pytest.approx(cost)


def test_what_knowing_is_worth_is_not_worked_out_of_a_plan_that_is_held() -> None:
    given = tables_of(EARLIER)
    asking = replace(given, settings=replace(given.settings, value_of_information="yes"))
    assert model.solve(asking).statistics["EVPI"] != NOT_OF_HELD
    assert model.solve(asking, hold=plan_of(EARLIER)).statistics["EVPI"] == NOT_OF_HELD


def test_what_cannot_be_held_is_told() -> None:
    """Three lines of the plan, where there are but two; and one of a project that is not there at all."""
    given = tables_of(EARLIER).without(Decision)
    fewer = replace(given, rows={**given.rows, Project: [replace(row, maximum_modules=1) for row in given[Project]]})
    with pytest.raises(Infeasible, match=r"cannot be held.*2.*at most 1"):
        solve_tables(fewer, held=Held(plan_of(EARLIER).decided))
    other = solve_tables(given.without(Project, CostRow), held=Held(plan_of(EARLIER).decided))
    assert other.statistics[LEFT_OUT]


def test_a_plan_is_held_and_started_from_at_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    book, plan, out = (tmp_path / f"{name}.xlsx" for name in ("book", "plan", "out"))
    save(plan, results_bytes(plan_of(EARLIER)))
    write_inputs(book, tables_of(EARLIER).without(Decision))
    ask = ["solve", str(book), "--out", str(out), "--quiet"]
    assert main([*ask, "--hold", str(plan), "--until", "2026"]) == ExitCode.OPTIMAL
    assert "510" in capsys.readouterr().out
    assert carried_plan(out).statistics["held"] == snapshot
    assert main([*ask, "--start", str(plan)]) == ExitCode.OPTIMAL
    assert "420" in capsys.readouterr().out
    assert main([*ask, "--until", "2026"]) == ExitCode.INPUT
    assert capsys.readouterr().err == snapshot
