"""Marginal values of a plan: prices of goods, duals of constraints and reduced costs of variables.

They are those of the linear program in which every whole number is fixed at the plan's: what a unit more costs while
nothing else is built, signed or hired in whole numbers. A plan within a gap may leave something to be gained with these
whole numbers, so that the program's own cost is stated with them.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import process

from model.errors import InputError, SolveFailed
from model.families import load
from model.families.assemble import build_model, mass_balance
from model.families.instance import Instance, read_instance
from model.scenario.build_context import MONEY
from model.sheets.tables import Tables
from model.solver.arrays import Array, IndexedBlock
from model.solver.cone_cuts import Tangents
from model.solver.matrix import read_matrix
from model.solver.solve import at_whole_numbers

FIXED = "whole numbers are fixed at the plan's"
NEAR = 5
"""Similar names in a message."""


@dataclass(frozen=True)
class Marginals:
    """Marginal values by constraint and by variable [amount, present value]."""

    tables: Tables
    instance: Instance
    constraints: Mapping[str, IndexedBlock]
    variables: Mapping[str, IndexedBlock]
    row_duals: Array
    reduced: Array
    values: Array
    whole: Array
    """Whether a column is a whole number, which is fixed."""
    cost: float
    """Cost of the linear program."""

    @classmethod
    def of(cls, tables: Tables, at: Mapping[str, Array]) -> Marginals:
        """Those of a plan's values by variable. Raises SolveFailed if HiGHS does not solve the linear program."""
        instance = read_instance(tables)
        model = build_model(instance)
        matrix, reader = read_matrix(model)
        tangents = Tangents.of(reader, model)
        values = np.concatenate([at[name] for name in matrix.variables])
        while True:
            solver = at_whole_numbers(matrix, values)
            if solver is None:
                raise SolveFailed("HiGHS does not solve the linear program around the plan's whole numbers.")
            rows, _ = tangents.at(solver.values)
            if not rows.count:
                break
            matrix = matrix.with_rows(rows, np.full(rows.count, -np.inf), np.zeros(rows.count))
        found, duals = solver.values, solver.row_duals
        reduced, cost = solver.reduced_costs, matrix.cost_of(found)
        return cls(tables, instance, matrix.constraints, matrix.variables, duals, reduced, found, matrix.integer, cost)

    def duals(self, constraint: str) -> pd.DataFrame:
        """Marginal values of a constraint's rows."""
        block = _named(constraint, self.constraints, "constraint")
        names = _of_rule(constraint, tuple(self.instance.parts))
        frame, present = self._labelled(block, names)
        dual = self.row_duals[block.span] + 0.0  # which has no −0
        frame["dual"] = dual
        frame["undiscounted"] = _over(dual, present)
        units = {"dual": f"{self._amount}, present value", "undiscounted": self._amount}
        if constraint == mass_balance.__name__:
            settings = self.tables.settings
            frame["price"] = frame["undiscounted"] * MONEY[settings.amounts] / self.instance.calendar.years
            units["price"] = f"{settings.currency}/unit"
        return self._with_notes(frame, units)

    def reduced_costs(self, variable: str) -> pd.DataFrame:
        """Values and reduced costs of a variable's columns."""
        block = _named(variable, self.variables, "variable")
        frame, present = self._labelled(block, _of_report(variable, tuple(self.instance.parts)))
        reduced = np.where(self.whole[block.span], np.nan, self.reduced[block.span] + 0.0)
        frame["value"], frame["reduced_cost"] = self.values[block.span], reduced
        frame["undiscounted"] = _over(reduced, present)
        units = {"reduced_cost": f"{self._amount}, present value", "undiscounted": self._amount}
        return self._with_notes(frame, units)

    @property
    def _amount(self) -> str:
        from model.sheets.tables import SCALES

        return SCALES[self.tables.settings.amounts] + self.tables.settings.currency

    def _labelled(self, block: IndexedBlock, names: Sequence[str]) -> tuple[pd.DataFrame, Array]:
        """A line for each index, with year and disruption if the last label is a moment; and the weight of each in the
        objective, NaN where it has none."""
        tree, calendar = self.instance.tree, self.instance.calendar
        keys = [key if isinstance(key, tuple) else () if key is None else (key,) for key in block.keys]
        width = max(map(len, keys), default=len(names))
        labels = list(names) if len(names) == width else [f"label {at}" for at in range(1, width + 1)]
        frame = pd.DataFrame(keys, columns=labels)
        last: list[Any] = [key[-1] if key else None for key in keys]
        if width and all(each in tree.period for each in last):
            frame = frame.drop(columns=labels[-1])
            frame["year"] = [tree.period[each] for each in last]
            frame["disruption"] = [tree.branch_of[each].name if each in tree.branch_of else "" for each in last]
            weights = [tree.weight[each] * calendar.discount(tree.period[each]) for each in last]
        else:
            weights = [calendar.discount(each) if each in calendar.periods else np.nan for each in last]
        return frame, np.array(weights, float)

    def _with_notes(self, frame: pd.DataFrame, units: Mapping[str, str]) -> pd.DataFrame:
        frame.attrs |= {"units": dict(units), "note": FIXED, "cost": self.cost}
        return frame


def _named(name: str, blocks: Mapping[str, IndexedBlock], kind: str) -> IndexedBlock:
    """The block of a name. Raises InputError, which lists similar names, if there is none."""
    if name in blocks:
        return blocks[name]
    near = [each for each, _, _ in process.extract(str(name), list(blocks), limit=NEAR)]
    raise InputError(f"The model has no {kind} {name!r}. Similar: {', '.join(near)}. All: model.build(tables).{kind}s.")


def _over(dual: Array, weight: Array) -> Array:
    """Undiscounted; NaN where the moment has no weight."""
    found = np.full(len(dual), np.nan)
    found[weight > 0] = dual[weight > 0] / weight[weight > 0]
    return found


def _of_rule(constraint: str, families: tuple[str, ...]) -> list[str]:
    """Names of the labels of a constraint: as its rule annotates them, else their letters."""
    rules = (vars(module).get(constraint) for module in load(families))
    rule = mass_balance if constraint == mass_balance.__name__ else next(filter(inspect.isfunction, rules), None)
    if rule is None:
        return []
    taken = list(inspect.signature(rule).parameters.values())[1:]
    words = [_words(str(each.annotation)) or each.name for each in taken]
    return [f"{word} {each.name}" if words.count(word) > 1 else word for word, each in zip(words, taken, strict=True)]


def _words(annotation: str) -> str:
    """'SiteName' is a site, 'LabourMarket' a labour market; anything else has no name."""
    plain = annotation.removesuffix("Name")
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in plain).strip()
    return "" if annotation in ("Any", "str") else spaced


def _of_report(variable: str, families: tuple[str, ...]) -> Sequence[str]:
    """Names of the labels of a variable: those of the table that shows it."""
    reports = (report for module in load(families) for report in getattr(module, "REPORTS", ()))
    shown = (report.index for report in reports if any(each.rule == variable for each in report.measures))
    return next(shown, ())
