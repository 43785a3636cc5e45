"""Contents of pages: plans, decisions, runs and progress, in words."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from model.desk.asking import ASKED, DRIFT, QUESTIONS, SOLVE, takes_plan
from model.desk.desk import Desk
from model.desk.registry import CANCELLED, DONE, LOST, QUEUED, RUNNING, DeskBook, DeskRun
from model.errors import ExitCode
from model.progress import SMALL
from model.reports.phrases import gap_text, spoken, with_changed
from model.reports.plan_record import changed
from model.scenario.build_context import MONEY
from model.sheets.names import count
from model.solver.termination import gap_of
from model.studies.catalogue import STUDIES, groups
from model.system.run_folder import GOES_ON

OPEN = "open"
"""Beginning of the stamp while something runs or waits."""
MANY_COLUMNS = 50_000
"""Columns of a program whose next plan starts from the last one, unless the planner says otherwise."""
WIDTH, HEIGHT = 600, 160
"""Size of the progress curve."""

ENDS: Mapping[int, str] = {
    ExitCode.OPTIMAL: "done",
    ExitCode.LIMIT: "done; stopped before the gap was reached",
    ExitCode.INPUT: "not possible: errors",
    ExitCode.INFEASIBLE: "no plan: these choices and limits cannot hold together",
    ExitCode.UNBOUNDED: "unbounded: profit has no limit",
    ExitCode.FAILED: "ended without a result",
    ExitCode.AUDIT: "the audit did not confirm this plan; do not use it",
    ExitCode.OUTPUT: "the result could not be written: is the disk full?",
}


@cache
def _templates() -> Environment:
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters.update(clock=clock, day=day, key=key_of, count=count)
    return environment


def render(name: str, **parts: Any) -> str:
    """A page from its template."""
    return _templates().get_template(name).render(**parts)


def clock(moment: float) -> str:
    """Time of today, or date and time."""
    today, then = day(time.time()).split(), day(moment).split()
    return then[1] if then[0] == today[0] else " ".join(then)


def day(moment: float) -> str:
    """Date and time."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(moment))


def key_of(name: str) -> str:
    """An id for an element about a decision."""
    return f"d{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def length(seconds: float) -> str:
    """'40 s' or '4 min'."""
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


# --------------------------------------------------------------------------------------------------- a workbook


def head(desk: Desk, book: DeskBook) -> dict[str, Any]:
    """The head of every page: the plan shown, its files, and current runs."""
    shown = desk.shown(book)
    plan = desk.runs.plan(shown)
    return {
        "kept": desk.plan_run(book),
        "proposed": desk.proposed(book),
        "run": shown,
        "plan": plan,
        "files": [] if shown is None else list(desk.runs.files(shown)),
        "is_old": shown is not None and not book.is_of(shown),
        "otherwise": "" if shown is None or plan is None else with_changed([*shown.changed, *plan["changed"]]),
        "now": live(desk, book),
        "lasted": lasted(desk, book),
        "wishes": [wish.sentence for wish in desk.wishes(book).values()],
        "is_large": bool(plan and (plan["columns"] or 0) >= MANY_COLUMNS),
    }


def lasted(desk: Desk, book: DeskBook, command: str = SOLVE) -> str:
    """How long a command took last on this workbook; empty before the first time."""
    seconds = _last_seconds(desk, book, command)
    return length(seconds) if seconds is not None else ""


def _last_seconds(desk: Desk, book: DeskBook, command: str) -> float | None:
    done = (run for run in desk.registry.runs(book.id) if run.command == command and run.code == 0)
    return next((run.ended - run.started for run in done), None)


def live(desk: Desk, book: DeskBook) -> dict[str, Any]:
    """Runs that are open or have just ended, with a stamp that changes with them."""
    runs = desk.registry.runs(book.id)
    open_ = [run for run in runs if run.is_open]
    running = next((run for run in open_ if run.state == RUNNING), None)
    failed = next((run for run in runs[:1] if not run.is_open and _has_failed(desk, run)), None)
    if failed is not None and not _is_asked_still(desk, book, failed):
        failed = None
    states = {
        "open": [{"run": run, "title": run.title} for run in reversed(open_) if run.state == QUEUED],
        "running": None if running is None else progress(desk, book, running),
        "failed": None
        if failed is None
        else {
            "run": failed,
            "end": end(failed),
            "said": desk.runs.messages(failed)[-12:],
            "remedies": len(desk.runs.of(failed).curve().remedies),
            "files": list(desk.runs.files(failed)),
        },
        "answered": [{"run": run, "end": end(run)} for run in runs[:3] if run.command in ASKED and not run.is_open],
        "newer_now": desk.newer(book),
    }
    ids = [run.id for run in runs if run.state == QUEUED or not run.is_open]
    content = repr((states["running"], ids, states["newer_now"]))
    state = OPEN if open_ else "quiet"
    return {**states, "stamp": f"{state}-{hashlib.sha256(content.encode()).hexdigest()[:12]}"}


