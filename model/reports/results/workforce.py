"""People: who must start, who is there, who is needed."""

from __future__ import annotations

from collections.abc import Sequence

from model.families.workforce.rows import Skill
from model.reports.book import Book
from model.reports.charts import Chart, Series, columns_and_line, stacked
from model.reports.page import Page
from model.reports.palette import HAVE, HUES, NEED, OTHER
from model.reports.phrases import percent
from model.reports.styles import Block
from model.results.build import people_over_horizon
from model.results.view import Line, View, by_year, largest, lines_of, over_years, summed, text

WORKFORCE_SHEET, MOST_SKILLS_DRAWN = "Workforce", 6
WORKFORCE_MEASURES = ("people", "need", "trainees", "recruits", "releases")
JOINING = ("trainees", "recruits")
STARTS = "People who enter training or are recruited"
BY_SKILL = f"{STARTS}, by skill"
MOST_SKILLS, MOST_LABOUR_MARKETS = 6, 12
OTHER_PEOPLE = "all others"


def write_workforce(book: Book) -> None:
    """The sheet 'Workforce'."""
    view = book.view
    lines = lines_of(view, "workforce", ("skill", "market"), WORKFORCE_MEASURES)
    if not lines:
        book.absent.append((WORKFORCE_SHEET, "No labour market is defined."))
        return
    page = Page(
        book,
        WORKFORCE_SHEET,
        "Skills",
        "Workforce and skills",
        "Skilled people employed and needed, and those who enter training, are recruited from abroad or are released.",
    )
    starts = starting(view)
    page.lay_out(["skill", "labour market", "measure"], lines, starts, ruler=True, all_on_paper=True)
    if starts:
        _write_starts(page, starts)
    tight = labour_markets(view)[:MOST_SKILLS_DRAWN]
    drawn = [line for line in lines if line.labels[2] in ("people", "need")]
    shown = [line for pair in tight for line in drawn if line.labels[:2] == pair]
    slots = page.reserve(len(tight), 220)
    if shown:
        block = page.years_block(shown, heading="Labour markets with most training and recruitment")
        page.place(slots, [_labour_picture(block, skill, market) for skill, market in tight])
    page.years_block(lines, heading="All labour markets", filters=True)


def _write_starts(page: Page, starts: Sequence[Line]) -> None:
    """Who must start when: a chart by skill, then a line for each skill and labour market."""
    page.paragraph(starting_in_words(page.view))
    skills = dict.fromkeys(line.labels[0] for line in starts)
    by_skill = [summed([line for line in starts if line.labels[0] == skill], (skill,)) for skill in skills]
    (slot,) = page.reserve(1, 200, across=1)
    block = page.years_block(largest(by_skill, MOST_SKILLS, (OTHER_PEOPLE,)), ["skill"], heading=BY_SKILL)
    hues = dict(zip(skills, HUES, strict=False))
    columns = [
        Series(block, at, line.labels[0], hues.get(line.labels[0], OTHER)) for at, line in enumerate(block.lines)
    ]
    page.place([slot], [stacked(f"{STARTS} ({block.lines[0].unit})", columns)])
    labels = ["skill", "labour market", "training"]
    page.years_block(largest(starts, MOST_LABOUR_MARKETS, (OTHER_PEOPLE,)), labels, heading=STARTS)


def starting(view: View) -> list[Line]:
    """People who enter training or are recruited, by skill and labour market with its training time, if any."""
    times = {(row.skill, row.market): row.training_time for row in view.plan.tables[Skill]}
    unit, starts = view.unit("workforce", JOINING[0]), []
    for pair in labour_markets(view):
        rows = [row for row in view.trunk("workforce") if (text(row["skill"]), text(row["market"])) == pair]
        parts = [by_year(view, rows, measure) for measure in JOINING]
        values = tuple(sum(value or 0.0 for value in amounts) for amounts in zip(*parts, strict=True))
        if any(values):
            took = f"{times[pair]:g} {'year' if times[pair] == 1 else 'years'}" if pair in times else ""
            starts.append(Line((*pair, took), unit, values, (over_years(view, values, unit),)))
    return starts


def starting_in_words(view: View) -> str:
    """Number of starting people, their main skills, and training times; empty if there are none."""
    starts = starting(view)
    if not starts:
        return ""
    trained, recruited = (people_over_horizon(view, measure) for measure in JOINING)
    sums = [sum(value or 0.0 for value in line.values) for line in starts]
    share, (skill, market, took) = max(sums) / sum(sums), starts[sums.index(max(sums))].labels
    return (
        f"People over {view.horizon}: {round(trained):,} enter training and {round(recruited):,} are recruited. "
        f"The largest group: {skill}, {market} ({percent(share)} of them"
        f"{f'; training takes {took}' if took else ''})."
    )


def _labour_picture(block: Block, skill: str, market: str) -> Chart:
    """People against need; missing lines count as 0."""
    people, need = block.find(skill, market, "people"), block.find(skill, market, "need")
    columns = [Series(block, need or 0, "needed", NEED)]
    line = Series(block, people if people is not None else need or 0, "employed", HAVE)
    return columns_and_line(f"{skill}, {market} (people)", columns, line)


def labour_markets(view: View) -> list[tuple[str, str]]:
    """Labour markets that need people, those with most trainees and recruits first, then those with most need."""
    efforts: dict[tuple[str, str], tuple[float, float]] = {}
    for row in view.trunk("workforce"):
        pair = text(row["skill"]), text(row["market"])
        effort, need = efforts.get(pair, (0.0, 0.0))
        more = (row.get("trainees") or 0.0) + (row.get("recruits") or 0.0)
        efforts[pair] = effort + more, need + (row.get("need") or 0.0)
    needed = [pair for pair in efforts if efforts[pair][1] > 0]
    return sorted(needed, key=lambda pair: (-efforts[pair][0], -efforts[pair][1], pair))
