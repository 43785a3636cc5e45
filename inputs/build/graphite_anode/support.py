"""Public money for graphite: what the law gives, and the price floor that a what-if adds."""

from __future__ import annotations

from inputs.build.graphite_anode.places import DOCS, US_MAKERS
from model.families.public_money.rows import GRANT, LOAN, PRICE_FLOOR, TAX_CREDIT, PublicMoney
from model.sheets.columns import ByYear
from model.sheets.schema import NO, Row

REAL_RATE = 0.025

# programme, kind, payer, scope, share, total MUSD, documents, why
CAPITAL = (
    ("Loan to Enterprise South", LOAN, "US Department of Energy", "Enterprise South build", 0.8, 692, ("NVX-LOAN",),
     "Conditional, not closed."),
    ("Loan to St. Thomas", LOAN, "Ontario", "St. Thomas phase 1", 0.9, 482, ("VIANODE",), "CAD 670 million."),
    ("Loan to Matawinie", LOAN, "Canada", "Matawinie build", 0.75, 335, ("NMG-LOAN",), "290 and 45 for overruns."),
    ("Loan to Kilbourne", LOAN, "US EXIM", "Kilbourne full scale", 0.8, 120, ("TITAN-PEA",), "Letter of interest."),
    ("Loan to Warren", LOAN, "US EXIM", "Warren phase 1", 0.75, 325, ("G1-EXIM",), "Letter of interest."),
    ("Grant to Riverside", GRANT, "US Department of Energy", "Riverside build", 0.25, 85, ("NVX-GRANT",),
     "100 million for 20,000 t/y; here for what is still to be built."),
    ("Credit 48C to Riverside", GRANT, "US Treasury", "Riverside build", 0.25, 88, ("NVX-48C",),
     "103 million for 20,000 t/y; here for what is still to be built."),
    ("Grant to Bainbridge", GRANT, "US Department of Energy", "Bainbridge build", 0.15, 117, ("ANOVION",), ""),
    ("Credit 48C to Vidalia", GRANT, "US Treasury", "Vidalia expansion", 0.31, 165, ("VID-48C",),
     "In service within four years."),
    ("Credit 48C to Brunswick", GRANT, "US Treasury", "Brunswick stage 1", 0.3, 115, ("EPS-WIL",), ""),
    ("Canadian credit, plant", GRANT, "Canada", "Becancour build", 0.26, 238, ("NMG-ITC",),
     "350 million expected for mine and plant, by capital."),
    ("Canadian credit, mine", GRANT, "Canada", "Matawinie build", 0.25, 112, ("NMG-ITC",),
     "350 million expected for mine and plant, by capital."),
    ("EU grant to Lulea", GRANT, "EU Innovation Fund", "Lulea build", 0.17, 79, ("TALGA-EU",), "EUR 70 million."),
)  # fmt: skip

CREDIT = {2026: 500, 2029: 500, 2030: 375, 2031: 250, 2032: 125, 2033: 0}
"""USD/t: a tenth of some 5,000 of production cost, in steps to nothing."""

FLOORED = ("US market, synthetic", "US market, natural")


def rows() -> list[Row]:
    return [*capital(), credit(), *floors()]


def capital() -> list[Row]:
    return [
        PublicMoney(
            programme=name, kind=kind, payer=payer, scope=project, share=share, total=total,
            rate=REAL_RATE if kind == LOAN else None, term=15 if kind == LOAN else None, source=DOCS.reported(*ids),
            notes=f"{why} Share{', real interest and term' if kind == LOAN else ''} assumed.".strip(),
        )
        for name, kind, payer, project, share, total, ids, why in CAPITAL
    ]  # fmt: skip


def credit() -> Row:
    return PublicMoney(
        programme="Credit 45X", kind=TAX_CREDIT, payer="US Treasury", scope=US_MAKERS, credit=ByYear.of(CREDIT),
        source=DOCS.measured("45X", "45X-OUT"),
        notes="A tenth of production cost, some 5,000 USD/t of anode (assumed); it ends in steps from 2030 to 2032 "
        "(75, 50 and 25 %, recalled).",
    )  # fmt: skip


def floors() -> list[Row]:
    """Off as the law stands; the what-ifs set the floor."""
    return [
        PublicMoney(
            programme=f"Floor, {outlet}", kind=PRICE_FLOOR, payer="US government", scope=outlet,
            floor=ByYear.of(6_500.0), in_use=NO, source=DOCS.graded("assumed"),
            notes="The investor's view, switched on by what-ifs: the difference to the market price of the case.",
        )
        for outlet in FLOORED
    ]  # fmt: skip
