"""Results of the program on known inputs, recorded before a change and compared after it.

    python -m bench.oracle record outputs/before.json.gz
    python -m bench.oracle compare outputs/before.json.gz
    python -m bench.oracle compare outputs/before.json.gz --only micro golden
    python -m bench.oracle record outputs/large.json.gz --only large

Parts: *micro* instances, *golden* problems and workbooks of the *fuzzer* (300 seeds) give a hash of the matrix with the
names of its rows and columns, of each frame of the plan, and the verdicts of the audit. The *shipped* workbooks but the
example, and *studies* of them, give every cell of what a command writes (value and number format), the text of each
page and brief, and what is printed. *large* is the example with its studies, which takes the better part of an hour.
``compare`` ends with exit code 1 where anything differs, and prints each difference.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import gzip
import hashlib
import io
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pandas as pd

from bench.fuzzing.workbook import random_workbook
from model.cli.app import main as command
from model.errors import PlannerError
from model.families.assemble import build_model
from model.families.instance import read_instance
from model.pipeline import solve_tables
from model.reports.embedded_plan import SHEET
from model.sheets.tables import Tables
from model.solver.matrix import read_matrix
from tests.goldens.published import PUBLISHED
from tests.micro import MICRO

ROOT = Path(__file__).parents[1]
INPUTS = ROOT / "inputs"

SEEDS = 300
TIME_LIMIT = 36_000.0

SHOWN = 12
"""Lines of a difference that are printed."""

TIMES = re.compile(r"\d[\d,.]* s(?:econds)?\b|\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?|by version \S+ \(\w+\)")
"""Durations, moments and the program's version, which differ from run to run."""

KEYS = re.compile(r"'[0-9a-f]{12}'")
"""Keys of solves, which change with the names in the code."""

Part = Iterator[tuple[str, str]]
"""Name and text of each thing that is recorded."""


# ---------------------------------------------------------------------------------------------- models and plans


def of_tables(name: str, tables: Tables) -> Part:
    """Matrix, frames and audit of a workbook."""
    try:
        matrix, _ = read_matrix(build_model(read_instance(tables)))
    except ValueError as error:  # as the values of a limit come from a frontier
        yield f"{name}/matrix", f"none: {error}"
        return
    digest = hashlib.sha256()
    rows = matrix.rows
    for array in (matrix.cost, matrix.lower, matrix.upper, matrix.integer, matrix.row_lower, matrix.row_upper,
                  rows.row, rows.columns, rows.values, rows.constants):  # fmt: skip
        digest.update(array.tobytes())
    blocks = [*matrix.variables.items(), *matrix.constraints.items()]
    digest.update(repr([(each, block.keys, block.start) for each, block in blocks]).encode())
    yield f"{name}/matrix", digest.hexdigest()
    try:
        plan = solve_tables(tables, time_limit=TIME_LIMIT, why=False)
    except PlannerError as error:
        yield f"{name}/plan", f"{type(error).__name__}: {error}"
        return
    lines = [f"cost {plan.objective!r}", f"bound {plan.bound!r}", f"outcome {plan.outcome}"]
    lines += [f"{frame} {hashed(each)}" for frame, each in sorted(plan.frames.items())]
    lines += [f"audit {each.name}: {each.passed}, {each.checked}" for each in plan.audit]
    yield f"{name}/plan", "\n".join(lines)


def hashed(frame: pd.DataFrame) -> str:
    return hashlib.sha256(frame.to_csv(index=False, float_format="%.9g").encode()).hexdigest()[:16]


def micro() -> Part:
    for name, maker in MICRO.items():
        yield from of_tables(f"micro/{name}", maker())


def golden() -> Part:
    for problem in PUBLISHED:
        if problem.is_here:
            yield from of_tables(f"golden/{problem.case} {problem.name}", problem.tables())


def fuzzer() -> Part:
    for number in range(SEEDS):
        yield from of_tables(f"fuzzer/{number}", random_workbook(f"oracle-{number}"))


# ---------------------------------------------------------------------------------------------- what commands write


