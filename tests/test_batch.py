"""A batch: every what-if ends in a result near its base, whatever happens to the others, and is found again."""

from __future__ import annotations

import io
from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from bench.killing import cells, killed, with_what_ifs
from model import Tables
from model.cli.study import StudyBoard
from model.pipeline import NearJob
from model.runs.job import together
from model.studies.comparison.batch import Batch, Run, chosen, is_meant
from model.testing import ByYear, Demand, Supplier, WhatIf
from tests.conftest import full_disk
from tests.figures import builds as builds_of
from tests.figures import case_of
from tests.inline import tables
from tests.jobs import Finished, Job, PlanJob, Result, State, Store, Watch, drive, one_by_one, solve_job
from tests.steps import BASE, HELD, NONE, ExitCode, Progress, Variant, View, main, review, write_inputs
from tests.studies import BatchStudy, RunContext
from tests.test_regret import WORKS, with_demand


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / ".runs")


def of(
    base: Tables, title: str = "works", *, is_alone: bool = True, regret: bool = True, **what_ifs: Tables
) -> BatchStudy:
    """The study of a workbook and of others in place of its what-ifs."""
    study = BatchStudy(base, title, skip_regret=not regret, is_alone=is_alone)
    study.variants = (study.base, *(Variant(name.replace("_", " "), each) for name, each in what_ifs.items()))
    return study


def solve_batch(studies: Sequence[BatchStudy], store: Store, pool: Any = one_by_one, board: Any = None) -> list[Batch]:
    context = RunContext(store, pool=pool, board=board)
    return drive(together([study.cases(context) for study in studies]), context.solve)


def with_gap(given: Tables, gap: float) -> Tables:
    return replace(given, settings=replace(given.settings, gap=gap))


def scarce(given: Tables) -> Tables:
    """Of ore and of magnets 4 t each are sold, and to be short is not allowed."""
    needed = [replace(row, minimum_service=1.0) for row in given[Demand]]
    sold = [replace(row, limit=ByYear.of(4)) for row in given[Supplier]]
    return replace(given, rows={**given.rows, Demand: needed, Supplier: sold})


def states(batch: Batch) -> list[State]:
    return [run.result.state for run in batch.runs]


# ---------------------------------------------------------------------------------------------- near the base


def at_price(price: float, quantity: float) -> Tables:
    """So much is needed, and an imported tonne costs so much."""
    given = with_demand(quantity)
    rows = [replace(row, price=ByYear.of(price)) if row.supplier == "importer" else row for row in given[Supplier]]
    return replace(given, rows={**given.rows, Supplier: rows})


def test_of_two_plans_that_cost_the_same_a_what_if_takes_the_one_nearer_the_base(store: Store) -> None:
    """20 t at 8.50 cost 170, as many as a line that makes them: 150 + 20. At 10 a line is built, at 5 it is not."""
    even = at_price(8.5, 20)
    for price, builds in ((10, [("Line", 2026)]), (5, [])):
        (batch,) = solve_batch([of(at_price(price, 20), regret=False, even=even)], store)
        assert batch.runs[1].result.objective == pytest.approx(170)
        assert [
            [(each.project, each.decided) for each in builds_of(View(run.result.plan()))] for run in batch.runs
        ] == [builds, builds]


def test_a_what_if_may_hold_the_base_plan(store: Store) -> None:
    """10 t are bought. 30 t are worth a line, for 270; with what the base decides all are bought, for 300. Regret is of
    plans of one's own."""
    study = of(with_demand(10), much=with_demand(30), held=with_demand(30))
    *others, held = study.variants
    study.variants = (*others, replace(held, plan=HELD))
    (batch,) = solve_batch([study], store)
    assert [run.result.objective for run in batch.runs] == pytest.approx([100, 270, 300])
    assert batch.regret is not None and batch.regret.names == ("base", "much")
    scarcer = of(scarce(with_demand(10)))
    scarcer.variants = (scarcer.base, *study.variants[1:])
    (batch,) = solve_batch([scarcer], store)
    assert states(batch) == [State.INFEASIBLE, State.OPTIMAL, State.FAILED]


SAVING = """
    Limits
    limit  | measure  | of | scope | bound   | value
    saving | cost     |    | any   | at most | 280
"""


