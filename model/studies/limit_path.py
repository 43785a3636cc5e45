"""One row of the sheet Limits with other values: the ones that a frontier goes through."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from model.errors import InputError
from model.results.plan import Plan, amount_text
from model.results.riskframes import LIMITS_FRAME, REPORTED
from model.scenario.limits import AT_MOST, MEASURES, Limit
from model.sheets.columns import ByYear
from model.sheets.common import Commodity, Country
from model.sheets.schema import ANY, NO, YES
from model.sheets.tables import Directory, Tables

NO_LIMIT = "no limit"

LOOSEST = {"share": 1.0, "HHI": 1e4}
"""Bounds from above that every plan holds,"""
COUNTED = ("plants", "recipes")
"""Units of measures that are whole numbers,"""
ONE = {"plants": "plant", "recipes": "recipe", "months": "month", "units": "unit", "units/y": "unit/y"}
"""and the name of one unit, where the plural differs."""

UNLIMITED = 1e12
"""and one for measures without a natural maximum. It replaces a missing limit, since unlimited measures are not
reported."""

CUT = 0.5
"""Factor by which the cost of a disruption is tightened, relative to its unlimited value."""

STRETCH = 2.0
"""Multiple of the unlimited value, or of the sheet's requirement, up to which amounts and cover are tightened."""

NEARLY_WHOLE = 1e-6
"""Integrality tolerance of the solver."""

MONTHS = 12.0
"""Cover is tightened up to a year at least."""


def chosen(tables: Tables, name: str | None) -> Limit:
    """The limit of a name, or the only one. Raises InputError with the existing names."""
    rows: dict[str | None, Limit] = {row.limit: row for row in tables[Limit]}
    if name in rows:
        return rows[name]
    if name is None and len(rows) == 1:
        return next(iter(rows.values()))
    if not rows:
        raise InputError("The sheet 'Limits' is empty: a frontier tightens one of its rows.")
    which = f"There is no limit {name!r}" if name is not None else f"There are {len(rows)} limits"
    raise InputError(f"{which}; name one with --limit:\n" + "\n".join(f"  {limit}" for limit in rows))


def bounded(tables: Tables, row: Limit, value: float | None) -> Tables:
    """The tables with another value of one limit, which must hold; None for no limit. A weight of its CVaR is left out,
    so that all steps have the same objective; and the value of information is not computed."""
    if value is None:
        path = ByYear.of(LOOSEST.get(row.measure, UNLIMITED) if row.sense == AT_MOST else 0.0)
    else:
        path = path_to(row, value)
    changed = replace(row, value=path, weight=0.0, priority=None, binding=YES)
    rows = {sheet: [changed if line is row else line for line in lines] for sheet, lines in tables.rows.items()}
    return Tables(replace(tables.settings, value_of_information="no"), rows)


def path_to(row: Limit, value: float) -> ByYear:
    """Values by year that end at another value. If that is tighter than the first one, the first one stays and those
    between keep their relative position, so that a path starts where it did; else it is the value of all years."""
    first = 0.0 if row.value is None else row.value.points[0][1]
    shares = leverage(row, value)
    return ByYear(tuple((year, max(0.0, first + share * (value - first))) for year, share in shares.points))


def refuse(row: Limit, values: Iterable[float]) -> None:
    """Raise InputError if a limit cannot have one of the values."""
    from model.checks.limits import GREATEST

    values = list(values)
    broken = [value for value in values if is_counted(row) and value != round(value)]
    if broken:
        raise InputError(f"{broken[0]:g}: a limit on '{row.measure}' has whole numbers.")
    greatest = GREATEST.get(row.measure, math.inf)
    wrong = [value for value in values if value > greatest]
    if wrong:
        text = f"{wrong[0]:g}: a limit on '{row.measure}' has values from 0 to {greatest:g}"
        raise InputError(text + (f". Did you mean {wrong[0]:g}%?" if is_share(row) else "."))


def leverage(row: Limit, value: float) -> ByYear:
    """Change of the limit of a year per change of the final one, near a value."""
    points = ((0, 0.0),) if row.value is None else row.value.points
    first, last = points[0][1], points[-1][1]
    is_tighter = value < first if row.sense == AT_MOST else value > first
    if first == last or not is_tighter:
        return ByYear.of(1.0)
    return ByYear(tuple((year, (bound - first) / (last - first)) for year, bound in points))


