"""Contributions of candidates: a chain of two that need each other beside a rival, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.cell_range import CellRange
from syrupy.assertion import SnapshotAssertion

import model
from model import InputError, Tables
from model.studies.contributions.game import average
from model.testing import Contract, Disruption, Project, Stockpile, StrategicStock
from tests.inline import tables
from tests.jobs import Store
from tests.steps import ExitCode, main, write_inputs
from tests.studies import answered, catalogue, saving, stopped_after, written_both
from tests.test_goals import WAR

CHAIN = """
    Countries
    country
    A

    Sites
    site | country
    City | A

    Commodities
    commodity
    rock
    ore
    magnet

    Suppliers
    supplier | site | commodity | price
    ground   | City | rock      | 1
    far      | City | magnet    | 10

    Recipes
    recipe | commodity | quantity
    dig    | rock      | -1
    dig    | ore       | 1
    refine | ore       | -1
    refine | magnet    | 1
    both   | rock      | -1
    both   | magnet    | 1

    Capacity
    plant | site
    Mine  | City
    Works | City
    Small | City

    Operations
    plant | recipe
    Mine  | dig
    Works | refine
    Small | both

    Projects
    project | plant | kind    | module size | candidate
    A       | Mine  | modules | 10          | A
    B       | Works | modules | 10          | B
    C       | Small | modules | 4           | C

    Costs
    item | fixed capex
    A    | 15
    B    | 15
    C    | 12

    Demand
    market | product | 2026
    City   | magnet  | 12
