"""The cost of security promises: a solve without each programme, and what it pays by the shortage that it avoids."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

import model
from model import InputError, Tables
from model.cli.app import main
from model.errors import ExitCode
from model.families.public_money.rows import PublicMoney
from tests.inline import tables
from tests.micro.public_money import TWO_YEARS_WITH_A_GLUT
from tests.steps import write_inputs
from tests.studies import Processes, one_by_one


def press(capex: int) -> Tables:
    text = TWO_YEARS_WITH_A_GLUT.format(terms="15 | far | |").replace("| 50\n", "| 13\n")
    return tables(text.replace("| 110   ", f"| {capex}   "))


def test_a_programme_that_tips_the_scales(snapshot: SnapshotAssertion) -> None:
    """At 13 for a shortage, a line for 120 costs 204 + 0.6 · 84 + 0.2 · 93 = 273. Without it the mine sells ten at 4:
    132 + 0.6 · 132 + 0.2 · 118 = 234.8. With 57 of public money it is built, for 216. Then 0.2 · 3 are short instead of
    8 + 0.8 · 8: 57 / 13.8 = 4.13."""
    result = model.run("security", press(120))
    (line,) = result.frames["Security"].to_dict("records")
    assert line["public money (USD)"] == pytest.approx(57)
    assert line["shortage avoided"] == pytest.approx(13.8)
    assert line["USD per unit of security"] == pytest.approx(57 / 13.8)
    assert line["cost without it, more (USD)"] == pytest.approx(234.8 - 216)
    assert result.findings == snapshot


def test_a_programme_that_changes_nothing(snapshot: SnapshotAssertion) -> None:
    """For 70 the line is built anyway, for 223, and nothing less is short."""
    result = model.run("security", press(70))
    assert result.frames["Security"]["shortage avoided"].tolist() == pytest.approx([0])
    assert result.findings == snapshot


def test_without_programmes_there_is_no_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    with pytest.raises(InputError, match="Public money"):
        model.run("security", press(110).without(PublicMoney))
    monkeypatch.setattr(Processes, "solve", staticmethod(one_by_one))
    book, out = tmp_path / "book.xlsx", tmp_path / "security.xlsx"
    write_inputs(book, press(120))
    assert main(["security", str(book), "--out", str(out), "--quiet"]) == ExitCode.OPTIMAL
    assert capsys.readouterr().out == snapshot
