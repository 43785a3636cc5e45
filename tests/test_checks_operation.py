"""Checks promise: what is said of how plants run, and has no effect or cannot be, is told by cell before anything is
solved."""

from __future__ import annotations

from syrupy.assertion import SnapshotAssertion

from model.errors import Problem
from tests.books import told
from tests.inline import tables
from tests.micro.case import BUY_ALL, CITY, PRESS
from tests.steps import run_checks

WORKS = """
    Capacity
    plant | site | existing capacity
    Works | City | 100
"""


def problems(sheet: str, text: str) -> list[Problem]:
    """Those of a sheet."""
    found = run_checks(tables(CITY, BUY_ALL, PRESS, WORKS, f"{sheet}\n{text}"))
    return [each for each in found if each.sheet == sheet]


def test_a_campaign_within_a_period_has_no_effect(snapshot: SnapshotAssertion) -> None:
    found = problems("Operating rules", "plant | cost in use | minimum campaign\nWorks | 1 | 1")
    assert told(found) == snapshot
    assert problems("Operating rules", "plant | minimum campaign\nWorks | 1.5") == []
