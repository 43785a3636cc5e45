"""First-stage decisions of a plan, in order of time: builds, know-how, contracts, closures, stocks, people.

Runs, purchases, shipments and storage are no such decisions: they respond to disruptions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from model.families.contracts.rows import Contract
from model.families.decisions.rows import ALREADY_MADE, CLOSE, FIXED, FORBIDDEN, MOTHBALL, OF_PEOPLE, SIZED, Decision
from model.families.decisions.terms import is_kept
from model.results.build import decided, new_builds
from model.results.view import Record, View, text
from model.sheets.names import ContractName
from model.tolerances import SOLVED

SOON = 3
"""Years from the start whose decisions are due first."""

FEW = 5e-4
"""Numbers of people below this are rounding."""

PEOPLE = "people"
REOPEN = "reopen"

KINDS = (
    "build",
    "acquire",
    "sign",
    "cancel",
    "close",
    "mothball",
    REOPEN,
    "add to",
    "train",
    "recruit",
    "retrain",
    "release",
    "put on short time",
)
"""Kinds of decision, in their order within a year."""

BUILT_UP = ("build", "acquire")
"""Kinds whose outlay is paid over years."""

SUBJECTS: Mapping[str, tuple[str, str]] = {
    "acquire": ("technology", "technologies"),
    "sign": ("contract", "contracts"),
    "cancel": ("contract", "contracts"),
    "close": ("plant", "plants"),
    "mothball": ("plant", "plants"),
    "reopen": ("plant", "plants"),
    "add to": ("stockpile", "stockpiles"),
}
"""Singular and plural of the subjects of an action; for people the unit has them."""


@dataclass(frozen=True)
class Commitment:
    """A decision taken in advance."""

    year: int
    kind: str
    subject: str
    """A project, a technology, a contract, a plant, a stockpile, a skill."""
    where: str
    """A country or labour market."""
    size: float | None
    unit: str
    outlay: float | None
    """Capital, the price of know-how, or the cost of signing, closing, training or redundancy, undiscounted
    [amount]."""
    way: str = ""
    """For a technology the way of acquiring it, for people the skill that they retrain in."""
    is_kept: bool = False
    """Whether a row of Decisions asks for it, as large and in this year."""

    @property
    def words(self) -> str:
        """'train Operator'; for builds the name alone."""
        return self.title if self.kind == "build" else f"{self.kind} {self.title}"

    @property
    def marked(self) -> str:
        """The words, with a mark if it is kept: 'train Operator (kept)'."""
        return f"{self.words} (kept)" if self.is_kept else self.words

    @property
    def place(self) -> str:
        """Place of a decision on technology or people; all others have only one."""
        return self.where if self.kind == "acquire" or self.unit == PEOPLE else ""

    @property
    def title(self) -> str:
        """The subject with its way."""
        if not self.way:
            return self.subject
        return f"{self.subject} ({self.way})" if self.kind == "acquire" else f"{self.subject} as {self.way}"


def named(decision: Commitment) -> str:
    """A name, the same in every plan: 'train cook in A, 2026'."""
    where = f" in {decision.place}" if decision.place else ""
    return f"{decision.kind} {decision.title}{where}, {decision.year}"


def row_of(decision: Commitment) -> Decision:
    """The row of the sheet Decisions that fixes a decision."""
    is_reopened = decision.kind == REOPEN
    return Decision(
        decision=named(decision),
        action=MOTHBALL if is_reopened else decision.kind,
        subject=decision.subject,
        place=decision.place,
        way=decision.way,
        rule=FORBIDDEN if is_reopened else FIXED,
        year=decision.year,
        size=decision.size if decision.kind in SIZED else None,
        people=decision.size if decision.kind in OF_PEOPLE else None,
    )


def decisions(view: View) -> list[Commitment]:
    """All of them, also those that the workbook keeps; by year, within a year by kind, the largest outlay first."""
    commitments = [
        *_builds(view),
        *_acquired(view),
        *_signed(view),
        *_cancelled(view),
        *_states(view),
        *_stocks(view),
        *_people(view),
    ]
    marked = (replace(commitment, is_kept=is_kept(row_of(commitment), view.plan.tables)) for commitment in commitments)
    return sorted(marked, key=lambda d: (d.year, KINDS.index(d.kind), -(d.outlay or 0.0), -(d.size or 0.0), d.subject))


def due_first(view: View) -> list[Commitment]:
    """Decisions of the first years; all but builds grouped by kind, so that all kinds find room."""
    groups: dict[tuple[int, str, str, bool], list[Commitment]] = {}
    for decision in first_years(view):
        alone = decision.subject if decision.kind == "build" else ""
        groups.setdefault((decision.year, decision.kind, alone, decision.is_kept), []).append(decision)
    return [_together(group) for group in groups.values()]


def first_years(view: View) -> list[Commitment]:
    """Each of the first years' decisions."""
    return [decision for decision in decisions(view) if decision.year < view.periods[0] + SOON]