def test_a_what_if_may_be_without_a_plan(store: Store) -> None:
    """30 t are worth a line, for 270. Where nothing new is decided all are bought for 300, and the limit of 280 is only
    measured. Regret is of plans."""
    given = without_a_plan(with_demand(30, SAVING))
    found = review(given)
    assert found.problems == []
    study = of(with_demand(30, SAVING))
    study.variants = (study.base, *found.variants)
    (batch,) = solve_batch([study], store)
    assert [run.result.objective for run in batch.runs] == pytest.approx([270, 300])
    assert [run.name for run in batch.planned] == [BASE]
    case = case_of(batch.runs[1].variant, batch.runs[1].result, given)
    assert case.decides == NONE and case.digest is not None and case.digest.limits == ()


def test_without_a_plan_demand_needs_a_shortage_cost() -> None:
    given = without_a_plan(with_demand(30))
    needed = [replace(row, shortage_cost=None) for row in given[Demand]]
    (problem,) = review(replace(given, rows={**given.rows, Demand: needed})).problems
    assert (problem.sheet, problem.value) == ("What-ifs", NONE) and "magnet in City" in problem.expected


def without_a_plan(given: Tables) -> Tables:
    return replace(given, rows={**given.rows, WhatIf: [WhatIf(what_if="as it stands", plan=NONE)]})


def test_the_key_is_also_about_what_is_near() -> None:
    given = with_demand(25)
    line = {("Line", 2026): (1.0, 20.0)}
    jobs = [
        PlanJob("x", given),
        NearJob("x", given),
        NearJob("x", given, near={}),
        NearJob("x", given, near=line),
        NearJob("x", given, near=line, is_held=True),
        NearJob("x", given, near={("Line", 2026): (1.0, 19.0)}),
    ]
    assert len({job.key() for job in jobs}) == len(jobs)
    assert NearJob("y", given, near=dict(line)).key() == jobs[3].key()


def test_a_what_if_that_changes_nothing_is_the_base(store: Store) -> None:
    given = with_gap(with_demand(25), 0.2)
    (batch,) = solve_batch([of(given, regret=False, same=given, other=with_demand(10))], store)
    base, same, _ = (run.result for run in batch.runs)
    assert same.file == base.file
    assert same.objective == base.objective
    assert len(list(store.folder.iterdir())) == 2


def test_without_a_base_the_what_ifs_are_solved_all_the_same(store: Store) -> None:
    given = with_demand(10)
    (batch,) = solve_batch([of(scarce(given), as_ever=given)], store)
    assert states(batch) == [State.INFEASIBLE, State.OPTIMAL]
    assert batch.runs[1].result.objective == pytest.approx(100)
    assert batch.regret is not None and batch.regret.names == ("as ever",)


# ---------------------------------------------------------------------------------------------- all of them


def test_several_workbooks_with_regret_each_of_its_own(store: Store) -> None:
    """10 t are bought for 100, 30 t take a line and cost 270; the line costs 160 for 10 t, no line 300 for 30 t. In the
    second workbook it is the other way about, and one of its what-ifs cannot be."""
    little, much = with_demand(10), with_demand(30)
    books = [
        of(little, "one", is_alone=False, much=much),
        of(much, "two", is_alone=False, little=little, none=scarce(much)),
    ]
    stream = io.StringIO()
    board = StudyBoard([name for book in books for name in book.announced], stream)
    one, two = solve_batch(books, store, board=board)
    assert [(run.name, run.result.name) for run in two.runs] == [(name, name) for name in (BASE, "little", "none")]
    assert [run.result.objective for run in one.runs] == pytest.approx([100, 270])
    assert [run.result.objective for run in two.runs[:2]] == pytest.approx([270, 100])
    assert two.runs[2].result.state == State.INFEASIBLE
    assert one.regret is not None and two.regret is not None
    assert one.regret.cost == pytest.approx(
        {(BASE, BASE): 100, (BASE, "much"): 300, ("much", BASE): 160, ("much", "much"): 270}
    )
    assert two.regret.cost == pytest.approx(
        {(BASE, BASE): 270, (BASE, "little"): 160, ("little", BASE): 300, ("little", "little"): 100}
    )
    assert "  1 of 5  one: base: optimal" in stream.getvalue(), "the whole batch is counted from the start"
    assert "two: none: infeasible" in stream.getvalue()

    again = solve_batch(books, store, pool=refuse)
    assert all(run.result.is_reused for batch in again for run in batch.runs)
    assert [batch.regret for batch in again] == [one.regret, two.regret]


