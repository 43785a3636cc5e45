"""The pictures of the report, in the order of the page: each is a file of this name with a function ``draw``."""

from __future__ import annotations

PICTURES = ("map", "flows", "timeline", "stress", "months", "concentration", "costs")
