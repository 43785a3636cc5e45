"""Futures: what-ifs with a probability, and who reckons with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from model import InputError, Tables
from tests.inline import tables
from tests.jobs import Store
from tests.steps import review
from tests.studies import BatchStudy, asked, findings, futures_of, written
from tests.test_comparison_book import read, texts
from tests.test_foresight import FIVE_YEARS
from tests.test_without import shop

GROWS_AND_STOPS = """
    Changes
    what-if | sheet     | rows   | column | operation | value
    grows   | Suppliers | seller | limit  | set       | 100
    stops   | Suppliers | seller | limit  | set       | 0
"""


def of(probabilities: str, *more: str) -> Tables:
    return shop("30", f"What-ifs\n{probabilities}", GROWS_AND_STOPS, *more)


@pytest.mark.parametrize(
    "sheet",
    [
        "what-if | probability\ngrows | 60 %\nstops | 40 %",
        "what-if | probability | run\ngrows | 60 % | no\nstops | |",
        "what-if | probability | plan\ngrows | 60 % | held\nstops | |",
        "what-if | probability | known from\ngrows | 60 % | 2026\nstops | |",
        "what-if | known from\ngrows | 2027\nstops |",
    ],
)
def test_what_a_future_has_to_be(sheet: str, snapshot: SnapshotAssertion) -> None:
    assert [str(each) for each in review(of(sheet)).problems] == snapshot


def test_a_future_keeps_the_settings_of_costs(snapshot: SnapshotAssertion) -> None:
    given = tables(FIVE_YEARS.replace("what-if\n    Stop\n", "what-if | probability\n    Stop | 10 %\n"), """
        Changes
        what-if | sheet    | rows          | column | operation | value
        Stop    | Settings | discount rate | value  | set       | 0.05
    """)  # fmt: skip
    assert [str(each) for each in review(given).problems] == snapshot


def test_foresight_takes_those_of_the_workbook(snapshot: SnapshotAssertion) -> None:
    """Unless told otherwise a future is known from the second period on."""
    for known, column in ((2027, ""), (2028, "2028")):
        cells = f"what-if | probability | known from\n    Stop | 10 % | {column}\n"
        found = futures_of(tables(FIVE_YEARS.replace("what-if\n    Stop\n", cells)), [])
        assert [(each.name, each.probability) for each in found] == [("base", 0.9), ("Stop", 0.1)]
        assert found[1].known_from == known
    with pytest.raises(InputError) as error:
        futures_of(tables(FIVE_YEARS), [])
    assert str(error.value) == snapshot


def test_a_batch_gives_the_expected_cost(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """Two lines are best as it is: 2280. If the seller grows nothing is built: 2000. If it stops five lines make all:
    2500 + 200. In expectation 0.5 · 2280 + 0.25 · 2000 + 0.25 · 2700 = 2315. Held, the two lines of the base cost 2880
    in expectation (test_without.py); no line 3800; and the five 2700 in any case."""
    given = of("what-if | probability\ngrows | 25 %\nstops | 25 %")
    batch = asked(BatchStudy(given, "shop"), Store(tmp_path))
    assert batch.comparison.expected is not None and batch.regret is not None
    assert batch.comparison.expected.most == pytest.approx(2315)
    costs = [batch.regret.expected(name, batch.comparison.weights) for name in ("base", "grows", "stops")]
    assert costs == pytest.approx([2880, 3800, 2700])
    assert findings(batch.comparison)[1] == snapshot
    document = BatchStudy(given, "shop").document(batch)
    assert document is not None
    assert "expected" in texts(read(written(document)), "Regret")


def test_a_part_of_the_futures_has_no_expectation(tmp_path: Path) -> None:
    study = BatchStudy(
        of("what-if | probability\ngrows | 25 %\nstops | 25 %"), "shop", only=["grows"], skip_regret=True
    )
    assert asked(study, Store(tmp_path)).comparison.expected is None
