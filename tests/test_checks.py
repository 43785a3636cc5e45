"""Checks promise: what is wrong between sheets is reported at a cell that can be changed, in the planner's words, and a
correct book passes. The book is that of `tests.books`: mine → separation → magnets in Detroit, oxide from China."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

from model import Problem, Tables
from model.checks import all_checks
from model.families.common.checking import NEEDS
from model.testing import SHEET_OF, ByYear, Column, Commodity, Country, Group, Plant, Settings, Site
from model.whatif.validation import KnownRows, problems_of
from tests.books import Change, errors, put, put_row, told, write
from tests.inline import tables as tables_of
from tests.micro.case import CITY
from tests.shipped import INPUTS, checked, shipped, together
from tests.steps import Directory, check_workbook, run_checks


@dataclass(frozen=True)
class Planted:
    """A mistake, the cell that must be named, and words that must be said."""

    changes: tuple[Change, ...]
    where: str
    says: tuple[str, ...]
    is_warning: bool = False


def wrong(where: str, says: tuple[str, ...], *changes: Change) -> Planted:
    return Planted(changes, where, says)


def doubtful(where: str, says: tuple[str, ...], *changes: Change) -> Planted:
    return Planted(changes, where, says, is_warning=True)


def drop_rows(name: str, first: int, count: int = 1) -> Change:
    def change(book: openpyxl.Workbook) -> None:
        book[name].delete_rows(first, count)

    return change


NAMES = {
    "group named like a country": wrong(
        "Groups!A6", ("'China' is also a country",), put_row("Groups", "China", "Australia")
    ),
    "group named like a bloc": wrong("Groups!A6", ("is also a bloc",), put_row("Groups", "ally", "USA")),
    "group named like a commodity": wrong("Groups!A6", ("also a commodity",), put_row("Groups", "Iron", "Oxide")),
    "stage named like a commodity": wrong(
        "Commodities!B7", ("'Magnet' is also a commodity",), put("Commodities!B7", "Magnet")
    ),
    "site named like its country": wrong("Countries!A5", ("also a site",), put("Countries!A5", "Detroit"),
                                         put("Sites!B7", "Detroit"), put("Routes!A5", "Detroit"),
                                         put("Routes!A7", "Detroit")),
    "group in itself": wrong(
        "Groups!B6", ("Loop contains Ring contains Loop",), put_row("Groups", "Loop", "Ring"),
        put_row("Groups", "Ring", "Loop"),
    ),
    "group of goods for a place": wrong(
        "Routes!A3", ("'Feeds' is a group of commodities: Concentrate",), put("Routes!A3", "Feeds")
    ),
    "group of places for goods": wrong("Routes!C3", ("'Pacific' is a group of places",), put("Routes!C3", "Pacific")),
    "project named like a plant": wrong(
        "Projects!A5", ("'Weld mine' is also in Capacity",), put("Projects!A5", "Weld mine"),
        put("Lead times!A5", "Weld mine"), put("Costs!A7", "Weld mine"),
    ),
    "supplier named like a plant elsewhere": wrong(
        "Suppliers!A3", ("is also in Capacity",), put("Suppliers!A3", "Weld mine")
    ),
}  # fmt: skip

RECIPES = {
    "mass from nothing": wrong("Recipes!C5", ("It makes 9 t out of 5 t",), put("Recipes!C5", 6)),
    "mass in kilotonnes": wrong("Recipes!C5", ("1003 t out of 5 t",), put("Commodities!C4", "kt")),
    "yield factor": wrong("Operations!D4", ("at most 1.25", "5.2 t out of 5 t"), put("Operations!D4", 1.3)),
    "no output": wrong(
        "Recipes!C10", ("an output of the recipe 'Burn'",), put_row("Recipes", "Burn", "Iron", -1),
        put_row("Operations", "Texas magnets", "Burn"),
    ),
    "quantity of nothing": wrong("Recipes!C8", ("Negative is taken",), put("Recipes!C8", 0)),
    "plant without operation": wrong(
        "Capacity!A6", ("Add a row that says which recipe",), put_row("Capacity", "Idle", "Detroit", "Mine", 5)
    ),
    "operation that never runs": doubtful(
        "Operations!A6", ("capacity of 'Idle'",), put_row("Capacity", "Idle", "Mt Weld", "Mine"),
        put_row("Operations", "Idle", "Mine ore"),
    ),
    "recipe that nobody runs": doubtful(
        "Recipes!A10", ("a plant that runs the recipe",), put_row("Recipes", "Spare", "Oxide", 1)
    ),
    "least above maximum share": wrong(
        "Operations!E5", ("at most the maximum share, 10 %",), put("Operations!F5", 0.1)
    ),
    "minimum shares over all": wrong(
        "Operations!E6", ("add up to 110 % (rows 5, 6)",), put_row("Recipes", "Recycle", "Iron", -1),
        put_row("Recipes", "Recycle", "Magnet", 1), put_row("Operations", "Texas magnets", "Recycle", 1, None, 0.9),
    ),
    "maximum shares below all": wrong("Operations!F3", ("could never run",), put("Operations!F3", 0.5)),
}  # fmt: skip

PROJECTS = {
    "addition to modules": doubtful(
        "Projects!M3", ("clear it, or make the kind 'expansion'",), put("Projects!M1", "maximum addition"),
        put("Projects!M3", 5),
    ),
    "in service until before from": wrong(
        "Capacity!F5", ("not before 2028",), put("Capacity!E5", 2028), put("Capacity!F5", 2027)
    ),
    "latest before earliest": wrong("Projects!K3", ("a year not before 2028",), put("Projects!J3", 2028),
                                    put("Projects!K3", 2027)),
    "larger than its maximum": wrong("Capacity!G3", ("at least the existing capacity, 300",), put("Capacity!G3", 100)),
    "module without room": doubtful("Projects!D3", ("can never be built",), put("Projects!D3", 70)),
    "modules without size": wrong("Projects!D3", ("Fill in the capacity of one module",), put("Projects!D3", None)),
    "size that modules do not read": doubtful("Projects!G3", ("This cell has no effect",), put("Projects!G3", 50)),
    "size without greatest": wrong("Projects!G5", ("a maximum size",), put("Projects!G5", None)),
    "least above greatest": wrong("Projects!G5", ("at least the minimum size, 5",), put("Projects!G5", 4)),
    "modules that a size does not read": doubtful("Projects!E5", ("once in any size",), put("Projects!E5", 3)),
    "too long a lead time": wrong(
        "Projects!J3", ("Decided in 2026", "5 years", "online in 2031"), put("Lead times!C3", 4)
    ),
    "window between two periods": wrong(
        "Projects!K3", ("the start of a period", "widen the window"), put_row("Settings", "years per period", 5),
        put("Projects!J3", 2027),
    ),
    "projects that need each other": wrong(
        "Projects!I3", ("Separation module needs Magnet line needs Separation module",),
        put("Projects!I3", "Magnet line"),
    ),
    "choice of one": doubtful("Projects!H3", ("at least two projects",), put("Projects!H3", "separatoin")),
    "spending that does not add up": wrong("Lead times!F4", ("add up to 90 %",), put("Lead times!F4", 0.3)),
    "spending after completion": wrong("Lead times!G3", ("in the 1 year of construction only",),
                                       put("Lead times!F3", 0.5), put("Lead times!G3", 0.5)),
    "spending on permits of no time": wrong("Lead times!E5", ("permits take no time",), put("Lead times!E5", 0.1)),
}  # fmt: skip

COSTS = {
    "variable cost of a project": wrong("Costs!F5", ("row is for a project", "the plant"), put("Costs!F5", 1)),
    "recipe of a project": wrong("Costs!B5", ("This row has no effect",), put("Costs!B5", "Separate")),
    "capital of a plant": wrong("Costs!C3", ("row is for a plant", "of the project"), put("Costs!C3", 1)),
    "fixed cost of one recipe": wrong("Costs!E4", ("row is for one recipe",), put("Costs!E4", 1)),
    "recipe that the plant does not run": wrong(
        "Costs!B4", ("a recipe that 'Texas magnets' runs: Make magnets",), put("Costs!B4", "Separate")
    ),
    "project without cost": doubtful("Projects!A5", ("project has no capital cost",), drop_rows("Costs", 7)),
    "fund without limit": doubtful(
        "Funds!D3", ("has no effect",), put("Funds!D3", None), put("Funds!E3", None), put("Funds!F3", None)
    ),
}

PEOPLE = {
    "misspelt technology": wrong("Staffing!A3", ('Did you mean "Separation"?',), put("Staffing!A3", "Seperation")),
    "unknown technology": wrong("Staffing!A3", ("Choose one of: Mine, Separation",), put("Staffing!A3", "Foundry")),
    "misspelt skill": wrong("Staffing!B3", ('Did you mean "Operator"?',), put("Staffing!B3", "Operators")),
    "skill without market": wrong(
        "Staffing!B4", ("covers USA", "Texas magnets needs it there"), put("Skills!B4", "China")
    ),
    "markets that overlap": wrong(
        "Skills!B5", ("'Pacific' (row 4) covers it too", "in USA"), put_row("Skills", "Operator", "home", 5)
    ),
    "people missing from the start": doubtful(
        "Skills!C4", ("at least 14 people", "in 2026", "10 are available"), put("Skills!C4", 10)
    ),
}

STOCK = {
    "not storable": wrong("Stockpiles!C3", ("Commodities!F4 says it cannot",), put("Commodities!F4", "no")),
    "stock in a plant elsewhere": wrong(
        "Stockpiles!I3",
        ("a plant at Texas Works",),
        put("Stockpiles!I1", "capacity of"),
        put("Stockpiles!I3", "Port separation"),
    ),
    "stock in no plant": doubtful(
        "Stockpiles!I3",
        ("stock takes no plant's capacity",),
        put("Stockpiles!I1", "capacity use"),
        put("Stockpiles!I2", "unit/y per unit"),
        put("Stockpiles!I3", 2),
    ),
    "opening stock that does not fit": wrong("Stockpiles!D3", ("at most the capacity, 50",), put("Stockpiles!D3", 51)),
    "closing stock that does not fit": wrong("Stockpiles!F3", ("at most the capacity, 50",), put("Stockpiles!F3", 51)),
    "cover of nothing": wrong("Stockpiles!H3", ("demand or use of 'Oxide' in China",), put("Stockpiles!H3", "China")),
    "cover of no months": doubtful("Stockpiles!G3", ("months of cover",), put("Stockpiles!G3", 0)),
}

ROUTES = {
    "two that fit equally": wrong(
        "Routes!A8", ("Rows 5 and 8 match it equally well", "from Shanghai to Texas Works, Oxide"),
        put_row("Routes", "China", "Pacific", "oxide", 7),
    ),
    "sums of precision that are equal": wrong(
        "Routes!A8", ("Rows 5 and 8",), put_row("Routes", "China", "USA", "any", 7)
    ),
    "no latitude": wrong("Sites!C4", ("freight depends on distance (Routes, row 4)",), put("Sites!C4", None)),
    "from a place to itself": wrong(
        "Routes!B8", ("another place than Mt Weld",), put_row("Routes", "Mt Weld", "Mt Weld", "Oxide")
    ),
    "transit where everything comes back": doubtful(
        "Routes!G6", ("goods can come back", "This cell has no effect"), put("Routes!G6", 20),
        put_row("Stockpiles", "Car makers' store", "Detroit", "Magnet", 0, 10),
        put_row("Stockpiles", "Works store", "Texas Works", "Magnet", 0, 10),
    ),
    "lane of nothing": doubtful("Routes!A8", ("no effect",), put_row("Routes", "USA", "China", "Iron", 5)),
    "product without route": wrong(
        "Demand!B3", ("'Magnet' is available at Texas Works, but no route leads from there to Detroit",),
        drop_rows("Routes", 6), drop_rows("Routes", 6), drop_rows("Substitutes", 3),
    ),
}  # fmt: skip

PATHS = {
    "nobody makes it": wrong(
        "Demand!B4", ("Nothing makes, sells or holds 'Slab'",), put_row("Commodities", "Slab", None, "t"),
        put_row("Demand", "Detroit", "Slab", 1, None, 5),
    ),
    "input is missing": wrong(
        "Demand!B3", ("'Texas magnets' would make 'Magnet', but nothing makes, sells or holds 'Iron'",),
        drop_rows("Suppliers", 4, 2),
    ),
    "plant never has capacity": wrong(
        "Demand!B3", ("it has no capacity and no project",), put("Capacity!D5", 0), drop_rows("Projects", 5),
        drop_rows("Lead times", 5), drop_rows("Costs", 7), drop_rows("Substitutes", 3),
    ),
    "input without its minus sign": wrong(
        "Recipes!C4", ("Concentrate made here has no use. An input? Type −5.",), put("Recipes!C4", 5)
    ),
    "input without its minus sign among others": wrong(
        "Recipes!C7", ("An input? Type −0.4.", "1.4 t out of 0.7 t"), put("Recipes!C7", 0.4)
    ),
    "nowhere to go": wrong(
        "Recipes!B6", ("a use for 'Slag' made at Port separation",), put("Commodities!E7", None)
    ),
}  # fmt: skip

MARKETS = {
    "substitute for itself": wrong(
        "Substitutes!C3", ("another commodity than 'Magnet'",), put("Substitutes!C3", "Magnet")
    ),
    "substitute for what nobody wants": doubtful("Substitutes!B3", ("no effect",), put("Substitutes!B3", "Iron")),
    "no shortage allowed": doubtful("Demand!C3", ("no shortage is allowed", "row 3"), put("Demand!C3", None)),
}

ALL = {
    f"{kind}: {name}": planted
    for kind, group in (
        ("names", NAMES), ("recipes", RECIPES), ("projects", PROJECTS), ("costs", COSTS), ("people", PEOPLE),
        ("stock", STOCK), ("routes", ROUTES), ("paths", PATHS), ("markets", MARKETS),
    )
    for name, planted in group.items()
}  # fmt: skip


@pytest.mark.parametrize("planted", ALL.values(), ids=ALL.keys())
def test_a_mistake_between_sheets_is_reported_at_a_cell(tmp_path: Path, planted: Planted) -> None:
    tables, problems = check_workbook(write(tmp_path / "plan.xlsx", *planted.changes))
    here = [
        problem for problem in problems if problem.where == planted.where and problem.is_warning == planted.is_warning
    ]
    assert here, f"nothing reported at {planted.where}:\n{told(problems)}"
    for words in planted.says:
        assert any(words in str(problem) for problem in here), f"{words!r} is not said:\n{told(here)}"
    assert (tables is None) == (not planted.is_warning), told(problems)


def test_an_input_without_its_minus_sign_is_told_once(tmp_path: Path) -> None:
    """Not at the mine, too, whose ore has no use then."""
    found = errors(check_workbook(write(tmp_path / "plan.xlsx", put("Recipes!C4", 5)))[1])
    assert [each.where for each in found if each.sheet == "Recipes"] == ["Recipes!C4"], told(found)


def test_goods_in_transit_that_nothing_uses_are_told(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """Concentrate may come to where it is separated, oxide to where magnets are made or from where it is shipped on."""

    def arriving(*rows: tuple[str, str, float]) -> list[Problem]:
        def change(book: openpyxl.Workbook) -> None:
            page = book.create_sheet("Goods in transit")
            for row in (["site", "commodity", 2026], ["unit", None, "unit/y"], *map(list, rows)):
                page.append(row)

        problems = check_workbook(write(tmp_path / "plan.xlsx", change))[1]
        return [each for each in problems if each.sheet == "Goods in transit" and "2027" not in each.fix]

    used = [("Port Refinery", "Concentrate", 5.0), ("Texas Works", "Oxide", 5.0), ("Port Refinery", "Oxide", 5.0)]
    assert not arriving(*used, ("Detroit", "Oxide", 0.0))
    (lost,) = arriving(*used, ("Detroit", "Oxide", 5.0))
    assert lost.where == "Goods in transit!B6"
    assert lost.expected == snapshot
    assert not lost.is_warning
    (waste,) = arriving(("Detroit", "Slag", 5.0))
    assert waste.is_warning and "disposed of" in waste.fix


def test_a_plant_that_runs_nothing_may_be_there_for_other_projects(tmp_path: Path) -> None:
    changes = (
        put_row("Capacity", "Power line", "Texas Works", "Line"),
        put_row("Projects", "Build power line", "Power line", "modules", 1),
        put_row("Costs", "Build power line", None, 10),
        put("Projects!I5", "Build power line"),
    )
    tables, problems = check_workbook(write(tmp_path / "plan.xlsx", *changes))
    assert tables is not None, told(errors(problems))


def test_a_transit_that_holds_on_some_lane_is_no_mistake(tmp_path: Path) -> None:
    """Works may keep magnets, and Detroit none to send back."""
    changes = put("Routes!G6", 20), put_row("Stockpiles", "Works store", "Texas Works", "Magnet", 0, 10)
    _, problems = check_workbook(write(tmp_path / "plan.xlsx", *changes))
    assert not [problem for problem in problems if problem.where == "Routes!G6"], told(problems)


@pytest.mark.parametrize(
    ("ends", "goods", "says"),
    [
        (("Australia", "Australia"), "any", "name origin and destination"),
        (("Port Refinery", "Texas Works"), "any", "name the commodities, in a row for each way"),
        (("Port Refinery", "Texas Works"), "Oxide", "delete the way on which 'Oxide' comes back"),
    ],
)
def test_a_transit_that_holds_nowhere_is_told_with_what_helps(
    tmp_path: Path, ends: tuple[str, str], goods: str, says: str
) -> None:
    """Only one commodity's own row keeps goods from coming back between two sites that are named."""
    ways = [put_row("Routes", *way, goods, 1, None, None, 20) for way in dict.fromkeys([ends, ends[::-1]])]
    stores = [put_row("Stockpiles", f"at {site}", site, "Oxide", 0, 9) for site in ("Mt Weld", "Port Refinery")]
    _, problems = check_workbook(write(tmp_path / "plan.xlsx", *ways, *stores))
    assert any(each.where == "Routes!G8" and says in each.fix for each in problems), told(problems)


