"""The dated ledger of rare-earth projects: sponsors, what is already made, and first years of decision follow from it.

``python -m inputs.build.ledger 2026-12-02`` lists entries that are older than a year on a date, and what each decides.

Loans are those granted or committed, also on conditions; letters of interest and memoranda are told, but not counted.
"""

from __future__ import annotations

import datetime
import sys

from inputs.build.sources import CURRENCIES, cite
from inputs.build.status import Known, of_item, older, rows_of
from model.families.investment.rows import FINANCED, PERMITTED, RUNNING, STUDY, UNDER_CONSTRUCTION
from model.sheets.schema import Row

DATA_DATE = "2026-05-14"
SHARED_SITES = ("Fort Worth", "Lacq")
"""Industrial parks."""

NOT_PUBLISHED = 0.0
"""Share of a buyer whose quantity is not known."""

OF_SERRA_VERDE = "Denham Capital, EMG and Vision Blue; USA Rare Earth agreed in April 2026 to buy it"
OF_DUBBO = "ASM; Energy Fuels agreed in January 2026 to buy it"
GEBENG_PERMIT = "ten years from March 2026; no residue of cracking after 2031"
OF_JUBAIL = "Maaden at least 51 %, MP Materials and the US government the rest"

LEDGER = (
    # USA
    Known(RUNNING, "2026-05-07", "MP Materials", ("Mountain Pass mine",), ("MP-Q1-26", "MP-FY25"),
          "12,983 t REO in concentrate in the first quarter of 2026, 50,692 t in 2025. Running again since 2018, "
          "recalled.", permit="held", first=2018),
    Known(RUNNING, "2026-05-07", "MP Materials", ("Mountain Pass separation",), ("MP-Q1-26", "MP-FY25"),
          "917 t of NdPr oxide in the first quarter of 2026, a rate of 3,668 t; 2,599 t in 2025. Separates since "
          "2023, recalled.", permit="held", first=2023),
    Known(UNDER_CONSTRUCTION, "2026-05-07", "MP Materials", ("Mountain Pass heavy",),
          ("MP-Q1-26", "MP-CAPEX26", "REEX-MPHREE"), "Commissioning in mid-2026, Dy and Tb late in 2026.", first=2026),
    Known(FINANCED, "2025-07-11", "MP Materials", ("Mountain Pass heavy 2",), ("MP-DOD",),
          "The loan is part of the agreement with the US Department of Defense.", loan=150),
    Known(STUDY, "2026-02-26", "MP Materials",
          ("Mountain Pass 60K", "Mountain Pass design rate"), ("MP-FY25", "MP-10K24"),
          "Plans of the company without a date or a decision."),
    Known(FINANCED, "2025-07-15", "MP Materials", ("Mountain Pass recycling lines",), ("MP-APPLE", "MP-PREPAY"),
          "Agreement with Apple of 14 July 2025 on 500 million of magnets from recycled feed, of which Apple prepays "
          "200 "
          "million by milestones; size of the line not published.", offtake={"Apple": NOT_PUBLISHED}, first=2027),
    Known(RUNNING, "2026-02-26", "MP Materials", ("Independence", "Independence metal"), ("MP-FY25", "MP-METAL"),
          "First magnets on commercial equipment at the end of 2025.", offtake={"General Motors, Apple": NOT_PUBLISHED},
          first=2025),
    Known(UNDER_CONSTRUCTION, "2025-11-06", "MP Materials", ("Independence expansion",),
          ("MP-SEC-Q3", "MP-APPLE", "MP-PREPAY"), "To 3,000 t/y, as agreed with the US Department of Defense; Apple "
          "prepays 200 million of its purchases by milestones.", offtake={"Apple, General Motors": NOT_PUBLISHED},
          first=2027),
    Known(STUDY, "2025-11-06", "MP Materials", ("Independence metal lines",), ("MP-SEC-Q3",),
          "Metal for the expansion; lines of their own assumed."),
    Known(FINANCED, "2026-05-07", "MP Materials", ("10X", "10X metal lines"),
          ("MP-Q1-26", "MP-OFFTAKE", "MP-10X", "MP-CAPEX26"),
          "Ground broken in the first quarter of 2026; incentives of 200 million. The US government takes all that it "
          "makes for ten years, at cost plus and at least 140 million of EBITDA a year.",
          offtake={"US Department of Defense": 1.0}, first=2028),
    Known(RUNNING, "2026-01-15", "Energy Fuels", ("White Mesa separation",), ("UUUU-MIN", "UUUU-P1"),
          "Phase 1 makes NdPr oxide since 2024.", permit="held", first=2024),
    Known(STUDY, "2026-01-15", "Energy Fuels", ("White Mesa 2, large", "White Mesa 2, small", "White Mesa heavy build"),
          ("UUUU-BFS", "UUUU-MIN"), "Bankable study of January 2026."),
    Known(FINANCED, "2025-11-21", "Vulcan Elements", ("Benson phase 1", "Benson phase 2", "Benson metal lines"),
          ("OSC-VULCAN", "VULCAN", "VULCAN-27"),
          "The loan is a conditional commitment; 550 million of private capital and 50 of incentives beside it. The "
          "building stands.", loan=620, first=2027),
    Known(UNDER_CONSTRUCTION, "2026-01-28", "USA Rare Earth", ("Stillwater magnets",), ("USAR-CHIPS", "USAR-GOV"),
          "The first line is commissioned in 2026.", first=2026),
    Known(STUDY, "2026-01-28", "USA Rare Earth", ("Stillwater lines",), ("USAR-CHIPS",),
          "Letter of intent for 277 million of grants and a loan of up to 1,300 for Stillwater and Round Top; 1,500 "
          "million of shares sold."),
    Known(STUDY, "2026-01-28", "USA Rare Earth", ("Round Top build",), ("USAR-CHIPS", "USAR-RT"),
          "No feasibility study yet; the company promises output in 2028.", first=2028),
    Known(STUDY, "2025-09-04", "JS Link", ("Columbus lines",), ("JSLINK-RM",), "Announced in September 2025.",
          first=2027),
    Known(UNDER_CONSTRUCTION, "2025-09-04", "VAC", ("Sumter phase 1",), ("JSLINK-RM", "EVAC2", "VAC-GM"),
          "Near completion; a grant of 94.1 million and a tax credit of 111.8.",
          offtake={"General Motors": NOT_PUBLISHED}, first=2025),
    Known(STUDY, "2025-09-04", "VAC", ("Sumter phase 2",), ("EVAC",), "Not announced: room on the site, assumed."),
    Known(RUNNING, "2025-11-12", "Noveon", ("San Marcos hall",), ("SOLVAY-US", "NOVEON-NIDEC"),
          "Sells sintered magnets since 2023.", offtake={"Nidec": 0.10, "General Motors, ABB": NOT_PUBLISHED},
          first=2023),
    Known(STUDY, "2025-10-08", "Noveon", ("San Marcos lines",), ("NOVEON-LYC",),
          "The company says that it could reach 10,000 t/y; memorandum with Lynas on oxides."),
    Known(STUDY, "2025-12-11", "HyProMag USA", ("Fort Worth recycling lines",), ("HYPROMAG3",),
          "Lease signed, permits and finance open; letter of interest of EXIM for 92 million.", first=2027),
    Known(STUDY, "2025-10-24", "Aclara", ("Vinton", "Vinton heavy, large", "Vinton heavy, small"),
          ("ARA-LA", "ARA-LA2"), "Site chosen, 46.4 million of state incentives; finance and permits open.",
          first=2028),
    # Canada
    Known(RUNNING, "2025-12-10", "SRC", ("Saskatoon metal",), ("SRC-REA",),
          "REalloys pays 21 million for an expansion to 600 t/y in 2027 and takes four fifths of output for five "
          "years.",
          offtake={"REalloys": 0.80}, owner="Saskatchewan Research Council", first=2024),
    Known(STUDY, "2025-12-10", "SRC", ("Saskatoon metal lines",), ("SRC-REA",),
          "A large expansion is being studied.", owner="Saskatchewan Research Council"),
    Known(STUDY, "2026-01-20", "Torngat",
          ("Strange Lake, full", "Strange Lake, half", "Sept-Iles, full", "Sept-Iles, half", "Sept-Iles heavy build"),
          ("TORNGAT", "TORNGAT-EDC", "VAC-TORNGAT"),
          "Loans of C$165 million, at 0.72 USD, for studies, part of them on permits; memorandum with VAC.",
          loan=round(165 * CURRENCIES["C$"]), permit="environmental review open", earliest=2027),
    # Australia and Malaysia
    Known(RUNNING, "2026-03-10", "Lynas", ("Mt Weld mine",), ("LYC-JARE26", "LYC-LIC26"),
          "Running, ramping up after the expansion of 2025. First concentrate in 2011, recalled.", permit="held",
          first=2011),
    Known(RUNNING, "2026-03-10", "Lynas", ("Kalgoorlie cracking",), ("LYC-JARE26", "LYC-KALG2"),
          "First carbonate in June 2024, ramping up.", permit="held", first=2024),
    Known(RUNNING, "2026-03-10", "Lynas", ("Gebeng separation",), ("LYC-JARE26", "LYC-LIC26", "LYC-DOW26"),
          "5,000 t/y of NdPr to Japan until 2038, of about 10,500 that can be made. First oxide in 2013; both "
          "recalled. Letter of intent with the US Department of Defense: oxides for 96 million in four years, NdPr "
          "at no less than 110 USD/kg; not signed in full, so in no row of the plan.",
          offtake={"Japan Australia Rare Earths": 5_000 / 10_500}, permit=GEBENG_PERMIT, first=2013),
    Known(RUNNING, "2026-03-10", "Lynas", ("Gebeng heavy circuit",), ("LYC-JARE26", "LYC-DY"),
          "First dysprosium in May 2025; half of the heavy oxides to Japan.",
          offtake={"Japan Australia Rare Earths": 0.5}, permit=GEBENG_PERMIT, first=2025),
    Known(UNDER_CONSTRUCTION, "2025-10-29", "Lynas", ("Gebeng heavy facility",), ("LYC-HRE2",),
          "A$180 million, paid by the company; samarium first.", first=2026),
    Known(STUDY, "2026-03-10", "Lynas", ("Kalgoorlie expansion",), ("LYC-LIC26",),
          "Not announced: cracking has to leave Malaysia by 2031, assumed."),
    Known(STUDY, "2026-03-10", "Lynas", ("Mt Weld further expansion", "Gebeng expansion"), ("LYC-JARE26",),
          "Not announced: a further step, assumed.", earliest=2027),
    Known(UNDER_CONSTRUCTION, "2026-02-18", "Iluka", ("Eneabba separation", "Eneabba heavy", "Eneabba stockpile"),
          ("ILU-26", "ILU-FUND"),
          "A$1,000 million of 1,700 to 1,800 spent, 600 people on site; the loan is A$1,650 million, at 0.65 USD.",
          loan=round(1_650 * CURRENCIES["A$"]), permit="held", first=2027),
    Known(STUDY, "2026-01-30", "Northern Minerals", ("Browns Range",), ("NTU-26", "NTU-ILU"),
          "Feasibility study of 2025; decision late in 2026. Iluka takes 30,500 t REO in eight years; letters of EXIM "
          "(230 million) and Export Finance Australia.", offtake={"Iluka": 30_500 / 8 / 4_350}, first=2028,
          earliest=2027),
    Known(PERMITTED, "2026-02-09", "Arafura", ("Nolans mine build", "Nolans refinery"), ("ARU-26", "ARU-SGRE"),
          "Senior loans of 775 million committed on conditions, equity open; decision in the first half of 2026. "
          "Hyundai's 1,500 t/y of NdPr is recalled.",
          offtake={"Siemens Gamesa": 400 / 4_440, "Hyundai": 1_500 / 4_440}, loan=775, permit="held"),
    Known(PERMITTED, "2025-10-21", "Energy Fuels, Astron", ("Donald",), ("DONALD-EFA", "DONALD"),
          "All concentrate goes to Energy Fuels; letter of Export Finance Australia for A$80 million.",
          offtake={"Energy Fuels": 1.0}, permit="held", first=2027),
    Known(PERMITTED, "2026-01-20", "ASM", ("Dubbo mine build", "Dubbo refinery"), ("ASM-UUUU", "ASM-HL2"),
          "All permits; the investment decision is open.", owner=OF_DUBBO, permit="held"),
    # Americas
    Known(RUNNING, "2026-04-20", "Serra Verde", ("Serra Verde mine",), ("USAR-SVERDE", "SVERDE-26"),
          "Loan of the US Development Finance Corporation, part of it to refinance.", owner=OF_SERRA_VERDE, loan=565,
          permit="held", first=2024),
    Known(FINANCED, "2026-04-20", "Serra Verde", ("Serra Verde 6,500",), ("USAR-SVERDE", "SVERDE-26", "SVERDE-27"),
          "6,500 t/y by the end of 2027, out of the same loan.", owner=OF_SERRA_VERDE, permit="held", first=2027),
    Known(STUDY, "2026-01-27", "Meteoric", ("Caldeira",), ("MEI-26", "MEI-PFS"),
          "Pilot plant runs; letters of EXIM (250 million) and Export Finance Australia (50), memorandum with Neo on "
          "3,000 t/y.", permit="preliminary licence of December 2025; installation licence missing", first=2028),
    Known(STUDY, "2025-10-24", "Aclara", ("Carina",), ("ARA-LA", "ARA-PEA"), "Output from the middle of 2028.",
          permit="environmental licence missing", first=2028),
    Known(STUDY, "2026-01-15", "Energy Fuels", ("Bahia",), ("UUUU-MIN", "BAHIA"), "Drilled; no study published."),
    # Africa
    Known(UNDER_CONSTRUCTION, "2025-05-20", "Pensana", ("Longonjo build",),
          ("PENSANA-25", "PENSANA-SMM", "PENSANA-TTC"),
          "Financed in March 2025 with 268 million, 160 of it a loan of the Africa Finance Corporation and Absa; main "
          "construction began in May 2025. Memorandum with Toyota Tsusho on all carbonate. First output estimated.",
          owner="Pensana 84 %, Angola's sovereign fund and partners", loan=160, permit="held", first=2027),
    Known(STUDY, "2025-05-20", "Pensana", ("Longonjo stage 2",), ("PENSANA", "PENSANA-25"),
          "After stage 1; not financed.", owner="Pensana 84 %, Angola's sovereign fund and partners", earliest=2028),
    Known(UNDER_CONSTRUCTION, "2025-10-29", "Lindian", ("Kangankunde stage 1",), ("LIN-25", "LIN-ILU"),
          "Decided in August 2025; loan of Iluka, A$91.5 million of shares.", offtake={"Iluka": 6_000 / 15_300},
          loan=20, permit="mining licence of 2,500 ha", first=2026),
    Known(PERMITTED, "2025-09-29", "Mkango", ("Songwe Hill",), ("MKA-DFC", "MKANGO"),
          "The US Development Finance Corporation pays 4.6 million of engineering; merger with Crown PropTech open.",
          permit="mining licence and environmental approval"),
    Known(STUDY, "2026-01-08", "Energy Fuels", ("Vara Mada",), ("VARA-MADA",), "Study of January 2026.",
          permit="not yet for monazite"),
    Known(PERMITTED, "2025-09-19", "Shenghe", ("Ngualla build",), ("SHENGHE-PEAK", "PEAK"),
          "Shenghe of China bought Peak in September 2025 and takes all output.", offtake={"Shenghe": 1.0},
          permit="mining licence", earliest=2027),
    Known(STUDY, "2026-02-13", "Namibia Critical Metals", ("Lofdal",), ("LOFDAL-26", "LOFDAL"),
          "Engineering of the larger mine, paid by JOGMEC of Japan.", owner="Namibia Critical Metals, JOGMEC",
          permit="mining licence; environmental clearance to September 2027"),
    # Europe, Greenland, Asia
    Known(RUNNING, "2025-11-12", "Solvay", ("La Rochelle separation",), ("SOLVAY-US", "SOLVAY"),
          "Small quantities of NdPr and samarium oxide.", offtake={"Noveon, Permag": NOT_PUBLISHED}, first=2025),
    Known(STUDY, "2025-11-12", "Solvay", ("La Rochelle full scale",), ("SOLVAY-US", "SOLVAY2"),
          "The company waits for support and customers."),
    Known(UNDER_CONSTRUCTION, "2026-01-20", "Carester", ("Lacq heavy", "Lacq recycling"),
          ("USAR-LACQ", "CAREMAG", "CAREMAG-JP"), "EUR 106 million of the French state, 110 of JOGMEC and "
          "Iwatani, which take half of the heavy oxides; no limit of the plan asks for it.",
          offtake={"Japan France Rare Earths, Stellantis": NOT_PUBLISHED},
          first=2026),
    Known(STUDY, "2026-01-20", "Carester", ("Lacq recycling lines",), ("USAR-LACQ",),
          "Not announced: room beside the first plant, assumed.", earliest=2027),
    Known(STUDY, "2026-01-20", "Less Common Metals", ("Lacq metal build",), ("USAR-LACQ", "LCM-2027"),
          "3,750 t/y beside Caremag; France bears 45 % of equipment and up to EUR 130 million.",
          owner="USA Rare Earth", first=2027),
    Known(RUNNING, "2026-01-20", "Less Common Metals", ("Ellesmere Port metal", "Ellesmere Port samarium"),
          ("USAR-LACQ", "USAR-LCM", "LCM-30"),
          "Bought by USA Rare Earth late in 2025. The firm, founded in 1992, has worked there since 2012.",
          owner="USA Rare Earth", first=2012),
    Known(STUDY, "2026-01-20", "Less Common Metals", ("Ellesmere Port lines", "Ellesmere Port samarium furnaces"),
          ("USAR-LCM",), "The buyer plans to expand; size assumed.", owner="USA Rare Earth"),
    Known(RUNNING, "2025-09-22", "Neo", ("Silmet separation",), ("NEO-OPEN", "NEO-ARGUS"),
          "3,000 t/y of light rare earths, separated there since 1970, recalled.", first=1970),
    Known(RUNNING, "2025-09-22", "Neo", ("Narva phase 1",), ("NEO-OPEN", "NEO-EDC"),
          "Opened in September 2025; EUR 18.7 million of the European Union and a loan of up to 45 (at 1.13 USD) of "
          "Export "
          "Development Canada.", offtake={"a maker of motors": 0.35, "Bosch, Schaeffler": NOT_PUBLISHED},
          loan=round(45 * CURRENCIES["EUR"]), permit="held", first=2025),
    Known(STUDY, "2025-09-22", "Neo", ("Narva phase 2",), ("NEO-OPEN",), "To 5,000 t/y when there is demand."),
    Known(STUDY, "2025-10-08", "Critical Metals", ("Tanbreez build",), ("TANB-REA", "TANBREEZ"),
          "Letters of intent with Ucore (10 % of output) and REalloys (15 %), letter of interest of EXIM.",
          permit="exploitation licence"),
    Known(STUDY, "2025-11-19", "Maaden, MP Materials", ("Jubail, large", "Jubail, small", "Jubail heavy build"),
          ("MAADEN", "MAADEN-MP"), "Joint venture signed; size, place and feed are open. The US government pays the "
          "American part.", owner=OF_JUBAIL, earliest=2027),
    Known(STUDY, "2025-11-20", "Maaden", ("Jabal Sayid build",), ("JABAL",), "Under exploration.", earliest=2029),
    Known(STUDY, "2026-01-29", "IREL", ("IREL for export",), ("IREL-REPM", "IREL-NDPR"),
          "India keeps its output for magnets at home; an export would have to be allowed.", earliest=2027),
)  # fmt: skip

KNOWN = of_item(LEDGER)
"""By plant or project."""


def rows() -> list[Row]:
    return rows_of(LEDGER, lambda each: cite(*each.ids, why=each.why))


def sponsor(item: str) -> str:
    return KNOWN[item].sponsor if item in KNOWN else ""


if __name__ == "__main__":
    from inputs.build.rare_earths import tables

    today = sys.argv[1] if sys.argv[1:] else datetime.date.today().isoformat()
    for row in older(LEDGER, tables(), today):
        print(" | ".join(row))
