"""The audit of public money: it works out again what programmes pay, and finds a plan that takes more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model import Infeasible, Plan, Tables
from model.audit.public_money import received
from model.testing import CostRow, Disruption, LeadTime, Outlet, Project, PublicMoney, Row
from tests.conftest import least_cost, solved
from tests.figures import Ledger
from tests.inline import tables
from tests.micro import MICRO
from tests.steps import results_bytes
from tests.test_audit import Change, asked, by, chain, free_size, less, more, problems_of, unasked, years
from tests.test_audit_risk import told_of, untold

PROGRAMMES = """
    Public money
    programme | kind  | payer  | scope | share | from year | until year | total | limit
    home      | grant | state  | B     | 40 %  | 2028      | 2031       | 3     | 0.5
    away      | grant | allies | Line  | 30 %  |           | 2030       |       | 0.4
    more      | grant | state  | Sep   | 80 %  | 2027      |            | 1.1   |

    Public money
    programme | kind | payer | scope | share | rate | term | total
    bank      | loan |       | ally  | 50 %  | 3 %  | 4    |
    free      | loan | state | any   | 60 %  | 0 %  | 9    | 1.5

    Public money
    programme  | kind       | payer  | scope | credit 2026 | credit 2036 | from year | until year | total | limit
    separating | tax credit | state  | Sep   | 3           | 1           | 2029      | 2034       | 0.9   | 0.15
    making     | tax credit | allies | City  | 2           | 2           |           |            |       | 0.3

    Public money
    programme | kind        | payer | scope    | floor 2026 | floor 2036 | from year | total
    waste     | price floor | state | Backfill | 3          | 4.5        | 2027      | 0.12
"""
"""Every kind, for places, plants, projects and outlets; windows that end within periods; totals and limits."""

DISRUPTIONS = """
    Disruptions
    disruption | action   | target       | commodity | value | start      | after | duration | recovery | probability
    slump      | price    | A            | waste     | 0.4   | 2029; 2032 |       | 2.5      | 1        | 5 %
    strike     | capacity | magnets      |           | 0.3   | each       |       | 1.5      |          | 1 %
