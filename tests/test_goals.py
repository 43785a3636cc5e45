"""Stock goals promise: the stock that a scenario needs beside other means, its price and theirs, as solved by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

import model
from model import InputError, Tables
from model.testing import Demand, Disruption, Limit, Stockpile, StrategicStock, Supplier
from tests.inline import tables
from tests.jobs import Store
from tests.steps import ExitCode, main, write_inputs
from tests.studies import answered, catalogue, stopped_after, written_both

WAR = """
    Settings
    last year | 2027

    Countries
    country
    Home
    Ally
    Rival

    Sites
    site    | country
    Base    | Home
    Town    | Home
    Deposit | Home
    Port    | Ally
    Far     | Rival

    Commodities
    commodity | unit
    ore       | t
    metal     | t

    Suppliers
    supplier | site    | commodity | price | limit
    home     | Deposit | metal     | 10    | 20
    ally     | Port    | metal     | 10    | 40
    rival    | Far     | metal     | 10    | 60
    digger   | Deposit | ore       | 10    | 8
    reserve  | Deposit | metal     | 10    | 0

    Capacity
    plant | site    | existing capacity
    Mine  | Deposit | 0

    Recipes
    recipe | commodity | quantity
    smelt  | ore       | -1
    smelt  | metal     | 1

    Operations
    plant | recipe
    Mine  | smelt

    Projects
    project  | plant | kind    | module size
    New mine | Mine  | modules | 8

    Costs
    item     | fixed capex
    New mine | 60

    Contracts
    contract | supplier | volume | price | length | signing cost | beyond limit | earliest start
    option   | reserve  | 6      | 10    | 1      | 54           | yes          | 2027

    Stockpiles
    stockpile | site | commodity | holding cost
    Depot     | Base | metal     | 1

    Strategic stocks
    stockpile | release
    Depot     | disruptions only

    Routes
    from | to  | commodity
    any  | any | metal

    Demand
    market | product | 2026 | shortage cost | tier
    Base   | metal   | 10   | 100           | defence
    Town   | metal   | 80   | 100           | other

    Disruptions
    disruption | action   | target | value | start
    War        | capacity | Ally   | 0.75  | 2027
    War        | capacity | Rival  | 0     |
    War        | demand   | Town   | 0.75  |
"""
"""Demand 10 + 80, in the war 10 + 60; supply 20 + 40 + 60, in the war 20 + 30. Without it two years cost 1,800."""


EXTRA_BUY = """
    Settings
    last year | 2027

    Countries
    country
    USA

    Sites
    site   | country
    Market | USA

    Commodities
    commodity | unit
    gallium   | kg
    germanium | kg

    Suppliers
    supplier       | site   | commodity | price | limit
    gallium        | Market | gallium   | 1     | 80000
    germanium      | Market | germanium | 1     | 80000
    more gallium   | Market | gallium   | 1     | 0
    more germanium | Market | germanium | 1     | 0

    Contracts
    contract        | supplier       | volume | price | length | beyond limit | earliest start
    extra gallium   | more gallium   | 3936   | 1     | 1      | yes          | 2027
    extra germanium | more germanium | 7284   | 1     | 1      | yes          | 2027

    Stockpiles
    stockpile | site   | commodity | holding cost
    Ga        | Market | gallium   | 1
    Ge        | Market | germanium | 1

    Strategic stocks
    stockpile | release
    Ga        | disruptions only
    Ge        | disruptions only

    Demand
    market | product   | 2026  | shortage cost
    Market | gallium   | 50000 | 100
    Market | germanium | 50000 | 100

    Disruptions
    disruption | action   | target    | value     | start
    Base case  | capacity | gallium   | 0.403925  | 2027
    Base case  | capacity | germanium | 0.2639    |
