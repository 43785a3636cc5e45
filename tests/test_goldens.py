"""Published problems, stated as workbooks, reproduce their published figures."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from model.plan import Plan
from model.tables import Tables
from model.workbook.template import write_inputs
from tests.goldens import (
    cvar_farmer,
    distribution,
    facility,
    farmer,
    fertiliser,
    interdiction,
    lands,
    published,
    steel,
    warehouses,
)
from tests.goldens.workbook import planned

PROJECT = Path(__file__).resolve().parents[1]

CENT = 0.01
"""The tolerance of the published figures."""


def asking(tables: Tables) -> Tables:
    """The tables with the setting that asks what knowing would be worth."""
    return replace(tables, settings=replace(tables.settings, value_of_information="yes"))


def planted(plan: Plan) -> dict[str, float]:
    """Acres by crop."""
    runs = plan.frames["runs"]
    land = runs[runs["plant"] == "Land"]
    return {recipe.removeprefix("plant "): acres for recipe, acres in zip(land["recipe"], land["run"], strict=True)}


def commanded(given: Tables, folder: Path) -> subprocess.CompletedProcess[str]:
    """What `run.py solve` of a workbook with the tables prints."""
    book = folder / "golden.xlsx"
    write_inputs(book, given)
    command = [sys.executable, str(PROJECT / "run.py"), "solve", str(book), "--out", str(folder / "plan.xlsx")]
    return subprocess.run([*command, "--quiet"], capture_output=True, text=True, check=False, cwd=folder)


def built(plan: Plan) -> set[str]:
    """Projects that are built."""
    return set(plan.frames["builds"]["project"])


def costs_of_branches(plan: Plan) -> dict[str, float]:
    """Cost of each disruption, if it comes: of what reacts, in the years of its window."""
    branches = plan.frames["branches"]
    return dict(zip(branches["disruption"], branches["cost"], strict=True))


def limit_found(plan: Plan) -> float:
    """What the only limit of a plan is found at."""
    return float(plan.frames["limits"]["found"].item())


# --- two stages ----------------------------------------------------------------------------------------


def test_farmer(tmp_path: Path) -> None:
    """Cost, acres, the cost of each kind of year, and what knowing the year would be worth."""
    plan = planned(asking(farmer.farmer()), tmp_path)
    assert plan.objective == pytest.approx(farmer.COST, abs=CENT)
    assert planted(plan) == pytest.approx(farmer.ACRES)
    assert plan.measures["EVPI"] == pytest.approx(farmer.EVPI, abs=CENT)
    assert plan.measures["VSS"] == pytest.approx(farmer.VSS, abs=CENT)
    costs = plan.frames["costs"]
    planting = costs.loc[costs["node"] == "2026", "amount"].sum()
    undisturbed = costs.loc[costs["node"] == "2027", "amount"].sum()
    by_year = {year: planting + cost for year, cost in costs_of_branches(plan).items()}
    assert by_year | {"undisturbed": planting + undisturbed} == pytest.approx(farmer.COST_BY_YEAR, abs=CENT)


def test_lands(tmp_path: Path) -> None:
    """Cost, sizes, and what knowing the demand would be worth."""
    plan = planned(asking(lands.lands()), tmp_path)
    assert plan.objective == pytest.approx(lands.COST, abs=1e-6)
    builds = plan.frames["builds"]
    assert dict(zip(builds["plant"], builds["size"], strict=True)) == pytest.approx(lands.CAPACITY)
    assert plan.measures["EVPI"] == pytest.approx(lands.EVPI, abs=1e-6)
    assert plan.measures["VSS"] == pytest.approx(lands.VSS, abs=1e-6)


def test_farmer_through_the_command_line(tmp_path: Path) -> None:
    """The command that a planner types prints the figures of the textbook."""
    done = commanded(asking(farmer.farmer()), tmp_path)
    assert done.returncode == 0, done.stderr
    assert "-108,390.0 USD" in done.stdout
    assert "EVPI: 7,015.56 USD" in done.stdout and "VSS: 1,150 USD" in done.stdout


# --- where to make, keep and send things ---------------------------------------------------------------


def test_fertiliser(tmp_path: Path) -> None:
    """Two stages with fixed costs, and imports of both."""
    plan = planned(fertiliser.fertiliser(), tmp_path)
    assert plan.objective == pytest.approx(fertiliser.COST, abs=CENT)
    assert built(plan) == fertiliser.BUILT


def test_fertiliser_through_the_command_line(tmp_path: Path) -> None:
    done = commanded(fertiliser.fertiliser(), tmp_path)
    assert done.returncode == 0, done.stderr
    assert "64,926.5 USD" in done.stdout


def test_distribution(tmp_path: Path) -> None:
    """Over depots and directly."""
    plan = planned(distribution.distribution(), tmp_path)
    assert plan.objective == pytest.approx(distribution.COST, abs=CENT)


def test_depot_location(tmp_path: Path) -> None:
    """Newcastle is closed, Northampton built and Birmingham expanded."""
    plan = planned(distribution.depot_location(), tmp_path)
    assert plan.objective - distribution.KEEPING_BOTH == pytest.approx(distribution.COST_WITH_NEW_DEPOTS, abs=CENT)
    assert {name.partition(" as ")[0] for name in built(plan)} == distribution.CHOSEN


def test_steel(tmp_path: Path) -> None:
    plan = planned(steel.steel(), tmp_path)
    assert plan.objective == pytest.approx(steel.COST, abs=1e-4)


@pytest.mark.skipif(not warehouses.IS_PRESENT, reason=published.ABSENT)
@pytest.mark.parametrize("name", warehouses.OPTIMA)
def test_warehouses(name: str, tmp_path: Path) -> None:
    """All of 16, 25 and 50 candidates, to the proven optimum."""
    plan = planned(warehouses.warehouses(warehouses.Warehouses.read(name)), tmp_path)
    assert plan.outcome == "optimal"
    assert plan.objective == pytest.approx(warehouses.OPTIMA[name], abs=0.001)


# --- tail risk -----------------------------------------------------------------------------------------


def test_farmer_who_minds_bad_years(tmp_path: Path) -> None:
    """Mean and CVaR at 0.8 weighed 1 : 5; the tail is less than one year in three, so that CVaR is the worst cost."""
    plan = planned(cvar_farmer.averse_farmer(0.8, 5), tmp_path)
    assert plan.objective == pytest.approx(cvar_farmer.WEIGHTED["objective"], abs=CENT)
    assert plan.measures["expected cost"] == pytest.approx(cvar_farmer.WEIGHTED["expected cost"], abs=CENT)
    assert limit_found(plan) == pytest.approx(cvar_farmer.WEIGHTED["CVaR"], abs=CENT)
    assert planted(plan) == pytest.approx(cvar_farmer.ACRES)


@pytest.mark.parametrize("confidence", cvar_farmer.PURE)
def test_farmer_who_minds_nothing_else(tmp_path: Path, confidence: float) -> None:
    """CVaR alone: the mean cannot be left out of the objective, but beside a weight of 10 000 it only breaks ties. At
    0.5 the tail splits a year."""
    plan = planned(cvar_farmer.averse_farmer(confidence, 1e4), tmp_path)
    assert limit_found(plan) == pytest.approx(cvar_farmer.PURE[confidence], abs=CENT)


def test_farmer_whose_worst_years_weigh_nothing(tmp_path: Path) -> None:
    """A limit on CVaR that does not bind leaves the plan of the mean."""
    plan = planned(cvar_farmer.averse_farmer(0.8, 0, at_most=0), tmp_path)
    assert plan.objective == pytest.approx(farmer.COST, abs=CENT)


def test_four_costs(tmp_path: Path) -> None:
    """The closed form, where nothing is to be decided."""
    plan = planned(cvar_farmer.four_costs(), tmp_path)
    assert plan.measures["expected cost"] == pytest.approx(cvar_farmer.FOUR_COSTS_MEAN)
    assert limit_found(plan) == pytest.approx(cvar_farmer.FOUR_COSTS_CVAR)


# --- loss of lanes and sites ---------------------------------------------------------------------------


def test_loss_of_one_arc(tmp_path: Path) -> None:
    """A loss without probability leaves the plan as it is, and costs what re-routing costs at least."""
    plan = planned(interdiction.interdiction(1, 0), tmp_path)
    assert plan.objective == pytest.approx(interdiction.NO_LOSS, abs=CENT)
    assert costs_of_branches(plan) == pytest.approx(interdiction.SINGLE_LOSS, abs=CENT)


def test_loss_of_two_arcs(tmp_path: Path) -> None:
    """An event of two rows for each of the fifteen pairs."""
    costs = costs_of_branches(planned(interdiction.interdiction(2, 0), tmp_path))
    assert len(costs) == 15
    assert max(costs.values()) == pytest.approx(interdiction.WORST_DOUBLE_LOSS, abs=CENT)


needs_cities = pytest.mark.skipif(not facility.FOLDER.is_dir(), reason=published.ABSENT)


@pytest.fixture(scope="module")
def cities() -> facility.Cities:
    return facility.Cities.read()


@needs_cities
def test_best_sites(cities: facility.Cities, tmp_path: Path) -> None:
    """All 49 nodes are customers and candidates."""
    plan = planned(facility.location(cities, customers=cities.demand, candidates=cities.demand), tmp_path)
    assert plan.objective == pytest.approx(facility.BEST_COST, abs=1)
    assert facility.opened(plan.frames["builds"]["project"]) == facility.BEST_SITES


@needs_cities
def test_loss_of_a_site(cities: facility.Cities, tmp_path: Path) -> None:
    """The published design, as plants that stand: transport undisturbed, and after the loss of each of them."""
    given = facility.location(cities, customers=cities.demand, standing=facility.REFERENCE_SITES, losses=True)
    plan = planned(given, tmp_path)
    assert plan.objective == pytest.approx(facility.NO_LOSS, abs=1)
    branches = plan.frames["branches"]
    found = {
        int(each.removeprefix("facility ")): cost
        for each, cost in zip(branches["subject"], branches["cost"], strict=True)
    }
    assert found == pytest.approx(facility.LOSSES, abs=1)


@needs_cities
@pytest.mark.parametrize("bound", facility.BOUNDED_15)
def test_sites_that_bound_the_loss(cities: facility.Cities, tmp_path: Path, bound: float) -> None:
    """The first 15 nodes: after the loss of any site transport costs at most so much."""
    first = range(1, 16)
    plan = planned(facility.location(cities, customers=first, candidates=first, loss_at_most=bound), tmp_path)
    assert_bounded(plan, *facility.BOUNDED_15[bound], bound)


@needs_cities
@pytest.mark.parametrize("bound", facility.BOUNDED_49)
def test_sites_that_bound_the_loss_of_all_nodes(cities: facility.Cities, tmp_path: Path, bound: float) -> None:
    """All nodes are customers. Candidates are the sites of all designs that are known for these nodes, so that the
    optimum over all candidates is among what can be chosen."""
    known = {facility.BEST_SITES, facility.REFERENCE_SITES, *(sites for _, sites in facility.BOUNDED_49.values())}
    candidates = sorted({site for sites in known for site in sites})
    given = facility.location(cities, customers=cities.demand, candidates=candidates, loss_at_most=bound)
    assert_bounded(planned(given, tmp_path), *facility.BOUNDED_49[bound], bound)


def assert_bounded(plan: Plan, cost: float, sites: tuple[int, ...], bound: float) -> None:
    assert plan.objective == pytest.approx(cost, abs=1)
    assert facility.opened(plan.frames["builds"]["project"]) == sites
    assert plan.frames["branches"]["cost"].max() <= bound + 1
