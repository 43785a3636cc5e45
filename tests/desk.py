"""The desk as a process, asked over HTTP as a browser does."""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

ROOT = Path(__file__).parents[1]
LONGEST = 300.0
"""Seconds that anything may take."""


@dataclass
class Answered:
    """An answer."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode("utf-8")

    @property
    def place(self) -> str:
        """Where it leads."""
        return self.headers.get("location", "")


@dataclass
class ServedDesk:
    """A running desk, its address, and the cookie of a browser."""

    process: subprocess.Popen[str]
    address: str
    token: str
    folder: Path
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc

    def open(self, method: str, place: str, body: Any = None, **headers: str) -> HTTPResponse:
        """An answer that has not been read."""
        connection = HTTPConnection(urlsplit(self.address).hostname or "", urlsplit(self.address).port, timeout=LONGEST)
        given = {"Host": self.host} | ({"Cookie": self.cookie} if self.cookie else {})
        given |= ({"Origin": self.address} if method == "POST" else {}) | self.headers
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, place, body, given, encode_chunked=not isinstance(body, bytes | None))
        return connection.getresponse()

    def get(self, place: str, **headers: str) -> Answered:
        return _read(self.open("GET", place, **headers))

    def post(self, place: str, form: Any = (), **headers: str) -> Answered:
        """Send a form."""
        headers.setdefault("Content_Type", "application/x-www-form-urlencoded")
        return _read(self.open("POST", place, urlencode(form, doseq=True).encode(), **headers))

    def upload(self, name: str, content: bytes) -> Answered:
        """Drop a workbook."""
        body, headers = multipart(name, content)
        return _read(self.open("POST", "/workbooks", body, **headers))

    def log_in(self) -> None:
        answered = self.get(f"/?token={self.token}")
        self.cookie = answered.headers["set-cookie"].partition(";")[0]

    def dropped(self, name: str, content: bytes) -> str:
        """The place of a workbook that has been dropped."""
        answered = self.upload(name, content)
        assert answered.status == 303, answered.text
        return answered.place

    def until(self, place: str, is_so: Callable[[str], object], what: str = "") -> str:
        """The page once something is so on it."""
        end = time.monotonic() + LONGEST
        while not is_so(text := self.get(place).text):
            assert time.monotonic() < end, (what, text)
            time.sleep(0.25)  # each answer takes time that what runs needs
        return text

    def solved(self, book: str, **form: Any) -> str:
        """The page Decide after a solve."""
        assert self.post(f"{book}/run/solve", form).status == 303
        return self.ended(book)

    def ended(self, book: str) -> str:
        """The page Decide when nothing runs or waits any more."""
        self.until(f"{book}/live?page=ask", lambda text: "seen=quiet" in text)
        return self.get(f"{book}/decide").text

    def until_up(self) -> None:
        """Wait until it answers."""
        end = time.monotonic() + LONGEST
        while True:
            try:
                self.open("GET", "/").close()
                return
            except ConnectionError:
                assert time.monotonic() < end
                time.sleep(0.05)

    def end(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)


def multipart(name: str, content: bytes) -> tuple[bytes, dict[str, str]]:
    """A form with a workbook, and its headers."""
    border = secrets.token_hex(8)
    head = f'--{border}\r\nContent-Disposition: form-data; name="workbook"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + f"\r\n--{border}--\r\n".encode()
    return body, {"Content_Type": f"multipart/form-data; boundary={border}"}


def _read(response: HTTPResponse) -> Answered:
    content = response.read()
    return Answered(response.status, {name.lower(): value for name, value in response.getheaders()}, content)


@contextmanager
def served(
    folder: Path, *options: str, wrapped: tuple[str, ...] = (), book: Path | None = None, port: int | None = None
) -> Iterator[ServedDesk]:
    """A desk in a folder; its runs are there, too. ``port`` is that of one behind a proxy."""
    command = [*wrapped, sys.executable, str(ROOT / "run.py"), "desk", *([str(book)] if book else []), "--no-browser"]
    process = subprocess.Popen(
        [*command, f"--folder={folder / 'desk'}", *options], cwd=folder, text=True, stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"(http\S+)", line)
    assert found, line
    place = urlsplit(found[1])
    token = place.query.removeprefix("token=")
    address = f"http://127.0.0.1:{port}" if port else f"{place.scheme}://{place.netloc}"
    desk = ServedDesk(process, address, token, folder / "desk")
    try:
        desk.until_up()
        yield desk
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()


def records(desk: ServedDesk) -> list[dict[str, Any]]:
    """The records of all runs, the earliest first."""
    found = [json.loads(path.read_text("utf-8")) for path in desk.folder.glob("users/*/runs/*/record.json")]
    return sorted(found, key=lambda record: record["queued"])
