"""Comparison of plans with a base: value and difference of each measure, significance, and the way from the base's
cost to another plan's."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from model.results.decisions import LEFT_OUT
from model.results.optimality import Interval, is_significant, noise
from model.sheets.common import Settings
from model.sheets.tables import Tables
from model.sheets.whatifs import HELD, NEW, NONE
from model.whatif.figures import EXPECTED_COST, Figure
from model.whatif.inputs import InputDifference, differ_from, differences, of_changed
from model.whatif.plan_difference import Digest, build_changes, digest, products_of
from model.whatif.variants import Variant

if TYPE_CHECKING:
    from model.results.plan import Plan
    from model.runs import Result

# ----------------------------------------------------------------------------------------------------------------------
# Comparison of plans with a base: value and difference of each measure, and significance.


SAME = 1e-9
"""Share of the larger figure below which differences are rounding."""


@dataclass(frozen=True)
class Case:
    """A what-if, or the base, with its result."""

    name: str
    digest: Digest | None
    """None if there is no plan."""
    state: str
    reason: str = ""
    """Why there is no plan, or the failed checks of its audit."""
    seconds: float = 0.0
    is_reused: bool = False
    is_stored: bool = False
    """Whether its plan was read from a workbook of results."""
    decides: str = NEW
    """Its first-stage decisions: NEW, HELD or NONE, as in What-ifs."""
    description: str = ""
    workbook: str = ""
    """The workbook whose plan it is, if known."""
    based_on: str = ""
    probability: float = 0.0
    """That it materialises; 0 if it is only a question."""
    inputs: tuple[InputDifference, ...] = ()
    """Against the base."""
    differs_from: int | None = None
    """First year in which its inputs differ from the base's; None if they do not."""


@dataclass(frozen=True)
class Difference:
    """A measure of one case against the base. None for unknown values."""

    value: float | None
    change: float | None
    part: float | None
    """Change as part of the base's value; None of shares, whose change is in percentage points."""
    within_gaps: bool = False
    """Whether the change is no more than the two solves leave open."""

    @property
    def is_finding(self) -> bool:
        return bool(self.change) and not self.within_gaps


@dataclass(frozen=True)
class Measured:
    """One measure over all cases with a plan, the base first if it has one."""

    figure: Figure
    """Figure of the first case that has it: name, unit, better direction."""
    by_case: tuple[Difference, ...]

    @property
    def values(self) -> tuple[float | None, ...]:
        return tuple(case.value for case in self.by_case)


