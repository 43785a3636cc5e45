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
