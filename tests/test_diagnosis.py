"""What must give where no plan exists: conflicts and remedies that a person can find by hand."""

from __future__ import annotations

import datetime
import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

from model import InputError, SolveFailed
from model.diagnosis import conflicts as conflict_search
from model.diagnosis import elastic_lp
from model.diagnosis.cells import Cell, cells_of
from model.diagnosis.diagnose import UNKNOWN, distinct, why_infeasible
from model.diagnosis.figures import rounded
from model.diagnosis.findings import MAY_BE_MORE, RELAXED
from model.rolling.locks import with_decisions
from model.sheets.columns import number, year
from model.sheets.schema import LATER, LESS, MORE
from model.testing import Decision, Project
from tests.figures import answer_in_words, no_plan_answer
from tests.figures import no_plan_document as document
from tests.inline import tables
from tests.search import Deadline, Diagnosis, LinearRows, Matrix, Solver, Words, as_large, cells_behind, what_must_give
from tests.steps import ExitCode, Request, carried_plan, load_tables, main, save, write_inputs
from tests.studies import written, written_both

CITY = """
    Countries
    country
    A

    Sites
    site | country
    City | A

    Commodities
    commodity
    ore
    magnet
"""


def answer(*texts: str) -> Diagnosis:
    return what_must_give(tables(*texts), Request(gap=0.0, time_limit=60.0))


def conflicts(found: Diagnosis) -> list[set[str]]:
    return [{cell.place for cell in conflict.cells} for conflict in found.conflicts]


def remedies(found: Diagnosis) -> list[dict[str, Any]]:
    return [{cell.place: value for cell, value in remedy.values.items()} for remedy in found.remedies]


WORKS = """
    Suppliers
    supplier | site | commodity | price
    pit      | City | ore       | 1

    Capacity
    plant | site | technology
    works | City | magnets

    Recipes
    recipe | commodity | quantity
    make   | ore       | -1
    make   | magnet    | 1

    Operations
    plant | recipe
    works | make

    Costs
    item | fixed capex
    line | 10
"""

LINES = """
    Projects
    project | plant | kind    | module size | maximum modules
    line    | works | modules | 25          | 6
"""

DEMAND = """
    Demand
    market | product | 2026
    City   | magnet  | 100
"""
"""Four lines of 25, at 10 each, make the 100 that must be delivered."""


def test_a_conflict_of_two_funds() -> None:
    """Four lines cost 40. Two funds pay for them, and neither 30 nor 20 is enough: two conflicts, each with the demand.
    Demand would have to fall to what two lines make, by half; or both funds rise to 40, by a third and by all that
    there is."""
    found = answer(
        CITY, WORKS, LINES, DEMAND,
        """
        Funds
        fund  | pays for | scope | 2026
        bank  | capital  | any   | 30
        state | capital  | City  | 20
        """,
    )  # fmt: skip
    assert sorted(conflicts(found), key=sorted) == [{"Demand!C3", "Funds!D3"}, {"Demand!C3", "Funds!D4"}]
    assert remedies(found) == [{"Demand!C3": 50}, {"Funds!D3": 40, "Funds!D4": 40}]
    assert [remedy.weight for remedy in found.remedies] == pytest.approx([0.5, 4 / 3])
    assert found.remedies[1].plan.objective == pytest.approx(40 + 100)


def test_a_remedy_that_changes_more_and_costs_more_is_none() -> None:
    """Prices near a solution may have told it as the cheaper one, before it was typed."""
    found = answer(
        CITY, WORKS, LINES, DEMAND,
        """
        Funds
        fund | pays for | scope | 2026
        bank | capital  | any   | 30
        """,
    )  # fmt: skip
    fund, demand = found.remedies[1], found.remedies[0]
    assert demand.weight < fund.weight and demand.values.keys() != fund.values.keys()
    both = replace(demand, values={**fund.values, **demand.values}, weight=fund.weight)
    assert distinct([both, demand, fund]) == [demand, fund]
    assert distinct([replace(both, weight=0.0), demand]) == [replace(both, weight=0.0), demand]


def test_no_remedy_has_a_profit_without_limit() -> None:
    """More magnets could be bought; then, as without any demand, ore is sold for more than it costs, any amount."""
    found = answer(
        CITY, DEMAND,
        """
        Suppliers
        supplier | site | commodity | price | limit
        smith    | City | magnet    | 1     | 50
        digger   | City | ore       | 1     |

        Outlets
        outlet | site | commodity | price
        trader | City | ore       | 2
        """,
    )  # fmt: skip
    assert conflicts(found) == [{"Demand!C3", "Suppliers!E3"}] and remedies(found) == []


def test_a_number_of_steps_cannot_be_declared_to_give_way_like_an_amount() -> None:
    """Programs are read with a little more of each cell that gives: of years there is no little more."""
    for wrong in (lambda: number("years", whole=True, gives=LESS), lambda: year(gives=MORE)):
        with pytest.raises(ValueError, match="no values in between"):
            wrong()
    assert number("modules", whole=True, gives=LESS) and year(gives=LATER)


