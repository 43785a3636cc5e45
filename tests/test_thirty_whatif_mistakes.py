"""A workbook without problems but for its what-ifs, in which more than forty mistakes are planted: one run of check
tells all of them by cell, before anything is solved."""

from __future__ import annotations

import datetime
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.books import SHEETS, write
from tests.steps import main

ROOT = Path(__file__).parents[1]

HEADER = ["what-if", "sheet", "rows", "column", "from year", "until year", "operation", "value"]

FIRST = 3


@dataclass(frozen=True)
class Mistake:
    """A row of Changes in a what-if of its own, and the column in which the problem must be told."""

    told: str
    sheet: Any = "Suppliers"
    rows: Any = "Iron"
    column: Any = "price"
    from_year: Any = None
    until_year: Any = None
    operation: Any = "multiply"
    value: Any = 2
    says: str = ""
    """Words that the problem must hold."""
    number_format: str = ""

    @property
    def row(self) -> list[Any]:
        return [self.sheet, self.rows, self.column, self.from_year, self.until_year, self.operation, self.value]


MISTAKES = {
    "sheet misspelt": Mistake("sheet", sheet="Supplyers", says='Did you mean "Suppliers"?'),
    "sheet unknown": Mistake("sheet", sheet="Weather", says="Choose one of: Settings, Countries"),
    "sheet of what-ifs": Mistake("sheet", sheet="What-ifs", rows="any", column="run", operation="set", value="no"),
    "sheet of changes": Mistake("sheet", sheet="Changes", rows="any", column="value"),
    "sheet empty": Mistake("sheet", sheet=None, says="required"),
    "row misspelt": Mistake("rows", rows="Irn", says='Did you mean "Iron"?'),
    "row in other capitals": Mistake("rows", rows="IRON", says="other capitals"),
    "row of another sheet": Mistake("rows", rows="Weld mine", says="is a row of Capacity"),
    "wildcards that hit nothing": Mistake("rows", rows="*Japan*", says="It holds Chinese oxide"),
    "wildcards in other capitals": Mistake("rows", rows="chinese*", says="Check upper and lower case"),
    "one name of a list": Mistake("rows", rows="Iron; Chinese oxid", says='Did you mean "Chinese oxide"?'),
    "empty name in a list": Mistake("rows", rows="Iron; ; Chinese oxide", says="Delete the superfluous ';'"),
    "names where columns are needed": Mistake(
        "rows", sheet="Recipes", rows="Separate", column="quantity", says="'recipe = Separate'"
    ),
    "condition on no column": Mistake("rows", rows="siet = Shanghai", says='Did you mean "site"?'),
    "condition on values by year": Mistake("rows", rows="price = 1000", says="one value a row"),
    "conditions that exclude each other": Mistake("rows", rows="Iron; site = Shanghai", says="no row meets all"),
    "condition twice": Mistake("rows", rows="site = Shanghai; site = Texas Works", says="after one 'site ='"),
    "open quote": Mistake("rows", rows='"Iron', says="second double quote"),
    "rows empty": Mistake("rows", rows=None, says="required"),
    "column misspelt": Mistake("column", column="prise", says='Did you mean "price"?'),
    "column with year misspelt": Mistake("column", column="prise 2026", says='Did you mean "price 2026"?'),
    "column of another sheet": Mistake("column", column="freight", says="Choose one of: 'site'"),
    "year of what has none": Mistake("column", column="site 2026", operation="set", value="Texas Works"),
    "year alone": Mistake("column", column=2030, says="'price 2030'"),
    "key": Mistake("column", column="supplier", operation="set", value="Steel", says="a key cannot be changed"),
    "setting of another column": Mistake("column", sheet="Settings", rows="discount rate", column="rate", value=2),
    "setting misspelt": Mistake("rows", sheet="Settings", rows="discount rat", column="value", says="discount rate"),
    "years swapped": Mistake("until year", from_year=2029, until_year=2027, says="Swap the two years"),
    "year that is none": Mistake("from year", from_year=20190, says="a year"),
    "years twice": Mistake("from year", column="price 2026", from_year=2026, says="'price 2026' already"),
    "years of what has none": Mistake("from year", sheet="Skills", rows="any", column="headcount", from_year=2027),
    "operation misspelt": Mistake("operation", operation="multply", says='Did you mean "multiply"?'),
    "operation empty": Mistake("operation", operation=None, says="required"),
    "product of text": Mistake("operation", column="commodity", says="holds text"),
    "factor of a year": Mistake("operation", sheet="Capacity", rows="Texas magnets", column="in service from"),
    "product of nothing": Mistake("operation", column="limit", says="Suppliers!F4 is empty"),
    "value empty": Mistake("value", value=None, says="required"),
    "text for a number": Mistake("value", operation="set", value="dear", says="in USD/unit"),
    "decimal comma": Mistake("value", value="1,5", says="Type 1.5"),
    "per cent as text": Mistake("value", sheet="Skills", rows="market = Pacific", column="attrition", operation="set",
                                value="5 %", says="without quotes"),
    "per cent without its sign": Mistake("value", sheet="Skills", rows="market = Pacific", column="attrition",
                                         operation="set", value=5, says="Type 5 %"),
    "number that became a date": Mistake("value", operation="set", value=datetime.datetime(2026, 3, 1), says="a date"),
    "negative price": Mistake("value", operation="set", value=-5, says="at least 0"),
    "share above one": Mistake("value", sheet="Skills", rows="any", column="attrition", operation="add", value=1,
                               says="Skills!D3 (and 1 more row)", number_format="0%"),
    "half a module": Mistake("value", sheet="Projects", rows="Separation module", column="maximum modules", value=0.75,
                             says="it would be 1.5"),
    "value for nothing": Mistake("value", column="limit", operation="clear", value=3, says="needs no value"),
    "required cell cleared": Mistake("operation", sheet="Sites", rows="Detroit", column="country", operation="clear",
                                     value=None, says="required"),
    "choice misspelt": Mistake("value", sheet="Projects", rows="Magnet line", column="kind", operation="set",
                               value="module", says='Did you mean "modules"?'),
    "switched to maybe": Mistake("value", column="in use", operation="set", value="maybe", says="yes, no"),
    "text that became a date": Mistake("value", sheet="Capacity", rows="any", column="technology", operation="set",
                                  value=datetime.datetime(2026, 3, 1)),
    "one year of a value for all": Mistake("value", sheet="Routes", rows="from = Mt Weld", column="capacity 2028",
                                           says="'from year'"),
    "product of a cell that is empty": Mistake("value", column="price 2028", says="which is empty"),
    "setting misspelt with a value of another": Mistake("rows", sheet="Settings", rows="curency", column="value",
                                                        operation="set", value="AUD", says='Did you mean "currency"?'),
    "reference misspelt": Mistake("value", column="site", operation="set", value="Detroyt", says='mean "Detroit"?'),
    "reference to nothing": Mistake("value", column="site", operation="set", value="Atlantis", says="Add it to Sites"),
    "site switched off": Mistake("value", sheet="Sites", rows="Shanghai", column="in use", operation="set", value="no",
                                 says="'Shanghai' is not in use"),
    "supplier of what is needed": Mistake("value", sheet="Commodities", rows="Iron", column="in use", operation="set",
                                          value="no", says="'Iron' is not in use"),
    "horizon that ends before it begins": Mistake("value", sheet="Settings", rows="last year", column="value",
                                                  operation="set", value=2020, says="not before the first"),
    "horizon without a project's year": Mistake("value", sheet="Settings", rows="last year", column="value",
                                                operation="set", value=2027, says="Projects!J3"),
    "latest before earliest": Mistake("value", sheet="Projects", rows="Separation module", column="earliest decision",
                                      operation="set", value=2030, says="Projects!"),
    "recipe that makes mass": Mistake("value", sheet="Recipes", rows="recipe = Make magnets; commodity = Magnet",
                                      column="quantity", value=3, says="Recipes!"),
}  # fmt: skip

