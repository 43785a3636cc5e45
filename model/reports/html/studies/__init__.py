"""The report of each comparison workbook: what-ifs, a frontier of one limit or two, a tornado."""