def refuse(jobs: Sequence[Job], workers: int, watch: Watch) -> Generator[Finished, None, None]:
    """Nothing is to be solved."""
    assert not list(jobs)
    yield from ()


def test_ctrl_c_ends_the_batch_and_the_next_goes_on(store: Store) -> None:
    given = {"some": with_demand(20), "much": with_demand(30)}

    def stopping_at(name: str) -> list[State]:
        def pool(jobs: Iterable[Job], workers: int, watch: Watch) -> Generator[Finished, None, None]:
            for job in jobs:
                if job.name == name:
                    raise KeyboardInterrupt
                yield solve_job(job, Progress.silent())

        (batch,) = solve_batch([of(with_demand(10), **given)], store, pool=pool)
        assert batch.regret is None
        assert batch.is_regret_cut_short != (State.STOPPED in states(batch))
        assert batch.exit_code == (ExitCode.LIMIT if batch.solved else ExitCode.FAILED)
        return states(batch)

    assert stopping_at("base") == [State.STOPPED] * 3
    assert stopping_at("much") == [State.OPTIMAL, State.OPTIMAL, State.STOPPED]
    assert stopping_at("base under much") == [State.OPTIMAL] * 3
    (batch,) = solve_batch([of(with_demand(10), **given)], store)
    assert all(run.result.is_reused for run in batch.runs)
    assert batch.regret is not None and batch.exit_code == ExitCode.OPTIMAL


@pytest.mark.parametrize(
    ("ends", "code"),
    [
        ([State.OPTIMAL, State.INFEASIBLE], ExitCode.OPTIMAL),
        ([State.INFEASIBLE, State.OPTIMAL], ExitCode.OPTIMAL),
        ([State.OPTIMAL, State.LIMIT], ExitCode.LIMIT),
        ([State.OPTIMAL, State.STOPPED], ExitCode.LIMIT),
        ([State.OPTIMAL, State.FAILED], ExitCode.LIMIT),
        ([State.LIMIT, State.UNBOUNDED], ExitCode.FAILED),
        ([State.OPTIMAL, State.DIED], ExitCode.FAILED),
        ([State.OPTIMAL, State.CRASHED], ExitCode.FAILED),
        ([State.INFEASIBLE, State.INFEASIBLE], ExitCode.INFEASIBLE),
        ([State.UNBOUNDED, State.INFEASIBLE], ExitCode.UNBOUNDED),
        ([State.STOPPED, State.STOPPED], ExitCode.FAILED),
    ],
)
def test_the_exit_code_is_that_of_the_worst(ends: list[State], code: ExitCode) -> None:
    variants = of(with_demand(10), other=with_demand(20)).variants
    results = [Result(PlanJob(each.name, each.tables), end) for each, end in zip(variants, ends, strict=True)]
    runs = [Run(each, result) for each, result in zip(variants, results, strict=True)]
    assert Batch("works", tuple(runs)).exit_code == code
    poor = [replace(run, result=replace(run.result, is_audited=False)) for run in runs]
    assert Batch("works", (runs[0], poor[1])).exit_code == ExitCode.AUDIT


def test_which_what_ifs_are_meant() -> None:
    what_ifs = [Variant(name, with_demand(10)) for name in ("Tariff 25 %", "Demand high", "Demand low", "[x] ?")]

    def names(*patterns: str) -> list[str]:
        return [each.name for each in chosen(what_ifs, patterns)]

    assert names() == ["Tariff 25 %", "Demand high", "Demand low", "[x] ?"]
    assert names("demand*", "tariff 25 %") == ["Tariff 25 %", "Demand high", "Demand low"]
    assert names("Demand ?ow", "[X] ?") == ["Demand low", "[x] ?"]
    assert not is_meant("Demand", "Demand low")


# ---------------------------------------------------------------------------------------------- what is shown


