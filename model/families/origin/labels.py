"""Exclusions of Demand and Limits, and their labels in results and in the sheet Origin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from model.families.demand.rows import Demand
from model.scenario.limits import AT_MOST, Limit, parties
from model.sheets.names import CommodityName, SiteName
from model.sheets.schema import ANY
from model.sheets.tables import Directory, Tables


@dataclass(frozen=True)
class Exclusion:
    """Exclusion of commodities made or bought at some sites."""

    sites: frozenset[SiteName]
    goods: frozenset[CommodityName]

    def is_stricter(self, other: Exclusion) -> bool:
        """Whether all that is compliant by this is compliant by the other, but not the other way round."""
        return self != other and self.sites >= other.sites and self.goods >= other.goods


def excluded_by(row: Demand, directory: Directory) -> Exclusion:
    """Exclusion of a market."""
    return Exclusion(directory.sites(row.excluded_origins), directory.commodities(row.excluded_goods))


def counted_by(row: Limit, sites: frozenset[SiteName], directory: Directory) -> Exclusion:
    """The exclusion by which a share of some sites is counted: for at most, their own goods are not compliant; for at
    least, those of others."""
    excluded = sites if row.sense == AT_MOST else directory.sites(ANY) - sites
    return Exclusion(excluded, directory.commodities(row.counted_at))


def counted_by_origin(tables: Tables) -> list[Limit]:
    """Limits on shares that count where goods were made or bought at an earlier stage."""
    return [row for row in tables[Limit] if row.measure == "share" and row.counted_at]


def exclusion_labels(tables: Tables, directory: Directory) -> dict[str, str]:
    """By wording of an exclusion, in the order of the rows of Demand, then of Limits, its label: the first of its
    wordings. Exclusions of markets and of shares are kept apart."""
    first: dict[tuple[bool, Exclusion], str] = {}
    return {label: first.setdefault(exclusion, label) for label, exclusion in _worded(tables, directory)}


def _worded(tables: Tables, directory: Directory) -> Iterator[tuple[str, tuple[bool, Exclusion]]]:
    """Each wording, with whether it belongs to a share, and its exclusion."""
    for row in tables[Demand]:
        if row.excluded_origins:
            yield exclusion_label(row.excluded_goods, row.excluded_origins), (False, excluded_by(row, directory))
    countries = dict.fromkeys(directory.country_of.values())
    for limit in counted_by_origin(tables):
        for scope, sites in parties(limit.scope, directory, countries).items():
            yield share_label(limit, scope), (True, counted_by(limit, sites, directory))


def exclusion_label(goods: str, origins: str) -> str:
    """Label of a market's exclusion."""
    return f"no {'goods' if goods == ANY else goods} from {origins}"


def share_label(limit: Limit, scope: str) -> str:
    """Label of a share counted by origin."""
    word = "no" if limit.sense == AT_MOST else "only"
    return f"share: {word} {limit.counted_at} from {scope}"
