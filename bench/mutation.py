"""Mutation testing of the algebra and its audit: of the changes that matter, how many do the tests notice?

    python -m bench.mutation                            a sample of 150 mutants
    python -m bench.mutation --count 300 --seed 1 --jobs 2

Cosmic Ray makes the mutants of `model/families/`, `model/audit/` and `model/scenario/limits.py`; a sample of the stated
seed is tested, each in a copy of the project: first by the tests that bear the module's name, then, where these pass,
by all that are about plans. A mutant that only touches annotations or docstrings changes nothing and is not drawn. What
is tested is kept in ``outputs/.mutation`` and not tested again. Survivors are listed with their difference: whether one
changes anything at all is for a reader to say, and is written into EQUIVALENT with the reason.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from cosmic_ray.commands.init import init
from cosmic_ray.mutating import mutate_and_test, mutate_code
from cosmic_ray.plugins import get_operator
from cosmic_ray.work_db import WorkDB
from cosmic_ray.work_item import MutationSpec, TestOutcome

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "outputs" / ".mutation"
MUTATED = ("model/families", "model/audit", "model/scenario/limits.py")
WIDE = ("tests/micro", "tests/test_family_protocol.py", "tests/test_audit*.py", "tests/test_checks*.py",
        "tests/test_properties*.py", "tests/test_handover.py", "tests/test_screening.py",
        "tests/test_results*.py")  # fmt: skip
"""Tests of plans, which a mutant must pass to survive."""

EQUIVALENT: dict[str, str] = {}
"""Survivors that change nothing that could be seen, by their name, and why."""

TIMEOUT = 1800.0
"""Seconds after which a mutant in an endless loop counts as killed."""

Finding = dict[str, Any]


def modules() -> list[Path]:
    """Files to mutate. Checks between sheets, and shared queries of checks, have tests of their own."""
    places = [ROOT / place for place in MUTATED]
    found = [path for place in places for path in ([place] if place.is_file() else place.rglob("*.py"))]
    apart = ("__init__", "checks")
    return sorted(path.relative_to(ROOT) for path in found if path.stem not in apart and path.parent.name != "common")


def mutants(seed: int) -> Iterator[MutationSpec]:
    """Every mutant that changes something, in an order that depends on the seed alone."""
    database = WorkDB(":memory:", WorkDB.Mode.create)
    init(modules(), database, {})
    specs = [item.mutations[0] for item in database.work_items]
    specs.sort(key=lambda spec: (str(spec.module_path), spec.operator_name, spec.occurrence))
    random.Random(seed).shuffle(specs)
    for spec in specs:
        if changes_something(spec):
            yield spec


def changes_something(spec: MutationSpec) -> bool:
    source = (ROOT / spec.module_path).read_text(encoding="utf-8")
    operator = get_operator(spec.operator_name)(**spec.operator_args)
    mutated = mutate_code(source, operator, spec.occurrence)
    try:
        return mutated is not None and what_runs(mutated) != what_runs(source)
    except SyntaxError:
        return False


def what_runs(source: str) -> str:
    """The syntax tree without annotations and docstrings."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
        elif isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value = ast.Constant(None)
    return ast.dump(tree)


def name_of(spec: MutationSpec) -> str:
    line, column = spec.start_pos
    return f"{spec.module_path}:{line}:{column} {spec.operator_name.removeprefix('core/')} {spec.occurrence}"


# --- testing -----------------------------------------------------------------------------------------


def selections(spec: MutationSpec) -> Iterator[str]:
    """Arguments of pytest: the tests that bear the module's name, those of the audit if it is one, then the wide."""
    topic, audits = topic_of(spec.module_path), sorted(Path("tests").glob("test_audit*.py"))
    named = [path for path in sorted(Path("tests").glob(f"test_*{topic}*.py")) if path.stem != "test_audit"]
    yield _arguments([Path("tests/micro")], topic)
    yield _arguments([Path("tests/test_family_protocol.py")], f"{topic} and not every_column")
    if named:
        yield _arguments(named)
    if "audit" in spec.module_path.parts:
        yield _arguments(audits)
    yield _arguments([path for pattern in WIDE for path in sorted(Path().glob(pattern))], "not every_column")


