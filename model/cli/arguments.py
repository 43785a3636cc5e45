"""Arguments of ``run.py``: commands and their options."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from model.cli.show import OUTPUTS, RUNS, program
from model.desk.start import EXAMPLES
from model.rolling import NOT_BEFORE, WISHES
from model.sheets.names import Names
from model.studies.catalogue import GROUPS, OWN, REFUSED, SHOWN, STUDIES, groups
from model.studies.options import RELAX, Option, StudyEntry, count, currency, precision, years

EXAMPLE = Path("inputs") / "rare_earths.xlsx"
EXIT_CODES = """exit codes:
  0  a plan within the gap (or: no errors; or: each solve of a batch or frontier has a plan or is proven infeasible)
  2  the workbook has errors, listed by cell; or the command line is wrong
  3  a plan, but a limit or Ctrl-C came before the gap was reached
  4  infeasible: no plan can satisfy the workbook
  5  unbounded: profit has no limit
  6  failed: no plan was found in time or before Ctrl-C, or the solver failed
  7  the plan does not pass the audit
  8  a result cannot be written"""


QUIET = "no progress and no warnings on the inputs, which 'check' lists; errors and the result are still printed"
AS_JSON = "print the plan as JSON, for other programs"
PRECISION = precision("the search")
"""Options of a solve."""
BRIEF = "also write the plan on a few pages that can be edited, <name>_brief.docx beside the results"


def _program() -> str:
    """Name by which the program was called: run.py, python -m model, python -m supply_plan, or supply-plan."""
    place = Path(sys.argv[0])
    return f"python -m {place.parent.name}" if place.name == "__main__.py" else place.name


def shown(command: str) -> str:
    """The name of a command in help."""
    return SHOWN.get(command, command)


def questions() -> dict[str, str]:
    """The question of every command, by its name."""
    return OWN | {entry.name: entry.question for entry in STUDIES.values()}


def _listed(groups: Mapping[str, Sequence[str]]) -> str:
    """Commands with their questions, by group."""
    asked = questions()
    return "\n\n".join(
        "\n".join([f"{title}:", *(f"  {shown(name):<{max(map(len, asked))}}  {asked[name]}" for name in names)])
        for title, names in groups.items()
    )


class Parser(argparse.ArgumentParser):
    """A parser that names the nearest option to one that does not exist."""

    def parse_known_args(self, *words: Any, **others: Any) -> Any:
        options, unknown = super().parse_known_args(*words, **others)
        for word in unknown:
            flag = word.partition("=")[0]
            near = Names(self._option_string_actions).meant(flag) if flag.startswith("--") else None
            if near:
                self.error(f"there is no option '{flag}'. Did you mean '{near}'?")
        return options, unknown


class More(argparse.Action):
    """Prints help with every command, and ends."""

    def __call__(self, parser: argparse.ArgumentParser, *_given: Any) -> None:
        parser.epilog = "\n\n".join([_listed(groups()), *REFUSED.values(), EXIT_CODES])
        parser.print_help()
        parser.exit()


class Version(argparse.Action):
    """Prints the version, which takes reading every file, and ends."""

    def __call__(self, parser: argparse.ArgumentParser, *_given: Any) -> None:
        print(program())
        parser.exit()


def parse(words: list[str]) -> argparse.Namespace:
    """The command and its options; ends the program if they are wrong."""
    top, names = parser(), Names([*map(shown, questions()), *SHOWN])
    if not words[0].startswith("-") and words[0] not in names:
        if words[0] in REFUSED:
            top.error(REFUSED[words[0]])
        near = names.meant(words[0])
        meant = f"Did you mean '{near}'?" if near else f"There are: {', '.join(map(shown, questions()))}."
        top.error(f"there is no command '{words[0]}'. {meant}")
    return top.parse_args(words)


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = Parser(
        prog=_program(),
        description="Plan a diversified supply chain: the least-cost investment plan for an Excel workbook. "
        f"Without a command, solves {EXAMPLE.as_posix()}.",
        epilog=f"{_listed(GROUPS)}\n\nmore:\n  --more lists all commands\n\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action=Version, nargs=0, help="version and hash; what other packages add")
    top.add_argument("--more", action=More, nargs=0, help="help with every command")
    commands = top.add_subparsers(dest="command", metavar="command")

    solve = commands.add_parser("solve", description="Find the plan.")
    _workbook(solve)
    solve.add_argument(
        "--out",
        type=Path,
        help="the results workbook (default: outputs/<name>_plan.xlsx; results of an earlier day there are kept as "
        "<name>_plan_<day>.xlsx)",
    )
    for option in PRECISION:
        _option(solve, option)
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
    _option(solve, RELAX)
    solve.add_argument(
        "--jobs",
        type=count,
        metavar="N",
        help="parallel solves for the value of information (default: one per core)",
    )
    solve.add_argument(
        "--threads", type=count, metavar="N", help="threads of the solve; the plan is the same (default: one per core)"
    )
    solve.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help="solve the responses to disruptions on a Dask cluster, too; the plan is the same",
    )
    solve.add_argument("--brief", action="store_true", help=BRIEF)
    solve.add_argument(
        "--export",
        type=Path,
        metavar="FOLDER",
        help="also write the program for other solvers: an MPS file for each disruption, shared columns as JSON",
    )
    _progress(solve)
    solve.add_argument("--json", action="store_true", help=AS_JSON)

    solved = commands.add_parser("list", description="List the results in a folder, latest first.")
    solved.add_argument("folder", nargs="?", type=Path, default=OUTPUTS, help="default: outputs")

    report = commands.add_parser(
        "report",
        description="Draw the plan in a results workbook as one HTML page that needs no network; 'solve' does so, too.",
    )
    report.add_argument(
        "workbook", type=Path, help="as 'solve' writes it, outputs/<name>_plan.xlsx, or the workbook that was solved"
    )
    report.add_argument("--out", type=Path, help="the page (default: <name>_report.html beside the results)")
    report.add_argument("--brief", action="store_true", help=BRIEF)
    report.add_argument("--json", action="store_true", help=AS_JSON)
    report.add_argument(
        "--since", type=Path, metavar="PLAN", help="also print what has changed against an earlier plan"
    )

    prove = commands.add_parser(
        "prove",
        description="Prove the bound of the plan in a results workbook, or that a workbook has no plan. Two files "
        "beside the results hold the program and the proof; model/proof/verify.py checks them with Python alone.",
    )
    prove.add_argument(
        "workbook",
        type=Path,
        help="as 'solve' writes it, outputs/<name>_plan.xlsx, or a workbook, which is solved first",
    )
    prove.add_argument("--without", metavar="NAME", help="prove what all plans without this decision cost at least")
    prove.add_argument("--quiet", action="store_true", help=QUIET)

    roll = commands.add_parser(
        "roll",
        description=(
            "Write the workbook of a later year from a workbook and its plan: the horizon begins later; projects built "
            "or begun are already made; stocks, people, contracts and remaining totals are those at that time. "
            "Everything else is unchanged. A statement reconciles the costs of both plans."
        ),
    )
    roll.add_argument("workbook", type=Path, help="the workbook that was solved")
    roll.add_argument("plan", type=Path, help="results workbook with its plan, such as outputs/<name>_plan.xlsx")
    roll.add_argument("--to", type=count, required=True, metavar="YEAR", help="the first year of the new workbook")
    roll.add_argument(
        "--extend",
        type=count,
        metavar="YEAR",
        help="the last year of the new workbook: later years have the values of the last one, marked in 'notes'",
    )
    roll.add_argument("--out", type=Path, help="the new workbook (default: <name>_<year>.xlsx beside the workbook)")
    roll.add_argument("--quiet", action="store_true", help=QUIET)

    check = commands.add_parser("check", description="Check a workbook.")
    _workbook(check)
    check.add_argument("--json", action="store_true", help="print the problems as JSON, for other programs")

    _import(commands)
    _lock(commands)
    _vary(commands)
    _desk(commands)

    template = commands.add_parser("template", description="Write a template.")
    template.add_argument("workbook", type=Path, help="file to write; an existing file is not overwritten")
    template.add_argument(
        "--example", choices=EXAMPLES, metavar="NAME", help=f"a copy of an example instead: {', '.join(EXAMPLES)}"
    )
    template.add_argument("--currency", type=currency, metavar="NAME", help="such as EUR (default: USD)")
    scales = ("ones", "thousands", "millions")
    template.add_argument("--amounts", choices=scales, help="scale of large sums (default: millions)")
    template.add_argument("--years", type=years, metavar="FIRST-LAST", help="of the plan (default: 2026-2040)")
    template.add_argument(
        "--mandates",
        type=Path,
        nargs="?",
        const=Path(),
        metavar="FROM",
        help="with rows for mandates of public authorities, each with its article and reported only; of a workbook "
        "FROM a copy with those that it lacks",
    )
    for entry in STUDIES.values():
        _study(commands, entry)
    return top


def _command(commands: Any, name: str, description: str) -> Any:
    """A command under the name that help shows, and its other one."""
    other = [name] if name in SHOWN else []
    command = commands.add_parser(shown(name), aliases=other, description=f"{questions()[name]} {description}")
    command.set_defaults(command=name)
    return command


def _study(commands: Any, entry: StudyEntry) -> None:
    """A command from the options of a study."""
    command = _command(commands, entry.name, entry.description)
    if entry.takes == "workbook":
        _workbook(command, is_needed=any(option.name == "plan" and option.is_needed for option in entry.options))
    elif entry.takes == "workbooks":
        example = EXAMPLE.as_posix()
        command.add_argument("workbooks", nargs="*", type=Path, default=[EXAMPLE], help=f"default: {example}")
    else:
        words = "as 'solve' writes them: outputs/<name>_plan.xlsx"
        command.add_argument("workbooks", nargs="+", type=Path, help=words)
    for option in entry.options:
        if option.name == "plan":
            command.add_argument("plan", nargs=None if option.is_needed else "?", type=Path, help=option.help)
            continue
        _option(command, option)
    named = "<first>" if entry.takes == "plans" else "<name>"
    rest = "; of several, their folder" if entry.takes == "workbooks" else ""
    command.add_argument("--out", type=Path, help=f"the workbook (default: outputs/{named}{entry.ending}.xlsx){rest}")
    if not entry.one_solve:
        command.set_defaults(**dict.fromkeys(("gap", "time_limit", "jobs", "cluster", "progress")), quiet=False)
        return
    command.set_defaults(jobs=None, cluster=None)
    if not entry.is_alone:
        command.add_argument("--jobs", type=count, metavar="N", help="parallel solves (default: one per core)")
        cluster = "solve on a Dask cluster, such as tcp://192.168.0.10:8786"
        command.add_argument("--cluster", metavar="ADDRESS", help=cluster)
    for option in precision(entry.one_solve):
        _option(command, option)
    _progress(command)


def _option(command: argparse.ArgumentParser, option: Option) -> None:
    """An option as the command line has it."""
    how: dict[str, Any] = {"dest": option.name, "help": option.help, "default": option.default}
    if option.is_switch:
        command.add_argument(option.option, action="store_true", **how)
        return
    how |= {"nargs": "+", "action": "extend", "default": []} if option.is_list else {}
    if isinstance(option.metavar, tuple):
        how |= {"nargs": len(option.metavar), "action": "append"}
    command.add_argument(option.option, type=option.type, metavar=option.metavar, required=option.is_needed, **how)


def _progress(command: argparse.ArgumentParser) -> None:
    """How progress is shown."""
    command.add_argument("--quiet", action="store_true", help=QUIET)
    command.add_argument("--progress", choices=("json",), help="progress as a line of JSON for each event")


def _import(commands: Any) -> None:
    """The command that reads a publisher's data."""
    data = commands.add_parser(
        "import",
        description="Propose rows and cells from a file of data, by a row of the sheet Imports: with source, licence "
        "and grade, as a list of differences. Those accepted are written into a copy of the workbook, which itself is "
        "never changed.",
    )
    data.add_argument("workbook", type=Path)
    data.add_argument("data", type=Path, nargs="?", help="comma-separated values (CSV) from a publisher or of your own")
    data.add_argument("--as", dest="name", metavar="NAME", help="row of Imports (default: the only one)")
    data.add_argument("--accept", type=Path, metavar="FILE", help="proposals with 'yes' beside those to accept")
    data.add_argument(
        "--out",
        type=Path,
        help="the proposals (default: outputs/<name>_import.xlsx), or with --accept "
        "the copy (default: <name>_imported.xlsx beside the workbook)",
    )


