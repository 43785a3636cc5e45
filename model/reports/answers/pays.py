"""Payers of the plan."""

from __future__ import annotations

from model.reports.answers.answer import NAMED, PlanAnswer, in_words, listed
from model.reports.document import DocumentTable
from model.reports.styles import Field
from model.results.doubts import LOSING, doubts
from model.results.payers import NOBODY, PUBLIC, SPONSOR, CapitalPayer, lent, payers
from model.results.view import View
from model.sheets.wording import count
from model.tolerances import SOLVED

SHEET = "Who pays"
WORDS = {PUBLIC: "public money", SPONSOR: "sponsors", NOBODY: "no sponsor yet"}


def pays(view: View) -> PlanAnswer:
    """Capital by payer, and losses of plants at market prices."""
    found = payers(view)
    fields: list[Field[CapitalPayer]] = [
        Field("who", lambda each: NOBODY if each.role == NOBODY else each.name, "text"),
        Field("as", lambda each: each.role, "text"),
        Field(f"capital ({view.amount})", lambda each: each.amount),
        Field("for", lambda each: listed(each.projects), "text"),
    ]
    said = [
        f"{words[0].upper()}{words[1:]}{_loans(view) if role == PUBLIC else ''}: {_named(view, of_role)}."
        for role, words in WORDS.items()
        if (of_role := [each for each in found if each.role == role])
    ]
    return PlanAnswer(
        "Who pays", _lead(view, found), " ".join([*said, _losses(view)]).strip(), DocumentTable(found, fields), SHEET
    )


def _loans(view: View) -> str:
    """Loans are paid back, so they are told from grants."""
    amount = lent(view)
    return f" ({in_words(view, amount)} of it loans)" if amount > SOLVED else ""


def _named(view: View, found: list[CapitalPayer]) -> str:
    """The first payers; between semicolons where a name has a comma of its own."""
    named = [f"{each.name} {in_words(view, each.amount)}" for each in found]
    if not any("," in each.name for each in found[:NAMED]):
        return listed(named)
    rest = len(named) - NAMED
    return "; ".join([*named[:NAMED], *([f"{rest} more"] if rest > 0 else [])])


def _lead(view: View, found: list[CapitalPayer]) -> str:
    """Capital without a sponsor; without any, the parts of public money and sponsors."""
    total = sum(each.amount for each in found)
    if not found:
        return "No capital is spent"
    parts = {role: sum(each.amount for each in found if each.role == role) for role in WORDS}
    if parts[NOBODY]:
        of = "" if parts[NOBODY] >= total else f" of {in_words(view, total)}"
        return f"{in_words(view, parts[NOBODY])}{of} of capital has no sponsor yet"
    public, whole = in_words(view, parts[PUBLIC]), in_words(view, total)
    if not parts[PUBLIC]:
        return f"Sponsors pay all {whole} of capital"
    return f"Public money pays {public} of {whole}, sponsors the rest" if parts[SPONSOR] else (
        f"Public money pays all {whole} of capital"
    )  # fmt: skip


def _losses(view: View) -> str:
    """Plants that would lose money at market prices, and how much of it public money pays."""
    found = [each for each in doubts(view) if each.kind == LOSING]
    if not found:
        return ""
    lost, paid = sum(each.amount for each in found), sum(each.other for each in found)
    who = f"public money for output pays {in_words(view, paid)} of it" if paid > 0 else "no payer is named"
    return f"At market prices {count(len(found), 'plant loses', 'plants lose')} {in_words(view, lost)}; {who}."
