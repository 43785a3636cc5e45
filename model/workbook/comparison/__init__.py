"""A comparison of plans as a workbook, a file for each of its sheets."""

from model.workbook.comparison.book import comparison_bytes

__all__ = ["comparison_bytes"]
