"""A published study of lithium mines (tests/goldens/lithium.py): 160 deposits, 49 years, and the effect of losing a
country; through the command line, with the known figures and their bounds.

    python -m bench.lithium open          every deposit open at no cost: linear, to every digit
    python -m bench.lithium               whole numbers, each to a gap of 1e-5 or as far as half an hour gets
    python -m bench.lithium 150           whole numbers, each for 150 seconds at most
    python -m bench.lithium open n1       only the solves whose name begins so

'agrees' means that the cost found and the proven bound leave room for one optimum with the known ones: our bound is at
most their cost, and theirs at most ours.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from bench.published import Case, program
from model.sheets.tables import Tables
from model.solver.arrays import Array, Matrix
from tests.goldens import lithium
from tests.goldens.cases import data_of

GAP = 1e-5
LIMIT = 1800
ROUNDING = 1e-9
"""Relative accuracy to which the optimum of a linear program is known."""


@dataclass(frozen=True)
class Solved:
    """Cost found and proven bound of a solve [million USD]."""

    cost: float
    bound: float
    seconds: float


def solved(tables: Tables, what_if: str, gap: float, limit: int, folder: Path) -> Solved:
    """Solve by the command that a planner types, for the workbook with the changes of a what-if."""
    from model.cli.app import main
    from model.reports.embedded_plan import carried_plan
    from model.whatif.apply import variants
    from model.workbook.template import write_inputs

    book, out = folder / "lithium.xlsx", folder / "lithium_plan.xlsx"
    if what_if:
        tables = next(each.tables for each in variants(tables) if each.name == what_if)
    write_inputs(book, tables)
    began = time.perf_counter()
    main(["solve", str(book), "--out", str(out), "--quiet", "--gap", str(gap), "--time-limit", str(limit)])
    plan = carried_plan(out)
    return Solved(plan.objective, plan.bound, time.perf_counter() - began)


def textbook(names: Sequence[str], share: float, scenario: str = "reference") -> Matrix:
    """The study's own formulation of some deposits, in kt: openings, additions, ore by tranche, backlog."""
    given, settings = lithium.chosen(names), data_of(lithium.CASE, "settings")
    need = [share * each for each in lithium.demand(scenario).values()]
    years = len(need)
    factor = (1 + settings["discount_rate"]) ** -np.arange(years)
    words = ("deposit", "country", "type", "status")
    figures = [{key: float(value) for key, value in each.items() if key not in words} for each in given]
    count = len(given)
    opens, added = (at * count * years + np.arange(count * years).reshape(count, years) for at in (0, 1))
    mined = 2 * count * years + np.arange(count * 3 * years).reshape(count, 3, years)
    owed = 5 * count * years + np.arange(years)
    cost, most = np.zeros(5 * count * years + years), np.full(5 * count * years + years, np.inf)
    cost[owed] = settings["backlog_cost"] * factor
    rows: list[tuple[Array, Array]] = []
    lower: list[float] = []
    upper: list[float] = []

    def row(columns: Any, values: Any, least: float, greatest: float) -> None:
        rows.append((np.concatenate(columns), np.concatenate(values)))
        lower.append(least)
        upper.append(greatest)

    for d, each in enumerate(figures):
        points = [(year, each[f"capacity_{year}"]) for year in (2022, 2023, 2025, 2030)]
        planned = np.interp(settings["first_year"] + np.arange(years), *zip(*points, strict=True))
        cost[opens[d]], cost[added[d]] = each["opening_cost"] * factor, each["expansion_cost"] * factor
        most[added[d]] = np.where(
            settings["first_year"] + np.arange(years) < each["expandable_from"], 0.0, each["max_added_per_year"]
        )
        row([opens[d]], [np.ones(years)], -np.inf, 1.0)
        for s, tranche in enumerate(lithium.TRANCHES):
            cost[mined[d, s]] = each[f"cost_{tranche}"] * factor
            row([mined[d, s]], [np.ones(years)], -np.inf, each[tranche])
        for t in range(years):
            until = np.ones(t + 1)
            row([mined[d, :, t], added[d, : t + 1]], [np.ones(3), -until], -np.inf, planned[t])
            greatest = each["max_capacity"]
            row([added[d, : t + 1], opens[d, : t + 1]], [until, -greatest * until], -np.inf, -planned[t])
    for t in range(years):
        before = owed[t - 1 : t] if t else owed[:0]
        row([mined[:, :, t].ravel(), owed[t : t + 1], before], [np.ones(3 * count + 1), -np.ones(len(before))],
            need[t], np.inf)  # fmt: skip
    made = program(cost, count * years, rows, np.array(lower), np.array(upper))
    return replace(made, upper=np.minimum(made.upper, most))


SOME = (
    "Greenbushes", "Mt. Cattlin", "Finniss", "Salar de Atacama (SQM)", "Bonnie Claire", "Jadar", "Praire", "Boardwalk",
    "Manono-Kitotolo", "Clearwater",
)  # fmt: skip
"""Deposits that produce, two of them with falling capacity, and some of each kind that may be opened."""


def some_deposits(share: float = 0.5) -> Case:
    """Few enough for an optimum without a gap."""
    return Case("lithium", lithium.lithium(names=SOME, share=share), lambda: textbook(SOME, share))


def cases() -> Iterator[tuple[str, str, str, Mapping[str, Any]]]:
    """Name, scenario and what-if of each solve whose result is known."""
    for name, known in data_of(lithium.CASE, "expected")["cases"].items():
        country = name.partition(":")[2]
        yield name, "reference" if country else name, f"without {country}" if country else "", known


def main(asked: Sequence[str]) -> None:
    is_open = "open" in asked
    limit = next((int(each) for each in asked if each.isdecimal()), LIMIT)
    wanted = tuple(each for each in asked if each != "open" and not each.isdecimal())
    print(f"{'solve':>34} {'found':>16} {'proven':>16} {'gap':>8} {'known':>16} {'known bound':>16} {'s':>6}")
    with tempfile.TemporaryDirectory() as folder:
        for name, scenario, what_if, known in cases():
            if wanted and not name.startswith(wanted):
                continue
            tables = lithium.lithium(scenario, is_open=is_open)
            found = solved(tables, what_if, 0.0 if is_open else GAP, limit, Path(folder))
            cost, bound = (known["lp_all_open"],) * 2 if is_open else (known["objective"], known["bound"])
            room = ROUNDING * cost
            agrees = found.bound <= cost + room and bound <= found.cost + room
            print(
                f"{name:>34} {found.cost:16.6f} {found.bound:16.6f} {1 - found.bound / found.cost:8.1e} {cost:16.6f} "
                f"{bound:16.6f} {found.seconds:6.0f}  {'agrees' if agrees else 'DIFFERS'}",
                flush=True,
            )


if __name__ == "__main__":
    main(sys.argv[1:])
