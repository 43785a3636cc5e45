"""Four answers for whoever signs a plan: what to decide now, against doing nothing, what still fails, who pays.

The first page of the workbook, the first screen of the report and the brief say the same.
"""
