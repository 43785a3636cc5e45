"""Numbers of a file: all have the decimal mark that those with one meaning show."""

from __future__ import annotations

import re
from collections.abc import Iterable

DIGITS = r"[-+]?(\d*{mark}(\d{{1,2}}|\d{{4,}})|0?{mark}\d{{3}}|\d{{4,}}{mark}\d{{3}}"
GROUPS = r"|\d{{1,3}}([{other}'’ ]\d{{3}})+{mark}\d+|\d{{1,3}}({other}\d{{3}}){{2,}})"
MARKED = {mark: re.compile((DIGITS + GROUPS).format(mark=re.escape(mark), other=re.escape(other)))
          for mark, other in (".,", ",.")}  # fmt: skip
"""By decimal mark: numbers that can be read with this one only."""
GROUPED = {mark: re.compile(rf"[-+]?\d{{1,3}}([{other}'’ ]\d{{3}})+([{mark}]\d+)?") for mark, other in (".,", ",.")}
"""By decimal mark: numbers with marks of thousands."""
DOUBTFUL = re.compile(r"[-+]?\d{1,3}[.,]\d{3}")
LEAST = 1e-30
"""A smaller size is none that anything has; a greater one than its inverse neither."""
MINUS = str.maketrans("−–", "--")


def decimal_mark(texts: Iterable[str], separator: str, *, is_english: bool) -> str:
    """The decimal mark of a file's numbers; empty if they show none. Where a semicolon separates cells, 1.234 shows
    nothing."""
    held = set(texts)
    shown = {mark for text in held for mark, found in MARKED.items() if found.fullmatch(text)}
    is_point = is_english or (separator != ";" and any("." in text and DOUBTFUL.fullmatch(text) for text in held))
    return shown.pop() if len(shown) == 1 else "." if is_point and not shown else ""


def number(text: str, mark: str) -> float | None:
    """A number with a decimal mark; without one, what can be read in one way only."""
    text = text.translate(MINUS)
    if not mark:
        if DOUBTFUL.fullmatch(text) and not any(found.fullmatch(text) for found in MARKED.values()):
            return None
        mark = "," if MARKED[","].fullmatch(text) else "."
    other = "," if mark == "." else "."
    if GROUPED[mark].fullmatch(text):
        text = re.sub(rf"[{other}'’ ]", "", text)
    elif other in text or "_" in text:
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    is_amount = not value or LEAST <= abs(value) <= 1 / LEAST  # also what is divided by is one
    return value if is_amount else None
