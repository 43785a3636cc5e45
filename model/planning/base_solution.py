"""A solved workbook as handed to the processes that solve similar problems."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from model.sheets.tables import Tables

if TYPE_CHECKING:
    from model.results.decisions import Decisions
    from model.results.plan import Plan
    from model.solver.warm_start_data import Learned


@dataclass(frozen=True)
class Base:
    """A plan, its first-stage decisions, and warm-start data of its program."""

    key: str
    """The same where all of this is the same."""
    tables: Tables = field(compare=False, repr=False)
    decided: Decisions = field(compare=False, repr=False)
    learned: Learned | None = field(compare=False, repr=False)
    """None if there is no warm-start data worth keeping."""

    @classmethod
    def of(cls, plan: Plan, key: str) -> Base | None:
        """A plan found by the job with this key; None if it has no warm-start data worth keeping."""
        if plan.learned is None:
            return None
        return cls(f"{key} {sha256(plan.learned.packed()).hexdigest()}", plan.tables, plan.decided, plan.learned)
