"""Verification of infeasibility diagnoses: conflicts are planted in workbooks, and every claim of the answer is
checked.

    python -m bench.conflicts                    90 in the quick start, generated chains and technical workbooks
    python -m bench.conflicts --count 12 --seed 5
    python -m bench.conflicts --example 2        in the shipped example instead

A *cause* is one line of one bound (a fund, the seats of a skill, a limit, a plant's existing capacity and availability,
the years until a technology is held, a project forbidden or delayed, or forbidden by a row of Decisions), tightened in
a workbook that has a plan. One to three causes are planted: *alone* (one is enough), *independent* (each is enough) or
*together* (only all of them are). For each answer it is checked, by solving changed tables from scratch:

- there is no plan with a conflict's cells unchanged and all other bounds fully relaxed (proof), and there is one
  without any one of the cells (irreducible);
- each conflict has a planted cell, as it must if the workbook had a plan before; each independent cause is in a
  conflict; how many conflicts have only planted cells, and how many also the bound that a cause meets;
- every remedy typed into its cells gives an audited plan;
- a remedy repairs the planted cell by itself where it was planted alone, and another one lowers targets alone where
  that is enough: a planner may have mistyped the one or asked too much with the other;
- the cheapest remedy is no more expensive than undoing the planted changes, up to 1 % of rounding.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.generate import supply_chain
from model.diagnosis.cells import ALLOWED, EARLIER, LATER, LIFTED, MORE, PER_YEAR, Cell, cells_of, typed
from model.diagnosis.diagnose import what_must_give
from model.diagnosis.figures import AMBITIOUS
from model.diagnosis.findings import Diagnosis
from model.errors import Infeasible, PlannerError
from model.families.construction_goods.rows import ConstructionGood
from model.families.decisions.rows import BUILD, FORBIDDEN, Decision
from model.families.funds import Fund
from model.families.technology.rows import OWN, Technology
from model.pipeline import solve_tables
from model.planning.request import Request
from model.scenario.disruptions import Disruption
from model.scenario.limits import Limit
from model.sheets.common import Country
from model.sheets.common import Plant as StandingPlant
from model.sheets.schema import NO, SOONER, YES, ByYear
from model.sheets.tables import Tables
from model.whatif.load import load_tables
from tests.inline import tables as inline

INPUTS = Path(__file__).parents[1] / "inputs"
QUICK, EXAMPLE = INPUTS / "quickstart.xlsx", INPUTS / "rare_earths.xlsx"

LIMIT = 3600.0
"""Seconds for each solve, so that no answer is one of the clock: on a busy machine 120 were not enough."""

FACTORS = (0.7, 0.4, 0.15, 0.0)
"""Factors of a tightened bound; the first one that leaves no plan is planted."""

TRIES = 60
"""Draws of causes for a workbook before another one is drawn."""

FAR = 1e6
"""Times a bound, or times its size, is as good as no bound."""

TIMES = (1.0, 3.0, 10.0, 100.0)
"""Multiples of a plant's existing capacity, or of what was begun, if it is relaxed."""

AMOUNTS = ("existing_capacity", "begun")
DATES = ("earliest_decision", "from_year")

MOST_YEARS, STANDS = 8, 0.02
"""Maximum years until a technology is held; and minimum share of existing capacity that is planted."""

ROUNDING = 1.011

Cause = Mapping[Cell, Any]
"""Cells of one line, with their planted values."""


@dataclass(frozen=True)
class Plant:
    """A workbook without a plan."""

    kind: str
    base: Tables
    tables: Tables
    causes: Sequence[Cause]

    @property
    def places(self) -> set[str]:
        """Where something was planted."""
        return {_name(cell) for cause in self.causes for cell in cause}


def _name(cell: Cell) -> str:
    """A cell, in whatever tables of a workbook."""
    return f"{cell.sheet} {cell.row.line} {_key(cell)} {cell.attribute} {cell.year}"


def _key(cell: Cell) -> str:
    return "/".join(str(value) for name, value in vars(cell.row).items() if isinstance(value, str) and name != "in_use")


# ---------------------------------------------------------------------------------------------- workbooks


def quick_start(draw: random.Random) -> Tables:
    """The quick start with a fund, a share and a service that leave some room."""
    tables = load_tables(QUICK)[0]
    limits = [
        *(replace(row, value=ByYear.of(draw.choice((0.3, 0.5, 0.8)))) for row in tables[Limit]),
        Limit(limit="dependence", measure="share", of="Oxide", scope="China", value=ByYear.of(0.9), from_year=2029),
        _served("Magnet", 0.7, 2029),
    ]
    funds = [
        Fund(fund="bank", pays_for="capital", limit=ByYear.of(12.0), line=3),
        Fund(fund="state", pays_for="capital", total=15.0, line=4),
    ]
    rows = [replace(row, line=3 + at) for at, row in enumerate(limits)]
    tables = replace(tables, rows={**tables.rows, Limit: rows, Fund: funds})
    return _with_technology(tables, "Separation", ["Australia"])


