"""Sensitivity of the result: every input with a range at its low and high value, one at a time, ranked by effect;
break-even values of decisions; and the long-run value of binding limits.

One input at a time does not cover two that move together: for these there are what-ifs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from model.reports.phrases import STOPPED_EARLY, joined, money, percent, some
from model.results.optimality import Solved, is_significant, noise
from model.runs import Result, State, state_told
from model.sheets.names import NO_PLAN, count
from model.studies.limit_path import per_one
from model.studies.study import OfSolves
from model.studies.tornado.break_even import LOOSER, Switch, Worth, step_said
from model.whatif.compare import Case, Comparison
from model.whatif.plan_difference import ADDED, DROPPED, build_changes
from model.whatif.ranges import Ranged


@dataclass(frozen=True)
class TornadoBar:
    """An input, and how the solves at its ends came out."""

    ranged: Ranged
    ends: Mapping[str, Case]

    @property
    def name(self) -> str:
        return self.ranged.name

    @property
    def without(self) -> list[str]:
        """Ends proven to have no plan."""
        return [end for end, case in self.ends.items() if case.state == State.INFEASIBLE]


@dataclass(frozen=True)
class Tornado(OfSolves):
    """The bars of a workbook, with further findings."""

    comparison: Comparison
    """The base, the ends of all ranges, and the steps of limits."""
    in_order: tuple[TornadoBar, ...]
    """In the order of the sheet."""
    switches: tuple[Switch, ...]
    worths: tuple[Worth, ...]
    results: tuple[Result, ...]
    """Results of the base and of all of these."""

    @cached_property
    def bars(self) -> tuple[TornadoBar, ...]:
        """Bars by importance: those with an end without a plan, then by swing; insignificant ones last."""

        def rank(bar: TornadoBar) -> tuple[bool, bool, float]:
            return not self.matters(bar), not bar.without, -self.swing(bar)

        return tuple(sorted(self.in_order, key=rank))

    @property
    def base(self) -> Solved:
        """Cost of the workbook's plan, and its bound."""
        digest = self.comparison.base.digest
        if digest is None:
            raise ValueError("a tornado is of a workbook that has a plan")
        return digest.solved

    def extra(self, case: Case) -> float | None:
        """Additional cost of the plan found at an end; None if there is none [amount]."""
        return None if case.digest is None else self.comparison.extra(case.digest)

    def proven(self, case: Case) -> tuple[float, float] | None:
        """Proven interval of the difference between the least costs [amount]."""
        if case.digest is None or self.extra(case) is None:
            return None
        return case.digest.bound - self.base.cost, case.digest.objective - self.base.bound

    def is_significant(self, case: Case) -> bool:
        """Whether an end differs by more than the solves leave open; that it has no plan is proven."""
        if case.state == State.INFEASIBLE:
            return True
        return case.digest is not None and self.comparison.is_significant(case.digest)

    def swing(self, bar: TornadoBar) -> float:
        """From the cheapest to the most expensive plan of a bar, the workbook's counted [amount]."""
        costs = [0.0, *(extra for case in bar.ends.values() if (extra := self.extra(case)) is not None)]
        return max(costs) - min(costs)

    def matters(self, bar: TornadoBar) -> bool:
        """Whether a bar is significant: an end is, or its two ends differ by more than their joint gap."""
        solved = [case.digest.solved for case in bar.ends.values() if case.digest is not None]
        if any(map(self.is_significant, bar.ends.values())):
            return True
        return len(solved) > 1 and is_significant(solved[0].cost - solved[1].cost, noise(*solved))


# ---------------------------------------------------------------------------------------------- in words


MOST_BARS, MOST_SWITCHES, MOST_NAMES = 3, 4, 90
"""Inputs and break-even values in sentences of their own; letters of a list of names."""


def findings(tornado: Tornado) -> list[str]:
    """The main findings, without insignificant differences."""
    return [
        *[STOPPED_EARLY] * tornado.is_stopped,
        *_matter(tornado),
        *_edges(tornado),
        *(switch_said(switch) for switch in tornado.switches[:MOST_SWITCHES]),
        *_worth(tornado),
        *_rest(tornado),
    ]


def _matter(tornado: Tornado) -> Iterator[str]:
    amount = tornado.comparison.amount
    yield f"The plan costs {money(tornado.base.cost)} {amount}."
    telling = [bar for bar in tornado.bars if tornado.matters(bar)]
    if not telling:
        return
    first, *others = telling
    yield f"{first.name} matters most: {bar_said(tornado, first)}."
    for bar in others[: MOST_BARS - 1]:
        yield f"{bar.name}: {bar_said(tornado, bar)}."
    rest = len(others) - (MOST_BARS - 1)
    if rest > 0:
        yield f"{count(rest, 'more input matters', 'more inputs matter')}."


