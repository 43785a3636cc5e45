"""The first page of the desk: a workbook from nothing, examples, and the help, all without a terminal or a network."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import openpyxl
import pytest

from tests.desk import ServedDesk, served
from tests.shipped import INPUTS
from tests.test_desk import words


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with served(tmp_path_factory.mktemp("desk")) as one:
        one.log_in()
        yield one


def taken(desk: ServedDesk, place: str) -> openpyxl.Workbook:
    """The workbook of a place, as the desk has it."""
    (path,) = desk.folder.glob(f"users/*/workbooks/{place.rpartition('/')[2]}/*/*.xlsx")
    return openpyxl.load_workbook(io.BytesIO(path.read_bytes()))


def test_a_workbook_is_begun_in_the_currency_and_years_that_were_asked_for(desk: ServedDesk) -> None:
    form = {"name": "Transformers", "currency": "EUR", "first": "2027", "last": "2033", "amounts": "thousands"}
    answered = desk.post("/new", form)
    assert answered.status == 303
    settings = {row[0].value: row[1].value for row in taken(desk, answered.place)["Settings"].iter_rows(min_row=2)}
    assert (settings["currency"], settings["amounts"]) == ("EUR", "thousands")
    assert (settings["first year"], settings["last year"]) == (2027, 2033)
    again = desk.post("/new", form)
    assert again.status == 422 and "already" in words(again.text), "no workbook is replaced without a word"
    assert desk.post("/new", {**form, "name": "wrong", "first": "soon"}).status == 422
    assert desk.post("/new", {"currency": "EUR"}).status == 422


def test_a_workbook_is_begun_with_the_chain_of_an_example(desk: ServedDesk) -> None:
    answered = desk.post("/new", {"name": "Mine", "chain": "antibiotics"})
    assert taken(desk, answered.place)["Demand"]["A3"].value
    refused = desk.post("/new", {"name": "Other", "chain": "antibiotics", "currency": "EUR"})
    assert refused.status == 422 and "its own currency" in words(refused.text)


def test_each_example_says_what_it_shows_and_opens(desk: ServedDesk) -> None:
    page = desk.get("/").text
    names = re.findall(r'action="(/examples/\w+)"', page)
    assert sorted(name.rpartition("/")[2] for name in names) == sorted(path.stem for path in INPUTS.glob("*.xlsx"))
    for name in names:
        place = desk.post(name).place
        assert place.startswith("/w/") and desk.post(name).place == place, "a second time it is the same one"
    assert "no errors" in desk.get(f"{desk.post('/examples/quickstart').place}/check").text
    assert desk.post("/examples/none").status == 404


def test_an_example_that_was_changed_is_not_replaced(desk: ServedDesk) -> None:
    first = desk.post("/examples/graphite_anode").place
    assert desk.dropped("graphite_anode.xlsx", (INPUTS / "quickstart.xlsx").read_bytes()) == first
    assert desk.post("/examples/graphite_anode").place != first
    assert "Separation" in str([cell.value for cell in taken_last(desk, first)["Projects"]["A"]])


def taken_last(desk: ServedDesk, place: str) -> openpyxl.Workbook:
    files = desk.folder.glob(f"users/*/workbooks/{place.rpartition('/')[2]}/*/*.xlsx")
    return openpyxl.load_workbook(max(files, key=lambda path: path.stat().st_mtime_ns))


def test_the_help_is_that_of_the_documentation(desk: ServedDesk) -> None:
    """Each page is there with its pictures; links lead to pages that are there, and nowhere else but to the network."""
    places = set()
    for page in re.findall(r'href="(/help/[\w-]+)"', desk.get("/help").text):
        answered = desk.get(page)
        assert answered.status == 200 and "<script>" not in answered.text
        main = answered.text.partition("<main")[2]
        places |= set(re.findall(r'(?:href|src)="(/help/[^"]+)"', main))
        assert not re.search(r'(?:href|src)="(?!/|#|https://)', main)
    assert len(places) > 15
    for place in places:
        page, _, at = place.partition("#")
        text = desk.get(page).content
        assert desk.get(page).status == 200, place
        assert not at or f'id="{at}"'.encode() in text, place
    assert desk.get("/help/..%2fREADME").status == desk.get("/help/secrets").status == 404


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("shortage cost", "/help/inputs#demand"),
        ("training seats", "/help/inputs#skills"),
        ("tungsten", "/help/your-own-plan#"),
    ],
)
def test_the_help_is_searched_by_the_words_of_the_workbook(asked: str, place: str, desk: ServedDesk) -> None:
    page = desk.get(f"/help?search={asked.replace(' ', '+')}").text
    first = re.findall(r'<li><a href="(/help/[^"]+#[^"]*)">.*?</li>', page)[0]
    assert first == place


def test_what_nobody_wrote_is_not_found(desk: ServedDesk) -> None:
    page = desk.get("/help?search=%3Cimg%20src=x%3E").text
    assert "fewer or other" in words(page) and "&lt;img" in page
