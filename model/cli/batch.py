"""The command ``batch``: workbooks in, base and every what-if solved, one comparison workbook each out."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from model.cli.board import BatchBoard
from model.cli.show import OUTPUTS, RUNS, report_beside, show_warnings
from model.errors import ExitCode, InputError, OutputRefused, Problem
from model.runs import Store
from model.runs.engine import Pool
from model.runs.pool import Processes
from model.sheets.whatifs import Change, WhatIf
from model.system.outputs import Output, claim
from model.system.save import deliver, save
from model.whatif.apply import base, variants
from model.whatif.batch import Asked, Batch, Run, chosen, is_meant, solve_batch
from model.whatif.load import load_tables


def run(options: argparse.Namespace) -> int:
    """Solve every what-if of every workbook and write the comparisons; returns the exit code."""
    books, warnings = read_books(options.workbooks, options.only)
    targets = targets_of(books, options.out)
    for target in targets:
        claim(target, Output.COMPARISON, options.workbooks)
        claim(report_beside(target), Output.REPORT)
    board = BatchBoard([book.shown(each.name) for book in books for each in book.variants], quiet=options.quiet)
    with _pool(options.cluster, options.jobs) as pool:
        try:
            batches = solve_batch(
                books,
                Store(targets[0].parent / RUNS),
                gap=options.gap,
                time_limit=options.time_limit,
                workers=options.jobs,
                board=board,
                pool=pool,
                with_regret=not options.skip_regret,
            )
        finally:
            board.end()
    show_warnings(warnings, quiet=options.quiet)
    return max(_report(each, target) for each, target in zip(batches, targets, strict=True))


@contextmanager
def _pool(cluster: str | None, jobs: int | None) -> Iterator[Pool]:
    """Processes of this machine, or the workers of a cluster."""
    if cluster is None:
        with Processes() as processes:
            yield processes.solve
        return
    from model.runs.cluster import Cluster

    with Cluster(cluster, jobs) as workers:
        yield workers.solve


# ---------------------------------------------------------------------------------------------------------- problems


def read_books(workbooks: Sequence[Path], only: Sequence[str]) -> tuple[list[Asked], list[Problem]]:
    """The workbooks with the named what-ifs, and their warnings. Raises InputError with the problems of all."""
    for path, count in Counter(path.resolve() for path in workbooks).items():
        if count > 1:
            raise InputError(f"{path.name} is named {count} times.")
    is_alone = len(workbooks) == 1
    books, noted, messages = [], [], []
    for path in workbooks:
        try:
            tables, warnings = load_tables(path, (WhatIf, Change))
            books.append(Asked(path, base(tables), tuple(variants(tables, are_checked=True)), is_alone))
            noted += _of_book(warnings, path, is_alone)
        except InputError as error:
            noted += _of_book(error.problems, path, is_alone)
            messages.append(str(error))
    if messages:
        raise InputError("\n".join(messages), noted)
    _refuse_unknown(books, only)
    return [replace(book, what_ifs=chosen(book.what_ifs, only)) for book in books], noted


def _of_book(problems: Sequence[Problem], path: Path, is_alone: bool) -> list[Problem]:
    """Problems that name their workbook, if there are several, in Excel's notation: ``[book.xlsx]Sites!B4``."""
    return [problem if is_alone else replace(problem, sheet=f"[{path.name}]{problem.sheet}") for problem in problems]


def _refuse_unknown(books: Sequence[Asked], only: Sequence[str]) -> None:
    """Raise InputError if a name or pattern matches no what-if of any workbook."""
    known = [each.name for book in books for each in book.what_ifs]
    unknown = [repr(pattern) for pattern in only if not any(is_meant(pattern, name) for name in known)]
    if unknown:
        listed = "".join(f"\n  {book.shown(each.name)}" for book in books for each in book.what_ifs) or " none."
        raise InputError(f"--only: there is no what-if {' or '.join(unknown)}. There are:{listed}")


def targets_of(books: Sequence[Asked], out: Path | None) -> list[Path]:
    """Path of the comparison of each workbook. Raises InputError if it cannot be written."""
    if out is not None and len(books) == 1:
        targets = [out]
    elif out is not None and out.suffix:
        raise InputError(f"--out {out}: with several workbooks it must be a folder for their comparisons.")
    else:
        targets = [(out or OUTPUTS) / f"{book.name}_comparison.xlsx" for book in books]
    for target, count in Counter(targets).items():
        if count > 1:
            raise InputError(f"{count} workbooks would be compared in {target}; give them different names.")
    return targets


# ------------------------------------------------------------------------------------------------------ results


def _report(found: Batch, target: Path) -> int:
    """Print the warnings of a batch, write the comparison; returns the exit code."""
    for run in found.runs:
        if run.result.reason or not run.result.has_plan:
            print(f"{found.book.shown(run.name)}: {_ended(run)}")
    if not found.solved:
        print(f"{found.book.name}: no run has a plan, so there is nothing to compare. Nothing was written.")
        return found.exit_code
    from model.reports.comparison.book import comparison_book
    from model.reports.html.studies.comparison import comparison_report
    from model.whatif.compare import compare_runs

    try:
        compared = compare_runs(found.book.name, [(run.variant, run.result) for run in found.runs])
        book = comparison_book(compared, found.regret)
        deliver(target, book.content())
        save(report_beside(target), comparison_report(compared, found.regret, book, target.name))
    except OutputRefused as error:
        print(f"{error}")
        return ExitCode.OUTPUT
    if found.is_regret_cut_short:
        print(
            f"{found.book.name}: stopped before every plan was tested under every other what-if: no regret is reported."
        )
    known = sum(run.result.is_reused for run in found.runs)
    print(
        f"{found.book.name}: {len(found.solved)} of {len(found.runs)} runs have a plan"
        + (f", {known} from earlier runs" if known else "")
        + f". Wrote {target} and {report_beside(target)}."
    )
    return found.exit_code


def _ended(run: Run) -> str:
    """Outcome of a run without a plan, or with one that fails the audit."""
    return f"{run.result.state}. {run.result.reason}".strip()
