"""Runs: every job ends in a result, none is solved twice, and nothing that happens to one of them touches another."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import math
import os
import signal
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from syrupy.assertion import SnapshotAssertion

import model.runs.file
import model.runs.store
from model import FileRefused, OutputRefused, Tables
from model.runs.engine import Pool
from model.runs.file import FORMAT, MOST_PACKED, recomputed
from model.runs.job import result_of
from model.runs.record import Json, tables_of, tables_record
from model.testing import Limit
from tests.conftest import full_disk, solved
from tests.jobs import (
    Board,
    Dying,
    Failing,
    Finished,
    Interrupting,
    Job,
    Logged,
    PlanJob,
    Processes,
    State,
    Store,
    Watch,
    as_ctrl_c,
    eight_jobs,
    names,
    plan_of,
    plan_record,
    read_plan,
    shop,
    solve_all,
    solve_job,
    wait_until,
)
from tests.steps import Progress


@pytest.fixture(scope="module")
def processes() -> Iterator[Pool]:
    """Workers that stay for the tests which need some; they die and are stopped all the same."""
    with Processes() as found:
        yield found.solve


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / ".runs")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "solved.txt"


# ---------------------------------------------------------------------------------------------- all kinds of ends


def test_each_job_ends_in_a_result_and_takes_no_other_down(
    store: Store, log: Path, processes: Pool, snapshot: SnapshotAssertion
) -> None:
    """Twelve hundred for a good one; too few magnets, an error, a process that dies: all in one list."""
    jobs = [
        Logged("good", shop(12), log=log),
        PlanJob("infeasible", shop(sold=99)),
        Failing("failing", shop(13)),
        Dying("dying", shop(14), log=log),
        Dying("unlucky", shop(15), log=log, deaths=1),
        Logged("twin", shop(12), log=log),
    ]
    results = solve_all(jobs, store, workers=2, pool=processes)

    assert [result.name for result in results] == [job.name for job in jobs]
    assert [result.state for result in results] == [
        State.OPTIMAL, State.INFEASIBLE, State.CRASHED, State.DIED, State.OPTIMAL, State.OPTIMAL,
    ]  # fmt: skip
    good, infeasible, failing, dying, unlucky, twin = results
    assert (good.objective, unlucky.objective, twin.objective) == (1200, 1500, 1200)
    assert infeasible.reason == snapshot
    assert failing.reason == snapshot
    assert dying.reason == snapshot
    assert sorted(names(log)) == ["dying", "dying", "good", "unlucky", "unlucky"]  # the twin is the good one

    again = solve_all(jobs, store, workers=2, pool=processes)
    assert [result.state for result in again] == [result.state for result in results]
    assert [result.is_reused for result in again] == [True, True, False, False, True, True]
    assert names(log).count("dying") == 4, "what the machine may be to blame for is tried again"
    assert len(names(log)) == 7


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process that another one sends a signal to")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_stopped_list_goes_on_where_it_was(store: Store, log: Path, processes: Pool, name: str) -> None:
    stopping = Interrupting("second", shop(2), signal=getattr(signal, name))
    jobs = [Logged("first", shop(1), log=log), stopping, Logged("third", shop(3), log=log)]
    with as_ctrl_c():
        results = solve_all(jobs, store, workers=1, pool=processes)
    assert [result.state for result in results] == [State.OPTIMAL, State.STOPPED, State.STOPPED]

    results = solve_all([jobs[0], Logged("second", shop(2), log=log), jobs[2]], store, workers=1, pool=processes)
    assert [result.objective for result in results] == [100, 200, 300]
    assert names(log) == ["first", "second", "third"]


def test_a_killed_run_goes_on_where_it_was(store: Store, log: Path, processes: Pool, tmp_path: Path) -> None:
    """The parent is killed in the middle: its workers end with it, and no finished job is solved again."""
    script = tmp_path / "killed.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\nfrom tests.jobs import eight_jobs\n"
        "from model.runs import Store, solve_all\n"
        "if __name__ == '__main__':\n"
        "    solve_all(eight_jobs(Path(sys.argv[2])), Store(Path(sys.argv[1])), workers=2)\n"
    )
    command = [sys.executable, str(script), str(store.folder), str(log)]
    process = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])})
    wait_until(lambda: len(list(store.folder.glob("*.json.gz"))) >= 3)
    process.kill()
    process.wait()
    workers = {int(line.split()[1]) for line in log.read_text().splitlines()}
    wait_until(lambda: not any(map(is_alive, workers)))
    finished = {read_header(file)["name"] for file in store.folder.glob("*.json.gz")}
    assert len(workers) == 2
    assert 3 <= len(finished) < 8

    before = len(names(log))
    results = solve_all(eight_jobs(log, seconds=0.0), store, workers=2, pool=processes)
    assert [result.objective for result in results] == [100 * (10 + at) for at in range(8)]
    assert sorted(names(log)[before:]) == sorted({result.name for result in results} - finished)


def is_alive(process: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        return " Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False


# ---------------------------------------------------------------------------------------------- what counts as known


def test_the_key_is_about_values_not_cells() -> None:
    job = PlanJob("base", shop())
    rows = {sheet: list(each) for sheet, each in shop().rows.items()}
    rows[Limit] = [replace(row, line=99, cells={"value": "Z99"}, notes="checked") for row in rows[Limit]]
    assert PlanJob("other name", Tables(job.tables.settings, rows)).key() == job.key()
    keys = {
        job.key(),
        PlanJob("base", shop(11)).key(),
        PlanJob("base", shop(), gap=0.1).key(),
        PlanJob("base", replace(shop(), settings=replace(shop().settings, discount_rate=0.01))).key(),
        Failing("base", shop()).key(),
    }
    assert len(keys) == 5
    assert PlanJob("base", shop(), gap=0.0, time_limit=5).key() == job.key(), "a gap of 0 is what Settings say anyway"


def test_the_key_changes_with_the_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "rule.py").write_text("x = 1\n")
    monkeypatch.setattr(model.runs.file, "ROOT", tmp_path)
    version = model.runs.file.program_version.__wrapped__
    first = version()
    (tmp_path / "rule.py").write_bytes(b"x = 1\r\n")
    assert version() == first, "line ends are those of the system"
    (tmp_path / "rule.py").write_text("x = 2\n")
    assert version() != first


FOUND: dict[tuple[str, float | None], Finished] = {}


def here(jobs: Sequence[Job], workers: int, watch: Watch) -> Generator[Finished, None, None]:
    """Solves in this process, which is quick, and what is the same only once."""
    for job in jobs:
        asked = job.key(), job.time_limit
        if asked not in FOUND:
            FOUND[asked] = solve_job(job, Progress.silent())
        result, content = FOUND[asked]
        yield replace(result, job=job), content


def kept(store: Store, job: Job) -> Path:
    """The file of a job, once it is solved."""
    solve_all([job], store, pool=here)
    return store.file(job.key())


def read_header(file: Path) -> dict[str, Any]:
    header: dict[str, Any] = json.loads(gzip.decompress(file.read_bytes()).split(b"\n")[1])
    return header


def write(file: Path, header: Json, record: Json) -> None:
    """A file as someone would write it who knows how it is made, with its hash made again."""
    content = "\n".join(map(json.dumps, (header, record))).encode()
    seal = hashlib.sha256(content).hexdigest()
    file.write_bytes(gzip.compress(seal.encode() + b"\n" + content))


def change(file: Path, change: Callable[[Json, Json], None]) -> None:
    """Change how a job ended and its plan, the hash made again."""
    header, record = map(json.loads, gzip.decompress(file.read_bytes()).split(b"\n")[1:])
    change(header, record)
    write(file, header, record)


def write_header(file: Path, **changes: object) -> None:
    change(file, lambda header, record: header.update(changes))


def not_found(store: Store, job: Job) -> str:
    """What is told of a file that is not used."""
    told: list[str] = []
    assert store.find(job, job.key(), told.append) is None
    return "".join(told)


def test_what_is_not_whole_is_not_there_and_that_is_told(store: Store, snapshot: SnapshotAssertion) -> None:
    job = PlanJob("base", shop())
    file = kept(store, job)
    whole = file.read_bytes()
    assert store.find(job, job.key()) is not None
    header, record = gzip.decompress(whole).split(b"\n")[1:]
    deep = b"[" * 100_000 + b"]" * 100_000
    contents = [b"", whole[: len(whole) // 2], whole[:-1], whole + b"more", b"not a result", gzip.compress(b"[]\nnull")]
    contents += [gzip.compress(b"\n".join(each)) for each in ([header, record], [b"0" * 64, header, record])]
    for content in contents:
        file.write_bytes(content)
        assert not_found(store, job) == snapshot
        with pytest.raises(FileRefused, match="cannot be read"):
            read_plan(file)
    seal = hashlib.sha256(header + b"\n" + deep).hexdigest().encode()
    file.write_bytes(gzip.compress(b"\n".join([seal, header, deep])))
    other = kept(store, PlanJob("other", shop(11)))
    file.write_bytes(other.read_bytes())
    file.unlink()
    assert not_found(store, job) == ""
    file.mkdir()


def test_what_is_not_ours_is_not_there(store: Store) -> None:
    job = PlanJob("base", shop())
    file = kept(store, job)
    for changes in ({"program": "an older one"}, {"format": 0}):
        write_header(file, **changes)
        assert not_found(store, job) == ""
        with pytest.raises(FileRefused, match="holds no plan"):
            read_plan(file)
    write_header(file, program=model.runs.file.program_version(), format=FORMAT, state="unheard of")
    assert "unheard of" in not_found(store, job)


@pytest.mark.parametrize("size", [MOST_PACKED + 1, 6 << 20], ids=["too large", "unpacks to 6 GB"])
def test_a_file_that_would_fill_the_memory_is_not_there(store: Store, size: int, snapshot: SnapshotAssertion) -> None:
    """Six megabytes that unpack to six gigabytes: it is told after a few megabytes of them."""
    job = PlanJob("base", shop())
    file = kept(store, job)
    if size > MOST_PACKED:
        with file.open("r+b") as stream:
            stream.truncate(size)
    else:
        member = gzip.compress(bytes(100 << 20))
        file.write_bytes(member * (size // len(member)))
    tracemalloc.start()
    said = not_found(store, job)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert said == snapshot
    assert peak < 40 << 20
    assert solve_all([job], store, pool=here)[0].objective == 1000


def halved(variable: str) -> Callable[[Json, Json], None]:
    """Half as much of a variable as the plan has."""

    def change(header: Json, record: Json) -> None:
        size, places, values = record["values"][variable]
        record["values"][variable] = [size, places, [value / 2 for value in values]]

    return change


def of_record(**changes: object) -> Callable[[Json, Json], None]:
    return lambda header, record: record.update(changes)


CHANGED: dict[str, tuple[Callable[[Json, Json], None], str]] = {
    "quantities": (halved("purchase"), "AuditFailed: "),
    "what is not there": (lambda header, record: record["values"].pop("purchase"), "not those of this program"),
    "cost": (of_record(objective=1.0), "total cost: "),
    "bound above the cost": (of_record(bound=2000.0), "optimality: lower bound on the cost"),
    "no number": (of_record(objective=math.nan), "total cost"),
    "no bound": (of_record(bound=-math.inf), "optimality: outcome: optimal without a bound"),
    "outcome": (of_record(outcome="approved"), "'approved' is no way in which a search ends"),
    "state": (lambda header, record: header.update(state=State.LIMIT), "it says time limit and its plan optimal"),
    "no plan": (lambda header, record: header.update(state=State.INFEASIBLE), "says infeasible and its plan optimal"),
    "reason": (lambda header, record: header.update(reason="approved"), "what it says of its audit"),
    "audit": (lambda header, record: record["audit"][0].update(checked=7), "what it says of its audit"),
    "failed": (lambda header, record: record["audit"][0].update(passed=False), "reports a failed audit"),
    "no values": (of_record(values={}), "not those of this program"),
    "another shape": (of_record(values=[1]), "AttributeError"),
    "marginal costs": (of_record(**{"marginal costs": [-1.0]}), "a marginal cost is not a number of at least 0"),
}


@pytest.mark.parametrize(("changes", "says"), CHANGED.values(), ids=CHANGED.keys())
def test_a_plan_that_was_changed_is_solved_again_and_told(
    store: Store,
    capsys: pytest.CaptureFixture[str],
    changes: Callable[[Json, Json], None],
    says: str,
    snapshot: SnapshotAssertion,
) -> None:
    """Whatever hash was made again: what is read back is recomputed."""
    job = PlanJob("base", shop())
    file = kept(store, job)
    assert solve_all([job], store, pool=here)[0].is_reused
    change(file, changes)
    (result,) = solve_all([job], store, pool=here)
    assert (result.objective, result.is_reused) == (1000, False)
    said = capsys.readouterr().err
    assert said == snapshot
    assert says in said
    assert solve_all([job], store, pool=here)[0].is_reused, "the right one has taken its place"


def test_a_plan_that_does_not_hold_and_says_so_is_known(store: Store) -> None:
    """It is what the input leads to: to solve it again would lead to the same."""
    job = PlanJob("base", shop())
    file = kept(store, job)

    def failed(header: Json, record: Json) -> None:
        record["objective"] = record["bound"] = 1.0
        plan = recomputed(plan_of(record))
        record["audit"], header["reason"] = list(map(asdict, plan.audit)), result_of(job, plan, 0.0).reason

    change(file, failed)
    told: list[str] = []
    result = store.find(job, job.key(), told.append)
    assert result is not None and not result.is_audited, told


def test_where_the_folder_does_not_take_a_result_it_is_kept_elsewhere(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """The disk becomes full in the middle of a list: what was solved still counts for this run."""
    job = PlanJob("base", shop())
    full_disk(monkeypatch, lambda path: path == store.file(job.key()))
    (result,) = solve_all([job], store, pool=here)
    assert result.file is not None and result.file != store.file(job.key()), "under a name of its own"
    assert result.plan().objective == 1000
    assert capsys.readouterr().err == snapshot


def test_a_longer_search_repeats_what_the_time_limit_ended(store: Store) -> None:
    job = PlanJob("base", shop(), time_limit=10)
    file = kept(store, job)
    change(file, at_limit)
    assert store.find(job, job.key()) is not None
    assert store.find(replace(job, time_limit=5.0), job.key()) is not None
    assert store.find(replace(job, time_limit=20.0), job.key()) is None
    change(file, lambda header, record: (header.update(state=State.OPTIMAL), record.update(outcome="optimal")))
    assert store.find(replace(job, time_limit=20.0), job.key()) is not None


def at_limit(header: Json, record: Json) -> None:
    header["state"], record["outcome"] = State.LIMIT, "time limit"


def test_a_reason_that_names_cells_is_found_again_where_they_moved(store: Store) -> None:
    """A supplier's row is one further down: a plan stays as it is, words about cells do not."""
    job = PlanJob("base", shop())
    file = kept(store, job)
    rows = {sheet: [replace(row, line=row.line + 1) for row in each] for sheet, each in job.tables.rows.items()}
    moved = PlanJob("base", Tables(job.tables.settings, rows))
    assert store.find(moved, job.key()) is not None
    write(file, read_header(file) | {"state": State.INFEASIBLE, "reason": "Suppliers!E3 …"}, None)
    assert store.find(job, job.key()) is not None
    assert store.find(moved, job.key()) is None


