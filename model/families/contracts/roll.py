"""Running contracts become signed contracts, with their prepaid volume; expired ones are no longer offered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import SimpleNamespace

from model.families.common.months import MonthsAhead
from model.families.common.past import Added, Cannot, Change, Edit, Off, Past, never_after
from model.families.contracts.rows import Contract
from model.families.decisions.rows import ALREADY_MADE, SIGN, Decision
from model.scenario.months import FIRST, PER_YEAR
from model.sheets.columns import ByYear
from model.tolerances import FLOAT


def contracts(past: Past) -> Iterator[Change]:
    """Each contract that was signed before the later year, and each that can no longer be."""
    # Also before the plan's first year: no cell has an earlier year than 1900.
    signed = {line.contract: line for line in past.lines("contracts", "start", range(1900, past.to))}
    before = {row.subject: row for row in past.made_before(SIGN)}
    for row in past.tables[Contract]:
        line = signed.get(row.contract)
        if line is None:
            if row.latest_start is not None and row.latest_start < past.to:
                yield Off(row, f"it was not signed by {row.latest_start}")
            continue
        if line.until < past.to or row.end(int(line.start)) <= past.to:  # one cancelled at its start is cancelled then
            yield Off(row, f"it ended in {line.until:.6g}")
            continue
        if row.latest_start is not None and row.latest_start < past.to:
            yield Edit(row, "latest_start", None, f"it was signed in {line.start}")
        yield from _signed(past, row, line, before)


def _signed(past: Past, row: Contract, line: SimpleNamespace, before: Mapping[str, Decision]) -> Iterator[Change]:
    """A running contract with the volume that may still be made up."""
    balance = past.at_end("contract deliveries", ("contract",), "kept").get(row.contract, 0.0)
    prepaid = balance if row.make_up > 0 and row.take_or_pay > 0 and balance > FLOAT else None
    if prepaid is not None and not _lasts_as_long(past, row, line, prepaid):
        yield Cannot(
            row, "make_up", f"{balance:.6g} were left in several years, of which rows of Decisions say but one"
        )
    why = f"{balance:.6g} paid for and not taken" if prepaid is not None else "it runs"
    if row.contract in before:
        yield Edit(before[row.contract], "prepaid", prepaid, why)
    else:
        yield Added(past.already_made(SIGN, row.contract, int(line.start), prepaid=prepaid), why)


def _lasts_as_long(past: Past, row: Contract, line: SimpleNamespace, balance: float) -> bool:
    """Whether the prepaid volume lasts in each year to come as if all of it dated from the last year that is over:
    either it does, or none of it expires before the contract ends."""
    lines = [delivery for delivery in past.lines("contract deliveries") if delivery.contract == row.contract]
    for period in (t for t in past.ahead.periods if t < row.end(int(line.start))):
        oldest = past.calendar.after(period) - row.make_up
        lasting = sum(
            past.calendar.overlap(oldest, past.to, delivery.at) * row.take_or_pay * (delivery.volume - delivery.taken)
            for delivery in lines
        )
        expected = balance * min(1.0, max(0.0, past.to - oldest))
        if abs(min(balance, lasting) - expected) > FLOAT * balance:
            return False
    return True


def running(ahead: MonthsAhead, rows: list[Contract]) -> Iterator[Contract]:
    """Running contracts, as signed the month before the first, with the volume of their months. Volumes paid for and
    not taken are lost: making them up would mean keeping them for years."""
    months, spans = ahead.months, _spans(ahead)
    for row in rows:
        if row.contract in spans:
            start, until = spans[row.contract]
            volume = {
                number: PER_YEAR * row.volume.at(months.year_of(number)) * _share(start, until, months.moment(number))
                for number in months.numbers
            }
            yield months.row(
                row,
                volume=ByYear.of(volume),
                make_up=0.0,
                earliest_start=None,
                latest_start=FIRST - 1,
                length=float(months.count + 1),
                cancellation_fee=None,
            )


def signed(ahead: MonthsAhead, rows: list[Decision]) -> Iterator[Decision]:
    """In place of all decisions, that running contracts have been signed: the results of all others are in the
    capacity of plants."""
    for name in _spans(ahead):
        yield Decision(decision=name, action=SIGN, subject=name, rule=ALREADY_MADE, year=FIRST - 1, way="")


def _spans(ahead: MonthsAhead) -> dict[str, tuple[float, float]]:
    """When contracts that the plan has signed start and end, of those that run in some of the months."""
    frame = ahead.frames["contracts"]
    first, end = ahead.months.start, ahead.months.moment(FIRST + ahead.months.count)
    spans = zip(frame["contract"], frame["signed"], frame["start"], frame["until"], strict=True)
    return {
        str(name): (float(start), float(until))
        for name, signed, start, until in spans
        if signed > FLOAT and start < end and until > first
    }


def _share(start: float, until: float, moment: float) -> float:
    """Share of the month from a moment on that lies between two others."""
    return max(0.0, min(until, moment + PER_YEAR) - max(start, moment)) / PER_YEAR


ROLL = (contracts,)
WINDOWS = {Contract: ("latest_start",)}
DO_NOTHING = {Contract: never_after("latest_start", cancellation_fee=None)}
IN_MONTHS = {Contract: running, Decision: signed}
