"""Mandates of public authorities as rows of a workbook: each with its article, reported only, and in use where the
workbook has all that it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from model.checks import run_checks
from model.families.conversion.rows import Operation, Recipe
from model.families.demand.rows import Demand
from model.families.stockpiles.rows import Stockpile
from model.scenario.disruptions import EACH_COUNTRY
from model.scenario.limits import ALL_USE, Limit
from model.sheets.common import Commodity, Country, Group, Plant
from model.sheets.names import LimitName
from model.sheets.schema import ANY, ASSUMED, NO, REPORTED, SHEET_OF, YES, Entry, Row
from model.sheets.tables import Directory, Tables
from model.sheets.whatifs import Change, WhatIf

ACT = (
    f"{REPORTED}: Regulation (EU) 2024/1252 (Critical Raw Materials Act), Article {{}}, 2024-04-11, "
    "https://eur-lex.europa.eu/eli/reg/2024/1252/oj"
)
OF_THE_ACT = "A benchmark for strategic materials overall, which binds no firm: of one material say above or below."
DAYS = 12 / 365
"""Months in a day of cover."""


@dataclass(frozen=True)
class Preset:
    """A mandate as a row of Limits: what it says of every ``kind`` of goods."""

    mandate: str
    place: str
    """Place whose capacity, imports or stock count; empty: all."""
    kind: str
    source: str
    notes: str
    values: Mapping[str, Any]


PRESETS = (
    Preset(
        "EU extraction benchmark",
        "EU",
        "extraction",
        ACT.format("5(1)(a)(i)"),
        OF_THE_ACT,
        {"measure": "capacity share", "value": 0.10, "from_year": 2030},
    ),
    Preset(
        "EU processing benchmark",
        "EU",
        "processing",
        ACT.format("5(1)(a)(ii)"),
        f"{OF_THE_ACT} A row for each step; all must hold.",
        {"measure": "capacity share", "value": 0.40, "from_year": 2030},
    ),
    Preset(
        "EU recycling benchmark",
        "EU",
        "recycling",
        ACT.format("5(1)(a)(iii)"),
        OF_THE_ACT,
        {"measure": "capacity share", "value": 0.25, "from_year": 2030},
    ),
    Preset(
        "EU import benchmark",
        "EU",
        "goods",
        ACT.format("5(1)(b)"),
        "Of each material at each stage at most 65 % from one third country. Type overseas countries and territories "
        "of the Union in 'exempt'. Goods that a product contains do not count.",
        {"measure": "import share", "against": EACH_COUNTRY, "value": 0.65, "from_year": 2030},
    ),
    Preset(
        "Japanese stockpile",
        "Japan",
        "stored goods",
        f"{REPORTED}: International Resource Strategy, 2020-03, https://www.iea.org/policies/16639",
        "60 days; where the geopolitical risk is high such as 180 days: then type 5.92 months.",
        {"measure": "cover", "against": ALL_USE, "value": 60 * DAYS},
    ),
    Preset(
        "Korean stockpile",
        "Korea",
        "stored goods",
        f"{REPORTED}: National Program for Metal Stockpiling, https://www.iea.org/policies/17940",
        "100 days for rare metals.",
        {"measure": "cover", "against": ALL_USE, "value": 100 * DAYS},
    ),
    Preset(
        "N-1 cover",
        "",
        "products",
        ASSUMED,
        "An indicator: no law asks for it, and no plan is held to it.",
        {"measure": "N-1 cover", "value": 1.0},
    ),
)

ORIGIN, COVERED = "DFARS origin rule", "DFARS countries"

MEMBERS = {
    "EU": (
        "Austria",
        "Belgium",
        "Bulgaria",
        "Croatia",
        "Cyprus",
        "Czechia",
        "Denmark",
        "Estonia",
        "Finland",
        "France",
        "Germany",
        "Greece",
        "Hungary",
        "Ireland",
        "Italy",
        "Latvia",
        "Lithuania",
        "Luxembourg",
        "Malta",
        "Netherlands",
        "Poland",
        "Portugal",
        "Romania",
        "Slovakia",
        "Slovenia",
        "Spain",
        "Sweden",
    ),
    COVERED: ("China", "North Korea", "Russia", "Iran"),
    "Korea": ("South Korea", "Republic of Korea"),
}
"""Countries of the places that presets name; the workbook may have a bloc or group of that name."""

DFARS = (
    f"{REPORTED}: DFARS 225.7018-2, 10 U.S.C. 4872; from 2027 from the mine to the magnet, "
    "https://www.acquisition.gov/dfars/225.7018-2-restriction."
)


def with_mandates(tables: Tables) -> list[Row]:
    """Rows that a workbook lacks for all presets, with the groups that they name; not in use where it lacks a name."""
    book = _Book(tables)
    limits = [row for preset in PRESETS for row in book.rows(preset)]
    groups = [row for name in MEMBERS for row in book.members(name)]
    names = {row.limit for row in (*tables[Limit], *tables.off.get(Limit, []))}
    limits = [row for row in limits if row.limit not in names]
    return [*groups, *_in_use_if_sound(tables, groups, limits), *book.origin()]


def _in_use_if_sound(tables: Tables, groups: list[Group], limits: list[Limit]) -> Iterator[Limit]:
    """Rows, not in use if a check would complain of them: an equivalent, a stockpile or a plant is missing."""
    first = 1 + max((row.line for row in (*tables[Limit], *tables.off.get(Limit, []))), default=2)
    rows = [replace(row, line=at) for at, row in enumerate(limits, start=first)]
    used = [row for row in rows if row.in_use == YES]
    tried = tables.replaced(Group, [*tables[Group], *groups]).replaced(Limit, [*tables[Limit], *used])
    sheet = SHEET_OF[Limit].name
    wrong = {check.cell: check.fix for check in reversed(run_checks(tried)) if check.sheet == sheet} if used else {}
    for row in rows:
        fix = wrong.get(row.cell("of"))
        yield replace(row, in_use=NO, notes=f"{row.notes} Not in use: {fix}.") if fix else row


class _Book:
    """Names of a workbook that presets can refer to."""

    def __init__(self, tables: Tables) -> None:
        self.tables, self.directory = tables, Directory(tables)
        self.countries = {row.country for row in tables[Country]}

    def members(self, place: str) -> list[Group]:
        """Rows of a group of countries that the workbook has, if it has no place of that name."""
        if place in self.countries or place in self.directory.groups:
            return []
        return [Group(group=place, member=member) for member in MEMBERS[place] if member in self.countries]

    def _place(self, place: str) -> str:
        is_there = (
            self.directory.sites(place) or self.members(place) if place in MEMBERS else self.directory.sites(place)
        )
        return place if is_there else ANY

    def rows(self, preset: Preset) -> Iterator[Limit]:
        """A row for each of the goods of its kind; without any, one to fill in."""
        place = self._place(preset.place) if preset.place else ANY
        goods = list(self.goods(preset.kind, place)) if place != ANY or not preset.place else []
        for of, more in goods or [(ANY, {})]:
            name = preset.mandate if of == ANY else f"{preset.mandate}: {of}"
            lacking = "" if goods else " Not in use: name 'of' and 'scope' first."
            cells: dict[str, Any] = {**preset.values, **more}
            yield Limit(
                limit=LimitName(name),
                of=of,
                scope=place,
                mandate=preset.mandate,
                binding=NO,
                in_use=YES if goods else NO,
                source=preset.source,
                notes=preset.notes + lacking,
                **cells,
            )

    def goods(self, kind: str, place: str) -> Iterable[tuple[str, dict[str, str]]]:
        """Goods, or stages, of a kind, each with further cells of its row."""
        if kind == "products":
            return [(row, {}) for row in dict.fromkeys(row.product for row in self.tables[Demand])]
        if kind == "goods":
            return [(row.commodity, {}) for row in self.tables[Commodity] if row.commodity in self._needed(place)]
        if kind == "stored goods":
            sites = self.directory.sites(place)
            return [(row.commodity, {}) for row in self.tables[Stockpile] if row.site in sites]
        return self._stages[kind]

    def _needed(self, place: str) -> set[str]:
        """Goods in demand in a place, or inputs of plants there."""
        group = {row.member for row in self.members(place)} if place in MEMBERS else set()
        sites = self.directory.sites(place).union(*map(self.directory.sites, group))
        plants = {row.plant for row in self.tables[Plant] if row.site in sites}
        run = {row.recipe for row in self.tables[Operation] if row.plant in plants}
        taken = {row.commodity for row in self.tables[Recipe] if row.recipe in run and row.quantity < 0}
        return taken | {row.product for row in self.tables[Demand] if row.market in sites}

    @cached_property
    def _stages(self) -> dict[str, list[tuple[str, dict[str, str]]]]:
        """Stages that recipes make of nothing, of scrap, and of anything else."""
        stage = {row.commodity: row.stage or row.commodity for row in self.tables[Commodity]}
        lines: dict[str, list[Recipe]] = {}
        for row in self.tables[Recipe]:
            lines.setdefault(row.recipe, []).append(row)
        stage_goods: dict[str, dict[str, dict[str, str]]] = {"extraction": {}, "processing": {}, "recycling": {}}
        for recipe in lines.values():
            takes = [stage[line.commodity] for line in recipe if line.quantity < 0]
            scrap = next((take for take in takes if "scrap" in take.casefold()), "")
            kind = "recycling" if scrap else "processing" if takes else "extraction"
            for line in recipe:
                if line.quantity > 0 and stage[line.commodity] not in takes:
                    stage_goods[kind].setdefault(stage[line.commodity], {"counted_at": scrap} if scrap else {})
        refined = next(iter(stage_goods["processing"]), "")
        for cells in stage_goods["extraction"].values() if refined else ():
            cells["consumption_of"] = refined
        return {kind: list(stages.items()) for kind, stages in stage_goods.items()}

    def origin(self) -> Iterator[Row]:
        """The origin rule of defence procurement as a what-if: solved with and without."""
        is_there = self.directory.groups.get(COVERED) or self.members(COVERED)
        buyers = [row.market for row in self.tables[Demand] if "defen" in row.market.casefold()]
        markets = "; ".join(dict.fromkeys(buyers))
        if any(row.what_if == ORIGIN for row in (*self.tables[WhatIf], *self.tables.off.get(WhatIf, []))):
            return
        in_use = YES if is_there and markets and not any(row.excluded_origins for row in self.tables[Demand]) else NO
        notes = "Mass balance, no lots; items off the shelf with less than half of such material are exempt."
        yield WhatIf(what_if=ORIGIN, description=ORIGIN, in_use=in_use, source=DFARS, notes=notes)
        for column, value in (("excluded origins", Entry(COVERED)), ("exclusion from", Entry(2027.0, "General"))):
            yield Change(
                what_if=ORIGIN,
                sheet=SHEET_OF[Demand].name,
                rows=f"market = {markets}" if markets else ANY,
                column=column,
                operation="set",
                value=value,
                in_use=in_use,
                source=DFARS,
                notes="Name the markets that buy for defence; in Demand the 'excluded goods', from mine to magnet.",
            )
