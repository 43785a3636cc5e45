"""Solved model → Plan: tidy frames of the values of the model's own expressions, one for each result table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from model.errors import ExitCode, InputError, PlannerError
from model.families import load
from model.families.common.protocol import Report, index_set
from model.families.instance import Instance
from model.results.columns import ACCOUNTS, COSTS, PRICES, Outcome, frame_of, read_outcomes
from model.results.describing import Describer, Source
from model.results.riskframes import limits_frame, limits_frames, outcomes_of
from model.scenario.disruptions import Disruption
from model.scenario.limits import Limit
from model.sheets.names import count
from model.sheets.tables import SCALES, Tables
from model.solver.termination import EXACT

if TYPE_CHECKING:
    from model.proof.certify import Proven
    from model.results.optimality import Marginals
    from model.solver.arrays import Array
    from model.solver.reader import Reader
    from model.solver.solve import Solution
    from model.solver.warm_start import Learned

NEGLIGIBLE = 1e-7
"""Below this a reported quantity counts as zero."""


EXPECTED = "expected cost"
"""The measure that follows from the frames."""

WITH_CHANGED_CELLS = "with changed cells"
"""The statistic with the changed cells of a plan's workbook that has no plan unchanged, each as plain data: its
place, the value ``after`` the change, and ``words``."""

RESPONSES = "least-cost responses"
"""The check of responses to disruptions, by linear programs; a file keeps what it found."""

HELD = "held"
CHANGED = "a model that was changed in code"
"""The program that a bound holds for, if the model is no longer that of its tables."""
"""The statistic with the plan whose decisions are held: its bound is on plans that hold them."""


@dataclass(frozen=True)
class AuditLine:
    """One line of the audit: subject, number of comparisons, and the largest deviation."""

    name: str
    passed: bool
    checked: int
    worst: float
    detail: str = ""


@dataclass(frozen=True, repr=False)
class Plan:
    """A plan: its decisions, and its quality. Money is in ``amount``, such as 'million USD'."""

    outcome: str
    objective: float
    bound: float
    gap: float
    seconds: float
    tables: Tables
    periods: tuple[int, ...]
    frames: Mapping[str, pd.DataFrame]
    units: Mapping[tuple[str, str], str]
    measures: Mapping[str, float] = field(default_factory=dict)
    """Totals of the plan, such as 'expected cost' and 'EVPI' [amount]."""
    statistics: Mapping[str, object] = field(default_factory=dict)
    audit: Sequence[AuditLine] = ()
    decided: Mapping[tuple[str, Any], float] = field(default_factory=dict)
    """Decisions taken in advance, by variable and index, 0 included: to be fixed, or to start from."""
    learned: Learned | None = None
    """Warm-start data of a large program, for similar plans."""
    asked: Mapping[str, float] = field(default_factory=dict)
    """Options of the search, whether from Settings or the command line: ``gap`` and ``time limit`` [s]."""
    values: Mapping[str, Array] = field(default_factory=dict)
    """Values of the program's columns by variable: kept in a file, since all tables follow from them."""
    source: Source | None = None
    """Workbook, program and time of its solve, if a command solved it."""
    proven: Proven | None = None
    """Certificate of the bound, if it has one; not kept in a file of its own with the plan."""
    is_stored: bool = False
    """Whether it was read from a file: then its bound, and all values that cannot be recomputed, are those stored
    there."""

    @property
    def currency(self) -> str:
        return self.tables.settings.currency

    @property
    def amount(self) -> str:
        return amount_text(self.tables)

    def __repr__(self) -> str:
        cost = f"{self.objective:,.2f} {self.amount}"
        return f"<Plan: {cost}, gap {self.gap:.2%}, {self._audited}, {count(len(self.frames), 'table')}>"

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """Effects of all disruptions, each at each of its starts."""
        return read_outcomes(self.frames["branches"]) if "branches" in self.frames else ()

    @property
    def verdict(self) -> str:
        """'optimal' for a proven optimum, 'within the requested gap' for a plan that may still get cheaper; else the
        reason why the search ended."""
        return "within the requested gap" if self.outcome == "optimal" and self.gap >= EXACT else self.outcome

    @property
    def changed_cells(self) -> list[Mapping[str, Any]]:
        """The changed cells of its workbook, without which there would be no plan; as WITH_CHANGED_CELLS says."""
        cells = self.statistics.get(WITH_CHANGED_CELLS, ())
        return [cell for cell in cells if isinstance(cell, dict) and "words" in cell] if isinstance(cells, list) else []

    @property
    def _audited(self) -> str:
        failed = sum(not check.passed for check in self.audit)
        if not self.audit:
            return "not audited"
        return "audit passed" if not failed else f"{failed} of {len(self.audit)} audit checks failed"

    def to_frames(self) -> dict[str, pd.DataFrame]:
        """Result tables by name: copies, with ``attrs["units"]`` by column."""
        frames = {name: frame.copy() for name, frame in self.frames.items()}
        for name, frame in frames.items():
            units = {column: unit.replace("{unit}", "unit") for (of, column), unit in self.units.items() if of == name}
            frame.attrs["units"] = {column: unit for column, unit in units.items() if unit}
        return frames

    def to_parquet(self, folder: str | Path) -> list[Path]:
        """Write every table that has rows as a Parquet file of its name; returns the files. Needs pyarrow."""
        if find_spec("pyarrow") is None:
            raise ImportError("to_parquet needs pyarrow: pip install 'supply-diversification-planner[parquet]'")
        into = Path(folder)
        into.mkdir(parents=True, exist_ok=True)
        files = []
        for name, frame in self.to_frames().items():
            if len(frame):
                files.append(into / f"{name}.parquet")
                _of_one_type(frame).to_parquet(files[-1], index=False)
        return files

    def duals(self, constraint: str) -> pd.DataFrame:
        """Marginal values of a constraint, a row each: by how much the least cost changes if its right-hand side rises
        by one, while all whole numbers stay as planned. An inequality is taken as left ≤ right, so that its dual is
        never positive. Where a unit more and a unit less differ, as at a limit that is just enough, the dual lies
        between both: solve again, as ``model.sweep`` does, for either.

        ``dual`` is as in the objective, discounted and weighted by the probability of the year's node; ``undiscounted``
        is without both. ``mass_balance`` has a ``price``, too: the undiscounted cost of one unit more of a commodity
        at a site in that year. NaN: a disruption without probability. ``attrs`` has units, and the ``cost`` of the
        linear program. Raises InputError if there is no such constraint, or decisions of the plan were held.
        """
        return self._marginals.duals(constraint)

    def reduced_costs(self, variable: str) -> pd.DataFrame:
        """Values and reduced costs of a variable, a column each: by how much the least cost changes if its binding
        bound rises by one, while all whole numbers stay as planned; NaN for whole numbers, which are fixed. Columns
        as those of ``duals``, which see."""
        return self._marginals.reduced_costs(variable)

    @cached_property
    def _marginals(self) -> Marginals:
        from model.results.optimality import Marginals

        if basis := self.statistics.get(HELD):
            raise InputError(f"This plan is not of its tables alone ({basis}), so that it has no marginal values.")
        return Marginals.of(self.tables, self.values)

    def _repr_html_(self) -> str:
        """Notebook view: cost and quality of the plan, its builds, and its tables."""
        facts = {
            "cost, present value": f"{self.objective:,.2f} {self.amount}",
            "proven lower bound": f"{self.bound:,.2f} {self.amount}",
            "gap": f"{self.gap:.2%}",
            "outcome": f"{self.verdict}, {self._audited}",
            "tables": ", ".join(f"{name} ({len(frame):,})" for name, frame in self.frames.items() if len(frame)),
        }
        lines = pd.Series(facts, name="").to_frame().to_html(header=False)
        builds = self.frames.get("builds")
        return lines if builds is None or builds.empty else lines + builds.to_html(index=False, max_rows=20)

    def unit_of(self, frame: str, column: str) -> str:
        """Unit of a column, empty if it has none."""
        return self.units.get((frame, column), "")


