"""What disruptions do to a plan: orders and sums of its frame 'branches', and cost with and without them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from model.calendar import Calendar
from model.sheets import Country
from model.workbook.view import View, text

HURTS = 1e-6
"""What is short beyond the undisturbed plan hurts from this share of the demand on."""


@dataclass(frozen=True)
class Outcome:
    """What becomes of the plan in one branch. Quantities are over its whole window, money is discounted to the start
    of the plan and not weighted."""

    branch: str
    disruption: str
    subject: str
    """The country, plant or supplier of an 'each …', empty where the target is fixed."""
    start: int
    end: float
    probability: float
    demand: float
    unmet: float
    undisturbed_unmet: float
    """What is short in the same time as long as nothing goes wrong."""
    service: float | None
    extra_cost: float
    survives: float | None
    """Months until more is short than undisturbed; None if that never comes within the window."""

    @property
    def extra_unmet(self) -> float:
        return max(0.0, self.unmet - self.undisturbed_unmet)

    @property
    def hurts(self) -> bool:
        """Whether more is short than undisturbed."""
        return self.unmet - self.undisturbed_unmet > HURTS * max(self.demand, 1.0)

    @property
    def window(self) -> float:
        """Months from its start until everything is as if it had not been."""
        return 12 * (self.end - self.start)

    @property
    def name(self) -> str:
        return f"{self.disruption}: {self.subject}" if self.subject else self.disruption


def outcomes(view: View) -> list[Outcome]:
    """All branches, those first that leave most unmet beyond the undisturbed plan, then those that cost most more."""
    found = [
        Outcome(
            text(row["branch"]), text(row["disruption"]), text(row["subject"]), int(row["start"]), float(row["end"]),
            row["probability"] or 0.0, row["demand"] or 0.0, row["unmet"] or 0.0, row["undisturbed_unmet"] or 0.0,
            row["service"], (row["cost"] or 0.0) - (row["undisturbed_cost"] or 0.0), row["survives"],
        )
        for row in view.rows("branches")
    ]  # fmt: skip
    return sorted(found, key=_rank)


def _rank(outcome: Outcome) -> tuple[bool, float, float]:
    # Differences below the solver's tolerance would set the order by chance.
    return not outcome.hurts, -round(outcome.extra_unmet, 4) * outcome.hurts, -round(outcome.extra_cost, 4)


def worst_starts(found: Iterable[Outcome]) -> list[Outcome]:
    """Of each disruption and subject the branch that comes first, in the order given."""
    worst: dict[tuple[str, str], Outcome] = {}
    for outcome in found:
        worst.setdefault((outcome.disruption, outcome.subject), outcome)
    return list(worst.values())


def worst_of_each(found: Iterable[Outcome]) -> list[Outcome]:
    """Of each disruption the branch that comes first, whichever its subject."""
    worst: dict[str, Outcome] = {}
    for outcome in found:
        worst.setdefault(outcome.disruption, outcome)
    return list(worst.values())


def unmet_unit(view: View) -> str:
    """Unit of what is short over a window."""
    unit = view.common_unit("service", "shortage").removesuffix("/y")
    return unit if unit not in ("", "unit") else "units"


@dataclass(frozen=True)
class Shortfall:
    """What is short in a branch by period of its window, beyond what would be short anyway."""

    anyway: float
    more: tuple[float, ...]


def shortfalls(view: View, found: Sequence[Outcome]) -> list[Shortfall]:
    """Of each outcome, from the frame 'service'; rates count for all years of a period."""
    frame = view.branches("service")
    if frame.empty:
        return [Shortfall(outcome.unmet, ()) for outcome in found]
    usual = {str(row["period"]): 0.0 for row in view.trunk("service")}
    for row in view.trunk("service"):
        usual[str(row["period"])] += (row["shortage"] or 0.0) * view.years
    short = view.years * frame.groupby("node", sort=False)["shortage"].sum()
    by_node = dict(zip(short.index.tolist(), short.tolist(), strict=True))
    made = []
    for outcome in found:
        nodes = [(f"{outcome.branch} / {t}", str(t)) for t in view.periods]
        pairs = [(by_node[node], usual.get(t, 0.0)) for node, t in nodes if node in by_node]
        anyway = sum(min(pair) for pair in pairs)
        made.append(Shortfall(anyway, tuple(max(0.0, here - there) for here, there in pairs)))
    return made


# ---------------------------------------------------------------------------------------------- time to survive


@dataclass(frozen=True)
class Survival:
    """How long it takes, from the worst start of a disruption, until more is short than without it."""

    outcome: Outcome
    starts: int

    @property
    def months(self) -> float | None:
        """None where nothing more is short in the whole window, whenever it starts."""
        return self.outcome.survives


def survivals(view: View, found: Iterable[Outcome]) -> list[Survival]:
    """Of each disruption that hits a country, the shortest first; of all disruptions where none does."""
    groups: dict[tuple[str, str], list[Outcome]] = {}
    for outcome in found:
        groups.setdefault((outcome.disruption, outcome.subject), []).append(outcome)
    countries = {country.country for country in view.plan.tables[Country]}
    of_countries = [group for group in groups.values() if hit(view, group[0]) in countries]
    made = [Survival(min(group, key=_months), len(group)) for group in of_countries or groups.values()]
    return sorted(made, key=lambda each: _months(each.outcome))


def _months(outcome: Outcome) -> tuple[bool, float]:
    """Rank of how long an outcome is survived: never short comes last."""
    return outcome.survives is None, outcome.window if outcome.survives is None else outcome.survives


def hit(view: View, outcome: Outcome) -> str:
    """Whom a disruption hits: its subject, or the one target that all its rows name; else empty."""
    from model.disruptions import events

    targets = {row.target for row in events(view.plan.tables).get(outcome.disruption, [])}
    return outcome.subject or (targets.pop() if len(targets) == 1 else "")


# ---------------------------------------------------------------------------------------------- cost


def cost_undisturbed(view: View, category: str = "") -> float:
    """Present value of cost if nothing goes wrong: what the trunk spends, each sum with its full weight."""
    calendar = Calendar.of(view.settings)
    return float(
        sum(
            (row["amount"] or 0.0) * calendar.discount(int(row["period"]))
            for row in view.trunk("costs")
            if not category or row["category"] == category
        )
    )
