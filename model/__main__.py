"""``python -m model``, ``supply-plan`` and ``python run.py``: the command line."""

from __future__ import annotations

import gc
import os
from typing import NoReturn

from model.cli.app import main
from model.system.streams import Streams

MANY = 500_000
"""Objects that are made before Python looks for garbage among them: at its own 700 it looks through tables and models
again and again, a twentieth of a solve and an eighth of reading a large workbook."""


def start() -> NoReturn:
    """Run the command line and end with its exit code at once: an interrupted solver may still be at work in a thread
    of its own."""
    gc.set_threshold(MANY)
    streams = Streams()
    try:
        code = main()
    except SystemExit as end:  # help was asked for, or the command line is wrong
        code = end.code if isinstance(end.code, int) else 0
    os._exit(streams.ended(code))


if __name__ == "__main__":
    start()
