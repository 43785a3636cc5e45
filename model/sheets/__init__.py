"""What a workbook holds: sheets as row classes, and their rows as tables."""
