"""Tampered proofs and programs: none that is wrong may be accepted.

    python -m bench.forging                  a thousand, from proofs of several kinds
    python -m bench.forging --count 5000 --seed 2

One number of a proof or of its program is changed at a time, and the hash made to fit. Whatever the checker accepts has
to be true: HiGHS solves the changed program.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

import model
from model.errors import Infeasible, Unbounded
from model.proof.program import encoded
from model.proof.verify import Refused, verify
from model.sheets.tables import Tables
from model.solver.arrays import LinearRows, Matrix
from model.solver.solve import solve
from tests.goldens import vietman
from tests.inline import tables
from tests.micro import MICRO
from tests.micro.case import CITY

SUBJECTS = (
    "operating_rules.lots", "investment.whole_modules", "funds.a_budget_a_year",
    "concentration.an_hhi_of_two_countries", "tail_risk.a_tail_weighs_in_the_objective",
    "contracts.made_up_in_a_disruption",
)  # fmt: skip
"""Micro instances: of trees, of cones, of implied bounds, of repaired duals."""

ACCURATE = 1e-6
"""Relative accuracy of HiGHS, by which a claim may seem to be wrong."""

MOST_TANGENTS = 100

RAISED = 1e-9
"""Amount, in the unit of cost, by which a claim is raised."""

Content = dict[str, Any]


def without_plan() -> Tables:
    """Demand of 100, and 60 to be had."""
    return tables(
        CITY,
        """
        Suppliers
        supplier | site | commodity | price | limit
        near     | City | magnet    | 1     | 60

        Demand
        market | product | 2026
        City   | magnet  | 100
        """,
    )


@cache
def subjects() -> tuple[tuple[str, bytes, bytes], ...]:
    """Name, program and proof of each subject."""
    found = [(name, model.prove(model.solve(MICRO[name](), gap=0.0))) for name in SUBJECTS]
    found += [("vietman", model.prove(model.solve(vietman.vietman(), gap=0.0)))]
    found += [("without a plan", model.prove(without_plan()))]
    return tuple((name, each.certificate.program, each.certificate.proof) for name, each in found)


@dataclass(frozen=True)
class Forgery:
    """A changed program and proof."""

    change: str
    program: bytes
    proof: bytes

    @property
    def is_accepted(self) -> bool:
        try:
            verify(self.program, self.proof)
        except Refused:
            return False
        return True

    @property
    def is_true(self) -> bool:
        """Whether the claim holds of the program."""
        claim = json.loads(self.proof)["claim"]
        try:
            cost = cost_of(json.loads(self.program))
        except Infeasible:
            return True
        return claim is not None and cost >= claim - ACCURATE * max(1.0, abs(claim))


def cost_of(program: Content) -> float:
    """The least cost of a program, by HiGHS and tangents where its solutions leave a cone."""
    integer = np.zeros(len(program["cost"]), bool)
    integer[program["integer"]] = True
    rows = LinearRows(
        np.array(program["starts"]), np.array(program["columns"]), np.array(program["values"], float),
        np.zeros(len(program["row_lower"])),
    )  # fmt: skip
    lower, upper = (sides(program, name) for name in ("lower", "upper"))
    row_lower, row_upper = (sides(program, name) for name in ("row_lower", "row_upper"))
    cost = np.array(program["cost"], float)
    matrix = Matrix(cost, program["offset"], lower, upper, integer, rows, row_lower, row_upper)
    try:
        for _ in range(MOST_TANGENTS):
            found = solve(matrix, gap=0.0, time_limit=60.0)
            cut = [each for cone in program["cones"] if (each := tangent(cone, found.values)) is not None]
            if not cut:
                break
            matrix = matrix.with_rows(LinearRows.of(cut), np.full(len(cut), -np.inf), np.zeros(len(cut)))
        return found.objective
    except Unbounded:
        return -np.inf


def tangent(cone: Content, values: Any) -> tuple[Any, Any] | None:
    """Columns and values of a row that cuts off values outside a cone, whose parts have no constants."""
    parts = [(np.array(each["columns"], int), np.array(each["values"], float)) for each in cone["parts"]]
    sizes = np.array([factors @ values[columns] for columns, factors in parts])
    root, length = np.sqrt(cone["index"] / 1e4), np.linalg.norm(sizes)
    if length <= root * sizes.sum() * (1 + ACCURATE) + ACCURATE:
        return None
    row = np.zeros(len(values))
    for weight, (columns, factors) in zip(sizes / length - root, parts, strict=True):
        row[columns] += weight * factors
    return np.flatnonzero(row), row[row != 0]


def sides(program: Content, name: str) -> Any:
    empty = -np.inf if name.endswith("lower") else np.inf
    return np.array([empty if each is None else each for each in program[name]], float)


def forgeries(count: int, seed: int) -> Iterator[tuple[str, Forgery]]:
    """Subjects with one change each."""
    chance = random.Random(seed)
    while count:
        name, program, proof = chance.choice(subjects())
        kind = chance.choice([*CHANGES])
        changed = json.loads(program), json.loads(proof)
        if CHANGES[kind](*changed, chance) is None:
            continue
        raw = encoded(changed[0])
        if kind != "hash":
            changed[1]["program"] = hashlib.sha256(raw).hexdigest()
        count -= 1
        yield name, Forgery(kind, raw, encoded(changed[1]))


def moved(value: Any, chance: random.Random) -> Any:
    """Another number."""
    if value is None:
        return float(chance.choice((-1, 0, 1, 100)))
    by = chance.choice((1e-9, 1e-3, 0.1, 1.0)) * chance.choice((-1, 1))
    return chance.choice((value * (1 + by), value + by, -value, 0.0, None))


def number(of: str, *names: str) -> Callable[[Content, Content, random.Random], Any]:
    """A change of one number in one of some lists."""

    def change(program: Content, proof: Content, chance: random.Random) -> Any:
        given = {"program": program, "proof": proof}[of]
        values = given[chance.choice(names)]
        if not values:
            return None
        at = chance.randrange(len(values))
        before, values[at] = values[at], moved(values[at], chance)
        return True if values[at] != before else None

    return change


def place(of: str, *names: str) -> Callable[[Content, Content, random.Random], Any]:
    """A change of one position in one of some lists."""

    def change(program: Content, proof: Content, chance: random.Random) -> Any:
        values = {"program": program, "proof": proof}[of][chance.choice(names)]
        if not values:
            return None
        values[chance.randrange(len(values))] += chance.choice((-1, 1))
        return True

    return change


def dual(program: Content, proof: Content, chance: random.Random) -> Any:
    leaves = [each for each in proof["tree"] if each.get("changes")]
    if not leaves:
        return None
    leaf = chance.choice(leaves)
    at = chance.randrange(len(leaf["changes"]))
    leaf["changes"][at] = chance.choice(
        (-leaf["changes"][at], leaf["changes"][at] + chance.choice((-1, 1)) * (1 << chance.randrange(70)), 0)
    )
    return True


def row(program: Content, proof: Content, chance: random.Random) -> Any:
    leaves = [each for each in proof["tree"] if each.get("rows")]
    leaf = chance.choice(leaves)
    leaf["rows"][chance.randrange(len(leaf["rows"]))] += chance.choice((-1, 1))
    return True


def split(program: Content, proof: Content, chance: random.Random) -> Any:
    splits = [each for each in proof["tree"] if "column" in each]
    if not splits:
        return None
    chance.choice(splits)[chance.choice(("column", "floor"))] += chance.choice((-1, 1))
    return True


def left_out(program: Content, proof: Content, chance: random.Random) -> Any:
    values = proof[chance.choice(("tree", "links", "tangents"))]
    if not values:
        return None
    values.pop(chance.randrange(len(values)))
    return True


def link(program: Content, proof: Content, chance: random.Random) -> Any:
    if not proof["links"]:
        return None
    given = chance.choice(proof["links"])
    name = chance.choice(("greatest", "column", "openings", "zero_rows"))
    if name == "greatest":
        given[name] *= chance.choice((0.5, 0.999999, -1.0))
    elif name == "column":
        given[name] += 1
    elif given[name]:
        given[name].pop()
    return True


def direction(program: Content, proof: Content, chance: random.Random) -> Any:
    if not proof["tangents"]:
        return None
    given = chance.choice(proof["tangents"])["direction"]
    at = chance.randrange(len(given))
    given[at] = int(given[at] * chance.choice((-1, 1.0000001, 1.1, 2)))
    return True


def claim(program: Content, proof: Content, chance: random.Random) -> Any:
    if proof["claim"] is None:
        return None
    proof["claim"] += RAISED
    return True


def cutoff(program: Content, proof: Content, chance: random.Random) -> Any:
    proof["cutoff"] = moved(proof["cutoff"], chance)
    return True


def digest(program: Content, proof: Content, chance: random.Random) -> Any:
    proof["program"] = hashlib.sha256(str(chance.random()).encode()).hexdigest()
    return True


CHANGES: dict[str, Callable[[Content, Content, random.Random], Any]] = {
    "dual": dual, "row of a dual": row, "split": split, "left out": left_out, "link": link, "direction": direction,
    "claim": claim, "cutoff": cutoff, "hash": digest,
    "implied bound": number("proof", "implied_values"),
    "place of an implied bound": place("proof", "implied_columns", "implied_rows", "implied_sides"),
    "cost": number("program", "cost"), "coefficient": number("program", "values"),
    "bound": number("program", "lower", "upper"), "side of a row": number("program", "row_lower", "row_upper"),
    "place in the program": place("program", "columns", "starts", "integer"),
}  # fmt: skip


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--count", type=int, default=1000)
    given.add_argument("--seed", type=int, default=1)
    options = given.parse_args()
    verdicts: dict[str, Counter[str]] = {}
    for name, each in forgeries(options.count, options.seed):
        verdict = "refused" if not each.is_accepted else "accepted, true" if each.is_true else "ACCEPTED, WRONG"
        verdicts.setdefault(each.change, Counter())[verdict] += 1
        if verdict.isupper() or "WRONG" in verdict:
            print(f"{name}: {each.change}: {verdict}")
    for change, counts in sorted(verdicts.items()):
        print(f"{change:28}", dict(counts))
    print("in all", dict(sum(verdicts.values(), Counter())))


if __name__ == "__main__":
    main()
