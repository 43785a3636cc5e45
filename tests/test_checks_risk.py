"""Checks promise: what is wrong in Disruptions, Limits and excluded origins is told by cell before anything is solved.

The book is that of `tests.books`, in which oxide can come from China, or from Australia once its plant is built in
2028, and magnets from Texas, or weak ones from China.
"""

from __future__ import annotations

import datetime
import math
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from syrupy.assertion import SnapshotAssertion

from model.checks.shares import Cap, least_of, most_of
from model.testing import Disruption, Limit
from tests.books import SHEETS, Change, Sheets, errors, put, put_row, told, write
from tests.conftest import least_cost
from tests.inline import tables
from tests.steps import check_workbook, run_checks, write_inputs
from tests.test_checks import Planted, doubtful, drop_rows, wrong

RISK: Sheets = {
    "Disruptions": [
        ["disruption", "action", "target", "commodity", "to", "value", "start", "after", "duration", "recovery",
         "probability"],
        ["unit", None, None, None, None, "×", None, "years", "years", "years", "%"],
        ["China stops", "exports", "China", None, None, 0, 2028, None, 1, None, 0.05],
        ["China stops", "price", "Chinese oxide", None, None, 2, None, None, 1, None, None],
        ["One is out", "capacity", "each country", None, None, 0, "each", None, 1, None, 0.01],
        ["Late module", "delay", "Separation module", None, None, 1, "2027", None, 2, None, None],
    ],
    "Limits": [
        ["limit", "measure", "of", "scope", "bound", "value 2026", "value 2030", "from year", "until year", "during",
         "counted at", "against", "confidence", "weight"],
        ["unit", None, None, None, None, "see measure", "see measure", "year", "year", None, None, None, "%", "×"],
        ["Oxide cap", "share", "oxide", "each country", None, 0.8, 0.65, 2028, None, None, None, None, None, None],
        ["Service", "service", "Magnet", "Detroit", None, 0.2, None, None, None, None, None, None, None, None],
        ["Tail", "CVaR of unmet", "Magnet", None, None, None, None, None, None, None, None, None, 0.9, 100],
        ["Cover", "cover", "Oxide", "Texas Works", None, 1, None, None, None, None, None, None, None, None],
    ],
}  # fmt: skip


def per_cent(book: openpyxl.Workbook) -> None:
    for name, cells in (("Disruptions", "K3:K9"), ("Limits", "M3:M9")):
        for (cell,) in book[name][cells]:
            cell.number_format = "0%"


def book(path: Path, *changes: Change) -> Path:
    return write(path, *changes, per_cent, sheets=SHEETS | RISK)


def disruption(*values: Any) -> Change:
    return put_row("Disruptions", *values)


def limit(name: str, measure: str, of: str | None, scope: str | None = None, **others: Any) -> Change:
    """A row of Limits, other columns by name."""
    header = [str(each) for each in RISK["Limits"][0]]
    given = {"limit": name, "measure": measure, "of": of, "scope": scope}
    given |= {key.replace("_", " ").replace("value", "value 2026"): value for key, value in others.items()}
    assert given.keys() <= set(header)
    return put_row("Limits", *(given.get(each) for each in header))


ORIGIN_RULE = ("excluded origins", "excluded goods", "exclusion from")


def refuse(origins: str | None, at: str | None = None, since: int | None = None) -> Change:
    """Excluded origins of magnets in Detroit, in columns H to J."""

    def change(book: openpyxl.Workbook) -> None:
        page = book["Demand"]
        for letter, name, value in zip("HIJ", ORIGIN_RULE, (origins, at, since), strict=True):
            page[f"{letter}1"], page[f"{letter}3"] = name, value

    return change


