"""Beside lines of results: how far they differ over other plans that cost little more."""

from __future__ import annotations

import math
from collections.abc import Callable

from model.reports.looks import MARK, Field, R
from model.reports.phrases import count, percent
from model.results.spread import Span, Spread
from model.results.view import Record

GREATEST = "project in other plans: greatest"
"""Header of the last column of sizes."""

UNKNOWN = Span(math.nan, math.nan)
"""Of what was decided before the plan; its cells are empty."""


def _others(plans: int, spread: Spread) -> str:
    return f"'Other plans' are the {count(plans - 1, 'plan')} found that cost at most {percent(spread.tolerance)} more"


def sizes_said(spread: Spread) -> str:
    """What the columns of sizes count."""
    return (
        f"{_others(spread.plans, spread)}: least and greatest of a project are of all its lines together, this plan "
        "included. 'Must be built' is proven of every such plan; what differs between them is a choice, not a finding."
    )


def size_columns(spread: Spread) -> list[Field[Record]]:
    """The size of each line's project over other plans."""

    def known(row: Record) -> Span:
        return spread.sizes.get(row["project"], UNKNOWN)

    return [
        Field("in other plans", lambda row: known(row).says, "text",
              accent=lambda row: MARK if known(row).is_proven else {}),
        Field("project in other plans: least", lambda row: known(row).least),
        Field(GREATEST, lambda row: known(row).greatest),
    ]  # fmt: skip


def unmet_said(spread: Spread) -> str:
    """What the columns of unmet demand count."""
    return (
        f"{_others(spread.reacting, spread)}, each with its cheapest reactions: what the same disruption leaves unmet "
        "there, at least and at most, this plan included."
    )


def unmet_columns(spread: Spread | None, unit: str, branch: Callable[[R], str]) -> list[Field[R]]:
    """What the branch of each line leaves unmet over other plans; nothing where that was not asked."""
    if spread is None:
        return []

    def known(row: R) -> Span:
        return spread.unmet.get(branch(row), UNKNOWN)

    return [
        Field(f"unmet in other plans: least ({unit})", lambda row: known(row).least),
        Field(f"unmet in other plans: greatest ({unit})", lambda row: known(row).greatest),
    ]
