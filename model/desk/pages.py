"""Pages of the desk, and actions of their buttons."""

from __future__ import annotations

import asyncio
import re
import time
import unicodedata
from pathlib import Path

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from model.desk import help, looks, sheets
from model.desk.access import UPLOAD
from model.desk.asked import DeskRequest, show
from model.desk.asking import ASKED, COMPARE, QUESTIONS, SOLVE, fields
from model.desk.desk import BEFORE
from model.desk.registry import DONE, DeskBook, DeskRun, Wish
from model.desk.start import EXAMPLES, example, new_workbook
from model.errors import InputError
from model.reports.html.page import split
from model.rolling import NOT_BEFORE, WISHES
from model.system.files import DAMAGED

PAGES = ("page", "why")
"""Files of a run that are pages."""
PARTS = ("sheet", "rows", "column", "operation", "value")
"""Fields of a change of a what-if."""
FOLDERS = (Path(), Path("inputs"))
"""Where the desk of one user looks for workbooks."""

# --------------------------------------------------------------------------------------------------- workbooks


def home(at: DeskRequest) -> Response:
    books = sorted(at.desk.registry.rows(DeskBook), key=lambda book: -book.added)
    plans = {book.id: at.desk.runs.plan(at.desk.plan_run(book)) for book in books}
    damaged = sorted(path.name for path in at.desk.folder.glob(f"*{DAMAGED}*"))
    files = [] if at.desk.is_of_team else near()
    return show("home.html", books=books, plans=plans, near=files, damaged=damaged, examples=EXAMPLES)


async def new(at: DeskRequest) -> Response:
    """A new workbook from a template, or with the chain of an example."""
    name = at.text("name").removesuffix(".xlsx")
    if not name:
        raise InputError("Give the workbook a name.")
    if at.desk.registry.rows(DeskBook, full_name=unicodedata.normalize("NFC", f"{name}.xlsx"), source=""):
        raise InputError(f"There is a workbook '{name}.xlsx' already: choose another name.")
    years = "-".join(filter(None, (at.text("first"), at.text("last"))))
    options = {"currency": at.text("currency"), "amounts": at.text("amounts"), "years": years}
    book = at.desk.take(f"{name}.xlsx", await asyncio.to_thread(new_workbook, at.text("chain"), options))
    return RedirectResponse(f"/w/{book.id}{'' if at.text('chain') else '/sheets'}", 303)


def try_example(at: DeskRequest) -> Response:
    """Open an unchanged copy of an example."""
    name = at.path["example"]
    if name not in EXAMPLES:
        raise HTTPException(404)
    return RedirectResponse(f"/w/{at.desk.take_unchanged(name, example(name)).id}", 303)


async def upload(at: DeskRequest) -> Response:
    """Take a workbook that was dropped."""
    file = next(iter(at.form.get("workbook", [])), None)
    if not isinstance(file, UploadFile) or not file.filename:
        raise InputError("Choose a workbook first.")
    return RedirectResponse(f"/w/{at.desk.take(file.filename, await file.read()).id}", 303)


def near() -> list[Path]:
    """Workbooks in the folders beside this one."""
    paths = [path for folder in FOLDERS for path in sorted(folder.glob("*.xlsx"))]
    return [path for path in paths if not path.name.startswith("~$")]


def take_near(at: DeskRequest) -> Response:
    """Open a workbook of this machine that is listed."""
    path = next((path for path in near() if path.as_posix() == at.text("name")), None)
    if path is None or at.desk.is_of_team:
        raise HTTPException(404)
    return RedirectResponse(f"/w/{at.desk.take(path.name, path.read_bytes(), str(path.resolve())).id}", 303)


def workbook(at: DeskRequest) -> Response:
    is_replaced = bool(at.desk.beside(at.book, BEFORE))
    has_folder = bool(at.book.source) and not at.desk.is_of_team
    return at.page("workbook", is_replaced=is_replaced, has_folder=has_folder, written=at.query.get("written", ""))