STARTS = {
    "no years": wrong("Disruptions!G3", ("years from 2026 to 2030, or 'each'", "'soon' is not"),
                      put("Disruptions!G3", "soon")),
    "outside the horizon": doubtful("Disruptions!G3", ("What lies outside it has no effect", "G3 (2035)"),
                                    put("Disruptions!G3", 2035)),
    "backwards": wrong("Disruptions!G3", ("earlier year first",), put("Disruptions!G3", "2029-2027")),
    "almost each": wrong("Disruptions!G5", ("Did you mean 'each'?",), put("Disruptions!G5", "each year")),
    "two starts": wrong("Disruptions!G4", ("one start of 'China stops'", "Row 3 differs"),
                        put("Disruptions!G4", "2029")),
    "two probabilities": wrong("Disruptions!K4", ("one probability",), put("Disruptions!K4", 0.1)),
    "two recoveries": wrong("Disruptions!J4", ("one recovery",), put("Disruptions!J3", 1), put("Disruptions!J4", 2)),
    "two kinds of each": wrong(
        "Disruptions!C7", ("'each country' or a fixed target, as in row 5", "into two disruptions"),
        disruption("One is out", "capacity", "each plant", None, None, 0),
    ),
    "stock that costs nothing": doubtful("Commodities!D4", ("the cost of a unit",), put("Commodities!D4", None),
                                         put("Suppliers!D3", 0), put("Suppliers!E3", 0)),
    "stock that is dearer to buy": doubtful("Commodities!D4", ("at least 100000, the highest price",),
                                            put("Commodities!D4", 99_000)),
    "replacement below the price": doubtful("Commodities!G4", ("at least 100000, the highest price",),
                                            put("Commodities!G1", "replacement cost"), put("Commodities!G4", 50_000)),
    "sets in after the horizon": doubtful("Disruptions!H4", ("starts by 2030",), put("Disruptions!H4", 5)),
}  # fmt: skip

NAMES = {
    "says when a limit holds": wrong("Disruptions!A6", ("is a keyword",),
                                     put("Disruptions!A6", "Every disruption")),
    "site named like a word": wrong("Groups!A6", ("is a keyword",), put_row("Groups", "each plant", "USA")),
    "two branches of one name": wrong(
        "Disruptions!A7", ("'One is out: China, 2028'", "rename one"),
        disruption("One is out: China", "exports", "China", None, None, 0, 2028),
    ),
    "same action twice": wrong("Disruptions!A7", ("Rows 3 and 7",), disruption("China stops", "exports", "China")),
    "misspelt technology": wrong("Disruptions!C5", ('Did you mean "Separation"?',),
                                 put("Disruptions!C5", "Seperation")),
    "misspelt word": wrong("Disruptions!C5", ('Did you mean "each country"?',), put("Disruptions!C5", "each contry")),
    "an outlet": wrong("Disruptions!C4", ("'Oxide trade' is a row of Outlets",), put("Disruptions!C4", "Oxide trade")),
    "misspelt disruption": wrong("Limits!J4", ('Did you mean "China stops"?',), put("Limits!J4", "China stop")),
    "misspelt moment": wrong("Limits!J4", ('Did you mean "undisturbed"?',), put("Limits!J4", "undistrubed")),
}  # fmt: skip

MARK = put("Disruptions!L1", "independent")

INDEPENDENCE = {
    "two answers": wrong("Disruptions!L4", ("one answer of 'China stops'", "Row 3 differs"),
                         MARK, put("Disruptions!L3", "yes"), put("Disruptions!L4", "no")),
    "alone": doubtful("Disruptions!L3", ("another independent disruption that starts in the same year",),
                      MARK, put("Disruptions!L3", "yes")),
    "never at the same time": doubtful(
        "Disruptions!L3", ("'China stops' coincides with none",), MARK, put("Disruptions!L3", "yes"),
        put("Disruptions!L6", "yes"),
    ),
    "a number of none": doubtful("Settings!B6", ("an independent disruption",),
                                 put_row("Settings", "coinciding disruptions", 3)),
    "one name for two": wrong(
        "Disruptions!A7", ("'China stops + Late' (row 3) already has a branch named", "rename one"),
        MARK, put("Disruptions!L3", "yes"), put("Disruptions!L6", "yes"), put("Disruptions!G6", "2028"),
        put("Disruptions!A6", "Late"),
        disruption("China stops + Late", "exports", "China", None, None, 0, 2028),
    ),
    "more than certain": wrong(
        "Disruptions!K3", ("at most 100 %", "'China stops' 48 % (1 × 48 %)"), MARK, put("Disruptions!L3", "yes"),
        put("Disruptions!K3", 0.6), put("Disruptions!L6", "yes"), put("Disruptions!G6", "2028"),
        put("Disruptions!K6", 0.2), put("Disruptions!K5", 0.12),
    ),
}  # fmt: skip

