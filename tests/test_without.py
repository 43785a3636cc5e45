"""What there would be without a plan, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from syrupy.assertion import SnapshotAssertion

from model import Infeasible, Plan, Tables
from model.planning.baseline import Baseline, Outlook, beside
from model.planning.solve import solve_once
from model.reports.answers.against import against
from model.reports.results.tiles import tiles
from model.reports.results.without import breaks_in_futures, remark
from model.results.optimality import MEASURED_IN
from model.results.without import (
    AS_IT_IS,
    BREACHES,
    COST,
    FILL,
    FUTURES,
    LOWEST_FILL,
    PER_UNIT,
    SHORTAGE,
    UNPRICED,
    WITHOUT,
    expected,
    in_futures,
)
from model.system.processes import THREADS
from model.testing import Demand, Project, Supplier
from model.whatif.apply import futures
from tests.conftest import EXACT, solved
from tests.figures import Incumbent, answer_in_words, headline
from tests.inline import tables
from tests.micro import MICRO
from tests.micro.case import CITY, WORKS
from tests.micro.closures import people_are_freed_for_the_other_plant
from tests.search import Interrupt, as_large
from tests.steps import (
    View,
    as_it_stands,
    audited,
    carried_plan,
    read_instance,
    results_bytes,
    solve_instance,
    solve_tables,
)
from tests.test_screening import generated

SHOP = """
    Settings
    last year | 2027

    Suppliers
    supplier | site | commodity | price | limit
    seller   | City | magnet    | 10    | 60
    digger   | City | ore       | 1     |

    Recipes
    recipe | commodity | quantity
    press  | ore       | -1
    press  | magnet    | 1

    Operations
    plant | recipe
    Works | press

    Projects
    project | plant | kind    | module size | maximum modules
    Line    | Works | modules | 20          | 5

    Costs
    item | fixed capex
    Line | 500
"""
"""Two years in which 60 magnets are sold at 10; lines of 20 that cost 500 make them at 1."""


def answer_of(plan: Plan) -> list[str]:
    """The answer on doing nothing, in words."""
    return answer_in_words(against(View(plan)))


def shop(shortage_cost: str, *more: str) -> Tables:
    """Demand of 100."""
    demand = f"""
        Demand
        market | product | 2026 | shortage cost
        City   | magnet  | 100  | {shortage_cost}
    """
    return tables(CITY, WORKS, SHOP, demand, *more)


STRIKE = """
    Disruptions
    disruption | action   | target | start | probability
    strike     | capacity | seller | 2027  | 10 %

    Limits
    limit   | measure | of     | scope | value | during
    enough  | service | magnet | City  | 80 %  | strike
    at home | supply  | magnet | City  | 90    | undisturbed
