"""What the results workbook says of risk, read back and held against a plan that is worked by hand.

Two countries sell to a city that needs 100 a year and misses what it does not get at 10 each: A as much as is wanted at
1, B up to 60 at 2. A may sell 90 % at most if nothing goes wrong, so B sells 10 a year, at 110 a year in all. In 2027
either may be out, with 10 % each. Without A, B sells 60 and 40 are short: 60 · 2 + 40 · 10 = 520, not 110. Without B,
where the limit does not hold, A sells all at 100. Expected over three years: 330 + 0.1 · 410 − 0.1 · 10 = 370.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from functools import cache
from typing import Any

import openpyxl
import pandas as pd
import pytest
from syrupy.assertion import SnapshotAssertion

from model import Plan
from model.reports.phrases import joined
from model.reports.results.costs import expected_costs
from model.reports.results.words import PHRASES, relief
from model.results.limits import LimitMoment, PartyLimit, moment, tightest_first
from model.results.risk import cost_undisturbed
from model.testing import Disruption
from tests.conftest import solved
from tests.figures import Events, changed_figures, limits, outcomes, shortfalls
from tests.inline import tables
from tests.jobs import plan_of, plan_record
from tests.micro.concentration import an_hhi_of_all_but_home
from tests.steps import View, audited, results_bytes, with_responses_checked

pytestmark = pytest.mark.filterwarnings("ignore:Sparkline Group")  # which openpyxl cannot read

TWO_SELLERS = """
    Settings
    last year | 2028

    Countries
    country
    A
    B

    Sites
    site    | country
    Port    | A
    Harbour | B
    City    | B

    Commodities
    commodity | stage   | unit
    magnet    | magnets | t

    Routes
    from    | to   | commodity | freight
    Port    | City | magnet    | 0
    Harbour | City | magnet    | 0

    Demand
    market | product | 2026 | shortage cost
    City   | magnet  | 100  | 10

    Suppliers
    supplier | site    | commodity | price | limit
    near     | Port    | magnet    | 1     |
    far      | Harbour | magnet    | 2     | 60

    Disruptions
    disruption | action   | target       | start | probability
    out        | capacity | each country | 2027  | 10 %

    Limits
    limit      | measure | of      | scope        | value
    not all    | share   | magnets | each country | 0.9
    some of it | service | magnet  | City         | 0.5
