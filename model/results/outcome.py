"""Effect of one disruption on a plan."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

import pandas as pd

from model.tolerances import FLOAT, SOLVED


def fill_rate(demand: float, shortage: float) -> float | None:
    """Share of demand that is delivered, none where backlog makes the shortage exceed it; None without demand."""
    return max(0.0, 1 - shortage / demand) if demand > 0 else None


@dataclass(frozen=True)
class Outcome:
    """Effect of one branch on the plan: a line of the frame 'branches', with its columns. Quantities are over the whole
    assessment period, money is discounted to the start of the plan and not weighted. Goods in unlike units have no sum:
    then demand, shortage and fill rate are those of the product that the branch leaves short most."""

    branch: str
    disruption: str
    subject: str
    """The country, plant or supplier of an 'each …', empty for a fixed target."""
    start: int
    end: float
    probability: float
    cost: float
    undisturbed_cost: float
    demand: float
    unmet: float
    undisturbed_unmet: float
    """Shortage in the same time, undisturbed."""
    service: float
    """Fill rate; 1 without demand. Backlog is no demand, so shortage may exceed demand."""
    product: str = ""
    """Whose demand this is; empty: of all products, in one unit."""
    reference_cost: float = math.nan
    """Cost of the same time if nothing happens in it, under the limits that hold in this branch; NaN if not known."""

    @property
    def extra_cost(self) -> float:
        """Cost of the disruption; against the undisturbed plan if no reference is known. A difference within the
        precision of the solves is none."""
        against = self.undisturbed_cost if math.isnan(self.reference_cost) else self.reference_cost
        extra = self.cost - against
        return 0.0 if abs(extra) <= FLOAT * max(abs(self.cost), abs(against)) else extra

    @property
    def relief(self) -> float:
        """Cost that is saved, where negative, as limits, cover and minimum service do not hold in a disruption."""
        return self.reference_cost - self.undisturbed_cost

    @property
    def extra_unmet(self) -> float:
        return max(0.0, self.unmet - self.undisturbed_unmet)

    @property
    def hurts(self) -> bool:
        """Whether more is short than undisturbed."""
        return self.unmet - self.undisturbed_unmet > SOLVED * max(self.demand, 1.0)

    @property
    def severity(self) -> float:
        """Shortage beyond the undisturbed one; of one product of several units, its share of demand."""
        return self.extra_unmet / max(self.demand, SOLVED) if self.product else self.extra_unmet

    @property
    def name(self) -> str:
        """'Plant outage: Works' or 'Strike + Plant outage: Works': its branch, whenever it starts."""
        return self.branch.removesuffix(f", {self.start}")


COLUMNS = [each.name for each in fields(Outcome)]


def frame_of(outcomes: Iterable[Outcome]) -> pd.DataFrame:
    """The frame 'branches'."""
    return pd.DataFrame(map(asdict, outcomes), columns=COLUMNS)


def read_outcomes(frame: pd.DataFrame) -> tuple[Outcome, ...]:
    """The outcomes of a frame 'branches'."""
    known = frame.reindex(columns=COLUMNS, fill_value="")  # plans of earlier versions name no product
    return tuple(Outcome(*row) for row in known.itertuples(index=False))
