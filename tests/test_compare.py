"""Plans beside a base, worked by hand: what differs, by how much, and whether that is a finding."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

import model
from inputs.build import quickstart
from model import Plan, Tables
from model.results.build import Build, taken
from model.results.describing import Source
from model.testing import ByYear, Commodity, CostRow, Demand, Limit, Project, Settings, Skill, Supplier
from model.whatif.compare import bridges, compare_runs
from model.whatif.figures import CAPITAL, EXPECTED_COST, SERVED, TRAINED, WORST_SERVICE
from model.whatif.inputs import PRESENT, WHOLE_ROW, differ_from, differences
from model.whatif.plan_difference import (
    KINDS,
    WEIGHTED_RISK,
    Digest,
    build_changes,
    change_words,
    counted,
    digest,
)
from model.whatif.robustness import ALL, FEW, MANY, decide_now, due_before, when_due
from model.whatif.variants import Changed
from tests.figures import Case, Comparison, agreements, case_of, compare_plans, noise, shifts
from tests.inline import tables
from tests.jobs import PlanJob, Result, State, shop
from tests.micro.case import BUY_ALL, CITY, PRESS, WORKS
from tests.steps import BASE, Variant, solve_tables
from tests.studies import findings
from tests.test_doubts import LINE

BOOK = quickstart.tables()


def changed(row_class: type[Any], change: Callable[[Any], Any], of: Tables = BOOK) -> Tables:
    """The quick start with every row of a sheet changed."""
    rows = {each: [change(row) if each is row_class else row for row in lines] for each, lines in of.rows.items()}
    return Tables(of.settings, rows)


DEAR = changed(CostRow, lambda row: replace(row, fixed_capex=row.fixed_capex.times(1.7)))
FEW_SEATS = changed(Skill, lambda row: replace(row, training_seats=ByYear.of(3)))


@cache
def plan_of(name: str) -> Plan:
    return solve_tables({"base": BOOK, "dear": DEAR, "few seats": FEW_SEATS}[name])


@cache
def compared() -> Comparison:
    """The quick start; with capex 1.7 times as high; with three training seats for five; and once more."""
    plans = [("base", plan_of("base")), ("dear", plan_of("dear")), ("few seats", plan_of("few seats"))]
    return compare_plans("quickstart", [*plans, ("again", solve_tables(quickstart.tables()))])


def named(comparison: Comparison, name: str) -> Digest:
    found = comparison.case(name).digest
    assert found is not None
    return found


def change_of(measure: str, name: str, comparison: Comparison | None = None) -> float | None:
    comparison = comparison or compared()
    found = comparison.measure(measure)
    assert found is not None
    return found.by_case[[plan.name for plan in comparison.solved].index(name)].change


# ---------------------------------------------------------------------------------------------- differences by hand


def test_what_changes_nothing_has_no_difference_anywhere() -> None:
    again, base = named(compared(), "again"), named(compared(), "base")
    at = compared().solved.index(again)
    assert len(compared().measures) > 20
    for measured in compared().measures:
        cell = measured.by_case[at]
        assert cell.change == (None if cell.value is None else 0.0), measured.figure.name
        assert not cell.is_finding and not cell.within_gaps
    assert compared().case("again").inputs == () and compared().case("again").differs_from is None
    assert build_changes(base, again) == []
    assert all(shifts(base, again, kind) == [] for kind in KINDS)
    bridge = bridges(compared())[-1]
    assert bridge.other is again and bridge.total == 0.0 and set(bridge.parts.values()) == {0.0}
    assert compared().extra(again) == 0.0 and not compared().is_significant(again)


def test_dear_capital_costs_more_capital_and_nothing_else() -> None:
    """The module costs 8.5 for 5.0 and is still built: 39.05 + 3.5."""
    assert change_of(EXPECTED_COST, "dear") == pytest.approx(3.5)
    assert change_of(CAPITAL, "dear") == pytest.approx(3.5)
    assert change_of(SERVED, "dear") == 0.0 and change_of(TRAINED, "dear") == 0.0
    bridge = bridges(compared())[0]
    assert {name: part for name, part in bridge.parts.items() if part} == {"capital": pytest.approx(3.5)}
    assert build_changes(named(compared(), "base"), named(compared(), "dear")) == []
    assert compared().is_significant(named(compared(), "dear"))


def test_few_seats_delay_the_module() -> None:
    """Three seats for five: the module comes a year later and the plan costs 46.24 for 39.05."""
    base, other = named(compared(), "base"), named(compared(), "few seats")
    assert change_of(EXPECTED_COST, "few seats") == pytest.approx(7.19)
    (change,) = build_changes(base, other)
    assert (change.project, change.words) == ("Separation module", ("later",))
    assert change.before is not None and change.after is not None
    assert (change.before.decided, change.after.decided) == (2026, 2027)
    bridge = next(each for each in bridges(compared()) if each.other is other)
    assert sum(bridge.parts.values()) == pytest.approx(bridge.total, abs=1e-12)
    assert bridge.start + sum(bridge.parts.values()) == pytest.approx(bridge.end, abs=1e-9)
    # 10 t less of its own oxide in 2028 and 2029: half of all of it, and five times as much concentrate.
    flows = {shift.labels: shift for shift in shifts(base, other, "flows")}
    ore = flows["Mine Hill", "Port Refinery", "Concentrate"]
    assert (ore.before, ore.after, ore.part) == pytest.approx((250, 150, 0.5))
    assert list(counted([change])) == [("later", 1)]


def test_differences_of_shares_are_in_points_and_have_no_part() -> None:
    served, cost = compared().measure(SERVED), compared().measure(EXPECTED_COST)
    assert served is not None and cost is not None
    assert served.by_case[2].part is None
    assert served.by_case[2].change == pytest.approx(-25 / 500)
    assert cost.by_case[2].part == pytest.approx(7.19 / 39.05)


def test_a_weight_on_risk_is_a_category_of_its_own() -> None:
    """What is minimised is more than what it costs: the bridge still adds up."""
    plan = plan_of("base")
    weighted = digest("weighted", replace(plan, objective=plan.objective + 3, bound=plan.bound + 3))
    assert weighted.costs[WEIGHTED_RISK] == pytest.approx(3)
    assert sum(weighted.costs.values()) == pytest.approx(weighted.objective)
    base = named(compared(), "base")
    assert WEIGHTED_RISK not in base.costs and sum(base.costs.values()) == pytest.approx(base.objective)


# ---------------------------------------------------------------------------------------------- gaps


def with_bound(name: str, objective: float, bound: float) -> Digest:
    plan = plan_of("base")
    costs = plan.frames["costs"]
    scaled = costs.assign(present_value=costs["present_value"] * objective / plan.objective)
    frames = {**plan.frames, "costs": scaled}
    return digest(name, replace(plan, objective=objective, bound=bound, frames=frames, measures={}))


def beside(base: Digest, other: Digest) -> Comparison:
    cases = [Case(each.name, each, "optimal") for each in (base, other)]
    return Comparison("x", BOOK.settings, cases[0], (cases[1],))


@pytest.mark.parametrize(
    ("cost", "bound", "is_finding"),
    [(104.9, 104.9, False), (105.2, 105.2, True), (107.0, 104.0, False), (108.1, 105.2, True), (94.9, 94.9, True),
     (300.0, math.nan, False), (300.0, -math.inf, False)],
)  # fmt: skip
def test_a_difference_within_the_gaps_is_no_finding(cost: float, bound: float, is_finding: bool) -> None:
    """The base costs 100 and may cost 95: with what the other leaves open, that much is no finding."""
    other = with_bound("other", cost, bound)
    found = beside(with_bound("base", 100.0, 95.0), other)
    assert found.is_significant(other) is is_finding
    measured = found.measure(EXPECTED_COST)
    assert measured is not None
    assert measured.by_case[1].is_finding is is_finding and measured.by_case[1].within_gaps is not is_finding
    assert bridges(found)[0].within_gaps is not is_finding
    said = " ".join(findings(found))
    assert ("Within solver tolerance" in said) is not is_finding
    assert ("Most expensive" in said or "Cheapest" in said) is is_finding


def test_noise_is_what_both_leave_open() -> None:
    one, other = with_bound("one", 100.0, 98.0), with_bound("other", 50.0, 47.0)
    assert noise(one.solved, other.solved) == pytest.approx(5.0, abs=1e-3)
    assert noise(one.solved, with_bound("odd", 50.0, 51.0).solved) == pytest.approx(2.0, abs=1e-3)


# ---------------------------------------------------------------------------------------------- without a plan


def test_a_case_without_a_plan_is_listed_and_has_no_figures(snapshot: SnapshotAssertion) -> None:
    failed = Case("failed", None, "infeasible", "Demand!C3 cannot be met")
    found = replace(compared(), others=(failed, *compared().others))
    assert [plan.name for plan in found.solved] == ["base", "dear", "few seats", "again"]
    assert found.failed == (failed,)
    assert change_of(EXPECTED_COST, "dear", found) == pytest.approx(3.5)
    assert findings(found) == snapshot


def test_without_a_plan_of_the_base_there_are_values_and_no_differences(snapshot: SnapshotAssertion) -> None:
    found = replace(compared(), base=Case("base", None, "infeasible", "why"))
    measured = found.measure(EXPECTED_COST)
    assert measured is not None
    assert measured.values == pytest.approx((42.55, 46.24, 39.05))
    assert all(cell.change is None and not cell.is_finding for cell in measured.by_case)
    assert bridges(found) == ()
    assert findings(found) == snapshot


def test_other_money_is_not_compared(snapshot: SnapshotAssertion) -> None:
    euros = Tables(replace(BOOK.settings, currency="EUR"), BOOK.rows)
    found = compare_plans("money", [("base", plan_of("base")), ("euros", solve_tables(euros))])
    assert found.extra(named(found, "euros")) is None
    assert bridges(found) == ()
    assert {each.figure.unit for each in found.measures if each.figure.name == EXPECTED_COST} == {
        "million USD", "million EUR"
    }  # fmt: skip
    assert change_of(EXPECTED_COST, "euros", found) is None
    assert change_of(TRAINED, "euros", found) == 0.0
    assert findings(found) == snapshot


def test_plans_of_different_chains_are_not_compared(snapshot: SnapshotAssertion) -> None:
    """Neither in cost nor in what they build: the shop sells something else."""
    other = shop()
    rows = {**other.rows, Demand: [replace(row, product="magnet 2") for row in other[Demand]]}
    rows[Commodity] = [replace(row, commodity="magnet 2") for row in other[Commodity]]
    rows[Supplier] = [replace(row, commodity="magnet 2") for row in other[Supplier]]
    rows[Limit] = [replace(row, of="magnet 2") for row in other[Limit]]
    settings = replace(BOOK.settings, first_year=2026, last_year=2026)
    plan = replace(solve_tables(Tables(settings, rows)), source=Source("shop.xlsx", "", "", ""))
    base = replace(plan_of("base"), source=Source("quickstart.xlsx", "", "", ""))
    found = compare_plans("two chains", [("base", base), ("shop", plan)])
    assert named(found, "shop").amount == base.amount
    assert found.extra(named(found, "shop")) is None and bridges(found) == ()
    assert all(measure.by_case[1].change is None for measure in found.measures)
    assert found.case("shop").inputs == ()
    said = findings(found)
    assert said == snapshot
    assert "2026–2026 (shop)" in said[1]
    assert not any("more" in words and "%" in words for words in said)


# ---------------------------------------------------------------------------------------------- builds


def test_what_a_later_plan_has_already_made_is_not_dropped(snapshot: SnapshotAssertion) -> None:
    """The plan of 2026 builds the line; to that of 2027, which goes on from there, it is already made."""
    earlier, made = (
        tables(LINE),
        """
        Decisions
        decision | action | subject | rule         | year
        line     | build  | Line    | already made | 2026
    """,
    )
    settings = replace(earlier.settings, first_year=2027)
    later = Tables(settings, tables(LINE, made).rows)
    found = compare_plans("a year later", [("2026", solve_tables(earlier)), ("2027", solve_tables(later))])
    assert [change.words for change in build_changes(named(found, "2026"), named(found, "2027"))] == []
    assert findings(found) == snapshot


def build(decided: int, size: float = 10.0, project: str = "P") -> Build:
    end = decided + 2
    return Build(project, "", "", "A", "oxide", "t/y", decided, decided + 1, end, end, 2040, 1, size, 5.0)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ([build(2026)], [build(2026)], ()),
        ([], [build(2026)], ("added",)),
        ([build(2026)], [], ("dropped",)),
        ([build(2026)], [build(2026, 12)], ("larger",)),
        ([build(2026)], [build(2028, 8)], ("smaller", "later")),
        ([build(2026)], [build(2026, 10.0005)], ()),
        ([build(2026), build(2028)], [build(2026), build(2030)], ("later",)),
        ([build(2026), build(2030)], [build(2027), build(2029)], ("later",)),
        ([build(2026), build(2028), build(2030)], [build(2026), build(2029), build(2029)], ("other years",)),
    ],
)
def test_how_a_project_is_built_otherwise(before: list[Build], after: list[Build], words: tuple[str, ...]) -> None:
    assert change_words(taken(before).get("P"), taken(after).get("P")) == words


def plans_with(*builds: tuple[Build, ...], differs_from: int | None = 2026) -> Comparison:
    """Plans that build so, the first of them the base, and each costs 1 more than the one before."""
    one = named(compared(), "base")
    plans = [replace(one, objective=one.objective + at, bound=one.objective + at) for at in range(len(builds))]
    cases = [
        Case(f"plan {at}", replace(plans[at], name=f"plan {at}", builds=each), "optimal", differs_from=differs_from)
        for at, each in enumerate(builds)
    ]
    return Comparison("x", BOOK.settings, replace(cases[0], differs_from=None), tuple(cases[1:]))


def test_what_plans_agree_on(snapshot: SnapshotAssertion) -> None:
    """P in all three, in 2026 or 2028; Q in two, at once; R in one, late."""
    p, q = build(2026, 20), build(2026, project="Q")
    found = plans_with((p, q), (p, q), (build(2028, 30), build(2029, project="R")))
    by_name = {each.project: each for each in agreements(found)}
    assert list(by_name) == ["P", "Q", "R"]
    assert [each.built_in for each in by_name.values()] == [ALL, MANY, FEW]
    first = by_name["P"]
    assert (first.earliest, first.latest, first.least, first.greatest) == (2026, 2028, 20, 30)
    assert (first.first, first.due, first.due_in) == (("plan 0", "plan 1"), ("plan 0", "plan 1"), MANY)
    assert first.advice == snapshot
    assert by_name["Q"].advice == snapshot
    assert by_name["R"].advice == snapshot
    assert [each.project for each in decide_now(found)] == ["P", "Q"]


def test_what_falls_due_before_inputs_differ_is_to_be_decided(snapshot: SnapshotAssertion) -> None:
    """Inputs are the same until 2028: what is decided in 2028 is decided without knowing; in 2029 it is known."""
    found = plans_with((build(2028), build(2029, project="Q")), (build(2026), build(2026, 5)), differs_from=2029)
    assert due_before(found) == 2029 and when_due(found) == "by 2028"
    (due,) = decide_now(found)
    assert due.project == "P" and due.due == ("plan 0", "plan 1")
    assert (due.least_due, due.greatest_due) == (10, 15)
    assert due.advice == snapshot


def test_without_differing_inputs_only_the_first_period_is_due() -> None:
    found = plans_with((build(2026),), (build(2027),), differs_from=None)
    assert when_due(found) == "now" and [each.due for each in decide_now(found)] == [("plan 0",)]


# ---------------------------------------------------------------------------------------------- inputs

ONE = """
    Sites
    site | country
    Pit  | A
    City | A

    Suppliers
    supplier | site | commodity | price 2026 | price 2030
    far      | City | magnet    | 100        | 200
    near     | Pit  | magnet    | 5          | 5
