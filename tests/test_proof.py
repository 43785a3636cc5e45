"""Proofs that are checked without a solver: what is certified is so, and nothing wrong is accepted."""

from __future__ import annotations

import ast
import gzip
import hashlib
import json
import math
import re
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from syrupy.assertion import SnapshotAssertion

import model
from bench.forging import forgeries, subjects, without_plan
from bench.proofs import DEFECTS, Line, line
from bench.wrong_answers import ANSWERS
from model.proof.verify import Refused
from tests.goldens.published import PUBLISHED, Published
from tests.micro import MICRO
from tests.micro.solved import plan_of
from tests.search import verify
from tests.steps import ExitCode, main, write_inputs

ROOT = Path(__file__).parents[1]
CHECKER = ROOT / "model" / "proof" / "verify.py"

MOST_LEAVES = 400

LEFT_OPEN = {
    "Trigeiro, Thomas and McClain": "HiGHS's bound is by cuts over several periods, of which a proof knows none",
    "food, second problem": "that few oils are in use is proven by branching, and the tree ends at its limit",
    "best sites": "its links hold since passing goods on does not pay, which no row says",
}
"""Published problems whose certified gap is wider, and why."""


def assert_certified(found: Line) -> None:
    """The gap is no more than 0.02 points wider than the stated one, and the tree small."""
    assert found.proven is not None and not found.is_wider, str(found)
    assert found.proven.certificate.leaves <= MOST_LEAVES


@pytest.mark.parametrize("name", MICRO)
def test_a_micro_instance_is_certified(name: str) -> None:
    plan = plan_of(name)
    found = line(name, lambda: plan)
    assert_certified(found)
    assert found.proven is not None and found.proven.violation is not None and found.proven.violation.size < 1e-5


CLOSED = [each for each in PUBLISHED if each.name not in LEFT_OPEN]


@pytest.mark.parametrize("problem", CLOSED, ids=[f"{each.case}: {each.name}" for each in CLOSED])
def test_a_published_problem_is_certified(problem: Published) -> None:
    if not problem.is_here:
        pytest.skip("its data is absent")
    plan = model.solve(problem.tables(), gap=problem.gap)
    assert_certified(line(problem.name, lambda: plan))


@pytest.mark.skipif(not DEFECTS.is_dir(), reason="the folder of workbooks with defects is absent")
@pytest.mark.parametrize("name", ["inf4", "inf5", "both_fund_year_hhi", "drift_without_plan", "forbidden_both", "e_c1"])
def test_a_workbook_without_a_plan_is_proven_to_have_none(name: str) -> None:
    assert model.prove(model.load(DEFECTS / f"{name}.xlsx")).certificate.claim is None


def test_a_workbook_with_a_plan_is_not_proven_to_have_none() -> None:
    with pytest.raises(model.Contradiction):
        model.prove(MICRO["investment.whole_modules"]())


# --- nothing wrong is accepted -------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_nothing_forged_is_accepted_unless_it_is_true(seed: int) -> None:
    """bench.forging makes thousands."""
    for name, forged in forgeries(40, seed):
        assert not forged.is_accepted or forged.is_true, (name, forged.change)


@pytest.mark.parametrize("name", ANSWERS)
def test_a_wrong_answer_of_the_solver_is_noticed(name: str) -> None:
    assert ANSWERS[name].noticed()


NONSENSE: tuple[Any, ...] = (
    None,
    True,
    "x",
    -1,
    1.5,
    math.nan,
    math.inf,
    1e300,
    10**400,
    [],
    [[]],
    {},
    [None],
    [-1],
    [2],
)
"""Members of the wrong kind."""


