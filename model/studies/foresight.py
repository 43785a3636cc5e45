"""What to decide now, and what to leave until it is known which future comes.

A future is a what-if with a probability that is known from a year on; until then nobody can tell it from the workbook
as it is. The plan decides once what comes before, and by future what comes after: a multistage stochastic program
(J. R. Birge and F. Louveaux, *Introduction to Stochastic Programming*, sections 2.4 and 4.3). It is compared with

- all decided at once: what is decided in advance is the same in all futures, also after it is known which one comes.
  What that costs more is what waiting is worth;
- without foresight: planned as if the workbook as it is were certain, and planned anew when another future is known.
  What that costs more is what preparing is worth;
- known from the start: no plan can be cheaper.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from model.errors import Infeasible, InputError, SolveFailed
from model.families.assemble import build_model
from model.families.instance import Instance, read_instance
from model.planning.information import Interval
from model.planning.priorities import in_order
from model.planning.solving import Request, audited
from model.results.decisions import TOLERANCES, Ahead, held, moment
from model.results.plan import Plan, read_plan
from model.rolling.drift import decided
from model.sheets.tables import Tables
from model.sheets.whatifs import NEW
from model.solver.arrays import Array, Matrix
from model.solver.gap import gap_of
from model.solver.joined import Joined, Label, Owner, Part, joined, labels_of
from model.solver.learning import Learning
from model.solver.matrix import read_matrix
from model.solver.reader import Reader
from model.solver.rounds import Rounds
from model.solver.solve import Solution
from model.solver.split import program_of
from model.solver.tangents import Tangents
from model.whatif.apply import base, variants
from model.world.calendar import Calendar

AS_IT_IS = "as it is"
"""The future in which no what-if comes."""

NOW, LATER = "now", "later"
"""When something is decided: before anything is known, or later and the same in every future."""

SAME = 1e-6
"""Relative; what differs by less is the same."""

FIXED = ("first_year", "last_year", "years_per_period", "discount_rate", "discounting", "currency", "amounts")
"""Settings that all futures share."""


@dataclass(frozen=True)
class Future:
    """What may come, and from when on it is known that it does."""

    name: str
    tables: Tables = field(repr=False)
    probability: float
    known: float = math.inf
    """Year; infinite of the workbook as it is, which is what is left when no other future came."""


@dataclass(frozen=True)
class Way:
    """What is expected to be spent in one way of deciding [amount], and the plan of each future."""

    cost: Interval
    plans: Sequence[Plan]


@dataclass(frozen=True)
class Choice:
    """A decision of one year, in each future."""

    kind: str
    subject: str
    place: str
    way: str
    unit: str
    year: int
    sizes: Sequence[float]
    planned: float
    """As much would be decided if the workbook as it is were certain."""
    when: str
    """NOW, LATER, or in which futures."""

    @property
    def depends(self) -> bool:
        """Whether it depends on the future."""
        return self.when not in (NOW, LATER)

    @property
    def prepares(self) -> bool:
        """Whether it is decided now for the sake of other futures."""
        return self.when == NOW and max(self.sizes) - self.planned > SAME * max(1.0, self.planned)


@dataclass(frozen=True)
class Foresight:
    """The plan with its futures, and other ways of deciding."""

    futures: Sequence[Future]
    staged: Way
    at_once: Way | None
    """None where no plan holds in all futures."""
    unaware: Way | None
    """None where some future has no plan that goes on from the one without foresight."""
    told: Way
    """Known from the start."""

    @property
    def waiting(self) -> Interval | None:
        """What it is worth to decide once it is known [amount]; None where it cannot be decided at once at all."""
        return _more(self.at_once, self.staged)

    @property
    def preparing(self) -> Interval | None:
        """What it is worth to foresee the futures [amount]; None where the others cannot be met without."""
        return _more(self.unaware, self.staged)

    @property
    def knowing(self) -> Interval | None:
        """What it would be worth to know now which one comes [amount]."""
        return _more(self.staged, self.told)

    @property
    def first_known(self) -> int:
        """The first year in which anything is known."""
        return int(min(future.known for future in self.futures))

    def is_within(self, gap: float) -> bool:
        """Whether the plan, as all of them, is proven to be within a gap."""
        return gap_of(self.staged.cost.most, self.staged.cost.least) <= gap + SAME

    def choices(self) -> list[Choice]:
        """Every decision taken in advance, by year."""
        made = [decided(plan) for plan in self.staged.plans]
        alone = decided(self.told.plans[0])
        units = {key: unit for _, each in (*made, alone) for key, unit in each.items()}
        found = []
        for key in {key for by_year, _ in (*made, alone) for key in by_year}:
            years = {year for by_year, _ in (*made, alone) for year in by_year.get(key, {})}
            for year in years:
                sizes = [by_year.get(key, {}).get(year, 0.0) for by_year, _ in made]
                planned = alone[0].get(key, {}).get(year, 0.0)
                found.append(Choice(*key, units[key], year, sizes, planned, self._when(year, sizes)))
        return sorted(found, key=lambda each: (each.year, each.kind, each.subject, each.place, each.way))

    def _when(self, year: int, sizes: Sequence[float]) -> str:
        most = max(sizes)
        if year < self.first_known:
            return NOW
        if most - min(sizes) <= SAME * max(1.0, most):
            return LATER
        names = [f"'{f.name}'" for f, size in zip(self.futures, sizes, strict=True) if size > SAME * max(1.0, most)]
        return f"if {' or '.join(names)}"


def _more(one: Way | None, other: Way) -> Interval | None:
    """By how much one way costs more than another that cannot cost more."""
    if one is None:
        return None
    scale = max(abs(one.cost.most), abs(other.cost.most))
    least, most = one.cost.least - other.cost.most, one.cost.most - other.cost.least
    return Interval(max(0.0, least), max(0.0, most)).rounded(scale)


# ------------------------------------------------------------------------------------------------ which futures


def futures_of(tables: Tables, asked: Sequence[tuple[str, float, int]]) -> list[Future]:
    """The workbook as it is and what-ifs, of which (name, probability, year from which it is known) are given. Raises
    InputError with all that is wrong."""
    known = {variant.name: variant for variant in variants(tables, are_checked=True)}
    wrong = list(_wrong(tables, known, asked))
    if wrong:
        raise InputError("\n".join(wrong))
    rest = 1.0 - sum(probability for _, probability, _ in asked)
    others = [Future(name, known[name].tables, probability, year) for name, probability, year in asked]
    return [Future(AS_IT_IS, base(tables).tables, rest), *others]


def _wrong(tables: Tables, known: Mapping[str, Any], asked: Sequence[tuple[str, float, int]]) -> Iterator[str]:
    later = Calendar.of(tables.settings).periods[1:]
    if len({name for name, _, _ in asked}) < len(asked):
        yield "--future: each what-if once."
    if sum(probability for _, probability, _ in asked) >= 1:
        yield "--future: probabilities must leave something to the workbook as it is: less than 100 % in total."
    for name, probability, year in asked:
        if name not in known:
            yield f"--future: there is no what-if '{name}' that is to be run. There are: {', '.join(known) or 'none'}."
            continue
        if not 0 < probability < 1:
            yield f"--future '{name}': expected a probability above 0 and below 100 %."
        if year not in later:
            yield f"--future '{name}': it cannot be known from {year} on; starts of later periods are {_some(later)}."
        if known[name].plan != NEW:
            yield f"--future '{name}': its 'plan' in What-ifs must be '{NEW}'."
        moved = [each for each in FIXED if _setting(known[name].tables, each) != _setting(tables, each)]
        if moved:
            yield f"--future '{name}': it must not change the settings {', '.join(moved).replace('_', ' ')}."
    for each in (tables, *(known[name].tables for name, _, _ in asked if name in known)):
        for row in in_order(each):
            yield f"{row.cell('priority')} of Limits: futures cannot be planned together where a limit has a priority."


def _some(years: Sequence[int]) -> str:
    return ", ".join(map(str, years)) if len(years) < 5 else f"{years[0]}, {years[1]}, …, {years[-1]}"


def _setting(tables: Tables, name: str) -> object:
    return getattr(tables.settings, name)


# ------------------------------------------------------------------------------------------------ each future alone


@dataclass(frozen=True)
class _World:
    """One future as a program."""

    future: Future
    instance: Instance
    model: Any
    matrix: Matrix
    reader: Reader
    ahead: Ahead

    @classmethod
    def of(cls, future: Future) -> _World:
        instance = read_instance(future.tables)
        model = build_model(instance)
        matrix, reader = read_matrix(model)
        return cls(future, instance, model, matrix, reader, Ahead.of(model, matrix, instance.tree))

    def period(self, key: Any) -> float | None:
        """Of an index; None where it has neither a period nor a node."""
        at = moment(key)
        return at if isinstance(at, int) else self.instance.tree.period.get(at)  # type: ignore[call-overload]

    def is_before(self, key: Any, year: float) -> bool:
        """Whether an index is of a time before a year."""
        period = self.period(key)
        return period is not None and period < year

    @property
    def part(self) -> Part:
        program = program_of(self.model, self.matrix, self.reader, self.instance.tree)
        return Part(program, Tangents.of(self.reader, self.model), self.future.probability)

    def plan(self, request: Request, given: Mapping[Label, float] | None = None) -> tuple[Plan, Array]:
        """The plan in which some columns are given, audited, and the values of all columns. Raises Infeasible."""
        if given is None:
            return self._found(request, self.matrix, is_held=False)
        is_held = all(at in given for at in self.ahead.columns)
        for tolerance in TOLERANCES[:-1]:
            with suppress(Infeasible):
                return self._found(request, held(self.matrix, given, tolerance), is_held)
        return self._found(request, held(self.matrix, given, TOLERANCES[-1]), is_held)

    def _found(self, request: Request, matrix: Matrix, is_held: bool) -> tuple[Plan, Array]:
        rounds = Rounds.of(self.model, matrix, self.reader, self.instance.tree)
        solve = rounds.hold if is_held else rounds.solve
        solution = solve(gap=request.gap, time_limit=request.time_limit, progress=request.progress)
        plan = read_plan(self.future.tables, self.instance, self.reader, solution)
        asked = {"gap": request.gap, "time limit": request.time_limit}
        return audited(replace(plan, decided=self.ahead.decided(solution.values), asked=asked)), solution.values


def foresight(futures: Sequence[Future], request: Request) -> Foresight:
    """The plan of futures of which the first is the workbook as it is, and the other ways of deciding. Raises
    InputError where a future differs before it is known, Infeasible where there is no plan, SolveFailed where none is
    found in time."""
    progress = request.progress
    progress.stage("Building the models")
    worlds = [_World.of(future) for future in futures]
    for world in worlds[1:]:
        _require_same_before(worlds[0], world)
    alone = []
    for world in worlds:
        progress.stage(f"If '{world.future.name}' were known from the start")
        alone.append(world.plan(request))
    told = Way(_expected(futures, [plan for plan, _ in alone]), [plan for plan, _ in alone])
    progress.stage("With all futures")
    staged = _together(worlds, lambda number, at: _told_apart(worlds, number, at), request)
    progress.stage("All decided at once")
    try:
        at_once = _together(worlds, lambda number, at: _by_all(worlds, number, at), request)
    except Infeasible:
        at_once = None
    progress.stage("Without foresight")
    return Foresight(futures, staged, at_once, _unaware(worlds, alone[0], request), told)


def _expected(futures: Sequence[Future], plans: Sequence[Plan]) -> Interval:
    pairs = list(zip(futures, plans, strict=True))
    return Interval(*(sum(f.probability * cost for f, cost in each) for each in (
        [(f, plan.bound) for f, plan in pairs], [(f, plan.objective) for f, plan in pairs])))  # fmt: skip


def _require_same_before(base: _World, world: _World) -> None:
    """Raises InputError where something differs before it can be known that the future comes."""
    year = world.future.known
    theirs = dict(_early(world, year))
    for name, what in _early(base, year):
        if not _is_same(what, theirs.pop(name, None)):
            raise InputError(_too_early(world.future, name))
    if theirs:
        raise InputError(_too_early(world.future, next(iter(theirs))))


def _too_early(future: Future, name: str) -> str:
    return (
        f"--future '{future.name}': it differs from the workbook as it is before {future.known}, in {name}, so that it "
        "would be known earlier. Give its changes a 'from year', or say that it is known earlier."
    )


Early = tuple[str, tuple[Mapping[Label, float], float, float]]


def _early(world: _World, year: float) -> Iterator[Early]:
    """Rows of what is done before a year, by name: coefficients and bounds; and what it costs."""
    labels = labels_of(world.matrix)
    for block in world.matrix.constraints.values():
        for row, key in enumerate(block.keys, block.start):
            if world.is_before(key, year):
                columns, values = world.matrix.rows.one(row)
                terms = {labels[c]: float(v) for c, v in zip(columns.tolist(), values.tolist(), strict=True)}
                bounds = float(world.matrix.row_lower[row]), float(world.matrix.row_upper[row])
                yield f"{block.name}[{key}]", (terms, *bounds)
    for column, (name, key) in enumerate(labels):
        if moment(key) in world.instance.tree.period and world.is_before(key, year):
            cost = float(world.matrix.cost[column])
            yield f"the cost of {name}[{key}]", ({(name, key): cost}, 0.0, 0.0)


def _is_same(one: tuple[Any, float, float], other: tuple[Any, float, float] | None) -> bool:
    if other is None or one[0].keys() != other[0].keys():
        return False
    pairs = [*((one[0][at], other[0][at]) for at in one[0]), one[1:2] + other[1:2], one[2:] + other[2:]]
    return all(a == b or abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b)) for a, b in pairs)


# ------------------------------------------------------------------------------------------------ all futures together


def _told_apart(worlds: Sequence[_World], number: int, at: Label) -> int:
    """The first future that cannot be told from one when a column is decided."""
    period = worlds[number].period(at[1])
    if period is None or worlds[number].future.known <= period:
        return number
    return next(other for other, world in enumerate(worlds) if world.future.known > period)


def _by_all(worlds: Sequence[_World], number: int, at: Label) -> int:
    """The same where all that is decided in advance is decided once."""
    return 0 if at in worlds[number].ahead.columns else _told_apart(worlds, number, at)


def _together(worlds: Sequence[_World], owner: Owner, request: Request) -> Way:
    """The plans of all futures in which what has one owner is the same."""
    whole = joined([world.part for world in worlds], owner)
    rounds = Rounds(Learning(whole.program, whole.tangents, screen=True))
    solution = rounds.solve(gap=request.gap, time_limit=request.time_limit, progress=request.progress)
    plans = [plan for plan, _ in _plans(worlds, whole, owner, solution, request)]
    expected = _expected([world.future for world in worlds], plans)
    if expected.most > solution.objective + SAME * max(1.0, abs(solution.objective)):
        raise SolveFailed(
            f"The plans of all futures cost {expected.most:,.9g} together, and {solution.objective:,.9g} when found: "
            "what was found for one future does not hold in it."
        )
    return Way(Interval(min(solution.bound, expected.most), expected.most), plans)


def _plans(
    worlds: Sequence[_World], whole: Joined, owner: Owner, solution: Solution, request: Request
) -> Iterator[tuple[Plan, Array]]:
    """The plan of each future with what was decided: in advance, and before it was known."""
    for number, (world, places) in enumerate(zip(worlds, whole.columns, strict=True)):
        values = dict(zip(labels_of(world.matrix), solution.values[places].tolist(), strict=True))
        apart = world.future.known if number else max(other.future.known for other in worlds[1:])
        shared = (at for at in values if world.is_before(at[1], apart))
        yield world.plan(request, {at: values[at] for at in {*shared, *world.ahead.columns}})


def _unaware(worlds: Sequence[_World], planned: tuple[Plan, Array], request: Request) -> Way | None:
    """Planned for the workbook as it is, and anew once another future is known."""
    values = dict(zip(labels_of(worlds[0].matrix), planned[1].tolist(), strict=True))
    plans = [planned[0]]
    for world in worlds[1:]:
        early = {at: value for at, value in values.items() if world.is_before(at[1], world.future.known)}
        try:
            plans.append(world.plan(request, early)[0])
        except Infeasible:
            return None
    return Way(_expected([world.future for world in worlds], plans), plans)
