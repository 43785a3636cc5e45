"""What exclusions are called, in results and in the sheet Origin."""

from __future__ import annotations

from collections.abc import Iterator

from model.families.demand.rows import Demand
from model.sheets.directory import Directory
from model.sheets.schema import ANY
from model.sheets.tables import Tables
from model.world.disruptions import EACH_COUNTRY
from model.world.limits import AT_MOST, Limit


def exclusion_labels(tables: Tables, directory: Directory) -> Iterator[str]:
    """All that the sheet Origin may name, in the order of the rows of Demand, then of Limits."""
    for row in tables[Demand]:
        if row.excluded_origins:
            yield exclusion_label(row.excluded_goods, row.excluded_origins)
    for limit in tables[Limit]:
        if limit.measure == "share" and limit.counted_at:
            countries = dict.fromkeys(directory.country_of.values())
            for scope in countries if limit.scope == EACH_COUNTRY else (limit.scope,):
                yield share_label(limit, scope)


def exclusion_label(goods: str, origins: str) -> str:
    """Of what a market excludes."""
    return f"no {'goods' if goods == ANY else goods} from {origins}"


def share_label(limit: Limit, scope: str) -> str:
    """Of what a share by origin counts."""
    word = "no" if limit.sense == AT_MOST else "only"
    return f"share: {word} {limit.counted_at} from {scope}"