ACTIONS = {
    "demand of a plant": wrong(
        "Disruptions!C7", ("a place, for 'demand'", "name its site, 'Texas Works'"),
        disruption("More", "demand", "Texas magnets", None, None, 1.5),
    ),
    "exports of a supplier": wrong(
        "Disruptions!C3", ("a place, for 'exports'", "name its site, 'Shanghai'"),
        put("Disruptions!C3", "Chinese oxide"),
    ),
    "exports of a technology": wrong("Disruptions!C3", ("'Mine' is a technology",), put("Disruptions!C3", "Mine")),
    "price of a plant": wrong("Disruptions!C4", ("a place or a supplier",), put("Disruptions!C4", "Weld mine")),
    "yield of a supplier": wrong(
        "Disruptions!C7", ("a place, a plant or a technology",),
        disruption("Poor", "yield", "Chinese oxide", None, None, 0.5),
    ),
    "capacity of a project": wrong(
        "Disruptions!C5", ("use 'delay'", "its plant, 'Texas magnets'"), put("Disruptions!C5", "Magnet line")
    ),
    "delay of a supplier": wrong("Disruptions!C6", ("a project, a plant",), put("Disruptions!C6", "Iron")),
    "exports of each plant": wrong("Disruptions!C3", ("'each plant' stands for", "'each country'"),
                                   put("Disruptions!C3", "each plant")),
    "to of a price": wrong("Disruptions!E4", ("since 'price' has no destination",), put("Disruptions!E4", "USA")),
    "goods of a delay": wrong("Disruptions!D6", ("a delay is of projects",), put("Disruptions!D6", "Oxide")),
    "more exports": wrong("Disruptions!F3", ("cannot add to exports", "Did you mean 50 %?"),
                          put("Disruptions!F3", 50)),
    "price left empty": wrong("Disruptions!F4", ("free of charge",), put("Disruptions!F4", None)),
    "delay left empty": wrong("Disruptions!F6", ("nothing is delayed",), put("Disruptions!F6", None)),
    "half a year late": doubtful("Disruptions!F6", ("0.5 years are 6 months",), put("Disruptions!F6", 0.5)),
    "nothing changes": doubtful("Disruptions!F3", ("no effect",), put("Disruptions!F3", 1)),
    "capacity of fifty": doubtful(
        "Disruptions!F7", ("50 times as much", "Did you mean 50 %?"),
        disruption("Half", "capacity", "Weld mine", None, None, 50),
    ),
    "mass from nothing": wrong(
        "Disruptions!F7", ("'Separate' makes no more", "6.6 t out of 5 t"),
        disruption("Rich", "yield", "Port separation", None, None, 1.5),
    ),
    "more sales": wrong(
        "Disruptions!F7", ("cannot add to what outlets take",),
        disruption("Glut", "sales", "China", None, None, 1.5),
    ),
    "sales of a supplier": wrong(
        "Disruptions!C7", ("a place, for 'sales'",), disruption("Shut", "sales", "Chinese oxide")
    ),
    "per cent as text": wrong("Disruptions!F3", ("Type 50 % without quotes",), put("Disruptions!F3", "50 %")),
}  # fmt: skip

