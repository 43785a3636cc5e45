"""What knowing would be worth, worked out by hand and as published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from syrupy.assertion import SnapshotAssertion

import model.planning.value
from model import Tables
from model.planning.value import Value, Workers, scenario_costs, value_of_information
from model.results.optimality import information
from model.testing import ByYear, Disruption, Limit
from tests.conftest import EXACT, solved
from tests.figures import Interval
from tests.goldens import farmer, lands
from tests.inline import tables
from tests.jobs import Job, Result, State, Store, drive, one_by_one, solve_all
from tests.micro.case import CITY, MINE_AND_CITY
from tests.search import Interrupt
from tests.steps import Progress, probabilities_of, solve_tables, tree_of, valued

WORTH = ("EVPI", "VSS")


def value_of(given: Tables) -> Value:
    """Of the cheapest plan, by solves in this process."""
    plan = valued(solved(given), EXACT)
    remarks = {name: str(plan.statistics[name]) for name in WORTH if name in plan.statistics}
    return Value(information(plan.measures), remarks, str(plan.statistics.get("value of information in", "")))


def worth(given: Tables) -> dict[str, float]:
    """EVPI and VSS where they are known exactly."""
    return {name: figure for name, figure in value_of(given).measures.items() if name in WORTH}


WORKS = """
    Recipes
    recipe | commodity | quantity
    press  | ore       | -1
    press  | magnet    | 1

    Operations
    plant | recipe
    Works | press

    Capacity
    plant | site
    Works | City

    Projects
    project | plant | kind | maximum size | life
    press   | Works | size | 1000         | 1

    Costs
    item  | capex per unit
    press | 6

    Suppliers
    supplier | site | commodity | price
    digger   | City | ore       | 0