def _with_technology(tables: Tables, technology: str, places: Sequence[str]) -> Tables:
    """The tables with a technology that is held within a year."""
    rows = [
        Technology(technology=technology, place=place, way=OWN, cost=0.1, years=0.5, line=3 + at)
        for at, place in enumerate(places)
    ]
    return replace(tables, rows={**tables.rows, Technology: rows})


def _served(product: str, share: float, year: int) -> Limit:
    return Limit(
        limit="served", measure="service", of=product, during="undisturbed", value=ByYear.of(share), from_year=year
    )


def chain(draw: random.Random) -> Tables:
    """A generated chain with funds, limits, and a country cut off."""
    tables = supply_chain(draw.choice((2, 3)), countries=3, years=6, seed=draw.randrange(1000))
    first = tables.settings.first_year
    limits = [
        _served("magnet", 0.5, first + 4),
        Limit(limit="in need", measure="service", of="magnet", value=ByYear.of(0.3), from_year=first + 4),
        Limit(limit="of one country", measure="share", of="magnet", scope="each country", value=ByYear.of(0.95),
              from_year=first + 4),
        Limit(limit="few", measure="HHI", of="oxide", value=ByYear.of(9500), from_year=first + 4),
    ]  # fmt: skip
    rows = {
        Limit: [replace(row, line=3 + at) for at, row in enumerate(limits)],
        Fund: [Fund(fund="bank", pays_for="capital", limit=ByYear.of(2000.0), line=3)],
        Disruption: [
            Disruption(disruption="cut off", action="exports", target="country 0", start=str(first + 4), line=3)
        ],
    }
    return _with_technology(
        replace(tables, rows={**tables.rows, **rows}), "magnet", [row.country for row in tables[Country]]
    )


TECHNICAL = """
    Settings
    last year | 2031

    Countries
    country
    A
    B

    Sites
    site | country
    Mine | A
    City | B

    Commodities
    commodity | disposal cost
    ore       |
    steel     |
    ingot     | 1
    magnet    | 1
    scrap     | 1

    Suppliers
    supplier  | site | commodity | price | limit
    digger    | Mine | ore       | 5     | {ore}
    mill      | City | steel     | 3     | {steel}
    melter    | City | ingot     | 60    | 20
    collector | City | scrap     | 2     |
    importer  | City | magnet    | 300   | 12

    Routes
    from | to   | commodity | freight | capacity
    Mine | City | ore       | 1       | 90

    Recipes
    recipe | commodity | quantity
    press  | ore       | -1
    press  | magnet    | 1
    cure   | ingot     | -1
    cure   | magnet    | 1
    remelt | scrap     | -1
    remelt | magnet    | 1

    Capacity
    plant | site | technology | existing capacity
    Works | City | pressing   | 10
    Kiln  | City | curing     | 20
    Pots  | City | melting    | 15
    Vats  | City | melting    | 15

    Operations
    plant | recipe | delay | begun 2025
    Works | press  |       |
    Kiln  | cure   | 1     | {begun}
    Pots  | remelt |       |
    Vats  | remelt |       |

    Projects
    project | plant | kind    | module size | maximum modules
    Line    | Works | modules | 20          | 3

    Lead times
    project | construction
    Line    | 2

    Construction goods
    project | commodity | per module
    Line    | steel     | 10

    Costs
    item | fixed capex
    Line | 100

    Staffing
    technology | skill | output per person
    pressing   | smith | {output}

    Skills
    skill | market | headcount | wage | training seats | training time
    smith | B      | 2         | 50   | 2              | 1

    Operating rules
    plant | cost in use | minimum campaign
    Pots  | 1           | 1
    Vats  | 1           | 1

    Demand
    market | product | 2026 | 2027 | shortage cost
    City   | magnet  | 40   | 90   | 5000

    Recycling
    supplier  | market | product | collection rate | minimum collection | lag
    collector | City   | magnet  | 60 %            | 10 %               | 1

    Limits
    limit  | measure       | of     | value   | from year | until year | during
    now    | service       | magnet | 80 %    |           | 2026       | undisturbed
    served | service       | magnet | {goal}  | 2029      |            | undisturbed
    pots   | plants in use |        | 1       |           |            | undisturbed

    Decisions
    decision | action  | subject | rule     | year
    first    | operate | Pots    | fixed | 2026
    then     | operate | Vats    | fixed | 2030
"""
"""Pots and Vats must be used, never both at once; a line takes steel, people make so much each, ingots cure for a year,
and scrap has to be taken back."""