"""


def compared() -> Plan:
    """The plan, its disruptions compared with a time in which nothing happens."""
    return replace(audited(solved(tables(TWO_SELLERS)), with_responses_checked), audit=[])


@cache
def plan() -> Plan:
    return compared()


@cache
def written() -> bytes:
    return results_bytes(plan())


def read(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@cache
def opened() -> openpyxl.Workbook:
    """The workbook of the plan, to be looked at."""
    return read(written())


def rows_of(book: openpyxl.Workbook, sheet: str) -> list[tuple[object, ...]]:
    return [tuple(cell.value for cell in row if cell.value is not None) for row in book[sheet].iter_rows()]


def below(book: openpyxl.Workbook, sheet: str, heading: str) -> list[tuple[object, ...]]:
    """The rows of a table: from the one after its header to the next empty one."""
    rows = [*rows_of(book, sheet), ()]
    start = next(at for at, row in enumerate(rows) if row and str(row[0]).startswith(heading)) + 2
    return rows[start : rows.index((), start)]


def said(book: openpyxl.Workbook, sheet: str) -> str:
    """All that stands on a sheet, a row after another; remarks take several."""
    return " ".join(" ".join(map(str, row)) for row in rows_of(book, sheet))


def test_same_plan_gives_the_same_bytes() -> None:
    assert results_bytes(compared()) == written()


def test_worst_comes_first() -> None:
    """A's absence leaves 40 of 100 unmet. B's leaves nothing and costs nothing: the 10 less are those of a share that
    holds only undisturbed, which are saved if nothing happens, too."""
    first, second = outcomes(View(plan()))
    assert (first.subject, first.start, second.subject) == ("A", 2027, "B")
    assert (first.extra_unmet, first.extra_cost, first.service) == pytest.approx((40, 420, 0.6))
    assert not second.hurts
    assert second.extra_cost == 0
    assert (first.relief, second.relief) == pytest.approx((-10, -10))
    assert second.cost - second.undisturbed_cost == pytest.approx(-10)


def test_pages_say_what_limits_that_are_not_held_save(snapshot: SnapshotAssertion) -> None:
    """Twice 10 % of 10 less, of 370."""
    assert relief(View(plan())) == snapshot
    for sheet in ("Stress test", "Costs"):
        assert relief(View(plan())) in said(opened(), sheet)


def test_a_record_keeps_what_the_time_of_a_disruption_costs() -> None:
    again = plan_of(json.loads(json.dumps(plan_record(plan()))))
    assert [each.extra_cost for each in again.outcomes] == [each.extra_cost for each in plan().outcomes]


def test_expected_cost_is_that_of_the_trunk_and_what_disruptions_add() -> None:
    """330 if nothing goes wrong, 370 expected; by category they add up to the same totals."""
    view = View(plan())
    assert cost_undisturbed(view) == pytest.approx(330)
    assert plan().objective == pytest.approx(370)
    rows = {name: figures for name, *figures in expected_costs(view, ["purchases", "shortage"])}
    assert list(rows) == ["purchases", "shortage", "total"]
    assert rows["purchases"] == pytest.approx([330, 0, 330])
    assert rows["shortage"] == pytest.approx([0, 40, 40])
    assert rows["total"] == pytest.approx([330, 40, 370])


def test_costs_are_labelled_as_what_they_are(snapshot: SnapshotAssertion) -> None:
    book = opened()
    text = said(book, "Costs")
    assert text == snapshot
    total = next(row for row in rows_of(book, "Costs") if row[:2] == ("total", "USD"))
    assert total[2:] == pytest.approx((110, 110, 110, 330, 370))


def test_summary_has_the_price_the_worst_and_the_limits(snapshot: SnapshotAssertion) -> None:
    book = opened()
    text = said(book, "Summary")
    assert text == snapshot
    assert "out: B" not in text.partition("What still fails")[2], "which leaves nothing unmet"


def test_value_of_information_is_on_the_summary(snapshot: SnapshotAssertion) -> None:
    book = read(results_bytes(replace(plan(), measures={"expected cost": 370.0, "EVPI": 12.5, "VSS": 3.25})))
    text = said(book, "Summary")
    assert text == snapshot


def test_what_is_known_within_bounds_only_is_told_as_bounds(snapshot: SnapshotAssertion) -> None:
    """On the first page and, with all six figures and their measure, beside the disruptions."""
    measures = {"expected cost": 370.0, "RP": 370.0, "EVPI at least": 12.0, "EVPI at most": 20.0, "VSS at least": 3.0}
    remarks = {"value of information in": "expected discounted cost", "EVPI": "1 of 2 scenarios are solved"}
    book = read(results_bytes(replace(plan(), measures=measures, statistics=remarks)))
    text = said(book, "Summary")
    assert text == snapshot
    lines = rows_of(book, "Stress test")
    assert {("EVPI", 12, 20), ("RP", 370, 370), ("VSS", 3)} <= {tuple(line) for line in lines}
    told = " ".join(str(line[0]) for line in lines if line)
    assert told == snapshot


def test_objective_with_weighted_risk_is_not_called_cost(snapshot: SnapshotAssertion) -> None:
    """Where a CVaR has a weight the objective is more than the expected cost, and both are told."""
    book = read(results_bytes(replace(plan(), objective=400.0)))
    text = said(book, "Summary")
    assert text == snapshot


def test_stress_tells_each_disruption_at_its_worst_start() -> None:
    book = opened()
    worst = below(book, "Stress test", "Each disruption")
    assert worst[0] == ("out: A", 2027, pytest.approx(40), 0, pytest.approx(0.6), pytest.approx(420))
    assert worst[1] == ("out: B", 2027, 0, 0, 1, 0)
    every = below(book, "Stress test", "All 2 disruption scenarios")
    assert every[0] == ("out", "A", 2027, 2028, 0.1, 100, 40, 0, 0.6, 420, -10)


def test_limits_are_told_with_slack_and_price() -> None:
    """A point more for A saves 1 in 2026, in 2027 only if nothing happens."""
    book = opened()
    first, *rest = below(book, "Limits", "Each limit")
    assert first[:5] == ("not all", "A", "share of magnets", "%", "≤")
    assert first[5:9] == pytest.approx((0.9, 0.9, 0, 1.0)) and first[9:] == (3, 3, "2026")
    assert ("some of it", "City", "service of magnet", "%", "≥") in [row[:5] for row in rest]
    lines = {row[1:3]: row[4:] for row in rows_of(book, "Limits") if row and row[0] == "not all" and len(row) == 7}
    assert lines["A", "shadow price"] == pytest.approx((1, 0.8, 1))
    assert lines["B", "slack"] == pytest.approx((0.8, 0.8, 0.8))
    branches = below(book, "Limits", "In disruptions")
    assert [(row[-1], row[6]) for row in branches] == [("out: A, 2027", pytest.approx(0.6)), ("out: B, 2027", 1)]


def charts_of(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [archive.read(name).decode() for name in archive.namelist() if "charts/chart" in name]


def test_concentration_draws_the_limit_in(snapshot: SnapshotAssertion) -> None:
    """The bound is a dashed line beside the shares, and above the largest share of each stage."""
    dashed = [chart for chart in charts_of(written()) if 'prstDash val="dash"' in chart]
    titles = [" ".join(re.findall(r"<a:t>([^<]*)</a:t>", chart)) for chart in dashed]
    assert titles == snapshot
    assert titles.count("Share of the largest supplier country, by stage") == 1


def test_only_the_worst_branch_is_told_in_full() -> None:
    """A's absence with what is otherwise, B's not; nothing of either among the undisturbed plan's figures."""
    book = opened()
    rows = [row for row in rows_of(book, "Responses") if row and row[0] == "out: A, 2027"]
    assert ("out: A, 2027", 2027, "Demand by market", "shortage", "City · magnet", "t/y", 0, 40, 40) in rows
    bought = {row[4].split(" · ")[0]: row[-3:] for row in rows if row[2] == "Purchases"}  # type: ignore[union-attr]
    assert bought["near"] == pytest.approx((90, 0, -90)) and bought["far"] == pytest.approx((10, 60, 50))
    assert "out: B, 2027" not in said(book, "Responses")
    assert 60 not in [value for row in rows_of(book, "Purchases") if "bought" in row for value in row]