async def check(at: DeskRequest) -> Response:
    checked = await at.desk.checked(at.book)
    beside = await sheets.beside(at, checked.get("problems", ()))
    return at.part("checked", checked=checked, kept=at.desk.plan_run(at.book), beside=beside)


def newer(at: DeskRequest) -> Response:
    """Go on with the file as it has been saved since, or stay with the state that is planned with."""
    if at.desk.newer(at.book) is not None:
        if at.path["what"] == "take":
            at.desk.take(at.book.name, Path(at.book.source).read_bytes(), at.book.source)
            return at.to()
        at.desk.ignore_newer(at.book)
    return at.back()


# --------------------------------------------------------------------------------------------------- solving


def solve(at: DeskRequest) -> Response:
    at.desk.settle(at.book)
    return at.page("solve", fields=fields(SOLVE, {}, {}))


def run(at: DeskRequest) -> Response:
    """Queue a command as the form has it."""
    command, desk = at.path["command"], at.desk
    if command not in QUESTIONS:
        raise HTTPException(404)
    about = [run for id in at.form.pop("about", []) if (run := desk.run(id)) and "results" in desk.runs.files(run)]
    if at.text("version") not in ("", at.book.version):
        raise InputError(f"{at.book.name} has changed since this page was shown. Look at it again, then ask.")
    if command == COMPARE and len(about) < 2:
        raise InputError("Choose two plans or more.")
    desk.ask(at.book, command, at.form, about)
    desk.runs.step()
    return at.to({SOLVE: f"/{at.text('from') or SOLVE}", COMPARE: "/compare"}.get(command, f"/ask?study={command}"))


def live(at: DeskRequest) -> Response:
    """Current runs; an empty answer if nothing has changed since the last one."""
    page, seen, now = at.query.get("page", ""), at.query.get("seen", ""), looks.live(at.desk, at.book)
    if now["stamp"] == seen:
        return Response(status_code=204)
    has_ended = seen.startswith(looks.OPEN) and not now["stamp"].startswith(looks.OPEN)
    if has_ended and page in ("solve", "decide", "run"):
        return Response(status_code=204, headers={"HX-Refresh": "true"})
    answer = at.part("live", page=page, **now)
    if has_ended:  # what is being filled in on the page stays
        answer.headers["HX-Trigger"] = "ended"
    return answer


def change_run(at: DeskRequest) -> Response:
    """Stop a run, end it, name it, note something, or sign its plan."""
    run, what = at.run, at.path["what"]
    if what in ("stop", "end"):
        at.desk.runs.stop(run, at_once=what == "end")
    elif what == "note":
        run.title, run.note = at.text("title") or run.title, at.text("note", 2000)
    elif what == "sign" and at.signer and run.state == DONE:
        run.signed_by, run.signed_on, run.plan_hash = at.signer, time.time(), at.desk.runs.hash_of(run)
    else:
        raise HTTPException(404)
    at.desk.registry.put(run)
    return at.back()


# --------------------------------------------------------------------------------------------------- deciding


def decide(at: DeskRequest) -> Response:
    at.desk.settle(at.book)
    return at.page("decide", **looks.decided(at.desk, at.book, at.query))


def rows(at: DeskRequest) -> Response:
    """Decisions that the filter leaves; those about people alone if asked."""
    return at.part("rows", **looks.decided(at.desk, at.book, at.query))


