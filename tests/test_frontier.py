"""Frontiers worked by hand: what each step costs, where no plan exists, and what the workbook says of it."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

import model.diagnosis.diagnose
from model import Infeasible, InputError, Tables
from model.studies.frontier.document import built_by
from model.studies.frontier.question import Step, findings, settled
from model.studies.limit_path import bounded, evenly, figure, limit_text, own_value, path_to, subject, tightest
from model.testing import ByYear, Limit
from model.whatif.plan_difference import changes
from tests.inline import tables
from tests.jobs import Finished, Job, Result, Solve, State, Store, Watch, one_by_one
from tests.micro.case import CITY, PRESS
from tests.micro.concentration import TWO_SELLERS
from tests.micro.operating_rules import MINES
from tests.office import needs_office, printed
from tests.search import Diagnosis
from tests.steps import ExitCode, Request, main, write_inputs
from tests.studies import Frontier, FrontierStudy, answered, asked, chosen, noting, written
from tests.studies import frontier_document as document

pytestmark = pytest.mark.usefixtures("in_this_process")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """What several tests ask for is solved once."""
    return Store(tmp_path_factory.mktemp("runs"))


LIMITS = """
    Limits
    limit | measure | of     | scope | value
    port  | share   | magnet | B     | 45 %
    home  | share   | magnet | A     | 90 %
"""
"""100 magnets, from B at 10 or from A at 30; A may send 90."""


def of_share(store: Store, limits: str = LIMITS, **options: Any) -> Frontier:
    return of(tables(TWO_SELLERS, limits), "port", store, **options)


HOW = ("workers", "pool")


def of(given: Tables, limit: str | None, store: Store, **options: Any) -> Frontier:
    """The frontier of a limit; ``options`` are those of the study, and how it is run."""
    how = {name: options.pop(name) for name in HOW if name in options}
    return asked(FrontierStudy(given, limit=limit, **options), store, **how)


# ---------------------------------------------------------------------------------------------- worked by hand


def test_a_share_costs_the_same_each_percentage_point(store: Store, snapshot: SnapshotAssertion) -> None:
    """Of 100, x from B at 10 and the rest from A at 30: 3000 − 20 x. Below 10 % from B, A would send over 90."""
    found = of_share(store)
    assert [point.value for point in found.points] == pytest.approx([None, 0.8, 0.6, 0.45, 0.4, 0.2, 0.1, 0.099, 0.0])
    costs = [1000, 1400, 1800, 2100, 2200, 2600, 2800]
    assert [point.cost for point in found.solved] == pytest.approx(costs)
    assert [point.proven for point in found.solved] == pytest.approx(costs)
    assert [found.actual(point) for point in found.solved] == pytest.approx([1, 0.8, 0.6, 0.45, 0.4, 0.2, 0.1])
    assert [found.marginal(point) for point in found.solved[1:]] == pytest.approx([2000] * 6)
    assert [step.price for step in found.steps] == pytest.approx([2000] * 6)
    assert all(step.is_significant for step in found.steps)
    assert [point.name for point in found.points if found.is_own(point)] == ["≤ 45 %"]
    assert found.points[-1].result.state == State.INFEASIBLE
    assert found.points[-1].result.reason == snapshot
    assert found.exit_code == ExitCode.OPTIMAL
    assert findings(found) == snapshot


def test_values_and_ends_as_asked(store: Store) -> None:
    found = of_share(store, values=[0.5, 0.9, 0.5])
    assert [(point.value, point.cost) for point in found.points] == [
        (0.9, pytest.approx(1200)),
        (0.5, pytest.approx(2000)),
    ]
    found = of_share(store, first=0.5, last=0.3, steps=3)
    assert [point.value for point in found.points] == pytest.approx([0.5, 0.45, 0.4, 0.3])
    with pytest.raises(InputError, match="Did you mean 65%"):
        of_share(store, values=[65])


def test_a_least_share_is_tightened_upwards(store: Store) -> None:
    """At least x from A: 1000 + 20 x."""
    given = tables(
        TWO_SELLERS,
        """
        Limits
        limit | measure | of     | scope | bound    | value
        home  | share   | magnet | A     | at least | 50 %
        """,
    )
    found = of(given, None, store, steps=3)
    assert [point.name for point in found.points] == ["no limit", "≥ 50 %", "≥ 100 %"]
    assert [point.cost for point in found.points] == pytest.approx([1000, 2000, 3000])


def test_a_least_supply_is_tightened_upwards_and_a_flow_downwards(store: Store) -> None:
    """At least x from A, or at most 100 − x from Port: 1000 + 20 x."""
    given = tables(
        TWO_SELLERS,
        """
        Limits
        limit   | measure | of     | scope | bound    | value
        home    | supply  | magnet | A     | at least | 10
        passage | flow    | magnet | A     | at most  | 95
        """,
    )
    found = of(given, "home", store, values=[20, 50, 100])
    assert [point.name for point in found.points] == ["≥ 20 t/y", "≥ 50 t/y", "≥ 100 t/y"]
    assert [point.cost for point in found.points] == pytest.approx([1400, 2000, 3000])
    assert [step.price for step in found.steps] == pytest.approx([20, 20])
    found = of(given, "passage", store, steps=3)
    assert [point.value for point in found.points] == pytest.approx([None, 45, 0])
    assert [point.cost for point in found.points] == pytest.approx([1200, 2100, 3000])
    assert [found.marginal(point) for point in found.points[1:]] == pytest.approx([20, 20])


CREWS = """
    Demand
    market | product | 2026
    City   | magnet  | 130

    Suppliers
    supplier | site | commodity | price | limit
    far      | City | magnet    | 10    | 65

    Limits
    limit | measure       | of   | value
    crews | plants in use | mine | 2
