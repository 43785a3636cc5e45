"""Columns of the plan's tables other than measures of families: names, places, times, derived values; and the effect
of one disruption."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from types import MappingProxyType

import pandas as pd

from model.tolerances import FLOAT, SOLVED

# ----------------------------------------------------------------------------------------------------------------------
# Columns of result tables other than measures of families: names, places, times and derived values.


Column = tuple[str, str]
"""(unit, description)"""

PRICES, ACCOUNTS = "transfer prices", "accounts"
"""Tables of who pays and who earns."""

COSTS = {
    "cost": ("", "Cost item."),
    "category": ("", "Category of the cost."),
    "item": ("", "Item with the cost, such as a plant, with its recipe."),
    "owner": ("", "Plant, project, store, supplier, lane or labour market that it belongs to."),
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
    "subject": ("", "Its target, if it has several in turn."),
    "start": ("year", "When it starts."),
    "end": ("year", "When its assessment period ends."),
    "probability": ("share", "Probability; for an independent disruption, of its start without others."),
    "cost": ("{amount}", "Discounted cost of its assessment period, without first-stage decisions."),
    "undisturbed_cost": ("{amount}", "The same without the disruption."),
    "demand": ("{unit}", "Demand in its assessment period; in unlike units, of the product that it leaves short most."),
    "unmet": ("{unit}", "The part not delivered."),
    "undisturbed_unmet": ("{unit}", "The same without the disruption."),
    "service": ("share", "Fill rate: delivered share of demand."),
    "product": ("", "Whose demand, shortage and fill rate they are; empty: of all products, in one unit."),
    "reference_cost": (
        "{amount}",
        "The same if nothing happened in its assessment period, with limits and cover as they hold in a disruption; "
        "empty if not known. The cost less this is the additional cost.",
    ),
}

LIMITS = {
    "limit": ("", "Its name in Limits."),
    "measure": ("", "Limited measure."),
    "of": ("", "Goods or subject, as in Limits."),
    "scope": ("", "Party or place; for 'each country' its name."),
    "during": ("", "In which disruptions, as in Limits."),
    "node": ("", "Period, period in a disruption, or disruption."),
    "period": ("year", "First year of the period; in a disruption the year."),
    "sense": ("", "'at most' or 'at least'."),
    "value": ("as in unit", "Bound."),
    "actual": ("as in unit", "Actual value in the plan."),
    "slack": ("as in unit", "Remaining headroom."),
    "marginal_cost": ("{amount} per unit", "Saving per unit of relaxation (shadow price)."),
    "unit": ("", "Unit of the measure."),
    "base": ("units or units/y", "Denominator of a share or cover; empty for an amount."),
    "alternative": (
        "as in unit",
        "Value by another reading: arrivals of unknown origin counted the other way; supply "
        "outside the largest country relative to all need.",
    ),
}

TRANSFER_PRICES = {
    "site": ("", "Place,"),
    "commodity": ("", "and the good that is traded there."),
    "node": ("", "Period, or period in a disruption."),
    "price": ("{currency}/{unit}", "Price at which parties trade it with each other; 0 if it is not known."),
    "basis": ("", "Rule that it is from."),
}

PARTY_ACCOUNTS = {
    "role": ("", "Sponsor, stockholders, buyers, unserved, other employers; outside treasury; rounding."),
    "party": ("", "Its name; 'no sponsor yet' with the plant."),
    "subject": ("", "Plant of a sponsor, programme of a treasury."),
    "line": ("", "Cost item, kind of support, or goods at transfer prices."),
    "node": ("", "Period, or period in a disruption."),
    "amount": ("{amount}", "Undiscounted; received is positive."),
    "present_value": ("{amount}", "Discounted and, in a disruption, times its probability."),
}

COMPARED = {
    "figure": ("", "Compared figure."),
    "unit": ("", "Unit of both figures."),
    "without_plan": ("as in unit", "Without new decisions."),
    "with_plan": ("as in unit", "With the plan."),
    "where_without": ("", "Product, disruption, or party and subject, without the plan."),
    "where_with": ("", "The same with the plan."),
}

IN_FUTURES = {
    "future": ("", "What-if with a probability, or the workbook as it is."),
    "probability": ("share", "That it materialises."),
    "without_plan": ("{amount}", "Expected cost there without new decisions."),
    "shortage_without": ("{amount}", "Of it shortage cost."),
    "open_without": ("{amount}", "By how much the response could still be cheaper: the gap of its solve."),
    "remark_without": ("", "Why the cost is unknown."),
    "with_plan": ("{amount}", "Expected cost there with the plan, all that it decides in advance held."),
    "shortage_with": ("{amount}", "Of it shortage cost."),
    "open_with": ("{amount}", "By how much the response could still be cheaper."),
    "remark_with": ("", "Why the cost is unknown, or which decisions do not exist there."),
}

BREACHED = {
    "limit": ("", "Its name in Limits, Funds or Footprint limits; or service of a demand, closing stock or cover."),
    "scope": ("", "Party or place."),
    "node": ("", "Worst breach: period, period in a disruption, disruption, or all years."),
    "sense": ("", "'at most' or 'at least'."),
    "value": ("as in unit", "Bound."),
    "actual": ("as in unit", "Actual value without new decisions."),
    "unit": ("", "Unit of the measure."),
    "times": ("", "Number of periods or disruptions with a breach."),
}

BY_MONTH = {
    "branch": ("", "Disruption and its start."),
    "measure": ("", "Demand, unmet demand or output of the month, or stock at its end."),
    "of": ("", "Product, or good."),
    "market": ("", "Market of the demand."),
    "unit": ("", "Unit of both figures."),
    "month": ("", "From 1, the first of the disruption; for stock 0 is its start."),
    "disrupted": ("as in unit", "In the disruption."),
    "undisrupted": ("as in unit", "Without it; for stock, interpolated between the plan's year ends."),
}

COLUMNS: Mapping[str, Column] = MappingProxyType(
    {
        "construction_from": ("year", "When construction starts."),
        "contract": ("", "Contract: of offtake or, of people, of employment."),
        "decided": ("year", "Period of the decision."),
        "destination": ("", "Site to which it is shipped."),
        "destination_country": ("", "Country of that site."),
        "exclusion": ("", "Excluded origins and goods of a demand."),
        "footprint": ("", "Kind of footprint."),
        "goods": ("", "Goods covered by a rule."),
        "held": ("", "Market, place or tier whose shortage rate is limited."),
        "against": ("", "Market or place with whose shortage rate it is compared."),
        "how": ("", "Own funds, or the kind of support."),
        "item": ("", "Plant, supplier or lane that causes it."),
        "kind": ("", "Kind of support."),
        "lane": ("", "Lane: 'origin → destination: commodity'."),
        "limit": ("as the amount", "Permitted amount; NaN if unlimited."),
        "market": ("", "Site of the demand or, of people, labour market."),
        "name": ("", "Limit of the footprint."),
        "new_skill": ("", "Skill into which people are retrained."),
        "node": ("", "Period, '2030', or period in a disruption, 'China export stop 2030 / 2031'."),
        "online": ("year", "When it comes online, as a decimal."),
        "origin": ("", "Site from which it is shipped."),
        "origin_country": ("", "Country of that site."),
        "payer": ("", "Payer of the support."),
        "period": ("", "First year of the period; in a disruption the year."),
        "place": ("", "Where the technology is held."),
        "product": ("", "Product in demand."),
        "programme": ("", "Programme of public money."),
        "ramped": ("year", "When its full capacity is usable, as a decimal."),
        "recipient": ("", "Project, plant or outlet that receives it."),
        "reserve": ("", "Deposit."),
        "serving": ("", "Looser exclusion for which it is used."),
        "start": ("year", "When the contract starts."),
        "taken": ("{unit}/y", "Input of a recipe."),
        "to": ("", "Destinations covered by a rule."),
        "way": ("", "Own development or licence."),
        "who": ("", "Payer."),
    }
)
"""Columns of tables that families report, except names that are in a column of that name in a sheet, too."""


TERMS: Mapping[str, str] = MappingProxyType(
    {
        "additional cost": "Cost in a disruption less that of the same time if nothing happened in it, under the "
        "limits that hold in a disruption; in present value, before it is weighted by a probability.",
        "additional shortfall": "Demand unmet in a disruption, on top of that unmet in the same years undisrupted.",
        "assessment period": "The years over which a disruption is followed: its duration and the recovery after it.",
        "baseline shortfall": "Demand that would be unmet in the same years without the disruption.",
        "binding": "Without headroom: another value of the limit would change the plan or its cost.",
        "cover": "Stock at year end, in months of that year's demand and use.",
        "CVaR": "Conditional value at risk: the mean of the worst outcomes, their share given by the confidence.",
        "discounting": "Sums of later years count less: at 8 %, 108 in a year count as 100 now.",
        "disruption scenario": "One disruption at one of its starts, with one of its targets.",
        "expected cost": "Cost over all years and disruption scenarios, each weighted by its probability: a present "
        "value.",
        "fill rate": "Share of demand that is delivered.",
        "gap": "Maximum saving by a better plan, as a share of this plan's cost.",
        "HHI": "Herfindahl–Hirschman index: sum of squared percentage shares; 10,000 is a single country.",
        "HHI, governance-weighted": "Each squared share times (2.5 − score) / 5, after the EU criticality method; "
        "blank where a supplying country has no score.",
        "investment": "A project that the plan builds, of one module or several; what an expansion adds once it is "
        "open counts apart.",
        "outlay": "All that a decision commits to pay, over all years and undiscounted: capital, a licence, signing, "
        "training.",
        "present value": "Worth at the start of the first year of sums that are spent or earned later.",
        "proven lower bound": "No plan can cost less than this.",
        "security costs": "Expected cost with the plan less that of the baseline without it.",
        "shadow price": "Saving if a limit is relaxed by one unit, or one percentage point.",
        "shortage cost": "Cost per unit of unmet demand, if given in the sheet Demand.",
        "slack": "Remaining headroom of a limit.",
        "time to recover": "Months from the start of a disruption until supply is back to normal (Simchi-Levi et al., "
        "Interfaces 45, 2015, count it for a site that fails).",
        "time to survive": "Months without additional shortage in a disruption, in the cheapest response.",
        "undisrupted case": "The years as planned, in which no disruption occurs.",
        "utilisation": "Capacity in use as a share of usable capacity.",
        "without the plan": "Do-nothing baseline: plants, contracts and technology continue without new decisions.",
    }
)

OF_MONTHS = ("time to recover", "time to survive")
"""Terms of responses by month, which not every plan has."""


# ----------------------------------------------------------------------------------------------------------------------
# Effect of one disruption on a plan.


def fill_rate(demand: float, shortage: float) -> float | None:
    """Share of demand that is delivered, none where backlog makes the shortage exceed it; None without demand."""
    return max(0.0, 1 - shortage / demand) if demand > 0 else None


@dataclass(frozen=True)
class Outcome:
    """Effect of one branch on the plan: a line of the frame 'branches', with its columns. Quantities are over the whole
    assessment period, money is discounted to the start of the plan and not weighted. Goods in unlike units have no sum:
    then demand, shortage and fill rate are those of the product that the branch leaves short most."""

    branch: str
    disruption: str
    subject: str
    """The country, plant or supplier of an 'each …', empty for a fixed target."""
    start: int
    end: float
    probability: float
    cost: float
    undisturbed_cost: float
    demand: float
    unmet: float
    undisturbed_unmet: float
    """Shortage in the same time, undisturbed."""
    service: float
    """Fill rate; 1 without demand. Backlog is no demand, so shortage may exceed demand."""
    product: str = ""
    """Whose demand this is; empty: of all products, in one unit."""
    reference_cost: float = math.nan
    """Cost of the same time if nothing happens in it, under the limits that hold in this branch; NaN if not known."""

    @property
    def extra_cost(self) -> float:
        """Cost of the disruption; against the undisturbed plan if no reference is known. A difference within the
        precision of the solves is none."""
        against = self.undisturbed_cost if math.isnan(self.reference_cost) else self.reference_cost
        extra = self.cost - against
        return 0.0 if abs(extra) <= FLOAT * max(abs(self.cost), abs(against)) else extra

    @property
    def relief(self) -> float:
        """Cost that is saved, where negative, as limits, cover and minimum service do not hold in a disruption."""
        return self.reference_cost - self.undisturbed_cost

    @property
    def extra_unmet(self) -> float:
        return max(0.0, self.unmet - self.undisturbed_unmet)

    @property
    def hurts(self) -> bool:
        """Whether more is short than undisturbed."""
        return self.unmet - self.undisturbed_unmet > SOLVED * max(self.demand, 1.0)

    @property
    def severity(self) -> float:
        """Shortage beyond the undisturbed one; of one product of several units, its share of demand."""
        return self.extra_unmet / max(self.demand, SOLVED) if self.product else self.extra_unmet

    @property
    def name(self) -> str:
        """'Plant outage: Works' or 'Strike + Plant outage: Works': its branch, whenever it starts."""
        return self.branch.removesuffix(f", {self.start}")


OUTCOME_COLUMNS = [field.name for field in fields(Outcome)]


def frame_of(outcomes: Iterable[Outcome]) -> pd.DataFrame:
    """The frame 'branches'."""
    return pd.DataFrame(map(asdict, outcomes), columns=OUTCOME_COLUMNS)


def read_outcomes(frame: pd.DataFrame) -> tuple[Outcome, ...]:
    """The outcomes of a frame 'branches'."""
    filled = frame.reindex(columns=OUTCOME_COLUMNS, fill_value="")  # plans of earlier versions name no product
    return tuple(Outcome(*row) for row in filled.itertuples(index=False))
