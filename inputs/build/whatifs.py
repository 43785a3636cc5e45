"""Questions that somebody in this field would ask the plan."""

from __future__ import annotations

from typing import NamedTuple

from inputs.build.ranges import Span, rows_of
from inputs.build.risk import BLOC, CHINA_STOP, ORDERED
from inputs.build.sources import cite
from model.sheets.schema import Entry, Row
from model.sheets.whatifs import ADD, MULTIPLY, SET, Change, WhatIf


class Step(NamedTuple):
    """One row of the sheet Changes."""

    sheet: str
    rows: str
    column: str
    operation: str
    value: float | str
    number_format: str = "General"
    from_year: int | None = None


MALAYSIAN = "Gebeng expansion"
CHINESE_MAGNETS, CHINESE_LANES = "Chinese*magnets", "from = Shanghai; commodity = magnet"
US_CIVIL_MAGNETS = "market = US automotive; US other; product = *magnet"
DUMPING, DEAR = "Prices low", "Prices high"
GROWS, TIGHTENS = "China keeps selling", "Licences tighten"
BRAZILIAN = "Serra Verde 6,500; Caldeira; Carina"

# what-if, what is asked, its changes, sources
QUESTIONS: tuple[tuple[str, str, tuple[Step, ...], tuple[str, ...]], ...] = (
    (GROWS, "China sells ever more magnets: two fifths more from 2030, twice as many from 2035, as its exports grew by "
     "a tenth in 2024; prices stay.",
     (Step("Suppliers", CHINESE_MAGNETS, "limit", MULTIPLY, 1.2, from_year=2028),
      Step("Suppliers", CHINESE_MAGNETS, "limit", MULTIPLY, round(1.4 / 1.2, 4), from_year=2030),
      Step("Suppliers", CHINESE_MAGNETS, "limit", MULTIPLY, round(2.0 / 1.4, 4), from_year=2035),
      Step("Routes", CHINESE_LANES, "capacity", MULTIPLY, 1.5, from_year=2031)), ("CN-2020", "CN-2024", "CN-2025")),
    (TIGHTENS, "Licences tighten year by year: by 2035 magnets fall to 30 % of today's amount, oxide and metal to half "
     "of it, and Chinese metal makers take no foreign oxide from 2030.",
     (Step("Suppliers", CHINESE_MAGNETS, "limit", MULTIPLY, 0.8, from_year=2028),
      Step("Suppliers", CHINESE_MAGNETS, "limit", MULTIPLY, 0.75, from_year=2030),
      Step("Suppliers", CHINESE_MAGNETS, "limit", MULTIPLY, 0.5, from_year=2035),
      Step("Suppliers", "Chinese*oxide; Chinese*metal", "limit", MULTIPLY, 0.5, from_year=2030),
      Step("Limits", ORDERED, "in use", SET, "no"),
      Step("Outlets", "Chinese metal makers", "limit", SET, 0, from_year=2030)), ("CN-MAY25", "CN-OCT25")),
    ("Price collapse", "China floods the market: its sales prices and its price for oxide fall by 40 %, as from 2022 "
     "to 2024.",
     (Step("Suppliers", "Chinese*", "price", MULTIPLY, 0.6),
      Step("Outlets", "Chinese metal makers", "price", MULTIPLY, 0.6)), ("SMM-FEB26",)),
    (DUMPING, "Low price deck: once plants outside China stand it sells at half for good, NdPr oxide as in 2024 (56 "
     "USD/kg), lasting and foreseen.",
     (Step("Suppliers", "Chinese NdPr*", "price", MULTIPLY, 0.5, from_year=2031),
      Step("Suppliers", "Chinese*magnets", "price", MULTIPLY, 0.7, from_year=2031)), ("USGS-MCS25", "LYC-NDPR")),
    (DEAR, "High price deck: NdPr oxide from 2028 as in 2022 (134 USD/kg), magnets by what oxide adds to them.",
     (Step("Suppliers", "Chinese NdPr*", "price", MULTIPLY, 1.45, from_year=2028),
      Step("Suppliers", "Chinese*magnets", "price", MULTIPLY, 1.25, from_year=2028),
      Step("Outlets", "Chinese metal makers", "price", MULTIPLY, 1.45, from_year=2028)), ("USGS-MCS25", "SMM-FEB26")),
    (BLOC, "China sells nothing for a year and no ship reaches Japan and Korea. The targets for all magnets and for "
     "each market stay those of a Chinese stop; US defence is to be served in a bloc event, too.",
     (Step("Disruptions", f"disruption = {BLOC}", "in use", SET, "yes"),
      Step("Limits", "Magnets in any disruption; No ally left out", "during", SET, CHINA_STOP)), ()),
    ("High demand", "Demand is 5 % higher from 2030 on: faster electrification, robots.",
     (Step("Demand", "any", "quantity", MULTIPLY, 1.05, from_year=2030),), ()),
    ("Low demand", "Demand is 20 % lower: motors without magnets, a slow decade for cars.",
     (Step("Demand", "any", "quantity", MULTIPLY, 0.8), Step("Limits", ORDERED, "value", MULTIPLY, 0.8)), ()),
    ("US demand as in 2024", "The USA needs what it bought from China in 2024, before licences: a fifth more.",
     (Step("Demand", US_CIVIL_MAGNETS, "quantity", MULTIPLY, 1.19),), ("CN-2025",)),
    ("Licence refused", "Nobody licenses what others know: heavy separation, magnets and samarium have to be "
     "developed.",
     (Step("Technology", "way = licence", "in use", SET, "no"),
      Step("Disruptions", "action = licence", "in use", SET, "no")), ("CN-TECH23",)),
    ("Capital twice", "Every project costs twice what is planned.",
     (Step("Costs", "any", "fixed capex", MULTIPLY, 2.0), Step("Costs", "any", "capex per unit", MULTIPLY, 2.0),
      Step("Funds", "any", "limit", MULTIPLY, 2.0), Step("Funds", "any", "total", MULTIPLY, 2.0)), ("ILU-FUND",)),
    ("No loans", "No public loan and no grant: capital is found by those who build.",
     (Step("Public money", "kind = loan; grant", "in use", SET, "no"),), ()),
    ("Capital 1.7 times", "Projects overrun again: four of five real ones ended at 1.6 to 1.8 times their cost.",
     (Step("Costs", "any", "fixed capex", MULTIPLY, 1.7), Step("Costs", "any", "capex per unit", MULTIPLY, 1.7)),
     ("ILU-FUND",)),
    ("Permits two years later", "Every permit takes two more years.",
     (Step("Lead times", "any", "permitting", ADD, 2),), ()),
    ("No recruiting abroad", "No recruitment from abroad from 2029 on: every market depends on those it trains. "
     "(Plants that start earlier cannot be staffed without it.)",
     (Step("Skills", "any", "recruits from abroad", SET, 0, from_year=2029),), ("CN-TECH23",)),
    ("Half the training seats", "Programmes fill half of their places from 2029 on, when those now in training are "
     "done.",
     (Step("Skills", "any", "training seats", MULTIPLY, 0.5, from_year=2029),), ("PROMMIS",)),
    ("Tariff of 25 %", "Europe, Japan and Korea impose 25 % on Chinese magnets; the USA already charges more.",
     (Step("Routes", "from = Shanghai; to = EU market; Japan market; Korea market; commodity = magnet", "tariff", SET,
           0.25, "0%"),), ("TAR-301",)),
    ("Magnet floor price", "Minimum magnet prices of 100 (standard) and 130 USD/kg (high-coercivity), whatever the "
     "origin, as allies discuss.",
     (Step("Suppliers", "Chinese standard magnets", "price", SET, 100_000),
      Step("Suppliers", "Chinese high-coercivity magnets", "price", SET, 130_000)), ("MP-DOD",)),
    ("No Malaysian plant", "Malaysia does not renew the licences of Gebeng: no separation there from the first year "
     "on.",
     (Step("Capacity", "Gebeng*", "existing capacity", SET, 0),
      Step("Limits", "Lynas*; Heavy oxides to Japan*; Mt Weld as it runs", "in use", SET, "no"),
      Step("Projects", MALAYSIAN, "in use", SET, "no"),
      Step("Costs", f"item = {MALAYSIAN}", "in use", SET, "no"),
      Step("Lead times", MALAYSIAN, "in use", SET, "no")), ("LYC-LIC26",)),
    ("Brazil opens up", "Brazil grants permits in half the time, pays a quarter of the capital and lends twice as "
     "much.",
     (Step("Lead times", BRAZILIAN, "permitting", MULTIPLY, 0.5),
      Step("Costs", f"item = {BRAZILIAN}", "fixed capex", MULTIPLY, 0.75),
      Step("Funds", "Capital, Brazil", "limit", MULTIPLY, 2)), ("SVERDE-27",)),
    ("Know-how is free", "Every country can build heavy separation, metal and magnet making at once.",
     (Step("Technology", "any", "in use", SET, "no"),
      Step("Decisions", "action = acquire", "in use", SET, "no"),
      Step("Disruptions", "action = licence", "in use", SET, "no")), ()),
    ("No contracts", "No contracts: all purchases are at the spot price.",
     (Step("Contracts", "any", "in use", SET, "no"),), ()),
    ("No end-of-life magnets", "No end-of-life magnets are recycled; swarf is.",
     (Step("Recycling", "any", "in use", SET, "no"),
      Step("Suppliers", "*end-of-life magnets", "in use", SET, "no")), ()),
    ("No public money", "Every grant, loan and price floor is withdrawn.",
     (Step("Public money", "any", "in use", SET, "no"),), ()),
)  # fmt: skip


