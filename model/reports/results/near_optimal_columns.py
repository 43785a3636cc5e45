"""Beside lines of results: how far they differ over other plans that cost little more."""

from __future__ import annotations

from collections.abc import Callable

from model.reports.phrases import exactly
from model.reports.styles import MARK, Field, R
from model.results.build import Build
from model.results.optimality import Span, Spread

LATEST_FOUND = "first decided in other plans: latest found"
"""Header of the last column of sizes and years."""


def _plans_in_words(plans: int, spread: Spread) -> str:
    return f"'Other plans' are those found that cost at most {exactly(spread.tolerance)} more ({plans} in number)"


def note_on_sizes(spread: Spread, first: int) -> str:
    """Remark on the columns of sizes."""
    return (
        f"{_plans_in_words(spread.others, spread)}; sizes are of what is decided of a project from {first} on, and this plan "
        "counts, too. 'Must be built' is proven of every such plan; what differs between them is a choice, no finding."
    )


def size_columns(spread: Spread, first: int) -> list[Field[Build]]:
    """Size and first year of each line's project over other plans, from a ``first`` year on."""

    def size(row: Build) -> Span | None:
        return spread.sizes.get(row.project) if row.decided >= first else None

    def decided(row: Build) -> Span | None:
        return spread.decided.get(row.project) if row.decided >= first else None

    def is_proven(row: Build) -> bool:
        return (span := size(row)) is not None and span.is_proven

    return [
        Field(
            "in other plans",
            lambda row: "" if (span := size(row)) is None else span.says,
            "text",
            accent=lambda row: MARK if is_proven(row) else {},
        ),
        Field("size in other plans: least found", lambda row: _least(size(row))),
        Field("size in other plans: greatest found", lambda row: _greatest(size(row))),
        Field("first decided in other plans: earliest found", lambda row: _least(decided(row)), "year"),
        Field(LATEST_FOUND, lambda row: _greatest(decided(row)), "year"),
    ]


def _least(span: Span | None) -> float | None:
    return None if span is None else span.least


def _greatest(span: Span | None) -> float | None:
    return None if span is None else span.greatest


def note_on_unmet(spread: Spread) -> str:
    """Remark on the columns of unmet demand."""
    return f"{_plans_in_words(spread.reacting, spread)} and whose cheapest reactions are known; this plan counts, too."


def unmet_columns(spread: Spread | None, unit: str, branch: Callable[[R], str]) -> list[Field[R]]:
    """Shortage of each line's branch over other plans; empty if not requested."""
    if spread is None:
        return []

    def unmet(row: R) -> Span | None:
        return spread.unmet.get(branch(row))

    return [
        Field(f"unmet in other plans: least found ({unit})", lambda row: _least(unmet(row))),
        Field(f"unmet in other plans: greatest found ({unit})", lambda row: _greatest(unmet(row))),
    ]
