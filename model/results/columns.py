"""Columns of result tables other than measures of families: names, places, times and derived values."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Column = tuple[str, str]
"""(unit, description)"""

COSTS = {
    "cost": ("", "Cost item."),
    "category": ("", "What it is spent on."),
    "item": ("", "What it is spent for, such as a plant, with its recipe."),
    "country": ("", "Country in which it counts."),
    "node": ("", "Period, or period in a disruption, in which it is spent."),
    "amount": ("{amount}", "Undiscounted."),
    "present_value": (
        "{amount}",
        "Discounted and, in a disruption, times its probability: the sum is the expected cost.",
    ),
}

BRANCHES = {
    "branch": ("", "Disruption at one of its starts, of one of its targets."),
    "disruption": ("", "Its name in Disruptions; of several that coincide, their names with a plus sign between them."),
    "subject": ("", "Which of its targets it concerns, where it concerns each by itself."),
    "start": ("year", "When it starts."),
    "end": ("year", "When its assessment period ends."),
    "probability": ("share", "How likely it is; of an independent disruption, that it starts without others."),
    "cost": ("{amount}", "Discounted cost of its assessment period, without what is decided in advance."),
    "undisturbed_cost": ("{amount}", "The same where the disruption does not occur."),
    "demand": ("{unit}", "Demand in its assessment period."),
    "unmet": ("{unit}", "What is not delivered of it."),
    "undisturbed_unmet": ("{unit}", "The same where the disruption does not occur."),
    "service": ("share", "Fill rate: what is delivered of the demand."),
}

LIMITS = {
    "limit": ("", "Its name in Limits."),
    "measure": ("", "What is limited."),
    "of": ("", "Of what, as in Limits."),
    "scope": ("", "Of whom or where; of 'each country' which one."),
    "during": ("", "In which disruptions, as in Limits."),
    "node": ("", "Period, period in a disruption, or disruption."),
    "period": ("year", "First year of the period."),
    "sense": ("", "'at most' or 'at least'."),
    "value": ("as in unit", "Bound."),
    "actual": ("as in unit", "What the plan comes to."),
    "slack": ("as in unit", "Remaining headroom."),
    "marginal_cost": ("{amount} per unit", "Saving per unit of relaxation (shadow price)."),
    "unit": ("", "Unit of the measure."),
}

COMPARED = {
    "figure": ("", "What is compared."),
    "unit": ("", "Unit of both figures."),
    "without_plan": ("as in unit", "Where nothing new is decided."),
    "with_plan": ("as in unit", "With the plan."),
    "where_without": ("", "Of which product, in which disruption, or of whom and what, without the plan."),
    "where_with": ("", "The same with the plan."),
}

BREACHED = {
    "limit": ("", "Its name in Limits, Funds or Footprint limits; or service of a demand, closing stock or cover."),
    "scope": ("", "Of whom or where."),
    "node": ("", "Where it is breached most: period, period in a disruption, disruption, or all years."),
    "sense": ("", "'at most' or 'at least'."),
    "value": ("as in unit", "Bound."),
    "actual": ("as in unit", "What it comes to where nothing new is decided."),
    "unit": ("", "Unit of the measure."),
    "times": ("", "At how many periods or disruptions it is breached."),
}

BY_MONTH = {
    "branch": ("", "Disruption and its start."),
    "measure": ("", "Demand or unmet demand of the month, what is made in it, or stock at its end."),
    "of": ("", "Product, or good."),
    "market": ("", "Of demand."),
    "unit": ("", "Unit of both figures."),
    "month": ("", "From 1, the first of the disruption; of stock 0 is when it starts."),
    "disrupted": ("as in unit", "In the disruption."),
    "undisrupted": ("as in unit", "Without it; of stock, between the plan's year ends on a straight line."),
}

COLUMNS: Mapping[str, Column] = MappingProxyType({
    "construction_from": ("year", "When construction starts."),
    "contract": ("", "Contract: of offtake or, of people, of employment."),
    "decided": ("year", "Period of the decision."),
    "destination": ("", "Site to which it is shipped."),
    "destination_country": ("", "Country of that site."),
    "exclusion": ("", "Excluded origins and goods of a demand."),
    "footprint": ("", "Kind of footprint."),
    "goods": ("", "Goods that a rule speaks of."),
    "held": ("", "Market or place whose shortage rate is limited."),
    "against": ("", "Market or place with whose shortage rate it is compared."),
    "how": ("", "Own funds, or the kind of support."),
    "item": ("", "Plant, supplier or lane that causes it."),
    "kind": ("", "Kind of support."),
    "lane": ("", "Lane: 'origin → destination: commodity'."),
    "limit": ("as the amount", "What is allowed; NaN where there is no limit."),
    "market": ("", "Site of the demand or, of people, labour market."),
    "name": ("", "Limit of the footprint."),
    "new_skill": ("", "Skill into which people are retrained."),
    "node": ("", "Period, '2030', or period in a disruption, 'China export stop 2030 / 2031'."),
    "online": ("year", "When it comes online, as a decimal."),
    "origin": ("", "Site from which it is shipped."),
    "origin_country": ("", "Country of that site."),
    "payer": ("", "Who pays the support."),
    "period": ("", "First year of the period."),
    "place": ("", "Where the technology is held."),
    "product": ("", "Product in demand."),
    "programme": ("", "Programme of public money."),
    "ramped": ("year", "When its full capacity is usable, as a decimal."),
    "recipient": ("", "Project, plant or outlet that receives it."),
    "reserve": ("", "Deposit."),
    "serving": ("", "Looser exclusion for which it is used."),
    "start": ("year", "When the contract starts."),
    "taken": ("{unit}/y", "What a recipe takes."),
    "to": ("", "Destinations that a rule speaks of."),
    "way": ("", "Own development or licence."),
    "who": ("", "Who pays."),
})  # fmt: skip
"""Columns of tables that families report, except names that are in a column of that name in a sheet, too."""


TERMS: Mapping[str, str] = MappingProxyType({
    "additional cost": "Cost in a disruption less that of the same years undisrupted, in present value, before it is "
    "weighted by a probability.",
    "additional shortfall": "Demand unmet in a disruption, beyond what is unmet in the same years undisrupted.",
    "assessment period": "The years over which a disruption is followed: its duration and the recovery after it.",
    "baseline shortfall": "Demand that would be unmet in the same years without the disruption.",
    "binding": "Of a limit: there is no headroom left, so that another value would change the plan or its cost.",
    "cover": "Stock at year end, in months of that year's demand and use.",
    "CVaR": "Conditional value at risk: the mean of the worst outcomes, of which the confidence says how many.",
    "discounting": "Sums of later years count less: at 8 %, 108 in a year count as 100 now.",
    "disruption scenario": "One disruption at one of its starts, with one of its targets.",
    "expected cost": "Cost over all years and disruption scenarios, each weighted by its probability: a present value.",
    "fill rate": "Share of demand that is delivered.",
    "gap": "What a better plan could still save, at most, as a share of this plan's cost.",
    "HHI": "Herfindahl–Hirschman index: sum of squared percentage shares; 10,000 is a single country.",
    "HHI, governance-weighted": "Each squared share times (2.5 − score) / 5, after the EU criticality method; blank "
    "where a supplying country has no score.",
    "investment": "A project that the plan builds, of one module or several; what an expansion adds once it is open "
    "counts apart.",
    "outlay": "All that a decision commits to pay, over all years and undiscounted: capital, a licence, signing, "
    "training.",
    "present value": "Worth at the start of the first year of sums that are spent or earned later.",
    "proven lower bound": "No plan can cost less than this.",
    "security costs": "Expected cost with the plan less that without it.",
    "shadow price": "What a limit that is relaxed by one unit, or one percentage point, would save.",
    "shortage cost": "What unmet demand is counted at, where the sheet Demand has such a cost.",
    "slack": "Remaining headroom of a limit.",
    "time to recover": "Months from the start of a disruption until no more goes unmet than without it (Simchi-Levi et "
    "al., Interfaces 45, 2015, count it for a site that fails).",
    "time to survive": "Months for which no more goes unmet in a disruption than without it, in the cheapest response.",
    "undisrupted case": "The years as planned, in which no disruption occurs.",
    "utilisation": "Capacity in use as a share of usable capacity.",
    "without the plan": "Nothing new is decided: plants, contracts and technology go on as they are.",
})  # fmt: skip

OF_MONTHS = ("time to recover", "time to survive")
"""Terms of responses by month, which not every plan has."""
