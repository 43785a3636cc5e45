"""Test evidence of this state of the program, for the pack of a plan.

    python -m bench.evidence                         tests, 1,000 random workbooks, 150 mutants; takes hours
    python -m bench.evidence --workbooks 100 --mutants 20 --out outputs/evidence.json

What random workbooks and mutants of this state were tried before is not tried again. ``python run.py pack FILE
--evidence outputs/evidence.json`` takes the file, as long as the program is the same.
"""

from __future__ import annotations

import argparse
import datetime
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from bench.fuzzing.__main__ import file_of, kept
from bench.mutation import survey
from model.runs.file import program_version
from model.studies.pack.study import Evidence, EvidenceRun

GOLDENS = "tests/test_goldens.py"
"""Published problems, to their optimum."""


def outcome(report: str) -> tuple[int, int]:
    """Cases that ran, and those that passed, of a report in the form of JUnit; a skipped one did not run."""
    suites = ElementTree.fromstring(report).iter("testsuite")
    counts = [[int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")] for suite in suites]
    ran = sum(tests - skipped for tests, _, _, skipped in counts)
    return ran, ran - sum(failures + errors for _, failures, errors, _ in counts)


def run(what: str, *arguments: str) -> EvidenceRun:
    """A run of pytest."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        subprocess.run([sys.executable, "-m", "pytest", "-q", *arguments, f"--junitxml={report}"], check=False)
        return EvidenceRun(
            what, " ".join(("python -m pytest", *arguments)), *outcome(report.read_text("utf-8")), today()
        )


def random_workbooks(number: int) -> EvidenceRun:
    """Random workbooks over all families, held to rules."""
    arguments = ["-m", "bench.fuzzing", "--count", str(number), "--jobs", "2"]
    subprocess.run([sys.executable, *arguments], check=False)
    done = [each for at, each in kept(file_of(0)).items() if at < number]
    right = sum(not each["wrong"] for each in done)
    return EvidenceRun("random workbooks, held to rules", " ".join(("python", *arguments)), len(done), right, today())


def mutants(number: int) -> EvidenceRun:
    """Changes of the algebra and its audit: a case passes if a test notices it."""
    found = survey(number, seed=14, jobs=2)
    killed = sum(each["killed"] for each in found)
    return EvidenceRun(
        "mutants noticed by tests", f"python -m bench.mutation --count {number}", len(found), killed, today()
    )


def today() -> str:
    return datetime.date.today().isoformat()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.evidence", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--workbooks", type=int, default=1000)
    parser.add_argument("--mutants", type=int, default=150)
    parser.add_argument("--out", type=Path, default=Path("outputs/evidence.json"))
    given = parser.parse_args()
    runs = [run("tests"), run("published problems, to their optimum", GOLDENS)]
    runs += [random_workbooks(given.workbooks)] if given.workbooks else []
    runs += [mutants(given.mutants)] if given.mutants else []
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(Evidence(program_version(), tuple(runs)).written(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
