"""Candidates of a workbook, and the workbook with some of them only."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from model.errors import InputError, Problem
from model.families.common.checking import problem
from model.families.contracts.rows import Contract
from model.families.decisions.rows import ALREADY_MADE, AT_LEAST, BUILD, FIXED, FORBIDDEN, SIGN, Decision
from model.families.investment.rows import Project
from model.families.public_money.rows import FOR_CAPITAL, PublicMoney
from model.results.plan import Plan
from model.scenario.limits import in_order
from model.sheets.tables import Tables
from model.studies.with_without import Items, Names

MOST = 40
"""Maximum number of candidates: an order takes as many solves."""

DECIDED: Mapping[type[Any], tuple[str, str]] = {Project: (BUILD, "project"), Contract: (SIGN, "contract")}
"""Action, and column of the name, of rows that are decided for."""

USES: Sequence[tuple[type[Any], str, str]] = (
    (Project, "builds", "project"), (Contract, "contracts", "contract"), (PublicMoney, "public money", "programme"),
)  # fmt: skip
"""Table of a plan, and column of the name, that say which rows are used."""


@dataclass(frozen=True)
class Candidates(Items):
    """Candidates of a workbook. Raises InputError if there are fewer than two or too many, or one is fixed."""

    kind = "candidates"
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

    def tables_with(self, members: Names) -> Tables:
        """The workbook with some candidates only: what needs the others falls away with them."""
        tables, barred = self.tables, frozenset(self.names) - members
        decisions = list(tables[Decision])
        for sheet, (action, column) in DECIDED.items():
            for row in tables[sheet]:
                if row.candidate in barred:
                    subject = getattr(row, column)
                    decision = f"without {row.candidate}: {subject}"
                    decisions.append(
                        Decision(decision=decision, action=action, subject=subject, way="", rule=FORBIDDEN)
                    )
        paid = [row for row in tables[PublicMoney] if row.candidate not in barred]
        return tables.replaced(Decision, decisions).replaced(PublicMoney, paid)

    def used(self, plan: Plan) -> Names:
        """Candidates of which a plan decides or pays something."""
        candidates: set[str] = set()
        for sheet, frame, column in USES:
            used = _names(plan, frame, column)
            candidates |= {row.candidate for row in self.tables[sheet] if getattr(row, column) in used}
        return frozenset(candidates - {""})

    def is_grant(self, name: str) -> bool:
        """Whether a candidate has programmes alone."""
        return not any(name in [row.candidate for row in self.tables[sheet]] for sheet in DECIDED)

    def funds_capital(self, name: str) -> bool:
        """Whether a candidate has programmes for the capital of projects; others follow output and sales."""
        return any(row.candidate == name and row.kind in FOR_CAPITAL for row in self.tables[PublicMoney])

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


class Programmes(Candidates):
    """Every programme of public money as a candidate, in place of those named; also a single one, and one that may
    cost. Raises InputError if there is none."""

    def __init__(self, tables: Tables) -> None:
        for sheet in DECIDED:
            tables = tables.replaced(sheet, [replace(row, candidate="") for row in tables[sheet]])
        rows = [replace(row, candidate=row.programme) for row in tables[PublicMoney]]
        super().__init__(tables.replaced(PublicMoney, rows))

    def __post_init__(self) -> None:
        if not self.names:
            raise InputError("The sheet 'Public money' is empty: there is no programme to leave out.")

    @property
    def costly(self) -> Names:
        """Programmes that are paid back in part; all, where a limit comes before cost."""
        has_priorities = bool(in_order(self.tables))
        return frozenset(row.programme for row in self.tables[PublicMoney] if has_priorities or row.upside_share)


def _names(plan: Plan, frame: str, column: str) -> Collection[str]:
    table = plan.frames.get(frame)
    return () if table is None or table.empty else set(table[column].astype(str))
