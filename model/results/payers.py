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
    public = [_line(view, (who, PUBLIC, project), by_year(view, rows, "capital"))
              for (who, project), rows in granted.items()]  # fmt: skip
    made = list(public)
    for project, rows in spent.items():
        sponsor = sponsors.get(project, "")
        rest = by_year(view, rows, "amount")
        for line in (each for each in public if each.labels[2] == project):
            rest = tuple(map(_left, rest, line.values))
        made.append(_line(view, (sponsor or NOBODY, SPONSOR if sponsor else "", project), rest))
    order = (PUBLIC, SPONSOR, "")
    return sorted((each for each in made if each.size > 0), key=lambda each: (order.index(each.labels[1]), _less(each)))


def _left(whole: float | None, part: float | None) -> float | None:
    """The rest of a sum; None if it is rounding."""
    left = (whole or 0.0) - (part or 0.0)
    return left if left > SOLVED else None


def _line(view: View, labels: tuple[str, ...], values: tuple[float | None, ...]) -> Line:
    return Line(labels, money_by_year(view), values, (sum(value or 0.0 for value in values),))


def _less(line: Line) -> float:
    return -(line.totals[0] or 0.0)


def payers(view: View) -> list[CapitalPayer]:
    """Payers of capital over all years: by role, the largest sums first; without a sponsor each project alone."""
    found: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in capital_lines(view):
        who, role, project = line.labels
        found[(role, who) if role else (NOBODY, project)].append(line)
    made = [CapitalPayer(name, role, sum(-_less(line) for line in lines),
                         tuple(line.labels[2] for line in sorted(lines, key=_less)))
            for (role, name), lines in found.items()]  # fmt: skip
    order = (PUBLIC, SPONSOR, NOBODY)
    return sorted(made, key=lambda each: (order.index(each.role), -each.amount, each.name))


def lent(view: View) -> float:
    """The part of public money that is loans, as paid out."""
    return sum(row["capital"] or 0.0 for row in view.rows("who pays") if row["how"] == LOAN)