"""
"""Works of any size, at 6 a unit."""


def boom(probability: str = "50 %", shortage_cost: str = "10") -> Tables:
    """Demand of 100, or of 200 with a probability."""
    return tables(
        CITY,
        WORKS,
        f"""
        Demand
        market | product | 2026 | shortage cost
        City   | magnet  | 100  | {shortage_cost}

        Disruptions
        disruption | action | target | value | start | probability
        boom       | demand | City   | 2     | 2026  | {probability}
        """,
    )


def test_value_worked_out_by_hand() -> None:
    """Works cost 6 a unit, a shortage 10. The plan builds 100, 600, and is short of 100 in a boom, 0.5 · 1000: in all
    1100. Who knows builds 100 or 200, 0.5 · 600 + 0.5 · 1200 = 900: knowing is worth 200. Who plans for the mean of
    150 builds 150, 900, and is short of 50 in a boom, 0.5 · 500: 1150, or 50 more."""
    value = value_of(boom())
    found = {"EV": 900.0, "EEV": 1150.0, "RP": 1100.0, "WS": 900.0, "EVPI": 200.0, "VSS": 50.0}
    assert value.measures == pytest.approx(found)
    assert not value.remarks
    assert value.measure == "expected discounted cost"


@pytest.mark.parametrize(
    ("given", "case"), [(farmer.farmer(), farmer), (lands.lands(), lands)], ids=["farmer", "lands"]
)
def test_published_values(given: Tables, case: object) -> None:
    value = value_of(given)
    assert value.measures["EVPI"] == pytest.approx(case.EVPI, abs=1e-4)  # type: ignore[attr-defined]
    assert value.measures["VSS"] == pytest.approx(case.VSS, abs=1e-4)  # type: ignore[attr-defined]


def test_a_plan_for_the_mean_that_fails() -> None:
    """Where no shortage is allowed, works for the mean are too small for a boom."""
    value = value_of(boom(shortage_cost=""))
    assert value.measures.keys() == {"EV", "RP", "WS", "EVPI"}
    assert "is infeasible" in value.remarks["VSS"]


def test_nothing_is_to_be_known_without_probabilities(snapshot: SnapshotAssertion) -> None:
    value = value_of(boom("0 %"))
    assert not value.measures
    assert dict(value.remarks) == snapshot


def test_probabilities_that_are_no_scenarios() -> None:
    """In each of three years a boom of 40 %: the years may be averaged, but 120 % of scenarios are none."""
    given = boom("40 %")
    every_year = replace(
        given,
        settings=replace(given.settings, last_year=2028),
        rows={**given.rows, Disruption: [replace(row, start="each") for row in given[Disruption]]},
    )
    value = value_of(every_year)
    assert "more than 1" in value.remarks["EVPI"]
    assert value.measures["VSS"] >= -1e-6


def test_a_limit_on_the_tail_is_no_part_of_a_scenario(snapshot: SnapshotAssertion) -> None:
    """At a confidence of 0 the tail is everything: on average costs are at most 1150, which both plans hold. Works for
    a boom cost 1200, which only a scenario on its own would call too much."""
    given = boom()
    mean = Limit(limit="mean", measure="CVaR of cost", value=ByYear.of(1150), confidence=0.0)
    bounded = replace(given, rows={**given.rows, Limit: [mean]})
    value = value_of(bounded)
    assert [value.measures[name] for name in WORTH] == pytest.approx([200.0, 50.0], abs=1e-4)
    assert value.measure == snapshot


def test_knowing_of_a_ban_does_not_raise_what_it_leaves() -> None:
    """The City needs 100: from home at 1, which a disruption of half a chance takes away, or from a Mine abroad at 8,
    of whose exports it leaves half; a shortage costs 10. Nothing is bought abroad, so half of nothing is left: nothing
    is to be decided, and knowing is worth nothing. There is no mean of what hangs on what would be sent."""
    value = value_of(
        tables(
            MINE_AND_CITY,
            """
            Demand
            market | product | 2026 | shortage cost
            City   | magnet  | 100  | 10

            Suppliers
            supplier | site | commodity | price
            abroad   | Mine | magnet    | 8
            home     | City | magnet    | 1

            Routes
            from | to   | commodity
            Mine | City | magnet

            Disruptions
            disruption | action   | target | value | start | probability
            cut        | exports  | A      | 0.5   | 2026  | 50 %
            cut        | capacity | home   | 0     |       |
            """,
        )
    )
    assert value.measures.keys() == {"RP", "WS", "EVPI"}
    assert value.measures["EVPI"] == pytest.approx(0.0, abs=1e-6)
    assert "exports" in value.remarks["VSS"]


def test_what_is_under_way_is_no_gift_to_those_who_know() -> None:
    """Three years, a transit of a fifth of a year, a price that doubles in the second with half a chance: there is
    nothing to decide, though in the undisturbed second year, which does not come, one could send as much as one likes
    for the third."""
    given = tables(
        MINE_AND_CITY,
        """
        Settings
        last year | 2028

        Commodities
        commodity | disposal cost | reference value
        gem       | 0             | 15

        Demand
        market | product | 2026
        City   | gem     | 100

        Suppliers
        supplier | site | commodity | price
        digger   | Mine | gem       | 10

        Routes
        from | to   | commodity | transit
        Mine | City | gem       | 73

        Disruptions
        disruption | action | target | value | start | probability
        dear       | price  | digger | 2     | 2027  | 50 %
        """,
    )
    assert worth(given) == pytest.approx({"EVPI": 0.0, "VSS": 0.0}, abs=1e-6)


def test_stock_before_a_disruption_is_part_of_the_plan_for_the_mean() -> None:
    """In 2026 stock can be laid in at 1, kept for 2027, when 100 are needed at a price of 10, or of 0 with a chance of
    95 %. The mean price is 0.5: who plans for it lays in nothing and pays 0.05 · 1000 = 50. That is what the plan does
    too, since stock of 100 would cost 100. At a chance of 80 % the mean is 2, both lay in 100, and knowing is worth
    100 − 0.2 · 100 = 80."""
    assert worth(cheap(0.95)) == pytest.approx({"EVPI": 50.0 - 0.05 * 100, "VSS": 0.0})
    assert worth(cheap(0.80)) == pytest.approx({"EVPI": 80.0, "VSS": 0.0})


def cheap(probability: float) -> Tables:
    return tables(
        CITY,
        f"""
        Settings
        last year | 2027

        Demand
        market | product | 2026 | 2027
        City   | magnet  | 0    | 100

        Suppliers
        supplier | site | commodity | price 2026 | price 2027
        seller   | City | magnet    | 1          | 10

        Stockpiles
        stockpile | site | commodity
        store     | City | magnet

        Disruptions
        disruption | action | target | value | start | probability
        glut       | price  | seller | 0     | 2027  | {probability}
        """,
    )


# ---------------------------------------------------------------------------------------------- one measure


def weighted(measure: str, weight: float) -> Tables:
    """The boom, with a CVaR at 50 % in the objective: the worse half is the boom."""
    given = boom()
    tail = Limit(limit="tail", measure=measure, confidence=0.5, weight=weight)
    return replace(given, rows={**given.rows, Limit: [tail]})


def test_with_a_weight_on_cost_all_six_are_risk_weighted(snapshot: SnapshotAssertion) -> None:
    """Works of x cost 6 x in a calm year and 2000 − 4 x in a boom: 1000 + x on average, and 0.2 · (2000 − 4 x) for the
    worse half. That is least, 1420, at 100. Who knows pays 600 or 1200: 900 + 0.2 · 1200 = 1140. The mean costs 900 for
    certain, 1080 with its CVaR; works for it, 150, cost 1150 + 0.2 · 1400 = 1430."""
    value = value_of(weighted("CVaR of cost", 0.2))
    found = {"EV": 1080.0, "EEV": 1430.0, "RP": 1420.0, "WS": 1140.0, "EVPI": 280.0, "VSS": 10.0}
    assert value.measures == pytest.approx(found)
    assert value.measure == snapshot


def test_with_a_weight_on_unmet_demand_all_six_are_expected_cost(snapshot: SnapshotAssertion) -> None:
    """Three for each that is short in the worse half: the plan builds 200 and costs 1200. In a scenario alone a CVaR of
    unmet demand has no meaning; without it all figures are those of the boom, and RP is not the plan's cost."""
    plan = solved(weighted("CVaR of unmet", 3.0))
    assert plan.measures["expected cost"] == pytest.approx(1200)
    value = value_of(weighted("CVaR of unmet", 3.0))
    found = {"EV": 900.0, "EEV": 1150.0, "RP": 1100.0, "WS": 900.0, "EVPI": 200.0, "VSS": 50.0}
    assert value.measures == pytest.approx(found)
    assert value.measure == snapshot


