"""Figures in words, and lists of names: counts, sums of money, shares, gaps; 'a, b and 3 more'."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from model.solver.gap import EXACT


def count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def money(amount: float) -> str:
    """A sum with the decimals, and rounded the way, in which Excel shows it in the tables."""
    size = abs(amount)
    decimals = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    return f"{Decimal(repr(float(amount))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,f}"


def exactly(share: float) -> str:
    """A share that was asked for, as it was: '1.5 %'."""
    return f"{round(100 * share, 9):g} %"


def percent(share: float) -> str:
    """A share; never '100 %' or '0 %' of what is not all or nothing."""
    if 0.995 <= share < 1 - 1e-6:
        return f"{min(int(1000 * share + 1e-6), 999) / 10:.1f} %"
    if 1e-6 < share < 0.005:
        return f"{100 * share:.1f} %" if share >= 5e-4 else "under 0.1 %"
    return f"{100 * share:.0f} %"


def gap_text(gap: float) -> str:
    """A gap, rounded so that it does not read as nothing."""
    if not math.isfinite(gap):
        return "unknown"
    return f"{max(100 * gap, 0.001):.2g} %" if gap >= EXACT else "0 %"


def joined(words: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def fitting(names: Sequence[str], letters: int) -> list[str]:
    """As many names as there is room for, the first in any case."""
    return [name for at, name in enumerate(names) if at == 0 or len(", ".join(names[: at + 1])) <= letters]


def some(names: Sequence[str], letters: int) -> str:
    """As many names as there is room for, the others counted."""
    shown = fitting(names, letters)
    rest = len(names) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")