def test_what_is_made_of_nothing_can_be_had() -> None:
    """A mine, or a warehouse whose goods need no source, serves a market though nothing is bought or kept anywhere."""
    given = tables_of(
        CITY,
        "Sites\nsite | country\nPit | A",
        "Capacity\nplant | site | existing capacity\nmine | Pit | 10",
        "Recipes\nrecipe | commodity | quantity\ndig | ore | 1",
        "Operations\nplant | recipe\nmine | dig",
        "Routes\nfrom | to | commodity\nPit | City | ore",
        "Demand\nmarket | product | 2026\nCity | ore | 5",
    )
    assert not [problem for problem in run_checks(given) if not problem.is_warning]


@together
def test_the_examples_that_are_shipped_have_no_problems() -> None:
    for path in sorted(INPUTS.glob("*.xlsx")):
        tables, problems = checked(path.stem)
        assert tables is not None, told(errors(problems))


def test_checks_run_on_rows_made_in_code() -> None:
    """A notebook checks tables without a workbook; a row that stands nowhere is named by its line. Nobody wants
    anything, either, and nothing uses the site and the commodity."""
    tables = Tables.of(
        Settings(first_year=2026, last_year=2026),
        [Country(country="A"), Site(site="S", country="A"), Commodity(commodity="K"), Group(group="A", member="S")],
    )
    told = [problem.where for problem in run_checks(tables)]
    assert sorted(told) == ["Commodities, row 0", "Demand", "Groups, row 0", "Sites, row 0"]


