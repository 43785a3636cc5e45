"""The command line: template, check, solve. Imports what a command needs when it runs, so that --help is immediate."""

from __future__ import annotations

import argparse
import signal
import sys
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from model.errors import ExitCode, Fault, InputError, PlannerError

if TYPE_CHECKING:
    from model.plan import Plan
    from model.solver.highs import Interrupt

EXAMPLE = Path("inputs") / "rare_earths.xlsx"
OUTPUTS = Path("outputs")

EPILOG = """exit codes:
  0  a plan within the gap (or: no fault found)
  2  the workbook has faults, listed by cell; or the command line is wrong
  3  a plan, but a limit or Ctrl-C came before the gap was reached
  4  infeasible: no plan can satisfy the workbook
  5  unbounded: the plan could earn without end
  6  failed: no plan was found in time or before Ctrl-C, or the solver failed
  7  the plan does not pass the audit
  8  a result cannot be written"""


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = argparse.ArgumentParser(
        prog="run.py",
        description="Plan a diversified supply chain: the least-cost investment plan for an Excel workbook. "
        f"Without a command, solves {EXAMPLE.as_posix()}.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", metavar="command")

    solve = commands.add_parser("solve", help="find the plan and write it to outputs/", description="Find the plan.")
    solve.add_argument("workbook", nargs="?", type=Path, default=EXAMPLE, help=f"default: {EXAMPLE.as_posix()}")
    solve.add_argument("--out", type=Path, help="the results workbook (default: outputs/<name>_plan.xlsx)")
    solve.add_argument("--gap", type=_percent, help="stop within this gap, such as 1%% or 0.01 (default: Settings)")
    solve.add_argument("--time-limit", type=_seconds, help="stop after so many seconds (default: Settings)")
    solve.add_argument("--quiet", action="store_true", help="no progress")

    check = commands.add_parser("check", help="every fault at once, by cell; no solve", description="Check a workbook.")
    check.add_argument("workbook", nargs="?", type=Path, default=EXAMPLE, help=f"default: {EXAMPLE.as_posix()}")

    template = commands.add_parser("template", help="an empty, documented workbook", description="Write a template.")
    template.add_argument("workbook", type=Path, help="file to write; an existing file is not overwritten")
    return top


def _percent(text: str) -> float:
    share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    if not 0 <= share < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: a share such as 1% or 0.01 is expected")
    return share


def _seconds(text: str) -> float:
    seconds = float(text)
    if not seconds > 0:
        raise argparse.ArgumentTypeError(f"{text!r}: more than 0 seconds are expected")
    return seconds


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that cannot show "→" shows "?"
    given = sys.argv[1:] if arguments is None else arguments
    options = parser().parse_args(given or ["solve"])
    try:
        if options.command == "check":
            return check(options.workbook)
        if options.command == "template":
            return template(options.workbook)
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
    from model.pipeline import load_tables

    _, warnings = load_tables(workbook)
    show_faults(warnings)
    print(f"{workbook.name}: no faults" + (f", {len(warnings)} warnings." if warnings else "."))
    return ExitCode.OPTIMAL


def template(workbook: Path) -> int:
    """Write an empty workbook."""
    from model.errors import OutputRefused
    from model.workbook.save import ready
    from model.workbook.template import write_inputs

    if workbook.exists():
        raise OutputRefused(f"{workbook} exists; a template never overwrites a file.")
    ready(workbook)
    write_inputs(workbook, None)
    print(f"Wrote {workbook}. Fill it in, then: python run.py check {workbook}")
    return ExitCode.OPTIMAL


def solve(options: argparse.Namespace) -> int:
    """Find the plan and write it."""
    from model.errors import OutputRefused
    from model.pipeline import load_tables, require_audit, solve_tables
    from model.progress import Progress
    from model.workbook.save import ready, save

    out = options.out or OUTPUTS / f"{options.workbook.stem}_plan.xlsx"
    progress = Progress(quiet=options.quiet)
    try:
        progress.stage(f"Reading {options.workbook.name}")
        tables, warnings = load_tables(options.workbook)
        if out.exists() and out.samefile(options.workbook):
            raise OutputRefused(f"{out} is the workbook itself; results go to a file of their own.")
        ready(out)
        interrupt = _interrupt_on_signal()
        plan = solve_tables(
            tables, gap=options.gap, time_limit=options.time_limit, progress=progress, interrupt=interrupt
        )
        from model.workbook.results import results_bytes

        progress.stage("Writing the results")
        save(out, results_bytes(plan))
    finally:
        progress.close()
    show_faults(warnings, most=5)
    print(
        f"Plan ({plan.outcome}): {plan.objective:,.1f} {plan.amount} discounted, gap {plan.gap:.2%}, "
        f"in {plan.seconds:.1f} s. Wrote {out}."
    )
    for line in value_lines(plan):
        print(line)
    require_audit(plan)
    return ExitCode.OPTIMAL if plan.outcome == "optimal" else ExitCode.LIMIT


def value_lines(plan: Plan) -> list[str]:
    """What knowing would be worth, where Settings asks for it; and what is to be said of it."""
    if plan.tables.settings.value_of_information == "no":
        return []
    lines = []
    for name in ("EVPI", "VSS"):
        said = [f"{plan.measures[name]:,.6g} {plan.amount}"] if name in plan.measures else []
        said += [str(plan.statistics[name])] if name in plan.statistics else []
        lines.append(f"{name}: {', '.join(said)}")
    return lines


def _interrupt_on_signal() -> Interrupt:
    """From here on Ctrl-C asks the solver to stop with the best plan so far."""
    from model.solver.highs import Interrupt

    interrupt = Interrupt()

    def stop(number: int, frame: FrameType | None) -> None:
        interrupt.set()

    signal.signal(signal.SIGINT, stop)
    return interrupt


def show_faults(faults: list[Fault], most: int | None = None) -> None:
    """Print faults, errors before warnings, on standard error."""
    listed = sorted(faults, key=lambda fault: fault.is_warning)
    for fault in listed[:most]:
        print(f"{'warning' if fault.is_warning else 'fault'}  {fault}", file=sys.stderr)
    if most is not None and len(listed) > most:
        print(f"and {len(listed) - most} more; see: python run.py check", file=sys.stderr)
