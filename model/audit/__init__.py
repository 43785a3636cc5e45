"""A second pair of eyes: feasibility and cost of a plan, recomputed from the workbook and the plan's tables alone.

Neither the algebraic model nor a solver nor their coefficients are used here; lead times, ramps, lags, discounting and
attrition are worked out again from what the sheets say. Where the two disagree, one of them is wrong, and the plan
should not be signed.

    for check in audit(plan):
        print(check.name, check.passed, check.detail)

A new concern is one function from `Books` to `Check` and one word in AUDITS.
"""

from __future__ import annotations

from collections.abc import Callable

from model.audit.balance import conversion_reported, mass_balance, stranded_goods
from model.audit.blending import blends
from model.audit.books import Books
from model.audit.capacity import capacity_reported, maximum_capacity, plant_capacity, recipe_shares, recipes_at_plants
from model.audit.careers import (
    contract_limits,
    overmanning_limits,
    overmanning_reported,
    retraining_limits,
    short_time_limits,
    terms_of_service,
)
from model.audit.closure import building_sites, plant_states
from model.audit.contracts import contract_terms, contract_volumes, make_up, take_or_pay
from model.audit.demand import demand_met, shortage_allowed, substitutes_allowed
from model.audit.footprint import footprint_limits, footprints_reported
from model.audit.investment import build_dates, build_sizes, choice_groups, prerequisites
from model.audit.labels import names_known, not_negative, places_right
from model.audit.limits import limits_held, limits_reported
from model.audit.money import capex_reported, cost_lines, funds, present_value, total_cost
from model.audit.operating import operating_rules
from model.audit.origin import clean_supply
from model.audit.proof import optimality
from model.audit.public_money import loans_repaid, paid_once, public_money_allowed, public_money_limits, who_pays
from model.audit.recycling import scrap_collected
from model.audit.reserves import depletion, mined_reserves, reserves_reported
from model.audit.routes import exports_in_disruptions, flows_on_routes, route_capacity
from model.audit.stock import closing_stock, restocking, resupply, stock_capacity, stock_cover
from model.audit.strategic_stock import stock_budgets, stock_released, strategic_stocks_reported
from model.audit.stress import disruptions_reported
from model.audit.technology import acquisitions, experience, licences_in_disruptions, royalties, technology_held
from model.audit.trade import disposal_allowed, outlet_limits, supplier_limits
from model.audit.workforce import headcount_balance, need_reported, recruiting_limit, staffing, trainers, training_seats
from model.results.plan import Check, Plan

AUDITS: tuple[Callable[[Books], Check], ...] = (
    names_known, places_right, not_negative,
    mass_balance, conversion_reported, flows_on_routes, route_capacity, exports_in_disruptions, stranded_goods,
    supplier_limits, outlet_limits, disposal_allowed, contract_terms, contract_volumes, take_or_pay, make_up,
    scrap_collected, recipes_at_plants, plant_capacity, capacity_reported, recipe_shares, maximum_capacity,
    mined_reserves, depletion, reserves_reported, operating_rules, blends, build_sizes, build_dates, choice_groups,
    prerequisites, plant_states, building_sites, acquisitions, technology_held, licences_in_disruptions, royalties,
    experience,
    headcount_balance, training_seats, trainers, recruiting_limit, staffing, need_reported,
    contract_limits, terms_of_service, retraining_limits, short_time_limits, overmanning_limits, overmanning_reported,
    demand_met, shortage_allowed, substitutes_allowed,
    footprints_reported, footprint_limits,
    stock_capacity, closing_stock, stock_cover, restocking, resupply,
    stock_released, stock_budgets, strategic_stocks_reported,
    cost_lines, capex_reported, present_value, total_cost, optimality, funds,
    public_money_allowed, public_money_limits, paid_once, loans_repaid, who_pays,
    limits_held, limits_reported, disruptions_reported, clean_supply,
)  # fmt: skip
"""Every check, in the order of the results."""


def audit(plan: Plan) -> list[Check]:
    """All checks of a plan: how many places each looked at, and the worst of them."""
    books = Books.of(plan)
    return [check(books) for check in AUDITS]


__all__ = ["AUDITS", "Books", "audit"]
