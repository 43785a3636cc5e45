"""The desk over HTTP: what a planner does with it, and that nothing that goes wrong around it loses anything."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from html.parser import HTMLParser
from itertools import zip_longest
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

from tests.books import put
from tests.desk import ROOT, ServedDesk, multipart, records, served
from tests.shipped import INPUTS
from tests.slow import slow_tables
from tests.steps import ExitCode, main, write_inputs

QUICK_START = (INPUTS / "quickstart.xlsx").read_bytes()
MODULE = "build Separation module, 2026"
MEGABYTE = 1 << 20

posix_only = pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedDesk]:
    with served(tmp_path_factory.mktemp("desk")) as one:
        one.log_in()
        yield one


@pytest.fixture(scope="module")
def solved(desk: ServedDesk) -> str:
    """The place of the quick start with a first plan, which is kept; a second tab has asked for it, too."""
    book = desk.dropped("quick start.xlsx", QUICK_START)
    for _ in range(2):
        assert desk.post(f"{book}/run/solve").status == 303
    page = desk.get(f"{book}/solve").text
    assert page.count('class="running"') == 1 and "waits" in page, "one runs, the other waits for it"
    desk.ended(book)
    return book


@pytest.fixture
def own(desk: ServedDesk, request: pytest.FixtureRequest) -> str:
    """The place of the quick start with a first plan, for one test alone: what others ask of theirs is not seen."""
    book = desk.dropped(f"{request.node.originalname}.xlsx", QUICK_START)
    desk.solved(book)
    return book


@pytest.fixture
def again(desk: ServedDesk, own: str) -> str:
    """The page on which a second plan is proposed, with the module ruled out in 2026."""
    assert desk.post(f"{own}/wish/not-then", {"name": MODULE}).status == 200
    page = desk.solved(own)
    desk.post(f"{own}/undo")
    return page


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A workbook whose solve takes minutes."""
    path = tmp_path_factory.mktemp("slow") / "slow.xlsx"
    write_inputs(path, slow_tables())
    return path.read_bytes()


def edited(change: Callable[[openpyxl.Workbook], None]) -> bytes:
    book, content = openpyxl.load_workbook(io.BytesIO(QUICK_START)), io.BytesIO()
    change(book)
    book.save(content)
    return content.getvalue()


def words(page: str) -> str:
    """What a page says."""
    page = re.sub(r"^.*<main[^>]*>|</main>.*$", "", page, flags=re.DOTALL)
    text = unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<head>.*?</head>", "", page, flags=re.DOTALL)))
    return re.sub(r"\b\d\d:\d\d\b", "<time>", re.sub(r"\d+ s\b", "<seconds>", " ".join(text.split())))


def run_of(desk: ServedDesk, command: str) -> str:
    """The place of the latest run of a command."""
    return f"/r/{[each['id'] for each in records(desk) if each['command'] == command][-1]}"


# --- what a planner does


def test_an_error_is_named_by_cell_and_gone_once_it_is_mended(desk: ServedDesk, snapshot: SnapshotAssertion) -> None:
    book = desk.dropped("mended.xlsx", edited(put("Settings!B3", "soon")))
    assert words(desk.get(f"{book}/check").text) == snapshot
    assert desk.dropped("mended.xlsx", QUICK_START) == book, "the same name is the same workbook"
    assert words(desk.get(f"{book}/check").text) == snapshot


def test_a_plan_is_decided_on_by_its_four_answers(desk: ServedDesk, own: str, snapshot: SnapshotAssertion) -> None:
    assert words(desk.get(f"{own}/explore?run=none").text) == snapshot
    assert words(desk.get(f"{own}/rows?people=1").text) == snapshot


def test_what_changes_is_said_and_can_be_undone(
    desk: ServedDesk, own: str, again: str, snapshot: SnapshotAssertion
) -> None:
    assert words(re.findall(r'<section class="note".*?</section>', again, re.DOTALL)[0]) == snapshot
    before = run_of(desk, "solve")
    assert desk.post(f"{own}/plan/{before[3:]}/back").place == f"{own}/decide"
    assert "The new plan" not in desk.get(f"{own}/decide").text