HITS = {
    "capacity of nothing": wrong(
        "Disruptions!C7", ("a plant or supplier in or of 'Detroit'", "has no effect"),
        disruption("Out", "capacity", "Detroit"),
    ),
    "goods that it does not make": wrong(
        "Disruptions!D7", ("for 'Magnet'", "correct the commodity"),
        disruption("Out", "capacity", "Weld mine", "Magnet"),
    ),
    "no lanes": wrong("Disruptions!C7", ("a route that leads out",), disruption("Stop", "exports", "Detroit")),
    "no lanes to there": wrong("Disruptions!E3", ("to 'Australia'",), put("Disruptions!E3", "Australia")),
    "demand of nobody": wrong(
        "Disruptions!C7", ("demand in 'China'",), disruption("More", "demand", "China", None, None, 2)
    ),
    "sales of nobody": wrong("Disruptions!C7", ("an outlet in 'Detroit'",), disruption("Shut", "sales", "Detroit")),
    "price of nobody": wrong(
        "Disruptions!C7", ("a supplier or outlet",), disruption("Dear", "price", "Mt Weld", None, None, 2)
    ),
    "projects of nobody": wrong(
        "Disruptions!C7", ("a project in or of 'Weld mine'",), disruption("Late", "delay", "Weld mine", None, None, 1)
    ),
    "nothing of any": wrong(
        "Disruptions!D5", ("has no effect", "for 'Slag'"),
        put("Disruptions!B5", "price"), put("Disruptions!F5", 2), put("Disruptions!D5", "Slag"),
    ),
    "nothing under way": doubtful("Disruptions!C6", ("that can be under way",), put("Disruptions!G6", "2026"),
                                  put("Projects!J3", 2027)),
    "late after it is over": doubtful("Disruptions!I6", ("until duration and recovery",), put("Disruptions!I6", 0.5)),
    "share of no limit": wrong(
        "Disruptions!F7", ("'Iron' (Suppliers!F4)", "of which 0.5 is left"),
        disruption("Half", "capacity", "Iron", None, None, 0.5),
    ),
    "part of a period of no limit": wrong(
        "Disruptions!I7", ("whole years", "In 2029 it could sell"),
        disruption("Out", "capacity", "Iron", None, None, 0, "2028", None, 1.5),
    ),
    "probabilities over all": wrong(
        "Disruptions!K5", ("In 2028 they add up to 107 %", "'One is out' 102 % (3 × 34 %)", "over 100 % in 2026"),
        put("Disruptions!K5", 0.34),
    ),
}  # fmt: skip

ROWS = {
    "capacity of each market": wrong("Limits!D3", ("'each market' is for 'service' and 'unmet'",),
                                     put("Limits!D3", "each market")),
    "no value": wrong("Limits!F4", ("a value of 'service' [share], required",), put("Limits!F4", None)),
    "no value and no weight": wrong("Limits!F5", ("or give it a weight",), put("Limits!N5", None)),
    "share of 65": wrong("Limits!G3", ("Did you mean 65 %?", "share from 0 to 1"), put("Limits!G3", 65)),
    "service of 90": wrong("Limits!F4", ("Did you mean 90 %?",), put("Limits!F4", 90)),
    "65 % as text": wrong("Limits!G3", ("Type 65 % without quotes",), put("Limits!G3", "65 %")),
    "HHI over all": wrong("Limits!F7", ("HHI from 0 to 10000",), limit("H", "HHI", "oxide", value=20000)),
    "service at most": wrong("Limits!E4", ("'at least' for 'service'",), put("Limits!E4", "at most")),
    "counted at of service": wrong("Limits!K4", ("It is for 'share'",), put("Limits!K4", "ore")),
    "against of share": wrong("Limits!L3", ("It is for 'cover'",), put("Limits!L3", "China")),
    "confidence of share": wrong("Limits!M3", ("or the default",), put("Limits!M3", 0.9)),
    "weight of share": wrong("Limits!N3", ("since the limit is on 'share'",), put("Limits!N3", 2)),
    "moment of a CVaR": wrong("Limits!J5", ("'expected unmet' and 'CVaR of unmet'",), put("Limits!J5", "always")),
    "goods of cost": wrong("Limits!C7", ("since the limit is on 'cost'",), limit("C", "cost", "oxide", value=9)),
    "ends before it starts": wrong("Limits!I3", ("a year not before 2028",), put("Limits!I3", 2027)),
    "bound that all plans hold": doubtful("Limits!F4", ("every plan has at least 0",), put("Limits!F4", 0)),
    "never at that time": doubtful("Limits!J4", ("under way between 2026 and 2027",), put("Limits!J4", "China stops"),
                                   put("Limits!I4", 2027)),
    "no disruptions": wrong(
        "Limits!J4", ("a disruption in Disruptions, the default for 'service'",), drop_rows("Disruptions", 3, 4)
    ),
    "nothing has a probability": wrong("Limits!B5", ("disruptions with a probability",),
                                       put("Disruptions!K3", None), put("Disruptions!K5", None)),
    "no alternatives": wrong(
        "Limits!B7", ("treats disruptions as mutually exclusive", "add up to 155 %"),
        limit("C", "CVaR of cost", None, value=100), put("Disruptions!K5", 0.1),
    ),
    "cover of any": wrong("Limits!D6", ("a place whose stock is counted",), put("Limits!D6", None)),
    "cover against itself": wrong("Limits!L6", ("a place outside of 'Texas Works'",), put("Limits!L6", "Texas Works")),
}  # fmt: skip

