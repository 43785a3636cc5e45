"""The investor's measures are those of arithmetic and of the plan: present value, rates of return, payback, support."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

import model
from model import InputError, Plan
from model.audit.money import FLOOR, GRANT, OFFTAKE, value_with
from tests.conftest import solved
from tests.figures import CashFlow, Investor, Ledger, support
from tests.inline import tables
from tests.steps import Calendar, View, main, write_inputs
from tests.test_accounts import PRESS, PROTECTED, press
from tests.test_audit import problems_of

UNDISTURBED, EXPECTED = "undisturbed", "expected"


def flow(*values: float, years: int = 1) -> CashFlow:
    """A value a period, spread evenly over its years."""
    yearly = tuple(value / years for value in values for _ in range(years))
    return CashFlow(Calendar(2026, 2025 + len(yearly), years, 0.08), yearly)


@pytest.mark.parametrize(
    ("values", "rates"),
    [
        ((-100, 230, -132), (0.1, 0.2)),
        ((-100, 220, -121), (0.1,)),
        ((0, -40, 70), (0.75,)),
        ((-100, 60, 60, 0), (0.130662,)),
        ((-100, 1100), (10.0,)),
    ],
)
def test_all_rates_of_return(values: tuple[float, ...], rates: tuple[float, ...]) -> None:
    assert flow(*values).rates_of_return == pytest.approx(rates, abs=1e-6)


@pytest.mark.parametrize(
    ("values", "rate"),
    [
        ((-100, 39, 59, 55, 20), 0.28094842),
        ((-100, 0, 0, 74), -0.09549583),
        ((-100, 100, 0, -7), -0.08329967),
        ((-5, 10.5, 1, -8, 1), 0.08859834),
    ],
)
def test_rates_agree_with_numpy_financial(values: tuple[float, ...], rate: float) -> None:
    """The examples of its documentation; it tells one rate where there are several."""
    assert any(each == pytest.approx(rate) for each in flow(*values).rates_of_return)
    assert flow(*values).npv(rate) == pytest.approx(0, abs=1e-5)


def test_why_there_is_no_rate_of_return(snapshot: SnapshotAssertion) -> None:
    assert [flow(*each).why_no_rate for each in ((0, 10), (-100, 0.5), (-100, -20))] == snapshot


def test_periods_of_several_years_are_spread_evenly() -> None:
    """−20 a year for two years, then 30 a year: the rate is that of −20, −20, 30, 30."""
    assert flow(-40, 60, years=2).rates_of_return == pytest.approx(flow(-20, -20, 30, 30).rates_of_return)
    assert flow(-40, 60, years=2).npv(0.1) == pytest.approx(flow(-20, -20, 30, 30).npv(0.1))


def test_payback_is_counted_from_the_first_outlay() -> None:
    assert flow(0, -40, 30, 20).payback == pytest.approx(2.5)
    assert flow(-40, 30).payback is None


@cache
def unsupported() -> Plan:
    return solved(tables(PRESS))


def of(plan: Plan, name: str) -> tuple[Investor, Any]:
    investor = Investor(View(plan))
    return investor, next(each for each in investor.ventures if each.name == name)


@pytest.mark.parametrize(
    ("case", "npv", "rate"),
    [(UNDISTURBED, 16, 0.75), ("Glut, 2027", -12, -0.125), (EXPECTED, 9, 0.53125)],
)
def test_the_press_under_protection(case: str, npv: float, rate: float) -> None:
    """−40 and 70; in the glut 35: 16 and −12 at 25 %; 61.25 in expectation: 9."""
    investor, venture = of(press(), "Press")
    found = investor.earned(venture, investor.case(case))
    assert found.npv(venture.hurdle) == pytest.approx(npv)
    assert found.rates_of_return == pytest.approx((rate,))


@pytest.mark.parametrize(("case", "floor"), [(UNDISTURBED, 127 / 9), (EXPECTED, 12 + 42 / 17)])
def test_support_at_a_present_value_of_zero(case: str, floor: float) -> None:
    """Unsupported −70 and 40: −38; each unit of price is worth 18: a floor of 14.11, as an offtake; with the glut
    14.47. A grant of 38 of 110."""
    investor, venture = of(unsupported(), "Press")
    found = support(investor, venture, investor.case(case))
    assert (found.floor, found.offtake) == pytest.approx((floor, floor))
    if case == UNDISTURBED:
        assert (found.npv, found.grant, found.granted) == pytest.approx((-38, 38 / 110, 38))


@pytest.mark.parametrize("case", [UNDISTURBED, EXPECTED, "Glut, 2027"])
def test_a_per_cent_less_or_more_changes_the_sign_of_the_second_implementation(case: str) -> None:
    plan = unsupported()
    investor, venture = of(plan, "Press")
    found, ledger = support(investor, venture, investor.case(case)), Ledger.of(plan)
    for kind, level in ((GRANT, found.grant), (OFFTAKE, found.offtake), (FLOOR, found.floor)):
        assert level is not None
        below, exact, above = (
            value_with(ledger, "Press", venture.hurdle, (kind, level * factor), "magnet", "far", case)
            for factor in (0.99, 1.0, 1.01)
        )
        assert below < 0 < above
        assert exact == pytest.approx(0, abs=1e-6)


def test_where_no_capital_is_spent_no_grant_helps_and_without_output_no_floor() -> None:
    investor, mine = of(press(), "Mine")
    found = support(investor, mine, investor.case(UNDISTURBED))
    assert (found.is_needed, found.grant, found.floor) == (False, None, None)


def test_below_which_price_the_press_stops_and_closes() -> None:
    """Ore at 5 and operation at 3; no staff and no fixed cost."""
    investor, venture = of(press(), "Press")
    assert investor.unit_costs(venture) == {2026: pytest.approx((8, 8)), 2027: pytest.approx((8, 8))}


def test_the_study_verifies_the_floor_by_solving_again(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """A per cent below the floor the press loses, above it earns, also where it may run as it likes: it runs full."""
    found = model.run("investor", tables(PRESS), store=tmp_path, case=UNDISTURBED)
    (row,) = found.frames["Support"].to_dict("records")
    assert row["re-solved −1 %"] < 0 < row["re-solved +1 %"]
    assert found.findings == snapshot
    found.write(tmp_path / "found.xlsx")


def test_the_command_says_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, out = tmp_path / "book.xlsx", tmp_path / "returns.xlsx"
    write_inputs(book, tables(PRESS))
    assert main(["investor", str(book), "--plant", "Press", "--case", "Glut, 2027", "--out", str(out)]) == 0
    assert "Press lacks" in capsys.readouterr().out
    assert out.exists()


@pytest.mark.parametrize("options", [{"plants": ["Pres"]}, {"case": "Glut"}])
def test_a_plant_or_case_that_does_not_exist_is_named(
    tmp_path: Path, options: dict[str, Any], snapshot: SnapshotAssertion
) -> None:
    with pytest.raises(InputError) as error:
        model.run("investor", tables(PRESS), store=tmp_path, **options)
    assert str(error.value) == snapshot


@pytest.mark.parametrize(("yard", "worth"), [(4, (4, 11)), (0, (2, 11))])
def test_a_unit_more_is_worth_less_than_a_unit_less_costs(tmp_path: Path, yard: int, worth: tuple[int, int]) -> None:
    """An ore more is sold to the yard for 4, or spares the mine 2; with one less a magnet is bought at 12,
    its protection of 3 lost, its operation saved: 12 + 3 − 4."""
    given = tables(PRESS.replace("| ore       | 4", f"| ore       | {yard}"), PROTECTED)
    found = model.run("investor", given, store=tmp_path).frames["Price ranges – Prices of the largest sales"]
    row = found.query("product == 'ore' and year == 2026").iloc[0]
    assert (row["one more saves"], row["one less costs"]) == pytest.approx((*worth,), abs=1e-3)


def test_a_good_without_a_price_has_its_dual(tmp_path: Path) -> None:
    """Nobody else buys or sells ore: its price is what the press can pay for it."""
    given = tables(PRESS.replace("yard   | Pit  | ore       | 4", "scrap  | City | magnet    | 0"))
    result = model.run("investor", given, store=tmp_path)
    prices = result.found.plan.frames["transfer prices"].query("site == 'Pit'")
    assert set(prices["basis"]) == {"dual"}
    assert problems_of(result.found.plan) == {}
