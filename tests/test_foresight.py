"""Waiting and preparing, worked by hand: what is decided before and after it is known which future comes."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

from model import Infeasible, InputError, SolveFailed, Tables
from model.sheets.names import NOT_KNOWN
from model.solver.program import labels_of
from model.studies.foresight import two_stage_solve as studied
from model.studies.foresight.question import Choice, Foresight, Future, Missing, Way
from model.studies.foresight.scenario_program import OneFuture
from model.studies.foresight.study import figure_text as in_words
from model.studies.foresight.study import findings, lines
from model.studies.foresight.two_stage_solve import cheapest
from tests.conftest import failing
from tests.figures import Interval
from tests.inline import tables
from tests.micro.case import CITY, PRESS, WORKS
from tests.micro.interruption import what_is_under_way_is_brought_back
from tests.search import Interrupt, as_large
from tests.steps import ExitCode, Request, main, write_inputs
from tests.studies import foresight, futures_of, written
from tests.studies import foresight_document as document

FIVE_YEARS = f"""
{CITY}
{PRESS}
{WORKS}
    Settings
    last year | 2030

    Demand
    market | product | 2026
    City   | magnet  | 10

    Suppliers
    supplier | site | commodity | price
    far      | City | magnet    | 10

    Capacity
    plant | site
    Yard  | City

    Projects
    project | plant | kind    | module size | maximum modules | needs
    Rail    | Yard  | modules | 1           |                 |
    Line    | Works | modules | 10          | 1               | Rail

    Lead times
    project | construction
    Rail    | 2
    Line    | 1

    Costs
    item | fixed capex
    Rail | 5
    Line | 400

    What-ifs
    what-if
    Stop

    Changes
    what-if | sheet     | rows | column | from year | operation | value
    Stop    | Suppliers | far  | price  | 2028      | multiply  | 3
"""
"""10 are bought for 10 each, 500 in five years; in 'Stop' for 30 from 2028 on, 1100. A line for 400 makes them of ore
at 1 each from the year after it is decided, and needs a rail for 5, which takes two years: begun by 2027, the line can
be decided in 2028 and be online in 2029, so that 'Stop' costs 100 + 100 + 300 + 10 + 10 + 400 + 5 = 925. Begun in 2028
the rail is ready in 2030, with the line: 100 + 100 + 300 + 300 + 10 + 405 = 1215, more than 1100. Known from the start
the line is online in 2028: 100 + 100 + 3 · 10 + 405 = 635, and as much where nothing comes of it."""


def found(probability: float, known: int = 2028, of: str | Tables = FIVE_YEARS) -> Foresight:
    given = tables(of) if isinstance(of, str) else of
    return foresight(futures_of(given, [("Stop", probability, known)]), Request(0.0, 60.0))


def two_what_ifs() -> Tables:
    """'Later' is as 'Stop', but from 2029 on and more expensive."""
    return tables(FIVE_YEARS.replace("    Stop\n", "    Stop\n    Later\n", 1), """
        Changes
        what-if | sheet     | rows | column | from year | operation | value
        Later   | Suppliers | far  | price  | 2029      | multiply  | 9
    """)  # fmt: skip


def test_what_waiting_and_preparing_are_worth() -> None:
    """With 5 %: prepared, 0.95 · 505 + 0.05 · 925 = 526. All at once, or without foresight, nothing is built: 0.95 ·
    500 + 0.05 · 1100 = 530. Known from the start: 0.95 · 500 + 0.05 · 635 = 506.75."""
    plan = found(0.05)
    assert plan.staged.cost == Interval(*[pytest.approx(526)] * 2)
    assert plan.waiting == plan.preparing == Interval(*[pytest.approx(4)] * 2)
    assert plan.knowing == Interval(*[pytest.approx(19.25)] * 2)
    made = {(each.subject, each.when): (list(each.sizes), each.planned) for each in plan.choices()}
    assert made == {("Rail", "now"): ([1, 1], 0), ("Line", "if 'Stop'"): ([0, 10], 0)}


def test_what_is_likely_is_not_waited_for() -> None:
    """With 50 % the line is decided before it is known, for 635 in any case: waiting is worth nothing, and who does not
    foresee it pays 0.5 · 500 + 0.5 · 1100 = 800."""
    plan = found(0.5)
    assert plan.staged.cost.most == pytest.approx(635)
    assert plan.waiting == Interval(0.0, 0.0)
    assert plan.preparing == Interval(*[pytest.approx(165)] * 2)
    assert {(each.subject, each.when) for each in plan.choices()} == {("Rail", "now"), ("Line", "now")}


def test_nothing_before_it_is_known_may_know_of_it() -> None:
    """Stock could be bought at 10 for the years at 30, if it were known: until then every future buys as much."""
    store = tables(FIVE_YEARS, """
        Stockpiles
        stockpile | site | commodity | holding cost
        store     | City | magnet    | 2
    """)  # fmt: skip
    plan = found(0.05, of=store)
    flows = [each.frames["purchases"] for each in plan.staged.plans]
    early = [frame[frame["period"] < 2028].reset_index(drop=True) for frame in flows]
    assert early[0].equals(early[1])
    assert plan.perfect.cost.most < plan.staged.cost.most


def test_two_futures_that_are_known_at_different_times() -> None:
    """'Later' is as 'Stop' but from 2029 on, and known then: until 2029 it cannot be distinguished from the base."""
    asked = [("Stop", 0.05, 2028), ("Later", 0.05, 2029)]
    plan = foresight(futures_of(two_what_ifs(), asked), Request(0.0, 60.0))
    lines = {each.year: each.when for each in plan.choices() if each.subject == "Line"}
    assert lines == {2028: "if 'Stop'", 2029: "if 'Later'"}


@pytest.mark.parametrize("probability", [0.05, 0.5])
def test_of_large_programs_each_future_decides_the_rest_by_itself(
    probability: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is shared is decided together, with a bound that no plan falls below: here it is the same plan as before."""
    exact = found(probability)
    as_large(monkeypatch, "futures apart")
    apart = found(probability)
    assert isinstance(apart.at_once, Way) and isinstance(exact.at_once, Way)
    assert apart.at_once.cost.most == pytest.approx(exact.at_once.cost.most)
    assert apart.staged.cost.most == pytest.approx(exact.staged.cost.most)
    assert apart.perfect.cost.least - 1e-6 <= apart.staged.cost.least <= exact.staged.cost.most + 1e-6
    assert apart.choices() == exact.choices()


