"""Workbooks opened in LibreOffice, as a planner without Excel does."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")

needs_office = pytest.mark.skipif(OFFICE is None and not os.environ.get("CI"), reason="LibreOffice is not installed")
"""Where it must be there, a test without it fails."""


@cache
def _home() -> TemporaryDirectory[str]:
    """A home of this process for LibreOffice, so that several may run at once. To set one up is a third of a start."""
    return TemporaryDirectory(prefix="office")


def printed(folder: Path, *books: Path) -> list[Path]:
    """Each workbook as a PDF in the folder."""
    return converted("pdf", folder, *books)


def converted(kind: str, folder: Path, *books: Path) -> list[Path]:
    """Each workbook in another kind of file, in the folder."""
    home = f"-env:UserInstallation={Path(_home().name).as_uri()}"
    command = [OFFICE or "soffice", home, "--headless", "--convert-to", kind, "--outdir", str(folder)]
    subprocess.run([*command, *map(str, books)], cwd=folder, check=True, capture_output=True, timeout=600)
    return [folder / f"{book.stem}.{kind}" for book in books]
