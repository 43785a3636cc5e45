"""What the reports of studies promise (comparisons, frontiers, tornados, explanations, rolls, futures, what must give):
figures of their workbook, readable, asking for nothing; and that what matters is told first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from model import Tables
from model.reports.rolled_document import document as rolled_document
from model.rolling.reconcile import Statement
from model.rolling.write import Written, written
from model.studies.explain.study import ExplainStudy
from model.studies.goals.study import GoalsStudy
from model.testing import Demand, Skill
from tests.browser import Browser, browser, needs_browser
from tests.figures import Case, Comparison, no_plan_document
from tests.inline import tables
from tests.jobs import Store
from tests.micro.concentration import TWO_SELLERS
from tests.steps import Progress, Request, carried_on, load_tables, rolled, solve_tables
from tests.studies import (
    DriftStudy,
    FrontierStudy,
    asked,
    comparison_document,
    foresight,
    foresight_document,
    futures_of,
    surface_document,
    tornado_document,
    written_both,
)
from tests.test_comparison_book import eleven, regret_of
from tests.test_diagnosis import CITY, DEMAND, LINES, WORKS, answer
from tests.test_explain import choices
from tests.test_foresight import two_what_ifs
from tests.test_goals import WAR
from tests.test_report import HOSTILE, TURN, held_to, turn, violations
from tests.test_surface import LIMITS, SHARES, surface
from tests.test_tornado import SELLERS, tornado

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group")  # which openpyxl cannot read

QUICKSTART = Path(__file__).parents[1] / "inputs" / "quickstart.xlsx"

Made = tuple[bytes, bytes]
"""A workbook and its report."""


def of_comparison(found: Comparison | None = None) -> Made:
    compared = eleven() if found is None else found
    return written_both(comparison_document(compared, regret_of(compared)))


def of_frontier() -> Made:
    study = FrontierStudy(tables(TWO_SELLERS, LIMITS), limit="port", values=(0.75, 0.5, 0.05))
    with TemporaryDirectory() as folder:
        return written_both(study.document(asked(study, Store(Path(folder)))))


def of_surface() -> Made:
    with TemporaryDirectory() as folder:
        return written_both(surface_document(surface(Store(Path(folder)), values=SHARES, second_values=SHARES)))


def of_tornado() -> Made:
    with TemporaryDirectory() as folder:
        return written_both(tornado_document(tornado(Store(Path(folder)), tables(TWO_SELLERS, SELLERS))))


def of_explanation() -> Made:
    with TemporaryDirectory() as folder:
        study = ExplainStudy(choices(), plan=solve_tables(choices()), within=0.1)
        document = study.document(asked(study, Store(Path(folder))))
    assert document is not None
    return written_both(document)


def of_foresight() -> Made:
    found = foresight(futures_of(two_what_ifs(), [("Stop", 0.05, 2028), ("Later", 0.05, 2029)]), Request(0.0, 60.0))
    return written_both(foresight_document(found))


@cache
def next_year() -> tuple[Statement, Written]:
    """The quick start rolled to 2027."""
    given = load_tables(QUICKSTART)[0]
    plan = solve_tables(given)
    made = rolled(plan, 2027)
    return carried_on(plan, made, Progress.silent()), written(
        QUICKSTART.read_bytes(), QUICKSTART, made, QUICKSTART.name
    )


def of_roll() -> Made:
    return written_both(rolled_document(*next_year()))


def of_goals() -> Made:
    study = GoalsStudy(tables(WAR), scenario=["War"])
    with TemporaryDirectory() as folder:
        return written_both(study.document(asked(study, Store(Path(folder)))))


def of_drift() -> Made:
    """Demand of 2027 and later has grown by half, wages by a tenth."""
    statement, _ = next_year()
    later = statement.rolled.tables
    rows = {
        **later.rows,
        Demand: [replace(row, quantity=row.quantity.times(1.5)) for row in later[Demand]],
        Skill: [replace(row, wage=row.wage.times(1.1)) for row in later[Skill]],
    }
    study = DriftStudy(Tables(later.settings, rows, later.off), plan=statement.earlier)
    with TemporaryDirectory() as folder:
        found = asked(study, Store(Path(folder)))
    assert found.groups and found.shifts
    return written_both(study.document(found))


FUND = """
    Funds
    fund | pays for | scope | 2026
    bank | capital  | any   | 30
