"""The command ``solve``: the plan, found and written."""

from __future__ import annotations

import _thread
import argparse
import json
import logging
import math
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from model.cli.kept import keep, known_of, plan_in
from model.cli.show import OUTPUTS, progress_of, show_warnings, source_of, store_beside
from model.errors import ExitCode, Infeasible, InputError, OutputRefused
from model.pipeline import PlanJob, solve_tables
from model.planning.proving import claim_files, save_files
from model.planning.request import Held, Request
from model.results.plan import AuditFailed
from model.runs.store import Unfinished
from model.system.files import (
    NO_PLAN,
    SUFFIX,
    Output,
    brief_beside,
    claim,
    claim_folder,
    deliver,
    keep_dated,
    program_beside,
    proof_beside,
    report_beside,
    save,
)
from model.system.processes import answer, use_threads
from model.whatif.load import load_tables

if TYPE_CHECKING:
    from model.planning.value import Workers
    from model.progress import Progress
    from model.results.plan import Plan
    from model.rolling.locks import ChangedCells
    from model.sheets.tables import Tables
    from model.solver.highs import Interrupt
    from model.solver.subproblems import Reactor

MOST = 6
"""Decisions that are printed when a plan has been found."""


def run_solve(options: argparse.Namespace) -> int:
    """Find the plan and write it."""
    if options.threads is not None:
        use_threads(options.threads)
    out = options.out or OUTPUTS / f"{options.workbook.stem}_plan.xlsx"
    progress, wrong, ends = progress_of(options), None, ExitStack()
    try:
        progress.stage(f"Reading {options.workbook.name}")
        tables, warnings = load_tables(options.workbook)
        source = source_of(options.workbook)
        claim(out, Output.PLAN, (options.workbook, options.hold))
        report = report_beside(out)
        claim(report, Output.REPORT)
        claim_files(out)
        brief = brief_beside(out) if options.brief else None
        if brief is not None:
            claim(brief, Output.BRIEF)
        if options.export is not None:
            claim_folder(options.export)
        if options.out is None:
            keep_dated(filter(None, (out, report, brief, program_beside(out), proof_beside(out))))
        unfinished = Unfinished(out, tables)
        begun_with = unfinished.required() if options.resume else None
        if unfinished.left is not None and not options.resume:
            print(f"{unfinished.message(options.workbook)} This search does not use it.", file=sys.stderr)
        before = _plan_before(options)
        decided = None if before is None else before.decided
        interrupt = _interrupt_on_signal(progress, unfinished)
        reactor = None if options.cluster is None else ends.enter_context(_reactor(options.cluster))
        remarks: ChangedCells = []
        try:
            plan = solve_tables(
                tables,
                gap=options.gap,
                time_limit=options.time_limit,
                progress=progress,
                interrupt=interrupt,
                near=begun_with.plan.decided if begun_with else decided,
                held=None if options.hold is None or decided is None else Held(decided, options.until or math.inf),
                workers=_workers(tables, out, options.jobs),
                known=known_of(before),
                why=False,
                is_base=True,
                is_compared=True,
                is_proven=True,
                better=unfinished.better,
                exported=options.export,
                reactor=reactor,
            )
        except Infeasible as infeasible:
            if options.hold is not None:
                raise
            unfinished.refuted()
            print(infeasible, file=sys.stderr)
            gap = tables.settings.gap if options.gap is None else options.gap
            limit = tables.settings.time_limit if options.time_limit is None else options.time_limit
            plan, remarks = _giving_way(tables, out, Request(gap, limit, progress, interrupt), options)
        except AuditFailed as error:  # the plan is written, marked as failed
            plan, wrong = error.plan, error
        from model.results.plan import HELD, WITH_CHANGED_CELLS

        begun = {
            "started from": begun_with.name if begun_with else str(options.start or ""),
            HELD: _fixed_plan(options),
            WITH_CHANGED_CELLS: remarks,
        }
        plan = replace(
            plan,
            source=source,
            statistics={**plan.statistics, **{name: item for name, item in begun.items() if item}},
        )
        from model.reports.html.page import report_bytes
        from model.reports.results.book import results_book

        progress.stage("Writing the results")
        book = results_book(plan)
        try:
            deliver(out, book.content())
        except OutputRefused as refused:
            raise OutputRefused(f"{refused}. {unfinished.message(options.workbook)}".strip()) from refused
        unfinished.done(plan.objective)
        is_plain = begun_with is None and before is None and not remarks
        keep(plan, out, PlanJob("base", tables, options.gap, options.time_limit) if is_plain else None)
        _, proof = save_files(plan.proven, out)
        save(report, report_bytes(book))
        if brief is not None:
            from model.reports.brief.brief import brief_bytes

            save(brief, brief_bytes(book))
        copied = ""
        if remarks:
            from model.cli.no_plan import write_changed

            copied = write_changed(options.workbook, out, remarks)
    finally:
        ends.close()
        progress.close()
    show_warnings(warnings, quiet=options.quiet)
    if options.json:
        from model.reports.plan_record import plan_data

        print(json.dumps(plan_data(book)))
        print(copied, end="\n" * bool(copied), file=sys.stderr)
    else:
        _print_plan(plan, options, [*filter(None, (out, brief)), report], copied, proof)
    if wrong is not None:
        raise wrong
    return ExitCode.OPTIMAL if plan.outcome == "optimal" else ExitCode.LIMIT


