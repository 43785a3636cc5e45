"""Figures in words, and lists of names: sums of money, shares, gaps; 'a, b and 3 more'."""

from __future__ import annotations

import calendar
import math
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from model.scenario.build_context import MONEY
from model.solver.termination import EXACT, gap_of

if TYPE_CHECKING:
    from model.proof.certify import Proven
    from model.results.view import View


def money(amount: float) -> str:
    """A sum with the decimals, and rounded the way, in which Excel shows it in the tables."""
    size = abs(amount)
    return _rounded(amount, 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3)


def spoken(amount: float, currency: str) -> str:
    """A sum in words that are said: 'USD 19.7 bn', 'USD 484 m', 'USD 5,000'. ``amount`` is in ones."""
    size = abs(amount)
    for unit, name in ((1e9, " bn"), (1e6, " m")):
        if size >= 0.9995 * unit:
            decimals = 0 if unit == 1e6 and size >= 1e7 else 1
            return f"{currency} {_rounded(size / unit, decimals)}{name}"
    return f"{currency} {_rounded(size, 0)}"


def in_words(view: View, amount: float) -> str:
    """An amount of a plan as it is said."""
    return spoken(amount * MONEY[view.settings.amounts], str(view.plan.currency))


def _rounded(amount: float, decimals: int) -> str:
    return f"{Decimal(repr(float(amount))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,f}"


def chain_title(workbook: str, subject: str) -> str:
    """'Rare earths: supply plan' for the workbook rare_earths."""
    name = workbook.replace("_", " ").strip()
    return f"{name[:1].upper()}{name[1:]}: {subject}"


NAMED = 3
"""Names in a sentence; the others are counted."""


def listed(words: Sequence[str], more: str = "more", most: int = NAMED) -> str:
    """The first names, and how many more there are."""
    rest = len(words) - most
    return joined([*words[:most], *([f"{rest} {more}"] if rest > 0 else [])])


def month(moment: float) -> str:
    """'July 2029' for the decimal year 2029.5."""
    months = int(12 * moment + 1e-6)
    return f"{calendar.month_name[months % 12 + 1]} {months // 12}"


EARLIER = (
    "Plans from an earlier run are recomputed and audited; their bounds, and that a case has no plan, are as stored, "
    "not verified."
)
"""Remark on results that were read from files."""


def exactly(share: float) -> str:
    """A requested share, unrounded: '1.5 %'."""
    return f"{round(100 * share, 9):g} %"


def percent(share: float) -> str:
    """A share in tenths of a per cent, as tables show it; '100 %' or '0 %' only for exactly all or none."""
    if 1e-6 < share < 5e-4:
        return "under 0.1 %"
    tenths = (1000 * Decimal(repr(float(partial(share))))).quantize(Decimal(1), ROUND_HALF_UP)
    return f"{float(tenths) / 10 + 0.0:g} %"  # -0 is 0


def partial(share: float) -> float:
    """A share that is not shown as whole in tenths of a per cent, unless it is whole."""
    return min(share, ALMOST) if share < 1 - 1e-6 else share


ALMOST = 0.999
"""Maximum shown of a share below 100 %."""


def with_changed(cells: Sequence[Mapping[str, Any]]) -> str:
    """Remark that a plan is of a workbook with changed cells, since the unchanged one has none."""
    words = "; ".join(str(cell["words"]) for cell in cells)
    return f"The unchanged workbook has no plan; this one is with changed cells: {words}." if words else ""


def gap_text(gap: float) -> str:
    """A gap, rounded up to two digits: the stated proof must not exceed the actual one."""
    if not math.isfinite(gap):
        return "unknown"
    if gap < EXACT:
        return "0 %"
    share = max(100 * gap, 0.001)
    digit = 10.0 ** (math.floor(math.log10(share)) - 1)
    return f"{math.ceil(share / digit - 1e-9) * digit:g} %"


PROVEN_INFEASIBLE = "Certified without the solver: there is no plan"


def certified(cost: float, proven: Proven) -> str:
    """The proven bound on the cost of all plans."""
    gap = gap_of(cost, proven.certificate.bound)
    return f"Certified without the solver: {'optimal' if gap < EXACT else f'within {gap_text(gap)}'}"


def holds_to(proven: Proven) -> str:
    """How far the plan is from holding in exact arithmetic."""
    size = 0.0 if proven.violation is None else proven.violation.size
    if not size:
        return "this plan holds exactly"
    unit = 10.0 ** (math.floor(math.log10(size)) - 1)
    return f"this plan holds to {math.ceil(size / unit) * unit:.1e}"  # never less than what is missing


STOPPED_EARLY = "Stopped early; results so far are shown. Run again to continue."


def if_finite(value: float) -> float | None:
    """A figure, or None if it is not finite."""
    return value if math.isfinite(value) else None


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
