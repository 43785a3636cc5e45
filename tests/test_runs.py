"""Runs: every job ends in a result, none is solved twice, and nothing that happens to one of them touches another."""

from __future__ import annotations

import gzip
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import model.runs.store
import model.runs.version
from model.errors import OutputRefused
from model.limits import Limit
from model.plan import Plan
from model.progress import Progress
from model.runs import Job, State, Store, solve_all
from model.runs.board import Board
from model.runs.pool import Finished, Watch
from model.runs.record import plan_of, plan_record, tables_of, tables_record
from model.runs.worker import solve_job
from model.stopping import as_ctrl_c
from model.tables import Tables
from tests.conftest import solved
from tests.inline import tables
from tests.micro.case import CITY


def shop(price: float = 10, *, sold: float = 100) -> Tables:
    """100 magnets are needed, and so many sold at a price."""
    return tables(
        CITY,
        f"""
        Suppliers
        supplier | site | commodity | price   | limit
        seller   | City | magnet    | {price} | {sold}

        Demand
        market | product | 2026 | 2027
        City   | magnet  | 100  | 200

        Limits
        limit | measure | of     | whose | value
        local | share   | magnet | A     | 100 %
        """,
    )


@dataclass(frozen=True)
class Logged(Job):
    """Notes in a file that it was solved, and by which process, after so many seconds."""

    log: Path = Path()
    seconds: float = 0.0

    def find(self, progress: Progress) -> Plan:
        time.sleep(self.seconds)
        with self.log.open("a") as stream:
            stream.write(f"{self.name} {os.getpid()}\n")
        return super().find(progress)


@dataclass(frozen=True)
class Dying(Logged):
    """Ends its process as often as it is told to, as one that runs out of memory does."""

    deaths: int = 9

    def find(self, progress: Progress) -> Plan:
        plan = super().find(progress)
        if names(self.log).count(self.name) <= self.deaths:
            os._exit(7)
        return plan


class Faulty(Job):
    def find(self, progress: Progress) -> Plan:
        raise ZeroDivisionError("an error of the program")


@dataclass(frozen=True)
class Interrupting(Job):
    """Stands for Ctrl-C in the parent, or another signal to stop; workers get it as well."""

    signal: int = signal.SIGINT

    def find(self, progress: Progress) -> Plan:
        for process in (os.getpid(), os.getppid()):
            os.kill(process, self.signal)
        time.sleep(60)
        raise AssertionError("the parent has ended this process")


def names(log: Path) -> list[str]:
    return [line.split()[0] for line in log.read_text().splitlines()] if log.exists() else []


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / ".runs")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "solved.txt"


# ---------------------------------------------------------------------------------------------- all kinds of ends


def test_each_job_ends_in_a_result_and_takes_no_other_down(store: Store, log: Path) -> None:
    """Twelve hundred for a good one; too few magnets, an error, a process that dies: all in one list."""
    jobs = [
        Logged("good", shop(12), log=log),
        Job("infeasible", shop(sold=99)),
        Faulty("faulty", shop(13)),
        Dying("dying", shop(14), log=log),
        Dying("unlucky", shop(15), log=log, deaths=1),
        Logged("twin", shop(12), log=log),
    ]
    results = solve_all(jobs, store, workers=2)

    assert [result.name for result in results] == [job.name for job in jobs]
    assert [result.state for result in results] == [
        State.OPTIMAL, State.INFEASIBLE, State.CRASHED, State.DIED, State.OPTIMAL, State.OPTIMAL,
    ]  # fmt: skip
    good, infeasible, faulty, dying, unlucky, twin = results
    assert (good.objective, unlucky.objective, twin.objective) == (1200, 1500, 1200)
    assert "No plan can satisfy the workbook" in infeasible.reason
    assert "ZeroDivisionError: an error of the program (test_runs.py, line" in faulty.reason
    assert dying.reason == "its process ended with exit code 7, 2 times"
    assert sorted(names(log)) == ["dying", "dying", "good", "unlucky", "unlucky"]  # the twin is the good one

    again = solve_all(jobs, store, workers=2)
    assert [result.state for result in again] == [result.state for result in results]
    assert [result.is_reused for result in again] == [True, True, False, False, True, True]
    assert names(log).count("dying") == 4, "what the machine may be to blame for is tried again"
    assert len(names(log)) == 7


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process that another one sends a signal to")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_stopped_list_goes_on_where_it_was(store: Store, log: Path, name: str) -> None:
    stopping = Interrupting("second", shop(2), signal=getattr(signal, name))
    jobs = [Logged("first", shop(1), log=log), stopping, Logged("third", shop(3), log=log)]
    with as_ctrl_c():
        results = solve_all(jobs, store, workers=1)
    assert [result.state for result in results] == [State.OPTIMAL, State.STOPPED, State.STOPPED]

    results = solve_all([jobs[0], Logged("second", shop(2), log=log), jobs[2]], store, workers=1)
    assert [result.objective for result in results] == [100, 200, 300]
    assert names(log) == ["first", "second", "third"]


def test_a_killed_run_goes_on_where_it_was(store: Store, log: Path, tmp_path: Path) -> None:
    """The parent is killed in the middle: its workers end with it, and no finished job is solved again."""
    script = tmp_path / "killed.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\nfrom tests.test_runs import eight_jobs\n"
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
    results = solve_all(eight_jobs(log, seconds=0.0), store, workers=2)
    assert [result.objective for result in results] == [100 * (10 + at) for at in range(8)]
    assert sorted(names(log)[before:]) == sorted({result.name for result in results} - finished)


