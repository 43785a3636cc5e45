"""A solved workbook, as it is handed to the processes that solve what is near it."""

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
    """A plan, what it decides ahead, and what was learned of its program."""

    key: str
    """The same where all of this is the same."""
    tables: Tables = field(compare=False, repr=False)
    decided: Decisions = field(compare=False, repr=False)
    learned: Learned | None = field(compare=False, repr=False)
    """None where nothing was learned that is worth keeping."""

    @classmethod
    def of(cls, plan: Plan, key: str) -> Base | None:
        """A plan that was found by the job with this key; None where nothing was learned that is worth keeping."""
        if plan.learned is None:
            return None
        return cls(f"{key} {sha256(plan.learned.packed()).hexdigest()}", plan.tables, plan.decided, plan.learned)