def topic_of(path: Path) -> str:
    """The family or the file that a module is about."""
    return path.parent.name if path.parent.parent.name == "families" else path.stem


def _arguments(paths: Iterable[Path], which: str = "") -> str:
    keyword = f"-k '{which}' " if which else ""
    return keyword + " ".join(path.as_posix() for path in paths)


def tested(spec: MutationSpec) -> Finding:
    """Result of a mutant in this process's copy of the project."""
    for arguments in selections(spec):
        command = f"{sys.executable} -m bench.mutation --run {arguments}"
        result = mutate_and_test([spec], command, TIMEOUT)
        if result.test_outcome is not TestOutcome.SURVIVED:
            break
    return {
        "mutant": name_of(spec),
        "killed": result.test_outcome is not TestOutcome.SURVIVED,
        "by": arguments,
        "diff": result.diff,
        "output": (result.output or "")[-1500:],
    }


def into_a_copy(folder: str) -> None:
    """Each process changes files of its own copy of the project."""
    place = Path(tempfile.mkdtemp(dir=folder))
    for name in ("model", "tests", "inputs", "bench", "docs"):
        shutil.copytree(ROOT / name, place / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "run.py", "README.md"):
        shutil.copy(ROOT / name, place / name)
    os.chdir(place)


def survey(count: int, seed: int, jobs: int) -> list[Finding]:
    """The findings of a sample, in its order; those of an earlier run of the same files are not made again."""
    KEPT.mkdir(parents=True, exist_ok=True)
    sample = list(islice(mutants(seed), count))
    files = [KEPT / f"{key_of(spec)}.json" for spec in sample]
    missing = [(spec, file) for spec, file in zip(sample, files, strict=True) if not file.exists()]
    with (
        tempfile.TemporaryDirectory() as folder,
        ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=into_a_copy, initargs=(folder,)) as pool,
    ):
        findings = pool.map(tested, [spec for spec, _ in missing])
        for done, ((_, file), finding) in enumerate(zip(missing, findings, strict=True), start=1):
            file.write_text(json.dumps(finding), encoding="utf-8")
            said = "killed" if finding["killed"] else "SURVIVED"
            print(f"{done} of {len(missing)}  {said}  {finding['mutant']}", flush=True)
    return [json.loads(file.read_text(encoding="utf-8")) for file in files]


def key_of(spec: MutationSpec) -> str:
    """Key of the mutant and the file that it changes; new tests do not change it, so that killed mutants stay so."""
    source = (ROOT / spec.module_path).read_bytes()
    return hashlib.sha256(name_of(spec).encode() + source).hexdigest()[:32]


def report(findings: list[Finding]) -> None:
    survivors = [each for each in findings if not each["killed"]]
    real = [each for each in survivors if each["mutant"] not in EQUIVALENT]
    counted = len(findings) - (len(survivors) - len(real))
    for each in survivors:
        print(f"\n{each['mutant']}\n{EQUIVALENT.get(each['mutant'], 'not noticed by any test')}\n{each['diff']}")
    for place in MUTATED:
        here = [each for each in findings if each["mutant"].startswith(place)]
        print(f"{place}: {sum(each['killed'] for each in here)} of {len(here)} killed")
    print(f"{len(findings)} mutants, {len(survivors)} survived, {len(survivors) - len(real)} of them change nothing: "
          f"{(counted - len(real)) / counted:.1%} of {counted} killed")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--seed", type=int, default=14)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--again", action="store_true", help="test survivors again, as after new tests")
    parser.add_argument("--run", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.run is not None:
        # No test that bears a name is no verdict: pytest says 5 then, which is not a kill.
        code = int(pytest.main(["-x", "-q", "-n", "0", "-p", "no:cacheprovider", *given.run]))
        raise SystemExit(0 if code == pytest.ExitCode.NO_TESTS_COLLECTED else code)
    if given.again and KEPT.exists():
        for file in KEPT.glob("*.json"):
            if not json.loads(file.read_text(encoding="utf-8"))["killed"]:
                file.unlink()
    report(survey(given.count, given.seed, given.jobs))


if __name__ == "__main__":
    main()
