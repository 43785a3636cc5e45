"""Why this plan, why not another, and what else would do: of a workbook small enough to answer by hand, and held
against solves of changed workbooks from nothing."""

from __future__ import annotations

import gzip
import math
from collections.abc import Generator, Sequence
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

import model
from model import Contradiction, Infeasible, Plan, SolveFailed, Tables
from model.families.decisions.rows import ACQUIRE
from model.studies.explain.alternatives import SizeRange
from model.studies.explain.answers import AskedJob, Extra, jobs_of
from model.studies.explain.explanation import ExplainedDecision as Decided
from model.studies.explain.explanation import Rejected
from model.studies.explain.questions import Asked, Query
from model.studies.explain.subjects import with_capex
from model.studies.explain.why import ask_about
from model.studies.explain.words import HOLDS_ANOTHER, closely_said, extra_said, findings, instead_said, rejected_said
from model.testing import ByYear, CostRow, Decision, Demand, Project
from tests.conftest import failing
from tests.figures import decisions
from tests.inline import tables
from tests.jobs import Finished, Job, State, Store, Watch, one_by_one, solve_job
from tests.micro import MICRO
from tests.micro.case import CITY, PRESS
from tests.micro.investment import expansion_that_was_opened_before
from tests.search import Rounds, as_large, verify, with_bound, with_bound_above_its_plan
from tests.steps import (
    AT_LEAST,
    BUILD,
    FORBIDDEN,
    NOT_BEFORE,
    ExitCode,
    Held,
    Progress,
    View,
    load_tables,
    main,
    solve_tables,
    write_inputs,
)
from tests.studies import (
    Alternatives,
    Interview,
    Subject,
    Subjects,
    Verdict,
    answer,
    ask_alternatives,
    ask_why,
    decision_said,
    written,
)
from tests.studies import explain_document as document
from tests.test_screening import generated

TOLERANCE = 0.1


