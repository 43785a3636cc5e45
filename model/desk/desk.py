"""The desk of one user: workbooks, wishes about decisions, and the runs made of them."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import shutil
import time
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from model.desk.asking import COMPARE, DRIFT, QUESTIONS, SOLVE, Form, arguments, ending_of, limited, takes_plan
from model.desk.registry import DONE, DeskBook, DeskRun, RunRegistry, Wish, new_id
from model.desk.runs import Runs
from model.desk.start import ran
from model.errors import FileRefused, InputError
from model.rolling import NOT_BEFORE
from model.system.files import save

UNSAFE = re.compile(r"[^\w .()+-]|^[.\s-]+")
LONGEST = 80
"""Letters of a file's name, and twice as many bytes."""

BEFORE, AFTER = "before", "after"
"""Files beside a state of a workbook: with the name of the state that it was made of, or that it replaced; and with
that from which one has gone back to it."""
MOST_STATES = 50
"""Steps that can be undone."""
CHANGED = (
    "This workbook has been changed elsewhere since this page was shown, in another tab or by somebody else. Your last "
    "change has not been made: look at the workbook as it is now, then make it again."
)


def safe_name(name: str) -> str:
    """A name for a workbook that is safe as a file's; its folders and signs are dropped. Raises FileRefused if it is no
    workbook of Excel without macros."""
    stem, _, ending = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    if ending.lower() != "xlsx":
        raise FileRefused(f"'{name[-LONGEST:]}' is no workbook of Excel without macros (.xlsx).")
    short = UNSAFE.sub("_", stem)[:LONGEST].encode("utf-8", "replace")[: 2 * LONGEST].decode("utf-8", "ignore")
    return f"{short.strip() or 'workbook'}.xlsx"


