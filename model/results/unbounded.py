"""Why profit has no limit, in the planner's rows."""

from __future__ import annotations

from model.families.supply.rows import Outlet
from model.sheets.tables import Tables

MOST_NAMED = 8


def without_limit(tables: Tables) -> str:
    """Goods with unlimited sales, which make profit unbounded."""
    names = [f"'{row.outlet}' ({row.commodity} at {row.site})" for row in tables[Outlet] if row.limit is None]
    if not names:
        return ""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"Without a limit in Outlets: {', '.join(names[:MOST_NAMED])}{more}."
