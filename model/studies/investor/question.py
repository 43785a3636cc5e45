"""Which ventures lack what, and whether support makes up for it once operation reacts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from model.audit import Ledger
from model.audit.money import FLOOR, GRANT, OFFTAKE, value_with
from model.errors import ExitCode, InputError
from model.families.public_money.rows import PROTECTION, PublicMoney
from model.pipeline import NearJob
from model.results.accounts import EXPECTED, UNDISTURBED, Course
from model.results.investor import Investor, Support, Venture, support
from model.results.plan import Plan
from model.results.view import View
from model.runs import Result, exit_code_of
from model.sheets.columns import ByYear
from model.sheets.names import Names
from model.studies.investor.worth import PriceRange, at_ends

ASKED = 5
"""Plants whose support is found, unless they are named: those that lack most."""

STEP = 0.01
"""By how much support is changed to see whether the sign of the net present value changes with it."""

FACTORS = (1 - STEP, 1 + STEP)


@dataclass(frozen=True)
class Verified:
    """Support of a venture, and net present values a per cent below and above it [amount]."""

    support: Support
    recomputed: dict[str, tuple[float, float]]
    """By kind, of the second implementation, operation held;"""
    solved: tuple[Result, Result] | None = None
    """and the solves under the floor, decisions held; None without a floor."""

    @property
    def venture(self) -> Venture:
        return self.support.venture

    @property
    def holds(self) -> bool:
        """Whether all signs of the second implementation are right."""
        return all(below < 0 < above for below, above in self.recomputed.values())

    @cached_property
    def reacting(self) -> tuple[float, float] | None:
        """Net present values at the floor if operation reacts; None if a solve has no plan."""
        if self.solved is None or not all(result.has_plan for result in self.solved):
            return None
        below, above = (npv_of(result.plan(), self.venture.name, self.support.case.name) for result in self.solved)
        return below, above

    @property
    def reacts(self) -> bool:
        """Whether the signs are right if operation reacts."""
        return self.reacting is not None and self.reacting[0] < 0 < self.reacting[1]


@dataclass(frozen=True)
class Returned:
    """Returns of a plan's ventures, and support of those that lack most."""

    plan: Plan
    case: str
    verified: Sequence[Verified]
    worth: Result
    """The solves of price ranges."""
    ranges: Sequence[PriceRange]

    @property
    def exit_code(self) -> ExitCode:
        return exit_code_of([self.worth, *(result for verified in self.verified for result in verified.solved or ())])

    @cached_property
    def at_ends(self) -> tuple[dict[str, float], dict[str, float]]:
        """Expected net present value of each plant with all probed prices at their lower and at their upper ends."""
        low, high = (_values(plan) for plan in at_ends(self.plan, self.ranges))
        return low, high


def _values(plan: Plan) -> dict[str, float]:
    investor = Investor(View(plan))
    case = investor.case(EXPECTED)
    return {venture.name: investor.earned(venture, case).npv(venture.hurdle) for venture in investor.ventures}


def npv_of(plan: Plan, venture: str, case: str) -> float:
    """Net present value of a plant of a plan, 0 if it has no account."""
    investor = Investor(View(plan))
    for account in investor.ventures:
        if account.name == venture:
            return investor.earned(account, investor.case(case)).npv(account.hurdle)
    return 0.0


def case_of(investor: Investor, name: str) -> Course:
    """A case by its name. Raises InputError if there is none."""
    names = [case.name for case in investor.cases]
    if name not in names:
        raise InputError(f"There is no case {name!r}. {meant(name, names)}")
    return investor.case(name)


def meant(name: str, choices: Sequence[str]) -> str:
    """The name that was meant by an unknown one, or those that there are."""
    names = Names(choices)
    near = names.meant(name)
    return f"Did you mean {near!r}?" if near is not None else f"There are: {names.some(12)}."


def lacking(investor: Investor, case: Course, only: Sequence[str]) -> list[Support]:
    """Support of plants that have a negative present value: those named, else the new ones that lack most."""
    plants = [venture for venture in investor.ventures if not venture.is_project]
    existing = {plant.name for plant in plants}
    if unknown := [name for name in only if name not in existing]:
        raise InputError(f"The plan has no plant {unknown[0]!r} with an account. {meant(unknown[0], sorted(existing))}")
    asked = [plant for plant in plants if plant.name in only or (not only and plant.has_capital)]
    supports = [support(investor, plant, case) for plant in asked]
    needed = sorted((need for need in supports if need.is_needed), key=lambda need: (need.npv, need.venture.name))
    return needed if only else needed[:ASKED]


def recomputed(plan: Plan, ledger: Ledger, need: Support) -> dict[str, tuple[float, float]]:
    """Net present values just below and above each support, by the second implementation."""
    venture, market = need.venture, need.market.supplier if need.market else ""
    product = venture.output.commodity if venture.output else ""
    case = "" if need.case.name == UNDISTURBED else need.case.name
    levels = {GRANT: need.grant, OFFTAKE: need.offtake, FLOOR: need.floor}
    values = {}
    for kind, level in levels.items():
        if level is not None:
            below, above = (
                value_with(ledger, venture.plant, venture.hurdle, (kind, level * factor), product, market, case)
                for factor in FACTORS
            )
            values[kind] = below, above
    return values


def jobs(plan: Plan, need: Support) -> Iterator[NearJob]:
    """Solves of the workbook with the floor just below and above, decisions held, operation free."""
    if need.floor is None or need.market is None:
        return
    for factor in FACTORS:
        row = PublicMoney(
            programme=f"Floor for {need.venture.name}",
            kind=PROTECTION,
            payer="",
            scope=need.venture.plant,
            floor=ByYear.of(need.floor * factor),
            market=need.market.supplier,
        )
        name = f"{need.venture.name} with a floor of {need.floor * factor:,.4g}"
        tables = plan.tables.replaced(PublicMoney, [*plan.tables[PublicMoney], row])
        yield NearJob(name, tables, near=plan.decided, is_held=True, is_explained=False)
