"""Figures of a plan, as the pages of the smaller chains tell them."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from model.results.plan import Plan


def undisturbed(plan: Plan, table: str) -> pd.DataFrame:
    """A result table in the years in which nothing happens: their node is the year itself."""
    frame = plan.frames[table]
    return frame[frame["node"] == frame["period"].astype(str)]


def by_year(frame: pd.DataFrame, column: str) -> dict[int, float]:
    """The sum of a column in every year."""
    return {int(year): float(total) for year, total in frame.groupby("period")[column].sum().items()}


def cost(plan: Plan, category: str) -> float:
    """The present value of a category of cost, disruptions weighted by their probability [million]."""
    costs = plan.frames["costs"]
    return float(costs.loc[costs["category"] == category, "present_value"].sum())


def split_cost(plan: Plan, categories: Sequence[str]) -> str:
    """'1,694 purchases, 840 capital': the cost by category."""
    return ", ".join(f"{cost(plan, each):,.0f} {each}" for each in categories)


def worst_starts(plan: Plan) -> pd.DataFrame:
    """Each disruption at its worst start, by what goes unmet beyond what is short anyway."""
    branches = plan.frames["branches"].copy()
    branches["more"] = branches["unmet"] - branches["undisturbed_unmet"]
    branches["dearer"] = branches["cost"] - branches["reference_cost"]
    ranked = branches.sort_values(["more", "dearer"], ascending=False)
    return ranked.drop_duplicates("disruption")


def wrapped(text: str) -> str:
    """A paragraph in lines of the width of the other pages."""
    return textwrap.fill(text, 120, break_long_words=False, break_on_hyphens=False)


def line(cells: Sequence[str]) -> str:
    """A line of a table of Markdown."""
    return "| " + " | ".join(cells) + " |"


def table(header: Sequence[str], rows: Sequence[Sequence[str]], text_columns: int = 1) -> str:
    """A table of Markdown; the first columns are text, the others figures."""
    lines = [line(cells) for cells in (header, *rows)]
    rule = "|---" * text_columns + "|---:" * (len(header) - text_columns) + "|"
    return "\n".join((lines[0], rule, *lines[1:]))


def whole(figure: float) -> str:
    """A figure without decimals, and no minus before nothing."""
    return f"{round(figure) + 0:,}"


def exactly(size: float, decimals: int = 0) -> str:
    """A size as a page states it and is held to it: rounded up so that no limit is missed for a rounding."""
    parts = 10**decimals
    return f"{math.ceil(parts * size - 1e-6) / parts:,.{decimals}f}"


def listed(words: Sequence[str]) -> str:
    """'one, two and three'."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else "nothing"


def builds(plan: Plan) -> dict[str, tuple[int, float]]:
    """Project: year of decision, size."""
    frame = plan.frames["builds"]
    return {row.project: (int(row.decided), float(row.size)) for row in frame.itertuples()}


def built(plan: Plan, partners: Mapping[str, str], tonne: float = 1.0, decimals: int = 0) -> str:
    """A table of all that is built, with whom, in the order of decision; ``tonne`` in the unit of the workbook."""
    made = plan.frames["builds"].sort_values(["decided", "capex"], ascending=[True, False])
    rows = [
        (each.project, partners[each.project], f"{each.decided:.0f}", f"{each.online:.0f}",
         exactly(each.size / tonne, decimals), f"{each.capex:,.0f}")
        for each in made.itertuples()
    ]  # fmt: skip
    return table(("plant", "with", "decide", "online", "t/y", "million USD"), rows, text_columns=2)


def costs(plan: Plan, categories: Sequence[str]) -> str:
    """A sentence on what the plan costs, by category, and what public money brings, if any."""
    settings, paid = plan.tables.settings, -cost(plan, "public money")
    return wrapped(
        f"**Cost**: {plan.objective:,.0f} million USD to {settings.last_year} (present value at "
        f"{100 * settings.discount_rate:g} %): {split_cost(plan, categories)}"
        + (f"; public money brings {paid:,.0f}." if paid else ".")
    )


def disruptions(plan: Plan, amount: float, unit: str) -> str:
    """A table of each disruption at its worst start; ``amount`` is what the unit named is in that of the workbook."""
    rows = [
        (
            each.disruption,
            str(each.start),
            f"{each.more / amount:,.0f}",
            f"{100 * each.service:.0f}",
            whole(each.dearer),
        )
        for each in worst_starts(plan).itertuples()
    ]
    return table(("disruption", "start", f"more missing, {unit}", "delivered, %", "more cost, million USD"), rows)


def changes(base: Plan, other: Plan, threshold: float = 0.05) -> str:
    """What another plan builds otherwise."""
    before, after = builds(base), builds(other)
    parts = []
    for word, names in (
        ("without", [name for name in before if name not in after]),
        ("also", [name for name in after if name not in before]),
        ("larger", [n for n in after if n in before and after[n][1] > before[n][1] * (1 + threshold)]),
        ("smaller", [n for n in after if n in before and after[n][1] < before[n][1] * (1 - threshold)]),
    ):
        if names:
            parts.append(f"{word} {listed(names)}")
    return "; ".join(parts) or "the same"


def what_if_rows(
    base: Plan,
    plans: Mapping[str, Plan | None],
    short: Callable[[Plan], tuple[str, str]],
    changes: Callable[[Plan, Plan], str],
) -> list[tuple[str, str, str, str, str]]:
    """The plan and each what-if: cost, two figures of what is short, and what is built otherwise."""
    rows = [("the plan", f"{base.objective:,.0f}", *short(base), "")]
    for name, plan in plans.items():
        if plan is None:
            rows.append((name, "no plan", "", "", ""))
        else:
            rows.append((name, f"{plan.objective:,.0f}", *short(plan), changes(base, plan)))
    return rows
