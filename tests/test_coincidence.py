"""Independent disruptions promise: what may coincide, how likely that is, what it is called, and an audit that works it
out by itself."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from model import Plan, Problem, Tables
from model.families.tail_risk import NOTHING_HAPPENS
from model.planning.scenario_solves import averages
from model.scenario.coincidence import chance, coinciding
from model.scenario.disruptions import Branch
from model.testing import Disruption, Limit
from tests.conftest import least_cost, solved
from tests.inline import tables
from tests.micro.case import CITY
from tests.micro.coincidence import A_HUNDRED, TWO_PLANTS, two_plants_that_fail
from tests.steps import Calendar, branches, probabilities_of, report_bytes, results_book, run_checks, tree_of, variants
from tests.test_audit import Change, asked, by, problems_of
from tests.test_audit_risk import left_out, told_of
from tests.test_properties import HARD, disruptions, together
from tests.test_value import value_of
from tests.test_words import said

FIRE_AND_FLOOD = """
    Disruptions
    disruption | action   | target | start      | duration | recovery | probability | independent | value
    fire       | capacity | first  | 2027; 2029 | 1.5      |          | 30 %        | yes         | 0.2
    flood      | capacity | second | 2027       | 1        | 2        | 20 %        | yes         | 0.1
    flood      | demand   | City   |            |          |          |             |             | 1.1
    strike     | capacity | each plant | 2027   |          |          | 10 %        | yes         | 0.5
    war        | price    | digger | 2027       |          |          | 5 %         |             | 3
"""
"""Two that may coincide with each other and with a strike at either plant, and one that excludes them all."""

SETTINGS = """
    Settings
    last year     | 2031
    discount rate | 5 %
"""

LIMITS = """
    Limits
    limit | measure | of     | value | during
    some  | service | magnet | 5 %   | flood
    all   | unmet   | magnet | 400   |
