"""For authors of constraint families, here or in another package: tables as text, and the promises of every family.

from model.testing import check_family, tables

check_family("water_permits", [tables("…"), tables("…")])
"""

from model.testing.family import check_family
from model.testing.inline import tables
from model.testing.solved import SolvedTables

__all__ = ["SolvedTables", "check_family", "tables"]
