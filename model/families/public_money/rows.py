"""The sheet of public money."""

from __future__ import annotations

from model.sheets.common import PLACES
from model.sheets.names import ProjectName, SupplierName
from model.sheets.schema import (
    ANY,
    CANDIDATE,
    ByYear,
    Row,
    choice,
    key,
    number,
    percent,
    reference,
    sheet,
    text,
    year,
    yearly,
)

GRANT, LOAN, TAX_CREDIT, PRICE_FLOOR, PROTECTION = "grant", "loan", "tax credit", "price floor", "price protection"

KINDS = (GRANT, LOAN, TAX_CREDIT, PRICE_FLOOR, PROTECTION)

FOR_CAPITAL = (GRANT, LOAN)
"""Decided in advance, with the capital that they pay for; the others follow output and sales."""

OWN_FUNDS = "own funds"
"""Capital that no programme pays."""


@sheet("Public money", tab="Costs", in_months=False)
class PublicMoney(Row):
    """A support programme: for the capital of projects, for output or for sales. The plan decides how much to use;
    budgets in Funds count spending before support."""

    programme: str = key()
    kind: str = choice(
        KINDS,
        note="'grant': a share of capital as it is spent. 'loan': the same, to be repaid. 'tax credit': per unit "
        "of capacity used. 'price floor': tops up an outlet's price to the floor; a higher price is kept, but "
        "for an upside share. 'price protection': the same for all that a plant makes of a commodity, sold, stored "
        "or used.",
    )
    payer: str = text(note="Paying body, such as 'US government'. Empty: the programme.")
    scope: str = reference(
        (*PLACES, "Capacity", "Projects", "Outlets"),
        default=ANY,
        any=True,
        note="Grant, loan: projects of a place or plant, or one project. Tax credit, price protection: a place or "
        "plant. Price floor: an outlet, or a place whose outlets take one commodity.",
    )
    share: float | None = percent(
        default=None,
        note="Grant, loan: maximum share of capital. Together they never exceed a project's capital.",
    )
    rate: float | None = percent(default=None, unit="%/y", note="Loan: real interest.")
    term: int | None = number(
        "years",
        default=None,
        whole=True,
        at_least=1,
        note=(
            "Loan: repaid in this many equal annuities, the first a year after drawdown; the balance outstanding at "
            "the end of the last year is repaid then."
        ),
    )
    credit: ByYear | None = yearly("{currency}/{unit}", default=None, note="Tax credit: per unit of capacity used.")
    floor: ByYear | None = yearly(
        "{currency}/{unit}",
        default=None,
        note="Price floor: for all sales to the outlet. Price protection: for all output.",
    )
    upside_share: float = percent(
        default=0.0,
        note="Price floor, price protection: share of the price above the floor that is paid back, as under a contract "
        "for difference.",
    )
    covered_quantity: float | None = number(
        "{unit}/y",
        default=None,
        above=0,
        note="Price floor, price protection: maximum quantity of each outlet or plant that counts. Empty: all of it.",
    )
    market: SupplierName = reference(
        "Suppliers",
        default=SupplierName(""),
        note="Price protection: the supplier whose commodity is protected and whose price, as what-ifs and disruptions "
        "change it, is the market price.",
    )
    from_year: int | None = year(default=None, note="First year of payment. Empty: the first.")
    until_year: int | None = year(default=None, note="Last year of payment. Empty: the last.")
    candidate: str = text(default="", note=CANDIDATE)
    total: float | None = number(
        "{amount}", default=None, at_least=0, note="Over all years, undiscounted, in every disruption. Empty: no limit."
    )
    limit: ByYear | None = yearly(
        "{amount}/y",
        default=None,
        bare=True,
        note="Per year; for a period of several years, their sum. Empty: no limit.",
    )

    @property
    def who(self) -> str:
        """Who pays."""
        return self.payer or self.programme


@sheet("Loans", tab="Costs", in_months=False)
class Loan(Row):
    """A loan that was drawn before the first year and is still owed: repaid in equal annuities, and the balance
    outstanding at the end of the last year then. What may be lent in the plan is in Public money."""

    programme: str = key(note="As in Public money, or any name.")
    project: ProjectName = key(of="Projects", note="What it was drawn for.")
    payer: str = text(note="Paying body. Empty: the programme.")
    rate: float = percent(unit="%/y", note="Real interest.")
    term: int = number(
        "years", whole=True, at_least=1, note="Repaid in this many equal annuities, the first a year after drawdown."
    )
    drawn: ByYear = yearly(
        "{amount}/y",
        past=True,
        note="Received per year, such as 'drawn 2025'. A year without a column is as the ones beside it: type 0.",
    )

    @property
    def who(self) -> str:
        """Who lends."""
        return self.payer or self.programme
