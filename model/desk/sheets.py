"""Sheets of a workbook in the browser: cells are typed, checked, corrected and undone in the desk's copy. The planner's
own file is not touched."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse, Response

from model.desk.asked import DeskRequest
from model.desk.desk import BEFORE, CHANGED, Desk
from model.desk.editing import OpenBook, opened
from model.desk.registry import DeskBook
from model.errors import InputError, Problem
from model.workbook.headers import normal

MOST_STATES = 50
"""Steps that can be undone."""
MOST_SHOWN = 300
"""Problems of a sheet that are shown at once."""

Change = Callable[[OpenBook], OpenBook]


def before(desk: Desk, book: DeskBook) -> str:
    """The state of which that of a workbook was made; empty if there is none."""
    with suppress(OSError):
        name = desk.file(book).with_name(BEFORE).read_text("utf-8")
        return name if (desk.folder / "workbooks" / book.id / name).is_dir() else ""
    return ""


async def _open(desk: Desk, book: DeskBook) -> OpenBook:
    return await asyncio.to_thread(opened, desk.file(book))


async def _changed(at: DeskRequest, change: Change) -> tuple[OpenBook, OpenBook]:
    """The workbook before and after a change, which becomes its state. Raises InputError if it cannot be made, or if
    the workbook is no longer as it was when the page was shown."""
    base = at.book.version
    if at.text("version") != base:
        raise InputError(CHANGED)
    now = await _open(at.desk, at.book)
    after = await asyncio.to_thread(change, now)
    if after.content != now.content:
        at.book = at.desk.change(at.book, base, after.content)
        opened(at.desk.file(at.book), after)
        _forget_states(at.desk, at.book)
    return now, after


async def _undone(at: DeskRequest) -> tuple[OpenBook, OpenBook]:
    """The workbook before and after the last change is undone. Raises InputError as above, or if there is none."""
    name = before(at.desk, at.book)
    if at.text("version") != at.book.version or not name:
        raise InputError(CHANGED if name else "There is nothing to undo.")
    now = await _open(at.desk, at.book)
    same = at.book.same
    at.book = replace(at.book, version=name, same=same[: same.index(name)] if name in same else [])
    at.desk.registry.put(at.book)
    return now, await _open(at.desk, at.book)


def _forget_states(desk: Desk, book: DeskBook) -> None:
    """Delete states of a workbook that nothing leads to: no plan, and no step that can be undone."""
    needed = {run.version for run in desk.registry.runs(book.id)} | {book.version, book.origin}
    state = DeskBook(book.id, book.name, book.version)
    for _ in range(MOST_STATES):
        state.version = before(desk, state)
        needed.add(state.version)
    for place in (desk.folder / "workbooks" / book.id).iterdir():
        if place.name not in needed:
            shutil.rmtree(place, ignore_errors=True)


def _problems(at: DeskRequest, now: OpenBook, title: str, problems: Sequence[Problem]) -> dict[str, Any]:
    """The state of a workbook and the problems of a sheet, for the page."""
    errors = Counter(problem.sheet for problem in problems if not problem.is_warning)
    own = [problem for problem in problems if normal(problem.sheet) == normal(title)]
    return {
        "version": at.book.version,
        "problems": [now.fields(problem) for problem in own[:MOST_SHOWN]],
        "errors": errors,
        "certain": sum(problem.replacement is not None and problem.replacement.is_certain for problem in problems),
        "can_undo": bool(before(at.desk, at.book)),
    }


def _title(at: DeskRequest, now: OpenBook) -> str:
    title = at.text("sheet") or at.query.get("sheet", "")
    if title not in now.grids:
        raise HTTPException(404)
    return title


# ------------------------------------------------------------------------------------------ pages and actions


async def page(at: DeskRequest) -> Response:
    """The page, with the sheet that is asked for, else the first with an error, else the one after 'About'."""
    now = await _open(at.desk, at.book)
    titles = list(now.grids)
    wrong = [problem.sheet for problem in now.problems if not problem.is_warning]
    choice = [title for title in (at.query.get("sheet"), *wrong, *titles[1:], *titles) if title in now.grids]
    return at.page("sheets", titles=titles, shown=choice[0])


async def sheet(at: DeskRequest) -> Response:
    """A sheet with its columns and lines; or its problems with those that take longer to find."""
    now = await _open(at.desk, at.book)
    title = _title(at, now)
    if at.query.get("full"):
        return JSONResponse(_problems(at, now, title, await asyncio.to_thread(lambda: now.all_problems)))
    columns = {"columns": now.columns(title), "first": now.layout(title).first, "lines": now.lines(title)}
    return JSONResponse(columns | _problems(at, now, title, now.problems))


async def change(at: DeskRequest) -> Response:
    """Type into cells, delete a row, correct errors, or undo the last change."""
    title = at.text("sheet")
    try:
        is_undo = at.path["what"] == "undo"
        earlier, now = await _undone(at) if is_undo else await _changed(at, _asked(at, title))
    except InputError as error:
        return JSONResponse({"said": str(error)}, 409 if str(error) == CHANGED else 422)
    old, new = earlier.lines(title), now.lines(title)
    lines = {line: new.get(line) for line in sorted({*old, *new}) if old.get(line) != new.get(line)}
    return JSONResponse({"lines": lines} | _problems(at, now, title, now.problems))


def _asked(at: DeskRequest, title: str) -> Change:
    """The change that a form asks for. Raises 404 for one that there is not, 400 for one that cannot be read."""
    try:
        if at.path["what"] == "cells":
            edits = [(int(line), int(column), str(text)) for line, column, text in json.loads(at.form["edits"][0])]
            return lambda now: now.typed(_title(at, now), edits)
        if at.path["what"] == "row":
            line = int(at.text("line"))
            return lambda now: now.without_row(_title(at, now), line)
    except (KeyError, TypeError, ValueError):
        raise HTTPException(400) from None
    if at.path["what"] != "correct":
        raise HTTPException(404)
    return lambda now: now.corrected(at.form.get("place"))


async def correct(at: DeskRequest) -> Response:
    """Correct errors from the list on the page of the workbook."""
    await _changed(at, lambda now: now.corrected(at.form.get("place")))
    return at.to()


async def beside(at: DeskRequest, problems: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """By place of a problem the row of its cell (header, text, whether it is the cell) and words of its correction."""
    now = await _open(at.desk, at.book) if problems else None
    places = {f"{one['sheet']}!{one['cell']}": (one["sheet"], one["cell"], one["replacement"]) for one in problems}
    return {
        place: {"row": now.row(sheet, cell), "words": now.words(sheet, cell, correction)}
        for place, (sheet, cell, correction) in places.items()
        if now is not None
    }


async def restore(at: DeskRequest) -> Response:
    """Go back to the state with changes that a newer file has replaced."""
    await _undone(at)
    return at.to()


def download(at: DeskRequest) -> Response:
    return FileResponse(at.desk.file(at.book), filename=at.book.name)
