"""A request to a desk, with the rows that its address names."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from model.desk import looks
from model.desk.desk import Desk
from model.desk.registry import DeskBook, DeskRun
from model.workbook.guard import MOST_FILE

Form = dict[str, list[Any]]
"""Values of each field: texts, and a file."""


class DeskRequest:
    """A request to a desk, with its form. Raises 404 for unknown rows."""

    def __init__(self, request: Request, desk: Desk, form: Form) -> None:
        self.request, self.desk, self.form = request, desk, form
        self.path: dict[str, str] = request.path_params
        self.query = request.query_params

    @cached_property
    def run(self) -> DeskRun:
        found_run = self.desk.run(self.path["run"])
        if found_run is None:
            raise HTTPException(404)
        return found_run

    @cached_property
    def book(self) -> DeskBook:
        shown_book = self.desk.registry.one(DeskBook, self.path.get("book") or self.run.book)
        if shown_book is None:
            raise HTTPException(404)
        return shown_book

    def text(self, name: str, longest: int = 200) -> str:
        """A field of the form."""
        return str(next(iter(self.form.get(name, [])), "")).strip()[:longest]

    @property
    def signer(self) -> str:
        """Who signs: in a team who is logged in, else who the form says."""
        return str(self.request.scope["user"]) if self.desk.is_of_team else self.text("by")

    def page(self, name: str, **parts: Any) -> Response:
        """A page of the workbook."""
        return show(f"{name}.html", page=name, book=self.book, **{**looks.head(self.desk, self.book), **parts})

    def part(self, name: str, **parts: Any) -> Response:
        """A part of such a page."""
        return show(f"{name}.html", book=self.book, **parts)

    def to(self, page: str = "") -> Response:
        """Another page of the workbook."""
        return RedirectResponse(f"/w/{self.book.id}{page}", 303)

    def back(self) -> Response:
        """The page from which it came."""
        came = urlsplit(self.request.headers.get("referer", ""))
        is_own = came.path.startswith(("/w/", "/r/"))
        return RedirectResponse(f"{came.path}?{came.query}", 303) if is_own else self.to()


def show(name: str, status: int = 200, **parts: Any) -> Response:
    """A page."""
    return HTMLResponse(looks.render(name, most=MOST_FILE >> 20, **parts), status)
