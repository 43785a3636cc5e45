"""The sheet of export quotas."""

from __future__ import annotations

from model.sheets.common import GOODS, PLACES
from model.sheets.schema import ANY, ByYear, Row, key, sheet, yearly


@sheet("Export quotas", tab="Network")
class ExportQuota(Row):
    """What a country lets out in a year, by all its sites together; what is shipped within it does not count. Quotas
    hold in disruptions too, and where several rows are about a lane each of them holds. A quota of 0 with a duty is an
    export tax."""

    country: str = key(of="Countries")
    commodity: str = key(
        of=GOODS, any=True, note="A commodity, or the goods of a stage or group together, or 'any'; of one unit."
    )
    to: str = key(of=PLACES, default=ANY, any=True, note="Only what goes there counts.")
    quota: ByYear = yearly("{unit}/y", note="By quantity sent.")
    duty: ByYear | None = yearly(
        "{currency}/{unit}", default=None, note="On what leaves beyond the quota. Empty: nothing may."
    )
