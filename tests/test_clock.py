"""The clock ends a search where a time limit says so, and decides nothing else."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from model.solver import subproblems, termination
from tests.search import as_large
from tests.steps import Request, read_instance, solve_instance
from tests.test_screening import generated

SOLVER = Path(termination.__file__).parent
MODEL = SOLVER.parent

CLOCKS = {
    "cli/app.py": "how long a command took",
    "cli/study.py": "when a line was written, so that there are not too many",
    "desk/app.py": "whether a page was asked for within the hour",
    "desk/desk.py": "when a run was begun",
    "desk/looks.py": "how long ago something was, as a page says it",
    "desk/pages.py": "when something was done, as a page says it",
    "desk/runs.py": "when a run was begun and ended",
    "desk/server.py": "whether a page was asked for within the hour",
    "cli/solve.py": "how long a command took",
    "pipeline.py": "when the time limit is over, for a second solve",
    "planning/baseline.py": "what the time limit leaves for a second solve",
    "planning/scenario_solves.py": "whether the time limit is over, and what it leaves for a solve of many",
    "progress.py": "how long a stage takes",
    "results/describing.py": "when a plan was solved",
    "runs/progress.py": "how long a solve of many takes",
    "runs/cluster.py": "whether a machine still answers, and a solve is within its time limit",
    "runs/engine.py": "whether a solve is within its time limit",
    "runs/store.py": "whether a file is left over from a run that was killed, and when a plan was stored",
    "runs/worker.py": "how long a solve of many takes",
    "solver/termination.py": "when the time limit is over",
    "system/files.py": "whether results are of an earlier day",
}
"""Files that read a clock, and what for."""


def words(path: Path) -> tuple[set[str], set[str]]:
    """Modules that a file imports, and texts that are in it."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    imports = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    imports |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    return imports, {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_one_file_reads_the_clock_and_one_tells_highs_of_it() -> None:
    """So that no search is cut short by seconds that nobody set."""
    of_file = {path.name: words(path) for path in SOLVER.glob("*.py")}
    assert [name for name, (imports, _) in of_file.items() if imports & {"time", "datetime"}] == ["termination.py"]
    assert [name for name, (_, texts) in of_file.items() if "time_limit" in texts] == ["highs.py"]


@cache
def trees() -> dict[str, ast.Module]:
    """All files of the model."""
    return {path.relative_to(MODEL).as_posix(): ast.parse(path.read_text("utf-8")) for path in MODEL.rglob("*.py")}


def reads_clock(node: ast.AST) -> bool:
    """Whether this is a call such as time.monotonic() or datetime.datetime.now()."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _is_time(node.func.value) or node.func.attr in ("now", "today", "utcnow")
    return isinstance(node, ast.Attribute) and _is_time(node.value) and node.attr in ("monotonic", "perf_counter")


def _is_time(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "time"


def test_a_file_that_reads_a_clock_says_what_for() -> None:
    found = {name for name, tree in trees().items() if any(reads_clock(node) for node in ast.walk(tree))}
    assert found == set(CLOCKS)


def seconds_set(node: ast.AST) -> bool:
    """Whether this is a time limit with a number, or a constant, in it."""
    if not isinstance(node, ast.Call):
        return False
    limits = [each.value for each in node.keywords if each.arg == "time_limit"]
    if isinstance(node.func, ast.Attribute) and ast.unparse(node.func) == "Deadline.after":
        limits += node.args
    parts = [part for limit in limits for part in ast.walk(limit)]
    return any(isinstance(part, ast.Constant) or (isinstance(part, ast.Name) and part.id.isupper()) for part in parts)


def test_nobody_but_the_user_sets_a_time_limit() -> None:
    """Work that is bounded is counted in programs, nodes or iterations, never in seconds."""
    assert not {name for name, tree in trees().items() if any(seconds_set(node) for node in ast.walk(tree))}
    assert seconds_set(ast.parse("replace(request, time_limit=min(request.time_limit, REASON))").body[0].value)  # type: ignore[attr-defined]


@pytest.mark.parametrize("ways", [(), ("wider gap", "no vertex")])
@pytest.mark.parametrize("seed", [2, 7])
def test_a_machine_that_is_a_hundred_times_as_slow_and_has_one_core_finds_the_same_plan(
    seed: int, ways: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the last bit: all searches are as long in work, if not in seconds, also where rounding begins
    between vertices."""
    as_large(monkeypatch, "relaxation", "first plan", "cuts", "rounding", *ways)
    given = read_instance(generated(seed))

    def decided() -> tuple[object, float, float]:
        plan = solve_instance(generated(seed), given, Request(0.005, 1e5))
        return plan.decided, plan.objective, plan.bound

    at_ease = decided()
    monkeypatch.setattr(subproblems, "threads", lambda: 1)
    clock = termination.now
    monkeypatch.setattr(termination, "now", lambda: 100 * clock())
    assert decided() == at_ease
