"""Contents of a workbook: sheets as row classes, and their rows as tables."""
