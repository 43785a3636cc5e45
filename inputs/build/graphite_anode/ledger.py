"""The dated ledger of the graphite anode chain's projects.

Of Mahenge and Bainbridge nothing newer than 2024 is known, so they have no entry and no sponsor. What Novonix said in
September 2026, that Riverside grows more slowly, is in its lead time.
"""

from __future__ import annotations

from inputs.build.graphite_anode.places import DOCS
from inputs.build.status import Known, of_item, rows_of
from model.families.investment.rows import FINANCED, PERMITTED, RUNNING, STUDY, UNDER_CONSTRUCTION
from model.sheets.schema import Row

DATA_DATE = "2026-03-31"

NOT_PUBLISHED = 0.0
"""Share of a buyer whose quantity is not known."""

LEDGER = (
    Known(RUNNING, "2026-01-18", "Syrah Resources", ("Balama mine",), ("SYRAH-DFC",),
          "Loan of the US Development Finance Corporation; payments deferred.", loan=150),
    Known(RUNNING, "2026-01-18", "Syrah Resources", ("Vidalia",), ("SYRAH-TESLA", "VID-TESLA"),
          "Not yet qualified; Tesla may end its contract on 8,000 t/y.", offtake={"Tesla": 8_000 / 11_250},
          permit="held"),
    Known(STUDY, "2026-01-18", "Syrah Resources", ("Vidalia expansion",), ("SYRAH-TESLA", "VID-48C"),
          "Waits for customers; a tax credit of 165 million."),
    Known(RUNNING, "2025-11-27", "NextSource", ("Molo mine",), ("NEXT-BAF",), "Phase 1."),
    Known(STUDY, "2025-11-27", "NextSource", ("Molo expansion",), ("NEXT-BAF", "NEXT-161"), "Waits for finance."),
    Known(STUDY, "2025-11-27", "NextSource", ("Abu Dhabi phase 1", "Abu Dhabi phase 2"), ("NEXT-BAF", "NEXT-OFF"),
          "Building secured, equipment ordered; finance and permits open.",
          offtake={"Mitsubishi Chemical": 9_000 / 30_000}, first=2026),
    Known(PERMITTED, "2026-03-26", "Nouveau Monde Graphite", ("Matawinie build",), ("NMG-CANADA", "NMG-LOAN"),
          "30,000 t/y to the Government of Canada at a fixed price for seven years; with Panasonic and Traxys more "
          "than 70 % of output. Export Development Canada and the Canada Infrastructure Bank lend 290 million, "
          "and 45 for overruns.",
          offtake={"Government of Canada, Panasonic and Traxys": 0.70}, loan=290, permit="held"),
    Known(STUDY, "2026-03-26", "Nouveau Monde Graphite", ("Becancour build",), ("NMG-CANADA", "NMG-PAN"),
          "After the mine.", offtake={"Panasonic": 18_000 / 44_100}),
    Known(RUNNING, "2025-12-12", "Titan Mining", ("Kilbourne mine",), ("TITAN",), "Demonstration plant.",
          permit="held for 1,200 t/y"),
    Known(STUDY, "2025-12-23", "Titan Mining", ("Kilbourne full scale",), ("TITAN-PEA", "TITAN-FS"),
          "Feasibility study in 2026, paid by EXIM; its letter of interest over 120 million."),
    Known(UNDER_CONSTRUCTION, "2025-10-14", "POSCO Future M", ("Saemangeum build",), ("POSCO-27", "SAEMAN"),
          "Done in 2027; a car maker takes the anode from October 2027.", first=2027),
    Known(STUDY, "2026-03-05", "POSCO Future M", ("Pohang expansion",), ("POSCO-VN", "POSCO-SYN"),
          "The next plant goes to Vietnam; whether Pohang grows further is not said."),
    Known(PERMITTED, "2025-08-14", "Westwater Resources", ("Kellyton phase 1",), ("WWR-25", "WWR-FCA"),
          "124 of 245 million spent, four fifths of the equipment there; finance of 150 million open. All output was "
          "sold ahead.", offtake={"SK On, Stellantis": 1.0}, permit="held"),
    Known(PERMITTED, "2025-12-01", "Talga", ("Lulea build",), ("TALGA-K1", "TALGA-PERMIT"),
          "All permits; EUR 70 million of the European Union; offtake and finance open. Day estimated.",
          permit="held"),
    Known(UNDER_CONSTRUCTION, "2025-11-04", "Novonix", ("Riverside build",), ("NVX-STELL", "NVX-PAN"),
          "Stellantis has left its contract.", offtake={"Panasonic": NOT_PUBLISHED}, permit="held"),
    Known(STUDY, "2025-11-04", "Novonix", ("Enterprise South build",), ("NVX-STELL", "NVX-LOAN"),
          "Loan committed on conditions.", loan=692),
    Known(PERMITTED, "2025-09-29", "Epsilon Advanced Materials", ("Brunswick stage 1", "Brunswick stage 2"),
          ("EPS-COKE", "EPS-WIL"), "Air permit and coke secured, a tax credit of 115 million; ground not broken.",
          permit="air permit"),
    Known(STUDY, "2025-06-05", "Graphite One", ("Warren phase 1",), ("G1-LUCID", "G1-EXIM"),
          "Memoranda with Lucid; letter of interest of EXIM over 325 million. Day estimated."),
    Known(FINANCED, "2025-11-21", "Vianode", ("St. Thomas phase 1",), ("VIANODE", "VIANODE-C"),
          "Loan of Ontario of C$670 million. Counted as not yet decided.", loan=482),
    Known(STUDY, "2025-11-21", "Vianode", ("St. Thomas phase 2",), ("VIANODE-C",), "After the first phase."),
)  # fmt: skip

KNOWN = of_item(LEDGER)


def rows() -> list[Row]:
    return rows_of(LEDGER, lambda each: DOCS.reported(*each.ids))


def sponsor(project: str) -> str:
    return KNOWN[project].sponsor if project in KNOWN else ""