def test_checks_that_need_a_whole_sheet_are_silent_when_rows_of_it_could_not_be_read(tmp_path: Path) -> None:
    """The route without a name could be the one that serves Detroit."""
    changes = (drop_rows("Routes", 7), drop_rows("Substitutes", 3), put("Routes!B6", None))
    _, problems = check_workbook(write(tmp_path / "plan.xlsx", *changes))
    assert [problem.where for problem in errors(problems)] == ["Routes!B6"], told(problems)


def test_a_last_year_before_the_first_is_the_only_error(tmp_path: Path) -> None:
    """Nothing is concluded from a horizon that holds no year."""
    found = errors(check_workbook(write(tmp_path / "book.xlsx", put("Settings!B3", 2020)))[1])
    assert [problem.where for problem in found] == ["Settings!B3"]


@together
@pytest.mark.parametrize("name", ["quickstart", "graphite_anode"])
def test_a_check_that_reads_the_horizon_needs_it(name: str) -> None:
    """Otherwise it would conclude something where Settings could not be read."""
    given = shipped(name)
    read: set[str] = set()

    class Watched(Settings):
        def __getattribute__(self, attribute: str) -> Any:
            read.add(attribute)
            return super().__getattribute__(attribute)

    watched = replace(given, settings=Watched(**vars(given.settings)))
    for check in all_checks():
        read.clear()
        list(check(watched, Directory(watched)))
        is_read = not read.isdisjoint(("first_year", "last_year", "years_per_period"))
        assert not is_read or Settings in NEEDS.get(check, ()), check


