"""Scenario discovery: the algorithms beside published ones and by hand, and a plan whose failures are known."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from SALib.analyze import morris as published_morris
from SALib.sample import latin as published_latin
from syrupy.assertion import SnapshotAssertion

import model
from model import InputError, Tables
from model.studies.discover.prim import MASS, best, boxes, proven_share, quasi_p, trajectory
from model.studies.discover.sampling import STEP, influences, latin_hypercube, trajectories
from tests.inline import tables
from tests.jobs import Store
from tests.micro.case import CITY
from tests.steps import ExitCode, main, write_inputs
from tests.studies import answered, catalogue, stopped_at

pytestmark = pytest.mark.usefixtures("jobs_solved_once")

Sample = tuple[list[np.ndarray], np.ndarray]


def grid(years: range, recycling: range, failing: set[tuple[int, int]]) -> Sample:
    """Every pair of values, and whether it fails."""
    points = [(year, rate) for year in years for rate in recycling]
    return list(np.array(points, dtype=float).T), np.array([point in failing for point in points])


def test_a_box_by_hand() -> None:
    """Of 25 points five fail. Each peel takes the end of an input whose loss raises the density most by point: the last
    four points, years of 4 or more with recycling of 6 or less, all fail; 0.4⁴ = 0.0256 of four would by chance."""
    sample, fails = grid(range(1, 6), range(2, 19, 4), {(4, 2), (4, 6), (5, 2), (5, 6), (2, 10)})
    peels = trajectory(sample, fails, {}, MASS * 25)
    assert [box.points for box in peels] == [25, 20, 16, 12, 8, 6, 4]
    (box,) = boxes(sample, fails, {})
    assert box == best(peels)
    assert box.within == {0: (3.5, np.inf), 1: (-np.inf, 8)}
    assert (box.failing, box.points) == (4, 4)
    assert quasi_p(box, 0, sample, fails) == pytest.approx(0.0256)


def test_a_box_that_may_be_chance_is_none() -> None:
    """Three of four fail in the best box; without either restriction three of eight would, so that three or more of
    four are as likely as 0.15."""
    sample, fails = grid(range(1, 5), range(2, 15, 4), {(3, 2), (4, 2), (4, 6), (2, 10)})
    box = best(trajectory(sample, fails, {}, MASS * 16))
    assert box is not None
    assert (box.failing, box.points) == (3, 4)
    assert quasi_p(box, 0, sample, fails) == pytest.approx(0.1516, abs=1e-4)
    assert boxes(sample, fails, {}) == []


PEELED = [200, 141, 133, 126, 119, 113, 106, 100, 95, 90, 85, 80, 76, 72, 68, 64, 60, 57, 54, 51, 48, 45, 42, 39, 37,
          35, 33]  # fmt: skip
FAILING = [45, 42, 42, 42, 42, 41, 40, 40, 39, 39, 39, 38, 38, 37, 36, 36, 36, 36, 36, 36, 35, 34, 34, 34, 34, 34, 33]
"""Points, and those of interest, after each peel of ema_workbench 2.5.3 (which does not run on every Python that we
do): ``prim.Prim(x, y, threshold=0.5, peel_alpha=0.05, mass_min=0.05, obj_function=PRIMObjectiveFunctions.LENIENT1)``,
its peels alone."""


def test_peels_are_those_of_a_published_implementation() -> None:
    """Three inputs between 0 and 1, a whole number, and a word of three."""
    dice = random.Random(7)
    points = [[*(round(dice.random(), 4) for _ in range(3)), dice.randint(1, 6), dice.randint(0, 2), dice.random()]
              for _ in range(200)]  # fmt: skip
    fails = np.array([(a > 0.55 and b < 0.6 and word != 1) or chance < 0.06 for a, b, _, _, word, chance in points])
    sample = list(np.array(points, dtype=float).T[:5])
    peels = trajectory(sample, fails, {4: 3}, MASS * 200)
    assert [box.points for box in peels] == PEELED
    assert [box.failing for box in peels] == FAILING
    assert peels[-1].within == {0: (pytest.approx(0.54035), np.inf), 1: (-np.inf, pytest.approx(0.5537)),
                                4: frozenset({0, 2})}  # fmt: skip


def test_influences_are_those_of_a_published_implementation() -> None:
    generator = np.random.default_rng(1)
    walks = trajectories(10, 3, generator)
    points = walks.reshape(-1, 3)
    values = 10 * points[:, 0] + 5 * points[:, 1] ** 2 * points[:, 2] - points[:, 2]
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0, 1]] * 3}
    theirs = published_morris.analyze(problem, points, values, num_levels=4)
    ours = influences(walks, values.reshape(10, 4))
    assert [each.mean for each in ours] == pytest.approx(list(theirs["mu_star"]))
    assert [each.deviation for each in ours] == pytest.approx(list(theirs["sigma"]))
    assert np.allclose(np.abs(np.diff(walks, axis=1)).sum(axis=2), STEP)
    assert (walks >= 0).all() and (walks <= 1).all()


@pytest.mark.parametrize(
    "made",
    [
        lambda: latin_hypercube(20, 3, np.random.default_rng(1)),
        lambda: published_latin.sample({"num_vars": 3, "names": list("abc"), "bounds": [[0, 1]] * 3}, 20, seed=1),
    ],
)
def test_each_slice_of_an_input_has_one_point(made: Callable[[], np.ndarray]) -> None:
    assert all(sorted(np.floor(column * 20)) == list(range(20)) for column in made().T)


def test_what_fresh_points_prove() -> None:
    shares = [proven_share(10, 10), proven_share(8, 10), proven_share(30, 30)]
    assert shares == pytest.approx([0.741, 0.493, 0.905], abs=1e-3)
    assert shares[0] == pytest.approx(0.05 ** (1 / 10))


STOP = """
    Settings
    last year | 2028

    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 10   | 50

    Suppliers
    supplier | site | commodity | price | limit
    far      | City | magnet    | 1     | 30
    near     | City | magnet    | 9     | 6

    Disruptions
    disruption | action   | target | value | start | duration
    stop       | capacity | far    | 0     | 2027  | 1

    Limits
    limit  | measure | of     | scope | value
    served | service | magnet | any   | 20 %

    What-ifs
    what-if | description
    strike  | The other seller delivers nothing.

    Changes
    what-if | sheet     | rows | column | operation | value
    strike  | Suppliers | near | limit  | set       | 0

    Ranges
    input      | sheet     | rows | column   | operation | low | high
    near sells | Suppliers | near | limit    | set       | 0   | 10
    demand     | Demand    | any  | quantity | set       | 9   | 11
    far price  | Suppliers | far  | price    | set       | 0.5 | 2
