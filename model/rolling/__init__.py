"""Rolling: from a workbook and its plan to the workbook of a later year, and the reconciliation of the two plans."""

from __future__ import annotations

KEEP, NOT_THEN, NOT_AT_ALL, NOT_BEFORE = "keep", "not-then", "not-at-all", "not-before"

WISHES = {
    KEEP: "keep these decisions, as large and in the same year",
    NOT_THEN: "not in the year of the plan",
    NOT_AT_ALL: "rule these out in all years",
    NOT_BEFORE: "not before this year",
}
"""Wishes about decisions, by option of 'lock'."""
