"""The commands. Imports what a command needs when it runs: --help is quick."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from model.cli.arguments import parser
from model.cli.show import OUTPUTS, RUNS, show_faults
from model.errors import ExitCode, InputError, PlannerError
from model.system.stopping import answer, as_ctrl_c

if TYPE_CHECKING:
    from model.planning.value import Workers
    from model.results.plan import Plan
    from model.sheets.tables import Tables
    from model.solver.highs import Interrupt


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    began = time.monotonic()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that cannot show "→" shows "?"
    given = sys.argv[1:] if arguments is None else arguments
    options = parser().parse_args(given or ["solve"])
    options.began = began
    with as_ctrl_c():
        return _run(options)


def _run(options: argparse.Namespace) -> int:
    try:
        if options.command == "check":
            return check(options.workbook)
        if options.command == "template":
            return template(options)
        if options.command == "frontier":
            return frontier(options)
        if options.command == "batch":
            from model.cli.batch import batch

            return batch(options)
        if options.command == "compare":
            from model.cli.compare import compare

            return compare(options)
        return solve(options)
    except InputError as error:
        show_faults(error.faults)
        print(f"{error}", file=sys.stderr)
        return error.exit_code
    except PlannerError as error:
        print(f"{error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("Stopped; nothing was written.", file=sys.stderr)
        return ExitCode.FAILED


def check(workbook: Path) -> int:
    """Report every fault and warning of a workbook."""
    from model.whatif.load import load_tables

    _, warnings = load_tables(workbook)
    show_faults(warnings)
    print(f"{workbook.name}: no faults" + (f", {len(warnings)} warnings." if warnings else "."))
    return ExitCode.OPTIMAL


def template(options: argparse.Namespace) -> int:
    """Write an empty workbook in the asked currency, scale and years."""
    from dataclasses import replace

    from model.errors import OutputRefused
    from model.workbook.template import DEFAULT_SETTINGS, write_template

    workbook: Path = options.workbook
    if workbook.exists():
        raise OutputRefused(f"{workbook} exists; a template never overwrites a file.")
    first, last = options.years or (DEFAULT_SETTINGS.first_year, DEFAULT_SETTINGS.last_year)
    asked = {"currency": options.currency, "amounts": options.amounts, "first_year": first, "last_year": last}
    write_template(workbook, replace(DEFAULT_SETTINGS, **{name: value for name, value in asked.items() if value}))
    print(f"Wrote {workbook}. Fill it in, then: python run.py check {workbook}")
    return ExitCode.OPTIMAL


def solve(options: argparse.Namespace) -> int:
    """Find the plan and write it."""
    from model.errors import AuditFailed, OutputRefused
    from model.pipeline import solve_tables
    from model.progress import Progress
    from model.runs.unfinished import Unfinished
    from model.system.save import deliver, ready
    from model.whatif.load import load_tables

    out = options.out or OUTPUTS / f"{options.workbook.stem}_plan.xlsx"
    progress, wrong = Progress(quiet=options.quiet), None
    try:
        progress.stage(f"Reading {options.workbook.name}")
        tables, warnings = load_tables(options.workbook)
        if out.exists() and out.samefile(options.workbook):
            raise OutputRefused(f"{out} is the workbook itself; results go to a file of their own.")
        ready(out)
        unfinished = Unfinished(out, tables)
        begun_with = unfinished.required() if options.resume else None
        if unfinished.left is not None and not options.resume:
            print(f"{unfinished.told(options.workbook)} This search begins without it.", file=sys.stderr)
        progress.better = unfinished.better
        interrupt = _interrupt_on_signal()
        try:
            plan = solve_tables(
                tables,
                gap=options.gap,
                time_limit=options.time_limit,
                progress=progress,
                interrupt=interrupt,
                near=None if begun_with is None else begun_with.plan.decided,
                workers=_workers(tables, out, options.jobs),
            )
        except AuditFailed as error:  # the plan is written, marked as what it is
            plan, wrong = error.plan, error
        if begun_with is not None:
            plan = replace(plan, statistics={**plan.statistics, "begun with": begun_with.name})
        from model.reports.results.book import results_bytes

        progress.stage("Writing the results")
        try:
            deliver(out, results_bytes(plan))
        except OutputRefused as refused:
            raise OutputRefused(f"{refused}. {unfinished.told(options.workbook)}".strip()) from refused
        unfinished.done(plan.objective)
    finally:
        progress.close()
    show_faults(warnings, most=5)
    print(
        f"Plan ({outcome_told(plan)}): {_told(plan.objective)} {plan.amount} discounted, gap {plan.gap:.2%}, "
        f"in {time.monotonic() - options.began:.1f} s, of which the solver took {plan.seconds:.1f} s. Wrote {out}."
    )
    for line in value_lines(plan):
        print(line)
    if wrong is not None:
        raise wrong
    return ExitCode.OPTIMAL if plan.outcome == "optimal" else ExitCode.LIMIT


def _workers(tables: Tables, out: Path, jobs: int | None) -> Workers | None:
    """Where the value of information is solved, if Settings ask for it."""
    if tables.settings.value_of_information == "no":
        return None
    from model.planning.value import Workers
    from model.runs import Store

    return Workers(Store(out.parent / RUNS), jobs)


def outcome_told(plan: Plan) -> str:
    """'optimal' of what is proven to be, 'within the gap asked for' of what may still be bettered a little."""
    from model.reports.phrases import NO_GAP

    return "within the gap asked for" if plan.outcome == "optimal" and plan.gap >= NO_GAP else plan.outcome


def _told(cost: float) -> str:
    """A cost with a digit after the point, and with six where it is small."""
    return f"{cost:,.1f}" if abs(cost) >= 1000 else f"{cost:,.6g}"


def value_lines(plan: Plan) -> list[str]:
    """What knowing would be worth, where Settings asks for it; and what is to be said of it."""
    if plan.tables.settings.value_of_information == "no":
        return []
    from model.planning.information import EVPI, MEASURED_IN, VSS, information

    found = information(plan.measures)
    lines = [f"Value of information, in {plan.statistics[MEASURED_IN]}:"] if MEASURED_IN in plan.statistics else []
    for name in dict.fromkeys((*found, EVPI, VSS)):
        said = [found[name].said(plan.amount)] if name in found else []
        said += [str(plan.statistics[name])] if name in plan.statistics else []
        lines.append(f"{name}: {', '.join(said)}")
    return lines


def frontier(options: argparse.Namespace) -> int:
    """Tighten one limit step by step and write cost against risk."""
    from model.errors import OutputRefused
    from model.runs import Store
    from model.runs.board import Board
    from model.runs.pool import Processes
    from model.studies.frontier import STEPS, explore
    from model.studies.tightening import chosen
    from model.system.save import deliver, ready
    from model.whatif.load import load_tables

    if options.values and (options.first, options.last, options.steps) != (None, None, None):
        raise InputError("--values says which; leave out --from, --to and --steps.")
    tables, warnings = load_tables(options.workbook)
    row = chosen(tables, options.limit)
    out = options.out or OUTPUTS / f"{options.workbook.stem}_frontier.xlsx"
    if out.exists() and out.samefile(options.workbook):
        raise OutputRefused(f"{out} is the workbook itself; results go to a file of their own.")
    ready(out)
    with Processes() as processes:
        found = explore(
            tables,
            row,
            Store(out.parent / RUNS),
            values=options.values or (),
            first=options.first,
            last=options.last,
            steps=options.steps or STEPS,
            gap=options.gap,
            time_limit=options.time_limit,
            workers=options.jobs,
            board=Board(quiet=options.quiet),
            pool=processes.solve,
        )
    from model.reports.frontier.book import frontier_bytes
    from model.reports.frontier.words import findings

    deliver(out, frontier_bytes(found))
    show_faults(warnings, most=5)
    print("\n".join([*findings(found), f"Wrote {out}."]))
    return found.exit_code


def _interrupt_on_signal() -> Interrupt:
    """From here on Ctrl-C, and all that ends a program, asks the solver to stop with the best plan so far."""
    from model.solver.highs import Interrupt

    interrupt = Interrupt()

    def stop(number: int, frame: FrameType | None) -> None:
        interrupt.set()

    answer(stop)
    return interrupt
