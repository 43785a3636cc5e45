"""Workbooks that the program writes: a plan's results, a frontier, a comparison."""
