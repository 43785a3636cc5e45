"""The order of checks, costs, result tables and sheets is declared: in a copy of the program whose files have other
names, in reverse order, every result is the same."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RENAMED = ("audit", "checks", "sheets", "scenario", "results", "ledger")
"""Folders whose files get other names. Families are in the order of their list."""

RESULTS = """
from model import load, solve
from model.audit import Ledger, audits
from model.audit.costs import expenses
from model.checks import all_checks
from model.workbook.template import ordered_sheets

plan = solve(load("inputs/quickstart.xlsx"))
for check in plan.audit:
    print(check.name, check.passed, check.detail)
for functions in audits(), all_checks():
    print(*(function.__name__ for function in functions))
for expense in expenses(Ledger.of(plan)).items:
    print(expense.cost, expense.item)
print(*(sheet.name for sheet in ordered_sheets()), sep=", ")
for name, frame in plan.frames.items():
    print(name, frame.to_csv())
"""


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A copy of the program, and the new names of modules by their old ones."""
    copy = tmp_path_factory.mktemp("renamed")
    shutil.copytree(ROOT / "model", copy / "model", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "inputs", copy / "inputs", ignore=shutil.ignore_patterns("__pycache__", "rare_earths*"))
    names = {}
    for folder in RENAMED:
        files = sorted((copy / "model" / folder).glob("[!_]*.py"), reverse=True)
        for at, file in enumerate(files):
            names[f"model.{folder}.{file.stem}"] = f"model.{folder}.m{at:03}_{file.stem}"
            file.rename(file.with_stem(f"m{at:03}_{file.stem}"))
    for file in (copy / "model").rglob("*.py"):
        file.write_text(with_names(file.read_text("utf-8"), names), "utf-8")
    return copy, names


def with_names(code: str, names: dict[str, str]) -> str:
    """Code that imports modules under their new names."""

    def as_module(line: re.Match[str]) -> str:
        name = names.get(f"{line[1]}.{line[2]}", "")
        return f"from {line[1]} import {name.rpartition('.')[2]} as {line[2]}" if name else line[0]

    code = re.sub(r"^from (model\.\w+) import (\w+)$", as_module, code, flags=re.MULTILINE)
    return re.sub(r"\bmodel\.\w+\.\w+\b", lambda name: names.get(name[0], name[0]), code)


def printed(program: Path, code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=program, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_no_order_depends_on_names_of_files(renamed: tuple[Path, dict[str, str]]) -> None:
    copy, names = renamed
    assert len(names) >= 75
    here, there = printed(ROOT, RESULTS), printed(copy, with_names(RESULTS, names))
    assert here.count("True") > 50
    assert there.splitlines() == here.splitlines()
