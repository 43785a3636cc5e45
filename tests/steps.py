"""The way from a workbook to a plan and to what is written of it, step by step, for tests that look at one step.

Where these steps lie in `model` is known here alone.
"""

from model.checks import run_checks
from model.checks.limits import unless_hit
from model.families.instance import tree_of
from model.pipeline import solve_tables
from model.planning.responses import responses_checked, uneventful
from model.reports.brief.brief import brief_bytes
from model.reports.embedded_plan import carried_plan
from model.reports.html.page import report_bytes
from model.reports.results.book import results_book, results_bytes
from model.reports.results.words import not_compared, unsettled
from model.results.accounts import CashFlow
from model.results.investor import Investor, support
from model.results.view import View
from model.scenario.calendar import Calendar
from model.scenario.limits import HELD_UNLESS_HIT, UNLESS_HIT
from model.solver.decomposition import UNSETTLED
from model.solver.subproblems import Reaction, Recourse
from model.studies.foresight.question import futures_of
from model.whatif.apply import base, review, variants
from model.whatif.load import check, check_workbook, load_tables
from model.workbook.parse import read_workbook
from model.workbook.template import write_inputs

__all__ = [
    "HELD_UNLESS_HIT",
    "UNLESS_HIT",
    "UNSETTLED",
    "Calendar",
    "CashFlow",
    "Investor",
    "Reaction",
    "Recourse",
    "View",
    "base",
    "brief_bytes",
    "carried_plan",
    "check",
    "check_workbook",
    "futures_of",
    "load_tables",
    "not_compared",
    "read_workbook",
    "report_bytes",
    "responses_checked",
    "results_book",
    "results_bytes",
    "review",
    "run_checks",
    "solve_tables",
    "support",
    "tree_of",
    "uneventful",
    "unless_hit",
    "unsettled",
    "variants",
    "write_inputs",
]