def test_a_sheet_without_its_header_is_the_only_error(tmp_path: Path) -> None:
    """What refers to its rows is left out, whatever else could be read."""
    found = errors(check_workbook(write(tmp_path / "plan.xlsx", drop_rows("Capacity", 1, 2)))[1])
    assert {each.sheet for each in found} == {"Capacity"}, told(found)


def test_checks_are_quick_with_hundreds_of_sites_and_routes(tmp_path: Path) -> None:
    def grow(book: openpyxl.Workbook) -> None:
        for number in range(150):
            book["Sites"].append([f"Site {number}", "USA", 30 + number / 10, -90])
            book["Suppliers"].append([f"Seller {number}", f"Site {number}", "Oxide", 10, 10, 5])
            book["Routes"].append([f"Site {number}", "USA", "Oxide", 5])

    started = time.perf_counter()
    tables, problems = check_workbook(write(tmp_path / "plan.xlsx", grow))
    assert tables is not None, told(errors(problems))
    assert time.perf_counter() - started < 10  # about 1 s; generous for a busy machine


def test_checks_are_quick_with_thousands_of_named_lanes() -> None:
    """A lane is held against the routes that lead its way, not against all."""
    towns = [f"T{number}" for number in range(70)]
    given = tables_of(
        CITY,
        "Sites\nsite | country\n" + "".join(f"{town} | A\n" for town in towns),
        "Suppliers\nsupplier | site | commodity | price\n" + "".join(f"S {i} | {i} | ore | 1\n" for i in towns),
        "Routes\nfrom | to | commodity\n" + "".join(f"{i} | {j} | ore\n" for i in towns for j in towns if i != j),
        "Demand\nmarket | product | 2026\n" + "".join(f"{town} | ore | 1\n" for town in towns),
    )
    started = time.perf_counter()
    assert not [problem for problem in run_checks(given) if not problem.is_warning]
    assert time.perf_counter() - started < 5  # about 0.5 s


