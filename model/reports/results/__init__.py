"""A plan as a workbook, a file for each of its sheets."""
