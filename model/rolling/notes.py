"""Remarks that a roll adds to the notes of a row, since these, and its source, are about the typed values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from model.families.common.past import Change, Edit
from model.sheets.common import Settings
from model.sheets.schema import SHEET_OF, Row

BEFORE = re.compile(r"\s*\[Rolled to \d+: [^\]]*\]")


def notes(changes: Iterable[Change], to: int) -> Iterator[Edit]:
    """A remark on the changes of each row with a note or a source; it replaces that of an earlier roll."""
    found: dict[tuple[type[Row], int], tuple[Row, list[str]]] = {}
    for each in changes:
        if not isinstance(each, Edit) or isinstance(each.row, Settings) or not (each.row.notes or each.row.source):
            continue
        if getattr(each.row, each.attribute) != each.value:
            header = SHEET_OF[type(each.row)].column(each.attribute).header
            found.setdefault((type(each.row), each.row.line), (each.row, []))[1].append(f"{header}: {each.why}")
    for row, said in found.values():
        mark = f"Rolled to {to}: {'; '.join(said)}"
        yield Edit(row, "notes", with_mark(BEFORE.sub("", row.notes), mark), "the note and the source are older")


def with_mark(note: str, mark: str) -> str:
    """A note with a mark in brackets behind it."""
    return f"{note} [{mark.replace('[', '(').replace(']', ')')}]".strip()