@pytest.mark.parametrize(("sellers", "is_told"), [(100, False), (102, True)])
def test_the_route_that_makes_most_of_very_many_lanes_is_told(sellers: int, is_told: bool) -> None:
    """Each of a hundred towns with demand buys of every seller, but of the one in its own town."""
    towns = [f"T{number}" for number in range(102)]
    tables = tables_of(
        CITY,
        "Sites\nsite | country\n" + "".join(f"{town} | A\n" for town in towns),
        "Suppliers\nsupplier | site | commodity | price\n"
        + "".join(f"S {i} | {i} | ore | 1\n" for i in towns[:sellers]),
        "Routes\nfrom | to | commodity\nany | any | ore\nT0 | T1 | ore\n",
        "Demand\nmarket | product | 2026\n" + "".join(f"{town} | ore | 1\n" for town in towns[:100]),
    )
    lanes = [problem for problem in run_checks(tables) if "fewer lanes" in problem.expected]
    assert [problem.cell for problem in lanes] == (["A3"] if is_told else [])
    if is_told:
        assert re.findall(r"[\d,]+\d", lanes[0].expected) == ["10,099", "10,100"]


# ------------------------------------------------------------------------------------------ names of many things


def directory() -> Directory:
    """Two countries in a bloc, one outside; a group of a group; two stages."""
    rows = [
        Country(country="A", bloc="west"), Country(country="B", bloc="west"), Country(country="C"),
        Site(site="a", country="A"), Site(site="b", country="B"), Site(site="c", country="C"),
        Commodity(commodity="k", stage="ore"), Commodity(commodity="l", stage="ore"), Commodity(commodity="m"),
        Group(group="inner", member="a"), Group(group="outer", member="inner"), Group(group="outer", member="C"),
        Group(group="goods", member="ore"), Group(group="goods", member="m"),
    ]  # fmt: skip
    return Directory(Tables.of(Settings(first_year=2026, last_year=2026), rows))


