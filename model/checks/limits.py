"""Rows of the sheet Limits by themselves: impossible values and bounds, unused columns, moments at which no value could
hold."""

from __future__ import annotations

import math
from collections.abc import Iterator

from model.errors import Problem
from model.families.common.checking import needs, problem
from model.families.common.events import risk_of
from model.scenario.disruptions import EACH_COUNTRY, Disruption
from model.scenario.limits import (
    ALWAYS,
    AMOUNTS,
    AT_LEAST,
    EACH_MARKET,
    EVERY_DISRUPTION,
    EXPECTED_UNMET,
    HELD_UNLESS_HIT,
    MEASURES,
    OF_NEED,
    UNDISTURBED,
    UNLESS_HIT,
    Limit,
    held_in,
)
from model.sheets.common import Settings
from model.sheets.names import shown
from model.sheets.schema import ANY, SHEET_OF
from model.sheets.tables import Directory, Tables
from model.tolerances import FLOAT

TAIL_RISKS = ("CVaR of unmet", "CVaR of cost")

READ_BY = {
    "of": tuple(name for name in MEASURES if name not in ("cost", "CVaR of cost")),
    "scope": tuple(name for name in MEASURES if name not in ("HHI", "N-1 cover", "cost", "CVaR of cost")),
    "from_year": tuple(name for name in MEASURES if name != "CVaR of cost"),
    "until_year": tuple(name for name in MEASURES if name != "CVaR of cost"),
    "during": tuple(name for name in MEASURES if name not in (*TAIL_RISKS, EXPECTED_UNMET)),
    "counted_at": ("share", "capacity share"),
    "exempt": ("share", "HHI", "import share"),
    "against": ("cover", "flow", "import share"),
    "confidence": TAIL_RISKS,
    "weight": TAIL_RISKS,
    "priority": AMOUNTS,
    "consumption_of": (*OF_NEED, "cover"),
}
"""Measures that use a column, if not all do."""

GREATEST = {"share": 1.0, "service": 1.0, "HHI": 1e4, **dict.fromkeys(OF_NEED, 10.0)}
"""Maximum value of a measure, if bounded; of those relative to need, the greatest that is not a slip."""


