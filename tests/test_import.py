"""Imports: proposals from files as publishers write them, their source, and those accepted in a copy."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from syrupy.assertion import SnapshotAssertion

import model
from tests.inline import tables
from tests.steps import ExitCode, main, write_inputs

BOOK = """
    Countries
    country
    USA
    South Korea
    Estonia

    Sites
    site  | country
    Port  | USA
    Busan | South Korea

    Commodities
    commodity | unit
    oxide     | t
    magnet    | t

    Suppliers
    supplier     | site  | commodity | price | limit | source
    Korean trade | Busan | oxide     | 50    | 100   | estimated: a trade paper

    Capacity
    plant   | site | existing capacity
    Factory | Port | 100

    Routes
    from | to  | commodity
    any  | any | any

    Recipes
    recipe | commodity | quantity
    press  | oxide     | -1
    press  | magnet    | 1

    Operations
    plant   | recipe
    Factory | press

    Demand
    market | product | 2026 | shortage cost
    Port   | magnet  | 1    | 1000
"""

TRADE = """
    Imports
    import | sheet     | format   | only                                 | year
    trade  | Suppliers | comtrade | flowDesc = Import; cmdCode = 2846*   | 2026

    Import columns
    import | column    | take         | value | per    | factor
    trade  | supplier  | partnerDesc  |       |        |
    trade  | site      |              | Busan |        |
    trade  | commodity |              | oxide |        |
    trade  | limit     | netWgt       |       |        | 0.001
    trade  | price     | primaryValue |       | netWgt | 1000

    Import names
    import | found         | name
    any    | Rep. of Korea | Korean trade
"""

COMTRADE = """refYear,reporterDesc,partnerDesc,flowDesc,cmdCode,netWgt,isNetWgtEstimated,primaryValue
2024,USA,Rep. of Korea,Import,284690,80000,FALSE,3600000
2024,USA,Rep. of Korea,Import,284610,40000,TRUE,2400000
2024,USA,Rep. of Korea,Export,284690,7000,FALSE,1
2024,USA,Japan,Import,284690,"20,000",FALSE,1000000
2024,USA,Estonia,Import,284690,,FALSE,5
"""
"""Korea: 120,000 kg for 6 million, so 120 t at 50,000; its price in the workbook is 50."""


def book(tmp_path: Path, more: str) -> Path:
    path = tmp_path / "book.xlsx"
    write_inputs(path, tables(BOOK, more))
    return path


def proposals(path: Path) -> list[dict[str, object]]:
    rows = list(load_workbook(path)["Proposals"].iter_rows(min_row=3, values_only=True))
    return [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]]


def asked(tmp_path: Path, workbook: Path, data: str, name: str = "data.csv") -> tuple[int, Path]:
    file, out = tmp_path / name, tmp_path / "proposals.xlsx"
    file.write_bytes(data.encode())
    return main(["import", str(workbook), str(file), "--out", str(out)]), out


def accept_all(path: Path) -> None:
    edited = load_workbook(path)
    for row in edited["Proposals"].iter_rows(min_row=4):
        row[0].value = "Yes"
    edited.save(path)


def test_what_a_publisher_says_is_proposed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    workbook = book(tmp_path, TRADE)
    before = workbook.read_bytes()
    code, out = asked(tmp_path, workbook, COMTRADE)
    assert code == ExitCode.OPTIMAL
    found = {(row["row"], row["column"]): row for row in proposals(out)}
    korea = found["Korean trade", "limit"]
    assert (korea["in the workbook"], korea["proposed"], korea["year"]) == (100, pytest.approx(120), 2026)
    assert korea["lines of the file"] == "2–3"
    assert found["Korean trade", "price"]["proposed"] == pytest.approx(50_000)
    assert str(korea["source"]).startswith("estimated: UN Comtrade"), "one of two weights"
    assert str(found["Japan", "price"]["source"]).startswith("reported: UN Comtrade")
    assert (found["Japan", "limit"]["proposed"], found["Japan", "limit"]["new row"]) == (20, "yes")
    assert ("Korean trade", "site") not in found, "no difference"
    assert workbook.read_bytes() == before
    assert capsys.readouterr().out.replace(str(tmp_path), "") == snapshot


def test_what_is_accepted_goes_into_a_copy(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    workbook = book(tmp_path, TRADE)
    _, out = asked(tmp_path, workbook, COMTRADE)
    edited = load_workbook(out)
    for row in edited["Proposals"].iter_rows(min_row=4):
        row[0].value = (
            "yes" if (row[2].value != "Estonia" and row[3].value != "price") or row[2].value == "Japan" else None
        )
    edited.save(out)
    copy, before = tmp_path / "copy.xlsx", workbook.read_bytes()
    assert main(["import", str(workbook), "--accept", str(out), "--out", str(copy)]) == ExitCode.OPTIMAL
    assert workbook.read_bytes() == before
    rows = model.to_frames(model.load(copy))["Suppliers"].set_index("supplier")
    assert rows.loc["Korean trade", "limit 2026"] == pytest.approx(120)
    assert rows.loc["Korean trade", "price 2026"] == 50
    assert rows.loc["Japan", "price 2026"] == pytest.approx(50_000)
    assert rows.loc["Korean trade", "source"] == snapshot
    again = main(["import", str(copy), "--accept", str(out), "--out", str(tmp_path / "twice.xlsx")])
    assert again == ExitCode.INPUT, "it has changed"


USGS = """\
Source,Country,Type,Prod_t_2023,Prod_t_est_2024,Reserves_t
MCS2025,USA,"Mine production, oxide","41,600","45,000",1900000
MCS2025,Republic of Korea,"Mine production, oxide",W,10,NA
"""
PRODUCTION = """
    Imports
    import     | sheet     | format | only           | year | source
    production | Suppliers | usgs   | year = 2024    | 2026 | reported: MCS 2025, 2025-01-31, public domain

    Import columns
    import     | column    | take    | value | factor
    production | supplier  | Country |       |
    production | site      |         | Port  |
    production | commodity |         | oxide |
    production | price     |         | 10    |
    production | limit     | value   |       | 2