def test_the_results_are_those_of_the_command(
    desk: ServedDesk, again: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Of the workbook that can be downloaded, into which the wish was written."""
    run, name = run_of(desk, "solve"), request.node.originalname
    (tmp_path / f"{name}.xlsx").write_bytes(desk.get(f"{run}/file/workbook").content)
    out = tmp_path / f"{name}_plan.xlsx"
    assert main(["solve", str(tmp_path / f"{name}.xlsx"), "--out", str(out), "--quiet"]) == ExitCode.OPTIMAL
    ours, theirs = parts(desk.get(f"{run}/file/results").content), parts(out.read_bytes())
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if sheet(ours, name) != sheet(theirs, name)] == [], "only when it was solved differs"


def parts(workbook: bytes) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(workbook))
    return {name: archive.read(name) for name in archive.namelist()}


def sheet(workbook: dict[str, bytes], name: str) -> bytes:
    """A part with its texts in place, without moments, and without the record that holds them."""
    if name == "xl/sharedStrings.xml":
        return b""
    texts = re.findall(rb"<si>(.*?)</si>", workbook["xl/sharedStrings.xml"], re.DOTALL)
    part = re.sub(rb't="s"><v>(\d+)<', lambda found: b">" + texts[int(found[1])] + b"<", workbook[name])
    return b"" if b"do not edit" in part else re.sub(rb"\d{4}-\d\d-\d\d \d\d:\d\d", b"", part)


def test_wishes_are_kept_on_the_desk_and_answered_with_their_row(
    desk: ServedDesk, own: str, snapshot: SnapshotAssertion
) -> None:
    said = [words(desk.post(f"{own}/wish/{wish}", {"name": MODULE, "year": "2028"}).text) for wish in WISHES]
    assert said == snapshot
    assert "0 changes" not in (page := desk.get(f"{own}/decide").text) and "not before 2028" in page
    desk.post(f"{own}/wish/open", {"name": MODULE})
    assert "not before 2028" not in desk.get(f"{own}/decide").text
    assert desk.post(f"{own}/wish/keep", {"name": "build Babel, 2026"}).status == 404
    assert desk.post(f"{own}/wish/not-before", {"name": MODULE, "year": "soon"}).status == 422


WISHES = ("keep", "not-then", "not-at-all", "not-before")


def test_a_question_is_a_form_and_its_answer_a_page(desk: ServedDesk, own: str, snapshot: SnapshotAssertion) -> None:
    assert words(desk.get(f"{own}/ask?study=frontier").text) == snapshot
    assert desk.post(f"{own}/run/frontier", {"steps": "2", "limit": "Magnets without China"}).status == 303
    desk.ended(own)
    run = run_of(desk, "frontier")
    assert words(desk.get(run).text) == snapshot
    ended = desk.get(f"{own}/live?page=ask&seen=open-before")
    assert ended.headers["hx-trigger"] == "ended", "the page fetches the answer, and what is being filled in stays"
    assert desk.get(f"{own}/live?page=run&seen=open-before").headers["hx-refresh"] == "true"
    page = desk.get(f"{run}/page/page").text
    inline = re.findall(r"<(?:style|script)>|<script[^>]*>(?!</script>)", page)
    assert [each for each in inline if 'type="' not in each] == [], "nothing that its content policy would refuse"
    for part in re.findall(r'(?:src|href)="(page/[^"]+)"', page):
        assert desk.get(f"{run}/page/{part}").status == 200
    assert desk.get(f"{run}/file/results").content[:2] == b"PK"


@pytest.mark.parametrize(
    ("command", "form"),
    [
        ("frontier", {"steps": "many"}),
        ("solve", {"gap": "-3"}),
        ("solve", {"time_limit": "--out=/etc/passwd"}),
        ("foresight", {"future.0": "--out", "future.1": "x.xlsx", "future.2": "2027"}),
        ("compare", {}),
    ],
)
def test_what_does_not_fit_is_refused_before_it_runs(
    command: str, form: dict[str, str], desk: ServedDesk, solved: str
) -> None:
    before = len(records(desk))
    assert desk.post(f"{solved}/run/{command}", form).status == 422
    assert len(records(desk)) == before


def test_an_option_in_a_name_stays_a_name(desk: ServedDesk, solved: str) -> None:
    desk.post(f"{solved}/run/explain", {"why": "--out=/tmp/elsewhere.xlsx"})
    desk.post(f"{run_of(desk, 'explain')}/stop")
    desk.ended(solved)
    assert "--why=--out=/tmp/elsewhere.xlsx" in records(desk)[-1]["steps"][0]
    assert not Path("/tmp/elsewhere.xlsx").exists()


def test_plans_are_compared_named_and_signed(desk: ServedDesk, own: str, again: str) -> None:
    runs = [each["id"] for each in records(desk) if each["command"] == "solve"][-2:]
    desk.post(f"{own}/run/compare", {"about": runs})
    desk.ended(own)
    assert desk.get(f"{run_of(desk, 'compare')}/file/results").status == 200
    desk.post(f"/r/{runs[0]}/note", {"title": "Cabinet <b>draft</b>", "note": "for Monday"})
    desk.post(f"/r/{runs[0]}/sign", {"by": "A. Minister"})
    page = desk.get(f"{own}/compare").text
    assert "Cabinet &lt;b&gt;draft&lt;/b&gt;" in page and "by A. Minister" in words(page)
    assert "changed since" not in page
    results = next(desk.folder.glob(f"users/*/runs/{runs[0]}/*_plan.xlsx"))
    results.write_bytes(results.read_bytes() + b"\0")
    assert "changed since" in desk.get(f"{own}/compare").text


def test_a_plan_is_not_named_after_a_field_that_is_empty(desk: ServedDesk) -> None:
    """The form has the field of a change also where none is asked for."""
    book = desk.dropped("named.xlsx", QUICK_START)
    desk.solved(book, relax="", title="", gap="")
    assert "change" not in records(desk)[-1]["title"]


def test_two_tabs_that_solve_at_once_have_the_same_plan(desk: ServedDesk, solved: str) -> None:
    costs = re.findall(r"<p>(USD [\d.]+ m)", desk.get(f"{solved}/compare").text)
    assert len(costs) >= 2 and costs[-1] == costs[-2]


# --- who may ask


def test_the_token_is_swapped_once_for_a_cookie_that_scripts_do_not_see(desk: ServedDesk) -> None:
    other = ServedDesk(desk.process, desk.address, desk.token, desk.folder)
    assert (
        other.get("/").status == other.get(f"/?token={desk.token}").status == other.get("/?token=wrong").status == 403
    )
    other.cookie = f"{desk.cookie[:-1]}x"
    assert other.get("/").status == 403
    assert other.post("/workbooks").status == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "127.0.0.1:1", ""])
def test_another_host_is_refused(host: str, desk: ServedDesk) -> None:
    assert desk.get("/", Host=host).status in (400, 421)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1", "http://localhost.evil:1"])
def test_another_origin_is_refused(origin: str, desk: ServedDesk, solved: str) -> None:
    assert desk.post(f"{solved}/undo", Origin=origin).status == 403
    assert desk.get("/", Sec_Fetch_Site="cross-site").status == 403


def test_every_answer_forbids_what_is_not_its_own(desk: ServedDesk, solved: str) -> None:
    for place in ("/", solved, f"{solved}/check", "/static/desk.css", "/none", f"{run_of(desk, 'solve')}/page/page"):
        headers = desk.get(place).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"] and headers["x-content-type-options"] == "nosniff"


# --- what is dropped


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.xlsx", "..\\..\\windows\\x.xlsx", "/etc/x.xlsx", "a\x01b.xlsx", ".xlsx", "~$x.xlsx"]
)
def test_a_name_leads_to_no_other_folder(name: str, desk: ServedDesk) -> None:
    answered = desk.upload(name, QUICK_START)
    assert answered.status in (303, 422)
    stored = [path for path in desk.folder.rglob("*.xlsx") if path.stat().st_size == len(QUICK_START)]
    assert stored and all(path.resolve().is_relative_to(desk.folder.resolve()) for path in stored)
    assert not any(set("\\/\x01~$") & set(path.name) for path in stored)


@pytest.mark.parametrize(
    "place",
    ["/static/../desk.py", "/static/%2e%2e/desk.py", "/r/..%2f..%2fdesk/file/results", "/w/..", "/r/x/page/page/..%2fx",
     "/vendor/%2e%2e/%2e%2e/__init__.py"],
)  # fmt: skip
def test_a_place_leads_to_no_file(place: str, desk: ServedDesk) -> None:
    assert desk.get(place).status == 404


def bomb() -> bytes:
    """A gigabyte of a cell, packed."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts(QUICK_START).items():
            if not name.endswith("sheet1.xml"):
                archive.writestr(name, part)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(128):
                part.write(bytes(MEGABYTE))
    return content.getvalue()


@pytest.mark.parametrize(
    "content", [b"<html><script>alert(1)</script>", QUICK_START[:5000], bomb()], ids=["a page", "half", "a bomb"]
)
def test_what_is_no_workbook_is_refused_in_words(content: bytes, desk: ServedDesk) -> None:
    book = desk.dropped("hostile.xlsx", content)
    said = desk.get(f"{book}/check").text
    assert 'class="bad"' in said and "Traceback" not in said and str(desk.folder) not in said
    assert "<script>alert" not in said


def test_macros_are_not_taken(desk: ServedDesk, snapshot: SnapshotAssertion) -> None:
    answered = desk.upload("macros.xlsm", QUICK_START)
    assert answered.status == 422 and words(answered.text) == snapshot


def test_markup_in_names_stays_text(desk: ServedDesk) -> None:
    markup = "<img src=x onerror=alert(1)>'\"&"

    def change(book: openpyxl.Workbook) -> None:
        for sheet in book:
            for row in sheet.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str) and "Separation module" in cell.value and sheet.title != "About":
                        cell.value = cell.value.replace("Separation module", markup)

    book = desk.dropped("<b>markup</b> & more.xlsx", edited(change))
    page = desk.solved(book)
    assert "img" not in tags_of(page) and "&lt;img src=x" in page
    (name,) = re.findall(r"hx-vals='([^']*)'", page)
    wished = desk.post(f"{book}/wish/not-then", {"name": json.loads(name)["name"]})
    assert wished.status == 200 and "img" not in tags_of(wished.text)