def broken(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Content with one member, or one member of a list or of an object in it, that is nonsense."""
    for key, value in content.items():
        for each in NONSENSE:
            yield {**content, key: each}
            if isinstance(value, list) and value:
                yield {**content, key: [each, *value[1:]]}
            if isinstance(value, list) and value and isinstance(value[0], dict):
                yield from ({**content, key: [{**value[0], name: each}, *value[1:]]} for name in value[0])


@pytest.mark.parametrize("at", range(8))
def test_nonsense_is_refused_in_words(at: int) -> None:
    """A checker that ends in a traceback has not refused."""
    _, program, proof = subjects()[at]
    for each in broken(json.loads(proof)):
        accepts(program, encoded(each))
    given = {key: value for key, value in json.loads(program).items() if not key.endswith("names")}
    for each in broken(given):
        raw = encoded(each)
        accepts(raw, encoded(json.loads(proof) | {"program": hashlib.sha256(raw).hexdigest()}))


def encoded(content: dict[str, Any]) -> bytes:
    return json.dumps(content).encode()


def accepts(program: bytes, proof: bytes) -> bool:
    try:
        verify(program, proof)
    except Refused as refused:
        assert str(refused)
        return False
    return True


@pytest.mark.parametrize(
    "text",
    [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"format": "supply plan proof 1", "claim": ' + b"1" * 5000 + b"}"],
)
def test_what_is_no_proof_is_refused(text: bytes) -> None:
    _, program, proof = subjects()[0]
    assert not accepts(program, text) and not accepts(text, proof)


def small(tree: list[dict[str, Any]], **members: Any) -> tuple[bytes, bytes]:
    """A program of one column, 0 or 1, which costs 1, and a proof that no plan costs less than 0."""
    lists = "starts columns values row_lower row_upper cones integer"
    program = {name: [0] if name in ("starts", "integer") else [] for name in lists.split()}
    raw = encoded(
        {"format": "supply plan program 1", "offset": 0, "cost": [1], "lower": [0], "upper": [1], **program, **members}
    )
    steps = "implied_columns implied_sides implied_rows implied_values links tangents"
    proof = {"format": "supply plan proof 1", "claim": 0, "cutoff": None, **{name: [] for name in steps.split()}}
    return raw, encoded({**proof, "program": hashlib.sha256(raw).hexdigest(), "tree": tree})


LEAF: dict[str, Any] = {"rows": [], "changes": []}


def test_a_deep_tree_is_refused_before_it_takes_memory() -> None:
    """Bounds of 20,000 nested splits would need gigabytes: the square of a file of 3 kB."""
    for depth, is_accepted in (1000, True), (20_000, False):
        tree = [{"column": 0, "floor": 0}] * depth + [LEAF] * (depth + 1)
        assert accepts(*small(tree)) is is_accepted


def test_whole_numbers_that_are_no_doubles_are_refused() -> None:
    """Python's dictionaries take minutes for 100,000 of them that leave the same rest by 2^61 − 1."""
    assert accepts(*small([LEAF], lower=[2**53])) and not accepts(*small([LEAF], lower=[2**53 + 1]))


def test_a_text_that_is_not_in_utf_8_is_refused() -> None:
    program, proof = small([LEAF])
    assert accepts(program, proof) and not accepts(program, proof.decode().encode("utf-16"))


def test_a_text_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    program, proof = small([LEAF])
    monkeypatch.setattr("model.proof.verify.LONGEST", len(proof) - 1)
    assert not accepts(program, proof)


def test_a_text_of_too_many_members_is_refused_unread() -> None:
    """250 MB of short numbers would take 6.5 GB of memory; here 17 million take none."""
    program, proof = small([LEAF])
    tracemalloc.start()
    try:
        assert not accepts(program, proof[:-1] + b',"more":[' + b"1," * 17_000_000 + b"1]}")
        assert tracemalloc.get_traced_memory()[1] < 200e6
    finally:
        tracemalloc.stop()


def test_a_key_that_occurs_twice_is_refused() -> None:
    _, program, proof = subjects()[0]
    twice = proof.replace(b'"claim":', b'"claim":0.0,"claim":', 1)
    assert accepts(program, proof) and not accepts(program, twice)


@pytest.mark.parametrize("at", range(7))
def test_the_greatest_claim_is_exact(at: int) -> None:
    """The next number above what is shown is refused."""
    _, program, proof = subjects()[at]
    _, shown = verify(program, proof)
    content = json.loads(proof)
    least = math.nextafter(float(shown), math.inf)
    assert accepts(program, encoded(content | {"claim": json.loads(proof)["claim"]}))
    assert not accepts(
        program, encoded(content | {"claim": least if least > shown else math.nextafter(least, math.inf)})
    )


# --- commands ------------------------------------------------------------------------------------------


def checked(folder: Path, *names: str) -> subprocess.CompletedProcess[str]:
    """The checker alone, without the project."""
    (folder / "alone").mkdir(exist_ok=True)
    (folder / "alone" / "verify.py").write_bytes(CHECKER.read_bytes())
    command = [sys.executable, "-I", str(folder / "alone" / "verify.py"), *(str(folder / name) for name in names)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_checker_runs_alone_and_says_how_it_ends(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    book = tmp_path / "modules.xlsx"
    write_inputs(book, MICRO["investment.whole_modules"]())
    assert main(["solve", str(book), "--out", str(tmp_path / "modules_plan.xlsx"), "--quiet"]) == ExitCode.OPTIMAL
    names = "modules_program.json.gz", "modules_proof.json.gz"
    done = checked(tmp_path, *names)
    assert done.returncode == 0 and done.stdout == snapshot
    (tmp_path / "other.json.gz").write_bytes(gzip.compress((tmp_path / names[0]).read_bytes()))
    for given in ([names[1], names[0]], ["other.json.gz", names[1]], ["absent.json.gz", names[1]], [names[0]]):
        refused = checked(tmp_path, *given)
        assert refused.returncode == 1 and refused.stderr.startswith("REFUSED: ") and "Traceback" not in refused.stderr


def test_the_checker_needs_nothing_of_the_project() -> None:
    source = CHECKER.read_text(encoding="utf-8")
    modules = {node.module for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)}
    modules |= {
        each.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import) for each in node.names
    }
    assert {str(each).split(".")[0] for each in modules} <= sys.stdlib_module_names
    assert len(source.splitlines()) < 250


def test_a_plan_is_proven_later(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    results = tmp_path / "modules_plan.xlsx"
    model.write(model.solve(MICRO["investment.whole_modules"]()), results)
    assert main(["prove", str(results), "--quiet"]) == ExitCode.OPTIMAL
    assert capsys.readouterr().out == snapshot
    assert checked(tmp_path, "modules_program.json.gz", "modules_proof.json.gz").returncode == 0


def test_a_workbook_is_proven_to_have_no_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    monkeypatch.chdir(tmp_path)
    write_inputs(Path("short.xlsx"), without_plan())
    assert main(["prove", "short.xlsx", "--quiet"]) == ExitCode.INFEASIBLE
    assert main(["solve", "short.xlsx", "--quiet"]) == ExitCode.INFEASIBLE
    assert capsys.readouterr() == snapshot
    assert checked(tmp_path / "outputs", "short_no_program.json.gz", "short_no_proof.json.gz").returncode == 0


def test_a_proof_is_not_put_beside_the_results_of_another_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """A workbook that was changed since, and one whose name ends in that of a diagnosis."""
    monkeypatch.chdir(tmp_path)
    write_inputs(Path("modules.xlsx"), MICRO["investment.whole_modules"]())
    assert main(["solve", "modules.xlsx", "--quiet"]) == ExitCode.OPTIMAL
    files = [Path("outputs") / name for name in ("modules_program.json.gz", "modules_proof.json.gz")]
    before = [each.read_bytes() for each in files]
    assert main(["prove", "modules.xlsx", "--quiet"]) == ExitCode.OPTIMAL
    for name in ("modules_no.xlsx", "modules.xlsx"):
        write_inputs(Path(name), MICRO["operating_rules.lots"]())
    assert main(["prove", "modules_no.xlsx", "--quiet"]) == ExitCode.OPTIMAL
    capsys.readouterr()
    assert main(["prove", "modules.xlsx", "--quiet"]) == ExitCode.INPUT
    assert capsys.readouterr().err == snapshot
    write_inputs(Path("modules.xlsx"), without_plan())
    assert main(["solve", "modules.xlsx", "--quiet"]) == ExitCode.INFEASIBLE
    assert [each.read_bytes() for each in files] == before
    assert checked(tmp_path / "outputs", "modules_no_program.json.gz", "modules_no_proof.json.gz").returncode == 0


def test_the_workbook_says_what_is_proven_and_certified(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """The first page briefly; the certificate, and the plan in exact arithmetic, are on the sheet Solver."""
    book = load_workbook(model.write(model.solve(MICRO["investment.whole_modules"]()), tmp_path / "plan.xlsx"))
    page = book["Summary"]
    facts = {row[0]: row[1] for row in book["Solver"].iter_rows(values_only=True)}
    proof = {name: value for name, value in facts.items() if name and re.search("certified|proof|exactly", str(name))}
    assert [[page.cell(row, 25).value for row in (1, 2)], proof] == snapshot


def test_a_plan_whose_decisions_were_held_has_no_bound_to_prove() -> None:
    plan = model.solve(MICRO["investment.whole_modules"]())
    with pytest.raises(model.InputError, match="held"):
        model.prove(model.solve(plan.tables, hold=plan))
