"""Why an expert would not have signed the example's plan: each reason as a test on the plan that is shipped."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from inputs.build import backtest, rare_earths
from inputs.build.agreements import COMMITTED
from inputs.build.calibration import STATISTICS
from inputs.build.demand import EU_BASE, PERIODS, US_BASE, US_FROM_CHINA, US_GROWTH
from inputs.build.ledger import LEDGER
from inputs.build.pages import EXAMPLE, KEPT, READERS, workbook
from inputs.build.readers import MONTHS
from inputs.build.review import WHY
from inputs.build.risk import AT_HOME, LICENCES, ORDERED
from inputs.build.status import older
from inputs.build.whatifs import TIGHTENS
from model.testing import Change, Decision, Demand, Disruption, Limit, Origin, Plant, ProjectStatus, Stockpile, WhatIf
from tests.steps import UNLESS_HIT

MARKETS = 6
MINISTER = READERS[0]


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8"))
    return found


def test_mountain_pass_makes_of_ore_what_it_made_in_2026(kept: dict[str, Any]) -> None:
    """The rate of the first quarter of 2026, 3,668 t of NdPr, while the floor pays, and 3,400 t later; scrap aside."""
    made = {int(year): amount for year, amount in kept["review"]["Mountain Pass"].items()}
    assert len(made) == 11 and min(made.values()) >= 3_400
    assert all(amount >= 3_668 for year, amount in made.items() if year <= 2034 - 2)


def test_offtakes_hold_in_disruptions_that_do_not_hit_them() -> None:
    limits = {row.limit: row for row in workbook()[Limit]}
    for name in ("Lynas to Japan (JARE)", "Heavy oxides to Japan (JARE)", "Mountain Pass as it runs",
                 "Mt Weld as it runs", "10X as contracted"):  # fmt: skip
        assert limits[name].during == UNLESS_HIT, name


def test_no_plant_under_contract_is_switched_on_and_off(kept: dict[str, Any]) -> None:
    """Plants with customers of their own run at two fifths of what they can or more, in every period."""
    found = kept["review"]["steady"]
    assert len(found) == 10
    assert all(share >= 40 for _, share, _ in found), found


def test_chinese_magnets_do_not_jump_from_year_to_year(kept: dict[str, Any]) -> None:
    bought = list(kept["review"]["Chinese magnets"].values())
    steps = [later / earlier for earlier, later in pairwise(bought)]
    assert min(steps) >= 0.8 and max(steps) <= 1.2, bought


def test_orders_from_china_end_in_the_future_in_which_licences_do() -> None:
    """So that the limit is no reason of its own for a plan to fail there."""
    changed = [row for row in workbook()[Change] if row.sheet == "Limits" and row.rows == ORDERED]
    assert {(row.what_if, row.column) for row in changed} == {(TIGHTENS, "in use"), ("Low demand", "value")}


def test_magnet_makers_at_home_run_on_in_disruptions_elsewhere() -> None:
    limits = {row.limit: row for row in workbook()[Limit]}
    assert all(limits[f"{name} as it runs"].during == UNLESS_HIT for name in AT_HOME)


def test_few_plants_hardly_run_and_each_has_its_reason(kept: dict[str, Any]) -> None:
    assert {name for name, *_ in kept["review"]["hardly running"]} == WHY.keys()


def test_the_reasons_of_plants_that_hardly_run_are_of_the_plan(kept: dict[str, Any]) -> None:
    """What they take in the least of their years, and from where."""
    least = {name: (used, {site for _, sites in feeds for site in sites}, {good for good, _ in feeds})
             for name, _, (_, used, _, feeds) in kept["review"]["hardly running"]}  # fmt: skip
    for name in ("La Rochelle separation", "Silmet separation"):
        assert least[name][0] == 0, name
    assert least["Eneabba heavy"][1] == {"Eneabba"}
    assert least["Lacq heavy"][1] == {"La Rochelle", "Sillamae"}
    assert least["Lacq recycling"][1:] == ({"Hanau", "Narva"}, {"High-coercivity swarf"})


def test_what_is_held_to_statistics_by_a_run_is_of_a_plan_that_costs_as_much(kept: dict[str, Any]) -> None:
    """Up to a thousandth: less than the gap of either."""
    costs = [cost for row in STATISTICS for cost in re.findall(r"the plan of ([\d,]+) million", row.differs)]
    assert [float(cost.replace(",", "")) for cost in costs] == pytest.approx([kept["cost"]], rel=1e-3)


def test_samarium_cobalt_stands_beside_neodymium(kept: dict[str, Any]) -> None:
    """In the disruption that leaves US defence least of it, and as a stock."""
    assert [kind for kind, *_ in kept["defence"]] == ["NdFeB", "SmCo"]
    assert "US defence, SmCo" in EXAMPLE.read_text(encoding="utf-8")
    stock = next(row for row in workbook()[Stockpile] if row.stockpile == "US defence SmCo magnets")
    assert (stock.cover, stock.cover_from) == (6, 2030)


def test_the_floor_pays_what_was_booked(kept: dict[str, Any]) -> None:
    """42.3 million in the first quarter of 2026 alone; and 10X has its guarantee of 140 million a year."""
    paid = {name: by_year for name, _, _, _, _, by_year in kept["readers"]["programmes"]}
    assert paid["Price protection"]["2026"] >= 42
    assert paid["Guarantee, 10X"]["2031"] == pytest.approx(140, abs=7)


def test_the_minister_reads_who_lends_what_is_already_spent() -> None:
    page = " ".join(MINISTER.read_text(encoding="utf-8").split())
    assert all(f"{what} {amount}" in page for _, what, amount, _ in COMMITTED)


def test_the_ledger_has_what_was_committed() -> None:
    tables = workbook()
    status = {row.item: row for row in tables[ProjectStatus]}
    under_way = {row.subject: row for row in tables[Decision] if row.size and row.effective}
    plants = {row.plant: row.existing_capacity.greatest for row in tables[Plant]}
    assert (under_way["Independence"].size or 0) + (under_way["Independence expansion"].size or 0) == 3_000
    assert plants["Ellesmere Port metal"] == 330 and status["Ellesmere Port metal"].first_output == 2012
    assert status["Mountain Pass recycling lines"].as_of == "2025-07-15"
    assert plants["Hanau magnets"] == pytest.approx(0.02 * EU_BASE, abs=5)


def test_the_delay_of_what_is_not_decided_has_no_probability() -> None:
    delays = [row for row in workbook()[Disruption] if row.disruption.endswith("two years late") and row.start]
    late = [row.probability for row in delays if row.action == "delay"]
    assert len(late) == 2 and not any(late)


def test_the_horizon_is_that_of_plants_that_are_decided_now() -> None:
    settings = workbook().settings
    assert (settings.last_year, settings.gap) == (2050, 0.01)
    assert settings.years_per_period == PERIODS
    demand = next(row for row in workbook()[Demand] if (row.market, row.product) == ("EU market", "Standard magnet"))
    assert demand.quantity.at(2040) < demand.quantity.at(2050) < 1.3 * demand.quantity.at(2040)


def test_a_stop_is_as_likely_in_each_year() -> None:
    """So that stock is worth as much at the end of each, and is not filled and emptied in turn."""
    stops = [row for row in workbook()[Disruption] if row.disruption.startswith("China export stop") and row.start]
    assert [(len(row.start.split(";")), row.probability) for row in stops] == [(6, 0.02), (5, 0.06)]


def test_price_decks_are_futures_with_a_source() -> None:
    decks = {row.what_if: row for row in workbook()[WhatIf] if row.probability}
    assert {"Prices low", "Prices high"} <= decks.keys()
    assert all("http" in decks[name].source for name in ("Prices low", "Prices high"))


def test_entries_older_than_a_year_are_listed_with_what_they_decide() -> None:
    found = older(LEDGER, rare_earths.tables(), "2026-12-02")
    decides = {item: (date, words) for item, date, words in found}
    assert decides["Longonjo build"][0] == "2025-05-20" and decides["Longonjo stage 2"][1].endswith("2028")
    assert not [item for item, *_ in found if item == "Mountain Pass mine"]


@pytest.mark.parametrize("page", [EXAMPLE, *READERS], ids=lambda page: page.stem)
def test_nothing_is_said_that_will_be_quoted_wrongly(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "withstands" not in text and "to 2040" not in text


def test_months_go_to_the_end_of_the_disruption() -> None:
    assert MONTHS[-1] == 36


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
