"""Water permits: instances solved by hand, what every family promises, planted mistakes, and tampered plans."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.audit import audit
from model.checks import run_checks
from model.testing import SolvedTables, check_family, tables

WORKS = """
    Countries
    country
    A
    B

    Sites
    site | country
    City | A

    Commodities
    commodity
    ore
    magnet

    Demand
    market | product | 2026
    City   | magnet  | 100

    Suppliers
    supplier | site | commodity | price
    far      | City | magnet    | 10
    digger   | City | ore       | 1

    Recipes
    recipe | commodity | quantity
    press  | ore       | -1
    press  | magnet    | 1

    Operations
    plant | recipe
    Works | press
    Mill  | press

    Capacity
    plant | site | technology | existing capacity
    Works | City | pressing   | 80
    Mill  | City | milling    | 20

    Water use
    plant | basin | withdrawal
    Works | Delta | 2
    Mill  | Lake  | 1
"""
"""Magnets are bought at 10, or made out of an ore at 1 and 2 m3 of water by Works, up to 80, and 1 m3 by Mill, up to
20."""

LIMITED = """
    Water permits
    basin | country | permit
    Delta | A       | 120
    Lake  | A       | 30
"""
"""Works makes 60 and Mill its 20 at 1, and 20 are bought at 10: 80 + 200."""

AT_A_FEE = """
    Water permits
    basin | country | permit | fee
    Delta | B       | 120    | 3
    Lake  | B       | 30     |
"""
"""Works makes its 80, since 20 with 2 m3 at 3 cost 7 and not 10: 100 and a fee of 40 · 3."""


def solved(permits: str) -> SolvedTables:
    return SolvedTables(tables(WORKS, permits))


@pytest.mark.parametrize(("permits", "cost", "withdrawn"), [(LIMITED, 280, 120), (AT_A_FEE, 220, 160)])
def test_the_optimum_is_the_one_worked_out_by_hand(permits: str, cost: float, withdrawn: float) -> None:
    plan = solved(permits).plan
    assert plan.objective == pytest.approx(cost)
    assert plan.frames["water permits"]["withdrawn"].tolist() == pytest.approx([withdrawn, 20])


def test_it_promises_what_every_family_promises() -> None:
    check_family("water_permits", [tables(WORKS, LIMITED), tables(WORKS, AT_A_FEE)])


def test_mistakes_are_reported_at_their_cells() -> None:
    problems = run_checks(tables(WORKS, "Water permits\nbasin | country | permit\nWorks | A | 1\nDelta | A | 120"))
    assert [str(each) for each in problems if each.sheet == "Water permits"] == [
        "Water permits!A3 holds 'Works': a name of nothing else. There is a plant 'Works': call it 'Works basin'",
        "Water permits!A3 holds 'Works': a basin that some plant uses. This row has no effect: name the plants in "
        "Water use",
    ]


@pytest.mark.parametrize("measure", ["withdrawn", "permit", "beyond", "fee"])
def test_a_tampered_plan_fails(measure: str) -> None:
    plan = solved(AT_A_FEE).plan
    frame = plan.frames["water permits"].assign(**{measure: lambda lines: lines[measure] + 1})
    tampered = replace(plan, frames={**plan.frames, "water permits": frame})
    assert "water permits" in {check.name for check in audit(tampered) if not check.passed}
