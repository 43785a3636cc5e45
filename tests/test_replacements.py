"""What a wrong cell is corrected to, where the reader knows it: certain, or a guess that the planner confirms."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.cell import coordinate_to_tuple

from model import Problem
from model.testing import SHEET_OF
from tests.books import put
from tests.shipped import INPUTS
from tests.steps import Patch, check_workbook, load_grid, main

Typed = Callable[[Any], Any]


def shown(value: float) -> str:
    return f"{value:.10g}"


def same(value: Any) -> Any:
    return value


MISTAKES: dict[str, dict[str, tuple[Typed, Typed]]] = {
    "number": {
        "decimal comma": (lambda v: shown(v + 0.5).replace(".", ","), lambda v: v + 0.5),
        "thousands marks": (lambda v: "1'234.5", lambda v: 1234.5),
        "a unit": (lambda v: f"{shown(v)} t", same),
        "as text": (shown, same),
        "a minus sign": (lambda v: -abs(v), same),
        "no number": (lambda v: "TBD", same),
        "about": (lambda v: f"~{shown(v)}", same),
        "a range": (lambda v: f"{shown(v)}-{shown(2 * v)}", same),
        "O for 0": (lambda v: "1O0", lambda v: 100),
        "a currency": (lambda v: f"USD {shown(v)}", same),
    },
    "per cent": {
        "85 for 85 %": (lambda v: 100 * v if v * 100 > 1 else 85, lambda v: v if v * 100 > 1 else 0.85),
        "as text": (lambda v: f"{shown(100 * v)} %", same),
        "decimal comma": (lambda v: "12,5 %", lambda v: 0.125),
    },
    "reference": {
        "a letter dropped": (lambda v: v[:-2] + v[-1], same),
        "a space at the end": (lambda v: f"{v} ", same),
        "other capitals": (str.upper, same),
        "a Cyrillic letter": (lambda v: v.replace("o", "о", 1) if "o" in v else v.replace("a", "а", 1), same),
        "unknown": (lambda v: "Nowhere at all", same),
        "two letters swapped": (lambda v: v[0] + v[2] + v[1] + v[3:], same),
    },
    "choice": {
        "a letter dropped": (lambda v: v[:-1], same),
        "other capitals": (str.upper, same),
        "unknown": (lambda v: "zzz", same),
    },
    "year": {
        "as text": (str, same),
        "two digits": (lambda v: v % 100, same),
        "a question mark": (lambda v: f"{v}?", same),
        "far": (lambda v: 2099, same),
    },
}  # fmt: skip
KINDS = {"number": "number", "yearly": "number", "reference": "reference", "choice": "choice", "year": "year"}


def kind_of(column: Any) -> str:
    return "per cent" if column.is_percent else KINDS.get(column.kind.value, "")


def spots(grids: dict[str, Any]) -> dict[str, list[tuple[str, Any]]]:
    """Filled cells by kind of column, each with its sheet."""
    cells: dict[str, list[tuple[str, Any]]] = {kind: [] for kind in MISTAKES}
    for sheet in SHEET_OF.values():
        if sheet.vertical or sheet.name not in grids or sheet.name in ("Changes", "What-ifs", "Ranges"):
            continue
        heads = {cell.column: str(cell.value) for cell in grids[sheet.name].rows[0]}
        for row in grids[sheet.name].rows[2:]:
            for cell in row:
                head = heads.get(cell.column, "")
                columns = (c for c in sheet.columns if c.header == head or (c.bare and head.isdigit()))
                kind = kind_of(column) if (column := next(columns, None)) else ""
                is_number = isinstance(cell.value, int | float)
                if kind and cell.value and (kind not in ("number", "per cent") or is_number):
                    cells[kind].append((sheet.name, cell))
    return cells


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, Any, Problem | None]]:
    """A hundred mistakes in four workbooks, so that they do not hide one another: the name of each, the value that was
    meant, and the problem that is told of its cell."""
    grids, chance = load_grid(INPUTS / "gallium_germanium.xlsx"), random.Random(3)
    cells = spots(grids)
    mistakes = [(kind, name) for kind, names in MISTAKES.items() for name in names]
    told: list[tuple[str, Any, Problem | None]] = []
    for _ in range(4):
        typed: dict[tuple[str, str], Any] = {}
        meant: dict[tuple[str, str], tuple[str, Any]] = {}
        for kind, name in mistakes:
            sheet, cell = chance.choice(cells[kind])
            if (sheet, cell.address) not in typed:
                wrong, right = MISTAKES[kind][name]
                typed[sheet, cell.address] = wrong(cell.value)
                meant[sheet, cell.address] = f"{kind}: {name}", right(cell.value)
        patch = Patch((INPUTS / "gallium_germanium.xlsx").read_bytes())
        for (sheet, address), value in typed.items():
            patch.put(sheet, {coordinate_to_tuple(address): value}, percents={coordinate_to_tuple(address): False})
        path = tmp_path_factory.mktemp("mistakes") / "book.xlsx"
        path.write_bytes(patch.content())
        problems = {(p.sheet, p.cell): p for p in check_workbook(path)[1]}
        told += [(name, value, problems.get(place)) for place, (name, value) in meant.items()]
    return told


def is_same(value: Any, meant: Any) -> bool:
    return value == meant or (not isinstance(value, str) and value == pytest.approx(meant, rel=1e-9))


def test_most_mistakes_have_a_replacement_and_what_is_certain_is_right(
    planted: list[tuple[str, Any, Problem | None]],
) -> None:
    """In words 62 of 102 had a value, and a program would have had to read them."""
    filled = [(name, meant, p.replacement) for name, meant, p in planted if p is not None and p.replacement]
    assert len(planted) > 98 and len(filled) >= 80, sorted(
        (name, p.fix if p else "") for name, _, p in planted if p is None or p.replacement is None
    )
    wrong = [(name, meant, r) for name, meant, r in filled if r.is_certain and not is_same(r.value, meant)]
    assert not wrong


def test_a_guess_is_none_that_is_certain(planted: list[tuple[str, Any, Problem | None]]) -> None:
    """What asks 'did you mean', or says 'if', is not applied unasked."""
    asked = [p for _, _, p in planted if p is not None and p.replacement and p.replacement.is_certain]
    assert asked and not [p.fix for p in asked if "Did you mean" in p.fix or ", if that" in p.fix]


@pytest.mark.parametrize(
    ("place", "typed", "replacement"),
    [
        ("Demand!C3", "1,5 ", {"value": 1.5, "is_certain": True}),
        ("Demand!A3", "Magnets works ", None),
        ("Settings!B3", "2O28", {"value": 2028, "is_certain": True}),
        ("Settings!A2", "frist year", {"value": "first year", "is_certain": False}),
    ],
)  # fmt: skip
def test_check_as_json_has_it(
    place: str, typed: Any, replacement: dict[str, Any] | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.load_workbook(INPUTS / "quickstart.xlsx")
    put(place, typed)(book)
    book.save(tmp_path / "book.xlsx")
    main(["check", str(tmp_path / "book.xlsx"), "--json"])
    problems = {f"{p['sheet']}!{p['cell']}": p for p in json.loads(capsys.readouterr().out)["problems"]}
    assert problems[place]["replacement"] == replacement