@dataclass(frozen=True)
class Comparison:
    """A base and other cases."""

    title: str
    settings: Settings
    """Settings of the base."""
    base: Case
    others: tuple[Case, ...]

    @property
    def cases(self) -> tuple[Case, ...]:
        return (self.base, *self.others)

    @cached_property
    def solved(self) -> tuple[Digest, ...]:
        """Plans, that of the base first if it has one."""
        return tuple(case.digest for case in self.cases if case.digest is not None)

    @property
    def beside(self) -> tuple[Digest, ...]:
        """Plans other than the base's."""
        return tuple(case.digest for case in self.others if case.digest is not None)

    @property
    def failed(self) -> tuple[Case, ...]:
        """Cases without a plan."""
        return tuple(case for case in self.cases if case.digest is None)

    @property
    def amount(self) -> str:
        """Unit of money of the plans, as the first of them has it."""
        return self.solved[0].amount if self.solved else self.settings.currency

    def case(self, name: str) -> Case:
        return next(case for case in self.cases if case.name == name)

    @property
    def weights(self) -> dict[str, float]:
        """Probability of each future with a plan; empty if not all of them are here."""
        probabilities = {
            case.name: case.probability for case in self.cases if case.probability and case.digest is not None
        }
        return probabilities if abs(sum(probabilities.values()) - 1.0) <= SAME else {}

    @property
    def expected(self) -> Interval | None:
        """Expected cost if every future has a plan of its own [amount]."""
        solved = {plan.name: plan for plan in self.solved}
        weighed = [(weight, solved[name]) for name, weight in self.weights.items()]
        if not weighed:
            return None
        least, most = (
            sum(weight * cost for weight, cost in weighted)
            for weighted in (
                [(weight, plan.bound) for weight, plan in weighed],
                [(weight, plan.objective) for weight, plan in weighed],
            )
        )
        return Interval(least, most).rounded(abs(most))

    def is_of_chain(self, other: Digest) -> bool:
        """Whether a plan has an output in common with the base's; else differences between them are meaningless."""
        base = self.base.digest
        return base is None or not (base.products and other.products) or bool(base.products & other.products)

    def is_comparable(self, other: Digest) -> bool:
        """Whether a plan's money is in the unit of the base's, and of the same chain."""
        base = self.base.digest
        return base is not None and other.amount == base.amount and self.is_of_chain(other)

    def noise(self, other: Digest) -> float:
        """Joint gap of the two solves [amount]."""
        return math.inf if self.base.digest is None else noise(self.base.digest.solved, other.solved)

    def extra(self, other: Digest) -> float | None:
        """Cost of a plan above the base's, by the objective [amount]."""
        base = self.base.digest
        return None if base is None or not self.is_comparable(other) else _change(base.objective, other.objective)

    def is_significant(self, other: Digest) -> bool:
        """Whether a plan's cost differs from the base's by more than the two solves leave open."""
        extra = self.extra(other)
        return extra is not None and is_significant(extra, self.noise(other))

    def _tells(self, figure: Figure, change: float, other: Digest) -> bool:
        """Whether a change is meaningful: of the objective, if it exceeds the joint gap; of other figures, if the plan
        differs significantly: otherwise one like the base's may be as good."""
        return is_significant(change, self.noise(other)) if figure.is_minimised else self.is_significant(other)

    @cached_property
    def telling(self) -> tuple[Digest, ...]:
        """Plans that count where plans are counted: the base's, those whose cost differs from it significantly, and
        those with identical builds. Different builds of others may be chance."""
        base = self.base.digest
        if base is None:
            return self.solved
        return tuple(
            plan
            for plan in self.solved
            if plan is base
            or self.is_significant(plan)
            or (self.is_of_chain(plan) and not (self.is_comparable(plan) and build_changes(base, plan)))
        )

    @cached_property
    def deciding(self) -> tuple[Digest, ...]:
        """The counted plans that decide on investments: one without decisions builds nothing, a held one repeats the
        base, and neither shows a planner's choice."""
        names = {case.name for case in self.cases if case.decides == NEW}
        return tuple(plan for plan in self.telling if plan.name in names)

    @cached_property
    def measures(self) -> tuple[Measured, ...]:
        """Every measure that any plan has, in the order of their groups, each part of the cost below the whole."""
        of_case = [{figure.key: figure for figure in plan.figures} for plan in self.solved]
        groups: dict[str, dict[tuple[str, str, str], Figure]] = {}
        for figures in of_case:
            for key, figure in figures.items():
                groups.setdefault(figure.group, {}).setdefault(key, figure)
        measures = []
        for group in groups.values():
            for key, figure in sorted(group.items(), key=lambda item: _place(item[1])):
                differences = tuple(self._difference(key, figures, at) for at, figures in enumerate(of_case))
                measures.append(Measured(figure, differences))
        return tuple(measures)

    @cached_property
    def _lacking(self) -> dict[tuple[str, str, str], Figure]:
        """Parts of the cost, as they are in a plan without them, in its unit of money."""
        parts = [figure for plan in self.solved for figure in plan.figures if figure.is_part]
        return {figure.key: replace(figure, value=0.0) for figure in parts}

    def measure(self, name: str) -> Measured | None:
        """The measure of a name, None if no plan has it."""
        return next((measure for measure in self.measures if measure.figure.name == name), None)

    @property
    def cost(self) -> Measured | None:
        return self.measure(EXPECTED_COST)

    def _difference(
        self, key: tuple[str, str, str], figures: dict[tuple[str, str, str], Figure], at: int
    ) -> Difference:
        base = self.base.digest
        ours = {} if base is None else {figure.key: figure for figure in base.figures}
        lacking = self._lacking.get(key)
        figure = figures.get(key, lacking)
        value = None if figure is None else figure.value
        before = None if base is None or (in_ours := ours.get(key, lacking)) is None else in_ours.value
        if value is None or before is None or figure is None or not self.is_of_chain(self.solved[at]):
            return Difference(value, None, None)
        change = _change(before, value)
        part = change / abs(before) if before and not figure.is_share else None
        within = change != 0.0 and not self._tells(figure, change, self.solved[at])
        return Difference(value, change, part, within)


def _place(figure: Figure) -> int:
    """Order in a group: the whole cost, its parts, other figures."""
    return 0 if figure.name == EXPECTED_COST else 1 if figure.is_part else 2


def _change(before: float, after: float) -> float:
    """Difference, with rounding taken for none."""
    return 0.0 if abs(after - before) <= SAME * max(abs(before), abs(after)) else after - before


# ---------------------------------------------------------------------------------------------- where cases come from


