"""The first sheet of an input workbook: purpose, how to fill it in, contents."""

from __future__ import annotations

from typing import Any

from model.sheets.schema import Sheet
from model.sheets.wording import CALLED
from model.workbook.styles import INPUT_FILL, INPUT_FONT, Styles, tab_colour

WHAT = (
    "This workbook describes a supply chain and the investments that could reduce its dependence on any one country. "
    "The planner program reads it, finds the least-cost plan (what to build, where and when, whom to buy from, how "
    "many people to train, how much to stock) and writes it to a new file. It never writes to this one."
)

HOW = (
    "One table a sheet. Row 1 names the columns, row 2 gives their units, your data start in row 3.",
    "Hover over a column header to see its meaning, its bounds and what an empty cell means.",
    "Names tie the sheets together: Capacity, Suppliers and Demand refer to the sites named in Sites. Cells that "
    "refer to another sheet offer its names in a drop-down list.",
    "Values that change with time have a column a year (2030, or 'price 2030'). Years in between are interpolated; "
    "after the last given year the value stays constant. One column without a year holds for all years.",
    "Shares are per cent: type 85%. Years are calendar years, lead times are in years, capacities are per year.",
    "Sheets and cells may stay empty unless a note says 'Required'. Sheets and columns the program does not "
    "know are reported as errors, since a mistyped name would otherwise be ignored silently.",
    "Type 'no' in 'in use' to take a row out of the plan without deleting it. What-ifs (sheets What-ifs and Changes) "
    "can switch rows off and on, and change any cell.",
    "Give the source of a row's figures in 'source' ('estimate' where it is one), and anything else a reader should "
    "know in 'notes'.",
)

RUN = (
    (f"{CALLED} check FILE", "lists every error by sheet and cell, without solving"),
    (f"{CALLED} solve FILE", "solves for the plan and writes it to outputs/"),
    (f"{CALLED} template FILE", "writes an empty workbook like this one"),
)


def write_about(page: Any, styles: Styles, sheets: list[Sheet], title: str, *, is_empty: bool) -> None:
    """Write the sheet 'About'."""
    text = styles.of(text_wrap=True, valign="top")
    head = styles.of(bold=True, font_size=12, font_color="#203864", bottom=1, bottom_color="#203864")
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 110)
    page.write_string(0, 0, title, styles.of(bold=True, font_size=16, font_color="#203864"))
    line = 1
    page.merge_range(line, 0, line, 1, WHAT, text)
    page.set_row(line, 42)

    line = _heading(page, line + 2, "How to fill it", head)
    for how in HOW:
        page.merge_range(line, 0, line, 1, "•  " + how, text)
        page.set_row(line, 15 * (1 + len(how) // 165))
        line += 1

    line = _heading(page, line + 1, "Colours", head)
    page.write_string(line, 0, "12.3", styles.of(font_color=INPUT_FONT, bg_color=INPUT_FILL))
    page.write_string(line, 1, "blue on light yellow: an input that you can change", text)
    page.write_string(line + 1, 0, "name", styles.of(font_color=INPUT_FONT, bg_color=INPUT_FILL, bold=True))
    page.write_string(line + 1, 1, "bold: what identifies a row; no two rows may share it", text)
    page.write_string(line + 2, 0, "unit", styles.unit())
    page.write_string(line + 2, 1, "grey: units and remarks; the program ignores them", text)

    line = _heading(page, line + 4, "What to run", head)
    for command, meaning in RUN:
        page.write_string(line, 0, command, styles.of(font_name="Consolas"))
        page.write_string(line, 1, meaning, text)
        line += 1

    line = _heading(page, line + 1, "Sheets", head)
    page.write_string(line, 0, "For a first plan", styles.of(bold=True, font_color="#203864"))
    page.write_string(line, 1, "In this order. What is not 'Required' may stay empty.", text)
    line += 1
    for at, sheet in enumerate(sheets):
        if not sheet.core and sheets[at - 1].core:
            page.write_string(line, 0, "Optional", styles.of(bold=True, font_color="#203864"))
            page.write_string(line, 1, "Not needed for a first plan; leave empty what you do not use.", text)
            line += 1
        link = styles.of(font_color="#0563C1", underline=1, valign="top", left=5, left_color=tab_colour(sheet.tab))
        page.write_url(line, 0, f"internal:'{sheet.name}'!A1", link, sheet.name)
        needed = " Required." if sheet.required else ""
        page.write_string(line, 1, sheet.about + needed, text)
        page.set_row(line, 15 * (1 + len(sheet.about + needed) // 140))
        line += 1
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    if is_empty:
        page.activate()


def _heading(page: Any, line: int, text: str, style: Any) -> int:
    page.write_string(line, 0, text, style)
    page.write_blank(line, 1, None, style)
    return line + 1
