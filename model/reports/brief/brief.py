"""Editable brief of two to three pages: the four answers, questions before signing, how firm the plan is, short markets
and limits. Its figures are those of the results workbook.

Its pictures are tables of shaded cells: in an editor every square can be changed, and nothing has to draw them.
"""

from __future__ import annotations

from collections.abc import Sequence

from model.families.investment.rows import ProjectStatus
from model.reports.answers.answer import PlanAnswer, capital, cells
from model.reports.answers.fails import FIELDS
from model.reports.answers.four import answers, hangs_on, robust
from model.reports.book import Book
from model.reports.brief.document import WordDocument
from model.reports.document import DocumentTable
from model.reports.palette import LOOKS
from model.reports.phrases import percent
from model.reports.results.investors import questions_in_words
from model.reports.results.summary import limit_fields
from model.reports.results.tiles import badges
from model.reports.results.without import breaks_in_futures
from model.reports.results.words import oddities_in_words, stored
from model.results.build import supplies
from model.results.limits import PartyLimit, limits, tightest_parties
from model.results.shortages import short_markets
from model.results.view import View

MOST_DECISIONS, MOST_MARKETS, MOST_LIMITS = 8, 8, 8
"""Rows of the tables."""


def brief_bytes(book: Book, title: str = "") -> bytes:
    """The document as a file's content, of a workbook of results under construction."""
    view = book.view
    supplied = supplies(view)
    rate = f"{100 * view.settings.discount_rate:g} %"
    about = f"{view.horizon}, in {view.amount} at constant prices, discounted at {rate} a year. "
    newest = max((row.as_of for row in view.plan.tables[ProjectStatus]), default="")
    about += f"Newest fact on a project: {newest}. " if newest else ""
    about += f"Plan of {view.plan.source.words}. " if view.plan.source else ""
    document = WordDocument(title or book.title, about + ". ".join(badge for badge, _ in badges(view)) + ".")
    plan_answers = answers(view)
    for plan_answer in plan_answers:
        _write_answer(document, plan_answer)
    _write_decisions(document, plan_answers[0])
    if questions := [
        *filter(None, [oddities_in_words(view), questions_in_words(view).partition(": ")[2], *breaks_in_futures(view)])
    ]:
        document.heading("Questions before signing")
        document.bullets(list(map(capital, questions)))
    document.heading("How firm it is")
    document.bullets([robust(view, book.spread), hangs_on(view)])
    if text := stored(view):
        document.remark(text)
    _write_fails(document, view)
    _write_limits(document, view, tightest_parties(limits(view)))
    document.heading("Largest supplier country")
    ends = [(supply.stage, supply.leader(0), supply.leader(-1)) for supply in supplied]
    document.table(
        ["stage", view.year_labels[0], view.year_labels[-1]],
        [[stage, *(f"{end[0]} {percent(end[1])}" if end else "none" for end in both)] for stage, *both in ends],
        (),
    )
    document.remark("Every figure is that of the results workbook, which has all of them.")
    return document.content()


def _write_answer(document: WordDocument, plan_answer: PlanAnswer) -> None:
    """A question, its answer, three facts and the picture, together on one page."""
    first = document.length
    document.heading(plan_answer.question)
    document.heading(plan_answer.headline, 2)
    document.columns([(fact.figure, fact.words) for fact in plan_answer.facts])
    for strip in plan_answer.picture.strips:
        steps = strip.steps(MOST_CELLS)
        size = (strip.high - strip.low) / steps
        ticks = {int((at - strip.low) / size + 1e-6): _narrow(words) for at, words in reversed(strip.ticks)}
        lines = []
        for row in strip.rows:
            cells = [(words, LOOKS.get(look, "")) for words, look in strip.cells(row, MOST_CELLS)]
            lines.append((f"{row.name} {row.detail}".strip(), [*cells, (row.figure, "")]))
        headers = [strip.title, *(ticks.get(at, "") for at in range(steps)), strip.figures]
        document.cells(headers, lines, (46, *[110 / steps] * steps, 22))
    picture = plan_answer.picture
    payers = [f"{item.name} {item.figure}: {item.words}." for item in picture.key if item.figure]
    colours = [f"{COLOURS[item.look]}: {item.name}" for item in picture.key if item.look in COLOURS and not item.figure]
    document.keep_together(first)
    words = " ".join([*payers, *([f"{'; '.join(colours)}."] if colours else []), picture.note])
    document.remark(f"{words} Results workbook, sheet ‘{plan_answer.sheet}’.".strip())


def _narrow(words: str) -> str:
    """A year in two digits, which a cell of a picture holds on a line."""
    return words[-2:] if len(words) == 4 and words.isdigit() else words


MOST_CELLS = 15
"""Cells of a picture's row; a longer axis has several years in one."""
COLOURS = {
    "permits": "grey",
    "building": "blue",
    "ramp": "light blue",
    "online": "○",
    "nothing": "○",
    "planned": "●",
    "short": "pale red",
    "served": "pale",
    "fair": "sand",
    "poor": "orange",
    "bad": "red",
    "untested": "grey",
}
"""Names of looks on paper."""


def _more(document: WordDocument, rest: int, sheet: str) -> None:
    if rest > 0:
        document.remark(f"and {rest} more: results workbook, sheet ‘{sheet}’")


def _write_decisions(document: WordDocument, plan_answer: PlanAnswer) -> None:
    """The decisions due first, with the status of each; columns without any entry are left out."""
    rows, headers = plan_answer.shown(MOST_DECISIONS), [field.header for field in plan_answer.table.fields]
    if not rows:
        return
    document.heading("Decisions due first")
    filled = [at for at in range(len(headers)) if any(row[at] for row in rows)]
    figures = [place for place, at in enumerate(filled) if plan_answer.is_figure[at]]
    document.table([headers[at] for at in filled], [[row[at] for at in filled] for row in rows], figures)
    _more(document, len(plan_answer.table.rows) - len(rows), plan_answer.sheet)


def _write_fails(document: WordDocument, view: View) -> None:
    """The short markets, in the worst disruption first."""
    short = sorted(short_markets(view), key=lambda market: not market.disruption)
    if not short:
        return
    document.heading("Markets that are short")
    table = DocumentTable(short, FIELDS)
    document.table([field.header for field in FIELDS], cells(table, MOST_MARKETS), (3, 4, 5))
    _more(document, len(short) - MOST_MARKETS, "Stress test" if view.has_branches else "Demand")


def _write_limits(document: WordDocument, view: View, limits: Sequence[PartyLimit]) -> None:
    if not limits:
        return
    document.heading(f"Tightest limits ({view.amount})")
    fields = limit_fields(view)
    document.table([field.header for field in fields], cells(DocumentTable(limits, fields), MOST_LIMITS), (1, 2, 3))
    _more(document, len(limits) - MOST_LIMITS, "Limits")