def unread(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A column that the measure has no use for."""
    sheet = SHEET_OF[Limit]
    for row in tables[Limit]:
        for attribute, measures in READ_BY.items():
            default = sheet.column(attribute).if_empty
            if row.measure not in measures and getattr(row, attribute) != default:
                is_default = default not in ("", None, ANY) and attribute != "weight"
                fix = f"This cell has no effect here; clear it. It is for {_or(measures)}"
                wanted = f"an empty cell, since the limit is on '{row.measure}'"
                yield problem(row, attribute, wanted + (", or the default" if is_default else ""), fix)


def exempt_of_one(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Countries that are exempt from a share that is not of each country, or of the origin."""
    for row in tables[Limit]:
        if row.exempt and row.measure == "share" and (row.scope != EACH_COUNTRY or row.counted_at):
            fix = f"This cell has no effect here; clear it, or limit the share of '{EACH_COUNTRY}' where goods are made"
            yield problem(
                row, "exempt", f"an empty cell, since the share is not of '{EACH_COUNTRY}' where it is made", fix
            )


def _or(measures: tuple[str, ...]) -> str:
    if len(measures) > len(MEASURES) // 2:
        return "all measures but " + " and ".join(f"'{name}'" for name in MEASURES if name not in measures)
    return " and ".join(f"'{name}'" for name in measures)


def bounds(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A bound on the side that the measure has not."""
    for row in tables[Limit]:
        allowed = MEASURES[row.measure].bounds
        if row.sense not in allowed:
            fix = f"Leave the cell empty, or type '{allowed[0]}': the program limits '{row.measure}' on that side only"
            yield problem(row, "bound", f"'{allowed[0]}' for '{row.measure}'", fix)


def values(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A value that is missing, or that the measure cannot have."""
    for row in tables[Limit]:
        if row.value is None and row.priority is not None:
            continue
        if row.value is None:
            if row.measure not in TAIL_RISKS or row.weight == 0:
                unit = MEASURES[row.measure].unit
                or_weight = ", or give it a weight" if row.measure in TAIL_RISKS else ""
                wanted = f"a value of '{row.measure}' [{unit}], required"
                yield problem(row, "value", wanted, f"Fill in the bound{or_weight}", value="")
        else:
            yield from _out_of_range(row)


def _out_of_range(row: Limit) -> Iterator[Problem]:
    greatest = GREATEST.get(row.measure, math.inf)
    for year, value in row.value.points if row.value else ():
        if value > greatest:
            wanted = f"{row.measure} from 0 to {greatest:.6g}" + (", or from 0 to 100 %" if greatest == 1 else "")
            fix = f"Did you mean {value:.6g} %? Type {value:.6g} % or {value / 100:.6g}"
            if row.measure == "HHI":
                fix = "It is the sum of squared shares in %: 10000 for one country, 5000 for two with equal shares"
            elif value > 100:
                fix = "Type a share, such as 65 % or 0.65"
            yield problem_of_year(row, year, wanted, fix, value)
            return


def problem_of_year(row: Limit, year: int, wanted: str, fix: str, value: float, *, is_warning: bool = False) -> Problem:
    """A problem of the value of a year; 0 stands for the value of all years."""
    attribute = f"value {year}" if f"value {year}" in row.cells else "value"
    base = problem(row, "value", wanted, fix, value=shown(value), is_warning=is_warning)
    return Problem(base.sheet, row.cell(attribute), base.value, wanted, fix, is_warning)


def year_of(row: Limit, period: int) -> int:
    """The year of the sheet whose value holds in a period, or the last one before."""
    points = row.value.points if row.value else ()
    return max((year for year, _ in points if year <= period), default=points[0][0] if points else 0)


def vacuous(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A value that every plan holds."""
    for row in tables[Limit]:
        greatest = GREATEST.get(row.measure)
        values = [value for _, value in row.value.points] if row.value else []
        is_least = row.sense == AT_LEAST and values and max(values) == 0
        is_most = row.sense != AT_LEAST and greatest is not None and values and min(values) == greatest
        if is_least or is_most:
            fix = f"This row has no effect: every plan has {row.sense} {shown(values[0])}"
            yield problem_of_year(row, 0, f"a bound on '{row.measure}'", fix, values[0], is_warning=True)


def years(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A limit that ends before it starts."""
    for row in tables[Limit]:
        if row.from_year is not None and row.until_year is not None and row.until_year < row.from_year:
            wanted = f"a year not before {row.from_year}, the 'from year'"
            yield problem(row, "until_year", wanted, f"Swap the two or type a year from {row.from_year} on")


@needs(Disruption, Settings)
def moments(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A limit for disruptions without any, or for one that never falls into its years."""
    risk = risk_of(directory)
    for row in tables[Limit]:
        if row.measure in TAIL_RISKS or row.held_during == UNDISTURBED:
            continue
        if row.held_during == EVERY_DISRUPTION and not tables[Disruption]:
            by_default = "" if row.during else f", the default for '{row.measure}'"
            fix = f"Add rows to Disruptions, or type '{UNDISTURBED}'"
            yield problem(row, "during", f"a disruption in Disruptions{by_default}", fix)
        elif risk.is_whole and not held_in(row, risk.tree, risk.calendar):
            first, last = row.from_year or risk.calendar.first_year, row.until_year or risk.calendar.last_year
            if first <= last:
                wanted = f"a disruption under way between {first} and {last}"
                fix = "This row has no effect: check its years against the start of the disruption"
                yield problem(row, "during", wanted, fix, is_warning=True)


def unless_hit(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """'unless hit' for a measure other than of flows and stock."""
    for row in tables[Limit]:
        if row.during == UNLESS_HIT and row.measure not in (*HELD_UNLESS_HIT, *TAIL_RISKS, EXPECTED_UNMET):
            wanted = f"'{UNLESS_HIT}' only for {', '.join(HELD_UNLESS_HIT)}"
            fix = f"Type '{UNDISTURBED}' or '{ALWAYS}': no single disruption leaves '{row.measure}' alone or hits it"
            yield problem(row, "during", wanted, fix)


@needs(Disruption, Settings)
def tail_risks(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A CVaR without probabilities, or over disruptions that cannot be alternatives."""
    probabilities = {branch.name: branch.probability for branch in risk_of(directory).branches}
    total = sum(probabilities.values())
    for row in tables[Limit]:
        if row.measure not in TAIL_RISKS:
            continue
        if not any(disruption.probability > 0 for disruption in tables[Disruption]):
            fix = "There is only one outcome: fill in 'probability' in Disruptions, or limit 'unmet' or 'cost'"
            yield problem(row, "measure", "disruptions with a probability, for a CVaR", fix)
        elif row.measure == "CVaR of cost" and total > 1 + FLOAT:
            wanted = "disruptions whose probabilities add up to at most 100 % over the horizon"
            count = sum(probability > 0 for probability in probabilities.values())
            fix = (
                "A CVaR of cost treats disruptions as mutually exclusive; their probabilities add up to "
                f"{100 * total:.6g} % over {count} of them: lower some, or give them fewer starts"
            )
            yield problem(row, "measure", wanted, fix)


def priorities(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """Bounds that cannot come before cost: one with a value, one with the same priority as another, one next to an
    HHI."""
    first: dict[int, Limit] = {}
    for row in tables[Limit]:
        if row.priority is None:
            continue
        other = first.setdefault(row.priority, row)
        if other is not row:
            wanted = f"a priority of its own: '{other.limit}' has {row.priority} too"
            yield problem(row, "priority", wanted, "Each priority needs its own number: 1, 2, ...")
        if row.value is not None:
            fix = "The tightest value is computed: clear this cell, or clear 'priority' to use this value"
            year, value = row.value.points[0]
            yield problem_of_year(row, year, "an empty cell, since the limit has a priority", fix, value)
        if any(limit.measure == "HHI" for limit in tables[Limit]):
            fix = "Priorities cannot be combined with limits on the HHI: remove one or the other"
            yield problem(row, "priority", "an empty cell, where Limits has an HHI", fix)


def places(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A cover that does not say whose stock is meant; a flow from each country to each country; a measure that is not
    by market."""
    for row in tables[Limit]:
        if row.scope == EACH_MARKET and row.measure not in ("service", "unmet", EXPECTED_UNMET):
            fix = f"Name a place, or type '{EACH_COUNTRY}': '{EACH_MARKET}' is for 'service' and 'unmet'"
            yield problem(row, "scope", f"a place for '{row.measure}'", fix)
        if row.measure == "flow" and row.scope == row.against == EACH_COUNTRY:
            fix = (
                f"Name a place here, or type '{ANY}': a flow is reported by country of origin or of destination, not "
                "both"
            )
            yield problem(row, "against", f"'{EACH_COUNTRY}' at one end of a flow only", fix)
        if row.measure == "cover" and row.scope in (ANY, EACH_COUNTRY):
            wanted = "a place whose stock is counted, for 'cover'"
            fix = "Name the site, country or group that holds the stock, which covers deliveries from others"
            yield problem(row, "scope", wanted, fix)
        against = directory.sites(row.against) if row.against != ANY else frozenset()
        if row.measure == "cover" and against and against <= directory.sites(row.scope):
            wanted = f"a place outside of '{row.scope}'"
            yield problem(row, "against", wanted, "Stock covers deliveries from others: name one of them")


OF_LIMITS = (unread, exempt_of_one, bounds, values, vacuous, years, moments, unless_hit, tail_risks, priorities, places)
CHECKS = {"limits": OF_LIMITS}