def test_a_terminal_shows_the_whole_batch_from_the_start(store: Store) -> None:
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    study = of(with_demand(10), regret=False, much=with_demand(30))
    board = StudyBoard(study.announced, terminal)
    seen: list[str] = []

    def looking(jobs: Iterable[Job], workers: int, watch: Watch) -> Generator[Finished, None, None]:
        from rich.console import Console

        for result in one_by_one(jobs, workers, watch):
            shown = io.StringIO()
            Console(file=shown, width=80).print(board._table(40))
            seen.append(shown.getvalue())
            yield result

    solve_batch([study], store, pool=looking, board=board)
    board.end()
    assert "0 of 2 done" in seen[0] and "much" in seen[0] and "waiting" in seen[0]
    assert "1 of 2 done" in seen[1] and "optimal" in seen[1]
    assert "2 of 2 done" in terminal.getvalue()


# ---------------------------------------------------------------------------------------------- the command

WHAT_IFS = """
    What-ifs
    what-if | based on
    much    |
    dear    | much
    scarce  |

    Changes
    what-if | sheet     | rows     | column          | operation | value
    much    | Demand    | any      | quantity        | set       | 30
    dear    | Suppliers | importer | price           | multiply  | 2
    scarce  | Suppliers | any      | limit           | set       | 4
    scarce  | Demand    | any      | minimum service | set       | 100 %
"""
"""10 t are bought for 100; 30 t take a line: 150 + 20 + 100, and 100 more if what is imported is twice as dear. Of 4 t
each of ore and magnets nobody makes 10."""


def test_jobs_that_read_the_same_each_have_a_line() -> None:
    stream = io.StringIO()
    board = StudyBoard(["works"], stream)
    jobs = [PlanJob(name, with_demand(10)) for name in ("80 %", "80 %", "works", "works")]
    board.open(jobs)
    for job in jobs:
        board.started(job)
        board.finished(Result(job, State.OPTIMAL))
    assert "4 of 4" in stream.getvalue()


def workbook(path: Path, *texts: str) -> Path:
    write_inputs(path, tables(WORKS, *texts))
    return path


