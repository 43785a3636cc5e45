"""Contributions: candidates, the cost of the plan with each set of them, and the value of each."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from model.errors import ExitCode, InputError, Problem
from model.families.common.checking import problem
from model.families.contracts.rows import Contract
from model.families.decisions.rows import ALREADY_MADE, AT_LEAST, BUILD, FIXED, FORBIDDEN, SIGN, Decision
from model.families.investment.rows import Project
from model.families.public_money.rows import FOR_CAPITAL, PublicMoney
from model.results.accounts import Courses
from model.results.plan import Plan
from model.results.risk import BY_PRODUCT, unmet_unit
from model.results.view import View
from model.scenario.limits import in_order
from model.sheets.names import LimitName
from model.sheets.tables import Tables
from model.studies.contributions.game import Sampled, average, difference, ranks, shapley, together
from model.studies.with_without import Interval, Items, Names, SetCosts, excludes_zero, value
from model.tolerances import SOLVED

MOST = 40
"""Maximum number of candidates: an order takes as many solves."""

DECIDED: Mapping[type[Any], tuple[str, str]] = {Project: (BUILD, "project"), Contract: (SIGN, "contract")}
"""Action, and column of the name, of rows that are decided for."""

USES: Sequence[tuple[type[Any], str, str]] = (
    (Project, "builds", "project"),
    (Contract, "contracts", "contract"),
    (PublicMoney, "public money", "programme"),
)
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
        rows = [row for row in self.tables[Decision] if row.rule in (ALREADY_MADE, FIXED, AT_LEAST)]
        fixed = {(row.action, row.subject): row for row in rows}
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


# ---------------------------------------------------------------------------------------------- the values


@dataclass(frozen=True)
class Contributions:
    """Values of candidates: over all sets of them, over orders drawn at random, or of each as the last one alone."""

    candidates: Candidates
    sets: SetCosts
    orders: Sequence[Sequence[str]] = ()
    is_service: bool = False
    """Whether sets are compared by expected unmet demand at an equal budget, in place of cost at equal limits."""
    loose: tuple[LimitName, ...] = ()
    """Limits that cannot be kept without any candidate, and are reported only in all plans."""
    is_last_only: bool = False
    """Whether candidates are only left out one by one, so that there are neither averages nor pairs."""

    @property
    def plan(self) -> Plan:
        """With all of them."""
        return self.sets.plan

    @property
    def unit(self) -> str:
        """Unit in which contributions are measured."""
        return "units of demand" if self.is_service else self.plan.amount

    @property
    def measures(self) -> dict[str, Callable[[str], Interval]]:
        """Contributions that are asked for, by name; the most telling at the end."""
        if self.is_last_only:
            return {"last": self.sets.last}
        return {"alone": self.sets.alone, "last": self.sets.last, "average": self.average}

    @cached_property
    def sampled(self) -> Sampled | None:
        return Sampled(self.orders, self.sets.costs) if self.orders else None

    def average(self, name: str) -> Interval:
        """Average contribution within the gaps of the solves; of orders drawn at random, the draw aside."""
        if self.sampled is not None:
            return self.sampled.average(name)
        return average(self.candidates.names, name, self.sets.costs)

    @cached_property
    def ranks(self) -> dict[str, tuple[int, int]]:
        """Best and worst rank by average contribution."""
        return ranks(self.candidates.names, self._is_above)

    def _is_above(self, one: str, other: str) -> bool:
        names = self.candidates.names
        if self.sampled is not None:
            return self.sampled.is_above(one, other, len(names) * (len(names) - 1) // 2)
        rounding = SOLVED * abs(self.plan.objective)
        return value(difference(shapley(names, one), shapley(names, other)), self.sets.costs)[0] > rounding

    def together(self, one: str, other: str, among: Collection[str] = ()) -> Interval | None:
        """Above 0 two complement each other, below they are rivals: the last two of all, or ``among`` some. None if it
        was not asked."""
        costs, wanted = self.sets.costs, together(Names(among) or self.sets.everything, one, other)
        if not all(members in costs for members in wanted):
            return None
        ends = [abs(end) for members in wanted for end in costs[members] if math.isfinite(end)]
        rounding = SOLVED * max(1.0, *ends)
        low, high = (0.0 if abs(end) <= rounding else end for end in value(wanted, costs))
        return low, high

    # --- public money, and the shortage that it avoids

    @cached_property
    def courses(self) -> Courses:
        """Courses of the plan with all candidates."""
        return Courses(View(self.plan))

    def paid(self, name: str) -> float:
        """Expected present value that a candidate's programmes pay, with all candidates [amount]."""
        return sum(map(self.courses.paid_by, sorted(self.candidates.programmes(name))))

    @cached_property
    def avoided(self) -> dict[str, float | None]:
        """Expected discounted shortage that each candidate avoids as the last one: of the plan without it, less that
        of the plan with all; None without a plan, or if units differ [units]."""
        if unmet_unit(self.courses.view) == BY_PRODUCT:
            return dict.fromkeys(self.candidates.names)
        with_all, avoided = self.courses.expected_shortage(), dict[str, float | None]()
        for name in self.candidates.names:
            result = self.sets.without(name)
            avoided[name] = Courses(View(result.plan())).expected_shortage() - with_all if result.has_plan else None
        return avoided

    def is_told(self, name: str) -> bool:
        """Whether the gaps of the solves leave no doubt that a candidate changes the plan as the last one."""
        return excludes_zero(self.sets.last(name), self.plan.objective)

    def per_unit(self, name: str) -> float | None:
        """Public money by unit of shortage avoided; None if there is none, or it is not known [currency/unit]."""
        avoided = self.avoided[name] if self.candidates.programmes(name) else None
        if avoided is None or avoided <= SOLVED or not self.is_told(name):
            return None
        return self.paid(name) * self.courses.scale / avoided

    @property
    def exit_code(self) -> ExitCode:
        return self.sets.exit_code