"""


def of_no_plan() -> Made:
    found = answer(CITY, WORKS, LINES, DEMAND, FUND)
    return written_both(no_plan_document(found))


MADE: Mapping[str, Callable[[], Made]] = {
    "comparison": of_comparison, "frontier": of_frontier, "surface": of_surface, "tornado": of_tornado,
    "explained": of_explanation, "roll": of_roll, "drift": of_drift, "goals": of_goals,
    "no plan": of_no_plan, "foresight": of_foresight,
}  # fmt: skip
PICTURES = {
    "comparison": ["costs", "risk", "regret", "investments"],
    "frontier": ["frontier", "price"],
    "surface": ["curves", "pairs"],
    "tornado": ["tornado", "limits"],
    "explained": ["without", "with", "alternatives"],
    "roll": ["costs", "cells"],
    "drift": ["changes", "decisions", "inputs"],
    "goals": ["goals", "variants", "shortfall", "release"],
    "no plan": ["remedies", "conflicts"],
    "foresight": ["worth", "decisions", "futures"],
}


@cache
def made(name: str) -> Made:
    return MADE[name]()


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


@needs_browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", MADE)
def test_it_is_drawn_asks_for_nothing_and_can_be_read_by_everybody(
    window: Browser, name: str, scheme: str, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(made(name)[1])
    window.look(width=360, scheme=scheme)
    window.open(page)
    assert window.requests == [page.as_uri()] and not window.problems
    assert window.run('[...document.querySelectorAll("section")].map(each => each.id)') == PICTURES[name]
    assert window.run("document.documentElement.scrollWidth") <= 360
    assert violations(window) == []


@needs_browser
@pytest.mark.parametrize("name", MADE)
def test_every_figure_is_that_of_the_workbook(window: Browser, name: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_bytes(made(name)[1])
    window.open(page)
    for picture in PICTURES[name]:
        turn(window, picture)
    found, figures = held_to(window, made(name)[0])
    assert found >= len(PICTURES[name]) and figures >= 5


def of_a_hundred() -> Comparison:
    """A hundred what-ifs: the n-th costs n² more, every tenth is infeasible."""
    found = eleven()
    base = found.base.digest
    assert base is not None
    cases = []
    for at in range(1, 101):
        name = f"what-if {at}"
        if at % 10 == 0:
            cases.append(Case(name, None, "infeasible"))
            continue
        cost = base.objective + at**2
        figures = tuple(replace(each, value=cost) if each.is_minimised else each for each in base.figures)
        cases.append(
            replace(found.base, name=name, digest=replace(base, name=name, objective=cost, bound=cost, figures=figures))
        )
    return replace(found, others=tuple(cases))


def test_of_a_hundred_what_ifs_the_five_that_matter_are_told_first() -> None:
    """The most expensive by name, in order, before all else; and the page stays small."""
    found = of_a_hundred()
    page = written_both(comparison_document(found))[1].decode()
    first, _, rest = page.partition("</ol>")
    named = [int(line.partition(":")[0].rpartition(" ")[2]) for line in first.split("<li>")[1:]]
    assert "The 5 that matter most, of 90" in first and named == [99, 98, 97, 96, 95]
    assert "No plan: what-if 10" in rest and len(page) < 2_000_000


def test_one_plan_alone_is_compared_with_nothing() -> None:
    """No picture of what what-ifs cost, or of what plans have in common, where there is one plan."""
    found = eleven()
    for others, is_drawn in ((found.others, True), ((), False)):
        shown = replace(found, others=others)
        page = written_both(comparison_document(shown))[1].decode()
        assert ("What each what-if costs" in page) is ("Investments common to the plans" in page) is is_drawn


@needs_browser
def test_names_are_text(window: Browser, tmp_path: Path) -> None:
    found, page = eleven(), tmp_path / "page.html"
    others = [replace(case, name=name) for case, name in zip(found.others, HOSTILE, strict=False)]
    digests = [case.digest and replace(case.digest, name=case.name) for case in others]
    renamed = tuple(replace(case, digest=digest) for case, digest in zip(others, digests, strict=True))
    page.write_bytes(of_comparison(replace(found, others=renamed))[1])
    window.open(page)
    assert window.run("[typeof window.hacked, document.scripts.length, document.images.length]") == ["undefined", 9, 0]
    said = window.run("document.body.textContent")
    assert [name for name in HOSTILE if name.replace(TURN, "") in said] == list(HOSTILE) and TURN not in said
