"""Sheets in the browser: typed, pasted, corrected and undone in the desk's copy, and what must not be possible."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from tests.books import put
from tests.browser import Browser, browser, needs_browser
from tests.desk import Answered, ServedDesk, served
from tests.shipped import INPUTS

QUICK_START = INPUTS / "quickstart.xlsx"
LONGEST = 60.0


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with served(tmp_path_factory.mktemp("desk")) as one:
        one.log_in()
        yield one


def workbook(**cells: Any) -> bytes:
    """The quick start with other values in some cells, such as ``Demand_C3``."""
    book = openpyxl.load_workbook(QUICK_START)
    for place, value in cells.items():
        put(place.replace("_", "!"), value)(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


class Page:
    """The sheets of a workbook as the page asks for them."""

    def __init__(self, desk: ServedDesk, name: str, content: bytes) -> None:
        self.desk, self.place = desk, desk.dropped(name, content)
        self.version = self.sheet("Demand")["version"]

    @classmethod
    def opened(cls, desk: ServedDesk, place: str) -> Page:
        """Those of a workbook that the desk has."""
        page = cls.__new__(cls)
        page.desk, page.place = desk, place
        page.version = page.sheet("Demand")["version"]
        return page

    def sheet(self, title: str) -> dict[str, Any]:
        answered = self.desk.get(f"{self.place}/sheet?sheet={title.replace(' ', '%20')}")
        assert answered.status == 200, answered.text
        return dict(json.loads(answered.text))

    def ask(self, what: str, sheet: str = "Demand", **form: Any) -> Answered:
        return self.desk.post(f"{self.place}/sheet/{what}", {"version": self.version, "sheet": sheet, **form})

    def do(self, what: str, sheet: str = "Demand", **form: Any) -> dict[str, Any]:
        answered = self.ask(what, sheet, **form)
        assert answered.status == 200, answered.text
        answer = dict(json.loads(answered.text))
        self.version = answer["version"]
        return answer

    def type(self, sheet: str, *edits: tuple[int, int, str]) -> dict[str, Any]:
        return self.do("cells", sheet, edits=json.dumps(edits))

    @property
    def file(self) -> bytes:
        return self.desk.get(f"{self.place}/file").content

    def cell(self, sheet: str, cell: str) -> Any:
        return openpyxl.load_workbook(io.BytesIO(self.file))[sheet][cell]


def head(page: Page, sheet: str, title: str) -> int:
    return next(column["number"] for column in page.sheet(sheet)["columns"] if column["title"] == title)


def test_a_cell_is_typed_checked_and_undone_to_the_byte(desk: ServedDesk) -> None:
    content = QUICK_START.read_bytes()
    page = Page(desk, "typed.xlsx", content)
    quantity = next(c["number"] for c in page.sheet("Demand")["columns"] if c["is_number"] and c["unit"] == "unit/y")
    answer = page.type("Demand", (3, quantity, "1'250"))
    (problem,) = [problem for problem in answer["problems"] if not problem["is_warning"]]
    assert problem["words"] == "Correct to 1250" and answer["certain"] == 1 and answer["errors"] == {"Demand": 1}
    answer = page.do("correct")
    assert not answer["errors"] and "1250" in answer["lines"]["3"].values()
    assert page.desk.get(f"{page.place}/sheet?sheet=Demand&full=1").status == 200
    page.do("undo")
    assert not page.do("undo")["can_undo"] and page.file == content


def test_what_was_undone_is_made_again_until_something_else_is_changed(desk: ServedDesk) -> None:
    page = Page(desk, "redo.xlsx", QUICK_START.read_bytes())
    states = [page.file]
    for year in ("2041", "2042"):
        assert not page.type("Settings", (3, 2, year))["can_redo"]
        states.append(page.file)
    for what, at in (("undo", 1), ("undo", 0), ("redo", 1), ("redo", 2), ("undo", 1)):
        assert page.do(what)["can_redo"] == (at < 2)
        assert page.file == states[at]
    assert not page.type("Settings", (3, 2, "2043"))["can_redo"]
    assert page.ask("redo").status == 422
    assert page.cell("Settings", "B3").value == 2043


def test_a_copy_is_written_beside_the_original_and_over_nothing(tmp_path: Path) -> None:
    source = tmp_path / "own.xlsx"
    source.write_bytes(QUICK_START.read_bytes())
    with served(tmp_path, book=source) as desk:
        desk.log_in()
        (place,) = set(re.findall(r"/w/\w+", desk.get("/").text))
        page = Page.opened(desk, place)
        page.type("Settings", (3, 2, "2041"))
        assert f'action="{place}/beside"' in desk.get(place).text
        names = ["own (changed).xlsx", "own (changed 2).xlsx"]
        for name in names:
            answered = desk.post(f"{place}/beside")
            assert name in desk.get(answered.place).text
            assert (tmp_path / name).read_bytes() == page.file
        assert source.read_bytes() == QUICK_START.read_bytes()
        dropped = Page(desk, "dropped.xlsx", QUICK_START.read_bytes())
        assert desk.post(f"{dropped.place}/beside").status == 422


def test_states_to_which_nothing_leads_are_deleted_also_by_a_what_if(desk: ServedDesk) -> None:
    page = Page(desk, "states.xlsx", QUICK_START.read_bytes())
    page.type("Settings", (3, 2, "2041"))
    page.do("undo")
    form = {"name": "More", "sheet": "Demand", "rows": "any", "column": "quantity", "operation": "multiply", "value": 2}
    assert desk.post(f"{page.place}/what-if/save", form).status == 200
    (folder,) = desk.folder.glob(f"users/*/workbooks/{page.place.rpartition('/')[2]}")
    assert len(list(folder.iterdir())) == 2


def test_a_guess_is_applied_alone(desk: ServedDesk) -> None:
    page = Page(desk, "guess.xlsx", workbook(Demand_C3="1,5", Settings_A2="frist year"))
    settings = page.sheet("Settings")
    assert [problem["replacement"]["is_certain"] for problem in settings["problems"] if problem["words"]] == [False]
    after = page.do("correct", "Settings")
    assert after["errors"] == {"Settings": 1} and after["certain"] == 0
    assert not page.do("correct", "Settings", place="Settings!A2")["errors"]


def test_a_correction_that_only_the_full_check_knows_is_made(desk: ServedDesk) -> None:
    book = openpyxl.load_workbook(QUICK_START)
    change = {"what-if": "More", "sheet": "Demandx", "rows": "any", "column": "quantity", "operation": "multiply"}
    for title, cells in (("What-ifs", {"what-if": "More"}), ("Changes", change | {"value": 1.1})):
        heads = {cell.value: cell.column for cell in book[title][1]}
        for head, value in cells.items():
            book[title].cell(3, heads[head]).value = value
    address = book["Changes"].cell(3, heads["sheet"]).coordinate
    content = io.BytesIO()
    book.save(content)
    sheet = Page(desk, "full.xlsx", content.getvalue())
    full = json.loads(desk.get(f"{sheet.place}/sheet?sheet=Changes&full=1").text)
    assert [problem["cell"] for problem in full["problems"] if problem["words"]] == [address]
    sheet.do("correct", "Changes", place=f"Changes!{address}")
    assert sheet.cell("Changes", address).value == "Demand"


def test_errors_are_listed_with_their_row_and_their_correction(desk: ServedDesk) -> None:
    page = Page(desk, "listed.xlsx", workbook(Demand_C3="1,5"))
    text = desk.until(f"{page.place}/check", lambda text: "must be corrected" in text)
    assert "certain correction<" in text and "<mark>1,5</mark>" in text and "Correct to 1.5" in text
    desk.post(f"{page.place}/correct", {"version": page.version, "place": "Demand!C3"})
    assert page.cell("Demand", "C3").value == 1.5
    assert "Changed here since" in desk.get(page.place).text


def test_per_cent_is_read_as_excel_takes_it(desk: ServedDesk) -> None:
    page = Page(desk, "percent.xlsx", QUICK_START.read_bytes())
    rate = next(int(line) for line, cells in page.sheet("Settings")["lines"].items() if cells["A"] == "discount rate")
    for typed, value in (("7", 0.07), ("85 %", 0.85), ("0.5", 0.5)):
        page.type("Settings", (rate, 2, typed))
        cell = page.cell("Settings", f"B{rate}")
        assert cell.value == value and "%" in cell.number_format


def test_rows_are_pasted_below_the_table_and_deleted(desk: ServedDesk) -> None:
    page = Page(desk, "rows.xlsx", QUICK_START.read_bytes())
    before = page.sheet("Sites")["lines"]
    last = max(map(int, before))
    country = before[str(last)]["B"]
    page.type(
        "Sites", (last + 1, 1, "New port"), (last + 1, 2, country), (last + 2, 1, "Second"), (last + 2, 2, country)
    )
    assert page.cell("Sites", f"A{last + 2}").value == "Second"
    assert any("New port" in column.get("names", ()) for column in page.sheet("Suppliers")["columns"])
    answer = page.do("row", "Sites", line=last + 1)
    assert answer["lines"][str(last + 1)]["A"] == "Second" and answer["lines"][str(last + 2)] is None
    assert page.cell("Sites", f"A{last + 1}").value == "Second"


def test_the_later_of_two_tabs_is_told_and_nothing_is_lost(desk: ServedDesk) -> None:
    page = Page(desk, "tabs.xlsx", QUICK_START.read_bytes())
    other = page.version
    page.type("Settings", (2, 2, "2027"))
    answered = desk.post(
        f"{page.place}/sheet/cells", {"version": other, "sheet": "Settings", "edits": json.dumps([[3, 2, "2041"]])}
    )
    assert answered.status == 409 and "been changed elsewhere" in answered.text
    assert page.cell("Settings", "B2").value == 2027 and page.cell("Settings", "B3").value != 2041
    assert desk.post(f"{page.place}/sheet/undo", {"version": other, "sheet": "Settings"}).status == 409


def test_the_same_file_again_loses_no_edit_and_another_can_be_taken_back(desk: ServedDesk) -> None:
    page = Page(desk, "again.xlsx", QUICK_START.read_bytes())
    page.type("Settings", (2, 2, "2027"))
    edited = page.file
    desk.dropped("again.xlsx", QUICK_START.read_bytes())
    assert page.file == edited
    desk.dropped("again.xlsx", workbook(Settings_B3=2041))
    text = desk.get(page.place).text
    assert "has replaced one" in text
    page.version = page.sheet("Demand")["version"]
    assert desk.post(f"{page.place}/restore", {"version": page.version}).status == 303
    assert page.file == edited


def test_cells_from_which_formulas_are_calculated_are_left_to_excel(desk: ServedDesk) -> None:
    """A saved result that is old would be read as if it were right."""
    book = openpyxl.load_workbook(QUICK_START)
    book["Settings"]["E2"] = "=B2+SUM(rates)"
    book.defined_names["rates"] = DefinedName("rates", attr_text="Settings!$B$5:$B$6")
    content = io.BytesIO()
    book.save(content)
    page = Page(desk, "formulas.xlsx", content.getvalue())
    reasons = {(2, 2): "Settings!E2 is calculated", (6, 2): "Settings!E2 is calculated", (2, 5): "E2 holds the formula"}
    for (line, column), words in reasons.items():
        answered = page.ask("cells", "Settings", edits=json.dumps([[line, column, "2030"]]))
        assert answered.status == 422 and words in json.loads(answered.text)["said"]
    assert page.file == content.getvalue()
    page.type("Settings", (3, 2, "2041"))
    by_text = Page(desk, "text.xlsx", workbook(Settings_E2='=INDIRECT("B"&2)'))
    answered = by_text.ask("cells", edits='[[3, 1, "x"]]')
    assert answered.status == 422 and "is calculated from" in answered.text


# --- attacks ----------------------------------------------------------------------------------------------------------


def test_a_formula_that_is_typed_stays_text(desk: ServedDesk) -> None:
    page = Page(desk, "attack.xlsx", QUICK_START.read_bytes())
    notes = head(page, "Demand", "notes")
    page.type("Demand", (3, notes, "=cmd|'/c calc'!A1"))
    cell = openpyxl.load_workbook(io.BytesIO(page.file), data_only=True)["Demand"].cell(3, notes)
    assert cell.value == "=cmd|'/c calc'!A1"
    assert b"<f>" not in page.file and page.sheet("Demand")["lines"]["3"][cell.column_letter].startswith("=cmd")


@pytest.mark.parametrize(
    ("what", "form", "status"),
    [
        ("cells", {"sheet": "../../desk", "edits": '[[3, 1, "x"]]'}, 404),
        ("cells", {"sheet": "", "edits": '[[3, 1, "x"]]'}, 404),
        ("cells", {"edits": "no JSON"}, 400),
        ("cells", {"edits": '[[3, 1]]'}, 400),
        ("cells", {}, 400),
        ("cells", {"edits": '[[3, 5000, "x"]]'}, 422),
        ("cells", {"edits": '[[9999999, 1, "x"]]'}, 422),
        ("cells", {"edits": '[[3, 1, "bell\\u0007"]]'}, 422),
        ("cells", {"edits": '[[3, 2, "1e999"]]'}, 200),
        ("cells", {"edits": json.dumps([[3, 1, "x" * 1_100_000]])}, 413),
        ("row", {"line": "1"}, 422),
        ("row", {"line": "one"}, 400),
        ("everything", {}, 404),
    ],
)  # fmt: skip
def test_attacks_are_refused(what: str, form: dict[str, str], status: int, desk: ServedDesk) -> None:
    page = Page(desk, "attacked.xlsx", QUICK_START.read_bytes())
    answered = page.ask(what, **{"sheet": "Demand", **form})
    assert answered.status == status, answered.text
    if status == 200:
        page.version = json.loads(answered.text)["version"]
        page.do("undo")
    assert page.file == QUICK_START.read_bytes()


def test_without_the_cookie_or_from_another_page_nothing_is_answered(desk: ServedDesk) -> None:
    page = Page(desk, "guarded.xlsx", QUICK_START.read_bytes())
    form = {"version": page.version, "sheet": "Settings", "edits": '[[2, 2, "2030"]]'}
    stranger = ServedDesk(desk.process, desk.address, "", desk.folder)
    for place in ("sheets", "sheet?sheet=Demand", "file"):
        assert stranger.get(f"{page.place}/{place}").status == 403
    assert stranger.post(f"{page.place}/sheet/cells", form).status == 403
    assert desk.post(f"{page.place}/sheet/cells", form, Origin="http://evil.example").status == 403
    assert desk.get("/w/unknown/sheet?sheet=Demand").status == 404
    assert desk.get(f"{page.place}/sheet?sheet=..%2F..%2Fdesk.sqlite").status == 404
    assert page.file == QUICK_START.read_bytes()


def test_what_is_no_workbook_has_no_sheets(desk: ServedDesk) -> None:
    """The file is inspected before anything reads it."""
    parts = io.BytesIO()
    with zipfile.ZipFile(parts, "w") as archive, zipfile.ZipFile(QUICK_START) as original:
        for name in original.namelist():
            text = original.read(name)
            archive.writestr(name, text.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1))
    for content in (b"not a workbook", parts.getvalue()):
        place = desk.dropped("hostile.xlsx", content)
        for page in ("sheets", "sheet?sheet=Demand"):
            assert desk.get(f"{place}/{page}").status == 422


# --- in Chromium ------------------------------------------------------------------------------------------------------


def until(window: Browser, script: str) -> Any:
    """Wait until a script is true; a row that is being loaded again is not there yet."""
    end = time.monotonic() + LONGEST
    while not (found := window.run(f"(() => {{ try {{ return Boolean({script}) }} catch {{ return false }} }})()")):
        assert time.monotonic() < end, (script, window.run("document.body.innerText"))
        time.sleep(0.03)
    return found


def cell(line: int, field: str) -> str:
    return f"grid.getRow({line}).getCell('{field}')"


def typed(window: Browser, line: int, field: str, text: str) -> None:
    """Type into a cell as on a keyboard: choose it, press the first letter, type the rest."""
    chosen = f"grid.getRanges()[0].setBounds({cell(line, field)}, {cell(line, field)})"
    window.run(f"{chosen}; document.activeElement.blur()")
    for kind in ("keyDown", "keyUp"):
        window("Input.dispatchKeyEvent", type=kind, key=text[0])
    window.type(text[1:])
    window.press("Enter")


CHOSEN = "[grid.getRanges()[0].getRows()[0].getData().line, grid.getRanges()[0].getColumns()[0].getField()]"


@needs_browser
def test_an_empty_sheet_is_typed_into_without_a_pause(desk: ServedDesk, tmp_path: Path) -> None:
    """Three stops lead to its cells; what is being typed is not lost when the cell before comes back, wrong."""
    answered = desk.post("/new", {"name": "Typed at once", "first": "2026", "last": "2030"})
    with browser(tmp_path) as window:
        window.look(width=1400)
        (name, _, value) = desk.cookie.partition("=")
        window("Network.setCookie", name=name, value=value, url=desk.address)
        window.open_address(f"{desk.address}{answered.place}?sheet=Capacity")
        until(window, "typeof grid !== 'undefined' && grid?.getDataCount() === 10")
        for _ in range(2):
            window.press("Tab")
        window.press("Enter")
        assert window.run(CHOSEN) == [3, "A"]
        for text, key in (("Mill", "Tab"), ("Nowhere", "Tab"), ("Milling", "")):
            window("Input.dispatchKeyEvent", type="keyDown", key=text[0], text=text[0])
            window.type(text[1:])
            if key:
                window.press(key)
        until(window, "document.querySelector('#grid .wrong')?.textContent === 'Nowhere'")
        assert window.run("document.activeElement.value") == "Milling"
        window.press("Enter")
        until(window, f"{cell(3, 'C')}.getValue() === 'Milling' && !isSending")
        assert window.run(CHOSEN) == [4, "A"], "Enter goes on below the cell where the row was begun"
        rows = Page.opened(desk, answered.place.removesuffix("/sheets")).sheet("Capacity")["lines"]
        assert list(rows["3"].values())[:3] == ["Mill", "Nowhere", "Milling"]
        window.click("#others button")
        until(window, "sheet !== 'Capacity' && document.getElementById('sheet').value === sheet")
        assert window.problems == []


@needs_browser
def test_by_mouse_and_keyboard(desk: ServedDesk, tmp_path: Path) -> None:
    content = workbook(Demand_C3="1,5", Sites_B3="<b>no</b>")
    page = Page(desk, "window.xlsx", content)
    with browser(tmp_path) as window:
        window.look(width=1400)
        (name, _, value) = desk.cookie.partition("=")
        window("Network.setCookie", name=name, value=value, url=desk.address)
        window.open_address(f"{desk.address}{page.place}/sheets?sheet=Demand&cell=C3")
        until(window, "document.querySelector('#grid .wrong')")
        assert window.run("document.querySelector('#grid .wrong').textContent") == "1,5"
        assert "Correct to 1.5" in window.run("document.getElementById('problems').innerText")
        window.click("#certain")
        until(window, f"{cell(3, 'C')}.getValue() === '1.5'")
        assert not window.run("document.querySelectorAll('#grid .wrong').length")
        assert window.run("document.getElementById('certain').offsetParent === null"), "nothing is left to correct"
        typed(window, 3, "C", "2000")
        until(
            window,
            f"{cell(3, 'C')}.getValue() === '2000' && document.getElementById('state').innerText.includes('kept')",
        )
        assert page.cell("Demand", "C3").value == 2000
        assert window.run(f"{CHOSEN}") == [4, "C"], "Enter goes on to the cell below"
        window.run("go('C3') && 0")
        assert window.run(f"{CHOSEN}") == [3, "C"]
        window.run("paste('12\\r\\n13\\r\\n')")
        until(
            window,
            f"{cell(3, 'C')}.getValue() === '12' && {cell(4, 'C')}.getValue() === '13'",
        )
        window.click("#undo")
        until(window, f"{cell(3, 'C')}.getValue() === '2000'")
        window.click("#redo")
        until(window, f"{cell(3, 'C')}.getValue() === '12' && document.getElementById('redo').disabled")
        window.click("#undo")
        until(window, f"{cell(3, 'C')}.getValue() === '2000'")
        window.click("#new")
        until(window, "document.activeElement.matches('#grid input')")
        window.press("Escape")
        window.run("document.getElementById('find').focus()")
        window.type("nowhere")
        until(window, "grid.getDataCount('active') === 0")
        page.version = page.sheet("Demand")["version"]
        page.type("Settings", (2, 2, "2027"))
        window.run("document.getElementById('find').value = ''; grid.clearFilter()")
        typed(window, 3, "C", "77")
        until(window, "document.getElementById('state').innerText.includes('has been changed elsewhere')")
        until(window, f"{cell(3, 'C')}.getValue() === '2000'")
        window.run("load('Sites')")
        until(window, "sheet === 'Sites' && document.querySelector('#grid .wrong')")
        assert not window.run("document.querySelectorAll('#grid b, #problems b').length")
        window.look(width=390)
        assert not window.run("document.documentElement.scrollWidth > innerWidth")
        refused = [problem for problem in window.problems if problem["method"] != "Runtime.consoleAPICalled"]
        assert not [problem for problem in refused if "409" not in str(problem)]
