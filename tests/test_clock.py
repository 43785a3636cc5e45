"""The clock ends a search where a time limit says so, and decides nothing else."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from model.families.instance import read_instance
from model.planning.solving import Request, solve_instance
from model.solver import deadline, learning, recourse, solve, start
from tests.test_screening import generated

SOLVER = Path(deadline.__file__).parent


def words(path: Path) -> tuple[set[str], set[str]]:
    """Modules that a file imports, and texts that are in it."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    imports = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    imports |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    return imports, {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_one_file_reads_the_clock_and_one_tells_highs_of_it() -> None:
    """So that no search is cut short by seconds that nobody set."""
    of_file = {path.name: words(path) for path in SOLVER.glob("*.py")}
    assert [name for name, (imports, _) in of_file.items() if imports & {"time", "datetime"}] == ["deadline.py"]
    assert [name for name, (_, texts) in of_file.items() if "time_limit" in texts] == ["highs.py"]


@pytest.mark.parametrize("seed", [2, 7])
def test_a_machine_that_is_a_hundred_times_as_slow_and_has_one_core_finds_the_same_plan(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the last bit: all searches are as long in work, if not in seconds."""
    monkeypatch.setattr(solve, "TINY", 0)
    monkeypatch.setattr(solve, "SMALL", 0)
    monkeypatch.setattr(learning, "SMALL", 0)
    monkeypatch.setattr(start, "LARGE", 0)
    given = read_instance(generated(seed))

    def decided() -> tuple[object, float, float]:
        plan = solve_instance(generated(seed), given, Request(0.005, 1e5))
        return plan.decided, plan.objective, plan.bound

    at_ease = decided()
    monkeypatch.setattr(recourse, "threads", lambda: 1)
    clock = deadline.now
    monkeypatch.setattr(deadline, "now", lambda: 100 * clock())
    assert decided() == at_ease
