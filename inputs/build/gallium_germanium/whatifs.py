"""Questions that somebody in this field would ask the plan."""

from __future__ import annotations

from functools import partial

from inputs.build import ranges
from inputs.build.gallium_germanium.places import DOCS, PURE_GALLIUM
from inputs.build.questions import Question, rows_of
from inputs.build.ranges import Span
from inputs.build.whatifs import Step
from model.sheets.schema import REPORTED, Row
from model.sheets.whatifs import ADD, MULTIPLY, SET

CHINESE, NO, YES = "Chinese*", "no", "yes"
GALLIUM_TARGET = Step("Limits", "Gallium in any disruption", "in use", SET, NO)

QUESTIONS = (
    Question("Ban on the USA from 2027", "China sells nothing to the United States from 2027 on.",
             (Step("Export quotas", "any", "in use", SET, YES),), ("BAN-PAUSE",)),
    Question("China sells nothing from 2028", "A ban on everybody, for good.",
             (Step("Suppliers", CHINESE, "limit", SET, 0.0, from_year=2028),), ("CNA-23",)),
    Question("China returns in 2029", "China sells as much as anybody wants from 2029 on, at the prices of 2024 and "
             "less: gallium at 220 USD/kg, germanium at 1,400.",
             (Step("Suppliers", CHINESE, "limit", MULTIPLY, 20.0, from_year=2029),
              Step("Suppliers", "Chinese gallium", "price", SET, 220.0, from_year=2029),
              Step("Suppliers", "Chinese germanium*", "price", SET, 1_400.0, from_year=2029)), ("USGS-GA25",)),
    Question("No Wagerup", "The largest gallium plant is never decided.",
             (Step("Projects", "Wagerup circuit", "in use", SET, NO),
              Step("Costs", "item = Wagerup circuit", "in use", SET, NO),
              Step("Lead times", "Wagerup circuit", "in use", SET, NO),
              Step("Disruptions", "disruption = Wagerup two years late", "in use", SET, NO)), ("ALCOA-25",)),
    Question("Every start a year later", "Construction takes a year more.",
             (Step("Lead times", "any", "construction", ADD, 1.0),), ("ALCOA-25",)),
    Question("Germanium reserve opened", "The US reserve may be used now, in the shortage that is already here.",
             (Step("Strategic stocks", "US germanium reserve", "release", SET, "any time"),), ("NDS-23",)),
    Question("No target for gallium", "Nothing is asked of gallium in a disruption: what the stocks of the plan are "
             "for.", (GALLIUM_TARGET,)),
    Question("Gallium grows 6 % a year", "DOE's trajectory B: twice the growth. No plan keeps 95 % of gallium in every "
             "disruption then, so that this target is dropped.",
             (GALLIUM_TARGET, *(Step("Demand", f"product = {PURE_GALLIUM}", "quantity", MULTIPLY, 1.06, from_year=year)
                                for year in range(2028, 2041, 2))), ("DOE-GA",)),
    Question("Half of the scrap", "Half as much new scrap is collected.",
             (Step("Recycling", "any", "collection rate", MULTIPLY, 0.5),)),
)  # fmt: skip


SPANS = (
    Span("Chinese prices", "Suppliers", CHINESE, "price", MULTIPLY, 0.5, 1.5,
         "Half, which is less than 2024, to half as much again.", ("USGS-GA25",)),
    Span("Chinese exports from 2028", "Suppliers", CHINESE, "limit", MULTIPLY, 0.0, 2.0,
         "None to anybody, or twice as much.", ("CNA-23",), 2028),
    Span("Demand for gallium", "Demand", f"product = {PURE_GALLIUM}", "quantity", MULTIPLY, 0.85, 1.05,
         "Less for want of it, or a little more.", ("DOE-GA",)),
    Span("Demand for germanium", "Demand", "product = Germanium*", "quantity", MULTIPLY, 0.85, 1.05,
         "As for gallium."),
    Span("Operating cost of gallium", "Costs", "item = * gallium", "variable opex", MULTIPLY, 0.75, 2.0,
         "200 USD/kg is assumed; not made at scale outside China for ten years."),
    Span("Operating cost of germanium", "Costs", "item = * germanium; Hobart*", "variable opex", MULTIPLY, 0.75, 1.5,
         "750 USD/kg is assumed."),
    Span("Capital cost of circuits", "Costs", "item = * circuit; * expansion", "fixed capex", MULTIPLY, 0.8, 1.7,
         "A fifth less, to what four of five metal projects ended at."),
    Span("Construction time", "Lead times", "any", "construction", ADD, None, 1.0, "A year more.", ("ALCOA-25",)),
    Span("Collection of new scrap", "Recycling", "any", "collection rate", MULTIPLY, 0.5, 1.2,
         "40 to 96 % where 80 % is assumed."),
    Span("Target for gallium", "Limits", "Gallium in any disruption", "value", SET, 0.85, 0.97,
         "What the stocks of the plan are for.", (), None, "0%"),
    Span("Discount rate", "Settings", "discount rate", "value", SET, 0.05, 0.1, "Public and private money.", (), None,
         "0%"),
)  # fmt: skip


def rows() -> list[Row]:
    return rows_of(QUESTIONS, DOCS) + ranges.rows_of(SPANS, partial(DOCS.graded, REPORTED))
