"""The command ``desk``: planning in a browser."""

from __future__ import annotations

import argparse
import sys

from model.errors import ExitCode

PACKAGES = ("starlette", "uvicorn", "python_multipart")


def run_desk(options: argparse.Namespace) -> int:
    """Serve the desk."""
    try:
        from model.desk.server import serve
    except ModuleNotFoundError as missing:
        if missing.name not in PACKAGES:
            raise
        print('The desk needs some packages: python -m pip install -e ".[desk]"', file=sys.stderr)
        return ExitCode.FAILED
    return serve(options)
