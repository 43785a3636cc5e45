"""The sheets of a results workbook, a file for each concern."""
