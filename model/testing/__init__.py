"""For authors of constraint families, here or in another package: tables as text, row types, the promises of families.

    from model.testing import Demand, check_family, tables

    check_family("water_permits", [tables("…"), tables("…")])

The row types of all sheets are here by their class name, such as ``Demand``, wherever the class is declared: for rows
that are written or read in code. `ByYear`, `Entry` and `ANY` are values of their fields; `SHEET_OF` is the declared
sheet of each.
"""

from difflib import get_close_matches

from model.sheets.schema import ANY, SHEET_OF, ByYear, Column, Entry, Kind, Row
from model.testing.family import check_family
from model.testing.inline import tables
from model.testing.solved import SolvedTables

__all__ = ["ANY", "SHEET_OF", "ByYear", "Column", "Entry", "Kind", "Row", "SolvedTables", "check_family", "tables"]


def __getattr__(name: str) -> type[Row]:
    """The row type of a name. Raises AttributeError with the nearest one if no sheet has such rows."""
    types = _row_types()
    if name in types:
        return types[name]
    (nearest,) = get_close_matches(name, types, n=1, cutoff=0.0)
    raise AttributeError(f"module 'model.testing' has no attribute {name!r}; the nearest row type is {nearest!r}")


def __dir__() -> list[str]:
    return sorted({*__all__, *_row_types()})


def _row_types() -> dict[str, type[Row]]:
    return {row_type.__name__: row_type for row_type in SHEET_OF}
