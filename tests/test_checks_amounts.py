"""Checks promise: limits on supply, flow and throughput that are about nothing, or that no plan could meet, are told by
cell before anything is solved; and lanes count as the sheet says."""

from __future__ import annotations

from pathlib import Path

import pytest

from model import Tables
from model.scenario.limits import counted_lanes
from model.testing import ByYear, Limit
from tests.books import SHEETS, Change, errors, put, told, write
from tests.conftest import least_cost
from tests.inline import tables
from tests.micro.concentration import STRAITS, TWO_SELLERS
from tests.steps import Directory, check_workbook, run_checks
from tests.test_checks import Planted, doubtful, wrong
from tests.test_checks_risk import RISK, limit, per_cent
from tests.test_properties import together

AMOUNTS = "limit | measure | of | scope | against | bound | value | during"


def corridor(row: int, name: str) -> Change:
    """A corridor of a row of Routes, in column J."""

    def change(book: object) -> None:
        put("Routes!J1", "corridor")(book)  # type: ignore[arg-type]
        put(f"Routes!J{row}", name)(book)  # type: ignore[arg-type]

    return change


PLANTED = {
    "misspelt corridor": wrong("Limits!D7", ('Did you mean "Malacca"?',), corridor(5, "Malacca"),
                               limit("x", "flow", "Oxide", "Malaca", value=9)),
    "corridor named like a place": wrong("Routes!J5", ("'China' is also a place",), corridor(5, "China")),
    "corridor named like a word": wrong("Routes!J5", ("is a keyword",), corridor(5, "Each country")),
    "share of a corridor": wrong("Limits!D7", ("'Malacca' is a corridor", "limit 'flow'"), corridor(5, "Malacca"),
                                 limit("x", "share", "Oxide", "Malacca", value=0.5)),
    "throughput of a corridor": wrong("Limits!D7", ("'Malacca' is a corridor",), corridor(5, "Malacca"),
                                      limit("x", "throughput", "Oxide", "Malacca", value=9)),
    "flow of a technology": wrong("Limits!C7", ("'Mine' is a technology",), limit("x", "flow", "Mine", value=9)),
    "each country at both ends": wrong(
        "Limits!L7", ("at one end of a flow only",),
        limit("x", "flow", "Oxide", "each country", against="each country", value=9),
    ),
    "supply against somebody": wrong("Limits!L7", ("no effect",),
                                     limit("x", "supply", "Oxide", "USA", against="China", value=9)),
    "supply of nobody's": wrong("Limits!D7", ("Nobody can meet it",), limit("x", "supply", "Oxide", "USA", value=9)),
    "most supply of nobody's": doubtful("Limits!D7", ("no effect",),
                                        limit("x", "supply", "Oxide", "USA", bound="at most", value=9)),
    "flow that no route leads": doubtful("Limits!D7", ("from 'USA' to or through 'China'", "no effect"),
                                         limit("x", "flow", "Oxide", "China", against="USA", value=9)),
    "least flow that no route leads": wrong(
        "Limits!D7", ("No plan can meet it",),
        limit("x", "flow", "Oxide", "China", against="USA", bound="at least", value=9),
    ),
    "throughput of what is not shipped": doubtful("Limits!C7", ("goods that are shipped",),
                                                  limit("x", "throughput", "Slag", "Australia", value=9)),
    "more than can be supplied": wrong("Limits!F7", ("at most 40", "lower it"),
                                       limit("x", "supply", "Oxide", "China", value=41)),
    "more than can be made": wrong("Limits!F7", ("at most 300", "every project built"),
                                   limit("x", "supply", "Concentrate", "Australia", value=301)),
    "more than routes have room for": wrong(
        "Limits!F7", ("at most 1000", "routes cannot carry more"),
        limit("x", "flow", "Concentrate", bound="at least", value=1001),
    ),
    "least above greatest": wrong(
        "Limits!F8", ("at least 30", "row 7 of Limits"), limit("x", "supply", "Oxide", "China", value=30),
        limit("y", "supply", "oxide", "each country", bound="at most", value=20),
    ),
    "nothing asked": doubtful("Limits!F7", ("no effect",), limit("x", "supply", "Oxide", "China", value=0)),
}  # fmt: skip


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED.keys())
def test_a_mistake_about_amounts_is_reported_at_a_cell(tmp_path: Path, planted: Planted) -> None:
    tables, problems = check_workbook(write(tmp_path / "plan.xlsx", *planted.changes, per_cent, sheets=SHEETS | RISK))
    here = [
        problem for problem in problems if problem.where == planted.where and problem.is_warning == planted.is_warning
    ]
    assert here, f"nothing reported at {planted.where}:\n{told(problems)}"
    for words in planted.says:
        assert any(words in str(problem) for problem in here), f"{words!r} is not said:\n{told(here)}"
    assert (tables is None) == (not planted.is_warning), told(problems)


SOUND = (
    corridor(5, "Malacca"), limit("a", "flow", "Oxide", "Malacca", value=30),
    limit("b", "flow", "Oxide", "home", value=40),
    limit("c", "throughput", "Concentrate", "Mt Weld", bound="at least", value=5, from_year=2030),
    limit("d", "supply", "Oxide", "China", value=40, until_year=2026), limit("e", "flow", None, value=1e6),
    limit("f", "supply", "Oxide", "each country", bound="at most", value=60),
)  # fmt: skip


