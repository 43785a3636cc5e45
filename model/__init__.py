"""Supply-diversification planner: from a workbook of rows to an audited investment plan.

    import model

    tables = model.load("inputs/quickstart.xlsx")
    plan = model.solve(tables)
    plan.to_frames()["builds"]

Each name is imported when it is first used, so that ``import model`` costs nothing. Progress is logged to the logger
``model``: warnings about a workbook, the stages of a solve (INFO), its bounds (DEBUG).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
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

Hear = Callable[[str, float, float], object]
"""Called with the stage, the bound on any plan and the gap of the best one; NaN while unknown."""
Cancel = threading.Event | Callable[[], bool]
"""A request to stop: the best plan so far is the result. A function is asked many times a second, by any thread."""

_PLACES = {
    **dict.fromkeys(("AuditFailed", "Plan"), "model.results.plan"),
    "Tables": "model.sheets.tables",
    **dict.fromkeys(
        (
            "Problem",
            "Contradiction",
            "FileRefused",
            "Infeasible",
            "InputError",
            "OutputRefused",
            "PlannerError",
            "SolveFailed",
            "Unbounded",
        ),
        "model.errors",
    ),
}
"""Where classes are that are imported when they are first asked for."""


if not TYPE_CHECKING:  # a type checker has the classes from above, and is to know that there are no others

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

    Raises
    ------
    InputError
        The plan has no price of that site, commodity and node, or a price is no finite number.
    """
    from model.results.accounts import repriced

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

    with _all_told():
        tables, warnings = load_tables(Path(path))
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
    with _all_told():
        tables, warnings = tables_of(frames)
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


def template_frames(first_year: int = 2026, last_year: int = 2030) -> dict[str, pd.DataFrame]:
    """Every sheet as a DataFrame without rows, to be filled in for `from_frames`.

    Parameters
    ----------
    first_year, last_year : int
        Years of the plan; Demand has a column for each.

    Returns
    -------
    dict of str to DataFrame
        By name of the sheet, with its headers as columns and their units in ``attrs["units"]``. Settings have their
        default values.
    """
    from model.sheets.common import Settings
    from model.workbook.frames import empty_frames

    return empty_frames(Settings(first_year=first_year, last_year=last_year))


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
    light: bool = False,
    progress: Hear | None = None,
    cancel: Cancel | None = None,
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
    light : bool
        Leave out the do-nothing baseline, the months of disruptions, the certificate of the bound and, if there is no
        plan, the reason in words: for many solves in a loop.
    progress : callable, optional
        Called with the stage, the bound on any plan and the gap of the best one; NaN while unknown.
    cancel : threading.Event or callable, optional
        Stops the search when it is set, or returns True: the plan is the best one so far.

    Returns
    -------
    Plan
        Result tables by name (`Plan.to_frames`), cost, bound and gap.

    Raises
    ------
    Infeasible
        No plan can hold every limit. ``conflicts`` and ``remedies``, DataFrames of cells, are found when asked for.
    Unbounded
        Profit has no limit: a price or a limit is missing.
    SolveFailed
        No plan was found within the time limit or before ``cancel``, or the solver failed.
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
    from model.progress import Heard
    from model.solver.highs import Interrupt

    _check_tables(tables, "solve")
    _check_precision(gap, time_limit)
    if until is not None and hold is None:
        raise ValueError("until says up to which year a plan is held: name the plan with hold")
    start = near or hold
    with _diagnosed(tables, gap, time_limit):
        return solve_tables(
            tables,
            gap=gap,
            time_limit=time_limit,
            near=None if start is None else start.decided,
            held=None if hold is None else Held(hold.decided, math.inf if until is None else until),
            progress=Heard(progress),
            interrupt=Interrupt(asks=_asked(cancel)),
            is_compared=not light,
            why=not light,
            is_proven=not light,
        )


def sweep(
    tables: Tables,
    cell: str,
    values: Iterable[Any],
    *,
    operation: str = "set",
    gap: float | None = None,
    time_limit: float | None = None,
    light: bool = True,
    progress: Hear | None = None,
    cancel: Cancel | None = None,
) -> pd.DataFrame:
    """Plans at several values of a cell, each search begun at the plan before.

    Parameters
    ----------
    tables : Tables
        Valid tables.
    cell : str
        Its sheet, column and rows in the words of the sheet Changes, such as ``Suppliers!price[Ore]``,
        ``Demand!2030[market = Detroit]`` or ``Settings!value[discount rate]``. No rows: all of them.
    values : iterable
        Values of the cell in its unit (shares are fractions), or operands of the operation.
    operation : str
        ``set``, ``multiply`` or ``add``.
    gap, time_limit, light, progress, cancel
        Of each solve, as in `solve`. After ``cancel`` the values so far are the result.

    Returns
    -------
    DataFrame
        A row a value: ``outcome``, ``plan`` (None if there is none), ``objective``, ``bound``, ``gap``, and the
        measures of `compare`, with units in ``attrs``.

    Raises
    ------
    InputError
        There is no such cell, or it cannot hold one of the values; nothing is solved then.
    """
    from model.studies.sweep import frame_of_sweep, swept

    _check_tables(tables, "sweep")
    stops, plans = _asked(cancel), []

    def plan_of(changed: Tables, last: Plan | None) -> Plan:
        return solve(changed, gap=gap, time_limit=time_limit, near=last, light=light, progress=progress, cancel=cancel)

    for plan in swept(tables, cell, list(values), operation, plan_of):
        plans.append(plan)
        if stops():
            break
    return frame_of_sweep(cell, plans)


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
        files that ``python model/proof/verify.py`` takes; ``violation``, how far the plan is from holding exactly.

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
        from model.studies.explain.answers import proven_without

        if not isinstance(subject, Plan):
            raise TypeError("without takes a plan")
        return proven_without(subject, without)
    return proven_plan(subject) if isinstance(subject, Plan) else proven_infeasible(subject)


