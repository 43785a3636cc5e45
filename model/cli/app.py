"""The command line: a command's file is imported when it runs, so that --help is quick."""

from __future__ import annotations

import argparse
import sys
import time
from importlib import import_module
from io import TextIOWrapper

from model.cli.arguments import parse
from model.cli.show import show_problems
from model.errors import ExitCode, InputError, PlannerError
from model.studies.catalogue import STUDIES
from model.system.processes import as_ctrl_c

FILES = {
    **{command: command for command in ("solve", "list", "desk")},
    **dict.fromkeys(("check", "template", "import", "lock", "vary", "roll"), "workbooks"),
    **dict.fromkeys(("report", "prove"), "results"),
}
"""File of each command; the others are studies."""


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    began = time.monotonic()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that cannot show "→" shows "?"
    words = sys.argv[1:] if arguments is None else arguments
    options = parse(words or ["solve"])
    options.began = began
    with as_ctrl_c():
        return _run(options)


def _run(options: argparse.Namespace) -> int:
    try:
        if options.command in STUDIES:
            code: int = import_module("model.cli.study").run_study(options)
        else:
            module = import_module(f"model.cli.{FILES[options.command]}")
            code = getattr(module, f"run_{options.command}")(options)
        return code
    except InputError as error:
        show_problems(error.problems)
        print(f"{error}", file=sys.stderr)
        return error.exit_code
    except PlannerError as error:
        print(f"{error}", file=sys.stderr)
        return error.exit_code
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.partition(".")[0] == "model":
            raise
        print(f"{missing.name} is not installed. Install what this needs: python -m pip install -e .", file=sys.stderr)
        return ExitCode.FAILED
    except KeyboardInterrupt:
        print("Stopped; nothing was written.", file=sys.stderr)
        return ExitCode.FAILED
