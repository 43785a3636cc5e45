"""The folder of published cases beside the project, which is no part of it: tests of what it holds are skipped where it
is absent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"

ABSENT = "the folder of published cases is absent"


def data_of(case: str, file: str = "data") -> Any:
    """The data of a case, from one of its JSON files."""
    return json.loads((CASES / case / f"{file}.json").read_text(encoding="utf-8"))