def tags_of(page: str) -> set[str]:
    """Elements of a page, as a browser reads them: in an attribute a name with a tag in it is none."""
    tags = set[str]()

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
            tags.add(tag)

    Reader().feed(page)
    return tags


def test_too_much_is_refused_before_it_is_read(desk: ServedDesk) -> None:
    body, headers = multipart("large.xlsx", b"")
    response = desk.open("POST", "/workbooks", body, Content_Length=str(200 * MEGABYTE), **headers)
    assert response.status == 413 and "50 MB" in response.read().decode()
    refused = desk.post("/near", {"name": "x" * (2 * MEGABYTE)})
    assert refused.status == 413 and "1 MB" in refused.text and "file" not in refused.text


def test_too_much_in_pieces_is_cut_off(desk: ServedDesk) -> None:
    """200 MB without a length; nothing of it stays."""
    border = "b"
    head = f'--{border}\r\nContent-Disposition: form-data; name="workbook"; filename="large.xlsx"\r\n\r\n'

    def pieces() -> Iterator[bytes]:
        yield head.encode()
        for _ in range(200):
            yield bytes(MEGABYTE)

    before = sum(path.stat().st_size for path in desk.folder.rglob("*") if path.is_file())
    try:
        status = desk.open(
            "POST", "/workbooks", pieces(), Content_Type=f"multipart/form-data; boundary={border}"
        ).status
    except ConnectionError:
        status = 413
    assert status == 413
    assert sum(path.stat().st_size for path in desk.folder.rglob("*") if path.is_file()) < before + MEGABYTE
    assert desk.get("/").status == 200