"""
"""While 'far' stops, 'near' alone sells: the plan fails where that is less than a fifth of demand, which is about 2."""


def stop(*texts: str) -> Tables:
    return tables(CITY, STOP, *texts)


def test_where_a_plan_fails_is_found_and_confirmed(snapshot: SnapshotAssertion) -> None:
    """A fifth of the points lie below 2. What is bought at 'far' costs most, so that its price moves the cost most."""
    found = model.run("discover", stop(), points=100)
    assert found.findings == snapshot
    (box,) = found.frames["Discovery – Boxes"].to_dict("records")
    assert (box["reported"], box["fresh points that fail"]) == ("yes", 10)
    assert box["density"] == pytest.approx(19 / 21)
    points = found.frames["Points"]
    short = points["near sells"].astype(float) < 0.2 * points["demand"].astype(float)
    assert (short == (points["fails"] == "yes")).all()
    assert found.frames["Ranking"]["input"].tolist()[0] == "far price"


def test_a_what_if_may_come_or_not(snapshot: SnapshotAssertion) -> None:
    """With the strike nothing is sold, so that every second point fails, whatever the rest."""
    found = model.run("discover", stop(), points=60, what_ifs=["str*"], skip_ranking=True)
    assert found.findings == snapshot
    points = found.frames["Points"]
    assert set(points[points["strike"] == "yes"]["fails"]) == {"yes"}


def test_a_dear_plan_may_count_as_a_failure(snapshot: SnapshotAssertion) -> None:
    """Ten a year for three years cost about 30 at a price of 1."""
    found = model.run("discover", stop(), points=60, cost_overrun=0.2, skip_ranking=True)
    assert found.findings == snapshot


def test_a_profit_that_shrinks_is_an_overrun_too() -> None:
    """Sold at 100, ten a year for three years earn about 2,970; no point earns nine tenths less."""
    outlet = """
        Outlets
        outlet | site | commodity | price | limit
        buyer  | City | magnet    | 100   | 10
    """
    found = model.run("discover", stop(outlet), points=40, cost_overrun=0.9, skip_ranking=True)
    earned = found.frames["Points"]["cost (USD)"].dropna().astype(float)
    assert (earned < 0).all()
    assert set(found.frames["Points"].loc[earned.index, "fails"]) == {"no"}


def test_stopped_while_a_box_is_confirmed(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """No box is then called unconfirmed."""
    study = catalogue.new_study("discover", stop(), points=100)
    found = answered(study, Store(tmp_path), stopped_at(lambda name: name.startswith("Outside")))
    assert found.exit_code == ExitCode.LIMIT
    assert not found.ranking
    assert study.document(found).findings == snapshot


def test_too_few_failures_make_no_box(snapshot: SnapshotAssertion) -> None:
    assert model.run("discover", stop(), points=20, replan=True).findings == snapshot


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(InputError, match="Ranges"):
        model.run("discover", tables(CITY, STOP[: STOP.index("    Ranges")]))
    with pytest.raises(InputError, match="What-ifs"):
        model.run("discover", stop(), what_ifs=["flood"])


@pytest.mark.usefixtures("in_this_process")
def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion) -> None:
    book, out = tmp_path / "book.xlsx", tmp_path / "discovery.xlsx"
    write_inputs(book, stop())
    line = ["discover", str(book), "--points", "30", "--skip-ranking", "--out", str(out), "--quiet"]
    assert main(line) == ExitCode.OPTIMAL
    assert capsys.readouterr().out.replace(str(tmp_path), "") == snapshot