@pytest.mark.parametrize("given", [boom(), lands.lands(), weighted("CVaR of cost", 0.2)], ids=["boom", "lands", "risk"])
def test_what_a_plan_costs_in_each_scenario_is_what_it_costs(given: Tables) -> None:
    plan, tree = solved(given), tree_of(given)
    probability = probabilities_of(tree)
    costs = scenario_costs(plan, tree, probability)
    expected = sum(costs[name] * each for name, each in probability.items())
    assert expected == pytest.approx(plan.measures["expected cost"])


# ---------------------------------------------------------------------------------------------- what is not finished


def part_of(change: dict[str, dict[str, object]]) -> Value:
    """The boom, with some results of its solves changed."""

    def solve(jobs: Sequence[Job]) -> list[Result]:
        found = solve_all(jobs, Store(Path(folder)), pool=one_by_one)
        return [replace(result, **change.get(result.name, {})) for result in found]  # type: ignore[arg-type]

    with TemporaryDirectory() as folder:
        return drive(value_of_information(solved(boom()), gap=0.0), solve)


BOOM = next(iter(probabilities_of(tree_of(boom()))))
STOPPED = {"state": State.STOPPED}


def test_of_what_is_not_finished_there_are_bounds(snapshot: SnapshotAssertion) -> None:
    """The plan, 100, costs 600 in a calm year and 1600 in a boom, who knows of that 1200. Only the boom is solved:
    knowing is worth half of 400 at least. Only the calm year is: nothing at least. None is solved, and the plan for the
    mean neither: the plan's cost is all that is known."""
    value = part_of({"nothing happens": STOPPED})
    assert value.found["EVPI"].least == pytest.approx(200) and value.found["EVPI"].most == float("inf")
    assert value.measures["WS at most"] == pytest.approx(900) and "WS at least" not in value.measures
    assert value.measures["VSS"] == pytest.approx(50)
    assert value.remarks["EVPI"] == snapshot
    value = part_of({BOOM: STOPPED})
    assert value.measures["EVPI at least"] == pytest.approx(0, abs=1e-6)
    value = part_of(dict.fromkeys([BOOM, "nothing happens", "plan for the mean"], STOPPED))
    assert value.found.keys() == {"RP", "WS", "EVPI"}
    assert value.measures["RP"] == pytest.approx(1100) and value.measures["WS at most"] == pytest.approx(1100)
    assert value.remarks["VSS"] == snapshot


