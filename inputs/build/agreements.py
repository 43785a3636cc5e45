"""What may be signed: offtakes, and programmes of public money."""

from __future__ import annotations

from inputs.build.purchases import BENCHMARK
from inputs.build.sources import cite, converted
from model.families.contracts.rows import Contract
from model.families.public_money.rows import GRANT, LOAN, PROTECTION, TAX_CREDIT, PublicMoney
from model.sheets.columns import ByYear
from model.sheets.names import SupplierName
from model.sheets.schema import ASSUMED, Row

METAL_BY_INDEX = "Chinese NdPr metal at 7 % off"
LICENSED_MAGNETS = "Chinese magnets under licence at 10 % more"

CONTRACTS: tuple[Contract, ...] = (
    Contract(
        contract=METAL_BY_INDEX, supplier="Chinese NdPr metal", volume=ByYear.of(1_500.0), index=0.93, floor=80_000.0,
        take_or_pay=0.8, earliest_start=2026, latest_start=2030, length=5, source=ASSUMED,
        notes="Cheaper as long as it comes: in a stop of exports four fifths are paid for and not had. Terms assumed.",
    ),
    Contract(
        contract=LICENSED_MAGNETS, supplier="Chinese high-coercivity magnets", volume=ByYear.of(1_500.0), index=1.1,
        take_or_pay=0.9, earliest_start=2026, latest_start=2028, length=3, beyond_limit="yes", source=ASSUMED,
        notes="Magnets beyond what a plan should count on, for buyers with a licence for all that they order in a "
        "year. Volume, premium and terms assumed.",
    ),
)  # fmt: skip

REAL_RATE = 0.025
"""Of public loans: nominal rates of about 5 % less inflation; assumed."""

LOAN_NOTE = "Share, real interest and term assumed."

# programme, payer, scope, share, term, total MUSD, until, sources, why
LOANS = (
    ("Defence loan, Benson", "US Department of Defense", "Benson magnets", 0.7, 15, 620, 2031, ("VULCAN",),
     "620 million of 2025, for what is built by 2031, assumed. "),
)  # fmt: skip

# programme, payer, scope, share, total MUSD, until, sources, why
GRANTS = (
    ("Grants, Lacq", "French government", "Lacq", 0.4, 122, None, ("CAREMAG",),
     "EUR 216 million secured for Caremag; half of it taken as what more there could be for plants beside it. Share "
     "assumed."),
    ("Grants, Saskatoon", "Canada and Saskatchewan", "Canada", 0.5, 73, None, ("SRC-24",),
     "C$101 million were paid for the first plant; as much again, half of capital, assumed."),
)  # fmt: skip


def rows() -> list[Row]:
    return [*CONTRACTS, *loans(), *grants(), price_protection(), guarantee()]


def loans() -> list[Row]:
    return [
        PublicMoney(programme=name, kind=LOAN, payer=payer, scope=scope, share=share, rate=REAL_RATE, term=term,
                  total=total, until_year=until, source=cite(*ids, why=LOAN_NOTE), notes=why + LOAN_NOTE)
        for name, payer, scope, share, term, total, until, ids, why in LOANS
    ]  # fmt: skip


def grants() -> list[Row]:
    return [
        PublicMoney(programme=name, kind=GRANT, payer=payer, scope=scope, share=share, total=total, until_year=until,
                  source=cite(*ids, why=why), notes=converted(why))
        for name, payer, scope, share, total, until, ids, why in GRANTS
    ]  # fmt: skip


PROTECTION_NOTE = (
    "Floor of 110 USD/kg for NdPr from October 2025 to the end of 2035: paid on all that Mountain Pass makes of ore, "
    "sold "
    "or stored, down to the benchmark, the price in China without tax; oxide of other producers and of scrap is not "
    "covered. 42.3 million USD in the first quarter of 2026: 46 USD/kg of the 917 t of oxide that it made, with a "
    "benchmark near 90; what is paid on concentrate in store is not published, so the plan counts less. Of a "
    "benchmark above the "
    "floor 30 % go back once 10X runs in full: left out, as it stays below."
)


def price_protection() -> Row:
    return PublicMoney(
        programme="Price protection", kind=PROTECTION, payer="US Department of Defense",
        scope="Mountain Pass separation", market=SupplierName(BENCHMARK), floor=ByYear.of(110_000.0),
        until_year=2035, source=cite("MP-SEC-Q3", "MP-Q1-26", "MP-OFFTAKE"), notes=PROTECTION_NOTE,
    )  # fmt: skip


# payer, for whom, million USD, documents: towards capital that is already being spent, which no programme may pay here
COMMITTED = (
    ("loans of the Department of Defense", "Benson", 620, ("VULCAN",)),
    ("loans of the Department of Defense", "heavy separation at Mountain Pass", 150, ("MP-OFFTAKE",)),
    ("Apple, prepayment", "Independence and recycling at Mountain Pass", 200, ("MP-PREPAY",)),
    ("incentives of Texas", "10X", 200, ("MP-10X",)),
    ("Commerce Department, incentives", "Benson", 50, ("VULCAN",)),
)

GUARANTEED, MADE_BY_10X = 140.0, 7_000 * 0.92
"""Million USD a year of EBITDA, indexed to inflation; and t/y that 10X can make."""

GUARANTEE_NOTE = (
    "At least 140 million of EBITDA a year for ten years, indexed to inflation: by tonne that 10X can make in full, "
    "since at the prices of the workbook it earns nothing by itself. What it costs beyond its revenue the Department "
    "pays, too, as it buys at cost: that stays with the plant here. Start in the middle of 2028 assumed."
)


def guarantee() -> PublicMoney:
    return PublicMoney(
        programme="Guarantee, 10X", kind=TAX_CREDIT, payer="US Department of Defense", scope="10X magnets",
        credit=ByYear.of(round(1e6 * GUARANTEED / MADE_BY_10X, -2)), from_year=2028, until_year=2037,
        limit=ByYear.of({2026: GUARANTEED}), source=cite("MP-OFFTAKE", why="estimated"), notes=GUARANTEE_NOTE,
    )  # fmt: skip
