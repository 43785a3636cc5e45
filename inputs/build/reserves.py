"""Reserves of the deposits that run today or are near to it: what is left of them is a result."""

from __future__ import annotations

from inputs.build.sources import cite
from model.families.reserves.rows import Reserve
from model.sheets.schema import Row

# plant, t REO in what it delivers, sources, why
RESERVES = (
    ("Mountain Pass mine", 1_270_000, ("USGS-MCS25",),
     "US reserves of 1.9 million t REO in the ground; a third of it stays in the tailings, estimated."),
    ("Mt Weld mine", 960_000, ("LYC-MRE24",), "Twenty years at the feed for 12,000 t/y NdPr, at the mine's 48,000 t "
     "REO/y, estimated."),
    ("Eneabba stockpile", 108_000, ("ILU-APP", "ILU-STOCK"),
     "One million tonnes of material, nine years at the rate of the refinery; 12,000 t REO/y of it assumed."),
    ("Browns Range mine", 47_850, ("NTU-DFS", "NTU-DFS2"), "Eleven years at 4,350 t REO: derived, estimated."),
    ("Serra Verde mine", 125_000, ("SVERDE-23", "SVERDE-24"), "Twenty-five years at 5,000 t REO: derived, estimated."),
    ("Caldeira mine", 271_687, ("MEI-PFS",), "Output of the study over twenty years."),
)  # fmt: skip


def rows() -> list[Row]:
    return [
        Reserve(reserve=f"Reserve, {plant}", plant=plant, available=available, source=cite(*ids, why=why), notes=why)
        for plant, available, ids, why in RESERVES
    ]
