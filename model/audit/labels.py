"""Names in the plan: every line refers to rows of the workbook, and gives the right location."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from model.audit.ledger import Ledger
from model.audit.tally import Tally
from model.results.plan import AuditLine
from model.results.risk import BY_MONTHS
from model.results.riskframes import LIMITS_FRAME, REPORTED
from model.results.without import BREACHES, FUTURES, WITHOUT
from model.sheets.schema import ANY
from model.system.declared import declared

DESCRIBING = frozenset({"limit", "construction_from", "online", "ramped", "held_from", "reference_cost"})
"""Columns of numbers that are no quantities: an empty limit is no limit, dates are checked as dates, and an empty
reference is not known."""

RISK = frozenset({LIMITS_FRAME, REPORTED, WITHOUT, BREACHES, FUTURES, BY_MONTHS})
"""Tables without subjects: lines of limits are checked against the sheet's own; the do-nothing baseline, and the
monthly response, come from other tables, which were audited by themselves."""

SIGNED = {
    "costs": ("amount", "present_value"),
    "branches": ("cost", "undisturbed_cost"),
    "transfer prices": ("price",),
    "accounts": ("amount", "present_value"),
}
"""Columns whose numbers may be below 0: income is a negative cost."""


def names_known(ledger: Ledger) -> AuditLine:
    """Every line of the plan names rows of the workbook and a node of the plan."""
    tally, allowed = Tally("names"), _allowed_labels(ledger)
    periods = list(ledger.plan.periods)
    tally.require(periods == ledger.horizon.periods, "periods of the plan", f"{periods} are not those of Settings")
    for frame_name, frame in _about_things(ledger):
        for column in frame.columns:
            if column in allowed:
                values = frame[column].unique().tolist()
                of_all: set[Any] = {""} if (frame_name, column) == ("branches", "product") else set()
                if column == "period" and "node" in frame:
                    of_all = {span.start for span in ledger.horizon.spans.values()}
                right = {value for value in values if value in allowed[column] or value in of_all}
                # Found by what is right: a value that is not a number is not even equal to itself.
                wrong = (
                    [label for label in frame[column].tolist() if label not in right]
                    if len(right) < len(values)
                    else []
                )
                tally.passed(len(frame) - len(wrong))
                for value in wrong:
                    tally.require(False, f"{frame_name}, {column} {value!r}", "no such name")
    return tally.check()


def _about_things(ledger: Ledger) -> Iterator[tuple[str, pd.DataFrame]]:
    yield from ((name, frame) for name, frame in ledger.plan.frames.items() if name not in RISK and len(frame))


def _allowed_labels(ledger: Ledger) -> dict[str, Collection[Any]]:
    rows = ledger.rows
    sites, commodities = rows.sites, rows.commodities
    allowed: dict[str, Collection[Any]] = {
        "node": ledger.horizon.nodes,
        "period": ledger.horizon.periods,
        "decided": {*ledger.horizon.periods, *(row.year for row in rows.earlier)},
        "supplier": rows.suppliers,
        "outlet": rows.outlets,
        "plant": rows.plants,
        "recipe": {*rows.recipes, ANY},
        "project": rows.projects,
        "stockpile": rows.stores,
        "site": sites,
        "market": {market for market, _ in rows.demands},
        "origin": sites,
        "destination": sites,
        "commodity": commodities,
        "product": commodities,
        "contract": rows.contracts,
    }
    for column, names in declared("model.audit", "LABELS", "audit"):
        allowed[column] = {*allowed.get(column, ()), *names(ledger)}
    return allowed


def places_right(ledger: Ledger) -> AuditLine:
    """Every line gives the right site, country, commodity and period."""
    tally = Tally("places")
    for name, frame in _about_things(ledger):
        owner = next((column for column in ("supplier", "outlet", "plant", "stockpile") if column in frame), None)
        if owner is not None and "site" in frame:
            _compare(tally, name, frame, owner, "site", _sites(ledger, owner))
        if "site" in frame and "country" in frame:
            _compare(tally, name, frame, "site", "country", ledger.directory.country_of)
        if name in ("purchases", "sales", "stock", "contracts", "contract deliveries") and owner is not None:
            _compare(tally, name, frame, owner, "commodity", _commodities(ledger, owner))
        if "node" in frame and "period" in frame:
            _compare(tally, name, frame, "node", "period", {n: span.start for n, span in ledger.horizon.spans.items()})
        if name == "flows":
            _compare(tally, name, frame, "origin", "origin_country", ledger.directory.country_of)
            _compare(tally, name, frame, "destination", "destination_country", ledger.directory.country_of)
    return tally.check()


def _sites(ledger: Ledger, owner: str) -> dict[str, str]:
    rows: Mapping[str, Any] = {
        "supplier": ledger.rows.suppliers,
        "outlet": ledger.rows.outlets,
        "plant": ledger.rows.plants,
        "stockpile": ledger.rows.stores,
    }[owner]
    return {name: row.site for name, row in rows.items()}


def _commodities(ledger: Ledger, owner: str) -> dict[str, str]:
    rows: Mapping[str, Any] = {
        "supplier": ledger.rows.suppliers,
        "outlet": ledger.rows.outlets,
        "stockpile": ledger.rows.stores,
    }[owner]
    return {name: row.commodity for name, row in rows.items()}


def _compare(
    tally: Tally, name: str, frame: pd.DataFrame, by: str, column: str, expected: Mapping[str, object]
) -> None:
    pairs = zip(frame[by].tolist(), frame[column].tolist(), strict=True)
    wrong = [(who, pair) for who, pair in pairs if expected.get(who) != pair]
    tally.passed(len(frame) - len(wrong))
    for who, pair in wrong:
        tally.require(False, f"{name}, {who}", f"{column.replace('_', ' ')} {pair} should be {expected.get(who)}")


def not_negative(ledger: Ledger) -> AuditLine:
    """No quantity is below zero, and every one is a number."""
    tally, allowed = Tally("quantities not negative"), _allowed_labels(ledger)
    for name, frame in _about_things(ledger):
        signed = SIGNED.get(name, ())
        for column in frame.select_dtypes("number").columns:
            if column in DESCRIBING or column in allowed:
                continue
            values = frame[column].to_numpy(float)
            right = np.isfinite(values) if column in signed else values >= 0
            tally.passed(int(right.sum()))
            for line in np.flatnonzero(~right).tolist():
                where = f"{name}, {column}, line {line + 1}"
                if column in signed:
                    tally.require(False, where, "this is not a number")
                else:
                    tally.at_least(float(values[line]), 0.0, where, 1.0)
    return tally.check()


AUDITS = {"labels": (names_known, places_right, not_negative)}

__all__ = ["names_known", "not_negative", "places_right"]