WHAT_IFS = {
    "circle A": "circle B",
    "circle B": "circle A",
    "on itself": "on itself",
    "on nothing": "Nowhere",
    "base": None,
}
"""Further what-ifs and what they are based on, each with one change that is right but for the circle."""

TOLD_OF_WHAT_IFS = {"circle A": "D", "circle B": "D", "on itself": "D", "on nothing": "D", "base": "A"}

Checked = tuple[dict[str, str], subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """(where each mistake stands, the finished check)."""
    names = [*MISTAKES, *WHAT_IFS]
    what_ifs = [["what-if", "description", "run", "based on"], ["unit"]]
    what_ifs += [[name, None, None, WHAT_IFS.get(name)] for name in names]
    changes: list[list[Any]] = [HEADER, ["unit"]]
    planted = {}
    for name, mistake in MISTAKES.items():
        changes.append([name, *mistake.row])
        planted[name] = f"Changes!{'ABCDEFGH'[HEADER.index(mistake.told)]}{len(changes)}"
    for line, name in enumerate(WHAT_IFS, start=FIRST + len(MISTAKES)):
        changes.append([name, *Mistake("").row])
        planted[name] = f"What-ifs!{TOLD_OF_WHAT_IFS[name]}{line}"
    first = ["site misspelt too", "Suppliers", "Iron", "site", None, None, "set"]
    changes += [["Nobody's", *Mistake("").row], [*first, "Detroit"], [*first, "Texas Works"]]
    planted["change of no what-if"] = f"Changes!A{len(changes) - 2}"
    planted["set twice"] = f"Changes!G{len(changes)}"
    what_ifs.append(["site misspelt too"])

    def formats(book: Any) -> None:
        for line, mistake in enumerate(MISTAKES.values(), start=FIRST):
            if mistake.number_format:
                book["Changes"][f"H{line}"].number_format = mistake.number_format

    path = tmp_path_factory.mktemp("whatifs") / "plan.xlsx"
    write(path, formats, sheets=SHEETS | {"What-ifs": what_ifs, "Changes": changes})
    script = (
        "import sys; from model.cli.app import main; code = main(['check', sys.argv[1]]);"
        "assert not {'highspy', 'pyomo'} & set(sys.modules); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    return planted, done


def told_of(where: str, done: subprocess.CompletedProcess[str]) -> str:
    lines = done.stderr.splitlines()
    return "\n".join(line for line in lines if line.startswith((f"error  {where} ", f"error  {where}:")))


@pytest.mark.parametrize("mistake", [*MISTAKES, *WHAT_IFS, "change of no what-if", "set twice"])
def test_each_mistake_is_told_by_cell(mistake: str, checked: Checked) -> None:
    planted, done = checked
    told = told_of(planted[mistake], done)
    assert told, f"nothing said of {planted[mistake]}:\n{done.stderr}"
    if mistake in MISTAKES:
        assert MISTAKES[mistake].says in told


def test_nothing_else_is_told_as_a_problem(checked: Checked) -> None:
    """Every problem is a planted one, so that none is told only because of another."""
    planted, done = checked
    problems = [line.split()[1].rstrip(":") for line in done.stderr.splitlines() if line.startswith("error  ")]
    assert set(problems) == set(planted.values())


def test_the_command_ends_with_the_code_for_problems(checked: Checked) -> None:
    assert checked[1].returncode == 2 and "Traceback" not in checked[1].stderr


def test_the_workbook_without_them_has_no_problem(tmp_path: Path) -> None:
    assert main(["check", str(write(tmp_path / "plan.xlsx"))]) == 0
