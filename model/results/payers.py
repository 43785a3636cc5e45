"""Payers of the capital of a plan's investments: public money, the firms that announced them, none yet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from model.families.common.protocol import SPONSOR
from model.families.public_money.rows import LOAN, OWN_FUNDS
from model.ledger.parties import NOBODY
from model.results.build import builds
from model.results.view import View, text
from model.tolerances import SOLVED

PUBLIC = "public money"


@dataclass(frozen=True)
class CapitalPayer:
    """A payer of capital: role, amount and projects."""

    name: str
    """A payer of public money, or a firm; for 'no sponsor yet' the project."""
    role: str
    amount: float
    """Capital over all years, undiscounted [amount]; loans as paid out."""
    projects: tuple[str, ...]
    """The largest sums first."""


def payers(view: View) -> list[CapitalPayer]:
    """Payers of capital: by role, the largest sums first."""
    sums: dict[tuple[str, str], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    rest: dict[str, float] = defaultdict(float)
    sponsors: dict[str, str] = {}
    for build in builds(view):
        rest[build.project] += build.capex
        sponsors[build.project] = build.sponsor
    for row in view.rows("who pays"):
        if row["how"] != OWN_FUNDS:
            project, amount = text(row["project"]), row["capital"] or 0.0
            sums[PUBLIC, text(row["who"])][project] += amount
            rest[project] -= amount
    for project, amount in rest.items():
        if amount > SOLVED:
            sponsor = sponsors.get(project, "")
            sums[(SPONSOR, sponsor) if sponsor else (NOBODY, project)][project] += amount
    made = []
    for (role, name), by_project in sums.items():
        projects = sorted(by_project, key=lambda each: -by_project[each])
        made.append(CapitalPayer(name, role, sum(by_project.values()), tuple(projects)))
    order = (PUBLIC, SPONSOR, NOBODY)
    return sorted(made, key=lambda each: (order.index(each.role), -each.amount, each.name))


def lent(view: View) -> float:
    """The part of public money that is loans, as paid out."""
    return sum(row["capital"] or 0.0 for row in view.rows("who pays") if row["how"] == LOAN)
