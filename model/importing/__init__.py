"""Imports: rows and cells that a file of data proposes, and those accepted in a copy of the workbook."""
