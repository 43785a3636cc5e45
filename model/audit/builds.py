"""One decision to build, as the audit reads it from the plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from model.families.decisions.rows import Decision
from model.families.investment.rows import EXPANSION, MODULES, LeadTime, Project
from model.sheets.common import Plant
from model.tolerances import SOLVED

Stage = tuple[float, float, float]
"""(start, end, share): one without duration is at that moment."""


def share_within(stages: Iterable[Stage], after: float, before: float) -> float:
    """Share of all stages from one moment to another."""
    total = 0.0
    for start, end, share in stages:
        if end > start:
            total += share * max(0.0, min(end, before) - max(start, after)) / (end - start)
        elif after <= start < before:
            total += share
    return total


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
    def stages(self) -> Iterator[Stage]:
        """Years of construction with their shares of spending; all of it at once where these are not given or an
        annuity takes their place."""
        lead, start, end = self.lead, self.construction, self.online
        years = (lead.spend_year_1, lead.spend_year_2, lead.spend_year_3, lead.spend_year_4, lead.spend_year_5)
        if lead.annuity_years is not None or all(share is None for share in years):
            yield start, end, 1.0
        else:
            for year, share in enumerate(years):
                yield min(start + year, end), min(start + year + 1, end), share or 0.0

    @property
    def end(self) -> float:
        return self.online + self.project.life

    @property
    def name(self) -> str:
        return f"{self.project.project} decided in {self.decided}"
