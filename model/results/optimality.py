"""How firm figures are: significance of differences in cost, value of information, marginal values, and why profit
has no limit."""

from __future__ import annotations

import inspect
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from model.errors import InputError, SolveFailed
from model.families import load
from model.families.assemble import build_model, mass_balance
from model.families.instance import Instance, read_instance
from model.families.supply.rows import Outlet
from model.scenario.build_context import MONEY
from model.sheets.names import NOT_KNOWN
from model.sheets.tables import Tables
from model.solver.arrays import Array, IndexedBlock
from model.solver.cone_cuts import Tangents
from model.solver.matrix import read_matrix
from model.solver.solve import at_whole_numbers
from model.tolerances import SOLVED

# ----------------------------------------------------------------------------------------------------------------------
# Significance of differences in cost, decided in this one place.


@dataclass(frozen=True)
class Solved:
    """The cost of a plan, and its proven lower bound [amount]."""

    cost: float
    bound: float

    @property
    def left_open(self) -> float:
        """Possible saving of another plan; infinite without a bound [amount]."""
        open_ = self.cost - self.bound
        return max(0.0, open_) if math.isfinite(open_) else math.inf


def noise(*solves: Solved) -> float:
    """Joint gap of some solves, with rounding [amount]."""
    rounding = SOLVED * max((abs(solve.cost) for solve in solves), default=0.0)
    return sum(solve.left_open for solve in solves) + rounding


def is_significant(difference: float, open_: float) -> bool:
    """Whether a difference exceeds the gap; unknown differences do not."""
    return math.isfinite(difference) and abs(difference) > open_


@dataclass(frozen=True)
class Span:
    """A figure over several plans, in its own unit."""

    least: float
    greatest: float
    says: str = ""
    """Common property of all these plans, in a few words;"""
    is_proven: bool = False
    """and whether that is proven of every such plan."""


@dataclass(frozen=True)
class Spread:
    """Over plans found to cost at most a tolerance more than a plan, itself among them."""

    tolerance: float
    """Share of the plan's cost."""
    sizes: Mapping[str, Span] = field(default_factory=dict)
    """Capacity built by project, in all years,"""
    decided: Mapping[str, Span] = field(default_factory=dict)
    """When each project is first decided in those that have it [year];"""
    others: int = 0
    """in this number of other plans;"""
    unmet: Mapping[str, Span] = field(default_factory=dict)
    """shortage of each disruption, by branch;"""
    reacting: int = 0
    """and in how many others that is known, each with its cheapest reactions."""


# ----------------------------------------------------------------------------------------------------------------------
# The value of information: six figures in one measure, each with its bounds.


EV, WS, RP, EEV, EVPI, VSS = "EV", "WS", "RP", "EEV", "EVPI", "VSS"

ABOUT: Mapping[str, str] = MappingProxyType(
    {
        EV: "expected value problem: the plan for the mean of all disruptions, taken as certain",
        EEV: "expected result of using EV: the decisions of that plan, held while disruptions occur as modelled",
        RP: "recourse problem: the best plan that accounts for all disruptions",
        WS: "wait and see: plans that each know from the start which disruption will occur",
        EVPI: "expected value of perfect information, RP − WS: the saving from knowing in advance",
        VSS: "value of the stochastic solution, EEV − RP: the saving from planning for risk",
    }
)
"""After J. R. Birge and F. Louveaux, *Introduction to Stochastic Programming*, chapter 4."""

MEASURED_IN = "value of information in"
"""Name of the statistic with the measure."""

AT_LEAST, AT_MOST = " at least", " at most"

FIGURES = frozenset(name + side for name in ABOUT for side in ("", AT_LEAST, AT_MOST))
"""Names of the measures: exact figures and bounds."""


@dataclass(frozen=True)
class Interval:
    """Interval that contains a figure [amount]; infinite where unbounded."""

    least: float = -math.inf
    most: float = math.inf

    @property
    def is_known(self) -> bool:
        """Whether anything is."""
        return math.isfinite(self.least) or math.isfinite(self.most)

    @property
    def is_exact(self) -> bool:
        return self.least == self.most

    def rounded(self, scale: float) -> Interval:
        """One figure if the bounds differ by rounding only, at the scale of their costs; a bound that is itself
        rounding is 0."""
        rounding = SOLVED * max(1.0, scale)
        least, most = (0.0 if abs(end) <= rounding else end for end in (self.least, self.most))
        if most - least > rounding:
            return Interval(least, most)
        return Interval((least + most) / 2, (least + most) / 2)

    def in_words(self, unit: str) -> str:
        """In words, such as 'between 170 and 200 USD'."""
        if not self.is_known:
            return NOT_KNOWN
        if self.is_exact:
            return f"{_figure(self.least)} {unit}"
        if not math.isfinite(self.most):
            return f"at least {_figure(self.least)} {unit}"
        if not math.isfinite(self.least):
            return f"at most {_figure(self.most)} {unit}"
        return f"between {_figure(self.least)} and {_figure(self.most)} {unit}"


def _figure(value: float) -> str:
    return f"{value + 0.0:,.6g}"