"""
"""Supply of 32,314 and 21,112 kg in the emergency, so that the shortfalls are those of the base case of 2013."""


def withheld() -> Tables:
    """The war where no shortage is allowed, and nothing can be stored."""
    war = tables(WAR).without(Stockpile, StrategicStock)
    return war.replaced(Demand, [replace(row, shortage_cost=None) for row in war[Demand]])


def with_costs(base: float, town: float, *, tier: str = "defence") -> Tables:
    war, cost = tables(WAR), {"Base": base, "Town": town}
    rows = [replace(row, shortage_cost=cost[row.market]) for row in war[Demand]]
    return war.replaced(Demand, [replace(row, tier=tier) if row.market == "Base" else row for row in rows])


@pytest.mark.usefixtures("jobs_solved_once")
def test_a_goal_by_hand(snapshot: SnapshotAssertion) -> None:
    """In the war 70 are asked and 50 are there: 20 short. The mine gives 8 for 60, the option 6 for 54, and a unit in
    stock costs 10 + 2: 14 for 114 and 6 in stock for 72, together 186. Without the mine 14 in stock, 168 + 54; without
    the option 12, 144 + 60; stock alone 20 for 240. At 95 % Town may lack 3.5: 2.5 in stock for 30, 144 in all. Of 1 %
    of 1,986 the option can be replaced by 6 more in stock for 18, and 1.86 buy 0.155: 12.155 at most."""
    result = model.run("goals", tables(WAR), scenario=["War"])
    cases = result.frames["Variants"].set_index("demand met")
    cost = cases["more cost, at least (USD)"].to_dict()
    assert cost == {
        "95 %": pytest.approx(144), "100 %": pytest.approx(186), "100 %, stock alone": pytest.approx(240),
        "100 % without stock": "not possible", "100 % without build": pytest.approx(36),
        "100 % without contract": pytest.approx(18), "100 % without substitute": 0,
    }  # fmt: skip
    assert cases["at most (USD)"]["100 %"] == pytest.approx(186)
    assert cases["stock"].to_dict() == {
        "95 %": "2.50 t of metal", "100 %": "6.00 t of metal", "100 %, stock alone": "20.0 t of metal",
        "100 % without stock": "none", "100 % without build": "14.0 t of metal",
        "100 % without contract": "12.0 t of metal", "100 % without substitute": "6.00 t of metal",
    }  # fmt: skip
    (line,) = result.frames["Stock goals"].to_dict("records")
    assert (line["goal"], line["stock alone"]) == (pytest.approx(6), pytest.approx(20))
    assert line["within 1 % of cost, at least"] == pytest.approx(6) and line["at most"] == pytest.approx(12.155)
    (store,) = result.frames["Release"].to_dict("records")
    assert (store["trigger"], store["released in a year, at most"]) == ("War, 2027", pytest.approx(1))
    assert result.findings == snapshot


@pytest.mark.usefixtures("jobs_solved_once")
def test_higher_tiers_are_served_first() -> None:
    """A shortage costs less at the base, so that it goes short of all its 10 unless tiers count: then of none."""
    short = {}
    for tier in ("other", "defence"):
        frame = model.run("goals", with_costs(90, 100, tier=tier), scenario=["War"]).frames["Shortfall"]
        rows = frame.set_index("market")
        short[tier] = rows["gross shortfall"].to_dict(), rows["unmet, 95 % met"].to_dict()
        assert rows["listed shortfall"]["all"] == pytest.approx(20)
    assert short["other"][0] == pytest.approx({"all": 20, "Base": 10, "Town": 10})
    assert short["other"][1] == pytest.approx({"all": 3.5, "Base": 3.5, "Town": 0})
    assert short["defence"][0] == pytest.approx({"all": 20, "Base": 0, "Town": 20})
    assert short["defence"][1] == pytest.approx({"all": 3.5, "Base": 0, "Town": 3.5})


@pytest.mark.usefixtures("jobs_solved_once")
def test_a_higher_tier_lacks_at_most_what_lower_ones_cannot_give_up() -> None:
    """At 10 % of 70 as many as 63 may be unmet: Town has 60, so that the base, where a shortage costs less, lacks 3."""
    rows = model.run("goals", with_costs(90, 100), scenario=["War"], target=0.1).frames["Shortfall"].set_index("market")
    assert rows["unmet, 10 % met"].to_dict() == pytest.approx({"all": 20, "Base": 3, "Town": 17})


def test_a_seller_without_a_limit_is_no_supply_if_its_exports_stop() -> None:
    """The rival sells any amount, and in the embargo none of it leaves: 30 of 90 are short by the list, too."""
    war = tables(WAR, """
        Disruptions
        disruption | action  | target | value | start
        Embargo    | exports | Rival  | 0     | 2027
    """)  # fmt: skip
    endless = [replace(row, limit=None) if row.supplier == "rival" else row for row in war[Supplier]]
    frame = model.run("goals", war.replaced(Supplier, endless), scenario=["Embargo"]).frames["Shortfall"]
    assert frame.loc[0, ["listed shortfall", "gross shortfall"]].tolist() == pytest.approx([30, 30])


def test_the_extra_buy_of_2013(snapshot: SnapshotAssertion) -> None:
    """Strategic and Critical Materials, 2013 Report on Stockpile Requirements, table 10-1: the shortfall of gallium is
    17,686 kg, with an extra buy 13,750 and so 3,936 less; of germanium 28,888, 21,605 and 7,284 (rounded there)."""
    cases = model.run("goals", tables(EXTRA_BUY), scenario=["Base case"]).frames["Variants"].set_index("demand met")
    assert cases["stock"].to_dict() == snapshot


@pytest.mark.usefixtures("jobs_solved_once")
def test_several_scenarios_are_planned_together() -> None:
    """In the blockade 90 are asked and 72 there: the mine, the option and 4 in stock. One plan has 6 for both."""
    war = tables(WAR, """
        Disruptions
        disruption | action   | target | value | start
        Blockade   | capacity | Rival  | 0.2   | 2027
    """)  # fmt: skip
    ranged = """
        Ranges
        input  | sheet  | rows | column   | operation | low
        demand | Demand | any  | quantity | multiply | 0.9
    """
    assert model.run("goals", tables(WAR, ranged), scenario=["War"]).frames["Ranges"]["at"].tolist() == ["× 0.9"]
    frames = model.run("goals", war, scenario=["War", "Blockade"], skip_ranges=True).frames
    goals = frames["Stock goals"].set_index("scenario")["goal"].to_dict()
    assert goals == pytest.approx({"War": 6, "Blockade": 4, "War and Blockade": 6})


def test_what_no_stock_serves_is_not_possible(snapshot: SnapshotAssertion) -> None:
    """The mine and the option give 14 of the 20 that are short: 6 stay unmet. As no shortage is allowed there is no
    plan without a target either, so that the price of one is withheld."""
    result = model.run("goals", withheld(), scenario=["War"])
    assert result.findings == snapshot
    assert set(result.frames["Variants"]["more cost, at least (USD)"]) == {"not possible"}
    assert result.frames["Stock goals"]["goal"].tolist() == ["not possible"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"scenario": ["Peace"]}, "there is no disruption 'Peace'"),
        ({"scenario": ["Peace", "War", "Truce"]}, "'Peace' or 'Truce'"),
        ({"scenario": ["Calm"]}, "'Calm' has no effect. Give it a value other than 1"),
        ({"scenario": ["War"], "target": 0}, "target=: 0 is no share"),
        ({"scenario": ["War"], "target": 95}, "target=: 95 is no share"),
        ({"scenario": ["War"], "from_year": 2031}, "from_year=: 2031 is no year from 2026 to 2027"),
        ({}, "goals needs scenario"),
        ({"scenario": ["War"], "priority": 1}, r"Limits.*goals compares costs"),
    ],
)
def test_a_question_that_does_not_fit_is_refused(given: dict[str, object], says: str) -> None:
    calm = Disruption(disruption="Calm", action="capacity", target="Ally", value=1.0)
    first = [Limit(limit="most", measure="unmet", during="always", priority=1)] if "priority" in given else []
    war = tables(WAR).replaced(Limit, first)
    asked = {name: value for name, value in given.items() if name != "priority"}
    with pytest.raises(InputError, match=says):
        model.run("goals", war.replaced(Disruption, [*war[Disruption], calm]), **asked)


@pytest.mark.usefixtures("jobs_solved_once")
@pytest.mark.parametrize("batches", [1, 2, 3])
def test_stopped_early(tmp_path: Path, batches: int) -> None:
    study = catalogue.new_study("goals", tables(WAR), scenario=["War"])
    document = study.document(answered(study, Store(tmp_path), stopped_after(batches)))
    written_both(document)
    assert document.findings[0].startswith("Stopped early")


def test_a_finished_solve_is_not_repeated(
    tmp_path: Path, in_this_process: list[str], capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """The gross shortfall among them, whose limits have a priority. A name may have wildcards."""
    book, out = tmp_path / "book.xlsx", tmp_path / "goals.xlsx"
    write_inputs(book, tables(WAR))
    for _ in range(2):
        assert main(["goals", str(book), "--scenario", "w?r", "--out", str(out), "--quiet"]) == ExitCode.OPTIMAL
    assert in_this_process == snapshot
    assert capsys.readouterr().out == snapshot


LATE = """
    Settings
    last year | 2028

    Countries
    country
    A

    Sites
    site | country
    City | A

    Commodities
    commodity | unit
    ore       | t
    metal     | t

    Suppliers
    supplier | site | commodity | price
    far      | City | metal     | 10
    digger   | City | ore       | 10

    Capacity
    plant | site
    Works | City

    Recipes
    recipe | commodity | quantity
    smelt  | ore       | -1
    smelt  | metal     | 1

    Operations
    plant | recipe
    Works | smelt

    Projects
    project | plant | kind    | module size | maximum modules | earliest decision
    Line    | Works | modules | 60          | 1               | 2028

    Costs
    item | fixed capex
    Line | 1000

    Demand
    market | product | 2026 | shortage cost
    City   | metal   | 100  | 20

    Disruptions
    disruption | action   | target
    cut        | capacity | far
"""


def test_the_least_unmet_demand_is_that_of_the_years_of_the_target(snapshot: SnapshotAssertion) -> None:
    """A line of 60 can be built in 2028: a cut in 2026 leaves 100 short whatever is built, one in 2028 only 40."""
    for since in (None, 2028):
        assert model.run("goals", tables(LATE), scenario=["cut"], from_year=since).findings == snapshot


@pytest.mark.usefixtures("in_this_process")
def test_an_error_in_ranges_does_not_stop_what_skips_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = """
        Ranges
        input | sheet  | rows | column | operation | low
        none  | Demand | any  | no     | set       | 1
    """
    book = tmp_path / "war.xlsx"
    write_inputs(book, tables(WAR, wrong))
    ask = ["goals", str(book), "--scenario", "War", "--jobs", "1", "--out", str(tmp_path / "out.xlsx")]
    assert main(ask) == ExitCode.INPUT
    assert "Ranges!D3" in capsys.readouterr().err
    assert main([*ask, "--skip-ranges"]) == ExitCode.OPTIMAL
