"""Who supplies whom, held against chains that are worked by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

import model
from model import Tables
from model.reports.html.pictures.chain import draw_flows
from model.results.chain import MARKET, Station
from model.testing import Commodity, Country, Plant, Settings, Site, Stockpile
from tests.example_plan import COLUMNS, empty_frames, example_plan
from tests.figures import Chain
from tests.inline import tables
from tests.steps import View, results_book
from tests.test_goals import WAR

SITES = {"Pit": "Chile", "Quarry": "Peru", "Port": "Panama", "Works": "Japan", "City": "Japan"}
PLANTS = {"pit": ("Pit", "ore"), "quarry": ("Quarry", "ore"), "works": ("Works", "magnet")}
GOODS = {"rock": "ore", "magnet": "magnet", "swarf": "scrap", "salt": "additive"}


def chain_of(**rows: list[dict[str, Any]]) -> Chain:
    """A chain of three plants, of which the rows of the frames say what they do in 2026."""
    frames = empty_frames()
    for name, given in rows.items():
        known = [{"node": "2026", "period": 2026, **_places(row), **row} for row in given]
        frames[name] = pd.DataFrame(known).reindex(columns=COLUMNS[name].split()).fillna(0.0)
    given = [Country(country=each) for each in dict.fromkeys(SITES.values())]
    given += [Site(site=site, country=country) for site, country in SITES.items()]
    given += [Commodity(commodity=good, stage=stage, unit="t") for good, stage in GOODS.items()]
    given += [Plant(plant=plant, site=site) for plant, (site, _) in PLANTS.items()]
    frames["capacity"] = pd.DataFrame(
        [{"node": "2026", "period": 2026, "plant": plant, "stage": stage} for plant, (_, stage) in PLANTS.items()]
    )
    whole = Tables.of(Settings(first_year=2026, last_year=2026), given)
    return Chain(View(example_plan(tables=whole, periods=(2026,), frames=frames, objective=1.0, bound=1.0)))


def _places(row: dict[str, Any]) -> dict[str, Any]:
    return {"site": PLANTS[row["plant"]][0]} if "plant" in row else {}


MINES = [
    {"plant": "pit", "commodity": "rock", "made": 30.0}, {"plant": "quarry", "commodity": "rock", "made": 10.0},
    {"plant": "works", "commodity": "rock", "taken": 20.0}, {"plant": "works", "commodity": "magnet", "made": 5.0},
]  # fmt: skip
LANES = [
    {"commodity": "rock", "origin": "Pit", "destination": "Port", "shipped": 30.0},
    {"commodity": "rock", "origin": "Quarry", "destination": "Port", "shipped": 10.0},
    {"commodity": "rock", "origin": "Port", "destination": "Works", "shipped": 20.0},
]


def test_where_goods_are_passed_on_their_sources_are_mixed() -> None:
    """The port gets 30 t from Chile and 10 t from Peru and passes on half of it: 15 t and 5 t reach the works."""
    links = chain_of(production=MINES, flows=LANES).links(2026)
    works = Station("magnet", "Japan")
    assert links == pytest.approx({(Station("ore", "Chile"), works): 15.0, (Station("ore", "Peru"), works): 5.0})


def test_what_is_recovered_further_down_goes_in_again_as_a_source() -> None:
    """Swarf of the magnet works feeds the quarry's plant, which stands before it; magnets go to the market."""
    made = [
        {"plant": "works", "commodity": "magnet", "made": 5.0}, {"plant": "works", "commodity": "swarf", "made": 2.0},
        {"plant": "quarry", "commodity": "swarf", "taken": 2.0},
    ]  # fmt: skip
    lanes = [
        {"commodity": "swarf", "origin": "Works", "destination": "Quarry", "shipped": 2.0},
        {"commodity": "magnet", "origin": "Works", "destination": "City", "shipped": 5.0},
    ]
    sold = [{"market": "City", "product": "magnet", "commodity": "magnet", "delivered": 5.0}]
    assert chain_of(production=made, flows=lanes, deliveries=sold).links(2026) == pytest.approx({
        (Station("scrap", "Japan", comes_back=True), Station("ore", "Peru")): 2.0,
        (Station("magnet", "Japan"), Station(MARKET, "City")): 5.0,
    })  # fmt: skip


def test_what_goes_in_circles_has_an_end() -> None:
    """Two sites that send each other the same goods; what enters the circle still comes out of it."""
    lanes = [
        *LANES, {"commodity": "rock", "origin": "Works", "destination": "Port", "shipped": 7.0},
        {"commodity": "rock", "origin": "Port", "destination": "Works", "shipped": 7.0},
    ]  # fmt: skip
    links = chain_of(production=MINES, flows=lanes).links(2026)
    assert sum(links.values()) == pytest.approx(20.0)


def test_a_stage_at_which_all_is_bought_on_the_spot_is_left_out() -> None:
    bought = [{"supplier": "salt", "site": "Works", "commodity": "salt", "bought": 3.0}]
    taken = [*MINES, {"plant": "works", "commodity": "salt", "taken": 3.0}]
    chain = chain_of(production=taken, flows=LANES, purchases=bought)
    assert chain.left_out == ["salt"] and len(chain.links(2026)) == 2


def test_what_a_market_gets_from_stock_is_drawn() -> None:
    """In the war 50 of 70 are supplied, and 6 are in store: 14 are unmet, a fifth of what is asked for."""
    war = tables(WAR)
    plan = model.solve(war.replaced(Stockpile, [replace(row, opening_stock=6.0) for row in war[Stockpile]]))
    picture = draw_flows(results_book(plan))
    assert picture is not None
    flows = picture.tables[0]
    drawn = {flows.rows[at].cells[1].value: 0.0 for at in flows.cases["War, 2027"]["2027"]}
    for at, amount in flows.cases["War, 2027"]["2027"].items():
        drawn[flows.rows[at].cells[1].value] += amount
    assert drawn == pytest.approx({"Home": 20, "Ally": 30, "stock": 6, "unmet demand": 14}, abs=1e-3)
