"""The sheets of contracts."""

from __future__ import annotations

from model.sheets.schema import NO, YES, ByYear, Row, choice, key, number, percent, reference, sheet, year, yearly


@sheet("Contracts", tab="Costs")
class Contract(Row):
    """An offtake that may be signed with a supplier. What is taken under it is part of what is bought of the supplier,
    at the contract's price instead of the supplier's. A supplier whose capacity a disruption cuts delivers less of it
    and is owed less for it; nothing else that goes wrong releases the buyer."""

    contract: str = key()
    supplier: str = reference("Suppliers")
    volume: ByYear = yearly("{unit}/y", note="At most so much is taken, while it runs.")
    price: ByYear | None = yearly(
        "{currency}/{unit}", default=None, note="A price of its own, whatever happens. Empty: by index."
    )
    index: float | None = percent(
        default=None,
        at_most=2.0,
        note="Share of the supplier's price, which it follows in disruptions too. Empty: a price of its own.",
    )
    floor: float | None = number(
        "{currency}/{unit}", default=None, at_least=0, note="A price by index is not below it. Empty: no floor."
    )
    ceiling: float | None = number(
        "{currency}/{unit}", default=None, at_least=0, note="A price by index is not above it. Empty: no ceiling."
    )
    take_or_pay: float = percent(default=0.0, note="Share of the volume that is paid for, taken or not.")
    make_up: float = number(
        "years",
        default=0.0,
        at_least=0,
        at_most=50,
        note="For so long what was paid for and not taken may be taken for nothing, while the contract runs and within "
        "its volume. Of what is not taken of the volume, at most the take-or-pay share is kept. 0: it is lost.",
    )
    earliest_start: int | None = year(default=None, note="It starts when a period does. Empty: first year.")
    latest_start: int | None = year(default=None, note="Empty: last year.")
    length: float = number("years", above=0, at_most=100, note="From its start.")
    signing_cost: float = number("{amount}", default=0.0, at_least=0, note="Once, in the period in which it starts.")
    cancellation_fee: float | None = number(
        "{amount}",
        default=None,
        at_least=0,
        note="Once, to end it when a later period starts; not in answer to a disruption. Empty: it cannot be ended.",
    )
    on_top: str = choice(
        (YES, NO),
        default=NO,
        note="'yes': its volume is on top of the supplier's limit, as of a mine that sells under contract only. 'no': "
        "it is within the limit.",
    )

    def end(self, start: int) -> float:
        """When it ends if nobody ends it, a decimal year."""
        return start + self.length
