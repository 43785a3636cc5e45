"""Cost of larger chains: more years, more sites, more commodities, more stages, one at a time and all together.

    python -m bench.growth             all of them
    python -m bench.growth years sites
    python -m bench.growth 50x15       without disruptions: fifty sites of each stage, fifteen years

Each is a generated chain, with a hundred disruptions unless it is plain, solved to a gap of 1 % in a process of its
own; columns as in bench/screening.py, which grows the number of disruptions.
"""

from __future__ import annotations

import sys
from typing import Any

from bench.generate import LONG_STAGES, supply_chain
from bench.screening import COUNTRIES, HEADER, measured, one, with_branches
from model.sheets.tables import Tables

BRANCHES = 100

USUAL: dict[str, Any] = {"sites": 8, "kinds": 1, "countries": COUNTRIES, "years": 15, "seed": 3}
"""Sites of each stage."""

GROWN: dict[str, dict[str, Any]] = {
    "usual": {},
    "years": {"years": 30},
    "sites": {"sites": 50},
    "kinds": {"kinds": 3},
    "stages": {"stages": LONG_STAGES},
    "all": {"years": 30, "kinds": 2, "stages": LONG_STAGES},
}
"""Enlarged dimensions; four stages of fifty sites and the markets are 225."""

PLAIN = ("8x15", "8x30", "20x30", "50x15", "200x20")
"""Sites of each stage and years, without disruptions."""


def tables_of(name: str) -> Tables:
    if "x" in name:
        sites, years = map(int, name.split("x"))
        return supply_chain(**USUAL | {"sites": sites, "years": years})
    return with_branches(BRANCHES, supply_chain(**USUAL | GROWN[name]))


def main(names: list[str]) -> None:
    print(HEADER)
    for name in names or (*GROWN, *PLAIN):
        measured(name, "screened", name, module="bench.growth")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(one(tables_of(sys.argv[2]), sys.argv[3]))
    else:
        main(sys.argv[1:])
