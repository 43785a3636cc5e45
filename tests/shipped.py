"""Workbooks that are shipped, each read and checked once with all its what-ifs: of the example that takes seconds."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from model import Problem, Tables
from tests.steps import check_workbook

INPUTS = Path(__file__).resolve().parents[1] / "inputs"

together = pytest.mark.xdist_group("shipped")
"""Tests that look at them run in one process."""


@cache
def checked(name: str) -> tuple[Tables | None, list[Problem]]:
    return check_workbook(INPUTS / f"{name}.xlsx")


def shipped(name: str) -> Tables:
    """The tables of a workbook that must have no errors."""
    tables, problems = checked(name)
    assert tables is not None, [str(problem) for problem in problems if not problem.is_warning]
    return tables