def case_of(variant: Variant, result: Result, base: Tables) -> Case:
    """A what-if that was solved in a batch; its plan is read and released."""
    exact = differences(base, variant.tables)
    return Case(
        name=variant.name,
        digest=_digest(variant, result.plan()) if result.has_plan else None,
        state=str(result.state),
        reason=result.reason or _not_held(variant, result),
        seconds=result.seconds,
        is_reused=result.is_reused,
        decides=variant.plan,
        description=variant.description,
        based_on=variant.based_on,
        probability=variant.probability,
        inputs=of_changed(variant.changed, exact),
        differs_from=differ_from(exact),
    )


def _digest(variant: Variant, plan: Plan) -> Digest:
    """Digest without limits for a what-if without decisions: they are measured, not held."""
    plan_digest = digest(variant.name, plan)
    return replace(plan_digest, limits=()) if variant.plan == NONE else plan_digest


def _not_held(variant: Variant, result: Result) -> str:
    """Decisions of the base plan that do not exist in a what-if that holds it."""
    names = result.plan().statistics.get(LEFT_OUT) if variant.plan == HELD and result.has_plan else None
    return f"Not held, as it cannot be decided there: {', '.join(names)}." if isinstance(names, list) else ""


def case_of_plan(name: str, plan: Plan, base: Tables, since: int) -> Case:
    """A plan from any source; decisions already made from a year on count as built by it."""
    ours, theirs = products_of(base), products_of(plan.tables)
    is_of_chain = not (ours and theirs) or bool(ours & theirs)
    changed = differences(base, plan.tables) if is_of_chain else ()
    return Case(
        name=name,
        workbook="" if plan.source is None else plan.source.workbook,
        description="" if plan.source is None else plan.source.words,
        digest=digest(name, plan, since),
        state=str(plan.outcome),
        seconds=float(plan.seconds),
        is_stored=plan.is_stored,
        inputs=changed,
        differs_from=differ_from(changed),
    )


def compare_plans(title: str, plans: Sequence[tuple[str, Plan]]) -> Comparison:
    """Plans compared with the first of them."""
    tables, since = plans[0][1].tables, min(plan.periods[0] for _, plan in plans)
    base, *others = [case_of_plan(name, plan, tables, since) for name, plan in plans]
    return Comparison(title, tables.settings, base, tuple(others))


def frame_of(comparison: Comparison) -> pd.DataFrame:
    """The measures of all plans: a row (group, measure, unit), a column a plan."""
    import pandas as pd

    names = [plan.name for plan in comparison.solved]
    keys = [
        (measure.figure.group, measure.figure.name, "share" if measure.figure.is_share else measure.figure.unit)
        for measure in comparison.measures
    ]
    index = pd.MultiIndex.from_tuples(keys, names=["group", "measure", "unit"])
    return pd.DataFrame([measure.values for measure in comparison.measures], index=index, columns=names, dtype=float)


def compare_runs(title: str, runs: Sequence[tuple[Variant, Result]]) -> Comparison:
    """The runs of a batch, the base first."""
    tables = runs[0][0].tables
    base, *others = [case_of(variant, result, tables) for variant, result in runs]
    return Comparison(title, tables.settings, base, tuple(others))


# ----------------------------------------------------------------------------------------------------------------------
# The way from the base's cost to another plan's, category by category.


@dataclass(frozen=True)
class Bridge:
    """Cost difference between a plan and the base's, by item of the objective [amount]."""

    other: Digest
    start: float
    end: float
    parts: Mapping[str, float]
    """By category; with the start they add up to the end."""
    within_gaps: bool
    """Whether the whole difference is no more than the two solves leave open."""

    @property
    def total(self) -> float:
        return self.end - self.start


def bridges(comparison: Comparison) -> tuple[Bridge, ...]:
    """A bridge to each plan whose money is in the base's unit."""
    base = comparison.base.digest
    if base is None:
        return ()
    return tuple(
        Bridge(other, base.objective, other.objective, _parts(base, other), not comparison.is_significant(other))
        for other in comparison.beside
        if comparison.is_comparable(other)
    )


def _parts(base: Digest, other: Digest) -> dict[str, float]:
    names = dict.fromkeys([*base.costs, *other.costs])
    pairs = {name: (base.costs.get(name, 0.0), other.costs.get(name, 0.0)) for name in names}
    size = max(abs(base.objective), abs(other.objective))
    return {
        name: 0.0 if abs(after - before) <= SAME * size else after - before for name, (before, after) in pairs.items()
    }
