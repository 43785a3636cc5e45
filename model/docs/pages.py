"""Pages of docs/ that follow from the code."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

from model import families
from model.docs.mathematics import mathematics_page
from model.docs.results import results_page
from model.scenario.limits import HELD_UNLESS_HIT, MEASURES
from model.sheets.schema import Column, Kind, Sheet
from model.sheets.tables import filled, unit_text
from model.workbook.explain_column import bounds, default_text, what_it_holds
from model.workbook.template import DEFAULT_SETTINGS, ordered_sheets

ROOT = Path(__file__).resolve().parents[2]

BLOCK = re.compile(r'```(?:python|toml) title="(?P<file>[^":]+)(: (?P<names>[^"]+))?"\n.*?```', re.DOTALL)


def quoting(page: str) -> str:
    """The page with its current quotations. Raises LookupError if a file lacks a name."""
    return BLOCK.sub(_quoted, page)


def _quoted(block: re.Match[str]) -> str:
    source = (ROOT / block["file"]).read_text(encoding="utf-8")
    parts = [_defined(source, name) for name in block["names"].split(", ")] if block["names"] else [source.strip()]
    opening = block[0].partition("\n")[0]
    return "\n".join((opening, "\n\n\n".join(parts), "```"))


def _defined(source: str, name: str) -> str:
    """The lines that define a name at the top of a file, decorators included."""
    for node in ast.parse(source).body:
        if name in _names(node):
            first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", ()))])
            return "\n".join(source.splitlines()[first - 1 : node.end_lineno])
    raise LookupError(f"no {name}")


def _names(node: ast.stmt) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return [getattr(node, "name", ""), *(target.id for target in targets if isinstance(target, ast.Name))]


FOLDER = Path(__file__).resolve().parents[2] / "docs"

KINDS = {
    Kind.NAME: "name",
    Kind.REFERENCE: "reference",
    Kind.TEXT: "text",
    Kind.CHOICE: "choice",
    Kind.NUMBER: "number",
    Kind.PERCENT: "per cent",
    Kind.YEAR: "year",
    Kind.YEARLY: "number by year",
    Kind.PERIODS: "number or lengths",
    Kind.DATE: "date",
    Kind.ENTRY: "number or text",
}

INTRODUCTION = """# Sheets and columns

*Written from the code; do not edit.* `python run.py template FILE` writes an empty workbook with all of these.

One table per sheet: the header in row 1, units in row 2, rows from row 3 on. Columns may be in any order. Columns that
identify a row are **bold** below; no two rows may have the same values in them. Every sheet of rows may have `source`
(where figures come from), `notes`, and `in use`: with 'no' a row is checked but excluded from the plan, and
its years may lie outside the horizon; a what-if can switch rows off and on. Sheets with bounds may also have
`may give`: where no plan exists, whether the bounds of a row may be changed 'easily'
(a change counts a tenth), 'hardly' (ten times), or 'never'. If empty, values in Limits give easily; what stands
(such as existing capacity, availability, headcount, stock, reserves, what was begun, output per person) gives hardly.

- **Empty cells** have the meaning given for the column; a column marked *required* may not be empty. Sheets that are
  not required may be empty or missing. Sheets and columns not listed here are errors.
- **Values by year** have a column per year: `price 2030`, or `2030` where the sheet has only one such column. Years
  between two given ones are interpolated; before the first and after the last, the nearest applies. One column `price`
  applies to all years. In a period of several years, the mean of its years applies, also to limits and demand.
- **Money** is discounted to the start of the first year: a sum in year y times (1 + rate)^−(y − first year), with
  'mid-year' half a year more. Spending and income in a period of several years are spread evenly over them, that is,
  multiplied by the mean of their factors: at 8 %, a first period of five years counts 86.2 %.
- **A year** may represent a month or an hour, without discounting: 'per year' then means per month or hour.
- **Places** are a site, a country, a bloc (column of Countries) or a group. **Goods** are a commodity, a stage (column
  of Commodities) or a group. `any` means all of them, where allowed.