def technical(draw: random.Random) -> Tables:
    """A workbook in which cells of technology and history can be mistyped."""
    return inline(TECHNICAL.format(
        ore=draw.choice((60, 80)), steel=draw.choice((20, 30)), begun=draw.choice((15, 18)),
        output=draw.choice((10, 12)), goal=draw.choice(("85 %", "90 %")),
    ))  # fmt: skip


COLUMNS = (
    ("Operations", "begun"),
    ("Construction goods", "per_module"),
    ("Staffing", "output_per_person"),
    ("Operating rules", "minimum_campaign"),
    ("Limits", "from_year"),
    ("Recycling", "minimum_collection"),
    ("Routes", "capacity"),
    ("Skills", "training_seats"),
)
"""Columns that are mistyped in technical workbooks, in turn."""


# ---------------------------------------------------------------------------------------------- planting


def planted(
    draw: random.Random, base: Tables, kind: str, limit: float, first: tuple[str, str] | None = None
) -> Plant | None:
    """A workbook with causes of a kind, the ``first`` in a column if given; None if none was drawn that has this
    effect."""
    if not has_plan(base, limit):
        return None
    lines = list(_lines(base))
    own = [line for line in lines if (line[0].sheet, line[0].attribute) == first]
    wanted = 1 if kind == "alone" else draw.choice((2, 3)) if kind == "independent" else 2
    causes: list[Cause] = []
    for _ in range(TRIES):
        line = draw.choice(own if own and not causes else lines)
        if any(_is_same_line(line, cause) for cause in causes):
            continue
        held, broken = _edge(base, line, limit)
        cause = held if kind == "together" else broken
        if not cause:
            continue
        if kind == "together" and causes and has_plan(_with(base, [causes[0], cause]), limit):
            continue
        causes.append(cause)
        if len(causes) == wanted:
            return Plant(kind, base, _with(base, causes), causes)
    return None


def _is_same_line(line: Sequence[Cell], cause: Cause) -> bool:
    return {(cell.sheet, cell.at) for cell in line} & {(cell.sheet, cell.at) for cell in cause} != set()


def _lines(tables: Tables) -> Iterator[list[Cell]]:
    """Cells by line and column, and in use of each project."""
    lines: dict[tuple[str, int, str], list[Cell]] = {}
    for cell in (*cells_of(tables), *_starts(tables)):
        if cell.gives != ALLOWED:
            lines.setdefault((cell.sheet, cell.at, cell.attribute), []).append(cell)
            if cell.sheet == "Projects" and cell.attribute == "maximum_modules" and not tables[ConstructionGood]:
                lines[cell.sheet, cell.at, "in_use"] = [replace(cell, attribute="in_use", gives=ALLOWED)]
                late = replace(cell, attribute="earliest_decision", gives=EARLIER)
                lines[cell.sheet, cell.at, "earliest_decision"] = [late]
                lines["Decisions", cell.at, "in_use"] = [_forbidden(cell.row.project, len(tables[Decision]) + 3)]
    for at, plant in enumerate(tables[StandingPlant]):
        if plant.availability.points == ((0, 1.0),):
            whole = Cell(plant, "Capacity", at, "availability", 0, 1.0, MORE)
            lines["Capacity", at, "availability"] = [whole]
    yield from lines.values()


def _starts(tables: Tables) -> list[Cell]:
    """The first years of limits."""
    return [
        Cell(row, "Limits", at, "from_year", None, row.from_year, LATER, 1 / PER_YEAR)
        for at, row in enumerate(tables[Limit])
        if row.from_year is not None
    ]


def _forbidden(project: str, line: int) -> Cell:
    """The cell of a rule that forbids a project, which is not there yet."""
    row = Decision(decision=f"No {project}", action=BUILD, subject=project, way="", rule=FORBIDDEN, line=line)
    return Cell(row, "Decisions", -1, "in_use", None, YES, LIFTED)


