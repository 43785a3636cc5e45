"""The tables of a page as JSON: each once, its formats told apart, hostile names kept as text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from model.reports.answers.pays import SHEET as PAYS
from model.reports.book import Book
from model.reports.html.cases import packed_cases
from model.reports.html.colours import PAPERS, seen
from model.reports.html.tables import Data
from model.reports.palette import CATEGORIES, GOODS, PAYERS, SIDES, SKILLS, category_colours, stage_colours
from model.reports.results.parties import SHEET as PARTIES
from model.reports.results.pays import BY_PAYER
from model.results.year_series import Line

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
