"""Questions that somebody in this field would ask the plan."""

from __future__ import annotations

from inputs.build.gallium_germanium.places import DOCS, PURE_GALLIUM
from inputs.build.questions import Question, rows_of
from inputs.build.whatifs import Step
from model.sheets.schema import Row
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


def rows() -> list[Row]:
    return rows_of(QUESTIONS, DOCS)
