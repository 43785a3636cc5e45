"""The tables of a page as JSON: each once, its formats told apart, hostile names kept as text; as they are in each
disruption, and their colours."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from model.reports.answers.pays import WHO_PAYS_SHEET as PAYS
from model.reports.book import Book
from model.reports.html.elements import TURNS
from model.reports.html.tables import Data, HtmlCell, HtmlRow
from model.reports.palette import CATEGORIES, GOODS, PAYERS, SIDES, SKILLS, category_colours, stage_colours
from model.reports.results.costs import BY_PAYER
from model.reports.results.costs import PARTIES_SHEET as PARTIES
from model.results.risk import outcomes
from model.results.view import Line, View, text

# ----------------------------------------------------------------------------------------------------------------------
# Colours as they are seen on light and on dark paper.


PAPERS = {"light": "#FFFFFF", "dark": "#14181F"}
"""Background colours of the page."""

FAINTEST = 3.0
"""Minimum contrast with the background of meaningful graphics (WCAG 2.2, 1.4.11)."""


def seen(colour: str, paper: str) -> str:
    """The colour, as much darker or lighter as it takes to be seen on the paper."""
    towards = "#000000" if luminance(paper) > 0.5 else "#FFFFFF"
    steps = (mixed(colour, towards, step / 20) for step in range(21))
    return next(step for step in steps if contrast(step, paper) >= FAINTEST)


def mixed(one: str, other: str, share: float) -> str:
    """Mixture of two colours, by share."""
    parts = (round(a + share * (b - a)) for a, b in zip(_parts(one), _parts(other), strict=True))
    return "#" + "".join(f"{part:02X}" for part in parts)


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, from 1 to 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of a colour, from 0 to 1."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (part / 255 for part in _parts(colour))
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _parts(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return red, green, blue


# ----------------------------------------------------------------------------------------------------------------------
# Tables as they are in each disruption: the years that a case changes, for the map and the flows.


MOST_CASES = 400
"""Maximum number of disruptions with tables of their own, the worst; the stress test has all."""

Labels = tuple[str, ...]
Figures = Mapping[Labels, float]
"""Figures of a case in a year, by the labels of their rows; rows without one are 0."""

CaseFigures = Mapping[str, Mapping[str, Figures]]
"""By case and heading of the year."""


def case_names(view: View) -> list[str]:
    """The disruptions that have tables of their own."""
    return [outcome.branch for outcome in outcomes(view)[:MOST_CASES]]


def in_cases(view: View, frame: str, labels: Sequence[str], measure: str) -> CaseFigures:
    """A rate of a frame in each disruption, by period its mean."""
    years = dict(zip(view.periods, view.year_labels, strict=True))
    cases: dict[str, dict[str, dict[Labels, float]]] = {}
    for case in case_names(view):
        of_case = cases.setdefault(case, {})
        for period, part, row in view.in_periods(view.branch(frame, case)):
            figures = of_case.setdefault(years[period], {})
            key = tuple(text(row.get(label)) for label in labels)
            figures[key] = figures.get(key, 0.0) + part * (row[measure] or 0.0)
    return cases


def with_cases(data: Data, labels: int, cases: CaseFigures) -> Data:
    """The table with its cases; the first ``labels`` columns name a row. Rows that only a case has are added, empty."""
    rows = list(data.rows)
    names = {tuple(text(cell.value) for cell in row.cells[:labels]): at for at, row in enumerate(rows)}
    blank = [HtmlCell(None)] * (len(data.headers) - labels)
    tables_by_case: dict[str, dict[str, dict[int, float]]] = {}
    for case, years in cases.items():
        for year, figures in years.items():
            for key, value in figures.items():
                if value and key not in names:
                    names[key] = len(rows)
                    rows.append(HtmlRow(None, (*map(HtmlCell, key), *blank)))
            changed = {names[key]: value for key, value in figures.items() if value}
            tables_by_case.setdefault(case, {})[year] = changed
    return replace(data, rows=tuple(rows), cases=tables_by_case, added=len(rows) - len(data.rows))


def packed_cases(tables: Sequence[Data]) -> str:
    """By table, case and year, row after row with its figure, to three digits; compressed, since it is most of a page
    with many disruptions."""
    packed = [
        {
            case: {
                year: [part for at, value in rows.items() for part in (at, _three_digits(value))]
                for year, rows in of.items()
            }
            for case, of in data.cases.items()
        }
        for data in tables
    ]
    text = json.dumps(packed, ensure_ascii=False, separators=(",", ":")).translate(TURNS)
    return base64.b64encode(gzip.compress(text.encode("utf-8", "replace"), mtime=0)).decode()


def _three_digits(value: float) -> float | int:
    rounded = float(f"{value:.3g}")
    return int(rounded) if rounded.is_integer() else rounded


# ----------------------------------------------------------------------------------------------------------------------
# The tables of a page as JSON: each once, its formats told apart, hostile names kept as text.


KINDS = {
    "country": "country",
    "origin country": "country",
    "destination country": "country",
    "from": "country",
    "to": "country",
    "stage": "stage",
    "from stage": "stage",
    "to stage": "stage",
    "commodity": "product",
    "product": "product",
    "project": "decision",
    "recipient": "decision",
}
"""Kinds of columns that the filter looks at, by header; columns of years are those of the horizon."""


class PageData:
    """Tables, gathered picture by picture."""

    def __init__(self, years: Sequence[str] = ()) -> None:
        self.years = years
        self._tables: dict[tuple[str, str, tuple[int | None, ...]], int] = {}
        self._packed: list[Mapping[str, Any]] = []
        self._added: list[Data] = []
        self._forms: dict[str, int] = {}

    def add(self, data: Data) -> int:
        """The number of a table in the page."""
        key = data.sheet, data.title, tuple(row.at for row in data.rows)
        if key not in self._tables:
            self._tables[key] = len(self._packed)
            self._packed.append(self._pack(data))
            self._added.append(data)
        return self._tables[key]

    def _pack(self, data: Data) -> Mapping[str, Any]:
        columns = []
        for at, header in enumerate(data.headers):
            kind = "year" if header in self.years else KINDS.get(header, "")
            forms = [self._form(row.cells[at].form) for row in data.rows]
            columns.append([header, kind, forms[0] if len(set(forms)) == 1 else forms])
        return {
            "caption": data.caption,
            "sheet": data.sheet,
            "columns": columns,
            "at": [None if row.at is None else row.at + 1 for row in data.rows],
            "rows": [[_short(cell.value) for cell in row.cells] for row in data.rows],
            "own": len(data.rows) - data.added,
        }

    def _form(self, form: str) -> int:
        return self._forms.setdefault(form, len(self._forms))

    @property
    def cases(self) -> str:
        """Figures of tables in disruptions, compressed."""
        return packed_cases(self._added)

    def json(self, **more: Any) -> Markup:
        """All of it, as the text of a script element."""
        colours = set(re.findall(r'"(#[0-9A-F]{6})"', json.dumps(more.get("pictures", {}))))
        more["colours"] = {**more["colours"], "": on_papers({colour: colour for colour in sorted(colours)})}
        return json_text({"years": self.years, "tables": self._packed, "forms": list(self._forms), **more})


def json_text(value: Any) -> Markup:
    """JSON in which no name ends its element."""
    return Markup(json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))


def _short(value: Any) -> Any:
    """A value to ten digits, a whole number without a point."""
    if not isinstance(value, float):
        return value if value is None or isinstance(value, (str, bool, int)) else str(value)
    rounded = float(f"{value:.10g}")
    return int(rounded) if rounded.is_integer() else rounded


def on_papers(colours: Mapping[str, str]) -> dict[str, list[str]]:
    """Each colour as it is seen on light and on dark paper."""
    return {name: [seen(colour, paper) for paper in PAPERS.values()] for name, colour in colours.items()}


def page_colours(book: Book) -> dict[str, Mapping[str, str]]:
    """Colours by kind: countries, stages, categories of cost, payers, skills, goods; none has two meanings."""
    view = book.view
    lines: dict[str, list[Line]] = {}
    for (sheet, _), block in book.blocks.items():
        lines.setdefault(sheet, []).extend(block.lines)

    categories = [line.labels[0] for line in lines.get("Cost items", ())]
    payers = book.blocks[PAYS, BY_PAYER].lines if (PAYS, BY_PAYER) in book.blocks else ()
    parties = lines.get(PARTIES, ())
    roles = dict.fromkeys(line.labels[0] for line in parties)

    def cycled(hues: Sequence[str], names: Iterable[str]) -> dict[str, str]:
        return {name: hues[at % len(hues)] for at, name in enumerate(dict.fromkeys(names))}

    return {
        "country": book.colours,
        "stage": stage_colours(view.stages),
        "category": category_colours(dict.fromkeys([*CATEGORIES, *categories])),
        "payer": cycled(PAYERS, [*(line.labels[0] for line in payers), *roles, *(line.labels[1] for line in parties)]),
        "skill": cycled(SKILLS, (line.labels[0] for line in lines.get("Workforce", ()))),
        "side": dict(zip(("without the plan", "with the plan"), SIDES, strict=True)),
        "good": cycled(GOODS, view.commodities),
    }