SPANS = (
    Span("Price of Chinese NdPr oxide", "Suppliers", "Chinese NdPr oxide*", "price", MULTIPLY, 0.6, 1.5,
         "Two fifths down, not quite as from 2022 to 2024, or half as much again.", ("SMM-FEB26",)),
    Span("Price of Chinese Dy oxide", "Suppliers", "Chinese Dy oxide", "price", MULTIPLY, 0.6, 1.5, "The same."),
    Span("Price of Chinese magnets", "Suppliers", "Chinese*magnets", "price", MULTIPLY, 0.7, 1.5,
         "Three tenths cheaper, or half as much again."),
    Span("Chinese magnets", "Suppliers", CHINESE_MAGNETS, "limit", MULTIPLY, 0.5, 1.4,
         "Half of what is sold today, or two fifths more; from 2035, when today's models have ended: assumed.",
         ("CN-2025",), 2035),
    Span("US demand", "Demand", US_CIVIL_MAGNETS, "quantity", MULTIPLY, 0.85, 1.25,
         "The base is a year with licences: in 2024 the USA bought a quarter more from China.", ("CN-2025",)),
    Span("Demand from 2030", "Demand", "any", "quantity", MULTIPLY, 0.85, 1.03,
         "A slow decade for cars, or faster electrification.", (), 2030),
    Span("Capital cost", "Costs", "any", "fixed capex", MULTIPLY, 0.85, 1.7,
         "Four of five real projects ended at 1.6 to 1.8 times their cost.", ("ILU-FUND",)),
    Span("Operating cost of plants", "Costs", "any", "variable opex", MULTIPLY, 0.85, 1.25,
         "Reagents, power and yield of plants that few outside China have run."),
    Span("Permitting time", "Lead times", "any", "permitting", ADD, None, 1.0, "A year more."),
    Span("Training seats", "Skills", "any", "training seats", MULTIPLY, 0.75, 1.5, "Programmes fill fewer, or more.",
         ("PROMMIS",), 2029),
    Span("Collection of end-of-life magnets", "Recycling", "any", "collection rate", MULTIPLY, 0.5, 1.5,
         "Half, or half as much again."),
    Span("Discount rate", "Settings", "discount rate", "value", SET, 0.04, 0.10, "Public and private money.", (), None,
         "0%"),
)  # fmt: skip

