"""Two views and several policies: what the market would do, and what investors would build."""

from __future__ import annotations

from functools import partial

from inputs.build import ranges
from inputs.build.graphite_anode.places import DOCS
from inputs.build.questions import Question, rows_of
from inputs.build.ranges import Span
from inputs.build.whatifs import Step
from model.sheets.schema import REPORTED, Row
from model.sheets.whatifs import ADD, MULTIPLY, SET

FREE, DUTY, INVESTOR = "No target", "Duty of 160 %", "Investor's view"
CHINESE_ANODE = "from = China; to = USA; commodity = Synthetic anode; Natural anode"
OFF, ON = "no", "yes"
DUTY_RATE = 1.953
"""35 % that is paid today, 93.5 against dumping, 66.8 against subsidies."""


def switched(sheet: str, rows: str, to: str) -> Step:
    """Rows out of use, or into it."""
    return Step(sheet, rows, "in use", SET, to)


def floor_of(price: float) -> tuple[Step, ...]:
    """A price floor for what plants in North America sell at market prices."""
    return switched("Public money", "Floor,*", ON), Step("Public money", "Floor,*", "floor", SET, price)


QUESTIONS = (
    Question("Dumping for good", "Chinese anode is two fifths cheaper from 2029 on; the targets stay.",
             (Step("Suppliers", "Chinese * anode; Kendal anode; Tangier anode", "price", MULTIPLY, 0.6,
                   from_year=2029),), ("MYSTEEL-25",)),
    Question("Construction two years longer", "Every plant takes two years more, as Riverside did and more; the North "
             "American target starts in 2033.",
             (Step("Lead times", "any", "construction", ADD, 2.0),
              Step("Limits", "North American anode", "from year", SET, 2033.0)), ("NVX-26",)),
    Question(FREE, "What buyers do of their own accord: none of the targets.", (switched("Limits", "any", OFF),)),
    Question(DUTY, "The duties that the trade commission refused in March 2026, 93.5 and 66.8 % on Chinese anode, in "
             "place of the targets.",
             (Step("Routes", CHINESE_ANODE, "tariff", SET,
                   DUTY_RATE, "0.0%", 2027),), ("ADCVD", "ITC-NO"), FREE),
    Question("Duty, BTR counted as Chinese", "The same for what BTR makes in Indonesia and Morocco.",
             (Step("Routes", "from = Kendal; Tangier", "tariff", SET, DUTY_RATE, "0.0%", 2027),), ("ADCVD",), DUTY),
    Question(INVESTOR, "Plants sell at market prices and to those who have signed; there is no target and nobody is "
             "served for its own sake. 10 % real return.",
             (switched("Demand", "any", OFF), switched("Substitutes", "any", OFF),
              switched("Suppliers", "* anode", OFF), switched("Stockpiles", "any", OFF),
              switched("Strategic stocks", "any", OFF),
              switched("Disruptions", "disruption = Offtake lost; Power cut*; Dumping", OFF),
              switched("Disruptions", "disruption = Dumping, for sellers", ON),
              switched("Routes", "to = US contract pool; NextSource buyers", ON), switched("Outlets", "any", ON),
              Step("Settings", "discount rate", "value", SET, 0.10)), (), FREE),
    Question("Floor of 7,000", "The investor's view with a floor of 7,000 USD/t for North American plants.",
             floor_of(7_000.0), (), INVESTOR),
    Question("Floor of 7,500", "The same at 7,500 USD/t.", floor_of(7_500.0), (), INVESTOR),
    Question("Floor of 8,000", "The same at 8,000 USD/t.", floor_of(8_000.0), (), INVESTOR),
    Question("Floor of 8,000, capped", "The same for 100,000 t/y at most, half of them natural.",
             (Step("Outlets", "US market,*", "limit", SET, 50_000.0),), (), "Floor of 8,000"),
    Question("Credit of 25 %", "The investor's view with the credit that two bills propose, 25 % of cost to 2040.",
             (Step("Public money", "Credit 45X", "credit", SET, 1_250.0),), ("45X-25",), INVESTOR),
    Question("Credit of 40 %", "The same at 40 %.", (Step("Public money", "Credit 45X", "credit", SET, 2_000.0),), (),
             INVESTOR),
    Question("No loans, no offtakes", "The investor's view when neither loans nor offtakes come.",
             (switched("Public money", "Loan *", OFF), Step("Outlets", "*offtakes*", "limit", SET, 0.0)),
             ("NVX-STELL",), INVESTOR),
)  # fmt: skip

OF_INVESTORS = tuple(each.name for each in QUESTIONS if each.name == INVESTOR or each.based_on not in ("", FREE, DUTY))
"""What-ifs in which plants sell at market prices."""


SPANS = (
    Span("Price of Chinese-owned anode", "Suppliers", "Chinese * anode; Kendal anode; Tangier anode", "price", MULTIPLY,
         0.6, 1.4, "Two fifths cheaper, as in dumping, or dearer.", ("MYSTEEL-25",), 2029),
    Span("Price of Chinese spherical graphite", "Suppliers", "Chinese spherical graphite", "price", MULTIPLY, 0.7, 1.5,
         "A third cheaper, or half as much again."),
    Span("Price of needle coke", "Suppliers", "* coke", "price", MULTIPLY, 0.7, 1.5,
         "It halves and doubles with the steel market."),
    Span("Demand", "Demand", "any", "quantity", MULTIPLY, 0.85, 1.15, "Slower and faster electrification."),
    Span("Capital cost", "Costs", "any", "capex per unit", MULTIPLY, 0.8, 1.5, "A fifth less, or half more."),
    Span("Operating cost of plants", "Costs", "any", "variable opex", MULTIPLY, 0.85, 1.25,
         "Power, feed and yield of plants that few outside China have run."),
    Span("Construction time", "Lead times", "any", "construction", ADD, None, 1.0,
         "A year more, as Riverside took and more.", ("NVX-26",)),
    Span("North American target", "Limits", "North American anode", "value", MULTIPLY, 0.7, 1.1,
         "Less is asked for, or a tenth more."),
    Span("Duty on Chinese anode", "Routes", CHINESE_ANODE, "tariff", SET, 0.0, DUTY_RATE,
         "None, or the duties that the trade commission refused.", ("ADCVD", "ITC-NO"), 2027, "0.0%"),
    Span("Discount rate", "Settings", "discount rate", "value", SET, 0.05, 0.11, "Public and private money.", (), None,
         "0%"),
)  # fmt: skip


def rows() -> list[Row]:
    return rows_of(QUESTIONS, DOCS) + ranges.rows_of(SPANS, partial(DOCS.graded, REPORTED))
