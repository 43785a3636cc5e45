"""An explanation as a workbook: value of each decision, break-even of rejected options, near-optimal alternatives."""
