"""Know-how: who can separate heavy rare earths, make metal, magnets and samarium, and how others come to it."""

from __future__ import annotations

from inputs.build.capacity import ENTRANT, HEAVY, MAGNET, METAL, SM_METAL
from inputs.build.sources import cite
from model.families.decisions.rows import ACQUIRE, ALREADY_MADE, Decision
from model.families.technology.rows import HELD, LICENCE, OWN, Technology
from model.sheets.schema import ASSUMED, Row

# technology, place, way, cost MUSD, years, royalty USD/t, experience years, sources, why
KNOW_HOW = (
    (HEAVY, "Malaysia", HELD, 0, 0, 0, 0, ("LYC-DY", "LYC-HRE1"), "Dysprosium since May 2025."),
    (HEAVY, "Australia", HELD, 0, 0, 0, 0, ("ILU-OUT",), "With Eneabba, under construction."),
    (HEAVY, "Europe", HELD, 0, 0, 0, 0, ("CAREMAG", "SOLVAY"), "Carester and Solvay."),
    (HEAVY, "USA", HELD, 0, 0, 0, 1, ("MP-CAPEX26", "GCC-MPHREE"),
     "Mountain Pass commissions it in mid-2026, four years after its first contract. "
     "Experience: the second plant skips a year of ramp-up, assumed."),
    (HEAVY, "Saudi Arabia", LICENCE, 10, 1, 150, 0, ("MAADEN",), "From MP Materials, its partner. Terms assumed."),
    (HEAVY, "Canada", OWN, 35, 4.3, 0, 0, ("GCC-MPHREE",), "As the USA took, for the 35 million of its contract: "
     "assumed."),
    (HEAVY, "Canada", LICENCE, 10, 1, 150, 0, ("CAREMAG",), "From Carester or another that has it; terms assumed."),
    (METAL, "Japan", HELD, 0, 0, 0, 0.5, (), "Makers that never closed. Experience: half a year, assumed."),
    (METAL, "Korea", HELD, 0, 0, 0, 0.5, (), "Plants announced or running. Experience assumed."),
    (METAL, "Europe", HELD, 0, 0, 0, 0.5, ("LCM-LACQ",), "Less Common Metals. Experience assumed."),
    (METAL, "Canada", HELD, 0, 0, 0, 0.5, ("SRC-24",),
     "Saskatoon, with more than 98 % conversion since 2024, four years after it was announced. Experience assumed."),
    (METAL, "USA", HELD, 0, 0, 0, 0.5, ("MP-METAL",),
     "Commercial at Fort Worth since January 2025. Experience assumed."),
    (MAGNET, "Japan", HELD, 0, 0, 0, 0.5, ("ARGUS-WP20",), "Makers that never closed. Experience assumed."),
    (MAGNET, "Europe", HELD, 0, 0, 0, 0.5, ("NEO-PREM", "EVAC"), "Hanau and Narva. Experience assumed."),
    (MAGNET, "USA", HELD, 0, 0, 0, 0.5, ("MP-FY25", "NOVEON", "EVAC"),
     "Noveon, MP Materials and, from Hanau, eVAC: for their own plants. Experience assumed."),
    (MAGNET, "Korea", LICENCE, 15, 1, 1_000, 0.5, ("JSLINK",),
     "JS Link's pilot runs; for lines at scale equipment and patents come from Japan or Europe. Terms assumed."),
    (ENTRANT, "USA", OWN, 60, 4, 0, 0, ("VULCAN", "USAR-GOV"),
     "Of firms that have made none at scale: four years, as Independence took from announcement to first magnets; cost "
     "assumed."),
    (ENTRANT, "USA", LICENCE, 20, 1, 1_500, 0, ("USAR-LCM", "EVAC"),
     "From a maker in Japan or Europe, with its engineers: royalty 2 to 3 % of the price, terms assumed. China "
     "gives none "
     "since 2023."),
    (ENTRANT, "Europe", LICENCE, 20, 1, 1_500, 0, ("CN-TECH23",), "As in the USA; terms assumed."),
    (SM_METAL, "Europe", HELD, 0, 0, 0, 0, ("SM-STOCK",), "Ellesmere Port."),
    (SM_METAL, "Japan", HELD, 0, 0, 0, 0, ("SM-F35",), "Estimated from the magnets that it makes."),
    (SM_METAL, "USA", OWN, 25, 2, 0, 0, ("SM-F35",), "Given up in the 1990s. Cost and time assumed."),
    (SM_METAL, "USA", LICENCE, 5, 1, 2_000, 0, ("SM-STOCK",), "From Ellesmere Port; terms assumed."),
)  # fmt: skip


VULCAN_NOTE = (
    "Vulcan Elements develops its own since 2023 and runs a pilot line; four years, as for others, from 2024. What it "
    "costs is spent, assumed."
)


def rows() -> list[Row]:
    return [*know_how(), vulcan()]


def vulcan() -> Row:
    """What Benson, already financed, is built on."""
    return Decision(
        decision="Vulcan's own know-how, under way", action=ACQUIRE, subject=ENTRANT, place="USA", way=OWN,
        rule=ALREADY_MADE, year=2024, source=cite("VULCAN", "OSC-VULCAN", why=VULCAN_NOTE), notes=VULCAN_NOTE,
    )  # fmt: skip


def know_how() -> list[Row]:
    return [
        Technology(technology=technology, place=place, way=way, cost=cost, years=years, royalty=royalty,
                   experience=experience, source=ASSUMED if "erms assumed" in why else cite(*ids, why=why), notes=why)
        for technology, place, way, cost, years, royalty, experience, ids, why in KNOW_HOW
    ]  # fmt: skip
