"""The plan and the do-nothing baseline in each future: the workbook as it is, and what-ifs with a probability."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

import pandas as pd

from model.results.columns import IN_FUTURES
from model.results.evpi_vss import Interval
from model.results.plan import Plan
from model.results.view import View
from model.results.without import Deterrents, Side
from model.tolerances import FLOAT

FUTURES = "futures without the plan"
"""The frame."""
AS_IT_IS = "the workbook as it is"
"""The future in which nothing changes."""


@dataclass(frozen=True)
class OneSide:
    """Cost in one future, without the plan or with it [amount]."""

    cost: float = math.nan
    shortage: float = math.nan
    """Of it shortage cost."""
    open: float = math.nan
    """By how much the response could still be cheaper."""
    remark: str = ""
    """Why it is unknown, or not comparable; or which decisions do not exist there."""

    @classmethod
    def of(cls, plan: Plan, deterrents: Deterrents, remark: str = "") -> OneSide:
        """The figures of a plan; unknown if demand that has no shortage cost goes unmet."""
        side = Side(View(plan), deterrents)
        if side.unpriced > 0:
            return cls(remark="demand that must be met, and has no shortage cost, would go unmet")
        return cls(side.cost, side.shortage, plan.objective - plan.bound, remark)

    @property
    def range(self) -> Interval:
        """Cost of the cheapest response."""
        return Interval(self.cost - self.open, self.cost)


@dataclass(frozen=True)
class InFuture:
    """Both sides in one future."""

    future: str
    probability: float
    without: OneSide
    with_plan: OneSide

    @property
    def is_known(self) -> bool:
        return not math.isnan(self.without.cost + self.with_plan.cost)

    @property
    def saved(self) -> float:
        return self.without.cost - self.with_plan.cost

    @property
    def saved_range(self) -> Interval:
        """Savings that the gaps of both solves leave possible."""
        without, with_plan = self.without.range, self.with_plan.range
        return Interval(without.least - with_plan.most, without.most - with_plan.least)


def futures_frame(rows: Iterable[InFuture]) -> pd.DataFrame:
    """One line a future, that of the workbook as it is first."""
    lines = [(each.future, each.probability, *astuple(each.without), *astuple(each.with_plan)) for each in rows]
    return pd.DataFrame(lines, columns=list(IN_FUTURES))


def futures_of_frame(frame: pd.DataFrame) -> list[InFuture]:
    """The lines of a frame. Raises ValueError if they are no futures: probabilities are not 100 % in total."""
    lines = frame.itertuples(index=False, name=None)
    found = [InFuture(line[0], line[1], OneSide(*line[2:6]), OneSide(*line[6:])) for line in lines]
    if any(each.probability <= 0 for each in found) or abs(sum(each.probability for each in found) - 1) > FLOAT:
        raise ValueError("the probabilities of futures are not 100 % in total")
    return found


def in_futures(view: View) -> list[InFuture]:
    """The futures of a plan; none if they were not asked for."""
    frame = view.plan.frames.get(FUTURES)
    return [] if frame is None else futures_of_frame(frame)


def expected(found: Sequence[InFuture]) -> InFuture | None:
    """Both sides in expectation; None if one of them is unknown."""
    if not found or not all(each.is_known for each in found):
        return None
    return InFuture(
        "expected",
        1.0,
        _mean([(each.probability, each.without) for each in found]),
        _mean([(each.probability, each.with_plan) for each in found]),
    )


def _mean(sides: Sequence[tuple[float, OneSide]]) -> OneSide:
    return OneSide(
        sum(weight * each.cost for weight, each in sides),
        sum(weight * each.shortage for weight, each in sides),
        sum(weight * each.open for weight, each in sides),
    )
