"""Write the shipped workbooks anew."""

from __future__ import annotations

from pathlib import Path

from inputs.build import quickstart, rare_earths
from model.workbook.template import write_inputs

FOLDER = Path(__file__).resolve().parent.parent

if __name__ == "__main__":
    for name, builder in (("quickstart", quickstart), ("rare_earths", rare_earths)):
        write_inputs(FOLDER / f"{name}.xlsx", builder.tables(), builder.TITLE)
