"""Goods in unlike units have no sum: fill rates are by product, and a plant counts in the unit of what it makes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from model import Plan
from model.audit import audit
from model.pipeline import solve_tables
from model.results.figures import served
from model.results.months import ByMonth, MonthlyService
from model.results.risk import outcomes, product_told, shortfalls, unmet_unit
from model.results.view import View
from model.sheets.common import Commodity, Plant
from model.sheets.tables import Tables
from tests.inline import tables

GRID = """
    Countries
    country
    A
    B

    Sites
    site | country
    Mine | A
    City | B

    Commodities
    commodity   | unit
    copper      | t
    steel       | t
    transformer | units

    Capacity
    plant | site | existing capacity
    Works | City | 4000

    Recipes
    recipe | commodity   | quantity
    wind   | copper      | -1
    wind   | transformer | 1

    Operations
    plant | recipe
    Works | wind

    Suppliers
    supplier | site | commodity   | price
    digger   | Mine | copper      | 10
    near     | City | copper      | 12
    shop     | City | transformer | 200

    Demand
    market | product     | 2026   | shortage cost
    City   | copper      | 100000 | 100
    City   | transformer | 4000   | 1000

    Settings
    last year | 2027

    Routes
    from | to | commodity | transit
    Mine | City | copper  | 0

    Limits
    limit | measure | of | scope | value
"""
"""100,000 t of copper and 4,000 transformers a year; in the strike nobody winds any and the shop has 3,000."""

STRIKE = """
    Disruptions
    disruption | action   | target | start | value
    strike     | capacity | Works  | 2026  | 0 %
    strike     | capacity | shop   | 2026  | 0 %
    strike     | capacity | near   | 2026  | 0 %
    flood      | capacity | digger | 2027  | 0 %
    flood      | capacity | near   | 2027  | 0 %
"""


def book(unit: str = "units") -> Tables:
    given = tables(GRID.rpartition("Limits")[0], STRIKE)
    goods = [replace(row, unit=unit) if row.commodity == "transformer" else row for row in given[Commodity]]
    return replace(given, rows={**given.rows, Commodity: goods})
