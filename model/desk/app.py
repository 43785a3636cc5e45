"""The web application: a desk for each user, routes, and error pages."""

from __future__ import annotations

import hashlib
import inspect
import re
import sqlite3
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from model.desk.access import TooLarge, TooSlow, too_large
from model.desk.asked import DeskRequest, show
from model.desk.desk import Desk
from model.desk.pages import GET, POST
from model.errors import InputError, OutputRefused

HERE = Path(__file__).parent
ANSWERS = HERE.parent / "reports" / "html" / "answers.css"
"""Looks of the four answers, as in the report."""
GRID = HERE.parent / "reports" / "html" / "vendor"
"""Where the library for tables is, as the report uses it."""
FOLDER = re.compile(r"[a-z0-9_]*-[0-9a-f]{12}")
"""Name of a user's folder; the desk leaves everything else beside them alone."""
FULL = "The disk is full, or cannot be written: nothing was lost, and nothing was begun. Free some space and try again."


class Application:
    """The desks of all users."""

    def __init__(self, folder: Path, **how: Any) -> None:
        self.used = time.monotonic()
        self._folder, self._how = folder / "users", how
        self._desks: dict[str, Desk] = {}
        self._found = {place.name for place in self._folder.glob("*/") if FOLDER.fullmatch(place.name)}
        routes = [
            *(Route(path, self._answering(page), methods=["GET"]) for path, page in GET.items()),
            *(Route(path, self._answering(page), methods=["POST"]) for path, page in POST.items()),
            *(Mount(f"/{name}", StaticFiles(directory=HERE / name)) for name in ("static", "vendor")),
            Route("/answers.css", lambda request: FileResponse(ANSWERS)),
            Mount("/grid", StaticFiles(directory=GRID)),
        ]
        errors = (InputError, OutputRefused, TooLarge, TooSlow, HTTPException, OSError, sqlite3.OperationalError)
        self.app = Starlette(routes=routes, exception_handlers=dict.fromkeys(errors, _wrong))

    def desk(self, user: str) -> Desk:
        """The desk of a user, in a folder to which no other user's name leads."""
        name = f"{re.sub(r'[^a-z0-9]', '_', user.lower())[:40]}-{hashlib.sha256(user.encode()).hexdigest()[:12]}"
        return self._of(name)

    def _of(self, name: str) -> Desk:
        if name not in self._desks:
            self._desks[name] = Desk(self._folder / name, **self._how)
        return self._desks[name]

    def step(self) -> bool:
        """Go on with the runs of all users, also of those whose disk is full; whether any is open."""
        is_busy = False
        for name in self._found | self._desks.keys():
            try:
                is_busy |= self._of(name).runs.step()
            except (OSError, sqlite3.OperationalError):
                continue
            except sqlite3.DatabaseError:  # it is opened anew, which puts the damaged file aside
                self._desks.pop(name, None)
        return is_busy

    def _answering(self, page: Callable[[DeskRequest], Any]) -> Callable[[Request], Awaitable[Response]]:
        """An endpoint of Starlette. The form is read before the desk: nothing changes between reading and writing."""

        async def answer(request: Request) -> Response:
            self.used = time.monotonic()
            async with request.form(max_files=1) as asked:  # a request without one has an empty form
                form = {name: asked.getlist(name) for name in asked}
                answered = page(DeskRequest(request, self.desk(request.scope["user"]), form))
                response: Response = await answered if inspect.isawaitable(answered) else answered
                return response

        return answer


async def _wrong(request: Request, error: Exception) -> Response:
    """An error as a page."""
    if isinstance(error, TooLarge):
        return too_large(request.url.path)
    if isinstance(error, TooSlow):
        return PlainTextResponse("The request did not end in time.", 408, {"Connection": "close"})
    status, title, text = 507, "This cannot be written", FULL
    if isinstance(error, InputError):
        status, title, text = 422, "This does not fit", str(error)
    elif isinstance(error, HTTPException):
        status, title, text = error.status_code, "There is no such page", "Go back and try it again."
    if request.headers.get("hx-request"):
        return show("announce.html", said=f"{title}. {text}")
    return show("message.html", status, title=title, said=text)
