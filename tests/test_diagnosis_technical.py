"""A technical cell that is mistyped is named where no plan exists, with the value that is enough; and so is the target,
in case it is the target that is too ambitious."""

from __future__ import annotations

from functools import cache

import pytest
from syrupy.assertion import SnapshotAssertion

from model.diagnosis.figures import AMBITIOUS, MISTYPED
from tests.figures import no_plan_document as document
from tests.inline import tables
from tests.micro.case import CITY, PRESS
from tests.search import Diagnosis, Words, what_must_give
from tests.steps import Request

NEEDED = """
    Settings
    last year | 2028

    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 10   | 1000
"""

GOAL = """
    Limits
    limit | measure | of     | value | from year   | during
    goal  | service | magnet | 90 %  | {from_year} | undisturbed
"""

BEGUN = """
    Suppliers
    supplier | site | commodity | price | limit 2026 | limit 2027
    far      | City | magnet    | 10    | 4          | 9

    Capacity
    plant | site | existing capacity
    Works | City | 50

    Operations
    plant | recipe | delay | begun 2025
    Works | press  | 1     | 3
"""
"""In 2026, before any run of the plan is ready, 3 were begun and 4 can be bought, of 9 that the goal asks for."""

GOODS = """
    Commodities
    commodity
    steel

    Suppliers
    supplier | site | commodity | price | limit
    mill     | City | steel     | 1     | 20

    Capacity
    plant | site
    Works | City

    Projects
    project | plant | kind    | module size | maximum modules
    Line    | Works | modules | 10          | 1

    Lead times
    project | construction
    Line    | 1

    Construction goods
    project | commodity | per module
    Line    | steel     | 50
"""
"""The line that makes all from 2027 on takes 50 t of steel in a year in which the mill sells 20."""

OUTPUT = """
    Capacity
    plant | site | technology | existing capacity
    Works | City | pressing   | 100

    Staffing
    technology | skill | output per person
    pressing   | smith | 0.5

    Skills
    skill | market | headcount
    smith | A      | 6
"""
"""Six smiths make 3 of 10."""

CAMPAIGN = """
    Suppliers
    supplier | site | commodity | price | limit 2026 | limit 2027
    digger   | City | ore       | 1     | 10         | 0
    melter   | City | ingot     | 1     | 10         | 10

    Commodities
    commodity
    ingot

    Recipes
    recipe | commodity | quantity
    roll   | ingot     | -1
    roll   | magnet    | 1

    Capacity
    plant | site | existing capacity | in service from
    Works | City | 10                |
    Mill  | City | 10                | 2027

    Operations
    plant | recipe
    Mill  | roll

    Operating rules
    plant | cost in use | minimum campaign
    Works | 1           | 3
    Mill  | 1           |

    Limits
    limit | measure       | value
    one   | plants in use | 1
"""
"""Works, which has ore in 2026 alone, stays in use for three years, and Mill must not be in use beside it."""

TOO_EARLY = """
    Capacity
    plant | site
    Works | City

    Projects
    project | plant | kind    | module size | maximum modules
    Line    | Works | modules | 10          | 1

    Lead times
    project | construction
    Line    | 2
"""
"""The line is there from 2028 on."""

PRESSED = PRESS.split("Operations")[0]
WITHOUT_ORE = PRESSED.replace("digger   | City | ore       | 1", "")

PRESS_RUNS = PRESS[PRESS.index("Operations") :]

BOOKS = {
    "begun": (CITY, PRESSED, NEEDED, BEGUN, GOAL.format(from_year="")),
    "per module": (CITY, PRESS, NEEDED, GOODS, GOAL.format(from_year=2027)),
    "output per person": (CITY, PRESS, NEEDED, OUTPUT, GOAL.format(from_year="")),
    "minimum campaign": (CITY, WITHOUT_ORE, PRESS_RUNS, NEEDED, CAMPAIGN, GOAL.format(from_year="")),
    "from year": (CITY, PRESS, NEEDED, TOO_EARLY, GOAL.format(from_year=2026)),
}  # fmt: skip

ENOUGH = {"begun": 5, "per module": 20, "output per person": 1.5, "minimum campaign": 1, "from year": 2028}
"""The value with which the goal can be met."""


@cache
def answer(name: str) -> Diagnosis:
    return what_must_give(tables(*BOOKS[name]), Request(gap=0.0, time_limit=60.0))


@pytest.mark.parametrize("name", BOOKS)
def test_the_mistyped_cell_is_part_of_the_conflict(name: str) -> None:
    (conflict,) = answer(name).conflicts
    assert name in {cell.column.header for cell in (*conflict.cells, *conflict.suspects)}


def test_a_limit_that_starts_too_early_is_named_with_the_year_that_ends_it() -> None:
    found = answer("from year")
    said = "Or is it too early? Limits!E3 from year of goal: 2026 (remedy 2). With 2028 the conflict ends."
    assert said in "\n".join(Words(found.tables).lines(found))
    assert said in document(found).findings


def test_both_kinds_of_remedy_are_told(snapshot: SnapshotAssertion) -> None:
    found = answer("per module")
    assert [line for line in Words(found.tables).lines(found) if "If " in line] == snapshot


@pytest.mark.parametrize("name", BOOKS)
def test_it_is_repaired_as_little_as_it_must(name: str) -> None:
    repairs = [remedy for remedy in answer(name).remedies if {c.column.header for c in remedy.values} == {name}]
    assert [value for remedy in repairs for value in remedy.values.values()] == [pytest.approx(ENOUGH[name], rel=0.02)]
    assert [remedy.kind for remedy in repairs] == [MISTYPED]


@pytest.mark.parametrize("name", BOOKS)
def test_so_is_a_target_that_is_too_ambitious(name: str) -> None:
    ambitious = [remedy for remedy in answer(name).remedies if remedy.kind == AMBITIOUS]
    assert any({cell.attribute for cell in remedy.values} == {"value"} for remedy in ambitious)
    assert answer(name).remedies[0].weight == min(remedy.weight for remedy in answer(name).remedies)