def test_a_scenario_that_time_ended_has_the_bound_that_was_proven(snapshot: SnapshotAssertion) -> None:
    """Of the boom no more is known than that it costs 1150 to 1300: knowing is worth half of 1600 less that."""
    value = part_of({BOOM: {"state": State.LIMIT, "objective": 1300.0, "bound": 1150.0}})
    assert value.found["EVPI"].least == pytest.approx(150) and value.found["EVPI"].most == pytest.approx(225)
    assert value.found["EVPI"].in_words("USD") == snapshot


def test_what_is_only_known_within_a_gap_is_an_interval(snapshot: SnapshotAssertion) -> None:
    plan = solved(boom())
    value = information(valued(replace(plan, bound=plan.objective - 30), EXACT).measures)
    assert value["EVPI"].in_words("USD") == snapshot
    assert value["VSS"].in_words("USD") == snapshot
    assert value["RP"].in_words("USD") == snapshot


def test_intervals_in_words(snapshot: SnapshotAssertion) -> None:
    inf = float("inf")
    said = [each.in_words("USD") for each in (Interval(2, 2), Interval(2, inf), Interval(-inf, 3), Interval())]
    assert said == snapshot
    assert Interval(100, 100 + 5e-5).rounded(100).is_exact and not Interval(100, 100.1).rounded(100).is_exact


class Told(Progress):
    """Notes what is told; after so many solves Ctrl-C is pressed."""

    def __init__(self, interrupt: Interrupt, at: int | None = None) -> None:
        super().__init__(quiet=True)
        self.shares: list[tuple[str, int, int]] = []
        self._interrupt, self._at = interrupt, at

    def share(self, done: int, of: int) -> None:
        super().share(done, of)
        self.shares.append((self._stage, done, of))
        if done == self._at:
            self._interrupt.set()


def test_progress_counts_and_ctrl_c_keeps_what_is_finished(snapshot: SnapshotAssertion) -> None:
    """After two of three solves, the plan for the mean and the boom, VSS is known, and EVPI from below."""
    told = Told(Interrupt())
    valued(solved(boom()), replace(EXACT, progress=told))
    assert told.shares == [("Value of information", done, 3) for done in range(4)]
    interrupt = Interrupt()
    stopped = valued(solved(boom()), replace(EXACT, progress=Told(interrupt, 2), interrupt=interrupt))
    value = information(stopped.measures)
    assert value["VSS"].in_words("USD") == "50 USD"
    assert value["EVPI"].in_words("USD") == snapshot
    assert "nothing was written" not in str(stopped.statistics)


def test_the_time_limit_ends_it_all(snapshot: SnapshotAssertion) -> None:
    """What the search for the plan leaves of the limit is for all solves together: here nothing."""
    plan = valued(solved(boom()), EXACT, until=1.0)
    assert information(plan.measures).keys() == {"RP", "WS", "EVPI"}
    assert plan.measures["EVPI at least"] == 0
    assert str(plan.statistics["VSS"]) == snapshot


def test_solves_are_done_by_workers_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a process of its own, and nothing is solved again by the next run."""
    workers = Workers(Store(tmp_path / ".runs"), 1)
    plan = solved(boom())
    first = valued(plan, EXACT, workers=workers).measures
    assert len(list((tmp_path / ".runs").glob("*.json.gz"))) == 3

    def none(jobs: Sequence[Job], count: int, watch: object) -> object:
        assert not list(jobs)
        yield from ()

    monkeypatch.setattr(model.planning.value, "solve_in_processes", none)
    assert valued(plan, EXACT, workers=workers).measures == first
    assert [first[name] for name in WORTH] == pytest.approx([200.0, 50.0])


def test_a_plan_carries_its_value_where_settings_ask_for_it() -> None:
    given = boom()
    asked = replace(given, settings=replace(given.settings, value_of_information="yes", gap=0.0))
    measures = solve_tables(asked).measures
    assert [measures[name] for name in ("expected cost", *WORTH)] == pytest.approx([1100.0, 200.0, 50.0])
    assert solve_tables(given).measures == pytest.approx({"expected cost": 1100.0})
