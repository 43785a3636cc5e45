"""The workbook of an infeasibility diagnosis."""
