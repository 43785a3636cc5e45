"""Protocol of a family of the model.

A family is a file in model/families, or ``algebra`` in a folder there, with these names, of which only the first two
are required:

    coefficients(context)    index sets and coefficients, a dataclass: no Excel and no Pyomo in it
    build(m, data)           adds its sets, parameters, variables and constraints to the model
    BALANCE, CAPACITY, USE   its terms in the mass balance, in the capacity of plants and in the use of capacity
    INFLOW                   its terms in what comes to a place, but for stock drawn down
    close(m)                 constraints over the terms of all families
    COSTS, REPORTS, LIMITS   its costs, result tables and limits, as rules over sets of the model
    DECIDED                  its first-stage decisions, as addressed by the sheet Decisions
    FOLLOWS, UNASKED         variables that are no decision, and the value of one that was not to be taken
    CHECKS                   checks of its sheets; in a folder, of its file ``checks``
    CHOICES                  first-stage decisions that it offers, and when; in a folder, of its file ``checks``
    USES_OF_COMMODITIES      columns by which a row uses a commodity, which is then not idle; beside ``CHECKS``
    USED_AT                  by row class, where goods are used, besides recipes, demand and sales; beside ``CHECKS``
    ROLL, STATE, WINDOWS     roll-over of its year-end state to inputs; the rules of it that the months of a disruption
                             begin with; columns by row class whose past years it handles
    DO_NOTHING, MEASURED     rows, by row class, in the do-nothing baseline, and where limits are measured, not held;
                             in a folder, these and ROLL are of its file ``roll``
    IN_MONTHS, ARRIVING      rows, by row class, in the months of a disruption, and those of goods that are under way
                             when these begin (``families/common/months.py``); beside ``ROLL``
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from model.families.common.describing import Describe
from model.sheets.tables import Tables

SPONSOR = "sponsor"
"""Party of a cost item: the sponsor of the plant that owns it, itself or by a project or a reserve;"""
STOCKHOLDER = "stockholder"
"""the stockholders of its country;"""
BUYERS = "buyers"
"""the buyers of its country;"""
UNSERVED = "unserved"
"""demand unmet in its country, which no cash flows for;"""
CAUSER = "causer"
"""the sponsor of the plant that causes it, or the buyers of its country;"""
SHIPPERS = "shippers"
"""the buyers of the destinations of shipments that pay it, pro rata;"""
EMPLOYERS = "employers"
"""the employers of a skill in its labour market, pro rata need of the period;"""
LATER_EMPLOYERS = "later employers"
"""or need of this and later periods;"""
ADOPTERS = "adopters"
"""the sponsors of plants built with a technology, pro rata size."""

PARTIES = (SPONSOR, STOCKHOLDER, BUYERS, UNSERVED, CAUSER, SHIPPERS, EMPLOYERS, LATER_EMPLOYERS, ADOPTERS)


@dataclass(frozen=True)
class Cost:
    """A cost item: the amount of money ``rule(m, *index)``, for each index of the sets ``over``, paid by a ``party``.

    The last label of an index is the moment at which the money is spent, undiscounted: a node, or a period if
    ``by_period``. ``owner`` gives the label of the plant, project, lane, ... whose country the cost is counted in.
    """

    name: str
    category: str
    party: str
    over: tuple[str, ...]
    rule: Callable[..., Any]
    owner: int = 0
    by_period: bool = False
    to_state: bool = False
    """Whether the state of that country receives it, as it does a tariff."""
    varies: bool = False
    """Whether it ends when a plant stops."""
    lanes: Callable[[Any], Mapping[Any, Iterable[str]]] | None = None
    """For `SHIPPERS`, of the coefficients of the family: the lanes that pay it, by index without its last label."""


@dataclass(frozen=True)
class Measure:
    """A column of a report with its unit: the value of a variable, by name, or of ``rule(m, *index)``.

    Its documentation is that of the variable or the rule, unless it has its own.
    """

    name: str
    unit: str
    rule: str | Callable[..., Any]
    about: str = ""
    is_change: bool = False
    """Whether it is how much a level changes over a node's period, and no level."""

    def at(self, m: Any, *index: Any) -> Any:
        """Its value at an index."""
        return _worth(self.rule, m, *index)


def _worth(rule: str | Callable[..., Any], m: Any, *index: Any) -> Any:
    """Value of a variable, by name, or of a rule at an index."""
    return m.component(rule)[index] if isinstance(rule, str) else rule(m, *index)