"""
"""Twelve magnets at 10 cost 120. Mine and works make ten of rock at 1: 30 + 10 + 20 = 60. The small plant makes
four: 12 + 4 + 80 = 96. All three: 42 + 12 = 54. So C alone saves 24, and A and B nothing; last, A and B save 42 each,
and C 6. Over all orders 24, 24 and 18."""


def chain() -> Tables:
    return tables(CHAIN)


def rows(pairs: int | None = None, given: Tables | None = None) -> dict[str, dict[str, object]]:
    options = {} if pairs is None else {"pairs": pairs}
    frame = model.run("contributions", given or chain(), **options).frames["Contributions"]
    return {str(row["candidate"]): row for row in frame.to_dict("records")}


def test_alone_last_and_on_average(snapshot: SnapshotAssertion) -> None:
    found = rows()
    for name, alone, last, mean, rank in (("A", 0, 42, 24, "1–2"), ("B", 0, 42, 24, "1–2"), ("C", 24, 6, 18, "3")):
        for measure, value in (("alone", alone), ("last", last), ("average", mean)):
            for end in ("at least", "at most"):
                assert found[name][f"{measure}, {end} (USD)"] == pytest.approx(value)
        assert found[name]["rank"] == rank
    assert model.run("contributions", chain()).findings == snapshot


def test_two_that_need_each_other_and_rivals() -> None:
    """Last, A and B lose 84 one by one and 42 together; C replaces either."""
    pairs = model.run("contributions", chain()).frames["Pairs"].set_index(["one", "other"])
    assert pairs.loc[("A", "B"), "together, at least (USD)"] == pytest.approx(42)
    assert pairs.loc[("A", "C"), "together, at least (USD)"] == pytest.approx(-18)
    assert pairs.loc[("B", "C"), "they are"] == "rivals"


def test_a_pair_that_complements_only_with_all_others_there_is_said_so(snapshot: SnapshotAssertion) -> None:
    """A and B save 10 each and 15 together; beside C, which saves 18, each saves 2 more and both 22."""
    answer = model.run("contributions", chain())
    found = answer.found
    saved = {"": 0, "A": 10, "B": 10, "C": 18, "AB": 15, "AC": 20, "BC": 20, "ABC": 40}
    values = {frozenset(names): (120.0 - value, 120.0 - value) for names, value in saved.items()}
    results = dict.fromkeys(values, found.sets.solved[found.sets.everything])
    other = replace(found, sets=replace(found.sets, values=values, solved=results, lent_by={}))
    assert (other.together("A", "B"), other.together("A", "B", "AB")) == ((18, 18), (-5, -5))
    assert catalogue.new_study("contributions", chain()).document(other).findings == snapshot


def test_random_orders_find_what_all_orders_do() -> None:
    """With many pairs the mean comes near; each pair adds up to 66, what all add together."""
    found = rows(pairs=40)
    averages = {name: row["average, at least (USD)"] for name, row in found.items()}
    assert sum(averages.values()) == pytest.approx(66)
    for name, value in (("A", 24), ("B", 24), ("C", 18)):
        assert abs(averages[name] - value) <= found[name]["±, draw"]


def test_what_a_plan_leaves_out_is_not_solved_again() -> None:
    """D is worth nothing: with it or without, six of eight sets of the others are solved, as without B the plan takes
    no A either."""
    dear = tables(CHAIN, """
        Projects
        project | plant | kind    | module size | candidate
        D       | Small | modules | 4           | D

        Costs
        item | fixed capex
        D    | 900
    """)  # fmt: skip
    found = model.run("contributions", dear)
    assert len(found.frames["Sets"]) == 6
    assert rows(given=dear)["D"]["average, at most (USD)"] == pytest.approx(0)


def test_a_grant_may_pay_for_what_is_built_anyway() -> None:
    """The mine saves 42 where it is the last: at 15 it is built anyway, and at 70, which is 55 more, with aid only."""
    aid = """
        Public money
        programme | kind  | scope | share | candidate
        dig aid   | grant | Mine  | 80 %  | aid
    """
    for cost, told in ((15, "built"), (70, "not built")):
        text = CHAIN.replace("    A    | 15", f"    A    | {cost}").replace("| A\n    B ", "|\n    B ")
        found = rows(given=tables(text, aid))
        assert found["aid"]["its projects with all others"] == told
        assert found["aid"]["public money, with all (USD)"] == pytest.approx(0.8 * cost)


def test_limits_that_no_plan_keeps_without_candidates_are_reported_only(snapshot: SnapshotAssertion) -> None:
    """Five of ore take the mine, so that no plan without candidates has them: the values are those without this limit.
    That on 12 of ore at most is kept."""
    found = model.run("contributions", tables(CHAIN, """
        Limits
        limit    | measure | of     | scope | bound   | value
        own      | supply  | ore    | A     | at most | 12
        our mine | supply  | ore    | A     | at least| 5
    """))  # fmt: skip
    averages = found.frames["Contributions"].set_index("candidate")["average, at least (USD)"]
    assert averages.to_dict() == {"A": pytest.approx(24), "B": pytest.approx(24), "C": pytest.approx(18)}
    assert found.findings == snapshot


def test_a_limit_that_cannot_be_reported_only_is_left_out() -> None:
    """Without candidates twelve magnets are bought for 120, above a limit of 100 on the cost of running."""
    found = model.run("contributions", tables(CHAIN, """
        Limits
        limit | measure | value | during
        dear  | cost    | 100   | undisturbed
    """))  # fmt: skip
    averages = found.frames["Contributions"].set_index("candidate")["average, at least (USD)"]
    assert averages.to_dict() == {"A": pytest.approx(24), "B": pytest.approx(24), "C": pytest.approx(18)}


def test_service_at_an_equal_budget() -> None:
    """In a war as likely as not 20 of 70 are short, 10 expected. A mine makes 8 of them, an option 6; either is paid
    for by what the plan without any costs, shortages included."""
    frame = model.run("contributions", likely_war(), service=True).frames["Contributions"].set_index("candidate")
    for measure in ("alone", "last", "average"):
        for name, value in (("mine", 4), ("option", 3)):
            least, most = (frame.loc[name, f"{measure}, {end} (units of demand)"] for end in ("at least", "at most"))
            assert value - 0.05 <= least <= value + 1e-6 and value - 1e-6 <= most <= value + 0.05


def likely_war() -> Tables:
    war = tables(WAR).without(Stockpile, StrategicStock)
    war = war.replaced(Disruption, [replace(row, probability=0.5) for row in war[Disruption]])
    war = war.replaced(Project, [replace(row, candidate="mine") for row in war[Project]])
    return war.replaced(Contract, [replace(row, candidate="option") for row in war[Contract]])


@pytest.mark.parametrize(("pairs", "service"), [(None, False), (3, False), (None, True)])
def test_stopped_early(tmp_path: Path, pairs: int | None, service: bool) -> None:
    """The intervals have the true values 24, 24 and 18, or no end; none is a value of one that was not solved."""
    options = {"service": service} if pairs is None else {"pairs": pairs}
    given = likely_war() if service else chain()
    study, store = catalogue.new_study("contributions", given, **options), Store(tmp_path)
    for batches in (12, 14) if service else (2, 3):
        found = answered(study, store, stopped_after(batches))
        document = study.document(found)
        written_both(document)
        assert document.findings[0].startswith("Stopped early")
        assert found.exit_code == ExitCode.LIMIT
        if pairs is None and not service:
            for name, value in (("A", 24), ("B", 24), ("C", 18)):
                low, high = found.average(name)
                assert low <= value + 1e-6 and value - 1e-6 <= high


def test_a_grant_for_a_country_has_the_projects_that_it_pays_for() -> None:
    aid = """
        Public money
        programme | kind  | scope | share | candidate
        aid       | grant | any   | 10 %  | aid
        more      | grant | Works | 5 %   | more
    """
    found = rows(given=tables(CHAIN, aid))
    assert found["aid"]["its projects with all others"] == found["more"]["its projects with all others"] == "built"


def test_no_saving_is_below_nothing() -> None:
    """Bound and plan of no candidate are 58 and 60, of one 50 and 60, of the other 58 and 60, of both 49 and 59: the
    first may save 10 alone and 11 as the last one, or nothing; the plans of others do not make it less."""
    none, one, other, both = (frozenset(names) for names in ("", "a", "b", "ab"))
    costs = {none: (58.0, 60.0), one: (50.0, 60.0), other: (58.0, 60.0), both: (49.0, 59.0)}
    assert saving(none, one, costs) == (0, 10)
    assert saving(other, both, costs) == (0, 11)
    assert average("ab", "a", costs) == (0, pytest.approx(10.5))


def test_what_cannot_be_compared_is_refused() -> None:
    one = chain().replaced(
        Project, [replace(row, candidate="" if row.project != "A" else "A") for row in chain()[Project]]
    )
    with pytest.raises(InputError, match="candidate"):
        model.run("contributions", one)
    with pytest.raises(InputError, match="1 leaves"):
        model.run("contributions", chain(), pairs=1)
    first = """
        Limits
        limit | measure | during | priority
        most  | unmet   | always | 1
    """
    with pytest.raises(InputError, match=r"Limits!D3.*priority"):
        model.run("contributions", tables(CHAIN, first))
    tail = """
        Limits
        limit | measure      | weight
        tail  | CVaR of cost | 1
    """
    with pytest.raises(InputError, match=r"Limits!C3.*weight"):
        model.run("contributions", tables(CHAIN, tail), service=True)
    upside = """
        Public money
        programme | kind             | scope | floor | upside share | market | candidate
        contract  | price protection | Mine  | 2     | 50 %         | index  | contract

        Suppliers
        supplier | site | commodity | price
        index    | City | ore       | 7
    """
    with pytest.raises(InputError) as costly:
        model.run("contributions", tables(CHAIN, upside))
    assert "upside share" in str(costly.value.problems[0])
    fixed = """
        Decisions
        decision | action | subject | rule         | year
        begun    | build  | A       | already made | 2025
    """
    with pytest.raises(InputError, match="candidates"):
        model.run("contributions", tables(CHAIN, fixed))


@pytest.mark.usefixtures("in_this_process")
def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion) -> None:
    book, out = tmp_path / "book.xlsx", tmp_path / "contributions.xlsx"
    write_inputs(book, chain())
    assert main(["contributions", str(book), "--out", str(out), "--quiet"]) == ExitCode.OPTIMAL
    assert capsys.readouterr().out.replace(str(tmp_path), "") == snapshot
    page = out.with_name("contributions_report.html").read_text(encoding="utf-8")
    assert all(f"sheet ‘{name}’" in page for name in ("Contributions", "Pairs"))
    sheet = load_workbook(out)["Contributions"]
    printed = CellRange(sheet.print_area.split("!")[-1].replace("$", ""))
    assert printed.max_col == sheet.max_column, "the last columns say what a grant adds"
    assert all(each.max_col <= printed.max_col for each in sheet.merged_cells.ranges), "no sentence is cut"