SUBJECTS = {
    "share of a technology": wrong("Limits!C3", ("'Separation' is a technology",), put("Limits!C3", "Separation")),
    "service of what nobody wants": wrong("Limits!C4", ("a product with demand", "one of Magnet"),
                                          put("Limits!C4", "Oxide")),
    "service where nobody wants it": wrong("Limits!D4", ("a market with demand", "one of Detroit"),
                                           put("Limits!D4", "China")),
    "service without shortage": doubtful("Limits!F4", ("no shortage is allowed there",), put("Demand!C3", None)),
    "share of what nobody makes": wrong(
        "Limits!C3", ("that are made or sold",), put_row("Commodities", "Slab", None, "t"),
        put("Limits!C3", "Slab"),
    ),
    "cap on a place without part": doubtful("Limits!D3", ("no effect",), put("Limits!D3", "USA")),
    "minimum share of a place without part": wrong(
        "Limits!D3", ("No supply is then allowed",), put("Limits!D3", "USA"), put("Limits!E3", "at least")
    ),
    "counted at what it is not made of": wrong("Limits!K3", ("goods that 'oxide' is made of",),
                                               put("Limits!K3", "Iron")),
    "cover of what is not stored": wrong("Limits!C6", ("one of Oxide",), put("Limits!C6", "Iron")),
    "cover of what nobody sends": doubtful("Limits!L6", ("no route leads there from 'Mt Weld'",),
                                           put("Limits!L6", "Mt Weld")),
    "capacity of nothing": wrong(
        "Limits!D7", ("plants of 'Separation' in 'China'",), limit("K", "capacity", "Separation", "China", value=5)
    ),
    "capacity that cannot be built": wrong(
        "Limits!F7", ("at most 0", "no more capacity is possible"), limit("K", "capacity", "Separation", value=5)
    ),
    "capacity below what stands": wrong(
        "Limits!F7", ("at least 300",), limit("K", "capacity", "Mine", value=200, bound="at most")
    ),
    "HHI of two countries": doubtful(
        "Limits!F7", ("at least 5000, what 2 countries can reach", "cannot be supplied then"),
        limit("H", "HHI", "oxide", value=4000, from_year=2028),
    ),
    "caps below all": doubtful(
        "Limits!G3", ("add up to 100 %", "In 2030 they add up to 80 % at most (row 3)", "Australia, China"),
        put("Limits!G3", 0.4),
    ),
    "caps below all with a duty": wrong(
        "Limits!G3", ("But 'Magnet' in Detroit (Demand, row 3) must be met in 2030",), put("Limits!G3", 0.4),
        put("Stockpiles!D3", 0), put("Stockpiles!E3", 0), put("Stockpiles!F3", 0), drop_rows("Substitutes", 3),
        drop_rows("Limits", 6),
        put("Routes!G4", None), put("Routes!G6", None),
    ),
    "caps before anything else is built": doubtful(
        "Limits!F3", ("only China can supply it", "In 2026 (so too in 2027)"), put("Limits!H3", None)
    ),
    "minimum shares over all": doubtful(
        "Limits!F8", ("add up to at most 100 %", "110 % (rows 7–8)"),
        limit("A", "share", "oxide", "Australia", bound="at least", value=0.6, from_year=2028),
        limit("B", "share", "oxide", "China", bound="at least", value=0.5),
    ),
    "least above most": doubtful(
        "Limits!F7",
        ("at most 72.5 %, what other rows leave for Australia", "row 3 of Limits", "In 2028 (so too in 2029–2030)"),
        limit("A", "share", "oxide", "Australia", bound="at least", value=0.75, from_year=2028),
    ),
    "least of who cannot yet": doubtful(
        "Limits!F7", ("In 2026 (so too in 2027) nobody there can"),
        limit("A", "share", "oxide", "Australia", bound="at least", value=0.1),
    ),
}  # fmt: skip

