"""Two limits tightened together, worked by hand: what each pair costs, and where plans end, proven from both sides."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

from model import InputError
from model.studies.frontier.surface import Surface, settled
from model.studies.frontier.surface_document import findings
from model.studies.frontier.surface_study import SurfaceStudy
from tests.inline import tables
from tests.jobs import State, Store
from tests.micro.concentration import TWO_SELLERS
from tests.steps import ExitCode, main, write_inputs
from tests.studies import asked, written
from tests.studies import surface_document as document

LIMITS = """
    Limits
    limit | measure | of     | scope | value
    port  | share   | magnet | B     | 45 %
    home  | share   | magnet | A     | 90 %
"""
"""100 magnets, x of them from B at 10, the others from A at 30: 3,000 - 20 x. With at most y from A, x is 100 - y at
least: so under y plans end where the share of B may not be 1 - y."""

SHARES = (0.75, 0.5, 0.25)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """What several tests ask for is solved once."""
    return Store(tmp_path_factory.mktemp("runs"))


def surface(store: Store, **options: Any) -> Surface:
    study = SurfaceStudy(tables(TWO_SELLERS, LIMITS), limit="port", second="home", **options)
    return asked(study, store, workers=1)


def test_each_pair_costs_what_it_costs_by_hand(store: Store) -> None:
    found = surface(store, values=SHARES, second_values=SHARES)
    costs = [[None if cell.digest is None else cell.solved.cost for cell in level.cells] for level in found.levels]
    assert costs == [
        pytest.approx([1000, 1500, 2000, 2500]),
        pytest.approx([1000, 1500, 2000, 2500]),
        [pytest.approx(1000), pytest.approx(1500), pytest.approx(2000), None],
        [pytest.approx(1000), pytest.approx(1500), None, None],
    ]
    assert all(cell.solved.bound == pytest.approx(cell.solved.cost) for cell in found.cells if cell.digest is not None)
    assert [cell.is_lost for cell in found.levels[3].cells] == [False, False, True, True]
    assert found.exit_code == ExitCode.OPTIMAL


def test_under_each_value_the_edge_is_proven_from_both_sides(store: Store, snapshot: SnapshotAssertion) -> None:
    found = surface(store, values=SHARES, second_values=SHARES)
    edges = {level.value: level.edge for level in found.levels}
    assert edges[None] is None and edges[0.75] is None  # at 25 % from B all that was tried has a plan
    for value, held in ((0.5, 0.5), (0.25, 0.75)):
        edge = edges[value]
        assert edge is not None and edge.is_found
        assert (edge.feasible, edge.infeasible) == pytest.approx((held, held - 0.01))
        assert edge.proof.state == State.INFEASIBLE
    assert found.edge is None
    assert findings(found) == snapshot


def test_what_is_tighter_than_a_pair_without_a_plan_is_not_solved(store: Store) -> None:
    """Half and a quarter have none, so that a quarter and a quarter have none."""
    found = surface(store, values=SHARES, second_values=SHARES)
    tightest = found.levels[3].cells[3]
    assert tightest.is_lost and tightest.result.name in ("≤ 25 % and ≤ 50 %", "≤ 50 % and ≤ 25 %")


def test_values_unless_given_go_from_what_is_reached_to_the_tightest(store: Store) -> None:
    """Of A nothing is bought without limits; but up to all where nothing may come from B."""
    found = surface(store)
    assert [cell.values[0] for cell in found.levels[0].cells] == [None, 0.75, 0.5, 0.45, 0.25, 0.0]
    assert [level.value for level in found.levels] == [None, 0.9, 0.75, 0.5, 0.25, 0.0]
    assert found.own is not None and found.own.solved.cost == pytest.approx(2100)
    edge = found.levels[1].edge
    assert edge is not None and (edge.feasible, edge.infeasible) == pytest.approx((0.1, 0.09))


def test_a_pair_takes_the_cheapest_plan_and_the_best_bound_known(store: Store, snapshot: SnapshotAssertion) -> None:
    """A plan of a tighter pair is one of a looser pair; a bound of a looser pair is one of a tighter."""
    found = surface(store, values=SHARES, second_values=SHARES)
    levels = list(found.levels)
    cells = list(levels[0].cells)
    dear = replace(cells[1], result=replace(cells[1].result, objective=1900.0), proven=1200.0)
    levels[0] = replace(levels[0], cells=(cells[0], dear, *cells[2:]))
    made = settled(found.limits, levels)
    assert made[0].cells[1].solved.cost == pytest.approx(1500)
    assert made[0].cells[1].lent_by == snapshot
    assert made[0].cells[1].proven == pytest.approx(1200)
    loose = [replace(levels[1], cells=tuple(replace(cell, proven=0.0) for cell in levels[1].cells))]
    made = settled(found.limits, [found.levels[0], *loose])
    assert made[1].cells[2].proven == pytest.approx(2000)


def test_the_workbook_has_a_heat_map(store: Store) -> None:
    book = openpyxl.load_workbook(BytesIO(written(document(surface(store, values=SHARES, second_values=SHARES)))))
    page = book["Frontier"]
    (area,) = page.conditional_formatting
    assert [rule.type for rule in area.rules] == ["colorScale"]
    shaded = [[cell.value for cell in row] for row in page[str(area.sqref)]]
    assert shaded[0] == pytest.approx([0, 500, 1000, 1500])
    assert shaded[3] == [pytest.approx(0), pytest.approx(500), "no plan", "no plan"]
    assert len(page._charts) == 1
    log = [row for row in book["Run log"].values if row[0] == "≤ 25 %" and row[1] == "≤ 25 %"]
    assert log[0][2] == "infeasible"


@pytest.mark.usefixtures("in_this_process")
def test_the_command_takes_a_second_limit_and_resumes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    book, out = tmp_path / "two.xlsx", tmp_path / "out.xlsx"
    write_inputs(book, tables(TWO_SELLERS, LIMITS))
    ask = ["frontier", str(book), "--limit", "port", "--second", "home", "--values", "75%,25%", "--jobs", "1"]
    ask += ["--second-values", "50%", "--out", str(out)]
    assert main(ask) == ExitCode.OPTIMAL
    said = capsys.readouterr()
    assert said.out == snapshot
    assert main(ask) == ExitCode.OPTIMAL
    assert "no limit and ≤ 50 %: optimal (from an earlier run)" in capsys.readouterr().err


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--second", "port"], "'port' is the first limit"),
        (["--second", "hime"], "There is no limit 'hime'"),
        (["--second", "home", "--from", "80%"], "give --values, or --steps"),
        (["--second-values", "50%"], "name it with --second"),
        (["--second", "home", "--second-values", "5"], "Did you mean 5%?"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    options: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "two.xlsx"
    write_inputs(book, tables(TWO_SELLERS, LIMITS))
    ask = ["frontier", str(book), "--limit", "port", "--out", str(tmp_path / "out.xlsx"), "--quiet", *options]
    assert main(ask) == ExitCode.INPUT
    assert words in capsys.readouterr().err


def test_a_limit_of_which_nothing_is_counted_needs_values(store: Store) -> None:
    ore = "Commodities\n        commodity\n        ore"
    none = "Limits\n        limit | measure | of | scope | value\n        none | share | ore | A | 50 %"
    given = tables(TWO_SELLERS, LIMITS, ore, none)
    with pytest.raises(InputError, match="nothing is counted for 'none'"):
        asked(SurfaceStudy(given, limit="none", second="home"), store)