"""


def compared(given: Tables) -> Plan:
    return beside(solved(given), EXACT)


def figures(plan: Plan) -> dict[str, tuple[float, float]]:
    """Without the plan and with it, by figure."""
    frame = plan.frames[WITHOUT]
    return dict(zip(frame["figure"], zip(frame["without_plan"], frame["with_plan"], strict=True), strict=True))


def breaches(plan: Plan) -> dict[str, tuple[str, float, float, int]]:
    """Where, bound, what is found, and how often, by limit."""
    rows = plan.frames[BREACHES].to_dict("records")
    return {row["limit"]: (row["node"], row["value"], row["actual"], row["times"]) for row in rows}


def test_cost_without_with_and_the_difference(snapshot: SnapshotAssertion) -> None:
    """Without: 60 are bought in either year for 600, 40 are short at 12; in the strike of 2027, with 10 %, all 100 are:
    1200 for 1080. 1080 + 0.9 · 1080 + 0.1 · 1200 = 2172, of it shortage 480 + 0.9 · 480 + 0.1 · 1200 = 1032.

    With: service of 80 % in the strike takes four lines at 500, which make 80 at 1 and let 20 be bought at 10:
    2000 + 280 + 0.9 · 280 + 0.1 · (80 + 20 · 12) = 2564, of it shortage 24. So security costs 392 more: 1.96 for each
    of 200 in demand."""
    plan = compared(shop("12", STRIKE))
    found = figures(plan)
    assert found[COST] == pytest.approx((2172, 2564))
    assert found[SHORTAGE] == pytest.approx((1032, 24))
    assert found[PER_UNIT] == pytest.approx((10.86, 12.82))
    assert found[FILL] == pytest.approx((0.6, 1.0))
    assert found[LOWEST_FILL] == pytest.approx((0.0, 0.8))
    assert UNPRICED not in found
    assert breaches(plan) == {
        "enough": ("strike, 2027", 0.8, pytest.approx(0.0), 1),
        "at home": ("2026", 90.0, pytest.approx(60.0), 2),
    }
    assert answer_of(plan) == snapshot


def test_demand_that_must_be_met_is_shown_and_costs_are_not_compared(snapshot: SnapshotAssertion) -> None:
    """60 of 100 can be bought in either year for 600; two lines make the other 40 for 500 and 40. Without them 80 are
    missing in all, which have no price, so that none is in the cost."""
    plan = compared(shop(""))
    found = figures(plan)
    assert found[COST] == pytest.approx((1200, 2280))
    assert SHORTAGE not in found
    assert found[UNPRICED] == pytest.approx((80, 0))
    assert breaches(plan) == {"Service of magnet": ("2026", 1.0, pytest.approx(0.6), 2)}
    assert answer_of(plan) == snapshot


def test_demand_that_must_be_met_is_met_if_it_can_be() -> None:
    """A seller at 1000 is dear, but sells the 40 that are missing: 2 · (600 + 40,000)."""
    dear = """
        Suppliers
        supplier | site | commodity | price
        dear     | City | magnet    | 1000
    """
    found = figures(compared(shop("", dear)))
    assert found[COST][0] == pytest.approx(81_200) and UNPRICED not in found


def test_what_is_already_made_goes_on_and_what_is_fixed_does_not() -> None:
    """A line of last year makes 20 in either year; the one that is fixed for this year is a decision: 2 · (20 + 600 +
    20 · 12)."""
    decisions = """
        Decisions
        decision | action | subject | rule         | year | size
        before   | build  | Line    | already made | 2025 | 20
        now      | build  | Line    | fixed        | 2026 | 20
    """
    found = figures(compared(shop("12", decisions)))
    assert found[COST][0] == pytest.approx(1720)


def test_bounds_of_stocks_funds_footprints_and_service_are_measured() -> None:
    """Nothing is in store; 60 are bought a year for 600, of a footprint of 1 each."""
    bounds = """
        Stockpiles
        stockpile | site | commodity | minimum closing stock | cover
        shed      | City | magnet    | 5                     | 3

        Funds
        fund   | pays for  | total | 2026
        public | purchases | 900   | 500

        Footprints
        footprint | item   | amount | unit
        smoke     | seller | 1      | t

        Footprint limits
        name | footprint | limit 2026 | total
        air  | smoke     | 50         | 90
    """
    tight = shop("12", bounds)
    found = breaches(compared(tight))
    assert found == {
        "Closing stock of shed": ("2027", 5.0, 0.0, 1),
        "Cover of shed": ("2026", 3.0, 0.0, 2),
        "public": ("all years", 900.0, pytest.approx(1200.0), 3),
        "air": ("all years", 90.0, pytest.approx(120.0), 3),
    }


def test_people_who_leave_are_replaced_as_far_as_what_stands_needs_them() -> None:
    """Ten smiths keep Works going. One leaves within a year and one is trained for 5, at once: wages of 20 in all."""
    given = tables(
        CITY,
        """
        Settings
        last year | 2027

        Demand
        market | product | 2026
        City   | magnet  | 100

        Suppliers
        supplier | site | commodity | price
        digger   | City | ore       | 1

        Recipes
        recipe | commodity | quantity
        press  | ore       | -1
        press  | magnet    | 1

        Operations
        plant | recipe
        Works | press

        Capacity
        plant | site | technology | existing capacity
        Works | City | pressing   | 100

        Skills
        skill | market | headcount | attrition | training cost | wage | training seats
        smith | A      | 10        | 10 %      | 5             | 1    | 9

        Staffing
        technology | skill | operation
        pressing   | smith | 100

        Projects
        project | plant | kind | maximum size
        more    | Works | size | 100
        """,
    )
    assert figures(compared(given))[COST] == pytest.approx((225, 225))


def test_nothing_is_solved_where_nothing_is_decided_ahead_or_limited() -> None:
    demand = """
        Demand
        market | product | 2026 | shortage cost
        City   | magnet  | 1    | 9
    """
    plan = solved(tables(CITY, demand))
    assert beside(plan, EXACT) is plan


def test_why_it_is_not_known_is_said(snapshot: SnapshotAssertion) -> None:
    """One digger cannot keep two plants going, so that one of them has to be mothballed; or no time is left."""
    plan = compared(people_are_freed_for_the_other_plant())
    assert WITHOUT not in plan.frames
    assert answer_of(plan) == snapshot
    late = beside(solved(shop("12", STRIKE)), EXACT, until=0.0)
    assert answer_of(late) == snapshot


@pytest.mark.parametrize("threads", [1, 2, 16])
def test_it_is_the_same_solved_beside_the_plan(threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large program begins it in a thread of its own, where there is a core for that; a small one does not."""
    monkeypatch.setenv(THREADS[0], str(threads))
    given = shop("12", STRIKE)
    plan, usual = solved(given), compared(given)
    for columns in (10, 100_000):
        with Baseline(given, EXACT) as baseline:
            baseline.start(columns)
            found = baseline.beside(plan)
        for name in (WITHOUT, BREACHES):
            pd.testing.assert_frame_equal(found.frames[name], usual.frames[name], check_exact=True)


