"""Access: a token swapped for a cookie, or the user named by a proxy; request limits and response headers."""

from __future__ import annotations

import asyncio
import hmac
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from model.workbook.guard import MOST_FILE

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; "
    "object-src 'none'",
    "Referrer-Policy": "same-origin",  # with no-referrer browsers send 'Origin: null'
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
MOST_FORM = 1 << 20
"""Bytes of a form without a workbook,"""
AROUND_FILE = 1 << 16
"""and around the workbook in one that has it."""
UPLOAD = "/workbooks"
USER = re.compile(r"[\w.@+-]{1,64}", re.ASCII)
LOCAL_USER = "local"
WAIT = "Open the desk with the address that it printed, or start it again: your runs are kept."


SLOW = 15.0
"""Seconds for the head of a request, and between two parts of it."""


class TooLarge(Exception):
    """More was sent than is taken."""


def too_large(path: str) -> PlainTextResponse:
    """The answer to a form, or to one with a workbook, that is larger than is taken."""
    what, most = ("file", MOST_FILE) if path == UPLOAD else ("form", MOST_FORM)
    return PlainTextResponse(f"The {what} is too large: the limit is {most >> 20} MB.", 413)


class TooSlow(Exception):
    """A request was begun, and not ended."""


class Impatient(H11Protocol):
    """HTTP on connections that are closed if no request has come in time."""

    _end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def _watch(self) -> None:
        is_waiting = self.cycle is None or self.cycle.response_complete
        if self._end is not None and not is_waiting:
            self._end.cancel()
            self._end = None
        elif self._end is None and is_waiting:
            self._end = self.loop.call_later(SLOW, self.transport.close)


def new_token(path: Path) -> str:
    """A token for an address, as a file: another process of the same user can make one."""
    token = secrets.token_urlsafe(32)
    write_secret(path, token)
    return token


def swap_token(path: Path, token: str) -> bool:
    """Whether a token is good; then it no longer is."""
    stored = path.read_bytes() if path.exists() else b""
    is_good = bool(stored) and hmac.compare_digest(token.encode("utf-8", "replace"), stored)
    if is_good:
        path.unlink()
    return is_good


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner reads."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)


@dataclass
class Access:
    """The rules by which a request is taken: of one user on this machine, or of users that a proxy names."""

    origins: tuple[str, ...]
    """Addresses of the desk in browsers."""
    token: Path
    """File with the token that is not yet swapped."""
    session: str = ""
    cookie: str = ""
    user_header: str = ""
    proxy: str = ""

    def answer(self, request: Request) -> Response | str:
        """The user of a request, or a response that refuses it."""
        if request.headers.get("host", "") not in [origin.partition("://")[2] for origin in self.origins]:
            return PlainTextResponse("This is no address of the desk.", 421)
        if self._is_foreign(request):
            return PlainTextResponse("Another page has asked this; it is refused.", 403)
        if self.user_header:
            return self._user(request)
        if request.method == "GET" and swap_token(self.token, request.query_params.get("token", "")):
            swapped = RedirectResponse(f"/{request.url.path.lstrip('/')}", 303)
            swapped.set_cookie(self.cookie, self.session, httponly=True, samesite="strict", max_age=10**8)
            return swapped
        token = request.cookies.get(self.cookie, "")
        if token and hmac.compare_digest(token.encode(), self.session.encode()):
            return LOCAL_USER
        return PlainTextResponse(WAIT, 403)

    def _is_foreign(self, request: Request) -> bool:
        """Whether a page of another origin has sent it. Forms always name theirs."""
        origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site", "")
        if origin is not None:
            return origin not in self.origins
        asks_only = request.method in ("GET", "HEAD")
        return site not in (("same-origin", "none", "") if asks_only else ("same-origin",))

    def _user(self, request: Request) -> Response | str:
        user = request.headers.getlist(self.user_header)
        is_proxy = request.client is not None and request.client.host == self.proxy
        if not is_proxy or len(user) != 1 or not USER.fullmatch(user[0]):
            return PlainTextResponse("Use the address of the desk, where you log in.", 403)
        return user[0]


class Guarded:
    """The desk behind its rules: every request is checked and limited, every answer gets the headers."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app, self._access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        most = MOST_FILE + AROUND_FILE if scope["path"] == UPLOAD else MOST_FORM
        answer = self._access.answer(request)
        if not isinstance(answer, Response) and int(request.headers.get("content-length", "0")) > most:
            answer = too_large(scope["path"])
        if isinstance(answer, Response):
            await answer(scope, receive, _with_headers(send))
            return
        scope["user"] = answer
        await self._app(scope, _limited(receive, most), _with_headers(send))


def _limited(receive: Receive, most: int) -> Receive:
    taken, is_whole = 0, False

    async def limited() -> Message:
        nonlocal taken, is_whole
        try:
            message = await asyncio.wait_for(receive(), None if is_whole else SLOW)
        except TimeoutError:
            raise TooSlow from None
        is_whole = not message.get("more_body", False)
        taken += len(message.get("body", b""))
        if taken > most:
            raise TooLarge
        return message

    return limited


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            names = {name.lower() for name, _ in message["headers"]}
            more = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
            message["headers"] = [*message["headers"], *(header for header in more if header[0] not in names)]
        await send(message)

    return sending
