"""The page docs/results.md: the result tables of a plan, column by column."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from typing import Any

from model.docs.mathematics import plain
from model.families import load
from model.families.assemble import build_model
from model.families.common.protocol import Measure
from model.families.instance import read_instance
from model.results.columns import (
    ACCOUNTS,
    BRANCHES,
    BREACHED,
    BY_MONTH,
    COLUMNS,
    COMPARED,
    COSTS,
    IN_FUTURES,
    LIMITS,
    PARTY_ACCOUNTS,
    PRICES,
    TERMS,
    TRANSFER_PRICES,
    Column,
)
from model.results.describing import Describer
from model.results.plan import no_rows
from model.results.risk import BY_MONTHS
from model.results.riskframes import LIMITS_FRAME, REPORTED
from model.results.without import BREACHES, FUTURES, WITHOUT
from model.sheets.schema import SHEET_OF
from model.sheets.tables import Tables, filled
from model.workbook.template import DEFAULT_SETTINGS

INTRODUCTION = """# Result tables

*Written from the code; do not edit.* The tables of `plan.to_frames()`, by name, from which the sheets of a
results workbook are made. A table is missing if the workbook has none of its sheets, and rows of zeros are left out.

Amounts by *node* are of a period or, in a disruption, of a period in its branch, where the plan responds; first-stage
decisions are by period. Flows are per year, stocks at the end of the period, money in {amount}, undiscounted.
*unit* is that of the commodity or plant. `frame.attrs["units"]` has the units by column. Names without explanation
are those of columns of [the sheets](inputs.md).
"""


def results_page() -> str:
    """The whole page."""
    tables = Tables(DEFAULT_SETTINGS)
    instance = read_instance(tables)
    model, describe = build_model(instance, use_templates=False), Describer(tables, instance, {})
    headers = {column.header for sheet in SHEET_OF.values() for column in sheet.columns}
    names = {name: column for name, column in COLUMNS.items() if not column[0]}
    plain_names = headers - COLUMNS.keys() | names.keys()
    terms = "\n".join(["## Terms", "", *(f"- **{term}**: {meaning}" for term, meaning in TERMS.items()), ""])
    parts = [filled(INTRODUCTION, DEFAULT_SETTINGS), terms, _section("Names, places and times", names)]
    for report in (report for module in load() for report in getattr(module, "REPORTS", ())):
        measures = {measure.name: (measure.unit, _meaning(measure, model)) for measure in report.measures}
        columns = {**COLUMNS, **measures}
        frame = describe(report.name, no_rows(report))
        labels = [name for name in frame.columns if name in plain_names and name not in measures]
        rest = {name: columns[name] for name in frame.columns if name not in labels}
        parts.append(_section(report.name, rest, f"By {', '.join(labels)}."))
    parts += [_section("costs", COSTS), _section(PRICES, TRANSFER_PRICES), _section(ACCOUNTS, PARTY_ACCOUNTS)]
    parts += [
        _section("branches", BRANCHES),
        _section(LIMITS_FRAME, LIMITS, f"Those that are reported only are in `{REPORTED}`."),
    ]
    parts += [_section(WITHOUT, COMPARED), _section(BREACHES, BREACHED), _section(FUTURES, IN_FUTURES)]
    parts += [_section(BY_MONTHS, BY_MONTH)]
    return "\n".join(parts)


def _section(title: str, columns: Mapping[str, Column], by: str = "") -> str:
    lines = [f"| {name} | {filled(unit, DEFAULT_SETTINGS)} | {about} |" for name, (unit, about) in columns.items()]
    head = [f"## {title}", "", *([by, ""] if by else [])]
    return "\n".join([*head, "| column | unit | what it is |", "|---|---|---|", *lines, ""])


def _meaning(measure: Measure, model: Any) -> str:
    """In the words of the measure, of its variable or of its rule, without the unit at their end."""
    if measure.about:
        return measure.about
    if isinstance(measure.rule, str):
        text = model.component(measure.rule).doc.partition(": ")[2]
    else:
        text = plain(inspect.getdoc(measure.rule))
    text = re.sub(r" \[[^]]*\]\.?", "", text).rstrip(".") + "."
    return text[0].upper() + text[1:]
