"""What plants do carries nothing on: capacity that was built is carried by investment."""

from __future__ import annotations

from model.families.common.past import Rolling

ROLL: tuple[Rolling, ...] = ()
