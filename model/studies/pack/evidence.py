"""Test evidence of a release: tests of the program, and their outcome."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

from model.errors import InputError
from model.runs.file import program_version

FORMAT = "supply plan evidence 1"


class EvidenceRun(NamedTuple):
    """One kind of test: the command, how many cases, how many came out right, and on which day."""

    what: str
    command: str
    cases: int
    passed: int
    date: str


@dataclass(frozen=True)
class Evidence:
    """All runs of one state of the program."""

    program: str
    """Hash over its modules and the versions of its libraries."""
    runs: tuple[EvidenceRun, ...]

    @property
    def is_of_this_program(self) -> bool:
        return self.program == program_version()

    @classmethod
    def read(cls, path: Path) -> Self:
        """Raises InputError for a file that is none."""
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
            if held["format"] != FORMAT:
                raise ValueError(held["format"])
            return cls(str(held["program"]), tuple(EvidenceRun(**each) for each in held["runs"]))
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise InputError(
                f"{path} is no test evidence: {error}. 'python -m bench.evidence' writes it, a JSON file with the "
                f"format '{FORMAT}'."
            ) from None

    def written(self) -> str:
        """The file's text."""
        held = {"format": FORMAT, "program": self.program, "runs": [each._asdict() for each in self.runs]}
        return json.dumps(held, indent=1) + "\n"
