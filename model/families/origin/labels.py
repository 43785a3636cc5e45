"""What exclusions are called, in results and in the sheet Origin."""

from __future__ import annotations

from model.sheets.schema import ANY
from model.world.limits import AT_MOST, Limit


def exclusion_label(goods: str, origins: str) -> str:
    """Of what a market excludes."""
    return f"no {'goods' if goods == ANY else goods} from {origins}"


def share_label(limit: Limit, scope: str) -> str:
    """Of what a share by origin counts."""
    word = "no" if limit.sense == AT_MOST else "only"
    return f"share: {word} {limit.counted_at} from {scope}"
