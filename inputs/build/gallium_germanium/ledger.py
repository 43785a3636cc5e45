"""The dated ledger of the gallium and germanium chain's projects."""

from __future__ import annotations

from inputs.build.gallium_germanium.places import DOCS
from inputs.build.status import Known, of_item, rows_of
from model.families.investment.rows import FINANCED, RUNNING, STUDY, UNDER_CONSTRUCTION
from model.sheets.schema import Row

DATA_DATE = "2026-02-28"

OF_CLARKSVILLE = "Korea Zinc with the US government, which buys it from Nyrstar"

LEDGER = (
    Known(STUDY, "2025-10-21", "Alcoa, Japan Australia Gallium Associates", ("Wagerup circuit",), ("WAGERUP",),
          "Framework of three governments, not binding."),
    Known(FINANCED, "2026-01-12", "Atalco", ("Gramercy circuit",), ("ATALCO",),
          "150 million of preferred equity of the US government and 300 of Pinnacle, for alumina and gallium together. "
          "Counted as not yet decided."),
    Known(UNDER_CONSTRUCTION, "2026-01-16", "Metlen", ("Agios Nikolaos circuit",), ("METLEN-26", "METLEN-EIB"),
          "First 5 kg made; 5 to 10 t expected in 2027, some 50 t/y planned for 2028; day estimated. EUR 90 million of "
          "the European Investment Bank for bauxite and gallium together.", first=2027),
    Known(STUDY, "2025-05-07", "Rio Tinto, Indium Corporation", ("Vaudreuil circuit",), ("RIO-25",),
          "First gallium extracted; a demonstration plant of 3.5 t/y is next."),
    Known(UNDER_CONSTRUCTION, "2025-10-19", "Korea Zinc", ("Onsan gallium circuit",), ("KZ-GA",), "Decided.",
          first=2028),
    Known(UNDER_CONSTRUCTION, "2025-12-18", "Korea Zinc", ("Onsan germanium circuit",), ("KZ-GE2",),
          "Decided; memorandum with Lockheed Martin.", first=2028),
    Known(STUDY, "2026-01-21", "Korea Zinc", ("Clarksville circuit", "Clarksville zinc"), ("KZ-DAVOS", "KZ-13"),
          "A smelter of 6.6 billion for 13 metals, both among them, of which neither size nor cost is published; zinc, "
          "lead and copper first, in 2029. Loan of 4.7 billion committed on conditions, for all of it. 600,000 t of "
          "residue on the site would be treated in six to seven years.", owner=OF_CLARKSVILLE, first=2029),
    Known(RUNNING, "2025-06-20", "Teck", ("Trail germanium",), ("TECK-25",), "The largest of North America."),
    Known(STUDY, "2025-06-20", "Teck", ("Trail expansion",), ("TECK-25",),
          "Options are examined, support of Canada and the USA is sought."),
    Known(STUDY, "2025-08-05", "Nyrstar", ("Hobart",), ("HOBART",), "Feasibility study, publicly supported."),
    Known(FINANCED, "2026-01-29", "5N Plus", ("St. George expansion",), ("DOW-GE", "5NPLUS"),
          "18.1 million of the US government. Counted as not yet decided."),
)  # fmt: skip

KNOWN = of_item(LEDGER)


def rows() -> list[Row]:
    return rows_of(LEDGER, lambda each: DOCS.reported(*each.ids))
