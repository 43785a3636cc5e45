"""``python -m inputs.build.pages`` solves the two smaller chains with their what-ifs and writes their pages' figures.

Each page of docs/ is prose with two blocks that are written here, so that no figure can be of another plan: what the
plan says, and what each what-if changes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

import model
from inputs.build import gallium_germanium, graphite_anode
from inputs.build.gallium_germanium import page as gallium_page
from inputs.build.graphite_anode import page as graphite_page
from model.errors import Infeasible
from model.results.plan import Plan
from model.sheets.tables import Tables
from model.whatif.apply import base, variants

DOCS = Path(__file__).resolve().parents[2] / "docs"
CHAINS = {"gallium_germanium": (gallium_germanium, gallium_page), "graphite_anode": (graphite_anode, graphite_page)}
PLAN, WHAT_IFS = "the plan", "the what-ifs"


def block(text: str, name: str) -> str:
    """What stands in a block of a page."""
    found = _block(name).search(text)
    if found is None:
        raise ValueError(f"the page has no block '{name}'")
    return found[2]


def with_block(text: str, name: str, inside: str) -> str:
    return _block(name).sub(lambda found: f"{found[1]}\n{inside}\n{found[3]}", text)


def _block(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- {name}: written from the run -->\n)(.*?)(<!-- end of {name} -->)", re.DOTALL)


def what_if_plans(tables: Tables, near: Plan, names: Iterable[str] | None = None) -> dict[str, Plan | None]:
    """A plan for every what-if, or for those named; None where there is none."""
    wanted = None if names is None else set(names)
    return {each.name: _plan(each.tables, near) for each in variants(tables) if wanted is None or each.name in wanted}


def _plan(tables: Tables, near: Plan) -> Plan | None:
    try:
        return model.solve(tables, near=near)
    except Infeasible:
        return None


def write(name: str) -> None:
    """Solve a chain and write its page anew."""
    builder, page = CHAINS[name]
    tables = builder.tables()
    plan = model.solve(base(tables).tables)
    inside = {PLAN: page.answer(plan), WHAT_IFS: page.what_ifs(plan, what_if_plans(tables, plan))}
    path = DOCS / f"{name}.md"
    text = path.read_text(encoding="utf-8")
    for block_name, words in inside.items():
        text = with_block(text, block_name, words)
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    for each in sys.argv[1:] or CHAINS:
        write(each)