"""


def test_production_by_year_is_read_with_its_grade(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    _, out = asked(tmp_path, book(tmp_path, PRODUCTION), USGS)
    found = {(row["row"], row["column"]): row for row in proposals(out)}
    assert found["USA", "limit"]["proposed"] == 90_000
    assert found["USA", "limit"]["source"] == snapshot


SDMX = """\
DATAFLOW,freq,reporter,partner,product,flow,indicators,TIME_PERIOD,OBS_VALUE,OBS_FLAG
ESTAT:DS-045409,A,EU27_2020,KR,28469030,1,QUANTITY_IN_100KG,2026,500,
ESTAT:DS-045409,A,EU27_2020,KR,28469030,1,QUANTITY_IN_100KG,2027,700,p
ESTAT:DS-045409,A,EU27_2020,KR,28469030,1,QUANTITY_IN_100KG,2024,1,
"""
EUROSTAT = """
    Imports
    import | sheet     | format
    eu     | Suppliers | eurostat

    Import columns
    import | column    | take      | value        | factor
    eu     | supplier  |           | Korean trade |
    eu     | site      |           | Busan        |
    eu     | commodity |           | oxide        |
    eu     | limit     | OBS_VALUE |              | 0.1
"""


def test_values_by_year_keep_their_years(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workbook = tmp_path / "eu.xlsx"
    write_inputs(workbook, tables("Settings\nlast year | 2027", BOOK, EUROSTAT))
    _, out = asked(tmp_path, workbook, SDMX)
    assert [(row["year"], row["proposed"]) for row in proposals(out)] == [(2026, 50), (2027, 70)]
    assert "2024 is no" in capsys.readouterr().out
    accept_all(out)
    copy = tmp_path / "copy.xlsx"
    assert main(["import", str(workbook), "--accept", str(out), "--out", str(copy)]) == ExitCode.OPTIMAL
    assert model.to_frames(model.load(copy))["Suppliers"].loc[0, ["limit 2026", "limit 2027"]].tolist() == [50, 70]


def test_every_error_of_an_import_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    wrong = TRADE
    for right, slip in (
        ("partnerDesc ", "partner "),
        ("cmdCode = ", "code = "),
        ("netWgt       |       ", "netWgt | 5 "),
    ):
        wrong = wrong.replace(right, slip)
    code, out = asked(tmp_path, book(tmp_path, wrong), COMTRADE)
    assert code == ExitCode.INPUT
    assert not out.exists()
    assert capsys.readouterr().err.replace(str(tmp_path), "") == snapshot


def test_what_cannot_be_read_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workbook = book(tmp_path, TRADE)
    for data in ("", "one column\n1\n", "a,a\n1,2\n", "\0\0"):
        code, out = asked(tmp_path, workbook, data)
        assert code != ExitCode.OPTIMAL and not out.exists()
    code, out = asked(tmp_path, workbook, COMTRADE)
    assert main(["import", str(workbook), "--accept", str(out), "--out", str(tmp_path / "c.xlsx")]) == ExitCode.INPUT
    assert main(["import", str(workbook)]) == ExitCode.INPUT
    accept_all(out)
    refused, _ = asked(tmp_path, workbook, COMTRADE)
    assert refused == ExitCode.OUTPUT, "edited proposals stay"
    said = capsys.readouterr().err
    assert "edited" in said, said