def test_it_ends_with_the_search_that_it_is_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no plan is found, or Ctrl-C is pressed, it is asked to stop."""
    monkeypatch.setenv(THREADS[0], "2")
    interrupt = Interrupt()
    interrupt.set()
    given = shop("12", STRIKE)
    with Baseline(given, replace(EXACT, interrupt=interrupt)) as baseline:
        baseline.start(100_000)
        assert WITHOUT not in baseline.beside(solved(given)).frames
    with pytest.raises(Infeasible):
        solve_tables(replace(given, rows={**given.rows, Project: []}), gap=0.0, is_compared=True, why=False)


def test_settings_switch_it_off() -> None:
    given = shop("12", STRIKE)
    assert WITHOUT in solve_tables(given, is_compared=True).frames
    off = replace(given, settings=replace(given.settings, without_the_plan="no"))
    assert not {WITHOUT, BREACHES} & set(solve_tables(off, is_compared=True).frames)


def test_a_plan_of_another_workbook_is_no_better_plan() -> None:
    """What a search keeps, should it be killed, is its own: not what is solved beside it, though that is cheaper."""
    given = shop("12", STRIKE)
    given = replace(given, settings=replace(given.settings, value_of_information="yes"))
    kept: list[Incumbent] = []
    plan = solve_tables(given, gap=0.0, is_compared=True, better=kept.append)
    assert WITHOUT in plan.frames and MEASURED_IN in plan.statistics
    assert min(each.cost for each in kept if each.is_settled) == pytest.approx(plan.objective)


NEW = {"builds": "decided", "contracts": "start", "technology": "decided"}
"""Tables of decisions, and the columns that say when they were taken."""


@pytest.mark.parametrize("family", ["contracts", "technology", "closures"])
def test_nothing_new_is_decided(family: str) -> None:
    """Though there is something to gain by it, as in most micro instances."""
    for name in MICRO:
        if name.startswith(f"{family}.") and not name.endswith(people_are_freed_for_the_other_plant.__name__):
            given = MICRO[name]()
            required = {(row.market, row.product): 1e6 for row in given[Demand] if row.shortage_cost is None}
            found = audited(solve_once(as_it_stands(given, required), EXACT))
            for frame, year in NEW.items():
                assert (found.frames[frame][year] < found.periods[0]).all(), (name, frame)
            assert not found.frames["closures"][["mothballed", "closed"]].any(axis=None), name


def test_the_tile_of_the_lowest_fill_rate_names_either_disruption(snapshot: SnapshotAssertion) -> None:
    """Another disruption may be the worst without the plan."""
    plan = compared(shop("12", STRIKE))
    others = [
        replace(plan, frames=plan.frames | {WITHOUT: plan.frames[WITHOUT].assign(where_without=each)})
        for each in ("flood, 2026", "strike, 2026")
    ]
    usual, flood, sooner = (tiles(View(each), [])[0].note for each in (plan, *others))
    assert usual == snapshot
    assert (flood, sooner) == (f"{usual} (flood, 2026)", f"{usual} (2026)")


TWO_FUTURES = """
    What-ifs
    what-if | probability
    grows   | 25 %
    stops   | 25 %

    Changes
    what-if | sheet     | rows   | column | operation | value
    grows   | Suppliers | seller | limit  | set       | 100
    stops   | Suppliers | seller | limit  | set       | 0
