"""The sheet of export quotas."""

from __future__ import annotations

from model.sheets.common import GOODS, PLACES
from model.sheets.schema import ANY, ByYear, Row, key, sheet, yearly


@sheet("Export quotas", tab="Network")
class ExportQuota(Row):
    """What may leave a country in a year, from all its sites together; shipments within the country do not count.
    Quotas hold in disruptions too. Where several rows cover a shipment, each of them holds. A quota of 0 with a duty is
    an export tax."""

    country: str = key(of="Countries")
    commodity: str = key(
        of=GOODS, any=True, note="A commodity, or the goods of a stage or group together, or 'any'; of one unit."
    )
    to: str = key(of=PLACES, default=ANY, any=True, note="Only what goes there counts.")
    quota: ByYear = yearly("{unit}/y", note="By quantity sent.")
    duty: ByYear | None = yearly(
        "{currency}/{unit}", default=None, note="On what leaves beyond the quota. Empty: nothing may."
    )