def _tightened(tables: Tables, cell: Cell, factor: float) -> Any:
    """A tighter value of a cell."""
    if cell.is_switch:
        return NO if cell.gives == ALLOWED else YES
    if cell.gives == SOONER:
        return round((1 - factor) * MOST_YEARS)
    if cell.is_fact:
        part = max(factor, STANDS)
        return cell.value * part if cell.gives == MORE else cell.value / part
    if cell.gives in (EARLIER, LATER):
        settings = tables.settings
        span = round((1 - factor) * (settings.last_year - settings.first_year))
        return settings.first_year + span if cell.gives == EARLIER else settings.last_year - span
    if cell.gives == MORE:
        value = cell.value * factor
    else:
        most = cell.column.at_most if cell.column.at_most is not None else 1.0 if cell.value <= 1 else 4 * cell.value
        value = cell.value + (most - cell.value) * (1 - factor)
    least = cell.column.at_least if cell.column.at_least is not None else 0.0
    return max(round(value), least) if cell.column.whole else float(f"{value:.3g}")


def _cause(tables: Tables, line: Sequence[Cell], factor: float) -> Cause:
    return {cell: _tightened(tables, cell, factor) for cell in line}


def _edge(base: Tables, line: Sequence[Cell], limit: float) -> tuple[Cause, Cause]:
    """The tightest cause in a line that leaves a plan, and the next one, which does not; empty if there is none. Most
    lines do not matter: with the tightest cause of all there is a plan."""
    held: Cause = {}
    tightest = _cause(base, line, FACTORS[-1])
    if has_plan(_with(base, [tightest]), limit):
        return tightest, {}
    for factor in FACTORS[:-1]:
        cause = _cause(base, line, factor)
        if not has_plan(_with(base, [cause]), limit):
            return held, cause
        held = cause
    return held, tightest


def _with(base: Tables, causes: Sequence[Cause]) -> Tables:
    """The workbook with causes planted."""
    rows = {row_class: list(lines) for row_class, lines in base.rows.items()}
    for cause in causes:
        for cell, value in cause.items():
            if cell.gives == LIFTED:
                rows[Decision] = [*rows.get(Decision, []), cell.row]
            elif cell.gives == ALLOWED or cell.attribute in DATES:
                row_class = type(cell.row)
                rows[row_class][cell.at] = replace(rows[row_class][cell.at], **{cell.attribute: value})
    tables = replace(base, rows=rows)
    numbers = {
        cell: value
        for cause in causes
        for cell, value in cause.items()
        if not cell.is_switch and cell.attribute not in DATES
    }
    tables = typed(tables, numbers)
    return Tables.of(tables.settings, [row for lines in tables.rows.values() for row in lines])


def has_plan(tables: Tables, limit: float) -> bool:
    """Whether tables have a plan, solved from nothing."""
    try:
        solve_tables(tables, gap=1.0, time_limit=limit, why=False)
    except Infeasible:
        return False
    return True


# ---------------------------------------------------------------------------------------------- checking


def can_hold(tables: Tables, cells: Sequence[Cell], limit: float) -> bool:
    """Whether there is a plan with some bounds relaxed. More existing capacity needs more people, too: several amounts
    are tried."""
    times = TIMES if any(cell.attribute in AMOUNTS for cell in cells) else TIMES[:1]
    return any(has_plan(loosest(tables, cells, each), limit) for each in times)


def loosest(tables: Tables, cells: Sequence[Cell], times: float) -> Tables:
    """The tables with some bounds fully relaxed, and a multiple of existing amounts."""
    settings = tables.settings
    values: dict[Cell, Any] = {}
    for cell in cells:
        if cell.is_switch or cell.gives == SOONER:
            values[cell] = 0.0 if cell.gives == SOONER else YES if cell.gives == ALLOWED else NO
        elif cell.attribute in AMOUNTS:
            values[cell] = times * (cell.value or cell.scale)
        elif cell.gives in (EARLIER, LATER):
            values[cell] = settings.first_year if cell.gives == EARLIER else settings.last_year
        elif cell.gives == MORE:
            far = FAR * max(cell.size, abs(cell.value))
            values[cell] = far if cell.column.at_most is None else min(far, cell.column.at_most)
        else:
            values[cell] = 0.0 if cell.column.at_least is None else cell.column.at_least
    return typed(tables, values)


