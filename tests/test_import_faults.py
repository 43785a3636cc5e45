"""Imports that could go wrong silently: numbers with two meanings, workbooks and lists that have changed since."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from openpyxl import load_workbook
from syrupy.assertion import SnapshotAssertion

import model
from tests.steps import ExitCode, main
from tests.test_import import accept_all, asked, book, proposals

SIMPLE = """
    Imports
    import | sheet     | format | year
    x      | Suppliers | csv    | 2026

    Import columns
    import | column    | take | value
    x      | supplier  | who  |
    x      | site      |      | Busan
    x      | commodity |      | oxide
    x      | limit     | t    |
"""
DATA = "who,t\nKorean trade,120\n"


def limits(tmp_path: Path, data: str, more: str = SIMPLE) -> list[object]:
    code, out = asked(tmp_path, book(tmp_path, more), data)
    assert code == ExitCode.OPTIMAL
    return [row["proposed"] for row in proposals(out) if row["column"] == "limit"]


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ("who;t\nKorean trade;1.234\nKorean trade;2.500,5\n", 3734.5),
        ("who;t\nKorean trade;1,234\nKorean trade;0,5\n", 1.734),
        ("who,t\nKorean trade,1.234\n", 1.234),
        ('who,t\nKorean trade,"1,234"\nKorean trade,0.5\n', 1234.5),
        ("who;t\nKorean trade;1 234,5\n", 1234.5),
        ("\ufeffwho;t\r\n Korean\u00a0 trade ;5,5\r\n", 5.5),
        ("who,t\rKorean trade,5\r", 5),
        ('who,t\n"Korean\ntrade",5\n', 5),
    ],
)
def test_numbers_are_read_as_the_others_of_their_file(tmp_path: Path, data: str, wanted: float) -> None:
    assert limits(tmp_path, data) == [pytest.approx(wanted)]


def test_decimal_commas_of_a_publisher_saved_again(tmp_path: Path) -> None:
    """Not 55."""
    assert limits(tmp_path, "who;t\nKorean trade;5,5\n", SIMPLE.replace("csv ", "eurostat")) == [5.5]


def test_semicolons_separate_where_headers_have_commas(tmp_path: Path) -> None:
    assert limits(tmp_path, "who;t (a, b)\nKorean trade;5\n", SIMPLE.replace("| t ", "| t (a, b) ")) == [5]


@pytest.mark.parametrize("data", ["who;t\nKorean trade;1.234\n", 'who,t\nKorean trade,"1,234"\n'])
def test_numbers_with_two_meanings_are_left_out(tmp_path: Path, data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert limits(tmp_path, data) == []
    assert "no clear number" in capsys.readouterr().out


@pytest.mark.parametrize("data", ["who,t\nKorea, South,5\n", 'who,t\n"Korean trade,5\n' + "x,5\n" * 50_000])
def test_files_that_are_no_table_are_refused(tmp_path: Path, data: str) -> None:
    code, out = asked(tmp_path, book(tmp_path, SIMPLE), data)
    assert code == ExitCode.INPUT
    assert not out.exists()


def test_years_of_four_digits(tmp_path: Path) -> None:
    years = "who,t,y\nKorean trade,5,2026.0\nKorean trade,6,20261\nKorean trade,1,202612\n"
    assert limits(tmp_path, years, SIMPLE.replace("| 2026", "| y")) == [6]


def test_a_name_of_the_import_goes_before_one_of_all(tmp_path: Path) -> None:
    names = """
        Import names
        import | found | name
        x      | K     | Korean trade
        any    | K     | Other
    """
    code, out = asked(tmp_path, book(tmp_path, SIMPLE + names), "who,t\nK,5\n")
    assert code == ExitCode.OPTIMAL
    assert [row["row"] for row in proposals(out)] == ["Korean trade"]


@pytest.mark.parametrize(
    "wrong",
    [SIMPLE + "    x | LIMIT | t |\n", "Imports\nimport | sheet\nx | Changes", "Imports\nimport | sheet\nx | Settings"],
)
def test_what_identifies_no_cell_is_refused(tmp_path: Path, wrong: str) -> None:
    code, _ = asked(tmp_path, book(tmp_path, wrong), DATA)
    assert code == ExitCode.INPUT


def accepted(tmp_path: Path, workbook: Path, changed: Mapping[str, object], data: str = DATA) -> tuple[int, Path]:
    _, out = asked(tmp_path, workbook, data)
    accept_all(out)
    edited = load_workbook(out)
    page = edited["Proposals"]
    headers = {cell.value: cell.column for cell in page[3]}
    for header, value in changed.items():
        page.cell(4, headers[header]).value = value
    edited.save(out)
    copy = tmp_path / "copy.xlsx"
    return main(["import", str(workbook), "--accept", str(out), "--out", str(copy)]), copy


def test_a_value_that_has_changed_since_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    workbook = book(tmp_path, SIMPLE)
    _, out = asked(tmp_path, workbook, DATA)
    accept_all(out)
    edited = load_workbook(workbook)
    edited["Suppliers"]["E3"].value = 77
    edited.save(workbook)
    copy = tmp_path / "copy.xlsx"
    assert main(["import", str(workbook), "--accept", str(out), "--out", str(copy)]) == ExitCode.INPUT
    assert not copy.exists()
    assert capsys.readouterr().err.replace(str(tmp_path), "") == snapshot


@pytest.mark.parametrize(
    ("header", "value"),
    [("proposed", "lots"), ("proposed", None), ("year", "x"), ("column", "none"), ("sheet", "none"), ("row", "a · b")],
)
def test_edited_proposals_are_refused_in_words(
    tmp_path: Path, header: str, value: object, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    code, copy = accepted(tmp_path, book(tmp_path, SIMPLE), {header: value})
    assert code == ExitCode.INPUT
    assert not copy.exists()
    assert capsys.readouterr().err.replace(str(tmp_path), "") == snapshot


def test_rows_that_are_not_in_use_get_values_too(tmp_path: Path) -> None:
    workbook = book(
        tmp_path, SIMPLE + "\nSuppliers\nsupplier | site | commodity | price | in use\nIdle | Busan | oxide | 1 | no"
    )
    code, copy = accepted(tmp_path, workbook, {}, "who,t\nIdle,120\n")
    assert code == ExitCode.OPTIMAL
    rows = model.to_frames(model.load(copy))["Suppliers"].set_index("supplier")
    assert rows.loc["Idle", "limit 2026"] == 120


def test_names_with_dots(tmp_path: Path) -> None:
    more = SIMPLE + "    x | price | t |\n"
    code, copy = accepted(tmp_path, book(tmp_path, more), {}, "who,t\nMine · big,5\n")
    assert code == ExitCode.OPTIMAL
    assert "Mine · big" in set(model.to_frames(model.load(copy))["Suppliers"]["supplier"])


def test_shares_are_shown_as_such(tmp_path: Path) -> None:
    """25 in a column of per cent is 2,500 %."""
    shares = """
        Imports
        import | sheet
        x      | Operations

        Import columns
        import | column        | take
        x      | plant         | who
        x      | recipe        | how
        x      | maximum share | t
    """
    code, out = asked(tmp_path, book(tmp_path, shares), "who,how,t\nFactory,press,25\n")
    assert code == ExitCode.OPTIMAL
    (row,) = proposals(out)
    assert (row["unit"], row["proposed"]) == ("%", 25)
    cells = load_workbook(out)["Proposals"][4]
    assert [cell.number_format for cell in cells if cell.value == 25] == ["0.######%"]


@pytest.mark.parametrize("lines", [3, 1000])
def test_a_quotation_mark_that_is_not_closed_swallows_no_line(
    tmp_path: Path, lines: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """At the end of the file, or where a later one closes it."""
    open_to_the_end = 'who,t\n"Korean trade,120\n' + "Korean trade,1\n" * lines
    for data in (open_to_the_end, f'{open_to_the_end}"Korean trade",5\n'):
        code, out = asked(tmp_path, book(tmp_path, SIMPLE), data)
        assert code == ExitCode.INPUT and not out.exists()
        assert "quotation mark" in capsys.readouterr().err


@pytest.mark.parametrize("said", ["1e-320", "1e300", "-1E-40", "inf", "nan"])
def test_a_size_that_nothing_has_is_listed_as_not_read(
    tmp_path: Path, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Divided by 1e-320 kg, a value is a price beyond all numbers."""
    assert limits(tmp_path, f"who,t\nKorean trade,{said}\n") == []
    assert f"'t' is '{said}'" in capsys.readouterr().out


@pytest.mark.parametrize("name", [".", "/dev/zero"])
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path if name == "." else Path(name)
    if path.exists():  # there is no endless device everywhere
        assert main(["import", str(book(tmp_path, SIMPLE)), str(path), "--out", str(tmp_path / "out.xlsx")]) == 2
        assert "is no file" in capsys.readouterr().err


def test_a_file_that_would_take_minutes_is_refused_unread(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (tmp_path / "large.csv").open("wb") as file:
        file.truncate(60_000_000)
    given = [str(book(tmp_path, SIMPLE)), str(tmp_path / "large.csv"), "--out", str(tmp_path / "out.xlsx")]
    assert main(["import", *given]) == ExitCode.INPUT
    assert "50 MB" in capsys.readouterr().err
