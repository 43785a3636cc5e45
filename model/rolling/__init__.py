"""Rolling: from a workbook and its plan to the workbook of a later year, and the reconciliation of the two plans."""
