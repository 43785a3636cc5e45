"""What is read from a plan: audit, results, comparisons and pages, for tests that look at one of them.

Where they lie in `model` is known here alone.
"""

from typing import Any

from model.audit import AuditLine, Ledger, audit, audits
from model.reports.answers.decide import decide
from model.reports.answers.four import answers
from model.reports.book import Book
from model.reports.html.pictures.chain import places
from model.reports.html.tables import shown
from model.reports.no_plan_document import document as no_plan_document
from model.reports.no_plan_document import plan_answer as no_plan_answer
from model.reports.page import Page
from model.reports.phrases import percent
from model.reports.results.book import TITLE
from model.reports.results.reactions import changed_figures
from model.reports.results.tiles import headline
from model.reports.results.words import Events, building, not_compared, unsettled
from model.reports.styles import Field
from model.results.accounts import CashFlow, party_results
from model.results.build import StageSupply, builds, capital_by_year, people_over_horizon, served, services, supplies
from model.results.chain import Chain
from model.results.decisions import Ahead, Incumbent, without_tokens
from model.results.doubts import Losing, doubts, oddities
from model.results.first_stage import decisions
from model.results.investor import Investor, support
from model.results.limits import limits
from model.results.operating_profit import operating_profits
from model.results.optimality import Interval, noise
from model.results.public import Liabilities, served_markets
from model.results.risk import ByMonth, MonthlyService, by_month, outcomes, shortfalls
from model.results.shortages import short_markets
from model.whatif.compare import Case, Comparison, case_of, compare_plans
from model.whatif.figures import figures_of
from model.whatif.plan_difference import shifts
from model.whatif.robustness import Regret, agreements

__all__ = [
    "TITLE",
    "Ahead",
    "AuditLine",
    "Book",
    "ByMonth",
    "Case",
    "CashFlow",
    "Chain",
    "Comparison",
    "Events",
    "Field",
    "Incumbent",
    "Interval",
    "Investor",
    "Ledger",
    "Liabilities",
    "Losing",
    "MonthlyService",
    "Page",
    "Regret",
    "StageSupply",
    "agreements",
    "answer_in_words",
    "answers",
    "audit",
    "audits",
    "building",
    "builds",
    "by_month",
    "capital_by_year",
    "case_of",
    "changed_figures",
    "compare_plans",
    "decide",
    "decisions",
    "doubts",
    "figures_of",
    "headline",
    "in_branch",
    "limits",
    "no_plan_answer",
    "no_plan_document",
    "noise",
    "not_compared",
    "oddities",
    "operating_profits",
    "outcomes",
    "party_results",
    "people_over_horizon",
    "percent",
    "places",
    "served",
    "served_markets",
    "services",
    "shifts",
    "short_markets",
    "shortfalls",
    "shown",
    "supplies",
    "support",
    "unsettled",
    "without_tokens",
]


def answer_in_words(answer: Any) -> list[str]:
    """An answer as it is read aloud: headline, facts, and every row of its picture."""
    rows = [
        f"{strip.title}: {row.name} {row.detail}, {row.figure}: {row.words}"
        for strip in answer.picture.strips
        for row in strip.rows
    ]
    facts = [f"{fact.figure} {fact.words}" for fact in answer.facts]
    return [answer.headline, *facts, *rows, answer.picture.note]


def in_branch(frame: Any) -> Any:
    """Which rows of a frame are of a disruption: their nodes are 'disruption / year'."""
    has_nodes = "node" in frame
    return frame.node.astype(str).str.contains(" / ", regex=False) if has_nodes else frame.index != frame.index
