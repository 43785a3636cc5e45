"""Requests to stop: Ctrl-C, and all other signals by which a user, a scheduler or a system shutdown ends the program.

On Windows these are Ctrl-C, Ctrl-Break and a closed window, elsewhere SIGINT, SIGTERM and SIGHUP.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))

Handler = Callable[[int, FrameType | None], Any]


def answer(handler: Handler) -> None:
    """Handle every stop signal. One that the caller has set to be ignored, as ``nohup`` does, stays ignored. Outside of
    the main thread, which alone receives signals, nothing is changed."""
    if threading.current_thread() is not threading.main_thread():
        return
    for each in SIGNALS:
        if each == signal.SIGINT or signal.getsignal(each) is not signal.SIG_IGN:
            signal.signal(each, handler)


@contextmanager
def as_ctrl_c() -> Iterator[None]:
    """Every signal to stop raises KeyboardInterrupt meanwhile, unless it is answered otherwise."""
    before = {each: signal.getsignal(each) for each in SIGNALS}
    answer(signal.default_int_handler)
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            for each, handler in before.items():
                if handler is not None:  # one that Python did not set, and does not know
                    signal.signal(each, handler)
