"""The study ``shares``: the cost of the joint plan divided among its payers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from model.families.public_money.rows import PublicMoney
from model.pipeline import PlanJob
from model.reports.document import (
    ChartRow,
    ChartScale,
    ChartSeries,
    Document,
    DocumentChart,
    DocumentSheet,
    DocumentTable,
    PagePart,
    Paragraphs,
)
from model.reports.palette import HUES
from model.reports.phrases import STOPPED_EARLY, if_finite, joined, money
from model.reports.styles import Field, number_format
from model.results.plan import amount_text
from model.results.view import View
from model.runs import State, state_told
from model.runs.job import Asking
from model.sheets.tables import Tables
from model.studies.shares.coalitions import Members, Payers, tables_of
from model.studies.shares.game import Division
from model.studies.shares.question import Core, Shares
from model.studies.study import RunContext, Study
from model.system.files import Output
from model.tolerances import SOLVED


class SharesStudy(Study[Shares]):
    """Shares of the payers of a workbook. Raises InputError where these do not divide all demand."""

    def __init__(self, tables: Tables, title: str = "") -> None:
        self.payers = Payers(tables)

    @property
    def announced(self) -> Sequence[str]:
        return list(map(self.payers.listed, self.payers.coalitions))

    def cases(self, context: RunContext) -> Asking[Shares]:
        """Raises Infeasible or SolveFailed where the joint plan does not exist."""
        payers, (everybody, *others) = self.payers, self.payers.coalitions
        (joint,) = yield [PlanJob(payers.listed(everybody), tables_of(payers, everybody))]
        plan = joint.required()
        alone = yield [
            PlanJob(payers.listed(members), tables_of(payers, members), is_explained=False) for members in others
        ]
        return Shares(payers, plan, {everybody: joint, **dict(zip(others, alone, strict=True))})

    def document(self, finding: Shares) -> Document:
        says, payers, coalitions = list(findings(finding)), _payers(finding), _coalitions(finding)
        chart, what = ChartRow([_chart(finding, payers)], 220, 1), "What each payer pays of the joint plan"
        sheets = [
            DocumentSheet("Shares", "What-if", what, NOTE, [Paragraphs(says), chart, payers]),
            DocumentSheet("Coalitions", "What-if", ALONE_TITLE, ALONE_NOTE, [coalitions]),
        ]
        shown = [PagePart("coalitions", ALONE_TITLE, [ALONE_NOTE], [coalitions])]
        title = "Shares of the joint plan"
        about = f"{joined(finding.payers.names)}; costs in {amount_text(finding.payers.tables)}"
        return Document(title, title, about, Output.SHARES, View(finding.plan), says, sheets, shown)


# ---------------------------------------------------------------------------------------------- the document


ALONE, SHAPLEY, LEAST_CORE, SAVED = "alone", "Shapley value", "least core", "saved, least core"

LEAST_CORE_AT = 6
"""Column of a payer's share in the least core; that of its saving follows."""

NOTE = (
    "A coalition has its own markets, plants, stocks, staff and funds, and its share of demand in everything that "
    "belongs to no payer and in the limits of suppliers, routes and quotas; projects at plants of no payer are open to "
    "each. Public money is left out."
)


ALONE_TITLE = "What each coalition would pay alone"
ALONE_NOTE = (
    "Least cost without the other payers: at least (proven) and at most (plan found and audited). Excess: what its "
    "members pay together beyond what they would pay alone at most; negative where they save."
)


def findings(shares: Shares) -> Iterator[str]:
    """The cost divided, whether all can agree to it, and by how much they do."""
    amount, payers = amount_text(shares.payers.tables), shares.payers
    if shares.is_stopped:
        yield STOPPED_EARLY
    alone = sum(shares.most[frozenset({name})] for name in payers.names)
    beside = f"; each alone, the payers would pay {money(alone)}" if math.isfinite(alone) else ""
    yield f"The joint plan costs {money(shares.total)} {amount}{beside}."
    yield f"{shares.core[0].upper()}{shares.core[1:]}{_by_how_much(shares)}."
    for name, division in _divisions(shares):
        yield f"{name}: {joined([f'{payer} {money(division[payer])}' for payer in payers.names])} {amount}."
    yield from _objections(shares)
    without = [
        payers.listed(members) for members, result in shares.by_coalition.items() if result.state == State.INFEASIBLE
    ]
    if without:
        yield f"No plan alone (proven): {'; '.join(without)}. The Shapley value is not defined."
    for one, other, difference in shares.violations[:3]:
        yield (
            f"{payers.listed(one)} and {payers.listed(other)} are cheaper apart than together by at least "
            f"{money(difference)} {amount} (proven): projects open to each count twice apart."
        )
    if payers.tables[PublicMoney]:
        yield "Public money is left out: the joint plan here is not that of the workbook."