def own_value(row: Limit) -> float | None:
    """Final value of the limit in the sheet."""
    return None if row.value is None else row.value.points[-1][1]


def worst(plan: Plan, row: Limit) -> float:
    """Worst actual value in a plan; for a limit with values by year only from the last of them on."""
    frame = plan.frames[REPORTED if row.binding == NO else LIMITS_FRAME]
    frame = frame[frame["limit"] == row.limit]
    last = row.value.points[-1][0] if row.value is not None else 0
    late = frame[frame["period"].fillna(last).astype(int) >= last]
    actual = (frame if late.empty else late)["actual"].dropna()
    if actual.empty:
        return math.nan
    value = float(actual.max() if row.sense == AT_MOST else actual.min())
    return float(round(value)) if is_counted(row) and abs(value - round(value)) < NEARLY_WHOLE else value


def tightest(tables: Tables, row: Limit, loosest: float, least_cost: float) -> float:
    """The default final limit: the tightest possible, if any. The mean of the worst outcomes is never below that of
    all, and so not below the ``least_cost`` of any plan."""
    own = own_value(row)
    if row.sense == AT_MOST:
        ends = {
            "cost": CUT * loosest,
            "CVaR of cost": min(least_cost, loosest),
            "HHI": 1e4 / max(1, len(tables[Country])),
        }
        end = ends.get(row.measure, 0.0)
        return end if own is None else min(end, own)
    if row.measure in ("share", "service"):
        return 1.0
    return max(STRETCH * loosest, STRETCH * (own or 0.0), MONTHS if row.measure == "cover" else 0.0)


def evenly(first: float, last: float, steps: int, *, is_whole: bool = False) -> list[float]:
    """Evenly spaced values from the first to the last; those between rounded for legibility, or to integers, of which
    there may be fewer."""
    if steps < 2 or first == last:
        return [first]
    width = (last - first) / (steps - 1)
    digits = 0 if is_whole else 1 - math.floor(math.log10(abs(width)))
    between = [round(first + width * at, digits) for at in range(1, steps - 1)]
    return list(dict.fromkeys([first, *between, last]))


def in_order(values: Iterable[float], row: Limit) -> list[float]:
    """Each value once, the loosest first."""
    return sorted(set(values), reverse=row.sense == AT_MOST)


# ---------------------------------------------------------------------------------------------- in words


def limit_text(tables: Tables, row: Limit, value: float | None) -> str:
    """A limit in words, such as '≤ 65 %'."""
    if value is None:
        return NO_LIMIT
    return f"{'≤' if row.sense == AT_MOST else '≥'} {figure(tables, row, value)}"


def figure(tables: Tables, row: Limit, value: float, digits: int = 6) -> str:
    """A value with its unit."""
    if is_share(row):
        return f"{100 * value:.4g} %"
    named = per_one(tables, row) if is_counted(row) and value == 1 else unit(tables, row)
    return f"{float(f'{value:.{digits}g}'):,.12g} {named}".strip()


def subject(row: Limit) -> str:
    """Subject of a limit, such as 'share of China in oxide', or 'flow to Japan from China in oxide'."""
    is_flow = row.measure == "flow"
    scope = f" {'to' if is_flow else 'of'} {row.scope}" if row.scope != ANY else ""
    against = f" {'from' if is_flow else 'against'} {row.against}" if row.against != ANY else ""
    return f"{row.measure}{scope}{against}" + (f" in {row.of}" if row.of != ANY else "")


def is_share(row: Limit) -> bool:
    return MEASURES[row.measure].unit == "share"


def is_counted(row: Limit) -> bool:
    """Whether a limit is on a number of things."""
    return MEASURES[row.measure].unit in COUNTED


def per_one(tables: Tables, row: Limit) -> str:
    """Unit of a price per unit of a limit."""
    name = unit(tables, row)
    return {"%": "percentage point", "": "point"}.get(name, ONE.get(name, name))


def unit(tables: Tables, row: Limit) -> str:
    """Unit of a limit; for a quantity that of its goods, if they have one."""
    general = MEASURES[row.measure].unit
    if general == "amount":
        return amount_text(tables)
    if general in ("unit", "unit/y"):
        goods = Directory(tables).commodities(row.of)
        units = {good.unit for good in tables[Commodity] if good.commodity in goods}
        return general.replace("unit", units.pop() if len(units) == 1 else "units")
    return {"share": "%", "0–10000": ""}.get(general, general)