"""


def in_two_futures(*more: str) -> Plan:
    return solve_tables(shop("30", TWO_FUTURES, *more), gap=0.0, is_compared=True)


def test_the_range_over_two_futures() -> None:
    """Without a plan 60 of 100 are bought for 600 in either year and 40 are short at 30: 3600. Two lines for 500 make
    these at 1: 1000 + 2 · 640 = 2280. If the seller grows all can be bought, for 2000, and the lines' 40 save 9 each:
    2280 with them, too. If it stops, 100 are short without the lines and 60 with them: 6000, and 1000 + 2 · (40 +
    1800) = 4680. In expectation, with a half for neither: 3800, 2880, and 920 saved."""
    found = in_futures(View(in_two_futures()))
    assert [(each.future, each.probability) for each in found] == [(AS_IT_IS, 0.5), ("grows", 0.25), ("stops", 0.25)]
    assert [each.without.cost for each in found] == pytest.approx([3600, 2000, 6000])
    assert [each.with_plan.cost for each in found] == pytest.approx([2280, 2280, 4680])
    assert [each.without.shortage for each in found] == pytest.approx([2400, 0, 6000])
    assert [each.with_plan.shortage for each in found] == pytest.approx([0, 0, 3600])
    assert [each.saved for each in found] == pytest.approx([1320, -280, 1320])
    mean = expected(found)
    assert mean is not None and (mean.without.cost, mean.with_plan.cost, mean.saved) == pytest.approx((3800, 2880, 920))


def test_page_one_gives_the_range(snapshot: SnapshotAssertion) -> None:
    view = View(in_two_futures())
    answer = against(view)
    assert answer_in_words(answer) == snapshot
    assert [(each.label, each.value, each.note) for each in headline(view)] == snapshot


def test_a_plan_that_cannot_be_held_in_a_future_says_why(snapshot: SnapshotAssertion) -> None:
    """80 % of demand have to be met undisrupted, which two lines alone cannot if the seller stops. Then the limit is
    measured only: the plan costs 1000 + 2 * (40 + 1800) there."""
    limit = """
        Limits
        limit  | measure | of     | scope | value | during
        enough | service | magnet | City  | 80 %  | undisturbed
    """
    view = View(in_two_futures(limit))
    grows, stops = in_futures(view)[1:]
    assert not grows.with_plan.breaks and stops.with_plan.breaks == "enough (City)"
    assert (stops.without.cost, stops.with_plan.cost) == pytest.approx((6000, 4680))
    assert (answer_in_words(against(view)), breaks_in_futures(view), remark(stops)) == snapshot


def test_a_limit_that_changes_in_a_future_is_the_one_that_breaks() -> None:
    """Where the seller stops 'enough' asks for no more than the 40 % that are met, so that 'bar' alone breaks."""
    lower = """
        Changes
        what-if | sheet     | rows   | column | operation | value
        grows   | Suppliers | seller | limit  | set       | 100
        stops   | Suppliers | seller | limit  | set       | 0
        stops   | Limits    | enough | value  | set       | 0.4
    """
    limit = """
        Limits
        limit  | measure | of     | scope | value | during
        enough | service | magnet | City  | 80 %  | undisturbed
        bar    | service | magnet | City  | 50 %  | undisturbed
    """
    futures_only = TWO_FUTURES.partition("Changes")[0]
    view = View(solve_tables(shop("30", futures_only, lower, limit), gap=0.0, is_compared=True))
    assert in_futures(view)[2].with_plan.breaks == "bar (City)"


def test_demand_without_a_price_is_not_compared_in_a_future(snapshot: SnapshotAssertion) -> None:
    plan = solve_tables(shop("", TWO_FUTURES), gap=0.0, is_compared=True)
    assert [remark(each) for each in in_futures(View(plan))] == snapshot


@pytest.mark.parametrize("threads", [1, 2])
def test_futures_are_the_same_solved_beside_the_plan(threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(THREADS[0], str(threads))
    given = shop("30")
    plan = solved(given)
    ahead = [Outlook("stops", 0.25, futures(shop("30", TWO_FUTURES))[1].tables)]
    frames = []
    for columns in (10, 100_000):
        with Baseline(given, EXACT, futures=ahead) as baseline:
            baseline.start(columns)
            frames.append(baseline.beside(plan).frames[FUTURES])
    pd.testing.assert_frame_equal(*frames, check_exact=True)


@pytest.mark.parametrize("seed", range(4))
def test_a_future_costs_the_same_whatever_the_search_has_learned(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With cuts at the plan, where goods cost less or more, or three times as much is wanted: both costs lie within
    what is left open, and limits are broken in the same futures."""
    as_large(monkeypatch, "cuts", "relaxation")
    given = generated(seed)

    def at(factor: float) -> Tables:
        suppliers = [replace(row, price=row.price.times(factor)) for row in given[Supplier]]
        return replace(given, rows={**given.rows, Supplier: suppliers})

    wanted = [replace(row, quantity=row.quantity.times(3.0)) for row in given[Demand]]
    more = replace(given, rows={**given.rows, Demand: wanted})
    ahead = [Outlook("cheap", 0.3, at(0.5)), Outlook("expensive", 0.3, at(2.0)), Outlook("more", 0.2, more)]
    plan = solve_instance(given, read_instance(given), replace(EXACT, is_base=True))
    assert plan.learned is not None and (plan.learned.proofs or plan.learned.active)
    sides = []
    for known in (plan, replace(plan, learned=None)):
        with Baseline(given, EXACT, futures=ahead) as baseline:
            sides.append(list(in_futures(View(baseline.beside(known)))))
    for one, other in zip(*sides, strict=True):
        for with_cuts, without in ((one.without, other.without), (one.with_plan, other.with_plan)):
            assert bool(with_cuts.breaks) == bool(without.breaks)
            room = with_cuts.open + without.open + 1e-6 * abs(without.cost)
            assert with_cuts.cost == pytest.approx(without.cost, abs=room, nan_ok=True)


def test_futures_survive_the_results_workbook(tmp_path: Path) -> None:
    plan = in_two_futures()
    (tmp_path / "plan.xlsx").write_bytes(results_bytes(plan))
    pd.testing.assert_frame_equal(carried_plan(tmp_path / "plan.xlsx").frames[FUTURES], plan.frames[FUTURES])


def test_no_futures_without_probabilities_or_the_comparison() -> None:
    assert FUTURES not in solve_tables(shop("30"), gap=0.0, is_compared=True).frames
    assert FUTURES not in solve_tables(shop("30", TWO_FUTURES), gap=0.0).frames
