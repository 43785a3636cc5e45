"""Supply-diversification planner: from a workbook of rows to an audited investment plan.

    import model

    tables = model.load("inputs/quickstart.xlsx")
    plan = model.solve(tables)
    plan.to_frames()["builds"]

Each name is imported when it is first used, so that ``import model`` costs nothing. Progress is logged to the logger
``model``: warnings about a workbook, the stages of a solve (INFO), its bounds (DEBUG).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from model.errors import (
        Contradiction,
        FileRefused,
        Infeasible,
        InputError,
        OutputRefused,
        PlannerError,
        Problem,
        SolveFailed,
        Unbounded,
    )
    from model.planning.built import Built
    from model.proof.certify import Proven
    from model.results.plan import AuditFailed, Plan
    from model.sheets.tables import Tables
    from model.studies.result import StudyResult

__version__ = "0.1.0"

MOST_NOTED = 5
"""Errors of tables that a traceback shows."""

_PLACES = {
    **dict.fromkeys(("AuditFailed", "Plan"), "model.results.plan"),
    "Tables": "model.sheets.tables",
    **dict.fromkeys(
        ("Problem", "Contradiction", "FileRefused", "Infeasible", "InputError", "OutputRefused", "PlannerError",
         "SolveFailed", "Unbounded"), "model.errors"),
}  # fmt: skip
"""Where classes are that are imported when they are first asked for."""


def __getattr__(name: str) -> Any:
    if name in _PLACES:
        return getattr(import_module(_PLACES[name]), name)
    raise AttributeError(f"module 'model' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)


def at_prices(plan: Plan, prices: Mapping[tuple[str, str, str], float]) -> Plan:
    """A plan with some transfer prices replaced: who pays and who earns if goods have other prices.

    Parameters
    ----------
    plan : Plan
        As `solve` returns it.
    prices : mapping of tuple of str to float
        Price by site, commodity and node, as in the table 'transfer prices' [currency per unit].

    Returns
    -------
    Plan
        With other tables 'transfer prices' and 'accounts'. All parties together have the same sums.
    """
    from model.results.repricing import repriced

    return repriced(plan, prices)


def build(tables: Tables) -> Built:
    """The Pyomo model of tables: to look at, to add constraints of your own to, to write to a file, to solve.

    Parameters
    ----------
    tables : Tables
        Valid tables.

    Returns
    -------
    Built
        ``model``, a Pyomo ConcreteModel; ``families``; ``constraints`` and ``variables``, DataFrames with family, sets,
        size, meaning and mathematics; ``write(path)``, as MPS or LP; ``solve(solver)``, an audited `Plan`.

    Raises
    ------
    InputError
        A limit has a priority, which is solved in several steps: use `solve`.
    TypeError
        ``tables`` are no Tables.
    """
    from model.planning.built import Built

    _check_tables(tables, "build")
    return Built(tables)


def load(path: str | Path) -> Tables:
    """Read and check a workbook.

    Parameters
    ----------
    path : str or Path
        An Excel workbook, as ``python run.py template`` writes an empty one.

    Returns
    -------
    Tables
        Its rows, valid, in the units of the workbook. Warnings go to the logger ``model``; they include errors in
        What-ifs, Changes and Ranges, as the plan does not depend on these.

    Raises
    ------
    InputError
        With every error in ``problems``: sheet, cell, value, expected content, fix.
    FileRefused
        The file is missing, broken, encrypted or hostile.
    """
    from model.whatif.load import load_tables

    tables, warnings = _noted(lambda: load_tables(Path(path)))
    _warn(warnings)
    return tables


def from_frames(frames: Mapping[str, pd.DataFrame]) -> Tables:
    """Tables from DataFrames instead of a workbook, checked as a workbook is.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        By name of the sheet, with the sheet's headers as columns; a value by year has a column for each year that is
        given, such as ``price 2030``; Demand's are named by the year alone, an integer. Units are those of
        docs/inputs.md, shares are fractions. ``Settings`` has names of settings as index,
        or in a column ``setting``, and a column ``value``.

    Returns
    -------
    Tables
        The rows, valid. Warnings go to the logger ``model``.

    Raises
    ------
    InputError
        With every error in ``problems``, by row label and column: "Sites, row 0, column 'country' holds …".
    """
    from model.whatif.load import tables_of

    if not isinstance(frames, Mapping) or not all(
        isinstance(name, str) and hasattr(frame, "columns") for name, frame in frames.items()
    ):
        raise TypeError("from_frames takes DataFrames by name of the sheet, as to_frames gives them")
    tables, warnings = _noted(lambda: tables_of(frames))
    _warn(warnings)
    return tables


def to_frames(tables: Tables) -> dict[str, pd.DataFrame]:
    """The sheets of tables as DataFrames, which `from_frames` takes back.

    Parameters
    ----------
    tables : Tables
        What `load` or `from_frames` returned.

    Returns
    -------
    dict of str to DataFrame
        By name of the sheet; sheets without rows are left out. A row a line, a column a header.
    """
    from model.workbook.frames import frames_of

    return frames_of(tables)


def check(tables: Tables) -> list[Problem]:
    """Errors and warnings of tables that were made or changed in code.

    Parameters
    ----------
    tables : Tables
        Rows of any sheets, such as ``Tables.of(settings, rows)``.

    Returns
    -------
    list of Problem
        Errors, then warnings (``is_warning``); empty if the tables are valid.
    """
    from model.whatif.validation import problems_of

    return sorted(problems_of(tables), key=lambda problem: problem.is_warning)


def solve(
    tables: Tables,
    *,
    gap: float | None = None,
    time_limit: float | None = None,
    near: Plan | None = None,
    hold: Plan | None = None,
    until: int | None = None,
) -> Plan:
    """The least-cost plan that holds every limit, audited.

    Parameters
    ----------
    tables : Tables
        Valid tables.
    gap : float, optional
        Stop when at most this fraction of the cost could still be saved, such as 0.01; as in Settings unless given.
    time_limit : float, optional
        Stop after this many seconds with the best plan so far; as in Settings unless given.
    near : Plan, optional
        A plan to start from, such as that of the tables before a cell was changed.
    hold : Plan, optional
        A plan whose first-stage decisions are kept: investments, contracts, people.
    until : int, optional
        With ``hold``: keep only decisions up to this year.

    Returns
    -------
    Plan
        Result tables by name (`Plan.to_frames`), cost, bound and gap.

    Raises
    ------
    Infeasible
        No plan can hold every limit.
    Unbounded
        Profit has no limit: a price or a limit is missing.
    SolveFailed
        No plan was found within the time limit, or the solver failed.
    Contradiction
        The solver's bound is above the cost of a plan.
    AuditFailed
        The plan fails when it is recomputed from the tables. The exception carries the plan, for inspection.
    TypeError, ValueError
        ``tables`` are no Tables, ``gap`` or ``time_limit`` is out of range, or ``until`` is given without ``hold``.
    """
    import math

    from model.pipeline import solve_tables
    from model.planning.request import Held
    from model.progress import Logged

    _check_tables(tables, "solve")
    _check_precision(gap, time_limit)
    if until is not None and hold is None:
        raise ValueError("until says up to which year a plan is held: name the plan with hold")
    start = near or hold
    return solve_tables(
        tables,
        gap=gap,
        time_limit=time_limit,
        near=None if start is None else start.decided,
        held=None if hold is None else Held(hold.decided, math.inf if until is None else until),
        progress=Logged(),
        is_compared=True,
        is_proven=True,
    )


def compare(plans: Mapping[str, Plan]) -> pd.DataFrame:
    """Plans side by side; the first is the base.

    Parameters
    ----------
    plans : mapping of str to Plan
        Two plans or more, by the names that they are to have.

    Returns
    -------
    DataFrame
        A row a measure (index ``group``, ``measure``, ``unit``), a column a plan. Shares are fractions (unit
        ``share``). Missing values are NaN.

    Raises
    ------
    ValueError
        There are fewer than two plans.
    """
    from model.whatif.compare import compare_plans, frame_of

    if len(plans) < 2:
        raise ValueError("compare takes two plans or more, by name: the base, and what is compared with it")
    return frame_of(compare_plans("", list(plans.items())))


def explain(plan: Plan, *names: str, gap: float | None = None) -> pd.DataFrame:
    """Explain a plan's decisions: the value of each, and the break-even of rejected options.

    Parameters
    ----------
    plan : Plan
        The result of `solve`.
    *names : str
        Projects, contracts or technologies to ask about. None: all decisions of the plan, and the ten rejected options
        closest to entering it.
    gap : float, optional
        Precision of each answer, as a fraction; as in Settings unless given.

    Returns
    -------
    DataFrame
        A row each (index ``subject``): ``at_least`` (proven) and ``at_most`` (found) bound the additional cost of a
        plan without it, or with it if ``is_decided`` is False; infinite if no such plan exists. ``needed_for`` names
        limits that fail; at ``built_at`` of its capital cost or less a project is built, at ``not_built_at`` or more it
        is not, both proven.

    Raises
    ------
    InputError
        The plan does not decide on such a name.
    """
    from model.studies.explain.study import explained

    return explained(plan, names, gap)


def prove(subject: Plan | Tables, *, without: str | None = None) -> Proven:
    """Prove a plan's bound, or that tables have no plan, so that it can be checked without a solver.

    Parameters
    ----------
    subject : Plan or Tables
        What `solve` returned, or tables for which it raised `Infeasible`.
    without : str, optional
        Of a plan: prove the bound on all plans that do without this decision instead, which are searched for first.

    Returns
    -------
    Proven
        ``certificate`` with the claim (no plan costs less; None if there is no plan); ``files()``, the two compressed
        files that ``python model/proof/check.py`` takes; ``violation``, how far the plan is from holding exactly.

    Raises
    ------
    SolveFailed
        No proof was found.
    Contradiction
        A plan was found that costs less than the bound, or where there should be none.
    InputError
        The plan's decisions were held, so that its bound is not on all plans; or it does not decide on ``without``.
    TypeError
        ``without`` is given for tables.
    """
    from model.planning.proving import proven_infeasible, proven_plan
    from model.results.plan import Plan

    if without is not None:
        from model.studies.explain.proof import proven_without

        if not isinstance(subject, Plan):
            raise TypeError("without takes a plan")
        return proven_without(subject, without)
    return proven_plan(subject) if isinstance(subject, Plan) else proven_infeasible(subject)


def run(
    name: str, subject: Tables | Mapping[str, Plan], *, gap: float | None = None, time_limit: float | None = None,
    store: Path | None = None, **options: Any,
) -> StudyResult:  # fmt: skip
    """Run a study, such as ``frontier`` or ``tornado``, in this process.

    Parameters
    ----------
    name : str
        Command of the study.
    subject : Tables or Mapping[str, Plan]
        Valid tables; of ``compare`` plans by name.
    gap, time_limit : float, optional
        Of each solve; as in Settings unless given.
    store : Path, optional
        Folder where finished solves are kept, so that none is done twice.
    **options
        Options of the command, such as ``limit=`` of ``frontier``; ``plan=`` is a plan.

    Returns
    -------
    StudyResult
        ``findings``, sentences; ``frames``, every table as a DataFrame; ``write(path)`` makes it a workbook and a page.

    Raises
    ------
    InputError
        No such study, or its options do not fit the tables.
    Infeasible, SolveFailed
        The plan that the question is about does not exist, or was not found.
    TypeError, ValueError
        ``subject`` is not what the study takes; ``gap`` or ``time_limit`` is out of range.
    """
    from model.studies.catalogue import STUDIES, made
    from model.studies.result import StudyResult

    _check_precision(gap, time_limit)
    if name in STUDIES:
        is_of_plans = STUDIES[name].takes == "plans"
        are_plans = isinstance(subject, Mapping) and all(hasattr(each, "decided") for each in subject.values())
        if not (are_plans if is_of_plans else hasattr(subject, "settings")):
            raise TypeError(f"{name} takes {'plans by name' if is_of_plans else 'Tables'}")
    title = "" if isinstance(subject, Mapping) else "the tables"  # of plans the first one's name
    return StudyResult(made(name, subject, title, **options), gap, time_limit, store)


def _check_tables(tables: object, name: str) -> None:
    """Raise TypeError if they are none."""
    if not hasattr(tables, "settings"):
        raise TypeError(
            f"{name} takes Tables: model.{name}(model.load(path)) or model.{name}(model.from_frames(frames))"
        )


def _check_precision(gap: float | None, time_limit: float | None) -> None:
    """Raise ValueError if one of them is out of range."""
    if gap is not None and not (isinstance(gap, int | float) and 0 <= gap < 1):
        raise ValueError(f"gap is a fraction, at least 0 and below 1, such as 0.01 for 1 %; not {gap!r}")
    if time_limit is not None and not (isinstance(time_limit, int | float) and time_limit > 0):
        raise ValueError(f"time_limit is a number of seconds above 0; not {time_limit!r}")


def write(plan: Plan, path: str | Path) -> Path:
    """Write a plan as the results workbook that ``python run.py solve`` writes, or as the report or brief beside it.

    Parameters
    ----------
    plan : Plan
        What `solve` returned.
    path : str or Path
        The file, which is written whole or not at all; one that ends in .html or .htm is the report, in .docx
        the brief, in .xlsx the workbook.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OutputRefused
        It cannot be written, its name has another ending, or it exists and is no such result of this program.
    """
    from model.reports.html.page import report_bytes
    from model.reports.results.book import TITLE, results_book
    from model.system.outputs import Output, claim
    from model.system.save import save

    ending = Path(path).suffix.lower()
    output = next((each for each in (Output.REPORT, Output.BRIEF) if ending in each.endings), Output.PLAN)
    claim(Path(path), output)
    book = results_book(plan)
    if output is Output.BRIEF:
        from model.reports.brief.brief import brief_bytes

        save(path, brief_bytes(book, TITLE))
    else:
        save(path, report_bytes(book) if output is Output.REPORT else book.content())
    return Path(path)


def _noted(read: Callable[[], tuple[Tables, list[Problem]]]) -> tuple[Tables, list[Problem]]:
    """The result of reading; if it has errors, the traceback shows the first of them."""
    from model.errors import InputError

    try:
        return read()
    except InputError as error:
        errors = [problem for problem in error.problems if not problem.is_warning]
        for problem in errors[:MOST_NOTED]:
            error.add_note(str(problem))
        if len(errors) > MOST_NOTED:
            error.add_note(f"and {len(errors) - MOST_NOTED} more: see 'problems' of this exception")
        raise


def _warn(problems: list[Problem]) -> None:
    import logging

    for problem in problems:
        logging.getLogger(__name__).warning("%s", problem)


__all__ = [
    "AuditFailed",
    "Contradiction",
    "FileRefused",
    "Infeasible",
    "InputError",
    "OutputRefused",
    "Plan",
    "PlannerError",
    "Problem",
    "SolveFailed",
    "Tables",
    "Unbounded",
    "at_prices",
    "build",
    "check",
    "compare",
    "explain",
    "from_frames",
    "load",
    "prove",
    "run",
    "solve",
    "to_frames",
    "write",
]  # fmt: skip