def test_leftovers_of_killed_runs_are_swept(store: Store) -> None:
    store.prepare()
    old, new = store.folder / ".a-x.part", store.folder / ".b-x.part"
    for file in (old, new):
        file.write_text("half")
    os.utime(old, (0, 0))
    store.prepare()
    assert not old.exists()
    assert new.exists()


def test_a_store_that_cannot_be_written_is_told_before_anything_is_solved(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputRefused):
        solve_all([Failing("never", shop())], Store(tmp_path / "file" / ".runs"))


# ---------------------------------------------------------------------------------------------- round trips


def test_tables_and_plans_come_back_as_they_were(store: Store) -> None:
    given = shop()
    record = json.loads(json.dumps(tables_record(given)))
    assert tables_of(record).rows == given.rows
    assert tables_of(record).settings == given.settings
    cells = [row.cells for row in tables_of(record)[Limit]]
    assert cells == [row.cells for row in given[Limit]]

    plan = solved(given)
    back = plan_of(json.loads(json.dumps(plan_record(plan))))
    for name in ("outcome", "objective", "bound", "gap", "periods", "units", "measures", "audit"):
        assert getattr(back, name) == getattr(plan, name), name
    assert list(back.frames) == list(plan.frames)
    for name, frame in plan.frames.items():
        pd.testing.assert_frame_equal(back.frames[name], frame, check_index_type=False, check_column_type=False)


def test_a_plan_is_read_with_the_tables_of_today(store: Store) -> None:
    kept(store, PlanJob("base", shop()))
    rows = {sheet: [replace(row, notes="new") for row in each] for sheet, each in shop().rows.items()}
    result = solve_all([PlanJob("base", Tables(shop().settings, rows))], store)[0]
    assert result.is_reused
    assert result.plan().tables[Limit][0].notes == "new"
    assert result.plan().frames["purchases"]["bought"].tolist() == [100]


# ---------------------------------------------------------------------------------------------- what is shown


def test_a_log_names_every_job_and_a_terminal_shows_a_table(store: Store) -> None:
    jobs = [PlanJob("base", shop()), PlanJob("too few", shop(sold=1))]
    stream = io.StringIO()
    solve_all(jobs, store, pool=here, board=Board(stream))
    lines = stream.getvalue().splitlines()
    assert any("base: optimal, gap 0.00%," in line for line in lines)
    assert any("2 of 2  too few: infeasible" in line for line in lines)

    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    solve_all(jobs, store, board=Board(terminal))
    assert "optimal (from an earlier run)" in terminal.getvalue()
    assert "2 of 2 done" in terminal.getvalue()