def _has_failed(desk: Desk, run: DeskRun) -> bool:
    has_plan = run.command != SOLVE or desk.runs.plan(run) is not None
    return run.state == LOST or (run.state == DONE and (run.code not in (0, ExitCode.LIMIT) or not has_plan))


def _is_asked_still(desk: Desk, book: DeskBook, run: DeskRun) -> bool:
    """True if a run is about the current workbook and wishes."""
    wishes = sorted(wish.sentence for wish in desk.wishes(book).values())
    return book.is_of(run) and (run.command != SOLVE or sorted(run.wishes) == wishes)


def end(run: DeskRun) -> str:
    """How a run ended, in words."""
    if run.is_stopping and run.state in (DONE, LOST) and run.code not in GOES_ON:
        return "stopped before there was a result"
    if run.state == DONE:
        return ENDS.get(run.code or 0, f"failed (code {run.code})")
    states = {
        LOST: "ended unexpectedly; start it again",
        CANCELLED: "taken out of the queue",
        QUEUED: "waits",
        RUNNING: "runs",
    }
    return states[run.state]


def progress(desk: Desk, book: DeskBook, run: DeskRun) -> dict[str, Any]:
    """Stage, costs and curve of a run."""
    curve = desk.runs.of(run).curve()
    best, bound = curve.last.get("best"), curve.last.get("bound")
    done, share = curve.last.get("share") or (0, 0)
    step, steps = curve.last.get("step") or (1, len(SMALL) if run.command == SOLVE else 0)
    so_far, last = time.time() - run.started, _last_seconds(desk, book, run.command)
    left = curve.last.get("left") or (None if last is None else last - so_far)
    costs = {"best": best, "bound": bound}
    words = {name: _money(desk.last_check(book), cost) for name, cost in costs.items() if cost is not None}
    return {
        "id": run.id,
        "title": run.title,
        "is_solve": run.command == SOLVE,
        "is_stopping": run.is_stopping,
        "stage": curve.last.get("stage", "Starting the program"),
        "step": f"step {max(step, 1)} of {steps}" if steps else "",
        "share": f"{done:,} of {share:,}" if share else "",
        "left": length(left) if left is not None and left >= 1 else "",
        "is_of_stage": run.command != SOLVE and bool(curve.last.get("left")),
        "seconds": length(so_far),
        "lasted": lasted(desk, book, run.command),
        "first": len(desk.runs.first_plan(run)),
        "open": "" if best is None or bound is None else gap_text(gap_of(best, bound)),
        **words,
        **_drawn(curve.points, curve.last.get("seconds", 0.0)),
    }


def _money(unit: Mapping[str, str], cost: float) -> str:
    """A cost in words; a figure if the workbook has not been checked."""
    words = spoken(cost * MONEY[unit["scale"]], unit["currency"]) if "scale" in unit else f"{abs(cost):,.1f}"
    return f"−{words}" if cost < 0 else words


def _drawn(points: Sequence[tuple[float, float | None, float | None]], last: float) -> dict[str, str]:
    """Lines of costs found and proven over time, as points of a drawing."""
    costs_seen = [cost for _, *costs in points for cost in costs if cost is not None]
    if len(costs_seen) < 2:
        return {}
    low, high = min(costs_seen), max(costs_seen)

    def line(at: int) -> str:
        drawn = [(seconds, cost) for seconds, *costs in points if (cost := costs[at]) is not None]
        ends = [*(seconds for seconds, _ in drawn[1:]), last]
        steps = []
        for (start, cost), end in zip(drawn, ends, strict=False):
            steps += [(start, cost), (end, cost)]
        places = (
            (WIDTH * s / (last or 1), HEIGHT - 8 - (HEIGHT - 16) * (c - low) / ((high - low) or 1)) for s, c in steps
        )
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)

    return {"line_best": line(0), "line_bound": line(1)}


# --------------------------------------------------------------------------------------------------- decisions


def every(desk: Desk, book: DeskBook) -> dict[str, Any]:
    """Decisions by name: those that are ruled out, then those of the plan that is shown."""
    plan = desk.runs.plan(desk.shown(book))
    own = {} if plan is None else {decision["row"]["decision"]: decision for decision in plan["decisions"]}
    wishes = desk.wishes(book).values()
    return {wish.name: {**wish.decision, "is_gone": True} for wish in wishes if wish.name not in own} | own


def decided(desk: Desk, book: DeskBook, chosen: Mapping[str, str]) -> dict[str, Any]:
    """Filtered decisions: those ruled out, then the others, the largest outlay first."""
    groups, wishes, is_people = every(desk, book), desk.wishes(book), chosen.get("people") == "1"
    year, where, words = (chosen.get(name, "").strip() for name in ("year", "where", "search"))
    rows = [
        (row, wishes.get(name))
        for name, row in groups.items()
        if row["is_people"] == is_people
        and year in ("", str(row["row"]["year"]))
        and where in ("", row["where"])
        and words.lower() in row["words"].lower()
    ]
    rows.sort(key=lambda row: ("is_gone" not in row[0], -(row[0]["outlay"] or 0.0)))
    run = desk.shown(book)
    before, plan = (desk.runs.plan(run_shown) for run_shown in (run and desk.run(run.before), run))
    return {
        "rows": rows,
        "people": sum(rows["is_people"] for rows in groups.values()),
        "is_people": is_people,
        "years": sorted({rows["row"]["year"] for rows in groups.values()}),
        "places": sorted({rows["where"] for rows in groups.values() if rows["where"] and not rows["is_people"]}),
        "chosen": dict(chosen),
        "changes": changed(before, plan) if before and plan else [],
        **summary(desk, book),
    }


