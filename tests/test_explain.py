"""Why this plan, why not another, and what else would do: of a workbook small enough to answer by hand, and held
against solves of changed workbooks from nothing."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from model.explaining.alternatives import Alternatives, Range, Verdict, ask_alternatives
from model.explaining.subjects import with_capex
from model.explaining.why import Decision, Interview, Rejected, ask_why
from model.pipeline import solve_tables
from model.reports.explained.words import instead_said
from model.results.plan import Plan
from model.runs import Store
from model.runs.serial import one_by_one
from model.sheets.tables import Tables
from tests.inline import tables
from tests.micro.case import CITY, PRESS

TOLERANCE = 0.1


@cache
def choices() -> Tables:
    """100 magnets are bought at 10, or made of ore at 1 by lines of 50; 10 of alloy are bought at 20, or made by Gate.

    Built are Line (100), Twin (110) and Gate (50): 260, and 110 of ore: 370. Without Line there is Spare (120): 390;
    without Twin, too: 380. Spare costs as much as Twin at 110 of 120. Dear (700) would take Twin's place: 960; it does
    so at 110 of 700. Without Gate 200 are paid for alloy: 510.
    """
    return tables(
        CITY,
        PRESS,
        """
        Commodities
        commodity
        alloy

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 10
        friend   | City | alloy     | 20

        Capacity
        plant | site
        Works | City
        Mill  | City

        Recipes
        recipe | commodity | quantity
        melt   | ore       | -1
        melt   | alloy     | 1

        Operations
        plant | recipe
        Mill  | melt

        Demand
        market | product | 2026
        City   | magnet  | 100
        City   | alloy   | 10

        Projects
        project | plant | kind    | module size
        Line    | Works | modules | 50
        Twin    | Works | modules | 50
        Spare   | Works | modules | 50
        Dear    | Works | modules | 50
        Gate    | Mill  | modules | 10

        Costs
        item  | fixed capex
        Line  | 100
        Twin  | 110
        Spare | 120
        Dear  | 700
        Gate  | 50
        """,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def found(folder: Path) -> Alternatives:
    """All that is known of the choices."""
    interview = Interview(solve_tables(choices()), Store(folder), workers=1, pool=one_by_one)
    ask_why(interview)
    return ask_alternatives(interview, TOLERANCE)


def decision(found: Alternatives, name: str) -> Decision:
    return next(each for each in found.explanation.decisions if each.subject.name == name)


def rejected(found: Alternatives, name: str) -> Rejected:
    return next(each for each in found.explanation.rejected if each.subject.name == name)


def in_range(found: Alternatives, name: str) -> Range:
    return next(each for each in found.ranges if each.subject.name == name)


@pytest.mark.parametrize("name, more", [("Line", 20), ("Twin", 10), ("Gate", 140)])
def test_what_doing_without_costs(found: Alternatives, name: str, more: float) -> None:
    without = decision(found, name).without
    assert without is not None and without.is_proven
    assert (without.at_least, without.at_most) == pytest.approx((more, more))


def test_the_largest_outlay_comes_first(found: Alternatives) -> None:
    assert [each.subject.name for each in found.explanation.decisions] == ["Twin", "Line", "Gate"]


def test_what_takes_its_place(found: Alternatives) -> None:
    instead = decision(found, "Line").instead
    assert instead is not None
    assert instead_said(instead, found.explanation) == ["Spare added (50 t/y, 2026)"]
    bought = decision(found, "Gate").instead
    assert bought is not None
    assert instead_said(bought, found.explanation) == ["10 t more alloy from A", "10 t less ore from A"]


@pytest.mark.parametrize("name, more", [("Spare", 10), ("Dear", 590)])
def test_what_having_it_costs(found: Alternatives, name: str, more: float) -> None:
    extra = rejected(found, name).extra
    assert extra is not None
    assert (extra.at_least, extra.at_most) == pytest.approx((more, more))


@pytest.mark.parametrize("name, share", [("Spare", 110 / 120), ("Dear", 110 / 700)])
def test_the_capital_cost_at_which_it_is_built(found: Alternatives, name: str, share: float) -> None:
    """Proven on either side, and so it comes out where the changed workbook is solved from nothing."""
    known = rejected(found, name).break_even
    assert known is not None and known.built_at is not None and known.not_at is not None
    assert known.built_at < share < known.not_at
    assert known.not_at - known.built_at <= 0.02
    for at, is_built in ((known.built_at, True), (known.not_at, False)):
        assert (name in built(solve_tables(with_capex(choices(), name, at)))) == is_built


def built(plan: Plan) -> set[str]:
    return set(plan.frames["builds"]["project"])


@pytest.mark.parametrize(
    "name, verdict",
    [("Gate", Verdict.MUST), ("Line", Verdict.CHOICE), ("Twin", Verdict.CHOICE), ("Spare", Verdict.CHOICE),
     ("Dear", Verdict.NEVER)],
)  # fmt: skip
def test_what_plans_that_cost_little_more_have_in_common(found: Alternatives, name: str, verdict: Verdict) -> None:
    assert in_range(found, name).verdict == verdict


def test_sizes_over_these_plans(found: Alternatives) -> None:
    assert {each.subject.name: (each.proven, each.found) for each in found.ranges} == {
        "Gate": ((10, 10), (10, 10)),
        "Line": ((0, 50), (0, 50)),
        "Twin": ((0, 50), (0, 50)),
        "Spare": ((0, 50), (0, 50)),
        "Dear": ((0, 0), (0, 0)),
    }


def test_of_three_lines_two_are_needed(found: Alternatives) -> None:
    pairs = {frozenset(each.name for each in pair) for pair in found.substitutes}
    assert pairs == {frozenset(pair) for pair in (("Line", "Spare"), ("Twin", "Spare"))}


def test_plans_that_differ(found: Alternatives) -> None:
    """Two of three lines are built: Spare and Line, then Spare and Twin. The next one is the plan itself, and is not
    told."""
    names = [{name for (_, (name, _)), count in each.decided.items() if count} for each in found.different]
    assert names == [{"Spare", "Line", "Gate"}, {"Spare", "Twin", "Gate"}]
    assert [each.cost for each in found.different] == pytest.approx([380, 390])
