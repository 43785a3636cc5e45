"""What may be signed: offtakes, and programmes of public money."""

from __future__ import annotations

from inputs.build.purchases import RESERVE_OUTLET
from inputs.build.sources import ESTIMATE, cite
from model.families.contracts.rows import Contract
from model.families.public_money.rows import GRANT, LOAN, PRICE_FLOOR, PublicMoney
from model.sheets.byyear import ByYear
from model.sheets.schema import Row

MONAZITE, METAL_BY_INDEX, LICENSED_MAGNETS = "Monazite for ten years", "NdPr metal by index", "Magnets under licence"

CONTRACTS: tuple[Contract, ...] = (
    Contract(
        contract=MONAZITE, supplier="Monazite sand", volume=ByYear.of(4_000.0), price=ByYear.of(4_600.0),
        take_or_pay=0.7, make_up=2, earliest_start=2027, latest_start=2031, length=10, cancellation_fee=20,
        source=cite("BAHIA", "UUUU-MIN"),
        notes="Volume: within the 3,000 to 10,000 t/y of sand planned at Bahia. Price 8 % below the spot price, "
        "take-or-pay, make-up and fee are assumed, as is usual for feed that a mine is financed on.",
    ),
    Contract(
        contract=METAL_BY_INDEX, supplier="Chinese NdPr metal", volume=ByYear.of(1_500.0), index=0.93, floor=80_000.0,
        take_or_pay=0.8, earliest_start=2026, latest_start=2030, length=5, source=ESTIMATE,
        notes="Cheaper as long as it comes: in a stop of exports four fifths are paid for and not had. Terms assumed.",
    ),
    Contract(
        contract=LICENSED_MAGNETS, supplier="Chinese high-coercivity magnets", volume=ByYear.of(1_500.0), index=1.1,
        take_or_pay=0.9, earliest_start=2026, latest_start=2028, length=3, beyond_limit="yes", source=ESTIMATE,
        notes="Magnets beyond what a plan should count on, for buyers with a licence for all that they order in a "
        "year. Volume, premium and terms assumed.",
    ),
)  # fmt: skip

REAL_RATE = 0.025
"""Of public loans: nominal rates of about 5 % less inflation; assumed."""

LOAN_NOTE = "Share, real interest and term assumed."

# programme, payer, scope, share, term, total MUSD, sources, why
LOANS = (
    ("Defence loan, Mountain Pass", "US Department of Defense", "Mountain Pass heavy 2", 0.75, 12, 150, ("MP-DOD",),
     "150 million to extend heavy separation. "),
    ("Defence loan, Benson", "US Department of Defense", "Benson magnets", 0.7, 15, 620, ("VULCAN",), "620 million. "),
    ("DFC loan, Serra Verde", "US International Development Finance Corporation", "Serra Verde mine", 0.75, 15, 565,
     ("SVERDE-26",), "565 million to optimise and to refinance; here for what is built. "),
)  # fmt: skip

# programme, payer, scope, share, total MUSD, until, sources, why
GRANTS = (
    ("Credits of section 48C", "US Treasury", "USA", 0.3, 170, 2030, ("EVAC",),
     "A credit of 30 % of capital; 58 and 112 million have been allocated so far, which is taken for all there is. "
     "Until: assumed."),
    ("Grants, Lacq", "French government", "Lacq", 0.4, 122, None, ("CAREMAG",),
     "EUR 216 million secured for Caremag; half of it taken as what more there could be for plants beside it. Share "
     "assumed."),
    ("Grants, Saskatoon", "Canada and Saskatchewan", "Canada", 0.5, 73, None, ("SRC-24",),
     "101 million Canadian dollars paid for the first plant; as much again, half of capital, assumed."),
)  # fmt: skip

FLOOR_NOTE = (
    "Floor of 110 USD/kg for NdPr over ten years from July 2025: what the oxide is sold or stored for below it is paid "
    "on top."
)


def rows() -> list[Row]:
    return [*CONTRACTS, *loans(), *grants(), price_floor()]


def loans() -> list[Row]:
    return [
        PublicMoney(programme=name, kind=LOAN, payer=payer, scope=scope, share=share, rate=REAL_RATE, term=term,
                  total=total, source=cite(*ids), notes=why + LOAN_NOTE)
        for name, payer, scope, share, term, total, ids, why in LOANS
    ]  # fmt: skip


def grants() -> list[Row]:
    return [
        PublicMoney(programme=name, kind=GRANT, payer=payer, scope=scope, share=share, total=total, until_year=until,
                  source=cite(*ids), notes=why)
        for name, payer, scope, share, total, until, ids, why in GRANTS
    ]  # fmt: skip


def price_floor() -> Row:
    return PublicMoney(
        programme="Price protection", kind=PRICE_FLOOR, payer="US Department of Defense", scope=RESERVE_OUTLET,
        floor=ByYear.of(110_000.0), until_year=2035, source=cite("MP-DOD"), notes=FLOOR_NOTE,
    )  # fmt: skip
