"""Independent disruptions: marks without effect, more combinations than can be planned for, and more at once."""

from __future__ import annotations

from collections.abc import Iterator

from model.errors import Problem
from model.families.common.checking import needs, problem
from model.families.common.events import MOST_COMBINATIONS, risk_of
from model.scenario.coincidence import beyond, groups
from model.scenario.disruptions import Branch, Disruption
from model.sheets.common import Plant, Settings, Site, Supplier
from model.sheets.schema import YES
from model.sheets.tables import Directory, Tables

MANY = 300
"""Combinations from which on a solve takes notably longer."""

NOTABLE = 0.01
"""Minimum probability of more coinciding disruptions than counted that is worth a warning."""


@needs(Settings, Plant, Supplier, Site)
def never_coincide(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A mark without another one that starts in the same year."""
    risk = risk_of(directory)
    paired = {branch.disruption for group in groups(risk.alone).values() if len(group) > 1 for branch in group}
    if not risk.is_whole:
        return
    for name, rows in risk.events.items():
        marked = [row for row in rows if row.independent == YES]
        if marked and name not in paired:
            fix = f"'{name}' coincides with none: mark another one that starts in the same year, or clear this cell"
            wanted = "another independent disruption that starts in the same year"
            yield problem(marked[0], "independent", wanted, fix, is_warning=True)


@needs(Settings, Plant, Supplier, Site)
def too_many(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """More combinations than can be planned for, or so many that it takes long."""
    risk = risk_of(directory)
    if risk.combinations <= MANY:
        return
    group = max(groups(risk.alone).values(), key=len)
    are = f"{risk.combinations:,} combinations of up to {risk.most} disruptions, {len(group)} of which can start in "
    fix = f"{are}{group[0].start}: lower 'coinciding disruptions', mark fewer, or give them fewer starts"
    is_warning = risk.combinations <= MOST_COMBINATIONS
    wanted = f"at most {MOST_COMBINATIONS:,} combinations" + (f", as a rule up to {MANY}" if is_warning else "")
    yield problem(_marked(tables, group), "independent", wanted, fix, is_warning=is_warning)


def _marked(tables: Tables, group: list[Branch]) -> Disruption:
    """The row that marks the first disruption of a group."""
    return next(row for row in tables[Disruption] if row.disruption == group[0].disruption and row.independent == YES)


@needs(Settings, Plant, Supplier, Site)
def more_at_once(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """More coinciding disruptions than counted, with a notable probability; a number of coinciding disruptions without
    any."""
    risk = risk_of(directory)
    exceeded = [(chance, start, size) for start, size, chance in beyond(risk.alone, risk.most)]
    chance, start, size = max(exceeded, default=(0.0, 0, 0))
    if chance > NOTABLE:
        fix = (
            f"In {start} more than {risk.most} of {size} would start with a probability of {100 * chance:.3g} %, which "
            f"is counted as {risk.most} at once: costs of rarer combinations are understated. Raise it, or accept this"
        )
        wanted = f"a number that is exceeded with a probability of at most {100 * NOTABLE:.0f} %"
        yield problem(tables.settings, "coinciding_disruptions", wanted, fix, is_warning=True)
    elif (
        not exceeded and risk.is_whole and risk.most != Settings.__dataclass_fields__["coinciding_disruptions"].default
    ):
        fix = "This cell has no effect: mark disruptions as independent in Disruptions, or clear it"
        yield problem(tables.settings, "coinciding_disruptions", "an independent disruption", fix, is_warning=True)


CHECKS = {"coincidence": (never_coincide, too_many, more_at_once)}
