"""Rolling: from a workbook and its plan to the workbook of a later year, and what the two plans have in common."""
