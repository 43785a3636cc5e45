"""The value of information: six figures in one measure, each with its bounds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from model.sheets.names import NOT_KNOWN
from model.tolerances import SOLVED

EV, WS, RP, EEV, EVPI, VSS = "EV", "WS", "RP", "EEV", "EVPI", "VSS"

ABOUT: Mapping[str, str] = MappingProxyType({
    EV: "expected value problem: the plan for the mean of all disruptions, taken as certain",
    EEV: "expected result of using EV: the decisions of that plan, held while disruptions occur as modelled",
    RP: "recourse problem: the best plan that accounts for all disruptions",
    WS: "wait and see: plans that each know from the start which disruption will occur",
    EVPI: "expected value of perfect information, RP − WS: the saving from knowing in advance",
    VSS: "value of the stochastic solution, EEV − RP: the saving from planning for risk",
})  # fmt: skip
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

    def said(self, unit: str) -> str:
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


def measures_of(found: Mapping[str, Interval]) -> dict[str, float]:
    """Intervals as measures of a plan: a figure, or its lower and upper bounds."""
    made: dict[str, float] = {}
    for name, each in found.items():
        if each.is_exact:
            made[name] = each.least
            continue
        sides = {name + AT_LEAST: each.least, name + AT_MOST: each.most}
        made |= {side: value for side, value in sides.items() if math.isfinite(value)}
    return made


def information(measures: Mapping[str, float]) -> dict[str, Interval]:
    """Known figures among a plan's measures."""
    found = {
        name: Interval(measures[name], measures[name])
        if name in measures
        else Interval(measures.get(name + AT_LEAST, -math.inf), measures.get(name + AT_MOST, math.inf))
        for name in ABOUT
    }
    return {name: each for name, each in found.items() if each.is_known}
