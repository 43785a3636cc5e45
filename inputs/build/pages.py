"""``python -m inputs.build.pages`` writes the figures of the pages on the four chains.

Each page of docs/ is prose with blocks that are written here, so that no figure can be of another plan. The three
smaller chains are solved with their what-ifs. The example takes minutes, so it is read from a workbook of results:
``python -m inputs.build.pages rare_earths outputs/rare_earths_plan.xlsx``, and its figures are kept in a file. Ranges
of near-optimal plans come from a file, too (:mod:`inputs.build.near_optimal`), and what drives the result
(:mod:`inputs.build.drivers`), and what the plans of what-ifs decide (:mod:`inputs.build.tested`).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import model
from inputs.build import (
    antibiotics,
    backtest,
    brief,
    brief_blocks,
    drivers,
    gallium_germanium,
    graphite_anode,
    near_optimal,
    reader_blocks,
    readers,
    tested,
)
from inputs.build.antibiotics import page as antibiotics_page
from inputs.build.gallium_germanium import page as gallium_page
from inputs.build.graphite_anode import page as graphite_page
from model.errors import Infeasible
from model.families.contracts.rows import Contract
from model.families.decisions.rows import BUILD, FIXED, FORBIDDEN, SIGN, Decision
from model.families.investment.rows import Project
from model.reports.embedded_plan import carried_plan
from model.results.plan import Plan
from model.sheets.tables import Tables
from model.whatif.apply import base, variants
from model.whatif.load import load_tables

DOCS = Path(__file__).resolve().parents[2] / "docs"
WORKBOOK = DOCS.parent / "inputs" / "rare_earths.xlsx"
EXAMPLE, EXAMPLE_TABLES, BACKTEST = (DOCS / name for name in ("example.md", "example_tables.md", "backtest.md"))
READERS = [DOCS / f"example_{name}.md" for name in ("minister", "maker", "miner")]
PAGES = (EXAMPLE, EXAMPLE_TABLES, BACKTEST, *READERS)
KEPT = Path(__file__).resolve().parent / "brief.json"
CHAINS = {
    "gallium_germanium": (gallium_germanium, gallium_page), "graphite_anode": (graphite_anode, graphite_page),
    "antibiotics": (antibiotics, antibiotics_page),
}  # fmt: skip
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


def held(tables: Tables, text: str, unit: float) -> Tables:
    """The workbook with the investments and contracts of its page fixed, and all others forbidden.

    Plans within the gap differ in what they build. With that fixed, every figure of the page follows.
    """
    told = " ".join(block(text, PLAN).split())
    rows: list[Decision] = []
    for project in tables[Project]:
        found = re.search(rf"\| {re.escape(project.project)} \| [^|]+ \| (\d+) \| [^|]+ \| ([\d,.]+) \|", told)
        rows.append(Decision(
            decision=project.project, action=BUILD, subject=project.project, rule=FIXED if found else FORBIDDEN,
            year=int(found[1]) if found else None, size=unit * float(found[2].replace(",", "")) if found else None,
        ))  # fmt: skip
    for contract in tables[Contract]:
        found = re.search(rf"{re.escape(contract.contract)} \((\d+)\)", told)
        rows.append(Decision(decision=contract.contract, action=SIGN, subject=contract.contract,
                             rule=FIXED if found else FORBIDDEN, year=int(found[1]) if found else None))  # fmt: skip
    return Tables(tables.settings, {**tables.rows, Decision: rows}, tables.off)


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
    whole = base(tables).tables
    first = model.solve(whole)
    path = DOCS / f"{name}.md"
    decided = with_block(path.read_text(encoding="utf-8"), PLAN, page.answer(first))
    plan = model.solve(held(whole, decided, page.TONNE))
    inside = {PLAN: page.answer(plan), WHAT_IFS: page.what_ifs(plan, what_if_plans(tables, first))}
    text = path.read_text(encoding="utf-8")
    for block_name, words in inside.items():
        text = with_block(text, block_name, words)
    path.write_text(text, encoding="utf-8", newline="\n")


def write_example(results: Path) -> None:
    """Keep the figures of the example's plan, and write its page anew. Raises ValueError for that of another state."""
    plan = replace(carried_plan(results), is_stored=False)  # it has just been solved
    if brief.fingerprint(plan.tables) != brief.fingerprint(workbook()):
        raise ValueError(f"{results} is the plan of another state of the example: solve it as it is")
    found = brief.figures(plan) | {"readers": readers.figures(results, plan)}
    KEPT.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    for page, text in example().items():
        page.write_text(text, encoding="utf-8", newline="\n")


@cache
def workbook() -> Tables:
    """The example as it is shipped."""
    return load_tables(WORKBOOK)[0]


def example() -> dict[Path, str]:
    """The brief, the tables behind it and the readers' pages, with every block written from the figures that are kept;
    each stands on one of them. Raises ValueError for a block on none."""
    kept = (KEPT, near_optimal.KEPT, drivers.KEPT, tested.KEPT)
    found, near, driven, plans = (json.loads(each.read_text(encoding="utf-8")) for each in kept)
    pages = {page: page.read_text(encoding="utf-8") for page in PAGES}
    told = brief_blocks.blocks(found, near, driven, plans, workbook()) | reader_blocks.blocks(found)
    for name, inside in told.items():
        page = next((each for each, text in pages.items() if _block(name).search(text)), EXAMPLE)
        block(pages[page], name)
        pages[page] = with_block(pages[page], name, inside)
    then = json.loads(backtest.KEPT.read_text(encoding="utf-8"))
    pages[BACKTEST] = with_block(BACKTEST.read_text(encoding="utf-8"), "the backtest", backtest.page(then))
    return pages


if __name__ == "__main__":
    if sys.argv[1:2] == ["rare_earths"] and not sys.argv[2:]:
        for page, text in example().items():
            page.write_text(text, encoding="utf-8", newline="\n")
    elif sys.argv[1:2] == ["rare_earths"]:
        write_example(Path(sys.argv[2]))
    else:
        for each in sys.argv[1:] or CHAINS:
            write(each)
