"""The workbook that is written where no plan exists."""
