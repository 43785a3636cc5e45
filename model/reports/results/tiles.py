"""The key figures of a plan, and how far it can be trusted."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from model.reports.palette import BAD, GOOD, NEUTRAL
from model.reports.phrases import gap_text, money, partial, percent, some
from model.reports.results.without import NOTHING, difference, span_of, spent
from model.reports.results.words import investments
from model.reports.styles import number_format
from model.results.build import (
    StageSupply,
    builds,
    capital_by_year,
    expected_cost,
    new_builds,
    people_over_horizon,
    served,
    services,
    weighs_risk,
)
from model.results.view import View, text
from model.results.without import (
    COST,
    LOWEST_FILL,
    PER_UNIT,
    SHORTAGE,
    UNPRICED,
    WITHOUT,
    InFuture,
    expected,
    in_futures,
)
from model.solver.termination import EXACT

ROOM_FOR_CHECKS = 55
"""Letters for names."""


@dataclass(frozen=True)
class Tile:
    """A figure with its title and remark."""

    label: str
    value: float | None
    form: str
    note: str
    is_detail: bool = False
    """Whether it is dropped first if there is no room for all."""


def tiles(view: View, supplies: Sequence[StageSupply]) -> list[Tile]:
    """Six figures, next to those of ``headline`` if these are known."""
    first = _lowest(view) or _total(view)
    return [first, _capital(view), _peak(view), _service(view), _people(view), _concentration(view, supplies)]


def _lowest(view: View) -> Tile | None:
    """The fill rate in the worst disruption, with the plan; next to it that of the baseline, with the disruption or the
    start if they differ."""
    row = next((row for row in view.rows(WITHOUT) if row["figure"] == LOWEST_FILL), None)
    if row is None or row["with_plan"] is None:
        return None
    where, other = text(row["where_with"]), text(row["where_without"])
    without = "" if row["without_plan"] is None else f"; {percent(row['without_plan'])} without the plan"
    if without and other not in ("", where):
        name = f"{where.rpartition(', ')[0]}, "
        without += f" ({other.removeprefix(name)})"
    note = f"{where}{without}"
    return Tile("Lowest fill rate in a disruption", partial(row["with_plan"]), "0.0%", note)


def headline(view: View) -> list[Tile]:
    """Cost of the baseline, cost of the plan, and the difference; empty if unknown. Costs that leave out demand without
    a shortage cost are not compared."""
    rows = {text(row["figure"]): row for row in view.rows(WITHOUT)}
    if COST not in rows:
        return []
    if (mean := expected(futures := in_futures(view))) is not None:
        return _over_futures(view, futures, mean)
    sides = [
        Tile(
            f"Expected cost {side} the plan",
            rows[COST][column],
            number_format(abs(rows[COST][column])),
            f"{view.amount}, present value" + _shortage(rows[SHORTAGE][column] if SHORTAGE in rows else None),
        )
        for side, column in (("without", "without_plan"), ("with", "with_plan"))
    ]
    more = difference(rows[COST]) or 0.0
    if UNPRICED in rows:
        return [*sides, Tile("Difference", None, "@", "not comparable: demand without a shortage cost goes unmet")]
    name = "Security costs" if more > NOTHING else "The plan saves" if more < -NOTHING else "Difference"
    note = view.amount
    if aside := spent(rows):
        note += f"; {aside}"
    elif PER_UNIT in rows:
        per_unit = rows[PER_UNIT]
        note += f"; {money(abs(difference(per_unit) or 0.0))} {per_unit['unit']} of {per_unit['where_with']}"
    return [*sides, Tile(name, abs(more), number_format(abs(more)), note)]


def _over_futures(view: View, futures: Sequence[InFuture], mean: InFuture) -> list[Tile]:
    """Expectation over the futures, and the range of each figure."""
    figures: tuple[tuple[str, Callable[[InFuture], float]], ...] = (
        ("Expected cost without the plan", lambda future: future.without.cost),
        ("Expected cost with the plan", lambda future: future.with_plan.cost),
        (
            "The plan saves" if mean.saved >= 0 else "Security costs",
            lambda future: future.saved if mean.saved >= 0 else -future.saved,
        ),
    )
    return [
        Tile(name, figure(mean), number_format(abs(figure(mean))), f"{view.amount}; {span_of(futures, figure)}")
        for name, figure in figures
    ]


def _shortage(amount: float | None) -> str:
    return f"; {money(amount)} of it shortage cost" if amount else ""


def _total(view: View) -> Tile:
    plan = view.plan
    basis = "stored" if plan.is_stored else "proven"
    bound = f"{basis} lower bound {money(plan.bound)}" if math.isfinite(plan.bound) else "no proven bound"
    total = expected_cost(view)
    note = (
        f"{view.amount}; {money(plan.objective)} including the weight on risk"
        if weighs_risk(view)
        else f"{view.amount}; {bound}"
    )
    name = "Expected cost, present value" if view.has_branches else "Total cost, present value"
    return Tile(name, total, number_format(abs(total)), note)


def _capital(view: View) -> Tile:
    rows, new = builds(view), new_builds(view)
    capex = sum(build.capex for build in rows)
    number = investments(rows) if len(new) == len(rows) else f"{investments(rows)}, {len(new)} of them new"
    note = f"{view.amount}, undiscounted; {number}"
    return Tile("Capital investment", capex, number_format(capex), note)


def _peak(view: View) -> Tile:
    spent = capital_by_year(view)
    peak = max(spent, default=0.0)
    when = f" in {view.year_labels[spent.index(peak)]}" if peak > 0 else ""
    return Tile("Peak capital in a year", peak, number_format(peak), f"{view.amount}{when}, undiscounted", True)


def _service(view: View) -> Tile:
    worst = services(view)
    overall = served(view)
    if overall is None and worst:
        overall = worst[0].overall
    note = "of all demand" if served(view) is not None else "lowest of all demands"
    if worst and worst[0].worst < 1 - 1e-6:
        lowest = min(worst, key=lambda service: service.worst)
        note = f"lowest: {lowest.product}, {lowest.market}, {lowest.worst_year}: {percent(lowest.worst)}"
    shown = None if overall is None else partial(overall)
    return Tile(f"Fill rate, {view.horizon}", shown, "0.0%", note if worst else "no demand")


def _people(view: View) -> Tile:
    trained, recruited = people_over_horizon(view, "trainees"), people_over_horizon(view, "recruits")
    released = people_over_horizon(view, "releases")
    note = f"{recruited:,.0f} to recruit, {released:,.0f} to release"
    return Tile("People to train", trained, "#,##0;-#,##0;0", note, True)


def _concentration(view: View, supplies: Sequence[StageSupply]) -> Tile:
    leaders = [(leader[1], leader[0], supply.stage) for supply in supplies if (leader := supply.leader(-1))]
    if not leaders:
        return Tile("Largest country share", None, "0.0%", "no supply")
    share, country, stage = max(leaders)
    return Tile(f"Largest country share, {view.year_labels[-1]}", partial(share), "0.0%", f"{country}, {stage}")


# ---------------------------------------------------------------------------------------------- verdicts


def badges(view: View) -> list[tuple[str, str]]:
    """Two verdicts with their colours: on the search, and on the audit."""
    return [_outcome(view), _audit(view)]


def _outcome(view: View) -> tuple[str, str]:
    """How much could still be saved, and whether that is proven; the certificate is on the sheet 'Solver'."""
    gap, basis = gap_text(view.plan.gap), "Bound as stored" if view.plan.is_stored else "Proven"
    if view.plan.outcome == "optimal":
        room = f"at most {gap} could still be saved" if view.plan.gap >= EXACT else "no plan is cheaper"
        return f"{basis}: {room}", GOOD
    room = f"up to {gap} could still be saved" if math.isfinite(view.plan.gap) else "how much could be saved is unknown"
    return f"Not proven: {room}", BAD


def _audit(view: View) -> tuple[str, str]:
    audit = list(view.plan.audit)
    if not audit:
        return "Not audited", NEUTRAL
    failed = [check.name for check in audit if not check.passed]
    return (f"AUDIT FAILED: {_some_checks(failed)}", BAD) if failed else ("Audit passed", GOOD)


def _some_checks(names: Sequence[str]) -> str:
    """Names within the available room; all of them are on the sheet 'Solver'."""
    words = some(names, ROOM_FOR_CHECKS)
    return words if words == ", ".join(names) else f"{words}, see 'Solver'"
