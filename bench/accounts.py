"""Whether all parties together have the plan's cost, whatever prices they trade at.

    python -m bench.accounts                   the shipped workbooks but the large one, and fifty generated chains
    python -m bench.accounts rare_earths       a shipped workbook
    python -m bench.accounts --chains 200

Each plan is audited at its own transfer prices and at random ones of any sign: every account is worked out by a second
implementation, at every node of every disruption. Ends with 1 if any sum is wrong.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import model
from bench.fuzzing.chain import chain
from model import Plan, Tables
from model.audit import audit
from model.errors import PlannerError

SHIPPED = ("quickstart", "gallium_germanium", "graphite_anode", "antibiotics")
INPUTS = Path(__file__).parents[1] / "inputs"
CHECKS = ("accounts", "accounts add up")
LOWEST, HIGHEST = -1e4, 1e5
"""Random prices [currency per unit]."""


def at_random(plan: Plan, seed: int) -> Plan:
    """The plan at random transfer prices."""
    chance, frame = random.Random(seed), plan.frames["transfer prices"]
    keys = zip(frame["site"], frame["commodity"], frame["node"], strict=True)
    return model.at_prices(plan, {key: chance.uniform(LOWEST, HIGHEST) for key in keys})


def workbooks(names: list[str], chains: int) -> Iterator[tuple[str, Tables]]:
    yield from ((name, model.load(INPUTS / f"{name}.xlsx")) for name in names or SHIPPED)
    seeds, found = count(), 0
    while not names and found < chains:
        seed = next(seeds)
        tables = chain(random.Random(seed))
        if not any(not each.is_warning for each in model.check(tables)):
            found += 1
            yield f"chain {seed}", tables


def wrong(plan: Plan) -> list[str]:
    """Failed checks of accounts."""
    found = [check for check in audit(plan) if check.name in CHECKS]
    return [f"{check.name}: {check.detail}" for check in found if not check.passed]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.accounts", description="Sums of parties.")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--chains", type=int, default=50)
    options = parser.parse_args(arguments)
    failed = solved = 0
    for seed, (name, tables) in enumerate(workbooks(options.names, options.chains)):
        try:
            plan = model.solve(tables)
        except PlannerError as error:
            print(f"{name}: no plan ({type(error).__name__})")
            continue
        problems = wrong(plan) + wrong(at_random(plan, seed))
        solved, failed = solved + 1, failed + bool(problems)
        if problems or not name.startswith("chain"):
            print(f"{name}: {'; '.join(problems) or f'{len(plan.frames[CHECKS[0]])} sums right'}")
    print(f"{solved} plans, {failed} with wrong sums.")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
