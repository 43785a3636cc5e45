"""Four answers for whoever signs a plan: decisions due, cost of doing nothing, remaining failures, payers.

The first page of the workbook, the first screen of the report and the brief say the same.
"""
