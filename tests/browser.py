"""Pages opened in Chromium, as whoever gets a report does. It is spoken to over a pipe: nothing else is needed."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

needs_browser = pytest.mark.skipif(CHROMIUM is None and not os.environ.get("CI"), reason="Chromium is not installed")
"""Where it must be there, a test without it fails."""

SPEAKS, LISTENS = 3, 4
"""The files over which Chromium is told something, and answers (--remote-debugging-pipe)."""

KEYS = {"Tab": 9, "Enter": 13, "Escape": 27, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40}
"""Codes of keys."""

PROBLEMS = ("Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled")


class Browser:
    """A window of Chromium: commands of its DevTools protocol, and what it told meanwhile."""

    def __init__(self, told: Any, said: Any) -> None:
        self._told, self._said = told, said
        self._session: dict[str, str] = {}
        self._number = 0
        self.events: list[dict[str, Any]] = []
        target = self("Target.createTarget", url="about:blank")["targetId"]
        self._session = {"sessionId": self("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]}
        for domain in ("Page", "Runtime", "Log", "Network"):
            self(f"{domain}.enable")

    def __call__(self, command: str, **options: Any) -> Any:
        self._number += 1
        message = {"id": self._number, "method": command, "params": options, **self._session}
        self._told.write(json.dumps(message).encode() + b"\0")
        self._told.flush()
        while (answer := self._next()).get("id") != self._number:
            self.events.append(answer)
        assert "error" not in answer, (command, answer)
        return answer["result"]

    def _next(self) -> dict[str, Any]:
        letters = bytearray()
        while (letter := self._said.read(1)) != b"\0":
            assert letter, "Chromium is gone"
            letters += letter
        return json.loads(letters)  # type: ignore[no-any-return]

    def open(self, page: Path) -> None:
        self.open_address(page.as_uri())

    def open_address(self, address: str) -> None:
        self.events.clear()
        self("Page.navigate", url=address)
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self._next())

    def run(self, script: str) -> Any:
        """What a script on the page comes to, as JSON."""
        found = self("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def look(self, *, width: int = 1200, height: int = 900, scheme: str = "light") -> None:
        """Set the width of the window, and whether its user likes it light or dark."""
        self("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def press(self, key: str, modifiers: int = 0) -> None:
        """Press a key; with 8 as ``modifiers`` also the shift key."""
        code = KEYS[key]
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown" if text else "rawKeyDown", "keyUp"):
            self("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code,
                 modifiers=modifiers, **text)  # fmt: skip

    def type(self, text: str) -> None:
        """Type a text where the focus is."""
        self("Input.insertText", text=text)

    def point(self, selector: str) -> tuple[float, float]:
        """Move the pointer onto the first element that a selector finds. Returns where that is."""
        x, y = self.run(
            f"(() => {{ const each = document.querySelector({json.dumps(selector)}); each.scrollIntoView({{block: "
            "'center', behavior: 'instant'}); const box = each.getBoundingClientRect(); "
            "return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        self("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        return x, y

    def click(self, selector: str) -> None:
        """Press the mouse on the first element that a selector finds."""
        self.click_at(*self.point(selector))

    def click_at(self, x: float, y: float) -> None:
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            pressed = {} if kind == "mouseMoved" else {"button": "left", "clickCount": 1}
            self("Input.dispatchMouseEvent", type=kind, x=x, y=y, **pressed)
        self.settle()

    def settle(self) -> None:
        """Wait until what was asked for is painted."""
        self.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))")

    def photograph(self, path: Path) -> None:
        """Write what the window shows as a PNG."""
        path.write_bytes(base64.b64decode(self("Page.captureScreenshot", format="png")["data"]))

    @property
    def requests(self) -> list[str]:
        """The addresses that the page asked for."""
        sent = [event for event in self.events if event.get("method") == "Network.requestWillBeSent"]
        return [event["params"]["request"]["url"] for event in sent]

    @property
    def problems(self) -> list[dict[str, Any]]:
        """What stands in the console: errors, warnings, what the content policy refused."""
        return [event for event in self.events if event.get("method") in PROBLEMS]


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """Chromium without a window, with a profile of its own."""
    (hears, tells), (says, answers) = os.pipe(), os.pipe()

    def connect() -> None:
        # First out of the way: what is to become 3 may be 4.
        ends = os.dup(hears), os.dup(answers)
        os.dup2(ends[0], SPEAKS)
        os.dup2(ends[1], LISTENS)

    command = [
        CHROMIUM or "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
        f"--user-data-dir={folder}", "about:blank",
    ]  # fmt: skip
    process = subprocess.Popen(
        command, preexec_fn=connect, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(hears)
    os.close(answers)
    try:
        with os.fdopen(tells, "wb") as told, os.fdopen(says, "rb") as said:
            yield Browser(told, said)
    finally:
        process.terminate()
        process.wait(30)
