"""What-ifs: changes of cells defined in a workbook, solved in a batch, and their effects on the plan."""
