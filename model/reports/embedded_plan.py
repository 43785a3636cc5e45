"""The complete plan inside its results workbook, for later comparisons: written to a very hidden sheet, and read back.

The sheet holds a headline (kind, format, length, hash) and below it the plan as JSON, compressed and in base 64, in
texts that a cell can hold.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from model.errors import FileRefused, InputError
from model.planning.responses import with_responses_checked
from model.reports.book import Book
from model.results.plan import AuditFailed, Plan
from model.runs.file import DAMAGE, MOST_BYTES, complaints, packed, recomputed, unpacked
from model.runs.record import plan_of, plan_record, tables_of
from model.sheets.names import CALLED
from model.sheets.tables import Tables
from model.whatif.load import tables_of as checked
from model.workbook.frames import frames_of
from model.workbook.guard import inspect

SHEET = "Plan record"
HEADLINE = "The plan as the program reads it; do not edit."
FORMAT = 2
"""Format of the record; others are not read."""

LONGEST = 32_000
"""Letters of a text; Excel holds 32,767 in a cell."""
MOST_TEXTS = 4_000
"""Number of texts beyond which no workbook could be read back under the guard's limits."""

AGAIN = f"Solve its input workbook again: {CALLED} solve"


def carry(book: Book, plan: Plan) -> None:
    """Add the plan to a results workbook, without its duration, since the same plan gives the same bytes, and without
    recomputable parts."""
    content = json.dumps(plan_record(replace(plan, seconds=math.nan, learned=None, audit=()))).encode()
    text = base64.b64encode(packed(content, level=6)).decode()
    sheet = book.add_sheet(SHEET, "Settings")
    headline = (HEADLINE, str(FORMAT), str(len(text)), hashlib.sha256(text.encode()).hexdigest())
    for column, value in enumerate(headline):
        sheet.write_string(0, column, value)
    for row, start in enumerate(range(0, len(text), LONGEST), start=1):
        sheet.write_string(row, 0, text[start : start + LONGEST])
    sheet.very_hidden()


def carried_plan(path: Path) -> Plan:
    """The plan in a results workbook, audited again. Raises InputError, naming the file and the fix, if there is no
    readable one, AuditFailed if it fails the audit."""
    content = _packed(path, inspect(path))
    try:
        record = json.loads(unpacked(base64.b64decode(content, validate=True), MOST_BYTES))
    except (*DAMAGE, ValueError, RecursionError) as error:
        raise InputError(f"{path}: the plan in it is damaged ({error}). {AGAIN}, or take an earlier copy.") from error
    return recorded_plan(record, path)


def recorded_plan(record: Any, path: Path) -> Plan:
    """The plan of a record, recomputed as far as possible. Raises as ``carried_plan`` does."""
    try:
        plan = recomputed(replace(plan_of(record, _inputs(record)), is_stored=True))
        if any(not math.isnan(outcome.reference_cost) for outcome in plan.outcomes):
            plan = replace(plan, audit=[*plan.audit, with_responses_checked(plan)[1]])
    except InputError as error:
        raise InputError(f"{path}: the inputs in it are not valid. {AGAIN}.", error.problems) from error
    except AuditFailed as broken:
        text = f"{path}: the plan in it does not hold when recomputed ({broken}). {AGAIN}."
        raise AuditFailed(text, broken.plan) from broken
    except Exception as error:  # whatever a record of other sheets and columns leads to
        raise InputError(
            f"{path}: the plan in it was changed, or written by another version of this program "
            f"({type(error).__name__}: {error}). {AGAIN} with this one."
        ) from error
    if failed := complaints(plan):
        text = f"{path}: the plan in it fails its audit when recomputed ({'; '.join(failed)}). {AGAIN}."
        raise AuditFailed(text, plan)
    return plan


def _inputs(record: Any) -> Tables:
    """The recorded tables. Raises InputError if a workbook with these cells would have errors."""
    tables = tables_of(record["tables"])
    checked(frames_of(tables))
    return tables


def _packed(path: Path, workbook: bytes) -> str:
    """The plan's texts together, whole."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(workbook), read_only=True, data_only=True)
        try:
            embedded = next((record for name in book.sheetnames if (record := _record(book[name])) is not None), None)
        finally:
            book.close()
    except (BadZipFile, OSError, KeyError, ValueError, TypeError, AttributeError, SyntaxError) as error:
        raise FileRefused(f"{path} cannot be read as a workbook ({error}). {AGAIN}.") from error
    if embedded is None:
        raise InputError(
            f"{path} holds no plan: it is not a workbook of results, or an earlier version of this program wrote it. "
            f"Name the workbook that 'solve' wrote, such as outputs/<name>_plan.xlsx. {AGAIN}."
        )
    (form, length, packed), texts = embedded
    if form != str(FORMAT):
        raise InputError(
            f"{path}: the plan in it is of format {form!r}, this version of the program reads {FORMAT}. {AGAIN}."
        )
    content = "".join(texts)
    if str(len(content)) != length or hashlib.sha256(content.encode()).hexdigest() != packed:
        raise InputError(f"{path}: the plan in it is damaged: parts of it are lost. {AGAIN}, or take an earlier copy.")
    return content


def _record(sheet: Any) -> tuple[list[str], list[str]] | None:
    """Format, length and hash of a record, and its texts; None of any other sheet."""
    if not hasattr(sheet, "iter_rows"):
        return None
    first = [cell for row in sheet.iter_rows(min_row=1, max_row=1, max_col=4, values_only=True) for cell in row]
    if len(first) < 4 or first[0] != HEADLINE:
        return None
    return [str(cell) for cell in first[1:]], list(_column(sheet))


def _column(sheet: Any) -> Iterator[str]:
    for (value,) in sheet.iter_rows(min_row=2, max_row=1 + MOST_TEXTS, max_col=1, values_only=True):
        if isinstance(value, str):
            yield value
