"""The report of a comparison of what-ifs: the main ones, cost of each, risk, regret."""

from __future__ import annotations

import math
from collections.abc import Sequence

from model.reports.document import PagePart, Paragraphs
from model.reports.html.drawing import Bar, Dots, PageChart, Part, Square, bars, scatter, squares
from model.reports.html.tables import shown
from model.reports.number_formats import number_format
from model.reports.palette import HUES, INK, OTHER
from model.reports.phrases import money, percent
from model.sheets.wording import count
from model.studies.comparison.overview import by_weight, changes_said, chosen
from model.studies.comparison.regret_pages import fails, ranked, said, size_of
from model.studies.comparison.risk import Dot, drawn_risk, together
from model.studies.states import NO_PLAN
from model.whatif.compare import Case, Comparison, Difference, Measured
from model.whatif.figures import EXPECTED_COST
from model.whatif.regret_matrix import Regret
from model.whatif.robust_decisions import agreements, decide_now, when_due

FIVE = 5
"""What-ifs that are named first."""

MOST = 20
"""Maximum number of elements in a picture; the table has all."""

MORE, LESS = HUES[1], HUES[0]


def parts(comparison: Comparison, regret: Regret | None) -> list[PagePart]:
    """Parts of the page with something to show."""
    found = [_costs(comparison), _risk(comparison), _regret(comparison, regret), _investments(comparison)]
    return [part for part in found if part is not None]


# ---------------------------------------------------------------------------------------------- the five that matter


def telling(comparison: Comparison) -> list[Case]:
    """What-ifs whose plan costs something else than the base's, significantly, the largest difference first."""
    first, _ = by_weight(comparison)
    return [case for case in first if case is not comparison.base and _extra(comparison, case) is not None]


def _extra(comparison: Comparison, case: Case) -> float | None:
    return None if case.digest is None else comparison.extra(case.digest)


def five(comparison: Comparison) -> Paragraphs | None:
    """The what-ifs that matter most; None if none does."""
    found = telling(comparison)
    if not found:
        return None
    named = found[:FIVE]
    title = "What matters most" if len(found) <= FIVE else f"The {len(named)} that matter most, of {len(found)}"
    return Paragraphs([_told(comparison, case) for case in named], heading=title)


def _told(comparison: Comparison, case: Case) -> str:
    """'China only: 1,200 million USD (4 %) more; fill rate 71 % (base 84 %); investments: 3 added.'"""
    extra, cost = _extra(comparison, case) or 0.0, comparison.cost
    part = _cell(comparison, cost, case).part if cost is not None else None
    share = "" if part is None else f" ({percent(abs(part))})"
    more = "more" if extra > 0 else "less"
    words = [f"{case.name}: {money(abs(extra))} {comparison.amount}{share} {more}"]
    risk = drawn_risk(comparison)
    for measure in dict.fromkeys([*([risk] if risk is not None else []), *chosen(comparison)]):
        found = _cell(comparison, measure, case)
        if found.value is not None and found.is_finding and found.change is not None:
            before = found.value - found.change
            words.append(f"{measure.figure.name} {_figure(measure, found.value)} (base {_figure(measure, before)})")
    built = changes_said(comparison, case)
    return "; ".join([*words, f"investments: {built}"] if built else words) + "."


def _figure(measure: Measured, value: float) -> str:
    return percent(value) if measure.figure.is_share else f"{money(value)} {measure.figure.unit}"


def _cell(comparison: Comparison, measure: Measured, case: Case) -> Difference:
    names = [plan.name for plan in comparison.solved]
    return measure.by_case[names.index(case.name)]


# ---------------------------------------------------------------------------------------------- pictures


def _costs(comparison: Comparison) -> PagePart | None:
    if not comparison.others:
        return None
    found = telling(comparison)
    rows = []
    for case in found[:MOST]:
        extra = _extra(comparison, case) or 0.0
        tip = f"{case.name}: {'+' if extra > 0 else '–'}{money(abs(extra))} {comparison.amount}"
        rows.append(Bar(case.name, [Part(extra, MORE if extra > 0 else LESS, tip)] if extra else [], "same cost"))
    without = [case for case in comparison.others if case.digest is None]
    rows += [Bar(case.name, [], f"{NO_PLAN}: {case.state}") for case in without[: max(MOST - len(rows), FIVE)]]
    says = [
        f"What each plan costs more or less than that of {comparison.base.name} ({comparison.amount}), the largest "
        "difference first. What-ifs whose difference is not significant are not drawn."
    ]
    rest = len(found) + len(without) - len(rows)
    if rest > 0:
        says.append(f"{count(rest, 'further what-if is', 'further what-ifs are')} in the table.")
    drawn = [bars(rows, {"more expensive": MORE, "cheaper": LESS})] if rows else []
    return PagePart("costs", "What each what-if costs", says, [("Cost bridge", "By category"), ("Run log", "")], drawn)