def _lock(commands: Any) -> None:
    """The command that fixes decisions of a plan."""
    lock = _command(
        commands,
        "lock",
        "Write decisions of a plan as rows of the sheet Decisions into a copy of the workbook, in which "
        "they are kept or ruled out. Names are those of the sheet Decisions of the results, 'build Line A, 2026'.",
    )
    lock.add_argument("workbook", type=Path, help="the workbook that was solved")
    lock.add_argument(
        "plan", type=Path, help="results workbook with its plan, or that plan as 'solve --json' prints it"
    )
    for name, words in WISHES.items():
        with_year = {"nargs": 2, "action": "append", "metavar": ("NAME", "YEAR")}
        names = {"nargs": "+", "action": "extend", "metavar": "NAME"}
        how: Any = with_year if name == NOT_BEFORE else names
        lock.add_argument(f"--{name}", default=[], help=words, **how)
    lock.add_argument("--out", type=Path, required=True, help="the copy")


def _vary(commands: Any) -> None:
    """The command that writes a what-if."""
    vary = _command(commands, "vary", "Print the cells, and write rows of What-ifs and Changes into a copy.")
    vary.add_argument("workbook", type=Path, help="the workbook")
    vary.add_argument("--name", required=True, help="name of the what-if")
    vary.add_argument("--description", default="", help="shown in comparisons")
    parts = ("SHEET", "ROWS", "COLUMN", "OPERATION", "VALUE")
    words = "such as Suppliers 'Xiamen' 'price 2030' multiply 1.2; repeat for each; columns of the sheet Changes"
    vary.add_argument("--change", nargs=5, action="append", metavar=parts, required=True, help=words)
    vary.add_argument("--out", type=Path, help="the copy; without it nothing is written")
    vary.add_argument("--json", action="store_true", help="print cells and problems as JSON, for other programs")


