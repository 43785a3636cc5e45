"""What is less than the solves leave open is no finding: never headlined, coloured or counted, wherever it stands."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

from model.results.optimality import Solved, is_significant
from model.studies.comparison.styles import FAINT
from model.studies.frontier.question import FrontierPoint
from model.studies.frontier.question import _prices as prices_of
from tests.figures import Comparison, Regret, agreements, compare_plans, noise
from tests.inline import tables
from tests.jobs import PlanJob, Result, State
from tests.micro.concentration import TWO_SELLERS
from tests.steps import HELD, NONE
from tests.studies import Frontier, chosen, comparison_bytes, findings, regret_sentences
from tests.test_compare import compared, named, plan_of

NAMES = ("a", "b", "c")
OF_ALL = tuple((one, other) for one in NAMES for other in NAMES)


def test_what_solves_leave_open_adds_up() -> None:
    """100 where none costs less than 98, and 101 where none costs less than 100.5: 2.5 are open, and rounding."""
    open_ = noise(Solved(100, 98), Solved(101, 100.5))
    assert open_ == pytest.approx(2.5 + 101e-6)
    assert is_significant(2.6, open_) and not is_significant(-2.5, open_)
    assert noise(Solved(100, -math.inf)) == math.inf
    assert not is_significant(1e9, math.inf) and not is_significant(math.nan, 0.0)


def regret(noisy: float, worst: tuple[float, float, float] = (5.0, 4.0, 8.0)) -> Regret:
    """Plans that cost 10 under their own what-if; a regrets 5 under b, b 4 under a, c 8 under b."""
    cost = dict.fromkeys(OF_ALL, 10.0)
    cost["a", "b"] += worst[0]
    cost["b", "a"] += worst[1]
    cost["c", "b"] += worst[2]
    return Regret(NAMES, cost, {}, dict.fromkeys(NAMES, 10.0), noise=dict.fromkeys(OF_ALL, noisy))


@pytest.mark.parametrize(
    ("open_", "compromises"),
    [(0.0, ("b",)), (0.4, ("b",)), (0.6, ("b", "a")), (1.9, ("b", "a")), (3.0, ("b", "a", "c"))],
)
def test_a_best_compromise_is_one_that_the_solves_tell(open_: float, compromises: tuple[str, ...]) -> None:
    """Worst regrets of 4, 5 and 8: the first two differ by 1, of which each may be off by what is left open."""
    found = regret(open_)
    assert found.compromises == compromises
    assert found.compromise == (compromises[0] if len(compromises) == 1 else "")
    words = regret_sentences(compared(), found)
    assert any("Best compromise" in each for each in words) == (len(compromises) == 1)


def test_a_worst_regret_within_the_gaps_is_not_red() -> None:
    """Of 5, 4 and 8, 6 are left open: only the last is a finding."""
    found = regret(6.0)
    assert [found.is_worst_significant(name) for name in NAMES] == [False, False, True]
    base = compared()
    names = dict(zip(NAMES, ("base", "dear", "few seats"), strict=True))
    of_names = Regret(
        tuple(names.values()),
        {(names[one], names[other]): each for (one, other), each in found.cost.items()},
        {},
        {names[one]: each for one, each in found.best.items()},
        noise={(names[one], names[other]): each for (one, other), each in found.noise.items()},
    )
    sheet = openpyxl.load_workbook(io.BytesIO(comparison_bytes(base, of_names)))["Regret"]
    looks = {}
    for row in sheet.iter_rows():
        if row[0].value in names.values() and row[4].value in (5.0, 4.0, 8.0):
            looks[row[0].value] = (str(row[4].font.color.rgb)[2:] == str(FAINT["font_color"])[1:], row[5].value)
            for cell in row[1:4]:
                is_red = cell.fill.fgColor.rgb == "FFFBE0D5"
                assert is_red == (cell.value == 8.0), cell.coordinate
    assert looks == {"base": (True, None), "dear": (True, None), "few seats": (False, "dear")}


def test_what_was_not_found_out_is_not_impossible(snapshot: SnapshotAssertion) -> None:
    """Neither a regret nor a failure; and the page says why."""
    cost = {**regret(0.0).cost, ("a", "b"): math.nan}
    found = replace(regret(0.0), unknown={("a", "b"): "not found in time"}, cost=cost)
    assert math.isnan(found.regret("a", "b")) and math.isnan(found.worst("a")) and "a" not in found.compromises
    names = zip("abc", ("base", "dear", "few seats"), strict=True)
    comparison = compare_plans("x", [(name, plan_of(which)) for name, which in names])
    sheet = openpyxl.load_workbook(io.BytesIO(comparison_bytes(comparison, found)))["Regret"]
    told = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert "not known" in told
    assert "no plan" not in told
    assert told == snapshot


def vague() -> Comparison:
    """The plan 'few seats' builds later than the base, and its solve leaves all of its cost open."""
    found = compared()
    few = named(found, "few seats")
    others = tuple(
        replace(case, digest=replace(few, bound=0.0)) if case.name == "few seats" else case for case in found.others
    )
    return replace(found, others=others)


def test_plans_within_the_gaps_are_not_counted_nor_headlined(snapshot: SnapshotAssertion) -> None:
    assert [plan.name for plan in compared().telling] == ["base", "dear", "few seats", "again"]
    assert [plan.name for plan in vague().telling] == ["base", "dear", "again"]
    (module,) = agreements(vague())
    assert (len(module.building), module.plans, module.latest) == (3, 3, 2026)
    (counted,) = agreements(compared())
    assert (len(counted.building), counted.plans, counted.latest) == (4, 4, 2027)
    told = "\n".join(findings(vague()))
    assert "few seats" in next(line for line in told.splitlines() if "not significant:" in line)
    assert not any("few seats" in line for line in told.splitlines() if "not significant:" not in line)
    assert "\n".join(findings(compared())) == snapshot


@pytest.mark.parametrize("decides", [HELD, NONE])
def test_what_decides_nothing_is_not_counted(decides: str, snapshot: SnapshotAssertion) -> None:
    """Without a plan nothing is built, which does not say that a planner would not build it; the page says so."""
    found = compared()
    few = named(found, "few seats")
    digest = few if decides == HELD else replace(few, builds=())
    others = tuple(
        replace(case, digest=digest, decides=decides) if case.name == "few seats" else case for case in found.others
    )
    comparison = replace(found, others=others)
    assert [plan.name for plan in comparison.deciding] == ["base", "dear", "again"]
    (module,) = agreements(comparison)
    assert module.is_no_regret and (len(module.building), module.plans) == (3, 3)
    sheet = openpyxl.load_workbook(io.BytesIO(comparison_bytes(comparison)))["No-regret"]
    told = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert told == snapshot
    assert "plans (of 3)" in told


def test_no_measure_of_a_plan_within_the_gaps_is_coloured() -> None:
    """Neither its service nor its builds are green or red; on the first page they are not counted."""
    at = [plan.name for plan in vague().solved].index("few seats")
    assert not any(measure.by_case[at].is_finding for measure in vague().measures)
    assert any(measure.by_case[at].is_finding for measure in compared().measures if not measure.figure.is_minimised)
    book = openpyxl.load_workbook(io.BytesIO(comparison_bytes(vague())))
    told = [str(cell.value) for row in book["Comparison"].iter_rows() for cell in row if "few seats" in str(cell.value)]
    assert "few seats" not in told and any(each.startswith("Not significant:") for each in told)
    for row in book["Builds"].iter_rows():
        if row[0].value == "Separation module":
            assert row[5].fill.fgColor.rgb in ("00000000", None) or row[5].fill.fill_type is None


def test_the_dearest_is_not_told_from_what_is_as_dear(snapshot: SnapshotAssertion) -> None:
    found = compared()
    dear = named(found, "dear")
    like = replace(dear, name="again", objective=dear.objective + 0.1, bound=dear.objective - 0.2)
    others = tuple(replace(case, digest=like) if case.name == "again" else case for case in found.others)
    words = "\n".join(findings(replace(found, others=others[0:1] + others[2:])))
    assert "Most expensive: again" in words
    assert words == snapshot


def test_a_price_is_most_only_where_the_solves_tell(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """Steps to 80 % and 60 % cost 400 each, to 45 % 300: 2,000 each per unit. One that is 100 dearer is told only where
    less than that is open; a point of which all is open is neither counted nor shaded."""
    given = tables(TWO_SELLERS, "Limits\nlimit | measure | of | scope | value\nport | share | magnet | B | 45 %")
    row = chosen(given, "port")
    job = PlanJob("one", given)

    def point(value: float | None, cost: float, open_: float) -> FrontierPoint:
        return FrontierPoint.of(value, Result(job, State.OPTIMAL, objective=cost, bound=cost - open_))

    def told(open_: float) -> str:
        points = (point(0.8, 1400, open_), point(0.6, 1800, open_), point(0.4, 2300, open_))
        return "\n".join(prices_of(Frontier(given, row, points)))

    assert "cheapest from" in told(1.0)
    assert "cheapest" not in told(40.0)
    assert told(40.0) == snapshot
    frontier = Frontier(given, row, (point(0.8, 1400, 0.0), point(0.6, 1800, 0.0), point(0.4, 2300, math.inf)))
    assert [frontier.tells(each) for each in frontier.points] == [True, True, False]
