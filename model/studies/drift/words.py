"""Findings of a drift, in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from model.results.plan import Plan
from model.sheets.wording import count
from model.studies.drift.question import Drift, Shift

MOST = 8
"""Maximum number of differences in words."""

NOISE = ", not significant at this gap"
"""Remark on a difference within the gap of two solves."""

FEW = 3
"""Number of differing years listed one by one; further ones are added up."""


def findings(drift: Drift) -> list[str]:
    """Additional cost of the plan, and the first differing decisions with their causes."""
    amount, change = drift.after.amount, drift.after.objective - drift.unchanged.objective
    said = [
        f"From {drift.rolled.past.to} on the plan costs {drift.after.objective:,.6g} {amount}; with unchanged data it "
        f"would be {drift.unchanged.objective:,.6g} ({change:+,.6g}{open_left(drift, drift.after)})."
    ]
    said += [f"{what(shift)}: {cause(shift)}" for shift in drift.shifts[:MOST]]
    if len(drift.shifts) > MOST:
        said.append(f"and {count(len(drift.shifts) - MOST, 'more difference')}")
    return said if drift.shifts else [*said, "All that is decided in advance is as it was."]


def open_left(drift: Drift, plan: Plan | None) -> str:
    """Remark on a difference of cost within the joint gap of the two solves."""
    return "" if plan is None or not drift.groups or drift.is_significant(plan) else NOISE


def what(shift: Shift) -> str:
    """A decision that differs, in words."""
    of = " ".join(part for part in (shift.subject, shift.way and f"({shift.way})", shift.place and f"in {shift.place}"))
    words = f"{shift.kind} {' '.join(of.split())}"
    years = {year: (shift.before.get(year, 0.0), shift.after.get(year, 0.0)) for year in shift.years}
    if len(years) > FEW:
        before, after = (_size(sum(each)) for each in zip(*years.values(), strict=True))
        differ = f"{len(years)} years between {min(years)} and {max(years)}"
        return f"{words}, {differ}: {before} → {after} {shift.unit}".strip() + " in all"
    if not any(shift.before.values()):
        return f"{words}, not before → {by_year(shift.after)}"
    if not any(shift.after.values()):
        return f"{words}, {by_year(shift.before)} → no more"
    return f"{words}, " + "; ".join(f"{year}: {_size(one)} → {_size(other)}" for year, (one, other) in years.items())


def by_year(sizes: Mapping[int, float]) -> str:
    """'2027: 20; 2029: 10,400'."""
    return "; ".join(f"{year}: {_size(size)}" for year, size in sorted(sizes.items()))


def _size(size: float) -> str:
    return f"{size:,.0f}" if size >= 1000 else f"{size:.3g}"


def cause(shift: Shift) -> str:
    """Which changes bring it about, in words."""
    if shift.is_noise:
        return "no change: as cheap within the gap"
    if shift.causes:
        return " or ".join(f"'{name}' alone" for name in shift.causes)
    if shift.in_part:
        return "several changes together, each of which alone changes it: " + ", ".join(map(repr, shift.in_part))
    return "several changes together"