"""
"""Mines of 40, 50 and 70 work for nothing; 130 are needed, and 65 can be bought at 10."""


def test_what_is_counted_steps_in_whole_numbers_at_a_price_for_each(store: Store, snapshot: SnapshotAssertion) -> None:
    """Three mines make all; the two largest 120, and 10 are bought for 100; the largest 70, and 60 are bought for 600.
    With none there is no plan: the edge is between 1 and 0, and nothing is left to be tried."""
    given = tables(CITY, CREWS, MINES)
    found = of(given, "crews", store)
    assert [point.value for point in found.points] == [None, 2, 1, 0]
    assert [point.cost for point in found.solved] == pytest.approx([0, 100, 600])
    assert [step.price for step in found.steps] == pytest.approx([100, 500])
    said = findings(found)
    assert said == snapshot
    dearest = "100 USD per plant, and most expensive from ≤ 2 plants to ≤ 1 plant, at 500."
    assert any(dearest in words for words in said), said
    with pytest.raises(InputError, match=r"1\.5: a limit on 'plants in use' has whole numbers"):
        of(given, "crews", store, values=[1.5])


# ---------------------------------------------------------------------------------------------- the edge


@pytest.mark.parametrize("workers", [1, 2, 7])
def test_the_edge_is_the_same_however_many_are_asked_at_a_time(store: Store, workers: int) -> None:
    found = of_share(store, steps=3, workers=workers)
    assert found.edge is not None and found.edge.is_found
    assert (found.edge.feasible, found.edge.infeasible) == (0.1, 0.099)


def test_an_edge_between_round_values_is_told_as_one_with_a_plan_and_one_without(
    store: Store, snapshot: SnapshotAssertion
) -> None:
    """A may send 87.66 %: B has 12.34 % at least."""
    found = of_share(store, LIMITS.replace("90 %", "87.66 %"), steps=2)
    assert findings(found) == snapshot
    assert found.solved[-1].cost == pytest.approx(3000 - 2000 * 0.124)


def test_an_edge_upwards(store: Store) -> None:
    """At least x from A, of which 90 % is the most."""
    given = tables(TWO_SELLERS, LIMITS)
    least = Limit(limit="least", measure="share", of="magnet", scope="A", bound="at least", value=ByYear.of(0.2))
    given = replace(given, rows={**given.rows, Limit: [least, *given[Limit][1:]]})
    found = of(given, "least", store, steps=2)
    assert found.edge is not None and (found.edge.feasible, found.edge.infeasible) == (0.9, 0.901)


def test_the_edge_of_an_amount_is_one_program_and_one_proof(store: Store, snapshot: SnapshotAssertion) -> None:
    """A may send 73.35 of 100, so that 26.65 pass at least: found by making that the objective, proven by the solve of
    the next tighter round value."""
    given = tables(
        TWO_SELLERS,
        """
        Limits
        limit   | measure | of     | scope | bound   | value
        home    | supply  | magnet | A     | at most | 73.35
        passage | flow    | magnet | A     | at most | 95
        """,
    )
    names: list[str] = []
    found = of(given, "passage", store, steps=2, workers=1, pool=noting(names))
    assert found.edge is not None and (found.edge.feasible, found.edge.infeasible) == (26.7, 26.6)
    assert names == snapshot


def test_why_there_is_no_plan_is_asked_of_the_edge(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """And not of each value on the way to it."""
    asked = []
    usual = model.diagnosis.diagnose.why_infeasible

    def counted(given: Tables, request: Request) -> Diagnosis:
        asked.append(own_value(given[Limit][0]))
        return usual(given, request)

    monkeypatch.setattr(model.diagnosis.diagnose, "why_infeasible", counted)
    found = of_share(store, LIMITS.replace("90 %", "87.61 %"), steps=2)
    assert found.infeasible is not None and found.edge is not None and "Limits!" in found.infeasible.result.reason
    assert asked.count(found.edge.infeasible) == 1 and found.infeasible.value == found.edge.infeasible
    assert len(asked) == sum(not point.result.has_plan for point in found.points)


def test_where_time_ends_before_the_reason_the_proof_still_counts(store: Store, snapshot: SnapshotAssertion) -> None:
    def without_reason(jobs: Sequence[Job], solve: Solve) -> list[Result]:
        if [job.name for job in jobs] == ["≤ 12.3 %"]:
            return [Result(job, State.FAILED, "No plan was found before the limit.") for job in jobs]
        return solve(jobs)

    given = tables(TWO_SELLERS, LIMITS.replace("90 %", "87.66 %"))
    found = answered(FrontierStudy(given, limit="port", steps=2), store, without_reason)
    assert findings(found) == snapshot
    assert found.infeasible is not None and found.infeasible.result.job.name == "≤ 12.3 %"


def test_with_values_by_year_the_edge_is_that_of_the_path(store: Store) -> None:
    """From 80 % in 2026 to 45 % in 2027; below 10 % in the end, A would send over 90 %."""
    given = tables(
        TWO_SELLERS,
        LIMITS.replace("| value", "| value 2026 | value 2027").replace("45 %", "80 % | 45 %").replace("90 %", "90 % |"),
        "Settings\nlast year | 2027",
    )
    found = of(given, "port", store, steps=2, workers=2)
    assert found.edge is not None and (found.edge.feasible, found.edge.infeasible) == (0.1, 0.099)


def test_where_time_ends_the_search_what_is_open_is_said(store: Store, snapshot: SnapshotAssertion) -> None:
    def in_no_time(jobs: Sequence[Job], solve: Solve) -> list[Result]:
        if any(job.name.startswith("any plan") for job in jobs):
            return [Result(job, State.FAILED, "No plan was found before the limit.") for job in jobs]
        return solve(jobs)

    found = answered(FrontierStudy(tables(TWO_SELLERS, LIMITS), limit="port", steps=2), store, in_no_time)
    said = findings(found)
    assert said == snapshot
    assert not any("tightest" in words for words in said)


def test_after_ctrl_c_nothing_more_is_solved(store: Store) -> None:
    """Ctrl-C at the second solve: the values left, the boundary and its reasons are asked for, and all are stopped."""
    solved: list[str] = []

    def interrupted(jobs: Sequence[Job], workers: int, watch: Watch) -> Generator[Finished, None, None]:
        for job in jobs:
            solved.append(job.name)
            if len(solved) == 2:
                raise KeyboardInterrupt
            yield from one_by_one([job], workers, watch)

    given = tables(TWO_SELLERS, LIMITS, "Settings\ncurrency | EUR")  # as no other test has it
    found = of(given, "port", store, steps=4, pool=interrupted)
    assert len(solved) == 2
    assert [point.result.state for point in found.points] == [State.OPTIMAL, *[State.STOPPED] * 4]
    assert found.exit_code == ExitCode.LIMIT and found.edge is None


def test_of_values_as_asked_no_edge_is_claimed(store: Store, snapshot: SnapshotAssertion) -> None:
    said = findings(of_share(store, values=[0.6, 0.3, 0.05]))
    assert said == snapshot
    assert findings(of_share(store, values=[0.6, 0.3])) == snapshot


LINE_OR_SHORT = """
    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 10   | 10

    Suppliers
    supplier | site | commodity | price
    far      | City | magnet    | 1

    Capacity
    plant | site
    Works | City

    Projects
    project | plant | kind    | module size | maximum modules
    Line    | Works | modules | 5           | 2

    Costs
    item | fixed capex
    Line | 30

    Disruptions
    disruption | action   | target | value | probability
    cut        | capacity | far    | 0     | 10 %
