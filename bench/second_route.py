"""A second route to the same answers: the rational simplex of the Parma Polyhedra Library on every micro instance.

    python -m pip install pplpy
    python -m bench.second_route             every micro instance without cones
    python -m bench.second_route investment  those of a family

The library solves the program's file in integers of any size, with a branch and bound of its own, and does not see the
proof. The claim of the certificate must not exceed its optimum, and be no more than 0.02 % below it. The optimum may be
higher, or absent, where a plan holds to rounding alone: nine tenths of ten people are not quite nine in doubles, and in
exact arithmetic a tenth person more is needed.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import time
from fractions import Fraction
from math import lcm
from typing import Any

import ppl

import model
from tests.micro import MICRO

NEAR = Fraction(2, 10_000)
PATIENCE = 60.0
"""Seconds for an instance; the simplex of the library does not scale."""

TO_ROUNDING = "agrees, as the plan holds to rounding"

Content = dict[str, Any]


def optimum(program: Content) -> Fraction | None:
    """The least cost, exactly; None if there is no plan."""
    problem = ppl.MIP_Problem(len(program["cost"]))
    columns = [ppl.Variable(at) for at in range(len(program["cost"]))]
    for at, (lower, upper) in enumerate(zip(program["lower"], program["upper"], strict=True)):
        _bound(problem, {at: Fraction(1)}, columns, lower, upper)
    for row, (lower, upper) in enumerate(zip(program["row_lower"], program["row_upper"], strict=True)):
        span = slice(*program["starts"][row : row + 2])
        entries = zip(program["columns"][span], map(Fraction, program["values"][span]), strict=True)
        _bound(problem, dict(entries), columns, lower, upper)
    integer = ppl.Variables_Set()
    for at in program["integer"]:
        integer.insert(columns[at])
    problem.add_to_integer_space_dimensions(integer)
    cost, scale = _whole(dict(enumerate(map(Fraction, program["cost"]))))
    problem.set_objective_function(sum((factor * columns[at] for at, factor in cost.items()), ppl.Linear_Expression(0)))
    problem.set_optimization_mode("minimization")
    if not problem.is_satisfiable():
        return None
    value = problem.optimal_value()
    return Fraction(int(value.numerator), int(value.denominator)) / scale + Fraction(program["offset"])


def _whole(entries: dict[int, Fraction]) -> tuple[dict[int, int], int]:
    """Entries multiplied so that they are whole, and by what."""
    scale = lcm(*(each.denominator for each in entries.values()), 1)
    return {at: int(each * scale) for at, each in entries.items() if each}, scale


def _bound(problem: Any, entries: dict[int, Fraction], columns: list[Any], lower: Any, upper: Any) -> None:
    """Add a row with its sides."""
    for side, sign in ((lower, 1), (upper, -1)):
        if side is not None:
            whole, _ = _whole(entries | {-1: Fraction(side)})
            right = whole.pop(-1, 0)
            total = sum((factor * columns[at] for at, factor in whole.items()), ppl.Linear_Expression(0))
            problem.add_constraint(sign * (total - right) >= 0)


def verdict(name: str) -> str:
    """Whether both routes agree on a micro instance."""
    tables = MICRO[name]()
    try:
        proven = model.prove(model.solve(tables, gap=0.0))
    except model.Infeasible:
        proven = model.prove(tables)
    found = proven.certificate
    program = json.loads(found.program)
    if program["cones"]:
        return "has cones"
    least = optimum(program)
    is_rounded = proven.violation is not None and proven.violation.size > 0
    if found.claim is None or least is None:
        return "agrees" if found.claim is None and least is None else TO_ROUNDING if is_rounded else "DISAGREES"
    claim = Fraction(found.claim)
    if claim <= least <= claim + NEAR * max(1, abs(claim)):
        return "agrees"
    return TO_ROUNDING if claim <= least and is_rounded else f"DISAGREES: {float(least)!r}"


def main() -> None:
    names = [name for name in MICRO if all(name.startswith(each) for each in sys.argv[1:])]
    said: dict[str, list[str]] = {}
    began = time.monotonic()
    with multiprocessing.Pool(1, maxtasksperchild=1) as pool:
        for name in names:
            waiting = pool.apply_async(verdict, (name,))
            try:
                found = waiting.get(PATIENCE)
            except multiprocessing.TimeoutError:
                found = "takes too long"
                pool.terminate()
                pool = multiprocessing.Pool(1, maxtasksperchild=1)
            said.setdefault(found.split(":")[0], []).append(name)
            if found != "agrees":
                print(f"{name}: {found}", flush=True)
    print({verdict: len(those) for verdict, those in said.items()}, f"{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
