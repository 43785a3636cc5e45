"""People: who is there, who is needed, who is trained."""

from __future__ import annotations

from model.reports.book import Book
from model.reports.charts import Chart, Series, columns_and_line
from model.reports.looks import Block
from model.reports.page import Page
from model.reports.palette import HAVE, NEED
from model.results.lines import lines_of
from model.results.view import View, text

SHEET, MOST_CHARTS = "Workforce", 6
MEASURES = ("people", "need", "trainees", "recruits", "releases")


def write(book: Book) -> None:
    """The sheet 'Workforce'."""
    view = book.view
    lines = lines_of(view, "workforce", ("skill", "market"), MEASURES)
    if not lines:
        book.absent.append((SHEET, "No labour market is defined."))
        return
    page = Page(
        book, SHEET, "Skills", "Workforce and skills",
        "Skilled people employed and needed, and those who enter training, are recruited from abroad or are released.",
    )  # fmt: skip
    page.lay_out(["skill", "labour market", "measure"], lines, ruler=True, whole=True)
    tight = tightest(view)[:MOST_CHARTS]
    shown = [
        line for pair in tight for line in lines if line.labels[:2] == pair and line.labels[2] in ("people", "need")
    ]
    slots = page.reserve(len(tight), 220)
    if shown:
        block = page.years_block(shown, heading="Labour markets with most training and recruitment")
        page.place(slots, [_picture(block, skill, market) for skill, market in tight])
    page.years_block(lines, heading="All labour markets", filters=True)


def _picture(block: Block, skill: str, market: str) -> Chart:
    """People against need; what is not in the block is nothing."""
    people, need = block.find(skill, market, "people"), block.find(skill, market, "need")
    columns = [Series(block, need or 0, "needed", NEED)]
    line = Series(block, people if people is not None else need or 0, "employed", HAVE)
    return columns_and_line(f"{skill}, {market} (people)", columns, line)


def tightest(view: View) -> list[tuple[str, str]]:
    """Labour markets that need people, those with most trainees and recruits first, then those with most need."""
    efforts: dict[tuple[str, str], tuple[float, float]] = {}
    for row in view.trunk("workforce"):
        pair = text(row["skill"]), text(row["market"])
        effort, need = efforts.get(pair, (0.0, 0.0))
        more = (row.get("trainees") or 0.0) + (row.get("recruits") or 0.0)
        efforts[pair] = effort + more, need + (row.get("need") or 0.0)
    needed = [pair for pair in efforts if efforts[pair][1] > 0]
    return sorted(needed, key=lambda pair: (-efforts[pair][0], -efforts[pair][1], pair))
