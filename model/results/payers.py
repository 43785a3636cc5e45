"""Payers of the capital of a plan's investments: public money, the firms that announced them, none yet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from model.families.common.protocol import SPONSOR
from model.families.public_money.rows import LOAN, OWN_FUNDS
from model.ledger.parties import NOBODY
from model.results.build import builds
from model.results.view import Record, View, text
from model.results.year_series import Line, by_year, money_by_year
from model.tolerances import SOLVED

PUBLIC = "public money"
CAPITAL = ("capital", "capital still due")
"""Costs of investments, also of those decided before the plan."""


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


def capital_lines(view: View) -> list[Line]:
    """Capital by payer and project: public money first, then sponsors, the largest sums first."""
    sponsors = {build.project: build.sponsor for build in builds(view)}
    spent: dict[str, list[Record]] = defaultdict(list)
    for row in view.trunk("costs"):
        if row["cost"] in CAPITAL:
            spent[text(row["item"]).split(" · ")[0]].append(row)
    granted: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for row in view.trunk("who pays"):
        if row["how"] != OWN_FUNDS:
            granted[text(row["who"]), text(row["project"])].append(row)
    public = [
        _line(view, (who, PUBLIC, project), by_year(view, rows, "capital")) for (who, project), rows in granted.items()
    ]
    private = []
    for project, rows in spent.items():
        sponsor = sponsors.get(project, "")
        rest = by_year(view, rows, "amount")
        for line in public:
            rest = tuple(map(_less, rest, line.values)) if line.labels[2] == project else rest
        private.append(_line(view, (sponsor or NOBODY, SPONSOR if sponsor else "", project), rest))
    order = (PUBLIC, SPONSOR, "")
    lines = (line for line in (*public, *private) if line.size > 0)
    return sorted(lines, key=lambda line: (order.index(line.labels[1]), -_total(line)))


def _less(amount: float | None, part: float | None) -> float | None:
    """The rest of a sum; None if it is rounding."""
    rest = (amount or 0.0) - (part or 0.0)
    return rest if rest > SOLVED else None


def _line(view: View, labels: tuple[str, ...], values: tuple[float | None, ...]) -> Line:
    return Line(labels, money_by_year(view), values, (sum(value or 0.0 for value in values),))


def _total(line: Line) -> float:
    return line.totals[0] or 0.0


def payers(view: View) -> list[CapitalPayer]:
    """Payers of capital over all years: by role, the largest sums first; without a sponsor each project alone."""
    groups: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in capital_lines(view):
        who, role, project = line.labels
        groups[(role, who) if role else (NOBODY, project)].append(line)
    everyone = []
    for (role, name), lines in groups.items():
        projects = (line.labels[2] for line in sorted(lines, key=lambda line: -_total(line)))
        everyone.append(CapitalPayer(name, role, sum(map(_total, lines)), tuple(projects)))
    order = (PUBLIC, SPONSOR, NOBODY)
    return sorted(everyone, key=lambda payer: (order.index(payer.role), -payer.amount, payer.name))


def lent(view: View) -> float:
    """The part of public money that is loans, as paid out."""
    return sum(row["capital"] or 0.0 for row in view.rows("who pays") if row["how"] == LOAN)
