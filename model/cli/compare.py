"""The command ``compare``: workbooks of results in, one comparison of their plans out."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from model.cli.show import OUTPUTS, SUFFIX, report_beside
from model.errors import ExitCode, InputError
from model.reports.comparison.book import comparison_book
from model.reports.comparison.words import findings
from model.reports.embedded_plan import carried_plan
from model.reports.html.studies.comparison import comparison_report
from model.results.plan import AuditFailed, Plan
from model.system.outputs import Output, claim
from model.system.save import deliver, save
from model.whatif.compare import compare_plans


def run(options: argparse.Namespace) -> int:
    """Compare plans that were solved earlier, however they came about; the first is the base. Returns the exit code."""
    paths: list[Path] = options.workbooks
    if len(paths) < 2:
        raise InputError("A comparison needs at least two results workbooks: the base case and another one.")
    names = names_of(paths)
    out: Path = options.out or OUTPUTS / f"{paths[0].stem.removesuffix(SUFFIX)}_comparison.xlsx"
    claim(out, Output.COMPARISON, paths)
    report = report_beside(out)
    claim(report, Output.REPORT)
    found = compare_plans(names[0], read_plans(paths, names))
    book = comparison_book(found)
    deliver(out, book.content())
    save(report, comparison_report(found, None, book, out.name))
    print("\n".join([*findings(found), f"Wrote {out} and {report}."]))
    return ExitCode.OPTIMAL


def read_plans(paths: Sequence[Path], names: Sequence[str]) -> list[tuple[str, Plan]]:
    """The plans with their names. Raises InputError that names every file without a readable plan that passes,
    AuditFailed if the only problem is that some fail."""
    plans: list[tuple[str, Plan]] = []
    refused: list[InputError | AuditFailed] = []
    for path, name in zip(paths, names, strict=True):
        try:
            plans.append((name, carried_plan(path)))
        except (InputError, AuditFailed) as error:
            refused.append(error)
    if refused:
        said = "\n".join(map(str, refused))
        wrong = [error.plan for error in refused if isinstance(error, AuditFailed)]
        raise AuditFailed(said, wrong[0]) if len(wrong) == len(refused) else InputError(said)
    return plans


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