def test_sound_limits_on_amounts_have_nothing_to_tell(tmp_path: Path) -> None:
    tables, problems = check_workbook(write(tmp_path / "plan.xlsx", *SOUND, per_cent, sheets=SHEETS | RISK))
    assert tables is not None, told(errors(problems))
    about = [problem for problem in problems if problem.sheet in RISK and "every year" not in problem.expected]
    assert not about, told(about)


# --- what is told is so ----------------------------------------------------------------------------------------------

POOR = """
    Suppliers
    supplier | site | commodity | price | limit
    poor     | City | magnet    | 5     | 40
"""


@pytest.mark.parametrize(
    ("limits", "is_possible"),
    [
        ("a | supply | magnet | B |  |  | 30 |", True),
        ("a | supply | magnet | each country |  |  | 50 |", True),
        ("a | supply | magnet | each country |  |  | 50 |\n b | supply | magnet | any |  | at most | 99 |", False),
        ("a | supply | magnet | B |  |  | 50 |\n b | supply | magnet | A |  | at most | 0 |", True),
        ("a | supply | magnet | B |  |  | 50 |\n b | supply | magnet | B |  | at most | 49 |", False),
        ("a | flow | magnet | A | B | at least | 50 |\n b | throughput | magnet | Port |  | at most | 60 |", True),
        ("a | flow | magnet | A | B | at least | 70 |\n b | throughput | magnet | Port |  | at most | 60 |", False),
    ],
)
def test_what_cannot_hold_together_is_impossible_and_nothing_else(limits: str, is_possible: bool) -> None:
    given = tables(TWO_SELLERS, POOR, "\n".join(["Limits", AMOUNTS, *limits.split("\n")]))
    found = [problem for problem in run_checks(given) if not problem.is_warning]
    assert (not found) == is_possible == (least_cost(given) < float("inf")), told(found)


# --- which lanes count -----------------------------------------------------------------------------------------------

LANES = {
    "Port-City": ("Port", "City", "magnet"), "Haven-City": ("Haven", "City", "magnet"),
    "Haven-Town": ("Haven", "Town", "magnet"), "Town-City": ("Town", "City", "magnet"),
    "City-Port": ("City", "Port", "scrap"),
}  # fmt: skip
BY_STRAIT = {"Port-City": "strait", "Haven-City": "strait"}


def lanes_of(measure: str, of: str = "magnet", scope: str = "any", against: str = "any") -> dict[str, list[str]]:
    row = Limit(limit="x", measure=measure, of=of, scope=scope, against=against, value=ByYear.of(1.0))
    given: Tables = together(tables(STRAITS), tables("Commodities\ncommodity\nscrap"))
    return {party: each for party, each in counted_lanes(row, Directory(given), LANES, BY_STRAIT).items() if each}


ABROAD = ["Port-City", "Haven-City", "Haven-Town"]


@pytest.mark.parametrize(
    ("asked", "counted"),
    [
        ({}, {"any": [*ABROAD, "Town-City"]}),
        ({"of": "any"}, {"any": [*ABROAD, "Town-City", "City-Port"]}),
        ({"scope": "A"}, {"A": ABROAD}),
        ({"scope": "City"}, {"City": ["Port-City", "Haven-City", "Town-City"]}),
        ({"scope": "City", "against": "A"}, {"City": ["Town-City"]}),
        ({"scope": "A", "against": "A"}, {"A": ["Town-City"]}),
        ({"scope": "A", "against": "C"}, {"A": ["Haven-City", "Haven-Town"]}),
        ({"scope": "any", "against": "A"}, {}),
        ({"of": "any", "scope": "any", "against": "A"}, {"any": ["City-Port"]}),
        ({"scope": "A", "against": "each country"}, {"B": ["Port-City"], "C": ["Haven-City", "Haven-Town"]}),
        ({"of": "any", "scope": "each country"}, {"A": ABROAD, "B": ["City-Port"]}),
        ({"of": "any", "scope": "each country", "against": "A"}, {"B": ["City-Port"]}),
        ({"of": "any", "against": "each country"}, {"A": ["City-Port"], "B": ["Port-City"],
                                                    "C": ["Haven-City", "Haven-Town"]}),
        ({"scope": "strait"}, {"strait": ["Port-City", "Haven-City"]}),
        ({"scope": "strait", "against": "C"}, {"strait": ["Haven-City"]}),
        ({"scope": "strait", "against": "each country"}, {"B": ["Port-City"], "C": ["Haven-City"]}),
    ],
    ids=str,
)  # fmt: skip
def test_lanes_of_a_flow(asked: dict[str, str], counted: dict[str, list[str]]) -> None:
    assert lanes_of("flow", **asked) == counted


def test_lanes_of_a_throughput() -> None:
    """All that leaves a site, wherever it goes."""
    assert lanes_of("throughput", scope="Haven") == {"Haven": ["Haven-City", "Haven-Town"]}
    assert lanes_of("throughput", of="any", scope="A") == {"A": ["Town-City", "City-Port"]}
    each = {"A": ["Town-City"], "B": ["Port-City"], "C": ["Haven-City", "Haven-Town"]}
    assert lanes_of("throughput", scope="each country") == each
