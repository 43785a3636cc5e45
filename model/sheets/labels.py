"""Labels in index sets of the model, one type each, so that a signature shows which it takes in which order."""

from __future__ import annotations

from typing import NewType

Period = int
"""First year of a period."""

Node = NewType("Node", str)
"""A period on the trunk, '2030', or in a branch of the scenario tree, 'China export stop 2030 / 2031'."""

SiteName = NewType("SiteName", str)
CommodityName = NewType("CommodityName", str)
PlantName = NewType("PlantName", str)
RecipeName = NewType("RecipeName", str)
ProjectName = NewType("ProjectName", str)
SupplierName = NewType("SupplierName", str)
OutletName = NewType("OutletName", str)
ContractName = NewType("ContractName", str)
ReserveName = NewType("ReserveName", str)
StockpileName = NewType("StockpileName", str)
FundName = NewType("FundName", str)
LimitName = NewType("LimitName", str)
DecisionName = NewType("DecisionName", str)
SkillName = NewType("SkillName", str)

LabourMarket = NewType("LabourMarket", str)
"""A country or group in which people look for work."""

LaneName = NewType("LaneName", str)
"""'origin → destination: commodity'."""

BETWEEN = " / "
"""Stands between a branch and a period in a node of it."""


def node_name(branch: str, period: int | str) -> Node:
    """The node of a branch in a period; of the trunk if the branch is empty."""
    return Node(f"{branch}{BETWEEN}{period}" if branch else str(period))


def branch_name(node: str) -> str:
    """The branch of a node; empty on the trunk."""
    return node.rpartition(BETWEEN)[0]