def test_the_command_compares_every_what_if(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    book, out = workbook(tmp_path / "works.xlsx", WHAT_IFS), tmp_path / "made" / "compared.xlsx"
    ask = ["batch", str(book), "--out", str(out), "--jobs", "2"]
    assert main(ask) == ExitCode.OPTIMAL
    said = capsys.readouterr()
    assert said.out == snapshot
    report = out.with_name("compared_report.html")
    assert report.exists()
    assert "1 of 4  base: optimal" in said.err
    first = cells(out)
    costs = {row[0]: row[4] for sheet, _, row in first if sheet == "Run log" and row[0] in ("base", "much", "dear")}
    assert costs == pytest.approx({"base": 100, "much": 270, "dear": 370})
    assert any(sheet == "Regret" for sheet, _, _ in first)

    assert main([*ask, "--quiet"]) == ExitCode.OPTIMAL
    said = capsys.readouterr()
    assert said.out == snapshot
    assert said.err == ""
    assert cells(out) == first


@pytest.mark.usefixtures("in_this_process")
def test_the_command_solves_the_what_ifs_that_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    book, out = workbook(tmp_path / "works.xlsx", WHAT_IFS), tmp_path / "compared.xlsx"
    ask = ["batch", str(book), "--out", str(out), "--skip-regret", "--quiet", "--jobs", "1", "--only"]
    assert main([*ask, "MUCH", "d*"]) == ExitCode.OPTIMAL
    assert capsys.readouterr().out == snapshot
    assert not any(sheet == "Regret" for sheet, _, _ in cells(out))
    assert main([*ask, "muhc", "x*", "dear"]) == ExitCode.INPUT
    assert capsys.readouterr().err == snapshot


def test_problems_of_all_workbooks_come_before_anything_is_solved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    good = workbook(tmp_path / "good.xlsx", WHAT_IFS)
    bad = workbook(tmp_path / "bad.xlsx", WHAT_IFS.replace("| set       | 30", "| set       | many"))
    worse = workbook(tmp_path / "worse.xlsx", WHAT_IFS.replace("| price  ", "| prices "))
    assert main(["batch", *map(str, (good, bad, worse)), "--out", str(tmp_path / "out")]) == ExitCode.INPUT
    said = capsys.readouterr().err
    assert "error  [bad.xlsx]Changes!" in said and "'many'" in said
    assert "error  [worse.xlsx]Changes!" in said and "'prices'" in said
    assert said == snapshot
    assert not (tmp_path / "out").exists()
    assert main(["batch", str(bad), "--out", str(tmp_path / "out.xlsx")]) == ExitCode.INPUT
    assert "error  Changes!" in capsys.readouterr().err


@pytest.mark.usefixtures("in_this_process")
def test_several_workbooks_each_have_a_comparison(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """In the second nothing can be done at all, which the first does not mind."""
    one = workbook(tmp_path / "one.xlsx", WHAT_IFS)
    two = tmp_path / "two.xlsx"
    write_inputs(two, scarce(with_demand(10)))
    ask = ["batch", str(one), str(two), "--quiet", "--jobs", "1", "--out"]
    assert main([*ask, str(tmp_path / "out")]) == ExitCode.INFEASIBLE
    said = capsys.readouterr().out
    assert "one: scarce: infeasible." in said and "two: base: infeasible." in said
    assert said == snapshot
    assert [file.name for file in (tmp_path / "out").glob("*.xlsx")] == ["one_comparison.xlsx"]


@pytest.mark.usefixtures("in_this_process")
def test_a_comparison_that_cannot_be_written_does_not_take_others_down(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    full_disk(monkeypatch, lambda path: path.match("one_comparison*.xlsx"))
    books = [workbook(tmp_path / f"{name}.xlsx") for name in ("one", "two")]
    ask = ["batch", *map(str, books), "--quiet", "--jobs", "1", "--out", str(tmp_path / "out")]
    assert main(ask) == ExitCode.OUTPUT
    said = capsys.readouterr()
    assert "one_comparison.xlsx" in said.err and "two_comparison.xlsx" in said.out
    assert (tmp_path / "out" / "two_comparison.xlsx").exists()
    assert not (tmp_path / "out" / "one_comparison_report.html").exists()


def test_what_cannot_be_written_is_told_before_anything_is_solved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    book, out = workbook(tmp_path / "works.xlsx", WHAT_IFS), tmp_path / "out" / "compared.xlsx"
    out.parent.mkdir()
    (out.parent / "~$compared.xlsx").write_text("")
    assert main(["batch", str(book), "--out", str(out)]) == ExitCode.OUTPUT
    assert capsys.readouterr().err == snapshot
    assert main(["batch", str(book), "--out", str(book)]) == ExitCode.OUTPUT
    assert capsys.readouterr().err == snapshot
    assert main(["batch", str(book), str(book)]) == ExitCode.INPUT
    assert capsys.readouterr().err == snapshot
    (tmp_path / "other").mkdir()
    twin = workbook(tmp_path / "other" / "works.xlsx")
    assert main(["batch", str(book), str(twin), "--out", str(tmp_path / "new")]) == ExitCode.INPUT
    assert capsys.readouterr().err == snapshot
    assert main(["batch", str(book), str(twin), "--out", str(out)]) == ExitCode.INPUT
    assert capsys.readouterr().err == snapshot
    assert not list(tmp_path.rglob(".runs"))


def test_a_cluster_that_is_not_there_is_told_before_anything_is_solved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    book, out = workbook(tmp_path / "works.xlsx", WHAT_IFS), tmp_path / "out.xlsx"
    assert main(["batch", str(book), "--out", str(out), "--cluster", "here", "--quiet"]) == ExitCode.INPUT
    assert capsys.readouterr().err == snapshot
    assert not list(tmp_path.rglob(".runs"))


def test_a_batch_that_is_killed_leaves_no_trace(tmp_path: Path) -> None:
    """Twice at a random moment, with all its processes: ``python -m bench.killing`` does it twenty times."""
    book = tmp_path / "quick.xlsx"
    write_inputs(book, with_what_ifs(2))
    found = killed(book, tmp_path, kills=2, seed=108)
    assert found.kills == 2 and found.batches >= 1
    assert found.finished > 0, "the kills came too early to say anything"
    assert found.left_no_trace