def summary(desk: Desk, book: DeskBook) -> dict[str, Any]:
    """Wishes that are noted, and whether the plan that is shown already holds them."""
    run, wishes = desk.shown(book), [wish.sentence for wish in desk.wishes(book).values()]
    return {"wishes": wishes, "is_held": sorted(wishes) == sorted(run.wishes if run else [])}


# --------------------------------------------------------------------------------------------------- runs


def asked_of(desk: Desk, book: DeskBook, study: str) -> DeskBook:
    """The state of a workbook that a study is asked about, which is that of the plan if it is about one."""
    shown = desk.shown(book) if takes_plan(study) and study != DRIFT else None
    return book if shown is None else replace(book, version=shown.version)


def study(desk: Desk, book: DeskBook, name: str) -> dict[str, Any]:
    """A study with its answers so far."""
    runs = desk.registry.runs(book.id)
    others = desk.registry.rows(DeskRun, command=SOLVE) if name == DRIFT else runs
    return {
        "study": name,
        "entry": STUDIES[name],
        "groups": {group: [one for one in names if one in ASKED] for group, names in groups().items()},
        "example": QUESTIONS[name].example,
        "took": lasted(desk, book, name),
        "plans": [run for run in others if desk.runs.plan(run) is not None] if takes_plan(name) else [],
        "answers": [shown_run(desk, run) for run in runs if run.command == name],
    }


def shown_run(desk: Desk, run: DeskRun) -> dict[str, Any]:
    """A run in a list."""
    plan = desk.runs.plan(run)
    return {
        "run": run,
        "end": end(run),
        "took": length(run.ended - run.started) if run.ended else "",
        "options": run.options["asked"],
        "plan": plan,
        "files": list(desk.runs.files(run)),
        "page": "page" in desk.runs.files(run),
        "said": desk.runs.messages(run)[-8:],
        "is_signed_as_it_is": bool(run.signed_by) and run.plan_hash == desk.runs.hash_of(run),
    }


def run(desk: Desk, asked: DeskRun) -> dict[str, Any]:
    """All of a run: what it printed, and its page."""
    files = desk.runs.files(asked)
    kind = next((kind for kind in ("page", "why") if kind in files), "")
    first: dict[int, list[str]] = {}
    for year, name in desk.runs.first_plan(asked) if asked.is_open else ():
        first.setdefault(year, []).append(name)
    trials, lines = desk.runs.of(asked).curve().remedies, desk.runs.messages(asked)
    return {"shown": shown_run(desk, asked), "said": lines, "trials": trials, "kind": kind, "first": first}


def compared(desk: Desk, book: DeskBook) -> dict[str, Any]:
    """Runs, the latest first; plans with their differences from the kept one."""
    runs = [shown_run(desk, run) for run in desk.registry.runs(book.id)]
    base = desk.runs.plan(desk.plan_run(book))
    for run in runs:
        is_other = run["plan"] is not None and base is not None and run["run"].id != book.plan
        run["changes"] = changed(base, run["plan"]) if is_other else []
    return {
        "plans": [run for run in runs if run["plan"] is not None],
        "others": [run for run in runs if run["plan"] is None],
    }


def side_by_side(desk: Desk, runs: Sequence[DeskRun]) -> dict[str, Any]:
    """Two plans: costs, answers, and decisions with years and sizes, differing ones first."""
    plans = [desk.runs.plan(run) for run in runs]
    rows: dict[tuple[str, str], list[list[str]]] = {}
    subjects: dict[tuple[str, str], str] = {}
    for at, plan in enumerate(plans):
        for decision in plan["decisions"]:
            if not decision["is_people"]:
                key = decision["words"], decision["where"]
                size = f"{decision['row']['year']}{': ' * bool(decision['size'])}{decision['size']}"
                rows.setdefault(key, [[], []])[at].append(size)
                subjects[key] = decision["row"]["subject"]
    listed = [
        {"words": key[0], "where": key[1], "subject": subjects[key], "sizes": sizes, "differs": sizes[0] != sizes[1]}
        for key, sizes in rows.items()
    ]
    pairs = zip(*(plan["answers"] for plan in plans), strict=True)
    return {
        "plans": list(zip(runs, plans, strict=True)),
        "changes": changed(*plans),
        "pairs": list(pairs),
        "rows": sorted(listed, key=lambda row: not row["differs"]),
    }
