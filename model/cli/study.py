"""Any study as a command: made from its entry in the catalogue; all its solves in one table, though they are several
lists."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from model.cli.kept import plan_in, with_learned_beside
from model.cli.results import is_of, solved
from model.cli.show import OUTPUTS, progress_of, show_remedies, show_warnings, source_of, store_beside
from model.errors import ExitCode, Infeasible, InputError, OutputRefused, Problem
from model.progress import Progress
from model.reports.embedded_plan import carried_plan
from model.reports.phrases import joined
from model.reports.render.html import page
from model.reports.render.xlsx import DocumentBook
from model.results.plan import AuditFailed
from model.runs import Job, Result
from model.runs.engine import Pool, Processes
from model.runs.job import drive, together
from model.runs.progress import RUNNING, WAITING, Board, ProgressLine
from model.sheets import whatifs
from model.studies.catalogue import STUDIES, new_study
from model.studies.options import StudyEntry
from model.studies.study import RunContext, Study
from model.system.files import NO_PLAN, SUFFIX, Output, claim, deliver, holds_plan, report_beside, save
from model.whatif.load import load_tables

if TYPE_CHECKING:
    from model.results.plan import Plan
    from model.sheets.tables import Tables

# ----------------------------------------------------------------------------------------------------------------------
# All solves of a study in one table, though they are several lists.


class StudyBoard(Board):
    """A board that first shows a list of jobs and adds later ones, open until ``end``."""

    def __init__(self, names: Sequence[str], stream: TextIO | None = None, *, quiet: bool = False) -> None:
        super().__init__(stream, quiet=quiet)
        self._lines = {-1 - at: ProgressLine(name) for at, name in enumerate(names)}
        self._seen: list[Job] = []
        """Kept, so that no later job gets the id of an earlier one."""

    def open(self, jobs: Sequence[Job]) -> None:
        """Show a further list; a job that was announced takes its line."""
        self._seen += jobs
        lines_open: dict[str, list[int]] = {}
        for job in jobs:  # two values of a limit may read the same
            lines_open.setdefault(job.name, []).append(id(job))
        jobs_seen = {}
        for at, line in self._lines.items():
            own = lines_open.get(line.name) if at < 0 and line.state == WAITING else None
            jobs_seen[own.pop(0) if own else at] = line
        self._lines = jobs_seen | {at: ProgressLine(name) for name, own in lines_open.items() for at in own}
        self._go_live()

    def close(self) -> None:
        """A list has ended; others may follow."""

    def end(self) -> None:
        """Restore the terminal, keeping the final table."""
        super().close()


class JsonBoard(StudyBoard):
    """The same as lines of JSON, like those of ``JsonLines``: jobs in progress, and the number of finished ones."""

    def _go_live(self) -> None:
        """Lines stay lines on a terminal."""

    def finished(self, result: Result) -> None:
        super().finished(result)
        if result.changes:
            show_remedies(result.changes)

    def _say(self, words: str) -> None:
        if self._quiet:
            return
        self._written = time.monotonic()
        states = [line.state for line in self._lines.values()]
        running = [line.name for line in self._lines.values() if line.state == RUNNING]
        event = {
            "seconds": round(self._written - self._began, 1),
            "stage": ", ".join(running) or words,
            "share": [sum(state not in (WAITING, RUNNING) for state in states), len(states)],
            "left": None,
            "best": None,
            "bound": None,
        }
        print(json.dumps(event), file=self._stream, flush=True)


# ----------------------------------------------------------------------------------------------------------------------
# Any study as a command: made from its entry in the catalogue.


def run_study(options: argparse.Namespace) -> int:
    """Run a study of one or several workbooks; write the findings as workbooks and pages; returns the exit code."""
    entry = STUDIES[options.command]
    progress = progress_of(options) if entry.begins_here else Progress.silent()
    try:
        made_of, warnings = _run(options, entry, progress)
    finally:
        progress.close()
    show_warnings(warnings, quiet=options.quiet)
    return max(_written(*study) for study in made_of)


def _run(
    options: argparse.Namespace, entry: StudyEntry, progress: Progress
) -> tuple[list[tuple[Study[Any], Any, Path]], list[Problem]]:
    """Each study with its finding and its results workbook, and the warnings on the inputs."""
    paths: list[Path] = [options.workbook] if entry.takes == "workbook" else options.workbooks
    values = {option.name: getattr(options, option.name) for option in entry.options}
    inputs = [*paths, values.get("plan")]
    progress.stage(f"Reading {joined([path.name for path in paths])}")
    if entry.takes == "plans":  # reading and auditing them takes long
        claim(targets_of(entry, paths, options.out)[0], entry.output, inputs)
    studies, warnings = READERS[entry.takes](entry, paths, values)
    targets = targets_of(entry, paths, options.out)
    for study, target in zip(studies, targets, strict=True):
        claim(target, entry.output, inputs)
        for output in (report_beside(target), *study.outputs(target)):
            claim(output, Output.REPORT)
    kind = JsonBoard if options.progress == "json" else StudyBoard
    board = kind([name for study in studies for name in study.announced], quiet=options.quiet)
    with _pool(options.cluster, options.jobs) as pool:
        context = RunContext(
            store_beside(targets[0]), options.gap, options.time_limit, options.jobs, board, pool, progress
        )
        try:
            answers = drive(together([study.cases(context) for study in studies]), context.solve)
        except Infeasible as infeasible:
            if not entry.diagnoses:
                raise
            board.end()
            raise _diagnosed(infeasible, studies[0], targets[0], context, options) from None
        finally:
            board.end()
    return list(zip(studies, answers, targets, strict=True)), warnings


def _written(study: Study[Any], answer: Any, target: Path) -> ExitCode:
    """Write and print a finding; returns the exit code. One that cannot be written does not take others down."""
    wrote: list[Path] = []
    try:
        document = study.document(answer)
        if document is not None:
            book = DocumentBook(document)
            files = {report_beside(target): page(document, book, target.name)}
            files |= study.beside(answer, document, book, target)
            deliver(target, book.book.content())
            for path, content in files.items():
                save(path, content)
            wrote = [target, *files]
    except OutputRefused as error:
        print(f"{error}", file=sys.stderr)
        return error.exit_code
    print("\n".join(study.printed(answer, document, wrote)))
    code: ExitCode = answer.exit_code
    return code


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


def targets_of(entry: StudyEntry, paths: Sequence[Path], out: Path | None) -> list[Path]:
    """Where the results go, of several workbooks each. Raises InputError where that cannot be."""
    if entry.takes == "plans" or any(holds_plan(path) for path in paths):
        paths = [paths[0].with_name(paths[0].name.replace(f"{SUFFIX}.", "."))]
    if out is not None and len(paths) == 1:
        return [out]
    if out is not None and out.suffix:
        raise InputError(f"--out {out}: with several workbooks it must be a folder for their comparisons.")
    targets = [(out or OUTPUTS) / f"{path.stem}{entry.ending}.xlsx" for path in paths]
    for target, count in Counter(targets).items():
        if count > 1:
            raise InputError(f"{count} workbooks would be compared in {target}; give them different names.")
    return targets


# ---------------------------------------------------------------------------------------------- subjects


def _of_workbook(
    entry: StudyEntry, paths: Sequence[Path], values: Mapping[str, Any]
) -> tuple[list[Study[Any]], list[Problem]]:
    """The study of a workbook, and of its plan where that is asked about."""
    (path,) = paths
    options, by_command = dict(values), {}
    of_plan = next((option for option in entry.options if option.name == "plan"), None)
    if of_plan is None:
        tables, warnings = _tables(entry, path, values)
    elif of_plan.is_needed:
        tables, warnings = _tables(entry, path, values)
        options["plan"] = plan_in(values["plan"])
    else:
        tables, options["plan"], warnings = solved_of(entry, path, values["plan"])
        by_command["source"] = source_of(path)
    return [new_study(entry.name, tables, path.stem, by_command=by_command, **options)], warnings


def _tables(entry: StudyEntry, path: Path, values: Mapping[str, Any]) -> tuple[Tables, list[Problem]]:
    return load_tables(path, [getattr(whatifs, name) for name in entry.used(values)])


def solved_of(entry: StudyEntry, path: Path, results: Path | None) -> tuple[Tables, Plan | None, list[Problem]]:
    """A workbook with its plan: that in a workbook of results, or that of ``solve``; None where it is not solved yet.
    Raises InputError where a plan is of other tables."""
    if results is None and (holds_plan(path) or (OUTPUTS / f"{path.stem}{SUFFIX}.xlsx").exists()):
        plan = with_learned_beside(*solved(path))
        return plan.tables, plan, []
    earlier_plan = None if results is None else plan_in(results)
    tables, warnings = _tables(entry, path, {})
    if earlier_plan is not None and not is_of(earlier_plan, tables):
        raise InputError(f"{results} is the plan of another workbook, or of another state of it.")
    return tables, earlier_plan, warnings


def _of_workbooks(
    entry: StudyEntry, paths: Sequence[Path], values: Mapping[str, Any]
) -> tuple[list[Study[Any]], list[Problem]]:
    """A study of each workbook. Raises InputError with the problems of all."""
    from model.studies.comparison.study import refuse_unknown

    for path, count in Counter(path.resolve() for path in paths).items():
        if count > 1:
            raise InputError(f"{path.name} is named {count} times.")
    is_alone = len(paths) == 1
    studies: list[Any] = []
    noted: list[Problem] = []
    messages: list[str] = []
    for path in paths:
        try:
            tables, warnings = _tables(entry, path, values)
            studies.append(new_study(entry.name, tables, path.stem, **values, by_command={"is_alone": is_alone}))
            noted += _of_book(warnings, path, is_alone)
        except InputError as error:
            noted += _of_book(error.problems, path, is_alone)
            messages.append(str(error))
    if messages:
        raise InputError("\n".join(messages), noted)
    refuse_unknown(studies, values["only"])
    return studies, noted


def _of_book(problems: Sequence[Problem], path: Path, is_alone: bool) -> list[Problem]:
    """Problems that name their workbook, where there are several, as Excel does it: ``[book.xlsx]Sites!B4``."""
    return [problem if is_alone else replace(problem, sheet=f"[{path.name}]{problem.sheet}") for problem in problems]


def _of_plans(
    entry: StudyEntry, paths: Sequence[Path], values: Mapping[str, Any]
) -> tuple[list[Study[Any]], list[Problem]]:
    """The study of plans, by name. Raises InputError that names every file without one that can be read and holds,
    AuditFailed where all that is wrong is that some do not hold."""
    if len(paths) < 2:  # said before any is read
        return [new_study(entry.name, {}, **values)], []
    plans: dict[str, Plan] = {}
    refused: list[InputError | AuditFailed] = []
    for path, name in zip(paths, names_of(paths), strict=True):
        try:
            plans[name] = carried_plan(path)
        except (InputError, AuditFailed) as error:
            refused.append(error)
    if refused:
        text = "\n".join(map(str, refused))
        wrong = [error.plan for error in refused if isinstance(error, AuditFailed)]
        raise AuditFailed(text, wrong[0]) if len(wrong) == len(refused) else InputError(text)
    return [new_study(entry.name, plans, **values)], []


READERS = {"workbook": _of_workbook, "workbooks": _of_workbooks, "plans": _of_plans}


def names_of(paths: Sequence[Path]) -> list[str]:
    """A name for each workbook: that of its file, with its folder's if two are alike. Raises InputError if one is named
    twice."""
    resolved = [path.resolve() for path in paths]
    twice = next((path for at, path in enumerate(paths) if resolved[at] in resolved[:at]), None)
    if twice is not None:
        raise InputError(f"{twice} is named twice; a plan cannot be compared with itself.")
    stems = [path.stem.removesuffix(SUFFIX) or path.stem for path in paths]
    longer = [f"{path.parent.name}/{stem}" for path, stem in zip(resolved, stems, strict=True)]
    names = [long if stems.count(stem) > 1 else stem for stem, long in zip(stems, longer, strict=True)]
    return [str(path) if names.count(name) > 1 else name for path, name in zip(resolved, names, strict=True)]


def _diagnosed(
    infeasible: Infeasible, study: Any, out: Path, context: RunContext, options: argparse.Namespace
) -> Infeasible:
    """The error of a later workbook without a plan, with what must give there, which is written; another's as it is."""
    from model.cli.no_plan import answered

    beside = out.with_name(f"{out.stem.removesuffix('_drift')}{NO_PLAN}.xlsx")
    with closing(progress_of(options)) as progress:
        request = replace(context, progress=progress).request(study.tables)
        answer, diagnosis = answered(study.tables, beside, request, is_json=options.progress == "json")
    return infeasible if answer.plan is not None else Infeasible(f"{str(infeasible).splitlines()[0]}\n{diagnosis}")