FUTURES = {
    GROWS: (
        0.30,
        "Its probability is assumed: exports grew from 35,982 t in 2020 to 58,152 t in 2024, and from the first half "
        "of 2025 to its second by more than a half.",
    ),
    TIGHTENS: (0.20, "Its probability is assumed: five controls in seventeen years, three of them since April 2025."),
    DUMPING: (
        0.15,
        "Its probability is assumed: prices fell to less than half between 2022 and 2024, when plants elsewhere "
        "were about to be financed. The low one of three price decks; the workbook's own is the base.",
    ),
    DEAR: (0.15, "Its probability is assumed, as that of the low deck."),
}
"""What China may do for good, how likely that is, and why; a fifth is left to the workbook as it is."""

ASKED = "A question, not a figure of the plan."
"""What the notes of what-ifs and changes say."""


def rows() -> list[Row]:
    return [*whatifs(), *changes(), *rows_of(SPANS, lambda *ids: cite(*ids, why="estimated"))]


def whatifs() -> list[Row]:
    return [
        WhatIf(
            what_if=name,
            description=asked,
            probability=FUTURES.get(name, (0.0, ""))[0],
            source=cite(*ids, why="estimated"),
            notes=FUTURES.get(name, (0.0, ASKED))[1],
        )
        for name, asked, _, ids in QUESTIONS
    ]


def changes() -> list[Row]:
    return [
        Change(what_if=name, sheet=each.sheet, rows=each.rows, column=each.column, from_year=each.from_year,
               operation=each.operation, value=Entry(each.value, each.number_format), source=cite(*ids,
                why="estimated"),
               notes=ASKED)
        for name, _, steps, ids in QUESTIONS
        for each in steps
    ]  # fmt: skip
