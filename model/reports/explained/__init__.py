"""An explanation as a workbook: why the plan decides what it decides, and what else would do."""
