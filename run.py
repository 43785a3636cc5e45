"""Command line of the supply-diversification planner; see ``python run.py --help``."""

import os
import sys

from model.cli import main


def leave(code: int) -> None:
    """End at once: a solver that was interrupted may still be at work in a thread of its own."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    leave(main())
