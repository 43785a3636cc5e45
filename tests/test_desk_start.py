"""The first page of the desk: a workbook from nothing, examples, and the help, all without a terminal or a network."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

from tests.desk import ServedDesk, records, served
from tests.shipped import INPUTS
from tests.test_desk import words


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with served(tmp_path_factory.mktemp("desk")) as one:
        one.log_in()
        yield one


def taken(desk: ServedDesk, place: str) -> openpyxl.Workbook:
    """The workbook of a place, as the desk has it."""
    (path,) = desk.folder.glob(f"users/*/workbooks/{place.split('/')[2]}/*/*.xlsx")
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


# --- plans: named, beside each other, with what-ifs


@pytest.fixture(scope="module")
def quick(desk: ServedDesk) -> str:
    """The place of the quick start, with the plan of the workbook and one without the module in 2026."""
    book = desk.dropped("two plans.xlsx", (INPUTS / "quickstart.xlsx").read_bytes())
    desk.solved(book)
    desk.post(f"{book}/wish/not-then", {"name": "build Separation module, 2026"})
    desk.solved(book)
    return book


def test_a_plan_is_called_by_what_is_asked_of_it(desk: ServedDesk, quick: str, snapshot: SnapshotAssertion) -> None:
    titles = [record["title"] for record in records(desk) if record["command"] == "solve"]
    assert titles == snapshot
    desk.post(f"{quick}/run/solve", {"title": "For the cabinet"})
    desk.post(f"{quick}/run/solve")
    titles = [record["title"] for record in records(desk) if record["command"] == "solve"]
    assert titles[2] == "For the cabinet" and len(set(titles)) == 4, "no two plans have one name"
    desk.ended(quick)


def test_two_plans_stand_side_by_side(desk: ServedDesk, quick: str, snapshot: SnapshotAssertion) -> None:
    runs = [record["id"] for record in records(desk) if record["command"] == "solve"][:2]
    about = "&".join(f"about={run}" for run in runs)
    assert words(desk.get(f"{quick}/two?{about}").text) == snapshot
    assert words(desk.get(f"{quick}/two/since?{about}").text) == snapshot
    assert desk.get(f"{quick}/two?about={runs[0]}").status == 422
    desk.post(f"{quick}/run/compare", {"about": runs})
    desk.ended(quick)
    (steps,) = [record["steps"] for record in records(desk) if record["command"] == "compare"]
    assert steps[0][1:3] == snapshot


def test_a_what_if_shows_its_cells_and_is_saved_as_rows(desk: ServedDesk, quick: str) -> None:
    change = {"sheet": "Suppliers", "rows": "Chinese oxide", "column": "price", "operation": "multiply", "value": "1.2"}
    form = {"name": "Dearer oxide", **change}
    assert "100000 120000" in words(desk.post(f"{quick}/what-if/show", form).text)
    assert "price" in words(desk.post(f"{quick}/what-if/show", {**form, "column": "prise"}).text)
    assert desk.post(f"{quick}/what-if/show", {"name": "Nothing"}).status == 422
    assert desk.post(f"{quick}/what-if/show", {**form, "rows": "--out=/tmp/x"}).status == 422
    assert "Dearer oxide" not in desk.get(f"{quick}/ask?study=batch").text, "what is shown is not saved"
    assert desk.post(f"{quick}/what-if/save", form).headers["hx-redirect"].startswith(f"{quick}/ask")
    book = taken_last(desk, quick)
    assert [cell.value for cell in book["What-ifs"]["A"]][2] == "Dearer oxide"
    assert [cell.value for cell in book["Changes"][3]][:4] == ["Dearer oxide", *list(change.values())[:3]]
    assert "Dearer oxide" in desk.get(f"{quick}/ask?study=batch").text
    assert "earlier state" not in words(desk.get(f"{quick}/decide").text), "a what-if makes no plan out of date"


def test_questions_are_grouped_as_in_the_help_with_an_example_and_their_time(desk: ServedDesk, quick: str) -> None:
    page = words(desk.get(f"{quick}/ask?study=explain").text)
    assert page.index("More about risk") < page.index("More about money") and "Example:" in page
    assert "not been asked" in page
    desk.post(f"{quick}/run/explain", {"why": "Separation module"})
    desk.ended(quick)
    assert "time it took" in words(desk.get(f"{quick}/ask?study=explain").text)


def test_a_run_says_its_step_and_its_time_at_once(desk: ServedDesk, quick: str) -> None:
    desk.post(f"{quick}/run/solve")
    page = words(desk.get(f"{quick}/live?page=solve").text)
    assert re.search(r"Step 1 of \d+: \w+", page) and "so far" in page and "left" in page
    desk.ended(quick)


def test_a_run_is_stopped_before_its_process_is_there(desk: ServedDesk) -> None:
    """Of a workbook that takes long enough for a busy machine to be heard."""
    place = desk.dropped("stopped.xlsx", (INPUTS / "gallium_germanium.xlsx").read_bytes())
    desk.post(f"{place}/run/solve")
    run = records(desk)[-1]["id"]
    desk.post(f"/r/{run}/stop")
    assert "finishing" in words(desk.get(f"{place}/live?page=solve").text)
    desk.ended(place)
    assert "stopped before" in words(desk.get(f"/r/{run}").text)


def test_an_old_answer_goes_with_the_workbook_that_it_is_about(desk: ServedDesk) -> None:
    content = io.BytesIO()
    book = openpyxl.load_workbook(INPUTS / "quickstart.xlsx")
    book["Limits"]["F3"], book["Projects"]["E3"], book["Projects"]["R3"] = 0.8, 1, "never"
    book.save(content)
    place = desk.dropped("no plan.xlsx", content.getvalue())
    assert "no plan:" in words(desk.solved(place))
    run = [record["id"] for record in records(desk) if record["command"] == "solve"][-1]
    (trial,) = re.findall(r'href="([^"]+)">Try it with Limits!F3 at 50 %', desk.get(f"/r/{run}").text)
    assert 'value="50 %"' in desk.get(unescape(trial)).text
    fields = {**parse_qs(urlsplit(unescape(trial)).query), "name": "Less"}
    assert "Limits!F3" in (cells := words(desk.post(f"{place}/what-if/show", fields).text)) and "0.8 0.5" in cells
    desk.dropped("no plan.xlsx", (INPUTS / "quickstart.xlsx").read_bytes())
    assert "no plan:" not in words(desk.get(f"{place}/solve").text)