def wish(at: DeskRequest) -> Response:
    """Note a wish about a decision, or forget it; answers with its row and the summary."""
    asked, name, year = at.path["wish"], at.text("name", 2000), at.text("year")
    decision, before = looks.every(at.desk, at.book).get(name), at.desk.wishes(at.book).get(name)
    if decision is None or asked not in (*WISHES, "open"):
        raise HTTPException(404)
    if asked == NOT_BEFORE and not re.fullmatch(r"[12]\d{3}", year, re.ASCII):
        raise InputError("Type a year, such as 2028.")
    if asked == "open" or (before is not None and before.wish == asked != NOT_BEFORE):
        at.desk.forget(at.book, name)
    else:
        when = int(year) if asked == NOT_BEFORE else None
        own = Wish(f"{at.book.id} {name}", at.book.id, name, asked, when, decision)
        against = [wish for wish in at.desk.wishes(at.book).values() if wish.name != name and own.contradicts(wish)]
        if against:
            raise InputError(f"'{own.sentence}' contradicts '{against[0].sentence}': undo that first.")
        at.desk.registry.put(own)
    now = at.desk.wishes(at.book).get(name)
    words = f"open again: {decision['words']}" if now is None else now.sentence
    return at.part("wished", each=decision, wish=now, announced=words, **looks.summary(at.desk, at.book))


def undo(at: DeskRequest) -> Response:
    at.desk.forget(at.book)
    return at.to("/decide")


def plan(at: DeskRequest) -> Response:
    """Keep a plan, or go back to the one before."""
    if at.desk.runs.plan(at.run) is not None and at.run.book == at.book.id:
        at.desk.keep(at.book, at.run, is_kept=at.path["what"] == "keep")
    return at.to("/decide")


# --------------------------------------------------------------------------------------------------- looking, asking


def explore(at: DeskRequest) -> Response:
    at.desk.settle(at.book)
    chosen = at.desk.run(at.query.get("run", ""))
    shown = chosen if chosen is not None and chosen.book == at.book.id else at.desk.shown(at.book)
    return at.page("explore", run=shown if shown is not None and "page" in at.desk.runs.files(shown) else None)


async def ask(at: DeskRequest) -> Response:
    study = at.query.get("study", ASKED[0])
    if study not in ASKED:
        raise HTTPException(404)
    of = looks.asked_of(at.desk, at.book, study)
    names = (await at.desk.checked(of))["names"]
    values = {name: at.query.getlist(name) for name in at.query}
    return at.page(
        "ask",
        asked=ASKED,
        titles={name: question.title for name, question in QUESTIONS.items()},
        fields=fields(study, names, values),
        chosen_plan=at.query.get("plan", ""),
        is_of_plan=of.version != at.book.version,
        columns=(await at.desk.checked(at.book)).get("columns", {}),
        changes=[dict(zip(PARTS, cell, strict=True)) for cell in zip(*map(at.query.getlist, PARTS), strict=False)],
        is_saved="saved" in at.query,
        **looks.study(at.desk, at.book, study),
    )


async def what_if(at: DeskRequest) -> Response:
    """Show the cells that a what-if changes, or save it in the workbook."""
    is_saved = at.path["what"] == "save"
    words = [f"--name={at.text('name') or 'What-if'}", f"--description={at.text('description')}"]
    lines = zip(*([str(value).strip() for value in at.form.get(part, [])] for part in PARTS), strict=False)
    filled = [line for line in lines if any(line[:3])]
    if not filled or any(value.startswith("-") and not value[1:2].isdigit() for line in filled for value in line):
        raise InputError("Name a sheet, rows and a column.")
    words += [word for line in filled for word in ("--change", *line)]
    answer = await at.desk.vary(at.book, words, is_saved=is_saved)
    if is_saved and not answer["errors"]:
        return Response(headers={"HX-Redirect": f"/w/{at.book.id}/ask?study=batch&saved=1"})
    return at.part("cells", varied=answer)


def compare(at: DeskRequest) -> Response:
    at.desk.settle(at.book)
    return at.page(
        "compare", signer=at.request.scope["user"] if at.desk.is_of_team else "", **looks.compared(at.desk, at.book)
    )


def side_by_side(at: DeskRequest) -> Response:
    """Two plans beside each other."""
    return at.page("two", **looks.side_by_side(at.desk, _two(at)))