ORIGINS = {
    "excluding no goods": wrong("Demand!I3", ("'excluded origins' is empty",), refuse(None, "ore")),
    "refused since nothing": wrong("Demand!J3", ("'excluded origins' is empty",), refuse(None, None, 2027)),
    "what it is not made of": doubtful("Demand!I3", ("name a stage of the product's chain",), refuse("China", "Slag")),
    "where nobody makes it": doubtful("Demand!H3", ("nobody there does",), refuse("Detroit")),
    "no "
    "clean "
    "source": wrong("Demand!H3", ("an accepted source of 'Magnet' for Detroit", "passes through"), refuse("any place"),
                             put_row("Groups", "any place", "USA"), put_row("Groups", "any place", "China")),
    "no clean source, all short": doubtful(
        "Demand!H3", ("none of the demand can be met",), refuse("any place"), put("Demand!D3", None),
        put_row("Groups", "any place", "USA"), put_row("Groups", "any place", "China"),
    ),
}  # fmt: skip

ALL = {
    f"{kind}: {name}": planted
    for kind, group in (
        ("starts", STARTS), ("independence", INDEPENDENCE), ("names", NAMES), ("actions", ACTIONS), ("hits", HITS),
        ("rows", ROWS), ("subjects", SUBJECTS), ("origins", ORIGINS),
    )
    for name, planted in group.items()
}  # fmt: skip


@pytest.mark.parametrize("planted", ALL.values(), ids=ALL.keys())
def test_a_mistake_about_risk_is_reported_at_a_cell(tmp_path: Path, planted: Planted) -> None:
    tables, problems = check_workbook(book(tmp_path / "plan.xlsx", *planted.changes))
    here = [
        problem for problem in problems if problem.where == planted.where and problem.is_warning == planted.is_warning
    ]
    assert here, f"nothing reported at {planted.where}:\n{told(problems)}"
    for words in planted.says:
        assert any(words in str(problem) for problem in here), f"{words!r} is not said:\n{told(here)}"
    assert (tables is None) == (not planted.is_warning), told(problems)


def test_a_sound_book_has_nothing_to_tell_about_risk(tmp_path: Path) -> None:
    tables, problems = check_workbook(book(tmp_path / "plan.xlsx", refuse("China", "oxide", 2028)))
    assert tables is not None, told(errors(problems))
    about = [problem for problem in problems if problem.sheet in RISK and "every year" not in problem.expected]
    assert not about, told(about)


@pytest.mark.parametrize(
    ("cell", "value", "read"),
    [
        ("Disruptions!G3", 2028, "2028"),
        ("Disruptions!G3", "2027–2029", "2027–2029"),
        ("Disruptions!C5", "Each Country ", "each country"),
        ("Disruptions!C5", "any", "any"),
        ("Limits!J4", "Always", "always"),
        ("Limits!D3", "EACH COUNTRY", "each country"),
    ],
)
def test_words_and_years_are_read_as_typed(tmp_path: Path, cell: str, value: object, read: str) -> None:
    tables, problems = check_workbook(book(tmp_path / "plan.xlsx", put(cell, value)))
    assert tables is not None, told(errors(problems))
    row_class: type[Any] = Disruption if cell.startswith("Disruptions") else Limit
    row = next(row for row in tables[row_class] if row.line == int(cell[-1]))
    assert read in [getattr(row, name) for name in ("start", "target", "during", "scope") if hasattr(row, name)]


def test_a_share_in_per_cent_is_a_fraction(tmp_path: Path) -> None:
    tables, _ = check_workbook(book(tmp_path / "plan.xlsx", put("Limits!G3", 0.6, "0 %")))
    assert tables is not None and tables[Limit][0].value is not None
    assert tables[Limit][0].value.at(2030) == 0.6


