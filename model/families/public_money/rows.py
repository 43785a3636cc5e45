"""The sheets of public money."""

from __future__ import annotations

from model.sheets.common import PLACES
from model.sheets.schema import ANY, ByYear, Row, choice, key, number, percent, reference, sheet, text, year, yearly

GRANT, LOAN, TAX_CREDIT, PRICE_FLOOR = "grant", "loan", "tax credit", "price floor"

KINDS = (GRANT, LOAN, TAX_CREDIT, PRICE_FLOOR)

FOR_CAPITAL = (GRANT, LOAN)
"""Decided ahead, with the capital that they pay for; the others follow what is run and sold."""


@sheet("Public money", tab="Costs")
class Programme(Row):
    """A programme that pays a part of what somebody does: of the capital of projects, by what is run, or by what is
    sold. The plan decides how much of it to take; budgets in Funds count what is spent before it."""

    programme: str = key()
    kind: str = choice(
        KINDS,
        note="'grant': a share of capital as it is spent. 'loan': the same, to be repaid. 'tax credit': by capacity "
        "used. 'price floor': what a floor is above an outlet's price, by what it buys; what a price is above the "
        "floor is kept.",
    )
    payer: str = text(note="Who pays, such as 'US government'. Empty: the programme.")
    whose: str = reference(
        (*PLACES, "Capacity", "Projects", "Sales"),
        default=ANY,
        any=True,
        note="Grant, loan: projects of a place or plant, or one project. Tax credit: a place or plant. Price floor: an "
        "outlet, or a place whose outlets take one commodity.",
    )
    share: float | None = percent(
        default=None,
        note="Grant, loan: of capital, at most. Together they pay no more than a project's capital.",
    )
    rate: float | None = percent(default=None, unit="%/y", note="Loan: real interest.")
    term: int | None = number(
        "years",
        default=None,
        whole=True,
        at_least=1,
        note="Loan: repaid in so many equal annuities, the first a year after the money is received; what is still "
        "owed when the last year ends is repaid then.",
    )
    credit: ByYear | None = yearly("{currency}/{unit}", default=None, note="Tax credit: by capacity that a plant uses.")
    floor: ByYear | None = yearly("{currency}/{unit}", default=None, note="Price floor: for all that the outlet buys.")
    from_year: int | None = year(default=None, note="First year in which it pays. Empty: the first.")
    until_year: int | None = year(default=None, note="Last year in which it pays. Empty: the last.")
    total: float | None = number(
        "{amount}", default=None, at_least=0, note="Over all years, undiscounted, whatever happens. Empty: no limit."
    )
    limit: ByYear | None = yearly(
        "{amount}/y",
        default=None,
        bare=True,
        note="In each year; over a period of several years, their sum. Empty: no limit.",
    )

    @property
    def who(self) -> str:
        """Who pays."""
        return self.payer or self.programme