async def since(at: DeskRequest) -> Response:
    """Figures and differing cells of two plans."""
    before, after = _two(at)
    return at.part("since", since=await at.desk.since(after, before), plans=(before, after))


def _two(at: DeskRequest) -> tuple[DeskRun, DeskRun]:
    """The two plans of the query, the earlier first."""
    runs = [at.desk.run(id) for id in at.query.getlist("about")]
    plans = [run for run in runs if run is not None and run.book == at.book.id and at.desk.runs.plan(run)]
    if len(plans) != 2:
        raise InputError("Choose two plans.")
    first, second = sorted(plans, key=lambda run: run.queued)
    return first, second


def one_run(at: DeskRequest) -> Response:
    return at.page("run", **looks.run(at.desk, at.run))


# --------------------------------------------------------------------------------------------------- files


def report(at: DeskRequest) -> Response:
    """A page that a run has written, its styles and scripts as files of their own."""
    return HTMLResponse(split(_page(at), at.path["kind"]).page)


def report_part(at: DeskRequest) -> Response:
    content, kind = split(_page(at), at.path["kind"]).parts.get(at.path["part"], ("", ""))
    if not kind:
        raise HTTPException(404)
    return Response(content, media_type=kind)


def file(at: DeskRequest) -> Response:
    return FileResponse(_file(at), filename=_file(at).name)


def _page(at: DeskRequest) -> Path:
    """A file that is a page."""
    if at.path["kind"] not in PAGES:
        raise HTTPException(404)
    return _file(at)


def _file(at: DeskRequest) -> Path:
    path = at.desk.runs.files(at.run).get(at.path["kind"])
    if path is None:
        raise HTTPException(404)
    return path


# --------------------------------------------------------------------------------------------------- help


def help_contents(at: DeskRequest) -> Response:
    """Pages of the help by group, and hits of a search."""
    words = at.query.get("search", "")[:200].strip()
    groups = {group: {page: help.title(page) for page in pages} for group, pages in help.GROUPS.items()}
    return show("help.html", groups=groups, words=words, hits=help.search(words))


def help_page(at: DeskRequest) -> Response:
    """A page of the help, or a picture on one."""
    name = at.path["name"]
    if name in help.PAGES:
        return show("help.html", title=help.title(name), text=help.html(name), words="")
    path = help.picture(name)
    if path is None:
        raise HTTPException(404)
    return FileResponse(path)


GET = {
    "/": home,
    "/help": help_contents,
    "/help/{name}": help_page,
    "/w/{book}": workbook,
    "/w/{book}/check": check,
    "/w/{book}/live": live,
    "/w/{book}/sheets": sheets.page,
    "/w/{book}/sheet": sheets.one_sheet,
    "/w/{book}/file": sheets.download,
    "/w/{book}/solve": solve,
    "/w/{book}/decide": decide,
    "/w/{book}/rows": rows,
    "/w/{book}/explore": explore,
    "/w/{book}/ask": ask,
    "/w/{book}/compare": compare,
    "/w/{book}/two": side_by_side,
    "/w/{book}/two/since": since,
    "/r/{run}": one_run,
    "/r/{run}/page/{kind}": report,
    "/r/{run}/page/{kind}/{part}": report_part,
    "/r/{run}/file/{kind}": file,
}
POST = {
    UPLOAD: upload,
    "/near": take_near,
    "/new": new,
    "/examples/{example}": try_example,
    "/w/{book}/newer/{what}": newer,
    "/w/{book}/sheet/{what}": sheets.change,
    "/w/{book}/correct": sheets.correct,
    "/w/{book}/restore": sheets.restore,
    "/w/{book}/beside": sheets.write_beside,
    "/w/{book}/run/{command}": run,
    "/w/{book}/wish/{wish}": wish,
    "/w/{book}/undo": undo,
    "/w/{book}/what-if/{what}": what_if,
    "/w/{book}/plan/{run}/{what}": plan,
    "/r/{run}/{what}": change_run,
}