def test_where_there_is_a_plan_nothing_must_give(snapshot: SnapshotAssertion) -> None:
    """Four lines cost 40, and that is what the fund has."""
    found = answer(
        CITY, WORKS, LINES, DEMAND,
        """
        Funds
        fund | pays for | scope | 2026
        bank | capital  | any   | 40
        """,
    )  # fmt: skip
    assert not found.conflicts and not found.remedies and found.is_complete
    assert found.plan is not None and found.plan.objective == pytest.approx(40 + 100)
    (said,) = Words(found.tables).lines(found)
    assert said == snapshot
    book = openpyxl.load_workbook(BytesIO(written(document(found))))
    assert [cell.value for (cell,) in book["Diagnosis"]["A1:A9"] if cell.value == said]


def test_the_first_page_says_which_cells_conflict_and_what_is_needed(snapshot: SnapshotAssertion) -> None:
    """One answer in place of four: with two remedies of several cells, without a conflict, and where there is a plan.
    What a cell is and needs is no country, so the page offers no filter of countries for it."""
    fund = "    Funds\n    fund | pays for | scope | 2026\n    {name} | capital | any | {limit}\n"
    twice = fund.format(name="bank", limit=30) + "    state | capital | City | 20\n"
    several = answer(CITY, WORKS, LINES, DEMAND, twice)
    there = answer(CITY, WORKS, LINES, DEMAND, fund.format(name="bank", limit=40))
    unknown = replace(several, conflicts=(), remedies=(), unfinished=("The time limit was reached.",))
    answers = {document(found, "two_funds").heading: no_plan_answer(found) for found in (several, there)}
    answers["unknown"] = no_plan_answer(unknown)
    assert {title: answer_in_words(item) for title, item in answers.items()} == snapshot
    keys = [f"{key.name}: {key.figure} ({key.words})" for key in answers["Two funds: no plan"].picture.key]
    assert keys == snapshot(name="cells")
    page = written_both(document(several, "two_funds"), no_plan_answer(several))[1].decode()
    data = json.loads(re.findall(r'<script type="application/json" id="data">(.*?)</script>', page)[0])
    kinds = {name: kind for table in data["tables"] for name, kind, _ in table["columns"]}
    assert kinds["needed"] == kinds["now"] == "" and "Funds!D3 (remedy 2)" in page


def test_large_numbers_have_their_thousands_apart(snapshot: SnapshotAssertion) -> None:
    found = answer(CITY, WORKS, LINES, DEMAND.replace("100", "1234567"))
    told = "\n".join(Words(found.tables).lines(found))
    assert told == snapshot


def test_a_remedy_of_seats(snapshot: SnapshotAssertion) -> None:
    """A line of 100 needs ten people in 2027. One is there, one a year comes from abroad, and four seats in 2026 make
    four more: three are missing. Seven seats would do, three quarters more; or no demand; or 2.5 a year from abroad,
    which are three people; or that three more were there."""
    found = answer(
        CITY, WORKS, LINES.replace(" 25 ", " 100 "),
        """
        Settings
        last year | 2027

        Demand
        market | product | 2026 | 2027
        City   | magnet  | 0    | 100

        Skills
        skill  | market | headcount | training time | training seats | recruits from abroad
        smith  | A      | 1         | 1             | 4              | 1

        Staffing
        technology | skill | operation
        magnets    | smith | 100
        """,
    )  # fmt: skip
    assert conflicts(found) == [{"Demand!D3", "Skills!C3", "Skills!E3", "Skills!F3"}]
    assert remedies(found) == [{"Skills!E3": 7}, {"Demand!D3": 0}, {"Skills!F3": 3}, {"Skills!C3": 4}]
    assert "\n".join(Words(found.tables).lines(found)) == snapshot
    book = openpyxl.load_workbook(BytesIO(written(document(found))))
    said = [str(cell.value) for (cell, *_) in book["Diagnosis"] if cell.value]
    first = next(at for at, each in enumerate(said) if each.startswith("Remedies"))
    assert first < said.index("Conflicts")


CUT_OFF = """
    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 100  | 500

    Suppliers
    supplier | site | commodity | price | limit
    far      | City | magnet    | 10    | 100

    Disruptions
    disruption | start | action   | target | probability
    cut        | 2026  | capacity | far    | {probability}

    Limits
    limit  | measure | of     | scope | bound    | value | during
    served | service | magnet | City  | at least | 80 %  | cut
"""
"""When nothing can be bought, 80 % is to be served."""


@pytest.mark.parametrize("probability", ["", "10 %"])
def test_a_conflict_of_one_disruption_names_it(probability: str, snapshot: SnapshotAssertion) -> None:
    """Whether the disruption has a probability, so that the first program has it in, or none."""
    found = answer(CITY, CUT_OFF.format(probability=probability))
    assert conflicts(found) == [{"Limits!F3"}] and remedies(found) == [{"Limits!F3": 0}]
    told = Words(found.tables).lines(found)
    assert told == snapshot


PORT = """
    Countries
    country
    A
    B

    Sites
    site | country
    City | A
    Port | B

    Commodities
    commodity
    magnet

    Routes
    from | to   | commodity
    Port | City | magnet
"""
"""City, to which magnets come from Port abroad."""

