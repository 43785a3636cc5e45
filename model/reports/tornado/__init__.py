"""A tornado as a workbook: what drives the result, break-even values, what a step of each limit is worth."""
