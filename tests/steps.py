"""The way from a workbook to a plan and to what is written of it, step by step, for tests that look at one step.

Where these steps lie in `model` is known here alone.
"""

from model.checks import run_checks
from model.checks.limits import unless_hit
from model.cli.app import main
from model.cli.show import show_problems
from model.errors import ExitCode
from model.families import FAMILIES, load
from model.families.assemble import build_model
from model.families.decisions.rows import AT_LEAST, BUILD, FORBIDDEN, NOT_BEFORE
from model.families.instance import Instance, read_instance, tree_of
from model.families.strategic_stocks.rows import IN_DISRUPTIONS
from model.families.technology.rows import LICENCE, OWN
from model.families.workforce.terms import staying_since
from model.monthly.worst_cases import by_months
from model.pipeline import solve_tables
from model.planning.do_nothing import as_it_stands
from model.planning.request import Held, Request
from model.planning.responses import least_costs, uneventful, with_responses_checked
from model.planning.scenario_solves import probabilities_of
from model.planning.solve import audited, solve_instance, too_late
from model.planning.value import valued
from model.progress import Progress
from model.reports.brief.brief import brief_bytes
from model.reports.embedded_plan import carried_plan
from model.reports.html.page import report_bytes
from model.reports.results.book import results_book, results_bytes
from model.results.view import View
from model.rolling.reconcile import carried_on
from model.rolling.roll import rolled
from model.scenario.calendar import Calendar
from model.scenario.coincidence import branches
from model.scenario.limits import HELD_UNLESS_HIT, UNLESS_HIT
from model.sheets.schema import ASSUMED, GRADES
from model.sheets.tables import Directory
from model.sheets.whatifs import BASE, HELD, NONE
from model.solver.matrix import read_matrix
from model.system.files import Output, save
from model.whatif.apply import base, review, variants
from model.whatif.load import check, check_workbook, load_tables
from model.whatif.variants import Variant
from model.workbook.grid import load_grid
from model.workbook.parse import read_workbook
from model.workbook.patch import Patch
from model.workbook.template import input_bytes, write_inputs

__all__ = [
    "ASSUMED",
    "AT_LEAST",
    "BASE",
    "BUILD",
    "FAMILIES",
    "FORBIDDEN",
    "GRADES",
    "HELD",
    "HELD_UNLESS_HIT",
    "IN_DISRUPTIONS",
    "LICENCE",
    "NONE",
    "NOT_BEFORE",
    "OWN",
    "UNLESS_HIT",
    "Calendar",
    "Directory",
    "ExitCode",
    "Held",
    "Instance",
    "Output",
    "Patch",
    "Progress",
    "Request",
    "Variant",
    "View",
    "as_it_stands",
    "audited",
    "base",
    "branches",
    "brief_bytes",
    "build_model",
    "by_months",
    "carried_on",
    "carried_plan",
    "check",
    "check_workbook",
    "input_bytes",
    "least_costs",
    "load",
    "load_grid",
    "load_tables",
    "main",
    "probabilities_of",
    "read_instance",
    "read_matrix",
    "read_workbook",
    "report_bytes",
    "results_book",
    "results_bytes",
    "review",
    "rolled",
    "run_checks",
    "save",
    "show_problems",
    "solve_instance",
    "solve_tables",
    "staying_since",
    "too_late",
    "tree_of",
    "uneventful",
    "unless_hit",
    "valued",
    "variants",
    "with_responses_checked",
    "write_inputs",
]