# --- what happens around it


def alive(desk: ServedDesk) -> dict[str, Any]:
    """The process that is at the latest run, once it is known."""
    end = time.monotonic() + 60
    run = records(desk)[-1]["id"]
    while not (found := list(desk.folder.glob(f"users/*/runs/{run}/alive.json"))):
        assert time.monotonic() < end
        time.sleep(0.02)
    return dict(json.loads(found[0].read_text("utf-8")))


@posix_only
def test_a_killed_run_is_said_and_can_be_begun_again(desk: ServedDesk, slow: bytes) -> None:
    book = desk.dropped("killed.xlsx", slow)
    desk.post(f"{book}/run/solve")
    os.killpg(alive(desk)["pid"], signal.SIGKILL)
    assert "ended unexpectedly" in desk.ended(book)
    assert desk.post(f"{book}/run/solve").status == 303
    os.kill(alive(desk)["pid"], signal.SIGKILL)  # its child lives on, and is ended, too
    assert "ended unexpectedly" in desk.ended(book)


@posix_only
def test_a_run_that_is_stopped_keeps_its_best_plan(desk: ServedDesk, slow: bytes) -> None:
    book = desk.dropped("stopped.xlsx", slow)
    desk.post(f"{book}/run/solve")
    desk.until(f"{book}/live?page=solve", lambda text: "Best so far" in text and "could still be saved" in text)
    began = time.process_time(), time.monotonic()
    desk.post(f"{run_of(desk, 'solve')}/stop")
    assert "finishing" in desk.get(f"{book}/live?page=solve").text
    page = desk.ended(book)
    assert "Not proven" in page and time.monotonic() - began[1] < 60
    (code,) = desk.folder.glob(f"users/*/runs/{run_of(desk, 'solve')[3:]}/ended.json")
    assert json.loads(code.read_text("utf-8")) == {"code": ExitCode.LIMIT}


