"""The three smaller chains: every figure has a grade, the pages tell what the plan says, and nothing flows absurdly."""

from __future__ import annotations

from functools import cache

import pytest

import model
from inputs.build.figures import undisturbed
from inputs.build.graphite_anode.page import of_investors
from inputs.build.pages import CHAINS, DOCS, PLAN, WHAT_IFS, block, held, what_if_plans
from model import Plan, Tables
from tests.figures import oddities
from tests.steps import ASSUMED, GRADES, base, solve_tables, variants

ANEW = "write it anew: python -m inputs.build.pages"
chains = pytest.mark.parametrize("name", CHAINS)
pytestmark = pytest.mark.xdist_group("chains")  # so that each is solved once


@cache
def tables_of(name: str) -> Tables:
    return CHAINS[name][0].tables()


@cache
def plan_of(name: str) -> Plan:
    """The plan that the page tells: its investments and contracts fixed, all else decided anew."""
    return model.solve(held(base(tables_of(name)).tables, page_of(name), CHAINS[name][1].TONNE))


def page_of(name: str) -> str:
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


@chains
def test_every_row_has_a_grade_and_at_most_a_third_is_assumed(name: str) -> None:
    tables = tables_of(name)
    rows = [row for part in (tables.rows, tables.off) for each in part.values() for row in each]
    grades = [row.source.partition(":")[0] for row in rows]
    assert set(grades) <= set(GRADES)
    assert 3 * grades.count(ASSUMED) <= len(grades)
    assert all(row.notes for row, grade in zip(rows, grades, strict=True) if grade == ASSUMED)


@chains
def test_the_page_tells_the_plan(name: str) -> None:
    assert block(page_of(name), PLAN).strip() == CHAINS[name][1].answer(plan_of(name)), ANEW


@chains
def test_the_page_has_every_what_if(name: str) -> None:
    told = block(page_of(name), WHAT_IFS)
    assert [each.name for each in variants(tables_of(name)) if f"\n| {each.name} |" not in told] == []


@chains
def test_no_other_plan_is_better_than_that_of_the_page(name: str) -> None:
    tables = base(tables_of(name)).tables
    free = solve_tables(tables)
    assert plan_of(name).objective <= free.objective + tables.settings.gap * abs(free.objective)


def test_the_page_tells_what_investors_build() -> None:
    """One of its what-ifs is solved anew: the same plants at about the same public money."""
    name, base_plan = "Floor of 8,000", plan_of("graphite_anode")
    plan = what_if_plans(tables_of("graphite_anode"), base_plan, (name,))[name]
    assert plan is not None
    [told] = [each for each in page_of("graphite_anode").splitlines() if each.startswith(f"| {name} |")]
    figures = [float(cell.replace(",", "")) for cell in told.split(" | ")[1:6]]
    assert [float(each.replace(",", "")) for each in of_investors(base_plan, plan)[:5]] == pytest.approx(
        figures, rel=0.1
    )


@chains
def test_nothing_is_shipped_to_china(name: str) -> None:
    flows = plan_of(name).frames["flows"]
    assert not ((flows["destination_country"] == "China") & (flows["shipped"] > 1e-6)).any()


@chains
def test_nothing_flows_absurdly(name: str) -> None:
    """Nor does the product warn of anything."""
    assert oddities(plan_of(name)) == ()


@chains
def test_what_is_stored_is_used(name: str) -> None:
    """In a disruption at least, every stock that the plan holds falls below what it is if nothing happens."""
    plan = plan_of(name)
    usual = undisturbed(plan, "stock").set_index(["stockpile", "period"])["stock"]
    every = plan.frames["stock"].set_index(["stockpile", "period"])["stock"]
    lowest = every.groupby(level=["stockpile", "period"]).min()
    falls = (usual.groupby(level="stockpile").diff() < -1e-6) | (lowest.reindex(usual.index) < usual - 1e-6)
    held = usual.groupby(level="stockpile").max() > 1e-6
    used = falls.groupby(level="stockpile").any()
    assert list(used[held].index[~used[held]]) == []
