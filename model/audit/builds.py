"""One decision to build, as the audit reads it from the plan."""

from __future__ import annotations

from dataclasses import dataclass

from model.families.decisions.rows import Decision
from model.families.investment.rows import EXPANSION, MODULES, LeadTime, Project
from model.sheets.common import Plant
from model.tolerances import SOLVED


@dataclass(frozen=True)
class AuditedBuild:
    """One decision to build, and its life in decimal years."""

    project: Project
    plant: Plant
    lead: LeadTime
    decided: int
    modules: float
    size: float
    made: Decision | None = None
    """Row of a decision made before the first year."""

    def __hash__(self) -> int:  # that of all fields takes longer than what is looked up by it
        return hash((self.project.project, self.decided))

    @property
    def is_something(self) -> bool:
        """Whether anything is built: a reported build of no size does not count."""
        if self.project.kind == EXPANSION:
            return self.modules > 0 or self.size > SOLVED
        return self.modules > 0 and (self.project.kind == MODULES or self.size > SOLVED)

    @property
    def construction(self) -> float:
        """When permits are there."""
        return min(self.decided + self.lead.permitting, self.online)

    @property
    def online(self) -> float:
        if self.made is not None and self.made.effective is not None:
            return self.made.effective
        return self.decided + self.lead.permitting + self.lead.construction

    @property
    def end(self) -> float:
        return self.online + self.project.life

    @property
    def name(self) -> str:
        return f"{self.project.project} decided in {self.decided}"
