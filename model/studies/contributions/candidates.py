"""Candidates of a workbook, and the workbook with some of them only."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from model.errors import InputError, Problem
from model.families.common.checking import problem
from model.families.contracts.rows import Contract
from model.families.decisions.rows import ALREADY_MADE, AT_LEAST, BUILD, FIXED, FORBIDDEN, SIGN, Decision
from model.families.investment.rows import Project
from model.families.public_money.rows import PublicMoney
from model.results.plan import Plan
from model.sheets.tables import Tables
from model.studies.contributions.game import Names

MOST = 40
"""Maximum number of candidates: an order takes as many solves."""

DECIDED: Mapping[type[Any], tuple[str, str]] = {Project: (BUILD, "project"), Contract: (SIGN, "contract")}
"""Action, and column of the name, of rows that are decided for."""


@dataclass(frozen=True)
class Candidates:
    """Candidates of a workbook. Raises InputError if there are fewer than two or too many, or one is fixed."""

    tables: Tables

    def __post_init__(self) -> None:
        problems = list(self._problems())
        if problems:
            raise InputError("The candidates cannot be compared.", problems)
        if not 2 <= len(self.names) <= MOST:
            raise InputError(
                f"The column 'candidate' of Projects, Contracts and Public money names {len(self.names)}; 2 to {MOST} "
                "can be compared."
            )

    @cached_property
    def names(self) -> tuple[str, ...]:
        """In the order of the sheets."""
        sheets: tuple[type[Any], ...] = (*DECIDED, PublicMoney)
        rows = [row.candidate for sheet in sheets for row in self.tables[sheet]]
        return tuple(dict.fromkeys(filter(None, rows)))

    def without(self, barred: Names) -> Tables:
        """The workbook without some candidates: what needs them falls away with them."""
        made = self.tables
        forbidden = [
            Decision(decision=f"without {row.candidate}: {getattr(row, column)}", action=action,
                     subject=getattr(row, column), way="", rule=FORBIDDEN)
            for sheet, (action, column) in DECIDED.items() for row in made[sheet] if row.candidate in barred
        ]  # fmt: skip
        paid = [row for row in made[PublicMoney] if row.candidate not in barred]
        return made.replaced(Decision, [*made[Decision], *forbidden]).replaced(PublicMoney, paid)

    def taken(self, plan: Plan) -> Names:
        """Candidates of which a plan decides or pays something."""
        taken = {Project: _names(plan, "builds", "project"), Contract: _names(plan, "contracts", "contract"),
                 PublicMoney: _names(plan, "public money", "programme")}  # fmt: skip
        columns = {sheet: column for sheet, (_, column) in DECIDED.items()} | {PublicMoney: "programme"}
        found: set[str] = set()
        for sheet, column in columns.items():
            found |= {row.candidate for row in self.tables[sheet] if getattr(row, column) in taken[sheet]}
        return frozenset(found - {""})

    def is_grant(self, name: str) -> bool:
        """Whether a candidate has programmes alone."""
        return not any(name in [row.candidate for row in self.tables[sheet]] for sheet in DECIDED)

    def paid(self, name: str, plan: Plan) -> Names:
        """Recipients of a candidate's programmes in a plan."""
        rows = plan.frames["public money"]
        return frozenset(rows[rows["programme"].isin(self.programmes(name))]["recipient"].astype(str))

    def programmes(self, name: str) -> frozenset[str]:
        return frozenset(row.programme for row in self.tables[PublicMoney] if row.candidate == name)

    def _problems(self) -> Iterator[Problem]:
        fixed = {(row.action, row.subject): row for row in self.tables[Decision]
                 if row.rule in (ALREADY_MADE, FIXED, AT_LEAST)}  # fmt: skip
        for sheet, (action, column) in DECIDED.items():
            for row in self.tables[sheet]:
                decision = fixed.get((action, getattr(row, column)))
                if row.candidate and decision is not None:
                    fix = f"Clear the cell, or {decision.where('decision')}"
                    yield problem(row, "candidate", "a row that is not decided yet", fix)
        for row in self.tables[PublicMoney]:
            if row.candidate and row.upside_share:
                fix = "Clear the cell, or 'upside share'"
                yield problem(row, "candidate", "a programme that costs nobody anything, without an upside share", fix)
        for row in self.tables[Project]:
            if row.candidate and row.minimum_modules:
                fix = "Clear the cell, or 'minimum modules'"
                yield problem(row, "candidate", "a project that need not be built", fix)


def _names(plan: Plan, frame: str, column: str) -> Collection[str]:
    found = plan.frames.get(frame)
    return () if found is None or found.empty else set(found[column].astype(str))