def test_what_does_not_fit_is_counted(monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion) -> None:
    every = len(changed_figures(View(plan()), ["out: A, 2027"]))
    monkeypatch.setattr("model.reports.results.reactions.MOST_LINES", 2)
    text = said(read(results_bytes(plan())), "Responses")
    assert every > 3
    assert text == snapshot


def test_no_disruption_and_no_limit_are_said_to_be_none() -> None:
    calm = re.sub(r"(?s)\n    Disruptions.*", "\n", TWO_SELLERS)
    book = read(results_bytes(solved(tables(calm))))
    for sheet in ("Stress test", "Limits", "Responses"):
        assert sheet not in book.sheetnames and sheet in said(book, "Contents")
    text = said(book, "Summary")
    assert "Expected" not in text and "Risk" not in text


def test_input_as_used_has_the_sheets_of_risk() -> None:
    rows = rows_of(opened(), "Input as used")
    assert ("Disruptions", 3, "out · capacity · each country · any · any", "probability", 10, "%") in [
        r[:6] for r in rows
    ]
    assert any(row[:3] == ("Limits", 3, "not all") and row[4] == 0.9 for row in rows)


def test_shortfall_is_split_by_period_beyond_what_is_short_anyway() -> None:
    """Short by 5 anyway in 2027 and by 20 in 2028: of 30 and 12 in the branch, 25 and nothing are more."""
    service = pd.DataFrame(
        [("2027", 2027, 5.0), ("2028", 2028, 20.0), ("out: A, 2027 / 2027", 2027, 30.0),
         ("out: A, 2027 / 2028", 2028, 12.0)],
        columns=["node", "period", "shortage"],
    ).assign(product="magnet")  # fmt: skip
    view = View(replace(plan(), frames={**plan().frames, "service": service}))
    (short,) = shortfalls(view, outcomes(view)[:1])
    assert (short.anyway, short.more) == (5 + 12, (25, 0))


