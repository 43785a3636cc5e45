"""The surface of two limits as a workbook: the additional cost of each pair of values as a heat map, and the
feasibility boundary; and in sentences."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from model.reports.document import (
    ChartRow,
    ChartScale,
    ChartSeries,
    Document,
    DocumentBlock,
    DocumentChart,
    DocumentSheet,
    DocumentTable,
    Paragraphs,
    SheetOrWriter,
)
from model.reports.palette import HUES, NEUTRAL, RULE
from model.reports.phrases import EARLIER, if_finite, joined, money, percent
from model.reports.results.record import write_inputs as write_input
from model.reports.styles import FAINT, Field
from model.results.view import View
from model.runs import state_told
from model.scenario.limits import Limit
from model.sheets.names import NO_PLAN, NOT_KNOWN, count
from model.studies.feasibility_boundary import Edge
from model.studies.frontier.document import _audit as audit_said
from model.studies.frontier.surface import Surface, SurfaceCell, SurfaceLevel
from model.studies.limit_path import figure, is_share, limit_text, subject, unit
from model.system.files import Output
from model.whatif.plan_difference import build_changes, counted

CHART_HEIGHT = 330
NONE = {"bg_color": RULE, "font_color": NEUTRAL}
"""Look of a cell without a plan, apart from the shades of cost."""
COLUMN = 12.0
"""Width of a column of the heat map."""


def document(surface: Surface) -> Document:
    view = View(replace(surface.loosest.result.plan(), tables=surface.tables))
    one, other = surface.limits
    title, says = f"Cost against {one.limit} and {other.limit}", findings(surface)
    about = f"Across: {subject(one)}. Down: {subject(other)}. The loosest first."
    extra = _heat(surface, f"Additional cost ({view.amount})", surface.extra, is_heated=True)
    cost = _heat(surface, f"Cost ({view.amount})", lambda cell: cell.solved.cost)
    curves = _curves(surface)
    is_grey = bool(surface.loosest.solved.cost)
    grey = ["Grey: not significant, the difference is within what the solves leave open."] * is_grey
    columns = len(surface.levels[0].cells)
    chart = ChartRow([_chart(surface, curves, view.amount)], CHART_HEIGHT, 1)
    blocks = [Paragraphs(says, has_gap=True), extra, *grey, chart, cost, *_edges(surface), curves]
    widths = [26.0, *[COLUMN] * max(columns, 8)]
    first = DocumentSheet("Frontier", "Risk", title, about, blocks, widths, papers=3, needed=1 + columns)
    sheets: list[SheetOrWriter] = [first, _log(surface, view.amount), write_input]
    shown = [_pairs(surface, extra, view.amount)]
    return Document(title, title, about, Output.FRONTIER, view, says, sheets, shown=shown)


def _heat(
    surface: Surface, heading: str, get: Callable[[SurfaceCell], float], *, is_heated: bool = False
) -> DocumentTable[SurfaceLevel]:
    """A row for each value of the second limit, a column for each of the first."""
    one, other = surface.limits
    tables = surface.tables

    def column(at: int) -> Field[SurfaceLevel]:
        def shown(level: SurfaceLevel) -> Any:
            cell = level.cells[at]
            if cell.digest is None:
                return NO_PLAN if cell.is_lost else NOT_KNOWN
            return get(cell)

        def accent(level: SurfaceLevel) -> Mapping[str, Any]:
            cell = level.cells[at]
            if cell.digest is None:
                return NONE if cell.is_lost else FAINT
            bold = {"bold": True, "border": 2} if cell is surface.own else {}
            return bold if cell is surface.loosest or surface.is_significant(cell) else {**FAINT, **bold}

        header = limit_text(tables, one, surface.levels[0].cells[at].values[0])
        return Field(header, shown, "mixed", COLUMN, form='#,##0;-#,##0;"–"', accent=accent)

    fields: list[Field[SurfaceLevel]] = [
        Field(f"{other.limit} \\ {one.limit}", lambda level: limit_text(tables, other, level.value), "text"),
        *(column(at) for at in range(len(surface.levels[0].cells))),
    ]
    return DocumentTable(surface.levels, fields, heading, is_sized=False, is_heated=is_heated)


def _edges(surface: Surface) -> Iterator[DocumentBlock]:
    """Where plans end under each value of the second limit, and of that without the first."""
    one, other = surface.limits
    edges = [(level.value, level.edge) for level in surface.levels if level.edge is not None]

    def value(get: Callable[[Edge], float]) -> Callable[[tuple[float | None, Edge]], str]:
        return lambda row: limit_text(surface.tables, one, get(row[1]))

    if edges:
        fields: list[Field[tuple[float | None, Edge]]] = [
            Field(other.limit, lambda row: limit_text(surface.tables, other, row[0]), "text"),
            Field("feasible at", value(lambda edge: edge.feasible), "mixed"),
            Field("infeasible at, proven", value(lambda edge: edge.infeasible), "mixed"),
            Field("undecided between", lambda row: "no" if row[1].is_found else "yes", "mixed"),
        ]
        yield DocumentTable(edges, fields, f"Where plans end: {one.limit}", is_sized=False)
    if surface.edge is not None:
        yield f"{other.limit} without the other: {edge_said(surface, other, surface.edge)}."


def _places(surface: Surface) -> list[float]:
    """Values of the first limit, or without one the actual value."""
    values = (cell.values[0] for cell in surface.levels[0].cells)
    return [surface.actual[0] if value is None else value for value in values]


def _curves(surface: Surface) -> DocumentTable[int]:
    """A row for each value of the first limit, a column for each of the second."""
    one, other = surface.limits
    places = _places(surface)

    def extra(level: SurfaceLevel) -> Field[int]:
        def get(at: int) -> float | None:
            cell = level.cells[at]
            return None if cell.digest is None else surface.extra(cell)

        return Field(f"{other.limit} {limit_text(surface.tables, other, level.value)}", get, form="#,##0.##")

    fields: list[Field[int]] = [
        Field(one.limit, places.__getitem__, form="0.0%" if is_share(one) else "#,##0.##"),
        *map(extra, surface.levels),
    ]
    return DocumentTable(range(len(places)), fields, "What the chart draws", is_sized=False)


def _chart(surface: Surface, curves: DocumentTable[int], amount: str) -> DocumentChart:
    """A curve for each value of the second limit."""
    one, other = surface.limits
    places = _places(surface)
    hues = {field.header: HUES[at % len(HUES)] for at, field in enumerate(curves.fields[1:])}
    series = [
        ChartSeries(name, curves, 0, at, "line", hue, tip=partial(_curve_said, curves.fields[at]))
        for at, (name, hue) in enumerate(hues.items(), start=1)
        if any(value is not None for value in curves.values(at))
    ]
    extras = [surface.extra(cell) for cell in surface.cells if cell.digest is not None]
    tighter = "tighter to the left" if one.sense == "at most" else "tighter to the right"
    form, greatest = ("0%", 1.0) if is_share(one) else ("#,##0.##", math.inf)
    label = f"{one.limit} ({unit(surface.tables, one) or 'points'}), {tighter}"
    in_words = partial(figure, surface.tables, one, digits=3)
    across = ChartScale(form, label, min(places), max(places), greatest, words=in_words)
    up = ChartScale("#,##0.##", "", min(extras), max(extras), words=money)
    title = f"Additional cost ({amount}) against {one.limit}, by {other.limit}"
    heading = f"Cost against {one.limit}, by {other.limit}"
    says = f"Additional cost ({amount}) against the loosest pair, at each value of {one.limit}, {tighter}."
    return DocumentChart("curves", "scatter", title, series, (across, up), heading, says, hues, [curves])


def _curve_said(field: Field[int], at: int) -> str:
    return f"{field.header}: {money(field.get(at))} more"


def _log(surface: Surface, amount: str) -> DocumentSheet:
    one, other = surface.limits
    base = surface.loosest.digest

    def built(cell: SurfaceCell) -> str:
        if base is None or cell.digest is None or not surface.is_significant(cell):
            return ""
        return ", ".join(f"{number} {word}" for word, number in counted(build_changes(base, cell.digest)))

    def significant(cell: SurfaceCell) -> str:
        return "" if cell.digest is None else "yes" if surface.is_significant(cell) else "no"

    def source(cell: SurfaceCell) -> str:
        return cell.lent_by or (cell.digest.name if cell.digest else "")

    fields: list[Field[SurfaceCell]] = [
        Field(one.limit, lambda cell: limit_text(surface.tables, one, cell.values[0]), "text", 18),
        Field(other.limit, lambda cell: limit_text(surface.tables, other, cell.values[1]), "text", 18),
        Field("status", lambda cell: str(cell.result.state), "text", 12),
        Field(f"cost ({amount})", lambda cell: if_finite(cell.solved.cost), width=14),
        Field(f"proven lower bound ({amount})", lambda cell: if_finite(cell.proven), width=14),
        Field(f"additional cost ({amount})", lambda cell: if_finite(surface.extra(cell)), width=14),
        Field("significant", significant, "text", 11),
        Field("investments against the loosest", built, "text", 34),
        Field("plan taken from", source, "text", 26),
        Field("solved as", lambda cell: cell.result.name, "text", 26),
        Field("from an earlier run", lambda cell: "yes" if cell.result.is_reused else "no", "text", 10),
        Field("seconds", lambda cell: if_finite(cell.result.seconds), width=10),
        Field("audit", lambda cell: audit_said(cell.result), "text", 9),
        Field("remark", lambda cell: cell.result.reason.partition("\n")[0], "text", 50),
    ]
    about = (
        "Results are stored by key: a pair with the same inputs and version of the program is not solved again. "
        "What is as tight as a pair without a plan, or tighter, is not solved. " + EARLIER
    )
    table = DocumentTable(surface.cells, fields)
    return DocumentSheet("Run log", "Settings", "Each pair of values, and how it was solved", about, [table])


def _pairs(surface: Surface, extra: DocumentTable[SurfaceLevel], amount: str) -> DocumentChart:
    """Additional cost of each pair of values; the workbook has the table as a heat map."""
    one, names = surface.limits[0], [field.header for field in extra.fields]
    series = []
    for at in range(len(surface.levels[0].cells)):
        faint = [row for row, level in enumerate(surface.levels) if _is_vague(surface, level.cells[at])]
        tip = partial(_pair_said, surface, at)
        series.append(ChartSeries(names[1 + at], extra, 0, 1 + at, "square", "", faint=faint, tip=tip))
    for row, level in enumerate(surface.levels):
        for at, cell in enumerate(level.cells):
            if cell is surface.own:
                series.append(ChartSeries("the workbook's own", extra, 0, 1 + at, "ring", "", only=row))
    says = (
        f"Additional cost of the cheapest plan that holds both limits ({amount}), against the loosest pair; "
        f"the darker the more. ×: {NO_PLAN} (proven); ?: {NOT_KNOWN}. A frame marks the workbook's own."
    )
    return DocumentChart("pairs", "heat", one.limit, series, (), "What each pair of values costs", says, {}, [extra])


def _is_vague(surface: Surface, cell: SurfaceCell) -> bool:
    return cell.digest is not None and surface.extra(cell) != 0 and not surface.is_significant(cell)


def _pair_said(surface: Surface, at: int, level: SurfaceLevel) -> str:
    cell = level.cells[at]
    outcome = state_told(cell.result.state) if cell.digest is None else money(surface.extra(cell))
    return f"{surface.label(cell)}: {outcome}"


# ---------------------------------------------------------------------------------------------- in words


def findings(surface: Surface) -> list[str]:
    """Joint cost of the two limits, and the feasibility boundary."""
    return [*_costs(surface), *_edges_in_words(surface), *_open(surface)]


def _costs(surface: Surface) -> Iterator[str]:
    loosest, amount = surface.loosest, surface.loosest.digest.amount if surface.loosest.digest else ""
    reached = [
        f"{row.limit} {figure(surface.tables, row, value, digits=4)}"
        for row, value in zip(surface.limits, surface.actual, strict=True)
        if not math.isnan(value)
    ]
    reaches = f" and reaches {joined(reached)}" if reached else ""
    yield f"Without either limit, the plan costs {money(loosest.solved.cost)} {amount}{reaches}."
    own = surface.own
    chosen = own if own is not None and own.digest is not None else _tightest(surface)
    if chosen is None:
        return
    where = "at the values in the workbook" if chosen is own else "the tightest pair with a plan"
    if not surface.is_significant(chosen):
        yield f"At {surface.label(chosen)}, {where}, the additional cost is not significant at this gap."
        return
    share = f" ({percent(surface.extra(chosen) / abs(loosest.solved.cost))})" if loosest.solved.cost else ""
    yield f"At {surface.label(chosen)}, {where}, it costs {money(surface.extra(chosen))} {amount}{share} more."
    alone = [
        next((cell for cell in surface.cells if cell.values == pair and cell.digest is not None), None)
        for pair in ((chosen.values[0], None), (None, chosen.values[1]))
    ]
    parts = [
        f"{row.limit} alone costs {_sum(surface, cell)}"
        for row, cell in zip(surface.limits, alone, strict=True)
        if cell is not None and cell is not chosen
    ]
    if parts:
        yield f"{joined(parts)}."


def _sum(surface: Surface, cell: SurfaceCell) -> str:
    """An additional cost in words."""
    if surface.extra(cell) == 0.0:
        return "nothing"
    amount = "" if cell.digest is None else cell.digest.amount
    return f"{money(surface.extra(cell))} {amount}" if surface.is_significant(cell) else "no significant amount"


def _tightest(surface: Surface) -> SurfaceCell | None:
    """The cell furthest from the loosest that has a plan, both limits being given."""
    solved = [cell for cell in surface.cells if cell.digest is not None and None not in cell.values]
    return max(solved, key=surface.extra, default=None)


def _edges_in_words(surface: Surface) -> Iterator[str]:
    one, other = surface.limits
    for level in surface.levels:
        if level.edge is not None:
            under = f"With {other.limit} {limit_text(surface.tables, other, level.value)}"
            under = f"Without {other.limit}" if level.value is None else under
            yield f"{under}, {one.limit}: {edge_said(surface, one, level.edge)}."
    if surface.edge is not None:
        yield f"Without {one.limit}, {other.limit}: {edge_said(surface, other, surface.edge)}."
    none = [level for level in surface.levels if all(cell.is_lost for cell in level.cells)]
    if none:
        at = limit_text(surface.tables, other, none[0].value)
        yield f"{other.limit} {at}: no plan at any value of {one.limit} (proven)."


def edge_said(surface: Surface, row: Limit, edge: Edge) -> str:
    """'feasible at ≤ 26 %, infeasible at ≤ 25 % (proven)'."""
    feasible, infeasible = (limit_text(surface.tables, row, value) for value in (edge.feasible, edge.infeasible))
    undecided = "" if edge.is_found else "; undecided in between"
    return f"feasible at {feasible}, infeasible at {infeasible} (proven){undecided}"


def _open(surface: Surface) -> Iterator[str]:
    unknown = sum(cell.digest is None and not cell.is_lost for cell in surface.cells)
    if unknown:
        yield f"Could not decide in time whether {count(unknown, 'pair is', 'pairs are')} feasible: see the run log."
    faint = sum(
        cell.digest is not None and not surface.is_significant(cell) and surface.extra(cell) != 0.0
        for cell in surface.cells
    )
    if faint:
        yield f"The additional cost of {count(faint, 'pair')} is not significant at this gap; a smaller gap would tell."
