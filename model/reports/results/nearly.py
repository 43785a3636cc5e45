"""Beside lines of results: how far they differ over other plans that cost little more."""

from __future__ import annotations

import math
from collections.abc import Callable

from model.reports.looks import MARK, Field, R
from model.reports.phrases import count, percent
from model.results.spread import Span, Spread
from model.results.view import Record

LATEST = "first decided in other plans: latest found"
"""Header of the last column of sizes and years."""

UNKNOWN = Span(math.nan, math.nan)
"""Of what was decided before the plan; its cells are empty."""


def _others(plans: int, spread: Spread) -> str:
    return f"'Other plans' are the {count(plans - 1, 'plan')} found that cost at most {percent(spread.tolerance)} more"


def sizes_said(spread: Spread) -> str:
    """What the columns of sizes count."""
    return (
        f"{_others(spread.plans, spread)}; sizes are of a project in all years, and this plan counts, too. 'Must be "
        "built' is proven of every such plan; what differs between them is a choice, not a finding."
    )


def size_columns(spread: Spread) -> list[Field[Record]]:
    """Size and first year of each line's project over other plans."""

    def size(row: Record) -> Span:
        return spread.sizes.get(row["project"], UNKNOWN)

    def decided(row: Record) -> Span:
        return spread.decided.get(row["project"], UNKNOWN)

    return [
        Field("in other plans", lambda row: size(row).says, "text",
              accent=lambda row: MARK if size(row).is_proven else {}),
        Field("size in other plans: least found", lambda row: size(row).least),
        Field("size in other plans: greatest found", lambda row: size(row).greatest),
        Field("first decided in other plans: earliest found", lambda row: decided(row).least, "year"),
        Field(LATEST, lambda row: decided(row).greatest, "year"),
    ]  # fmt: skip


def unmet_said(spread: Spread) -> str:
    """What the columns of unmet demand count."""
    return f"{_others(spread.reacting, spread)} and whose cheapest reactions are known; this plan counts, too."


def unmet_columns(spread: Spread | None, unit: str, branch: Callable[[R], str]) -> list[Field[R]]:
    """What the branch of each line leaves unmet over other plans; nothing where that was not asked."""
    if spread is None:
        return []

    def known(row: R) -> Span:
        return spread.unmet.get(branch(row), UNKNOWN)

    return [
        Field(f"unmet in other plans: least found ({unit})", lambda row: known(row).least),
        Field(f"unmet in other plans: greatest found ({unit})", lambda row: known(row).greatest),
    ]
