"""The command line. Imports what a command needs when it runs: --help is quick."""

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
RUNS = ".runs"
"""Folder of finished solves, beside the results."""

EPILOG = """exit codes:
  0  a plan within the gap (or: no fault found; or: each solve of a batch or frontier has a plan or none can be)
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

    batch = commands.add_parser(
        "batch", help="every what-if, compared in one workbook",
        description="Solve workbooks as they are and under each of their what-ifs, in parallel, and write what the "
        "what-ifs change to a workbook. A stopped batch goes on where it was; what is known is not solved again.",
    )  # fmt: skip
    batch.add_argument("workbooks", nargs="*", type=Path, default=[EXAMPLE], help=f"default: {EXAMPLE.as_posix()}")
    batch.add_argument(
        "--only",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME",
        help="these what-ifs; * and ? stand for others",
    )
    batch.add_argument("--jobs", type=_count, metavar="N", help="solves at the same time (default: one a core)")
    batch.add_argument(
        "--out", type=Path, help="the comparison (default: outputs/<name>_comparison.xlsx); of several, their folder"
    )
    batch.add_argument("--gap", type=_percent, help="solve each within this gap (default: Settings)")
    batch.add_argument("--time-limit", type=_seconds, help="stop each after so many seconds (default: Settings)")
    batch.add_argument("--skip-regret", action="store_true", help="leave out every plan under every other what-if")
    batch.add_argument("--cluster", metavar="ADDRESS", help="solve on a Dask cluster, such as tcp://192.168.0.10:8786")
    batch.add_argument("--quiet", action="store_true", help="no progress")

    compare = commands.add_parser(
        "compare", help="plans solved earlier, side by side",
        description="Compare workbooks of results, however their plans came about: what is built, what it costs, what "
        "it risks, and which input cells differ. The first is the base.",
    )  # fmt: skip
    compare.add_argument("workbooks", nargs="+", type=Path, help="as 'solve' writes them: outputs/<name>_plan.xlsx")
    compare.add_argument("--out", type=Path, help="the workbook (default: outputs/<first>_comparison.xlsx)")

    frontier = commands.add_parser(
        "frontier", help="cost against risk: one limit tightened step by step",
        description="Tighten one row of the sheet Limits step by step, find the cheapest plan under each, and write "
        "cost against risk to a workbook. Steps are solved in parallel; a stopped run goes on where it was.",
    )  # fmt: skip
    frontier.add_argument("workbook", nargs="?", type=Path, default=EXAMPLE, help=f"default: {EXAMPLE.as_posix()}")
    frontier.add_argument("--limit", metavar="NAME", help="which row of Limits (default: the only one)")
    frontier.add_argument("--from", dest="first", type=_value, metavar="V", help="first value (default: no limit)")
    frontier.add_argument("--to", dest="last", type=_value, metavar="V", help="last value (default: the tightest)")
    frontier.add_argument("--steps", type=_count, metavar="N", help="number of values from first to last (default: 6)")
    frontier.add_argument(
        "--values", type=_values, metavar="V,V,…", help="exactly these values, such as 80%%,60%%,40%%"
    )
    frontier.add_argument("--jobs", type=_count, metavar="N", help="solves at the same time (default: one a core)")
    frontier.add_argument("--out", type=Path, help="the workbook (default: outputs/<name>_frontier.xlsx)")
    frontier.add_argument("--gap", type=_percent, help="solve each step within this gap (default: Settings)")
    frontier.add_argument(
        "--time-limit", type=_seconds, help="stop each step after so many seconds (default: Settings)"
    )
    frontier.add_argument("--quiet", action="store_true", help="no progress")

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


def _value(text: str) -> float:
    value = float(text.strip().removesuffix("%")) / (100 if text.strip().endswith("%") else 1)
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r}: a value of a limit such as 65%, 0.65 or 3000 is expected")
    return value


def _values(text: str) -> list[float]:
    return [_value(each) for each in text.split(",")]


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: at least 1 is expected")
    return count


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
        if options.command == "frontier":
            return frontier(options)
        if options.command == "batch":
            from model.whatif.batch_command import batch

            return batch(options)
        if options.command == "compare":
            from model.whatif.compare_command import compare

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


def frontier(options: argparse.Namespace) -> int:
    """Tighten one limit step by step and write cost against risk."""
    from model.errors import OutputRefused
    from model.frontier import STEPS, explore
    from model.pipeline import load_tables
    from model.runs import Store
    from model.runs.board import Board
    from model.tightening import chosen
    from model.workbook.save import ready, save

    if options.values and (options.first, options.last, options.steps) != (None, None, None):
        raise InputError("--values says which; leave out --from, --to and --steps.")
    tables, warnings = load_tables(options.workbook)
    row = chosen(tables, options.limit)
    out = options.out or OUTPUTS / f"{options.workbook.stem}_frontier.xlsx"
    if out.exists() and out.samefile(options.workbook):
        raise OutputRefused(f"{out} is the workbook itself; results go to a file of their own.")
    ready(out)
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
    )
    from model.workbook.frontier_book import frontier_bytes
    from model.workbook.frontier_words import findings

    save(out, frontier_bytes(found))
    show_faults(warnings, most=5)
    print("\n".join([*findings(found), f"Wrote {out}."]))
    return found.exit_code


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
