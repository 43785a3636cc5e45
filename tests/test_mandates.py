"""Mandates: values relative to need, limits that are reported only, presets with their articles, and their costs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

import model
from model import InputError, Tables
from model.reports.results.limits import verdict
from model.results.limits import holds, mandates
from model.rolling.mandates import PRESETS, with_mandates
from model.sheets.schema import NO, YES
from model.studies.mandates import MandatesStudy, Releases
from model.studies.with_without import SetCosts, excludes_zero
from model.testing import Change, Demand, Group, Limit, WhatIf
from tests.conftest import solved
from tests.figures import audit
from tests.inline import tables
from tests.jobs import PlanJob, Result, State, Store
from tests.micro.mandates import UNION
from tests.steps import ExitCode, View, run_checks, write_inputs
from tests.studies import answered, stopped_after

LIMITS = """
    Limits
    limit   | measure        | of    | scope | against      | value | consumption of | binding | mandate
    mined   | capacity share | ore   | U     |              | 10 %  | metal          | no      | Act, mining
    variety | import share   | metal | U     | each country | 65 %  |                | no      | Act, imports
"""
"""The benchmarks of a union that needs 150 + 50 of metal, reported only."""


def union(*, ore: float = 30, limit: float | None = None, more: str = LIMITS) -> Tables:
    """The union with another capacity of its pit, and a limit of the supplier in C."""
    text = UNION.replace("Pit   | Works | mining     | 30", f"Pit   | Works | mining     | {ore}")
    if limit is not None:
        text = text.replace("commodity | price\n", "commodity | price | limit\n")
        text = text.replace("metal     | 10\n", f"metal     | 10    | {limit}\n")
        text = text.replace("metal     | 30\n", "metal     | 30    |\n")
    return tables(text, more)


def last(found: Tables, limit: str, scope: str) -> bool:
    """Whether a limit holds in the last year of the plan."""
    each = next(m for m in mandates(View(solved(found))) if (m.result.limit, m.result.scope) == (limit, scope))
    assert each.last is not None
    return holds(each.last)


@pytest.mark.parametrize(("ore", "is_met"), [(50, True), (49.9, False)])
def test_capacity_of_ore_counts_by_its_equivalent(ore: float, is_met: bool) -> None:
    """50 of ore are 20 of metal, 10 % of a need of 200; 49.9 are not."""
    assert last(union(ore=ore), "mined", "U") == is_met


@pytest.mark.parametrize(("limit", "is_met"), [(130, True), (131, False)])
def test_imports_from_one_country(limit: float, is_met: bool) -> None:
    """Of 200 at most 130 may come from C, 65 %: its supplier sells as much as it can."""
    assert last(union(limit=limit), "variety", "C") == is_met


def test_shortage_does_not_lower_the_need() -> None:
    """With nothing to buy but 130 of C, 70 are short: the need stays 150, and what the shop takes."""
    text = UNION.replace("product | 2026\n", "product | 2026 | shortage cost\n")
    text = text.replace("metal   | 150\n", "metal   | 150  | 5\n").replace("part    | 50\n", "part    | 50   | 9999\n")
    plan = solved(tables(text, LIMITS))
    found = plan.frames["reported limits"].set_index(["limit", "scope"])
    assert found.loc[("mined", "U"), "base"] == pytest.approx(200)
    assert found.loc[("variety", "C"), "actual"] == pytest.approx(50 / 200)


def test_goods_from_where_they_are_neither_made_nor_sold_are_of_unknown_origin() -> None:
    """60 of C pass through a hub in D: they may be of either, and by the other reading of none."""
    hub = """
    Sites
    site | country
    Hub  | D

    Routes
    from | to    | commodity | capacity | freight
    Mine | Hub   | metal     |          | 1
    Hub  | Works | metal     |          | 1
    Mine | Works | metal     | 140      |
    """
    text = UNION.replace("    Mine | Works | metal\n", "")
    plan = solved(
        tables(text.replace("near     | Port | metal     | 30", "near     | Port | metal     | 99"), hub, LIMITS)
    )
    found = plan.frames["reported limits"].set_index(["limit", "scope"])
    assert found.loc[("variety", "C"), "actual"] == pytest.approx(1)
    assert found.loc[("variety", "C"), "alternative"] == pytest.approx(0.7)
    assert found.loc[("variety", "D"), "actual"] == pytest.approx(0.3)
    assert found.loc[("variety", "D"), "alternative"] == pytest.approx(0)


def test_reported_only_changes_neither_plan_nor_program_and_is_audited() -> None:
    """No row more, the same cost; and a wrong value among those reported is noticed."""
    plain, told = solved(tables(UNION)), solved(union())
    assert told.objective == pytest.approx(plain.objective)
    assert "limits" in told.frames and told.frames["limits"].empty
    assert all(check.passed for check in audit(told))
    for column, value in (("actual", 0.9), ("base", 150.0), ("alternative", 0.5), ("slack", 0.0)):
        frame = told.frames["reported limits"].copy()
        frame.loc[frame["scope"] == "C", column] = value
        wrong = replace(told, frames={**told.frames, "reported limits": frame})
        assert [check.name for check in audit(wrong) if not check.passed] == ["limits reported"]


def test_page_of_mandates(snapshot: SnapshotAssertion) -> None:
    """Value, bound and miss in points and units, the other reading, and no word of compliance."""
    found = View(solved(union()))
    told = [(each, each.last) for each in mandates(found) if each.last is not None]
    assert [(m.result.scope, verdict((m, spot)), m.units_missing(spot), m.met_from) for m, spot in told] == snapshot


def test_no_need_is_not_applicable() -> None:
    text = UNION.replace("metal   | 150", "metal   | 0").replace("part    | 50", "part    | 0")
    (found, *_) = mandates(View(solved(tables(text, LIMITS))))
    assert found.last is not None and found.last.actual is None and found.met_from is None


# --- presets -----------------------------------------------------------------------------------------


def test_presets_have_their_articles_and_bind_nobody() -> None:
    """Each row cites its source; those that lack a name in the workbook are not in use, and the copy has no error."""
    rows = [row for row in with_mandates(union(more="")) if isinstance(row, Limit)]
    assert {row.mandate for row in rows} == {preset.mandate for preset in PRESETS}
    assert all(row.source and row.notes and row.binding == NO for row in rows)
    assert [row.measure for row in rows if row.in_use == YES] == ["N-1 cover", "N-1 cover"]


@pytest.fixture
def european() -> Tables:
    """The union as Germany with the presets in it; ore and metal are stages."""
    text = UNION.replace("    U\n", "    Germany\n").replace("| U\n", "| Germany\n")
    given = tables(text)
    rows = [replace(row, from_year=None) if isinstance(row, Limit) else row for row in with_mandates(given)]
    every = [row for lines in given.rows.values() for row in lines]
    return Tables.of(given.settings, [*every, *rows])


def test_presets_of_the_union_follow_the_chain(european: Tables) -> None:
    """Ore is extracted, and compared with the need for what is made of goods; only what is needed is imported."""
    found = {row.limit: row for row in european[Limit]}
    assert found["EU import benchmark: metal"].scope == "EU"
    assert "ore" not in {row.of for row in found.values() if row.measure == "import share"}
    assert [problem for problem in run_checks(european) if not problem.is_warning] == []
    assert model.solve(european).frames["reported limits"]["limit"].str.startswith("EU").any()


SMELTER = """
    Commodities
    commodity | disposal cost
    scrap     | 0

    Recipes
    recipe | commodity | quantity
    smelt  | ore       | -1
    smelt  | metal     | 1
    melt   | scrap     | -1
    melt   | metal     | 1

    Operations
    plant   | recipe | maximum share
    Smelter | smelt  | 100 %
    Smelter | melt   | 50 %

    Suppliers
    supplier | site  | commodity | price
    yard     | Works | scrap     | 500
    heap     | Works | ore       | 500
