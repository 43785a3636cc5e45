"""The report of a comparison of what-ifs: the main ones, cost of each, risk, regret."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from model.reports.document import ChartSeries, DocumentChart, DocumentTable, DrawnBar, Paragraphs, Shown, bar_chart
from model.reports.palette import HUES
from model.reports.phrases import money, percent
from model.reports.styles import Field
from model.runs import state_told
from model.sheets.names import NO_PLAN, NOT_KNOWN, count
from model.studies.comparison.overview import by_weight, changes_said, chosen
from model.studies.comparison.regret_pages import fails, ranked, regret_said
from model.studies.comparison.risk import drawn_risk, figure_said
from model.whatif.compare import Case, Comparison, Difference, Measured
from model.whatif.robustness import Regret, agreements

FIVE = 5
"""What-ifs that are named first."""

MOST = 20
"""Maximum number of elements in a picture; the table has all."""

MORE, LESS = HUES[1], HUES[0]


# ---------------------------------------------------------------------------------------------- the five that matter


def telling(comparison: Comparison) -> list[Case]:
    """What-ifs whose plan costs something else than the base's, significantly, the largest difference first."""
    first, _ = by_weight(comparison)
    return [case for case in first if case is not comparison.base and _extra(comparison, case) is not None]


def _extra(comparison: Comparison, case: Case) -> float | None:
    return None if case.digest is None else comparison.extra(case.digest)


def main_names(comparison: Comparison) -> list[str]:
    """The base, and the what-ifs that matter most."""
    return [comparison.base.name, *(case.name for case in telling(comparison)[:FIVE])]


def main(comparison: Comparison) -> Paragraphs | None:
    """The what-ifs that matter most; None if none does."""
    cases = telling(comparison)
    if not cases:
        return None
    named = cases[:FIVE]
    title = "What matters most" if len(cases) <= FIVE else f"The {len(named)} that matter most, of {len(cases)}"
    return Paragraphs([_sentence(comparison, case) for case in named], heading=title)


def _sentence(comparison: Comparison, case: Case) -> str:
    """'China only: 1,200 million USD (4 %) more; fill rate 71 % (base 84 %); investments: 3 added.'"""
    extra, cost = _extra(comparison, case) or 0.0, comparison.cost
    part = _cell(comparison, cost, case).part if cost is not None else None
    share = "" if part is None else f" ({percent(abs(part))})"
    more = "more" if extra > 0 else "less"
    words = [f"{case.name}: {money(abs(extra))} {comparison.amount}{share} {more}"]
    risk = drawn_risk(comparison)
    for measure in dict.fromkeys([*([risk] if risk is not None else []), *chosen(comparison)]):
        difference = _cell(comparison, measure, case)
        if difference.value is not None and difference.is_finding and difference.change is not None:
            before = difference.value - difference.change
            values = figure_said(measure, difference.value), figure_said(measure, before)
            words.append(f"{measure.figure.name} {values[0]} (base {values[1]})")
    built = changes_said(comparison, case)
    return "; ".join([*words, f"investments: {built}"] if built else words) + "."


def _cell(comparison: Comparison, measure: Measured, case: Case) -> Difference:
    names = [plan.name for plan in comparison.solved]
    return measure.by_case[names.index(case.name)]


# ---------------------------------------------------------------------------------------------- pictures


def costs_chart(comparison: Comparison, tables: Sequence[DocumentTable[Any]]) -> Shown | None:
    """Cost of each plan above or below the base's; None without other plans."""
    if not comparison.others:
        return None
    cases = telling(comparison)
    bars = []
    for case in cases[:MOST]:
        extra = _extra(comparison, case) or 0.0
        tip = f"{case.name}: {'+' if extra > 0 else '–'}{money(abs(extra))} {comparison.amount}"
        bars.append(DrawnBar(case.name, [max(extra, 0.0), min(extra, 0.0)], [tip, tip], "same cost"))
    without = [case for case in comparison.others if case.digest is None]
    bars += [DrawnBar(case.name, instead=state_told(case.state)) for case in without[: max(MOST - len(bars), FIVE)]]
    if not bars:
        return None
    rest = len(cases) + len(without) - len(bars)
    more = f" {count(rest, 'further what-if is', 'further what-ifs are')} in the table." if rest > 0 else ""
    says = (
        f"What each plan costs more or less than that of {comparison.base.name} ({comparison.amount}), the largest "
        f"difference first. What-ifs whose difference is not significant are not drawn.{more}"
    )
    colours = {"more expensive": MORE, "cheaper": LESS}
    return bar_chart("costs", "What each what-if costs", says, colours, bars, tables, "bars")


def regret_chart(comparison: Comparison, regret: Regret, tables: Sequence[DocumentTable[Any]]) -> Shown | None:
    """Regret of each plan under each what-if; None of fewer than two plans."""
    if len(regret.names) < 2:
        return None
    names = ranked(regret)[:MOST]

    def tip(plan: str, what_if: str) -> str:
        value = regret_said(regret.regret(plan, what_if))
        words = value if isinstance(value, str) else money(value)
        return f"Plan made for {plan}, if {what_if} materialises: {words}"

    def column(what_if: str) -> Field[str]:
        return Field(what_if, lambda plan: regret_said(regret.regret(plan, what_if)))

    table = DocumentTable(names, [Field("plan made for", str, "text"), *map(column, names)])
    series = [
        ChartSeries(name, table, 0, at, "square", "", tip=partial(tip, what_if=name))
        for at, name in enumerate(names, start=1)
    ]
    failing = sum(bool(fails(regret, name)) for name in regret.names)
    without = (
        f" In at least one what-if there is {NO_PLAN} with the commitments of {count(failing, 'plan')}."
        if failing
        else ""
    )
    says = (
        "Down: plans, the best compromise first; across: the what-if that materialises, in the same order. Each "
        "square: what the plan's commitments then cost above the best plan known there "
        f"({comparison.amount}); ×: {NO_PLAN}; ?: {NOT_KNOWN}.{without}"
    )
    return DocumentChart("regret", "heat", "what-if that materialises", series, (), "Regret", says, {}, tables)


def investments_chart(comparison: Comparison, tables: Sequence[DocumentTable[Any]]) -> Shown | None:
    """In how many plans each investment is; None of fewer than two plans that decide."""
    common = agreements(comparison)
    if not common or len(comparison.deciding) < 2:
        return None
    counts = [(investment.marked, len(investment.building)) for investment in common[:MOST]]
    bars = [DrawnBar(name, [many], [f"{name}: in {count(many, 'plan')}"]) for name, many in counts]
    says = f"In how many of {len(comparison.deciding)} plans each investment is; those in all of them are no-regret."
    heading = "Investments common to the plans"
    return bar_chart("investments", heading, says, {"plans": HUES[2]}, bars, tables)
