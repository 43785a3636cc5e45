"""Builds of a plan, and figures derived from it: sums and shares of its frames, none that the model would own."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from model.families.decisions.rows import BUILD, FIXED, Decision
from model.families.decisions.terms import already_made, is_kept
from model.families.investment.rows import COUNTED, LeadTime, Project, ProjectStatus
from model.families.stockpiles.rows import Stockpile
from model.results.columns import fill_rate
from model.results.view import RATE, TONNES, Record, View, over_years, text
from model.system.memoise import remembered
from model.tolerances import SOLVED

# ----------------------------------------------------------------------------------------------------------------------
# Builds of a plan: single decisions, and all on one subject together, for pages, comparisons and questions.


@dataclass(frozen=True)
class Build:
    """One decision to build. Years are decimal."""

    project: str
    plant: str
    site: str
    country: str
    stage: str
    unit: str
    """Unit of the size, a year."""
    decided: int
    building_from: float
    online: float
    full: float
    """From here on the whole capacity is usable,"""
    until: float
    """and to here it is in service, within the horizon."""
    modules: float
    size: float
    capex: float
    """Undiscounted [amount]; for decisions made before the plan, the part still to pay."""
    sponsor: str = ""
    """Firm that has announced the project, empty without any."""
    status: ProjectStatus | None = None
    """What was known of it when the workbook was made."""
    is_kept: bool = field(default=False, compare=False)
    """Whether a row of Decisions asks for it, as large and in this year; no difference between two plans."""

    @property
    def is_opening(self) -> bool:
        """Whether it is an investment of its own, not a later addition to an expansion."""
        return self.modules != 0


@remembered
def builds(view: View) -> list[Build]:
    """All builds, also those decided before the plan, in order of decision, along the chain within a year."""
    end = float(view.calendar.end)
    terms = {row.project: (row.life, row.sponsor) for row in view.plan.tables[Project]}
    status = {row.item: row for row in view.plan.tables[ProjectStatus]}
    decided_builds = [
        Build(
            project=text(row["project"]),
            plant=text(row["plant"]),
            site=text(row["site"]),
            country=text(row["country"]),
            stage=text(row["stage"]),
            unit=view.unit("builds", "size", row),
            decided=int(row["decided"]),
            building_from=float(row["construction_from"]),
            online=float(row["online"]),
            full=float(row["ramped"]),
            until=min(end, float(row["online"]) + terms.get(row["project"], (end, ""))[0]),
            modules=float(row["modules"] or 0.0),
            size=float(row["size"] or 0.0),
            capex=float(row["capex"] or 0.0),
            sponsor=terms.get(row["project"], (end, ""))[1],
            status=status.get(text(row["project"])),
            is_kept=is_kept(_fixing(text(row["project"]), int(row["decided"]), row["size"]), view.plan.tables),
        )
        for row in view.rows("builds")
    ]
    return sorted(decided_builds, key=lambda build: (build.decided, view.stage_rank(build.stage), build.project))


def due_later(view: View) -> dict[bool, float]:
    """Payments of annuities due after the last year, undiscounted, by whether they are counted [amount]."""
    calendar, amounts = view.calendar, {True: 0.0, False: 0.0}
    leads = {row.project: row for row in view.plan.tables[LeadTime] if row.annuity_years}
    stated = {(row.subject, row.year) for row in already_made(view.plan.tables, BUILD) if row.still_to_pay is not None}
    for build in builds(view):
        lead = leads.get(build.project)
        if lead is None or (build.project, build.decided) in stated:
            continue
        # The capital of a build is what is paid in the years of the plan, the same in each.
        after = max(0.0, build.online + (lead.annuity_years or 0) - calendar.end)
        years = calendar.end - max(build.online, calendar.first_year)
        amounts[lead.payments_after == COUNTED] += build.capex * after / years if after > 0 and years > 0 else 0.0
    return amounts


def _fixing(project: str, year: int, size: float | None) -> Decision:
    """The row of Decisions that fixes a build."""
    return Decision(decision=project, action=BUILD, subject=project, way="", rule=FIXED, year=year, size=size)


def new_builds(view: View, since: int | None = None) -> list[Build]:
    """The plan's own decisions; with ``since`` also those already made from that year on, which a plan that begins then
    takes itself."""
    first = view.periods[0] if since is None else min(since, view.periods[0])
    return [build for build in builds(view) if build.decided >= first]


@dataclass(frozen=True)
class Taken:
    """All decisions of a plan on one project, contract or technology."""

    count: float
    """Modules, or 1 if it is built, signed or acquired."""
    size: float
    """Capacity [unit/y]; the count for subjects without size."""
    years: tuple[int, ...]
    """Years of decision,"""
    sizes: tuple[float, ...] = ()
    """and the size of each, if known."""
    unit: str = ""
    online: float = math.nan
    capex: float = math.nan

    @property
    def decided(self) -> int:
        """The first decision; 0 if the year is unknown."""
        return self.years[0] if self.years else 0

    @property
    def mean(self) -> float:
        """Year of decision, weighted by size."""
        weights = self.sizes if any(self.sizes) else (1.0,) * len(self.years)
        return sum(weight * year for weight, year in zip(weights, self.years, strict=True)) / (sum(weights) or 1.0)


def taken(builds: Iterable[Build]) -> dict[str, Taken]:
    """Builds by project."""
    projects: dict[str, list[Build]] = {}
    for build in sorted(builds, key=lambda build: build.decided):
        projects.setdefault(build.project, []).append(build)
    return {
        project: Taken(
            sum(build.modules for build in those),
            sum(build.size for build in those),
            tuple(build.decided for build in those),
            tuple(build.size for build in those),
            those[0].unit,
            min(build.online for build in those),
            sum(build.capex for build in those),
        )
        for project, those in projects.items()
    }


# ----------------------------------------------------------------------------------------------------------------------
# Figures derived from a plan: sums and shares of its frames, none that the model would own.


MONTHS = 12
"""In a year."""


def covered_use(view: View, row: Stockpile, period: int) -> float:
    """Covered demand and use of a stored good [units per year]."""
    sites = view.directory.sites(row.cover_of or row.site)
    asked = (
        (line["demand"] or 0.0) - (line["owed"] or 0.0)
        for line in view.trunk("service")
        if line["period"] == period and line["product"] == row.commodity and line["market"] in sites
    )
    taken = (
        line["taken"] or 0.0
        for line in view.trunk("production")
        if line["period"] == period and line["commodity"] == row.commodity and line["site"] in sites
    )
    return float(sum(asked) + sum(taken))


@dataclass(frozen=True)
class StageSupply:
    """Supply of a stage by country and period: production and purchases there."""

    stage: str
    unit: str
    by_country: Mapping[str, tuple[float, ...]]
    """Largest supplier over the horizon first."""

    @cached_property
    def totals(self) -> list[float]:
        return [sum(column) for column in zip(*self.by_country.values(), strict=True)]

    def shares(self, at: int) -> dict[str, float]:
        """Share of each country in the period at a place of the horizon; empty without supply."""
        if not self.totals or self.totals[at] <= 0:
            return {}
        return {country: values[at] / self.totals[at] for country, values in self.by_country.items()}

    def leader(self, at: int) -> tuple[str, float] | None:
        """Country with the largest share, and that share."""
        shares = self.shares(at)
        if not shares:
            return None
        country = max(shares, key=lambda country: shares[country])
        return country, shares[country]

    def hhi(self, at: int) -> float | None:
        """Herfindahl–Hirschman index, 0 to 10000: the sum of squared shares in per cent."""
        shares = self.shares(at)
        return sum((100 * share) ** 2 for share in shares.values()) if shares else None

    def weighted_hhi(self, at: int, governance: Mapping[str, float]) -> float | None:
        """The index with each country's term weighted by its governance, 0 (best) to 10000; None if a score is missing.

        As in the European Commission's criticality method (2017), which scales the World Bank's score s of −2.5 to 2.5
        so that weak governance weighs more: here the weight is (2.5 − s) / 5, between 0 and 1.
        """
        shares = {country: share for country, share in self.shares(at).items() if share > 0}
        if not shares or any(country not in governance for country in shares):
            return None
        return sum((100 * share) ** 2 * (2.5 - governance[country]) / 5 for country, share in shares.items())


def supplies(view: View) -> list[StageSupply]:
    """Supply of each stage along the chain. Masses are in tonnes; a stage with other units is split by unit."""
    sums: dict[tuple[str, str], dict[str, dict[int, float]]] = {}
    for name, measure in (("production", "made"), ("purchases", "bought")):
        for row in view.trunk(name):
            amount = row.get(measure) or 0.0
            if amount > 0:
                unit, factor = _mass(view, row)
                stage = sums.setdefault((text(row.get("stage")), unit), {})
                country = stage.setdefault(text(row.get("country")), {})
                country[row["period"]] = country.get(row["period"], 0.0) + amount * factor
    ordered = sorted(sums, key=lambda label: (view.stage_rank(label[0]), label))
    return [_supply(view, stage, unit, sums[stage, unit]) for stage, unit in ordered]


def _supply(view: View, stage: str, unit: str, countries: Mapping[str, Mapping[int, float]]) -> StageSupply:
    years = view.calendar.lengths
    amounts = {country: sum(years[t] * rate for t, rate in rates.items()) for country, rates in countries.items()}
    largest_first = sorted(countries, key=lambda country: (-amounts[country], country))
    values = {country: tuple(countries[country].get(t, 0.0) for t in view.periods) for country in largest_first}
    return StageSupply(stage or "no stage", f"{unit}/y", values)


def _mass(view: View, row: Record) -> tuple[str, float]:
    commodity = view.commodities.get(text(row.get("commodity")))
    unit = commodity.unit if commodity else "t"
    return ("t", TONNES[unit]) if unit in TONNES else (unit, 1.0)


# ---------------------------------------------------------------------------------------------- service


@dataclass(frozen=True)
class Service:
    """Delivered share of a demand."""

    market: str
    product: str
    overall: float
    last: float | None
    """Share in the last period; None without demand then."""
    worst: float
    worst_year: str


def services(view: View) -> list[Service]:
    """Service of each market and product, worst first."""
    groups: dict[tuple[str, str], list[Record]] = {}
    for row in view.trunk("service"):
        groups.setdefault((text(row["market"]), text(row["product"])), []).append(row)
    served = [
        service for (market, product), rows in groups.items() if (service := _service(view, market, product, rows))
    ]
    return sorted(served, key=lambda service: service.overall)


def _service(view: View, market: str, product: str, rows: list[Record]) -> Service | None:
    demand, short = view.by_period(rows, "demand"), view.by_period(rows, "shortage")
    rates = map(fill_rate, demand, short)
    shares = {at: rate for at, rate in enumerate(rates) if rate is not None}
    overall = fill_rate(over_years(view, demand), over_years(view, short))
    if overall is None:
        return None
    worst = min(shares, key=lambda at: shares[at])
    return Service(market, product, overall, shares.get(len(demand) - 1), shares[worst], view.year_labels[worst])


def served(view: View) -> float | None:
    """Mean share delivered, each demand with its quantity; None without demand or if units differ."""
    rows = view.trunk("service")
    units = {view.unit("service", "demand", row) for row in rows}
    demand, short = (sum(view.years_of(row) * (row[of] or 0.0) for row in rows) for of in ("demand", "shortage"))
    return None if len(units) > 1 else fill_rate(demand, short)


# ---------------------------------------------------------------------------------------------- money, people


def capital_by_year(view: View) -> list[float]:
    """Capital spent in each period, undiscounted, a year."""
    rows = [row for row in view.trunk("costs") if row["category"] == "capital"]
    amounts = zip(view.by_period(rows, "amount"), view.calendar.lengths.values(), strict=True)
    return [amount / years for amount, years in amounts]


def present_value(view: View, category: str = "") -> float:
    """Expected cost, of all categories or one: every node with its probability."""
    parts = view.sums("costs", ("category",), "present_value")
    return sum(present for (kind,), present in parts.items() if not category or kind == category)


def expected_cost(view: View) -> float:
    """Cost of the plan, without the weight on risk in its objective."""
    return view.measures.get("expected cost", float(view.plan.objective))


def weighs_risk(view: View) -> bool:
    """Whether the objective is more than the expected cost: a CVaR has a weight."""
    total = expected_cost(view)
    return bool(abs(view.plan.objective - total) > SOLVED * max(abs(total), 1.0))


def people_over_horizon(view: View, measure: str) -> float:
    """People who start training, or are recruited, over the whole horizon."""
    years = view.calendar.lengths if view.unit("workforce", measure).endswith(RATE) else dict.fromkeys(view.periods, 1)
    return float(sum(years[row["period"]] * (row.get(measure) or 0.0) for row in view.trunk("workforce")))


def decided(view: View, frame: str, year: str = "decided") -> list[Record]:
    """Rows of the plan's own decisions, without those made before its first period."""
    return [row for row in view.rows(frame) if row[year] >= view.periods[0]]
