"""Know-how: who can separate heavy rare earths and make metal, and how others come to it."""

from __future__ import annotations

from inputs.build.capacity import HEAVY, METAL
from inputs.build.sources import cite
from model.families.technology.rows import HELD, LICENCE, OWN, Technology
from model.sheets.schema import Row

# technology, place, way, cost MUSD, years, royalty USD/t, experience years, sources, why
KNOW_HOW = (
    (HEAVY, "Malaysia", HELD, 0, 0, 0, 0, ("LYC-DY", "LYC-HRE1"), "Dysprosium since May 2025."),
    (HEAVY, "Australia", HELD, 0, 0, 0, 0, ("ILU-OUT",), "With Eneabba, under construction."),
    (HEAVY, "Europe", HELD, 0, 0, 0, 0, ("CAREMAG", "SOLVAY"), "Carester and Solvay."),
    (HEAVY, "USA", OWN, 35, 2, 0, 1, ("GCC-MPHREE", "REEX-MPHREE"),
     "What the first contract paid in 2022; from it to commissioning in mid-2026 took 4.3 years, of which two are "
     "assumed to be left until others than its owner can build. Experience: the second plant skips a year of ramp-up, "
     "assumed."),
    (HEAVY, "USA", LICENCE, 10, 1, 150, 1, ("CAREMAG",),
     "Of a process proven in Europe. Cost, time and royalty, 2 to 3 % of the opex of separated Dy and Tb, assumed."),
    (HEAVY, "Canada", OWN, 35, 4.3, 0, 0, ("GCC-MPHREE",), "As the USA took. Cost as there."),
    (HEAVY, "Canada", LICENCE, 10, 1, 150, 0, ("CAREMAG",), "As in the USA; assumed."),
    (METAL, "Japan", HELD, 0, 0, 0, 0.5, (), "Makers that never closed. Experience: half a year, assumed."),
    (METAL, "Korea", HELD, 0, 0, 0, 0.5, (), "Plants announced or running. Experience assumed."),
    (METAL, "Europe", HELD, 0, 0, 0, 0.5, ("LCM-LACQ",), "Less Common Metals. Experience assumed."),
    (METAL, "Canada", HELD, 0, 0, 0, 0.5, ("SRC-24",),
     "Saskatoon, with more than 98 % conversion since 2024, four years after it was announced. Experience assumed."),
    (METAL, "USA", OWN, 40, 4, 0, 0.5, ("SRC-24",),
     "Four years, as Saskatoon took; cost: half of its 73 million, the rest being separation, assumed."),
    (METAL, "USA", LICENCE, 10, 1, 500, 0.5, ("USAR-LCM",),
     "As USA Rare Earth came to it by buying Less Common Metals. Cost, time and royalty assumed: 3 % of conversion."),
)  # fmt: skip


def rows() -> list[Row]:
    return [
        Technology(technology=technology, place=place, way=way, cost=cost, years=years, royalty=royalty,
                   experience=experience, source=cite(*ids), notes=why)
        for technology, place, way, cost, years, royalty, experience, ids, why in KNOW_HOW
    ]  # fmt: skip
