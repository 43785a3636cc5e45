"""Small chains over periods of unequal length: their least cost by a program written from the docs, and by the model.

    python -m bench.unequal          # 40 of each kind
    python -m bench.unequal 200      # 200 of each kind
    python -m bench.unequal 200 stops trade

Prints the instances of each kind, those without a plan, and the greatest relative deviation; ends with exit code 1
where two costs differ, each with its kind and seed, by which `tests.unequal.kinds.drawn` makes it again.
"""

from __future__ import annotations

import math
import sys

from tests.unequal.compare import deviation, planned
from tests.unequal.kinds import KINDS, drawn

EXACT = 1e-6


def compare(kind: str, number: int) -> bool:
    """Whether all instances of a kind agree."""
    costs = {seed: (chain.least_cost(), planned(chain)) for seed in range(number) for chain in [drawn(kind, seed)]}
    apart = {seed: deviation(*pair) for seed, pair in costs.items()}
    without = sum(math.isinf(own) for own, _ in costs.values())
    print(
        f"{kind}: {number} instances, {without} without a plan, greatest deviation {max(apart.values()):.1e}",
        flush=True,
    )
    for seed, deviates in apart.items():
        if deviates > EXACT:
            print(f"  seed {seed}: {costs[seed][0]} by the docs, {costs[seed][1]} by the model", flush=True)
    return max(apart.values()) <= EXACT


def main(arguments: list[str]) -> int:
    number = int(arguments[0]) if arguments else 40
    agree = [compare(kind, number) for kind in arguments[1:] or KINDS]
    return 0 if all(agree) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