"""


def lines(one: Tables, other: Tables) -> list[tuple[str, str, str, object, object, int | None]]:
    return [(d.sheet, d.key, d.column, d.old, d.new, d.year) for d in differences(one, other)]


def settings(**changed: object) -> Settings:
    return replace(tables(ONE).settings, last_year=2030, **changed)  # type: ignore[arg-type]


def test_cells_that_differ_are_named_with_the_year_from_which_they_count() -> None:
    """Of a price that goes from 100 in 2026 to 200 or 300 in 2030, the years between differ as well."""
    one = Tables(settings(), tables(ONE).rows)
    two = Tables(settings(gap=0.5, discount_rate=0.1), tables(ONE.replace("| 200", "| 300")).rows)
    assert lines(one, two) == [
        ("Settings", "", "discount rate", 0.0, 0.1, 2026),
        ("Settings", "", "gap", 0.0, 0.5, None),
        ("Suppliers", "far", "price 2030", 200.0, 300.0, 2027),
    ]
    found = differences(one, two)
    assert differ_from(found) == 2026 and differ_from(found[1:]) == 2027
    assert found[-1].cell == tables(ONE)[Supplier][0].cell("price 2030")
    assert lines(one, one) == []


def test_rows_of_one_workbook_only_are_named() -> None:
    one = Tables(settings(), tables(ONE).rows)
    two = Tables(settings(), tables(ONE.replace("near ", "other")).rows)
    assert lines(one, two) == [
        ("Suppliers", "near", WHOLE_ROW, PRESENT, None, 2026),
        ("Suppliers", "other", WHOLE_ROW, None, PRESENT, 2026),
    ]


def test_rows_that_are_switched_differ_and_those_that_stay_off_do_not() -> None:
    given = [row for rows in tables(ONE).rows.values() for row in rows]
    off = [replace(row, in_use="no") if getattr(row, "supplier", "") == "near" else row for row in given]
    one, two = Tables.of(settings(), given), Tables.of(settings(), off)
    assert lines(one, two) == [("Suppliers", "near", "in use", "yes", "no", 2026)]
    dearer = [replace(row, price=ByYear.of(9)) if getattr(row, "supplier", "") == "near" else row for row in off]
    assert lines(two, Tables.of(settings(), dearer)) == []
    without = [row for row in given if getattr(row, "supplier", "") != "near"]
    assert lines(two, Tables.of(settings(), without)) == []


@pytest.mark.parametrize(("price", "differs"), [(290.735488778136, False), (290.73548877813, True)])
def test_digits_that_a_saved_workbook_loses_are_no_difference(price: float, differs: bool) -> None:
    """Programs that keep 15 digits save 290.7354887781362 as 290.735488778136: nobody has typed another number."""

    def at(value: float) -> Tables:
        return changed(Supplier, lambda row: replace(row, price=ByYear.of(value), limit=ByYear.of(value)), given)

    given = Tables(settings(), tables(ONE).rows)
    assert bool(lines(at(290.7354887781362), at(price))) == differs


def test_one_value_for_all_years_beside_values_by_year() -> None:
    """A flat 100 and a path from 100 to 200 differ where the path does, after its start."""
    one = Tables(settings(), tables(ONE).rows)
    flat = changed(Supplier, lambda row: replace(row, price=ByYear.of(100)) if row.supplier == "far" else row, one)
    assert lines(one, flat) == [("Suppliers", "far", "price 2030", 200.0, 100.0, 2027)]
    dear = changed(Supplier, lambda row: replace(row, price=ByYear.of(7)) if row.supplier == "far" else row, flat)
    assert lines(flat, dear) == [("Suppliers", "far", "price", 100.0, 7.0, 2026)]


# ---------------------------------------------------------------------------------------------- from a batch


class SolvedAgain(Result):
    """A result whose plan is on no disk."""

    def plan(self) -> Plan:
        return solve_tables(self.job.tables)


def test_cases_of_a_batch(snapshot: SnapshotAssertion) -> None:
    """Changes are those that the what-if tells, with the years in which they count; a failed run keeps its reason."""
    late = changed(Demand, lambda row: replace(row, quantity=ByYear.of({2026: 100, 2028: 100, 2030: 90})))
    told = Changed("Demand", 3, "H3", "Detroit · Magnet", "2030", 100.0, 90.0, "Changes!G5")
    what_if = Variant("late", late, "less at the end", "", (told,))
    solved = SolvedAgain(PlanJob("late", late), State.OPTIMAL, seconds=2.0, is_reused=True)
    case = case_of(what_if, solved, BOOK)
    (line,) = case.inputs
    assert (line.cell, line.old, line.new, line.year, line.by) == ("H3", 100.0, 90.0, 2029, "Changes!G5")
    assert case.differs_from == 2029
    assert case.is_reused
    assert case.description == snapshot
    failed = Result(PlanJob("bad", DEAR), State.INFEASIBLE, "no way")
    base = Variant(BASE, BOOK), SolvedAgain(PlanJob(BASE, BOOK), State.OPTIMAL)
    found = compare_runs("book", [base, (what_if, solved), (Variant("bad", DEAR), failed)])
    assert [plan.name for plan in found.solved] == [BASE, "late"]
    assert (found.failed[0].name, found.failed[0].reason) == ("bad", "no way")


def test_risk_figures_of_a_plan() -> None:
    """China closed in 2030: 20 t of oxide of its own make half of the magnets, above the 40 % asked for."""
    measured = compared().measure(WORST_SERVICE)
    assert measured is not None and measured.values[0] == pytest.approx(0.5)
    (limit,) = named(compared(), "base").limits
    assert (limit.limit, limit.sign, limit.is_share, limit.binds) == ("Magnets without China", "≥", True, False)
    assert (limit.bound, limit.actual, limit.slack) == pytest.approx((0.4, 0.5, 0.1))


SMALL_LINE = """
    Projects
    project | plant | kind    | module size | maximum modules
    Line    | Works | modules | 10          | 1

    Costs
    item | fixed capex
    Line | 20
"""


def test_the_parts_of_the_cost_add_up_to_it_and_are_0_where_a_plan_has_none() -> None:
    """A plan that builds nothing has no capital and no public money; measures differ as in the bridge."""
    aid = """
        Public money
        programme | kind  | payer | scope | share
        aid       | grant | A     | Line  | 10 %
    """
    base = tables(CITY, PRESS, WORKS, BUY_ALL, SMALL_LINE, aid)
    plans = [(name, model.solve(each, light=True)) for name, each in (("base", base), ("none", base.without(Project)))]
    comparison = compare_plans("aid", plans)
    parts = [each for each in comparison.measures if each.figure.is_part]
    assert [each.figure.name for each in comparison.measures[: len(parts) + 1]] == [EXPECTED_COST] + [
        each.figure.name for each in parts
    ]
    for at in range(2):
        whole = comparison.cost
        assert whole is not None and whole.values[at] == pytest.approx(sum(each.values[at] or 0.0 for each in parts))
    (bridge,) = bridges(comparison)
    changes = {each.figure.name.removeprefix("of which "): each.by_case[1].change for each in parts}
    assert changes == pytest.approx(dict(bridge.parts))
    assert changes["capital"] == pytest.approx(-20) and changes["public money"] == pytest.approx(2)