"""
"""One year in ten nothing is sold, 10 are short at 10 each. A line of 5 makes 5 of them out of ore at 1, for 30."""


def test_a_tail_is_bought_off_by_modules(store: Store, snapshot: SnapshotAssertion) -> None:
    """In the worst 5 % of years 10 are short. Cost without a line 0.9 · 10 + 0.1 · 100 = 19; each line costs 30 and
    saves 0.1 · 5 · 9 = 4.5. So 10 short cost 19, 5 short 44.5, none 70; and 5 may be short where 8 or 6 may."""
    given = tables(
        CITY,
        PRESS,
        LINE_OR_SHORT,
        """
        Limits
        limit | measure       | confidence | weight
        tail  | CVaR of unmet | 95 %       | 7
        """,
    )
    found = of(given, "tail", store)
    assert [point.value for point in found.points] == pytest.approx([None, 8, 6, 4, 2, 0])
    assert [point.cost for point in found.points] == pytest.approx([19, 44.5, 44.5, 70, 70, 70])
    assert [found.actual(point) for point in found.points] == pytest.approx([10, 5, 5, 0, 0, 0])
    assert [step.is_significant for step in found.steps] == [True, False, True, False, False]
    assert [built_by(point).get("Line") and built_by(point)["Line"].size for point in found.points] == [
        None, 5, 5, 10, 10, 10,
    ]  # fmt: skip
    loosest = built_by(found.points[0])
    assert [change.words for change in changes(loosest, built_by(found.points[1]))] == [("added",)]
    assert [c.words for c in changes(built_by(found.points[1]), built_by(found.points[5]))] == [("larger",)]
    assert [c.words for c in changes(built_by(found.points[5]), loosest)] == [("dropped",)]
    assert findings(found) == snapshot
    sheet = openpyxl.load_workbook(BytesIO(written(document(found))))["Builds"]
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=7, max_row=7)]
    assert lines == [["Line", "A", "t/y", None, 5, 5, 10, 10, 10]]


# ---------------------------------------------------------------------------------------------- one limit, other values


def test_a_path_ends_at_the_step_and_starts_where_it_did() -> None:
    row = Limit(limit="path", measure="share", value=ByYear.of({2026: 1.0, 2030: 0.8, 2035: 0.6}))
    assert path_to(row, 0.2).points == ((2026, 1.0), (2030, pytest.approx(0.6)), (2035, pytest.approx(0.2)))
    assert path_to(row, 0.6).points == tuple((year, pytest.approx(each)) for year, each in row.value.points)  # type: ignore[union-attr]
    least = replace(row, measure="service", value=ByYear.of({2028: 0.6, 2036: 0.9}))
    assert path_to(least, 0.3) == ByYear.of(0.3), "looser than where it starts"
    assert path_to(least, 0.7).points == ((2028, 0.6), (2036, pytest.approx(0.7)))
    flat = replace(row, value=ByYear.of(0.6))
    assert path_to(flat, 0.2) == ByYear.of(0.2)
    assert own_value(row) == own_value(flat) == 0.6


def test_only_the_value_of_the_limit_changes() -> None:
    given = tables(TWO_SELLERS, LIMITS)
    row = chosen(given, "port")
    changed = bounded(given, row, 0.2)
    assert changed[Limit][0] == replace(row, value=ByYear.of(0.2))
    assert changed[Limit][0].cells == row.cells
    assert changed[Limit][1] is given[Limit][1]
    assert {sheet: rows for sheet, rows in changed.rows.items() if sheet is not Limit} == {
        sheet: rows for sheet, rows in given.rows.items() if sheet is not Limit
    }


def test_which_limit_is_asked_where_it_is_not_clear() -> None:
    given = tables(TWO_SELLERS, LIMITS)
    with pytest.raises(InputError, match=r"There are 2 limits; name one with --limit:\n  port\n  home"):
        chosen(given, None)
    with pytest.raises(InputError, match="There is no limit 'prot'"):
        chosen(given, "prot")
    with pytest.raises(InputError, match="'Limits' is empty"):
        chosen(tables(TWO_SELLERS), None)


@pytest.mark.parametrize(
    ("measure", "value", "loosest", "end"),
    [
        ("share", 0.5, 0.9, 0.0),
        ("HHI", 6000.0, 9000.0, 5000.0),
        ("unmet", 5.0, 9.0, 0.0),
        ("cost", 90.0, 100.0, 50.0),
        ("CVaR of cost", None, 100.0, 70.0),
        ("service", 0.5, 0.2, 1.0),
        ("cover", 3.0, 0.0, 12.0),
        ("capacity", 40.0, 30.0, 80.0),
        ("supply", 40.0, 30.0, 80.0),
        ("flow", None, 30.0, 0.0),
        ("throughput", 5.0, 30.0, 0.0),
    ],
)
def test_the_tightest_that_there_can_be(measure: str, value: float | None, loosest: float, end: float) -> None:
    """Of two countries; no plan costs less than 70."""
    row = Limit(limit="x", measure=measure, value=None if value is None else ByYear.of(value))
    assert tightest(tables(TWO_SELLERS), row, loosest, 70.0) == end


def test_steps_are_round() -> None:
    assert evenly(0.8734, 0.0, 6) == [0.8734, 0.7, 0.52, 0.35, 0.17, 0.0]
    assert evenly(12345.6, 0, 4) == [12345.6, 8200, 4100, 0]
    assert evenly(5, 5, 6) == [5]


def test_limits_in_words(snapshot: SnapshotAssertion) -> None:
    given = tables(TWO_SELLERS.replace("commodity\n    magnet", "commodity | unit\n    magnet | t"))
    share = Limit(limit="x", measure="share", of="magnet")
    assert (limit_text(given, share, None), limit_text(given, share, 0.655)) == ("no limit", "≤ 65.5 %")
    assert limit_text(given, replace(share, measure="capacity"), 12000) == "≥ 12,000 t/y"
    assert figure(given, replace(share, measure="CVaR of cost"), 1234567.8) == "1,234,570 USD"
    assert subject(replace(share, scope="A")) == snapshot
    assert subject(replace(share, measure="flow", scope="A", against="B")) == snapshot


# ---------------------------------------------------------------------------------------------- gaps


def test_a_cheaper_plan_of_a_tighter_step_holds_the_looser_too(store: Store) -> None:
    """Solved to within a wide gap a looser step may come out dearer. Its plan and its bound are made better by others:
    the tighter step's plan at 2100 is taken, and that no plan costs less than 1800 is known from the looser."""
    found = of_share(store, values=[0.6, 0.45])
    loose, tight = (point.result for point in found.points)
    assert (loose.objective, tight.objective) == pytest.approx((1800, 2100))

    dear = replace(loose, objective=2400.0)
    low = replace(tight, bound=1500.0)
    first, second = settled(found.limit, {0.6: dear, 0.45: low})
    assert (first.cost, first.lent_by, first.proven) == (pytest.approx(2100), "≤ 45 %", pytest.approx(1800))
    assert (second.cost, second.lent_by, second.proven) == (pytest.approx(2100), "", pytest.approx(1800))
    step = Step(first, second, 0.15)
    assert step.extra == 0
    assert step.noise == pytest.approx(600, abs=0.01)
    assert not step.is_significant
    assert not Step(replace(first, proven=-math.inf), second, 0.15).is_significant