ABROAD = (
    PORT
    + """
    Settings
    last year | 2027

    Demand
    market | product | 2026 | 2027
    City   | magnet  | 60   | 100

    Suppliers
    supplier | site | commodity | price | limit
    near     | City | magnet    | 30    | 20
    far      | Port | magnet    | 10    |
"""
)
"""At home 20 can be had, so that 40 have to come from Port in 2026, 80 in 2027."""


def test_a_value_is_one_that_holds_in_all_years() -> None:
    """30 from Port is missed by 10 in 2026 and by 50 in 2027. The limit, which gives easily, rises to 80; where it does
    not, demand falls to 50 in both years."""
    found = answer(
        ABROAD,
        """
        Limits
        limit | measure | of     | scope | against | bound   | value
        ships | flow    | magnet | City  | Port    | at most | 30
        """,
    )
    assert remedies(found)[:2] == [{"Limits!G3": 80}, {"Demand!C3": 50, "Demand!D3": 50}]


def test_two_limits_on_one_flow_have_a_conflict_each() -> None:
    found = answer(
        ABROAD,
        """
        Limits
        limit | measure | of     | scope | against | bound   | value
        ships | flow    | magnet | City  | Port    | at most | 50
        again | flow    | magnet | City  | Port    | at most | 60
        """,
    )
    of_limits = [each - {"Suppliers!E3"} for each in conflicts(found)]
    assert {"Limits!G3", "Demand!D3"} in of_limits and {"Limits!G4", "Demand!D3"} in of_limits
    assert {"Limits!G3": 80, "Limits!G4": 80} in remedies(found)


def test_a_share_gives_as_far_as_it_must_though_what_it_is_of_is_to_be_decided() -> None:
    """80 of the 100 in 2027 have to come from Port, where 75 % may."""
    found = answer(
        ABROAD,
        """
        Limits
        limit | measure | of     | scope | bound   | value
        share | share   | magnet | B     | at most | 75 %
        """,
    )
    assert remedies(found)[0] == {"Limits!F3": pytest.approx(0.8)}


def test_concentration_gives_as_far_as_it_must() -> None:
    """20 of home and 80 of Port in 2027 have an HHI of 400 + 6400."""
    found = answer(
        ABROAD,
        """
        Limits
        limit | measure | of     | bound   | value
        few   | HHI     | magnet | at most | 6500
        """,
    )
    assert remedies(found)[0] == {"Limits!E3": pytest.approx(6800, abs=3)}


def test_a_needed_project_that_is_not_in_use_is_allowed_again() -> None:
    """It is the only thing that would do, but for no demand at all."""
    found = answer(
        CITY, WORKS, DEMAND,
        """
        Projects
        project | plant | kind    | module size | maximum modules | in use
        line    | works | modules | 25          | 6               | no
        """,
    )  # fmt: skip
    assert conflicts(found) == [{"Demand!C3", "Projects!F3"}]
    assert {"Projects!F3": "yes"} in remedies(found) and len(found.remedies) == 2


def test_a_project_is_decided_as_early_as_it_must() -> None:
    """A line takes a year, so that 2027 is early enough for the demand of 2028, and 2029 is too late: two years, of
    which each counts for a quarter."""
    found = answer(
        CITY, WORKS,
        """
        Settings
        last year | 2030

        Demand
        market | product | 2026 | 2027 | 2028
        City   | magnet  | 0    | 0    | 100

        Projects
        project | plant | kind    | module size | maximum modules | earliest decision
        line    | works | modules | 25          | 6               | 2029

        Lead times
        project | construction
        line    | 1
        """,
    )  # fmt: skip
    assert {"Demand!E3", "Projects!F3"} in conflicts(found)
    assert remedies(found)[0] == {"Projects!F3": 2027} and found.remedies[0].weight == pytest.approx(0.5)


EXPANSION = """
    Settings
    last year | 2027

    Demand
    market | product | 2026 | may give
    City   | magnet  | 39   | never

    Projects
    project | plant | kind      | maximum size | maximum addition
    line    | works | expansion | 15           | 10
    """


def test_two_cells_of_one_row_can_both_give() -> None:
    """39 are asked for at once, so that the size and what is added in a year must both be as much. Both stand in the
    row of 2027, and each is no way out as long as the other one stays as it is there."""
    found = answer(CITY, WORKS, EXPANSION)
    assert conflicts(found) == [{"Projects!E3"}, {"Projects!D3"}]
    assert remedies(found) == [{"Projects!D3": 39, "Projects!E3": 39}]


CLOSING = """
    Settings
    last year | 2027

    Capacity
    plant | site | existing capacity
    pit   | City | 10

    Recipes
    recipe | commodity | quantity
    dig    | ore       | 1

    Operations
    plant | recipe
    pit   | dig

    Demand
    market | product | 2026 | 2027 | may give
    City   | ore     | 0    | 100  | never

    Projects
    project | plant | kind    | module size | maximum modules
    line    | pit   | modules | 10          | 1

    Lead times
    project | construction
    line    | 1

    Closures
    plant | mothball cost
    pit   | 0.1
    """