class _Text(HTMLParser):
    """The text of a page, a line each, and the rows of its data."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = "data" if ("type", "application/json") in attrs else tag

    def handle_data(self, data: str) -> None:
        if self._inside == "data":
            self.lines += data.replace("],[", "],\n[").splitlines()
        elif data.strip() and self._inside not in ("script", "style"):
            self.lines.append(data.strip())


def cells(file: Path) -> Iterator[str]:
    """Every cell with a value, but seconds: place, value, number format."""
    book = openpyxl.load_workbook(file)
    for sheet in (each for each in book.worksheets if each.title != SHEET):  # which has moments, packed
        yield f"sheet {sheet.title}, {sheet.sheet_state}, {len(sheet._charts)} charts"
        timed: set[int] = set()
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == "seconds":
                    timed.add(cell.column)
                elif cell.value is not None and not (cell.column in timed and isinstance(cell.value, float)):
                    yield f"{sheet.title}!{cell.coordinate}\t{cell.value!r}\t{cell.number_format}"


def text_of(file: Path) -> Iterator[str]:
    if file.suffix == ".xlsx":
        yield from cells(file)
    elif file.suffix == ".html":
        reader = _Text()
        reader.feed(file.read_text("utf-8"))
        yield from reader.lines
    elif file.suffix == ".docx":
        document = docx.Document(str(file))
        yield from (paragraph.text for paragraph in document.paragraphs)
        yield from (cell.text for table in document.tables for row in table.rows for cell in row.cells)


def ran(name: str, folder: Path, *arguments: str) -> Part:
    """A command: its exit code, what it prints and every file that it writes."""
    before = {each: each.stat().st_mtime_ns for each in folder.iterdir()}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        code = command([*arguments, "--quiet"])
    said = TIMES.sub("…", printed.getvalue().replace(str(folder), "FOLDER").replace(str(ROOT), "ROOT"))
    yield f"{name}/printed", f"exit code {int(code)}\n{said}"
    for file in sorted(folder.iterdir()):
        if before.get(file) != file.stat().st_mtime_ns and (lines := list(text_of(file))):
            yield f"{name}/{file.name}", TIMES.sub("…", "\n".join(lines).replace(str(folder), "FOLDER"))


def solved(name: str, book: Path, folder: Path) -> Part:
    yield from ran(f"{name}/solve", folder, "solve", str(book), "--out", str(folder / "plan.xlsx"), "--brief")


def shipped() -> Part:
    for name in ("quickstart", "gallium_germanium", "graphite_anode", "antibiotics"):
        with tempfile.TemporaryDirectory() as made:
            yield from solved(f"shipped/{name}", INPUTS / f"{name}.xlsx", Path(made))


def of_studies(name: str, book: Path, folder: Path, **options: list[str]) -> Part:
    """A plan, then each study with its own options beside the workbook's; the plan is that of ``solve``."""
    yield from solved(name, book, folder)
    plan = str(folder / "plan.xlsx")
    for study, own in options.items():
        has_plan = [plan] if study in ("explain", "roll", "drift") else []
        if study == "drift":
            out = ["--out", str(folder / "drift.xlsx")]
            yield from ran(f"{name}/drift", folder, "drift", str(folder / "roll.xlsx"), *has_plan, *own, *out)
            continue
        out = ["--out", str(folder / f"{study}.xlsx")]
        yield from ran(f"{name}/{study}", folder, study, str(book), *has_plan, *own, *out)


def changed(book: Path, folder: Path, sheet: str, cell: str, value: Any) -> Path:
    """A copy of a workbook with one cell changed."""
    opened = openpyxl.load_workbook(book)
    opened[sheet][cell] = value
    opened.save(folder / "changed.xlsx")
    return folder / "changed.xlsx"


def studies() -> Part:
    quick, graphite = INPUTS / "quickstart.xlsx", INPUTS / "graphite_anode.xlsx"
    with tempfile.TemporaryDirectory() as made:
        yield from of_studies(
            "studies/quickstart", quick, Path(made), frontier=["--steps", "3"], batch=[], explain=["--within", "2%"],
            tornado=[], roll=["--to", "2027"], drift=[],
        )  # fmt: skip
    with tempfile.TemporaryDirectory() as made:
        no_plan = changed(quick, Path(made), "Capacity", "E3", 60)
        yield from ran("studies/no plan", Path(made), "solve", str(no_plan), "--out", str(Path(made) / "plan.xlsx"))
    with tempfile.TemporaryDirectory() as made:
        yield from of_studies(
            "studies/graphite", graphite, Path(made), foresight=["--future", "Dumping for good", "20%", "2029"],
            roll=["--to", "2027"], drift=[],
        )  # fmt: skip


def large() -> Part:
    example = INPUTS / "rare_earths.xlsx"
    with tempfile.TemporaryDirectory() as made:
        yield from of_studies(
            "large/example", example, Path(made),
            explain=["--why", "Browns Range", "Hanau lines"],
            frontier=["--limit", "Magnets from one country", "--steps", "2"],
            batch=["--only", "High demand", "Price collapse", "--skip-regret"],
            tornado=["--only", "Price of Chinese Dy oxide", "Price of Chinese magnets", "--skip-break-even",
                     "--skip-limits"],
            roll=["--to", "2027"], drift=[],
        )  # fmt: skip


PARTS: dict[str, Callable[[], Part]] = {
    "micro": micro, "golden": golden, "fuzzer": fuzzer, "shipped": shipped, "studies": studies, "large": large,
}  # fmt: skip


# ---------------------------------------------------------------------------------------------- record and compare


def recorded(parts: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in parts:
        for name, text in PARTS[part]():
            found[name] = text
        print(f"{part}: {sum(each.startswith(part) for each in found)} recorded", flush=True)
    return found


def differences(before: dict[str, str], now: dict[str, str]) -> Iterator[str]:
    """Missing, new or changed parts, each with the first lines that differ."""
    before, now = ({name: KEYS.sub("…", text) for name, text in each.items()} for each in (before, now))
    for name in sorted(before.keys() | now.keys()):
        if name not in now or name not in before:
            yield f"{name}: {'no longer there' if name in before else 'new'}"
        elif before[name] != now[name]:
            lines = difflib.unified_diff(before[name].splitlines(), now[name].splitlines(), lineterm="", n=0)
            told = [line for line in lines if not line.startswith(("---", "+++", "@@"))]
            yield "\n".join([f"{name}: {len(told)} lines differ", *(f"    {line}" for line in told[:SHOWN])])


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("action", choices=("record", "compare"))
    options.add_argument("file", type=Path)
    options.add_argument("--only", nargs="+", choices=PARTS, default=[each for each in PARTS if each != "large"])
    given = options.parse_args()
    now = recorded(given.only)
    if given.action == "record":
        given.file.parent.mkdir(parents=True, exist_ok=True)
        given.file.write_bytes(gzip.compress(json.dumps(now, ensure_ascii=False).encode(), mtime=0))
        print(f"{len(now)} recorded in {given.file}")
        return 0
    before = json.loads(gzip.decompress(given.file.read_bytes()))
    before = {name: text for name, text in before.items() if name.partition("/")[0] in given.only}
    told = list(differences(before, now))
    print("\n".join([*told, f"{len(now)} compared, {len(told)} differ"]))
    return 1 if told else 0


if __name__ == "__main__":
    raise SystemExit(main())
