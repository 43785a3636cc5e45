"""Closures promise: a plant with cash losses for so long shuts for good; what then holds; the floor that saves it."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

import model
from model import Tables
from tests.inline import tables
from tests.steps import ExitCode, main, write_inputs

PRESS = """
    Settings
    last year     | 2028
    discount rate | 25 %

    Countries
    country
    Abroad
    Home

    Sites
    site | country
    Pit  | Abroad
    City | Home

    Commodities
    commodity
    ore
    magnet

    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 12   | 50

    Suppliers
    supplier | site | commodity | price | limit
    far      | City | magnet    | 12    | 4

    Outlets
    outlet | site | commodity | price
    yard   | Pit  | ore       | 4

    Capacity
    plant | site | existing capacity | sponsor   | closes after
    Mine  | Pit  | 10                | Digger Co |
    Press | City |                   | Press Co  | {years}

    Recipes
    recipe | commodity | quantity
    dig    | ore       | 1
    press  | ore       | -1
    press  | magnet    | 1

    Operations
    plant | recipe
    Mine  | dig
    Press | press

    Projects
    project | plant | kind    | module size
    Line    | Press | modules | 10

    Costs
    item  | fixed capex | variable opex
    Mine  |             | 2
    Press |             | 3
    Line  | 110         |

    Routes
    from | to   | commodity | freight
    Pit  | City | ore       | 1

    What-ifs
    what-if     | plan
    cheap abroad | held

    Changes
    what-if      | sheet     | rows | column | operation | value
    cheap abroad | Suppliers | far  | price  | set       | 6
"""
"""Ore at 2 is worth 4 at the yard and 5 landed; pressed at 3 it costs 8, against 12 from far."""


def press(years: int) -> Tables:
    return tables(PRESS.format(years=years))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


def by_year(frame: model.Plan, **labels: str) -> dict[str, float]:
    (row,) = [row for row in frame.to_dict("records") if all(row[name] == each for name, each in labels.items())]
    return {name: value for name, value in row.items() if str(name).isdigit()}


def test_a_plant_that_loses_money_closes(store: Path, snapshot: SnapshotAssertion) -> None:
    """At 6 far sells its 4, Press makes 8 at a loss of 2 each, 16, and closes in 2027: 4 of 12 are served. At 8 it
    breaks even. Against far at 12 in 2026: Press 8 · (6 − 8) − 10 · (12 − 8) = −56, buyers at home 12 · 6 = 72, the
    mine sells ten anyway, and cost is 16 less."""
    result = model.run("closures", press(1), store=store)
    assert result.findings == snapshot
    closed = result.frames["Closures – Closures"].to_dict("records")
    assert [(row["plant"], row["closes in"], row["product"]) for row in closed] == [("Press", 2027, "magnet")]
    assert closed[0]["cash losses before (USD)"] == pytest.approx(-16)
    assert closed[0]["floor (USD per unit)"] == pytest.approx(8, rel=1e-5)
    service = by_year(result.frames["Service then"], **{"what-if": "cheap abroad"})
    assert service == pytest.approx({"2026": 1, "2027": 1 / 3, "2028": 1 / 3})
    changed = result.frames["Gains and losses"]
    assert by_year(changed, party="Press Co")["2026"] == pytest.approx(-56)
    assert by_year(changed, party="buyers of Home")["2026"] == pytest.approx(72)
    assert "Digger Co" not in set(changed["party"])
    assert sum(changed["2026"]) == pytest.approx(16)
    assert result.found.exit_code == ExitCode.OPTIMAL


def test_it_takes_as_many_years_running_as_its_owner_has_patience(store: Path) -> None:
    """Losses in 2026 and 2027: with a patience of two years it closes in 2028, with three not within the horizon."""
    for years, when in ((2, [2028]), (3, [])):
        result = model.run("closures", press(years), store=store)
        closed = result.found.cases[1].closed
        assert list(closed.values()) == when


def test_no_seller_of_the_dumped_good_gains(store: Path) -> None:
    """The press makes what is dumped, the mine does not, and sells as before."""
    changed = model.run("closures", press(2), store=store).frames["Gains and losses"]
    sellers = changed[changed["role"] == "sponsor"]
    assert set(sellers["party"]) == {"Press Co"} and (sellers[["2026", "2027"]] < 0).all(axis=None)


def test_closures_as_a_command(
    tmp_path: Path, in_this_process: list[str], capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """A second run solves nothing again; an unknown what-if is an error."""
    book, out = tmp_path / "book.xlsx", tmp_path / "closures.xlsx"
    write_inputs(book, press(1))
    assert main(["closures", str(book), "--out", str(out), "--quiet"]) == ExitCode.OPTIMAL
    assert capsys.readouterr().out == snapshot
    in_this_process.clear()
    assert main(["closures", str(book), "--only", "cheap*", "--out", str(out), "--quiet"]) == ExitCode.OPTIMAL
    assert not in_this_process
    assert main(["closures", str(book), "--only", "dear", "--out", str(out), "--quiet"]) == ExitCode.INPUT
    assert capsys.readouterr().err == snapshot


def test_the_way_from_profit_to_the_cash_by_which_it_closes(store: Path) -> None:
    """In 2026 ten at 12, pressed at 3 of ore that costs 5 when landed: 40. The line costs 110: −70 on Parties, 40
    without capital. In the what-if eight sell at 6 and cost 8: −16, by which it closes."""
    steps = model.run("closures", press(1), store=store).frames["Cash of the plants"]
    assert steps["plant"].tolist() == ["Press"] * 7
    assert steps["2026"].tolist() == pytest.approx([40, -110, -70, 110, 40, -56, -16])
    assert steps["total"].tolist() == pytest.approx(steps["2026"].tolist())
    plan = model.solve(press(1), light=True).to_frames()["accounts"]
    mine = plan[(plan["subject"] == "Press") & (plan["role"] == "sponsor") & (plan["node"] == "2026")]
    assert mine["amount"].sum() == pytest.approx(steps["2026"][2])