def bar_said(tornado: Tornado, bar: TornadoBar) -> str:
    """'at 5 it costs 50 USD less (50 %), at 30 60 USD more (60 %)'."""
    parts = []
    for end, case in bar.ends.items():
        extra = tornado.extra(case)
        value = bar.ranged.typed(end)
        if extra is None:
            is_lost = case.state == State.INFEASIBLE
            parts.append(f"at {value} {f'there is {NO_PLAN}' if is_lost else f'the cost is {state_told(case.state)}'}")
        elif extra == 0.0:
            parts.append(f"at {value} it costs the same")
        elif not tornado.is_significant(case):
            parts.append(f"at {value} the difference is not significant")
        else:
            share = f" ({percent(abs(extra) / abs(tornado.base.cost))})" if tornado.base.cost else ""
            more = "more" if extra > 0 else "less"
            parts.append(f"at {value} it costs {money(abs(extra))} {tornado.comparison.amount}{share} {more}")
    return joined(parts)


def _edges(tornado: Tornado) -> Iterator[str]:
    in_words = {(switch.ranged.name, switch.end) for switch in tornado.switches[:MOST_SWITCHES] if not switch.project}
    names = []
    for bar in tornado.bars:
        names += [f"{bar.name} {bar.ranged.typed(end)}" for end in bar.without if (bar.name, end) not in in_words]
    if names:
        yield f"No plan (proven): {some(names, MOST_NAMES)}; for the reasons see the sheet 'Run log'."


def switch_said(switch: Switch) -> str:
    """The two values between which a decision changes, and the proof."""
    ranged, end = switch.ranged, switch.end
    near, far = (ranged.value_said(end, part) for part in (switch.near, switch.far))
    if not switch.project:
        return f"{ranged.name}: feasible at {near}, infeasible at {far} (proven)."
    word = "enters" if switch.is_built else "leaves"
    return f"{switch.project} {word} the plan between {ranged.name} {near} and {far} ({proof_said(switch)})."


def proof_said(switch: Switch) -> str:
    """'proven', 'found', or on which side it is proven."""
    if switch.is_proven:
        return "proven"
    sides = {switch.near: switch.near_proven, switch.far: switch.far_proven}
    proven = [switch.ranged.value_said(switch.end, part) for part, is_so in sides.items() if is_so]
    return f"found; proven at {proven[0]} only" if proven else "found"


def _worth(tornado: Tornado) -> Iterator[str]:
    """The limit with the greatest saving by a step looser."""
    comparison = tornado.comparison
    telling = [worth for worth in tornado.worths if worth.is_significant(comparison, LOOSER)]
    best = max(telling, key=lambda worth: saving(tornado, worth), default=None)
    if best is not None:
        step = step_said(best.tables, best.limit)
        saved = money(saving(tornado, best))
        built = ""
        if not math.isnan(best.marginal):
            built = f"; with everything as built {money(best.marginal * best.step)} by its shadow price"
        yield f"Relaxing '{best.limit.limit}' by {step} saves {saved} {comparison.amount}{built}."
    elif tornado.worths and not tornado.is_stopped:
        one = len(tornado.worths) == 1
        which = "the limit that binds" if one else f"any of the {len(tornado.worths)} limits that bind"
        yield f"A step of {which} saves nothing significant."


def saving(tornado: Tornado, worth: Worth) -> float:
    """Saving of one step looser [amount]."""
    return worth.per_unit(tornado.comparison, LOOSER) * worth.step


def unit_said(tornado: Tornado, worth: Worth) -> str:
    """'million USD per percentage point'."""
    return f"{tornado.comparison.amount} per {per_one(worth.tables, worth.limit)}"


def _rest(tornado: Tornado) -> Iterator[str]:
    quiet = [bar for bar in tornado.bars if not tornado.matters(bar)]
    same = [bar.name for bar in quiet if all(tornado.extra(case) == 0.0 for case in bar.ends.values())]
    unknown = [bar.name for bar in quiet if any(case.digest is None for case in bar.ends.values())]
    faint = [bar.name for bar in quiet if bar.name not in (*same, *unknown)]
    if same:
        yield f"No change in cost: {some(same, MOST_NAMES)}."
    if faint:
        yield f"Within solver tolerance, not significant: {some(faint, MOST_NAMES)}; a smaller gap would tell."
    if unknown:
        yield f"Could not be decided in time: {some(unknown, MOST_NAMES)}; see the sheet 'Run log'."
    failed = [plan.name for plan in tornado.comparison.solved if not plan.is_audited]
    if failed:
        yield f"AUDIT FAILED, do not rely on: {', '.join(failed)}."


def changes_said(tornado: Tornado, case: Case, letters: int = 60) -> str:
    """Differing builds at an end, the largest first; empty if the difference is not significant."""
    base, digest = tornado.comparison.base.digest, case.digest
    if base is None or digest is None or not tornado.is_significant(case):
        return ""
    changes = build_changes(base, digest)
    changes.sort(
        key=lambda change: (
            not {ADDED, DROPPED} & set(change.words),
            -max(side.capex for side in (change.before, change.after) if side is not None),
        )
    )
    return some([f"{change.project} {', '.join(change.words)}" for change in changes], letters) if changes else "none"
