"""Military manpower of H. M. Wagner, *Principles of Operations Research*, 2nd edition, p. 66; model SPARTA of the GAMS
Model Library.

In each of ten years so many soldiers are needed. Recruits sign for one to four years; all of it is paid in the year in
which they sign, at an index of that year. They leave when their term is over, which may be after the tenth year.
"""

from __future__ import annotations

from collections.abc import Sequence

from model import Tables
from model.testing import ByYear, Commodity, Country, Demand, Recruiting, Row, Settings, Site, Skill

COST = 3_466.38

FIRST_YEAR = 2026

NEEDED = (5, 6, 7, 6, 4, 9, 8, 8, 6, 4)

PRICE = {1: 50.0, 2: 85.0, 3: 115.0, 4: 143.0}
"""Of a contract, by its years."""

INDEX = (1.0, 1.05, 1.12, 1.71, 1.8, 1.9, 1.97, 2.1, 2.22, 2.38)


def sparta() -> Tables:
    """The army: one skill, a contract for each length. A workbook must have a market, too, where nothing is needed."""
    rows: list[Row] = [
        Country(country="Sparta"),
        Site(site="Field", country="Sparta"),
        Commodity(commodity="arms"),
        Demand(market="Field", product="arms", quantity=ByYear.of(0.0)),
        Skill(skill="soldier", market="Sparta", other_need=_by_year(NEEDED)),
        *(
            Recruiting(
                skill="soldier",
                market="Sparta",
                contract=f"for {years} years",
                recruiting_cost=_by_year([price * index for index in INDEX]),
                term_of_service=years,
            )
            for years, price in PRICE.items()
        ),
    ]
    last_year = FIRST_YEAR + len(NEEDED) - 1
    settings = Settings(first_year=FIRST_YEAR, last_year=last_year, discount_rate=0.0, amounts="ones", gap=0.0)
    return Tables.of(settings, rows)


def _by_year(values: Sequence[float]) -> ByYear:
    return ByYear.of({FIRST_YEAR + at: float(value) for at, value in enumerate(values)})
