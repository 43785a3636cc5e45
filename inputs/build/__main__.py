"""Write the shipped workbooks anew."""

from __future__ import annotations

from pathlib import Path

from inputs.build import antibiotics, gallium_germanium, graphite_anode, quickstart, rare_earths
from model.workbook.template import write_inputs

FOLDER = Path(__file__).resolve().parent.parent

if __name__ == "__main__":
    for builder in (quickstart, rare_earths, gallium_germanium, graphite_anode, antibiotics):
        name = builder.__name__.rpartition(".")[2]
        write_inputs(FOLDER / f"{name}.xlsx", builder.tables(), builder.TITLE)
