"""Subjects of questions: investments, contracts and technologies, decided for or rejected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from model.errors import InputError
from model.families.contracts.rows import Contract
from model.families.decisions.rows import ACQUIRE, AT_LEAST, BUILD, FIXED, SIGN, Decision
from model.families.investment.rows import EXPANSION, MODULES, SMALLEST, Project
from model.results.build import Taken, builds
from model.results.decisions import Decisions
from model.results.plan import Plan
from model.results.view import View
from model.scenario.build_context import MONEY
from model.sheets.common import CostRow
from model.sheets.names import Names
from model.sheets.schema import ANY
from model.sheets.tables import Tables

VARIABLES = {BUILD: "build", SIGN: "signed", ACQUIRE: "acquired"}
"""Variables of decisions, by action. A technology stays acquired: its variable says whether it has been by a period."""

NAMED = {BUILD: "investment", SIGN: "contract", ACQUIRE: "technology"}


@dataclass(frozen=True)
class Subject:
    """Something that a plan may decide for."""

    action: str
    labels: tuple[str, ...]
    """Labels of its variable, except the period."""

    @property
    def name(self) -> str:
        return self.labels[0]

    @property
    def title(self) -> str:
        """'Eneabba'; for a technology with the place and way of acquisition."""
        if self.action != ACQUIRE:
            return self.name
        technology, place, way = self.labels
        return f"{technology} in {place} ({way})"

    @property
    def variable(self) -> str:
        return VARIABLES[self.action]

    def keys(self, decided: Decisions, first: int) -> list[tuple[str, Any]]:
        """Its decisions from the first period on, in order of time."""
        decisions = [
            (name, key)
            for name, key in decided
            if name == self.variable and key[:-1] == self.labels and key[-1] >= first
        ]
        return sorted(decisions, key=lambda decision: int(decision[1][-1]))


class Subjects:
    """All possible subjects, with the plan's decisions."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.tables = plan, plan.tables
        self.first = plan.periods[0]
        subjects: list[Subject] = []
        for action, variable in VARIABLES.items():
            keys = [key for name, key in plan.decided if name == variable and key[-1] >= self.first]
            subjects += [Subject(action, key[:-1]) for key in keys]
        self.all = tuple(dict.fromkeys(subjects))

    @cached_property
    def projects(self) -> Mapping[str, Project]:
        return {row.project: row for row in self.tables[Project]}

    def taken(self, subject: Subject, decided: Decisions) -> Taken:
        """Some decisions on a subject."""
        keys = subject.keys(decided, self.first)
        values = [decided[key] for key in keys]
        years = [int(key[-1]) for _, key in keys]
        if subject.action == ACQUIRE:
            count = values[-1] if values else 0.0
            acquired = [year for year, value in zip(years, values, strict=True) if value > WHOLE]
            return Taken(count, count, tuple(acquired[:1]))
        count = sum(values)
        when = tuple(year for year, value in zip(years, values, strict=True) if value > WHOLE)
        if subject.action == SIGN:
            return Taken(count, count, when)
        project = self.projects[subject.name]
        if project.kind == MODULES:
            return Taken(count, count * (project.module_size or 0.0), when)
        sizes = [decided.get(("size", key), 0.0) for _, key in keys]
        if project.kind == EXPANSION and count <= WHOLE:  # opened before the plan
            added = tuple(year for year, size in zip(years, sizes, strict=True) if size > SMALLEST)
            return Taken(float(bool(added)), sum(sizes), added)
        return Taken(count, sum(sizes), when)

    @cached_property
    def chosen(self) -> tuple[Subject, ...]:
        """Subjects that the plan decides for, the largest first."""
        return self._largest_first(
            subject for subject in self.all if self.taken(subject, self.plan.decided).count > WHOLE
        )

    @cached_property
    def rejected(self) -> tuple[Subject, ...]:
        """Rejected projects and contracts, the largest first. A technology is only a means to them."""
        without = (subject for subject in self.all if self.taken(subject, self.plan.decided).count <= WHOLE)
        return self._largest_first(subject for subject in without if subject.action != ACQUIRE)

    def _largest_first(self, subjects: Iterator[Subject]) -> tuple[Subject, ...]:
        return tuple(sorted(subjects, key=lambda subject: (-self.outlay(subject), subject.action, subject.labels)))

    def outlay(self, subject: Subject) -> float:
        """Spending of the plan on it, undiscounted; for a rejected option, its complete cost [amount]."""
        if subject not in self._outlays:
            self._outlays[subject] = self._outlay(subject)
        return self._outlays[subject]

    @cached_property
    def _outlays(self) -> dict[Subject, float]:
        return {}

    def _outlay(self, subject: Subject) -> float:
        taken = self.taken(subject, self.plan.decided)
        if subject.action == BUILD and taken.count > WHOLE:
            return sum(build.capex for build in builds(self._view) if build.project == subject.name)
        if subject.action == BUILD:
            return self.capital(subject)
        if subject.action == ACQUIRE:
            rows = self._view.rows("technology")
            mine = (row for row in rows if (row["technology"], row["place"], row["way"]) == subject.labels)
            return sum(float(row["cost"] or 0.0) for row in mine)
        contract = next(row for row in self.tables[Contract] if row.contract == subject.name)
        price = contract.price.at(self.first) if contract.price else 0.0
        yearly = contract.volume.at(self.first) * price / MONEY[self.tables.settings.amounts]
        return contract.signing_cost + yearly * contract.length

    @cached_property
    def _view(self) -> View:
        return View(self.plan)

    def is_sized(self, subject: Subject) -> bool:
        """Whether it is an investment of free size."""
        return subject.action == BUILD and self.projects[subject.name].kind != MODULES

    def is_expansion(self, subject: Subject) -> bool:
        """Whether it is opened once and then enlarged."""
        return subject.action == BUILD and self.projects[subject.name].kind == EXPANSION

    def is_any(self, subject: Subject) -> bool:
        """Whether having it at all is a yes-or-no decision: a free size without a minimum may be negligible."""
        return not self.is_sized(subject) or self.projects[subject.name].minimum_size > 0

    def is_begun(self, subject: Subject) -> bool:
        """Whether part of it was decided before the plan."""
        return any(
            value > WHOLE
            for (name, key), value in self.plan.decided.items()
            if name == subject.variable and key[:-1] == subject.labels and key[-1] < self.first
        )

    def is_required(self, subject: Subject) -> bool:
        """Whether the workbook requires some of it: a minimum of modules in Projects, or a row of Decisions."""
        if subject.action == BUILD and self.projects[subject.name].minimum_modules > 0:
            return True
        rules = (row for row in self.tables[Decision] if row.rule in (FIXED, AT_LEAST) and row.size != 0.0)
        mine = (row for row in rules if (row.action, row.subject) == (subject.action, subject.name))
        if subject.action != ACQUIRE:
            return any(True for _ in mine)
        return any(row.place in ("", subject.labels[1]) and row.way in ("", subject.labels[2]) for row in mine)

    def most(self, subject: Subject) -> Taken:
        """All that can be decided for it."""
        if subject.action != BUILD:
            return Taken(1.0, 1.0, ())
        project = self.projects[subject.name]
        if project.kind == MODULES:
            return Taken(project.maximum_modules, project.maximum_modules * (project.module_size or 0.0), ())
        return Taken(1.0, project.maximum_size or 0.0, ())

    def smallest(self, subject: Subject) -> float:
        """Minimum positive size: a module, a minimum size, or a signature."""
        if subject.action != BUILD:
            return 1.0
        project = self.projects[subject.name]
        return project.minimum_size if self.is_sized(subject) else project.module_size or 0.0

    def capital(self, subject: Subject) -> float:
        """Capital cost of a complete investment, at the cost of the first year [amount]."""
        row, taken = self.costs.get(subject.name), self.most(subject)
        if row is None:
            return 0.0
        by_size = row.capex_per_unit.at(self.first) * taken.size / MONEY[self.tables.settings.amounts]
        return row.fixed_capex.at(self.first) * taken.count + by_size

    @cached_property
    def costs(self) -> dict[str, CostRow]:
        """Rows of Costs that are of whole projects."""
        return {row.item: row for row in self.tables[CostRow] if row.recipe == ANY}

    def unit(self, subject: Subject) -> str:
        if subject.action != BUILD:
            return ""
        return f"{self._view.capacity_units.get(subject.name) or 'unit'}/y"

    def find(self, text: str) -> list[Subject]:
        """Subjects with a name. Raises InputError that suggests the intended one."""
        by_name: dict[str, list[Subject]] = {}
        for subject in self.all:
            for name in dict.fromkeys((subject.name, subject.title)):
                by_name.setdefault(name, []).append(subject)
        names = Names(by_name)
        if text in by_name:
            return by_name[text]
        meant = names.meant(text)
        if meant is not None:
            raise InputError(f"The plan decides on no {text!r}. Did you mean {meant!r}?")
        raise InputError(f"The plan decides on no {text!r}. It decides on: {names.some(12)}.")


WHOLE = 0.5
"""A count of at least this is not 0."""


def with_capex(tables: Tables, project: str, share: float) -> Tables:
    """The tables with the capital cost of a project scaled by a share."""
    from dataclasses import replace

    rows = [
        replace(row, fixed_capex=row.fixed_capex.times(share), capex_per_unit=row.capex_per_unit.times(share))
        if row.item == project and row.recipe == ANY
        else row
        for row in tables[CostRow]
    ]
    return Tables(tables.settings, {**tables.rows, CostRow: rows})
