"""Terms of the results, in the words of the field: for the glossary of a workbook and the page docs/results.md."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

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
