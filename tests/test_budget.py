"""What a budget buys, worked by hand in the war of the stock goals: 20 of 90 are short, and a mine saves 8 for 60, an
option 6 for 54, and the store one for 12."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

import model
from model import InputError
from model.testing import Disruption, Stockpile
from tests.inline import tables
from tests.jobs import Store
from tests.studies import answered, catalogue, stopped_at
from tests.test_goals import WAR

pytestmark = pytest.mark.usefixtures("jobs_solved_once")

BUDGETS = {0: 20, 54: 14, 60: 12, 100: 26 / 3, 114: 6, 186: 0}
"""Least worst shortage: with 54 the option, with 60 the mine in its place, with 100 the mine and 40 / 12 in store, with
114 the mine and the option."""


def test_what_each_budget_buys_and_what_a_larger_one_drops(snapshot: SnapshotAssertion) -> None:
    shares = [amount / 186 for amount in BUDGETS]
    found = model.run("budget", tables(WAR), shares=shares)
    steps = found.frames["Budget"]
    assert steps["budget (USD)"].tolist() == pytest.approx(list(BUDGETS))
    assert steps["worst unmet"].tolist() == pytest.approx(list(BUDGETS.values()), abs=1e-3)
    bought = found.frames["Bought"].set_index("what")
    assert bought["dropped again"].to_dict() == {"option": "yes", "New mine": "", "Depot": "yes"}
    assert found.findings == snapshot


@pytest.mark.parametrize("gap", [1e-6, 0.05])
def test_the_least_unmet_demand_lies_above_what_is_proven(gap: float) -> None:
    """With a wide gap a plan of 54 has 15.5 in place of 14, and as little as 0 is not ruled out."""
    war = tables(WAR)
    war = replace(war, settings=replace(war.settings, gap=gap))
    steps = model.run("budget", war, shares=[amount / 186 for amount in BUDGETS]).frames["Budget"][1:-1]
    for least, (_, step) in zip(list(BUDGETS.values())[1:-1], steps.iterrows(), strict=True):
        assert step["worst, proven at least"] <= least + 1e-3 <= step["worst unmet"] + 2e-3
        assert gap > 1e-3 or step["worst unmet"] - step["worst, proven at least"] <= 0.1 + 1e-3


LATE = """
    Settings
    last year | 2027

    Countries
    country
    A

    Sites
    site | country
    City | A

    Commodities
    commodity | unit
    metal     | t

    Suppliers
    supplier | site | commodity | price | limit 2026 | limit 2027
    cheap    | City | metal     | 10    | 50         | 50
    late     | City | metal     | 30    | 0          | 40

    Demand
    market | product | 2026 | shortage cost
    City   | metal   | 100  | 20
"""


def test_expected_unmet_demand_has_a_proven_bound_of_its_own() -> None:
    """50 are short in 2026 whatever is paid. In 2027 each of 40 that are bought costs 10 more than to be short of it,
    so that a share of the premium buys that share of 40: to half a per cent of these, not of the 100 short."""
    shares = [0.1, 0.3, 0.7]
    late = tables(LATE)
    late = replace(late, settings=replace(late.settings, gap=1e-7))
    steps = model.run("budget", late, shares=shares).frames["Budget"]
    assert steps["worst unmet"].tolist() == pytest.approx([50] * 4, abs=1e-3)
    assert all(steps["worst, proven at least"] >= 50 - 0.01)
    for share, (_, step) in zip([*shares, 1.0], steps.iterrows(), strict=True):
        least = 100 - 40 * share
        assert step["expected, proven at least"] <= least + 1e-3 <= step["expected unmet"] + 2e-3
        assert step["expected unmet"] - step["expected, proven at least"] <= 0.2 + 1e-3


def test_the_six_shares_end_where_nothing_more_can_be_done() -> None:
    steps = model.run("budget", tables(WAR)).frames["Budget"]
    assert len(steps) == 6
    assert steps["worst unmet"].is_monotonic_decreasing
    assert steps["spent (USD)"].tolist()[-1] == pytest.approx(186)


def test_a_fund_in_place_of_a_premium(snapshot: SnapshotAssertion) -> None:
    """Capital of 60 builds the mine, less builds nothing; the store and the option are of no fund."""
    fund = """
        Funds
        fund    | pays for | total
        capital | capital  | 60
    """
    found = model.run("budget", tables(WAR, fund), fund="capital", shares=[0.5])
    steps = found.frames["Budget"].set_index("share")
    assert steps["worst unmet"].to_dict() == {0.5: pytest.approx(0, abs=1e-3), 1.0: pytest.approx(0, abs=1e-3)}
    mine = found.frames["Bought"].set_index("what").loc["New mine"]
    assert mine["50 %"] != 8 == mine["100 %"]


def test_stock_that_is_there_is_not_bought() -> None:
    """Three in store leave 17 short: 14 by the mine and the option, three more in store."""
    war = tables(WAR)
    war = war.replaced(Stockpile, [replace(row, opening_stock=3.0) for row in war[Stockpile]])
    found = model.run("budget", war, shares=[0])
    depot = found.frames["Bought"].set_index("what").loc["Depot"]
    assert (depot["from"], depot["100 %"]) == (1, pytest.approx(3))


def test_nothing_to_buy(snapshot: SnapshotAssertion) -> None:
    """Nothing is ever short."""
    assert model.run("budget", tables(WAR).without(Disruption), shares=[0]).findings == snapshot


def test_what_a_stopped_step_had_is_not_known(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """The cheapest plan and the whole budget were solved before Ctrl-C, some steps between were not."""
    study = catalogue.new_study("budget", tables(WAR), shares=[0.5, 0.75])
    found = answered(study, Store(tmp_path), stopped_at(lambda name: name.startswith("75 %")))
    assert not found.is_dropped(("build", "New mine"))
    assert study.document(found).findings == snapshot


def test_what_cannot_be_asked_is_refused() -> None:
    first = """
        Limits
        limit | measure | priority
        most  | unmet   | 1
    """
    with pytest.raises(InputError, match="priorities"):
        model.run("budget", tables(WAR, first))
    tail = """
        Limits
        limit | measure      | weight
        tail  | CVaR of cost | 1
    """
    with pytest.raises(InputError, match=r"Limits!C3.*weight"):
        model.run("budget", tables(WAR, tail))
    with pytest.raises(InputError, match="150 %"):
        model.run("budget", tables(WAR), shares=[1.5])
    with pytest.raises(InputError, match="Funds"):
        model.run("budget", tables(WAR), fund="none")