@dataclass(frozen=True)
class DueNow:
    """The decisions due at the start of the plan."""

    count: int
    outlay: float
    """All that they commit to pay, undiscounted [amount]."""
    spent: float
    """The part paid in the first period [amount]."""


def due_now(view: View) -> DueNow:
    """Decisions due first, in the first period: capital is paid as the project or technology is built up, other costs
    at once."""
    first = view.periods[0]
    now = [decision for decision in first_years(view) if decision.year == first]
    projects = {decision.subject for decision in now if decision.kind in BUILT_UP}
    capital = (row for row in view.trunk("costs") if row["category"] == "capital" and row["period"] == first)
    spent = sum(row["amount"] or 0.0 for row in capital if text(row["item"]).split(" · ")[0] in projects)
    spent += sum(decision.outlay or 0.0 for decision in now if decision.kind not in BUILT_UP)
    return DueNow(
        sum(decision.year == first for decision in due_first(view)),
        sum(decision.outlay or 0.0 for decision in now),
        spent,
    )


def _together(group: Sequence[Commitment]) -> Commitment:
    """Decisions of one year and kind as one."""
    first = group[0]
    if len(group) == 1:
        return first
    places = list(dict.fromkeys(member.where for member in group if member.where))
    where = places[0] if len(places) == 1 else f"{len(places)} places" if places else ""
    units = {member.unit for member in group}
    size = sum(member.size or 0.0 for member in group) if len(units) == 1 else None
    outlays = [member.outlay for member in group if member.outlay is not None]
    skills = list(dict.fromkeys(member.title for member in group))
    many = SUBJECTS[first.kind][1] if first.kind in SUBJECTS else "skills"
    subject = skills[0] if len(skills) == 1 else f"{len(skills)} {many}"
    return Commitment(
        first.year,
        first.kind,
        subject,
        where,
        size,
        units.pop() if size is not None else "",
        sum(outlays) if outlays else None,
        is_kept=first.is_kept,
    )


def years_due_first(view: View) -> str:
    """The years that 'first' means."""
    last = view.calendar.after(max(t for t in view.periods if t < view.periods[0] + SOON)) - 1
    return str(last) if last == view.periods[0] else f"{view.periods[0]}–{last}"


# --------------------------------------------------------------------------------------------------- by kind


def _builds(view: View) -> Iterator[Commitment]:
    for build in new_builds(view):
        yield Commitment(build.decided, "build", build.project, build.country, build.size, build.unit, build.capex)


def _acquired(view: View) -> Iterator[Commitment]:
    for row in decided(view, "technology"):
        yield Commitment(
            int(row["decided"]),
            "acquire",
            text(row["technology"]),
            text(row["place"]),
            None,
            "",
            row["cost"],
            text(row["way"]),
        )


def _signed(view: View) -> Iterator[Commitment]:
    outlay = _outlays(view, "contract signing")
    for row in decided(view, "contracts", "start"):
        year, name = int(row["start"]), text(row["contract"])
        yield Commitment(year, "sign", name, text(row["country"]), None, "", outlay(name, year))


def _cancelled(view: View) -> Iterator[Commitment]:
    """Contracts that end before their term, also those that were signed before."""
    outlay, terms = _outlays(view, "contract cancellation"), {row.contract: row for row in view.plan.tables[Contract]}
    for row in view.rows("contracts"):
        name, start, until = text(row["contract"]), int(row["start"]), row["until"]
        if row["signed"] > 0.5 and until < terms[ContractName(name)].end(start) - SOLVED:
            fee = outlay(f"{name} · {start}", int(until))
            yield Commitment(int(until), "cancel", name, text(row["country"]), None, "", fee)