def _risk(comparison: Comparison) -> PagePart | None:
    risk, cost = drawn_risk(comparison), comparison.measure(EXPECTED_COST)
    if risk is None or cost is None or len(comparison.solved) < 2:
        return None
    known = zip(comparison.solved, risk.values, cost.values, strict=True)
    dots = [
        Dot(at, plan.name, one, other)
        for at, (plan, one, other) in enumerate(known)
        if one is not None and other is not None
    ]
    better = f"; {risk.figure.better} is better" if risk.figure.better else ""
    says = [
        f"Each point is a plan: across its {risk.figure.name} ({risk.figure.unit}{better}), upwards its expected cost "
        f"({comparison.amount}). Named: {comparison.base.name}, and what matters most."
    ]
    tables = [("Risk", "Cost against risk")]
    return PagePart("risk", "Cost against risk", says, tables, [_dots(comparison, risk, dots)])


def _dots(comparison: Comparison, risk: Measured, dots: Sequence[Dot]) -> PageChart:
    named = {comparison.base.name, *(case.name for case in telling(comparison)[:FIVE])}
    spots = {spot.row: spot for spot in together([dot for dot in dots if dot.name in named], comparison.base.name)}
    groups: dict[str, list[tuple[float, float | None, str, str]]] = {}
    for dot in sorted(dots, key=lambda each: each.row in spots):
        spot = spots.get(dot.row)
        tip = f"{dot.name}: {_figure(risk, dot.risk)}, {money(dot.cost)} {comparison.amount}"
        is_base = spot is not None and spot.is_base
        group = comparison.base.name if is_base else "what matters most" if dot.name in named else "others"
        groups.setdefault(group, []).append((dot.risk, dot.cost, tip, spot.name if spot else ""))
    hues = {comparison.base.name: INK, "what matters most": HUES[1], "others": OTHER}
    found = [Dots(name, "dot", hues[name], places) for name, places in groups.items()]
    form = "0.0%" if risk.figure.is_share else "#,##0.##"
    titles = f"{risk.figure.name} ({risk.figure.unit})", f"expected cost ({comparison.amount})"
    return scatter(found, titles, (form, "#,##0.##"))


def _regret(comparison: Comparison, regret: Regret | None) -> PagePart | None:
    if regret is None or len(regret.names) < 2:
        return None
    rows = ranked(regret)[:MOST]
    most = size_of(regret) or 1.0
    form = number_format(most).split(";")[0]

    found = []
    for at, name in enumerate(rows):
        for column, what_if in enumerate(rows):
            value = regret.regret(name, what_if)
            words = "" if math.isnan(value) else "×" if math.isinf(value) else _short(value, form)
            said_of = "not known" if math.isnan(value) else "infeasible" if math.isinf(value) else money(value)
            tip = f"Plan made for {name}, if {what_if} materialises: {said_of}"
            depth = 0.0 if math.isnan(value) else 1.0 if math.isinf(value) else 0.85 * max(value, 0.0) / most
            found.append(Square(column, at, depth, words, tip))
    says = [
        *said(comparison, regret),
        f"Down: plans, the best compromise first; across: the what-if that materialises, with the same numbers. Each "
        f"square: what the plan's commitments then cost above the best plan known there ({comparison.amount}); ×: they "
        "are infeasible.",
    ]
    failing = sum(bool(fails(regret, name)) for name in regret.names)
    if failing:
        says.append(f"{count(failing, 'plan is', 'plans are')} infeasible in at least one what-if.")
    numbers = [str(at) for at in range(1, len(rows) + 1)]
    drawn = [squares(numbers, [f"{at}  {name}" for at, name in zip(numbers, rows, strict=True)], found)]
    return PagePart("regret", "Regret", says, [("Regret", "Regret")], drawn)


def _short(value: float, form: str) -> str:
    """A figure for a small square; 0 is a dash."""
    return "–" if value == 0 else shown(value, form)


def _investments(comparison: Comparison) -> PagePart | None:
    found = agreements(comparison)
    if not found or len(comparison.deciding) < 2:
        return None
    counts = [(each.project, len(each.building)) for each in found[:MOST]]
    rows = [Bar(name, [Part(many, HUES[2], f"{name}: in {count(many, 'plan')}")]) for name, many in counts]
    says = [f"In how many of {len(comparison.deciding)} plans each investment is; those in all of them are no-regret."]
    headings = ["Built at any time", *([f"Decisions due {when_due(comparison)}"] if decide_now(comparison) else [])]
    tables = [("No-regret", heading) for heading in headings]
    drawn = [bars(rows, told=shown)]
    return PagePart("investments", "Investments common to the plans", says, tables, drawn)
