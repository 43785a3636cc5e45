"""Reasons why a plan cannot be held in another scenario."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from model.families import load
from model.results.decisions import Ahead, Decisions, held, moment
from model.sheets.names import count
from model.solver.arrays import Array, Matrix
from model.solver.highs import Solver, Status, elastic
from model.tolerances import SOLVED

LEFT_OUT = "left out"
"""Name, among the statistics of a plan, of the held plan's decisions that do not exist here."""

MOST_NAMED = 4
"""Rows that a reason names; the others are counted."""


UNIT = re.compile(r"\s*\[([^\]]*)\]\s*\.?$")
"""Unit at the end of a rule's sentence."""


def too_much(model: Any, ahead: Ahead, decided: Decisions) -> str:
    """Decisions of a plan that exceed their maximum here; empty if there are none."""
    lines = [
        f"{_what(model, name)} {_labels(key)} {_figure(decided[name, key])}, where at most {_figure(most)} is possible"
        for (name, key), most in ahead.beyond(decided)
    ]
    return f"Its commitments exceed what is possible: {_some(lines)}." if lines else ""


def broken(ahead: Ahead, decided: Decisions) -> str:
    """Violated rows over first-stage decisions, irrespective of later ones; empty if all hold.

    Variables that follow from the decisions are computed by their equations; so a violation is not a matter of choice.
    """
    matrix = ahead.matrix
    early = _early(matrix, ahead)
    if not len(early):
        return ""
    program = replace(
        held(matrix, ahead.held(decided), 0.0),
        cost=np.zeros(len(matrix.cost)),
        integer=np.zeros(len(matrix.cost), bool),
        rows=matrix.rows.take(early),
        row_lower=matrix.row_lower[early],
        row_upper=matrix.row_upper[early],
    )
    is_equation = program.row_lower == program.row_upper
    for soft in (np.flatnonzero(~is_equation), np.arange(len(early))):
        solver = Solver(elastic(program, soft))
        if solver.run_linear(vertex=True) == Status.kOptimal:
            lines = list(_missed(matrix, early, program, solver.values[: len(matrix.cost)]))
            return f"Its commitments are incompatible here: {_some(lines)}." if lines else ""
    return ""


def _early(matrix: Matrix, ahead: Ahead) -> Array:
    """Rows over first-stage decisions, and variables that follow from them, alone."""
    is_early = np.zeros(len(matrix.cost), bool)
    is_early[list(ahead.columns.values())] = True
    is_early[ahead.following] = True
    late = np.bincount(matrix.rows.row, ~is_early[matrix.rows.columns], minlength=len(matrix.row_lower))
    return np.flatnonzero((late == 0) & (np.diff(matrix.rows.starts) > 0))


def _missed(matrix: Matrix, early: Array, program: Matrix, values: Array) -> Iterator[str]:
    """Each broken row: its rule's sentence, whose and when, and by how much."""
    sentences = _sentences()
    activity = program.rows.at(values) - program.rows.constants
    lacking = np.maximum(program.row_lower - activity, activity - program.row_upper)
    size = np.maximum(1.0, np.minimum(np.abs(program.row_lower), np.abs(program.row_upper)))
    size[~np.isfinite(size)] = 1.0
    for place in np.flatnonzero(lacking > SOLVED * size):
        block = next(block for block in matrix.constraints.values() if block.start <= early[place] < block.stop)
        sentence, unit = sentences.get(block.name, (block.name, ""))
        by = f"{_figure(lacking[place])} {unit}".strip()
        yield f"{sentence}: violated for {_labels(block.keys[early[place] - block.start])}, by {by}"


def _sentences() -> Mapping[str, tuple[str, str]]:
    """Meaning and unit of each constraint by name: the first sentence of its rule."""
    rules = {name: rule for module in load() for name, rule in vars(module).items() if inspect.isfunction(rule)}
    found = {}
    for name, rule in rules.items():
        words = " ".join((inspect.getdoc(rule) or name).partition(".. math::")[0].split())
        unit = UNIT.search(words.rstrip("."))
        found[name] = (UNIT.sub("", words.rstrip(".")), unit.group(1) if unit else "")
    return found


def _what(model: Any, variable: str) -> str:
    """Description of a variable, without its symbol and its unit."""
    words = str(model.component(variable).doc or variable)
    return UNIT.sub("", words.partition(": ")[2] or words)


def _labels(key: Any) -> str:
    return " · ".join(map(str, key if isinstance(key, tuple) else (key,)))


def _figure(value: float) -> str:
    return f"{value:,.6g}" if math.isfinite(value) else "any number"


def _some(lines: list[str]) -> str:
    rest = len(lines) - MOST_NAMED
    return "; ".join(lines[:MOST_NAMED]) + (f"; and {rest} more" if rest > 0 else "")


def not_held(model: Any, left_out: Sequence[tuple[str, Any]]) -> list[str]:
    """Decisions that cannot be taken here, in words. Those of years that are over are counted: their effect is for the
    workbook to state, such as people who were in training in a headcount."""
    first = min(model.PERIODS)
    past = [each for each in left_out if isinstance(year := moment(each[1]), int) and year < first]
    names = [named(model, each) for each in left_out if each not in past]
    number = count(len(past), "decision")
    return [*names, *([f"{number} before {first}, of which the workbook says what is left"] if past else [])]


def named(model: Any, each: tuple[str, Any]) -> str:
    """A decision in words."""
    name, key = each
    what = _what(model, name) if model.component(name) is not None else name
    return f"{_labels(key)} ({what})"
