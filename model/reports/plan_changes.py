"""Differences between two plans as plain data, in sentences: cost, decisions, remaining failures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from model.reports.phrases import spoken
from model.results.significance import Solved, is_significant, noise
from model.scenario.build_context import MONEY
from model.sheets.wording import count

SAME_SIZE = 1e-4
"""Sizes that differ by less, as part of the larger, are the same."""

FAILS = 2
"""Position of the answer on remaining failures."""

PlanData = Mapping[str, Any]
"""As ``plan_data`` makes it."""


def changed(before: PlanData, after: PlanData) -> list[str]:
    """Changes from an earlier plan: cost and number of decisions, then remaining failures and each decision."""
    decisions = list(_decisions(before, after))
    people = _people(before) != _people(after)
    number = count(len(decisions), "decision") + " changed" if decisions else "No decision changed"
    texts = [f"{_cost(before, after)} {number}{', and those on people' if people else ''}."]
    fails, failed = (plan["answers"][FAILS]["lead"] for plan in (after, before))
    if fails != failed:
        texts.append(f"Still fails: {fails}; before: {failed}.")
    return [*texts, *decisions]


def _cost(before: PlanData, after: PlanData) -> str:
    if before["amount"] != after["amount"]:
        return "Costs cannot be compared: they are in different units."
    more = after["cost"] - before["cost"]
    solved = [Solved(plan["cost"], _bound(plan)) for plan in (before, after)]
    if not is_significant(more, noise(*solved)):
        return "Costs the same within the gaps of both solves."
    text = spoken(abs(more) * MONEY[after["scale"]], after["currency"])
    return f"Costs {text} {'more' if more > 0 else 'less'}."


def _bound(plan: PlanData) -> float:
    return float("-inf") if plan["bound"] is None else float(plan["bound"])


Key = tuple[str, ...]


def _taken(plan: PlanData, *, is_people: bool) -> dict[Key, list[tuple[int, float]]]:
    """Year and size of each decision on a subject."""
    groups: dict[Key, list[tuple[int, float]]] = {}
    for decision in plan["decisions"]:
        row = decision["row"]
        if decision["is_people"] == is_people:
            key = decision["kind"], decision["words"], row.get("place", "")
            groups.setdefault(key, []).append((row["year"], row.get("size", row.get("people", 0.0))))
    return groups


def _people(plan: PlanData) -> list[tuple[Key, list[tuple[int, int]]]]:
    """Decisions on people, in whole ones."""
    taken = _taken(plan, is_people=True)
    return sorted((key, [(year, round(size)) for year, size in people]) for key, people in taken.items())


def _decisions(before: PlanData, after: PlanData) -> Iterator[str]:
    """Each decision that is added, dropped, moved or resized."""
    earlier, later = (_taken(plan, is_people=False) for plan in (before, after))
    for key in dict.fromkeys([*earlier, *later]):
        words = key[1] + (f" in {key[2]}" if key[2] else "")
        old, new = earlier.get(key, []), later.get(key, [])
        (was, had), (now, has) = _spread(old), _spread(new)
        if not old:
            yield f"{words}: added, {now}."
        elif not new:
            yield f"{words}: dropped, was {was}."
        elif was != now:
            yield f"{words}: {now} instead of {was}."
        elif abs(has - had) > SAME_SIZE * max(has, had):
            yield f"{words}: {has:,.6g} instead of {had:,.6g}."


def _spread(taken: list[tuple[int, float]]) -> tuple[str, float]:
    """Years and total size."""
    return ", ".join(str(year) for year, _ in taken), sum(size for _, size in taken)