def test_a_cell_that_moves_both_sides_of_a_row_can_give() -> None:
    """10 are dug and 100 asked for, so that nine modules of 10 must be built. Their maximum stands before the decision
    to close and on the other side of the same row. Or 90 stand in place of 10, which counts ten times as much."""
    found = answer(CITY, CLOSING)
    assert conflicts(found) == [{"Projects!E3", "Capacity!C3"}]
    assert remedies(found) == [{"Projects!E3": 9}, {"Capacity!C3": 90}]


BEFORE_COST = """
    Suppliers
    supplier | site | commodity | price
    near     | City | magnet    | 30
    far      | Port | magnet    | 10

    Demand
    market | product | 2026 | may give
    City   | magnet  | 100  | never

    Limits
    limit  | measure | of     | scope | against | bound   | value | priority
    abroad | flow    | magnet | City  | Port    | at most |       | 1
    most   | supply  | magnet | any   |         | at most | 90    |
    """


def test_a_limit_that_comes_before_cost_is_part_of_a_remedys_plan() -> None:
    """100 may be supplied where 90 were: all of them near, at 30, since the least from abroad comes before cost."""
    found = answer(PORT, BEFORE_COST)
    (remedy,) = found.remedies
    assert {cell.place: value for cell, value in remedy.values.items()} == {"Limits!G4": 100}
    assert remedy.plan.objective == pytest.approx(3000)


@pytest.mark.parametrize(
    ("value", "room", "up", "figure"),
    [(56.43, 0.3, True, 56.5), (56.4, 3, True, 57), (0.8364, 0.002, False, 0.836), (80.0000001, 0, True, 80),
     (1234.5678, 0, True, 1234.5678), (6.2, 5, True, 10), (-0.3, 0.05, False, -0.3)],
)  # fmt: skip
def test_a_figure_is_one_that_a_planner_would_type(value: float, room: float, up: bool, figure: float) -> None:
    assert rounded(value, room, up=up) == pytest.approx(figure, rel=2e-7)


def test_a_rule_on_decisions_is_lifted_or_gives() -> None:
    """At most two lines, which make 50, and none in 2026, where there is no other year: both rules are in the way of
    all 100."""
    rules = """
        Decisions
        decision | action | subject | rule      | size
        few      | build  | line    | at most   | 50
        none     | build  | line    | forbidden |
    """
    found = answer(CITY, WORKS, LINES, DEMAND, rules)
    assert {frozenset(each) for each in conflicts(found)} == {
        frozenset({"Demand!C3", "Decisions!E3"}),
        frozenset({"Demand!C3", "Decisions!row 4"}),
    }
    assert {"Decisions!E3": 100, "Decisions!row 4": "no"} in remedies(found)


@pytest.mark.parametrize("size", ["", "100"])
def test_a_rule_with_an_amount_that_its_action_does_not_have_is_lifted(size: str) -> None:
    """A plant is closed or not: a size has no effect, and the row is in the way all the same."""
    closing = f"""
        Closures
        plant | closing cost
        works | 1

        Decisions
        decision | action | subject | rule     | year | size
        shut     | close  | works   | at least | 2026 | {size}
    """
    found = answer(CITY, STANDING.format(existing=100, available="100 %"), closing)
    assert conflicts(found) == [{"Demand!C3", "Decisions!row 3"}]
    assert {"Decisions!row 3": "no"} in remedies(found)


@pytest.mark.parametrize(
    ("word", "first"), [("never", {"Funds!D3": 40}), ("hardly", {"Funds!D3": 40}), ("", {"Demand!C3": 75})]
)
def test_what_may_hardly_give_or_never_gives_after_the_rest(word: str, first: dict[str, float]) -> None:
    """A fund of 30 pays for three lines: it must rise by a third, or demand fall by a quarter."""
    may_give = f"""
        Demand
        market | product | 2026 | may give
        City   | magnet  | 100  | {word}
    """
    fund = """
        Funds
        fund  | pays for | scope | 2026
        bank  | capital  | any   | 30
    """
    found = remedies(answer(CITY, WORKS, LINES, may_give, fund))
    assert found[0] == first and len(found) == (1 if word == "never" else 2)


def test_a_conflict_that_whole_numbers_alone_bring_about() -> None:
    """Half a line of 200 would make the 100 for 5, where 6 may be spent; a whole one costs 10."""
    fund = """
        Funds
        fund  | pays for | scope | 2026
        bank  | capital  | any   | 6
    """
    found = answer(CITY, WORKS, LINES.replace("| 25 ", "| 200 "), DEMAND, fund)
    assert conflicts(found) == [{"Demand!C3", "Funds!D3"}]
    assert remedies(found) == [{"Funds!D3": 10}, {"Demand!C3": 0}]


