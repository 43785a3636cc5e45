"""Shares of a joint plan: two games solved by hand, as arithmetic and from workbooks, and payers that fit badly."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

import model
from model import InputError, Tables
from model.sheets.whatifs import OF_WHAT_IFS
from model.testing import Fund, Limit, Payer, Plant, Project, PublicMoney, Stockpile
from tests.inline import tables
from tests.steps import ExitCode, main, write_inputs
from tests.studies import coalitions, game

PLAYERS = ("A", "B", "C")


def costs_of(single: tuple[float, float, float], pair: float, everybody: float) -> dict[frozenset[str], float]:
    pairs = [frozenset(PLAYERS) - {each} for each in PLAYERS]
    singles = {frozenset(name): cost for name, cost in zip(PLAYERS, single, strict=True)}
    return {**singles, **dict.fromkeys(pairs, pair), frozenset(PLAYERS): everybody}


EMPTY, FULL = costs_of((5, 5, 5), 6, 11), costs_of((5, 4, 3), 6, 6)


def test_an_empty_core() -> None:
    """Pairs that pay at most 6 pay at most 9 of the 11 together. With 4/3 more each the six pay 3 · (6 + 4/3) = 22."""
    assert game.shapley(PLAYERS, EMPTY) == pytest.approx(dict.fromkeys(PLAYERS, 11 / 3))
    assert game.least_excess(PLAYERS, EMPTY, 11) == pytest.approx(4 / 3)
    point = game.nearest(PLAYERS, EMPTY, 11, 4 / 3, {"A": 5.0, "B": 3.0, "C": 3.0})
    assert point == pytest.approx(dict.fromkeys(PLAYERS, 11 / 3), abs=1e-6)


def test_a_core() -> None:
    """Orders: A first pays 5, after one other 2 or 3, last 0: (2·5 + 3 + 2)/6 = 2.5; B 2, C 1.5. Each coalition saves
    at least 1.5: a pair's 6 less its third pays 4.5 = 6 − 1.5, thrice 3 · 4.5 − 2 · 6 = 1.5."""
    assert game.shapley(PLAYERS, FULL) == pytest.approx({"A": 2.5, "B": 2.0, "C": 1.5})
    assert game.least_excess(PLAYERS, FULL, 6) == pytest.approx(-1.5)
    point = game.nearest(PLAYERS, FULL, 6, -1.5, {"A": 2.5, "B": 2.0, "C": 1.5})
    assert point["C"] == pytest.approx(1.5, abs=1e-6) and sum(point.values()) == pytest.approx(6)
    # C joins first in a third of the orders, and is after A or B alone in a sixth each: 0.6 · (1/3 + 1/6 + 1/6) = 0.4
    low = {each: cost - 0.6 for each, cost in FULL.items()} | {frozenset(PLAYERS): 6.0}
    assert game.shapley_range(PLAYERS, low, FULL)["C"] == pytest.approx((1.1, 1.9))


HUB = """
    Countries
    country
    A
    B
    C
    Open

    Sites
    site | country
    Abo  | A
    Bari | B
    Cork | C
    Hub  | Open

    Commodities
    commodity
    ore
    magnet

    Demand
    market | product | 2026
    Abo    | magnet  | 1
    Bari   | magnet  | 1
    Cork   | magnet  | 1

    Recipes
    recipe | commodity | quantity
    press  | ore       | -1
    press  | magnet    | 1

    Operations
    plant | recipe
    Works | press

    Capacity
    plant | site | technology
    Works | Hub  | pressing

    Routes
    from | to  | commodity
    Hub  | any | magnet

    Costs
    item | fixed capex
    Line | 6

    Payers
    payer | place
    A     | A
    B     | B
    C     | C
"""
"""Three who need a magnet each, from imports at home or from a line of nobody's works at 6."""