def measures_of(intervals: Mapping[str, Interval]) -> dict[str, float]:
    """Intervals as measures of a plan: a figure, or its lower and upper bounds."""
    bounds: dict[str, float] = {}
    for name, interval in intervals.items():
        if interval.is_exact:
            bounds[name] = interval.least
            continue
        sides = {name + AT_LEAST: interval.least, name + AT_MOST: interval.most}
        bounds |= {side: value for side, value in sides.items() if math.isfinite(value)}
    return bounds


def information(measures: Mapping[str, float]) -> dict[str, Interval]:
    """Known figures among a plan's measures."""
    intervals = {
        name: Interval(measures[name], measures[name])
        if name in measures
        else Interval(measures.get(name + AT_LEAST, -math.inf), measures.get(name + AT_MOST, math.inf))
        for name in ABOUT
    }
    return {name: interval for name, interval in intervals.items() if interval.is_known}


# ----------------------------------------------------------------------------------------------------------------------
# Marginal values of a plan: prices of goods, duals of constraints and reduced costs of variables.


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
    is_integer: Array
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
        point, duals = solver.values, solver.row_duals
        reduced, cost = solver.reduced_costs, matrix.cost_of(point)
        return cls(tables, instance, matrix.constraints, matrix.variables, duals, reduced, point, matrix.integer, cost)

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
            years = np.array([self.instance.calendar.length(self.instance.tree.period[key[-1]]) for key in block.keys])
            frame["price"] = frame["undiscounted"] * MONEY[settings.amounts] / years
            units["price"] = f"{settings.currency}/unit"
        return self._with_notes(frame, units)

    def reduced_costs(self, variable: str) -> pd.DataFrame:
        """Values and reduced costs of a variable's columns."""
        block = _named(variable, self.variables, "variable")
        frame, present = self._labelled(block, _of_report(variable, tuple(self.instance.parts)))
        reduced = np.where(self.is_integer[block.span], np.nan, self.reduced[block.span] + 0.0)
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
        if width and all(moment in tree.period for moment in last):
            frame = frame.drop(columns=labels[-1])
            frame["year"] = [int(tree.period[moment]) for moment in last]
            frame["disruption"] = [tree.branch_of[moment].name if moment in tree.branch_of else "" for moment in last]
            value = tree.present_value(calendar)
            weights = [value[moment] for moment in last]
        else:
            weights = [calendar.discount(moment) if moment in calendar.periods else np.nan for moment in last]
        return frame, np.array(weights, float)

    def _with_notes(self, frame: pd.DataFrame, units: Mapping[str, str]) -> pd.DataFrame:
        frame.attrs |= {"units": dict(units), "note": FIXED, "cost": self.cost}
        return frame


def _named(name: str, blocks: Mapping[str, IndexedBlock], kind: str) -> IndexedBlock:
    """The block of a name. Raises InputError, which lists similar names, if there is none."""
    if name in blocks:
        return blocks[name]
    from rapidfuzz import process  # names that are right need none of it

    near = [similar for similar, _, _ in process.extract(str(name), list(blocks), limit=NEAR)]
    raise InputError(f"The model has no {kind} {name!r}. Similar: {', '.join(near)}. All: model.build(tables).{kind}s.")


def _over(dual: Array, weight: Array) -> Array:
    """Undiscounted; NaN where the moment has no weight."""
    undiscounted = np.full(len(dual), np.nan)
    undiscounted[weight > 0] = dual[weight > 0] / weight[weight > 0]
    return undiscounted


def _of_rule(constraint: str, families: tuple[str, ...]) -> list[str]:
    """Names of the labels of a constraint: as its rule annotates them, else their letters."""
    rules = (vars(module).get(constraint) for module in load(families))
    rule = mass_balance if constraint == mass_balance.__name__ else next(filter(inspect.isfunction, rules), None)
    if rule is None:
        return []
    taken = list(inspect.signature(rule).parameters.values())[1:]
    words = [_words(str(label.annotation)) or label.name for label in taken]
    return [f"{word} {label.name}" if words.count(word) > 1 else word for word, label in zip(words, taken, strict=True)]


def _words(annotation: str) -> str:
    """'SiteName' is a site, 'LabourMarket' a labour market; anything else has no name."""
    plain = annotation.removesuffix("Name")
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in plain).strip()
    return "" if annotation in ("Any", "str") else spaced


def _of_report(variable: str, families: tuple[str, ...]) -> Sequence[str]:
    """Names of the labels of a variable: those of the table that shows it."""
    reports = (report for module in load(families) for report in getattr(module, "REPORTS", ()))
    shown = (report.index for report in reports if any(measure.rule == variable for measure in report.measures))
    return next(shown, ())


# ----------------------------------------------------------------------------------------------------------------------
# Why profit has no limit, in the planner's rows.


MOST_NAMED = 8


def without_limit(tables: Tables) -> str:
    """Goods with unlimited sales, which make profit unbounded."""
    names = [f"'{row.outlet}' ({row.commodity} at {row.site})" for row in tables[Outlet] if row.limit is None]
    if not names:
        return ""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"Without a limit in Outlets: {', '.join(names[:MOST_NAMED])}{more}."