def _print_plan(plan: Plan, options: argparse.Namespace, wrote: list[Path], copied: str, proof: Path) -> None:
    """Print the plan in a few sentences, and where it was written."""
    from model.reports.phrases import joined

    print(
        f"Plan ({plan.verdict}): {_cost_text(plan.objective)} {plan.amount} discounted, "
        f"gap {plan.gap:.2%}, in {time.monotonic() - options.began:.1f} s, of which the solver took "
        f"{plan.seconds:.1f} s. Wrote {joined(list(map(str, wrote)))}."
    )
    if cells := plan.changed_cells:
        words = "; ".join(str(cell["words"]) for cell in cells)
        print(f"With changed cells, since the unchanged workbook has no plan: {words}.")
        print(copied)
    for line in (*_certified(plan, proof), *_left_out(plan), *first_lines(plan), *value_lines(plan)):
        print(line)


def _plan_before(options: argparse.Namespace) -> Plan | None:
    """The plan to start from or to hold, with what its solve has learned."""
    if options.until is not None and options.hold is None:
        raise InputError("--until says up to which year a plan is held: name the plan with --hold.")
    before = options.start or options.hold
    if before is None:
        return None
    return plan_in(before)


def _fixed_plan(options: argparse.Namespace) -> str:
    """Which plan is held, and up to when."""
    until = f", up to {options.until}" if options.until is not None else ""
    return f"{options.hold}{until}" if options.hold is not None else ""


def _giving_way(tables: Tables, out: Path, request: Request, options: argparse.Namespace) -> tuple[Plan, ChangedCells]:
    """The plan with the repair of ``--relax``, and its changes. Raises Infeasible, with the diagnosis, if none was
    chosen."""
    from model.cli.no_plan import answered, change_of

    reason = out.with_name(f"{out.stem.removesuffix(SUFFIX)}{NO_PLAN}.xlsx")
    if options.out is None:
        keep_dated((reason, report_beside(reason), program_beside(reason), proof_beside(reason)))
    asked = replace(request, progress=request.progress.other())
    is_json = options.progress == "json" and options.relax is None
    answer, answer_text = answered(tables, reason, asked, is_json=is_json)
    if options.relax is None:
        raise Infeasible(answer_text)
    remedied, near, change = change_of(answer, options.relax)
    plan = solve_tables(
        remedied,
        gap=request.gap,
        time_limit=request.time_limit,
        progress=request.progress,
        interrupt=request.interrupt,
        near=near,
        is_compared=True,
        is_proven=True,
        exported=options.export,
    )
    return plan, change


