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
from model.reports.phrases import STOPPED_EARLY, joined, known, money
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
        return list(map(self.payers.said, self.payers.coalitions))

    def cases(self, context: RunContext) -> Asking[Shares]:
        """Raises Infeasible or SolveFailed where the joint plan does not exist."""
        payers, (everybody, *others) = self.payers, self.payers.coalitions
        (joint,) = yield [PlanJob(payers.said(everybody), tables_of(payers, everybody))]
        plan = joint.required()
        alone = yield [PlanJob(payers.said(each), tables_of(payers, each), is_explained=False) for each in others]
        return Shares(payers, plan, {everybody: joint, **dict(zip(others, alone, strict=True))})

    def document(self, found: Shares) -> Document:
        says, payers, coalitions = list(findings(found)), _payers(found), _coalitions(found)
        sheets = [
            DocumentSheet(
                "Shares", "What-if", "What each payer pays of the joint plan", NOTE,
                [Paragraphs(says), ChartRow([_chart(found, payers)], 220, 1), payers],
            ),
            DocumentSheet(
                "Coalitions", "What-if", ALONE_TITLE, ALONE_NOTE, [coalitions],
            ),
        ]  # fmt: skip
        title = "Shares of the joint plan"
        about = f"{joined(found.payers.names)}; costs in {amount_text(found.payers.tables)}"
        return Document(title, title, about, Output.SHARES, View(found.plan), says, sheets,
                        [PagePart("coalitions", ALONE_TITLE, [ALONE_NOTE], [coalitions])])  # fmt: skip


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


def findings(found: Shares) -> Iterator[str]:
    """The cost divided, whether all can agree to it, and by how much they do."""
    amount, payers = amount_text(found.payers.tables), found.payers
    if found.is_stopped:
        yield STOPPED_EARLY
    alone = sum(found.most[frozenset({name})] for name in payers.names)
    beside = f"; each alone, the payers would pay {money(alone)}" if math.isfinite(alone) else ""
    yield f"The joint plan costs {money(found.total)} {amount}{beside}."
    yield f"{found.core[0].upper()}{found.core[1:]}{_by_how_much(found)}."
    for name, division in _divisions(found):
        yield f"{name}: {joined([f'{payer} {money(division[payer])}' for payer in payers.names])} {amount}."
    yield from _objections(found)
    without = [payers.said(each) for each, result in found.by_coalition.items() if result.state == State.INFEASIBLE]
    if without:
        yield f"No plan alone (proven): {'; '.join(without)}. The Shapley value is not defined."
    for one, other, difference in found.violations[:3]:
        yield (
            f"{payers.said(one)} and {payers.said(other)} are cheaper apart than together by at least "
            f"{money(difference)} {amount} (proven): projects open to each count twice apart."
        )
    if payers.tables[PublicMoney]:
        yield "Public money is left out: the joint plan here is not that of the workbook."


def _objections(found: Shares) -> Iterator[str]:
    """The coalition that the Shapley value treats worst, where a division exists to which none objects."""
    if found.shapley is not None and found.core is Core.PROVEN:
        excess = {each: found.paid(found.shapley, each) - cost for each, cost in found.most.items()}
        worst = max(excess, key=lambda each: excess[each])
        if excess[worst] > SOLVED * max(1.0, abs(found.total)):
            who, more = found.payers.said(worst), f"{money(excess[worst])} {amount_text(found.payers.tables)}"
            yield f"By the Shapley value the coalition {who} would pay {more} more than alone."


def _by_how_much(found: Shares) -> str:
    low, high = found.excess
    amount = amount_text(found.payers.tables)
    if found.core is Core.PROVEN and math.isfinite(high) and high < -SOLVED:
        return f"; each coalition can save at least {money(-high)} {amount}"
    if found.core in (Core.NOT_THIS, Core.NO_PLAN):
        return f"; at best some coalition pays {money(low)} {amount} more than alone"
    return ""


def _divisions(found: Shares) -> Iterator[tuple[str, Division]]:
    if found.shapley is not None:
        yield SHAPLEY, found.shapley
    if found.least_core is not None:
        yield f"{LEAST_CORE[0].upper()}{LEAST_CORE[1:]}", found.least_core


def _payers(found: Shares) -> DocumentTable[str]:
    amount, payers = amount_text(found.payers.tables), found.payers
    form = number_format(abs(found.total))

    def field(header: str, get: Callable[[str], float | str | None]) -> Field[str]:
        return Field(f"{header} ({amount})", get, "mixed", form=form)

    def of(division: Division | None) -> Callable[[str], float | None]:
        return lambda name: None if division is None else division[name]

    def end(at: int) -> Callable[[str], float | None]:
        return lambda name: found.shapley_range[name][at] if found.shapley_range else None

    def saved(name: str) -> float | None:
        alone = found.most[frozenset({name})]
        return alone - found.least_core[name] if found.least_core and math.isfinite(alone) else None

    return DocumentTable(list(payers.names), [
        Field("payer", lambda name: name, "text"),
        Field("share of demand", lambda name: payers.share(frozenset({name})), "share"),
        field(ALONE, lambda name: _cost(found, frozenset({name}))),
        field(SHAPLEY, of(found.shapley)),
        field("Shapley value, at least", end(0)),
        field("Shapley value, at most", end(1)),
        field(LEAST_CORE, of(found.least_core)),
        field(SAVED, saved),
    ], "Payers")  # fmt: skip


def _coalitions(found: Shares) -> DocumentTable[Members]:
    amount, payers = amount_text(found.payers.tables), found.payers
    form = number_format(abs(found.total))

    def excess(division: Division | None) -> Callable[[Members], float | None]:
        def get(members: Members) -> float | None:
            has_both = division is not None and math.isfinite(found.most[members])
            return found.paid(division, members) - found.most[members] if has_both and division else None

        return get

    return DocumentTable(list(found.by_coalition), [
        Field("coalition", payers.said, "wrapped", 30),
        Field("share of demand", payers.share, "share"),
        Field(f"at least ({amount})", lambda each: known(found.least[each]), "mixed", form=form),
        Field(f"at most ({amount})", lambda each: _cost(found, each), "mixed", form=form),
        Field(f"excess, {SHAPLEY} ({amount})", excess(found.shapley), "mixed", form=form),
        Field(f"excess, {LEAST_CORE} ({amount})", excess(found.least_core), "mixed", form=form),
    ], is_whole=True)  # fmt: skip


def _cost(found: Shares, members: Members) -> float | str:
    """Cost of the plan found, or why there is none."""
    cost = found.most[members]
    return cost if math.isfinite(cost) else state_told(found.by_coalition[members].state)


def _chart(found: Shares, payers: DocumentTable[str]) -> DocumentChart:
    amount, form = amount_text(found.payers.tables), number_format(abs(found.total))
    columns = (("pays", LEAST_CORE_AT, HUES[0]), (SAVED, LEAST_CORE_AT + 1, HUES[3]))
    series = [ChartSeries(name, payers, 0, at, "bar", colour) for name, at, colour in columns]
    says = f"Its share of the joint plan in the least core, and what it saves against the plan alone ({amount})."
    return DocumentChart(
        "shares", "stacked", f"What each payer pays ({amount})", series, (ChartScale(form, amount),),
        "What each payer pays", says, {name: colour for name, _, colour in columns}, [payers],
    )  # fmt: skip