@pytest.mark.parametrize(
    ("name", "sites", "countries"),
    [
        ("a", {"a"}, {"A"}),
        ("A", {"a"}, {"A"}),
        ("west", {"a", "b"}, {"A", "B"}),
        ("inner", {"a"}, {"A"}),
        ("outer", {"a", "c"}, {"A", "C"}),
        ("any", {"a", "b", "c"}, {"A", "B", "C"}),
        ("nowhere", set(), set()),
    ],
)
def test_a_place_stands_for_its_sites_and_countries(name: str, sites: set[str], countries: set[str]) -> None:
    assert directory().sites(name) == sites and directory().countries(name) == countries


@pytest.mark.parametrize(
    ("name", "goods"), [("k", {"k"}), ("ore", {"k", "l"}), ("goods", {"k", "l", "m"}), ("any", {"k", "l", "m"})]
)
def test_a_stage_or_group_stands_for_its_commodities(name: str, goods: set[str]) -> None:
    assert directory().commodities(name) == goods


def test_groups_in_a_circle_resolve_all_the_same() -> None:
    rows = [Country(country="A"), Site(site="a", country="A"), Group(group="x", member="y"),
            Group(group="y", member="x"), Group(group="y", member="a")]  # fmt: skip
    circular = Directory(Tables.of(Settings(first_year=2026, last_year=2026), rows))
    assert circular.sites("x") == circular.sites("y") == {"a"}


