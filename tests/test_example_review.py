"""Why an expert would not have signed the example's plan: each reason as a test on the plan that is shipped."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from inputs.build import backtest
from inputs.build.demand import US_BASE, US_FROM_CHINA, US_GROWTH
from inputs.build.pages import KEPT, workbook
from inputs.build.risk import LICENCES
from model.testing import Demand, Disruption, Origin

MARKETS = 6


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8"))
    return found


def test_a_mine_that_runs_is_not_shut(kept: dict[str, Any]) -> None:
    """Mountain Pass makes at least a quarter of what it made at the end of 2025, in every year."""
    made = kept["review"]["Mountain Pass"]
    assert len(made) == 11 and min(made.values()) >= 1_000


def test_us_demand_starts_from_what_customs_count() -> None:
    civil = [
        row for row in workbook()[Demand] if row.market in ("US automotive", "US other") and "magnet" in row.product
    ]
    wanted = sum(row.quantity.at(2026) for row in civil)
    assert US_FROM_CHINA == 5_933 and wanted == pytest.approx(0.98 * US_BASE * (1 + US_GROWTH), abs=20)


def test_stocks_are_not_emptied_in_the_first_years(kept: dict[str, Any]) -> None:
    """Two thirds of a month of demand or more lie at each market at the end of each year, in which a stop may begin."""
    rows = kept["review"]["months in stock"]
    assert len(rows) == MARKETS
    assert all(months >= 0.65 for _, *by_year in rows for months in by_year)


def test_a_stop_counts_in_the_expected_cost() -> None:
    stop = [row for row in workbook()[Disruption] if row.disruption == "China export stop" and row.probability]
    assert stop and "2027" in stop[0].start


def test_licences_cost_a_year_what_they_cost_2025() -> None:
    rows = [row for row in workbook()[Disruption] if row.disruption == LICENCES]
    assert [round(1 - row.value * row.duration, 3) for row in rows] == [0.013]


def test_doing_nothing_is_a_range(kept: dict[str, Any]) -> None:
    """One figure is one assumption of what China will sell."""
    said = next(each for each in kept["answers"] if each[0] == "Against doing nothing")
    assert re.search(r"USD [\d.]+–[\d.]+ bn", said[1]) and "probability of" in said[2]


def test_payers_and_sponsors_are_named(kept: dict[str, Any]) -> None:
    _, lead, said = next(each for each in kept["answers"] if each[0].startswith("Who pays"))
    assert "no sponsor" in lead and "Public money" in said and "MP Materials" in said


def test_samarium_of_france_is_not_chinese() -> None:
    assert any(row.stockpile == "European samarium" and row.quantity == 100 for row in workbook()[Origin])


def test_the_workbook_of_2019_knows_nothing_of_later_years() -> None:
    tables = backtest.tables()
    assert (tables.settings.first_year, tables.settings.last_year) == (2020, 2034)
    plants = {row.plant: row.existing_capacity.at(2020) for row in tables.rows[backtest.Plant]}
    assert plants["Mountain Pass separation"] == 0 and plants["Gebeng separation"] > 0
    assert "10X magnets" not in plants
