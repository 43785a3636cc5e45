"""Contracts: contradicting prices, windows without a start, terms without effect."""

from __future__ import annotations

from collections.abc import Iterator

from model.errors import Problem
from model.families.common.checking import calendar_of, is_outside, listed, needs, problem
from model.families.common.choices import Choices, DatedChoice
from model.families.contracts.rows import Contract
from model.families.contracts.terms import starts
from model.families.decisions.rows import CANCEL, SIGN
from model.families.decisions.terms import already_made
from model.scenario.disruptions import Disruption
from model.sheets.common import Settings, Supplier
from model.sheets.schema import YES
from model.sheets.tables import Directory, Tables
from model.tolerances import FLOAT


def contract_prices(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """No price, two prices, or bounds on a price that is not indexed."""
    for row in tables[Contract]:
        if row.price is None and row.index is None:
            fix = "Fill in a price, or the share of the supplier's price in 'index'"
            yield problem(row, "price", "a price, or an index", fix)
        if row.price is not None:
            unread = [name for name in ("index", "floor", "ceiling") if getattr(row, name) is not None]
            wanted, fix = "an empty cell, since the contract has a price of its own", "Clear it, or the price"
            yield from (problem(row, name, wanted, fix) for name in unread)
        elif row.floor is not None and row.ceiling is not None and row.ceiling < row.floor:
            fix = "Raise it, or lower the floor"
            yield problem(row, "ceiling", f"at least the floor, {row.floor:.6g}", fix)


@needs(Settings)
def contract_windows(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A window that ends before it starts or in which no period starts, and terms that go on after the horizon."""
    calendar, signed = calendar_of(tables), {row.subject for row in already_made(tables, SIGN)}
    for row in (row for row in tables[Contract] if row.contract not in signed):
        first, last, may_start = row.earliest_start, row.latest_start, starts(row, calendar)
        if first is not None and last is not None and last < first:
            wanted = f"a year not before {first}, the 'earliest start'"
            yield problem(row, "latest_start", wanted, f"Swap the two or type a year from {first} on")
        elif is_outside(first, last, calendar):
            continue
        elif not may_start:
            attribute = "latest_start" if last is not None and last < calendar.periods[-1] else "earliest_start"
            periods = listed(map(str, calendar.periods), 4)
            wanted = (
                f"a window with the start of a period in it ({periods}{', …' if len(calendar.periods) > 4 else ''})"
            )
            yield problem(row, attribute, wanted, "A contract starts at the start of a period: widen the window")
        elif row.end(may_start[0]) > calendar.end:
            wanted = f"a contract that can end by the end of {tables.settings.last_year}"
            fix = (
                f"From {may_start[0]} it runs until {row.end(may_start[0]):.6g}: what it costs and delivers after the "
            )
            fix += "horizon is not counted, its signing in full"
            yield problem(row, "length", wanted, fix, is_warning=True)


@needs(Settings)
def idle_terms(tables: Tables, directory: Directory) -> Iterator[Problem]:
    """A contract without volume, make-up without take-or-pay, and cancellation of a contract without obligations."""
    for row in tables[Contract]:
        if row.volume.is_zero:
            fix = "The contract delivers nothing: fill in what may be taken a year"
            yield problem(row, "volume", "a volume above 0", fix, is_warning=True)
        if row.make_up > 0 and row.take_or_pay == 0:
            fix = "Nothing is paid for volume not taken: fill it in, or empty 'make up'"
            yield problem(row, "take_or_pay", "a share that is paid for", fix, is_warning=True)
        elif row.make_up > 0 and row.take_or_pay == 1:
            fix = "Nothing can be made up: all of the volume is owed each year"
            yield problem(row, "make_up", "0, as all of the volume is paid for", fix, is_warning=True)
        if row.cancellation_fee is not None and row.take_or_pay == 0:
            fix = "Without take-or-pay there is no reason to cancel it: clear the cell, or fill in 'take or pay'"
            yield problem(row, "cancellation_fee", "an empty cell", fix, is_warning=True)
        elif row.cancellation_fee is not None and row.length <= min(calendar_of(tables).lengths.values()):
            fix = (
                "A contract is cancelled at the start of a period, and none starts while it runs: clear the cell, or "
                "lengthen it"
            )
            yield problem(row, "cancellation_fee", "an empty cell", fix, is_warning=True)


@needs(Supplier, Settings)
def contracts_and_limits(tables: Tables, directory: Directory) -> list[Problem]:
    """A contract on top of no limit, and one that owes more than the supplier can sell."""
    problems, suppliers = [], {row.supplier: row for row in tables[Supplier]}
    for row in tables[Contract]:
        supplier = suppliers.get(row.supplier)
        if supplier is None:
            continue
        if row.beyond_limit == YES and supplier.limit is None:
            fix = "The supplier has no limit: type 'no', or give it a limit"
            wanted = f"'no', as '{row.supplier}' has no limit"
            problems.append(problem(row, "beyond_limit", wanted, fix, is_warning=True))
        if row.beyond_limit == YES or supplier.limit is None:
            continue
        for year in range(tables.settings.first_year, tables.settings.last_year + 1):
            owed, limit = row.take_or_pay * row.volume.at(year), supplier.limit.at(year)
            if owed > limit * (1 + FLOAT):
                fix = f"In {year} {owed:.6g} must be paid for: lower it, or type 'yes' in 'beyond limit'"
                wanted = f"take-or-pay within the limit of '{row.supplier}', {limit:.6g}"
                problems.append(problem(row, "volume", wanted, fix, is_warning=True))
                break
    return problems


@needs(Supplier, Settings, Disruption)
def never_signed(tables: Tables, directory: Directory) -> list[Problem]:
    """A contract that is never cheaper than the supplier and offers nothing beyond the supplier's sales."""
    suppliers = {row.supplier: row for row in tables[Supplier]}
    if any(row.action == "price" for row in tables[Disruption]):
        return []  # against which a price of its own, or a ceiling, may be a shelter
    years = range(tables.settings.first_year, tables.settings.last_year + 1)
    fix = "The contract is never signed: lower the price, or type 'yes' in 'beyond limit'"
    return [
        problem(
            row,
            "index" if row.price is None else "price",
            f"a price below that of '{row.supplier}' in some year",
            fix,
            is_warning=True,
        )
        for row in tables[Contract]
        if row.supplier in suppliers
        and (row.price is None) != (row.index is None)
        and (row.beyond_limit != YES or suppliers[row.supplier].limit is None)
        and all(_price(row, year, spot := suppliers[row.supplier].price.at(year)) >= spot for year in years)
    ]


def _price(row: Contract, year: int, spot: float) -> float:
    """Price of a contract in an undisturbed year."""
    if row.price is not None:
        return row.price.at(year)
    indexed = max((row.index or 0.0) * spot, row.floor or 0.0)
    return indexed if row.ceiling is None else min(indexed, row.ceiling)


def signed(tables: Tables, directory: Directory) -> Iterator[DatedChoice]:
    """Contracts, with the periods in which they may start."""
    calendar = calendar_of(tables)
    for row in tables[Contract]:
        yield DatedChoice(row.contract, "", "", frozenset(starts(row, calendar)))


def cancelled(tables: Tables, directory: Directory) -> Iterator[DatedChoice]:
    """Contracts that may be cancelled, with the periods after a start of theirs."""
    calendar = calendar_of(tables)
    for row in tables[Contract]:
        if row.cancellation_fee is not None and row.take_or_pay > 0:
            begin = starts(row, calendar)
            later = (t for t in calendar.periods if any(b < t < row.end(b) for b in begin))
            yield DatedChoice(row.contract, "", "", frozenset(later))


CANCELLED = "a contract with take-or-pay and a cancellation fee in Contracts"

CHOICES = (
    Choices(SIGN, "a contract, as in Contracts", signed, (Contract,)),
    Choices(CANCEL, CANCELLED, cancelled, (Contract,)),
)

CHECKS = (contract_prices, contract_windows, idle_terms, contracts_and_limits, never_signed)
