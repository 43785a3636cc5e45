"""The pictures of a frontier: cost against risk, and the price of each step."""

from __future__ import annotations

from collections.abc import Sequence

from model.reports.charts import GRID, NO_LINE, PLACES, SMALL, Axis, Chart, Drawn, marker
from model.reports.palette import BAD, HUES, NEUTRAL, OTHER
from model.reports.styles import Cells


def curve(
    title: str, points: Cells, columns: tuple[int, int, int], axes: tuple[Axis, Axis], *, own: int | None,
    no_plan: tuple[Cells, int, int] | None,
) -> Chart:  # fmt: skip
    """Cost over the limit. ``columns`` are those of the limit, the cost and the bound on the cost; ``own`` is the row
    of the sheet's own limit; ``no_plan`` the table, and its columns, of limits that no plan holds."""
    limit, cost, proven = columns
    found = {"line": {"color": HUES[0], "width": 2.25}, "marker": marker("circle", HUES[0], 7)}
    bound = {"line": {"color": NEUTRAL, "width": 1.25, "dash_type": "dash"}, "marker": {"type": "none"}}
    drawn = [
        Drawn("lowest cost found", points.column(limit), points.column(cost), found),
        Drawn("proven lower bound", points.column(limit), points.column(proven), bound),
    ]
    if own is not None:
        ring = NO_LINE | {"marker": marker("circle", HUES[1], 13) | {"fill": {"none": True}}}
        drawn.append(Drawn("value in the workbook", points.cell(own, limit), points.cell(own, cost), ring))
    if no_plan is not None:
        cells, at, height = no_plan
        cross = NO_LINE | {"marker": {"type": "x", "size": 9, "border": {"color": BAD, "width": 2}}}
        drawn.append(Drawn("no plan", cells.column(at), cells.column(height), cross))
    return Chart("scatter", title, drawn, axes[0].look, axes[1].look, "straight_with_markers")


def prices(title: str, steps: Cells, columns: tuple[int, int, int], form: str, faint: Sequence[int]) -> Chart:
    """A column for each step; ``columns`` are those of the step's name, its price and the shadow price at its end;
    ``faint`` are the steps whose difference the solves leave open."""
    name, price, marginal = columns
    fills = [{"fill": {"color": OTHER if at in faint else HUES[0]}} for at in range(steps.last - steps.first + 1)]
    look = {"gap": 60, "fill": {"color": HUES[0]}, "border": {"none": True}, "points": fills}
    diamonds = NO_LINE | {"marker": marker("diamond", HUES[1], 8)}
    return Chart(
        "column", title, [Drawn("price of the step", steps.column(name), steps.column(price), look)], PLACES,
        {"num_font": SMALL, "major_gridlines": GRID, **NO_LINE, "num_format": form, "min": 0},
        over=[Drawn("shadow price at its end", steps.column(name), steps.column(marginal), diamonds)],
    )  # fmt: skip