def _objections(shares: Shares) -> Iterator[str]:
    """The coalition that the Shapley value treats worst, where a division exists to which none objects."""
    if shares.shapley is not None and shares.core is Core.PROVEN:
        excess = {members: shares.paid(shares.shapley, members) - cost for members, cost in shares.most.items()}
        worst = max(excess, key=lambda members: excess[members])
        if excess[worst] > SOLVED * max(1.0, abs(shares.total)):
            who, more = shares.payers.listed(worst), f"{money(excess[worst])} {amount_text(shares.payers.tables)}"
            yield f"By the Shapley value the coalition {who} would pay {more} more than alone."


def _by_how_much(shares: Shares) -> str:
    low, high = shares.excess
    amount = amount_text(shares.payers.tables)
    if shares.core is Core.PROVEN and math.isfinite(high) and high < -SOLVED:
        return f"; each coalition can save at least {money(-high)} {amount}"
    if shares.core in (Core.NOT_THIS, Core.NO_PLAN):
        return f"; at best some coalition pays {money(low)} {amount} more than alone"
    return ""


def _divisions(shares: Shares) -> Iterator[tuple[str, Division]]:
    if shares.shapley is not None:
        yield SHAPLEY, shares.shapley
    if shares.least_core is not None:
        yield f"{LEAST_CORE[0].upper()}{LEAST_CORE[1:]}", shares.least_core


def _payers(shares: Shares) -> DocumentTable[str]:
    amount, payers = amount_text(shares.payers.tables), shares.payers
    form = number_format(abs(shares.total))

    def field(header: str, get: Callable[[str], float | str | None]) -> Field[str]:
        return Field(f"{header} ({amount})", get, "mixed", form=form)

    def of(division: Division | None) -> Callable[[str], float | None]:
        return lambda name: None if division is None else division[name]

    def end(at: int) -> Callable[[str], float | None]:
        return lambda name: shares.shapley_range[name][at] if shares.shapley_range else None

    def saved(name: str) -> float | None:
        alone = shares.most[frozenset({name})]
        return alone - shares.least_core[name] if shares.least_core and math.isfinite(alone) else None

    fields: list[Field[str]] = [
        Field("payer", lambda name: name, "text"),
        Field("share of demand", lambda name: payers.share(frozenset({name})), "share"),
        field(ALONE, lambda name: _cost(shares, frozenset({name}))),
        field(SHAPLEY, of(shares.shapley)),
        field("Shapley value, at least", end(0)),
        field("Shapley value, at most", end(1)),
        field(LEAST_CORE, of(shares.least_core)),
        field(SAVED, saved),
    ]
    return DocumentTable(list(payers.names), fields, "Payers")


def _coalitions(shares: Shares) -> DocumentTable[Members]:
    amount, payers = amount_text(shares.payers.tables), shares.payers
    form = number_format(abs(shares.total))

    def excess(division: Division | None) -> Callable[[Members], float | None]:
        def get(members: Members) -> float | None:
            has_both = division is not None and math.isfinite(shares.most[members])
            return shares.paid(division, members) - shares.most[members] if has_both and division else None

        return get

    fields: list[Field[Members]] = [
        Field("coalition", payers.listed, "wrapped", 30),
        Field("share of demand", payers.share, "share"),
        Field(f"at least ({amount})", lambda members: if_finite(shares.least[members]), "mixed", form=form),
        Field(f"at most ({amount})", lambda members: _cost(shares, members), "mixed", form=form),
        Field(f"excess, {SHAPLEY} ({amount})", excess(shares.shapley), "mixed", form=form),
        Field(f"excess, {LEAST_CORE} ({amount})", excess(shares.least_core), "mixed", form=form),
    ]
    return DocumentTable(list(shares.by_coalition), fields, is_whole=True)


def _cost(shares: Shares, members: Members) -> float | str:
    """Cost of the plan found, or why there is none."""
    cost = shares.most[members]
    return cost if math.isfinite(cost) else state_told(shares.by_coalition[members].state)


def _chart(shares: Shares, payers: DocumentTable[str]) -> DocumentChart:
    amount, form = amount_text(shares.payers.tables), number_format(abs(shares.total))
    columns = (("pays", LEAST_CORE_AT, HUES[0]), (SAVED, LEAST_CORE_AT + 1, HUES[3]))
    series = [ChartSeries(name, payers, 0, at, "bar", colour) for name, at, colour in columns]
    says = f"Its share of the joint plan in the least core, and what it saves against the plan alone ({amount})."
    heading, scales = "What each payer pays", (ChartScale(form, amount),)
    colours = {name: colour for name, _, colour in columns}
    return DocumentChart("shares", "stacked", f"{heading} ({amount})", series, scales, heading, says, colours, [payers])
