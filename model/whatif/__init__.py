"""What-ifs: changes of a workbook that are rows of the workbook, solved in a batch, and what they change in the plan."""
