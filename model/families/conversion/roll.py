"""Plants carry no state of their own: new capacity is carried by investment."""

from __future__ import annotations

from model.families.common.past import Rolling

ROLL: tuple[Rolling, ...] = ()