def eight_jobs(log: Path, seconds: float = 0.4) -> list[Job]:
    return [Logged(f"job{at}", shop(10 + at), log=log, seconds=seconds) for at in range(8)]


def wait_until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "never came"
        time.sleep(0.05)


def is_alive(process: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        return " Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False


# ---------------------------------------------------------------------------------------------- what counts as known


def test_the_key_is_about_values_not_cells() -> None:
    job = Job("base", shop())
    rows = {sheet: list(each) for sheet, each in shop().rows.items()}
    rows[Limit] = [replace(row, line=99, cells={"value": "Z99"}, notes="checked") for row in rows[Limit]]
    assert Job("other name", Tables(job.tables.settings, rows)).key() == job.key()
    keys = {
        job.key(),
        Job("base", shop(11)).key(),
        Job("base", shop(), gap=0.1).key(),
        Job("base", replace(shop(), settings=replace(shop().settings, discount_rate=0.01))).key(),
        Faulty("base", shop()).key(),
    }
    assert len(keys) == 5
    assert Job("base", shop(), gap=0.0, time_limit=5).key() == job.key(), "a gap of 0 is what Settings say anyway"


def test_the_key_changes_with_the_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "rule.py").write_text("x = 1\n")
    monkeypatch.setattr(model.runs.version, "model", type("package", (), {"__file__": str(tmp_path / "__init__.py")}))
    version = model.runs.version.program_version.__wrapped__
    first = version()
    (tmp_path / "rule.py").write_bytes(b"x = 1\r\n")
    assert version() == first, "line ends are those of the system"
    (tmp_path / "rule.py").write_text("x = 2\n")
    assert version() != first


def here(jobs: Sequence[Job], workers: int, watch: Watch) -> Generator[Finished, None, None]:
    """Solves in this process, which is quick."""
    for job in jobs:
        yield solve_job(job, Progress.silent())


def kept(store: Store, job: Job) -> Path:
    """The file of a job, once it is solved."""
    solve_all([job], store, pool=here)
    return store.file(job.key())


def read_header(file: Path) -> dict[str, Any]:
    header: dict[str, Any] = json.loads(gzip.decompress(file.read_bytes()).split(b"\n")[0])
    return header


def write_header(file: Path, **changes: object) -> None:
    lines = gzip.decompress(file.read_bytes()).split(b"\n")
    lines[0] = json.dumps(json.loads(lines[0]) | changes).encode()
    file.write_bytes(gzip.compress(b"\n".join(lines)))


def test_what_is_not_whole_or_not_ours_is_not_there(store: Store) -> None:
    job = Job("base", shop())
    file = kept(store, job)
    whole = file.read_bytes()
    assert store.find(job, job.key()) is not None
    for content in (b"", whole[: len(whole) // 2], whole[:-1], b"not a result", gzip.compress(b"[]\nnull")):
        file.write_bytes(content)
        assert store.find(job, job.key()) is None
    for change in ({"program": "an older one"}, {"format": 0}, {"state": "unheard of"}):
        file.write_bytes(whole)
        write_header(file, **change)
        assert store.find(job, job.key()) is None
        with pytest.raises(ValueError, match="holds no plan"):
            write_header(file, program="another")
            model.runs.store.read_plan(file)


def test_a_longer_search_repeats_what_the_time_limit_ended(store: Store) -> None:
    job = Job("base", shop(), time_limit=10)
    file = kept(store, job)
    write_header(file, state=State.LIMIT)
    assert store.find(job, job.key()) is not None
    assert store.find(replace(job, time_limit=5.0), job.key()) is not None
    assert store.find(replace(job, time_limit=20.0), job.key()) is None
    write_header(file, state=State.OPTIMAL)
    assert store.find(replace(job, time_limit=20.0), job.key()) is not None


def test_a_reason_that_names_cells_is_found_again_where_they_moved(store: Store) -> None:
    """A supplier's row is one further down: a plan stays as it is, words about cells do not."""
    job = Job("base", shop())
    file = kept(store, job)
    rows = {sheet: [replace(row, line=row.line + 1) for row in each] for sheet, each in job.tables.rows.items()}
    moved = Job("base", Tables(job.tables.settings, rows))
    assert store.find(moved, job.key()) is not None
    write_header(file, state=State.INFEASIBLE, reason="Suppliers!E3 …")
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
        solve_all([Faulty("never", shop())], Store(tmp_path / "file" / ".runs"))


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
    kept(store, Job("base", shop()))
    rows = {sheet: [replace(row, notes="new") for row in each] for sheet, each in shop().rows.items()}
    result = solve_all([Job("base", Tables(shop().settings, rows))], store)[0]
    assert result.is_reused
    assert result.plan().tables[Limit][0].notes == "new"
    assert result.plan().frames["purchases"]["bought"].tolist() == [100]


# ---------------------------------------------------------------------------------------------- what is shown


def test_a_log_names_every_job_and_a_terminal_shows_a_table(store: Store) -> None:
    jobs = [Job("base", shop()), Job("too few", shop(sold=1))]
    stream = io.StringIO()
    solve_all(jobs, store, workers=1, board=Board(stream))
    lines = stream.getvalue().splitlines()
    assert any("base: optimal, gap 0.00%," in line for line in lines)
    assert any("2 of 2  too few: infeasible" in line for line in lines)

    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    solve_all(jobs, store, board=Board(terminal))
    assert "optimal (known from before)" in terminal.getvalue()
    assert "2 of 2 done" in terminal.getvalue()