class Desk:
    """Everything of one user, in one folder."""

    def __init__(
        self, folder: Path, *, seconds: int | None = None, threads: int | None = None, is_of_team: bool = False
    ) -> None:
        self.folder, self.is_of_team = folder, is_of_team
        self._seconds, self._threads = seconds, threads
        for name in ("workbooks", "runs", "store"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self.registry = RunRegistry(folder / "desk.sqlite")
        self.runs = Runs(folder, self.registry)
        self._checking = asyncio.Semaphore(1)

    # ------------------------------------------------------------------------------------------ workbooks

    def file(self, book: DeskBook) -> Path:
        """A workbook in the state that is planned with."""
        return self.folder / "workbooks" / book.id / book.version / book.name

    def take(self, name: str, content: bytes, source: str = "") -> DeskBook:
        """A workbook that has been dropped or opened, or a new state of it: it is known by its name, in whichever form
        a system writes it."""
        full_name = unicodedata.normalize("NFC", name)
        name = safe_name(full_name)
        same = self.registry.rows(DeskBook, full_name=full_name, source=source)
        book = same[0] if same else DeskBook(new_id(), name, source=source, full_name=full_name)
        edited, book.added, book.ignored = book.version if book.is_edited else "", time.time(), ""
        if edited and book.origin == _hash(content):  # the file is as it was: what was changed here since stays
            self.registry.put(book)
            return book
        book.version, book.same = _hash(content), []
        book.origin = book.version
        self.file(book).parent.mkdir(parents=True, exist_ok=True)
        if edited:
            save(self.file(book).with_name(BEFORE), edited.encode())
        if not self.file(book).exists():
            save(self.file(book), content)
        self.registry.put(book)
        return book

    def take_unchanged(self, name: str, content: bytes) -> DeskBook:
        """A workbook in exactly this state: under a further name if that of the first one has been changed."""
        number = 1
        while True:
            full_name = f"{name} {number}.xlsx" if number > 1 else f"{name}.xlsx"
            same = self.registry.rows(DeskBook, full_name=full_name, source="")
            if not same or same[0].version == _hash(content):
                return same[0] if same else self.take(full_name, content)
            number += 1

    async def vary(self, book: DeskBook, words: Sequence[str], *, is_saved: bool) -> dict[str, Any]:
        """Cells changed by a what-if, or its problems. Without problems it is saved in the workbook on request. Raises
        InputError if the workbook has been changed meanwhile."""
        before = book.version
        with TemporaryDirectory() as folder:
            out = Path(folder) / "with.xlsx"
            more = [f"--out={out}"] if is_saved else []
            answer = await asyncio.to_thread(_asked, self.file(book).parent, "vary", book.name, *words, "--json", *more)
            if out.exists():
                self.change(book, before, out.read_bytes(), same=[*book.same, before])
        return dict(answer)

    def change(self, book: DeskBook, base: str, content: bytes, same: Sequence[str] = ()) -> DeskBook:
        """The workbook with another content, made of its state ``base``, which differs from those in ``same`` only in
        What-ifs and Changes. Raises InputError if the workbook is no longer in that state."""
        now = self.registry.one(DeskBook, book.id)
        if now is None or now.version != base:  # somebody else was quicker
            raise InputError(CHANGED)
        now.version, now.same = hashlib.sha256(base.encode() + content).hexdigest()[:16], list(same)
        file = self.file(now)
        file.parent.mkdir(parents=True, exist_ok=True)
        save(file.with_name(BEFORE), base.encode())
        save(file, content)
        for state in (base, now.version):  # there is nothing to make again
            file.parent.with_name(state).joinpath(AFTER).unlink(missing_ok=True)
        self.registry.put(now)
        self._forget_states(now)
        return now

    def beside(self, book: DeskBook, step: str) -> str:
        """The state before or after that of a workbook; empty if there is none."""
        with suppress(OSError):
            name = self.file(book).with_name(step).read_text("utf-8")
            return name if (self.folder / "workbooks" / book.id / name).is_dir() else ""
        return ""

    def go(self, book: DeskBook, step: str) -> DeskBook:
        """The workbook in the state before or after, which is planned with from now on. Raises InputError if there is
        none."""
        name, same = self.beside(book, step), book.same
        if not name:
            raise InputError("There is nothing to undo." if step == BEFORE else "There is nothing to make again.")
        then = replace(book, version=name, same=same[: same.index(name)] if name in same else [])
        if step == BEFORE:
            save(self.file(then).with_name(AFTER), book.version.encode())
        self.registry.put(then)
        return then

    def _forget_states(self, book: DeskBook) -> None:
        """Delete states of a workbook that nothing leads to: no plan, and no step that can be undone."""
        needed, state = {run.version for run in self.registry.runs(book.id)} | {book.version, book.origin}, book
        for _ in range(MOST_STATES):
            state = replace(state, version=self.beside(state, BEFORE))
            needed.add(state.version)
        for place in (self.folder / "workbooks" / book.id).iterdir():
            if place.name not in needed:
                shutil.rmtree(place, ignore_errors=True)

    def write_beside(self, book: DeskBook) -> Path:
        """Write a copy of the workbook as it is now beside the planner's own file, under a name that is free. Raises
        InputError if that file is not on this machine."""
        source = Path(book.source)
        if not book.source or self.is_of_team or not source.parent.is_dir():
            raise InputError(f"The folder of {book.name} is not known here: download it.")
        for number in count(1):
            path = source.with_name(f"{source.stem} (changed{f' {number}' if number > 1 else ''}).xlsx")
            with suppress(FileExistsError):
                with path.open("xb") as file:
                    file.write(self.file(book).read_bytes())
                return path
        raise AssertionError

    def newer(self, book: DeskBook) -> float | None:
        """When the planner's own file was saved, if it has another content since; None if not."""
        source, own = Path(book.source), (book.version, book.origin, book.ignored)
        with suppress(OSError):
            saved = source.stat().st_mtime if book.source else 0.0
            if saved > book.added and _hash(source.read_bytes()) not in own:
                return saved
        return None

    def ignore_newer(self, book: DeskBook) -> None:
        """Stay with the state that is planned with."""
        book.ignored = _hash(Path(book.source).read_bytes())
        self.registry.put(book)

    async def checked(self, book: DeskBook) -> dict[str, Any]:
        """The result of 'check --json', cached by content."""
        path = self.file(book)
        async with self._checking:
            if not self.last_check(book):
                answer = await asyncio.to_thread(_asked, path.parent, "check", path.name, "--json")
                save(path.with_name("checked.json"), json.dumps(answer).encode())
        return self.last_check(book)

    def last_check(self, book: DeskBook) -> dict[str, Any]:
        """The same if it is known; else nothing."""
        with suppress(OSError, ValueError, TypeError):  # it is asked again
            return dict(json.loads(self.file(book).with_name("checked.json").read_text("utf-8")))
        return {}

    # ------------------------------------------------------------------------------------------ plans and wishes

    def run(self, id: str) -> DeskRun | None:
        return self.registry.one(DeskRun, id)

    def plan_run(self, book: DeskBook) -> DeskRun | None:
        """The run with the plan that is kept."""
        return self.run(book.plan)

    def proposed(self, book: DeskBook) -> DeskRun | None:
        """The latest plan of which the planner has not said whether it is kept."""
        solves = (run for run in self.registry.runs(book.id) if run.state == DONE and run.command == SOLVE)
        run = next(solves, None)
        return run if run is not None and run.is_kept is None and self.runs.plan(run) is not None else None

    def shown(self, book: DeskBook) -> DeskRun | None:
        """The run whose plan is shown."""
        return self.proposed(book) or self.plan_run(book)

    def keep(self, book: DeskBook, run: DeskRun, *, is_kept: bool = True) -> None:
        """Keep a plan, or go back to the one before."""
        run.is_kept = is_kept
        self.registry.put(run)
        if is_kept:
            book.plan = run.id
            self.registry.put(book)

    def settle(self, book: DeskBook) -> None:
        """Keep a first plan: there is none to go back to."""
        run = self.proposed(book)
        if run is not None and not book.plan:
            self.keep(book, run)

    def wishes(self, book: DeskBook) -> dict[str, Wish]:
        """Wishes by name of the decision."""
        return {wish.name: wish for wish in self.registry.rows(Wish, book=book.id)}

    def forget(self, book: DeskBook, name: str | None = None) -> None:
        """Forget the wish about a decision, or all of a workbook."""
        for wish in self.wishes(book).values():
            if name in (None, wish.name):
                self.registry.forget(wish)

    # ------------------------------------------------------------------------------------------ runs

    def ask(self, book: DeskBook, command: str, form: Form, about: Sequence[DeskRun] = ()) -> DeskRun:
        """Queue a command. Raises InputError for invalid fields."""
        words = limited(command, arguments(command, form), self._seconds, self._threads)
        options = {"name": book.name, "ending": ending_of(command), "asked": ", ".join(words).replace("--", "")}
        title = self._name_of_plan(book, form) if command == SOLVE else QUESTIONS[command].title
        run = DeskRun(new_id(), book.id, book.version, command, title, time.time(), options, before=book.plan)
        place = self.runs.of(run).place
        place.mkdir(parents=True)
        out = f"--out={Path(book.name).stem}{ending_of(command)}.xlsx"
        if command == SOLVE:
            steps = self._solve(book, run, words, self.plan_run(book) if form.get("start") else None)
        elif command == COMPARE:
            steps = [[command, *self._by_name(about, place), *words]]
        else:
            steps = [[command, *self._subject(book, command, about, place), *words, "--progress=json"]]
        steps[-1].append(out)
        self.runs.of(run).prepare(steps, vars(run))
        self.registry.put(run)
        return run

    def _name_of_plan(self, book: DeskBook, form: Form) -> str:
        """A unique name for a plan: from the form, or from its wishes."""
        wishes = [wish.sentence for wish in self.wishes(book).values()]
        name = wishes[0][:1].upper() + wishes[0][1:] if wishes else "Plan of the workbook"
        name += f", and {len(wishes) - 1} more" if wishes[1:] else ""
        name += " with the smallest change" if any(form.get("relax", ())) else ""
        name = next(iter(form.get("title", ())), "").strip()[:LONGEST] or name
        others = {run.title for run in self.registry.runs(book.id)}
        when = time.strftime("%d %b %H:%M").lstrip("0")
        names = (name, f"{name}, {when}", *(f"{name}, {when} ({number})" for number in range(2, len(others) + 3)))
        return next(free for free in names if free not in others)

    def _by_name(self, about: Sequence[DeskRun], place: Path) -> list[str]:
        """Copies of results under the names of their plans, for a comparison."""
        names: list[str] = []
        for number, run in enumerate(about, 1):
            name = safe_name(f"{run.title}.xlsx")
            names.append(f"{number} {name}" if name in names else name)
            shutil.copy(self._results(run), place / names[-1])
        return names

    async def since(self, run: DeskRun, before: DeskRun) -> dict[str, Any]:
        """Figures and input cells of two plans side by side, cached with the later one."""
        path = self.runs.of(run).place / f"since-{before.id}.json"
        async with self._checking:
            if not path.is_file():
                words = ("report", self._results(run), f"--since={self._results(before)}", "--out=since.html", "--json")
                with TemporaryDirectory() as folder:
                    answer = await asyncio.to_thread(_asked, Path(folder), *words)
                save(path, json.dumps(answer["since"]).encode())
        return dict(json.loads(path.read_text("utf-8")))

    def _results(self, run: DeskRun) -> str:
        return str(self.runs.files(run)["results"].resolve())

    def _solve(self, book: DeskBook, run: DeskRun, words: list[str], start: DeskRun | None) -> list[list[str]]:
        """A solve: of the workbook, or of a copy with the wishes written into the original."""
        place, wishes = self.runs.of(run).place, list(self.wishes(book).values())
        run.wishes = [wish.sentence for wish in wishes]
        solve = [SOLVE, book.name, "--json", "--brief", "--progress=json", *words]
        solve += [] if start is None else [f"--start={self._results(start)}"]
        if not wishes:
            shutil.copy(self.file(book), place / book.name)
            return [solve]
        (place / "original").mkdir()
        shutil.copy(self.file(book), place / "original" / book.name)
        asked = {"decisions": [wish.decision for wish in wishes], "changed": self._changed(book)}
        run.changed = asked["changed"]
        save(place / "wishes.json", json.dumps(asked).encode())
        lock = ["lock", f"original/{book.name}", "wishes.json", f"--out={book.name}"]
        for row in wishes:
            flag = f"--{row.wish}"
            lock += [flag, row.name, str(row.year)] if row.wish == NOT_BEFORE else [f"{flag}={row.name}"]
        return [lock, solve]

    def _changed(self, book: DeskBook) -> list[Any]:
        """The changed cells without which the plan that is shown would not exist."""
        shown = self.shown(book)
        if shown is None or shown.version != book.version:
            return []
        return [*shown.changed, *self.runs.plan(shown)["changed"]]

    def _subject(self, book: DeskBook, command: str, about: Sequence[DeskRun], place: Path) -> list[str]:
        """The workbook that a study is about, and the plan: that of the plan asked about, with its wishes; else that of
        the plan shown, unless the workbook has changed since."""
        shown = self.shown(book)
        plan = next(iter(about), shown) if takes_plan(command) else None
        own = shown if command == DRIFT or plan is None else plan
        is_shown = own is not None and (own is plan or own.version == book.version)
        shutil.copy(self.runs.files(own)["workbook"] if own and is_shown else self.file(book), place / book.name)
        return [book.name] + ([] if plan is None else [self._results(plan)])


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def _asked(folder: Path, *command: str) -> Any:
    """JSON output of a command. Raises InputError if there is none."""
    process = ran(folder, *command)
    try:
        return json.loads(process.stdout)
    except ValueError:
        text = process.stderr.decode("utf-8", "replace").strip()[-500:]
        raise InputError(f"The command '{command[0]}' failed: {text}") from None
