"""Commands about a plan that was solved earlier: its report, drawn as one page for a browser, and the proof of its
bound."""

from __future__ import annotations

import argparse
import json
import re
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from model.cli.kept import plan_in
from model.cli.show import OUTPUTS, show_warnings
from model.errors import ExitCode, Infeasible, InputError
from model.pipeline import solve_tables
from model.planning.proving import claim_files, proven_infeasible, proven_plan, save_files
from model.progress import Progress
from model.reports.embedded_plan import carried_plan
from model.reports.html.page import report_bytes
from model.reports.phrases import PROVEN_INFEASIBLE, certified, gap_text, holds_to
from model.reports.plan_record import changed, plan_data, side_by_side
from model.reports.results.book import results_book
from model.results.plan import Plan
from model.sheets.names import CALLED
from model.sheets.tables import Tables
from model.system.files import NO_PLAN, SUFFIX, Output, brief_beside, claim, holds_plan, report_of_plan, save
from model.whatif.apply import base
from model.whatif.load import load_tables

if TYPE_CHECKING:
    from model.proof.certify import Proven

# ----------------------------------------------------------------------------------------------------------------------
# The command ``report``: a plan that was solved earlier, drawn as one page for a browser.


def run_report(options: argparse.Namespace) -> int:
    """Draw the plan in a workbook of results, or that of a workbook which was solved as it is now."""
    results, plan = solved(options.workbook)
    out: Path = options.out or report_of_plan(results)
    claim(out, Output.REPORT, (results, options.workbook))
    brief = brief_beside(results) if options.brief else None
    if brief is not None:
        claim(brief, Output.BRIEF)
    before = None if options.since is None else results_book(carried_plan(options.since))
    book = results_book(plan)
    save(out, report_bytes(book))
    if brief is not None:
        from model.reports.brief.brief import brief_bytes

        save(brief, brief_bytes(book))
    if options.json:
        since = {} if before is None else {"since": side_by_side(before.view, book.view)}
        print(json.dumps({**plan_data(book), **since}))
        return ExitCode.OPTIMAL
    print(f"Wrote {out}{f' and {brief}' if brief else ''}.")
    if before is not None:
        print("\n".join(changed(plan_data(before), plan_data(book))))
    return ExitCode.OPTIMAL


def is_of(plan: Plan, tables: Tables) -> bool:
    """Whether a plan is that of the unchanged workbook. What-ifs and rows not in use are no part of it."""
    return base(tables).tables == plan.tables


def solved(path: Path) -> tuple[Path, Plan]:
    """The results workbook of a path, and its plan. Raises InputError if there is none."""
    results = OUTPUTS / f"{path.stem}{SUFFIX}.xlsx"
    if holds_plan(path) or not results.exists():
        return path, carried_plan(path)
    plan = carried_plan(results)
    if not is_of(plan, load_tables(path)[0]):
        raise InputError(f"{results} is the plan of an earlier state of {path}. Solve that: {CALLED} solve {path}")
    return results, plan


# ----------------------------------------------------------------------------------------------------------------------
# The command ``prove``: the bound of a plan, or that there is none, in files that are checked without a solver.


def run_prove(options: argparse.Namespace) -> int:
    """Prove what a workbook, or its results, are known to allow, and write both files."""
    is_results = holds_plan(options.workbook)
    results = options.workbook if is_results else OUTPUTS / f"{options.workbook.stem}{SUFFIX}.xlsx"
    beside = results if options.without is None else _named(results, options.without)
    diagnosis = OUTPUTS / f"{options.workbook.stem}{NO_PLAN}.xlsx"
    for file in (beside,) if is_results else (beside, diagnosis):
        claim_files(file)
    progress = Progress(quiet=options.quiet)
    try:
        plan = plan_in(results) if is_results else _plan_of(options, results, progress)
        text, proven = _proven(plan, options.without, progress)
    except Infeasible:
        progress.stage("Proving that there is no plan")
        text, proven = f"{PROVEN_INFEASIBLE}.", proven_infeasible(load_tables(options.workbook)[0])
        beside = diagnosis
    finally:
        progress.close()
    program, proof = save_files(proven, beside)
    print(f"{text} Wrote {program} and {proof}. To check them: python model/proof/verify.py {program} {proof}")
    return ExitCode.INFEASIBLE if beside == diagnosis else ExitCode.OPTIMAL


def _plan_of(options: argparse.Namespace, results: Path, progress: Progress) -> Plan:
    """The plan of a workbook: that of its results, or solved now if there are none. Raises InputError if the workbook
    changed since: the proof would be beside the results of another plan."""
    tables, warnings = load_tables(options.workbook)
    if results.exists():
        if is_of(plan := plan_in(results), tables):
            return plan
        raise InputError(
            f"{results} is the plan of an earlier state of {options.workbook}; a proof beside it would be of another "
            f"plan. Solve the workbook first ({CALLED} solve {options.workbook}), or move those results."
        )
    show_warnings(warnings, quiet=options.quiet)
    return solve_tables(tables, progress=progress, why=False, is_base=True)


def _named(results: Path, without: str) -> Path:
    """Results without a decision, as files beside them would be named."""
    name = re.sub(r"\W+", "_", without)
    return results.with_name(f"{results.stem.removesuffix(SUFFIX)}_without_{name}.xlsx")


def _proven(plan: Plan, without: str | None, progress: Progress) -> tuple[str, Proven]:
    """The proof of a plan's bound, or of that on all plans without a decision, in a sentence and in full."""
    if without is not None:
        return _proven_without(plan, without, progress)
    proven = proven_plan(plan, progress)
    bound = f"no plan costs less than {_below(proven.certificate.bound)} {plan.amount}"
    stated = f"the search stated {gap_text(plan.gap)}"
    where = f", in {proven.violation.where}" if proven.violation is not None and proven.violation.where else ""
    return f"{certified(plan.objective, proven)} ({bound}; {stated}); {holds_to(proven)}{where}.", proven


def _proven_without(plan: Plan, name: str, progress: Progress) -> tuple[str, Proven]:
    """The proof of the bound on all plans without a decision, in a sentence and in full."""
    from model.studies.explain.answers import proven_without

    proven = proven_without(plan, name, progress)
    bound = proven.certificate.bound
    if proven.violation is None:
        return f"Certified without the solver: no plan does without {name}.", proven
    more = f"{_below(bound - plan.objective)} more than this plan" if bound > plan.objective else "as this plan or less"
    text = f"no plan without {name} costs less than {_below(bound)} {plan.amount}"
    return f"Certified without the solver: {text}, {more}.", proven


def _below(amount: float) -> str:
    """An amount, never more than is shown."""
    return f"{Decimal(amount).quantize(Decimal('0.000001'), ROUND_FLOOR):,}"