"""


def disrupted(*texts: str) -> Tables:
    digger = TWO_PLANTS.replace("digger   | City | ore       | 0", "digger   | City | ore       | 3")
    return tables(CITY, digger, A_HUNDRED, SETTINGS, FIRE_AND_FLOOD, LIMITS, *texts)


@cache
def plan_of(most: int = 2) -> Plan:
    return solved(disrupted(f"Settings\ncoinciding disruptions | {most}"))


def names(given: Tables) -> list[str]:
    return [branch.name for branch in branches(given)]


# --- what coincides -------------------------------------------------------------------------------------------------


def test_what_coincides_and_what_it_is_called(snapshot: SnapshotAssertion) -> None:
    """All pairs of the four that start in 2027, two strikes among them; neither the fire of 2029 nor the war."""
    assert names(disrupted()) == snapshot
    both = next(branch for branch in branches(disrupted()) if branch.name == "flood + strike: second, 2027")
    assert (both.disruption, both.subject, both.members) == ("flood + strike", "second", ("flood", "strike"))
    assert (both.start, both.end) == (2027, 2030), "as long as the flood, with its recovery"
    assert [row.target for row in both.actions] == ["second", "City", "second"]


def test_without_a_mark_nothing_coincides() -> None:
    assert names(disrupted("Settings\ncoinciding disruptions | 4")) != names(disrupted())
    unmarked = FIRE_AND_FLOOD.replace("| yes ", "|     ")
    assert [" + " in name for name in names(tables(CITY, TWO_PLANTS, SETTINGS, unmarked))] == [False] * 6


def test_one_at_most_leaves_each_alone_with_all_of_the_probability() -> None:
    """Nothing starts with 0.7 · 0.7, so each of two alike has half of the rest."""
    assert chance([0.3], [0.3], is_most=True) == pytest.approx((1 - 0.49) / 2)
    assert not any(branch.is_combination for branch in branches(disrupted("Settings\ncoinciding disruptions | 1")))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6), st.integers(1, 6))
def test_probabilities_are_those_of_independent_events(given: list[float], most: int) -> None:
    """Against all outcomes one by one; more than ``most`` at once count for each of their parts alike."""
    expected: dict[frozenset[int], float] = {}
    for outcome in product((False, True), repeat=len(given)):
        likely = math.prod(p if occurs else 1 - p for p, occurs in zip(given, outcome, strict=True))
        occurring = frozenset(at for at, occurs in enumerate(outcome) if occurs)
        parts = [part for part in _subsets(occurring) if len(part) == min(most, len(occurring))]
        for part in parts:
            expected[part] = expected.get(part, 0.0) + likely / len(parts)
    found = {frozenset(map(int, each.members)): each.probability for each in coinciding(_alone(given), most)}
    nothing = expected.pop(frozenset())
    assert found == {part: pytest.approx(each, abs=1e-12) for part, each in expected.items()}
    assert sum(found.values()) == pytest.approx(1 - nothing, abs=1e-9)


def _subsets(of: frozenset[int]) -> list[frozenset[int]]:
    """All sets of some of these."""
    found = [frozenset[int]()]
    for each in of:
        found += [{each, *part} for part in found]  # type: ignore[misc]
    return [frozenset(part) for part in found]


def _alone(probabilities: Sequence[float]) -> list[Branch]:
    rows = [
        Disruption(disruption=str(at), action="capacity", target="any", probability=p, independent="yes")
        for at, p in enumerate(probabilities)
    ]
    return [
        Branch(f"{row.disruption}, 2026", row.disruption, "", 2026, 2027, row.probability, (row,), (row.disruption,))
        for row in rows
    ]


# --- what a plan makes of it ------------------------------------------------------------------------------------------


def once(*texts: str) -> Tables:
    """The same where the fire is of 2027 only, so that all branches are scenarios."""
    given = disrupted(*texts)
    rows = [replace(row, start=row.start.replace("; 2029", "")) for row in given[Disruption]]
    return replace(given, rows={**given.rows, Disruption: rows})


def test_weights_of_a_period_add_up_to_one_and_so_do_scenarios() -> None:
    tree = tree_of(disrupted())
    for period in set(tree.period.values()):
        assert sum(tree.weight[node] for node in tree.nodes if tree.period[node] == period) == pytest.approx(1)
    assert all(sum(parts.values()) == pytest.approx(1) for parts in averages(tree).values())
    scenarios = probabilities_of(tree_of(once()))
    assert sum(scenarios.values()) == pytest.approx(1)
    assert scenarios[NOTHING_HAPPENS] == pytest.approx(0.7 * 0.8 * 0.9 * 0.9 - 0.05)


def test_the_value_of_information_worked_out_by_hand() -> None:
    """The two plants of the micro instance: knowing what fails changes nothing, for nothing is decided ahead, 211. On
    average each has 0.3 · 100 less capacity: 70 of the first at 1 and 30 of the second at 2 are 130."""
    measures = value_of(two_plants_that_fail()).measures
    assert {name: measures[name] for name in ("EV", "RP", "WS", "EVPI")} == pytest.approx(
        {"EV": 130.0, "RP": 211.0, "WS": 211.0, "EVPI": 0.0}
    )


def test_a_third_plant_is_built_for_what_coincides() -> None:
    """At 8 for each ton of capacity it saves 10 − 2 with 9 %, where both fail, which is not enough; but where both fail
    with 0.9 · 0.9, as exclusive ones never do, it is built."""
    spare = """
        Capacity
        plant | site
        third | City

        Operations
        plant | recipe
        third | press

        Projects
        project | plant | kind | maximum size | life
        spare   | third | size | 1000         | 1

        Costs
        item  | variable opex | capex per unit
        third | 1             |
        spare |               | 5

        Disruptions
        disruption | action   | target | probability | independent
        fire       | capacity | first  | {likely}    | {mark}
        flood      | capacity | second | {likely}    | {mark}
    """

    def built(likely: str, mark: str) -> float:
        plan = solved(tables(CITY, TWO_PLANTS, A_HUNDRED, spare.format(likely=likely, mark=mark)))
        return float(plan.frames["builds"]["size"].sum())

    assert built("50 %", "") == 0
    assert built("50 %", "yes") == 0
    assert built("80 %", "yes") == pytest.approx(100)


@pytest.mark.parametrize("most", [2, 3])
def test_screening_finds_the_plan_of_the_whole_program(most: int) -> None:
    assert plan_of(most).objective == pytest.approx(least_cost(disrupted(f"Settings\ncoinciding disruptions | {most}")))


def test_a_limit_for_one_of_them_holds_where_others_coincide() -> None:
    frame = plan_of().frames["limits"]
    flooded = [name for name in names(disrupted()) if "flood" in name]
    assert sorted(frame[frame["limit"] == "some"]["node"]) == sorted(flooded)
    assert sorted(frame[frame["limit"] == "all"]["node"]) == sorted(names(disrupted()))


# --- the audit --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [1, 2, 3, 4])
def test_a_plan_passes(most: int) -> None:
    assert problems_of(plan_of(most)) == {}


def fewer(plan: Plan) -> Plan:
    """The workbook lets no more than one occur."""
    settings = replace(plan.tables.settings, coinciding_disruptions=1)
    return replace(plan, tables=replace(plan.tables, settings=settings))


def marks(which: str, **changes: str) -> Change:
    return asked(Disruption, {"disruption": which, "action": "capacity"}, **changes)


BOTH = {"branch": "fire + flood, 2027"}

TAMPERED: tuple[tuple[str, str, Change], ...] = (
    ("disruptions reported", "no combination", left_out("branches", **BOTH)),
    ("disruptions reported", "probability of both", told_of("branches", BOTH, probability=0.06)),
    ("disruptions reported", "probability of one", told_of("branches", {"branch": "fire, 2027"}, probability=0.3)),
    ("disruptions reported", "its kind", told_of("branches", BOTH, disruption="fire")),
    ("disruptions reported", "end of the first", told_of("branches", BOTH, end=2028.5)),
    ("disruptions reported", "unmet in both", told_of("branches", BOTH, unmet=0.0)),
    ("disruptions reported", "not independent", marks("fire", independent="")),
    ("disruptions reported", "one at most", fewer),
    ("discounting", "chance of the flood", marks("flood", probability=0.25)),
    ("plant capacity", "less in the fire", marks("fire", value=0.1)),
    ("limits reported", "none in both", left_out("limits", limit="some", node="fire + flood, 2027")),
    ("limits reported", "fill rate in both", told_of("limits", {"node": "fire + flood, 2027"}, actual=1.0)),
    ("limits", "in both", asked(Limit, {"limit": "some"}, value=by(0.75))),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "tamper"), [(n, f) for n, _, f in TAMPERED], ids=[f"{n}: {w}" for n, w, _ in TAMPERED]
)
def test_a_plan_that_hides_something_fails(name: str, tamper: Change) -> None:
    assert name in problems_of(tamper(plan_of()))


# --- checks -----------------------------------------------------------------------------------------------------------


def problems(given: Tables) -> list[Problem]:
    """What is told of disruptions and settings."""
    return [each for each in run_checks(given) if each.sheet in ("Disruptions", "Settings")]


def many(sellers: int, most: int) -> Tables:
    """As many sellers, each of which may fail in 2027, and how many may at once."""
    rows = "\n".join(f"seller {at} | City | magnet | 1 | 10" for at in range(sellers))
    return tables(
        CITY,
        A_HUNDRED,
        f"Suppliers\nsupplier | site | commodity | price | limit\n{rows}",
        f"Settings\nlast year | 2028\ncoinciding disruptions | {most}",
        """
        Disruptions
        disruption | action   | target        | start | probability | independent
        out        | capacity | each supplier | 2027  | 1 %         | yes
        """,
    )


def test_combinations_are_counted_before_they_are_made(snapshot: SnapshotAssertion) -> None:
    """Of 40 there are 780 pairs, and 102,050 sets of two to four, of which none is made."""
    assert problems(many(20, 2)) == []
    (slow,) = (each for each in problems(many(40, 2)) if each.sheet == "Disruptions")
    assert slow.is_warning
    assert slow.fix == snapshot
    (hopeless,) = problems(many(40, 4))
    assert not hopeless.is_warning and "102,050 combinations" in hopeless.fix
    assert "at most 5,000" in hopeless.expected


def test_more_at_once_than_are_counted_is_told(snapshot: SnapshotAssertion) -> None:
    """Of 20 with 10 % each, more than two fail with 1 − 0.9²⁰ − 20 · 0.1 · 0.9¹⁹ − 190 · 0.01 · 0.9¹⁸ = 32.3 %."""
    given = many(20, 2)
    rows = [replace(row, probability=0.1) for row in given[Disruption]]
    (told,) = problems(replace(given, rows={**given.rows, Disruption: rows}))
    assert told.is_warning
    assert told.fix == snapshot


# --- what is told -----------------------------------------------------------------------------------------------------


def test_pages_say_what_coincides(snapshot: SnapshotAssertion) -> None:
    plan = plan_of()
    summary, stress = said(plan, "Summary"), said(plan, "Stress test")
    assert summary == snapshot
    assert stress == snapshot


def test_the_report_has_a_row_for_what_coincides() -> None:
    page = report_bytes(results_book(plan_of())).decode()
    assert "fire + strike: second, 2027" in page


def test_a_what_if_marks_them_or_says_how_many() -> None:
    """One cell each: without its mark the flood excludes the others again; one at most parts them all."""
    asked_if = """
        What-ifs
        what-if
        flood alone
        one at most

        Changes
        what-if     | sheet       | rows                   | column      | operation | value
        flood alone | Disruptions | disruption = flood     | independent | set       | no
        one at most | Settings    | coinciding disruptions | value       | set       | 1
    """
    given = tables(CITY, TWO_PLANTS, A_HUNDRED, SETTINGS, FIRE_AND_FLOOD, asked_if)
    found = {each.name: [name for name in names(each.tables) if " + " in name] for each in variants(given)}
    strikes = ["fire + strike: first, 2027", "fire + strike: second, 2027", "strike: first + strike: second, 2027"]
    assert found == {"flood alone": strikes, "one at most": []}


@given(data=st.data(), years=st.sampled_from([1, 2, 3]), names=st.permutations(sorted(HARD)))
def test_a_tree_holds_together(data: st.DataObject, years: int, names: list[str]) -> None:
    """In every year the probabilities add up to 1; a branch leaves the trunk with the year in which it starts and runs
    on without a gap to the last year of its window, and no node knows of it before."""
    horizon = tables(f"Settings\nlast year | 2031\nyears per period | {years}")
    given = together(horizon, disruptions(data.draw, names, 5))
    tree, periods = tree_of(given), Calendar.of(given.settings).periods
    by_year: Counter[int] = Counter()
    for node, chances in tree.chance.items():
        by_year.update({int(tree.period[node]) + at: chance for at, chance in enumerate(chances)})
    assert list(by_year.values()) == pytest.approx([1.0] * 6)
    assert all(weight >= 0 for weight in tree.weight.values())
    assert tree.trunk == [str(period) for period in periods]
    for branch, nodes in zip(branches(given), tree.branches.values(), strict=True):
        covered = [year for year in range(2026, 2032) if branch.start < year + 1 and year < branch.end]
        before = [str(p) for p in periods if p < covered[0]][-1:]
        assert [int(tree.period[n]) for n in nodes] == covered
        assert [tree.parent.get(n) for n in nodes] == [*(before or [None]), *nodes[:-1]]