"""


def with_programmes(chained: Tables, *texts: str) -> Tables:
    """The chain with sheets on top."""
    rows = [row for each in (chained, tables(*texts)) for rows in each.rows.values() for row in rows]
    return Tables.of(chained.settings, rows)


CASES: dict[str, Callable[[], Tables]] = {
    "periods of two years": lambda: with_programmes(chain(), PROGRAMMES),
    "single years": lambda: with_programmes(chain(years(2026, 2034)), PROGRAMMES),
    "periods of four years": lambda: with_programmes(chain(years(2026, 2037, each=4)), PROGRAMMES),
    "a free size": lambda: with_programmes(free_size(), PROGRAMMES),
    "disruptions": lambda: with_programmes(chain(), PROGRAMMES, DISRUPTIONS),
    "none that pays": lambda: with_programmes(
        chain(), "Public money\nprogramme | kind | scope | share\naid | grant | C | 50 %"
    ),
}


@cache
def plan_of(case: str) -> Plan:
    return solved(CASES[case]())


def paid() -> Plan:
    return plan_of("disruptions")


@pytest.mark.parametrize("case", CASES)
def test_a_plan_with_public_money_passes(case: str) -> None:
    assert problems_of(plan_of(case)) == {}


def test_every_programme_of_the_plan_that_passes_pays() -> None:
    """In branches too, and otherwise than undisturbed."""
    found = received(Ledger.of(paid()))
    assert {name for (name, _, _), amount in found.items() if amount > 0.01} == {
        row.programme for row in paid().tables[PublicMoney]
    }
    assert any(" / " in node for _, _, node in found)


def test_disruptions_that_are_left_out_of_the_program_cost_what_they_do() -> None:
    """The plan was found without their reactions, and its cost is that of the program with all of them."""
    assert paid().statistics["disruptions in the program"] == 0
    assert paid().objective == pytest.approx(least_cost(CASES["disruptions"]()))


def test_who_pays_adds_up_to_the_capital() -> None:
    plan = paid()
    costs = plan.frames["costs"]
    capital = costs.loc[costs["cost"] == "capital", "amount"].sum()
    assert plan.frames["who pays"]["capital"].sum() == pytest.approx(capital)
    assert set(plan.frames["who pays"]["who"]) == {"planner", "state", "allies", "bank"}


TAMPERED: tuple[tuple[str, str, Change], ...] = (
    ("public money", "a larger grant", told_of("public money", {"programme": "away", "node": "2026"}, paid=more)),
    ("public money", "a larger loan", told_of("public money", {"programme": "bank", "node": "2032"}, paid=more)),
    ("public money", "a larger credit", told_of("public money", {"programme": "making", "node": "2032"}, paid=more)),
    ("public money", "a larger top-up", told_of("public money", {"programme": "waste", "node": "2032"}, paid=more)),
    ("public money", "another project", told_of("public money", {"programme": "away"}, recipient="Small")),
    ("public money", "an unknown programme", told_of("public money", {"programme": "away"}, programme="nobody")),
    ("public money", "another payer", told_of("public money", {"programme": "away"}, payer="state")),
    ("public money", "another kind", told_of("public money", {"programme": "away"}, kind="loan")),
    ("public money", "before it pays", asked(PublicMoney, {"programme": "home"}, from_year=2030)),
    ("public money", "after it paid", asked(PublicMoney, {"programme": "separating"}, until_year=2029)),
    ("public money", "within a period", asked(PublicMoney, {"programme": "more"}, from_year=2028)),
    ("public money", "of another place", asked(PublicMoney, {"programme": "making"}, scope="A")),
    ("public money", "a smaller share", asked(PublicMoney, {"programme": "bank"}, share=0.3)),
    ("public money", "a smaller credit", asked(PublicMoney, {"programme": "making"}, credit=by(1.0))),
    ("public money", "a lower floor", asked(PublicMoney, {"programme": "waste"}, floor=by(2.5))),
    ("public money", "a higher price", asked(Outlet, {"outlet": "Backfill"}, price=by(2.5))),
    ("public money", "no slump", unasked(Disruption, {"disruption": "slump"})),
    ("public money", "less capital", asked(CostRow, {"item": "Line"}, fixed_capex=0.4)),
    ("public money", "spent later", asked(LeadTime, {"project": "Small"}, permitting=1.25)),
    ("public money", "less run", told_of("runs", {"plant": "Old mag", "node": "2030"}, run=lambda each: each / 2)),
    ("public money limits", "a total", asked(PublicMoney, {"programme": "free"}, total=1.4)),
    ("public money limits", "a total in a slump", told_of("public money", {"node": "slump, 2032 / 2032"}, paid=more)),
    ("public money limits", "a total of credits", asked(PublicMoney, {"programme": "separating"}, total=0.3)),
    ("public money limits", "a limit", asked(PublicMoney, {"programme": "making"}, limit=by(0.2))),
    ("public money limits", "no limit yet", asked(PublicMoney, {"programme": "home"}, from_year=2029)),
    ("paid once", "one grant more", told_of("public money", {"programme": "away", "node": "2026"}, paid=more)),
    ("paid once", "no capital", untold("builds")),
    ("loans repaid", "one repayment", told_of("public money", {"programme": "bank", "node": "2032"}, repaid=more)),
    ("loans repaid", "interest", asked(PublicMoney, {"programme": "bank"}, rate=0.04)),
    ("loans repaid", "a longer term", asked(PublicMoney, {"programme": "free"}, term=10)),
    ("loans repaid", "a larger loan", told_of("public money", {"programme": "free", "node": "2026"}, paid=more)),
    ("who pays", "the planner more", told_of("who pays", {"who": "planner", "period": 2026}, capital=more)),
    ("who pays", "somebody else", told_of("who pays", {"who": "allies"}, who="bank")),
    ("who pays", "nobody", untold("who pays")),
    ("cost lines", "a grant", told_of("costs", {"cost": "grants"}, amount=less)),
    ("cost lines", "a repayment", told_of("costs", {"cost": "loan repayments"}, amount=more)),
    ("cost lines", "a credit", told_of("costs", {"cost": "tax credits"}, amount=less)),
    ("cost lines", "none of it", untold("public money")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "tamper"), [(n, f) for n, _, f in TAMPERED], ids=[f"{n}: {w}" for n, w, _ in TAMPERED]
)
def test_a_plan_that_takes_more_than_it_may_fails(name: str, tamper: Callable[[Plan], Plan]) -> None:
    assert name in problems_of(tamper(paid()))


def contracted() -> Plan:
    return solved(MICRO["public_money.four_tonnes_of_a_contract_for_difference"]())


AUDITED = (contracted,)

CONTRACT: tuple[tuple[str, Change], ...] = (
    ("paid back", told_of("public money", {"node": "2026"}, repaid=less)),
    ("paid back", untold("public money")),
    ("paid back", asked(PublicMoney, {"programme": "contract"}, upside_share=0.6)),
    ("paid back", asked(PublicMoney, {"programme": "contract"}, covered_quantity=5.0)),
    ("paid back", asked(PublicMoney, {"programme": "contract"}, floor=by(9.0))),
    ("public money", told_of("public money", {"node": "Glut, 2027 / 2027"}, paid=more)),
    ("public money", asked(PublicMoney, {"programme": "contract"}, covered_quantity=3.0)),
    ("accounts", told_of("public money", {"node": "2027"}, repaid=more)),
    ("cost lines", told_of("costs", {"cost": "paybacks"}, amount=less)),
)


@pytest.mark.parametrize(("name", "tamper"), CONTRACT)
def test_a_contract_for_difference_is_worked_out_again(name: str, tamper: Change) -> None:
    assert problems_of(contracted()) == {}
    assert name in problems_of(tamper(contracted()))


# --- properties ------------------------------------------------------------------------------------------------------


def shares(most: float = 1.0) -> st.SearchStrategy[float]:
    return st.floats(0, most).map(lambda x: round(x, 3))


@st.composite
def varied(draw: st.DrawFn) -> Tables:
    """The chain with other horizons and other terms of every programme."""
    each, count = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    given_tables = with_programmes(chain(years(2026, 2025 + each * count, each)), PROGRAMMES, DISRUPTIONS)

    def vary(row: Row) -> Row:
        if isinstance(row, Disruption):
            return replace(row, start="each")
        if not isinstance(row, PublicMoney):
            return row
        return replace(
            row,
            share=None if row.share is None else draw(shares()),
            rate=None if row.rate is None else draw(shares(0.1)),
            term=None if row.term is None else draw(st.integers(1, 12)),
            from_year=draw(st.none() | st.integers(2025, 2032)),
            until_year=draw(st.none() | st.integers(2028, 2037)),
            total=draw(st.none() | shares(3)),
            limit=draw(st.none() | shares(1).map(by)),
        )

    return Tables.of(given_tables.settings, [vary(row) for rows in given_tables.rows.values() for row in rows])


@settings(max_examples=15)
@given(varied())
def test_the_audit_agrees_with_the_model(given_tables: Tables) -> None:
    try:
        plan = solved(given_tables)
    except Infeasible:
        return
    assert problems_of(plan) == {}


def who_pays(plan: Plan) -> dict[str, dict[str, float]]:
    """Sums over the years by what is in the first column of the sheet, by heading."""
    sums: dict[str, dict[str, float]] = {}
    block, at = "", 0
    for row in openpyxl.load_workbook(BytesIO(results_bytes(plan)))["Who pays"].iter_rows(values_only=True):
        if "trend" in row:
            at = row.index("trend") - 1
        elif at and isinstance(row[at], (int, float)):
            sums[block][str(row[0])] = sums[block].get(str(row[0]), 0.0) + row[at]
        elif row[0]:
            sums[block := str(row[0])] = {}
    return sums


def test_the_sheet_who_pays_adds_up() -> None:
    """Capital by payer, by project and of the plan; what has no sponsor is said to have none."""
    plan = paid()
    costs = plan.frames["costs"]
    capital = costs.loc[costs["cost"] == "capital", "amount"].sum()
    sums = who_pays(plan)
    by_payer, by_project = sums["Capital by payer"], sums["Capital by project"]
    assert by_payer.pop("total") == pytest.approx(capital)
    assert by_payer == pytest.approx(by_project) and sum(by_payer.values()) == pytest.approx(capital)
    assert set(by_payer) == {"state", "allies", "bank", "no sponsor yet"}
    firms = [replace(row, sponsor="Firm") for row in plan.tables[Project]]
    named = replace(plan, tables=replace(plan.tables, rows={**plan.tables.rows, Project: firms}))
    assert who_pays(named)["Capital by payer"]["Firm"] == pytest.approx(by_payer["no sponsor yet"])
