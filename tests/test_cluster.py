"""A cluster: a real scheduler and workers on this machine give what it gives itself, whichever of them is killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

from model import InputError
from model.runs.cluster import Cluster, RemoteReactor
from tests.inline import tables
from tests.jobs import (
    Begun,
    Board,
    Dying,
    Failing,
    Job,
    Logged,
    PlanJob,
    Result,
    State,
    Store,
    names,
    one_by_one,
    plan_record,
    shop,
    solve_all,
    wait_until,
)
from tests.micro.concentration import TWO_SELLERS
from tests.search import as_large
from tests.slow import slow_tables
from tests.steps import ExitCode, main, solve_tables, write_inputs
from tests.test_screening import generated
from tests.test_tornado import SELLERS

pytest.importorskip("distributed")

ROOT = Path(__file__).parents[1]


@contextmanager
def running(*arguments: str, root: Path = ROOT) -> Iterator[None]:
    """A command of Dask's, until the end."""
    command = [sys.executable, "-m", "dask", *arguments]
    environment = os.environ | {"PYTHONPATH": str(root)}
    process = subprocess.Popen(command, cwd=root, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def scheduler(folder: Path) -> Iterator[str]:
    """The address of a scheduler."""
    file = folder / "scheduler.json"
    with running("scheduler", *LOCAL, "--port", "0", "--scheduler-file", str(file)):
        # The file is there before its text is: written, not only opened.
        wait_until(lambda: file.exists() and file.read_text().endswith("}"))
        yield json.loads(file.read_text())["address"]


def workers(address: str, *given: str, root: Path = ROOT) -> AbstractContextManager[None]:
    """Worker processes of a scheduler."""
    return running("worker", address, *LOCAL, "--nthreads", "1", *given, root=root)


LOCAL = ("--host", "127.0.0.1", "--no-dashboard")
UNGUARDED = "--no-nanny"
"""Nobody starts a worker again that has ended."""


def waiting(patch: pytest.MonkeyPatch, seconds: float) -> None:
    """Have a cluster wait so long for its scheduler and workers."""
    patch.setattr("model.runs.cluster.CONNECT", seconds)


@pytest.fixture(scope="module", autouse=True)
def _patient() -> Iterator[None]:
    """A machine with much else to do starts workers slowly."""
    with pytest.MonkeyPatch.context() as patch:
        waiting(patch, 60.0)
        yield


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a scheduler with two workers."""
    with scheduler(tmp_path_factory.mktemp("cluster")) as found, workers(found, "--nworkers", "2"):
        with Cluster(found) as cluster:
            cluster._client.wait_for_workers(2, timeout=60)
        yield found


@pytest.fixture(scope="module")
def deserted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a scheduler without workers."""
    with scheduler(tmp_path_factory.mktemp("deserted")) as found:
        yield found


def outcome(result: Result) -> dict[str, Any]:
    """All of a result that does not depend on the clock."""
    record = plan_record(result.plan()) if result.has_plan else {}
    record.pop("seconds", None)
    return {"name": result.name, "state": result.state, "reason": result.reason, "plan": record}


# ---------------------------------------------------------------------------------------------- jobs on workers


def test_no_more_jobs_at_a_time_than_asked_for(address: str, tmp_path: Path) -> None:
    class Counting(Board):
        busy = most = 0

        def started(self, job: Job) -> None:
            self.busy += 1
            self.most = max(self.most, self.busy)

        def finished(self, result: Result) -> None:
            self.busy -= 1

    jobs = [PlanJob(f"job{at}", shop(10 + at)) for at in range(4)]
    for asked, most in ((1, 1), (None, 2)):
        board = Counting(quiet=True)
        with Cluster(address, asked) as cluster:
            cluster._client.wait_for_workers(2, timeout=60)
            found = solve_all(jobs, Store(tmp_path / f"at most {asked}"), pool=cluster.solve, board=board)
        assert [result.state for result in found] == [State.OPTIMAL] * 4
        assert board.most == most


def test_ctrl_c_ends_what_the_workers_are_at(address: str, tmp_path: Path) -> None:
    """Two searches of minutes are stopped; soon after both workers are there for others."""

    class Stopping(Board):
        def progress(self, job: Job, stage: str, gap: float | None) -> None:
            if gap is not None:
                raise KeyboardInterrupt

    long = [PlanJob(f"long{seed}", slow_tables(seed), gap=0.0, time_limit=300) for seed in (1, 2)]
    with Cluster(address) as cluster:
        stopped = solve_all(long, Store(tmp_path / "far"), pool=cluster.solve, board=Stopping(quiet=True))
        assert [result.state for result in stopped] == [State.STOPPED] * 2
        began = time.monotonic()
        jobs = [PlanJob("one", shop(12)), PlanJob("other", shop(13))]
        found = solve_all(jobs, Store(tmp_path / "far"), pool=cluster.solve)
        assert [result.objective for result in found] == [1200, 1300]
        assert time.monotonic() - began < 30


def test_a_cluster_gives_what_this_machine_gives_also_when_a_worker_is_killed(address: str, tmp_path: Path) -> None:
    """Eight jobs, one of them infeasible, on two workers, one of which is killed in the middle."""
    log = tmp_path / "solved.txt"
    begun = log.with_suffix(".begun")
    jobs = [Begun(f"job{at}", shop(10 + at), log=log, seconds=0.2) for at in range(7)]
    jobs.append(Begun("infeasible", shop(sold=99), log=log))

    def kill_one() -> None:
        wait_until(lambda: len(names(begun)) >= 3)
        os.kill(int(begun.read_text().splitlines()[2].split()[1]), signal.SIGKILL)

    killer = threading.Thread(target=kill_one)
    killer.start()
    with Cluster(address) as cluster:
        found = solve_all(jobs, Store(tmp_path / "far"), pool=cluster.solve)
    killer.join()
    assert len(names(begun)) == len(jobs) + 1, "the job of the worker that was killed is tried again, no other"

    local = solve_all(jobs, Store(tmp_path / "near"), pool=one_by_one)
    assert [outcome(result) for result in found] == [outcome(result) for result in local]
    assert [result.state for result in found] == [State.OPTIMAL] * 7 + [State.INFEASIBLE]


def test_what_kills_its_worker_is_tried_once_more_and_takes_no_other_down(
    address: str, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    log = tmp_path / "solved.txt"
    jobs = [
        Dying("dying", shop(14), log=log),
        Dying("unlucky", shop(15), log=log, deaths=1),
        Failing("failing", shop(13)),
        Logged("good", shop(12), log=log),
    ]
    with Cluster(address) as cluster:
        dying, unlucky, failing, good = solve_all(jobs, Store(tmp_path / "far"), pool=cluster.solve)
    assert (dying.state, unlucky.objective, good.objective) == (State.DIED, 1500, 1200)
    assert dying.reason.startswith("its worker tcp://") and dying.reason.endswith("ended, 2 times")
    assert failing.reason == snapshot
    assert sorted(names(log)) == ["dying", "dying", "good", "unlucky", "unlucky"]


def test_a_scheduler_that_goes_takes_no_finished_run_along(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    log = tmp_path / "solved.txt"
    jobs = [Logged("first", shop(1), log=log), Logged("second", shop(2), log=log, seconds=60)]
    with ExitStack() as stack:
        address = stack.enter_context(scheduler(tmp_path))
        stack.enter_context(workers(address, UNGUARDED))

        class Ending(Board):
            def finished(self, result: Result) -> None:
                if result.name == "first":
                    stack.close()

        Cluster(address).close()  # waits for the worker
        waiting(monkeypatch, 5.0)
        with Cluster(address) as cluster:
            began = time.monotonic()
            first, second = solve_all(jobs, Store(tmp_path / "far"), pool=cluster.solve, board=Ending(quiet=True))
    assert (first.objective, second.state) == (100, State.DIED)
    assert second.reason == f"the scheduler at {address} no longer responds"
    assert time.monotonic() - began < 50


# ---------------------------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize("address", ["", "localhost", "http://127.0.0.1:8786", "tcp://127.0.0.1", "tcp://127.0.0.1:x"])
def test_what_is_no_address_is_told_at_once(address: str) -> None:
    with pytest.raises(InputError, match=r"is not the address of a Dask scheduler.*such as tcp://192\.168\.0\.10:8786"):
        Cluster(address)


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting(monkeypatch, 1.0)
    with pytest.raises(InputError, match=r"No Dask scheduler answers at 'tcp://127\.0\.0\.1:1'"):
        Cluster("tcp://127.0.0.1:1")


def test_a_scheduler_without_workers_is_told(monkeypatch: pytest.MonkeyPatch, deserted: str) -> None:
    waiting(monkeypatch, 1.0)
    with pytest.raises(InputError, match=f"no workers.*dask worker {deserted}"):
        Cluster(deserted)


def test_workers_with_another_version_of_the_program_are_told(deserted: str, tmp_path: Path) -> None:
    """A worker's copy of the program has one comment more."""
    other = tmp_path / "other"
    shutil.copytree(ROOT / "model", other / "model", ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "model" / "tables.py").open("a") as stream:
        stream.write("# changed\n")
    with (
        workers(deserted, UNGUARDED, root=other),
        pytest.raises(InputError, match=r"Not every worker has this program: tcp://.*Install the same files"),
    ):
        Cluster(deserted)


# ---------------------------------------------------------------------------------------- responses of one solve


class Answering(Cluster):
    """A cluster that keeps its calls; a worker may be killed after the first one."""

    def __init__(self, address: str, *, kills: bool) -> None:
        super().__init__(address)
        self.calls: list[Any] = []
        self._kills = kills

    def submit(self, function: Any, *arguments: Any) -> Any:
        self.calls.append(super().submit(function, *arguments))
        if self._kills and len(self.calls) == 1:
            self._client.run(os._exit, 1, workers=self.present()[:1], on_error="return", wait=False)
        return self.calls[-1]


@pytest.mark.parametrize("kills", [False, True], ids=["all live", "one is killed"])
def test_responses_on_a_cluster_give_the_plan_of_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, kills: bool
) -> None:
    """To the last digit, whichever worker answers."""
    as_large(monkeypatch, "responses elsewhere")
    given = generated(3)
    here = solve_tables(given, gap=0.0)
    with ExitStack() as ends:
        address = ends.enter_context(scheduler(tmp_path))
        ends.enter_context(workers(address, "--nworkers", "2"))
        cluster = ends.enter_context(Answering(address, kills=kills))
        cluster._client.wait_for_workers(2, timeout=60)
        there = solve_tables(given, gap=0.0, reactor=RemoteReactor(cluster))
        answered = [call for call in cluster.calls if call.status == "finished"]
    assert plan_record(there) | {"seconds": 0} == plan_record(here) | {"seconds": 0}
    assert answered


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r'not installed: python -m pip install -e "\.\[cluster\]"'):
        Cluster("tcp://127.0.0.1:8786")


@pytest.mark.parametrize(
    "asked", [["frontier", "--limit", "port", "--values", "60%,45%"], ["tornado", "--skip-limits", "--only", "cap"]]
)
def test_every_study_is_solved_on_a_cluster(address: str, tmp_path: Path, asked: list[str]) -> None:
    """Jobs of frontier and tornado, as those of a batch."""
    book, out = tmp_path / "two.xlsx", tmp_path / "out.xlsx"
    write_inputs(book, tables(TWO_SELLERS, SELLERS))
    ask = [asked[0], str(book), *asked[1:], "--cluster", address, "--out", str(out), "--quiet"]
    assert main(ask) == ExitCode.OPTIMAL
    assert all(row[-1] != "failed" for row in openpyxl.load_workbook(out)["Run log"].values)
