"""The sheet of export quotas."""

from __future__ import annotations

from model.sheets.common import GOODS, PLACES
from model.sheets.schema import ANY, MORE, ByYear, Row, key, sheet, yearly


@sheet("Export quotas", tab="Network")
class ExportQuota(Row):
    """The quantity that may leave a country in a year, from all its sites combined; domestic shipments do not count.
    Quotas also apply in disruptions. Where several rows cover a shipment, all of them apply. A quota of 0 with a duty
    is an export tax."""

    country: str = key(of="Countries")
    commodity: str = key(
        of=GOODS,
        any=True,
        note="A commodity, or all goods of a stage, a group or 'any' combined, if they have one unit.",
    )
    to: str = key(of=PLACES, default=ANY, any=True, note="Only shipments to there count.")
    quota: ByYear = yearly("{unit}/y", note="Maximum quantity shipped per year.", gives=MORE)
    duty: ByYear | None = yearly(
        "{currency}/{unit}", default=None, note="On shipments beyond the quota. Empty: none are allowed."
    )