def wrong(plant: Plant, answer: Diagnosis, limit: float) -> list[str]:
    """False claims of an answer."""
    found = []
    cells = cells_of(plant.tables)
    if not answer.conflicts:
        found.append("no conflict")
    for conflict in answer.conflicts:
        held = set(conflict.cells)
        if can_hold(plant.tables, [cell for cell in cells if cell not in held], limit):
            found.append("a conflict that is none")
        for cell in conflict.cells:
            if not can_hold(plant.tables, [each for each in cells if each not in held - {cell}], limit):
                found.append(f"a cell that is not necessary: {cell.place} {cell.attribute}")
        if not {_name(cell) for cell in (*conflict.cells, *conflict.suspects)} & plant.places:
            found.append("a conflict without a planted cell")
    told = {_name(cell) for each in answer.conflicts for cell in (*each.cells, *each.suspects)}
    if plant.kind == "independent" and any(not {_name(cell) for cell in cause} & told for cause in plant.causes):
        found.append("an independent cause in no conflict")
    if not answer.remedies:
        found.append("no remedy")
    for remedy in answer.remedies:
        try:
            solve_tables(typed(plant.tables, remedy.values), time_limit=limit, why=False)
        except PlannerError as error:
            found.append(f"a remedy without an audited plan: {type(error).__name__}")
    told = [{_name(cell) for cell in remedy.values} for remedy in answer.remedies]
    if plant.kind == "alone" and not any(names <= plant.places for names in told):
        found.append(f"no repair of the planted cell: {min(plant.places)}")
    targets = [cell for cell in cells if cell.is_target]
    if not any(remedy.kind == AMBITIOUS for remedy in answer.remedies) and can_hold(plant.tables, targets, limit):
        found.append("no remedy that lowers targets alone")
    if answer.remedies and answer.remedies[0].weight > ROUNDING * undoing(plant):
        found.append(f"a cheapest remedy of {answer.remedies[0].weight:.4g}, undoing costs {undoing(plant):.4g}")
    return found


def undoing(plant: Plant) -> float:
    """Cost of undoing all planted changes, as remedies count it."""
    before = {_name(cell): value for cause in plant.causes for cell, value in _values_before(plant, cause).items()}
    cells = [*cells_of(plant.tables), *_starts(plant.tables)]
    return sum(cell.change_to(before[_name(cell)]) for cell in cells if _name(cell) in before)


def _values_before(plant: Plant, cause: Cause) -> dict[Cell, Any]:
    first = plant.base.settings.first_year
    return {cell: first if cell.attribute == "earliest_decision" else cell.value for cell in cause}


# ---------------------------------------------------------------------------------------------- counting


def main() -> None:
    options = argparse.ArgumentParser(description="Plant infeasibilities and check what is said to give.")
    options.add_argument("--count", type=int, default=90)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--example", type=int, default=0, metavar="N", help="N in the example instead")
    asked = options.parse_args()
    draw = random.Random(asked.seed)
    counts: Counter[str] = Counter()
    seconds = [0.0, 0.0]
    number = 0
    while number < (asked.example or asked.count):
        kind = ("alone", "independent", "together")[number % 3]
        first = None if asked.example or number % 2 else COLUMNS[number // 2 % len(COLUMNS)]
        make = (lambda draw: load_tables(EXAMPLE)[0]) if asked.example else draw.choice((quick_start, chain))
        plant = planted(draw, make(draw) if first is None else technical(draw), kind, LIMIT, first)
        if plant is None:
            continue
        number += 1
        _count(plant, number, counts, seconds, LIMIT)
    print(f"\n{number} planted; {counts['right']} answers right in all")
    for name, times in sorted(counts.items()):
        print(f"{times:6,}  {name}")
    print(f"seconds: {seconds[0]:.0f} for the answers, {seconds[1]:.0f} for a solve of each workbook before planting")


def _count(plant: Plant, number: int, counts: Counter[str], seconds: list[float], limit: float) -> None:
    """Diagnose one workbook, check the answer, print a line."""
    began = time.process_time()
    solve_tables(plant.base, time_limit=limit, why=False)
    middle = time.process_time()
    answer = what_must_give(plant.tables, Request(plant.tables.settings.gap, limit))
    spent = time.process_time() - middle
    seconds[0] += spent
    seconds[1] += middle - began
    found = wrong(plant, answer, limit)
    counts["right" if not found else "wrong"] += 1
    counts[f"kind: {plant.kind}"] += 1
    counts.update(f"wrong: {each.partition(':')[0]}" for each in found)
    for conflict in answer.conflicts:
        names = {_name(cell) for cell in conflict.cells}
        counts[
            "conflicts of planted cells alone" if names <= plant.places else "conflicts with the bound they meet"
        ] += 1
    causes = "; ".join(f"{next(iter(cause)).sheet} {next(iter(cause)).attribute}" for cause in plant.causes)
    print(
        f"{number:3} {plant.kind:12} {causes:60} {len(answer.conflicts)} conflicts, {len(answer.remedies)} remedies, "
        f"{spent:.1f} s  {'; '.join(found) or 'right'}",
        flush=True,
    )


if __name__ == "__main__":
    main()
