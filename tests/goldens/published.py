"""Every published problem with its optimum, and how the command line solves it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache, partial
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl

from model import Plan, Tables
from tests.goldens import (
    cvar_farmer,
    depots,
    distribution,
    facility,
    factory,
    farm,
    farmer,
    food,
    interdiction,
    lands,
    lot_sizing,
    manpower,
    mining,
    refinery,
    sparta,
    steel,
    vietman,
    warehouses,
)
from tests.steps import ExitCode, carried_plan, main, write_inputs


@dataclass(frozen=True)
class Published:
    """A problem, the folder of published cases that it is of, and its least cost; a profit is a negative cost."""

    case: str
    name: str
    tables: Callable[[], Tables]
    cost: float
    tolerance: float = 0.01
    gap: float = 0.0
    """To which it is solved."""
    folder: Path | None = None
    """Where its data is read from, if not written in its generator."""

    @property
    def is_here(self) -> bool:
        return self.folder is None or self.folder.is_dir()


def _best_sites() -> Tables:
    cities = facility.Cities.read()
    return facility.location(cities, customers=cities.demand, candidates=cities.demand)


def _lots(name: str) -> Tables:
    return lot_sizing.lot_sizing(lot_sizing.INSTANCES[name]())


def _warehouses(name: str) -> Tables:
    return warehouses.warehouses(warehouses.Warehouses.read(name))


PUBLISHED = (
    Published("distribution_1", "least cost", distribution.distribution, distribution.COST),
    Published(
        "distribution_1", "with preferences", partial(distribution.distribution, is_preferred=True),
        distribution.COST_OF_PREFERENCE,
    ),
    Published("mining", "profit", mining.mining, -mining.PROFIT, tolerance=1e-6),
    Published("refinery", "profit", refinery.refinery, -refinery.PROFIT),
    Published("factory_planning", "outages given", factory.outages_given, -factory.PROFIT_GIVEN),
    Published("factory_planning", "outages chosen", factory.outages_chosen, -factory.PROFIT_CHOSEN),
    Published("vietman", "least cost", vietman.vietman, vietman.COST),
    Published("sparta", "least cost", sparta.sparta, sparta.COST),
    Published("lands", "least expected cost", lands.lands, lands.COST, tolerance=1e-5),
    Published("farmer", "least expected cost", farmer.farmer, farmer.COST),
    Published("cvar_farmer", "mean and CVaR at 0.8, 1 : 5", partial(cvar_farmer.averse_farmer, 0.8, 5),
              cvar_farmer.WEIGHTED["objective"]),
    Published("interdiction_min_cost", "no loss", partial(interdiction.interdiction, 1, 0), interdiction.NO_LOSS),
    Published("lot_sizing", "Wagner and Whitin", partial(_lots, "wagner_whitin"), lot_sizing.COST["wagner_whitin"]),
    Published("lot_sizing", "Snyder and Shen", partial(_lots, "snyder_shen"), lot_sizing.COST["snyder_shen"]),
    Published("lot_sizing", "three items", partial(_lots, "three_items"), lot_sizing.COST["three_items"]),
    Published("lot_sizing", "Trigeiro, Thomas and McClain", partial(_lots, "trigeiro"), lot_sizing.COST["trigeiro"],
              tolerance=lot_sizing.FAIR_GAP * lot_sizing.COST["trigeiro"], gap=lot_sizing.FAIR_GAP,
              folder=lot_sizing.FOLDER),
    *(
        Published("orlib_cap", name, partial(_warehouses, name), cost, folder=warehouses.FOLDER)
        for name, cost in warehouses.OPTIMA.items()
    ),
    Published("n1_facility_49", "best sites", _best_sites, facility.BEST_COST, tolerance=1.0, folder=facility.FOLDER),
    Published("(not of the folder)", "steel in Mexico", steel.steel, steel.COST, tolerance=1e-4),
    Published("(not of the folder)", "depots", depots.depot_location, depots.COST + depots.KEEPING_BOTH),
    Published("(not of the folder)", "manpower, least cost", partial(manpower.manpower, manpower.LEAST_COST),
              manpower.COST),
    Published("(not of the folder)", "food, first problem", partial(food.food, is_limited=False), -food.PROFIT_FREE),
    Published("(not of the folder)", "food, second problem", partial(food.food, is_limited=True), -food.PROFIT_OF_FEW),
    Published("(not of the folder)", "farm", farm.farm, farm.COST),
)  # fmt: skip


@cache
def solved_by_command(problem: Published) -> tuple[float, Plan]:
    """The cost that the results of the command ``solve`` tell, and the plan in them. Raises RuntimeError where it gives
    no plan."""
    with TemporaryDirectory() as folder:
        book, out = Path(folder) / "published.xlsx", Path(folder) / "published_plan.xlsx"
        write_inputs(book, problem.tables())
        command = ["solve", str(book), "--out", str(out), "--quiet", "--gap", str(problem.gap)]
        said = StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            code = main(command)
        if code != ExitCode.OPTIMAL:
            raise RuntimeError(said.getvalue())
        return _cost_told(out), carried_plan(out)


def _cost_told(results: Path) -> float:
    book = openpyxl.load_workbook(results, read_only=True)
    try:
        for label, value, *_ in book["Solver"].iter_rows(values_only=True):
            if label == "total discounted cost":
                return float(str(value))
    finally:
        book.close()
    raise RuntimeError("the results do not tell the cost")
