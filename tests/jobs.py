"""Jobs for workers to trip over. They load little, for every worker that is started anew loads it again."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from model import Tables
from model.pipeline import PlanJob
from model.runs import Job, Result, State, Store, solve_all
from model.runs.engine import Finished, Processes, Watch, one_by_one
from model.runs.file import read_plan
from model.runs.job import Asking, Solve, drive
from model.runs.progress import Board
from model.runs.record import plan_of, plan_record
from model.runs.worker import solve_job
from model.system.processes import as_ctrl_c
from tests.inline import tables
from tests.micro.case import CITY

if TYPE_CHECKING:
    from model import Plan
    from tests.steps import Progress

__all__ = [
    "Asking",
    "Board",
    "Finished",
    "Job",
    "PlanJob",
    "Processes",
    "Result",
    "Solve",
    "State",
    "Store",
    "Watch",
    "as_ctrl_c",
    "drive",
    "one_by_one",
    "plan_of",
    "plan_record",
    "read_plan",
    "solve_all",
    "solve_job",
]


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
        limit | measure | of     | scope | value
        local | share   | magnet | A     | 100 %
        """,
    )


@dataclass(frozen=True)
class Logged(PlanJob):
    """Notes in a file that it was solved, and by which process, after so many seconds."""

    log: Path = Path()
    seconds: float = 0.0

    def note(self) -> None:
        time.sleep(self.seconds)
        with self.log.open("a") as stream:
            stream.write(f"{self.name} {os.getpid()}\n")

    def find(self, progress: Progress) -> Plan:
        self.note()
        return super().find(progress)


@dataclass(frozen=True)
class Begun(Logged):
    """Notes that it has begun, too."""

    def find(self, progress: Progress) -> Plan:
        with self.log.with_suffix(".begun").open("a") as stream:
            stream.write(f"{self.name} {os.getpid()}\n")
        return super().find(progress)


@dataclass(frozen=True)
class Dying(Logged):
    """Ends its process as often as it is told to, as one that runs out of memory does."""

    deaths: int = 9

    def find(self, progress: Progress) -> Plan:
        if names(self.log).count(self.name) < self.deaths:
            self.note()
            os._exit(7)
        return super().find(progress)


class Failing(Job):
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


def eight_jobs(log: Path, seconds: float = 0.4) -> list[Job]:
    return [Logged(f"job{at}", shop(10 + at), log=log, seconds=seconds) for at in range(8)]


def names(log: Path) -> list[str]:
    return [line.split()[0] for line in log.read_text().splitlines()] if log.exists() else []


def wait_until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "never came"
        time.sleep(0.05)
