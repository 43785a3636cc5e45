"""A build is something, or it is not there: no free size is decided at 0 for what it brings to be built."""

from __future__ import annotations

from dataclasses import replace

import pytest
from syrupy.assertion import SnapshotAssertion

from model import Plan, Tables
from tests.conftest import TIME_LIMIT, matrix_of
from tests.figures import audit, without_tokens
from tests.inline import tables
from tests.micro import MICRO
from tests.micro.case import BUY_ALL, CITY, PRESS
from tests.micro.solved import plan_of
from tests.search import solve
from tests.steps import run_checks

NEED = "investment.a_size_of_nothing_meets_no_need"
CERTAIN = "investment.built_for_certain_is_not_built_at_nothing"
PILOT = "technology.nothing_is_learned_of_a_pilot_of_nothing"


@pytest.mark.parametrize(
    ("name", "project", "fails"),
    [
        (NEED, "Rail", {"build sizes", "prerequisites"}),
        (CERTAIN, "Line", {"build sizes"}),
        (PILOT, "Pilot", {"build sizes", "experience"}),
    ],
)
def test_the_audit_takes_nothing_for_no_build(name: str, project: str, fails: set[str]) -> None:
    """Whatever else is made to fit, a plan that counts a project of size 0 as built fails by what that brings."""
    assert fails <= failures(with_nothing(plan_of(name), project))


def with_nothing(plan: Plan, project: str) -> Plan:
    builds = plan.frames["builds"].copy()
    builds.loc[builds["project"] == project, "size"] = 0.0
    return replace(plan, frames={**plan.frames, "builds": builds})


def failures(plan: Plan) -> set[str]:
    return {check.name for check in audit(plan) if not check.passed}


PLANTS_IN_USE = """
    Operating rules
    plant | cost in use
    Works | 1

    Limits
    limit | measure       | of     | scope | bound    | value
    open  | plants in use | magnet | City  | at least | 1
"""


def sized(*more: str, **cells: str) -> Tables:
    """A line of any size up to 100 beside a press of its kind that may be built, with more in its row."""
    columns = ["project", "plant", "kind", "maximum size", *(each.replace("_", " ") for each in cells)]
    return tables(
        CITY,
        BUY_ALL,
        PRESS,
        f"""
        Capacity
        plant | site | technology
        Works | City | pressing

        Projects
        {" | ".join(columns)}
        {" | ".join(["Line", "Works", "size", "100", *cells.values()])}
        """,
        *more,
    )


def of_least_size(given: Tables) -> list[str]:
    return [
        problem.fix
        for problem in run_checks(given)
        if problem.sheet == "Projects" and "minimum size" in problem.expected
    ]


@pytest.mark.parametrize(
    ("name", "worth"),
    [
        (NEED, "'Line' needs it, and any size would do"),
        (CERTAIN, "It must be built, and any size would do"),
        (PILOT, "'Line' learns from it, and any size would do"),
    ],
)
def test_where_any_size_would_do_a_least_size_is_asked_for(name: str, worth: str) -> None:
    (said,) = of_least_size(MICRO[name]())
    assert said.startswith(worth)


def test_a_plant_in_use_is_one_of_some_size(snapshot: SnapshotAssertion) -> None:
    (said,) = of_least_size(sized(PLANTS_IN_USE))
    assert said == snapshot


def test_nobody_is_asked_where_size_is_all_that_counts() -> None:
    assert of_least_size(sized()) == []


def test_a_least_size_answers_it() -> None:
    assert of_least_size(sized(minimum_modules="1", minimum_size="5")) == []


DEAR = """
    Costs
    item | capex per unit
    Line | 1000
"""


def test_a_build_that_nothing_needs_is_not_there() -> None:
    """Within its gap a solver may leave one at its minimum size: it goes."""
    matrix = matrix_of(sized(DEAR, minimum_size="5"))
    build, size = (matrix.variables[name].start for name in ("build", "size"))
    values = solve(matrix, gap=0.0, time_limit=TIME_LIMIT).values
    assert values[build] == 0
    left = values.copy()
    left[build], left[size] = 1, 5
    assert without_tokens(matrix, left) == pytest.approx(values)


def test_a_build_that_something_needs_stays() -> None:
    """At its minimum size, too."""
    matrix = matrix_of(MICRO[NEED]())
    values = solve(matrix, gap=0.0, time_limit=TIME_LIMIT).values
    assert without_tokens(matrix, values) is values
