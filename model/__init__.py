"""Supply-diversification planner: from a workbook of rows to an audited investment plan."""

__version__ = "0.1.0"
