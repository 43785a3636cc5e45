"""Decisions due now, and those to leave until the future is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from model.reports.book import Book
from model.reports.foresight.book import CHOICES, WAYS
from model.reports.foresight.words import PREPARES, findings, when_said, worths
from model.reports.html.bars import Bar, Part, bars
from model.reports.html.colours import ink
from model.reports.html.drawing import WIDTH, Picture, Scale, drawing, fitted, label, legend, of_tables
from model.reports.html.elements import tag
from model.reports.html.page import study_bytes
from model.reports.html.tables import of_workbook, shown, table_data
from model.reports.number_formats import number_format
from model.reports.palette import HUES
from model.reports.phrases import percent
from model.results.first_stage import PEOPLE
from model.studies.foresight import Choice, Foresight, Missing

PROVEN, FOUND = HUES[0], HUES[3]
NAMES = {"at least (proven)": PROVEN, "at most": FOUND}

NOW, OF_FUTURES = HUES[1], (HUES[0], HUES[2], HUES[4], HUES[5], HUES[7], HUES[8])
"""Colours of preparatory decisions, and of those of each future."""

MOST = 30
"""Lines of the picture of decisions; the table has all."""

LINE, TOP, LEFT = 22.0, 24.0, 330.0
THICK = 16.0

Named = tuple[str, str, str, str]
"""Decisions in one line of the picture: (kind, subject, place, way)."""


def foresight_report(found: Foresight, book: Book, file: str) -> bytes:
    """The report of a plan for several futures; ``book`` is the workbook whose tables it shows, ``file`` its name."""
    named = [f"{future.name} {percent(future.probability)}" for future in found.futures]
    pictures = [
        _worth(found, book, file),
        _decisions(found, book, file),
        of_tables("futures", "What may come", "Each future, how likely it is, from when on it is known, and its cost.",
                  of_workbook(file, table_data(book, "Futures"))),
    ]  # fmt: skip
    title = "What to decide now, and what to leave until more is known"
    return study_bytes(title, f"Futures: {', '.join(named)}", findings(found), pictures)


def _worth(found: Foresight, book: Book, file: str) -> Picture:
    amount = found.staged.plans[0].amount
    rows = []
    for name, figure, what in worths(found):
        if isinstance(figure, Missing):
            rows.append(Bar(name, [], figure.said))
            continue
        parts = [Part(figure.least, PROVEN, f"{name}: at least {shown(figure.least, '#,##0.0')} {amount}")]
        if figure.most > figure.least:
            tip = f"{name}: at most {shown(figure.most, '#,##0.0')} {amount} ({what})"
            parts.append(Part(figure.most, FOUND, tip, figure.least))
        rows.append(Bar(name, parts))
    says = [
        f"Expected saving ({amount}, discounted) by deciding only once it is known which future comes, by planning "
        "for all futures rather than for the workbook as it is, and by knowing now which one comes. Where nothing is "
        "proven, the gap of the solves leaves open whether it is worth anything."
    ]
    drawn = [bars("worth", rows, shown), legend(NAMES)]
    return Picture("worth", "What waiting, preparing and knowing are worth", says, drawn,
                   of_workbook(file, table_data(book, "Futures", WAYS)))  # fmt: skip


def _decisions(found: Foresight, book: Book, file: str) -> Picture:
    """Decisions that differ between futures, or exist because of them, by year."""
    special = [each for each in found.choices() if each.depends or each.prepares]
    lines: dict[Named, list[Choice]] = {}
    for each in sorted(special, key=lambda each: each.unit == PEOPLE):  # investments first
        lines.setdefault((each.kind, each.subject, each.place, each.way), []).append(each)
    kept = dict(list(lines.items())[:MOST])
    colours = {f"if '{each.name}'": hue for each, hue in zip(found.futures, OF_FUTURES, strict=False)}
    rest = f" The first {len(kept)} of {len(lines)} are drawn, investments first." if len(kept) < len(lines) else ""
    says = [
        "Each line is a decision, each mark the year in which it is taken: before anything is known, only to prepare, "
        f"or in one future.{rest} What is the same in every future stands in the table alone."
        if kept
        else "Every decision is the same in all futures, and nothing is decided now only to prepare."
    ]
    height = TOP + LINE * len(kept) + 6
    drawn = [drawing("decisions", height, _marks(found, kept, height)), legend({PREPARES: NOW, **colours})]
    return Picture("decisions", "What is decided now, and what in which future", says, drawn if kept else [],
                   of_workbook(file, table_data(book, CHOICES)))  # fmt: skip


def _marks(found: Foresight, lines: Mapping[Named, Sequence[Choice]], height: float) -> Iterator[Element]:
    plan = found.staged.plans[0]
    ends = plan.periods[0], plan.periods[-1] + 1
    across = Scale(*ends, LEFT, WIDTH - 4)
    every = 1 if ends[1] - ends[0] <= 20 else 5
    known = {int(each.known) for each in found.futures[1:]}
    for year in range(ends[0], ends[1] + 1):
        yield tag("line", x1=across(year), x2=across(year), y1=TOP - 4, y2=height - 4,
                  class_="limit" if year in known else "rule")  # fmt: skip
        if year < ends[1] and (year - ends[0]) % every == 0:
            yield label(across(year + 0.5), 14, str(year), anchor="middle", class_="q")
    for at, ((kind, subject, place, way), choices) in enumerate(lines.items()):
        top = TOP + LINE * at
        name = " ".join(filter(None, (kind, subject, way, place)))
        yield label(LEFT - 8, top + THICK - 4, fitted(name, LEFT - 12), anchor="end")
        for choice in choices:
            yield from _mark(found, choice, name, across, top)


def _mark(found: Foresight, choice: Choice, name: str, across: Scale, top: float) -> Iterator[Element]:
    """One mark for a preparatory decision; otherwise a stripe for each future with the decision."""
    left, right = across(choice.year) + 1, across(choice.year + 1) - 1
    stripes = [(0.0, THICK, NOW, choice.sizes[0])]
    if not choice.prepares:
        thick = THICK / len(choice.sizes)
        stripes = [
            (thick * at, thick, OF_FUTURES[at % len(OF_FUTURES)], size)
            for at, size in enumerate(choice.sizes)
            if choice.is_in(at)
        ]
    for start, thick, colour, size in stripes:
        much = f"{shown(size, number_format(size))} {choice.unit}".strip()
        tip = f"{choice.year}: {name}, {much}: {when_said(choice)}"
        yield tag("rect", x=left, y=top + start, width=right - left, height=thick, fill=ink(colour), data_tip=tip)
