"""The small example: one mine, one separation plant that could be built, one magnet plant, one foreign supplier.

Every figure is invented so that the plan can be found by hand. Money is not discounted.

**A tonne of oxide.** A tonne of magnets takes 0.4 t of oxide; demand is 100 t/y of magnets, so 40 t/y of oxide.

    bought in China    100,000 price + 25,000 tariff (25 % of 100,000) + 1,000 freight     = 126,000 USD/t
    made in Australia    5 t ore x (4,000 mining + 200 freight) + 15,000 + 1,000 freight   =  37,000 USD/t

A tonne that is made instead of bought saves 89,000. China sells 40 t/y to 2028, then only 20 t/y: half the demand.

**The plant.** One module makes 20 t/y of oxide and costs 5.0 million. Decided in 2026, it is permitted in 2026, built
(and paid) in 2027 and runs from 2028: half in its first year (10 t), fully from 2029 (20 t). It needs 500 operators
per 1,000 t/y, so 5 in 2028 and 10 from 2029. There are none; a year's training costs 20,000 each, with 5 seats: 5 start
in 2027, 5 in 2028. An operator earns 100,000 a year.

**Every year** that demand is met, magnets cost 100 t x (20,000 making + 0.7 t iron x 1,000 + 500 freight), that is
2.12 million.

    million USD                2026    2027    2028    2029    2030     sum
    oxide from China           5.04    5.04    3.78    2.52    2.52   18.90     (40, 40, 30, 20, 20 t)
    oxide from Australia       0.00    0.00    0.37    0.74    0.74    1.85     ( 0,  0, 10, 20, 20 t)
    magnets                    2.12    2.12    2.12    2.12    2.12   10.60
    module                             5.00                            5.00
    training                           0.10    0.10                    0.20
    wages                                      0.50    1.00    1.00    2.50
    sum                        7.16   12.26    6.87    6.38    6.38   39.05     <- the plan: one module, decided in 2026

**Other plans.**

- Nothing built: 7.16 a year to 2028; then 20 t of oxide make 50 t of magnets (2.52 + 1.06) and 50 t are short at
  300,000 (15.0). 3 x 7.16 + 2 x 18.58 = 58.64.
- The module a year later: 10 t more from China in 2028 (+0.89); in 2029 10 t less of its own oxide, so that 25 t of
  magnets are short (+7.5, less the 0.37 + 0.53 that they would have cost); wages of five for two years saved (-1.0).
  39.05 + 6.49 = 45.54.
- A second module saves 89,000 on each tonne more, but with 5 seats a year it cannot be staffed at once. At best it is
  decided in 2028 and makes 10 t in 2030 (-0.89), for 5.0 of capital, 0.1 of training and 0.5 of wages.
  39.05 + 4.71 = 43.76.

**What if** China lets nothing go in 2030? The plan's own 20 t of oxide make 50 t of magnets: half the demand, more than
the 40 % that the sheet Limits asks for. Without the module there would be none, so that to build nothing is no longer
allowed. The disruption has no probability and therefore no part in the cost.
"""

from __future__ import annotations

from inputs.build.lines import SETTINGS_LINE, numbered
from inputs.build.ranges import Span, rows_of
from model.families.conversion.rows import Operation, Recipe
from model.families.demand.rows import Demand
from model.families.investment.rows import LeadTime, Project
from model.families.routes.rows import Route
from model.families.workforce.rows import Skill, Staffing
from model.scenario.disruptions import Disruption
from model.scenario.limits import Limit
from model.sheets.columns import ByYear
from model.sheets.common import Commodity, CostRow, Country, Plant, Settings, Site, Supplier
from model.sheets.schema import Row
from model.sheets.tables import Tables
from model.sheets.whatifs import ADD, MULTIPLY, SET

TITLE = "Quick start: one mine, one plant that could be built, one foreign supplier"
FIRST_YEAR, LAST_YEAR = 2026, 2030
SOURCE = "invented for this example"


SPANS = (
    Span("Price of Chinese oxide", "Suppliers", "Chinese oxide", "price", SET, 30_000.0, 200_000.0,
         "From what the Australian oxide costs to twice the price."),
    Span("Chinese exports from 2029", "Suppliers", "Chinese oxide", "limit", SET, 0.0, 40.0,
         "From none to what is sold before.", from_year=2029),
    Span("Tariff on Chinese oxide", "Routes", "from = China", "tariff", SET, 0.0, 0.6, "From none to 60 %.",
         number_format="0%"),
    Span("Demand", "Demand", "any", "quantity", MULTIPLY, 0.8, 1.2, "A fifth less or more."),
    Span("Cost of a module", "Costs", "item = Separation module", "fixed capex", SET, 3.0, 12.0,
         "Million USD, from 3 to 12."),
    Span("Training seats", "Skills", "any", "training seats", SET, 4.0, 10.0, "From four to ten a year."),
    Span("Construction time", "Lead times", "any", "construction", ADD, None, 1.0, "A year more."),
)  # fmt: skip


def tables() -> Tables:
    settings = Settings(first_year=FIRST_YEAR, last_year=LAST_YEAR, discount_rate=0.0, gap=0.0001, line=SETTINGS_LINE)
    rows = [*network(), *capacity(), *projects(), *purchases(), *people(), *risk(), *rows_of(SPANS, lambda: SOURCE)]
    return Tables.of(settings, numbered(rows))