def _of_one_type(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with columns of numbers and texts as texts, as a file holds one type a column."""
    mixed = [
        name
        for name, column in frame.items()
        if column.dtype == object
        and len({type(value) for value in column.dropna()} - {int, float})
        and not all(isinstance(value, str) for value in column.dropna())
    ]
    return frame.astype(dict.fromkeys(mixed, str))


def amount_text(tables: Tables) -> str:
    """Name of the large unit of money, such as 'million USD'."""
    return SCALES[tables.settings.amounts] + tables.settings.currency


def read_plan(
    tables: Tables, instance: Instance, reader: Reader, solution: Solution, *, has_accounts: bool = True
) -> Plan:
    """The plan of a solution: every report of every family, the cost items that the objective sums, and the accounts of
    those who pay them."""
    from model.ledger.accounts import accounts_of

    frames: dict[str, pd.DataFrame] = {}
    units: dict[tuple[str, str], str] = {}
    values = np.where(np.abs(solution.values) > NEGLIGIBLE, solution.values, 0.0)  # so that it costs nothing either
    for module in load(tuple(instance.parts)):
        for report in getattr(module, "REPORTS", ()):
            frames[report.name] = _frame(report, reader, values)
            for measure in report.measures:
                units[report.name, measure.name] = measure.unit.replace("{amount}", amount_text(tables))
    frames["costs"] = costs_frame(instance, reader, values)
    units["costs", "amount"] = units["costs", "present_value"] = amount_text(tables)
    if tables[Disruption]:
        frames["branches"] = frame_of(outcomes_of(tables, instance, frames, reader.model))
    if tables[Limit]:
        lines = limits_frame(tables, instance, reader, values=values, duals=solution.duals, tangents=solution.tangents)
        frames |= limits_frames(tables, lines)
    describe = Describer(tables, instance, frames)
    frames = {name: describe(name, frame) for name, frame in frames.items()}
    if has_accounts:
        priced, accounts = accounts_of(tables, instance, frames)
        frames |= {PRICES: describe(PRICES, priced), ACCOUNTS: describe(ACCOUNTS, accounts)}
    units[ACCOUNTS, "amount"] = units[ACCOUNTS, "present_value"] = amount_text(tables)
    units[PRICES, "price"] = f"{tables.settings.currency}/{{unit}}"
    return Plan(
        outcome=solution.outcome,
        objective=solution.objective,
        bound=solution.bound,
        gap=solution.gap,
        seconds=solution.seconds,
        tables=tables,
        periods=instance.calendar.periods,
        frames=frames,
        units=units,
        measures={EXPECTED: float(frames["costs"]["present_value"].sum())},
        statistics=solution.statistics,
        values={block.name: values[block.span] for block in reader.variables.values()},
    )


def _frame(report: Report, reader: Reader, values: Any) -> pd.DataFrame:
    """The non-zero rows of a report."""
    from model.solver.reader import members_at

    sets = [reader.model.component(name) for name in report.over]
    if not all(map(len, sets)):
        return no_rows(report)
    index = sets[0]
    for other in sets[1:]:
        index = index * other
    index.construct()
    amounts = {measure.name: _amounts(measure.at, reader, index, values) for measure in report.measures}
    nonzero = np.arange(len(index)) if report.keep_zero else np.flatnonzero(np.any(list(amounts.values()), axis=0))
    amounts = {name: column[nonzero] for name, column in amounts.items()}
    if not (members := members_at(index, nonzero)):
        return no_rows(report)
    labels = map(list, zip(*members, strict=True))
    return pd.DataFrame(dict(zip(report.index, labels, strict=True)) | amounts)


@cache
def no_rows(report: Report) -> pd.DataFrame:
    """A report without rows, never changed: the same for every plan, as most reports of a plan have none."""
    labels: dict[str, Any] = {name: [] for name in report.index}
    return pd.DataFrame(labels | {measure.name: np.zeros(0) for measure in report.measures})


def _amounts(rule: Any, reader: Reader, index: Any, values: Any) -> Any:
    """Values of a rule over an index set; negligible amounts are 0."""
    amounts = reader.rows_of(rule, index).at(values)
    return np.where(np.abs(amounts) > NEGLIGIBLE, amounts, 0.0)


def costs_frame(instance: Instance, reader: Reader, values: Any) -> pd.DataFrame:
    """One line per cost item: kind, owner, time, undiscounted amount and amount in the objective."""
    from model.families.assemble import discounting
    from model.solver.reader import members_at

    lines: list[tuple[Any, ...]] = []
    for cost in reader.model.costs:
        index = index_set(reader.model, cost)
        if not len(index):
            continue
        factor = discounting(reader.model, cost).extract_values()
        amounts = reader.rows_of(cost.rule, index).at(values)
        nonzero = np.flatnonzero(amounts)
        for member, amount in zip(members_at(index, nonzero), amounts[nonzero].tolist(), strict=True):
            moment = member[-1]
            discounted = factor[moment] * amount
            if discounted != 0 or abs(amount) > NEGLIGIBLE:
                owner = member[cost.owner]
                country = instance.owners[owner].country
                item = _item(member)
                lines.append((cost.name, cost.category, item, owner, country, str(moment), amount, discounted))
    return pd.DataFrame(lines, columns=list(COSTS))


def _item(member: Any) -> str:
    return " · ".join(str(part) for part in member[:-1])


class AuditFailed(PlannerError):
    """A plan was found but fails the audit: whoever shows it anyway must say so."""

    exit_code = ExitCode.AUDIT

    def __init__(self, message: str, plan: Plan) -> None:
        super().__init__(message)
        self.plan = plan

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.plan)