def test_a_start_that_excel_made_a_date_of_is_told(tmp_path: Path) -> None:
    _, problems = check_workbook(book(tmp_path / "plan.xlsx", put("Disruptions!G3", datetime.datetime(2028, 1, 1))))
    assert "Disruptions!G3" in {problem.where for problem in errors(problems)}, told(problems)


def test_the_sheets_survive_a_round_trip(tmp_path: Path) -> None:
    first, problems = check_workbook(book(tmp_path / "plan.xlsx", refuse("China", "oxide", 2028)))
    assert first is not None, told(errors(problems))
    write_inputs(tmp_path / "again.xlsx", first)
    second, problems = check_workbook(tmp_path / "again.xlsx")
    assert second is not None, told(errors(problems))
    for row_class in (Disruption, Limit):
        assert second[row_class] == first[row_class]


def test_where_the_horizon_is_not_known_no_start_is_outside_of_it(tmp_path: Path) -> None:
    _, problems = check_workbook(book(tmp_path / "plan.xlsx", put("Settings!B3", "later"), put("Disruptions!G3", 2060)))
    assert {problem.where for problem in errors(problems)} == {"Settings!B3"}, told(problems)


def test_what_a_lost_row_may_hit_is_not_told(tmp_path: Path) -> None:
    """The supplier without a site could be the one in Mt Weld whose price rises."""
    changes = (disruption("Dear", "price", "Mt Weld", None, None, 2), put("Suppliers!B5", None))
    _, problems = check_workbook(book(tmp_path / "plan.xlsx", *changes))
    assert {problem.where for problem in errors(problems)} == {"Suppliers!B5"}, told(problems)


# ------------------------------------------------------------------------------------------ shares that others leave


def cap(sites: str, share: float) -> Cap:
    return Cap(Limit(limit=sites, measure="share"), sites, frozenset(sites), share)


@pytest.mark.parametrize(
    ("caps", "most"),
    [
        ([], 1.0),
        ([("a", 0.3), ("b", 0.3), ("c", 0.3)], 0.9),
        ([("a", 0.3), ("b", 0.3)], 1.0),
        ([("a", 0.3), ("bc", 0.5)], 0.8),
        ([("ab", 0.5), ("a", 0.3), ("b", 0.3), ("c", 0.3)], 0.8),
        ([("ab", 0.7), ("a", 0.3), ("b", 0.3), ("c", 0.3)], 0.9),
        ([("abc", 0.4)], 0.4),
        ([("ab", 0.5), ("bc", 0.2)], 1.0),  # crossing: a 0.8, b 0.2 and so at most 0.7 in truth, which is left untold
    ],
)
def test_the_most_that_caps_leave(caps: list[tuple[str, float]], most: float) -> None:
    assert most_of("abc", [cap(*each) for each in caps])[0] == pytest.approx(most)


@pytest.mark.parametrize(
    ("floors", "least"),
    [
        ([], 0.0),
        ([("a", 0.6), ("b", 0.5)], 1.1),
        ([("ab", 0.5), ("a", 0.3), ("b", 0.1)], 0.5),
        ([("ab", 0.5), ("a", 0.3), ("b", 0.3)], 0.6),
        ([("ab", 0.7), ("bc", 0.6)], 0.7),  # crossing
        ([("abd", 0.7)], 0.0),  # of more sites than are asked about
    ],
)
def test_the_least_that_floors_ask(floors: list[tuple[str, float]], least: float) -> None:
    assert least_of("abc", [cap(*each) for each in floors])[0] == pytest.approx(least)


# ------------------------------------------------------------------------------------------ told only what is certain

CHAIN = """
    Settings
    last year | 2027

    Countries
    country
    A
    B
    C

    Sites
    site | country
    City | A
    Port | B
    Bay  | C

    Commodities
    commodity | disposal cost
    ore       | 0
    magnet    | 0

    Routes
    from | to   | commodity
    any  | City | any

    Suppliers
    supplier | site | commodity | price
    near     | City | ore       | 30
    far      | Port | ore       | 10
    afar     | Bay  | ore       | 20

    Capacity
    plant | site | existing capacity
    works | City | 200

    Recipes
    recipe | commodity | quantity
    press  | ore       | -1
    press  | magnet    | 1

    Operations
    plant | recipe
    works | press
"""
"""Ore of three countries, pressed in one of them, for two years."""