@posix_only
def test_a_desk_that_is_killed_and_started_again_finds_its_runs_and_pages(tmp_path: Path, slow: bytes) -> None:
    with served(tmp_path) as first:
        first.log_in()
        book = first.dropped("slow.xlsx", slow)
        done = first.dropped("quick.xlsx", QUICK_START)
        first.post(f"{book}/run/solve")
        pid = alive(first)["pid"]
        first.post(f"{done}/run/solve")
        first.process.kill()
        first.process.wait()
    try:
        with served(tmp_path) as second:
            assert second.address == first.address
            second.cookie = first.cookie
            assert 'class="running"' in second.get(f"{book}/solve").text, "an old page goes on"
            os.killpg(pid, signal.SIGKILL)
            assert "ended unexpectedly" in second.ended(book)
            assert "Separation module" in second.ended(done), "what waited was begun"
    finally:
        if pid_is_there(pid):
            os.killpg(pid, signal.SIGKILL)


def pid_is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@posix_only
def test_a_reused_id_is_neither_waited_for_nor_stopped(tmp_path: Path, slow: bytes) -> None:
    """Another process has the id of one that was killed while the desk was closed."""
    with served(tmp_path) as first:
        first.log_in()
        book = first.dropped("slow.xlsx", slow)
        first.post(f"{book}/run/solve")
        record, run = alive(first), run_of(first, "solve")
        first.process.kill()
        os.killpg(record["pid"], signal.SIGKILL)
    (file,) = first.folder.glob("users/*/runs/*/alive.json")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True) as stranger:
        file.write_text(json.dumps({**record, "pid": stranger.pid}), "utf-8")
        with served(tmp_path) as second:
            second.cookie = first.cookie
            second.post(f"{run}/end")
            assert "ended unexpectedly" in second.ended(book)
        assert stranger.poll() is None
        stranger.communicate(b"\n")


