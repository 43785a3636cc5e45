"""Formats of figures in a comparison: signs, percentage points, grey for insignificant differences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from model.reports.palette import BAD, GOOD, QUIET
from model.reports.phrases import some
from model.reports.styles import FAINT as FAINT
from model.reports.styles import SHARE_FORMAT, is_whole, number_format
from model.runs import state_told
from model.whatif.compare import Comparison, Difference, Measured
from model.whatif.figures import HIGHER, NEUTRAL, PERCENT

WITHIN = "not significant"
SAME = "no change"

BETTER: Mapping[str, Any] = {"font_color": GOOD}
WORSE: Mapping[str, Any] = {"font_color": BAD}
WEAK: Mapping[str, Any] = {"font_color": QUIET}

POINTS = "pp"
PART_FORM = '+0.0%;-0.0%;"–"'
"""Number format of a change relative to the base."""
EXPLAINED = (
    f"≈, grey: {WITHIN} (within solver tolerance). Green: better than the base; red: worse. pp: percentage points."
)

CASE_WIDTH = 11.5
"""Width of a column headed by the name of a what-if."""

MOST_DRAWN = 30
"""Cases in a chart."""
BAR, FRAME = 18, 130
"""Height of a bar and of the frame around the bars, in pixels."""

LETTERS = 84
"""Letters for a list of plans; further ones are counted."""


def value_form(unit: str, values: Iterable[float | None]) -> str:
    """Number format of a measure's values."""
    numbers = [value for value in values if value is not None]
    return SHARE_FORMAT if unit == PERCENT else number_format(max(map(abs, numbers), default=0.0), is_whole(numbers))


def change_form(unit: str, values: Iterable[float | None]) -> str:
    """Number format of a measure's changes, with their sign; of shares in percentage points."""
    if unit == PERCENT:
        return '+0.0;-0.0;"–"'
    return signed(value_form(unit, values))


def signed(form: str) -> str:
    """A number format with + before increases."""
    plain = form.split(";")[0]
    return f'+{plain};-{plain};"–"'


def about(form: str) -> str:
    """A number format that marks a figure as within the gaps."""
    return ";".join(part if part == '"–"' else f'"≈ "{part}' for part in form.split(";"))


def shown_change(unit: str, difference: Difference) -> float | None:
    """The change as it is shown; of shares in percentage points."""
    return None if difference.change is None else difference.change * (100 if unit == PERCENT else 1)


def change_look(measured: Measured, difference: Difference) -> Mapping[str, Any]:
    """Grey for insignificant differences, green for better, red for worse."""
    if difference.within_gaps:
        return FAINT
    if not difference.change or measured.figure.better == NEUTRAL:
        return {}
    return BETTER if (difference.change > 0) == (measured.figure.better == HIGHER) else WORSE


def verdict(comparison: Comparison, name: str) -> str:
    """Cost of a case relative to the base's, in a word or two."""
    case = comparison.case(name)
    plan = case.digest
    if plan is None:
        return state_told(case.state)
    extra = comparison.extra(plan)
    if plan is comparison.base.digest:
        return "base"
    if extra is None:
        return "other unit of money" if comparison.base.digest is not None else ""
    if extra == 0.0:
        return SAME
    if not comparison.is_significant(plan):
        return WITHIN
    return "more expensive" if extra > 0 else "cheaper"


def listed(names: Sequence[str], everything: Sequence[str], letters: int = LETTERS) -> str:
    """Names of plans in short: 'all plans', 'all but Price collapse', or as many as there is room for."""
    if len(names) == len(everything):
        return "all plans" if len(everything) > 1 else everything[0]
    others = [name for name in everything if name not in names]
    if len(others) < len(names) and len(", ".join(others)) <= letters - 8:
        return f"all but {', '.join(others)}"
    return some(names, letters)


def height(cases: int, bars_each: int = 1) -> int:
    """Height of a horizontal bar chart."""
    return FRAME + max(cases, 3) * (BAR + 8 * bars_each)