def test_a_step_without_a_plan_in_time_takes_that_of_a_tighter_one(store: Store) -> None:
    found = of_share(store, values=[0.6, 0.45])
    failed = Result(found.points[0].result.job, State.FAILED, "No plan was found before the limit.")
    first, second = settled(found.limit, {0.6: failed, 0.45: found.points[1].result})
    assert first.cost == second.cost
    assert Frontier(found.tables, found.limit, (first, second)).exit_code == ExitCode.LIMIT


def test_nothing_is_written_where_no_step_has_a_plan(store: Store) -> None:
    with pytest.raises(Infeasible, match="≤ 5 %"):
        of_share(store, values=[0.05, 0.01])


# ---------------------------------------------------------------------------------------------- the command


def workbook(path: Path, given: Tables) -> Path:
    write_inputs(path, given)
    return path


def test_the_command_writes_the_workbook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    book, out = workbook(tmp_path / "two.xlsx", tables(TWO_SELLERS, LIMITS)), tmp_path / "out.xlsx"
    assert main(["frontier", str(book), "--quiet"]) == ExitCode.INPUT
    assert capsys.readouterr().err == snapshot

    ask = ["frontier", str(book), "--limit", "port", "--steps", "3", "--out", str(out), "--jobs", "1"]
    assert main(ask) == ExitCode.OPTIMAL
    said = capsys.readouterr()
    assert said.out == snapshot
    assert "no limit: optimal" in said.err

    sheets = openpyxl.load_workbook(out)
    assert sheets.sheetnames == ["Frontier", "Steps", "Builds", "Run log", "Input as used"]
    assert len(sheets["Frontier"]._charts) == 2
    log = [[cell.value for cell in row] for row in sheets["Run log"].iter_rows()]
    assert " ".join(str(row[0]) for row in log) == snapshot
    log = log[1 + next(at for at, row in enumerate(log) if row[0] == "step") :]
    assert [line[:3] for line in log[:6]] == [
        ["no limit", "optimal", "no"],
        ["≤ 50 %", "optimal", "no"],
        ["≤ 45 %", "optimal", "no"],
        ["≤ 10 %", "optimal", "no"],
        ["≤ 9.9 %", "infeasible", "no"],
        ["≤ 0 %", "infeasible", "no"],
    ]
    assert main([*ask, "--quiet"]) == ExitCode.OPTIMAL
    log = [[cell.value for cell in row] for row in openpyxl.load_workbook(out)["Run log"].iter_rows()]
    assert [row[2] for row in log if row[1] in ("optimal", "infeasible")] == ["yes"] * 6


