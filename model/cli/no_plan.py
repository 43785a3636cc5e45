"""Infeasibility in ``solve``: diagnosis and repairs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from model.cli.show import show_remedies
from model.diagnosis.cells import typed
from model.diagnosis.diagnose import what_must_give
from model.diagnosis.findings import Diagnosis, Words
from model.errors import Infeasible, InputError, OutputRefused
from model.planning.proving import claim_files, quickly_infeasible, save_files
from model.planning.request import Request
from model.rolling.locks import changed_cell, with_decisions
from model.system.files import NO_PLAN, Output, claim, deliver, relaxed_beside, report_beside, save

if TYPE_CHECKING:
    from model.results.decisions import Decisions
    from model.rolling.locks import ChangedCells
    from model.sheets.tables import Tables


def answered(tables: Tables, out: Path, request: Request, *, is_json: bool = False) -> tuple[Diagnosis, str]:
    """The diagnosis, written next to the results; and the same in words."""
    from model.reports.no_plan_document import document, plan_answer
    from model.reports.phrases import PROVEN_INFEASIBLE
    from model.reports.render.html import both

    page = report_beside(out)
    claim(out, Output.NO_PLAN)
    claim(page, Output.REPORT)
    claim_files(out)
    answer = what_must_give(tables, request)
    if is_json:
        show_remedies(Words(tables).as_data(answer.remedies))
    if answer.plan is None and not (request.interrupt and request.interrupt.is_set):
        request.progress.stage("Proving that there is no plan")
        answer = replace(answer, proven=quickly_infeasible(tables))
    request.progress.stage("Writing the diagnosis")
    content, report = both(document(answer, out.stem.removesuffix(NO_PLAN)), out.name, plan_answer(answer))
    deliver(out, content)
    save(page, report)
    _, proof = save_files(answer.proven, out)
    certified = [f"{PROVEN_INFEASIBLE} ({proof})."] if answer.proven is not None else []
    return answer, "\n".join([*Words(tables).lines(answer), *certified, f"Wrote {out} and {page}."])


def change_of(answer: Diagnosis, number: int) -> tuple[Tables, Decisions | None, ChangedCells]:
    """The tables with one of the repairs, the decisions of its plan, and the cells changed, as plain data. Raises
    Infeasible if there are fewer."""
    if number > len(answer.remedies):
        raise Infeasible(f"There is no remedy {number}: {len(answer.remedies)} were found.")
    remedy, words = answer.remedies[number - 1], Words(answer.tables)
    changed = [changed_cell(cell, value, words.change(cell, value)) for cell, value in remedy.values.items()]
    return typed(answer.tables, remedy.values), remedy.plan.decided, changed


def write_changed(workbook: Path, out: Path, changed: ChangedCells) -> str:
    """Write a copy of the workbook with the changed cells beside the results, and say so; a file that is there is never
    overwritten."""
    copy = relaxed_beside(out)
    try:
        claim(copy, Output.INPUTS)
        save(copy, with_decisions(workbook, (), changed).content)
    except (InputError, OutputRefused) as error:
        return f"The workbook with the change was not written: {error}"
    return f"The workbook with the change is {copy}."