@pytest.mark.parametrize(
    ("row", "phrase"),
    [
        ({"action": "exports", "target": "China"}, "China stops exporting"),
        (
            {"action": "exports", "target": "China", "commodity": "oxide", "to": "Japan", "value": 0.4},
            "China exports 40 % of its usual oxide to Japan",
        ),
        ({"action": "capacity", "target": "Works", "value": 0.5}, "Works has 50 % of its capacity"),
        (
            {"action": "yield", "target": "Works", "commodity": "metal", "value": 0.8},
            "yields of metal at Works are 80 % of the usual",
        ),
        (
            {"action": "price", "target": "any", "value": 3},
            "prices of all goods in every location are 3 times the usual",
        ),
        (
            {"action": "demand", "target": "EU", "commodity": "magnet", "value": 1.2},
            "demand of EU for magnet is 120 % of the usual",
        ),
    ],
)
def test_what_happens_in_words(row: dict[str, Any], phrase: str) -> None:
    assert PHRASES[row["action"]](Disruption(disruption="d", **row)) == phrase


def test_events_are_told_from_the_rows_of_their_branch(snapshot: SnapshotAssertion) -> None:
    events = Events(View(plan()))
    assert events.sentence(outcomes(View(plan()))[1]) == snapshot
    assert joined(["a", "b", "c"]) == snapshot
    assert joined(["a"]) == "a"


def test_dearest_binding_limit_comes_before_a_closer_one() -> None:
    def held(name: str, *spots: LimitMoment) -> PartyLimit:
        return PartyLimit(spots, name, "share", "x", "y", "always", "at most", "share")

    loose = held("loose", LimitMoment(2026, "2026", 0.5, 0.2, 0.3, 0.0))
    close = held("close", LimitMoment(2026, "2026", 0.5, 0.49, 0.01, 0.0))
    cheap = held("cheap", LimitMoment(2026, "2026", 0.5, 0.5, 1e-9, 1.0))
    dear = held(
        "dear", LimitMoment(2026, "2026", 0.5, 0.1, 0.4, 0.0), LimitMoment(2027, "cut / 2027", 0.5, 0.5, 0.0, 2.0)
    )
    weighed = held("weighed", LimitMoment(None, "", None, 7.0, None, 0.0))
    assert [each.limit for each in tightest_first([weighed, loose, close, cheap, dear])] == [
        "dear", "cheap", "close", "loose", "weighed",
    ]  # fmt: skip
    assert moment(dear.tightest) == "cut, in 2027" and moment(weighed.tightest) == "all years"


def test_quantities_have_the_unit_of_the_goods_they_are_on() -> None:
    frame = plan().frames["limits"].assign(measure="unmet", unit="unit", of="magnets")
    view = View(replace(plan(), frames={**plan().frames, "limits": frame}))
    assert {held.unit for held in limits(view)} == {"t"}


def test_the_page_on_concentration_says_who_is_exempt(snapshot: SnapshotAssertion) -> None:
    """The HHI of all supply is 6600, beside a limit of 5000 that counts nobody at home."""
    book = openpyxl.load_workbook(io.BytesIO(results_bytes(solved(an_hhi_of_all_but_home()))))
    told = [cell.value for row in book["Concentration"].iter_rows() for cell in row]
    assert told == snapshot
    assert 6600 in [round(each) for each in told if isinstance(each, float | int)]
