"""Infeasibility diagnosis as an Excel workbook: in words, the conflicting cells, the repairs, and the nearest plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from model.diagnosis.cells import Cell
from model.diagnosis.figures import Remedy
from model.diagnosis.findings import RELAXED, Conflict, Diagnosis, Words
from model.reports.answers.answer import AnswerPicture, Fact, Key, PlanAnswer
from model.reports.document import (
    ChartScale,
    Document,
    DocumentSheet,
    DocumentTable,
    DrawnBar,
    PagePart,
    Paragraphs,
    SheetOrWriter,
    Shown,
    bar_chart,
)
from model.reports.palette import HUES
from model.reports.phrases import PROVEN_INFEASIBLE, chain_title, in_words, joined, listed, money
from model.reports.results.capacity import write_demand
from model.reports.results.costs import write_costs
from model.reports.results.decisions import write_builds, write_decisions
from model.reports.styles import Field
from model.results.plan import amount_text
from model.results.view import View
from model.scenario.calendar import Calendar
from model.sheets.names import count
from model.sheets.tables import Tables
from model.system.files import Output

WIDTHS = (105,)
"""Widths of the columns of a page in words."""

MOST_PAGES = 4
"""Maximum pages of paper, for all conflicts and repairs in words."""


MOST_NAMED = 6
"""Cells of a conflict that a sentence names."""
SMALL = 10
"""Sums from here on are whole."""


@dataclass(frozen=True)
class NoPlan:
    """Tables in place of a plan, for a workbook that has no plan, or several."""

    tables: Tables
    source: None = None

    @property
    def periods(self) -> tuple[int, ...]:
        return Calendar.of(self.tables.settings).periods

    @property
    def amount(self) -> str:
        return amount_text(self.tables)


@dataclass(frozen=True)
class _Line:
    """A cell of a conflict or a remedy."""

    number: int
    cell: Cell
    becomes: Any = None
    when: str = ""


def document(answer: Diagnosis, workbook: str = "") -> Document:
    """The diagnosis of a ``workbook``, whose name gives the page its title; without it the verdict does."""
    nearest = answer.remedies[0].plan if answer.remedies else None
    words, view = Words(answer.tables), View(NoPlan(answer.tables) if nearest is None else nearest)
    conflicts, changes = _cells(answer, words), _changes(answer, words, view.amount)
    verdict = _headline(answer)
    text = f"No plan meets all cells of a conflict, {RELAXED}; {words.never_relaxed()}."

    texts, remedies = list(_findings(answer, words)), _remedies(answer, words)
    in_words = [Paragraphs(texts, heading="Conflicts" if answer.plan is None else "")]
    if remedies is not None:  # first: conflicts may be many
        numbered = [f"{at}. {text}" for at, text in enumerate(remedies.sentences, start=1)]
        in_words.insert(0, Paragraphs(numbered, heading=remedies.heading, is_apart=False))
    sheets: list[SheetOrWriter] = [
        DocumentSheet("Diagnosis", "Risk", verdict, "", in_words, WIDTHS, MOST_PAGES),
        DocumentSheet("Conflicts", "Risk", "Cells that conflict", text, [conflicts]),
        DocumentSheet(
            "Remedies",
            "Risk",
            "Cells to change, and to what",
            "Change all cells of one remedy. 'Relative change' is what the remedies are ordered by.",
            [changes],
        ),
    ]
    if nearest is not None:
        sheets += [_nearest(answer.remedies[0], words), write_decisions, write_builds, write_demand, write_costs]
    shown = [_costs(answer, words, changes), PagePart("conflicts", "Cells that conflict", [text], [conflicts])]
    about = "Cells of the workbook that cannot all be met, and what to change"
    title = chain_title(workbook, "diagnosis" if answer.plan else "no plan") if workbook else verdict
    return Document("Diagnosis", title, about, Output.NO_PLAN, view, texts, sheets, shown, first=remedies)


# ----------------------------------------------------------------------------------------------------------------------
# The answer in place of the four.


MOST_CELLS = 7
"""Rows of its picture."""


def plan_answer(answer: Diagnosis) -> PlanAnswer:
    """How many cells conflict, the smallest change that makes a plan feasible, and the cost of that plan."""
    words, cells = Words(answer.tables), _conflicting(answer)
    smallest = min(answer.remedies, key=lambda remedy: remedy.weight, default=None)
    facts = _facts(answer, words, View(smallest.plan), smallest) if smallest else []
    keys = [_key(answer, words, cell) for cell in cells[:MOST_CELLS]]
    rest = len(cells) - MOST_CELLS
    note = f"and {count(rest, 'more cell')}" if rest > 0 else words.no_conflict(answer)
    picture = AnswerPicture("conflict", "Cells that conflict, now and needed", key=keys, note=note)
    table = _cells(answer, words)
    return PlanAnswer("Is there a plan", _headline(answer), facts, picture, table, "", "Diagnosis")


def _conflicting(answer: Diagnosis) -> list[Cell]:
    """The cells of all conflicts, each once."""
    return list(dict.fromkeys(cell for conflict in answer.conflicts for cell in conflict.cells))


def _headline(answer: Diagnosis) -> str:
    if answer.plan is not None:
        return "The workbook has a plan: no change is needed"
    cells = len(_conflicting(answer))
    return "No plan can meet all targets" + (f": {count(cells, 'cell')} conflict" if cells > 1 else "")


def _facts(answer: Diagnosis, words: Words, view: View, smallest: Remedy) -> list[Fact]:
    (first, becomes), *others = smallest.values.items()
    change = Fact(words.arrow(first, becomes), f"smallest change: {words.what(first)}")
    if others:
        named = listed([words.brief(*value) for value in smallest.values.items()], most=2)
        change = Fact(count(len(smallest.values), "cell"), f"smallest change: {named}")
    facts = [change, Fact(in_words(view, smallest.plan.objective), "cost of the plan then, present value")]
    if len(answer.remedies) > 1:
        facts.append(Fact(count(len(answer.remedies), "remedy", "remedies"), "any one of them is enough"))
    return facts


def _key(answer: Diagnosis, words: Words, cell: Cell) -> Key:
    """A cell of a conflict: its value, and the one that the first remedy that changes it has for it."""
    needed = next((remedy.values[cell] for remedy in answer.remedies if cell in remedy.values), None)
    figure = words.value(cell, cell.value) if needed is None else words.arrow(cell, needed)
    return Key("", words.what(cell), figure, f"{cell.place}{words.changed_by(cell, answer)}")


# ----------------------------------------------------------------------------------------------------------------------
# Sentences and tables.


def _findings(answer: Diagnosis, words: Words) -> Iterator[str]:
    """Each conflict in a sentence, and how far the search went."""
    if answer.plan is not None:
        yield words.has_plan(answer.plan)
        return
    yield from [f"{PROVEN_INFEASIBLE}."] if answer.proven is not None else []
    yield from filter(None, [words.no_conflict(answer)])
    for conflict in answer.conflicts:
        cells = [f"{words.what(cell)} ({words.value(cell, cell.value)})" for cell in conflict.cells[:MOST_NAMED]]
        more = [f"{len(conflict.cells) - MOST_NAMED} more"] if len(conflict.cells) > MOST_NAMED else []
        listed = f"{': ' if cells else ''}{joined([*cells, *more])}"
        yield " ".join([f"{words.cannot(conflict)}{listed}.", words.necessity(conflict)]).strip()
        yield from words.suspects(conflict, answer)
    yield from words.slips(answer)
    yield from words.uncertain(answer) if answer.remedies else ["No change of bounds that makes a plan was found."]
    yield from words.unfinished(answer)


def _remedies(answer: Diagnosis, words: Words) -> Paragraphs | None:
    """Each remedy by name, with the cost of its plan."""
    texts = words.by_kind(
        answer,
        lambda remedy: (
            f"{words.changes(remedy)}. The plan then costs {_units(remedy.plan.objective)} {remedy.plan.amount}."
        ),
    )
    of_each = " of each kind" if len({remedy.kind for remedy in answer.remedies}) > 1 else ""
    title = f"Remedies: any one of them is enough, the smallest change{of_each} first" if len(texts) > 1 else "Remedy"
    return Paragraphs(texts, heading=title) if texts else None


def _units(cost: float) -> str:
    """A sum in whole units; a small one with decimals."""
    return f"{cost:,.0f}" if abs(cost) >= SMALL or not cost else money(cost)


def _costs(answer: Diagnosis, words: Words, changes: DocumentTable[_Line]) -> Shown:
    amount = amount_text(answer.tables)
    bars = []
    for remedy in answer.remedies:
        (first, *others) = (words.brief(*value) for value in remedy.values.items())
        name = f"{first} and {len(others)} more" if others else first
        bars.append(DrawnBar(name, [remedy.plan.objective], [f"{name}: {_units(remedy.plan.objective)} {amount}"]))
    heading = f"Cost of the plan with each remedy ({amount})"
    says = "Each was typed into the cells, solved and audited." if bars else "No remedy was found."
    return bar_chart("remedies", heading, says, {amount: HUES[0]}, bars, [changes], scale=ChartScale("", words=_units))


def _cells(answer: Diagnosis, words: Words) -> DocumentTable[_Line]:
    lines = []
    for at, conflict in enumerate(answer.conflicts, start=1):
        lines += [_Line(at, cell, when=_when(conflict)) for cell in conflict.cells]
    return DocumentTable(
        lines,
        [
            Field("conflict", lambda line: f"Conflict {line.number}", "text"),
            Field("cell", lambda line: line.cell.place, "text"),
            Field("what", lambda line: words.what(line.cell), "text"),
            Field("value", lambda line: words.value(line.cell, line.cell.value), "text"),
            Field("in the disruption", lambda line: line.when, "text"),
            Field("changed by", lambda line: words.changed_by(line.cell, answer).strip(" ()"), "text"),
        ],
        frozen=2,
        nothing=words.no_conflict(answer),
    )


def _when(conflict: Conflict) -> str:
    if not conflict.disruptions:
        return "none: even undisrupted"
    more = len(conflict.disruptions) - 1
    return conflict.disruptions[0] + (f" and {more} more" if more else "")


def _changes(answer: Diagnosis, words: Words, amount: str) -> DocumentTable[_Line]:
    plans = [remedy.plan for remedy in answer.remedies]
    lines = []
    for at, remedy in enumerate(answer.remedies, start=1):
        lines += [_Line(at, cell, becomes) for cell, becomes in remedy.values.items()]
    return DocumentTable(
        lines,
        [
            Field("remedy", lambda line: f"Remedy {line.number}", "text"),
            Field("cell", lambda line: line.cell.place, "text"),
            Field("what", lambda line: words.what(line.cell), "text"),
            Field("now", lambda line: words.value(line.cell, line.cell.value), "text"),
            Field("needed", lambda line: words.value(line.cell, line.becomes), "text"),
            Field("relative change", lambda line: line.cell.change_to(line.becomes), "share"),
            Field(f"cost of the plan ({amount})", lambda line: plans[line.number - 1].objective),
            Field("gap", lambda line: plans[line.number - 1].gap, "share"),
        ],
        frozen=2,
        nothing="No remedy was found.",
    )


def _nearest(remedy: Remedy, words: Words) -> DocumentSheet:
    plan = remedy.plan
    says = [
        f"It violates {count(len(remedy.values), 'cell')} and meets all others. It costs {money(plan.objective)} "
        f"{plan.amount} (gap {plan.gap:.2%}) and is audited against the workbook with these cells changed:",
        *(f"•  {words.change(cell, new)}" for cell, new in remedy.values.items()),
        "The sheets that follow show its decisions, investments, deliveries and costs.",
    ]
    title = "The nearest plan found: not a plan of this workbook"
    return DocumentSheet("Nearest plan", "Risk", title, "", [Paragraphs(says)], WIDTHS)