def test_the_command_line_is_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = workbook(tmp_path / "two.xlsx", tables(TWO_SELLERS, LIMITS))
    assert main(["frontier", str(book), "--values", "50%", "--steps", "3"]) == ExitCode.INPUT
    for wrong in (["--values", "x"], ["--from", "-1"], ["--steps", "0"], ["--jobs", "none"]):
        with pytest.raises(SystemExit) as stopped:
            main(["frontier", str(book), *wrong])
        assert stopped.value.code == ExitCode.INPUT
    capsys.readouterr()


@needs_office
def test_the_workbook_opens_in_libreoffice(store: Store, tmp_path: Path) -> None:
    book = tmp_path / "frontier.xlsx"
    book.write_bytes(written(document(of_share(store))))
    assert printed(tmp_path, book)[0].stat().st_size > 10_000


def test_the_same_frontier_gives_the_same_bytes(store: Store) -> None:
    one, other = (written(document(of_share(store, steps=2))) for _ in range(2))
    assert one and one == other


def test_a_step_that_costs_nothing_is_not_passed_over_as_the_cheapest(
    store: Store, snapshot: SnapshotAssertion
) -> None:
    """A module of 20 serves 75 %, another all: from 60 % to 70 % and beyond 80 % nothing more has to be built."""
    given = model.load(Path(__file__).parents[1] / "inputs" / "quickstart.xlsx")
    found = of(given, "Magnets without China", store, pool=one_by_one)
    assert [step.extra == 0 for step in found.steps] == [False, True, False, True, True]
    (said,) = [line for line in findings(found) if "cheapest" in line]
    assert said == snapshot
