"""The cost of security promises: a solve without each programme, and what it pays by the shortage that it avoids, as
columns of ``contributions``; ``security`` is another name of it that says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from syrupy.assertion import SnapshotAssertion

import model
from model import InputError, Tables
from model.sheets.names import LimitName
from model.testing import ByYear, Limit, Project, PublicMoney
from tests.inline import tables
from tests.jobs import Store
from tests.micro.public_money import TWO_YEARS_WITH_A_GLUT
from tests.steps import ExitCode, main, write_inputs
from tests.studies import answered, catalogue, stopped_after, written_both
from tests.test_contributions import CHAIN

AVOIDED, PER_UNIT = "shortage avoided", "USD per unit of security"


def press(capex: int, terms: str = "15 | far | |") -> Tables:
    text = TWO_YEARS_WITH_A_GLUT.format(terms=terms).replace("| 50\n", "| 13\n")
    return tables(text.replace("| 110   ", f"| {capex}   "))


def test_a_programme_that_tips_the_scales(snapshot: SnapshotAssertion) -> None:
    """At 13 for a shortage, a line for 120 costs 204 + 0.6 · 84 + 0.2 · 93 = 273. Without it the mine sells ten at 4:
    132 + 0.6 · 132 + 0.2 · 118 = 234.8. With 57 of public money it is built, for 216. Then 0.2 · 3 are short instead of
    8 + 0.8 · 8: 57 / 13.8 = 4.13."""
    result = model.run("security", press(120))
    (line,) = result.frames["Contributions"].to_dict("records")
    assert line["public money, with all (USD)"] == pytest.approx(57)
    assert line[AVOIDED] == pytest.approx(13.8)
    assert line[PER_UNIT] == pytest.approx(57 / 13.8)
    assert line["last, at least (USD)"] == line["last, at most (USD)"] == pytest.approx(234.8 - 216)
    assert result.findings == snapshot


def test_a_programme_that_changes_nothing(snapshot: SnapshotAssertion) -> None:
    """For 70 the line is built anyway, for 223, and nothing less is short."""
    result = model.run("security", press(70))
    assert result.frames["Contributions"][AVOIDED].tolist() == pytest.approx([0])
    assert result.findings == snapshot


def test_candidates_have_the_same_columns() -> None:
    """Beside a line that is a candidate of its own, the contract named a candidate avoids the same 13.8 for 57. The
    line avoids as much, without public money of its own."""
    given = press(120)
    named = given.replaced(PublicMoney, [replace(row, candidate="contract") for row in given[PublicMoney]])
    named = named.replaced(Project, [replace(row, candidate="line") for row in named[Project]])
    rows = model.run("contributions", named).frames["Contributions"].set_index("candidate")
    assert rows[AVOIDED].tolist() == pytest.approx([13.8, 13.8])
    assert rows.loc["contract", PER_UNIT] == pytest.approx(57 / 13.8)
    assert rows.loc["line"].isna()[PER_UNIT]


def test_the_new_name_gives_the_same_figures() -> None:
    old, new = model.run("security", press(120)), model.run("contributions", press(120), programmes=True)
    assert old.frames["Contributions"].equals(new.frames["Contributions"])
    assert old.findings[:-1] == list(new.findings) and "contributions" in old.findings[-1]
    with pytest.raises(InputError, match="one at a time"):
        model.run("contributions", press(120), programmes=True, pairs=3)


def test_a_contract_that_takes_more_than_it_gives_may_cost() -> None:
    """For 70, the contract with a floor of 9 and all of a higher price paid back takes money of a line that is built
    with it or without. Without it the plan is cheaper: the saving is negative, and none is claimed to be 0."""
    given = press(70, "9 | far | 100 % |")
    costs = [model.solve(each).objective for each in (given, given.without(PublicMoney))]
    assert costs[1] < costs[0] - 1
    (line,) = model.run("security", given).frames["Contributions"].to_dict("records")
    for end in ("at least", "at most"):
        assert line[f"last, {end} (USD)"] == pytest.approx(costs[1] - costs[0])


AID = """
    Public money
    programme | kind  | scope | share
    aid       | grant | any   | 10 %
    idle      | grant | Small | 5 %
    more      | grant | Works | 5 %

    Decisions
    decision | action | subject | rule
    no small | build  | C       | forbidden
"""
"""The small plant is not built, so that nothing is paid for it."""


def test_a_programme_that_pays_nothing_takes_no_solve() -> None:
    found = model.run("security", tables(CHAIN, AID)).found
    assert sorted(result.name for result in found.sets.results) == [
        "With all candidates", "Without aid", "Without more",
    ]  # fmt: skip
    assert found.sets.last("idle") == (0, 0) and found.avoided["idle"] == 0


def test_a_programme_without_which_there_is_no_plan(snapshot: SnapshotAssertion) -> None:
    """The line for 120 is needed to keep expected cost within 220: 216 with the contract, 234.8 without."""
    given = tables_with_a_budget(220)
    assert model.run("security", given).findings == snapshot


def tables_with_a_budget(most: float) -> Tables:
    budget = Limit(limit=LimitName("budget"), measure="CVaR of cost", confidence=0.0, value=ByYear.of(most))
    return press(120).replaced(Limit, [budget])


def test_after_ctrl_c_what_is_proven_is_said(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """The plan without the aid is solved; of that without more it is known only that it costs no less."""
    study = catalogue.new_study("security", tables(CHAIN, AID))
    found = answered(study, Store(tmp_path), stopped_after(1))
    document = study.document(found)
    written_both(document)
    assert found.exit_code == ExitCode.LIMIT and document.findings == snapshot
    least, most = found.sets.last("aid")
    assert least == pytest.approx(3) and most == pytest.approx(3)
    assert found.sets.last("more") == (0, float("inf"))


@pytest.mark.usefixtures("in_this_process")
def test_without_programmes_there_is_no_question(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    with pytest.raises(InputError, match="Public money"):
        model.run("security", press(110).without(PublicMoney))
    book, out = tmp_path / "book.xlsx", tmp_path / "security.xlsx"
    write_inputs(book, press(120))
    assert main(["security", str(book), "--out", str(out), "--quiet"]) == ExitCode.OPTIMAL
    assert capsys.readouterr().out == snapshot
    assert load_workbook(out).properties.subject == "cost of security", "earlier results under this name are replaced"
    assert {"Contributions", "Sets"} <= set(load_workbook(out).sheetnames)