def network() -> list[Row]:
    return [
        Country(country="Australia", bloc="ally", governance=1.5, source=SOURCE),
        Country(country="USA", bloc="home", governance=1.0, source=SOURCE),
        Country(country="China", bloc="rival", governance=-0.1, source=SOURCE),
        Commodity(commodity="Concentrate", stage="ore", reference_value=5_000, source=SOURCE),
        Commodity(commodity="Oxide", stage="oxide", reference_value=100_000, source=SOURCE),
        Commodity(commodity="Iron", stage="material", reference_value=1_000, source=SOURCE),
        Commodity(commodity="Magnet", stage="magnet", reference_value=70_000, source=SOURCE),
        Site(site="Mine Hill", country="Australia", latitude=-28.9, longitude=122.5, source=SOURCE),
        Site(site="Port Refinery", country="Australia", latitude=-32.0, longitude=115.8, source=SOURCE),
        Site(site="Texas Works", country="USA", latitude=32.8, longitude=-97.3, source=SOURCE),
        Site(site="Detroit", country="USA", latitude=42.3, longitude=-83.0, source=SOURCE),
        Site(site="Shanghai", country="China", latitude=31.2, longitude=121.5, source=SOURCE),
        Route(origin="Mine Hill", destination="Port Refinery", commodity="Concentrate", freight=200, source=SOURCE),
        Route(origin="Australia", destination="USA", commodity="Oxide", freight=1_000, source=SOURCE),
        Route(origin="China", destination="USA", commodity="Oxide", freight=1_000, tariff=0.25, source=SOURCE),
        Route(origin="USA", destination="USA", commodity="Magnet", freight=500, source=SOURCE),
    ]


def capacity() -> list[Row]:
    return [
        Plant(plant="Hill mine", site="Mine Hill", technology="Mine", existing_capacity=ByYear.of(300), source=SOURCE,
              notes="Enough for 60 t of oxide a year."),
        Plant(plant="Port separation", site="Port Refinery", technology="Separation", source=SOURCE,
              notes="Not there yet: see Projects."),
        Plant(plant="Texas magnets", site="Texas Works", technology="Magnet works", existing_capacity=ByYear.of(120),
              source=SOURCE),
        Recipe(recipe="Mine ore", commodity="Concentrate", quantity=1, source=SOURCE),
        Recipe(recipe="Separate", commodity="Concentrate", quantity=-5, source=SOURCE),
        Recipe(recipe="Separate", commodity="Oxide", quantity=1, source=SOURCE, notes="The other 4 t are waste."),
        Recipe(recipe="Make magnets", commodity="Oxide", quantity=-0.4, source=SOURCE),
        Recipe(recipe="Make magnets", commodity="Iron", quantity=-0.7, source=SOURCE),
        Recipe(recipe="Make magnets", commodity="Magnet", quantity=1, source=SOURCE),
        Operation(plant="Hill mine", recipe="Mine ore", source=SOURCE),
        Operation(plant="Port separation", recipe="Separate", source=SOURCE),
        Operation(plant="Texas magnets", recipe="Make magnets", source=SOURCE),
        CostRow(item="Hill mine", variable_opex=4_000, source=SOURCE),
        CostRow(item="Port separation", variable_opex=15_000, source=SOURCE, notes="Without the operators' wages."),
        CostRow(item="Texas magnets", variable_opex=20_000, source=SOURCE),
    ]  # fmt: skip


def projects() -> list[Row]:
    return [
        Project(project="Separation module", plant="Port separation", kind="modules", module_size=20, maximum_modules=2,
                source=SOURCE),
        LeadTime(project="Separation module", permitting=1, construction=1, ramp_up_year_1=0.5, source=SOURCE),
        CostRow(item="Separation module", fixed_capex=5, source=SOURCE),
    ]  # fmt: skip


def purchases() -> list[Row]:
    falling = ByYear.of({2026: 40, 2027: 40, 2028: 40, 2029: 20, 2030: 20})
    steady = ByYear.of(dict.fromkeys(range(FIRST_YEAR, LAST_YEAR + 1), 100.0))
    return [
        Supplier(supplier="Chinese oxide", site="Shanghai", commodity="Oxide", price=ByYear.of(100_000), limit=falling,
                 source=SOURCE, notes="Export licences halve what can be bought from 2029."),
        Supplier(supplier="Iron", site="Texas Works", commodity="Iron", price=ByYear.of(1_000), source=SOURCE),
        Demand(market="Detroit", product="Magnet", quantity=steady, shortage_cost=300_000, source=SOURCE),
    ]  # fmt: skip


def people() -> list[Row]:
    return [
        Skill(skill="Operator", market="Australia", wage=ByYear.of(100_000), training_time=1,
              training_cost=ByYear.of(20_000), training_seats=ByYear.of(5), recruits_from_abroad=ByYear.of(0),
              source=SOURCE, notes="No trained people yet."),
        Staffing(technology="Separation", skill="Operator", operation=500, source=SOURCE),
    ]  # fmt: skip


def risk() -> list[Row]:
    return [
        Disruption(disruption="China export stop", action="exports", target="China", value=0, start="2030",
                   source=SOURCE, notes="No exports for a year."),
        Limit(limit="Magnets without China", measure="service", of="Magnet", scope="Detroit", value=ByYear.of(0.4),
              source=SOURCE, notes="Even then 40 % of demand must be met."),
    ]  # fmt: skip
