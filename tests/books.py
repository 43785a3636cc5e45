"""A small correct workbook that fills every sheet, and ways to plant mistakes in it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from model import Problem

Sheets = dict[str, list[list[Any]]]

SHEETS: Sheets = {
    "Settings": [
        ["setting", "value", "unit"],
        ["first year", 2026, "year"],
        ["last year", 2030, "year"],
        ["currency", "USD", None],
        ["discount rate", 0.05, "%/y"],
    ],
    "Countries": [
        ["country", "bloc", "governance", "source"],
        ["unit", None, "score", None],
        ["Australia", "ally", 1.5, "World Bank"],
        ["USA", "home", 1.0, None],
        ["China", None, -0.1, None],
    ],
    "Groups": [
        ["group", "member"],
        ["unit", None],
        ["Pacific", "Australia"],
        ["Pacific", "USA"],
        ["Feeds", "Concentrate"],
    ],
    "Commodities": [
        ["commodity", "stage", "unit", "reference value", "disposal cost", "storable"],
        ["unit", None, None, "USD/unit", "USD/unit", None],
        ["Concentrate", "ore", "t", 5000, None, "yes"],
        ["Oxide", "oxide", "t", 100000, None, "yes"],
        ["Iron", "material", "t", 1000, None, "no"],
        ["Magnet", "magnet", "t", 70000, None, "yes"],
        ["Slag", None, "t", None, 10, "no"],
        ["Weak magnet", "magnet", "t", 60000, None, "yes"],
    ],
    "Sites": [
        ["site", "country", "latitude", "longitude"],
        ["unit", None, "degrees", "degrees"],
        ["Mt Weld", "Australia", -28.9, 122.5],
        ["Port Refinery", "Australia", -32.0, 115.8],
        ["Texas Works", "USA", 32.8, -97.3],
        ["Detroit", "USA", 42.3, -83.0],
        ["Shanghai", "China", 31.2, 121.5],
    ],
    "Routes": [
        ["from", "to", "commodity", "freight", "freight by distance", "tariff", "transit", "loss", "capacity"],
        ["unit", None, None, "USD/unit", "USD/unit per 1000 km", "%", "days", "%", "unit/y"],
        ["Mt Weld", "Port Refinery", "Feeds", 200, 0, 0, 5, 0.01, 1000],
        ["Pacific", "USA", "Oxide", 1000, 50, 0, 30, 0, None],
        ["China", "home", "oxide", 1000, None, 0.25, None, None, None],
        ["USA", "USA", "magnet", 500, None, None, None, None, None],
        ["China", "USA", "Weak magnet", 800, None, None, None, None, None],
    ],
    "Capacity": [
        ["plant", "site", "technology", "existing capacity", "in service from", "in service until", "maximum capacity"],
        ["unit", None, None, "unit/y", "year", "year", "unit/y"],
        ["Weld mine", "Mt Weld", "Mine", 300, None, None, None],
        ["Port separation", "Port Refinery", "Separation", None, None, None, 60],
        ["Texas magnets", "Texas Works", "Magnet works", 120, 2026, 2030, None],
    ],
    "Recipes": [
        ["recipe", "commodity", "quantity"],
        ["unit", None, "unit per unit run"],
        ["Mine ore", "Concentrate", 1],
        ["Separate", "Concentrate", -5],
        ["Separate", "Oxide", 1],
        ["Separate", "Slag", 3],
        ["Make magnets", "Oxide", -0.4],
        ["Make magnets", "Iron", -0.7],
        ["Make magnets", "Magnet", 1],
    ],
    "Operations": [
        ["plant", "recipe", "capacity use", "yield factor", "minimum share", "maximum share"],
        ["unit", None, "unit per unit run", "×", "%", "%"],
        ["Weld mine", "Mine ore", 1, None, None, None],
        ["Port separation", "Separate", 1, 1.1, None, None],
        ["Texas magnets", "Make magnets", 1, None, 0.2, 1.0],
    ],
    "Projects": [
        ["project", "plant", "kind", "module size", "maximum modules", "minimum size", "maximum size", "choice group",
         "needs", "earliest decision", "latest decision", "life"],
        ["unit", None, None, "unit/y", "modules", "unit/y", "unit/y", None, None, "year", "year", "years"],
        ["Separation module", "Port separation", "modules", 20, 2, None, None, "separation", None, 2026, 2028, 20],
        ["Separation block", "Port separation", "size", None, None, 10, 50, "separation", None, None, None, None],
        ["Magnet line", "Texas magnets", "size", None, None, 5, 40, None, "Separation module", None, None, 15],
    ],
    "Lead times": [
        ["project", "permitting", "construction", "ramp up year 1", "spend permitting", "spend year 1", "spend year 2"],
        ["unit", "years", "years", "%", "%", "%", "%"],
        ["Separation module", 1, 1, 0.5, 0.1, 1.0, None],
        ["Separation block", 1, 2, 0.5, None, 0.4, 0.6],
        ["Magnet line", 0, 1, None, None, None, None],
    ],
    "Costs": [
        ["item", "recipe", "fixed capex", "capex per unit", "fixed opex", "variable opex", "salvage"],
        ["unit", None, "million USD", "USD per unit/y", "USD/y per unit/y", "USD/unit", "%"],
        ["Weld mine", "any", None, None, 10, 4000, None],
        ["Texas magnets", "Make magnets", None, None, None, 20000, None],
        ["Separation module", None, 5, None, 100, None, 0.1],
        ["Separation block", None, 3, 20000, None, None, None],
        ["Magnet line", None, None, 40000, None, None, None],
    ],
    "Suppliers": [
        ["supplier", "site", "commodity", "price 2026", "price 2030", "limit"],
        ["unit", None, None, "USD/unit", "USD/unit", "unit/y"],
        ["Chinese oxide", "Shanghai", "Oxide", 100000, 90000, 40],
        ["Iron", "Texas Works", "Iron", 1000, 1000, None],
        ["Chinese magnets", "Shanghai", "Weak magnet", 60000, 60000, None],
    ],
    "Outlets": [
        ["outlet", "site", "commodity", "price", "limit"],
        ["unit", None, None, "USD/unit", "unit/y"],
        ["Oxide trade", "Port Refinery", "Oxide", 50000, 5],
    ],
    "Funds": [
        ["fund", "pays for", "scope", "total", 2026, 2030],
        ["unit", None, None, "million USD", "million USD/y", "million USD/y"],
        ["Grant", "capital", "Pacific", 100, 50, 20],
    ],
    "Skills": [
        ["skill", "market", "headcount", "attrition", "wage", "training time", "training seats",
         "recruits from abroad 2026", "recruits from abroad 2030"],
        ["unit", None, "people", "%/y", "USD/y", "years", "people", "people/y", "people/y"],
        ["Operator", "Australia", 20, 0.05, 100000, 2, 5, 0, 2],
        ["Operator", "Pacific", 50, 0.05, 90000, 2, 5, 0, 2],
    ],
    "Staffing": [
        ["technology", "skill", "operation", "per plant"],
        ["unit", None, "people per 1000 unit/y", "people"],
        ["Separation", "Operator", 500, 1],
        ["Magnet works", "Operator", 100, 2],
    ],
    "Demand": [
        ["market", "product", "shortage cost", "minimum service", 2026, 2028, 2030],
        ["unit", None, "USD/unit", "%", "unit/y", "unit/y", "unit/y"],
        ["Detroit", "Magnet", 300000, 0.5, 100, 110, 120],
    ],
    "Substitutes": [
        ["market", "product", "substitute", "replacement ratio", "maximum share", "from year"],
        ["unit", None, None, "unit per unit", "%", "year"],
        ["any", "Magnet", "Weak magnet", 0.8, 0.3, 2027],
    ],
    "Stockpiles": [
        ["stockpile", "site", "commodity", "opening stock", "capacity", "minimum closing stock", "cover", "cover of"],
        ["unit", None, None, "unit", "unit", "unit", "months", None],
        ["Reserve", "Texas Works", "Oxide", 5, 50, 5, 2, "home"],
    ],
}  # fmt: skip

PER_CENT = ("tariff", "loss", "minimum share", "maximum share", "ramp up year 1", "spend permitting", "spend year 1",
            "spend year 2", "salvage", "attrition", "minimum service", "discount rate")  # fmt: skip

Change = Callable[[openpyxl.Workbook], None]


def write(path: Path, *changes: Change, sheets: Sheets | None = None) -> Path:
    """Write the workbook with changes made to it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in copy.deepcopy(sheets or SHEETS).items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
        for at, header in enumerate(rows[0], start=1):
            if header in PER_CENT:
                for line in range(3, page.max_row + 1):
                    page.cell(line, at).number_format = "0.0%"
    book["Settings"]["B5"].number_format = "0%"
    for change in changes:
        change(book)
    book.save(path)
    return path


def put(where: str, value: Any, number_format: str | None = None) -> Change:
    """Put a value into a cell, such as 'Routes!D3'."""

    def change(book: openpyxl.Workbook) -> None:
        name, _, cell = where.partition("!")
        book[name][cell] = value
        if number_format:
            book[name][cell].number_format = number_format

    return change


def put_row(name: str, *values: Any) -> Change:
    """Add a row at the end of a sheet."""

    def change(book: openpyxl.Workbook) -> None:
        book[name].append(list(values))

    return change


def errors(problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if not problem.is_warning]


def told(problems: list[Problem]) -> str:
    return "\n".join(("warning " if problem.is_warning else "") + str(problem) for problem in problems)
