"""Disruptions: rows of the sheet → branches of the scenario tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from model.scenario.calendar import Calendar
from model.sheets.common import GOODS, PLACES, Plant, Site
from model.sheets.schema import ANY, NO, YES, Row, choice, key, number, percent, sheet, text
from model.sheets.tables import Tables

EACH_COUNTRY, EACH_PLANT, EACH_SUPPLIER = "each country", "each plant", "each supplier"

GENERATORS = (EACH_COUNTRY, EACH_PLANT, EACH_SUPPLIER)
"""Targets that generate one disruption after the other, rather than all together."""

EACH_START = "each"

ACTIONS = ("capacity", "yield", "exports", "price", "demand", "delay", "licence", "sales")

TARGETS = (*PLACES, "Capacity", "Projects", "Suppliers", "Technologies")


@sheet("Disruptions", tab="Risk", core=True)
class Disruption(Row):
    """An event that may happen at a time unknown to the plan. Rows of one name occur together, each row one action on
    one target. Investment and training continue as planned; purchases, production, shipments and stocks respond. After
    duration and recovery conditions return to normal; stock used up is replaced. Disruptions are mutually exclusive:
    the plan is tested against one at a time, and none starts while another is under way. Those marked as independent
    may coincide where they start in the same year."""

    disruption: str = key()
    action: str = choice(
        ACTIONS,
        is_key=True,
        note=(
            "'capacity': of plants and suppliers. 'yield': output of plants per input. 'exports': shipments from the "
            "target to elsewhere. 'price': of suppliers and outlets. 'demand'. 'delay': of projects under way. "
            "'licence': none is granted in a place or for a technology; acquisitions under way (sheet Technology) are "
            "suspended. 'sales': of what outlets in a place take."
        ),
    )
    target: str = key(
        of=TARGETS,
        any=True,
        words=GENERATORS,
        note="A place, plant, project, supplier or technology. 'each …': one disruption for each of them.",
    )
    commodity: str = key(of=GOODS, default=ANY, any=True, note="Only where this is made, sold, shipped or needed.")
    to: str = key(
        of=PLACES, default=ANY, any=True, note="For 'exports': only shipments to there; with a site, one lane."
    )
    value: float = number(
        "×",
        default=0.0,
        at_least=0,
        note=(
            "Factor: 0 means nothing remains, 1 no change. For 'exports': share of undisturbed shipments. For "
            "'delay': years. For 'licence': empty."
        ),
    )
    start: str = text(
        note="Years: '2030', '2028; 2031', '2027-2035', or 'each' for every year. On one row of the disruption "
        "only. Empty: 'each'."
    )
    after: float = number(
        "years", default=0.0, at_least=0, note="Time from the start of the disruption to this action."
    )
    duration: float = number("years", default=1.0, above=0, note="How long this action lasts, pro rata by year.")
    recovery: float = number(
        "years", default=0.0, at_least=0, note="From the end of the last action until conditions are back to normal."
    )
    probability: float = percent(
        default=0.0,
        note=(
            "Probability of each start and each target. On one row of the disruption only. 0: not part of expected "
            "cost, but the limits must hold if it occurs. All that can be under way in a period: at most 100 % in "
            "total."
        ),
    )
    independent: str = choice(
        (YES, NO),
        default="",
        note=(
            "'yes': may coincide with others marked so that start in the same year, and of 'each …' one target with "
            "another; probabilities of combinations are those of independent events. On one row of the disruption "
            "only. Setting 'coinciding disruptions': how many at most. Empty: 'no'."
        ),
    )


@dataclass(frozen=True)
class Branch:
    """One disruption at one start, for one target, or several that coincide: a branch of the tree. Times are decimal
    years."""

    name: str
    disruption: str
    """For several, their names joined by a plus sign."""
    subject: str
    """The country, plant or supplier of an 'each …', empty for a fixed target."""
    start: int
    end: float
    """When duration and recovery are over, of several those of the last."""
    probability: float
    actions: tuple[Disruption, ...]
    """Its rows, with the target filled in."""
    members: tuple[str, ...]
    """The disruptions that coincide; one if it occurs alone."""
    spared: frozenset[str] = frozenset()
    """Limits that hold 'unless hit' and are not hit by it."""

    @property
    def is_combination(self) -> bool:
        """Whether several disruptions coincide in it."""
        return len(self.members) > 1

    @property
    def is_independent(self) -> bool:
        """Whether it may coincide with others."""
        return any(row.independent == YES for row in self.actions)


def events(tables: Tables) -> dict[str, list[Disruption]]:
    """Rows of the sheet by disruption, in order of first mention."""
    by_event: dict[str, list[Disruption]] = {}
    for row in tables[Disruption]:
        by_event.setdefault(row.disruption, []).append(row)
    return by_event


def alone(tables: Tables) -> list[Branch]:
    """Each disruption alone, at each of its starts, for each of its targets."""
    calendar = Calendar.of(tables.settings)
    branches: list[Branch] = []
    for name, rows in events(tables).items():
        for subject in _subjects(tables, rows):
            branches += _branches(name, rows, subject, calendar)
    return branches


def _branches(name: str, rows: Sequence[Disruption], subject: str, calendar: Calendar) -> Iterator[Branch]:
    """A disruption of a target at each of its starts."""
    actions = tuple(replace(row, target=subject) if row.target in GENERATORS else row for row in rows)
    lasts = max(row.after + row.duration for row in rows), max(row.recovery for row in rows)
    chance = max(row.probability for row in rows)
    for start in starts(_given(rows, "start"), calendar):
        label = f"{name}: {subject}, {start}" if subject else f"{name}, {start}"
        yield Branch(label, name, subject, start, start + lasts[0] + lasts[1], chance, actions, (name,))


def _given(rows: Sequence[Disruption], attribute: str) -> str:
    """The value given by one of the rows; empty if none gives any."""
    return next((value for row in rows if (value := getattr(row, attribute))), "")


def _subjects(tables: Tables, rows: Sequence[Disruption]) -> list[str]:
    """Targets of an 'each …': every country that has a plant or sells something, every plant, every supplier."""
    from model.sheets.common import Supplier

    generator = next((row.target for row in rows if row.target in GENERATORS), "")
    if generator == EACH_PLANT:
        return [plant.plant for plant in tables[Plant]]
    if generator == EACH_SUPPLIER:
        return [supplier.supplier for supplier in tables[Supplier]]
    if generator == EACH_COUNTRY:
        country = {site.site: site.country for site in tables[Site]}
        sites = [*(plant.site for plant in tables[Plant]), *(supplier.site for supplier in tables[Supplier])]
        return list(dict.fromkeys(country[site] for site in sites))
    return [""]


YEARS = re.compile(r"(\d{4})(?:\s*[-–]\s*(\d{4}))?")  # an en dash is a dash that people type


def starts(text: str, calendar: Calendar) -> list[int]:
    """Years of the horizon in which a disruption starts. Raises ValueError on anything but years or 'each'."""
    if text.strip().casefold() in ("", EACH_START):
        return list(range(calendar.first_year, calendar.end))
    return [year for year in dict.fromkeys(_years(text)) if calendar.first_year <= year < calendar.end]


def years_of_start(text: str) -> list[int]:
    """Years that a start names, also outside the horizon; none of 'each' or what cannot be read."""
    try:
        return list(dict.fromkeys(_years(text)))
    except ValueError:
        return []


def _years(text: str) -> Iterator[int]:
    for part in re.split(r"[;,]", text):
        match = YEARS.fullmatch(part.strip())
        if match is None:
            raise ValueError(f"{part.strip()!r} is not a year")
        first, last = int(match[1]), int(match[2] or match[1])
        if first > last:
            raise ValueError(f"{part.strip()} ends before it begins")
        yield from range(first, last + 1)
