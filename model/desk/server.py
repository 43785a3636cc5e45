"""The process of the desk: its address, its session, its browser, and its end after an hour without a page."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import secrets
import socket
import sys
import time
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn

from model.desk.access import LOCAL_USER, Access, Guarded, Impatient, new_token, write_secret
from model.desk.app import Application
from model.errors import ExitCode, InputError
from model.system.files import put_aside
from model.system.processes import began, is_alive
from model.workbook.guard import inspect

LOCAL = "127.0.0.1"
IDLE = 3600.0
"""Seconds without a page after which the desk ends, if nothing is running."""
TICK = 0.3
"""Seconds between updates of runs."""
STATE = {"pid": int, "began": str, "port": int, "session": str, "address": str}
"""Fields of the state of the desk, with their types."""


def serve(options: argparse.Namespace) -> int:
    """Serve the desk until it is stopped, or has not been used for an hour."""
    folder: Path = options.folder
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _require_a_login(options)
    token = folder / "token"
    last = _saved_state(folder)
    if last.get("pid") and is_alive(last["pid"], last["began"]):
        _open(f"{last['address']}{_path(options)}", token, options)
        return ExitCode.OPTIMAL
    place = _listen(options.host, options.port, last.get("port"))
    port = place.getsockname()[1]
    session = last.get("session") or secrets.token_urlsafe(32)
    address = options.origin or f"http://{LOCAL}:{port}"
    path = _path(options)
    state = {"pid": os.getpid(), "began": began(os.getpid()), "port": port, "session": session, "address": address}
    write_secret(folder / "desk.json", json.dumps(state))
    origins = (address,) if options.origin else (address, f"http://localhost:{port}")
    access = Access(origins, token, session, f"desk_{port}", options.user_header or "", options.proxy or LOCAL)
    is_of_team = bool(options.user_header)
    pages = Application(folder, seconds=options.time_limit, threads=options.cores, is_of_team=is_of_team)
    guarded = Guarded(pages.app, access)
    how: dict[str, Any] = {
        "proxy_headers": False,
        "server_header": False,
        "lifespan": "off",
        "ws": "none",
        "http": Impatient,
    }
    server = uvicorn.Server(uvicorn.Config(guarded, log_level="warning", **how))
    with suppress(KeyboardInterrupt):
        tell = partial(_open, f"{address}{path}", token, options)
        asyncio.run(_serving(server, place, pages, tell, is_of_team=is_of_team))
    print("The desk has ended. Start it again: your runs are kept.")
    return ExitCode.OPTIMAL


async def _serving(
    server: uvicorn.Server, place: socket.socket, pages: Application, tell: Callable[[], None], *, is_of_team: bool
) -> None:
    """Serve, tell the address once it answers, and work through the queue."""
    task, tasks = asyncio.create_task(server.serve([place])), False
    while not task.done():
        if server.started and not tasks:
            tasks = True
            await asyncio.to_thread(tell)
        is_busy = pages.step()
        if not is_of_team and not is_busy and time.monotonic() - pages.used > IDLE:
            server.should_exit = True
        await asyncio.wait([task], timeout=TICK if tasks else TICK / 10)
    await task


def _require_a_login(options: argparse.Namespace) -> None:
    """Raise InputError for options by which anybody could use the desk."""
    is_of_team = bool(options.user_header or options.proxy)
    if is_of_team and (not options.user_header or not options.origin or options.workbook):
        raise InputError("For a team give --user-header and --origin, and no workbook: each user has their own.")
    if options.host not in (LOCAL, "localhost", "::1") and not options.user_header:
        raise InputError(
            f"--host {options.host}: other machines could use the desk without a login. Put a reverse proxy with a "
            "login before it, and name its header with --user-header and its address with --proxy."
        )
    if options.origin and (urlsplit(options.origin).scheme not in ("http", "https") or urlsplit(options.origin).path):
        raise InputError(f"--origin {options.origin}: expected an address such as https://plan.example.org")


def _listen(host: str, port: int | None, before: int | None) -> socket.socket:
    """A socket at the port asked for, or that of the last time, so that open pages go on; else at a free one."""
    for candidate in (port,) if port else (before, 0):
        if candidate is None:
            continue
        place = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        if sys.platform != "win32":  # where it would let two desks have one port
            place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            place.bind((host, candidate))
            return place
        except OSError as error:
            place.close()
            if port:
                raise InputError(f"--port {port} cannot be used: {error.strerror}.") from error
    raise InputError("There is no free port.")


def _path(options: argparse.Namespace) -> str:
    """The first page: the workbook that was named, or the list of all."""
    if options.workbook is None:
        return "/"
    path: Path = options.workbook.resolve()
    book = Application(options.folder).desk(LOCAL_USER).take(path.name, inspect(path), str(path))
    return f"/w/{book.id}"


def _open(address: str, token: Path, options: argparse.Namespace) -> None:
    """Print the address, and open the browser."""
    if not options.user_header:
        address += f"?token={new_token(token)}"
    print(f"The desk is at {address}", flush=True)
    print("Ctrl-C ends it; runs go on and are found again.", flush=True)
    if not options.no_browser and not options.user_header:
        with suppress(webbrowser.Error):
            webbrowser.open(address)


def _saved_state(folder: Path) -> dict[str, Any]:
    """State of the desk that was served last; a damaged one is put aside."""
    path = folder / "desk.json"
    try:
        record = json.loads(path.read_text("utf-8"))
        if all(isinstance(record[name], kind) for name, kind in STATE.items()) and 0 < record["port"] < 1 << 16:
            return dict(record)
    except OSError:
        return {}
    except (ValueError, TypeError, KeyError):
        pass
    text = f"{path} was damaged, and is kept as {put_aside(path).name}: open pages have to be opened anew."
    print(text, file=sys.stderr)
    return {}