def _states(view: View) -> Iterator[Commitment]:
    """Plants that close, are mothballed or reopen: before the first period all are open, except those with another
    state in Decisions."""
    earlier = [row for row in view.plan.tables[Decision] if row.rule == ALREADY_MADE]
    state_before = {row.subject: str(row.action) for row in earlier if row.action in (MOTHBALL, CLOSE)}
    rows = sorted(view.rows("closures"), key=lambda row: int(row["period"]))
    places = {text(row["plant"]): text(row["country"]) for row in view.trunk("capacity")}
    outlays = {"close": _outlays(view, "closing"), "reopen": _outlays(view, "reopening")}
    for plant in dict.fromkeys(text(row["plant"]) for row in rows):
        before = state_before.get(plant, "reopen")
        for row in (row for row in rows if row["plant"] == plant):
            state = "reopen" if (row["open"] or 0) > 0.5 else "mothball" if (row["mothballed"] or 0) > 0.5 else "close"
            if state != before:
                outlay = outlays[state](plant, int(row["period"])) if state in outlays else None
                yield Commitment(int(row["period"]), state, plant, places.get(plant, ""), None, "", outlay)
            before = state


def _stocks(view: View) -> Iterator[Commitment]:
    for row in view.trunk("strategic stocks"):
        if (row["added"] or 0.0) > 0:
            unit = view.unit("strategic stocks", "added", row)
            yield Commitment(
                int(row["period"]), "add to", text(row["stockpile"]), text(row["country"]), row["added"], unit, None
            )


def _people(view: View) -> Iterator[Commitment]:
    yield from _of_people(view, "workforce", "trainees", "train", _outlays(view, "training"))
    recruiting, hiring = _outlays(view, "recruiting"), _on_contracts(view)
    yield from _of_people(
        view,
        "workforce",
        "recruits",
        "recruit",
        lambda item, year: _sum(recruiting(item, year), hiring.get((item, year))),
    )
    yield from _of_people(view, "workforce", "releases", "release", _outlays(view, "redundancy"))
    yield from _of_people(view, "retraining", "people", "retrain", _outlays(view, "retraining"))
    yield from _of_people(view, "short time", "people", "put on short time", lambda item, year: None)


Outlay = Callable[[str, int], float | None]
"""Cost of an item in a year, if any."""


def _of_people(view: View, frame: str, measure: str, kind: str, outlay: Outlay) -> Iterator[Commitment]:
    for row in view.trunk(frame):
        rate = view.unit(frame, measure).endswith("/y")
        number = (row[measure] or 0.0) * (view.calendar.length(row["period"]) if rate else 1)
        if number >= FEW:
            year, skill, market = int(row["period"]), text(row["skill"]), text(row["market"])
            item = _item(skill, row, market)
            way = text(row["new_skill"]) if "new_skill" in row else ""
            yield Commitment(year, kind, skill, market, number, PEOPLE, outlay(item, year), way)


def _item(skill: str, row: Record, market: str) -> str:
    return " · ".join([skill, *([text(row["new_skill"])] if "new_skill" in row else []), market])


def _outlays(view: View, cost: str) -> Outlay:
    """Sums of a cost by item and year."""
    sums: dict[tuple[str, int], float] = {}
    for row in view.trunk("costs"):
        if row["cost"] == cost:
            key = text(row["item"]), int(row["period"])
            sums[key] = sums.get(key, 0.0) + (row["amount"] or 0.0)
    return lambda item, year: sums.get((item, year))


def _on_contracts(view: View) -> Mapping[tuple[str, int], float]:
    """Cost of recruiting on contracts, by skill and market, and year."""
    sums: dict[tuple[str, int], float] = {}
    for row in view.trunk("costs"):
        if row["cost"] == "hiring":
            key = text(row["item"]).rpartition(" · ")[0], int(row["period"])
            sums[key] = sums.get(key, 0.0) + (row["amount"] or 0.0)
    return sums


def _sum(*parts: float | None) -> float | None:
    amounts = [part for part in parts if part is not None]
    return sum(amounts) if amounts else None


def people_in_words(view: View) -> str:
    """'5 enter training and 3 are released', over the whole horizon; empty without any."""
    sums: dict[str, float] = {}
    for decision in decisions(view):
        if decision.unit == PEOPLE:
            sums[decision.kind] = sums.get(decision.kind, 0.0) + (decision.size or 0.0)
    phrases = [
        f"{number:,.0f} {one if round(number) == 1 else many}"
        for kind, (one, many) in PEOPLE_IN_WORDS.items()
        if (number := sums.get(kind, 0.0)) >= 0.5
    ]
    return " and ".join([", ".join(phrases[:-1]), phrases[-1]] if len(phrases) > 1 else phrases)


PEOPLE_IN_WORDS = {
    "train": ("enters training", "enter training"),
    "recruit": ("is recruited", "are recruited"),
    "retrain": ("is retrained", "are retrained"),
    "release": ("is released", "are released"),
}
