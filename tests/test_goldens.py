"""Published problems, stated as workbooks, reproduce their published figures."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bench.lithium import some_deposits
from bench.published import bare
from model import Infeasible, Plan, Tables
from tests.goldens import (
    cvar_farmer,
    depots,
    distribution,
    facility,
    farm,
    farmer,
    food,
    interdiction,
    lands,
    lithium,
    manpower,
    mining,
    sparta,
)
from tests.goldens.cases import ABSENT
from tests.goldens.published import PUBLISHED, Published, solved_by_command
from tests.goldens.solved import planned
from tests.steps import load_tables, solve_tables, write_inputs

PROJECT = Path(__file__).resolve().parents[1]

CENT = 0.01
"""The tolerance of the published figures."""


def run(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command as a planner types it."""
    command = [sys.executable, str(PROJECT / "run.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)


def plan_of(case: str, name: str) -> Plan:
    """The plan of a published problem, as the command that a planner types finds it."""
    problem = next(each for each in PUBLISHED if (each.case, each.name) == (case, name))
    return solved_by_command(problem)[1]


def asking(tables: Tables) -> Tables:
    """The tables with the setting that asks what knowing would be worth."""
    return replace(tables, settings=replace(tables.settings, value_of_information="yes"))


def planted(plan: Plan) -> dict[str, float]:
    """Acres by crop."""
    runs = plan.frames["runs"]
    land = runs[runs["plant"] == "Land"]
    return {recipe.removeprefix("plant "): acres for recipe, acres in zip(land["recipe"], land["run"], strict=True)}


def costs_of_branches(plan: Plan) -> dict[str, float]:
    """Cost of each disruption, if it comes: of what reacts, in the years of its window."""
    branches = plan.frames["branches"]
    return dict(zip(branches["disruption"], branches["cost"], strict=True))


def limit_actual(plan: Plan) -> float:
    """What the only limit of a plan is found at."""
    return float(plan.frames["limits"]["actual"].item())


# --- two stages ----------------------------------------------------------------------------------------


def test_farmer() -> None:
    """Cost, acres, the cost of each kind of year, and what knowing the year would be worth."""
    plan = planned(asking(farmer.farmer()))
    assert plan.objective == pytest.approx(farmer.COST, abs=CENT)
    assert planted(plan) == pytest.approx(farmer.ACRES)
    assert plan.measures["EVPI"] == pytest.approx(farmer.EVPI, abs=CENT)
    assert plan.measures["VSS"] == pytest.approx(farmer.VSS, abs=CENT)
    costs = plan.frames["costs"]
    planting = costs.loc[costs["node"] == "2026", "amount"].sum()
    undisturbed = costs.loc[costs["node"] == "2027", "amount"].sum()
    by_year = {year: planting + cost for year, cost in costs_of_branches(plan).items()}
    assert by_year | {"undisturbed": planting + undisturbed} == pytest.approx(farmer.COST_BY_YEAR, abs=CENT)


def test_lands() -> None:
    """Cost, sizes, and what knowing the demand would be worth."""
    plan = planned(asking(lands.lands()))
    assert plan.objective == pytest.approx(lands.COST, abs=1e-6)
    builds = plan.frames["builds"]
    assert dict(zip(builds["plant"], builds["size"], strict=True)) == pytest.approx(lands.CAPACITY)
    assert plan.measures["EVPI"] == pytest.approx(lands.EVPI, abs=1e-6)
    assert plan.measures["VSS"] == pytest.approx(lands.VSS, abs=1e-6)


def test_farmer_through_the_command_line(tmp_path: Path) -> None:
    """The command that a planner types prints the figures of the textbook."""
    book = tmp_path / "farmer.xlsx"
    write_inputs(book, asking(farmer.farmer()))
    done = run("solve", str(book), "--out", str(tmp_path / "plan.xlsx"), "--quiet", "--jobs", "1", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "-108,390.0 USD" in done.stdout
    assert "EVPI: 7,015.56 USD" in done.stdout and "VSS: 1,150 USD" in done.stdout


# --- people ----------------------------------------------------------------------------------------------


def people_by_year(plan: Plan, measure: str) -> dict[tuple[str, int], float]:
    """A measure of the workforce by skill and year, where it is more than nothing."""
    frame = plan.frames["workforce"]
    lines = zip(frame["skill"], frame["period"], frame[measure], strict=True)
    return {(skill, year): people for skill, year, people in lines if people > 0}


def test_soldiers_for_one_to_four_years() -> None:
    """Contracts end when their term does; some run past the last year."""
    plan = plan_of("sparta", "least cost")
    assert plan.objective == pytest.approx(sparta.COST, abs=CENT)


def test_fewest_people_made_redundant() -> None:
    """Released is nobody but the unskilled."""
    plan = planned(manpower.manpower(manpower.FEWEST_RELEASED))
    assert plan.objective == pytest.approx(manpower.RELEASED, abs=1e-6)
    released = people_by_year(plan, "releases")
    assert sum(released.values()) == pytest.approx(manpower.RELEASED, abs=1e-6)
    assert {skill for skill, _ in released} == {"unskilled"}


def test_manpower_at_least_cost() -> None:
    """Cost, who is released and who is recruited, when."""
    plan = plan_of("(not of the folder)", "manpower, least cost")
    assert plan.objective == pytest.approx(manpower.COST, abs=CENT)
    assert people_by_year(plan, "releases") == pytest.approx(manpower.RELEASED_AT_LEAST_COST, abs=1e-5)
    assert people_by_year(plan, "recruits") == pytest.approx(manpower.RECRUITED_AT_LEAST_COST, abs=1e-5)


# --- tail risk -----------------------------------------------------------------------------------------


def test_farmer_who_minds_bad_years() -> None:
    """Mean and CVaR at 0.8 weighed 1 : 5; the tail is less than one year in three, so that CVaR is the worst cost."""
    plan = plan_of("cvar_farmer", "mean and CVaR at 0.8, 1 : 5")
    assert plan.objective == pytest.approx(cvar_farmer.WEIGHTED["objective"], abs=CENT)
    assert plan.measures["expected cost"] == pytest.approx(cvar_farmer.WEIGHTED["expected cost"], abs=CENT)
    assert limit_actual(plan) == pytest.approx(cvar_farmer.WEIGHTED["CVaR"], abs=CENT)
    assert planted(plan) == pytest.approx(cvar_farmer.ACRES)


@pytest.mark.parametrize("confidence", cvar_farmer.PURE)
def test_farmer_who_minds_nothing_else(confidence: float) -> None:
    """CVaR alone: the mean cannot be left out of the objective, but beside a weight of 10 000 it only breaks ties. At
    0.5 the tail splits a year."""
    plan = planned(cvar_farmer.averse_farmer(confidence, 1e4))
    assert limit_actual(plan) == pytest.approx(cvar_farmer.PURE[confidence], abs=CENT)


def test_farmer_whose_worst_years_weigh_nothing() -> None:
    """A limit on CVaR that does not bind leaves the plan of the mean."""
    plan = planned(cvar_farmer.averse_farmer(0.8, 0, at_most=0))
    assert plan.objective == pytest.approx(farmer.COST, abs=CENT)


def test_four_costs() -> None:
    """The closed form, where nothing is to be decided."""
    plan = planned(cvar_farmer.four_costs())
    assert plan.measures["expected cost"] == pytest.approx(cvar_farmer.FOUR_COSTS_MEAN)
    assert limit_actual(plan) == pytest.approx(cvar_farmer.FOUR_COSTS_CVAR)


# --- by the command line -----------------------------------------------------------------------------------


def test_a_blend_has_three_oils_of_which_enough_is_used_and_oil_3_with_vegetable_oils() -> None:
    runs = plan_of("(not of the folder)", "food, second problem").frames["runs"]
    for _, blend in runs[runs["run"] > CENT].groupby("node"):
        oils = set(blend["recipe"])
        assert len(oils) <= food.MOST_OILS and blend["run"].min() >= food.LEAST_USED - CENT
        assert "of oil 3" in oils or not any("vegetable" in oil for oil in oils)


def test_the_farm_never_pays_more_than_it_earns_and_keeps_every_animal() -> None:
    plan = plan_of("(not of the folder)", "farm")
    costs = plan.frames["costs"].groupby("node")["amount"].sum()
    assert len(costs) == farm.YEARS and (costs + farm.LABOUR < 0).all()
    runs = plan.frames["runs"].set_index(["recipe", "node"])["run"]
    assert runs["keep a cow of 2", "2026"] == pytest.approx(farm.HERD * farm.SURVIVING_HEIFERS)
    assert runs["keep a cow of 11", "2030"] == pytest.approx(farm.HERD * farm.SURVIVING_COWS**5)


@pytest.mark.parametrize("problem", PUBLISHED, ids=[f"{each.case}: {each.name}" for each in PUBLISHED])
def test_the_command_that_a_planner_types_finds_the_published_figure(problem: Published) -> None:
    """From a workbook on disk to the results on disk."""
    if not problem.is_here:
        pytest.skip(ABSENT)
    assert solved_by_command(problem)[0] == pytest.approx(problem.cost, abs=problem.tolerance)


def test_new_depots() -> None:
    """Newcastle is closed, Northampton built and Birmingham expanded."""
    builds = plan_of("(not of the folder)", "depots").frames["builds"]
    assert {name.partition(" as ")[0] for name in builds["project"]} == depots.CHOSEN


# --- production ----------------------------------------------------------------------------------------


def test_extraction_of_mines() -> None:
    """What is worked when; a mine that rests in a year is kept open or permanently closed."""
    plan = plan_of("mining", "profit")
    runs = plan.frames["runs"].set_index(["plant", "period"])["run"]
    found = [[runs.get((f"mine {i}", 2026 + t), 0.0) for i in range(1, 5)] for t in range(5)]
    assert found == [pytest.approx(year) for year in mining.EXTRACTION]


def test_preferred_suppliers_cannot_do_more(tmp_path: Path) -> None:
    """A tonne more than the most that can come of them has no plan, and the answer names that limit."""
    write_inputs(tmp_path / "most.xlsx", distribution.distribution(preferred=distribution.MOST_PREFERRED + 1))
    read, _ = load_tables(tmp_path / "most.xlsx")
    with pytest.raises(Infeasible, match=r"Limits!\S+ \d* ?value of"):
        solve_tables(read, gap=0.0)


# --- loss of lanes and sites ---------------------------------------------------------------------------


def test_loss_of_one_arc() -> None:
    """A loss without probability leaves the plan as it is, and costs what re-routing costs at least."""
    plan = planned(interdiction.interdiction(1, 0))
    assert plan.objective == pytest.approx(interdiction.NO_LOSS, abs=CENT)
    assert costs_of_branches(plan) == pytest.approx(interdiction.SINGLE_LOSS, abs=CENT)


def test_loss_of_two_arcs() -> None:
    """An event of two rows for each of the fifteen pairs."""
    costs = costs_of_branches(planned(interdiction.interdiction(2, 0)))
    assert len(costs) == 15
    assert max(costs.values()) == pytest.approx(interdiction.WORST_DOUBLE_LOSS, abs=CENT)


needs_cities = pytest.mark.skipif(not facility.FOLDER.is_dir(), reason=ABSENT)


@pytest.fixture(scope="module")
def cities() -> facility.Cities:
    return facility.Cities.read()


@needs_cities
def test_best_sites() -> None:
    """All 49 nodes are customers and candidates."""
    plan = plan_of("n1_facility_49", "best sites")
    assert plan.objective == pytest.approx(facility.BEST_COST, abs=1)
    assert facility.opened(plan.frames["builds"]["project"]) == facility.BEST_SITES


@needs_cities
def test_loss_of_a_site(cities: facility.Cities) -> None:
    """The published design, as plants that stand: transport undisturbed, and after the loss of each of them."""
    given = facility.location(cities, customers=cities.demand, standing=facility.REFERENCE_SITES, losses=True)
    plan = planned(given)
    assert plan.objective == pytest.approx(facility.NO_LOSS, abs=1)
    branches = plan.frames["branches"]
    found = {
        int(each.removeprefix("facility ")): cost
        for each, cost in zip(branches["subject"], branches["cost"], strict=True)
    }
    assert found == pytest.approx(facility.LOSSES, abs=1)


@needs_cities
@pytest.mark.parametrize("bound", facility.BOUNDED_15)
def test_sites_that_bound_the_loss(cities: facility.Cities, bound: float) -> None:
    """The first 15 nodes: after the loss of any site transport costs at most so much."""
    first = range(1, 16)
    plan = planned(facility.location(cities, customers=first, candidates=first, loss_at_most=bound))
    assert_bounded(plan, *facility.BOUNDED_15[bound], bound)


@needs_cities
@pytest.mark.parametrize("bound", facility.BOUNDED_49)
def test_sites_that_bound_the_loss_of_all_nodes(cities: facility.Cities, bound: float) -> None:
    """All nodes are customers. Candidates are the sites of all designs that are known for these nodes, so that the
    optimum over all candidates is among what can be chosen."""
    known = {facility.BEST_SITES, facility.REFERENCE_SITES, *(sites for _, sites in facility.BOUNDED_49.values())}
    candidates = sorted({site for sites in known for site in sites})
    given = facility.location(cities, customers=cities.demand, candidates=candidates, loss_at_most=bound)
    assert_bounded(planned(given), *facility.BOUNDED_49[bound], bound)


def assert_bounded(plan: Plan, cost: float, sites: tuple[int, ...], bound: float) -> None:
    assert plan.objective == pytest.approx(cost, abs=1)
    assert facility.opened(plan.frames["builds"]["project"]) == sites
    assert plan.frames["branches"]["cost"].max() <= bound + 1


# --- mines that grow year by year --------------------------------------------------------------------------


@pytest.mark.skipif(not lithium.FOLDER.is_dir(), reason=ABSENT)
def test_openings_additions_and_backlog_as_in_the_study_of_lithium() -> None:
    """Ten deposits for half of the world's demand, against the formulation of the study; all 160 are in bench.lithium.
    Both backlogs are there, of the years before anything is built and of those when the ore runs out."""
    case = some_deposits()
    plan = planned(case.tables)
    assert plan.objective == pytest.approx(bare(case).cost, rel=1e-9)
    owed = plan.frames["service"].set_index("period")["owed"]
    assert owed[2025] > 0 and owed[2040] == 0 and owed[2070] > 0
    opened = plan.frames["builds"].query("modules > 0").set_index("project")["decided"]
    assert opened["Boardwalk expansion"] == 2030