def test_every_check_is_listed_once() -> None:
    assert len(set(all_checks())) == len(all_checks()) > 50


def test_a_setting_that_may_be_either_of_two_is_taken_for_neither(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    _, problems = check_workbook(
        write(tmp_path / "plan.xlsx", lambda book: book["Settings"].append(["discount", 0.05]))
    )
    (problem,) = errors(problems)
    assert problem.value == "discount"
    assert problem.fix == snapshot


def test_that_nobody_wants_anything_is_not_concluded_from_a_row_that_was_not_read(tmp_path: Path) -> None:
    def misspelt(book: openpyxl.Workbook) -> None:
        page = book["Demand"]
        for line in range(3, page.max_row + 1):
            if page.cell(line, 1).value:
                page.cell(line, 1).value = "Nowhere"

    _, problems = check_workbook(write(tmp_path / "plan.xlsx", misspelt))
    assert errors(problems) and not [each for each in errors(problems) if each.sheet == "Demand" and not each.cell]


# ---------------------------------------------------------------------------------------------- again


def _with_one_times(rows: list[Any], column: Column, factor: float) -> list[Any]:
    """Rows of which the last with a number in a column has another one."""
    for at in reversed(range(len(rows))):
        value = getattr(rows[at], column.attribute)
        if isinstance(value, ByYear) or type(value) is float:
            other = value.times(factor) if isinstance(value, ByYear) else factor * value
            return [*rows[:at], replace(rows[at], **{column.attribute: other}), *rows[at + 1 :]]
    return rows


@together
@pytest.mark.parametrize("name", ["gallium_germanium", "graphite_anode", "antibiotics", "quickstart"])
def test_checks_made_again_find_what_all_of_them_find(name: str) -> None:
    """Each sheet is emptied, halved, and has a number of each column changed, one after the other: what looks at
    another one is taken as known."""
    whole = shipped(name)
    known = KnownRows(whole)
    assert problems_of(Tables(whole.settings, whole.rows, whole.off), known) == problems_of(whole)
    for row_class, rows in whole.rows.items():
        for left in ([], rows[::2]):
            changed = Tables(whole.settings, {**whole.rows, row_class: left}, whole.off)
            assert problems_of(changed, known) == problems_of(changed), row_class
        for column, factor in zip(SHEET_OF[row_class].columns, cycle((1_000.0, -1.0)), strict=False):
            if (other := _with_one_times(rows, column, factor)) is rows:
                continue  # a column without a number
            changed = Tables(whole.settings, {**whole.rows, row_class: other}, whole.off)
            assert problems_of(changed, known) == problems_of(changed), (row_class, column)
    mended = KnownRows(Tables(whole.settings, {**whole.rows, Plant: []}, whole.off))
    assert problems_of(whole, mended) == problems_of(whole)
    longer = Tables(replace(whole.settings, last_year=whole.settings.last_year + 1), whole.rows, whole.off)
    assert problems_of(longer, known) == problems_of(longer)
