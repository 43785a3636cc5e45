"""Digest of a plan for comparisons: its figures, builds, shipments, stocks and training. Small, so that a hundred of
them fit into memory where a hundred plans would not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from model.families.demand.rows import Demand
from model.results.build import Build, new_builds
from model.results.figures import StageSupply, supplies
from model.results.plan import Plan
from model.results.significance import Solved
from model.results.view import View
from model.results.year_series import Line, lines_of
from model.sheets.tables import Tables
from model.tolerances import SOLVED
from model.whatif.figures import Figure, LimitFigure, figures_of, limit_figures

WEIGHTED_RISK = "weight on risk"
"""Contribution of a weight on a CVaR to the objective."""


@dataclass(frozen=True)
class Digest:
    """A plan in short. Money is in ``amount``, such as 'million USD'."""

    name: str
    amount: str
    periods: tuple[int, ...]
    years: int
    """Per period."""
    outcome: str
    objective: float
    """Objective: expected cost, and other risk with its weight in a limit [amount]."""
    bound: float
    """No plan costs less [amount]."""
    gap: float
    seconds: float
    audit: str
    """'passed', the failed checks, or empty without an audit."""
    costs: Mapping[str, float]
    """Discounted, by category; they sum to the objective [amount]."""
    figures: tuple[Figure, ...]
    builds: tuple[Build, ...]
    flows: tuple[Line, ...]
    """By origin, destination and commodity, undisrupted."""
    stock: tuple[Line, ...]
    """By stockpile, site and commodity."""
    trainees: tuple[Line, ...]
    """By skill and labour market, and so the recruits."""
    recruits: tuple[Line, ...]
    shares: tuple[Line, ...]
    """Share of the largest supply country, by stage."""
    hhi: tuple[Line, ...]
    """Herfindahl–Hirschman index of the supply countries, by stage, 0 to 10000."""
    limits: tuple[LimitFigure, ...]
    products: frozenset[str] = frozenset()
    """Products in demand: plans without one in common are of different chains."""

    @property
    def solved(self) -> Solved:
        """Its cost and bound, which define its gap."""
        return Solved(self.objective, self.bound)

    @property
    def is_audited(self) -> bool:
        """Whether no check of the audit failed."""
        return self.audit in ("", "passed")

    @cached_property
    def projects(self) -> dict[str, tuple[Build, ...]]:
        """Decisions by project, the first one first."""
        found: dict[str, tuple[Build, ...]] = {}
        for build in self.builds:
            found[build.project] = (*found.get(build.project, ()), build)
        return found


def products_of(tables: Tables) -> frozenset[str]:
    """Products in demand."""
    return frozenset(row.product for row in tables[Demand])


def digest(name: str, plan: Plan, since: int | None = None) -> Digest:
    """A plan in short; with builds that were already made from a year on, if one is given."""
    view = View(plan)
    supplied = supplies(view)
    return Digest(
        name=name,
        amount=view.amount,
        periods=view.periods,
        years=view.years,
        outcome=str(plan.outcome),
        objective=float(plan.objective),
        bound=float(plan.bound),
        gap=float(plan.gap),
        seconds=float(plan.seconds),
        audit=_audit(plan),
        costs=_costs(view, float(plan.objective)),
        figures=tuple(figures_of(view, supplied)),
        builds=tuple(new_builds(view, since)),
        flows=tuple(lines_of(view, "flows", ("origin", "destination", "commodity"), ("shipped",))),
        stock=tuple(lines_of(view, "stock", ("stockpile", "site", "commodity"), ("stock",))),
        trainees=tuple(lines_of(view, "workforce", ("skill", "market"), ("trainees",))),
        recruits=tuple(lines_of(view, "workforce", ("skill", "market"), ("recruits",))),
        shares=tuple(_over_time(view, supplied, "share")),
        hhi=tuple(_over_time(view, supplied, "HHI")),
        limits=tuple(limit_figures(view)),
        products=products_of(plan.tables),
    )


def _audit(plan: Plan) -> str:
    failed = [check.name for check in plan.audit if not check.passed]
    return f"FAILED: {', '.join(failed)}" if failed else "passed" * bool(plan.audit)


def _costs(view: View, objective: float) -> dict[str, float]:
    costs = {category: amount for (category,), amount in view.sums("costs", ("category",), "present_value").items()}
    weighted = objective - sum(costs.values())
    if abs(weighted) > SOLVED * max(1.0, abs(objective)):
        costs[WEIGHTED_RISK] = weighted
    return costs


def _over_time(view: View, supplied: Iterable[StageSupply], measure: str) -> Iterable[Line]:
    for supply in supplied:
        leaders = [supply.leader(at) for at in range(len(view.periods))]
        if measure == "share":
            shares = tuple(None if leader is None else leader[1] for leader in leaders)
            yield Line((supply.stage,), "%", shares, look="share")
        else:
            yield Line((supply.stage,), "", tuple(supply.hhi(at) for at in range(len(view.periods))))
