"""Excluded origins beyond single instances: what may be left out of the model, and what may not get cheaper."""

from __future__ import annotations

from dataclasses import replace

import pytest
from syrupy.assertion import SnapshotAssertion

from model import check
from model.families.origin.terms import Exclusions
from model.testing import ANY, Demand, Origin
from tests.conftest import least_cost, matrix_of
from tests.inline import tables
from tests.micro import MICRO
from tests.micro.solved import cost_of, instance_of, matrix_named, tables_of

ORIGIN = [name for name in MICRO if name.startswith("origin")]


@pytest.mark.parametrize("name", ORIGIN)
def test_flows_that_are_all_compliant_need_no_variable(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all that comes is compliant, the compliant part is the whole: giving it variables anyway changes
    nothing."""
    tables, cost, columns = tables_of(name), cost_of(name), len(matrix_named(name).cost)
    monkeypatch.setattr(Exclusions, "is_divided", lambda exclusions, label: True)
    assert least_cost(tables) == pytest.approx(cost)
    assert len(matrix_of(tables).cost) >= columns


@pytest.mark.parametrize("name", ORIGIN)
def test_to_exclude_more_never_costs_less(name: str) -> None:
    """Every market excludes everything of C, from the first year on: nothing that was bought before gets cheaper."""
    tables = tables_of(name)
    demands = [
        replace(
            row,
            excluded_origins="C",
            excluded_goods=ANY,
            exclusion_from=None,
            shortage_cost=row.shortage_cost or 1000.0,
        )
        if row.excluded_origins in ("", "C")
        else row
        for row in tables[Demand]
    ]
    assert least_cost(replace(tables, rows={**tables.rows, Demand: demands})) >= cost_of(name) - 1e-6


def test_only_what_lies_between_a_source_and_a_use_is_traced() -> None:
    """Pit's ore and the way to Town, which excludes nothing, are no part of City's compliant chain; nor is the acid."""
    traces = instance_of("origin.ore_of_one_country_separated_elsewhere").parts["origin"].traces
    (trace,) = traces.of.values()
    assert set(trace.suppliers) == {"compliant"}
    assert set(trace.lanes) == {"Mine → Works: ore", "Works → City: oxide"}
    assert trace.mixed == [("City", "oxide"), ("Works", "ore"), ("Works", "oxide")]


def test_a_workbook_without_exclusions_is_not_made_larger() -> None:
    """Nothing excluded and nothing counted by origin: no variable and no row."""
    matrix = matrix_of(MICRO["routes.the_rest_goes_by_a_port"]())
    names = [name for name in matrix.variables if name.startswith("compliant")]
    assert names and all(matrix.variables[name].size == 0 for name in names)


IN_OTHER_WORDS = """
    Groups
    group  | member
    Rivals | C

    Countries
    country
    A
    C

    Sites
    site | country
    City | A
    Town | A

    Commodities
    commodity
    magnet

    Demand
    market | product | 2026 | excluded origins
    City   | magnet  | 10   | C
    Town   | magnet  | 0    | Rivals

    Suppliers
    supplier | site | commodity | price
    friend   | City | magnet    | 3

    Stockpiles
    stockpile | site | commodity | opening stock
    shed      | City | magnet    | 4

    Origin
    exclusion       | stockpile | quantity
    no goods from C | shed      | 4
"""


def test_an_exclusion_in_other_words_goes_by_one_name(snapshot: SnapshotAssertion) -> None:
    """Two rows that exclude the same share the name that results use, the first. Under the second wording no stock
    would be compliant, so the sheet Origin has to use the first."""
    given = tables(IN_OTHER_WORDS)
    assert not [each for each in check(given) if not each.is_warning]
    assert least_cost(given) == pytest.approx(18)
    origin = [replace(row, exclusion="no goods from Rivals") for row in given[Origin]]
    found = check(replace(given, rows={**given.rows, Origin: origin}))
    (wrong,) = [each for each in found if not each.is_warning]
    assert (wrong.sheet, wrong.value) == snapshot
    assert wrong.fix == snapshot
