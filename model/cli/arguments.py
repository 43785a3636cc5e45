"""Arguments of ``run.py``: commands and their options."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from model.cli.show import OUTPUTS
from model.cli.values import count, currency, percent, seconds, value, values, years

EXAMPLE = Path("inputs") / "rare_earths.xlsx"
EPILOG = """exit codes:
  0  a plan within the gap (or: no errors; or: each solve of a batch or frontier has a plan or is proven infeasible)
  2  the workbook has errors, listed by cell; or the command line is wrong
  3  a plan, but a limit or Ctrl-C came before the gap was reached
  4  infeasible: no plan can satisfy the workbook
  5  unbounded: profit has no limit
  6  failed: no plan was found in time or before Ctrl-C, or the solver failed
  7  the plan does not pass the audit
  8  a result cannot be written"""


QUIET = "no progress and no warnings on the inputs, which 'check' lists; errors and the result are still printed"
BRIEF = "also write the plan on a few pages that can be edited, <name>_brief.docx beside the results"


def _program() -> str:
    """Name by which the program was called: python run.py, python -m model, or supply-plan."""
    name = Path(sys.argv[0]).name
    return "python -m model" if name == "__main__.py" else name


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = argparse.ArgumentParser(
        prog=_program(),
        description="Plan a diversified supply chain: the least-cost investment plan for an Excel workbook. "
        f"Without a command, solves {EXAMPLE.as_posix()}.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", metavar="command")

    solve = commands.add_parser("solve", help="find the plan and write it to outputs/", description="Find the plan.")
    _workbook(solve)
    solve.add_argument(
        "--out", type=Path,
        help="the results workbook (default: outputs/<name>_plan.xlsx; results of an earlier day there are kept as "
        "<name>_plan_<day>.xlsx)",
    )  # fmt: skip
    solve.add_argument("--gap", type=percent, help="stop within this gap, such as 1%% or 0.01 (default: Settings)")
    solve.add_argument("--time-limit", type=seconds, help="stop after this many seconds (default: Settings)")
    begin = solve.add_mutually_exclusive_group()
    begin.add_argument(
        "--resume", action="store_true", help="start from the best plan of a search that was interrupted"
    )
    begin.add_argument("--start", type=Path, metavar="PLAN", help="start from the plan in a results workbook")
    begin.add_argument(
        "--hold", type=Path, metavar="PLAN", help="keep the first-stage decisions of the plan in a results workbook"
    )
    solve.add_argument(
        "--until", type=count, metavar="YEAR", help="with --hold: keep decisions up to this year, re-plan the rest"
    )
    solve.add_argument(
        "--relax",
        type=count,
        metavar="N",
        help="if no plan exists: solve with the N-th remedy found (1: the cheapest)",
    )
    solve.add_argument(
        "--jobs",
        type=count,
        metavar="N",
        help="parallel solves for the value of information (default: one per core)",
    )
    solve.add_argument(
        "--threads", type=count, metavar="N", help="threads of the solve; the plan is the same (default: one per core)"
    )
    solve.add_argument("--brief", action="store_true", help=BRIEF)
    solve.add_argument("--quiet", action="store_true", help=QUIET)

    batch = commands.add_parser(
        "batch", help="solve every what-if and compare them in one workbook",
        description="Solve workbooks as they are and under each of their what-ifs, in parallel, and write a comparison "
        "to a workbook. A stopped batch resumes where it was; finished solves are not repeated.",
    )  # fmt: skip
    batch.add_argument("workbooks", nargs="*", type=Path, default=[EXAMPLE], help=f"default: {EXAMPLE.as_posix()}")
    batch.add_argument(
        "--only",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME",
        help="only these what-ifs; * and ? are wildcards",
    )
    batch.add_argument(
        "--out", type=Path, help="the comparison (default: outputs/<name>_comparison.xlsx); of several, their folder"
    )
    batch.add_argument("--skip-regret", action="store_true", help="skip testing every plan under every other what-if")
    batch.add_argument("--cluster", metavar="ADDRESS", help="solve on a Dask cluster, such as tcp://192.168.0.10:8786")
    _solving(batch, "each")

    compare = commands.add_parser(
        "compare", help="compare plans solved earlier, side by side",
        description="Compare results workbooks: investments, costs, risks, and differing input cells. The first is the "
        "base case.",
    )  # fmt: skip
    compare.add_argument("workbooks", nargs="+", type=Path, help="as 'solve' writes them: outputs/<name>_plan.xlsx")
    compare.add_argument("--out", type=Path, help="the workbook (default: outputs/<first>_comparison.xlsx)")

    solved = commands.add_parser(
        "list", help="solved workbooks, latest first", description="List the results in a folder, latest first."
    )
    solved.add_argument("folder", nargs="?", type=Path, default=OUTPUTS, help="default: outputs")

    report = commands.add_parser(
        "report", help="draw a plan solved earlier as one page for a browser",
        description="Draw the plan in a results workbook as one HTML page that needs no network; 'solve' does so, too.",
    )  # fmt: skip
    report.add_argument(
        "workbook", type=Path, help="as 'solve' writes it, outputs/<name>_plan.xlsx, or the workbook that was solved"
    )
    report.add_argument("--out", type=Path, help="the page (default: <name>_report.html beside the results)")
    report.add_argument("--brief", action="store_true", help=BRIEF)

    frontier = commands.add_parser(
        "frontier", help="cost against risk: tighten one limit step by step",
        description=(
            "Tighten one row of the sheet Limits step by step, find the cheapest plan under each, and write cost "
            "against risk, and the tightest feasible value, to a workbook. Steps are solved in parallel; a stopped "
            "run resumes where it was."
        ),
    )  # fmt: skip
    _workbook(frontier)
    frontier.add_argument("--limit", metavar="NAME", help="which row of Limits (default: the only one)")
    frontier.add_argument("--from", dest="first", type=value, metavar="V", help="first value (default: no limit)")
    frontier.add_argument("--to", dest="last", type=value, metavar="V", help="last value (default: the tightest)")
    frontier.add_argument(
        "--steps",
        type=count,
        metavar="N",
        help="number of values from first to last (default: 6; of two limits 5)",
    )
    frontier.add_argument("--values", type=values, metavar="V,V,…", help="exactly these values, such as 80%%,60%%,40%%")
    frontier.add_argument("--second", metavar="NAME", help="another row of Limits: cost against both, as a heat map")
    frontier.add_argument("--second-values", type=values, metavar="V,V,…", help="exactly these values of the second")
    frontier.add_argument("--out", type=Path, help="the workbook (default: outputs/<name>_frontier.xlsx)")
    _solving(frontier, "each step")

    tornado = commands.add_parser(
        "tornado", help="rank inputs by their effect at low and high values",
        description=(
            "Re-optimise the plan at the low and the high value of every row of the sheet Ranges, and one step of "
            "every binding limit; rank inputs by their effect, and find the values at which a decision changes. "
            "Solves run in parallel; a stopped run resumes where it was."
        ),
    )  # fmt: skip
    _workbook(tornado)
    tornado.add_argument(
        "--only", nargs="+", action="extend", default=[], metavar="NAME", help="only these rows of Ranges; * and ? work"
    )
    tornado.add_argument("--skip-break-even", action="store_true", help="skip break-even values")
    tornado.add_argument("--skip-limits", action="store_true", help="skip the long-run value of limits")
    tornado.add_argument("--out", type=Path, help="the workbook (default: outputs/<name>_tornado.xlsx)")
    _solving(tornado, "each")

    explain = commands.add_parser(
        "explain", help="value of each decision, break-even of rejected options, alternatives",
        description=(
            "Find the value of each decision of a plan, its replacements and the limits that need it, the break-even "
            "of rejected options, and the common decisions of near-optimal plans. Questions are answered in parallel; "
            "a stopped run resumes where it was."
        ),
    )  # fmt: skip
    _workbook(explain)
    explain.add_argument(
        "plan",
        nargs="?",
        type=Path,
        help="results workbook with its plan (default: outputs/<name>_plan.xlsx, or solve)",
    )
    explain.add_argument(
        "--why", nargs="+", action="extend", default=[], metavar="NAME", help="explain only these decisions"
    )
    explain.add_argument(
        "--why-not", nargs="+", action="extend", default=[], metavar="NAME", help="explain only these rejected options"
    )
    explain.add_argument(
        "--within",
        type=percent,
        metavar="SHARE",
        help="also common decisions of plans that cost at most, say, 1%% more",
    )
    explain.add_argument(
        "--rejected",
        type=count,
        metavar="N",
        help="explain this many of the options not built, the nearest first (default: 10)",
    )
    explain.add_argument("--out", type=Path, help="the workbook (default: outputs/<name>_explained.xlsx)")
    _solving(explain, "each question")

    foresight = commands.add_parser(
        "foresight", help="decisions due now, and those to leave until the future is known",
        description=(
            "Plan for what-ifs with a probability that are known from a year on: decisions before that year are "
            "shared, later ones are made by future. Reports the values of waiting, preparing and information."
        ),
    )  # fmt: skip
    _workbook(foresight)
    foresight.add_argument(
        "--future",
        nargs=3,
        action="append",
        required=True,
        metavar=("WHAT-IF", "PROBABILITY", "YEAR"),
        help="a what-if, its probability and the year from which it is known, such as 'Export stop' 20%% 2030; "
        "repeat for each; futures exclude each other",
    )
    foresight.add_argument(
        "--may-react",
        default="",
        metavar="NAMES",
        help="only these decisions may differ by future, besides people: projects, contracts, plants and others, "
        "such as 'Line A; Line B*' (default: everything)",
    )
    foresight.add_argument("--out", type=Path, help="the workbook (default: outputs/<name>_foresight.xlsx)")
    _solving(foresight, "each", has_jobs=False)

    roll = commands.add_parser(
        "roll", help="write next year's workbook, with the plan's decisions as already made",
        description=(
            "Write the workbook of a later year from a workbook and its plan: the horizon begins later; projects built "
            "or begun are already made; stocks, people, contracts and remaining totals are those at that time. "
            "Everything else is unchanged. A statement reconciles the costs of both plans."
        ),
    )  # fmt: skip
    roll.add_argument("workbook", type=Path, help="the workbook that was solved")
    roll.add_argument("plan", type=Path, help="results workbook with its plan, such as outputs/<name>_plan.xlsx")
    roll.add_argument("--to", type=count, required=True, metavar="YEAR", help="the first year of the new workbook")
    roll.add_argument(
        "--extend", type=count, metavar="YEAR",
        help="the last year of the new workbook: later years have the values of the last one, marked in 'notes'",
    )  # fmt: skip
    roll.add_argument("--out", type=Path, help="the new workbook (default: <name>_<year>.xlsx beside the workbook)")
    roll.add_argument("--quiet", action="store_true", help=QUIET)

    drift = commands.add_parser(
        "drift", help="explain differences between a later year's plan and the earlier one",
        description=(
            "Attribute differences between the plan of a rolled and edited workbook and the earlier plan to changed "
            "inputs. Each group of changes is solved alone, with the others undone."
        ),
    )  # fmt: skip
    drift.add_argument("workbook", type=Path, help="the later workbook, rolled and changed since")
    drift.add_argument("plan", type=Path, help="results workbook with the earlier plan")
    drift.add_argument("--out", type=Path, help="the workbook (default: outputs/<name>_drift.xlsx)")
    _solving(drift, "each", has_jobs=False)

    check = commands.add_parser(
        "check", help="list every error by cell, without solving", description="Check a workbook."
    )
    _workbook(check)

    template = commands.add_parser(
        "template", help="write an empty, documented workbook", description="Write a template."
    )
    template.add_argument("workbook", type=Path, help="file to write; an existing file is not overwritten")
    template.add_argument("--currency", type=currency, metavar="NAME", help="such as EUR (default: USD)")
    scales = ("ones", "thousands", "millions")
    template.add_argument("--amounts", choices=scales, help="scale of large sums (default: millions)")
    template.add_argument("--years", type=years, metavar="FIRST-LAST", help="of the plan (default: 2026-2040)")
    return top


def _workbook(command: argparse.ArgumentParser) -> None:
    """The workbook that a command is about."""
    command.add_argument("workbook", nargs="?", type=Path, default=EXAMPLE, help=f"default: {EXAMPLE.as_posix()}")


def _solving(command: argparse.ArgumentParser, each: str, *, has_jobs: bool = True) -> None:
    """Options of a command with many solves; ``each`` describes one solve."""
    if has_jobs:
        command.add_argument("--jobs", type=count, metavar="N", help="parallel solves (default: one per core)")
    command.add_argument("--gap", type=percent, help=f"solve {each} within this gap (default: Settings)")
    limit = f"stop {each} after this many seconds (default: Settings)"
    command.add_argument("--time-limit", type=seconds, help=limit)
    command.add_argument("--quiet", action="store_true", help=QUIET)