@posix_only
def test_a_full_disk_loses_nothing(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """No file may grow beyond some blocks: neither an upload nor a result fits."""
    blocks = len(QUICK_START) // 512 + 60
    limit = ("sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh")
    with served(tmp_path, wrapped=limit) as full:
        full.log_in()
        book = full.dropped("fits.xlsx", QUICK_START)
        answered = full.upload("does not.xlsx", bytes(blocks * 1024))
        assert answered.status == 507 and words(answered.text) == snapshot
        page = full.solved(book)
        assert "not be written" in page and "Traceback" not in page
        assert "fits.xlsx" in full.get("/").text and "does not.xlsx" not in full.get("/").text
        assert "no errors" in full.get(f"{book}/check").text


def test_a_workbook_saved_in_excel_meanwhile_is_noticed(tmp_path: Path) -> None:
    mine = tmp_path / "mine.xlsx"
    mine.write_bytes(QUICK_START)
    with served(tmp_path, book=mine) as one:
        one.log_in()
        (book,) = re.findall(r'href="(/w/\w+)"', one.get("/").text)
        assert "was saved at" not in one.get(f"{book}/live").text
        for what, is_taken in (("stay", False), ("take", True)):
            mine.write_bytes(edited(put("Settings!B3", what)))
            os.utime(mine, (time.time() + 5, time.time() + 5))
            assert "was saved at" in one.get(f"{book}/live").text
            one.post(f"{book}/newer/{what}")
            assert "was saved at" not in one.get(f"{book}/live").text
            assert ("must be corrected" in one.get(f"{book}/check").text) is is_taken
        assert mine.read_bytes() == edited(put("Settings!B3", "take")) or mine.exists()


# --- the smallest change, and the workbook that is asked about


def impossible(book: openpyxl.Workbook) -> None:
    """80 % of demand without China, where one module can meet 50 %."""
    book["Limits"]["F3"], book["Projects"]["E3"], book["Projects"]["R3"] = 0.8, 1, "never"


def test_the_smallest_change_is_said_and_carried_along(desk: ServedDesk) -> None:
    """On the pages, in the answers, in the workbook that is downloaded, and in what is locked, twice."""
    book = desk.dropped("too much.xlsx", edited(impossible))
    assert "the smallest change" in desk.solved(book)
    desk.solved(book, relax="1")
    said = "this one is with changed cells: Limits!F3 value of Magnets without China: 80 % → 50 %"
    for kept in (MODULE, "train Operator in Australia, 2027"):
        assert all(said in words(desk.get(f"{book}/{page}").text) for page in ("solve", "decide", "ask"))
        content = desk.get(f"{run_of(desk, 'solve')}/file/workbook").content
        limits = openpyxl.load_workbook(io.BytesIO(content))["Limits"]
        assert limits["F3"].value == pytest.approx(0.5) and "→ 50 %" in limits["V3"].value
        assert desk.post(f"{book}/wish/keep", {"name": kept}).status == 200
        page = words(desk.solved(book))
        assert "no plan: these" not in page and "kept" in page, page


def test_a_question_is_asked_of_the_workbook_that_is_shown(desk: ServedDesk, solved: str) -> None:
    """Dropped again with another limit, what-ifs run on it; a question about the earlier plan on that one's."""
    book = desk.dropped("asked.xlsx", QUICK_START)
    desk.solved(book)
    assert desk.dropped("asked.xlsx", edited(impossible)) == book
    known = re.findall(r'name="version" value="(\w+)"', desk.get(f"{book}/ask?study=batch").text)
    assert "without this plan" in words(desk.get(f"{book}/ask?study=batch").text)
    assert "the earlier state" in words(desk.get(f"{book}/ask?study=explain").text)
    for study, limit in (("batch", 0.8), ("explain", 0.4)):
        assert desk.post(f"{book}/run/{study}", {"version": known[0]}).status == 303
        run = run_of(desk, study)
        desk.post(f"{run}/stop")
        content = desk.get(f"{run}/file/workbook").content
        assert openpyxl.load_workbook(io.BytesIO(content))["Limits"]["F3"].value == limit
    desk.dropped("asked.xlsx", QUICK_START)
    stale = desk.post(f"{book}/run/batch", {"version": known[0]})
    assert stale.status == 422 and "has changed since" in words(stale.text)
    desk.ended(book)


def test_names_in_any_alphabet_are_names(desk: ServedDesk) -> None:
    """Two workbooks are two, whatever is dropped of their names; one name is one, in either form of its accents."""
    names = (
        "Магниты.xlsx",
        "Графиты.xlsx",
        "磁铁.xlsx",
        "a?b.xlsx",
        "a*b.xlsx",
        "x" * 90 + "1.xlsx",
        "x" * 90 + "2.xlsx",
    )
    places = [desk.dropped(name, QUICK_START) for name in names]
    assert len(set(places)) == len(names)
    assert "Магниты.xlsx" in desk.get(places[0]).text and "Графиты.xlsx" in desk.get("/").text
    assert desk.dropped("Café.xlsx", QUICK_START) == desk.dropped("Cafe\u0301.xlsx", QUICK_START)
    desk.solved(places[0])
    assert "no plan yet" in desk.get(places[1]).text
    assert desk.get(f"{run_of(desk, 'solve')}/file/results").status == 200


def test_contradictory_wishes_cannot_be_made(desk: ServedDesk) -> None:
    """The plan that is kept builds in 2026, the one proposed in 2027: what one wish keeps no other rules out."""
    book, later = desk.dropped("contradictory.xlsx", QUICK_START), "build Separation module, 2027"
    desk.solved(book)
    desk.post(f"{book}/wish/not-then", {"name": MODULE})
    desk.solved(book)
    desk.post(f"{book}/undo")
    proposal = run_of(desk, "solve")
    assert desk.post(f"{book}/wish/keep", {"name": later}).status == 200
    desk.post(f"{book}/plan/{proposal[3:]}/back")
    for wish, status in (("not-at-all", 422), ("not-before", 422), ("not-then", 200)):
        answered = desk.post(f"{book}/wish/{wish}", {"name": MODULE, "year": "2028"})
        assert answered.status == status and ("contradicts" in words(answered.text)) is (status == 422)
    desk.post(f"{book}/undo")
    desk.post(f"{book}/wish/not-at-all", {"name": MODULE})
    desk.post(f"{book}/plan/{proposal[3:]}/keep")
    assert desk.post(f"{book}/wish/keep", {"name": later}).status == 422


# --- what is damaged around it

DAMAGE = {
    "desk.json": ["", "null", "[]", "[1]", "{}", '{"pid": "x"}', '{"pid": 1, "began": "", "port": 99999}'],
    "ended.json": ["null", "[]", "{}", '{"code": "0"}', "\0"],
    "alive.json": ["[]", "null", "7"],
    "desk.sqlite": ["no database at all " * 400],
}


def test_what_is_damaged_is_put_aside_and_ends_nothing(tmp_path: Path) -> None:
    """A desk with a finished run, of another user with a damaged list, and with stray files among the users."""
    with served(tmp_path) as one:
        one.log_in()
        book = one.dropped("kept.xlsx", QUICK_START)
        one.solved(book)
        one.end()
    users = one.folder / "users"
    (run,) = users.glob("*/runs/*")
    (users / "stray.txt").write_text("stray")
    (users / "lost+found").mkdir()
    other = users / "ann-0123456789ab"
    other.mkdir()
    (other / "desk.sqlite").write_text(DAMAGE["desk.sqlite"][0])
    (registry,) = users.glob("local-*/desk.sqlite")
    of_run = [(run / name, *damage) for name in ("ended.json", "alive.json") for damage in enumerate(DAMAGE[name], 1)]
    of_desk = [(one.folder / "desk.json", *damage) for damage in enumerate(DAMAGE["desk.json"], 1)]
    for damages in zip_longest(of_run, of_desk):  # a start takes seconds: one of either in each
        damaged = list(filter(None, damages))
        for path, _, content in damaged:
            path.write_text(content)
        held = sqlite3.connect(registry)
        held.execute("""UPDATE rows SET content = replace(content, '"state": "done"', '"state": "running"')""")
        held.execute("""UPDATE rows SET content = replace(content, '"state": "lost"', '"state": "running"')""")
        held.commit()
        held.close()
        with served(tmp_path) as again:
            again.log_in()
            assert "kept.xlsx" in again.get("/").text, damaged
            place = f"/r/{run.name}"
            page = again.until(place, lambda text: "ended unexpectedly" in text, str(damaged))
            for path, number, content in damaged:
                kept = path.with_name(f"{path.name}.damaged-{number}")
                assert path.parent != run or kept.name in page
                assert kept.read_text() == content
            assert again.get(place).status == 200
            again.end()
    assert (other / "desk.sqlite.damaged-1").exists() and not list((users / "lost+found").iterdir())


def test_a_damaged_list_is_said_and_a_new_one_begun(tmp_path: Path) -> None:
    with served(tmp_path) as one:
        one.log_in()
        one.dropped("lost.xlsx", QUICK_START)
        one.end()
    (path,) = one.folder.glob("users/*/desk.sqlite")
    for number in (1, 2):
        held = sqlite3.connect(path)
        held.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # by the log beside it a damaged file is made whole again
        held.close()
        content = path.read_bytes()
        damaged = b"x" * 5000 if number == 1 else content[:100] + b"\xff" * (len(content) - 100)
        path.write_bytes(damaged)
        with served(tmp_path) as again:
            again.log_in()
            page = again.get("/").text
            assert "was damaged" in page and f"desk.sqlite.damaged-{number}" in page and "lost.xlsx" not in page
            assert again.get(again.dropped("new.xlsx", QUICK_START)).status == 200
            again.end()
        assert path.with_name(f"desk.sqlite.damaged-{number}").read_bytes() == damaged


def test_only_pages_are_shown_as_pages(desk: ServedDesk, solved: str) -> None:
    run = run_of(desk, "solve")
    assert desk.get(f"{run}/page/page").status == 200
    for kind in ("results", "workbook", "brief"):
        assert desk.get(f"{run}/file/{kind}").status == 200
        assert desk.get(f"{run}/page/{kind}").status == desk.get(f"{run}/page/{kind}/x.css").status == 404


def test_the_address_is_printed_once_it_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The printed address is one that answers at once."""
    monkeypatch.setattr(ServedDesk, "until_up", lambda desk: desk.open("GET", "/").close())
    for _ in range(3):
        with served(tmp_path) as one:
            one.end()


def test_requests_that_do_not_end_are_closed(desk: ServedDesk, solved: str) -> None:
    """Nothing at all, half a head, half a body, and half a second request: each connection is closed in time."""
    head = f"POST {solved}/undo HTTP/1.1\r\nHost: {desk.host}\r\nOrigin: {desk.address}\r\nCookie: {desk.cookie}\r\n"
    form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\n"
    whole = f"GET / HTTP/1.1\r\nHost: {desk.host}\r\nCookie: {desk.cookie}\r\n\r\n"
    opened = []
    for given in ("", head, head + form + "half", whole + head):
        connection = socket.create_connection(("127.0.0.1", int(desk.host.rpartition(":")[2])), timeout=60)
        connection.sendall(given.encode())
        opened.append(connection)
    nothing, half, slow, second = (b"".join(iter(lambda each=each: each.recv(1 << 16), b"")) for each in opened)
    assert nothing == half == b"" and slow.startswith(b"HTTP/1.1 408") and second.startswith(b"HTTP/1.1 200")
    assert desk.get("/").status == 200


# --- for a team


def test_without_a_login_it_listens_to_this_machine_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    command = ["desk", "--no-browser", f"--folder={tmp_path}"]
    assert main([*command, "--host", "0.0.0.0"]) == ExitCode.INPUT
    assert main([*command, "--user-header", "X-User"]) == ExitCode.INPUT
    assert main([*command, "--proxy", "10.0.0.1"]) == ExitCode.INPUT
    assert main([*command, "--origin", "plan.example.org"]) == ExitCode.INPUT
    assert capsys.readouterr().err == snapshot


def test_users_of_a_proxy_have_desks_of_their_own(tmp_path: Path) -> None:
    team = (
        "--origin=https://plan.example.org",
        "--user-header=X-User",
        "--port=18765",
        "--time-limit=60",
        "--threads=1",
    )
    with served(tmp_path, *team, port=18765) as one:
        one.headers = {"Host": "plan.example.org"}
        own = {"Origin": "https://plan.example.org"}
        assert one.get("/").status == 403
        assert one.get("/", X_User="../x").status == 403
        one.headers |= {"X-User": "ann"}
        body, headers = multipart("ann.xlsx", QUICK_START)
        place = one.open("POST", "/workbooks", body, **headers, **own).getheader("location", "")
        assert one.get(place).status == 200
        assert one.post(f"{place}/run/solve", {"time_limit": "500"}, **own).status == 303
        (step,) = records(one)[0]["steps"]
        assert "--time-limit=60" in step and "--threads=1" in step
        run = run_of(one, "solve")
        one.until(f"{place}/compare", lambda text: "Sign as ann" in text)
        one.post(f"{run}/sign", {"by": "The minister"}, **own)
        page = one.get(f"{place}/compare").text
        assert "off by ann" in page and "The minister" not in page
        one.headers["X-User"] = "Ann"
        assert one.get(place).status == 404 and "ann.xlsx" not in one.get("/").text
        assert one.post(f"{place}/run/solve", **own).status == 404
        assert len({path.name for path in one.folder.glob("users/*")}) == 2


def test_shipped_files_are_those_that_are_served() -> None:
    """Of the browser's side; a page refers to no other."""
    pages = "".join(path.read_text("utf-8") for path in (ROOT / "model" / "desk" / "templates").glob("*.html"))
    assert not re.findall(r"https?://", pages) and not re.findall(r"<(?:script|style)>|style=|onclick=", pages)


def test_start_files_are_there_for_each_system() -> None:
    start = ROOT / "docs" / "start"
    assert {path.suffix for path in start.iterdir()} >= {".bat", ".command", ".sh"}
    for path in (start / "desk.command", start / "desk.sh"):
        assert os.name == "nt" or os.access(path, os.X_OK)
        if shutil.which("sh"):
            assert subprocess.run(["sh", "-n", str(path)], check=False).returncode == 0