@pytest.mark.parametrize("ways", [("interior points",), ()])
@pytest.mark.parametrize("text", ["two funds", "share"])
def test_a_large_workbook_has_the_same_answer(
    text: str, ways: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where linear programs tell of the conflict, by interior points or not, and whole numbers are those of a first
    plan."""
    texts = {
        "two funds": (CITY, WORKS, LINES, DEMAND, """
            Funds
            fund  | pays for | scope | 2026
            bank  | capital  | any   | 30
            state | capital  | City  | 20
        """),
        "share": (ABROAD, """
            Limits
            limit | measure | of     | scope | bound   | value
            share | share   | magnet | B     | at most | 75 %
        """),
    }[text]  # fmt: skip
    small = answer(*texts)
    as_large(monkeypatch, "linear conflicts", *ways)
    large = answer(*texts)
    assert all(each.is_relaxed for each in large.conflicts) and not any(each.is_relaxed for each in small.conflicts)
    assert remedies(large)[0] == remedies(small)[0]
    assert conflicts(large)[0] in conflicts(small)


def with_work(patch: pytest.MonkeyPatch, name: str, most: float) -> None:
    """Have a part of the diagnosis take so much work at most."""
    patch.setattr(f"model.diagnosis.diagnose.{name}", most)


def test_a_large_workbook_has_remedies_though_further_conflicts_are_not_looked_for_to_the_end(
    monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """Of two goods less is sold than asked for. The second conflict would take more work than it may, and the search
    ends there; what to give is told all the same, and that there may be more."""
    texts = (CITY, """
        Commodities
        commodity
        alloy

        Suppliers
        supplier | site | commodity | price | limit
        shop     | City | magnet    | 1     | 50
        smith    | City | alloy     | 1     | 20

        Demand
        market | product | 2026
        City   | magnet  | 100
        City   | alloy   | 100
    """)  # fmt: skip
    as_large(monkeypatch, "linear conflicts")
    whole = answer(*texts)
    with_work(monkeypatch, "FURTHER_WORK", 0.0)
    ended = answer(*texts)
    assert ended.unfinished == snapshot
    assert whole.unfinished == snapshot
    assert len(conflicts(whole)) == 2 and conflicts(ended) == conflicts(whole)[:1]
    assert remedies(ended) == remedies(whole)[:1] and len(remedies(whole)) > 1
    assert MAY_BE_MORE in Words(ended.tables).lines(ended)


@pytest.mark.parametrize("ways", [("linear conflicts",), ()])
def test_a_tonne_of_a_million_is_what_must_give(ways: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """However little it is of what the cell holds, without it there is no plan."""
    as_large(monkeypatch, *ways)
    found = answer(
        CITY,
        """
        Suppliers
        supplier | site | commodity | price | limit
        shop     | City | magnet    | 1     | 999999

        Demand
        market | product | 2026
        City   | magnet  | 1000000
        """,
    )
    assert conflicts(found) == [{"Suppliers!E3", "Demand!C3"}]
    assert {"Suppliers!E3": 1_000_000} in remedies(found) and {"Demand!C3": 999_999} in remedies(found)


def test_the_reason_of_one_solve_among_many_takes_so_much_work_and_no_more(
    monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """What is proven by then is told, and that the search was ended; no cell is called necessary that may not be."""
    fund = """
        Funds
        fund  | pays for | scope | 2026
        bank  | capital  | any   | 30
    """
    given = tables(CITY, WORKS, LINES, DEMAND, fund)
    bank, unsure = "Funds!D3 limit 2026 of bank: 30 USD/y", "Some of them may not be part of the conflict"
    whole = why_infeasible(given, Request(0.0, 60.0))
    assert bank in whole and unsure not in whole
    with_work(monkeypatch, "REASON", 1e4)
    ended = why_infeasible(given, Request(0.0, 60.0))
    assert bank in ended
    assert unsure in ended
    assert ended == snapshot
    with_work(monkeypatch, "REASON", 10)
    assert why_infeasible(given, Request(0.0, 60.0)) == UNKNOWN


def test_numbers_that_move_alike_have_the_same_cells() -> None:
    """One cell, two, or none that two could explain. Of 20,000 numbers that move in proportion two cells are looked
    for once: for each number by itself, 500 cells would take minutes."""
    steps = np.random.default_rng(0).uniform(1.0, 2.0, (6, 500))
    one, two, many = 3 * steps[:, 0], steps[:, 1] + 2 * steps[:, 400], steps[:, :5].sum(axis=1) * [1, 2, 1, 2, 1, 2]
    spans = [[cell] for cell in range(500)]
    found = cells_behind(steps, np.column_stack([one, -one, two, many, *(k * two for k in range(2, 20_000))]), spans)
    assert [[cell for cell, _ in parts] for parts in found[:4]] == [[0], [0], [1, 400], []]
    weights = [weight for parts in (*found[:3], found[-1]) for _, weight in parts]
    assert weights == pytest.approx([3, -3, 1, 2, 19_999, 39_998])
    assert {tuple(cell for cell, _ in parts) for parts in found[4:]} == {(1, 400)}
    still = [steps[:, at] - steps[:, at + 1] * steps[0, at] / steps[0, at + 1] for at in (10, 20)]
    still = [np.append(0.0, change[1:]) for change in still]  # what the first probe does not move is not all alike
    found = cells_behind(steps, np.column_stack(still), spans)
    assert [[cell for cell, _ in parts] for parts in found] == [[10, 11], [20, 21]]


def test_the_fewest_cells_hit_every_set() -> None:
    """b and c are in two sets each, and each set has one of them; where a set has none, nothing hits it."""
    years = """
        Settings
        last year | 2029

        Demand
        market | product | 2026 | 2027 | 2028 | 2029
        City   | magnet  | 100  | 100  | 100  | 100
    """
    a, b, c, d = cells_of(tables(CITY, years))
    assert conflict_search.hitting([frozenset({a, b}), frozenset({b, c}), frozenset({c, d})], [a, b, c, d]) == [b, c]
    assert conflict_search.hitting([frozenset({a}), frozenset()], [a, b]) is None


def test_the_command_solves_with_a_remedy_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    """Three lines for 30 make 75 of 100: the fund rises to 40. Terminal and first page say that the workbook had no
    plan, and which cell was changed."""
    book, out = tmp_path / "book.xlsx", tmp_path / "plan.xlsx"
    fund = """
        Funds
        fund  | pays for | scope | 2026
        bank  | capital  | any   | 30
        """
    write_inputs(book, tables(CITY, WORKS, LINES, DEMAND, fund))
    ask = ["solve", str(book), "--out", str(out), "--quiet"]
    assert main(ask) == ExitCode.INFEASIBLE
    assert main([*ask, "--relax", "1"]) == ExitCode.OPTIMAL
    told = capsys.readouterr().out
    assert told == snapshot
    summary = openpyxl.load_workbook(out, read_only=True)["Summary"]
    first_page = " ".join(str(cell) for row in summary.iter_rows(values_only=True) for cell in row if cell is not None)
    assert first_page == snapshot
    assert "→" in told.partition("has no plan: ")[2].splitlines()[0]
    lock = ["lock", str(book), str(out), "--keep", "build line, 2026", "--out", str(tmp_path / "locked.xlsx")]
    assert main(lock) == ExitCode.OPTIMAL
    assert main(["solve", lock[-1], "--quiet", "--out", str(tmp_path / "again.xlsx")]) == ExitCode.OPTIMAL
    notes = [row[-1] for row in openpyxl.load_workbook(lock[-1])["Demand"].iter_rows(values_only=True) if row[-1]]
    assert notes == snapshot, "it can be seen in the workbook"


FIRM = DEMAND.replace("2026\n", "2026 | may give\n").replace("100\n", "100 | never\n")
FORBIDDEN = """
    Decisions
    decision | action | subject | rule
    never    | build  | line    | forbidden
"""
IDLE = """
    Projects
    project | plant | kind    | module size | maximum modules | in use | may give
    line    | works | modules | 25          | 2               | yes    | never
    spare   | works | modules | 25          | 6               | no     |
"""


@pytest.mark.parametrize(("given", "after"), [((LINES, FORBIDDEN), "no"), ((IDLE,), "yes")])
def test_a_change_is_carried_along_only_into_the_workbook_that_was_solved(
    given: tuple[str, ...], after: str, tmp_path: Path
) -> None:
    """A rule on a decision is lifted, or a project that is not in use is used. Another workbook is refused, with the
    reason."""
    book, out = tmp_path / "book.xlsx", tmp_path / "plan.xlsx"
    write_inputs(book, tables(CITY, WORKS, FIRM, *given))
    assert main(["solve", str(book), "--out", str(out), "--quiet", "--relax", "1"]) == ExitCode.OPTIMAL
    (cell,) = carried_plan(out).changed_cells
    assert (cell["attribute"], cell["after"]) == ("in_use", after)
    lock = ["lock", str(book), str(out), "--out"]
    assert main([*lock, str(tmp_path / "locked.xlsx")]) == ExitCode.OPTIMAL
    locked = load_tables(tmp_path / "locked.xlsx")[0]
    row_class = Decision if after == "no" else Project
    assert [row.in_use for row in [*locked[row_class], *locked.off.get(row_class, [])]][-1] == after
    assert (tmp_path / "plan_relaxed.xlsx").read_bytes() == (tmp_path / "locked.xlsx").read_bytes()
    for other in ({"sheet": "Demand", "at": 7}, {"words": "Demand!C3 quantity 2026 of City, magnet: 80 → 75 t/y"}):
        with pytest.raises(InputError, match="this workbook has something else there"):
            with_decisions(book, (), [{**cell, **other}])


def test_what_must_give_of_an_earlier_day_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    fund = """
        Funds
        fund  | pays for | scope | 2026
        bank  | capital  | any   | 30
        """
    write_inputs(Path("book.xlsx"), tables(CITY, WORKS, LINES, DEMAND, fund))
    outputs = Path("outputs")
    outputs.mkdir()
    for name in ("book_no_plan.xlsx", "book_no_report.html"):
        save(outputs / name, b"")
        os.utime(outputs / name, (1e9, 1e9))
    day = datetime.date.fromtimestamp(1e9)
    monkeypatch.setattr("model.cli.no_plan.claim", lambda *of: None)
    assert main(["solve", "book.xlsx", "--quiet"]) == ExitCode.INFEASIBLE
    assert {each.name for each in outputs.iterdir()} == {
        "book_no_plan.xlsx", "book_no_report.html", f"book_no_plan_{day}.xlsx", f"book_no_report_{day}.html",
        "book_no_program.json.gz", "book_no_proof.json.gz",
    }  # fmt: skip


@pytest.mark.parametrize(("dual", "bound"), [(1.0, 2.0), (0.5, 1.0), (2.0, -np.inf), (-1.0, 0.0)])
def test_any_duals_prove_what_must_be_paid_at_least(dual: float, bound: float) -> None:
    """The least x with x ≥ 2 and 0 ≤ x is 2, by a dual of 1; by a half it is proven to be 1. By 2 the reduced cost is
    −1, where x has no bound; a dual of −1 has the wrong sign and counts as nought."""
    rows = LinearRows.of([(np.array([0]), np.array([1.0]))])
    one, none = np.ones(1), np.full(1, np.inf)
    least = Matrix(one, 0.0, 0 * one, none, np.zeros(1, bool), rows, 2 * one, none)
    assert elastic_lp.proven(least, np.array([dual])) == bound


STANDING = """
    Suppliers
    supplier | site | commodity | price
    pit      | City | ore       | 1

    Capacity
    plant | site | technology | existing capacity | availability
    works | City | magnets    | {existing}        | {available}

    Recipes
    recipe | commodity | quantity
    make   | ore       | -1
    make   | magnet    | 1

    Operations
    plant | recipe
    works | make

    Demand
    market | product | 2026
    City   | magnet  | 100
"""


def test_what_stands_is_part_of_a_conflict_and_gives_after_the_rest() -> None:
    """100 at 80 % make 80: demand falls to it, or 125 stand, or all of it is available. A change of what stands counts
    ten times: a quarter of the availability is as much as a quarter of the capacity."""
    found = answer(CITY, STANDING.format(existing=100, available="80 %"))
    assert conflicts(found) == [{"Demand!C3", "Capacity!D3", "Capacity!E3"}]
    assert remedies(found)[0] == {"Demand!C3": 80}
    assert sorted(remedies(found)[1:], key=str) == [{"Capacity!D3": 125}, {"Capacity!E3": 1.0}]
    assert [each.weight for each in found.remedies] == pytest.approx([0.2, 2.5, 2.5])


def test_a_misplaced_decimal_is_asked_about_before_anything_must_give(snapshot: SnapshotAssertion) -> None:
    """Ten in place of a hundred; where 80 stand, 800 would do, but a quarter more is no slip."""
    found = answer(CITY, STANDING.format(existing=10, available="100 %"))
    assert {cell.place: value for cell, value in found.slips.items()} == {"Capacity!D3": 100}
    said = Words(found.tables).lines(found)
    (asked,) = (at for at, each in enumerate(said) if each.startswith("Is a decimal misplaced? Capacity!D3"))
    assert said[asked] == snapshot
    assert said[asked + 1] == snapshot
    assert not answer(CITY, STANDING.format(existing=80, available="100 %")).slips


def test_a_forbidden_project_is_named_however_large_its_modules() -> None:
    """One module of 25,000 would make the demand of as many."""
    rule = """
        Decisions
        decision | action | subject | rule
        none     | build  | line    | forbidden
    """
    found = answer(CITY, WORKS, LINES.replace(" 25 ", " 25000 "), DEMAND.replace("100", "25000"), rule)
    assert conflicts(found) == [{"Demand!C3", "Decisions!row 3"}]
    assert {"Decisions!row 3": "no"} in remedies(found)


LATE = """
    Settings
    last year | 2030

    Demand
    market | product | 2026 | 2027 | 2028 | 2029 | may give
    City   | magnet  | 0    | 0    | 0    | 100  | never
"""


def test_a_date_of_decisions_moves_as_little_as_it_must() -> None:
    """What is built in 2029 serves 2029, so that one year earlier is enough."""
    rule = """
        Decisions
        decision | action | subject | rule       | year
        wait     | build  | line    | not before | 2030
    """
    found = answer(CITY, WORKS, LINES, LATE, rule)
    assert conflicts(found) == [{"Decisions!E3"}]
    assert remedies(found) == [{"Decisions!E3": 2029}] and found.remedies[0].weight == pytest.approx(0.25)


def test_years_until_a_technology_is_held_are_part_of_a_conflict(snapshot: SnapshotAssertion) -> None:
    """Acquired in 2026 it is held in 2031; in three years it would be in time for 2029."""
    technology = """
        Technology
        technology | place | way             | years
        magnets    | A     | own development | 5
    """
    found = answer(CITY, WORKS, LINES, LATE, technology)
    assert conflicts(found) == [{"Technology!D3"}]
    assert remedies(found) == [{"Technology!D3": 3}]
    assert Words(found.tables).changes(found.remedies[0]) == snapshot


def test_the_sentence_says_what_is_relaxed_and_what_is_not(snapshot: SnapshotAssertion) -> None:
    found = answer(CITY, STANDING.format(existing=80, available="100 %"))
    told = " ".join(Words(found.tables).lines(found))
    assert told == snapshot
    assert RELAXED in told
    assert "may never give" not in told
    assert Words(tables(CITY, LATE)).never_relaxed() == snapshot


def test_what_stands_is_not_said_to_be_relaxed_where_less_of_it_would_help(snapshot: SnapshotAssertion) -> None:
    """Ten people for what stands, whatever it makes; for 45 there are enough. No search lowers what stands, and the
    sentence does not say so."""
    people = """
        Skills
        skill | market | headcount | training seats
        hand  | A      | 4.5       | 0

        Staffing
        technology | skill | operation
        magnets    | hand  | 100
    """
    found = answer(CITY, STANDING.format(existing=100, available="100 %").replace("2026\n", "2026 | shortage cost\n")
                   .replace("magnet  | 100\n", "magnet  | 100 | 5\n"), people)  # fmt: skip
    assert conflicts(found)
    told = Words(found.tables).conflict(found.conflicts[0])
    assert told == snapshot
    lower = tables(CITY, STANDING.format(existing=45, available="100 %").replace("2026\n", "2026 | shortage cost\n")
                   .replace("magnet  | 100\n", "magnet  | 100 | 5\n"), people)  # fmt: skip
    assert what_must_give(lower, Request(gap=0.0, time_limit=60.0)).plan is not None


def test_what_asks_equally_little_has_the_cheaper_plan_first() -> None:
    """20 more of 50 from either: near at 30, far at 10."""
    found = answer(
        PORT,
        """
        Suppliers
        supplier | site | commodity | price | limit
        near     | City | magnet    | 30    | 50
        far      | Port | magnet    | 10    | 50

        Demand
        market | product | 2026 | may give
        City   | magnet  | 120  | never
        """,
    )
    assert remedies(found)[:2] == [{"Suppliers!E4": 70}, {"Suppliers!E3": 70}]
    assert [each.plan.objective for each in found.remedies] == pytest.approx([50 * 30 + 70 * 10, 70 * 30 + 50 * 10])


def test_a_remedy_found_too_large_is_made_as_small_as_has_a_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """80 % is enough; that it is found 30 % further does not stay."""
    monkeypatch.setattr("model.diagnosis.figures.FURTHER", (1.3,))
    share = """
        Limits
        limit | measure | of     | scope | bound   | value
        share | share   | magnet | B     | at most | 75 %
    """
    assert remedies(answer(ABROAD, share))[0] == {"Limits!F3": pytest.approx(0.8)}


def test_remedies_are_looked_for_though_the_search_for_conflicts_ran_out_of_time(
    monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    def late(feasibility: conflict_search.Search, given: object) -> Iterator[list[Cell]]:
        feasibility.begin(Deadline.after(-1.0))
        yield from ()
        raise SolveFailed("too late")

    monkeypatch.setattr("model.diagnosis.diagnose.conflicts_of", late)
    found = answer(CITY, STANDING.format(existing=80, available="100 %"))
    said = Words(found.tables).lines(found)
    assert remedies(found)[0] == {"Demand!C3": 80} and not found.conflicts
    assert said == snapshot
    assert MAY_BE_MORE in said


def test_a_large_workbook_says_that_it_leaves_out_what_whole_numbers_alone_cause(
    monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """A whole line costs 10, where 6 may be spent; without whole numbers 5 would do."""
    as_large(monkeypatch, "linear conflicts")
    fund = """
        Funds
        fund  | pays for | scope | 2026
        bank  | capital  | any   | 6
    """
    found = answer(CITY, WORKS, LINES.replace("| 25 ", "| 200 "), DEMAND, fund)
    assert not found.conflicts and {"Funds!D3": 10} in remedies(found)
    assert Words(found.tables).lines(found) == snapshot
    book = openpyxl.load_workbook(BytesIO(written(document(found))))
    said = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)
    assert said == snapshot
    assert "in time" not in said


def test_which_plan_is_the_cheapest_is_uncertain_where_gaps_overlap(snapshot: SnapshotAssertion) -> None:
    found = answer(CITY, STANDING.format(existing=80, available="100 %"))
    words = Words(found.tables)
    assert not any("uncertain" in each for each in words.remedies(found))
    first, second = found.remedies
    loose = replace(second, plan=replace(second.plan, bound=first.plan.objective - 5, gap=0.2))
    (said,) = (each for each in words.remedies(replace(found, remedies=[first, loose])) if "uncertain" in each)
    assert said == snapshot


FOUR_COUNTRIES = """
    Countries
    country
    A
    B
    C
    D

    Sites
    site | country
    City | A
    Port | B
    Cape | C
    Dock | D

    Commodities
    commodity
    ore
    magnet

    Routes
    from | to   | commodity
    any  | City | ore

    Settings
    last year | 2029

    Suppliers
    supplier | site | commodity | price
    b        | Port | ore       | 10
    c        | Cape | ore       | 10
    d        | Dock | ore       | 10

    Demand
    market | product | 2026
    City   | magnet  | 100

    Funds
    fund  | pays for | scope | 2026
    bank  | capital  | any   | 30

    Limits
    limit | measure | of  | bound   | value
    few   | HHI     | ore | at most | 2510
"""


def test_a_limit_on_concentration_takes_few_programs_in_whole_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nearly a quarter has to come from each country, which a tangent alone never tells: each solution that was found
    is looked at with all of them, where one program after the other took hundreds."""
    asked: list[int] = []

    class Counted(Solver):
        def run(self, report: Any = None) -> Any:
            asked.append(int(self.matrix.integer.any()))
            return super().run(report)

    monkeypatch.setattr(conflict_search, "Solver", Counted)
    found = answer(FOUR_COUNTRIES, WORKS, LINES)
    assert conflicts(found) == [{"Demand!C3", "Funds!D3"}]
    assert remedies(found) == [{"Demand!C3": 75}, {"Funds!D3": 40}]
    assert 0 < sum(asked) <= 10