def run(
    name: str,
    subject: Tables | Mapping[str, Plan],
    *,
    gap: float | None = None,
    time_limit: float | None = None,
    store: Path | None = None,
    progress: Hear | None = None,
    cancel: Cancel | None = None,
    **options: Any,
) -> StudyResult:
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
    progress : callable, optional
        Called with the stage of a solve, its bound and gap, as in `solve`.
    cancel : threading.Event or callable, optional
        Ends the study when it is set, or returns True, as Ctrl-C does: the result is of what was solved by then.
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
    from model.errors import PlannerError, SolveFailed
    from model.progress import Heard
    from model.studies.catalogue import FIRST, STUDIES, in_python, new_study
    from model.studies.result import StudyResult

    _check_precision(gap, time_limit)
    name = FIRST.get(name, name)
    if name in STUDIES:
        is_of_plans = STUDIES[name].takes == "plans"
        are_plans = isinstance(subject, Mapping) and all(hasattr(part, "decided") for part in subject.values())
        if not (are_plans if is_of_plans else hasattr(subject, "settings")):
            raise TypeError(f"{name} takes {'plans by name' if is_of_plans else 'Tables'}")
    title = "" if isinstance(subject, Mapping) else "the tables"  # of plans the first one's name
    stops = _asked(cancel)
    try:
        with _all_told():
            study = new_study(name, subject, title, **options)
            return StudyResult(name, study, gap, time_limit, store, Heard(progress, stops))
    except PlannerError as error:
        error.args = (in_python(name, str(error)),)
        raise
    except KeyboardInterrupt:
        if not stops():
            raise
        raise SolveFailed("The study was cancelled before there was anything to report.") from None


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


def read_plan(path: str | Path) -> Plan:
    """Read the plan in a results workbook, recomputed from the inputs in it and audited.

    Parameters
    ----------
    path : str or Path
        Results that `write` or ``python run.py solve`` wrote, also after they were saved in Excel.

    Returns
    -------
    Plan
        What `solve` returned. Its cost and all its tables are computed anew; its bound is as stored, and
        `Plan.is_stored` says so. A solve ``near`` it starts from its decisions.

    Raises
    ------
    InputError
        There is no such file, or no readable plan in it; the message says what to do.
    AuditFailed
        The plan does not hold when it is recomputed.
    """
    from model.reports.embedded_plan import carried_plan

    with _all_told():
        return carried_plan(Path(path))


def write(plan: Plan | Tables, path: str | Path) -> Path:
    """Write a plan as the results workbook that ``python run.py solve`` writes, or as the report or brief beside it;
    tables as a workbook of inputs.

    Parameters
    ----------
    plan : Plan or Tables
        A plan of `solve`, or tables of `load` or `from_frames`.
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
        It cannot be written, its name has another ending, or it exists and is no such result of this program;
        a workbook of inputs is never overwritten.
    """
    from model.reports.html.page import report_bytes
    from model.reports.results.book import results_book
    from model.sheets.tables import Tables
    from model.system.files import Output, claim, save
    from model.workbook.template import write_inputs

    if isinstance(plan, Tables):
        claim(Path(path), Output.INPUTS)
        write_inputs(path, plan)
        return Path(path)
    ending = Path(path).suffix.lower()
    output = next((output for output in (Output.REPORT, Output.BRIEF) if ending in output.endings), Output.PLAN)
    claim(Path(path), output)
    book = results_book(plan)
    if output is Output.BRIEF:
        from model.reports.brief.brief import brief_bytes

        save(path, brief_bytes(book))
    else:
        save(path, report_bytes(book) if output is Output.REPORT else book.content())
    return Path(path)


@contextmanager
def _all_told() -> Iterator[None]:
    """An InputError says every error, as there is no other place to read them."""
    from model.errors import InputError

    try:
        yield
    except InputError as error:
        errors = [str(problem) for problem in error.problems if not problem.is_warning]
        error.args = ("\n".join([str(error), *(f"  {line}" for line in errors if line not in str(error))]),)
        raise


@contextmanager
def _diagnosed(tables: Tables, gap: float | None, time_limit: float | None) -> Iterator[None]:
    """An Infeasible error finds conflicts and remedies when it is asked for them."""
    from model.errors import Infeasible

    def diagnosis() -> tuple[pd.DataFrame, pd.DataFrame]:
        from model.diagnosis.diagnose import what_must_give
        from model.diagnosis.findings import frames_of
        from model.planning.request import Request

        settings = tables.settings
        longest = settings.time_limit if time_limit is None else time_limit
        return frames_of(what_must_give(tables, Request(settings.gap if gap is None else gap, longest)))

    try:
        yield
    except Infeasible as error:
        error.diagnosed = diagnosis
        raise


def _asked(cancel: Cancel | None) -> Callable[[], bool]:
    """Whether to stop, as a function."""
    if cancel is None:
        return lambda: False
    return cancel.is_set if isinstance(cancel, threading.Event) else cancel


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
    "read_plan",
    "run",
    "solve",
    "sweep",
    "template_frames",
    "to_frames",
    "write",
]