@cache
def choices() -> Tables:
    """100 magnets are bought at 10, or made of ore at 1 by lines of 50; 10 of alloy are bought at 20, or made by Gate.

    Built are Line (100), Twin (110) and Gate (50): 260, and 110 of ore: 370. Without Line there is Spare (120): 390;
    without Twin, too: 380. Spare costs as much as Twin at 110 of 120. Dear (700) would take Twin's place: 960; it does
    so at 110 of 700. Without Gate 200 are paid for alloy: 510.
    """
    return tables(
        CITY,
        PRESS,
        """
        Commodities
        commodity
        alloy

        Suppliers
        supplier | site | commodity | price
        far      | City | magnet    | 10
        friend   | City | alloy     | 20

        Capacity
        plant | site
        Works | City
        Mill  | City

        Recipes
        recipe | commodity | quantity
        melt   | ore       | -1
        melt   | alloy     | 1

        Operations
        plant | recipe
        Mill  | melt

        Demand
        market | product | 2026
        City   | magnet  | 100
        City   | alloy   | 10

        Projects
        project | plant | kind    | module size
        Line    | Works | modules | 50
        Twin    | Works | modules | 50
        Spare   | Works | modules | 50
        Dear    | Works | modules | 50
        Gate    | Mill  | modules | 10

        Costs
        item  | fixed capex
        Line  | 100
        Twin  | 110
        Spare | 120
        Dear  | 700
        Gate  | 50
        """,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def found(folder: Path) -> Alternatives:
    """All that is known of the choices."""
    interview = Interview(solve_tables(choices()))
    answer(ask_why(interview), Store(folder))
    return answer(ask_alternatives(interview, TOLERANCE), Store(folder))


def decision(found: Alternatives, name: str) -> Decided:
    return next(each for each in found.explanation.decisions if each.subject.name == name)


def rejected(found: Alternatives, name: str) -> Rejected:
    return next(each for each in found.explanation.rejected if each.subject.name == name)


def in_range(found: Alternatives, name: str) -> SizeRange:
    return next(each for each in found.ranges if each.subject.name == name)


@pytest.mark.parametrize("name, more", [("Line", 20), ("Twin", 10), ("Gate", 140)])
def test_what_doing_without_costs(found: Alternatives, name: str, more: float) -> None:
    without = decision(found, name).without
    assert without is not None and without.is_proven
    assert (without.at_least, without.at_most) == pytest.approx((more, more))


@pytest.mark.parametrize("kind, of", [(Query.ALONE, "Twin"), (Query.LATER, "Line"), (Query.HALF, "Gate")])
def test_a_plan_that_was_found_for_any_question_counts_for_all(found: Alternatives, kind: Query, of: str) -> None:
    """One without Twin and with Dear, whatever it was found for, is told of both, where it is the cheapest of those."""
    whole = found.explanation
    twin, dear, other = (whole.subjects.find(name)[0] for name in ("Twin", "Dear", of))
    answer = whole.answers[Asked(Query.WITH, (dear,))]
    assert answer.decided["build", ("Twin", 2026)] == 0
    cheap = replace(answer, cost=375.0, bound=371.0)
    loose = {asked: replace(each, bound=min(each.bound, 371.0)) for asked, each in whole.answers.items()}
    more = replace(whole, answers={**loose, Asked(kind, (other,)): cheap})
    without = next(each for each in more.decisions if each.subject == twin)
    assert without.without is not None and without.without.attained == pytest.approx(5.0)
    assert without.instead is not None and [each.name for each in without.instead.added()] == ["Dear"]
    having = next(each for each in more.rejected if each.subject == dear)
    assert having.extra is not None and having.extra.attained == pytest.approx(5.0)
    line = next(each for each in more.decisions if each.subject.name == "Line")
    assert line.without is not None and line.without.attained == pytest.approx(20.0)


def test_what_was_found_for_another_question_settles_one_that_failed(found: Alternatives) -> None:
    """Nothing was found with Spare, but a plan without Line has it."""
    whole = found.explanation
    (spare,) = whole.subjects.find("Spare")
    nothing = replace(
        whole.answers[Asked(Query.WITH, (spare,))], state=State.FAILED, value=math.nan, bound=-math.inf, cost=math.nan,
        decided={}, measures={},
    )  # fmt: skip
    less = replace(whole, answers={**whole.answers, Asked(Query.WITH, (spare,)): nothing})
    assert spare not in less.unsettled
    having = next(each for each in less.rejected if each.subject == spare)
    assert having.extra is not None and having.extra.at_most == pytest.approx(10.0) and having.extra.at_least == 0.0
    alone = replace(less, answers={Asked(Query.WITH, (spare,)): nothing})
    assert alone.unsettled == (spare,)


def test_no_plan_is_not_believed_where_what_comes_nearest_misses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Twin its magnets are bought; so to be told that there is no plan is a contradiction."""
    plan = solve_tables(choices())
    (twin,) = Subjects(plan).find("Twin")

    def wrong(rounds: Rounds, **asked: object) -> None:
        raise Infeasible("presolve says so")

    monkeypatch.setattr(Rounds, "hold", wrong)
    result, _ = solve_job(jobs_of(plan, None, None)(Asked(Query.ALONE, (twin,))), Progress.silent())
    assert result.state == State.FAILED and "contradictory" in result.reason


def test_what_is_not_settled_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    """A question that ends with neither a plan nor a proof leaves no decision out without a word."""
    plan = solve_tables(choices())
    failing(monkeypatch, Rounds, "solve", SolveFailed("given up"))
    interview = Interview(plan)
    answer(
        interview.ask([Asked(Query.WITHOUT, (each,)) for each in interview.subjects.find("Line")]),
        Store(tmp_path),
    )
    assert [each.name for each in interview.explanation.unsettled] == ["Line"]
    assert findings(interview.explanation) == snapshot


def test_what_is_proven_counts_where_no_plan_was_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Line every plan costs at least 15 more than 370; that holds though the search gives up, and is kept."""
    plan = solve_tables(choices())
    failing(monkeypatch, Rounds, "solve", SolveFailed("given up", 385.0))
    for _ in range(2):
        interview = Interview(plan)
        answer(
            interview.ask([Asked(Query.WITHOUT, (each,)) for each in interview.subjects.find("Line")]),
            Store(tmp_path),
        )
        (line,) = interview.explanation.decisions
        assert line.without is not None and line.without.at_least == pytest.approx(15.0)
        assert not interview.explanation.unsettled and line.instead is None
        words = "Without Line the plan costs at least 15.0 USD more (proven), if there is a plan: none was found."
        assert decision_said(line, interview.explanation) == words
        monkeypatch.undo()  # a search that finds 20 is not asked any more


def test_no_break_even_is_asked_where_the_gap_is_more_than_all_of_the_capital(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    """Two lines of Spare cost 240; a plan of which 1,000 are open says nothing of them."""
    plan = solve_tables(choices())
    interview = Interview(replace(plan, bound=plan.objective - 1000))
    answer(ask_about(interview, interview.subjects.find("Spare")), Store(tmp_path))
    assert {asked.capex for asked in interview.answers} == {1.0}
    (spare,) = interview.explanation.rejected
    assert rejected_said(spare, interview.explanation) == snapshot


def test_the_largest_outlay_comes_first(found: Alternatives) -> None:
    assert [each.subject.name for each in found.explanation.decisions] == ["Twin", "Line", "Gate"]


def test_what_takes_its_place(found: Alternatives, snapshot: SnapshotAssertion) -> None:
    instead = decision(found, "Line").instead
    assert instead is not None
    assert instead_said(instead, found.explanation) == snapshot
    bought = decision(found, "Gate").instead
    assert bought is not None
    assert instead_said(bought, found.explanation) == snapshot


@pytest.mark.parametrize("name, more", [("Spare", 10), ("Dear", 590)])
def test_what_having_it_costs(found: Alternatives, name: str, more: float) -> None:
    extra = rejected(found, name).extra
    assert extra is not None
    assert (extra.at_least, extra.at_most) == pytest.approx((more, more))


@pytest.mark.parametrize("name, share", [("Spare", 110 / 120), ("Dear", 110 / 700)])
def test_the_capital_cost_at_which_it_is_built(found: Alternatives, name: str, share: float) -> None:
    """Proven on either side, and so it comes out where the changed workbook is solved from nothing."""
    known = rejected(found, name).break_even
    assert known is not None and known.built_at is not None and known.not_at is not None
    assert known.built_at < share < known.not_at
    assert known.not_at - known.built_at <= 0.02
    for at, is_built in ((known.built_at, True), (known.not_at, False)):
        assert (name in built(solve_tables(with_capex(choices(), name, at)))) == is_built


def built(plan: Plan) -> set[str]:
    return set(plan.frames["builds"]["project"])


@pytest.mark.parametrize(
    "name, verdict",
    [("Gate", Verdict.MUST), ("Line", Verdict.CHOICE), ("Twin", Verdict.CHOICE), ("Spare", Verdict.CHOICE),
     ("Dear", Verdict.NEVER)],
)  # fmt: skip
def test_what_plans_that_cost_little_more_have_in_common(found: Alternatives, name: str, verdict: Verdict) -> None:
    assert in_range(found, name).verdict == verdict


def test_sizes_over_these_plans(found: Alternatives) -> None:
    assert {each.subject.name: (each.proven, each.attained) for each in found.ranges} == {
        "Gate": ((10, 10), (10, 10)),
        "Line": ((0, 50), (0, 50)),
        "Twin": ((0, 50), (0, 50)),
        "Spare": ((0, 50), (0, 50)),
        "Dear": ((0, 0), (0, 0)),
    }


def test_of_three_lines_two_are_needed(found: Alternatives) -> None:
    pairs = {frozenset(each.name for each in pair) for pair in found.substitutes}
    assert pairs == {frozenset(pair) for pair in (("Line", "Spare"), ("Twin", "Spare"))}


def test_plans_that_differ(found: Alternatives) -> None:
    """Two of three lines are built: Spare and Line, then Spare and Twin. The next one is the plan itself, and is not
    told."""
    names = [{name for (_, (name, _)), count in each.decided.items() if count} for each in found.different]
    assert names == [{"Spare", "Line", "Gate"}, {"Spare", "Twin", "Gate"}]
    assert [each.cost for each in found.different] == pytest.approx([380, 390])


# ---------------------------------------------------------------------------------------------- from nothing


def deciding(given: Tables, subject: Subject, rule: str, year: int | None = None) -> Tables:
    """The workbook with a row of Decisions about a subject."""
    place, way = subject.labels[1:] if subject.action == ACQUIRE else ("", "")
    row = Decision(
        decision="asked", action=subject.action, subject=subject.name, place=place, way=way, rule=rule, year=year
    )
    return replace(given, rows={**given.rows, Decision: [*given[Decision], row]})


def from_nothing(given: Tables) -> float:
    """What the cheapest plan costs; infinite where there is none."""
    try:
        return solve_tables(given).objective
    except Infeasible:
        return math.inf


CASES = [
    "contracts.no_more_than_is_bought", "technology.allies_share_what_they_acquire",
    "investment.no_more_modules_than_there_are", "investment.expansion_year_by_year",
    "investment.expansion_that_was_opened_before", "decisions.under_construction",
]  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_an_answer_is_that_of_a_solve_of_the_changed_workbook(name: str) -> None:
    given = MICRO[name]()
    plan = solve_tables(given)
    subjects, job = Subjects(plan), jobs_of(plan, None, None)
    wanted = [(each, Query.WITHOUT, FORBIDDEN) for each in subjects.chosen]
    wanted += [(each, Query.WITH, AT_LEAST) for each in subjects.rejected if subjects.is_any(each)]
    assert wanted
    for subject, kind, rule in wanted:
        result, _ = solve_job(job(Asked(kind, (subject,))), Progress.silent())
        expected = from_nothing(deciding(given, subject, rule))
        cost, bound = (result.objective, result.bound) if result.has_plan else (math.inf, math.inf)
        assert result.has_plan or result.state == State.INFEASIBLE
        assert (cost, bound) == pytest.approx((expected, expected)), (subject.title, kind)


@pytest.mark.parametrize(
    "capex, kind, more",
    [
        (2, Query.WITHOUT, 64),
        (2, Query.LATER, 36),
        (2, Query.HALF, 32),
        (20, Query.WITH, 2),
    ],
)
def test_what_was_opened_before_the_plan_is_asked_about_by_its_additions(
    capex: float, kind: Query, more: float
) -> None:
    """4 are added at once, at 2 each; they save 9 each in both years. A year later 4 · 9 are lost; with half as much 2
    · (18 − 2); without 4 · (18 − 2). At 20 each nothing is added; with a tenth of the maximum 1 · (20 − 18) is lost."""
    given = expansion_that_was_opened_before()
    cost = replace(given[CostRow][0], capex_per_unit=ByYear.of(float(capex)))
    plan = solve_tables(replace(given, rows={**given.rows, CostRow: [cost]}))
    (subject,) = Subjects(plan).all
    result, _ = solve_job(jobs_of(plan, None, None)(Asked(kind, (subject,))), Progress.silent())
    assert result.has_plan and result.objective - plan.objective == pytest.approx(more)


def test_ranges_hold_under_disruptions_and_all_kinds_of_limits(folder: Path) -> None:
    """What must be built costs more than the tolerance to forbid, what never is to force, in workbooks from nothing;
    all that was found lies within what is proven."""
    given = generated(1)
    interview = Interview(solve_tables(given))
    found = answer(ask_alternatives(interview, 0.02), Store(folder))
    rules = {Verdict.MUST: FORBIDDEN, Verdict.NEVER: AT_LEAST}
    assert {each.verdict for each in found.ranges} == set(rules)
    for each in found.ranges:
        rounding = 1e-6 * each.most
        assert each.proven[0] <= each.attained[0] + rounding and each.attained[1] <= each.proven[1] + rounding
        assert from_nothing(deciding(given, each.subject, rules[each.verdict])) > found.at_cost


def test_the_quick_start_needs_its_only_project(folder: Path, snapshot: SnapshotAssertion) -> None:
    """Without it a limit is missed in a disruption; a year later it costs as much more as that workbook says."""
    given, _ = load_tables(Path(__file__).parents[1] / "inputs" / "quickstart.xlsx")
    interview = Interview(solve_tables(given))
    answer(ask_about(interview, interview.subjects.find("Separation module")), Store(folder))
    (known,) = interview.explanation.decisions
    assert known.is_needed
    assert known.because == snapshot
    assert decision_said(known, interview.explanation) == snapshot
    later = deciding(given, known.subject, NOT_BEFORE, 2027)
    assert from_nothing(deciding(given, known.subject, FORBIDDEN)) == math.inf
    expected = from_nothing(later) - interview.plan.objective
    extra = known.extra[Query.LATER]
    assert extra.at_least <= expected * (1 + 1e-6)
    assert extra.at_most >= expected * (1 - 1e-6)
    assert extra.at_least > 0.99 * expected


def certain(given: Tables) -> Tables:
    """Line must be built: its row in Projects says so."""
    rows = [replace(row, minimum_modules=1) if row.project == "Line" else row for row in given[Project]]
    return replace(given, rows={**given.rows, Project: rows})


@pytest.mark.parametrize(
    "given, reason",
    [(certain(choices()), "'minimum modules' of 'Line' in Projects"),
     (deciding(choices(), Subject("build", ("Line",)), AT_LEAST), "'asked' in Decisions")],
)  # fmt: skip
def test_what_a_planner_requires_is_named_as_the_reason(given: Tables, reason: str, tmp_path: Path) -> None:
    interview = Interview(solve_tables(given))
    answer(ask_about(interview, interview.subjects.find("Line")), Store(tmp_path))
    (known,) = interview.explanation.decisions
    assert known.is_needed and known.because == reason
    assert Asked(Query.ALONE, (known.subject,)) not in interview.answers


# ---------------------------------------------------------------------------------------------- words, runs, files


def test_what_is_said_is_named_proven_or_found(found: Alternatives, snapshot: SnapshotAssertion) -> None:
    assert findings(found.explanation, found) == snapshot


def test_a_cheaper_plan_than_the_plan_is_told(found: Alternatives) -> None:
    """As if the plan of 370 had been one of 385, at a gap: without Twin 380 were found."""
    known = found.explanation
    loose = replace(known, plan=replace(known.plan, objective=385.0))
    assert loose.cheaper is not None and loose.cheaper.cost == pytest.approx(370)
    said = f"A plan was found that costs 15.0 USD less, which the gap left open: {loose.cheaper.asked.title}."
    assert findings(loose)[-1] == said
    assert known.cheaper is None


def test_of_a_plan_that_holds_another_one_nothing_is_proven(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """Dear is held, so that the plan costs 960 in place of 370: its bound is no bound on plans that do otherwise."""
    dear = solve_tables(deciding(choices(), Subject(BUILD, ("Dear",)), AT_LEAST))
    plan = solve_tables(choices(), held=Held(dear.decided))
    interview = Interview(plan)
    answer(ask_about(interview, interview.subjects.find("Twin")), Store(tmp_path))
    known = interview.explanation
    (twin,) = known.rejected
    assert plan.objective == pytest.approx(960) and twin.extra is not None and not twin.extra.is_proven
    assert twin.break_even is not None and twin.break_even.built_at is None
    told = findings(known)
    assert told[0] == HOLDS_ANOTHER
    assert told == snapshot


def test_what_is_later_or_not_at_all_says_so(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """Magnets are asked for in 2026 alone, and cost 10 where they are bought: a line of 2027 makes none."""
    demand = next(row for row in choices()[Demand] if row.product == "magnet")
    rows = [replace(demand, quantity=ByYear.of({2026: 100.0, 2027: 0.0}))]
    given = replace(choices(), rows={**choices().rows, Demand: rows})
    given = replace(given, settings=replace(given.settings, last_year=2027))
    interview = Interview(solve_tables(given))
    answer(ask_about(interview, interview.subjects.find("Line")), Store(tmp_path))
    (line,) = interview.explanation.decisions
    assert line.dropped == {Query.LATER}
    assert list(closely_said(line, "USD")) == snapshot


def test_what_the_solves_leave_open_is_no_finding(snapshot: SnapshotAssertion) -> None:
    """A bound below the plan's cost proves nothing, whatever was found."""
    extra = Extra(at_least=-3.0, at_most=8.0, attained=5.0, rounding=1e-3)
    assert extra_said(extra, "USD") == snapshot
    assert extra_said(Extra(-3.0, 3.0, 0.0, 1e-3), "USD") == "no more (found)"
    assert extra_said(Extra(-math.inf, math.inf, math.inf, 1e-3), "USD") == "not known"
    assert extra_said(Extra(2.0, 5.0, 5.0, 0.001), "USD") == snapshot
    assert extra_said(Extra(2.0, 9.0, 5.0, 0.001), "USD") == snapshot
    assert extra_said(Extra(2.0, math.inf, 5.0, 0.001), "USD") == snapshot


def test_what_the_base_plan_leaves_open_is_part_of_what_is_proven(found: Alternatives) -> None:
    """The plan of 370 may be 3 from the optimum: then doing without Line costs 20 more than the plan, and may cost 23
    more than the optimum. A plan that costs less than the bound is an error."""
    plan = replace(found.explanation.plan, bound=367.0)
    answer = found.explanation.answers[Asked(Query.WITHOUT, tuple(found.explanation.subjects.find("Line")))]
    extra = Extra.of(plan, answer)
    assert (extra.at_least, extra.at_most, extra.attained) == pytest.approx((20, 23, 20))
    with pytest.raises(Contradiction, match="Contradiction"):
        Extra.of(replace(plan, bound=400.0), answer)


def test_what_was_answered_before_an_interrupt_is_told_and_not_asked_again(tmp_path: Path) -> None:
    plan, store = solve_tables(choices()), Store(tmp_path)

    def interrupted(jobs: Sequence[Job], workers: int, watch: Watch) -> Generator[Finished, None, None]:
        yield from one_by_one(jobs[:3], workers, watch)
        raise KeyboardInterrupt

    first = Interview(plan)
    answer(ask_why(first), store, pool=interrupted)
    known = first.explanation
    assert known.is_stopped and known.exit_code == ExitCode.LIMIT
    assert [each.subject.name for each in known.decisions] == ["Twin", "Line", "Gate"]
    page = openpyxl.load_workbook(BytesIO(written(document(known))))["Why"]
    assert str(page["A5"].value).startswith("Stopped early")
    again = Interview(plan)
    answer(ask_why(again), store)
    assert [result.is_reused for result in again.explanation.results[:4]] == [True, True, True, False]


def test_the_run_log_tells_costs_where_sizes_were_asked_for(found: Alternatives) -> None:
    """A plan may cost 407. The sum of sizes by which plans differ is no cost."""
    page = openpyxl.load_workbook(BytesIO(written(document(found.explanation, found))))["Run log"]
    rows = {row[0]: row[4:7] for row in page.iter_rows(max_col=7, values_only=True)}
    assert rows["Line: without it"] == pytest.approx((390, 390, 0))
    cost, *proven = rows["a plan that differs"]
    assert 370 <= cost <= 407 and proven == [None, None]


def test_what_a_large_program_would_have_taught_is_learned_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: Alternatives
) -> None:
    """A plan from a workbook of results comes without; its questions would be solved from nothing, each."""
    as_large(monkeypatch, "relaxation")
    plan = solve_tables(choices())
    assert plan.learned is None
    interview = Interview(plan)
    answer(ask_about(interview, interview.subjects.chosen), Store(tmp_path))
    first, *others = interview.results
    assert first.plan().learned is not None
    assert all(isinstance(each.job, AskedJob) and each.job.base.learned is not None for each in others)
    for each in interview.explanation.decisions:
        expected = decision(found, each.subject.name).without
        assert expected is not None and each.without is not None
        assert (each.without.at_least, each.without.at_most) == pytest.approx((expected.at_least, expected.at_most))
    again = Interview(plan)
    answer(ask_about(again, again.subjects.chosen), Store(tmp_path))
    assert again.results[0].is_reused


@pytest.mark.parametrize("name, cost", [("Line", 390), ("Twin", 380), ("Gate", 510)])
def test_what_doing_without_costs_is_certified(name: str, cost: float) -> None:
    found = model.prove(solve_tables(choices()), without=name).certificate
    claim, _ = verify(found.program, found.proof)
    assert claim == found.claim == pytest.approx(cost) and claim <= cost


def test_a_decision_that_no_plan_does_without_is_certified(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    quickstart = Path(__file__).parents[1] / "inputs" / "quickstart.xlsx"
    results = model.write(model.solve(model.load(quickstart)), tmp_path / "quickstart_plan.xlsx")
    assert main(["prove", str(results), "--without", "Separation module", "--quiet"]) == ExitCode.OPTIMAL
    assert main(["prove", str(results), "--without", "Separation", "--quiet"]) == ExitCode.INPUT
    said = capsys.readouterr()
    assert [each.replace(str(tmp_path), "") for each in said] == snapshot
    names = [f"quickstart_without_Separation_module_{each}.json.gz" for each in ("program", "proof")]
    claim, _ = verify(*(gzip.decompress((tmp_path / name).read_bytes()) for name in names))
    assert claim is None


def test_the_answers_as_a_frame() -> None:
    plan = solve_tables(choices())
    frame = model.explain(plan, "Gate", "Dear")
    assert list(frame.index) == ["Gate", "Dear"]
    assert list(frame["is_decided"]) == [True, False]
    assert list(frame["at_least"]) == pytest.approx([140, 590])
    assert frame.loc["Dear", "built_at"] < 110 / 700 < frame.loc["Dear", "not_built_at"]
    assert frame.attrs["units"]["at_least"] == "USD"


@pytest.mark.usefixtures("in_this_process")
def test_the_command_writes_the_workbook(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    book, out = tmp_path / "choices.xlsx", tmp_path / "out.xlsx"
    write_inputs(book, choices())
    ask = ["explain", str(book), "--quiet", "--jobs", "1", "--out", str(out)]
    assert main([*ask, "--within", "10%"]) == ExitCode.OPTIMAL
    page = tmp_path / "out_report.html"
    assert f"Wrote {out} and {page}." in capsys.readouterr().out
    assert "How far near-optimal plans differ" in page.read_text(encoding="utf-8")
    sheets = openpyxl.load_workbook(out)
    first = ["Summary", "Contents", "Why", "Alternatives", "Decisions"]
    assert sheets.sheetnames[:5] == first and sheets.sheetnames[-2] == "Run log"
    assert len(sheets["Why"]._charts) == 1
    assert "Without the plan" in sheets.sheetnames
    assert main(ask) == ExitCode.OPTIMAL
    assert capsys.readouterr().out == snapshot
    assert openpyxl.load_workbook(out).sheetnames[:4] == first[:4]
    assert main([*ask, "--why-not", "Dear"]) == ExitCode.OPTIMAL
    assert capsys.readouterr().out == snapshot
    for wrong, said in (
        (["--why", "Lin"], "The plan decides on no 'Lin'. Did you mean 'Line'?"),
        (["--why", "Dear"], "The plan does not decide for 'Dear': ask --why-not 'Dear'."),
        (["--why-not", "Line"], "The plan decides for 'Line': ask --why 'Line'."),
    ):
        assert main([*ask, *wrong]) == ExitCode.INPUT
        assert said in capsys.readouterr().err


SMITHS = """
    Settings
    last year | 2027

    Demand
    market | product | 2026
    City   | magnet  | 100

    Suppliers
    supplier | site | commodity | price
    far      | City | magnet    | 10

    Capacity
    plant | site | technology
    Works | City | pressing

    Projects
    project | plant | kind    | module size | maximum modules
    Line    | Works | modules | 30          | 1

    Costs
    item | fixed capex
    Line | 20

    Staffing
    technology | skill | operation
    pressing   | smith | 100

    Skills
    skill | market | wage | training time | training cost | training seats
    smith | A      | 2    | 1             | 3             | 2
"""


def test_what_no_plan_has_names_the_cells_that_forbid_it(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """A line takes three smiths, and two seats train two. A third: 1000 for what is bought and training 9 in 2026; 20
    for the line, wages 6, ore 30, 70 bought for 700 in 2027: 1765 in place of 2000. A smith who is there earns 2 more
    and spares training of 3; one recruited in either year spares that of two."""
    interview = Interview(solve_tables(tables(CITY, PRESS, SMITHS)))
    assert interview.plan.objective == pytest.approx(2000)
    answer(ask_about(interview, interview.subjects.find("Line")), Store(tmp_path))
    (known,) = interview.explanation.rejected
    assert "Skills!F3" in known.forbidden
    assert rejected_said(known, interview.explanation) == snapshot


RELEASED = """
    Settings
    last year | 2027

    Demand
    market | product | 2026
    City   | magnet  | 100

    Suppliers
    supplier | site | commodity | price
    far      | City | magnet    | 10

    Capacity
    plant | site | technology
    Works | City | pressing

    Projects
    project | plant | kind    | module size | maximum modules
    Line    | Works | modules | 30          | 1

    Costs
    item | fixed capex
    Line | 20

    Staffing
    technology | skill | operation
    pressing   | smith | 100

    Skills
    skill | market | headcount | wage | redundancy cost
    smith | A      | 3         | 50   | 10
"""


def test_all_other_decisions_held_are_those_that_are_printed(tmp_path: Path) -> None:
    """A line of 30 saves 9 each, 270 a year, and three smiths earn 150. Without it they are released at once for 30:
    no row of Decisions keeps them. With the line 20 + 2 · (30 + 700 + 150) = 1780; without it 2 · 1000 + 30."""
    plan = solve_tables(tables(CITY, PRESS, RELEASED))
    assert [(row.kind, row.subject) for row in decisions(View(plan))] == [("build", "Line")]
    interview = Interview(plan)
    answer(ask_about(interview, interview.subjects.find("Line")), Store(tmp_path))
    (known,) = interview.explanation.decisions
    assert known.extra[Query.ALONE].attained == pytest.approx(2030 - 1780)


def test_a_bound_that_the_solver_raised_is_a_contradiction(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question whose bound is 5 % above its plan is not one that was not settled."""
    plan = solve_tables(choices())
    with_bound(monkeypatch, 1.05 * 960)
    with_bound_above_its_plan(monkeypatch)
    with pytest.raises(Contradiction, match="Contradiction: a plan was found that costs"):
        answer(ask_why(Interview(plan)), Store(tmp_path))


def test_a_plan_below_the_bound_of_a_question_is_a_contradiction(found: Alternatives) -> None:
    """Doing without Line is said to cost 5 % more than a plan that does, whatever question found it."""
    known, line = found.explanation, tuple(found.explanation.subjects.find("Line"))
    asked = Asked(Query.WITHOUT, line)
    raised = replace(known.answers[asked], bound=1.05 * 390, value=1.05 * 390, cost=1.05 * 390)
    ours = replace(known.answers[asked], asked=Asked(Query.LATER, line))
    answers = {**known.answers, asked: raised, ours.asked: ours}
    with pytest.raises(Contradiction, match="no plan costs less than"):
        _ = replace(known, answers=answers).decisions