def hub(prices: tuple[float, float, float], size: float, more: str = "") -> Tables:
    return tables(
        HUB,
        f"""
        Suppliers
        supplier | site | commodity | price
        digger   | Hub  | ore       | 0
        far A    | Abo  | magnet    | {prices[0]}
        far B    | Bari | magnet    | {prices[1]}
        far C    | Cork | magnet    | {prices[2]}

        Projects
        project | plant | kind    | module size
        Line    | Works | modules | {size}
        """,
        more,
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


def costs(found: Any) -> dict[frozenset[str], float]:
    assert found.least == pytest.approx(found.most)
    return dict(found.most)


def test_an_empty_core_from_a_workbook(store: Path, snapshot: SnapshotAssertion) -> None:
    """Alone 5; a pair shares the line of two; all three need an import besides: 11."""
    result = model.run("shares", hub((5, 5, 5), 2), store=store)
    found = result.found
    assert costs(found) == pytest.approx(EMPTY)
    assert found.core.name == "NO_PLAN" and found.excess == pytest.approx((4 / 3, 4 / 3))
    assert found.shapley == pytest.approx(dict.fromkeys(PLAYERS, 11 / 3))
    assert found.least_core == pytest.approx(dict.fromkeys(PLAYERS, 11 / 3), abs=1e-6)
    assert result.findings == snapshot
    assert not found.violations and found.exit_code == ExitCode.OPTIMAL


def test_a_core_from_a_workbook(store: Path, snapshot: SnapshotAssertion) -> None:
    """The line serves all three at 6, as it does a pair; alone imports are cheaper."""
    result = model.run("shares", hub((5, 4, 3), 3), store=store)
    found = result.found
    assert costs(found) == pytest.approx(FULL)
    assert found.core.name == "PROVEN" and found.excess == pytest.approx((-1.5, -1.5))
    assert found.shapley == pytest.approx({"A": 2.5, "B": 2.0, "C": 1.5})
    assert result.findings == snapshot


def test_within_a_gap_nothing_is_claimed(store: Path, snapshot: SnapshotAssertion) -> None:
    """With the bound of each coalition 2 below its cost, either may be; with 0.5 below, this plan cannot be shared, but
    a plan at 10.5 might be cheaper: pairs at 6 allow for 9."""
    found = model.run("shares", hub((5, 4, 3), 3), store=store).found
    open_ = replace(
        found, by_coalition={each: replace(of, bound=of.objective - 2) for each, of in found.by_coalition.items()}
    )
    assert open_.core == snapshot and open_.excess == pytest.approx((-1.5, 0.5))
    found = model.run("shares", hub((5, 5, 5), 2), store=store).found
    joint = found.by_coalition[found.everybody]
    open_ = replace(found, by_coalition={**found.by_coalition, found.everybody: replace(joint, bound=8.5)})
    assert open_.core == snapshot and open_.excess == pytest.approx((4 / 3, 4 / 3))


def test_payers_who_cannot_serve_themselves(store: Path, snapshot: SnapshotAssertion) -> None:
    """Alone C has a third of its import, 0.3, and a line of 0.5; with a partner two thirds."""
    given = tables(
        HUB,
        """
        Suppliers
        supplier | site | commodity | price | limit
        digger   | Hub  | ore       | 0     |
        far A    | Abo  | magnet    | 5     |
        far B    | Bari | magnet    | 5     |
        far C    | Cork | magnet    | 5     | 0.9

        Projects
        project | plant | kind    | module size
        Line    | Works | modules | 0.5
        """,
    )
    result = model.run("shares", given, store=store)
    found = result.found
    assert [each for each, cost in found.most.items() if math.isinf(cost)] == [frozenset("C")]
    assert found.shapley is None and found.shapley_range == {} and found.exit_code == ExitCode.OPTIMAL
    assert found.least[frozenset("C")] == math.inf and found.least_core is not None
    assert result.findings == snapshot


def test_rights_to_what_belongs_to_others() -> None:
    """C's works are closed to the others, and open to it in full; of a joint limit each has a third."""
    given = hub((5, 5, 5), 2, """
        Capacity
        plant | site | existing capacity | maximum capacity
        Mill  | Cork | 30                | 60
        Yard  | Hub  | 30                | 60

        Operations
        plant | recipe
        Mill  | press
        Yard  | press

        Projects
        project | plant | kind    | module size
        Mill 2  | Mill  | modules | 2

        Stockpiles
        stockpile | site | commodity | opening stock
        heap      | Abo  | magnet    | 6
        pile      | Hub  | magnet    | 6

        Limits
        limit | measure | of     | scope | value
        home  | supply  | magnet | A     | 9
        cap   | unmet   | magnet | any   | 9
        share | share   | magnet | Open  | 90 %

        Funds
        fund | pays for | scope | total
        own  | capital  | A     | 9
        all  | capital  | any   | 9

        Public money
        programme | kind  | scope | share
        grant     | grant | any   | 50 %
        """)  # fmt: skip
    payers = coalitions.Payers(given)
    one, two = coalitions.tables_of(payers, frozenset("C")), coalitions.tables_of(payers, frozenset("AB"))

    def seen(part: Tables) -> dict[str, float | None]:
        found: dict[str, float | None] = {row.plant: row.existing_capacity.at(2026) for row in part[Plant]}
        found |= {f"{row.plant}, at most": row.maximum_capacity for row in part[Plant]}
        found |= {row.project: row.latest_decision for row in part[Project]}
        found |= {row.stockpile: row.opening_stock for row in part[Stockpile]}
        found |= {row.limit: row.value and row.value.at(2026) for row in part[Limit]}
        return found | {row.fund: row.total for row in part[Fund]}

    limit = {"cap": pytest.approx(3), "share": 0.9}
    always = {"Works": 0, "Works, at most": None, "Line": None}
    assert seen(one) == {
        **always, "Mill": 30, "Mill, at most": 60, "Yard": pytest.approx(10), "Yard, at most": pytest.approx(40),
        "Mill 2": None, "heap": 0, "pile": pytest.approx(2), **limit, "all": pytest.approx(3),
    }  # fmt: skip
    assert seen(two) == {
        **always, "Mill": 0, "Mill, at most": 30, "Yard": 20, "Yard, at most": 50, "Mill 2": 2025, "heap": 6, "pile": 4,
        "home": 9, "cap": pytest.approx(6), "share": 0.9, "own": 9, "all": pytest.approx(6),
    }  # fmt: skip
    assert not one[PublicMoney]
    everybody = coalitions.tables_of(payers, frozenset("ABC"))
    assert everybody == given.without(PublicMoney, *OF_WHAT_IFS)


@pytest.mark.parametrize(
    ("rows", "at"),
    [
        ([("A", "A"), ("B", "B")], "Demand"),
        ([("A", "A"), ("B", "B"), ("C", "C"), ("D", "Cork")], "Payers"),
        ([("A", "A"), ("A", "B"), ("A", "C")], ""),
        ([(str(at), place) for at, place in enumerate(["Abo", "Bari", "Cork", "Hub", "Abo", "Abo", "Abo"])], "Payers"),
    ],
)
def test_payers_that_do_not_divide_the_demand(
    rows: list[tuple[str, str]], at: str, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    snapshot: SnapshotAssertion,
) -> None:  # fmt: skip
    """An error of this study only, by cell; the plan itself does not ask."""
    given = hub((5, 5, 5), 2).replaced(Payer, [Payer(payer=payer, place=place) for payer, place in rows])
    with pytest.raises(InputError) as error:
        model.run("shares", given)
    assert all(each.sheet == at for each in error.value.problems) and bool(error.value.problems) == bool(at)
    book = tmp_path / "book.xlsx"
    write_inputs(book, given)
    assert main(["check", str(book)]) == ExitCode.OPTIMAL
    capsys.readouterr()
    assert main(["shares", str(book), "--quiet"]) == ExitCode.INPUT
    assert capsys.readouterr().err == snapshot


def test_as_a_command_and_from_python(
    tmp_path: Path, in_this_process: list[str], capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """A second run solves nothing again."""
    book, out = tmp_path / "book.xlsx", tmp_path / "shares.xlsx"
    write_inputs(book, hub((5, 4, 3), 3))
    assert main(["shares", str(book), "--out", str(out), "--quiet"]) == ExitCode.OPTIMAL
    assert capsys.readouterr().out == snapshot
    in_this_process.clear()
    assert main(["shares", str(book), "--out", str(out), "--quiet"]) == ExitCode.OPTIMAL and not in_this_process
    result = model.run("shares", hub((5, 4, 3), 3))
    assert list(result.frames) == snapshot
    assert b"What each payer pays" in out.with_name("shares_report.html").read_bytes()
    assert result.frames["Coalitions"].round(6).to_csv() == snapshot
