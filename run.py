"""Command line of the supply-diversification planner; see ``python run.py --help``."""

import os

from model.cli.app import main
from model.system.streams import Streams


def run() -> int:
    """The exit code of the command that was typed."""
    streams = Streams()
    try:
        code = main()
    except SystemExit as end:  # help was asked for, or the command line is wrong
        code = end.code if isinstance(end.code, int) else 0
    return streams.ended(code)


if __name__ == "__main__":
    os._exit(run())  # at once: a solver that was interrupted may still be at work in a thread of its own
