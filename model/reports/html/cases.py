"""Tables as they are in each disruption: the years that a case changes, for the map and the flows."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from model.reports.html.elements import TURNS
from model.reports.html.tables import Data, HtmlCell, HtmlRow
from model.results.risk import outcomes
from model.results.view import View, text

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
    """A measure of a frame in each disruption."""
    years = dict(zip(view.periods, view.year_labels, strict=True))
    cases: dict[str, dict[str, dict[Labels, float]]] = {}
    for case in case_names(view):
        of_case = cases.setdefault(case, {})
        for row in view.branch(frame, case):
            figures = of_case.setdefault(years[row["period"]], {})
            key = tuple(text(row.get(label)) for label in labels)
            figures[key] = figures.get(key, 0.0) + (row[measure] or 0.0)
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
                year: [part for at, value in rows.items() for part in (at, _short(value))] for year, rows in of.items()
            }
            for case, of in data.cases.items()
        }
        for data in tables
    ]
    text = json.dumps(packed, ensure_ascii=False, separators=(",", ":")).translate(TURNS)
    return base64.b64encode(gzip.compress(text.encode("utf-8", "replace"), mtime=0)).decode()


def _short(value: float) -> float | int:
    rounded = float(f"{value:.3g}")
    return int(rounded) if rounded.is_integer() else rounded