"""
"""A smelter in the union, of which scrap may take a half."""


@pytest.mark.parametrize(
    ("mandate", "cells", "capacity", "is_met"),
    [
        ("EU processing benchmark", "", 80.0, True),
        ("EU processing benchmark", "", 79.9, False),
        ("EU recycling benchmark", "scrap", 100.0, True),
        ("EU recycling benchmark", "scrap", 99.8, False),
    ],
)
def test_presets_of_capacity_just_met_or_missed(mandate: str, cells: str, capacity: float, is_met: bool) -> None:
    """Of 200, 80 are 40 %; scrap may take half of the smelter, and 50 are 25 %."""
    values = next(preset.values for preset in PRESETS if preset.mandate == mandate)
    given = tables(
        UNION,
        SMELTER,
        f"""
        Capacity
        plant   | site  | technology | existing capacity
        Smelter | Works | smelting   | {capacity}

        Limits
        limit | measure           | of    | scope | value             | counted at | binding
        share | {values["measure"]} | metal | U     | {values["value"]} | {cells}    | no
        """,
    )
    assert last(given, "share", "U") == is_met


@pytest.mark.parametrize("mandate", ["Japanese stockpile", "Korean stockpile"])
@pytest.mark.parametrize(("days_more", "is_met"), [(0.0, True), (-0.1, False)])
def test_presets_of_stock_just_met_or_missed(mandate: str, days_more: float, is_met: bool) -> None:
    """Days of a need of 200 a year."""
    months = next(preset.values["value"] for preset in PRESETS if preset.mandate == mandate)
    stock = 200 * (months / 12 + days_more / 365)
    given = tables(
        UNION,
        f"""
        Stockpiles
        stockpile | site  | commodity | minimum closing stock
        Store     | Works | metal     | {stock}

        Limits
        limit | measure | of    | scope | against | value    | binding
        days  | cover   | metal | U     | all use | {months} | no
        """,
    )
    assert last(given, "days", "U") == is_met


@pytest.mark.parametrize(("largest", "is_met"), [(120, True), (121, False)])
def test_supply_without_the_largest_country(largest: float, is_met: bool) -> None:
    """Of 200 in U, C sells 120, D the other 80: 40 % are covered without C."""
    limits = """
    Limits
    limit | measure   | of    | value | binding
    N-1   | N-1 cover | metal | 40 %  | no
    """
    assert last(union(limit=largest, more=limits), "N-1", "any") == is_met


def test_origin_is_solved_with_and_without() -> None:
    """As the what-if of the presets has it: all metal of D, at 30 instead of 10."""
    text = UNION.replace("    C\n", "    China\n").replace("| C\n", "| China\n")
    text = text.replace("Works | U", "Defence | U").replace("Works", "Defence")
    given = tables(text)
    rows = with_mandates(given)
    assert {row.in_use for row in rows if isinstance(row, WhatIf | Change)} == {YES}
    groups = [row for row in rows if isinstance(row, Group)]
    held = [replace(row, excluded_origins=groups[0].group) for row in given[Demand]]
    assert solved(given).objective == pytest.approx(2000)
    assert solved(given.replaced(Group, groups).replaced(Demand, held)).objective == pytest.approx(6000)


# --- cost --------------------------------------------------------------------------------------------


def test_intervals_are_narrowed_by_nested_sets() -> None:
    """None 99–100, a 101–104, b 99–103, both 103–103.5: a costs 1 to 4.5 alone, b cannot be told, both 3 to 4.5."""
    sets = SetCosts(Releases(union()))
    a, b = sets.items.names
    released = {(a, b): (99.0, 100.0), (b,): (101.0, 104.0), (a,): (99.0, 103.0), (): (103.0, 103.5)}
    sets.values.update({frozenset(names): ends for names, ends in released.items()})
    sets.solved.update(dict.fromkeys(sets.values, Result(PlanJob("any", union()), State.STOPPED)))
    assert sets.costs[sets.everything] == (99, 100)
    assert sets.last(a) == (1, 4.5) and not excludes_zero(sets.last(b))
    assert sets.total == (3, 4.5)


def test_cost_of_each_mandate(snapshot: SnapshotAssertion) -> None:
    """The pit cannot grow: no plan has 10 % of 200 in ore, 6 % is the most. Variety costs 70 · 20 = 1400."""
    result = model.run("mandates", union())
    line = result.frames["Mandates"].set_index("mandate").loc["Act, imports"]
    assert line["alone, at least (USD)"] == line["alone, at most (USD)"] == pytest.approx(1400)
    assert result.findings == snapshot
    assert result.found.exit_code == ExitCode.OPTIMAL


def test_a_mandate_that_is_met_anyway_takes_no_solve(snapshot: SnapshotAssertion) -> None:
    result = model.run("mandates", union(ore=60, limit=130))
    assert result.findings == snapshot
    assert list(result.found.lent_by.values()).count(result.found.everything) == 3


def test_mandates_stopped_or_beside_a_priority(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """What was not solved is not known, whatever the gap; and with a priority costs say nothing."""
    study = MandatesStudy(union())
    found = answered(study, Store(tmp_path), stopped_after(1))
    assert list(study.document(found).findings) == snapshot
    first = Limit(limit="most", measure="unmet", during="always", priority=1)
    with pytest.raises(InputError, match=r"Limits.*mandates compares costs"):
        model.run("mandates", union().replaced(Limit, [*union()[Limit], first]))


def test_mandates_as_a_command(tmp_path: Path) -> None:
    book = tmp_path / "union.xlsx"
    write_inputs(book, union())
    assert model.cli.app.main(["template", str(tmp_path / "copy.xlsx"), "--mandates", str(book)]) == ExitCode.OPTIMAL
    assert model.cli.app.main(["template", str(tmp_path / "new.xlsx"), "--mandates"]) == ExitCode.OPTIMAL
    copy = model.load(tmp_path / "copy.xlsx")
    assert {row.limit for row in copy[Limit]} >= {"mined", "variety", "N-1 cover: metal"}


# --- errors ------------------------------------------------------------------------------------------

WRONG = """
    Limits
    limit | measure        | of    | scope | against | value | consumption of | binding | priority
    one   | capacity share | any   | U     |         | 10 %  |                |         |
    two   | capacity share | metal | any   |         | 10 %  |                |         |
    three | supply         | metal | U     |         |       |                | no      | 1
    four  | HHI            | metal |       |         | 5000  |                | no      |
    five  | N-1 cover      | metal |       |         | 1     |                |         |
    six   | flow           | metal | U     | all use | 1     |                |         |
    seven | import share   | metal | U     | Works   | 65 %  |                |         |
    eight | supply         | metal | U     |         | 1     | ore            |         |
    nine  | import share   | metal | C     |         | 65 %  |                |         |
"""


def test_wrong_cells(snapshot: SnapshotAssertion) -> None:
    """Each at its cell, with what was expected and the fix."""
    assert [f"{each.cell}: {each.expected}. {each.fix}" for each in run_checks(tables(UNION, WRONG))] == snapshot
    found = {
        (problem.cell, problem.is_warning) for problem in run_checks(tables(UNION, WRONG)) if problem.sheet == "Limits"
    }
    assert found >= {
        ("C3", False), ("D4", False), ("H5", False), ("H6", False), ("H7", False), ("E8", False), ("E9", False),
        ("G10", False), ("C11", True),
    }  # fmt: skip
