"""What-ifs: changes of a workbook that stand in it, solved in a batch, and what they change in the plan."""
