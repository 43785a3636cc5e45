"""The reaction to a disruption month by month: the chain of a plan, held, as a workbook whose periods are months."""