@dataclass(frozen=True)
class Report:
    """A result table: one line for each index of the sets ``over``, in columns ``index``, then its measures.

    Lines whose measures are all zero are left out unless ``keep_zero``.
    """

    name: str
    over: tuple[str, ...]
    index: tuple[str, ...]
    measures: tuple[Measure, ...]
    keep_zero: bool = False
    describe: Describe | None = None
    """Adds columns, such as a location."""
    totals: Callable[[Tables], Mapping[Any, float | None]] | None = None
    """For limits: the greatest sum of the first measure over all years, undisturbed, by the first name. The column
    'limit' has that of each node."""
    ahead: tuple[str, ...] = ()
    """Words of its column 'kind' whose lines are decided in advance; the others follow what is run and sold."""


@dataclass(frozen=True)
class LimitRows:
    """Rows of a constraint that hold bounds of the sheet Limits: ``level(m, *index)`` against a value times ``base``.

    The index of the set ``over`` is (limit, scope, moment): the name of the limit, the country or place where the row
    is for each of several, and a node or, where a disruption counts as a whole, a branch.
    """

    constraint: str
    over: str
    level: Callable[..., Any]
    base: Callable[..., Any] | None = None
    """Base of a share; None for an amount."""
    value: str = "limit_value"
    """The parameter of the bound in the sheet's unit, by limit and moment."""
    scale: float = 1.0
    """Factor from the sheet's value to level per base: 12 where the sheet has months and the rows years."""
    complement: bool = False
    """Whether the level is the complement of the sheet's value: 1 − share served is the share that is short."""
    alternative: Callable[..., Any] | None = None
    """The level by another reading, reported beside it."""
    is_without_largest: bool = False
    """Whether level and base are of parts, of which the one with the highest level does not count; by the other
    reading it counts in the base. Such a limit is reported only."""


@dataclass(frozen=True)
class Cone:
    """Second-order cones: the Euclidean length of ``level(m, *index)`` over the parts of each row is at most the root
    of a value times their sum. Exact by tangents, which are added while solving (model/solver/cone_cuts.py).

    The index of the set ``over`` is (limit, part, moment); ``value`` names the parameter by limit and moment, in
    10,000ths.
    """

    over: str
    level: Callable[..., Any]
    value: str
    constraint: str
    """The rows that hold the tangents at single parts."""


@dataclass(frozen=True)
class Tail:
    """Losses whose worst outcomes a limit is about: ``loss(m, *index)`` of each outcome.

    The index of the set ``over`` is (limit, scope, moment, outcome); ``probability`` and ``share`` name the parameters
    of an outcome's probability and of the tail's, by limit.
    """

    over: str
    loss: Callable[..., Any]
    probability: str = "probability"
    share: str = "tail"


@dataclass(frozen=True)
class Follows:
    """A variable that is no decision: it follows from others and from the inputs, as headcount does from hiring and
    attrition, or the purchases that replace stock from its use. It is not fixed when a plan is fixed; all other
    variables without a node are first-stage and are.

    ``over`` names the set of the indices at which it follows; empty: everywhere.
    """

    variable: str
    over: str = ""


@dataclass(frozen=True)
class FirstStage:
    """A first-stage decision, as capacity, a quantity, people or a number of times: a variable, by its name, or
    ``rule(m, *index)`` for each index of the sets ``over``. ``names`` maps the labels to columns of Decisions: its
    subject, place or way; the last is the period, or a node, of which only those of the trunk count."""

    action: str
    over: tuple[str, ...]
    names: tuple[str, ...]
    rule: str | Callable[..., Any]

    def at(self, m: Any, *index: Any) -> Any:
        """Its value at an index."""
        return _worth(self.rule, m, *index)


def index_set(m: Any, cost: Cost) -> Any:
    """The set that a cost is counted over."""
    if len(cost.over) == 1:
        return m.component(cost.over[0])
    name = "ITEMS_" + cost.name.upper().replace(" ", "_")
    if m.component(name) is None:
        index = m.component(cost.over[0])
        for other in cost.over[1:]:
            index = index * m.component(other)
        m.add_component(name, index)
    return m.component(name)


def total(rules: Iterable[Callable[..., Any]], m: Any, *index: Any) -> Any:
    """Sum of several rules at one index: the terms of all families in a shared row."""
    result: Any = 0
    for rule in rules:
        result = result + rule(m, *index)
    return result
