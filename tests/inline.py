"""Tables as text, as authors of families in other packages write them, too."""

from model.testing import tables
from model.testing.inline import blocks, sheet_named

__all__ = ["blocks", "sheet_named", "tables"]
