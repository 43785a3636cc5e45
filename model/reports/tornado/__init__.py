"""A tornado as a workbook: sensitivities, break-even values, long-run value of limits."""