@pytest.mark.parametrize(("may_react", "cost"), [("Line", 526.0), ("L*; Rail", 526.0), ("Rail", 530.0)])
def test_what_may_not_react_is_decided_once(may_react: str, cost: float) -> None:
    """Only the line reacts, so that it is enough if it may; where the rail alone may the line is decided once, which is
    to decide all at once."""
    plan = foresight(futures_of(tables(FIVE_YEARS), [("Stop", 0.05, 2028)]), Request(0.0, 60.0), may_react)
    assert plan.staged.cost == Interval(*[pytest.approx(cost)] * 2)
    assert [each.depends for each in plan.choices()] == ([False, True] if cost == 526 else [])
    assert may_react in lines(plan)[0][2]


@pytest.mark.parametrize("rail", ["Rail", ""])
def test_without_foresight_only_what_may_react_is_planned_anew(rail: str) -> None:
    """With the rail there already the line is built once 'Stop' is known: 100 + 100 + 300 + 10 + 10 + 400 = 920, so
    that 0.95 · 500 + 0.05 · 920 = 521. Where the line may not react it stays unbuilt: 530."""
    there = tables(FIVE_YEARS.replace("Line    | Works | modules | 10          | 1               | Rail",
                                      "Line    | Works | modules | 10          | 1               |"))  # fmt: skip
    plan = foresight(futures_of(there, [("Stop", 0.05, 2028)]), Request(0.0, 60.0), rail)
    assert isinstance(plan.unaware, Way)
    assert plan.unaware.cost == Interval(*[pytest.approx(530 if rail else 521)] * 2)