GRACE = 2.0
"""Seconds until a search without a plan is interrupted wherever it is."""


def _interrupt_on_signal(progress: Progress, unfinished: Unfinished) -> Interrupt:
    """From here on Ctrl-C, and all that ends a program, asks the solver to stop with the best plan so far. While there
    is none, KeyboardInterrupt follows: building a model, proving or diagnosing may not look for minutes."""
    from model.solver.highs import Interrupt

    interrupt, earlier = Interrupt(), unfinished.left

    def stop(number: int, frame: FrameType | None) -> None:
        is_asked_again = interrupt.is_set
        interrupt.set()
        if progress.has_plan or unfinished.left is not earlier:
            return
        if is_asked_again:
            logging.disable()  # what is cut off says so at length
            raise KeyboardInterrupt
        timer = threading.Timer(GRACE, _thread.interrupt_main)
        timer.daemon = True
        timer.start()

    answer(stop)
    return interrupt


def _workers(tables: Tables, out: Path, jobs: int | None) -> Workers | None:
    """Where the value of information is solved, if Settings ask for it."""
    if tables.settings.value_of_information == "no":
        return None
    from model.planning.value import Workers

    return Workers(store_beside(out), jobs)


@contextmanager
def _reactor(address: str) -> Iterator[Reactor]:
    """Recourse subproblems on a cluster."""
    from model.runs.cluster import Cluster, RemoteReactor

    with Cluster(address) as cluster:
        yield RemoteReactor(cluster)


def _cost_text(cost: float) -> str:
    """A cost with one decimal, and with six if it is small."""
    return f"{cost:,.1f}" if abs(cost) >= 1000 else f"{cost:,.6g}"


def _certified(plan: Plan, proof: Path) -> list[str]:
    """What is proven of the plan without the solver, and where."""
    from model.reports.phrases import certified, holds_to

    proven = plan.proven
    return [f"{certified(plan.objective, proven)}; {holds_to(proven)} ({proof})."] if proven is not None else []


def _left_out(plan: Plan) -> list[str]:
    """Decisions of the held plan that do not exist here."""
    from model.results.decisions import LEFT_OUT

    names = plan.statistics.get(LEFT_OUT, ())
    return [f"Not held, as it cannot be decided here: {', '.join(names)}."] if isinstance(names, list) and names else []


def first_lines(plan: Plan) -> list[str]:
    """Decisions due first, with their years: the largest outlays, and the number of others."""
    from model.results.first_stage import due_first
    from model.results.view import View

    due = due_first(View(plan))
    if not due:
        return ["No decisions are due in the first years."]
    year = min(decision.year for decision in due)
    first = sorted(
        (decision for decision in due if decision.year == year), key=lambda decision: -(decision.outlay or 0.0)
    )
    words = [
        f"{decision.words} ({decision.outlay:,.4g} {plan.amount}{', kept' if decision.is_kept else ''})"
        if decision.outlay
        else decision.marked
        for decision in first[:MOST]
    ]
    more = f" and {len(first) - MOST} more" if len(first) > MOST else ""
    return [f"Decisions due first, in {year}: {', '.join(words)}{more}. See the sheet Decisions."]


def value_lines(plan: Plan) -> list[str]:
    """Value of information, if Settings ask for it, with remarks."""
    if plan.tables.settings.value_of_information == "no":
        return []
    from model.results.optimality import EVPI, MEASURED_IN, VSS, information

    measures = information(plan.measures)
    lines = [f"Value of information, in {plan.statistics[MEASURED_IN]}:"] if MEASURED_IN in plan.statistics else []
    for name in dict.fromkeys((*measures, EVPI, VSS)):
        texts = [measures[name].in_words(plan.amount)] if name in measures else []
        texts += [str(plan.statistics[name])] if name in plan.statistics else []
        lines.append(f"{name}: {', '.join(texts)}")
    return lines
