"""The sheet of contracts."""

from __future__ import annotations

from model.sheets.names import ContractName, SupplierName
from model.sheets.schema import (
    CANDIDATE,
    DECISION,
    EARLIER,
    LATER,
    MORE,
    NO,
    YES,
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


@sheet("Contracts", tab="Costs", located=True, is_a=DECISION)
class Contract(Row):
    """An offtake contract that may be signed with a supplier. Volumes taken are purchases from the supplier at the
    contract price. Where a disruption cuts the supplier's capacity, deliveries and payments fall with it; no other
    event releases the buyer."""

    contract: ContractName = key()
    supplier: SupplierName = reference("Suppliers")
    volume: ByYear = yearly("{unit}/y", note="Maximum volume taken, while it runs.", gives=MORE)
    price: ByYear | None = yearly("{currency}/{unit}", default=None, note="A fixed price. Empty: indexed.")
    index: float | None = percent(
        default=None,
        at_most=2.0,
        note="Share of the supplier's price, also in disruptions. Empty: a fixed price.",
    )
    floor: float | None = number(
        "{currency}/{unit}", default=None, at_least=0, note="Minimum of an indexed price. Empty: no floor."
    )
    ceiling: float | None = number(
        "{currency}/{unit}", default=None, at_least=0, note="Maximum of an indexed price. Empty: no ceiling."
    )
    take_or_pay: float = percent(default=0.0, note="Share of the volume that is paid for, taken or not.")
    make_up: float = number(
        "years",
        default=0.0,
        at_least=0,
        at_most=50,
        note="How long volume paid for but not taken can be made up free of charge, while the contract runs and within "
        "its volume. At most the take-or-pay share is carried over. 0: it is lost.",
    )
    earliest_start: int | None = year(
        default=None, note="It starts at the start of a period. Empty: first year.", gives=EARLIER
    )
    latest_start: int | None = year(default=None, note="Empty: last year.", gives=LATER)
    length: float = number("years", above=0, at_most=100, note="From its start.")
    signing_cost: float = number("{amount}", default=0.0, at_least=0, note="Once, in the period in which it starts.")
    cancellation_fee: float | None = number(
        "{amount}",
        default=None,
        at_least=0,
        note=(
            "Once, to cancel it at the start of a later period; not in response to a disruption. Empty: it cannot be "
            "cancelled."
        ),
    )
    beyond_limit: str = choice(
        (YES, NO),
        default=NO,
        note=(
            "'yes': its volume comes in addition to the supplier's limit, such as from a mine that sells only under "
            "contract. 'no': it is within the limit."
        ),
    )
    candidate: str = text(default="", note=CANDIDATE)

    def end(self, start: int) -> float:
        """When it ends if it is not cancelled, a decimal year."""
        return start + self.length
