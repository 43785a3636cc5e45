"""Number formats of cells: decimals by the largest figure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from model.tolerances import SOLVED

if TYPE_CHECKING:
    pass


def number_format(size: float, is_integer: bool = False) -> str:
    """Decimals according to the largest figure, none for whole numbers; 0 is a dash."""
    decimals = 0 if is_integer or size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    shown = "#,##0" + ("." + "0" * decimals if decimals else "")
    return f'{shown};-{shown};"–"'


def is_whole(values: Iterable[Any]) -> bool:
    """True if no figure among the values has decimals."""
    return all(abs(value - round(value)) < SOLVED for value in values if isinstance(value, (int, float)))