def _desk(commands: Any) -> None:
    """The command that plans in a browser."""
    desk = commands.add_parser(
        "desk",
        description="Plan in a browser: check and solve workbooks, lock decisions, ask, compare, download. For a team, "
        "behind a reverse proxy that has a login.",
    )
    desk.add_argument("workbook", nargs="?", type=Path, help="open this workbook")
    desk.add_argument("--folder", type=Path, default=OUTPUTS / RUNS / "desk", help="default: outputs/.runs/desk")
    desk.add_argument("--port", type=count, metavar="N", help="default: the one used last, else any that is free")
    desk.add_argument("--no-browser", action="store_true", help="print the address and open no browser")
    team = desk.add_argument_group("for a team")
    team.add_argument(
        "--host", default="127.0.0.1", metavar="ADDRESS", help="address to listen at (default: 127.0.0.1)"
    )
    team.add_argument("--origin", metavar="URL", help="address in browsers, such as https://plan.example.org")
    team.add_argument("--user-header", metavar="NAME", help="header in which the proxy names its user")
    team.add_argument("--proxy", metavar="ADDRESS", help="the proxy's address (default: 127.0.0.1)")
    team.add_argument("--time-limit", type=count, metavar="SECONDS", help="maximum of a solve")
    # '--threads', its name until 1.0, is that of one solve elsewhere.
    cores = "cores that a run may use: threads of a solve, parallel solves of a study"
    team.add_argument("--cores", "--threads", type=count, metavar="N", help=cores)


def _workbook(command: argparse.ArgumentParser, *, is_needed: bool = False) -> None:
    """The workbook that a command is about."""
    if is_needed:
        command.add_argument("workbook", type=Path, help="the workbook")
    else:
        example = EXAMPLE.as_posix()
        command.add_argument("workbook", nargs="?", type=Path, default=EXAMPLE, help=f"default: {example}")