@pytest.mark.parametrize(
    ("may_react", "said"),
    [
        ("Lin", r"nothing is decided on 'Lin'. Decided is on Line, Rail"),
        ("project = Line", "names alone"),
        ("Line;;", "a name between every two ';'"),
    ],
)
def test_what_may_react_has_to_be_something_that_is_decided(may_react: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        foresight(futures_of(tables(FIVE_YEARS), [("Stop", 0.05, 2028)]), Request(0.0, 60.0), may_react)


def test_of_what_is_decided_in_every_future_the_sizes_are_said() -> None:
    """Of three futures a size in one alone, the same in two, in two but not the same, in all but not the same."""
    plan = found(0.05)
    three = replace(plan, futures=[*plan.futures, replace(plan.futures[1], name="Later")])
    cases = {(0.0, 4.0, 0.0): "if 'Stop'", (4.0, 4.0, 0.0): "if 'base' or 'Stop'", (4.0, 4.0, 4.0): "later",
             (4.0, 5.0, 0.0): "if 'base' or 'Stop'", (4.0, 5.0, 5.0): "by future"}  # fmt: skip
    for sizes, when in cases.items():
        choice = Choice("train", "operator", "City", "", "people", 2028, sizes, 0.0, three.when(2028, sizes))
        assert choice.when == when
        assert choice.size == (None if 5.0 in sizes and 4.0 in sizes else 4.0)
    assert three.when(2028, (0.0, 0.0, 0.0)) == three.when(2026, (0.0, 0.0, 0.0)) == "only planned alone"


def test_the_cheapest_plan_that_is_known_is_given() -> None:
    """Within its gap the plan with futures may cost more than one that decides at once, which is as good a plan."""
    staged, at_once, unaware = (Way(Interval(*cost), ()) for cost in ((95.0, 110.0), (96.0, 104.0), (98.0, 108.0)))
    assert cheapest(staged, at_once, unaware).cost == Interval(95.0, 104.0)
    missing = Missing(NOT_KNOWN, "not in time")
    assert cheapest(staged, missing, missing) == staged
    assert cheapest(missing, at_once, unaware, least=90.0).cost == Interval(90.0, 104.0)
    with pytest.raises(SolveFailed, match="not in time"):
        cheapest(missing, missing)
    assert Foresight((), cheapest(staged, at_once, unaware), at_once, unaware, staged).waiting == Interval(0.0, 9.0)


def test_what_is_not_found_of_one_way_leaves_the_others(
    monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """Where no plan of all futures together is found, the one without foresight is the plan: 530 for 'Stop' with 5 %,
    of which no plan costs less than 506.75, and knowing would be worth at most the difference."""
    failing(monkeypatch, studied, "_together", SolveFailed("No plan was found before the limit."))
    plan = found(0.05)
    assert plan.staged.cost == Interval(pytest.approx(506.75), pytest.approx(530))
    assert isinstance(plan.at_once, Missing) and plan.waiting == plan.at_once
    assert plan.knowing == Interval(0.0, pytest.approx(23.25))
    assert not plan.is_whole
    told = {name: (in_words(value, "USD"), what) for name, value, what in lines(plan)}
    assert told["all decided at once"] == told["value of waiting"]
    assert told["value of waiting"] == snapshot
    assert told["this plan"] == snapshot
    page = openpyxl.load_workbook(io.BytesIO(written(document(plan))))["Futures"]
    assert "not known" in {cell.value for row in page.iter_rows() for cell in row}


@pytest.mark.parametrize("ways", [("futures apart",), ()])
def test_that_one_try_leads_nowhere_does_not_prove_that_there_is_no_plan(
    ways: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is decided for both futures may leave one of them without a plan, and other decisions not."""
    alone = OneFuture.plan

    def none_when_given(self: OneFuture, request: Request, given: object = None, learned: object = None) -> object:
        if given is not None:
            raise Infeasible("No plan.")
        return alone(self, request)

    as_large(monkeypatch, *ways)
    monkeypatch.setattr(OneFuture, "plan", none_when_given)
    with pytest.raises(SolveFailed, match="leaves 'base' without a plan"):
        found(0.05)


def test_what_is_stopped_has_no_answer() -> None:
    """Otherwise Ctrl-C would end one of the solves, and the others go on with what it left."""
    interrupt = Interrupt()
    interrupt.set()
    with pytest.raises(KeyboardInterrupt):
        foresight(futures_of(tables(FIVE_YEARS), [("Stop", 0.05, 2028)]), Request(0.0, 60.0, interrupt=interrupt))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ([("Stopp", 0.1, 2028)], "no what-if 'Stopp'"),
        ([("Stop", 0.1, 2026)], "cannot be known from 2026"),
        ([("Stop", 1.0, 2028)], "less than 100 %"),
        ([("Stop", 0.1, 2028), ("Stop", 0.1, 2029)], "once"),
    ],
)
def test_futures_that_cannot_be_planned_are_errors(asked: list[tuple[str, float, int]], said: str) -> None:
    with pytest.raises(InputError, match=said):
        futures_of(tables(FIVE_YEARS), asked)


def test_every_future_that_differs_before_it_is_known_is_an_error() -> None:
    with pytest.raises(InputError, match=r"before 2029, in Suppliers!D4 'price 2028' \(by Changes!G3\), so"):
        found(0.1, known=2029)
    both = futures_of(two_what_ifs(), [("Stop", 0.1, 2030), ("Later", 0.1, 2030)])
    with pytest.raises(InputError, match=r"(?s)'Stop'.*'Later'"):
        foresight(both, Request(0.0, 60.0))


def test_a_limit_with_a_priority_is_an_error() -> None:
    given = tables(FIVE_YEARS, """
        Limits
        limit | measure | of     | bound   | priority
        less  | unmet   | magnet | at most | 1
    """)  # fmt: skip
    with pytest.raises(InputError, match="Limits"):
        futures_of(given, [("Stop", 0.1, 2028)])


def test_preparing_is_no_finding_where_the_gap_leaves_open_whether_it_saves_anything() -> None:
    plan = found(0.05)
    is_open = "; whether that saves anything is open at this gap"
    assert not any(is_open in each for each in findings(plan))
    assert isinstance(plan.unaware, Way)
    near = replace(plan, unaware=replace(plan.unaware, cost=replace(plan.staged.cost, most=plan.unaware.cost.most)))
    assert any(each.startswith("Prepare now") and is_open in each for each in findings(near))
    without = replace(plan, unaware=Missing("no plan", ""))
    assert not any(is_open in each for each in findings(without))


def test_the_command_says_what_is_decided_now_and_what_in_which_future(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    monkeypatch.chdir(tmp_path)
    write_inputs("book.xlsx", tables(FIVE_YEARS))
    line = ["foresight", "book.xlsx", "--future", "Stop", "5%", "2028", "--out", "found.xlsx"]
    assert main(line) == ExitCode.OPTIMAL
    said, noted = capsys.readouterr()
    assert "warning  " in noted
    assert said == snapshot
    assert Path("found_report.html").exists()
    book = openpyxl.load_workbook("found.xlsx")
    assert book.sheetnames == ["Futures", "Decisions by future"]
    assert all("Not printed" not in str(sheet.oddFooter.center.text) for sheet in book)
    assert [cell.value for cell in book["Decisions by future"]["E"]][-2:] == ["now, to prepare", "if 'Stop'"]
    assert main([*line[:4], "five", *line[5:]]) == ExitCode.INPUT
    assert capsys.readouterr().err == snapshot


def test_what_replaces_what_is_missing_follows_from_what_is_given() -> None:
    """Half as much or twice as much is not held: stocks and flows that have a little room say how much is missing."""
    scenario = OneFuture.of(Future("base", what_is_under_way_is_brought_back(), 1.0))
    found = scenario.plan(Request(0.0, 60.0))
    values = dict(zip(labels_of(scenario.matrix), found.values.tolist(), strict=True))
    assert any(at[0] == "resupplied" and value > 0 for at, value in values.items())
    for times in (0.5, 2.0):
        given = {at: times * value if at[0] == "resupplied" else value for at, value in values.items()}
        assert scenario.plan(Request(0.0, 60.0), given).plan.objective == pytest.approx(found.plan.objective)


def test_a_value_that_is_rounding_is_nothing() -> None:
    assert Interval(1.06581e-14, 1.06581e-14).rounded(57.0).in_words("USD") == "0 USD"
    assert Interval(1.06581e-14, 3.0).rounded(57.0) == Interval(0.0, 3.0)
