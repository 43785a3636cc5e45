"""A comparison of plans as a workbook, a file for each of its sheets."""
