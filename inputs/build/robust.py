"""Decisions that hold whatever comes, and those that are a choice.

A decision of the first two years is robust if every known plan takes it in these years: that of the example, those of
what-ifs in which Chinese volume, Chinese price and demand go either way (:mod:`inputs.build.tested`), and those found
within 1 % of its cost (:mod:`inputs.build.near_optimal`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from inputs.build import tested
from inputs.build.brief import Figures, identity
from inputs.build.figures import listed, table, wrapped
from inputs.build.whatifs import DUMPING, GROWS, TIGHTENS

UNDER = (GROWS, TIGHTENS, "Price collapse", DUMPING, "High demand", "Low demand")
"""What-ifs in which a robust decision stays."""
NEARBY = "plans within 1 %"
HEADER = ("early decision", "with", "country", "decide", "online", "t/y", "million USD", "regret, at least")
CHOICE = ("choice", "country", "not now in", "million USD", "regret, at least")
"""Regret: additional cost of a plan without it, proven [million USD]."""


class Decisions:
    """The decisions of the first two years, and what is known of each."""

    def __init__(
        self, now: Sequence[Figures], until: int, found: Mapping[str, Any], near: Mapping[str, Any],
        plans: Mapping[str, Any],
    ) -> None:  # fmt: skip
        """``now`` are decided up to the year ``until``."""
        self.now = list({each["project"]: each for each in reversed(now)}.values())[::-1]
        self.is_tested = tested.is_of(plans, found)
        self.missing = [name for name in UNDER if not self.is_tested or name not in plans]
        self._early: dict[str, list[set[str]]] = {}
        """Projects decided in these years, by what-if or nearby plans."""
        for name in UNDER:
            if name not in self.missing and plans[name]["cost"] is not None:
                self._early[name] = [{each for each, year in plans[name]["builds"].items() if year <= until}]
        is_near = near.get("plan") == identity(found["cost"], found["builds"])
        if is_near and "now" in near:
            self._early[NEARBY] = [set(each) for each in near["now"]]
        self._regret = {title: least for title, least, _ in near["without"]} if is_near else {}

    def out_in(self, project: str) -> list[str]:
        """Where it is not decided in these years."""
        return [name for name, plans in self._early.items() if not all(project in early for early in plans)]

    @property
    def robust(self) -> list[Figures]:
        return [each for each in self.now if not self.out_in(each["project"])]

    @property
    def choices(self) -> list[Figures]:
        return [each for each in self.now if self.out_in(each["project"])]

    def regret(self, project: str) -> str:
        """What a plan without it costs more, at least [million]."""
        least = self._regret.get(project)
        return "not computed" if least is None else f"{least} without it" if isinstance(least, str) else f"{least:,}"

    def told(self, most: int | None = None) -> str:
        """Both lists, the largest first, and what they are tested against."""
        against = [
            *(f"'{name}'" for name in UNDER if name in self._early),
            *([NEARBY] if NEARBY in self._early else []),
        ]
        without = [f"'{name}'" for name in UNDER if name not in self._early and name not in self.missing]
        lacking = [f"'{name}'" for name in self.missing] + ([] if NEARBY in self._early else [NEARBY])
        said = (
            f"**Decide now** ({len(self.robust)} of {len(self.now)}): in every plan of {listed(against)}. Each search "
            "began with this plan, which favours its decisions."
            if against
            else "**Candidates, of this plan alone**: whether other plans and futures need them is not tested yet."
        )
        parts = [
            wrapped(said),
            _shown(HEADER, [(*line(each), self.regret(each["project"])) for each in self.robust], most, 3),
        ]
        if self.choices and most is not None:
            names = listed([each["project"] for each in self.choices])
            where = "with what decides them in [the tables](example_tables.md#decisions)"
            parts.append(wrapped(f"**Choices** ({len(self.choices)} of {len(self.now)}), {where}: {names}."))
        elif self.choices:
            rows = [
                (each["project"], each["country"], listed(self.out_in(each["project"])), f"{each['capital']:,}",
                 self.regret(each["project"]))
                for each in self.choices
            ]  # fmt: skip
            parts += [wrapped("**Choices**, and what decides them:"), _shown(CHOICE, rows, most, 3)]
        if without:
            parts.append(wrapped(f"No plan meets every target in {listed(without)}: no decision is drawn from it."))
        if lacking:
            parts.append(wrapped(f"Not computed for this plan yet: {listed(lacking)}."))
        return "\n\n".join(parts)


def _shown(header: Sequence[str], rows: Sequence[Sequence[str]], most: int | None, text_columns: int) -> str:
    """A table, or its first lines and how many more there are."""
    if not rows:
        return "None."
    made = table(header, rows[:most], text_columns)
    rest = len(rows) - len(rows[:most])
    return f"{made}\n\nAnd {rest} smaller, in [the tables](example_tables.md#decisions)." if rest else made


def line(each: Figures) -> tuple[str, ...]:
    """An investment: what, who, where, when, how much."""
    return (each["project"], each["with"], each["country"], str(each["decided"]), f"{each['online']:g}",
            f"{each['size']:,}", f"{each['capital']:,}")  # fmt: skip