@pytest.mark.parametrize(
    ("more", "shortage_cost", "demand", "is_possible"),
    [
        ("Limits\nlimit | measure | of | scope | value\nL | share | ore | each country | 30 %", "", 10, False),
        ("Limits\nlimit | measure | of | scope | value\nL | share | ore | each country | 34 %", "", 10, True),
        ("Limits\nlimit | measure | of | scope | value\nL | share | ore | each country | 30 %", "9", 10, True),
        ("Limits\nlimit | measure | of | scope | value\nL | share | ore | each country | 30 %", "", 0, True),
        (
            "Limits\nlimit | measure | of | scope | value | from year\nL | share | ore | each country | 30 % | 2027\n\n"
            "Stockpiles\nstockpile | site | commodity\nstore | City | magnet",
            "", 10, True,
        ),
        (
            "Limits\nlimit | measure | of | scope | value | from year\nL | share | ore | each country | 30 % | 2027\n\n"
            "Stockpiles\nstockpile | site | commodity | capacity\nstore | City | magnet | 0",
            "", 10, False,
        ),
        (
            "Limits\nlimit | measure | of | scope | bound | value\nK | share | ore | A | at least | 60 %\n"
            "L | share | ore | B | at least | 50 %",
            "", 10, False,
        ),
        (
            "Limits\nlimit | measure | of | scope | bound | value\nK | share | ore | A | at least | 60 %\n"
            "L | share | ore | A | at most | 50 %",
            "", 10, False,
        ),
        ("Limits\nlimit | measure | of | scope | value\nL | capacity | magnet | A | 201", "", 10, False),
        ("Limits\nlimit | measure | of | scope | value\nL | capacity | magnet | A | 200", "", 10, True),
    ],
)  # fmt: skip
def test_what_is_told_before_solving_is_impossible_and_nothing_else(
    more: str, shortage_cost: str, demand: int, is_possible: bool
) -> None:
    given = tables(
        CHAIN,
        f"Demand\nmarket | product | 2026 | shortage cost\nCity | magnet | {demand} | {shortage_cost}",
        more,
    )
    assert bool(errors(run_checks(given))) == (not is_possible), told(run_checks(given))
    assert math.isinf(least_cost(given)) == (not is_possible)


@pytest.mark.parametrize(("refused", "is_possible"), [("any", False), ("foreign", True)])
def test_a_refusal_without_clean_source_is_impossible(refused: str, is_possible: bool) -> None:
    given = tables(
        CHAIN,
        f"""
        Groups
        group   | member
        any one | A
        any one | B
        any one | C
        foreign | B
        foreign | C

        Demand
        market | product | 2026 | excluded origins | excluded goods
        City   | magnet  | 10   | {refused.replace("any", "any one")} | ore
        """,
    )
    assert bool(errors(run_checks(given))) == (not is_possible), told(run_checks(given))
    assert math.isinf(least_cost(given)) == (not is_possible)


def test_an_hhi_leaves_the_supply_of_those_that_are_exempt(snapshot: SnapshotAssertion) -> None:
    """Abroad only far sells, which an HHI of 5000 bars: all then comes from home, at 10 a unit, and that is told."""
    found = tables(
        """
        Settings
        first year | 2026
        last year  | 2026

        Countries
        country
        Home
        Abroad

        Sites
        site | country
        City | Home
        Port | Abroad

        Commodities
        commodity | unit
        magnet    | t

        Demand
        market | product | 2026
        City   | magnet  | 100

        Suppliers
        supplier | site | commodity | price
        own      | City | magnet    | 10
        far      | Port | magnet    | 1

        Routes
        from | to   | commodity
        Port | City | magnet

        Limits
        limit   | measure | of     | value | exempt
        variety | HHI     | magnet | 5000  | Home
        """
    )
    (told_of,) = [problem for problem in run_checks(found) if problem.sheet == "Limits"]
    assert told_of.is_warning
    assert told_of.fix == snapshot
    assert least_cost(found) == pytest.approx(1000)
