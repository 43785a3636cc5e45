"""Sheets of a workbook in the browser: cells are typed, checked, corrected and undone in the desk's copy. The planner's
own file is not touched."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse, Response

from model.desk.asked import DeskRequest
from model.desk.desk import AFTER, BEFORE, CHANGED, Desk
from model.desk.editing import OpenBook, opened
from model.desk.registry import DeskBook
from model.errors import InputError, Problem
from model.workbook.headers import normal

STEPS = {"undo": BEFORE, "redo": AFTER}
"""Files with the state to which an action leads."""
MOST_SHOWN = 300
"""Problems of a sheet that are shown at once."""

Change = Callable[[OpenBook], OpenBook]


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
    return now, after


async def _stepped(at: DeskRequest, step: str) -> tuple[OpenBook, OpenBook]:
    """The workbook before and after the last change is undone or made again. Raises InputError as above, or if there is
    none."""
    if at.text("version") != at.book.version:
        raise InputError(CHANGED)
    now = await _open(at.desk, at.book)
    at.book = at.desk.go(at.book, step)
    return now, await _open(at.desk, at.book)


def _problems(at: DeskRequest, now: OpenBook, title: str, problems: Sequence[Problem]) -> dict[str, Any]:
    """The state of a workbook and the problems of a sheet, for the page."""
    errors = Counter(problem.sheet for problem in problems if not problem.is_warning)
    own = [problem for problem in problems if normal(problem.sheet) == normal(title)]
    return {
        "version": at.book.version,
        "problems": [now.fields(problem) for problem in own[:MOST_SHOWN]],
        "errors": errors,
        "certain": sum(problem.replacement is not None and problem.replacement.is_certain for problem in problems),
        "can_undo": bool(at.desk.beside(at.book, BEFORE)),
        "can_redo": bool(at.desk.beside(at.book, AFTER)),
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
    core = [title for title in titles if (sheet := now.declared(title)) and (sheet.core or sheet.vertical)]
    groups = {"For a first plan": core, "Where they are needed": [title for title in titles if title not in core]}
    wrong = [problem.sheet for problem in now.problems if not problem.is_warning]
    choice = [title for title in (at.query.get("sheet"), *wrong, *titles[1:], *titles) if title in now.grids]
    return at.page("sheets", groups=groups, shown=choice[0])


async def one_sheet(at: DeskRequest) -> Response:
    """A sheet with its columns and lines; or its problems with those that take longer to find."""
    now = await _open(at.desk, at.book)
    title = _title(at, now)
    if at.query.get("full"):
        return JSONResponse(_problems(at, now, title, await asyncio.to_thread(lambda: now.all_problems)))
    parts = {"columns": now.columns(title), "first": now.layout(title).first, "lines": now.lines(title)}
    parts |= {"about": sheet.about if (sheet := now.declared(title)) else ""}
    return JSONResponse(parts | _problems(at, now, title, now.problems))


async def change(at: DeskRequest) -> Response:
    """Type into cells, delete a row, correct errors, undo the last change, or make it again."""
    title = at.text("sheet")
    try:
        step = STEPS.get(at.path["what"])
        earlier, now = await _stepped(at, step) if step else await _changed(at, _asked(at, title))
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
    await _stepped(at, BEFORE)
    return at.to()


def write_beside(at: DeskRequest) -> Response:
    """Write the workbook as it is now beside the planner's own file."""
    return at.to(f"?{urlencode({'written': at.desk.write_beside(at.book).name})}")


def download(at: DeskRequest) -> Response:
    return FileResponse(at.desk.file(at.book), filename=at.book.name)