- **Units**: {amount} is in the scale and currency of Settings; *unit* is that of the commodity or plant.
"""


def inputs_page() -> str:
    """docs/inputs.md: every sheet and column that a workbook may have."""
    sheets = ordered_sheets()
    contents = [
        f"- [{sheet.name}](#{_anchor(sheet.name)}): {sheet.about.split('. ')[0].rstrip('.')}." for sheet in sheets
    ]
    parts = [filled(INTRODUCTION, DEFAULT_SETTINGS), "\n".join(contents), *(_section(sheet) for sheet in sheets)]
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def _section(sheet: Sheet) -> str:
    first = "setting" if sheet.vertical else "column"
    lines = [
        f"## {sheet.name}",
        "",
        sheet.about + (" *Required.*" if sheet.required else ""),
        "",
        f"| {first} | kind | unit | what it is | bounds | empty means |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join(lines + [_line(column) for column in sheet.columns])


def _line(column: Column) -> str:
    name = f"**{column.header}**" if column.is_key else column.header
    holds = what_it_holds(column) if column.kind in (Kind.REFERENCE, Kind.CHOICE) else ""
    note = filled(column.note, DEFAULT_SETTINGS)
    what = " ".join(text if text.endswith(".") else f"{text}." for text in (note, holds) if text)
    unit = "" if column.kind is Kind.YEAR else unit_text(column, DEFAULT_SETTINGS)
    empty = "*required*" if column.required else default_text(column).removeprefix("Empty means ")
    cells = (name, KINDS[column.kind], unit, what, bounds(column), empty)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _anchor(name: str) -> str:
    return name.lower().replace(" ", "-")


def decisions_page() -> str:
    """Index of the decision records, by title, with those marked that later ones supersede."""
    lines = []
    for page in sorted((FOLDER / "decisions").glob("[0-9]*.md")):
        title, _, rest = page.read_text(encoding="utf-8").partition("\n")
        mark = re.match(r"\*(Superseded(?: in part)?)", rest.lstrip())
        lines.append(f"- [{title.lstrip('# ')}]({page.name})" + (f" *({mark[1].lower()})*" if mark else ""))
    return "\n".join(["# Decisions", "", "*Written from the pages; do not edit.*", "", *lines, ""])


def constraint_page() -> str:
    """docs/adding-a-constraint.md with its quotations of the code."""
    return quoting((FOLDER / "adding-a-constraint.md").read_text(encoding="utf-8"))


FAMILIES_HERE = re.compile(r"(<!-- families: written from the code -->\n).*?(<!-- end of families -->)", re.DOTALL)


COMMANDS_HERE = re.compile(r"<!-- commands: .*?<!-- end of commands -->", re.DOTALL)
QUESTION = re.compile(r"^  ([a-z-]+) {2,}(.*\?.*)$", re.MULTILINE)
"""A command and its question, as the command line lists them: no import of commands."""
COMMAND = re.compile(r"^(?:# .*\n)?(python run\.py (\S+).*)$", re.MULTILINE)


def readme() -> str:
    """README.md with its list of families, each with the summary of its module, and the question of each command above
    an example of it."""
    lines = []
    for module in families.load():
        name, _, what = " ".join((inspect.getdoc(module) or "").split("\n\n")[0].split()).partition(": ")
        lines.append(textwrap.fill(f"- **{name}**: {what}", 120, subsequent_indent="  "))
    text = (FOLDER.parent / "README.md").read_text(encoding="utf-8")
    listing = subprocess.run(
        [sys.executable, "-m", "model", "--more"], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    asked = dict(QUESTION.findall(listing.stdout))
    text = COMMANDS_HERE.sub(lambda block: COMMAND.sub(lambda line: f"# {asked[line[2]]}\n{line[1]}", block[0]), text)
    return FAMILIES_HERE.sub(lambda match: f"{match[1]}\n" + "\n".join(lines) + f"\n\n{match[2]}", text)


HOLDING = re.compile(r"(<!-- disruptions: written from the code -->\n).*?(<!-- end of disruptions -->)", re.DOTALL)


def conventions_page() -> str:
    """docs/conventions.md with its tables of bounds that hold in no disruption."""
    lines = ["| sheet | column | constraint that holds only undisturbed |", "|---|---|---|"]
    for sheet in ordered_sheets():
        columns = [column for column in sheet.columns if column.undisturbed]
        lines += [f"| {sheet.name} | {column.header} | `{column.undisturbed}` |" for column in columns]
    lines += ["", "| measure of Limits | 'during' empty means | may be 'unless hit' |", "|---|---|---|"]
    lines += [
        f"| {name} | {measure.during} | {'yes' if name in HELD_UNLESS_HIT else 'no'} |"
        for name, measure in MEASURES.items()
    ]
    text = (FOLDER / "conventions.md").read_text(encoding="utf-8")
    return HOLDING.sub(lambda match: match[1] + "\n" + "\n".join(lines) + f"\n\n{match[2]}", text)


PAGES: dict[str, Callable[[], str]] = {
    "inputs.md": inputs_page,
    "mathematics.md": mathematics_page,
    "results.md": results_page,
    "conventions.md": conventions_page,
    "decisions/index.md": decisions_page,
    "adding-a-constraint.md": constraint_page,
    "../README.md": readme,
}
"""Pages that are generated, wholly or in part, by file name."""


def write_pages(folder: Path = FOLDER) -> None:
    """Write every generated page."""
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8", newline="\n")
