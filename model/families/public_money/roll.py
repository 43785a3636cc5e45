"""Payments of programmes so far, and outstanding loans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from model.families.common.past import Added, Change, Edit, Off, Past, continued
from model.families.public_money.rows import LOAN, Loan, PublicMoney
from model.sheets.columns import ByYear
from model.sheets.names import ProjectName
from model.tolerances import FLOAT


def totals(past: Past) -> Iterator[Change]:
    """Remaining total of each programme, if limited."""
    paid: dict[str, float] = {}
    for line in past.lines("public money"):
        paid[line.programme] = paid.get(line.programme, 0.0) + line.paid
    for row in past.tables[PublicMoney]:
        spent = paid.get(row.programme, 0.0)
        if row.total is not None and row.total - spent <= FLOAT * max(1.0, row.total):
            yield Off(row, f"all of it, {spent:.6g}, has been paid")
        elif row.total is not None:
            yield Edit(row, "total", row.total - spent, f"{spent:.6g} has been paid")


def loans(past: Past) -> Iterator[Change]:
    """Drawings of the years that are over, if any of the loan is outstanding."""
    programmes = {row.programme: row for row in past.tables[PublicMoney]}
    rows = {(row.programme, str(row.project)): row for row in past.tables[Loan]}
    drawn: dict[tuple[str, str], dict[int, float]] = {}
    for line in past.lines("public money"):
        if line.kind == LOAN and line.paid > FLOAT:
            years = past.years_of(line.at)
            drawn.setdefault((line.programme, line.recipient), {}).update(dict.fromkeys(years, line.paid / len(years)))
    for place, before in rows.items():
        if place not in drawn:  # nothing more was drawn, which the years that are over have to say
            yield Edit(before, "drawn", _with(before.drawn, {}, past), f"nothing was drawn until {past.to - 1}")
    for (name, project), values in drawn.items():
        row, known_row = programmes[name], rows.get((name, project))
        if known_row is not None and (known_row.rate, known_row.term) == (row.rate, row.term):
            yield Edit(known_row, "drawn", _with(known_row.drawn, values, past), f"drawn before {past.to}")
            continue
        if known_row is not None:
            yield Edit(known_row, "drawn", _with(known_row.drawn, {}, past), "what is drawn now has other terms")
        if row.rate is not None and row.term is not None:
            named = row.programme if known_row is None else f"{row.programme} ({past.calendar.first_year})"
            drawing = _with(None, values, past)
            loan = Loan(
                programme=named,
                project=ProjectName(project),
                payer=row.payer,
                rate=row.rate,
                term=row.term,
                drawn=drawing,
            )
            yield Added(loan, f"drawn before {past.to}")


def _with(before: ByYear | None, values: Mapping[int, float], past: Past) -> ByYear:
    """Drawings by year, 0 in years without any."""
    return continued(
        before, {t: values.get(t, 0.0) for t in range(past.calendar.first_year, past.to)}, past.calendar.first_year
    )


ROLL = (totals, loans)
